/* Building sheets: columns from a static list, rows cell by cell.
 *
 * A builder remembers that memory ran out (the report's arena does), so that
 * a report checks once at its end.
 */
#ifndef MB_REPORTS_SHEET_H
#define MB_REPORTS_SHEET_H

#include "reports/table.h"

/* A column as a static list gives it; ends with header NULL. */
struct mb_column_spec {
    const char *header;
    enum mb_cell_type type;
    unsigned flags;
    unsigned width;
    const char *const *choices;
    const char *help;
};

/* How a column is filled from rows of one kind: the member of the row's struct
 * that stands at an offset, or what a function makes of the row. A list of
 * them describes a whole sheet; it ends with a header NULL (MB_FIELDS_END).
 *
 * By the type of the column the member is
 *   TEXT, DATE  struct mb_span   INTEGER  uint32_t
 *   NUMBER      double           BOOL     int32_t, enum mb_tri
 *   LINK        struct mb_span, and that of its address at `uri`
 */
struct mb_filling;
typedef struct mb_cell mb_cell_fn(const struct mb_filling *field,
                                  const void *context, const void *row);
struct mb_filling {
    struct mb_column_spec column;
    size_t at;      /* bytes from the row's beginning */
    size_t uri;     /* likewise, of a link's address */
    mb_cell_fn *fn; /* not NULL: asked instead */
};

#define MB_FIELD(header, type, flags, width, row, member)                      \
    {                                                                          \
        {header, type, flags, width, NULL, NULL}, offsetof(row, member), 0,    \
            NULL                                                               \
    }
#define MB_FIELD_TEXT(header, flags, width, row, member)                       \
    MB_FIELD(header, MB_CELL_TEXT, flags, width, row, member)
#define MB_FIELD_DATE(header, flags, row, member)                              \
    MB_FIELD(header, MB_CELL_DATE, flags, 12, row, member)
#define MB_FIELD_COUNT(header, row, member)                                    \
    MB_FIELD(header, MB_CELL_INTEGER, 0, 11, row, member)
#define MB_FIELD_YES_NO(header, row, member)                                   \
    MB_FIELD(header, MB_CELL_BOOL, 0, 10, row, member)
#define MB_FIELD_LINK(header, row, text, address)                              \
    {                                                                          \
        {header, MB_CELL_LINK, MB_COLUMN_WRAP, 42, NULL, NULL},                \
            offsetof(row, text), offsetof(row, address), NULL                  \
    }
#define MB_FIELD_MADE(header, type, flags, width, fn)                          \
    {                                                                          \
        {header, type, flags, width, NULL, NULL}, 0, 0, fn                     \
    }
#define MB_FIELDS_END MB_FIELD_MADE(NULL, MB_CELL_EMPTY, 0, 0, NULL)

/* A sheet of such columns, empty; then a row of it, or all n rows of `size`
 * bytes at `rows`. context is handed to the functions. NULL as below. */
struct mb_sheet *mb_sheet_of(struct mb_report *report, const char *name,
                             struct mb_span note,
                             const struct mb_filling *fields);
void mb_sheet_row(struct mb_report *report, struct mb_sheet *sheet,
                  const struct mb_filling *fields, const void *context,
                  const void *row);
void mb_sheet_rows(struct mb_report *report, struct mb_sheet *sheet,
                   const struct mb_filling *fields, const void *context,
                   const void *rows, uint32_t n, size_t size);

/* What the member of a field says in that row, its function left aside. */
struct mb_cell mb_cell_member(const struct mb_filling *field, const void *row);

/* The report's sheet of that name, or NULL. */
struct mb_sheet *mb_sheet_find(const struct mb_report *report,
                               const char *name);
/* Its column with that header: its place, or ncolumns. */
uint32_t mb_column_find(const struct mb_sheet *sheet, const char *header);

/* Values for cells; a null span, a negative count and an unknown tri-state
 * give an empty one, an address that is not http(s) or internal: plain text. */
struct mb_cell mb_cell_text(struct mb_span text);
struct mb_cell mb_cell_date(struct mb_span iso);
struct mb_cell mb_cell_count(int64_t n);
struct mb_cell mb_cell_tri(int tri);
struct mb_cell mb_cell_link(struct mb_span text, struct mb_span uri);

/* Add a sheet to the report. name, title and note are static or in the
 * report's arena. NULL if memory ran out; every function below takes that. */
struct mb_sheet *mb_sheet_add(struct mb_report *report, const char *name,
                              struct mb_span title, struct mb_span note,
                              const struct mb_column_spec *columns);

/* Add an empty row and go to its first cell. */
void mb_row_begin(struct mb_report *report, struct mb_sheet *sheet);

/* Fill the next cell of the row begun last, as the values above; texts are
 * copied. What is behind the last column is dropped. */
void mb_put(struct mb_sheet *sheet, struct mb_cell value);
void mb_put_text(struct mb_sheet *sheet, struct mb_span text);
void mb_put_date(struct mb_sheet *sheet, struct mb_span iso);
void mb_put_count(struct mb_sheet *sheet, int64_t n);
void mb_put_tri(struct mb_sheet *sheet, int tri);
void mb_put_link(struct mb_sheet *sheet, struct mb_span text,
                 struct mb_span uri);
void mb_put_empty(struct mb_sheet *sheet);

#endif
