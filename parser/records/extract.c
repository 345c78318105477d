/* What every extractor needs: evidences, fields and claims over the matching
 * view. Nothing here knows any kind of record.
 */
#include "parser/records.h"

#include <string.h>

void mb_evidence_fill(const struct mb_extract *x, struct mb_evidence *ev,
                      uint32_t start, uint32_t end,
                      const struct mb_match *match, const char *rule,
                      uint32_t confidence)
{
    const struct mb_rule *r =
        match != NULL ? mb_rules_at(x->rules, match->rule) : NULL;

    memset(ev, 0, sizeof *ev);
    ev->spans = mb_blocks_ranges(x->blocks, start, end, x->arena, &ev->nspans);
    if (ev->nspans > 0)
        ev->page = mb_text_page(x->blocks->text, ev->spans[0].start);
    ev->rule = r != NULL ? r->id : mb_span_str(rule);
    ev->confidence = confidence != 0 ? confidence
                     : r != NULL     ? r->confidence
                                     : 90;
}

/* View bytes [*start, *end) without white space at either end. */
static void trim(const struct mb_blocks *blocks, uint32_t *start, uint32_t *end)
{
    const char *view = blocks->view.ptr;

    if (*end > blocks->view.len)
        *end = (uint32_t)blocks->view.len;
    while (*start < *end && strchr(" \t\n", view[*start]) != NULL)
        (*start)++;
    while (*end > *start && strchr(" \t\n", view[*end - 1]) != NULL)
        (*end)--;
}

struct mb_field mb_field_words(const struct mb_extract *x, uint32_t start,
                               uint32_t end, bool own)
{
    struct mb_field field = {MB_SPAN_NULL, NULL};

    trim(x->blocks, &start, &end);
    if (start >= end)
        return field;
    field.s = mb_blocks_words(x->blocks, start, end, x->arena);
    if (own && field.s.ptr != NULL) {
        field.ev = mb_arena_alloc(x->arena, 1, sizeof *field.ev);
        if (field.ev != NULL)
            mb_evidence_fill(x, field.ev, start, end, NULL, "words", 90);
    }
    return field;
}

struct mb_field mb_field_text(const struct mb_extract *x, struct mb_span s)
{
    return (struct mb_field){mb_arena_dup(x->arena, s), NULL};
}

void mb_claim(struct mb_extract *x, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i <= last && i < x->blocks->n; i++)
        x->outline[i].claimed = 1;
}

struct mb_field mb_item_number(const struct mb_extract *x, uint32_t item)
{
    if (item >= x->doc->items.n)
        return (struct mb_field){MB_SPAN_NULL, NULL};
    return x->doc->items.at[item].number;
}
