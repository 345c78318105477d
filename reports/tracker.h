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
    struct mb_span what;            /* of a report on one thing, else null */
    bool all;                       /* also what is hidden by default */
    bool bare_links; /* the sheet Links has its columns alone: who asks has
                        the links */
};

/* Kinds of clause that can be followed up: on the sheet Tracker. The others
 * are on All clauses only. */
bool mb_tracker_follows(struct mb_span verb);

#endif
