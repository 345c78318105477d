/* A last hand on a workbook that libxlsxwriter wrote. */
#ifndef MB_REPORTS_XLSX_FINISH_H
#define MB_REPORTS_XLSX_FINISH_H

#include "base/status.h"

/* Give rows back their freedom: the library marks every height that is set as
 * a person's choice, and then no row grows when an officer writes more into
 * it. Takes that mark from all rows and leaves everything else as it is; the
 * same file gives the same bytes.
 *
 * MB_ERR_REPORT where the file cannot be read or written again. */
enum mb_status mb_xlsx_free_rows(const char *path,
                                 struct mb_err *err) MB_MUST_CHECK;

#endif
