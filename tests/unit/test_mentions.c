/* Mentions of other meetings: which body, which date, what it did. Expected is
 * one line a mention, "body|date|verb"; weak ones begin with "~". All bodies
 * are invented. */
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
    "Minutes of a meeting of the Housing Committee held on 4 March 2025\n\n"   \
    "PRESENT: Councillor Ada Pell (Chair), Councillor Ivo Crane\n\n"           \
    "5. Allotments\n\n"

static void put(struct mb_buf *out, const struct mb_mentions *list,
                const char *mark)
{
    for (uint32_t i = 0; i < list->n; i++) {
        const struct mb_mention *m = &list->at[i];

        mb_buf_puts(out, mark);
        if (m->body.s.ptr != NULL)
            mb_buf_put(out, m->body.s);
        mb_buf_putc(out, '|');
        mb_buf_put(out, m->date.s);
        mb_buf_putc(out, '|');
        if (m->verb.s.ptr != NULL)
            mb_buf_put(out, m->verb.s);
        mb_buf_putc(out, '\n');
        assert_true(m->ev.nspans > 0);
        assert_true(m->ev.confidence > 0 && m->ev.confidence <= 100);
    }
}

static const struct {
    const char *text;
    const char *expected;
} cases[] = {
    {"RESOLVED that the minutes of the meeting held on 7 January 2025 be "
     "approved.\n",
     "|2025-01-07|held\n"},
    {"The minutes of the Council meeting held on 7 January 2025 were noted.\n",
     "Council|2025-01-07|held\n"},
    {"At its meeting on 7 December 2024, the Integrated Care Partnership "
     "recommended the strategy.\n",
     "Integrated Care Partnership|2024-12-07|recommended\n"},
    {"It was noted that the Vale Health and Wellbeing Board, at its meeting on "
     "20 February 2025, had endorsed the report.\n",
     "Vale Health and Wellbeing Board|2025-02-20|endorsed\n"},
    {"The Scrutiny Panel considered the proposal on 10 February 2025 and asked "
     "for more.\n",
     "Scrutiny Panel|2025-02-10|considered\n"},
    {"On 28 February 2025 the Transport Committee had recommended option C.\n",
     "Transport Committee|2025-02-28|recommended\n"},
    {"It was due to be presented to the Audit Committee on 23 May 2025.\n",
     "Audit Committee|2025-05-23|presented\n"},
    {"The Board received the reports of the Audit Committee (4th February "
     "2025) and the People Committee (11th February 2025).\n",
     "Audit Committee|2025-02-04|\nPeople Committee|2025-02-11|\n"},
    {"RESOLVED that this be deferred to the meeting of the Cabinet on 16 April "
     "2025.\n",
     "Cabinet|2025-04-16|\n"},
    {"6. Date of next meeting\n\nTuesday 6 May 2025 at 6.00 pm.\n",
     "|2025-05-06|\n"},
    {"The minutes of the meetings held on 1 November and 6 December 2024 were "
     "signed.\n",
     "|2024-11-01|held\n|2024-12-06|held\n"},
    {"The plan was endorsed by the Scrutiny Panel on 21st January.\n",
     "~Scrutiny Panel|2025-01-21|endorsed\n"},
    /* look-alikes */
    {"The fair was held on 3 February 2025 in the park.\n", ""},
    {"A letter of 3 February 2025 was read out.\n", ""},
    {"The lease ends on 30 June 2025.\n", ""},
    {"The Cabinet adopted the plan in October 2024.\n", ""},
    {"The Committee noted that the contract ended on 30 June 2024.\n", ""},
};

static void test_mentions(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mb_buf text = MB_BUF_INIT;
        struct mb_buf out = MB_BUF_INIT;
        struct parsed p;

        mb_buf_puts(&text, HEAD);
        mb_buf_puts(&text, cases[i].text);
        p = parse(text.ptr);
        put(&out, &p.doc->mentions, "");
        put(&out, &p.doc->weak_mentions, "~");
        if (strcmp(out.ptr != NULL ? out.ptr : "", cases[i].expected) != 0)
            print_error("in: %s\n", cases[i].text);
        assert_string_equal(out.ptr != NULL ? out.ptr : "", cases[i].expected);
        mb_buf_done(&out);
        mb_buf_done(&text);
        done(&p);
    }
}

static bool has_diag(const struct mb_document *doc, enum mb_diag_code code)
{
    for (uint32_t i = 0; i < doc->diags.n; i++)
        if (doc->diags.at[i].code == code)
            return true;
    return false;
}

static void test_odd_dates(void **state)
{
    struct parsed p = parse(HEAD "The minutes of the meeting held on 18 "
                                 "December 2025 were approved.\n");

    (void)state;
    assert_true(has_diag(p.doc, MB_DIAG_DATE_AFTER_MEETING));
    done(&p);
    p = parse(HEAD "The minutes of the meeting held on 31 February 2025 were "
                   "approved.\n");
    assert_true(has_diag(p.doc, MB_DIAG_DATE_IMPOSSIBLE));
    assert_int_equal(p.doc->mentions.n, 0);
    done(&p);
}

static void test_odd_names(void **state)
{
    struct parsed p =
        parse("MARSTOW BOROUGH COUNCIL\n\nMinutes of a meeting of the Housing "
              "Committee held on 4 March 2025\n\nPRESENT: Dr A Ghorsh (Chair), "
              "Miss D Marton\n\n5. Allotments\n\nDr Gorsh spoke. Mrs Marton "
              "agreed.\n");

    (void)state;
    assert_true(has_diag(p.doc, MB_DIAG_NAME_VARIES));
    assert_true(has_diag(p.doc, MB_DIAG_HONORIFIC_VARIES));
    assert_int_equal(p.doc->people.n, 2);
    done(&p);
}

/* A first name written out belongs to the name. */
static void test_first_names(void **state)
{
    struct parsed p =
        parse("MARSTOW BOROUGH COUNCIL\n\nMinutes of a meeting of the Housing "
              "Committee held on 4 March 2025\n\nPRESENT: Miss Dora Marton "
              "(Chair), Mr L Dane\n\n5. Allotments\n\nMrs Dora Marton "
              "agreed.\n");

    (void)state;
    assert_false(has_diag(p.doc, MB_DIAG_NAME_VARIES));
    assert_true(has_diag(p.doc, MB_DIAG_HONORIFIC_VARIES));
    assert_int_equal(p.doc->people.n, 2);
    done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mentions),
        cmocka_unit_test(test_odd_dates),
        cmocka_unit_test(test_odd_names),
        cmocka_unit_test(test_first_names),
    };

    return cmocka_run_group_tests_name("mentions", tests, load_rules,
                                       free_rules);
}
