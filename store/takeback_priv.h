/* Inside store/ only: what withdraw, undo and purge share. */
#ifndef MB_STORE_TAKEBACK_PRIV_H
#define MB_STORE_TAKEBACK_PRIV_H

#include "store/identity.h"
#include "store/takeback.h"

/* MB_ERR_USAGE unless who and why are given. */
enum mb_status mb_act_check(const struct mb_act *act,
                            struct mb_err *err) MB_MUST_CHECK;
/* Note it in document_act, with the Record IDs that the document gives: before
 * its rows go. */
enum mb_status mb_act_put(struct mb_store *store, int64_t document,
                          const char *what, const struct mb_act *act,
                          struct mb_err *err) MB_MUST_CHECK;
/* MB_ERR_USAGE unless the document is there with that status. */
enum mb_status mb_act_expect(struct mb_store *store, int64_t document,
                             const char *status,
                             struct mb_err *err) MB_MUST_CHECK;

/* Does any document still say this there, under that item and label? arena is
 * cleared on the way. */
enum mb_status mb_record_said(struct mb_store *store,
                              const struct mb_record_key *key,
                              struct mb_arena *arena, bool *ret_said,
                              struct mb_err *err) MB_MUST_CHECK;

/* rebuild.c: parse one stored document and derive its rows. */
enum mb_status mb_rebuild_document(struct mb_store *store, int64_t document,
                                   const struct mb_rebuild *rebuild,
                                   struct mb_err *err) MB_MUST_CHECK;

#endif
