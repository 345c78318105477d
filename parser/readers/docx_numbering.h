/* List numbers as Word prints them.
 *
 * Specification: ECMA-376 part 1, 17.9. A paragraph names a list (w:num) and a
 * level; a list takes its levels from an abstract one (w:abstractNum), which
 * also holds the count: lists of the same abstract one go on with each other
 * unless one says where to start.
 */
#ifndef MB_PARSER_READERS_DOCX_NUMBERING_H
#define MB_PARSER_READERS_DOCX_NUMBERING_H

#include "parser/readers/docx_styles.h"

struct mb_numbering;

/* Read numbering.xml; lists that refer to a list style are resolved by
 * styles. Counting begins anew. All is in the arena. Errors as mb_sax_parse;
 * MB_ERR_LIMIT. */
enum mb_status mb_numbering_read(struct mb_span xml,
                                 const struct mb_docx_styles *styles,
                                 struct mb_arena *arena, uint32_t depth,
                                 struct mb_numbering **ret_numbering,
                                 struct mb_err *err) MB_MUST_CHECK;

/* Count one paragraph of list num_id and write its label ("3.1", "(b)"), or
 * "" where the level prints none; bullets of every shape are "•".
 *
 * style  id of the paragraph's style where the list comes from that: it
 *        chooses the level; else null
 *
 * Returns the level counted on, from 0, or MB_NUM_UNSET where there is no such
 * list (nothing was counted). numbering may be NULL. */
long mb_numbering_next(struct mb_numbering *numbering, long num_id, long level,
                       struct mb_span style, char label[MB_NUM_LABEL_SIZE]);

#endif
