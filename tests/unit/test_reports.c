/* Writers of the table model: what a spreadsheet must never be handed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "reports/sheet.h"
#include "reports/tracker.h"
#include "reports/writers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

    (void)state;
    for (int i = 0; i < MB_XLSX_TABLE_ROWS; i++)
        add_row(&report, &report.sheets[0], MB_SPAN_LIT("a row"));
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
        cmocka_unit_test(tracker_follows_what_can_be_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
