/* The pass over actions, as its two files share it: actions.c reads lines and
 * margins, action_tables.c tables.
 */
#ifndef MB_RECORDS_ACTIONS_H
#define MB_RECORDS_ACTIONS_H

#include "parser/records/decide.h"

enum mb_action_column {
    MB_ACTION_OWNER,
    MB_ACTION_TEXT,
    MB_ACTION_DUE,
    MB_ACTION_BOTH,
    MB_ACTION_COLUMNS
};

struct mb_action_pass {
    struct mb_extract *x;
    struct mb_hits hits;
    mb_finds soft;
    mb_finds columns;
    mb_finds margin; /* NONE where the document has no names in its margin */
    uint32_t next;   /* blocks before it are read */
    uint8_t table;   /* of actions, whose rows may stand apart; 0: none */
    bool beside;     /* … its column of actions names who is to do what
                        stands beside it */
    uint32_t column[MB_ACTION_COLUMNS]; /* UINT32_MAX: not there */
    const struct mb_match *head;
};

static inline struct mb_span mb_action_view(const struct mb_action_pass *p)
{
    return p->x->blocks->view;
}

/* Add an action or soft action of view bytes `text`; a date in it, or behind
 * it, is when it is due. `owner` may be empty. */
void mb_action_add(struct mb_action_pass *p, enum mb_kind kind, uint32_t block,
                   struct mb_range owner, struct mb_range text,
                   const struct mb_match *match);

/* The last day named in [start, *end) as ISO 8601, or null; *end is cut where
 * it ends the words ("… Due: 14 July 2023"). */
struct mb_field mb_action_due(struct mb_action_pass *p, uint32_t start,
                              uint32_t *end);

/* "Gwen Mere to send …" in r: who, and what behind the "to". */
bool mb_action_split(struct mb_span view, struct mb_range r,
                     struct mb_range *owner, struct mb_range *text);

/* Whether the words are nothing but who is to do something: posts, initials,
 * people of the document, "All", one or several. */
bool mb_action_names_owner(const struct mb_action_pass *p, struct mb_range r);

/* What somebody named in the margin is to do: the last sentence of r, without
 * "the Clerk to" at its head. */
struct mb_range mb_action_beside(const struct mb_action_pass *p,
                                 struct mb_range r, struct mb_range owner);

/* The words above block i that an action beneath them is about: the last
 * sentence of the block above, of the same item; or empty. */
struct mb_range mb_action_above(const struct mb_action_pass *p, uint32_t i);

/* Read block i if it heads a table of actions, or is a row of one; false where
 * it is neither (action_tables.c). */
bool mb_action_table(struct mb_action_pass *p, uint32_t i);

#endif
