/* The outline: kinds, meetings, items, references, decisions, coverage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "parse_test.h"

/* ---- kinds ---- */

static const struct {
    const char *kind;
    const char *text;
} kinds[] = {
    {"issue", "Marstow Council\n\nIssue - meetings\n\n24/00017 - Quay Plan\n\n"
              "Meeting: 04/06/2024 - Cabinet (Item 12)\n\n12 Quay Plan\n\n"
              "RESOLVED that the plan be adopted.\n"},
    {"agenda_item", "Marstow Council\n\nAgenda item\n\nQuay Plan\n\n"
                    "- Meeting of Harbour Committee, Tuesday, 4th June, 2024 "
                    "6.30 pm (Item 7.)\n\nMinutes:\n\nRESOLVED that the plan "
                    "be adopted.\n"},
    {"meeting", "Marstow Council\n\nAgenda and draft minutes\n\nCabinet - "
                "Tuesday, 4 June 2024 6.00 pm\n\nVenue: Quay House\n\n1.\n\n"
                "Apologies\n\nMinutes:\n\nThere were none.\n"},
    {"decision", "Decision details\n\n24/00017 - Quay Plan\n\nDecision Maker: "
                 "Cabinet\n\nDecision status: For Determination\n\nDate of "
                 "decision: 04/06/2024\n"},
    {"decision_list", "Decisions published\n\n24/00017 - Quay Plan\n\nDecision "
                      "Maker: Cabinet\n\nDecision published: 05/06/2024\n\n"
                      "24/00018 - Net Lofts\n\nDecision Maker: Leader\n\n"
                      "Decision published: 06/06/2024\n"},
    {"forward_plan", "Forthcoming Executive Decisions\n\n1.\n\n24/00017 - Quay "
                     "Plan\n\nDecision maker: Cabinet\n\nDecision due: Not "
                     "before 4 Jun 2024\n"},
    {"agenda", "MARSTOW HARBOUR BOARD\n\nNotice is given that the Board will "
               "meet on TUESDAY 4 JUNE 2024 at 2.15 PM\n\nA G E N D A\n\n"
               "1. Apologies for absence\n2. Dredging\n"},
    {"minutes",
     "MARSTOW PARISH COUNCIL\n\nMinutes of the meeting held on "
     "Tuesday 4 June 2024\n\nPresent: Cllr Dray\n\n1. Apologies\n\n"
     "None.\n\n2. Footpaths\n\nIt was resolved to mend the stile.\n\n"
     "The meeting closed at 9 pm.\n"},
    {"report", "Report to:   Marstow Harbour Board\nDate:        4 June 2024\n"
               "Report of:   Director of Ports\n\n1. PURPOSE\n\nThe Board is "
               "asked to note the dredging.\n"},
    {"other", "Dear Sir\n\nThank you for your letter about the gulls.\n"},
};

static void test_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct parsed p = parse(kinds[i].text);
        const char *kind = mb_doc_kind_name(p.doc->kind);
        if (strcmp(kind, kinds[i].kind) != 0)
            print_error("case %zu\n", i);
        assert_string_equal(kind, kinds[i].kind);
        done(&p);
    }
}

/* A title with a year in it is no reference; "Subject:" is a title. */
static void test_subject_of_a_notice(void **state)
{
    struct parsed p = parse(
        "DECISION NOTICE\n\nDecision maker (name and job title): Ida Orme, "
        "Harbour Master\nDate decision taken: 4 June 2024\n\nSUBJECT\nQuay "
        "Dues 2025/26\n\nDECISION\n1. That the dues be raised.\n");

    (void)state;
    assert_int_equal(p.doc->kind, MB_DOC_DECISION);
    assert_int_equal(p.doc->decisions.n, 1);
    assert_span(p.doc->decisions.at[0].title.s, "Quay Dues 2025/26");
    assert_span(p.doc->decisions.at[0].maker.s, "Ida Orme, Harbour Master");
    assert_null(p.doc->decisions.at[0].ref.s.ptr);
    done(&p);
}

/* Several subjects under one notice are a list. */
static void test_kind_of_summaries(void **state)
{
    static const char *const texts[] = {
        "Decision notice - Cabinet\n\nSubject: Tolls\n\nDecision: RESOLVED "
        "that tolls end.\n\nSubject: Quays\n\nDecision: RESOLVED that quays "
        "open.\n",
        "Decision summary: Executive, 4 June 2024\n\nTolls were ended.\n",
        "Members' Bulletin: Executive decisions\n\nTolls were ended.\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct parsed p = parse(texts[i]);
        assert_int_equal(p.doc->kind, MB_DOC_DECISION_LIST);
        done(&p);
    }
}

/* A list that follows an agenda has its items, its meeting, and no decisions
 * but those with a reference. */
static void test_list_of_an_agenda(void **state)
{
    static const char *const texts[] = {
        "Decision notice - Harbour Board\n\nMeeting held on 4 June 2024\n\n"
        "Deadline for call-in: 5.00pm on 12 June 2024\n\nAgenda Item No. "
        "4\nSUBJECT: Tolls 2024/25\nDECISION:\nRESOLVED that tolls end.\n\n"
        "Agenda Item No. 5\nSUBJECT: Quays\nDECISION:\nRESOLVED that quays "
        "open.\n",
        "Decision summary: Harbour Board, 4 June 2024\n\n"
        "Item\tTitle\tDecision\n4\tTolls 2024/25\tRESOLVED that tolls end.\n"
        "5\tQuays\tRESOLVED that quays open.\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct parsed p = parse(texts[i]);
        assert_int_equal(p.doc->kind, MB_DOC_DECISION_LIST);
        assert_int_equal(p.doc->meetings.n, 1);
        assert_span(p.doc->meetings.at[0].body.s, "Harbour Board");
        assert_span(p.doc->meetings.at[0].date.s, "2024-06-04");
        assert_null(p.doc->meetings.at[0].time.s.ptr);
        assert_int_equal(p.doc->items.n, 2);
        assert_span(p.doc->items.at[0].number.s, "4");
        assert_span(p.doc->items.at[0].title.s, "Tolls 2024/25");
        assert_int_equal(p.doc->resolutions.n, 2);
        assert_int_equal(p.doc->resolutions.at[1].item_index, 1);
        assert_int_equal(p.doc->decisions.n, 0);
        done(&p);
    }
}

/* What stands with a reference in a bracket goes with it. */
static void test_title_with_report_number(void **state)
{
    struct parsed p = parse(
        "Minute of Meeting of the Harbour Board held on 4 June 2024\n\n"
        "1. Apologies\n\nNone.\n\n2. Quay Plan 2025/26 (Report HB/24/31)\n\n"
        "The Board noted the report.\n");

    (void)state;
    assert_int_equal(p.doc->items.n, 2);
    assert_span(p.doc->items.at[1].title.s, "Quay Plan 2025/26");
    done(&p);
}

/* ---- meetings ---- */

static const struct {
    const char *text;
    const char *body;
    const char *date;
    const char *time;
} meetings[] = {
    {"MINUTES of a meeting of the Harbour Board held in the Net Loft on\n"
     "Tuesday, 4 June 2024 at 2.30 pm.\n\nPRESENT: Mr Dray\n\n1. Apologies\n\n"
     "None.\n\n2. Minutes\n\nThe minutes of the meeting held on 7 May 2024 "
     "were agreed.\n",
     "Harbour Board", "2024-06-04", "14:30"},
    {"Marstow Parish Council - 4th June 2024\nPresent: Cllr Dray\n"
     "1. Apologies\nNone\n2. Minutes\nThe minutes were signed.\n",
     "Marstow Parish Council", "2024-06-04", NULL},
    {"MARSTOW COUNTY COUNCIL\n\nHARBOUR COMMITTEE\n\nMINUTES\n\nTuesday 4 June "
     "2024, 18:00\n\nPresent: Mr Dray\n\n1. Apologies\n\nNone.\n",
     "HARBOUR COMMITTEE", "2024-06-04", "18:00"},
    {"Draft Minutes of Marstow Town Council Meeting held in the Hall at 7.30pm "
     "on 04/06/2024\n\nPublished 9 June 2024\n\n1. Apologies\n\nNone.\n",
     "Marstow Town Council", "2024-06-04", "19:30"},
};

static void test_meetings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof meetings / sizeof *meetings; i++) {
        struct parsed p = parse(meetings[i].text);
        assert_int_equal(p.doc->meetings.n, 1);
        assert_span(p.doc->meetings.at[0].body.s, meetings[i].body);
        assert_span(p.doc->meetings.at[0].date.s, meetings[i].date);
        assert_span(p.doc->meetings.at[0].time.s, meetings[i].time);
        done(&p);
    }
}

static void test_issue_meetings(void **state)
{
    struct parsed p = parse(
        "Issue - meetings\n\n24/00017 - Quay Plan\n\n"
        "Meeting: 04/06/2024 - Cabinet (Item 12)\n\n12 24/00017 - Quay Plan\n\n"
        "RESOLVED that the plan be adopted.\n\n"
        "Meeting: 07/05/2024 - Harbour Committee (Item 5)\n\n5 Quay Plan\n\n"
        "RESOLVED that the plan be endorsed.\n");

    (void)state;
    assert_int_equal(p.doc->meetings.n, 2);
    assert_span(p.doc->meetings.at[1].body.s, "Harbour Committee");
    assert_int_equal(p.doc->items.n, 2);
    assert_span(p.doc->items.at[0].title.s, "Quay Plan");
    assert_int_equal(p.doc->items.at[1].meeting, 1);
    assert_int_equal(p.doc->decisions.n, 1);
    assert_span(p.doc->decisions.at[0].ref.s, "24/00017");
    assert_span(p.doc->decisions.at[0].maker.s, "Cabinet");
    assert_span(p.doc->decisions.at[0].date.s, "2024-06-04");
    done(&p);
}

/* ---- items: each case gives "number|title" a line ---- */

#define HEAD                                                                   \
    "Minutes of a meeting of the Harbour Board held on Tuesday, 4 June "       \
    "2024\n\nPRESENT: Mr Dray\n\n"

static const struct {
    const char *text;
    const char *items[5];
} item_cases[] = {
    /* paragraphs and clauses are numbered too */
    {HEAD "101.   Apologies\n(Item 1)\n\n1. Mr Dray sent word that he was "
          "late.\n\n102.   Quay Plan (Pages 3 - 9)\n(Item 2)\n\n1. Ms Orme "
          "spoke.\n\n2. RESOLVED that the Board:\n\n(a) notes it.\n",
     {"101|Apologies", "102|Quay Plan"}},
    {HEAD "194/22  APOLOGIES\n\nNone.\n\n194/221  LATE ITEMS\n\nNone.\n\n"
          "195/22  QUAY PLAN (Decision: 114207)\n\nNOTED.\n",
     {"194/22|APOLOGIES", "194/221|LATE ITEMS", "195/22|QUAY PLAN"}},
    {HEAD "HB/24/001: Welcome\n\nMr Dray opened the meeting.\n\n"
          "HB/24/002: Quay plan\n\nIt was agreed.\n",
     {"HB/24/001|Welcome", "HB/24/002|Quay plan"}},
    {HEAD "I APOLOGIES\n\nNone.\n\nII QUAY PLAN\n\nIt was agreed.\n\n"
          "III ANY OTHER BUSINESS\n\nNone.\n",
     {"I|APOLOGIES", "II|QUAY PLAN", "III|ANY OTHER BUSINESS"}},
    {HEAD "1. Apologies: Ms Orme\n2. Minutes: The minutes were signed.\n"
          "3. Lamps: Mr Dray reported that two were out.\n"
          "4. Quay: None\n",
     {"1|Apologies", "2|Minutes", "3|Lamps", "4|Quay"}},
    {HEAD "1. APOLOGIES Ms Orme had sent hers.\n\n2. QUAY PLAN The Clerk said "
          "that it was late.\n",
     {"1|APOLOGIES", "2|QUAY PLAN"}},
    {HEAD "88.\n\nApologies for absence\n\nThere were none.\n\n89.\n\nQuay "
          "Plan pdf icon PDF 161 KB\n\nIt was noted.\n",
     {"88|Apologies for absence", "89|Quay Plan"}},
    {HEAD "Apologies for Absence\n\nMs Orme had sent hers to the Clerk.\n\n"
          "Quay Plan\n\nThe Clerk said that the plan was late and would be "
          "sent on.\n\nAny Other Business\n\nThere was none.\n",
     {"|Apologies for Absence", "|Quay Plan", "|Any Other Business"}},
    {HEAD "      DREDGING\n\n19150 Mr Dray said that the channel was deep.\n\n"
          "      MOORINGS\n\n19151 Ms Orme said that they were all let.\n",
     {"19150|DREDGING", "19151|MOORINGS"}},
    {HEAD "A1  Apologies\n\nNone.\n\nA2  Quay plan\n\nIt was noted.\n\nB1  "
          "Staffing\n\nIt was noted.\n",
     {"A1|Apologies", "A2|Quay plan", "B1|Staffing"}},
};

static void test_items(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof item_cases / sizeof *item_cases; i++) {
        struct parsed p = parse(item_cases[i].text);
        uint32_t n = 0;
        for (; n < 5 && item_cases[i].items[n] != NULL; n++) {
            const char *item = item_cases[i].items[n];
            const char *bar = strchr(item, '|');
            if (n >= p.doc->items.n)
                print_error("case %zu: no item %s\n", i, item);
            assert_true(n < p.doc->items.n);
            assert_span(p.doc->items.at[n].title.s, bar + 1);
            if (bar == item)
                assert_span(p.doc->items.at[n].number.s, NULL);
            else
                assert_true(
                    mb_span_eq(p.doc->items.at[n].number.s,
                               (struct mb_span){item, (size_t)(bar - item)}));
        }
        if (p.doc->items.n != n)
            print_error("case %zu: item " MB_SPAN_FMT " too many\n", i,
                        MB_SPAN_ARG(p.doc->items.at[n].title.s));
        assert_int_equal(p.doc->items.n, n);
        done(&p);
    }
}

/* ---- references ---- */

static void test_references(void **state)
{
    struct parsed p = parse(
        "Minutes of the Cabinet held on Tuesday, 4 June 2024\n\n"
        "1. 24/00017 - Quay Plan\n\nThe plan (24/00017) was first shown on "
        "07/05/2024. Minute 62/13 and the 2023/24 budget were read, and "
        "application 23/01234 was put off. Report no. HB/R/24/019 was "
        "tabled.\n\nRESOLVED that it be adopted.\n\n"
        "2. Net Lofts (C3983)\n\nRESOLVED that CAB/41/24 be noted.\n");

    (void)state;
    assert_int_equal(p.doc->references.n, 3);
    assert_span(p.doc->references.at[0].ref.s, "24/00017");
    assert_span(p.doc->references.at[1].ref.s, "C3983");
    assert_span(p.doc->references.at[2].ref.s, "CAB/41/24");
    assert_int_equal(p.doc->decisions.n, 2);
    done(&p);
}

/* ---- decisions ---- */

static void assert_decision(const struct mb_decision *d)
{
    assert_span(d->ref.s, "24/00017");
    assert_span(d->title.s, "Quay Plan");
    assert_span(d->maker.s, "Cabinet");
    assert_span(d->status.s, "Recommendations Approved");
    assert_int_equal(d->key, MB_YES);
    assert_int_equal(d->call_in, MB_NO);
    assert_span(d->date.s, "2024-06-04");
    assert_span(d->published.s, "2024-06-05");
    assert_span(d->effective.s, "2024-06-13");
    assert_span(d->reasons.s, "The old plan has run out.");
    assert_span(d->alternatives.s, "To do nothing.");
}

static void test_decision_page(void **state)
{
    struct parsed p =
        parse("Decision details\n\n24/00017 - Quay Plan\n\n"
              "Decision Maker: Cabinet\n\nDecision status: Recommendations "
              "Approved\n\nIs Key decision?: Yes\n\nIs subject to call in?: "
              "No\n\nDecision:\n\nTo adopt the plan.\n\nReasons for the "
              "decision:\n\nThe old plan has run out.\n\nAlternative options "
              "considered:\n\nTo do nothing.\n\nPublication date: 05/06/2024"
              "\n\nDate of decision: 04/06/2024\n\nEffective from: 13/06/2024"
              "\n");

    (void)state;
    assert_int_equal(p.doc->decisions.n, 1);
    assert_decision(&p.doc->decisions.at[0]);
    done(&p);
}

/* The same with other labels, and the values on lines of their own. */
static void test_decision_page_variant(void **state)
{
    struct parsed p = parse(
        "Record of decision\n\nDecision number\n24/00017\n\nSubject of "
        "decision\nQuay Plan\n\nTaken by\nCabinet\n\nStatus\nRecommendations "
        "Approved\n\nKey decision\nYes\n\nSubject to call-in\nNo\n\nReason\n"
        "The old plan has run out.\n\nOther options considered\nTo do nothing."
        "\n\nDate published\n5 June 2024\n\nTaken on\nTuesday 4 June 2024\n\n"
        "Comes into force\n13 June 2024\n");

    (void)state;
    assert_int_equal(p.doc->decisions.n, 1);
    assert_decision(&p.doc->decisions.at[0]);
    done(&p);
}

static void test_decision_list(void **state)
{
    struct parsed p = parse(
        "Decisions published\n\n"
        "04/06/2024 - 24/00017 - Quay Plan ref: 2619    Recommendations "
        "Approved\n\nDecision Maker: Cabinet\n\nDecision published: "
        "05/06/2024\n\nEffective from: 13/06/2024\n\n"
        "03/06/2024 - 24/00018 - Net Lofts ref: 2620    For Determination\n\n"
        "Decision Maker: Leader of the Council\n\nDecision published: "
        "04/06/2024\n");
    const struct mb_decision *d = p.doc->decisions.at;

    (void)state;
    assert_int_equal(p.doc->decisions.n, 2);
    assert_span(d[0].title.s, "Quay Plan");
    assert_span(d[0].status.s, "Recommendations Approved");
    assert_span(d[0].date.s, "2024-06-04");
    assert_span(d[1].ref.s, "24/00018");
    assert_span(d[1].maker.s, "Leader of the Council");
    assert_span(d[1].published.s, "2024-06-04");
    assert_span(d[1].effective.s, NULL);
    assert_int_equal(p.doc->references.n, 2);
    done(&p);
}

static void test_forward_plan(void **state)
{
    struct parsed p = parse(
        "Forward plan\n\n1.\n\n24/00017 - Quay Plan New!\n\nDecision "
        "maker: Cabinet\n\nDecision due: Not before 4th Jun 2024\n\n"
        "Notice of proposed decision first published: 06/05/2024\n\n2.\n\n"
        "24/00018 - Net Lofts\n\nDecision maker: Leader\n\nDecision:   "
        "14 May 2024\n\nDecision status: Recommendations Approved\n");
    const struct mb_decision *d = p.doc->decisions.at;

    (void)state;
    assert_int_equal(p.doc->items.n, 2);
    assert_span(p.doc->items.at[0].title.s, "Quay Plan");
    assert_int_equal(p.doc->decisions.n, 2);
    assert_span(d[0].ref.s, "24/00017");
    assert_span(d[0].date.s, NULL);
    assert_span(d[0].published.s, NULL);
    assert_span(d[1].date.s, "2024-05-14");
    assert_span(d[1].status.s, "Recommendations Approved");
    done(&p);
}

static void test_decision_numbers(void **state)
{
    struct parsed p = parse(
        "Marstow Council\n\nAgenda and minutes\n\nCabinet - Tuesday, 4 June "
        "2024 3.00pm\n\n4.\n\nQuay Plan\n\nMinutes:\n\nDecision number:\n\n"
        "Decision:\n\n17/2024\n\nThe Cabinet approved the plan.\n\n18/2024\n\n"
        "The Cabinet agreed to print it.\n\n5.\n\nLofts\n\nMinutes:\n\nThe "
        "Cabinet noted 3/2023.\n");

    (void)state;
    assert_int_equal(p.doc->references.n, 2);
    assert_int_equal(p.doc->decisions.n, 2);
    assert_span(p.doc->decisions.at[1].ref.s, "18/2024");
    assert_span(p.doc->decisions.at[1].title.s, "Quay Plan");
    done(&p);
}

/* ---- coverage ---- */

static void test_coverage_adds_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct parsed p = parse(kinds[i].text);
        const struct mb_coverage *c = &p.doc->coverage;
        assert_int_equal(c->lines, c->claimed + c->furniture + c->narrative
                                       + c->unclaimed);
        done(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_subject_of_a_notice),
        cmocka_unit_test(test_kind_of_summaries),
        cmocka_unit_test(test_list_of_an_agenda),
        cmocka_unit_test(test_title_with_report_number),
        cmocka_unit_test(test_meetings),
        cmocka_unit_test(test_issue_meetings),
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_decision_page),
        cmocka_unit_test(test_decision_page_variant),
        cmocka_unit_test(test_decision_list),
        cmocka_unit_test(test_forward_plan),
        cmocka_unit_test(test_decision_numbers),
        cmocka_unit_test(test_coverage_adds_up),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
