/* Blocks and the matching view: joining, labels, furniture, the way back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/buf.h"
#include "parser/blocks.h"

struct split {
    struct mb_arena *arena;
    struct mb_text text;
    struct mb_blocks blocks;
};

/* The caller frees it with split_free; words must outlive it. */
static struct split *split_new(const char *words)
{
    struct split *s = calloc(1, sizeof *s);
    struct mb_diags diags;
    struct mb_err err;

    assert_non_null(s);
    *s = (struct split){.arena = mb_arena_new(0)};
    assert_non_null(s->arena);
    diags = (struct mb_diags){.arena = s->arena};
    s->text.text = mb_span_str(words);
    assert_int_equal(
        mb_blocks_split(&s->text, s->arena, &diags, &s->blocks, &err), MB_OK);
    return s;
}

static void split_free(struct split *s)
{
    mb_arena_free(s->arena);
    free(s);
}

static void assert_body(const struct split *s, uint32_t i, const char *words)
{
    struct mb_span body = mb_block_body(&s->blocks, i);

    assert_true(i < s->blocks.n);
    if (!mb_span_eq(body, mb_span_str(words)))
        print_error("block %u is '" MB_SPAN_FMT "'\n", i, MB_SPAN_ARG(body));
    assert_true(mb_span_eq(body, mb_span_str(words)));
}

static void assert_label(const struct split *s, uint32_t i, const char *label)
{
    struct mb_span got = s->blocks.at[i].label;

    if (label == NULL)
        assert_null(got.ptr);
    else
        assert_true(mb_span_eq(got, mb_span_str(label)));
}

static void test_wrapped_lines_join(void **state)
{
    struct split *s = split_new(
        "The Clerk reported that the lamp beside the old ferry stage had been\n"
        "mended at last, and that the bill for it was smaller than what the\n"
        "Council had set aside. Councillor Penmarric thanked all those that\n"
        "Ms Orme had named.\n"
        "Planning\n"
        "There were no applications to consider.\n");

    (void)state;
    assert_int_equal(s->blocks.n, 3);
    assert_int_equal(s->blocks.at[0].nlines, 4);
    assert_body(s, 1, "Planning");
    assert_body(s, 2, "There were no applications to consider.");
    split_free(s);
}

/* What a line looks like is no reason to part it from a sentence begun two
 * lines above; an initial ends no list of names. */
static void test_wrapped_lines_in_sentence(void **state)
{
    struct split *s = split_new(
        "That, on the advice of the Harbour Master, the following be done with\n"
        "respect to the contract for the Old Lifeboat House (Coastal/Heritage\n"
        "Repairs Project funded under the Living Harbours and Quaysides Grant\n"
        "Repairs Programme):\n"
        "\n"
        "Also there were A. Trevaskis, M. Penmarric, O. Polglase, J. Curnow, S.\n"
        "Nancarrow, B. Tregear\n");

    (void)state;
    assert_int_equal(s->blocks.n, 2);
    assert_int_equal(s->blocks.at[0].nlines, 4);
    assert_int_equal(s->blocks.at[1].nlines, 2);
    split_free(s);
}

static void assert_cell(const struct split *s, uint32_t nth, const char *words)
{
    struct mb_range r = mb_block_cell(&s->blocks, 0, nth);

    assert_true(r.start <= r.end && r.end <= s->blocks.at[0].view_end);
    assert_true(mb_span_eq(mb_span_sub(s->blocks.view, r.start, r.end),
                           mb_span_str(words)));
}

static void test_cells_of_a_row(void **state)
{
    struct split *s = split_new("Ms Orme\t\tClerk\n\nA line without any.\n");
    const struct mb_block *b = &s->blocks.at[0];

    (void)state;
    assert_true(mb_block_has_cells(&s->blocks, 0));
    assert_false(mb_block_has_cells(&s->blocks, 1));
    assert_cell(s, 0, "Ms Orme");
    assert_cell(s, 1, "");
    assert_cell(s, 2, "Clerk");
    assert_cell(s, 3, "");
    assert_cell(s, UINT32_MAX, "");
    assert_int_equal(mb_block_cell(&s->blocks, 0, 3).start, b->view_end);
    assert_int_equal(mb_block_cell_at(&s->blocks, 0, b->view_start), 0);
    assert_int_equal(mb_block_cell_at(&s->blocks, 0, b->view_end), 2);
    split_free(s);
}

static void test_short_lines_stay_apart(void **state)
{
    struct split *s = split_new("Present:\nMr Dray\nMs Orme\nDr Vane (part)\n");

    (void)state;
    assert_int_equal(s->blocks.n, 4);
    assert_body(s, 3, "Dr Vane (part)");
    split_free(s);
}

static void test_hanging_indent_joins(void **state)
{
    struct split *s = split_new(
        "(a)  notes the forecast for the year and the sums that have been put\n"
        "     by against the fall in rents from the harbour cottages; and\n"
        "(b)  asks the Treasurer to bring a fuller paper to the meeting to be\n"
        "     held in May.\n");

    (void)state;
    assert_int_equal(s->blocks.n, 2);
    assert_label(s, 0, "(a)");
    assert_label(s, 1, "(b)");
    assert_int_equal(s->blocks.at[0].kind, MB_BLOCK_LIST_ITEM);
    assert_int_equal(s->blocks.at[1].nlines, 2);
    split_free(s);
}

static const struct {
    const char *line;
    const char *label;
    const char *body;
} labels[] = {
    {"30.  Apologies", "30.", "Apologies"},
    {"7) Apologies", "7)", "Apologies"},
    {"4.Matters Arising", "4.", "Matters Arising"},
    {"(iv)\tto note", "(iv)", "to note"},
    {"i. to note", "i.", "to note"},
    {"194/22   APOLOGIES", "194/22", "APOLOGIES"},
    {"1/25\tAPOLOGIES", "1/25", "APOLOGIES"},
    {"212/14/15 Apologies", "212/14/15", "Apologies"},
    {"GBP/2223/001: Welcome", "GBP/2223/001:", "Welcome"},
    {"01/25/01 - Welcome", "01/25/01", "Welcome"},
    {"18.01.05 Village Green", "18.01.05", "Village Green"},
    {"15.3.1 RESOLVED", "15.3.1", "RESOLVED"},
    {"C60  APOLOGIES", "C60", "APOLOGIES"},
    {"ETS/25/1  APOLOGIES", "ETS/25/1", "APOLOGIES"},
    {"* 649. Apologies", "649.", "Apologies"},
    {"\xE2\x80\xA2 first point", "-", "first point"},
    {"\xC2\xB7      first point", "-", "first point"},
    {"88.", "88.", ""},
    /* and what is no label */
    {"12/03/25 Tuesday", NULL, "12/03/25 Tuesday"},
    {"04/01/2024 Cabinet", NULL, "04/01/2024 Cabinet"},
    {"2023/24 Budget", NULL, "2023/24 Budget"},
    {"23/00091 - Care Strategy", NULL, "23/00091 - Care Strategy"},
    {"16/00874/FUL Land rear of", NULL, "16/00874/FUL Land rear of"},
    {"7.30 pm in the Hall", NULL, "7.30 pm in the Hall"},
    {"2.5 million pounds", NULL, "2.5 million pounds"},
    {"12 members of the public", NULL, "12 members of the public"},
    {"A. Vane and B. Orme", NULL, "A. Vane and B. Orme"},
    {"2024 was a dry year", NULL, "2024 was a dry year"},
    {"N/A", NULL, "N/A"},
};

/* What a line ends with says that the list goes on; columns end it. */
static void test_lists_go_on(void **state)
{
    struct split *s = split_new(
        "PRESENT: Mr R Gough (Chairman), Mr N Baker, Mrs C Bell,\n"
        "Mr D Jeffrey, Mr R Love, Mr D Murphy, Mr P Oakes, Mr D Watts\n"
        "and\n"
        "Mr R Thomas\n"
        "\n"
        "      Asif Bold                 Maureen Jess             Karam Nagra\n"
        "      Gideon Ayre               Paulette Lamb            Rupert Stott\n"
        "                    ******************************\n"
        "      NOTICE OF RECORDING\n"
        "\n"
        "THE COURTHOUSE, QUAY STREET ON MONDAY,\n"
        "\n"
        "4th March 2024\n"
        "\n"
        "Date of next meeting\n"
        "\n"
        "4 December 2024 in Port Ardroy\n");

    (void)state;
    assert_body(s, 0,
                "PRESENT: Mr R Gough (Chairman), Mr N Baker, Mrs C Bell, Mr D "
                "Jeffrey, Mr R Love, Mr D Murphy, Mr P Oakes, Mr D Watts and "
                "Mr R Thomas");
    assert_body(s, 2, "Gideon Ayre\tPaulette Lamb\tRupert Stott");
    assert_body(s, 4, "NOTICE OF RECORDING");
    assert_body(s, 5, "THE COURTHOUSE, QUAY STREET ON MONDAY, 4th March 2024");
    assert_label(s, 7, NULL);
    assert_body(s, 7, "4 December 2024 in Port Ardroy");
    split_free(s);
}

/* A word at the right margin is no end of the sentence beside it. */
static void test_margin(void **state)
{
    struct split *s = split_new(
        "    MOVED Cr Nye SECONDED Cr Beam that the minutes of the meeting held\n"
        "    on 21 May 2024 be confirmed.\n"
        "                                                           CARRIED\n"
        "    Division\n");

    (void)state;
    assert_body(s, 0,
                "MOVED Cr Nye SECONDED Cr Beam that the minutes of the meeting "
                "held on 21 May 2024 be confirmed.");
    assert_body(s, 1, "CARRIED");
    assert_body(s, 2, "Division");
    split_free(s);
}

static void test_labels(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        struct split *s = split_new(labels[i].line);
        if (s->blocks.at[0].label.ptr == NULL && labels[i].label != NULL)
            print_error("'%s' has no label\n", labels[i].line);
        assert_int_equal(s->blocks.n, 1);
        assert_label(s, 0, labels[i].label);
        assert_body(s, 0, labels[i].body);
        split_free(s);
    }
}

/* Weak labels count in sequence only. */
static void test_sequence_makes_labels(void **state)
{
    struct split *s = split_new("19150 The Mayor spoke.\n\nWelcome.\n\n"
                                "19151 The Mayor sat.\n\n"
                                "A. First motion\n\nB. Second motion\n\n"
                                "Y. Vane left.\n");

    (void)state;
    assert_label(s, 0, "19150");
    assert_label(s, 1, NULL);
    assert_label(s, 2, "19151");
    assert_label(s, 3, "A.");
    assert_label(s, 4, "B.");
    assert_label(s, 5, NULL);
    split_free(s);
}

/* An authority's own numbers are told by their sequence: either number may
 * count, a dash or a word may stand beside it. */
static void test_sequence_tells_numbers(void **state)
{
    static const char *const pairs[][4] = {
        {"HW.24/31 - Apologies", "HW.24/32 - Minutes", "HW.24/31", "Apologies"},
        {"FC24-061 Apologies", "FC24-062 Minutes", "FC24-061", "Apologies"},
        {"24/045 Apologies", "24/046 Minutes", "24/045", "Apologies"},
        {"PR 12/25: Apologies", "PR 13/25: Minutes", "PR 12/25:", "Apologies"},
        {"Item 4 - Tolls", "Item 5 - Quays", "Item 4", "Tolls"},
        {"CAB.2024.8 Tolls", "CAB.2024.9 Quays", "CAB.2024.8", "Tolls"},
        {"EX/7-25 Tolls", "EX/8-25 Quays", "EX/7-25", "Tolls"},
        /* and what is no sequence */
        {"COVID-19 Tolls", "A quay", NULL, "COVID-19 Tolls"},
        {"Item 4 was deferred", "Item 9 was lost", NULL, "Item 4 was deferred"},
        {"Section 3 Tolls", "Section 4 Quays", NULL, "Section 3 Tolls"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char text[80];
        struct split *s;
        (void)snprintf(text, sizeof text, "%s\n\nWords.\n\n%s\n", pairs[i][0],
                       pairs[i][1]);
        s = split_new(text);
        assert_label(s, 0, pairs[i][2]);
        assert_body(s, 0, pairs[i][3]);
        split_free(s);
    }
}

static void test_furniture_leaves_the_sentence(void **state)
{
    struct split *s = split_new(
        "That the scale of charges be approved and that the Director of Ports\n"
        "and Harbours be\n\n"
        "                                   17\n"
        "                    Marstow Council - Cabinet\n\n"
        "authorised to make the bids that are named in the second appendix.\n");
    const struct mb_block *b = &s->blocks.at[0];

    (void)state;
    assert_int_equal(b->nranges, 2);
    assert_int_equal(s->blocks.at[1].kind, MB_BLOCK_FURNITURE);
    assert_int_equal(s->blocks.at[2].kind, MB_BLOCK_FURNITURE);
    assert_int_equal(s->blocks.n, 3);
    assert_body(s, 0,
                "That the scale of charges be approved and that the Director "
                "of Ports and Harbours be authorised to make the bids that "
                "are named in the second appendix.");
    split_free(s);
}

static void test_view_folds(void **state)
{
    struct split *s = split_new(
        "The \xE2\x80\x9CLong\xE2\x80\x9D Plan \xE2\x80\x93 a\xC2\xA0"
        "\xEF\xAC\x81rst draft for the com\xC2\xADmittee\xE2\x80\xA6");

    (void)state;
    assert_body(s, 0, "The \"Long\" Plan - a first draft for the committee...");
    split_free(s);
}

static void test_cells(void **state)
{
    struct split *s = split_new("Title:          Ageing Well\n"
                                "Mr Dray\tChair\tPresent\n");

    (void)state;
    assert_body(s, 0, "Title:\tAgeing Well");
    assert_int_equal(s->blocks.at[1].kind, MB_BLOCK_ROW);
    assert_body(s, 1, "Mr Dray\tChair\tPresent");
    split_free(s);
}

/* Words as published lie behind any stretch of the view. */
static void test_words_come_back(void **state)
{
    struct split *s = split_new("30.   Caf\xC3\xA9 \xE2\x80\x93 the  "
                                "\xE2\x80\x98\xEF\xAC\x81rst\xE2\x80\x99 plan");
    const struct mb_block *b = &s->blocks.at[0];
    struct mb_span words =
        mb_blocks_words(&s->blocks, b->view_body, b->view_end, s->arena);
    struct mb_range *ranges;
    uint32_t n;

    (void)state;
    assert_true(mb_span_eq(
        words, mb_span_str("Caf\xC3\xA9 \xE2\x80\x93 the "
                           "\xE2\x80\x98\xEF\xAC\x81rst\xE2\x80\x99 plan")));
    ranges =
        mb_blocks_ranges(&s->blocks, b->view_start, b->view_end, s->arena, &n);
    assert_int_equal(n, 1);
    assert_int_equal(ranges[0].start, 0);
    assert_int_equal(ranges[0].end, s->text.text.len);
    split_free(s);
}

static void test_hyphen_at_line_end(void **state)
{
    struct split *s = split_new(
        "The committee heard from many people that the time-table, which was\n"
        "printed before Lent, was out of date. The com-\n"
        "mittee thought that a long-\n"
        "term plan was called for by those who had come to the Guildhall then.\n");
    struct mb_span body = mb_block_body(&s->blocks, 0);

    (void)state;
    assert_true(mb_span_find(body, MB_SPAN_LIT("The committee thought"))
                < body.len);
    assert_true(mb_span_find(body, MB_SPAN_LIT("long-term plan")) < body.len);
    split_free(s);
}

static void test_marks_decide(void **state)
{
    static const char words[] = "one\ntwo\n\nthree\n";
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_diags diags = {.arena = arena};
    struct mb_text text = {.text = mb_span_str(words)};
    struct mb_blocks blocks;

    (void)state;
    mb_text_mark(&text, arena, 0, MB_MARK_HEADING, 2, MB_MARK_BOLD);
    mb_text_mark(&text, arena, 9, MB_MARK_CONTINUES, 0, 0);
    assert_int_equal(mb_blocks_split(&text, arena, &diags, &blocks, NULL),
                     MB_OK);
    assert_int_equal(blocks.at[0].kind, MB_BLOCK_HEADING);
    assert_int_equal(blocks.at[0].level, 2);
    assert_int_equal(blocks.n, 2);
    assert_true(
        mb_span_eq(mb_block_line(&blocks, 1), MB_SPAN_LIT("two three")));
    mb_arena_free(arena);
}

static void test_nothing(void **state)
{
    static const char *const texts[] = {"",     "\n", " \n\t\n",
                                        "\f\f", "x",  "\n\n.\n"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct split *s = split_new(texts[i]);
        assert_int_equal(s->blocks.n, strpbrk(texts[i], "x.") != NULL);
        split_free(s);
    }
}

/* Twice the lines may take twice the time, not four times. */
static void test_linear(void **state)
{
    enum { LINES = 100000 };
    struct mb_buf buf = MB_BUF_INIT;
    struct split *s;
    clock_t start;

    (void)state;
    for (int i = 0; i < LINES; i++)
        mb_buf_puts(&buf, i % 3 == 0   ? "word\n"
                          : i % 3 == 1 ? "1 Word\n"
                                       : "com-\n");
    start = clock();
    s = split_new(buf.ptr);
    assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
    assert_true(s->blocks.n > LINES / 3);
    split_free(s);
    mb_buf_done(&buf);
}

static void test_dump(void **state)
{
    struct split *s = split_new("Cabinet\n\n(a) notes it\n");
    struct mb_buf out = MB_BUF_INIT;

    (void)state;
    mb_blocks_dump(&s->blocks, &out);
    assert_string_equal(out.ptr, "1-1 para |Cabinet|\n"
                                 "3-3 list label=(a) |notes it|\n");
    mb_buf_done(&out);
    split_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrapped_lines_join),
        cmocka_unit_test(test_wrapped_lines_in_sentence),
        cmocka_unit_test(test_short_lines_stay_apart),
        cmocka_unit_test(test_hanging_indent_joins),
        cmocka_unit_test(test_lists_go_on),
        cmocka_unit_test(test_margin),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_sequence_makes_labels),
        cmocka_unit_test(test_sequence_tells_numbers),
        cmocka_unit_test(test_furniture_leaves_the_sentence),
        cmocka_unit_test(test_view_folds),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_words_come_back),
        cmocka_unit_test(test_hyphen_at_line_end),
        cmocka_unit_test(test_marks_decide),
        cmocka_unit_test(test_cells_of_a_row),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_linear),
        cmocka_unit_test(test_dump),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
