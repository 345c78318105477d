/* Places where matches may begin: with them and without them the shipped rules
 * find the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
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
                       struct mb_span words, bool without, uint32_t *ret_n)
{
    struct mb_text source = {.text = words};
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

/* The rules find the same in it whether they are led or look everywhere; if
 * not, the first rule that does not is named. Returns how much. */
static uint32_t same(struct mb_rules *rules, struct mb_span words)
{
    struct mb_arena *arena = mb_arena_new(0);
    uint32_t n[2];
    bool good = sum_of(rules, arena, words, false, &n[0])
                    == sum_of(rules, arena, words, true, &n[1])
                && n[0] == n[1];

    for (uint32_t i = 0; !good && i < mb_rules_count(rules); i++) {
        uint32_t one[2];
        mb_rules_isolate(rules, i);
        if (sum_of(rules, arena, words, false, &one[0])
            != sum_of(rules, arena, words, true, &one[1]))
            print_error(MB_SPAN_FMT ": %u of %u matches\n",
                        MB_SPAN_ARG(mb_rules_at(rules, i)->id), one[0], one[1]);
    }
    mb_arena_free(arena);
    assert_true(good);
    return n[0];
}

static void test_same(void **state)
{
    struct mb_rules *rules = NULL;

    (void)state;
    assert_int_equal(mb_rules_load(NULL, &rules, NULL), MB_OK);
    assert_true(same(rules, (struct mb_span){text, sizeof text - 1}) > 20);
    mb_rules_free(rules);
}

/* What every rule must and must not match, a paragraph each. */
static void test_examples(void **state)
{
    struct mb_rules *rules = NULL;
    struct mb_buf all = MB_BUF_INIT;

    (void)state;
    assert_int_equal(mb_rules_load(NULL, &rules, NULL), MB_OK);
    for (uint32_t i = 0; i < mb_rules_count(rules); i++) {
        const struct mb_rule *rule = mb_rules_at(rules, i);
        mb_buf_printf(&all, MB_SPAN_FMT "\n\n" MB_SPAN_FMT "\n\n",
                      MB_SPAN_ARG(rule->example), MB_SPAN_ARG(rule->counter));
    }
    assert_true(same(rules, mb_buf_span(&all)) > mb_rules_count(rules));
    mb_buf_done(&all);
    mb_rules_free(rules);
}

static uint32_t random_below(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % n;
}

/* A piece of some rule's example, cut at any two characters. */
static void put_piece(const struct mb_rules *rules, uint32_t *seed,
                      struct mb_buf *out)
{
    struct mb_span s =
        mb_rules_at(rules, random_below(seed, mb_rules_count(rules)))->example;
    uint32_t from = random_below(seed, (uint32_t)s.len);
    uint32_t to = from + 1 + random_below(seed, (uint32_t)s.len - from);

    if (random_below(seed, 2) == 0)
        from = 0;
    while (from > 0 && ((unsigned char)s.ptr[from] & 0xC0) == 0x80)
        from--;
    while (to < s.len && ((unsigned char)s.ptr[to] & 0xC0) == 0x80)
        to++;
    mb_buf_put(out, mb_span_sub(s, from, to));
}

/* The same of lines pieced together from them. */
static void test_pieces(void **state)
{
    static const char *const joins[] = {" ",    "",   ". ", "\t",
                                        "\n\n", ": ", ", "};
    struct mb_rules *rules = NULL;
    struct mb_buf all = MB_BUF_INIT;
    uint32_t seed = 1;

    (void)state;
    assert_int_equal(mb_rules_load(NULL, &rules, NULL), MB_OK);
    for (int i = 0; i < 1200; i++) {
        put_piece(rules, &seed, &all);
        mb_buf_puts(&all, joins[random_below(&seed, 7)]);
    }
    assert_true(same(rules, mb_buf_span(&all)) > 1000);
    mb_buf_done(&all);
    mb_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_pieces),
    };

    return cmocka_run_group_tests_name("heads", tests, NULL, NULL);
}
