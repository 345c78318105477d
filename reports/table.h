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
    MB_CELL_LINK,    /* text shown, and the address it leads to */
    MB_CELL_COUNTED, /* text is a formula that the program made, never one
                        from a document; integer is what it gives now */
    MB_CELL_INPUT /* on a plain sheet: text, if any, that a person replaces */
};

struct mb_cell {
    enum mb_cell_type type;
    struct mb_span text;
    struct mb_span uri; /* MB_CELL_LINK: http(s), or internal:'Sheet'!A1 */
    union {
        double number;
        int64_t integer;
    };
};

/* What stands in cells of a MB_COLUMN_EXPECTED column that have no value, in
 * workbooks (csv and json leave them empty). */
#define MB_NOT_FOUND "not found"

enum {                         /* mb_column.flags */
       MB_COLUMN_OFFICER = 1,  /* people write here; `update` reads it */
       MB_COLUMN_COMPUTED = 2, /* worked out from what people wrote */
       MB_COLUMN_HIDDEN = 4,
       MB_COLUMN_WRAP = 8,
       MB_COLUMN_TINTED = 16,   /* cells get the look of report.tints */
       MB_COLUMN_EXPECTED = 32, /* every record should say it */
       MB_COLUMN_LABEL = 64,    /* bold: what stands beside it */
       MB_COLUMN_SHARE = 128    /* MB_CELL_NUMBER, 0..1, shown as percent */
};

/* Colours go with words, never alone: a cell that says the word gets the
 * tint. */
enum mb_tint {
    MB_TINT_NONE,
    MB_TINT_RED,
    MB_TINT_AMBER,
    MB_TINT_GREEN,
    MB_TINT_BLUE,
    MB_TINT_GREY,
    MB_TINT_COUNT
};
struct mb_tinted {
    struct mb_span word;
    enum mb_tint tint;
};

struct mb_column {
    struct mb_span header; /* unique within the sheet, not empty */
    enum mb_cell_type type;
    unsigned flags;
    unsigned width;             /* characters; 0: fit to content, 8..60 */
    const char *const *choices; /* drop-down, NULL-terminated; NULL: none */
    struct mb_span help;        /* shown when a cell is entered; null: none */
};

/* Bars over rows of the sheet that carry the figures they show. */
struct mb_chart {
    struct mb_span title;
    struct mb_span description; /* says in words what it shows */
    uint32_t first;             /* row, from 0 … */
    uint32_t n;                 /* … and how many */
    uint32_t label;             /* column of the bars' names */
    uint32_t value;             /* column of their lengths */
};

/* Where writers of workbooks put a sheet: title in row 1, note in row 2, what
 * the columns are in row 3, headings in row 4, then the rows. */
#define MB_SHEET_HEAD 4

struct mb_sheet {
    struct mb_span name;  /* at most 31 characters, no []:*?/\ */
    struct mb_span title; /* for A1; one line */
    struct mb_span note;  /* for A2: what stands here; null: none */
    struct mb_column *columns;
    uint32_t ncolumns;
    uint32_t nrows;
    const unsigned char **rows; /* but the last, as bytes (reports/packed.h) */
    struct mb_cell *last;       /* the cells of the last row … */
    struct mb_cell *shown;      /* … and of the one looked at last */
    struct mb_arena *arena;     /* the report's */
    struct mb_lately *lately;   /* likewise */
    uint32_t next;   /* cell that a builder fills next (reports/sheet.h) */
    uint32_t frozen; /* columns that stay in sight; 0: the first */
    bool plain;      /* Cover: text laid out, not a table */
    bool portrait;   /* a page to be read, not a table to be worked in */
    struct mb_chart *charts;
    uint32_t ncharts;
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
    const struct mb_tinted *tints; /* of MB_COLUMN_TINTED */
    uint32_t ntints;
    struct mb_lately *lately; /* texts of cells; NULL before the first sheet */
};

/* The cells of the r-th row, one a column; valid until another row of the
 * sheet is asked for, their texts as long as the report. */
const struct mb_cell *mb_sheet_cells(const struct mb_sheet *sheet, uint32_t r);

#endif
