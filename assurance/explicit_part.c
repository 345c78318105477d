/* Parts of a plan as a sentence names them, before it is known whose they are.
 *
 * A part goes by its level and code ("outcome C.1", "priorities 1.1 and 1.2",
 * "Theme IV"), by its level and where it stands ("the fourth of the six shared
 * outcomes"), or, where a record says under a label which parts it serves, by
 * its code alone. A plan may print the code in another way than the record:
 * "A1" is A.1, "SO 2" is SO2, and "Theme 3" is the third theme of a plan that
 * calls its themes by letters.
 */
#include "assurance/link_priv.h"
#include "assurance/strategy_build.h"

enum { BACK_MOST = 6, CODE_LONGEST = 9 };

static bool level_word(const struct mb_linker *l, uint32_t word)
{
    return word < l->nmarks && (l->marks[word] & MB_BEGINS_LEVEL) != 0;
}

static struct mb_span word_at(struct mb_span text, const struct mb_tokens *t,
                              uint32_t i)
{
    return i < t->n ? mb_span_sub(text, t->at[i].start, t->at[i].end)
                    : MB_SPAN_NULL;
}

/* "three": 3 */
static uint32_t number_of(struct mb_span word)
{
    static const char *const words[] = {"one",  "two", "three",  "four",
                                        "five", "six", "seven",  "eight",
                                        "nine", "ten", "eleven", "twelve"};
    return MB_SPAN_ILISTED(word, words);
}

/* "third", "3rd": 3 */
static uint32_t ordinal_of(struct mb_span word)
{
    static const char *const words[] = {
        "first",   "second", "third", "fourth", "fifth",    "sixth",
        "seventh", "eighth", "ninth", "tenth",  "eleventh", "twelfth"};
    static const char *const short_forms[] = {
        "1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th"};
    uint32_t n = MB_SPAN_ILISTED(word, words);
    return n > 0 ? n : MB_SPAN_ILISTED(word, short_forms);
}

static bool digits(struct mb_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len > 0 && s.len < 4;
}

/* "2a" */
static bool number_and_letter(struct mb_span s)
{
    return s.len > 1 && digits(mb_span_sub(s, 0, s.len - 1))
           && s.ptr[s.len - 1] >= 'a' && s.ptr[s.len - 1] <= 'z';
}

/* What stands without a break from token i on, without marks behind it. */
static struct mb_span unbroken(struct mb_span text, const struct mb_tokens *t,
                               uint32_t i)
{
    size_t end = t->at[i].start;
    while (end < text.len && end - t->at[i].start <= CODE_LONGEST) {
        char c = text.ptr[end];
        bool fine = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
        if (!fine)
            break;
        end++;
    }
    return mb_span_strip(mb_span_sub(text, t->at[i].start, end), ".-");
}

/* The code from token i on, as it may be printed; null for none. *ret_to is
 * the token behind it. */
static struct mb_span code_at(struct mb_span text, const struct mb_tokens *t,
                              uint32_t i, struct mb_arena *arena,
                              uint32_t *ret_to)
{
    if (i >= t->n)
        return MB_SPAN_NULL;
    char first = text.ptr[t->at[i].start];
    uint32_t n =
        first >= '0' && first <= '9' ? 0 : number_of(word_at(text, t, i));
    *ret_to = i + 1;
    if (n > 0)
        return mb_arena_printf(arena, "%u", n);
    if (first > 'Z') /* no code begins so */
        return MB_SPAN_NULL;
    struct mb_span code = unbroken(text, t, i);
    if (!digits(code) && mb_code_len(code) != code.len && !mb_code_roman(code)
        && !number_and_letter(code)
        && !(code.len == 1 && first >= 'A' && first <= 'Z' && !t->at[i].apart))
        return MB_SPAN_NULL; /* "A" behind a stop begins a sentence */
    while (*ret_to < t->n && t->at[*ret_to].start < t->at[i].start + code.len)
        ++*ret_to;
    return code;
}

/* "targets 40 homes", "aims at two thirds": a number of something is no code.
 * A name or a mark follows a code, or a word of every sentence. */
static bool counts(struct mb_span text, const struct mb_tokens *t, uint32_t i,
                   struct mb_span code, uint32_t to)
{
    if (t->at[i - 1].capital || !digits(code))
        return false;
    size_t end = t->at[to - 1].end;
    if (end < text.len && (text.ptr[end] == '%' || text.ptr[end] == ','))
        return text.ptr[end] == '%'
               || (to < t->n && t->at[to].start == end + 1);
    return to < t->n && t->at[to].start == end + 1 && t->at[to].content
           && !t->at[to].capital;
}

static void add(struct mb_parts *to, struct mb_part part)
{
    if (to->n < MB_PARTS_MAX)
        to->at[to->n++] = part;
}

/* Words between an ordinal and its noun, or between "all" and it: "fourth of
 * the six shared outcomes", "all of the council's five priorities". */
static bool between(struct mb_span text, const struct mb_tokens *t, uint32_t i)
{
    static const char *const fine[] = {
        "of",        "the",     "our",     "its",       "shared", "strategic",
        "corporate", "key",     "main",    "council",   "plan",   "borough",
        "strategy",  "county",  "city",    "district",  "these",  "those",
        "priority",  "overall", "their",   "high",      "level",  "headline",
        "guiding",   "core",    "central", "five-year", "their",  "different"};
    /* the possessive is part of the token: "council's" */
    struct mb_span word = mb_word_owner(word_at(text, t, i));
    return MB_SPAN_ILISTED(word, fine) > 0 || number_of(word) > 0
           || digits(word);
}

/* "the fourth pledge", "the fourth of the six shared outcomes": where a level
 * word stands behind an ordinal. Returns that, or 0. */
static uint32_t ordinal_before(struct mb_span text, const struct mb_tokens *t,
                               uint32_t i, uint32_t *ret_from)
{
    for (uint32_t k = i; k > 0 && i - k < BACK_MOST; k--) {
        uint32_t n = ordinal_of(word_at(text, t, k - 1));
        *ret_from = k - 1;
        if (n > 0)
            return n;
        if (!between(text, t, k - 1))
            return 0;
    }
    return 0;
}

/* Whether a code goes on a list that another began: "D.1, A ride" does not. */
static bool same_form(struct mb_span first, struct mb_span code)
{
    char a = first.ptr[first.len - 1];
    char b = code.ptr[code.len - 1];
    return (a <= '9') == (b <= '9');
}

static bool joins(struct mb_span text, const struct mb_tokens *t, uint32_t i)
{
    static const char *const words[] = {"and", "to", "or", "plus", "with"};
    return MB_SPAN_ILISTED(word_at(text, t, i), words) > 0;
}

/* "commitment 4.3", "priorities 1.1 and 1.2", "SO2". */
static void parts_behind(struct mb_span text, const struct mb_tokens *t,
                         uint32_t i, struct mb_arena *arena,
                         struct mb_parts *ret)
{
    struct mb_span level = mb_level_name(word_at(text, t, i), arena);
    uint32_t at = i + 1;
    uint32_t to;
    uint32_t was = ret->n;
    struct mb_span code = code_at(text, t, at, arena, &to);
    struct mb_span first = code;
    while (code.ptr != NULL && same_form(first, code)
           && !counts(text, t, at, code, to)) {
        add(ret, (struct mb_part){
                     .level = level, .code = code, .from = i, .to = to});
        at = joins(text, t, to) ? to + 1 : to;
        code = code_at(text, t, at, arena, &to);
    }
    uint32_t from;
    uint32_t n = ret->n > was ? 0 : ordinal_before(text, t, i, &from);
    if (n > 0)
        add(ret, (struct mb_part){
                     .level = level, .ordinal = n, .from = from, .to = i + 1});
}

/* "(A.4)", "C.2 and D.1", with no level's name before. */
static void bare_code(struct mb_span text, const struct mb_tokens *t,
                      uint32_t *i, struct mb_arena *arena, struct mb_parts *ret)
{
    static const char *const others[] = {
        "section", "sections", "paragraph", "paragraphs", "para",    "table",
        "annex",   "page",     "appendix",  "schedule",   "version", "figure",
        "rule",    "policy",   "clause",    "item",       "minute",  "class"};
    uint32_t to = *i + 1;
    uint32_t start = t->at[*i].start;
    char first = text.ptr[start];
    if (!(first >= 'A' && first <= 'Z') && !(first >= '0' && first <= '9'))
        return;
    struct mb_span code = code_at(text, t, *i, arena, &to);
    bool fine =
        code.len > 2 && mb_span_find(code, MB_SPAN_LIT(".")) < code.len
        && (start == 0 || (unsigned char)text.ptr[start - 1] < 0x80)
        && (start + code.len >= text.len
            || (text.ptr[start + code.len] != '%'
                && (unsigned char)text.ptr[start + code.len] < 0x80))
        && (*i == 0 || MB_SPAN_ILISTED(word_at(text, t, *i - 1), others) == 0)
        && !(to < t->n && t->at[to].start == t->at[to - 1].end + 1
             && t->at[to].content && !t->at[to].capital);
    if (fine)
        add(ret, (struct mb_part){.code = code, .from = *i, .to = to});
    if (code.ptr != NULL)
        *i = to - 1;
}

void mb_parts_find(const struct mb_linker *linker, struct mb_span text,
                   const struct mb_tokens *tokens, bool bare,
                   struct mb_arena *arena, struct mb_parts *ret)
{
    ret->n = 0;
    for (uint32_t i = 0; i < tokens->n; i++) {
        if (level_word(linker, tokens->at[i].word)) {
            parts_behind(text, tokens, i, arena, ret);
            if (ret->n > 0 && ret->at[ret->n - 1].to > i + 1)
                i = ret->at[ret->n - 1].to - 1;
        } else if (bare) {
            bare_code(text, tokens, &i, arena, ret);
        }
    }
}

bool mb_parts_all(const struct mb_linker *linker, struct mb_span text,
                  const struct mb_tokens *tokens)
{
    static const char *const alls[] = {"all", "every", "each", "both", "any"};
    for (uint32_t i = 1; i < tokens->n; i++) {
        if (!level_word(linker, tokens->at[i].word))
            continue;
        for (uint32_t k = i; k > 0 && i - k < BACK_MOST; k--) {
            uint32_t n = MB_SPAN_ILISTED(word_at(text, tokens, k - 1), alls);
            if (n > 0 && n < 4)
                return true;
            if (!between(text, tokens, k - 1) && !tokens->at[k - 1].capital)
                break;
        }
    }
    return false;
}

/* ------------------------------------------------------------ in a plan */

/* The next letter or digit of a code from *at on, in lower case; 0 at its
 * end. Marks and a nought before a number are passed over. */
static char next_sign(struct mb_span code, size_t *at)
{
    while (*at < code.len) {
        char c = code.ptr[(*at)++];
        if (c >= 'A' && c <= 'Z')
            return (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '1' && c <= '9')
            || (c == '0' && *at > 1 && code.ptr[*at - 2] >= '0'
                && code.ptr[*at - 2] <= '9'))
            return c;
    }
    return '\0';
}

/* Whether two codes are one, written in two ways: "A1" and "A.1". Both have a
 * letter: "11" is not "1.1". */
static bool alike(struct mb_span a, struct mb_span b)
{
    size_t i = 0;
    size_t k = 0;
    char c;
    bool letters = false;
    do {
        c = next_sign(a, &i);
        if (c != next_sign(b, &k))
            return false;
        letters = letters || c >= 'a';
    } while (c != '\0');
    return letters;
}

static bool at_level(const struct mb_pledge *p, struct mb_span level)
{
    return level.len > 0 && p->level.ptr != NULL
           && mb_span_ends(p->level, level);
}

/* The nth of the nodes at a level, all of which stand at the top. */
static uint32_t nth(const struct mb_strategy *s, struct mb_span level,
                    uint32_t n)
{
    uint32_t found = UINT32_MAX;
    uint32_t seen = 0;
    for (uint32_t i = 0; i < s->npledges; i++) {
        if (!at_level(&s->pledges[i], level))
            continue;
        if (s->pledges[i].parent != UINT32_MAX)
            return UINT32_MAX;
        if (++seen == n)
            found = i;
    }
    return found;
}

static uint32_t number(struct mb_span s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n = n * 10 + (uint32_t)(s.ptr[i] - '0');
    return n;
}

/* "Outcome 2" of a plan that prints "SO2", "Theme 3" of one that prints
 * letters: the only one with that number, else the nth. */
static uint32_t by_number(const struct mb_strategy *s, struct mb_span level,
                          struct mb_span code)
{
    uint32_t found = UINT32_MAX;
    for (uint32_t i = 0; i < s->npledges; i++) {
        struct mb_span own = s->pledges[i].code;
        if (!at_level(&s->pledges[i], level))
            continue;
        size_t at = 0;
        while (at < own.len && (own.ptr[at] < '0' || own.ptr[at] > '9'))
            at++;
        struct mb_span tail = mb_span_sub(own, at, own.len);
        if (at == 0 || !mb_span_eq(tail, code))
            continue;
        if (found != UINT32_MAX)
            return UINT32_MAX;
        found = i;
    }
    return found != UINT32_MAX ? found : nth(s, level, number(code));
}

uint32_t mb_part_in(const struct mb_strategy *strategy,
                    const struct mb_part *part)
{
    if (part->ordinal > 0)
        return nth(strategy, part->level, part->ordinal);
    uint32_t found = mb_strategy_find(strategy, part->code);
    for (uint32_t i = 0; found == UINT32_MAX && i < strategy->npledges; i++)
        if (alike(strategy->pledges[i].code, part->code))
            found = i;
    if (found == UINT32_MAX && digits(part->code))
        found = by_number(strategy, part->level, part->code);
    return found;
}
