/* 300 random lives of a register: ingest, new versions, entries, undo,
 * withdraw, restore, rebuild. After each: no entry is lost, the register is
 * sound, a rebuild changes nothing, and history explains every entry. And
 * export into an empty database gives the same dump. */
#include "store_fixture.h"

#include "parser/parse.h"
#include "store/takeback.h"
#include "store/transfer.h"
#include "store/versions.h"

#include <fcntl.h>

#define LIVES 300
#define STEPS 9

static struct mb_rules *rules;
static struct mb_parse_options options;

static int load_rules(void **state)
{
    struct mb_err err;

    (void)state;
    options.reader.limits = MB_LIMITS_DEFAULT;
    return mb_rules_load(NULL, &rules, &err) == MB_OK ? 0 : -1;
}

static int free_rules(void **state)
{
    (void)state;
    mb_rules_free(rules);
    return 0;
}

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

/* One of four meetings; versions differ in some words and clauses. */
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
        "6. Budget\n\nRESOLVED that the quarter %u position be noted.\n\n%s"
        "The meeting closed at 11.30 am.\n",
        version == 0 ? "DRAFT\n\n" : "", 3 + day, works[day],
        version == 2 ? " now" : "", works[(day + version) % 4], day + 1,
        version == 2 ? "7. Parks\n\nRESOLVED that the parks open at eight.\n\n"
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

static struct mb_buf dump(struct fixture *f)
{
    struct mb_buf out = MB_BUF_INIT;

    OK(f, mb_store_dump(f->store, &out, &f->err));
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
    assert_string_equal(before.ptr, after.ptr);
    mb_buf_done(&before);
    mb_buf_done(&after);
}

static uint32_t live(uint32_t which)
{
    static void (*const acts[])(struct life *) = {
        do_ingest, do_ingest,   do_ingest, do_ingest, do_entry,
        do_entry,  do_withdraw, do_undo,   do_rebuild};
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

/* Draft, confirmed with changes and a move, corrected by the next meeting. */
static void a_diff_reads_like_a_clerks(void **state)
{
    struct fixture *f = *state;
    struct mb_document *old = make_minutes(f);
    struct mb_document *new =
        make(f, MB_DOC_MINUTES, "Cabinet", "2026-02-03",
             "Cabinet (confirmed)\n"
             "5. Harbour Lighting 26/00017\n"
             "(a) to approve the new harbour lighting contract; and\n"
             "6. Budget Monitoring\nthe quarter three position be noted.\n"
             "7. Parks\nthe parks open at eight.\n"
             "9. Signatures\n"
             "to delegate its signature to the Director of Place.\n");
    struct mb_document *next =
        make(f, MB_DOC_MINUTES, "Cabinet", "2026-03-03",
             "Cabinet, next\n1. Minutes\nthe minutes be signed subject to item "
             "6 being amended to read noted and welcomed.\n");
    struct mb_meeting_rows meetings;
    struct mb_diffs diffs;
    struct mb_corrections corrections;

    old->state = MB_SPAN_LIT("draft");
    new->state = MB_SPAN_LIT("confirmed");
    add_clause(new, add_item(new, "5", "Harbour Lighting 26/00017"), "(a)",
               "approve", "to approve the new harbour lighting contract; and");
    add_clause(new, add_item(new, "6", "Budget Monitoring"), "", "note",
               "the quarter three position be noted.");
    add_clause(new, add_item(new, "7", "Parks"), "", "agree",
               "the parks open at eight.");
    add_clause(new, add_item(new, "9", "Signatures"), "", "delegate",
               "to delegate its signature to the Director of Place.");
    add_clause(next, add_item(next, "1", "Minutes"), "", "agree",
               "the minutes be signed subject to item 6 being amended to read "
               "noted and welcomed.");
    put(f, old);
    put(f, new);
    put(f, next);
    flush(f);
    OK(f, mb_store_meetings(f->store, NULL, f->arena, &meetings, &f->err));
    assert_int_equal(meetings.n, 2);
    OK(f,
       mb_store_diff(f->store, meetings.at[0].id, f->arena, &diffs, &f->err));
    assert_int_equal(diffs.n, 1);
    assert_int_equal(diffs.at[0].n, 4);
    assert_true(diffs.at[0].at[0].changed && !diffs.at[0].at[0].moved);
    assert_false(diffs.at[0].at[1].changed || diffs.at[0].at[1].moved);
    assert_true(diffs.at[0].at[2].added);
    assert_true(diffs.at[0].at[3].moved && !diffs.at[0].at[3].changed);
    OK(f, mb_store_corrections(f->store, meetings.at[0].id, f->arena,
                               &corrections, &f->err));
    assert_int_equal(corrections.n, 1);
    assert_span(corrections.at[0].date, "2026-03-03");
    assert_span(corrections.at[0].item, "6");
    assert_span(corrections.at[0].target_text,
                "the quarter three position be noted.");
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_diff_reads_like_a_clerks),
        CASE(export_and_import_give_the_same),
        CASE(a_damaged_export_imports_nothing),
        cmocka_unit_test(nothing_is_lost_in_any_life),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
