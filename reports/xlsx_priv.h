/* What the files of the XLSX writer share; nobody else includes this, and
 * libxlsxwriter's header is included nowhere else.
 */
#ifndef MB_REPORTS_XLSX_PRIV_H
#define MB_REPORTS_XLSX_PRIV_H

#include "reports/looks.h"
#include "reports/table.h"
#include "reports/xlsx_text.h"

#include <xlsxwriter.h>

enum {
    MB_XLSX_BAND_ROW = MB_SHEET_HEAD - 2, /* from 0 */
    MB_XLSX_HEADER_ROW = MB_SHEET_HEAD - 1,
    MB_XLSX_LINE_POINTS = 13, /* a line of text is as high … */
    MB_XLSX_LINE_LARGE = 14,  /* … of Cover … */
    MB_XLSX_LINE_ROOM = 3     /* … and a row so much more */
};

/* A workbook that is being written. */
struct mb_xlsx {
    const struct mb_report *report;
    lxw_workbook *book;
    lxw_format *looks[MB_LOOK_COUNT];
    lxw_format *tints[MB_TINT_COUNT];
    lxw_worksheet *lists; /* choices too long for a validation */
    lxw_col_t nlists;
    char *scratch; /* MB_XLSX_TEXT_SIZE bytes for C strings */
    bool constant; /* row by row, without tables */
    struct mb_err *err;
};

/* MB_ERR_REPORT: the sheet cannot be written, and why. */
enum mb_status mb_xlsx_fail(struct mb_xlsx *w, const struct mb_sheet *sheet,
                            const char *why);

/* A C string of a span, in scratch until the next call. */
const char *mb_xlsx_string(struct mb_xlsx *w, struct mb_span s);

/* xlsx_cells.c: the formats, made once for a workbook; and the rows of a
 * sheet's body. MB_ERR_REPORT. */
void mb_xlsx_make_looks(struct mb_xlsx *w);
enum mb_status mb_xlsx_write_rows(struct mb_xlsx *w, lxw_worksheet *ws,
                                  const struct mb_sheet *sheet) MB_MUST_CHECK;

#endif
