/* Statements: prepared once, found again by the address of their text, bound
 * by a format, stepped, reset. A statement that is already being stepped
 * through (a query within a query of the same kind) is prepared a second time
 * and thrown away afterwards. */
#include "store/db.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

static const struct {
    int code;
    enum mb_status status;
    const char *text;
} causes[] = {
    {SQLITE_FULL, MB_ERR_STORE,
     "the disk is full; what was not committed is not stored: make room and "
     "run it again"},
    {SQLITE_BUSY, MB_ERR_BUSY, "another program holds it; try again"},
    {SQLITE_LOCKED, MB_ERR_BUSY, "another program holds it; try again"},
    {SQLITE_READONLY, MB_ERR_STORE,
     "it cannot be written; check its owner and permissions"},
    {SQLITE_PERM, MB_ERR_STORE, "no permission"},
    {SQLITE_CANTOPEN, MB_ERR_STORE,
     "it cannot be opened; check that it exists and who may read it"},
    {SQLITE_NOTADB, MB_ERR_STORE, "it is not a minutebook database"},
    {SQLITE_CORRUPT, MB_ERR_STORE,
     "it is damaged; run `minutebook verify`, and restore a backup"},
    {SQLITE_IOERR, MB_ERR_STORE, "it could not be read or written"},
    {SQLITE_NOMEM, MB_ERR_NOMEM, "out of memory"},
    {SQLITE_TOOBIG, MB_ERR_LIMIT, "a value is too big for the database"},
};

enum mb_status mb_db_error(struct mb_store *store, int rc, struct mb_err *err)
{
    const char *detail = sqlite3_errmsg(store->db);

    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++) {
        if (causes[i].code != (rc & 0xff))
            continue;
        if (causes[i].status == MB_ERR_BUSY) /* the detail says no more */
            return mb_err_set(err, MB_ERR_BUSY, "%s: %s", store->path,
                              causes[i].text);
        return mb_err_set(err, causes[i].status, "%s: %s (%s)", store->path,
                          causes[i].text, detail);
    }
    return mb_err_set(err, MB_ERR_STORE, "%s: %s", store->path, detail);
}

static struct mb_cached *slot(struct mb_store *store, const char *sql)
{
    size_t i = ((uintptr_t)sql >> 3) * 0x9E3779B1u;

    for (size_t step = 0; step < MB_CACHE_SIZE; step++) {
        struct mb_cached *c = &store->cache[(i + step) & (MB_CACHE_SIZE - 1)];
        if (c->sql == sql || c->sql == NULL)
            return c;
    }
    return NULL;
}

static void prepare(struct mb_query *q, const char *sql)
{
    struct mb_cached *c = slot(q->store, sql);

    if (c != NULL && c->sql == sql && !sqlite3_stmt_busy(c->stmt)) {
        q->stmt = c->stmt;
        return;
    }
    q->rc = sqlite3_prepare_v3(q->store->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                               &q->stmt, NULL);
    if (q->rc == SQLITE_OK && c != NULL && c->sql == NULL) {
        c->sql = sql;
        c->stmt = q->stmt;
    } else {
        q->owned = true;
    }
}

static int bind_span(sqlite3_stmt *stmt, int i, struct mb_span s, bool blob)
{
    if (s.ptr == NULL)
        return sqlite3_bind_null(stmt, i);
    if (blob)
        return sqlite3_bind_blob64(stmt, i, s.ptr, s.len, SQLITE_STATIC);
    return sqlite3_bind_text64(stmt, i, s.ptr, s.len, SQLITE_STATIC,
                               SQLITE_UTF8);
}

static int bind_index(sqlite3_stmt *stmt, int i, uint32_t index)
{
    return index == UINT32_MAX ? sqlite3_bind_null(stmt, i)
                               : sqlite3_bind_int64(stmt, i, index);
}

static int bind_tri(sqlite3_stmt *stmt, int i, int32_t value)
{
    return value < 0 ? sqlite3_bind_null(stmt, i)
                     : sqlite3_bind_int64(stmt, i, value);
}

static void bind(struct mb_query *q, const char *format, va_list ap)
{
    sqlite3_stmt *stmt = q->stmt;

    for (int i = 1; q->rc == SQLITE_OK && *format != '\0'; i++, format++) {
        switch (*format) {
        case 'i':
            q->rc = sqlite3_bind_int64(stmt, i, va_arg(ap, int64_t));
            break;
        case 'd':
            q->rc = sqlite3_bind_double(stmt, i, va_arg(ap, double));
            break;
        case 't':
            q->rc = bind_span(stmt, i, mb_span_str(va_arg(ap, const char *)),
                              false);
            break;
        case 's':
            q->rc = bind_span(stmt, i, va_arg(ap, struct mb_span), false);
            break;
        case 'b':
            q->rc = bind_span(stmt, i, va_arg(ap, struct mb_span), true);
            break;
        case 'I':
            q->rc = bind_index(stmt, i, va_arg(ap, uint32_t));
            break;
        case 'T':
            q->rc = bind_tri(stmt, i, va_arg(ap, int32_t));
            break;
        default:
            q->rc = sqlite3_bind_null(stmt, i);
            break;
        }
    }
}

static struct mb_query begin(struct mb_store *store, const char *sql,
                             const char *format, va_list ap)
{
    struct mb_query q = {.store = store, .rc = SQLITE_OK};

    prepare(&q, sql);
    if (q.rc == SQLITE_OK)
        bind(&q, format, ap);
    return q;
}

struct mb_query mb_sql(struct mb_store *store, const char *sql,
                       const char *format, ...)
{
    struct mb_query q;
    va_list ap;

    va_start(ap, format);
    q = begin(store, sql, format, ap);
    va_end(ap);
    return q;
}

bool mb_next(struct mb_query *q)
{
    if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW)
        return false;
    q->rc = sqlite3_step(q->stmt);
    return q->rc == SQLITE_ROW;
}

enum mb_status mb_end(struct mb_query *q, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW && q->rc != SQLITE_DONE)
        st = mb_db_error(q->store, q->rc, err);
    if (q->owned)
        sqlite3_finalize(q->stmt);
    else if (q->stmt != NULL)
        sqlite3_reset(q->stmt);
    q->stmt = NULL;
    return st;
}

int64_t mb_col_int(const struct mb_query *q, int col)
{
    return sqlite3_column_int64(q->stmt, col);
}

uint32_t mb_col_u32(const struct mb_query *q, int col)
{
    int64_t value = sqlite3_column_int64(q->stmt, col);

    return value < 0 || value > UINT32_MAX ? 0 : (uint32_t)value;
}

int32_t mb_col_tri(const struct mb_query *q, int col)
{
    return mb_col_null(q, col) ? -1 : sqlite3_column_int(q->stmt, col);
}

double mb_col_real(const struct mb_query *q, int col)
{
    return sqlite3_column_double(q->stmt, col);
}

bool mb_col_null(const struct mb_query *q, int col)
{
    return sqlite3_column_type(q->stmt, col) == SQLITE_NULL;
}

struct mb_span mb_col_span(const struct mb_query *q, int col)
{
    const char *ptr;

    if (mb_col_null(q, col))
        return MB_SPAN_NULL;
    ptr = sqlite3_column_blob(q->stmt, col);
    if (ptr == NULL) /* no bytes, but not NULL */
        return MB_SPAN_LIT("");
    return (struct mb_span){ptr, (size_t)sqlite3_column_bytes(q->stmt, col)};
}

struct mb_span mb_col_dup(const struct mb_query *q, int col,
                          struct mb_arena *arena)
{
    struct mb_span text = mb_col_span(q, col);

    return q->lately != NULL ? mb_arena_dup_once(arena, text, q->lately)
                             : mb_arena_dup(arena, text);
}

enum mb_status mb_exec(struct mb_store *store, struct mb_err *err,
                       const char *sql, const char *format, ...)
{
    struct mb_query q;
    va_list ap;

    va_start(ap, format);
    q = begin(store, sql, format, ap);
    va_end(ap);
    while (mb_next(&q))
        continue;
    return mb_end(&q, err);
}

enum mb_status mb_get_int(struct mb_store *store, struct mb_err *err,
                          int64_t none, int64_t *ret, const char *sql,
                          const char *format, ...)
{
    struct mb_query q;
    va_list ap;

    va_start(ap, format);
    q = begin(store, sql, format, ap);
    va_end(ap);
    *ret = none;
    if (mb_next(&q) && !mb_col_null(&q, 0))
        *ret = mb_col_int(&q, 0);
    return mb_end(&q, err);
}

enum mb_status mb_get_text(struct mb_store *store, struct mb_err *err,
                           struct mb_arena *arena, struct mb_span *ret,
                           const char *sql, const char *format, ...)
{
    struct mb_query q;
    va_list ap;

    va_start(ap, format);
    q = begin(store, sql, format, ap);
    va_end(ap);
    *ret = MB_SPAN_NULL;
    if (mb_next(&q))
        *ret = mb_col_dup(&q, 0, arena);
    return mb_end(&q, err);
}

enum mb_status mb_db_script(struct mb_store *store, const char *sql,
                            struct mb_err *err)
{
    int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? MB_OK : mb_db_error(store, rc, err);
}

void mb_db_uncache(struct mb_store *store)
{
    for (size_t i = 0; i < MB_CACHE_SIZE; i++) {
        sqlite3_finalize(store->cache[i].stmt);
        store->cache[i] = (struct mb_cached){NULL, NULL};
    }
}
