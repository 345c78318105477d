/* Documents in: bytes and text are kept once, by the hash of the bytes; what
 * they say is replaced as a whole when rules or authority are others now. */
#include "store/ingest.h"

#include "base/hash.h"
#include "store/places.h"

#include <string.h>

struct known {
    int64_t id; /* 0: not there */
    enum mb_known what;
};

static enum mb_known known_by(struct mb_span status, struct mb_span rules,
                              const struct mb_store *store, bool same_authority)
{
    if (mb_span_eq(status, MB_SPAN_LIT("purged")))
        return MB_KNOWN_PURGED;
    if (mb_span_eq(status, MB_SPAN_LIT("withdrawn")))
        return MB_KNOWN_WITHDRAWN;
    if (!same_authority || !mb_span_eq(rules, mb_span_str(store->run_rules)))
        return MB_KNOWN_STALE;
    return MB_KNOWN_SAME;
}

static enum mb_status look_up(struct mb_store *store, const char *sha256,
                              struct mb_span authority, struct known *ret,
                              struct mb_err *err)
{
    struct mb_query q = mb_sql(
        store,
        "SELECT s.id, s.status, d.rules, s.authority IS ?2 OR ?2 IS NULL"
        " FROM source_document s LEFT JOIN document d ON d.document_id = s.id"
        " WHERE s.sha256 = ?1",
        "ts", sha256, authority);

    *ret = (struct known){0, MB_KNOWN_NEW};
    if (mb_next(&q)) {
        ret->id = mb_col_int(&q, 0);
        ret->what = known_by(mb_col_span(&q, 1), mb_col_span(&q, 2), store,
                             mb_col_int(&q, 3) != 0);
    }
    return mb_end(&q, err);
}

static enum mb_status put_sighting(struct mb_store *store, int64_t document,
                                   struct mb_span path, struct mb_err *err)
{
    int64_t there;
    enum mb_status st;

    if (path.len == 0)
        return MB_OK;
    st = mb_get_int(store, err, 0, &there,
                    "SELECT 1 FROM sighting WHERE document_id = ?1"
                    " AND path = ?2",
                    "is", document, path);
    if (st != MB_OK || there)
        return st;
    st = mb_batch_begin(store, err);
    if (st != MB_OK)
        return st;
    return mb_exec(store, err, "INSERT INTO sighting VALUES (?1, ?2, ?3, ?4)",
                   "isit", document, path, store->run, store->run_at);
}

enum mb_status mb_store_known(struct mb_store *store, const char *sha256,
                              struct mb_span path, struct mb_span authority,
                              enum mb_known *ret_known, struct mb_err *err)
{
    struct known known;
    enum mb_status st = mb_need_run(store, err);

    if (st == MB_OK)
        st = look_up(store, sha256, authority, &known, err);
    if (st == MB_OK && known.what == MB_KNOWN_SAME) {
        st = put_sighting(store, known.id, path, err);
        store->n_same += st == MB_OK;
    }
    if (st == MB_OK)
        *ret_known = known.what;
    return st;
}

enum mb_status mb_store_purged_why(struct mb_store *store, const char *sha256,
                                   struct mb_arena *arena,
                                   struct mb_span *ret_why, struct mb_err *err)
{
    return mb_get_text(store, err, arena, ret_why,
                       "SELECT 'purged by ' || a.by || ' on ' || substr (a.at,"
                       " 1, 10) || ': ' || a.why FROM document_act a"
                       " JOIN source_document x ON x.id = a.document_id"
                       " WHERE x.sha256 = ?1 AND a.act = 'purge'"
                       " ORDER BY a.seq LIMIT 1",
                       "t", sha256);
}

/* ------------------------------------------------------------- bytes -- */

static struct mb_span base_name(struct mb_span path)
{
    size_t at = path.len;

    while (at > 0 && path.ptr[at - 1] != '/')
        at--;
    return mb_span_sub(path, at, path.len);
}

static enum mb_status put_source(struct mb_store *store,
                                 const struct mb_put *put, int64_t *ret_id,
                                 struct mb_err *err)
{
    const struct mb_document *doc = put->doc;
    struct mb_span path = put->path.ptr != NULL ? put->path : doc->name;
    struct mb_span uri = doc->uri.ptr != NULL ? doc->uri : doc->text.uri;
    struct mb_span bytes = put->bytes;
    enum mb_status st;

    if (path.ptr == NULL)
        path = MB_SPAN_LIT("-");
    st = mb_exec(store, err,
                 "INSERT INTO source_document (sha256, media_type, nbytes,"
                 " name, uri, authority, first_run, first_seen)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                 "ttisssit", doc->sha256, mb_media_type(doc->media),
                 (int64_t)bytes.len, base_name(path), uri, put->authority,
                 store->run, store->run_at);
    if (st != MB_OK)
        return st;
    *ret_id = sqlite3_last_insert_rowid(store->db);
    if (bytes.ptr == NULL)
        bytes = MB_SPAN_LIT("");
    return mb_exec(store, err, "INSERT INTO source_bytes VALUES (?1, ?2)", "ib",
                   *ret_id, bytes);
}

/* -------------------------------------------------------------- text -- */

static void put_u32(unsigned char *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(value >> (8 * i));
}

static struct mb_span pack_marks(const struct mb_text *text,
                                 struct mb_arena *arena)
{
    unsigned char *out = mb_arena_alloc(arena, text->nmarks + 1u, 8);

    if (out == NULL)
        return MB_SPAN_NULL;
    for (uint32_t i = 0; i < text->nmarks; i++) {
        const struct mb_mark *m = &text->marks[i];
        unsigned char *p = out + (size_t)i * 8;
        put_u32(p, m->start);
        p[4] = m->kind;
        p[5] = m->level;
        p[6] = m->flags;
        p[7] = m->table;
    }
    return (struct mb_span){(char *)out, (size_t)text->nmarks * 8};
}

/* What the reader found odd: a rebuild from its text cannot find it again. */
static void put_reader_diags(const struct mb_diags *diags, uint32_t n,
                             struct mb_buf *buf)
{
    mb_buf_clear(buf);
    for (uint32_t i = 0; i < n && i < diags->n; i++) {
        const struct mb_diag *d = &diags->at[i];
        mb_buf_printf(buf, "%s\t%u\t%u\t", mb_diag_name(d->code), d->start,
                      d->end);
        for (size_t k = 0; k < d->detail.len; k++)
            if (d->detail.ptr[k] != '\n')
                mb_buf_putc(buf, d->detail.ptr[k]);
        mb_buf_putc(buf, '\n');
    }
}

enum mb_status mb_text_put(struct mb_store *store, int64_t document,
                           const struct mb_text *text,
                           const struct mb_diags *diags, uint32_t ndiags,
                           struct mb_err *err)
{
    struct mb_span words = text->text, reader = text->reader;
    char hash[MB_SHA256_HEX];
    enum mb_status st;

    if (words.ptr == NULL)
        words = MB_SPAN_LIT("");
    if (reader.ptr == NULL)
        reader = MB_SPAN_LIT("");
    put_reader_diags(diags, ndiags, &store->buf);
    st = mb_buf_status(&store->buf, err);
    if (st == MB_OK)
        st = mb_sha256_hex(words, hash, err);
    if (st != MB_OK)
        return st;
    return mb_exec(store, err,
                   "INSERT OR REPLACE INTO source_text (document_id, reader,"
                   " pages, title, uri, text_sha256, marks, reader_diags,"
                   " text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   "isIsstbbs", document, reader, text->pages, text->title,
                   text->uri, hash, pack_marks(text, store->scratch),
                   mb_buf_span(&store->buf), words);
}

/* --------------------------------------------------------------- put -- */

/* Another authority than it was given before: noted, for `undo`. */
static enum mb_status put_authority(struct mb_store *store, int64_t id,
                                    struct mb_span authority,
                                    struct mb_err *err)
{
    enum mb_status st = mb_exec(
        store, err,
        "INSERT INTO document_act (document_id, act, by, at, why, run_id,"
        " before) SELECT x.id, 'authority', ifnull (r.by, r.command), r.at,"
        " ifnull (x.authority, 'unknown') || ' -> ' || ?2, r.id, x.authority"
        " FROM source_document x JOIN run r ON r.id = ?3"
        " WHERE x.id = ?1 AND x.authority IS NOT ?2",
        "isi", id, authority, store->run);

    if (st != MB_OK)
        return st;
    return mb_exec(store, err,
                   "UPDATE source_document SET authority = ?2 WHERE id = ?1",
                   "is", id, authority);
}

/* Its old rows go; which clauses it gave is remembered in `places`. */
static enum mb_status put_again(struct mb_store *store,
                                const struct mb_put *put, int64_t id,
                                struct mb_places *places, struct mb_err *err)
{
    enum mb_status st = mb_places_load(store, id, store->scratch, places, err);

    if (st == MB_OK)
        st = mb_derive_remove(store, id, err);
    if (st == MB_OK && put->authority.ptr != NULL)
        st = put_authority(store, id, put->authority, err);
    return st;
}

static enum mb_status put_all(struct mb_store *store, const struct mb_put *put,
                              const struct known *known, struct mb_err *err)
{
    struct mb_places places = {NULL, 0};
    int64_t id = known->id;
    enum mb_status st = id == 0 ? put_source(store, put, &id, err)
                                : put_again(store, put, id, &places, err);

    if (st == MB_OK)
        st = mb_text_put(store, id, &put->doc->text, &put->doc->diags,
                         put->reader_diags, err);
    if (st == MB_OK)
        st = put_sighting(store, id, put->path, err);
    if (st == MB_OK)
        st = mb_derive_put(store, id, put->doc, err);
    if (st == MB_OK)
        st = mb_places_follow(store, &places, id, err);
    return st;
}

enum mb_status mb_store_put(struct mb_store *store, const struct mb_put *put,
                            enum mb_known *ret_known, struct mb_err *err)
{
    struct known known;
    enum mb_status st = mb_need_run(store, err);

    if (st == MB_OK)
        st = look_up(store, put->doc->sha256, put->authority, &known, err);
    if (st != MB_OK)
        return st;
    if (known.what != MB_KNOWN_NEW && known.what != MB_KNOWN_STALE) {
        if (known.what == MB_KNOWN_SAME)
            st = put_sighting(store, known.id, put->path, err);
        store->n_same++;
        *ret_known = known.what;
        return st;
    }
    st = mb_save_begin(store, err);
    if (st != MB_OK)
        return st;
    mb_arena_clear(store->scratch);
    st = put_all(store, put, &known, err);
    if (st == MB_OK) {
        store->changed = true;
        store->pending++;
        store->n_new += known.what == MB_KNOWN_NEW;
        store->n_again += known.what == MB_KNOWN_STALE;
        *ret_known = known.what;
    }
    return mb_save_end(store, st, err);
}

enum mb_status mb_store_refuse(struct mb_store *store, struct mb_span path,
                               struct mb_span reason, struct mb_err *err)
{
    enum mb_status st = mb_save_begin(store, err);

    if (st != MB_OK)
        return st;
    st = mb_exec(store, err, "INSERT INTO refusal VALUES (?1, ?2, ?3, ?4)",
                 "iIss", store->run, store->n_refused, path, reason);
    store->n_refused += st == MB_OK;
    return mb_save_end(store, st, err);
}
