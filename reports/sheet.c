/* Sheets grow by the arena's arrays. The cell to fill next is counted in the
 * sheet itself, so that a row is a list of puts in the columns' order. The row
 * that is being filled is cells; it is packed when the next one begins.
 */
#include "reports/sheet.h"

#include "reports/packed.h"

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
    struct mb_cell *cells =
        mb_arena_alloc(report->arena, 2 * (size_t)n, sizeof *cells);
    struct mb_sheet *sheet;

    if (report->lately == NULL)
        report->lately =
            mb_arena_alloc(report->arena, 1, sizeof *report->lately);
    if (list == NULL || cells == NULL || report->lately == NULL)
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
    sheet->last = cells;
    sheet->shown = cells + n;
    sheet->arena = report->arena;
    sheet->lately = report->lately;
    return sheet;
}

/* Out of the way with the last row: false where memory ran out. */
static bool pack_last(struct mb_sheet *sheet)
{
    const unsigned char *bytes =
        mb_cells_pack(sheet->last, sheet->ncolumns, sheet->arena);
    const unsigned char **row;
    uint32_t n = sheet->nrows - 1;

    if (bytes == NULL)
        return false;
    row = mb_arena_extend(sheet->arena, &sheet->rows, &n, sizeof *row);
    if (row != NULL)
        *row = bytes;
    return row != NULL;
}

void mb_row_begin(struct mb_report *report, struct mb_sheet *sheet)
{
    (void)report;
    if (sheet == NULL)
        return;
    sheet->next = sheet->ncolumns; /* puts are dropped if there is no row */
    if (sheet->nrows > 0 && !pack_last(sheet))
        return;
    for (uint32_t c = 0; c < sheet->ncolumns; c++)
        sheet->last[c] = (struct mb_cell){.type = MB_CELL_EMPTY};
    sheet->nrows++;
    sheet->next = 0;
}

const struct mb_cell *mb_sheet_cells(const struct mb_sheet *sheet, uint32_t r)
{
    if (r + 1 == sheet->nrows)
        return sheet->last;
    mb_cells_unpack(sheet->rows[r], sheet->shown, sheet->ncolumns);
    return sheet->shown;
}

void mb_put(struct mb_sheet *sheet, struct mb_cell value)
{
    if (sheet == NULL || sheet->nrows == 0 || sheet->next >= sheet->ncolumns)
        return;
    value.text = mb_arena_dup_once(sheet->arena, value.text, sheet->lately);
    value.uri = mb_arena_dup_once(sheet->arena, value.uri, sheet->lately);
    sheet->last[sheet->next++] = value;
}

static struct mb_cell cell_span(enum mb_cell_type type, struct mb_span s)
{
    if (s.ptr == NULL || s.len == 0)
        return (struct mb_cell){.type = MB_CELL_EMPTY};
    return (struct mb_cell){.type = type, .text = s};
}

struct mb_cell mb_cell_text(struct mb_span text)
{
    return cell_span(MB_CELL_TEXT, text);
}

struct mb_cell mb_cell_date(struct mb_span iso)
{
    return cell_span(MB_CELL_DATE, iso);
}

struct mb_cell mb_cell_count(int64_t n)
{
    if (n < 0)
        return (struct mb_cell){.type = MB_CELL_EMPTY};
    return (struct mb_cell){.type = MB_CELL_INTEGER, .integer = n};
}

struct mb_cell mb_cell_tri(int tri)
{
    if (tri < 0)
        return (struct mb_cell){.type = MB_CELL_EMPTY};
    return (struct mb_cell){.type = MB_CELL_BOOL, .integer = tri};
}

struct mb_cell mb_cell_link(struct mb_span text, struct mb_span uri)
{
    bool leads = mb_span_istarts(uri, MB_SPAN_LIT("http://"))
                 || mb_span_istarts(uri, MB_SPAN_LIT("https://"))
                 || mb_span_starts(uri, MB_SPAN_LIT("internal:"));
    struct mb_cell cell = cell_span(MB_CELL_TEXT, text);

    if (cell.type == MB_CELL_TEXT && leads) {
        cell.type = MB_CELL_LINK;
        cell.uri = uri;
    }
    return cell;
}

void mb_put_empty(struct mb_sheet *sheet)
{
    mb_put(sheet, (struct mb_cell){.type = MB_CELL_EMPTY});
}

void mb_put_text(struct mb_sheet *sheet, struct mb_span text)
{
    mb_put(sheet, mb_cell_text(text));
}

void mb_put_date(struct mb_sheet *sheet, struct mb_span iso)
{
    mb_put(sheet, mb_cell_date(iso));
}

void mb_put_count(struct mb_sheet *sheet, int64_t n)
{
    mb_put(sheet, mb_cell_count(n));
}

void mb_put_tri(struct mb_sheet *sheet, int tri)
{
    mb_put(sheet, mb_cell_tri(tri));
}

void mb_put_link(struct mb_sheet *sheet, struct mb_span text,
                 struct mb_span uri)
{
    mb_put(sheet, mb_cell_link(text, uri));
}

struct mb_sheet *mb_sheet_find(const struct mb_report *report, const char *name)
{
    for (uint32_t i = 0; i < report->nsheets; i++)
        if (mb_span_eq(report->sheets[i].name, mb_span_str(name)))
            return &report->sheets[i];
    return NULL;
}

uint32_t mb_column_find(const struct mb_sheet *sheet, const char *header)
{
    uint32_t c = 0;

    while (c < sheet->ncolumns
           && !mb_span_eq(sheet->columns[c].header, mb_span_str(header)))
        c++;
    return c;
}

/* ------------------------------------------------- sheets from fields -- */

struct mb_sheet *mb_sheet_of(struct mb_report *report, const char *name,
                             struct mb_span note,
                             const struct mb_filling *fields)
{
    struct mb_column_spec *list;
    uint32_t n = 0;

    while (fields[n].column.header != NULL)
        n++;
    list = mb_arena_alloc(report->arena, n + 1u, sizeof *list);
    if (list == NULL)
        return NULL;
    for (uint32_t i = 0; i < n; i++)
        list[i] = fields[i].column;
    return mb_sheet_add(report, name, mb_span_str(name), note, list);
}

struct mb_cell mb_cell_member(const struct mb_filling *field, const void *row)
{
    const void *at = (const char *)row + field->at;
    const void *uri = (const char *)row + field->uri;

    switch (field->column.type) {
    case MB_CELL_TEXT:
        return mb_cell_text(*(const struct mb_span *)at);
    case MB_CELL_DATE:
        return mb_cell_date(*(const struct mb_span *)at);
    case MB_CELL_INTEGER:
        return mb_cell_count(*(const uint32_t *)at);
    case MB_CELL_BOOL:
        return mb_cell_tri(*(const int32_t *)at);
    case MB_CELL_NUMBER:
        return (struct mb_cell){.type = MB_CELL_NUMBER,
                                .number = *(const double *)at};
    case MB_CELL_LINK:
        return mb_cell_link(*(const struct mb_span *)at,
                            *(const struct mb_span *)uri);
    case MB_CELL_EMPTY:
    case MB_CELL_COUNTED:
    case MB_CELL_INPUT:
        break;
    }
    return (struct mb_cell){.type = MB_CELL_EMPTY};
}

void mb_sheet_row(struct mb_report *report, struct mb_sheet *sheet,
                  const struct mb_filling *fields, const void *context,
                  const void *row)
{
    mb_row_begin(report, sheet);
    for (; fields->column.header != NULL; fields++)
        mb_put(sheet, fields->fn != NULL ? fields->fn(fields, context, row)
                                         : mb_cell_member(fields, row));
}

void mb_sheet_rows(struct mb_report *report, struct mb_sheet *sheet,
                   const struct mb_filling *fields, const void *context,
                   const void *rows, uint32_t n, size_t size)
{
    for (uint32_t i = 0; i < n; i++)
        mb_sheet_row(report, sheet, fields, context,
                     (const char *)rows + i * size);
}
