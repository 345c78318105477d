/* `update`: what officers wrote in a tracker workbook, back into the register.
 */
#include "cli/cli.h"

#include "cli/input.h"
#include "cli/session.h"
#include "reports/json_text.h"
#include "reports/sheet.h"
#include "reports/update.h"
#include "store/entries.h"

#include <string.h>
#include <unistd.h>

struct updating {
    struct mb_cli *cli;
    int fd;
    const char *path;
    struct mb_scheme scheme;
    struct mb_update update;
};

static struct mb_span file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return mb_span_str(slash != NULL ? slash + 1 : path);
}

static enum mb_status compare(struct updating *u, struct mb_session *session,
                              struct mb_err *err)
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
                                        .source = file_name(u->path),
                                        .now = &now};
    enum mb_status st =
        mb_scheme_load(u->cli->config, session->arena, &u->scheme, err);

    if (st == MB_OK)
        st = mb_update_compare(session->store, u->fd, &options, session->arena,
                               &u->update, err);
    return st;
}

/* --- output ------------------------------------------------------------ */

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

static bool shows(const struct mb_cli *cli, const struct mb_update_item *item)
{
    return cli->verbose || cli->dry_run
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

static enum mb_exit put_items(struct updating *u, struct mb_arena *arena)
{
    enum mb_update_kind kind = MB_UPDATE_COUNT;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    enum mb_exit exit = MB_EXIT_OK;

    for (uint32_t i = 0; i < u->update.nitems; i++) {
        const struct mb_update_item *item = &u->update.items[i];
        if (!shows(u->cli, item))
            continue;
        if (item->kind != kind)
            mb_buf_printf(&out, "%s\n", kinds[item->kind]);
        kind = item->kind;
        put_item(&out, arena, item);
    }
    if (mb_buf_status(&out, &err) != MB_OK)
        exit = mb_fail(u->cli, &err);
    else if (out.len > 0)
        exit = mb_put_output(u->cli, mb_buf_span(&out));
    mb_buf_done(&out);
    return exit;
}

static void say_counts(const struct updating *u)
{
    const struct mb_update *d = &u->update;
    const uint32_t *n = d->counts;

    mb_say_note(u->cli,
                "%s%u entered, %u links, %u conflicts, %u proposals, "
                "%u refused; %u told before",
                u->cli->dry_run ? "would be: " : "", n[MB_UPDATE_ENTERED],
                n[MB_UPDATE_LINK], n[MB_UPDATE_CONFLICT], n[MB_UPDATE_PROPOSED],
                n[MB_UPDATE_REFUSED], d->already);
    mb_say_note(u->cli, "%u rows read, %u cells of officers in them", d->rows,
                d->cells);
    for (uint32_t i = 0; i < d->nnotes; i++)
        mb_say_note(u->cli, MB_SPAN_FMT, MB_SPAN_ARG(d->notes[i]));
}

static json_t *item_json(const struct mb_update_item *item)
{
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "what",
        mb_update_kind_name(item->kind), "id", mb_json_text(item->id), "record",
        mb_json_text(item->record), "field", mb_json_text(item->field), "cell",
        mb_json_text(item->place), "value", mb_json_text(item->value),
        "register", mb_json_text(item->theirs), "why", mb_json_text(item->why));
}

static enum mb_exit put_json(struct updating *u, int64_t run)
{
    const struct mb_update *d = &u->update;
    json_t *items = json_array();
    json_t *notes = json_array();
    json_t *root;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    enum mb_exit exit;
    bool ok = true;

    for (uint32_t i = 0; i < d->nitems; i++)
        ok = json_array_append_new(items, item_json(&d->items[i])) == 0 && ok;
    for (uint32_t i = 0; i < d->nnotes; i++)
        ok = json_array_append_new(notes, mb_json_text(d->notes[i])) == 0 && ok;
    root = json_pack(
        "{s:o, s:o, s:o, s:o, s:b, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I,"
        " s:I, s:o, s:o}",
        "workbook", mb_json_text(d->source), "generation",
        mb_json_text(d->generation), "register", mb_json_text(d->current), "by",
        mb_json_text(d->by), "dry_run", (int)u->cli->dry_run, "run",
        run > 0 ? json_integer(run) : json_null(), "rows", (json_int_t)d->rows,
        "cells", (json_int_t)d->cells, "told_before", (json_int_t)d->already,
        "entered", (json_int_t)d->counts[MB_UPDATE_ENTERED], "links",
        (json_int_t)d->counts[MB_UPDATE_LINK], "conflicts",
        (json_int_t)d->counts[MB_UPDATE_CONFLICT], "proposals",
        (json_int_t)d->counts[MB_UPDATE_PROPOSED], "refused",
        (json_int_t)d->counts[MB_UPDATE_REFUSED], "items", items, "notes",
        notes);
    exit = mb_json_finish(root, JSON_INDENT(1), ok, &out, &err) == MB_OK
               ? mb_put_output(u->cli, mb_buf_span(&out))
               : mb_fail(u->cli, &err);
    mb_buf_done(&out);
    return exit;
}

static enum mb_exit tell(struct updating *u, struct mb_session *session,
                         int64_t run)
{
    bool json = u->cli->format != NULL && strcmp(u->cli->format, "json") == 0;
    uint32_t odd = u->update.counts[MB_UPDATE_CONFLICT]
                   + u->update.counts[MB_UPDATE_PROPOSED]
                   + u->update.counts[MB_UPDATE_REFUSED];

    if (odd > 0 && u->cli->fail_on != NULL
        && mb_severity_by_name(mb_span_str(u->cli->fail_on)) <= MB_SEV_WARNING)
        mb_exit_worsen(u->cli, MB_EXIT_DIAGNOSTICS);
    if (json)
        return put_json(u, run);
    say_counts(u);
    if (run > 0)
        mb_say_note(u->cli, "run %lld; `minutebook undo %lld` takes it back",
                    (long long)run, (long long)run);
    return put_items(u, session->arena);
}

/* --- writing ----------------------------------------------------------- */

static enum mb_exit no_name(struct updating *u)
{
    mb_say_error(u->cli,
                 "%s: whose words are these? Fill in \"Your name\" on the "
                 "sheet Cover, or give --by NAME",
                 u->path);
    return MB_EXIT_USAGE;
}

/* The register may have moved on since the workbook was compared. */
static enum mb_exit write_update(struct updating *u, struct mb_session *reading)
{
    struct mb_session session;
    struct mb_span current = u->update.current;
    struct mb_span now;
    struct mb_err err;
    enum mb_status st;
    enum mb_exit exit;

    if (u->update.by.len == 0)
        return no_name(u);
    u->cli->by = mb_arena_dup(reading->arena, u->update.by).ptr;
    exit = mb_session_open(u->cli, MB_NEED_WRITE, false, &session);
    if (exit != MB_EXIT_OK)
        return exit;
    st = mb_store_generation(session.store, session.arena, &now, &err);
    if (st == MB_OK && !mb_span_eq(now, current))
        st = compare(u, &session, &err);
    if (st == MB_OK)
        st = mb_update_apply(session.store, &u->update, &err);
    exit = st == MB_OK ? MB_EXIT_OK : mb_fail(u->cli, &err);
    if (st == MB_OK)
        exit = tell(u, &session, session.run);
    return mb_session_close(u->cli, &session, exit);
}

static enum mb_exit update(struct updating *u)
{
    struct mb_session session;
    struct mb_err err;
    enum mb_exit exit = mb_session_open(u->cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    if (compare(u, &session, &err) != MB_OK)
        exit = mb_fail_at(u->cli, u->path, &err);
    else if (u->cli->dry_run || u->update.nitems == 0)
        exit = tell(u, &session, 0);
    else
        exit = write_update(u, &session);
    return mb_session_close(u->cli, &session, exit);
}

enum mb_exit mb_cmd_update(struct mb_cli *cli)
{
    struct updating u = {.cli = cli, .path = cli->args[0]};
    struct mb_err err;
    enum mb_exit exit;

    if (cli->format != NULL && strcmp(cli->format, "text") != 0
        && strcmp(cli->format, "json") != 0) {
        mb_say_error(cli,
                     "an update is told as --format text or json, not "
                     "'%s'",
                     cli->format);
        return MB_EXIT_USAGE;
    }
    u.fd = mb_input_open(u.path, &err);
    if (u.fd < 0)
        return mb_fail_at(cli, u.path, &err);
    exit = update(&u);
    close(u.fd);
    return exit;
}
