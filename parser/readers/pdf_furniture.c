/* What stands at the head or foot of pages again and again is furniture: the
 * outermost rows of every page, within the margins' zone, are keyed by their
 * words with figures folded and compared by key, edge and height. From the
 * edge inward a page's rows are furniture as long as each is repeated; a row
 * that heads a table's columns is not, nor is one that stands once, unless it
 * is nothing but a page's number.
 */
#include "parser/readers/pdf_page.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

enum {
    EDGE_ROWS = 4,     /* from each edge inward */
    ZONE = 14,         /* per cent of the page's height */
    NEAR = 600,        /* heights no further apart are the same */
    SHARE = 4,         /* repeated on one page in so many … */
    REPEATS_ENOUGH = 8 /* … or on so many */
};

struct edge {
    uint64_t key;
    int32_t at; /* from the edge */
    uint32_t row;
    uint32_t page;
    uint32_t times;
    bool foot;
};

struct edges {
    struct mb_pdf *pdf;
    struct edge *at;
    uint32_t n;
    struct mb_buf words; /* of one row */
};

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The row's words in small letters, each run of digits as one '#'. */
static void fold(struct edges *e, const struct mb_pdf_row *row)
{
    size_t n = 0;

    mb_buf_clear(&e->words);
    for (uint32_t i = 0; i < row->ncells; i++)
        mb_pdf_put_cell(e->pdf, &e->pdf->cells[row->cell + i], &e->words);
    for (size_t i = 0; i < e->words.len; i++) {
        char c = e->words.ptr[i];
        if (c == ' ' || (digit(c) && n > 0 && e->words.ptr[n - 1] == '#'))
            continue;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        e->words.ptr[n++] = digit(c) ? '#' : c;
    }
    e->words.len = n;
}

static uint64_t hash(struct mb_span s)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
    return h;
}

/* "7", "- 7 -", "Page 7", "7 of 9", "Page | 7", "Tudalen / Page 7" */
static bool page_number(struct mb_span folded)
{
    static const char *const words[] = {"page", "tudalen", "of", "o"};
    bool figure = false;

    while (folded.len > 0) {
        size_t skip = 0;
        if (strchr("#-/|.()[]", folded.ptr[0]) != NULL) {
            figure |= folded.ptr[0] == '#';
            skip = 1;
        } else if (folded.len >= 3 && memcmp(folded.ptr, "\xE2\x80", 2) == 0) {
            skip = 3; /* dashes */
        }
        for (size_t i = 0; skip == 0 && i < sizeof words / sizeof *words; i++)
            if (mb_span_starts(folded, mb_span_str(words[i])))
                skip = strlen(words[i]);
        if (skip == 0)
            return false;
        folded = mb_span_sub(folded, skip, folded.len);
    }
    return figure;
}

/* Whether the row heads columns: the row below has cells under its own. */
static bool heads_columns(const struct mb_pdf *pdf, uint32_t i, uint32_t end)
{
    const struct mb_pdf_row *row = &pdf->rows[i], *below = row + 1;
    uint32_t under = 0;

    if (i + 1 >= end || row->ncells < 2 || below->ncells < 2
        || below->box.y0 - row->box.y1 > row->size * 2)
        return false;
    for (uint32_t c = 0; c < row->ncells; c++)
        for (uint32_t k = 0; k < below->ncells; k++)
            under += pdf->cells[row->cell + c].box.x0
                         < pdf->cells[below->cell + k].box.x1
                     && pdf->cells[below->cell + k].box.x0
                            < pdf->cells[row->cell + c].box.x1;
    return under >= 2;
}

static void add_edge(struct edges *e, uint32_t p, uint32_t i, bool foot)
{
    const struct mb_pdf_page *page = &e->pdf->pages[p];
    const struct mb_pdf_row *row = &e->pdf->rows[i];
    int32_t zone = (int32_t)((int64_t)page->height * ZONE / 100);
    int32_t at = foot ? page->height - row->box.y1 : row->box.y0;
    struct edge *edge;

    if ((foot ? at + mb_pdf_height(&row->box) : row->box.y1) > zone)
        return;
    if (!foot && heads_columns(e->pdf, i, page->row + page->nrows))
        return;
    fold(e, row);
    edge = &e->at[e->n++];
    *edge = (struct edge){.key = hash(mb_buf_span(&e->words)),
                          .at = at,
                          .row = i,
                          .page = p,
                          .foot = foot};
    if (foot && page_number(mb_buf_span(&e->words)))
        edge->times = UINT32_MAX; /* sure, even if it stands once */
}

static int by_key(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;

    if (x->foot != y->foot)
        return x->foot ? 1 : -1;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->row < y->row ? -1 : 1;
}

static int by_place(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;

    if (x->page != y->page)
        return x->page < y->page ? -1 : 1;
    if (x->foot != y->foot)
        return x->foot ? 1 : -1;
    if (x->row == y->row)
        return 0;
    return (x->row < y->row) != x->foot ? -1 : 1; /* from the edge inward */
}

/* How often each stands at its height, once sorted by key. */
static void count(struct edges *e)
{
    for (uint32_t i = 0, end; i < e->n; i = end) {
        for (end = i + 1; end < e->n; end++)
            if (e->at[end].key != e->at[i].key
                || e->at[end].foot != e->at[i].foot
                || e->at[end].at - e->at[end - 1].at > NEAR)
                break;
        for (uint32_t k = i; k < end; k++)
            if (e->at[k].times == 0)
                e->at[k].times = end - i;
    }
}

static void mark(struct edges *e)
{
    uint32_t enough = e->pdf->npages / SHARE;
    bool inward = false; /* all rows further out are furniture */

    enough = enough < 2 ? 2 : enough;
    enough = enough > REPEATS_ENOUGH ? REPEATS_ENOUGH : enough;
    for (uint32_t i = 0; i < e->n; i++) {
        const struct edge *edge = &e->at[i];
        const struct mb_pdf_page *page = &e->pdf->pages[edge->page];
        uint32_t outer = edge->foot ? page->row + page->nrows - 1 : page->row;
        if (edge->row == outer)
            inward = true;
        else if (i == 0 || e->at[i - 1].page != edge->page
                 || e->at[i - 1].foot != edge->foot)
            inward = false; /* the outermost is no candidate */
        inward = inward && edge->times >= enough;
        if (inward)
            e->pdf->rows[edge->row].furniture = true;
    }
}

enum mb_status mb_pdf_mark_furniture(struct mb_pdf *pdf, struct mb_err *err)
{
    struct edges e = {.pdf = pdf, .words = MB_BUF_INIT};
    enum mb_status st;

    e.at = mb_arena_alloc(pdf->arena, (size_t)pdf->npages * EDGE_ROWS * 2,
                          sizeof *e.at);
    if (e.at == NULL)
        return mb_arena_status(pdf->arena, err);
    for (uint32_t p = 0; p < pdf->npages; p++) {
        uint32_t first = pdf->pages[p].row, n = pdf->pages[p].nrows;
        for (uint32_t k = 0; k < EDGE_ROWS && k < n; k++) {
            add_edge(&e, p, first + k, false);
            add_edge(&e, p, first + n - 1 - k, true);
        }
    }
    if (e.n > 0) {
        qsort(e.at, e.n, sizeof *e.at, by_key);
        count(&e);
        qsort(e.at, e.n, sizeof *e.at, by_place);
        mark(&e);
    }
    st = mb_buf_status(&e.words, err);
    mb_buf_done(&e.words);
    return st;
}
