/* Finding tables. A table begins with a row of two cells or more and goes on
 * while every cell of the rows below lies under one column; columns widen with
 * their cells. A row that lies across columns (a section's heading, a note)
 * belongs to the table if such rows follow it again within a few. What looks
 * like that and is none is refused: numbered paragraphs, justified lines with
 * wide gaps, prose with remarks at its margin.
 */
#include "parser/readers/pdf_table.h"

#include "parser/labels.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEAD_LINES = 3,  /* of a heading above the table's first full row */
    SPAN_ROWS = 6,   /* so many rows may lie across */
    PROSE_LINES = 7, /* in a row on the average, in two columns: prose */
    FAR = 4          /* heights of a row: no longer the same table */
};

struct finder {
    const struct mb_pdf *pdf;
    struct mb_pdf_table *t;
    uint32_t multi;      /* rows with two cells or more */
    uint32_t last_multi; /* the last of them */
    uint32_t same_line;  /* of them, those that pdftotext took for one line */
};

static const struct mb_pdf_cell *cells_of(const struct mb_pdf *pdf,
                                          const struct mb_pdf_row *row)
{
    return pdf->cells + row->cell;
}

uint32_t mb_pdf_table_column(const struct mb_pdf_table *table,
                             const struct mb_pdf_cell *cell)
{
    uint32_t found = table->ncols, n = 0;

    for (uint32_t c = 0; c < table->ncols; c++)
        if (cell->box.x0 < table->cols[c].x1
            && cell->box.x1 > table->cols[c].x0) {
            found = c;
            n++;
        }
    return n == 1 ? found : table->ncols;
}

static bool overlaps(const struct mb_pdf_table *t,
                     const struct mb_pdf_cell *cell)
{
    for (uint32_t c = 0; c < t->ncols; c++)
        if (cell->box.x0 < t->cols[c].x1 && cell->box.x1 > t->cols[c].x0)
            return true;
    return false;
}

/* A column more, in its place from left to right. */
static bool add_column(struct mb_pdf_table *t, const struct mb_pdf_cell *cell)
{
    uint32_t c = t->ncols;

    if (c == MB_PDF_COLUMNS_MAX)
        return false;
    for (; c > 0 && t->cols[c - 1].x0 > cell->box.x0; c--)
        t->cols[c] = t->cols[c - 1];
    t->cols[c] = (struct mb_pdf_column){cell->box.x0, cell->box.x1, 0};
    t->ncols++;
    return true;
}

/* Take a row's cells into the columns; false where one lies across, or two
 * under one. t is a copy of the caller's then. */
static bool place(struct mb_pdf_table *t, const struct mb_pdf_cell *cells,
                  uint32_t n)
{
    uint32_t before = UINT32_MAX;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t c;
        if (!overlaps(t, &cells[i]) && !add_column(t, &cells[i]))
            return false;
        c = mb_pdf_table_column(t, &cells[i]);
        if (c == t->ncols || c == before)
            return false;
        if (cells[i].box.x0 < t->cols[c].x0)
            t->cols[c].x0 = cells[i].box.x0;
        if (cells[i].box.x1 > t->cols[c].x1)
            t->cols[c].x1 = cells[i].box.x1;
        t->cols[c].lines++;
        before = c;
    }
    return true;
}

static bool far_below(const struct mb_pdf *pdf, uint32_t i)
{
    const struct mb_pdf_row *a = &pdf->rows[i - 1], *b = &pdf->rows[i];

    return b->box.y0 - a->box.y1
           > FAR * (a->size < b->size ? b->size : a->size);
}

/* Cells apart from a label that stands before the first words. */
static uint32_t words_cells(const struct mb_pdf *pdf,
                            const struct mb_pdf_row *row)
{
    const struct mb_pdf_cell *first = cells_of(pdf, row);

    return row->ncells
           - (row->ncells > 1 && first->label != MB_LABEL_NONE
              && first->nwords == 1 && first->body_x == first->box.x0);
}

static void count_row(struct finder *f, uint32_t i)
{
    const struct mb_pdf_row *row = &f->pdf->rows[i];
    const struct mb_pdf_cell *cells = cells_of(f->pdf, row);
    bool same = true;

    if (row->ncells < 2)
        return;
    for (uint32_t c = 1; c < row->ncells; c++)
        same = same && cells[c].line == cells[0].line;
    f->same_line += same;
    f->multi++;
    f->last_multi = i;
}

/* Whether the columns are met again within a few rows from i. */
static bool resumes(const struct mb_pdf_table *t, const struct mb_pdf *pdf,
                    uint32_t i, uint32_t end)
{
    for (uint32_t k = i; k < end && k < i + SPAN_ROWS; k++) {
        const struct mb_pdf_row *row = &pdf->rows[k];
        struct mb_pdf_table copy = *t;
        if (row->apart || far_below(pdf, k))
            return false;
        if (row->ncells >= 2)
            return place(&copy, cells_of(pdf, row), row->ncells)
                   && copy.ncols == t->ncols && t->ncols > 1;
    }
    return false;
}

static void grow(struct finder *f, uint32_t from, uint32_t end)
{
    const struct mb_pdf *pdf = f->pdf;
    struct mb_pdf_table *t = f->t;
    uint32_t i;

    for (i = from; i < end; i++) {
        const struct mb_pdf_row *row = &pdf->rows[i];
        struct mb_pdf_table copy = *t;
        if (row->apart || (i > from && far_below(pdf, i)))
            break;
        /* a column to the left of all, so late: another table */
        if (f->multi >= 2 && row->ncells > 1
            && cells_of(pdf, row)->box.x1 <= t->cols[0].x0)
            break;
        if (place(&copy, cells_of(pdf, row), row->ncells)) {
            *t = copy;
            count_row(f, i);
            continue;
        }
        if (row->ncells > 1 || f->multi + t->ncols < 4
            || !resumes(t, pdf, i + 1, end))
            break;
    }
    t->row = from;
    t->nrows = i - from;
}

/* --- refusing ----------------------------------------------------------- */

/* In column c: lines whose next one goes on with it at the column's width. */
static uint32_t filled_lines(const struct mb_pdf *pdf,
                             const struct mb_pdf_table *t, uint32_t c)
{
    uint32_t n = 0;
    int32_t x1 = t->cols[c].x1;

    for (uint32_t i = t->row; i < t->row + t->nrows; i++) {
        const struct mb_pdf_row *row = &pdf->rows[i];
        for (uint32_t k = 0; k < row->ncells; k++) {
            const struct mb_pdf_cell *cell = &cells_of(pdf, row)[k];
            if (mb_pdf_table_column(t, cell) == c && cell->nwords > 2
                && cell->box.x1 > x1 - (x1 - t->cols[c].x0) / 5)
                n++;
        }
    }
    return n;
}

/* All that stands in column c is labels. */
static bool labels_only(const struct mb_pdf *pdf, const struct mb_pdf_table *t,
                        uint32_t c)
{
    uint32_t labels = 0;

    for (uint32_t i = t->row; i < t->row + t->nrows; i++) {
        const struct mb_pdf_row *row = &pdf->rows[i];
        const struct mb_pdf_cell *cell = cells_of(pdf, row);
        if (mb_pdf_table_column(t, cell) != c)
            continue;
        if (cell->label == MB_LABEL_NONE || cell->nwords > 1)
            return false;
        labels++;
    }
    return labels > 0;
}

/* No figure begins a cell of column c, and all are short: remarks. */
static bool words_only(const struct mb_pdf *pdf, const struct mb_pdf_table *t,
                       uint32_t c)
{
    for (uint32_t i = t->row; i < t->row + t->nrows; i++) {
        const struct mb_pdf_row *row = &pdf->rows[i];
        const struct mb_pdf_cell *cell = &cells_of(pdf, row)[row->ncells - 1];
        char first;
        if (mb_pdf_table_column(t, cell) != c)
            continue;
        first = mb_pdf_word(pdf, cell->word).ptr[0];
        if (cell->nwords > 4 || (first & 0x80) != 0
            || (first >= '0' && first <= '9') || first == '-')
            return false;
    }
    return true;
}

/* Numbered paragraphs, or prose with remarks at its margin. */
static bool flows(const struct finder *f)
{
    const struct mb_pdf_table *t = f->t;
    uint32_t last = t->ncols - 1;
    int32_t width = t->cols[last].x1 - t->cols[0].x0;
    bool labels = labels_only(f->pdf, t, 0);
    uint32_t text = labels ? 1 : 0;

    if (labels && t->ncols == 2)
        return true;
    if (f->same_line * 2 > f->multi)
        return true;
    if (t->ncols != text + 2)
        return false;
    if (labels
        && (t->cols[1].x1 - t->cols[1].x0) * 2
               > (t->cols[2].x1 - t->cols[2].x0) * 3
        && words_only(f->pdf, t, 2))
        return true;
    /* a narrow last column beside wide text, met on a minority of rows */
    return t->cols[last].x1 - t->cols[last].x0 < width / 5
           && t->cols[text].x1 - t->cols[text].x0 > width / 2
           && t->cols[last].lines * 2 < t->cols[text].lines
           && filled_lines(f->pdf, t, text) * 4 >= t->cols[text].lines;
}

/* A cell stands in its column as the others do: it begins, ends or is centred
 * at one place, or hangs below the words behind a label. */
static bool in_line(const struct mb_pdf_column *col,
                    const struct mb_pdf_cell *cell, int32_t hang)
{
    int32_t near = cell->size / 2;

    return cell->box.x0 - col->x0 < near || col->x1 - cell->box.x1 < near
           || abs(cell->box.x0 + cell->box.x1 - col->x0 - col->x1) < 2 * near
           || (hang != 0 && abs(cell->box.x0 - hang) < near);
}

/* Most cells do. */
static bool aligned(const struct finder *f)
{
    const struct mb_pdf_table *t = f->t;
    const struct mb_pdf *pdf = f->pdf;
    int32_t hang[MB_PDF_COLUMNS_MAX] = {0}; /* where words behind the last
                                               label of a column begin */
    uint32_t same = 0, all = 0;

    for (uint32_t i = t->row; i < t->row + t->nrows; i++) {
        const struct mb_pdf_row *row = &pdf->rows[i];
        const struct mb_pdf_cell *cells = cells_of(pdf, row);
        for (uint32_t k = 1; k < row->ncells; k++) {
            uint32_t c = mb_pdf_table_column(t, &cells[k]);
            all++;
            if (c == t->ncols)
                continue;
            same += in_line(&t->cols[c], &cells[k], hang[c]);
            if (cells[k].body_x > cells[k].box.x0)
                hang[c] = cells[k].body_x;
        }
    }
    return same * 10 >= all * 7;
}

/* --- its lower edge ----------------------------------------------------- */

/* Rows behind the last one with several cells belong to it only as the rest of
 * a cell: close below it, and under a column. */
static void trim(struct finder *f)
{
    struct mb_pdf_table *t = f->t;
    uint32_t end = f->last_multi + 1;

    for (; end < t->row + t->nrows; end++) {
        const struct mb_pdf_row *a = &f->pdf->rows[end - 1];
        const struct mb_pdf_row *b = &f->pdf->rows[end];
        uint32_t c = mb_pdf_table_column(t, cells_of(f->pdf, b));
        if (b->ncells > 1 || c == t->ncols
            || b->box.y0 - a->box.y1 > b->size * 3 / 10
            || abs(a->size - b->size) * 10 > a->size)
            break;
        if (c == 0
            && (mb_pdf_table_column(t, cells_of(f->pdf, a)) != 0
                || cells_of(f->pdf, a)->box.x1
                       < t->cols[0].x1 - (t->cols[0].x1 - t->cols[0].x0) / 3))
            break;
    }
    t->nrows = end - t->row;
}

/* Row i stands close below the one before it, on the same page, under it. */
static bool close_below(const struct mb_pdf *pdf, uint32_t i)
{
    const struct mb_pdf_row *a = &pdf->rows[i - 1], *b = &pdf->rows[i];

    return b->box.y0 > a->box.y0 && b->box.y0 - a->box.y1 < b->size / 4
           && a->box.x0 < b->box.x1 && b->box.x0 < a->box.x1;
}

/* Lines close above a table's first row, under one of its later columns: the
 * upper part of that column's heading. */
static bool heads_column(const struct mb_pdf *pdf, uint32_t from, uint32_t end,
                         struct mb_pdf_table *t)
{
    uint32_t i = from + 1;

    if (from > 0 && close_below(pdf, from))
        return false;
    while (i < end && i - from < HEAD_LINES && pdf->rows[i].ncells == 1
           && close_below(pdf, i))
        i++;
    if (i == end || pdf->rows[i].ncells < 2 || !close_below(pdf, i)
        || !mb_pdf_table_find(pdf, i, end, t))
        return false;
    for (uint32_t k = from; k < i; k++) {
        uint32_t c = mb_pdf_table_column(t, cells_of(pdf, &pdf->rows[k]));
        if (c == 0 || c == t->ncols)
            return false;
    }
    t->nrows += i - from;
    t->row = from;
    return true;
}

bool mb_pdf_table_find(const struct mb_pdf *pdf, uint32_t from, uint32_t end,
                       struct mb_pdf_table *ret_table)
{
    struct mb_pdf_table t = {.row = from};
    struct finder f = {.pdf = pdf, .t = &t};

    if (pdf->rows[from].apart)
        return false;
    if (pdf->rows[from].ncells == 1) {
        if (!heads_column(pdf, from, end, &t))
            return false;
        *ret_table = t;
        return true;
    }
    if (words_cells(pdf, &pdf->rows[from]) < 2)
        return false;
    grow(&f, from, end);
    if (f.multi < 2 || t.ncols < 2 || flows(&f) || !aligned(&f))
        return false;
    trim(&f);
    *ret_table = t;
    return true;
}
