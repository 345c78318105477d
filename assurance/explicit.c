/* What a record names: a strategy, and a pledge, outcome or commitment of it.
 *
 * A strategy goes by its title, by the endings of its title that still say
 * which plan is meant ("Integrated Care Strategy", "Council Plan"), by what
 * stands behind a colon, and by its aliases. A pledge is named by its level
 * and number ("commitment 4.3"), by a code with letters ("SO2"), or by its
 * title in a sentence that names the strategy. Claims to serve everything,
 * and denials, name nothing. Approval of the strategy itself is found where
 * the title or the operative words make it the thing approved.
 */
#include "assurance/link_priv.h"
#include "assurance/strategy_build.h"

#include <string.h>

enum { ALIASES_MAX = 8, NAME_MAX = 16 };

/* ---------------------------------------------------------------- names */

static bool plan_word(struct mb_span word)
{
    static const char *const words[] = {"plan",      "strategy",  "framework",
                                        "manifesto", "programme", "vision",
                                        "statement", "agreement"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mb_span_ieq(word, mb_span_str(words[i])))
            return true;
    return false;
}

static bool year_token(struct mb_span text, const struct mb_token *t)
{
    return text.ptr[t->start] >= '0' && text.ptr[t->start] <= '9';
}

static enum mb_status add_name(struct mb_linker *l, uint32_t strategy,
                               const uint32_t *terms, uint32_t n, bool full,
                               struct mb_err *err)
{
    struct mb_name *name =
        mb_arena_push(l->arena, &l->names, &l->nnames, sizeof *name);
    uint32_t *own = mb_arena_alloc(l->arena, n + 1, sizeof *own);
    if (name == NULL || own == NULL)
        return mb_arena_status(l->arena, err);
    for (uint32_t i = 0; i < n; i++)
        own[i] = terms[i];
    *name = (struct mb_name){strategy, own, n, full, MB_TERM_NONE};
    return MB_OK;
}

/* A name and, where it ends with "Plan" or the like, its endings of two
 * words or more. Years and "interim" are left out of it. */
static enum mb_status add_names(struct mb_linker *l, uint32_t strategy,
                                struct mb_span text, struct mb_err *err)
{
    struct mb_tokens tokens = {0};
    uint32_t terms[NAME_MAX];
    uint32_t n = 0;
    struct mb_span last = MB_SPAN_NULL;
    enum mb_status st = mb_terms_cut(l->vocab, text, l->arena, &tokens, err);
    for (uint32_t i = 0; st == MB_OK && i < tokens.n && n < NAME_MAX; i++) {
        struct mb_span word =
            mb_span_sub(text, tokens.at[i].start, tokens.at[i].end);
        if (year_token(text, &tokens.at[i])
            || mb_span_ieq(word, MB_SPAN_LIT("interim"))
            || mb_span_ieq(word, MB_SPAN_LIT("draft"))
            || mb_span_ieq(word, MB_SPAN_LIT("final")))
            continue;
        terms[n++] = tokens.at[i].term;
        last = word;
    }
    for (uint32_t from = 0; st == MB_OK && from + 2 <= n; from++) {
        st = add_name(l, strategy, terms + from, n - from, from == 0, err);
        if (!plan_word(last))
            break;
    }
    return st;
}

/* Another name; a single word of it is taken as it is. */
static enum mb_status add_alias(struct mb_linker *l, uint32_t strategy,
                                struct mb_span text, struct mb_err *err)
{
    struct mb_tokens tokens = {0};
    enum mb_status st = mb_terms_cut(l->vocab, text, l->arena, &tokens, err);
    if (st != MB_OK || tokens.n != 1)
        return st == MB_OK ? add_names(l, strategy, text, err) : st;
    st = add_name(l, strategy, &tokens.at[0].term, 1, true, err);
    if (st == MB_OK)
        l->names[l->nnames - 1].word = tokens.at[0].word;
    return st;
}

/* ---------------------------------------------------------------- marks */

/* What a stem or word can begin, so that most are passed over at once. */
enum { MARK_NAME = 1, MARK_LEVEL = 2 };

static bool level_word(const struct mb_linker *l, uint32_t word)
{
    return word < l->nmarks && (l->marks[word] & MARK_LEVEL) != 0;
}

/* After the names of a strategy were added: mark what they begin with, and
 * the words that name levels. */
static enum mb_status mark_terms(struct mb_linker *l, struct mb_err *err)
{
    struct mb_tokens tokens = {0};
    enum mb_status st = mb_terms_cut(l->vocab, mb_level_nouns(l->arena),
                                     l->arena, &tokens, err);
    if (st != MB_OK)
        return st;
    l->nmarks = mb_vocab_size(l->vocab);
    l->marks = mb_arena_alloc(l->arena, l->nmarks + 1, sizeof *l->marks);
    if (l->marks == NULL)
        return mb_arena_status(l->arena, err);
    for (uint32_t i = 0; i < tokens.n; i++)
        l->marks[tokens.at[i].word] |= MARK_LEVEL;
    for (uint32_t i = 0; i < l->nnames; i++)
        l->marks[l->names[i].terms[0]] |= MARK_NAME;
    return MB_OK;
}

enum mb_status mb_explicit_add(struct mb_linker *linker, uint32_t strategy,
                               struct mb_err *err)
{
    const struct mb_strategy *s = linker->strategies[strategy];
    struct mb_span head;
    struct mb_span rest = mb_span_cut(s->title, ':', &head);
    enum mb_status st = add_names(linker, strategy, head, err);
    if (st == MB_OK && rest.ptr != NULL)
        st = add_names(linker, strategy, rest, err);
    for (uint32_t i = 0; st == MB_OK && i < s->naliases; i++)
        st = add_alias(linker, strategy, s->aliases[i], err);
    return st == MB_OK ? mark_terms(linker, err) : st;
}

/* ------------------------------------------------------------- mentions */

/* A strategy spoken of in a sentence. */
struct spoken {
    uint32_t strategy;
    uint32_t from; /* tokens */
    uint32_t to;
    bool unsure; /* which edition */
};

struct finding {
    struct mb_linker *linker;
    const struct mb_case *cas;
    struct mb_arena *arena;
    struct mb_nameds out;
    struct mb_err *err;
};

/* Whether a name begins with that stem: most tokens are told by this. */
static bool begins_name(const struct mb_linker *l, uint32_t term)
{
    return term < l->nmarks && (l->marks[term] & MARK_NAME) != 0;
}

static bool name_at(const struct mb_name *name, const struct mb_tokens *tokens,
                    uint32_t at)
{
    if (at + name->n > tokens->n)
        return false;
    for (uint32_t k = 0; k < name->n; k++)
        if (tokens->at[at + k].term != name->terms[k])
            return false;
    /* An abbreviation is one as it is written: "ICS", not "ics". */
    return name->word == MB_TERM_NONE
           || (tokens->at[at].word == name->word && tokens->at[at].capital);
}

static bool word_is(struct mb_span text, const struct mb_tokens *tokens,
                    uint32_t i, const char *word)
{
    return i < tokens->n
           && mb_span_ieq(
               mb_span_sub(text, tokens->at[i].start, tokens->at[i].end),
               mb_span_str(word));
}

/* "Adult Social Care Strategy" does not name the "Care Strategy": a capital
 * word before a short name belongs to another one. */
static bool other_name(struct mb_span text, const struct mb_tokens *tokens,
                       uint32_t at, const struct mb_name *name)
{
    static const char *const fine[] = {"the",  "interim", "our",   "its",
                                       "this", "that",    "final", "draft"};
    if (name->full || at == 0 || !tokens->at[at].capital)
        return false;
    if (!tokens->at[at - 1].capital || at == 1)
        return false;
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
        if (word_is(text, tokens, at - 1, fine[i]))
            return false;
    /* "Kingsdown's Council Plan", or the end of the sentence before */
    return tokens->at[at].start - tokens->at[at - 1].end == 1;
}

static bool interim(struct mb_span text)
{
    return text.ptr != NULL
           && mb_span_ifind(text, MB_SPAN_LIT("interim")) < text.len;
}

static bool in_force(const struct mb_strategy *s, struct mb_span date)
{
    if (date.ptr == NULL)
        return false;
    struct mb_span from = mb_span_sub(s->from, 0, date.len);
    struct mb_span to = mb_span_sub(s->to, 0, date.len);
    struct mb_span cut = mb_span_sub(date, 0, to.len);
    return (from.len == 0 || mb_span_cmp(from, date) <= 0)
           && (to.len == 0 || mb_span_cmp(cut, to) <= 0);
}

/* Of editions of one name, which is meant: the interim one if the sentence
 * says so; else the one in force on the date; else the one no other of them
 * is superseded by. Higher is better. */
static int edition_rank(const struct finding *f, uint32_t strategy,
                        bool text_interim)
{
    const struct mb_strategy *s = f->linker->strategies[strategy];
    int rank = interim(s->title) == text_interim ? 8 : 0;
    rank += in_force(s, f->cas->date) ? 4 : 0;
    for (uint32_t i = 0; i < f->linker->nstrategies; i++)
        if (mb_span_eq(f->linker->strategies[i]->supersedes, s->id))
            rank -= 2;
    return rank;
}

static bool has_year(struct mb_span text, const struct mb_tokens *tokens,
                     uint32_t from, uint32_t to)
{
    from = from > 2 ? from - 2 : 0;
    for (uint32_t i = from; i < to + 3 && i < tokens->n; i++)
        if (year_token(text, &tokens->at[i])
            && tokens->at[i].end - tokens->at[i].start == 4)
            return true;
    return false;
}

/* Whether another edition of the strategy is known: else there is nothing to
 * be unsure of. */
static bool has_editions(const struct mb_linker *l, uint32_t strategy)
{
    const struct mb_strategy *s = l->strategies[strategy];
    bool found = s->supersedes.len > 0;
    for (uint32_t i = 0; i < l->nstrategies; i++)
        found = found || mb_span_eq(l->strategies[i]->supersedes, s->id);
    return found;
}

/* The longest name at a token, in the edition that fits best. */
static bool spoken_at(const struct finding *f, struct mb_span text,
                      const struct mb_tokens *tokens, uint32_t at,
                      struct spoken *ret)
{
    uint32_t longest = 0;
    int best = -100;
    bool said = false;
    for (uint32_t i = 0; i < f->linker->nnames; i++) {
        const struct mb_name *name = &f->linker->names[i];
        if (name->n < longest || !name_at(name, tokens, at)
            || other_name(text, tokens, at, name))
            continue;
        if (longest == 0)
            said = interim(text);
        int rank = edition_rank(f, name->strategy, said);
        if (name->n > longest || rank > best) {
            *ret = (struct spoken){name->strategy, at, at + name->n, false};
            best = rank;
        }
        longest = name->n;
    }
    if (longest > 0)
        ret->unsure = !said && has_editions(f->linker, ret->strategy)
                      && !has_year(text, tokens, ret->from, ret->to);
    return longest > 0;
}

struct spokens {
    struct spoken at[ALIASES_MAX];
    uint32_t n;
};

static void find_spoken(const struct finding *f, struct mb_span text,
                        const struct mb_tokens *tokens, struct spokens *ret)
{
    ret->n = 0;
    for (uint32_t i = 0; i < tokens->n && ret->n < ALIASES_MAX;) {
        if (begins_name(f->linker, tokens->at[i].term)
            && spoken_at(f, text, tokens, i, &ret->at[ret->n]))
            i = ret->at[ret->n++].to;
        else
            i++;
    }
}

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

static bool digits(struct mb_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len > 0 && s.len < 4;
}

/* "priority D.1, A ride from every village": the letter is the first word of a
 * title, unless what follows goes on with the list. */
static bool first_word(struct mb_span text, uint32_t start, uint32_t end)
{
    struct mb_span rest = mb_span_sub(text, end, text.len);
    if (end - start != 1 || (text.ptr[start] != 'A' && text.ptr[start] != 'I')
        || rest.len < 2 || rest.ptr[0] != ' ' || rest.ptr[1] < 'a'
        || rest.ptr[1] > 'z')
        return false;
    return start > 1 && text.ptr[start - 2] == ','
           && !mb_span_starts(rest, MB_SPAN_LIT(" and "))
           && !mb_span_starts(rest, MB_SPAN_LIT(" to "));
}

/* "A", "IV": letters that a plan may number by. Behind a full stop they begin
 * a sentence. */
static bool lettered(struct mb_span text, uint32_t start, uint32_t end)
{
    struct mb_span s = mb_span_sub(text, start, end);
    return start > 1 && !first_word(text, start, end)
           && text.ptr[start - 1] == ' '
           && strchr(".:;?!", text.ptr[start - 2]) == NULL
           && ((s.len == 1 && s.ptr[0] >= 'A' && s.ptr[0] <= 'Z')
               || mb_code_roman(s));
}

/* "1a": a number and a small letter. */
static bool number_letter(struct mb_span s)
{
    return s.len > 1 && digits(mb_span_sub(s, 0, s.len - 1))
           && s.ptr[s.len - 1] >= 'a' && s.ptr[s.len - 1] <= 'z';
}

/* The code printed from token i on: "4.3", "2", "SO2.1", "B.2", "1a", "two".
 * Null for none; *ret_to is the token behind it. */
static struct mb_span code_at(struct mb_span text,
                              const struct mb_tokens *tokens, uint32_t i,
                              uint32_t *ret_to)
{
    static const char *const words[] = {"one",  "two", "three", "four",
                                        "five", "six", "seven", "eight"};
    static const char *const numbers[] = {"1", "2", "3", "4",
                                          "5", "6", "7", "8"};
    if (i >= tokens->n)
        return MB_SPAN_NULL;
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        if ((text.ptr[tokens->at[i].start] | 32) == words[k][0]
            && word_is(text, tokens, i, words[k])) {
            *ret_to = i + 1;
            return mb_span_str(numbers[k]);
        }
    }
    uint32_t start = tokens->at[i].start;
    uint32_t end = tokens->at[i].end;
    char first = text.ptr[start];
    bool letters = first >= 'A' && first <= 'Z' && end - start < 6
                   && text.ptr[end - 1] >= '0' && text.ptr[end - 1] <= '9';
    if (!letters && !digits(mb_span_sub(text, start, end))
        && !lettered(text, start, end)
        && !number_letter(mb_span_sub(text, start, end)))
        return MB_SPAN_NULL;
    uint32_t to = i + 1;
    while (to < tokens->n && tokens->at[to].start == end + 1
           && text.ptr[end] == '.'
           && digits(
               mb_span_sub(text, tokens->at[to].start, tokens->at[to].end))) {
        end = tokens->at[to].end;
        to++;
    }
    *ret_to = to;
    return mb_span_sub(text, start, end);
}

/* The strategy meant by a code at token `at`: the nearest named behind it,
 * else before it, that has the code. */
static const struct spoken *meant(const struct finding *f,
                                  const struct spokens *in, uint32_t at,
                                  struct mb_span code)
{
    const struct spoken *before = NULL;
    for (uint32_t i = 0; i < in->n; i++) {
        const struct spoken *s = &in->at[i];
        if (mb_strategy_find(f->linker->strategies[s->strategy], code)
            == UINT32_MAX)
            continue;
        if (s->from >= at)
            return s;
        before = s;
    }
    return before;
}

/* A strategy that alone has that code at a level of that name. */
static uint32_t only_with(const struct finding *f, struct mb_span level,
                          struct mb_span code)
{
    uint32_t found = UINT32_MAX;
    for (uint32_t i = 0; i < f->linker->nstrategies; i++) {
        const struct mb_strategy *s = f->linker->strategies[i];
        uint32_t p = mb_strategy_find(s, code);
        if (p == UINT32_MAX || s->pledges[p].level.ptr == NULL
            || !mb_span_ends(s->pledges[p].level, level))
            continue;
        if (found != UINT32_MAX)
            return UINT32_MAX;
        found = i;
    }
    return found;
}

static void name_code(struct finding *f, const struct spokens *here,
                      const struct spokens *label, struct mb_span level,
                      struct mb_span code, uint32_t at, uint32_t heard)
{
    const struct spoken *s = meant(f, here, at, code);
    if (s == NULL)
        s = meant(f, label, UINT32_MAX, code);
    uint32_t strategy = s != NULL ? s->strategy : only_with(f, level, code);
    if (strategy == UINT32_MAX)
        return;
    uint32_t p = mb_strategy_find(f->linker->strategies[strategy], code);
    add_named(f, strategy, p, heard, s == NULL || s->unsure);
}

/* "commitment 4.3", "priorities 1.1 and 1.2", "SO2". */
static void find_codes(struct finding *f, const struct mb_heard *h,
                       uint32_t heard, const struct spokens *here,
                       const struct spokens *label)
{
    struct mb_span text = h->passage->text;
    const struct mb_tokens *t = &h->tokens;
    for (uint32_t i = 0; i < t->n; i++) {
        struct mb_span word = mb_span_sub(text, t->at[i].start, t->at[i].end);
        if (!level_word(f->linker, t->at[i].word) || !mb_level_noun(word))
            continue;
        struct mb_span level = mb_level_name(word, f->arena);
        uint32_t at = i + 1;
        uint32_t to;
        struct mb_span code = code_at(text, t, at, &to);
        while (code.ptr != NULL) {
            name_code(f, here, label, level, code, at, heard);
            at = to;
            if (word_is(text, t, at, "and") || word_is(text, t, at, "to"))
                at++;
            code = code_at(text, t, at, &to);
        }
    }
}

/* Titles of pledges in a sentence that names their strategy. */
static void find_titles(struct finding *f, const struct mb_heard *h,
                        uint32_t heard, const struct spokens *named)
{
    const struct mb_linker *l = f->linker;
    for (uint32_t k = 0; k < named->n; k++) {
        for (uint32_t i = 0; i < l->nunits; i++) {
            const struct mb_unit *u = &l->units[i];
            if (u->strategy != named->at[k].strategy || u->ntitle < 2)
                continue;
            struct mb_name title = {u->strategy, u->title, u->ntitle, true,
                                    MB_TERM_NONE};
            for (uint32_t at = 0; at < h->tokens.n; at++)
                if (name_at(&title, &h->tokens, at))
                    add_named(f, u->strategy, u->pledge, heard,
                              named->at[k].unsure);
        }
    }
}

static bool claims(const struct finding *f, const struct mb_heard *h)
{
    return h->passage->role != MB_ROLE_ASIDE && h->passage->role != MB_ROLE_META
           && !mb_act_in(f->linker, MB_ACT_ALL_OF_THEM, &h->tokens, 0,
                         h->tokens.n)
           && !mb_act_in(f->linker, MB_ACT_DENIED, &h->tokens, 0, h->tokens.n);
}

/* ------------------------------------------------------------- approval */

/* Whether the sentence makes the strategy at `s` the thing approved. */
static bool approves(const struct finding *f, const struct mb_heard *h,
                     const struct spoken *s)
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
        struct spokens here, none = {.n = 0};
        find_spoken(f, h->passage->text, &h->tokens, &here);
        uint32_t codes = f->out.n;
        find_codes(f, h, i, &here, &none);
        bool coded = f->out.n > codes;
        f->out.n = codes;
        for (uint32_t k = 0; !coded && k < here.n; k++) {
            if (title ? here.at[k].from > 6 : !approves(f, h, &here.at[k]))
                continue;
            add_named(f, here.at[k].strategy, UINT32_MAX, i, here.at[k].unsure);
            f->out.at[f->out.n - 1].delivery =
                mb_act_in(f->linker, MB_ACT_DELIVERY_PLAN, &h->tokens,
                          here.at[k].to, h->tokens.n);
        }
    }
}

enum mb_status mb_explicit_find(struct mb_linker *linker,
                                const struct mb_case *cas,
                                const struct mb_profile *profile,
                                struct mb_arena *arena, struct mb_nameds *ret,
                                struct mb_err *err)
{
    struct finding f = {linker, cas, arena, {NULL, 0}, err};
    find_approval(&f, profile);
    bool whole = f.out.n > 0;
    for (uint32_t i = 0; !whole && i < profile->nheard; i++) {
        const struct mb_heard *h = &profile->heard[i];
        struct spokens here, label = {.n = 0};
        if (!claims(&f, h))
            continue;
        find_spoken(&f, h->passage->text, &h->tokens, &here);
        if (h->passage->label.ptr != NULL) {
            struct mb_tokens tokens = {0};
            enum mb_status st = mb_terms_cut(linker->vocab, h->passage->label,
                                             arena, &tokens, err);
            if (st != MB_OK)
                return st;
            find_spoken(&f, h->passage->label, &tokens, &label);
        }
        find_codes(&f, h, i, &here, &label);
        find_titles(&f, h, i, here.n > 0 ? &here : &label);
    }
    *ret = f.out;
    return mb_arena_status(arena, err);
}
