/* Backup by SQLite's online interface: pages are copied while others read and
 * write. The copy is checked before it gets its name, and needs no second
 * file: its journal mode is put back to DELETE. */
#include "store/maintain.h"

#include "base/file.h"
#include "store/db.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGES_A_STEP  4096
#define BUSY_TRIES    600
#define BUSY_SLEEP_MS 50

static int copy_pages(sqlite3 *to, sqlite3 *from)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    int rc = SQLITE_OK, busy = 0;

    if (backup == NULL)
        return sqlite3_errcode(to);
    while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
        rc = sqlite3_backup_step(backup, PAGES_A_STEP);
        if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
            if (++busy > BUSY_TRIES)
                break;
            sqlite3_sleep(BUSY_SLEEP_MS);
        }
    }
    sqlite3_backup_finish(backup);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int check_copy(sqlite3 *copy)
{
    sqlite3_stmt *stmt = NULL;
    int rc =
        sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(copy, "PRAGMA quick_check", -1, &stmt, NULL);
    if (rc == SQLITE_OK
        && (sqlite3_step(stmt) != SQLITE_ROW
            || strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") != 0))
        rc = SQLITE_CORRUPT;
    sqlite3_finalize(stmt);
    return rc;
}

enum mb_status mb_store_backup(struct mb_store *store, const char *path,
                               struct mb_err *err)
{
    sqlite3 *copy = NULL;
    char *temp = NULL;
    enum mb_status st;
    int rc;

    if (access(path, F_OK) == 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "%s: exists; a backup replaces no file", path);
    st = mb_store_flush(store, err);
    if (st == MB_OK)
        st = mb_file_temp(path, &temp, err);
    if (st != MB_OK)
        return st;
    rc = sqlite3_open_v2(temp, &copy, SQLITE_OPEN_READWRITE, NULL);
    if (rc == SQLITE_OK)
        rc = copy_pages(copy, store->db);
    if (rc == SQLITE_OK)
        rc = check_copy(copy);
    if (rc != SQLITE_OK)
        st = mb_err_set(err, MB_ERR_STORE, "%s: the backup failed: %s", path,
                        sqlite3_errstr(rc));
    sqlite3_close(copy);
    if (st == MB_OK)
        st = mb_file_commit(temp, path, err);
    else
        mb_file_discard(temp);
    free(temp);
    return st;
}
