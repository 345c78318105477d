/* Writing a table. Which lines make one row: a wider gap than between the
 * lines of a cell begins a row, if the first column (or most of them) has words
 * before the next such gap; without gaps, a line does whose cells could have
 * gone on the line above. Prose in columns is told by the length of what comes
 * out of that.
 */
#include "parser/readers/pdf_table.h"

#include "parser/labels.h"

#include <stdlib.h>
#include <string.h>

enum {
    FAR = 4000,       /* further below stands no line of the same cell */
    HEAD_BYTES = 60,  /* a column's heading is no longer */
    PROSE_LINES = 10, /* lines of a row, on the average: it is none */
    NEAR = 1200       /* columns at nearly the same place are the same */
};

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

struct writer {
    struct mb_pdf_flow *flow;
    const struct mb_pdf *pdf;
    const struct mb_pdf_table *t;
    int32_t gap;    /* between the lines of one cell; white space alone */
    bool wraps;     /* lines of the last column do */
    bool gapped;    /* some rows are set apart by more than that */
    uint8_t number; /* the table's */
    bool continues; /* a table on the page before */
    bool headed;    /* a row of headings was written */
};

static const struct mb_pdf_cell *
cell_in(const struct writer *w, const struct mb_pdf_row *row, uint32_t col)
{
    for (uint32_t i = 0; i < row->ncells; i++) {
        const struct mb_pdf_cell *cell = &w->pdf->cells[row->cell + i];
        if (mb_pdf_table_column(w->t, cell) == col)
            return cell;
    }
    return NULL;
}

static bool spans(const struct writer *w, const struct mb_pdf_row *row)
{
    return mb_pdf_table_column(w->t, &w->pdf->cells[row->cell]) == w->t->ncols;
}

static const struct mb_pdf_row *row_at(const struct writer *w, uint32_t i)
{
    return &w->pdf->rows[w->t->row + i];
}

/* White space above a row: to the lowest of the few before it. */
static int32_t gap_above(const struct writer *w, uint32_t i)
{
    int32_t low = INT32_MIN;

    for (uint32_t k = i > 4 ? i - 4 : 0; k < i; k++)
        if (row_at(w, k)->box.y1 > low)
            low = row_at(w, k)->box.y1;
    return row_at(w, i)->box.y0 - low;
}

/* --- rows from lines ---------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return x < y ? -1 : x > y;
}

/* The gap between lines of one cell: about the closest at which lines follow
 * one another in a column. */
static int32_t measure_gap(struct writer *w)
{
    enum { SAMPLE = 512 };
    const struct mb_pdf_cell *above[MB_PDF_COLUMNS_MAX] = {NULL};
    int32_t sample[SAMPLE];
    size_t n = 0;

    for (uint32_t i = 0; i < w->t->nrows && n < SAMPLE; i++) {
        const struct mb_pdf_row *row = row_at(w, i);
        for (uint32_t k = 0; k < row->ncells && n < SAMPLE; k++) {
            const struct mb_pdf_cell *cell = &w->pdf->cells[row->cell + k];
            uint32_t c = mb_pdf_table_column(w->t, cell);
            if (c == w->t->ncols)
                continue;
            if (above[c] != NULL && cell->box.y0 - above[c]->box.y1 < FAR)
                sample[n++] = cell->box.y0 - above[c]->box.y1;
            above[c] = cell;
        }
    }
    if (n == 0)
        return 0;
    qsort(sample, n, sizeof *sample, ascending);
    return sample[n / 10];
}

static bool big(const struct writer *w, uint32_t i)
{
    int32_t more = row_at(w, i)->size / 7;

    return gap_above(w, i) > w->gap + (more > 100 ? more : 100);
}

/* Some line of the last column goes on in small letters, or behind a comma. */
static bool wraps(const struct writer *w)
{
    const struct mb_pdf_cell *above = NULL, *cell;

    for (uint32_t i = 0; i < w->t->nrows; i++) {
        char first;
        struct mb_span last;
        cell = cell_in(w, row_at(w, i), w->t->ncols - 1);
        if (cell == NULL)
            continue;
        first = mb_pdf_word(w->pdf, cell->word).ptr[0];
        if (above != NULL && first >= 'a' && first <= 'z')
            return true;
        if (above != NULL) {
            last = mb_pdf_word(w->pdf, above->word + above->nwords - 1);
            if (last.ptr[last.len - 1] == ',')
                return true;
        }
        above = cell;
    }
    return false;
}

/* What a cell's line is to the one above it in its column. */
enum link { UNSURE, WRAPPED, FRESH };

/* WRAPPED: its first word would not have fitted there, or is no beginning;
 * FRESH: it would have, or stands further below than wrapped lines do. Figures
 * and single words in narrow columns tell nothing. */
static enum link link_of(const struct writer *w,
                         const struct mb_pdf_cell *above,
                         const struct mb_pdf_cell *cell, uint32_t col)
{
    const struct mb_pdf_word *word = &w->pdf->words[cell->word];
    char first = mb_pdf_word(w->pdf, cell->word).ptr[0];
    int32_t bound = w->t->cols[col].x1;

    if (above == NULL)
        return UNSURE;
    if (first >= 'a' && first <= 'z')
        return WRAPPED;
    if (above->nwords == 1 && (digit(first) || cell->nwords == 1))
        return UNSURE;
    if (cell->box.y0 - above->box.y1 > w->gap + cell->size / 12)
        return FRESH;
    if (col + 1 < w->t->ncols && w->t->cols[col + 1].x0 - cell->size > bound)
        bound = w->t->cols[col + 1].x0 - cell->size;
    if (col + 1 == w->t->ncols && !w->wraps)
        return FRESH;
    return above->box.x1 + cell->size / 5 + word->box.x1 - word->box.x0
                   > bound - cell->size / 2
               ? WRAPPED
               : FRESH;
}

/* Whether line i, the first of a row that began at `from` to have a first cell,
 * stands half-way down it: single cells above, and as many lines below. */
static bool half_way(const struct writer *w, uint32_t from, uint32_t i)
{
    uint32_t end = i + 1;

    for (uint32_t k = from; k < i; k++)
        if (row_at(w, k)->ncells > 1 || cell_in(w, row_at(w, k), 0) != NULL)
            return false;
    while (end < w->t->nrows && end - i <= i - from && !big(w, end)
           && cell_in(w, row_at(w, end), 0) == NULL)
        end++;
    return end - i > i - from;
}

/* Whether line i, with no gap above, begins a row: it has a first cell, and
 * cells that are fresh and none that goes on with the line above. Where nothing
 * tells, a table without gaps has one line a row. */
static bool begins_close(const struct writer *w, uint32_t i, uint32_t from)
{
    const struct mb_pdf_row *row = row_at(w, i);
    uint32_t count[FRESH + 1] = {0};

    if (cell_in(w, row, 0) == NULL && row->ncells < 2)
        return false;
    if (w->gapped && half_way(w, from, i))
        return false;
    for (uint32_t c = 0; c < w->t->ncols; c++) {
        const struct mb_pdf_cell *cell = cell_in(w, row, c), *above = NULL;
        if (cell == NULL)
            continue;
        for (uint32_t k = i; k > from && above == NULL; k--)
            above = cell_in(w, row_at(w, k - 1), c);
        count[link_of(w, above, cell, c)]++;
    }
    if (count[WRAPPED] > 0)
        return false;
    if (w->gapped)
        return count[FRESH] > 0 && row->ncells > 1;
    return cell_in(w, row, 0) != NULL;
}

/* Whether the lines from i to the next gap hold a first cell, or i itself has
 * most of the columns. */
static bool begins_behind_gap(const struct writer *w, uint32_t i)
{
    if (row_at(w, i)->ncells * 2 > w->t->ncols && w->t->ncols > 2)
        return true;
    for (uint32_t k = i; k < w->t->nrows && (k == i || !big(w, k)); k++)
        if (cell_in(w, row_at(w, k), 0) != NULL)
            return true;
    return false;
}

/* The line behind the row that begins with line i. */
static uint32_t row_end(const struct writer *w, uint32_t i)
{
    bool across = spans(w, row_at(w, i));
    uint32_t from = i;

    for (i++; i < w->t->nrows; i++) {
        bool gap = big(w, i);
        if (across && !gap && row_at(w, i)->ncells == 1)
            continue; /* its last line need not lie across */
        if (spans(w, row_at(w, i)) != across || across)
            break;
        if (gap ? begins_behind_gap(w, i) : begins_close(w, i, from))
            break;
    }
    return i;
}

/* --- writing ------------------------------------------------------------ */

/* "SO1,SO2,SO": a list without spaces, which breaks anywhere. */
static bool packed(struct mb_span word)
{
    char last = word.len > 0 ? word.ptr[word.len - 1] : ',';

    if (last == ',' || last == ';')
        return false;
    for (size_t i = 0; i + 1 < word.len; i++)
        if (word.ptr[i] == ',' && word.ptr[i + 1] >= 'A')
            return true;
    return false;
}

/* Whether a line of a cell ends within a word: at a hyphen, in a packed list,
 * or where a narrow column broke off a letter that is no word. */
static bool divided(struct mb_span above, struct mb_span first)
{
    char c = first.ptr[0];
    char last = above.len > 0 ? above.ptr[above.len - 1] : ' ';

    if (last == '-')
        return above.len > 1 && c >= 'a' && c <= 'z';
    return packed(above)
           || (first.len == 1 && c >= 'b' && c <= 'z' && last >= 'a'
               && last <= 'z' && strchr("ioy", c) == NULL);
}

/* Append a cell's next line: a word divided at the line's end is whole. */
static void put_more(struct mb_pdf_flow *flow, size_t from,
                     const struct mb_pdf_cell *cell)
{
    struct mb_buf *out = &flow->out;
    size_t word = out->len;

    while (word > from && out->ptr[word - 1] != ' ')
        word--;
    if (out->len > from
        && !divided((struct mb_span){out->ptr + word, out->len - word},
                    mb_pdf_word(flow->pdf, cell->word)))
        mb_buf_putc(out, ' ');
    mb_pdf_put_cell(flow->pdf, cell, out);
}

static void put_column(const struct writer *w, uint32_t i, uint32_t end,
                       uint32_t col)
{
    size_t from = w->flow->out.len;

    for (; i < end; i++) {
        const struct mb_pdf_row *row = row_at(w, i);
        for (uint32_t k = 0; k < row->ncells; k++) {
            const struct mb_pdf_cell *cell = &w->pdf->cells[row->cell + k];
            if (mb_pdf_table_column(w->t, cell) == col)
                put_more(w->flow, from, cell);
        }
    }
}

/* All of the lines, one after the other. */
static void put_lines(const struct writer *w, uint32_t i, uint32_t end)
{
    size_t from = w->flow->out.len;

    for (; i < end; i++)
        for (uint32_t k = 0; k < row_at(w, i)->ncells; k++)
            put_more(w->flow, from, &w->pdf->cells[row_at(w, i)->cell + k]);
    mb_buf_putc(&w->flow->out, '\n');
}

static void begin_row(struct writer *w, bool head)
{
    struct mb_text *text = w->flow->text;
    bool start = w->number == 0;

    if (start && !w->continues)
        w->flow->tables =
            w->flow->tables == UINT8_MAX ? 1 : w->flow->tables + 1;
    w->number = w->flow->tables;
    mb_pdf_flow_mark(w->flow, head ? MB_MARK_ROW_HEAD : MB_MARK_ROW, 0,
                     start && !w->continues ? MB_MARK_TABLE_START : 0);
    if (text->nmarks > 0)
        text->marks[text->nmarks - 1].table = w->number;
}

/* One row: lines [i, end). */
static void put_row(struct writer *w, uint32_t i, uint32_t end, bool head)
{
    uint32_t due = 0; /* TABs before the next cell that has words */

    begin_row(w, head);
    if (spans(w, row_at(w, i))) {
        put_lines(w, i, end);
        return;
    }
    for (uint32_t c = 0; c < w->t->ncols; c++, due++) {
        bool has = false;
        for (uint32_t k = i; k < end && !has; k++)
            has = cell_in(w, row_at(w, k), c) != NULL;
        if (!has)
            continue;
        for (; due > 0; due--)
            mb_buf_putc(&w->flow->out, '\t');
        put_column(w, i, end, c);
    }
    mb_buf_putc(&w->flow->out, '\n');
}

/* A label and what is listed beside it: each paragraph of the second column is
 * a row of its own, the first cell empty where it goes on. */
static void put_label_row(struct writer *w, uint32_t i, uint32_t end)
{
    const struct mb_pdf_cell *above = NULL;
    size_t from;

    begin_row(w, false);
    put_column(w, i, end, 0);
    mb_buf_putc(&w->flow->out, '\t');
    from = w->flow->out.len;
    for (; i < end; i++) {
        const struct mb_pdf_cell *cell = cell_in(w, row_at(w, i), 1);
        if (cell == NULL)
            continue;
        if (above != NULL && link_of(w, above, cell, 1) != WRAPPED) {
            mb_buf_putc(&w->flow->out, '\n');
            begin_row(w, false);
            mb_buf_putc(&w->flow->out, '\t');
            from = w->flow->out.len;
        }
        put_more(w->flow, from, cell);
        above = cell;
    }
    mb_buf_putc(&w->flow->out, '\n');
}

/* --- headings of columns ------------------------------------------------ */

static uint32_t bytes_in(const struct writer *w, uint32_t i, uint32_t end,
                         uint32_t col, bool *digits)
{
    uint32_t n = 0;

    for (; i < end; i++) {
        const struct mb_pdf_cell *cell = cell_in(w, row_at(w, i), col);
        for (uint32_t k = 0; cell != NULL && k < cell->nwords; k++) {
            struct mb_span word = mb_pdf_word(w->pdf, cell->word + k);
            n += (uint32_t)word.len + 1;
            for (size_t b = 0; b < word.len; b++)
                *digits |= digit(word.ptr[b]);
        }
    }
    return n;
}

/* Whether the first row heads its columns: all filled, short, no figures, and
 * unlike the rows below in two columns or all: shorter, or figures there. */
static bool is_head(const struct writer *w, uint32_t end)
{
    uint32_t unlike = 0, last = end;

    if (spans(w, row_at(w, 0)) || end >= w->t->nrows)
        return false;
    for (uint32_t k = 0; k < 12 && last < w->t->nrows; k++)
        last = row_end(w, last);
    for (uint32_t c = 0; c < w->t->ncols; c++) {
        bool digits = false, below = false;
        uint32_t n = bytes_in(w, 0, end, c, &digits), rows = 0, sum = 0;
        if (n == 0 || n > HEAD_BYTES || digits)
            return false;
        for (uint32_t i = end, next; i < last; i = next) {
            uint32_t len;
            next = row_end(w, i);
            len = bytes_in(w, i, next, c, &below);
            rows += len > 0;
            sum += len;
        }
        unlike += below || (rows > 0 && n * 5 < sum / rows * 3);
    }
    return unlike * 2 >= w->t->ncols && unlike > 0;
}

/* The same columns as on the page before. */
static bool same_columns(const struct mb_pdf_table *a,
                         const struct mb_pdf_table *b)
{
    if (a == NULL || a->ncols != b->ncols || a->prose)
        return false;
    for (uint32_t c = 0; c < a->ncols; c++)
        if (abs(a->cols[c].x0 - b->cols[c].x0) > NEAR)
            return false;
    return true;
}

/* Rows of so many lines that they are no rows. */
static bool is_prose(const struct writer *w)
{
    uint32_t rows = 0, full[MB_PDF_COLUMNS_MAX] = {0}, columns = 0;

    if (w->t->ncols > 3)
        return false;
    for (uint32_t i = 0; i < w->t->nrows; i = row_end(w, i))
        rows++;
    for (uint32_t i = 0; i < w->t->nrows; i++)
        for (uint32_t c = 0; c < w->t->ncols; c++) {
            const struct mb_pdf_cell *cell = cell_in(w, row_at(w, i), c);
            int32_t width = w->t->cols[c].x1 - w->t->cols[c].x0;
            full[c] += cell != NULL && cell->nwords >= 3
                       && cell->box.x1 - cell->box.x0 > width * 4 / 5;
        }
    for (uint32_t c = 0; c < w->t->ncols; c++)
        columns += full[c] >= 6;
    return columns >= 2 && w->t->nrows >= rows * PROSE_LINES;
}

/* Columns one after the other, each as running text of its own width. */
static void put_prose(struct writer *w)
{
    struct mb_pdf_flow *flow = w->flow;
    int32_t left = flow->left, right = flow->right;

    for (uint32_t c = 0; c <= w->t->ncols; c++) {
        if (c < w->t->ncols) {
            flow->left = w->t->cols[c].x0;
            flow->right = w->t->cols[c].x1;
        }
        for (uint32_t i = 0; i < w->t->nrows; i++) {
            const struct mb_pdf_row *row = row_at(w, i);
            for (uint32_t k = 0; k < row->ncells; k++)
                if (mb_pdf_table_column(w->t, &w->pdf->cells[row->cell + k])
                    == c)
                    mb_pdf_flow_row(flow, &w->pdf->cells[row->cell + k], 1);
        }
        mb_pdf_flow_close(flow);
    }
    flow->left = left;
    flow->right = right;
}

void mb_pdf_table_put(struct mb_pdf_flow *flow,
                      const struct mb_pdf_table *table,
                      const struct mb_pdf_table *before)
{
    struct writer w = {.flow = flow, .pdf = flow->pdf, .t = table};

    w.gap = measure_gap(&w);
    w.wraps = wraps(&w);
    for (uint32_t i = 1; i < table->nrows && !w.gapped; i++)
        w.gapped = !spans(&w, row_at(&w, i)) && big(&w, i);
    w.continues = same_columns(before, table);
    mb_pdf_flow_close(flow);
    if (is_prose(&w)) {
        put_prose(&w);
        return;
    }
    for (uint32_t i = 0, end; i < table->nrows; i = end) {
        bool head;
        end = row_end(&w, i);
        head = i == 0 && is_head(&w, end);
        if (table->ncols == 2 && !head && !spans(&w, row_at(&w, i)))
            put_label_row(&w, i, end);
        else
            put_row(&w, i, end, head);
    }
}
