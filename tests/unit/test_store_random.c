/* 300 random lives of a register: ingest, new versions, another authority,
 * corrections by a later meeting, entries, undo, withdraw, restore, rebuild
 * and rereading. After each: no entry is lost or in force unseen, the register
 * is sound, a rebuild changes nothing, and history explains every entry and
 * clause. And export into an empty database gives the same dump. */
#include "store_fixture.h"
#include "rules_test.h"

#include "parser/parse.h"
#include "store/takeback.h"
#include "store/transfer.h"
#include "store/versions.h"

#include <fcntl.h>

#define LIVES 300
#define STEPS 10

static struct mb_parse_options options; /* set in main */

static uint32_t seed;

static uint32_t pick(uint32_t n) /* a fixed generator: failures repeat */
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static const struct mb_act act = {MB_SPAN_INIT("A. Clerk"),
                                  MB_SPAN_INIT("a test")};

struct life {
    struct fixture *f;
    struct mb_rebuild rebuild;
    uint32_t entries;
};

/* One of four meetings; versions differ in some words and clauses, and one in
 * what it corrects in the minutes of the day before. */
static struct mb_span write_minutes(struct life *l)
{
    static const char *const works[] = {"harbour lighting", "market square",
                                        "river path", "library roof"};
    uint32_t day = pick(4), version = pick(3);

    return mb_arena_printf(
        l->f->arena,
        "Northbrook Council\n\n%sMinutes of the meeting of the Cabinet held "
        "on %u February 2026 at 10.00 am\n\nPRESENT: Councillor Ada Fenwick "
        "(Chair), Councillor Tom Harrow\n\n5. Works\n\nRESOLVED that:\n\n"
        "(a) the %s contract be%s approved for two years;\n\n"
        "(b) the Director of Place report back on the %s in the autumn.\n\n"
        "6. Budget\n\nRESOLVED that the quarter %u position be noted.\n\n%s%s"
        "The meeting closed at 11.30 am.\n",
        version == 0 ? "DRAFT\n\n" : "", 3 + day, works[day],
        version == 2 ? " now" : "", works[(day + version) % 4], day + 1,
        version == 2 ? "7. Parks\n\nRESOLVED that the parks open at eight.\n\n"
                     : "",
        version == 1 ? "8. Minutes\n\nRESOLVED that the minutes of the last "
                       "meeting be signed, subject to the word \"noted\" in "
                       "item 6 being replaced by \"welcomed\".\n\n"
                     : "");
}

static void do_ingest(struct life *l)
{
    struct fixture *f = l->f;
    struct mb_span text = write_minutes(l);
    struct mb_source source;
    struct mb_document *doc;
    enum mb_known known;
    struct mb_put p = {.bytes = text,
                       .path = MB_SPAN_LIT("in/minutes.txt"),
                       .authority = MB_SPAN_LIT("Northbrook Council")};

    if (pick(6) == 0) /* a clerk's mistake, or its correction */
        p.authority = MB_SPAN_LIT("Southbrook Council");
    OK(f, mb_source_init(&source, text, MB_SPAN_LIT("minutes.txt"),
                         &options.reader.limits, f->arena, &f->err));
    OK(f, mb_parse_source(&source, rules, &options, f->arena, &doc, &f->err));
    p.doc = doc;
    p.reader_diags = doc->reader_diags;
    OK(f, mb_store_put(f->store, &p, &known, &f->err));
    flush(f);
}

static void do_entry(struct life *l)
{
    static const char *const fields[] = {"Owner", "Status", "text"};
    struct mb_clause_rows rows = clauses(l->f);
    struct mb_entry e = {.by = MB_SPAN_LIT("P. Officer")};

    if (rows.n == 0)
        return;
    e.record_id = rows.at[pick(rows.n)].record_id;
    e.field = mb_span_str(fields[pick(3)]);
    e.value = mb_arena_printf(l->f->arena, "value %u", l->entries);
    OK(l->f, mb_store_entries_add(l->f->store, &e, 1, &l->f->err));
    l->entries++;
}

static void do_withdraw(struct life *l)
{
    struct fixture *f = l->f;
    struct mb_document_rows rows;
    const struct mb_document_row *row;

    OK(f, mb_store_documents(f->store, NULL, f->arena, &rows, &f->err));
    if (rows.n == 0)
        return;
    row = &rows.at[pick(rows.n)];
    if (mb_span_eq(row->status, MB_SPAN_LIT("stored")))
        OK(f, mb_store_withdraw(f->store, row->id, &act, &f->err));
    else
        OK(f, mb_store_restore(f->store, row->id, &act, &l->rebuild, &f->err));
}

static void do_undo(struct life *l)
{
    struct fixture *f = l->f;
    struct mb_run_rows runs;
    struct mb_undone done;
    enum mb_status st;

    OK(f, mb_store_runs(f->store, MB_SPAN_NULL, f->arena, &runs, &f->err));
    st = mb_store_undo(f->store, runs.at[pick(runs.n)].id, &act, &l->rebuild,
                       &done, &f->err);
    if (st != MB_OK && st != MB_ERR_USAGE)
        fail_msg("%s", f->err.text);
}

static void do_rebuild(struct life *l)
{
    struct mb_rebuilt done;

    OK(l->f, mb_store_rebuild(l->f->store, &l->rebuild, &done, &l->f->err));
}

static enum mb_status read_again(void *user, const struct mb_source *source,
                                 struct mb_arena *arena, struct mb_diags *diags,
                                 struct mb_text *ret_text, struct mb_err *err)
{
    (void)user;
    return mb_read(source, &options.reader, arena, diags, ret_text, err);
}

static void do_reread(struct life *l)
{
    struct mb_rebuild rebuild = l->rebuild;
    struct mb_rebuilt done;

    rebuild.reread = read_again;
    OK(l->f, mb_store_rebuild(l->f->store, &rebuild, &done, &l->f->err));
    assert_int_equal(done.failed, 0);
}

static struct mb_buf dump(struct fixture *f)
{
    struct mb_buf out = MB_BUF_INIT;

    OK(f, mb_store_dump(f->store, &out, &f->err));
    mb_buf_putc(&out, '\n'); /* of an empty register it is a string too */
    return out;
}

static void no_entry_is_lost(struct life *l)
{
    struct fixture *f = l->f;
    struct mb_entries all;
    struct mb_history history;

    OK(f,
       mb_store_entries_all(f->store, MB_SPAN_NULL, f->arena, &all, &f->err));
    assert_int_equal(all.n, l->entries);
    for (uint32_t i = 0; i < all.n; i++) {
        bool told = false;
        OK(f, mb_store_history(f->store, all.at[i].record_id, f->arena,
                               &history, &f->err));
        for (uint32_t k = 0; k < history.n; k++)
            told |= mb_span_eq(history.at[k].value, all.at[i].value);
        assert_true(told);
    }
}

/* What is in force stands on a clause that is given, or review lists it. */
static void no_entry_is_unseen(struct life *l)
{
    struct fixture *f = l->f;
    struct mb_filter all = {.include_exempt = true, .include_dropped = true};
    struct mb_entries latest;
    struct mb_review_rows review;
    struct mb_clause_rows rows;

    OK(f, mb_store_entries_latest(f->store, MB_SPAN_NULL, f->arena, &latest,
                                  &f->err));
    OK(f, mb_store_review(f->store, NULL, MB_SPAN_NULL, f->arena, &review,
                          &f->err));
    for (uint32_t i = 0; i < latest.n; i++) {
        struct mb_span id = latest.at[i].record_id;
        bool seen = false;
        OK(f, mb_store_clause(f->store, id, &all, f->arena, &rows, &f->err));
        seen = rows.n == 1;
        for (uint32_t k = 0; k < review.n; k++)
            seen |= mb_span_eq(review.at[k].code, MB_SPAN_LIT("entry-unplaced"))
                    && mb_span_eq(review.at[k].record_id, id);
        assert_true(seen);
    }
}

/* How each clause came to be known, and where it stands. */
static void history_explains(struct life *l)
{
    struct fixture *f = l->f;
    struct mb_clause_rows rows = clauses(f);
    struct mb_history history;

    for (uint32_t i = 0; i < rows.n; i++) {
        bool met = false, stands = false;
        OK(f, mb_store_history(f->store, rows.at[i].record_id, f->arena,
                               &history, &f->err));
        for (uint32_t k = 0; k < history.n; k++) {
            struct mb_span what = history.at[k].what;
            met |= mb_span_eq(what, MB_SPAN_LIT("first met"));
            stands |=
                mb_span_starts(what, MB_SPAN_LIT("st")); /* stands, stood */
        }
        assert_true(met && stands);
    }
}

static void is_sound(struct life *l)
{
    struct mb_buf out = MB_BUF_INIT, before, after;
    uint32_t problems;

    OK(l->f, mb_store_verify(l->f->store, &out, &problems, &l->f->err));
    if (problems > 0)
        fail_msg("%s", out.ptr);
    mb_buf_done(&out);
    before = dump(l->f);
    do_rebuild(l);
    after = dump(l->f);
    if (strcmp(before.ptr, after.ptr) != 0 && getenv("SHOW") != NULL)
        printf("%s\n=====\n%s\n", before.ptr, after.ptr);
    assert_string_equal(before.ptr, after.ptr);
    mb_buf_done(&before);
    mb_buf_done(&after);
}

static uint32_t live(uint32_t which)
{
    static void (*const acts[])(struct life *) = {
        do_ingest, do_ingest,   do_ingest, do_ingest,  do_entry,
        do_entry,  do_withdraw, do_undo,   do_rebuild, do_reread};
    struct life l = {.rebuild = {.rules = rules, .options = &options}};
    void *state;

    seed = which * 2654435761u + 1;
    assert_int_equal(fixture_setup(&state), 0);
    l.f = state;
    for (int i = 0; i < STEPS; i++) {
        fixture_end(l.f);
        fixture_run(l.f, "common 1");
        acts[pick(sizeof acts / sizeof acts[0])](&l);
        flush(l.f);
    }
    no_entry_is_lost(&l);
    no_entry_is_unseen(&l);
    history_explains(&l);
    is_sound(&l);
    assert_int_equal(fixture_teardown(&state), 0);
    return l.entries;
}

static void nothing_is_lost_in_any_life(void **state)
{
    uint32_t entries = 0;

    (void)state;
    for (uint32_t i = 0; i < LIVES; i++)
        entries += live(i);
    assert_true(entries > LIVES / 2); /* or the test tested nothing */
}

static enum mb_status to_file(void *user, struct mb_span piece,
                              struct mb_err *err)
{
    if (fwrite(piece.ptr, 1, piece.len, user) != piece.len)
        return mb_err_set(err, MB_ERR_IO, "cannot be written");
    return MB_OK;
}

static enum mb_status to_buffer(void *user, struct mb_span piece,
                                struct mb_err *err)
{
    mb_buf_put(user, piece);
    return mb_buf_status(user, err);
}

static void export_and_import_give_the_same(void **state)
{
    struct fixture *f;
    struct life l = {.rebuild = {.rules = rules, .options = &options}};
    struct mb_buf before, after, csv = MB_BUF_INIT;
    void *other;
    char path[128];
    FILE *file;
    int fd;

    seed = 7;
    l.f = f = *state;
    for (int i = 0; i < 6; i++)
        do_ingest(&l);
    do_entry(&l);
    do_withdraw(&l);
    flush(f);
    before = dump(f);
    snprintf(path, sizeof path, "%s/export.jsonl", f->folder);
    file = fopen(path, "w");
    assert_non_null(file);
    OK(f, mb_store_export(f->store, true, to_file, file, &f->err));
    fclose(file);
    OK(f,
       mb_store_export_csv(f->store, "entry", true, to_buffer, &csv, &f->err));
    assert_non_null(strstr(csv.ptr, "\"P. Officer\""));
    assert_int_equal(
        mb_store_export_csv(f->store, "clause", true, to_buffer, &csv, &f->err),
        MB_ERR_USAGE);
    mb_buf_done(&csv);

    fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(mb_store_import(f->store, fd, &f->err), MB_ERR_USAGE);
    assert_int_equal(fixture_setup(&other), 0);
    l.f = other;
    mb_store_close(l.f->store);
    assert_int_equal(unlink(l.f->path), 0);
    fixture_open(l.f, MB_STORE_CREATE);
    OK(l.f, mb_store_import(l.f->store, fd, &l.f->err));
    close(fd);
    fixture_run(l.f, "common 1");
    do_rebuild(&l);
    after = dump(l.f);
    assert_string_equal(before.ptr, after.ptr);
    mb_buf_done(&before);
    mb_buf_done(&after);
    assert_int_equal(fixture_teardown(&other), 0);
}

static void a_damaged_export_imports_nothing(void **state)
{
    static const char *const bad[] = {
        "",
        "{}\n",
        "not json\n",
        "{\"minutebook\":\"export\",\"schema\":1}\n{\"t\":\"nosuch\",\"r\":[]}",
        "{\"minutebook\":\"export\",\"schema\":1}\n{\"t\":\"run\",\"r\":[1]}",
        "{\"minutebook\":\"export\",\"schema\":99}\n",
        "{\"minutebook\":\"export\",\"schema\":1}\n"
        "{\"t\":\"source_bytes\",\"r\":[1,{\"b64\":\"AA==\"}]}\n",
    };
    struct fixture *f = *state;
    struct mb_store_counts counts;
    char path[128];

    mb_store_close(f->store);
    assert_int_equal(unlink(f->path), 0);
    fixture_open(f, MB_STORE_CREATE);
    snprintf(path, sizeof path, "%s/bad.jsonl", f->folder);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        FILE *file = fopen(path, "w");
        int fd;
        assert_non_null(file);
        fputs(bad[i], file);
        fclose(file);
        fd = open(path, O_RDONLY);
        assert_int_not_equal(mb_store_import(f->store, fd, &f->err), MB_OK);
        close(fd);
    }
    OK(f, mb_store_count(f->store, f->arena, &counts, &f->err));
    assert_int_equal(counts.documents, 0);
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(export_and_import_give_the_same),
        CASE(a_damaged_export_imports_nothing),
        cmocka_unit_test(nothing_is_lost_in_any_life),
    };

    options.reader.limits = MB_LIMITS_DEFAULT;
    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
