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

struct mb_places {
    /* What each pair of neighbouring bytes of a head allows. For every two
     * tables and each pair of a head there are MB_PLACES_WORDS: two words for
     * each pair of classes (MB_PLACES_PAIR), one of each table. */
    uint64_t *words;
    uint32_t ntables;
    uint64_t *inside; /* of each: its rules that may begin between two small
                         letters */
};

#define MB_PLACES_WORDS ((size_t)MB_CLASSES * MB_CLASSES * 2)
/* Where the words of two neighbouring classes are. */
#define MB_PLACES_PAIR(a, b) ((uint16_t)(((a)*MB_CLASSES + (b)) * 2))

/* Make the set: rule i, unless it is NULL, is bit i % 64 of table i / 64. The
 * arena receives it. MB_ERR_NOMEM, MB_ERR_LIMIT (the arena's). */
enum mb_status mb_places_build(const struct mb_heads *const *heads, uint32_t n,
                               struct mb_arena *arena,
                               struct mb_places *ret_places,
                               struct mb_err *err) MB_MUST_CHECK;

/* A text as it is looked at; around it are line ends. */
struct mb_bytes {
    const uint8_t *classes; /* of each byte */
    const uint16_t *pairs;  /* MB_PLACES_PAIR of it and the next */
    const uint32_t *edges; /* those that begin characters, but for small letters
                              behind small letters */
    uint32_t nedges;
    uint32_t edge; /* the next one to be looked at */
};

/* Look through a text; in the arena. NULL if memory ran out. */
struct mb_bytes *mb_places_bytes(struct mb_span text, struct mb_arena *arena);

/* Pair p's words of table t. */
static inline const uint64_t *mb_places_words(const struct mb_places *places,
                                              uint32_t t, uint32_t p)
{
    return places->words
           + ((size_t)t / 2 * MB_PLACES_PAIRS + p) * MB_PLACES_WORDS + t % 2;
}

/* The rules of table t, of those in `open`, that may begin at a byte. */
static inline uint64_t mb_places_at(const struct mb_places *places, uint32_t t,
                                    const struct mb_bytes *bytes, uint32_t at,
                                    uint64_t open)
{
    const uint16_t *pairs = bytes->pairs + at - MB_HEAD_BEFORE;

    for (uint32_t p = 0; p < MB_PLACES_PAIRS && open != 0; p++)
        open &= mb_places_words(places, t, p)[pairs[p]];
    return open;
}

/* A byte where rules of a table may begin, as bits. */
struct mb_place {
    uint32_t at;
    uint32_t table;
    uint64_t rules;
};

enum { MB_PLACES_STEP = 256 }; /* bytes looked at in one step */

/* The places in bytes [from, end), at most MB_PLACES_STEP of them, where rules
 * may begin, of those in open[], a word for each table; steps go on through the
 * text. `out` has room for as many places as tables in each byte; returns how
 * many there are. Those of a rule come in order. */
uint32_t mb_places_step(const struct mb_places *places, struct mb_bytes *bytes,
                        const uint64_t *open, uint32_t from, uint32_t end,
                        struct mb_place *out);

#endif
