/* A line goes on with the paragraph above it if nothing says otherwise: the
 * distance is the usual one, it begins where the others do, it has no label,
 * and its first word would not have fitted on the line above. Where these
 * disagree, a small letter after an unfinished line decides for going on.
 * Remarks at the right margin ("Clerk", initials: who is to act) are written
 * behind the paragraph beside which they stand.
 */
#include "parser/readers/pdf_flow.h"

#include "parser/labels.h"

#include <stdlib.h>
#include <string.h>

enum {
    WIDE_PERCENT = 45, /* of the page: a row of running text */
    WIDE_ROWS = 5,     /* tell the right margin */
    LEFT_ROWS = 3,     /* tell the left one */
    INDENT_MAX = 40,   /* columns */
    HEADING_BYTES = 200
};

static int ascending(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return x < y ? -1 : x > y;
}

/* NULL where the document has none at all. */
static const struct mb_pdf_row *rows_of(const struct mb_pdf *pdf,
                                        const struct mb_pdf_page *page)
{
    return pdf->rows == NULL ? NULL : pdf->rows + page->row;
}

/* Where three rows or more begin, furthest to the left; else the leftmost. */
static int32_t left_margin(const struct mb_pdf *pdf,
                           const struct mb_pdf_page *page, int32_t *scratch)
{
    const struct mb_pdf_row *rows = rows_of(pdf, page);
    int32_t near = pdf->body_size / 3;
    uint32_t n = 0;

    for (uint32_t i = 0; i < page->nrows; i++)
        if (!rows[i].furniture && !rows[i].apart)
            scratch[n++] = rows[i].box.x0;
    if (n == 0)
        return INT32_MAX;
    qsort(scratch, n, sizeof *scratch, ascending);
    for (uint32_t i = 0; i + LEFT_ROWS <= n; i++)
        if (scratch[i + LEFT_ROWS - 1] - scratch[i] <= near)
            return scratch[i];
    return n < LEFT_ROWS ? INT32_MAX : scratch[0];
}

/* Where most long rows end; 0 if there are too few. */
static int32_t right_margin(const struct mb_pdf *pdf,
                            const struct mb_pdf_page *page, int32_t *scratch)
{
    const struct mb_pdf_row *rows = rows_of(pdf, page);
    uint32_t n = 0;

    for (uint32_t i = 0; i < page->nrows; i++)
        if (!rows[i].furniture && !rows[i].apart && rows[i].ncells <= 2
            && rows[i].box.x1 - rows[i].box.x0
                   > (int64_t)page->width * WIDE_PERCENT / 100)
            scratch[n++] = rows[i].box.x1;
    if (n < WIDE_ROWS)
        return 0;
    qsort(scratch, n, sizeof *scratch, ascending);
    return scratch[n - 1 - n / 10];
}

/* What a page's rows reach, for one whose margins nothing tells. */
static void reach(const struct mb_pdf *pdf, struct mb_pdf_page *page)
{
    const struct mb_pdf_row *rows = rows_of(pdf, page);
    int32_t x0 = INT32_MAX, x1 = 0;

    for (uint32_t i = 0; i < page->nrows; i++) {
        if (rows[i].furniture || rows[i].apart)
            continue;
        x0 = rows[i].box.x0 < x0 ? rows[i].box.x0 : x0;
        x1 = rows[i].box.x1 > x1 ? rows[i].box.x1 : x1;
    }
    if (page->left == INT32_MAX)
        page->left = x0 == INT32_MAX ? 0 : x0;
    if (page->right < x1 && page->right == 0)
        page->right = x1;
}

enum mb_status mb_pdf_flow_margins(struct mb_pdf *pdf, struct mb_err *err)
{
    int32_t *scratch =
        mb_arena_alloc(pdf->arena, (size_t)pdf->nrows + 1, sizeof *scratch);
    struct mb_pdf_page *like = NULL; /* the first of a run of equal pages */

    if (scratch == NULL)
        return mb_arena_status(pdf->arena, err);
    for (uint32_t i = 0; i < pdf->npages; i++) {
        struct mb_pdf_page *page = &pdf->pages[i];
        page->left = left_margin(pdf, page, scratch);
        page->right = right_margin(pdf, page, scratch);
        if (like == NULL || like->width != page->width)
            like = page;
        else if (page->right == 0)
            page->right = page[-1].right;
        if (page->left < like->left)
            like->left = page->left;
    }
    for (uint32_t i = 0; i < pdf->npages; i++) {
        struct mb_pdf_page *page = &pdf->pages[i];
        if (i > 0 && page->width == page[-1].width)
            page->left = page[-1].left;
        reach(pdf, page);
    }
    return MB_OK;
}

/* --- measuring ---------------------------------------------------------- */

static bool small_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Letters that begin a word after the first; accented ones count as small. */
static bool goes_on_small(const struct mb_pdf_line *line)
{
    return small_letter(line->first);
}

/* The line ends in the middle of a sentence. */
static bool unfinished(const struct mb_pdf_line *line)
{
    return small_letter(line->last) || line->last == ',' || line->last == '-';
}

static struct mb_pdf_line measure(const struct mb_pdf_flow *flow,
                                  const struct mb_pdf_cell *cells, uint32_t n)
{
    const struct mb_pdf *pdf = flow->pdf;
    const struct mb_pdf_cell *end = &cells[n - 1];
    const struct mb_pdf_word *word = &pdf->words[cells->word];
    struct mb_pdf_line line = {.cells = cells,
                               .ncells = n,
                               .box = cells->box,
                               .size = cells->size,
                               .body_x = cells->body_x,
                               .label = cells->label,
                               .strong = cells->strong,
                               .bound = flow->right,
                               .first_word = word->box.x1 - word->box.x0};
    struct mb_span first = mb_pdf_word(pdf, cells->word);
    struct mb_span last = mb_pdf_word(pdf, end->word + end->nwords - 1);
    int32_t l, r;

    if (line.label != MB_LABEL_NONE && n > 1
        && cells->body_x == cells->box.x0) {
        line.body_x = cells[1].box.x0; /* the label is a cell of its own, */
        line.strong = true;
        line.box.y0 = cells[1].box.y0; /* in another font, it may be */
        line.box.y1 = cells[1].box.y1;
        line.size = cells[1].size;
    }
    for (uint32_t i = 1; i < n; i++) {
        line.box.x1 = cells[i].box.x1;
        line.box.y0 =
            cells[i].box.y0 < line.box.y0 ? cells[i].box.y0 : line.box.y0;
        line.box.y1 =
            cells[i].box.y1 > line.box.y1 ? cells[i].box.y1 : line.box.y1;
        line.size = cells[i].size > line.size ? cells[i].size : line.size;
    }
    line.first = first.ptr[0];
    line.last = last.ptr[last.len - 1];
    l = line.box.x0 - flow->left;
    r = flow->right - line.box.x1;
    line.centred = l > 2 * line.size && r > 2 * line.size
                   && abs(l - r) < line.size * 2 && line.label == MB_LABEL_NONE;
    return line;
}

/* Whether the first word of `below` would have fitted behind `above`. */
static bool fits(const struct mb_pdf_line *above,
                 const struct mb_pdf_line *below)
{
    int32_t space = above->size / 5;

    return above->box.x1 + space + below->first_word
           < above->bound - above->size / 4;
}

/* Names and figures are kept together by no-break spaces: a line in the middle
 * of a sentence may end a few words early. */
static bool nearly(const struct mb_pdf_flow *flow,
                   const struct mb_pdf_line *below)
{
    int32_t width = flow->right - flow->left;
    int32_t slack = flow->last.last == ',' ? width / 6
                    : flow->nlines > 1     ? width / 8
                                           : 0;

    return flow->last.box.x1 + below->first_word > flow->right - slack;
}

/* --- paragraphs --------------------------------------------------------- */

/* Per mille of the usual distance between rows. */
static int32_t distance(const struct mb_pdf_flow *flow,
                        const struct mb_pdf_line *line)
{
    int64_t pitch = mb_pdf_middle(&line->box) - mb_pdf_middle(&flow->last.box);
    int32_t size = line->size < flow->last.size ? flow->last.size : line->size;

    if (pitch < 0)
        return INT32_MAX;
    pitch = pitch * 1000 * 1000 / size / flow->pdf->leading;
    return pitch < INT32_MAX ? (int32_t)pitch : INT32_MAX;
}

/* A label begins a paragraph, unless it is a number at which a line broke:
 * "… under section / 3. …". */
static bool label_begins(const struct mb_pdf_flow *flow,
                         const struct mb_pdf_line *line, bool full)
{
    const struct mb_pdf_line *last = &flow->last;
    bool wide = line->body_x - line->box.x0 > 0
                && line->body_x - line->box.x0 > 2 * line->size;

    switch ((enum mb_label_sort)line->label) {
    case MB_LABEL_NONE:
        return false;
    case MB_LABEL_BULLET:
        return line->strong || line->first != '-' || !full;
    case MB_LABEL_LETTER:
    case MB_LABEL_ROMAN:
        return line->strong || !full;
    case MB_LABEL_NUMBER:
    case MB_LABEL_DECIMAL:
    case MB_LABEL_YEARED:
    case MB_LABEL_CODED:
    case MB_LABEL_LETTERED:
        break;
    }
    if (wide || line->ncells > 1)
        return true;
    if (full && unfinished(last))
        return false;
    return line->strong;
}

/* Whether the line begins where a line of the open paragraph may. */
static bool aligned(const struct mb_pdf_flow *flow,
                    const struct mb_pdf_line *line)
{
    int32_t tolerance = line->size * 2 / 3, x = line->box.x0;

    if (flow->last.centred && line->centred)
        return true;
    if (abs(x - flow->cont_x) <= tolerance)
        return true;
    if (flow->nlines > 1)
        return false;
    return abs(x - flow->first_x) <= tolerance
           || abs(x - flow->last.body_x) <= tolerance;
}

static bool same_size(const struct mb_pdf_line *a, const struct mb_pdf_line *b)
{
    return abs(a->size - b->size) * 10 <= a->size;
}

static bool goes_on(const struct mb_pdf_flow *flow,
                    const struct mb_pdf_line *line)
{
    const struct mb_pdf_line *last = &flow->last;
    bool full = !fits(last, line), small = goes_on_small(line);
    int32_t far = distance(flow, line);

    if (!same_size(last, line) || label_begins(flow, line, full))
        return false;
    if (far > 1250)
        return far < 1700 && small && unfinished(last) && full;
    if (aligned(flow, line))
        return full || (unfinished(last) && (small || nearly(flow, line)));
    /* a first line further in or out, or text around a picture */
    return full && (flow->nlines == 1 || unfinished(last))
           && (small || unfinished(last));
}

static bool goes_on_over(const struct mb_pdf_flow *flow,
                         const struct mb_pdf_line *line)
{
    const struct mb_pdf_line *last = &flow->last;
    bool full = !fits(last, line);

    if (!same_size(last, line) || label_begins(flow, line, full)
        || strchr(".?!", last->last) != NULL)
        return false;
    if (goes_on_small(line))
        return last->last != ':' || full;
    return full && unfinished(last) && aligned(flow, line);
}

/* --- writing ------------------------------------------------------------ */

void mb_pdf_flow_mark(struct mb_pdf_flow *flow, enum mb_mark_kind kind,
                      unsigned level, unsigned flags)
{
    size_t start = flow->out.len;

    /* a form feed belongs to the line behind it */
    if (start > 0 && flow->out.ptr[start - 1] == '\f')
        start--;
    mb_text_mark(flow->text, flow->arena, (uint32_t)start, kind, level, flags);
    flow->blank = false;
}

static void put_blank(struct mb_pdf_flow *flow)
{
    if (!flow->blank)
        mb_buf_putc(&flow->out, '\n');
    flow->blank = true;
}

static void put_indent(struct mb_pdf_flow *flow, int32_t x, int32_t size)
{
    int32_t columns = (x - flow->left) * 2 / size;

    columns = columns < INDENT_MAX ? columns : INDENT_MAX;
    for (int32_t i = 0; i < columns; i++)
        mb_buf_putc(&flow->out, ' ');
}

/* Between cells: a TAB behind a label, and what tells a gap from a space
 * elsewhere. */
static void put_gap(struct mb_pdf_flow *flow, const struct mb_pdf_line *line,
                    uint32_t i)
{
    int32_t gap = line->cells[i].box.x0 - line->cells[i - 1].box.x1;

    if (i == 1 && line->label != MB_LABEL_NONE
        && line->body_x == line->cells[1].box.x0)
        mb_buf_putc(&flow->out, '\t');
    else
        mb_buf_puts(&flow->out, gap > line->size * 3 ? "    " : " ");
}

static void put_line(struct mb_pdf_flow *flow, const struct mb_pdf_line *line)
{
    put_indent(flow, line->box.x0, line->size);
    for (uint32_t i = 0; i < line->ncells; i++) {
        if (i > 0)
            put_gap(flow, line, i);
        mb_pdf_put_cell(flow->pdf, &line->cells[i], &flow->out);
    }
    mb_buf_putc(&flow->out, '\n');
}

static uint32_t letters(const struct mb_pdf_flow *flow,
                        const struct mb_pdf_line *line)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < line->ncells; i++)
        for (uint32_t k = 0; k < line->cells[i].nwords; k++) {
            struct mb_span w = mb_pdf_word(flow->pdf, line->cells[i].word + k);
            for (size_t c = 0; c < w.len; c++)
                n += small_letter((char)(w.ptr[c] | 0x20));
        }
    return n;
}

static void mark_paragraph(struct mb_pdf_flow *flow,
                           const struct mb_pdf_line *line)
{
    int64_t size = (int64_t)line->size * 100 / flow->pdf->body_size;
    unsigned level = size >= 160 ? 1 : size >= 130 ? 2 : 3;
    unsigned flags = 0;

    if (line->centred)
        flags |= MB_MARK_CENTRED;
    else if (line->box.x0 - flow->left > line->size)
        flags |= MB_MARK_INDENTED;
    if (size >= 115 && letters(flow, line) >= 3)
        mb_pdf_flow_mark(flow, MB_MARK_HEADING, level, flags);
    else
        mb_pdf_flow_mark(flow, MB_MARK_PARAGRAPH, 0, flags);
}

static void put_remarks(struct mb_pdf_flow *flow)
{
    for (uint32_t i = 0; i < flow->nremarks; i++) {
        const struct mb_pdf_cell *cell = &flow->pdf->cells[flow->remark[i]];
        mb_pdf_flow_mark(flow, MB_MARK_PARAGRAPH, 0, MB_MARK_INDENTED);
        put_indent(flow, cell->box.x0, cell->size);
        mb_pdf_put_cell(flow->pdf, cell, &flow->out);
        mb_buf_putc(&flow->out, '\n');
    }
    flow->nremarks = 0;
}

void mb_pdf_flow_close(struct mb_pdf_flow *flow)
{
    put_remarks(flow);
    flow->open = false;
    flow->over = false;
}

/* The widest gap between words before the last cell: in justified lines it is
 * as wide as any. */
static int32_t inner_gap(const struct mb_pdf_flow *flow,
                         const struct mb_pdf_cell *cells, uint32_t n)
{
    const struct mb_pdf_word *words = flow->pdf->words;
    uint32_t first = cells[0].word;
    uint32_t last = cells[n - 2].word + cells[n - 2].nwords;
    int32_t widest = 0;

    if (cells[0].label != MB_LABEL_NONE)
        first++;
    for (uint32_t i = first + 1; i < last; i++)
        if (words[i].box.x0 - words[i - 1].box.x1 > widest)
            widest = words[i].box.x0 - words[i - 1].box.x1;
    return widest;
}

/* A short cell at the right margin, well apart from the words before it. */
static bool remark(const struct mb_pdf_flow *flow,
                   const struct mb_pdf_cell *cells, uint32_t n)
{
    const struct mb_pdf_cell *cell = &cells[n - 1];
    int32_t width = flow->right - flow->left;

    if (cell->box.x1 - cell->box.x0 > width / 4
        || cell->box.x0 < flow->left + width * 3 / 5
        || cell->box.x1 < flow->right - 3 * cell->size || cell->nwords > 4)
        return false;
    if (n == 1)
        return flow->open && cell->box.x0 > flow->left + width * 3 / 4;
    return cell->line != cells[n - 2].line
           && cell->box.x0 - cells[n - 2].box.x1 > cell->size * 3 / 5
           && inner_gap(flow, cells, n) * 2 < cell->box.x0 - cells[n - 2].box.x1
           && !(n == 2 && cells[0].label != MB_LABEL_NONE
                && cells[0].body_x == cells[0].box.x0);
}

static void take_remark(struct mb_pdf_flow *flow,
                        const struct mb_pdf_cell *cell)
{
    if (flow->nremarks == MB_PDF_REMARKS_MAX)
        mb_pdf_flow_close(flow);
    flow->remark[flow->nremarks++] = (uint32_t)(cell - flow->pdf->cells);
}

static void begin(struct mb_pdf_flow *flow, const struct mb_pdf_line *line)
{
    bool was_open = flow->open && !flow->over;

    put_remarks(flow);
    if (was_open && distance(flow, line) > 1350)
        put_blank(flow);
    mark_paragraph(flow, line);
    put_line(flow, line);
    flow->open = true;
    flow->over = false;
    flow->first_x = line->box.x0;
    flow->cont_x = line->body_x;
    flow->nlines = 1;
    flow->last = *line;
}

static void extend(struct mb_pdf_flow *flow, const struct mb_pdf_line *line)
{
    if (flow->over)
        mb_pdf_flow_mark(flow, MB_MARK_CONTINUES, 0, 0);
    put_line(flow, line);
    flow->blank = false;
    flow->over = false;
    flow->cont_x = line->box.x0;
    flow->nlines++;
    flow->last = *line;
}

void mb_pdf_flow_row(struct mb_pdf_flow *flow, const struct mb_pdf_cell *cells,
                     uint32_t ncells)
{
    struct mb_pdf_line line;
    const struct mb_pdf_cell *aside = NULL;

    if (remark(flow, cells, ncells)) {
        aside = &cells[--ncells];
        if (ncells == 0) {
            take_remark(flow, aside);
            return;
        }
    }
    line = measure(flow, cells, ncells);
    if (aside != NULL)
        line.bound = aside->box.x0;
    if (flow->open
        && (flow->over ? goes_on_over(flow, &line) : goes_on(flow, &line)))
        extend(flow, &line);
    else
        begin(flow, &line);
    if (aside != NULL)
        take_remark(flow, aside);
}

void mb_pdf_flow_furniture(struct mb_pdf_flow *flow,
                           const struct mb_pdf_row *row)
{
    mb_pdf_flow_mark(flow, MB_MARK_FURNITURE, 0, 0);
    for (uint32_t i = 0; i < row->ncells; i++) {
        if (i > 0)
            mb_buf_puts(&flow->out, "    ");
        mb_pdf_put_cell(flow->pdf, &flow->pdf->cells[row->cell + i],
                        &flow->out);
    }
    mb_buf_putc(&flow->out, '\n');
}

void mb_pdf_flow_page_end(struct mb_pdf_flow *flow,
                          const struct mb_pdf_row *next)
{
    if (flow->nremarks > 0 && next != NULL) {
        struct mb_pdf_line line =
            measure(flow, flow->pdf->cells + next->cell, next->ncells);
        if (!goes_on_over(flow, &line))
            put_remarks(flow);
    } else {
        put_remarks(flow);
    }
    flow->over = true;
    flow->blank = true;
}
