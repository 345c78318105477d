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

/* Add a sheet to the report. name, title and note are static or in the
 * report's arena. NULL if memory ran out; every function below takes that. */
struct mb_sheet *mb_sheet_add(struct mb_report *report, const char *name,
                              struct mb_span title, struct mb_span note,
                              const struct mb_column_spec *columns);

/* Add an empty row and go to its first cell. */
void mb_row_begin(struct mb_report *report, struct mb_sheet *sheet);

/* Fill the next cell of the row begun last; a null span, a negative count and
 * an unknown tri-state leave it empty. What is behind the last column is
 * dropped. */
void mb_put_text(struct mb_sheet *sheet, struct mb_span text);
void mb_put_date(struct mb_sheet *sheet, struct mb_span iso);
void mb_put_count(struct mb_sheet *sheet, int64_t n);
void mb_put_tri(struct mb_sheet *sheet, int tri);
/* Shown text and where it leads; without an http(s) address plain text. */
void mb_put_link(struct mb_sheet *sheet, struct mb_span text,
                 struct mb_span uri);
void mb_put_empty(struct mb_sheet *sheet);

#endif
