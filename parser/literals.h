/* Many words at once: which blocks of a document hold which of them.
 *
 * Rules are led to the blocks where they may match by words that no match can
 * be without (`contains:`). One pass over the view finds all of them, however
 * many rules there are. Knows bytes, and ASCII letters in either case.
 */
#ifndef MB_PARSER_LITERALS_H
#define MB_PARSER_LITERALS_H

#include "parser/blocks.h"

struct mb_literals;

/* The blocks, ascending, that hold one word. */
struct mb_hits {
    uint32_t *blocks;
    uint32_t n;
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

/* Look through a document. *ret_hits gets one entry for each word, in the
 * arena; false if memory ran out. */
bool mb_literals_scan(const struct mb_literals *set,
                      const struct mb_blocks *blocks, struct mb_arena *arena,
                      struct mb_hits **ret_hits);

#endif
