/* `withdraw`, `restore`, `purge`: what becomes of one document.
 *
 * Withdrawn is hidden and kept, purged is gone for good. Either way what
 * people wrote stays, and what no document gives any more is listed by
 * `review`.
 */
#include "cli/cli.h"

#include "cli/input.h"
#include "cli/session.h"
#include "store/takeback.h"

struct taking {
    struct mb_cli *cli;
    struct mb_session session;
    struct mb_document_row row;
    struct mb_act act;
};

static enum mb_exit needs_who_and_why(const struct mb_cli *cli)
{
    if (cli->dry_run || (cli->by != NULL && cli->why != NULL))
        return MB_EXIT_OK;
    mb_say_error(cli, "%s needs --by NAME and --why TEXT: they are kept",
                 cli->command->name);
    return MB_EXIT_USAGE;
}

static void say_candidates(const struct mb_cli *cli,
                           const struct mb_document_rows *rows)
{
    mb_say_error(cli, "%s: %u documents are meant; say which by its id:",
                 cli->args[0], rows->n);
    for (uint32_t i = 0; i < rows->n && i < 10; i++) {
        const struct mb_document_row *r = &rows->at[i];
        mb_say_error(
            cli, "  %.12s  " MB_SPAN_FMT " " MB_SPAN_FMT " (" MB_SPAN_FMT ")",
            r->sha256, MB_SPAN_ARG(r->name), MB_SPAN_ARG(r->date),
            MB_SPAN_ARG(r->status));
    }
}

/* The one document that the operand names. */
static enum mb_exit find(struct taking *t)
{
    struct mb_document_rows rows;
    struct mb_err err;

    if (mb_store_document_find(t->session.store, mb_span_str(t->cli->args[0]),
                               t->session.arena, &rows, &err)
        != MB_OK)
        return mb_fail(t->cli, &err);
    if (rows.n == 1) {
        t->row = rows.at[0];
        return MB_EXIT_OK;
    }
    if (rows.n > 1)
        say_candidates(t->cli, &rows);
    else
        mb_say_error(t->cli,
                     "%s: no such document in %s; 'minutebook list documents' "
                     "lists them",
                     t->cli->args[0], t->cli->db);
    return MB_EXIT_USAGE;
}

/* What it would mean. */
static enum mb_exit foretell(struct taking *t)
{
    struct mb_weight w;
    struct mb_err err;

    if (mb_store_weigh(t->session.store, t->row.id, &w, &err) != MB_OK)
        return mb_fail(t->cli, &err);
    mb_say_note(t->cli,
                "%s would concern " MB_SPAN_FMT " (" MB_SPAN_FMT
                "): %u clause%s, %u of them in no other document, %u entr%s",
                t->cli->command->name, MB_SPAN_ARG(t->row.name),
                MB_SPAN_ARG(t->row.status), w.clauses,
                w.clauses == 1 ? "" : "s", w.only_here, w.entries,
                w.entries == 1 ? "y" : "ies");
    mb_say_note(t->cli, "dry run: nothing was done");
    return MB_EXIT_OK;
}

typedef enum mb_exit take_fn(struct taking *t);

static enum mb_exit take(struct mb_cli *cli, bool rules, take_fn *fn)
{
    struct taking t = {.cli = cli,
                       .act = {mb_span_str(cli->by), mb_span_str(cli->why)}};
    enum mb_exit exit = needs_who_and_why(cli);

    if (exit == MB_EXIT_OK)
        exit = mb_session_open(cli, cli->dry_run ? MB_NEED_READ : MB_NEED_WRITE,
                               rules && !cli->dry_run, &t.session);
    if (exit != MB_EXIT_OK)
        return exit;
    exit = find(&t);
    if (exit == MB_EXIT_OK)
        exit = cli->dry_run ? foretell(&t) : fn(&t);
    return mb_session_close(cli, &t.session, exit);
}

static enum mb_exit withdraw(struct taking *t)
{
    struct mb_err err;

    if (mb_store_withdraw(t->session.store, t->row.id, &t->act, &err) != MB_OK)
        return mb_fail(t->cli, &err);
    mb_say_note(t->cli,
                "withdrew " MB_SPAN_FMT ": hidden and kept; 'minutebook "
                "restore %.12s' shows it again",
                MB_SPAN_ARG(t->row.name), t->row.sha256);
    return MB_EXIT_OK;
}

enum mb_exit mb_cmd_withdraw(struct mb_cli *cli)
{
    return take(cli, false, withdraw);
}

static enum mb_exit restore(struct taking *t)
{
    struct mb_parse_options options = mb_cli_parse_options(t->cli);
    struct mb_rebuild rebuild = {.rules = t->session.rules,
                                 .options = &options};
    struct mb_err err;

    if (mb_store_restore(t->session.store, t->row.id, &t->act, &rebuild, &err)
        != MB_OK)
        return mb_fail(t->cli, &err);
    mb_say_note(t->cli, "restored " MB_SPAN_FMT, MB_SPAN_ARG(t->row.name));
    return MB_EXIT_OK;
}

enum mb_exit mb_cmd_restore(struct mb_cli *cli)
{
    return take(cli, true, restore);
}

/* Backups made since the document was stored hold it still: a line each. */
static void say_backups(const struct mb_cli *cli, struct mb_span lines)
{
    struct mb_span line;

    if (lines.len == 0)
        return;
    mb_say_error(cli, "these backups still hold it; remove them or purge it "
                      "there too:");
    while (lines.len > 0) {
        lines = mb_span_cut(lines, '\n', &line);
        mb_say_error(cli, "  " MB_SPAN_FMT, MB_SPAN_ARG(line));
    }
}

static enum mb_exit purge(struct taking *t)
{
    struct mb_buf backups = MB_BUF_INIT;
    struct mb_err err;
    enum mb_status st =
        mb_store_purge(t->session.store, t->row.id, &t->act, &backups, &err);

    if (st == MB_OK)
        mb_say_note(t->cli,
                    "purged " MB_SPAN_FMT ": its bytes, text and index are "
                    "gone; the same bytes will be refused",
                    MB_SPAN_ARG(t->row.name));
    else
        mb_fail(t->cli, &err);
    say_backups(t->cli, mb_buf_span(&backups));
    mb_buf_done(&backups);
    return st == MB_OK ? MB_EXIT_OK : mb_exit_for(st);
}

enum mb_exit mb_cmd_purge(struct mb_cli *cli)
{
    return take(cli, false, purge);
}
