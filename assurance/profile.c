/* What a case says, as weighted subjects.
 *
 * A phrase of the thesaurus counts once a case, at the weight of the most
 * telling passage it stands in (title over clause over reason over
 * narrative), less where it is a single word, a name, or only says where, by
 * what means or for whom. The phrases of one subject add up as independent
 * evidence: 1 - (1-a)(1-b). Hints count only beside a word or another hint.
 * What a subject implies takes its strength times a weight. Pledges are read
 * in units.c.
 */
#include "assurance/link_priv.h"

#include <stdlib.h>
#include <string.h>

bool mb_act_in(const struct mb_linker *linker, enum mb_act act,
               const struct mb_tokens *tokens, uint32_t from, uint32_t to)
{
    uint32_t entry = linker->act[act];
    if (tokens->entries != 0 && (tokens->entries >> entry & 1) == 0)
        return false; /* surveyed, and nothing of it begins there */
    return mb_lexicon_has(&linker->acts, entry, tokens, from, to);
}

enum { NARRATIVE_MANY = 12 }; /* sentences */
#define PROPOSED_WEIGHT 0.52

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

uint32_t mb_without_repeats(uint32_t *at, uint32_t n)
{
    uint32_t kept = 0;
    if (n > 1)
        qsort(at, n, sizeof *at, by_number);
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || at[kept - 1] != at[i])
            at[kept++] = at[i];
    return kept;
}

uint32_t mb_pair_hash(uint32_t a, uint32_t b)
{
    uint32_t h = a * 2654435761U ^ (b + 0x9E3779B9U + (a << 6));
    return h ^ (h >> 15);
}

/* Whether the "with" at a token says what somebody has: "people with
 * dementia", "pupils with special needs". */
bool mb_has_it(const struct mb_linker *l, const struct mb_tokens *tokens,
               uint32_t at)
{
    return at > 0 && mb_act_in(l, MB_ACT_HAVING, tokens, at - 1, at + 1);
}

/* Whether a phrase only says where ("in nurseries", "at 22 offices", "in
 * workplaces and high streets"): it stands behind a preposition of place,
 * numbers, articles and what it is listed with aside. */
bool mb_only_where(const struct mb_linker *l, struct mb_span text,
                   const struct mb_tokens *tokens, const struct mb_found *f,
                   bool lists)
{
    uint32_t i = f->token;
    bool listed = false;
    for (uint32_t steps = 0; i > 0 && steps < (listed ? 9U : 5U); steps++) {
        i--;
        const struct mb_token *t = &tokens->at[i];
        if (i > 0 && mb_act_in(l, MB_ACT_NOT_PLACE, tokens, i - 1, i + 1))
            return false;
        if (mb_act_in(l, MB_ACT_PLACE, tokens, i, i + 1)
            || (i > 0 && mb_act_in(l, MB_ACT_MOVED_TO, tokens, i - 1, i + 1)))
            return true;
        /* "in betting shops, depots and surgeries" */
        bool comma = lists && i > 1 && t[1].content && t->end < text.len
                     && text.ptr[t->end] == ',';
        if (t->content && !listed && !comma)
            return false;
        listed = lists
                 && (comma || mb_act_in(l, MB_ACT_LISTING, tokens, i, i + 1)
                     || (listed && t->content));
    }
    return false;
}

static double role_weight(enum mb_role role)
{
    static const double weights[MB_ROLE_COUNT] = {
        [MB_ROLE_TITLE] = 0.85,       [MB_ROLE_CLAUSE] = 0.7,
        [MB_ROLE_RECOMMENDED] = 0.36, [MB_ROLE_REASON] = 0.42,
        [MB_ROLE_NARRATIVE] = 0.36,   [MB_ROLE_CLAIM] = 0.2};
    return role < MB_ROLE_COUNT ? weights[role] : 0;
}

/* What the words of a passage count: less where the sentence says that
 * nothing changes, or tells what a member asked. */
static double passage_weight(const struct mb_linker *l,
                             const struct mb_heard *h)
{
    /* A report tells what is proposed and much besides: but for what it
     * recommends it only names. */
    double w = !h->passage->by_report ? role_weight(h->passage->role)
               : h->passage->role == MB_ROLE_RECOMMENDED ? 0.6
                                                         : 0;
    /* "It was proposed to buy ...": minutes tell there what the clause then
     * only agrees to. */
    if (h->passage->role == MB_ROLE_NARRATIVE && !h->passage->by_report
        && mb_act_in(l, MB_ACT_PROPOSED, &h->tokens, 0, h->tokens.n))
        w = PROPOSED_WEIGHT;
    if (h->passage->role == MB_ROLE_CLAUSE && !mb_clause_acts(l, h))
        w *= 0.5;
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
            if (h->tokens.at[from].capital
                && mb_lexicon_at(&l->acts, l->act[MB_ACT_POSTS], &h->tokens,
                                 from))
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
    uint32_t told = 0;
    for (uint32_t i = 0; i < cas->n; i++) {
        struct mb_heard *h = &p->heard[i];
        h->passage = &cas->passages[i];
        enum mb_status st =
            mb_terms_cut(l->vocab, h->passage->text, arena, &h->tokens, err);
        mb_lexicon_survey(&l->acts, &h->tokens);
        if (st == MB_OK)
            st = mb_lexicon_match(&l->thesaurus, &h->tokens, arena, &h->founds,
                                  err);
        if (st != MB_OK)
            return st;
        drop_posts(l, h);
        h->weight = passage_weight(l, h);
        told += h->passage->role == MB_ROLE_NARRATIVE && h->weight > 0;
    }
    /* The longer a debate, the less a sentence of it says of the decision. */
    for (uint32_t i = 0; told > NARRATIVE_MANY && i < cas->n; i++)
        if (p->heard[i].passage->role == MB_ROLE_NARRATIVE)
            p->heard[i].weight *= (double)NARRATIVE_MANY / told;
    return MB_OK;
}

/* The ordinary business that the title speaks of. */
static enum mb_status find_idle(const struct mb_linker *l, struct mb_profile *p,
                                struct mb_arena *arena, struct mb_err *err)
{
    for (uint32_t i = 0; i < p->nheard; i++) {
        const struct mb_heard *h = &p->heard[i];
        for (uint32_t k = 0;
             h->passage->role == MB_ROLE_TITLE && k < h->founds.n; k++) {
            const struct mb_found *f = &h->founds.at[k];
            if (f->hint || l->thesaurus.entries[f->entry].kind != MB_ENTRY_IDLE)
                continue;
            struct mb_found *slot =
                mb_arena_push(arena, &p->idle.at, &p->idle.n, sizeof *slot);
            if (slot == NULL)
                return mb_arena_status(arena, err);
            *slot = *f;
        }
    }
    return MB_OK;
}

/* Whether a title is written as a sentence is, so that capitals tell names. */
static bool sentence_case(const struct mb_heard *h)
{
    for (uint32_t i = 1; i < h->tokens.n; i++)
        if (h->tokens.at[i].content && !h->tokens.at[i].capital)
            return true;
    return false;
}

/* Whether a single word is part of a name ("Orbit & Vale Housing", "Solar
 * Street"): it has a capital, and so has a word beside it. */
static bool in_name(const struct mb_heard *h, const struct mb_found *f)
{
    const struct mb_token *t = &h->tokens.at[f->token];
    if (f->n != 1 || !t->capital
        || (h->passage->role == MB_ROLE_TITLE && !sentence_case(h)))
        return false;
    /* "the Meadows estate": a capital where none is due. */
    if (h->passage->role == MB_ROLE_TITLE && f->token > 0 && !t->apart)
        return true;
    return (f->token > 0 && t[-1].capital && t[-1].end + 3 >= t->start)
           || (f->token + 1 < h->tokens.n && t[1].capital
               && t->end + 1 == t[1].start);
}

/* "The former landfill", "an old school": what a place was. */
static bool no_more(const struct mb_linker *l, const struct mb_heard *h,
                    const struct mb_found *f)
{
    return f->token > 0
           && (mb_act_in(l, MB_ACT_FORMER, &h->tokens, f->token - 1, f->token)
               || (f->token > 1
                   && mb_act_in(l, MB_ACT_FORMER, &h->tokens, f->token - 2,
                                f->token - 1)));
}

/* Whether a phrase only says by whom or with whose help. */
static bool instrument(const struct mb_linker *l, const struct mb_heard *h,
                       const struct mb_found *f)
{
    uint32_t i = f->token;
    bool listed = false;
    for (uint32_t steps = 0; i > 0 && steps < 5; steps++) {
        i--;
        const struct mb_token *t = &h->tokens.at[i];
        if (mb_act_in(l, MB_ACT_WITH, &h->tokens, i, i + 1))
            return !mb_has_it(l, &h->tokens, i);
        if (t->content && !listed)
            return false;
        listed = mb_act_in(l, MB_ACT_LISTING, &h->tokens, i, i + 1)
                 || (listed && t->content);
    }
    return false;
}

/* Whether a phrase only says for whom: it stands behind "for" or "who" with
 * another subject before that. What is done is told first. */
static bool beneficiary(const struct mb_linker *l, const struct mb_heard *h,
                        uint32_t k)
{
    const struct mb_found *f = &h->founds.at[k];
    uint32_t i = f->token;
    uint32_t steps = 0;
    while (i > 0 && steps++ < 6) {
        i--;
        if (mb_act_in(l, MB_ACT_FOR_WHOM, &h->tokens, i, i + 1))
            break;
        if (i == 0 || steps >= 6)
            return false;
    }
    for (uint32_t j = 0; j < h->founds.n; j++) {
        const struct mb_found *x = &h->founds.at[j];
        if (!x->hint && x->token + x->n <= i && x->entry != f->entry
            && l->thesaurus.entries[x->entry].kind == MB_ENTRY_AIM)
            return true;
    }
    return false;
}

/* The words of the passage in which a phrase was found. */
static struct mb_span words_of(const struct mb_heard *h,
                               const struct mb_found *f)
{
    return mb_span_sub(h->passage->text, h->tokens.at[f->token].start,
                       h->tokens.at[f->token + f->n - 1].end);
}

/* Each phrase's best passage. Returns how many phrases there are. */
static uint32_t best_passages(const struct mb_linker *l,
                              const struct mb_profile *p)
{
    struct mb_best *best = l->best;
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->nheard; i++) {
        const struct mb_heard *h = &p->heard[i];
        bool title = h->passage->role == MB_ROLE_TITLE;
        for (uint32_t k = 0; k < h->founds.n; k++) {
            const struct mb_found *f = &h->founds.at[k];
            double w = h->weight;
            bool idle = l->thesaurus.entries[f->entry].kind == MB_ENTRY_IDLE;
            bool group = l->thesaurus.entries[f->entry].kind == MB_ENTRY_GROUP;
            if (in_name(h, f) || no_more(l, h, f))
                w *= 0.3;
            if (f->n == 1 && !idle)
                w *= title ? 0.9 : 0.8;
            if (mb_only_where(l, h->passage->text, &h->tokens, f, true))
                w *= 0.45;
            if (!group && beneficiary(l, h, k))
                w *= 0.5;
            if (instrument(l, h, f))
                w *= 0.6;
            if (w > 0 && best[f->phrase].weight <= 0)
                l->touched[n++] = f->phrase;
            if (w > best[f->phrase].weight)
                best[f->phrase] = (struct mb_best){w, i, words_of(h, f)};
        }
    }
    return mb_without_repeats(l->touched, n);
}

static void say(struct mb_said *s, double weight, const struct mb_best *from,
                uint32_t phrase)
{
    s->strength = 1 - (1 - s->strength) * (1 - weight);
    if (weight > s->best) {
        s->best = weight;
        s->heard = from->heard;
        s->words = from->words;
        s->phrase = phrase;
    }
}

/* What a hint says without a word beside it: the more there are of them the
 * more. */
static double hint_share(uint32_t n)
{
    return n > 3 ? 0.6 : n > 2 ? 0.4 : 0.15;
}

static bool in_title(const struct mb_profile *p, uint32_t heard)
{
    return p->heard[heard].passage->role == MB_ROLE_TITLE;
}

/* How many hints of one subject stand near each other, the k-th of what was
 * touched among them: words of one sentence and the next, or of the title,
 * tell something together, words from all over a record do not. Phrases of a
 * subject follow each other. */
static uint32_t hints_near(const struct mb_linker *l,
                           const struct mb_profile *p, uint32_t n, uint32_t k)
{
    const struct mb_phrase *phrases = l->thesaurus.phrases;
    uint32_t entry = phrases[l->touched[k]].entry;
    uint32_t heard = l->best[l->touched[k]].heard;
    uint32_t near = 0;
    uint32_t from = k;
    while (from > 0 && phrases[l->touched[from - 1]].entry == entry)
        from--;
    for (uint32_t i = from; i < n; i++) {
        const struct mb_best *b = &l->best[l->touched[i]];
        if (phrases[l->touched[i]].entry != entry)
            break;
        near += phrases[l->touched[i]].hint && b->weight >= 0.3
                && (in_title(p, b->heard) || in_title(p, heard)
                    || (b->heard + 1 >= heard && b->heard <= heard + 1));
    }
    return near;
}

/* Whether a subject was named: hints come after the words. */
static bool worded(const struct mb_linker *l, const struct mb_said *s)
{
    return s->strength >= 0.1 && s->phrase != UINT32_MAX
           && !l->thesaurus.phrases[s->phrase].hint;
}

/* Take the phrases touched into subjects, words first: hints count beside
 * them. */
static void combine(const struct mb_linker *l, struct mb_profile *p, uint32_t n,
                    uint32_t *hints)
{
    const struct mb_lexicon *lex = &l->thesaurus;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = l->touched[k];
        const struct mb_best *best = &l->best[i];
        if (lex->phrases[i].hint)
            hints[lex->phrases[i].entry] += best->weight >= 0.3;
        else
            say(&p->said[lex->phrases[i].entry], best->weight, best, i);
    }
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = l->touched[k];
        uint32_t e = lex->phrases[i].entry;
        const struct mb_best *best = &l->best[i];
        if (!lex->phrases[i].hint)
            continue;
        if (worded(l, &p->said[e]))
            say(&p->said[e], best->weight * 0.4, best, i);
        else if (hints[e] > 1)
            say(&p->said[e], best->weight * hint_share(hints_near(l, p, n, k)),
                best, i);
    }
    for (uint32_t k = 0; k < n; k++)
        l->best[l->touched[k]] = (struct mb_best){0};
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
        p->said[e].words = lead->words;
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
                to->words = was[e].words;
                to->phrase = was[e].phrase;
            }
        }
    }
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
    uint32_t *hints = mb_arena_alloc(arena, lex->nentries + 1, sizeof *hints);
    p.said = mb_arena_alloc(arena, lex->nentries + 1, sizeof *p.said);
    if (hints == NULL || p.said == NULL)
        return mb_arena_status(arena, err);
    for (uint32_t e = 0; e < lex->nentries; e++)
        p.said[e].from = MB_ENTRY_NONE;
    st = find_idle(linker, &p, arena, err);
    if (st != MB_OK)
        return st;
    combine(linker, &p, best_passages(linker, &p), hints);
    join(linker, &p);
    exclude(linker, &p);
    st = imply(linker, &p, arena, err);
    if (st == MB_OK)
        st = mb_words_make(linker, &p, arena, err);
    if (st == MB_OK)
        *ret = p;
    return st;
}
