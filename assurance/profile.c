/* What a pledge promises and what a case says, both as weighted subjects.
 *
 * A phrase of the thesaurus counts once a case, at the weight of the most
 * telling passage it stands in (title over clause over reason over
 * narrative). The phrases of one subject add up as independent evidence:
 * 1 - (1-a)(1-b). Hints count only beside a word or another hint. What a
 * subject implies takes its strength times a weight. Pledges are read the
 * same way, themes and bullets under a pledge being its own words.
 */
#include "assurance/link_priv.h"

#include <stdlib.h>
#include <string.h>

bool mb_act_in(const struct mb_linker *linker, enum mb_act act,
               const struct mb_tokens *tokens, uint32_t from, uint32_t to)
{
    return mb_lexicon_has(&linker->acts, linker->act[act], tokens, from, to);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t without_repeats(uint32_t *at, uint32_t n)
{
    uint32_t kept = 0;
    if (n > 1)
        qsort(at, n, sizeof *at, by_number);
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || at[kept - 1] != at[i])
            at[kept++] = at[i];
    return kept;
}

static uint32_t pair_hash(uint32_t a, uint32_t b)
{
    uint32_t h = a * 2654435761U ^ (b + 0x9E3779B9U + (a << 6));
    return h ^ (h >> 15);
}

/* ---------------------------------------------------------------- units */

/* Texts of a pledge read into weights by entry. */
struct gather {
    struct mb_linker *linker;
    double *weight;         /* by entry */
    struct mb_span *phrase; /* by entry: what said it most */
    uint32_t *hints;        /* by entry: different hints so far */
    bool *titled;           /* by entry: stands in a title */
    bool *own;              /* by entry: not only in a theme */
    bool theme;             /* reading a theme: says nothing of for whom */
    struct mb_unit *unit;
    struct mb_err *err;
};

static enum mb_status gather_terms(struct gather *g,
                                   const struct mb_tokens *tokens)
{
    struct mb_arena *arena = g->linker->arena;
    struct mb_unit *u = g->unit;
    for (uint32_t i = 0; i < tokens->n; i++) {
        if (!tokens->at[i].content)
            continue;
        uint32_t *t = mb_arena_push(arena, &u->terms, &u->nterms, sizeof *t);
        if (t == NULL)
            return mb_arena_status(arena, g->err);
        *t = tokens->at[i].term;
        if (i + 1 >= tokens->n || !tokens->at[i + 1].content)
            continue;
        uint32_t *p = mb_arena_push(arena, &u->pairs, &u->npairs, sizeof *p);
        if (p == NULL)
            return mb_arena_status(arena, g->err);
        *p = pair_hash(tokens->at[i].term, tokens->at[i + 1].term);
    }
    return MB_OK;
}

/* Whether the phrase of find i was not found before. */
static bool fresh(const struct mb_founds *founds, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (founds->at[k].phrase == founds->at[i].phrase)
            return false;
    return true;
}

/* Whether a token stands in what a promise tells as its purpose ("so that
 * fewer ..."): what serves only that serves it by other means. Bullets behind
 * it are the promise again. */
static bool purpose(struct mb_span text, const struct mb_token *t)
{
    size_t at = mb_span_find(text, MB_SPAN_LIT(" so that "));
    size_t list = mb_span_find(text, MB_SPAN_LIT("\n- "));
    return t->start > at && t->start < list;
}

static enum mb_status gather_text(struct gather *g, struct mb_span text,
                                  double weight, bool title)
{
    struct mb_linker *l = g->linker;
    struct mb_tokens tokens = {NULL, 0};
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
        if (f->hint || (group && g->theme)) {
            g->hints[f->entry] += f->hint && fresh(&founds, i);
            continue;
        }
        g->titled[f->entry] = g->titled[f->entry] || title;
        g->own[f->entry] = g->own[f->entry] || !g->theme;
        double w = weight;
        if (purpose(text, &tokens.at[f->token]))
            w *= 0.5;
        if (w > g->weight[f->entry]) {
            g->weight[f->entry] = w;
            g->phrase[f->entry] = l->thesaurus.phrases[f->phrase].text;
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
        g->phrase[e] = g->linker->thesaurus.entries[e].name;
    }
}

static enum mb_status keep_aims(struct gather *g)
{
    const struct mb_lexicon *lex = &g->linker->thesaurus;
    struct mb_arena *arena = g->linker->arena;
    uint32_t strong = 0;
    for (uint32_t e = 0; e < lex->nentries; e++)
        strong += g->weight[e] >= 0.6 && lex->entries[e].kind == MB_ENTRY_AIM;
    for (uint32_t e = 0; e < lex->nentries; e++) {
        enum mb_entry_kind kind = lex->entries[e].kind;
        if (g->weight[e] <= 0 || kind == MB_ENTRY_MEANS
            || (kind == MB_ENTRY_IDLE && !g->titled[e] && strong > 0))
            continue;
        struct mb_aims *to =
            kind == MB_ENTRY_GROUP ? &g->unit->groups : &g->unit->aims;
        struct mb_aim *a = mb_arena_push(arena, &to->at, &to->n, sizeof *a);
        if (a == NULL)
            return mb_arena_status(arena, g->err);
        *a = (struct mb_aim){e, g->weight[e], g->phrase[e]};
    }
    return MB_OK;
}

/* Groups that the pledge's subjects imply: special needs are children's. */
static void imply_groups(struct gather *g)
{
    const struct mb_lexicon *lex = &g->linker->thesaurus;
    for (uint32_t e = 0; e < lex->nentries; e++) {
        const struct mb_lex_entry *entry = &lex->entries[e];
        for (uint32_t i = 0;
             g->own[e] && g->weight[e] >= 0.6 && i < entry->nimplied; i++) {
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
    above.unit = &scratch;
    above.weight = weight;
    if (weight == NULL)
        return mb_arena_status(g->linker->arena, g->err);
    for (uint32_t up = t->s->pledges[node].parent; up != UINT32_MAX;
         up = t->s->pledges[up].parent) {
        enum mb_status st =
            gather_text(&above, t->s->pledges[up].title, 0.8, false);
        if (st != MB_OK)
            return st;
    }
    for (uint32_t e = 0; e < lex->nentries; e++)
        if (lex->entries[e].kind == MB_ENTRY_GROUP && weight[e] > g->weight[e])
            g->weight[e] = weight[e];
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
                       .titled = mb_arena_alloc(l->arena, n, sizeof(bool)),
                       .own = mb_arena_alloc(l->arena, n, sizeof(bool)),
                       .unit = u,
                       .err = err};
    struct mb_tokens title = {NULL, 0};
    enum mb_status st = mb_arena_status(l->arena, err);
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
    imply_groups(&g);
    st = mb_terms_cut(l->vocab, t->s->pledges[node].title, l->arena, &title,
                      err);
    if (st != MB_OK)
        return st;
    u->title = mb_arena_alloc(l->arena, title.n + 1, sizeof *u->title);
    for (uint32_t i = 0; u->title != NULL && i < title.n; i++)
        u->title[u->ntitle++] = title.at[i].term;
    u->nterms = without_repeats(u->terms, u->nterms);
    u->npairs = without_repeats(u->pairs, u->npairs);
    return keep_aims(&g);
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
    return spread_terms(linker, from, err);
}

/* -------------------------------------------------------------- profile */

static double role_weight(enum mb_role role)
{
    static const double weights[MB_ROLE_COUNT] = {[MB_ROLE_TITLE] = 0.85,
                                                  [MB_ROLE_CLAUSE] = 0.7,
                                                  [MB_ROLE_REASON] = 0.42,
                                                  [MB_ROLE_NARRATIVE] = 0.36,
                                                  [MB_ROLE_CLAIM] = 0.2};
    return role < MB_ROLE_COUNT ? weights[role] : 0;
}

/* What the words of a passage count: less where the sentence says that
 * nothing changes, or tells what a member asked. */
static double passage_weight(const struct mb_linker *l,
                             const struct mb_heard *h)
{
    double w = role_weight(h->passage->role);
    if (mb_act_in(l, MB_ACT_UNAFFECTED, &h->tokens, 0, h->tokens.n))
        w *= 0.1;
    else if (h->passage->role != MB_ROLE_TITLE
             && mb_act_in(l, MB_ACT_QUESTIONS, &h->tokens, 0, h->tokens.n))
        w *= 0.4;
    return w;
}

/* The token behind a post's name that begins at `at` ("Cabinet Member for
 * Education and Skills"): it goes on while words have capitals. */
static uint32_t post_end(const struct mb_tokens *t, uint32_t at)
{
    uint32_t end = at;
    for (uint32_t i = at; i < t->n && i < at + 14; i++) {
        if (t->at[i].capital)
            end = i + 1;
        else if (t->at[i].content)
            break;
    }
    return end;
}

/* Leave out what was found in the names of posts: they are no subjects. */
static void drop_posts(const struct mb_linker *l, struct mb_heard *h)
{
    uint32_t kept = 0;
    uint32_t from = 0;
    uint32_t to = 0;
    for (uint32_t i = 0; i < h->founds.n; i++) {
        uint32_t token = h->founds.at[i].token;
        for (; from <= token && token >= to; from++) {
            if (mb_act_in(l, MB_ACT_POSTS, &h->tokens, from, from + 4)
                && h->tokens.at[from].capital)
                to = post_end(&h->tokens, from);
        }
        if (token >= to)
            h->founds.at[kept++] = h->founds.at[i];
    }
    h->founds.n = kept;
}

static enum mb_status hear(struct mb_linker *l, const struct mb_case *cas,
                           struct mb_arena *arena, struct mb_profile *p,
                           struct mb_err *err)
{
    p->heard = mb_arena_alloc(arena, cas->n + 1, sizeof *p->heard);
    if (p->heard == NULL)
        return mb_arena_status(arena, err);
    p->nheard = cas->n;
    for (uint32_t i = 0; i < cas->n; i++) {
        struct mb_heard *h = &p->heard[i];
        h->passage = &cas->passages[i];
        enum mb_status st =
            mb_terms_cut(l->vocab, h->passage->text, arena, &h->tokens, err);
        if (st == MB_OK)
            st = mb_lexicon_match(&l->thesaurus, &h->tokens, arena, &h->founds,
                                  err);
        if (st != MB_OK)
            return st;
        drop_posts(l, h);
        h->weight = passage_weight(l, h);
    }
    return MB_OK;
}

/* Each phrase's best passage. */
struct best {
    double weight;
    uint32_t heard;
};

static bool idle_title(const struct mb_linker *l, const struct mb_profile *p)
{
    for (uint32_t i = 0; i < p->nheard; i++) {
        const struct mb_heard *h = &p->heard[i];
        for (uint32_t k = 0;
             h->passage->role == MB_ROLE_TITLE && k < h->founds.n; k++)
            if (l->thesaurus.entries[h->founds.at[k].entry].kind
                    == MB_ENTRY_IDLE
                && !h->founds.at[k].hint)
                return true;
    }
    return false;
}

/* Whether a single word is part of a name ("Orbit & Vale Housing"): it has a
 * capital, and so has the word before it. Titles are all capitals. */
static bool in_name(const struct mb_heard *h, const struct mb_found *f)
{
    const struct mb_token *t = &h->tokens.at[f->token];
    return f->n == 1 && f->token > 0 && t->capital && t[-1].capital
           && h->passage->role != MB_ROLE_TITLE;
}

/* Whether a phrase only says where ("in nurseries", "at 22 offices"): it
 * stands behind a preposition of place, numbers and articles aside. */
static bool only_where(const struct mb_linker *l, const struct mb_heard *h,
                       const struct mb_found *f)
{
    uint32_t i = f->token;
    for (uint32_t steps = 0; i > 0 && steps < 3; steps++) {
        i--;
        if (mb_act_in(l, MB_ACT_PLACE, &h->tokens, i, i + 1))
            return true;
        if (h->tokens.at[i].content)
            return false;
    }
    return false;
}

static void best_passages(const struct mb_linker *l, const struct mb_profile *p,
                          struct best *best)
{
    for (uint32_t i = 0; i < p->nheard; i++) {
        const struct mb_heard *h = &p->heard[i];
        bool title = h->passage->role == MB_ROLE_TITLE;
        for (uint32_t k = 0; k < h->founds.n; k++) {
            const struct mb_found *f = &h->founds.at[k];
            double w = h->weight;
            bool idle = l->thesaurus.entries[f->entry].kind == MB_ENTRY_IDLE;
            if (p->idle && !title && !idle)
                w *= 0.35;
            if (in_name(h, f))
                w *= 0.3;
            if (only_where(l, h, f))
                w *= 0.45;
            if (w > best[f->phrase].weight)
                best[f->phrase] = (struct best){w, i};
        }
    }
}

static void say(struct mb_said *s, double weight, uint32_t heard,
                uint32_t phrase)
{
    s->strength = 1 - (1 - s->strength) * (1 - weight);
    if (weight > s->best) {
        s->best = weight;
        s->heard = heard;
        s->phrase = phrase;
    }
}

static void combine(const struct mb_linker *l, struct mb_profile *p,
                    const struct best *best, uint32_t *hints)
{
    const struct mb_lexicon *lex = &l->thesaurus;
    for (uint32_t i = 0; i < lex->nphrases; i++) {
        if (best[i].weight <= 0)
            continue;
        if (lex->phrases[i].hint)
            hints[lex->phrases[i].entry]++;
        else
            say(&p->said[lex->phrases[i].entry], best[i].weight, best[i].heard,
                i);
    }
    for (uint32_t i = 0; i < lex->nphrases; i++) {
        uint32_t e = lex->phrases[i].entry;
        if (!lex->phrases[i].hint || best[i].weight <= 0)
            continue;
        if (p->said[e].strength >= 0.1)
            say(&p->said[e], best[i].weight * 0.4, best[i].heard, i);
        else if (hints[e] > 1)
            say(&p->said[e], best[i].weight * 0.15, best[i].heard, i);
    }
}

/* An entry that joins others is spoken of where all of them are. */
static void join(const struct mb_linker *l, struct mb_profile *p)
{
    const struct mb_lexicon *lex = &l->thesaurus;
    for (uint32_t e = 0; e < lex->nentries; e++) {
        const struct mb_lex_entry *entry = &lex->entries[e];
        double least = entry->njoined > 0 ? 0.95 : 0;
        for (uint32_t i = 0; i < entry->njoined; i++) {
            double s = p->said[entry->joined[i].entry].strength;
            least = s < least ? s : least;
        }
        if (least <= p->said[e].strength)
            continue;
        const struct mb_said *lead = &p->said[entry->joined[0].entry];
        p->said[e].strength = least;
        p->said[e].heard = lead->heard;
        p->said[e].phrase = lead->phrase;
    }
}

/* Take back what a subject's words do not mean beside it. */
static void exclude(const struct mb_linker *l, struct mb_profile *p)
{
    const struct mb_lexicon *lex = &l->thesaurus;
    for (uint32_t e = 0; e < lex->nentries; e++)
        for (uint32_t i = 0; i < lex->entries[e].nexcluded; i++)
            p->said[lex->entries[e].excluded[i].entry].strength *=
                1 - 0.8 * p->said[e].strength;
}

static enum mb_status imply(const struct mb_linker *l, struct mb_profile *p,
                            struct mb_arena *arena, struct mb_err *err)
{
    const struct mb_lexicon *lex = &l->thesaurus;
    struct mb_said *was = mb_arena_alloc(arena, lex->nentries + 1, sizeof *was);
    if (was == NULL)
        return mb_arena_status(arena, err);
    memcpy(was, p->said, lex->nentries * sizeof *was);
    for (uint32_t e = 0; e < lex->nentries; e++) {
        for (uint32_t i = 0; i < lex->entries[e].nimplied; i++) {
            const struct mb_implied *imp = &lex->entries[e].implied[i];
            struct mb_said *to = &p->said[imp->entry];
            double w = was[e].strength * imp->weight;
            if (w <= to->strength)
                continue;
            double own = was[imp->entry].strength;
            to->strength = 1 - (1 - w) * (1 - own * 0.5);
            to->from = e;
            if (own < w) {
                to->heard = was[e].heard;
                to->phrase = was[e].phrase;
            }
        }
    }
    return MB_OK;
}

static enum mb_status profile_terms(struct mb_profile *p,
                                    struct mb_arena *arena, struct mb_err *err)
{
    for (uint32_t i = 0; i < p->nheard; i++) {
        const struct mb_heard *h = &p->heard[i];
        if (h->weight < 0.5)
            continue;
        for (uint32_t k = 0; k < h->tokens.n; k++) {
            const struct mb_token *t = &h->tokens.at[k];
            if (!t->content)
                continue;
            uint32_t *a =
                mb_arena_push(arena, &p->terms, &p->nterms, sizeof *a);
            if (a == NULL)
                return mb_arena_status(arena, err);
            *a = t->term;
            if (k + 1 >= h->tokens.n || !t[1].content)
                continue;
            a = mb_arena_push(arena, &p->pairs, &p->npairs, sizeof *a);
            if (a == NULL)
                return mb_arena_status(arena, err);
            *a = pair_hash(t->term, t[1].term);
        }
    }
    p->nterms = without_repeats(p->terms, p->nterms);
    p->npairs = without_repeats(p->pairs, p->npairs);
    return MB_OK;
}

enum mb_status mb_profile_make(struct mb_linker *linker,
                               const struct mb_case *cas,
                               struct mb_arena *arena, struct mb_profile *ret,
                               struct mb_err *err)
{
    const struct mb_lexicon *lex = &linker->thesaurus;
    struct mb_profile p = {0};
    enum mb_status st = hear(linker, cas, arena, &p, err);
    if (st != MB_OK)
        return st;
    struct best *best = mb_arena_alloc(arena, lex->nphrases + 1, sizeof *best);
    uint32_t *hints = mb_arena_alloc(arena, lex->nentries + 1, sizeof *hints);
    p.said = mb_arena_alloc(arena, lex->nentries + 1, sizeof *p.said);
    if (best == NULL || hints == NULL || p.said == NULL)
        return mb_arena_status(arena, err);
    for (uint32_t e = 0; e < lex->nentries; e++)
        p.said[e].from = MB_ENTRY_NONE;
    p.idle = idle_title(linker, &p);
    best_passages(linker, &p, best);
    combine(linker, &p, best, hints);
    join(linker, &p);
    exclude(linker, &p);
    st = imply(linker, &p, arena, err);
    if (st == MB_OK)
        st = profile_terms(&p, arena, err);
    if (st == MB_OK)
        *ret = p;
    return st;
}
