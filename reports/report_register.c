/* The decision register: every decision once, with what its record says of
 * maker, reasons and dates. A clause is a decision; a formal record whose
 * clause is not held stands by itself.
 */
#include "reports/tracker_priv.h"

#include <stdlib.h>

struct registered {
    struct mb_span record_id, reference, date, title, text, maker, authority;
    struct mb_span verb, outcome, item, label, mover, seconder;
    struct mb_span published, effective, call_in_ends, reasons, alternatives;
    struct mb_span pledges, document_name, uri;
    int32_t key, call_in; /* enum mb_tri */
    uint32_t place;       /* before sorting */
};

#define WRAP     MB_COLUMN_WRAP
#define EXPECTED MB_COLUMN_EXPECTED
#define TEXT(header, flags, width, member)                                     \
    MB_FIELD_TEXT(header, flags, width, struct registered, member)
#define DATE(header, flags, member)                                            \
    MB_FIELD_DATE(header, flags, struct registered, member)
static const struct mb_filling fields[] = {
    TEXT("Record ID", 0, 18, record_id),
    TEXT("Title", WRAP | EXPECTED, 32, title),
    TEXT("Decision", WRAP | EXPECTED, 60, text),
    TEXT("Decision maker", WRAP | EXPECTED, 24, maker),
    DATE("Date", EXPECTED, date),
    TEXT("Reference", WRAP, 13, reference),
    TEXT("Type", WRAP, 12, verb),
    TEXT("Outcome", WRAP, 18, outcome),
    MB_FIELD_YES_NO("Key decision", struct registered, key),
    MB_FIELD_YES_NO("Call-in", struct registered, call_in),
    DATE("Published", 0, published),
    DATE("Effective", 0, effective),
    DATE("Call-in ends", MB_COLUMN_COMPUTED, call_in_ends),
    TEXT("Reasons", WRAP, 44, reasons),
    TEXT("Alternatives", WRAP, 44, alternatives),
    TEXT("Pledges", WRAP, 24, pledges),
    TEXT("Authority", WRAP | EXPECTED, 22, authority),
    TEXT("Item", WRAP, 9, item),
    TEXT("Clause", WRAP, 9, label),
    TEXT("Proposed by", WRAP, 20, mover),
    TEXT("Seconded by", WRAP, 20, seconder),
    MB_FIELD_LINK("Source", struct registered, document_name, uri),
    MB_FIELDS_END,
};

static void add_record(const struct mb_tracker *t, struct registered *row,
                       const struct mb_decision_row *d)
{
    row->key = d->key;
    row->call_in = d->call_in;
    row->published = d->published;
    row->effective = d->effective;
    row->reasons = d->reasons;
    row->alternatives = d->alternatives;
    if (d->maker.ptr != NULL)
        row->maker = d->maker;
    if (d->call_in > 0)
        row->call_in_ends =
            mb_scheme_call_in_ends(t->scheme, d->published, t->rows);
}

static void from_clause(const struct mb_tracker *t, struct registered *row,
                        const struct mb_clause_row *c)
{
    const struct mb_decision_row *d = mb_tracker_decision_of(t, c);
    struct mb_span quote;

    *row = (struct registered){
        .record_id = c->record_id,
        .reference = c->reference,
        .date = c->date,
        .title =
            c->decision_title.ptr != NULL ? c->decision_title : c->item_title,
        .text = c->text,
        .maker = c->body,
        .authority = c->authority,
        .verb = c->verb,
        .outcome = c->outcome,
        .item = c->item,
        .label = c->label,
        .mover = c->mover,
        .seconder = c->seconder,
        .document_name = c->document_name,
        .uri = c->uri,
        .key = MB_UNKNOWN,
        .call_in = MB_UNKNOWN,
    };
    mb_tracker_links_of(t, c, &row->pledges, &quote);
    if (d != NULL)
        add_record(t, row, d);
}

static void from_record(const struct mb_tracker *t, struct registered *row,
                        const struct mb_decision_row *d)
{
    *row = (struct registered){
        .reference = d->reference,
        .date = d->date,
        .title = d->title,
        .authority = d->authority,
        .outcome = d->status,
        .document_name = d->document_name,
        .uri = d->uri,
    };
    add_record(t, row, d);
}

/* Is a clause of that matter among those shown? */
static bool has_clause(const struct mb_tracker *t,
                       const struct mb_decision_row *d)
{
    struct mb_linked matter = {.matter = d->matter};

    return mb_tracker_clause_of(t, &matter) != NULL;
}

/* By day, what has none at the end; else as the store lists them. */
static int by_day(const void *a, const void *b)
{
    const struct registered *x = a;
    const struct registered *y = b;

    if ((x->date.ptr == NULL) != (y->date.ptr == NULL))
        return x->date.ptr == NULL ? 1 : -1;
    if (!mb_span_eq(x->date, y->date))
        return mb_span_cmp(x->date, y->date);
    return x->place > y->place ? 1 : -1;
}

enum mb_status mb_build_register(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_clause_rows clauses = {NULL, 0};
    enum mb_status st = mb_tracker_read(t, err);
    struct registered *rows;
    struct mb_sheet *sheet;
    uint32_t n = 0;

    t->report->title = MB_SPAN_LIT("Decision register");
    if (st == MB_OK)
        st = mb_store_clauses(t->store, &t->options->filter, t->rows, &clauses,
                              err);
    if (st != MB_OK)
        return st;
    sheet = mb_sheet_of(
        t->report, "Register",
        MB_SPAN_LIT("Every decision, with what its record says. \"not found\" "
                    "or empty: the records held here do not say."),
        fields);
    rows = mb_arena_alloc(t->rows, (size_t)clauses.n + t->decisions.n + 1,
                          sizeof *rows);
    if (rows == NULL)
        return mb_arena_status(t->rows, err);
    if (sheet == NULL)
        return mb_arena_status(t->arena, err);
    sheet->frozen = 2;
    for (uint32_t i = 0; st == MB_OK && i < clauses.n; i++) {
        if (!mb_span_eq(clauses.at[i].verb, MB_SPAN_LIT("note")))
            from_clause(t, &rows[n++], &clauses.at[i]);
        st = mb_tracker_know(
            t,
            (struct mb_known){.record_id = clauses.at[i].record_id,
                              .matter = clauses.at[i].matter},
            err);
    }
    if (st == MB_OK)
        st = mb_tracker_index_known(t, err);
    if (st != MB_OK)
        return st;
    for (uint32_t i = 0; i < t->decisions.n; i++)
        if (!has_clause(t, &t->decisions.at[i]))
            from_record(t, &rows[n++], &t->decisions.at[i]);
    for (uint32_t i = 0; i < n; i++)
        rows[i].place = i;
    if (n > 0)
        qsort(rows, n, sizeof *rows, by_day);
    mb_sheet_rows(t->report, sheet, fields, t, rows, n, sizeof *rows);
    return mb_arena_status(t->arena, err);
}
