/* Finding dates.
 *
 * The scanner stops at the start of each word or number and tries the forms
 * there, longest first: ISO, three numbers, "[Monday,] 4th [of] March[,]
 * 2019", "[Monday,] March 4[, 2019]", "March 2019". Each form looks ahead over
 * a bounded number of words, so a text is scanned in linear time. A day
 * without month or year looks on along a list ("17 and 18 May 2024") to borrow
 * them; the list's other dates are found by the next calls.
 */
#include "base/date.h"

#include "base/date_words.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    SIGNS_MAX = 3,     /* that a raised "th" comes as */
    LIST_MAX = 8,      /* dates looked along to borrow month and year */
    YEAR_FIRST = 1800, /* four digits outside of these are no year */
    YEAR_LAST = 2199,
    PIVOT = 70,        /* two digits: 70..99 are 19xx */
    NUMBER_WITHIN = 64 /* bytes: "Wednesday the twenty-first of September" and
                          more stand before a date's first digit */
};

static bool digit(const char *p, const char *end)
{
    return p < end && *p >= '0' && *p <= '9';
}

static int century(unsigned two_digits)
{
    return (int)two_digits + (two_digits >= PIVOT ? 1900 : 2000);
}

/* May a two-digit year end at p? Only where the words around go no further:
 * "14 May 10 people" and "14 May 10.30" hold no year. */
static bool ends_phrase(const char *p, const char *end)
{
    if (p >= end || memchr("\t\n\f,;)]|", *p, 8) != NULL)
        return true;
    return *p == '.' && !digit(p + 1, end);
}

/* "2019", "'19", ", 2019", "-19". `joined`: a hyphen or slash led here, so
 * two digits are a year without more. */
static bool take_year(struct mb_cursor *cur, bool joined,
                      struct mb_date_found *found)
{
    struct mb_cursor at = *cur;
    struct mb_cursor behind;
    unsigned year;
    unsigned n;
    bool mark = joined;

    mb_word_skip_blanks(&at);
    if (at.p < at.end && (*at.p == ',' || *at.p == '.'))
        at.p++;
    mb_word_skip_blanks(&at);
    if (at.p < at.end && *at.p == '\'') {
        at.p++;
        mark = true;
    }
    n = mb_word_take_number(&at, 4, &year);
    behind = at;
    mb_word_skip_blanks(&behind);
    if (n == 4 && year >= YEAR_FIRST && year <= YEAR_LAST) {
        if (mb_word_take(&behind, MB_WORDS_HOURS))
            return false; /* 5 February 1900 hours */
        found->date.year = (int16_t)year;
    } else if (n == 2 && (mark || ends_phrase(at.p, at.end))) {
        found->date.year = (int16_t)century(year);
        found->two_digit_year = true;
    } else {
        return false;
    }
    *cur = at;
    return true;
}

/* A day's number with what may hang on it: 4, 4th, 4 th, 19ú. */
static bool take_day(struct mb_cursor *cur, unsigned *ret_day)
{
    struct mb_cursor at = *cur;
    struct mb_cursor apart;

    if (mb_word_take_number(&at, 2, ret_day) == 0 || *ret_day == 0
        || *ret_day > 31)
        return false;
    if (mb_word_take(&at, MB_WORDS_ORDINAL)) {
        for (int i = 0; i < SIGNS_MAX; i++)
            if (!mb_word_take(&at, MB_WORDS_ORDINAL))
                break;
    } else {
        apart = at;
        mb_word_skip_blanks(&apart);
        if (apart.end - apart.p >= 2 && mb_word_take(&apart, MB_WORDS_ORDINAL)
            && apart.p - at.p <= 4)
            at = apart; /* a raised "th" that a reader set apart */
    }
    *cur = at;
    return true;
}

static bool take_month(struct mb_cursor *cur, struct mb_date_found *found)
{
    unsigned month = mb_word_take(cur, MB_WORDS_MONTH);

    if (month == 0)
        return false;
    found->date.month = (uint8_t)month;
    return true;
}

/* What may stand between a day and its month: blanks, hyphens, "of", a stop
 * or comma. *ret_dash: it was a hyphen, as in 5-FEB-2019. */
static void skip_to_month(struct mb_cursor *cur, bool *ret_dash)
{
    struct mb_cursor at;

    if (cur->p < cur->end && (*cur->p == '.' || *cur->p == ','))
        cur->p++;
    mb_word_skip_blanks(cur);
    at = *cur;
    if (mb_word_take(&at, MB_WORDS_OF)) {
        mb_word_skip_blanks(&at);
        *cur = at;
    }
    *ret_dash = cur->p < cur->end && *cur->p == '/';
    if (*ret_dash)
        cur->p++;
    else
        *ret_dash = mb_word_take_dash(cur);
    mb_word_skip_blanks(cur);
}

/* Weekday with the comma, stop or "the" behind it. */
static unsigned take_weekday(struct mb_cursor *cur)
{
    struct mb_cursor at = *cur;
    unsigned weekday = mb_word_take(&at, MB_WORDS_WEEKDAY);

    if (weekday == 0)
        return 0;
    if (at.p < at.end && (*at.p == ',' || *at.p == '.'))
        at.p++;
    mb_word_skip_blanks(&at);
    if (at.end - at.p > 4 && strncasecmp(at.p, "the ", 4) == 0)
        at.p += 4;
    mb_word_skip_blanks(&at);
    if (at.p < at.end && mb_word_take_dash(&at))
        mb_word_skip_blanks(&at);
    *cur = at;
    return weekday;
}

static enum mb_join take_join(struct mb_cursor *cur)
{
    struct mb_cursor at = *cur;
    unsigned join;

    mb_word_skip_blanks(&at);
    if (mb_word_take_dash(&at)) {
        join = MB_JOIN_TO;
    } else {
        join = mb_word_take(&at, MB_WORDS_AND);
        if (join == MB_JOIN_AND && at.p[-1] == ',') {
            struct mb_cursor more = at;

            mb_word_skip_blanks(&more);
            if (mb_word_take(&more, MB_WORDS_AND))
                at = more; /* ", and" */
        }
    }
    if (join == 0)
        return MB_JOIN_NONE;
    mb_word_skip_blanks(&at);
    *cur = at;
    return (enum mb_join)join;
}

/* One element of a list from the cursor on: [weekday] day [month [year]]. */
static bool take_list_day(struct mb_cursor *cur, struct mb_date_found *found)
{
    struct mb_cursor at = *cur;
    struct mb_cursor month;
    unsigned day;
    bool dash;

    take_weekday(&at);
    if (!take_day(&at, &day))
        return false;
    month = at;
    skip_to_month(&month, &dash);
    if (take_month(&month, found)) {
        at = month;
        if (dash && at.p < at.end && (*at.p == '/' || *at.p == '-'))
            at.p++;
        take_year(&at, dash, found);
    }
    *cur = at;
    return true;
}

/* Look along a list for the month and year that `found` lacks. */
static void borrow(struct mb_cursor at, struct mb_date_found *found)
{
    struct mb_date_found next = {0};

    for (int i = 0; i < LIST_MAX; i++) {
        enum mb_join join = take_join(&at);

        if (join == MB_JOIN_NONE || !take_list_day(&at, &next))
            return;
        if (i == 0)
            found->join = join;
        if (found->date.month == 0 && next.date.month != 0) {
            found->date.month = next.date.month;
            found->borrowed = true;
        }
        if (next.date.year != 0) {
            found->date.year = next.date.year;
            found->two_digit_year = next.two_digit_year;
            found->borrowed = true;
            return;
        }
    }
}

/* 4th March 2019, 5-FEB-2019, 17 (and 18 May 2024). */
static bool take_day_month(struct mb_cursor *cur, struct mb_date_found *found)
{
    struct mb_cursor at = *cur;
    struct mb_cursor month;
    unsigned day;
    bool dash;
    bool capital;

    if (!take_day(&at, &day))
        return false;
    found->date.day = (uint8_t)day;
    month = at;
    skip_to_month(&month, &dash);
    capital = month.p < month.end && !(*month.p >= 'a' && *month.p <= 'z');
    if (take_month(&month, found)) {
        at = month;
        if (at.p < at.end && *at.p == '.' && !dash)
            at.p++; /* 4 Sept. 2019 */
        if (dash && at.p < at.end && (*at.p == '/' || *at.p == '-'))
            at.p++;
        if (!take_year(&at, dash, found)) {
            at = month;
            if (!capital)
                return false; /* "of the 5 may attend" */
        }
    }
    if (found->date.year == 0)
        borrow(at, found);
    if (found->date.month == 0)
        return false;
    *cur = at;
    return true;
}

/* February 11, 2025; February 11; February 2025. */
static bool take_month_first(struct mb_cursor *cur, struct mb_date_found *found)
{
    struct mb_cursor at = *cur;
    struct mb_cursor day_at;
    unsigned day;
    bool capital = at.p < at.end && !(*at.p >= 'a' && *at.p <= 'z');

    if (!take_month(&at, found))
        return false;
    if (at.p < at.end && *at.p == '.')
        at.p++;
    day_at = at;
    mb_word_skip_blanks(&day_at);
    if (take_day(&day_at, &day) && !digit(day_at.p, day_at.end)) {
        struct mb_cursor time = day_at;

        found->date.day = (uint8_t)day;
        if (take_year(&day_at, false, found)) {
            *cur = day_at;
            return true;
        }
        mb_word_skip_blanks(&time);
        if (!capital || mb_word_take(&time, MB_WORDS_HALF)
            || (time.p < time.end && *time.p == ':'))
            return false;
        *cur = day_at;
        return true;
    }
    if (!take_year(&at, false, found) || found->two_digit_year)
        return false;
    *cur = at;
    return true;
}

/* Is what stands at p no part of the number: 04/01/2024-25, 2023/10/16B? */
static bool number_ends(const char *p, const char *end)
{
    if (p >= end)
        return true;
    if (digit(p, end) || mb_word_letter(p, end))
        return false;
    return !((*p == '/' || *p == '-' || *p == '.') && digit(p + 1, end));
}

/* Order three numbers as day, month, year; false where they are no date. */
static bool order_numbers(const unsigned v[3], const unsigned n[3], char mark,
                          struct mb_date_found *found)
{
    unsigned day = v[0];
    unsigned month = v[1];
    unsigned year = v[2];

    if (n[0] == 4) { /* 2024-10-23, 2024/10/23 */
        if (n[1] != 2 || n[2] != 2)
            return false;
        year = v[0];
        day = v[2];
    } else if (n[2] != 4 && (n[2] != 2 || (mark == '.' && n[0] + n[1] != 4))) {
        return false; /* 5.2.19 numbers a paragraph */
    }
    if (n[0] != 4 && month > 12 && day <= 12) {
        unsigned swap = day;

        day = month;
        month = swap;
        found->month_first = true;
    }
    if (n[0] == 4 || n[2] == 4) {
        if (year < YEAR_FIRST || year > YEAR_LAST)
            return false;
    } else {
        year = (unsigned)century(year);
        found->two_digit_year = true;
    }
    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    found->date = (struct mb_date){(int16_t)year, (uint8_t)month, (uint8_t)day};
    return true;
}

/* 04/01/2024, 4.1.2024, 4-1-2024, 04/01/24, 2024-01-04. */
static bool take_numeric(struct mb_cursor *cur, struct mb_date_found *found)
{
    struct mb_cursor at = *cur;
    unsigned v[3];
    unsigned n[3];
    char mark = 0;

    for (int i = 0; i < 3; i++) {
        n[i] = mb_word_take_number(&at, 4, &v[i]);
        if (n[i] == 0 || n[i] == 3 || (i == 1 && n[i] > 2))
            return false;
        if (i == 2)
            break;
        if (at.p >= at.end || memchr("/-.", *at.p, 3) == NULL
            || (i == 1 && *at.p != mark))
            return false;
        mark = *at.p++;
    }
    if (!number_ends(at.p, at.end) || !order_numbers(v, n, mark, found))
        return false;
    *cur = at;
    return true;
}

static bool take_date(struct mb_cursor *cur, struct mb_date_found *found)
{
    struct mb_cursor at = *cur;
    unsigned weekday = take_weekday(&at);
    static bool (*const forms[])(struct mb_cursor *, struct mb_date_found *) = {
        take_numeric, take_day_month, take_month_first};

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        *found = (struct mb_date_found){.weekday = (uint8_t)weekday};
        if (forms[i](&at, found)) {
            struct mb_cursor behind = at;

            if (found->join == MB_JOIN_NONE && found->date.day != 0) {
                struct mb_date_found next = {0};
                enum mb_join join = take_join(&behind);

                if (join != MB_JOIN_NONE
                    && (take_numeric(&behind, &next)
                        || (take_list_day(&behind, &next)
                            && next.date.month != 0)))
                    found->join = join;
            }
            *cur = at;
            return true;
        }
    }
    return false;
}

/* Does a word or number begin at p? "/" and the like hold numbers together. */
static bool word_start(const char *begin, const char *p, const char *end)
{
    bool number = digit(p, end);
    char before;

    if (!number && !mb_word_letter(p, end))
        return false;
    if (p == begin)
        return true;
    before = p[-1];
    if (digit(p - 1, end))
        return false;
    if ((before | 0x20) >= 'a' && (before | 0x20) <= 'z')
        return false;
    if ((unsigned char)before >= 0x80)
        return !number || p - begin < 2 || !mb_word_letter(p - 2, end);
    if (number && (before == '/' || before == '.' || before == ':'))
        return p - 1 == begin || !digit(p - 2, end);
    return true;
}

static bool ascii_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* The first byte in s at `from` or behind it that is a digit, or a letter that
 * no letter stands before, or s.len. Dates begin at no other. */
static size_t next_start(struct mb_span s, size_t from)
{
    bool within = from > 0 && ascii_letter(s.ptr[from - 1]);

    for (; from < s.len; from++) {
        bool letter = ascii_letter(s.ptr[from]);
        if ((letter && !within) || (unsigned char)(s.ptr[from] - '0') < 10)
            break;
        within = letter;
    }
    return from;
}

/* The first digit in s at `from` or behind it, or s.len. */
static size_t next_digit(struct mb_span s, size_t from)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t w;

    /* eight bytes at once: a digit's distance from '0' is below ten */
    for (; from + sizeof w <= s.len; from += sizeof w) {
        memcpy(&w, s.ptr + from, sizeof w);
        w ^= ones * '0';
        if (((w - ones * 10) & ~w & ones * 0x80) != 0)
            break;
    }
    while (from < s.len && !digit(s.ptr + from, s.ptr + s.len))
        from++;
    return from;
}

bool mb_date_scan(struct mb_span s, size_t offset,
                  struct mb_date_found *ret_found)
{
    struct mb_cursor cur = {NULL, NULL, s.ptr};
    size_t number; /* no date is without one */

    if (s.ptr == NULL || offset >= s.len)
        return false;
    cur.end = s.ptr + s.len;
    number = next_digit(s, offset);
    for (size_t i = next_start(s, offset); number < s.len;
         i = next_start(s, i + 1)) {
        struct mb_date_found found;

        if (i > number) {
            number = next_digit(s, i);
            if (number >= s.len)
                break;
        }
        if (number > i + NUMBER_WITHIN)
            i = next_start(s, number - NUMBER_WITHIN);
        cur.p = s.ptr + i;
        if (ascii_letter(*cur.p) && !mb_word_may_date(cur.p, cur.end))
            continue; /* no date begins with such a word */
        if (!word_start(s.ptr, cur.p, cur.end) || !take_date(&cur, &found))
            continue;
        found.start = i;
        found.end = (size_t)(cur.p - s.ptr);
        found.precision = found.date.day == 0    ? MB_PRECISION_MONTH
                          : found.date.year == 0 ? MB_PRECISION_NO_YEAR
                                                 : MB_PRECISION_DAY;
        found.impossible =
            found.precision == MB_PRECISION_DAY && !mb_date_valid(found.date);
        *ret_found = found;
        return true;
    }
    return false;
}

bool mb_date_may_be(struct mb_span s)
{
    return s.ptr != NULL && next_digit(s, 0) < s.len;
}

void mb_date_format(struct mb_date date, char ret_text[MB_DATE_TEXT_SIZE])
{
    char text[32];

    if (date.day == 0)
        snprintf(text, sizeof text, "%04d-%02u", date.year, date.month);
    else
        snprintf(text, sizeof text, "%04d-%02u-%02u", date.year, date.month,
                 date.day);
    memcpy(ret_text, text, MB_DATE_TEXT_SIZE - 1);
    ret_text[MB_DATE_TEXT_SIZE - 1] = '\0';
}

bool mb_date_parse(struct mb_span s, struct mb_date *ret_date)
{
    struct mb_cursor cur = {s.ptr, s.ptr + s.len, s.ptr};
    struct mb_date_found found = {0};

    if (s.len != 10 || s.ptr[4] != '-' || !take_numeric(&cur, &found)
        || cur.p != cur.end || !mb_date_valid(found.date))
        return false;
    *ret_date = found.date;
    return true;
}
