/* Words that a case and a pledge share, whatever they mean.
 *
 * The thesaurus knows the subjects of public services; what it does not know
 * is still told by rare words: a place, a programme, a partner, a thing. A
 * shared word counts by how few pledges have it, by how few pieces of the
 * register have it, and by the passage it stands in; two words that follow
 * each other in both count as one more.
 */
#include "assurance/link_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    REGISTER_LEAST = 64, /* pieces */
    UNIT_LONG = 40       /* terms of a pledge with its themes */
};

#define NAMED 1.15 /* of a pledge's words where they name its very subject */

/* Words of every record ("award", "contract", "support"): worth little even
 * where nothing is known of the register. */
static bool everyday(const struct mb_linker *l, const struct mb_token *t)
{
    struct mb_token copy = *t;
    struct mb_tokens one = {.at = &copy, .n = 1};
    return mb_act_in(l, MB_ACT_EVERYDAY, &one, 0, 1);
}

static bool room(struct mb_linker *l, uint32_t term)
{
    if (term < l->nrarity)
        return true;
    uint32_t n = mb_vocab_size(l->vocab) + 1024;
    double *at = realloc(l->rarity, n * sizeof *at);
    if (at == NULL)
        return false;
    for (uint32_t i = l->nrarity; i < n; i++)
        at[i] = -1;
    l->rarity = at;
    l->nrarity = n;
    return true;
}

/* How much a word tells, by how many pieces of the register have it. In
 * steps, so that a new document changes no link of another but where a word
 * comes over a step; in a small register nothing is common. */
static double rarity_of(struct mb_linker *l, const struct mb_token *t)
{
    if (everyday(l, t))
        return 0.15;
    if (!room(l, t->term) || l->reg.size < REGISTER_LEAST)
        return 1;
    double *r = &l->rarity[t->term];
    if (*r >= 0)
        return *r;
    uint32_t n = l->reg.pieces(l->reg.user, mb_vocab_stem(l->vocab, t->term));
    *r = n > l->reg.size / 16 ? 0.2 : n > l->reg.size / 48 ? 0.5 : 1.0;
    return *r;
}

static int by_term(const void *a, const void *b)
{
    const struct mb_word *x = a;
    const struct mb_word *y = b;
    if (x->term != y->term)
        return x->term < y->term ? -1 : 1;
    return (x->weight < y->weight) - (x->weight > y->weight);
}

/* Each stem once, at the passage that tells most. */
static uint32_t once(struct mb_word *at, uint32_t n)
{
    uint32_t kept = 0;
    if (n > 1)
        qsort(at, n, sizeof *at, by_term);
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || at[kept - 1].term != at[i].term)
            at[kept++] = at[i];
    return kept;
}

static enum mb_status add_passage(struct mb_profile *p, uint32_t heard,
                                  struct mb_arena *arena, struct mb_err *err)
{
    const struct mb_heard *h = &p->heard[heard];
    bool pairs = h->weight >= 0.5;
    double share = h->passage->role == MB_ROLE_NARRATIVE ? 0.5 : 1;
    for (uint32_t k = 0; k < h->tokens.n; k++) {
        const struct mb_token *t = &h->tokens.at[k];
        if (!t->content)
            continue;
        struct mb_word *w =
            mb_arena_push(arena, &p->words, &p->nwords, sizeof *w);
        if (w == NULL)
            return mb_arena_status(arena, err);
        *w = (struct mb_word){t->term, heard, h->weight * share, k};
        if (!pairs || k + 1 >= h->tokens.n || !t[1].content)
            continue;
        uint32_t *pair =
            mb_arena_push(arena, &p->pairs, &p->npairs, sizeof *pair);
        if (pair == NULL)
            return mb_arena_status(arena, err);
        *pair = mb_pair_hash(t->term, t[1].term);
    }
    return MB_OK;
}

enum mb_status mb_words_make(struct mb_linker *linker, struct mb_profile *p,
                             struct mb_arena *arena, struct mb_err *err)
{
    for (uint32_t i = 0; i < p->nheard; i++) {
        if (p->heard[i].weight < 0.15)
            continue;
        enum mb_status st = add_passage(p, i, arena, err);
        if (st != MB_OK)
            return st;
    }
    p->nwords = once(p->words, p->nwords);
    p->npairs = mb_without_repeats(p->pairs, p->npairs);
    /* Only words of pledges are looked at: the others stay unasked. */
    for (uint32_t i = 0; i < p->nwords; i++) {
        struct mb_word *w = &p->words[i];
        uint32_t k = (uint32_t)w->rarity; /* which token it is, until here */
        bool known = w->term < linker->nspread && linker->spread[w->term] > 0;
        w->rarity =
            known ? rarity_of(linker, &p->heard[w->heard].tokens.at[k]) : 0;
    }
    return MB_OK;
}

/* ---------------------------------------------------------------- shared */

static int by_number(const void *number, const void *other)
{
    uint32_t a = *(const uint32_t *)number;
    uint32_t b = *(const uint32_t *)other;
    return (a > b) - (a < b);
}

static bool has_pair(const struct mb_profile *p, uint32_t pair)
{
    return p->npairs > 0
           && bsearch(&pair, p->pairs, p->npairs, sizeof *p->pairs, by_number)
                  != NULL;
}

static int of_term(const void *term, const void *word)
{
    const struct mb_word *w = word;
    return by_number(term, &w->term);
}

static const struct mb_word *find_word(const struct mb_profile *p,
                                       uint32_t term)
{
    return p->nwords == 0
               ? NULL
               : bsearch(&term, p->words, p->nwords, sizeof *p->words, of_term);
}

/* What a pair that both have tells: no more than the commoner of its words,
 * so that "care homes" is not what "slipway timbers" is. */
static double pair_weight(const struct mb_profile *p,
                          const struct mb_pair *pair)
{
    const struct mb_word *a = find_word(p, pair->first);
    const struct mb_word *b = find_word(p, pair->second);
    if (a == NULL || b == NULL)
        return 0;
    return a->rarity < b->rarity ? a->rarity : b->rarity;
}

/* Whether no other pledge has either of the two words: together they name
 * what it is about ("Corn Exchange"). */
static bool alone(const struct mb_linker *l, const struct mb_pair *pair)
{
    return l->spread[pair->first] == 1 && l->spread[pair->second] == 1;
}

/* What the words of a unit that were found come to. */
static double weigh(const struct mb_linker *l, const struct mb_profile *p,
                    const struct mb_unit *unit, double sum, uint32_t found)
{
    double most = 1;
    if (sum <= 0)
        return 0;
    for (uint32_t i = 0; found > 1 && i < unit->npairs; i++) {
        if (!has_pair(p, unit->pairs[i].hash))
            continue;
        double w = pair_weight(p, &unit->pairs[i]);
        if (w >= 1 && alone(l, &unit->pairs[i]))
            most = NAMED;
        sum += w;
    }
    /* A pledge of many words shares some with everybody. */
    if (unit->nterms > UNIT_LONG)
        sum *= (double)UNIT_LONG / unit->nterms;
    return (1 - exp(-sum)) * most;
}

enum mb_status mb_words_shared(const struct mb_linker *linker,
                               const struct mb_profile *profile,
                               struct mb_arena *arena, double *ret_shared,
                               uint32_t *ret_heard, struct mb_err *err)
{
    uint32_t n = linker->nunits;
    double all = log((double)n + 1);
    double *most = mb_arena_alloc(arena, n + 1, sizeof *most);
    uint32_t *found = mb_arena_alloc(arena, n + 1, sizeof *found);
    if (most == NULL || found == NULL)
        return mb_arena_status(arena, err);
    for (uint32_t u = 0; u < n; u++) {
        ret_shared[u] = 0;
        ret_heard[u] = UINT32_MAX;
    }
    for (uint32_t i = 0; i < profile->nwords; i++) {
        const struct mb_word *w = &profile->words[i];
        if (w->rarity <= 0)
            continue;
        double df = (double)linker->spread[w->term];
        double here =
            (all - log(df + 0.5)) / (all + 0.7) * w->rarity * w->weight / 0.7;
        const uint32_t *in = linker->in_units + linker->first_unit[w->term];
        for (uint32_t k = 0; k < linker->spread[w->term]; k++) {
            uint32_t u = in[k];
            ret_shared[u] += here;
            found[u]++;
            if (here > most[u]) {
                most[u] = here;
                ret_heard[u] = w->heard;
            }
        }
    }
    for (uint32_t u = 0; u < n; u++)
        ret_shared[u] =
            weigh(linker, profile, &linker->units[u], ret_shared[u], found[u]);
    return MB_OK;
}

/* The word as the case prints it. */
static struct mb_span printed(const struct mb_profile *p,
                              const struct mb_word *w)
{
    const struct mb_heard *h = &p->heard[w->heard];
    for (uint32_t i = 0; i < h->tokens.n; i++)
        if (h->tokens.at[i].term == w->term)
            return mb_span_sub(h->passage->text, h->tokens.at[i].start,
                               h->tokens.at[i].end);
    return MB_SPAN_NULL;
}

struct mb_span mb_words_list(const struct mb_linker *linker,
                             const struct mb_profile *profile,
                             const struct mb_unit *unit, struct mb_arena *arena)
{
    enum { LISTED = 5 };
    const struct mb_word *best[LISTED] = {NULL};
    double worth[LISTED] = {0};
    for (uint32_t i = 0; i < unit->nterms; i++) {
        const struct mb_word *w = find_word(profile, unit->terms[i]);
        double v =
            w == NULL ? 0
                      : w->rarity * w->weight / (double)linker->spread[w->term];
        uint32_t at = LISTED;
        while (at > 0 && v > worth[at - 1])
            at--;
        for (uint32_t k = LISTED - 1; at < LISTED && k > at; k--) {
            worth[k] = worth[k - 1];
            best[k] = best[k - 1];
        }
        if (at < LISTED) {
            worth[at] = v;
            best[at] = w;
        }
    }
    struct mb_span list = MB_SPAN_NULL;
    for (uint32_t k = 0; k < LISTED && best[k] != NULL; k++)
        list = mb_arena_printf(arena, MB_SPAN_FMT "%s" MB_SPAN_FMT,
                               MB_SPAN_ARG(list), k > 0 ? ", " : "",
                               MB_SPAN_ARG(printed(profile, best[k])));
    return list;
}
