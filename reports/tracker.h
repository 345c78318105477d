/* The tracker workbook that assurance officers work in, and its siblings.
 *
 * Sheets and headings are fixed by docs/format.md: officers' formulas and the
 * way back (`update`) rely on them. Rows are known by Record ID alone.
 */
#ifndef MB_REPORTS_TRACKER_H
#define MB_REPORTS_TRACKER_H

#include "assurance/scheme.h"
#include "reports/table.h"
#include "store/query.h"

struct mb_tracker_options {
    struct mb_filter filter;
    struct mb_span as_of;           /* YYYY-MM-DD; dates are judged by it */
    double min_score;               /* of proposed links that are shown */
    const struct mb_scheme *scheme; /* outlives the report */
};

/* Build the tracker from the store.
 *
 * arena  receives everything; lives as long as the report is used
 *
 * Errors are the store's, or MB_ERR_NOMEM.
 */
enum mb_status mb_tracker_build(struct mb_store *store,
                                const struct mb_tracker_options *options,
                                struct mb_arena *arena,
                                struct mb_report *ret_report,
                                struct mb_err *err) MB_MUST_CHECK;

/* Kinds of clause that can be followed up: on the sheet Tracker. The others
 * are on All clauses only. */
bool mb_tracker_follows(struct mb_span verb);

#endif
