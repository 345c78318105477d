/* Cover: what this workbook is, how to work with it, what its words mean. */
#include "base/buf.h"
#include "reports/tracker_priv.h"

static const struct mb_column_spec cover_columns[] = {
    {"Label", MB_CELL_TEXT, 0, 24, NULL, NULL},
    {"Text", MB_CELL_TEXT, MB_COLUMN_WRAP, 96, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
};

static const struct {
    const char *label;
    const char *text;
} guide[] = {
    {"What this is",
     "Every decision that the minutes and decision records held here show, "
     "with the words it was read from, and the strategy pledges it serves."},
    {"How to use it",
     "On the sheet Tracker write in the columns with brown headings: owner, "
     "due date, status, rating, evidence, comment. On the sheet Links choose "
     "Confirm or Reject. Sort and filter as you like: rows are known again by "
     "their ID. Leave the ID columns as they are."},
    {"Proof",
     "The column Source leads to the document, Page to its page. \"Words as "
     "published\" on All clauses is what the record says, letter by letter."},
    {"", ""},
    {"Status", "How far the work has come:"},
    {"  Not started", "nobody has begun"},
    {"  In progress", "work goes on"},
    {"  Complete", "done; evidence should be named"},
    {"  Paused", "held up on purpose, with a reason in Comment"},
    {"  No longer feasible", "cannot be done any more; say on whose authority"},
    {"  Superseded", "a later decision took its place"},
    {"", ""},
    {"Rating", "Confidence that the decision will be carried out. Until "
               "somebody rates it, it follows from dates and evidence:"},
    {"  Red", "the due date has passed and it is not complete"},
    {"  Amber", "complete, but no evidence is named"},
    {"  Green", "complete with evidence, or not yet due"},
    {"  Not rated", "there is no due date to judge it by"},
    {"", ""},
    {"Link status", "proposed: found by rules, nobody has judged it; "
                    "confirmed and rejected: a person did, see History"},
    {"Link basis", "explicit: the record names the strategy or pledge; "
                   "by_report: the officers' report does; suggested: by its "
                   "words; manual: added by a person"},
    {"An empty cell", "the records held do not say; it never means \"none\""},
};

static void put_pair(struct mb_tracker *t, struct mb_sheet *sheet,
                     const char *label, struct mb_span text)
{
    mb_row_begin(t->report, sheet);
    mb_put_text(sheet, mb_span_str(label));
    mb_put_text(sheet, text);
}

static struct mb_span counts_text(const struct mb_tracker *t)
{
    const struct mb_store_counts *c = &t->counts;

    return mb_arena_printf(
        t->arena, "%u documents, %u meetings, %u operative clauses, %u links",
        c->documents, c->meetings, c->clauses, c->links);
}

static struct mb_span filter_text(const struct mb_tracker *t)
{
    const struct mb_filter *f = &t->options->filter;
    const struct {
        const char *name;
        struct mb_span value;
    } parts[] = {{"authority", f->authority},
                 {"body", f->body},
                 {"from", f->from},
                 {"to", f->to},
                 {"strategy", f->strategy}};
    struct mb_buf text = MB_BUF_INIT;
    struct mb_span copy = MB_SPAN_LIT("everything in the register");

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i].value.ptr != NULL)
            mb_buf_printf(&text, "%s%s " MB_SPAN_FMT, text.len > 0 ? ", " : "",
                          parts[i].name, MB_SPAN_ARG(parts[i].value));
    if (text.len > 0)
        copy = mb_arena_dup(t->arena, mb_buf_span(&text));
    mb_buf_done(&text);
    return copy;
}

enum mb_status mb_sheet_cover(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet =
        mb_sheet_add(t->report, "Cover", MB_SPAN_LIT("Decision tracker"),
                     mb_arena_printf(t->arena, "As at " MB_SPAN_FMT,
                                     MB_SPAN_ARG(t->options->as_of)),
                     cover_columns);

    if (sheet == NULL)
        return mb_arena_status(t->arena, err);
    sheet->plain = true;
    put_pair(t, sheet, "Your name", MB_SPAN_NULL);
    put_pair(t, sheet, "Shows", filter_text(t));
    put_pair(t, sheet, "Holds", counts_text(t));
    for (size_t i = 0; i < sizeof guide / sizeof guide[0]; i++)
        put_pair(t, sheet, guide[i].label, mb_span_str(guide[i].text));
    put_pair(t, sheet, "Generation", t->generation);
    return mb_arena_status(t->arena, err);
}
