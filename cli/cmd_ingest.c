/* `ingest`: documents into the register, by name or from an inbox. */
#include "cli/cli.h"

#include "cli/inbox.h"
#include "cli/taking.h"

static void say_summary(const struct mb_taking *t, uint32_t all)
{
    mb_say_note(t->cli,
                "%u document%s: %u new, %u already held, %u read again, %u "
                "refused%s",
                all, all == 1 ? "" : "s", t->fresh, t->same, t->again,
                t->refused,
                t->cli->dry_run ? " (dry run: nothing was stored)" : "");
    if (t->withdrawn > 0)
        mb_say_note(t->cli,
                    "%u left alone: withdrawn earlier; see "
                    "'minutebook restore'",
                    t->withdrawn);
}

static enum mb_exit ingest_named(struct mb_cli *cli, struct mb_session *session)
{
    struct mb_taking taking = {.cli = cli, .session = session};
    struct mb_inputs inputs;
    struct mb_err err;
    enum mb_exit exit;

    if (mb_inputs_expand(cli, cli->args, cli->nargs, session->arena, &inputs,
                         &err)
        != MB_OK)
        return mb_fail(cli, &err);
    exit = mb_take_documents(&taking, &inputs);
    say_summary(&taking, inputs.n);
    return exit;
}

/* Options that belong to an inbox, and operands that do not. */
static enum mb_exit check_usage(const struct mb_cli *cli)
{
    if (cli->inbox == NULL && cli->nargs == 0) {
        mb_say_error(cli, "ingest needs documents: name files or folders, or "
                          "give --inbox FOLDER");
        return MB_EXIT_USAGE;
    }
    if (cli->inbox != NULL && cli->nargs > 0) {
        mb_say_error(cli,
                     "ingest takes an inbox or named documents, not both: "
                     "'%s'",
                     cli->args[0]);
        return MB_EXIT_USAGE;
    }
    if (cli->inbox == NULL
        && (cli->done != NULL || cli->failed != NULL || cli->returned != NULL
            || cli->out != NULL || cli->log != NULL || cli->settle >= 0)) {
        mb_say_error(cli, "--done, --failed, --returned, --out, --settle and "
                          "--log go with --inbox");
        return MB_EXIT_USAGE;
    }
    return MB_EXIT_OK;
}

enum mb_exit mb_cmd_ingest(struct mb_cli *cli)
{
    struct mb_session session;
    enum mb_exit exit = check_usage(cli);

    if (exit != MB_EXIT_OK)
        return exit;
    if (cli->inbox != NULL)
        return mb_inbox_run(cli);
    exit = mb_session_open(cli, MB_NEED_CREATE, true, &session);
    if (exit != MB_EXIT_OK)
        return exit;
    return mb_session_close(cli, &session, ingest_named(cli, &session));
}
