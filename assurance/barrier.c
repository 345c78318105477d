/* Acts that serve no pledge: noting, deferring, appointing, cutting, selling
 * without terms, charging. If no operative sentence of a case is any better,
 * nothing can be linked to it, whatever its words.
 */
#include "assurance/link_priv.h"

/* What a clause does, from its first words on. */
enum deed {
    DEED_ACT,
    DEED_NOTE,
    DEED_DEFER,
    DEED_WITHDRAW,
    DEED_REFUSE,
    DEED_APPOINT,
    DEED_CUT,
    DEED_DISPOSE,
    DEED_CHARGE,
    DEED_POINTER,
    DEED_COUNT
};

static const char *const deed_names[DEED_COUNT] = {
    NULL,
    "it only notes",
    "the decision was deferred",
    "no decision was taken",
    "it was refused",
    "it appoints people to a body",
    "it ends or cuts a service",
    "it sells property, which is two steps away",
    "it sets charges",
    NULL};

static bool in(const struct mb_linker *l, enum mb_act act,
               const struct mb_heard *h, uint32_t to)
{
    return mb_act_in(l, act, &h->tokens, 0, to);
}

/* "Finch Close" is a street: the word as it is, with a capital, behind another
 * that has one. */
static bool street(const struct mb_heard *h, uint32_t i)
{
    const struct mb_token *t = &h->tokens.at[i];
    struct mb_span word = mb_span_sub(h->passage->text, t->start, t->end);
    return i > 0 && t[-1].capital && t[-1].end + 1 == t->start
           && mb_span_eq(word, MB_SPAN_LIT("Close"));
}

/* A cut, unless what is cut is a harm or makes room for what is put in its
 * place: each cutting word is looked at with the words around it. To close
 * what serves people is always one. */
static bool cuts(const struct mb_linker *l, const struct mb_heard *h,
                 uint32_t to)
{
    for (uint32_t i = 0; i < to && i < h->tokens.n; i++) {
        if (street(h, i)
            || mb_lexicon_at(&l->acts, l->act[MB_ACT_NO_CUT], &h->tokens, i)
            || !mb_lexicon_at(&l->acts, l->act[MB_ACT_CUT], &h->tokens, i))
            continue;
        uint32_t from = i < 4 ? 0 : i - 4;
        if (mb_act_in(l, MB_ACT_CLOSE, &h->tokens, i, i + 3)
            && mb_act_in(l, MB_ACT_SERVED_BY, &h->tokens, i, i + 9))
            return true;
        if (!mb_act_in(l, MB_ACT_GOOD_LESS, &h->tokens, from, i + 9)
            && !mb_act_in(l, MB_ACT_REPLACED, &h->tokens, 0, h->tokens.n))
            return true;
    }
    return false;
}

/* Whether who is appointed is to do the work: contractors, architects, a
 * company. People to bodies are no act. */
static bool engages(const struct mb_linker *l, const struct mb_heard *h)
{
    return mb_act_in(l, MB_ACT_FIRMS, &h->tokens, 0, h->tokens.n)
           || (mb_act_in(l, MB_ACT_ENGAGE, &h->tokens, 0, h->tokens.n)
               && !in(l, MB_ACT_APPOINT, h, h->tokens.n));
}

/* "To raise the yearly subscription": the price stands a few words on. */
static bool raises_price(const struct mb_linker *l, const struct mb_heard *h)
{
    enum { WITHIN = 14, APART = 5 };
    for (uint32_t i = 0; i < h->tokens.n && i < WITHIN; i++)
        if (mb_lexicon_at(&l->acts, l->act[MB_ACT_RAISE], &h->tokens, i))
            return mb_act_in(l, MB_ACT_FEE, &h->tokens, i, i + APART);
    return false;
}

static enum deed deed_of(const struct mb_linker *l, const struct mb_heard *h,
                         bool *on_terms)
{
    static const struct {
        enum mb_act act;
        enum deed deed;
        uint32_t within;
    } table[] = {
        {MB_ACT_NOTE, DEED_NOTE, 24},         {MB_ACT_DEFER, DEED_DEFER, 24},
        {MB_ACT_WITHDRAW, DEED_WITHDRAW, 24}, {MB_ACT_REFUSE, DEED_REFUSE, 24},
        {MB_ACT_APPOINT, DEED_APPOINT, 16},   {MB_ACT_CHARGE, DEED_CHARGE, 24}};
    bool title = h->passage->role == MB_ROLE_TITLE;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (in(l, table[i].act, h, table[i].within)
            && !(table[i].deed == DEED_APPOINT && engages(l, h))
            && !(table[i].deed == DEED_CHARGE
                 && in(l, MB_ACT_PAID_OUT, h, h->tokens.n)))
            return table[i].deed;
    if (raises_price(l, h) && !in(l, MB_ACT_PAID_OUT, h, h->tokens.n))
        return DEED_CHARGE;
    /* "To award a contract for the sorting and sale of paper" sells nothing. */
    bool ordered = in(l, MB_ACT_ORDER, h, 6);
    if (!ordered && in(l, MB_ACT_DISPOSE, h, title ? h->tokens.n : 16)) {
        if (!title && in(l, MB_ACT_ON_TERMS, h, h->tokens.n))
            *on_terms = true;
        else
            return DEED_DISPOSE;
    }
    if (cuts(l, h, title ? h->tokens.n : 14))
        return DEED_CUT;
    return DEED_ACT;
}

static bool says(struct mb_span s, const char *word)
{
    return s.ptr != NULL && mb_span_ifind(s, mb_span_str(word)) < s.len;
}

static const char *told_status(const struct mb_case *cas)
{
    if (cas->undecided || says(cas->status, "withdrawn")
        || says(cas->title, "- withdrawn"))
        return deed_names[DEED_WITHDRAW];
    if (says(cas->status, "deferred") || says(cas->title, "- deferred"))
        return deed_names[DEED_DEFER];
    if (says(cas->status, "rejected") || says(cas->status, "refused"))
        return deed_names[DEED_REFUSE];
    return NULL;
}

/* The class that the parser gave, where it settles the matter. */
static enum deed told_verb(struct mb_span verb)
{
    static const struct {
        const char *verb;
        enum deed deed;
    } table[] = {{"note", DEED_NOTE},         {"defer", DEED_DEFER},
                 {"withdraw", DEED_WITHDRAW}, {"refuse", DEED_REFUSE},
                 {"elect", DEED_APPOINT},     {"exclude", DEED_NOTE}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (mb_span_eq(verb, mb_span_str(table[i].verb)))
            return table[i].deed;
    return DEED_ACT;
}

/* "RESOLVED that the Council:" opens a list and does nothing by itself. */
static bool opens_list(const struct mb_heard *h)
{
    struct mb_span text = h->passage->text;
    return h->tokens.n <= 10 && text.len > 0
           && (text.ptr[text.len - 1] == ':' || text.ptr[text.len - 1] == ';');
}

static enum deed clause_deed(const struct mb_linker *l,
                             const struct mb_heard *h, bool *on_terms)
{
    enum deed deed = told_verb(h->passage->verb);
    if (deed == DEED_APPOINT && engages(l, h))
        deed = DEED_ACT;
    return deed == DEED_ACT ? deed_of(l, h, on_terms) : deed;
}

bool mb_clause_acts(const struct mb_linker *linker,
                    const struct mb_heard *heard)
{
    bool ignored = false;
    enum deed deed = clause_deed(linker, heard, &ignored);
    return deed != DEED_NOTE && deed != DEED_DEFER && deed != DEED_WITHDRAW
           && deed != DEED_REFUSE;
}

/* Whether a clause goes on with the one before: "(a) Councillor ... to the
 * Board" under "that the following be appointed:", "that one in nine ..."
 * behind "this Council notes that". What it does is done there. */
static bool goes_on(const struct mb_linker *l, const struct mb_heard *h,
                    enum deed before)
{
    char first = h->passage->text.ptr[0];
    return (before == DEED_NOTE || before == DEED_APPOINT)
           && (before == DEED_APPOINT || (first >= 'a' && first <= 'z'))
           && !mb_act_in(l, MB_ACT_ACTING, &h->tokens, 0, h->tokens.n);
}

/* Whether a sentence anywhere says that nothing was decided. */
static bool withdrawn_in_text(const struct mb_linker *l,
                              const struct mb_profile *p)
{
    for (uint32_t i = 0; i < p->nheard; i++)
        if (in(l, MB_ACT_WITHDRAW, &p->heard[i], p->heard[i].tokens.n)
            && p->heard[i].passage->role != MB_ROLE_REASON
            && !p->heard[i].passage->by_report && p->heard[i].tokens.n < 40)
            return true;
    return false;
}

const char *mb_case_barrier(const struct mb_linker *linker,
                            const struct mb_case *cas,
                            const struct mb_profile *profile,
                            bool *ret_on_terms)
{
    const char *told = told_status(cas);
    enum deed first = DEED_COUNT;
    enum deed title = DEED_ACT;
    enum deed before = DEED_ACT;
    bool acted = false;
    bool paid_out = false;
    int64_t document = 0;
    *ret_on_terms = false;
    if (told != NULL)
        return told;
    for (uint32_t i = 0; i < profile->nheard; i++) {
        const struct mb_heard *h = &profile->heard[i];
        if (h->passage->role == MB_ROLE_TITLE) {
            title = deed_of(linker, h, ret_on_terms);
            paid_out = in(linker, MB_ACT_PAID_OUT, h, h->tokens.n);
        }
        if (h->passage->role != MB_ROLE_CLAUSE || h->tokens.n < 2
            || opens_list(h))
            continue;
        enum deed deed = clause_deed(linker, h, ret_on_terms);
        if (deed == DEED_ACT && goes_on(linker, h, before))
            deed = before;
        if (deed == DEED_CHARGE && paid_out)
            deed = DEED_ACT;
        before = deed;
        /* A matter comes to several meetings: what one of them cut is cut. */
        if (first == DEED_COUNT
            || (deed == DEED_CUT && h->passage->document != document))
            first = deed;
        document = h->passage->document;
        acted = acted || deed == DEED_ACT;
    }
    if (!acted && first < DEED_COUNT && deed_names[first] != NULL)
        return deed_names[first];
    if (withdrawn_in_text(linker, profile) && !acted)
        return deed_names[DEED_WITHDRAW];
    if (first == DEED_APPOINT && title == DEED_APPOINT)
        return deed_names[first];
    if ((first == DEED_CUT || first == DEED_DISPOSE || first == DEED_CHARGE))
        return deed_names[first];
    if (!*ret_on_terms && first != DEED_COUNT
        && (title == DEED_CUT || title == DEED_DISPOSE || title == DEED_CHARGE))
        return deed_names[title];
    return NULL;
}
