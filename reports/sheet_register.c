/* The register's own lists: decisions, meetings, attendance, actions, what
 * wants review, sources, and the history of entries.
 */
#include "reports/tracker_priv.h"

#define WRAP MB_COLUMN_WRAP
#define END                                                                    \
    {                                                                          \
        NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL                                  \
    }
#define TEXT(header, flags, width)                                             \
    {                                                                          \
        header, MB_CELL_TEXT, flags, width, NULL, NULL                         \
    }
#define DATE(header)                                                           \
    {                                                                          \
        header, MB_CELL_DATE, 0, 12, NULL, NULL                                \
    }
#define COUNT(header)                                                          \
    {                                                                          \
        header, MB_CELL_INTEGER, 0, 11, NULL, NULL                             \
    }
#define LINK(header)                                                           \
    {                                                                          \
        header, MB_CELL_LINK, 0, 34, NULL, NULL                                \
    }

static const struct mb_column_spec decision_columns[] = {
    TEXT("Reference", 0, 14),
    TEXT("Authority", WRAP, 20),
    TEXT("Title", WRAP, 44),
    TEXT("Decision maker", WRAP, 26),
    TEXT("Status", WRAP, 22),
    TEXT("Key decision", 0, 12),
    TEXT("Call-in", 0, 10),
    DATE("Decided"),
    DATE("Published"),
    DATE("Effective"),
    TEXT("Reasons", WRAP, 44),
    TEXT("Alternatives", WRAP, 44),
    LINK("Source"),
    END,
};
static const struct mb_column_spec meeting_columns[] = {
    TEXT("Authority", WRAP, 24),
    TEXT("Body", WRAP, 30),
    DATE("Date"),
    TEXT("Time", 0, 9),
    TEXT("Venue", WRAP, 30),
    TEXT("Minutes are", 0, 13),
    COUNT("Items"),
    COUNT("Clauses"),
    COUNT("Present"),
    COUNT("Documents"),
    LINK("Source"),
    END,
};
static const struct mb_column_spec attendance_columns[] = {
    TEXT("Authority", WRAP, 24),
    TEXT("Body", WRAP, 28),
    DATE("Date"),
    TEXT("Name", WRAP, 26),
    TEXT("Person", WRAP, 24),
    TEXT("Capacity", 0, 18),
    TEXT("Role", WRAP, 36),
    TEXT("On behalf of", WRAP, 24),
    TEXT("Note", WRAP, 18),
    LINK("Source"),
    END,
};
static const struct mb_column_spec action_columns[] = {
    TEXT("Authority", WRAP, 24),
    TEXT("Body", WRAP, 28),
    DATE("Meeting"),
    TEXT("Item", 0, 9),
    TEXT("Owner", WRAP, 24),
    TEXT("Action", WRAP, 56),
    DATE("Due"),
    TEXT("Kind", 0, 20),
    LINK("Source"),
    END,
};
static const struct mb_column_spec review_columns[] = {
    TEXT("Severity", 0, 11),
    TEXT("What", 0, 22),
    TEXT("Meaning", WRAP, 44),
    TEXT("Words", WRAP, 44),
    TEXT("Record ID", 0, 16),
    TEXT("Authority", WRAP, 22),
    TEXT("Body", WRAP, 24),
    DATE("Date"),
    LINK("Source"),
    COUNT("Line"),
    END,
};
static const struct mb_column_spec source_columns[] = {
    LINK("Document"),
    TEXT("Kind", 0, 14),
    TEXT("Authority", WRAP, 24),
    TEXT("Body", WRAP, 26),
    DATE("Date"),
    TEXT("State", 0, 12),
    TEXT("Stored", 0, 12),
    COUNT("Pages"),
    COUNT("Clauses"),
    COUNT("Lines"),
    COUNT("Lines claimed"),
    COUNT("Narrative"),
    COUNT("Unclaimed"),
    TEXT("SHA-256", 0, 20),
    TEXT("First seen", 0, 22),
    TEXT("Read by", 0, 24),
    END,
};
static const struct mb_column_spec history_columns[] = {
    TEXT("Record ID", 0, 16), TEXT("Field", 0, 16),    TEXT("Value", WRAP, 44),
    TEXT("By", WRAP, 20),     TEXT("At", 0, 22),       TEXT("Why", WRAP, 36),
    TEXT("Workbook", 0, 26),  TEXT("Standing", 0, 14), END,
};

enum mb_status mb_sheet_decisions(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "Decisions", MB_SPAN_LIT("Decisions"),
        MB_SPAN_LIT("Formal decision records. An empty cell: the records held "
                    "do not say."),
        decision_columns);
    struct mb_decision_rows rows;
    enum mb_status st =
        mb_store_decisions(t->store, &t->options->filter, t->arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_decision_row *d = &rows.at[i];
        mb_row_begin(t->report, sheet);
        mb_put_text(sheet, d->reference);
        mb_put_text(sheet, d->authority);
        mb_put_text(sheet, d->title);
        mb_put_text(sheet, d->maker);
        mb_put_text(sheet, d->status);
        mb_put_tri(sheet, d->key);
        mb_put_tri(sheet, d->call_in);
        mb_put_date(sheet, d->date);
        mb_put_date(sheet, d->published);
        mb_put_date(sheet, d->effective);
        mb_put_text(sheet, d->reasons);
        mb_put_text(sheet, d->alternatives);
        mb_put_link(sheet, d->document_name, d->uri);
    }
    return st;
}

enum mb_status mb_sheet_meetings(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "Meetings", MB_SPAN_LIT("Meetings"),
        MB_SPAN_LIT("Meetings whose record is held, with what was read of "
                    "each."),
        meeting_columns);
    struct mb_meeting_rows rows;
    enum mb_status st =
        mb_store_meetings(t->store, &t->options->filter, t->arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_meeting_row *m = &rows.at[i];
        mb_row_begin(t->report, sheet);
        mb_put_text(sheet, m->authority);
        mb_put_text(sheet, m->body);
        mb_put_date(sheet, m->date);
        mb_put_text(sheet, m->time);
        mb_put_text(sheet, m->venue);
        mb_put_text(sheet, m->state);
        mb_put_count(sheet, m->items);
        mb_put_count(sheet, m->clauses);
        mb_put_count(sheet, m->present);
        mb_put_count(sheet, m->documents);
        mb_put_link(sheet, m->document_name, m->uri);
    }
    return st;
}

enum mb_status mb_sheet_attendance(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "Attendance", MB_SPAN_LIT("Attendance"),
        MB_SPAN_LIT("Who is recorded at each meeting, and how. Web pages of "
                    "meetings often leave attendance out: no row is no proof "
                    "of absence."),
        attendance_columns);
    struct mb_attendance_rows rows;
    enum mb_status st = mb_store_attendance(t->store, &t->options->filter,
                                            t->arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_attendance_row *a = &rows.at[i];
        mb_row_begin(t->report, sheet);
        mb_put_text(sheet, a->authority);
        mb_put_text(sheet, a->body);
        mb_put_date(sheet, a->date);
        mb_put_text(sheet, a->name);
        mb_put_text(sheet, a->person);
        mb_put_text(sheet, a->capacity);
        mb_put_text(sheet, a->role);
        mb_put_text(sheet, a->on_behalf_of);
        mb_put_text(sheet, a->note);
        mb_put_link(sheet, a->document_name, MB_SPAN_NULL);
    }
    return st;
}

enum mb_status mb_sheet_actions(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "Actions", MB_SPAN_LIT("Actions"),
        MB_SPAN_LIT("What the record marks as an action, and offers made in "
                    "prose, which want a person's eye before anybody owns "
                    "them."),
        action_columns);
    struct mb_action_rows rows;
    enum mb_status st =
        mb_store_actions(t->store, &t->options->filter, t->arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_action_row *a = &rows.at[i];
        mb_row_begin(t->report, sheet);
        mb_put_text(sheet, a->authority);
        mb_put_text(sheet, a->body);
        mb_put_date(sheet, a->date);
        mb_put_text(sheet, a->item);
        mb_put_text(sheet, a->owner);
        mb_put_text(sheet, a->text);
        mb_put_date(sheet, a->due);
        mb_put_text(sheet, a->hard ? MB_SPAN_LIT("marked as an action")
                                   : MB_SPAN_LIT("offered in prose"));
        mb_put_link(sheet, a->document_name, a->uri);
    }
    return st;
}

enum mb_status mb_sheet_review(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "Review", MB_SPAN_LIT("Review"),
        MB_SPAN_LIT("What a person should look at, worst first. Nothing here "
                    "was repaired: the published record stands as it is."),
        review_columns);
    struct mb_review_rows rows;
    enum mb_status st = mb_store_review(t->store, &t->options->filter,
                                        MB_SPAN_NULL, t->arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_review_row *r = &rows.at[i];
        mb_row_begin(t->report, sheet);
        mb_put_text(sheet, r->severity);
        mb_put_text(sheet, r->code);
        mb_put_text(sheet, r->message);
        mb_put_text(sheet, r->detail);
        mb_put_text(sheet, r->record_id);
        mb_put_text(sheet, r->authority);
        mb_put_text(sheet, r->body);
        mb_put_date(sheet, r->date);
        mb_put_link(sheet, r->document_name, r->uri);
        mb_put_count(sheet, r->line == 0 ? -1 : (int64_t)r->line);
    }
    return st;
}

enum mb_status mb_sheet_sources(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "Sources", MB_SPAN_LIT("Sources"),
        MB_SPAN_LIT("Every document held, and how much of it was understood."),
        source_columns);
    struct mb_document_rows rows;
    enum mb_status st =
        mb_store_documents(t->store, &t->options->filter, t->arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_document_row *d = &rows.at[i];
        mb_row_begin(t->report, sheet);
        mb_put_link(sheet, d->name, d->uri);
        mb_put_text(sheet, d->kind);
        mb_put_text(sheet, d->authority);
        mb_put_text(sheet, d->body);
        mb_put_date(sheet, d->date);
        mb_put_text(sheet, d->state);
        mb_put_text(sheet, d->status);
        mb_put_count(sheet, d->pages == 0 ? -1 : (int64_t)d->pages);
        mb_put_count(sheet, d->clauses);
        mb_put_count(sheet, d->coverage.lines);
        mb_put_count(sheet, d->coverage.claimed);
        mb_put_count(sheet, d->coverage.narrative);
        mb_put_count(sheet, d->coverage.unclaimed);
        mb_put_text(sheet, mb_span_str(d->sha256));
        mb_put_text(sheet, d->first_seen);
        mb_put_text(sheet, d->reader);
    }
    return st;
}

enum mb_status mb_sheet_history(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_add(
        t->report, "History", MB_SPAN_LIT("History"),
        MB_SPAN_LIT("Everything people entered, in order; nothing is ever "
                    "overwritten."),
        history_columns);
    struct mb_entries rows;
    enum mb_status st =
        mb_store_entries_all(t->store, MB_SPAN_NULL, t->arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_entry *e = &rows.at[i];
        mb_row_begin(t->report, sheet);
        mb_put_text(sheet, e->record_id);
        mb_put_text(sheet, e->field);
        mb_put_text(sheet, e->value);
        mb_put_text(sheet, e->by);
        mb_put_text(sheet, e->at);
        mb_put_text(sheet, e->why);
        mb_put_text(sheet, e->source);
        mb_put_text(sheet, e->undone     ? MB_SPAN_LIT("taken back")
                           : e->conflict ? MB_SPAN_LIT("conflict")
                                         : MB_SPAN_LIT("entered"));
    }
    return st;
}
