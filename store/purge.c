/* Purge: what must not be kept is taken out of every table that holds its
 * words, then out of the file. SQLite leaves deleted bytes in free pages and
 * FTS5 deleted words in its segments: the index is made anew, the file is
 * written anew (VACUUM), the log is emptied. Record IDs stay as tombstones
 * with the entries on them; their words go unless another document gives
 * them. */
#include "store/takeback.h"

#include "store/db.h"
#include "store/takeback_priv.h"

#include <stdlib.h>

#define READER_MS 30000 /* how long the log waits for who reads */

struct purge {
    struct mb_store *store;
    int64_t document;
    struct mb_arena *arena;
    struct mb_names_list scopes; /* where it gave clauses */
    struct mb_names_list ids;    /* Record IDs of the clauses it gave */
    struct mb_err *err;
};

static enum mb_status list_names(struct purge *p, const char *sql,
                                 struct mb_names_list *list)
{
    enum mb_status st = MB_OK, end;
    struct mb_query q = mb_sql(p->store, sql, "i", p->document);

    while (st == MB_OK && mb_next(&q))
        st = mb_names_add(list, mb_col_span(&q, 0), p->err);
    end = mb_end(&q, p->err);
    return st != MB_OK ? st : end;
}

/* The registry forgets words that only this document gave. */
static enum mb_status blank_records(struct purge *p, const char *scope)
{
    enum mb_status st = MB_OK, end;
    struct mb_query q =
        mb_sql(p->store,
               "SELECT form, item, label, text FROM record WHERE scope = ?1"
               " AND text <> '' ORDER BY form",
               "t", scope);

    while (st == MB_OK && mb_next(&q)) {
        struct mb_record_key key = {mb_span_str(scope), mb_col_span(&q, 1),
                                    mb_col_span(&q, 2), mb_col_span(&q, 3), 1};
        bool said = false;
        st = mb_record_said(p->store, &key, p->arena, &said, p->err);
        if (st == MB_OK && !said)
            st = mb_exec(p->store, p->err,
                         "UPDATE record SET text = '', item = '', label = ''"
                         " WHERE form = ?1",
                         "s", mb_col_span(&q, 0));
    }
    end = mb_end(&q, p->err);
    return st != MB_OK ? st : end;
}

static enum mb_status blank_quotes(struct purge *p, const char *id)
{
    enum mb_status st = mb_exec(p->store, p->err,
                                "UPDATE link_decision SET quote = NULL"
                                " WHERE subject = ?1",
                                "t", id);

    if (st == MB_OK)
        st = mb_exec(p->store, p->err, "DELETE FROM link WHERE record_id = ?1",
                     "t", id);
    if (st == MB_OK)
        st =
            mb_exec(p->store, p->err,
                    "DELETE FROM emitted WHERE instr (cells, ?1) > 0", "t", id);
    return st;
}

#define REPEATS 20 /* folded bytes of the document in an entry: a quotation */

static bool repeats(struct mb_span words, struct mb_span text,
                    struct mb_arena *arena)
{
    struct mb_span folded = mb_fold_key(words, arena);

    return folded.len >= REPEATS && mb_span_find(text, folded) < text.len;
}

/* People may have written the document's words down: those go, the entry and
 * who made it stay. A correction of its text is such words whatever it says. */
static enum mb_status blank_entries(struct purge *p)
{
    struct mb_span text = MB_SPAN_NULL;
    enum mb_status end,
        st = mb_get_text(p->store, p->err, p->arena, &text,
                         "SELECT text FROM source_text WHERE document_id = ?1",
                         "i", p->document);
    struct mb_query q;

    text = mb_fold_key(text, p->arena);
    q = mb_sql(p->store, "SELECT seq, record_id, field, value, why FROM entry",
               "");
    while (st == MB_OK && mb_next(&q)) {
        struct mb_span field = mb_col_span(&q, 2);
        bool own = false, value, why;
        for (size_t i = 0; i < p->ids.n; i++)
            own |= mb_span_eq(mb_col_span(&q, 1), mb_span_str(p->ids.at[i]));
        value = repeats(mb_col_span(&q, 3), text, p->arena)
                || (own
                    && (mb_span_eq(field, MB_SPAN_LIT("text"))
                        || mb_span_eq(field, MB_SPAN_LIT("title"))));
        why = repeats(mb_col_span(&q, 4), text, p->arena);
        if (value || why)
            st =
                mb_exec(p->store, p->err,
                        "UPDATE entry SET value = CASE WHEN ?2 THEN"
                        " '(purged)' ELSE value END, why = CASE WHEN ?3 THEN"
                        " '(purged)' ELSE why END WHERE seq = ?1",
                        "iii", mb_col_int(&q, 0), (int64_t)value, (int64_t)why);
    }
    end = mb_end(&q, p->err);
    if (st == MB_OK)
        st = end;
    return st == MB_OK ? mb_arena_status(p->arena, p->err) : st;
}

static enum mb_status take_out(struct purge *p)
{
    static const char *const statements[] = {
        "DELETE FROM link WHERE document_id = ?1",
        "DELETE FROM source_bytes WHERE document_id = ?1",
        "DELETE FROM source_text WHERE document_id = ?1",
        "DELETE FROM sighting WHERE document_id = ?1",
        "UPDATE source_document SET status = 'purged' WHERE id = ?1",
    };
    enum mb_status st = blank_entries(p);

    if (st == MB_OK) /* while its words are there: the index asks for them */
        st = mb_derive_remove(p->store, p->document, p->err);
    for (size_t i = 0;
         st == MB_OK && i < sizeof statements / sizeof statements[0]; i++)
        st = mb_exec(p->store, p->err, statements[i], "i", p->document);
    /* Clauses as they are without it; only then it is known what is left. */
    if (st == MB_OK)
        st = mb_settle(p->store, p->err);
    for (size_t i = 0; st == MB_OK && i < p->scopes.n; i++)
        st = blank_records(p, p->scopes.at[i]);
    for (size_t i = 0; st == MB_OK && i < p->ids.n; i++)
        st = blank_quotes(p, p->ids.at[i]);
    if (st == MB_OK)
        st = mb_exec(p->store, p->err,
                     "INSERT INTO passage_fts (passage_fts)"
                     " VALUES ('rebuild')",
                     "");
    if (st == MB_OK)
        st = mb_passages_mark(p->store, p->err);
    p->store->changed = true;
    return st;
}

/* Scopes of a document that is withdrawn are known by its Record IDs only. */
static enum mb_status prepare(struct purge *p)
{
    enum mb_status st = list_names(
        p, "SELECT DISTINCT scope FROM resolution WHERE document_id = ?1",
        &p->scopes);

    if (st == MB_OK)
        st = list_names(p,
                        "SELECT c.record_id FROM resolution r"
                        " JOIN clause c ON c.id = r.clause_id"
                        " WHERE r.document_id = ?1 UNION SELECT r.record_id"
                        " FROM document_act a JOIN record r"
                        "  ON instr (a.records, r.record_id) > 0"
                        " WHERE a.document_id = ?1 AND a.act = 'withdraw'"
                        " AND EXISTS (SELECT 1 FROM source_document x"
                        "  WHERE x.id = ?1 AND x.status = 'withdrawn')",
                        &p->ids);
    /* Where its documents had another authority before. */
    if (st == MB_OK)
        st = list_names(p,
                        "SELECT DISTINCT scope FROM record WHERE record_id IN"
                        " (SELECT c.record_id FROM resolution r JOIN clause c"
                        "  ON c.id = r.clause_id WHERE r.document_id = ?1)",
                        &p->scopes);
    /* A withdrawn one left its words in the registry: look everywhere nobody
     * speaks any more. */
    if (st == MB_OK)
        st = list_names(p,
                        "SELECT DISTINCT scope FROM record WHERE EXISTS"
                        " (SELECT 1 FROM source_document x WHERE x.id = ?1"
                        "  AND x.status = 'withdrawn')",
                        &p->scopes);
    return st;
}

static enum mb_status write_anew(struct mb_store *store, struct mb_err *err)
{
    enum mb_status st;
    struct mb_query q;
    bool busy = false;

    mb_db_uncache(store); /* VACUUM wants no open statement */
    /* a reader that holds one state of the register keeps the log as it is:
       a report is done soon */
    sqlite3_busy_timeout(store->db, READER_MS);
    st = mb_db_script(store, "VACUUM", err);
    if (st != MB_OK)
        return st;
    q = mb_sql(store, "PRAGMA wal_checkpoint (TRUNCATE)", "");
    if (mb_next(&q))
        busy = mb_col_int(&q, 0) != 0;
    st = mb_end(&q, err);
    if (st == MB_OK && busy)
        st = mb_err_set(err, MB_ERR_BUSY,
                        "%s: purged, but a reader keeps the log: close it and "
                        "purge once more",
                        store->path);
    return st;
}

static enum mb_status list_backups(struct mb_store *store, int64_t document,
                                   struct mb_buf *out, struct mb_err *err)
{
    struct mb_query q =
        mb_sql(store,
               "SELECT r.at || ' ' || ifnull (r.args, '') FROM run r"
               " WHERE r.command = 'backup' AND r.at >= (SELECT first_seen"
               "  FROM source_document WHERE id = ?1) ORDER BY r.id",
               "i", document);

    while (out != NULL && mb_next(&q)) {
        mb_buf_put(out, mb_col_span(&q, 0));
        mb_buf_putc(out, '\n');
    }
    return mb_end(&q, err);
}

static enum mb_status purge_rows(struct purge *p, const struct mb_act *act)
{
    int64_t purged;
    enum mb_status st =
        mb_get_int(p->store, p->err, 0, &purged,
                   "SELECT status = 'purged' FROM source_document"
                   " WHERE id = ?1",
                   "i", p->document);

    if (st != MB_OK || purged)
        return st; /* again: only the file is written anew */
    st = mb_save_begin(p->store, p->err);
    if (st != MB_OK)
        return st;
    st = mb_get_int(p->store, p->err, 0, &purged,
                    "SELECT 1 FROM source_document WHERE id = ?1", "i",
                    p->document);
    if (st == MB_OK && !purged)
        st = mb_err_set(p->err, MB_ERR_USAGE, "there is no document %lld",
                        (long long)p->document);
    if (st == MB_OK)
        st = prepare(p);
    if (st == MB_OK)
        st = mb_act_put(p->store, p->document, "purge", act, p->err);
    if (st == MB_OK)
        st = take_out(p);
    return mb_save_end(p->store, st, p->err);
}

enum mb_status mb_store_purge(struct mb_store *store, int64_t document,
                              const struct mb_act *act,
                              struct mb_buf *ret_backups, struct mb_err *err)
{
    struct purge p = {.store = store, .document = document, .err = err};
    enum mb_status st = mb_act_check(act, err);

    if (st == MB_OK)
        st = mb_need_run(store, err);
    if (st == MB_OK)
        st = mb_store_flush(store, err);
    if (st != MB_OK)
        return st;
    p.arena = mb_arena_new(0);
    if (p.arena == NULL)
        st = mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    if (st == MB_OK)
        st = purge_rows(&p, act);
    if (st == MB_OK)
        st = mb_store_flush(store, err);
    if (st == MB_OK) /* of reports that were read before */
        st = mb_notes_take(store, err);
    if (st == MB_OK)
        st = list_backups(store, document, ret_backups, err);
    if (st == MB_OK)
        st = write_anew(store, err);
    mb_arena_free(p.arena);
    mb_names_clear(&p.scopes);
    mb_names_clear(&p.ids);
    free(p.scopes.at);
    free(p.ids.at);
    return st;
}
