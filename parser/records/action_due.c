/* When an action is due: the last day that its words name, with the year of
 * the meeting or the next where they give none.
 */
#include "parser/records/actions.h"

#include "base/date.h"

#include <string.h>

/* A day without a year by which something is due: "by 31 January", or nothing
 * but the day. It lies behind the meeting; *day gets its year. */
static bool due_day(const struct mb_action_pass *p, uint32_t start,
                    struct mb_span words, const struct mb_date_found *found,
                    struct mb_date *day)
{
    static const char *const before[] = {"by",   "by the", "before",  "due",
                                         "due:", "until",  "deadline"};
    const struct mb_meetings *all = &p->x->doc->meetings;
    uint32_t m = p->x->outline[mb_blocks_find(p->x->blocks, start)].meeting;
    struct mb_span head = mb_span_trim(mb_span_sub(words, 0, found->start));
    bool due =
        head.len == 0
        && mb_span_strip(mb_span_sub(words, found->end, words.len), " .").len
               == 0;
    struct mb_date held;

    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        struct mb_span word = mb_span_str(before[i]);
        due |= head.len >= word.len
               && mb_span_ieq(mb_span_sub(head, head.len - word.len, head.len),
                              word)
               && (head.len == word.len
                   || strchr(" (-", head.ptr[head.len - word.len - 1]) != NULL);
    }
    m = m < all->n ? m : 0;
    return due && m < all->n && mb_date_parse(all->at[m].date.s, &held)
           && mb_date_resolve(found->date, found->weekday, held,
                              MB_DIRECTION_FORWARD, day);
}

/* The last day named in [start, end), as ISO 8601, cut from *end where it ends
 * the words ("by 14 July 2023", "Due: 14 July 2023", "(28 February 2025)"). */
struct mb_field mb_action_due(struct mb_action_pass *p, uint32_t start,
                              uint32_t *end)
{
    struct mb_field due = {MB_SPAN_NULL, NULL};
    struct mb_span words = mb_span_sub(mb_action_view(p), start, *end), before;
    struct mb_date_found found, last = {0};
    size_t at = 0;
    char text[MB_DATE_TEXT_SIZE];

    while (mb_date_scan(words, at, &found)) {
        if (found.precision == MB_PRECISION_DAY && !found.impossible)
            last = found;
        else if (found.precision == MB_PRECISION_NO_YEAR
                 && due_day(p, start, words, &found, &found.date))
            last = found;
        at = found.end > at ? found.end : at + 1;
    }
    if (last.end == 0) {
        at = mb_span_find(words, MB_SPAN_LIT(" Due: "));
        if (at < words.len)
            *end = start + (uint32_t)at;
        return due;
    }
    mb_date_format(last.date, text);
    due = mb_field_text(p->x, mb_span_str(text));
    before = mb_span_sub(words, 0, last.start);
    at = before.len;
    for (size_t i = before.len; i-- > 0 && before.len - i < 40;)
        if (mb_span_istarts(mb_span_sub(before, i, before.len),
                            MB_SPAN_LIT("due"))
            || before.ptr[i] == '('
            || (before.ptr[i] == '-' && i > 0 && before.ptr[i - 1] == ' '))
            at = i;
    if (at < before.len)
        *end = start + (uint32_t)at;
    return due;
}
