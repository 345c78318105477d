/* What the files of the tracker share: one builder a sheet. */
#ifndef MB_REPORTS_TRACKER_PRIV_H
#define MB_REPORTS_TRACKER_PRIV_H

#include "reports/sheet.h"
#include "reports/tracker.h"
#include "store/entries.h"
#include "store/strategy_store.h"

/* What is read from the store once, for all sheets. */
struct mb_tracker {
    struct mb_store *store;
    const struct mb_tracker_options *options;
    struct mb_arena *arena;
    struct mb_report *report;
    struct mb_clause_rows clauses;
    struct mb_link_rows links;
    struct mb_strategy_rows strategies;
    struct mb_entries entries;
    struct mb_store_counts counts;
    struct mb_span generation;
    /* the rows above in other orders; see tracker_index.c */
    const struct mb_link_row **links_by_record;
    const struct mb_link_row **links_by_pledge;
    const struct mb_clause_row **clauses_by_id;
    const struct mb_clause_row **clauses_by_matter;
};

/* Each adds its sheet. Errors are the store's. */
typedef enum mb_status mb_sheet_fn(struct mb_tracker *t, struct mb_err *err);
mb_sheet_fn mb_sheet_cover, mb_sheet_tracker, mb_sheet_clauses, mb_sheet_links,
    mb_sheet_pledges, mb_sheet_decisions, mb_sheet_meetings,
    mb_sheet_attendance, mb_sheet_actions, mb_sheet_review, mb_sheet_sources,
    mb_sheet_history;

extern const char *const mb_status_choices[];   /* of the column Status */
extern const char *const mb_rating_choices[];   /* of Rating */
extern const char *const mb_decision_choices[]; /* of Link decision */

/* What a person entered last in that column for that record, or null. */
struct mb_span mb_tracker_entry(const struct mb_tracker *t,
                                struct mb_span record_id, const char *field);

/* Sort what was read for the look-ups below. MB_ERR_NOMEM. */
enum mb_status mb_tracker_index(struct mb_tracker *t, struct mb_err *err);

/* The links of a clause, as "ics-2024 3 (proposed), ics-2024 * (confirmed)",
 * and the quote of the best; null where there are none. */
void mb_tracker_links_of(const struct mb_tracker *t,
                         const struct mb_clause_row *clause,
                         struct mb_span *ret_pledges,
                         struct mb_span *ret_quote);

/* The clause a link is of, or the first of its matter; NULL where it is not
 * among those shown. */
const struct mb_clause_row *
mb_tracker_clause_of(const struct mb_tracker *t,
                     const struct mb_link_row *link);

struct mb_tally {
    uint32_t proposed;
    uint32_t confirmed;
};
/* Links to a pledge and to those beneath it ("3" counts "3.1"). */
void mb_tracker_tally(const struct mb_tracker *t, struct mb_span strategy,
                      struct mb_span code, struct mb_tally *ret_tally);

#endif
