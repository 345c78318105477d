/* Matters of which no clause is known: where the words of their decision
 * stand; and the reports on a matter. A decision's page counts if it tells one
 * decision, an item if its heading names the matter, another document if it
 * names no other matter.
 */
#include "store/rows.h"

/* Document, matter, first and last byte, date. P, I and F say more of which
 * decisions, items and references. */
#define PLACES(P, I, F)                                                        \
    " place AS ("                                                              \
    " SELECT p.document_id, p.matter_id, 0 AS start,"                          \
    "  length (CAST (x.text AS BLOB)) AS end, p.date, p.title"                 \
    "  FROM decision p JOIN source_text x ON x.document_id = p.document_id"    \
    "  WHERE p.matter_id IS NOT NULL " P                                       \
    "   AND (SELECT count (DISTINCT q.matter_id)"                              \
    "   FROM decision q WHERE q.document_id = p.document_id) = 1"              \
    " UNION ALL SELECT i.document_id, i.matter_id, min (g.start),"             \
    "  max (g.start + g.size), NULL, i.title"                                  \
    "  FROM agenda_item i JOIN passage g ON g.document_id = i.document_id"     \
    "   AND g.agenda_item = i.n"                                               \
    "  WHERE i.matter_id IS NOT NULL " I " GROUP BY i.document_id, i.n"        \
    " UNION ALL SELECT f.document_id, f.matter_id, 0,"                         \
    "  length (CAST (x.text AS BLOB)), NULL, NULL"                             \
    "  FROM reference f JOIN source_text x ON x.document_id = f.document_id"   \
    "  WHERE (SELECT count (DISTINCT w.matter_id) FROM reference w"            \
    "   WHERE w.document_id = f.document_id) = 1 " F ")"

#define BARE(T)                                                                \
    " SELECT t.id, t.reference, max (v.title), max (ifnull (v.date,"           \
    "  (SELECT max (m.date) FROM meeting_source m"                             \
    "   WHERE m.document_id = v.document_id))), v.document_id,"                \
    "  v.start, v.end"                                                         \
    " FROM place v JOIN matter t ON t.id = v.matter_id"                        \
    " JOIN document d ON d.document_id = v.document_id"                        \
    " WHERE d.superseded_by IS NULL"                                           \
    " AND d.kind NOT IN ('agenda', 'forward_plan', 'report')"                  \
    " AND NOT EXISTS (SELECT 1 FROM resolution r JOIN clause c"                \
    "  ON c.id = r.clause_id AND c.current WHERE r.matter_id = t.id)"          \
    " AND NOT EXISTS (SELECT 1 FROM passage g WHERE g.restricted"              \
    "  AND g.document_id = v.document_id AND g.start >= v.start"               \
    "  AND g.start < v.end) " T                                                \
    " GROUP BY t.id, v.document_id ORDER BY t.id, v.document_id"

/* Of all matters. */
static const char all_bare[] = "WITH" PLACES("", "", "") BARE("");

/* Of one matter, or of those that one document names: only their places are
 * looked for. */
static const char some_bare[] =
    "WITH wanted AS MATERIALIZED (SELECT ?2 AS id WHERE ?2 <> 0"
    " UNION SELECT matter_id FROM reference WHERE document_id = ?1"
    " UNION SELECT matter_id FROM agenda_item WHERE document_id = ?1"
    "  AND matter_id IS NOT NULL"
    " UNION SELECT matter_id FROM decision WHERE document_id = ?1"
    "  AND matter_id IS NOT NULL)," PLACES(
        "AND p.matter_id IN (SELECT id FROM wanted)",
        "AND i.matter_id IN (SELECT id FROM wanted)",
        "AND f.matter_id IN (SELECT id FROM wanted)")
        BARE("AND (?1 = 0 OR t.id IN (SELECT w.matter_id FROM place w"
             " WHERE w.document_id = ?1))");

enum mb_status mb_store_bare_matters(struct mb_store *store, int64_t document,
                                     int64_t matter, struct mb_arena *arena,
                                     struct mb_bare_matters *ret_rows,
                                     struct mb_err *err)
{
    struct mb_bare_matters rows = {NULL, 0};
    enum mb_status st;
    bool all = document == 0 && matter == 0;
    struct mb_query q = all ? mb_sql(store, all_bare, "")
                            : mb_sql(store, some_bare, "ii", document, matter);

    while (mb_next(&q)) {
        struct mb_bare_matter *row =
            mb_arena_extend(arena, &rows.at, &rows.n, sizeof *row);
        if (row == NULL)
            break;
        row->id = mb_col_int(&q, 0);
        row->reference = mb_col_dup(&q, 1, arena);
        row->title = mb_col_dup(&q, 2, arena);
        row->date = mb_col_dup(&q, 3, arena);
        row->document = mb_col_int(&q, 4);
        row->start = mb_col_u32(&q, 5);
        row->end = mb_col_u32(&q, 6);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

enum mb_status mb_store_reports(struct mb_store *store, int64_t matter,
                                int64_t document, struct mb_arena *arena,
                                int64_t **ret_ids, uint32_t *ret_n,
                                struct mb_err *err)
{
    int64_t *ids = NULL;
    uint32_t n = 0;
    struct mb_query q = mb_sql(
        store,
        /* A report's "Decision no" may be known by another grammar. */
        "SELECT DISTINCT CASE WHEN ?1 = 0 THEN o.id ELSE f.document_id END"
        " FROM reference f JOIN document d ON d.document_id = f.document_id"
        " JOIN matter t ON t.id = f.matter_id"
        " JOIN matter o ON o.reference = t.reference"
        "  AND o.authority_id = t.authority_id"
        " WHERE f.n = 0 AND d.kind = 'report' AND d.superseded_by IS NULL"
        " AND (o.id = ?1 OR (?1 = 0 AND f.document_id = ?2))"
        " AND NOT EXISTS (SELECT 1 FROM passage g WHERE g.restricted"
        "  AND g.document_id = f.document_id) ORDER BY 1",
        "ii", matter, document);

    while (mb_next(&q)) {
        int64_t *id = mb_arena_push(arena, &ids, &n, sizeof *id);
        if (id == NULL)
            break;
        *id = mb_col_int(&q, 0);
    }
    enum mb_status st = mb_rows_end(&q, arena, err);
    if (st != MB_OK)
        return st;
    *ret_ids = ids;
    *ret_n = n;
    return MB_OK;
}
