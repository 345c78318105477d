/* Workers that behave and workers that do not. This program is its own
 * worker: started by another path than /proc/self/exe it is a hostile one,
 * which does what the document says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <poll.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "parser/frame.h"
#include "parser/wire.h"
#include "parser/worker.h"

#if defined(__has_feature)
#define UNDER_ASAN __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#else
#define UNDER_ASAN 0
#endif

static char self[PATH_MAX];

/* --- the hostile worker ------------------------------------------------ */

static void say(enum mb_frame_type type, struct mb_span payload)
{
    (void)!mb_frame_write(MB_FRAME_ANSWERS, type, payload, NULL);
}

/* An attempt that should be denied, and how it went, as an error's text. */
static void report(const char *what, long result)
{
    struct mb_buf buf = MB_BUF_INIT;
    uint32_t status = MB_ERR_FORMAT;

    mb_buf_put(&buf, (struct mb_span){(char *)&status, sizeof status});
    mb_buf_printf(&buf, "%s: %s", what, result >= 0 ? "done" : strerror(errno));
    say(MB_FRAME_ERROR, mb_buf_span(&buf));
    mb_buf_done(&buf);
}

static void attempt(const char *word)
{
    if (strcmp(word, "open") == 0)
        report(word, open("/etc/passwd", O_RDONLY));
    else if (strcmp(word, "write") == 0)
        report(word, open("/tmp/minutebook-test", O_WRONLY | O_CREAT, 0600));
    else if (strcmp(word, "socket") == 0)
        report(word, socket(AF_INET, SOCK_STREAM, 0));
    else if (strcmp(word, "fork") == 0)
        report(word, fork());
    else if (strcmp(word, "code") == 0)
        report(word, mmap(NULL, 4096, PROT_READ | PROT_EXEC,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1,
                          0) == MAP_FAILED
                         ? -1
                         : 0);
    else if (strcmp(word, "exec") == 0)
        report(word, execl("/bin/true", "true", (char *)NULL));
}

static void misbehave(const char *word)
{
    if (strcmp(word, "crash") == 0)
        __builtin_trap(); /* raise() is denied here */
    else if (strcmp(word, "segv") == 0)
        *(volatile char *)(uintptr_t)strlen(word + 4) = 1;
    else if (strcmp(word, "hang") == 0)
        for (;;)
            pause();
    else if (strcmp(word, "wait") == 0)
        for (char c;;)
            (void)!recv(0, &c, 1, MSG_PEEK | MSG_WAITALL);
    else if (strcmp(word, "spin") == 0)
        for (volatile unsigned i = 0;; i++)
            ;
    else if (strcmp(word, "leave") == 0)
        _exit(7);
    else if (strcmp(word, "shut") == 0)
        for (close(MB_FRAME_TASKS), close(MB_FRAME_ANSWERS);;)
            pause(); /* denied, too: it spins */
    else if (strcmp(word, "garbage") == 0)
        (void)!write(MB_FRAME_ANSWERS, "this is not a message at all", 28);
    else if (strcmp(word, "forge") == 0)
        say(MB_FRAME_DOCUMENT, MB_SPAN_LIT("nothing like a document"));
    else if (strcmp(word, "greet") == 0)
        say(MB_FRAME_READY, MB_SPAN_LIT("again"));
    else
        attempt(word);
}

/* "ok" and "large" documents are answered as they should be, "other" ones with
 * a document that nobody asked for. */
static void answer(struct mb_span text, const char *sha256)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_document *doc = mb_document_new(arena);
    struct mb_buf wire = MB_BUF_INIT;

    doc->text.text = text;
    doc->media = MB_MEDIA_TEXT;
    doc->bytes = text.len;
    memcpy(doc->sha256, sha256, sizeof doc->sha256);
    if (text.ptr[0] == 'o' && text.ptr[1] == 't')
        doc->sha256[0] = doc->sha256[0] == '0' ? '1' : '0';
    if (mb_wire_put(doc, &wire, NULL) == MB_OK)
        say(MB_FRAME_DOCUMENT, mb_buf_span(&wire));
    mb_buf_done(&wire);
    mb_arena_free(arena);
}

/* Documents in hand, from one that says "together" on. */
static struct {
    char text[64];
    char sha256[65];
} held[4];
static size_t nheld;

/* Take one in hand; answer them all where no other comes. One that misbehaves
 * does so before any is answered. */
static void hold(const char *text, const char *sha256)
{
    struct pollfd tasks = {.fd = MB_FRAME_TASKS, .events = POLLIN};

    snprintf(held[nheld].text, sizeof held[nheld].text, "%.63s", text);
    memcpy(held[nheld++].sha256, sha256, sizeof held->sha256);
    if (nheld < sizeof held / sizeof held[0] && poll(&tasks, 1, 100) == 1)
        return;
    for (size_t i = 0; i < nheld; i++)
        if (strncmp(held[i].text, "crash", 5) == 0)
            misbehave("crash");
    for (size_t i = 0; i < nheld; i++)
        answer(mb_span_str(held[i].text), held[i].sha256);
    nheld = 0;
}

static int hostile_main(void)
{
    struct mb_limits limits = MB_LIMITS_DEFAULT;
    struct mb_confined confined = {0};
    struct mb_buf in = MB_BUF_INIT;
    int fds[MB_FRAME_FDS_MAX];
    uint32_t type = 0;

    if (mb_frame_receive(0, 65536, &in, fds, &type, NULL) != MB_OK)
        return 1;
    limits.cpu_seconds = 1;
    if (mb_confine(MB_CONFINE_READER, &limits, &confined, NULL) != MB_OK)
        return 1;
    say(MB_FRAME_READY,
        (struct mb_span){(const char *)&confined, sizeof confined});
    while (mb_frame_receive(0, 65536, &in, fds, &type, NULL) == MB_OK
           && type != 0) {
        static char text[512 * 1024];
        char word[64];
        ssize_t n = read(fds[0], text, sizeof text - 1);
        close(fds[0]);
        text[n > 0 ? n : 0] = '\0';
        snprintf(word, sizeof word, "%.63s", text);
        word[strcspn(word, "\n ")] = '\0';
        if (nheld > 0 || strcmp(word, "together") == 0)
            hold(text, in.ptr);
        else if (strcmp(word, "ok") == 0 || strcmp(word, "other") == 0
                 || strcmp(word, "large") == 0)
            answer((struct mb_span){text, (size_t)n}, in.ptr);
        else
            misbehave(word);
    }
    return 0;
}

/* --- tests ------------------------------------------------------------- */

static struct mb_pool *pool_of(unsigned jobs, const char *program,
                               const struct mb_rules *rules)
{
    struct mb_pool_options options = {
        .jobs = jobs, .program = program, .rules = rules};
    struct mb_pool *pool = NULL;

    options.parse.reader.limits = MB_LIMITS_DEFAULT;
    options.parse.reader.limits.memory_bytes = 256u << 20;
    options.parse.reader.limits.document_bytes = 1u << 20;
    assert_int_equal(mb_pool_new(&options, &pool, NULL), MB_OK);
    return pool;
}

/* Returns the task's arena, for who will not take the result. */
static struct mb_arena *submit(struct mb_pool *pool, const char *text,
                               size_t tag)
{
    struct mb_task task = {.arena = mb_arena_new(0),
                           .tag = (void *)(uintptr_t)tag};
    struct mb_limits limits = MB_LIMITS_DEFAULT;

    assert_int_equal(mb_source_init(&task.source,
                                    mb_arena_dup(task.arena, mb_span_str(text)),
                                    MB_SPAN_LIT("a.txt"), &limits, task.arena,
                                    NULL),
                     MB_OK);
    assert_int_equal(mb_pool_submit(pool, &task, NULL), MB_OK);
    return task.arena;
}

/* The next result; its line, copied, where it is an error. */
static enum mb_status next(struct mb_pool *pool, size_t tag, char line[512])
{
    struct mb_result result;
    struct mb_err err = {0};
    enum mb_status st = mb_pool_next(pool, &result, &err);

    if (st != MB_OK)
        print_error("%s\n", err.text);
    assert_int_equal(st, MB_OK);
    assert_int_equal((size_t)(uintptr_t)result.task.tag, tag);
    if (result.status == MB_OK)
        assert_string_equal(result.doc->name.ptr, "a.txt");
    snprintf(line, 512, "%s", result.err.text);
    mb_arena_free(result.task.arena);
    return result.status;
}

/* Among documents that are well, one does `word`: it alone fails. */
static void costs_one_of(struct mb_pool *pool, const char *word,
                         enum mb_status status, const char *what)
{
    char line[512];
    size_t taken = 0;
    size_t given = 0;

    while (taken < 12) {
        while (given < 12 && mb_pool_room(pool)) {
            submit(pool, given == 5 ? word : "ok document\n", given);
            given++;
        }
        if (taken == 5) {
            assert_int_equal(next(pool, taken, line), status);
            if (strstr(line, what) == NULL)
                print_error("%s: '%s' is not in '%s'\n", word, what, line);
            assert_non_null(strstr(line, what));
        } else {
            assert_int_equal(next(pool, taken, line), MB_OK);
        }
        taken++;
    }
    assert_int_equal(mb_pool_pending(pool), 0);
    mb_pool_free(pool);
}

static void costs_one(const char *word, enum mb_status status, const char *what)
{
    costs_one_of(pool_of(2, self, NULL), word, status, what);
}

static void test_costs_one(void **state)
{
    (void)state;
    costs_one("crash", MB_ERR_WORKER, "signal");
    costs_one("segv", MB_ERR_WORKER, UNDER_ASAN ? "status" : "signal");
    costs_one("leave", MB_ERR_WORKER, "status 7");
    costs_one("shut", MB_ERR_WORKER, "signal");
    costs_one("garbage", MB_ERR_WORKER, "message is none");
    costs_one("forge", MB_ERR_WORKER, "no document");
    costs_one("other", MB_ERR_WORKER, "another document");
    costs_one("greet", MB_ERR_WORKER, "should not");
}

/* Of those that a worker had in hand together the one that ended it fails. */
static void test_together(void **state)
{
    struct mb_pool *pool = pool_of(1, self, NULL);
    char line[512];

    (void)state;
    submit(pool, "together\n", 0);
    submit(pool, "ok\n", 1);
    submit(pool, "crash\n", 2);
    submit(pool, "ok\n", 3);
    submit(pool, "ok\n", 4);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(next(pool, i, line), i == 2 ? MB_ERR_WORKER : MB_OK);
    mb_pool_free(pool);
}

static void test_time(void **state)
{
    (void)state;
    costs_one("spin", MB_ERR_LIMIT, "processor time");
}

/* One that neither answers nor takes processor time. */
static void test_clock(void **state)
{
    struct mb_pool_options options = {
        .jobs = 1, .program = self, .patience_ms = 200};
    struct mb_pool *pool;

    (void)state;
    options.parse.reader.limits = MB_LIMITS_DEFAULT;
    assert_int_equal(mb_pool_new(&options, &pool, NULL), MB_OK);
    costs_one_of(pool, "wait", MB_ERR_LIMIT, "took too long");
}

static void test_denied(void **state)
{
    (void)state;
    if (getauxval(AT_SECURE) != 0)
        skip();
    costs_one("open", MB_ERR_FORMAT, "open: ");
    costs_one("open", MB_ERR_FORMAT, "ermi");
    costs_one("write", MB_ERR_FORMAT, "ermi");
#if !UNDER_ASAN
    costs_one("socket", MB_ERR_FORMAT, "not permitted");
    costs_one("code", MB_ERR_FORMAT, "not permitted");
    costs_one("fork", MB_ERR_FORMAT, "not permitted");
    costs_one("exec", MB_ERR_WORKER, "signal");
#endif
}

/* A PDF that is none fails before a worker sees it, and in its turn; a pool
 * that goes takes pdftotext with it. */
static void test_pdf(void **state)
{
    static const char none[] = "%PDF-1.4\nthis is none\n";
    struct mb_limits limits = MB_LIMITS_DEFAULT;
    struct mb_task task;
    struct mb_pool *pool;
    struct mb_result result;

    (void)state;
    if (access("/usr/bin/pdftotext", X_OK) != 0)
        skip();
    task = (struct mb_task){.arena = mb_arena_new(0)};
    pool = pool_of(2, self, NULL);
    costs_one(none, MB_ERR_FORMAT, "damaged");
    assert_int_equal(mb_source_init(&task.source, mb_span_str(none),
                                    MB_SPAN_LIT("a.pdf"), &limits, task.arena,
                                    NULL),
                     MB_OK);
    for (int i = 0; i < 5; i++)
        assert_int_equal(mb_pool_submit(pool, &task, NULL), MB_OK);
    assert_int_equal(mb_pool_next(pool, &result, NULL), MB_OK);
    assert_int_equal(result.status, MB_ERR_FORMAT);
    mb_pool_free(pool);
    mb_arena_free(task.arena);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void test_killed(void **state)
{
    struct mb_pool *pool = pool_of(1, self, NULL);
    char line[512];
    int pid;

    (void)state;
    submit(pool, "ok\n", 0);
    assert_int_equal(next(pool, 0, line), MB_OK);
    assert_int_equal(mb_pool_pids(pool, &pid, 1), 1);
    submit(pool, "hang\n", 1);
    submit(pool, "ok\n", 2);
    kill(pid, SIGKILL);
    assert_int_equal(next(pool, 1, line), MB_ERR_WORKER);
    assert_int_equal(next(pool, 2, line), MB_OK);
    mb_pool_free(pool);
}

/* Wait until a child has ended, and leave it to be waited for; where it was
 * waited for already, it has. */
static bool has_ended(int pid)
{
    struct timespec tick = {0, 10000000};
    siginfo_t info = {0};

    for (int i = 0; i < 6000; i++) {
        if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | WNOHANG) != 0
            || info.si_pid == pid)
            return true;
        nanosleep(&tick, NULL);
    }
    return false;
}

/* A worker goes on while nobody takes its answers (another program stores
 * them, say), more than a socket holds; what it gave before it died is there,
 * and the document it died of is still told from those behind it. */
static void test_ahead(void **state)
{
    struct mb_pool *pool = pool_of(1, self, NULL);
    struct mb_buf large = MB_BUF_INIT;
    char line[512];
    size_t given = 0;
    int pid;

    (void)state;
    mb_buf_puts(&large, "large ");
    while (large.len < 400000) /* so large that it is read with machine code */
        mb_buf_puts(&large, "words ");
    submit(pool, large.ptr, given++);
    assert_int_equal(next(pool, 0, line), MB_OK);
    assert_int_equal(mb_pool_pids(pool, &pid, 1), 1);
    large.ptr[40000] = '\0';
    while (given < 12)
        submit(pool, large.ptr, given++);
    submit(pool, "crash\n", given++);
    submit(pool, "ok\n", given++);
    assert_true(has_ended(pid));
    for (size_t i = 1; i < given; i++)
        assert_int_equal(next(pool, i, line), i == 12 ? MB_ERR_WORKER : MB_OK);
    mb_pool_free(pool);
    mb_buf_done(&large);
}

static void test_no_program(void **state)
{
    struct mb_pool *pool = pool_of(1, "/nonexistent", NULL);
    struct mb_result result;
    struct mb_err err = {0};
    struct mb_arena *arena;

    (void)state;
    arena = submit(pool, "ok\n", 0);
    assert_int_equal(mb_pool_next(pool, &result, &err), MB_ERR_IO);
    assert_non_null(strstr(err.text, "can be started"));
    mb_pool_free(pool);
    mb_arena_free(arena);
    pool = pool_of(1, "/bin/true", NULL);
    arena = submit(pool, "ok\n", 0);
    assert_int_equal(mb_pool_next(pool, &result, &err), MB_ERR_WORKER);
    mb_pool_free(pool);
    mb_arena_free(arena);
}

static const char minutes[] =
    "Borsetshire County Council\n\nCabinet\n\nMinutes of the meeting held on "
    "Monday, 4 May 2020\n\n1. Apologies\n\nNone.\n\n2. Roads\n\n"
    "RESOLVED: that the report be noted.\n";

static void dump_of(unsigned jobs, const struct mb_rules *rules,
                    struct mb_buf *out)
{
    struct mb_pool *pool = pool_of(jobs, NULL, rules);
    struct mb_result result;
    struct mb_err err = {0};

    submit(pool, minutes, 0);
    assert_int_equal(mb_pool_next(pool, &result, &err), MB_OK);
    if (result.status != MB_OK)
        print_error("%s\n", result.err.text);
    assert_int_equal(result.status, MB_OK);
    mb_document_dump(result.doc, out);
    if (jobs > 0) {
        char text[MB_CONFINED_TEXT_MAX];
        mb_confined_text(mb_pool_confined(pool), text);
        print_message("workers: %s\n", text);
    }
    mb_arena_free(result.task.arena);
    mb_pool_free(pool);
}

/* A worker gives what this process would. */
static void test_same(void **state)
{
    struct mb_rules *rules = NULL;
    struct mb_buf here = MB_BUF_INIT;
    struct mb_buf there = MB_BUF_INIT;

    (void)state;
    assert_int_equal(mb_rules_load(NULL, &rules, NULL), MB_OK);
    dump_of(0, rules, &here);
    dump_of(1, NULL, &there);
    assert_string_equal(here.ptr, there.ptr);
    mb_buf_done(&here);
    mb_buf_done(&there);
    mb_rules_free(rules);
}

/* A pack that takes more steps than a match may: in a folder to be removed. */
static void make_endless(char dir[], struct mb_buf *path)
{
    FILE *f;

    assert_non_null(mkdtemp(dir));
    mb_buf_printf(path, "%s/endless.yaml", dir);
    f = fopen(path->ptr, "w");
    assert_non_null(f);
    fputs(
        "pack: endless\nversion: 1\nrules:\n  - name: endless\n"
        "    finds: operative\n    pattern: '^Minutes (?:[a-z ]|[a-y ]+)+!$'\n"
        "    example: Minutes x!\n    not: x\n",
        f);
    fclose(f);
}

/* A worker that makes no machine code is replaced where only machine code can
 * tell that a match limit is met. */
static void test_brief(void **state)
{
    char dir[] = "/tmp/minutebook-XXXXXX";
    struct mb_buf path = MB_BUF_INIT;
    struct mb_buf out[2] = {MB_BUF_INIT, MB_BUF_INIT};
    struct mb_pool_options options = {.config = dir};
    struct mb_rules *rules = NULL;
    struct mb_pool *pool;
    struct mb_result result;

    (void)state;
    make_endless(dir, &path);
    assert_int_equal(mb_rules_load(dir, &rules, NULL), MB_OK);
    options.rules = rules;
    options.parse.reader.limits = MB_LIMITS_DEFAULT;
    for (; options.jobs < 2; options.jobs++) {
        assert_int_equal(mb_pool_new(&options, &pool, NULL), MB_OK);
        submit(pool,
               "Minutes of the meeting held on a day in may of a year! 5\n", 0);
        assert_int_equal(mb_pool_next(pool, &result, NULL), MB_OK);
        assert_int_equal(result.status, MB_OK);
        mb_document_dump(result.doc, &out[options.jobs]);
        mb_arena_free(result.task.arena);
        mb_pool_free(pool);
    }
    assert_non_null(strstr(out[0].ptr, "rule-limit"));
    assert_string_equal(out[0].ptr, out[1].ptr);
    mb_rules_free(rules);
    unlink(path.ptr);
    rmdir(dir);
    mb_buf_done(&path);
    mb_buf_done(&out[0]);
    mb_buf_done(&out[1]);
}

/* One that has read enough without machine code is replaced, once. */
static void test_spent(void **state)
{
    struct mb_pool *pool = pool_of(1, NULL, NULL);
    struct mb_buf text = MB_BUF_INIT;
    struct mb_result result;
    int pids[6];

    (void)state;
    for (int i = 0; i < 2000; i++)
        mb_buf_printf(&text, "Paragraph %d of what was said that evening.\n\n",
                      i);
    for (size_t i = 0; i < 6; i++) {
        submit(pool, text.ptr, 0);
        assert_int_equal(mb_pool_next(pool, &result, NULL), MB_OK);
        assert_int_equal(result.status, MB_OK);
        assert_int_equal(mb_pool_pids(pool, &pids[i], 1), 1);
        mb_arena_free(result.task.arena);
    }
    assert_int_equal(pids[0], pids[1]);
    assert_int_not_equal(pids[0], pids[5]);
    assert_int_equal(pids[4], pids[5]);
    mb_pool_free(pool);
    mb_buf_done(&text);
}

/* One that is asked for the text alone gives just that. */
static void test_text_only(void **state)
{
    struct mb_pool_options options = {.parse = {.text_only = true}};
    struct mb_pool *pool;
    struct mb_result result;

    (void)state;
    options.parse.reader.limits = MB_LIMITS_DEFAULT;
    for (options.jobs = 0; options.jobs < 2; options.jobs++) {
        assert_int_equal(mb_pool_new(&options, &pool, NULL), MB_OK);
        submit(pool, minutes, 0);
        assert_int_equal(mb_pool_next(pool, &result, NULL), MB_OK);
        assert_int_equal(result.status, MB_OK);
        assert_string_equal(result.doc->text.text.ptr, minutes);
        assert_int_equal(result.doc->items.n, 0);
        assert_null(result.doc->rules.ptr);
        mb_arena_free(result.task.arena);
        mb_pool_free(pool);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),       cmocka_unit_test(test_costs_one),
        cmocka_unit_test(test_denied),     cmocka_unit_test(test_killed),
        cmocka_unit_test(test_no_program), cmocka_unit_test(test_time),
        cmocka_unit_test(test_together),   cmocka_unit_test(test_pdf),
        cmocka_unit_test(test_clock),      cmocka_unit_test(test_text_only),
        cmocka_unit_test(test_brief),      cmocka_unit_test(test_spent),
        cmocka_unit_test(test_ahead),
    };
    ssize_t n;

    if (argc == 2 && strcmp(argv[1], "worker") == 0) {
        const char *path = (const char *)(uintptr_t)getauxval(AT_EXECFN);
        return strcmp(path, "/proc/self/exe") == 0 ? mb_worker_main()
                                                   : hostile_main();
    }
    n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    (void)argv;
    return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
