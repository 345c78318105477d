/* The steps that make the outline, for outline.c alone. Each reads what those
 * before it wrote into x->outline and x->doc.
 */
#ifndef MB_RECORDS_OUTLINE_H
#define MB_RECORDS_OUTLINE_H

#include "parser/records.h"

/* Set role, label, label_end and section of every block that begins with a
 * label of the packs (outline.c). */
void mb_outline_labels(struct mb_extract *x);

/* Tell doc->kind, doc->state, doc->title from page headings, labels and what
 * the text is made of (kind.c). */
void mb_outline_kind(struct mb_extract *x);

/* Find the headings of agenda items and add doc->items; marks the blocks of
 * each heading MB_ROLE_ITEM_HEADING with its item (headings.c). */
void mb_outline_items(struct mb_extract *x);

/* Find the meetings and add doc->meetings; sets `meeting` of every block and
 * item, doc->authority (meetings.c). */
void mb_outline_meetings(struct mb_extract *x);

/* Helpers shared by these files. */

/* The first match of `finds` in a block, or NULL. */
const struct mb_match *mb_outline_match(const struct mb_extract *x,
                                        uint32_t block, const char *finds);
/* The `value:` of a match's rule. */
struct mb_span mb_outline_value(const struct mb_extract *x,
                                const struct mb_match *match);
/* Whether a block is a label with that value. */
bool mb_outline_is(const struct mb_extract *x, uint32_t block,
                   const char *value);

/* How sure the words of a block are those of a heading, by their shape alone:
 * length, capitals, stops, marks, verbs (headings.c). Above 0: likely. */
int mb_heading_score(const struct mb_extract *x, uint32_t block);

/* Cut from view bytes [*start, *end) what is printed beside a title: the
 * reference before or behind it, link noise, page numbers (titles.c). */
void mb_title_trim(const struct mb_extract *x, uint32_t block, uint32_t *start,
                   uint32_t *end);

#endif
