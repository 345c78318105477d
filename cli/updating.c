/* Compared while reading, so that a workbook without a change leaves no run
 * behind; written under the lock, and compared once more where the register
 * has moved on in between. */
#include "cli/updating.h"

#include "base/file.h"
#include "cli/input.h"

#include <string.h>
#include <unistd.h>

static enum mb_status compare(struct mb_updating *u, int fd,
                              struct mb_session *session, struct mb_err *err)
{
    struct mb_parse_options parse = mb_cli_parse_options(u->cli);
    struct mb_book_options book = {.limits = parse.reader.limits};
    struct mb_tracker_options now = {
        .filter = {.include_exempt = true, .include_dropped = true},
        .as_of = mb_span_str(mb_cli_today(u->cli)),
        .scheme = &u->scheme,
    };
    struct mb_update_options options = {.book = &book,
                                        .path = u->path,
                                        .by = mb_span_str(u->cli->by),
                                        .source =
                                            mb_span_str(mb_file_name(u->path)),
                                        .now = &now};
    enum mb_status st =
        mb_scheme_load(u->cli->config, session->arena, &u->scheme, err);

    if (st == MB_OK)
        st = mb_update_compare(session->store, fd, &options, session->arena,
                               &u->update, err);
    return st;
}

static void tell(struct mb_updating *u, struct mb_session *session)
{
    mb_exit_worsen(u->cli, u->tell(u->context, u, session->arena));
}

static enum mb_status write_changes(struct mb_updating *u, int fd,
                                    struct mb_session *session,
                                    struct mb_err *err)
{
    struct mb_span now;
    enum mb_status st =
        mb_store_generation(session->store, session->arena, &now, err);

    if (st == MB_OK && !mb_span_eq(now, u->update.current))
        st = compare(u, fd, session, err);
    u->run = session->run;
    if (st == MB_OK && u->ready != NULL)
        st = u->ready(u->context, u, session->arena, err);
    if (st == MB_OK)
        st = mb_update_apply(session->store, &u->update, err);
    if (st == MB_OK)
        st = mb_store_flush(session->store, err);
    if (st != MB_OK)
        mb_store_abandon(session->store);
    return st;
}

static enum mb_status write_locked(struct mb_updating *u, int fd,
                                   struct mb_session *reading,
                                   struct mb_err *err)
{
    struct mb_session session;
    const char *given = u->cli->by;
    enum mb_status st;

    if (u->update.by.len == 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "%s: whose words are these? Fill in \"Your name\" on "
                          "the sheet Cover, or give --by NAME",
                          u->path);
    u->cli->by = mb_arena_dup(reading->arena, u->update.by).ptr;
    st = mb_session_try(u->cli, MB_NEED_WRITE, false, &session, err);
    if (st == MB_OK) {
        st = write_changes(u, fd, &session, err);
        u->run = st == MB_OK ? u->run : 0;
        if (st == MB_OK)
            tell(u, &session);
        mb_session_close(u->cli, &session,
                         st == MB_OK ? MB_EXIT_OK : mb_exit_for(st));
    }
    u->cli->by = given;
    return st;
}

enum mb_status mb_update_workbook(struct mb_updating *u, struct mb_err *err)
{
    struct mb_session session;
    int fd = mb_input_open(u->path, u->root, err);
    enum mb_status st;

    if (fd < 0)
        return err->status;
    u->run = 0;
    st = mb_session_try(u->cli, MB_NEED_READ, false, &session, err);
    if (st != MB_OK)
        goto out;
    st = compare(u, fd, &session, err);
    if (st == MB_OK && (u->cli->dry_run || u->update.nitems == 0))
        tell(u, &session);
    else if (st == MB_OK)
        st = write_locked(u, fd, &session, err);
    mb_session_close(u->cli, &session, MB_EXIT_OK);
out:
    close(fd);
    return st;
}

/* ------------------------------------------------------------- telling -- */

/* A heading for each kind, in the order of items. */
static const char *const kinds[MB_UPDATE_COUNT] = {
    [MB_UPDATE_ENTERED] = "Entered",
    [MB_UPDATE_LINK] = "Links decided",
    [MB_UPDATE_CONFLICT] =
        "Conflicts: both values are kept, the register's is in force",
    [MB_UPDATE_PROPOSED] =
        "Proposals for the record: kept, not in force (`correct` accepts one)",
    [MB_UPDATE_REFUSED] = "Refused: not in force",
};

static bool shows(const struct mb_update_item *item, bool all)
{
    return all
           || (item->kind != MB_UPDATE_ENTERED && item->kind != MB_UPDATE_LINK);
}

static struct mb_span or_else(struct mb_span s, const char *otherwise)
{
    return s.len > 0 ? s : mb_span_str(otherwise);
}

static void put_item(struct mb_buf *out, struct mb_arena *arena,
                     const struct mb_update_item *item)
{
    bool refused = item->kind == MB_UPDATE_REFUSED;
    struct mb_span text = MB_SPAN_LIT("(emptied)");

    mb_put_wrapped(
        out, 2, "",
        mb_arena_printf(arena, MB_SPAN_FMT "  " MB_SPAN_FMT "  " MB_SPAN_FMT,
                        MB_SPAN_ARG(item->place),
                        MB_SPAN_ARG(or_else(item->id, "(no ID)")),
                        MB_SPAN_ARG(item->field)));
    if (item->value.len > 0 || refused)
        text =
            mb_arena_printf(arena, "\"" MB_SPAN_FMT "\"%s" MB_SPAN_FMT,
                            MB_SPAN_ARG(item->value), refused ? " " : "",
                            MB_SPAN_ARG(refused ? item->why : MB_SPAN_LIT("")));
    mb_put_wrapped(out, 6, "", text);
    if (item->kind == MB_UPDATE_CONFLICT || item->kind == MB_UPDATE_PROPOSED)
        mb_put_wrapped(out, 6,
                       "register: ", or_else(item->theirs, "(nothing)"));
}

enum mb_status mb_update_items_put(const struct mb_update *update, bool all,
                                   struct mb_arena *arena, struct mb_buf *out,
                                   struct mb_err *err)
{
    enum mb_update_kind kind = MB_UPDATE_COUNT;

    for (uint32_t i = 0; i < update->nitems; i++) {
        const struct mb_update_item *item = &update->items[i];
        if (!shows(item, all))
            continue;
        if (item->kind != kind)
            mb_buf_printf(out, "%s\n", kinds[item->kind]);
        kind = item->kind;
        put_item(out, arena, item);
    }
    return mb_buf_status(out, err);
}
