/* Finding times of day.
 *
 * As for dates, the scanner stops at each number and at the words noon,
 * midday, midnight. What makes a number a time is what stands with it: a
 * colon, "am" or "pm", "hours", or, for 14.00, an "at" in front. In a range the
 * first time takes the half of the day from the second: 6.00 to 8.30pm.
 */
#include "base/date.h"

#include "base/date_words.h"

#include <stdio.h>

struct reading {
    unsigned hour;
    unsigned minute;
    unsigned half; /* 0 none, 1 am, 2 pm */
    bool colon;
    bool stop;
    bool hours; /* "1400 hours" */
    bool noon;
};

/* The minutes behind an hour: 10:30, 10.30, 10h30. */
static void take_minutes(struct mb_cursor *cur, struct reading *r)
{
    struct mb_cursor at = *cur;
    unsigned minute;

    if (at.p >= at.end || (*at.p != ':' && *at.p != '.' && *at.p != ';'))
        return;
    r->colon = *at.p == ':';
    r->stop = !r->colon;
    at.p++;
    mb_word_skip_blanks(&at);
    if (mb_word_take_number(&at, 2, &minute) != 2 || minute > 59) {
        r->colon = r->stop = false;
        return;
    }
    r->minute = minute;
    *cur = at;
}

/* "am", "hours" or "noon" behind a number. */
static void take_tail(struct mb_cursor *cur, struct reading *r)
{
    struct mb_cursor at = *cur;

    mb_word_skip_blanks(&at);
    r->half = mb_word_take(&at, MB_WORDS_HALF);
    if (r->half != 0) {
        *cur = at;
        return;
    }
    r->hours = mb_word_take(&at, MB_WORDS_HOURS) != 0;
    if (r->hours && (r->minute != 0 || r->stop || r->colon || r->hour >= 10)) {
        *cur = at;
        return;
    }
    r->hours = false;
    if (r->hour == 12 && mb_word_take(&at, MB_WORDS_NOON) != 0) {
        r->noon = true;
        if (at.p[-1] == 't' || at.p[-1] == 'T')
            r->hour = 24; /* midnight */
        *cur = at;
    }
}

static bool take_reading(struct mb_cursor *cur, struct reading *r)
{
    struct mb_cursor at = *cur;
    unsigned value;
    unsigned n;

    *r = (struct reading){0};
    value = mb_word_take(&at, MB_WORDS_NOON);
    if (value != 0) {
        r->hour = value / 60;
        r->noon = true;
        *cur = at;
        return true;
    }
    n = mb_word_take_number(&at, 4, &value);
    if (n == 4 || n == 3) {
        r->hour = value / 100;
        r->minute = value % 100;
        take_tail(&at, r);
        if (!r->hours && r->half == 0)
            return false;
        r->stop = r->half != 0;
    } else if (n != 0) {
        r->hour = value;
        take_minutes(&at, r);
        take_tail(&at, r);
    } else {
        return false;
    }
    if (r->hour > 24 || r->minute > 59)
        return false;
    *cur = at;
    return true;
}

/* Is it a time by itself? `at`: a word such as "at" stands in front. */
static bool strong(const struct reading *r, bool at)
{
    return r->colon || r->half != 0 || r->hours || r->noon || (r->stop && at);
}

static int minutes(const struct reading *r)
{
    unsigned hour = r->hour;

    if (r->half == 2 && hour < 12)
        hour += 12;
    if (r->half == 1 && hour == 12)
        hour = 0;
    return (int)((hour * 60 + r->minute) % (24 * 60));
}

/* A time or range at the cursor. */
static bool take_time(struct mb_cursor *cur, bool at_before,
                      struct mb_time_found *found)
{
    struct mb_cursor at = *cur;
    struct mb_cursor next;
    struct reading first;
    struct reading second;
    unsigned join;

    if (!take_reading(&at, &first))
        return false;
    next = at;
    mb_word_skip_blanks(&next);
    join = mb_word_take_dash(&next) ? MB_JOIN_TO
                                    : mb_word_take(&next, MB_WORDS_AND);
    mb_word_skip_blanks(&next);
    found->until = -1;
    if (join == MB_JOIN_TO && take_reading(&next, &second)
        && strong(&second, strong(&first, at_before))) {
        if (first.half == 0 && second.half == 2 && !first.noon && !first.colon
            && first.hour <= 12) {
            first.half = 2;
            if (minutes(&first) > minutes(&second))
                first.half = 1;
        }
        found->until = (int16_t)minutes(&second);
        at = next;
        first.colon = true;
    } else if (!strong(&first, at_before)) {
        return false;
    }
    found->minutes = (int16_t)minutes(&first);
    *cur = at;
    return true;
}

static bool digit_at(struct mb_span s, size_t i)
{
    return i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9';
}

/* A number or word begins at i and is no tail of a longer number or word. */
static bool starts(struct mb_span s, size_t i)
{
    const char *p = s.ptr + i;

    if (!digit_at(s, i) && !mb_word_letter(p, s.ptr + s.len) && *p != '@')
        return false;
    if (i == 0)
        return true;
    if (mb_word_letter(p - 1, s.ptr + s.len) || digit_at(s, i - 1))
        return false;
    if ((p[-1] == '.' || p[-1] == ':' || p[-1] == '/' || p[-1] == ',')
        && digit_at(s, i))
        return i < 2 || !digit_at(s, i - 2);
    return (unsigned char)p[-1] < 0x80 || !digit_at(s, i)
           || mb_word_blank(p - 1, p) == 0;
}

bool mb_time_scan(struct mb_span s, size_t offset,
                  struct mb_time_found *ret_found)
{
    if (s.ptr == NULL)
        return false;
    for (size_t i = offset; i < s.len; i++) {
        struct mb_cursor cur = {s.ptr + i, s.ptr + s.len, s.ptr};
        struct mb_time_found found;
        bool at_before;

        if (!starts(s, i))
            continue;
        at_before = mb_word_take(&cur, MB_WORDS_AT) != 0;
        mb_word_skip_blanks(&cur);
        found.start = (size_t)(cur.p - s.ptr);
        if (!take_time(&cur, at_before, &found))
            continue;
        found.end = (size_t)(cur.p - s.ptr);
        *ret_found = found;
        return true;
    }
    return false;
}

void mb_time_format(int minutes_of_day, char ret_text[MB_TIME_TEXT_SIZE])
{
    unsigned m = (unsigned)minutes_of_day % (24u * 60u);

    ret_text[0] = (char)('0' + m / 600);
    ret_text[1] = (char)('0' + m / 60 % 10);
    ret_text[2] = ':';
    ret_text[3] = (char)('0' + m % 60 / 10);
    ret_text[4] = (char)('0' + m % 10);
    ret_text[5] = '\0';
}
