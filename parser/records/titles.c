/* A title as printed carries things that are not part of it: a decision's
 * reference before or behind, the agenda's number in brackets, "pdf icon",
 * pages. They are cut off by rule matches that touch either end, again and
 * again until none does.
 */
#include "parser/records/outline.h"

#include <string.h>

enum { OPEN_BYTES = 40 };

static bool one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static void strip(const struct mb_extract *x, uint32_t *start, uint32_t *end)
{
    const char *view = x->blocks->view.ptr;

    while (*start < *end && one_of(view[*start], " \t:-*.|"))
        (*start)++;
    while (*end > *start && one_of(view[*end - 1], " \t:;-|*"))
        (*end)--;
    if (*end > *start + 4 && view[*end - 1] == '.'
        && !(view[*end - 3] == '.')) /* "a.o.b." */
        (*end)--;
}

/* The bracket that stays open before `at`, close by: "(Report HB/24/31". */
static uint32_t open_bracket(const char *view, uint32_t start, uint32_t at)
{
    for (uint32_t k = at; k > start + 4 && at - k < OPEN_BYTES; k--) {
        if (view[k - 1] == ')')
            break;
        if (view[k - 1] == '(')
            return k - 1;
    }
    return at;
}

/* Cut a match that touches an end of the title; brackets around it go too. */
static bool cut_at(const struct mb_extract *x, const struct mb_match *m,
                   uint32_t *start, uint32_t *end)
{
    const char *view = x->blocks->view.ptr;
    uint32_t a = m->start, b = m->end;

    if (a < *start || a >= *end)
        return false;
    if (b > *end)
        b = *end;
    while (b < *end && one_of(view[b], " \t)].:"))
        b++;
    if (b == *end && a > *start) {
        a = open_bracket(view, *start, a);
        while (a > *start && one_of(view[a - 1], " \t([-"))
            a--;
        *end = a;
        return true;
    }
    return false;
}

/* A reference in front counts only if something divides it from the title. */
static bool cut_front(const struct mb_extract *x, const struct mb_match *m,
                      uint32_t *start, uint32_t *end)
{
    const char *view = x->blocks->view.ptr;
    struct mb_range r = {m->start, m->end};
    uint32_t b;

    mb_match_range(x->rules, m, "ref", &r);
    b = r.end;
    if (r.start != *start || b >= *end)
        return false;
    while (b < *end && view[b] == ' ')
        b++;
    if (b < *end
        && (one_of(view[b], "-:\t") || b < m->end || r.start > m->start
            || m->groups[0].end == b - 1)) {
        *start = b + one_of(view[b], "-:\t");
        return true;
    }
    return false;
}

/* "(2.4) Whole of Community Response" */
static bool cut_before(const struct mb_extract *x, uint32_t block,
                       uint32_t *start, uint32_t end)
{
    const struct mb_match *m = mb_outline_match(x, block, "title-front");

    if (m == NULL || m->start > *start || m->end <= *start || m->end >= end)
        return false;
    *start = m->end;
    return true;
}

void mb_title_trim(const struct mb_extract *x, uint32_t block, uint32_t *start,
                   uint32_t *end)
{
    static const char *const finds[] = {"title-tail", "agenda-number",
                                        "reference", "title-noise"};
    bool cut = true;

    strip(x, start, end);
    while (cut) {
        cut = false;
        cut |= cut_before(x, block, start, *end);
        for (size_t i = 0; i < sizeof finds / sizeof *finds; i++) {
            mb_finds f = mb_rules_finds(x->rules, finds[i]);
            const struct mb_match *m = NULL;
            while ((m = mb_matches_next(x->rules, x->matches, block, f, m))
                   != NULL)
                cut |= cut_at(x, m, start, end)
                       || (i == 2 && cut_front(x, m, start, end));
        }
        strip(x, start, end);
    }
}
