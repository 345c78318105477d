/* What the files of the tracker share: one builder a sheet. */
#ifndef MB_REPORTS_TRACKER_PRIV_H
#define MB_REPORTS_TRACKER_PRIV_H

#include "assurance/scheme.h"
#include "reports/sheet.h"
#include "reports/tracker.h"
#include "store/entries.h"
#include "store/strategy_store.h"

/* A decision that is followed up: the clause, what belongs to it, what
 * officers entered, and what follows from both (tracker_row.c). */
struct mb_tracked {
    const struct mb_clause_row *clause;
    struct mb_span recommended; /* the report's words, or "report not held" */
    struct mb_span pledges;     /* "ics-2024 3 (proposed), …" */
    struct mb_span quote;       /* of the best link */
    struct mb_span published, effective, call_in_ends;
    struct mb_span owner, status, due, original_due; /* dates ISO */
    struct mb_span rating;   /* in force: entered, else computed */
    struct mb_span computed; /* from dates and evidence */
    struct mb_span rating_date;
    struct mb_span rated_by;
    struct mb_span attention; /* what is missing or late; null: nothing */
    enum mb_progress_kind kind;
    bool overdue;
};

/* What is asked of a link; what only its row on Links says is apart. */
struct mb_linked {
    struct mb_span record_id; /* or null: then the matter's */
    int64_t matter;           /* 0: none */
    struct mb_span strategy, pledge, status, quote;
    double score;
    const struct mb_link_said *said; /* NULL where nobody wants the row */
};
struct mb_link_said {
    struct mb_span link_id, reference, basis, diagnostic, decision_why;
};

/* What is asked of a clause once its rows are made. */
struct mb_known {
    struct mb_span record_id, text, body, date;
    int64_t matter;
};

/* The rows of the sheet Tracker, counted. */
struct mb_tally_of_tracked {
    uint32_t n;
    uint32_t *by_status; /* as the scheme lists them */
    uint32_t *by_rating;
    uint32_t overdue, wanting, unlinked;
};

/* What is read from the store once, for all sheets; but clauses, which are
 * the most of it, come one by one: mb_tracker_each. */
struct mb_tracker {
    struct mb_store *store;
    const struct mb_tracker_options *options;
    const struct mb_scheme *scheme;
    struct mb_arena *arena;   /* the report's */
    struct mb_arena *rows;    /* what is read and made here; gone when the
                                 report is built, which copies what it shows */
    struct mb_arena *scratch; /* likewise, for one clause or one listing */
    struct mb_report *report;
    struct mb_linked *links;
    uint32_t nlinks;
    struct mb_strategy_rows strategies;
    struct mb_decision_rows decisions;
    struct mb_entries entries; /* in force, by Record ID and field */
    struct mb_entries history; /* all, in order of time */
    struct mb_store_counts counts;
    struct mb_span generation;
    struct mb_tally_of_tracked tracked;
    const char *const *statuses; /* of the scheme, to choose from */
    const char *const *ratings;
    struct mb_known *known; /* in the order of the store */
    uint32_t nknown;
    /* the rows above in other orders; see tracker_index.c */
    const struct mb_linked **links_by_record;
    const struct mb_linked **links_by_pledge;
    const struct mb_known **known_by_id;
    const struct mb_known **known_by_matter;
    const struct mb_decision_row **decisions_by_matter;
    const struct mb_entry **dues; /* entries of Due by Record ID, in time */
    uint32_t ndues;
};

/* Each adds its sheet. Errors are the store's. */
typedef enum mb_status mb_sheet_fn(struct mb_tracker *t, struct mb_err *err);
mb_sheet_fn mb_sheet_cover, mb_sheet_summary, mb_sheet_links, mb_sheet_pledges;
/* Tracker and All clauses at once, and what the others are told of them. */
mb_sheet_fn mb_sheets_of_clauses;

/* Each builds a report of reports/kinds.h. */
mb_sheet_fn mb_build_tracker, mb_build_register, mb_build_actions,
    mb_build_attendance, mb_build_meeting;

/* A sheet that is nothing but rows of one kind. */
struct mb_rows {
    const void *at;
    uint32_t n;
    size_t size; /* bytes of a row */
};
struct mb_listing {
    const char *note;
    uint32_t frozen;
    const struct mb_filling *fields;
    enum mb_status (*read)(struct mb_tracker *t, struct mb_rows *ret,
                           struct mb_err *err);
};
extern const struct mb_listing mb_list_decisions, mb_list_meetings,
    mb_list_attendance, mb_list_actions, mb_list_review, mb_list_sources,
    mb_list_history;

/* Add such a sheet. Errors are the store's. */
enum mb_status mb_sheet_listing(struct mb_tracker *t, const char *name,
                                const struct mb_listing *listing,
                                struct mb_err *err);

extern const char *const mb_decision_choices[]; /* of Link decision */

/* Read what the sheets need and bring it in order. Errors are the store's. */
enum mb_status mb_tracker_read(struct mb_tracker *t, struct mb_err *err);

/* The workbook's sheets in order; name NULL ends. */
struct mb_tracker_sheet {
    const char *name;
    mb_sheet_fn *build;               /* or … */
    const struct mb_listing *listing; /* … this; NULL both: built before */
    const char *holds;                /* for Cover; NULL: not listed there */
};
extern const struct mb_tracker_sheet mb_tracker_sheets[];

/* The column of the sheet Tracker with that header, as "$K$5:$K$90" of its
 * rows. In the arena. */
struct mb_span mb_tracker_range(const struct mb_tracker *t, const char *header);

/* What a person entered last in that column for that record, or NULL. */
const struct mb_entry *mb_tracker_entry(const struct mb_tracker *t,
                                        struct mb_span record_id,
                                        struct mb_span field);
/* Its value, or null. */
struct mb_span mb_tracker_value(const struct mb_tracker *t,
                                struct mb_span record_id, const char *field);

/* Sort what was read for the look-ups below. MB_ERR_NOMEM. */
enum mb_status mb_tracker_index(struct mb_tracker *t, struct mb_err *err);

/* Tell fn of each clause, and what follows from it: NULL where it is not
 * followed up. Both are gone when fn returns; what it returns other than MB_OK
 * ends it. Errors are the store's. */
typedef enum mb_status mb_tracked_fn(void *context,
                                     const struct mb_clause_row *clause,
                                     const struct mb_tracked *tracked,
                                     struct mb_err *err);
enum mb_status mb_tracker_each(struct mb_tracker *t, mb_tracked_fn *fn,
                               void *context, struct mb_err *err);

/* Remember a clause for mb_tracker_clause_of, its texts borrowed until the
 * report is built; when all are, bring them in order. MB_ERR_NOMEM. */
enum mb_status mb_tracker_know(struct mb_tracker *t, struct mb_known clause,
                               struct mb_err *err);
enum mb_status mb_tracker_index_known(struct mb_tracker *t, struct mb_err *err);

/* The decision record of a clause: of its matter, and of several that of its
 * day, else none. */
const struct mb_decision_row *
mb_tracker_decision_of(const struct mb_tracker *t,
                       const struct mb_clause_row *clause);
/* The first day that was entered as due, or null. */
struct mb_span mb_tracker_first_due(const struct mb_tracker *t,
                                    struct mb_span record_id);

/* The links of a clause, as "ics-2024 3 (proposed), ics-2024 * (confirmed)",
 * and the quote of the best; null where there are none. */
void mb_tracker_links_of(const struct mb_tracker *t,
                         const struct mb_clause_row *clause,
                         struct mb_span *ret_pledges,
                         struct mb_span *ret_quote);

/* The clause a link is of, or the first of its matter; NULL where it is not
 * among those shown. */
const struct mb_known *mb_tracker_clause_of(const struct mb_tracker *t,
                                            const struct mb_linked *link);

struct mb_tally {
    uint32_t proposed;
    uint32_t confirmed;
};
/* Links to a pledge and to those beneath it ("3" counts "3.1"). */
void mb_tracker_tally(const struct mb_tracker *t, struct mb_span strategy,
                      struct mb_span code, struct mb_tally *ret_tally);

/* A date as people write it: "30 June 2025"; as it came where it is none. In
 * the arena. */
struct mb_span mb_long_date(struct mb_arena *arena, struct mb_span iso);

#endif
