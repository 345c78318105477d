/* renameat2 with RENAME_NOREPLACE: between looking whether a name is free and
 * taking it, another program may have taken it. */
#include "base/folder.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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
    const char *name = mb_file_name(from);
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

int mb_folder_open(const char *root, const char *path, int flags)
{
    struct open_how how = {.flags = (unsigned)flags,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
    size_t len = strlen(root);
    int folder = -1, fd = -1;

    if (strcmp(path, root) == 0)
        return open(root, flags);
    if (strncmp(path, root, len) == 0 && path[len] == '/')
        folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        fd =
            (int)syscall(SYS_openat2, folder, path + len + 1, &how, sizeof how);
        close(folder);
    }
    if (folder < 0 || (fd < 0 && (errno == ENOSYS || errno == EPERM)))
        fd = open(path, flags | O_NOFOLLOW); /* a kernel that has it not */
    return fd;
}

/* A file by its folder, which stays the one that was opened. */
struct place {
    const char *path; /* for messages, and for its name */
    const char *name;
    int folder;
};

static int open_parent(const char *root, const char *path, const char *name)
{
    char *folder = strndup(path, (size_t)(name - path));
    size_t len = (size_t)(name - path);
    int fd;

    if (folder == NULL) {
        errno = ENOMEM;
        return -1;
    }
    while (len > 1 && folder[len - 1] == '/')
        folder[--len] = '\0';
    fd = mb_folder_open(root, len > 0 ? folder : ".",
                        O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    return fd;
}

/* On the same file system as its place already. EEXIST: try another name. */
static int rename_to(const struct place *from, const char *to)
{
    struct stat sb;

    if (renameat2(from->folder, from->name, AT_FDCWD, to, RENAME_NOREPLACE)
        == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    if (lstat(to, &sb) == 0) { /* a file system without the flag */
        errno = EEXIST;
        return -1;
    }
    return renameat(from->folder, from->name, AT_FDCWD, to);
}

static enum mb_status take_as(const char *folder, const char *as,
                              const struct place *from, struct mb_arena *arena,
                              struct mb_span *ret_to, struct mb_err *err)
{
    for (unsigned n = 1; n < TAKEN_MAX; n++) {
        struct mb_span to = name_in(folder, as, n, arena);
        if (to.ptr == NULL)
            return mb_arena_status(arena, err);
        if (rename_to(from, to.ptr) == 0) {
            *ret_to = to;
            return MB_OK;
        }
        if (errno != EEXIST)
            return io_error(err, as, "cannot be moved");
    }
    return no_name(folder, as, err);
}

static enum mb_status load(const struct place *from, struct mb_arena *arena,
                           struct mb_span *ret_bytes, struct mb_err *err)
{
    int fd = openat(from->folder, from->name,
                    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    enum mb_status st;

    if (fd < 0)
        return io_error(err, from->path, "cannot be moved");
    st = mb_file_read(fd, from->path, 0, arena, ret_bytes, err);
    close(fd);
    return st;
}

/* To another file system: a whole copy there first. */
static enum mb_status copy_over(const char *folder, const struct place *from,
                                struct mb_arena *arena, struct mb_span *ret_to,
                                struct mb_err *err)
{
    struct mb_span bytes = MB_SPAN_NULL, temp;
    struct place copy = {.folder = AT_FDCWD};
    enum mb_status st = load(from, arena, &bytes, err);

    if (st != MB_OK)
        return st;
    temp = mb_arena_printf(arena, "%s/.arriving.tmp-%ld-0", folder,
                           (long)getpid());
    if (temp.ptr == NULL)
        return mb_arena_status(arena, err);
    copy.path = copy.name = temp.ptr;
    st = mb_file_replace(temp.ptr, bytes, err);
    if (st == MB_OK)
        st = take_as(folder, from->path, &copy, arena, ret_to, err);
    if (st != MB_OK) {
        unlink(temp.ptr);
        return st;
    }
    st = mb_folder_sync(folder, err);
    if (st == MB_OK && unlinkat(from->folder, from->name, 0) != 0)
        st = io_error(err, from->path, "was copied, but cannot be removed");
    return st;
}

static enum mb_status take_place(const char *folder, const struct place *from,
                                 struct mb_arena *arena, struct mb_span *ret_to,
                                 struct mb_err *err)
{
    struct stat file, place;

    if (fstatat(from->folder, from->name, &file, AT_SYMLINK_NOFOLLOW) != 0)
        return io_error(err, from->path, "cannot be moved");
    if (!S_ISREG(file.st_mode))
        return mb_err_set(err, MB_ERR_IO,
                          "%s: cannot be moved: it is no regular file",
                          from->path);
    if (stat(folder, &place) != 0)
        return io_error(err, folder, "nothing can be moved there");
    if (file.st_dev != place.st_dev)
        return copy_over(folder, from, arena, ret_to, err);
    return take_as(folder, from->path, from, arena, ret_to, err);
}

enum mb_status mb_folder_take(const char *folder, const char *root,
                              const char *from, struct mb_arena *arena,
                              struct mb_span *ret_to, struct mb_err *err)
{
    struct place place = {.path = from, .name = mb_file_name(from)};
    enum mb_status st;

    place.folder = open_parent(root, from, place.name);
    if (place.folder < 0)
        return io_error(err, from, "cannot be moved");
    st = take_place(folder, &place, arena, ret_to, err);
    close(place.folder);
    return st;
}

/* The process that began a file "NAME.tmp-PID-N" (base/file.c), or the copy of
 * it that libzip makes while it closes an archive, "NAME.tmp-PID-N.a1B2c3"; 0
 * where that is no such name. */
static long began_by(const char *name)
{
    const char *at = strstr(name, ".tmp-");
    long pid = 0;
    int n = 0, copy = 0;
    unsigned number;

    if (at == NULL || sscanf(at, ".tmp-%9ld-%9u%n", &pid, &number, &n) != 2
        || pid <= 0)
        return 0;
    if (at[n] == '.')
        (void)sscanf(at + n, ".%*6[A-Za-z0-9]%n", &copy);
    return at[n + copy] == '\0' && (copy == 0 || copy == 7) ? pid : 0;
}

void mb_folder_sweep(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        long pid = began_by(entry->d_name);
        if (pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH)
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder != NULL)
        closedir(folder);
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
