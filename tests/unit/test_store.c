/* The store: documents in once, clauses joined, rows out. */
#include "store_fixture.h"

static void same_bytes_twice_change_nothing(void **state)
{
    struct fixture *f = *state;
    struct mb_store_counts before, after;
    enum mb_known known;
    struct mb_document *doc = make_minutes(f);

    assert_int_equal(put(f, doc), MB_KNOWN_NEW);
    flush(f);
    OK(f, mb_store_count(f->store, f->arena, &before, &f->err));
    assert_int_equal(before.documents, 1);
    assert_int_equal(before.clauses, 3);
    assert_int_equal(put(f, doc), MB_KNOWN_SAME);
    OK(f, mb_store_known(f->store, doc->sha256, MB_SPAN_LIT("else/where.txt"),
                         MB_SPAN_NULL, &known, &f->err));
    assert_int_equal(known, MB_KNOWN_SAME);
    flush(f);
    OK(f, mb_store_count(f->store, f->arena, &after, &f->err));
    assert_int_equal(after.clauses, before.clauses);
    assert_int_equal(after.attendance, before.attendance);
}

static void clauses_carry_place_and_evidence(void **state)
{
    struct fixture *f = *state;
    struct mb_clause_rows rows;

    put(f, make_minutes(f));
    flush(f);
    rows = clauses(f);
    assert_int_equal(rows.n, 3);
    assert_span(rows.at[0].authority, "Northbrook Council");
    assert_span(rows.at[0].body, "Cabinet");
    assert_span(rows.at[0].date, "2026-02-03");
    assert_span(rows.at[0].item, "5");
    assert_span(rows.at[0].label, "(a)");
    assert_span(rows.at[0].reference, "26/00017");
    assert_span(rows.at[0].where.quote,
                "to approve the harbour lighting contract; and");
    assert_int_equal(rows.at[0].record_id.len, 13);
    assert_true(rows.at[2].reference.ptr == NULL);
}

/* The decision page of one clause, in other words. */
static struct mb_document *make_decision_page(struct fixture *f,
                                              const char *words)
{
    char text[400];
    struct mb_document *doc;
    struct mb_decision *d;

    snprintf(text, sizeof text,
             "Decision details\n26/00017 Harbour lighting contract\nCabinet\n"
             "Decision:\n%s\n",
             words);
    doc = make(f, MB_DOC_DECISION, "Cabinet", "2026-02-03", text);
    add_reference(doc, "26/00017");
    d = add_decision(doc, "26/00017", "Harbour lighting contract");
    d->key = MB_YES;
    d->date = field(doc, "2026-02-03");
    add_clause(doc, MB_NO_INDEX, "(a)", "approve", words)->decision = 0;
    return doc;
}

static void several_documents_are_one_clause(void **state)
{
    struct fixture *f = *state;
    struct mb_clause_rows rows;
    struct mb_clause_sources sources;
    struct mb_decision_rows decisions;
    struct mb_matter_rows matters;

    put(f, make_decision_page(f, "To approve the Harbour Lighting contract."));
    put(f, make_minutes(f));
    flush(f);
    rows = clauses(f);
    assert_int_equal(rows.n, 3);
    OK(f, mb_store_matters(f->store, NULL, MB_SPAN_LIT("26/00017"), f->arena,
                           &matters, &f->err));
    assert_int_equal(matters.n, 1);
    OK(f, mb_store_matter_clauses(f->store, matters.at[0].id, NULL, f->arena,
                                  &rows, &f->err));
    assert_int_equal(rows.n, 2);
    assert_int_equal(rows.at[0].sources, 2);
    assert_span(rows.at[0].kind, "minutes");
    OK(f, mb_store_clause_sources(f->store, rows.at[0].record_id, f->arena,
                                  &sources, &f->err));
    assert_int_equal(sources.n, 2);
    assert_true(sources.at[0].preferred && !sources.at[1].preferred);
    OK(f, mb_store_decisions(f->store, NULL, f->arena, &decisions, &f->err));
    assert_int_equal(decisions.n, 1);
    assert_int_equal(decisions.at[0].key, MB_YES);
}

static void different_words_are_flagged(void **state)
{
    struct fixture *f = *state;
    struct mb_clause_rows rows;
    struct mb_review_rows review;
    bool found = false;

    put(f, make_decision_page(f, "Recommendations approved as printed."));
    put(f, make_minutes(f));
    flush(f);
    rows = clauses(f);
    assert_int_equal(rows.n, 3);
    OK(f, mb_store_review(f->store, NULL, MB_SPAN_NULL, f->arena, &review,
                          &f->err));
    for (uint32_t i = 0; i < review.n; i++)
        found |= mb_span_eq(review.at[i].code, MB_SPAN_LIT("texts-differ"));
    assert_true(found);
}

static void order_of_ingest_does_not_matter(void **state)
{
    struct fixture *f = *state;
    struct mb_clause_rows rows;
    char id[16];

    put(f, make_minutes(f));
    put(f, make_decision_page(f, "To approve the Harbour Lighting contract."));
    flush(f);
    rows = clauses(f);
    assert_int_equal(rows.n, 3);
    snprintf(id, sizeof id, MB_SPAN_FMT, MB_SPAN_ARG(rows.at[0].record_id));
    assert_int_equal(rows.at[0].sources, 2);
    assert_span(rows.at[0].kind, "minutes");
}

static void search_takes_what_people_type(void **state)
{
    static const char *const queries[] = {
        "26/00017", "harbour lighting", "\"harbour lighting\"",
        "light*",   "CONTRACT\" OR (",  "sign* director"};
    struct fixture *f = *state;
    struct mb_hits hits;

    put(f, make_minutes(f));
    flush(f);
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        OK(f, mb_store_search(f->store, mb_span_str(queries[i]), NULL, 0,
                              f->arena, &hits, &f->err));
    OK(f, mb_store_search(f->store, mb_span_str("26/00017"), NULL, 0, f->arena,
                          &hits, &f->err));
    assert_int_equal(hits.n, 1);
    assert_non_null(hits.at[0].record_id.ptr);
    OK(f, mb_store_search(f->store, mb_span_str(" -- "), NULL, 0, f->arena,
                          &hits, &f->err));
    assert_int_equal(hits.n, 0);
}

/* How common a word is, told alike to who writes and to who only reads. */
static void words_are_counted_for_readers_too(void **state)
{
    struct fixture *f = *state;
    uint32_t before = 0;
    uint32_t after = 0;

    put(f, make_minutes(f));
    flush(f);
    OK(f, mb_store_pieces_with(f->store, mb_span_str("harbour"), &before,
                               &f->err));
    assert_true(before > 0);
    mb_store_close(f->store);
    f->store = NULL;
    fixture_open(f, MB_STORE_READ);
    OK(f,
       mb_store_pieces_with(f->store, mb_span_str("harbour"), &after, &f->err));
    assert_int_equal(after, before);
}

static void every_list_can_be_read(void **state)
{
    struct fixture *f = *state;
    struct mb_filter filter = {.authority = MB_SPAN_LIT("northbrook"),
                               .body = MB_SPAN_LIT("CABINET"),
                               .from = MB_SPAN_LIT("2026-01-01"),
                               .to = MB_SPAN_LIT("2026-12-31")};
    struct mb_document_rows documents;
    struct mb_meeting_rows meetings;
    struct mb_item_rows items;
    struct mb_attendance_rows people;
    struct mb_action_rows actions;
    struct mb_vote_rows votes;
    struct mb_mention_rows mentions;
    struct mb_event_rows events;
    struct mb_matter_rows matters;
    struct mb_run_rows runs;
    struct mb_refusal_rows refusals;
    struct mb_span text;
    uint32_t start;

    put(f, make_minutes(f));
    flush(f);
    OK(f, mb_store_documents(f->store, &filter, f->arena, &documents, &f->err));
    assert_int_equal(documents.n, 1);
    OK(f, mb_store_meetings(f->store, &filter, f->arena, &meetings, &f->err));
    assert_int_equal(meetings.n, 1);
    assert_int_equal(meetings.at[0].present, 2);
    assert_int_equal(meetings.at[0].items, 2);
    OK(f,
       mb_store_items(f->store, meetings.at[0].id, f->arena, &items, &f->err));
    assert_int_equal(items.n, 2);
    OK(f, mb_store_attendance(f->store, &filter, f->arena, &people, &f->err));
    assert_int_equal(people.n, 2);
    assert_span(people.at[1].name_key, "tom harrow");
    OK(f, mb_store_actions(f->store, &filter, f->arena, &actions, &f->err));
    OK(f, mb_store_votes(f->store, &filter, f->arena, &votes, &f->err));
    OK(f, mb_store_mentions(f->store, &filter, f->arena, &mentions, &f->err));
    OK(f, mb_store_matters(f->store, &filter, MB_SPAN_NULL, f->arena, &matters,
                           &f->err));
    assert_int_equal(matters.n, 1);
    OK(f,
       mb_store_events(f->store, matters.at[0].id, f->arena, &events, &f->err));
    assert_int_equal(events.n, 2); /* considered, decided */
    OK(f, mb_store_runs(f->store, MB_SPAN_NULL, f->arena, &runs, &f->err));
    assert_int_equal(runs.n, 1);
    OK(f,
       mb_store_refusals(f->store, MB_SPAN_NULL, f->arena, &refusals, &f->err));
    OK(f, mb_store_clause_context(f->store, clauses(f).at[0].record_id, 40,
                                  f->arena, &text, &start, &f->err));
    assert_int_equal(text.len, 40);
    filter.body = MB_SPAN_LIT("Council");
    OK(f, mb_store_meetings(f->store, &filter, f->arena, &meetings, &f->err));
    assert_int_equal(meetings.n, 0);
}

static void unknown_authorities_are_never_mixed(void **state)
{
    struct fixture *f = *state;
    struct mb_document *doc = make_minutes(f);
    struct mb_document *other = make(f, MB_DOC_MINUTES, "Cabinet", "2026-02-03",
                                     "Cabinet again\nX approved");

    add_clause(other, MB_NO_INDEX, "", "approve", "X approved");
    put_as(f, doc, NULL, "a.txt");
    put_as(f, other, NULL, "b.txt");
    flush(f);
    struct mb_meeting_rows meetings;
    OK(f, mb_store_meetings(f->store, NULL, f->arena, &meetings, &f->err));
    assert_int_equal(meetings.n, 2);
}

static void exempt_words_stay_inside(void **state)
{
    struct fixture *f = *state;
    struct mb_document *doc = make_minutes(f);
    struct mb_clause_rows rows;
    struct mb_filter all = {.include_exempt = true};
    struct mb_hits hits;

    doc->items.at[0].restricted = MB_YES;
    put(f, doc);
    flush(f);
    rows = clauses(f);
    assert_int_equal(rows.n, 1);
    OK(f, mb_store_clauses(f->store, &all, f->arena, &rows, &f->err));
    assert_int_equal(rows.n, 3);
    OK(f, mb_store_search(f->store, mb_span_str("lighting"), NULL, 0, f->arena,
                          &hits, &f->err));
    assert_int_equal(hits.n, 0);
    OK(f, mb_store_search(f->store, mb_span_str("lighting"), &all, 0, f->arena,
                          &hits, &f->err));
    assert_int_equal(hits.n, 1);
}

static void links_keep_what_people_decided(void **state)
{
    struct fixture *f = *state;
    struct mb_pledge_row pledge = {.code = MB_SPAN_LIT("3"),
                                   .level = MB_SPAN_LIT("pledge"),
                                   .title = MB_SPAN_LIT("Safe harbours")};
    struct mb_strategy_row strategy = {.id = MB_SPAN_LIT("plan-2026"),
                                       .title = MB_SPAN_LIT("The Plan"),
                                       .pledges = &pledge,
                                       .npledges = 1};
    struct mb_link_row link = {.strategy = strategy.id,
                               .pledge = pledge.code,
                               .basis = MB_SPAN_LIT("suggested"),
                               .score = 0.6,
                               .quote = MB_SPAN_LIT("harbour lighting")};
    struct mb_link_put batch = {.links = &link, .nlinks = 1};
    struct mb_link_filter filter = {.include_rejected = true};
    struct mb_link_rows rows;
    struct mb_strategy_rows strategies;

    put(f, make_minutes(f));
    flush(f);
    link.record_id = clauses(f).at[0].record_id;
    OK(f, mb_store_strategy_put(f->store, &strategy, &f->err));
    OK(f, mb_store_strategies(f->store, MB_SPAN_NULL, f->arena, &strategies,
                              &f->err));
    assert_int_equal(strategies.n, 1);
    assert_int_equal(strategies.at[0].npledges, 1);
    OK(f, mb_store_links_put(f->store, &batch, &f->err));
    OK(f, mb_store_links(f->store, NULL, f->arena, &rows, &f->err));
    assert_int_equal(rows.n, 1);
    assert_span(rows.at[0].status, "proposed");
    struct mb_link_decision decision = {.link_id = rows.at[0].link_id,
                                        .decision = MB_SPAN_LIT("rejected"),
                                        .by = MB_SPAN_LIT("P. Officer")};
    OK(f, mb_store_link_decide(f->store, &decision, &f->err));
    OK(f, mb_store_links_put(f->store, &batch, &f->err));
    OK(f, mb_store_links(f->store, NULL, f->arena, &rows, &f->err));
    assert_int_equal(rows.n, 0);
    OK(f, mb_store_links(f->store, &filter, f->arena, &rows, &f->err));
    assert_int_equal(rows.n, 1);
    assert_span(rows.at[0].status, "rejected");
    link.quote = MB_SPAN_NULL;
    assert_int_equal(mb_store_links_put(f->store, &batch, &f->err),
                     MB_ERR_USAGE);
}

static void count_one(void *context)
{
    ++*(uint32_t *)context;
}

/* A commit takes long: who asked for it is called while it goes on, and only
 * that one, and only as long as it is wanted. */
static void others_go_on_meanwhile(void **state)
{
    struct fixture *f = *state;
    struct mb_buf text = MB_BUF_INIT;
    struct mb_document *doc;
    uint32_t called = 0, so_far;

    mb_buf_puts(&text, "Cabinet\n2026-02-01\nTo light lamps.\n");
    for (int i = 0; i < 20000; i++)
        mb_buf_printf(&text, "%sWhat was said of lamps, %d words of it.\n",
                      i % 10 == 0 ? "\n" : "", i);
    doc = make(f, MB_DOC_MINUTES, "Cabinet", "2026-02-01", text.ptr);
    add_clause(doc, MB_NO_INDEX, "(a)", "approve", "To light lamps.");
    mb_store_meanwhile(f->store, count_one, &called);
    put(f, doc);
    so_far = called;
    flush(f);
    assert_true(called > so_far);
    so_far = called;
    mb_store_meanwhile(f->store, NULL, NULL);
    put(f, make_minutes(f));
    flush(f);
    assert_int_equal(called, so_far);
    assert_int_equal(clauses(f).n, 4);
    mb_buf_done(&text);
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(same_bytes_twice_change_nothing),
        CASE(clauses_carry_place_and_evidence),
        CASE(several_documents_are_one_clause),
        CASE(different_words_are_flagged),
        CASE(order_of_ingest_does_not_matter),
        CASE(search_takes_what_people_type),
        CASE(words_are_counted_for_readers_too),
        CASE(every_list_can_be_read),
        CASE(unknown_authorities_are_never_mixed),
        CASE(exempt_words_stay_inside),
        CASE(links_keep_what_people_decided),
        CASE(others_go_on_meanwhile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
