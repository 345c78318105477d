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
 * mb_zip_part_read puts up to `size` bytes (not 0) into out; *ret_len is 0 at
 * the part's end. As mb_zip_read, but a part may come to half of memory_bytes
 * and all that was read so far to memory_bytes. name is borrowed; the caller
 * closes the part (NULL is fine) before the archive.
 */
struct mb_zip_part;
enum mb_status mb_zip_part_open(struct mb_zip *zip, const char *name,
                                struct mb_zip_part **ret_part,
                                struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_zip_part_read(struct mb_zip_part *part, char *out,
                                size_t size, size_t *ret_len,
                                struct mb_err *err) MB_MUST_CHECK;
void mb_zip_part_close(struct mb_zip_part *part);

#endif
