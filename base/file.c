/* Reading takes the size that fstat tells as a hint only: a pipe has none, a
 * file may grow. Replacing writes a temporary file in the same directory (so
 * that rename is atomic), fsyncs it, renames it and fsyncs the directory:
 * without the last step a power failure may bring the old name back.
 */
#include "base/file.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_AT_ONCE = 64 * 1024, TEMP_TRIES = 100 };

const char *mb_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static enum mb_status io_error(struct mb_err *err, const char *name,
                               const char *what)
{
    return mb_err_set(err, MB_ERR_IO, "%s: %s: %s", name, what,
                      strerror(errno));
}

static enum mb_status too_long(struct mb_err *err, const char *name,
                               size_t limit)
{
    return mb_err_set(err, MB_ERR_LIMIT,
                      "%s: longer than the limit of %zu bytes: split it, "
                      "or raise the limit",
                      name, limit);
}

/* read(2) that goes on after a signal. */
static ssize_t read_some(int fd, void *at, size_t n)
{
    ssize_t got;

    do
        got = read(fd, at, n);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Read to the end into a growing buffer. */
static enum mb_status read_all(int fd, const char *name, size_t limit,
                               struct mb_buf *buf, struct mb_err *err)
{
    for (;;) {
        ssize_t got;
        if (!mb_buf_reserve(buf, READ_AT_ONCE))
            return mb_buf_status(buf, err);
        got = read_some(fd, buf->ptr + buf->len, buf->size - buf->len - 1);
        if (got < 0)
            return io_error(err, name, "cannot read");
        if (got == 0)
            return MB_OK;
        buf->len += (size_t)got;
        if (limit != 0 && buf->len > limit)
            return too_long(err, name, limit);
    }
}

/* Read a file whose size is known straight into the arena. *ret_whole is
 * false where it turned out longer. */
static enum mb_status read_sized(int fd, const char *name, struct mb_span *into,
                                 char *bytes, struct mb_err *err)
{
    size_t have = 0;

    while (have < into->len) {
        ssize_t got = read_some(fd, bytes + have, into->len - have);
        if (got < 0)
            return io_error(err, name, "cannot read");
        if (got == 0)
            break; /* it shrank meanwhile */
        have += (size_t)got;
    }
    *into = (struct mb_span){bytes, have};
    return MB_OK;
}

static enum mb_status read_stream(int fd, const char *name, size_t limit,
                                  struct mb_arena *arena,
                                  struct mb_span *ret_bytes, struct mb_err *err)
{
    struct mb_buf buf = MB_BUF_INIT;
    enum mb_status st = read_all(fd, name, limit, &buf, err);
    struct mb_span copy;

    if (st != MB_OK)
        goto out;
    copy = mb_arena_dup(arena, mb_buf_span(&buf));
    st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_bytes = copy;
out:
    mb_buf_done(&buf);
    return st;
}

enum mb_status mb_file_read(int fd, const char *name, size_t limit,
                            struct mb_arena *arena, struct mb_span *ret_bytes,
                            struct mb_err *err)
{
    struct stat about;
    struct mb_span bytes;
    char *room;

    if (fstat(fd, &about) != 0)
        return io_error(err, name, "cannot read");
    if (S_ISDIR(about.st_mode))
        return mb_err_set(err, MB_ERR_IO, "%s: is a directory", name);
    /* files of /proc are regular and say 0 */
    if (!S_ISREG(about.st_mode) || about.st_size <= 0
        || lseek(fd, 0, SEEK_CUR) != 0)
        return read_stream(fd, name, limit, arena, ret_bytes, err);
    if (limit != 0 && (uintmax_t)about.st_size > limit)
        return too_long(err, name, limit);
    room = mb_arena_alloc(arena, (size_t)about.st_size + 1, 1);
    if (room == NULL)
        return mb_arena_status(arena, err);
    bytes = (struct mb_span){NULL, (size_t)about.st_size};
    if (read_sized(fd, name, &bytes, room, err) != MB_OK)
        return MB_ERR_IO;
    *ret_bytes = bytes;
    return MB_OK;
}

enum mb_status mb_file_load(const char *path, size_t limit,
                            struct mb_arena *arena, struct mb_span *ret_bytes,
                            struct mb_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum mb_status st;

    if (fd < 0)
        return io_error(err, path, "cannot open");
    st = mb_file_read(fd, path, limit, arena, ret_bytes, err);
    close(fd);
    return st;
}

/* Open a new file beside path; its mode is that of the file to be replaced,
 * else what the umask leaves of 0666. */
static int open_temp(const char *path, char *temp, size_t size)
{
    struct stat old;
    int fd = -1;

    for (int i = 0; fd < 0 && i < TEMP_TRIES; i++) {
        snprintf(temp, size, "%s.tmp-%ld-%d", path, (long)getpid(), i);
        fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd >= 0 && stat(path, &old) == 0
        && fchmod(fd, old.st_mode & 0777) != 0) {
        close(fd);
        unlink(temp);
        return -1;
    }
    return fd;
}

/* A device, pipe or socket: to be written to, never to be replaced. */
static bool is_special(const char *path)
{
    struct stat sb;

    return stat(path, &sb) == 0 && !S_ISREG(sb.st_mode) && !S_ISDIR(sb.st_mode);
}

enum mb_status mb_file_temp(const char *path, char **ret_temp,
                            struct mb_err *err)
{
    size_t size = strlen(path) + 48;
    char *temp;
    int fd;

    if (is_special(path))
        return mb_err_set(err, MB_ERR_IO,
                          "%s: is a device or a pipe: name a file", path);
    temp = malloc(size);
    if (temp == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    fd = open_temp(path, temp, size);
    if (fd < 0) {
        free(temp);
        return io_error(err, path, "cannot write a file beside it");
    }
    close(fd);
    *ret_temp = temp;
    return MB_OK;
}

/* fsync what is at path; a directory, too. */
static int sync_path(const char *path, int flags)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    int rc;

    if (fd < 0)
        return -1;
    rc = fsync(fd);
    if (rc != 0 && errno == EINVAL)
        rc = 0; /* a file system that knows no fsync for directories */
    close(fd);
    return rc;
}

static int sync_directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *dir;
    int rc;

    if (slash == NULL)
        return sync_path(".", O_DIRECTORY);
    dir = strndup(path, (size_t)(slash - path) + 1);
    if (dir == NULL)
        return -1;
    rc = sync_path(dir, O_DIRECTORY);
    free(dir);
    return rc;
}

enum mb_status mb_file_commit(const char *temp, const char *path,
                              struct mb_err *err)
{
    if (sync_path(temp, 0) != 0 || rename(temp, path) != 0) {
        enum mb_status st = io_error(err, path, "cannot write");
        unlink(temp);
        return st;
    }
    if (sync_directory_of(path) != 0)
        return io_error(err, path, "written, but its directory not synced");
    return MB_OK;
}

void mb_file_discard(const char *temp)
{
    if (temp != NULL)
        unlink(temp);
}

static enum mb_status write_all(const char *path, struct mb_span bytes,
                                struct mb_err *err)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return io_error(err, path, "cannot write");
    while (bytes.len > 0) {
        ssize_t done = write(fd, bytes.ptr, bytes.len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            enum mb_status st = io_error(err, path, "cannot write");
            close(fd);
            return st;
        }
        bytes = mb_span_sub(bytes, (size_t)done, bytes.len);
    }
    if (close(fd) != 0)
        return io_error(err, path, "cannot write");
    return MB_OK;
}

enum mb_status mb_file_replace(const char *path, struct mb_span bytes,
                               struct mb_err *err)
{
    char *temp = NULL;
    enum mb_status st;

    if (is_special(path))
        return write_all(path, bytes, err);
    st = mb_file_temp(path, &temp, err);
    if (st != MB_OK || temp == NULL)
        return st;
    st = write_all(temp, bytes, err);
    if (st == MB_OK)
        st = mb_file_commit(temp, path, err);
    else
        mb_file_discard(temp);
    free(temp);
    return st;
}
