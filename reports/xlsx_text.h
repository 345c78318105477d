/* Text as a workbook can take it; nothing here knows the library. */
#ifndef MB_REPORTS_XLSX_TEXT_H
#define MB_REPORTS_XLSX_TEXT_H

#include "base/span.h"

#include <time.h>

#define MB_XLSX_STRING_MAX 32767 /* characters of a cell */
#define MB_XLSX_TEXT_SIZE  (MB_XLSX_STRING_MAX * 4 + 8)

/* A C string of a span: valid UTF-8 that XML can hold, cut to what a cell
 * holds, an ellipsis behind what was cut. Written to `out`, MB_XLSX_TEXT_SIZE
 * bytes; what is not UTF-8 gives a line that says so. */
const char *mb_xlsx_text(struct mb_span s, char *out);

/* A table's name, made of its sheet's: "tbl_all_clauses". Officers' formulas
 * may use it, so it never changes. */
void mb_xlsx_table_name(struct mb_span sheet, char ret_name[64]);

/* Seconds since 1970 of a day's noon UTC, so that no time zone moves it; of
 * the first day of 1970 where it is no date. */
time_t mb_xlsx_noon(struct mb_span iso);

#endif
