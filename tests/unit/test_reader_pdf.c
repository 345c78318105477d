/* The PDF reader, on pages written here as pdftotext would put them out: a
 * letter is half as wide as it is high, a line a box for every word. */
#include "base/buf.h"
#include "parser/pdf_extract.h"
#include "parser/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct paper {
    struct mb_buf xml;
    struct mb_arena *arena;
    struct mb_diags diags;
    struct mb_text text;
    struct mb_buf dump;
    struct mb_err err;
};

static void open_paper(struct paper *p)
{
    *p = (struct paper){.xml = MB_BUF_INIT, .dump = MB_BUF_INIT};
    p->arena = mb_arena_new(0);
    p->diags.arena = p->arena;
    mb_buf_puts(&p->xml, "<!DOCTYPE html PUBLIC \"x\" \"http://x/x.dtd\">"
                         "<html><head><title></title></head><body><doc>");
}

static void page(struct paper *p)
{
    mb_buf_puts(&p->xml, "<page width=\"600.00\" height=\"840.00\">");
}

static void end_page(struct paper *p)
{
    mb_buf_puts(&p->xml, "</page>");
}

/* A line of words at x, y (its top), size high. */
static void sized(struct paper *p, double x, double y, double size,
                  const char *words)
{
    double letter = size / 2;

    mb_buf_puts(&p->xml, "<flow><block><line>");
    while (*words != '\0') {
        size_t n = strcspn(words, " ");
        double width = (double)n * letter;
        mb_buf_printf(&p->xml,
                      "<word xMin=\"%.6f\" yMin=\"%.6f\" xMax=\"%.6f\" "
                      "yMax=\"%.6f\">%.*s</word>\n",
                      x, y, x + width, y + size, (int)n, words);
        x += width + size / 4;
        words += n + (words[n] == ' ');
    }
    mb_buf_puts(&p->xml, "</line></block></flow>");
}

static void line(struct paper *p, double x, double y, const char *words)
{
    sized(p, x, y, 10, words);
}

/* Five lines that reach from 50 to about 550, so that margins are known. */
static double filler(struct paper *p, double y)
{
    for (unsigned i = 0; i < 5; i++, y += 11)
        line(p, 50, y,
             "the members then heard about hedges and verges and the paths "
             "between the old mill and the ford again");
    return y;
}

static enum mb_status read_paper(struct paper *p)
{
    struct mb_source source = {.media = MB_MEDIA_PDF,
                               .bytes = MB_SPAN_LIT("%PDF-1.7")};
    struct mb_reader_options options = {.limits = MB_LIMITS_DEFAULT};
    enum mb_status st;

    mb_buf_puts(&p->xml, "</doc></body></html>");
    options.limits.pages = 50;
    options.pdf_layout = mb_buf_span(&p->xml);
    st = mb_read(&source, &options, p->arena, &p->diags, &p->text, &p->err);
    mb_buf_clear(&p->dump);
    if (st == MB_OK)
        mb_text_dump(&p->text, &p->dump);
    return st;
}

static void close_paper(struct paper *p)
{
    mb_buf_done(&p->xml);
    mb_buf_done(&p->dump);
    mb_arena_free(p->arena);
}

/* The dump, without marks for lines that have none, holds these lines. */
static void assert_holds(const struct paper *p, const char *lines)
{
    if (strstr(p->dump.ptr, lines) == NULL)
        print_message("%s\n", p->dump.ptr);
    assert_non_null(strstr(p->dump.ptr, lines));
}

static void assert_lacks(const struct paper *p, const char *words)
{
    if (strstr(p->dump.ptr, words) != NULL)
        print_message("%s\n", p->dump.ptr);
    assert_null(strstr(p->dump.ptr, words));
}

static void test_paragraphs(void **state)
{
    struct paper p;
    double y;

    (void)state;
    open_paper(&p);
    page(&p);
    y = filler(&p, 100);
    line(&p, 50, y + 20, "A paragraph set apart.");
    line(&p, 50, y + 31, "A line behind one that was not full.");
    line(&p, 50, y + 42, "3.");
    line(&p, 80, y + 42, "Hedges");
    end_page(&p);
    assert_int_equal(read_paper(&p), MB_OK);
    assert_holds(&p, "para        | the members");
    assert_holds(&p, "\n            | the members");
    assert_holds(&p, "            | \npara        | A paragraph set apart.\n"
                     "para        | A line behind one that was not full.\n"
                     "para        | 3.\\tHedges\n");
    assert_int_equal(p.text.pages, 1);
    close_paper(&p);
}

static void test_hanging_labels(void **state)
{
    struct paper p;
    double y;

    (void)state;
    open_paper(&p);
    page(&p);
    y = filler(&p, 100);
    line(&p, 60, y,
         "(a) that the hedge along the mill lane be cut before the "
         "nesting birds come and the verges");
    line(&p, 76, y + 11, "too; and");
    line(&p, 60, y + 22, "(b) that the Clerk write.");
    end_page(&p);
    assert_int_equal(read_paper(&p), MB_OK);
    assert_holds(&p, "para        |   (a) that the hedge");
    assert_holds(&p, "            |      too; and\npara        |   (b) that");
    close_paper(&p);
}

static void test_furniture_and_a_sentence_over_the_page(void **state)
{
    static const char *const foot[] = {"Page 1 of 3", "Page 2 of 3",
                                       "Page 3 of 3"};
    struct paper p;

    (void)state;
    open_paper(&p);
    for (unsigned i = 0; i < 3; i++) {
        double y;
        page(&p);
        line(&p, 50, 30, "Otterby Parish Council");
        y = 100;
        if (i == 1) {
            line(&p, 50, y, "second stile on the mill path be mended.");
            y += 25;
        }
        y = filler(&p, y);
        if (i == 0)
            line(&p, 50, y + 20,
                 "RESOLVED that the gate at the top of the lane and its "
                 "post and the hinges of it and also the");
        line(&p, 270, 800, foot[i]);
        end_page(&p);
    }
    assert_int_equal(read_paper(&p), MB_OK);
    assert_int_equal(p.text.pages, 3);
    assert_holds(&p, "furniture   | Otterby Parish Council\n");
    assert_holds(&p, "and also the\nfurniture   | Page 1 of 3\n"
                     "furniture   | \\fOtterby Parish Council\n"
                     "cont        | second stile");
    assert_holds(&p, "furniture   | Page 3 of 3\n");
    close_paper(&p);
}

static void test_table_with_wrapped_cells(void **state)
{
    struct paper p;

    (void)state;
    open_paper(&p);
    page(&p);
    line(&p, 50, 100, "What we will do");
    line(&p, 300, 100, "Led by");
    line(&p, 450, 100, "When");
    line(&p, 50, 120, "Plant forty apple trees along the canal with");
    line(&p, 300, 120, "Head of Orchards and");
    line(&p, 450, 120, "May 2027");
    line(&p, 50, 131, "the schools of the valley");
    line(&p, 300, 131, "Green Lanes");
    line(&p, 50, 150, "Open the mill to well-");
    line(&p, 300, 150, "Mill Warden");
    line(&p, 450, 150, "2028");
    line(&p, 50, 161, "behaved visitors");
    line(&p, 50, 180, "Sow the verges");
    line(&p, 450, 180, "2029");
    end_page(&p);
    assert_int_equal(read_paper(&p), MB_OK);
    assert_holds(&p, "| What we will do\\tLed by\\tWhen\n");
    assert_holds(&p, "rowhead.+ t1| What we");
    assert_holds(&p, "row t1      | Plant forty apple trees along the canal "
                     "with the schools of the valley\\tHead of Orchards and "
                     "Green Lanes\\tMay 2027\n");
    assert_holds(&p, "row t1      | Open the mill to well-behaved visitors"
                     "\\tMill Warden\\t2028\n");
    assert_holds(&p, "row t1      | Sow the verges\\t\\t2029\n");
    close_paper(&p);
}

/* A bullet taller than the words of its line, which begin at its right. */
static void bullet(struct paper *p, double x, double y, const char *words)
{
    mb_buf_printf(&p->xml,
                  "<flow><block><line>"
                  "<word xMin=\"%.2f\" yMin=\"%.2f\" xMax=\"%.2f\" "
                  "yMax=\"%.2f\">\xE2\x80\xA2</word>",
                  x, y - 3, x + 4, y + 10);
    while (*words != '\0') {
        size_t n = strcspn(words, " ");
        mb_buf_printf(&p->xml,
                      "<word xMin=\"%.2f\" yMin=\"%.2f\" xMax=\"%.2f\" "
                      "yMax=\"%.2f\">%.*s</word>",
                      x + 14, y, x + 14 + (double)n * 5, y + 10, (int)n, words);
        x += (double)n * 5 + 2.5;
        words += n + (words[n] == ' ');
    }
    mb_buf_puts(&p->xml, "</line></block></flow>");
}

/* Lists under headings that are not level with each other: a grid. */
static void test_lists_in_columns(void **state)
{
    struct paper p;

    (void)state;
    open_paper(&p);
    page(&p);
    line(&p, 60, 100, "Tend to");
    line(&p, 230, 107, "Mend the mill");
    line(&p, 410, 100, "Open old");
    line(&p, 60, 113, "the hedges");
    line(&p, 410, 113, "footpaths");
    line(&p, 282, 140, "What must be done by all of us");
    bullet(&p, 50, 170, "Lay the long");
    bullet(&p, 220, 170, "Find a miller");
    bullet(&p, 400, 170, "Clear the ford");
    line(&p, 64, 183, "hedge at the ford");
    line(&p, 234, 183, "for the wheel");
    line(&p, 414, 183, "of fallen wood");
    bullet(&p, 50, 196, "Plant a new");
    line(&p, 234, 196, "and the stones");
    bullet(&p, 400, 196, "Put up signs");
    line(&p, 64, 209, "one in Wyke");
    bullet(&p, 220, 209, "Mill our own");
    line(&p, 234, 222, "flour");
    end_page(&p);
    assert_int_equal(read_paper(&p), MB_OK);
    assert_holds(&p, "| Tend to the hedges\\tMend the mill\\tOpen old "
                     "footpaths\n");
    assert_holds(&p, "row t1      | What must be done by all of us\n");
    assert_holds(&p, "row t1      | \xE2\x80\xA2 Lay the long hedge at the "
                     "ford \xE2\x80\xA2 Plant a new one in Wyke\\t"
                     "\xE2\x80\xA2 Find a miller for the wheel and the stones "
                     "\xE2\x80\xA2 Mill our own flour\\t"
                     "\xE2\x80\xA2 Clear the ford of fallen wood "
                     "\xE2\x80\xA2 Put up signs\n");
    close_paper(&p);
}

static void test_labels_beside_names(void **state)
{
    struct paper p;

    (void)state;
    open_paper(&p);
    page(&p);
    line(&p, 50, 100, "PRESENT");
    line(&p, 200, 100, "Cllr Ada Thornback (Chair)");
    line(&p, 200, 112, "Cllr Bram Oxley");
    line(&p, 200, 124, "Cllr Cerys Underhay");
    line(&p, 50, 136, "APOLOGIES");
    line(&p, 200, 136, "Cllr Dov Fenwright");
    end_page(&p);
    assert_int_equal(read_paper(&p), MB_OK);
    assert_holds(&p, "| PRESENT\\tCllr Ada Thornback (Chair)\n"
                     "row t1      | \\tCllr Bram Oxley\n"
                     "row t1      | \\tCllr Cerys Underhay\n"
                     "row t1      | APOLOGIES\\tCllr Dov Fenwright\n");
    close_paper(&p);
}

static void test_columns_of_prose(void **state)
{
    struct paper p;

    (void)state;
    open_paper(&p);
    page(&p);
    for (unsigned i = 0; i < 14; i++) {
        line(&p, 50, 100 + i * 11,
             "left words that run on to the margin of it");
        line(&p, 320, 104 + i * 11,
             "right words that run on to the margin too");
    }
    end_page(&p);
    assert_int_equal(read_paper(&p), MB_OK);
    assert_holds(&p, "left words that run on to the margin of it\n"
                     "            | left words");
    assert_holds(&p, "right words that run on to the margin too\n"
                     "            | right words");
    assert_lacks(&p, "row");
    close_paper(&p);
}

/* Text set in columns of its own beside other text: its lines stand at heights
 * of their own. So may a table's whose cells are centred, but white space runs
 * between its rows. */
static void test_columns_at_their_own_heights(void **state)
{
    struct paper p;
    unsigned i;

    (void)state;
    open_paper(&p);
    page(&p);
    line(&p, 50, 80,
         "A place for everybody to grow up in safety, whatever "
         "street they were born in, and to be heard");
    for (i = 0; i < 20; i++) {
        line(&p, 50, 120 + i * 14, i ? "what people told of it" : "We heard");
        line(&p, 300, 126 + i * 12.5,
             i ? "we shall build more of them" : "We promise");
    }
    line(&p, 50, 500,
         "Both of these were agreed by the whole of the council "
         "and by the partners who sat with it");
    end_page(&p);
    page(&p);
    for (i = 0; i < 12; i++) {
        line(&p, 50, 125 + i * 40, "paths and hedges there");
        line(&p, 300, 120 + i * 40, "the paths are mown in May");
        line(&p, 300, 131 + i * 40, "and the hedges in autumn");
    }
    end_page(&p);
    assert_int_equal(read_paper(&p), MB_OK);
    assert_holds(&p, "and to be heard\n"
                     "para        | We heard\n"
                     "            | what people told of it\n"
                     "            | what people told of it\n");
    assert_holds(&p, "what people told of it\n"
                     "para        | We promise\n"
                     "            | we shall build more of them\n");
    assert_holds(&p, "we shall build more of them\n"
                     "para        | Both of these were agreed");
    assert_holds(&p, "the paths are mown in May\n"
                     "            | paths and hedges there\n");
    close_paper(&p);
}

static void test_remark_at_the_margin(void **state)
{
    struct paper p;
    double y;

    (void)state;
    open_paper(&p);
    page(&p);
    y = filler(&p, 100);
    line(&p, 50, y + 20,
         "The clerk was to see to the path between the mill "
         "and the ford and");
    line(&p, 520, y + 20, "Clerk");
    line(&p, 50, y + 31, "report to the next meeting.");
    end_page(&p);
    assert_int_equal(read_paper(&p), MB_OK);
    assert_holds(&p, "the ford and\n            | report to the next meeting.\n"
                     "para.i      | ");
    assert_holds(&p, " Clerk\n");
    close_paper(&p);
}

static void test_headings_by_size(void **state)
{
    struct paper p;

    (void)state;
    open_paper(&p);
    page(&p);
    sized(&p, 50, 60, 20, "Otterby Parish Council");
    filler(&p, 100);
    end_page(&p);
    assert_int_equal(read_paper(&p), MB_OK);
    assert_holds(&p, "head1       | Otterby Parish Council\n");
    close_paper(&p);
}

static void test_words_stay_as_they_came(void **state)
{
    struct paper p;

    (void)state;
    open_paper(&p);
    page(&p);
    line(&p, 50, 100,
         "the o\xEF\xAC\x83"
         "cer &amp; a co\xC2\xAD");
    line(&p, 50, 111, "operative");
    mb_buf_puts(&p.xml, "<word xMin=\"50\" yMin=\"130\" xMax=\"80\" "
                        "yMax=\"140\">a\x02"
                        "b\xFF</word>");
    end_page(&p);
    assert_int_equal(read_paper(&p), MB_OK);
    assert_holds(&p, "the o\xEF\xAC\x83"
                     "cer & a co\xC2\xAD\n");
    assert_holds(&p, "ab\xEF\xBF\xBD\n");
    close_paper(&p);
}

static void test_pictures(void **state)
{
    struct paper p;

    (void)state;
    open_paper(&p);
    for (unsigned i = 0; i < 3; i++) {
        page(&p);
        end_page(&p);
    }
    assert_int_equal(read_paper(&p), MB_OK);
    assert_int_equal(p.text.pages, 3);
    assert_int_equal(p.diags.n, 1);
    assert_int_equal(p.diags.at[0].code, MB_DIAG_NO_TEXT_LAYER);
    close_paper(&p);
}

static void test_odd_numbers(void **state)
{
    struct paper p;

    (void)state;
    open_paper(&p);
    page(&p);
    mb_buf_puts(
        &p.xml,
        "<word>bare</word>"
        "<word xMin=\"-1e9\" yMin=\"99999999999\" xMax=\"nan\" "
        "yMax=\"-3.\">wild</word>"
        "<word xMin=\"5\" yMin=\"5\" xMax=\"1\" yMax=\"1\">back</word>");
    end_page(&p);
    assert_int_equal(read_paper(&p), MB_OK);
    assert_holds(&p, "bare");
    assert_holds(&p, "wild");
    assert_holds(&p, "back");
    close_paper(&p);
}

static void test_refusals(void **state)
{
    struct mb_source source = {.media = MB_MEDIA_PDF};
    struct mb_reader_options options = {.limits = MB_LIMITS_DEFAULT};
    struct paper p;

    (void)state;
    open_paper(&p);
    for (unsigned i = 0; i < 51; i++) {
        page(&p);
        end_page(&p);
    }
    assert_int_equal(read_paper(&p), MB_ERR_LIMIT);
    assert_non_null(strstr(p.err.text, "50 pages"));
    close_paper(&p);

    open_paper(&p);
    mb_buf_puts(&p.xml, "<page><word>cut");
    assert_int_equal(read_paper(&p), MB_ERR_FORMAT);
    close_paper(&p);

    open_paper(&p);
    assert_int_equal(
        mb_read(&source, &options, p.arena, &p.diags, &p.text, &p.err),
        MB_ERR_USAGE);
    options.pdf_layout = MB_SPAN_LIT("nothing of the sort");
    assert_int_equal(
        mb_read(&source, &options, p.arena, &p.diags, &p.text, &p.err),
        MB_ERR_FORMAT);
    close_paper(&p);
}

/* With pdftotext: what is no PDF is told apart from what is none at all. */
static void test_extraction(void **state)
{
    struct mb_limits limits = MB_LIMITS_DEFAULT;
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_span layout = MB_SPAN_NULL;
    struct mb_err err;
    enum mb_status st;

    (void)state;
    st = mb_pdf_extract(MB_SPAN_LIT("%PDF-1.4\nthis is none\n"), &limits, arena,
                        &layout, &err);
    assert_true(st == MB_ERR_FORMAT || st == MB_ERR_REFUSED);
    assert_non_null(
        strstr(err.text, st == MB_ERR_FORMAT ? "damaged" : "poppler-utils"));
    assert_null(layout.ptr);
    mb_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paragraphs),
        cmocka_unit_test(test_hanging_labels),
        cmocka_unit_test(test_furniture_and_a_sentence_over_the_page),
        cmocka_unit_test(test_table_with_wrapped_cells),
        cmocka_unit_test(test_lists_in_columns),
        cmocka_unit_test(test_labels_beside_names),
        cmocka_unit_test(test_columns_of_prose),
        cmocka_unit_test(test_columns_at_their_own_heights),
        cmocka_unit_test(test_remark_at_the_margin),
        cmocka_unit_test(test_headings_by_size),
        cmocka_unit_test(test_words_stay_as_they_came),
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_odd_numbers),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_extraction),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
