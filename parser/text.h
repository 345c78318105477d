/* What a reader makes of a document: UTF-8 text and marks on its lines.
 *
 * The text is canonical: it is stored as it is, and every evidence points
 * into it. LF ends a line, FF stands between pages; otherwise the words are as
 * they came. Structure that the format states outright (a heading, a table
 * row, a list item, a page header) goes into marks, one for a line at the
 * most, kept beside the text so that a rebuild needs no reader.
 *
 * In a table row the cells are divided by TAB. A label that a word processor
 * makes by itself ("1.2", "(a)") is printed into the text, a TAB behind it.
 */
#ifndef MB_PARSER_TEXT_H
#define MB_PARSER_TEXT_H

#include "base/arena.h"
#include "base/diag.h"

enum mb_mark_kind {
    MB_MARK_NONE,
    MB_MARK_PARAGRAPH, /* begins a paragraph (without it: structure is
                          guessed from blank lines and indents) */
    MB_MARK_CONTINUES, /* goes on with the block of an earlier line, from
                          which furniture divides it */
    MB_MARK_HEADING,   /* level = 1..6 */
    MB_MARK_LIST_ITEM, /* level = depth from 1 */
    MB_MARK_ROW,       /* a table's row, cells divided by TAB */
    MB_MARK_ROW_HEAD,  /* a row of column headings */
    MB_MARK_FURNITURE, /* page header or footer, menu, banner */
    MB_MARK_FOOTNOTE,
    MB_MARK_ITEM_NUMBER, /* the format says: an agenda item's number */
    MB_MARK_ITEM_TITLE,  /* the format says: an agenda item's title */
    MB_MARK_LABEL,       /* the format says: a field's or section's label */
    MB_MARK_TITLE,       /* the document's or page's own title */
    MB_MARK_COUNT
};

enum {                       /* mb_mark.flags */
       MB_MARK_BOLD = 1,     /* the whole line is bold */
       MB_MARK_INDENTED = 2, /* begins to the right of the text around it */
       MB_MARK_CENTRED = 4,
       MB_MARK_TABLE_START = 8, /* first row of a table */
       MB_MARK_RUNNING = 16     /* from a page header or footer, which alone
                                   says it */
};

struct mb_mark {
    uint32_t start; /* byte offset of the line in text */
    uint8_t kind;   /* enum mb_mark_kind */
    uint8_t level;
    uint8_t flags;
    uint8_t table; /* rows of one table share a number, from 1, wrapping */
};

struct mb_text {
    struct mb_span text;
    struct mb_mark *marks; /* by start, ascending, at most one a line */
    uint32_t nmarks;
    uint32_t pages;        /* 0 where the format has none */
    struct mb_span title;  /* <title>, docProps: metadata, or null */
    struct mb_span uri;    /* canonical, from the page itself, or null */
    struct mb_span reader; /* "html 1 libxml2 2.9.14": tool and version */
};

/* A mark for the line that begins at the end of what was written so far, for
 * readers. Marks with the same start replace one another. */
void mb_text_mark(struct mb_text *text, struct mb_arena *arena, uint32_t start,
                  enum mb_mark_kind kind, unsigned level, unsigned flags);

/* The page, from 1, on which byte offset `at` stands; 0 if there are none. */
uint32_t mb_text_page(const struct mb_text *text, uint32_t at);

/* How many pages a text has that shows them by form feeds: one more than form
 * feeds, or as many where one ends the text; 0 where it has none. */
uint32_t mb_text_count_pages(struct mb_span text);

/* The reader's view of the text: what `dump --stage=source` prints. */
struct mb_buf;
void mb_text_dump(const struct mb_text *text, struct mb_buf *out);

#endif
