/* A report as JSON, by jansson. */
#include "reports/writers.h"

#include "reports/json_text.h"

static json_t *cell_json(const struct mb_cell *cell)
{
    switch (cell->type) {
    case MB_CELL_INTEGER:
    case MB_CELL_COUNTED:
        return json_integer(cell->integer);
    case MB_CELL_NUMBER:
        return json_real(cell->number);
    case MB_CELL_BOOL:
        return json_boolean(cell->integer != 0);
    case MB_CELL_TEXT:
    case MB_CELL_DATE:
    case MB_CELL_LINK:
        return json_stringn(cell->text.ptr, cell->text.len);
    case MB_CELL_INPUT: /* a box that is still empty */
    case MB_CELL_EMPTY:
        break;
    }
    return json_null();
}

/* -1 where memory ran out; a value that is NULL counts as that. */
static int put(json_t *object, struct mb_span key, json_t *value)
{
    char name[256];

    if (key.len >= sizeof name) {
        json_decref(value);
        return -1;
    }
    for (size_t i = 0; i < key.len; i++)
        name[i] = key.ptr[i];
    name[key.len] = '\0';
    return json_object_set_new(object, name, value);
}

static int sheet_json(const struct mb_sheet *sheet, json_t *sheets)
{
    json_t *object = json_object();
    json_t *rows = json_array();
    int bad = 0;

    for (uint32_t r = 0; r < sheet->nrows; r++) {
        const struct mb_cell *cells = mb_sheet_cells(sheet, r);
        json_t *row = json_object();
        for (uint32_t c = 0; c < sheet->ncolumns; c++)
            bad |= put(row, sheet->columns[c].header, cell_json(&cells[c]));
        bad |= json_array_append_new(rows, row);
    }
    bad |= put(object, MB_SPAN_LIT("name"),
               json_stringn(sheet->name.ptr, sheet->name.len));
    bad |= put(object, MB_SPAN_LIT("rows"), rows);
    bad |= json_array_append_new(sheets, object);
    return bad;
}

enum mb_status mb_write_json(const struct mb_report *report, struct mb_buf *out,
                             struct mb_err *err)
{
    json_t *root = json_object();
    json_t *sheets = json_array();
    int bad = 0;

    for (uint32_t i = 0; i < report->nsheets; i++)
        bad |= sheet_json(&report->sheets[i], sheets);
    bad |= put(root, MB_SPAN_LIT("title"),
               json_stringn(report->title.ptr, report->title.len));
    bad |= put(root, MB_SPAN_LIT("as_of"),
               json_stringn(report->as_of.ptr, report->as_of.len));
    bad |= put(root, MB_SPAN_LIT("sheets"), sheets);
    return mb_json_finish(root, JSON_INDENT(1) | JSON_REAL_PRECISION(6),
                          bad == 0, out, err);
}
