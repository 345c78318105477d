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
    bool changed; /* other words (case, punctuation and the "and" at a list's
                     last clause but one apart) */
};
/* What is said otherwise of the meeting, of a person, of a vote. */
struct mb_fact_change {
    struct mb_span kind;   /* "meeting", "people", "votes" */
    struct mb_span record; /* of a vote on a clause its Record ID, or null */
    struct mb_span what;   /* "date", "time", "venue"; a name as printed; "item
                              5 (a)" */
    struct mb_span old, new; /* in words; null: that version does not say */
};
struct mb_diff {
    struct mb_span old_name, old_state; /* the documents */
    struct mb_span new_name, new_state;
    int64_t old_document, new_document;
    struct mb_change *at; /* in the order of the new version */
    uint32_t n;
    struct mb_fact_change *facts; /* meeting, people, votes */
    uint32_t nfacts;
};
struct mb_diffs {
    struct mb_diff *at;
    uint32_t n;
};

/* The versions of a meeting's minutes (and pages), each compared with the one
 * before it, oldest first. n is 0 where there is one version only. Without
 * `exempt`, exempt clauses and votes on them are left out. */
enum mb_status mb_store_diff(struct mb_store *store, int64_t meeting,
                             bool exempt, struct mb_arena *arena,
                             struct mb_diffs *ret_diffs,
                             struct mb_err *err) MB_MUST_CHECK;

/* A later meeting's correction to this meeting's minutes: what it changes,
 * both texts, and on whose authority. */
struct mb_correction {
    struct mb_span record_id; /* the authority for the change (null: not in a
                                 resolution) … */
    struct mb_span body;      /* … resolved by … */
    struct mb_span date;      /* … on that day … */
    struct mb_span text;      /* … in these words */
    struct mb_where where;    /* of the words about the change */
    struct mb_span what;   /* "text"; "present", "apologies", "in_attendance" */
    struct mb_span item;   /* item or minute that it names, or null */
    struct mb_span old;    /* words that go, or null */
    struct mb_span new;    /* words that come; who was there; or null */
    struct mb_span target; /* a clause that it changes, or null … */
    struct mb_span target_text; /* … its words as they stand; of a person the
                                   capacity in which the minutes name him, or
                                   null … */
    struct mb_span corrected;   /* … and as corrected; null: not known */
    bool done;                  /* the version in force says so already */
};
struct mb_corrections {
    struct mb_correction *at;
    uint32_t n;
};

/* What later meetings of the same body corrected in this meeting's minutes:
 * the minutes of the day that they name, else of the meeting before. By the
 * day of the correction; one row a clause that it changes, one in all where
 * it names none that is known. The same correction of two documents is one.
 * Without `exempt`, exempt ones and exempt clauses are left out. */
enum mb_status mb_store_corrections(struct mb_store *store, int64_t meeting,
                                    bool exempt, struct mb_arena *arena,
                                    struct mb_corrections *ret_rows,
                                    struct mb_err *err) MB_MUST_CHECK;

#endif
