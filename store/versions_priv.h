/* Inside store/ only: the parts of a comparison of two versions. */
#ifndef MB_STORE_VERSIONS_PRIV_H
#define MB_STORE_VERSIONS_PRIV_H

#include "store/versions.h"

/* version_facts.c: add to the diff what its two documents say differently of
 * the meeting, of people and of votes. */
enum mb_status mb_version_facts(struct mb_store *store, int64_t meeting,
                                bool exempt, struct mb_arena *arena,
                                struct mb_diff *diff,
                                struct mb_err *err) MB_MUST_CHECK;

#endif
