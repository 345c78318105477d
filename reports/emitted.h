/* What a workbook carried when it was written: the middle of the three ways
 * in which an edited one is merged.
 *
 * Kept in the store under the workbook's generation and edition (a hash of
 * it), so that reports of one register with other filters, dates or headings
 * are told apart. A line a row: officers' cells whole, the others as hashes,
 * which is all it takes to see that one was changed.
 */
#ifndef MB_REPORTS_EMITTED_H
#define MB_REPORTS_EMITTED_H

#include "base/buf.h"
#include "reports/table.h"
#include "store/entries.h"

/* Is it a sheet whose rows come back: Tracker, All clauses, Links? */
bool mb_emitted_sheet(const struct mb_sheet *sheet);

/* A cell as it reads when it comes back from a workbook: dates as ISO text,
 * numbers in their shortest form, line ends as LF, no blanks at the ends, cut
 * where the writer cuts. Points into the cell, or into scratch (cleared
 * first). What is not found is empty. */
struct mb_span mb_emitted_text(const struct mb_cell *cell,
                               struct mb_buf *scratch);
/* The same with nine digits of what is no whole number: programs round as they
 * like. */
struct mb_span mb_emitted_loose(const struct mb_cell *cell,
                                struct mb_buf *scratch);
/* The same for text that came back. */
struct mb_span mb_emitted_plain(struct mb_span text, struct mb_buf *scratch);

/* Put down what a report's workbook will carry.
 *
 * entries  those in force, by Record ID and field: an officer's cell without
 *          one shows what the program worked out
 *
 * MB_ERR_NOMEM. */
enum mb_status mb_emitted_make(const struct mb_report *report,
                               const struct mb_entries *entries,
                               struct mb_buf *out,
                               struct mb_err *err) MB_MUST_CHECK;

/* The same, made part of the report: the property `minutebook-edition`, and a
 * line on Cover. ret_key is what it is to be kept under
 * (mb_store_emitted_put), in report->arena; what is to be kept is
 * appended to cells, which is empty. */
enum mb_status mb_emitted_add(struct mb_store *store, struct mb_report *report,
                              struct mb_span *ret_key, struct mb_buf *cells,
                              struct mb_err *err) MB_MUST_CHECK;

/* The edition: 16 hexadecimal digits of what was put down. */
#define MB_EDITION_SIZE 17
enum mb_status mb_emitted_edition(struct mb_span emitted,
                                  char ret_edition[MB_EDITION_SIZE],
                                  struct mb_err *err) MB_MUST_CHECK;

/* ------------------------------------------------------------ reading -- */

struct mb_emitted;

/* Ready to be asked. emitted is borrowed for as long; MB_ERR_STORE where it is
 * none of ours; MB_ERR_NOMEM. */
enum mb_status mb_emitted_read(struct mb_span emitted, struct mb_arena *arena,
                               struct mb_emitted **ret,
                               struct mb_err *err) MB_MUST_CHECK;

/* A row as it was; opened one at a time. */
struct mb_emitted_row;
/* The row with that id, NULL where there was none (or memory ran out); valid
 * until the next call. */
const struct mb_emitted_row *
mb_emitted_find(struct mb_emitted *e, struct mb_span sheet, struct mb_span id);
/* An officer's cell of it, empty where it was; *ret_made: the program worked
 * it out. False where that workbook had no such column. */
bool mb_emitted_officer(const struct mb_emitted_row *row, struct mb_span header,
                        struct mb_span *ret_text, bool *ret_made);
/* Whether another cell held that text (mb_emitted_plain); *ret_known: whether
 * that workbook had such a column. */
bool mb_emitted_same(const struct mb_emitted_row *row, struct mb_span header,
                     struct mb_span text, bool *ret_known);
/* Of a sheet without ids: the sum of its cells' hashes. False where it was not
 * put down. */
bool mb_emitted_sum(const struct mb_emitted *e, struct mb_span sheet,
                    uint64_t *ret_sum);
/* The hash of a cell's text, as mb_emitted_text gives it. */
uint64_t mb_emitted_hash(struct mb_span text);
void mb_emitted_done(struct mb_emitted *e);

#endif
