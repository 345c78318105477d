/* Plain text and Markdown. */
#include "reader_test.h"

static void check_text(struct mb_span bytes, const char *expected,
                       enum mb_diag_code diag)
{
    struct mb_reader_options options = reading_options();
    struct reading r;

    reading_make(&r, bytes, "minutes.txt", &options);
    assert_int_equal(r.st, MB_OK);
    assert_true(mb_span_eq(r.text.text, mb_span_str(expected)));
    assert_int_equal(r.diags.n, diag == MB_DIAG_COUNT ? 0 : 1);
    if (diag != MB_DIAG_COUNT)
        assert_int_equal(r.diags.at[0].code, diag);
    reading_done(&r);
}

static void test_encodings(void **state)
{
    (void)state;
    check_text(MB_SPAN_LIT("caf\xC3\xA9\n"), "caf\xC3\xA9\n", MB_DIAG_COUNT);
    check_text(MB_SPAN_LIT("\xEF\xBB\xBFone"), "one", MB_DIAG_COUNT);
    check_text(MB_SPAN_LIT("\xFF\xFEo\0n\0\xAC\x20"), "on\xE2\x82\xAC",
               MB_DIAG_COUNT);
    check_text(MB_SPAN_LIT("\xFE\xFF\0o\0n"), "on", MB_DIAG_COUNT);
    check_text(MB_SPAN_LIT("\xA3"
                           "5 \x96 agreed"),
               "\xC2\xA3"
               "5 \xE2\x80\x93 agreed",
               MB_DIAG_ENCODING_GUESSED);
    /* mostly whole UTF-8 with a broken byte is damaged, not another code */
    check_text(MB_SPAN_LIT("\xC2\xA3 \xC2\xA3 \xFF"),
               "\xC2\xA3 \xC2\xA3 \xEF\xBF\xBD", MB_DIAG_ENCODING_BROKEN);
}

static void test_line_ends(void **state)
{
    (void)state;
    check_text(MB_SPAN_LIT("a\r\nb\rc\n"), "a\nb\nc\n", MB_DIAG_COUNT);
    check_text(MB_SPAN_LIT(" \r\n\t\n"), " \n\t\n", MB_DIAG_NO_TEXT);
}

static void test_pages(void **state)
{
    struct mb_reader_options options = reading_options();
    struct reading r;

    (void)state;
    reading_make(&r, MB_SPAN_LIT("one\n\ftwo\n\f"), "m.txt", &options);
    assert_int_equal(r.st, MB_OK);
    assert_int_equal(r.text.pages, 2);
    assert_int_equal(mb_text_page(&r.text, 0), 1);
    assert_int_equal(mb_text_page(&r.text, 6), 2);
    reading_done(&r);
    options.limits.pages = 1;
    reading_make(&r, MB_SPAN_LIT("one\n\ftwo\n\f"), "m.txt", &options);
    assert_int_equal(r.st, MB_ERR_LIMIT);
    reading_done(&r);
}

static void test_markdown_inline(void **state)
{
    (void)state;
    check_dump("**Present**: Cllr *Ann* Tibbs, [Clerk](http://x/(y)) &amp; "
               "2\\. \\_ 5*3 snake_case ![seal](s.png)<u>end</u>\n",
               "m.md",
               "            | Present: Cllr Ann Tibbs, Clerk & 2. _ 5*3 "
               "snake_case end\n");
    /* what converters from PDF leave */
    check_dump("MEMBERS PRESENT**:**\n**all\nbold**\n", "m.md",
               "            | MEMBERS PRESENT:\n"
               ".b          | all\n"
               ".b          | bold\n");
    check_dump("kept ~~struck~~ words<br>next\n", "m.md",
               "            | kept words\n"
               "            | next\n");
}

static void test_markdown_blocks(void **state)
{
    (void)state;
    check_dump("---\ntitle: \"Fenwick Council\"\ndate: 2024-01-01\n---\n"
               "## 5. Budget ##\n\n- first\n  - second\n1. as typed\n\n---\n"
               "> [!abstract]- Present:\n> A Smith\n",
               "m.md",
               "title: Fenwick Council\n"
               "title1      | Fenwick Council\n"
               "furniture   | date: 2024-01-01\n"
               "            | \n"
               "head2       | 5. Budget\n"
               "            | \n"
               "item1       | -\\tfirst\n"
               "item2       | -\\tsecond\n"
               "            | 1. as typed\n"
               "            | \n"
               "label       | Present:\n"
               "            | A Smith\n");
    check_dump("| Min | Owner |\n|---|:-:|\n| 4 | **Kat** |\n| 5 | |\n", "m.md",
               "rowhead.+ t1| Min\\tOwner\n"
               "row t1      | 4\\tKat\n"
               "row t1      | 5\n");
    check_dump("<!-- saved -->\n<table>\n\n<tr><td>a<td>b</tr>\n</table>\n\n"
               "after\n",
               "m.md",
               "para        | a\\tb\n"
               "            | \n"
               "            | after\n");
    /* text with some HTML in it, lines as they stand */
    check_dump("<h1>Minutes</h1>\nPresent: A<br />B<br /><br />C\n"
               "<ol start=7><li>Police</li></ol>\n8. Roads\n",
               "m.txt",
               "head1       | Minutes\n"
               "            | \n"
               "            | Present: A\n"
               "            | B\n"
               "            | \n"
               "            | C\n"
               "            | \n"
               "item1       | 7.\\tPolice\n"
               "            | \n"
               "            | 8. Roads\n");
}

static void test_section_tags(void **state)
{
    (void)state;
    check_dump("<AI1>\n1. APOLOGIES\n</AI1>\n<5 words>\n", "m.txt",
               "furniture   | <AI1>\n"
               "            | 1. APOLOGIES\n"
               "furniture   | </AI1>\n"
               "            | <5 words>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_markdown_inline),
        cmocka_unit_test(test_markdown_blocks),
        cmocka_unit_test(test_section_tags),
    };

    return cmocka_run_group_tests_name("reader_text", tests, NULL, NULL);
}
