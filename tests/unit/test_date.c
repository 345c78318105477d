/* Dates, times and day counting. The dates of the notice and call-in rows are
 * real (published decisions in England, 2012 to 2023); the sentences are ours.
 */
#include "base/clock.h"
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

/* Every date in the text as "date[ weekday][flags];" for easy comparing. */
static void scan_all(const char *text, char *out, size_t size)
{
    struct mb_span s = mb_span_str(text);
    struct mb_date_found f;
    size_t at = 0;

    out[0] = '\0';
    while (mb_date_scan(s, at, &f)) {
        char date[MB_DATE_TEXT_SIZE];
        size_t len = strlen(out);

        assert_true(f.end > f.start && f.end <= s.len && f.start >= at);
        mb_date_format(f.date, date);
        snprintf(out + len, size - len, "%s%s%s%s%s;", date,
                 f.impossible ? "!" : "", f.borrowed ? "~" : "",
                 f.join == MB_JOIN_TO    ? ">"
                 : f.join == MB_JOIN_AND ? "&"
                                         : "",
                 f.month_first ? "^" : "");
        at = f.end;
    }
}

static const struct {
    const char *text;
    const char *expected;
} scans[] = {
    {"Monday, 14th October, 2013 10.00 am", "2013-10-14;"},
    {"Tuesday, 28 July 2020 3.00pm", "2020-07-28;"},
    {"Monday 20 July 2020 6.00 pm", "2020-07-20;"},
    {"Date of decision: 04/01/2024", "2024-01-04;"},
    {"23 Oct 2024 - 18:00 to 21:00", "2024-10-23;"},
    {"TUESDAY, 5 FEBRUARY 2019 AT 1400 HOURS", "2019-02-05;"},
    {"18TH AUGUST 2003", "2003-08-18;"},
    {"ON WEDNESDAY, 7\" DECEMBER, 2016", "2016-12-07;"},
    {"THURSDAY, 13\xE2\x84\xA2 JUNE, 2019", "2019-06-13;"},
    {"HELD ON 3*\xC2\xB0\xC2\xB0 JUNE, 2015", "2015-06-03;"},
    {"Tuesday, 14th July 2020 6.00 p.m.", "2020-07-14;"},
    {"Not before 5th Feb 2018", "2018-02-05;"},
    {"Between 6 June 2025 and 30 June 2025", "2025-06-06&;2025-06-30;"},
    {"October 2008", "2008-10;"},
    {"16 Feb 2021; Urgent Decision", "2021-02-16;"},
    {"on 21st January it met", "0000-01-21;"},
    {"27 August, 26 November", "0000-08-27&;0000-11-26;"},
    {"17 September and 2 October 2025", "2025-09-17~&;2025-10-02;"},
    {"17, 18 and 20 May 2024", "2024-05-17~&;2024-05-18~&;2024-05-20;"},
    {"12 - 14 March 2024", "2024-03-12~>;2024-03-14;"},
    {"5-FEB-2019", "2019-02-05;"},
    {"5-Feb-19", "2019-02-05;"},
    {"05/02/19 and 5/2/98", "2019-02-05&;1998-02-05;"},
    {"05.02.2019", "2019-02-05;"},
    {"see 5.2.19 and 12.3.1", ""},
    {"February 11, 2025", "2025-02-11;"},
    {"Tues., Feb. 11th 2025 at 4:00 PM", "2025-02-11;"},
    {"Tuesday the 4th day of March, 2008", "2008-03-04;"},
    {"Tuesday 4 th March 2008", "2008-03-04;"},
    {"Nos Fercher 9fed o Fedi 2020", "2020-09-09;"},
    {"Dydd Mawrth, 11 Mawrth 2025", "2025-03-11;"},
    {"19ú Meán Fómhair 2016", "2016-09-19;"},
    {"Dé Luain, 3 EANÁIR 2022", "2022-01-03;"},
    {"le 4 février 2025", "2025-02-04;"},
    {"2024-10-23", "2024-10-23;"},
    {"2020/21 municipal year, 2024-25", ""},
    {"(2023/10/16B) 184/2023 23/00091 62/13", ""},
    {"of the 5 may attend; march 2 abreast", ""},
    {"31 February 2024 or 31/06/2024", "2024-02-31!&;2024-06-31!;"},
    {"45/13/2024", ""},
    {"02/13/2025", "2025-02-13^;"},
    {"14 May 10 people came", "0000-05-14;"},
    {"May 12:30", ""},
    {"4 \xE2\x80\x93 5 June\xC2\xA0"
     "2023",
     "2023-06-04~>;2023-06-05;"},
    {"held on 4 March\t2024", "0000-03-04;"},
    {"summary 12 maybe 3 decades 5 octopus", ""},
    {"1/2/3/2024 10.1.2024.5", ""},
    {"", ""},
};

static void test_scan(void **state)
{
    char out[256];

    (void)state;
    for (size_t i = 0; i < sizeof scans / sizeof scans[0]; i++) {
        scan_all(scans[i].text, out, sizeof out);
        if (strcmp(out, scans[i].expected) != 0)
            print_error("in: %s\n", scans[i].text);
        assert_string_equal(out, scans[i].expected);
    }
}

static void test_scan_range_and_weekday(void **state)
{
    struct mb_span s = MB_SPAN_LIT("held on Monday, 4th March 2024, at noon");
    struct mb_date_found f;

    (void)state;
    assert_true(mb_date_scan(s, 0, &f));
    assert_int_equal(f.start, 8);
    assert_int_equal(f.end, 30);
    assert_int_equal(f.weekday, 1);
    assert_int_equal(mb_date_weekday(f.date), 1);
    assert_int_equal(f.precision, MB_PRECISION_DAY);
    assert_false(mb_date_scan(s, f.end, &f));
    assert_false(mb_date_scan(MB_SPAN_NULL, 0, &f));
}

static const struct {
    const char *text;
    int minutes;
    int until;
} times[] = {
    {"14th October, 2013 10.00 am", 600, -1},
    {"28 July 2020 3.00pm", 900, -1},
    {"at 1400 HOURS", 840, -1},
    {"23 Oct 2024 - 18:00 to 21:00", 1080, 1260},
    {"6.00 p.m.", 1080, -1},
    {"10AM", 600, -1},
    {"7.30pm in the hall", 1170, -1},
    {"at noon", 720, -1},
    {"12 noon", 720, -1},
    {"12.00 midday", 720, -1},
    {"12 midnight", 0, -1},
    {"12.15 am", 15, -1},
    {"12.30pm", 750, -1},
    {"started at 14.00 and", 840, -1},
    {"10.00 - 12.30 pm", 600, 750},
    {"6.00 to 8.30pm", 1080, 1230},
    {"7.00 y.h.", 1140, -1},
    {"(10:05 hours)", 605, -1},
    {"paragraph 2.30 of 10.15", -1, -1},
    {"5 members, 23/00091, 1.2.3", -1, -1},
    {"25:00 and 10:75", -1, -1},
};

static void test_times(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        struct mb_time_found f = {.minutes = -1, .until = -1};

        mb_time_scan(mb_span_str(times[i].text), 0, &f);
        if (f.minutes != times[i].minutes || f.until != times[i].until)
            print_error("in: %s\n", times[i].text);
        assert_int_equal(f.minutes, times[i].minutes);
        assert_int_equal(f.until, times[i].until);
    }
}

static struct mb_date day(const char *iso)
{
    struct mb_date d;

    assert_true(mb_date_parse(mb_span_str(iso), &d));
    return d;
}

static void test_calendar(void **state)
{
    char text[MB_DATE_TEXT_SIZE];

    (void)state;
    assert_int_equal(mb_date_days(day("1970-01-01")), 0);
    assert_int_equal(mb_date_days(day("2000-03-01")), 11017);
    for (int32_t n = -200000; n < 200000; n += 37)
        assert_int_equal(mb_date_days(mb_date_of_days(n)), n);
    assert_int_equal(mb_date_weekday(day("2024-01-04")), 4);
    assert_int_equal(mb_date_weekday(day("1969-12-28")), 7);
    mb_date_format(mb_date_add(day("2024-02-28"), 2), text);
    assert_string_equal(text, "2024-03-01");
    assert_false(mb_date_valid((struct mb_date){2023, 2, 29}));
    assert_false(
        mb_date_parse(MB_SPAN_LIT("2023-02-29"), &(struct mb_date){0}));
    assert_false(
        mb_date_parse(MB_SPAN_LIT("23-02-2023"), &(struct mb_date){0}));
}

static void test_holidays(void **state)
{
    static const char *const off[] = {
        "2021-12-27", "2021-12-28", "2022-01-03", "2022-08-29",
        "2022-09-19", "2022-06-02", "2022-06-03", "2023-05-08",
        "2024-03-29", "2024-04-01", "2022-12-26", "2022-12-27",
        "2020-05-08", "2018-12-25", "2024-05-06", "2024-05-27"};
    static const char *const on[] = {"2022-05-30", "2020-05-04", "2021-12-29",
                                     "2024-12-27", "2022-09-20", "2024-08-19",
                                     "2022-12-28"};

    (void)state;
    for (size_t i = 0; i < sizeof off / sizeof off[0]; i++)
        assert_true(mb_date_is_holiday(day(off[i])));
    for (size_t i = 0; i < sizeof on / sizeof on[0]; i++)
        assert_true(mb_date_is_working_day(day(on[i])));
}

/* Published -> effective, in clear working days: DOMAIN rows of real
 * decisions with a call-in period of five or three days. */
static void test_call_in_rows(void **state)
{
    static const struct {
        const char *published;
        const char *effective;
        int clear;
    } rows[] = {
        {"2018-12-12", "2018-12-20", 5}, {"2019-10-17", "2019-10-25", 5},
        {"2012-06-21", "2012-06-29", 5}, {"2023-07-28", "2023-08-05", 5},
        {"2023-11-17", "2023-11-25", 5}, {"2021-09-02", "2021-09-08", 3},
        {"2021-10-14", "2021-10-20", 3}, {"2019-02-19", "2019-02-26", 4},
        {"2019-11-27", "2019-12-03", 3}, {"2021-12-10", "2021-12-09", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(mb_date_clear_working_days(day(rows[i].published),
                                                    day(rows[i].effective)),
                         rows[i].clear);
    assert_int_equal(mb_date_clear_days(day("2017-12-12"), day("2018-01-08")),
                     26);
    assert_int_equal(mb_date_clear_days(day("2021-09-08"), day("2021-10-13")),
                     34);
    assert_int_equal(mb_date_cmp(mb_date_add_working_days(day("2024-01-05"), 5),
                                 day("2024-01-12")),
                     0);
    assert_int_equal(
        mb_date_cmp(mb_date_add_working_days(day("2024-01-02"), -1),
                    day("2023-12-29")),
        0);
}

static void resolves(const char *anchor, struct mb_date date, unsigned weekday,
                     enum mb_direction direction, const char *expected)
{
    struct mb_date got;
    char text[MB_DATE_TEXT_SIZE];

    assert_true(mb_date_resolve(date, weekday, day(anchor), direction, &got));
    mb_date_format(got, text);
    assert_string_equal(text, expected);
}

static void test_resolve(void **state)
{
    struct mb_date aug27 = {0, 8, 27};
    struct mb_date dec7 = {0, 12, 7};
    struct mb_date feb29 = {0, 2, 29};
    struct mb_date got;

    (void)state;
    resolves("2024-06-26", aug27, 0, MB_DIRECTION_FORWARD, "2024-08-27");
    resolves("2024-06-26", aug27, 0, MB_DIRECTION_BACK, "2023-08-27");
    resolves("2024-01-04", dec7, 0, MB_DIRECTION_NEAREST, "2023-12-07");
    resolves("2024-01-04", dec7, 4, MB_DIRECTION_FORWARD, "2023-12-07");
    resolves("2023-06-01", feb29, 0, MB_DIRECTION_BACK, "2020-02-29");
    assert_false(mb_date_resolve((struct mb_date){0, 2, 30}, 0,
                                 day("2024-01-01"), MB_DIRECTION_BACK, &got));
}

static void test_clock(void **state)
{
    int64_t now = 1704362645;
    struct mb_clock clock = mb_clock_fixed(&now);
    char stamp[MB_STAMP_SIZE];

    (void)state;
    mb_clock_stamp(&clock, stamp);
    assert_string_equal(stamp, "2024-01-04T10:04:05Z");
    assert_int_equal(mb_date_cmp(mb_clock_today(&clock), day("2024-01-04")), 0);
    now = -1;
    mb_clock_stamp(&clock, stamp);
    assert_string_equal(stamp, "1969-12-31T23:59:59Z");
    assert_int_equal(mb_clock_of_date(day("1970-01-02")), 86400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scan),
        cmocka_unit_test(test_scan_range_and_weekday),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_holidays),
        cmocka_unit_test(test_call_in_rows),
        cmocka_unit_test(test_resolve),
        cmocka_unit_test(test_clock),
    };

    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
