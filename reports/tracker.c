/* Reads what the sheets need and builds them: those of clauses first, row by
 * row as the store tells of them, for the others speak of what is on them.
 */
#include "reports/tracker.h"

#include "reports/tracker_priv.h"

#include <string.h>

const char *const mb_decision_choices[] = {"Confirm", "Reject", NULL};

const struct mb_tracker_sheet mb_tracker_sheets[] = {
    {"Cover", mb_sheet_cover, NULL, NULL},
    {"Summary", mb_sheet_summary, NULL,
     "how many decisions stand where, what is late, which pledges are served"},
    {"Tracker", NULL, NULL,
     "one row for each decision that can be followed up: here you work"},
    {"All clauses", NULL, NULL,
     "every clause that was resolved, letter by letter"},
    {"Links", mb_sheet_links, NULL,
     "which decision serves which pledge, on which words: confirm or reject"},
    {"Pledges", mb_sheet_pledges, NULL,
     "the strategies, and what serves each pledge"},
    {"Decisions", NULL, &mb_list_decisions,
     "formal decision records with reasons and dates"},
    {"Meetings", NULL, &mb_list_meetings,
     "the meetings whose records are held"},
    {"Attendance", NULL, &mb_list_attendance,
     "who is recorded at which meeting"},
    {"Actions", NULL, &mb_list_actions, "what the records mark as actions"},
    {"Review", NULL, &mb_list_review,
     "what is odd in the records and wants a person's eye"},
    {"Sources", NULL, &mb_list_sources,
     "the documents held, and how much of each was understood"},
    {"History", NULL, &mb_list_history,
     "everything that people entered, in order"},
    {NULL, NULL, NULL, NULL},
};

enum mb_status mb_sheet_listing(struct mb_tracker *t, const char *name,
                                const struct mb_listing *listing,
                                struct mb_err *err)
{
    struct mb_sheet *sheet = mb_sheet_of(
        t->report, name, mb_span_str(listing->note), listing->fields);
    struct mb_rows rows;
    enum mb_status st;

    if (sheet == NULL)
        return mb_arena_status(t->arena, err);
    sheet->frozen = listing->frozen;
    st = listing->read(t, &rows, err);
    if (st != MB_OK)
        return st;
    mb_sheet_rows(t->report, sheet, listing->fields, t, rows.at, rows.n,
                  rows.size);
    st = mb_arena_status(t->scratch, err);
    mb_arena_clear(t->scratch);
    return st == MB_OK ? mb_arena_status(t->arena, err) : st;
}

bool mb_tracker_follows(struct mb_span verb)
{
    static const char *const verbs[] = {"approve",   "agree",   "delegate",
                                        "recommend", "endorse", "refer"};

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (mb_span_eq(verb, mb_span_str(verbs[i])))
            return true;
    return false;
}

const struct mb_entry *mb_tracker_entry(const struct mb_tracker *t,
                                        struct mb_span record_id,
                                        struct mb_span field)
{
    uint32_t low = 0;
    uint32_t high = t->entries.n;

    while (low < high) { /* entries come by Record ID, then field */
        uint32_t mid = low + (high - low) / 2;
        const struct mb_entry *e = &t->entries.at[mid];
        int order = mb_span_cmp(e->record_id, record_id);
        if (order == 0)
            order = mb_span_cmp(e->field, field);
        if (order == 0)
            return e;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

struct mb_span mb_tracker_value(const struct mb_tracker *t,
                                struct mb_span record_id, const char *field)
{
    const struct mb_entry *e =
        mb_tracker_entry(t, record_id, mb_span_str(field));

    return e != NULL ? e->value : MB_SPAN_NULL;
}

/* The words of a scheme as a list to choose from: `at` has n entries of `size`
 * bytes that begin with the name, which the arena ended with a NUL. */
static const char *const *choices(struct mb_arena *arena, const void *at,
                                  uint32_t n, size_t size)
{
    const char **list = mb_arena_alloc(arena, n + 1u, sizeof *list);

    for (uint32_t i = 0; list != NULL && i < n; i++) {
        const void *entry = (const char *)at + i * size;
        list[i] = ((const struct mb_span *)entry)->ptr;
    }
    return list;
}

static void take_scheme(struct mb_tracker *t)
{
    static const struct {
        const char *look;
        enum mb_tint tint;
    } looks[] = {{"red", MB_TINT_RED},
                 {"amber", MB_TINT_AMBER},
                 {"green", MB_TINT_GREEN},
                 {"blue", MB_TINT_BLUE},
                 {"grey", MB_TINT_GREY}};
    const struct mb_scheme *scheme = t->scheme;
    struct mb_tinted *tints =
        mb_arena_alloc(t->arena, scheme->nratings, sizeof *tints);

    t->statuses = choices(t->arena, scheme->statuses, scheme->nstatuses,
                          sizeof *scheme->statuses);
    t->ratings = choices(t->arena, scheme->ratings, scheme->nratings,
                         sizeof *scheme->ratings);
    if (tints == NULL)
        return;
    for (uint32_t i = 0; i < scheme->nratings; i++) {
        tints[i].word = scheme->ratings[i].name;
        for (size_t k = 0; k < sizeof looks / sizeof looks[0]; k++)
            if (mb_span_eq(scheme->ratings[i].look, mb_span_str(looks[k].look)))
                tints[i].tint = looks[k].tint;
    }
    t->report->tints = tints;
    t->report->ntints = scheme->nratings;
}

struct linking {
    struct mb_tracker *t;
    struct mb_lately lately;
};

static struct mb_span keep(struct linking *l, struct mb_span text)
{
    return mb_arena_dup_once(l->t->rows, text, &l->lately);
}

static const struct mb_link_said *take_said(struct linking *l,
                                            const struct mb_link_row *row)
{
    struct mb_link_said *said = mb_arena_alloc(l->t->rows, 1, sizeof *said);

    if (said != NULL)
        *said =
            (struct mb_link_said){.link_id = keep(l, row->link_id),
                                  .reference = keep(l, row->reference),
                                  .basis = keep(l, row->basis),
                                  .diagnostic = keep(l, row->diagnostic),
                                  .decision_why = keep(l, row->decision_why)};
    return said;
}

static enum mb_status take_link(void *context, const struct mb_link_row *row,
                                struct mb_err *err)
{
    struct linking *l = context;
    struct mb_tracker *t = l->t;
    struct mb_linked *link =
        mb_arena_extend(t->rows, &t->links, &t->nlinks, sizeof *link);

    if (link != NULL)
        *link = (struct mb_linked){
            .record_id = keep(l, row->record_id),
            .matter = row->matter,
            .strategy = keep(l, row->strategy),
            .pledge = keep(l, row->pledge),
            .status = keep(l, row->status),
            .quote = keep(l, row->quote),
            .score = row->score,
            .said = t->options->bare_links ? NULL : take_said(l, row)};
    return mb_arena_status(t->rows, err);
}

enum mb_status mb_tracker_read(struct mb_tracker *t, struct mb_err *err)
{
    const struct mb_filter *filter = &t->options->filter;
    struct mb_link_filter links = {
        .strategy = filter->strategy,
        .min_score = t->options->min_score,
        .include_exempt = filter->include_exempt,
        .brief = true,
    };
    struct linking linking = {.t = t};
    enum mb_status st;

    take_scheme(t);
    st = mb_store_links_each(t->store, &links, take_link, &linking, err);
    if (st == MB_OK)
        st = mb_store_strategies(t->store, filter->strategy, t->rows,
                                 &t->strategies, err);
    if (st == MB_OK)
        st = mb_store_decisions(t->store, filter, t->rows, &t->decisions, err);
    if (st == MB_OK)
        st = mb_store_entries_latest(t->store, MB_SPAN_NULL, t->rows,
                                     &t->entries, err);
    if (st == MB_OK)
        st = mb_store_entries_all(t->store, MB_SPAN_NULL, t->rows, &t->history,
                                  err);
    if (st == MB_OK)
        st = mb_store_count(t->store, t->arena, &t->counts, err);
    if (st == MB_OK)
        st = mb_store_generation(t->store, t->arena, &t->generation, err);
    return st == MB_OK ? mb_tracker_index(t, err) : st;
}

static enum mb_status build_sheet(struct mb_tracker *t,
                                  const struct mb_tracker_sheet *sheet,
                                  struct mb_err *err)
{
    if (sheet->build != NULL)
        return sheet->build(t, err);
    return sheet->listing != NULL
               ? mb_sheet_listing(t, sheet->name, sheet->listing, err)
               : MB_OK;
}

/* The sheets as mb_tracker_sheets lists them. */
static void bring_in_order(struct mb_report *report)
{
    for (uint32_t i = 0; i < report->nsheets; i++) {
        struct mb_sheet *at = &report->sheets[i];
        struct mb_sheet *sheet =
            mb_sheet_find(report, mb_tracker_sheets[i].name);
        struct mb_sheet copy = *sheet;
        memmove(at + 1, at, (size_t)(sheet - at) * sizeof *at);
        *at = copy;
    }
}

enum mb_status mb_build_tracker(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_report *report = t->report;
    struct mb_property *property;
    enum mb_status st = mb_tracker_read(t, err);

    report->title = MB_SPAN_LIT("Decision tracker");
    if (st == MB_OK)
        st = mb_sheets_of_clauses(t, err);
    for (size_t i = 0; st == MB_OK && mb_tracker_sheets[i].name != NULL; i++)
        st = build_sheet(t, &mb_tracker_sheets[i], err);
    if (st != MB_OK)
        return st;
    bring_in_order(report);
    property = mb_arena_push(t->arena, &report->properties,
                             &report->nproperties, sizeof *property);
    if (property != NULL)
        *property = (struct mb_property){MB_SPAN_LIT("minutebook-generation"),
                                         t->generation};
    return mb_arena_status(t->arena, err);
}
