/* `people`: names that are one person's, as somebody said. */
#include "cli/cli.h"

#include "cli/session.h"
#include "reports/sheet.h"
#include "store/entries.h"

#include <string.h>

static const struct mb_column_spec columns[] = {
    {"Person", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Name", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Authority", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"By", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"At", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Split", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Why", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
};

static void put_name(struct mb_report *report, struct mb_sheet *sheet,
                     const struct mb_person_name *row)
{
    struct mb_span split = MB_SPAN_NULL;

    if (row->split_at.ptr != NULL)
        split = mb_arena_printf(report->arena, MB_SPAN_FMT " " MB_SPAN_FMT,
                                MB_SPAN_ARG(row->split_at),
                                MB_SPAN_ARG(row->split_by));
    mb_row_begin(report, sheet);
    mb_put_text(sheet, row->person);
    mb_put_text(sheet, row->name_key);
    mb_put_text(sheet,
                row->authority.len > 0 ? row->authority : MB_SPAN_LIT("any"));
    mb_put_text(sheet, row->by);
    mb_put_text(sheet, row->at);
    mb_put_text(sheet, split);
    mb_put_text(sheet, row->split_why.ptr != NULL ? row->split_why : row->why);
}

static enum mb_exit list(struct mb_cli *cli)
{
    struct mb_session session;
    struct mb_person_names rows;
    struct mb_report report;
    struct mb_sheet *sheet;
    struct mb_err err;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    report = (struct mb_report){.arena = session.arena};
    sheet = mb_sheet_add(&report, "people", MB_SPAN_LIT("People"), MB_SPAN_NULL,
                         columns);
    if (mb_store_people(session.store, session.arena, &rows, &err) != MB_OK)
        return mb_session_close(cli, &session, mb_fail(cli, &err));
    for (uint32_t i = 0; i < rows.n; i++)
        if (cli->all || rows.at[i].split_at.ptr == NULL)
            put_name(&report, sheet, &rows.at[i]);
    if (mb_arena_status(session.arena, &err) != MB_OK)
        exit = mb_fail(cli, &err);
    else if (sheet->nrows == 0 && cli->format == NULL)
        mb_say_note(cli, "nobody was merged in %s; see 'people merge'",
                    cli->db);
    else
        exit = mb_print_sheet(cli, sheet);
    return mb_session_close(cli, &session, exit);
}

/* A name that no list of those present prints is likely misspelt: said, and
 * done all the same, for the minutes may come later. */
static enum mb_status say_unknown(const struct mb_cli *cli,
                                  struct mb_session *session,
                                  const struct mb_people_act *act,
                                  struct mb_err *err)
{
    for (uint32_t i = 0; i < act->nnames; i++) {
        uint32_t n;
        enum mb_status st =
            mb_store_people_printed(session->store, act->names[i], &n, err);
        if (st != MB_OK)
            return st;
        if (n == 0)
            mb_say_note(cli,
                        "no minutes held print the name \"" MB_SPAN_FMT
                        "\"; is it spelt so?",
                        MB_SPAN_ARG(act->names[i]));
    }
    return MB_OK;
}

static enum mb_exit decide(struct mb_cli *cli, bool merge)
{
    struct mb_session session;
    struct mb_people_act act = {.name = mb_span_str(cli->args[1]),
                                .authority = mb_span_str(cli->authority),
                                .by = mb_span_str(cli->by),
                                .why = mb_span_str(cli->why)};
    struct mb_span *names;
    struct mb_err err;
    enum mb_status st;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_WRITE, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    act.nnames = (uint32_t)cli->nargs - 2;
    names = mb_arena_alloc(session.arena, act.nnames, sizeof *names);
    st = mb_arena_status(session.arena, &err);
    for (uint32_t i = 0; names != NULL && i < act.nnames; i++)
        names[i] = mb_span_str(cli->args[i + 2]);
    act.names = names;
    if (st == MB_OK)
        st = merge ? mb_store_people_merge(session.store, &act, &err)
                   : mb_store_people_split(session.store, &act, &err);
    if (st == MB_OK)
        mb_say_note(cli, "%u name%s %s " MB_SPAN_FMT, act.nnames,
                    act.nnames == 1 ? "" : "s",
                    merge ? "now belong to" : "taken out of",
                    MB_SPAN_ARG(act.name));
    if (st == MB_OK && merge)
        st = say_unknown(cli, &session, &act, &err);
    if (st != MB_OK)
        exit = mb_fail(cli, &err);
    return mb_session_close(cli, &session, exit);
}

enum mb_exit mb_cmd_people(struct mb_cli *cli)
{
    const char *verb = cli->args[0];
    bool merge = strcmp(verb, "merge") == 0;

    if (strcmp(verb, "list") == 0 && cli->nargs == 1)
        return list(cli);
    if (!merge && strcmp(verb, "split") != 0) {
        mb_say_error(cli,
                     "people %s: there are list, merge PERSON NAME... and "
                     "split PERSON NAME...",
                     verb);
        return MB_EXIT_USAGE;
    }
    if (cli->nargs < 3) {
        mb_say_error(cli,
                     "people %s needs the person's name, then the names as "
                     "printed",
                     verb);
        return MB_EXIT_USAGE;
    }
    if (cli->by == NULL) {
        mb_say_error(cli, "people %s needs --by NAME: who says so", verb);
        return MB_EXIT_USAGE;
    }
    return decide(cli, merge);
}
