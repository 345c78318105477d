/* The filter is by pairs: a table for each two neighbouring bytes of a head,
 * with a word of 64 rules for each pair of byte classes. The words of a place
 * and-ed are the rules that may begin there; more than do, never fewer. Nothing
 * is compared byte by byte: the rule itself does that. Between two small
 * letters few rules may begin: where none of these is asked for, no such place
 * is looked at.
 */
#include "parser/places.h"

#include <string.h>

enum { PAD = 4 };

/* The pairs that heads of one rule allow: for each first class the second
 * ones. */
struct rule_pairs {
    uint64_t rows[MB_PLACES_PAIRS][MB_CLASSES];
    bool all[MB_PLACES_PAIRS];
};

static void add_head(struct rule_pairs *pairs, const struct mb_head *head)
{
    for (int p = 0; p < MB_PLACES_PAIRS; p++) {
        uint64_t left = head->at[p];
        uint64_t right = head->at[p + 1];
        if (left == MB_CLASSES_ALL && right == MB_CLASSES_ALL)
            pairs->all[p] = true;
        for (; left != 0 && !pairs->all[p]; left &= left - 1)
            pairs->rows[p][__builtin_ctzll(left)] |= right;
    }
}

/* Set the rule's bit for pair p wherever it allows it. */
static void put_pairs(struct mb_places *set, const struct rule_pairs *pairs,
                      int p, uint32_t rule)
{
    uint32_t t = rule / MB_PLACES_RULES;
    uint64_t *words =
        set->words
        + ((size_t)t / 2 * MB_PLACES_PAIRS + (size_t)p) * MB_PLACES_WORDS
        + t % 2;
    uint64_t bit = (uint64_t)1 << rule % MB_PLACES_RULES;

    for (size_t a = 0; a < MB_CLASSES; a++) {
        uint64_t row = pairs->all[p] ? MB_CLASSES_ALL : pairs->rows[p][a];
        for (; row != 0; row &= row - 1)
            words[(a * MB_CLASSES + (size_t)__builtin_ctzll(row)) * 2] |= bit;
    }
}

/* Whether a rule may begin between two small letters. */
static bool begins_inside(const struct rule_pairs *pairs)
{
    const uint64_t small = ((uint64_t)1 << MB_CLASSES_SMALL) - 1;

    for (unsigned a = 0; a < MB_CLASSES_SMALL; a++)
        if ((pairs->rows[MB_HEAD_BEFORE - 1][a] & small) != 0)
            return true;
    return pairs->all[MB_HEAD_BEFORE - 1];
}

static void add_rule(struct mb_places *set, const struct mb_heads *heads,
                     uint32_t rule)
{
    struct rule_pairs pairs;

    memset(&pairs, 0, sizeof pairs);
    for (uint32_t i = 0; i < heads->n; i++)
        add_head(&pairs, &heads->at[i]);
    for (int p = 0; p < MB_PLACES_PAIRS; p++)
        put_pairs(set, &pairs, p, rule);
    if (begins_inside(&pairs))
        set->inside[rule / MB_PLACES_RULES] |= (uint64_t)1
                                               << rule % MB_PLACES_RULES;
}

enum mb_status mb_places_build(const struct mb_heads *const *heads, uint32_t n,
                               struct mb_arena *arena,
                               struct mb_places *ret_places, struct mb_err *err)
{
    struct mb_places set = {.ntables =
                                (n + MB_PLACES_RULES - 1) / MB_PLACES_RULES};

    set.words = mb_arena_alloc(arena,
                               ((size_t)set.ntables + 1) / 2 * MB_PLACES_PAIRS
                                   * MB_PLACES_WORDS,
                               sizeof *set.words);
    set.inside = mb_arena_alloc(arena, (size_t)set.ntables + 1, /* a pair's */
                                sizeof *set.inside);
    if (set.words == NULL || set.inside == NULL)
        return mb_arena_status(arena, err);
    for (uint32_t i = 0; i < n; i++)
        if (heads[i] != NULL)
            add_rule(&set, heads[i], i);
    *ret_places = set;
    return MB_OK;
}

/* What a byte is: its class, and whether it is no small letter and begins a
 * character. */
enum { CLASS = 0xFF, NOT_SMALL = 0x100, BEGINS = 0x10000 };

static void describe_bytes(uint32_t of[256])
{
    for (unsigned c = 0; c < 256; c++) {
        uint8_t class = mb_head_class((unsigned char)c);
        of[c] = class | (class >= MB_CLASSES_SMALL ? NOT_SMALL : 0u)
                | ((c & 0xC0) != 0x80 ? BEGINS : 0u);
    }
}

static void read_bytes(struct mb_span text, uint8_t *classes, uint16_t *pairs,
                       uint32_t *edges, uint32_t *ret_nedges)
{
    uint32_t of[256];
    uint32_t before;
    uint8_t line_end;
    uint32_t n = 0;

    describe_bytes(of);
    before = of['\n'];
    line_end = (uint8_t)before;
    memset(classes - PAD, line_end, PAD);
    memset(classes + text.len, line_end, PAD);
    /* without a branch that could not be foretold */
    for (uint32_t i = 0; i < text.len; i++) {
        uint32_t byte = of[(unsigned char)text.ptr[i]];
        classes[i] = (uint8_t)byte;
        pairs[(ptrdiff_t)i - 1] = MB_PLACES_PAIR(before & CLASS, byte & CLASS);
        edges[n] = i;
        n += ((byte | before) / NOT_SMALL & byte / BEGINS & 1);
        before = byte;
    }
    for (ptrdiff_t i = -1; i < PAD - 2; i++)
        pairs[(ptrdiff_t)text.len + i] =
            MB_PLACES_PAIR(classes[(ptrdiff_t)text.len + i], line_end);
    for (ptrdiff_t i = 2; i < PAD; i++)
        pairs[-i] = MB_PLACES_PAIR(line_end, line_end);
    *ret_nedges = n;
}

struct mb_bytes *mb_places_bytes(struct mb_span text, struct mb_arena *arena)
{
    struct mb_bytes *bytes = mb_arena_alloc(arena, 1, sizeof *bytes);
    size_t room = text.len + (size_t)2 * PAD;
    uint8_t *classes = mb_arena_room(arena, room, sizeof *classes);
    uint16_t *pairs = mb_arena_room(arena, room, sizeof *pairs);
    uint32_t *edges = mb_arena_room(arena, text.len + 1, sizeof *edges);

    if (bytes == NULL || classes == NULL || pairs == NULL || edges == NULL)
        return NULL;
    bytes->classes = classes + PAD;
    bytes->pairs = pairs + PAD;
    bytes->edges = edges;
    read_bytes(text, classes + PAD, pairs + PAD, edges, &bytes->nedges);
    return bytes;
}

/* What is looked for in a step: rules of tables t and t + 1. */
struct look {
    const uint64_t *words[MB_PLACES_PAIRS];
    const uint16_t *pairs;
    uint64_t open[2];
    uint32_t table;
    struct mb_place *out;
    uint32_t n;
};

/* Where a table has rules for the pairs next to a byte, those that it has for
 * the ones further off too. */
static void add_place(struct look *look, uint32_t at, uint32_t which,
                      uint64_t rules)
{
    const uint16_t *pairs = look->pairs + at;

    rules &=
        look->words[0][pairs[-2] + which] & look->words[4][pairs[2] + which];
    look->out[look->n] = (struct mb_place){at, look->table + which, rules};
    look->n += rules != 0;
}

/* The words for the pairs next to a byte, and what is asked for, of both
 * tables: kept apart so that they stay in registers. */
struct near {
    const uint64_t *last, *first, *second;
    uint64_t some, more;
};

static struct near near_of(const struct look *look)
{
    return (struct near){look->words[1], look->words[2], look->words[3],
                         look->open[0], look->open[1]};
}

/* The places at a byte. Most have none. */
static inline void look_at(struct look *look, const struct near *near,
                           uint32_t at)
{
    const uint16_t *p = look->pairs + at;
    size_t a = p[-1], b = p[0], c = p[1];
    uint64_t x = near->some & near->last[a] & near->first[b] & near->second[c];
    uint64_t y = near->more & near->last[a + 1] & near->first[b + 1]
                 & near->second[c + 1];

    if (x != 0)
        add_place(look, at, 0, x);
    if (y != 0)
        add_place(look, at, 1, y);
}

static void look_everywhere(struct look *look, uint32_t from, uint32_t end)
{
    const struct near near = near_of(look);

    for (uint32_t at = from; at < end; at++)
        look_at(look, &near, at);
}

static void look_at_edges(struct look *look, const uint32_t *edge,
                          const uint32_t *end)
{
    const struct near near = near_of(look);

    for (; edge < end; edge++)
        look_at(look, &near, *edge);
}

uint32_t mb_places_step(const struct mb_places *places, struct mb_bytes *bytes,
                        const uint64_t *open, uint32_t from, uint32_t end,
                        struct mb_place *out)
{
    struct look look = {.pairs = bytes->pairs, .out = out};
    uint32_t first = bytes->edge;
    uint32_t last;

    while (first < bytes->nedges && bytes->edges[first] < from)
        first++;
    for (last = first; last < bytes->nedges && bytes->edges[last] < end;)
        last++;
    bytes->edge = last;
    for (look.table = 0; look.table < places->ntables; look.table += 2) {
        bool both = look.table + 1 < places->ntables;
        look.open[0] = open[look.table];
        look.open[1] = both ? open[look.table + 1] : 0;
        for (uint32_t p = 0; p < MB_PLACES_PAIRS; p++)
            look.words[p] = mb_places_words(places, look.table, p);
        if ((look.open[0] | look.open[1]) == 0)
            continue;
        if ((look.open[0] & places->inside[look.table]) != 0
            || (look.open[1] & places->inside[look.table + 1]) != 0)
            look_everywhere(&look, from, end);
        else
            look_at_edges(&look, bytes->edges + first, bytes->edges + last);
    }
    return look.n;
}
