/* Matters with their events, and decisions: what several documents tell is
 * folded into one, the preferred document's word first. */
#include "store/rows.h"

#include "store/identity.h"

enum mb_status
mb_store_matters(struct mb_store *store, const struct mb_filter *filter,
                 struct mb_span reference, struct mb_arena *arena,
                 struct mb_matter_rows *ret_rows, struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_matter_rows rows = {NULL, 0};
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT t.id, a.name, t.scheme, t.reference,"
        " ifnull ((SELECT p.title FROM decision p JOIN document d"
        "   ON d.document_id = p.document_id"
        "  WHERE p.matter_id = t.id AND p.title IS NOT NULL"
        "  ORDER BY d.rank, p.document_id, p.n LIMIT 1),"
        "  (SELECT i.title FROM agenda_item i JOIN document d"
        "    ON d.document_id = i.document_id"
        "   WHERE i.matter_id = t.id AND i.title IS NOT NULL"
        "   ORDER BY d.rank, i.document_id, i.n LIMIT 1)),"
        " (SELECT count (DISTINCT r.clause_id) FROM resolution r"
        "   JOIN clause c ON c.id = r.clause_id AND c.current"
        "  WHERE r.matter_id = t.id),"
        " (SELECT count (*) FROM (SELECT document_id FROM reference"
        "   WHERE matter_id = t.id UNION SELECT document_id FROM resolution"
        "   WHERE matter_id = t.id UNION SELECT document_id FROM decision"
        "   WHERE matter_id = t.id))"
        " FROM matter t JOIN authority a ON a.id = t.authority_id"
        " WHERE " MB_WHERE_AUTHORITY
        " AND (?2 IS NULL OR t.reference = ?2 COLLATE NOCASE)"
        " ORDER BY a.key, t.reference, t.scheme",
        "ss", f.authority, reference);

    while (mb_next(&q)) {
        struct mb_matter_row *row =
            mb_arena_extend(arena, &rows.at, &rows.n, sizeof *row);
        if (row == NULL)
            break;
        row->id = mb_col_int(&q, 0);
        row->authority = mb_col_dup(&q, 1, arena);
        row->scheme = mb_col_dup(&q, 2, arena);
        row->reference = mb_col_dup(&q, 3, arena);
        row->title = mb_col_dup(&q, 4, arena);
        row->clauses = mb_col_u32(&q, 5);
        row->documents = mb_col_u32(&q, 6);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

enum mb_status mb_store_events(struct mb_store *store, int64_t matter,
                               struct mb_arena *arena,
                               struct mb_event_rows *ret_rows,
                               struct mb_err *err)
{
    struct mb_event_rows rows = {NULL, 0};
    struct mb_event_row *last = NULL;
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT v.kind, v.date, v.body, x.name,"
        " row_number () OVER (PARTITION BY v.kind, v.date,"
        "  lower (ifnull (b.name, v.body))"
        "  ORDER BY d.rank, x.sha256, v.n)," MB_COLS_WHERE
        " FROM matter_event v" MB_JOIN_DOCUMENT("v") MB_JOIN_MEETING(
            "v") " LEFT JOIN evidence e ON e.document_id = v.document_id"
                 "  AND e.kind = v.record_kind AND e.n = v.record_n AND e.member = ''"
                 " WHERE v.matter_id = ?1 AND d.superseded_by IS NULL"
                 " ORDER BY v.date IS NULL, v.date, CASE v.kind WHEN 'noticed' THEN 0"
                 "  WHEN 'considered' THEN 1 WHEN 'recommended' THEN 2"
                 "  WHEN 'endorsed' THEN 3 WHEN 'decided' THEN 4"
                 "  WHEN 'published' THEN 5 WHEN 'called_in' THEN 6"
                 "  WHEN 'effective' THEN 7 ELSE 8 END,"
                 "  lower (ifnull (b.name, v.body)), 5",
        "i", matter);

    while (mb_next(&q)) {
        if (mb_col_int(&q, 4) > 1) {
            if (last != NULL)
                last->documents++;
            continue;
        }
        last = mb_arena_extend(arena, &rows.at, &rows.n, sizeof *last);
        if (last == NULL)
            break;
        last->kind = mb_col_dup(&q, 0, arena);
        last->date = mb_col_dup(&q, 1, arena);
        last->body = mb_col_dup(&q, 2, arena);
        last->document_name = mb_col_dup(&q, 3, arena);
        last->documents = 1;
        mb_read_where(&q, 5, arena, &last->where);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

/* -------------------------------------------------------- decisions -- */

static void read_decision(const struct mb_query *q, struct mb_arena *arena,
                          struct mb_decision_row *row)
{
    struct mb_span *texts[] = {
        &row->authority,     &row->reference,    &row->title,
        &row->maker,         &row->body,         &row->status,
        &row->date,          &row->published,    &row->effective,
        &row->reasons,       &row->alternatives, &row->purpose,
        &row->document_name, &row->uri,
    };
    int col = 0;

    for (; col < (int)(sizeof texts / sizeof texts[0]); col++)
        *texts[col] = mb_col_dup(q, col, arena);
    row->key = mb_col_tri(q, col++);
    row->call_in = mb_col_tri(q, col++);
    row->matter = mb_col_int(q, col++);
    mb_read_where(q, col, arena, &row->where);
    row->sources = 1;
}

static void fill(struct mb_span *to, struct mb_span from)
{
    if (to->ptr == NULL)
        *to = from;
}

/* What a further document of the same decision adds. */
static void fold(struct mb_decision_row *to, const struct mb_decision_row *from)
{
    fill(&to->title, from->title);
    fill(&to->maker, from->maker);
    fill(&to->body, from->body);
    fill(&to->status, from->status);
    fill(&to->date, from->date);
    fill(&to->published, from->published);
    fill(&to->effective, from->effective);
    fill(&to->reasons, from->reasons);
    fill(&to->alternatives, from->alternatives);
    fill(&to->purpose, from->purpose);
    fill(&to->uri, from->uri);
    if (to->key == MB_UNKNOWN)
        to->key = from->key;
    if (to->call_in == MB_UNKNOWN)
        to->call_in = from->call_in;
    to->sources++;
}

static bool given_and_differ(struct mb_span a, struct mb_span b)
{
    return a.ptr != NULL && b.ptr != NULL && !mb_span_eq(a, b);
}

/* The same decision: one matter and one day; without a reference, one title
 * and one day. */
static bool same_decision(const struct mb_decision_row *a,
                          const struct mb_decision_row *b)
{
    if (given_and_differ(a->date, b->date) || a->matter != b->matter)
        return false;
    return a->matter != 0
           || (a->title.ptr != NULL && b->title.ptr != NULL
               && mb_span_ieq(a->title, b->title)
               && mb_span_eq(a->authority, b->authority)
               && mb_span_eq(a->date, b->date));
}

static struct mb_decision_row *find_same(struct mb_decision_rows *rows,
                                         const struct mb_decision_row *row)
{
    /* Rows come by matter and title: what is the same is near. */
    for (uint32_t i = rows->n; i > 0 && rows->n - i < 50; i--)
        if (same_decision(&rows->at[i - 1], row))
            return &rows->at[i - 1];
    return NULL;
}

enum mb_status mb_store_decisions(struct mb_store *store,
                                  const struct mb_filter *filter,
                                  struct mb_arena *arena,
                                  struct mb_decision_rows *ret_rows,
                                  struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_decision_rows rows = {NULL, 0};
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT a.name, t.reference, p.title, p.maker, b.name, p.status,"
        " ifnull (p.date, m.date), p.published, p.effective, p.reasons,"
        " p.alternatives, p.purpose, x.name, x.uri, p.key, p.call_in, t.id," MB_COLS_WHERE
        " FROM decision p" MB_JOIN_DOCUMENT("p") MB_JOIN_MEETING(
            "p") " LEFT JOIN matter t ON t.id = p.matter_id"
                 " LEFT JOIN agenda_item i ON i.document_id = p.document_id"
                 "  AND i.n = p.item" MB_JOIN_EVIDENCE("p", "decisions") " WHERE " MB_WHERE_PLACE(
                     "ifnull (p.date, m.date)") " AND (?5 IS NULL OR EXISTS (SELECT 1 FROM link l"
                                                "  WHERE l.strategy_id = ?5 AND l.matter_id = t.id))"
                                                " AND (?6 OR i.restricted IS NOT 1) AND d.superseded_by IS NULL" MB_UNUSED_DROPPED
                                                " ORDER BY a.key, t.reference, t.id, lower (p.title), d.rank,"
                                                "  x.sha256, p.n",
        MB_BOUND_FORMAT, MB_BOUND_ARGS(f));

    while (mb_next(&q)) {
        struct mb_decision_row row = {0}, *same;
        read_decision(&q, arena, &row);
        same = find_same(&rows, &row);
        if (same != NULL) {
            fold(same, &row);
            continue;
        }
        same = mb_arena_extend(arena, &rows.at, &rows.n, sizeof *same);
        if (same == NULL)
            break;
        *same = row;
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

enum mb_status mb_store_recommended(struct mb_store *store, int64_t matter,
                                    struct mb_span date, bool exempt,
                                    struct mb_arena *arena,
                                    struct mb_span *ret_text,
                                    struct mb_err *err)
{
    struct mb_span text = MB_SPAN_NULL;
    enum mb_status st;
    struct mb_query q =
        mb_sql(store,
               "SELECT o.text FROM motion o WHERE o.outcome = 'recommended'"
               " AND o.text IS NOT NULL AND o.document_id ="
               " (SELECT f.document_id FROM reference f JOIN document d"
               "   ON d.document_id = f.document_id"
               "  JOIN source_document x ON x.id = d.document_id"
               "  LEFT JOIN meeting_source ms ON ms.document_id = d.document_id"
               "   AND ms.n = 0 LEFT JOIN meeting m ON m.id = ms.meeting_id"
               "  WHERE f.matter_id = ?1 AND f.n = 0 AND d.kind = 'report'"
               "   AND d.superseded_by IS NULL"
               "  ORDER BY m.date IS ?2 DESC, m.date DESC, x.sha256 LIMIT 1)"
               " AND (?3 OR NOT EXISTS (SELECT 1 FROM agenda_item i"
               "  WHERE i.document_id = o.document_id AND i.number = o.item"
               "  AND i.restricted))"
               " ORDER BY o.n",
               "isi", matter, date, (int64_t)exempt);

    while (mb_next(&q)) {
        struct mb_span line = mb_col_dup(&q, 0, arena);
        text = mb_arena_printf(arena, MB_SPAN_FMT "%s" MB_SPAN_FMT,
                               MB_SPAN_ARG(text), text.len > 0 ? "\n" : "",
                               MB_SPAN_ARG(line));
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_text = text;
    return st;
}
