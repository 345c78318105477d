/* Fuzz the date and time scanners: whatever the bytes, what they find lies
 * within the text, goes forward, and can be printed.
 */
#include "base/date.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mb_span s = {(const char *)data, size};
    struct mb_date_found date;
    struct mb_time_found time;
    char text[MB_DATE_TEXT_SIZE];
    size_t at;

    for (at = 0; mb_date_scan(s, at, &date); at = date.end) {
        if (date.start < at || date.end <= date.start || date.end > size)
            abort();
        if (date.precision == MB_PRECISION_DAY && !date.impossible
            && mb_date_cmp(mb_date_of_days(mb_date_days(date.date)), date.date)
                   != 0)
            abort();
        mb_date_format(date.date, text);
    }
    for (at = 0; mb_time_scan(s, at, &time); at = time.end) {
        if (time.start < at || time.end <= time.start || time.end > size)
            abort();
        mb_time_format(time.minutes, text);
    }
    return 0;
}
