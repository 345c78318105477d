/* Building the matching view of blocks (parser/blocks.h); for blocks.c. */
#ifndef MB_PARSER_VIEW_H
#define MB_PARSER_VIEW_H

#include "parser/blocks.h"

/* Write the view line of every block and the anchors, filling view_start,
 * view_body and view_end. MB_ERR_LIMIT, MB_ERR_NOMEM. */
enum mb_status mb_view_build(struct mb_blocks *blocks, struct mb_arena *arena,
                             struct mb_err *err) MB_MUST_CHECK;

/* A character that stands for nothing or for another one in the view. */
struct mb_fold {
    unsigned bytes; /* of the text; 0: it stands for itself */
    const char *as; /* what the view has instead */
};

/* The fold of the character at p; p[0] is not ASCII. */
struct mb_fold mb_fold_at(const char *p, const char *end);

#endif
