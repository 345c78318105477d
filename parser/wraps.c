#include "parser/wraps.h"

#include "base/date.h"
#include "parser/records/lexicon.h"

#include <string.h>

enum {
    FIELD_COLUMNS = 40, /* "Date of decision: …" */
    DATE_COLUMNS = 40,  /* "Wednesday the 23rd of September 2024" */
    SENTENCE_WORDS = 5,
    BRACKET_COLUMNS = 200 /* of what stands in brackets below */
};

bool mb_wrap_tab(struct mb_span s)
{
    return memchr(s.ptr, '\t', s.len) != NULL;
}

/* Whether n of these characters stand in a row: one of each n is looked at. */
static bool has_run(struct mb_span s, char c, size_t n)
{
    for (size_t i = n - 1; i < s.len; i += n) {
        size_t from = i, end = i;
        if (s.ptr[i] != c)
            continue;
        while (from > 0 && s.ptr[from - 1] == c)
            from--;
        while (end < s.len && s.ptr[end] == c)
            end++;
        if (end - from >= n)
            return true;
    }
    return false;
}

bool mb_wrap_gap(struct mb_span s)
{
    return mb_wrap_tab(s) || has_run(s, ' ', 4) || has_run(s, '.', 5);
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
                   && (i + 1 >= s.len || s.ptr[i + 1] == ' '
                       || s.ptr[i + 1] == '-')
                   /* "Services to:" ends a sentence's stem */
                   && !mb_wrap_open_word(mb_span_sub(s, 0, i));
        if (s.ptr[i] == '(' && i + 1 < n && s.ptr[i + 1] >= '0'
            && s.ptr[i + 1] <= '9')
            continue; /* a count */
        if (strchr(".;,(", s.ptr[i]) != NULL)
            return false;
    }
    return false;
}

bool mb_wrap_field_last(struct mb_span line)
{
    size_t at = line.len;
    unsigned blanks = 0;

    if (line.len == 0 || line.ptr[line.len - 1] != ':')
        return false;
    while (at > 1 && blanks < 3) {
        at--;
        if (line.ptr[at] != ' ')
            continue;
        blanks++;
        if (line.ptr[at - 1] == '.')
            return line.ptr[at + 1] >= 'A' && line.ptr[at + 1] <= 'Z';
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

/* A lone initial in a list of names: "…, C Vale and D", "…, C. Vale, D.". */
static bool ends_in_initial(struct mb_span line)
{
    struct mb_span last = mb_wrap_last_word(line), before;
    size_t letters = last.len - mb_span_ends(last, MB_SPAN_LIT("."));

    if (letters != 1 || last.len == line.len || last.ptr[0] < 'A'
        || last.ptr[0] > 'Z')
        return false;
    before = mb_wrap_last_word(
        mb_span_trim(mb_span_sub(line, 0, line.len - last.len)));
    return mb_span_ends(before, MB_SPAN_LIT(","))
           || mb_span_eq(before, MB_SPAN_LIT("and"))
           || mb_span_eq(before, MB_SPAN_LIT("&"))
           || (mb_word_classes(before) & MB_WORD_TITLE);
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
    /* "Cllr" and "&" want what stands behind them; "Councillors" may head a
     * list of names */
    return mb_span_eq(last, MB_SPAN_LIT("&")) || ends_in_initial(line)
           || mb_span_ends(line, MB_SPAN_LIT(") -"))
           || mb_span_ends(line, MB_SPAN_LIT(") \xE2\x80\x93"))
           || (last.len > 1 && mb_word_capital(last)
               && (mb_word_classes(last)
                   & (MB_WORD_TITLE | MB_WORD_PLURAL | MB_WORD_POST
                      | MB_WORD_TOPIC))
                      == MB_WORD_TITLE);
}

bool mb_wrap_splits_date(struct mb_span above, struct mb_span below)
{
    char both[2 * DATE_COLUMNS + 1];
    size_t left = above.len < DATE_COLUMNS ? above.len : DATE_COLUMNS;
    size_t right = below.len < DATE_COLUMNS ? below.len : DATE_COLUMNS;
    struct mb_date_found found;
    size_t at = 0;

    memcpy(both, above.ptr + above.len - left, left);
    both[left] = ' ';
    memcpy(both + left + 1, below.ptr, right);
    while (mb_date_scan((struct mb_span){both, left + 1 + right}, at, &found)) {
        if (found.start < left && found.end > left + 1)
            return found.precision != MB_PRECISION_NO_YEAR
                   && !found.two_digit_year && found.join == MB_JOIN_NONE
                   && (found.end > left + right || both[found.end] != '/');
        at = found.end;
    }
    return false;
}

bool mb_wrap_splits_bracket(struct mb_span above, struct mb_span below)
{
    unsigned open = 0;
    size_t from = above.len > BRACKET_COLUMNS ? above.len - BRACKET_COLUMNS : 0;

    for (size_t i = from; i < above.len; i++) {
        if (above.ptr[i] == '(' || above.ptr[i] == '[')
            open++;
        else if ((above.ptr[i] == ')' || above.ptr[i] == ']') && open > 0)
            open--;
    }
    if (open > 0 && mb_wrap_small(below.ptr[0]))
        return true; /* it may be closed further down */
    for (size_t i = 0; open > 0 && i < below.len && i < BRACKET_COLUMNS; i++) {
        if (below.ptr[i] == '(' || below.ptr[i] == '[')
            return false;
        if (below.ptr[i] == ')' || below.ptr[i] == ']')
            return true;
    }
    return false;
}

bool mb_wrap_sentence(struct mb_span line)
{
    unsigned small = 0;

    for (size_t i = 1; i < line.len; i++)
        small += mb_wrap_small(line.ptr[i]) && mb_wrap_blank_before(line, i);
    return small >= SENTENCE_WORDS;
}

bool mb_wrap_mid_sentence(struct mb_span line)
{
    char last = line.ptr[line.len - 1];

    return (mb_wrap_small(last) || last == ',') && mb_wrap_sentence(line);
}

bool mb_wrap_hangs(struct mb_span word)
{
    static const char *const words[] = {"of", "the", "at",   "on",   "in",
                                        "by", "for", "from", "with", "and",
                                        "as", "to",  "or"};

    return MB_SPAN_ILISTED(word, words) > 0;
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
    if (mb_wrap_hangs(mb_wrap_last_word(above))
        || mb_wrap_splits_date(above, below))
        return true;
    if (mb_span_starts(below, MB_SPAN_LIT("OF "))
        && mb_span_eq(mb_wrap_last_word(above), MB_SPAN_LIT("COUNCIL")))
        return false; /* the name is whole, the place stands beneath */
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
        if (mb_span_starts(below, mb_span_str(firsts[i])))
            return true;
    return false;
}
