/* What the files of the way back share. */
#ifndef MB_REPORTS_UPDATE_PRIV_H
#define MB_REPORTS_UPDATE_PRIV_H

#include "reports/emitted.h"
#include "reports/update.h"
#include "store/entries.h"
#include "store/strategy_store.h"

/* A cell of the workbook that says other than the workbook once did. */
struct mb_edit {
    struct mb_span id;     /* as the register knows it */
    struct mb_span record; /* null: none to keep it under */
    const struct mb_column *column;
    struct mb_span value; /* as it would be entered */
    const char *wrong;    /* cannot stand there, why; NULL: it can */
    struct mb_span place;
    struct mb_span base; /* what was entered then; null: nothing */
    bool base_known;
    bool copied; /* from a sheet that is not ours */
    bool link;   /* of the sheet Links */
};

/* The Record ID of a row of a sheet. */
struct mb_now_id {
    struct mb_span id;
    uint32_t row;
};

/* What is asked of a link. */
struct mb_now_link {
    struct mb_span link_id, record_id, status, by, decision_why;
    int64_t matter;
};

/* The register now, ready to be asked. */
struct mb_now {
    struct mb_report report;
    const struct mb_sheet *tracker, *clauses, *links;
    struct mb_now_id *by_id;         /* of clauses' rows, sorted */
    struct mb_now_id *tracked;       /* of tracker's rows, sorted */
    uint32_t computed;               /* the column of that name there */
    struct mb_entries entries;       /* in force, by id and field */
    const struct mb_entry **history; /* all, by id and field, in time */
    uint32_t nhistory;
    struct mb_now_link *link_list; /* by id, rejected ones too */
    uint32_t nlinks;
    struct mb_lately lately;
    struct mb_clause_rows rows; /* read when a matter is asked for */
};

struct mb_comparison {
    struct mb_store *store;
    const struct mb_update_options *options;
    struct mb_arena *arena;
    struct mb_update *update;
    struct mb_now now;
    struct mb_emitted *emitted; /* NULL: not known */
    struct mb_edit *edits;
    uint32_t nedits;
};

/* Read the register as it is now. */
enum mb_status mb_now_read(struct mb_comparison *c,
                           struct mb_err *err) MB_MUST_CHECK;
/* Its row on All clauses; MB_NOW_NONE where there is none. */
#define MB_NOW_NONE UINT32_MAX
uint32_t mb_now_clause(const struct mb_now *now, struct mb_span id);
/* NULL where there is none. */
const struct mb_now_link *mb_now_link(const struct mb_now *now,
                                      struct mb_span id);
/* The first clause of the matter that a link is of: what is said of the link
 * is kept with it. Null where there is none. */
struct mb_span mb_now_matter(struct mb_comparison *c, struct mb_span link_id);
/* The rating that dates and evidence give it; null where it has none. */
struct mb_span mb_now_computed(const struct mb_now *now, struct mb_span id);
/* What is in force there; the null span where nothing is. */
struct mb_span mb_now_entry(const struct mb_now *now, struct mb_span id,
                            struct mb_span field);
/* The first of a clause's entries in that column, in order of time; the rest
 * follow. *ret_n is how many. */
const struct mb_entry *const *mb_now_history(const struct mb_now *now,
                                             struct mb_span id,
                                             struct mb_span field,
                                             uint32_t *ret_n);
/* "Confirm", "Reject" or "" for a link's status. */
struct mb_span mb_now_decision(struct mb_span status);

/* What a cell says in a column that people write in. *ret_wrong is NULL, or
 * why it cannot stand there (static, or in the arena). Points into the cell or
 * the arena. */
struct mb_span mb_update_value(const struct mb_column *column,
                               const struct mb_book_cell *cell, bool is_1904,
                               struct mb_arena *arena, const char **ret_wrong);
/* The same in any other column: as mb_emitted_plain. */
struct mb_span mb_update_plain(const struct mb_column *column,
                               const struct mb_book_cell *cell, bool is_1904,
                               struct mb_buf *scratch);

/* Of the n edits of one decision: a rating that was chosen without a reason,
 * and a reason that is taken away from one, become wrong. */
void mb_update_ratings(const struct mb_comparison *c,
                       struct mb_edit *const *edits, uint32_t n);

/* Make items of the edits, once all are there. */
enum mb_status mb_update_merge(struct mb_comparison *c,
                               struct mb_err *err) MB_MUST_CHECK;

/* Note what was odd. */
void mb_update_note(struct mb_comparison *c, const char *fmt, ...)
    MB_PRINTF(2, 3);
struct mb_update_item *mb_update_item(struct mb_comparison *c,
                                      enum mb_update_kind kind);

#endif
