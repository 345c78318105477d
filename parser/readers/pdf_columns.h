/* Columns of prose beside each other, each with lines of its own height. */
#ifndef MB_PARSER_READERS_PDF_COLUMNS_H
#define MB_PARSER_READERS_PDF_COLUMNS_H

#include "parser/readers/pdf_page.h"

enum { MB_PDF_PROSE_MAX = 4 };

struct mb_pdf_prose {
    uint32_t n;                  /* columns; 0: there are none */
    int32_t y0, y1;              /* they stand between these heights */
    int32_t x[MB_PDF_PROSE_MAX]; /* where each but the first begins */
};

/* Find columns on a page whose words are as pdftotext gave them.
 *
 * A table's cells, and a list of names in columns, stand at one height each;
 * text that was set in columns of its own, beside other text, does not.
 */
void mb_pdf_prose_find(const struct mb_pdf *pdf, const struct mb_pdf_page *page,
                       struct mb_pdf_prose *ret);

/* Where a word stands: 0 above the columns, 1 to n in one of them, n + 1 below;
 * 0 where there are none. */
uint32_t mb_pdf_prose_part(const struct mb_pdf_prose *prose,
                           const struct mb_pdf_box *word);

#endif
