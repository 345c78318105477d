/* A walk over the pattern as PCRE2 reads it (EXTENDED, NO_AUTO_CAPTURE). Each
 * part tells two things: the few texts that it can match, if they are few
 * (`exact`), and words of which every match of it holds one (`need`). Parts in
 * a row join their exact texts into longer ones as long as they stay few; an
 * alternative needs what all its branches need. How matches begin (heads.h) is
 * worked out on the way. After R. Cox, "Regular
 * Expression Matching with a Trigram Index" (2012), and RE2's prefilter.
 *
 * Where in doubt nothing is claimed: the rule then runs without a gate.
 */
#include "parser/required.h"

#include <string.h>

#include "parser/literals.h"

enum { EXACT_MAX = 16, TEXT_MAX = 40, DEPTH_MAX = 40 };

/* A set of texts; n == 0 means "not known". The text "" is one that can be. */
struct set {
    struct mb_span at[MB_REQUIRED_MAX];
    uint32_t n;
};

struct part {
    struct set exact;
    struct set need;
    struct mb_heads heads;
};

struct walk {
    struct mb_span s;
    size_t at;
    unsigned depth;
    bool failed; /* something that is not looked into */
    struct mb_arena *arena;
};

static void parse_branches(struct walk *walk, struct part *ret_part);

static const struct part unknown;

static struct part *part_new(struct walk *walk)
{
    struct part *part = mb_arena_alloc(walk->arena, 1, sizeof *part);

    if (part == NULL)
        walk->failed = true;
    return part;
}

static int peek(const struct walk *walk, size_t ahead)
{
    size_t at = walk->at + ahead;

    return at < walk->s.len ? (unsigned char)walk->s.ptr[at] : -1;
}

static bool take(struct walk *walk, const char *text)
{
    struct mb_span left = mb_span_sub(walk->s, walk->at, walk->s.len);

    if (!mb_span_starts(left, mb_span_str(text)))
        return false;
    walk->at += strlen(text);
    return true;
}

static void skip_white(struct walk *walk)
{
    while (peek(walk, 0) >= 0 && strchr(" \t\r\n\f\v", peek(walk, 0)) != NULL)
        walk->at++;
}

/* --- sets -------------------------------------------------------------- */

static void set_only(struct set *set, struct mb_span text)
{
    set->at[0] = text;
    set->n = 1;
}

/* Add the texts of b; false, and a unknown, if they are too many. */
static bool set_join(struct set *a, const struct set *b, uint32_t max)
{
    for (uint32_t i = 0; i < b->n; i++) {
        bool there = false;
        for (uint32_t k = 0; k < a->n; k++)
            there = there || mb_span_eq(a->at[k], b->at[i]);
        if (there)
            continue;
        if (a->n >= max) {
            a->n = 0;
            return false;
        }
        a->at[a->n++] = b->at[i];
    }
    return true;
}

/* Every text of a followed by every text of b into a; false, with a as it
 * was, if they would be too many or too long. */
static bool set_cross(struct walk *walk, struct set *a, const struct set *b)
{
    struct set out = {.n = 0};

    if (a->n * b->n > EXACT_MAX)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        for (uint32_t k = 0; k < b->n; k++) {
            struct set one;
            if (a->at[i].len + b->at[k].len > TEXT_MAX)
                return false;
            set_only(&one, mb_arena_printf(walk->arena, MB_SPAN_FMT MB_SPAN_FMT,
                                           MB_SPAN_ARG(a->at[i]),
                                           MB_SPAN_ARG(b->at[k])));
            set_join(&out, &one, EXACT_MAX);
        }
    *a = out;
    return true;
}

/* How good a gate a set would be: the length of its shortest word, fewer
 * words before more; 0: no gate. */
static uint32_t set_score(const struct set *set)
{
    size_t shortest = TEXT_MAX;

    for (uint32_t i = 0; i < set->n; i++) {
        if (!mb_literals_suits(set->at[i]))
            return 0;
        if (set->at[i].len < shortest)
            shortest = set->at[i].len;
    }
    if (set->n == 0)
        return 0;
    return (uint32_t)(shortest > 10 ? 10 : shortest) * 100 - set->n;
}

static void keep_better(struct set *best, const struct set *set)
{
    if (set_score(set) > set_score(best))
        *best = *set;
}

/* --- atoms ------------------------------------------------------------- */

static void atom_text(struct walk *walk, int c, struct part *part)
{
    char folded = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);

    if (c < 0 || c >= 0x80 || c == '\n')
        return; /* beyond ASCII case may be folded in ways not known here */
    set_only(&part->exact,
             mb_arena_dup(walk->arena, (struct mb_span){&folded, 1}));
    mb_heads_class(&part->heads, mb_head_bit((unsigned char)c), MB_BEYOND_NONE);
}

static uint64_t range_bits(int from, int to)
{
    uint64_t bits = 0;

    for (int c = from; c <= to; c++)
        bits |= mb_head_bit((unsigned char)c);
    return bits;
}

/* \d, \h and \t; the heads of the others are not known. */
static void escape_heads(int c, struct mb_heads *heads)
{
    if (c == 'd')
        mb_heads_class(heads, range_bits('0', '9'), MB_BEYOND_NONE);
    else if (c == 't')
        mb_heads_class(heads, mb_head_bit('\t'), MB_BEYOND_NONE);
    else if (c == 'h')
        mb_heads_class(heads, mb_head_bit(' ') | mb_head_bit('\t'),
                       MB_BEYOND_BLANKS);
}

/* Behind "[": the bytes that a class may be. Where in doubt nothing. */
static void class_heads(const struct walk *walk, struct mb_heads *heads)
{
    uint64_t bits = 0;
    enum mb_head_beyond beyond = MB_BEYOND_NONE;
    int last = 0x80; /* a range cannot begin behind an escape */

    if (mb_span_starts(mb_span_sub(walk->s, walk->at, walk->s.len),
                       MB_SPAN_LIT("^\\x00-\\x7f]"))) {
        mb_heads_class(heads, 0, MB_BEYOND_ANY);
        return;
    }
    for (size_t i = 0;; i++) {
        int c = peek(walk, i);
        int next = peek(walk, i + 1);
        if (c < 0 || c == '[' || (c == '^' && i == 0))
            return;
        if (c == ']' && i > 0)
            break;
        if (c == '-' && i > 0 && next != ']') {
            if (last >= 0x80 || next < last || next >= 0x80 || next == '\\')
                return;
            bits |= range_bits(last, next);
            i++;
        } else if (c != '\\') {
            beyond = c >= 0x80 ? MB_BEYOND_ANY : beyond;
            bits |= c < 0x80 ? mb_head_bit((unsigned char)c) : 0;
            last = c;
        } else if (next == 't') {
            bits |= mb_head_bit('\t');
            last = '\t';
            i++;
        } else if (next == 'd' || next == 'h') {
            if (next == 'h' && beyond == MB_BEYOND_NONE)
                beyond = MB_BEYOND_BLANKS;
            bits |= next == 'd' ? range_bits('0', '9')
                                : mb_head_bit(' ') | mb_head_bit('\t');
            last = 0x80;
            i++;
        } else if (next >= 0x80 || next < 0 || (next >= '0' && next <= '9')
                   || ((next | 0x20) >= 'a' && (next | 0x20) <= 'z')) {
            return; /* \p{L}, \w, \x41 … */
        } else {
            bits |= mb_head_bit((unsigned char)next);
            last = next;
            i++;
        }
    }
    mb_heads_class(heads, bits, beyond);
}

/* Behind a backslash. */
static void atom_escape(struct walk *walk, struct part *part)
{
    int c = peek(walk, 0);

    walk->at++;
    if (c < 0 || (c >= '0' && c <= '9') || strchr("QEkgCcoN", c) != NULL) {
        walk->failed = true;
    } else if (strchr("bBAzZGK", c) != NULL) {
        set_only(&part->exact, MB_SPAN_LIT(""));
        mb_heads_empty(&part->heads);
    } else if (strchr("pPx", c) != NULL && peek(walk, 0) == '{') {
        while (peek(walk, 0) >= 0 && peek(walk, 0) != '}')
            walk->at++;
        walk->at++;
    } else if (strchr("pPx", c) != NULL) {
        walk->failed = true;
    } else if ((c | 0x20) < 'a' || (c | 0x20) > 'z') {
        atom_text(walk, c, part);
    } else {
        escape_heads(c, &part->heads);
    } /* \W, \D …: one character of many */
}

/* Behind "[": a class of a few plain characters is a set of texts. */
static void atom_class(struct walk *walk, struct part *part)
{
    bool plain = true;
    bool first = true;
    struct part one;

    class_heads(walk, &part->heads);
    for (;; first = false) {
        int c = peek(walk, 0);
        if (c < 0 || (c == '\\' && peek(walk, 1) == 'Q')) {
            walk->failed = true;
            return;
        }
        walk->at++;
        if (c == ']' && !first)
            break;
        if (c == '\\' || c == '[' || (c == '^' && first)
            || (c == '-' && !first && peek(walk, 0) != ']')) {
            plain = false;
            if (c == '^' && peek(walk, 0) == ']')
                walk->at++;
            else if (c == '\\')
                walk->at++;
            else if (c == '[' && peek(walk, 0) == ':')
                while (peek(walk, 0) >= 0 && !take(walk, ":]"))
                    walk->at++;
            continue;
        }
        one.exact.n = 0;
        atom_text(walk, c, &one);
        plain =
            plain && one.exact.n > 0 && set_join(&part->exact, &one.exact, 4);
    }
    if (!plain)
        part->exact.n = 0;
}

/* Behind "(". */
static void atom_group(struct walk *walk, struct part *part)
{
    bool look = false;

    if (take(walk, "?=") || take(walk, "?!") || take(walk, "?<=")
        || take(walk, "?<!")) {
        look = true;
    } else if (take(walk, "?<") || take(walk, "?P<")) {
        while (peek(walk, 0) >= 0 && !take(walk, ">"))
            walk->at++;
    } else if (take(walk, "?>") || take(walk, "?|")) {
        /* like any group */
    } else if (take(walk, "?")) {
        while (peek(walk, 0) >= 0 && strchr("imsJn-", peek(walk, 0)) != NULL)
            walk->at++;
        if (take(walk, ")")) {
            set_only(&part->exact, MB_SPAN_LIT(""));
            mb_heads_empty(&part->heads);
            return;
        }
        if (!take(walk, ":"))
            walk->failed = true;
    } else if (peek(walk, 0) == '*') {
        walk->failed = true;
    }
    if (walk->failed)
        return;
    parse_branches(walk, part);
    if (!take(walk, ")"))
        walk->failed = true;
    if (look) {
        *part = unknown;
        set_only(&part->exact, MB_SPAN_LIT(""));
        mb_heads_empty(&part->heads);
    }
}

static void parse_atom(struct walk *walk, struct part *part)
{
    int c = peek(walk, 0);

    walk->at++;
    if (c == '(')
        atom_group(walk, part);
    else if (c == '[')
        atom_class(walk, part);
    else if (c == '\\')
        atom_escape(walk, part);
    else if (c == '#')
        walk->failed = true; /* comments were taken out before */
    else if (c != '.' && c != '^' && c != '$')
        atom_text(walk, c, part);
    if (c == '^' || c == '$') {
        set_only(&part->exact, MB_SPAN_LIT(""));
        mb_heads_empty(&part->heads);
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
        struct part empty = {.need = {.n = 0}};
        set_only(&empty.exact, MB_SPAN_LIT(""));
        part->need.n = 0;
        if (part->exact.n > 0)
            set_join(&part->exact, &empty.exact, EXACT_MAX);
        mb_heads_optional(&part->heads);
    } else if (c == '*' || (c == '{' && peek(walk, 1) == '0')
               || (c == '{' && peek(walk, 1) == ',')) {
        part->exact.n = 0;
        part->need.n = 0;
        mb_heads_repeat(&part->heads, true);
    } else if (c == '+'
               || (c == '{' && peek(walk, 1) >= '1' && peek(walk, 1) <= '9')) {
        keep_better(&part->need, &part->exact);
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
static void parse_row(struct walk *walk, struct part *ret_part)
{
    struct part *row = part_new(walk);
    struct part *part = part_new(walk);
    bool all_exact = true;

    if (row == NULL || part == NULL)
        return;
    set_only(&row->exact, MB_SPAN_LIT(""));
    mb_heads_empty(&row->heads);
    for (skip_white(walk); !walk->failed; skip_white(walk)) {
        int c = peek(walk, 0);
        if (c < 0 || c == '|' || c == ')')
            break;
        *part = unknown;
        parse_atom(walk, part);
        parse_quantifier(walk, part);
        keep_better(&row->need, &part->need);
        mb_heads_append(&row->heads, &part->heads);
        if (part->exact.n > 0 && set_cross(walk, &row->exact, &part->exact))
            continue;
        /* the run ends here; another begins with this part or behind it */
        all_exact = false;
        keep_better(&row->need, &row->exact);
        if (part->exact.n > 0)
            row->exact = part->exact;
        else
            set_only(&row->exact, MB_SPAN_LIT(""));
    }
    keep_better(&row->need, &row->exact);
    if (!all_exact)
        row->exact.n = 0;
    *ret_part = *row;
}

static void parse_branches(struct walk *walk, struct part *ret_part)
{
    struct part *branch = part_new(walk);
    bool exact = true;
    bool need = true;
    bool heads = true;

    if (branch == NULL || ++walk->depth > DEPTH_MAX) {
        walk->failed = true;
        return;
    }
    *ret_part = unknown;
    do {
        parse_row(walk, branch);
        exact = exact && branch->exact.n > 0
                && set_join(&ret_part->exact, &branch->exact, EXACT_MAX);
        need = need && set_score(&branch->need) > 0
               && set_join(&ret_part->need, &branch->need, MB_REQUIRED_MAX);
        mb_heads_join(&ret_part->heads, &branch->heads);
        heads = heads && branch->heads.n > 0 && ret_part->heads.n > 0;
    } while (!walk->failed && take(walk, "|"));
    if (!exact)
        ret_part->exact.n = 0;
    if (!need)
        ret_part->need.n = 0;
    if (!heads)
        ret_part->heads.n = 0;
    walk->depth--;
}

/* Whether another word of the set stands within this one and so tells as
 * much. */
static bool is_spare(const struct set *set, struct mb_span word)
{
    for (uint32_t i = 0; i < set->n; i++)
        if (set->at[i].len < word.len
            && mb_span_find(word, set->at[i]) < word.len)
            return true;
    return false;
}

struct mb_texts mb_pattern_required(struct mb_span pattern,
                                    struct mb_arena *arena,
                                    struct mb_heads *ret_heads)
{
    struct mb_texts words = {NULL, 0, NULL, 0};
    struct mb_arena *scratch = mb_arena_new(64u << 20);
    struct walk walk = {.s = pattern, .arena = scratch};
    struct part *whole = scratch != NULL ? part_new(&walk) : NULL;

    ret_heads->n = 0;
    if (whole != NULL)
        parse_branches(&walk, whole);
    if (whole != NULL && !walk.failed && walk.at == pattern.len
        && mb_arena_status(scratch, NULL) == MB_OK) {
        *ret_heads = whole->heads;
        for (uint32_t i = 0; i < whole->need.n; i++) {
            struct mb_span *word =
                is_spare(&whole->need, whole->need.at[i])
                    ? NULL
                    : mb_arena_push(arena, &words.at, &words.n, sizeof *word);
            if (word != NULL)
                *word = mb_arena_dup(arena, whole->need.at[i]);
        }
    }
    mb_arena_free(scratch);
    return words;
}
