/* The text of a Word document's parts: body, footnotes, endnotes. */
#ifndef MB_PARSER_READERS_DOCX_BODY_H
#define MB_PARSER_READERS_DOCX_BODY_H

#include "base/diag.h"
#include "parser/reader.h"
#include "parser/readers/docx_numbering.h"
#include "parser/readers/lines.h"

/* What the parts of one document share. */
struct mb_docx_context {
    const struct mb_docx_styles *styles;
    struct mb_numbering *numbering; /* or NULL */
    struct mb_diags *diags;
    enum mb_tracked tracked;
    uint32_t depth;    /* most nested elements; 0: the reader's own */
    bool tracked_seen; /* the diagnostic was given */
};

/* Append what a part prints.
 *
 * xml    the part
 * what   its name, for messages
 * notes  it is footnotes or endnotes: numbered, marked as such
 *
 * Errors as mb_sax_parse.
 */
enum mb_status mb_docx_body_append(struct mb_lines *lines, struct mb_span xml,
                                   const char *what, bool notes,
                                   struct mb_docx_context *context,
                                   struct mb_err *err) MB_MUST_CHECK;

#endif
