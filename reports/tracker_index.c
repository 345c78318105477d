/* Finding links of a clause, clauses of a link, links of a pledge, without
 * walking every row for every other: sorted copies and binary search.
 */
#include "base/buf.h"
#include "reports/tracker_priv.h"

#include <stdlib.h>

/* Links by Record ID, those of a matter as a whole behind them by matter. */
static int link_order(const void *a, const void *b)
{
    const struct mb_linked *x = *(const struct mb_linked *const *)a;
    const struct mb_linked *y = *(const struct mb_linked *const *)b;

    if ((x->record_id.ptr == NULL) != (y->record_id.ptr == NULL))
        return x->record_id.ptr == NULL ? 1 : -1;
    if (x->record_id.ptr != NULL)
        return mb_span_cmp(x->record_id, y->record_id);
    return (x->matter > y->matter) - (x->matter < y->matter);
}

static int pledge_order(const void *a, const void *b)
{
    const struct mb_linked *x = *(const struct mb_linked *const *)a;
    const struct mb_linked *y = *(const struct mb_linked *const *)b;
    int order = mb_span_cmp(x->strategy, y->strategy);

    return order != 0 ? order : mb_span_cmp(x->pledge, y->pledge);
}

static int clause_order(const void *a, const void *b)
{
    const struct mb_known *x = *(const struct mb_known *const *)a;
    const struct mb_known *y = *(const struct mb_known *const *)b;

    return mb_span_cmp(x->record_id, y->record_id);
}

static int matter_order(const void *a, const void *b)
{
    const struct mb_known *x = *(const struct mb_known *const *)a;
    const struct mb_known *y = *(const struct mb_known *const *)b;

    if (x->matter != y->matter)
        return x->matter > y->matter ? 1 : -1;
    return x < y ? -1 : x > y; /* the first of a matter stays the first */
}

static int decision_order(const void *a, const void *b)
{
    const struct mb_decision_row *x = *(const struct mb_decision_row *const *)a;
    const struct mb_decision_row *y = *(const struct mb_decision_row *const *)b;

    if (x->matter != y->matter)
        return x->matter > y->matter ? 1 : -1;
    return x < y ? -1 : x > y;
}

static int entry_order(const void *a, const void *b)
{
    const struct mb_entry *x = *(const struct mb_entry *const *)a;
    const struct mb_entry *y = *(const struct mb_entry *const *)b;
    int order = mb_span_cmp(x->record_id, y->record_id);

    if (order == 0)
        order = (x->seq > y->seq) - (x->seq < y->seq);
    return order;
}

/* The entries of Due that count or once counted. */
static void index_dues(struct mb_tracker *t)
{
    const struct mb_entries *all = &t->history;

    for (uint32_t i = 0; i < all->n; i++) {
        const struct mb_entry *e = &all->at[i];
        const struct mb_entry **due;
        if (e->conflict || e->undone || e->value.len == 0
            || !mb_span_eq(e->field, MB_SPAN_LIT("Due")))
            continue;
        due = mb_arena_extend(t->rows, &t->dues, &t->ndues, sizeof(void *));
        if (due != NULL)
            *due = e;
    }
    if (t->ndues > 0)
        qsort(t->dues, t->ndues, sizeof(void *), entry_order);
}

/* Pointers to the n rows of `size` bytes at `rows`, sorted. */
static void *sorted(struct mb_arena *arena, const void *rows, uint32_t n,
                    size_t size, int (*order)(const void *, const void *))
{
    const void **list = mb_arena_alloc(arena, n + 1u, sizeof *list);

    if (list == NULL)
        return NULL;
    for (uint32_t i = 0; i < n; i++)
        list[i] = (const char *)rows + (size_t)i * size;
    qsort(list, n, sizeof *list, order);
    return list;
}

enum mb_status mb_tracker_index(struct mb_tracker *t, struct mb_err *err)
{
    const size_t link = sizeof(struct mb_linked);

    t->links_by_record = sorted(t->rows, t->links, t->nlinks, link, link_order);
    t->links_by_pledge =
        sorted(t->rows, t->links, t->nlinks, link, pledge_order);
    t->decisions_by_matter =
        sorted(t->rows, t->decisions.at, t->decisions.n,
               sizeof(struct mb_decision_row), decision_order);
    index_dues(t);
    return mb_arena_status(t->rows, err);
}

enum mb_status mb_tracker_know(struct mb_tracker *t, struct mb_known clause,
                               struct mb_err *err)
{
    struct mb_known *at =
        mb_arena_extend(t->rows, &t->known, &t->nknown, sizeof *at);

    if (at == NULL)
        return mb_arena_status(t->rows, err);
    *at = clause;
    return MB_OK;
}

enum mb_status mb_tracker_index_known(struct mb_tracker *t, struct mb_err *err)
{
    t->known_by_id =
        sorted(t->rows, t->known, t->nknown, sizeof *t->known, clause_order);
    t->known_by_matter =
        sorted(t->rows, t->known, t->nknown, sizeof *t->known, matter_order);
    return mb_arena_status(t->rows, err);
}

/* The first of n sorted pointers that does not stand before the key. */
static uint32_t lower_bound(const void *list, uint32_t n, const void *key,
                            int (*order)(const void *, const void *))
{
    const void *const *at = list;
    uint32_t low = 0;

    while (low < n) {
        uint32_t mid = low + (n - low) / 2;
        if (order(&at[mid], &key) < 0)
            low = mid + 1;
        else
            n = mid;
    }
    return low;
}

/* The first clause of a matter: its key cannot be compared by address. */
static uint32_t matter_bound(const struct mb_tracker *t, int64_t matter)
{
    uint32_t low = 0;
    uint32_t high = t->nknown;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (t->known_by_matter[mid]->matter < matter)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const struct mb_known *mb_tracker_clause_of(const struct mb_tracker *t,
                                            const struct mb_linked *link)
{
    struct mb_known key = {.record_id = link->record_id};
    uint32_t i;

    if (link->record_id.ptr != NULL) {
        i = lower_bound(t->known_by_id, t->nknown, &key, clause_order);
        if (i < t->nknown
            && mb_span_eq(t->known_by_id[i]->record_id, link->record_id))
            return t->known_by_id[i];
        return NULL;
    }
    if (link->matter == 0)
        return NULL;
    i = matter_bound(t, link->matter);
    if (i < t->nknown && t->known_by_matter[i]->matter == link->matter)
        return t->known_by_matter[i];
    return NULL;
}

struct mb_span mb_tracker_first_due(const struct mb_tracker *t,
                                    struct mb_span record_id)
{
    struct mb_entry key = {.record_id = record_id};
    uint32_t i = lower_bound(t->dues, t->ndues, &key, entry_order);

    if (i < t->ndues && mb_span_eq(t->dues[i]->record_id, record_id))
        return t->dues[i]->value;
    return MB_SPAN_NULL;
}

const struct mb_decision_row *
mb_tracker_decision_of(const struct mb_tracker *t,
                       const struct mb_clause_row *clause)
{
    const struct mb_decision_row *only = NULL;
    uint32_t low = 0;
    uint32_t high = t->decisions.n;

    while (clause->matter != 0 && low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (t->decisions_by_matter[mid]->matter < clause->matter)
            low = mid + 1;
        else
            high = mid;
    }
    for (uint32_t i = low; clause->matter != 0 && i < t->decisions.n; i++) {
        const struct mb_decision_row *d = t->decisions_by_matter[i];
        if (d->matter != clause->matter)
            break;
        if (mb_span_eq(d->date, clause->date))
            return d;
        only = i == low ? d : NULL;
    }
    return only;
}

struct best {
    struct mb_buf list;
    double score;
    struct mb_span quote;
};

static void take_links(const struct mb_tracker *t, const struct mb_linked *key,
                       struct best *best)
{
    uint32_t i = lower_bound(t->links_by_record, t->nlinks, key, link_order);

    for (; i < t->nlinks; i++) {
        const struct mb_linked *link = t->links_by_record[i];
        if (link_order(&link, &key) != 0)
            break;
        mb_buf_printf(
            &best->list, "%s" MB_SPAN_FMT " " MB_SPAN_FMT " (" MB_SPAN_FMT ")",
            best->list.len > 0 ? ", " : "", MB_SPAN_ARG(link->strategy),
            MB_SPAN_ARG(link->pledge), MB_SPAN_ARG(link->status));
        if (link->score > best->score) {
            best->score = link->score;
            best->quote = link->quote;
        }
    }
}

void mb_tracker_links_of(const struct mb_tracker *t,
                         const struct mb_clause_row *clause,
                         struct mb_span *ret_pledges, struct mb_span *ret_quote)
{
    struct mb_linked by_record = {.record_id = clause->record_id};
    struct mb_linked by_matter = {.matter = clause->matter};
    struct best best = {MB_BUF_INIT, -1.0, MB_SPAN_NULL};

    take_links(t, &by_record, &best);
    if (clause->matter != 0)
        take_links(t, &by_matter, &best);
    *ret_pledges = MB_SPAN_NULL;
    if (best.list.len > 0)
        *ret_pledges = mb_arena_dup(t->scratch, mb_buf_span(&best.list));
    *ret_quote = best.quote;
    mb_buf_done(&best.list);
}

void mb_tracker_tally(const struct mb_tracker *t, struct mb_span strategy,
                      struct mb_span code, struct mb_tally *ret_tally)
{
    struct mb_linked key = {.strategy = strategy, .pledge = code};
    uint32_t i = lower_bound(t->links_by_pledge, t->nlinks, &key, pledge_order);

    *ret_tally = (struct mb_tally){0, 0};
    for (; i < t->nlinks; i++) {
        const struct mb_linked *link = t->links_by_pledge[i];
        if (!mb_span_eq(link->strategy, strategy)
            || !mb_span_starts(link->pledge, code))
            break;
        if (link->pledge.len > code.len && link->pledge.ptr[code.len] != '.')
            continue; /* 3 counts 3.1, not 31 */
        if (mb_span_eq(link->status, MB_SPAN_LIT("confirmed")))
            ret_tally->confirmed++;
        else if (mb_span_eq(link->status, MB_SPAN_LIT("proposed")))
            ret_tally->proposed++;
    }
}
