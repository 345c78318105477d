/* RFC 4180, with the one addition that keeps spreadsheets from running what
 * a document says: see OWASP's notes on CSV injection.
 */
#include "reports/writers.h"

#include <string.h>

static bool is_plain_number(struct mb_span s)
{
    size_t i = s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+');
    size_t digits = 0;

    for (; i < s.len; i++) {
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
            digits++;
        else if (s.ptr[i] != '.' && s.ptr[i] != ',')
            return false;
    }
    return digits > 0;
}

static bool looks_like_formula(struct mb_span s)
{
    return s.len > 0 && memchr("=+-@\t\r", s.ptr[0], 6) != NULL
           && !is_plain_number(s);
}

static void put_text(struct mb_span s, struct mb_buf *out)
{
    bool guard = looks_like_formula(s);
    bool quote = guard;

    for (size_t i = 0; i < s.len && !quote; i++)
        quote = memchr(",\"\r\n", s.ptr[i], 4) != NULL;
    if (!quote) {
        mb_buf_put(out, s);
        return;
    }
    mb_buf_putc(out, '"');
    if (guard)
        mb_buf_putc(out, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            mb_buf_putc(out, '"');
        mb_buf_putc(out, s.ptr[i]);
    }
    mb_buf_putc(out, '"');
}

static void put_cell(const struct mb_cell *cell, struct mb_buf *out)
{
    switch (cell->type) {
    case MB_CELL_EMPTY:
        break;
    case MB_CELL_INTEGER:
    case MB_CELL_COUNTED:
        mb_buf_printf(out, "%lld", (long long)cell->integer);
        break;
    case MB_CELL_NUMBER:
        mb_buf_printf(out, "%.10g", cell->number);
        break;
    case MB_CELL_BOOL:
        mb_buf_puts(out, cell->integer ? "Yes" : "No");
        break;
    case MB_CELL_TEXT:
    case MB_CELL_DATE:
    case MB_CELL_LINK:
    case MB_CELL_INPUT:
        put_text(cell->text, out);
        break;
    }
}

enum mb_status mb_write_csv(const struct mb_sheet *sheet, struct mb_buf *out,
                            struct mb_err *err)
{
    for (uint32_t c = 0; c < sheet->ncolumns; c++) {
        if (c > 0)
            mb_buf_putc(out, ',');
        put_text(sheet->columns[c].header, out);
    }
    mb_buf_puts(out, "\r\n");
    for (uint32_t r = 0; r < sheet->nrows; r++) {
        const struct mb_cell *cells = mb_sheet_cells(sheet, r);
        for (uint32_t c = 0; c < sheet->ncolumns; c++) {
            if (c > 0)
                mb_buf_putc(out, ',');
            put_cell(&cells[c], out);
        }
        mb_buf_puts(out, "\r\n");
    }
    return mb_buf_status(out, err);
}
