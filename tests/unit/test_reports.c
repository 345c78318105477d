/* Writers of the table model: what a spreadsheet must never be handed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "reports/measure.h"
#include "reports/sheet.h"
#include "reports/tracker.h"
#include "reports/writers.h"
#include "reports/xlsx_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libxlsxwriter 1.1.4 loses the formula of a list that stands on a sheet, some
 * 20 bytes a workbook. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:lxw_strdup";
}

static const char *const short_list[] = {"Red", "Amber", "Green", NULL};
/* 150 two-byte letters: under 255 characters, over 255 bytes */
#define E10                                                                    \
    "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
static const char *const long_list[] = {E10 E10 E10 E10 E10 E10 E10 E10,
                                        E10 E10 E10 E10 E10 E10 E10, NULL};

static const struct mb_column_spec columns[] = {
    {"Record ID", MB_CELL_TEXT, 0, 16, NULL, NULL},
    {"Date", MB_CELL_DATE, 0, 12, NULL, NULL},
    {"Words", MB_CELL_TEXT, MB_COLUMN_WRAP, 0, NULL, NULL},
    {"Rating", MB_CELL_TEXT, MB_COLUMN_OFFICER | MB_COLUMN_TINTED, 11,
     short_list, NULL},
    {"Long", MB_CELL_TEXT, MB_COLUMN_OFFICER, 11, long_list, NULL},
    {"Source", MB_CELL_LINK, 0, 20, NULL, NULL},
    {"Page", MB_CELL_INTEGER, 0, 8, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
};

static void add_row(struct mb_report *report, struct mb_sheet *sheet,
                    struct mb_span words)
{
    mb_row_begin(report, sheet);
    mb_put_text(sheet, MB_SPAN_LIT("MB-0123456789"));
    mb_put_date(sheet, MB_SPAN_LIT("2025-03-18"));
    mb_put_text(sheet, words);
    mb_put_text(sheet, MB_SPAN_LIT("Red"));
    mb_put_empty(sheet);
    mb_put_link(sheet, MB_SPAN_LIT("minutes"),
                MB_SPAN_LIT("https://example.org/m?a=1&b=2"));
    mb_put_count(sheet, 3);
}

static struct mb_report make_report(struct mb_arena *arena)
{
    struct mb_report report = {.arena = arena,
                               .title = MB_SPAN_LIT("T"),
                               .as_of = MB_SPAN_LIT("2025-06-30")};
    struct mb_sheet *sheet =
        mb_sheet_add(&report, "Tracker", MB_SPAN_LIT("Tracker"),
                     MB_SPAN_LIT("note"), columns);

    add_row(&report, sheet, MB_SPAN_LIT("=HYPERLINK(\"x\")"));
    add_row(&report, sheet, MB_SPAN_LIT("say \"yes\", then\nno"));
    add_row(&report, sheet, MB_SPAN_LIT("-4.50"));
    return report;
}

static struct mb_buf csv_of(struct mb_span words)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report report = {.arena = arena};
    struct mb_sheet *sheet =
        mb_sheet_add(&report, "S", MB_SPAN_LIT("S"), MB_SPAN_NULL, columns);
    struct mb_buf out = MB_BUF_INIT;

    add_row(&report, sheet, words);
    assert_int_equal(mb_write_csv(sheet, &out, NULL), MB_OK);
    mb_arena_free(arena);
    return out;
}

static void csv_never_makes_a_formula(void **state)
{
    static const char *const bad[] = {
        "=1+1", "+cmd|' /C calc'!A0", "-x", "@SUM(A1)", "\tx", "\rx"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mb_buf out = csv_of(mb_span_str(bad[i]));
        char want[64];
        snprintf(want, sizeof want, "\"'%s\"", bad[i]);
        assert_non_null(strstr(out.ptr, want));
        mb_buf_done(&out);
    }
}

static void csv_leaves_numbers_and_quotes_text(void **state)
{
    struct mb_buf out = csv_of(MB_SPAN_LIT("-4.50"));

    (void)state;
    assert_non_null(strstr(out.ptr, ",-4.50,"));
    assert_non_null(strstr(out.ptr, "Record ID,Date,Words"));
    assert_non_null(strstr(out.ptr, "\r\n"));
    mb_buf_done(&out);
    out = csv_of(MB_SPAN_LIT("say \"yes\", then\nno"));
    assert_non_null(strstr(out.ptr, ",\"say \"\"yes\"\", then\nno\","));
    mb_buf_done(&out);
}

static void json_keeps_types(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report report = make_report(arena);
    struct mb_buf out = MB_BUF_INIT;

    (void)state;
    assert_int_equal(mb_write_json(&report, &out, NULL), MB_OK);
    assert_non_null(strstr(out.ptr, "\"Page\": 3"));
    assert_non_null(strstr(out.ptr, "\"Long\": null"));
    assert_non_null(strstr(out.ptr, "\"Date\": \"2025-03-18\""));
    mb_buf_done(&out);
    mb_arena_free(arena);
}

/* Write the report to a path of its own and read the bytes back. */
static struct mb_span write_and_read(const struct mb_report *report,
                                     struct mb_arena *arena)
{
    char path[] = "/tmp/minutebook-test-XXXXXX";
    struct mb_span bytes;
    struct mb_err err;
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    close(fd);
    if (mb_write_xlsx(report, path, &err) != MB_OK)
        fail_msg("%s", err.text);
    assert_int_equal(mb_file_load(path, 1 << 24, arena, &bytes, &err), MB_OK);
    unlink(path);
    return bytes;
}

static void xlsx_is_the_same_bytes_twice(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report report = make_report(arena);
    struct mb_span first = write_and_read(&report, arena);
    struct mb_span again = write_and_read(&report, arena);

    (void)state;
    assert_true(first.len > 1000);
    assert_true(mb_span_starts(first, MB_SPAN_LIT("PK")));
    assert_true(mb_span_eq(first, again));
    mb_arena_free(arena);
}

static void xlsx_survives_what_breaks_the_library(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report report = make_report(arena);
    char *huge = malloc(100000);

    (void)state;
    assert_non_null(huge);
    memset(huge, 'x', 100000);
    add_row(&report, &report.sheets[0], MB_SPAN_LIT("broken \xFF utf"));
    add_row(&report, &report.sheets[0], (struct mb_span){huge, 100000});
    add_row(&report, &report.sheets[0], MB_SPAN_LIT("bell \x07 here"));
    assert_true(write_and_read(&report, arena).len > 1000);
    free(huge);
    mb_arena_free(arena);
}

static void xlsx_says_why_it_cannot(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report report = make_report(arena);
    struct mb_err err;

    (void)state;
    assert_int_equal(mb_write_xlsx(&report, "/no/such/folder/t.xlsx", &err),
                     MB_ERR_REPORT);
    assert_non_null(strstr(err.text, "/no/such/folder/t.xlsx"));
    report.sheets[0].name = MB_SPAN_LIT("a name far longer than Excel allows");
    assert_int_equal(mb_write_xlsx(&report, "/tmp/never.xlsx", &err),
                     MB_ERR_REPORT);
    assert_int_equal(access("/tmp/never.xlsx", F_OK), -1);
    mb_arena_free(arena);
}

static void xlsx_writes_many_rows_in_constant_memory(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report report = make_report(arena);
    struct mb_chart chart = {.title = MB_SPAN_LIT("Pages"),
                             .description = MB_SPAN_LIT("Bars of pages"),
                             .first = 0,
                             .n = 3,
                             .label = 2,
                             .value = 6};

    (void)state;
    for (int i = 0; i < MB_XLSX_TABLE_ROWS; i++)
        add_row(&report, &report.sheets[0], MB_SPAN_LIT("a row"));
    report.sheets[0].charts = &chart;
    report.sheets[0].ncharts = 1;
    assert_true(write_and_read(&report, arena).len > 100000);
    mb_arena_free(arena);
}

static void tracker_follows_what_can_be_done(void **state)
{
    (void)state;
    assert_true(mb_tracker_follows(MB_SPAN_LIT("approve")));
    assert_true(mb_tracker_follows(MB_SPAN_LIT("refer")));
    assert_false(mb_tracker_follows(MB_SPAN_LIT("note")));
    assert_false(mb_tracker_follows(MB_SPAN_NULL));
}

/* ------------------------------------------------ sheets from fields -- */

struct thing {
    struct mb_span name, day, address;
    uint32_t count;
    int32_t known;
};

static struct mb_cell shout(const struct mb_filling *field, const void *context,
                            const void *row)
{
    (void)field;
    (void)row;
    return mb_cell_text(mb_span_str(context));
}

static const struct mb_filling thing_fields[] = {
    MB_FIELD_TEXT("Name", 0, 10, struct thing, name),
    MB_FIELD_DATE("Day", MB_COLUMN_EXPECTED, struct thing, day),
    MB_FIELD_COUNT("Count", struct thing, count),
    MB_FIELD_YES_NO("Known", struct thing, known),
    MB_FIELD_LINK("Where", struct thing, name, address),
    MB_FIELD_MADE("Made", MB_CELL_TEXT, 0, 10, shout),
    MB_FIELDS_END,
};

static void fields_fill_a_sheet(void **state)
{
    static const struct thing things[] = {
        {MB_SPAN_INIT("one"), MB_SPAN_INIT("2025-03-18"),
         MB_SPAN_INIT("https://example.org"), 7, 1},
        {MB_SPAN_INIT("two"), {NULL, 0}, MB_SPAN_INIT("file:///etc"), 0, -1},
    };
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report report = {.arena = arena};
    struct mb_sheet *sheet =
        mb_sheet_of(&report, "Things", MB_SPAN_NULL, thing_fields);
    const struct mb_cell *cells;

    (void)state;
    mb_sheet_rows(&report, sheet, thing_fields, "hey", things, 2,
                  sizeof things[0]);
    assert_ptr_equal(mb_sheet_find(&report, "Things"), sheet);
    assert_null(mb_sheet_find(&report, "things"));
    assert_int_equal(sheet->nrows, 2);
    assert_int_equal(mb_column_find(sheet, "Made"), 5);
    assert_int_equal(mb_column_find(sheet, "none"), 6);
    cells = mb_sheet_cells(sheet, 0);
    assert_int_equal(cells[1].type, MB_CELL_DATE);
    assert_int_equal(cells[2].integer, 7);
    assert_int_equal(cells[3].type, MB_CELL_BOOL);
    assert_int_equal(cells[4].type, MB_CELL_LINK);
    assert_true(mb_span_eq(cells[5].text, MB_SPAN_LIT("hey")));
    cells = mb_sheet_cells(sheet, 1);
    assert_int_equal(cells[1].type, MB_CELL_EMPTY);
    assert_int_equal(cells[2].type, MB_CELL_INTEGER);
    assert_int_equal(cells[3].type, MB_CELL_EMPTY);
    assert_int_equal(cells[4].type, MB_CELL_TEXT); /* no file: address */
    mb_arena_free(arena);
}

/* Rows come back as they were put, whatever they hold and in any order, and
 * their texts are the report's own. */
static void rows_are_kept_whatever_they_hold(void **state)
{
    static const struct mb_column_spec two[] = {
        {"A", MB_CELL_TEXT, 0, 0, NULL, NULL},
        {"B", MB_CELL_TEXT, 0, 0, NULL, NULL},
        {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL}};
    static const enum mb_cell_type types[] = {
        MB_CELL_EMPTY,  MB_CELL_TEXT,    MB_CELL_INTEGER,
        MB_CELL_NUMBER, MB_CELL_DATE,    MB_CELL_BOOL,
        MB_CELL_LINK,   MB_CELL_COUNTED, MB_CELL_INPUT};
    enum { TYPES = sizeof types / sizeof types[0] };
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report report = {.arena = arena};
    struct mb_sheet *sheet =
        mb_sheet_add(&report, "S", MB_SPAN_NULL, MB_SPAN_NULL, two);
    char text[] = "2030-05-06";

    (void)state;
    for (int i = 0; i < TYPES; i++) {
        struct mb_cell cell = {.type = types[i],
                               .text = mb_span_str(text),
                               .uri = MB_SPAN_LIT("https://example.org/")};
        if (types[i] == MB_CELL_NUMBER)
            cell.number = -0.5;
        else
            cell.integer = 7;
        mb_row_begin(&report, sheet);
        mb_put_count(sheet, i);
        mb_put(sheet, cell);
    }
    text[0] = 'x';
    for (int i = TYPES; i-- > 0;) {
        const struct mb_cell *cells = mb_sheet_cells(sheet, (uint32_t)i);
        const struct mb_cell *b = &cells[1];
        assert_int_equal(cells[0].integer, i);
        assert_int_equal(b->type, types[i]);
        if (i == 1 || i == 4 || i == 6 || i == 7 || i == 8)
            assert_true(mb_span_eq(b->text, MB_SPAN_LIT("2030-05-06")));
        if (types[i] == MB_CELL_LINK)
            assert_true(
                mb_span_eq(b->uri, MB_SPAN_LIT("https://example.org/")));
        if (types[i] == MB_CELL_NUMBER)
            assert_true(b->number > -0.6 && b->number < -0.4);
        if (i == 2 || i == 5 || i == 7)
            assert_int_equal(b->integer, 7);
    }
    mb_arena_free(arena);
}

/* A row takes what its cells say: neither their number nor a text that comes
 * again and again. */
static void rows_take_what_they_say(void **state)
{
    enum { COLUMNS = 40, ROWS = 10000 };
    struct mb_column_spec forty[COLUMNS + 1] = {0};
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report report = {.arena = arena};
    struct mb_sheet *sheet;

    (void)state;
    for (int c = 0; c < COLUMNS; c++)
        forty[c] =
            (struct mb_column_spec){.header = "Head", .type = MB_CELL_TEXT};
    sheet = mb_sheet_add(&report, "S", MB_SPAN_NULL, MB_SPAN_NULL, forty);
    for (int i = 0; i < ROWS; i++) {
        mb_row_begin(&report, sheet);
        mb_put_text(sheet, MB_SPAN_LIT("Aldermoor County Council, Cabinet"));
        mb_put_text(sheet, MB_SPAN_LIT("Long Room, Moor House, Aldermoor"));
    }
    assert_int_equal(sheet->nrows, ROWS);
    assert_true(mb_arena_used(arena) < ROWS * 110);
    mb_arena_free(arena);
}

static uint32_t lines_of(const char *words, double width)
{
    static const struct mb_column_spec one[] = {
        {"Words", MB_CELL_TEXT, MB_COLUMN_WRAP, 20, NULL, NULL},
        {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL}};
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report report = {.arena = arena};
    struct mb_sheet *sheet =
        mb_sheet_add(&report, "S", MB_SPAN_NULL, MB_SPAN_NULL, one);
    uint32_t lines;

    mb_row_begin(&report, sheet);
    mb_put_text(sheet, mb_span_str(words));
    lines = mb_row_lines(sheet, &width, 0);
    mb_arena_free(arena);
    return lines;
}

static void rows_are_as_high_as_their_text(void **state)
{
    (void)state;
    assert_int_equal(lines_of("", 20), 1);
    assert_int_equal(lines_of("short", 20), 1);
    assert_int_equal(lines_of("one\ntwo\nthree", 20), 3);
    /* narrow letters take less room than wide ones */
    assert_int_equal(lines_of("illicit little lilies till it fills", 20), 1);
    assert_int_equal(lines_of("WOMEN MMMMM WWWWW MMMMM", 20), 2);
    /* a word that is longer than the line is broken within */
    assert_int_equal(lines_of("0123456789012345678901234567890123456789", 20),
                     3);
    assert_true(lines_of("a b c d e f g h i j k l m n o p q r s t u v w x y z "
                         "a b c d e f g h i j k l m n o p q r s t u v w x y z "
                         "a b c d e f g h i j k l m n o p q r s t u v w x y z "
                         "a b c d e f g h i j k l m n o p q r s t u v w x y z",
                         1)
                <= 27);
}

static void workbook_text_is_what_xml_can_hold(void **state)
{
    char *out = malloc(MB_XLSX_TEXT_SIZE);
    char *huge = malloc(40000);
    char name[64];

    (void)state;
    assert_non_null(out);
    assert_non_null(huge);
    assert_string_equal(mb_xlsx_text(MB_SPAN_LIT("caf\xC3\xA9"), out),
                        "caf\xC3\xA9");
    assert_string_equal(mb_xlsx_text(MB_SPAN_LIT("a\xEF\xBF\xBF"), out),
                        "a\xEF\xBF\xBD");
    assert_non_null(strstr(mb_xlsx_text(MB_SPAN_LIT("\xFF"), out), "UTF-8"));
    memset(huge, 'x', 40000);
    mb_xlsx_text((struct mb_span){huge, 40000}, out);
    assert_int_equal(strlen(out), 32765 + 3); /* and an ellipsis */
    mb_xlsx_table_name(MB_SPAN_LIT("All clauses"), name);
    assert_string_equal(name, "tbl_all_clauses");
    free(huge);
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_never_makes_a_formula),
        cmocka_unit_test(csv_leaves_numbers_and_quotes_text),
        cmocka_unit_test(json_keeps_types),
        cmocka_unit_test(xlsx_is_the_same_bytes_twice),
        cmocka_unit_test(xlsx_survives_what_breaks_the_library),
        cmocka_unit_test(xlsx_says_why_it_cannot),
        cmocka_unit_test(xlsx_writes_many_rows_in_constant_memory),
        cmocka_unit_test(fields_fill_a_sheet),
        cmocka_unit_test(rows_are_kept_whatever_they_hold),
        cmocka_unit_test(rows_take_what_they_say),
        cmocka_unit_test(rows_are_as_high_as_their_text),
        cmocka_unit_test(workbook_text_is_what_xml_can_hold),
        cmocka_unit_test(tracker_follows_what_can_be_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
