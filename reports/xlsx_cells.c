/* The cells of a sheet: how they look, and a value of each type.
 *
 * The library refuses strings over 32,767 characters (xlsx_text.c cuts them),
 * keeps 65,530 links a sheet at the most and reads behind an empty formula.
 */
#include "reports/xlsx_priv.h"

#include "base/date.h"
#include "base/utf8.h"
#include "reports/measure.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINKS_MAX = 65530,
    LINES_SHOWN = 16, /* a longer text is whole in its cell */
    URI_MAX = 2079
};

static void set_look(lxw_format *format, enum mb_look_id look)
{
    unsigned flags = mb_looks[look].flags;

    format_set_font_name(format, MB_LOOK_FONT);
    format_set_font_size(format, mb_looks[look].points > 0
                                     ? mb_looks[look].points
                                     : MB_LOOK_POINTS);
    format_set_font_color(format, mb_looks[look].ink);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (mb_looks[look].paper != 0)
        format_set_bg_color(format, mb_looks[look].paper);
    if (mb_looks[look].number != NULL)
        format_set_num_format(format, mb_looks[look].number);
    if (flags & (MB_LOOK_RULED | MB_LOOK_BOXED)) {
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bottom_color(format, 0xD0D0D0);
    }
    if (flags & MB_LOOK_BOXED)
        format_set_border(format, LXW_BORDER_THIN);
    if (flags & MB_LOOK_WRAPPED)
        format_set_text_wrap(format);
    if (flags & MB_LOOK_BOLD)
        format_set_bold(format);
    if (flags & MB_LOOK_ITALIC)
        format_set_italic(format);
    if (flags & MB_LOOK_UNDERLINED)
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
    if (flags & MB_LOOK_LEFT)
        format_set_align(format, LXW_ALIGN_LEFT);
    if (flags & MB_LOOK_RIGHT) {
        format_set_align(format, LXW_ALIGN_RIGHT);
        format_set_indent(format, 2); /* apart from the next column's text */
    }
}

void mb_xlsx_make_looks(struct mb_xlsx *w)
{
    /* the first format is the workbook's own: column widths are its digits */
    lxw_format *normal = STAILQ_FIRST(w->book->formats);

    format_set_font_name(normal, MB_LOOK_FONT);
    format_set_font_size(normal, MB_LOOK_POINTS);
    for (int i = 0; i < MB_LOOK_COUNT; i++) {
        w->looks[i] = workbook_add_format(w->book);
        set_look(w->looks[i], (enum mb_look_id)i);
    }
    for (int i = MB_TINT_RED; i < MB_TINT_COUNT; i++) {
        w->tints[i] = workbook_add_format(w->book);
        format_set_font_color(w->tints[i], mb_tints[i].ink);
        format_set_bg_color(w->tints[i], mb_tints[i].paper);
        if (mb_tints[i].flags & MB_LOOK_BOLD)
            format_set_bold(w->tints[i]);
    }
}

static lxw_error write_date(struct mb_xlsx *w, lxw_worksheet *ws, lxw_row_t row,
                            lxw_col_t col, struct mb_span iso,
                            enum mb_look_id look)
{
    lxw_datetime when = {0};
    struct mb_date date;

    if (!mb_date_parse(iso, &date) || date.year < 1900)
        return worksheet_write_string(ws, row, col, mb_xlsx_string(w, iso),
                                      w->looks[MB_LOOK_TEXT]);
    when.year = date.year;
    when.month = date.month;
    when.day = date.day;
    return worksheet_write_datetime(ws, row, col, &when, w->looks[look]);
}

static lxw_error write_text(struct mb_xlsx *w, lxw_worksheet *ws, lxw_row_t row,
                            lxw_col_t col, struct mb_span text,
                            lxw_format *format)
{
    if (text.len == 0)
        return worksheet_write_blank(ws, row, col, format);
    return worksheet_write_string(ws, row, col, mb_xlsx_string(w, text),
                                  format);
}

static lxw_error write_link(struct mb_xlsx *w, lxw_worksheet *ws, lxw_row_t row,
                            lxw_col_t col, const struct mb_cell *cell,
                            lxw_format *format)
{
    char uri[URI_MAX + 1];

    if (cell->uri.ptr == NULL || cell->uri.len > URI_MAX
        || !mb_utf8_check(cell->uri, NULL))
        return write_text(w, ws, row, col, cell->text, w->looks[MB_LOOK_TEXT]);
    memcpy(uri, cell->uri.ptr, cell->uri.len);
    uri[cell->uri.len] = '\0';
    return worksheet_write_url_opt(ws, row, col, uri, format,
                                   mb_xlsx_string(w, cell->text), NULL);
}

static lxw_error write_cell(struct mb_xlsx *w, lxw_worksheet *ws, lxw_row_t row,
                            lxw_col_t col, const struct mb_cell *cell,
                            enum mb_look_id look)
{
    lxw_format *format = w->looks[look];

    switch (cell->type) {
    case MB_CELL_INTEGER:
        return worksheet_write_number(ws, row, col, (double)cell->integer,
                                      format);
    case MB_CELL_NUMBER:
        return worksheet_write_number(ws, row, col, cell->number, format);
    case MB_CELL_DATE:
        return write_date(w, ws, row, col, cell->text, look);
    case MB_CELL_BOOL:
        return worksheet_write_string(ws, row, col,
                                      cell->integer ? "Yes" : "No", format);
    case MB_CELL_LINK:
        return write_link(w, ws, row, col, cell, format);
    case MB_CELL_COUNTED:
        if (cell->text.len == 0) /* the library reads behind an empty one */
            return LXW_ERROR_PARAMETER_VALIDATION;
        return worksheet_write_formula_num(ws, row, col,
                                           mb_xlsx_string(w, cell->text),
                                           format, (double)cell->integer);
    case MB_CELL_EMPTY:
    case MB_CELL_TEXT:
    case MB_CELL_INPUT:
        break;
    }
    return write_text(w, ws, row, col, cell->text, format);
}

/* As high as its text needs, up to what leaves other rows in the window; the
 * file says that this is no decision (xlsx_finish.c): while people write, rows
 * grow. */
static void set_height(lxw_worksheet *ws, const struct mb_sheet *sheet,
                       const double *widths, uint32_t r)
{
    unsigned lines = mb_row_lines(sheet, widths, r);

    if (lines > LINES_SHOWN && !sheet->plain)
        lines = LINES_SHOWN;
    if (lines > 1 || sheet->plain)
        worksheet_set_row(
            ws, MB_XLSX_HEADER_ROW + 1 + r,
            lines * (sheet->plain ? MB_XLSX_LINE_LARGE : MB_XLSX_LINE_POINTS)
                + MB_XLSX_LINE_ROOM,
            NULL);
}

static lxw_error put_cell(struct mb_xlsx *w, lxw_worksheet *ws,
                          const struct mb_sheet *sheet, uint32_t r, uint32_t c,
                          const struct mb_cell *cell, enum mb_look_id look)
{
    const struct mb_column *column = &sheet->columns[c];
    lxw_row_t row = MB_XLSX_HEADER_ROW + 1 + r;

    if (cell->type == MB_CELL_EMPTY && column->flags & MB_COLUMN_EXPECTED)
        return worksheet_write_string(ws, row, (lxw_col_t)c, MB_NOT_FOUND,
                                      w->looks[MB_LOOK_MISSING]);
    if (sheet->plain)
        look = mb_look_plain(column, cell);
    else if (cell->type == MB_CELL_TEXT && look == MB_LOOK_LINK)
        look = MB_LOOK_TEXT; /* a source without an address */
    return write_cell(w, ws, row, (lxw_col_t)c, cell, look);
}

/* What all cells of a column share. */
struct column_plan {
    enum mb_look_id *looks;
    double *widths;
};

static lxw_error write_row(struct mb_xlsx *w, lxw_worksheet *ws,
                           const struct mb_sheet *sheet,
                           const struct column_plan *plan, uint32_t r,
                           uint32_t *links)
{
    const struct mb_cell *cells;
    lxw_error bad = LXW_NO_ERROR;

    set_height(ws, sheet, plan->widths, r);
    cells = mb_sheet_cells(sheet, r);
    for (uint32_t c = 0; c < sheet->ncolumns && bad == LXW_NO_ERROR; c++) {
        struct mb_cell cell = cells[c];
        if (cell.type == MB_CELL_LINK && ++*links > LINKS_MAX)
            cell.type = MB_CELL_TEXT;
        bad = put_cell(w, ws, sheet, r, c, &cell, plan->looks[c]);
    }
    return bad;
}

enum mb_status mb_xlsx_write_rows(struct mb_xlsx *w, lxw_worksheet *ws,
                                  const struct mb_sheet *sheet)
{
    struct column_plan plan = {
        calloc(sheet->ncolumns, sizeof *plan.looks),
        calloc(sheet->ncolumns, sizeof *plan.widths),
    };
    uint32_t links = 0;
    lxw_error bad = plan.looks == NULL || plan.widths == NULL
                        ? LXW_ERROR_MEMORY_MALLOC_FAILED
                        : LXW_NO_ERROR;

    for (uint32_t c = 0; c < sheet->ncolumns && bad == LXW_NO_ERROR; c++) {
        plan.looks[c] = mb_look_of(&sheet->columns[c]);
        plan.widths[c] = mb_column_width(sheet, c);
    }
    for (uint32_t r = 0; r < sheet->nrows && bad == LXW_NO_ERROR; r++)
        bad = write_row(w, ws, sheet, &plan, r, &links);
    free(plan.looks);
    free(plan.widths);
    return bad == LXW_NO_ERROR ? MB_OK
                               : mb_xlsx_fail(w, sheet, lxw_strerror(bad));
}
