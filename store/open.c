/* Opening: what may be opened is decided before anything is written. A file
 * that is not ours, is newer than the program or lies on a network is left
 * exactly as it was. */
#include "store/db.h"
#include "store/words.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define MEMORY     ":memory:" /* sqlite.org/inmemorydb.html */
#define BUSY_MS    5000
#define SMB2_MAGIC 0xFE534D42
#define CIFS_MAGIC 0xFF534D42

/* Network file systems, where neither flock nor SQLite's locks can be
 * trusted (sqlite.org/faq.html#q5). */
static const struct {
    unsigned long magic;
    const char *name;
} networks[] = {
    {NFS_SUPER_MAGIC, "NFS"},   {SMB_SUPER_MAGIC, "SMB"},
    {CIFS_MAGIC, "CIFS"},       {SMB2_MAGIC, "SMB"},
    {AFS_SUPER_MAGIC, "AFS"},   {CODA_SUPER_MAGIC, "Coda"},
    {CEPH_SUPER_MAGIC, "Ceph"}, {V9FS_MAGIC, "9P"},
};

/* The folder of a path, for a file that does not exist yet. */
static char *folder_of(const char *path)
{
    char *copy = strdup(path);
    char *slash;

    if (copy == NULL)
        return NULL;
    slash = strrchr(copy, '/');
    if (slash == NULL)
        memcpy(copy, ".", strlen(copy) > 0 ? 2 : 1);
    else if (slash == copy)
        copy[1] = '\0';
    else
        *slash = '\0';
    return copy;
}

static enum mb_status check_place(const char *path, struct mb_err *err)
{
    struct statfs fs;
    char *folder = folder_of(path);
    enum mb_status st = MB_OK;

    if (folder == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    if (statfs(folder, &fs) != 0) {
        st = mb_err_set(err, MB_ERR_STORE, "%s: no database can be there: %s",
                        path, strerror(errno));
        goto out;
    }
    for (size_t i = 0; i < sizeof networks / sizeof networks[0]; i++)
        if (networks[i].magic == ((unsigned long)fs.f_type & 0xffffffff))
            st = mb_err_set(err, MB_ERR_STORE,
                            "%s: lies on a network file system (%s), where "
                            "locks cannot be trusted: move it to a local disk",
                            path, networks[i].name);
out:
    free(folder);
    return st;
}

static enum mb_status check_file(const char *path, enum mb_store_mode mode,
                                 struct mb_err *err)
{
    struct stat sb;

    if (stat(path, &sb) != 0) {
        if (errno == ENOENT && mode == MB_STORE_CREATE)
            return MB_OK;
        return mb_err_set(err, MB_ERR_STORE, "%s: %s%s", path, strerror(errno),
                          errno == ENOENT ? ": `minutebook ingest` makes one"
                                          : "");
    }
    if (!S_ISREG(sb.st_mode))
        return mb_err_set(err, MB_ERR_STORE, "%s: is no file", path);
    if (mode != MB_STORE_READ && access(path, W_OK) != 0)
        return mb_err_set(err, MB_ERR_STORE,
                          "%s: cannot be written: %s; check its owner and "
                          "permissions",
                          path, strerror(errno));
    return MB_OK;
}

static void configure(sqlite3 *db)
{
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, BUSY_MS);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
}

static enum mb_status pragma_int(struct mb_store *store, const char *sql,
                                 int64_t *ret, struct mb_err *err)
{
    return mb_get_int(store, err, 0, ret, sql, "");
}

/* Whose file is it, and how old? An empty file may become ours. */
static enum mb_status check_schema(struct mb_store *store, struct mb_err *err)
{
    int64_t app = 0, version = 0, tables = 0;
    enum mb_status st = pragma_int(store, "PRAGMA application_id", &app, err);

    if (st == MB_OK)
        st = pragma_int(store, "PRAGMA user_version", &version, err);
    if (st == MB_OK)
        st = pragma_int(store, "SELECT count (*) FROM sqlite_schema", &tables,
                        err);
    if (st != MB_OK)
        return st;
    if (app == 0 && version == 0 && tables == 0
        && (store->mode == MB_STORE_CREATE || store->mode == MB_STORE_MEMORY))
        return mb_schema_create(store, err);
    if (app != MB_STORE_APPLICATION)
        return mb_err_set(err, MB_ERR_STORE, "%s: is not a minutebook database",
                          store->path);
    if (version > MB_STORE_SCHEMA)
        return mb_err_set(err, MB_ERR_STORE,
                          "%s: was written by a newer minutebook (schema %d, "
                          "this one knows %d): install that version",
                          store->path, (int)version, MB_STORE_SCHEMA);
    if (version < MB_STORE_SCHEMA && store->mode == MB_STORE_READ)
        return mb_err_set(err, MB_ERR_STORE,
                          "%s: was written by an older minutebook: run "
                          "`minutebook rebuild` once to bring it forward",
                          store->path);
    if (version < MB_STORE_SCHEMA)
        return mb_schema_migrate(store, (int)version, err);
    return MB_OK;
}

static enum mb_status connect(struct mb_store *store, struct mb_err *err)
{
    int flags = store->mode == MB_STORE_CREATE || store->mode == MB_STORE_MEMORY
                    ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                    : SQLITE_OPEN_READWRITE;
    enum mb_status st;
    int rc;

    /* A handle belongs to one thread, and nobody asks for memory figures:
     * neither needs its locks. Refused, harmlessly, once SQLite is in use. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    /* A reader opens for writing where it may: reading a WAL needs its
     * shared-memory file. query_only keeps it a reader. */
    if (store->mode == MB_STORE_READ && access(store->path, W_OK) != 0)
        flags = SQLITE_OPEN_READONLY;
    rc = sqlite3_open_v2(store->path, &store->db,
                         flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE
                             | SQLITE_OPEN_NOMUTEX,
                         NULL);
    if (store->db == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    if (rc != SQLITE_OK)
        return mb_db_error(store, rc, err);
    configure(store->db);
    (void)mb_words_register(store->db); /* without it, it only takes longer */
    st = check_schema(store, err);
    if (st != MB_OK)
        return st;
    if (store->mode == MB_STORE_READ)
        return mb_db_script(store, /* each sorter takes as much besides */
                            "PRAGMA query_only = 1; "
                            "PRAGMA cache_size = -16384;",
                            err);
    return mb_db_script(store,
                        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                        "PRAGMA cache_size = -32768;"
                        "PRAGMA wal_autocheckpoint = 8000;"
                        "PRAGMA temp_store = MEMORY;",
                        err);
}

static struct mb_store *new_store(const char *path,
                                  const struct mb_store_options *options)
{
    struct mb_store *store = calloc(1, sizeof *store);
    size_t size = strlen(path) + sizeof ".lock";

    if (store == NULL)
        return NULL;
    store->lock_fd = -1;
    store->purges = -1;
    store->mode = options->mode;
    store->hosts = options->hosts;
    /* SQLite refuses symbolic links (NOFOLLOW): resolve them here. */
    if (options->mode != MB_STORE_MEMORY)
        store->path = realpath(path, NULL);
    if (store->path == NULL)
        store->path = strdup(path);
    if (store->path != NULL)
        size = strlen(store->path) + sizeof ".lock";
    store->lock_path = malloc(size);
    store->scratch = mb_arena_new(0);
    if (store->path == NULL || store->lock_path == NULL
        || store->scratch == NULL) {
        mb_store_close(store);
        return NULL;
    }
    snprintf(store->lock_path, size, "%s.lock", store->path);
    return store;
}

enum mb_status mb_store_open(const char *path,
                             const struct mb_store_options *options,
                             struct mb_store **ret_store, struct mb_err *err)
{
    struct mb_store *store = NULL;
    bool memory = options->mode == MB_STORE_MEMORY;
    enum mb_status st = MB_OK;

    if (!memory)
        st = check_file(path, options->mode, err);
    if (st == MB_OK && !memory)
        st = check_place(path, err);
    if (st != MB_OK)
        return st;
    store = new_store(memory ? MEMORY : path, options);
    if (store == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    if (options->mode != MB_STORE_READ && !memory)
        st = mb_lock_take(store, options->wait_s, options->holder, err);
    if (st == MB_OK)
        st = connect(store, err);
    if (st != MB_OK) {
        mb_store_close(store);
        return st;
    }
    *ret_store = store;
    return MB_OK;
}

void mb_store_close(struct mb_store *store)
{
    if (store == NULL)
        return;
    if (store->in_batch)
        mb_batch_abort(store);
    mb_db_uncache(store);
    sqlite3_close(store->db);
    mb_lock_drop(store);
    mb_names_clear(&store->scopes);
    mb_names_clear(&store->chains);
    mb_names_clear(&store->finish);
    free(store->scopes.at);
    free(store->chains.at);
    free(store->finish.at);
    mb_arena_free(store->scratch);
    mb_buf_done(&store->buf);
    free(store->run_rules);
    free(store->lock_path);
    free(store->path);
    free(store);
}
