/* Page headers and footers of a Word document: what they say once. */
#ifndef MB_PARSER_READERS_DOCX_RUNNING_H
#define MB_PARSER_READERS_DOCX_RUNNING_H

#include "parser/readers/docx_body.h"

/* Put what one header or footer says into the text that was read, once.
 *
 * lines    the document's, all of it read
 * xml      the header's or footer's part
 * what     its name, for messages
 * foot     it is a footer
 * *n_head  how many lines stand above the body already, by this function; 0 at
 *          first
 *
 * A line that the text does not have comes above the body as a paragraph
 * marked MB_MARK_RUNNING; of a footer only one with a date or a reference in
 * it. The others stand below the text as furniture. Page numbers are left
 * out, and so is a line that another header gave. Errors as mb_sax_parse.
 */
enum mb_status mb_docx_running_put(struct mb_lines *lines, struct mb_span xml,
                                   const char *what, bool foot,
                                   struct mb_docx_context *context,
                                   uint32_t *n_head,
                                   struct mb_err *err) MB_MUST_CHECK;

#endif
