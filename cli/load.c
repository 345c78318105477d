/* The pool is kept full, and results are taken in the order of submission. A
 * document's arena goes with its task and is used again when that is done.
 */
#include "cli/load.h"

#include <unistd.h>

enum { SPARE_MAX = 2 * MB_JOBS_MAX };

struct loading {
    struct mb_cli *cli;
    const struct mb_inputs *inputs;
    const struct mb_loader *loader;
    struct mb_parse_options options;
    struct mb_pool *pool;
    struct mb_arena *spare[SPARE_MAX];
    uint32_t nspare;
    uint32_t next; /* of inputs, to be opened */
    uint32_t done;
    bool stopped;
    enum mb_exit exit;
};

static struct mb_arena *take_arena(struct loading *l)
{
    if (l->nspare > 0)
        return l->spare[--l->nspare];
    return mb_arena_new(l->options.reader.limits.memory_bytes);
}

static void give_back(struct loading *l, struct mb_arena *arena)
{
    if (arena == NULL)
        return;
    mb_arena_clear(arena);
    if (l->nspare < SPARE_MAX)
        l->spare[l->nspare++] = arena;
    else
        mb_arena_free(arena);
}

static void stop(struct loading *l, const struct mb_err *err)
{
    l->exit = mb_fail(l->cli, err);
    l->stopped = true;
}

static void refuse(struct loading *l, struct mb_span path,
                   const struct mb_err *err)
{
    l->done++;
    if (!l->loader->refused(l->loader->context, path, err))
        l->stopped = true;
}

/* Open the next document and hand it to a worker, if it is wanted. */
static void feed(struct loading *l)
{
    struct mb_span path = l->inputs->paths[l->next++];
    struct mb_task task = {.arena = take_arena(l)};
    bool wanted = true;
    struct mb_err err;
    enum mb_status st;

    if (task.arena == NULL) {
        mb_err_set(&err, MB_ERR_NOMEM, "out of memory");
        stop(l, &err);
        return;
    }
    st = mb_read_file(path, l->loader->root, &l->options, task.arena,
                      &task.source, &err);
    if (st == MB_OK && l->loader->wanted != NULL)
        st = l->loader->wanted(l->loader->context, &task.source, &wanted, &err);
    if (st == MB_OK && wanted) {
        st = mb_pool_submit(l->pool, &task, &err);
        if (st == MB_OK)
            return;
    }
    if (st != MB_OK)
        refuse(l, path, &err);
    else
        l->done++;
    give_back(l, task.arena);
}

static void take(struct loading *l)
{
    struct mb_result result;
    struct mb_err err;

    if (mb_pool_next(l->pool, &result, &err) != MB_OK) {
        stop(l, &err);
        return;
    }
    if (result.status != MB_OK)
        refuse(l, result.task.source.name, &result.err);
    else if (!l->loader->parsed(l->loader->context, &result.task.source,
                                result.doc))
        l->stopped = true;
    if (result.status == MB_OK)
        l->done++;
    if (l->inputs->n > 1)
        mb_progress(l->cli, "Reading", l->done, l->inputs->n,
                    result.task.source.name.ptr);
    give_back(l, result.task.arena);
}

static void end_of_feeding(struct loading *l)
{
    if (l->loader->all_given != NULL
        && !l->loader->all_given(l->loader->context, mb_pool_pending(l->pool)))
        l->stopped = true;
}

static void run(struct loading *l)
{
    bool fed = false;

    while (!l->stopped
           && (l->next < l->inputs->n || mb_pool_pending(l->pool) > 0)) {
        while (!l->stopped && l->next < l->inputs->n && mb_pool_room(l->pool))
            feed(l);
        if (!l->stopped && !fed && l->next == l->inputs->n) {
            fed = true;
            end_of_feeding(l);
        }
        if (!l->stopped && mb_pool_pending(l->pool) > 0)
            take(l);
    }
}

/* --jobs, else one for each core; never more than there are documents. */
static unsigned jobs_for(const struct mb_cli *cli, uint32_t n)
{
    long jobs = cli->jobs;

    if (jobs < 0)
        jobs = sysconf(_SC_NPROCESSORS_ONLN);
    if (jobs < 0)
        jobs = 1;
    if (jobs > MB_JOBS_MAX)
        jobs = MB_JOBS_MAX;
    return jobs > (long)n ? (unsigned)n : (unsigned)jobs;
}

static void run_with_pool(struct loading *l, const struct mb_rules *rules)
{
    struct mb_pool_options options = {
        .jobs = jobs_for(l->cli, l->inputs->n),
        .parse = l->options,
        .config = l->cli->config,
        .rules = rules,
        .expected = l->inputs->n,
    };
    struct mb_task left;
    struct mb_err err;

    if (mb_pool_new(&options, &l->pool, &err) != MB_OK) {
        stop(l, &err);
        return;
    }
    if (l->loader->pool != NULL)
        l->loader->pool(l->loader->context, l->pool);
    run(l);
    if (l->loader->pool != NULL)
        l->loader->pool(l->loader->context, NULL);
    while (mb_pool_drop(l->pool, &left))
        give_back(l, left.arena);
    mb_pool_free(l->pool);
    mb_progress_done();
    while (l->nspare > 0)
        mb_arena_free(l->spare[--l->nspare]);
}

enum mb_exit mb_load_all(struct mb_cli *cli, const struct mb_inputs *inputs,
                         const struct mb_loader *loader)
{
    struct loading l = {.cli = cli,
                        .inputs = inputs,
                        .loader = loader,
                        .options = mb_cli_parse_options(cli)};
    struct mb_rules *own = NULL;
    struct mb_err err;

    if (inputs->n == 0)
        return MB_EXIT_OK;
    l.options.text_only = loader->text_only;
    if (loader->rules == NULL && !loader->text_only && cli->jobs == 0
        && mb_rules_load(cli->config, &own, &err) != MB_OK)
        return mb_fail(cli, &err);
    run_with_pool(&l, loader->rules != NULL ? loader->rules : own);
    mb_rules_free(own);
    return l.exit;
}

struct each {
    struct mb_cli *cli;
    mb_document_fn *fn;
    void *context;
};

static bool each_parsed(void *context, const struct mb_source *source,
                        const struct mb_document *doc)
{
    const struct each *e = context;

    e->fn(e->context, source, doc);
    return true;
}

static bool each_refused(void *context, struct mb_span path,
                         const struct mb_err *err)
{
    const struct each *e = context;

    mb_exit_worsen(e->cli, mb_fail_at(e->cli, path.ptr, err));
    return true;
}

enum mb_exit mb_load_each(struct mb_cli *cli, bool text_only,
                          mb_document_fn *fn, void *context)
{
    struct each each = {cli, fn, context};
    struct mb_loader loader = {.parsed = each_parsed,
                               .refused = each_refused,
                               .text_only = text_only,
                               .context = &each};
    struct mb_arena *names = mb_arena_new(0);
    struct mb_inputs inputs;
    struct mb_err err;
    enum mb_exit exit;

    if (names == NULL) {
        mb_say_error(cli, "out of memory");
        return MB_EXIT_REFUSED;
    }
    if (mb_inputs_expand(cli, cli->args, cli->nargs, names, &inputs, &err)
        == MB_OK)
        exit = mb_load_all(cli, &inputs, &loader);
    else
        exit = mb_fail(cli, &err);
    mb_arena_free(names);
    return exit;
}
