/* Strategies and their pledges, kept as they were imported. */
#include "store/strategy_store.h"

#include "store/db.h"
#include "store/transfer_priv.h"

/* --------------------------------------------------------------- put -- */

static enum mb_status check(const struct mb_strategy_row *s, struct mb_err *err)
{
    if (s->id.len == 0 || s->title.len == 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "a strategy needs an id and a title");
    if (s->supersedes.ptr != NULL && mb_span_eq(s->supersedes, s->id))
        return mb_err_set(err, MB_ERR_USAGE,
                          "strategy " MB_SPAN_FMT " cannot supersede itself",
                          MB_SPAN_ARG(s->id));
    for (uint32_t i = 0; i < s->npledges; i++) {
        const struct mb_pledge_row *p = &s->pledges[i];
        bool parent = p->parent.ptr == NULL;
        for (uint32_t k = 0; k < s->npledges; k++) {
            if (k != i && mb_span_eq(s->pledges[k].code, p->code))
                return mb_err_set(err, MB_ERR_USAGE,
                                  "strategy " MB_SPAN_FMT
                                  ": two pledges have the code " MB_SPAN_FMT,
                                  MB_SPAN_ARG(s->id), MB_SPAN_ARG(p->code));
            parent |= k != i && mb_span_eq(s->pledges[k].code, p->parent);
        }
        if (!parent)
            return mb_err_set(err, MB_ERR_USAGE,
                              "strategy " MB_SPAN_FMT ": pledge " MB_SPAN_FMT
                              " stands under " MB_SPAN_FMT
                              ", which is not there",
                              MB_SPAN_ARG(s->id), MB_SPAN_ARG(p->code),
                              MB_SPAN_ARG(p->parent));
    }
    return MB_OK;
}

static enum mb_status put_pledge(struct mb_store *store, struct mb_span id,
                                 const struct mb_pledge_row *p, uint32_t i,
                                 struct mb_err *err)
{
    bool known = p->end > p->start;
    struct mb_span level =
        p->level.ptr != NULL ? p->level : MB_SPAN_LIT("pledge");
    struct mb_span title = p->title.ptr != NULL ? p->title : p->code;
    enum mb_status st = mb_exec(
        store, err,
        "INSERT INTO pledge VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        "ssIssssIII", id, p->code, i, p->parent, level, title, p->statement,
        p->source, known ? p->start : UINT32_MAX, known ? p->end : UINT32_MAX);

    for (uint32_t k = 0; st == MB_OK && k < p->nfields; k++)
        st = mb_exec(
            store, err, "INSERT INTO pledge_field VALUES (?1, ?2, ?3, ?4, ?5)",
            "sssIs", id, p->code, p->fields[k].name, k, p->fields[k].value);
    return st;
}

static enum mb_status put_file(struct mb_store *store, struct mb_span id,
                               const struct mb_strategy_file *f, uint32_t i,
                               struct mb_err *err)
{
    struct mb_span empty = MB_SPAN_LIT("");

    return mb_exec(store, err,
                   "INSERT INTO strategy_source VALUES"
                   " (?1, ?2, ifnull (?3, ''), ?4, ifnull (?5, ''),"
                   " ifnull (?6, ''), ?7, ?8)",
                   "sIsssssb", id, i, f->name, f->uri, f->sha256, f->media,
                   f->text.ptr != NULL ? f->text : empty,
                   f->bytes.ptr != NULL ? f->bytes : empty);
}

static enum mb_status put_aliases(struct mb_store *store, struct mb_span id,
                                  const struct mb_span *aliases, uint32_t n,
                                  struct mb_err *err)
{
    enum mb_status st =
        mb_exec(store, err, "DELETE FROM strategy_alias WHERE strategy_id = ?1",
                "s", id);

    for (uint32_t i = 0; st == MB_OK && i < n; i++)
        st = mb_exec(store, err,
                     "INSERT OR IGNORE INTO strategy_alias VALUES (?1, ?2)",
                     "ss", id, aliases[i]);
    return st;
}

static enum mb_status to_buffer(void *user, struct mb_span piece,
                                struct mb_err *err)
{
    mb_buf_put(user, piece);
    return mb_buf_status(user, err);
}

/* The strategy as it is, before it is replaced; once a run. */
static enum mb_status keep(struct mb_store *store, struct mb_span id,
                           struct mb_err *err)
{
    struct mb_buf rows = MB_BUF_INIT;
    enum mb_status st = mb_strategy_rows(store, id, to_buffer, &rows, err);

    if (st == MB_OK && rows.len > 0)
        st = mb_exec(store, err,
                     "INSERT OR IGNORE INTO strategy_kept"
                     " SELECT ?1, ?2, ?3 FROM strategy"
                     " WHERE id = ?2 AND run_id <> ?1",
                     "iss", store->run, id, mb_buf_span(&rows));
    mb_buf_done(&rows);
    return st;
}

static enum mb_status put_all(struct mb_store *store,
                              const struct mb_strategy_row *s,
                              struct mb_err *err)
{
    enum mb_status st = keep(store, s->id, err);

    if (st == MB_OK)
        st = mb_exec(store, err, "DELETE FROM strategy WHERE id = ?1", "s",
                     s->id);
    if (st == MB_OK)
        st = mb_exec(store, err,
                     "INSERT INTO strategy SELECT ?1, ?2, ?3, ?4, ?5, ?6,"
                     " nullif (?7, 0), r.by, r.at, r.id FROM run r"
                     " WHERE r.id = ?8",
                     "ssssssii", s->id, s->title, s->version, s->from, s->to,
                     s->supersedes, s->first_code, store->run);
    if (st == MB_OK)
        st = put_aliases(store, s->id, s->aliases, s->naliases, err);
    for (uint32_t i = 0; st == MB_OK && i < s->nfiles; i++)
        st = put_file(store, s->id, &s->files[i], i, err);
    for (uint32_t i = 0; st == MB_OK && i < s->npledges; i++)
        st = put_pledge(store, s->id, &s->pledges[i], i, err);
    /* a new strategy concerns every decision there is */
    return st == MB_OK ? mb_exec(store, err,
                                 "INSERT OR IGNORE INTO link_stale"
                                 " SELECT document_id FROM document",
                                 "")
                       : st;
}

enum mb_status mb_store_strategy_put(struct mb_store *store,
                                     const struct mb_strategy_row *strategy,
                                     struct mb_err *err)
{
    enum mb_status st = check(strategy, err);

    if (st == MB_OK)
        st = mb_save_begin(store, err);
    if (st != MB_OK)
        return st;
    st = put_all(store, strategy, err);
    store->changed |= st == MB_OK;
    return mb_save_end(store, st, err);
}

enum mb_status mb_store_strategy_remove(struct mb_store *store,
                                        struct mb_span id, bool *ret_found,
                                        struct mb_err *err)
{
    enum mb_status st = mb_save_begin(store, err);

    if (st != MB_OK)
        return st;
    st = mb_exec(store, err, "DELETE FROM strategy WHERE id = ?1", "s", id);
    *ret_found = sqlite3_changes(store->db) > 0;
    store->changed |= *ret_found;
    return mb_save_end(store, st, err);
}

enum mb_status mb_store_strategy_aliases(struct mb_store *store,
                                         struct mb_span id,
                                         const struct mb_span *aliases,
                                         uint32_t n, struct mb_err *err)
{
    int64_t there;
    enum mb_status st = mb_get_int(
        store, err, 0, &there, "SELECT 1 FROM strategy WHERE id = ?1", "s", id);

    if (st == MB_OK && !there)
        st = mb_err_set(err, MB_ERR_USAGE, "there is no strategy " MB_SPAN_FMT,
                        MB_SPAN_ARG(id));
    if (st == MB_OK)
        st = mb_save_begin(store, err);
    if (st != MB_OK)
        return st;
    return mb_save_end(store, put_aliases(store, id, aliases, n, err), err);
}

/* -------------------------------------------------------------- read -- */

static enum mb_status read_fields(struct mb_store *store, struct mb_span id,
                                  struct mb_pledge_row *p,
                                  struct mb_arena *arena, struct mb_err *err)
{
    struct mb_query q =
        mb_sql(store,
               "SELECT name, value FROM pledge_field"
               " WHERE strategy_id = ?1 AND code = ?2 ORDER BY n, name",
               "ss", id, p->code);

    while (mb_next(&q)) {
        struct mb_pledge_field *f =
            mb_arena_push(arena, &p->fields, &p->nfields, sizeof *f);
        if (f == NULL)
            break;
        f->name = mb_col_dup(&q, 0, arena);
        f->value = mb_col_dup(&q, 1, arena);
    }
    return mb_end(&q, err);
}

static enum mb_status read_pledges(struct mb_store *store,
                                   struct mb_strategy_row *s,
                                   struct mb_arena *arena, struct mb_err *err)
{
    enum mb_status st;
    struct mb_query q = mb_sql(
        store,
        "SELECT code, parent, level, title, statement, source_n, start, end"
        " FROM pledge WHERE strategy_id = ?1 ORDER BY position",
        "s", s->id);

    while (mb_next(&q)) {
        struct mb_pledge_row *p =
            mb_arena_push(arena, &s->pledges, &s->npledges, sizeof *p);
        if (p == NULL)
            break;
        p->code = mb_col_dup(&q, 0, arena);
        p->parent = mb_col_dup(&q, 1, arena);
        p->level = mb_col_dup(&q, 2, arena);
        p->title = mb_col_dup(&q, 3, arena);
        p->statement = mb_col_dup(&q, 4, arena);
        p->source = mb_col_u32(&q, 5);
        p->start = mb_col_u32(&q, 6);
        p->end = mb_col_u32(&q, 7);
    }
    st = mb_end(&q, err);
    for (uint32_t i = 0; st == MB_OK && i < s->npledges; i++)
        st = read_fields(store, s->id, &s->pledges[i], arena, err);
    return st;
}

static enum mb_status read_rest(struct mb_store *store,
                                struct mb_strategy_row *s,
                                struct mb_arena *arena, struct mb_err *err)
{
    enum mb_status st;
    struct mb_query q =
        mb_sql(store,
               "SELECT alias FROM strategy_alias WHERE strategy_id = ?1"
               " ORDER BY alias",
               "s", s->id);

    while (mb_next(&q)) {
        struct mb_span *alias =
            mb_arena_push(arena, &s->aliases, &s->naliases, sizeof *alias);
        if (alias == NULL)
            break;
        *alias = mb_col_dup(&q, 0, arena);
    }
    st = mb_end(&q, err);
    if (st != MB_OK)
        return st;
    q = mb_sql(store,
               "SELECT name, uri, sha256, media_type FROM strategy_source"
               " WHERE strategy_id = ?1 ORDER BY n",
               "s", s->id);
    while (mb_next(&q)) {
        struct mb_strategy_file *f =
            mb_arena_push(arena, &s->files, &s->nfiles, sizeof *f);
        if (f == NULL)
            break;
        f->name = mb_col_dup(&q, 0, arena);
        f->uri = mb_col_dup(&q, 1, arena);
        f->sha256 = mb_col_dup(&q, 2, arena);
        f->media = mb_col_dup(&q, 3, arena);
    }
    st = mb_end(&q, err);
    return st == MB_OK ? read_pledges(store, s, arena, err) : st;
}

enum mb_status mb_store_strategies(struct mb_store *store, struct mb_span id,
                                   struct mb_arena *arena,
                                   struct mb_strategy_rows *ret_rows,
                                   struct mb_err *err)
{
    struct mb_strategy_rows rows = {NULL, 0};
    enum mb_status st;
    struct mb_query q =
        mb_sql(store,
               "SELECT id, title, version, from_date, to_date, supersedes,"
               " first_code, by, at FROM strategy WHERE ?1 IS NULL OR id = ?1"
               " ORDER BY id",
               "s", id);

    while (mb_next(&q)) {
        struct mb_strategy_row *s =
            mb_arena_push(arena, &rows.at, &rows.n, sizeof *s);
        if (s == NULL)
            break;
        s->id = mb_col_dup(&q, 0, arena);
        s->title = mb_col_dup(&q, 1, arena);
        s->version = mb_col_dup(&q, 2, arena);
        s->from = mb_col_dup(&q, 3, arena);
        s->to = mb_col_dup(&q, 4, arena);
        s->supersedes = mb_col_dup(&q, 5, arena);
        s->first_code = mb_col_int(&q, 6);
        s->by = mb_col_dup(&q, 7, arena);
        s->at = mb_col_dup(&q, 8, arena);
    }
    st = mb_end(&q, err);
    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++)
        st = read_rest(store, &rows.at[i], arena, err);
    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_rows = rows;
    return st;
}

enum mb_status mb_store_strategy_text(struct mb_store *store, struct mb_span id,
                                      uint32_t file, struct mb_arena *arena,
                                      struct mb_span *ret_text,
                                      struct mb_err *err)
{
    struct mb_span text;
    enum mb_status st = mb_get_text(
        store, err, arena, &text,
        "SELECT text FROM strategy_source WHERE strategy_id = ?1 AND n = ?2",
        "sI", id, file);

    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_text = text;
    return st;
}
