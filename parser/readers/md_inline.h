/* Markdown within a paragraph, heading or cell: emphasis, links, escapes,
 * entities, single tags of HTML.
 */
#ifndef MB_PARSER_READERS_MD_INLINE_H
#define MB_PARSER_READERS_MD_INLINE_H

#include "parser/readers/lines.h"

/* Append the words of s, LF in it ends a line; first marks the line that
 * begins, later ones have no mark. diags gets tracked-changes where text is
 * struck out (and left out). */
void mb_md_inline(struct mb_lines *lines, struct mb_span s,
                  struct mb_line_style first, struct mb_diags *diags);

#endif
