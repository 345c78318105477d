/* The writers' lock: flock on a file beside the database. The database file
 * itself is never opened outside SQLite: closing a descriptor of it would
 * drop SQLite's own locks (POSIX). Who has the lock writes its name into the
 * file; who waits reads it there. The file stays: removing it would let two
 * writers lock two files of one name. */
#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define POLL_MS 100

static void sleep_ms(long ms)
{
    struct timespec t = {ms / 1000, (ms % 1000) * 1000000};

    nanosleep(&t, NULL);
}

/* The first line of the lock file: its holder, as it named itself. */
static void read_holder(int fd, char *name, size_t size)
{
    ssize_t n = pread(fd, name, size - 1, 0);

    name[n > 0 ? n : 0] = '\0';
    name[strcspn(name, "\n")] = '\0';
    for (char *p = name; *p != '\0'; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = '?';
    if (name[0] == '\0')
        memcpy(name, "another process", sizeof "another process");
}

/* Losing the name costs only a better message, so a failure is no error. */
static void write_holder(int fd, const char *holder)
{
    char line[200];
    int n = snprintf(line, sizeof line, "%s (process %ld)\n",
                     holder != NULL ? holder : "minutebook", (long)getpid());

    if (n > 0 && ftruncate(fd, 0) == 0) {
        size_t len = (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
        ssize_t wrote = pwrite(fd, line, len, 0);
        (void)wrote;
    }
}

enum mb_status mb_lock_take(struct mb_store *store, unsigned wait_s,
                            const char *holder, struct mb_err *err)
{
    long left_ms = (long)wait_s * 1000;
    char other[160];
    int fd =
        open(store->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);

    if (fd < 0)
        return mb_err_set(err, MB_ERR_STORE,
                          "%s: the lock of the database cannot be made: %s",
                          store->lock_path, strerror(errno));
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            int cause = errno;
            close(fd);
            return mb_err_set(err, MB_ERR_STORE, "%s: cannot be locked: %s",
                              store->lock_path, strerror(cause));
        }
        if (left_ms <= 0) {
            read_holder(fd, other, sizeof other);
            close(fd);
            return mb_err_set(err, MB_ERR_BUSY,
                              "%s: %s is writing to it; waited %u s (--wait)",
                              store->path, other, wait_s);
        }
        sleep_ms(POLL_MS);
        left_ms -= POLL_MS;
    }
    write_holder(fd, holder);
    store->lock_fd = fd;
    return MB_OK;
}

void mb_lock_drop(struct mb_store *store)
{
    if (store->lock_fd < 0)
        return;
    if (ftruncate(store->lock_fd, 0) != 0)
        errno = 0; /* the name stays; whoever locks next overwrites it */
    close(store->lock_fd);
    store->lock_fd = -1;
}
