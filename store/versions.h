/* Versions of minutes: what changed from one to the next, and what a later
 * meeting corrected.
 */
#ifndef MB_STORE_VERSIONS_H
#define MB_STORE_VERSIONS_H

#include "store/query.h"

/* One clause in two versions; null texts where a version does not give it. */
struct mb_change {
    struct mb_span record_id;
    struct mb_span old_item, old_label, old_text;
    struct mb_span new_item, new_label, new_text;
    bool added;   /* only the new version gives it */
    bool dropped; /* only the old one */
    bool moved;   /* another item or label */
    bool changed; /* other words (case and punctuation apart) */
};
struct mb_diff {
    struct mb_span old_name, old_state; /* the documents */
    struct mb_span new_name, new_state;
    int64_t old_document, new_document;
    struct mb_change *at; /* in the order of the new version */
    uint32_t n;
};
struct mb_diffs {
    struct mb_diff *at;
    uint32_t n;
};

/* The versions of a meeting's minutes (and pages), each compared with the one
 * before it, oldest first. n is 0 where there is one version only. Exempt
 * clauses are left out. */
enum mb_status mb_store_diff(struct mb_store *store, int64_t meeting,
                             struct mb_arena *arena, struct mb_diffs *ret_diffs,
                             struct mb_err *err) MB_MUST_CHECK;

/* A later meeting's resolution that amends this meeting's minutes. */
struct mb_correction {
    struct mb_span record_id; /* the authority for the change … */
    struct mb_span body;      /* … resolved by … */
    struct mb_span date;      /* … on that day … */
    struct mb_span text;      /* … in these words */
    struct mb_where where;
    struct mb_span item;        /* item of this meeting that it names … */
    struct mb_span target;      /* … a clause there: its Record ID … */
    struct mb_span target_text; /* … and words; null: it names none */
};
struct mb_corrections {
    struct mb_correction *at;
    uint32_t n;
};

/* What later meetings of the same body corrected in this meeting's minutes:
 * resolutions about minutes that say so ("subject to", "amend", "to read",
 * "added to"), by a meeting that names this one's date or is the next. One
 * row a clause of the item they name, one in all where they name none. */
enum mb_status mb_store_corrections(struct mb_store *store, int64_t meeting,
                                    struct mb_arena *arena,
                                    struct mb_corrections *ret_rows,
                                    struct mb_err *err) MB_MUST_CHECK;

#endif
