/* What a record names: a strategy, and a pledge, outcome or commitment of it.
 *
 * Which strategy a sentence speaks of is told in explicit_spoken.c, which part
 * of it in explicit_part.c; a pledge is also named by its title, in a sentence
 * that names the strategy or in quotation marks. A part with no plan beside it
 * is of the plan that the heading names, else of the one that the record named
 * before, else of the only one that has it. Claims to serve everything,
 * denials and what others say name nothing. Approval of the strategy itself is
 * found where the title or the operative words make it the thing approved.
 */
#include "assurance/link_priv.h"

struct finding {
    struct mb_linker *linker;
    const struct mb_case *cas;
    struct mb_arena *arena;
    struct mb_nameds out;
    struct mb_err *err;
    struct mb_spokens earlier; /* strategies that the record named so far */
};

/* --------------------------------------------------------------- naming */

static void add_named(struct finding *f, uint32_t strategy, uint32_t pledge,
                      uint32_t heard, bool unsure)
{
    for (uint32_t i = 0; i < f->out.n; i++)
        if (f->out.at[i].strategy == strategy && f->out.at[i].pledge == pledge)
            return;
    struct mb_named *n =
        mb_arena_push(f->arena, &f->out.at, &f->out.n, sizeof *n);
    if (n != NULL)
        *n = (struct mb_named){.strategy = strategy,
                               .pledge = pledge,
                               .heard = heard,
                               .edition_unsure = unsure};
}

/* A sentence with what it names. */
struct sentence {
    const struct mb_heard *h;
    uint32_t heard; /* its place in the case */
    struct mb_spokens here;
    struct mb_spokens label; /* named by the heading above it */
};

/* The strategy meant by a part: the nearest named behind it, else before it,
 * that has the part. */
static const struct mb_spoken *meant(const struct finding *f,
                                     const struct mb_spokens *in,
                                     const struct mb_part *part)
{
    const struct mb_spoken *before = NULL;
    for (uint32_t i = 0; i < in->n; i++) {
        const struct mb_spoken *s = &in->at[i];
        if (mb_part_in(f->linker->strategies[s->strategy], part) == UINT32_MAX)
            continue;
        if (s->from >= part->to)
            return s;
        before = s;
    }
    return before;
}

/* Whether a strategy has that part, at a level of that name if it names its
 * levels. */
static bool has_level(const struct mb_strategy *s, const struct mb_part *part)
{
    uint32_t p = mb_part_in(s, part);
    if (p == UINT32_MAX || part->level.len == 0)
        return false;
    return s->pledges[p].level.ptr == NULL
               ? part->code.len > 1
               : mb_span_ends(s->pledges[p].level, part->level);
}

/* A strategy that alone has that code at a level of that name: of all that
 * the record named before, else of all that are known. */
static uint32_t only_with(const struct finding *f, const struct mb_part *part)
{
    uint32_t found = UINT32_MAX;
    for (uint32_t i = 0; i < f->earlier.n; i++) {
        uint32_t s = f->earlier.at[i].strategy;
        if (s == found || !has_level(f->linker->strategies[s], part))
            continue;
        if (found != UINT32_MAX)
            return UINT32_MAX;
        found = s;
    }
    for (uint32_t i = 0;
         f->earlier.n == 0 && part->ordinal == 0 && i < f->linker->nstrategies;
         i++) {
        if (!has_level(f->linker->strategies[i], part))
            continue;
        if (found != UINT32_MAX)
            return UINT32_MAX;
        found = i;
    }
    return found;
}

/* Whether the token ends the name of a plan that is none of ours: "the
 * Police and Crime Plan", but not "the Council Plan" or "the Plan". */
static bool foreign(const struct sentence *s, uint32_t at)
{
    static const char *const ours[] = {"council", "corporate", "the",  "our",
                                       "this",    "strategic", "that", "its"};
    struct mb_span text = s->h->passage->text;
    const struct mb_tokens *t = &s->h->tokens;
    if (!t->at[at].capital || at == 0
        || !mb_plan_word(mb_span_sub(text, t->at[at].start, t->at[at].end)))
        return false;
    for (uint32_t i = 0; i < s->here.n; i++)
        if (s->here.at[i].from <= at && at < s->here.at[i].to)
            return false;
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if (mb_word_is(text, t, at - 1, ours[i]))
            return false;
    return t->at[at - 1].capital;
}

/* "priority 2 of the Police and Crime Plan", "that plan's priority 2": a part
 * of a plan that is not known here. */
static bool of_another(const struct sentence *s, const struct mb_part *part)
{
    static const char *const links[] = {"of", "in", "under", "from", "within"};
    const struct mb_tokens *t = &s->h->tokens;
    struct mb_span text = s->h->passage->text;
    bool linked = false;
    if (part->from > 0 && foreign(s, part->from - 1))
        return true;
    for (uint32_t i = part->to; i < t->n && i < part->to + 9; i++) {
        for (size_t k = 0; k < sizeof links / sizeof links[0]; k++)
            linked = linked || mb_word_is(text, t, i, links[k]);
        if (linked && foreign(s, i))
            return true;
        if (t->at[i].content && !t->at[i].capital)
            return false;
    }
    return false;
}

/* A strategy of which every top is named ("priorities 1, 2, 3 and 4"): that
 * serves none of them in particular. */
static bool all_tops(const struct finding *f, uint32_t strategy, uint32_t from)
{
    const struct mb_strategy *s = f->linker->strategies[strategy];
    uint32_t tops = 0;
    uint32_t named = 0;
    for (uint32_t i = 0; i < s->npledges; i++)
        tops += s->pledges[i].parent == UINT32_MAX;
    for (uint32_t i = 0; i < s->npledges; i++) {
        if (s->pledges[i].parent != UINT32_MAX)
            continue;
        bool here = false;
        for (uint32_t k = from; k < f->out.n; k++) {
            uint32_t node = f->out.at[k].pledge;
            while (f->out.at[k].strategy == strategy && node != UINT32_MAX
                   && node != i)
                node = s->pledges[node].parent;
            here = here || (f->out.at[k].strategy == strategy && node == i);
        }
        named += here;
    }
    return tops > 3 && named == tops;
}

/* Parts by level and code or place: "commitment 4.3", "the fourth pledge". */
static void find_parts(struct finding *f, const struct sentence *s)
{
    const struct mb_heard *h = s->h;
    uint32_t before = f->out.n;
    struct mb_parts parts;
    bool bare = h->passage->role == MB_ROLE_CLAIM || s->label.n > 0;
    mb_parts_find(f->linker, h->passage->text, &h->tokens, bare, f->arena,
                  &parts);
    for (uint32_t i = 0; i < parts.n; i++) {
        const struct mb_part *part = &parts.at[i];
        const struct mb_spoken *by = meant(f, &s->here, part);
        if (by == NULL && of_another(s, part))
            continue;
        if (by == NULL)
            by = meant(f, &s->label, part);
        uint32_t strategy = by != NULL ? by->strategy : only_with(f, part);
        if (strategy == UINT32_MAX)
            continue;
        add_named(f, strategy,
                  mb_part_in(f->linker->strategies[strategy], part), s->heard,
                  by == NULL ? mb_has_editions(f->linker, strategy)
                             : by->unsure);
    }
    for (uint32_t i = 0; f->out.n > before + 3 && i < f->linker->nstrategies;
         i++)
        if (all_tops(f, i, before))
            f->out.n = before;
}

static bool title_at(const struct mb_title *title,
                     const struct mb_tokens *tokens, uint32_t at)
{
    if (at + title->n > tokens->n)
        return false;
    for (uint32_t k = 0; k < title->n; k++)
        if (tokens->at[at + k].term != title->terms[k])
            return false;
    return true;
}

/* Whether a title is quoted as one, so that no plan need be named beside it:
 * in quotation marks, as printed. */
static bool quoted(struct mb_span text, const struct mb_tokens *t, uint32_t at)
{
    uint32_t start = t->at[at].start;
    return t->at[at].capital && start > 0
           && (text.ptr[start - 1] == '"' || text.ptr[start - 1] == '\''
               || (start > 2
                   && (mb_span_eq(mb_span_sub(text, start - 3, start),
                                  MB_SPAN_LIT("\xE2\x80\x9C"))
                       || mb_span_eq(mb_span_sub(text, start - 3, start),
                                     MB_SPAN_LIT("\xE2\x80\x98")))));
}

/* Titles of pledges: in a sentence or under a label that names their
 * strategy, or quoted. */
static void find_titles(struct finding *f, const struct sentence *s)
{
    const struct mb_linker *l = f->linker;
    const struct mb_tokens *t = &s->h->tokens;
    const struct mb_spokens *named = s->here.n > 0 ? &s->here : &s->label;
    for (uint32_t at = 0; at < t->n; at++) {
        uint32_t term = t->at[at].term;
        if (term >= l->nmarks || (l->marks[term] & MB_BEGINS_TITLE) == 0)
            continue;
        bool alone = quoted(s->h->passage->text, t, at);
        for (uint32_t i = 0; (alone || named->n > 0) && i < l->ntitles; i++) {
            const struct mb_title *title = &l->titles[i];
            if (title->terms[0] != term || !title_at(title, t, at))
                continue;
            const struct mb_spoken *by = NULL;
            for (uint32_t k = 0; k < named->n; k++)
                if (named->at[k].strategy == title->strategy)
                    by = &named->at[k];
            if (by != NULL || (alone && title->n > 2 && named->n == 0))
                add_named(f, title->strategy, title->pledge, s->heard,
                          by == NULL ? mb_has_editions(l, title->strategy)
                                     : by->unsure);
        }
    }
}

static bool claims(const struct finding *f, const struct mb_heard *h)
{
    return h->passage->role != MB_ROLE_ASIDE && h->passage->role != MB_ROLE_META
           && !mb_act_in(f->linker, MB_ACT_ALL_OF_THEM, &h->tokens, 0,
                         h->tokens.n)
           && !mb_parts_all(f->linker, h->passage->text, &h->tokens)
           && !mb_act_in(f->linker, MB_ACT_SAID_BY_OTHERS, &h->tokens, 0,
                         h->tokens.n)
           && !mb_act_in(f->linker, MB_ACT_DENIED, &h->tokens, 0, h->tokens.n);
}

/* ------------------------------------------------------------- approval */

/* Whether the sentence makes the strategy at `s` the thing approved. */
static bool approves(const struct finding *f, const struct mb_heard *h,
                     const struct mb_spoken *s)
{
    const struct mb_tokens *t = &h->tokens;
    uint32_t before = s->from > 6 ? s->from - 6 : 0;
    return mb_act_in(f->linker, MB_ACT_ADOPT, t, before, s->from)
           || mb_act_in(f->linker, MB_ACT_ADOPT, t, s->to, s->to + 7);
}

static bool clause_adopts(const struct finding *f, const struct mb_profile *p)
{
    for (uint32_t i = 0; i < p->nheard; i++) {
        const struct mb_heard *h = &p->heard[i];
        if (h->passage->role == MB_ROLE_CLAUSE
            && mb_act_in(f->linker, MB_ACT_ADOPT, &h->tokens, 0, h->tokens.n)
            && !mb_act_in(f->linker, MB_ACT_NOTE, &h->tokens, 0, 20))
            return true;
    }
    return false;
}

static void find_approval(struct finding *f, const struct mb_profile *p)
{
    bool adopts = clause_adopts(f, p);
    for (uint32_t i = 0; adopts && i < p->nheard; i++) {
        const struct mb_heard *h = &p->heard[i];
        bool title = h->passage->role == MB_ROLE_TITLE;
        if (title
            && mb_act_in(f->linker, MB_ACT_MONITORING, &h->tokens, 0,
                         h->tokens.n))
            return;
        if (!title && h->passage->role != MB_ROLE_CLAUSE)
            continue;
        struct sentence s = {.h = h, .heard = i};
        mb_spoken_find(f->linker, f->cas->date, h->passage->text, &h->tokens,
                       &s.here);
        uint32_t codes = f->out.n;
        find_parts(f, &s);
        bool coded = f->out.n > codes;
        f->out.n = codes;
        for (uint32_t k = 0; !coded && k < s.here.n; k++) {
            const struct mb_spoken *by = &s.here.at[k];
            if (title ? by->from > 6 : !approves(f, h, by))
                continue;
            add_named(f, by->strategy, UINT32_MAX, i, by->unsure);
            f->out.at[f->out.n - 1].delivery =
                mb_act_in(f->linker, MB_ACT_DELIVERY_PLAN, &h->tokens, by->to,
                          h->tokens.n);
        }
    }
}

static void remember(struct finding *f, const struct mb_spokens *here)
{
    for (uint32_t i = 0; i < here->n && f->earlier.n < MB_SPOKEN_MAX; i++)
        f->earlier.at[f->earlier.n++] = here->at[i];
}

static enum mb_status find_in(struct finding *f, const struct mb_heard *h,
                              uint32_t heard)
{
    struct sentence s = {.h = h, .heard = heard};
    mb_spoken_find(f->linker, f->cas->date, h->passage->text, &h->tokens,
                   &s.here);
    if (h->passage->label.ptr != NULL) {
        struct mb_tokens tokens = {0};
        enum mb_status st = mb_terms_cut(f->linker->vocab, h->passage->label,
                                         f->arena, &tokens, f->err);
        if (st != MB_OK)
            return st;
        mb_spoken_find(f->linker, f->cas->date, h->passage->label, &tokens,
                       &s.label);
    }
    if (claims(f, h)) {
        find_parts(f, &s);
        find_titles(f, &s);
    }
    remember(f, &s.here);
    return MB_OK;
}

enum mb_status mb_explicit_find(struct mb_linker *linker,
                                const struct mb_case *cas,
                                const struct mb_profile *profile,
                                struct mb_arena *arena, struct mb_nameds *ret,
                                struct mb_err *err)
{
    struct finding f = {
        .linker = linker, .cas = cas, .arena = arena, .err = err};
    find_approval(&f, profile);
    bool whole = f.out.n > 0;
    for (uint32_t i = 0; !whole && i < profile->nheard; i++) {
        enum mb_status st = find_in(&f, &profile->heard[i], i);
        if (st != MB_OK)
            return st;
    }
    *ret = f.out;
    return mb_arena_status(arena, err);
}
