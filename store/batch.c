/* Runs and transactions. A writer's work gathers in one transaction, each act
 * in a savepoint of its own; before the commit, everything that was touched is
 * settled (settle.c), so that what readers see always fits together. */
#include "store/db.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SQLite's own steps, a microsecond or two each, between two calls of who asked
 * for some. */
enum { MEANWHILE_STEPS = 5000 };

enum mb_status mb_names_add(struct mb_names_list *list, struct mb_span name,
                            struct mb_err *err)
{
    char *copy;

    for (size_t i = list->n; i > 0 && list->n - i < 16; i--)
        if (mb_span_eq(mb_span_str(list->at[i - 1]), name))
            return MB_OK; /* the usual repetition; sorting finds the others */
    if (list->n == list->size) {
        size_t size = list->size > 0 ? list->size * 2 : 64;
        char **at = realloc(list->at, size * sizeof *at);
        if (at == NULL)
            return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
        list->at = at;
        list->size = size;
    }
    copy = strndup(name.ptr, name.len);
    if (copy == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    list->at[list->n++] = copy;
    return MB_OK;
}

void mb_names_clear(struct mb_names_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        free(list->at[i]);
    list->n = 0;
}

enum mb_status mb_need_run(struct mb_store *store, struct mb_err *err)
{
    if (store->mode == MB_STORE_READ || store->run == 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "%s: was not opened for writing, or has no run",
                          store->path);
    return MB_OK;
}

static void batch_reset(struct mb_store *store)
{
    store->in_batch = false;
    store->changed = false;
    store->removed = false;
    store->pending = 0;
    mb_names_clear(&store->scopes);
    mb_names_clear(&store->chains);
    mb_names_clear(&store->finish);
}

enum mb_status mb_batch_begin(struct mb_store *store, struct mb_err *err)
{
    enum mb_status st;

    if (store->in_batch)
        return MB_OK;
    st = mb_exec(store, err, "BEGIN IMMEDIATE", "");
    if (st != MB_OK)
        return st;
    batch_reset(store);
    store->in_batch = true;
    store->batch_ms = mb_clock_ticks_ms();
    return mb_passages_mark(store, err);
}

void mb_batch_abort(struct mb_store *store)
{
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    store->lost += store->pending;
    batch_reset(store);
}

void mb_store_abandon(struct mb_store *store)
{
    if (store->in_batch)
        mb_batch_abort(store);
}

static enum mb_status save_counts(struct mb_store *store, struct mb_err *err)
{
    enum mb_status st = mb_exec(
        store, err,
        "UPDATE run SET n_new = ?2, n_same = ?3, n_again = ?4, n_refused = ?5"
        " WHERE id = ?1 AND (n_new, n_same, n_again, n_refused)"
        " IS NOT (?2, ?3, ?4, ?5)",
        "iIIII", store->run, store->n_new, store->n_same, store->n_again,
        store->n_refused);

    if (st == MB_OK && store->changed)
        st = mb_exec(store, err,
                     "UPDATE meta SET value = CAST (value AS INTEGER) + 1"
                     " WHERE key = 'source_seq'",
                     "");
    return st;
}

enum mb_status mb_store_flush(struct mb_store *store, struct mb_err *err)
{
    enum mb_status st;

    if (!store->in_batch)
        return MB_OK;
    st = mb_settle(store, err);
    if (st == MB_OK)
        st = mb_passages_index(store, err);
    if (st == MB_OK)
        st = save_counts(store, err);
    if (st == MB_OK)
        st = mb_exec(store, err, "COMMIT", "");
    if (st != MB_OK) {
        mb_batch_abort(store);
        return st;
    }
    batch_reset(store);
    return MB_OK;
}

static int meanwhile(void *context)
{
    const struct mb_store *store = context;

    store->meanwhile(store->meanwhile_context);
    return 0; /* do not stop */
}

void mb_store_meanwhile(struct mb_store *store, void (*fn)(void *context),
                        void *context)
{
    store->meanwhile = fn;
    store->meanwhile_context = context;
    sqlite3_progress_handler(store->db, fn != NULL ? MEANWHILE_STEPS : 0,
                             fn != NULL ? meanwhile : NULL, store);
}

uint32_t mb_store_pending(const struct mb_store *store)
{
    return store->pending;
}

uint32_t mb_store_lost(const struct mb_store *store)
{
    return store->lost;
}

enum mb_status mb_save_begin(struct mb_store *store, struct mb_err *err)
{
    enum mb_status st = mb_need_run(store, err);

    if (st == MB_OK)
        st = mb_batch_begin(store, err);
    if (st == MB_OK)
        st = mb_exec(store, err, "SAVEPOINT act", "");
    store->saved_indexed = store->indexed;
    return st;
}

enum mb_status mb_save_end(struct mb_store *store, enum mb_status st,
                           struct mb_err *err)
{
    if (st == MB_OK)
        st = mb_exec(store, err, "RELEASE act", "");
    if (st == MB_OK) {
        if (store->pending >= MB_BATCH_DOCUMENTS
            || mb_clock_ticks_ms() - store->batch_ms >= MB_BATCH_SECONDS * 1000)
            return mb_store_flush(store, err);
        return MB_OK;
    }
    store->indexed = store->saved_indexed;
    /* A full disk makes SQLite roll everything back by itself. */
    if (sqlite3_get_autocommit(store->db)) {
        mb_batch_abort(store);
        return st;
    }
    if (sqlite3_exec(store->db, "ROLLBACK TO act; RELEASE act", NULL, NULL,
                     NULL)
        != SQLITE_OK)
        mb_batch_abort(store);
    return st;
}

enum mb_status mb_run_begin(struct mb_store *store,
                            const struct mb_run_info *info, int64_t *ret_run,
                            struct mb_err *err)
{
    struct mb_span rules = info->rules;
    enum mb_status st;

    if (store->mode == MB_STORE_READ || store->run != 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "%s: was opened for reading, or has a run already",
                          store->path);
    free(store->run_rules);
    store->run_rules =
        rules.ptr != NULL ? strndup(rules.ptr, rules.len) : strdup("");
    if (store->run_rules == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    snprintf(store->run_at, sizeof store->run_at, MB_SPAN_FMT,
             MB_SPAN_ARG(info->at));
    st = mb_notes_take(store, err);
    if (st != MB_OK)
        return st;
    st = mb_exec(store, err,
                 "INSERT INTO run (command, args, by, at, program, rules,"
                 " config, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                 "ssssssss", info->command, info->args, info->by, info->at,
                 info->program, info->rules, info->config, info->why);
    if (st != MB_OK)
        return st;
    store->run = sqlite3_last_insert_rowid(store->db);
    store->n_new = store->n_same = store->n_again = store->n_refused = 0;
    if (ret_run != NULL)
        *ret_run = store->run;
    return mb_exec(store, err,
                   "INSERT OR IGNORE INTO meta VALUES ('created_at', ?1)", "s",
                   info->at);
}

enum mb_status mb_run_end(struct mb_store *store, struct mb_span at,
                          int exit_status, struct mb_err *err)
{
    enum mb_status st = mb_need_run(store, err);

    if (st == MB_OK)
        st = mb_store_flush(store, err);
    if (st == MB_OK)
        st = save_counts(store, err);
    if (st == MB_OK)
        st = mb_exec(store, err,
                     "UPDATE run SET ended_at = ?2, status = ?3 WHERE id = ?1",
                     "isi", store->run, at, (int64_t)exit_status);
    if (st == MB_OK)
        st = mb_notes_take(store, err);
    store->run = 0;
    return st;
}

enum mb_status mb_store_generation(struct mb_store *store,
                                   struct mb_arena *arena,
                                   struct mb_span *ret_generation,
                                   struct mb_err *err)
{
    enum mb_status st = mb_get_text(
        store, err, arena, ret_generation,
        "SELECT (SELECT value FROM meta WHERE key = 'db_id') || ':' ||"
        " (SELECT value FROM meta WHERE key = 'source_seq') || ':' ||"
        " ((SELECT ifnull (max (seq), 0) FROM entry) +"
        "  (SELECT ifnull (max (seq), 0) FROM link_decision))",
        "");

    return st == MB_OK ? mb_arena_status(arena, err) : st;
}
