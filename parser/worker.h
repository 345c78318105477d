/* Documents read by worker processes.
 *
 * A pool has up to `jobs` workers: the program itself, started again with the
 * hidden command `worker`. Each loads its rules, locks itself down
 * (parser/confine.h) and then takes documents by descriptor and returns them
 * over a pipe (parser/wire.h), checked here. A worker that crashes, hangs,
 * grows too large or answers nonsense costs the one document that made it, and
 * another takes its place; what it had in hand with that one is read again.
 * Results come in the order of submission, whatever the number of workers. With
 * no workers (jobs 0) the same calls read in this process, for tests and
 * debugging.
 *
 *     while there are documents or mb_pool_pending(pool) > 0:
 *         while mb_pool_room(pool) and there is a document: mb_pool_submit
 *         mb_pool_next
 */
#ifndef MB_PARSER_WORKER_H
#define MB_PARSER_WORKER_H

#include "parser/confine.h"
#include "parser/parse.h"

struct mb_pool;

struct mb_pool_options {
    unsigned jobs;                 /* workers; 0: read in this process */
    struct mb_parse_options parse; /* borrowed: house */
    const char *config;            /* as for mb_rules_load; borrowed */
    const struct mb_rules *rules;  /* borrowed; only used with jobs 0, and not
                                      where parse.text_only is set */
    const char *program;  /* NULL: /proc/self/exe; tests give another */
    uint32_t expected;    /* about how many documents will come; 0: few */
    unsigned patience_ms; /* by the clock, for a document; 0: in proportion to
                             the processor time that it may take */
};

struct mb_task {
    struct mb_source source; /* with bytes, hash and media type; they must live
                                until the result is taken */
    struct mb_arena *arena;  /* receives the document; may hold the source */
    void *tag;               /* handed back */
};

struct mb_result {
    struct mb_task task;
    enum mb_status status;   /* MB_OK, or why there is no document */
    struct mb_document *doc; /* in task.arena; NULL unless MB_OK */
    struct mb_err err;
};

#define MB_JOBS_MAX 64

/* A pool without workers yet: they are started as documents come. The caller
 * frees it, which ends them. MB_ERR_NOMEM; MB_ERR_USAGE over MB_JOBS_MAX. */
enum mb_status mb_pool_new(const struct mb_pool_options *options,
                           struct mb_pool **ret_pool,
                           struct mb_err *err) MB_MUST_CHECK;
void mb_pool_free(struct mb_pool *pool);

/* How many documents were submitted and not yet taken; whether one more may
 * be (so many that no worker waits, so few that memory is bounded). */
uint32_t mb_pool_pending(const struct mb_pool *pool);
bool mb_pool_room(const struct mb_pool *pool);

/* Hand over a document; there must be room. Does not wait for it. A PDF is
 * first given to pdftotext; as many run at once as there are workers.
 * MB_ERR_USAGE without room. */
enum mb_status mb_pool_submit(struct mb_pool *pool, const struct mb_task *task,
                              struct mb_err *err) MB_MUST_CHECK;

/* Wait for the document that was submitted first.
 *
 * What became of it is in ret_result: MB_ERR_WORKER where its worker crashed
 * or lied, MB_ERR_LIMIT where it took too long, else as mb_parse_source. The
 * call itself fails only where workers cannot be started at all (MB_ERR_IO,
 * MB_ERR_RULES, MB_ERR_WORKER); then nothing was taken. MB_ERR_USAGE where
 * nothing is pending.
 */
enum mb_status mb_pool_next(struct mb_pool *pool, struct mb_result *ret_result,
                            struct mb_err *err) MB_MUST_CHECK;

/* Move everything on without waiting: for a caller that is long at something
 * else, so that no worker waits for it. */
void mb_pool_tend(struct mb_pool *pool);

/* Give up the oldest document that is pending, for a caller that stops early:
 * its task, with an arena that the caller owns, comes back unread. False if
 * none is pending. After this, nothing but it and mb_pool_free may be called.
 */
bool mb_pool_drop(struct mb_pool *pool, struct mb_task *ret_task);

/* What holds the workers, as a worker said when it began; NULL before that
 * and with jobs 0. */
const struct mb_confined *mb_pool_confined(const struct mb_pool *pool);

/* The process ids of the workers that run, for tests; returns how many. */
uint32_t mb_pool_pids(const struct mb_pool *pool, int *pids, uint32_t max);

/* A worker's life: reads tasks from a socket, its standard input, until the
 * other side closes, and writes what comes of them to the descriptor behind
 * standard error. The return value is the process's exit status. */
int mb_worker_main(void);

/* Confine this process as a filter and become another program, with an
 * environment of a locale and nothing else. Returns only where that fails, with
 * the process's exit status, MB_FILTER_FAILED. limits as for mb_confine. */
#define MB_FILTER_FAILED 127
int mb_filter_main(char *const argv[], const struct mb_limits *limits);

#endif
