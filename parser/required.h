/* What a pattern says of its matches. Private to the rules.
 *
 * Most patterns hold some fixed letters somewhere: "be noted", or one of
 * "moved", "proposed"; and most can begin at few places only. Both is worked
 * out here, so that nobody has to write `contains:`.
 */
#ifndef MB_PARSER_REQUIRED_H
#define MB_PARSER_REQUIRED_H

#include "parser/heads.h"
#include "parser/pack.h"

#define MB_REQUIRED_MAX 64 /* words of one clause */
#define MB_CLAUSES_MAX  4

struct mb_required {
    /* Every match holds a word of each of these lists, ASCII letters folded:
     * none where the pattern does not tell. */
    struct mb_texts clauses[MB_CLAUSES_MAX];
    uint32_t nclauses;
    struct mb_heads heads; /* how every match begins */
};

/* Walk a pattern. The words are in `scratch`, with what was needed on the way.
 * Of a pattern of a kind that is not looked into (recursion, conditions,
 * verbs), or that is no pattern at all, nothing is claimed. */
void mb_pattern_required(struct mb_span pattern, struct mb_arena *scratch,
                         struct mb_required *ret_required);

#endif
