/* The matches of a document come in order of their start; a block's are a
 * slice of them. Each rule's kind is looked up once for all, so that reading a
 * block costs no more than its matches. */
#include "parser/records/decide.h"

static const char *const words[MB_HIT_COUNT] = {
    [MB_HIT_MARKER] = "marker",
    [MB_HIT_VERB] = "verb",
    [MB_HIT_PASSIVE] = "passive",
    [MB_HIT_BARE] = "bare",
    [MB_HIT_LOOKALIKE] = "lookalike",
    [MB_HIT_PROPOSAL] = "proposal",
    [MB_HIT_SECONDER] = "seconder",
    [MB_HIT_OUTCOME] = "outcome",
    [MB_HIT_AMENDMENT] = "amendment",
    [MB_HIT_SUBSTANTIVE] = "substantive",
    [MB_HIT_PARAGRAPH] = "motion-para",
    [MB_HIT_CLASS] = "class",
    [MB_HIT_VOTE] = "vote",
    [MB_HIT_SIDE] = "vote-side",
    [MB_HIT_SIDES] = "vote-inside",
    [MB_HIT_COLUMN] = "vote-column",
    [MB_HIT_VOTER] = "vote-name",
    [MB_HIT_NO_ABSTENTIONS] = "no-abstentions",
    [MB_HIT_ACTION] = "action",
};

/* How far into a block a match may begin and still be its beginning: a label
 * or "It was" stands before. */
#define BEGINNING 14

bool mb_hits_init(struct mb_hits *hits, const struct mb_extract *x)
{
    uint32_t nrules = mb_rules_count(x->rules);
    uint8_t *by_finds;

    *hits = (struct mb_hits){.x = x};
    hits->kinds = mb_arena_alloc(x->arena, nrules + 1, 1);
    if (hits->kinds == NULL)
        return false;
    /* no rules, no numbers: there are at most as many of these as of those */
    by_finds = mb_arena_alloc(x->arena, nrules + 1, sizeof *by_finds);
    if (by_finds == NULL)
        return false;
    for (int k = 0; k < MB_HIT_COUNT; k++) {
        hits->finds[k] = mb_rules_finds(x->rules, words[k]);
        by_finds[hits->finds[k]] = (uint8_t)(k + 1);
    }
    by_finds[MB_FINDS_NONE] = 0;
    for (uint32_t i = 0; i < nrules; i++)
        hits->kinds[i] = by_finds[mb_rules_at(x->rules, i)->finds];
    return true;
}

void mb_hits_read(struct mb_hits *hits, uint32_t block)
{
    const struct mb_matches *matches = hits->x->matches;

    hits->n = 0;
    for (uint32_t i = matches->first[block]; i < matches->first[block + 1];
         i++) {
        const struct mb_match *m = &matches->at[i];
        uint8_t kind = hits->kinds[m->rule];
        if (kind == 0)
            continue;
        if (hits->n == hits->size) {
            struct mb_hit *more = mb_arena_push(hits->x->arena, &hits->at,
                                                &hits->size, sizeof *more);
            if (more == NULL)
                return;
        }
        hits->at[hits->n++] =
            (struct mb_hit){m, m->start, m->end, (enum mb_hit_kind)(kind - 1)};
    }
}

/* Where the hits that start at `from` or later begin. */
static uint32_t lower_bound(const struct mb_hits *hits, uint32_t from)
{
    uint32_t lo = 0, hi = hits->n;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (hits->at[mid].start < from)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

const struct mb_hit *mb_hits_first(const struct mb_hits *hits,
                                   enum mb_hit_kind kind, uint32_t from,
                                   uint32_t to)
{
    for (uint32_t i = lower_bound(hits, from);
         i < hits->n && hits->at[i].start < to; i++)
        if (hits->at[i].kind == kind)
            return &hits->at[i];
    return NULL;
}

const struct mb_rule *mb_hit_rule(const struct mb_hits *hits,
                                  const struct mb_hit *hit)
{
    return mb_rules_at(hits->x->rules, hit->match->rule);
}

bool mb_hit_is(const struct mb_hits *hits, const struct mb_hit *hit,
               const char *value)
{
    return mb_span_eq(mb_hit_rule(hits, hit)->value, mb_span_str(value));
}

struct mb_range mb_hit_group(const struct mb_hits *hits,
                             const struct mb_hit *hit, const char *name)
{
    struct mb_range r = {0, 0};

    if (!mb_match_range(hits->x->rules, hit->match, name, &r))
        return (struct mb_range){0, 0};
    return r;
}

uint8_t *mb_hits_stops(struct mb_hits *hits)
{
    const struct mb_blocks *blocks = hits->x->blocks;
    uint8_t *stops = mb_arena_alloc(hits->x->arena, blocks->n + 1, 1);

    if (stops == NULL)
        return NULL;
    for (uint32_t i = 0; i < blocks->n; i++) {
        mb_hits_read(hits, i);
        for (uint32_t k = 0; k < hits->n; k++) {
            const struct mb_hit *h = &hits->at[k];
            bool begins = h->start <= blocks->at[i].view_body + BEGINNING;
            if ((h->kind == MB_HIT_MARKER && !mb_hit_is(hits, h, "decision")
                 && (begins || mb_hit_is(hits, h, "sentence")))
                || (begins
                    && (h->kind == MB_HIT_PROPOSAL || h->kind == MB_HIT_SECONDER
                        || h->kind == MB_HIT_OUTCOME || h->kind == MB_HIT_SIDE
                        || h->kind == MB_HIT_ACTION)))
                stops[i] = 1;
        }
    }
    return stops;
}
