/* What is due: actions that the records mark, and decisions for which officers
 * named a day or an owner and that are not finished.
 */
#include "base/date.h"
#include "reports/tracker_priv.h"

#include <stdlib.h>

struct due {
    struct mb_span when; /* "overdue by 3 days" */
    struct mb_span due, owner, what, kind, status, rating, body, date, item;
    struct mb_span authority, record_id, document_name, uri;
    uint32_t place; /* before sorting */
};

#define WRAP     MB_COLUMN_WRAP
#define EXPECTED MB_COLUMN_EXPECTED
#define TEXT(header, flags, width, member)                                     \
    MB_FIELD_TEXT(header, flags, width, struct due, member)
static const struct mb_filling fields[] = {
    TEXT("When", MB_COLUMN_LABEL | WRAP, 22, when),
    MB_FIELD_DATE("Due", 0, struct due, due),
    TEXT("Owner", WRAP | EXPECTED, 26, owner),
    TEXT("What", WRAP, 64, what),
    TEXT("Kind", WRAP, 20, kind),
    TEXT("Status", WRAP, 15, status),
    TEXT("Rating", MB_COLUMN_TINTED | WRAP, 11, rating),
    TEXT("Body", WRAP | EXPECTED, 26, body),
    MB_FIELD_DATE("Meeting", EXPECTED, struct due, date),
    TEXT("Item", WRAP, 9, item),
    TEXT("Authority", WRAP | EXPECTED, 22, authority),
    TEXT("Record ID", 0, 18, record_id),
    MB_FIELD_LINK("Source", struct due, document_name, uri),
    MB_FIELDS_END,
};

struct dues {
    struct mb_tracker *t;
    struct due *at;
    uint32_t n;
};

static struct mb_span when_text(const struct mb_tracker *t, struct mb_span due)
{
    struct mb_date today;
    struct mb_date day;
    int32_t days;

    if (!mb_date_parse(due, &day) || !mb_date_parse(t->options->as_of, &today))
        return MB_SPAN_LIT("no day is given");
    days = mb_date_days(day) - mb_date_days(today);
    if (days == 0)
        return MB_SPAN_LIT("due today");
    if (days < 0)
        return mb_arena_printf(t->rows, "overdue by %d day%s", -days,
                               days == -1 ? "" : "s");
    return mb_arena_printf(t->rows, "due in %d day%s", days,
                           days == 1 ? "" : "s");
}

static void add(struct dues *dues, struct due row)
{
    struct due *at =
        mb_arena_extend(dues->t->rows, &dues->at, &dues->n, sizeof *at);

    if (at == NULL)
        return;
    *at = row;
    at->when = when_text(dues->t, row.due);
    at->place = dues->n;
}

static enum mb_status add_actions(struct dues *dues, struct mb_err *err)
{
    struct mb_tracker *t = dues->t;
    struct mb_action_rows rows = {NULL, 0};
    enum mb_status st =
        mb_store_actions(t->store, &t->options->filter, t->rows, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_action_row *a = &rows.at[i];
        if (!a->hard && !t->options->all)
            continue;
        add(dues, (struct due){
                      .due = a->due,
                      .owner = a->owner,
                      .what = a->text,
                      .kind = a->hard ? MB_SPAN_LIT("marked as an action")
                                      : MB_SPAN_LIT("offered in prose"),
                      .body = a->body,
                      .date = a->date,
                      .item = a->item,
                      .authority = a->authority,
                      .document_name = a->document_name,
                      .uri = a->uri,
                  });
    }
    return st;
}

static struct mb_span keep(const struct dues *dues, struct mb_span text)
{
    return mb_arena_dup(dues->t->rows, text);
}

static enum mb_status add_tracked(void *context, const struct mb_clause_row *c,
                                  const struct mb_tracked *row,
                                  struct mb_err *err)
{
    struct dues *dues = context;

    if (row == NULL || row->kind == MB_PROGRESS_DONE
        || row->kind == MB_PROGRESS_ENDED
        || (row->due.len == 0 && row->owner.len == 0))
        return MB_OK;
    add(dues, (struct due){
                  .due = keep(dues, row->due),
                  .owner = keep(dues, row->owner),
                  .what = keep(dues, c->text),
                  .kind = MB_SPAN_LIT("decision"),
                  .status = keep(dues, row->status),
                  .rating = keep(dues, row->rating),
                  .body = keep(dues, c->body),
                  .date = keep(dues, c->date),
                  .item = keep(dues, c->item),
                  .authority = keep(dues, c->authority),
                  .record_id = keep(dues, c->record_id),
                  .document_name = keep(dues, c->document_name),
                  .uri = keep(dues, c->uri),
              });
    return mb_arena_status(dues->t->rows, err);
}

/* The oldest first, what has no day at the end. */
static int by_day(const void *a, const void *b)
{
    const struct due *x = a;
    const struct due *y = b;

    if ((x->due.len == 0) != (y->due.len == 0))
        return x->due.len == 0 ? 1 : -1;
    if (!mb_span_eq(x->due, y->due))
        return mb_span_cmp(x->due, y->due);
    return x->place > y->place ? 1 : -1;
}

enum mb_status mb_build_actions(struct mb_tracker *t, struct mb_err *err)
{
    struct dues dues = {t, NULL, 0};
    enum mb_status st = mb_tracker_read(t, err);
    struct mb_sheet *sheet;

    t->report->title = MB_SPAN_LIT("Actions due");
    if (st == MB_OK)
        st = add_actions(&dues, err);
    if (st == MB_OK)
        st = mb_tracker_each(t, add_tracked, &dues, err);
    if (st != MB_OK)
        return st;
    if (dues.n > 0)
        qsort(dues.at, dues.n, sizeof *dues.at, by_day);
    sheet = mb_sheet_of(
        t->report, "Actions due",
        mb_arena_printf(t->arena,
                        "As at " MB_SPAN_FMT ": actions that the records mark, "
                        "and decisions with a day or an owner that are not "
                        "finished.",
                        MB_SPAN_ARG(mb_long_date(t->arena, t->options->as_of))),
        fields);
    mb_sheet_rows(t->report, sheet, fields, t, dues.at, dues.n,
                  sizeof *dues.at);
    return mb_arena_status(t->arena, err);
}
