/* Inside store/ only: Record IDs that go with their document when it is read
 * into another place (authority, body, date).
 */
#ifndef MB_STORE_PLACES_H
#define MB_STORE_PLACES_H

#include "store/db.h"
#include "store/identity.h"

/* A clause as a document gave it before it was read again. */
struct mb_place {
    int64_t document;
    uint32_t n; /* resolution.n */
    char record_id[MB_RECORD_ID_SIZE];
    struct mb_span scope;
};
struct mb_places {
    struct mb_place *at; /* by document and n */
    uint32_t n;
};

/* What a document gives now, or all do (0); in the arena. */
enum mb_status mb_places_load(struct mb_store *store, int64_t document,
                              struct mb_arena *arena,
                              struct mb_places *ret_places,
                              struct mb_err *err) MB_MUST_CHECK;

/* The document was read again and its rows are there, not yet settled: the
 * registry learns the IDs whose place is another now. */
enum mb_status mb_places_follow(struct mb_store *store,
                                const struct mb_places *places,
                                int64_t document,
                                struct mb_err *err) MB_MUST_CHECK;

/* Before scopes are settled: add those that share an ID with one of them and
 * put them in the order in which they may claim it. */
enum mb_status mb_places_join(struct mb_store *store,
                              struct mb_err *err) MB_MUST_CHECK;
/* Has another scope claimed the ID? */
enum mb_status mb_places_taken(struct mb_store *store, struct mb_span record_id,
                               bool *ret_taken,
                               struct mb_err *err) MB_MUST_CHECK;

#endif
