/* What every writer of JSON here shares: spans in, a finished object out. */
#ifndef MB_REPORTS_JSON_TEXT_H
#define MB_REPORTS_JSON_TEXT_H

#include "base/buf.h"

#include <jansson.h>

/* A span as a JSON string, the null span as null. NULL if memory ran out or
 * the text is no UTF-8; jansson's setters refuse that and say so. */
json_t *mb_json_text(struct mb_span s);

/* Append `root` to out, a newline behind it, and release it.
 *
 * root   taken
 * flags  jansson's, JSON_INDENT(1) …
 * ok     false where putting it together failed: then that is the error
 *
 * MB_ERR_NOMEM; out is then to be thrown away. */
enum mb_status mb_json_finish(json_t *root, size_t flags, bool ok,
                              struct mb_buf *out,
                              struct mb_err *err) MB_MUST_CHECK;

#endif
