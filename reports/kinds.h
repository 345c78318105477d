/* The reports there are: the tracker and its siblings, from one model. */
#ifndef MB_REPORTS_KINDS_H
#define MB_REPORTS_KINDS_H

#include "reports/tracker.h"

struct mb_tracker;

struct mb_report_kind {
    const char *name;    /* "register" */
    const char *operand; /* what stands behind the name; NULL: nothing */
    const char *summary;
    const char *sheet; /* the one that csv is of; NULL: the only one */
    const char *rows;  /* what a row of it is, in the plural */
    /* adds the sheets */
    enum mb_status (*build)(struct mb_tracker *t, struct mb_err *err);
};
extern const struct mb_report_kind mb_report_kinds[]; /* ends with name NULL */

/* Build the report of a kind.
 *
 * options  `what` is the operand of kinds that take one
 * arena    receives everything; lives as long as the report is used
 *
 * Errors are the store's, MB_ERR_NOMEM, or MB_ERR_USAGE where `what` names
 * nothing or more than one: the line says which. */
enum mb_status mb_report_build(struct mb_store *store,
                               const struct mb_report_kind *kind,
                               const struct mb_tracker_options *options,
                               struct mb_arena *arena,
                               struct mb_report *ret_report,
                               struct mb_err *err) MB_MUST_CHECK;

#endif
