/* The time now, from a clock that can be replaced.
 *
 * Only cli/ reads the wall clock; everything else is given a clock, so that
 * tests, `--as-of` and reproducible reports fix it.
 */
#ifndef MB_BASE_CLOCK_H
#define MB_BASE_CLOCK_H

#include "base/date.h"

struct mb_clock {
    int64_t (*now)(void *context); /* seconds since 1970-01-01T00:00:00Z */
    void *context;                 /* handed to now; whose, is now's affair */
};

/* A clock that stands still at `seconds`; it holds nothing to free. The
 * clock keeps a pointer to *seconds, which must outlive it. */
struct mb_clock mb_clock_fixed(int64_t *seconds);

int64_t mb_clock_now(const struct mb_clock *clock);
struct mb_date mb_clock_today(const struct mb_clock *clock); /* in UTC */

/* "2024-01-04T10:00:00Z" */
#define MB_STAMP_SIZE 21
void mb_clock_stamp(const struct mb_clock *clock, char ret_text[MB_STAMP_SIZE]);

/* Milliseconds of a clock that only runs forward, to measure how long work
 * takes; it says nothing about the time of day. */
int64_t mb_clock_ticks_ms(void);

/* Seconds at the start of a day, UTC; the date must be valid. */
int64_t mb_clock_of_date(struct mb_date date);

#endif
