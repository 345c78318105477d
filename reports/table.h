/* The neutral table model: what every report is made of, whatever the format.
 *
 * A report is a list of sheets; a sheet is typed columns and rows of cells. A
 * report is built once (reports/tracker.c …) and written by a writer:
 * reports/csv.c, reports/json.c, reports/xlsx.c. A writer never turns text into
 * a formula.
 */
#ifndef MB_REPORTS_TABLE_H
#define MB_REPORTS_TABLE_H

#include "base/arena.h"

enum mb_cell_type {
    MB_CELL_EMPTY,
    MB_CELL_TEXT,
    MB_CELL_INTEGER,
    MB_CELL_NUMBER,
    MB_CELL_DATE, /* text is YYYY-MM-DD; written as a real date */
    MB_CELL_BOOL,
    MB_CELL_LINK /* text shown, and the address it leads to */
};

struct mb_cell {
    enum mb_cell_type type;
    struct mb_span text;
    struct mb_span uri; /* MB_CELL_LINK: http(s), or internal:'Sheet'!A1 */
    double number;
    int64_t integer;
};

enum {                        /* mb_column.flags */
       MB_COLUMN_OFFICER = 1, /* people write here; it comes back by `update` */
       MB_COLUMN_COMPUTED = 2,
       MB_COLUMN_HIDDEN = 4,
       MB_COLUMN_WRAP = 8,
       MB_COLUMN_RATING = 16 /* cells get the rating's look, text and colour */
};

struct mb_column {
    struct mb_span header; /* unique within the sheet, not empty */
    enum mb_cell_type type;
    unsigned flags;
    unsigned width;             /* characters; 0: fit to content, 8..60 */
    const char *const *choices; /* drop-down, NULL-terminated; NULL: none */
    struct mb_span help;        /* shown when a cell is entered; null: none */
};

struct mb_row {
    struct mb_cell *cells; /* as many as the sheet has columns */
};

struct mb_sheet {
    struct mb_span name;  /* at most 31 characters, no []:*?/\ */
    struct mb_span title; /* for A1; one line */
    struct mb_span note;  /* for A2: what stands here; null: none */
    struct mb_column *columns;
    uint32_t ncolumns;
    struct mb_row *rows;
    uint32_t nrows;
    uint32_t next; /* cell that a builder fills next (reports/sheet.h) */
    bool plain;    /* Cover: text laid out, not a table */
};

struct mb_property {
    struct mb_span name;
    struct mb_span value;
};

struct mb_report {
    struct mb_arena *arena;
    struct mb_span title;
    struct mb_span as_of; /* YYYY-MM-DD: pins every date in the output */
    struct mb_sheet *sheets;
    uint32_t nsheets;
    struct mb_property *properties; /* custom document properties */
    uint32_t nproperties;
};

#endif
