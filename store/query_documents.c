/* Documents, their text and their bytes. */
#include "store/rows.h"

#include <stdio.h>

#define DOCUMENT_SELECT                                                        \
    "SELECT x.id, x.sha256, x.name, (SELECT g.path FROM sighting g"            \
    "  WHERE g.document_id = x.id ORDER BY g.run_id DESC, g.path LIMIT 1),"    \
    " x.uri, x.media_type, d.kind, d.title, a.name, s.body, s.date, d.state,"  \
    " x.status, t.reader, d.rules, x.first_seen, d.superseded_by, x.nbytes,"   \
    " t.pages, (SELECT count (*) FROM resolution r"                            \
    "  WHERE r.document_id = x.id), (SELECT count (*) FROM diagnostic g"       \
    "  WHERE g.document_id = x.id), d.lines, d.claimed, d.furniture,"          \
    " d.narrative, d.unclaimed"                                                \
    " FROM source_document x"                                                  \
    " LEFT JOIN document d ON d.document_id = x.id"                            \
    " LEFT JOIN authority a ON a.id = d.authority_id"                          \
    " LEFT JOIN source_text t ON t.document_id = x.id"                         \
    " LEFT JOIN meeting_source s ON s.document_id = x.id AND s.n = 0"          \
    " LEFT JOIN meeting m ON m.id = s.meeting_id"                              \
    " LEFT JOIN body b ON b.id = m.body_id"

static void read_row(const struct mb_query *q, struct mb_arena *arena,
                     struct mb_document_row *row)
{
    struct mb_span hash = mb_col_span(q, 1);

    row->id = mb_col_int(q, 0);
    snprintf(row->sha256, sizeof row->sha256, MB_SPAN_FMT, MB_SPAN_ARG(hash));
    row->name = mb_col_dup(q, 2, arena);
    row->path = mb_col_dup(q, 3, arena);
    row->uri = mb_col_dup(q, 4, arena);
    row->media = mb_col_dup(q, 5, arena);
    row->kind = mb_col_dup(q, 6, arena);
    row->title = mb_col_dup(q, 7, arena);
    row->authority = mb_col_dup(q, 8, arena);
    row->body = mb_col_dup(q, 9, arena);
    row->date = mb_col_dup(q, 10, arena);
    row->state = mb_col_dup(q, 11, arena);
    row->status = mb_col_dup(q, 12, arena);
    row->reader = mb_col_dup(q, 13, arena);
    row->rules = mb_col_dup(q, 14, arena);
    row->first_seen = mb_col_dup(q, 15, arena);
    row->superseded_by = mb_col_int(q, 16);
    row->bytes = (uint64_t)mb_col_int(q, 17);
    row->pages = mb_col_u32(q, 18);
    row->clauses = mb_col_u32(q, 19);
    row->diagnostics = mb_col_u32(q, 20);
    row->coverage = (struct mb_coverage){mb_col_u32(q, 21), mb_col_u32(q, 22),
                                         mb_col_u32(q, 23), mb_col_u32(q, 24),
                                         mb_col_u32(q, 25)};
}

static enum mb_status read_rows(struct mb_query q, struct mb_arena *arena,
                                struct mb_document_rows *ret_rows,
                                struct mb_err *err)
{
    struct mb_document_rows rows = {NULL, 0};
    struct mb_lately lately = {0};
    enum mb_status st;

    q.lately = &lately;
    while (mb_next(&q)) {
        struct mb_document_row *row =
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

enum mb_status mb_store_documents(struct mb_store *store,
                                  const struct mb_filter *filter,
                                  struct mb_arena *arena,
                                  struct mb_document_rows *ret_rows,
                                  struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_query q =
        mb_sql(store,
               DOCUMENT_SELECT " WHERE " MB_WHERE_PLACE("s.date")
                   MB_UNUSED_STRATEGY MB_UNUSED_EXEMPT MB_UNUSED_DROPPED
               " ORDER BY a.key, s.date, b.key, d.kind, x.sha256",
               MB_BOUND_FORMAT, MB_BOUND_ARGS(f));

    return read_rows(q, arena, ret_rows, err);
}

enum mb_status mb_store_document_find(struct mb_store *store,
                                      struct mb_span what,
                                      struct mb_arena *arena,
                                      struct mb_document_rows *ret_rows,
                                      struct mb_err *err)
{
    struct mb_query q =
        mb_sql(store,
               DOCUMENT_SELECT
               " WHERE CAST (x.id AS TEXT) = ?1 OR x.name = ?1 OR x.uri = ?1"
               " OR (length (?1) >= 6 AND instr (x.sha256, lower (?1)) = 1)"
               " OR EXISTS (SELECT 1 FROM sighting g WHERE g.document_id = x.id"
               "  AND g.path = ?1) ORDER BY x.sha256",
               "s", what);

    return read_rows(q, arena, ret_rows, err);
}

enum mb_status mb_store_run_documents(struct mb_store *store, int64_t run,
                                      struct mb_arena *arena,
                                      struct mb_document_rows *ret_rows,
                                      struct mb_err *err)
{
    struct mb_query q = mb_sql(store,
                               DOCUMENT_SELECT " WHERE x.first_run = ?1"
                                               " AND x.status <> 'purged'"
                                               " ORDER BY x.name, x.sha256",
                               "i", run);

    return read_rows(q, arena, ret_rows, err);
}

/* ------------------------------------------------------ text and bytes -- */

static uint32_t get_u32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16
           | (uint32_t)p[3] << 24;
}

static void unpack_marks(struct mb_span packed, struct mb_arena *arena,
                         struct mb_text *text)
{
    uint32_t n = (uint32_t)(packed.len / 8);
    const unsigned char *p = (const unsigned char *)packed.ptr;

    text->marks = mb_arena_alloc(arena, n + 1u, sizeof *text->marks);
    if (text->marks == NULL)
        return;
    for (uint32_t i = 0; i < n; i++, p += 8)
        text->marks[i] = (struct mb_mark){get_u32(p), p[4], p[5], p[6], p[7]};
    text->nmarks = n;
}

enum mb_status mb_store_text(struct mb_store *store, int64_t document,
                             struct mb_arena *arena, struct mb_text *ret_text,
                             struct mb_err *err)
{
    struct mb_text text = {0};
    enum mb_status st;
    struct mb_query q =
        mb_sql(store,
               "SELECT text, marks, pages, title, uri, reader FROM source_text"
               " WHERE document_id = ?1",
               "i", document);

    if (mb_next(&q)) {
        text.text = mb_col_dup(&q, 0, arena);
        unpack_marks(mb_col_span(&q, 1), arena, &text);
        text.pages = mb_col_u32(&q, 2);
        text.title = mb_col_dup(&q, 3, arena);
        text.uri = mb_col_dup(&q, 4, arena);
        text.reader = mb_col_dup(&q, 5, arena);
    }
    st = mb_rows_end(&q, arena, err);
    if (st == MB_OK)
        *ret_text = text;
    return st;
}

enum mb_status mb_store_bytes(struct mb_store *store, int64_t document,
                              struct mb_arena *arena, struct mb_span *ret_bytes,
                              struct mb_err *err)
{
    struct mb_span bytes;
    enum mb_status st = mb_get_text(
        store, err, arena, &bytes,
        "SELECT bytes FROM source_bytes WHERE document_id = ?1", "i", document);

    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_bytes = bytes;
    return st;
}
