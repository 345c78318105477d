/* A workbook's worker as its parent sees it. It is started for one workbook and
 * talks only in its turn, so that one loop of waiting and taking will do.
 */
#include "parser/book.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "parser/book_wire.h"
#include "parser/frame.h"
#include "parser/pool_priv.h"
#include "parser/slot.h"

enum { START_SECONDS = 20, CLOCK_FACTOR = 4, CLOCK_SPARE = 10 };

struct reading {
    const struct mb_book_options *options;
    struct mb_book_unpacker unpacker;
    int fd;
    int sock;
    pid_t pid;
    struct mb_buf in;
};

static enum mb_status start(struct reading *r, struct mb_err *err)
{
    struct mb_hello hello;
    int socks[2];
    int rc;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, socks) != 0)
        return mb_err_set(err, MB_ERR_IO, "no worker can be started: %s",
                          strerror(errno));
    rc = mb_worker_spawn(r->options->program, socks[1], socks[1], &r->pid);
    close(socks[1]);
    r->sock = socks[0];
    if (rc != 0) {
        r->pid = 0;
        return mb_err_set(err, MB_ERR_IO, "no worker can be started: %s",
                          strerror(rc));
    }
    memset(&hello, 0, sizeof hello);
    hello.limits = r->options->limits;
    hello.books = 1;
    hello.house_len = MB_TEXT_NOT_GIVEN;
    hello.config_len = MB_TEXT_NOT_GIVEN;
    return mb_frame_send(r->sock, MB_FRAME_HELLO,
                         (struct mb_span){(const char *)&hello, sizeof hello},
                         NULL, 0, err);
}

static enum mb_status send_task(struct reading *r, struct mb_err *err)
{
    struct mb_span first = mb_span_str(r->options->first);
    struct mb_book_head head = {(uint32_t)first.len};
    struct mb_buf buf = MB_BUF_INIT;
    enum mb_status st;

    mb_buf_put(&buf, (struct mb_span){(const char *)&head, sizeof head});
    mb_buf_put(&buf, first);
    st = mb_buf_status(&buf, err);
    if (st == MB_OK)
        st = mb_frame_send(r->sock, MB_FRAME_BOOK, mb_buf_span(&buf), &r->fd, 1,
                           err);
    mb_buf_done(&buf);
    return st;
}

/* Why it closed its side. */
static enum mb_status ended(struct reading *r, struct mb_err *err)
{
    struct mb_err why = {0};
    int status = 0;

    kill(r->pid, SIGKILL);
    while (waitpid(r->pid, &status, 0) < 0 && errno == EINTR)
        ;
    r->pid = 0;
    mb_worker_ended(status, &why);
    return mb_err_set(err, why.status, "%s", why.text);
}

/* The next message, waited for until the deadline. */
static enum mb_status receive(struct reading *r, int64_t deadline,
                              uint32_t *ret_type, struct mb_err *err)
{
    struct pollfd poller = {.fd = r->sock, .events = POLLIN};
    int fds[MB_FRAME_FDS_MAX];
    enum mb_status st;

    for (;;) {
        int64_t left = deadline - mb_clock_ticks_ms();
        int n = poll(&poller, 1, left > 0 ? (int)(left % 86400000) : 0);
        if (n > 0)
            break;
        if (n == 0)
            return mb_err_set(err, MB_ERR_LIMIT,
                              "reading it took too long: raise the time limit");
        if (errno != EINTR)
            return mb_err_set(err, MB_ERR_WORKER,
                              "a worker cannot be reached: %s",
                              strerror(errno));
    }
    st = mb_frame_receive(r->sock, 2 * MB_BOOK_MESSAGE + 3 * MB_BOOK_TEXT,
                          &r->in, fds, ret_type, err);
    for (int i = 0; i < MB_FRAME_FDS_MAX; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    if (st == MB_OK && *ret_type == 0)
        st = ended(r, err);
    return st;
}

static enum mb_status said_error(const struct reading *r, struct mb_err *err)
{
    struct mb_err said = {.status = MB_ERR_WORKER};
    enum mb_status st = mb_worker_error(mb_buf_span(&r->in), &said, err);

    return st == MB_OK ? mb_err_set(err, said.status, "%s", said.text) : st;
}

static enum mb_status greet(struct reading *r, struct mb_err *err)
{
    int64_t deadline = mb_clock_ticks_ms() + START_SECONDS * 1000;
    uint32_t type = 0;
    enum mb_status st = receive(r, deadline, &type, err);

    if (st != MB_OK)
        return st;
    if (type == MB_FRAME_ERROR)
        return said_error(r, err);
    if (type != MB_FRAME_READY || r->in.len != sizeof(struct mb_confined))
        return mb_err_set(err, MB_ERR_WORKER, "a worker does not greet");
    return send_task(r, err);
}

static int64_t deadline_for(const struct reading *r)
{
    int64_t seconds = r->options->limits.cpu_seconds;

    if (seconds == 0)
        return INT64_MAX / 2;
    return mb_clock_ticks_ms() + (seconds * CLOCK_FACTOR + CLOCK_SPARE) * 1000;
}

static enum mb_status take_all(struct reading *r, struct mb_err *err)
{
    int64_t deadline = deadline_for(r);

    for (;;) {
        uint32_t type = 0;
        enum mb_status st = receive(r, deadline, &type, err);
        if (st != MB_OK)
            return st;
        if (type == MB_FRAME_BOOK_END)
            return MB_OK;
        if (type == MB_FRAME_ERROR)
            return said_error(r, err);
        if (type != MB_FRAME_CELLS)
            return mb_err_set(err, MB_ERR_WORKER,
                              "a worker sends what it should not");
        st = mb_book_unpack(&r->unpacker, mb_buf_span(&r->in), err);
        if (st != MB_OK)
            return st;
    }
}

/* What can be read at all: a file of a size that is allowed. */
static enum mb_status check_file(int fd, const struct mb_limits *limits,
                                 struct mb_err *err)
{
    struct stat sb;

    if (fstat(fd, &sb) != 0)
        return mb_err_set(err, MB_ERR_IO, "%s", strerror(errno));
    if (!S_ISREG(sb.st_mode))
        return mb_err_set(err, MB_ERR_IO, "is no file");
    if (limits->document_bytes != 0
        && (uint64_t)sb.st_size > limits->document_bytes)
        return mb_err_set(err, MB_ERR_LIMIT,
                          "longer than the limit of %llu bytes: raise "
                          "the size limit",
                          (unsigned long long)limits->document_bytes);
    return MB_OK;
}

enum mb_status mb_book_read(int fd, const char *name,
                            const struct mb_book_options *options,
                            const struct mb_book_handler *handler,
                            struct mb_err *err)
{
    struct reading r = {
        .options = options,
        .unpacker = {.handler = handler, .most = options->limits.memory_bytes},
        .fd = fd,
        .sock = -1,
        .in = MB_BUF_INIT};
    struct mb_err why = {0};
    enum mb_status st = check_file(fd, &options->limits, &why);

    if (st == MB_OK)
        st = start(&r, &why);
    if (st == MB_OK)
        st = greet(&r, &why);
    if (st == MB_OK)
        st = take_all(&r, &why);
    if (r.sock >= 0)
        close(r.sock);
    if (r.pid != 0) {
        kill(r.pid, SIGKILL);
        while (waitpid(r.pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    mb_buf_done(&r.in);
    if (st != MB_OK)
        return mb_err_set(err, st, "%s: %s", name, why.text);
    return MB_OK;
}
