/* The sheets of operative clauses: Tracker (what can be followed up, with the
 * officers' columns) and All clauses (every one).
 */
#include "reports/tracker_priv.h"

#define WRAP     MB_COLUMN_WRAP
#define EXPECTED MB_COLUMN_EXPECTED
#define COMPUTED MB_COLUMN_COMPUTED

/* A member of a tracked row's clause. */
static struct mb_cell of_clause(const struct mb_filling *field,
                                const void *context, const void *row)
{
    const struct mb_tracked *tracked = row;

    (void)context;
    return mb_cell_member(field, tracked->clause);
}

/* ---------------------------------------- columns that both sheets have -- */

static const struct mb_clause_row *clause_at(const struct mb_filling *field,
                                             const void *row)
{
    const struct mb_tracked *tracked = row;

    return field->uri != 0 ? tracked->clause : row;
}

static struct mb_cell title_cell(const struct mb_filling *field,
                                 const void *context, const void *row)
{
    const struct mb_clause_row *c = clause_at(field, row);

    (void)context;
    return mb_cell_text(c->decision_title.ptr != NULL ? c->decision_title
                                                      : c->item_title);
}

static struct mb_cell page_cell(const struct mb_filling *field,
                                const void *context, const void *row)
{
    const struct mb_clause_row *c = clause_at(field, row);

    (void)context;
    return mb_cell_count(c->where.page == 0 ? -1 : (int64_t)c->where.page);
}

/* via: of_clause on Tracker, NULL on All clauses. */
#define CLAUSE(header, type, flags, width, member, via)                        \
    {                                                                          \
        {header, type, flags, width, NULL, NULL},                              \
            offsetof(struct mb_clause_row, member), 0, via                     \
    }
#define CLAUSE_TEXT(header, flags, width, member, via)                         \
    CLAUSE(header, MB_CELL_TEXT, flags, width, member, via)
/* tracked: 1 on Tracker, 0 on All clauses; see clause_at. */
#define CLAUSE_MADE(header, type, flags, width, fn, tracked)                   \
    {                                                                          \
        {header, type, flags, width, NULL, NULL}, 0, tracked, fn               \
    }
#define CLAUSE_SOURCE(via)                                                     \
    {                                                                          \
        {"Source", MB_CELL_LINK, WRAP, 42, NULL, NULL},                        \
            offsetof(struct mb_clause_row, document_name),                     \
            offsetof(struct mb_clause_row, uri), via                           \
    }

/* What a clause is known by, and what it says. */
#define HEAD(via, tracked)                                                     \
    CLAUSE_TEXT("Record ID", 0, 18, record_id, via),                           \
        CLAUSE_MADE("Title", MB_CELL_TEXT, WRAP | EXPECTED, 26, title_cell,    \
                    tracked),                                                  \
        CLAUSE_TEXT("Decision", WRAP, 54, text, via),                          \
        CLAUSE_TEXT("Body", WRAP | EXPECTED, 18, body, via),                   \
        CLAUSE("Date", MB_CELL_DATE, EXPECTED, 12, date, via),                 \
        CLAUSE_TEXT("Reference", WRAP, 13, reference, via)
/* Where it stands in the record. */
#define PLACE(via)                                                             \
    CLAUSE_TEXT("Authority", WRAP | EXPECTED, 22, authority, via),             \
        CLAUSE_TEXT("Item", WRAP, 9, item, via),                               \
        CLAUSE_TEXT("Clause", WRAP, 9, label, via),                            \
        CLAUSE_TEXT("Type", WRAP, 12, verb, via),                              \
        CLAUSE_TEXT("Outcome", WRAP, 12, outcome, via)

/* -------------------------------------------------------------- Tracker -- */

/* What a person entered in the column of that name. */
static struct mb_cell entered_cell(const struct mb_filling *field,
                                   const void *context, const void *row)
{
    const struct mb_tracked *tracked = row;
    struct mb_span value = mb_tracker_value(context, tracked->clause->record_id,
                                            field->column.header);

    return field->column.type == MB_CELL_DATE ? mb_cell_date(value)
                                              : mb_cell_text(value);
}

#define TRACKED(header, type, flags, width, member)                            \
    MB_FIELD(header, type, flags, width, struct mb_tracked, member)
#define ENTERED(header, type, width, help)                                     \
    {                                                                          \
        {header, type, MB_COLUMN_OFFICER, width, NULL, help}, 0, 0,            \
            entered_cell                                                       \
    }

static const char *const line_choices[] = {"1", "2", "3", NULL};

static const struct mb_filling tracker_fields[] = {
    HEAD(of_clause, 1),
    TRACKED("Pledges", MB_CELL_TEXT, WRAP, 20, pledges),
    TRACKED("Attention", MB_CELL_TEXT, WRAP | COMPUTED, 20, attention),
    ENTERED("Owner", MB_CELL_TEXT, 18, "The post that answers for it"),
    ENTERED("Owner name", MB_CELL_TEXT, 16, "The officer's name"),
    ENTERED("Due", MB_CELL_DATE, 12, "The day it is to be done by"),
    {{"Status", MB_CELL_TEXT, MB_COLUMN_OFFICER, 14, NULL,
      "How far the work has come; Cover tells what each word means"},
     offsetof(struct mb_tracked, status),
     0,
     NULL},
    {{"Rating", MB_CELL_TEXT, MB_COLUMN_OFFICER | MB_COLUMN_TINTED, 11, NULL,
      "Change it only where you know better than dates and evidence, and give "
      "the reason in the next column"},
     offsetof(struct mb_tracked, rating),
     0,
     NULL},
    ENTERED("Rating reason", MB_CELL_TEXT, 28,
            "Needed where you change a rating"),
    ENTERED("Evidence", MB_CELL_TEXT, 30,
            "What shows that it is done: title and place"),
    ENTERED("Evidence date", MB_CELL_DATE, 12, "The day the evidence is of"),
    {{"Evidence line", MB_CELL_TEXT, MB_COLUMN_OFFICER, 10, line_choices,
      "Who says so: 1 the team itself, 2 oversight, 3 somebody independent"},
     0,
     0,
     entered_cell},
    ENTERED("Next review", MB_CELL_DATE, 12, "The day somebody looks again"),
    ENTERED("Comment", MB_CELL_TEXT, 38, "Anything else"),
    TRACKED("Original due", MB_CELL_DATE, COMPUTED, 12, original_due),
    TRACKED("Computed rating", MB_CELL_TEXT, COMPUTED | MB_COLUMN_TINTED, 12,
            computed),
    TRACKED("Rating date", MB_CELL_DATE, COMPUTED, 12, rating_date),
    TRACKED("Rated by", MB_CELL_TEXT, COMPUTED, 18, rated_by),
    TRACKED("Call-in ends", MB_CELL_DATE, COMPUTED, 12, call_in_ends),
    TRACKED("Published", MB_CELL_DATE, 0, 12, published),
    TRACKED("Effective", MB_CELL_DATE, 0, 12, effective),
    PLACE(of_clause),
    TRACKED("Recommended text", MB_CELL_TEXT, WRAP, 40, recommended),
    TRACKED("Linked words", MB_CELL_TEXT, WRAP, 40, quote),
    CLAUSE_SOURCE(of_clause),
    CLAUSE_MADE("Page", MB_CELL_INTEGER, 0, 8, page_cell, 1),
    MB_FIELDS_END,
};

struct mb_span mb_tracker_range(const struct mb_tracker *t, const char *header)
{
    uint32_t rows = t->tracked.n > 0 ? t->tracked.n : 1;
    uint32_t c = 0;
    char letters[3] = "";

    while (tracker_fields[c].column.header != NULL
           && !mb_span_eq(mb_span_str(tracker_fields[c].column.header),
                          mb_span_str(header)))
        c++;
    if (c >= 26)
        letters[0] = (char)('A' + c / 26 - 1);
    letters[c >= 26] = (char)('A' + c % 26);
    return mb_arena_printf(t->arena, "Tracker!$%s$%d:$%s$%u", letters,
                           MB_SHEET_HEAD + 1, letters, MB_SHEET_HEAD + rows);
}

static struct mb_sheet *add_tracker(struct mb_tracker *t)
{
    struct mb_sheet *sheet = mb_sheet_of(
        t->report, "Tracker",
        MB_SPAN_LIT("One row for each decision that can be followed up. Write "
                    "in the columns under \"You write here\". Empty: not "
                    "entered, or it does not apply."),
        tracker_fields);

    if (sheet == NULL)
        return NULL;
    sheet->frozen = 2;
    sheet->columns[mb_column_find(sheet, "Status")].choices = t->statuses;
    sheet->columns[mb_column_find(sheet, "Rating")].choices = t->ratings;
    return sheet;
}

/* ---------------------------------------------------------- All clauses -- */

static const struct mb_filling clause_fields[] = {
    HEAD(NULL, 0),
    PLACE(NULL),
    CLAUSE_TEXT("Proposed by", WRAP, 20, mover, NULL),
    CLAUSE_TEXT("Seconded by", WRAP, 20, seconder, NULL),
    CLAUSE("Documents", MB_CELL_INTEGER, 0, 11, sources, NULL),
    CLAUSE_TEXT("Words as published", WRAP, 60, where.quote, NULL),
    CLAUSE_TEXT("Found by", WRAP, 26, where.rule, NULL),
    CLAUSE("Confidence", MB_CELL_INTEGER, 0, 12, where.confidence, NULL),
    CLAUSE_SOURCE(NULL),
    CLAUSE_MADE("Page", MB_CELL_INTEGER, 0, 8, page_cell, 0),
    MB_FIELDS_END,
};

static struct mb_sheet *add_clauses(struct mb_tracker *t)
{
    struct mb_sheet *sheet = mb_sheet_of(
        t->report, "All clauses",
        MB_SPAN_LIT("Every operative clause with the words it came from, "
                    "also those that only note or receive. Empty: the record "
                    "does not say."),
        clause_fields);

    if (sheet != NULL)
        sheet->frozen = 2;
    return sheet;
}

/* ----------------------------------------------------------------- both -- */

struct filling {
    struct mb_tracker *t;
    struct mb_sheet *tracker;
    struct mb_sheet *clauses;
};

static void count(const struct mb_scheme *scheme,
                  struct mb_tally_of_tracked *tally,
                  const struct mb_tracked *row)
{
    tally->n++;
    for (uint32_t i = 0; i < scheme->nstatuses; i++)
        tally->by_status[i] +=
            mb_span_ieq(row->status, scheme->statuses[i].name);
    for (uint32_t i = 0; i < scheme->nratings; i++)
        tally->by_rating[i] +=
            mb_span_ieq(row->rating, scheme->ratings[i].name);
    tally->overdue += row->overdue;
    tally->wanting += row->attention.ptr != NULL;
    tally->unlinked += row->pledges.ptr == NULL;
}

/* The text as it stands on a sheet by now. */
static struct mb_span kept(const struct mb_tracker *t, struct mb_span text)
{
    return mb_arena_dup_once(t->arena, text, t->report->lately);
}

static enum mb_status fill(void *context, const struct mb_clause_row *clause,
                           const struct mb_tracked *tracked, struct mb_err *err)
{
    struct filling *f = context;
    struct mb_tracker *t = f->t;

    mb_sheet_row(t->report, f->clauses, clause_fields, t, clause);
    if (tracked != NULL) {
        mb_sheet_row(t->report, f->tracker, tracker_fields, t, tracked);
        count(t->scheme, &t->tracked, tracked);
    }
    return mb_tracker_know(
        t,
        (struct mb_known){.record_id = kept(t, clause->record_id),
                          .text = kept(t, clause->text),
                          .body = kept(t, clause->body),
                          .date = kept(t, clause->date),
                          .matter = clause->matter},
        err);
}

enum mb_status mb_sheets_of_clauses(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_tally_of_tracked *tally = &t->tracked;
    struct filling f = {.t = t};
    enum mb_status st;

    tally->by_status =
        mb_arena_alloc(t->rows, t->scheme->nstatuses, sizeof(uint32_t));
    tally->by_rating =
        mb_arena_alloc(t->rows, t->scheme->nratings, sizeof(uint32_t));
    if (tally->by_status == NULL || tally->by_rating == NULL)
        return mb_arena_status(t->rows, err);
    if (add_tracker(t) == NULL || add_clauses(t) == NULL)
        return mb_arena_status(t->arena, err);
    f.tracker = mb_sheet_find(t->report, "Tracker");
    f.clauses = mb_sheet_find(t->report, "All clauses");
    st = mb_tracker_each(t, fill, &f, err);
    return st == MB_OK ? mb_tracker_index_known(t, err) : st;
}
