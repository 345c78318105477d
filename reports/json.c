/* A report as JSON: its values by jansson. */
#include "reports/writers.h"

#include "reports/json_text.h"

#include <stdlib.h>

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

/* A value on lines of its own, as deep in the file as `depth` says: the file is
 * put together by hand, so that one row is held as JSON at a time. */
static int put_value(struct mb_buf *out, json_t *value, unsigned depth)
{
    char *text = value == NULL
                     ? NULL
                     : json_dumps(value, JSON_INDENT(1) | JSON_ENCODE_ANY
                                             | JSON_REAL_PRECISION(6));

    json_decref(value);
    for (const char *at = text; at != NULL && *at != '\0'; at++) {
        mb_buf_putc(out, *at);
        for (unsigned i = 0; *at == '\n' && i < depth; i++)
            mb_buf_putc(out, ' ');
    }
    free(text);
    return text != NULL ? 0 : -1;
}

static int put_text(struct mb_buf *out, const char *before, struct mb_span text)
{
    mb_buf_puts(out, before);
    return put_value(out, json_stringn(text.ptr, text.len), 0);
}

static int put_row(struct mb_buf *out, const struct mb_sheet *sheet, uint32_t r)
{
    const struct mb_cell *cells = mb_sheet_cells(sheet, r);
    json_t *row = json_object();
    int bad = 0;

    for (uint32_t c = 0; c < sheet->ncolumns; c++)
        bad |= put(row, sheet->columns[c].header, cell_json(&cells[c]));
    mb_buf_puts(out, r == 0 ? "\n    " : ",\n    ");
    return bad | put_value(out, row, 4);
}

static int put_sheet(struct mb_buf *out, const struct mb_sheet *sheet)
{
    int bad = put_text(out, "\n  {\n   \"name\": ", sheet->name);

    mb_buf_puts(out, ",\n   \"rows\": [");
    for (uint32_t r = 0; r < sheet->nrows; r++)
        bad |= put_row(out, sheet, r);
    mb_buf_puts(out, sheet->nrows > 0 ? "\n   ]\n  }" : "]\n  }");
    return bad;
}

enum mb_status mb_write_json(const struct mb_report *report, struct mb_buf *out,
                             struct mb_err *err)
{
    int bad = put_text(out, "{\n \"title\": ", report->title);

    bad |= put_text(out, ",\n \"as_of\": ", report->as_of);
    mb_buf_puts(out, ",\n \"sheets\": [");
    for (uint32_t i = 0; i < report->nsheets; i++) {
        mb_buf_puts(out, i == 0 ? "" : ",");
        bad |= put_sheet(out, &report->sheets[i]);
    }
    mb_buf_puts(out, report->nsheets > 0 ? "\n ]\n}\n" : "]\n}\n");
    if (bad != 0)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    return mb_buf_status(out, err);
}
