/* Sheets grow by the arena's arrays. The cell to fill next is counted in the
 * sheet itself, so that a row is a list of puts in the columns' order.
 */
#include "reports/sheet.h"

static uint32_t count_columns(const struct mb_column_spec *columns)
{
    uint32_t n = 0;

    while (columns[n].header != NULL)
        n++;
    return n;
}

struct mb_sheet *mb_sheet_add(struct mb_report *report, const char *name,
                              struct mb_span title, struct mb_span note,
                              const struct mb_column_spec *columns)
{
    uint32_t n = count_columns(columns);
    struct mb_column *list = mb_arena_alloc(report->arena, n, sizeof *list);
    struct mb_sheet *sheet;

    if (list == NULL)
        return NULL;
    sheet = mb_arena_push(report->arena, &report->sheets, &report->nsheets,
                          sizeof *sheet);
    if (sheet == NULL)
        return NULL;
    for (uint32_t i = 0; i < n; i++) {
        const struct mb_column_spec *spec = &columns[i];
        list[i] = (struct mb_column){
            .header = mb_span_str(spec->header),
            .type = spec->type,
            .flags = spec->flags,
            .width = spec->width,
            .choices = spec->choices,
            .help = mb_span_str(spec->help),
        };
    }
    sheet->name = mb_span_str(name);
    sheet->title = title;
    sheet->note = note;
    sheet->columns = list;
    sheet->ncolumns = n;
    return sheet;
}

void mb_row_begin(struct mb_report *report, struct mb_sheet *sheet)
{
    struct mb_row *row;

    if (sheet == NULL)
        return;
    sheet->next = sheet->ncolumns; /* puts are dropped if there is no row */
    row =
        mb_arena_push(report->arena, &sheet->rows, &sheet->nrows, sizeof *row);
    if (row == NULL)
        return;
    row->cells =
        mb_arena_alloc(report->arena, sheet->ncolumns, sizeof *row->cells);
    if (row->cells == NULL)
        sheet->nrows--;
    else
        sheet->next = 0;
}

static struct mb_cell *next_cell(struct mb_sheet *sheet)
{
    if (sheet == NULL || sheet->nrows == 0 || sheet->next >= sheet->ncolumns)
        return NULL;
    return &sheet->rows[sheet->nrows - 1].cells[sheet->next++];
}

static void put(struct mb_sheet *sheet, struct mb_cell value)
{
    struct mb_cell *cell = next_cell(sheet);

    if (cell != NULL)
        *cell = value;
}

void mb_put_empty(struct mb_sheet *sheet)
{
    put(sheet, (struct mb_cell){.type = MB_CELL_EMPTY});
}

static void put_span(struct mb_sheet *sheet, enum mb_cell_type type,
                     struct mb_span s)
{
    if (s.ptr == NULL || s.len == 0)
        mb_put_empty(sheet);
    else
        put(sheet, (struct mb_cell){.type = type, .text = s});
}

void mb_put_text(struct mb_sheet *sheet, struct mb_span text)
{
    put_span(sheet, MB_CELL_TEXT, text);
}

void mb_put_date(struct mb_sheet *sheet, struct mb_span iso)
{
    put_span(sheet, MB_CELL_DATE, iso);
}

void mb_put_count(struct mb_sheet *sheet, int64_t n)
{
    if (n < 0)
        mb_put_empty(sheet);
    else
        put(sheet, (struct mb_cell){.type = MB_CELL_INTEGER, .integer = n});
}

void mb_put_tri(struct mb_sheet *sheet, int tri)
{
    if (tri < 0)
        mb_put_empty(sheet);
    else
        put(sheet, (struct mb_cell){.type = MB_CELL_BOOL, .integer = tri});
}

void mb_put_link(struct mb_sheet *sheet, struct mb_span text,
                 struct mb_span uri)
{
    bool web = mb_span_istarts(uri, MB_SPAN_LIT("http://"))
               || mb_span_istarts(uri, MB_SPAN_LIT("https://"));

    if (text.ptr == NULL || !web)
        mb_put_text(sheet, text);
    else
        put(sheet,
            (struct mb_cell){.type = MB_CELL_LINK, .text = text, .uri = uri});
}
