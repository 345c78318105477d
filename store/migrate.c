/* The schema's versions. A new database gets schema.sql as it is; an older one
 * is stepped forward, one user_version at a time, in one transaction. Each
 * step is tested from a stored dump of that version (tests/store/). */
#include "store/db.h"

#include "schema.inc"

#include <string.h>

/* To 2: corrections of earlier minutes; documents whose authority is another
 * now; strategies that were replaced; reasons of runs. Columns go to the end,
 * as schema.sql has them: an export is rows in that order. A CHECK cannot be
 * altered: its table is written anew. */
static const char step_2[] =
    "ALTER TABLE run ADD COLUMN why TEXT;"
    "CREATE TABLE act_2 ("
    "    seq         INTEGER PRIMARY KEY,"
    "    document_id INTEGER NOT NULL REFERENCES source_document (id),"
    "    act         TEXT NOT NULL"
    "                CHECK (act IN ('withdraw', 'restore', 'purge', 'undo',"
    "                               'authority')),"
    "    by          TEXT NOT NULL,"
    "    at          TEXT NOT NULL,"
    "    why         TEXT NOT NULL,"
    "    run_id      INTEGER NOT NULL REFERENCES run (id),"
    "    before      TEXT,"
    "    records     TEXT"
    ") STRICT;"
    "INSERT INTO act_2 SELECT *, NULL, NULL FROM document_act;"
    "DROP TABLE document_act;"
    "ALTER TABLE act_2 RENAME TO document_act;"
    "CREATE TABLE record_2 ("
    "    form       TEXT NOT NULL UNIQUE,"
    "    record_id  TEXT NOT NULL,"
    "    scope      TEXT NOT NULL,"
    "    item       TEXT NOT NULL,"
    "    label      TEXT NOT NULL,"
    "    text       TEXT NOT NULL,"
    "    n          INTEGER NOT NULL CHECK (n >= 1),"
    "    how        TEXT NOT NULL"
    "               CHECK (how IN ('first', 'item-label', 'similar',"
    "                              'same-matter', 'manual',"
    "                              'same-document')),"
    "    similarity REAL,"
    "    run_id     INTEGER NOT NULL REFERENCES run (id)"
    ") STRICT;"
    "INSERT INTO record_2 SELECT * FROM record ORDER BY rowid;"
    "DROP TABLE record;"
    "ALTER TABLE record_2 RENAME TO record;"
    "CREATE INDEX record_scope ON record (scope);"
    "CREATE INDEX record_moved ON record (record_id)"
    "    WHERE how = 'same-document';"
    "CREATE TABLE strategy_kept ("
    "    run_id      INTEGER NOT NULL REFERENCES run (id),"
    "    strategy_id TEXT NOT NULL,"
    "    rows        TEXT NOT NULL,"
    "    PRIMARY KEY (run_id, strategy_id)"
    ") STRICT, WITHOUT ROWID;"
    "ALTER TABLE document ADD COLUMN stated TEXT;"
    "UPDATE document SET stated = state;"
    "CREATE INDEX document_corrected ON document (document_id)"
    "    WHERE state = 'corrected';"
    "CREATE TABLE correction ("
    "    document_id INTEGER NOT NULL REFERENCES source_document (id),"
    "    n           INTEGER NOT NULL,"
    "    meeting     INTEGER,"
    "    resolution  INTEGER,"
    "    date        TEXT,"
    "    item        TEXT,"
    "    what        TEXT NOT NULL,"
    "    old         TEXT,"
    "    new         TEXT,"
    "    target_id   INTEGER REFERENCES meeting (id) ON DELETE SET NULL,"
    "    PRIMARY KEY (document_id, n)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX correction_target ON correction (target_id)"
    "    WHERE target_id IS NOT NULL;"
    "CREATE INDEX link_document ON link (document_id);"
    "PRAGMA user_version = 2;";

/* To 3: a passage is a place in its document's text, not a copy of it. */
static const char step_3[] =
    "DROP TABLE passage_fts;"
    "CREATE TABLE passage_3 ("
    "    id          INTEGER PRIMARY KEY,"
    "    document_id INTEGER NOT NULL REFERENCES source_document (id),"
    "    start       INTEGER NOT NULL,"
    "    size        INTEGER NOT NULL,"
    "    agenda_item INTEGER,"
    "    restricted  INTEGER NOT NULL CHECK (restricted IN (0, 1))"
    ") STRICT;"
    "INSERT INTO passage_3 SELECT id, document_id, start,"
    " length (CAST (text AS BLOB)), agenda_item, restricted FROM passage;"
    "DROP TABLE passage;"
    "ALTER TABLE passage_3 RENAME TO passage;"
    "CREATE INDEX passage_document ON passage (document_id);"
    "CREATE VIEW passage_text (id, text) AS"
    " SELECT p.id, CAST (substr (CAST (t.text AS BLOB), p.start + 1, p.size)"
    "  AS TEXT)"
    " FROM passage p JOIN source_text t ON t.document_id = p.document_id;"
    "CREATE VIRTUAL TABLE passage_fts USING fts5 ("
    "    text,"
    "    content = 'passage_text', content_rowid = 'id',"
    "    tokenize = 'porter unicode61 remove_diacritics 2'"
    ");"
    "INSERT INTO passage_fts (passage_fts, rank)"
    " VALUES ('hashsize', 67108864), ('automerge', 64),"
    " ('crisismerge', 128);"
    "INSERT INTO passage_fts (passage_fts) VALUES ('rebuild');"
    "PRAGMA user_version = 3;";

static const char *const steps[MB_STORE_SCHEMA + 1] = {
    NULL, /* nothing was ever released with user_version 0 */
    NULL, /* 1 is the first */
    step_2,
    step_3,
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
    for (int v = from; st == MB_OK && v < MB_STORE_SCHEMA; v++)
        if (steps[v + 1] != NULL)
            st = mb_db_script(store, steps[v + 1], err);
    if (st == MB_OK)
        st = mb_db_script(store, "COMMIT;", err);
    if (st != MB_OK && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return st;
}
