/* Clauses: the preferred document's words, with the matter and the exemption
 * that any of its documents states. */
#include "store/rows.h"

#define CLAUSE_DATE "ifnull (m.date, q.date)"
#define CLAUSE_SELECT                                                          \
    "SELECT c.record_id, a.name, ifnull (b.name, q.maker)," CLAUSE_DATE ","    \
    " m.time, ifnull (r.item, i.number), i.title, t.reference,"                \
    " ifnull (q.title, (SELECT p.title FROM decision p"                        \
    "  WHERE p.matter_id = t.id AND p.title IS NOT NULL"                       \
    "  ORDER BY p.document_id, p.n LIMIT 1)), r.label, r.verb, r.outcome,"     \
    " r.text, r.mover, r.seconder, r.stem, d.kind, x.name, x.uri, d.state,"    \
    " c.unsure, m.id, t.id, c.nsources, r.n, o.restricted, c.differ,"          \
    " c.current," MB_COLS_WHERE

/* o: what all its sources state together */
#define CLAUSE_FROM                                                            \
    " FROM clause c"                                                           \
    " JOIN resolution r ON r.document_id = c.document_id AND r.n = c.n"        \
    " JOIN (SELECT clause_id, max (restricted) AS restricted,"                 \
    "  max (matter_id) AS matter_id FROM resolution GROUP BY clause_id) o"     \
    "  ON o.clause_id = c.id"

#define CLAUSE_FROM_ONE                                                        \
    " FROM clause c"                                                           \
    " JOIN resolution r ON r.document_id = c.document_id AND r.n = c.n"        \
    " JOIN (SELECT k.id AS clause_id, (SELECT max (w.restricted)"              \
    "   FROM resolution w WHERE w.clause_id = k.id) AS restricted,"            \
    "  (SELECT max (w.matter_id) FROM resolution w"                            \
    "   WHERE w.clause_id = k.id) AS matter_id FROM clause k) o"               \
    "  ON o.clause_id = c.id"

#define CLAUSE_JOINS                                                                    \
    MB_JOIN_DOCUMENT("r")                                                               \
    MB_JOIN_MEETING("r")                                                                \
    " LEFT JOIN agenda_item i ON i.document_id = r.document_id"                         \
    "  AND i.n = r.agenda_item"                                                         \
    " LEFT JOIN decision q ON q.document_id = r.document_id"                            \
    "  AND q.n = r.decision"                                                            \
    " LEFT JOIN matter t ON t.id = ifnull (r.matter_id, o.matter_id)" MB_JOIN_EVIDENCE( \
        "r", "resolutions")

#define CLAUSE_LINKED                                                          \
    "(?5 IS NULL OR EXISTS (SELECT 1 FROM link l WHERE l.strategy_id = ?5"     \
    "  AND (l.record_id = c.record_id OR (l.record_id IS NULL"                 \
    "   AND l.matter_id = t.id)) AND ifnull ((SELECT y.decision"               \
    "   FROM link_decision y WHERE y.link_id = l.link_id"                      \
    "   AND y.undone_by IS NULL ORDER BY y.seq DESC LIMIT 1), '')"             \
    "   <> 'rejected')"                                                        \
    " OR EXISTS (SELECT 1 FROM link_decision y WHERE y.strategy_id = ?5"       \
    "  AND y.subject IN (c.record_id, t.reference) AND y.undone_by IS NULL"    \
    "  AND y.decision IN ('added', 'confirmed') AND y.seq = (SELECT"           \
    "   max (z.seq) FROM link_decision z WHERE z.link_id = y.link_id"          \
    "   AND z.undone_by IS NULL)))"

#define CLAUSE_WHERE                                                           \
    " WHERE " MB_WHERE_PLACE(                                                  \
        CLAUSE_DATE) " AND " CLAUSE_LINKED                                     \
                     " AND (?6 OR NOT o.restricted) AND (?7 OR c.current)"
#define CLAUSE_ORDER                                                           \
    " ORDER BY a.key, " CLAUSE_DATE ", b.key, m.ordinal, x.sha256, r.n"

static void read_row(const struct mb_query *q, struct mb_arena *arena,
                     struct mb_clause_row *row)
{
    struct mb_span *texts[] = {
        &row->record_id,  &row->authority, &row->body,
        &row->date,       &row->time,      &row->item,
        &row->item_title, &row->reference, &row->decision_title,
        &row->label,      &row->verb,      &row->outcome,
        &row->text,       &row->mover,     &row->seconder,
        &row->stem,       &row->kind,      &row->document_name,
        &row->uri,        &row->state,     &row->unsure,
    };
    int col = 0;

    for (; col < (int)(sizeof texts / sizeof texts[0]); col++)
        *texts[col] = mb_col_dup(q, col, arena);
    row->meeting = mb_col_int(q, col++);
    row->matter = mb_col_int(q, col++);
    row->sources = mb_col_u32(q, col++);
    row->position = mb_col_u32(q, col++);
    row->restricted = mb_col_int(q, col++) != 0;
    row->differ = mb_col_int(q, col++) != 0;
    row->current = mb_col_int(q, col++) != 0;
    mb_read_where(q, col, arena, &row->where);
}

static enum mb_status read_rows(struct mb_query q, struct mb_arena *arena,
                                struct mb_clause_rows *ret_rows,
                                struct mb_err *err)
{
    struct mb_clause_rows rows = {NULL, 0};
    struct mb_lately lately = {0};
    enum mb_status st;

    q.lately = &lately;
    while (mb_next(&q)) {
        struct mb_clause_row *row =
            mb_arena_extend(arena, &rows.at, &rows.n, sizeof *row);
        if (row == NULL)
            break;
        read_row(&q, arena, row);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

static struct mb_query all_clauses(struct mb_store *store,
                                   const struct mb_filter *filter,
                                   struct mb_arena *arena)
{
    struct mb_bound f = mb_bind_filter(filter, arena);

    return mb_sql(
        store, CLAUSE_SELECT CLAUSE_FROM CLAUSE_JOINS CLAUSE_WHERE CLAUSE_ORDER,
        MB_BOUND_FORMAT, MB_BOUND_ARGS(f));
}

enum mb_status mb_store_clauses(struct mb_store *store,
                                const struct mb_filter *filter,
                                struct mb_arena *arena,
                                struct mb_clause_rows *ret_rows,
                                struct mb_err *err)
{
    struct mb_query q = all_clauses(store, filter, arena);

    return read_rows(q, arena, ret_rows, err);
}

/* What is bound is borrowed while the rows come, so they have an arena of
 * their own. */
enum mb_status mb_store_clauses_each(struct mb_store *store,
                                     const struct mb_filter *filter,
                                     mb_clause_fn *fn, void *context,
                                     struct mb_err *err)
{
    struct mb_arena *bound = mb_arena_new(0);
    struct mb_arena *arena = mb_arena_new(0);
    enum mb_status st = MB_OK, ended;
    struct mb_query q;

    if (bound == NULL || arena == NULL) {
        st = mb_err_set(err, MB_ERR_NOMEM, "out of memory");
        goto out;
    }
    q = all_clauses(store, filter, bound);
    while (st == MB_OK && mb_next(&q)) {
        struct mb_clause_row row = {0};
        mb_arena_clear(arena);
        read_row(&q, arena, &row);
        st = mb_arena_status(arena, err);
        if (st == MB_OK)
            st = fn(context, &row, err);
    }
    ended = mb_end(&q, st == MB_OK ? err : NULL);
    if (st == MB_OK)
        st = ended;
out:
    mb_arena_free(bound);
    mb_arena_free(arena);
    return st;
}

enum mb_status mb_store_matter_clauses(struct mb_store *store, int64_t matter,
                                       const struct mb_filter *filter,
                                       struct mb_arena *arena,
                                       struct mb_clause_rows *ret_rows,
                                       struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_query q =
        mb_sql(store,
               CLAUSE_SELECT CLAUSE_FROM_ONE CLAUSE_JOINS CLAUSE_WHERE
               " AND c.id IN (SELECT w.clause_id FROM resolution w"
               "  WHERE w.matter_id = ?8)" CLAUSE_ORDER,
               MB_BOUND_FORMAT "i", MB_BOUND_ARGS(f), matter);

    return read_rows(q, arena, ret_rows, err);
}

enum mb_status mb_store_meeting_clauses(struct mb_store *store, int64_t meeting,
                                        const struct mb_filter *filter,
                                        struct mb_arena *arena,
                                        struct mb_clause_rows *ret_rows,
                                        struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_query q =
        mb_sql(store,
               CLAUSE_SELECT CLAUSE_FROM_ONE CLAUSE_JOINS CLAUSE_WHERE
               " AND c.id IN (SELECT w.clause_id FROM meeting_source v"
               "  JOIN resolution w ON w.document_id = v.document_id"
               "   AND w.meeting = v.n WHERE v.meeting_id = ?8)" CLAUSE_ORDER,
               MB_BOUND_FORMAT "i", MB_BOUND_ARGS(f), meeting);

    return read_rows(q, arena, ret_rows, err);
}

enum mb_status mb_store_document_clauses(
    struct mb_store *store, int64_t document, const struct mb_filter *filter,
    struct mb_arena *arena, struct mb_clause_rows *ret_rows, struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_query q =
        mb_sql(store,
               CLAUSE_SELECT CLAUSE_FROM_ONE CLAUSE_JOINS CLAUSE_WHERE
               " AND c.id IN (SELECT w.clause_id FROM resolution w"
               "  WHERE w.document_id = ?8)" CLAUSE_ORDER,
               MB_BOUND_FORMAT "i", MB_BOUND_ARGS(f), document);

    return read_rows(q, arena, ret_rows, err);
}

enum mb_status mb_store_clause(struct mb_store *store, struct mb_span record_id,
                               const struct mb_filter *filter,
                               struct mb_arena *arena,
                               struct mb_clause_rows *ret_rows,
                               struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_query q;

    f.dropped = 1;
    q = mb_sql(store,
               CLAUSE_SELECT CLAUSE_FROM_ONE CLAUSE_JOINS CLAUSE_WHERE
               " AND c.id IN (SELECT id FROM clause"
               "  WHERE record_id = upper (?8) UNION SELECT clause_id"
               "  FROM record_alias WHERE record_id = upper (?8))",
               MB_BOUND_FORMAT "s", MB_BOUND_ARGS(f), record_id);
    return read_rows(q, arena, ret_rows, err);
}

enum mb_status mb_store_clause_sources(struct mb_store *store,
                                       struct mb_span record_id,
                                       struct mb_arena *arena,
                                       struct mb_clause_sources *ret_rows,
                                       struct mb_err *err)
{
    struct mb_clause_sources rows = {NULL, 0};
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT x.name, x.uri, d.kind, d.state, r.item, r.label, r.text,"
        " r.document_id = c.document_id AND r.n = c.n,"
        " d.superseded_by IS NOT NULL," MB_COLS_WHERE
        " FROM clause c JOIN resolution r ON r.clause_id = c.id" MB_JOIN_DOCUMENT(
            "r")
            MB_JOIN_EVIDENCE(
                "r",
                "resolutions") " WHERE c.id = (SELECT id FROM clause WHERE record_id = upper (?1)"
                               "  UNION SELECT clause_id FROM record_alias"
                               "  WHERE record_id = upper (?1))"
                               " ORDER BY 8 DESC, 9, d.rank, x.sha256, r.n",
        "s", record_id);

    while (mb_next(&q)) {
        struct mb_clause_source *row =
            mb_arena_extend(arena, &rows.at, &rows.n, sizeof *row);
        if (row == NULL)
            break;
        row->document_name = mb_col_dup(&q, 0, arena);
        row->uri = mb_col_dup(&q, 1, arena);
        row->kind = mb_col_dup(&q, 2, arena);
        row->state = mb_col_dup(&q, 3, arena);
        row->item = mb_col_dup(&q, 4, arena);
        row->label = mb_col_dup(&q, 5, arena);
        row->text = mb_col_dup(&q, 6, arena);
        row->preferred = mb_col_int(&q, 7) != 0;
        row->superseded = mb_col_int(&q, 8) != 0;
        mb_read_where(&q, 9, arena, &row->where);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

/* The passages under the clause's item, or all where it has none. */
enum mb_status mb_store_clause_context(struct mb_store *store,
                                       struct mb_span record_id,
                                       size_t max_bytes, struct mb_arena *arena,
                                       struct mb_span *ret_text,
                                       uint32_t *ret_start, struct mb_err *err)
{
    enum mb_status st;
    struct mb_span text = MB_SPAN_NULL;
    uint32_t start = 0;
    struct mb_query q = mb_sql(
        store,
        "SELECT p.start, p.end, substr (CAST (t.text AS BLOB), p.start + 1,"
        "  min (p.end - p.start, ?2 + 4))"
        " FROM source_text t JOIN (SELECT g.document_id,"
        "  min (g.start) AS start,"
        "  max (g.start + g.size) AS end,"
        "  max (g.restricted) AS restricted"
        "  FROM clause c JOIN resolution r"
        "   ON r.document_id = c.document_id AND r.n = c.n"
        "  JOIN passage g ON g.document_id = c.document_id"
        "   AND (r.agenda_item IS NULL OR g.agenda_item = r.agenda_item)"
        "  WHERE c.record_id = ?1 GROUP BY g.document_id) p"
        " ON p.document_id = t.document_id WHERE NOT p.restricted",
        "si", record_id, (int64_t)max_bytes);

    if (mb_next(&q)) {
        start = mb_col_u32(&q, 0);
        text = mb_col_dup(&q, 2, arena);
    }
    st = mb_rows_end(&q, arena, err);
    if (st != MB_OK)
        return st;
    if (text.len > max_bytes) {
        text.len = max_bytes;
        while (text.len > 0
               && ((unsigned char)text.ptr[text.len] & 0xC0) == 0x80)
            text.len--;
    }
    *ret_text = text;
    *ret_start = start;
    return MB_OK;
}

enum mb_status mb_store_record_ids(struct mb_store *store, const char *sha256,
                                   struct mb_arena *arena,
                                   struct mb_names *ret_ids, struct mb_err *err)
{
    struct mb_names ids = {NULL, 0};
    enum mb_status st;
    struct mb_query q = mb_sql(store,
                               "SELECT c.record_id FROM source_document x"
                               " JOIN resolution r ON r.document_id = x.id"
                               " LEFT JOIN clause c ON c.id = r.clause_id"
                               " WHERE x.sha256 = ?1 ORDER BY r.n",
                               "t", sha256);

    while (mb_next(&q)) {
        struct mb_span *id = mb_arena_push(arena, &ids.at, &ids.n, sizeof *id);
        if (id == NULL)
            break;
        *id = mb_col_dup(&q, 0, arena);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_ids = ids;
    return st;
}
