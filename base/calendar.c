/* Counting days: serial day numbers, weekdays, bank holidays, notice periods.
 *
 * Serial numbers use the usual March-based civil calendar arithmetic. Bank
 * holidays in England and Wales are a table of rules (a fixed day with its
 * substitute, a weekday of a month, days from Easter) and a table of the
 * single days that proclamations added or took away.
 */
#include "base/date.h"

#include <stdlib.h>

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned month_days(int year, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31};

    return days[month - 1] + (unsigned)(month == 2 && leap(year));
}

bool mb_date_valid(struct mb_date date)
{
    return date.year >= 1 && date.year <= 9999 && date.month >= 1
           && date.month <= 12 && date.day >= 1
           && date.day <= month_days(date.year, date.month);
}

int mb_date_cmp(struct mb_date a, struct mb_date b)
{
    if (a.year != b.year)
        return a.year - b.year;
    if (a.month != b.month)
        return a.month - b.month;
    return a.day - b.day;
}

int32_t mb_date_days(struct mb_date date)
{
    int32_t year = date.year - (date.month <= 2);
    int32_t era = year / 400;
    int32_t of_era = year - era * 400;
    int32_t month = (date.month + 9) % 12; /* March is 0 */
    int32_t of_year = (153 * month + 2) / 5 + date.day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
           - 719468;
}

struct mb_date mb_date_of_days(int32_t days)
{
    int32_t z = days + 719468;
    int32_t era = z / 146097;
    int32_t of_era = z - era * 146097;
    int32_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int32_t month = (5 * of_year + 2) / 153;
    struct mb_date date;

    date.day = (uint8_t)(of_year - (153 * month + 2) / 5 + 1);
    date.month = (uint8_t)(month < 10 ? month + 3 : month - 9);
    date.year = (int16_t)(year + era * 400 + (date.month <= 2));
    return date;
}

struct mb_date mb_date_add(struct mb_date date, int32_t days)
{
    return mb_date_of_days(mb_date_days(date) + days);
}

unsigned mb_date_weekday(struct mb_date date)
{
    int32_t n = (mb_date_days(date) + 3) % 7; /* 1970-01-01: a Thursday */

    return (unsigned)(n < 0 ? n + 7 : n) + 1;
}

enum holiday_kind {
    FIXED,      /* a day; on a weekend, the next weekday that is free */
    NTH_MONDAY, /* n-th Monday of the month, -1 the last */
    FROM_EASTER /* days from Easter Sunday */
};

static const struct holiday_rule {
    enum holiday_kind kind;
    int8_t month;
    int8_t n; /* day, n-th, or days */
    int16_t from;
} holiday_rules[] = {
    {FIXED, 1, 1, 1974},       {FROM_EASTER, 0, -2, 1871},
    {FROM_EASTER, 0, 1, 1871}, {NTH_MONDAY, 5, 1, 1978},
    {NTH_MONDAY, 5, -1, 1971}, {NTH_MONDAY, 8, -1, 1971},
    {FIXED, 12, 25, 1871},     {FIXED, 12, 26, 1871},
};

/* Days that proclamations added (or moved here), and the ones moved away. */
static const struct mb_date extra_holidays[] = {
    {1981, 7, 29}, {1995, 5, 8},  {1999, 12, 31}, {2002, 6, 3}, {2002, 6, 4},
    {2011, 4, 29}, {2012, 6, 4},  {2012, 6, 5},   {2020, 5, 8}, {2022, 6, 2},
    {2022, 6, 3},  {2022, 9, 19}, {2023, 5, 8}};
static const struct mb_date moved_holidays[] = {
    {1995, 5, 1}, {2002, 5, 27}, {2012, 5, 28}, {2020, 5, 4}, {2022, 5, 30}};

static bool listed(const struct mb_date *list, size_t n, struct mb_date date)
{
    for (size_t i = 0; i < n; i++)
        if (mb_date_cmp(list[i], date) == 0)
            return true;
    return false;
}

/* Easter Sunday, by the anonymous Gregorian algorithm (Nature, 1876). */
static struct mb_date easter(int year)
{
    int a = year % 19;
    int b = year / 100;
    int c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int k = h + l - 7 * m + 114;

    return (struct mb_date){(int16_t)year, (uint8_t)(k / 31),
                            (uint8_t)(k % 31 + 1)};
}

static struct mb_date nth_monday(int year, int month, int n)
{
    struct mb_date day = {(int16_t)year, (uint8_t)month, 1};
    unsigned weeks = n > 0 ? (unsigned)n - 1 : 0;

    if (n < 0)
        day.day = (uint8_t)(month_days(year, (unsigned)month) - 6);
    day.day = (uint8_t)(day.day + (8 - mb_date_weekday(day)) % 7 + 7 * weeks);
    return day;
}

/* Where a fixed holiday is kept: a weekend's moves on to the next weekday that
 * is free. At Christmas that is always two days on, for 26 December holds the
 * Monday behind a Sunday 25th, and the other way round for a Saturday. */
static struct mb_date kept_on(struct mb_date day)
{
    unsigned weekday = mb_date_weekday(day);

    if (day.month == 12 && weekday >= 6)
        return mb_date_add(day, 2);
    if (weekday >= 6)
        return mb_date_add(day, weekday == 6 ? 2 : 1);
    return day;
}

static struct mb_date rule_day(const struct holiday_rule *rule, int year)
{
    switch (rule->kind) {
    case NTH_MONDAY:
        return nth_monday(year, rule->month, rule->n);
    case FROM_EASTER:
        return mb_date_add(easter(year), rule->n);
    case FIXED:
        break;
    }
    return kept_on((struct mb_date){(int16_t)year, (uint8_t)rule->month,
                                    (uint8_t)rule->n});
}

bool mb_date_is_holiday(struct mb_date date)
{
    size_t nrules = sizeof holiday_rules / sizeof holiday_rules[0];

    if (listed(extra_holidays, sizeof extra_holidays / sizeof *extra_holidays,
               date))
        return true;
    if (listed(moved_holidays, sizeof moved_holidays / sizeof *moved_holidays,
               date))
        return false;
    for (size_t i = 0; i < nrules; i++)
        if (date.year >= holiday_rules[i].from
            && mb_date_cmp(rule_day(&holiday_rules[i], date.year), date) == 0)
            return true;
    return false;
}

bool mb_date_is_working_day(struct mb_date date)
{
    return mb_date_weekday(date) <= 5 && !mb_date_is_holiday(date);
}

int32_t mb_date_clear_days(struct mb_date from, struct mb_date to)
{
    return mb_date_days(to) - mb_date_days(from) - 1;
}

int32_t mb_date_clear_working_days(struct mb_date from, struct mb_date to)
{
    int32_t first = mb_date_days(from);
    int32_t last = mb_date_days(to);
    int32_t n = 0;

    if (last <= first)
        return -1;
    for (int32_t day = first + 1; day < last; day++)
        n += mb_date_is_working_day(mb_date_of_days(day));
    return n;
}

struct mb_date mb_date_add_working_days(struct mb_date date, int32_t n)
{
    int32_t step = n < 0 ? -1 : 1;
    int32_t left = n < 0 ? -n : n;

    while (left > 0) {
        date = mb_date_add(date, step);
        left -= mb_date_is_working_day(date);
    }
    return date;
}

/* Does the day lie on the wanted side of the anchor? Both are valid. */
static bool fits(struct mb_date day, struct mb_date anchor,
                 enum mb_direction direction)
{
    int order = mb_date_cmp(day, anchor);

    if (direction == MB_DIRECTION_BACK)
        return order <= 0;
    if (direction == MB_DIRECTION_FORWARD)
        return order >= 0;
    return true;
}

bool mb_date_resolve(struct mb_date date, unsigned weekday,
                     struct mb_date anchor, enum mb_direction direction,
                     struct mb_date *ret_date)
{
    struct mb_date best = {0, 0, 0};
    struct mb_date agreeing = {0, 0, 0};
    int32_t best_gap = INT32_MAX;
    int32_t agreeing_gap = INT32_MAX;

    if (!mb_date_valid(anchor) || date.day == 0)
        return false;
    for (int d = -4; d <= 4; d++) {
        struct mb_date day = {(int16_t)(anchor.year + d), date.month, date.day};
        int32_t gap;

        if (!mb_date_valid(day))
            continue;
        gap = abs(mb_date_days(day) - mb_date_days(anchor));
        if (fits(day, anchor, direction) && gap < best_gap) {
            best = day;
            best_gap = gap;
        }
        if (weekday != 0 && mb_date_weekday(day) == weekday && d >= -1 && d <= 1
            && gap < agreeing_gap) {
            agreeing = day;
            agreeing_gap = gap;
        }
    }
    if (best.day == 0)
        return false;
    if (agreeing.day != 0 && mb_date_weekday(best) != weekday)
        best = agreeing;
    *ret_date = best;
    return true;
}
