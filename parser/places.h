/* Where in a document matches may begin. Private to the rules.
 *
 * A set holds the heads (heads.h) of many rules. One look tells of a byte which
 * of 64 rules may begin there: their numbers as bits.
 */
#ifndef MB_PARSER_PLACES_H
#define MB_PARSER_PLACES_H

#include "base/arena.h"
#include "parser/heads.h"

#define MB_PLACES_RULES 64 /* rules of one table */
#define MB_PLACES_PAIRS (MB_HEAD_WIDTH - 1)
#define MB_PLACES_NEAR  3 /* pairs next to a match's first byte */

struct mb_places_table {
    /* by the classes of two neighbouring bytes */
    uint64_t pairs[MB_PLACES_PAIRS][MB_CLASSES * MB_CLASSES];
};

struct mb_places {
    struct mb_places_table *tables;
    uint32_t ntables;
    /* Which tables have any rule for a pair: table t is bit t % 8. */
    uint8_t (*near)[MB_CLASSES * MB_CLASSES];
};

/* Make the set: rule i, unless it is NULL, is bit i % 64 of table i / 64. The
 * arena receives it. MB_ERR_NOMEM, MB_ERR_LIMIT (the arena's). */
enum mb_status mb_places_build(const struct mb_heads *const *heads, uint32_t n,
                               struct mb_arena *arena,
                               struct mb_places *ret_places,
                               struct mb_err *err) MB_MUST_CHECK;

/* The class of each byte of a text, with line ends before its start and behind
 * its end so that every byte has neighbours; in the arena. NULL if memory ran
 * out. */
const uint8_t *mb_places_classes(struct mb_span text, struct mb_arena *arena);

/* The pairs of neighbouring bytes around one at which a match may begin. */
struct mb_pairs {
    uint32_t at[MB_PLACES_PAIRS];
};

static inline struct mb_pairs mb_places_pairs(const uint8_t *classes, size_t at)
{
    const uint8_t *c = classes + at - MB_HEAD_BEFORE;
    struct mb_pairs pairs = {{0}};

    for (int p = 0; p < MB_PLACES_PAIRS; p++)
        pairs.at[p] = c[p] * (uint32_t)MB_CLASSES + c[p + 1];
    return pairs;
}

/* The rules of a table, of those in `open`, that may begin between the pairs.
 */
static inline uint64_t mb_places_at(const struct mb_places_table *table,
                                    const struct mb_pairs *pairs, uint64_t open)
{
    const uint32_t *at = pairs->at;

    open &= table->pairs[1][at[1]] & table->pairs[2][at[2]]
            & table->pairs[3][at[3]];
    return open != 0 ? open & table->pairs[0][at[0]] & table->pairs[4][at[4]]
                     : 0;
}

/* A byte where rules of some tables may begin, these as in `near`. */
struct mb_place {
    uint32_t at;
    uint32_t tables;
};

enum { MB_PLACES_STEP = 256 }; /* bytes looked at in one step */

/* The places in bytes [from, end), at most MB_PLACES_STEP of them, where rules
 * of the tables `wanted` may begin. `out` has room for a step; returns how many
 * there are. */
uint32_t mb_places_step(const struct mb_places *places, const uint8_t *classes,
                        uint32_t wanted, uint32_t from, uint32_t end,
                        struct mb_place *out);

#endif
