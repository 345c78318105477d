/* Full-text search. What a user types is turned into FTS5's language with
 * every word quoted, so that no character of it is an operator: 23/00091
 * becomes the phrase "23/00091", which the tokenizer splits into 23 and
 * 00091. */
#include "store/rows.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Has it anything the tokenizer keeps? An empty phrase would find nothing and
 * spoil the other words. */
static bool has_token(struct mb_span s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x80 || (c >= '0' && c <= '9')
            || ((c | 32) >= 'a' && (c | 32) <= 'z'))
            return true;
    }
    return false;
}

static void put_phrase(struct mb_buf *out, struct mb_span words, bool prefix)
{
    if (!has_token(words))
        return;
    if (out->len > 0)
        mb_buf_putc(out, ' ');
    mb_buf_putc(out, '"');
    for (size_t i = 0; i < words.len; i++)
        if (words.ptr[i] != '"' && words.ptr[i] != '\0')
            mb_buf_putc(out, words.ptr[i]);
    mb_buf_puts(out, prefix ? "\"*" : "\"");
}

static void quote_query(struct mb_span query, struct mb_buf *out)
{
    size_t i = 0;

    while (i < query.len) {
        size_t start;
        bool phrase, prefix;
        if (is_space(query.ptr[i])) {
            i++;
            continue;
        }
        phrase = query.ptr[i] == '"';
        start = phrase ? ++i : i;
        while (i < query.len
               && (phrase ? query.ptr[i] != '"'
                          : !is_space(query.ptr[i]) && query.ptr[i] != '"'))
            i++;
        prefix = !phrase && i > start + 1 && query.ptr[i - 1] == '*';
        put_phrase(out, mb_span_sub(query, start, prefix ? i - 1 : i), prefix);
        i += phrase && i < query.len;
    }
}

/* The page of a passage: form feeds before it. */
#define PAGE_OF                                                                \
    " CASE t.pages WHEN 0 THEN 0 ELSE 1 + length (substr (CAST (t.text AS"     \
    " BLOB), 1, h.start)) - length (CAST (replace (CAST (substr (CAST (t.text" \
    " AS BLOB), 1, h.start) AS TEXT), char (12), '') AS BLOB)) END"

#define HIT_SELECT                                                             \
    "SELECT h.snippet, a.name, b.name, m.date, x.name, x.uri, i.number,"       \
    " i.title, (SELECT c.record_id FROM evidence e JOIN resolution r"          \
    "   ON r.document_id = e.document_id AND r.n = e.n"                        \
    "  JOIN clause c ON c.id = r.clause_id"                                    \
    "  WHERE e.document_id = h.document_id AND e.kind = 'resolutions'"         \
    "  AND e.member = '' AND (?6 OR NOT r.restricted)"                         \
    "  AND CAST (e.spans AS INTEGER) BETWEEN h.start"                          \
    "   AND h.start + h.size - 1 ORDER BY e.n LIMIT 1),"                       \
    " h.document_id, h.start," PAGE_OF ", h.score"

#define HIT_FROM                                                               \
    " FROM (SELECT p.document_id, p.start, p.agenda_item,"                     \
    "  p.size,"                                                                \
    "  snippet (passage_fts, 0, '[', ']', '…', 24) AS snippet,"              \
    "  bm25 (passage_fts) AS score, p.restricted"                              \
    "  FROM passage_fts JOIN passage p ON p.id = passage_fts.rowid"            \
    "  WHERE passage_fts MATCH ?8) h" MB_JOIN_DOCUMENT(                        \
        "h") " JOIN source_text t ON t.document_id = h.document_id"            \
             " LEFT JOIN agenda_item i ON i.document_id = h.document_id"       \
             "  AND i.n = h.agenda_item"                                       \
             " LEFT JOIN meeting_source ms ON ms.document_id = h.document_id"  \
             "  AND ms.n = ifnull (i.meeting, 0)"                              \
             " LEFT JOIN meeting m ON m.id = ms.meeting_id"                    \
             " LEFT JOIN body b ON b.id = m.body_id"

enum mb_status mb_store_search(struct mb_store *store, struct mb_span query,
                               const struct mb_filter *filter, uint32_t limit,
                               struct mb_arena *arena, struct mb_hits *ret_hits,
                               struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct mb_hits hits = {NULL, 0};
    struct mb_buf match = MB_BUF_INIT;
    struct mb_query q;
    enum mb_status st;

    quote_query(query, &match);
    st = mb_buf_status(&match, err);
    if (st != MB_OK || match.len == 0) {
        mb_buf_done(&match);
        if (st == MB_OK)
            *ret_hits = hits;
        return st;
    }
    q = mb_sql(store,
               HIT_SELECT HIT_FROM " WHERE " MB_WHERE_PLACE("m.date")
                   MB_UNUSED_STRATEGY MB_UNUSED_DROPPED
               " AND (?6 OR NOT h.restricted) AND d.superseded_by IS NULL"
               " ORDER BY h.score, x.sha256, h.start LIMIT ?9",
               MB_BOUND_FORMAT "sI", MB_BOUND_ARGS(f), mb_buf_span(&match),
               limit > 0 ? limit : 20);
    while (mb_next(&q)) {
        struct mb_hit *hit =
            mb_arena_push(arena, &hits.at, &hits.n, sizeof *hit);
        if (hit == NULL)
            break;
        hit->snippet = mb_col_dup(&q, 0, arena);
        hit->authority = mb_col_dup(&q, 1, arena);
        hit->body = mb_col_dup(&q, 2, arena);
        hit->date = mb_col_dup(&q, 3, arena);
        hit->document_name = mb_col_dup(&q, 4, arena);
        hit->uri = mb_col_dup(&q, 5, arena);
        hit->item = mb_col_dup(&q, 6, arena);
        hit->item_title = mb_col_dup(&q, 7, arena);
        hit->record_id = mb_col_dup(&q, 8, arena);
        hit->document = mb_col_int(&q, 9);
        hit->start = mb_col_u32(&q, 10);
        hit->page = mb_col_u32(&q, 11);
        hit->rank = mb_col_real(&q, 12);
    }
    st = mb_rows_end(&q, arena, err);
    mb_buf_done(&match);
    if (st == MB_OK)
        *ret_hits = hits;
    return st;
}

enum mb_status mb_store_pieces(struct mb_store *store, uint32_t *ret_n,
                               struct mb_err *err)
{
    int64_t n = 0;
    enum mb_status st =
        mb_get_int(store, err, 0, &n, "SELECT count(*) FROM passage", "");

    if (st == MB_OK)
        *ret_n = (uint32_t)n;
    return st;
}

/* The words of the index as a table of this connection. A reader is let out
 * of query_only for it: nothing of the register is written. */
static enum mb_status words_table(struct mb_store *store, struct mb_err *err)
{
    bool reads = store->mode == MB_STORE_READ;

    if (reads)
        sqlite3_exec(store->db, "PRAGMA query_only = 0", NULL, NULL, NULL);
    enum mb_status st =
        mb_exec(store, err,
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.passage_words"
                " USING fts5vocab ('main', 'passage_fts', 'row')",
                "");
    if (reads)
        sqlite3_exec(store->db, "PRAGMA query_only = 1", NULL, NULL, NULL);
    return st;
}

enum mb_status mb_store_pieces_with(struct mb_store *store, struct mb_span stem,
                                    uint32_t *ret_n, struct mb_err *err)
{
    int64_t n = 0;
    enum mb_status st = words_table(store, err);

    if (st == MB_OK)
        st = mb_get_int(store, err, 0, &n,
                        "SELECT doc FROM temp.passage_words WHERE term = ?1",
                        "s", stem);
    if (st == MB_OK)
        *ret_n = (uint32_t)n;
    return st;
}
