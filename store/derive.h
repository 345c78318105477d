/* Inside store/ only: one document on its way into the derived tables. */
#ifndef MB_STORE_DERIVE_H
#define MB_STORE_DERIVE_H

#include "parser/document.h"
#include "store/db.h"

/* Where one of the document's meetings belongs. */
struct mb_place {
    struct mb_span scope; /* "authority|body|date", or null: no such place */
    int64_t meeting;      /* id */
};

struct mb_derive {
    struct mb_store *store;
    const struct mb_document *doc;
    int64_t id; /* source_document.id */
    struct mb_span sha256;
    struct mb_span uri; /* given, or the page's own */
    int64_t authority;  /* id */
    struct mb_span authority_key;
    bool authority_known;
    struct mb_place *places;   /* one a meeting */
    int64_t *item_matter;      /* matter ids, 0: none; one an item … */
    int64_t *decision_matter;  /* … a decision … */
    int64_t *reference_matter; /* … a reference */
    int64_t only_matter;    /* of an issue or decision page: its one matter */
    struct mb_arena *arena; /* the store's scratch */
    struct mb_err *err;
};

/* The next three fill what the later ones read; each returns a status. */
enum mb_status mb_derive_authority(struct mb_derive *d) MB_MUST_CHECK;
enum mb_status mb_derive_meetings(struct mb_derive *d) MB_MUST_CHECK;
enum mb_status mb_derive_matters(struct mb_derive *d) MB_MUST_CHECK;
/* matter.c: items, decisions, events of matters. */
enum mb_status mb_derive_items(struct mb_derive *d) MB_MUST_CHECK;
enum mb_status mb_derive_decisions(struct mb_derive *d) MB_MUST_CHECK;
enum mb_status mb_derive_events(struct mb_derive *d) MB_MUST_CHECK;
/* records.c: resolutions and all that merely stands there; evidence. */
enum mb_status mb_derive_resolutions(struct mb_derive *d) MB_MUST_CHECK;
enum mb_status mb_derive_records(struct mb_derive *d) MB_MUST_CHECK;
enum mb_status mb_derive_evidence(struct mb_derive *d) MB_MUST_CHECK;
enum mb_status mb_derive_diagnostics(struct mb_derive *d) MB_MUST_CHECK;

/* The meeting of a record: its own, else its item's, else the only one;
 * MB_NO_INDEX where that cannot be told. */
uint32_t mb_derive_meeting(const struct mb_derive *d, uint32_t meeting,
                           uint32_t item);
/* The matter of a resolution, 0: none. */
int64_t mb_derive_matter(const struct mb_derive *d,
                         const struct mb_resolution *r);

#endif
