/* Which pledges a profile serves.
 *
 * The score of a pledge is the evidence of its subjects, added up as
 * 1 - (1-a)(1-b), what rests on the same words by half; then for whom: where a
 * pledge is for a group of which the case does not speak it counts less. Words
 * and pairs of words that both share add a little, the rarer among the pledges
 * the more. Within one strategy a reason is used once: after the best pledge is
 * taken, what it used counts less for the others, so that a second pledge must
 * bring evidence of its own.
 */
#include "assurance/link_priv.h"

#include <math.h>
#include <string.h>

enum { REASONS_MAX = 12 };
/* What an ordinary title leaves of its own subjects … */
#define IDLE_TITLE   0.65
#define IDLE_WORDS   0.4 /* … and of what else is said */
#define WORDS_WEIGHT 0.6 /* what shared words count at most */
#define AT_HOME      0.9 /* what a narrower pledge takes of what it implies */
#define USED_SHARE   0.4 /* of what a better pledge rests on */
#define BEHIND       0.6 /* what the distance from the best pledge takes */

/* One run. */
struct scoring {
    struct mb_linker *linker;
    const struct mb_profile *profile;
    struct mb_arena *arena;
    double *used;      /* by entry: share of it that is used up */
    double *home;      /* by entry: how well its subject has a home here */
    double *words;     /* by unit: shared words, made once a case */
    uint32_t *said_in; /* by unit: the passage with most of those */
    double *whom;      /* by unit: how well the groups agree */
    double *most;      /* by unit: its score when last asked; it only falls */
    bool *idle;        /* by unit: the title is ordinary business to it */
    uint32_t children;
    uint32_t residents;
};

/* How well the groups agree: a factor. */
static double for_whom(const struct scoring *s, const struct mb_unit *u)
{
    double best = 0;
    bool children = false;
    uint32_t n = 0;
    for (uint32_t i = 0; i < u->groups.n; i++) {
        double said = s->profile->said[u->groups.at[i].entry].strength;
        if (u->groups.at[i].entry == s->residents)
            continue;
        n++;
        children = children || u->groups.at[i].entry == s->children;
        if (said > best)
            best = said;
    }
    double young = s->children == MB_ENTRY_NONE
                       ? 0
                       : s->profile->said[s->children].strength;
    if (children && young < 0.2)
        return 0.7;
    if (!children && young > 0.7)
        return 0.85;
    return n > 0 && best < 0.2 ? 0.9 : 1.0;
}

/* Whether the title is ordinary business, which the pledge is not about: a
 * pledge to adopt a Local Plan is served by a decision on it. */
static bool idle_for(const struct scoring *s, const struct mb_unit *u)
{
    const struct mb_founds *idle = &s->profile->idle;
    for (uint32_t i = 0; i < idle->n; i++)
        for (uint32_t k = 0; k < u->idle.n; k++)
            if (u->idle.at[k].entry == idle->at[i].entry)
                return false;
    return idle->n > 0;
}

/* What is only implied says less where the narrower subject that implies it
 * has a pledge of its own. */
static double evidence(const struct scoring *s, const struct mb_aim *a,
                       bool idle)
{
    const struct mb_said *x = &s->profile->said[a->entry];
    double said = x->strength;
    if (x->from != MB_ENTRY_NONE && s->home[x->from] > 0.3)
        said *= 1 - AT_HOME * s->home[x->from];
    double share = !idle ? 1
                   : s->profile->heard[x->heard].passage->role == MB_ROLE_TITLE
                       ? IDLE_TITLE
                       : IDLE_WORDS;
    return said * a->weight * (1 - s->used[a->entry]) * share;
}

/* Whether two subjects rest on the same words. */
static bool same_words(const struct mb_said *x, const struct mb_said *y)
{
    return x->words.ptr != NULL && x->words.ptr == y->words.ptr
           && x->words.len == y->words.len;
}

/* A subject of a pledge that the case speaks of. */
struct proof {
    double evidence;
    const struct mb_said *said;
};
enum { PROOFS_MAX = 32 };
#define PROOF_LEAST 0.01

/* Whether another subject rests on the same words and tells more: two names
 * for one phrase are not two reasons. */
static bool told_better(const struct proof *proofs, uint32_t n, uint32_t i)
{
    for (uint32_t k = 0; k < n; k++) {
        double more = proofs[k].evidence - proofs[i].evidence;
        if (k != i && same_words(proofs[i].said, proofs[k].said)
            && (more > 0 || (k < i && more >= 0))) /* of two alike the first */
            return true;
    }
    return false;
}

static double unit_score(const struct scoring *s, uint32_t unit)
{
    const struct mb_unit *u = &s->linker->units[unit];
    bool idle = s->idle[unit];
    double words = s->words[unit] * (idle ? IDLE_WORDS : 1);
    struct proof proofs[PROOFS_MAX];
    uint32_t n = 0;
    for (uint32_t i = 0; i < u->aims.n && n < PROOFS_MAX; i++) {
        double e = evidence(s, &u->aims.at[i], idle);
        if (e >= PROOF_LEAST)
            proofs[n++] =
                (struct proof){e, &s->profile->said[u->aims.at[i].entry]};
    }
    double not = 1;
    for (uint32_t i = 0; i < n; i++)
        not *= 1 - proofs[i].evidence * (told_better(proofs, n, i) ? 0.5 : 1);
    double score = 1 - not *(1 - WORDS_WEIGHT * words);
    return score * s->whom[unit] * (u->heading ? 0.8 : 1.0);
}

/* The subject that says most for the unit, or MB_ENTRY_NONE. */
static uint32_t leading(const struct scoring *s, uint32_t unit)
{
    const struct mb_unit *u = &s->linker->units[unit];
    bool idle = s->idle[unit];
    double best = 0;
    uint32_t entry = MB_ENTRY_NONE;
    for (uint32_t i = 0; i < u->aims.n; i++) {
        double e = evidence(s, &u->aims.at[i], idle);
        if (e > best) {
            best = e;
            entry = u->aims.at[i].entry;
        }
    }
    return entry;
}

static void add_reason(struct scoring *s, struct mb_scored *to,
                       struct mb_span what, double weight)
{
    if (to->nreasons >= REASONS_MAX || what.ptr == NULL)
        return;
    struct mb_reason *r =
        mb_arena_push(s->arena, &to->reasons, &to->nreasons, sizeof *r);
    if (r != NULL)
        *r = (struct mb_reason){what, weight};
}

/* An entry's name in words: "own-estate-carbon" as "own estate carbon". */
static struct mb_span plain_name(struct scoring *s, uint32_t entry)
{
    struct mb_span name = s->linker->thesaurus.entries[entry].name;
    char *own = mb_arena_alloc(s->arena, name.len + 1, 1);
    for (size_t i = 0; own != NULL && i < name.len; i++)
        own[i] = name.ptr[i] == '-' ? ' ' : name.ptr[i];
    return own == NULL ? name : (struct mb_span){own, name.len};
}

/* Whom the pledge is for, where the decision speaks of others. */
static struct mb_span whom_text(struct scoring *s, const struct mb_unit *u)
{
    struct mb_span who = MB_SPAN_NULL;
    for (uint32_t i = 0; i < u->groups.n; i++)
        if (u->groups.at[i].entry != s->residents)
            who = mb_arena_printf(
                s->arena, MB_SPAN_FMT "%s" MB_SPAN_FMT, MB_SPAN_ARG(who),
                who.len > 0 ? ", " : "",
                MB_SPAN_ARG(plain_name(s, u->groups.at[i].entry)));
    if (who.len == 0)
        return MB_SPAN_LIT("for whom: the decision is for children");
    return mb_arena_printf(s->arena,
                           "for whom: the pledge is for " MB_SPAN_FMT
                           ", the decision speaks of others",
                           MB_SPAN_ARG(who));
}

/* Term by term, why the unit scored what it did. */
static void explain(struct scoring *s, const struct mb_unit *u,
                    struct mb_scored *to)
{
    bool idle = s->idle[to->unit];
    for (uint32_t i = 0; i < u->aims.n; i++) {
        const struct mb_aim *a = &u->aims.at[i];
        const struct mb_said *said = &s->profile->said[a->entry];
        double e = evidence(s, a, idle);
        if (e < 0.05 || said->phrase == UINT32_MAX)
            continue;
        const struct mb_heard *h = &s->profile->heard[said->heard];
        add_reason(s, to,
                   mb_arena_printf(
                       s->arena,
                       MB_SPAN_FMT ": \"" MB_SPAN_FMT "\" in the %s ~ "
                                   "\"" MB_SPAN_FMT "\"",
                       MB_SPAN_ARG(plain_name(s, a->entry)),
                       MB_SPAN_ARG(said->words), mb_role_name(h->passage->role),
                       MB_SPAN_ARG(a->phrase)),
                   e);
    }
    double words = s->words[to->unit] * (idle ? IDLE_WORDS : 1);
    if (words > 0.05 && (s->linker->explain || to->score >= MB_LINK_SHOWN))
        add_reason(
            s, to,
            mb_arena_printf(
                s->arena, "words that both use: " MB_SPAN_FMT,
                MB_SPAN_ARG(mb_words_list(s->linker, s->profile, u, s->arena))),
            WORDS_WEIGHT * words);
    else if (words > 0.05)
        add_reason(s, to, MB_SPAN_LIT("words that both use"),
                   WORDS_WEIGHT * words);
    double whom = for_whom(s, u);
    if (whom < 1)
        add_reason(s, to, whom_text(s, u), whom - 1);
    if (idle)
        add_reason(s, to, MB_SPAN_LIT("its title is ordinary business"), -0.65);
}

/* Use up what the unit rests on, for the others of its strategy. */
static void use_up(struct scoring *s, uint32_t unit)
{
    const struct mb_unit *u = &s->linker->units[unit];
    bool idle = s->idle[unit];
    const struct mb_lexicon *lex = &s->linker->thesaurus;
    for (uint32_t i = 0; i < u->aims.n; i++) {
        const struct mb_aim *a = &u->aims.at[i];
        double e = evidence(s, a, idle) * USED_SHARE;
        const struct mb_said *x = &s->profile->said[a->entry];
        for (uint32_t k = 0; k < lex->nentries; k++) {
            const struct mb_said *y = &s->profile->said[k];
            double share = k == a->entry ? 1 : same_words(x, y) ? 0.5 : 0;
            if (e * share > s->used[k])
                s->used[k] = e * share;
        }
    }
}

/* Units of one strategy, best first, until none is worth keeping. */
static enum mb_status score_strategy(struct scoring *s, uint32_t from,
                                     uint32_t to, bool *taken,
                                     struct mb_scored **list, uint32_t *n,
                                     struct mb_err *err)
{
    struct mb_linker *l = s->linker;
    double least = l->explain ? 0.10 : MB_LINK_KEPT;
    memset(s->used, 0, l->thesaurus.nentries * sizeof *s->used);
    memset(s->home, 0, l->thesaurus.nentries * sizeof *s->home);
    for (uint32_t i = from; i < to; i++)
        for (uint32_t a = 0; a < l->units[i].aims.n; a++) {
            const struct mb_aim *aim = &l->units[i].aims.at[a];
            double e = aim->weight * s->profile->said[aim->entry].strength;
            if (!l->units[i].heading
                && s->profile->said[aim->entry].from == MB_ENTRY_NONE
                && e > s->home[aim->entry])
                s->home[aim->entry] = e;
        }
    double first = 0;
    for (;;) {
        double best = least;
        uint32_t unit = UINT32_MAX;
        for (uint32_t i = from; i < to; i++) {
            if (taken[i] || s->most[i] <= best)
                continue;
            s->most[i] = unit_score(s, i);
            if (s->most[i] > best + 1e-9) {
                best = s->most[i];
                unit = i;
            }
        }
        if (unit == UINT32_MAX)
            return MB_OK;
        taken[unit] = true;
        uint32_t lead = leading(s, unit);
        if (lead == MB_ENTRY_NONE && s->said_in[unit] == UINT32_MAX)
            continue;
        struct mb_scored *x = mb_arena_push(s->arena, list, n, sizeof *x);
        if (x == NULL)
            return mb_arena_status(s->arena, err);
        const struct mb_said *said =
            lead == MB_ENTRY_NONE ? NULL : &s->profile->said[lead];
        if (best > first)
            first = best;
        best *= 1 - BEHIND * (first - best);
        *x = (struct mb_scored){
            .unit = unit,
            .score = best,
            .heard = said == NULL ? s->said_in[unit] : said->heard,
            .direct = (said == NULL || said->from == MB_ENTRY_NONE)
                      && !s->profile->on_terms};
        explain(s, &l->units[unit], x);
        use_up(s, unit);
    }
}

enum mb_status mb_score_case(struct mb_linker *linker,
                             const struct mb_profile *profile,
                             struct mb_arena *arena,
                             struct mb_scored **ret_scored, uint32_t *ret_n,
                             struct mb_err *err)
{
    struct scoring s = {
        .linker = linker,
        .profile = profile,
        .arena = arena,
        .used = mb_arena_alloc(arena, linker->thesaurus.nentries + 1,
                               sizeof(double)),
        .home = mb_arena_alloc(arena, linker->thesaurus.nentries + 1,
                               sizeof(double)),
        .children = mb_lexicon_entry(&linker->thesaurus, "children"),
        .residents = mb_lexicon_entry(&linker->thesaurus, "residents")};
    bool *taken = mb_arena_alloc(arena, linker->nunits + 1, sizeof *taken);
    struct mb_scored *list = NULL;
    uint32_t n = 0;
    s.words = mb_arena_alloc(arena, linker->nunits + 1, sizeof *s.words);
    s.whom = mb_arena_alloc(arena, linker->nunits + 1, sizeof *s.whom);
    s.idle = mb_arena_alloc(arena, linker->nunits + 1, sizeof *s.idle);
    s.most = mb_arena_alloc(arena, linker->nunits + 1, sizeof *s.most);
    s.said_in = mb_arena_alloc(arena, linker->nunits + 1, sizeof *s.said_in);
    if (s.said_in == NULL || s.used == NULL || s.home == NULL || taken == NULL
        || s.words == NULL || s.whom == NULL || s.idle == NULL
        || s.most == NULL)
        return mb_arena_status(arena, err);
    enum mb_status st =
        mb_words_shared(linker, profile, arena, s.words, s.said_in, err);
    if (st != MB_OK)
        return st;
    for (uint32_t i = 0; i < linker->nunits; i++) {
        s.whom[i] = for_whom(&s, &linker->units[i]);
        s.idle[i] = idle_for(&s, &linker->units[i]);
        s.most[i] = 1;
    }
    for (uint32_t from = 0; from < linker->nunits;) {
        uint32_t to = from;
        while (to < linker->nunits
               && linker->units[to].strategy == linker->units[from].strategy)
            to++;
        st = score_strategy(&s, from, to, taken, &list, &n, err);
        if (st != MB_OK)
            return st;
        from = to;
    }
    *ret_scored = list;
    *ret_n = n;
    return mb_arena_status(arena, err);
}
