/* The parent's side. Tasks wait in a ring in the order of submission. A PDF is
 * first read by pdftotext, as many at once as there are workers; then a task
 * goes to the worker with the least to do (slot.c). One poll loop moves
 * everything on: it runs in mb_pool_next until the oldest task is done, and
 * once, without waiting, in mb_pool_submit.
 *
 * When a worker dies or lies, the task it had in hand fails; those behind it go
 * back to the queue. Where it had several in hand, each is tried again alone.
 */
#include "parser/worker.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "parser/pdf_extract.h"
#include "parser/slot.h"

enum {
    WAITING_LEAST = 4,       /* documents for each worker, however large … */
    WAITING_MOST = 96,       /* … and however small */
    WAITING_BYTES = 8 << 20, /* of all in between */
    WAIT_MAX_MS = 60000
};

/* --- PDFs -------------------------------------------------------------- */

static void start_extraction(struct mb_pool *pool, struct mb_entry *entry)
{
    struct mb_err err = {0};

    if (mb_extraction_start(entry->result.task.source.bytes,
                            &pool->options.parse.reader.limits,
                            &entry->extraction, &err)
        != MB_OK) {
        mb_entry_fail(pool, entry, &err);
        return;
    }
    mb_entry_becomes(pool, entry, MB_ENTRY_EXTRACTING);
}

/* Start as many as may run at once, oldest first. */
static void start_extractions(struct mb_pool *pool)
{
    const uint32_t *n = pool->nentries;

    for (uint32_t k = pool->head;
         n[MB_ENTRY_PDF] > 0 && n[MB_ENTRY_EXTRACTING] < pool->options.jobs;
         k++) {
        struct mb_entry *entry = mb_pool_entry(pool, k);
        if (entry->state == MB_ENTRY_PDF)
            start_extraction(pool, entry);
    }
}

/* Its output is there, or the reason why not. */
static void take_extraction(struct mb_pool *pool, struct mb_entry *entry)
{
    struct mb_err err = {0};

    if (mb_extraction_take(entry->extraction, entry->result.task.arena,
                           &entry->layout, &err)
        == MB_OK)
        mb_entry_becomes(pool, entry, MB_ENTRY_QUEUED);
    else
        mb_entry_fail(pool, entry, &err);
    mb_extraction_free(entry->extraction);
    entry->extraction = NULL;
}

/* Fill in what the extractions wait for; at most `wait` ms, or less. */
static int poll_extractions(struct mb_pool *pool, int wait)
{
    struct pollfd *polls = pool->polls + pool->options.jobs;
    uint32_t n = pool->nentries[MB_ENTRY_EXTRACTING];

    for (uint32_t k = pool->head; n > 0; k++) {
        const struct mb_entry *entry = mb_pool_entry(pool, k);
        int left;
        if (entry->state != MB_ENTRY_EXTRACTING)
            continue;
        left = mb_extraction_poll(entry->extraction, polls);
        if (left >= 0 && left < wait)
            wait = left;
        polls += MB_EXTRACTION_FDS;
        n--;
    }
    return wait;
}

/* In the same order as they were polled: none was started in between. */
static void step_extractions(struct mb_pool *pool)
{
    const struct pollfd *polls = pool->polls + pool->options.jobs;
    uint32_t n = pool->nentries[MB_ENTRY_EXTRACTING];

    for (uint32_t k = pool->head; n > 0; k++) {
        struct mb_entry *entry = mb_pool_entry(pool, k);
        if (entry->state != MB_ENTRY_EXTRACTING)
            continue;
        if (mb_extraction_step(entry->extraction, polls))
            take_extraction(pool, entry);
        polls += MB_EXTRACTION_FDS;
        n--;
    }
}

/* --- workers ----------------------------------------------------------- */

/* The worker that should have the next task: the least busy one, a new one
 * before a second task; NULL if none has room. */
static struct mb_slot *free_slot(struct mb_pool *pool,
                                 const struct mb_entry *next)
{
    struct mb_slot *best = NULL;

    for (unsigned i = 0; i < pool->options.jobs; i++) {
        struct mb_slot *s = &pool->slots[i];
        if (mb_slot_room(pool, s, next)
            && (best == NULL || s->ntasks < best->ntasks
                || (s->ntasks == best->ntasks && best->pid == 0
                    && s->pid != 0)))
            best = s;
    }
    return best;
}

/* Give queued tasks to workers, oldest first. */
static void assign(struct mb_pool *pool)
{
    const uint32_t *queued = &pool->nentries[MB_ENTRY_QUEUED];

    /* one that cannot be sent is queued again, behind k */
    for (uint32_t k = pool->head;
         k != pool->tail && *queued > 0 && !pool->broken; k++) {
        const struct mb_entry *entry = mb_pool_entry(pool, k);
        struct mb_slot *slot;
        if (entry->state != MB_ENTRY_QUEUED)
            continue;
        slot = free_slot(pool, entry);
        if (slot == NULL || !mb_slot_give(pool, slot, k))
            return;
    }
}

static void check_deadlines(struct mb_pool *pool)
{
    int64_t now = mb_clock_ticks_ms();

    for (unsigned i = 0; i < pool->options.jobs; i++) {
        struct mb_slot *slot = &pool->slots[i];
        struct mb_err err;
        if (slot->pid == 0 || slot->deadline == 0 || now < slot->deadline)
            continue;
        mb_err_set(&err, MB_ERR_LIMIT,
                   "reading it took too long and was stopped: split it, or "
                   "raise the time limit");
        mb_slot_end(pool, slot, &err);
    }
}

/* Until the next deadline of a worker; not at all where none is alive. */
static int wait_ms(const struct mb_pool *pool)
{
    int64_t now = mb_clock_ticks_ms();
    int64_t nearest = now + WAIT_MAX_MS;
    bool alive = pool->nentries[MB_ENTRY_EXTRACTING] > 0;

    for (unsigned i = 0; i < pool->options.jobs; i++) {
        const struct mb_slot *slot = &pool->slots[i];
        alive = alive || slot->pid != 0;
        if (slot->pid != 0 && slot->deadline != 0 && slot->deadline < nearest)
            nearest = slot->deadline;
    }
    return alive && nearest > now ? (int)(nearest - now) : 0;
}

/* Move everything on once. */
static void pump(struct mb_pool *pool, bool wait)
{
    unsigned jobs = pool->options.jobs;
    nfds_t n;
    int ms;

    start_extractions(pool);
    assign(pool);
    n = jobs + MB_EXTRACTION_FDS * pool->nentries[MB_ENTRY_EXTRACTING];
    for (unsigned i = 0; i < jobs; i++)
        pool->polls[i] = (struct pollfd){
            .fd = pool->slots[i].pid != 0 ? pool->slots[i].answers : -1,
            .events = POLLIN};
    ms = poll_extractions(pool, wait ? wait_ms(pool) : 0);
    (void)poll(pool->polls, n, ms);
    for (unsigned i = 0; i < jobs; i++)
        if (pool->polls[i].revents != 0)
            mb_slot_read(pool, &pool->slots[i]);
    step_extractions(pool);
    check_deadlines(pool);
    start_extractions(pool);
    assign(pool);
}

/* --- for callers ------------------------------------------------------- */

enum mb_status mb_pool_new(const struct mb_pool_options *options,
                           struct mb_pool **ret_pool, struct mb_err *err)
{
    struct mb_pool *pool;

    if (options->jobs > MB_JOBS_MAX)
        return mb_err_set(err, MB_ERR_USAGE, "at most %d workers", MB_JOBS_MAX);
    pool = calloc(1, sizeof *pool);
    if (pool != NULL) {
        pool->options = *options;
        pool->ring_size = options->jobs > 0 ? options->jobs * WAITING_MOST : 1;
        pool->ring = calloc(pool->ring_size, sizeof *pool->ring);
        pool->slots = calloc(options->jobs + 1, sizeof *pool->slots);
        pool->polls =
            calloc((size_t)options->jobs * (1 + MB_EXTRACTION_FDS) + 1,
                   sizeof *pool->polls);
    }
    if (pool == NULL || pool->ring == NULL || pool->slots == NULL
        || pool->polls == NULL) {
        mb_pool_free(pool);
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    }
    *ret_pool = pool;
    return MB_OK;
}

void mb_pool_free(struct mb_pool *pool)
{
    if (pool == NULL)
        return;
    for (uint32_t k = pool->head; k != pool->tail; k++)
        mb_extraction_free(mb_pool_entry(pool, k)->extraction);
    for (unsigned i = 0; pool->slots != NULL && i < pool->options.jobs; i++)
        mb_slot_done(&pool->slots[i]);
    free(pool->ring);
    free(pool->slots);
    free(pool->polls);
    free(pool);
}

uint32_t mb_pool_pending(const struct mb_pool *pool)
{
    return pool->tail - pool->head;
}

bool mb_pool_room(const struct mb_pool *pool)
{
    uint32_t pending = mb_pool_pending(pool);

    if (pending < pool->options.jobs * WAITING_LEAST)
        return true;
    return pending < pool->ring_size && pool->pending_bytes < WAITING_BYTES;
}

/* In this process. */
static void read_here(struct mb_pool *pool, struct mb_entry *entry)
{
    struct mb_result *r = &entry->result;
    struct mb_parse_options parse = pool->options.parse;

    r->status = mb_reader_prepare(&r->task.source, &parse.reader, r->task.arena,
                                  &r->err);
    if (r->status == MB_OK)
        r->status = mb_parse_source(&r->task.source, pool->options.rules,
                                    &parse, r->task.arena, &r->doc, &r->err);
    mb_entry_becomes(pool, entry, MB_ENTRY_DONE);
}

enum mb_status mb_pool_submit(struct mb_pool *pool, const struct mb_task *task,
                              struct mb_err *err)
{
    struct mb_entry *entry = mb_pool_entry(pool, pool->tail);

    if (!mb_pool_room(pool))
        return mb_err_set(err, MB_ERR_USAGE, "the pool is full");
    memset(entry, 0, sizeof *entry);
    entry->result.task = *task;
    entry->state =
        task->source.media == MB_MEDIA_PDF ? MB_ENTRY_PDF : MB_ENTRY_QUEUED;
    pool->nentries[entry->state]++;
    pool->pending_bytes += task->source.bytes.len;
    pool->tail++;
    if (pool->options.jobs > 0)
        pump(pool, false);
    return MB_OK;
}

/* The oldest entry is the caller's again. */
static void leave(struct mb_pool *pool, const struct mb_entry *entry)
{
    pool->nentries[entry->state]--;
    pool->pending_bytes -= entry->result.task.source.bytes.len;
    pool->head++;
}

enum mb_status mb_pool_next(struct mb_pool *pool, struct mb_result *ret_result,
                            struct mb_err *err)
{
    struct mb_entry *entry = mb_pool_entry(pool, pool->head);

    if (mb_pool_pending(pool) == 0)
        return mb_err_set(err, MB_ERR_USAGE, "no document is pending");
    if (pool->options.jobs == 0 && entry->state != MB_ENTRY_DONE)
        read_here(pool, entry);
    while (entry->state != MB_ENTRY_DONE && !pool->broken)
        pump(pool, true);
    if (entry->state != MB_ENTRY_DONE) {
        *err = pool->why;
        return pool->why.status;
    }
    *ret_result = entry->result;
    leave(pool, entry);
    return MB_OK;
}

void mb_pool_tend(struct mb_pool *pool)
{
    if (pool->options.jobs > 0)
        pump(pool, false);
}

bool mb_pool_drop(struct mb_pool *pool, struct mb_task *ret_task)
{
    struct mb_entry *entry = mb_pool_entry(pool, pool->head);

    if (mb_pool_pending(pool) == 0)
        return false;
    mb_extraction_free(entry->extraction);
    *ret_task = entry->result.task;
    leave(pool, entry);
    return true;
}

const struct mb_confined *mb_pool_confined(const struct mb_pool *pool)
{
    return pool->has_confined ? &pool->confined : NULL;
}

uint32_t mb_pool_pids(const struct mb_pool *pool, int *pids, uint32_t max)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < pool->options.jobs && n < max; i++)
        if (pool->slots[i].pid != 0)
            pids[n++] = (int)pool->slots[i].pid;
    return n;
}
