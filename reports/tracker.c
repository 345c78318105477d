/* Reads what the sheets need, then builds them in the order of the contract. */
#include "reports/tracker.h"

#include "reports/tracker_priv.h"

const char *const mb_status_choices[] = {
    "Not started",        "In progress", "Complete", "Paused",
    "No longer feasible", "Superseded",  NULL,
};
const char *const mb_rating_choices[] = {"Red", "Amber", "Green", "Not rated",
                                         NULL};
const char *const mb_decision_choices[] = {"Confirm", "Reject", NULL};

static mb_sheet_fn *const sheets[] = {
    mb_sheet_cover,    mb_sheet_tracker,    mb_sheet_clauses,
    mb_sheet_links,    mb_sheet_pledges,    mb_sheet_decisions,
    mb_sheet_meetings, mb_sheet_attendance, mb_sheet_actions,
    mb_sheet_review,   mb_sheet_sources,    mb_sheet_history,
};

bool mb_tracker_follows(struct mb_span verb)
{
    static const char *const verbs[] = {"approve",   "agree",   "delegate",
                                        "recommend", "endorse", "refer"};

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (mb_span_eq(verb, mb_span_str(verbs[i])))
            return true;
    return false;
}

struct mb_span mb_tracker_entry(const struct mb_tracker *t,
                                struct mb_span record_id, const char *field)
{
    uint32_t low = 0;
    uint32_t high = t->entries.n;

    while (low < high) { /* entries come by Record ID, then field */
        uint32_t mid = low + (high - low) / 2;
        const struct mb_entry *e = &t->entries.at[mid];
        int order = mb_span_cmp(e->record_id, record_id);
        if (order == 0)
            order = mb_span_cmp(e->field, mb_span_str(field));
        if (order == 0)
            return e->value;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return MB_SPAN_NULL;
}

static enum mb_status read_store(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_link_filter links = {
        .strategy = t->options->filter.strategy,
        .min_score = t->options->min_score,
        .include_exempt = t->options->filter.include_exempt,
    };
    enum mb_status st;

    st = mb_store_clauses(t->store, &t->options->filter, t->arena, &t->clauses,
                          err);
    if (st == MB_OK)
        st = mb_store_links(t->store, &links, t->arena, &t->links, err);
    if (st == MB_OK)
        st = mb_store_strategies(t->store, t->options->filter.strategy,
                                 t->arena, &t->strategies, err);
    if (st == MB_OK)
        st = mb_store_entries_latest(t->store, MB_SPAN_NULL, t->arena,
                                     &t->entries, err);
    if (st == MB_OK)
        st = mb_store_count(t->store, t->arena, &t->counts, err);
    if (st == MB_OK)
        st = mb_store_generation(t->store, t->arena, &t->generation, err);
    if (st == MB_OK)
        st = mb_tracker_index(t, err);
    return st;
}

enum mb_status mb_tracker_build(struct mb_store *store,
                                const struct mb_tracker_options *options,
                                struct mb_arena *arena,
                                struct mb_report *ret_report,
                                struct mb_err *err)
{
    struct mb_report report = {.arena = arena, .as_of = options->as_of};
    struct mb_tracker t = {
        .store = store, .options = options, .arena = arena, .report = &report};
    struct mb_property *property;
    enum mb_status st = read_store(&t, err);

    report.title = MB_SPAN_LIT("Decision tracker");
    for (size_t i = 0; st == MB_OK && i < sizeof sheets / sizeof sheets[0]; i++)
        st = sheets[i](&t, err);
    if (st != MB_OK)
        return st;
    property = mb_arena_push(arena, &report.properties, &report.nproperties,
                             sizeof *property);
    if (property != NULL)
        *property = (struct mb_property){MB_SPAN_LIT("minutebook-generation"),
                                         t.generation};
    st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_report = report;
    return st;
}
