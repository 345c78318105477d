/* Parts of an Office file (a zip archive in memory), within limits.
 */
#ifndef MB_PARSER_READERS_ZIP_H
#define MB_PARSER_READERS_ZIP_H

#include "base/buf.h"
#include "parser/limits.h"

struct mb_zip;

/* Open an archive.
 *
 * bytes   borrowed; must outlive the handle
 * limits  borrowed for as long; zip_entries is held here
 *
 * MB_ERR_FORMAT where it is no zip or damaged; MB_ERR_LIMIT over the number
 * of entries; MB_ERR_NOMEM. The caller closes it (NULL is fine).
 */
enum mb_status mb_zip_open(struct mb_span bytes, const struct mb_limits *limits,
                           struct mb_zip **ret_zip,
                           struct mb_err *err) MB_MUST_CHECK;
void mb_zip_close(struct mb_zip *zip);

bool mb_zip_has(struct mb_zip *zip, const char *name);

/* Unpack a part into out (cleared first). What it unpacks to is counted while
 * reading, whatever the archive says of itself.
 *
 * MB_ERR_FORMAT where it is not there, damaged or locked by a password;
 * MB_ERR_LIMIT where it, or all that was read so far, goes over zip_ratio or
 * half of memory_bytes; MB_ERR_NOMEM.
 */
enum mb_status mb_zip_read(struct mb_zip *zip, const char *name,
                           struct mb_buf *out,
                           struct mb_err *err) MB_MUST_CHECK;

/* Unpack a part piece by piece, for what need not be in memory as a whole.
 *
 * sink  given each piece, valid during the call; what it returns but MB_OK
 *       ends the reading and is handed back
 *
 * As mb_zip_read, but a part may come to half of memory_bytes and all that
 * was read so far to memory_bytes.
 */
typedef enum mb_status mb_zip_sink(void *ctx, struct mb_span piece,
                                   struct mb_err *err);
enum mb_status mb_zip_stream(struct mb_zip *zip, const char *name,
                             mb_zip_sink *sink, void *ctx,
                             struct mb_err *err) MB_MUST_CHECK;

#endif
