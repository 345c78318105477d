/* The register's own lists: decisions, meetings, attendance, actions, what
 * wants review, sources, and the history of entries. Each is a list of fields
 * and a question to the store.
 */
#include "reports/tracker_priv.h"

#define WRAP     MB_COLUMN_WRAP
#define EXPECTED MB_COLUMN_EXPECTED

/* A page or line that is not known is 0 in the store's rows. */
static struct mb_cell known_count(const struct mb_filling *field,
                                  const void *context, const void *row)
{
    struct mb_cell cell = mb_cell_member(field, row);

    (void)context;
    if (cell.integer == 0)
        cell.type = MB_CELL_EMPTY;
    return cell;
}
#define KNOWN(header, row, member)                                             \
    {                                                                          \
        {header, MB_CELL_INTEGER, 0, 9, NULL, NULL}, offsetof(row, member), 0, \
            known_count                                                        \
    }

/* "2026-11-22T04:24:20Z" as people read it. */
static struct mb_cell moment_cell(const struct mb_filling *field,
                                  const void *context, const void *row)
{
    const struct mb_tracker *t = context;
    struct mb_cell cell = mb_cell_member(field, row);

    if (cell.text.len >= 16 && cell.text.ptr[10] == 'T')
        cell.text = mb_arena_printf(t->scratch, "%.10s %.5s UTC", cell.text.ptr,
                                    cell.text.ptr + 11);
    return cell;
}
#define MOMENT(header, row, member)                                            \
    {                                                                          \
        {header, MB_CELL_TEXT, 0, 21, NULL, NULL}, offsetof(row, member), 0,   \
            moment_cell                                                        \
    }

/* Turns a store's list into the rows of a listing. */
#define TAKE(list)                                                             \
    (struct mb_rows)                                                           \
    {                                                                          \
        (list).at, (list).n, sizeof *(list).at                                 \
    }

/* ----------------------------------------------------------- decisions -- */

#define DECISION(header, flags, width, member)                                 \
    MB_FIELD_TEXT(header, flags, width, struct mb_decision_row, member)

static struct mb_cell call_in_cell(const struct mb_filling *field,
                                   const void *context, const void *row)
{
    const struct mb_tracker *t = context;
    const struct mb_decision_row *d = row;

    (void)field;
    if (d->call_in <= 0)
        return (struct mb_cell){.type = MB_CELL_EMPTY};
    return mb_cell_date(
        mb_scheme_call_in_ends(t->scheme, d->published, t->scratch));
}

static const struct mb_filling decision_fields[] = {
    DECISION("Reference", WRAP | EXPECTED, 14, reference),
    DECISION("Title", WRAP | EXPECTED, 44, title),
    DECISION("Authority", WRAP | EXPECTED, 20, authority),
    DECISION("Decision maker", WRAP | EXPECTED, 26, maker),
    MB_FIELD_DATE("Decided", EXPECTED, struct mb_decision_row, date),
    DECISION("Status", WRAP, 22, status),
    MB_FIELD_YES_NO("Key decision", struct mb_decision_row, key),
    MB_FIELD_YES_NO("Call-in", struct mb_decision_row, call_in),
    MB_FIELD_DATE("Published", 0, struct mb_decision_row, published),
    MB_FIELD_DATE("Effective", 0, struct mb_decision_row, effective),
    MB_FIELD_MADE("Call-in ends", MB_CELL_DATE, MB_COLUMN_COMPUTED, 12,
                  call_in_cell),
    DECISION("Reasons", WRAP, 48, reasons),
    DECISION("Alternatives", WRAP, 48, alternatives),
    MB_FIELD_LINK("Source", struct mb_decision_row, document_name, uri),
    MB_FIELDS_END,
};

static enum mb_status read_decisions(struct mb_tracker *t, struct mb_rows *ret,
                                     struct mb_err *err)
{
    (void)err;
    *ret = TAKE(t->decisions);
    return MB_OK;
}

const struct mb_listing mb_list_decisions = {
    "Formal decision records. \"not found\" or empty: the records held do not "
    "say.",
    2, decision_fields, read_decisions};

/* ------------------------------------------------------------ meetings -- */

#define MEETING(header, flags, width, member)                                  \
    MB_FIELD_TEXT(header, flags, width, struct mb_meeting_row, member)
static const struct mb_filling meeting_fields[] = {
    MEETING("Body", WRAP | EXPECTED, 34, body),
    MB_FIELD_DATE("Date", EXPECTED, struct mb_meeting_row, date),
    MEETING("Time", 0, 9, time),
    MEETING("Authority", WRAP | EXPECTED, 26, authority),
    MEETING("Venue", WRAP, 30, venue),
    MEETING("Minutes are", WRAP, 13, state),
    MB_FIELD_COUNT("Items", struct mb_meeting_row, items),
    MB_FIELD_COUNT("Clauses", struct mb_meeting_row, clauses),
    MB_FIELD_COUNT("Present", struct mb_meeting_row, present),
    MB_FIELD_COUNT("Documents", struct mb_meeting_row, documents),
    MB_FIELD_LINK("Source", struct mb_meeting_row, document_name, uri),
    MB_FIELDS_END,
};

static enum mb_status read_meetings(struct mb_tracker *t, struct mb_rows *ret,
                                    struct mb_err *err)
{
    struct mb_meeting_rows rows = {NULL, 0};
    enum mb_status st = mb_store_meetings(t->store, &t->options->filter,
                                          t->scratch, &rows, err);

    *ret = TAKE(rows);
    return st;
}

const struct mb_listing mb_list_meetings = {
    "Meetings whose record is held, with what was read of each.", 2,
    meeting_fields, read_meetings};

/* ---------------------------------------------------------- attendance -- */

#define ATTENDANCE(header, flags, width, member)                               \
    MB_FIELD_TEXT(header, flags, width, struct mb_attendance_row, member)
static const struct mb_filling attendance_fields[] = {
    ATTENDANCE("Name", WRAP, 28, name),
    ATTENDANCE("Person", WRAP, 24, person),
    ATTENDANCE("Capacity", WRAP, 16, capacity),
    ATTENDANCE("Body", WRAP | EXPECTED, 30, body),
    MB_FIELD_DATE("Date", EXPECTED, struct mb_attendance_row, date),
    ATTENDANCE("Role", WRAP, 36, role),
    ATTENDANCE("On behalf of", WRAP, 24, on_behalf_of),
    ATTENDANCE("Note", WRAP, 18, note),
    ATTENDANCE("Authority", WRAP | EXPECTED, 24, authority),
    ATTENDANCE("Source", WRAP, 34, document_name),
    MB_FIELDS_END,
};

static enum mb_status read_attendance(struct mb_tracker *t, struct mb_rows *ret,
                                      struct mb_err *err)
{
    struct mb_attendance_rows rows = {NULL, 0};
    enum mb_status st = mb_store_attendance(t->store, &t->options->filter,
                                            t->scratch, &rows, err);

    *ret = TAKE(rows);
    return st;
}

const struct mb_listing mb_list_attendance = {
    "Who is recorded at each meeting, and how. Web pages of meetings often "
    "leave attendance out: no row is no proof of absence.",
    1, attendance_fields, read_attendance};

/* ------------------------------------------------------------- actions -- */

#define ACTION(header, flags, width, member)                                   \
    MB_FIELD_TEXT(header, flags, width, struct mb_action_row, member)

static struct mb_cell kind_cell(const struct mb_filling *field,
                                const void *context, const void *row)
{
    const struct mb_action_row *a = row;

    (void)field;
    (void)context;
    return mb_cell_text(a->hard ? MB_SPAN_LIT("marked as an action")
                                : MB_SPAN_LIT("offered in prose"));
}

static const struct mb_filling action_fields[] = {
    ACTION("Action", WRAP, 60, text),
    ACTION("Owner", WRAP | EXPECTED, 26, owner),
    MB_FIELD_DATE("Due", EXPECTED, struct mb_action_row, due),
    MB_FIELD_MADE("Kind", MB_CELL_TEXT, WRAP, 20, kind_cell),
    ACTION("Body", WRAP | EXPECTED, 28, body),
    MB_FIELD_DATE("Meeting", EXPECTED, struct mb_action_row, date),
    ACTION("Item", WRAP, 9, item),
    ACTION("Authority", WRAP | EXPECTED, 24, authority),
    MB_FIELD_LINK("Source", struct mb_action_row, document_name, uri),
    MB_FIELDS_END,
};

static enum mb_status read_actions(struct mb_tracker *t, struct mb_rows *ret,
                                   struct mb_err *err)
{
    struct mb_action_rows rows = {NULL, 0};
    enum mb_status st =
        mb_store_actions(t->store, &t->options->filter, t->scratch, &rows, err);

    *ret = TAKE(rows);
    return st;
}

const struct mb_listing mb_list_actions = {
    "What the record marks as an action, and offers made in prose, which want "
    "a person's eye before anybody owns them.",
    1, action_fields, read_actions};

/* -------------------------------------------------------------- review -- */

#define REVIEW(header, flags, width, member)                                   \
    MB_FIELD_TEXT(header, flags, width, struct mb_review_row, member)
static const struct mb_filling review_fields[] = {
    REVIEW("Severity", WRAP, 11, severity),
    REVIEW("Meaning", WRAP, 44, message),
    REVIEW("Words", WRAP, 50, detail),
    MB_FIELD_LINK("Source", struct mb_review_row, document_name, uri),
    KNOWN("Line", struct mb_review_row, line),
    REVIEW("Body", WRAP, 26, body),
    MB_FIELD_DATE("Date", 0, struct mb_review_row, date),
    REVIEW("Authority", WRAP, 22, authority),
    REVIEW("Record ID", 0, 18, record_id),
    REVIEW("What", WRAP, 22, code),
    MB_FIELDS_END,
};

static enum mb_status read_review(struct mb_tracker *t, struct mb_rows *ret,
                                  struct mb_err *err)
{
    struct mb_review_rows rows = {NULL, 0};
    enum mb_status st = mb_store_review(t->store, &t->options->filter,
                                        MB_SPAN_NULL, t->scratch, &rows, err);

    *ret = TAKE(rows);
    return st;
}

const struct mb_listing mb_list_review = {
    "What a person should look at, worst first. Nothing here was repaired: the "
    "published record stands as it is.",
    1, review_fields, read_review};

/* ------------------------------------------------------------- sources -- */

#define SOURCE(header, flags, width, member)                                   \
    MB_FIELD_TEXT(header, flags, width, struct mb_document_row, member)
#define SOURCE_COUNT(header, member)                                           \
    MB_FIELD_COUNT(header, struct mb_document_row, member)

static struct mb_cell sha_cell(const struct mb_filling *field,
                               const void *context, const void *row)
{
    const struct mb_document_row *d = row;

    (void)field;
    (void)context;
    return mb_cell_text(mb_span_str(d->sha256));
}

static const struct mb_filling source_fields[] = {
    MB_FIELD_LINK("Document", struct mb_document_row, name, uri),
    SOURCE("Kind", WRAP, 14, kind),
    SOURCE("Body", WRAP, 28, body),
    MB_FIELD_DATE("Date", 0, struct mb_document_row, date),
    SOURCE("State", WRAP, 12, state),
    SOURCE("Stored", WRAP, 12, status),
    KNOWN("Pages", struct mb_document_row, pages),
    SOURCE_COUNT("Clauses", clauses),
    SOURCE_COUNT("Lines", coverage.lines),
    SOURCE_COUNT("Lines claimed", coverage.claimed),
    SOURCE_COUNT("Narrative", coverage.narrative),
    SOURCE_COUNT("Unclaimed", coverage.unclaimed),
    SOURCE("Authority", WRAP | EXPECTED, 24, authority),
    MOMENT("First seen", struct mb_document_row, first_seen),
    SOURCE("Read by", WRAP, 26, reader),
    MB_FIELD_MADE("SHA-256", MB_CELL_TEXT, WRAP, 36, sha_cell),
    MB_FIELDS_END,
};

static enum mb_status read_sources(struct mb_tracker *t, struct mb_rows *ret,
                                   struct mb_err *err)
{
    struct mb_document_rows rows = {NULL, 0};
    enum mb_status st = mb_store_documents(t->store, &t->options->filter,
                                           t->scratch, &rows, err);

    *ret = TAKE(rows);
    return st;
}

const struct mb_listing mb_list_sources = {
    "Every document held, and how much of it was understood: lines claimed by "
    "a record, narrative under an item, and unclaimed.",
    1, source_fields, read_sources};

/* ------------------------------------------------------------- history -- */

#define HISTORY(header, flags, width, member)                                  \
    MB_FIELD_TEXT(header, flags, width, struct mb_entry, member)

static struct mb_cell standing_cell(const struct mb_filling *field,
                                    const void *context, const void *row)
{
    const struct mb_entry *e = row;

    (void)field;
    (void)context;
    if (e->undone)
        return mb_cell_text(MB_SPAN_LIT("taken back"));
    if (!e->conflict)
        return mb_cell_text(MB_SPAN_LIT("entered"));
    if (mb_span_starts(e->why, MB_SPAN_LIT("proposal: ")))
        return mb_cell_text(MB_SPAN_LIT("proposed"));
    return mb_cell_text(mb_span_starts(e->why, MB_SPAN_LIT("refused: "))
                            ? MB_SPAN_LIT("refused")
                            : MB_SPAN_LIT("conflict"));
}

static const struct mb_filling history_fields[] = {
    HISTORY("Record ID", 0, 18, record_id),
    HISTORY("Field", WRAP, 18, field),
    HISTORY("Value", WRAP, 48, value),
    HISTORY("By", WRAP, 22, by),
    MOMENT("At", struct mb_entry, at),
    HISTORY("Why", WRAP, 36, why),
    HISTORY("Workbook", WRAP, 28, source),
    MB_FIELD_MADE("Standing", MB_CELL_TEXT, WRAP, 14, standing_cell),
    MB_FIELDS_END,
};

static enum mb_status read_history(struct mb_tracker *t, struct mb_rows *ret,
                                   struct mb_err *err)
{
    struct mb_entries shown = {NULL, 0};

    for (uint32_t i = 0; i < t->history.n; i++) {
        const struct mb_entry *e = &t->history.at[i];
        struct mb_entry *row;
        if (e->restricted && !t->options->filter.include_exempt)
            continue;
        row = mb_arena_extend(t->scratch, &shown.at, &shown.n, sizeof *row);
        if (row == NULL)
            return mb_arena_status(t->scratch, err);
        *row = *e;
    }
    *ret = TAKE(shown);
    return MB_OK;
}

const struct mb_listing mb_list_history = {
    "Everything people entered, in order; nothing is ever overwritten.", 1,
    history_fields, read_history};
