/* What a pattern cannot be without. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parser/required.h"

/* The words of a pattern, joined by '|'; "" where there is no gate. */
static void needs(const char *pattern, const char *words)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_heads heads;
    struct mb_texts texts =
        mb_pattern_required(mb_span_str(pattern), arena, &heads);
    struct mb_span joined = MB_SPAN_LIT("");

    for (uint32_t i = 0; i < texts.n; i++)
        joined = mb_arena_printf(arena, MB_SPAN_FMT "%s" MB_SPAN_FMT,
                                 MB_SPAN_ARG(joined), i > 0 ? "|" : "",
                                 MB_SPAN_ARG(texts.at[i]));
    if (!mb_span_eq(joined, mb_span_str(words)))
        print_error("%s needs '" MB_SPAN_FMT "' and not '%s'\n", pattern,
                    MB_SPAN_ARG(joined), words);
    assert_true(mb_span_eq(joined, mb_span_str(words)));
    mb_arena_free(arena);
}

static void test_rows(void **state)
{
    (void)state;
    needs("RESOLVED that", "resolvedthat"); /* white space means nothing */
    needs("RESOLVED\\ that", "resolved that");
    needs("^[ ]*be[ ]noted$", "be noted");
    needs("\\d+ votes? \\s for", "vote");
    needs("[Rr]esolved", "resolved");
    needs("re(?:solv|commend)ed", "resolved|recommended");
    needs("(?:moved|proposed)\\ by", "moved by|proposed by");
    needs("\\p{Lu}\\p{L}+\\ Ward (?!s)", " ward");
    needs("https?://", "https://|http://");
    needs("(?i)key\\ decision[: ]+(?:yes|no)", "key decision");
    needs("(?<at> on | at )\\ (?<day>[^x]+)\\ Street", " street");
    needs("x{3}approve{1,2}", "approv");
    needs("£\\d+", ""); /* beyond ASCII */
    needs("\\d{2}/\\d{5}", "/");
}

/* One branch without such a word, and the pattern may be without. */
static void test_none(void **state)
{
    (void)state;
    needs("", "");
    needs("noted|.*", "");
    needs("noted|no", "");
    needs("(?:noted)?", "");
    needs("(?:noted)*x", "");
    needs("(?:noted){0,2}", "");
    needs("(?:noted){,2}", "");
    needs("(?=noted)", "");
    needs("(?!noted)x", "");
    needs("[noted]{5}", "");
    needs("[^noted]", "");
    needs("[n-t]oted", "oted");
    needs("[[:alpha:]]oted", "oted");
    needs("[]x]oted", "]oted|xoted");
    needs("noted(?x)x", "");
    needs("(?(?=a)noted|noted)", "");
    needs("\\Qnoted|\\E", "");
    needs("(*COMMIT)noted", "");
    needs("(?<a>noted)(?&a)", "");
    needs("noted(", "");
    needs("noted)", "");
    needs("noted[", "");
    needs("noted\\", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_none),
    };

    return cmocka_run_group_tests_name("required", tests, NULL, NULL);
}
