/* Blocks and the matching view.
 *
 * A block is a paragraph, heading, list item or table row: lines that were
 * wrapped are joined, and page furniture that fell into a sentence is taken
 * out of it (the block then has two ranges). The matching view is one buffer
 * for the document with one line for each block, on which rules match: runs
 * of white space are one space (TAB between cells stays, in a row one for each
 * cell; a gap of three columns or more is a TAB), no-break spaces, soft
 * hyphens, ligatures, hyphenation at a line's end, curly quotes and long
 * dashes are folded. An offset map leads from the view back to the text.
 */
#ifndef MB_PARSER_BLOCKS_H
#define MB_PARSER_BLOCKS_H

#include "parser/text.h"

struct mb_range {
    uint32_t start; /* bytes of mb_text.text */
    uint32_t end;
};

enum mb_block_kind {
    MB_BLOCK_PARAGRAPH,
    MB_BLOCK_HEADING,
    MB_BLOCK_LIST_ITEM,
    MB_BLOCK_ROW,
    MB_BLOCK_FURNITURE,
    MB_BLOCK_COUNT
};

struct mb_block {
    enum mb_block_kind kind;
    uint8_t mark;  /* enum mb_mark_kind of its first line */
    uint8_t flags; /* MB_MARK_BOLD … of its first line */
    uint8_t level; /* heading or list level, 0 if unknown */
    uint8_t table;
    uint16_t indent;      /* columns before the first character */
    uint16_t page;        /* from 1; 0 if there are none */
    uint16_t blank_above; /* blank lines between it and the block before */
    uint32_t line_no;     /* of its first line, from 1 */
    uint32_t nlines;
    struct mb_range *ranges; /* of the text, ascending; without the label */
    uint32_t nranges;
    struct mb_span label; /* "(a)", "30.", "3.1" as printed at its start, or
                             null; a bullet is "-" whatever its shape */
    uint32_t label_start; /* text offset of the label, if any */
    uint32_t view_start;  /* the block's line in the view: label, one space,
                             words … */
    uint32_t view_body;   /* … where the words after the label begin … */
    uint32_t view_end;    /* … and where it ends (a '\n' stands there) */
};

/* From here to the next anchor, view offset v stands for text offset
 * text + (v - view); folds make new anchors. */
struct mb_anchor {
    uint32_t view;
    uint32_t text;
};

struct mb_blocks {
    const struct mb_text *text;
    struct mb_block *at;
    uint32_t n;
    struct mb_span view;
    struct mb_anchor *anchors;
    uint32_t nanchors;
    uint32_t lines; /* lines of text in all */
};

/* Split a text into blocks.
 *
 * text    borrowed; *ret_blocks points into it
 * arena   receives everything
 *
 * Odd input never fails. MB_ERR_LIMIT (the arena's), MB_ERR_NOMEM.
 */
enum mb_status mb_blocks_split(const struct mb_text *text,
                               struct mb_arena *arena, struct mb_diags *diags,
                               struct mb_blocks *ret_blocks,
                               struct mb_err *err) MB_MUST_CHECK;

/* The text offset of a view offset (the end of the view gives the text's). */
uint32_t mb_blocks_text_at(const struct mb_blocks *blocks, uint32_t view);

/* The text ranges behind view bytes [start, end): one, or more where
 * furniture was taken out between. In the arena; *ret_n is their number; NULL
 * and 0 if memory ran out. */
struct mb_range *mb_blocks_ranges(const struct mb_blocks *blocks,
                                  uint32_t start, uint32_t end,
                                  struct mb_arena *arena, uint32_t *ret_n);

/* The words behind view bytes [start, end) as published: quotes, dashes and
 * accents as in the text, white space as single spaces, a word that was
 * hyphenated at a line's end whole. In the arena; null if memory ran out. */
struct mb_span mb_blocks_words(const struct mb_blocks *blocks, uint32_t start,
                               uint32_t end, struct mb_arena *arena);

/* A block's line of the view, with or without its label. */
struct mb_span mb_block_line(const struct mb_blocks *blocks, uint32_t i);
struct mb_span mb_block_body(const struct mb_blocks *blocks, uint32_t i);

/* A row's line of the view has a TAB between two cells. Whether there is one;
 * the view bytes of cell nth, from 0 (empty, at the line's end, where there are
 * fewer); the number of the cell that view offset `at` of the line lies in. */
bool mb_block_has_cells(const struct mb_blocks *blocks, uint32_t i);
struct mb_range mb_block_cell(const struct mb_blocks *blocks, uint32_t i,
                              uint32_t nth);
uint32_t mb_block_cell_at(const struct mb_blocks *blocks, uint32_t i,
                          uint32_t at);

/* The block in whose line the view offset lies. */
uint32_t mb_blocks_find(const struct mb_blocks *blocks, uint32_t view);

struct mb_buf;
void mb_blocks_dump(const struct mb_blocks *blocks, struct mb_buf *out);

#endif
