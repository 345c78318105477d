/* How matches begin, and where in a document they may. Private to the rules.
 *
 * A head is the first few bytes of a match as a row of byte classes. Bytes
 * are put into 64 classes, capitals with their small letters, so that a class
 * set is one machine word. One pass over the view tells for 64 rules at once
 * at which bytes a match of each may begin; most rules need only be tried
 * there.
 */
#ifndef MB_PARSER_HEADS_H
#define MB_PARSER_HEADS_H

#include "parser/blocks.h"

#define MB_HEAD_BYTES 4
#define MB_HEADS_MAX  64 /* of one rule */

struct mb_head {
    uint64_t at[MB_HEAD_BYTES]; /* what each byte may be, as bits */
    uint8_t len;
    bool open; /* anything may follow; else it is the whole text */
};

/* n == 0: a match may begin in any way. */
struct mb_heads {
    struct mb_head at[MB_HEADS_MAX];
    uint32_t n;
};

/* The class of a byte, as a bit. */
static inline uint64_t mb_head_bit(unsigned char c)
{
    return (uint64_t)1 << ((c & 0x1F) | (c & 0x40) >> 1);
}

/* Which characters beyond ASCII a class has. */
enum mb_head_beyond { MB_BEYOND_NONE, MB_BEYOND_BLANKS, MB_BEYOND_ANY };

/* Set to the one empty text. */
void mb_heads_empty(struct mb_heads *heads);
/* Set to one byte of a class set, or a character beyond ASCII. */
void mb_heads_class(struct mb_heads *heads, uint64_t bits,
                    enum mb_head_beyond beyond);
/* What a optional or repeated part is: x?, x* and x+. */
void mb_heads_optional(struct mb_heads *heads);
void mb_heads_repeat(struct mb_heads *heads, bool or_none);
/* What a part a with part b behind it is, into a. */
void mb_heads_append(struct mb_heads *a, const struct mb_heads *b);
/* What either of a and b is, into a; neither may be the unknown. */
void mb_heads_join(struct mb_heads *a, const struct mb_heads *b);

/* Whether trying only where the heads fit saves work: few places do. */
bool mb_heads_are_telling(const struct mb_heads *heads);

struct mb_head_set;

/* View offsets, ascending. */
struct mb_places {
    uint32_t *at;
    uint32_t n;
};

/* Make a set that looks for the heads of `n` rules (each telling). The arena
 * receives it. MB_ERR_NOMEM, MB_ERR_LIMIT (the arena's). */
enum mb_status mb_head_set_build(const struct mb_heads *const *heads,
                                 uint32_t n, struct mb_arena *arena,
                                 struct mb_head_set **ret_set,
                                 struct mb_err *err) MB_MUST_CHECK;

/* Where each rule's matches may begin: an entry for each, in the arena; false
 * if memory ran out. */
bool mb_head_set_scan(const struct mb_head_set *set, struct mb_span view,
                      struct mb_arena *arena, struct mb_places **ret_places);

#endif
