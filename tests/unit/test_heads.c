/* Places where matches may begin: with them and without them the shipped rules
 * find the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parser/rules.h"

static const char text[] =
    "Minutes of the Cabinet held on Monday, 1 February 2021 at 2.00 pm\n"
    "Present: Councillor Ann Low (Chair), Councillor Siôn High\n\n"
    "Name\tRole\tPresent\nAnn Low\tChair\tYes\n\n"
    "1. Apologies\nApologies for absence were received from Cllr Mid.\n\n"
    "2. Plan (Pages 3 - 14)\nKey decision: Yes\n"
    "Councillor Low proposed, Councillor High seconded and it was agreed by "
    "12 votes to 3, with 1 abstention.\n\n"
    "RESOLVED: That the report be noted and £1,200 be approved.\n\n"
    "ACTION: THE CLERK TO WRITE by 3 March 2021. Ref AB/12/345.\n"
    "The next meeting will be held on 4 May 2021.\n";

static uint64_t sum_of(struct mb_rules *rules, struct mb_arena *arena,
                       bool without, uint32_t *ret_n)
{
    struct mb_text source = {.text = {text, sizeof text - 1}};
    struct mb_diags diags = {.arena = arena};
    struct mb_blocks blocks;
    struct mb_matches m;
    uint64_t sum = 0;

    assert_int_equal(mb_blocks_split(&source, arena, &diags, &blocks, NULL),
                     MB_OK);
    mb_rules_without_gates(rules, without);
    assert_int_equal(mb_rules_run(rules, &blocks, MB_SPAN_NULL,
                                  &MB_LIMITS_DEFAULT, arena, &diags, &m, NULL),
                     MB_OK);
    for (uint32_t i = 0; i < m.n; i++)
        sum = (sum ^ m.at[i].start ^ (uint64_t)m.at[i].end << 20
               ^ (uint64_t)m.at[i].rule << 40)
              * 0x9E3779B97F4A7C15u;
    *ret_n = m.n;
    return sum;
}

static void test_same(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_rules *rules = NULL;
    uint32_t n[2];

    (void)state;
    assert_int_equal(mb_rules_load(NULL, &rules, NULL), MB_OK);
    assert_true(sum_of(rules, arena, false, &n[0])
                == sum_of(rules, arena, true, &n[1]));
    assert_int_equal(n[0], n[1]);
    assert_true(n[0] > 20);
    mb_rules_free(rules);
    mb_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
