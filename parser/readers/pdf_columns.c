/* A column begins where many lines begin. What stands left of it must be prose
 * too, and leave a gap that no word crosses from one height to another; of the
 * lines on its two sides less than half may stand at one height; and hardly
 * any white space runs through both, as it does between a table's rows, whose
 * cells may be centred.
 */
#include "parser/readers/pdf_columns.h"

#include <stdlib.h>

enum {
    WORDS_MOST = 5000, /* of a page that is looked at */
    EDGES_MAX = 64,
    NEAR = 150, /* between the beginnings of a column's lines; left of them
                   stands no word */
    LINES_LEAST = 8,
    WORDS_LEAST = 3, /* of a line of prose … */
    LINES_A_SPACE = 12,
    PROSE_LEAST = 6 /* … of which there are as many, on both sides */
};

/* A place where lines begin, and the heights between which nothing stands
 * across the gap left of it. */
struct edge {
    int32_t x;
    int32_t y0, y1;
    uint32_t lines;
};

struct search {
    const struct mb_pdf_word *words;
    uint32_t n;
    const char *text;
    int32_t (*across)[2]; /* heights of what stands across a gap */
};

static bool starts_line(const struct search *s, uint32_t i)
{
    return i == 0 || s->words[i - 1].line != s->words[i].line;
}

static bool begins_at(const struct mb_pdf_word *word, int32_t x)
{
    return abs(word->box.x0 - x) <= NEAR;
}

/* A word that stands across the gap, or one behind the gap that goes on with
 * the words before it. */
static bool crosses(const struct search *s, uint32_t i, int32_t x)
{
    const struct mb_pdf_box *box = &s->words[i].box;
    const struct mb_pdf_box *before;

    if (box->x0 < x - NEAR)
        return box->x1 > x - NEAR;
    if (starts_line(s, i))
        return false;
    before = &s->words[i - 1].box;
    return before->x0 < x - NEAR
           && box->x0 - before->x1
                  < mb_pdf_height(box) / (begins_at(&s->words[i], x) ? 2 : 1);
}

static int by_first(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;

    return x[0] < y[0] ? -1 : x[0] > y[0];
}

static uint32_t lines_between(const struct search *s, const struct edge *edge)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < s->n; i++)
        n += begins_at(&s->words[i], edge->x) && s->words[i].box.y0 >= edge->y0
             && s->words[i].box.y1 <= edge->y1;
    return n;
}

/* The tallest clear gap left of the edge. */
static bool find_clear(const struct search *s, struct edge *edge)
{
    uint32_t n = 0;
    int32_t end = 0, best = 0, foot = 0;

    for (uint32_t i = 0; i < s->n; i++) {
        foot = s->words[i].box.y1 > foot ? s->words[i].box.y1 : foot;
        if (crosses(s, i, edge->x)) {
            s->across[n][0] = s->words[i].box.y0;
            s->across[n++][1] = s->words[i].box.y1;
        }
    }
    qsort(s->across, n, sizeof *s->across, by_first);
    s->across[n][0] = s->across[n][1] = foot;
    for (uint32_t i = 0; i <= n; i++) {
        if (s->across[i][0] - end > best) {
            best = s->across[i][0] - end;
            edge->y0 = end;
            edge->y1 = s->across[i][0];
        }
        if (s->across[i][1] > end)
            end = s->across[i][1];
    }
    edge->lines = lines_between(s, edge);
    return edge->lines >= LINES_LEAST;
}

static bool has_figure(const struct search *s, uint32_t i)
{
    const char *word = s->text + s->words[i].text;

    for (uint32_t k = 0; k < s->words[i].len; k++)
        if (word[k] >= '0' && word[k] <= '9')
            return true;
    return false;
}

/* Whether the words of a line that end with word i, left of the gap, are
 * prose; lists and sums end with figures. */
static bool prose_before(const struct search *s, uint32_t i, int32_t x)
{
    uint32_t n = 1;
    uint32_t last = i;

    for (; !starts_line(s, i) && n < WORDS_LEAST; i--, n++)
        if (s->words[i - 1].box.x0 >= x)
            break;
    return n >= WORDS_LEAST && !has_figure(s, last);
}

/* The same of the words from word i to the end of its line. */
static bool prose_behind(const struct search *s, uint32_t i)
{
    uint32_t n = 1;

    for (; i + 1 < s->n && !starts_line(s, i + 1); i++)
        n++;
    return n >= WORDS_LEAST && !has_figure(s, i);
}

/* The last word left of the gap of those that stand beside word i, or i. */
static uint32_t beside(const struct search *s, uint32_t i, int32_t x)
{
    const struct mb_pdf_box *box = &s->words[i].box;
    uint32_t best = i;

    for (uint32_t k = 0; k < s->n; k++) {
        const struct mb_pdf_box *other = &s->words[k].box;
        if (other->x1 < x && other->y0 < box->y1 - mb_pdf_height(box) / 4
            && other->y1 > box->y0 + mb_pdf_height(box) / 4
            && (best == i || other->x1 > s->words[best].box.x1))
            best = k;
    }
    return best;
}

/* White space across the page between two heights, as between paragraphs. */
static uint32_t spaces_across(const struct search *s, int32_t y0, int32_t y1,
                              int32_t size)
{
    uint32_t n = 0, spaces = 0;
    int32_t end = y0;

    for (uint32_t i = 0; i < s->n; i++) {
        const struct mb_pdf_box *box = &s->words[i].box;
        if (box->y1 <= y0 || box->y0 >= y1)
            continue;
        s->across[n][0] = box->y0;
        s->across[n++][1] = box->y1;
    }
    qsort(s->across, n, sizeof *s->across, by_first);
    for (uint32_t i = 0; i < n; i++) {
        spaces += s->across[i][0] - end > size / 2;
        end = s->across[i][1] > end ? s->across[i][1] : end;
    }
    return spaces;
}

/* Whether the edge parts prose from prose; or, where the page is known to have
 * columns of it, text from text: the lines of a narrow one have few words. */
static bool parts_text(const struct search *s, const struct edge *edge,
                       bool prose)
{
    uint32_t beside_each_other = 0, level = 0, left = 0, right = 0;
    int32_t y0 = INT32_MAX, y1 = 0, size = 0;

    for (uint32_t i = 0; i < s->n; i++) {
        const struct mb_pdf_box *box = &s->words[i].box;
        uint32_t other;
        if (!begins_at(&s->words[i], edge->x) || box->y0 < edge->y0
            || box->y1 > edge->y1)
            continue;
        right += prose_behind(s, i);
        other = beside(s, i, edge->x - NEAR);
        if (other == i)
            continue;
        left += prose_before(s, other, edge->x);
        y0 = box->y0 < y0 ? box->y0 : y0;
        y1 = box->y1 > y1 ? box->y1 : y1;
        size =
            size == 0 || mb_pdf_height(box) < size ? mb_pdf_height(box) : size;
        beside_each_other++;
        level +=
            abs(s->words[other].box.y1 - box->y1) <= mb_pdf_height(box) / 8;
    }
    if (prose && (left < PROSE_LEAST || right < PROSE_LEAST))
        return false;
    return beside_each_other >= LINES_LEAST && level * 2 < beside_each_other
           && spaces_across(s, y0, y1, size) * LINES_A_SPACE
                  <= beside_each_other;
}

/* Places where so many lines begin, from left to right. */
static uint32_t find_edges(const struct search *s, struct edge *edges)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t k = 0;
        int32_t x = s->words[i].box.x0;
        if (!starts_line(s, i))
            continue;
        while (k < n && abs(edges[k].x - x) > NEAR)
            k++;
        if (k < n) {
            edges[k].lines++;
        } else if (n < EDGES_MAX) {
            edges[n++] = (struct edge){.x = x, .lines = 1};
        }
    }
    return n;
}

static int by_place(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;

    return x->x < y->x ? -1 : x->x > y->x;
}

/* The edges that are left, by place. */
static uint32_t clear_edges(const struct search *s, struct edge *edges,
                            uint32_t n)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < n; i++)
        if (edges[i].lines >= LINES_LEAST / 2 && find_clear(s, &edges[i])
            && parts_text(s, &edges[i], false))
            edges[kept++] = edges[i];
    qsort(edges, kept, sizeof *edges, by_place);
    return kept;
}

/* Take the edges that part text at heights which they share. */
static void take_edges(const struct search *s, const struct edge *edges,
                       uint32_t n, struct mb_pdf_prose *ret)
{
    struct edge all = {.y0 = 0, .y1 = INT32_MAX / 2};
    struct edge taken[MB_PDF_PROSE_MAX];
    uint32_t ntaken = 0;
    bool prose = false;

    for (uint32_t i = 0; i < n && ntaken + 1 < MB_PDF_PROSE_MAX; i++) {
        const struct edge *one = &edges[i];
        if (ntaken > 0
            && (one->x - taken[ntaken - 1].x < 10 * NEAR || one->y0 >= all.y1
                || one->y1 <= all.y0))
            continue;
        taken[ntaken++] = *one;
        all.y0 = one->y0 > all.y0 ? one->y0 : all.y0;
        all.y1 = one->y1 < all.y1 ? one->y1 : all.y1;
    }
    for (uint32_t i = 0; i < ntaken; i++) {
        taken[i].y0 = all.y0;
        taken[i].y1 = all.y1;
        if (!parts_text(s, &taken[i], false))
            return;
        prose = prose || parts_text(s, &taken[i], true);
        ret->x[i + 1] = taken[i].x - NEAR;
    }
    if (prose) {
        ret->n = ntaken + 1;
        ret->y0 = all.y0;
        ret->y1 = all.y1;
    }
}

void mb_pdf_prose_find(const struct mb_pdf *pdf, const struct mb_pdf_page *page,
                       struct mb_pdf_prose *ret)
{
    struct search s = {.words = pdf->words + page->word,
                       .n = page->nwords,
                       .text = pdf->words_text.ptr};
    struct edge edges[EDGES_MAX];
    uint32_t n;

    *ret = (struct mb_pdf_prose){.n = 0};
    if (s.n < (uint32_t)LINES_LEAST * WORDS_LEAST || s.n > WORDS_MOST)
        return;
    n = find_edges(&s, edges);
    s.across = calloc(s.n + 1u, sizeof *s.across);
    if (s.across != NULL)
        take_edges(&s, edges, clear_edges(&s, edges, n), ret);
    free(s.across);
}

uint32_t mb_pdf_prose_part(const struct mb_pdf_prose *prose,
                           const struct mb_pdf_box *word)
{
    int32_t middle = mb_pdf_middle(word);
    uint32_t c = 1;

    if (prose->n == 0 || middle < prose->y0)
        return 0;
    if (middle > prose->y1)
        return prose->n + 1;
    while (c < prose->n && word->x0 >= prose->x[c])
        c++;
    return c;
}
