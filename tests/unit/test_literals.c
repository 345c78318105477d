/* The search for many words at once, held against the plain one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parser/literals.h"

static bool is_at(struct mb_span text, uint32_t at, struct mb_span word)
{
    return mb_span_ieq(mb_span_sub(text, at, at + word.len), word);
}

/* What is found of each word is what a plain search finds. */
static void compare(const char *line, const char *const *words, uint32_t n)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_span text = mb_span_str(line);
    struct mb_literals *set = NULL;
    struct mb_literal *found = NULL;
    struct mb_span spans[64];
    uint32_t nfound = 0;

    assert_true(n <= 64);
    for (uint32_t w = 0; w < n; w++) {
        spans[w] = mb_span_str(words[w]);
        assert_true(mb_literals_suits(spans[w]));
    }
    assert_int_equal(mb_literals_build(spans, n, arena, &set, NULL), MB_OK);
    assert_true(mb_literals_scan(set, text, arena, &found, &nfound));
    for (uint32_t i = 0; i < nfound; i++) {
        assert_true(is_at(text, found[i].at, spans[found[i].word]));
        assert_true(i == 0 || found[i].at >= found[i - 1].at);
    }
    for (uint32_t w = 0; w < n; w++) {
        bool first = true; /* in the line: of a short word that is enough */
        for (uint32_t at = 0; at < text.len; at++) {
            bool there = false;
            if (text.ptr[at] == '\n')
                first = true;
            if (!is_at(text, at, spans[w]))
                continue;
            for (uint32_t i = 0; i < nfound; i++)
                there = there
                        || (found[i].at == at
                            && found[i].word == mb_literals_word(set, w));
            assert_true(there == (first || spans[w].len >= 4));
            first = false;
        }
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
