/* Votes: counts in sentences, sides in lines and in columns, single voters.
 * All bodies and people are invented. */
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
    "Minutes of a meeting of the Council held on 4 March 2025 at 6.00 pm\n\n"  \
    "1.   Apologies\n\nNone.\n\n2.   The fee\n\n"
#define TAIL "\n\n3.   Close\n\nThe meeting ended at 7.00 pm\n"

static struct parsed parse_item(const char *words)
{
    struct mb_buf text = MB_BUF_INIT;
    struct parsed p;

    mb_buf_printf(&text, HEAD "%s" TAIL, words);
    p = parse(text.ptr);
    mb_buf_done(&text);
    return p;
}

static const struct {
    const char *words;
    int32_t in_favour, against, abstain;
} counts[] = {
    {"Upon a vote (For: 5; Against: 1; Abstentions: 0) the motion was "
     "carried.",
     5, 1, 0},
    {"The votes cast were as follows: For (4), Against (7), Abstain (1). The "
     "motion was lost.",
     4, 7, 1},
    {"On being put to the vote there voted 8 for, 2 against and 1 abstention.",
     8, 2, 1},
    {"RESOLVED (by 3 votes to 1) - that no change be made.", 3, 1, -1},
    {"Motion Passed (14 to 0)", 14, 0, -1},
    {"The amendment was put. In favour: 5. Against: 3.", 5, 3, -1},
    {"Ayes 7, Noes 2", 7, 2, -1},
    {"Cllr Bell proposed the Clerk be a signatory seconded by Cllr Orme. "
     "5 votes for - Carried",
     5, -1, -1},
    {"Cllr Bell proposed that the gate be shut, seconded by Cllr Orme, seven "
     "were in favour, one abstained.",
     7, -1, 1},
    {"On a roll call the voting was: for the motion, 3; for the amendment, 1.",
     3, 1, -1},
};

static void test_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct parsed p = parse_item(counts[i].words);
        const struct mb_vote *v = p.doc->votes.at;
        if (p.doc->votes.n != 1)
            print_error("%s: %u votes\n", counts[i].words, p.doc->votes.n);
        assert_int_equal(p.doc->votes.n, 1);
        assert_int_equal(v->votes_for, counts[i].in_favour);
        assert_int_equal(v->votes_against, counts[i].against);
        assert_int_equal(v->votes_abstain, counts[i].abstain);
        assert_span(v->item.s, "2");
        assert_null(v->for_names.at);
        done(&p);
    }
}

static const char *const no_votes[] = {
    "The price of 3 for the lot was agreed.",
    "RESOLVED unanimously that the fee be waived.",
    "The bus runs from 9 to 5 and costs 4.",
    "He spoke for 10 minutes against the plan.",
    "The 3 agreed actions were read.",
};

static void test_no_votes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof no_votes / sizeof *no_votes; i++) {
        struct parsed p = parse_item(no_votes[i]);
        if (p.doc->votes.n != 0)
            print_error("%s\n", no_votes[i]);
        assert_int_equal(p.doc->votes.n, 0);
        done(&p);
    }
}

static void test_sides_in_lines(void **state)
{
    struct parsed p = parse_item(
        "A recorded vote was taken:\n\nFor (3)\n\nMr Bell, Mr D. Cott and Mrs "
        "Orme\n\nAgainst (2)\n\nMs Pell, Mr Quill\n\nAbstain (0)\n\nMotion "
        "carried.");
    const struct mb_vote *v = p.doc->votes.at;

    (void)state;
    assert_int_equal(p.doc->votes.n, 1);
    assert_int_equal(v->votes_for, 3);
    assert_int_equal(v->votes_abstain, 0);
    assert_int_equal(v->for_names.n, 3);
    assert_span(v->for_names.at[1], "Mr D. Cott");
    assert_span(v->for_names.at[2], "Mrs Orme");
    assert_int_equal(v->against_names.n, 2);
    assert_span(v->against_names.at[1], "Mr Quill");
    assert_null(v->abstain_names.at);
    assert_span(v->result.s, "carried");
    done(&p);
}

/* A count that differs from the names is reported, never repaired. */
static void test_count_differs(void **state)
{
    struct parsed p = parse_item("For (4): Councillors Bell, Cott and Orme.\n\n"
                                 "Against (1): Councillor Pell.");
    bool found = false;

    (void)state;
    assert_int_equal(p.doc->votes.n, 1);
    assert_int_equal(p.doc->votes.at[0].votes_for, 4);
    assert_int_equal(p.doc->votes.at[0].for_names.n, 3);
    assert_span(p.doc->votes.at[0].for_names.at[0], "Bell");
    for (uint32_t i = 0; i < p.doc->diags.n; i++)
        found = found || p.doc->diags.at[i].code == MB_DIAG_VOTE_COUNT;
    assert_true(found);
    done(&p);
}

static void test_columns_and_counts(void **state)
{
    struct parsed p =
        parse_item("Yeas:\tNays:\tAbsent:\n\nA. Bell\tO. Pell\tC. "
                   "Quill\n\nB. Cott\t\t\n\nMotion Passed (2 to "
                   "1)");

    (void)state;
    assert_int_equal(p.doc->votes.n, 1);
    assert_int_equal(p.doc->votes.at[0].votes_for, 2);
    done(&p);
}

static void test_single_voters(void **state)
{
    struct parsed p = parse_item(
        "RESOLVED that the fee be doubled.\n\n(Mr Skell asked that it be "
        "recorded that he voted against.)");

    (void)state;
    assert_int_equal(p.doc->votes.n, 1);
    assert_int_equal(p.doc->votes.at[0].votes_for, -1);
    assert_int_equal(p.doc->votes.at[0].against_names.n, 1);
    assert_span(p.doc->votes.at[0].against_names.at[0], "Mr Skell");
    assert_int_equal(p.doc->votes.at[0].resolution, 0);
    done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_no_votes),
        cmocka_unit_test(test_sides_in_lines),
        cmocka_unit_test(test_count_differs),
        cmocka_unit_test(test_columns_and_counts),
        cmocka_unit_test(test_single_voters),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
