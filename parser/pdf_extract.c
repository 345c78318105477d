/* The PDF lies in a memory file that is the child's standard input; its
 * standard output and error come through two pipes, read side by side until
 * both end, a limit is met or the time is over. Nothing is written to disk and
 * no shell takes part. What pdftotext says on standard error, and its exit
 * status, tell a locked document from a damaged one.
 */
#include "parser/pdf_extract.h"

#include "base/buf.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    READ_BYTES = 1 << 16,
    SAID_BYTES = 4096, /* kept of standard error */
    MEMORY_MIN = 256 << 20,
    CLOCK_FACTOR = 4 /* elapsed seconds allowed for one of processor time */
};

struct child {
    pid_t pid;
    int out; /* our ends of its pipes, or -1 */
    int err;
    int status; /* as waitpid gives it */
    struct mb_buf layout;
    char said[SAID_BYTES];
    size_t nsaid;
};

static enum mb_status io_error(struct mb_err *err, const char *what)
{
    return mb_err_set(err, MB_ERR_IO, "cannot %s: %s", what, strerror(errno));
}

/* A descriptor from which the bytes can be read, or -1. */
static int memory_file(struct mb_span bytes)
{
    int fd = memfd_create("pdf", MFD_CLOEXEC);
    size_t done = 0;

    while (fd >= 0 && done < bytes.len) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            close(fd);
            return -1;
        }
        done += (size_t)n;
    }
    if (fd >= 0 && lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* Start pdftotext with these three descriptors; 0, or what failed. */
static int launch(const int fds[3], char *const argv[], pid_t *ret_pid)
{
    static const char *const programs[] = {"/usr/bin/pdftotext",
                                           "/usr/local/bin/pdftotext"};
    char locale[] = "LC_ALL=C.UTF-8";
    char *env[] = {locale, NULL};
    posix_spawn_file_actions_t actions;
    int rc = posix_spawn_file_actions_init(&actions);

    if (rc != 0)
        return rc;
    for (int i = 0; i < 3 && rc == 0; i++)
        rc = posix_spawn_file_actions_adddup2(&actions, fds[i], i);
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        if (rc != 0 && rc != ENOENT)
            break;
        rc = posix_spawn(ret_pid, programs[i], &actions, NULL, argv, env);
        if (rc == 0)
            break;
    }
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

static void confine(pid_t pid, const struct mb_limits *limits)
{
    rlim_t memory = limits->memory_bytes;
    struct rlimit none = {0, 0};
    struct rlimit cpu = {limits->cpu_seconds, limits->cpu_seconds};
    struct rlimit as;

    if (memory != 0 && memory < MEMORY_MIN)
        memory = MEMORY_MIN;
    as = (struct rlimit){memory, memory};
    (void)prlimit(pid, RLIMIT_CORE, &none, NULL);
    if (limits->cpu_seconds != 0)
        (void)prlimit(pid, RLIMIT_CPU, &cpu, NULL);
    if (memory != 0)
        (void)prlimit(pid, RLIMIT_AS, &as, NULL);
}

static enum mb_status start(struct child *child, struct mb_span pdf,
                            const struct mb_limits *limits, struct mb_err *err)
{
    char name[] = "pdftotext", layout[] = "-bbox-layout", enc[] = "-enc",
         utf8[] = "UTF-8", last[] = "-l", pages[16], dash[] = "-";
    char *argv[] = {name, layout, enc, utf8, last, pages, dash, dash, NULL};
    int out[2] = {-1, -1}, errs[2] = {-1, -1}, in = memory_file(pdf), rc;
    enum mb_status st = MB_OK;

    /* one page more than allowed, so that the reader sees there are more */
    (void)snprintf(pages, sizeof pages, "%u",
                   limits->pages != 0 && limits->pages < INT_MAX
                       ? limits->pages + 1
                       : (unsigned)INT_MAX);
    if (in < 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(errs, O_CLOEXEC) != 0) {
        st = io_error(err, "start pdftotext");
        goto out;
    }
    rc = launch((const int[]){in, out[1], errs[1]}, argv, &child->pid);
    if (rc == ENOENT)
        st = mb_err_set(err, MB_ERR_REFUSED,
                        "PDF is read with pdftotext, which is not installed: "
                        "install the package poppler-utils");
    else if (rc != 0)
        st = mb_err_set(err, MB_ERR_IO, "cannot start pdftotext: %s",
                        strerror(rc));
    if (st != MB_OK)
        goto out;
    confine(child->pid, limits);
    child->out = out[0];
    child->err = errs[0];
    out[0] = errs[0] = -1;
out:
    for (int i = 0; i < 2; i++) {
        if (out[i] >= 0)
            close(out[i]);
        if (errs[i] >= 0)
            close(errs[i]);
    }
    if (in >= 0)
        close(in);
    return st;
}

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Take what one pipe holds; at its end it is closed. */
static enum mb_status take(struct child *child, int *fd, size_t limit,
                           struct mb_err *err)
{
    struct mb_buf *layout = &child->layout;
    char spare[SAID_BYTES], *to = spare;
    size_t room = sizeof spare;
    ssize_t n;

    if (fd == &child->out) {
        if (!mb_buf_reserve(layout, READ_BYTES))
            return mb_buf_status(layout, err);
        to = layout->ptr + layout->len;
        room = READ_BYTES;
    } else if (child->nsaid < sizeof child->said) {
        to = child->said + child->nsaid;
        room = sizeof child->said - child->nsaid;
    }
    n = read(*fd, to, room);
    if (n < 0 && errno == EINTR)
        return MB_OK;
    if (n < 0)
        return io_error(err, "read from pdftotext");
    if (n == 0)
        shut(fd);
    else if (fd == &child->out)
        layout->len += (size_t)n;
    else if (to != spare)
        child->nsaid += (size_t)n;
    if (limit != 0 && layout->len > limit)
        return mb_err_set(err, MB_ERR_LIMIT,
                          "the PDF holds more than %zu MB of words with their "
                          "places: split it, or raise the memory limit",
                          limit / 1000000);
    return MB_OK;
}

/* Read both pipes to their ends. */
static enum mb_status
collect(struct child *child, const struct mb_limits *limits, struct mb_err *err)
{
    int64_t seconds = (int64_t)limits->cpu_seconds * CLOCK_FACTOR;
    int64_t until = mb_clock_ticks_ms() + seconds * 1000;
    enum mb_status st = MB_OK;

    while (st == MB_OK && (child->out >= 0 || child->err >= 0)) {
        struct pollfd p[2] = {{.fd = child->out, .events = POLLIN},
                              {.fd = child->err, .events = POLLIN}};
        int64_t left = until - mb_clock_ticks_ms();
        if (seconds != 0 && left <= 0)
            return mb_err_set(err, MB_ERR_LIMIT,
                              "pdftotext was stopped after %lld seconds: split "
                              "the PDF, or raise the time limit",
                              (long long)seconds);
        if (poll(p, 2, seconds != 0 ? (int)left : -1) < 0 && errno != EINTR)
            return io_error(err, "wait for pdftotext");
        if (p[0].revents != 0)
            st = take(child, &child->out, limits->memory_bytes / 2, err);
        if (st == MB_OK && p[1].revents != 0)
            st = take(child, &child->err, 0, err);
    }
    return st;
}

/* The child is gone after this, whatever it was doing. */
static void finish(struct child *child, bool stop)
{
    if (stop)
        kill(child->pid, SIGKILL);
    while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
        ;
    shut(&child->out);
    shut(&child->err);
}

/* The last line that pdftotext said, without its prefix. */
static struct mb_span last_words(const struct child *child)
{
    struct mb_span said =
        mb_span_trim((struct mb_span){child->said, child->nsaid});
    const char *nl;

    if (said.len == 0)
        return MB_SPAN_LIT("no reason was given");
    nl = memrchr(said.ptr, '\n', said.len);
    if (nl != NULL)
        said = mb_span_sub(said, (size_t)(nl + 1 - said.ptr), said.len);
    return mb_span_sub(said, 0, 200);
}

/* What its exit status and words mean. */
static enum mb_status verdict(const struct child *child,
                              const struct mb_limits *limits,
                              struct mb_err *err)
{
    struct mb_span said = {child->said, child->nsaid};

    if (WIFSIGNALED(child->status)) {
        int sig = WTERMSIG(child->status);
        if (sig == SIGXCPU || sig == SIGKILL)
            return mb_err_set(err, MB_ERR_LIMIT,
                              "pdftotext was stopped after %u seconds of "
                              "processor time: the PDF is damaged or very "
                              "large; split it, or raise the time limit",
                              (unsigned)limits->cpu_seconds);
        return mb_err_set(err, MB_ERR_WORKER,
                          "pdftotext crashed on this PDF (%s): print it to a "
                          "new PDF and try that",
                          strsignal(sig));
    }
    if (WEXITSTATUS(child->status) == 0)
        return MB_OK;
    if (mb_span_ifind(said, MB_SPAN_LIT("password")) < said.len)
        return mb_err_set(err, MB_ERR_REFUSED,
                          "the PDF opens only with a password: save it "
                          "without one");
    if (WEXITSTATUS(child->status) == 3)
        return mb_err_set(err, MB_ERR_REFUSED,
                          "the PDF forbids taking its text: save it without "
                          "that protection");
    said = last_words(child);
    return mb_err_set(err, MB_ERR_FORMAT,
                      "the PDF is damaged (" MB_SPAN_FMT
                      "): open it and print it to a new PDF",
                      MB_SPAN_ARG(said));
}

enum mb_status mb_pdf_extract(struct mb_span pdf,
                              const struct mb_limits *limits,
                              struct mb_arena *arena,
                              struct mb_span *ret_layout, struct mb_err *err)
{
    struct child child = {.out = -1, .err = -1, .layout = MB_BUF_INIT};
    enum mb_status st = start(&child, pdf, limits, err);
    struct mb_span layout;

    if (st != MB_OK)
        return st;
    st = collect(&child, limits, err);
    finish(&child, st != MB_OK);
    if (st == MB_OK)
        st = verdict(&child, limits, err);
    if (st != MB_OK)
        goto out;
    layout = mb_arena_dup(arena, mb_buf_span(&child.layout));
    st = layout.ptr != NULL ? MB_OK : mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_layout = layout;
out:
    mb_buf_done(&child.layout);
    return st;
}

enum mb_status mb_reader_prepare(const struct mb_source *source,
                                 struct mb_reader_options *options,
                                 struct mb_arena *arena, struct mb_err *err)
{
    options->pdf_layout = MB_SPAN_NULL;
    if (source->media != MB_MEDIA_PDF)
        return MB_OK;
    return mb_pdf_extract(source->bytes, &options->limits, arena,
                          &options->pdf_layout, err);
}
