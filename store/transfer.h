/* Everything out, and into an empty database again: for moving, for archives
 * and for reading without minutebook.
 *
 * JSON is one object a line: a head {"minutebook": "export", "schema": 1},
 * then {"t": table, "r": [values in the order of schema.sql]}. Bytes are
 * {"b64": …}, text that is not UTF-8 (a path) {"t64": …}. What is exported is
 * what is canonical, and the links that were made; all else `rebuild` makes
 * again.
 */
#ifndef MB_STORE_TRANSFER_H
#define MB_STORE_TRANSFER_H

#include "base/buf.h"
#include "store/store.h"

/* Hands out the export piece by piece; returns MB_OK to go on. */
typedef enum mb_status mb_export_sink(void *user, struct mb_span piece,
                                      struct mb_err *err);

/* How many documents hold exempt passages or were withdrawn or purged. Where
 * it is none, an export needs to leave nothing out. */
enum mb_status mb_store_export_closed(struct mb_store *store,
                                      uint32_t *ret_documents,
                                      struct mb_err *err) MB_MUST_CHECK;

/* Write everything as JSON lines. Errors of the sink are handed on.
 *
 * exempt  false: leave out the bytes, texts and words of documents that hold
 *         exempt passages or were withdrawn, and what people wrote on exempt
 *         clauses. Such an export is for reading: it cannot be imported. */
enum mb_status mb_store_export(struct mb_store *store, bool exempt,
                               mb_export_sink *sink, void *user,
                               struct mb_err *err) MB_MUST_CHECK;

/* The tables that are exported, in order; NULL ends them. */
const char *const *mb_store_export_tables(void);

/* One of those tables as CSV (RFC 4180) with a row of column names; bytes are
 * base64. MB_ERR_USAGE for any other name; exempt as above. */
enum mb_status mb_store_export_csv(struct mb_store *store, const char *table,
                                   bool exempt, mb_export_sink *sink,
                                   void *user,
                                   struct mb_err *err) MB_MUST_CHECK;

/* Read an export into an empty database, all or nothing.
 *
 * fd  of the JSON lines, read to its end; borrowed
 *
 * The store must be open for writing and have no run yet (the runs come with
 * the import): begin one afterwards and call mb_store_rebuild. MB_ERR_USAGE
 * where the database is not empty, or exempt text was left out of the export;
 * MB_ERR_FORMAT with the line's number where the export is damaged, or made by
 * a newer program; MB_ERR_IO. */
enum mb_status mb_store_import(struct mb_store *store, int fd,
                               struct mb_err *err) MB_MUST_CHECK;

#endif
