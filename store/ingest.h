/* Documents into the store.
 *
 * A document is known by the SHA-256 of its bytes: the same bytes twice
 * change nothing. What it says is stored record by record with its evidence,
 * in one savepoint; documents are committed in batches (200, or 2 s). Which
 * clause is which is settled for all documents of one (authority, body,
 * date) together (identity.h).
 */
#ifndef MB_STORE_INGEST_H
#define MB_STORE_INGEST_H

#include "parser/document.h"
#include "store/store.h"

enum mb_known {
    MB_KNOWN_NEW,       /* not seen before: parse and put it */
    MB_KNOWN_SAME,      /* stored, read by the rules in force: nothing to do */
    MB_KNOWN_STALE,     /* stored, but rules, or its authority, are others now:
                           parse and put it again */
    MB_KNOWN_WITHDRAWN, /* somebody withdrew it: left alone */
    MB_KNOWN_PURGED     /* somebody purged it: must not come back */
};

/* Has the store this document? Asked before it is parsed; costs one look-up.
 *
 * sha256     of its bytes, 64 hex digits
 * path       where it was seen; noted if new
 * authority  given by --authority, inbox or site; null: not given
 */
enum mb_status mb_store_known(struct mb_store *store, const char *sha256,
                              struct mb_span path, struct mb_span authority,
                              enum mb_known *ret_known,
                              struct mb_err *err) MB_MUST_CHECK;

/* Why the same bytes must not come back: "purged by A. Clerk on 2026-…: why".
 * Null where nobody purged them. In the arena. */
enum mb_status mb_store_purged_why(struct mb_store *store, const char *sha256,
                                   struct mb_arena *arena,
                                   struct mb_span *ret_why,
                                   struct mb_err *err) MB_MUST_CHECK;

struct mb_put {
    const struct mb_document *doc; /* borrowed */
    struct mb_span bytes;          /* borrowed */
    struct mb_span path;           /* where it was seen */
    struct mb_span authority;      /* as for mb_store_known */
    uint32_t reader_diags; /* how many of doc->diags the reader made (they come
                              first); a rebuild cannot find them again */
};

/* Store a document, or replace what is stored of it by what it says now.
 *
 * *ret_known is what it was before. A withdrawn or purged one is not touched.
 * An error leaves nothing of this document behind and the others of the batch
 * in place; after MB_ERR_STORE for a full disk the batch is gone: the
 * documents that mb_store_pending counted must be put again.
 */
enum mb_status mb_store_put(struct mb_store *store, const struct mb_put *put,
                            enum mb_known *ret_known,
                            struct mb_err *err) MB_MUST_CHECK;

/* Note that a document could not be taken, with the line that says why. */
enum mb_status mb_store_refuse(struct mb_store *store, struct mb_span path,
                               struct mb_span reason,
                               struct mb_err *err) MB_MUST_CHECK;

#endif
