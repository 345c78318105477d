/* How much room cells take, in characters and lines. */
#include "reports/measure.h"

enum {
    WIDTH_MIN = 8,
    WIDTH_MAX = 60,
    LINES_MAX = 27 /* Excel's rows end at 409 points */
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
        const struct mb_cell *cell = &sheet->rows[r].cells[c];
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

static bool is_wrapped(const struct mb_column *column)
{
    return (column->flags & (MB_COLUMN_WRAP | MB_COLUMN_OFFICER)) != 0;
}

/* Lines that a cell takes at its column's width: what was wrapped at words
 * needs a little more than its characters say. */
static unsigned cell_lines(const struct mb_column *column,
                           const struct mb_cell *cell)
{
    unsigned lines = 1;
    size_t room = column->width > 2 ? column->width - 1 : WIDTH_MAX;
    size_t run = 0;

    if (cell->type != MB_CELL_TEXT || !is_wrapped(column))
        return 1;
    for (size_t i = 0; i < cell->text.len && lines < LINES_MAX; i++) {
        unsigned char c = (unsigned char)cell->text.ptr[i];
        run += (c & 0xC0) != 0x80;
        if (c == '\n' || run * 20 > room * 19) {
            lines++;
            run = 0;
        }
    }
    return lines;
}

unsigned mb_row_lines(const struct mb_sheet *sheet, uint32_t r)
{
    unsigned lines = 1;

    for (uint32_t c = 0; c < sheet->ncolumns; c++) {
        unsigned n = cell_lines(&sheet->columns[c], &sheet->rows[r].cells[c]);
        if (n > lines)
            lines = n;
    }
    return lines;
}
