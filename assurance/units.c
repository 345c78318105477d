/* What a pledge promises, as weighted subjects.
 *
 * Themes and bullets under a pledge are its own words; the headings above it
 * say for whom. A subject that many pledges of one strategy share tells less
 * which of them is meant, and counts less. A pledge of which only hints are
 * known is still about something: its hints are raised.
 */
#include "assurance/link_priv.h"
#include <stdlib.h>
#include <string.h>

#define IMPLIED_COUNTS 0.6 /* of a subject that the pledge's own imply */

/* Texts of a pledge read into weights by entry. */
struct gather {
    struct mb_linker *linker;
    double *weight;         /* by entry */
    struct mb_span *phrase; /* by entry: what said it most */
    uint32_t *hints;        /* by entry: different hints so far */
    uint32_t *phrases;      /* by entry: different phrases so far */
    bool *titled;           /* by entry: stands in a title */
    bool *own;              /* by entry: not only in a theme */
    bool theme;             /* reading a theme: says nothing of for whom */
    struct mb_unit *unit;
    struct mb_tokens title; /* of the strategy */
    struct mb_err *err;
};

/* Whether a word is a name in the strategy's own title ("Ashenvale Council
 * Plan"): every pledge and decision of that council can have it. */
static bool in_title(const struct gather *g, const struct mb_token *t)
{
    for (uint32_t i = 0; t->capital && i < g->title.n; i++)
        if (g->title.at[i].capital && g->title.at[i].term == t->term)
            return true;
    return false;
}

static bool known_pair(const struct mb_unit *u, uint32_t first, uint32_t second)
{
    for (uint32_t i = 0; i < u->npairs; i++)
        if (u->pairs[i].first == first && u->pairs[i].second == second)
            return true;
    return false;
}

static enum mb_status gather_terms(struct gather *g,
                                   const struct mb_tokens *tokens)
{
    struct mb_arena *arena = g->linker->arena;
    struct mb_unit *u = g->unit;
    for (uint32_t i = 0; i < tokens->n; i++) {
        if (!tokens->at[i].content || in_title(g, &tokens->at[i]))
            continue;
        uint32_t *t = mb_arena_push(arena, &u->terms, &u->nterms, sizeof *t);
        if (t == NULL)
            return mb_arena_status(arena, g->err);
        *t = tokens->at[i].term;
        if (i + 1 >= tokens->n || !tokens->at[i + 1].content)
            continue;
        uint32_t first = tokens->at[i].term;
        uint32_t second = tokens->at[i + 1].term;
        if (known_pair(u, first, second))
            continue;
        struct mb_pair *p =
            mb_arena_push(arena, &u->pairs, &u->npairs, sizeof *p);
        if (p == NULL)
            return mb_arena_status(arena, g->err);
        *p = (struct mb_pair){mb_pair_hash(first, second), first, second};
    }
    return MB_OK;
}

/* What was found, as the pledge prints it. */
static struct mb_span found_words(struct mb_span text,
                                  const struct mb_tokens *tokens,
                                  const struct mb_found *f)
{
    return mb_span_sub(text, tokens->at[f->token].start,
                       tokens->at[f->token + f->n - 1].end);
}

/* Whether the phrase of find i was not found before. */
static bool fresh(const struct mb_founds *founds, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (founds->at[k].phrase == founds->at[i].phrase)
            return false;
    return true;
}

/* Whether a phrase of a pledge only says with whom it is done. */
static bool partner(const struct mb_linker *l, const struct mb_tokens *tokens,
                    const struct mb_found *f)
{
    return f->token > 0
           && mb_act_in(l, MB_ACT_WITH, tokens, f->token - 1, f->token)
           && !mb_has_it(l, tokens, f->token - 1);
}

/* Whether the k-th find stands in what a promise tells as its purpose ("so
 * that fewer ..."): what serves only that serves it by other means. Bullets
 * behind it are the promise again, and where nothing else is promised before
 * it ("Work with landlords so that homes are warm") it is the promise. */
static bool purpose(const struct mb_linker *l, struct mb_span text,
                    const struct mb_tokens *tokens,
                    const struct mb_founds *founds, uint32_t k)
{
    size_t at = mb_span_find(text, MB_SPAN_LIT(" so that "));
    size_t list = mb_span_find(text, MB_SPAN_LIT("\n- "));
    uint32_t start = tokens->at[founds->at[k].token].start;
    if (start <= at || start >= list)
        return false;
    for (uint32_t i = 0; i < k; i++) {
        const struct mb_found *f = &founds->at[i];
        if (tokens->at[f->token].start < at && !f->hint
            && l->thesaurus.entries[f->entry].kind == MB_ENTRY_AIM
            && !partner(l, tokens, f))
            return true;
    }
    return false;
}

/* Whether a phrase tells what people are to learn ("Train 600 people to fit
 * solar panels"): the promise is the training. */
static bool learnt(const struct mb_linker *l, struct mb_span text,
                   const struct mb_tokens *tokens, const struct mb_found *f)
{
    bool teach = false;
    for (uint32_t i = 0; i < f->token; i++) {
        if (teach && mb_word_is(text, tokens, i, "to"))
            return true;
        teach = teach || mb_act_in(l, MB_ACT_TEACH, tokens, i, i + 1);
    }
    return false;
}

/* Whether a group stands behind "especially where" or the like: the promise
 * is not for them alone. */
static bool besides(const struct mb_linker *l, const struct mb_tokens *tokens,
                    const struct mb_found *f)
{
    uint32_t from = f->token > 4 ? f->token - 4 : 0;
    return mb_act_in(l, MB_ACT_BESIDES, tokens, from, f->token);
}

static enum mb_status gather_text(struct gather *g, struct mb_span text,
                                  double weight, bool title)
{
    struct mb_linker *l = g->linker;
    struct mb_tokens tokens = {0};
    struct mb_founds founds = {NULL, 0};
    enum mb_status st = mb_terms_cut(l->vocab, text, l->arena, &tokens, g->err);
    if (st == MB_OK)
        st =
            mb_lexicon_match(&l->thesaurus, &tokens, l->arena, &founds, g->err);
    if (st == MB_OK)
        st = gather_terms(g, &tokens);
    for (uint32_t i = 0; st == MB_OK && i < founds.n; i++) {
        const struct mb_found *f = &founds.at[i];
        bool group = l->thesaurus.entries[f->entry].kind == MB_ENTRY_GROUP;
        if (group && !title && besides(l, &tokens, f))
            continue;
        if (f->hint || (group && g->theme)) {
            g->hints[f->entry] += f->hint && fresh(&founds, i);
            if (g->phrase[f->entry].ptr == NULL)
                g->phrase[f->entry] = found_words(text, &tokens, f);
            continue;
        }
        g->titled[f->entry] = g->titled[f->entry] || title;
        g->own[f->entry] = g->own[f->entry] || !g->theme;
        double w = weight;
        g->phrases[f->entry] += fresh(&founds, i);
        if (purpose(l, text, &tokens, &founds, i)
            || (!title && !group && learnt(l, text, &tokens, f)))
            w *= 0.5;
        if (!title && !group && mb_only_where(l, text, &tokens, f, false))
            w *= 0.5;
        if (!title && !group && partner(l, &tokens, f))
            w *= 0.7;
        if (w > g->weight[f->entry]) {
            g->weight[f->entry] = w;
            g->phrase[f->entry] = found_words(text, &tokens, f);
        }
    }
    return st;
}

/* A pledge is dense: one hint says a little, two say much. */
static void weigh_hints(struct gather *g)
{
    for (uint32_t e = 0; e < g->linker->thesaurus.nentries; e++) {
        if (g->hints[e] == 0 || g->weight[e] > 0)
            continue;
        g->weight[e] = g->hints[e] > 1 ? 0.4 : 0.15;
    }
}

static enum mb_status keep_aims(struct gather *g)
{
    const struct mb_lexicon *lex = &g->linker->thesaurus;
    struct mb_arena *arena = g->linker->arena;
    uint32_t strong = 0;
    double most = 0;
    for (uint32_t e = 0; e < lex->nentries; e++) {
        if (lex->entries[e].kind != MB_ENTRY_AIM)
            continue;
        strong += g->weight[e] >= 0.6;
        most = g->weight[e] > most ? g->weight[e] : most;
    }
    for (uint32_t e = 0; e < lex->nentries; e++) {
        if (lex->entries[e].kind != MB_ENTRY_IDLE || !g->own[e]
            || g->weight[e] < 0.9)
            continue;
        struct mb_aim *a = mb_arena_push(arena, &g->unit->idle.at,
                                         &g->unit->idle.n, sizeof *a);
        if (a == NULL)
            return mb_arena_status(arena, g->err);
        *a = (struct mb_aim){e, g->weight[e], g->phrase[e]};
    }
    /* A pledge is about something: where only hints say what, they must do. */
    double raise = most > 0 && most < 0.6 ? 0.6 / most : 1;
    for (uint32_t e = 0; e < lex->nentries; e++) {
        enum mb_entry_kind kind = lex->entries[e].kind;
        if (g->weight[e] <= 0 || kind == MB_ENTRY_MEANS
            || (kind == MB_ENTRY_IDLE
                && (!g->titled[e] || strong > 0 || g->weight[e] < 0.5)))
            continue;
        struct mb_aims *to =
            kind == MB_ENTRY_GROUP ? &g->unit->groups : &g->unit->aims;
        struct mb_aim *a = mb_arena_push(arena, &to->at, &to->n, sizeof *a);
        if (a == NULL)
            return mb_arena_status(arena, g->err);
        double w = g->weight[e] * (kind == MB_ENTRY_AIM ? raise : 1);
        /* One phrase in one of many themes is a side remark. */
        if (kind == MB_ENTRY_AIM && !g->own[e] && g->phrases[e] == 1)
            w *= 0.92;
        *a = (struct mb_aim){e, w, g->phrase[e]};
    }
    return MB_OK;
}

/* Groups that the pledge's subjects imply: special needs are children's. */
static void imply_groups(struct gather *g)
{
    const struct mb_lexicon *lex = &g->linker->thesaurus;
    for (uint32_t e = 0; e < lex->nentries; e++) {
        const struct mb_lex_entry *entry = &lex->entries[e];
        bool aim =
            entry->kind != MB_ENTRY_GROUP && g->own[e] && g->weight[e] >= 0.6;
        for (uint32_t i = 0; aim && i < entry->nimplied; i++) {
            uint32_t to = entry->implied[i].entry;
            double w = g->weight[e] * entry->implied[i].weight;
            if (lex->entries[to].kind != MB_ENTRY_GROUP || w < 0.5
                || w <= g->weight[to])
                continue;
            g->weight[to] = w;
            g->phrase[to] = g->phrase[e];
        }
    }
}

/* A subject that joins others is promised where all of them are. */
static void join_aims(struct gather *g)
{
    const struct mb_lexicon *lex = &g->linker->thesaurus;
    for (uint32_t e = 0; e < lex->nentries; e++) {
        const struct mb_lex_entry *entry = &lex->entries[e];
        double least = entry->njoined > 0 ? 1 : 0;
        bool own = true;
        for (uint32_t i = 0; i < entry->njoined; i++) {
            uint32_t x = entry->joined[i].entry;
            least = g->weight[x] < least ? g->weight[x] : least;
            own = own && g->own[x];
        }
        if (!own || least <= g->weight[e])
            continue;
        g->weight[e] = least;
        g->own[e] = true;
        g->phrase[e] = g->phrase[entry->joined[0].entry];
    }
}

/* What the pledge's subjects do not mean beside them: "Safer streets" over a
 * speed limit is not about crime. */
static void exclude_aims(struct gather *g)
{
    const struct mb_lexicon *lex = &g->linker->thesaurus;
    for (uint32_t e = 0; e < lex->nentries; e++)
        for (uint32_t i = 0; i < lex->entries[e].nexcluded; i++) {
            uint32_t x = lex->entries[e].excluded[i].entry;
            if (g->weight[e] >= 0.6 && g->own[e]
                && g->weight[x] <= g->weight[e])
                g->weight[x] *= 0.3;
        }
}

/* How the nodes of a tree can be linked to. */
struct tree {
    const struct mb_strategy *s;
    bool *themes; /* by node: has themes below */
    bool *below;  /* by node: has other nodes below */
};

static enum mb_status gather_node(struct gather *g, const struct tree *t,
                                  uint32_t node)
{
    const struct mb_pledge *p = &t->s->pledges[node];
    enum mb_status st = gather_text(g, p->title, 1.0, true);
    if (st == MB_OK)
        st = gather_text(g, p->statement, 1.0, false);
    if (st == MB_OK)
        st = gather_text(g, p->target, 0.7, false);
    for (uint32_t i = node + 1;
         st == MB_OK && t->themes[node] && i < t->s->npledges; i++) {
        if (t->s->pledges[i].parent != node)
            continue;
        g->theme = true;
        st = gather_text(g, t->s->pledges[i].title, 1.0, false);
        if (st == MB_OK)
            st = gather_text(g, t->s->pledges[i].statement, 0.95, false);
    }
    return st;
}

static uint32_t top_of(const struct mb_strategy *s, uint32_t node)
{
    while (s->pledges[node].parent != UINT32_MAX)
        node = s->pledges[node].parent;
    return node;
}

/* Words of the headings above say for whom. */
static enum mb_status gather_above(struct gather *g, const struct tree *t,
                                   uint32_t node)
{
    struct gather above = *g;
    struct mb_unit scratch = {0};
    const struct mb_lexicon *lex = &g->linker->thesaurus;
    double *weight =
        mb_arena_alloc(g->linker->arena, lex->nentries, sizeof *weight);
    uint32_t *hints =
        mb_arena_alloc(g->linker->arena, lex->nentries, sizeof *hints);
    uint32_t *phrases =
        mb_arena_alloc(g->linker->arena, lex->nentries, sizeof *phrases);
    struct mb_span *phrase =
        mb_arena_alloc(g->linker->arena, lex->nentries, sizeof *phrase);
    bool *flags = mb_arena_alloc(g->linker->arena, lex->nentries, 1);
    above.phrase = phrase;
    above.unit = &scratch;
    above.weight = weight;
    above.hints = hints;
    above.phrases = phrases;
    above.titled = above.own = flags;
    if (weight == NULL || hints == NULL || phrases == NULL || phrase == NULL
        || flags == NULL)
        return mb_arena_status(g->linker->arena, g->err);
    for (uint32_t up = t->s->pledges[node].parent; up != UINT32_MAX;
         up = t->s->pledges[up].parent) {
        enum mb_status st =
            gather_text(&above, t->s->pledges[up].title, 0.8, false);
        if (st != MB_OK)
            return st;
    }
    for (uint32_t e = 0; e < lex->nentries; e++)
        if (lex->entries[e].kind == MB_ENTRY_GROUP
            && weight[e] > g->weight[e]) {
            g->weight[e] = weight[e];
            g->phrase[e] = phrase[e];
        }
    return MB_OK;
}

static enum mb_status add_unit(struct mb_linker *l, const struct tree *t,
                               uint32_t strategy, uint32_t node,
                               struct mb_err *err)
{
    uint32_t n = l->thesaurus.nentries;
    struct mb_unit *u =
        mb_arena_push(l->arena, &l->units, &l->nunits, sizeof *u);
    struct gather g = {.linker = l,
                       .weight = mb_arena_alloc(l->arena, n, sizeof(double)),
                       .phrase =
                           mb_arena_alloc(l->arena, n, sizeof(struct mb_span)),
                       .hints = mb_arena_alloc(l->arena, n, sizeof(uint32_t)),
                       .phrases = mb_arena_alloc(l->arena, n, sizeof(uint32_t)),
                       .titled = mb_arena_alloc(l->arena, n, sizeof(bool)),
                       .own = mb_arena_alloc(l->arena, n, sizeof(bool)),
                       .unit = u,
                       .err = err};
    enum mb_status st = mb_arena_status(l->arena, err);
    if (st != MB_OK)
        return st;
    st = mb_terms_cut(l->vocab, t->s->title, l->arena, &g.title, err);
    if (st != MB_OK)
        return st;
    u->strategy = strategy;
    u->pledge = node;
    u->top = top_of(t->s, node);
    u->heading = t->below[node];
    st = gather_node(&g, t, node);
    if (st == MB_OK)
        st = gather_above(&g, t, node);
    if (st != MB_OK)
        return st;
    weigh_hints(&g);
    join_aims(&g);
    exclude_aims(&g);
    imply_groups(&g);
    u->nterms = mb_without_repeats(u->terms, u->nterms);
    return keep_aims(&g);
}

/* Which units each term stands in. */
static enum mb_status list_units(struct mb_linker *l, struct mb_err *err)
{
    uint32_t all = 0;
    l->first_unit =
        mb_arena_alloc(l->arena, l->nspread + 1, sizeof *l->first_unit);
    uint32_t *next = mb_arena_alloc(l->arena, l->nspread + 1, sizeof *next);
    if (l->first_unit == NULL || next == NULL)
        return mb_arena_status(l->arena, err);
    for (uint32_t t = 0; t < l->nspread; t++) {
        l->first_unit[t] = next[t] = all;
        all += l->spread[t];
    }
    l->in_units = mb_arena_alloc(l->arena, all + 1, sizeof *l->in_units);
    if (l->in_units == NULL)
        return mb_arena_status(l->arena, err);
    for (uint32_t u = 0; u < l->nunits; u++)
        for (uint32_t k = 0; k < l->units[u].nterms; k++)
            l->in_units[next[l->units[u].terms[k]]++] = u;
    return MB_OK;
}

/* Count in how many units each term stands. */
static enum mb_status spread_terms(struct mb_linker *l, uint32_t from,
                                   struct mb_err *err)
{
    uint32_t size = mb_vocab_size(l->vocab);
    uint32_t *spread = mb_arena_alloc(l->arena, size + 1, sizeof *spread);
    if (spread == NULL)
        return mb_arena_status(l->arena, err);
    if (l->nspread > 0)
        memcpy(spread, l->spread, l->nspread * sizeof *spread);
    for (uint32_t i = from; i < l->nunits; i++)
        for (uint32_t k = 0; k < l->units[i].nterms; k++)
            spread[l->units[i].terms[k]]++;
    l->spread = spread;
    l->nspread = size;
    return list_units(l, err);
}

/* Count a unit for each subject that it is about, and once for each that
 * those imply: in a housing strategy every pledge is about housing. `last` is
 * by subject the mark of the unit that was counted last. */
static void count_aims(const struct mb_linker *l, const struct mb_unit *unit,
                       uint32_t *in, uint32_t mark, uint32_t *last)
{
    for (uint32_t a = 0; a < unit->aims.n; a++) {
        const struct mb_aim *aim = &unit->aims.at[a];
        const struct mb_lex_entry *entry = &l->thesaurus.entries[aim->entry];
        if (aim->weight < 0.5)
            continue;
        in[aim->entry] += last[aim->entry] != mark;
        last[aim->entry] = mark;
        for (uint32_t i = 0; i < entry->nimplied; i++) {
            uint32_t to = entry->implied[i].entry;
            if (aim->weight * entry->implied[i].weight < IMPLIED_COUNTS)
                continue;
            in[to] += last[to] != mark;
            last[to] = mark;
        }
    }
}

/* A subject that many pledges of one strategy speak of tells less which of
 * them is meant. */
static enum mb_status spread_aims(struct mb_linker *l, uint32_t from,
                                  struct mb_err *err)
{
    uint32_t *in =
        mb_arena_alloc(l->arena, l->thesaurus.nentries + 1, sizeof *in);
    uint32_t *last =
        mb_arena_alloc(l->arena, l->thesaurus.nentries + 1, sizeof *last);
    double k = 0.2;
    if (in == NULL || last == NULL)
        return mb_arena_status(l->arena, err);
    for (uint32_t i = from; i < l->nunits; i++)
        if (!l->units[i].heading)
            count_aims(l, &l->units[i], in, i + 1, last);
    for (uint32_t i = from; i < l->nunits; i++)
        for (uint32_t a = 0; a < l->units[i].aims.n; a++) {
            struct mb_aim *aim = &l->units[i].aims.at[a];
            uint32_t n = in[aim->entry];
            if (n > 1)
                aim->weight /= 1 + k * (double)(n - 1);
        }
    return MB_OK;
}

enum mb_status mb_units_add(struct mb_linker *linker, uint32_t strategy,
                            struct mb_err *err)
{
    const struct mb_strategy *s = linker->strategies[strategy];
    uint32_t from = linker->nunits;
    struct tree t = {
        s, mb_arena_alloc(linker->arena, s->npledges + 1, sizeof(bool)),
        mb_arena_alloc(linker->arena, s->npledges + 1, sizeof(bool))};
    if (t.themes == NULL || t.below == NULL)
        return mb_arena_status(linker->arena, err);
    for (uint32_t i = 0; i < s->npledges; i++) {
        uint32_t parent = s->pledges[i].parent;
        if (parent == UINT32_MAX)
            continue;
        if (s->pledges[i].kind == MB_PLEDGE_THEME)
            t.themes[parent] = true;
        else
            t.below[parent] = true;
    }
    for (uint32_t i = 0; i < s->npledges; i++) {
        if (s->pledges[i].kind == MB_PLEDGE_THEME)
            continue;
        enum mb_status st = add_unit(linker, &t, strategy, i, err);
        if (st != MB_OK)
            return st;
    }
    enum mb_status st2 = spread_aims(linker, from, err);
    return st2 == MB_OK ? spread_terms(linker, from, err) : st2;
}
