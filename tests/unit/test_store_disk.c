/* A disk that fails: every write, sync and truncation of a run in turn is
 * refused, once or for good. What is on disk afterwards is the register from
 * before the run or the one behind it, whole, and never something between. */
#include "tests/unit/store_fixture.h"

#include <sqlite3.h>

/* -------------------------------------------- a VFS that can refuse -- */

struct failing {
    sqlite3_vfs vfs; /* first: SQLite hands it back */
    sqlite3_vfs *real;
    long left;     /* acts until the failure; < 0: none */
    bool for_good; /* all that come after it fail too */
    int error;
    bool failed;
};
struct failing_file {
    sqlite3_file base;
    sqlite3_file *real; /* lies behind this one */
};

static struct failing disk;

static int may_act(void)
{
    if (disk.left < 0)
        return SQLITE_OK;
    if (disk.left > 0) {
        disk.left--;
        return SQLITE_OK;
    }
    disk.failed = true;
    if (!disk.for_good)
        disk.left = -1;
    return disk.error;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct failing_file *)(void *)file)->real;
}

#define PASS(name, params, args)                                               \
    static int disk_##name params                                              \
    {                                                                          \
        sqlite3_file *r = real_of(f);                                          \
        return r->pMethods->name args;                                         \
    }
#define REFUSE(name, params, args)                                             \
    static int disk_##name params                                              \
    {                                                                          \
        sqlite3_file *r = real_of(f);                                          \
        int rc = may_act();                                                    \
        return rc != SQLITE_OK ? rc : r->pMethods->name args;                  \
    }

PASS(xClose, (sqlite3_file * f), (r))
PASS(xRead, (sqlite3_file * f, void *p, int n, sqlite3_int64 at), (r, p, n, at))
REFUSE(xWrite, (sqlite3_file * f, const void *p, int n, sqlite3_int64 at),
       (r, p, n, at))
REFUSE(xTruncate, (sqlite3_file * f, sqlite3_int64 size), (r, size))
REFUSE(xSync, (sqlite3_file * f, int flags), (r, flags))
PASS(xFileSize, (sqlite3_file * f, sqlite3_int64 *ret), (r, ret))
PASS(xLock, (sqlite3_file * f, int lock), (r, lock))
PASS(xUnlock, (sqlite3_file * f, int lock), (r, lock))
PASS(xCheckReservedLock, (sqlite3_file * f, int *ret), (r, ret))
PASS(xFileControl, (sqlite3_file * f, int op, void *arg), (r, op, arg))
PASS(xSectorSize, (sqlite3_file * f), (r))
PASS(xDeviceCharacteristics, (sqlite3_file * f), (r))
PASS(xShmMap,
     (sqlite3_file * f, int page, int size, int extend, void volatile **ret),
     (r, page, size, extend, ret))
PASS(xShmLock, (sqlite3_file * f, int at, int n, int flags), (r, at, n, flags))
PASS(xShmUnmap, (sqlite3_file * f, int drop), (r, drop))

static void disk_xShmBarrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static const sqlite3_io_methods methods = {
    2,
    disk_xClose,
    disk_xRead,
    disk_xWrite,
    disk_xTruncate,
    disk_xSync,
    disk_xFileSize,
    disk_xLock,
    disk_xUnlock,
    disk_xCheckReservedLock,
    disk_xFileControl,
    disk_xSectorSize,
    disk_xDeviceCharacteristics,
    disk_xShmMap,
    disk_xShmLock,
    disk_xShmBarrier,
    disk_xShmUnmap,
    NULL,
    NULL,
};

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
                     int flags, int *ret_flags)
{
    struct failing_file *f = (struct failing_file *)(void *)file;
    int rc;

    (void)vfs;
    f->base.pMethods = NULL;
    f->real = (sqlite3_file *)(void *)(f + 1);
    rc = disk.real->xOpen(disk.real, name, f->real, flags, ret_flags);
    if (f->real->pMethods != NULL)
        f->base.pMethods = &methods;
    return rc;
}

static int register_disk(void **state)
{
    (void)state;
    disk.real = sqlite3_vfs_find(NULL);
    assert_non_null(disk.real);
    disk.vfs = *disk.real;
    disk.vfs.zName = "failing";
    disk.vfs.xOpen = disk_open;
    disk.vfs.szOsFile = (int)sizeof(struct failing_file) + disk.real->szOsFile;
    disk.left = -1;
    return sqlite3_vfs_register(&disk.vfs, 1);
}

/* ------------------------------------------------------------- tests -- */

static char *dump_of(struct fixture *f)
{
    struct mb_buf out = MB_BUF_INIT;
    char *copy;

    OK(f, mb_store_dump(f->store, &out, &f->err));
    copy = strndup(out.ptr, out.len);
    assert_non_null(copy);
    mb_buf_done(&out);
    return copy;
}

static struct mb_document *second(struct fixture *f)
{
    struct mb_document *doc =
        make(f, MB_DOC_MINUTES, "Cabinet", "2026-03-03",
             "Northbrook Council\nCabinet, 3 March 2026\n\n4. Ferry Fares\n"
             "RESOLVED: to hold ferry fares at their present level.\n");
    uint32_t item = add_item(doc, "4", "Ferry Fares");

    add_clause(doc, item, NULL, "agree",
               "to hold ferry fares at their present level.");
    return doc;
}

/* The run whose disk fails. Whatever comes of it: a status, no crash. */
static void run_on_failing_disk(struct fixture *f)
{
    struct mb_store_options options = {.mode = MB_STORE_WRITE};
    struct mb_run_info info = {.command = MB_SPAN_LIT("test"),
                               .at = AT,
                               .program = MB_SPAN_LIT("0"),
                               .rules = MB_SPAN_LIT("common 1")};
    struct mb_document *doc = second(f);
    struct mb_put put = {.doc = doc,
                         .bytes = doc->text.text,
                         .path = MB_SPAN_LIT("in/second.txt"),
                         .authority = MB_SPAN_LIT("Northbrook Council")};
    enum mb_known known;

    if (mb_store_open(f->path, &options, &f->store, &f->err) != MB_OK) {
        f->store = NULL;
        return;
    }
    if (mb_run_begin(f->store, &info, NULL, &f->err) == MB_OK
        && mb_store_put(f->store, &put, &known, &f->err) == MB_OK
        && mb_store_flush(f->store, &f->err) == MB_OK
        && mb_run_end(f->store, AT, 0, &f->err) == MB_OK)
        f->err.text[0] = '\0';
    mb_store_close(f->store);
    f->store = NULL;
}

static void assert_sound(struct fixture *f)
{
    struct mb_buf out = MB_BUF_INIT;
    uint32_t problems = 0;

    OK(f, mb_store_verify(f->store, &out, &problems, &f->err));
    if (problems > 0)
        print_error(MB_SPAN_FMT, MB_SPAN_ARG(mb_buf_span(&out)));
    assert_int_equal(problems, 0);
    mb_buf_done(&out);
}

/* The register with the first document, closed; its dump, and the dump with
 * the second besides. */
struct states {
    char *before, *after;
};

static struct states make_states(struct fixture *f)
{
    struct states s;

    put(f, make_minutes(f));
    fixture_end(f);
    s.before = dump_of(f);
    mb_store_close(f->store);
    return s;
}

/* Fail the n-th act for every n there is. Once the second document is in,
 * it is taken out again by starting from a copy of the first state. */
static void fail_each(struct fixture *f, int error, bool for_good)
{
    struct states s = make_states(f);
    char keep[256], restore[256];
    uint32_t failures = 0, kept = 0;

    snprintf(keep, sizeof keep, "cp %s/test.db %s/first", f->folder, f->folder);
    snprintf(restore, sizeof restore, "cp %s/first %s/test.db", f->folder,
             f->folder);
    assert_int_equal(system(keep), 0);
    run_on_failing_disk(f);
    fixture_open(f, MB_STORE_WRITE);
    s.after = dump_of(f);
    assert_string_not_equal(s.before, s.after);
    for (long n = 0;; n++) {
        char *now;
        mb_store_close(f->store);
        assert_int_equal(system(restore), 0);
        mb_arena_clear(f->arena);
        disk.left = n;
        disk.error = error;
        disk.for_good = for_good;
        disk.failed = false;
        run_on_failing_disk(f);
        disk.left = -1;
        fixture_open(f, MB_STORE_WRITE);
        assert_sound(f);
        now = dump_of(f);
        if (strcmp(now, s.before) != 0)
            assert_string_equal(now, s.after);
        kept += strcmp(now, s.before) == 0;
        free(now);
        if (!disk.failed)
            break;
        failures++;
    }
    /* the run has acts enough to fail at, and most of them undo it */
    assert_true(failures > 5);
    assert_true(kept > 2);
    fixture_run(f, "common 1");
    free(s.before);
    free(s.after);
}

static void full_disk(void **state)
{
    fail_each(*state, SQLITE_FULL, true);
}

static void one_failed_write(void **state)
{
    fail_each(*state, SQLITE_IOERR_WRITE, false);
}

static void dead_disk(void **state)
{
    fail_each(*state, SQLITE_IOERR_FSYNC, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(full_disk, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(one_failed_write, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(dead_disk, fixture_setup,
                                        fixture_teardown),
    };

    return cmocka_run_group_tests(tests, register_disk, NULL);
}
