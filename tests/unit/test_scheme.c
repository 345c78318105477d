/* Statuses, ratings, and what dates and evidence lead to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "assurance/scheme.h"

#include <string.h>

static const char *rating_of(const struct mb_scheme *scheme,
                             const struct mb_facts *facts)
{
    enum mb_finding finding = mb_scheme_find(scheme, facts);
    return mb_scheme_rating(scheme, finding)->name.ptr;
}

static struct mb_facts facts(const char *status, const char *due,
                             const char *evidence, const char *review)
{
    return (struct mb_facts){mb_span_str(status), mb_span_str(due),
                             mb_span_str(evidence), mb_span_str(review),
                             MB_SPAN_LIT("2025-06-30")};
}

static void dates_and_evidence_give_the_rating(void **state)
{
    static const struct {
        const char *status, *due, *evidence, *review, *rating;
    } cases[] = {
        {NULL, NULL, NULL, NULL, "Not rated"},
        {"In progress", NULL, "a report", NULL, "Not rated"},
        {"In progress", "2025-06-29", NULL, NULL, "Red"},
        {"In progress", "2025-06-30", NULL, NULL, "Green"}, /* still today */
        {"Paused", "2025-06-29", NULL, NULL, "Red"},
        {"Paused", "2026-01-01", NULL, NULL, "Amber"},
        {NULL, "2025-07-28", NULL, NULL, "Amber"}, /* 28 days, not begun */
        {NULL, "2025-07-29", NULL, NULL, "Green"},
        {"In progress", "2026-01-01", NULL, "2025-06-29", "Amber"},
        {"In progress", "2026-01-01", NULL, "2025-06-30", "Green"},
        {"Complete", "2025-01-01", NULL, NULL, "Amber"},
        {"complete", "2025-01-01", "minutes of 3 June", NULL, "Green"},
        {"Superseded", "2025-01-01", NULL, NULL, "Not rated"},
        {"In progress", "soon", NULL, NULL, "Not rated"},
    };
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_scheme scheme;

    (void)state;
    assert_int_equal(mb_scheme_load(NULL, arena, &scheme, NULL), MB_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mb_facts f = facts(cases[i].status, cases[i].due,
                                  cases[i].evidence, cases[i].review);
        assert_string_equal(rating_of(&scheme, &f), cases[i].rating);
    }
    mb_arena_free(arena);
}

#define STATUSES                                                               \
    "statuses:\n"                                                              \
    "  - {name: To do, means: a, kind: open}\n"                                \
    "  - {name: Closed, means: b, kind: done}\n"
#define RATINGS                                                                \
    "ratings:\n"                                                               \
    "  - {name: Blue, means: c, look: blue, for: [proven]}\n"                  \
    "  - {name: R, means: d, look: red, for: [overdue, undated, held,"         \
    " unseen, due-soon, unproven, ended]}\n"                                   \
    "  - {name: G, means: e, for: [on-track]}\n"

static void a_council_may_have_its_own_words(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_scheme scheme;
    struct mb_facts f = facts("Closed", NULL, "seen", NULL);

    (void)state;
    assert_int_equal(
        mb_scheme_read("own", MB_SPAN_LIT(STATUSES RATINGS "call-in-days: 3\n"),
                       arena, &scheme, NULL),
        MB_OK);
    assert_int_equal(scheme.nstatuses, 2);
    assert_int_equal(scheme.call_in_days, 3);
    assert_string_equal(rating_of(&scheme, &f), "Blue");
    f = facts(NULL, "2025-12-01", NULL, NULL);
    assert_string_equal(rating_of(&scheme, &f), "G");
    mb_arena_free(arena);
}

static void a_bad_scheme_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *yaml, *says;
    } cases[] = {
        {"", "line 1"},
        {"[]", "keys and values"},
        {STATUSES, "needs statuses and ratings"},
        {STATUSES RATINGS "colour: red\n", "line 8"},
        {STATUSES "ratings: [{name: A, means: b, for: [late]}]",
         "a finding is"},
        {STATUSES "ratings: [{name: A, means: b, for: [overdue]}]",
         "no rating is for"},
        {STATUSES RATINGS "due-soon-days: many\n", "number of days"},
        {STATUSES RATINGS "due-soon-days: 1000\n", "number of days"},
        {"statuses: [{name: 'a,b', means: c, kind: open}]", "none of"},
        {"statuses: [{name: =A1, means: c, kind: open}]", "none of"},
        {"statuses: [{name: A, means: c, kind: shut}]", "kind is"},
        {"statuses: [{name: A, means: c, kind: open},"
         " {name: a, means: c, kind: open}]",
         "stands there already"},
        {"statuses: [{name: A, means: c, kind: open}]\n" RATINGS, "kind done"},
        {"statuses: {", "line"},
    };
    struct mb_arena *arena = mb_arena_new(0);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mb_scheme scheme;
        struct mb_err err;
        assert_int_equal(mb_scheme_read("s.yaml", mb_span_str(cases[i].yaml),
                                        arena, &scheme, &err),
                         MB_ERR_RULES);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("%s: %s", cases[i].yaml, err.text);
        assert_non_null(strstr(err.text, "s.yaml"));
    }
    mb_arena_free(arena);
}

static void call_in_ends_count_working_days(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_scheme scheme;
    struct mb_span end;

    (void)state;
    assert_int_equal(mb_scheme_load("/no/such/folder", arena, &scheme, NULL),
                     MB_OK);
    /* Tuesday before Easter 2025: Good Friday and Easter Monday are free */
    end = mb_scheme_call_in_ends(&scheme, MB_SPAN_LIT("2025-04-15"), arena);
    assert_string_equal(end.ptr, "2025-04-24");
    end = mb_scheme_call_in_ends(&scheme, MB_SPAN_NULL, arena);
    assert_null(end.ptr);
    mb_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_and_evidence_give_the_rating),
        cmocka_unit_test(a_council_may_have_its_own_words),
        cmocka_unit_test(a_bad_scheme_is_refused_with_its_line),
        cmocka_unit_test(call_in_ends_count_working_days),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
