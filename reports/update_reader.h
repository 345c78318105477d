/* A workbook on its way back, a row at a time. Private to update_read.c,
 * update_heads.c, update_rows.c and update_looked.c.
 */
#ifndef MB_REPORTS_UPDATE_READER_H
#define MB_REPORTS_UPDATE_READER_H

#include "reports/update_priv.h"

enum { MB_READER_NONE = UINT16_MAX };

enum mb_sheet_kind {
    MB_SHEET_COVER,
    MB_SHEET_RECORDS, /* Tracker or All clauses */
    MB_SHEET_LINKS,
    MB_SHEET_OURS, /* one that is only to be looked at */
    MB_SHEET_OTHER
};

struct mb_held {
    uint32_t column;
    enum mb_value value;
    bool formula;
    struct mb_span text;
};

/* A sheet that is only to be looked at (update_looked.c). */
struct mb_looked {
    bool on;           /* it is known what went out */
    uint64_t went_out; /* sum of its cells' hashes then … */
    uint64_t sum;      /* … and now */
    uint64_t *now; /* hashes of what the register has there, sorted; owned */
    size_t nnow;
    struct {
        struct mb_span place, text;
    } cells[100]; /* that it has not: the first of n */
    uint32_t n;
};

struct mb_reader {
    struct mb_comparison c;
    struct mb_looked looked;
    struct mb_span edition;
    struct mb_span cover_generation;
    bool is_1904;
    bool begun; /* the register was read */
    /* the sheet */
    enum mb_sheet_kind kind;
    struct mb_span name;
    const struct mb_sheet *model; /* whose columns it has; NULL: not known */
    bool copied;
    uint32_t id_column;
    uint16_t columns[MB_BOOK_COLUMNS]; /* of the model */
    uint32_t mapped[256];              /* the columns that are there */
    uint32_t nmapped;
    uint32_t unread; /* cells in columns of others */
    uint32_t tracker_sheets;
    /* the row */
    uint32_t row;
    struct mb_held *cells;
    uint32_t ncells;
    uint32_t slots[MB_BOOK_COLUMNS]; /* place in cells, from 1; 0: empty */
    struct mb_arena *row_arena;
    struct mb_buf scratch;
    /* ids met, to see rows that stand twice */
    struct mb_span *ids;
    uint32_t nids;
};

/* "Tracker!C17", of the row in hand; and a copy of a text. In the arena. */
struct mb_span mb_reader_place(struct mb_reader *r, uint32_t column);
struct mb_span mb_reader_keep(struct mb_reader *r, struct mb_span s);

/* Begin such a sheet; take a cell of it; tell what was written there. */
enum mb_status mb_reader_look_begin(struct mb_reader *r,
                                    struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_reader_look(struct mb_reader *r,
                              const struct mb_book_cell *cell,
                              struct mb_err *err) MB_MUST_CHECK;
void mb_reader_look_end(struct mb_reader *r);

/* The column of the model with that heading, case free; ncolumns: none. */
uint32_t mb_reader_column(const struct mb_sheet *model, struct mb_span text);

/* The row in hand as headings, if it has a cell `Record ID` or `Link ID`:
 * afterwards r->model and r->columns are set. */
void mb_reader_headings(struct mb_reader *r);

/* The row in hand as one of a tracker: what differs becomes edits. Errors are
 * the store's, and the arena's. */
enum mb_status mb_reader_row(struct mb_reader *r,
                             struct mb_err *err) MB_MUST_CHECK;

#endif
