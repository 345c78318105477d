/* Substitutes told in sentences. "A and B were present as substitutes for C
 * and D respectively" pairs in order; where the numbers differ, each of the
 * first stands in for nobody named.
 */
#include "parser/records/roster.h"

#include "parser/records/sentences.h"

#include <string.h>

static bool value_is(const struct mb_extract *x, const struct mb_match *m,
                     const char *value)
{
    return mb_span_eq(mb_rules_at(x->rules, m->rule)->value,
                      mb_span_str(value));
}

/* Each of `subs` in place of the one of `members` that has its number. */
static void add_pairs(struct mb_roster *r, uint32_t block,
                      const struct mb_match *m, const struct mb_entries *subs,
                      const struct mb_entries *members)
{
    for (uint32_t i = 0; i < subs->n; i++) {
        struct mb_attended how = {
            .capacity = "substitute", .match = m, .block = block};

        if (members != NULL && members->n == subs->n)
            how.on_behalf = members->at[i].name;
        mb_roster_add(r, &subs->at[i], &how);
    }
    if (subs->n > 0)
        r->x->outline[block].claimed = 1;
}

/* "Dr Carrick, who was substituted by Mrs Orme": the other way round, and the
 * first did not come. */
static void passive(struct mb_roster *r, uint32_t block,
                    const struct mb_match *m)
{
    struct mb_entries members;
    struct mb_entries subs;

    mb_people_after(&subs, r->x, block, m->end, MB_ENTRIES_SURNAMES);
    if (subs.n == 0)
        return;
    subs.n = 1;
    mb_people_before(&members, r->x, block, m->start, MB_ENTRIES_SURNAMES);
    if (members.n > 1) {
        members.at += members.n - 1;
        members.n = 1;
    }
    add_pairs(r, block, m, &subs, members.n == 1 ? &members : NULL);
}

/* Within a list of substitutes: "Cllr A for Cllr B, Cllr C for Cllr D". Only
 * where the item or the label says that it is one. */
static void in_list(struct mb_roster *r, uint32_t block,
                    const struct mb_match *m)
{
    struct mb_entries subs;
    struct mb_entries members;

    mb_people_before(&subs, r->x, block, m->start, MB_ENTRIES_SURNAMES);
    mb_people_after(&members, r->x, block, m->end, MB_ENTRIES_SURNAMES);
    if (subs.n == 0 || members.n == 0)
        return;
    subs.at += subs.n - 1;
    subs.n = 1;
    members.n = 1;
    add_pairs(r, block, m, &subs, &members);
}

static void active(struct mb_roster *r, uint32_t block,
                   const struct mb_match *m)
{
    struct mb_entries subs;
    struct mb_entries members;

    mb_people_before(&subs, r->x, block, m->start, 0);
    mb_people_after(&members, r->x, block, m->end, MB_ENTRIES_SURNAMES);
    add_pairs(r, block, m, &subs, &members);
}

static void stead(struct mb_roster *r, uint32_t block, const struct mb_match *m)
{
    struct mb_entries subs;

    mb_people_before(&subs, r->x, block, m->start, 0);
    if (subs.n == 0)
        return;
    subs.at += subs.n - 1;
    subs.n = 1;
    add_pairs(r, block, m, &subs, NULL);
}

void mb_people_from_substitutes(struct mb_roster *r)
{
    struct mb_extract *x = r->x;
    mb_finds finds = mb_rules_finds(x->rules, "substitute-phrase");
    bool about = false; /* under a heading that names substitutes */

    if (finds == MB_FINDS_NONE)
        return;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_match *m = NULL;
        struct mb_span subject;

        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        if (mb_people_heading(x, i, &subject))
            about = mb_span_eq(subject, MB_SPAN_LIT("substitute"))
                    || mb_span_ifind(mb_block_body(x->blocks, i),
                                     MB_SPAN_LIT("substitut"))
                           < mb_block_body(x->blocks, i).len;
        while ((m = mb_matches_next(x->rules, x->matches, i, finds, m))
               != NULL) {
            if (value_is(x, m, "active"))
                active(r, i, m);
            else if (value_is(x, m, "passive"))
                passive(r, i, m);
            else if (value_is(x, m, "stead"))
                stead(r, i, m);
            else if (about
                     || mb_span_eq(x->outline[i].label,
                                   MB_SPAN_LIT("substitutes")))
                in_list(r, i, m);
        }
    }
}
