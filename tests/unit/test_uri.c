/* One address for one record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parser/uri.h"

static const struct {
    const char *given;
    const char *canonical; /* NULL: none */
} cases[] = {
    {"http://Democracy.Example:9071/ieListDocuments.aspx?CId=115&MID=96&Ver=4",
     "https://democracy.example/ieListDocuments.aspx?MId=96"},
    {"https://democracy.example/(S(13eh2v55))/ieListDocuments.aspx?"
     "MeetingId=96&J=1#AI5",
     "https://democracy.example/ieListDocuments.aspx?MId=96"},
    {"https://democracy.example/ieIssueDetails.aspx?IId=7&amp;Opt=3",
     "https://democracy.example/ieIssueDetails.aspx?IId=7"},
    {"https://democracy.example/mgAi.aspx?ID=12&txtonly=1",
     "https://democracy.example/mgAi.aspx?ID=12"},
    {"https://council.example/decisions?ref=4#top",
     "https://council.example/decisions?ref=4"},
    {"https://user@council.example", "https://council.example"},
    {"file:///home/clerk/minutes.html", NULL},
    {"minutes.html", NULL},
    {"", NULL},
};

static void test_canonical(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mb_span got =
            mb_uri_canonical(mb_span_str(cases[i].given), arena);
        if (!mb_span_eq(got, mb_span_str(cases[i].canonical)))
            fail_msg("%s gives " MB_SPAN_FMT, cases[i].given, MB_SPAN_ARG(got));
    }
    mb_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_canonical)};

    return cmocka_run_group_tests_name("uri", tests, NULL, NULL);
}
