/* Files: read whole within a limit, replaced whole or not at all.
 */
#ifndef MB_BASE_FILE_H
#define MB_BASE_FILE_H

#include "base/arena.h"

/* The last part of a path: what stands behind its last slash. Points into
 * path. */
const char *mb_file_name(const char *path);

/* Read an open file, pipe or terminal to its end.
 *
 * fd         borrowed, read from where it stands
 * name       for messages
 * limit      most bytes accepted; 0: no limit
 * arena      receives the bytes and a NUL behind them
 *
 * MB_ERR_IO where it cannot be read (a directory, too); MB_ERR_LIMIT where it
 * is longer than limit, told without reading more than that; MB_ERR_NOMEM.
 */
enum mb_status mb_file_read(int fd, const char *name, size_t limit,
                            struct mb_arena *arena, struct mb_span *ret_bytes,
                            struct mb_err *err) MB_MUST_CHECK;

/* The same by path. MB_ERR_IO where it cannot be opened. */
enum mb_status mb_file_load(const char *path, size_t limit,
                            struct mb_arena *arena, struct mb_span *ret_bytes,
                            struct mb_err *err) MB_MUST_CHECK;

/* Replace (or make) the file at path by `bytes`: readers see the old file or
 * the new one, also after a power failure, never half of one. Keeps the mode
 * of the file it replaces. A device or a pipe (/dev/null) is written to, not
 * replaced. MB_ERR_IO: the old file is as it was. */
enum mb_status mb_file_replace(const char *path, struct mb_span bytes,
                               struct mb_err *err) MB_MUST_CHECK;

/* The same in two steps, for what another library writes.
 *
 * mb_file_temp makes an empty file beside path and gives its name, which the
 * caller frees; mb_file_commit makes it durable and renames it to path;
 * mb_file_discard removes it (NULL is fine), for when something failed before
 * the commit. MB_ERR_IO, also where path is a device or a pipe; MB_ERR_NOMEM;
 * after a failed commit the temporary
 * file is gone and path as it was. */
enum mb_status mb_file_temp(const char *path, char **ret_temp,
                            struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_file_commit(const char *temp, const char *path,
                              struct mb_err *err) MB_MUST_CHECK;
void mb_file_discard(const char *temp);

#endif
