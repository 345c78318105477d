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

struct mb_places_table {
    /* by the class of one byte: small enough to stay in the nearest cache */
    uint64_t bytes[MB_HEAD_WIDTH][MB_CLASSES];
    uint64_t pairs[MB_PLACES_PAIRS][MB_CLASSES * MB_CLASSES];
};

struct mb_places {
    struct mb_places_table *tables;
    uint32_t ntables;
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

/* The rules of a table, of those in `open`, that may begin at byte `at`. */
static inline uint64_t mb_places_at(const struct mb_places_table *table,
                                    const uint8_t *classes, size_t at,
                                    uint64_t open)
{
    const uint8_t *c = classes + at;

    return open & table->pairs[1][c[-1] * MB_CLASSES + c[0]]
           & table->pairs[2][c[0] * MB_CLASSES + c[1]]
           & table->pairs[0][c[-2] * MB_CLASSES + c[-1]]
           & table->pairs[3][c[1] * MB_CLASSES + c[2]]
           & table->pairs[4][c[2] * MB_CLASSES + c[3]];
}

struct mb_place {
    uint32_t at;
    uint64_t rules;
};

enum { MB_PLACES_STEP = 256 }; /* bytes looked at in one step */

/* The places in bytes [from, end), at most MB_PLACES_STEP of them, where rules
 * of a table, of those in `open`, may begin. `out` has room for a step; returns
 * how many there are. */
uint32_t mb_places_step(const struct mb_places_table *table,
                        const uint8_t *classes, uint64_t open, uint32_t from,
                        uint32_t end, struct mb_place *out);

#endif
