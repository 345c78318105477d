/* `correct`: a value that stands beside what was extracted; `history`: all
 * that happened to a clause. */
#include "cli/cli.h"

#include "cli/session.h"
#include "reports/sheet.h"
#include "store/entries.h"

#include <string.h>

/* What can be corrected: members of a clause, and the officers' columns. */
static const struct {
    const char *name;
    size_t offset; /* in struct mb_clause_row; 0: an officers' column */
} fields[] = {
    {"text", offsetof(struct mb_clause_row, text)},
    {"title", offsetof(struct mb_clause_row, item_title)},
    {"item", offsetof(struct mb_clause_row, item)},
    {"label", offsetof(struct mb_clause_row, label)},
    {"verb", offsetof(struct mb_clause_row, verb)},
    {"outcome", offsetof(struct mb_clause_row, outcome)},
    {"mover", offsetof(struct mb_clause_row, mover)},
    {"seconder", offsetof(struct mb_clause_row, seconder)},
    {"body", offsetof(struct mb_clause_row, body)},
    {"date", offsetof(struct mb_clause_row, date)},
    {"reference", offsetof(struct mb_clause_row, reference)},
    {"Owner", 0},
    {"Owner name", 0},
    {"Due", 0},
    {"Status", 0},
    {"Rating", 0},
    {"Rating reason", 0},
    {"Evidence", 0},
    {"Evidence date", 0},
    {"Evidence line", 0},
    {"Next review", 0},
    {"Comment", 0},
};
enum { NFIELDS = sizeof fields / sizeof fields[0] };

static int find_field(const struct mb_cli *cli)
{
    struct mb_buf all = MB_BUF_INIT;

    for (int i = 0; i < NFIELDS; i++)
        if (mb_span_ieq(mb_span_str(fields[i].name), mb_span_str(cli->args[1])))
            return i;
    for (int i = 0; i < NFIELDS; i++)
        mb_buf_printf(&all, "%s%s", i > 0 ? ", " : "", fields[i].name);
    mb_say_error(cli, "there is no field '%s'; there are " MB_SPAN_FMT,
                 cli->args[1], MB_SPAN_ARG(mb_buf_span(&all)));
    mb_buf_done(&all);
    return -1;
}

static struct mb_span extracted(const struct mb_clause_rows *rows, int field)
{
    struct mb_span value = MB_SPAN_NULL;

    if (rows->n > 0 && fields[field].offset > 0)
        memcpy(&value, (const char *)rows->at + fields[field].offset,
               sizeof value);
    return value;
}

static enum mb_exit correct(struct mb_cli *cli, struct mb_session *session,
                            int field)
{
    struct mb_filter filter = {.include_exempt = true, .include_dropped = true};
    struct mb_entry entry = {.record_id = mb_span_str(cli->args[0]),
                             .field = mb_span_str(fields[field].name),
                             .value = mb_span_str(cli->args[2]),
                             .by = mb_span_str(cli->by),
                             .why = mb_span_str(cli->why)};
    struct mb_clause_rows rows;
    struct mb_err err;

    if (mb_store_entries_add(session->store, &entry, 1, &err) != MB_OK
        || mb_store_clause(session->store, entry.record_id, &filter,
                           session->arena, &rows, &err)
               != MB_OK)
        return mb_fail(cli, &err);
    if (rows.n == 0)
        mb_say_note(cli, "%s: noted, though no document gives it any more",
                    cli->args[0]);
    else if (entry.value.len == 0)
        mb_say_note(cli, MB_SPAN_FMT ": %s is what the document says again",
                    MB_SPAN_ARG(rows.at[0].record_id), fields[field].name);
    else if (extracted(&rows, field).ptr != NULL && !rows.at[0].restricted)
        mb_say_note(cli,
                    MB_SPAN_FMT ": %s \"" MB_SPAN_FMT
                                "\" stands beside \"" MB_SPAN_FMT "\"",
                    MB_SPAN_ARG(rows.at[0].record_id), fields[field].name,
                    MB_SPAN_ARG(entry.value),
                    MB_SPAN_ARG(extracted(&rows, field)));
    else
        mb_say_note(cli, MB_SPAN_FMT ": %s is \"" MB_SPAN_FMT "\"",
                    MB_SPAN_ARG(rows.at[0].record_id), fields[field].name,
                    MB_SPAN_ARG(entry.value));
    return MB_EXIT_OK;
}

enum mb_exit mb_cmd_correct(struct mb_cli *cli)
{
    struct mb_session session;
    int field = find_field(cli);
    enum mb_exit exit;

    if (field < 0)
        return MB_EXIT_USAGE;
    if (cli->by == NULL || cli->why == NULL) {
        mb_say_error(cli, "correct needs --by NAME and --why TEXT: they are "
                          "kept");
        return MB_EXIT_USAGE;
    }
    cli->nargs = 2; /* the run's note does not repeat the value: it may have to
                       be purged */
    exit = mb_session_open(cli, MB_NEED_WRITE, false, &session);
    if (exit != MB_EXIT_OK)
        return exit;
    return mb_session_close(cli, &session, correct(cli, &session, field));
}

/* ----------------------------------------------------------- history -- */

static const struct mb_column_spec columns[] = {
    {"At", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Run", MB_CELL_INTEGER, 0, 0, NULL, NULL},
    {"What", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Field", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Value", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"By", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Why", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Document", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
};

static enum mb_exit print_table(struct mb_cli *cli, struct mb_arena *arena,
                                const struct mb_history *rows)
{
    struct mb_report report = {.arena = arena};
    struct mb_sheet *sheet = mb_sheet_add(
        &report, "history", MB_SPAN_LIT("History"), MB_SPAN_NULL, columns);
    struct mb_err err;

    for (uint32_t i = 0; i < rows->n; i++) {
        const struct mb_history_row *r = &rows->at[i];
        mb_row_begin(&report, sheet);
        mb_put_text(sheet, r->at);
        mb_put_count(sheet, r->run);
        mb_put_text(sheet, r->what);
        mb_put_text(sheet, r->field);
        mb_put_text(sheet, r->value);
        mb_put_text(sheet, r->by);
        mb_put_text(sheet, r->why);
        mb_put_text(sheet, r->document_name);
    }
    if (mb_arena_status(arena, &err) != MB_OK)
        return mb_fail(cli, &err);
    return mb_print_sheet(cli, sheet);
}

static void put_row(const struct mb_history_row *r, struct mb_buf *out)
{
    mb_buf_printf(out, MB_SPAN_FMT "  run %-4lld " MB_SPAN_FMT,
                  MB_SPAN_ARG(r->at), (long long)r->run, MB_SPAN_ARG(r->what));
    if (r->field.len > 0)
        mb_buf_printf(out, " (" MB_SPAN_FMT ")", MB_SPAN_ARG(r->field));
    mb_buf_putc(out, '\n');
    if (r->value.len > 0)
        mb_put_wrapped(out, 4, "", r->value);
    if (r->by.len > 0)
        mb_put_wrapped(out, 4, "by ", r->by);
    if (r->why.len > 0)
        mb_put_wrapped(out, 4, "why: ", r->why);
    if (r->document_name.len > 0)
        mb_put_wrapped(out, 4, "in ", r->document_name);
}

/* Words of what is exempt, or of what no document gives any more (it may have
 * been withdrawn), stay out; what happened is told all the same. */
static bool hide(struct mb_cli *cli, const struct mb_clause_rows *shown,
                 struct mb_history *rows)
{
    if (shown->n > 0 || cli->include_exempt)
        return false;
    for (uint32_t i = 0; i < rows->n; i++) {
        rows->at[i].value = MB_SPAN_NULL;
        rows->at[i].why = MB_SPAN_NULL;
    }
    return true;
}

static enum mb_exit history(struct mb_cli *cli, struct mb_session *session)
{
    struct mb_filter filter = {.include_exempt = cli->include_exempt,
                               .include_dropped = true};
    struct mb_span id = mb_span_str(cli->args[0]);
    struct mb_buf out = MB_BUF_INIT;
    struct mb_clause_rows shown;
    struct mb_history rows;
    struct mb_err err;
    enum mb_exit exit;

    if (mb_store_clause(session->store, id, &filter, session->arena, &shown,
                        &err)
            != MB_OK
        || mb_store_history(session->store, id, session->arena, &rows, &err)
               != MB_OK)
        return mb_fail(cli, &err);
    if (rows.n == 0) {
        mb_say_error(cli,
                     "%s: no such record in %s; 'minutebook list clauses' "
                     "prints Record IDs",
                     cli->args[0], cli->db);
        return MB_EXIT_USAGE;
    }
    if (hide(cli, &shown, &rows))
        mb_say_note(cli,
                    "%s is exempt, or no document gives it any more: "
                    "--include-exempt shows the words",
                    cli->args[0]);
    if (cli->format != NULL && strcmp(cli->format, "text") != 0)
        return print_table(cli, session->arena, &rows);
    for (uint32_t i = 0; i < rows.n; i++)
        put_row(&rows.at[i], &out);
    exit = mb_put_output(cli, mb_buf_span(&out));
    mb_buf_done(&out);
    return exit;
}

enum mb_exit mb_cmd_history(struct mb_cli *cli)
{
    struct mb_session session;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    return mb_session_close(cli, &session, history(cli, &session));
}
