/* What a report recommends: its recommendations as motions with the outcome
 * "recommended". They are nobody's decision; the tracker shows them beside a
 * clause that only says "as set out in the report". A recommendation stands
 * under a label or behind words of the packs (`recommends`): a list beneath
 * them is one record an entry, words behind them in the same block one alone.
 */
#include "parser/records/clauses.h"
#include "parser/records/outline.h"

#include <string.h>

static void record(struct mb_extract *x, const struct mb_clause *clause,
                   uint32_t item)
{
    struct mb_field text = mb_clause_text(x, clause);
    struct mb_motion *motion;

    if (text.s.len < 3)
        return;
    motion = mb_record_add(x->doc, MB_KIND_MOTIONS);
    if (motion == NULL)
        return;
    motion->item = mb_item_number(x, item);
    motion->text = text;
    motion->outcome = mb_field_text(x, MB_SPAN_LIT("recommended"));
    mb_clause_evidence(x, clause, NULL, "recommended", 85, &motion->ev);
    mb_claim(x, clause->first, clause->last);
}

/* Read what stands behind view offset `at` of block i; the block behind. */
static uint32_t read_advice(struct mb_extract *x, uint32_t i, uint32_t at,
                            const uint8_t *stops)
{
    struct mb_clauses list = {0};
    struct mb_range rest = {at, x->blocks->at[i].view_end};
    uint32_t item = x->outline[i].item;

    if (mb_range_words(x->blocks->view, rest) == 0 || mb_opens_list(x, rest))
        mb_clauses_below(x, i, true, stops, &list);
    else if (!mb_clauses_run_on(x, rest, i, &list))
        mb_clause_add(x, &list, rest, i);
    for (uint32_t k = 0; k < list.n; k++)
        record(x, &list.at[k], item);
    if (list.n > 0)
        mb_claim(x, i, i);
    return list.behind > i ? list.behind : i + 1;
}

/* Words that say it outright stand beneath the label: they begin it. */
static bool said_below(const struct mb_extract *x, uint32_t i)
{
    uint32_t next = mb_block_behind(x, i);

    return x->outline[i].label_end >= x->blocks->at[i].view_end
           && next < x->blocks->n
           && mb_outline_match(x, next, "recommends") != NULL;
}

void mb_extract_advice(struct mb_extract *x)
{
    uint8_t *stops;
    uint32_t i = 0;

    if (x->doc->kind != MB_DOC_REPORT)
        return;
    stops = mb_arena_alloc(x->arena, x->blocks->n + 1, 1);
    if (stops == NULL)
        return;
    memset(stops, 0, x->blocks->n + 1);
    while (i < x->blocks->n) {
        const struct mb_outline_block *o = &x->outline[i];
        const struct mb_match *m = mb_outline_match(x, i, "recommends");
        if (o->role == MB_ROLE_FURNITURE || o->claimed)
            i++;
        else if (m != NULL)
            i = read_advice(x, i, m->end, stops);
        else if (mb_outline_is(x, i, "recommendation") && !said_below(x, i))
            i = read_advice(x, i, o->label_end, stops);
        else
            i++;
    }
}
