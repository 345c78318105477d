/* The schema's versions. A new database gets schema.sql as it is; an older one
 * is stepped forward, one user_version at a time, in one transaction. Each
 * step is tested from a stored dump of that version (tests/store/). */
#include "store/db.h"

#include "schema.inc"

#include <string.h>

static const char *const steps[MB_STORE_SCHEMA + 1] = {
    NULL, /* nothing was ever released with user_version 0 */
    NULL, /* 1 is the first */
};

/* The embedded schema as a C string: the array ends with a byte 0. */
static const char *schema_text(void)
{
    return (const char *)mb_schema[0].bytes;
}

enum mb_status mb_schema_create(struct mb_store *store, struct mb_err *err)
{
    enum mb_status st = mb_db_script(store,
                                     "PRAGMA page_size = 4096;"
                                     "PRAGMA auto_vacuum = NONE;"
                                     "PRAGMA journal_mode = WAL;"
                                     "BEGIN IMMEDIATE;",
                                     err);

    if (st == MB_OK)
        st = mb_db_script(store, schema_text(), err);
    if (st == MB_OK)
        st = mb_db_script(store,
                          "INSERT INTO meta VALUES"
                          " ('db_id', lower (hex (randomblob (4)))),"
                          " ('source_seq', '0'), ('schema_first', '1');"
                          "COMMIT;",
                          err);
    if (st != MB_OK && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return st;
}

enum mb_status mb_schema_migrate(struct mb_store *store, int from,
                                 struct mb_err *err)
{
    enum mb_status st = MB_OK;

    if (from < 1)
        return mb_err_set(err, MB_ERR_STORE,
                          "%s: its schema version %d was never released",
                          store->path, from);
    st = mb_db_script(store, "BEGIN IMMEDIATE;", err);
    for (int v = from + 1; st == MB_OK && v <= MB_STORE_SCHEMA; v++)
        if (steps[v] != NULL)
            st = mb_db_script(store, steps[v], err);
    if (st == MB_OK)
        st = mb_db_script(store, "COMMIT;", err);
    if (st != MB_OK && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return st;
}
