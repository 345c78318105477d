/* `update`: what officers wrote in a tracker workbook, back into the register.
 */
#include "cli/cli.h"

#include "cli/updating.h"
#include "reports/json_text.h"
#include "reports/sheet.h"

#include <string.h>

/* --- output ------------------------------------------------------------ */

static enum mb_exit put_items(const struct mb_updating *u,
                              struct mb_arena *arena)
{
    bool all = u->cli->verbose || u->cli->dry_run;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    enum mb_exit exit = MB_EXIT_OK;

    if (mb_update_items_put(&u->update, all, arena, &out, &err) != MB_OK)
        exit = mb_fail(u->cli, &err);
    else if (out.len > 0)
        exit = mb_put_output(u->cli, mb_buf_span(&out));
    mb_buf_done(&out);
    return exit;
}

static void say_counts(const struct mb_updating *u)
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

static enum mb_exit put_json(const struct mb_updating *u)
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
        u->run > 0 ? json_integer(u->run) : json_null(), "rows",
        (json_int_t)d->rows, "cells", (json_int_t)d->cells, "told_before",
        (json_int_t)d->already, "entered",
        (json_int_t)d->counts[MB_UPDATE_ENTERED], "links",
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

static enum mb_exit tell(void *context, const struct mb_updating *u,
                         struct mb_arena *arena)
{
    bool json = u->cli->format != NULL && strcmp(u->cli->format, "json") == 0;
    uint32_t odd = u->update.counts[MB_UPDATE_CONFLICT]
                   + u->update.counts[MB_UPDATE_PROPOSED]
                   + u->update.counts[MB_UPDATE_REFUSED];

    (void)context;
    if (odd > 0 && u->cli->fail_on != NULL
        && mb_severity_by_name(mb_span_str(u->cli->fail_on)) <= MB_SEV_WARNING)
        mb_exit_worsen(u->cli, MB_EXIT_DIAGNOSTICS);
    if (json)
        return put_json(u);
    say_counts(u);
    if (u->run > 0)
        mb_say_note(u->cli, "run %lld; `minutebook undo %lld` takes it back",
                    (long long)u->run, (long long)u->run);
    return put_items(u, arena);
}

enum mb_exit mb_cmd_update(struct mb_cli *cli)
{
    struct mb_updating u = {.cli = cli, .path = cli->args[0], .tell = tell};
    struct mb_err err;

    if (cli->format != NULL && strcmp(cli->format, "text") != 0
        && strcmp(cli->format, "json") != 0) {
        mb_say_error(cli,
                     "an update is told as --format text or json, not "
                     "'%s'",
                     cli->format);
        return MB_EXIT_USAGE;
    }
    if (mb_update_workbook(&u, &err) != MB_OK)
        mb_exit_worsen(cli, mb_fail_at(cli, u.path, &err));
    return cli->worst;
}
