/* Which items are exempt from publication. One walk down the blocks with one
 * state: open; the one item that an exclusion resolution is about; or a closed
 * part that lasts until the public is back or the meeting ends. A line of its
 * own ("(Exempt - paragraph 1)") or a heading's tail closes just its item. An
 * item that only mentions an exempt appendix stays open: the packs' rules
 * match headings and whole lines, never words in prose, but for exclusion
 * resolutions, which must name the exemption they rest on.
 */
#include "parser/records/outline.h"

/* How many blocks under its heading say of an item that it is exempt. */
#define UNDER_HEADING 3

enum state { OPEN, NEXT_ITEM, THIS_ITEM, CLOSED };

struct walk {
    struct mb_extract *x;
    mb_finds finds;
    enum state state;
    uint32_t item;    /* of the block before */
    uint32_t meeting; /* likewise */
    uint32_t under;   /* blocks since the item's heading */
    uint32_t named;   /* the item whose heading began a closed part */
};

static void restrict_item(struct walk *w, uint32_t item)
{
    if (item < w->x->doc->items.n)
        w->x->doc->items.at[item].restricted = MB_YES;
}

/* A block that begins another item or meeting moves the state on. */
static void enter(struct walk *w, const struct mb_outline_block *o)
{
    if (o->meeting != w->meeting)
        w->state = OPEN;
    if (o->item != w->item) {
        w->under = 0;
        if (w->state == THIS_ITEM)
            w->state = OPEN;
        else if (w->state == NEXT_ITEM)
            w->state = THIS_ITEM;
    }
    w->item = o->item;
    w->meeting = o->meeting;
}

/* The public is there. "14. Exempt business", and beneath it: "there was
 * none": that item was not exempt after all. */
static void reopen(struct walk *w, uint32_t item)
{
    w->state = OPEN;
    if (item < w->x->doc->items.n && item == w->named)
        w->x->doc->items.at[item].restricted = MB_UNKNOWN;
}

/* What a match says; each `value:` of the packs has one meaning. */
static void apply(struct walk *w, uint32_t block, struct mb_span value)
{
    const struct mb_outline_block *o = &w->x->outline[block];
    bool heading = o->role == MB_ROLE_ITEM_HEADING;

    if (mb_span_eq(value, MB_SPAN_LIT("open"))) {
        reopen(w, o->item);
    } else if (mb_span_eq(value, MB_SPAN_LIT("part"))) {
        w->state = CLOSED;
        if (heading)
            restrict_item(w, w->named = o->item);
    } else if (mb_span_eq(value, MB_SPAN_LIT("items"))) {
        w->state = CLOSED;
    } else if (mb_span_eq(value, MB_SPAN_LIT("exclusion"))) {
        if (w->state != CLOSED)
            w->state = NEXT_ITEM;
    } else if (mb_span_eq(value, MB_SPAN_LIT("title"))
                   ? heading
                   : w->under < UNDER_HEADING) {
        restrict_item(w, o->item);
    }
}

static void read_block(struct walk *w, uint32_t i)
{
    const struct mb_extract *x = w->x;
    const struct mb_outline_block *o = &x->outline[i];
    const struct mb_match *m = NULL;

    if (o->role == MB_ROLE_FURNITURE)
        return;
    enter(w, o);
    if (o->role == MB_ROLE_ITEM_HEADING
        && (w->state == THIS_ITEM || w->state == CLOSED))
        restrict_item(w, o->item);
    while ((m = mb_matches_next(x->rules, x->matches, i, w->finds, m)) != NULL)
        apply(w, i, mb_outline_value(x, m));
    if (o->section == MB_SECTION_CLOSING)
        w->state = OPEN;
    w->under++;
}

void mb_extract_restricted(struct mb_extract *x)
{
    struct walk w = {.x = x,
                     .finds = mb_rules_finds(x->rules, "restricted"),
                     .item = MB_NO_INDEX,
                     .meeting = MB_NO_INDEX,
                     .named = MB_NO_INDEX};

    if (w.finds == MB_FINDS_NONE)
        return;
    for (uint32_t i = 0; i < x->blocks->n; i++)
        read_block(&w, i);
}
