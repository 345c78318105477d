/* Keeping the store: rebuild, verify, dump, backup, taking back.
 */
#ifndef MB_STORE_MAINTAIN_H
#define MB_STORE_MAINTAIN_H

#include "base/buf.h"
#include "parser/parse.h"
#include "store/store.h"

/* Empty every derived table and fill it from what is canonical, in one
 * transaction: readers see the old state until it is done, a failure leaves
 * it. With the same rules it comes out the same.
 *
 * reread   NULL: start from the stored text. Else called for each document
 *          to read its bytes again (the caller owns the readers' processes);
 *          the new text replaces the stored one. An error of reread keeps the
 *          old text and is counted in ret->failed.
 */
struct mb_rebuild {
    const struct mb_rules *rules;
    const struct mb_parse_options *options;
    enum mb_status (*reread)(void *user, const struct mb_source *source,
                             struct mb_arena *arena, struct mb_diags *diags,
                             struct mb_text *ret_text, struct mb_err *err);
    void *user;
    void (*progress)(void *user, uint32_t done, uint32_t all); /* or NULL */
};
struct mb_rebuilt {
    uint32_t documents;
    uint32_t failed; /* reread failed: the old text stands */
};
enum mb_status mb_store_rebuild(struct mb_store *store,
                                const struct mb_rebuild *rebuild,
                                struct mb_rebuilt *ret,
                                struct mb_err *err) MB_MUST_CHECK;

/* Check everything that can be checked: SQLite's integrity_check, foreign
 * keys, hashes of bytes and texts, the search index against the passages,
 * every evidence's spans read again and compared with its quote, clauses with
 * their sources and Record IDs.
 *
 * out  receives one line for each thing found wrong
 *
 * *ret_problems counts them; that there are some is no error. */
enum mb_status mb_store_verify(struct mb_store *store, struct mb_buf *out,
                               uint32_t *ret_problems,
                               struct mb_err *err) MB_MUST_CHECK;

/* What the store says, as stable text: the same content gives the same bytes
 * whatever the order of ingest. For tests and `dump --stage=store`. */
enum mb_status mb_store_dump(struct mb_store *store, struct mb_buf *out,
                             struct mb_err *err) MB_MUST_CHECK;

/* Copy the database to a new file while it is in use. MB_ERR_USAGE where the
 * file exists. What is written is checked before it gets its name. */
enum mb_status mb_store_backup(struct mb_store *store, const char *path,
                               struct mb_err *err) MB_MUST_CHECK;

#endif
