#include "base/file.h"
#include "base/folder.h"
#include "cli/inbox.h"
#include "cli/updating.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct returning {
    struct mb_cli *cli;
    struct mb_returned *found;
    struct mb_inbox inbox;
    struct mb_inbox_file *file; /* at hand */
    struct mb_span kept;        /* where its page waits for it to be moved */
    int lock_fd;
};

static void put_heading(const struct mb_updating *u, struct mb_buf *text)
{
    const struct mb_update *d = &u->update;

    mb_buf_printf(text,
                  "This workbook was taken into the register.\n\n"
                  "Whose words: " MB_SPAN_FMT "\n%u cells were entered, %u "
                  "links decided, %u conflicts, %u proposals for the record,\n"
                  "%u cells refused; %u changes were known already.\n",
                  MB_SPAN_ARG(d->by), d->counts[MB_UPDATE_ENTERED],
                  d->counts[MB_UPDATE_LINK], d->counts[MB_UPDATE_CONFLICT],
                  d->counts[MB_UPDATE_PROPOSED], d->counts[MB_UPDATE_REFUSED],
                  d->already);
    if (u->run > 0)
        mb_buf_printf(text, "`minutebook undo %lld` takes all of it back.\n",
                      (long long)u->run);
    for (uint32_t i = 0; i < d->nnotes; i++)
        mb_buf_printf(text, MB_SPAN_FMT "\n", MB_SPAN_ARG(d->notes[i]));
    mb_buf_putc(text, '\n');
}

/* A page for who returned it, in plain words and Windows' line ends. */
static enum mb_status make_page(struct returning *r,
                                const struct mb_updating *u,
                                struct mb_arena *arena, struct mb_err *err)
{
    struct mb_buf text = MB_BUF_INIT, page = MB_BUF_INIT;
    enum mb_status st;

    put_heading(u, &text);
    st = mb_update_items_put(&u->update, true, arena, &text, err);
    for (size_t i = 0; st == MB_OK && i < text.len; i++) {
        if (text.ptr[i] == '\n')
            mb_buf_putc(&page, '\r');
        mb_buf_putc(&page, text.ptr[i]);
    }
    if (st == MB_OK)
        st = mb_buf_status(&page, err);
    if (st == MB_OK)
        r->file->page = mb_arena_dup(r->inbox.arena, mb_buf_span(&page));
    if (st == MB_OK)
        st = mb_arena_status(r->inbox.arena, err);
    mb_buf_done(&text);
    mb_buf_done(&page);
    return st;
}

/* The page is on disk before the changes are: a run that is cut off between
 * commit and move finds the workbook again, with nothing new in it, and the
 * page that says what was. */
static enum mb_status keep_page(void *context, const struct mb_updating *u,
                                struct mb_arena *arena, struct mb_err *err)
{
    struct returning *r = context;
    enum mb_status st = make_page(r, u, arena, err);

    if (st == MB_OK)
        st = mb_file_replace(r->kept.ptr, r->file->page, err);
    return st;
}

static enum mb_exit told(void *context, const struct mb_updating *u,
                         struct mb_arena *arena)
{
    struct returning *r = context;
    const struct mb_update *d = &u->update;
    struct mb_err err;

    r->found->entered += d->counts[MB_UPDATE_ENTERED];
    r->found->links += d->counts[MB_UPDATE_LINK];
    r->found->conflicts += d->counts[MB_UPDATE_CONFLICT];
    r->found->others +=
        d->counts[MB_UPDATE_PROPOSED] + d->counts[MB_UPDATE_REFUSED];
    if (u->run > 0)
        return MB_EXIT_OK; /* the page was kept before */
    if (d->already > 0
        && mb_file_load(r->kept.ptr, 0, r->inbox.arena, &r->file->page, &err)
               == MB_OK)
        return MB_EXIT_OK;
    if (make_page(r, u, arena, &err) != MB_OK)
        return mb_fail(u->cli, &err);
    return MB_EXIT_OK;
}

/* Where the page lies until the workbook is moved: beside it, hidden. */
static struct mb_span kept_path(struct mb_arena *arena, struct mb_span path)
{
    const char *slash = strrchr(path.ptr, '/');
    size_t folder = slash != NULL ? (size_t)(slash - path.ptr) + 1 : 0;

    return mb_arena_printf(arena, "%.*s.%s.result", (int)folder, path.ptr,
                           path.ptr + folder);
}

static void move_workbook(struct returning *r, const struct mb_err *why)
{
    struct mb_err err;

    mb_inbox_note(&r->inbox, r->file->path, why);
    if (mb_inbox_move(&r->inbox, &err) != MB_OK)
        mb_exit_worsen(r->cli, mb_fail(r->cli, &err));
    else
        (void)unlink(r->kept.ptr); /* often there is none */
}

/* One workbook; false where the register failed and nothing more is tried. */
static bool take_workbook(struct returning *r, struct mb_inbox_file *file)
{
    struct mb_cli cli = *r->cli;
    char path[4096]; /* for the run's record */
    char *args[] = {path, NULL};
    struct mb_updating u = {.cli = &cli,
                            .path = file->path.ptr,
                            .root = r->inbox.folder,
                            .ready = keep_page,
                            .tell = told,
                            .context = r};
    struct mb_err why;
    enum mb_status st;

    snprintf(path, sizeof path, "%s", file->path.ptr);
    cli.command = mb_command_find("update");
    cli.args = args;
    cli.nargs = 1;
    cli.worst = MB_EXIT_OK;
    r->file = file;
    r->kept = kept_path(r->inbox.arena, file->path);
    st = mb_arena_status(r->inbox.arena, &why);
    if (st == MB_OK)
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
    move_workbook(r, st == MB_OK ? NULL : &why);
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
    if (st == MB_OK && !r->cli->dry_run)
        mb_inbox_sweep(inbox);
    return st == MB_OK ? mb_inbox_scan(inbox, err) : st;
}

/* One run at a time has to do with the folder; false: another has. Where the
 * file system knows no such locks, the register's own must do. */
static bool lock_folder(struct returning *r)
{
    r->lock_fd =
        open(r->cli->returned, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
    if (r->lock_fd < 0 || flock(r->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    return errno != EWOULDBLOCK;
}

static enum mb_exit take_returned(struct returning *r)
{
    struct mb_err err;

    if (!lock_folder(r))
        return MB_EXIT_OK; /* that run sees to it */
    if (open_returned(r, &err) != MB_OK)
        return mb_fail(r->cli, &err);
    for (uint32_t i = 0; !r->cli->dry_run && i < r->inbox.nfiles; i++)
        if (!take_workbook(r, &r->inbox.files[i]))
            break;
    return MB_EXIT_OK;
}

enum mb_exit mb_inbox_returned(struct mb_cli *cli, struct mb_returned *ret)
{
    struct returning r = {.cli = cli, .found = ret, .lock_fd = -1};
    enum mb_exit exit;

    *ret = (struct mb_returned){0};
    r.inbox.arena = mb_arena_new(0);
    if (r.inbox.arena == NULL) {
        mb_say_error(cli, "out of memory");
        return MB_EXIT_STORE;
    }
    exit = take_returned(&r);
    ret->taken = r.inbox.taken;
    ret->refused = r.inbox.refused;
    ret->arriving = r.inbox.arriving;
    if (r.lock_fd >= 0)
        close(r.lock_fd);
    mb_arena_free(r.inbox.arena);
    return exit;
}
