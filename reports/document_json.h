/* A parsed document as the JSON object that other programs read.
 *
 * The form is fixed by the project's contract (docs/format.md): members may
 * be added, none renamed. What members a record has comes from the table in
 * parser/document.c; only what JSON shapes differently is told here.
 */
#ifndef MB_REPORTS_DOCUMENT_JSON_H
#define MB_REPORTS_DOCUMENT_JSON_H

#include "base/buf.h"
#include "parser/document.h"

struct mb_json_options {
    bool no_text;                      /* leave out the reader's text */
    bool compact;                      /* one line, for jsonl */
    const struct mb_names *record_ids; /* one a resolution, null spans where
                                          there is none; or NULL: unknown */
};

/* Append the document to out, ending with a newline.
 *
 * doc      borrowed; its arena takes the quotes
 * options  borrowed
 *
 * MB_ERR_NOMEM; out is then to be thrown away.
 */
enum mb_status mb_document_json(const struct mb_document *doc,
                                const struct mb_json_options *options,
                                struct mb_buf *out,
                                struct mb_err *err) MB_MUST_CHECK;

#endif
