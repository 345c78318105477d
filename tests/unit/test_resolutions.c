/* What was decided: the families of operative wording, their look-alikes,
 * lists of clauses, movers, motions. All bodies and people are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "tests/unit/parse_test.h"

#define HEAD                                                                   \
    "MARSTOW BOROUGH COUNCIL\n\n"                                              \
    "Minutes of a meeting of the Cabinet held on 4 March 2025 at 6.00 pm\n\n"  \
    "PRESENT: Councillor Ada Pell (Chair), Councillor Ivo Crane\n\n"

/* One item's words, and the resolutions that they give. */
struct wording {
    const char *name;
    const char *words;
    const char *expected[6];
};

static const struct wording families[] = {
    {"inline", "RESOLVED that the plan be adopted.", {"the plan be adopted."}},
    {"new line",
     "RESOLVED:\n\nThat the plan be adopted.",
     {"the plan be adopted."}},
    {"dash", "Resolved – That the plan be adopted.", {"the plan be adopted."}},
    {"body",
     "Cabinet resolved that the latest draft be endorsed.",
     {"the latest draft be endorsed."}},
    {"body and list",
     "The Cabinet resolved :-\n\n(i)   to note the plan; and\n\n(ii)   to thank "
     "its authors.",
     {"to note the plan; and", "to thank its authors."}},
    {"agreed", "AGREED that the fee be waived.", {"the fee be waived."}},
    {"pointer", "Recommendations approved.", {"Recommendations approved."}},
    {"verb",
     "The Cabinet approved the award of the contract to the second bidder.",
     {"The Cabinet approved the award of the contract to the second bidder."}},
    {"verb in capitals",
     "The Board APPROVED the minutes of the last meeting.",
     {"The Board APPROVED the minutes of the last meeting."}},
    {"stem of a list",
     "On consideration of the report, Cabinet agreed the following:-\n\n"
     "(i) To sell the old depot.\n\n(ii) To note the cost.",
     {"To sell the old depot.", "To note the cost."}},
    {"decision label",
     "Decision:\n\nTo appoint Harrow and Lane to mend the roof.",
     {"To appoint Harrow and Lane to mend the roof."}},
    {"decision label in capitals",
     "DECISION: The Board did not approve the plan and asked for another.",
     {"The Board did not approve the plan and asked for another."}},
    {"member",
     "Decision:\n\nAs Cabinet Member for Parks I agree to:\n\n"
     "(a) open the gates at seven; and\n\n(b) close them at dusk.",
     {"open the gates at seven; and", "close them at dusk."}},
    {"noted", "NOTED.", {"NOTED."}},
    {"report noted", "The report was noted.", {"The report was noted."}},
    {"minutes",
     "The minutes of the meeting held on 4 February 2025 were approved as a "
     "correct record.",
     {"The minutes of the meeting held on 4 February 2025 were approved as a "
      "correct record."}},
    {"deeds beneath the body's name",
     "The Board:\n\n- noted progress with the plan; and\n\n- approved the "
     "release of £1.2m.",
     {"noted progress with the plan; and", "approved the release of £1.2m."}},
    {"talk beneath the body's name",
     "The Board:\n\n- a colder winter\n\n- the price of salt",
     {NULL}},
    {"conditions stay within",
     "RESOLVED: To approve subject to conditions:\n\n(a) five years\n\n(b) "
     "slate roof",
     {"To approve subject to conditions: (a) five years (b) slate roof"}},
    {"to Council",
     "RECOMMENDED TO COUNCIL: That the rent policy be adopted.",
     {"the rent policy be adopted."}},
    {"behind its heading",
     "PRECEPT - Resolved - That the precept be £5.",
     {"the precept be £5."}},
    {"having heard",
     "The Cabinet, having heard Ms Fay, agreed to issue the notice.",
     {"The Cabinet, having heard Ms Fay, agreed to issue the notice."}},
    {"movers in lines",
     "Moved by: Councillor Pell\nSeconded by: Councillor Crane\nTHAT the agenda "
     "be adopted.\nCARRIED",
     {"the agenda be adopted."}},
    {"movers in lines, defeated",
     "Moved by: Councillor Pell\nSeconded by: Councillor Crane\nTHAT the agenda "
     "be adopted.\nDEFEATED",
     {NULL}},
    {"proposer above, agreed beneath",
     "Proposed by Councillor Pell\nSeconded by Councillor Crane\n\nThat Council "
     "purchase 40 signs.\n\nAgreed.",
     {"Council purchase 40 signs."}},
    {"motion in quotes",
     "Councillor Pell moved, and Councillor Crane seconded:\n\"That this Council "
     "asks for a crossing.\"\nUpon being put to the vote the motion was "
     "declared CARRIED.",
     {"this Council asks for a crossing."}},
    {"welsh",
     "PENDERFYNWYD / RESOLVED – that the plan be adopted.",
     {"the plan be adopted."}},
    {"parish",
     "It was proposed by Cllr Nye, seconded by Cllr Oak and unanimously agreed "
     "that the quote be accepted.",
     {"the quote be accepted."}},
    {"all agreed",
     "All Cllrs agreed that the hedge be cut.",
     {"the hedge be cut."}},
    {"election",
     "Cllr Hugh Penrose was elected Chairman.",
     {"Cllr Hugh Penrose was elected Chairman."}},
    {"deferred", "The matter was deferred.", {"The matter was deferred."}},
    {"ordered sentences",
     "It was agreed that the hedge be cut. It was agreed to buy a bench.",
     {"the hedge be cut.", "to buy a bench."}},
};

static const struct wording lookalikes[] = {
    {"officers",
     "Cabinet is RECOMMENDED to RESOLVE that the plan be adopted.",
     {NULL}},
    {"negative", "Members did not resolve to exclude the public.", {NULL}},
    {"had resolved",
     "The Committee had resolved on 9 March 2024 to ask residents first.",
     {NULL}},
    {"quoted",
     "Mr Dray read minute 12: \"RESOLVED that the plan be adopted\" aloud.",
     {NULL}},
    {"template",
     "If so minded, to pass the following: RESOLVED - That the public leave.",
     {NULL}},
    {"another body",
     "At its meeting on 3 May 2024, the Planning Committee approved the draft.",
     {NULL}},
    {"narrative", "Members noted that bracken had spread.", {NULL}},
    {"it was noted", "It was noted that the gate was shut.", {NULL}},
    {"discussion", "It was felt that the Council ought to help.", {NULL}},
    {"relative", "The report that was approved in May 2019 was read.", {NULL}},
    {"future", "The minutes will be approved next year.", {NULL}},
    {"officer agreed", "The Director agreed to write to residents.", {NULL}},
    {"withdrawn",
     "The matter was withdrawn by the Chairman and nothing was resolved.",
     {NULL}},
};

static void check_wording(const struct wording *w)
{
    struct mb_buf text = MB_BUF_INIT;
    struct parsed p;
    uint32_t n = 0;

    mb_buf_printf(&text,
                  HEAD "1.   Matters arising\n\nNone.\n\n"
                       "2.   The plan\n\n%s\n\n3.   Close\n\n"
                       "The meeting ended at 7.00 pm\n",
                  w->words);
    p = parse(text.ptr);
    while (n < 6 && w->expected[n] != NULL)
        n++;
    if (p.doc->resolutions.n != n) {
        print_error("%s: %u resolutions\n", w->name, p.doc->resolutions.n);
        for (uint32_t i = 0; i < p.doc->resolutions.n; i++)
            print_error("  '" MB_SPAN_FMT "'\n",
                        MB_SPAN_ARG(p.doc->resolutions.at[i].text.s));
    }
    assert_int_equal(p.doc->resolutions.n, n);
    for (uint32_t i = 0; i < n; i++) {
        const struct mb_resolution *r = &p.doc->resolutions.at[i];
        assert_span(r->text.s, w->expected[i]);
        assert_span(r->item.s, "2");
        assert_true(r->ev.nspans > 0);
        assert_true(r->ev.confidence > 0 && r->ev.rule.len > 0);
    }
    done(&p);
    mb_buf_done(&text);
}

static void test_families(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        check_wording(&families[i]);
}

static void test_lookalikes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lookalikes / sizeof *lookalikes; i++)
        check_wording(&lookalikes[i]);
}

/* --- lists ---------------------------------------------------------------- */

static const struct wording lists[] = {
    {"run on",
     "It was RESOLVED: (a) to receive the report; (b) to add a measure; and "
     "(c) to ask the Forum, as in (b) above.",
     {"to receive the report;", "to add a measure; and",
      "to ask the Forum, as in (b) above."}},
    {"bullets",
     "RESOLVED that:\n\n• the plan be adopted;\n• the cost be noted.",
     {"the plan be adopted;", "the cost be noted."}},
    {"nested stays whole",
     "RESOLVED that:\n\n(a) the sale be made on these terms:\n\n"
     "    (i) cash;\n\n    (ii) by June;\n\n(b) the cost be noted.",
     {"the sale be made on these terms: (i) cash; (ii) by June;",
      "the cost be noted."}},
    {"ends at the next paragraph",
     "RESOLVED that Cabinet:\n\n(a) note the plan; and\n\n(b) thank its "
     "authors.\n\nThe Chair thanked those who had come.",
     {"note the plan; and", "thank its authors."}},
    {"paragraphs that begin alike",
     "RESOLVED:\n\nThat the plan be adopted.\n\nThat the cost be noted.\n\n"
     "Councillor Pell then left the room.",
     {"That the plan be adopted.", "That the cost be noted."}},
    {"verbs in bullets",
     "Outcome: The Board:\n• APPROVED the service for two years\n"
     "• AGREED that it be reviewed in March",
     {"APPROVED the service for two years",
      "AGREED that it be reviewed in March"}},
    {"things are no clauses",
     "It was resolved to pay the following accounts:\n\n"
     "• Wick Gardens £212.00\n• T Abel £48.15",
     {"to pay the following accounts: • Wick Gardens £212.00 • T Abel "
      "£48.15"}},
};

static void test_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        check_wording(&lists[i]);
}

static void test_labels_and_classes(void **state)
{
    struct parsed p = parse(HEAD "1.   The plan\n\nRESOLVED that Cabinet:\n\n"
                                 "(a) notes the plan;\n\n"
                                 "(b) delegates its printing to the Clerk; "
                                 "and\n\n(c) defers the rest to May.\n");
    const struct mb_resolution *r = p.doc->resolutions.at;

    (void)state;
    assert_int_equal(p.doc->resolutions.n, 3);
    assert_span(r[0].label.s, "(a)");
    assert_span(r[0].verb.s, "note");
    assert_span(r[0].stem.s, "Cabinet:");
    assert_span(r[1].label.s, "(b)");
    assert_span(r[1].verb.s, "delegate");
    assert_span(r[1].outcome.s, "carried");
    assert_span(r[2].verb.s, "defer");
    assert_span(r[2].outcome.s, "deferred");
    done(&p);
}

/* The leading verb decides, not what is noted on the way. */
static void test_leading_verb(void **state)
{
    struct parsed p =
        parse(HEAD "1.   Buses\n\nRESOLVED:\n\n"
                   "(a) To request that route 9 be restored, noting the harm "
                   "to villages;\n\n(b) To keep the timetable; and\n\n"
                   "(c) To note the report.\n\n2.   Roads\n\nNothing "
                   "was said.\n\n3.   Parks\n\nNothing was said.\n");
    const struct mb_resolution *r = p.doc->resolutions.at;

    (void)state;
    assert_int_equal(p.doc->resolutions.n, 3);
    assert_span(r[0].verb.s, "agree");
    assert_span(r[1].verb.s, "agree");
    assert_span(r[2].verb.s, "note");
    done(&p);
}

/* What the scanner's software says of its page is no decision. */
static void test_scan_note(void **state)
{
    struct parsed p = parse(HEAD "1.   Ferry\n\nRESOLVED:\nScanned page, text "
                                 "may contain errors\nThat the timetable be "
                                 "published.\n");

    (void)state;
    assert_int_equal(p.doc->resolutions.n, 1);
    assert_span(p.doc->resolutions.at[0].text.s, "the timetable be published.");
    done(&p);
}

/* A "Minutes:" block that repeats the "Decision:" block adds nothing. */
static void test_repeated_block(void **state)
{
    struct parsed p =
        parse("Marstow Borough Council\n\nAgenda, decisions and minutes\n\n"
              "Cabinet - Tuesday, 4 March 2025 6.00 pm\n\nItems\nNo. Item\n\n"
              "12.\n\nThe plan\n\nDecision:\n\n"
              "RESOLVED that the long plan for the quay be adopted.\n\n"
              "Minutes:\n\nCouncillor Ivo Crane proposed and Councillor Ada "
              "Pell seconded the recommendation set out in the report.\n\n"
              "RESOLVED that the long plan for the quay be adopted.\n");

    (void)state;
    assert_int_equal(p.doc->resolutions.n, 1);
    assert_span(p.doc->resolutions.at[0].mover.s, "Councillor Ivo Crane");
    assert_span(p.doc->resolutions.at[0].seconder.s, "Councillor Ada Pell");
    done(&p);
}

/* --- movers and motions --------------------------------------------------- */

struct moved {
    const char *words;
    const char *text;
    const char *mover;
    const char *seconder;
};

static const struct moved movers[] = {
    {"It was proposed by the Chairman, seconded by Mr Hay and\n\nRESOLVED that "
     "the fee be waived.",
     "the fee be waived.", "the Chairman", "Mr Hay"},
    {"RESOLVED that the fee be waived.\n\n(Moved by Councillor D Cook and "
     "seconded by Councillor B Hay)",
     "the fee be waived.", "Councillor D Cook", "Councillor B Hay"},
    {"On the motion of Cllr. Ashe, seconded by Mr Ziel, it was RESOLVED that "
     "the fee be waived.",
     "the fee be waived.", "Cllr. Ashe", "Mr Ziel"},
    {"Mr Dean proposed, and Ms Roe seconded, that the fee be waived.\n\n"
     "Motion carried.",
     "the fee be waived.", "Mr Dean", "Ms Roe"},
    {"Proposed by Councillor Dean;\n\nSeconded by Councillor Roe;\n\n"
     "And Resolved:\n\n“That the fee be waived.”",
     "the fee be waived.", "Councillor Dean", "Councillor Roe"},
    {"Motion by Councillor Orr, seconded by Mrs Ball: to keep the "
     "threshold.\n\nThe motion was declared carried.",
     "to keep the threshold.", "Councillor Orr", "Mrs Ball"},
    {"It was agreed on the proposal of Councillor Dean, seconded by Councillor "
     "Roe, to adjourn for an hour.",
     "to adjourn for an hour.", "Councillor Dean", "Councillor Roe"},
    {"The quote was approved. Proposed BA, seconded SM.",
     "The quote was approved.", "BA", "SM"},
    {"Motion made by S. Trow\n\nSeconded by P. Meer\n\nThat the report BE "
     "RECEIVED.\n\nMotion Passed (9 to 2)",
     "the report BE RECEIVED.", "S. Trow", "P. Meer"},
};

static void test_movers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof movers / sizeof *movers; i++) {
        struct mb_buf text = MB_BUF_INIT;
        struct parsed p;
        mb_buf_printf(&text, HEAD "1.   Fees\n\n%s\n", movers[i].words);
        p = parse(text.ptr);
        if (p.doc->resolutions.n != 1)
            print_error("%s\n", movers[i].words);
        assert_int_equal(p.doc->resolutions.n, 1);
        assert_span(p.doc->resolutions.at[0].text.s, movers[i].text);
        assert_span(p.doc->resolutions.at[0].mover.s, movers[i].mover);
        assert_span(p.doc->resolutions.at[0].seconder.s, movers[i].seconder);
        done(&p);
        mb_buf_done(&text);
    }
}

/* A lost amendment is a motion; the main motion's mover keeps the rest. */
static void test_lost_amendment(void **state)
{
    struct parsed p = parse(
        HEAD "1.   The budget\n\n"
             "It was moved by Councillor Stell and seconded by Councillor Lyle "
             "that the budget be approved.\n\n"
             "It was moved by Councillor Hath and seconded by Councillor Bourn "
             "as an amendment that the fee be cut.\n\n"
             "The amendment was declared LOST.\n\n"
             "RESOLVED:\n\n(a) that the budget be approved; and\n\n"
             "(b) that the report be noted.\n");

    (void)state;
    assert_int_equal(p.doc->resolutions.n, 2);
    assert_span(p.doc->resolutions.at[0].mover.s, "Councillor Stell");
    assert_span(p.doc->resolutions.at[1].seconder.s, "Councillor Lyle");
    assert_int_equal(p.doc->motions.n, 1);
    assert_span(p.doc->motions.at[0].text.s, "the fee be cut.");
    assert_span(p.doc->motions.at[0].outcome.s, "lost");
    done(&p);
}

static void test_lost_motion_gives_nothing(void **state)
{
    struct parsed p = parse(
        HEAD "1.   Baths\n\nMr Dean proposed, and Ms Roe seconded, that the "
             "baths be reopened. The votes cast were as follows: For (4), "
             "Against (7), Abstain (1). The motion was lost.\n");

    (void)state;
    assert_int_equal(p.doc->resolutions.n, 0);
    assert_int_equal(p.doc->motions.n, 1);
    done(&p);
}

/* Agendas and reports decide nothing. */
static void test_kinds_without_resolutions(void **state)
{
    struct parsed p =
        parse("MARSTOW BOROUGH COUNCIL\n\nAGENDA\n\nThe Cabinet will meet on "
              "Tuesday 4 March 2025 at 6.00 pm\n\n1   Apologies for absence\n\n"
              "2   Exclusion of the public\n\n    To consider passing the "
              "following: RESOLVED - That the public leave.\n\n"
              "3   Date of next meeting\n");

    (void)state;
    assert_int_equal(p.doc->resolutions.n, 0);
    done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_families),
        cmocka_unit_test(test_lookalikes),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_labels_and_classes),
        cmocka_unit_test(test_leading_verb),
        cmocka_unit_test(test_scan_note),
        cmocka_unit_test(test_repeated_block),
        cmocka_unit_test(test_movers),
        cmocka_unit_test(test_lost_amendment),
        cmocka_unit_test(test_lost_motion_gives_nothing),
        cmocka_unit_test(test_kinds_without_resolutions),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
