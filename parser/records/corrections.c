/* Corrections to the minutes of an earlier meeting. Where minutes are
 * confirmed or amended (`minutes-corrected`), each `correction` in that
 * paragraph, and in the list that it opens, is a record: the words that go
 * and the words that come, the item they stand in, the date of the minutes,
 * and the resolution on whose authority. One that says only that there is an
 * amendment is a record without words. */
#include "parser/records/outline.h"

#include <string.h>

enum {
    LIST_MAX = 12 /* paragraphs below one that ends in a colon */
};

struct correcting {
    struct mb_extract *x;
    mb_finds piece, item;
};

static bool spans_meet(const struct mb_evidence *a, const struct mb_evidence *b)
{
    for (uint32_t i = 0; i < a->nspans; i++)
        for (uint32_t k = 0; k < b->nspans; k++)
            if (a->spans[i].start < b->spans[k].end
                && b->spans[k].start < a->spans[i].end)
                return true;
    return false;
}

/* The resolution that holds these words; else the one of their item. */
static uint32_t resolution_of(const struct mb_extract *x,
                              const struct mb_evidence *ev, uint32_t item)
{
    const struct mb_resolutions *all = &x->doc->resolutions;

    for (uint32_t i = 0; i < all->n; i++)
        if (spans_meet(&all->at[i].ev, ev))
            return i;
    for (uint32_t i = 0; item != MB_NO_INDEX && i < all->n; i++)
        if (all->at[i].item_index == item)
            return i;
    return MB_NO_INDEX;
}

/* The date of the meeting that the paragraph names: the last one before the
 * words, else the first. */
static struct mb_field date_in(const struct mb_extract *x,
                               const struct mb_mentions *list,
                               struct mb_range words, struct mb_range block)
{
    struct mb_field best = {MB_SPAN_NULL, NULL};
    struct mb_evidence paragraph;

    mb_evidence_fill(x, &paragraph, block.start, block.end, NULL, "", 0);
    for (uint32_t i = 0; i < list->n; i++) {
        const struct mb_mention *m = &list->at[i];
        struct mb_evidence before;
        if (m->date.s.ptr == NULL || !spans_meet(&m->ev, &paragraph))
            continue;
        mb_evidence_fill(x, &before, block.start, words.start, NULL, "", 0);
        if (best.s.ptr == NULL || spans_meet(&m->ev, &before))
            best.s = m->date.s;
    }
    return best;
}

/* The item named nearest before the words' end, else behind them. */
static struct mb_field item_for(const struct correcting *c, uint32_t block,
                                struct mb_range words)
{
    const struct mb_match *m = NULL, *best = NULL;
    struct mb_range range;

    while ((m = mb_matches_next(c->x->rules, c->x->matches, block, c->item, m))
           != NULL)
        if (best == NULL || m->start < words.end)
            best = m;
    if (best == NULL || !mb_match_range(c->x->rules, best, "item", &range))
        return (struct mb_field){MB_SPAN_NULL, NULL};
    return mb_field_words(c->x, range.start, range.end, true);
}

/* A group's words, without the marks around them. */
static struct mb_field group_of(const struct correcting *c,
                                const struct mb_match *m, const char *name)
{
    struct mb_range r;

    if (!mb_match_range(c->x->rules, m, name, &r))
        return (struct mb_field){MB_SPAN_NULL, NULL};
    if (strchr("\"'", c->x->blocks->view.ptr[r.start]) != NULL
        && r.end > r.start + 2) {
        r.start++;
        r.end--;
    }
    return mb_field_words(c->x, r.start, r.end, true);
}

/* One record: the words of m, in the paragraph `block`, of minutes that are
 * named in the paragraph `head`. */
static void add(struct correcting *c, uint32_t head, uint32_t block,
                const struct mb_match *m, bool piece)
{
    struct mb_extract *x = c->x;
    const struct mb_block *b = &x->blocks->at[head];
    struct mb_range whole = {b->view_start, b->view_end};
    struct mb_range words = {m->start, m->end};
    struct mb_amendment *a = mb_record_add(x->doc, MB_KIND_CORRECTIONS);

    if (a == NULL)
        return;
    if (block != head)
        words.start = whole.end;
    a->date = date_in(x, &x->doc->mentions, words, whole);
    if (a->date.s.ptr == NULL)
        a->date = date_in(x, &x->doc->weak_mentions, words, whole);
    a->item = item_for(c, block, (struct mb_range){m->start, m->end});
    a->what = piece ? mb_field_text(x, mb_outline_value(x, m))
                    : mb_field_text(x, MB_SPAN_LIT("text"));
    if (piece) {
        a->old = group_of(c, m, "old");
        a->new = group_of(c, m, "new");
    }
    a->meeting = x->outline[block].meeting;
    mb_evidence_fill(x, &a->ev, m->start, m->end, m, "correction", 0);
    a->resolution = resolution_of(x, &a->ev, x->outline[head].item);
}

/* Every piece in a paragraph, behind view offset `from`; longer ones hide
 * those within. */
static uint32_t add_pieces(struct correcting *c, uint32_t head, uint32_t block)
{
    const struct mb_match *m = NULL;
    uint32_t n = 0, end = 0;

    while ((m = mb_matches_next(c->x->rules, c->x->matches, block, c->piece, m))
           != NULL) {
        if (m->start < end)
            continue;
        add(c, head, block, m, true);
        end = m->end;
        n++;
    }
    return n;
}

static bool opens_list(const struct mb_extract *x, uint32_t block)
{
    const struct mb_block *b = &x->blocks->at[block];
    uint32_t end = b->view_end;

    while (end > b->view_start
           && strchr(" \t\n", x->blocks->view.ptr[end - 1]) != NULL)
        end--;
    return end > b->view_start
           && strchr(":;-", x->blocks->view.ptr[end - 1]) != NULL;
}

/* Minutes are spoken of as an item's business, or in what was resolved: not
 * in a report's prose. What stands above a list is the resolution's stem. */
static bool is_decided(const struct mb_extract *x, uint32_t block,
                       const struct mb_match *m)
{
    uint32_t item = x->outline[block].item;
    struct mb_evidence ev;

    if (item < x->doc->items.n) {
        struct mb_span title = x->doc->items.at[item].title.s;
        if (mb_span_ifind(title, MB_SPAN_LIT("minute")) < title.len)
            return true;
    }
    mb_evidence_fill(x, &ev, m->start, m->end, NULL, "", 0);
    for (uint32_t i = 0; i < x->doc->resolutions.n; i++) {
        const struct mb_resolution *r = &x->doc->resolutions.at[i];
        if (spans_meet(&r->ev, &ev))
            return true;
        if (opens_list(x, block) && r->item_index == item
            && r->stem.s.ptr != NULL)
            return true;
    }
    return false;
}

/* The paragraphs of one set of minutes; the block behind them. */
static uint32_t read_corrections(struct correcting *c, uint32_t head,
                                 const struct mb_match *m)
{
    struct mb_extract *x = c->x;
    uint32_t n = add_pieces(c, head, head), i = head + 1;
    bool more = opens_list(x, head);

    for (; more && i < x->blocks->n && i <= head + LIST_MAX; i++) {
        if (x->outline[i].item != x->outline[head].item
            || (mb_outline_match(x, i, "minutes-corrected") != NULL
                && x->blocks->at[i].label.ptr == NULL)
            || x->outline[i].role == MB_ROLE_ITEM_HEADING)
            break;
        n += add_pieces(c, head, i);
    }
    if (n == 0)
        add(c, head, head, m, false);
    return i;
}

void mb_extract_corrections(struct mb_extract *x)
{
    struct correcting c = {x, mb_rules_finds(x->rules, "correction"),
                           mb_rules_finds(x->rules, "corrected-item")};
    enum mb_doc_kind kind = x->doc->kind;
    uint32_t i = 0;

    if (kind == MB_DOC_AGENDA || kind == MB_DOC_FORWARD_PLAN
        || kind == MB_DOC_REPORT)
        return; /* nothing is decided there */
    while (i < x->blocks->n) {
        const struct mb_match *m =
            x->outline[i].role == MB_ROLE_FURNITURE
                ? NULL
                : mb_outline_match(x, i, "minutes-corrected");
        if (m != NULL && is_decided(x, i, m))
            i = read_corrections(&c, i, m);
        else
            i++;
    }
}
