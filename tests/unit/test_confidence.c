/* What gives cause for doubt brings a record's confidence down, and is said;
 * the same form without it does not. All bodies and people are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "tests/unit/parse_test.h"

/* A whole record: three items, the second's title and words given. */
static struct parsed parse_with(const char *title, const char *words)
{
    struct mb_buf text = MB_BUF_INIT;
    struct parsed p;

    mb_buf_printf(
        &text,
        "MARSTOW BOROUGH COUNCIL\n\n"
        "Minutes of a meeting of the Council held on 4 March 2025 at 6.00 "
        "pm\n\nPRESENT: Mr Bell (Chair), Ms Orme and Mr Cott\n\n"
        "1.   Apologies\n\nApologies were received from Mrs Vane.\n\n"
        "2.   %s\n\n%s\n\n3.   Close\n\nThe meeting ended at 7.00 pm\n",
        title, words);
    p = parse(text.ptr);
    mb_buf_done(&text);
    return p;
}

static bool said(const struct parsed *p, const char *words)
{
    for (uint32_t i = 0; i < p->doc->diags.n; i++)
        if (p->doc->diags.at[i].code == MB_DIAG_DOUBTFUL
            && mb_span_find(p->doc->diags.at[i].detail, mb_span_str(words))
                   < p->doc->diags.at[i].detail.len)
            return true;
    return false;
}

static const struct {
    const char *title;
    const char *doubt; /* NULL: none */
} titles[] = {
    {"The fee", NULL},
    {"Footpaths in 2024/25", NULL},
    {"Minutes of 4 February 2025 (pages 1 to 3)", NULL},
    {"Lease of plot QX402 to the club", "a code in the title"},
    {"Works to the hall 17/02402/QQX", "a code in the title"},
    {"Minutes of 4 February 2025 (pages", "a bracket in the title"},
};

static void test_titles(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        struct parsed p = parse_with(titles[i].title, "Mr Bell spoke.");
        assert_int_equal(p.doc->items.n, 3);
        if (titles[i].doubt == NULL) {
            assert_true(p.doc->items.at[1].ev.confidence >= MB_CONFIDENCE_HIGH);
            assert_false(said(&p, "items"));
        } else {
            assert_true(p.doc->items.at[1].ev.confidence < MB_CONFIDENCE_HIGH);
            assert_true(said(&p, titles[i].doubt));
        }
        done(&p);
    }
}

static void test_here_and_away(void **state)
{
    struct parsed p = parse(
        "MARSTOW BOROUGH COUNCIL\n\nMinutes of a meeting of the Council held "
        "on 4 March 2025\n\nPresent: Mr Bell, Ms Orme\n\nApologies: Ms "
        "Orme\n\n1. The fee\n\nMr Bell spoke.\n");
    uint32_t high = 0;

    (void)state;
    assert_int_equal(p.doc->people.n, 3);
    for (uint32_t i = 0; i < p.doc->people.n; i++)
        high += p.doc->people.at[i].ev.confidence >= MB_CONFIDENCE_HIGH;
    assert_int_equal(high, 1);
    assert_true(said(&p, "present and as away"));
    done(&p);
}

static void test_resolutions(void **state)
{
    struct parsed p =
        parse_with("The fee", "RESOLVED that the fee be waived this year.");

    (void)state;
    assert_int_equal(p.doc->resolutions.n, 1);
    assert_true(p.doc->resolutions.at[0].ev.confidence >= MB_CONFIDENCE_HIGH);
    done(&p);
    p = parse_with("The fee", "RESOLVED to fund");
    if (p.doc->resolutions.n > 0) {
        assert_true(p.doc->resolutions.at[0].ev.confidence
                    < MB_CONFIDENCE_HIGH);
        assert_true(said(&p, "hardly any words"));
    }
    done(&p);
}

static void test_mentions(void **state)
{
    struct parsed p = parse_with(
        "The fee", "The Cabinet recommended at its meeting on 7 January 2025 "
                   "that the fee be waived.");
    (void)state;
    for (uint32_t i = 0; i < p.doc->mentions.n; i++)
        assert_false(said(&p, "a date without a body"));
    done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_here_and_away),
        cmocka_unit_test(test_resolutions),
        cmocka_unit_test(test_mentions),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
