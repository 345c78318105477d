/* Questions about names, for a person to answer: one spelt in two ways, one
 * with two honorifics, a voter who is not among those present. Nothing is
 * merged and nothing put right here.
 *
 * Every name with a title in the text is held against the keys of the people
 * that the lists gave. Each question is asked once.
 */
#include "parser/records.h"

#include "parser/records/names.h"

#include <string.h>

enum { PEOPLE_MAX = 400, NAMES_MAX = 4000 }; /* beyond: too many to compare */

struct checks {
    struct mb_extract *x;
    struct mb_span *keys; /* of doc->people */
    uint32_t n;
    struct mb_span *asked; /* keys asked about */
    uint32_t nasked;
};

static bool ask_once(struct checks *c, struct mb_span key)
{
    struct mb_span *slot;

    for (uint32_t i = 0; i < c->nasked; i++)
        if (mb_span_eq(c->asked[i], key))
            return false;
    slot = mb_arena_push(c->x->arena, &c->asked, &c->nasked, sizeof *slot);
    if (slot == NULL)
        return false;
    *slot = key;
    return true;
}

static void ask(struct checks *c, enum mb_diag_code code, struct mb_range text,
                struct mb_span here, struct mb_span there)
{
    struct mb_span detail =
        mb_arena_printf(c->x->arena, MB_SPAN_FMT " / " MB_SPAN_FMT,
                        MB_SPAN_ARG(here), MB_SPAN_ARG(there));

    mb_diags_add(&c->x->doc->diags, code, text.start, text.end, detail);
}

/* Hold one name of the text against the people. */
static void check_name(struct checks *c, const struct mb_match *m)
{
    const struct mb_blocks *blocks = c->x->blocks;
    struct mb_span name = mb_span_sub(blocks->view, m->start, m->end);
    struct mb_span key = mb_name_key(name, c->x->arena);
    struct mb_range text = {mb_blocks_text_at(blocks, m->start),
                            mb_blocks_text_at(blocks, m->end)};
    uint32_t near = MB_NO_INDEX;
    uint32_t same = MB_NO_INDEX;
    uint32_t nsame = 0;

    for (uint32_t i = 0; i < c->n; i++) {
        enum mb_name_match match = mb_name_compare(key, c->keys[i]);

        if (match >= MB_NAME_COMPATIBLE) {
            if (same == MB_NO_INDEX || !mb_span_eq(c->keys[i], c->keys[same]))
                nsame++;
            same = i;
        } else if (match == MB_NAME_NEAR) {
            near = i;
        }
    }
    if (same != MB_NO_INDEX) {
        struct mb_span there = c->x->doc->people.at[same].name.s;
        struct mb_span a = mb_name_honorific(name);
        struct mb_span b = mb_name_honorific(there);

        if (nsame == 1 && a.ptr != NULL && b.ptr != NULL && !mb_span_eq(a, b)
            && ask_once(c, name))
            ask(c, MB_DIAG_HONORIFIC_VARIES, text, name, there);
        return;
    }
    if (near != MB_NO_INDEX && ask_once(c, key))
        ask(c, MB_DIAG_NAME_VARIES, text, name,
            c->x->doc->people.at[near].name.s);
}

static bool attends(const struct mb_person *p)
{
    return mb_span_eq(p->capacity.s, MB_SPAN_LIT("present"))
           || mb_span_eq(p->capacity.s, MB_SPAN_LIT("chair"))
           || mb_span_eq(p->capacity.s, MB_SPAN_LIT("substitute"));
}

static void check_voters(struct checks *c, const struct mb_vote *v,
                         const struct mb_names *names)
{
    for (uint32_t k = 0; k < names->n; k++) {
        struct mb_span key = mb_name_key(names->at[k], c->x->arena);
        bool there = false;

        for (uint32_t i = 0; i < c->n && !there; i++)
            there = attends(&c->x->doc->people.at[i])
                    && mb_name_compare(key, c->keys[i]) >= MB_NAME_NEAR;
        if (!there && key.len > 0 && ask_once(c, key))
            mb_diags_add(&c->x->doc->diags, MB_DIAG_VOTER_ABSENT,
                         v->ev.nspans > 0 ? v->ev.spans[0].start : 0,
                         v->ev.nspans > 0 ? v->ev.spans[0].end : 0,
                         names->at[k]);
    }
}

/* Voters can only be missing from a list that is there. */
static void check_votes(struct checks *c)
{
    const struct mb_document *doc = c->x->doc;
    uint32_t present = 0;

    for (uint32_t i = 0; i < c->n; i++)
        present += attends(&doc->people.at[i]);
    for (uint32_t i = 0; i < doc->votes.n && present >= 2; i++) {
        const struct mb_vote *v = &doc->votes.at[i];

        check_voters(c, v, &v->for_names);
        check_voters(c, v, &v->against_names);
        check_voters(c, v, &v->abstain_names);
    }
}

void mb_extract_name_checks(struct mb_extract *x)
{
    struct checks c = {.x = x};
    mb_finds finds = mb_rules_finds(x->rules, "titled-name");
    uint32_t seen = 0;

    c.n = x->doc->people.n < PEOPLE_MAX ? x->doc->people.n : 0;
    if (c.n == 0 || finds == MB_FINDS_NONE)
        return;
    c.keys = mb_arena_alloc(x->arena, c.n, sizeof *c.keys);
    if (c.keys == NULL)
        return;
    for (uint32_t i = 0; i < c.n; i++)
        c.keys[i] = mb_name_key(x->doc->people.at[i].name.s, x->arena);
    for (uint32_t i = 0; i < x->blocks->n && seen < NAMES_MAX; i++) {
        const struct mb_match *m = NULL;

        while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL
               && seen++ < NAMES_MAX)
            check_name(&c, m);
    }
    check_votes(&c);
}
