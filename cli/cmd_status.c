/* `status`, `verify`, `rebuild`: how the register is, and keeping it so. */
#include "cli/cli.h"

#include "cli/input.h"
#include "cli/session.h"
#include "cli/standing.h"
#include "parser/pdf_extract.h"
#include "parser/worker.h"
#include "reports/sheet.h"
#include "store/maintain.h"

#include <string.h>

static void put_counts(const struct mb_store_counts *c, struct mb_buf *out)
{
    const struct {
        const char *name;
        uint32_t n;
    } rows[] = {
        {"documents", c->documents},
        {"meetings", c->meetings},
        {"matters", c->matters},
        {"decisions", c->decisions},
        {"clauses", c->clauses},
        {"attendance", c->attendance},
        {"actions", c->actions},
        {"votes", c->votes},
        {"strategies", c->strategies},
        {"pledges", c->pledges},
        {"links", c->links},
        {"entries", c->entries},
        {"warnings", c->warnings},
        {"texts that differ", c->texts_differ},
        {"identity unsure", c->unsure},
        {"entries unplaced", c->entries_unplaced},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        mb_buf_printf(out, "  %-20s %8u\n", rows[i].name, rows[i].n);
    mb_buf_printf(out,
                  "  %-20s %8u: %u claimed, %u furniture,\n"
                  "  %-20s %8s  %u narrative, %u unclaimed\n",
                  "lines of text", c->coverage.lines, c->coverage.claimed,
                  c->coverage.furniture, "", "", c->coverage.narrative,
                  c->coverage.unclaimed);
}

static void put_limits(const struct mb_cli *cli, struct mb_buf *out)
{
    struct mb_parse_options options = mb_cli_parse_options(cli);
    const struct mb_limits *l = &options.reader.limits;

    mb_buf_printf(out,
                  "limits for one document\n"
                  "  size %llu MB, memory %llu MiB, pages %u, time %u s,\n"
                  "  depth %u, zip ratio %u, zip entries %u, matches of a rule "
                  "%u\n",
                  (unsigned long long)(l->document_bytes / 1000000),
                  (unsigned long long)(l->memory_bytes >> 20), l->pages,
                  l->cpu_seconds, l->depth, l->zip_ratio, l->zip_entries,
                  l->rule_matches);
}

static void put_runs(const struct mb_run_rows *runs, struct mb_buf *out)
{
    mb_buf_puts(out, "latest runs\n");
    for (uint32_t i = 0; i < runs->n && i < 10; i++) {
        const struct mb_run_row *r = &runs->at[i];
        mb_buf_printf(out,
                      "  %4lld  " MB_SPAN_FMT "  %-10.*s new %u, same %u, "
                      "again %u, refused %u",
                      (long long)r->id, MB_SPAN_ARG(r->at),
                      MB_SPAN_ARG(r->command), r->n_new, r->n_same, r->n_again,
                      r->n_refused);
        if (r->status < 0)
            mb_buf_puts(out, "  (did not end)");
        else
            mb_buf_printf(out, "  (exit %d)", r->status);
        if (r->undone_by != 0)
            mb_buf_printf(out, ", taken back by %lld", (long long)r->undone_by);
        mb_buf_putc(out, '\n');
    }
}

static const struct mb_column_spec run_columns[] = {
    {"Run", MB_CELL_INTEGER, 0, 0, NULL, NULL},
    {"At", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Command", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"New", MB_CELL_INTEGER, 0, 0, NULL, NULL},
    {"Exit", MB_CELL_INTEGER, 0, 0, NULL, NULL},
    {"Undone by", MB_CELL_INTEGER, 0, 0, NULL, NULL},
    {"By", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Why", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"What", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
};

/* Every run, so that a person finds the one to take back. */
static enum mb_exit list_runs(struct mb_cli *cli, struct mb_session *session)
{
    struct mb_report report = {.arena = session->arena};
    struct mb_sheet *sheet = mb_sheet_add(&report, "runs", MB_SPAN_LIT("Runs"),
                                          MB_SPAN_NULL, run_columns);
    struct mb_run_rows runs;
    struct mb_err err;

    if (mb_store_runs(session->store, mb_span_str(cli->since), session->arena,
                      &runs, &err)
        != MB_OK)
        return mb_fail(cli, &err);
    for (uint32_t i = 0; i < runs.n; i++) {
        const struct mb_run_row *r = &runs.at[i];
        mb_row_begin(&report, sheet);
        mb_put_count(sheet, r->id);
        mb_put_text(sheet, r->at);
        mb_put_text(sheet, r->command);
        mb_put_count(sheet, r->n_new);
        mb_put_count(sheet, r->status);
        mb_put_count(sheet, r->undone_by > 0 ? r->undone_by : -1);
        mb_put_text(sheet, r->by);
        mb_put_text(sheet, r->why);
        mb_put_text(sheet, r->args);
    }
    if (mb_arena_status(session->arena, &err) != MB_OK)
        return mb_fail(cli, &err);
    return mb_print_sheet(cli, sheet);
}

/* What holds a worker is known by a worker alone: one reads a line. */
static enum mb_status ask_worker(const struct mb_cli *cli, struct mb_buf *out,
                                 struct mb_err *err)
{
    struct mb_pool_options options = {
        .jobs = 1, .parse = mb_cli_parse_options(cli), .config = cli->config};
    struct mb_task task = {.arena = mb_arena_new(0)};
    struct mb_pool *pool = NULL;
    struct mb_result result;
    char text[MB_CONFINED_TEXT_MAX];
    enum mb_status st = mb_pool_new(&options, &pool, err);

    if (st == MB_OK && task.arena == NULL)
        st = mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    if (st == MB_OK)
        st = mb_source_init(&task.source, MB_SPAN_LIT("Minutes\n"),
                            MB_SPAN_LIT("status"), &options.parse.reader.limits,
                            task.arena, err);
    if (st == MB_OK)
        st = mb_pool_submit(pool, &task, err);
    if (st == MB_OK)
        st = mb_pool_next(pool, &result, err);
    if (st == MB_OK && mb_pool_confined(pool) != NULL) {
        mb_confined_text(mb_pool_confined(pool), text);
        mb_buf_puts(out, text);
    }
    mb_pool_free(pool);
    mb_arena_free(task.arena);
    return st;
}

static void put_confinement(struct mb_cli *cli, struct mb_buf *out)
{
    struct mb_err err;

    mb_buf_puts(out, "workers are held by\n  ");
    if (ask_worker(cli, out, &err) != MB_OK)
        mb_buf_printf(out, "nothing: no worker could be started: %s", err.text);
    mb_buf_putc(out, '\n');
}

enum mb_exit mb_cmd_status(struct mb_cli *cli)
{
    struct mb_session session;
    struct mb_store_counts counts;
    struct mb_run_rows runs;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, false, &session);
    enum mb_status st;

    if (exit != MB_EXIT_OK)
        return exit;
    if (cli->runs)
        return mb_session_close(cli, &session, list_runs(cli, &session));
    st = mb_store_count(session.store, session.arena, &counts, &err);
    if (st == MB_OK)
        st = mb_store_runs(session.store, mb_span_str(cli->since),
                           session.arena, &runs, &err);
    mb_buf_printf(&out, "register %s\n", cli->db);
    if (st == MB_OK)
        st = mb_standing_put(&session, mb_span_str(cli->since), &out, &err);
    if (st == MB_OK) {
        mb_buf_puts(&out, "holds\n");
        put_counts(&counts, &out);
        put_runs(&runs, &out);
        put_limits(cli, &out);
        put_confinement(cli, &out);
        exit = mb_put_output(cli, mb_buf_span(&out));
    } else {
        exit = mb_fail(cli, &err);
    }
    mb_buf_done(&out);
    return mb_session_close(cli, &session, exit);
}

enum mb_exit mb_cmd_verify(struct mb_cli *cli)
{
    struct mb_session session;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    uint32_t problems = 0;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    if (mb_store_verify(session.store, &out, &problems, &err) != MB_OK) {
        exit = mb_fail(cli, &err);
    } else if (problems > 0) {
        mb_put_output(cli, mb_buf_span(&out));
        mb_say_error(cli,
                     "%s: %u thing%s wrong; restore a backup, or run "
                     "'minutebook rebuild'",
                     cli->db, problems, problems == 1 ? "" : "s");
        exit = MB_EXIT_STORE;
    } else {
        mb_say_note(cli, "%s is sound", cli->db);
    }
    mb_buf_done(&out);
    return mb_session_close(cli, &session, exit);
}

struct rebuilding {
    struct mb_cli *cli;
    struct mb_parse_options options;
    struct mb_pool *pool; /* of the worker that reads again, or NULL */
};

static void rebuild_progress(void *user, uint32_t done, uint32_t all)
{
    const struct rebuilding *r = user;

    mb_progress(r->cli, "Rebuilding", done, all, "");
}

/* One document at a time: a rebuild asks for them so. */
static enum mb_status reread_one(void *user, const struct mb_source *source,
                                 struct mb_arena *arena, struct mb_diags *diags,
                                 struct mb_text *ret_text, struct mb_err *err)
{
    const struct rebuilding *r = user;
    struct mb_task task = {.source = *source, .arena = arena};
    struct mb_result result;
    enum mb_status st = mb_pool_submit(r->pool, &task, err);

    if (st == MB_OK)
        st = mb_pool_next(r->pool, &result, err);
    if (st == MB_OK && result.status != MB_OK) {
        *err = result.err;
        st = result.status;
    }
    if (st != MB_OK) {
        mb_exit_worsen(r->cli, mb_fail_at(r->cli, source->name.ptr, err));
        return st;
    }
    *diags = result.doc->diags;
    *ret_text = result.doc->text;
    return MB_OK;
}

static enum mb_exit rebuild_all(struct rebuilding *r,
                                struct mb_session *session)
{
    struct mb_rebuild rebuild = {.rules = session->rules,
                                 .options = &r->options,
                                 .reread = r->pool != NULL ? reread_one : NULL,
                                 .user = r,
                                 .progress = rebuild_progress};
    struct mb_rebuilt done;
    struct mb_err err;

    if (mb_store_rebuild(session->store, &rebuild, &done, &err) != MB_OK)
        return mb_fail(r->cli, &err);
    mb_say_note(r->cli, "rebuilt from %u documents%s", done.documents,
                done.failed > 0 ? "; some could not be read again and keep "
                                  "their old text"
                                : "");
    return MB_EXIT_OK;
}

enum mb_exit mb_cmd_rebuild(struct mb_cli *cli)
{
    struct mb_session session;
    struct rebuilding r = {cli, mb_cli_parse_options(cli), NULL};
    struct mb_pool_options options = {.jobs = cli->jobs == 0 ? 0 : 1,
                                      .parse = r.options};
    struct mb_err err;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_WRITE, true, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    options.parse.text_only = true;
    if (cli->reread && mb_pool_new(&options, &r.pool, &err) != MB_OK)
        exit = mb_fail(cli, &err);
    else
        exit = rebuild_all(&r, &session);
    mb_pool_free(r.pool);
    return mb_session_close(cli, &session, exit);
}
