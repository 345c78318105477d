/* renameat2 with RENAME_NOREPLACE: between looking whether a name is free and
 * taking it, another program may have taken it. */
#include "base/folder.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAKEN_MAX 10000 /* files of one name in a folder */

static enum mb_status io_error(struct mb_err *err, const char *path,
                               const char *what)
{
    return mb_err_set(err, MB_ERR_IO, "%s: %s: %s", path, what,
                      strerror(errno));
}

enum mb_status mb_folder_make(const char *path, struct mb_err *err)
{
    char *copy = strdup(path);
    struct stat sb;
    enum mb_status st = MB_OK;

    if (copy == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    for (char *p = copy + 1; *p != '\0'; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        (void)mkdir(copy, 0777); /* the last one tells */
        *p = '/';
    }
    if (mkdir(copy, 0777) != 0
        && (errno != EEXIST || stat(copy, &sb) != 0 || !S_ISDIR(sb.st_mode)))
        st = io_error(err, path, "no folder can be made there");
    free(copy);
    return st;
}

/* "folder/name.ext", or for n > 1 "folder/name (n).ext". */
static struct mb_span name_in(const char *folder, const char *from, unsigned n,
                              struct mb_arena *arena)
{
    const char *slash = strrchr(from, '/');
    const char *name = slash != NULL ? slash + 1 : from;
    const char *dot = strrchr(name, '.');

    if (n == 1)
        return mb_arena_printf(arena, "%s/%s", folder, name);
    if (dot == NULL || dot == name)
        return mb_arena_printf(arena, "%s/%s (%u)", folder, name, n);
    return mb_arena_printf(arena, "%s/%.*s (%u)%s", folder, (int)(dot - name),
                           name, n, dot);
}

static enum mb_status no_name(const char *folder, const char *from,
                              struct mb_err *err)
{
    return mb_err_set(err, MB_ERR_IO,
                      "%s: cannot be moved: %s holds %d files of that name",
                      from, folder, TAKEN_MAX);
}

enum mb_status mb_folder_name(const char *folder, const char *from,
                              struct mb_arena *arena, struct mb_span *ret_to,
                              struct mb_err *err)
{
    struct stat sb;

    for (unsigned n = 1; n < TAKEN_MAX; n++) {
        *ret_to = name_in(folder, from, n, arena);
        if (ret_to->ptr == NULL)
            return mb_arena_status(arena, err);
        if (lstat(ret_to->ptr, &sb) != 0)
            return MB_OK;
    }
    return no_name(folder, from, err);
}

/* On the same file system as its place already. EEXIST: try another name. */
static int rename_to(const char *from, const char *to)
{
    struct stat sb;

    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    if (lstat(to, &sb) == 0) { /* a file system without the flag */
        errno = EEXIST;
        return -1;
    }
    return rename(from, to);
}

static enum mb_status take_as(const char *folder, const char *from,
                              const char *source, struct mb_arena *arena,
                              struct mb_span *ret_to, struct mb_err *err)
{
    for (unsigned n = 1; n < TAKEN_MAX; n++) {
        struct mb_span to = name_in(folder, from, n, arena);
        if (to.ptr == NULL)
            return mb_arena_status(arena, err);
        if (rename_to(source, to.ptr) == 0) {
            *ret_to = to;
            return MB_OK;
        }
        if (errno != EEXIST)
            return io_error(err, from, "cannot be moved");
    }
    return no_name(folder, from, err);
}

/* To another file system: a whole copy there first. */
static enum mb_status copy_over(const char *folder, const char *from,
                                struct mb_arena *arena, struct mb_span *ret_to,
                                struct mb_err *err)
{
    struct mb_span bytes, temp;
    enum mb_status st = mb_file_load(from, 0, arena, &bytes, err);

    if (st != MB_OK)
        return st;
    temp = mb_arena_printf(arena, "%s/.arriving-%ld", folder, (long)getpid());
    if (temp.ptr == NULL)
        return mb_arena_status(arena, err);
    st = mb_file_replace(temp.ptr, bytes, err);
    if (st == MB_OK)
        st = take_as(folder, from, temp.ptr, arena, ret_to, err);
    if (st != MB_OK) {
        unlink(temp.ptr);
        return st;
    }
    st = mb_folder_sync(folder, err);
    if (st == MB_OK && unlink(from) != 0)
        st = io_error(err, from, "was copied, but cannot be removed");
    return st;
}

enum mb_status mb_folder_take(const char *folder, const char *from,
                              struct mb_arena *arena, struct mb_span *ret_to,
                              struct mb_err *err)
{
    struct stat file, place;

    if (lstat(from, &file) != 0)
        return io_error(err, from, "cannot be moved");
    if (stat(folder, &place) != 0)
        return io_error(err, folder, "nothing can be moved there");
    if (file.st_dev != place.st_dev)
        return copy_over(folder, from, arena, ret_to, err);
    return take_as(folder, from, from, arena, ret_to, err);
}

enum mb_status mb_folder_sync(const char *path, struct mb_err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum mb_status st = MB_OK;

    if (fd < 0)
        return io_error(err, path, "cannot be opened");
    if (fsync(fd) != 0 && errno != EINVAL)
        st = io_error(err, path, "cannot be synced");
    close(fd);
    return st;
}
