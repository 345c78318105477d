/* Inside store/ only: the open database and its statements.
 *
 * SQL stands in string literals and is prepared once: the cache is keyed by
 * the literal's address, so never pass text built at run time. Parameters are
 * ?1, ?2 … and are bound from arguments by a format, one letter each:
 *     i  int64_t      d  double       t  const char * (NULL: SQL NULL)
 *     s  struct mb_span as text       b  struct mb_span as a blob
 *     n  none: SQL NULL               (a null span is SQL NULL)
 *     I  uint32_t index, MB_NO_INDEX is SQL NULL
 *     T  int32_t, negative is SQL NULL
 * What is bound is borrowed until the statement was stepped through.
 */
#ifndef MB_STORE_DB_H
#define MB_STORE_DB_H

#include <sqlite3.h>

#include "base/arena.h"
#include "base/buf.h"
#include "store/store.h"

#define MB_STORE_SCHEMA      3 /* user_version that this program writes */
#define MB_STORE_EXPORTED    2 /* in which an exported table changed last */
#define MB_STORE_APPLICATION 0x4d42524b

/* What one commit takes in. More would not fit the cache of pages, and whoever
 * reads the documents would have nothing to do before it is done. */
#define MB_BATCH_DOCUMENTS 200
#define MB_BATCH_SECONDS   2

struct mb_cached {
    const char *sql;
    sqlite3_stmt *stmt;
};
#define MB_CACHE_SIZE 512 /* slots; a power of two */

struct mb_names_list { /* a growing list of owned strings */
    char **at;
    size_t n, size;
};

struct mb_store {
    sqlite3 *db;
    char *path;
    char *lock_path;
    int lock_fd; /* -1: none */
    enum mb_store_mode mode;
    const struct mb_store_host *hosts;
    struct mb_cached cache[MB_CACHE_SIZE];
    int64_t run; /* 0: none */
    char run_at[40];
    char *run_rules;  /* fingerprint, "" if not given */
    bool in_batch;    /* a transaction is open */
    bool changed;     /* a document changed in it: source_seq moves */
    bool removed;     /* something was taken out: look for orphans */
    bool held;        /* a reader's snapshot is open (notes.c) */
    int64_t purges;   /* there had been when it was opened; -1: never was */
    bool moved;       /* some Record ID has two places (places.h) */
    uint32_t pending; /* documents put in it */
    uint32_t lost;    /* documents put and rolled back with their batch */
    uint32_t n_new, n_same, n_again, n_refused; /* of the run */
    int64_t batch_ms;                           /* monotonic, when it began */
    int64_t indexed;       /* passages up to this id are in the index … */
    int64_t saved_indexed; /* … and were when the savepoint began */
    struct mb_names_list scopes; /* to be settled before the commit */
    struct mb_names_list chains;
    struct mb_names_list finish; /* scopes whose clauses want another look */
    void (*meanwhile)(void *);   /* NULL: nobody */
    void *meanwhile_context;
    struct mb_arena *scratch; /* cleared by whoever begins a piece of work */
    struct mb_buf buf;
};

/* ------------------------------------------------------- statements -- */

struct mb_query {
    struct mb_store *store;
    sqlite3_stmt *stmt;
    int rc;
    bool owned;               /* not from the cache: finalized at the end */
    struct mb_lately *lately; /* not NULL: mb_col_dup goes by it; the
                                 caller's, zeroed */
};

/* Begin a statement: prepared, bound, not yet stepped. */
struct mb_query mb_sql(struct mb_store *store, const char *sql,
                       const char *format, ...);
/* The next row: false at the end, and after an error. */
bool mb_next(struct mb_query *q);
/* End it, at any time: MB_OK, or what went wrong. */
enum mb_status mb_end(struct mb_query *q, struct mb_err *err) MB_MUST_CHECK;

/* Columns of the row, from 0. */
int64_t mb_col_int(const struct mb_query *q, int col); /* NULL: 0 */
uint32_t mb_col_u32(const struct mb_query *q, int col);
int32_t mb_col_tri(const struct mb_query *q, int col); /* NULL: -1 */
double mb_col_real(const struct mb_query *q, int col);
bool mb_col_null(const struct mb_query *q, int col);
/* Text or blob, borrowed until the next step; and copied. */
struct mb_span mb_col_span(const struct mb_query *q, int col);
struct mb_span mb_col_dup(const struct mb_query *q, int col,
                          struct mb_arena *arena);

/* Run a statement that returns no rows. */
enum mb_status mb_exec(struct mb_store *store, struct mb_err *err,
                       const char *sql, const char *format, ...) MB_MUST_CHECK;
/* The first column of the first row as a number; `none` where there is no
 * row, or it is NULL. */
enum mb_status mb_get_int(struct mb_store *store, struct mb_err *err,
                          int64_t none, int64_t *ret, const char *sql,
                          const char *format, ...) MB_MUST_CHECK;
/* The same as text, in the arena; null where there is none. */
enum mb_status mb_get_text(struct mb_store *store, struct mb_err *err,
                           struct mb_arena *arena, struct mb_span *ret,
                           const char *sql, const char *format,
                           ...) MB_MUST_CHECK;

/* Fill err from what SQLite last said. */
enum mb_status mb_db_error(struct mb_store *store, int rc, struct mb_err *err);
/* Run SQL text that is no statement to keep (pragmas, schema). */
enum mb_status mb_db_script(struct mb_store *store, const char *sql,
                            struct mb_err *err) MB_MUST_CHECK;
/* Forget every prepared statement (before VACUUM, and at the end). */
void mb_db_uncache(struct mb_store *store);

/* ------------------------------------------------------------ parts -- */

/* lock.c: take `<path>.lock`, waiting; and let go. */
enum mb_status mb_lock_take(struct mb_store *store, unsigned wait_s,
                            const char *holder,
                            struct mb_err *err) MB_MUST_CHECK;
void mb_lock_drop(struct mb_store *store);

/* migrate.c: make the schema, or bring an older one forward. */
enum mb_status mb_schema_create(struct mb_store *store,
                                struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_schema_migrate(struct mb_store *store, int from,
                                 struct mb_err *err) MB_MUST_CHECK;

/* batch.c: a writer's transaction. */
enum mb_status mb_batch_begin(struct mb_store *store,
                              struct mb_err *err) MB_MUST_CHECK;
void mb_batch_abort(struct mb_store *store);
/* MB_ERR_USAGE unless the store is a writer with a run. */
enum mb_status mb_need_run(struct mb_store *store,
                           struct mb_err *err) MB_MUST_CHECK;
/* One writing act in a savepoint of its own within the batch. */
enum mb_status mb_save_begin(struct mb_store *store,
                             struct mb_err *err) MB_MUST_CHECK;
/* Keep it where st is MB_OK, else take it back; returns st, or why keeping
 * failed. */
enum mb_status mb_save_end(struct mb_store *store, enum mb_status st,
                           struct mb_err *err) MB_MUST_CHECK;

/* What must be settled before the commit; copied, once each. */
enum mb_status mb_names_add(struct mb_names_list *list, struct mb_span name,
                            struct mb_err *err) MB_MUST_CHECK;
void mb_names_clear(struct mb_names_list *list);

/* settle.c: meetings, clauses, versions and orphans of what was touched. */
enum mb_status mb_settle(struct mb_store *store,
                         struct mb_err *err) MB_MUST_CHECK;
/* clauses.c: which documents' resolutions of a scope are one clause, and the
 * Record ID of each; then, when versions are known, whose words count. */
enum mb_status mb_settle_clauses(struct mb_store *store, const char *scope,
                                 struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_settle_preferred(struct mb_store *store, const char *scope,
                                   struct mb_err *err) MB_MUST_CHECK;

/* derive.c: what a document says into the derived tables, and out of them. */
struct mb_document;
enum mb_status mb_derive_put(struct mb_store *store, int64_t document,
                             const struct mb_document *doc,
                             struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_derive_remove(struct mb_store *store, int64_t document,
                                struct mb_err *err) MB_MUST_CHECK;

/* put.c: what a reader made of a document; the first ndiags are its own. */
struct mb_text;
struct mb_diags;
enum mb_status mb_text_put(struct mb_store *store, int64_t document,
                           const struct mb_text *text,
                           const struct mb_diags *diags, uint32_t ndiags,
                           struct mb_err *err) MB_MUST_CHECK;

/* notes.c: what a reader's workbook carries, as a file beside the register.
 * *ret_purged: something was purged since mb_store_hold, nothing is left. */
enum mb_status mb_note_put(struct mb_store *store, struct mb_span key,
                           struct mb_span at, struct mb_span cells,
                           bool *ret_purged, struct mb_err *err) MB_MUST_CHECK;
/* Find it there; null: it is not, or not any more. */
enum mb_status mb_note_get(struct mb_store *store, struct mb_span key,
                           struct mb_arena *arena, struct mb_span *ret_cells,
                           struct mb_err *err) MB_MUST_CHECK;
/* Take in what lies there; the caller has the lock, and no batch. */
enum mb_status mb_notes_take(struct mb_store *store,
                             struct mb_err *err) MB_MUST_CHECK;

/* passage.c: the text in pieces, for search. */
enum mb_status mb_passages_put(struct mb_store *store, int64_t document,
                               const struct mb_document *doc,
                               struct mb_err *err) MB_MUST_CHECK;
/* Out with a document's passages, and out of the index. */
enum mb_status mb_passages_remove(struct mb_store *store, int64_t document,
                                  struct mb_err *err) MB_MUST_CHECK;
/* Into the index with what came since. Once a batch and in no savepoint:
 * FTS5 writes its memory out at each savepoint, a segment every time. */
enum mb_status mb_passages_index(struct mb_store *store,
                                 struct mb_err *err) MB_MUST_CHECK;
/* Up to which passage is everything indexed? All of them, between batches. */
enum mb_status mb_passages_mark(struct mb_store *store,
                                struct mb_err *err) MB_MUST_CHECK;

#endif
