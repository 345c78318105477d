/* Rebuild: every derived table is emptied and filled from stored texts, in
 * the order in which documents were first seen, in one transaction. */
#include "store/maintain.h"

#include "store/places.h"
#include "store/query.h"
#include "store/takeback_priv.h"

#include <stdlib.h>
#include <string.h>

/* Before their parents. Links are kept: making them is assurance/'s work; they
 * are laid against the new clauses below. */
static const char *const empty[] = {
    "DELETE FROM record_alias",
    "DELETE FROM clause",
    "INSERT INTO passage_fts (passage_fts) VALUES ('delete-all')",
    "DELETE FROM passage",
    "DELETE FROM diagnostic",
    "DELETE FROM evidence",
    "DELETE FROM correction",
    "DELETE FROM motion",
    "DELETE FROM mention",
    "DELETE FROM action",
    "DELETE FROM interest",
    "DELETE FROM attendance",
    "DELETE FROM vote_event",
    "DELETE FROM resolution",
    "DELETE FROM decision",
    "DELETE FROM matter_event",
    "DELETE FROM reference",
    "DELETE FROM agenda_item",
    "DELETE FROM matter",
    "DELETE FROM meeting_source",
    "DELETE FROM meeting",
    "DELETE FROM document",
    "DELETE FROM body",
    "DELETE FROM authority",
    "DELETE FROM link_stale",
};
static const char *const relink[] = {
    "DELETE FROM link WHERE record_id IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM clause c WHERE c.record_id = link.record_id)",
    "UPDATE link SET matter_id = CASE WHEN record_id IS NULL THEN"
    " (SELECT t.id FROM matter t WHERE t.reference = link.subject)"
    " ELSE (SELECT max (r.matter_id) FROM clause c JOIN resolution r"
    "  ON r.clause_id = c.id WHERE c.record_id = link.record_id) END",
    "DELETE FROM link WHERE record_id IS NULL AND matter_id IS NULL",
};

struct stored {
    int64_t id;
    struct mb_source source;
};

static enum mb_status run_all(struct mb_store *store,
                              const char *const *statements, size_t n,
                              struct mb_err *err)
{
    enum mb_status st = MB_OK;

    for (size_t i = 0; st == MB_OK && i < n; i++)
        st = mb_exec(store, err, statements[i], "");
    return st;
}

/* The next stored document behind `after`; *ret->id is 0 at the end. */
static enum mb_status next_stored(struct mb_store *store, int64_t after,
                                  struct mb_arena *arena, struct stored *ret,
                                  struct mb_err *err)
{
    struct mb_query q =
        mb_sql(store,
               "SELECT id, sha256, media_type, name, uri, nbytes"
               " FROM source_document WHERE id > ?1 AND status = 'stored'"
               " ORDER BY id LIMIT 1",
               "i", after);
    enum mb_status st;

    memset(ret, 0, sizeof *ret);
    if (mb_next(&q)) {
        struct mb_span hash = mb_col_span(&q, 1);
        ret->id = mb_col_int(&q, 0);
        if (hash.len == 64)
            memcpy(ret->source.sha256, hash.ptr, 64);
        ret->source.media = mb_media_by_type(mb_col_span(&q, 2));
        ret->source.name = mb_col_dup(&q, 3, arena);
        ret->source.uri = mb_col_dup(&q, 4, arena);
        ret->source.bytes.len = (size_t)mb_col_int(&q, 5);
    }
    st = mb_end(&q, err);
    return st == MB_OK ? mb_arena_status(arena, err) : st;
}

/* Lines of source_text.reader_diags back into a list. */
static void read_diags(struct mb_span lines, struct mb_diags *diags)
{
    struct mb_span line, code, start, end;

    while (lines.len > 0) {
        enum mb_diag_code known;
        lines = mb_span_cut(lines, '\n', &line);
        line = mb_span_cut(line, '\t', &code);
        line = mb_span_cut(line, '\t', &start);
        line = mb_span_cut(line, '\t', &end);
        known = mb_diag_by_name(code);
        if (known != MB_DIAG_COUNT)
            mb_diags_add(diags, known, (uint32_t)strtoul(start.ptr, NULL, 10),
                         (uint32_t)strtoul(end.ptr, NULL, 10),
                         line.len > 0 ? line : MB_SPAN_NULL);
    }
}

static enum mb_status stored_text(struct mb_store *store, int64_t id,
                                  struct mb_arena *arena, struct mb_text *text,
                                  struct mb_diags *diags, struct mb_err *err)
{
    struct mb_span lines = MB_SPAN_NULL;
    enum mb_status st = mb_store_text(store, id, arena, text, err);

    if (st == MB_OK)
        st = mb_get_text(store, err, arena, &lines,
                         "SELECT reader_diags FROM source_text"
                         " WHERE document_id = ?1",
                         "i", id);
    if (st == MB_OK)
        read_diags(lines, diags);
    return st;
}

/* Read the bytes again. What the reader cannot do keeps the old text. */
static enum mb_status reread_text(struct mb_store *store,
                                  const struct mb_rebuild *rebuild,
                                  struct stored *doc, struct mb_arena *arena,
                                  struct mb_text *text, struct mb_diags *diags,
                                  bool *ret_failed, struct mb_err *err)
{
    enum mb_status st =
        mb_store_bytes(store, doc->id, arena, &doc->source.bytes, err);

    *ret_failed = false;
    if (st != MB_OK)
        return st;
    st = rebuild->reread(rebuild->user, &doc->source, arena, diags, text, err);
    if (st == MB_OK)
        return mb_text_put(store, doc->id, text, diags, diags->n, err);
    *ret_failed = true;
    diags->n = 0;
    return stored_text(store, doc->id, arena, text, diags, err);
}

/* What the reader found comes first, as when the document was parsed. */
static void join_diags(struct mb_document *doc, const struct mb_diags *reader)
{
    struct mb_diags all = {.arena = doc->arena};

    for (uint32_t i = 0; i < reader->n; i++)
        mb_diags_add(&all, reader->at[i].code, reader->at[i].start,
                     reader->at[i].end, reader->at[i].detail);
    mb_diags_locate(&all, doc->text.text);
    for (uint32_t i = 0; i < doc->diags.n; i++) {
        struct mb_diag *d =
            mb_arena_push(doc->arena, &all.at, &all.n, sizeof *d);
        if (d != NULL)
            *d = doc->diags.at[i];
    }
    doc->diags = all;
}

static enum mb_status
rebuild_one(struct mb_store *store, const struct mb_rebuild *rebuild,
            struct stored *source, const struct mb_places *places,
            struct mb_arena *arena, struct mb_rebuilt *ret, struct mb_err *err)
{
    struct mb_diags diags = {.arena = arena};
    struct mb_text *text = mb_arena_alloc(arena, 1, sizeof *text);
    struct mb_document *doc = NULL;
    bool failed = false;
    enum mb_status st;

    if (text == NULL)
        return mb_arena_status(arena, err);
    st = rebuild->reread != NULL
             ? reread_text(store, rebuild, source, arena, text, &diags, &failed,
                           err)
             : stored_text(store, source->id, arena, text, &diags, err);
    if (st == MB_OK)
        st = mb_parse_text(text, rebuild->rules, rebuild->options, arena, &doc,
                           err);
    if (st != MB_OK)
        return st;
    doc->name = source->source.name;
    doc->uri = source->source.uri;
    doc->media = source->source.media;
    doc->bytes = source->source.bytes.len;
    memcpy(doc->sha256, source->source.sha256, sizeof doc->sha256);
    join_diags(doc, &diags);
    mb_arena_clear(store->scratch);
    st = mb_derive_put(store, source->id, doc, err);
    if (st == MB_OK)
        st = mb_places_follow(store, places, source->id, err);
    ret->documents++;
    ret->failed += failed;
    return st;
}

enum mb_status mb_rebuild_document(struct mb_store *store, int64_t document,
                                   const struct mb_rebuild *rebuild,
                                   struct mb_err *err)
{
    struct mb_rebuild plain = {.rules = rebuild->rules,
                               .options = rebuild->options};
    struct mb_rebuilt ignored = {0, 0};
    struct mb_places none = {NULL, 0};
    struct mb_arena *arena = mb_arena_new(0);
    struct stored doc;
    enum mb_status st;

    if (arena == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    st = next_stored(store, document - 1, arena, &doc, err);
    if (st == MB_OK && doc.id != document)
        st = mb_err_set(err, MB_ERR_USAGE, "there is no stored document %lld",
                        (long long)document);
    if (st == MB_OK)
        st = rebuild_one(store, &plain, &doc, &none, arena, &ignored, err);
    mb_arena_free(arena);
    return st;
}

static enum mb_status rebuild_all(struct mb_store *store,
                                  const struct mb_rebuild *rebuild,
                                  const struct mb_places *places,
                                  struct mb_arena *arena,
                                  struct mb_rebuilt *ret, struct mb_err *err)
{
    struct stored doc = {0};
    int64_t all = 0;
    enum mb_status st =
        run_all(store, empty, sizeof empty / sizeof empty[0], err);

    if (st == MB_OK)
        st = mb_get_int(store, err, 0, &all,
                        "SELECT count (*) FROM source_document"
                        " WHERE status = 'stored'",
                        "");
    while (st == MB_OK) {
        int64_t last = doc.id;
        mb_arena_clear(arena);
        st = next_stored(store, last, arena, &doc, err);
        if (st != MB_OK || doc.id == 0)
            break;
        st = rebuild_one(store, rebuild, &doc, places, arena, ret, err);
        if (rebuild->progress != NULL)
            rebuild->progress(rebuild->user, ret->documents, (uint32_t)all);
    }
    if (st == MB_OK)
        st = mb_settle(store, err);
    if (st == MB_OK)
        st = run_all(store, relink, sizeof relink / sizeof relink[0], err);
    return st;
}

enum mb_status mb_store_rebuild(struct mb_store *store,
                                const struct mb_rebuild *rebuild,
                                struct mb_rebuilt *ret, struct mb_err *err)
{
    struct mb_rebuilt done = {0, 0};
    struct mb_arena *arena = NULL, *before = NULL;
    struct mb_places places = {NULL, 0};
    enum mb_status st = mb_need_run(store, err);

    if (st == MB_OK)
        st = mb_store_flush(store, err);
    if (st == MB_OK)
        st = mb_batch_begin(store, err);
    if (st != MB_OK)
        return st;
    arena = mb_arena_new(0);
    before = mb_arena_new(0);
    if (arena == NULL || before == NULL)
        st = mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    store->indexed = 0;
    if (st == MB_OK)
        st = mb_places_load(store, 0, before, &places, err);
    if (st == MB_OK)
        st = rebuild_all(store, rebuild, &places, arena, &done, err);
    mb_arena_free(before);
    mb_arena_free(arena);
    if (st != MB_OK) {
        mb_batch_abort(store);
        return st;
    }
    store->changed = true;
    mb_names_clear(&store->scopes);
    mb_names_clear(&store->chains);
    mb_names_clear(&store->finish);
    st = mb_store_flush(store, err);
    if (st == MB_OK)
        *ret = done;
    return st;
}
