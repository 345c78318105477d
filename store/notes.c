/* Notes of readers: what a report's workbook carries, while somebody else has
 * the writers' lock. A reader never waits, so it puts the note down as a file
 * of its own beside the register, `<db>.note-<hash of its key>`, whole or not
 * at all; who has the lock next takes it in and removes it. Until then it is
 * found where it lies.
 *
 * A note may hold words that a purge has just taken out. It says how many
 * purges there had been when its report was read. The reader looks once more
 * after the file is in place, and a purge looks for files after its commit: at
 * least one of the two sees the other. What was cut off in between is thrown
 * away by who would take it in.
 */
#include "store/db.h"

#include "base/file.h"
#include "base/folder.h"
#include "base/hash.h"
#include "store/entries.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define HEAD "minutebook note 1"

enum { NAME_CHARS = 32, NOTE_MAX = 1 << 30 };

struct note {
    struct mb_span at, key, cells;
    int64_t purges; /* there had been */
};

static enum mb_status count_purges(struct mb_store *store, int64_t *ret,
                                   struct mb_err *err)
{
    return mb_get_int(store, err, 0, ret,
                      "SELECT count (*) FROM document_act"
                      " WHERE act = 'purge'",
                      "");
}

/* ------------------------------------------------------------ a file -- */

static enum mb_status path_of(const struct mb_store *store, struct mb_span key,
                              struct mb_arena *arena, struct mb_span *ret_path,
                              struct mb_err *err)
{
    char hex[MB_SHA256_HEX];
    enum mb_status st = mb_sha256_hex(key, hex, err);

    if (st != MB_OK)
        return st;
    *ret_path =
        mb_arena_printf(arena, "%s.note-%.*s", store->path, NAME_CHARS, hex);
    return mb_arena_status(arena, err);
}

static bool take_number(struct mb_span s, int64_t *ret)
{
    *ret = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || *ret > INT32_MAX)
            return false;
        *ret = *ret * 10 + (s.ptr[i] - '0');
    }
    return s.len > 0;
}

static bool read_note(struct mb_span bytes, struct note *ret)
{
    struct mb_span line, field;
    struct note note = {.cells = mb_span_cut(bytes, '\n', &line)};

    line = mb_span_cut(line, '\t', &field);
    if (!mb_span_eq(field, MB_SPAN_LIT(HEAD)))
        return false;
    line = mb_span_cut(line, '\t', &field);
    if (!take_number(field, &note.purges))
        return false;
    note.key = mb_span_cut(line, '\t', &note.at);
    *ret = note;
    return note.at.len > 0 && note.key.len > 0;
}

static enum mb_status write_note(const char *path, const struct note *note,
                                 struct mb_err *err)
{
    struct mb_buf out = MB_BUF_INIT;
    enum mb_status st;

    mb_buf_printf(&out, HEAD "\t%lld\t" MB_SPAN_FMT "\t" MB_SPAN_FMT "\n",
                  (long long)note->purges, MB_SPAN_ARG(note->at),
                  MB_SPAN_ARG(note->key));
    mb_buf_put(&out, note->cells);
    st = mb_buf_status(&out, err);
    if (st == MB_OK)
        st = mb_file_replace(path, mb_buf_span(&out), err);
    mb_buf_done(&out);
    return st;
}

/* ------------------------------------------------------ of a reader -- */

enum mb_status mb_store_hold(struct mb_store *store, struct mb_err *err)
{
    enum mb_status st;

    if (store->mode != MB_STORE_READ || store->held)
        return MB_OK;
    st = mb_exec(store, err, "BEGIN", "");
    if (st != MB_OK)
        return st;
    store->held = true;
    st = count_purges(store, &store->purges, err);
    if (st != MB_OK)
        mb_store_release(store);
    return st;
}

void mb_store_release(struct mb_store *store)
{
    if (!store->held)
        return;
    store->held = false;
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

enum mb_status mb_note_put(struct mb_store *store, struct mb_span key,
                           struct mb_span at, struct mb_span cells,
                           bool *ret_purged, struct mb_err *err)
{
    struct note note = {at, key, cells, store->purges};
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_span path;
    int64_t now = 0;
    enum mb_status st;

    if (arena == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    assert(store->purges >= 0 && !store->held);
    st = path_of(store, key, arena, &path, err);
    if (st == MB_OK)
        st = write_note(path.ptr, &note, err);
    if (st == MB_OK)
        st = count_purges(store, &now, err);
    *ret_purged = st == MB_OK && now != note.purges;
    if (*ret_purged)
        (void)unlink(path.ptr); /* gone already: the purge saw it */
    mb_arena_free(arena);
    return st;
}

enum mb_status mb_note_get(struct mb_store *store, struct mb_span key,
                           struct mb_arena *arena, struct mb_span *ret_cells,
                           struct mb_err *err)
{
    struct mb_span path, bytes;
    struct note note;
    struct mb_err none;
    int64_t now = 0;
    enum mb_status st;

    *ret_cells = MB_SPAN_NULL;
    if (store->mode == MB_STORE_MEMORY)
        return MB_OK;
    st = path_of(store, key, arena, &path, err);
    if (st != MB_OK || access(path.ptr, R_OK) != 0)
        return st;
    st = mb_file_load(path.ptr, NOTE_MAX, arena, &bytes, &none);
    if (st == MB_ERR_IO) /* taken in between */
        return MB_OK;
    if (st != MB_OK) {
        *err = none;
        return st;
    }
    st = count_purges(store, &now, err);
    if (st == MB_OK && read_note(bytes, &note) && mb_span_eq(note.key, key)
        && note.purges >= now)
        *ret_cells = note.cells;
    return st;
}

/* ------------------------------------------------ of who has the lock -- */

static bool is_of(struct mb_span key, struct mb_span db_id)
{
    struct mb_span id;

    mb_span_cut(key, ':', &id);
    return mb_span_eq(id, db_id);
}

/* One of them in; what is worth nothing is removed all the same. */
static enum mb_status take_note(struct mb_store *store, const char *path,
                                struct mb_arena *arena, struct mb_err *err)
{
    struct mb_span bytes = MB_SPAN_NULL, db_id = MB_SPAN_NULL;
    struct note note;
    int64_t now = 0;
    enum mb_status st = count_purges(store, &now, err);

    if (st == MB_OK)
        st = mb_get_text(store, err, arena, &db_id,
                         "SELECT value FROM meta WHERE key = 'db_id'", "");
    if (st != MB_OK)
        return st;
    st = mb_file_load(path, NOTE_MAX, arena, &bytes, err);
    if (st == MB_ERR_NOMEM)
        return st;
    if (st == MB_OK && read_note(bytes, &note) && note.purges >= now
        && is_of(note.key, db_id)) {
        st = mb_exec(store, err,
                     "INSERT OR REPLACE INTO emitted VALUES (?1, ?2, ?3)",
                     "sss", note.key, note.at, note.cells);
        if (st != MB_OK)
            return st; /* it stays for the next */
    }
    if (unlink(path) != 0 && errno != ENOENT)
        return mb_err_set(err, MB_ERR_STORE, "%s: cannot be removed: %s", path,
                          strerror(errno));
    return MB_OK;
}

static bool is_note(const char *name, const char *register_name,
                    bool *ret_whole)
{
    size_t len = strlen(register_name);

    if (strncmp(name, register_name, len) != 0
        || strncmp(name + len, ".note-", 6) != 0)
        return false;
    *ret_whole = strspn(name + len + 6, "0123456789abcdef") == NAME_CHARS
                 && name[len + 6 + NAME_CHARS] == '\0';
    return true;
}

/* Each note beside the register; with `take` in, else only seen. */
static enum mb_status walk(struct mb_store *store, bool take, uint32_t *ret_n,
                           struct mb_err *err)
{
    const char *name = mb_file_name(store->path);
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_span folder =
        mb_arena_printf(arena, "%.*s.", (int)(name - store->path), store->path);
    DIR *dir = folder.ptr != NULL ? opendir(folder.ptr) : NULL;
    const struct dirent *entry;
    enum mb_status st = MB_OK;
    bool whole, halves = false;

    while (st == MB_OK && dir != NULL && (entry = readdir(dir)) != NULL) {
        struct mb_span path;
        if (!is_note(entry->d_name, name, &whole))
            continue;
        halves |= !whole;
        *ret_n += 1;
        if (!take || !whole)
            continue;
        path = mb_arena_printf(arena, MB_SPAN_FMT "/%s", MB_SPAN_ARG(folder),
                               entry->d_name);
        st = mb_arena_status(arena, err);
        if (st == MB_OK)
            st = take_note(store, path.ptr, arena, err);
    }
    if (dir != NULL)
        closedir(dir);
    if (take && halves) /* of reports that were cut off */
        mb_folder_sweep(folder.ptr);
    mb_arena_free(arena);
    return st;
}

enum mb_status mb_notes_take(struct mb_store *store, struct mb_err *err)
{
    uint32_t n = 0;

    return store->mode == MB_STORE_MEMORY ? MB_OK : walk(store, true, &n, err);
}

void mb_store_notes_settle(struct mb_store *store, const char *holder)
{
    struct mb_err err;
    uint32_t n = 0;

    if (store->mode != MB_STORE_READ || sqlite3_db_readonly(store->db, "main")
        || walk(store, false, &n, &err) != MB_OK || n == 0
        || mb_lock_take(store, 0, holder, &err) != MB_OK)
        return;
    if (mb_db_script(store, "PRAGMA query_only = 0", &err) == MB_OK)
        (void)!mb_notes_take(store, &err);
    (void)!mb_db_script(store, "PRAGMA query_only = 1", &err);
    mb_lock_drop(store);
}
