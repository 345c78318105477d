/* Tables on a page, found by the white space between their columns: the
 * layout holds no ruled lines.
 */
#ifndef MB_PARSER_READERS_PDF_TABLE_H
#define MB_PARSER_READERS_PDF_TABLE_H

#include "parser/readers/pdf_flow.h"

enum { MB_PDF_COLUMNS_MAX = 32 };

struct mb_pdf_column {
    int32_t x0, x1;
    uint32_t lines; /* rows that have a cell in it */
};

struct mb_pdf_table {
    uint32_t row, nrows; /* of mb_pdf.rows */
    struct mb_pdf_column cols[MB_PDF_COLUMNS_MAX];
    uint32_t ncols;
    bool prose; /* columns of running text, to be read one after the other */
};

/* The table that begins with row `from`, of rows up to `end`.
 *
 * False where there is none there: *ret_table is then untouched, and the row
 * is running text. Each row is looked at a bounded number of times.
 */
bool mb_pdf_table_find(const struct mb_pdf *pdf, uint32_t from, uint32_t end,
                       struct mb_pdf_table *ret_table);

/* The column in which a cell of the table stands; ncols if it spans some. */
uint32_t mb_pdf_table_column(const struct mb_pdf_table *table,
                             const struct mb_pdf_cell *cell);

/* Write a table: one line a row, cells divided by TAB; or its columns' text
 * one after the other, if they are prose. before is the last table written, or
 * NULL: a table with its columns that stands at the next page's head goes on
 * with it. */
void mb_pdf_table_put(struct mb_pdf_flow *flow,
                      const struct mb_pdf_table *table,
                      const struct mb_pdf_table *before);

#endif
