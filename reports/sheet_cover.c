/* Cover: what this workbook is, what to do with it, what its words mean. It is
 * all that a stranger gets to read.
 */
#include "base/buf.h"
#include "base/date.h"
#include "reports/tracker_priv.h"

static const struct mb_column_spec cover_columns[] = {
    {"Label", MB_CELL_TEXT, MB_COLUMN_LABEL, 24, NULL, NULL},
    {"Text", MB_CELL_TEXT, MB_COLUMN_WRAP, 104, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
};

struct pair {
    const char *label;
    const char *text;
};

static const struct pair about[] = {
    {"What this is",
     "Every decision that the minutes and decision records held here show, "
     "with the words it was read from and the strategy pledges it serves. "
     "Officers say in it who answers for each decision, by when, and how far "
     "it has come."},
    {"", ""},
    {"What to do", NULL},
    {"1  Say who you are",
     "Write your name in the box above. Without it nothing you write can be "
     "taken in."},
    {"2  Work on Tracker",
     "Each row is a decision. The column Attention says what is missing or "
     "late. Write in the columns under \"You write here\": who owns it, when "
     "it is due, its status, the evidence that it was done, and a comment. "
     "Status and Rating are chosen from a list."},
    {"3  Work on Links",
     "Each row says that a decision serves a pledge, with the words that "
     "suggest it. Choose Confirm or Reject under Link decision; say why where "
     "it is not plain."},
    {"4  Save and send back",
     "Save the workbook and send it to the one who keeps the register. What "
     "you wrote is taken in (minutebook update FILE) and stands in the next "
     "workbook. Where two officers changed the same cell both are kept and "
     "the conflict is listed."},
    {"Do not worry",
     "Sort and filter as you like; delete rows that you do not need: nothing "
     "is lost, rows are known by the ID in column A. Leave the IDs and the "
     "headings as they are. What you change in the other columns is taken as "
     "a proposal, not as the record."},
    {"", ""},
    {NULL, NULL},
};

static const struct pair meanings[] = {
    {"", ""},
    {"What other words mean", NULL},
    {"not found",
     "the records held here do not say; it never means \"none\". An empty "
     "cell: nobody entered anything, or it does not apply"},
    {"Source, Page",
     "lead to the document; \"Words as published\" on All clauses is what it "
     "says, letter by letter"},
    {"Evidence line",
     "who says that it is done: 1 the team itself, 2 oversight apart from "
     "delivery, 3 somebody independent"},
    {"Link status",
     "proposed: found by rules, nobody has judged it; confirmed and rejected: "
     "a person did, see History"},
    {"Link basis",
     "explicit: the record names the strategy or pledge; by_report: the "
     "officers' report does; suggested: by its words; manual: added by a "
     "person"},
    {NULL, NULL},
};

struct mb_span mb_long_date(struct mb_arena *arena, struct mb_span iso)
{
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    struct mb_date date;

    if (!mb_date_parse(iso, &date))
        return iso;
    return mb_arena_printf(arena, "%d %s %d", date.day, months[date.month - 1],
                           date.year);
}

static void put_pair(struct mb_tracker *t, struct mb_sheet *sheet,
                     struct mb_span label, struct mb_span text)
{
    mb_row_begin(t->report, sheet);
    mb_put_text(sheet, label);
    mb_put_text(sheet, text);
}

static void put_pairs(struct mb_tracker *t, struct mb_sheet *sheet,
                      const struct pair *pairs)
{
    for (; pairs->label != NULL; pairs++)
        put_pair(t, sheet, mb_span_str(pairs->label), mb_span_str(pairs->text));
}

static void put_name(struct mb_tracker *t, struct mb_sheet *sheet)
{
    mb_row_begin(t->report, sheet);
    mb_put_text(sheet, MB_SPAN_LIT("Your name"));
    mb_put(sheet, (struct mb_cell){.type = MB_CELL_INPUT});
}

static void put_sheets(struct mb_tracker *t, struct mb_sheet *sheet)
{
    put_pair(t, sheet, MB_SPAN_LIT("The sheets"), MB_SPAN_NULL);
    for (size_t i = 0; mb_tracker_sheets[i].name != NULL; i++) {
        const struct mb_tracker_sheet *s = &mb_tracker_sheets[i];
        if (s->holds == NULL)
            continue;
        mb_row_begin(t->report, sheet);
        mb_put_link(sheet, mb_span_str(s->name),
                    mb_arena_printf(t->arena, "internal:'%s'!A1", s->name));
        mb_put_text(sheet, mb_span_str(s->holds));
    }
}

static void put_statuses(struct mb_tracker *t, struct mb_sheet *sheet)
{
    const struct mb_scheme *scheme = t->scheme;

    put_pair(t, sheet, MB_SPAN_LIT(""), MB_SPAN_NULL);
    put_pair(t, sheet, MB_SPAN_LIT("Status"),
             MB_SPAN_LIT("How far the work has come:"));
    for (uint32_t i = 0; i < scheme->nstatuses; i++)
        put_pair(t, sheet, scheme->statuses[i].name, scheme->statuses[i].means);
}

/* "late; act now. Worked out where: the due date has passed …" */
static struct mb_span rating_text(struct mb_tracker *t,
                                  const struct mb_rating_word *rating)
{
    struct mb_buf text = MB_BUF_INIT;
    const char *between = ". Worked out where ";
    struct mb_span copy;

    mb_buf_put(&text, rating->means);
    for (unsigned f = 0; f < MB_FINDING_COUNT; f++) {
        if (!(rating->findings & 1U << f))
            continue;
        mb_buf_printf(&text, "%s%s", between,
                      mb_finding_text((enum mb_finding)f));
        if (f == MB_FINDING_DUE_SOON)
            mb_buf_printf(&text, " (within %u days)", t->scheme->soon_days);
        between = "; or ";
    }
    copy = mb_arena_dup(t->arena, mb_buf_span(&text));
    mb_buf_done(&text);
    return copy;
}

static void put_ratings(struct mb_tracker *t, struct mb_sheet *sheet)
{
    const struct mb_scheme *scheme = t->scheme;

    put_pair(t, sheet, MB_SPAN_LIT(""), MB_SPAN_NULL);
    put_pair(
        t, sheet, MB_SPAN_LIT("Rating"),
        mb_arena_printf(
            t->arena,
            "How sure it is that the decision will be carried "
            "out. It is worked out from dates and evidence as "
            "at " MB_SPAN_FMT
            "; choose another only where you know better, and "
            "give a reason, or it does not count: your name and "
            "the day are noted. The word counts, the colour only repeats it:",
            MB_SPAN_ARG(mb_long_date(t->arena, t->options->as_of))));
    for (uint32_t i = 0; i < scheme->nratings; i++)
        put_pair(t, sheet, scheme->ratings[i].name,
                 rating_text(t, &scheme->ratings[i]));
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
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "Cover", MB_SPAN_LIT("Decision tracker"),
        mb_arena_printf(t->arena, "As at " MB_SPAN_FMT,
                        MB_SPAN_ARG(mb_long_date(t->arena, t->options->as_of))),
        cover_columns);

    if (sheet == NULL)
        return mb_arena_status(t->arena, err);
    sheet->plain = true;
    sheet->portrait = true;
    put_name(t, sheet);
    put_pairs(t, sheet, about);
    put_sheets(t, sheet);
    put_statuses(t, sheet);
    put_ratings(t, sheet);
    put_pairs(t, sheet, meanings);
    put_pair(t, sheet, MB_SPAN_LIT(""), MB_SPAN_NULL);
    put_pair(t, sheet, MB_SPAN_LIT("Shows"), filter_text(t));
    put_pair(t, sheet, MB_SPAN_LIT("The register holds"), counts_text(t));
    put_pair(t, sheet, MB_SPAN_LIT("Generation"), t->generation);
    return mb_arena_status(t->arena, err);
}
