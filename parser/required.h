/* Words that no match of a pattern can be without. Private to the rules.
 *
 * Most patterns hold some fixed letters somewhere: "be noted", or one of
 * "moved", "proposed". They are worked out here, so that nobody has to write
 * `contains:` for them.
 */
#ifndef MB_PARSER_REQUIRED_H
#define MB_PARSER_REQUIRED_H

#include "parser/heads.h"
#include "parser/pack.h"

#define MB_REQUIRED_MAX 64

/* Every match of the pattern holds one of the words returned, ASCII letters
 * folded. The words are in the arena; none where the pattern does not tell,
 * or is of a kind that is not looked into (recursion, conditions, verbs).
 * *ret_heads is how a match may begin, the unknown where that is not known. */
struct mb_texts mb_pattern_required(struct mb_span pattern,
                                    struct mb_arena *arena,
                                    struct mb_heads *ret_heads);

#endif
