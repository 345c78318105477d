/* Dates and times of day as minutes print them, and counting days.
 *
 * A date is three numbers of the Gregorian calendar. Scanning knows the forms
 * that councils, NHS bodies and parishes in Britain, Ireland and Ontario use,
 * in English, Welsh, Irish and French (date_words.c holds the words). It reads
 * and never repairs: "31 February" is found and called impossible, a weekday
 * that does not fit its date is handed over as it stands.
 *
 * Knows nothing of documents, rules or the wall clock.
 */
#ifndef MB_BASE_DATE_H
#define MB_BASE_DATE_H

#include "base/span.h"

#include <stdint.h>

struct mb_date {
    int16_t year;  /* 0: not given */
    uint8_t month; /* 1..12 */
    uint8_t day;   /* 1..31; 0: not given */
};

enum mb_precision {
    MB_PRECISION_DAY,     /* 23 October 2024 */
    MB_PRECISION_NO_YEAR, /* 23 October: see mb_date_resolve */
    MB_PRECISION_MONTH    /* October 2024 */
};

/* How a date goes on to the next one. */
enum mb_join {
    MB_JOIN_NONE,
    MB_JOIN_AND, /* 17 September and 2 October 2025 */
    MB_JOIN_TO   /* 12 - 14 March 2024 */
};

struct mb_date_found {
    size_t start; /* bytes of the span, weekday and all */
    size_t end;
    struct mb_date date;
    enum mb_precision precision;
    enum mb_join join;
    uint8_t weekday;     /* printed: 1 Monday .. 7 Sunday; 0 none */
    bool borrowed;       /* its year or month stands with a later date */
    bool two_digit_year; /* "19" was read as 2019, "98" as 1998 */
    bool month_first;    /* 02/13/2025: can only be month, day, year */
    bool impossible;     /* no such day: 31 February 2024 */
};

/* The next date in s that begins at or behind offset.
 *
 * *ret_found is written only where the result is true. To find the one after
 * it, go on from ret_found->end. A list such as "17, 18 and 20 May 2024" gives
 * three dates, the first two borrowed. TAB, LF and FF end a date. Time is
 * linear in the length of s.
 */
bool mb_date_scan(struct mb_span s, size_t offset,
                  struct mb_date_found *ret_found);

/* Whether there is any use in looking for dates in s: it holds a digit. Many
 * times faster than looking. */
bool mb_date_may_be(struct mb_span s);

struct mb_time_found {
    size_t start;
    size_t end;
    int16_t minutes; /* since midnight */
    int16_t until;   /* likewise, of "18:00 to 21:00"; -1 if not given */
};

/* The next time of day in s at or behind offset: 10.00 am, 7.30pm, 10AM,
 * 6.00 p.m., 18:00 to 21:00, 1400 HOURS, noon, 12 midnight, at 14.00,
 * 7.00 y.h. A number with a full stop alone is none: it numbers paragraphs. */
bool mb_time_scan(struct mb_span s, size_t offset,
                  struct mb_time_found *ret_found);

/* "2024-10-23" or, without a day, "2024-10"; a missing year is "0000". */
#define MB_DATE_TEXT_SIZE 11
void mb_date_format(struct mb_date date, char ret_text[MB_DATE_TEXT_SIZE]);
/* "18:05" */
#define MB_TIME_TEXT_SIZE 6
void mb_time_format(int minutes, char ret_text[MB_TIME_TEXT_SIZE]);
/* Read exactly YYYY-MM-DD; false where it is not, or no such day. */
bool mb_date_parse(struct mb_span s, struct mb_date *ret_date);

/* Is there such a day? Years 1..9999. */
bool mb_date_valid(struct mb_date date);
/* Negative, 0 or positive as a is before, on or after b. */
int mb_date_cmp(struct mb_date a, struct mb_date b);
/* Days since 1970-01-01, and back. The date must be valid. */
int32_t mb_date_days(struct mb_date date);
struct mb_date mb_date_of_days(int32_t days);
/* The date `days` later (or earlier, if negative). */
struct mb_date mb_date_add(struct mb_date date, int32_t days);
/* 1 Monday .. 7 Sunday; the date must be valid. */
unsigned mb_date_weekday(struct mb_date date);

/* Days wholly between the two, as notice is counted: neither the first nor
 * the last. Negative where `to` is not behind `from`. */
int32_t mb_date_clear_days(struct mb_date from, struct mb_date to);
/* The same, leaving out Saturdays, Sundays and bank holidays in England. */
int32_t mb_date_clear_working_days(struct mb_date from, struct mb_date to);
/* A bank or public holiday in England and Wales (Banking and Financial
 * Dealings Act 1971 and royal proclamations; from 1978 on). */
bool mb_date_is_holiday(struct mb_date date);
bool mb_date_is_working_day(struct mb_date date);
/* The n-th working day after (n > 0) or before (n < 0) the date. */
struct mb_date mb_date_add_working_days(struct mb_date date, int32_t n);

enum mb_direction {
    MB_DIRECTION_BACK,    /* on or before the anchor */
    MB_DIRECTION_FORWARD, /* on or after it */
    MB_DIRECTION_NEAREST
};

/* Give a year-less date the year that puts it before, behind or nearest to
 * an anchor, a meeting as a rule.
 *
 * weekday  as printed, 0 if none: where it contradicts the first choice and
 *          the year next to it agrees, that one is taken
 *
 * False, with *ret_date untouched, where no year within four makes it a valid
 * day or the anchor is none.
 */
bool mb_date_resolve(struct mb_date date, unsigned weekday,
                     struct mb_date anchor, enum mb_direction direction,
                     struct mb_date *ret_date);

#endif
