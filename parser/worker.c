/* A worker. Small documents that wait are read together, stage by stage
 * (parser/parse.h), and answered in order; where that goes wrong the parent
 * gives them again, one by one. Whatever libraries do only once (tables,
 * providers, catalogues) is done before the door is shut, by reading a small
 * document of every kind that needs it.
 */
#include "parser/worker.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "parser/book_wire.h"
#include "parser/frame.h"
#include "parser/pool_priv.h"
#include "parser/readers/xlsx.h"
#include "parser/wire.h"

enum {
    HELLO_MAX = 64 * 1024,
    GIVES_WAY = 5, /* nice: who stores what workers read has but one processor
                      at a time; where it waits for it, all wait in the end */
    TOGETHER_BYTES = 384 * 1024 /* no more is taken in hand behind that */
};

/* A document in hand. */
struct piece {
    struct mb_source source;
    struct mb_parse_options options;
    struct mb_arena *arena;
};

struct worker {
    struct mb_hello hello;
    struct mb_span house;
    struct mb_rules *rules;
    struct piece pieces[MB_WORKER_TOGETHER];
    struct mb_parse_job jobs[MB_WORKER_TOGETHER]; /* the same */
    uint32_t npieces;
    struct mb_arena *kept; /* of the options */
    struct mb_buf in;
    struct mb_buf out;
};

static enum mb_status send_error(struct worker *w, const struct mb_err *why)
{
    uint32_t status = (uint32_t)why->status;

    mb_buf_clear(&w->out);
    mb_buf_put(&w->out, (struct mb_span){(char *)&status, sizeof status});
    mb_buf_puts(&w->out, why->text);
    return mb_frame_write(MB_FRAME_ANSWERS, MB_FRAME_ERROR,
                          mb_buf_span(&w->out), NULL);
}

/* Cut the next text, length before it, from a message. */
static struct mb_span cut_text(struct mb_span *left, uint32_t len)
{
    struct mb_span text = MB_SPAN_NULL;

    if (len != MB_TEXT_NOT_GIVEN) {
        text = mb_span_sub(*left, 0, len);
        *left = mb_span_sub(*left, len, left->len);
    }
    return text;
}

static enum mb_status read_hello(struct worker *w, struct mb_err *err)
{
    int fds[MB_FRAME_FDS_MAX];
    struct mb_span left;
    struct mb_span config;
    uint32_t type;
    enum mb_status st =
        mb_frame_receive(MB_FRAME_TASKS, HELLO_MAX, &w->in, fds, &type, err);

    if (st != MB_OK)
        return st;
    if (type != MB_FRAME_HELLO || w->in.len < sizeof w->hello)
        return mb_err_set(err, MB_ERR_WORKER, "no greeting");
    memcpy(&w->hello, w->in.ptr, sizeof w->hello);
    left = mb_span_sub(mb_buf_span(&w->in), sizeof w->hello, w->in.len);
    w->house = mb_arena_dup(w->kept, cut_text(&left, w->hello.house_len));
    config = mb_arena_dup(w->kept, cut_text(&left, w->hello.config_len));
    st = mb_arena_status(w->kept, err);
    if (st != MB_OK)
        return st;
    for (uint32_t i = 0; i < MB_WORKER_TOGETHER; i++) {
        w->pieces[i].arena = mb_arena_new(w->hello.limits.memory_bytes);
        if (w->pieces[i].arena == NULL)
            return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    }
    if (w->hello.books || w->hello.text_only)
        return MB_OK;
    st = mb_rules_load(config.ptr, &w->rules, err);
    if (st == MB_OK && w->hello.brief)
        mb_rules_brief(w->rules);
    else if (st == MB_OK)
        st = mb_rules_ready(w->rules, err);
    return st;
}

static struct mb_parse_options parse_options(const struct worker *w)
{
    return (struct mb_parse_options){
        .reader = {.limits = w->hello.limits, .tracked = w->hello.tracked},
        .house = w->house,
        .text_only = w->hello.text_only != 0};
}

/* Read what makes libraries set themselves up. */
static void rehearse(struct worker *w)
{
    static const struct mb_span documents[] = {
        MB_SPAN_INIT("<html><body><p>Minutes of 1 May 2020</p></body></html>"),
        MB_SPAN_INIT("Minutes of a meeting\n\nRESOLVED: that it be noted.\n"),
        MB_SPAN_INIT("PK\003\004 not a document"),
    };
    struct mb_parse_options options = parse_options(w);

    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        struct mb_source source;
        struct mb_document *doc;
        enum mb_status st =
            mb_source_init(&source, documents[i], MB_SPAN_LIT("-"),
                           &w->hello.limits, w->pieces[0].arena, NULL);
        if (st == MB_OK)
            st = mb_parse_source(&source, w->rules, &options,
                                 w->pieces[0].arena, &doc, NULL);
        if (st == MB_OK)
            st = mb_wire_put(doc, &w->out, NULL);
        (void)st; /* what comes of them is of no interest */
        mb_arena_clear(w->pieces[0].arena);
        mb_buf_clear(&w->out);
    }
}

static void no_start(void *ctx, const struct mb_sax_tag *tag)
{
    (void)ctx;
    (void)tag;
}

static void no_end(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
}

static void no_words(void *ctx, struct mb_span s)
{
    (void)ctx;
    (void)s;
}

static int give_once(void *ctx, char *out, int size)
{
    struct mb_span *left = ctx;
    size_t n = left->len < (size_t)size ? left->len : (size_t)size;

    memcpy(out, left->ptr, n);
    *left = mb_span_sub(*left, n, left->len);
    return (int)n;
}

/* The same for workbooks. A zip library has none but errors to set up. */
static void rehearse_book(struct worker *w)
{
    struct mb_span bytes = MB_SPAN_LIT("PK\003\004 not a workbook");
    struct mb_span xml = MB_SPAN_LIT("<c r='A1'><v>\303\251 1.5</v></c>");
    struct mb_book_packer packer = {.buf = MB_BUF_INIT};
    struct mb_book_handler handler = mb_book_packing(&packer);
    struct mb_book_options options = {.limits = w->hello.limits};
    struct mb_sax none = {NULL, no_start, no_end, no_words};
    enum mb_status st = mb_book_scan(bytes, &options, &handler, NULL);

    if (st != MB_OK) /* always */
        st = mb_sax_pull(give_once, &xml, "-", &none, 1, NULL);
    (void)st; /* what comes of them is of no interest */
    mb_buf_done(&packer.buf);
}

/* --- documents --------------------------------------------------------- */

static enum mb_status read_task(struct worker *w, const int *fds,
                                struct piece *piece, struct mb_err *err)
{
    struct mb_source *source = &piece->source;
    struct mb_task_head head;
    struct mb_span left;
    enum mb_status st;

    if (w->in.len < sizeof head)
        return mb_err_set(err, MB_ERR_WORKER, "no task");
    memcpy(&head, w->in.ptr, sizeof head);
    left = mb_span_sub(mb_buf_span(&w->in), sizeof head, w->in.len);
    memcpy(source->sha256, head.sha256, sizeof source->sha256);
    source->media = (enum mb_media)head.media;
    source->name = mb_arena_dup(piece->arena, cut_text(&left, head.name_len));
    source->uri = mb_arena_dup(piece->arena, cut_text(&left, head.uri_len));
    st = mb_file_read(fds[0], "document", 0, piece->arena, &source->bytes, err);
    if (st == MB_OK && fds[1] >= 0)
        st = mb_file_read(fds[1], "layout", 0, piece->arena,
                          &piece->options.reader.pdf_layout, err);
    return st;
}

/* Take a document in hand. */
static void take_task(struct worker *w, const int *fds)
{
    struct piece *piece = &w->pieces[w->npieces];
    struct mb_parse_job *job = &w->jobs[w->npieces++];

    piece->source = (struct mb_source){0};
    piece->options = parse_options(w);
    *job = (struct mb_parse_job){.source = &piece->source,
                                 .options = &piece->options,
                                 .arena = piece->arena};
    job->status = read_task(w, fds, piece, &job->err);
}

static enum mb_status answer(struct worker *w, struct mb_parse_job *job)
{
    mb_buf_clear(&w->out);
    if (job->status == MB_OK)
        job->status = mb_wire_put(job->doc, &w->out, &job->err);
    mb_arena_clear(job->arena);
    if (job->status == MB_ERR_NOMEM && w->hello.limits.memory_bytes != 0)
        mb_err_set(&job->err, MB_ERR_LIMIT,
                   "reading it takes more memory than the limit of %llu MiB "
                   "allows: split it, or raise the memory limit",
                   (unsigned long long)(w->hello.limits.memory_bytes >> 20));
    if (job->status != MB_OK)
        return send_error(w, &job->err);
    return mb_frame_write(MB_FRAME_ANSWERS, MB_FRAME_DOCUMENT,
                          mb_buf_span(&w->out), NULL);
}

/* Read what is in hand, and answer. Where memory did not suffice for several
 * it may for each: the worker gives up, and the parent gives them again. */
static enum mb_status answer_all(struct worker *w, struct mb_err *err)
{
    uint32_t n = w->npieces;
    enum mb_status st = MB_OK;

    w->npieces = 0;
    mb_parse_together(w->jobs, n, w->rules);
    for (uint32_t i = 0; n > 1 && i < n; i++)
        if (w->jobs[i].status == MB_ERR_NOMEM)
            return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    for (uint32_t i = 0; st == MB_OK && i < n; i++)
        st = answer(w, &w->jobs[i]);
    return st;
}

/* Whether one more may be taken in hand: there is one, and what is in hand is
 * little. What makes no machine code may have to end early: it takes one. */
static bool may_take_more(const struct worker *w)
{
    struct pollfd tasks = {.fd = MB_FRAME_TASKS, .events = POLLIN};
    size_t bytes = 0;

    for (uint32_t i = 0; i < w->npieces; i++)
        bytes += w->pieces[i].source.bytes.len
                 + w->pieces[i].options.reader.pdf_layout.len;
    return !w->hello.brief && w->npieces < MB_WORKER_TOGETHER
           && bytes < TOGETHER_BYTES && poll(&tasks, 1, 0) == 1
           && (tasks.revents & POLLIN) != 0;
}

/* --- workbooks --------------------------------------------------------- */

static enum mb_status send_cells(void *ctx, struct mb_span message,
                                 struct mb_err *err)
{
    (void)ctx;
    return mb_frame_write(MB_FRAME_ANSWERS, MB_FRAME_CELLS, message, err);
}

static enum mb_status read_book(struct worker *w, struct mb_span bytes,
                                struct mb_err *err)
{
    struct mb_book_packer packer = {.buf = MB_BUF_INIT, .send = send_cells};
    struct mb_book_handler handler = mb_book_packing(&packer);
    struct mb_book_options options = {.limits = w->hello.limits};
    struct mb_book_head head;
    enum mb_status st;

    memcpy(&head, w->in.ptr, sizeof head);
    options.first = mb_arena_dup(w->pieces[0].arena,
                                 mb_span_sub(mb_buf_span(&w->in), sizeof head,
                                             sizeof head + head.first_len))
                        .ptr;
    st = mb_xlsx_read(bytes, true, &options, &handler, err);
    if (st == MB_OK)
        return mb_book_pack_end(&packer, err);
    mb_buf_done(&packer.buf);
    return st;
}

static enum mb_status answer_book(struct worker *w, const int *fds)
{
    struct mb_err err = {0};
    struct stat sb = {0};
    void *pages = MAP_FAILED;
    enum mb_status st = MB_OK;

    if (w->in.len < sizeof(struct mb_book_head) || fds[0] < 0
        || fstat(fds[0], &sb) != 0)
        st = mb_err_set(&err, MB_ERR_WORKER, "no workbook");
    else if (sb.st_size == 0)
        st = mb_err_set(&err, MB_ERR_FORMAT, "is empty (0 bytes)");
    else
        pages =
            mmap(NULL, (size_t)sb.st_size, PROT_READ, MAP_PRIVATE, fds[0], 0);
    if (st == MB_OK && pages == MAP_FAILED)
        st = mb_err_set(&err, MB_ERR_IO, "cannot be read: %s", strerror(errno));
    if (st == MB_OK)
        st = read_book(w, (struct mb_span){pages, (size_t)sb.st_size}, &err);
    if (pages != MAP_FAILED)
        munmap(pages, (size_t)sb.st_size);
    mb_arena_clear(w->pieces[0].arena);
    if (st != MB_OK)
        return send_error(w, &err);
    return mb_frame_write(MB_FRAME_ANSWERS, MB_FRAME_BOOK_END, MB_SPAN_NULL,
                          NULL);
}

static enum mb_status serve_one(struct worker *w, uint32_t type, const int *fds,
                                struct mb_err *err)
{
    if (type == MB_FRAME_BOOK && w->hello.books)
        return answer_book(w, fds);
    if (type == MB_FRAME_TASK && !w->hello.books) {
        take_task(w, fds);
        return may_take_more(w) ? MB_OK : answer_all(w, err);
    }
    return mb_err_set(err, MB_ERR_WORKER, "not a task");
}

static enum mb_status serve(struct worker *w, struct mb_err *err)
{
    for (;;) {
        int fds[MB_FRAME_FDS_MAX];
        uint32_t type;
        enum mb_status st = mb_frame_receive(MB_FRAME_TASKS, HELLO_MAX, &w->in,
                                             fds, &type, err);
        if (st != MB_OK || type == 0)
            return st;
        if (w->npieces == 0) /* time for one, also where several are read */
            mb_confine_next_document(&w->hello.limits);
        st = serve_one(w, type, fds, err);
        for (int i = 0; i < MB_FRAME_FDS_MAX; i++)
            if (fds[i] >= 0)
                close(fds[i]);
        if (st != MB_OK)
            return st;
    }
}

static void give_way(void)
{
    if (nice(GIVES_WAY) == -1)
        errno = 0; /* it only takes longer */
}

int mb_worker_main(void)
{
    struct worker w = {.in = MB_BUF_INIT, .out = MB_BUF_INIT};
    struct mb_confined confined;
    struct mb_err err = {0};
    enum mb_status st = MB_ERR_NOMEM;

    give_way();
    w.kept = mb_arena_new(0);
    if (w.kept != NULL)
        st = read_hello(&w, &err);
    if (st == MB_OK) {
        if (w.hello.books)
            rehearse_book(&w);
        else
            rehearse(&w);
        st = mb_confine(MB_CONFINE_READER, &w.hello.limits, &confined, &err);
    }
    if (st != MB_OK)
        (void)send_error(&w, &err);
    else
        st = mb_frame_write(
            MB_FRAME_ANSWERS, MB_FRAME_READY,
            (struct mb_span){(const char *)&confined, sizeof confined}, NULL);
    if (st == MB_OK)
        st = serve(&w, &err);
    mb_rules_free(w.rules);
    for (uint32_t i = 0; i < MB_WORKER_TOGETHER; i++)
        mb_arena_free(w.pieces[i].arena);
    mb_arena_free(w.kept);
    mb_buf_done(&w.in);
    mb_buf_done(&w.out);
    return st == MB_OK ? 0 : 1;
}

int mb_filter_main(char *const argv[], const struct mb_limits *limits)
{
    char locale[] = "LC_ALL=C.UTF-8";
    char *env[] = {locale, NULL};
    struct mb_confined confined;

    if (mb_confine(MB_CONFINE_FILTER, limits, &confined, NULL) == MB_OK)
        execve(argv[0], argv, env);
    return MB_FILTER_FAILED;
}
