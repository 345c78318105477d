/* The sheets of operative clauses: Tracker (what can be followed up, with the
 * officers' columns) and All clauses (every one).
 */
#include "reports/tracker_priv.h"

#define OFFICER MB_COLUMN_OFFICER
#define WRAP    MB_COLUMN_WRAP

/* What put_head fills, up to the words themselves. */
#define HEAD_COLUMNS                                                           \
    {"Record ID", MB_CELL_TEXT, 0, 16, NULL, NULL},                            \
        {"Authority", MB_CELL_TEXT, WRAP, 20, NULL, NULL},                     \
        {"Body", MB_CELL_TEXT, WRAP, 20, NULL, NULL},                          \
        {"Date", MB_CELL_DATE, 0, 12, NULL, NULL},                             \
        {"Item", MB_CELL_TEXT, 0, 9, NULL, NULL},                              \
        {"Reference", MB_CELL_TEXT, 0, 13, NULL, NULL},                        \
        {"Title", MB_CELL_TEXT, WRAP, 32, NULL, NULL},                         \
    {                                                                          \
        "Clause", MB_CELL_TEXT, 0, 9, NULL, NULL                               \
    }

static const struct mb_column_spec tracker_columns[] = {
    HEAD_COLUMNS,
    {"Decision", MB_CELL_TEXT, WRAP, 56, NULL, NULL},
    {"Type", MB_CELL_TEXT, 0, 12, NULL, NULL},
    {"Outcome", MB_CELL_TEXT, 0, 12, NULL, NULL},
    {"Recommended text", MB_CELL_TEXT, WRAP, 36, NULL, NULL},
    {"Pledges", MB_CELL_TEXT, WRAP, 26, NULL, NULL},
    {"Linked words", MB_CELL_TEXT, WRAP, 40, NULL, NULL},
    {"Owner", MB_CELL_TEXT, OFFICER, 20, NULL, "The post that answers for it"},
    {"Owner name", MB_CELL_TEXT, OFFICER, 18, NULL, "The officer's name"},
    {"Due", MB_CELL_DATE, OFFICER, 12, NULL, "The day it is to be done by"},
    {"Original due", MB_CELL_DATE, MB_COLUMN_COMPUTED, 12, NULL, NULL},
    {"Status", MB_CELL_TEXT, OFFICER, 16, mb_status_choices,
     "How far the work has come"},
    {"Rating", MB_CELL_TEXT, OFFICER | MB_COLUMN_RATING, 11, mb_rating_choices,
     "Confidence that it will be done; see Cover"},
    {"Rating reason", MB_CELL_TEXT, OFFICER, 26, NULL,
     "Needed where you change a rating"},
    {"Rating date", MB_CELL_DATE, MB_COLUMN_COMPUTED, 12, NULL, NULL},
    {"Evidence", MB_CELL_TEXT, OFFICER, 28, NULL,
     "What shows it: title and place"},
    {"Evidence date", MB_CELL_DATE, OFFICER, 12, NULL, NULL},
    {"Evidence line", MB_CELL_TEXT, OFFICER, 12, NULL,
     "1 own team, 2 oversight, 3 independent"},
    {"Next review", MB_CELL_DATE, OFFICER, 12, NULL, NULL},
    {"Comment", MB_CELL_TEXT, OFFICER, 36, NULL, NULL},
    {"Source", MB_CELL_LINK, 0, 30, NULL, NULL},
    {"Page", MB_CELL_INTEGER, 0, 8, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
};

static const struct mb_column_spec clause_columns[] = {
    HEAD_COLUMNS,
    {"Decision", MB_CELL_TEXT, WRAP, 60, NULL, NULL},
    {"Type", MB_CELL_TEXT, 0, 12, NULL, NULL},
    {"Outcome", MB_CELL_TEXT, 0, 12, NULL, NULL},
    {"Proposed by", MB_CELL_TEXT, WRAP, 20, NULL, NULL},
    {"Seconded by", MB_CELL_TEXT, WRAP, 20, NULL, NULL},
    {"Documents", MB_CELL_INTEGER, 0, 11, NULL, NULL},
    {"Words as published", MB_CELL_TEXT, WRAP, 60, NULL, NULL},
    {"Found by", MB_CELL_TEXT, 0, 24, NULL, NULL},
    {"Confidence", MB_CELL_INTEGER, 0, 12, NULL, NULL},
    {"Source", MB_CELL_LINK, 0, 30, NULL, NULL},
    {"Page", MB_CELL_INTEGER, 0, 8, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
};

static void put_head(struct mb_sheet *sheet, const struct mb_clause_row *c)
{
    mb_put_text(sheet, c->record_id);
    mb_put_text(sheet, c->authority);
    mb_put_text(sheet, c->body);
    mb_put_date(sheet, c->date);
    mb_put_text(sheet, c->item);
    mb_put_text(sheet, c->reference);
    mb_put_text(sheet, c->decision_title.ptr != NULL ? c->decision_title
                                                     : c->item_title);
    mb_put_text(sheet, c->label);
    mb_put_text(sheet, c->text);
    mb_put_text(sheet, c->verb);
    mb_put_text(sheet, c->outcome);
}

static void put_source(struct mb_sheet *sheet, const struct mb_clause_row *c)
{
    mb_put_link(sheet, c->document_name, c->uri);
    mb_put_count(sheet, c->where.page == 0 ? -1 : (int64_t)c->where.page);
}

/* "as set out in the report" says nothing by itself. */
static bool points_to_report(struct mb_span text)
{
    return mb_span_ifind(text, MB_SPAN_LIT("recommendation")) < text.len
           && (mb_span_ifind(text, MB_SPAN_LIT("report")) < text.len
               || mb_span_ifind(text, MB_SPAN_LIT("set out")) < text.len
               || mb_span_ifind(text, MB_SPAN_LIT("approved")) < text.len);
}

/* The report's recommendations where one on the same matter is held. */
static enum mb_status put_recommended(const struct mb_tracker *t,
                                      struct mb_sheet *sheet,
                                      const struct mb_clause_row *c,
                                      struct mb_err *err)
{
    struct mb_span text = MB_SPAN_NULL;
    enum mb_status st = MB_OK;

    if (!points_to_report(c->text)) {
        mb_put_empty(sheet);
        return MB_OK;
    }
    if (c->matter != 0)
        st = mb_store_recommended(t->store, c->matter, c->date,
                                  t->options->filter.include_exempt, t->arena,
                                  &text, err);
    if (st == MB_OK)
        mb_put_text(sheet,
                    text.ptr != NULL ? text : MB_SPAN_LIT("report not held"));
    return st;
}

/* The rating that dates and evidence alone give; Cover prints these rules. */
static struct mb_span default_rating(const struct mb_tracker *t,
                                     struct mb_span id)
{
    struct mb_span status = mb_tracker_entry(t, id, "Status");
    struct mb_span due = mb_tracker_entry(t, id, "Due");
    struct mb_span evidence = mb_tracker_entry(t, id, "Evidence");

    if (mb_span_eq(status, MB_SPAN_LIT("Complete")))
        return evidence.len > 0 ? MB_SPAN_LIT("Green") : MB_SPAN_LIT("Amber");
    if (due.len == 0)
        return MB_SPAN_LIT("Not rated");
    return mb_span_cmp(due, t->options->as_of) < 0 ? MB_SPAN_LIT("Red")
                                                   : MB_SPAN_LIT("Green");
}

static void put_officer(const struct mb_tracker *t, struct mb_sheet *sheet,
                        struct mb_span id)
{
    struct mb_span rating = mb_tracker_entry(t, id, "Rating");
    struct mb_span status = mb_tracker_entry(t, id, "Status");

    mb_put_text(sheet, mb_tracker_entry(t, id, "Owner"));
    mb_put_text(sheet, mb_tracker_entry(t, id, "Owner name"));
    mb_put_date(sheet, mb_tracker_entry(t, id, "Due"));
    mb_put_date(sheet, mb_tracker_entry(t, id, "Original due"));
    mb_put_text(sheet, status.len > 0 ? status : MB_SPAN_LIT("Not started"));
    mb_put_text(sheet, rating.len > 0 ? rating : default_rating(t, id));
    mb_put_text(sheet, mb_tracker_entry(t, id, "Rating reason"));
    mb_put_date(sheet, mb_tracker_entry(t, id, "Rating date"));
    mb_put_text(sheet, mb_tracker_entry(t, id, "Evidence"));
    mb_put_date(sheet, mb_tracker_entry(t, id, "Evidence date"));
    mb_put_text(sheet, mb_tracker_entry(t, id, "Evidence line"));
    mb_put_date(sheet, mb_tracker_entry(t, id, "Next review"));
    mb_put_text(sheet, mb_tracker_entry(t, id, "Comment"));
}

enum mb_status mb_sheet_tracker(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "Tracker", MB_SPAN_LIT("Tracker"),
        MB_SPAN_LIT("One row for each decision that can be followed up. Write "
                    "in the columns with brown headings; the others are taken "
                    "from the record."),
        tracker_columns);

    for (uint32_t i = 0; i < t->clauses.n; i++) {
        const struct mb_clause_row *c = &t->clauses.at[i];
        struct mb_span pledges;
        struct mb_span quote;
        enum mb_status st;
        if (!mb_tracker_follows(c->verb))
            continue;
        mb_tracker_links_of(t, c, &pledges, &quote);
        mb_row_begin(t->report, sheet);
        put_head(sheet, c);
        st = put_recommended(t, sheet, c, err);
        if (st != MB_OK)
            return st;
        mb_put_text(sheet, pledges);
        mb_put_text(sheet, quote);
        put_officer(t, sheet, c->record_id);
        put_source(sheet, c);
    }
    return mb_arena_status(t->arena, err);
}

enum mb_status mb_sheet_clauses(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "All clauses", MB_SPAN_LIT("All clauses"),
        MB_SPAN_LIT("Every operative clause with the words it came from, "
                    "also those that only note or receive."),
        clause_columns);

    for (uint32_t i = 0; i < t->clauses.n; i++) {
        const struct mb_clause_row *c = &t->clauses.at[i];
        mb_row_begin(t->report, sheet);
        put_head(sheet, c);
        mb_put_text(sheet, c->mover);
        mb_put_text(sheet, c->seconder);
        mb_put_count(sheet, c->sources);
        mb_put_text(sheet, c->where.quote);
        mb_put_text(sheet, c->where.rule);
        mb_put_count(sheet, c->where.confidence);
        put_source(sheet, c);
    }
    return mb_arena_status(t->arena, err);
}
