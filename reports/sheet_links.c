/* Links between decisions and pledges, and the pledges with what serves them.
 */
#include "reports/tracker_priv.h"

#include <stdlib.h>

/* A link beside what it is a link of. */
struct link_view {
    const struct mb_linked *link;
    const struct mb_known *clause; /* or NULL */
    struct mb_span title;          /* of the pledge */
    struct mb_span decision;       /* as the officer chose it */
    struct mb_span check;
    uint32_t place; /* of the pledge, in printed order over all strategies */
};

/* A member of the link itself. */
static struct mb_cell of_link(const struct mb_filling *field,
                              const void *context, const void *row)
{
    const struct link_view *view = row;

    (void)context;
    return mb_cell_member(field, view->link);
}

/* What only its row says. */
static struct mb_cell of_said(const struct mb_filling *field,
                              const void *context, const void *row)
{
    const struct link_view *view = row;

    (void)context;
    return mb_cell_member(field, view->link->said);
}

/* A member of its clause. */
static struct mb_cell of_clause(const struct mb_filling *field,
                                const void *context, const void *row)
{
    const struct link_view *view = row;

    (void)context;
    return view->clause != NULL ? mb_cell_member(field, view->clause)
                                : (struct mb_cell){.type = MB_CELL_EMPTY};
}

#define WRAP MB_COLUMN_WRAP
#define CLAUSE(header, type, flags, width, member)                             \
    {                                                                          \
        {header, type, flags, width, NULL, NULL},                              \
            offsetof(struct mb_known, member), 0, of_clause                    \
    }
#define LINK(header, type, flags, width, member)                               \
    {                                                                          \
        {header, type, flags, width, NULL, NULL},                              \
            offsetof(struct mb_linked, member), 0, of_link                     \
    }
#define SAID(header, flags, width, member)                                     \
    {                                                                          \
        {header, MB_CELL_TEXT, flags, width, NULL, NULL},                      \
            offsetof(struct mb_link_said, member), 0, of_said                  \
    }
#define LINK_TEXT(header, flags, width, member)                                \
    LINK(header, MB_CELL_TEXT, flags, width, member)
#define VIEW(header, flags, width, member)                                     \
    MB_FIELD_TEXT(header, flags, width, struct link_view, member)
static const struct mb_filling link_fields[] = {
    SAID("Link ID", 0, 18, link_id),
    CLAUSE("Decision", MB_CELL_TEXT, WRAP | MB_COLUMN_EXPECTED, 48, text),
    LINK_TEXT("Strategy", WRAP, 16, strategy),
    LINK_TEXT("Pledge", WRAP, 9, pledge),
    VIEW("Pledge title", WRAP, 40, title),
    LINK_TEXT("Words of the decision", WRAP, 56, quote),
    {{"Link decision", MB_CELL_TEXT, MB_COLUMN_OFFICER, 14, mb_decision_choices,
      "Does this decision serve this pledge?"},
     offsetof(struct link_view, decision),
     0,
     NULL},
    {{"Why", MB_CELL_TEXT, MB_COLUMN_OFFICER, 36, NULL,
      "The reason, for the file"},
     offsetof(struct mb_link_said, decision_why),
     0,
     of_said},
    SAID("Basis", WRAP, 12, basis),
    LINK("Score", MB_CELL_NUMBER, 0, 9, score),
    LINK_TEXT("Status", WRAP, 12, status),
    VIEW("To check", WRAP, 20, check),
    CLAUSE("Body", MB_CELL_TEXT, WRAP, 22, body),
    CLAUSE("Date", MB_CELL_DATE, 0, 12, date),
    SAID("Reference", WRAP, 13, reference),
    LINK_TEXT("Record ID", 0, 18, record_id),
    MB_FIELDS_END,
};

/* What a pledge is called, and its place among all of them. */
static void find_pledge(const struct mb_tracker *t, struct link_view *view)
{
    view->place = UINT32_MAX;
    for (uint32_t s = 0, place = 0; s < t->strategies.n; s++) {
        const struct mb_strategy_row *strategy = &t->strategies.at[s];
        bool mine = mb_span_eq(strategy->id, view->link->strategy);
        if (mine && mb_span_eq(view->link->pledge, MB_SPAN_LIT("*"))) {
            view->title = strategy->title;
            view->place = place;
        }
        place++;
        for (uint32_t p = 0; mine && p < strategy->npledges; p++) {
            const struct mb_pledge_row *pledge = &strategy->pledges[p];
            if (!mb_span_eq(pledge->code, view->link->pledge))
                continue;
            view->title =
                pledge->title.len > 0 ? pledge->title : pledge->statement;
            view->place = place + p;
        }
        place += strategy->npledges;
    }
}

static struct mb_span decision_word(const struct mb_linked *link)
{
    if (mb_span_eq(link->status, MB_SPAN_LIT("confirmed")))
        return MB_SPAN_LIT("Confirm");
    if (mb_span_eq(link->status, MB_SPAN_LIT("rejected")))
        return MB_SPAN_LIT("Reject");
    return MB_SPAN_NULL;
}

/* "edition-not-stated" as people write it. */
static struct mb_span plain_words(struct mb_arena *arena, struct mb_span code)
{
    struct mb_span copy = mb_arena_dup(arena, code);
    char *at = (char *)(uintptr_t)copy.ptr; /* the arena's, just made */

    for (size_t i = 0; at != NULL && i < copy.len; i++)
        if (at[i] == '-')
            at[i] = ' ';
    return copy;
}

static void make_view(const struct mb_tracker *t, const struct mb_linked *link,
                      struct link_view *view)
{
    *view = (struct link_view){.link = link,
                               .clause = mb_tracker_clause_of(t, link)};
    view->decision = decision_word(link);
    if (link->said->diagnostic.ptr != NULL)
        view->check = plain_words(t->rows, link->said->diagnostic);
    find_pledge(t, view);
}

/* By pledge as printed, the surest first. */
static int view_order(const void *a, const void *b)
{
    const struct link_view *x = a;
    const struct link_view *y = b;

    if (x->place != y->place)
        return x->place > y->place ? 1 : -1;
    if (x->link->score < y->link->score || x->link->score > y->link->score)
        return x->link->score < y->link->score ? 1 : -1;
    return mb_span_cmp(x->link->said->link_id, y->link->said->link_id);
}

enum mb_status mb_sheet_links(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_of(
        t->report, "Links",
        MB_SPAN_LIT("Which decision serves which pledge, on which words. "
                    "Choose Confirm or Reject under \"You write here\"."),
        link_fields);
    struct link_view *views;
    uint32_t n = 0;

    if (sheet != NULL)
        sheet->frozen = 2;
    if (sheet == NULL || t->options->bare_links)
        return mb_arena_status(t->arena, err);
    views = mb_arena_alloc(t->rows, t->nlinks + 1u, sizeof *views);
    if (views == NULL)
        return mb_arena_status(t->rows, err);
    for (uint32_t i = 0; i < t->nlinks; i++) {
        make_view(t, &t->links[i], &views[n]);
        if (views[n].clause != NULL || !t->options->filter.body.ptr)
            n++; /* else filtered out with its clause */
    }
    if (n > 0)
        qsort(views, n, sizeof *views, view_order);
    mb_sheet_rows(t->report, sheet, link_fields, t, views, n, sizeof *views);
    return mb_arena_status(t->arena, err);
}

/* -------------------------------------------------------------- Pledges -- */

struct pledge_view {
    struct mb_span strategy;
    struct mb_pledge_row pledge;
    struct mb_tally tally;
    struct mb_span coverage;
};

#define PLEDGE(header, flags, width, member)                                   \
    MB_FIELD_TEXT(header, flags, width, struct pledge_view, member)
static const struct mb_filling pledge_fields[] = {
    PLEDGE("Strategy", WRAP, 16, strategy),
    PLEDGE("Code", WRAP, 9, pledge.code),
    PLEDGE("Level", WRAP, 16, pledge.level),
    PLEDGE("Title", WRAP, 36, pledge.title),
    PLEDGE("Statement", WRAP, 60, pledge.statement),
    MB_FIELD_COUNT("Decisions proposed", struct pledge_view, tally.proposed),
    MB_FIELD_COUNT("Decisions confirmed", struct pledge_view, tally.confirmed),
    PLEDGE("Coverage", WRAP, 22, coverage),
    MB_FIELDS_END,
};

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
    struct mb_sheet *sheet = mb_sheet_of(
        t->report, "Pledges",
        MB_SPAN_LIT("Each strategy as published, and how many decisions serve "
                    "each pledge. \"No decision found\" speaks of the records "
                    "held here, not of all there are."),
        pledge_fields);

    if (sheet != NULL)
        sheet->frozen = 2;
    for (uint32_t s = 0; s < t->strategies.n; s++) {
        const struct mb_strategy_row *strategy = &t->strategies.at[s];
        for (uint32_t p = 0; p < strategy->npledges; p++) {
            struct pledge_view view = {.strategy = strategy->id,
                                       .pledge = strategy->pledges[p]};
            mb_tracker_tally(t, strategy->id, view.pledge.code, &view.tally);
            view.coverage = coverage_word(view.tally);
            mb_sheet_row(t->report, sheet, pledge_fields, t, &view);
        }
    }
    return mb_arena_status(t->arena, err);
}
