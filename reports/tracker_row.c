/* One decision that is followed up: what officers entered, the rating that
 * dates and evidence give, and what wants attention.
 */
#include "base/buf.h"
#include "base/date.h"
#include "reports/tracker_priv.h"

/* "as set out in the report" says nothing by itself. */
static bool points_to_report(struct mb_span text)
{
    return mb_span_ifind(text, MB_SPAN_LIT("recommendation")) < text.len
           && (mb_span_ifind(text, MB_SPAN_LIT("report")) < text.len
               || mb_span_ifind(text, MB_SPAN_LIT("set out")) < text.len
               || mb_span_ifind(text, MB_SPAN_LIT("approved")) < text.len);
}

/* The report's recommendations where one on the same matter is held. */
static enum mb_status take_recommended(const struct mb_tracker *t,
                                       struct mb_tracked *row,
                                       struct mb_err *err)
{
    const struct mb_clause_row *c = row->clause;
    enum mb_status st = MB_OK;

    if (!points_to_report(c->text))
        return MB_OK;
    if (c->matter != 0)
        st = mb_store_recommended(t->store, c->matter, c->date,
                                  t->options->filter.include_exempt, t->scratch,
                                  &row->recommended, err);
    if (row->recommended.ptr == NULL)
        row->recommended = MB_SPAN_LIT("report not held");
    return st;
}

static void take_decision(const struct mb_tracker *t, struct mb_tracked *row)
{
    const struct mb_decision_row *d = mb_tracker_decision_of(t, row->clause);

    if (d == NULL)
        return;
    row->published = d->published;
    row->effective = d->effective;
    if (d->call_in > 0)
        row->call_in_ends =
            mb_scheme_call_in_ends(t->scheme, d->published, t->scratch);
}

/* ---------------------------------------------------------- attention -- */

static void say(struct mb_buf *list, const char *what)
{
    mb_buf_printf(list, "%s%s", list->len > 0 ? "; " : "", what);
}

static int32_t days_between(struct mb_span from, struct mb_span to)
{
    struct mb_date a;
    struct mb_date b;

    if (!mb_date_parse(from, &a) || !mb_date_parse(to, &b))
        return 0;
    return mb_date_days(b) - mb_date_days(a);
}

static void say_days(const struct mb_tracker *t, struct mb_tracked *row,
                     enum mb_finding finding, struct mb_buf *list)
{
    int32_t days = days_between(row->due, t->options->as_of);

    if (finding == MB_FINDING_OVERDUE)
        mb_buf_printf(list, "overdue by %d day%s", days, days == 1 ? "" : "s");
    else if (finding == MB_FINDING_DUE_SOON && days == 0)
        say(list, "due today");
    else if (finding == MB_FINDING_DUE_SOON)
        mb_buf_printf(list, "due in %d day%s", -days, days == -1 ? "" : "s");
    else if (finding == MB_FINDING_UNSEEN)
        say(list, "review is due");
    else if (finding == MB_FINDING_UNPROVEN)
        say(list, "no evidence");
}

static void take_attention(const struct mb_tracker *t, struct mb_tracked *row,
                           enum mb_finding finding)
{
    struct mb_span id = row->clause->record_id;
    struct mb_buf list = MB_BUF_INIT;
    bool going = row->kind == MB_PROGRESS_OPEN || row->kind == MB_PROGRESS_HELD;
    const struct mb_entry *rated =
        mb_tracker_entry(t, id, MB_SPAN_LIT("Rating"));

    say_days(t, row, finding, &list);
    if (going && row->owner.len == 0
        && mb_tracker_value(t, id, "Owner name").len == 0)
        say(&list, "no owner");
    if (going && row->due.len == 0)
        say(&list, "no due date");
    if (rated != NULL && rated->value.len > 0 && rated->why.len == 0
        && !mb_span_ieq(row->rating, row->computed)
        && mb_tracker_value(t, id, "Rating reason").len == 0)
        say(&list, "rating without a reason");
    if ((row->kind == MB_PROGRESS_HELD || row->kind == MB_PROGRESS_ENDED)
        && mb_tracker_value(t, id, "Comment").len == 0)
        say(&list, "say why in Comment");
    if (list.len > 0)
        row->attention = mb_arena_dup(t->scratch, mb_buf_span(&list));
    mb_buf_done(&list);
}

/* ------------------------------------------------------------- rating -- */

static void take_rating(const struct mb_tracker *t, struct mb_tracked *row)
{
    struct mb_span id = row->clause->record_id;
    const struct mb_entry *entered =
        mb_tracker_entry(t, id, MB_SPAN_LIT("Rating"));
    struct mb_facts facts = {
        .status = row->status,
        .due = row->due,
        .evidence = mb_tracker_value(t, id, "Evidence"),
        .next_review = mb_tracker_value(t, id, "Next review"),
        .as_of = t->options->as_of,
    };
    enum mb_finding finding = mb_scheme_find(t->scheme, &facts);

    row->overdue = finding == MB_FINDING_OVERDUE;
    row->computed = mb_scheme_rating(t->scheme, finding)->name;
    row->rating = row->computed;
    if (entered != NULL && entered->value.len > 0) {
        row->rating = entered->value;
        row->rating_date = mb_span_sub(entered->at, 0, 10); /* its day */
        row->rated_by = entered->by;
    } else if (finding != MB_FINDING_UNDATED) {
        row->rating_date = t->options->as_of;
        row->rated_by = MB_SPAN_LIT("dates and evidence");
    }
    take_attention(t, row, finding);
}

static enum mb_status take_row(const struct mb_tracker *t,
                               struct mb_tracked *row, struct mb_err *err)
{
    struct mb_span id = row->clause->record_id;
    struct mb_span status = mb_tracker_value(t, id, "Status");

    row->owner = mb_tracker_value(t, id, "Owner");
    row->due = mb_tracker_value(t, id, "Due");
    row->original_due = mb_tracker_first_due(t, id);
    row->status = status.len > 0 ? status : t->scheme->statuses[0].name;
    row->kind = mb_scheme_kind(t->scheme, row->status);
    mb_tracker_links_of(t, row->clause, &row->pledges, &row->quote);
    take_decision(t, row);
    take_rating(t, row);
    return take_recommended(t, row, err);
}

struct following {
    struct mb_tracker *t;
    mb_tracked_fn *fn;
    void *context;
};

static enum mb_status follow(void *context, const struct mb_clause_row *clause,
                             struct mb_err *err)
{
    const struct following *f = context;
    struct mb_tracked row = {.clause = clause};
    bool followed = mb_tracker_follows(clause->verb);
    enum mb_status st = MB_OK;

    mb_arena_clear(f->t->scratch);
    if (followed)
        st = take_row(f->t, &row, err);
    if (st == MB_OK)
        st = mb_arena_status(f->t->scratch, err);
    return st == MB_OK ? f->fn(f->context, clause, followed ? &row : NULL, err)
                       : st;
}

enum mb_status mb_tracker_each(struct mb_tracker *t, mb_tracked_fn *fn,
                               void *context, struct mb_err *err)
{
    struct following f = {t, fn, context};

    return mb_store_clauses_each(t->store, &t->options->filter, follow, &f,
                                 err);
}
