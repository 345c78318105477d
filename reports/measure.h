/* How wide a column and how high a row must be for what stands in them. */
#ifndef MB_REPORTS_MEASURE_H
#define MB_REPORTS_MEASURE_H

#include "reports/table.h"

/* Characters of valid UTF-8 text, not bytes. */
size_t mb_char_count(struct mb_span s);

/* A column's width in characters: the one it asks for, else what its heading
 * and cells need, 8 to 60. */
double mb_column_width(const struct mb_sheet *sheet, uint32_t column);

/* Lines that the r-th row takes once its cells are wrapped, 1 to 27. widths:
 * of each column, in characters. */
unsigned mb_row_lines(const struct mb_sheet *sheet, const double *widths,
                      uint32_t r);

#endif
