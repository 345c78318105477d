#include "parser/wraps.h"

#include <string.h>

enum { FIELD_COLUMNS = 40 }; /* "Date of decision: …" */

bool mb_wrap_tab(struct mb_span s)
{
    return memchr(s.ptr, '\t', s.len) != NULL;
}

bool mb_wrap_gap(struct mb_span s)
{
    return mb_wrap_tab(s) || memmem(s.ptr, s.len, "    ", 4) != NULL;
}

bool mb_wrap_columns(struct mb_span s)
{
    unsigned gaps = 0;

    for (size_t i = 0; i + 4 < s.len; i++)
        if (s.ptr[i] != ' ' && memcmp(s.ptr + i + 1, "    ", 4) == 0)
            gaps++;
    return gaps > 1;
}

bool mb_wrap_field(struct mb_span s)
{
    size_t n = s.len < FIELD_COLUMNS ? s.len : FIELD_COLUMNS;

    for (size_t i = 0; i < n; i++) {
        if (s.ptr[i] == ':')
            return i > 1 && s.ptr[0] >= 'A' && s.ptr[0] <= 'Z'
                   && (i + 1 >= s.len || s.ptr[i + 1] == ' ');
        if (strchr(".;,(", s.ptr[i]) != NULL)
            return false;
    }
    return false;
}

bool mb_wrap_blank_before(struct mb_span s, size_t i)
{
    return s.ptr[i - 1] == ' '
           || (i > 1 && s.ptr[i - 1] == '\xA0' && s.ptr[i - 2] == '\xC2');
}

struct mb_span mb_wrap_last_word(struct mb_span line)
{
    size_t at = line.len;

    while (at > 0 && !mb_wrap_blank_before(line, at))
        at--;
    return mb_span_sub(line, at, line.len);
}

bool mb_wrap_open_word(struct mb_span line)
{
    static const char *const words[] = {
        "a",    "an",  "and",  "as",    "at",   "be",   "by",    "for",  "from",
        "has",  "in",  "into", "is",    "its",  "of",   "on",    "or",   "our",
        "that", "the", "to",   "under", "was",  "were", "which", "will", "with",
        "a'r",  "ac",  "ar",   "gan",   "gyda", "o",    "yn",    "y",    "yr",
    };
    struct mb_span last = mb_wrap_last_word(line);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (last.len < line.len && mb_span_eq(last, mb_span_str(words[i])))
            return true;
    return false;
}

bool mb_wrap_month(struct mb_span word)
{
    static const char *const months[] = {
        "january", "february", "march",     "april",   "may",      "june",
        "july",    "august",   "september", "october", "november", "december"};

    word = mb_span_strip(word, ",.");
    for (size_t i = 0; i < sizeof months / sizeof *months; i++)
        if (mb_span_ieq(word, mb_span_str(months[i])))
            return true;
    return false;
}

bool mb_wrap_hangs(struct mb_span word)
{
    static const char *const words[] = {"of", "the", "at",   "on",   "in",
                                        "by", "for", "from", "with", "and"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mb_span_ieq(word, mb_span_str(words[i])))
            return true;
    /* "ON MONDAY,", the day beneath; "4TH FEBRUARY,", the year beneath */
    if (word.len > 6 && word.len < 12
        && mb_span_ieq(mb_span_sub(word, word.len - 4, word.len),
                       MB_SPAN_LIT("day,")))
        return true;
    if (word.len > 3 && word.ptr[word.len - 1] == ',' && mb_wrap_month(word))
        return true;
    /* "WEDNESDAY, 3RD", the month beneath */
    if (word.len < 3 || word.len > 4 || word.ptr[0] < '1' || word.ptr[0] > '9')
        return false;
    word = mb_span_sub(word, word.len - 2, word.len);
    return mb_span_ieq(word, MB_SPAN_LIT("rd"))
           || mb_span_ieq(word, MB_SPAN_LIT("th"))
           || mb_span_ieq(word, MB_SPAN_LIT("st"))
           || mb_span_ieq(word, MB_SPAN_LIT("nd"));
}

bool mb_wrap_capitals(struct mb_span s)
{
    unsigned n = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (mb_wrap_small(s.ptr[i]))
            return false;
        n += s.ptr[i] >= 'A' && s.ptr[i] <= 'Z';
    }
    return n > 3;
}

static bool has_year(struct mb_span s)
{
    for (size_t i = 0; i + 4 <= s.len; i++)
        if ((memcmp(s.ptr + i, "20", 2) == 0 || memcmp(s.ptr + i, "19", 2) == 0)
            && s.ptr[i + 2] >= '0' && s.ptr[i + 2] <= '9' && s.ptr[i + 3] >= '0'
            && s.ptr[i + 3] <= '9')
            return true;
    return false;
}

static bool several_words(struct mb_span s)
{
    unsigned blanks = 0;

    for (size_t i = 0; i < s.len; i++)
        blanks += s.ptr[i] == ' ';
    return blanks > 1;
}

bool mb_wrap_title_goes_on(struct mb_span open, struct mb_span above,
                           struct mb_span below)
{
    static const char *const firsts[] = {"OF ", "HELD ", "AND "};

    if (!mb_wrap_capitals(above)
        || !mb_wrap_capitals(mb_span_sub(below, 0, 12)))
        return false;
    /* until it has told its year */
    if (mb_span_starts(open, MB_SPAN_LIT("MINUTES OF "))
        && above.len >= MB_WRAP_TITLE && !has_year(open)
        && mb_span_find(below, MB_SPAN_LIT(":")) >= below.len
        && several_words(below))
        return true;
    if (mb_wrap_hangs(mb_wrap_last_word(above)))
        return true;
    if (mb_span_starts(below, MB_SPAN_LIT("OF "))
        && mb_span_eq(mb_wrap_last_word(above), MB_SPAN_LIT("COUNCIL")))
        return false; /* the name is whole, the place stands beneath */
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
        if (mb_span_starts(below, mb_span_str(firsts[i])))
            return true;
    return false;
}
