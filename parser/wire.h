/* A parsed document as one run of bytes, from a worker to its parent.
 *
 * The worker reads hostile files and so may itself be hostile: the decoder
 * believes nothing. Lengths, counts, enums, UTF-8, spans, indices: whatever
 * does not fit makes the whole message wrong, never a part of a document.
 * What members records have comes from the table of parser/document.h.
 *
 * Bytes are in the machine's order: both ends are the same program.
 */
#ifndef MB_PARSER_WIRE_H
#define MB_PARSER_WIRE_H

#include "base/buf.h"
#include "parser/document.h"

/* Append a document to out. MB_ERR_NOMEM; MB_ERR_LIMIT over 4 GB. */
enum mb_status mb_wire_put(const struct mb_document *doc, struct mb_buf *out,
                           struct mb_err *err) MB_MUST_CHECK;

/* Read a document.
 *
 * bytes   the whole message, borrowed: the document's texts point into it, so
 *         it must live as long as the document (put it into `arena`)
 * arena   receives the document
 *
 * doc->name is null: the caller knows it. MB_ERR_WORKER where anything is
 * wrong, with what; MB_ERR_NOMEM, MB_ERR_LIMIT.
 */
enum mb_status mb_wire_get(struct mb_span bytes, struct mb_arena *arena,
                           struct mb_document **ret_doc,
                           struct mb_err *err) MB_MUST_CHECK;

#endif
