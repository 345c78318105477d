/* The lines of a text, measured once: where they begin and end, how far they
 * are indented, what marks they carry and which of them are page furniture.
 * Only parser/blocks.c uses this.
 */
#ifndef MB_PARSER_LINES_H
#define MB_PARSER_LINES_H

#include "parser/text.h"

/* Columns at which a text may have been wrapped, where no line says so. */
enum { MB_LINES_EDGE_MAX = 130 };

struct mb_line {
    uint32_t start;   /* of its first character that is not white space */
    uint32_t end;     /* behind the last */
    uint32_t line_no; /* from 1 */
    uint32_t mark;    /* index into the text's marks, or UINT32_MAX */
    uint16_t indent;  /* columns */
    uint16_t columns; /* where it ends, indent included; 65535 at the most */
    uint16_t page;    /* from 1; 0 where the text has no pages */
    uint8_t furniture;
    uint8_t breaks; /* a page break stands before it */
};

struct mb_lines {
    struct mb_line *at; /* without the blank ones */
    uint32_t n;
    uint32_t total;   /* blank ones among them */
    uint32_t width;   /* a longer line was wrapped there; 0: none was */
    uint32_t longest; /* columns of the longest line */
    uint32_t step;    /* 2 where a blank line stands behind every line, so that
                         none of them divides paragraphs; else 1 */
    bool marked;      /* a reader marked paragraphs, headings or rows */
};

/* Measure the lines of a text. MB_ERR_LIMIT, MB_ERR_NOMEM (the arena's). */
enum mb_status mb_lines_read(const struct mb_text *text, struct mb_arena *arena,
                             struct mb_lines *ret_lines,
                             struct mb_err *err) MB_MUST_CHECK;

/* A line's characters. */
struct mb_span mb_line_span(const struct mb_text *text,
                            const struct mb_line *line);

/* Columns of a line's first word. */
unsigned mb_line_first_word(const struct mb_text *text,
                            const struct mb_line *line);

#endif
