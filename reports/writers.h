/* Writers: a report (reports/table.h) in one of the forms people open.
 *
 * All write to a memory buffer or to a file that is replaced as a whole, so
 * that nobody ever opens half a report. None turns text into a formula.
 */
#ifndef MB_REPORTS_WRITERS_H
#define MB_REPORTS_WRITERS_H

#include "base/buf.h"
#include "reports/table.h"

/* One sheet as RFC 4180 CSV: CRLF, UTF-8, quotes where needed. Text that a
 * spreadsheet would take for a formula (it begins with = + - @, TAB or CR)
 * gets an apostrophe in front, unless it is a plain number.
 * MB_ERR_NOMEM. */
enum mb_status mb_write_csv(const struct mb_sheet *sheet, struct mb_buf *out,
                            struct mb_err *err) MB_MUST_CHECK;

/* The whole report as JSON: {"title", "as_of", "sheets": [{"name", "rows":
 * [{header: value}]}]}. Dates are ISO text; empty cells are null.
 * MB_ERR_NOMEM. */
enum mb_status mb_write_json(const struct mb_report *report, struct mb_buf *out,
                             struct mb_err *err) MB_MUST_CHECK;

/* The whole report as an Excel workbook at `path`, which is replaced only
 * when all is written (a temporary file beside it, fsync, rename). The same
 * report gives the same bytes: report->as_of is its date of creation. Above
 * MB_XLSX_TABLE_ROWS rows a sheet gets an autofilter in place of a table and
 * is written row by row in constant memory.
 *
 * MB_ERR_REPORT where it cannot be written (says path and cause), or where a
 * sheet breaks a rule of table.h or a limit of Excel; MB_ERR_NOMEM.
 */
#define MB_XLSX_TABLE_ROWS 20000
enum mb_status mb_write_xlsx(const struct mb_report *report, const char *path,
                             struct mb_err *err) MB_MUST_CHECK;

#endif
