/* Running text: from rows to lines and paragraphs.
 *
 * Rows are given one by one, in reading order; the state lives over page ends,
 * so that a sentence goes on behind the furniture between.
 */
#ifndef MB_PARSER_READERS_PDF_FLOW_H
#define MB_PARSER_READERS_PDF_FLOW_H

#include "base/buf.h"
#include "parser/readers/pdf_page.h"

enum { MB_PDF_REMARKS_MAX = 16 };

/* A row of running text, measured. */
struct mb_pdf_line {
    const struct mb_pdf_cell *cells;
    uint32_t ncells;
    struct mb_pdf_box box;
    int32_t size;
    int32_t body_x;     /* behind the label; x0 without one */
    int32_t first_word; /* its width */
    int32_t bound;      /* no word reaches further: the margin or a remark */
    uint8_t label;      /* enum mb_label_sort */
    bool strong;        /* the label is sure, or set off by a gap */
    bool centred;
    char first, last; /* bytes of the words, without the label's */
};

struct mb_pdf_flow {
    const struct mb_pdf *pdf;
    struct mb_arena *arena;
    struct mb_buf out;
    struct mb_text *text; /* receives marks */
    int32_t left, right;  /* the column's margins */
    bool open;            /* a paragraph may go on … */
    bool over;            /* … but a page's end came since its last line */
    bool blank;           /* nothing, or a blank line, was written last */
    struct mb_pdf_line last;
    int32_t first_x; /* of its first line */
    int32_t cont_x;  /* where its other lines begin */
    uint32_t nlines;
    uint32_t remark[MB_PDF_REMARKS_MAX]; /* cells at the margin, kept until
                                            the paragraph ends */
    uint32_t nremarks;
    uint8_t tables; /* numbered so far, wrapping */
};

/* Find where running text begins and ends on each page's lines: the left margin
 * is one for all pages of one width in a row. MB_ERR_NOMEM, MB_ERR_LIMIT. */
enum mb_status mb_pdf_flow_margins(struct mb_pdf *pdf,
                                   struct mb_err *err) MB_MUST_CHECK;

/* Write a row's line; cells are those of one row, in their order. */
void mb_pdf_flow_row(struct mb_pdf_flow *flow, const struct mb_pdf_cell *cells,
                     uint32_t ncells);

/* End the open paragraph. */
void mb_pdf_flow_close(struct mb_pdf_flow *flow);

/* Come to the page's end; next is the row of words behind it, or NULL. The
 * open paragraph stays open. */
void mb_pdf_flow_page_end(struct mb_pdf_flow *flow,
                          const struct mb_pdf_row *next);

/* Write a line of furniture; the open paragraph stays open. */
void mb_pdf_flow_furniture(struct mb_pdf_flow *flow,
                           const struct mb_pdf_row *row);

/* Begin a line of a mark's kind. */
void mb_pdf_flow_mark(struct mb_pdf_flow *flow, enum mb_mark_kind kind,
                      unsigned level, unsigned flags);

#endif
