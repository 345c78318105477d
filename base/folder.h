/* Folders that programs and people share: files moved into them whole, and
 * never over one another.
 */
#ifndef MB_BASE_FOLDER_H
#define MB_BASE_FOLDER_H

#include "base/arena.h"

/* Make a folder and those above it that are not there; one that is there is
 * fine. MB_ERR_IO where it cannot be made or something else has its name. */
enum mb_status mb_folder_make(const char *path,
                              struct mb_err *err) MB_MUST_CHECK;

/* Move the file `from` into a folder, under its own name or, where that is
 * taken, as "name (2).ext", "name (3).ext" … No file is ever replaced. Across
 * file systems it is copied, made durable, and only then removed.
 *
 * root     the folder that `from` begins with; as of mb_folder_open
 * arena    receives the new path, NUL-terminated
 * ret_to   where it is now
 *
 * MB_ERR_IO: the file is where it was. MB_ERR_NOMEM, MB_ERR_LIMIT: the arena.
 */
enum mb_status mb_folder_take(const char *folder, const char *root,
                              const char *from, struct mb_arena *arena,
                              struct mb_span *ret_to,
                              struct mb_err *err) MB_MUST_CHECK;

/* open(2) beneath a folder into which others may put what they like: whoever
 * may write there could have put a link in the place of a file or of a folder
 * since it was seen, so none is followed below root.
 *
 * path   begins with root
 * flags  of open(2), without O_CREAT
 *
 * The descriptor, or -1 with errno; ELOOP where there is a link. */
int mb_folder_open(const char *root, const char *path, int flags);

/* Remove what programs that were cut off left half-written in a folder
 * ("x.tmp-PID-N" of mb_file_temp, where there is no process PID). What cannot
 * be removed stays. */
void mb_folder_sweep(const char *path);

/* The path that mb_folder_take would move `from` to as things are now, in
 * arena: for what is to lie beside it before it is there. MB_ERR_IO where all
 * such names are taken; MB_ERR_NOMEM, MB_ERR_LIMIT: the arena. */
enum mb_status mb_folder_name(const char *folder, const char *from,
                              struct mb_arena *arena, struct mb_span *ret_to,
                              struct mb_err *err) MB_MUST_CHECK;

/* Make durable what was moved into a folder, or out of it. A file system that
 * knows no fsync of folders is fine. MB_ERR_IO. */
enum mb_status mb_folder_sync(const char *path,
                              struct mb_err *err) MB_MUST_CHECK;

#endif
