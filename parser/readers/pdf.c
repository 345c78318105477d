/* PDF: words with their places, as pdftotext tells them, become text again.
 * Rows are made of words (pdf_rows.c), those of columns beside each other apart
 * (pdf_columns.c), page headers and footers found by their repetition
 * (pdf_furniture.c); then each page is written from top to bottom, tables as
 * rows (pdf_table.c, pdf_cells.c) and the rest as paragraphs (pdf_flow.c). A
 * page without words is a picture, which is said once.
 */
#include "parser/reader.h"

#include "parser/readers/pdf_flow.h"
#include "parser/readers/pdf_table.h"

enum { PICTURES_SHARE = 2 }; /* of pages: then the text layer is missing */

struct pages {
    struct mb_pdf_flow flow;
    struct mb_pdf_table table; /* the last one written, or … */
    bool has_table;            /* … none that this page could go on with */
};

/* The row behind the last of the page's body. */
static uint32_t body_end(const struct mb_pdf *pdf,
                         const struct mb_pdf_page *page)
{
    uint32_t end = page->row + page->nrows;

    while (end > page->row && pdf->rows[end - 1].furniture)
        end--;
    return end;
}

static void put_body(struct pages *p, uint32_t from, uint32_t end)
{
    const struct mb_pdf *pdf = p->flow.pdf;

    for (uint32_t i = from; i < end;) {
        const struct mb_pdf_row *row = &pdf->rows[i];
        struct mb_pdf_table table;
        if (row->furniture) {
            mb_pdf_flow_furniture(&p->flow, row);
            i++;
            continue;
        }
        if (mb_pdf_table_find(pdf, i, end, &table)) {
            mb_pdf_table_put(&p->flow, &table, p->has_table ? &p->table : NULL);
            p->table = table;
            p->has_table = true;
            i += table.nrows;
        } else {
            if (row->apart)
                mb_pdf_flow_close(&p->flow);
            mb_pdf_flow_row(&p->flow, pdf->cells + row->cell, row->ncells);
            p->has_table = false;
            i++;
        }
    }
}

/* The page's columns of prose, one after the other, each as running text of its
 * own width; and what stands above and below them. */
static void put_parts(struct pages *p, const struct mb_pdf_page *page,
                      uint32_t end)
{
    const struct mb_pdf *pdf = p->flow.pdf;

    for (uint32_t i = page->row, to; i < end; i = to) {
        uint32_t part = pdf->rows[i].part;
        int32_t x0 = pdf->rows[i].box.x0, x1 = pdf->rows[i].box.x1;
        for (to = i; to < end && pdf->rows[to].part == part; to++) {
            x0 = pdf->rows[to].box.x0 < x0 ? pdf->rows[to].box.x0 : x0;
            x1 = pdf->rows[to].box.x1 > x1 ? pdf->rows[to].box.x1 : x1;
        }
        p->flow.left = page->left;
        p->flow.right = page->right;
        if (part > 0 && part <= page->columns) {
            p->flow.left = x0;
            p->flow.right = x1;
        }
        if (i > page->row)
            mb_pdf_flow_close(&p->flow);
        put_body(p, i, to);
    }
}

/* The first row of the page's body, or NULL. */
static const struct mb_pdf_row *first_row(const struct mb_pdf *pdf, uint32_t i)
{
    if (i >= pdf->npages)
        return NULL;
    for (uint32_t k = 0; k < pdf->pages[i].nrows; k++)
        if (!pdf->rows[pdf->pages[i].row + k].furniture)
            return &pdf->rows[pdf->pages[i].row + k];
    return NULL;
}

static void put_pages(struct pages *p)
{
    const struct mb_pdf *pdf = p->flow.pdf;

    for (uint32_t i = 0; i < pdf->npages; i++) {
        const struct mb_pdf_page *page = &pdf->pages[i];
        uint32_t end = body_end(pdf, page);
        p->flow.left = page->left;
        p->flow.right = page->right;
        if (page->columns > 0)
            put_parts(p, page, end);
        else
            put_body(p, page->row, end);
        for (; end < page->row + page->nrows; end++)
            mb_pdf_flow_furniture(&p->flow, &pdf->rows[end]);
        mb_pdf_flow_page_end(&p->flow, first_row(pdf, i + 1));
        if (i + 1 < pdf->npages)
            mb_buf_putc(&p->flow.out, '\f');
    }
}

/* Say that there are pages without words, and which. */
static void note_pictures(const struct mb_pdf *pdf, struct mb_diags *diags)
{
    uint32_t empty = 0;

    for (uint32_t i = 0; i < pdf->npages; i++)
        empty += pdf->pages[i].nwords == 0;
    if (empty > 0 && empty * PICTURES_SHARE >= pdf->npages)
        mb_diags_add(diags, MB_DIAG_NO_TEXT_LAYER, 0, 0,
                     mb_arena_printf(diags->arena, "%u of %u pages",
                                     (unsigned)empty, (unsigned)pdf->npages));
}

static enum mb_status write_text(const struct mb_pdf *pdf,
                                 struct mb_text *ret_text, struct mb_err *err)
{
    struct mb_text text = {.pages = pdf->npages, .title = pdf->title};
    struct pages p = {.flow = {.pdf = pdf,
                               .arena = pdf->arena,
                               .out = MB_BUF_INIT,
                               .text = &text,
                               .blank = true}};
    enum mb_status st;

    put_pages(&p);
    st = mb_buf_status(&p.flow.out, err);
    if (st == MB_OK && p.flow.out.len >= UINT32_MAX)
        st = mb_err_set(err, MB_ERR_LIMIT, "more than 4 GiB of text");
    if (st == MB_OK) {
        text.text = mb_arena_dup(pdf->arena, mb_buf_span(&p.flow.out));
        text.reader = MB_SPAN_LIT("pdf 1 pdftotext -bbox-layout");
        st = mb_arena_status(pdf->arena, err);
    }
    mb_buf_done(&p.flow.out);
    if (st == MB_OK)
        *ret_text = text;
    return st;
}

enum mb_status mb_read_pdf(const struct mb_source *source,
                           const struct mb_reader_options *options,
                           struct mb_arena *arena, struct mb_diags *diags,
                           struct mb_text *ret_text, struct mb_err *err)
{
    struct mb_pdf pdf = {.arena = arena};
    enum mb_status st;

    (void)source;
    if (options->pdf_layout.ptr == NULL)
        return mb_err_set(err, MB_ERR_USAGE,
                          "the PDF's layout was not extracted");
    st = mb_pdf_read_words(&pdf, options->pdf_layout, &options->limits, err);
    if (st == MB_OK)
        st = mb_pdf_make_rows(&pdf, err);
    if (st == MB_OK)
        st = mb_pdf_mark_furniture(&pdf, err);
    if (st == MB_OK)
        st = mb_pdf_flow_margins(&pdf, err);
    if (st != MB_OK)
        return st;
    note_pictures(&pdf, diags);
    return write_text(&pdf, ret_text, err);
}
