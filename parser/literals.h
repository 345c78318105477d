/* Many words at once: where in a document which of them stand.
 *
 * Rules are led to the blocks where they may match by words that no match can
 * be without (gates.h). One pass over the view finds all of them, however many
 * rules there are. Knows bytes, and ASCII letters in either case.
 */
#ifndef MB_PARSER_LITERALS_H
#define MB_PARSER_LITERALS_H

#include "base/arena.h"

struct mb_literals;

/* A word that was found. */
struct mb_literal {
    uint32_t at;   /* its first byte */
    uint32_t word; /* mb_literals_word of it */
};

/* Whether the set can look for a word: it holds four bytes or more, or no
 * letter. (Shorter ones stand everywhere, so that finding them saves no
 * work.) */
bool mb_literals_suits(struct mb_span word);

/* Make the set.
 *
 * words   copied; each must suit; ASCII letters stand for either case. A word
 *         given twice is fine.
 * arena   receives the set
 *
 * MB_ERR_NOMEM, MB_ERR_LIMIT (the arena's).
 */
enum mb_status mb_literals_build(const struct mb_span *words, uint32_t nwords,
                                 struct mb_arena *arena,
                                 struct mb_literals **ret_set,
                                 struct mb_err *err) MB_MUST_CHECK;

/* The number by which word i is reported: that of the first one equal to it. */
uint32_t mb_literals_word(const struct mb_literals *set, uint32_t i);

/* Look through a text: *ret_found gets every place of every word, by place, in
 * the arena; false if memory ran out. (Of a word of fewer than four bytes only
 * the first place in each line.) */
bool mb_literals_scan(const struct mb_literals *set, struct mb_span text,
                      struct mb_arena *arena, struct mb_literal **ret_found,
                      uint32_t *ret_n);

#endif
