/* Inside store/ only: one strategy's rows out, and back again by `undo`.
 */
#ifndef MB_STORE_TRANSFER_PRIV_H
#define MB_STORE_TRANSFER_PRIV_H

#include "store/transfer.h"

/* All rows of a strategy as JSON lines; none where there is no such. */
enum mb_status mb_strategy_rows(struct mb_store *store, struct mb_span id,
                                mb_export_sink *sink, void *user,
                                struct mb_err *err) MB_MUST_CHECK;

/* Put such rows in; they replace what has their keys. MB_ERR_FORMAT where
 * they are damaged. */
enum mb_status mb_rows_back(struct mb_store *store, struct mb_span lines,
                            struct mb_err *err) MB_MUST_CHECK;

#endif
