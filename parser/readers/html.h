/* Pieces of HTML for the readers that meet them inside another format
 * (Markdown, ModernGov's XML).
 */
#ifndef MB_PARSER_READERS_HTML_H
#define MB_PARSER_READERS_HTML_H

#include "parser/limits.h"
#include "parser/readers/lines.h"

/* Append what a piece of HTML shows.
 *
 * markup  UTF-8, borrowed
 * limits  depth is held
 * diags   nested-deep, tracked-changes
 *
 * MB_ERR_LIMIT where elements are nested many times deeper than limits->depth;
 * MB_ERR_NOMEM.
 */
enum mb_status mb_html_append(struct mb_lines *lines, struct mb_span markup,
                              const struct mb_limits *limits,
                              struct mb_diags *diags,
                              struct mb_err *err) MB_MUST_CHECK;

#endif
