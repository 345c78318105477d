/* Actions: marked lines, tables, owners by initials; offers in prose apart.
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

#define HEAD                                                                        \
    "MARSTOW CARE PARTNERSHIP\n\n"                                                  \
    "Minutes of a meeting of the Partnership held on 4 March 2025 at 6.00 "         \
    "pm\n\nMembers present:\n\nAda Pell (AP)\tLeader\nIvo Crane (IC)\tDirector\n\n" \
    "1.   Apologies\n\nNone.\n\n2.   The plan\n\n"

static struct parsed parse_item(const char *words)
{
    struct mb_buf text = MB_BUF_INIT;
    struct parsed p;

    mb_buf_printf(&text, HEAD "%s\n", words);
    p = parse(text.ptr);
    mb_buf_done(&text);
    return p;
}

static const struct {
    const char *words, *owner, *text, *due;
} lines[] = {
    {"ACTION: Jess Oak to send Members the scores.", "Jess Oak",
     "send Members the scores.", NULL},
    {"Action JC/018 – Ivo Crane to circulate the paper. Due: 14 July 2025",
     "Ivo Crane", "circulate the paper.", "2025-07-14"},
    {"ACTION FT: Confirm the booking fee", "FT", "Confirm the booking fee",
     NULL},
    {"CAM GWEITHREDU / ACTION: Gwen Mere to send the timetable (28 Chwefror / "
     "28 February 2025)",
     "Gwen Mere", "send the timetable", "2025-02-28"},
    {"The quote was read. CLERK TO ASK FOR ANOTHER", "CLERK", "ASK FOR ANOTHER",
     NULL},
    {"A further session would be arranged at Beech Hall. Clerk", "Clerk",
     "A further session would be arranged at Beech Hall.", NULL},
};

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct parsed p = parse_item(lines[i].words);
        if (p.doc->actions.n != 1)
            print_error("%s: %u\n", lines[i].words, p.doc->actions.n);
        assert_int_equal(p.doc->actions.n, 1);
        assert_span(p.doc->actions.at[0].owner.s, lines[i].owner);
        assert_span(p.doc->actions.at[0].text.s, lines[i].text);
        assert_span(p.doc->actions.at[0].due.s, lines[i].due);
        assert_true(p.doc->actions.at[0].ev.nspans > 0);
        done(&p);
    }
}

/* Initials are the person who alone has them. */
static void test_initials(void **state)
{
    struct parsed p = parse_item("Action: IC to price a battery.");

    (void)state;
    assert_int_equal(p.doc->actions.n, 1);
    assert_span(p.doc->actions.at[0].text.s, "price a battery.");
    if (p.doc->people.n > 0)
        assert_span(p.doc->actions.at[0].owner.s, "Ivo Crane");
    done(&p);
}

static void test_table(void **state)
{
    struct parsed p = parse_item(
        "The plan was read.\n\nACTIONS FROM THIS MEETING\n\n"
        "No.\tAction\tOwner\tDue\n"
        "1\tPublish the report with a summary\tAda Pell\t30/04/2025\n"
        "2\tShow the measures by locality\tIvo Crane\tNext meeting\n");

    (void)state;
    assert_int_equal(p.doc->actions.n, 2);
    assert_span(p.doc->actions.at[0].owner.s, "Ada Pell");
    assert_span(p.doc->actions.at[0].text.s,
                "Publish the report with a summary");
    assert_span(p.doc->actions.at[0].due.s, "2025-04-30");
    assert_span(p.doc->actions.at[1].owner.s, "Ivo Crane");
    assert_span(p.doc->actions.at[1].due.s, NULL);
    done(&p);
}

/* An offer in prose waits for a person to confirm it. */
static void test_soft(void **state)
{
    struct parsed p =
        parse_item("The Director agreed to write to the residents. It was "
                   "noted that action plans help.");

    (void)state;
    assert_int_equal(p.doc->actions.n, 0);
    assert_int_equal(p.doc->soft_actions.n, 1);
    assert_span(p.doc->soft_actions.at[0].owner.s, "The Director");
    assert_true(p.doc->soft_actions.at[0].ev.confidence < 90);
    done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_initials),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_soft),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
