/* Meetings, and what stands in them: items, attendance, actions, votes,
 * mentions. Where several documents of one meeting list the same, the
 * preferred one's row is shown. */
#include "store/rows.h"

#define PUSH(rows, row)                                                        \
    ((row) = mb_arena_extend(arena, &(rows).at, &(rows).n, sizeof *(row)))

enum mb_status mb_store_meetings(struct mb_store *store,
                                 const struct mb_filter *filter,
                                 struct mb_arena *arena,
                                 struct mb_meeting_rows *ret_rows,
                                 struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_meeting_rows rows = {NULL, 0};
    struct mb_meeting_row *row;
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT m.id, a.name, b.name, m.date, m.time, m.venue, m.state,"
        " x.name, x.uri, m.ordinal,"
        " (SELECT count (*) FROM agenda_item i JOIN meeting_source s"
        "   ON s.document_id = i.document_id AND s.n = i.meeting"
        "  WHERE s.meeting_id = m.id AND i.document_id = x.id),"
        " (SELECT count (DISTINCT r.clause_id) FROM meeting_source s"
        "   JOIN resolution r ON r.document_id = s.document_id"
        "    AND r.meeting = s.n"
        "   JOIN clause c ON c.id = r.clause_id AND c.current"
        "  WHERE s.meeting_id = m.id),"
        " (SELECT count (DISTINCT p.name_key) FROM meeting_source s"
        "   JOIN attendance p ON p.document_id = s.document_id"
        "    AND p.meeting = s.n"
        "   JOIN document e ON e.document_id = s.document_id"
        "    AND e.superseded_by IS NULL"
        "  WHERE s.meeting_id = m.id AND p.capacity IN ('chair', 'present',"
        "   'substitute')),"
        " (SELECT count (DISTINCT s.document_id) FROM meeting_source s"
        "  WHERE s.meeting_id = m.id)"
        " FROM meeting m JOIN authority a ON a.id = m.authority_id"
        " LEFT JOIN body b ON b.id = m.body_id"
        " LEFT JOIN source_document x ON x.id = (SELECT s.document_id"
        "  FROM meeting_source s JOIN document d"
        "   ON d.document_id = s.document_id"
        "  JOIN source_document y ON y.id = s.document_id"
        "  WHERE s.meeting_id = m.id"
        "  ORDER BY d.superseded_by IS NOT NULL, d.rank, y.sha256 LIMIT 1)"
        " WHERE " MB_WHERE_PLACE("m.date")
            MB_UNUSED_STRATEGY MB_UNUSED_EXEMPT MB_UNUSED_DROPPED
        " ORDER BY a.key, m.date, b.key, m.ordinal, x.sha256",
        MB_BOUND_FORMAT, MB_BOUND_ARGS(f));

    while (mb_next(&q) && PUSH(rows, row) != NULL) {
        row->id = mb_col_int(&q, 0);
        row->authority = mb_col_dup(&q, 1, arena);
        row->body = mb_col_dup(&q, 2, arena);
        row->date = mb_col_dup(&q, 3, arena);
        row->time = mb_col_dup(&q, 4, arena);
        row->venue = mb_col_dup(&q, 5, arena);
        row->state = mb_col_dup(&q, 6, arena);
        row->document_name = mb_col_dup(&q, 7, arena);
        row->uri = mb_col_dup(&q, 8, arena);
        row->ordinal = mb_col_u32(&q, 9);
        row->items = mb_col_u32(&q, 10);
        row->clauses = mb_col_u32(&q, 11);
        row->present = mb_col_u32(&q, 12);
        row->documents = mb_col_u32(&q, 13);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

enum mb_status mb_store_items(struct mb_store *store, int64_t meeting,
                              struct mb_arena *arena,
                              struct mb_item_rows *ret_rows, struct mb_err *err)
{
    struct mb_item_rows rows = {NULL, 0};
    struct mb_item_row *row;
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT i.number, i.title, t.reference, i.restricted," MB_COLS_WHERE
        " FROM agenda_item i LEFT JOIN matter t ON t.id = i.matter_id" MB_JOIN_EVIDENCE(
            "i",
            "items") " JOIN meeting_source v ON v.document_id = i.document_id"
                     "  AND v.n = i.meeting AND v.meeting_id = ?1"
                     " WHERE i.document_id = (SELECT s.document_id FROM meeting_source s"
                     "  JOIN document d ON d.document_id = s.document_id"
                     "  JOIN source_document y ON y.id = s.document_id"
                     "  WHERE s.meeting_id = ?1 AND EXISTS (SELECT 1 FROM agenda_item k"
                     "   WHERE k.document_id = s.document_id AND k.meeting = s.n)"
                     "  ORDER BY d.superseded_by IS NOT NULL, d.rank, y.sha256 LIMIT 1)"
                     " ORDER BY i.n",
        "i", meeting);

    while (mb_next(&q) && PUSH(rows, row) != NULL) {
        row->meeting = meeting;
        row->number = mb_col_dup(&q, 0, arena);
        row->title = mb_col_dup(&q, 1, arena);
        row->reference = mb_col_dup(&q, 2, arena);
        row->restricted = mb_col_tri(&q, 3);
        mb_read_where(&q, 4, arena, &row->where);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

enum mb_status mb_store_attendance(struct mb_store *store,
                                   const struct mb_filter *filter,
                                   struct mb_arena *arena,
                                   struct mb_attendance_rows *ret_rows,
                                   struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_attendance_rows rows = {NULL, 0};
    struct mb_lately lately = {0};
    struct mb_attendance_row *row;
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT * FROM (SELECT a.name, b.name, m.date, p.name, p.name_key,"
        " w.name, p.capacity, p.role, p.on_behalf_of, p.note, x.name, m.id," MB_COLS_WHERE
        ", a.key, b.key, m.ordinal, d.rank, x.sha256, p.n,"
        " row_number () OVER (PARTITION BY ifnull (m.id, -x.id), p.name_key,"
        "  p.capacity ORDER BY d.rank, x.sha256, p.n) AS nth"
        " FROM attendance p" MB_JOIN_DOCUMENT("p") MB_JOIN_MEETING("p")
            MB_JOIN_EVIDENCE(
                "p",
                "people") " LEFT JOIN person_name k ON k.name_key = p.name_key"
                          "  AND k.authority IN ('', a.key) AND k.split_at IS NULL"
                          " LEFT JOIN person w ON w.id = k.person_id"
                          " WHERE " MB_WHERE_PLACE("m.date")
                              MB_UNUSED_STRATEGY MB_UNUSED_EXEMPT
                                  MB_UNUSED_DROPPED
        " AND d.superseded_by IS NULL"
        " AND p.capacity NOT IN ('lead_officer', 'contact',"
        "  'declared_interest'))"
        " WHERE nth = 1 ORDER BY 19, 3, 20, 21, 22, 23, 24",
        MB_BOUND_FORMAT, MB_BOUND_ARGS(f));

    q.lately = &lately;
    while (mb_next(&q) && PUSH(rows, row) != NULL) {
        row->authority = mb_col_dup(&q, 0, arena);
        row->body = mb_col_dup(&q, 1, arena);
        row->date = mb_col_dup(&q, 2, arena);
        row->name = mb_col_dup(&q, 3, arena);
        row->name_key = mb_col_dup(&q, 4, arena);
        row->person = mb_col_dup(&q, 5, arena);
        row->capacity = mb_col_dup(&q, 6, arena);
        row->role = mb_col_dup(&q, 7, arena);
        row->on_behalf_of = mb_col_dup(&q, 8, arena);
        row->note = mb_col_dup(&q, 9, arena);
        row->document_name = mb_col_dup(&q, 10, arena);
        row->meeting = mb_col_int(&q, 11);
        mb_read_where(&q, 12, arena, &row->where);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

/* The only meeting of a record that names none: its document's first. */
#define JOIN_FIRST_MEETING(record)                                             \
    " LEFT JOIN meeting_source ms ON ms.document_id = " record ".document_id"  \
    "  AND ms.n = 0 LEFT JOIN meeting m ON m.id = ms.meeting_id"               \
    " LEFT JOIN body b ON b.id = m.body_id"
/* Its item is exempt: found by number. */
#define NOT_EXEMPT(record)                                                     \
    "(?6 OR NOT EXISTS (SELECT 1 FROM agenda_item i"                           \
    " WHERE i.document_id = " record ".document_id"                            \
    " AND i.number = " record ".item AND i.restricted))"

enum mb_status mb_store_actions(struct mb_store *store,
                                const struct mb_filter *filter,
                                struct mb_arena *arena,
                                struct mb_action_rows *ret_rows,
                                struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_action_rows rows = {NULL, 0};
    struct mb_lately lately = {0};
    struct mb_action_row *row;
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT * FROM (SELECT a.name, b.name, m.date, p.item, p.owner,"
        " p.text, p.due, x.name, x.uri, p.hard," MB_COLS_WHERE
        ", a.key, b.key, d.rank, x.sha256, p.n,"
        " row_number () OVER (PARTITION BY ifnull (m.id, -x.id), p.hard,"
        "  lower (p.owner), lower (p.text) ORDER BY d.rank, x.sha256, p.n)"
        "  AS nth"
        " FROM action p" MB_JOIN_DOCUMENT("p") JOIN_FIRST_MEETING(
            "p") " LEFT JOIN evidence e ON e.document_id = p.document_id"
                 "  AND e.kind = CASE p.hard WHEN 1 THEN 'actions'"
                 "   ELSE 'soft_actions' END AND e.n = p.n AND e.member = ''"
                 " WHERE " MB_WHERE_PLACE("m.date")
                     MB_UNUSED_STRATEGY MB_UNUSED_DROPPED
        " AND " NOT_EXEMPT(
            "p") " AND d.superseded_by IS NULL)"
                 " WHERE nth = 1 ORDER BY 17, 3, 18, 19, 20, hard DESC, 21",
        MB_BOUND_FORMAT, MB_BOUND_ARGS(f));

    q.lately = &lately;
    while (mb_next(&q) && PUSH(rows, row) != NULL) {
        row->authority = mb_col_dup(&q, 0, arena);
        row->body = mb_col_dup(&q, 1, arena);
        row->date = mb_col_dup(&q, 2, arena);
        row->item = mb_col_dup(&q, 3, arena);
        row->owner = mb_col_dup(&q, 4, arena);
        row->text = mb_col_dup(&q, 5, arena);
        row->due = mb_col_dup(&q, 6, arena);
        row->document_name = mb_col_dup(&q, 7, arena);
        row->uri = mb_col_dup(&q, 8, arena);
        row->hard = mb_col_int(&q, 9) != 0;
        mb_read_where(&q, 10, arena, &row->where);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

enum mb_status mb_store_votes(struct mb_store *store,
                              const struct mb_filter *filter,
                              struct mb_arena *arena,
                              struct mb_vote_rows *ret_rows, struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_vote_rows rows = {NULL, 0};
    struct mb_vote_row *row;
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT a.name, b.name, m.date, p.item, c.record_id, p.for_names,"
        " p.against_names, p.abstain_names, p.result, p.votes_for,"
        " p.votes_against, p.votes_abstain," MB_COLS_WHERE
        " FROM vote_event p" MB_JOIN_DOCUMENT("p") JOIN_FIRST_MEETING("p")
            MB_JOIN_EVIDENCE(
                "p",
                "votes") " LEFT JOIN resolution r ON r.document_id = p.document_id"
                         "  AND r.n = p.resolution LEFT JOIN clause c ON c.id = r.clause_id"
                         " WHERE " MB_WHERE_PLACE("m.date")
                             MB_UNUSED_STRATEGY MB_UNUSED_DROPPED
        " AND " NOT_EXEMPT(
            "p") " AND d.superseded_by IS NULL"
                 " AND (?6 OR r.restricted IS NOT 1)"
                 " ORDER BY a.key, m.date, b.key, d.rank, x.sha256, p.n",
        MB_BOUND_FORMAT, MB_BOUND_ARGS(f));

    while (mb_next(&q) && PUSH(rows, row) != NULL) {
        row->authority = mb_col_dup(&q, 0, arena);
        row->body = mb_col_dup(&q, 1, arena);
        row->date = mb_col_dup(&q, 2, arena);
        row->item = mb_col_dup(&q, 3, arena);
        row->record_id = mb_col_dup(&q, 4, arena);
        row->for_names = mb_col_dup(&q, 5, arena);
        row->against_names = mb_col_dup(&q, 6, arena);
        row->abstain_names = mb_col_dup(&q, 7, arena);
        row->result = mb_col_dup(&q, 8, arena);
        row->votes_for = mb_col_tri(&q, 9);
        row->votes_against = mb_col_tri(&q, 10);
        row->votes_abstain = mb_col_tri(&q, 11);
        mb_read_where(&q, 12, arena, &row->where);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

/* A mention resolves to the meeting of that day whose body has that name, or
 * the same body where none is named; where there is just one. */
#define MENTION_TARGET                                                         \
    " (SELECT CASE count (*) WHEN 1 THEN max (g.id) END FROM meeting g"        \
    "  JOIN body h ON h.id = g.body_id WHERE g.authority_id = d.authority_id"  \
    "  AND g.date = p.date AND h.key = ifnull (lower (p.body), b.key))"

enum mb_status mb_store_mentions(struct mb_store *store,
                                 const struct mb_filter *filter,
                                 struct mb_arena *arena,
                                 struct mb_mention_rows *ret_rows,
                                 struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_mention_rows rows = {NULL, 0};
    struct mb_mention_row *row;
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT a.name, b.name, m.date, p.body, p.date, p.verb, x.name, p.weak," MENTION_TARGET
        "," MB_COLS_WHERE " FROM mention p" MB_JOIN_DOCUMENT("p")
            JOIN_FIRST_MEETING(
                "p") " LEFT JOIN evidence e ON e.document_id = p.document_id"
                     "  AND e.kind = CASE p.weak WHEN 1 THEN 'weak_mentions'"
                     "   ELSE 'mentions' END AND e.n = p.n AND e.member = ''"
                     " WHERE " MB_WHERE_PLACE("m.date")
                         MB_UNUSED_STRATEGY MB_UNUSED_EXEMPT MB_UNUSED_DROPPED
        " AND d.superseded_by IS NULL"
        " ORDER BY a.key, m.date, b.key, d.rank, x.sha256, p.weak, p.n",
        MB_BOUND_FORMAT, MB_BOUND_ARGS(f));

    while (mb_next(&q) && PUSH(rows, row) != NULL) {
        row->authority = mb_col_dup(&q, 0, arena);
        row->body = mb_col_dup(&q, 1, arena);
        row->date = mb_col_dup(&q, 2, arena);
        row->to_body = mb_col_dup(&q, 3, arena);
        row->to_date = mb_col_dup(&q, 4, arena);
        row->verb = mb_col_dup(&q, 5, arena);
        row->document_name = mb_col_dup(&q, 6, arena);
        row->weak = mb_col_int(&q, 7) != 0;
        row->target = mb_col_int(&q, 8);
        mb_read_where(&q, 9, arena, &row->where);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}
