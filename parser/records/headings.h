/* Headings of agenda items: what a line reads like when it is taken for one
 * (heading_words.c), chains of numbered lines (chains.c), and making an item
 * of it (headings.c). Lists of decisions: list_items.c.
 */
#ifndef MB_RECORDS_HEADINGS_H
#define MB_RECORDS_HEADINGS_H

#include "parser/labels.h"
#include "parser/records.h"

enum { MB_HEADING_SURE = 3 }; /* a score that stands without a number */

struct mb_heading {
    uint32_t start; /* view offsets of the title … */
    uint32_t end;
    uint32_t body; /* … and of what follows it on the line, or its end */
    int score;     /* above 0: likely a heading */
};

/* Read block i as a heading, whole: "Title". */
struct mb_heading mb_heading_whole(const struct mb_extract *x, uint32_t i);

/* Read block i as a heading that runs into its text: "Title: text",
 * "TITLE Text", "Title Text goes on." start == end where nothing divides. */
struct mb_heading mb_heading_run_in(const struct mb_extract *x, uint32_t i);

/* The words before a block's first full stop, as a title with text behind it;
 * equal ends where they are none. */
struct mb_heading mb_heading_stop(const struct mb_extract *x, uint32_t block);

/* The likelier of the two. */
struct mb_heading mb_heading_read(const struct mb_extract *x, uint32_t i);

/* Read view bytes [start, end) of block i, a table's cell, as a heading. */
struct mb_heading mb_heading_part(const struct mb_extract *x, uint32_t i,
                                  uint32_t start, uint32_t end);

/* A number as printed, without what closes it. */
struct mb_span mb_heading_number(struct mb_span s);

/* Add the item that blocks [from, title] head; they get its role. NULL if
 * memory ran out. */
struct mb_item *mb_heading_add(struct mb_extract *x, uint32_t from,
                               uint32_t title, struct mb_span number,
                               const struct mb_heading *words);

/* Add the items of the best chain of numbered lines; how many. */
uint32_t mb_heading_chain(struct mb_extract *x);

/* Add the item of minutes that have but one numbered heading (lone_item.c);
 * how many: 0 or 1. */
uint32_t mb_heading_lone(struct mb_extract *x);

/* Add the items of a list of decisions that follows an agenda
 * (list_items.c). */
void mb_heading_list(struct mb_extract *x);

#endif
