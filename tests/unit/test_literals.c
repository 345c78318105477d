/* The search for many words at once, held against the plain one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parser/literals.h"

/* Blocks over lines of a text that ends in '\n'. */
static struct mb_blocks split(const char *text, struct mb_arena *arena)
{
    struct mb_blocks blocks = {.view = mb_span_str(text)};
    uint32_t from = 0;

    for (uint32_t i = 0; i < blocks.view.len; i++) {
        struct mb_block *b;
        if (text[i] != '\n')
            continue;
        b = mb_arena_push(arena, &blocks.at, &blocks.n, sizeof *b);
        assert_non_null(b);
        b->view_start = b->view_body = from;
        b->view_end = i;
        from = i + 1;
    }
    return blocks;
}

/* Each word's blocks are those that a plain search finds. */
static void compare(const char *text, const char *const *words, uint32_t n)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_blocks blocks = split(text, arena);
    struct mb_literals *set = NULL;
    struct mb_hits *hits = NULL;
    struct mb_span spans[64];

    assert_true(n <= 64);
    for (uint32_t w = 0; w < n; w++) {
        spans[w] = mb_span_str(words[w]);
        assert_true(mb_literals_suits(spans[w]));
    }
    assert_int_equal(mb_literals_build(spans, n, arena, &set, NULL), MB_OK);
    assert_true(mb_literals_scan(set, &blocks, arena, &hits));
    for (uint32_t w = 0; w < n; w++) {
        uint32_t k = 0;
        for (uint32_t i = 0; i < blocks.n; i++) {
            struct mb_span line = mb_block_line(&blocks, i);
            if (mb_span_ifind(line, spans[w]) == line.len)
                continue;
            assert_true(k < hits[w].n);
            assert_int_equal(hits[w].blocks[k], i);
            k++;
        }
        assert_int_equal(hits[w].n, k);
    }
    mb_arena_free(arena);
}

static void test_words(void **state)
{
    static const char *const words[] = {
        "Resolved", "resolved that", "be noted", "/",   "£",
        "Solved",   "RESOLVED",      "Été ",     "@",   "12",
        "date of",  "noted",         "zzzz",     "- :",
    };

    (void)state;
    compare("RESOLVED That it be noted.\n\nresolved\nté Été x\n£12/3 a@b\n"
            "It be\nnoted - : resolve\nd that solved ed\nabc\nab\na\n",
            words, sizeof words / sizeof words[0]);
}

/* Whatever the place in the text, and at its very end. */
static void test_places(void **state)
{
    static const char *const words[] = {"seconded", "onde", "ed b", "/", "1/2"};
    char text[64];

    (void)state;
    for (int pad = 0; pad < 40; pad++) {
        memset(text, '.', sizeof text);
        memcpy(text + pad, "Seconded by 1/2", 15);
        strcpy(text + pad + 15, "\n");
        compare(text, words, 5);
    }
    compare("\n", words, 5);
    compare("", words, 5);
}

static void test_suits(void **state)
{
    (void)state;
    assert_false(mb_literals_suits(MB_SPAN_LIT("")));
    assert_false(mb_literals_suits(MB_SPAN_LIT("day")));
    assert_false(mb_literals_suits(MB_SPAN_LIT("1a")));
    assert_true(mb_literals_suits(MB_SPAN_LIT("1/")));
    assert_true(mb_literals_suits(MB_SPAN_LIT("date")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_suits),
    };

    return cmocka_run_group_tests_name("literals", tests, NULL, NULL);
}
