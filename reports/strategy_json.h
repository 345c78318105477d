/* A strategy's tree as the JSON object of docs/format.md. */
#ifndef MB_REPORTS_STRATEGY_JSON_H
#define MB_REPORTS_STRATEGY_JSON_H

#include "assurance/strategy.h"
#include "base/buf.h"

/* Append it to out, ending with a newline. MB_ERR_NOMEM. */
enum mb_status mb_strategy_json(const struct mb_strategy *strategy,
                                struct mb_buf *out,
                                struct mb_err *err) MB_MUST_CHECK;

#endif
