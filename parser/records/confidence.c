/* How sure a record is: its rule's own figure, brought down where the record
 * itself gives cause for doubt, whatever rule found it. Each doubt is a fact
 * about form (a bracket that never closes, a number that goes back, a count
 * without its counterpart), none is about wording. Whatever is in doubt, or was
 * found by a rule that is often wrong, is said: a person looks at it.
 */
#include "parser/records/review.h"

#include "parser/records/names.h"

#include <string.h>

enum {
    DOUBTED = 80,     /* a record in doubt is at this at the most */
    MOST_WORDS = 4,   /* of a person's name */
    LEAST_WORDS = 3,  /* of what was resolved */
    SAID_AT_MOST = 20 /* doubts a document */
};

/* A cause for doubt in record i, or NULL. */
typedef const char *doubt_fn(const struct mb_extract *x, uint32_t i);

/* ---- shapes of words ---- */

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static uint32_t count_words(struct mb_span s)
{
    uint32_t n = 0;
    bool inside = false;

    for (size_t i = 0; i < s.len; i++) {
        bool blank = strchr(" \t\n", s.ptr[i]) != NULL;
        n += !blank && !inside;
        inside = !blank;
    }
    return n;
}

static bool bracket_open(struct mb_span s)
{
    int depth = 0;

    for (size_t i = 0; i < s.len && depth >= 0; i++)
        depth += (s.ptr[i] == '(') - (s.ptr[i] == ')');
    return depth != 0;
}

static size_t digits_at(struct mb_span s, size_t i)
{
    size_t n = 0;

    while (i + n < s.len && digit(s.ptr[i + n]))
        n++;
    return n;
}

/* "(C3983)", "F S402", "17/02402/RMM", "114213", "(2.4)": a capital against
 * figures, more of them than a year has, or figures in brackets. */
static bool holds_code(struct mb_span s)
{
    for (size_t i = 0; i + 2 < s.len; i++) {
        size_t n = digits_at(s, i + 1);
        if (capital(s.ptr[i]) && n >= 2)
            return true;
        if (s.ptr[i] == '(' && n > 0 && i + 1 + n < s.len
            && strchr(".)", s.ptr[i + 1 + n]) != NULL)
            return true;
        if (n >= (s.ptr[i] == '/' ? 5 : 6))
            return true;
    }
    return false;
}

/* ---- items ---- */

static uint32_t plain_number(struct mb_span s)
{
    uint32_t n = 0;
    size_t i = 0;

    for (; i < s.len && i < 5 && digit(s.ptr[i]); i++)
        n = n * 10 + (uint32_t)(s.ptr[i] - '0');
    return i == s.len ? n : 0;
}

/* Its number is not above one that came before in the same meeting. */
static bool goes_back(const struct mb_extract *x, uint32_t i)
{
    const struct mb_items *all = &x->doc->items;
    uint32_t n = plain_number(all->at[i].number.s), seen = 0;

    for (uint32_t k = 0; n > 0 && k < i; k++)
        if (all->at[k].meeting == all->at[i].meeting
            && plain_number(all->at[k].number.s) >= n)
            seen++;
    return seen > 0;
}

static const char *doubt_item(const struct mb_extract *x, uint32_t i)
{
    const struct mb_item *item = &x->doc->items.at[i];

    if (x->doc->kind == MB_DOC_REPORT || x->doc->kind == MB_DOC_OTHER)
        return "a heading in what is no record of a meeting";
    if (bracket_open(item->title.s))
        return "a bracket in the title is not closed";
    if (holds_code(item->title.s))
        return "a code in the title that no grammar of references knows";
    if (goes_back(x, i))
        return "its number stood earlier, or a higher one did";
    return NULL;
}

/* ---- the other kinds ---- */

static const char *doubt_decision(const struct mb_extract *x, uint32_t i)
{
    return x->doc->decisions.at[i].ref.s.ptr == NULL
                   && x->doc->kind == MB_DOC_DECISION_LIST
               ? "an entry of a list without a reference"
               : NULL;
}

static const char *doubt_resolution(const struct mb_extract *x, uint32_t i)
{
    return count_words(x->doc->resolutions.at[i].text.s) < LEAST_WORDS
               ? "hardly any words"
               : NULL;
}

static bool shouted(struct mb_span s)
{
    bool letters = false;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
            return false;
        letters = letters || capital(s.ptr[i]);
    }
    return letters && count_words(s) > 1;
}

/* Whether nearly all names of a document are in capitals: its habit. */
static bool shouts_names(const struct mb_extract *x)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < x->doc->people.n; i++)
        n += shouted(x->doc->people.at[i].name.s);
    return n * 4 >= x->doc->people.n;
}

static bool is_away(struct mb_span capacity)
{
    return mb_span_eq(capacity, MB_SPAN_LIT("apologies"))
           || mb_span_eq(capacity, MB_SPAN_LIT("absent"));
}

static bool is_there(struct mb_span capacity)
{
    return mb_span_eq(capacity, MB_SPAN_LIT("present"))
           || mb_span_eq(capacity, MB_SPAN_LIT("chair"));
}

/* The same name is said to have been at the meeting and away from it. */
static bool here_and_away(const struct mb_extract *x, uint32_t i)
{
    const struct mb_people *all = &x->doc->people;
    const struct mb_person *p = &all->at[i];

    for (uint32_t k = 0; k < all->n; k++) {
        const struct mb_person *q = &all->at[k];
        if (q->meeting == p->meeting && mb_span_ieq(q->name.s, p->name.s)
            && ((is_away(p->capacity.s) && is_there(q->capacity.s))
                || (is_there(p->capacity.s) && is_away(q->capacity.s))))
            return true;
    }
    return false;
}

static const char *doubt_person(const struct mb_extract *x, uint32_t i)
{
    struct mb_span name = x->doc->people.at[i].name.s;
    struct mb_span key = mb_name_key(name, x->arena);

    if (count_words(key) > MOST_WORDS)
        return "more words than a name has";
    if (shouted(name) && !shouts_names(x))
        return "in capitals, as no other name here";
    if (here_and_away(x, i))
        return "recorded as present and as away";
    return NULL;
}

static const char *doubt_vote(const struct mb_extract *x, uint32_t i)
{
    const struct mb_vote *v = &x->doc->votes.at[i];
    int given =
        (v->votes_for >= 0) + (v->votes_against >= 0) + (v->votes_abstain >= 0);

    return given == 1 && v->for_names.at == NULL && v->against_names.at == NULL
               ? "a count of one side alone"
               : NULL;
}

static const char *doubt_mention(const struct mb_extract *x, uint32_t i)
{
    const struct mb_mention *m = &x->doc->mentions.at[i];

    return m->body.s.ptr == NULL && m->verb.s.ptr == NULL
               ? "a date without a body or what it did"
               : NULL;
}

static const struct {
    enum mb_kind kind;
    doubt_fn *doubt;
} doubts[] = {
    {MB_KIND_ITEMS, doubt_item},
    {MB_KIND_DECISIONS, doubt_decision},
    {MB_KIND_RESOLUTIONS, doubt_resolution},
    {MB_KIND_PEOPLE, doubt_person},
    {MB_KIND_VOTES, doubt_vote},
    {MB_KIND_MENTIONS, doubt_mention},
};

static void say(const struct mb_extract *x, enum mb_kind kind,
                const struct mb_evidence *ev, const char *why)
{
    struct mb_diags *diags = &x->doc->diags;
    uint32_t so_far = 0;

    for (uint32_t i = 0; i < diags->n; i++)
        so_far += diags->at[i].code == MB_DIAG_DOUBTFUL;
    if (so_far < SAID_AT_MOST && ev->nspans > 0)
        mb_diags_add(diags, MB_DIAG_DOUBTFUL, ev->spans[0].start,
                     ev->spans[0].end,
                     mb_arena_printf(x->arena, "%s, " MB_SPAN_FMT ": %s",
                                     mb_kind_info(kind)->name,
                                     MB_SPAN_ARG(ev->rule), why));
}

void mb_extract_confidence(struct mb_extract *x)
{
    for (size_t d = 0; d < sizeof doubts / sizeof *doubts; d++)
        for (uint32_t i = 0; i < mb_document_count(x->doc, doubts[d].kind);
             i++) {
            char *record = mb_document_record(x->doc, doubts[d].kind, i);
            void *at = record + mb_kind_info(doubts[d].kind)->evidence;
            struct mb_evidence *ev = at;
            const char *why = doubts[d].doubt(x, i);
            if (why != NULL && ev->confidence > DOUBTED)
                ev->confidence = DOUBTED;
            if (why == NULL && ev->confidence < MB_CONFIDENCE_LOW)
                why = "its rule is often wrong";
            if (why != NULL)
                say(x, doubts[d].kind, ev, why);
        }
}
