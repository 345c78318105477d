/* The review's diagnostics, each with a text that has it and one that has
 * not; and which items are exempt. All bodies and people are invented. */
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
    "PRESENT: Mr Bell (Chair), Ms Orme and Mr Cott\n\n"                        \
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

static uint32_t count(const struct parsed *p, enum mb_diag_code code)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->doc->diags.n; i++)
        n += p->doc->diags.at[i].code == code;
    return n;
}

/* Words of item 2, and how many diagnostics of the code they give. */
static const struct {
    const char *words;
    enum mb_diag_code code;
    uint32_t n;
} cases[] = {
    {"The vote on the lower fee was taken twice, all in favour.",
     MB_DIAG_OPERATIVE_UNCLAIMED, 1},
    {"RESOLVED that the fee be waived.", MB_DIAG_OPERATIVE_UNCLAIMED, 0},
    {"RESOLVED that:\n\n(a) the fee be waived; and\n\n(b) the clerk be told.",
     MB_DIAG_OPERATIVE_UNCLAIMED, 0},
    {"Mr Bell spoke at length about the fault, which has been resolved.",
     MB_DIAG_OPERATIVE_UNCLAIMED, 0},

    {"Reported by: !NotSet!", MB_DIAG_PLACEHOLDER, 1},
    {"The next meeting will be on xx/xx/20xx at the hall.", MB_DIAG_PLACEHOLDER,
     1},
    {"Date of next meeting: TBC", MB_DIAG_PLACEHOLDER, 1},
    {"The date would be confirmed by the Clerk.", MB_DIAG_PLACEHOLDER, 0},

    {"The works would start on 31 February 2025.", MB_DIAG_DATE_IMPOSSIBLE, 1},
    {"The works would start on 28 February 2025.", MB_DIAG_DATE_IMPOSSIBLE, 0},
    {"The works would start on Monday 4 March 2025.", MB_DIAG_WEEKDAY_DIFFERS,
     1},
    {"The works would start on Tuesday 4 March 2025.", MB_DIAG_WEEKDAY_DIFFERS,
     0},

    {"RESOLVED that:\n\n(a) the fee be waived;\n\n(b) the clerk be told; and"
     "\n\n(d) the sign be moved.",
     MB_DIAG_LABEL_SEQUENCE, 1},
    {"RESOLVED that:\n\n(a) the fee be waived;\n\n(b) the clerk be told; and"
     "\n\n(c) the sign be moved.",
     MB_DIAG_LABEL_SEQUENCE, 0},
};

static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct parsed p = parse_item(cases[i].words);
        uint32_t n = count(&p, cases[i].code);
        if (n != cases[i].n)
            print_error("%s: %u %s, not %u\n", cases[i].words, n,
                        mb_diag_name(cases[i].code), cases[i].n);
        assert_int_equal(n, cases[i].n);
        done(&p);
    }
}

/* What a report recommends is not the reader's to follow up. */
static void test_operative_only_where_decided(void **state)
{
    struct parsed p =
        parse("MARSTOW BOROUGH COUNCIL\n\nAgenda for a meeting of the Council "
              "to be held on 4 March 2025 at 6.00 pm\n\nAGENDA\n\n"
              "1.   Apologies\n\n2.   The fee, AGREED last year\n\n"
              "3.   Close\n");

    (void)state;
    assert_int_equal(count(&p, MB_DIAG_OPERATIVE_UNCLAIMED), 0);
    done(&p);
}

static void test_meeting(void **state)
{
    static const char without[] =
        "Minutes\n\nPresent: Mr Bell, Ms Orme\n\n1. Apologies\n\nNone.\n\n"
        "2. The fee\n\nRESOLVED that the fee be waived.\n\n"
        "The meeting ended at 7.00 pm\n";
    struct parsed p = parse(without);

    (void)state;
    assert_int_equal(count(&p, MB_DIAG_NO_DATE), 1);
    assert_int_equal(count(&p, MB_DIAG_NO_BODY), 1);
    done(&p);
    p = parse_item("The fee was noted.");
    assert_int_equal(count(&p, MB_DIAG_NO_DATE), 0);
    assert_int_equal(count(&p, MB_DIAG_NO_BODY), 0);
    done(&p);
}

static struct parsed parse_numbers(const char *numbers)
{
    static const char *const titles[] = {"Apologies", "Declarations",
                                         "The fee",   "The hall",
                                         "The road",  "The wall"};
    struct mb_buf text = MB_BUF_INIT;
    struct parsed p;

    mb_buf_printf(&text, "MARSTOW BOROUGH COUNCIL\n\nMinutes of a meeting of "
                         "the Council held on 4 March 2025\n\n");
    for (size_t i = 0; numbers[i] != '\0'; i++)
        mb_buf_printf(&text, "%c.   %s\n\nThe paper was noted.\n\n", numbers[i],
                      titles[i % 6]);
    mb_buf_printf(&text, "The meeting ended at 7.00 pm\n");
    p = parse(text.ptr);
    mb_buf_done(&text);
    return p;
}

static void test_item_sequence(void **state)
{
    struct parsed p = parse_numbers("123567");

    (void)state;
    assert_int_equal(p.doc->items.n, 6);
    assert_int_equal(count(&p, MB_DIAG_ITEM_SEQUENCE), 1);
    done(&p);
    p = parse_numbers("123456");
    assert_int_equal(count(&p, MB_DIAG_ITEM_SEQUENCE), 0);
    done(&p);
    p = parse_numbers("2479"); /* no running sequence: nothing to say */
    assert_int_equal(count(&p, MB_DIAG_ITEM_SEQUENCE), 0);
    done(&p);
}

static void test_seconder(void **state)
{
#define MOVED "Proposed by Mr Bell, seconded by Ms Orme and RESOLVED that "
#define ALONE "Mr Cott moved that the wall be built. The motion was carried."
    struct parsed p = parse_item(MOVED "the fee be waived.\n\n" MOVED
                                       "the hall be let.\n\n" MOVED
                                       "the gate be shut.\n\n" ALONE);

    (void)state;
    assert_int_equal(count(&p, MB_DIAG_MOTION_SECONDER), 1);
    done(&p);
    p = parse_item(ALONE); /* nobody seconds anything here */
    assert_int_equal(count(&p, MB_DIAG_MOTION_SECONDER), 0);
    done(&p);
}

/* ---- exempt items ---- */

/* What stands before the last item, its title, its words; is it exempt? */
static const struct {
    const char *before, *title, *words;
    bool exempt;
} papers[] = {
    {"", "Sale of land", "RESOLVED that the land be sold.", false},
    {"PART TWO\n\n", "Sale of land", "RESOLVED that the land be sold.", true},
    {"EXEMPT ITEMS\n\n", "Sale of land", "RESOLVED that it be sold.", true},
    {"", "Sale of land", "(Exempt - paragraph 3)\n\nRESOLVED that it be sold.",
     true},
    {"", "Sale of land (exempt, paragraph 3)", "RESOLVED that it be sold.",
     true},
    {"", "Sale of land - EXEMPT APPENDIX", "RESOLVED that it be sold.", false},
    {"", "Sale of land",
     "RESOLVED that it be sold as set out in the exempt appendix.", false},
    {"RESOLVED that the press and public be excluded for the following item "
     "as it involves the likely disclosure of exempt information as defined "
     "in paragraph 3 of Part 1 of Schedule 12A.\n\n",
     "Sale of land", "RESOLVED that the land be sold.", true},
    {"Members did not resolve to exclude the press and public.\n\n",
     "Sale of land", "RESOLVED that the land be sold.", false},
    {"PART TWO\n\nThe press and public were readmitted.\n\n", "Sale of land",
     "RESOLVED that the land be sold.", false},
};

static struct parsed parse_paper(size_t i)
{
    struct mb_buf text = MB_BUF_INIT;
    struct parsed p;

    mb_buf_printf(&text,
                  HEAD "The fee was noted.\n\n%s3.   %s\n\n%s\n\n"
                       "The meeting ended at 7.00 pm\n",
                  papers[i].before, papers[i].title, papers[i].words);
    p = parse(text.ptr);
    mb_buf_done(&text);
    return p;
}

static void test_exempt(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        struct parsed p = parse_paper(i);
        const struct mb_resolutions *all = &p.doc->resolutions;
        bool exempt = false;
        assert_true(all->n > 0);
        exempt = all->at[all->n - 1].restricted == MB_YES;
        if (exempt != papers[i].exempt)
            print_error("%s%s\n", papers[i].before, papers[i].title);
        assert_int_equal(exempt, papers[i].exempt);
        assert_int_equal(count(&p, MB_DIAG_EXEMPT), papers[i].exempt);
        assert_true(p.doc->items.at[1].restricted != MB_YES);
        done(&p);
    }
}

/* ---- reports ---- */

static void test_recommended(void **state)
{
    struct parsed p = parse(
        "MARSTOW BOROUGH COUNCIL\n\nReport to: Cabinet, 4 March 2025\n\n"
        "24/00017 - Closer Together Strategy\n\n"
        "Report of the Director of Public Health\n\n1. Recommendations\n\n"
        "1.1 It is RECOMMENDED that the Cabinet:\n\n(a) approves the "
        "strategy; and\n\n(b) asks for a report in a year.\n\n"
        "2. Background\n\n2.1 The strategy was written in 2024.\n");
    const struct mb_motions *all = &p.doc->motions;

    (void)state;
    assert_int_equal(p.doc->kind, MB_DOC_REPORT);
    assert_int_equal(p.doc->resolutions.n, 0);
    assert_int_equal(all->n, 2);
    assert_span(all->at[0].text.s, "approves the strategy; and");
    assert_span(all->at[1].text.s, "asks for a report in a year.");
    assert_span(all->at[1].outcome.s, "recommended");
    assert_int_equal(count(&p, MB_DIAG_OPERATIVE_UNCLAIMED), 0);
    done(&p);
    p = parse_item("It is RECOMMENDED that the fee be waived.");
    assert_int_equal(p.doc->motions.n, 0); /* minutes are no report */
    done(&p);
}

/* The text breaks off where its last words lead on. */
static void test_truncated(void **state)
{
    static const struct {
        const char *end;
        bool truncated;
    } ends[] = {
        {"The Clerk had asked the owner of the mill to clear the weir of the",
         true},
        {"Mr Bell said that the weir had been cleared in May, at a cost of",
         true},
        {"It was said that the weir, the sluice, the race and the wheel pit,",
         true},
        {"The Clerk had asked the owner of the mill to clear the weir.", false},
        {"Minutes taken by the Clerk of the Council, Marstow Borough, J Orme",
         false},
        {"Terms of the", false}, /* no more than a title */
        {"The seven papers that the committee will want to be aware of:",
         false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct mb_buf text = MB_BUF_INIT;
        struct parsed p;
        mb_buf_printf(&text, HEAD "%s\n", ends[i].end);
        p = parse(text.ptr);
        if (p.doc->truncated != ends[i].truncated)
            print_error("%s\n", ends[i].end);
        assert_int_equal(p.doc->truncated, ends[i].truncated);
        assert_int_equal(count(&p, MB_DIAG_TRUNCATED), ends[i].truncated);
        done(&p);
        mb_buf_done(&text);
    }
}

/* Operative words that nothing explains come with the rule that is nearest. */
static void test_nearest(void **state)
{
    struct parsed p =
        parse_item("The vote on the lower fee was taken twice, all in favour.");
    bool said = false;

    (void)state;
    for (uint32_t i = 0; i < p.doc->diags.n; i++) {
        struct mb_span detail = p.doc->diags.at[i].detail;
        if (p.doc->diags.at[i].code == MB_DIAG_OPERATIVE_UNCLAIMED)
            said = mb_span_find(detail, MB_SPAN_LIT(" [nearest rule: "))
                   < detail.len;
    }
    assert_true(said);
    done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_operative_only_where_decided),
        cmocka_unit_test(test_meeting),
        cmocka_unit_test(test_item_sequence),
        cmocka_unit_test(test_seconder),
        cmocka_unit_test(test_exempt),
        cmocka_unit_test(test_recommended),
        cmocka_unit_test(test_truncated),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
