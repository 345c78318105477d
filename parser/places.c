/* The filter is by pairs: a table for each two neighbouring bytes of a head,
 * with a word of 64 rules for each pair of byte classes. The words of a place
 * and-ed are the rules that may begin there; more than do, never fewer. Nothing
 * is compared byte by byte: the rule itself does that. Tables by single bytes,
 * which stay in the nearest cache, pass over most places before.
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
    for (uint32_t i = 0; i < heads->n; i++) {
        const struct mb_head *head = &heads->at[i];
        add_head(&pairs, head);
        for (int k = 0; k < MB_HEAD_WIDTH; k++)
            for (uint64_t set = head->at[k]; set != 0; set &= set - 1)
                table->bytes[k][__builtin_ctzll(set)] |= rule;
    }
    for (int p = 0; p < MB_PLACES_PAIRS; p++)
        put_pairs(table->pairs[p], &pairs, p, rule);
}

enum mb_status mb_places_build(const struct mb_heads *const *heads, uint32_t n,
                               struct mb_arena *arena,
                               struct mb_places *ret_places, struct mb_err *err)
{
    struct mb_places set = {.ntables =
                                (n + MB_PLACES_RULES - 1) / MB_PLACES_RULES};

    set.tables = mb_arena_alloc(arena, set.ntables, sizeof *set.tables);
    if (set.tables == NULL)
        return mb_arena_status(arena, err);
    for (uint32_t i = 0; i < n; i++)
        if (heads[i] != NULL)
            add_rule(&set.tables[i / MB_PLACES_RULES], heads[i],
                     (uint64_t)1 << i % MB_PLACES_RULES);
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

/* Two loops without a branch that could not be foretold: the first keeps the
 * places that single bytes leave, the second what pairs leave of them. */
uint32_t mb_places_step(const struct mb_places_table *table,
                        const uint8_t *classes, uint64_t open, uint32_t from,
                        uint32_t end, struct mb_place *out)
{
    const uint64_t *before = table->bytes[MB_HEAD_BEFORE - 2];
    const uint64_t *last = table->bytes[MB_HEAD_BEFORE - 1];
    const uint64_t *first = table->bytes[MB_HEAD_BEFORE];
    const uint64_t *second = table->bytes[MB_HEAD_BEFORE + 1];
    const uint64_t *third = table->bytes[MB_HEAD_BEFORE + 2];
    uint32_t n = 0;
    uint32_t kept = 0;

    for (uint32_t at = from; at < end; at++) {
        const uint8_t *c = classes + at;
        uint64_t rules = open & first[c[0]] & last[c[-1]] & second[c[1]]
                         & third[c[2]] & before[c[-2]];
        out[n] = (struct mb_place){at, rules};
        n += rules != 0;
    }
    for (uint32_t i = 0; i < n; i++) {
        struct mb_place p = out[i];
        p.rules = mb_places_at(table, classes, p.at, p.rules);
        out[kept] = p;
        kept += p.rules != 0;
    }
    return kept;
}
