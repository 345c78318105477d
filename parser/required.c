/* A walk over the pattern as PCRE2 reads it (EXTENDED, NO_AUTO_CAPTURE). Each
 * part tells two things: the few texts that it can match, if they are few
 * (`exact`), and lists of words of which every match of it holds one each
 * (`need`). Parts in a row join their exact texts into longer ones as long as
 * they stay few, and need what each of them needs; an alternative needs a list
 * that has a word of each branch. How matches begin (heads.h) is worked out on
 * the way. After R. Cox, "Regular Expression Matching with a Trigram Index"
 * (2012), and RE2's prefilter.
 *
 * Where in doubt nothing is claimed: the rule then runs without a gate.
 */
#include "parser/required.h"

#include <string.h>

#include "parser/literals.h"

enum { EXACT_MAX = 16, TEXT_MAX = 40, DEPTH_MAX = 40, PLAIN_MAX = 4 };

/* The score of a clause of words of four bytes at least. */
enum { LONG_SCORE = 4 * 100 - MB_REQUIRED_MAX };

/* The texts that a part can match; n == 0 means "not known". The text "" is
 * one that can be. */
struct exact {
    struct mb_span at[EXACT_MAX];
    uint32_t n;
};

struct clauses {
    struct mb_texts at[MB_CLAUSES_MAX];
    uint32_t n;
};

struct part {
    struct exact exact;
    struct clauses need;
    struct mb_heads heads;
};

struct walk {
    struct mb_span s;
    size_t at;
    unsigned depth;
    bool fold;   /* letters stand for either case */
    bool failed; /* something that is not looked into */
    struct mb_arena *arena;
};

static void parse_branches(struct walk *walk, struct part *ret_part);

static int peek(const struct walk *walk, size_t ahead)
{
    size_t at = walk->at + ahead;

    return at < walk->s.len ? (unsigned char)walk->s.ptr[at] : -1;
}

static struct mb_span left(const struct walk *walk)
{
    return mb_span_sub(walk->s, walk->at, walk->s.len);
}

static bool take(struct walk *walk, const char *text)
{
    if (!mb_span_starts(left(walk), mb_span_str(text)))
        return false;
    walk->at += strlen(text);
    return true;
}

static void skip_white(struct walk *walk)
{
    while (peek(walk, 0) >= 0 && strchr(" \t\r\n\f\v", peek(walk, 0)) != NULL)
        walk->at++;
}

/* --- exact texts ------------------------------------------------------- */

static void exact_only(struct exact *set, struct mb_span text)
{
    set->at[0] = text;
    set->n = 1;
}

/* Add a text; false, and the set unknown, if they are too many. */
static bool exact_add(struct exact *set, struct mb_span text, uint32_t max)
{
    for (uint32_t i = 0; i < set->n; i++)
        if (mb_span_eq(set->at[i], text))
            return true;
    if (set->n >= max) {
        set->n = 0;
        return false;
    }
    set->at[set->n++] = text;
    return true;
}

static bool exact_join(struct exact *a, const struct exact *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        if (!exact_add(a, b->at[i], EXACT_MAX))
            return false;
    return true;
}

static struct mb_span joined(struct walk *walk, struct mb_span a,
                             struct mb_span b)
{
    char *text;

    if (a.len == 0 || b.len == 0)
        return a.len == 0 ? b : a;
    text = mb_arena_alloc(walk->arena, a.len + b.len, 1);
    if (text == NULL) {
        walk->failed = true;
        return a;
    }
    memcpy(text, a.ptr, a.len);
    memcpy(text + a.len, b.ptr, b.len);
    return (struct mb_span){text, a.len + b.len};
}

/* Every text of a followed by every text of b into a; false, with a as it
 * was, if they would be too many or too long. */
static bool exact_cross(struct walk *walk, struct exact *a,
                        const struct exact *b)
{
    struct exact out;

    out.n = 0;
    if (a->n * b->n > EXACT_MAX)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        for (uint32_t k = 0; k < b->n; k++)
            if (a->at[i].len + b->at[k].len > TEXT_MAX)
                return false;
    for (uint32_t i = 0; i < a->n; i++)
        for (uint32_t k = 0; k < b->n; k++)
            exact_add(&out, joined(walk, a->at[i], b->at[k]), EXACT_MAX);
    memcpy(a->at, out.at, out.n * sizeof out.at[0]);
    a->n = out.n;
    return true;
}

/* --- what is needed ---------------------------------------------------- */

/* How good a gate a list would be: the length of its shortest word, fewer
 * words before more; 0: no gate. */
static uint32_t score(const struct mb_span *at, uint32_t n)
{
    size_t shortest = TEXT_MAX;

    for (uint32_t i = 0; i < n; i++) {
        if (!mb_literals_suits(at[i]))
            return 0;
        if (at[i].len < shortest)
            shortest = at[i].len;
    }
    if (n == 0)
        return 0;
    return (uint32_t)(shortest > 10 ? 10 : shortest) * 100 - n;
}

/* Whether a word of b stands within each word of a: then b tells nothing more.
 */
static bool implies(const struct mb_texts *a, const struct mb_texts *b)
{
    for (uint32_t i = 0; i < a->n; i++) {
        uint32_t k = 0;
        while (k < b->n && mb_span_find(a->at[i], b->at[k]) == a->at[i].len)
            k++;
        if (k == b->n)
            return false;
    }
    return true;
}

/* The clauses keep the best of what they were given, best first. */
static void clauses_add(struct clauses *need, struct mb_texts words)
{
    uint32_t mine = score(words.at, words.n);
    uint32_t at = 0;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < need->n; i++)
        if (implies(&need->at[i], &words))
            return;
    for (uint32_t i = 0; mine > 0 && i < need->n; i++)
        if (!implies(&words, &need->at[i]))
            need->at[kept++] = need->at[i];
    if (mine > 0)
        need->n = kept;
    while (at < need->n && score(need->at[at].at, need->at[at].n) >= mine)
        at++;
    if (mine == 0 || at == MB_CLAUSES_MAX || (at > 0 && mine < LONG_SCORE))
        return;
    if (need->n < MB_CLAUSES_MAX)
        need->n++;
    memmove(need->at + at + 1, need->at + at,
            (need->n - at - 1) * sizeof need->at[0]);
    need->at[at] = words;
    if (mine >= LONG_SCORE) /* signs stand on most lines */
        while (score(need->at[need->n - 1].at, need->at[need->n - 1].n)
               < LONG_SCORE)
            need->n--;
}

static void clauses_add_all(struct clauses *need, const struct clauses *more)
{
    for (uint32_t i = 0; i < more->n; i++)
        clauses_add(need, more->at[i]);
}

/* Whether another word of the list stands within word i and so tells as much.
 */
static bool is_spare(const struct mb_span *at, uint32_t n, uint32_t i)
{
    for (uint32_t k = 0; k < n; k++)
        if (at[k].len < at[i].len && mb_span_find(at[i], at[k]) < at[i].len)
            return true;
    return false;
}

/* A list of the words in the arena, without those that another tells. */
static void clauses_keep(struct walk *walk, struct clauses *need,
                         const struct mb_span *at, uint32_t n)
{
    struct mb_texts words = {.n = 0};

    if (score(at, n) == 0)
        return;
    words.at = mb_arena_alloc(walk->arena, n, sizeof *words.at);
    if (words.at == NULL) {
        walk->failed = true;
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        if (!is_spare(at, n, i))
            words.at[words.n++] = at[i];
    clauses_add(need, words);
}

/* --- atoms ------------------------------------------------------------- */

/* Nothing is known. */
static void part_unknown(struct part *part)
{
    part->exact.n = 0;
    part->need.n = 0;
    mb_heads_any(&part->heads);
}

/* It takes no room. */
static void part_empty(struct part *part)
{
    exact_only(&part->exact, MB_SPAN_LIT(""));
    part->need.n = 0;
    mb_heads_empty(&part->heads);
}

/* One character; a set of a few is a set of texts. (Beyond ASCII case may be
 * folded in ways not known here.) */
static void part_charset(struct walk *walk, const struct mb_charset *set,
                         struct part *part)
{
    part->exact.n = 0;
    part->need.n = 0;
    mb_heads_charset(&part->heads, set);
    if (set->beyond || set->may[0] != set->must[0]
        || set->may[1] != set->must[1]
        || __builtin_popcountll(set->may[0]) + __builtin_popcountll(set->may[1])
               > 2 * PLAIN_MAX)
        return;
    for (unsigned half = 0; half < 2; half++)
        for (uint64_t bits = set->may[half]; bits != 0; bits &= bits - 1) {
            unsigned c = half * 64 + (unsigned)__builtin_ctzll(bits);
            char folded = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
            if (c == '\n'
                || !exact_add(
                    &part->exact,
                    mb_arena_dup(walk->arena, (struct mb_span){&folded, 1}),
                    PLAIN_MAX)) {
                part->exact.n = 0;
                return;
            }
        }
}

/* Behind a backslash. */
static void atom_escape(struct walk *walk, struct part *part)
{
    struct mb_charset set;
    int c = peek(walk, 0);
    size_t n = mb_charset_escape(&set, left(walk), walk->fold);

    if (n > 0) {
        walk->at += n;
        part_charset(walk, &set, part);
    } else if (c >= 0 && strchr("bBAzZGK", c) != NULL) {
        walk->at++;
        part_empty(part);
        if (c == 'b')
            mb_heads_edge(&part->heads);
        else if (c == 'K') /* what stands before may lie before the match */
            walk->failed = true;
    } else {
        walk->failed = true;
    }
}

/* Behind "[". */
static void atom_class(struct walk *walk, struct part *part)
{
    struct mb_charset set;
    size_t n = mb_charset_class(&set, left(walk), walk->fold);

    walk->at += n;
    if (n > 0)
        part_charset(walk, &set, part);
    else
        walk->failed = true;
}

/* One character of a pattern: its length, or 0. */
static size_t one_character(struct mb_span s, bool fold, struct mb_charset *set)
{
    size_t n;

    if (s.len == 0 || strchr("(){}|*+?^$#", s.ptr[0]) != NULL)
        return 0;
    if (s.ptr[0] == '[' || s.ptr[0] == '\\') {
        struct mb_span behind = mb_span_sub(s, 1, s.len);
        n = s.ptr[0] == '[' ? mb_charset_class(set, behind, fold)
                            : mb_charset_escape(set, behind, fold);
        return n > 0 ? n + 1 : 0;
    }
    if (s.ptr[0] == '.') {
        mb_charset_dot(set);
        return 1;
    }
    *set = (struct mb_charset){.beyond = false};
    mb_charset_byte(set, (unsigned char)s.ptr[0], fold);
    for (n = 1; n < s.len && ((unsigned char)s.ptr[n] & 0xC0) == 0x80;)
        n++;
    return n;
}

/* Without white space at its start, which means nothing. */
static struct mb_span unspaced(struct mb_span s)
{
    while (s.len > 0 && strchr(" \t\r\n\f\v", s.ptr[0]) != NULL)
        s = mb_span_sub(s, 1, s.len);
    return s;
}

/* What a lookbehind says of the bytes before, if it is a row of characters. */
static void look_behind(const struct walk *walk, struct mb_span s,
                        struct mb_heads *heads)
{
    uint64_t before = MB_CLASSES_ALL;
    uint64_t last = MB_CLASSES_ALL;
    struct mb_charset set;
    size_t n;

    mb_heads_empty(heads);
    for (s = unspaced(s); s.len > 0; s = unspaced(mb_span_sub(s, n, s.len))) {
        n = one_character(s, walk->fold, &set);
        if (n == 0)
            return;
        before = last;
        last = mb_head_bits(&set, false);
        if (set.beyond) /* it may have more than one byte */
            before = MB_CLASSES_ALL;
    }
    mb_heads_behind(heads, before, last);
}

/* What a negative look at one character, or at one of several, says of it: the
 * classes that are left. */
static uint64_t look_not(const struct walk *walk, struct mb_span s)
{
    struct mb_charset set;
    size_t n;

    s = unspaced(s);
    if (mb_span_starts(s, MB_SPAN_LIT("(?:")))
        s = mb_span_sub(s, 3, s.len - 1);
    n = one_character(s, walk->fold, &set);
    s = unspaced(mb_span_sub(s, n, s.len));
    return n > 0 && (s.len == 0 || s.ptr[0] == '|') ? mb_head_bits(&set, true)
                                                    : MB_CLASSES_ALL;
}

/* A look ahead or behind: what it says of the bytes there. */
static void parse_look(struct walk *walk, struct part *part)
{
    bool behind = peek(walk, 1) == '<';
    bool not = peek(walk, behind ? 2 : 1) == '!';
    struct mb_heads heads;
    struct mb_span s;
    size_t from;

    walk->at += behind ? strlen("?<=") : strlen("?=");
    from = walk->at;
    parse_branches(walk, part);
    s = mb_span_sub(walk->s, from, walk->at);
    heads = part->heads;
    part_empty(part);
    if (not &&behind)
        mb_heads_behind(&part->heads, MB_CLASSES_ALL, look_not(walk, s));
    else if (not )
        mb_heads_before(&part->heads, look_not(walk, s));
    else if (behind)
        look_behind(walk, s, &part->heads);
    else {
        part->heads = heads;
        mb_heads_ahead(&part->heads);
    }
}

/* The i, m, s, n, x and J of "(?i-m:", which set how case counts. */
static void parse_flags(struct walk *walk)
{
    bool on = true;

    for (; peek(walk, 0) >= 0 && strchr("imsJnx-", peek(walk, 0)) != NULL;
         walk->at++) {
        if (peek(walk, 0) == '-')
            on = false;
        else if (peek(walk, 0) == 'i')
            walk->fold = on;
        else if (peek(walk, 0) == 'x' && !on)
            walk->failed = true;
    }
}

/* Behind "(". */
static void atom_group(struct walk *walk, struct part *part)
{
    bool fold = walk->fold;
    struct mb_span s = left(walk);

    if (mb_span_starts(s, MB_SPAN_LIT("?="))
        || mb_span_starts(s, MB_SPAN_LIT("?!"))
        || mb_span_starts(s, MB_SPAN_LIT("?<="))
        || mb_span_starts(s, MB_SPAN_LIT("?<!"))) {
        parse_look(walk, part);
    } else {
        if (take(walk, "?<") || take(walk, "?P<")) {
            while (peek(walk, 0) >= 0 && !take(walk, ">"))
                walk->at++;
        } else if (take(walk, "?>") || take(walk, "?|")) {
            /* like any group */
        } else if (take(walk, "?")) {
            parse_flags(walk);
            if (take(walk, ")")) { /* to the end of the group around it */
                part_empty(part);
                return;
            }
            walk->failed = walk->failed || !take(walk, ":");
        } else if (peek(walk, 0) == '*') {
            walk->failed = true;
        }
        if (walk->failed)
            return;
        parse_branches(walk, part);
    }
    walk->fold = fold;
    if (!take(walk, ")"))
        walk->failed = true;
}

static void parse_atom(struct walk *walk, struct part *part)
{
    struct mb_charset set;
    int c = peek(walk, 0);
    size_t n;

    part_unknown(part);
    if (c == '(' || c == '[' || c == '\\' || c == '^' || c == '$')
        walk->at++;
    if (c == '(') {
        atom_group(walk, part);
    } else if (c == '[') {
        atom_class(walk, part);
    } else if (c == '\\') {
        atom_escape(walk, part);
    } else if (c == '^') {
        part_empty(part);
        mb_heads_behind(&part->heads, MB_CLASSES_ALL,
                        (uint64_t)1 << mb_head_class('\n'));
    } else if (c == '$') {
        part_empty(part);
        mb_heads_before(&part->heads, (uint64_t)1 << mb_head_class('\n'));
    } else if (c == '{' || c == '}') { /* a brace that is one */
        walk->at++;
    } else { /* comments were taken out before */
        n = one_character(left(walk), walk->fold, &set);
        walk->at += n;
        if (n > 0)
            part_charset(walk, &set, part);
        else
            walk->failed = true;
    }
}

/* --- rows and branches ------------------------------------------------- */

/* What a quantifier behind the atom makes of it. */
static void parse_quantifier(struct walk *walk, struct part *part)
{
    int c;

    skip_white(walk);
    c = peek(walk, 0);
    if (c == '?') {
        part->need.n = 0;
        if (part->exact.n > 0)
            exact_add(&part->exact, MB_SPAN_LIT(""), EXACT_MAX);
        mb_heads_optional(&part->heads);
    } else if (c == '*' || (c == '{' && peek(walk, 1) == '0')
               || (c == '{' && peek(walk, 1) == ',')) {
        part->exact.n = 0;
        part->need.n = 0;
        mb_heads_repeat(&part->heads, true);
    } else if (c == '+'
               || (c == '{' && peek(walk, 1) >= '1' && peek(walk, 1) <= '9')) {
        clauses_keep(walk, &part->need, part->exact.at, part->exact.n);
        part->exact.n = 0;
        mb_heads_repeat(&part->heads, false);
    } else {
        return;
    }
    walk->at++;
    while (c == '{' && peek(walk, 0) >= 0 && !take(walk, "}"))
        walk->at++;
    if (peek(walk, 0) == '?' || peek(walk, 0) == '+')
        walk->at++;
}

/* Parts in a row, to "|", ")" or the end. */
static void parse_row(struct walk *walk, struct part *row)
{
    struct part part;
    bool all_exact = true;

    part_empty(row);
    for (skip_white(walk); !walk->failed; skip_white(walk)) {
        int c = peek(walk, 0);
        if (c < 0 || c == '|' || c == ')')
            break;
        parse_atom(walk, &part);
        if (walk->failed)
            break;
        parse_quantifier(walk, &part);
        clauses_add_all(&row->need, &part.need);
        mb_heads_append(&row->heads, &part.heads);
        if (part.exact.n > 0 && exact_cross(walk, &row->exact, &part.exact))
            continue;
        /* the run ends here; another begins with this part or behind it */
        all_exact = false;
        clauses_keep(walk, &row->need, row->exact.at, row->exact.n);
        if (part.exact.n > 0)
            row->exact = part.exact;
        else
            exact_only(&row->exact, MB_SPAN_LIT(""));
    }
    clauses_keep(walk, &row->need, row->exact.at, row->exact.n);
    if (!all_exact)
        row->exact.n = 0;
}

/* The words of a branch into the list that the alternative needs; false where
 * it has none, or they are too many. */
static bool need_either(struct mb_span *words, uint32_t *n,
                        const struct clauses *need)
{
    if (need->n == 0)
        return false;
    for (uint32_t i = 0; i < need->at[0].n; i++) {
        uint32_t k = 0;
        while (k < *n && !mb_span_eq(words[k], need->at[0].at[i]))
            k++;
        if (k == MB_REQUIRED_MAX)
            return false;
        if (k == *n)
            words[(*n)++] = need->at[0].at[i];
    }
    return true;
}

static void parse_branches(struct walk *walk, struct part *ret_part)
{
    struct mb_span words[MB_REQUIRED_MAX];
    struct part branch;
    uint32_t n = 0;
    bool need = true;
    bool exact;

    if (++walk->depth > DEPTH_MAX) {
        walk->failed = true;
        return;
    }
    parse_row(walk, ret_part);
    exact = ret_part->exact.n > 0;
    need = need_either(words, &n, &ret_part->need);
    if (peek(walk, 0) == '|')
        ret_part->need.n = 0;
    while (!walk->failed && take(walk, "|")) {
        parse_row(walk, &branch);
        exact = exact && branch.exact.n > 0
                && exact_join(&ret_part->exact, &branch.exact);
        need = need && need_either(words, &n, &branch.need);
        mb_heads_join(&ret_part->heads, &branch.heads);
        if (need && peek(walk, 0) != '|')
            clauses_keep(walk, &ret_part->need, words, n);
    }
    if (!exact)
        ret_part->exact.n = 0;
    walk->depth--;
}

void mb_pattern_required(struct mb_span pattern, struct mb_arena *scratch,
                         struct mb_required *ret_required)
{
    struct walk walk = {.s = pattern, .arena = scratch};
    struct part whole;

    part_unknown(&whole);
    parse_branches(&walk, &whole);
    if (walk.failed || walk.at != pattern.len
        || mb_arena_status(scratch, NULL) != MB_OK)
        part_unknown(&whole);
    ret_required->nclauses = whole.need.n;
    memcpy(ret_required->clauses, whole.need.at,
           whole.need.n * sizeof whole.need.at[0]);
    memcpy(ret_required->heads.at, whole.heads.at,
           whole.heads.n * sizeof whole.heads.at[0]);
    ret_required->heads.n = whole.heads.n;
}
