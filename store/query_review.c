/* What a person should look at, and what `status` counts. */
#include "store/rows.h"

#include "base/diag.h"

/* Kinds of the store's own beside the parser's diagnostics: severity (2
 * error, 1 warning, 0 note) and text. */
#define REVIEW_CLAUSES                                                                    \
    "SELECT k.code, 1 AS level, k.message, k.detail, c.record_id, a.name, b.name,"        \
    " m.date, x.name, x.uri, 0, 0, x.id, a.key AS akey, b.key AS bkey,"                   \
    " m.date AS mdate, c.record_id AS place"                                              \
    " FROM (SELECT id, 'texts-differ' AS code,"                                           \
    "   'two documents give this clause in different words' AS message,"                  \
    "   NULL AS detail FROM clause WHERE differ AND current"                              \
    "  UNION ALL SELECT id, 'identity-unsure',"                                           \
    "   'resembles another record; is it the same?', unsure FROM clause"                  \
    "   WHERE unsure IS NOT NULL"                                                         \
    "  UNION ALL SELECT id, 'clause-dropped',"                                            \
    "   'a later version of the minutes does not give this clause', NULL"                 \
    "   FROM clause WHERE NOT current) k"                                                 \
    " JOIN clause c ON c.id = k.id"                                                       \
    " JOIN resolution r ON r.document_id = c.document_id AND r.n = c.n" MB_JOIN_DOCUMENT( \
        "r") MB_JOIN_MEETING("r") " WHERE (?6 OR NOT r.restricted)"

#define REVIEW_DIAGNOSTICS                                                           \
    "SELECT g.code, CASE g.severity WHEN 'error' THEN 2 WHEN 'warning'"              \
    "  THEN 1 ELSE 0 END, NULL, g.detail, NULL, a.name, b.name, m.date,"             \
    " x.name, x.uri, g.line, g.column, x.id, a.key, b.key, m.date,"                  \
    " format ('%08d', g.n)"                                                          \
    " FROM diagnostic g" MB_JOIN_DOCUMENT(                                           \
        "g") " LEFT JOIN meeting_source ms ON ms.document_id = g.document_id"        \
             "  AND ms.n = 0 LEFT JOIN meeting m ON m.id = ms.meeting_id"            \
             " LEFT JOIN body b ON b.id = m.body_id"                                 \
             " WHERE d.superseded_by IS NULL AND (?6 OR NOT EXISTS (SELECT 1"        \
             "  FROM passage p WHERE p.document_id = g.document_id AND p.restricted" \
             "  AND g.start >= p.start AND g.end > g.start"                          \
             "  AND g.start < p.start + p.size))"

#define REVIEW_ENTRIES                                                         \
    "SELECT CASE WHEN NOT n.conflict THEN 'entry-unplaced'"                    \
    "  WHEN n.why LIKE 'proposal: %' THEN 'entry-proposed'"                    \
    "  WHEN n.why LIKE 'refused: %' THEN 'entry-refused'"                      \
    "  ELSE 'entry-conflict' END, 2, CASE WHEN NOT n.conflict"                 \
    "  THEN 'somebody wrote on a record that no document gives any more'"      \
    "  WHEN n.why LIKE 'proposal: %'"                                          \
    "  THEN 'somebody would have the record say this: `correct` accepts it'"   \
    "  WHEN n.why LIKE 'refused: %' THEN 'what somebody wrote'"                \
    "   || substr (n.why, 9)"                                                  \
    "  ELSE 'two people wrote different things here: decide' END,"             \
    " n.field || ': ' || n.value, n.record_id, NULL, NULL, NULL, NULL, NULL,"  \
    " 0, 0, 0, NULL, NULL, NULL, format ('%010d', n.seq)"                      \
    " FROM entry n WHERE n.undone_by IS NULL AND n.value <> ''"                \
    " AND (?6 OR NOT EXISTS (SELECT 1 FROM clause c JOIN resolution r"         \
    "  ON r.clause_id = c.id WHERE c.record_id = n.record_id"                  \
    "  AND r.restricted))"                                                     \
    " AND ((NOT n.conflict AND NOT EXISTS (SELECT 1 FROM clause c"             \
    "   WHERE c.record_id = n.record_id) AND NOT EXISTS (SELECT 1"             \
    "   FROM record_alias l WHERE l.record_id = n.record_id))"                 \
    "  OR (n.conflict AND NOT EXISTS (SELECT 1 FROM entry o"                   \
    "   WHERE o.record_id = n.record_id AND o.field = n.field"                 \
    "   AND o.seq > n.seq AND NOT o.conflict AND o.undone_by IS NULL)))"

/* What people decided about links is theirs as their entries are. */
#define REVIEW_LINKS                                                           \
    "SELECT 'link-unplaced', 2,"                                               \
    " 'somebody decided on a link of a record that no document gives any"      \
    " more', w.decision || ': ' || w.strategy_id || ':' || w.pledge,"          \
    " w.subject, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL, NULL,"     \
    " format ('%010d', w.seq) FROM link_decision w"                            \
    " WHERE w.undone_by IS NULL AND w.decision <> 'reopened'"                  \
    " AND w.subject LIKE 'MB-%' AND NOT EXISTS (SELECT 1"                      \
    "  FROM link_decision z WHERE z.link_id = w.link_id AND z.seq > w.seq"     \
    "  AND z.undone_by IS NULL) AND NOT EXISTS (SELECT 1 FROM clause c"        \
    "  WHERE c.record_id = w.subject) AND NOT EXISTS (SELECT 1"                \
    "  FROM record_alias l WHERE l.record_id = w.subject)"

static int severity_rank(struct mb_span name)
{
    enum mb_severity s = mb_severity_by_name(name);

    return s == MB_SEV_COUNT ? (int)MB_SEV_WARNING : (int)s;
}

static void read_row(const struct mb_query *q, struct mb_arena *arena,
                     struct mb_review_row *row)
{
    enum mb_severity severity = (enum mb_severity)mb_col_u32(q, 1);
    enum mb_diag_code code;

    row->code = mb_col_dup(q, 0, arena);
    row->severity = mb_span_str(mb_severity_name(severity));
    row->message = mb_col_dup(q, 2, arena);
    code = mb_diag_by_name(row->code);
    if (row->message.ptr == NULL && code != MB_DIAG_COUNT)
        row->message = mb_span_str(mb_diag_text(code));
    row->detail = mb_col_dup(q, 3, arena);
    row->record_id = mb_col_dup(q, 4, arena);
    row->authority = mb_col_dup(q, 5, arena);
    row->body = mb_col_dup(q, 6, arena);
    row->date = mb_col_dup(q, 7, arena);
    row->document_name = mb_col_dup(q, 8, arena);
    row->uri = mb_col_dup(q, 9, arena);
    row->line = mb_col_u32(q, 10);
    row->column = mb_col_u32(q, 11);
    row->document = mb_col_int(q, 12);
}

/* Questions about names come behind the other warnings. */
static enum mb_status add_name_doubts(struct mb_store *store,
                                      const struct mb_filter *filter,
                                      struct mb_arena *arena,
                                      struct mb_review_rows *rows,
                                      struct mb_err *err)
{
    struct mb_review_rows all = {NULL, 0}, doubts = {NULL, 0};
    enum mb_status st =
        mb_store_name_doubts(store, filter, arena, &doubts, err);
    uint32_t warnings = 0;

    if (st != MB_OK || doubts.n == 0)
        return st;
    while (warnings < rows->n
           && severity_rank(rows->at[warnings].severity) >= (int)MB_SEV_WARNING)
        warnings++;
    all.n = rows->n + doubts.n;
    all.at = mb_arena_alloc(arena, all.n, sizeof *all.at);
    if (all.at == NULL)
        return mb_arena_status(arena, err);
    for (uint32_t i = 0; i < all.n; i++)
        all.at[i] = i < warnings              ? rows->at[i]
                    : i < warnings + doubts.n ? doubts.at[i - warnings]
                                              : rows->at[i - doubts.n];
    *rows = all;
    return MB_OK;
}

enum mb_status mb_store_review(struct mb_store *store,
                               const struct mb_filter *filter,
                               struct mb_span at_least, struct mb_arena *arena,
                               struct mb_review_rows *ret_rows,
                               struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_review_rows rows = {NULL, 0};
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT * FROM (" REVIEW_CLAUSES " UNION ALL " REVIEW_DIAGNOSTICS
        " UNION ALL " REVIEW_ENTRIES " UNION ALL " REVIEW_LINKS
        ") WHERE level >= ?8"
        " AND (?1 IS NULL OR instr (akey, ?1) = 1)"
        " AND (?2 IS NULL OR bkey = ?2) AND (?3 IS NULL OR mdate >= ?3)"
        " AND (?4 IS NULL OR mdate <= ?4)" MB_UNUSED_STRATEGY MB_UNUSED_DROPPED
        " ORDER BY level DESC, akey, mdate, bkey, 9, place, 1",
        MB_BOUND_FORMAT "i", MB_BOUND_ARGS(f),
        (int64_t)severity_rank(at_least));

    while (mb_next(&q)) {
        struct mb_review_row *row =
            mb_arena_extend(arena, &rows.at, &rows.n, sizeof *row);
        if (row == NULL)
            break;
        read_row(&q, arena, row);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK && severity_rank(at_least) <= (int)MB_SEV_WARNING)
        st = add_name_doubts(store, filter, arena, &rows, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

/* ----------------------------------------------------------- status -- */

enum mb_status mb_store_count(struct mb_store *store, struct mb_arena *arena,
                              struct mb_store_counts *ret_counts,
                              struct mb_err *err)
{
    struct mb_store_counts c = {0};
    uint32_t *numbers[] = {
        &c.documents,
        &c.withdrawn,
        &c.purged,
        &c.superseded,
        &c.meetings,
        &c.matters,
        &c.decisions,
        &c.clauses,
        &c.dropped,
        &c.attendance,
        &c.actions,
        &c.votes,
        &c.strategies,
        &c.pledges,
        &c.links,
        &c.entries,
        &c.entries_unplaced,
        &c.conflicts,
        &c.warnings,
        &c.texts_differ,
        &c.unsure,
        &c.coverage.lines,
        &c.coverage.claimed,
        &c.coverage.furniture,
        &c.coverage.narrative,
        &c.coverage.unclaimed,
    };
    int col = 0;
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT (SELECT count (*) FROM source_document),"
        " (SELECT count (*) FROM source_document WHERE status = 'withdrawn'),"
        " (SELECT count (*) FROM source_document WHERE status = 'purged'),"
        " (SELECT count (*) FROM document WHERE superseded_by IS NOT NULL),"
        " (SELECT count (*) FROM meeting), (SELECT count (*) FROM matter),"
        " (SELECT count (*) FROM decision),"
        " (SELECT count (*) FROM clause WHERE current),"
        " (SELECT count (*) FROM clause WHERE NOT current),"
        " (SELECT count (*) FROM attendance),"
        " (SELECT count (*) FROM action WHERE hard),"
        " (SELECT count (*) FROM vote_event),"
        " (SELECT count (*) FROM strategy), (SELECT count (*) FROM pledge),"
        " (SELECT count (*) FROM link),"
        " (SELECT count (*) FROM entry WHERE undone_by IS NULL),"
        " (SELECT count (*) FROM entry n WHERE undone_by IS NULL"
        "  AND NOT EXISTS (SELECT 1 FROM clause c"
        "   WHERE c.record_id = n.record_id)"
        "  AND NOT EXISTS (SELECT 1 FROM record_alias l"
        "   WHERE l.record_id = n.record_id)),"
        " (SELECT count (*) FROM entry WHERE conflict AND undone_by IS NULL),"
        " (SELECT count (*) FROM diagnostic WHERE severity <> 'note'),"
        " (SELECT count (*) FROM clause WHERE differ AND current),"
        " (SELECT count (*) FROM clause WHERE unsure IS NOT NULL),"
        " sum (lines), sum (claimed), sum (furniture), sum (narrative),"
        " sum (unclaimed),"
        " (SELECT value FROM meta WHERE key = 'db_id'),"
        " (SELECT value FROM meta WHERE key = 'created_at'),"
        " (SELECT max (ended_at) FROM run WHERE status = 0) FROM document",
        "");

    if (mb_next(&q)) {
        for (; col < (int)(sizeof numbers / sizeof numbers[0]); col++)
            *numbers[col] = mb_col_u32(&q, col);
        c.db_id = mb_col_dup(&q, col, arena);
        c.created_at = mb_col_dup(&q, col + 1, arena);
        c.last_success = mb_col_dup(&q, col + 2, arena);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_counts = c;
    return st;
}

enum mb_status mb_store_runs(struct mb_store *store, struct mb_span since,
                             struct mb_arena *arena,
                             struct mb_run_rows *ret_rows, struct mb_err *err)
{
    struct mb_run_rows rows = {NULL, 0};
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT id, command, args, by, at, ended_at, program, rules, config,"
        " n_new, n_same, n_again, n_refused, status, undone_by, why FROM run"
        " WHERE ?1 IS NULL OR at >= ?1 ORDER BY id DESC",
        "s", since);

    while (mb_next(&q)) {
        struct mb_run_row *row =
            mb_arena_extend(arena, &rows.at, &rows.n, sizeof *row);
        if (row == NULL)
            break;
        row->id = mb_col_int(&q, 0);
        row->command = mb_col_dup(&q, 1, arena);
        row->args = mb_col_dup(&q, 2, arena);
        row->by = mb_col_dup(&q, 3, arena);
        row->at = mb_col_dup(&q, 4, arena);
        row->ended_at = mb_col_dup(&q, 5, arena);
        row->program = mb_col_dup(&q, 6, arena);
        row->rules = mb_col_dup(&q, 7, arena);
        row->config = mb_col_dup(&q, 8, arena);
        row->n_new = mb_col_u32(&q, 9);
        row->n_same = mb_col_u32(&q, 10);
        row->n_again = mb_col_u32(&q, 11);
        row->n_refused = mb_col_u32(&q, 12);
        row->status = mb_col_tri(&q, 13);
        row->undone_by = mb_col_int(&q, 14);
        row->why = mb_col_dup(&q, 15, arena);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

enum mb_status mb_store_refusals(struct mb_store *store, struct mb_span since,
                                 struct mb_arena *arena,
                                 struct mb_refusal_rows *ret_rows,
                                 struct mb_err *err)
{
    struct mb_refusal_rows rows = {NULL, 0};
    enum mb_status st;
    struct mb_query q =
        mb_sql(store,
               "SELECT f.run_id, f.path, f.reason FROM refusal f"
               " JOIN run r ON r.id = f.run_id WHERE ?1 IS NULL OR r.at >= ?1"
               " ORDER BY f.run_id DESC, f.n",
               "s", since);

    while (mb_next(&q)) {
        struct mb_refusal_row *row =
            mb_arena_extend(arena, &rows.at, &rows.n, sizeof *row);
        if (row == NULL)
            break;
        row->run = mb_col_int(&q, 0);
        row->path = mb_col_dup(&q, 1, arena);
        row->reason = mb_col_dup(&q, 2, arena);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}
