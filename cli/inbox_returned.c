#include "base/file.h"
#include "base/folder.h"
#include "cli/inbox.h"
#include "cli/updating.h"

#include <string.h>
#include <sys/stat.h>

struct returning {
    struct mb_cli *cli;
    struct mb_returned *found;
    struct mb_inbox inbox;
    struct mb_span page; /* of the workbook at hand */
};

/* A page for who returned it, in plain words and Windows' line ends. */
static enum mb_exit make_page(void *context, const struct mb_updating *u,
                              struct mb_arena *arena)
{
    struct returning *r = context;
    const struct mb_update *d = &u->update;
    struct mb_buf text = MB_BUF_INIT, page = MB_BUF_INIT;
    struct mb_err err;
    enum mb_status st;

    mb_buf_printf(&text,
                  "This workbook was taken into the register.\n\n"
                  "Whose words: " MB_SPAN_FMT "\n%u cells were entered, %u "
                  "links decided, %u conflicts, %u proposals for the record,\n"
                  "%u cells refused; %u changes were known already.\n",
                  MB_SPAN_ARG(d->by), d->counts[MB_UPDATE_ENTERED],
                  d->counts[MB_UPDATE_LINK], d->counts[MB_UPDATE_CONFLICT],
                  d->counts[MB_UPDATE_PROPOSED], d->counts[MB_UPDATE_REFUSED],
                  d->already);
    if (u->run > 0)
        mb_buf_printf(&text, "`minutebook undo %lld` takes all of it back.\n",
                      (long long)u->run);
    for (uint32_t i = 0; i < d->nnotes; i++)
        mb_buf_printf(&text, MB_SPAN_FMT "\n", MB_SPAN_ARG(d->notes[i]));
    mb_buf_putc(&text, '\n');
    st = mb_update_items_put(d, true, arena, &text, &err);
    for (size_t i = 0; st == MB_OK && i < text.len; i++) {
        if (text.ptr[i] == '\n')
            mb_buf_putc(&page, '\r');
        mb_buf_putc(&page, text.ptr[i]);
    }
    if (st == MB_OK)
        st = mb_buf_status(&page, &err);
    r->page = mb_arena_dup(r->inbox.arena, mb_buf_span(&page));
    r->found->entered += d->counts[MB_UPDATE_ENTERED];
    r->found->links += d->counts[MB_UPDATE_LINK];
    r->found->conflicts += d->counts[MB_UPDATE_CONFLICT];
    r->found->others +=
        d->counts[MB_UPDATE_PROPOSED] + d->counts[MB_UPDATE_REFUSED];
    mb_buf_done(&text);
    mb_buf_done(&page);
    return st == MB_OK ? MB_EXIT_OK : mb_fail(u->cli, &err);
}

static enum mb_status write_page(struct returning *r,
                                 const struct mb_inbox_file *file,
                                 struct mb_err *err)
{
    struct mb_span path;

    if (file->moved.ptr == NULL || r->page.ptr == NULL)
        return MB_OK;
    path = mb_arena_printf(r->inbox.arena, MB_SPAN_FMT ".result.txt",
                           MB_SPAN_ARG(file->moved));
    if (path.ptr == NULL)
        return mb_arena_status(r->inbox.arena, err);
    return mb_file_replace(path.ptr, r->page, err);
}

/* One workbook; false where the register failed and nothing more is tried. */
static bool take_workbook(struct returning *r, struct mb_inbox_file *file)
{
    struct mb_cli cli = *r->cli;
    char path[4096]; /* for the run's record */
    char *args[] = {path, NULL};
    struct mb_updating u = {
        .cli = &cli, .path = file->path.ptr, .tell = make_page, .context = r};
    struct mb_err why, err;
    enum mb_status st;

    snprintf(path, sizeof path, "%s", file->path.ptr);
    cli.command = mb_command_find("update");
    cli.args = args;
    cli.nargs = 1;
    cli.worst = MB_EXIT_OK;
    r->page = MB_SPAN_NULL;
    st = mb_update_workbook(&u, &why);
    mb_exit_worsen(r->cli, cli.worst);
    if (st != MB_OK)
        mb_fail_at(r->cli, file->path.ptr, &why);
    if (st != MB_OK && mb_exit_for(st) == MB_EXIT_STORE) {
        mb_exit_worsen(r->cli, MB_EXIT_STORE);
        return false;
    }
    if (st != MB_OK)
        mb_exit_worsen(r->cli, MB_EXIT_REFUSED);
    mb_inbox_note(&r->inbox, file->path, st == MB_OK ? NULL : &why);
    if (mb_inbox_move(&r->inbox, &err) != MB_OK
        || write_page(r, file, &err) != MB_OK)
        mb_exit_worsen(r->cli, mb_fail(r->cli, &err));
    return true;
}

static enum mb_status open_returned(struct returning *r, struct mb_err *err)
{
    struct mb_inbox *inbox = &r->inbox;
    struct stat sb;
    enum mb_status st;

    inbox->folder = r->cli->returned;
    inbox->settle_s = r->cli->settle < 0 ? MB_SETTLE_S : r->cli->settle;
    inbox->done = mb_arena_printf(inbox->arena, "%s/done", inbox->folder).ptr;
    inbox->failed =
        mb_arena_printf(inbox->arena, "%s/failed", inbox->folder).ptr;
    inbox->skip[0] = inbox->done;
    inbox->skip[1] = inbox->failed;
    st = mb_arena_status(inbox->arena, err);
    if (st == MB_OK && (stat(inbox->folder, &sb) != 0 || !S_ISDIR(sb.st_mode)))
        return mb_err_set(err, MB_ERR_USAGE,
                          "%s: is no folder; make it, or name another with "
                          "--returned",
                          inbox->folder);
    if (st == MB_OK && !r->cli->dry_run)
        st = mb_folder_make(inbox->done, err);
    if (st == MB_OK && !r->cli->dry_run)
        st = mb_folder_make(inbox->failed, err);
    return st == MB_OK ? mb_inbox_scan(inbox, err) : st;
}

enum mb_exit mb_inbox_returned(struct mb_cli *cli, struct mb_returned *ret)
{
    struct returning r = {.cli = cli, .found = ret};
    struct mb_err err;
    enum mb_exit exit = MB_EXIT_OK;

    *ret = (struct mb_returned){0};
    r.inbox.arena = mb_arena_new(0);
    if (r.inbox.arena == NULL) {
        mb_say_error(cli, "out of memory");
        return MB_EXIT_STORE;
    }
    if (open_returned(&r, &err) != MB_OK)
        exit = mb_fail(cli, &err);
    for (uint32_t i = 0;
         exit == MB_EXIT_OK && !cli->dry_run && i < r.inbox.nfiles; i++)
        if (!take_workbook(&r, &r.inbox.files[i]))
            break;
    ret->taken = r.inbox.taken;
    ret->refused = r.inbox.refused;
    ret->arriving = r.inbox.arriving;
    mb_arena_free(r.inbox.arena);
    return exit;
}
