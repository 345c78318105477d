/* Private to the outline shape: its state, and where its nodes belong.
 *
 * strategy_place.c knows levels, codes and parents; strategy_outline.c knows
 * what the lines between the nodes are for.
 */
#ifndef MB_ASSURANCE_STRATEGY_OUTLINE_H
#define MB_ASSURANCE_STRATEGY_OUTLINE_H

#include "assurance/strategy_build.h"

enum { MB_OUTLINE_LEVELS = 12, MB_OUTLINE_DEPTH = 6 };

/* A level of the outline, by its name or the form of its labels. */
struct mb_outline_level {
    struct mb_span name;
    enum mb_numbered_form form;
    uint32_t depth;
    uint32_t n;      /* nodes of it so far */
    uint8_t heading; /* level of the heading it is printed as, or 0 */
};

/* State of the outline pass besides the builder's. */
struct mb_outline {
    struct mb_span child_level; /* told by "Priorities" above a list */
    uint32_t top;               /* last node at the top */
    uint32_t section;           /* last node of any level, while it is open */
    uint32_t open[MB_OUTLINE_DEPTH]; /* last node at each depth */
    uint32_t free;                   /* first line behind the last node's */
    uint32_t contents;    /* line behind the last entry of contents */
    bool list_nodes;      /* bullets are nodes of child_level */
    bool promises_listed; /* below some node bullets were nodes */
    bool levels_printed;  /* "Priority 1:" occurs */
    bool codes_printed;   /* "1.1 ..." occurs */
    bool titles_printed;  /* "1.1 Title. Sentence." is how it is done */
    bool titles_above;    /* "1.1" stands under a title without a code */
    bool groups_above;    /* "P4" does, in a group of them */
    uint8_t item_level;   /* of the bullets that are nodes */
    struct mb_field field;
    struct mb_outline_level levels[MB_OUTLINE_LEVELS];
    uint32_t nlevels;
};

/* What the marks say of the plan as a whole: fills *o, which is cleared. */
void mb_outline_look_ahead(const struct mb_strategy_build *build,
                           struct mb_outline *o);

/* Add the node that line i begins, or make it the current one again. */
void mb_outline_node(struct mb_strategy_build *build, struct mb_outline *o,
                     uint32_t i);

#endif
