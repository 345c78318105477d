/* All that happened to a clause, gathered from the registry, its documents,
 * entries, link decisions, acts and later meetings' corrections, in order of
 * time. */
#include "store/entries.h"

#include "store/db.h"
#include "store/versions.h"

/* rid: every ID that leads to the clause */
static const char history_sql[] =
    "WITH clause_of AS (SELECT id FROM clause WHERE record_id = upper (?1)"
    "  UNION SELECT clause_id FROM record_alias"
    "  WHERE record_id = upper (?1)),"
    " rid AS (SELECT upper (?1) AS id UNION SELECT record_id FROM clause"
    "  WHERE id IN clause_of UNION SELECT record_id FROM record_alias"
    "  WHERE clause_id IN clause_of),"
    " doc AS (SELECT DISTINCT r.document_id AS id, r.text"
    "  FROM resolution r WHERE r.clause_id IN clause_of)"
    " SELECT r.at, 0 AS place, CASE c.how WHEN 'first' THEN 'first met'"
    "  ELSE 'known again' END, CASE c.how WHEN 'first' THEN NULL"
    "  ELSE c.how END, c.text, r.by, NULL, NULL, r.id"
    "  FROM record c JOIN run r ON r.id = c.run_id WHERE c.record_id IN rid"
    "  AND c.scope IN (SELECT scope FROM record WHERE form IN rid UNION"
    "   SELECT scope FROM record WHERE how = 'same-document'"
    "   AND record_id IN rid)"
    " UNION ALL SELECT x.first_seen, 1, CASE WHEN d.superseded_by IS NULL"
    "  THEN 'stands in' ELSE 'stood in an earlier version' END, d.kind,"
    "  doc.text, NULL, d.state, x.name, x.first_run"
    "  FROM doc JOIN source_document x ON x.id = doc.id"
    "  JOIN document d ON d.document_id = x.id"
    " UNION ALL SELECT e.at, 2, CASE WHEN e.undone_by IS NOT NULL"
    "  THEN 'entry, taken back' WHEN e.conflict THEN 'entry, in conflict'"
    "  ELSE 'entry' END, e.field, e.value, e.by, e.why, e.source, e.run_id"
    "  FROM entry e WHERE e.record_id IN rid"
    " UNION ALL SELECT l.at, 3, 'link ' || l.decision, l.strategy_id || ':'"
    "  || l.pledge, l.quote, l.by, l.why, l.source, l.run_id"
    "  FROM link_decision l WHERE l.subject IN rid"
    " UNION ALL SELECT a.at, 4, a.act, NULL, NULL, a.by, a.why, x.name,"
    "  a.run_id FROM document_act a JOIN source_document x"
    "  ON x.id = a.document_id WHERE a.document_id IN (SELECT id FROM doc)"
    "  OR EXISTS (SELECT 1 FROM rid WHERE instr (a.records, rid.id) > 0)"
    " UNION ALL SELECT DISTINCT u.at, 5, 'taken back', 'run ' || r.id, NULL,"
    "  u.by, u.why, NULL, u.id FROM run r JOIN run u ON u.id = r.undone_by"
    "  WHERE r.id IN (SELECT run_id FROM record WHERE record_id IN rid)"
    " ORDER BY 1, 9, 2";

static enum mb_status load_rows(struct mb_store *store,
                                struct mb_span record_id,
                                struct mb_arena *arena, struct mb_history *rows,
                                struct mb_err *err)
{
    struct mb_query q = mb_sql(store, history_sql, "s", record_id);
    enum mb_status st;

    while (mb_next(&q)) {
        struct mb_history_row *row =
            mb_arena_push(arena, &rows->at, &rows->n, sizeof *row);
        if (row == NULL)
            break;
        row->at = mb_col_dup(&q, 0, arena);
        row->what = mb_col_dup(&q, 2, arena);
        row->field = mb_col_dup(&q, 3, arena);
        row->value = mb_col_dup(&q, 4, arena);
        row->by = mb_col_dup(&q, 5, arena);
        row->why = mb_col_dup(&q, 6, arena);
        row->document_name = mb_col_dup(&q, 7, arena);
        row->run = mb_col_int(&q, 8);
    }
    st = mb_end(&q, err);
    return st == MB_OK ? mb_arena_status(arena, err) : st;
}

/* A correction belongs behind what was known on its day, and is no run. */
static void insert(struct mb_history *rows, const struct mb_history_row *row,
                   struct mb_arena *arena)
{
    uint32_t i = rows->n;

    if (mb_arena_push(arena, &rows->at, &rows->n, sizeof *row) == NULL)
        return;
    for (; i > 0 && mb_span_cmp(rows->at[i - 1].at, row->at) > 0; i--)
        rows->at[i] = rows->at[i - 1];
    rows->at[i] = *row;
}

static enum mb_status load_corrections(struct mb_store *store,
                                       struct mb_span record_id,
                                       struct mb_arena *arena,
                                       struct mb_history *rows,
                                       struct mb_err *err)
{
    struct mb_corrections list = {NULL, 0};
    struct mb_span id = MB_SPAN_NULL;
    int64_t meeting = 0;
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT c.record_id, s.meeting_id FROM clause c"
        " JOIN resolution r ON r.document_id = c.document_id AND r.n = c.n"
        " JOIN meeting_source s ON s.document_id = r.document_id"
        "  AND s.n = r.meeting WHERE c.record_id = upper (?1) OR c.id IN"
        " (SELECT clause_id FROM record_alias WHERE record_id = upper (?1))",
        "s", record_id);

    if (mb_next(&q)) {
        id = mb_col_dup(&q, 0, arena);
        meeting = mb_col_int(&q, 1);
    }
    st = mb_end(&q, err);
    if (st == MB_OK && meeting != 0)
        st = mb_store_corrections(store, meeting, true, arena, &list, err);
    for (uint32_t i = 0; st == MB_OK && i < list.n; i++) {
        const struct mb_correction *c = &list.at[i];
        struct mb_history_row row = {
            .at = c->date,
            .what = c->done ? MB_SPAN_LIT("corrected, and changed so")
                            : MB_SPAN_LIT("corrected by a later meeting"),
            .field = c->record_id,
            .value = c->corrected.ptr != NULL ? c->corrected : c->new,
            .by = c->body,
            .why = c->text};
        if (mb_span_eq(c->target, id))
            insert(rows, &row, arena);
    }
    return st == MB_OK ? mb_arena_status(arena, err) : st;
}

enum mb_status mb_store_history(struct mb_store *store,
                                struct mb_span record_id,
                                struct mb_arena *arena,
                                struct mb_history *ret_history,
                                struct mb_err *err)
{
    struct mb_history rows = {NULL, 0};
    enum mb_status st = load_rows(store, record_id, arena, &rows, err);

    if (st == MB_OK)
        st = load_corrections(store, record_id, arena, &rows, err);
    if (st == MB_OK)
        *ret_history = rows;
    return st;
}
