/* Verify: everything that can be checked is, and each thing found wrong gives
 * one line. Nothing is repaired. */
#include "store/maintain.h"

#include "base/hash.h"
#include "store/db.h"
#include "store/query.h"

#include <stdlib.h>
#include <string.h>

struct check {
    struct mb_store *store;
    struct mb_buf *out;
    uint32_t problems;
    struct mb_arena *arena; /* cleared for each document */
    struct mb_err *err;
};

/* Every row of a query is a problem; its columns, joined, are the line. */
static enum mb_status report_rows(struct check *c, struct mb_query *q,
                                  const char *what)
{
    while (mb_next(q)) {
        c->problems++;
        mb_buf_puts(c->out, what);
        for (int i = 0; i < sqlite3_column_count(q->stmt); i++) {
            mb_buf_putc(c->out, ' ');
            mb_buf_put(c->out, mb_col_span(q, i));
        }
        mb_buf_putc(c->out, '\n');
    }
    return mb_end(q, c->err);
}

static enum mb_status check_database(struct check *c)
{
    struct mb_query q = mb_sql(c->store,
                               "SELECT * FROM pragma_integrity_check"
                               " WHERE integrity_check <> 'ok'",
                               "");
    enum mb_status st = report_rows(c, &q, "database:");

    if (st != MB_OK)
        return st;
    q = mb_sql(c->store,
               "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check",
               "");
    return report_rows(c, &q, "foreign key:");
}

/* SQL that finds rows which contradict each other. */
static const struct {
    const char *what;
    const char *sql;
} contradictions[] = {
    {"resolution without a clause:",
     "SELECT x.name, r.n FROM resolution r JOIN source_document x"
     " ON x.id = r.document_id WHERE r.clause_id IS NULL"},
    {"clause whose source is another's:",
     "SELECT c.record_id FROM clause c LEFT JOIN resolution r"
     " ON r.document_id = c.document_id AND r.n = c.n"
     " WHERE r.clause_id IS NOT c.id"},
    {"clause that is not in the registry:",
     "SELECT c.record_id FROM clause c WHERE NOT EXISTS"
     " (SELECT 1 FROM record r WHERE r.form = c.record_id)"},
    {"clause counted wrongly:",
     "SELECT c.record_id FROM clause c WHERE c.nsources <>"
     " (SELECT count (DISTINCT r.document_id) FROM resolution r"
     "  WHERE r.clause_id = c.id)"},
    {"record without its first form:",
     "SELECT DISTINCT r.record_id FROM record r WHERE NOT EXISTS"
     " (SELECT 1 FROM record f WHERE f.form = r.record_id)"},
    {"entry on a record that never was:",
     "SELECT e.seq, e.record_id FROM entry e WHERE NOT EXISTS"
     " (SELECT 1 FROM record r WHERE r.form = e.record_id)"},
    {"stored document that was not parsed:",
     "SELECT x.name FROM source_document x WHERE x.status = 'stored'"
     " AND NOT EXISTS (SELECT 1 FROM document d"
     "  WHERE d.document_id = x.id)"},
    {"hidden document that is still shown:",
     "SELECT x.name FROM source_document x JOIN document d"
     " ON d.document_id = x.id WHERE x.status <> 'stored'"},
    {"document without bytes or text:",
     "SELECT x.name FROM source_document x WHERE x.status <> 'purged'"
     " AND (NOT EXISTS (SELECT 1 FROM source_bytes b"
     "  WHERE b.document_id = x.id) OR NOT EXISTS (SELECT 1"
     "  FROM source_text t WHERE t.document_id = x.id))"},
    {"purged document that is still there:",
     "SELECT x.name FROM source_document x WHERE x.status = 'purged'"
     " AND (EXISTS (SELECT 1 FROM source_bytes b"
     "  WHERE b.document_id = x.id) OR EXISTS (SELECT 1"
     "  FROM source_text t WHERE t.document_id = x.id))"},
};

static enum mb_status check_contradictions(struct check *c)
{
    enum mb_status st = MB_OK;

    for (size_t i = 0;
         st == MB_OK && i < sizeof contradictions / sizeof contradictions[0];
         i++) {
        struct mb_query q = mb_sql(c->store, contradictions[i].sql, "");
        st = report_rows(c, &q, contradictions[i].what);
    }
    return st;
}

/* FTS5 compares its index with the passages. It does so as an INSERT, for
 * which a reader is let out of query_only; it changes nothing. */
static enum mb_status check_index(struct check *c)
{
    struct mb_query q;
    bool busy;

    if (sqlite3_db_readonly(c->store->db, "main") == 1)
        return MB_OK;
    if (c->store->mode == MB_STORE_READ)
        sqlite3_exec(c->store->db, "PRAGMA query_only = 0", NULL, NULL, NULL);
    q = mb_sql(c->store,
               "INSERT INTO passage_fts (passage_fts, rank)"
               " VALUES ('integrity-check', 1)",
               "");
    while (mb_next(&q))
        continue;
    if ((q.rc & 0xff) == SQLITE_CORRUPT) {
        c->problems++;
        mb_buf_puts(c->out, "search index: does not fit the passages; "
                            "`minutebook rebuild` makes it again\n");
        q.rc = SQLITE_DONE;
    }
    if (c->store->mode == MB_STORE_READ)
        sqlite3_exec(c->store->db, "PRAGMA query_only = 1", NULL, NULL, NULL);
    busy = (q.rc & 0xff) == SQLITE_BUSY;
    if (mb_end(&q, c->err) == MB_OK)
        return MB_OK;
    return busy ? mb_err_set(c->err, MB_ERR_BUSY,
                             "%s: somebody writes to it, and its search index "
                             "can be checked only while nobody does: run it "
                             "again",
                             c->store->path)
                : c->err->status;
}

/* ------------------------------------------------------ each document -- */

static void problem(struct check *c, struct mb_span name, const char *what)
{
    c->problems++;
    mb_buf_put(c->out, name);
    mb_buf_printf(c->out, ": %s\n", what);
}

static enum mb_status check_hash(struct check *c, struct mb_span name,
                                 struct mb_span bytes, struct mb_span hash,
                                 const char *what)
{
    char now[MB_SHA256_HEX];
    enum mb_status st = mb_sha256_hex(bytes, now, c->err);

    if (st == MB_OK && !mb_span_eq(hash, mb_span_str(now)))
        problem(c, name, what);
    return st;
}

/* Does the quote stand at its spans? They are ascending, "12-40,60-81". */
static bool quote_stands(struct mb_span text, struct mb_span spans,
                         struct mb_span quote)
{
    size_t at = 0;
    struct mb_span one;
    bool first = true;

    while (spans.len > 0) {
        char *end;
        unsigned long from, to;
        spans = mb_span_cut(spans, ',', &one);
        from = strtoul(one.ptr, &end, 10);
        to = *end == '-' ? strtoul(end + 1, NULL, 10) : 0;
        if (from > to || to > text.len || (!first && at >= quote.len))
            return false;
        if (!first && quote.ptr[at++] != ' ')
            return false;
        if (to - from > quote.len - at
            || memcmp(text.ptr + from, quote.ptr + at, to - from) != 0)
            return false;
        at += to - from;
        first = false;
    }
    return at == quote.len;
}

static enum mb_status check_evidence(struct check *c, int64_t id,
                                     struct mb_span name, struct mb_span text)
{
    struct mb_query q =
        mb_sql(c->store,
               "SELECT spans, quote, kind FROM evidence WHERE document_id = ?1",
               "i", id);

    while (mb_next(&q)) {
        /* copied with a NUL behind: strtoul may look there */
        struct mb_span spans = mb_col_dup(&q, 0, c->arena);
        if (!quote_stands(text, spans, mb_col_span(&q, 1)))
            problem(c, name, "an evidence's quote is not what stands there");
    }
    return mb_end(&q, c->err);
}

static enum mb_status check_passages(struct check *c, int64_t id,
                                     struct mb_span name, struct mb_span text)
{
    struct mb_query q = mb_sql(
        c->store, "SELECT start, size FROM passage WHERE document_id = ?1", "i",
        id);

    while (mb_next(&q)) {
        size_t start = mb_col_u32(&q, 0), size = mb_col_u32(&q, 1);
        if (size == 0 || start > text.len || size > text.len - start)
            problem(c, name, "a passage is no place in its text");
    }
    return mb_end(&q, c->err);
}

static enum mb_status check_documents(struct check *c)
{
    enum mb_status st = MB_OK, end;
    struct mb_query q = mb_sql(
        c->store,
        "SELECT x.id, x.name, x.sha256, b.bytes, t.text_sha256, t.text"
        " FROM source_document x JOIN source_bytes b ON b.document_id = x.id"
        " JOIN source_text t ON t.document_id = x.id ORDER BY x.id",
        "");

    while (st == MB_OK && mb_next(&q)) {
        struct mb_span name = mb_col_span(&q, 1), text = mb_col_span(&q, 5);
        mb_arena_clear(c->arena);
        st = check_hash(c, name, mb_col_span(&q, 3), mb_col_span(&q, 2),
                        "its bytes have another SHA-256 than when stored");
        if (st == MB_OK)
            st = check_hash(c, name, text, mb_col_span(&q, 4),
                            "its text is not what the reader made");
        if (st == MB_OK)
            st = check_evidence(c, mb_col_int(&q, 0), name, text);
        if (st == MB_OK)
            st = check_passages(c, mb_col_int(&q, 0), name, text);
    }
    end = mb_end(&q, c->err);
    return st != MB_OK ? st : end;
}

enum mb_status mb_store_verify(struct mb_store *store, struct mb_buf *out,
                               uint32_t *ret_problems, struct mb_err *err)
{
    static enum mb_status (*const checks[])(struct check *) = {
        check_database, check_contradictions, check_index, check_documents};
    struct check c = {.store = store, .out = out, .err = err};
    enum mb_status st = MB_OK;

    c.arena = mb_arena_new(0);
    if (c.arena == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    for (size_t i = 0; st == MB_OK && i < sizeof checks / sizeof checks[0]; i++)
        st = checks[i](&c);
    if (st == MB_OK)
        st = mb_buf_status(out, err);
    mb_arena_free(c.arena);
    if (st == MB_OK)
        *ret_problems = c.problems;
    return st;
}
