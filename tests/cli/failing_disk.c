/* A disk that fails, for a whole program: preloaded, it counts what is done to
 * regular files (writes, reads at a place, syncs, truncations, renames) and
 * refuses the n-th. From the environment:
 *     DISK_FAIL=n   the first that fails, from 1; none: only count
 *     DISK_ERROR=e  errno (5: input/output error, 28: no space left)
 *     DISK_DEAD=1   all that come after it fail too
 *     DISK_COUNT=f  a file that is to say how many there were
 * Only the program itself fails, not the workers it starts.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static long fail_at = -1, acts;
static int error = EIO, dead, on;

__attribute__((constructor)) static void begin(void)
{
    const char *n = getenv("DISK_FAIL");
    const char *e = getenv("DISK_ERROR");

    on = getenv("DISK_COUNT") != NULL || n != NULL;
    fail_at = n != NULL ? atol(n) : -1;
    error = e != NULL ? atoi(e) : EIO;
    dead = getenv("DISK_DEAD") != NULL;
    unsetenv("DISK_FAIL");
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("DISK_COUNT");
    FILE *file;

    on = 0;
    file = path != NULL && acts > 0 ? fopen(path, "w") : NULL;
    if (file == NULL)
        return;
    fprintf(file, "%ld\n", acts);
    fclose(file);
}

static int refuses(void)
{
    if (!on || fail_at == 0)
        return 0;
    acts++;
    if (fail_at < 0 || acts < fail_at || (acts > fail_at && !dead))
        return 0;
    errno = error;
    return 1;
}

static int refuses_fd(int fd)
{
    struct stat sb;

    /* what is said goes through, wherever it goes */
    return on && fd > STDERR_FILENO && fstat(fd, &sb) == 0
           && S_ISREG(sb.st_mode) && refuses();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define OF_FD(type, name, params, args)                                        \
    type name params;                                                          \
    type name params                                                           \
    {                                                                          \
        return refuses_fd(fd) ? -1 : REAL(name) args;                          \
    }
#define OF_NAME(name, params, args)                                            \
    int name params;                                                           \
    int name params                                                            \
    {                                                                          \
        return refuses() ? -1 : REAL(name) args;                               \
    }

OF_FD(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n))
OF_FD(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at),
      (fd, p, n, at))
OF_FD(ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at),
      (fd, p, n, at))
OF_FD(ssize_t, pread64, (int fd, void *p, size_t n, off64_t at), (fd, p, n, at))
OF_FD(int, ftruncate, (int fd, off_t size), (fd, size))
OF_FD(int, ftruncate64, (int fd, off64_t size), (fd, size))
OF_FD(int, fsync, (int fd), (fd))
OF_FD(int, fdatasync, (int fd), (fd))
OF_NAME(rename, (const char *a, const char *b), (a, b))
OF_NAME(renameat, (int x, const char *a, int y, const char *b), (x, a, y, b))
OF_NAME(renameat2, (int x, const char *a, int y, const char *b, unsigned f),
        (x, a, y, b, f))

size_t fwrite(const void *p, size_t size, size_t n, FILE *file)
{
    return refuses_fd(fileno(file)) ? 0 : REAL(fwrite)(p, size, n, file);
}
