/* Workbooks that come back: the cells of an .xlsx file, one after the other.
 *
 * A workbook is no document: nothing is looked for in it. It is untrusted all
 * the same, so mb_book_read has it read by a confined worker of its own and
 * checks what that says. Cells come as they are met, sheet by sheet, so that
 * neither side ever holds a workbook as a whole.
 *
 * Read as Excel, LibreOffice, Google Sheets and openpyxl save them: shared and
 * inline strings, rich text (readings aid, `rPh`, left out), both date epochs,
 * formulas by the value that was calculated last.
 */
#ifndef MB_PARSER_BOOK_H
#define MB_PARSER_BOOK_H

#include "base/span.h"
#include "base/status.h"
#include "parser/limits.h"

#include <stdbool.h>
#include <stdint.h>

enum mb_value {
    MB_VALUE_TEXT,
    MB_VALUE_NUMBER, /* text is its shortest decimal: "12", "0.5" */
    MB_VALUE_DATE,   /* YYYY-MM-DD, with THH:MM:SS where there is a time */
    MB_VALUE_BOOL,   /* TRUE or FALSE */
    MB_VALUE_ERROR,  /* #REF!, or a formula that was never calculated: "" */
    MB_VALUE_COUNT
};

/* A cell that is not empty; valid during the call. */
struct mb_book_cell {
    uint32_t row; /* from 0 */
    uint32_t column;
    enum mb_value value;
    bool formula;
    struct mb_span text; /* UTF-8 */
};

#define MB_BOOK_ROWS    1048576u
#define MB_BOOK_COLUMNS 16384u
#define MB_BOOK_TEXT    (1u << 20) /* bytes of one cell */
#define MB_BOOK_SHEETS  1000u
#define MB_BOOK_CELLS   50000000u /* of a workbook */

/* What a workbook holds, in this order: property and epoch first, then sheets
 * with their cells. What a function returns but MB_OK ends the reading and is
 * handed back. None may be NULL. */
struct mb_book_handler {
    void *ctx;
    /* a custom document property that is text */
    enum mb_status (*property)(void *ctx, struct mb_span name,
                               struct mb_span value, struct mb_err *err);
    /* numbers that mean days count from 1904, not from 1900 */
    enum mb_status (*epoch)(void *ctx, bool is_1904, struct mb_err *err);
    enum mb_status (*sheet)(void *ctx, struct mb_span name, struct mb_err *err);
    /* of the sheet begun last; mostly by row and column */
    enum mb_status (*cell)(void *ctx, const struct mb_book_cell *cell,
                           struct mb_err *err);
};

struct mb_book_options {
    struct mb_limits limits;
    const char *first;   /* a sheet that comes before the others, or NULL */
    const char *program; /* NULL: /proc/self/exe; tests give another */
};

/* Read a workbook in a worker.
 *
 * fd    an open file, borrowed; no pipe
 * name  for messages
 *
 * MB_ERR_REFUSED for a spreadsheet of another kind or one locked by a password
 * (the line says what to save it as), and for what is none; MB_ERR_FORMAT
 * where it is damaged or has a document type; MB_ERR_LIMIT over a limit;
 * MB_ERR_IO where it cannot be read or no worker started; MB_ERR_WORKER where
 * that died or lied. The handler may have been given a part by then.
 */
enum mb_status mb_book_read(int fd, const char *name,
                            const struct mb_book_options *options,
                            const struct mb_book_handler *handler,
                            struct mb_err *err) MB_MUST_CHECK;

/* The same in this process, from bytes in memory (borrowed): what the worker
 * does, and tests. */
enum mb_status mb_book_scan(struct mb_span bytes,
                            const struct mb_book_options *options,
                            const struct mb_book_handler *handler,
                            struct mb_err *err) MB_MUST_CHECK;

/* A number of days as a date, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS (a time alone,
 * below one day, as HH:MM:SS); false where it is none (negative, behind 9999).
 * Excel's 29 February 1900 counts as 28 February. */
#define MB_BOOK_DATE_SIZE 20
bool mb_book_date(double days, bool is_1904, char ret_text[MB_BOOK_DATE_SIZE]);

/* "C17" of row 16, column 2. */
#define MB_BOOK_PLACE_SIZE 12
void mb_book_place(uint32_t row, uint32_t column,
                   char ret_text[MB_BOOK_PLACE_SIZE]);

#endif
