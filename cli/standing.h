/* How the register stands: when a run last went well, what failed since, and
 * what waits for a person. What a clerk looks at in the morning. */
#ifndef MB_CLI_STANDING_H
#define MB_CLI_STANDING_H

#include "cli/session.h"

/* Append it to out, in lines of at most 80 characters but for paths.
 *
 * since  YYYY-MM-DD: refused documents are listed from this day on; null: of
 *        the last seven days
 *
 * Errors are the store's. */
enum mb_status mb_standing_put(struct mb_session *session, struct mb_span since,
                               struct mb_buf *out,
                               struct mb_err *err) MB_MUST_CHECK;

#endif
