/* All that happened to a clause, gathered from the registry, its documents,
 * entries, link decisions and acts, in order of time. */
#include "store/entries.h"

#include "store/db.h"

/* rid: every ID that leads to the clause */
#define HISTORY                                                                                                                          \
    "WITH clause_of AS (SELECT id FROM clause WHERE record_id = upper (?1)"                                                              \
    "  UNION SELECT clause_id FROM record_alias"                                                                                         \
    "  WHERE record_id = upper (?1)),"                                                                                                   \
    " rid AS (SELECT upper (?1) AS id UNION SELECT record_id FROM clause"                                                                \
    "  WHERE id IN clause_of UNION SELECT record_id FROM record_alias"                                                                   \
    "  WHERE clause_id IN clause_of),"                                                                                                   \
    " doc AS (SELECT DISTINCT r.document_id AS id, r.text"                                                                               \
    "  FROM resolution r WHERE r.clause_id IN clause_of)"                                                                                \
    " SELECT r.at, 0 AS place, CASE c.how WHEN 'first' THEN 'first met'"                                                                 \
    "  ELSE 'known again' END, CASE c.how WHEN 'first' THEN NULL"                                                                        \
    "  ELSE c.how END, c.text, r.by, NULL, NULL, r.id"                                                                                   \
    "  FROM record c JOIN run r ON r.id = c.run_id WHERE c.record_id IN rid AND c.scope IN (SELECT scope FROM record WHERE form IN rid)" \
    " UNION ALL SELECT x.first_seen, 1, CASE WHEN d.superseded_by IS NULL"                                                               \
    "  THEN 'stands in' ELSE 'stood in an earlier version' END, d.kind,"                                                                 \
    "  doc.text, NULL, d.state, x.name, x.first_run"                                                                                     \
    "  FROM doc JOIN source_document x ON x.id = doc.id"                                                                                 \
    "  JOIN document d ON d.document_id = x.id"                                                                                          \
    " UNION ALL SELECT e.at, 2, CASE WHEN e.undone_by IS NOT NULL"                                                                       \
    "  THEN 'entry, taken back' WHEN e.conflict THEN 'entry, in conflict'"                                                               \
    "  ELSE 'entry' END, e.field, e.value, e.by, e.why, e.source, e.run_id"                                                              \
    "  FROM entry e WHERE e.record_id IN rid"                                                                                            \
    " UNION ALL SELECT l.at, 3, 'link ' || l.decision, l.strategy_id || ':'"                                                             \
    "  || l.pledge, l.quote, l.by, l.why, l.source, l.run_id"                                                                            \
    "  FROM link_decision l WHERE l.subject IN rid"                                                                                      \
    " UNION ALL SELECT a.at, 4, a.act, NULL, NULL, a.by, a.why, x.name,"                                                                 \
    "  a.run_id FROM document_act a JOIN doc ON doc.id = a.document_id"                                                                  \
    "  JOIN source_document x ON x.id = doc.id"                                                                                          \
    " ORDER BY 1, 9, 2"

enum mb_status mb_store_history(struct mb_store *store,
                                struct mb_span record_id,
                                struct mb_arena *arena,
                                struct mb_history *ret_history,
                                struct mb_err *err)
{
    struct mb_history rows = {NULL, 0};
    enum mb_status st;
    struct mb_query q = mb_sql(store, HISTORY, "s", record_id);

    while (mb_next(&q)) {
        struct mb_history_row *row =
            mb_arena_push(arena, &rows.at, &rows.n, sizeof *row);
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
    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_history = rows;
    return st;
}
