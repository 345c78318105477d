/* Record IDs go with their document when it is read into another place: under
 * another authority, or by rules that now see another body or day. What a
 * document gave before is remembered while it is read again; where its place
 * is another then, the registry learns the old forms for the new place
 * ('same-document'), and settling does the rest. */
#include "store/places.h"

#include "store/identity.h"

#include <string.h>

enum mb_status mb_places_load(struct mb_store *store, int64_t document,
                              struct mb_arena *arena,
                              struct mb_places *ret_places, struct mb_err *err)
{
    struct mb_places list = {NULL, 0};
    struct mb_span scope = MB_SPAN_NULL;
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT r.document_id, r.n, c.record_id, r.scope FROM resolution r"
        " JOIN clause c ON c.id = r.clause_id"
        " WHERE ?1 = 0 OR r.document_id = ?1 ORDER BY r.document_id, r.n",
        "i", document);

    while (mb_next(&q)) {
        struct mb_place *p = mb_arena_push(arena, &list.at, &list.n, sizeof *p);
        struct mb_span id = mb_col_span(&q, 2);
        if (p == NULL)
            break;
        if (!mb_span_eq(scope, mb_col_span(&q, 3)))
            scope = mb_col_dup(&q, 3, arena);
        p->document = mb_col_int(&q, 0);
        p->n = mb_col_u32(&q, 1);
        p->scope = scope;
        if (id.len == MB_RECORD_ID_SIZE - 1)
            memcpy(p->record_id, id.ptr, id.len);
    }
    st = mb_end(&q, err);
    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_places = list;
    return st;
}

/* The document's old places: a run of the list. */
static struct mb_places of_document(const struct mb_places *all,
                                    int64_t document)
{
    struct mb_places own = {NULL, 0};
    uint32_t low = 0, high = all->n;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (all->at[mid].document < document)
            low = mid + 1;
        else
            high = mid;
    }
    own.at = all->at + low;
    while (low + own.n < all->n && own.at[own.n].document == document)
        own.n++;
    return own;
}

struct follow {
    struct mb_store *store;
    struct mb_places old;
    struct mb_span *scopes; /* of the resolutions that it gives now, by n */
    uint32_t n;
    struct mb_arena *arena;
    struct mb_err *err;
};

static enum mb_status load_scopes(struct follow *f, int64_t document)
{
    struct mb_query q = mb_sql(f->store,
                               "SELECT scope FROM resolution"
                               " WHERE document_id = ?1 ORDER BY n",
                               "i", document);

    while (mb_next(&q)) {
        struct mb_span *s =
            mb_arena_push(f->arena, &f->scopes, &f->n, sizeof *s);
        if (s == NULL)
            break;
        *s = f->n > 1 && mb_span_eq(s[-1], mb_col_span(&q, 0))
                 ? s[-1]
                 : mb_col_dup(&q, 0, f->arena);
    }
    return mb_end(&q, f->err);
}

/* Where is it now? Still there; where the whole document is; where the clause
 * of its number is; or nobody knows (null): then it is listed for review. */
static struct mb_span new_scope(const struct follow *f,
                                const struct mb_place *p)
{
    bool one = true;

    for (uint32_t i = 0; i < f->n; i++) {
        if (mb_span_eq(f->scopes[i], p->scope))
            return p->scope;
        one &= mb_span_eq(f->scopes[i], f->scopes[0]);
    }
    if (f->n > 0 && one)
        return f->scopes[0];
    return f->n == f->old.n && p->n < f->n ? f->scopes[p->n] : MB_SPAN_NULL;
}

/* A form of an ID in another place. Its own form may be another ID's there:
 * what tells it is its words, its form only has to be unique. */
static enum mb_status put_form(struct follow *f, struct mb_span scope,
                               const char *record_id, const struct mb_query *q)
{
    struct mb_record_key key = {scope, mb_col_span(q, 0), mb_col_span(q, 1),
                                MB_SPAN_NULL, mb_col_u32(q, 3)};
    char form[MB_RECORD_ID_SIZE];
    enum mb_status st;

    key.text = mb_arena_printf(f->arena, "%s|" MB_SPAN_FMT, record_id,
                               MB_SPAN_ARG(mb_col_span(q, 2)));
    st = mb_record_id(&key, &f->store->buf, form, f->err);
    if (st != MB_OK)
        return st;
    return mb_exec(f->store, f->err,
                   "INSERT INTO record (form, record_id, scope, item, label,"
                   " text, n, how, similarity, run_id) SELECT ?1, ?2, ?3, ?4,"
                   " ?5, ?6, ?7, 'same-document', 1.0, ?8"
                   " WHERE NOT EXISTS (SELECT 1 FROM record WHERE scope = ?3"
                   "  AND record_id = ?2 AND item = ?4 AND label = ?5"
                   "  AND text = ?6 AND n = ?7)",
                   "ttssssIi", form, record_id, scope, key.item, key.label,
                   mb_col_span(q, 2), key.n, f->store->run);
}

static enum mb_status move(struct follow *f, const struct mb_place *p,
                           struct mb_span scope)
{
    enum mb_status st = MB_OK, end;
    struct mb_query q = mb_sql(f->store,
                               "SELECT item, label, text, n FROM record"
                               " WHERE scope = ?1 AND record_id = ?2"
                               " ORDER BY rowid",
                               "st", p->scope, p->record_id);

    while (st == MB_OK && mb_next(&q))
        st = put_form(f, scope, p->record_id, &q);
    end = mb_end(&q, f->err);
    return st != MB_OK ? st : end;
}

enum mb_status mb_places_follow(struct mb_store *store,
                                const struct mb_places *places,
                                int64_t document, struct mb_err *err)
{
    struct follow f = {.store = store,
                       .old = of_document(places, document),
                       .arena = store->scratch,
                       .err = err};
    enum mb_status st = MB_OK;

    if (f.old.n == 0)
        return MB_OK;
    st = load_scopes(&f, document);
    for (uint32_t i = 0; st == MB_OK && i < f.old.n; i++) {
        struct mb_span scope = new_scope(&f, &f.old.at[i]);
        if (scope.ptr != NULL && !mb_span_eq(scope, f.old.at[i].scope))
            st = move(&f, &f.old.at[i], scope);
    }
    return st == MB_OK ? mb_arena_status(f.arena, err) : st;
}

/* ------------------------------------------------------------ settling -- */

static enum mb_status find_moved(struct mb_store *store, struct mb_err *err)
{
    int64_t any;
    enum mb_status st =
        mb_get_int(store, err, 0, &any,
                   "SELECT EXISTS (SELECT 1 FROM record"
                   " WHERE how = 'same-document' AND record_id > '')",
                   "");

    store->moved = any != 0;
    return st;
}

/* Scopes that share an ID with this one, because a document moved. */
static enum mb_status add_joined(struct mb_store *store, const char *scope,
                                 struct mb_err *err)
{
    enum mb_status st = MB_OK, end;
    struct mb_query q =
        mb_sql(store,
               "WITH moved AS (SELECT m.record_id FROM record m"
               "  WHERE m.how = 'same-document' AND m.record_id IN"
               "  (SELECT record_id FROM record WHERE scope = ?1))"
               " SELECT scope FROM record WHERE form IN moved"
               " UNION SELECT scope FROM record WHERE how = 'same-document'"
               "  AND record_id IN moved",
               "t", scope);

    while (st == MB_OK && mb_next(&q)) {
        bool known = false;
        for (size_t i = 0; i < store->scopes.n && !known; i++)
            known = mb_span_eq(mb_span_str(store->scopes.at[i]),
                               mb_col_span(&q, 0));
        if (!known)
            st = mb_names_add(&store->scopes, mb_col_span(&q, 0), err);
    }
    end = mb_end(&q, err);
    return st != MB_OK ? st : end;
}

/* 0 where nothing moved to it, else the later the more. */
static enum mb_status moved_at(struct mb_store *store, const char *scope,
                               int64_t *ret_when, struct mb_err *err)
{
    return mb_get_int(store, err, 0, ret_when,
                      "SELECT max (rowid) FROM record WHERE scope = ?1"
                      " AND how = 'same-document'",
                      "t", scope);
}

/* Places of their own first, then those that something moved to, the latest
 * first: the same order whatever was touched. A few scopes: by insertion. */
static bool goes_before(int64_t a, int64_t b)
{
    if (a == 0 || b == 0)
        return a == 0 && b != 0;
    return a > b;
}

static enum mb_status order(struct mb_store *store, struct mb_err *err)
{
    struct mb_names_list *list = &store->scopes;
    int64_t *when = mb_arena_alloc(store->scratch, list->n + 1, sizeof *when);
    enum mb_status st = MB_OK;

    if (when == NULL)
        return mb_arena_status(store->scratch, err);
    for (size_t i = 0; st == MB_OK && i < list->n; i++) {
        char *scope = list->at[i];
        int64_t at;
        size_t k = i;
        st = moved_at(store, scope, &at, err);
        for (; k > 0 && goes_before(at, when[k - 1]); k--) {
            when[k] = when[k - 1];
            list->at[k] = list->at[k - 1];
        }
        when[k] = at;
        list->at[k] = scope;
    }
    return st;
}

enum mb_status mb_places_join(struct mb_store *store, struct mb_err *err)
{
    enum mb_status st = find_moved(store, err);

    if (st != MB_OK || !store->moved)
        return st;
    for (size_t i = 0; st == MB_OK && i < store->scopes.n; i++)
        st = add_joined(store, store->scopes.at[i], err);
    if (st == MB_OK)
        st = order(store, err);
    /* none of these IDs is given while they are settled */
    for (size_t i = 0; st == MB_OK && i < store->scopes.n; i++)
        st = mb_exec(store, err,
                     "DELETE FROM clause WHERE id IN (SELECT clause_id"
                     " FROM resolution WHERE scope = ?1)",
                     "t", store->scopes.at[i]);
    return st;
}

enum mb_status mb_places_taken(struct mb_store *store, struct mb_span record_id,
                               bool *ret_taken, struct mb_err *err)
{
    int64_t there = 0;
    enum mb_status st = MB_OK;

    if (store->moved)
        st = mb_get_int(store, err, 0, &there,
                        "SELECT 1 FROM clause WHERE record_id = ?1"
                        " UNION ALL SELECT 1 FROM record_alias"
                        " WHERE record_id = ?1",
                        "s", record_id);
    *ret_taken = there != 0;
    return st;
}
