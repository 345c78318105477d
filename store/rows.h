/* Inside store/ only: what the queries share. */
#ifndef MB_STORE_ROWS_H
#define MB_STORE_ROWS_H

#include "store/db.h"
#include "store/query.h"

/* A filter as SQL wants it: ?1 to ?7 of every filtered query. */
struct mb_bound {
    struct mb_span authority; /* key, a beginning of it */
    struct mb_span body;      /* key */
    struct mb_span from, to, strategy;
    int64_t exempt, dropped;
};
#define MB_BOUND_FORMAT "sssssii"
#define MB_BOUND_ARGS(b)                                                       \
    (b).authority, (b).body, (b).from, (b).to, (b).strategy, (b).exempt,       \
        (b).dropped

/* filter may be NULL: nothing is left out but exempt and dropped ones. */
struct mb_bound mb_bind_filter(const struct mb_filter *filter,
                               struct mb_arena *arena);

/* Conditions on authority a, body b and a date column, for ?1 to ?4. */
#define MB_WHERE_AUTHORITY "(?1 IS NULL OR instr (a.key, ?1) = 1)"
#define MB_WHERE_BODY                                                          \
    "(?2 IS NULL OR b.key = ?2 OR b.key IN (SELECT lower (y.body)"             \
    " FROM body_alias y WHERE y.alias_key = ?2))"
#define MB_WHERE_DATES(date)                                                   \
    "(?3 IS NULL OR " date " >= ?3) AND (?4 IS NULL OR " date " <= ?4)"
#define MB_WHERE_PLACE(date)                                                   \
    MB_WHERE_AUTHORITY " AND " MB_WHERE_BODY " AND " MB_WHERE_DATES(date)
/* So that a query may name all of ?1 to ?7 and leave some out. */
#define MB_UNUSED_STRATEGY " AND (?5 IS NULL OR 1)"
#define MB_UNUSED_EXEMPT   " AND (?6 OR 1)"
#define MB_UNUSED_DROPPED  " AND (?7 OR 1)"

/* A document's meeting, as joined to its records by (document_id, meeting). */
#define MB_JOIN_MEETING(record)                                                \
    " LEFT JOIN meeting_source ms ON ms.document_id = " record ".document_id"  \
    "  AND ms.n = " record ".meeting"                                          \
    " LEFT JOIN meeting m ON m.id = ms.meeting_id"                             \
    " LEFT JOIN body b ON b.id = m.body_id"
#define MB_JOIN_DOCUMENT(record)                                               \
    " JOIN document d ON d.document_id = " record ".document_id"               \
    " JOIN source_document x ON x.id = " record ".document_id"                 \
    " JOIN authority a ON a.id = d.authority_id"
#define MB_JOIN_EVIDENCE(record, kind)                                         \
    " LEFT JOIN evidence e ON e.document_id = " record ".document_id"          \
    "  AND e.kind = '" kind "' AND e.n = " record ".n AND e.member = ''"

/* Columns of an evidence `e`, and reading them from column `col` on. */
#define MB_COLS_WHERE                                                          \
    " e.spans, e.quote, e.rule, e.page, e.confidence, e.document_id"
#define MB_NCOLS_WHERE 6
void mb_read_where(const struct mb_query *q, int col, struct mb_arena *arena,
                   struct mb_where *ret);

/* Add what the documents of one body print in two ways: names one letter apart,
 * names with two honorifics (name_doubts.c). */
enum mb_status mb_store_name_doubts(struct mb_store *store,
                                    const struct mb_filter *filter,
                                    struct mb_arena *arena,
                                    struct mb_review_rows *rows,
                                    struct mb_err *err) MB_MUST_CHECK;

/* End a query that filled a list: its status, else the arena's. */
enum mb_status mb_rows_end(struct mb_query *q, struct mb_arena *arena,
                           struct mb_err *err) MB_MUST_CHECK;

#endif
