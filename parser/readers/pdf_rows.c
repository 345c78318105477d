/* pdftotext's lines are cut where a gap is too wide for a sentence, sorted by
 * height and gathered into rows; within a row, runs that nearly touch are one
 * cell again. The words are put into the order of rows and cells, so that a
 * cell is a range of them. Sorting apart, each word is looked at once.
 */
#include "parser/readers/pdf_columns.h"

#include "base/buf.h"
#include "parser/labels.h"

#include <stdlib.h>
#include <string.h>

enum {
    SIZES = 1024,     /* of letters, in tenths of a point */
    LEADINGS = 128,   /* in fiftieths of the size */
    LABEL_BYTES = 64, /* enough of a cell to read its label */
    LABEL_WORDS = 4
};

/* A run of words on its way into a row. */
struct run {
    struct mb_pdf_box box;
    uint32_t word, nwords;
    uint32_t longest; /* its longest word … */
    int32_t size;     /* … and the height of that */
    uint32_t row;
    uint32_t part; /* of the page: a column of prose, what is above, below */
    bool apart;
};

struct rows {
    struct mb_pdf *pdf;
    struct mb_pdf_word *sorted; /* the words, in their new order */
    uint32_t nsorted;
    struct run *runs; /* of one page */
    uint32_t nruns;
    struct mb_pdf_prose prose; /* of that page */
};

static void widen(struct mb_pdf_box *box, const struct mb_pdf_box *by)
{
    box->x0 = by->x0 < box->x0 ? by->x0 : box->x0;
    box->y0 = by->y0 < box->y0 ? by->y0 : box->y0;
    box->x1 = by->x1 > box->x1 ? by->x1 : box->x1;
    box->y1 = by->y1 > box->y1 ? by->y1 : box->y1;
}

bool mb_pdf_apart(const struct mb_pdf_word *before,
                  const struct mb_pdf_word *word)
{
    int32_t size = mb_pdf_height(&word->box) < mb_pdf_height(&before->box)
                       ? mb_pdf_height(&before->box)
                       : mb_pdf_height(&word->box);

    /* a change of font within a word divides it for pdftotext */
    return before->line != word->line
           || word->box.x0 - before->box.x1 > size * 6 / 100;
}

/* Words of one line whose gaps a sentence may have, justified ones too. */
static bool goes_on(const struct mb_pdf_word *a, const struct mb_pdf_word *b)
{
    int32_t gap = b->box.x0 - a->box.x1;

    return a->line == b->line && b->box.x0 >= a->box.x0
           && gap < mb_pdf_height(&a->box) * 5 / 2;
}

/* Text that runs up or down the page: three letters or more, and tall. */
static bool turned(const struct mb_pdf *pdf, uint32_t i)
{
    const struct mb_pdf_box *box = &pdf->words[i].box;
    struct mb_span word = mb_pdf_word(pdf, i);
    unsigned n = 0;

    for (size_t k = 0; k < word.len; k++)
        n += ((unsigned char)word.ptr[k] & 0xC0) != 0x80;
    return n >= 3 && mb_pdf_height(box) > 2 * (box->x1 - box->x0);
}

/* The sign of a bullet, in letters of another font: nothing but that. */
static bool bullet_sign(struct mb_span word)
{
    return word.len <= 4 && word.ptr[0] != '-'
           && !mb_span_eq(word, MB_SPAN_LIT("\xE2\x80\x93"))
           && !mb_span_eq(word, MB_SPAN_LIT("\xE2\x80\x94"))
           && mb_label_read(word).sort == MB_LABEL_BULLET;
}

/* Bullets taller than the words behind them would move lines together: they
 * get the height of those. */
static void level_bullets(struct mb_pdf *pdf, const struct mb_pdf_page *page)
{
    struct mb_pdf_word *words = pdf->words;

    for (uint32_t i = page->word; i + 1 < page->word + page->nwords; i++) {
        if (words[i].line != words[i + 1].line
            || mb_pdf_height(&words[i].box) <= mb_pdf_height(&words[i + 1].box)
            || (i > page->word && words[i - 1].line == words[i].line)
            || !bullet_sign(mb_pdf_word(pdf, i)))
            continue;
        words[i].box.y0 = words[i + 1].box.y0;
        words[i].box.y1 = words[i + 1].box.y1;
    }
}

static void make_runs(struct rows *r, const struct mb_pdf_page *page)
{
    const struct mb_pdf_word *words = r->pdf->words;

    r->nruns = 0;
    for (uint32_t i = page->word; i < page->word + page->nwords; i++) {
        struct run *run = r->nruns > 0 ? &r->runs[r->nruns - 1] : NULL;
        const struct mb_pdf_box *box = &words[i].box;
        uint32_t part = mb_pdf_prose_part(&r->prose, box);
        if (run != NULL && run->part == part
            && goes_on(&words[i - 1], &words[i])) {
            run->nwords++;
            widen(&run->box, box);
            if (words[i].len > words[run->longest].len) {
                run->longest = i;
                run->size = mb_pdf_height(box);
            }
            continue;
        }
        run = &r->runs[r->nruns++];
        *run = (struct run){.box = *box,
                            .word = i,
                            .longest = i,
                            .nwords = 1,
                            .size = mb_pdf_height(box),
                            .part = part,
                            .apart = turned(r->pdf, i)};
    }
}

static int by_height(const void *a, const void *b)
{
    const struct run *x = a, *y = b;
    int32_t mx = mb_pdf_middle(&x->box), my = mb_pdf_middle(&y->box);

    if (x->apart != y->apart)
        return x->apart ? 1 : -1;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    if (mx != my && !x->apart)
        return mx < my ? -1 : 1;
    return x->word < y->word ? -1 : 1;
}

static int by_row(const void *a, const void *b)
{
    const struct run *x = a, *y = b;

    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->box.x0 != y->box.x0)
        return x->box.x0 < y->box.x0 ? -1 : 1;
    return x->word < y->word ? -1 : 1;
}

/* Whether the run stands beside those that the row has, not on them. */
static bool beside(const struct run *from, const struct run *run)
{
    for (const struct run *p = from; p < run; p++) {
        int32_t x0 = p->box.x0 > run->box.x0 ? p->box.x0 : run->box.x0;
        int32_t x1 = p->box.x1 < run->box.x1 ? p->box.x1 : run->box.x1;
        int32_t narrow = p->box.x1 - p->box.x0 < run->box.x1 - run->box.x0
                             ? p->box.x1 - p->box.x0
                             : run->box.x1 - run->box.x0;
        if (x1 - x0 > narrow / 2)
            return false;
        if (run - p > 64)
            break;
    }
    return true;
}

/* Number the rows that the runs, sorted by height, belong to. */
static void number_rows(struct rows *r)
{
    struct run *first = r->runs; /* of the row */
    uint32_t row = 0;

    for (uint32_t i = 0; i < r->nruns; i++) {
        struct run *run = &r->runs[i];
        int32_t low = run->size < first->size ? run->size : first->size;
        if (run != first
            && (run->apart || run->part != first->part
                || mb_pdf_middle(&run->box) - mb_pdf_middle(&first->box)
                       > low * 2 / 5
                || !beside(first, run))) {
            row++;
            first = run;
        }
        run->row = row;
    }
}

/* What label a cell begins with, and where the words behind it begin. */
static void read_label(const struct mb_pdf *pdf, struct mb_pdf_cell *cell,
                       const struct mb_pdf_word *words)
{
    char text[LABEL_BYTES];
    uint32_t ends[LABEL_WORDS];
    uint32_t n = 0, i;
    struct mb_label label;

    for (i = 0; i < cell->nwords && i < LABEL_WORDS; i++) {
        uint32_t len = words[i].len;
        if (n + len + 2 > LABEL_BYTES)
            break;
        /* a gap wider than between words counts as two columns */
        if (i > 0 && words[i].box.x0 - words[i - 1].box.x1 > cell->size / 2)
            text[n++] = ' ';
        if (i > 0)
            text[n++] = ' ';
        memcpy(text + n, pdf->words_text.ptr + words[i].text, len);
        n += len;
        ends[i] = n;
    }
    label = mb_label_read((struct mb_span){text, n});
    cell->body_x = cell->box.x0;
    if (label.sort == MB_LABEL_NONE)
        return;
    cell->label = (uint8_t)label.sort;
    cell->strong = label.strong;
    for (uint32_t k = 0; k + 1 < i; k++)
        if (ends[k] >= label.len) {
            cell->body_x = words[k + 1].box.x0;
            break;
        }
}

/* A cell that holds a bullet and nothing else: what follows belongs to it. */
static bool bullet(const struct rows *r, const struct mb_pdf_cell *cell)
{
    const struct mb_pdf_word *word = &r->sorted[cell->word];

    return cell->nwords == 1
           && bullet_sign((struct mb_span){r->pdf->words_text.ptr + word->text,
                                           word->len});
}

/* Append a run to the row's last cell, or as a new one. */
static void put_run(struct rows *r, struct mb_pdf_row *row,
                    const struct run *run)
{
    struct mb_pdf *pdf = r->pdf;
    struct mb_pdf_cell *cell =
        row->ncells > 0 ? &pdf->cells[pdf->ncells - 1] : NULL;
    bool joins = false;
    int32_t low = 0, gap = 0;

    if (cell != NULL) {
        low = run->size < cell->size ? run->size : cell->size;
        gap = run->box.x0 - cell->box.x1;
        if (gap < low / 4 || (gap < run->size * 3 && bullet(r, cell)))
            joins = true;
    }

    if (!joins) {
        cell =
            mb_arena_push(pdf->arena, &pdf->cells, &pdf->ncells, sizeof *cell);
        if (cell == NULL)
            return;
        *cell = (struct mb_pdf_cell){.box = run->box,
                                     .word = r->nsorted,
                                     .line = pdf->words[run->word].line,
                                     .size = run->size};
        row->ncells++;
    }
    memcpy(&r->sorted[r->nsorted], &pdf->words[run->word],
           run->nwords * sizeof *r->sorted);
    r->nsorted += run->nwords;
    cell->size =
        cell->nwords == 1 || run->size > cell->size ? run->size : cell->size;
    cell->nwords += run->nwords;
    widen(&cell->box, &run->box);
    widen(&row->box, &run->box);
    row->size = cell->size > row->size ? cell->size : row->size;
}

static void make_page(struct rows *r, struct mb_pdf_page *page)
{
    struct mb_pdf *pdf = r->pdf;
    struct mb_pdf_row *row = NULL;
    uint32_t cell = pdf->ncells;

    level_bullets(pdf, page);
    mb_pdf_prose_find(pdf, page, &r->prose);
    page->columns = r->prose.n;
    make_runs(r, page);
    if (r->nruns > 0) {
        qsort(r->runs, r->nruns, sizeof *r->runs, by_height);
        number_rows(r);
        qsort(r->runs, r->nruns, sizeof *r->runs, by_row);
    }
    page->row = pdf->nrows;
    for (uint32_t i = 0; i < r->nruns; i++) {
        if (i == 0 || r->runs[i].row != r->runs[i - 1].row) {
            row =
                mb_arena_push(pdf->arena, &pdf->rows, &pdf->nrows, sizeof *row);
            if (row == NULL)
                return;
            *row = (struct mb_pdf_row){
                .box = r->runs[i].box,
                .cell = pdf->ncells,
                .part = r->runs[i].apart ? 0 : r->runs[i].part,
                .apart = r->runs[i].apart};
        }
        put_run(r, row, &r->runs[i]);
    }
    page->nrows = pdf->nrows - page->row;
    for (; cell < pdf->ncells; cell++)
        read_label(pdf, &pdf->cells[cell], r->sorted + pdf->cells[cell].word);
}

/* The index of the largest count. */
static uint32_t most(const uint64_t *counts, uint32_t n)
{
    uint32_t best = 0;

    for (uint32_t i = 1; i < n; i++)
        if (counts[i] > counts[best])
            best = i;
    return best;
}

static void measure_size(struct mb_pdf *pdf)
{
    static const int32_t step = 10;
    uint64_t counts[SIZES] = {0};

    for (uint32_t i = 0; i < pdf->nwords; i++) {
        int32_t size = mb_pdf_height(&pdf->words[i].box) / step;
        counts[size < SIZES ? size : SIZES - 1] += pdf->words[i].len;
    }
    pdf->body_size = (int32_t)most(counts, SIZES) * step + step / 2;
}

/* The closest spacing that is common between rows of one text. */
static void measure_leading(struct mb_pdf *pdf)
{
    uint64_t counts[LEADINGS] = {0};
    uint32_t i = 0;

    for (uint32_t k = 1; k < pdf->nrows; k++) {
        const struct mb_pdf_row *a = &pdf->rows[k - 1], *b = &pdf->rows[k];
        int32_t pitch = mb_pdf_middle(&b->box) - mb_pdf_middle(&a->box);
        int32_t size = b->size;
        if (a->ncells != 1 || b->ncells != 1 || a->box.x1 <= b->box.x0
            || b->box.x1 <= a->box.x0 || abs(a->size - size) > size / 20
            || pitch < size / 2 || pitch > size * 5 / 2)
            continue;
        counts[(int64_t)pitch * 50 / size]++;
    }
    while (i + 1 < LEADINGS && counts[i] * 3 < counts[most(counts, LEADINGS)])
        i++;
    /* neighbours: rounding spreads one spacing over two steps */
    if (i + 1 < LEADINGS && counts[i + 1] > counts[i])
        i++;
    pdf->leading = i > 0 ? (int32_t)i * 20 + 10 : 1050;
}

enum mb_status mb_pdf_make_rows(struct mb_pdf *pdf, struct mb_err *err)
{
    struct rows r = {.pdf = pdf};
    uint32_t longest = 0;

    for (uint32_t i = 0; i < pdf->npages; i++)
        if (pdf->pages[i].nwords > longest)
            longest = pdf->pages[i].nwords;
    r.sorted = mb_arena_alloc(pdf->arena, pdf->nwords, sizeof *r.sorted);
    r.runs = mb_arena_alloc(pdf->arena, longest, sizeof *r.runs);
    if (r.sorted == NULL || r.runs == NULL)
        return mb_arena_status(pdf->arena, err);
    for (uint32_t i = 0; i < pdf->npages; i++)
        make_page(&r, &pdf->pages[i]);
    pdf->words = r.sorted;
    measure_size(pdf);
    measure_leading(pdf);
    return mb_arena_status(pdf->arena, err);
}

void mb_pdf_put_cell(const struct mb_pdf *pdf, const struct mb_pdf_cell *cell,
                     struct mb_buf *out)
{
    const struct mb_pdf_word *words = pdf->words + cell->word;

    for (uint32_t i = 0; i < cell->nwords; i++) {
        if (i > 0 && mb_pdf_apart(&words[i - 1], &words[i]))
            mb_buf_putc(out, ' ');
        mb_buf_put(out, mb_pdf_word(pdf, cell->word + i));
    }
}
