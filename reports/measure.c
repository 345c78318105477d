/* How much room cells take, in characters and lines. */
#include "reports/measure.h"

#include <stdint.h>

enum {
    WIDTH_MIN = 8,
    WIDTH_MAX = 60,
    LINES_MAX = 27, /* Excel's rows end at 409 points */
    /* Thousandths of an em in one character of a column's width, a little
     * less than they are: a digit is 7 pixels, an em of 10 points 13.3. */
    EM_TEXT = 525,
    EM_LARGE = 480
};

size_t mb_char_count(struct mb_span s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

double mb_column_width(const struct mb_sheet *sheet, uint32_t c)
{
    const struct mb_column *column = &sheet->columns[c];
    size_t width = mb_char_count(column->header) + 3; /* the filter's button */

    if (column->width > 0)
        return column->width;
    for (uint32_t r = 0; r < sheet->nrows; r++) {
        const struct mb_cell *cell = &mb_sheet_cells(sheet, r)[c];
        size_t n = cell->type == MB_CELL_EMPTY ? 0 : mb_char_count(cell->text);
        if (cell->type == MB_CELL_DATE)
            n = 10;
        if (n + 1 > width)
            width = n + 1;
    }
    if (width < WIDTH_MIN)
        width = WIDTH_MIN;
    return (double)(width > WIDTH_MAX ? WIDTH_MAX : width);
}

/* Thousandths of an em that Arial's printable ASCII characters are wide, from
 * the space on (Liberation Sans and Helvetica are the same). */
static const uint16_t advance[] = {
    278, 278, 355, 556, 556,  889, 667, 191, 333, 333, 389, 584, 278, 333,
    278, 278, 556, 556, 556,  556, 556, 556, 556, 556, 556, 556, 278, 278,
    584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722,  778, 667, 778, 722, 667, 611, 722, 667, 944,
    667, 667, 611, 278, 278,  278, 469, 556, 333, 556, 556, 500, 556, 556,
    278, 556, 556, 222, 222,  500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500,  500, 500, 334, 260, 334, 584,
};
enum { ADVANCE_OTHER = 600, ADVANCE_MAX = 1015 };

static unsigned char_advance(unsigned char c)
{
    if (c >= 0x20 && c < 0x7F)
        return advance[c - 0x20];
    return (c & 0xC0) == 0x80 ? 0 : ADVANCE_OTHER;
}

/* Lines that text takes where a line has `room` thousandths of an em: broken
 * at spaces and behind hyphens, and within a word that is longer. */
static unsigned wrapped_lines(struct mb_span s, unsigned room)
{
    unsigned lines = 1;
    unsigned line = 0; /* what stands in the line already … */
    unsigned word = 0; /* … and the word that grows */

    for (size_t i = 0; i < s.len && lines < LINES_MAX; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        word += char_advance(c);
        if (c == '\n') {
            lines++;
            line = word = 0;
        } else if (line + word > room && c != ' ') {
            lines++;
            line = 0;
            if (word > room)
                word = char_advance(c);
        }
        if (c == ' ' || c == '-') {
            line += word;
            word = 0;
        }
    }
    return lines;
}

/* A column of n characters is n digits of the sheet's font wide; Cover is
 * read in larger letters. */
static unsigned cell_lines(const struct mb_cell *cell, double width, int em)
{
    unsigned room = (unsigned)(width * em);

    if ((cell->type != MB_CELL_TEXT && cell->type != MB_CELL_LINK)
        || cell->text.len * ADVANCE_MAX <= room)
        return 1;
    return wrapped_lines(cell->text, room);
}

unsigned mb_row_lines(const struct mb_sheet *sheet, const double *widths,
                      uint32_t r)
{
    const struct mb_cell *cells = mb_sheet_cells(sheet, r);
    unsigned lines = 1;

    for (uint32_t c = 0; c < sheet->ncolumns; c++) {
        unsigned n =
            cell_lines(&cells[c], widths[c], sheet->plain ? EM_LARGE : EM_TEXT);
        if (n > lines)
            lines = n;
    }
    return lines;
}
