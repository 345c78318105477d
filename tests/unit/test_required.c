/* What a pattern cannot be without. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parser/places.h"
#include "parser/required.h"

/* The words of a pattern, joined by '|', clauses by '&'; "" where there is no
 * gate. */
static void needs(const char *pattern, const char *words)
{
    struct mb_arena *arena = mb_arena_new(0);
    static struct mb_required required;
    struct mb_span joined = MB_SPAN_LIT("");

    mb_pattern_required(mb_span_str(pattern), arena, &required);
    for (uint32_t c = 0; c < required.nclauses; c++)
        for (uint32_t i = 0; i < required.clauses[c].n; i++)
            joined = mb_arena_printf(arena, MB_SPAN_FMT "%s" MB_SPAN_FMT,
                                     MB_SPAN_ARG(joined),
                                     i > 0   ? "|"
                                     : c > 0 ? "&"
                                             : "",
                                     MB_SPAN_ARG(required.clauses[c].at[i]));
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
    needs("moved\\ .*\\ seconded", " seconded&moved ");
    needs("\\x27(?:ab\\x63d)+", "abcd");
    needs("(?:moved|proposed) \\h+ (?:that|which) (?!not)",
          "moved|proposed&that|which");
    needs("(?:The\\ moved.*carried|lost.{3}carried)", "the moved|carried");
}

/* Whether a match may begin at the byte of the text that '|' stands before. */
static bool may_begin(const char *pattern, const char *text)
{
    struct mb_arena *arena = mb_arena_new(0);
    const char *bar = strchr(text, '|');
    size_t at = (size_t)(bar - text);
    struct mb_span whole =
        mb_arena_printf(arena, "%.*s%s", (int)at, text, bar + 1);
    static struct mb_required required;
    const struct mb_heads *heads = &required.heads;
    struct mb_places places;
    struct mb_place place;
    struct mb_bytes *bytes = mb_places_bytes(whole, arena);
    const uint64_t open = UINT64_MAX;
    struct mb_heads_table table = {0};
    uint32_t n;
    bool may;
    bool fits;

    mb_pattern_required(mb_span_str(pattern), arena, &required);
    assert_int_equal(mb_places_build(&heads, 1, arena, &places, NULL), MB_OK);
    assert_non_null(bytes);
    may = mb_places_at(&places, 0, bytes, (uint32_t)at, open) != 0;
    n = mb_places_step(&places, bytes, &open, (uint32_t)at, (uint32_t)at + 1,
                       &place);
    /* a step finds what a look at the table tells, and that hides nothing that
     * the heads themselves allow */
    assert_int_equal(n, may);
    mb_heads_tabulate(heads->at, heads->n, &table);
    fits = mb_heads_fit(&table, bytes->classes + at);
    assert_true(may || !fits);
    mb_arena_free(arena);
    return fits;
}

static void begins(const char *pattern, const char *yes, const char *no)
{
    if (!may_begin(pattern, yes) || may_begin(pattern, no))
        print_error("%s at '%s' and not '%s'\n", pattern, yes, no);
    assert_true(may_begin(pattern, yes));
    assert_false(may_begin(pattern, no));
}

/* The first bytes of a match, and what stands around it. */
static void test_heads(void **state)
{
    (void)state;
    begins("noted", "be |noted", "be |nod");
    begins("noted", "be |noted", "be |Noted");
    begins("(?i)noted", "be |NOTED", "be |nOdes");
    begins("(?i:no)TE", "be |nOTE", "be |note");
    begins("(?i:no)te(?-i)", "be |NOte", "be |NOTE");
    begins("^noted", "a\n|noted", "a |noted");
    begins("^noted", "|noted", " |noted");
    begins("(?:^|\\t)no", "|no", "x|no");
    begins("(?<=[.:]\\ )No", "x. |No", "x- |No");
    begins("(?<!\\p{L})no", "(|no", "k|no");
    begins("(?<![\\p{L}\\d])no", " |no", "1|no");
    begins("\\bno", "-|no", "k|no");
    begins("no\\b", "|no.", "|nor");
    begins("no(?!r)", "|no.", "|nor");
    begins("no(?=[.:])", "|no.", "|no-");
    begins("no$", "|no\nx", "|no x");
    begins("\\s*no", "x|  no", "x|xno");
    begins("[A-C]\\d?x", "|Bx", "|Dx");
    begins("[^a-z]x", "|Bx", "|bx");
    begins("\\p{Lu}\\.", "|\xC3\x89.", "|a.");
    begins("\\x41\\x{42}", "|AB", "|Ab");
    begins("(?=ab)a.", "|ab", "|ac");
    begins("x{0,2}yz", "|xyz", "|xzz");
    begins("(?:ab|cd)+e", "|abcd", "|abce");
    assert_true(may_begin("[^a-z]x", "|\xC3\x89x"));
    assert_true(may_begin(".*x", "|anything"));
    assert_true(may_begin("(?<!not\\ )so", "not |so"));
    assert_true(may_begin("(?>a|b)?c", "|c"));
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
    needs("noted(?-x)x", "");
    needs("noted(?x)x", "notedx");
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
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_none),
    };

    return cmocka_run_group_tests_name("required", tests, NULL, NULL);
}
