/* How cells of a workbook look: data, apart from the library that writes it.
 *
 * One font for all, so that every program draws the widths that were meant.
 * Colours are 0xRRGGBB and keep a contrast of 4.5 or more.
 */
#ifndef MB_REPORTS_LOOKS_H
#define MB_REPORTS_LOOKS_H

#include "reports/table.h"

#define MB_LOOK_FONT   "Arial"
#define MB_LOOK_POINTS 10

enum { /* mb_look.flags */
       MB_LOOK_RULED = 1,
       MB_LOOK_WRAPPED = 2,
       MB_LOOK_BOLD = 4,
       MB_LOOK_ITALIC = 8,
       MB_LOOK_UNDERLINED = 16,
       MB_LOOK_LEFT = 32,
       MB_LOOK_RIGHT = 64,
       MB_LOOK_BOXED = 128
};

struct mb_look {
    unsigned flags;
    const char *number; /* format of numbers and dates, or NULL */
    unsigned ink;
    unsigned paper; /* 0: none */
    double points;  /* 0: MB_LOOK_POINTS */
};

enum mb_look_id {
    MB_LOOK_TEXT,
    MB_LOOK_DATE,
    MB_LOOK_INTEGER,
    MB_LOOK_NUMBER,
    MB_LOOK_SHARE,
    MB_LOOK_LINK,
    MB_LOOK_LABEL,
    MB_LOOK_MISSING,
    MB_LOOK_OFFICER,
    MB_LOOK_OFFICER_DATE,
    MB_LOOK_COMPUTED,
    MB_LOOK_COMPUTED_DATE,
    MB_LOOK_PLAIN,
    MB_LOOK_PLAIN_LINK,
    MB_LOOK_PLAIN_LABEL,
    MB_LOOK_INPUT,
    MB_LOOK_TITLE,
    MB_LOOK_NOTE,
    MB_LOOK_BAND,
    MB_LOOK_HEAD,
    MB_LOOK_HEAD_OFFICER,
    MB_LOOK_HEAD_COMPUTED,
    MB_LOOK_COUNT
};

extern const struct mb_look mb_looks[MB_LOOK_COUNT];
/* By enum mb_tint; number and points are not used. */
extern const struct mb_look mb_tints[MB_TINT_COUNT];

/* The look of the cells of a column, and of one cell of a plain sheet. */
enum mb_look_id mb_look_of(const struct mb_column *column);
enum mb_look_id mb_look_plain(const struct mb_column *column,
                              const struct mb_cell *cell);
/* Of its heading. */
enum mb_look_id mb_look_head(const struct mb_column *column);

/* What kind of column it is, in words that stand above the headings: colour
 * never says it alone. */
bool mb_look_has_officers(const struct mb_sheet *sheet);
const char *mb_look_band(const struct mb_column *column);

#endif
