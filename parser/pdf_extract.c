/* The PDF lies in a memory file that is the child's standard input; its
 * standard output and error come through two pipes, read side by side as they
 * come until both and the child have ended, a limit is met or the time is over.
 * Nothing is written to disk and
 * no shell takes part. What pdftotext says on standard error, and its exit
 * status, tell a locked document from a damaged one.
 *
 * The child is forked and locks itself down (parser/confine.h) before it
 * becomes pdftotext. To start this program once more for that, as a worker
 * is, would cost the linking of all its libraries for every PDF.
 */
#include "parser/pdf_extract.h"

#include "base/buf.h"
#include "base/clock.h"
#include "parser/frame.h"
#include "parser/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    READ_BYTES = 1 << 16,
    SAID_BYTES = 4096, /* kept of standard error */
    CLOCK_FACTOR = 4   /* elapsed seconds allowed for one of processor time */
};

/* What is awaited of the child: its standard output and error, its end. */
enum { OUT, ERR, END, NFDS };

struct mb_extraction {
    pid_t pid;     /* 0: not started, or gone */
    int fds[NFDS]; /* or -1, where it has come */
    struct mb_limits limits;
    int64_t until; /* in ticks; 0: for ever */
    struct mb_buf layout;
    char said[SAID_BYTES];
    size_t nsaid;
    struct mb_err why; /* status not MB_OK: it failed on the way */
};

static enum mb_status io_error(struct mb_err *err, const char *what)
{
    return mb_err_set(err, MB_ERR_IO, "cannot %s: %s", what, strerror(errno));
}

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Where pdftotext is; NULL: nowhere. */
static const char *find_program(void)
{
    static const char *const programs[] = {"/usr/bin/pdftotext",
                                           "/usr/local/bin/pdftotext"};

    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (access(programs[i], X_OK) == 0)
            return programs[i];
    return NULL;
}

/* In the child: become pdftotext with these three descriptors and no other. */
static _Noreturn void become(const int fds[3], const char *program,
                             const struct mb_limits *limits)
{
    char layout[] = "-bbox-layout", enc[] = "-enc", utf8[] = "UTF-8",
         last[] = "-l", dash[] = "-", pages[16], path[PATH_MAX];
    char *argv[] = {path, layout, enc, utf8, last, pages, dash, dash, NULL};

    (void)snprintf(path, sizeof path, "%s", program);
    /* one page more than allowed, so that the reader sees there are more */
    (void)snprintf(pages, sizeof pages, "%u",
                   limits->pages != 0 && limits->pages < INT_MAX
                       ? limits->pages + 1
                       : (unsigned)INT_MAX);
    for (int i = 0; i < 3; i++)
        if (dup2(fds[i], i) < 0)
            _exit(MB_FILTER_FAILED);
    if (close_range(3, UINT_MAX, 0) != 0)
        _exit(MB_FILTER_FAILED);
    _exit(mb_filter_main(argv, limits));
}

/* The child with its pipes; our ends do not wait. */
static enum mb_status launch(struct mb_extraction *x, struct mb_span pdf,
                             const char *program, struct mb_err *err)
{
    int out[2] = {-1, -1}, errs[2] = {-1, -1}, in = mb_frame_memory(pdf);
    enum mb_status st = MB_OK;

    if (in < 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(errs, O_CLOEXEC) != 0
        || fcntl(out[0], F_SETFL, O_NONBLOCK) != 0
        || fcntl(errs[0], F_SETFL, O_NONBLOCK) != 0) {
        st = io_error(err, "start pdftotext");
        goto out;
    }
    x->pid = fork();
    if (x->pid == 0)
        become((const int[]){in, out[1], errs[1]}, program, &x->limits);
    if (x->pid < 0) {
        x->pid = 0;
        st = io_error(err, "start pdftotext");
        goto out;
    }
    x->fds[END] = pidfd_open(x->pid, 0);
    if (x->fds[END] < 0)
        st = io_error(err, "watch pdftotext");
    x->fds[OUT] = out[0];
    x->fds[ERR] = errs[0];
    out[0] = errs[0] = -1;
out:
    for (int i = 0; i < 2; i++) {
        shut(&out[i]);
        shut(&errs[i]);
    }
    shut(&in);
    return st;
}

enum mb_status mb_extraction_start(struct mb_span pdf,
                                   const struct mb_limits *limits,
                                   struct mb_extraction **ret_extraction,
                                   struct mb_err *err)
{
    const char *program = find_program();
    struct mb_extraction *x;
    enum mb_status st;

    if (program == NULL)
        return mb_err_set(err, MB_ERR_REFUSED,
                          "PDF is read with pdftotext, which is not "
                          "installed: install the package poppler-utils");
    x = calloc(1, sizeof *x);
    if (x == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    x->layout = MB_BUF_INIT;
    x->limits = *limits;
    for (int i = 0; i < NFDS; i++)
        x->fds[i] = -1;
    if (limits->cpu_seconds != 0)
        x->until = mb_clock_ticks_ms()
                   + (int64_t)limits->cpu_seconds * CLOCK_FACTOR * 1000;
    st = launch(x, pdf, program, err);
    if (st == MB_OK)
        *ret_extraction = x;
    else
        mb_extraction_free(x);
    return st;
}

void mb_extraction_free(struct mb_extraction *x)
{
    if (x == NULL)
        return;
    if (x->pid != 0) {
        kill(x->pid, SIGKILL);
        while (waitpid(x->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    for (int i = 0; i < NFDS; i++)
        shut(&x->fds[i]);
    mb_buf_done(&x->layout);
    free(x);
}

/* Where a pipe's bytes go: the layout, or the words, of which the first are
 * kept; NULL without memory. */
static char *room_for(struct mb_extraction *x, int which, char *spare,
                      size_t *ret_room)
{
    *ret_room = which == OUT ? READ_BYTES : SAID_BYTES;
    if (which == OUT)
        return mb_buf_reserve(&x->layout, READ_BYTES)
                   ? x->layout.ptr + x->layout.len
                   : NULL;
    if (x->nsaid == SAID_BYTES)
        return spare;
    *ret_room = SAID_BYTES - x->nsaid;
    return x->said + x->nsaid;
}

/* Take what one pipe holds; at its end it is closed. */
static enum mb_status take(struct mb_extraction *x, int which,
                           struct mb_err *err)
{
    char spare[SAID_BYTES];
    size_t limit = x->limits.memory_bytes / 2, room;
    char *to = room_for(x, which, spare, &room);
    ssize_t n;

    if (to == NULL)
        return mb_buf_status(&x->layout, err);
    n = read(x->fds[which], to, room);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return MB_OK;
    if (n < 0)
        return io_error(err, "read from pdftotext");
    if (n == 0)
        shut(&x->fds[which]);
    else if (which == OUT)
        x->layout.len += (size_t)n;
    else if (to != spare)
        x->nsaid += (size_t)n;
    if (limit != 0 && x->layout.len > limit)
        return mb_err_set(err, MB_ERR_LIMIT,
                          "the PDF holds more than %zu MB of words with their "
                          "places: split it, or raise the memory limit",
                          limit / 1000000);
    return MB_OK;
}

int mb_extraction_poll(const struct mb_extraction *x, struct pollfd *fds)
{
    int64_t left = x->until - mb_clock_ticks_ms();

    for (int i = 0; i < NFDS; i++)
        fds[i] = (struct pollfd){.fd = x->fds[i], .events = POLLIN};
    if (x->until == 0)
        return -1;
    return left > 0 ? (int)left : 0;
}

bool mb_extraction_step(struct mb_extraction *x, const struct pollfd *fds)
{
    for (int i = OUT; i <= ERR; i++)
        if (x->fds[i] >= 0 && fds[i].revents != 0
            && take(x, i, &x->why) != MB_OK)
            return true;
    if (fds[END].revents != 0)
        shut(&x->fds[END]);
    if (x->fds[OUT] < 0 && x->fds[ERR] < 0 && x->fds[END] < 0)
        return true;
    if (x->until == 0 || mb_clock_ticks_ms() < x->until)
        return false;
    mb_err_set(&x->why, MB_ERR_LIMIT,
               "pdftotext was stopped after %u seconds: split the PDF, or "
               "raise the time limit",
               (unsigned)x->limits.cpu_seconds * CLOCK_FACTOR);
    return true;
}

/* The last line that pdftotext said, without its prefix. */
static struct mb_span last_words(const struct mb_extraction *x)
{
    struct mb_span said = mb_span_trim((struct mb_span){x->said, x->nsaid});
    const char *nl;

    if (said.len == 0)
        return MB_SPAN_LIT("no reason was given");
    nl = memrchr(said.ptr, '\n', said.len);
    if (nl != NULL)
        said = mb_span_sub(said, (size_t)(nl + 1 - said.ptr), said.len);
    return mb_span_sub(said, 0, 200);
}

/* What its exit status and words mean. */
static enum mb_status verdict(const struct mb_extraction *x, int status,
                              struct mb_err *err)
{
    struct mb_span said = {x->said, x->nsaid};

    if (WIFSIGNALED(status)) {
        int sig = WTERMSIG(status);
        if (sig == SIGXCPU || sig == SIGKILL)
            return mb_err_set(err, MB_ERR_LIMIT,
                              "pdftotext was stopped after %u seconds of "
                              "processor time: the PDF is damaged or very "
                              "large; split it, or raise the time limit",
                              (unsigned)x->limits.cpu_seconds);
        return mb_err_set(err, MB_ERR_WORKER,
                          "pdftotext crashed on this PDF (%s): print it to a "
                          "new PDF and try that",
                          strsignal(sig));
    }
    if (WEXITSTATUS(status) == 0)
        return MB_OK;
    if (WEXITSTATUS(status) == MB_FILTER_FAILED)
        return mb_err_set(err, MB_ERR_IO,
                          "pdftotext cannot be started in confinement");
    if (mb_span_ifind(said, MB_SPAN_LIT("password")) < said.len)
        return mb_err_set(err, MB_ERR_REFUSED,
                          "the PDF opens only with a password: save it "
                          "without one");
    if (WEXITSTATUS(status) == 3)
        return mb_err_set(err, MB_ERR_REFUSED,
                          "the PDF forbids taking its text: save it without "
                          "that protection");
    said = last_words(x);
    return mb_err_set(err, MB_ERR_FORMAT,
                      "the PDF is damaged (" MB_SPAN_FMT
                      "): open it and print it to a new PDF",
                      MB_SPAN_ARG(said));
}

enum mb_status mb_extraction_take(struct mb_extraction *x,
                                  struct mb_arena *arena,
                                  struct mb_span *ret_layout,
                                  struct mb_err *err)
{
    enum mb_status st;
    struct mb_span layout;
    int status = 0;

    if (x->why.status != MB_OK) {
        *err = x->why;
        return x->why.status;
    }
    while (waitpid(x->pid, &status, 0) < 0 && errno == EINTR)
        ;
    x->pid = 0;
    st = verdict(x, status, err);
    if (st != MB_OK)
        return st;
    layout = mb_arena_dup(arena, mb_buf_span(&x->layout));
    if (layout.ptr == NULL)
        return mb_arena_status(arena, err);
    *ret_layout = layout;
    return MB_OK;
}

enum mb_status mb_pdf_extract(struct mb_span pdf,
                              const struct mb_limits *limits,
                              struct mb_arena *arena,
                              struct mb_span *ret_layout, struct mb_err *err)
{
    struct mb_extraction *x = NULL;
    struct pollfd fds[MB_EXTRACTION_FDS];
    enum mb_status st = mb_extraction_start(pdf, limits, &x, err);

    if (x == NULL)
        return st;
    do {
        int wait = mb_extraction_poll(x, fds);
        if (poll(fds, MB_EXTRACTION_FDS, wait) < 0 && errno != EINTR) {
            st = io_error(err, "wait for pdftotext");
            goto out;
        }
    } while (!mb_extraction_step(x, fds));
    st = mb_extraction_take(x, arena, ret_layout, err);
out:
    mb_extraction_free(x);
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
