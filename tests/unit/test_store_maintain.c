/* The store kept in order: opening, locks, rebuild, verify, backup, damage
 * and full disks. */
#include "store_fixture.h"
#include "rules_test.h"

#include <sqlite3.h>

#include "base/file.h"
#include "parser/parse.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const char minutes_text[] =
    "Northbrook Council\n\nCABINET\n\n"
    "Minutes of the meeting held on Tuesday 3 February 2026 at 10.00 am\n\n"
    "PRESENT: Councillor Ada Fenwick (Chair), Councillor Tom Harrow\n\n"
    "5. Harbour Lighting - 26/00017\n\n"
    "RESOLVED that the harbour lighting contract be approved.\n\n"
    "6. Budget Monitoring\n\n"
    "RESOLVED that the quarter three position be noted.\n\n"
    "The meeting closed at 11.30 am.\n";

static struct mb_parse_options options(void)
{
    struct mb_parse_options o = {.reader.limits = MB_LIMITS_DEFAULT};

    return o;
}

static struct mb_document *parse(struct fixture *f, const char *text)
{
    struct mb_parse_options o = options();
    struct mb_source source;
    struct mb_document *doc;

    OK(f, mb_source_init(&source, mb_span_str(text), MB_SPAN_LIT("m.txt"),
                         &o.reader.limits, f->arena, &f->err));
    OK(f, mb_parse_source(&source, rules, &o, f->arena, &doc, &f->err));
    return doc;
}

static void put_parsed(struct fixture *f, const char *text, const char *path)
{
    struct mb_document *doc = parse(f, text);
    struct mb_put p = {.doc = doc,
                       .bytes = mb_span_str(text),
                       .path = mb_span_str(path),
                       .authority = MB_SPAN_LIT("Northbrook Council"),
                       .reader_diags = doc->reader_diags};
    enum mb_known known;

    OK(f, mb_store_put(f->store, &p, &known, &f->err));
}

static char *dump(struct fixture *f)
{
    struct mb_buf out = MB_BUF_INIT;
    char *text;

    OK(f, mb_store_dump(f->store, &out, &f->err));
    text = strndup(out.ptr, out.len);
    mb_buf_done(&out);
    return text;
}

static uint32_t verify(struct fixture *f)
{
    struct mb_buf out = MB_BUF_INIT;
    uint32_t problems;

    OK(f, mb_store_verify(f->store, &out, &problems, &f->err));
    mb_buf_done(&out);
    return problems;
}

/* SQL behind the store's back. */
static void sql(struct fixture *f, const char *text)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* What one query says; the caller frees it. */
static char *answer(struct fixture *f, const char *text)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    char *copy;

    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, text, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    copy = strdup((const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return copy;
}

static void reopen(struct fixture *f, enum mb_store_mode mode)
{
    mb_store_close(f->store);
    f->store = NULL;
    fixture_open(f, mode);
}

static void rebuild_comes_out_the_same(void **state)
{
    struct fixture *f = *state;
    struct mb_parse_options o = options();
    struct mb_rebuild rebuild = {.rules = rules, .options = &o};
    struct mb_rebuilt done;
    char *before, *after;

    put_parsed(f, minutes_text, "in/m.txt");
    put_parsed(f, "Caf\xE9 report\n\nNoted.\n", "in/latin.txt");
    flush(f);
    before = dump(f);
    assert_non_null(strstr(before, "resolution "));
    OK(f, mb_store_rebuild(f->store, &rebuild, &done, &f->err));
    assert_int_equal(done.documents, 2);
    after = dump(f);
    assert_string_equal(before, after);
    assert_int_equal(verify(f), 0);
    free(before);
    free(after);
}

static void verify_finds_what_was_damaged(void **state)
{
    static const char *const damage[] = {
        "UPDATE evidence SET quote = 'x' WHERE kind = 'resolutions'",
        "UPDATE source_bytes SET bytes = x'00'",
        "UPDATE source_text SET text = replace (text, 'approved', 'refused')",
        "UPDATE passage SET size = size + 9999",
        "UPDATE clause SET nsources = 9",
        "DELETE FROM record",
        "PRAGMA foreign_keys = 0; UPDATE agenda_item SET document_id = 99",
        "DELETE FROM passage_fts WHERE rowid = 1",
    };
    struct fixture *f = *state;

    put_parsed(f, minutes_text, "in/m.txt");
    fixture_end(f);
    assert_int_equal(verify(f), 0);
    reopen(f, MB_STORE_READ);
    assert_int_equal(verify(f), 0);
    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        char copy[128], command[512];
        snprintf(copy, sizeof copy, "%s.copy%zu", f->path, i);
        OK(f, mb_store_backup(f->store, copy, &f->err));
        mb_store_close(f->store);
        snprintf(command, sizeof command, "cp '%s' '%s.keep'", copy, f->path);
        assert_int_equal(system(command), 0);
        sql(f, damage[i]);
        f->store = NULL;
        fixture_open(f, MB_STORE_READ);
        if (verify(f) == 0)
            fail_msg("not found: %s", damage[i]);
        mb_store_close(f->store);
        snprintf(command, sizeof command,
                 "rm -f '%s'-wal '%s'-shm; cp '%s.keep' '%s'", f->path, f->path,
                 f->path, f->path);
        assert_int_equal(system(command), 0);
        fixture_open(f, MB_STORE_READ);
        assert_int_equal(verify(f), 0);
    }
}

static enum mb_status try_open(struct fixture *f, const char *path,
                               enum mb_store_mode mode)
{
    struct mb_store_options o = {.mode = mode, .holder = "another test"};
    struct mb_store *store = NULL;
    enum mb_status st = mb_store_open(path, &o, &store, &f->err);

    mb_store_close(store);
    return st;
}

static void a_second_writer_waits_and_is_told(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(try_open(f, f->path, MB_STORE_WRITE), MB_ERR_BUSY);
    assert_non_null(strstr(f->err.text, "a test"));
    assert_int_equal(try_open(f, f->path, MB_STORE_READ), MB_OK);
    mb_store_close(f->store);
    f->store = NULL;
    assert_int_equal(try_open(f, f->path, MB_STORE_WRITE), MB_OK);
}

static void readers_never_wait_for_a_writer(void **state)
{
    struct fixture *f = *state;
    struct mb_store_options o = {.mode = MB_STORE_READ};
    struct mb_store *reader;
    struct mb_clause_rows rows;

    put(f, make_minutes(f)); /* an open transaction */
    OK(f, mb_store_open(f->path, &o, &reader, &f->err));
    OK(f, mb_store_clauses(reader, NULL, f->arena, &rows, &f->err));
    assert_int_equal(rows.n, 0);
    flush(f);
    OK(f, mb_store_clauses(reader, NULL, f->arena, &rows, &f->err));
    assert_int_equal(rows.n, 3);
    assert_int_equal(mb_store_flush(reader, &f->err), MB_OK);
    mb_store_close(reader);
}

static void write_file(const char *path, const char *bytes, size_t len)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    fclose(file);
}

static void what_is_not_ours_is_left_alone(void **state)
{
    struct fixture *f = *state;
    char other[128];

    mb_store_close(f->store);
    f->store = NULL;
    snprintf(other, sizeof other, "%s/other", f->folder);
    assert_int_equal(try_open(f, other, MB_STORE_READ), MB_ERR_STORE);
    assert_non_null(strstr(f->err.text, "ingest"));
    write_file(other, "no database at all, but long enough to look at......",
               52);
    assert_int_equal(try_open(f, other, MB_STORE_CREATE), MB_ERR_STORE);
    assert_non_null(strstr(f->err.text, "not a minutebook database"));
    assert_int_equal(unlink(other), 0);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(other, &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE mine (a)", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_int_equal(try_open(f, other, MB_STORE_CREATE), MB_ERR_STORE);
    assert_non_null(strstr(f->err.text, "not a minutebook database"));
    assert_int_equal(try_open(f, f->folder, MB_STORE_CREATE), MB_ERR_STORE);
    sql(f, "PRAGMA user_version = 99");
    assert_int_equal(try_open(f, f->path, MB_STORE_READ), MB_ERR_STORE);
    assert_non_null(strstr(f->err.text, "newer"));
    assert_int_equal(try_open(f, f->path, MB_STORE_WRITE), MB_ERR_STORE);
}

static void a_full_disk_costs_only_the_batch(void **state)
{
    struct fixture *f = *state;
    struct rlimit old, tight;
    struct mb_document *big;
    struct mb_put p;
    enum mb_known known;
    enum mb_status st;
    size_t size = 3u << 20;
    char *text = malloc(size + 1);

    assert_non_null(text);
    put(f, make_minutes(f));
    flush(f);
    for (size_t i = 0; i < size; i++)
        text[i] = "abcdefghij klmno\n"[i % 17];
    text[size] = '\0';
    big = make(f, MB_DOC_OTHER, NULL, NULL, text);
    p = (struct mb_put){
        .doc = big, .bytes = big->text.text, .path = MB_SPAN_LIT("big.txt")};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    tight = old;
    tight.rlim_cur = 2u << 20;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    st = mb_store_put(f->store, &p, &known, &f->err);
    if (st == MB_OK)
        st = mb_store_flush(f->store, &f->err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(st, MB_ERR_STORE);
    free(text);
    /* what was there is there, and the store goes on */
    assert_int_equal(clauses(f).n, 3);
    put(f, make(f, MB_DOC_OTHER, NULL, NULL, "a small one"));
    flush(f);
    assert_int_equal(verify(f), 0);
}

static void a_file_that_may_not_be_written_says_so(void **state)
{
    struct fixture *f = *state;

    if (geteuid() == 0)
        skip(); /* root may write everything */
    mb_store_close(f->store);
    f->store = NULL;
    assert_int_equal(chmod(f->path, 0444), 0);
    assert_int_equal(try_open(f, f->path, MB_STORE_WRITE), MB_ERR_STORE);
    assert_non_null(strstr(f->err.text, "permissions"));
    assert_int_equal(try_open(f, f->path, MB_STORE_READ), MB_OK);
}

static void a_backup_is_a_whole_database(void **state)
{
    struct fixture *f = *state;
    struct mb_store_options o = {.mode = MB_STORE_READ};
    struct mb_store *copy;
    struct mb_clause_rows rows;
    char path[128];

    put(f, make_minutes(f));
    snprintf(path, sizeof path, "%s/copy.db", f->folder);
    OK(f, mb_store_backup(f->store, path, &f->err));
    assert_int_equal(mb_store_backup(f->store, path, &f->err), MB_ERR_USAGE);
    OK(f, mb_store_open(path, &o, &copy, &f->err));
    OK(f, mb_store_clauses(copy, NULL, f->arena, &rows, &f->err));
    assert_int_equal(rows.n, 3);
    mb_store_close(copy);
}

/* Every table's columns in their order: on that of exported ones an import
 * relies. */
static char *columns(struct fixture *f)
{
    return answer(f, "SELECT group_concat (t.name || '.' || c.name, ' ') FROM"
                     " (SELECT name FROM sqlite_schema WHERE type IN ('table',"
                     " 'view') AND sql NOT LIKE '%fts%' ORDER BY name) t,"
                     " pragma_table_info (t.name) c");
}

/* In place of the fixture's register, one that an older program wrote: it is
 * sound, and has a new one's columns. */
static void bring_forward(struct fixture *f, const char *dump)
{
    struct mb_span text;
    char *fresh = columns(f), *forward;

    OK(f, mb_file_load(dump, 0, f->arena, &text, &f->err));
    mb_store_close(f->store);
    assert_int_equal(unlink(f->path), 0);
    sql(f, text.ptr);
    f->store = NULL;
    fixture_open(f, MB_STORE_WRITE);
    forward = columns(f);
    assert_string_equal(forward, fresh);
    free(forward);
    free(fresh);
    assert_int_equal(verify(f), 0);
}

/* Every schema that was released opens, comes forward and keeps its entries. */
static void an_older_register_comes_forward(void **state)
{
    struct fixture *f = *state;
    struct mb_entries entries;

    bring_forward(f, "tests/store/schema-1.sql");
    OK(f, mb_store_entries_all(f->store, MB_SPAN_NULL, f->arena, &entries,
                               &f->err));
    assert_int_equal(entries.n, 1);
    assert_span(entries.at[0].value, "Harbour team");
}

/* One with documents in it: it says the same. */
static void a_register_of_schema_1_comes_forward_whole(void **state)
{
    struct fixture *f = *state;
    struct mb_parse_options o = options();
    struct mb_rebuild rebuild = {.rules = rules, .options = &o};
    struct mb_rebuilt done;
    struct mb_entries entries;

    bring_forward(f, "tests/store/register-1.sql");
    fixture_run(f, "common 1");
    OK(f, mb_store_rebuild(f->store, &rebuild, &done, &f->err));
    assert_int_equal(done.documents, 1);
    assert_int_equal(verify(f), 0);
    assert_int_equal(clauses(f).n, 2);
    OK(f, mb_store_entries_latest(f->store, MB_SPAN_LIT("MB-HQ017EVCCJ"),
                                  f->arena, &entries, &f->err));
    assert_int_equal(entries.n, 1);
    assert_span(entries.at[0].value, "Harbour team");
}

/* Its passages held their text: the same words are found in the same places,
 * and what is exempt is not. */
static void a_register_of_schema_2_is_searched_as_before(void **state)
{
    struct fixture *f = *state;
    struct mb_filter all = {.include_exempt = true};
    struct mb_hits hits;

    bring_forward(f, "tests/store/register-2.sql");
    OK(f, mb_store_search(f->store, MB_SPAN_LIT("caf\u00e9 licence"), NULL, 0,
                          f->arena, &hits, &f->err));
    assert_int_equal(hits.n, 1);
    assert_int_equal(hits.at[0].start, 157);
    assert_span(hits.at[0].record_id, "MB-DC84PNZ808");
    OK(f, mb_store_search(f->store, MB_SPAN_LIT("slipway"), NULL, 0, f->arena,
                          &hits, &f->err));
    assert_int_equal(hits.n, 0);
    OK(f, mb_store_search(f->store, MB_SPAN_LIT("slipway"), &all, 0, f->arena,
                          &hits, &f->err));
    assert_int_equal(hits.n, 1);
}

static void a_run_that_broke_off_leaves_nothing_half(void **state)
{
    struct fixture *f = *state;
    struct mb_run_rows runs;
    struct mb_store_counts counts;

    put(f, make_minutes(f));
    reopen(f, MB_STORE_WRITE); /* without flush: as after a crash */
    OK(f, mb_store_runs(f->store, MB_SPAN_NULL, f->arena, &runs, &f->err));
    assert_int_equal(runs.n, 1);
    assert_int_equal(runs.at[0].status, -1);
    OK(f, mb_store_count(f->store, f->arena, &counts, &f->err));
    assert_int_equal(counts.documents, 0);
    assert_int_equal(verify(f), 0);
}

static void generations_move_with_what_changes(void **state)
{
    struct fixture *f = *state;
    struct mb_span first, second, third;
    struct mb_entry entry = {.field = MB_SPAN_LIT("Owner"),
                             .value = MB_SPAN_LIT("Harbour team"),
                             .by = MB_SPAN_LIT("P. Officer")};

    OK(f, mb_store_generation(f->store, f->arena, &first, &f->err));
    put(f, make_minutes(f));
    flush(f);
    OK(f, mb_store_generation(f->store, f->arena, &second, &f->err));
    assert_false(mb_span_eq(first, second));
    entry.record_id = clauses(f).at[0].record_id;
    OK(f, mb_store_entries_add(f->store, &entry, 1, &f->err));
    flush(f);
    OK(f, mb_store_generation(f->store, f->arena, &third, &f->err));
    assert_false(mb_span_eq(second, third));
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(rebuild_comes_out_the_same),
        CASE(verify_finds_what_was_damaged),
        CASE(a_second_writer_waits_and_is_told),
        CASE(readers_never_wait_for_a_writer),
        CASE(what_is_not_ours_is_left_alone),
        CASE(a_full_disk_costs_only_the_batch),
        CASE(a_file_that_may_not_be_written_says_so),
        CASE(a_backup_is_a_whole_database),
        CASE(an_older_register_comes_forward),
        CASE(a_register_of_schema_1_comes_forward_whole),
        CASE(a_register_of_schema_2_is_searched_as_before),
        CASE(a_run_that_broke_off_leaves_nothing_half),
        CASE(generations_move_with_what_changes),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
