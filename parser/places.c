/* The filter is by pairs: a table for each two neighbouring bytes of a head,
 * with a word of 64 rules for each pair of byte classes. The words of a place
 * and-ed are the rules that may begin there; more than do, never fewer. Nothing
 * is compared byte by byte: the rule itself does that. Before, one look tells
 * of all tables which of them have any rule for the bytes around: of most
 * places few.
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
static void put_pairs(uint64_t *table, const struct rule_pairs *pairs, int p,
                      uint64_t rule)
{
    for (unsigned a = 0; a < MB_CLASSES; a++) {
        uint64_t row = pairs->all[p] ? MB_CLASSES_ALL : pairs->rows[p][a];
        for (; row != 0; row &= row - 1)
            table[a * MB_CLASSES + (unsigned)__builtin_ctzll(row)] |= rule;
    }
}

static void add_rule(struct mb_places_table *table,
                     const struct mb_heads *heads, uint64_t rule)
{
    struct rule_pairs pairs;

    memset(&pairs, 0, sizeof pairs);
    for (uint32_t i = 0; i < heads->n; i++)
        add_head(&pairs, &heads->at[i]);
    for (int p = 0; p < MB_PLACES_PAIRS; p++)
        put_pairs(table->pairs[p], &pairs, p, rule);
}

static void note_near(struct mb_places *set, uint32_t t)
{
    uint8_t bit = (uint8_t)(1u << t % 8);

    for (int p = 0; p < MB_PLACES_NEAR; p++)
        for (uint32_t i = 0; i < MB_CLASSES * MB_CLASSES; i++)
            if (set->tables[t].pairs[MB_HEAD_BEFORE - 1 + p][i] != 0)
                set->near[p][i] |= bit;
}

enum mb_status mb_places_build(const struct mb_heads *const *heads, uint32_t n,
                               struct mb_arena *arena,
                               struct mb_places *ret_places, struct mb_err *err)
{
    struct mb_places set = {.ntables =
                                (n + MB_PLACES_RULES - 1) / MB_PLACES_RULES};

    set.tables = mb_arena_alloc(arena, set.ntables, sizeof *set.tables);
    set.near = mb_arena_alloc(arena, MB_PLACES_NEAR, sizeof *set.near);
    if (set.tables == NULL || set.near == NULL)
        return mb_arena_status(arena, err);
    for (uint32_t i = 0; i < n; i++)
        if (heads[i] != NULL)
            add_rule(&set.tables[i / MB_PLACES_RULES], heads[i],
                     (uint64_t)1 << i % MB_PLACES_RULES);
    for (uint32_t t = 0; t < set.ntables; t++)
        note_near(&set, t);
    *ret_places = set;
    return MB_OK;
}

const uint8_t *mb_places_classes(struct mb_span text, struct mb_arena *arena)
{
    uint8_t *classes = mb_arena_alloc(arena, text.len + (size_t)2 * PAD, 1);
    uint8_t of[256];

    if (classes == NULL)
        return NULL;
    for (unsigned c = 0; c < 256; c++)
        of[c] = mb_head_class((unsigned char)c);
    memset(classes, of['\n'], PAD);
    for (size_t i = 0; i < text.len; i++)
        classes[PAD + i] = of[(unsigned char)text.ptr[i]];
    memset(classes + PAD + text.len, of['\n'], PAD);
    return classes + PAD;
}

uint32_t mb_places_step(const struct mb_places *places, const uint8_t *classes,
                        uint32_t wanted, uint32_t from, uint32_t end,
                        struct mb_place *out)
{
    const uint8_t *last = places->near[0];
    const uint8_t *first = places->near[1];
    const uint8_t *second = places->near[2];
    const uint8_t *start = classes + from;
    uint32_t pair = start[0] * (uint32_t)MB_CLASSES + start[1];
    uint32_t before = start[-1] * (uint32_t)MB_CLASSES + start[0];
    uint32_t n = 0;

    /* without a branch that could not be foretold */
    for (uint32_t at = from; at < end; at++) {
        const uint8_t *c = classes + at;
        uint32_t behind = c[1] * (uint32_t)MB_CLASSES + c[2];
        uint32_t tables = wanted & last[before] & first[pair] & second[behind];
        out[n] = (struct mb_place){at, tables};
        n += tables != 0;
        before = pair;
        pair = behind;
    }
    return n;
}
