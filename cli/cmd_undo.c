/* `undo RUN`: take back what one command did, and nothing else. */
#include "cli/cli.h"

#include "cli/input.h"
#include "cli/session.h"
#include "store/takeback.h"

#include <stdlib.h>

static bool run_number(const struct mb_cli *cli, int64_t *ret_run)
{
    char *end;

    *ret_run = strtoll(cli->args[0], &end, 10);
    if (*end == '\0' && end != cli->args[0] && *ret_run > 0)
        return true;
    mb_say_error(cli,
                 "%s: is no run's number; 'minutebook status --runs' lists "
                 "them",
                 cli->args[0]);
    return false;
}

static void say_done(const struct mb_cli *cli, int64_t run,
                     const struct mb_undone *u)
{
    const struct {
        uint32_t n;
        const char *one, *many;
    } parts[] = {
        {u->documents, "document that it had stored", "documents"},
        {u->restored, "withdrawn document, shown again",
         "withdrawn documents, shown again"},
        {u->reassigned, "document under its former authority",
         "documents under their former authority"},
        {u->entries, "entry", "entries"},
        {u->links, "decision about a link", "decisions about links"},
        {u->people, "name of a person", "names of people"},
        {u->strategies, "strategy", "strategies"},
    };
    struct mb_buf line = MB_BUF_INIT;

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i].n > 0)
            mb_buf_printf(&line, "%s%u %s", line.len > 0 ? ", " : "",
                          parts[i].n,
                          parts[i].n == 1 ? parts[i].one : parts[i].many);
    if (line.len == 0)
        mb_buf_puts(&line, "nothing, for it changed nothing that stands");
    mb_say_note(cli, "run %lld %s: " MB_SPAN_FMT, (long long)run,
                cli->dry_run ? "would be taken back" : "taken back",
                MB_SPAN_ARG(mb_buf_span(&line)));
    mb_buf_done(&line);
}

static enum mb_exit foretell(struct mb_cli *cli, struct mb_session *session,
                             int64_t run)
{
    struct mb_undone undone;
    struct mb_document_rows rows;
    struct mb_err err;

    if (mb_store_undo_foretell(session->store, run, session->arena, &undone,
                               &rows, &err)
        != MB_OK)
        return mb_fail(cli, &err);
    say_done(cli, run, &undone);
    for (uint32_t i = 0; i < rows.n; i++)
        mb_say_note(cli, "  " MB_SPAN_FMT "  %s", MB_SPAN_ARG(rows.at[i].name),
                    mb_span_eq(rows.at[i].status, MB_SPAN_LIT("stored"))
                        ? "would go"
                        : "would go, hidden as it is");
    mb_say_note(cli, "dry run: nothing was done");
    return MB_EXIT_OK;
}

static enum mb_exit undo(struct mb_cli *cli, struct mb_session *session,
                         int64_t run)
{
    struct mb_parse_options options = mb_cli_parse_options(cli);
    struct mb_rebuild rebuild = {.rules = session->rules, .options = &options};
    struct mb_act act = {mb_span_str(cli->by), mb_span_str(cli->why)};
    struct mb_undone undone;
    struct mb_err err;

    if (mb_store_undo(session->store, run, &act, &rebuild, &undone, &err)
        != MB_OK)
        return mb_fail(cli, &err);
    say_done(cli, run, &undone);
    return MB_EXIT_OK;
}

enum mb_exit mb_cmd_undo(struct mb_cli *cli)
{
    struct mb_session session;
    enum mb_exit exit;
    int64_t run;

    if (!run_number(cli, &run))
        return MB_EXIT_USAGE;
    if (!cli->dry_run && (cli->by == NULL || cli->why == NULL)) {
        mb_say_error(cli, "undo needs --by NAME and --why TEXT: they are kept");
        return MB_EXIT_USAGE;
    }
    exit = mb_session_open(cli, cli->dry_run ? MB_NEED_READ : MB_NEED_WRITE,
                           !cli->dry_run, &session);
    if (exit != MB_EXIT_OK)
        return exit;
    exit =
        cli->dry_run ? foretell(cli, &session, run) : undo(cli, &session, run);
    return mb_session_close(cli, &session, exit);
}
