/* Notes of readers: what a report's workbook carries is kept without waiting
 * for who writes, and never brings back what was purged. */
#include "tests/unit/store_fixture.h"

#include "store/takeback.h"

#define CELLS "{\"minutebook\":1}\n[\"MB-0000000000\",\"\",{},[]]\n"

static struct mb_store *reader(struct fixture *f)
{
    struct mb_store_options options = {.mode = MB_STORE_READ};
    struct mb_store *store = NULL;

    OK(f, mb_store_open(f->path, &options, &store, &f->err));
    return store;
}

static struct mb_span key_of(struct fixture *f)
{
    struct mb_span generation;

    OK(f, mb_store_generation(f->store, f->arena, &generation, &f->err));
    return mb_arena_printf(f->arena, MB_SPAN_FMT "/0123456789abcdef",
                           MB_SPAN_ARG(generation));
}

static struct mb_span kept(struct fixture *f, struct mb_store *store,
                           struct mb_span key)
{
    struct mb_span cells;

    bool has;

    OK(f, mb_store_emitted_get(store, key, f->arena, &cells, &f->err));
    OK(f, mb_store_emitted_has(store, key, &has, &f->err));
    assert_int_equal(has, cells.ptr != NULL);
    return cells;
}

/* Files beside the register that are notes, whole or half. */
static int notes(struct fixture *f)
{
    DIR *folder = opendir(f->folder);
    const struct dirent *entry;
    int n = 0;

    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL)
        n += strstr(entry->d_name, ".note-") != NULL;
    closedir(folder);
    return n;
}

/* As a report does while somebody writes; true: something was purged. */
static bool leave_note(struct fixture *f, struct mb_store *store,
                       struct mb_span key)
{
    bool purged = false;

    OK(f, mb_store_emitted_put(store, key, AT, MB_SPAN_LIT(CELLS), &purged,
                               &f->err));
    return purged;
}

static int64_t put_document(struct fixture *f)
{
    struct mb_document_rows rows;
    struct mb_filter filter = {.include_dropped = true};

    put(f, make_minutes(f));
    flush(f);
    OK(f, mb_store_documents(f->store, &filter, f->arena, &rows, &f->err));
    assert_true(rows.n > 0);
    return rows.at[0].id;
}

static void purge(struct fixture *f, int64_t document)
{
    struct mb_act act = {.by = MB_SPAN_LIT("Test Clerk"),
                         .why = MB_SPAN_LIT("ingested by mistake")};

    OK(f, mb_store_purge(f->store, document, &act, NULL, &f->err));
}

static void next_writer(struct fixture *f)
{
    mb_store_close(f->store);
    fixture_open(f, MB_STORE_WRITE);
    fixture_run(f, "common 1");
}

static void a_note_waits_for_nobody(void **state)
{
    struct fixture *f = *state;
    struct mb_store *store;
    struct mb_span key;

    put(f, make_minutes(f)); /* a batch is open, the lock is held */
    key = key_of(f);
    flush(f);
    put(f, make(f, MB_DOC_MINUTES, "Cabinet", "2026-05-01", "Cabinet\n"));
    store = reader(f);
    OK(f, mb_store_hold(store, &f->err));
    mb_store_release(store);
    assert_false(leave_note(f, store, key));
    assert_int_equal(notes(f), 1);
    assert_span(kept(f, store, key), CELLS);
    assert_span(kept(f, f->store, key), CELLS);
    mb_store_notes_settle(store, NULL); /* the lock is not free */
    assert_int_equal(notes(f), 1);
    next_writer(f);
    assert_int_equal(notes(f), 0);
    assert_span(kept(f, store, key), CELLS);
    mb_store_close(store);
}

static void where_nobody_writes_it_is_taken_in_at_once(void **state)
{
    struct fixture *f = *state;
    struct mb_span key = key_of(f);
    struct mb_store *store;

    fixture_end(f);
    mb_store_close(f->store);
    f->store = store = reader(f);
    OK(f, mb_store_hold(store, &f->err));
    mb_store_release(store);
    assert_false(leave_note(f, store, key));
    mb_store_notes_settle(store, NULL);
    assert_int_equal(notes(f), 0);
    assert_span(kept(f, store, key), CELLS);
    /* and it is a reader still */
    assert_int_equal(
        mb_run_begin(store, &(struct mb_run_info){.at = AT}, NULL, &f->err),
        MB_ERR_USAGE);
}

static void what_was_purged_meanwhile_is_not_noted(void **state)
{
    struct fixture *f = *state;
    int64_t document = put_document(f);
    struct mb_span key = key_of(f);
    struct mb_store *store = reader(f);

    OK(f, mb_store_hold(store, &f->err)); /* the report is read … */
    mb_store_release(store);
    purge(f, document);
    assert_true(leave_note(f, store, key)); /* … and noted after the purge */
    assert_int_equal(notes(f), 0);
    assert_null(kept(f, store, key).ptr);
    OK(f, mb_store_hold(store, &f->err)); /* read again, it may be */
    mb_store_release(store);
    assert_false(leave_note(f, store, key));
    mb_store_close(store);
}

static void a_purge_drops_the_notes_of_before(void **state)
{
    struct fixture *f = *state;
    int64_t document = put_document(f);
    struct mb_span key = key_of(f);
    struct mb_store *store = reader(f);
    char old[400], path[400];

    OK(f, mb_store_hold(store, &f->err));
    mb_store_release(store);
    assert_false(leave_note(f, store, key));
    snprintf(old, sizeof old, "cp %s.note-* %s/old", f->path, f->folder);
    assert_int_equal(system(old), 0);
    purge(f, document);
    assert_int_equal(notes(f), 0);
    assert_null(kept(f, store, key).ptr);
    /* one that was cut off before it could look again */
    snprintf(path, sizeof path,
             "cp %s/old %s.note-0123456789abcdef0123456789abcdef", f->folder,
             f->path);
    assert_int_equal(system(path), 0);
    assert_null(kept(f, store, key).ptr);
    next_writer(f);
    assert_int_equal(notes(f), 0);
    assert_null(kept(f, store, key).ptr);
    mb_store_close(store);
}

static void what_is_no_note_is_thrown_away(void **state)
{
    struct fixture *f = *state;
    static const char *const bad[] = {
        "", "minutebook note 1\n", "minutebook note 1\t-1\tx\ty\nz",
        "minutebook note 1\t0\tx\tother:1:1/y\nz", "\xff\xfe\n"};
    struct mb_span key = key_of(f);

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char path[400];
        FILE *file;
        snprintf(path, sizeof path,
                 "%s.note-0123456789abcdef0123456789abcde%zu", f->path, i);
        file = fopen(path, "w");
        assert_non_null(file);
        fputs(bad[i], file);
        fclose(file);
    }
    {
        char half[400]; /* of a process that is no more */
        snprintf(
            half, sizeof half,
            "touch %s.note-0123456789abcdef0123456789abcdef.tmp-99999999-0",
            f->path);
        assert_int_equal(system(half), 0);
    }
    next_writer(f);
    assert_int_equal(notes(f), 0);
    assert_null(kept(f, f->store, key).ptr);
    assert_null(kept(f, f->store, MB_SPAN_LIT("../../etc/passwd")).ptr);
}

static void a_reader_holds_one_state(void **state)
{
    struct fixture *f = *state;
    struct mb_store *store = reader(f);
    struct mb_store_counts before, after, later;

    OK(f, mb_store_hold(store, &f->err));
    OK(f, mb_store_count(store, f->arena, &before, &f->err));
    put_document(f);
    OK(f, mb_store_count(store, f->arena, &after, &f->err));
    mb_store_release(store);
    OK(f, mb_store_count(store, f->arena, &later, &f->err));
    assert_int_equal(before.documents, after.documents);
    assert_int_equal(later.documents, before.documents + 1);
    mb_store_close(store);
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_note_waits_for_nobody),
        CASE(where_nobody_writes_it_is_taken_in_at_once),
        CASE(what_was_purged_meanwhile_is_not_noted),
        CASE(a_purge_drops_the_notes_of_before),
        CASE(what_is_no_note_is_thrown_away),
        CASE(a_reader_holds_one_state),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
