/* References: what the packs' grammars match, each once, in the order of the
 * text. A grammar cannot know everything about its authority: a match is
 * refused where it is an item's own number, or numbered like the items, where
 * words before it say that it numbers something else, and where it lies
 * within a longer match.
 */
#include "parser/records/refs.h"

#include "parser/records/outline.h"

#include "parser/labels.h"

#include <string.h>

/* The bytes of a reference up to its last number: "SF/25/". */
static struct mb_span stem(struct mb_span s)
{
    while (s.len > 0 && s.ptr[s.len - 1] != '/' && s.ptr[s.len - 1] != '-')
        s.len--;
    return s;
}

/* Whether items are numbered in that scheme. */
static bool numbers_items(const struct mb_extract *x, struct mb_span ref)
{
    struct mb_span head = stem(ref);

    for (uint32_t i = 0; i < x->doc->items.n; i++) {
        struct mb_span number = x->doc->items.at[i].number.s;
        if (number.ptr == NULL)
            continue;
        if (mb_span_eq(number, ref)
            || (head.len > 2 && mb_span_eq(stem(number), head)))
            return true;
        /* "FRA/1/25": the year is behind */
        if (number.len > 3 && ref.len > 3 && memchr(number.ptr, '/', 7)
            && number.ptr[0] >= 'A' && number.ptr[0] <= 'Z'
            && memcmp(number.ptr, ref.ptr, 4) == 0)
            return true;
    }
    return false;
}

/* Words right before the match say what else it is. */
static bool numbers_other(const struct mb_extract *x, uint32_t block,
                          uint32_t at)
{
    mb_finds finds = mb_rules_finds(x->rules, "other-number");
    const struct mb_match *m = NULL;

    while ((m = mb_matches_next(x->rules, x->matches, block, finds, m)) != NULL)
        if (m->end <= at && at - m->end < 3)
            return true;
    return false;
}

/* Under an item "Planning" of minutes letters and numbers are an application's,
 * unless it says that they are a decision's. */
static bool in_planning(const struct mb_extract *x, uint32_t block,
                        const struct mb_match *m)
{
    struct mb_span scheme = mb_rules_at(x->rules, m->rule)->value, title;
    uint32_t item = x->outline[block].item;

    if (x->doc->kind != MB_DOC_MINUTES || item >= x->doc->items.n)
        return false;
    title = x->doc->items.at[item].title.s;
    if (mb_outline_match(x, x->doc->items.at[item].block, "application") != NULL
        && !mb_span_eq(scheme, MB_SPAN_LIT("named"))
        && !mb_span_eq(scheme, MB_SPAN_LIT("resolved")))
        return true;
    if (x->outline[block].role == MB_ROLE_ITEM_HEADING
        || mb_span_eq(scheme, MB_SPAN_LIT("named"))
        || mb_span_eq(scheme, MB_SPAN_LIT("resolved")))
        return false;
    return mb_span_istarts(title, MB_SPAN_LIT("planning"))
           || mb_span_ifind(title, MB_SPAN_LIT("planning app")) < title.len;
}

/* "Resolved: 16/09/6/15.1" counts, though items are numbered like it. */
static bool says_resolved(const struct mb_extract *x, const struct mb_match *m)
{
    return mb_span_eq(mb_rules_at(x->rules, m->rule)->value,
                      MB_SPAN_LIT("resolved"));
}

static uint32_t digits(struct mb_span s)
{
    uint32_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || i > 3)
            return UINT32_MAX;
        n = n * 10 + (uint32_t)(s.ptr[i] - '0');
    }
    return s.len > 0 ? n : UINT32_MAX;
}

/* "2023/24", "2006/7", "2019/2020": a year of accounts. */
static bool is_year(struct mb_span s)
{
    struct mb_span first, rest = mb_span_cut(s, '/', &first);
    uint32_t a = digits(first), b = digits(rest);

    if (rest.ptr == NULL || first.len != 4 || a < 1900 || a > 2100)
        return false;
    return b == a + 1 || (rest.len < 3 && b == (a + 1) % 100);
}

const struct mb_match *mb_reference_next(const struct mb_extract *x,
                                         uint32_t block,
                                         const struct mb_match *last,
                                         struct mb_range *ret_range)
{
    mb_finds finds = mb_rules_finds(x->rules, "reference");
    const struct mb_match *m = last;
    uint32_t behind = last != NULL ? ret_range->end : 0;

    while ((m = mb_matches_next(x->rules, x->matches, block, finds, m))
           != NULL) {
        struct mb_range range = {m->start, m->end};
        struct mb_span s;
        mb_match_range(x->rules, m, "ref", &range);
        s = mb_span_sub(x->blocks->view, range.start, range.end);
        if (range.start < behind || is_year(s)
            || numbers_other(x, block, range.start) || in_planning(x, block, m)
            || (!says_resolved(x, m) && numbers_items(x, s)))
            continue;
        *ret_range = range;
        return m;
    }
    return NULL;
}

/* Told by the words before it, not by its own shape. */
static bool by_neighbours(struct mb_span scheme)
{
    return scheme.ptr == NULL || mb_span_eq(scheme, MB_SPAN_LIT("named"))
           || mb_span_eq(scheme, MB_SPAN_LIT("resolved"));
}

/* The scheme of a reference: the grammar that takes just these bytes, whatever
 * words stand before it, so that one matter has one scheme. */
static struct mb_span scheme_of(const struct mb_extract *x,
                                struct mb_range range,
                                const struct mb_match *match)
{
    mb_finds finds = mb_rules_finds(x->rules, "reference");
    uint32_t block = mb_blocks_find(x->blocks, range.start);
    const struct mb_match *m = NULL;
    struct mb_span scheme = MB_SPAN_NULL;

    if (match != NULL)
        scheme = mb_rules_at(x->rules, match->rule)->value;
    while (by_neighbours(scheme)
           && (m = mb_matches_next(x->rules, x->matches, block, finds, m))
                  != NULL) {
        struct mb_range r = {m->start, m->end};
        struct mb_span value = mb_rules_at(x->rules, m->rule)->value;
        mb_match_range(x->rules, m, "ref", &r);
        if (r.start == range.start && r.end == range.end
            && !by_neighbours(value))
            scheme = value;
    }
    return scheme.ptr != NULL ? scheme : MB_SPAN_LIT("named");
}

uint32_t mb_reference_add(struct mb_extract *x, struct mb_range range,
                          const struct mb_match *match)
{
    struct mb_references *refs = &x->doc->references;
    struct mb_reference *ref;
    struct mb_field words = mb_field_words(x, range.start, range.end, false);

    for (uint32_t i = 0; i < refs->n; i++)
        if (mb_span_eq(refs->at[i].ref.s, words.s))
            return i;
    ref = mb_record_add(x->doc, MB_KIND_REFERENCES);
    if (ref == NULL)
        return MB_NO_INDEX;
    ref->ref = words;
    ref->scheme = mb_field_text(x, scheme_of(x, range, match));
    mb_evidence_fill(x, &ref->ev, range.start, range.end, match,
                     "references/table-column", 0);
    return refs->n - 1;
}

void mb_extract_references(struct mb_extract *x)
{
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_match *m = NULL;
        struct mb_range range = {0, 0};
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        while ((m = mb_reference_next(x, i, m, &range)) != NULL)
            mb_reference_add(x, range, m);
    }
}
