/* Words, rows and pages of a PDF, as its reader's parts hand them on.
 *
 * All lengths are hundredths of a point, from the page's top left corner;
 * integers, so that the same document gives the same text everywhere. A row
 * is what stands at one height; its cells are runs of words with gaps between
 * that no sentence has. All of it lives in the document's arena.
 */
#ifndef MB_PARSER_READERS_PDF_PAGE_H
#define MB_PARSER_READERS_PDF_PAGE_H

#include "parser/limits.h"
#include "parser/text.h"

struct mb_pdf_box {
    int32_t x0, y0, x1, y1;
};

static inline int32_t mb_pdf_height(const struct mb_pdf_box *box)
{
    return box->y1 - box->y0;
}

static inline int32_t mb_pdf_middle(const struct mb_pdf_box *box)
{
    return box->y0 + mb_pdf_height(box) / 2;
}

struct mb_pdf_word {
    struct mb_pdf_box box;
    uint32_t text; /* offset and length in mb_pdf.words_text */
    uint32_t len;
    uint32_t line; /* pdftotext's, numbered through the document */
};

struct mb_pdf_cell {
    struct mb_pdf_box box;
    uint32_t word; /* first and number, in mb_pdf.words */
    uint32_t nwords;
    uint32_t line;  /* pdftotext's line of its first word */
    int32_t size;   /* height of its longest word */
    int32_t body_x; /* where the words behind a label begin, or x0 */
    uint8_t label;  /* enum mb_label_sort */
    bool strong;    /* the label can hardly be anything else */
};

struct mb_pdf_row {
    struct mb_pdf_box box;
    uint32_t cell;
    uint32_t ncells;
    int32_t size;
    uint32_t part; /* 1 to the page's columns: in one of prose */
    bool furniture;
    bool apart; /* text turned by a quarter, set behind the page's other rows */
};

struct mb_pdf_page {
    int32_t width, height;
    int32_t left, right;   /* margins of the running text */
    uint32_t word, nwords; /* as read; once rows are made, in their order */
    uint32_t row, nrows;
    uint32_t columns; /* of prose, with lines at heights of their own */
};

struct mb_pdf {
    struct mb_arena *arena;
    struct mb_span title; /* metadata, or null */
    struct mb_span words_text;
    struct mb_pdf_word *words;
    uint32_t nwords;
    struct mb_pdf_cell *cells;
    uint32_t ncells;
    struct mb_pdf_row *rows;
    uint32_t nrows;
    struct mb_pdf_page *pages;
    uint32_t npages;
    int32_t body_size; /* height of most words */
    int32_t leading;   /* between the rows of a paragraph, baseline to baseline;
                          per mille of the size */
};

/* Read pdftotext's -bbox-layout output into words and pages.
 *
 * layout  XHTML, untrusted; controls and broken UTF-8 in it are replaced
 *
 * MB_ERR_FORMAT where it is not well-formed or no such output; MB_ERR_LIMIT
 * over limits->pages; MB_ERR_NOMEM.
 */
enum mb_status mb_pdf_read_words(struct mb_pdf *pdf, struct mb_span layout,
                                 const struct mb_limits *limits,
                                 struct mb_err *err) MB_MUST_CHECK;

/* Make rows and cells of every page's words. MB_ERR_NOMEM, MB_ERR_LIMIT. */
enum mb_status mb_pdf_make_rows(struct mb_pdf *pdf,
                                struct mb_err *err) MB_MUST_CHECK;

/* Mark rows that stand at the head or foot of pages again and again, figures
 * aside, and page numbers. MB_ERR_NOMEM, MB_ERR_LIMIT. */
enum mb_status mb_pdf_mark_furniture(struct mb_pdf *pdf,
                                     struct mb_err *err) MB_MUST_CHECK;

/* A word's characters. */
static inline struct mb_span mb_pdf_word(const struct mb_pdf *pdf, uint32_t i)
{
    return (struct mb_span){pdf->words_text.ptr + pdf->words[i].text,
                            pdf->words[i].len};
}

/* Whether a space is printed between this word and the one before it. */
bool mb_pdf_apart(const struct mb_pdf_word *before,
                  const struct mb_pdf_word *word);

struct mb_buf;
/* Append a cell's words, from its nth on, with single spaces. */
void mb_pdf_put_cell(const struct mb_pdf *pdf, const struct mb_pdf_cell *cell,
                     struct mb_buf *out);

#endif
