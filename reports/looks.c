#include "reports/looks.h"

#define DAY "dd mmm yyyy"
const struct mb_look mb_looks[MB_LOOK_COUNT] = {
    [MB_LOOK_TEXT] = {MB_LOOK_RULED | MB_LOOK_WRAPPED, NULL, 0x000000, 0, 0},
    [MB_LOOK_DATE] = {MB_LOOK_RULED | MB_LOOK_LEFT, DAY, 0x000000, 0, 0},
    [MB_LOOK_INTEGER] = {MB_LOOK_RULED | MB_LOOK_RIGHT, "#,##0", 0x000000, 0,
                         0},
    [MB_LOOK_NUMBER] = {MB_LOOK_RULED | MB_LOOK_RIGHT, "0.00", 0x000000, 0, 0},
    [MB_LOOK_SHARE] = {MB_LOOK_RULED | MB_LOOK_LEFT, "0%", 0x000000, 0, 0},
    [MB_LOOK_LINK] = {MB_LOOK_RULED | MB_LOOK_WRAPPED | MB_LOOK_UNDERLINED,
                      NULL, 0x0B4A8F, 0, 0},
    [MB_LOOK_LABEL] = {MB_LOOK_RULED | MB_LOOK_WRAPPED | MB_LOOK_BOLD, NULL,
                       0x000000, 0, 0},
    [MB_LOOK_MISSING] = {MB_LOOK_RULED | MB_LOOK_ITALIC, NULL, 0x595959, 0, 0},
    [MB_LOOK_OFFICER] = {MB_LOOK_RULED | MB_LOOK_WRAPPED, NULL, 0x000000,
                         0xFFF8E5, 0},
    [MB_LOOK_OFFICER_DATE] = {MB_LOOK_RULED | MB_LOOK_LEFT, DAY, 0x000000,
                              0xFFF8E5, 0},
    [MB_LOOK_COMPUTED] = {MB_LOOK_RULED | MB_LOOK_WRAPPED, NULL, 0x000000,
                          0xF2F2F2, 0},
    [MB_LOOK_COMPUTED_DATE] = {MB_LOOK_RULED | MB_LOOK_LEFT, DAY, 0x000000,
                               0xF2F2F2, 0},
    [MB_LOOK_PLAIN] = {MB_LOOK_WRAPPED, NULL, 0x000000, 0, 11},
    [MB_LOOK_PLAIN_LINK] = {MB_LOOK_WRAPPED | MB_LOOK_UNDERLINED, NULL,
                            0x0B4A8F, 0, 11},
    [MB_LOOK_PLAIN_LABEL] = {MB_LOOK_WRAPPED | MB_LOOK_BOLD, NULL, 0x1F3864, 0,
                             11},
    [MB_LOOK_INPUT] = {MB_LOOK_WRAPPED | MB_LOOK_BOXED | MB_LOOK_BOLD, NULL,
                       0x000000, 0xFFF8E5, 12},
    [MB_LOOK_TITLE] = {MB_LOOK_BOLD, NULL, 0x1F3864, 0, 16},
    [MB_LOOK_NOTE] = {0, NULL, 0x404040, 0, 11},
    [MB_LOOK_BAND] = {MB_LOOK_BOLD | MB_LOOK_ITALIC, NULL, 0x404040, 0, 0},
    [MB_LOOK_HEAD] = {MB_LOOK_WRAPPED | MB_LOOK_BOLD, NULL, 0xFFFFFF, 0x1F3864,
                      0},
    [MB_LOOK_HEAD_OFFICER] = {MB_LOOK_WRAPPED | MB_LOOK_BOLD, NULL, 0xFFFFFF,
                              0x7F3F00, 0},
    [MB_LOOK_HEAD_COMPUTED] = {MB_LOOK_WRAPPED | MB_LOOK_BOLD, NULL, 0xFFFFFF,
                               0x595959, 0},
};
const struct mb_look mb_tints[MB_TINT_COUNT] = {
    [MB_TINT_RED] = {MB_LOOK_BOLD, NULL, 0x7A0000, 0xF8CBAD, 0},
    [MB_TINT_AMBER] = {MB_LOOK_BOLD, NULL, 0x5C3D00, 0xFFE699, 0},
    [MB_TINT_GREEN] = {0, NULL, 0x1E4620, 0xC6E0B4, 0},
    [MB_TINT_BLUE] = {0, NULL, 0x1F3864, 0xBDD7EE, 0},
    [MB_TINT_GREY] = {0, NULL, 0x404040, 0xD9D9D9, 0},
};

enum mb_look_id mb_look_of(const struct mb_column *column)
{
    bool day = column->type == MB_CELL_DATE;

    if (column->flags & MB_COLUMN_OFFICER)
        return day ? MB_LOOK_OFFICER_DATE : MB_LOOK_OFFICER;
    if (column->flags & MB_COLUMN_COMPUTED)
        return day ? MB_LOOK_COMPUTED_DATE : MB_LOOK_COMPUTED;
    if (column->flags & MB_COLUMN_LABEL)
        return MB_LOOK_LABEL;
    if (column->flags & MB_COLUMN_SHARE)
        return MB_LOOK_SHARE;
    switch (column->type) {
    case MB_CELL_DATE:
        return MB_LOOK_DATE;
    case MB_CELL_INTEGER:
    case MB_CELL_COUNTED:
        return MB_LOOK_INTEGER;
    case MB_CELL_NUMBER:
        return MB_LOOK_NUMBER;
    case MB_CELL_LINK:
        return MB_LOOK_LINK;
    case MB_CELL_EMPTY:
    case MB_CELL_TEXT:
    case MB_CELL_BOOL:
    case MB_CELL_INPUT:
        break;
    }
    return MB_LOOK_TEXT;
}

/* Cover is read, not worked in; its one cell to write in is marked. */
enum mb_look_id mb_look_plain(const struct mb_column *column,
                              const struct mb_cell *cell)
{
    if (cell->type == MB_CELL_LINK)
        return MB_LOOK_PLAIN_LINK;
    if (column->flags & MB_COLUMN_LABEL)
        return MB_LOOK_PLAIN_LABEL;
    return cell->type == MB_CELL_INPUT ? MB_LOOK_INPUT : MB_LOOK_PLAIN;
}

enum mb_look_id mb_look_head(const struct mb_column *column)
{
    if (column->flags & MB_COLUMN_OFFICER)
        return MB_LOOK_HEAD_OFFICER;
    return column->flags & MB_COLUMN_COMPUTED ? MB_LOOK_HEAD_COMPUTED
                                              : MB_LOOK_HEAD;
}

const char *mb_look_band(const struct mb_column *column)
{
    if (column->flags & MB_COLUMN_OFFICER)
        return "You write here";
    return column->flags & MB_COLUMN_COMPUTED ? "Worked out for you"
                                              : "From the record";
}

bool mb_look_has_officers(const struct mb_sheet *sheet)
{
    for (uint32_t c = 0; c < sheet->ncolumns; c++)
        if (sheet->columns[c].flags & MB_COLUMN_OFFICER)
            return true;
    return false;
}
