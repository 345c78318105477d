/* Matters: what a reference stands for. A resolution belongs to the matter of
 * its decision, else of its item's heading, else, on a page about one matter
 * (issue, decision, agenda item), to that one. What became of a matter is
 * read from decisions and verb classes, never from prose. */
#include "store/derive.h"

#include "store/identity.h"

#include <string.h>

static enum mb_status put_matter(struct mb_derive *d, struct mb_span scheme,
                                 struct mb_span reference, int64_t *ret_id)
{
    struct mb_span ref = mb_span_trim(reference);
    enum mb_status st;

    *ret_id = 0;
    if (ref.len == 0)
        return MB_OK;
    if (scheme.ptr == NULL)
        scheme = MB_SPAN_LIT("");
    st = mb_get_int(d->store, d->err, 0, ret_id,
                    "SELECT id FROM matter WHERE authority_id = ?1"
                    " AND scheme = ?2 AND reference = ?3",
                    "iss", d->authority, scheme, ref);
    if (st != MB_OK || *ret_id != 0)
        return st;
    st = mb_exec(d->store, d->err,
                 "INSERT INTO matter (authority_id, scheme, reference)"
                 " VALUES (?1, ?2, ?3)",
                 "iss", d->authority, scheme, ref);
    *ret_id = sqlite3_last_insert_rowid(d->store->db);
    return st;
}

static struct mb_span scheme_of(const struct mb_document *doc,
                                struct mb_span ref)
{
    for (uint32_t i = 0; i < doc->references.n; i++)
        if (mb_span_eq(doc->references.at[i].ref.s, ref))
            return doc->references.at[i].scheme.s;
    return MB_SPAN_NULL;
}

/* ModernGov's number of the issue in an address, "IId=1234"; null: none. */
static struct mb_span issue_id(struct mb_span uri)
{
    size_t at = mb_span_ifind(uri, MB_SPAN_LIT("IId="));
    size_t end = at + 4;

    if (at >= uri.len)
        return MB_SPAN_NULL;
    while (end < uri.len && uri.ptr[end] >= '0' && uri.ptr[end] <= '9')
        end++;
    return end > at + 4 ? mb_span_sub(uri, at, end) : MB_SPAN_NULL;
}

/* A reference belongs to the item in whose heading it stands. */
static void matter_of_items(struct mb_derive *d)
{
    const struct mb_document *doc = d->doc;

    for (uint32_t i = 0; i < doc->items.n; i++) {
        const struct mb_evidence *head = &doc->items.at[i].ev;
        if (head->nspans == 0)
            continue;
        for (uint32_t k = 0; k < doc->references.n; k++) {
            const struct mb_evidence *ref = &doc->references.at[k].ev;
            if (ref->nspans > 0 && ref->spans[0].start >= head->spans[0].start
                && ref->spans[0].start < head->spans[head->nspans - 1].end)
                d->item_matter[i] = d->reference_matter[k];
        }
    }
    for (uint32_t i = 0; i < doc->decisions.n; i++) {
        uint32_t item = doc->decisions.at[i].item;
        if (item < doc->items.n && d->item_matter[item] == 0)
            d->item_matter[item] = d->decision_matter[i];
    }
}

static void matter_of_page(struct mb_derive *d)
{
    enum mb_doc_kind kind = d->doc->kind;
    int64_t only = 0;

    if (kind != MB_DOC_ISSUE && kind != MB_DOC_DECISION
        && kind != MB_DOC_AGENDA_ITEM)
        return;
    for (uint32_t i = 0; i < d->doc->references.n; i++) {
        if (only != 0 && d->reference_matter[i] != only)
            return;
        only = d->reference_matter[i];
    }
    for (uint32_t i = 0; i < d->doc->decisions.n; i++) {
        if (only != 0 && d->decision_matter[i] != 0
            && d->decision_matter[i] != only)
            return;
        if (d->decision_matter[i] != 0)
            only = d->decision_matter[i];
    }
    d->only_matter = only;
}

static enum mb_status put_reference(struct mb_derive *d, uint32_t i)
{
    const struct mb_reference *r = &d->doc->references.at[i];
    enum mb_status st =
        put_matter(d, r->scheme.s, r->ref.s, &d->reference_matter[i]);

    if (st != MB_OK || d->reference_matter[i] == 0)
        return st;
    return mb_exec(d->store, d->err,
                   "INSERT INTO reference VALUES (?1, ?2, ?3)", "iIi", d->id, i,
                   d->reference_matter[i]);
}

/* An issue page without a reference still stands for one matter. */
static enum mb_status put_issue(struct mb_derive *d)
{
    struct mb_span id = issue_id(d->uri);

    if (d->doc->kind != MB_DOC_ISSUE || d->only_matter != 0 || id.len == 0
        || d->doc->references.n > 0)
        return MB_OK;
    return put_matter(d, MB_SPAN_LIT("moderngov-issue"), id, &d->only_matter);
}

enum mb_status mb_derive_matters(struct mb_derive *d)
{
    const struct mb_document *doc = d->doc;
    enum mb_status st = MB_OK;

    d->item_matter =
        mb_arena_alloc(d->arena, doc->items.n + 1, sizeof(int64_t));
    d->decision_matter =
        mb_arena_alloc(d->arena, doc->decisions.n + 1, sizeof(int64_t));
    d->reference_matter =
        mb_arena_alloc(d->arena, doc->references.n + 1, sizeof(int64_t));
    if (d->item_matter == NULL || d->decision_matter == NULL
        || d->reference_matter == NULL)
        return mb_arena_status(d->arena, d->err);
    for (uint32_t i = 0; st == MB_OK && i < doc->references.n; i++)
        st = put_reference(d, i);
    for (uint32_t i = 0; st == MB_OK && i < doc->decisions.n; i++) {
        struct mb_span ref = doc->decisions.at[i].ref.s;
        st = put_matter(d, scheme_of(doc, ref), ref, &d->decision_matter[i]);
    }
    matter_of_items(d);
    matter_of_page(d);
    return st == MB_OK ? put_issue(d) : st;
}

int64_t mb_derive_matter(const struct mb_derive *d,
                         const struct mb_resolution *r)
{
    const struct mb_document *doc = d->doc;

    if (r->decision < doc->decisions.n && d->decision_matter[r->decision] != 0)
        return d->decision_matter[r->decision];
    if (r->item_index < doc->items.n && d->item_matter[r->item_index] != 0)
        return d->item_matter[r->item_index];
    return d->only_matter;
}

enum mb_status mb_derive_items(struct mb_derive *d)
{
    const struct mb_document *doc = d->doc;
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; st == MB_OK && i < doc->items.n; i++) {
        const struct mb_item *item = &doc->items.at[i];
        st = mb_exec(d->store, d->err,
                     "INSERT INTO agenda_item VALUES"
                     " (?1, ?2, ?3, ?4, ?5, ?6, nullif (?7, 0))",
                     "iIIssTi", d->id, i,
                     mb_derive_meeting(d, item->meeting, MB_NO_INDEX),
                     item->number.s, item->title.s, item->restricted,
                     d->item_matter[i]);
    }
    return st;
}

enum mb_status mb_derive_decisions(struct mb_derive *d)
{
    const struct mb_document *doc = d->doc;
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; st == MB_OK && i < doc->decisions.n; i++) {
        const struct mb_decision *x = &doc->decisions.at[i];
        st = mb_exec(d->store, d->err,
                     "INSERT INTO decision VALUES (?1, ?2, nullif (?3, 0), ?4,"
                     " ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                     "iIiIIsssTTssssss", d->id, i, d->decision_matter[i],
                     mb_derive_meeting(d, x->meeting, x->item), x->item,
                     x->title.s, x->maker.s, x->status.s, x->key, x->call_in,
                     x->date.s, x->published.s, x->effective.s, x->reasons.s,
                     x->alternatives.s, x->purpose.s);
    }
    return st;
}

/* ----------------------------------------------------------- events -- */

struct event {
    int64_t matter;
    const char *kind;
    struct mb_span date;
    uint32_t meeting;
    struct mb_span body;
    const char *record;
    uint32_t n;
};

static enum mb_status put_event(struct mb_derive *d, uint32_t *n,
                                const struct event *e)
{
    const struct mb_document *doc = d->doc;
    struct mb_span date = e->date, body = e->body;

    if (e->matter == 0)
        return MB_OK;
    if (e->meeting < doc->meetings.n) {
        const struct mb_meeting *m = &doc->meetings.at[e->meeting];
        if (date.ptr == NULL)
            date = m->date.s;
        if (body.ptr == NULL)
            body = m->body.s;
    }
    return mb_exec(d->store, d->err,
                   "INSERT INTO matter_event VALUES"
                   " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   "iIitsIstI", d->id, (*n)++, e->matter, e->kind, date,
                   e->meeting, body, e->record, e->n);
}

/* What a clause of that verb class does to its matter. Deferral, reference
 * and the like leave it considered. */
static const char *event_of_verb(struct mb_span verb)
{
    static const struct {
        const char *verb;
        const char *kind;
    } table[] = {
        {"recommend", "recommended"}, {"endorse", "endorsed"},
        {"approve", "decided"},       {"agree", "decided"},
        {"delegate", "decided"},      {"elect", "decided"},
        {"refuse", "decided"},
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (mb_span_eq(verb, mb_span_str(table[i].verb)))
            return table[i].kind;
    return "considered";
}

static enum mb_status decision_events(struct mb_derive *d, uint32_t i,
                                      uint32_t *n)
{
    const struct mb_decision *x = &d->doc->decisions.at[i];
    bool notice =
        d->doc->kind == MB_DOC_FORWARD_PLAN || d->doc->kind == MB_DOC_AGENDA;
    struct event e = {
        .matter = d->decision_matter[i],
        .kind = notice ? "noticed" : "decided",
        .date = x->date.s,
        .meeting = mb_derive_meeting(d, x->meeting, x->item),
        .body = x->maker.s,
        .record = "decisions",
        .n = i,
    };
    enum mb_status st = put_event(d, n, &e);

    e.meeting = MB_NO_INDEX;
    if (st == MB_OK && x->published.s.len > 0) {
        e.kind = "published";
        e.date = x->published.s;
        st = put_event(d, n, &e);
    }
    if (st == MB_OK && x->effective.s.len > 0) {
        e.kind = "effective";
        e.date = x->effective.s;
        st = put_event(d, n, &e);
    }
    return st;
}

/* An item headed by a reference: called in where its title says so, else
 * considered there (or noticed by an agenda). */
static const char *event_of_item(const struct mb_derive *d,
                                 const struct mb_item *item)
{
    struct mb_span title = item->title.s;

    if (title.ptr != NULL
        && (mb_span_ifind(title, MB_SPAN_LIT("call-in")) < title.len
            || mb_span_ifind(title, MB_SPAN_LIT("call in of")) < title.len))
        return "called_in";
    if (d->doc->kind == MB_DOC_AGENDA || d->doc->kind == MB_DOC_FORWARD_PLAN)
        return "noticed";
    return "considered";
}

enum mb_status mb_derive_events(struct mb_derive *d)
{
    const struct mb_document *doc = d->doc;
    enum mb_status st = MB_OK;
    uint32_t n = 0;

    for (uint32_t i = 0; st == MB_OK && i < doc->items.n; i++) {
        struct event e = {.matter = d->item_matter[i],
                          .kind = event_of_item(d, &doc->items.at[i]),
                          .meeting = mb_derive_meeting(
                              d, doc->items.at[i].meeting, MB_NO_INDEX),
                          .record = "items",
                          .n = i};
        st = put_event(d, &n, &e);
    }
    for (uint32_t i = 0; st == MB_OK && i < doc->decisions.n; i++)
        st = decision_events(d, i, &n);
    for (uint32_t i = 0; st == MB_OK && i < doc->resolutions.n; i++) {
        const struct mb_resolution *r = &doc->resolutions.at[i];
        struct event e = {.matter = mb_derive_matter(d, r),
                          .kind = event_of_verb(r->verb.s),
                          .meeting =
                              mb_derive_meeting(d, r->meeting, r->item_index),
                          .record = "resolutions",
                          .n = i};
        st = put_event(d, &n, &e);
    }
    return st;
}
