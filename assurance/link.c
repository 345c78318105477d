/* The linker: strategies in, links of a case out.
 *
 * A case is heard once (profile.c). If no operative sentence does anything
 * (barrier.c) it has no links. What the record names (explicit.c) is linked
 * first; a heading that is named is narrowed to the pledge below it that the
 * record serves best. Then come the suggestions (score.c), best first; never
 * a node and one above it. A result depends on the case and the strategies,
 * and on which words are common in the register (words.c), nothing else.
 */
#include "assurance/lexicon_image.h"
#include "assurance/link_priv.h"

#include <stdlib.h>

/* What a suggestion is worth where the record names another pledge of that
 * strategy: it says itself what it serves. */
#define TOLD_SHARE 0.9

static const char *const act_names[MB_ACT_COUNT] = {
#define X(id, name) name,
    MB_ACTS(X)
#undef X
};

const char *mb_basis_name(enum mb_basis basis)
{
    static const char *const names[] = {"explicit", "by_report", "suggested",
                                        "manual"};
    return basis < MB_BASIS_COUNT ? names[basis] : "?";
}

/* --------------------------------------------------------------- linker */

/* The lexicons: the program's own as it carries them, unless one is given. */
static enum mb_status load_lexicons(struct mb_linker *l,
                                    const struct mb_linker_options *options,
                                    struct mb_err *err)
{
    struct mb_span thesaurus = options->thesaurus;
    struct mb_span acts = options->acts;
    if (thesaurus.ptr == NULL && acts.ptr == NULL)
        return mb_lexicons_load(&mb_lexicons_image, l->vocab, l->arena,
                                &l->thesaurus, &l->acts, err);
    if (thesaurus.ptr == NULL)
        thesaurus = mb_lexicon_builtin("thesaurus");
    if (acts.ptr == NULL)
        acts = mb_lexicon_builtin("acts");
    enum mb_status st = mb_lexicon_read("thesaurus", thesaurus, l->vocab,
                                        l->arena, &l->thesaurus, err);
    if (st == MB_OK)
        st = mb_lexicon_read("acts", acts, l->vocab, l->arena, &l->acts, err);
    return st;
}

static enum mb_status load(struct mb_linker *l,
                           const struct mb_linker_options *options,
                           struct mb_err *err)
{
    enum mb_status st = load_lexicons(l, options, err);
    if (st == MB_OK) {
        uint32_t n = l->thesaurus.nphrases + 1;
        l->best = mb_arena_alloc(l->arena, n, sizeof *l->best);
        l->touched = mb_arena_alloc(l->arena, n, sizeof *l->touched);
        st = mb_arena_status(l->arena, err);
    }
    for (unsigned i = 0; st == MB_OK && i < MB_ACT_COUNT; i++) {
        l->act[i] = mb_lexicon_entry(&l->acts, act_names[i]);
        if (l->act[i] == MB_ENTRY_NONE)
            st = mb_err_set(err, MB_ERR_RULES, "acts: no entry \"%s\"",
                            act_names[i]);
    }
    return st;
}

enum mb_status mb_linker_new(const struct mb_linker_options *options,
                             struct mb_linker **ret_linker, struct mb_err *err)
{
    struct mb_linker *l = calloc(1, sizeof *l);
    enum mb_status st = MB_ERR_NOMEM;
    if (l != NULL) {
        l->arena = mb_arena_new(0);
        l->vocab = mb_vocab_new();
        l->explain = options->explain;
        l->reg = options->reg;
    }
    if (l == NULL || l->arena == NULL || l->vocab == NULL)
        mb_err_set(err, st, "out of memory");
    else
        st = load(l, options, err);
    if (st != MB_OK) {
        mb_linker_free(l);
        return st;
    }
    *ret_linker = l;
    return MB_OK;
}

void mb_linker_free(struct mb_linker *linker)
{
    if (linker == NULL)
        return;
    mb_vocab_free(linker->vocab);
    free(linker->rarity);
    mb_arena_free(linker->arena);
    free(linker);
}

enum mb_status mb_linker_add(struct mb_linker *linker,
                             const struct mb_strategy *strategy,
                             uint32_t *ret_index, struct mb_err *err)
{
    const struct mb_strategy **slot = mb_arena_push(
        linker->arena, &linker->strategies, &linker->nstrategies, sizeof *slot);
    if (slot == NULL)
        return mb_arena_status(linker->arena, err);
    *slot = strategy;
    uint32_t index = linker->nstrategies - 1;
    enum mb_status st = mb_units_add(linker, index, err);
    if (st == MB_OK)
        st = mb_explicit_add(linker, index, err);
    if (st == MB_OK)
        *ret_index = index;
    return st;
}

/* ----------------------------------------------------------------- case */

struct linking {
    struct mb_linker *linker;
    const struct mb_profile *profile;
    struct mb_arena *arena;
    struct mb_link *links;
    uint32_t n;
};

static bool above(const struct mb_strategy *s, uint32_t node, uint32_t up)
{
    while (node != UINT32_MAX && node != up)
        node = s->pledges[node].parent;
    return node == up;
}

/* Whether one of the two stands above the other, or they are the same. */
static bool related(const struct mb_strategy *s, uint32_t a, uint32_t b)
{
    return a == UINT32_MAX || b == UINT32_MAX || above(s, a, b)
           || above(s, b, a);
}

static bool linked_near(const struct linking *k, uint32_t strategy,
                        uint32_t pledge)
{
    for (uint32_t i = 0; i < k->n; i++)
        if (k->links[i].strategy == strategy
            && related(k->linker->strategies[strategy], k->links[i].pledge,
                       pledge))
            return true;
    return false;
}

static struct mb_link *add_link(struct linking *k, uint32_t strategy,
                                uint32_t pledge, uint32_t heard)
{
    struct mb_link *x = mb_arena_push(k->arena, &k->links, &k->n, sizeof *x);
    if (x == NULL)
        return NULL;
    const struct mb_heard *h = &k->profile->heard[heard];
    *x = (struct mb_link){.strategy = strategy,
                          .pledge = pledge,
                          .quote = h->passage->text,
                          .passage = heard};
    return x;
}

/* The node to link where `node` was named: a heading is narrowed to the best
 * scored pledge below it. */
static uint32_t narrowed(const struct linking *k, const struct mb_named *named,
                         const struct mb_scored *scored, uint32_t n)
{
    const struct mb_strategy *s = k->linker->strategies[named->strategy];
    uint32_t node = named->pledge;
    /* A theme stands for the pledge above it. */
    if (node != UINT32_MAX && s->pledges[node].kind == MB_PLEDGE_THEME)
        return s->pledges[node].parent;
    for (uint32_t i = 0; node != UINT32_MAX && i < n; i++) {
        const struct mb_unit *u = &k->linker->units[scored[i].unit];
        if (u->strategy == named->strategy && u->pledge != node
            && above(s, u->pledge, node))
            return u->pledge;
    }
    return node;
}

/* A pledge named beside one below it ("priority 3.1 under outcome 3") is
 * only where that one stands. */
static bool named_below(const struct linking *k, const struct mb_nameds *all,
                        const struct mb_named *named)
{
    const struct mb_strategy *s = k->linker->strategies[named->strategy];
    for (uint32_t i = 0; i < all->n; i++)
        if (all->at[i].strategy == named->strategy
            && all->at[i].pledge != named->pledge
            && all->at[i].pledge != UINT32_MAX && named->pledge != UINT32_MAX
            && above(s, all->at[i].pledge, named->pledge))
            return true;
    return false;
}

static void link_named(struct linking *k, const struct mb_nameds *named,
                       const struct mb_scored *scored, uint32_t n)
{
    for (uint32_t i = 0; i < named->n; i++) {
        const struct mb_named *x = &named->at[i];
        if (named_below(k, named, x))
            continue;
        uint32_t node = narrowed(k, x, scored, n);
        if (linked_near(k, x->strategy, node))
            continue;
        struct mb_link *link = add_link(k, x->strategy, node, x->heard);
        if (link == NULL)
            return;
        bool report = k->profile->heard[x->heard].passage->by_report;
        link->basis = report ? MB_BASIS_BY_REPORT : MB_BASIS_EXPLICIT;
        link->score = report ? 0.9 : x->delivery ? 0.95 : 1.0;
        link->direct = !x->delivery;
        link->edition_unsure = x->edition_unsure;
    }
}

/* Whether the record names a pledge of that strategy. */
static bool told_of(const struct linking *k, uint32_t strategy)
{
    for (uint32_t i = 0; i < k->n; i++)
        if (k->links[i].strategy == strategy
            && k->links[i].basis == MB_BASIS_EXPLICIT)
            return true;
    return false;
}

static void link_scored(struct linking *k, const struct mb_scored *scored,
                        uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct mb_unit *u = &k->linker->units[scored[i].unit];
        if (linked_near(k, u->strategy, u->pledge))
            continue;
        bool told = told_of(k, u->strategy);
        struct mb_link *link =
            add_link(k, u->strategy, u->pledge, scored[i].heard);
        if (link == NULL)
            return;
        bool report = k->profile->heard[scored[i].heard].passage->by_report;
        link->basis = report ? MB_BASIS_BY_REPORT : MB_BASIS_SUGGESTED;
        link->score = scored[i].score * (told ? TOLD_SHARE : 1);
        link->direct = scored[i].direct;
        link->reasons = scored[i].reasons;
        link->nreasons = scored[i].nreasons;
    }
}

static bool whole_named(const struct mb_nameds *named)
{
    for (uint32_t i = 0; i < named->n; i++)
        if (named->at[i].pledge == UINT32_MAX)
            return true;
    return false;
}

enum mb_status mb_link_case(struct mb_linker *linker, const struct mb_case *cas,
                            struct mb_arena *arena, struct mb_link **ret_links,
                            uint32_t *ret_n, struct mb_err *err)
{
    struct mb_profile profile;
    struct mb_scored *scored = NULL;
    uint32_t nscored = 0;
    struct mb_nameds named = {NULL, 0};
    enum mb_status st = mb_profile_make(linker, cas, arena, &profile, err);
    if (st != MB_OK)
        return st;
    struct linking k = {linker, &profile, arena, NULL, 0};
    if (mb_case_barrier(linker, cas, &profile, &profile.on_terms) == NULL) {
        st = mb_explicit_find(linker, cas, &profile, arena, &named, err);
        if (st == MB_OK && !whole_named(&named))
            st = mb_score_case(linker, &profile, arena, &scored, &nscored, err);
        if (st != MB_OK)
            return st;
        link_named(&k, &named, scored, nscored);
        link_scored(&k, scored, nscored);
    }
    *ret_links = k.links;
    *ret_n = k.n;
    return mb_arena_status(arena, err);
}

struct mb_span mb_link_barrier(struct mb_linker *linker,
                               const struct mb_case *cas,
                               struct mb_arena *arena)
{
    struct mb_profile profile;
    bool on_terms;
    if (mb_profile_make(linker, cas, arena, &profile, NULL) != MB_OK)
        return MB_SPAN_NULL;
    return mb_span_str(mb_case_barrier(linker, cas, &profile, &on_terms));
}
