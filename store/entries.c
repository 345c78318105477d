/* What people wrote. Append-only: the latest entry of a record and field is in
 * force; one written on an ID that was taken over counts for the clause to
 * which that ID leads now. */
#include "store/entries.h"

#include "store/db.h"

static enum mb_status check(struct mb_store *store, const struct mb_entry *e,
                            struct mb_err *err)
{
    int64_t there;
    enum mb_status st;

    if (e->field.len == 0 || e->by.len == 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "an entry needs a field and a name (--by)");
    st = mb_get_int(store, err, 0, &there,
                    "SELECT 1 FROM record WHERE form = upper (?1)"
                    " AND record_id = form",
                    "s", e->record_id);
    if (st == MB_OK && !there)
        st = mb_err_set(err, MB_ERR_USAGE,
                        "there is no record " MB_SPAN_FMT " in this database",
                        MB_SPAN_ARG(e->record_id));
    return st;
}

static enum mb_status add(struct mb_store *store, const struct mb_entry *e,
                          struct mb_err *err)
{
    struct mb_span value = e->value.ptr != NULL ? e->value : MB_SPAN_LIT("");
    enum mb_status st = check(store, e, err);

    if (st != MB_OK)
        return st;
    return mb_exec(store, err,
                   "INSERT INTO entry (record_id, field, value, by, at, why,"
                   " source, generation, conflict, run_id)"
                   " VALUES (upper (?1), ?2, ?3, ?4, ifnull (?5, ?6), ?7, ?8,"
                   " ?9, ?10, ?11)",
                   "ssssstsssii", e->record_id, e->field, value, e->by, e->at,
                   store->run_at, e->why, e->source, e->generation,
                   (int64_t)e->conflict, store->run);
}

enum mb_status mb_store_entries_add(struct mb_store *store,
                                    const struct mb_entry *entries, uint32_t n,
                                    struct mb_err *err)
{
    enum mb_status st = mb_save_begin(store, err);

    if (st != MB_OK)
        return st;
    for (uint32_t i = 0; st == MB_OK && i < n; i++)
        st = add(store, &entries[i], err);
    return mb_save_end(store, st, err);
}

static enum mb_status read_entries(struct mb_query q, struct mb_arena *arena,
                                   struct mb_entries *ret_entries,
                                   struct mb_err *err)
{
    struct mb_entries list = {NULL, 0};
    struct mb_lately lately = {0};
    enum mb_status st;

    q.lately = &lately;
    while (mb_next(&q)) {
        struct mb_entry *e =
            mb_arena_extend(arena, &list.at, &list.n, sizeof *e);
        if (e == NULL)
            break;
        e->seq = mb_col_int(&q, 0);
        e->record_id = mb_col_dup(&q, 1, arena);
        e->field = mb_col_dup(&q, 2, arena);
        e->value = mb_col_dup(&q, 3, arena);
        e->by = mb_col_dup(&q, 4, arena);
        e->at = mb_col_dup(&q, 5, arena);
        e->why = mb_col_dup(&q, 6, arena);
        e->source = mb_col_dup(&q, 7, arena);
        e->generation = mb_col_dup(&q, 8, arena);
        e->conflict = mb_col_int(&q, 9) != 0;
        e->undone = mb_col_int(&q, 10) != 0;
        e->run = mb_col_int(&q, 11);
        e->restricted = mb_col_int(&q, 12) != 0;
    }
    st = mb_end(&q, err);
    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_entries = list;
    return st;
}

/* Entries with the ID that counts now. */
#define ENTRIES                                                                \
    "(SELECT n.seq, ifnull ((SELECT c.record_id FROM record_alias l"           \
    "   JOIN clause c ON c.id = l.clause_id"                                   \
    "   WHERE l.record_id = n.record_id), n.record_id) AS rid, n.field,"       \
    "  n.value, n.by, n.at, n.why, n.source, n.generation, n.conflict,"        \
    "  n.undone_by IS NOT NULL AS undone, n.record_id, n.run_id FROM entry n)"
#define ENTRY_COLUMNS                                                            \
    "seq, rid, field, value, by, at, why, source, generation, conflict, undone," \
    " run_id, EXISTS (SELECT 1 FROM clause c JOIN resolution r"                  \
    "  ON r.clause_id = c.id WHERE c.record_id = rid AND r.restricted)"

enum mb_status mb_store_entries_latest(struct mb_store *store,
                                       struct mb_span record_id,
                                       struct mb_arena *arena,
                                       struct mb_entries *ret_entries,
                                       struct mb_err *err)
{
    struct mb_query q = mb_sql(
        store,
        "SELECT " ENTRY_COLUMNS " FROM (SELECT *, row_number () OVER"
        " (PARTITION BY rid, field ORDER BY seq DESC) AS nth FROM " ENTRIES
        " WHERE NOT conflict AND NOT undone)"
        " WHERE nth = 1 AND value <> ''"
        " AND (?1 IS NULL OR rid = upper (?1) OR record_id = upper (?1))"
        " ORDER BY rid, field",
        "s", record_id);

    return read_entries(q, arena, ret_entries, err);
}

enum mb_status mb_store_entries_all(struct mb_store *store,
                                    struct mb_span record_id,
                                    struct mb_arena *arena,
                                    struct mb_entries *ret_entries,
                                    struct mb_err *err)
{
    struct mb_query q =
        mb_sql(store,
               "SELECT " ENTRY_COLUMNS " FROM " ENTRIES
               " WHERE ?1 IS NULL OR rid = upper (?1) OR record_id = upper (?1)"
               " ORDER BY seq",
               "s", record_id);

    return read_entries(q, arena, ret_entries, err);
}

enum mb_status mb_store_emitted_put(struct mb_store *store,
                                    struct mb_span generation,
                                    struct mb_span at, struct mb_span cells,
                                    bool *ret_purged, struct mb_err *err)
{
    enum mb_status st;

    if (store->mode == MB_STORE_READ)
        return mb_note_put(store, generation, at, cells, ret_purged, err);
    *ret_purged = false;
    st = mb_save_begin(store, err);
    if (st != MB_OK)
        return st;
    st = mb_exec(store, err,
                 "INSERT OR REPLACE INTO emitted VALUES (?1, ?2, ?3)", "sss",
                 generation, at, cells);
    return mb_save_end(store, st, err);
}

enum mb_status mb_store_emitted_has(struct mb_store *store,
                                    struct mb_span generation, bool *ret_has,
                                    struct mb_err *err)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_span note = MB_SPAN_NULL;
    int64_t kept = 0;
    enum mb_status st;

    if (arena == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    st = mb_note_get(store, generation, arena, &note, err);
    *ret_has = st == MB_OK && note.ptr != NULL;
    mb_arena_free(arena);
    if (st != MB_OK || *ret_has)
        return st;
    st = mb_get_int(store, err, 0, &kept,
                    "SELECT 1 FROM emitted WHERE generation = ?1", "s",
                    generation);
    *ret_has = kept == 1;
    return st;
}

enum mb_status mb_store_emitted_get(struct mb_store *store,
                                    struct mb_span generation,
                                    struct mb_arena *arena,
                                    struct mb_span *ret_cells,
                                    struct mb_err *err)
{
    struct mb_span cells;
    /* the note first: it goes only when the row is there */
    enum mb_status st = mb_note_get(store, generation, arena, &cells, err);

    if (st == MB_OK && cells.ptr == NULL)
        st = mb_get_text(store, err, arena, &cells,
                         "SELECT cells FROM emitted WHERE generation = ?1", "s",
                         generation);
    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st == MB_OK)
        *ret_cells = cells;
    return st;
}

enum mb_status mb_store_record_find(struct mb_store *store, struct mb_span id,
                                    struct mb_arena *arena,
                                    struct mb_span *ret_id, struct mb_err *err)
{
    enum mb_status st = mb_get_text(
        store, err, arena, ret_id,
        "SELECT ifnull ((SELECT c.record_id FROM record_alias l"
        "  JOIN clause c ON c.id = l.clause_id WHERE l.record_id = r.record_id),"
        "  r.record_id) FROM record r"
        " WHERE r.form = upper (?1) AND r.record_id = r.form",
        "s", id);

    return st == MB_OK ? mb_arena_status(arena, err) : st;
}
