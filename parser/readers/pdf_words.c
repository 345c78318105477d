/* pdftotext writes <doc><page width height><flow><block><line><word xMin …>;
 * of these, pages, lines and words are kept. Its document type is skipped (it
 * names a file on the network), bytes that XML does not allow are replaced
 * before the parser sees them: a font's broken tables can give any character.
 */
#include "parser/readers/pdf_page.h"

#include "base/utf8.h"
#include "parser/readers/sax.h"

#include <string.h>

enum {
    NUMBER_MAX = 10000000, /* 100,000 points: no page is larger */
    BOX_MIN = 10
};

struct state {
    struct mb_pdf *pdf;
    struct mb_buf text;
    const struct mb_limits *limits;
    uint32_t line;
    uint32_t room; /* of words */
    bool in_word;
    bool in_title;
    bool too_many;
    bool seen; /* a <doc> */
    struct mb_buf title;
};

/* A decimal number in hundredths, digits behind them dropped. */
static int32_t hundredths(const struct mb_sax_tag *tag, const char *name)
{
    struct mb_span s = mb_sax_attribute(tag, name);
    bool minus = s.len > 0 && s.ptr[0] == '-';
    int32_t n = 0;
    int after = -1; /* digits behind the point */

    for (size_t i = minus; i < s.len && after < 2 && n < NUMBER_MAX; i++) {
        if (s.ptr[i] == '.' && after < 0) {
            after = 0;
        } else if (s.ptr[i] >= '0' && s.ptr[i] <= '9') {
            n = n * 10 + (s.ptr[i] - '0');
            after += after >= 0;
        } else {
            break;
        }
    }
    for (after = after < 0 ? 0 : after; after < 2 && n < NUMBER_MAX; after++)
        n *= 10;
    n = n < NUMBER_MAX ? n : NUMBER_MAX;
    return minus ? -n : n;
}

static void start_page(struct state *s, const struct mb_sax_tag *tag)
{
    struct mb_pdf *pdf = s->pdf;
    struct mb_pdf_page *page;

    if (s->limits->pages != 0 && pdf->npages >= s->limits->pages) {
        s->too_many = true;
        return;
    }
    page = mb_arena_push(pdf->arena, &pdf->pages, &pdf->npages, sizeof *page);
    if (page == NULL)
        return;
    page->width = hundredths(tag, "width");
    page->height = hundredths(tag, "height");
    page->word = pdf->nwords;
}

static void start_word(struct state *s, const struct mb_sax_tag *tag)
{
    struct mb_pdf *pdf = s->pdf;
    struct mb_pdf_word *w;
    struct mb_pdf_box box = {hundredths(tag, "xMin"), hundredths(tag, "yMin"),
                             hundredths(tag, "xMax"), hundredths(tag, "yMax")};

    if (pdf->npages == 0 || s->too_many)
        return;
    w = mb_arena_push(pdf->arena, &pdf->words, &pdf->nwords, sizeof *w);
    if (w == NULL)
        return;
    if (box.x1 < box.x0 + BOX_MIN)
        box.x1 = box.x0 + BOX_MIN;
    if (box.y1 < box.y0 + BOX_MIN)
        box.y1 = box.y0 + BOX_MIN;
    w->box = box;
    w->line = s->line;
    w->text = (uint32_t)s->text.len;
    s->in_word = true;
}

static void on_start(void *ctx, const struct mb_sax_tag *tag)
{
    struct state *s = ctx;

    if (strcmp(tag->name, "word") == 0)
        start_word(s, tag);
    else if (strcmp(tag->name, "line") == 0)
        s->line++;
    else if (strcmp(tag->name, "page") == 0)
        start_page(s, tag);
    else if (strcmp(tag->name, "title") == 0)
        s->in_title = s->pdf->npages == 0;
    else if (strcmp(tag->name, "doc") == 0)
        s->seen = true;
}

/* Close a word: what is white space to people counts as none. */
static void end_word(struct state *s)
{
    struct mb_pdf *pdf = s->pdf;
    struct mb_pdf_word *w = &pdf->words[pdf->nwords - 1];
    struct mb_span text =
        mb_span_sub(mb_buf_span(&s->text), w->text, s->text.len);
    struct mb_span left = text;

    s->in_word = false;
    while (left.len >= 3
           && (memcmp(left.ptr, "\xE2\x80\x8B", 3) == 0      /* U+200B */
               || memcmp(left.ptr, "\xEF\xBB\xBF", 3) == 0)) /* U+FEFF */
        left = mb_span_sub(left, 3, left.len);
    while (left.len >= 3
           && (memcmp(left.ptr + left.len - 3, "\xE2\x80\x8B", 3) == 0
               || memcmp(left.ptr + left.len - 3, "\xEF\xBB\xBF", 3) == 0))
        left.len -= 3;
    if (s->text.failed || left.len == 0) {
        pdf->nwords--;
        return;
    }
    w->text += (uint32_t)(left.ptr - text.ptr);
    w->len = (uint32_t)left.len;
}

static void on_end(void *ctx, const char *name)
{
    struct state *s = ctx;

    if (s->in_word && strcmp(name, "word") == 0)
        end_word(s);
    else if (s->in_title && strcmp(name, "title") == 0)
        s->in_title = false;
    else if (s->pdf->npages > 0 && strcmp(name, "page") == 0)
        s->pdf->pages[s->pdf->npages - 1].nwords =
            s->pdf->nwords - s->pdf->pages[s->pdf->npages - 1].word;
}

/* White space within a word would end a line or a cell of the text. */
static void on_words(void *ctx, struct mb_span words)
{
    struct state *s = ctx;

    if (s->in_title)
        mb_buf_put(&s->title, words);
    if (!s->in_word)
        return;
    for (size_t i = 0; i < words.len; i++)
        if ((unsigned char)words.ptr[i] > ' ')
            mb_buf_putc(&s->text, words.ptr[i]);
}

/* The output with nothing in it that XML forbids. */
static void clean(struct mb_span layout, struct mb_buf *out)
{
    size_t from = mb_span_find(layout, MB_SPAN_LIT("<html"));

    if (from == layout.len)
        from = mb_span_find(layout, MB_SPAN_LIT("<doc>"));
    (void)mb_utf8_put_repaired(out, mb_span_sub(layout, from, layout.len));
    for (size_t i = 0; i < out->len; i++) {
        unsigned char c = (unsigned char)out->ptr[i];
        if (c < ' ' && c != '\n' && c != '\t')
            out->ptr[i] = ' ';
        else if (c == 0xEF && i + 2 < out->len
                 && (unsigned char)out->ptr[i + 1] == 0xBF
                 && (unsigned char)out->ptr[i + 2] >= 0xBE) /* U+FFFE, FFFF */
            out->ptr[i + 2] = (char)0xBD;
    }
}

static enum mb_status outcome(struct state *s, enum mb_status st,
                              struct mb_err *err)
{
    if (st != MB_OK)
        return st;
    if (s->too_many)
        return mb_err_set(err, MB_ERR_LIMIT,
                          "the PDF has more than %u pages: split it, or raise "
                          "the limit",
                          (unsigned)s->limits->pages);
    if (!s->seen)
        return mb_err_set(err, MB_ERR_FORMAT,
                          "pdftotext gave no layout of the PDF");
    st = mb_buf_status(&s->text, err);
    if (st == MB_OK)
        st = mb_arena_status(s->pdf->arena, err);
    return st;
}

enum mb_status mb_pdf_read_words(struct mb_pdf *pdf, struct mb_span layout,
                                 const struct mb_limits *limits,
                                 struct mb_err *err)
{
    struct state s = {.pdf = pdf, .limits = limits};
    struct mb_sax sax = {&s, on_start, on_end, on_words};
    struct mb_buf xml = MB_BUF_INIT;
    enum mb_status st;

    clean(layout, &xml);
    st = mb_buf_status(&xml, err);
    if (st == MB_OK)
        st = mb_sax_parse(mb_buf_span(&xml), "pdftotext's output", &sax,
                          limits->depth, err);
    st = outcome(&s, st, err);
    if (st != MB_OK)
        goto out;
    pdf->words_text = mb_arena_dup(pdf->arena, mb_buf_span(&s.text));
    if (mb_span_trim(mb_buf_span(&s.title)).len > 0)
        pdf->title =
            mb_arena_dup(pdf->arena, mb_span_trim(mb_buf_span(&s.title)));
    st = mb_arena_status(pdf->arena, err);
out:
    mb_buf_done(&xml);
    mb_buf_done(&s.text);
    mb_buf_done(&s.title);
    return st;
}
