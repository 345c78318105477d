/* Withdraw, restore, undo. A document that goes takes its derived rows with
 * it; the places it spoke of are settled again, so that clauses which other
 * documents give live on under their Record IDs. */
#include "store/takeback.h"

#include "store/db.h"
#include "store/identity.h"
#include "store/places.h"
#include "store/takeback_priv.h"
#include "store/transfer_priv.h"

enum mb_status mb_act_check(const struct mb_act *act, struct mb_err *err)
{
    if (act->by.len == 0 || act->why.len == 0)
        return mb_err_set(err, MB_ERR_USAGE, "say who (--by) and why (--why)");
    return MB_OK;
}

enum mb_status mb_act_put(struct mb_store *store, int64_t document,
                          const char *what, const struct mb_act *act,
                          struct mb_err *err)
{
    return mb_exec(store, err,
                   "INSERT INTO document_act (document_id, act, by, at, why,"
                   " run_id, records) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
                   " ifnull ((SELECT group_concat (record_id, ' ') FROM"
                   "  (SELECT DISTINCT c.record_id FROM resolution r"
                   "   JOIN clause c ON c.id = r.clause_id"
                   "   WHERE r.document_id = ?1 ORDER BY 1)),"
                   " (SELECT records FROM document_act WHERE document_id = ?1"
                   "  AND records IS NOT NULL ORDER BY seq DESC LIMIT 1)))",
                   "itstsi", document, what, act->by, store->run_at, act->why,
                   store->run);
}

enum mb_status mb_act_expect(struct mb_store *store, int64_t document,
                             const char *status, struct mb_err *err)
{
    int64_t there;
    enum mb_status st = mb_get_int(
        store, err, 0, &there,
        "SELECT 1 FROM source_document WHERE id = ?1 AND status = ?2", "it",
        document, status);

    if (st == MB_OK && !there)
        st = mb_err_set(err, MB_ERR_USAGE, "there is no %s document %lld",
                        status, (long long)document);
    return st;
}

enum mb_status mb_record_said(struct mb_store *store,
                              const struct mb_record_key *key,
                              struct mb_arena *arena, bool *ret_said,
                              struct mb_err *err)
{
    struct mb_query q = mb_sql(
        store, "SELECT item, label, text FROM resolution WHERE scope = ?1", "s",
        key->scope);

    *ret_said = false;
    while (!*ret_said && mb_next(&q)) {
        mb_arena_clear(arena);
        *ret_said =
            mb_span_eq(mb_fold_key(mb_col_span(&q, 2), arena), key->text)
            && mb_span_eq(mb_label_key(mb_col_span(&q, 0), arena), key->item)
            && mb_span_eq(mb_label_key(mb_col_span(&q, 1), arena), key->label);
    }
    return mb_end(&q, err);
}

static enum mb_status set_status(struct mb_store *store, int64_t document,
                                 const char *status, struct mb_err *err)
{
    store->changed = true;
    return mb_exec(store, err,
                   "UPDATE source_document SET status = ?2 WHERE id = ?1", "it",
                   document, status);
}

enum mb_status mb_store_withdraw(struct mb_store *store, int64_t document,
                                 const struct mb_act *act, struct mb_err *err)
{
    enum mb_status st = mb_act_check(act, err);

    if (st == MB_OK)
        st = mb_save_begin(store, err);
    if (st != MB_OK)
        return st;
    st = mb_act_expect(store, document, "stored", err);
    if (st == MB_OK)
        st = mb_act_put(store, document, "withdraw", act, err);
    if (st == MB_OK)
        st = mb_derive_remove(store, document, err);
    if (st == MB_OK)
        st = set_status(store, document, "withdrawn", err);
    return mb_save_end(store, st, err);
}

static enum mb_status restore(struct mb_store *store, int64_t document,
                              const struct mb_act *act,
                              const struct mb_rebuild *rebuild,
                              struct mb_err *err)
{
    enum mb_status st = mb_act_expect(store, document, "withdrawn", err);

    if (st == MB_OK)
        st = set_status(store, document, "stored", err);
    if (st == MB_OK)
        st = mb_rebuild_document(store, document, rebuild, err);
    return st == MB_OK ? mb_act_put(store, document, "restore", act, err) : st;
}

enum mb_status mb_store_restore(struct mb_store *store, int64_t document,
                                const struct mb_act *act,
                                const struct mb_rebuild *rebuild,
                                struct mb_err *err)
{
    enum mb_status st = mb_act_check(act, err);

    if (st == MB_OK)
        st = mb_save_begin(store, err);
    if (st != MB_OK)
        return st;
    return mb_save_end(store, restore(store, document, act, rebuild, err), err);
}

enum mb_status mb_store_weigh(struct mb_store *store, int64_t document,
                              struct mb_weight *ret, struct mb_err *err)
{
    struct mb_query q = mb_sql(
        store,
        "WITH own AS (SELECT DISTINCT clause_id AS id FROM resolution"
        "  WHERE document_id = ?1), alone AS (SELECT c.id, c.record_id"
        "  FROM own JOIN clause c ON c.id = own.id WHERE c.nsources = 1),"
        " rid AS (SELECT record_id FROM alone UNION SELECT l.record_id"
        "  FROM record_alias l JOIN alone ON alone.id = l.clause_id)"
        " SELECT (SELECT count (*) FROM own), (SELECT count (*) FROM alone),"
        " (SELECT count (*) FROM entry WHERE undone_by IS NULL"
        "  AND record_id IN rid)",
        "i", document);

    *ret = (struct mb_weight){0, 0, 0};
    if (mb_next(&q))
        *ret = (struct mb_weight){mb_col_u32(&q, 0), mb_col_u32(&q, 1),
                                  mb_col_u32(&q, 2)};
    return mb_end(&q, err);
}

/* -------------------------------------------------------------- undo -- */

struct undo {
    struct mb_store *store;
    int64_t run;
    const struct mb_act *act;
    const struct mb_rebuild *rebuild;
    struct mb_undone done;
    struct mb_arena *arena;
    struct mb_err *err;
};

static enum mb_status undo_check(struct undo *u)
{
    enum mb_status st = MB_OK, end;
    bool found = false;
    struct mb_query q = mb_sql(
        u->store,
        "SELECT undone_by, EXISTS (SELECT 1 FROM document_act"
        "  WHERE run_id = run.id AND act = 'purge') FROM run WHERE id = ?1",
        "i", u->run);

    if (mb_next(&q)) {
        found = true;
        if (u->run == u->store->run)
            st = mb_err_set(u->err, MB_ERR_USAGE,
                            "a run cannot take itself back");
        else if (!mb_col_null(&q, 0))
            st = mb_err_set(u->err, MB_ERR_USAGE,
                            "run %lld was taken back already by run %lld",
                            (long long)u->run, (long long)mb_col_int(&q, 0));
        else if (mb_col_int(&q, 1))
            st = mb_err_set(u->err, MB_ERR_USAGE,
                            "run %lld purged a document; that cannot be "
                            "taken back",
                            (long long)u->run);
    }
    end = mb_end(&q, u->err);
    if (st == MB_OK && end == MB_OK && !found)
        st = mb_err_set(u->err, MB_ERR_USAGE, "there is no run %lld",
                        (long long)u->run);
    return st != MB_OK ? st : end;
}

/* Documents to which the run gave the authority that they have. */
#define REASSIGNED                                                             \
    "SELECT DISTINCT a.document_id FROM document_act a"                        \
    " JOIN source_document x ON x.id = a.document_id"                          \
    " WHERE a.run_id = ?1 AND a.act = 'authority' AND x.status = 'stored'"     \
    " AND NOT EXISTS (SELECT 1 FROM document_act b WHERE b.act = 'authority'"  \
    "  AND b.document_id = a.document_id AND b.run_id > a.run_id"              \
    "  AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = b.run_id"              \
    "   AND r.undone_by IS NOT NULL))"

/* The ids of a query, first, so that rows may change while they are walked. */
static enum mb_status ids_of(struct undo *u, const char *sql, int64_t **ret_ids,
                             uint32_t *ret_n)
{
    struct mb_query q = mb_sql(u->store, sql, "i", u->run);
    enum mb_status st;

    *ret_ids = NULL;
    *ret_n = 0;
    while (mb_next(&q)) {
        int64_t *id = mb_arena_push(u->arena, ret_ids, ret_n, sizeof *id);
        if (id == NULL)
            break;
        *id = mb_col_int(&q, 0);
    }
    st = mb_end(&q, u->err);
    return st == MB_OK ? mb_arena_status(u->arena, u->err) : st;
}

static enum mb_status forget_document(struct undo *u, int64_t document)
{
    static const char *const statements[] = {
        "DELETE FROM sighting WHERE document_id = ?1",
        "DELETE FROM document_act WHERE document_id = ?1",
        "DELETE FROM source_text WHERE document_id = ?1",
        "DELETE FROM source_bytes WHERE document_id = ?1",
        "DELETE FROM source_document WHERE id = ?1",
    };
    enum mb_status st = mb_derive_remove(u->store, document, u->err);

    for (size_t i = 0;
         st == MB_OK && i < sizeof statements / sizeof statements[0]; i++)
        st = mb_exec(u->store, u->err, statements[i], "i", document);
    u->done.documents++;
    return st;
}

static enum mb_status undo_documents(struct undo *u)
{
    int64_t *ids;
    uint32_t n;
    enum mb_status st = ids_of(u,
                               "SELECT document_id FROM document_act"
                               " WHERE run_id = ?1 AND act = 'withdraw'"
                               " AND document_id IN (SELECT id FROM"
                               "  source_document WHERE status = 'withdrawn')",
                               &ids, &n);

    for (uint32_t i = 0; st == MB_OK && i < n; i++, u->done.restored++)
        st = restore(u->store, ids[i], u->act, u->rebuild, u->err);
    if (st == MB_OK)
        st = ids_of(u,
                    "SELECT id FROM source_document WHERE first_run = ?1"
                    " AND status <> 'purged'",
                    &ids, &n);
    for (uint32_t i = 0; st == MB_OK && i < n; i++)
        st = forget_document(u, ids[i]);
    u->store->changed |= n > 0;
    return st;
}

/* Under its former authority again: read from its text, its IDs with it. */
static enum mb_status reassign(struct undo *u, int64_t document)
{
    struct mb_places places = {NULL, 0};
    enum mb_status st =
        mb_places_load(u->store, document, u->arena, &places, u->err);

    if (st == MB_OK)
        st = mb_derive_remove(u->store, document, u->err);
    if (st == MB_OK)
        st = mb_exec(u->store, u->err,
                     "UPDATE source_document SET authority = (SELECT before"
                     "  FROM document_act WHERE document_id = ?1"
                     "  AND run_id = ?2 AND act = 'authority'"
                     "  ORDER BY seq LIMIT 1) WHERE id = ?1",
                     "ii", document, u->run);
    if (st == MB_OK)
        st = mb_rebuild_document(u->store, document, u->rebuild, u->err);
    if (st == MB_OK)
        st = mb_places_follow(u->store, &places, document, u->err);
    u->done.reassigned++;
    u->store->changed = true;
    return st;
}

/* Only those that nobody gave yet another authority since. */
static enum mb_status undo_authorities(struct undo *u)
{
    int64_t *ids;
    uint32_t n;
    enum mb_status st = ids_of(u, REASSIGNED, &ids, &n);

    for (uint32_t i = 0; st == MB_OK && i < n; i++)
        st = reassign(u, ids[i]);
    return st;
}

static uint32_t changes(const struct undo *u)
{
    return (uint32_t)sqlite3_changes(u->store->db);
}

/* What the run replaced comes back; if that was taken back itself meanwhile,
 * what it had replaced. */
static enum mb_status bring_back(struct undo *u, int64_t run)
{
    int64_t older = 0;
    enum mb_status end, st = MB_OK;
    struct mb_query q =
        mb_sql(u->store,
               "SELECT rows FROM strategy_kept k WHERE run_id = ?1 AND NOT"
               " EXISTS (SELECT 1 FROM strategy s WHERE s.id = k.strategy_id)",
               "i", run);

    while (st == MB_OK && mb_next(&q))
        st = mb_rows_back(u->store, mb_col_span(&q, 0), u->err);
    end = mb_end(&q, u->err);
    if (st == MB_OK)
        st = end;
    if (st == MB_OK)
        st = mb_exec(u->store, u->err,
                     "DELETE FROM strategy_kept WHERE run_id = ?1", "i", run);
    if (st == MB_OK)
        st = mb_get_int(u->store, u->err, 0, &older,
                        "SELECT s.run_id FROM strategy s JOIN run r"
                        " ON r.id = s.run_id WHERE r.undone_by IS NOT NULL"
                        " LIMIT 1",
                        "");
    if (st != MB_OK || older == 0)
        return st;
    st = mb_exec(u->store, u->err, "DELETE FROM strategy WHERE run_id = ?1",
                 "i", older);
    return st == MB_OK ? bring_back(u, older) : st;
}

static enum mb_status undo_strategies(struct undo *u)
{
    enum mb_status st =
        mb_exec(u->store, u->err, "DELETE FROM strategy WHERE run_id = ?1", "i",
                u->run);

    u->done.strategies = changes(u);
    if (st != MB_OK || u->done.strategies == 0)
        return st;
    u->store->changed = true;
    st = bring_back(u, u->run);
    if (st == MB_OK) /* links are made anew for every decision */
        st = mb_exec(u->store, u->err,
                     "INSERT OR IGNORE INTO link_stale"
                     " SELECT document_id FROM document",
                     "");
    return st;
}

static enum mb_status undo_words(struct undo *u)
{
    struct mb_store *store = u->store;
    enum mb_status st =
        mb_exec(store, u->err,
                "UPDATE entry SET undone_by = ?2 WHERE run_id = ?1"
                " AND undone_by IS NULL",
                "ii", u->run, store->run);

    u->done.entries = changes(u);
    if (st == MB_OK)
        st = mb_exec(store, u->err,
                     "UPDATE link_decision SET undone_by = ?2"
                     " WHERE run_id = ?1 AND undone_by IS NULL",
                     "ii", u->run, store->run);
    u->done.links = changes(u);
    if (st == MB_OK)
        st = mb_exec(store, u->err,
                     "UPDATE person_name SET split_by = ?2, split_at = ?3,"
                     " split_why = ?4 WHERE run_id = ?1 AND split_at IS NULL",
                     "ists", u->run, u->act->by, store->run_at, u->act->why);
    u->done.people = changes(u);
    return st;
}

/* Forms that the run met and no document gives any more. */
static enum mb_status undo_forms(struct undo *u)
{
    enum mb_status st = MB_OK, end;
    struct mb_query q = mb_sql(
        u->store,
        "SELECT form, scope, item, label, text FROM record WHERE run_id = ?1"
        " AND form <> record_id ORDER BY form",
        "i", u->run);

    while (st == MB_OK && mb_next(&q)) {
        bool said = false;
        struct mb_record_key key = {mb_col_span(&q, 1), mb_col_span(&q, 2),
                                    mb_col_span(&q, 3), mb_col_span(&q, 4), 1};
        st = mb_record_said(u->store, &key, u->arena, &said, u->err);
        if (st == MB_OK && !said)
            st = mb_exec(u->store, u->err, "DELETE FROM record WHERE form = ?1",
                         "s", mb_col_span(&q, 0));
    }
    end = mb_end(&q, u->err);
    return st != MB_OK ? st : end;
}

/* IDs that the run gave out and nobody gives, or wrote on, any more. Settled
 * first, so that clauses are what they are without the run's documents. */
static enum mb_status undo_registry(struct undo *u)
{
    static const char *const statements[] = {
        "DELETE FROM sighting WHERE run_id = ?1",
        "DELETE FROM record WHERE run_id = ?1 AND form = record_id"
        " AND NOT EXISTS (SELECT 1 FROM clause c"
        "  WHERE c.record_id = record.record_id)"
        " AND NOT EXISTS (SELECT 1 FROM record_alias a"
        "  WHERE a.record_id = record.record_id)"
        " AND NOT EXISTS (SELECT 1 FROM entry e"
        "  WHERE e.record_id = record.record_id)"
        " AND NOT EXISTS (SELECT 1 FROM link_decision l"
        "  WHERE l.subject = record.record_id)"
        " AND NOT EXISTS (SELECT 1 FROM record f WHERE f.scope = record.scope"
        "  AND f.record_id = record.record_id AND f.form <> f.record_id)"
        " AND NOT EXISTS (SELECT 1 FROM record f WHERE f.how ="
        "  'same-document' AND f.record_id = record.record_id)",
    };
    enum mb_status st = mb_settle(u->store, u->err);

    if (st == MB_OK)
        st = undo_forms(u);
    for (size_t i = 0;
         st == MB_OK && i < sizeof statements / sizeof statements[0]; i++)
        st = mb_exec(u->store, u->err, statements[i], "i", u->run);
    if (st == MB_OK)
        st = mb_exec(u->store, u->err,
                     "UPDATE run SET undone_by = ?2 WHERE id = ?1", "ii",
                     u->run, u->store->run);
    return st;
}

enum mb_status mb_store_undo(struct mb_store *store, int64_t run,
                             const struct mb_act *act,
                             const struct mb_rebuild *rebuild,
                             struct mb_undone *ret, struct mb_err *err)
{
    static enum mb_status (*const steps[])(struct undo *) = {
        undo_check, undo_documents,  undo_authorities,
        undo_words, undo_strategies, undo_registry};
    struct undo u = {
        .store = store, .run = run, .act = act, .rebuild = rebuild, .err = err};
    enum mb_status st = mb_act_check(act, err);

    if (st == MB_OK)
        st = mb_save_begin(store, err);
    if (st != MB_OK)
        return st;
    u.arena = mb_arena_new(0);
    if (u.arena == NULL)
        st = mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    for (size_t i = 0; st == MB_OK && i < sizeof steps / sizeof steps[0]; i++)
        st = steps[i](&u);
    mb_arena_free(u.arena);
    st = mb_save_end(store, st, err);
    if (st == MB_OK)
        *ret = u.done;
    return st;
}

static enum mb_status count_undo(struct undo *u)
{
    struct mb_query q = mb_sql(
        u->store,
        "SELECT (SELECT count (*) FROM source_document WHERE first_run = ?1"
        "  AND status <> 'purged'), (SELECT count (*) FROM entry"
        "  WHERE run_id = ?1 AND undone_by IS NULL),"
        " (SELECT count (*) FROM link_decision WHERE run_id = ?1"
        "  AND undone_by IS NULL), (SELECT count (*) FROM person_name"
        "  WHERE run_id = ?1 AND split_at IS NULL),"
        " (SELECT count (*) FROM strategy WHERE run_id = ?1),"
        " (SELECT count (*) FROM document_act a JOIN source_document x"
        "  ON x.id = a.document_id WHERE a.run_id = ?1"
        "  AND a.act = 'withdraw' AND x.status = 'withdrawn'),"
        " (SELECT count (*) FROM (" REASSIGNED "))",
        "i", u->run);

    if (mb_next(&q))
        u->done = (struct mb_undone){
            .documents = mb_col_u32(&q, 0),
            .entries = mb_col_u32(&q, 1),
            .links = mb_col_u32(&q, 2),
            .people = mb_col_u32(&q, 3),
            .strategies = mb_col_u32(&q, 4),
            .restored = mb_col_u32(&q, 5),
            .reassigned = mb_col_u32(&q, 6),
        };
    return mb_end(&q, u->err);
}

enum mb_status mb_store_undo_foretell(struct mb_store *store, int64_t run,
                                      struct mb_arena *arena,
                                      struct mb_undone *ret,
                                      struct mb_document_rows *ret_documents,
                                      struct mb_err *err)
{
    struct undo u = {.store = store, .run = run, .err = err};
    enum mb_status st = undo_check(&u);

    if (st == MB_OK)
        st = count_undo(&u);
    if (st == MB_OK)
        st = mb_store_run_documents(store, run, arena, ret_documents, err);
    if (st == MB_OK)
        *ret = u.done;
    return st;
}
