/* Links between decisions and pledges, and the pledges with what serves them.
 */
#include "reports/tracker_priv.h"

static const struct mb_column_spec link_columns[] = {
    {"Link ID", MB_CELL_TEXT, 0, 16, NULL, NULL},
    {"Record ID", MB_CELL_TEXT, 0, 16, NULL, NULL},
    {"Reference", MB_CELL_TEXT, 0, 13, NULL, NULL},
    {"Decision", MB_CELL_TEXT, MB_COLUMN_WRAP, 48, NULL, NULL},
    {"Strategy", MB_CELL_TEXT, 0, 16, NULL, NULL},
    {"Pledge", MB_CELL_TEXT, 0, 9, NULL, NULL},
    {"Pledge title", MB_CELL_TEXT, MB_COLUMN_WRAP, 36, NULL, NULL},
    {"Basis", MB_CELL_TEXT, 0, 12, NULL, NULL},
    {"Score", MB_CELL_NUMBER, 0, 9, NULL, NULL},
    {"Status", MB_CELL_TEXT, 0, 12, NULL, NULL},
    {"Words of the decision", MB_CELL_TEXT, MB_COLUMN_WRAP, 56, NULL, NULL},
    {"To check", MB_CELL_TEXT, MB_COLUMN_WRAP, 22, NULL, NULL},
    {"Link decision", MB_CELL_TEXT, MB_COLUMN_OFFICER, 16, mb_decision_choices,
     "Confirm or reject this link"},
    {"Why", MB_CELL_TEXT, MB_COLUMN_OFFICER, 36, NULL,
     "The reason, for the file"},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
};

static const struct mb_column_spec pledge_columns[] = {
    {"Strategy", MB_CELL_TEXT, 0, 16, NULL, NULL},
    {"Code", MB_CELL_TEXT, 0, 9, NULL, NULL},
    {"Level", MB_CELL_TEXT, 0, 16, NULL, NULL},
    {"Title", MB_CELL_TEXT, MB_COLUMN_WRAP, 36, NULL, NULL},
    {"Statement", MB_CELL_TEXT, MB_COLUMN_WRAP, 60, NULL, NULL},
    {"Decisions proposed", MB_CELL_INTEGER, 0, 12, NULL, NULL},
    {"Decisions confirmed", MB_CELL_INTEGER, 0, 12, NULL, NULL},
    {"Coverage", MB_CELL_TEXT, 0, 22, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
};

static struct mb_span pledge_title(const struct mb_tracker *t,
                                   const struct mb_link_row *link)
{
    for (uint32_t s = 0; s < t->strategies.n; s++) {
        const struct mb_strategy_row *strategy = &t->strategies.at[s];
        if (!mb_span_eq(strategy->id, link->strategy))
            continue;
        if (mb_span_eq(link->pledge, MB_SPAN_LIT("*")))
            return strategy->title;
        for (uint32_t p = 0; p < strategy->npledges; p++)
            if (mb_span_eq(strategy->pledges[p].code, link->pledge))
                return strategy->pledges[p].title.ptr != NULL
                           ? strategy->pledges[p].title
                           : strategy->pledges[p].statement;
    }
    return MB_SPAN_NULL;
}

static struct mb_span decision_word(const struct mb_link_row *link)
{
    if (mb_span_eq(link->status, MB_SPAN_LIT("confirmed")))
        return MB_SPAN_LIT("Confirm");
    if (mb_span_eq(link->status, MB_SPAN_LIT("rejected")))
        return MB_SPAN_LIT("Reject");
    return MB_SPAN_NULL;
}

static void put_score(struct mb_sheet *sheet, double score)
{
    struct mb_row *row;

    if (sheet == NULL || sheet->nrows == 0 || sheet->next >= sheet->ncolumns)
        return;
    row = &sheet->rows[sheet->nrows - 1];
    row->cells[sheet->next++] =
        (struct mb_cell){.type = MB_CELL_NUMBER, .number = score};
}

enum mb_status mb_sheet_links(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "Links", MB_SPAN_LIT("Links"),
        MB_SPAN_LIT("Which decision serves which pledge, on which words. "
                    "Confirm or reject each in the column Link decision."),
        link_columns);

    for (uint32_t i = 0; i < t->links.n; i++) {
        const struct mb_link_row *link = &t->links.at[i];
        const struct mb_clause_row *c = mb_tracker_clause_of(t, link);
        if (c == NULL && t->options->filter.body.ptr != NULL)
            continue; /* filtered out with its clause */
        mb_row_begin(t->report, sheet);
        mb_put_text(sheet, link->link_id);
        mb_put_text(sheet, link->record_id);
        mb_put_text(sheet, link->reference);
        mb_put_text(sheet, c != NULL ? c->text : MB_SPAN_NULL);
        mb_put_text(sheet, link->strategy);
        mb_put_text(sheet, link->pledge);
        mb_put_text(sheet, pledge_title(t, link));
        mb_put_text(sheet, link->basis);
        put_score(sheet, link->score);
        mb_put_text(sheet, link->status);
        mb_put_text(sheet, link->quote);
        mb_put_text(sheet, link->diagnostic);
        mb_put_text(sheet, decision_word(link));
        mb_put_text(sheet, link->decision_why);
    }
    return mb_arena_status(t->arena, err);
}

static struct mb_span coverage_word(struct mb_tally tally)
{
    if (tally.confirmed > 0)
        return MB_SPAN_LIT("confirmed decisions");
    if (tally.proposed > 0)
        return MB_SPAN_LIT("proposed only");
    return MB_SPAN_LIT("no decision found");
}

enum mb_status mb_sheet_pledges(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "Pledges", MB_SPAN_LIT("Pledges"),
        MB_SPAN_LIT("Each strategy as published, and how many decisions serve "
                    "each pledge. \"No decision found\" speaks of the records "
                    "held here, not of all there are."),
        pledge_columns);

    for (uint32_t s = 0; s < t->strategies.n; s++) {
        const struct mb_strategy_row *strategy = &t->strategies.at[s];
        for (uint32_t p = 0; p < strategy->npledges; p++) {
            const struct mb_pledge_row *pledge = &strategy->pledges[p];
            struct mb_tally tally;
            mb_tracker_tally(t, strategy->id, pledge->code, &tally);
            mb_row_begin(t->report, sheet);
            mb_put_text(sheet, strategy->id);
            mb_put_text(sheet, pledge->code);
            mb_put_text(sheet, pledge->level);
            mb_put_text(sheet, pledge->title);
            mb_put_text(sheet, pledge->statement);
            mb_put_count(sheet, tally.proposed);
            mb_put_count(sheet, tally.confirmed);
            mb_put_text(sheet, coverage_word(tally));
        }
    }
    return mb_arena_status(t->arena, err);
}
