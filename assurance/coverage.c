/* Coverage both ways: pledges with their decisions, decisions without a
 * pledge.
 *
 * Links that count are listed once. Each is added to its pledge and to those
 * above it, a decision (its reference, else its record) counting once for a
 * pledge. A decision that no counted link names is one without a pledge, also
 * where only its page is known and none of its clauses.
 */
#include "assurance/register.h"

#include "base/date.h"

#include <stdlib.h>
#include <string.h>

static const char *const tracked[] = {"approve", "agree",     "delegate",
                                      "endorse", "recommend", "refer"};

/* What is asked of a clause. */
struct known {
    struct mb_span record_id;
    struct mb_span reference;
    struct mb_span title;
    struct mb_span body;
    struct mb_span date;
    bool followed;
};

/* What counts as one decision: a clause's matter, else its record. */
struct key {
    struct mb_span subject;
    struct mb_span date;
    bool confirmed;
};

struct covering {
    struct mb_arena *arena;
    struct mb_strategies strategies;
    struct known *clauses;
    uint32_t nclauses;
    struct mb_lately lately;
    struct mb_link_rows links;   /* no more than those that count */
    struct key *keys;            /* room for one a link */
    struct mb_bare_matters bare; /* matters without clauses, for their day */
    int64_t *documents; /* ascending: those of the body or authority … */
    uint32_t ndocuments;
    bool some; /* … where one is asked for */
    const struct mb_filter *filter;
    struct mb_link_coverage out;
    struct mb_span as_of;
};

static int by_subject(const void *a, const void *b)
{
    const struct key *x = a;
    const struct key *y = b;
    return mb_span_cmp(x->subject, y->subject);
}

/* What is named scores above what is shown. */
static bool counts(const struct mb_link_row *l)
{
    if (mb_span_eq(l->status, MB_SPAN_LIT("rejected")))
        return false;
    return mb_span_eq(l->status, MB_SPAN_LIT("confirmed"))
           || mb_span_eq(l->basis, MB_SPAN_LIT("explicit"))
           || l->score >= MB_LINK_SHOWN;
}

static struct mb_span subject_of(struct mb_span reference,
                                 struct mb_span record)
{
    return reference.len > 0 ? reference : record;
}

static int by_record(const void *a, const void *b)
{
    const struct known *const *x = a;
    const struct known *const *y = b;
    return mb_span_cmp((*x)->record_id, (*y)->record_id);
}

/* The clauses in order of their ids, for look-up. */
static const struct known **sorted(struct covering *c)
{
    const struct known **list =
        mb_arena_alloc(c->arena, c->nclauses + 1, sizeof *list);
    for (uint32_t i = 0; list != NULL && i < c->nclauses; i++)
        list[i] = &c->clauses[i];
    if (list != NULL && c->nclauses > 1)
        qsort(list, c->nclauses, sizeof *list, by_record);
    return list;
}

static const struct known *clause_of(const struct covering *c,
                                     const struct known **list,
                                     struct mb_span record)
{
    struct known wanted = {.record_id = record};
    const struct known *key = &wanted;
    const struct known **hit =
        c->nclauses == 0
            ? NULL
            : bsearch(&key, list, c->nclauses, sizeof *list, by_record);
    return hit == NULL ? NULL : *hit;
}

static bool can_be_followed(const struct mb_clause_row *clause)
{
    for (size_t i = 0; i < sizeof tracked / sizeof tracked[0]; i++)
        if (mb_span_eq(clause->verb, mb_span_str(tracked[i])))
            return true;
    return false;
}

static struct mb_span keep(struct covering *c, struct mb_span text)
{
    return mb_arena_dup_once(c->arena, text, &c->lately);
}

static enum mb_status
take_clause(void *context, const struct mb_clause_row *row, struct mb_err *err)
{
    struct covering *c = context;
    struct known *k =
        mb_arena_extend(c->arena, &c->clauses, &c->nclauses, sizeof *k);
    if (k == NULL)
        return mb_arena_status(c->arena, err);
    *k = (struct known){.record_id = keep(c, row->record_id),
                        .reference = keep(c, row->reference),
                        .title = keep(c, row->decision_title.len > 0
                                             ? row->decision_title
                                             : row->item_title),
                        .body = keep(c, row->body),
                        .date = keep(c, row->date),
                        .followed = can_be_followed(row)};
    return mb_arena_status(c->arena, err);
}

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Which documents are of the body or authority that is asked for: a matter
 * without clauses is its documents'. */
static enum mb_status find_documents(struct covering *c, struct mb_store *store,
                                     struct mb_err *err)
{
    struct mb_filter whose = {.authority = c->filter->authority,
                              .body = c->filter->body,
                              .include_exempt = true};
    struct mb_document_rows rows = {NULL, 0};
    c->some = whose.authority.len > 0 || whose.body.len > 0;
    if (!c->some)
        return MB_OK;
    enum mb_status st = mb_store_documents(store, &whose, c->arena, &rows, err);
    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        int64_t *id =
            mb_arena_push(c->arena, &c->documents, &c->ndocuments, sizeof *id);
        if (id == NULL)
            return mb_arena_status(c->arena, err);
        *id = rows.at[i].id;
    }
    if (c->ndocuments > 1)
        qsort(c->documents, c->ndocuments, sizeof *c->documents, by_id);
    return st;
}

static bool asked_for(const struct covering *c, int64_t document)
{
    return !c->some
           || (c->ndocuments > 0
               && bsearch(&document, c->documents, c->ndocuments,
                          sizeof *c->documents, by_id)
                      != NULL);
}

/* The day of a matter that has no clause, or null. */
static struct mb_span bare_date(const struct covering *c, int64_t matter)
{
    struct mb_span date = MB_SPAN_NULL;
    for (uint32_t i = 0; matter != 0 && i < c->bare.n; i++)
        if (c->bare.at[i].id == matter
            && mb_span_cmp(c->bare.at[i].date, date) > 0)
            date = c->bare.at[i].date;
    return date;
}

/* Whether a day is within the period asked for; none is within all of it. */
static bool within(const struct covering *c, struct mb_span date)
{
    const struct mb_filter *f = c->filter;
    return (f->from.len == 0 || mb_span_cmp(date, f->from) >= 0)
           && (f->to.len == 0
               || (date.len > 0 && mb_span_cmp(date, f->to) <= 0));
}

static int32_t days_between(struct mb_span from, struct mb_span to)
{
    struct mb_date a, b;
    if (from.len < 10 || to.len < 10
        || !mb_date_parse(mb_span_sub(from, 0, 10), &a)
        || !mb_date_parse(mb_span_sub(to, 0, 10), &b))
        return -1;
    int32_t days = mb_date_days(b) - mb_date_days(a);
    return days < 0 ? 0 : days;
}

/* Fold the decisions of one pledge into its row. */
static void fold(struct covering *c, struct key *keys, uint32_t n,
                 struct mb_coverage_pledge *row)
{
    if (n > 1)
        qsort(keys, n, sizeof *keys, by_subject);
    for (uint32_t i = 0; i < n;) {
        bool confirmed = false;
        uint32_t from = i;
        for (; i < n && mb_span_eq(keys[i].subject, keys[from].subject); i++) {
            struct mb_span date = keys[i].date;
            confirmed = confirmed || keys[i].confirmed;
            if (date.len == 0)
                continue;
            if (row->first.len == 0 || mb_span_cmp(date, row->first) < 0)
                row->first = date;
            if (row->latest.len == 0 || mb_span_cmp(date, row->latest) > 0)
                row->latest = date;
        }
        row->decisions++;
        row->confirmed += confirmed;
    }
    row->idle_days = days_between(row->latest, c->as_of);
}

static bool below(const struct mb_strategy *s, uint32_t node, uint32_t up)
{
    while (node != UINT32_MAX && node != up)
        node = s->pledges[node].parent;
    return node == up;
}

static uint32_t depth_of(const struct mb_strategy *s, uint32_t node)
{
    uint32_t depth = 0;
    while (s->pledges[node].parent != UINT32_MAX) {
        node = s->pledges[node].parent;
        depth++;
    }
    return depth;
}

/* One row: the pledge `node` (UINT32_MAX: the whole) of a strategy. */
static enum mb_status cover_pledge(struct covering *c,
                                   const struct mb_strategy *s, uint32_t node,
                                   const struct known **list,
                                   struct mb_err *err)
{
    struct key *keys = c->keys;
    uint32_t n = 0;
    struct mb_coverage_pledge *row =
        mb_arena_push(c->arena, &c->out.pledges, &c->out.npledges, sizeof *row);
    if (row == NULL)
        return mb_arena_status(c->arena, err);
    *row = (struct mb_coverage_pledge){
        .strategy = s->id, .code = MB_SPAN_LIT("*"), .title = s->title};
    if (node != UINT32_MAX) {
        const struct mb_pledge *p = &s->pledges[node];
        row->code = p->code;
        row->level = p->level;
        row->title = p->title.ptr != NULL ? p->title : p->statement;
        row->depth = depth_of(s, node);
    }
    for (uint32_t i = 0; i < c->links.n; i++) {
        const struct mb_link_row *l = &c->links.at[i];
        if (!mb_span_eq(l->strategy, s->id) || !counts(l))
            continue;
        bool whole = mb_span_eq(l->pledge, MB_SPAN_LIT("*"));
        uint32_t at = whole ? UINT32_MAX : mb_strategy_find(s, l->pledge);
        const struct known *clause = clause_of(c, list, l->record_id);
        if ((clause == NULL && l->record_id.len > 0)
            || whole != (node == UINT32_MAX)
            || (!whole && (at == UINT32_MAX || !below(s, at, node))))
            continue;
        struct mb_span date =
            clause != NULL ? clause->date : bare_date(c, l->matter);
        if (clause == NULL && (!within(c, date) || !asked_for(c, l->document)))
            continue;
        keys[n++] =
            (struct key){subject_of(l->reference, l->record_id), date,
                         mb_span_eq(l->status, MB_SPAN_LIT("confirmed"))};
    }
    fold(c, keys, n, row);
    return MB_OK;
}

/* ------------------------------------------- decisions without a pledge */

static bool linked(const struct covering *c, const struct key *subjects,
                   uint32_t n, const struct known *clause)
{
    struct key by_reference = {.subject = clause->reference};
    struct key by_id = {.subject = clause->record_id};
    (void)c;
    return n > 0
           && (bsearch(&by_id, subjects, n, sizeof *subjects, by_subject)
                   != NULL
               || (clause->reference.len > 0
                   && bsearch(&by_reference, subjects, n, sizeof *subjects,
                              by_subject)
                          != NULL));
}

/* One row a matter, or a clause without one. */
static bool listed(const struct covering *c, const struct known *clause)
{
    for (uint32_t i = c->out.ndecisions; i-- > 0;)
        if (clause->reference.len > 0
            && mb_span_eq(c->out.decisions[i].reference, clause->reference))
            return true;
    return false;
}

static enum mb_status
add_decision(struct covering *c, const struct known *clause, struct mb_err *err)
{
    struct mb_coverage_decision *d = mb_arena_push(
        c->arena, &c->out.decisions, &c->out.ndecisions, sizeof *d);
    if (d == NULL)
        return mb_arena_status(c->arena, err);
    *d = (struct mb_coverage_decision){
        .record_id = clause->record_id,
        .reference = clause->reference,
        .title = clause->title,
        .body = clause->body,
        .date = clause->date,
        .age_days = days_between(clause->date, c->as_of)};
    return MB_OK;
}

/* A matter of which no clause is known is a decision too: its reference, else
 * nothing, is what it is known by. */
static enum mb_status add_bare(struct covering *c, const struct key *subjects,
                               uint32_t n, struct mb_err *err)
{
    for (uint32_t i = 0; i < c->bare.n;) {
        const struct mb_bare_matter *m = &c->bare.at[i];
        struct known as = {.reference = m->reference};
        bool asked = false;
        for (; i < c->bare.n && c->bare.at[i].id == m->id; i++) {
            asked = asked || asked_for(c, c->bare.at[i].document);
            if (as.title.len == 0)
                as.title = c->bare.at[i].title;
        }
        as.date = bare_date(c, m->id);
        if (m->reference.len == 0 || !asked || !within(c, as.date)
            || listed(c, &as) || linked(c, subjects, n, &as))
            continue;
        enum mb_status st = add_decision(c, &as, err);
        if (st != MB_OK)
            return st;
    }
    return MB_OK;
}

static enum mb_status cover_decisions(struct covering *c, struct mb_err *err)
{
    struct key *subjects =
        mb_arena_alloc(c->arena, c->links.n + 1, sizeof *subjects);
    uint32_t n = 0;
    if (subjects == NULL)
        return mb_arena_status(c->arena, err);
    for (uint32_t i = 0; i < c->links.n; i++)
        if (counts(&c->links.at[i]))
            subjects[n++].subject =
                subject_of(c->links.at[i].reference, c->links.at[i].record_id);
    if (n > 1)
        qsort(subjects, n, sizeof *subjects, by_subject);
    for (uint32_t i = 0; i < n; i++)
        c->out.linked +=
            i == 0 || !mb_span_eq(subjects[i].subject, subjects[i - 1].subject);
    for (uint32_t i = 0; i < c->nclauses; i++) {
        const struct known *clause = &c->clauses[i];
        if (!clause->followed || linked(c, subjects, n, clause)
            || listed(c, clause))
            continue;
        enum mb_status st = add_decision(c, clause, err);
        if (st != MB_OK)
            return st;
    }
    return add_bare(c, subjects, n, err);
}

static enum mb_status cover(struct covering *c, struct mb_err *err)
{
    const struct known **list = sorted(c);
    c->keys = mb_arena_alloc(c->arena, c->links.n + 1, sizeof *c->keys);
    enum mb_status st = mb_arena_status(c->arena, err);
    for (uint32_t i = 0; st == MB_OK && i < c->strategies.n; i++) {
        const struct mb_strategy *s = &c->strategies.at[i];
        st = cover_pledge(c, s, UINT32_MAX, list, err);
        for (uint32_t k = 0; st == MB_OK && k < s->npledges; k++)
            if (s->pledges[k].kind != MB_PLEDGE_THEME)
                st = cover_pledge(c, s, k, list, err);
    }
    return st == MB_OK ? cover_decisions(c, err) : st;
}

enum mb_status
mb_register_coverage(struct mb_store *store, const struct mb_filter *filter,
                     struct mb_span as_of, struct mb_arena *arena,
                     struct mb_link_coverage *ret, struct mb_err *err)
{
    struct covering c = {.arena = arena, .as_of = as_of, .filter = filter};
    struct mb_filter all = *filter;
    struct mb_link_filter which = {.strategy = filter->strategy,
                                   .min_score = MB_LINK_SHOWN, /* see counts */
                                   .include_exempt = filter->include_exempt};
    all.strategy = MB_SPAN_NULL; /* also those that are not linked to it */
    enum mb_status st = mb_register_strategies(store, filter->strategy, arena,
                                               &c.strategies, err);
    if (st == MB_OK)
        st = mb_store_clauses_each(store, &all, take_clause, &c, err);
    if (st == MB_OK)
        st = mb_store_links(store, &which, arena, &c.links, err);
    if (st == MB_OK)
        st = mb_store_bare_matters(store, 0, 0, arena, &c.bare, err);
    if (st == MB_OK)
        st = find_documents(&c, store, err);
    if (st == MB_OK)
        st = cover(&c, err);
    if (st == MB_OK)
        *ret = c.out;
    return st;
}

enum mb_status mb_register_outdated(struct mb_store *store,
                                    struct mb_arena *arena,
                                    struct mb_link_rows *ret_rows,
                                    struct mb_err *err)
{
    struct mb_strategies all = {NULL, 0};
    struct mb_link_rows rows = {NULL, 0};
    struct mb_link_rows out = {NULL, 0};
    enum mb_status st =
        mb_register_strategies(store, MB_SPAN_NULL, arena, &all, err);
    if (st == MB_OK)
        st = mb_store_links(store, NULL, arena, &rows, err);
    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        bool followed = false;
        for (uint32_t k = 0; k < all.n; k++)
            followed = followed
                       || mb_span_eq(all.at[k].supersedes, rows.at[i].strategy);
        if (!followed
            || !mb_span_eq(rows.at[i].status, MB_SPAN_LIT("confirmed")))
            continue;
        struct mb_link_row *row =
            mb_arena_push(arena, &out.at, &out.n, sizeof *row);
        if (row != NULL)
            *row = rows.at[i];
    }
    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_rows = out;
    return st;
}
