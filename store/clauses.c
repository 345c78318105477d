/* The clauses of one scope (authority, body, date): load what all documents
 * say there, put together what is one clause (cluster.c), give it its Record
 * ID (registry.c), write it. Whose words count is decided once more when
 * versions are known (mb_settle_preferred). */
#include "store/clauses.h"

#include <string.h>

static uint64_t hash_of(struct mb_span s)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    return hash;
}

double mb_words_similarity(struct mb_clauses *c, struct mb_span a,
                           struct mb_hashed *hashed_a, struct mb_span b,
                           struct mb_hashed *hashed_b, double least)
{
    if (c->room == NULL)
        c->room = mb_arena_alloc(c->arena, MB_SIMILARITY_ROOM, sizeof *c->room);
    hashed_a->text = a;
    hashed_b->text = b;
    if (c->room == NULL || !mb_hashed_fill(hashed_a, c->arena)
        || !mb_hashed_fill(hashed_b, c->arena))
        return 0.0;
    return mb_hashed_similarity(hashed_a, hashed_b, least, c->room);
}

/* Number equal words of one document, which stand together in the list. */
static void count_equals(struct mb_clauses *c)
{
    for (uint32_t i = 0; i < c->nwords; i++) {
        struct mb_words *w = &c->words[i];
        w->nth = 1;
        w->equals = 1;
        for (uint32_t k = i; k > 0 && c->words[k - 1].document == w->document;
             k--) {
            struct mb_words *o = &c->words[k - 1];
            if (o->hash != w->hash || !mb_span_eq(o->text, w->text))
                continue;
            if (w->equals == 1)
                w->equals = o->equals + 1;
            o->equals = w->equals;
            if (mb_span_eq(o->item, w->item) && mb_span_eq(o->label, w->label)
                && w->nth == 1)
                w->nth = o->nth + 1;
        }
    }
}

static enum mb_status load(struct mb_clauses *c)
{
    struct mb_query q = mb_sql(
        c->store,
        "SELECT r.document_id, r.n, s.meeting_id, r.matter_id, r.item,"
        " r.label, r.text, d.superseded_by IS NOT NULL"
        " FROM resolution r JOIN document d ON d.document_id = r.document_id"
        " JOIN source_document x ON x.id = r.document_id"
        " LEFT JOIN meeting_source s ON s.document_id = r.document_id"
        "  AND s.n = r.meeting"
        " WHERE r.scope = ?1 ORDER BY d.rank, x.sha256, r.n",
        "t", c->scope);

    while (mb_next(&q)) {
        struct mb_words *w =
            mb_arena_push(c->arena, &c->words, &c->nwords, sizeof *w);
        if (w == NULL)
            break;
        w->document = mb_col_int(&q, 0);
        w->n = mb_col_u32(&q, 1);
        w->meeting = mb_col_int(&q, 2);
        w->matter = mb_col_int(&q, 3);
        w->item = mb_label_key(mb_col_span(&q, 4), c->arena);
        w->label = mb_label_key(mb_col_span(&q, 5), c->arena);
        w->text = mb_fold_key(mb_col_span(&q, 6), c->arena);
        w->superseded = mb_col_int(&q, 7) != 0;
        w->cluster = MB_NO_CLUSTER;
        w->next = MB_NO_CLUSTER;
        w->resembles = MB_NO_CLUSTER;
    }
    return mb_end(&q, c->err);
}

static enum mb_status name_forms(struct mb_clauses *c)
{
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; i < c->nwords; i++)
        c->words[i].hash = hash_of(c->words[i].text);
    count_equals(c);
    for (uint32_t i = 0; st == MB_OK && i < c->nwords; i++) {
        struct mb_words *w = &c->words[i];
        struct mb_record_key key = {mb_span_str(c->scope), w->item, w->label,
                                    w->text, w->nth};
        st = mb_record_id(&key, &c->store->buf, w->form, c->err);
    }
    return st;
}

static enum mb_status write_cluster(struct mb_clauses *c,
                                    const struct mb_cluster *cluster)
{
    const struct mb_words *first = &c->words[cluster->first];
    enum mb_status st = mb_exec(
        c->store, c->err,
        "INSERT INTO clause (record_id, document_id, n, nsources, current,"
        " differ, unsure) VALUES (?1, ?2, ?3, ?4, 1, 0, nullif (?5, ''))",
        "tiIIt", cluster->record_id, first->document, first->n,
        cluster->documents, cluster->unsure);
    int64_t id = sqlite3_last_insert_rowid(c->store->db);
    uint32_t i = cluster->first;

    for (; st == MB_OK && i != MB_NO_CLUSTER; i = c->words[i].next)
        st = mb_exec(c->store, c->err,
                     "UPDATE resolution SET clause_id = ?3"
                     " WHERE document_id = ?1 AND n = ?2",
                     "iIi", c->words[i].document, c->words[i].n, id);
    return st;
}

static enum mb_status write_all(struct mb_clauses *c)
{
    bool finish = false;
    enum mb_status st = mb_exec(c->store, c->err,
                                "DELETE FROM clause WHERE id IN (SELECT"
                                " clause_id FROM resolution WHERE scope = ?1)",
                                "t", c->scope);

    for (uint32_t i = 0; st == MB_OK && i < c->nclusters; i++) {
        const struct mb_cluster *cluster = &c->clusters[i];
        finish |= cluster->first != cluster->last
                  || c->words[cluster->first].superseded;
        st = write_cluster(c, cluster);
    }
    for (uint32_t i = 0; st == MB_OK && i < c->naliases; i++)
        st = mb_exec(c->store, c->err,
                     "INSERT OR IGNORE INTO record_alias"
                     " SELECT ?1, id FROM clause WHERE record_id = ?2",
                     "tt", c->aliases[i][0], c->aliases[i][1]);
    if (st == MB_OK && finish)
        st = mb_names_add(&c->store->finish, mb_span_str(c->scope), c->err);
    return st;
}

enum mb_status mb_settle_clauses(struct mb_store *store, const char *scope,
                                 struct mb_err *err)
{
    struct mb_clauses c = {
        .store = store, .scope = scope, .arena = store->scratch, .err = err};
    enum mb_status st = load(&c);

    if (st == MB_OK)
        st = mb_arena_status(c.arena, err);
    if (st == MB_OK)
        st = name_forms(&c);
    if (st == MB_OK)
        st = mb_clauses_cluster(&c);
    if (st == MB_OK)
        st = mb_clauses_identify(&c);
    return st == MB_OK ? write_all(&c) : st;
}

/* -------------------------------------------------- whose words count -- */

struct standing {
    int64_t clause;
    int64_t document;
    uint32_t n;
    uint32_t documents;
    bool current;
    bool differ;
    struct mb_span text;
};

static enum mb_status put_standing(struct mb_store *store,
                                   const struct standing *s, struct mb_err *err)
{
    if (s->clause == 0)
        return MB_OK;
    return mb_exec(store, err,
                   "UPDATE clause SET document_id = ?2, n = ?3, nsources = ?4,"
                   " current = ?5, differ = ?6 WHERE id = ?1",
                   "iiIIii", s->clause, s->document, s->n, s->documents,
                   (int64_t)s->current, (int64_t)s->differ);
}

enum mb_status mb_settle_preferred(struct mb_store *store, const char *scope,
                                   struct mb_err *err)
{
    struct standing s = {0};
    int64_t last = 0;
    enum mb_status st = MB_OK, end;
    struct mb_query q = mb_sql(
        store,
        "SELECT r.clause_id, r.document_id, r.n, r.text,"
        " d.superseded_by IS NOT NULL"
        " FROM resolution r JOIN document d ON d.document_id = r.document_id"
        " JOIN source_document x ON x.id = r.document_id"
        " WHERE r.scope = ?1 AND r.clause_id IS NOT NULL"
        " ORDER BY r.clause_id, 5, d.rank, x.sha256, r.n",
        "t", scope);

    while (st == MB_OK && mb_next(&q)) {
        bool superseded = mb_col_int(&q, 4) != 0;
        struct mb_span text = mb_fold_key(mb_col_span(&q, 3), store->scratch);
        if (mb_col_int(&q, 0) != s.clause) {
            st = put_standing(store, &s, err);
            s = (struct standing){.clause = mb_col_int(&q, 0),
                                  .document = mb_col_int(&q, 1),
                                  .n = mb_col_u32(&q, 2),
                                  .current = !superseded,
                                  .text = text};
            last = 0;
        }
        s.documents += mb_col_int(&q, 1) != last;
        last = mb_col_int(&q, 1);
        if (!superseded && !mb_span_eq(text, s.text))
            s.differ = true;
    }
    end = mb_end(&q, err);
    if (st == MB_OK)
        st = end;
    return st == MB_OK ? put_standing(store, &s, err) : st;
}
