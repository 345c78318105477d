/* The rules that the program carries are those of its packs. */
#include "parser/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct mb_rules *written;
static struct mb_rules *carried;

static int load(void **state)
{
    (void)state;
    return mb_rules_load_shipped(&written, NULL) == MB_OK
                   && mb_rules_load(NULL, &carried, NULL) == MB_OK
               ? 0
               : 1;
}

static int unload(void **state)
{
    (void)state;
    mb_rules_free(written);
    mb_rules_free(carried);
    return 0;
}

static void assert_spans_equal(struct mb_span a, struct mb_span b)
{
    assert_int_equal(a.len, b.len);
    if (a.len > 0)
        assert_memory_equal(a.ptr, b.ptr, a.len);
}

static void test_is_used(void **state)
{
    (void)state;
    assert_true(mb_rules_image.nmoving > 0);
    assert_true(carried->n > 100);
    assert_non_null(carried->at[0].stored.ptr);
    assert_null(written->at[0].stored.ptr);
}

static void test_rules(void **state)
{
    (void)state;
    assert_int_equal(carried->n, written->n);
    assert_int_equal(carried->npacks, written->npacks);
    assert_int_equal(carried->nslots, written->nslots);
    assert_int_equal(carried->nfinds, written->nfinds);
    for (uint32_t i = 0; i < written->n; i++) {
        const struct mb_compiled *a = &written->at[i];
        const struct mb_compiled *b = &carried->at[i];
        assert_spans_equal(a->pub.id, b->pub.id);
        assert_spans_equal(a->pub.source, b->pub.source);
        assert_spans_equal(a->pub.value, b->pub.value);
        assert_spans_equal(a->pattern, b->pattern);
        assert_int_equal(a->pub.finds, b->pub.finds);
        assert_int_equal(a->pub.confidence, b->pub.confidence);
        assert_int_equal(a->drive, b->drive);
        assert_int_equal(a->slot, b->slot);
        assert_int_equal(a->line, b->line);
        assert_memory_equal(&a->gate, &b->gate, sizeof a->gate);
    }
}

/* A code that PCRE2 does not take back is compiled from its pattern. */
static void test_groups_and_codes(void **state)
{
    static char spoilt[64] = "of another version";

    (void)state;
    for (uint32_t i = 0; i < written->n; i++) {
        struct mb_compiled *a = &written->at[i];
        struct mb_compiled *b = &carried->at[i];
        if (i % 2 == 0)
            b->stored = (struct mb_span){spoilt, sizeof spoilt};
        assert_int_equal(mb_rules_need(written, a, false, NULL), MB_OK);
        assert_int_equal(mb_rules_need(carried, b, false, NULL), MB_OK);
        assert_non_null(b->code);
        assert_int_equal(a->ngroups, b->ngroups);
        for (uint32_t g = 0; g < a->ngroups; g++) {
            assert_spans_equal(a->groups[g].name, b->groups[g].name);
            assert_int_equal(a->groups[g].number, b->groups[g].number);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_is_used),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_groups_and_codes),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
