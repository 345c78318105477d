/* `list` and `search`: rows of the register on a terminal, or as csv and json.
 */
#include "cli/rules_cmd.h"

#include "cli/session.h"
#include "reports/sheet.h"

#include <string.h>

struct listing {
    struct mb_store *store;
    struct mb_filter filter;
    struct mb_report report;
    bool all; /* also what is hidden by default */
};

#define TEXT(header)                                                           \
    {                                                                          \
        header, MB_CELL_TEXT, 0, 0, NULL, NULL                                 \
    }
#define COUNT(header)                                                          \
    {                                                                          \
        header, MB_CELL_INTEGER, 0, 0, NULL, NULL                              \
    }
#define END                                                                    \
    {                                                                          \
        NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL                                  \
    }

typedef enum mb_status list_fn(struct listing *l, struct mb_err *err);

static enum mb_status list_decisions(struct listing *l, struct mb_err *err)
{
    static const struct mb_column_spec columns[] = {
        TEXT("Reference"), TEXT("Decided"), TEXT("Maker"),
        TEXT("Status"),    TEXT("Title"),   END};
    struct mb_sheet *sheet =
        mb_sheet_add(&l->report, "decisions", MB_SPAN_LIT("Decisions"),
                     MB_SPAN_NULL, columns);
    struct mb_decision_rows rows;
    enum mb_status st =
        mb_store_decisions(l->store, &l->filter, l->report.arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        mb_row_begin(&l->report, sheet);
        mb_put_text(sheet, rows.at[i].reference);
        mb_put_text(sheet, rows.at[i].date);
        mb_put_text(sheet, rows.at[i].maker);
        mb_put_text(sheet, rows.at[i].status);
        mb_put_text(sheet, rows.at[i].title);
    }
    return st;
}

static enum mb_status list_clauses(struct listing *l, struct mb_err *err)
{
    static const struct mb_column_spec columns[] = {
        TEXT("Record ID"), TEXT("Date"), TEXT("Body"), TEXT("Item"),
        TEXT("Type"),      TEXT("Text"), END};
    struct mb_sheet *sheet = mb_sheet_add(
        &l->report, "clauses", MB_SPAN_LIT("Clauses"), MB_SPAN_NULL, columns);
    struct mb_clause_rows rows;
    enum mb_status st =
        mb_store_clauses(l->store, &l->filter, l->report.arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        mb_row_begin(&l->report, sheet);
        mb_put_text(sheet, rows.at[i].record_id);
        mb_put_text(sheet, rows.at[i].date);
        mb_put_text(sheet, rows.at[i].body);
        mb_put_text(sheet, rows.at[i].item);
        mb_put_text(sheet, rows.at[i].verb);
        mb_put_text(sheet, rows.at[i].text);
    }
    return st;
}

static enum mb_status list_meetings(struct listing *l, struct mb_err *err)
{
    static const struct mb_column_spec columns[] = {TEXT("Date"),
                                                    TEXT("Time"),
                                                    COUNT("Items"),
                                                    COUNT("Clauses"),
                                                    TEXT("Authority"),
                                                    TEXT("Body"),
                                                    END};
    struct mb_sheet *sheet = mb_sheet_add(
        &l->report, "meetings", MB_SPAN_LIT("Meetings"), MB_SPAN_NULL, columns);
    struct mb_meeting_rows rows;
    enum mb_status st =
        mb_store_meetings(l->store, &l->filter, l->report.arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        mb_row_begin(&l->report, sheet);
        mb_put_text(sheet, rows.at[i].date);
        mb_put_text(sheet, rows.at[i].time);
        mb_put_count(sheet, rows.at[i].items);
        mb_put_count(sheet, rows.at[i].clauses);
        mb_put_text(sheet, rows.at[i].authority);
        mb_put_text(sheet, rows.at[i].body);
    }
    return st;
}

static enum mb_status list_matters(struct listing *l, struct mb_err *err)
{
    static const struct mb_column_spec columns[] = {
        TEXT("Reference"), COUNT("Clauses"), COUNT("Documents"),
        TEXT("Authority"), TEXT("Title"),    END};
    struct mb_sheet *sheet = mb_sheet_add(
        &l->report, "matters", MB_SPAN_LIT("Matters"), MB_SPAN_NULL, columns);
    struct mb_matter_rows rows;
    enum mb_status st = mb_store_matters(l->store, &l->filter, MB_SPAN_NULL,
                                         l->report.arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        mb_row_begin(&l->report, sheet);
        mb_put_text(sheet, rows.at[i].reference);
        mb_put_count(sheet, rows.at[i].clauses);
        mb_put_count(sheet, rows.at[i].documents);
        mb_put_text(sheet, rows.at[i].authority);
        mb_put_text(sheet, rows.at[i].title);
    }
    return st;
}

static enum mb_status list_documents(struct listing *l, struct mb_err *err)
{
    static const struct mb_column_spec columns[] = {
        TEXT("Kind"),       TEXT("Date"), TEXT("State"),    COUNT("Clauses"),
        COUNT("Unclaimed"), TEXT("Body"), TEXT("Document"), END};
    struct mb_sheet *sheet =
        mb_sheet_add(&l->report, "documents", MB_SPAN_LIT("Documents"),
                     MB_SPAN_NULL, columns);
    struct mb_document_rows rows;
    enum mb_status st =
        mb_store_documents(l->store, &l->filter, l->report.arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        bool stored = mb_span_eq(rows.at[i].status, MB_SPAN_LIT("stored"));
        mb_row_begin(&l->report, sheet);
        mb_put_text(sheet, rows.at[i].kind);
        mb_put_text(sheet, rows.at[i].date);
        mb_put_text(sheet, stored ? rows.at[i].state : rows.at[i].status);
        mb_put_count(sheet, rows.at[i].clauses);
        mb_put_count(sheet, rows.at[i].coverage.unclaimed);
        mb_put_text(sheet, rows.at[i].body);
        mb_put_text(sheet, rows.at[i].name);
    }
    return st;
}

static enum mb_status list_actions(struct listing *l, struct mb_err *err)
{
    static const struct mb_column_spec columns[] = {
        TEXT("Meeting"), TEXT("Due"),  TEXT("Kind"),
        TEXT("Owner"),   TEXT("Text"), END};
    struct mb_sheet *sheet = mb_sheet_add(
        &l->report, "actions", MB_SPAN_LIT("Actions"), MB_SPAN_NULL, columns);
    struct mb_action_rows rows;
    enum mb_status st =
        mb_store_actions(l->store, &l->filter, l->report.arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        mb_row_begin(&l->report, sheet);
        mb_put_text(sheet, rows.at[i].date);
        mb_put_text(sheet, rows.at[i].due);
        mb_put_text(sheet, rows.at[i].hard ? MB_SPAN_LIT("marked")
                                           : MB_SPAN_LIT("offered"));
        mb_put_text(sheet, rows.at[i].owner);
        mb_put_text(sheet, rows.at[i].text);
    }
    return st;
}

static enum mb_status list_review(struct listing *l, struct mb_err *err)
{
    static const struct mb_column_spec columns[] = {
        TEXT("Severity"), TEXT("What"),  COUNT("Line"),
        TEXT("Document"), TEXT("Words"), END};
    struct mb_sheet *sheet = mb_sheet_add(
        &l->report, "review", MB_SPAN_LIT("Review"), MB_SPAN_NULL, columns);
    struct mb_review_rows rows;
    enum mb_status st = mb_store_review(
        l->store, &l->filter, l->all ? MB_SPAN_LIT("note") : MB_SPAN_NULL,
        l->report.arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_review_row *r = &rows.at[i];
        mb_row_begin(&l->report, sheet);
        mb_put_text(sheet, r->severity);
        mb_put_text(sheet, r->code);
        mb_put_count(sheet, r->line == 0 ? -1 : (int64_t)r->line);
        mb_put_text(sheet, r->document_name);
        mb_put_text(sheet, r->detail.ptr != NULL ? r->detail : r->message);
    }
    return st;
}

static const struct {
    const char *name;
    list_fn *run;
} lists[] = {
    {"decisions", list_decisions}, {"clauses", list_clauses},
    {"meetings", list_meetings},   {"matters", list_matters},
    {"documents", list_documents}, {"actions", list_actions},
    {"review", list_review},
};
enum { NLISTS = sizeof lists / sizeof lists[0] };

static enum mb_exit run_list(struct mb_cli *cli, list_fn *fn)
{
    struct mb_session session;
    struct listing l = {.filter = mb_cli_filter(cli), .all = cli->all};
    struct mb_err err;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    l.store = session.store;
    l.report.arena = session.arena;
    if (fn(&l, &err) != MB_OK || mb_arena_status(session.arena, &err) != MB_OK)
        exit = mb_fail(cli, &err);
    else if (l.report.sheets[0].nrows == 0
             && (cli->format == NULL || strcmp(cli->format, "text") == 0))
        mb_say_note(cli, "nothing of that kind in %s", cli->db);
    else
        exit = mb_print_sheet(cli, &l.report.sheets[0]);
    return mb_session_close(cli, &session, exit);
}

enum mb_exit mb_cmd_list(struct mb_cli *cli)
{
    const char *what = cli->nargs > 0 ? cli->args[0] : "decisions";

    for (int i = 0; i < NLISTS; i++)
        if (strcmp(what, lists[i].name) == 0)
            return run_list(cli, lists[i].run);
    mb_say_error(cli,
                 "there is no list '%s'; there are decisions, clauses, "
                 "meetings, matters, documents, actions and review",
                 what);
    return MB_EXIT_USAGE;
}

enum mb_exit mb_cmd_review(struct mb_cli *cli)
{
    if (cli->unclaimed)
        return mb_review_unclaimed(cli);
    return run_list(cli, list_review);
}

static void put_hits(const struct mb_hits *hits, struct mb_buf *out)
{
    for (uint32_t i = 0; i < hits->n; i++) {
        const struct mb_hit *h = &hits->at[i];
        mb_buf_printf(out, "%.*s  " MB_SPAN_FMT, MB_SPAN_ARG(h->date),
                      MB_SPAN_ARG(h->body));
        if (h->item.ptr != NULL)
            mb_buf_printf(out, ", item " MB_SPAN_FMT, MB_SPAN_ARG(h->item));
        mb_buf_printf(out, "  [" MB_SPAN_FMT, MB_SPAN_ARG(h->document_name));
        if (h->page > 0)
            mb_buf_printf(out, ", page %u", h->page);
        mb_buf_puts(out, "]");
        if (h->record_id.ptr != NULL)
            mb_buf_printf(out, "  " MB_SPAN_FMT, MB_SPAN_ARG(h->record_id));
        mb_buf_printf(out, "\n    " MB_SPAN_FMT "\n", MB_SPAN_ARG(h->snippet));
    }
}

enum mb_exit mb_cmd_search(struct mb_cli *cli)
{
    struct mb_session session;
    struct mb_filter filter = mb_cli_filter(cli);
    struct mb_buf text = MB_BUF_INIT;
    struct mb_buf query = MB_BUF_INIT;
    struct mb_hits hits;
    struct mb_err err;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    for (int i = 0; i < cli->nargs; i++)
        mb_buf_printf(&query, "%s%s", i > 0 ? " " : "", cli->args[i]);
    if (mb_store_search(session.store, mb_buf_span(&query), &filter,
                        cli->limit < 0 ? 20 : (uint32_t)cli->limit,
                        session.arena, &hits, &err)
        != MB_OK)
        exit = mb_fail(cli, &err);
    else if (hits.n == 0)
        mb_say_note(cli, "nothing found for: %s", query.ptr);
    else
        put_hits(&hits, &text);
    if (exit == MB_EXIT_OK && text.len > 0)
        exit = mb_put_output(cli, mb_buf_span(&text));
    mb_buf_done(&text);
    mb_buf_done(&query);
    return mb_session_close(cli, &session, exit);
}
