/* Strategies as texts speak of them.
 *
 * A strategy goes by its title, by the endings of its title that still say
 * which plan is meant ("Integrated Care Strategy", "Council Plan"), by what
 * stands behind a colon, and by its aliases. Of editions of one name the
 * interim one is meant where the sentence says so, else the one in force.
 */
#include "assurance/link_priv.h"
#include "assurance/strategy_build.h"

enum { NAME_MAX = 16 };

/* ---------------------------------------------------------------- names */

struct mb_span mb_word_owner(struct mb_span word)
{
    size_t mark = mb_span_find(word, MB_SPAN_LIT("'"));
    size_t curly = mb_span_find(word, MB_SPAN_LIT("\xE2\x80\x99"));
    return mb_span_sub(word, 0, mark < curly ? mark : curly);
}

/* "Plan", "Plan's" */
bool mb_plan_word(struct mb_span word)
{
    static const char *const words[] = {"plan",      "strategy",  "framework",
                                        "manifesto", "programme", "vision",
                                        "statement", "agreement"};
    return MB_SPAN_ILISTED(mb_word_owner(word), words) > 0;
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
        if (!mb_plan_word(last))
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

/* Titles of pledges and themes, of two words or more. */
static enum mb_status add_titles(struct mb_linker *l, uint32_t strategy,
                                 struct mb_err *err)
{
    const struct mb_strategy *s = l->strategies[strategy];
    for (uint32_t i = 0; i < s->npledges; i++) {
        struct mb_tokens t = {0};
        enum mb_status st =
            mb_terms_cut(l->vocab, s->pledges[i].title, l->arena, &t, err);
        if (st != MB_OK)
            return st;
        if (t.n < 2)
            continue;
        struct mb_title *title =
            mb_arena_push(l->arena, &l->titles, &l->ntitles, sizeof *title);
        uint32_t *terms = mb_arena_alloc(l->arena, t.n, sizeof *terms);
        if (title == NULL || terms == NULL)
            return mb_arena_status(l->arena, err);
        for (uint32_t k = 0; k < t.n; k++)
            terms[k] = t.at[k].term;
        *title = (struct mb_title){strategy, i, terms, t.n};
    }
    return MB_OK;
}

/* ---------------------------------------------------------------- marks */

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
        l->marks[tokens.at[i].word] |= MB_BEGINS_LEVEL;
    for (uint32_t i = 0; i < l->nnames; i++)
        l->marks[l->names[i].terms[0]] |= MB_BEGINS_NAME;
    for (uint32_t i = 0; i < l->ntitles; i++)
        l->marks[l->titles[i].terms[0]] |= MB_BEGINS_TITLE;
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
    if (st == MB_OK)
        st = add_titles(linker, strategy, err);
    return st == MB_OK ? mark_terms(linker, err) : st;
}

/* ------------------------------------------------------------- mentions */

/* Whether a name begins with that stem: most tokens are told by this. */
static bool begins_name(const struct mb_linker *l, uint32_t term)
{
    return term < l->nmarks && (l->marks[term] & MB_BEGINS_NAME) != 0;
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

bool mb_word_is(struct mb_span text, const struct mb_tokens *tokens, uint32_t i,
                const char *word)
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
        if (mb_word_is(text, tokens, at - 1, fine[i]))
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
static int edition_rank(const struct mb_linker *l, struct mb_span date,
                        uint32_t strategy, bool text_interim)
{
    const struct mb_strategy *s = l->strategies[strategy];
    int rank = interim(s->title) == text_interim ? 8 : 0;
    rank += in_force(s, date) ? 4 : 0;
    for (uint32_t i = 0; i < l->nstrategies; i++)
        if (mb_span_eq(l->strategies[i]->supersedes, s->id))
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
bool mb_has_editions(const struct mb_linker *l, uint32_t strategy)
{
    const struct mb_strategy *s = l->strategies[strategy];
    bool found = s->supersedes.len > 0;
    for (uint32_t i = 0; i < l->nstrategies; i++)
        found = found || mb_span_eq(l->strategies[i]->supersedes, s->id);
    return found;
}

/* The longest name at a token, in the edition that fits best. */
static bool spoken_at(const struct mb_linker *l, struct mb_span date,
                      struct mb_span text, const struct mb_tokens *tokens,
                      uint32_t at, struct mb_spoken *ret)
{
    uint32_t longest = 0;
    int best = -100;
    bool said = false;
    for (uint32_t i = 0; i < l->nnames; i++) {
        const struct mb_name *name = &l->names[i];
        if (name->n < longest || !name_at(name, tokens, at)
            || other_name(text, tokens, at, name))
            continue;
        if (longest == 0)
            said = interim(text);
        int rank = edition_rank(l, date, name->strategy, said);
        if (name->n > longest || rank > best) {
            *ret = (struct mb_spoken){name->strategy, at, at + name->n, false};
            best = rank;
        }
        longest = name->n;
    }
    if (longest > 0)
        ret->unsure = !said && mb_has_editions(l, ret->strategy)
                      && !has_year(text, tokens, ret->from, ret->to);
    return longest > 0;
}

void mb_spoken_find(const struct mb_linker *l, struct mb_span date,
                    struct mb_span text, const struct mb_tokens *tokens,
                    struct mb_spokens *ret)
{
    ret->n = 0;
    for (uint32_t i = 0; i < tokens->n && ret->n < MB_SPOKEN_MAX;) {
        if (begins_name(l, tokens->at[i].term)
            && spoken_at(l, date, text, tokens, i, &ret->at[ret->n]))
            i = ret->at[ret->n++].to;
        else
            i++;
    }
}
