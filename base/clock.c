/* The clock: see the header. UTC throughout, without the C library's zones. */
#include "base/clock.h"

#include <string.h>
#include <time.h>

enum { DAY_SECONDS = 86400 };

static int64_t stand_still(void *context)
{
    const int64_t *seconds = context;

    return *seconds;
}

struct mb_clock mb_clock_fixed(int64_t *seconds)
{
    return (struct mb_clock){stand_still, seconds};
}

int64_t mb_clock_now(const struct mb_clock *clock)
{
    return clock->now(clock->context);
}

/* Whole days and the seconds of the last one; both right before 1970 too. */
static int32_t split(int64_t now, int32_t *ret_seconds)
{
    int64_t days = now / DAY_SECONDS;
    int64_t rest = now % DAY_SECONDS;

    if (rest < 0) {
        rest += DAY_SECONDS;
        days--;
    }
    *ret_seconds = (int32_t)rest;
    return (int32_t)days;
}

struct mb_date mb_clock_today(const struct mb_clock *clock)
{
    int32_t seconds;

    return mb_date_of_days(split(mb_clock_now(clock), &seconds));
}

void mb_clock_stamp(const struct mb_clock *clock, char ret_text[MB_STAMP_SIZE])
{
    int32_t seconds;
    int32_t days = split(mb_clock_now(clock), &seconds);

    mb_date_format(mb_date_of_days(days), ret_text);
    ret_text[10] = 'T';
    mb_time_format(seconds / 60, ret_text + 11);
    ret_text[16] = ':';
    ret_text[17] = (char)('0' + seconds % 60 / 10);
    ret_text[18] = (char)('0' + seconds % 10);
    memcpy(ret_text + 19, "Z", 2);
}

int64_t mb_clock_of_date(struct mb_date date)
{
    return (int64_t)mb_date_days(date) * DAY_SECONDS;
}

int64_t mb_clock_ticks_ms(void)
{
    struct timespec t = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
