/* The cursor over a list of people: separators, pieces, brackets, names. */
#include "parser/records/entry_scan.h"

#include "parser/records/lexicon.h"
#include "parser/records/names.h"

#include <string.h>

enum { CODE_MAX = 5 };

void mb_scan_find_marks(struct mb_scan *s, uint32_t start, uint32_t end)
{
    const struct mb_rules *rules = s->x->rules;
    mb_finds finds = mb_rules_finds(rules, "person-mark");
    uint32_t block = mb_blocks_find(s->x->blocks, start);
    const struct mb_match *m = NULL;

    s->marks.n = 0;
    if (finds == MB_FINDS_NONE)
        return;
    while ((m = mb_matches_next(rules, s->x->matches, block, finds, m))
           != NULL) {
        if (m->start >= start && m->end <= end
            && s->marks.n < MB_SCAN_MARKS_MAX)
            s->marks.at[s->marks.n++] = m;
    }
}

static bool mark_is(const struct mb_scan *s, const struct mb_match *m,
                    const char *value)
{
    return mb_span_eq(mb_rules_at(s->x->rules, m->rule)->value,
                      mb_span_str(value));
}

/* The mark with that value that begins within [start, end), or NULL. */
const struct mb_match *mb_scan_mark(const struct mb_scan *s, uint32_t start,
                                    uint32_t end, const char *value)
{
    for (unsigned i = 0; i < s->marks.n; i++) {
        const struct mb_match *m = s->marks.at[i];

        if (m->start >= start && m->start < end && mark_is(s, m, value))
            return m;
    }
    return NULL;
}

/* " and ", " & " at the cursor: its length, or 0. */
static uint32_t and_at(const struct mb_scan *s, uint32_t at)
{
    static const char *const words[] = {"and ", "& ",   "together with ", "a ",
                                        "ac ",  "a'r ", "agus "};
    struct mb_span rest = mb_scan_view(s, at, s->end);

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mb_span_starts(rest, mb_span_str(words[i])))
            return (uint32_t)strlen(words[i]);
    return 0;
}

/* Dots of a leader, "....." or " ... ". */
uint32_t mb_scan_leader(const struct mb_scan *s, uint32_t at)
{
    uint32_t n = 0;

    while (at + n < s->end && s->view.ptr[at + n] == '.')
        n++;
    return n >= 2 ? n : 0;
}

/* Small words in front of a name or post that are no part of it. */
static uint32_t small_word_at(const struct mb_scan *s, uint32_t at)
{
    static const char *const words[] = {"the ",  "The ",  "from ", "by ",
                                        "also ", "both ", "Also "};
    struct mb_span rest = mb_scan_view(s, at, s->end);

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct mb_span word = mb_span_str(words[i]);

        if (mb_span_starts(rest, word)
            && mb_word_capital(mb_span_sub(rest, word.len, rest.len)))
            return (uint32_t)word.len;
    }
    return 0;
}

/* A sign beside a name, whose meaning a key tells: its length, or 0. */
static uint32_t sign_len(const struct mb_scan *s, uint32_t at)
{
    static const char *const signs[] = {"*", "#", "+", "\xE2\x80\xA0",
                                        "\xE2\x80\xA1"};
    struct mb_span rest = mb_scan_view(s, at, s->end);

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (mb_span_starts(rest, mb_span_str(signs[i])))
            return (uint32_t)strlen(signs[i]);
    return 0;
}

/* Pass separators; the strongest one met is returned. */
enum mb_sep mb_scan_separators(struct mb_scan *s)
{
    enum mb_sep sep = MB_SEP_NONE;

    s->the = false;
    while (s->at < s->end) {
        char c = s->view.ptr[s->at];
        enum mb_sep now = MB_SEP_NONE;
        uint32_t len = 1;

        if (c == '\t' || c == '|')
            now = MB_SEP_CELL;
        else if (c == ',')
            now = MB_SEP_COMMA;
        else if (c == ';')
            now = MB_SEP_SEMI;
        else if (c == ':')
            now = MB_SEP_COLON;
        else if (c == '-'
                 && (s->at + 1 >= s->end
                     || mb_scan_blank(s->view.ptr[s->at + 1])
                     || s->view.ptr[s->at + 1] == '-'))
            now = MB_SEP_DASH;
        else if ((len = mb_scan_leader(s, s->at)) != 0)
            now = MB_SEP_CELL;
        else if ((len = and_at(s, s->at)) != 0)
            now = MB_SEP_AND;
        else if ((len = small_word_at(s, s->at)) != 0)
            s->the |= len == 4;
        else if ((len = sign_len(s, s->at)) == 0 && c != ' ' && c != '\n'
                 && c != '>' && c != '_')
            break;
        else
            len = len > 0 ? len : 1;
        if (now > sep)
            sep = now;
        s->at += len;
    }
    return sep;
}

/* Does a new person's title follow the mb_scan_blank at `at`, without a small
 * word before it ("Assistant to Dr Ahmed")? */
static bool title_at(const struct mb_scan *s, uint32_t at)
{
    static const char *const titles[] = {
        "Cllr ", "Cllr. ", "Councillor ", "Mr ", "Mr. ", "Mrs ", "Mrs. ",
        "Ms ",   "Ms. ",   "Miss ",       "Dr ", "Dr. ", "Cr "};
    struct mb_span rest = mb_scan_view(s, at + 1, s->end);
    uint32_t word = at;

    while (word > s->at && !mb_scan_blank(s->view.ptr[word - 1]))
        word--;
    if (s->view.ptr[word] >= 'a' && s->view.ptr[word] <= 'z')
        return false;
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (mb_span_starts(rest, mb_span_str(titles[i])))
            return true;
    return false;
}

/* Where the piece at the cursor ends: before a separator, bracket or the full
 * stop of a sentence. */
uint32_t mb_scan_piece_end(const struct mb_scan *s)
{
    uint32_t i = s->at;

    while (i < s->end) {
        char c = s->view.ptr[i];

        if (c == ',' || c == ';' || c == ':' || c == '\t' || c == '('
            || c == '|' || mb_scan_leader(s, i) != 0
            || (i > s->at && sign_len(s, i) != 0))
            break;
        if (c == '.' && (i + 1 >= s->end || mb_scan_blank(s->view.ptr[i + 1]))
            && i > s->at + 2 && !mb_scan_blank(s->view.ptr[i - 2]))
            break;
        if (c == ' ' && i > s->at && title_at(s, i))
            break;
        if (c == ' ' && i + 1 < s->end
            && (and_at(s, i + 1) != 0
                || (s->view.ptr[i + 1] == '-' && i + 2 < s->end
                    && s->view.ptr[i + 2] == ' ')))
            break;
        i++;
    }
    while (i > s->at && mb_scan_blank(s->view.ptr[i - 1]))
        i--;
    return i;
}

/* The end of the bracket that opens at `open`: behind its ")", or s->end. */
uint32_t mb_scan_bracket_end(const struct mb_scan *s, uint32_t open)
{
    int depth = 0;

    for (uint32_t i = open; i < s->end; i++) {
        if (s->view.ptr[i] == '(')
            depth++;
        else if (s->view.ptr[i] == ')' && --depth == 0)
            return i + 1;
    }
    return s->end;
}

/* "AG", "PDR", "M": letters that stand for a person in the minutes. */
bool mb_scan_is_code(struct mb_span s)
{
    if (s.len == 0 || s.len > CODE_MAX)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') && s.ptr[i] != '.'
            && !(i > 0 && s.ptr[i] >= 'a' && s.ptr[i] <= 'z' && s.len <= 3))
            return false;
    return !(mb_word_classes(s) & (MB_WORD_TOPIC | MB_WORD_POST));
}

/* Read a name at view offset `at`; its offsets come back as the view's. */
bool mb_scan_name(const struct mb_scan *s, uint32_t at, uint32_t end,
                  unsigned flags, struct mb_name *ret)
{
    if (!mb_name_read(mb_scan_view(s, at, end), flags, ret))
        return false;
    ret->start += at;
    ret->end += at;
    ret->office_start += at;
    ret->office_end += at;
    ret->rest += at;
    return true;
}
