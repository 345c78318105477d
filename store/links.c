/* Links. What the machine proposes is replaced as a whole, or for certain
 * documents; what people decided is laid over it when links are listed: the
 * latest decision of a link counts, and one that a person confirmed or added
 * is listed even where nothing proposes it any more. */
#include "store/strategy_store.h"

#include "base/hash.h"
#include "store/db.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void mb_link_id(struct mb_span subject, struct mb_span strategy,
                struct mb_span pledge, char ret_id[MB_LINK_ID_SIZE])
{
    unsigned char digest[MB_SHA256_BYTES] = {0};
    struct mb_buf buf = MB_BUF_INIT;
    struct mb_err ignored;

    mb_buf_put(&buf, subject);
    mb_buf_putc(&buf, '|');
    mb_buf_put(&buf, strategy);
    mb_buf_putc(&buf, '|');
    mb_buf_put(&buf, pledge);
    if (mb_sha256(mb_buf_span(&buf), digest, &ignored) != MB_OK)
        memset(digest, 0, sizeof digest);
    memcpy(ret_id, "LK-", 3);
    mb_base32_put(digest, sizeof digest, ret_id + 3, MB_LINK_ID_SIZE - 4);
    mb_buf_done(&buf);
}

/* --------------------------------------------------------------- put -- */

/* A link of a put. */
struct coming {
    char id[MB_LINK_ID_SIZE];
    bool same; /* as the row that is there */
};

/* One put: the links that stood in its scope, by id, and which of them are
 * proposed again. */
struct putting {
    struct mb_store *store;
    const struct mb_link_put *put;
    struct mb_arena *arena;
    char (*old)[MB_LINK_ID_SIZE];
    bool *again;
    uint32_t nold;
    struct coming *coming;   /* one for each of put->links */
    struct mb_buf gone;      /* ids of rows to be deleted, as JSON */
    struct mb_span strategy; /* the last one that was found to exist */
};

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, MB_LINK_ID_SIZE);
}

/* The place of an id among the old ones, or -1. */
static ptrdiff_t old_at(const struct putting *p, const char *id)
{
    const char *at = p->nold == 0
                         ? NULL
                         : bsearch(id, p->old, p->nold, sizeof *p->old, by_id);
    return at == NULL ? -1 : (at - p->old[0]) / MB_LINK_ID_SIZE;
}

static enum mb_status check_link(struct putting *p, const struct mb_link_row *l,
                                 struct mb_err *err)
{
    int64_t there;
    enum mb_status st = MB_OK;

    if ((l->record_id.len == 0 && l->reference.len == 0) || l->quote.len == 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "a link needs a record and a quote");
    if (mb_span_eq(l->strategy, p->strategy))
        return MB_OK;
    st = mb_get_int(p->store, err, 0, &there,
                    "SELECT 1 FROM strategy WHERE id = ?1", "s", l->strategy);
    if (st == MB_OK && !there)
        st = mb_err_set(err, MB_ERR_USAGE, "there is no strategy " MB_SPAN_FMT,
                        MB_SPAN_ARG(l->strategy));
    p->strategy = l->strategy;
    return st;
}

/* A row is to be deleted. */
static void give_up(struct putting *p, const char *id)
{
    mb_buf_printf(&p->gone, "%s\"%s\"", p->gone.len > 0 ? "," : "[", id);
}

static struct mb_span subject_of(const struct mb_link_row *l)
{
    return l->record_id.len > 0 ? l->record_id : l->reference;
}

static struct mb_span record_of(const struct mb_link_row *l)
{
    return l->record_id.len > 0 ? l->record_id : MB_SPAN_NULL;
}

/* Look at the row that is there: one that says something else is given up. */
static enum mb_status look_at_link(struct putting *p,
                                   const struct mb_link_row *l,
                                   struct coming *c, struct mb_err *err)
{
    int64_t state = 0;
    enum mb_status st = check_link(p, l, err);

    if (st != MB_OK)
        return st;
    mb_link_id(subject_of(l), l->strategy, l->pledge, c->id);
    ptrdiff_t at = old_at(p, c->id);
    if (at >= 0)
        p->again[at] = true;
    st = mb_get_int(
        p->store, err, 0, &state,
        "SELECT 1 + ((subject, record_id, matter_id, basis, score, quote,"
        "  document_id, start, end, why, diagnostic) IS (?2, ?3,"
        "  nullif (?4, 0), ?5, max (0.0, min (1.0, ?6)), ?7, nullif (?8, 0),"
        "  ?9, ?10, ?11, ?12)) FROM link WHERE link_id = ?1",
        "tssisdsiIIss", c->id, subject_of(l), record_of(l), l->matter, l->basis,
        l->score, l->quote, l->document, l->start, l->end, l->why,
        l->diagnostic);
    c->same = state == 2;
    if (state == 1)
        give_up(p, c->id);
    return st;
}

static enum mb_status insert_link(const struct putting *p,
                                  const struct mb_link_row *l, const char *id,
                                  struct mb_err *err)
{
    return mb_exec(p->store, err,
                   "INSERT INTO link VALUES (?1, ?2, ?3, nullif (?4, 0), ?5,"
                   " ?6, ?7, max (0.0, min (1.0, ?8)), ?9, nullif (?10, 0),"
                   " ?11, ?12, ?13, ?14) ON CONFLICT DO NOTHING",
                   "tssisssdsiIIss", id, subject_of(l), record_of(l), l->matter,
                   l->strategy, l->pledge, l->basis, l->score, l->quote,
                   l->document, l->start, l->end, l->why, l->diagnostic);
}

/* A row that is there is only touched where it differs. All that go are
 * deleted in one statement: one that may have to be undone by itself, as
 * UPDATE and DELETE may where there are foreign keys, has SQLite walk the whole
 * savepoint's journal at its end. Of a link that is given twice the last
 * counts. */
static enum mb_status put_links(struct putting *p, struct mb_err *err)
{
    const struct mb_link_put *put = p->put;
    enum mb_status st = MB_OK;

    p->coming = mb_arena_alloc(p->arena, put->nlinks, sizeof *p->coming);
    if (p->coming == NULL)
        return mb_arena_status(p->arena, err);
    for (uint32_t i = 0; st == MB_OK && i < put->nlinks; i++)
        st = look_at_link(p, &put->links[i], &p->coming[i], err);
    for (uint32_t i = 0; i < p->nold; i++)
        if (!p->again[i])
            give_up(p, p->old[i]);
    if (p->gone.len > 0)
        mb_buf_putc(&p->gone, ']');
    if (st == MB_OK)
        st = mb_buf_status(&p->gone, err);
    if (st == MB_OK && p->gone.len > 0)
        st = mb_exec(p->store, err,
                     "DELETE FROM link WHERE link_id IN"
                     " (SELECT value FROM json_each (?1))",
                     "s", mb_buf_span(&p->gone));
    for (uint32_t i = put->nlinks; st == MB_OK && i-- > 0;)
        if (!p->coming[i].same)
            st = insert_link(p, &put->links[i], p->coming[i].id, err);
    return st;
}

static enum mb_status add_old(struct putting *p, struct mb_query *q,
                              struct mb_err *err)
{
    while (mb_next(q)) {
        char(*slot)[MB_LINK_ID_SIZE] =
            mb_arena_push(p->arena, &p->old, &p->nold, sizeof *slot);
        struct mb_span id = mb_col_span(q, 0);
        if (slot == NULL)
            break;
        memset(*slot, 0, sizeof *slot);
        memcpy(*slot, id.ptr, id.len < sizeof *slot ? id.len : sizeof *slot);
    }
    enum mb_status st = mb_end(q, err);
    return st == MB_OK ? mb_arena_status(p->arena, err) : st;
}

/* All links, or all of one strategy; none is stale any more. */
static enum mb_status find_all_old(struct putting *p, struct mb_err *err)
{
    struct mb_query q = mb_sql(p->store,
                               "SELECT link_id FROM link"
                               " WHERE ?1 IS NULL OR strategy_id = ?1",
                               "s", p->put->strategy);
    enum mb_status st = add_old(p, &q, err);

    if (st == MB_OK)
        st = mb_exec(p->store, err, "DELETE FROM link_stale", "");
    return st;
}

/* Those of one document, and of what it resolved. */
static enum mb_status find_old_of(struct putting *p, int64_t document,
                                  struct mb_err *err)
{
    struct mb_query q = mb_sql(
        p->store,
        "SELECT link_id FROM link WHERE (?2 IS NULL OR strategy_id = ?2)"
        " AND link_id IN (SELECT link_id FROM link WHERE document_id = ?1"
        "  UNION SELECT l.link_id FROM resolution r JOIN clause c"
        "   ON c.id = r.clause_id JOIN link l ON l.subject = c.record_id"
        "   WHERE r.document_id = ?1"
        "  UNION SELECT l.link_id FROM resolution r JOIN matter m"
        "   ON m.id = r.matter_id JOIN link l ON l.subject = m.reference"
        "   WHERE r.document_id = ?1 AND l.matter_id = m.id)",
        "is", document, p->put->strategy);
    enum mb_status st = add_old(p, &q, err);

    if (st == MB_OK)
        st = mb_exec(p->store, err,
                     "DELETE FROM link_stale WHERE document_id = ?1", "i",
                     document);
    return st;
}

/* The links that stand in the scope of the put, in order, and no longer
 * stale. */
static enum mb_status find_old(struct putting *p, struct mb_err *err)
{
    const int64_t *documents = p->put->documents;
    enum mb_status st = MB_OK;

    if (documents == NULL)
        st = find_all_old(p, err);
    else
        for (uint32_t i = 0; st == MB_OK && i < p->put->ndocuments; i++)
            st = find_old_of(p, documents[i], err);
    if (p->nold > 1)
        qsort(p->old, p->nold, sizeof *p->old, by_id);
    p->again = mb_arena_alloc(p->arena, p->nold + 1, sizeof *p->again);
    return st == MB_OK ? mb_arena_status(p->arena, err) : st;
}

enum mb_status mb_store_links_put(struct mb_store *store,
                                  const struct mb_link_put *put,
                                  struct mb_err *err)
{
    struct putting p = {.store = store,
                        .put = put,
                        .arena = mb_arena_new(0),
                        .gone = MB_BUF_INIT};
    enum mb_status st = p.arena == NULL
                            ? mb_err_set(err, MB_ERR_NOMEM, "out of memory")
                            : mb_save_begin(store, err);

    if (st != MB_OK) {
        mb_arena_free(p.arena);
        return st;
    }
    st = find_old(&p, err);
    if (st == MB_OK)
        st = put_links(&p, err);
    mb_buf_done(&p.gone);
    mb_arena_free(p.arena);
    return mb_save_end(store, st, err);
}

enum mb_status mb_store_links_stale(struct mb_store *store,
                                    struct mb_arena *arena,
                                    int64_t **ret_documents, uint32_t *ret_n,
                                    struct mb_err *err)
{
    int64_t *documents = NULL;
    uint32_t n = 0;
    enum mb_status st;
    struct mb_query q = mb_sql(
        store, "SELECT document_id FROM link_stale ORDER BY document_id", "");

    while (mb_next(&q)) {
        int64_t *id = mb_arena_push(arena, &documents, &n, sizeof *id);
        if (id == NULL)
            break;
        *id = mb_col_int(&q, 0);
    }
    st = mb_end(&q, err);
    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st != MB_OK)
        return st;
    *ret_documents = documents;
    *ret_n = n;
    return MB_OK;
}

/* -------------------------------------------------------------- list -- */

/* Every link the machine proposes, and those that people stand by; w is the
 * last decision. A record that was taken over is listed under the ID that
 * counts now. */
#define LINKS                                                                  \
    "WITH latest AS (SELECT w.* FROM link_decision w WHERE w.undone_by IS"     \
    "  NULL AND w.seq = (SELECT max (z.seq) FROM link_decision z"              \
    "   WHERE z.link_id = w.link_id AND z.undone_by IS NULL)),"                \
    " every AS (SELECT l.link_id, l.subject, l.record_id, l.matter_id,"        \
    "  l.strategy_id, l.pledge, CASE w.decision WHEN 'added' THEN 'manual'"    \
    "   ELSE l.basis END AS basis, l.score, l.quote, l.document_id, l.start,"  \
    "  l.end, l.why, l.diagnostic, CASE w.decision WHEN 'confirmed'"           \
    "   THEN 'confirmed' WHEN 'added' THEN 'confirmed' WHEN 'rejected'"        \
    "   THEN 'rejected' ELSE 'proposed' END AS status, w.by, w.at,"            \
    "  w.why AS decision_why"                                                  \
    "  FROM link l LEFT JOIN latest w ON w.link_id = l.link_id"                \
    " UNION ALL SELECT w.link_id, w.subject,"                                  \
    "  CASE WHEN w.subject LIKE 'MB-%' THEN w.subject END, NULL,"              \
    "  w.strategy_id, w.pledge, 'manual', 1.0, ifnull (w.quote, ''), NULL,"    \
    "  NULL, NULL, NULL, NULL, CASE w.decision WHEN 'rejected'"                \
    "   THEN 'rejected' ELSE 'confirmed' END, w.by, w.at, w.why"               \
    "  FROM latest w WHERE w.decision <> 'reopened' AND NOT EXISTS"            \
    "   (SELECT 1 FROM link l WHERE l.link_id = w.link_id))"

static void read_link(const struct mb_query *q, struct mb_arena *arena,
                      struct mb_link_row *row)
{
    row->link_id = mb_col_dup(q, 0, arena);
    row->record_id = mb_col_dup(q, 1, arena);
    row->reference = mb_col_dup(q, 2, arena);
    row->matter = mb_col_int(q, 3);
    row->strategy = mb_col_dup(q, 4, arena);
    row->pledge = mb_col_dup(q, 5, arena);
    row->basis = mb_col_dup(q, 6, arena);
    row->score = mb_col_real(q, 7);
    row->quote = mb_col_dup(q, 8, arena);
    row->document = mb_col_int(q, 9);
    row->start = mb_col_u32(q, 10);
    row->end = mb_col_u32(q, 11);
    row->why = mb_col_dup(q, 12, arena);
    row->diagnostic = mb_col_dup(q, 13, arena);
    row->status = mb_col_dup(q, 14, arena);
    row->by = mb_col_dup(q, 15, arena);
    row->at = mb_col_dup(q, 16, arena);
    row->decision_why = mb_col_dup(q, 17, arena);
}

/* filter may be NULL: all but the rejected and the exempt. */
static struct mb_query list_links(struct mb_store *store,
                                  const struct mb_link_filter *filter)
{
    static const struct mb_link_filter none = {0};
    const struct mb_link_filter *f = filter != NULL ? filter : &none;

    return mb_sql(
        store,
        LINKS
        " SELECT v.link_id, ifnull (c.record_id, v.record_id),"
        " ifnull (t.reference, CASE WHEN v.record_id IS NULL"
        "  THEN v.subject END), ifnull (t.id, v.matter_id), v.strategy_id,"
        " v.pledge, v.basis, v.score, v.quote, v.document_id, v.start, v.end,"
        " iif (?7, NULL, v.why), v.diagnostic, v.status, v.by, v.at,"
        " v.decision_why FROM every v"
        " LEFT JOIN clause c ON c.id = ifnull ((SELECT k.id FROM clause k"
        "   WHERE k.record_id = v.record_id), (SELECT y.clause_id"
        "   FROM record_alias y WHERE y.record_id = v.record_id))"
        " LEFT JOIN matter t ON t.id = ifnull (v.matter_id, (SELECT"
        "   max (r.matter_id) FROM resolution r WHERE r.clause_id = c.id))"
        " WHERE (?1 IS NULL OR v.strategy_id = ?1)"
        " AND (?2 IS NULL OR c.record_id = upper (?2)"
        "  OR v.record_id = upper (?2))"
        " AND (?3 IS NULL OR v.link_id = upper (?3))"
        " AND (v.status <> 'proposed' OR v.score >= ?4)"
        " AND (?5 OR v.status <> 'rejected')"
        " AND (?6 OR NOT EXISTS (SELECT 1 FROM resolution r"
        "  WHERE r.clause_id = c.id AND r.restricted))"
        " ORDER BY ifnull (t.reference, ''), 2, 3, 5, v.pledge = '*' DESC, 6",
        "sssdiii", f->strategy, f->record_id, f->link_id, f->min_score,
        (int64_t)f->include_rejected, (int64_t)f->include_exempt,
        (int64_t)f->brief);
}

enum mb_status mb_store_links(struct mb_store *store,
                              const struct mb_link_filter *filter,
                              struct mb_arena *arena,
                              struct mb_link_rows *ret_rows, struct mb_err *err)
{
    struct mb_link_rows rows = {NULL, 0};
    struct mb_lately lately = {0};
    struct mb_query q = list_links(store, filter);
    enum mb_status st;

    q.lately = &lately;
    while (mb_next(&q)) {
        struct mb_link_row *row =
            mb_arena_extend(arena, &rows.at, &rows.n, sizeof *row);
        if (row == NULL)
            break;
        read_link(&q, arena, row);
    }
    st = mb_end(&q, err);
    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

enum mb_status mb_store_links_each(struct mb_store *store,
                                   const struct mb_link_filter *filter,
                                   mb_link_fn *fn, void *context,
                                   struct mb_err *err)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_query q = list_links(store, filter);
    enum mb_status st = MB_OK, ended;

    if (arena == NULL)
        st = mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    while (st == MB_OK && mb_next(&q)) {
        struct mb_link_row row = {0};
        mb_arena_clear(arena);
        read_link(&q, arena, &row);
        st = mb_arena_status(arena, err);
        if (st == MB_OK)
            st = fn(context, &row, err);
    }
    ended = mb_end(&q, st == MB_OK ? err : NULL);
    mb_arena_free(arena);
    return st == MB_OK ? ended : st;
}

/* ------------------------------------------------------------ decide -- */

/* Fill subject, strategy and pledge of a link that is known by its id. */
static enum mb_status find_link(struct mb_store *store,
                                struct mb_link_decision *d, struct mb_err *err)
{
    struct mb_arena *arena = store->scratch;
    bool found = false;
    struct mb_query q =
        mb_sql(store,
               "SELECT subject, strategy_id, pledge, quote FROM link"
               " WHERE link_id = upper (?1) UNION ALL"
               " SELECT subject, strategy_id, pledge, quote FROM link_decision"
               " WHERE link_id = upper (?1) LIMIT 1",
               "s", d->link_id);
    enum mb_status st;

    if (mb_next(&q)) {
        found = true;
        d->subject = mb_col_dup(&q, 0, arena);
        d->strategy = mb_col_dup(&q, 1, arena);
        d->pledge = mb_col_dup(&q, 2, arena);
        if (d->quote.ptr == NULL)
            d->quote = mb_col_dup(&q, 3, arena);
    }
    st = mb_end(&q, err);
    if (st == MB_OK && !found)
        st = mb_err_set(err, MB_ERR_USAGE, "there is no link " MB_SPAN_FMT,
                        MB_SPAN_ARG(d->link_id));
    return st;
}

static enum mb_status check_target(struct mb_store *store,
                                   const struct mb_link_decision *d,
                                   struct mb_err *err)
{
    int64_t subject = 0, pledge = 0;
    enum mb_status st = mb_get_int(
        store, err, 0, &subject,
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM record WHERE form = ?1)"
        " OR EXISTS (SELECT 1 FROM matter WHERE reference = ?1)",
        "s", d->subject);

    if (st == MB_OK)
        st = mb_get_int(store, err, 0, &pledge,
                        "SELECT 1 FROM strategy s WHERE s.id = ?1 AND (?2 ="
                        " '*' OR EXISTS (SELECT 1 FROM pledge p"
                        "  WHERE p.strategy_id = s.id AND p.code = ?2))",
                        "ss", d->strategy, d->pledge);
    if (st != MB_OK)
        return st;
    if (!subject)
        return mb_err_set(err, MB_ERR_USAGE,
                          "there is no record or reference " MB_SPAN_FMT,
                          MB_SPAN_ARG(d->subject));
    if (!pledge)
        return mb_err_set(err, MB_ERR_USAGE,
                          "there is no pledge " MB_SPAN_FMT ":" MB_SPAN_FMT,
                          MB_SPAN_ARG(d->strategy), MB_SPAN_ARG(d->pledge));
    return MB_OK;
}

enum mb_status mb_store_link_decide(struct mb_store *store,
                                    const struct mb_link_decision *decision,
                                    struct mb_err *err)
{
    struct mb_link_decision d = *decision;
    char id[MB_LINK_ID_SIZE];
    enum mb_status st = mb_save_begin(store, err);

    if (st != MB_OK)
        return st;
    mb_arena_clear(store->scratch);
    if (d.by.len == 0)
        st = mb_err_set(err, MB_ERR_USAGE,
                        "a decision about a link needs a name (--by)");
    if (st == MB_OK && d.link_id.len > 0)
        st = find_link(store, &d, err);
    else if (st == MB_OK)
        st = check_target(store, &d, err);
    if (st == MB_OK) {
        mb_link_id(d.subject, d.strategy, d.pledge, id);
        st = mb_exec(store, err,
                     "INSERT INTO link_decision (link_id, subject,"
                     " strategy_id, pledge, decision, quote, by, at, why,"
                     " source, run_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
                     " ?9, ?10, ?11)",
                     "tsssssstssi", id, d.subject, d.strategy, d.pledge,
                     d.decision, d.quote, d.by, store->run_at, d.why, d.source,
                     store->run);
    }
    return mb_save_end(store, st, err);
}
