/* A worker as the parent sees it: how it is started and greeted, gets tasks,
 * answers, and ends. It has tasks ahead and a pipe that holds many answers, so
 * that it need not wait while the parent stores and commits; it answers them
 * in order, and what it wrote before it died is still read: so the first task
 * without an answer is the one that it had in hand. Nothing that it says is
 * believed before it is checked.
 */
#include "parser/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "parser/frame.h"
#include "parser/pool_priv.h"
#include "parser/wire.h"

enum {
    READ_STEP = 256 * 1024,
    NAME_MAX_SENT = 4096,
    START_SECONDS = 20,
    CLOCK_FACTOR = 4, /* elapsed seconds allowed for one of processor time */
    CLOCK_SPARE = 10,
    STARTS_FAILED_MAX = 3,
    PIPE_BYTES = 1024 * 1024,  /* what an ordinary user may ask for */
    AHEAD_BYTES = 2048 * 1024, /* of documents, that a worker has … */
    AHEAD_NAMES = 32 * 1024,   /* … and of their names: a socket holds more */
    AHEAD_BRIEF = 2,           /* tasks of one that will soon be replaced */
    BRIEF_BYTES = 300 * 1024   /* of text, that a worker without machine code
                                  reads */
};

struct mb_entry *mb_pool_entry(struct mb_pool *pool, uint32_t number)
{
    return &pool->ring[number % pool->ring_size];
}

void mb_entry_becomes(struct mb_pool *pool, struct mb_entry *entry,
                      enum mb_entry_state state)
{
    pool->nentries[entry->state]--;
    pool->nentries[state]++;
    entry->state = state;
}

void mb_entry_fail(struct mb_pool *pool, struct mb_entry *entry,
                   const struct mb_err *why)
{
    mb_entry_becomes(pool, entry, MB_ENTRY_DONE);
    entry->result.status = why->status;
    entry->result.err = *why;
    entry->result.doc = NULL;
}

/* --- its beginning and end --------------------------------------------- */

static int64_t deadline_for(const struct mb_pool *pool)
{
    int64_t seconds = pool->options.parse.reader.limits.cpu_seconds;

    if (pool->options.patience_ms > 0)
        return mb_clock_ticks_ms() + pool->options.patience_ms;
    if (seconds == 0)
        return 0;
    return mb_clock_ticks_ms() + (seconds * CLOCK_FACTOR + CLOCK_SPARE) * 1000;
}

static enum mb_status send_hello(const struct mb_pool *pool,
                                 const struct mb_slot *slot, struct mb_err *err)
{
    const struct mb_parse_options *parse = &pool->options.parse;
    struct mb_span config = mb_span_str(pool->options.config);
    struct mb_hello hello;
    struct mb_buf buf = MB_BUF_INIT;
    enum mb_status st;

    memset(&hello, 0, sizeof hello);
    hello.limits = parse->reader.limits;
    hello.tracked = parse->reader.tracked;
    hello.text_only = parse->text_only;
    hello.brief = slot->brief;
    hello.house_len = parse->house.ptr != NULL ? (uint32_t)parse->house.len
                                               : MB_TEXT_NOT_GIVEN;
    hello.config_len =
        config.ptr != NULL ? (uint32_t)config.len : MB_TEXT_NOT_GIVEN;
    mb_buf_put(&buf, (struct mb_span){(const char *)&hello, sizeof hello});
    mb_buf_put(&buf, parse->house);
    mb_buf_put(&buf, config);
    st = mb_buf_status(&buf, err);
    if (st == MB_OK)
        st = mb_frame_send(slot->sock, MB_FRAME_HELLO, mb_buf_span(&buf), NULL,
                           0, err);
    mb_buf_done(&buf);
    return st;
}

int mb_worker_spawn(const char *program, int tasks, int answers, pid_t *ret_pid)
{
    char name[] = "minutebook", command[] = "worker";
    char locale[] = "LC_ALL=C.UTF-8";
    char *argv[] = {name, command, NULL};
    char *env[] = {locale, NULL};
    posix_spawn_file_actions_t actions;
    int rc;

    if (program == NULL)
        program = "/proc/self/exe";
    rc = posix_spawn_file_actions_init(&actions);

    if (rc != 0)
        return rc;
    rc = posix_spawn_file_actions_adddup2(&actions, tasks, MB_FRAME_TASKS);
    if (rc == 0)
        rc = posix_spawn_file_actions_adddup2(&actions, answers,
                                              MB_FRAME_ANSWERS);
    for (int fd = 1; fd <= 2 && rc == 0; fd++)
        rc = posix_spawn_file_actions_addopen(&actions, fd, "/dev/null",
                                              O_WRONLY, 0);
    if (rc == 0)
        rc = posix_spawn_file_actions_addclosefrom_np(&actions,
                                                      MB_FRAME_ANSWERS + 1);
    if (rc == 0)
        rc = posix_spawn(ret_pid, program, &actions, NULL, argv, env);
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

/* Once locked down a worker cannot make machine code, and to make it for all
 * rules takes as long as to run some text without. So the first worker makes
 * none; where there is more to read than that, one that has it takes over, or
 * begins where documents like the first would come to more. */
static bool is_brief(const struct mb_pool *pool, const struct mb_entry *first)
{
    uint64_t bytes = first->result.task.source.bytes.len;
    uint64_t all = bytes * pool->options.expected / pool->options.jobs;

    return !pool->thorough && bytes <= BRIEF_BYTES && all <= 2 * BRIEF_BYTES;
}

static bool is_spent(const struct mb_slot *slot)
{
    return slot->brief && slot->pid != 0 && slot->read > BRIEF_BYTES;
}

/* A socket to the worker and a pipe from it, this side's ends first. */
static bool make_channels(int socks[2], int pipes[2])
{
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, socks) != 0)
        return false;
    if (pipe2(pipes, O_CLOEXEC) != 0) {
        close(socks[0]);
        close(socks[1]);
        return false;
    }
    (void)fcntl(pipes[0], F_SETFL, O_NONBLOCK);
    (void)fcntl(pipes[1], F_SETPIPE_SZ, PIPE_BYTES); /* else it is smaller */
    return true;
}

static enum mb_status slot_start(struct mb_pool *pool, struct mb_slot *slot,
                                 const struct mb_entry *first,
                                 struct mb_err *err)
{
    int socks[2], pipes[2];
    int rc = 0;

    if (!make_channels(socks, pipes))
        return mb_err_set(err, MB_ERR_IO, "no worker can be started: %s",
                          strerror(errno));
    rc = mb_worker_spawn(pool->options.program, socks[1], pipes[1], &slot->pid);
    close(socks[1]);
    close(pipes[1]);
    if (rc != 0) {
        slot->pid = 0;
        close(socks[0]);
        close(pipes[0]);
        return mb_err_set(err, MB_ERR_IO, "no worker can be started: %s",
                          strerror(rc));
    }
    slot->sock = socks[0];
    slot->answers = pipes[0];
    slot->ready = false;
    slot->brief = is_brief(pool, first);
    slot->read = 0;
    slot->deadline = mb_clock_ticks_ms() + START_SECONDS * 1000;
    mb_buf_clear(&slot->in);
    return send_hello(pool, slot, err);
}

void mb_worker_ended(int status, struct mb_err *err)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        mb_err_set(
            err, MB_ERR_LIMIT,
            "reading it took too much processor time: split it, or raise "
            "the time limit");
    else if (WIFSIGNALED(status))
        mb_err_set(err, MB_ERR_WORKER,
                   "the worker that read it was ended by a signal (%s)",
                   strsignal(WTERMSIG(status)));
    else
        mb_err_set(err, MB_ERR_WORKER,
                   "the worker that read it ended without an answer (status "
                   "%d)",
                   WEXITSTATUS(status));
}

static void note_failed_start(struct mb_pool *pool, const struct mb_err *err)
{
    if (++pool->starts_failed < STARTS_FAILED_MAX || pool->broken)
        return;
    pool->broken = true;
    pool->why = *err;
}

/* What a worker that ended has not answered. Its fault is that of one of the
 * documents that it may have had in hand: where that is one, it fails; where
 * they are several, each is given to a worker again, alone. */
static void give_back(struct mb_pool *pool, struct mb_slot *slot,
                      const struct mb_err *why)
{
    bool guilty = slot->ready && why->status != MB_ERR_AGAIN;
    uint32_t in_hand =
        slot->brief || slot->ntasks == 1 ? 1 : MB_WORKER_TOGETHER;

    for (uint32_t i = 0; i < slot->ntasks; i++) {
        struct mb_entry *entry = mb_pool_entry(pool, slot->tasks[i]);
        if (guilty && in_hand == 1 && i == 0) {
            mb_entry_fail(pool, entry, why);
            continue;
        }
        mb_entry_becomes(pool, entry, MB_ENTRY_QUEUED);
        entry->alone = entry->alone || (guilty && i < in_hand);
    }
    slot->ntasks = 0;
}

void mb_slot_end(struct mb_pool *pool, struct mb_slot *slot,
                 const struct mb_err *why)
{
    struct mb_err err = {0};
    int status = 0;

    if (slot->pid == 0)
        return;
    /* does not change how one ended that has; one that only closed its socket
       must not be waited for */
    kill(slot->pid, SIGKILL);
    close(slot->sock);
    close(slot->answers);
    while (waitpid(slot->pid, &status, 0) < 0 && errno == EINTR)
        ;
    slot->pid = 0;
    if (why != NULL)
        err = *why;
    else
        mb_worker_ended(status, &err);
    if (!slot->ready)
        note_failed_start(pool, &err);
    give_back(pool, slot, &err);
}

void mb_slot_done(struct mb_slot *slot)
{
    if (slot->pid != 0) {
        kill(slot->pid, SIGKILL);
        close(slot->sock);
        close(slot->answers);
        while (waitpid(slot->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    mb_buf_done(&slot->in);
}

/* --- tasks out --------------------------------------------------------- */

static enum mb_status send_task(const struct mb_entry *entry, int sock,
                                struct mb_err *err)
{
    const struct mb_source *source = &entry->result.task.source;
    struct mb_span name = mb_span_sub(source->name, 0, NAME_MAX_SENT);
    struct mb_span uri = mb_span_sub(source->uri, 0, NAME_MAX_SENT);
    struct mb_task_head head;
    struct mb_buf buf = MB_BUF_INIT;
    int fds[MB_FRAME_FDS_MAX] = {mb_frame_memory(source->bytes), -1};
    enum mb_status st = MB_OK;

    memset(&head, 0, sizeof head);
    memcpy(head.sha256, source->sha256, sizeof head.sha256);
    head.media = (uint32_t)source->media;
    head.name_len = name.ptr != NULL ? (uint32_t)name.len : MB_TEXT_NOT_GIVEN;
    head.uri_len = uri.ptr != NULL ? (uint32_t)uri.len : MB_TEXT_NOT_GIVEN;
    mb_buf_put(&buf, (struct mb_span){(const char *)&head, sizeof head});
    mb_buf_put(&buf, name);
    mb_buf_put(&buf, uri);
    if (entry->layout.ptr != NULL)
        fds[1] = mb_frame_memory(entry->layout);
    if (fds[0] < 0 || (entry->layout.ptr != NULL && fds[1] < 0))
        st = mb_err_set(err, MB_ERR_IO, "no memory file can be made: %s",
                        strerror(errno));
    if (st == MB_OK)
        st = mb_buf_status(&buf, err);
    if (st == MB_OK)
        st = mb_frame_send(sock, MB_FRAME_TASK, mb_buf_span(&buf), fds,
                           fds[1] >= 0 ? 2 : 1, err);
    for (int i = 0; i < MB_FRAME_FDS_MAX; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    mb_buf_done(&buf);
    return st;
}

bool mb_slot_room(struct mb_pool *pool, const struct mb_slot *slot,
                  const struct mb_entry *next)
{
    size_t bytes = 0, names = 0;

    if (is_spent(slot) || next->alone
        || (slot->ntasks > 0 && mb_pool_entry(pool, slot->tasks[0])->alone))
        return slot->ntasks == 0;
    if (slot->ntasks < AHEAD_BRIEF)
        return true;
    if (slot->brief || slot->ntasks == MB_SLOT_TASKS)
        return false;
    for (uint32_t i = 0; i < slot->ntasks; i++) {
        const struct mb_entry *entry = mb_pool_entry(pool, slot->tasks[i]);
        const struct mb_source *source = &entry->result.task.source;
        bytes += source->bytes.len + entry->layout.len;
        names += source->name.len + source->uri.len;
    }
    return bytes < AHEAD_BYTES && names < AHEAD_NAMES;
}

bool mb_slot_give(struct mb_pool *pool, struct mb_slot *slot, uint32_t number)
{
    struct mb_entry *entry = mb_pool_entry(pool, number);
    struct mb_err err = {0};

    if (is_spent(slot)) {
        pool->thorough = true;
        mb_slot_end(pool, slot, NULL);
    }
    if (slot->pid == 0 && slot_start(pool, slot, entry, &err) != MB_OK) {
        if (slot->pid == 0)
            note_failed_start(pool, &err);
        mb_slot_end(pool, slot, &err);
        return false;
    }
    mb_entry_becomes(pool, entry, MB_ENTRY_SENT);
    slot->tasks[slot->ntasks++] = number;
    if (send_task(entry, slot->sock, &err) != MB_OK)
        mb_slot_end(pool, slot, err.status == MB_ERR_WORKER ? NULL : &err);
    else if (slot->ntasks == 1 && slot->ready)
        slot->deadline = deadline_for(pool);
    return true;
}

/* --- answers in -------------------------------------------------------- */

/* The document of the task in hand, or why its worker is not believed. */
static enum mb_status take_document(struct mb_pool *pool,
                                    struct mb_entry *entry,
                                    struct mb_span payload, struct mb_err *err)
{
    struct mb_task *task = &entry->result.task;
    struct mb_document *doc = NULL;
    struct mb_span copy = mb_arena_dup(task->arena, payload);
    enum mb_status st = mb_arena_status(task->arena, err);

    if (st == MB_OK)
        st = mb_wire_get(copy, task->arena, &doc, err);
    if (st != MB_OK)
        return st;
    if (memcmp(doc->sha256, task->source.sha256, sizeof doc->sha256) != 0
        || doc->media != task->source.media
        || doc->bytes != task->source.bytes.len)
        return mb_err_set(err, MB_ERR_WORKER,
                          "a worker's answer is of another document");
    doc->name = task->source.name;
    entry->result.doc = doc;
    entry->result.status = MB_OK;
    mb_entry_becomes(pool, entry, MB_ENTRY_DONE);
    return MB_OK;
}

enum mb_status mb_worker_error(struct mb_span payload, struct mb_err *ret_said,
                               struct mb_err *err)
{
    uint32_t status;
    struct mb_span text = mb_span_sub(payload, sizeof status, payload.len);

    if (payload.len < sizeof status || payload.len > MB_ERR_TEXT_MAX + 3)
        return mb_err_set(err, MB_ERR_WORKER, "a worker's error is none");
    memcpy(&status, payload.ptr, sizeof status);
    if (status == MB_OK || status >= MB_STATUS_COUNT
        || !mb_utf8_check(text, NULL))
        return mb_err_set(err, MB_ERR_WORKER, "a worker's error is none");
    mb_err_set(ret_said, (enum mb_status)status, MB_SPAN_FMT,
               MB_SPAN_ARG(text));
    return MB_OK;
}

/* The first task of a worker is done. */
static void shift(struct mb_pool *pool, struct mb_slot *slot)
{
    slot->ntasks--;
    memmove(slot->tasks, slot->tasks + 1, slot->ntasks * sizeof slot->tasks[0]);
    slot->deadline = slot->ntasks > 0 ? deadline_for(pool) : 0;
}

/* Before it is ready: the report of its confinement, or why it cannot begin. */
static enum mb_status take_greeting(struct mb_pool *pool, struct mb_slot *slot,
                                    uint32_t type, struct mb_span payload,
                                    struct mb_err *err)
{
    if (type == MB_FRAME_ERROR) {
        struct mb_err said = {.status = MB_ERR_WORKER};
        enum mb_status st = mb_worker_error(payload, &said, err);
        if (st != MB_OK)
            return st;
        pool->broken = true; /* bad rules are bad for every worker */
        pool->why = said;
        *err = said;
        return said.status;
    }
    if (type != MB_FRAME_READY || payload.len != sizeof pool->confined)
        return mb_err_set(err, MB_ERR_WORKER, "a worker does not greet");
    memcpy(&pool->confined, payload.ptr, sizeof pool->confined);
    pool->has_confined = true;
    pool->starts_failed = 0;
    slot->ready = true;
    slot->deadline = slot->ntasks > 0 ? deadline_for(pool) : 0;
    return MB_OK;
}

static enum mb_status take_message(struct mb_pool *pool, struct mb_slot *slot,
                                   uint32_t type, struct mb_span payload,
                                   struct mb_err *err)
{
    struct mb_entry *entry;
    struct mb_err said = {.status = MB_ERR_WORKER};
    enum mb_status st;

    if (!slot->ready)
        return take_greeting(pool, slot, type, payload, err);
    if (slot->ntasks == 0)
        return mb_err_set(err, MB_ERR_WORKER, "a worker talks unasked");
    entry = mb_pool_entry(pool, slot->tasks[0]);
    if (type == MB_FRAME_DOCUMENT) {
        st = take_document(pool, entry, payload, err);
        if (st == MB_OK)
            slot->read += entry->result.doc->text.text.len;
    } else if (type == MB_FRAME_ERROR) {
        st = mb_worker_error(payload, &said, err);
        if (st == MB_OK && said.status == MB_ERR_AGAIN && slot->brief) {
            pool->thorough = true; /* it ends, its tasks are queued again */
            *err = said;
            return said.status;
        }
        if (st == MB_OK)
            mb_entry_fail(pool, entry, &said);
    } else {
        st =
            mb_err_set(err, MB_ERR_WORKER, "a worker sends what it should not");
    }
    if (st == MB_OK)
        shift(pool, slot);
    return st;
}

static size_t message_limit(const struct mb_pool *pool)
{
    uint64_t limit = pool->options.parse.reader.limits.memory_bytes;

    return limit == 0 || limit > UINT32_MAX ? UINT32_MAX : (size_t)limit;
}

/* Every whole message that has come. */
static enum mb_status take_messages(struct mb_pool *pool, struct mb_slot *slot,
                                    struct mb_err *err)
{
    enum mb_status st = MB_OK;
    size_t done = 0;

    while (st == MB_OK && slot->in.len - done >= sizeof(struct mb_frame_head)) {
        struct mb_span left =
            mb_span_sub(mb_buf_span(&slot->in), done, slot->in.len);
        struct mb_frame_head head;
        memcpy(&head, left.ptr, sizeof head);
        if (!mb_frame_head_check(&head, message_limit(pool)))
            return mb_err_set(err, MB_ERR_WORKER, "a worker's message is none");
        if (left.len - sizeof head < head.len)
            break;
        st = take_message(
            pool, slot, head.type,
            mb_span_sub(left, sizeof head, sizeof head + head.len), err);
        done += sizeof head + head.len;
    }
    if (done > 0) {
        memmove(slot->in.ptr, slot->in.ptr + done, slot->in.len - done);
        slot->in.len -= done;
    }
    return st;
}

void mb_slot_read(struct mb_pool *pool, struct mb_slot *slot)
{
    struct mb_err err = {0};
    enum mb_status st = MB_OK;
    ssize_t n = 0;

    if (!mb_buf_reserve(&slot->in, READ_STEP)) {
        mb_err_set(&err, MB_ERR_NOMEM, "out of memory");
        mb_buf_done(&slot->in);
        mb_slot_end(pool, slot, &err);
        return;
    }
    n = read(slot->answers, slot->in.ptr + slot->in.len, READ_STEP);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        mb_slot_end(pool, slot, NULL);
        return;
    }
    slot->in.len += (size_t)n;
    st = take_messages(pool, slot, &err);
    if (st != MB_OK)
        mb_slot_end(pool, slot, &err);
}
