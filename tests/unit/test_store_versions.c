/* Versions, corrections by later meetings, documents that change place, and
 * strategies that come back. */
#include "store_fixture.h"
#include "rules_test.h"

#include "parser/parse.h"
#include "store/entries.h"
#include "store/strategy_store.h"
#include "store/takeback.h"
#include "store/versions.h"

static struct mb_parse_options options; /* set in main */

static const struct mb_act act = {MB_SPAN_INIT("A. Clerk"),
                                  MB_SPAN_INIT("a test")};

static void next_run(struct fixture *f)
{
    flush(f);
    fixture_end(f);
    fixture_run(f, "common 1");
}

static int64_t latest_run(struct fixture *f)
{
    struct mb_run_rows runs;

    OK(f, mb_store_runs(f->store, MB_SPAN_NULL, f->arena, &runs, &f->err));
    return runs.at[0].id;
}

static struct mb_undone undo(struct fixture *f, int64_t run)
{
    struct mb_rebuild rebuild = {.rules = rules, .options = &options};
    struct mb_undone done;

    OK(f, mb_store_undo(f->store, run, &act, &rebuild, &done, &f->err));
    flush(f);
    return done;
}

static void is_sound(struct fixture *f)
{
    struct mb_rebuild rebuild = {.rules = rules, .options = &options};
    struct mb_buf out = MB_BUF_INIT, before = MB_BUF_INIT, after = MB_BUF_INIT;
    struct mb_rebuilt done;
    uint32_t problems;

    flush(f);
    OK(f, mb_store_verify(f->store, &out, &problems, &f->err));
    if (problems > 0)
        fail_msg("%s", out.ptr);
    OK(f, mb_store_dump(f->store, &before, &f->err));
    OK(f, mb_store_rebuild(f->store, &rebuild, &done, &f->err));
    OK(f, mb_store_dump(f->store, &after, &f->err));
    assert_string_equal(before.ptr, after.ptr);
    mb_buf_done(&out);
    mb_buf_done(&before);
    mb_buf_done(&after);
}

/* Through the rules, so that a rebuild says the same. */
static void ingest(struct fixture *f, const char *text, const char *authority)
{
    struct mb_span bytes = mb_span_str(text);
    struct mb_source source;
    struct mb_document *doc;
    enum mb_known known;
    struct mb_put p = {.bytes = bytes,
                       .path = MB_SPAN_LIT("in/minutes.txt"),
                       .authority = mb_span_str(authority)};

    OK(f, mb_source_init(&source, bytes, MB_SPAN_LIT("minutes.txt"),
                         &options.reader.limits, f->arena, &f->err));
    OK(f, mb_parse_source(&source, rules, &options, f->arena, &doc, &f->err));
    p.doc = doc;
    p.reader_diags = doc->reader_diags;
    OK(f, mb_store_put(f->store, &p, &known, &f->err));
    flush(f);
}

#define TOP(day)                                                               \
    "Northbrook Council\n\nMinutes of the meeting of the Cabinet held on " day \
    " 2026 at 10.00 am\n\nPRESENT: Councillor Ada Fenwick (Chair)\n\n"         \
    "APOLOGIES: Councillor Tom Harrow\n\n"
#define END "The meeting closed at 11.30 am.\n"

static const char january[] = TOP(
    "6 January") "5. Works\n\nRESOLVED that the harbour contract be approved for two "
                 "years.\n\n6. Budget\n\nRESOLVED that the position be noted.\n\n" END;
static const char february[] = TOP(
    "3 February") "2. Minutes\n\nRESOLVED that the minutes of the meeting held on 6 January "
                  "2026 be signed as a correct record, subject to the words \"two years\" in "
                  "item 5 being replaced by \"three years\" and Councillor Tom Harrow being "
                  "added to the list of those present.\n\n" END;

static struct mb_span state_of(struct fixture *f, const char *date)
{
    struct mb_filter on = {.from = mb_span_str(date), .to = mb_span_str(date)};
    struct mb_document_rows rows;

    OK(f, mb_store_documents(f->store, &on, f->arena, &rows, &f->err));
    assert_int_equal(rows.n, 1);
    return rows.at[0].state;
}

static int64_t meeting_on(struct fixture *f, const char *date)
{
    struct mb_filter on = {.from = mb_span_str(date), .to = mb_span_str(date)};
    struct mb_meeting_rows rows;

    OK(f, mb_store_meetings(f->store, &on, f->arena, &rows, &f->err));
    assert_int_equal(rows.n, 1);
    return rows.at[0].id;
}

static struct mb_corrections corrections(struct fixture *f)
{
    struct mb_corrections rows;

    OK(f, mb_store_corrections(f->store, meeting_on(f, "2026-01-06"), false,
                               f->arena, &rows, &f->err));
    return rows;
}

static void january_is_corrected(struct fixture *f)
{
    struct mb_corrections rows = corrections(f);
    struct mb_history history;
    bool told = false;

    assert_span(state_of(f, "2026-01-06"), "corrected");
    assert_int_equal(rows.n, 2);
    assert_span(rows.at[0].date, "2026-02-03");
    assert_span(rows.at[0].item, "5");
    assert_span(rows.at[0].old, "two years");
    assert_span(rows.at[0].corrected,
                "the harbour contract be approved for three years.");
    assert_true(mb_span_find(rows.at[0].text, MB_SPAN_LIT("correct record"))
                < rows.at[0].text.len);
    assert_true(rows.at[0].record_id.ptr != NULL);
    assert_span(rows.at[1].what, "present");
    assert_span(rows.at[1].new, "Councillor Tom Harrow");
    assert_span(rows.at[1].target_text, "apologies");
    OK(f, mb_store_history(f->store, rows.at[0].target, f->arena, &history,
                           &f->err));
    for (uint32_t i = 0; i < history.n; i++)
        told |= mb_span_eq(history.at[i].value, rows.at[0].corrected);
    assert_true(told);
}

static void a_later_meeting_corrects(void **state)
{
    struct fixture *f = *state;

    ingest(f, january, "Northbrook Council");
    assert_true(state_of(f, "2026-01-06").ptr == NULL);
    ingest(f, february, "Northbrook Council");
    january_is_corrected(f);
    is_sound(f);
}

static void a_correction_waits_for_its_minutes(void **state)
{
    struct fixture *f = *state;
    struct mb_document_rows rows;

    ingest(f, february, "Northbrook Council");
    ingest(f, january, "Northbrook Council");
    january_is_corrected(f);
    is_sound(f);
    OK(f, mb_store_documents(f->store, NULL, f->arena, &rows, &f->err));
    for (uint32_t i = 0; i < rows.n; i++)
        if (mb_span_eq(rows.at[i].date, MB_SPAN_LIT("2026-02-03")))
            OK(f, mb_store_withdraw(f->store, rows.at[i].id, &act, &f->err));
    flush(f);
    assert_true(state_of(f, "2026-01-06").ptr == NULL);
    assert_int_equal(corrections(f).n, 0);
    is_sound(f);
}

static void another_bodys_minutes_are_not_corrected(void **state)
{
    struct fixture *f = *state;

    ingest(f, january, "Southbrook Council");
    ingest(f, february, "Northbrook Council");
    assert_true(state_of(f, "2026-01-06").ptr == NULL);
}

/* ------------------------------------------- another authority, another ID? */

static struct mb_span write_owner(struct fixture *f)
{
    struct mb_entry e = {.record_id = clauses(f).at[0].record_id,
                         .field = MB_SPAN_LIT("Owner"),
                         .value = MB_SPAN_LIT("Harbour team"),
                         .by = MB_SPAN_LIT("P. Officer")};

    OK(f, mb_store_entries_add(f->store, &e, 1, &f->err));
    flush(f);
    return e.record_id;
}

static uint32_t unplaced(struct fixture *f)
{
    struct mb_store_counts counts;

    OK(f, mb_store_count(f->store, f->arena, &counts, &f->err));
    return counts.entries_unplaced;
}

static void ids_go_with_the_document(void **state)
{
    struct fixture *f = *state;
    struct mb_history history;
    struct mb_span id;
    bool told = false;
    int64_t run;

    ingest(f, january, "Southbrook Council"); /* a clerk's mistake */
    id = write_owner(f);
    next_run(f);
    run = latest_run(f);
    ingest(f, january, "Northbrook Council");
    assert_int_equal(clauses(f).n, 2);
    assert_span(clauses(f).at[0].authority, "Northbrook Council");
    assert_true(mb_span_eq(clauses(f).at[0].record_id, id));
    assert_int_equal(unplaced(f), 0);
    OK(f, mb_store_history(f->store, id, f->arena, &history, &f->err));
    for (uint32_t i = 0; i < history.n; i++)
        told |= mb_span_eq(history.at[i].field, MB_SPAN_LIT("same-document"));
    assert_true(told);
    is_sound(f);

    next_run(f);
    assert_int_equal(undo(f, run).reassigned, 1);
    assert_span(clauses(f).at[0].authority, "Southbrook Council");
    assert_true(mb_span_eq(clauses(f).at[0].record_id, id));
    assert_int_equal(unplaced(f), 0);
    is_sound(f);
}

/* Two documents give the clause; one after the other gets its authority. */
static void entries_follow_the_last_document(void **state)
{
    static const char page[] = TOP(
        "6 January") "5. Works\n\nRESOLVED that the harbour contract be approved for two "
                     "years.\n\n6. Budget\n\nRESOLVED that the position be noted.\n\n"
                     "The meeting closed at half past eleven.\n";
    struct fixture *f = *state;
    struct mb_entries latest;
    struct mb_span id;

    ingest(f, january, "Southbrook Council");
    ingest(f, page, "Southbrook Council");
    id = write_owner(f);
    next_run(f);
    ingest(f, january, "Northbrook Council");
    assert_int_equal(unplaced(f), 0); /* the other document gives it still */
    next_run(f);
    ingest(f, page, "Northbrook Council");
    assert_int_equal(unplaced(f), 0);
    assert_int_equal(clauses(f).n, 2);
    OK(f, mb_store_entries_latest(f->store, id, f->arena, &latest, &f->err));
    assert_int_equal(latest.n, 1);
    assert_true(mb_span_eq(latest.at[0].record_id, clauses(f).at[0].record_id));
    is_sound(f);
}

/* ----------------------------------------------------------- strategies -- */

static void import(struct fixture *f, const char *title)
{
    struct mb_pledge_row pledge = {.code = MB_SPAN_LIT("1"),
                                   .title = mb_span_str(title)};
    struct mb_strategy_file file = {.name = MB_SPAN_LIT("plan.md"),
                                    .text = mb_span_str(title),
                                    .bytes = mb_span_str(title)};
    struct mb_strategy_row strategy = {.id = MB_SPAN_LIT("plan"),
                                       .title = mb_span_str(title),
                                       .files = &file,
                                       .nfiles = 1,
                                       .pledges = &pledge,
                                       .npledges = 1};

    OK(f, mb_store_strategy_put(f->store, &strategy, &f->err));
    flush(f);
}

static const char *title(struct fixture *f)
{
    struct mb_strategy_rows rows;

    OK(f,
       mb_store_strategies(f->store, MB_SPAN_NULL, f->arena, &rows, &f->err));
    if (rows.n == 0)
        return "";
    assert_int_equal(rows.at[0].npledges, 1);
    return rows.at[0].title.ptr;
}

static void a_replaced_strategy_comes_back(void **state)
{
    struct fixture *f = *state;
    int64_t first = latest_run(f), second, third;

    import(f, "First edition");
    next_run(f);
    second = latest_run(f);
    import(f, "Second edition");
    next_run(f);
    third = latest_run(f);
    import(f, "Third edition");
    next_run(f);
    assert_int_equal(undo(f, third).strategies, 1);
    assert_string_equal(title(f), "Second edition");
    next_run(f);
    assert_int_equal(undo(f, second).strategies, 1);
    assert_string_equal(title(f), "First edition");
    next_run(f);
    assert_int_equal(undo(f, first).strategies, 1);
    assert_string_equal(title(f), "");
}

static void what_was_taken_back_does_not_come_back(void **state)
{
    struct fixture *f = *state;
    int64_t second, third;

    import(f, "First edition");
    next_run(f);
    second = latest_run(f);
    import(f, "Second edition");
    next_run(f);
    third = latest_run(f);
    import(f, "Third edition");
    next_run(f);
    assert_int_equal(undo(f, second).strategies, 0); /* replaced already */
    next_run(f);
    assert_int_equal(undo(f, third).strategies, 1);
    assert_string_equal(title(f), "First edition");
}

/* Draft, then confirmed with changes and a move. */
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
    struct mb_meeting_rows meetings;
    struct mb_diffs diffs;

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
    put(f, old);
    put(f, new);
    flush(f);
    OK(f, mb_store_meetings(f->store, NULL, f->arena, &meetings, &f->err));
    assert_int_equal(meetings.n, 1);
    OK(f, mb_store_diff(f->store, meetings.at[0].id, false, f->arena, &diffs,
                        &f->err));
    assert_int_equal(diffs.n, 1);
    assert_int_equal(diffs.at[0].n, 4);
    assert_true(diffs.at[0].at[0].changed && !diffs.at[0].at[0].moved);
    assert_false(diffs.at[0].at[1].changed || diffs.at[0].at[1].moved);
    assert_true(diffs.at[0].at[2].added);
    assert_true(diffs.at[0].at[3].moved && !diffs.at[0].at[3].changed);
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_diff_reads_like_a_clerks),
        CASE(a_later_meeting_corrects),
        CASE(a_correction_waits_for_its_minutes),
        CASE(another_bodys_minutes_are_not_corrected),
        CASE(ids_go_with_the_document),
        CASE(entries_follow_the_last_document),
        CASE(a_replaced_strategy_comes_back),
        CASE(what_was_taken_back_does_not_come_back),
    };

    options.reader.limits = MB_LIMITS_DEFAULT;
    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
