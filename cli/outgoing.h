/* The tracker on its way out: a workbook whose words can come back. For
 * `report`, which waits for nobody, and for the inbox, which has the lock. */
#ifndef MB_CLI_OUTGOING_H
#define MB_CLI_OUTGOING_H

#include "cli/session.h"
#include "reports/tracker.h"

/* Build the tracker from one state of the register, note what its workbook
 * carries (reports/emitted.h), and write the workbook, in this order: one that
 * is out is known to `update`. Where a reader's note cannot be put down that
 * is said, and the workbook is written all the same: `update` takes it as one
 * of an unknown generation.
 *
 * session     open for reading, or for writing with its run begun
 * path        of the workbook
 * ret_report  in session->arena
 *
 * Errors are those of mb_report_build and mb_write_xlsx, and the store's;
 * MB_ERR_BUSY where documents are purged again and again meanwhile. */
enum mb_status mb_tracker_out(struct mb_cli *cli, struct mb_session *session,
                              const struct mb_tracker_options *options,
                              const char *path, struct mb_report *ret_report,
                              struct mb_err *err) MB_MUST_CHECK;

#endif
