/* Export and import walk one list of tables, parents before children; a row
 * is whatever columns the table has. */
#include "store/transfer.h"

#include "store/db.h"
#include "store/transfer_priv.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const tables[] = {
    "meta",
    "run",
    "source_document",
    "source_bytes",
    "source_text",
    "sighting",
    "refusal",
    "document_act",
    "record",
    "entry",
    "emitted",
    "strategy",
    "strategy_alias",
    "strategy_source",
    "pledge",
    "pledge_field",
    "strategy_kept",
    "link_decision",
    "person",
    "person_name",
    "body_alias",
    "link",
    NULL,
};
#define NTABLES (sizeof tables / sizeof tables[0] - 1)

/* Tables WITHOUT ROWID come in the order of their key, the others by rowid. */
static const char *const selects[NTABLES] = {
    "SELECT * FROM meta ORDER BY key",
    "SELECT * FROM run ORDER BY id",
    "SELECT * FROM source_document ORDER BY id",
    "SELECT * FROM source_bytes ORDER BY document_id",
    "SELECT * FROM source_text ORDER BY document_id",
    "SELECT * FROM sighting ORDER BY document_id, path",
    "SELECT * FROM refusal ORDER BY run_id, n",
    "SELECT * FROM document_act ORDER BY seq",
    "SELECT * FROM record ORDER BY rowid",
    "SELECT * FROM entry ORDER BY seq",
    "SELECT * FROM emitted ORDER BY generation",
    "SELECT * FROM strategy ORDER BY id",
    "SELECT * FROM strategy_alias ORDER BY strategy_id, alias",
    "SELECT * FROM strategy_source ORDER BY strategy_id, n",
    "SELECT * FROM pledge ORDER BY strategy_id, position",
    "SELECT * FROM pledge_field ORDER BY strategy_id, code, n, name",
    "SELECT * FROM strategy_kept ORDER BY run_id, strategy_id",
    "SELECT * FROM link_decision ORDER BY seq",
    "SELECT * FROM person ORDER BY id",
    "SELECT * FROM person_name ORDER BY seq",
    "SELECT * FROM body_alias ORDER BY authority_key, alias_key",
    "SELECT * FROM link ORDER BY link_id",
};

/* Documents whose words are not for everybody, Record IDs whose are. */
#define CLOSED                                                                 \
    "(SELECT document_id FROM passage WHERE restricted UNION"                  \
    " SELECT document_id FROM resolution WHERE restricted UNION"               \
    " SELECT id FROM source_document WHERE status <> 'stored')"
#define OPEN_CLAUSE                                                            \
    "NOT EXISTS (SELECT 1 FROM resolution r WHERE r.clause_id = c.id"          \
    " AND r.restricted)"
#define OPEN                                                                   \
    "(SELECT c.record_id FROM clause c WHERE " OPEN_CLAUSE                     \
    " UNION SELECT l.record_id FROM record_alias l JOIN clause c"              \
    " ON c.id = l.clause_id WHERE " OPEN_CLAUSE ")"

/* The same tables where exempt text stays out; NULL: they hold none. */
static const char *open_select(const char *table)
{
    static const struct {
        const char *table, *sql;
    } selects_open[] = {
        {"source_bytes", "SELECT * FROM source_bytes WHERE document_id NOT"
                         " IN " CLOSED " ORDER BY document_id"},
        {"source_text", "SELECT * FROM source_text WHERE document_id NOT"
                        " IN " CLOSED " ORDER BY document_id"},
        {"record", "SELECT form, record_id, scope, item, label,"
                   " CASE WHEN record_id IN " OPEN " THEN text ELSE '' END"
                   " AS text, n, how, similarity, run_id FROM record"
                   " ORDER BY rowid"},
        {"entry",
         "SELECT * FROM entry WHERE record_id IN " OPEN " ORDER BY seq"},
        {"emitted", "SELECT * FROM emitted WHERE 0"},
        {"link_decision",
         "SELECT seq, link_id, subject, strategy_id, pledge, decision,"
         " CASE WHEN subject IN " OPEN " THEN quote END AS quote, by, at,"
         " why, source, run_id, undone_by FROM link_decision ORDER BY seq"},
        {"link",
         "SELECT * FROM link WHERE document_id NOT IN " CLOSED
         " AND (record_id IS NULL OR record_id IN " OPEN ") ORDER BY link_id"},
    };

    for (size_t i = 0; i < sizeof selects_open / sizeof selects_open[0]; i++)
        if (strcmp(selects_open[i].table, table) == 0)
            return selects_open[i].sql;
    return NULL;
}

enum mb_status mb_store_export_closed(struct mb_store *store,
                                      uint32_t *ret_documents,
                                      struct mb_err *err)
{
    int64_t n = 0;
    enum mb_status st = mb_get_int(
        store, err, 0, &n,
        "SELECT count (*) FROM source_document WHERE id IN " CLOSED, "");

    if (st == MB_OK)
        *ret_documents = (uint32_t)n;
    return st;
}

static const char *select_of(size_t i, bool exempt)
{
    const char *sql = exempt ? NULL : open_select(tables[i]);

    return sql != NULL ? sql : selects[i];
}

const char *const *mb_store_export_tables(void)
{
    return tables;
}

static char *base64_of(struct mb_span s)
{
    char *out;

    if (s.len > INT32_MAX / 2)
        return NULL;
    out = malloc((s.len + 2) / 3 * 4 + 1);
    if (out != NULL)
        EVP_EncodeBlock((unsigned char *)out, (const unsigned char *)s.ptr,
                        (int)s.len);
    return out;
}

static json_t *packed(const char *kind, struct mb_span s)
{
    char *text = base64_of(s);
    json_t *value = text != NULL ? json_pack("{s:s}", kind, text) : NULL;

    free(text);
    return value;
}

static json_t *json_of(const struct mb_query *q, int col)
{
    struct mb_span s;
    json_t *text;

    switch (sqlite3_column_type(q->stmt, col)) {
    case SQLITE_NULL:
        return json_null();
    case SQLITE_INTEGER:
        return json_integer(mb_col_int(q, col));
    case SQLITE_FLOAT:
        return json_real(mb_col_real(q, col));
    case SQLITE_BLOB:
        return packed("b64", mb_col_span(q, col));
    default:
        s = mb_col_span(q, col);
        text = json_stringn(s.ptr, s.len);
        return text != NULL ? text : packed("t64", s);
    }
}

static enum mb_status put_line(json_t *line, mb_export_sink *sink, void *user,
                               struct mb_err *err)
{
    char *text = line != NULL ? json_dumps(line, JSON_COMPACT) : NULL;
    enum mb_status st;

    if (text == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    st = sink(user, mb_span_str(text), err);
    if (st == MB_OK)
        st = sink(user, MB_SPAN_LIT("\n"), err);
    free(text);
    return st;
}

static enum mb_status export_row(const struct mb_query *q, const char *table,
                                 mb_export_sink *sink, void *user,
                                 struct mb_err *err)
{
    json_t *row = json_array(), *line;
    enum mb_status st;

    for (int i = 0; i < sqlite3_column_count(q->stmt); i++)
        if (json_array_append_new(row, json_of(q, i)) != 0) {
            json_decref(row);
            return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
        }
    line = json_pack("{s:s, s:o}", "t", table, "r", row);
    st = put_line(line, sink, user, err);
    json_decref(line);
    return st;
}

enum mb_status mb_store_export(struct mb_store *store, bool exempt,
                               mb_export_sink *sink, void *user,
                               struct mb_err *err)
{
    json_t *head = json_pack("{s:s, s:i, s:b}", "minutebook", "export",
                             "schema", MB_STORE_EXPORTED, "exempt", exempt);
    enum mb_status st = put_line(head, sink, user, err);

    json_decref(head);
    for (size_t i = 0; st == MB_OK && i < NTABLES; i++) {
        struct mb_query q = mb_sql(store, select_of(i, exempt), "");
        enum mb_status end;
        while (st == MB_OK && mb_next(&q))
            st = export_row(&q, tables[i], sink, user, err);
        end = mb_end(&q, err);
        if (st == MB_OK)
            st = end;
    }
    return st;
}

/* --------------------------------------------------------------- csv -- */

static void put_cell(struct mb_buf *out, struct mb_span s)
{
    mb_buf_putc(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            mb_buf_putc(out, '"');
        mb_buf_putc(out, s.ptr[i]);
    }
    mb_buf_putc(out, '"');
}

static void put_csv_value(struct mb_buf *out, const struct mb_query *q, int col)
{
    int type = sqlite3_column_type(q->stmt, col);
    char *text;

    if (type == SQLITE_BLOB) {
        text = base64_of(mb_col_span(q, col));
        mb_buf_puts(out, text != NULL ? text : "");
        free(text);
    } else if (type == SQLITE_TEXT) {
        put_cell(out, mb_col_span(q, col));
    } else if (type != SQLITE_NULL) {
        mb_buf_put(out, mb_col_span(q, col));
    }
}

static enum mb_status csv_row(const struct mb_query *q, bool names,
                              struct mb_buf *out, mb_export_sink *sink,
                              void *user, struct mb_err *err)
{
    enum mb_status st;

    mb_buf_clear(out);
    for (int i = 0; i < sqlite3_column_count(q->stmt); i++) {
        if (i > 0)
            mb_buf_putc(out, ',');
        if (names)
            mb_buf_puts(out, sqlite3_column_name(q->stmt, i));
        else
            put_csv_value(out, q, i);
    }
    mb_buf_puts(out, "\r\n");
    st = mb_buf_status(out, err);
    return st == MB_OK ? sink(user, mb_buf_span(out), err) : st;
}

enum mb_status mb_store_export_csv(struct mb_store *store, const char *table,
                                   bool exempt, mb_export_sink *sink,
                                   void *user, struct mb_err *err)
{
    struct mb_buf out = MB_BUF_INIT;
    struct mb_query q;
    enum mb_status st, end;
    size_t i = 0;

    while (i < NTABLES && strcmp(tables[i], table) != 0)
        i++;
    if (i == NTABLES)
        return mb_err_set(err, MB_ERR_USAGE, "there is no table \"%s\"", table);
    q = mb_sql(store, select_of(i, exempt), "");
    st = q.stmt != NULL ? csv_row(&q, true, &out, sink, user, err) : MB_OK;
    while (st == MB_OK && mb_next(&q))
        st = csv_row(&q, false, &out, sink, user, err);
    end = mb_end(&q, err);
    mb_buf_done(&out);
    return st != MB_OK ? st : end;
}

/* ------------------------------------------------------------ import -- */

struct import {
    struct mb_store *store;
    sqlite3_stmt *inserts[NTABLES];
    unsigned long line_no;
    struct mb_err *err;
};

static enum mb_status damaged(struct import *im, const char *why)
{
    return mb_err_set(im->err, MB_ERR_FORMAT, "line %lu of the export: %s",
                      im->line_no, why);
}

/* "INSERT OR REPLACE INTO t VALUES (?, ?)": t is one of ours, and as many
 * parameters as it has columns. A new database has rows in meta already. */
static sqlite3_stmt *insert_for(struct import *im, size_t i, size_t columns)
{
    char sql[200];
    size_t len;

    if (im->inserts[i] != NULL)
        return im->inserts[i];
    if (columns == 0 || columns > 40)
        return NULL;
    len = (size_t)snprintf(sql, sizeof sql,
                           "INSERT OR REPLACE INTO %s VALUES (", tables[i]);
    for (size_t c = 0; c < columns; c++)
        len +=
            (size_t)snprintf(sql + len, sizeof sql - len, c > 0 ? ",?" : "?");
    snprintf(sql + len, sizeof sql - len, ")");
    if (sqlite3_prepare_v2(im->store->db, sql, -1, &im->inserts[i], NULL)
        != SQLITE_OK)
        return NULL;
    return im->inserts[i];
}

static int bind_packed(sqlite3_stmt *stmt, int i, const char *text, bool blob)
{
    size_t len = strlen(text), size = len / 4 * 3;
    unsigned char *bytes = malloc(size + 1);
    int n, rc;

    if (bytes == NULL || len > INT32_MAX) {
        free(bytes);
        return SQLITE_NOMEM;
    }
    n = EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)len);
    if (n < 0) {
        free(bytes);
        return SQLITE_MISMATCH;
    }
    while (len > 0 && text[--len] == '=')
        n--;
    if (blob)
        rc = n > 0 ? sqlite3_bind_blob(stmt, i, bytes, n, SQLITE_TRANSIENT)
                   : sqlite3_bind_zeroblob(stmt, i, 0);
    else
        rc = sqlite3_bind_text(stmt, i, (char *)bytes, n, SQLITE_TRANSIENT);
    free(bytes);
    return rc;
}

static int bind_json(sqlite3_stmt *stmt, int i, const json_t *value)
{
    const char *text;

    switch (json_typeof(value)) {
    case JSON_NULL:
        return sqlite3_bind_null(stmt, i);
    case JSON_INTEGER:
        return sqlite3_bind_int64(stmt, i, json_integer_value(value));
    case JSON_REAL:
        return sqlite3_bind_double(stmt, i, json_real_value(value));
    case JSON_STRING:
        return sqlite3_bind_text64(stmt, i, json_string_value(value),
                                   json_string_length(value), SQLITE_TRANSIENT,
                                   SQLITE_UTF8);
    case JSON_OBJECT:
        text = json_string_value(json_object_get(value, "b64"));
        if (text != NULL)
            return bind_packed(stmt, i, text, true);
        text = json_string_value(json_object_get(value, "t64"));
        if (text != NULL)
            return bind_packed(stmt, i, text, false);
        return SQLITE_MISMATCH;
    case JSON_ARRAY:
    case JSON_TRUE:
    case JSON_FALSE:
        break;
    }
    return SQLITE_MISMATCH;
}

static enum mb_status import_row(struct import *im, const char *table,
                                 const json_t *row)
{
    sqlite3_stmt *stmt;
    size_t i = 0;
    int rc = SQLITE_OK;

    while (i < NTABLES && (table == NULL || strcmp(tables[i], table) != 0))
        i++;
    if (i == NTABLES || !json_is_array(row))
        return damaged(im, "is no row of a table that is known");
    stmt = insert_for(im, i, json_array_size(row));
    if (stmt == NULL
        || (size_t)sqlite3_bind_parameter_count(stmt) != json_array_size(row))
        return damaged(im, "has not the columns of its table");
    for (size_t c = 0; rc == SQLITE_OK && c < json_array_size(row); c++)
        rc = bind_json(stmt, (int)c + 1, json_array_get(row, c));
    if (rc != SQLITE_OK)
        return damaged(im, "holds a value that cannot be");
    rc = sqlite3_step(stmt);
    sqlite3_reset(stmt);
    if ((rc & 0xff) == SQLITE_CONSTRAINT)
        return damaged(im, sqlite3_errmsg(im->store->db));
    return rc == SQLITE_DONE ? MB_OK : mb_db_error(im->store, rc, im->err);
}

static enum mb_status import_line(struct import *im, const char *line,
                                  size_t len)
{
    json_t *object = json_loadb(line, len, JSON_ALLOW_NUL, NULL);
    const char *head;
    enum mb_status st = MB_OK;

    if (!json_is_object(object)) {
        json_decref(object);
        return damaged(im, "is no JSON object");
    }
    head = json_string_value(json_object_get(object, "minutebook"));
    if (im->line_no == 1) {
        if (head == NULL || strcmp(head, "export") != 0)
            st = damaged(im, "is not the head of an export");
        else if (json_integer_value(json_object_get(object, "schema"))
                 != MB_STORE_EXPORTED)
            st = damaged(im, "was written by another version of minutebook");
        else if (json_is_false(json_object_get(object, "exempt")))
            st = mb_err_set(im->err, MB_ERR_USAGE,
                            "documents with exempt or withdrawn text were left "
                            "out of this export: it is for reading only; to "
                            "move the register, export it with "
                            "--include-exempt");
    } else {
        st = import_row(im, json_string_value(json_object_get(object, "t")),
                        json_object_get(object, "r"));
    }
    json_decref(object);
    return st;
}

static enum mb_status import_file(struct import *im, FILE *file)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    enum mb_status st = MB_OK;

    while (st == MB_OK && (len = getline(&line, &size, file)) > 0) {
        im->line_no++;
        st = import_line(im, line, (size_t)len);
    }
    if (st == MB_OK && ferror(file))
        st = mb_err_set(im->err, MB_ERR_IO, "the export could not be read");
    if (st == MB_OK && im->line_no == 0)
        st = mb_err_set(im->err, MB_ERR_FORMAT, "the export is empty");
    free(line);
    return st;
}

static enum mb_status check_empty(struct mb_store *store, struct mb_err *err)
{
    int64_t rows;
    enum mb_status st;

    if (store->mode == MB_STORE_READ || store->run != 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "%s: was opened for reading, or has a run already",
                          store->path);
    st = mb_get_int(store, err, 0, &rows, "SELECT count (*) FROM run", "");
    if (st == MB_OK && rows > 0)
        st = mb_err_set(err, MB_ERR_USAGE,
                        "%s: is not empty; an import wants a new database",
                        store->path);
    return st;
}

enum mb_status mb_store_import(struct mb_store *store, int fd,
                               struct mb_err *err)
{
    struct import im = {.store = store, .err = err};
    FILE *file = NULL;
    int copy;
    enum mb_status st = check_empty(store, err);

    if (st != MB_OK)
        return st;
    copy = dup(fd);
    file = copy >= 0 ? fdopen(copy, "r") : NULL;
    if (file == NULL) {
        if (copy >= 0)
            close(copy);
        return mb_err_set(err, MB_ERR_IO, "the export could not be opened");
    }
    st = mb_batch_begin(store, err);
    if (st == MB_OK)
        st = mb_db_script(store, "PRAGMA defer_foreign_keys = 1", err);
    if (st == MB_OK)
        st = import_file(&im, file);
    fclose(file);
    for (size_t i = 0; i < NTABLES; i++)
        sqlite3_finalize(im.inserts[i]);
    if (st == MB_OK)
        st = mb_store_flush(store, err);
    else
        mb_batch_abort(store);
    return st;
}

/* -------------------------------------------------- one strategy's rows -- */

enum mb_status mb_strategy_rows(struct mb_store *store, struct mb_span id,
                                mb_export_sink *sink, void *user,
                                struct mb_err *err)
{
    static const struct {
        const char *table, *sql;
    } parts[] = {
        {"strategy", "SELECT * FROM strategy WHERE id = ?1"},
        {"strategy_alias", "SELECT * FROM strategy_alias"
                           " WHERE strategy_id = ?1 ORDER BY alias"},
        {"strategy_source",
         "SELECT * FROM strategy_source WHERE strategy_id = ?1 ORDER BY n"},
        {"pledge",
         "SELECT * FROM pledge WHERE strategy_id = ?1 ORDER BY position"},
        {"pledge_field", "SELECT * FROM pledge_field WHERE strategy_id = ?1"
                         " ORDER BY code, n, name"},
    };
    enum mb_status st = MB_OK;

    for (size_t i = 0; st == MB_OK && i < sizeof parts / sizeof parts[0]; i++) {
        struct mb_query q = mb_sql(store, parts[i].sql, "s", id);
        enum mb_status end;
        while (st == MB_OK && mb_next(&q))
            st = export_row(&q, parts[i].table, sink, user, err);
        end = mb_end(&q, err);
        if (st == MB_OK)
            st = end;
    }
    return st;
}

enum mb_status mb_rows_back(struct mb_store *store, struct mb_span lines,
                            struct mb_err *err)
{
    struct import im = {.store = store, .line_no = 1, .err = err};
    enum mb_status st = MB_OK;
    struct mb_span line;

    while (st == MB_OK && lines.len > 0) {
        lines = mb_span_cut(lines, '\n', &line);
        im.line_no++;
        st = import_line(&im, line.ptr, line.len);
    }
    for (size_t i = 0; i < NTABLES; i++)
        sqlite3_finalize(im.inserts[i]);
    return st;
}
