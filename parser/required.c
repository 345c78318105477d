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

#include "parser/needs.h"

enum { DEPTH_MAX = 40, PLAIN_MAX = 4 };

struct part {
    struct mb_exact exact;
    struct mb_needed need;
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
    mb_exact_only(&part->exact, MB_SPAN_LIT(""));
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
                || !mb_exact_add(
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
            mb_exact_add(&part->exact, MB_SPAN_LIT(""), MB_EXACT_MAX);
        mb_heads_optional(&part->heads);
    } else if (c == '*' || (c == '{' && peek(walk, 1) == '0')
               || (c == '{' && peek(walk, 1) == ',')) {
        part->exact.n = 0;
        part->need.n = 0;
        mb_heads_repeat(&part->heads, true);
    } else if (c == '+'
               || (c == '{' && peek(walk, 1) >= '1' && peek(walk, 1) <= '9')) {
        mb_clauses_keep(walk->arena, &part->need, part->exact.at,
                        part->exact.n);
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
        mb_clauses_add(&row->need, &part.need);
        mb_heads_append(&row->heads, &part.heads);
        if (part.exact.n > 0
            && mb_exact_cross(walk->arena, &row->exact, &part.exact))
            continue;
        /* the run ends here; another begins with this part or behind it */
        all_exact = false;
        mb_clauses_keep(walk->arena, &row->need, row->exact.at, row->exact.n);
        if (part.exact.n > 0)
            row->exact = part.exact;
        else
            mb_exact_only(&row->exact, MB_SPAN_LIT(""));
    }
    mb_clauses_keep(walk->arena, &row->need, row->exact.at, row->exact.n);
    if (!all_exact)
        row->exact.n = 0;
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
    need = mb_clauses_either(words, &n, &ret_part->need);
    if (peek(walk, 0) == '|')
        ret_part->need.n = 0;
    while (!walk->failed && take(walk, "|")) {
        parse_row(walk, &branch);
        exact = exact && branch.exact.n > 0
                && mb_exact_join(&ret_part->exact, &branch.exact);
        need = need && mb_clauses_either(words, &n, &branch.need);
        mb_heads_join(&ret_part->heads, &branch.heads);
        if (need && peek(walk, 0) != '|')
            mb_clauses_keep(walk->arena, &ret_part->need, words, n);
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
