/* One run over an inbox: documents in, links proposed, a fresh tracker out,
 * one line that says how it went. */
#include "cli/inbox.h"

#include "assurance/link.h"
#include "assurance/register.h"
#include "base/date.h"
#include "base/folder.h"
#include "cli/outgoing.h"
#include "cli/taking.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

struct inbox_run {
    struct mb_cli *cli;
    struct mb_session session;
    struct mb_taking taking;
    struct mb_inbox inbox;
    struct mb_returned returned;
    uint32_t links; /* proposed anew, of those that are shown */
    bool wrote;     /* a tracker */
};

/* ------------------------------------------------------------ folders -- */

static const char *folder_or(struct inbox_run *run, const char *given,
                             const char *name)
{
    struct mb_span path;

    if (given != NULL)
        return given;
    path =
        mb_arena_printf(run->session.arena, "%s/%s", run->inbox.folder, name);
    return path.ptr;
}

static enum mb_status open_folders(struct inbox_run *run, struct mb_err *err)
{
    const struct mb_cli *cli = run->cli;
    struct mb_inbox *inbox = &run->inbox;
    struct stat sb;
    enum mb_status st = MB_OK;

    inbox->arena = run->session.arena;
    inbox->folder = cli->inbox;
    inbox->settle_s = cli->settle < 0 ? MB_SETTLE_S : cli->settle;
    inbox->done = folder_or(run, cli->done, "done");
    inbox->failed = folder_or(run, cli->failed, "failed");
    inbox->skip[0] = inbox->done;
    inbox->skip[1] = inbox->failed;
    inbox->skip[2] = cli->returned;
    inbox->skip[3] = cli->out;
    st = mb_arena_status(inbox->arena, err);
    if (st == MB_OK && (stat(cli->inbox, &sb) != 0 || !S_ISDIR(sb.st_mode)))
        st = mb_err_set(err, MB_ERR_IO,
                        "%s: is no folder; make it, or name another with "
                        "--inbox",
                        cli->inbox);
    if (st == MB_OK && !cli->dry_run)
        st = mb_folder_make(inbox->done, err);
    if (st == MB_OK && !cli->dry_run)
        st = mb_folder_make(inbox->failed, err);
    if (st == MB_OK && !cli->dry_run && cli->out != NULL)
        st = mb_folder_make(cli->out, err);
    if (st == MB_OK && !cli->dry_run)
        mb_inbox_sweep(inbox);
    return st;
}

/* ---------------------------------------------------------- documents -- */

static void told(void *context, struct mb_span path, const struct mb_err *why)
{
    struct inbox_run *run = context;

    mb_inbox_note(&run->inbox, path, why);
}

static void safe(void *context)
{
    struct inbox_run *run = context;
    struct mb_err err;

    /* told as taken, and gone with their batch: they stay */
    if (mb_store_lost(run->session.store) > 0)
        mb_inbox_forget(&run->inbox);
    if (mb_inbox_move(&run->inbox, &err) != MB_OK)
        mb_exit_worsen(run->cli, mb_fail(run->cli, &err));
}

static enum mb_exit take_documents(struct inbox_run *run)
{
    struct mb_inputs inputs = {NULL, 0};
    struct mb_err err;
    enum mb_exit exit;

    run->taking = (struct mb_taking){.cli = run->cli,
                                     .session = &run->session,
                                     .root = run->inbox.folder,
                                     .told = told,
                                     .safe = safe,
                                     .context = run};
    if (mb_inbox_scan(&run->inbox, &err) != MB_OK)
        return mb_fail(run->cli, &err);
    inputs.paths = mb_arena_alloc(run->session.arena, run->inbox.nfiles + 1u,
                                  sizeof *inputs.paths);
    if (inputs.paths == NULL) {
        mb_say_error(run->cli, "out of memory");
        return MB_EXIT_STORE;
    }
    for (uint32_t i = 0; i < run->inbox.nfiles; i++)
        inputs.paths[inputs.n++] = run->inbox.files[i].path;
    exit = mb_take_documents(&run->taking, &inputs);
    if (run->cli->dry_run)
        return exit;
    /* after a failure, too: what is stored is stored */
    if (mb_store_flush(run->session.store, &err) != MB_OK) {
        mb_exit_worsen(run->cli, exit);
        exit = mb_fail(run->cli, &err);
    }
    safe(run);
    return exit;
}

/* ------------------------------------------------------------- output -- */

static enum mb_exit propose_links(struct inbox_run *run)
{
    struct mb_linked done;
    struct mb_err err;

    if (mb_register_link(run->session.store, MB_SPAN_NULL, true, &done, &err)
        != MB_OK)
        return mb_fail(run->cli, &err);
    run->links = done.shown;
    return MB_EXIT_OK;
}

/* The tracker as it is now. */
static enum mb_exit write_tracker(struct inbox_run *run)
{
    struct mb_arena *arena = run->session.arena;
    struct mb_span path =
        mb_arena_printf(arena, "%s/tracker.xlsx", run->cli->out);
    struct mb_scheme scheme;
    struct mb_tracker_options options = {
        .as_of = mb_span_str(mb_cli_today(run->cli)),
        .min_score = MB_LINK_SHOWN,
        .scheme = &scheme,
    };
    struct mb_report report;
    struct mb_err err;
    enum mb_status st = mb_arena_status(arena, &err);

    if (st == MB_OK)
        st = mb_scheme_load(run->cli->config, arena, &scheme, &err);
    if (st == MB_OK)
        st = mb_tracker_out(run->cli, &run->session, &options, path.ptr,
                            &report, &err);
    if (st != MB_OK) {
        mb_say_error(run->cli, "%s", err.text);
        return MB_EXIT_REPORT;
    }
    run->wrote = true;
    return MB_EXIT_OK;
}

/* Something is different from the last run, or there is no tracker of today:
 * what is overdue changes with the day. */
static bool is_tracker_due(const struct inbox_run *run)
{
    const struct mb_returned *back = &run->returned;
    char path[4096], day[MB_DATE_TEXT_SIZE];
    struct stat sb;
    struct tm t;

    if (run->taking.fresh + run->taking.again + back->taken > 0)
        return true;
    if ((size_t)snprintf(path, sizeof path, "%s/tracker.xlsx", run->cli->out)
            >= sizeof path
        || stat(path, &sb) != 0 || gmtime_r(&sb.st_mtime, &t) == NULL
        || strftime(day, sizeof day, "%Y-%m-%d", &t) == 0)
        return true;
    return strcmp(day, mb_cli_today(run->cli)) < 0;
}

/* ------------------------------------------------------------ summary -- */

static const char *verdict(enum mb_exit exit)
{
    switch (exit) {
    case MB_EXIT_OK:
        return "ok";
    case MB_EXIT_DIAGNOSTICS:
        return "diagnostics";
    case MB_EXIT_REFUSED:
        return "documents refused";
    case MB_EXIT_STORE:
        return "register failed";
    case MB_EXIT_REPORT:
        return "report failed";
    case MB_EXIT_USAGE:
        break;
    }
    return "usage";
}

static void print_json(const struct inbox_run *run)
{
    const struct mb_taking *t = &run->taking;
    json_t *line = json_pack(
        "{s:s, s:s, s:i, s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i,"
        " s:i, s:i, s:b}",
        "at", run->session.stamp, "inbox", run->inbox.folder, "exit",
        (int)run->cli->worst, "result", verdict(run->cli->worst), "new",
        (int)t->fresh, "held", (int)t->same, "again", (int)t->again, "refused",
        (int)t->refused, "withdrawn", (int)t->withdrawn, "arriving",
        (int)(run->inbox.arriving + run->returned.arriving), "moved",
        (int)(run->inbox.taken + run->inbox.refused), "links", (int)run->links,
        "workbooks", (int)run->returned.taken, "workbooks_refused",
        (int)run->returned.refused, "entered",
        (int)(run->returned.entered + run->returned.links), "to_decide",
        (int)(run->returned.conflicts + run->returned.others), "tracker",
        (int)run->wrote);

    if (line == NULL || json_dumpf(line, stdout, JSON_COMPACT) != 0)
        mb_say_error(run->cli, "the summary cannot be printed");
    else
        putchar('\n');
    json_decref(line);
}

/* The line for the journal: said with --quiet, too. */
static void print_summary(const struct inbox_run *run)
{
    const struct mb_taking *t = &run->taking;

    if (run->cli->log != NULL && strcmp(run->cli->log, "json") == 0) {
        print_json(run);
        return;
    }
    printf("minutebook: inbox %s: %u new, %u already held, %u read again, %u "
           "refused",
           run->inbox.folder, t->fresh, t->same, t->again, t->refused);
    if (t->withdrawn > 0)
        printf(", %u withdrawn earlier", t->withdrawn);
    if (run->inbox.arriving + run->returned.arriving > 0)
        printf(", %u still arriving",
               run->inbox.arriving + run->returned.arriving);
    if (run->returned.taken + run->returned.refused > 0)
        printf("; %u workbooks taken, %u refused, %u entries, %u to decide",
               run->returned.taken, run->returned.refused,
               run->returned.entered + run->returned.links,
               run->returned.conflicts + run->returned.others);
    if (run->wrote)
        printf("; wrote %s/tracker.xlsx", run->cli->out);
    if (run->cli->dry_run)
        printf(" (dry run: nothing was stored or moved)");
    printf("; %s\n", verdict(run->cli->worst));
}

/* ---------------------------------------------------------------- run -- */

static void sync_folders(struct inbox_run *run)
{
    const char *folders[] = {run->inbox.done, run->inbox.failed,
                             run->inbox.folder};
    struct mb_err err;

    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        if (mb_folder_sync(folders[i], &err) != MB_OK)
            mb_exit_worsen(run->cli, mb_fail(run->cli, &err));
}

/* Documents in and links proposed, as one run of the register. */
static enum mb_exit take_in(struct inbox_run *run)
{
    struct mb_err err;
    enum mb_exit exit =
        mb_session_open(run->cli, MB_NEED_CREATE, true, &run->session);

    if (exit != MB_EXIT_OK)
        return exit;
    if (open_folders(run, &err) != MB_OK) {
        mb_say_error(run->cli, "%s", err.text);
        exit = MB_EXIT_USAGE;
    } else {
        exit = take_documents(run);
        if (!run->cli->dry_run)
            sync_folders(run);
        if (exit == MB_EXIT_OK && !run->cli->dry_run)
            exit = propose_links(run);
    }
    mb_session_close(run->cli, &run->session, exit);
    return exit;
}

static enum mb_exit report(struct inbox_run *run)
{
    enum mb_exit exit;

    if (!is_tracker_due(run))
        return MB_EXIT_OK;
    exit = mb_session_open(run->cli, MB_NEED_WRITE, false, &run->session);
    if (exit != MB_EXIT_OK)
        return exit;
    exit = write_tracker(run);
    mb_session_close(run->cli, &run->session, exit);
    return exit;
}

enum mb_exit mb_inbox_run(struct mb_cli *cli)
{
    struct inbox_run run = {.cli = cli};
    enum mb_exit exit = take_in(&run);

    if (exit == MB_EXIT_OK && cli->returned != NULL)
        exit = mb_inbox_returned(cli, &run.returned);
    if (exit == MB_EXIT_OK && cli->worst != MB_EXIT_STORE && cli->out != NULL
        && !cli->dry_run)
        exit = report(&run);
    mb_exit_worsen(cli, exit);
    if (run.inbox.folder != NULL)
        print_summary(&run);
    return cli->worst;
}
