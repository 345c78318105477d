/* Lines in the making: what the readers of marked-up formats write to.
 *
 * A reader tells words, line ends and table cells as it meets them; from
 * these comes the text with its marks: one line for a visual line, a blank
 * line between paragraphs, a table's row with its cells divided by TAB.
 * Whether a table shows data or only lays a page out is decided row by row,
 * when the row is known.
 */
#ifndef MB_PARSER_READERS_LINES_H
#define MB_PARSER_READERS_LINES_H

#include "base/buf.h"
#include "parser/text.h"

enum { MB_LINES_ROWS_MAX = 16, MB_LINES_COLS_MAX = 64 };

struct mb_line {
    uint32_t start; /* bytes of words */
    uint32_t end;
    uint8_t kind; /* enum mb_mark_kind */
    uint8_t level;
    uint8_t flags;
    uint8_t table;
    uint8_t cell; /* column within the innermost row */
    bool blank;   /* a blank line stands above it */
};

/* How the next line will be marked; taken over with its first word. */
struct mb_line_style {
    uint8_t kind;
    uint8_t level;
    uint8_t flags;
};

struct mb_table_frame {
    uint32_t first; /* line with which the open row begins */
    bool row_open;
    bool has_rows;  /* a row was printed: data, not layout */
    uint32_t nrows; /* printed lines of them */
    bool flows;     /* a row held prose in a cell */
    bool head;      /* the row has had nothing but heading cells */
    uint8_t number; /* 0 until a row is printed */
    uint8_t col;    /* the open cell's column */
    uint8_t ncols;  /* columns met in the open row */
    uint8_t next;   /* where the next cell goes */
    uint8_t spans[MB_LINES_COLS_MAX]; /* rows a cell above still covers */
};

struct mb_lines {
    struct mb_buf words;
    struct mb_line *at;
    uint32_t n;
    struct mb_arena *arena; /* holds `at` */
    bool open;              /* a line is being written */
    bool space;             /* white space was met since the last word */
    bool gap;               /* a blank line is due */
    struct mb_line now;     /* the open line */
    uint32_t plain;         /* bytes of it that are not bold */
    char label[48];         /* to be printed before the next word */
    uint8_t tables;         /* numbered so far, wrapping */
    unsigned depth;         /* open tables; those above the maximum are not
                               told apart */
    struct mb_table_frame table[MB_LINES_ROWS_MAX];
};

/* Begin; arena keeps the list. mb_lines_done frees the rest. */
void mb_lines_init(struct mb_lines *lines, struct mb_arena *arena);
void mb_lines_done(struct mb_lines *lines);

/* Words, white space folded to single spaces as a browser does; a no-break
 * space is kept, and C1 controls are read as the Windows-1252 characters
 * that pages mean by them. style marks the line if they begin one. */
void mb_lines_words(struct mb_lines *lines, struct mb_span s,
                    struct mb_line_style style, bool bold);
/* Words as they are, white space too (must hold no LF). */
void mb_lines_raw(struct mb_lines *lines, struct mb_span s,
                  struct mb_line_style style, bool bold);

/* End the line, if one is open. gap also asks for a blank line before the
 * next one. */
void mb_lines_break(struct mb_lines *lines);
void mb_lines_gap(struct mb_lines *lines);

/* A label ("1.", "(a)", "•") to stand before the next words, TAB between;
 * cut at the field's size. "" takes back one that was not printed yet. */
void mb_lines_label(struct mb_lines *lines, const char *label);

/* Tables. Calls that do not fit (a cell without a table) are ignored or
 * completed, as markup on the web needs it. */
void mb_lines_table_open(struct mb_lines *lines);
void mb_lines_table_close(struct mb_lines *lines);
void mb_lines_row_open(struct mb_lines *lines);
void mb_lines_row_close(struct mb_lines *lines);
void mb_lines_cell_open(struct mb_lines *lines, bool head, unsigned colspan,
                        unsigned rowspan);

/* The innermost open table that is told apart, or NULL. */
struct mb_table_frame *mb_lines_table(struct mb_lines *lines);
/* The words of a line; valid until more are appended. */
struct mb_span mb_line_words(const struct mb_lines *lines,
                             const struct mb_line *line);

/* Write text and marks of everything so far into *text, from the arena.
 * MB_ERR_NOMEM, MB_ERR_LIMIT. */
enum mb_status mb_lines_finish(struct mb_lines *lines, struct mb_text *text,
                               struct mb_err *err) MB_MUST_CHECK;

#endif
