/* Making the records: a clause becomes a resolution with its item, label, verb
 * class and mover; what says the same as a "Decision:" block above it only adds
 * to that; and at an item's end the motions that wait become resolutions, or
 * motions of the document.
 */
#include "parser/records/decide.h"

#include <string.h>

static struct mb_resolution *resolution_at(const struct mb_decide *p,
                                           uint32_t i)
{
    return &p->x->doc->resolutions.at[i];
}

static void set_people(struct mb_decide *p, struct mb_resolution *r,
                       const struct mb_open_motion *motion)
{
    if (r->mover.s.ptr == NULL && !mb_range_empty(motion->mover))
        r->mover =
            mb_field_words(p->x, motion->mover.start, motion->mover.end, true);
    if (r->seconder.s.ptr == NULL && !mb_range_empty(motion->seconder))
        r->seconder = mb_field_words(p->x, motion->seconder.start,
                                     motion->seconder.end, true);
}

/* What a marker says of all its clauses: "RECOMMENDED TO COUNCIL:". */
static bool recommends(const struct mb_decide *p, const struct mb_match *match)
{
    return match != NULL
           && mb_span_eq(mb_rules_at(p->x->rules, match->rule)->value,
                         MB_SPAN_LIT("recommend"));
}

/* The class of the first verb that a rule knows in the clause; what is
 * resolved in other words ("award a contract") is agreed. */
static struct mb_field verb_class(struct mb_decide *p,
                                  const struct mb_clause *clause,
                                  const struct mb_match *match)
{
    if (recommends(p, match))
        return mb_field_text(p->x, MB_SPAN_LIT("recommend"));
    for (uint32_t i = 0; i < clause->nparts; i++) {
        struct mb_range r = clause->parts[i];
        const struct mb_hit *hit;
        mb_hits_read(&p->hits, mb_blocks_find(p->x->blocks, r.start));
        hit = mb_hits_first(&p->hits, MB_HIT_CLASS, r.start, r.end);
        if (hit != NULL)
            return mb_field_text(p->x, mb_hit_rule(&p->hits, hit)->value);
    }
    return mb_field_text(p->x, MB_SPAN_LIT("agree"));
}

static struct mb_span outcome_of(struct mb_span verb)
{
    static const char *const table[][2] = {
        {"defer", "deferred"},
        {"withdraw", "withdrawn"},
        {"refer", "referred"},
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (mb_span_eq(verb, mb_span_str(table[i][0])))
            return mb_span_str(table[i][1]);
    return MB_SPAN_LIT("carried");
}

/* The resolution of this item that says the same already, or NULL. */
static struct mb_resolution *same_already(struct mb_decide *p,
                                          struct mb_span text)
{
    for (uint32_t i = p->item_first; i < p->x->doc->resolutions.n; i++) {
        struct mb_span old = resolution_at(p, i)->text.s;
        /* a text cut off by the page ("… view the full minutes") */
        if (mb_words_alike(old, text) >= 90
            || (text.len > 40
                && mb_span_istarts(old, mb_span_sub(text, 0, 40))))
            return resolution_at(p, i);
    }
    return NULL;
}

static bool ends_in_stop(const struct mb_extract *x,
                         const struct mb_clause *clause)
{
    uint32_t end = clause->parts[clause->nparts - 1].end;

    return strchr(".;:!?\"')", x->blocks->view.ptr[end - 1]) != NULL;
}

/* Whether the text breaks off within the clause: it is the text's last and has
 * no stop, though the clause before it has one. */
static bool breaks_off(const struct mb_extract *x,
                       const struct mb_clauses *list, uint32_t i)
{
    const struct mb_clause *clause = &list->at[i];

    return mb_block_behind(x, clause->last) >= x->blocks->n
           && mb_range_words(x->blocks->view, clause->parts[clause->nparts - 1])
                  > (mb_range_empty(clause->label) ? 20u : 5u)
           && !ends_in_stop(x, clause)
           && (i == 0 || ends_in_stop(x, &list->at[i - 1]))
           && x->blocks->text->pages == 0;
}

static void add_clause(struct mb_decide *p, const struct mb_clauses *list,
                       uint32_t i, const struct mb_operative *from,
                       const struct mb_open_motion *motion)
{
    struct mb_extract *x = p->x;
    const struct mb_clause *clause = &list->at[i];
    struct mb_field text = mb_clause_text(x, clause);
    struct mb_resolution *r;

    mb_claim(x, clause->first, clause->last);
    if (text.s.len < 2 || breaks_off(x, list, i))
        return;
    r = from->once ? same_already(p, text.s) : NULL;
    if (r != NULL) {
        if (motion != NULL && motion->text.n > 0 && motion->used) {
            r->mover = r->seconder = (struct mb_field){MB_SPAN_NULL, NULL};
            set_people(p, r, motion);
        } else if (motion != NULL) {
            set_people(p, r, motion);
        }
        return;
    }
    r = mb_record_add(x->doc, MB_KIND_RESOLUTIONS);
    if (r == NULL)
        return;
    r->text = text;
    r->item = mb_item_number(x, p->item);
    r->item_index = p->item;
    r->meeting = p->meeting;
    if (p->item != MB_NO_INDEX)
        r->restricted = x->doc->items.at[p->item].restricted;
    if (!mb_range_empty(clause->label))
        r->label =
            mb_field_words(x, clause->label.start, clause->label.end, false);
    if (!mb_range_empty(list->stem))
        r->stem = mb_field_words(x, list->stem.start, list->stem.end, true);
    r->verb = verb_class(p, clause, from->match);
    r->outcome = mb_field_text(x, outcome_of(r->verb.s));
    if (motion != NULL)
        set_people(p, r, motion);
    mb_clause_evidence(x, clause, from->match, from->rule, from->confidence,
                       &r->ev);
}

/* Whether what is added may repeat what stands in the item: a "Minutes:"
 * block behind a "Decision:" block. */
static bool may_repeat(const struct mb_decide *p, uint32_t block)
{
    if (p->item_first == p->x->doc->resolutions.n)
        return false;
    return p->group != MB_NO_INDEX
           && p->x->outline[block].section
                  != p->x->outline[p->group_block].section;
}

void mb_resolved_add(struct mb_decide *p, const struct mb_clauses *list,
                     uint32_t block, struct mb_operative from)
{
    struct mb_open_motion *motion = NULL;
    uint32_t first = p->x->doc->resolutions.n;

    if (list->n == 0)
        return;
    if (p->open.n > 0) {
        struct mb_clauses all = *list;
        mb_clauses_join(p->x, (struct mb_range){0, 0}, block, &all);
        motion =
            mb_motion_for(p->x, &p->open, mb_clause_text(p->x, &all.at[0]).s,
                          block, from.near);
    }
    from.once = from.once || may_repeat(p, block);
    for (uint32_t i = 0; i < list->n; i++)
        add_clause(p, list, i, &from, motion);
    if (motion != NULL)
        motion->used = true;
    if (p->x->doc->resolutions.n > first)
        p->group = first;
    p->group_block = list->at[list->n - 1].last;
}

void mb_resolved_people(struct mb_decide *p,
                        const struct mb_open_motion *motion)
{
    for (uint32_t k = motion->group; k < p->x->doc->resolutions.n; k++)
        set_people(p, resolution_at(p, k), motion);
}

static void motion_resolved(struct mb_decide *p, struct mb_open_motion *m)
{
    struct mb_operative from = {
        .match = m->match,
        .confidence = m->state == MB_MOTION_CARRIED ? m->confidence : 70,
        .once = true};

    m->used = true;
    for (uint32_t i = 0; i < m->text.n; i++)
        add_clause(p, &m->text, i, &from, m);
}

/* Whether what was resolved behind a motion took its place: an amendment, or
 * a motion of several clauses. */
static bool is_superseded(const struct mb_decide *p,
                          const struct mb_open_motion *m)
{
    return p->marked != MB_NO_INDEX && p->marked > m->block
           && (m->amendment || m->text.n > 1);
}

void mb_resolved_flush(struct mb_decide *p)
{
    for (uint32_t i = 0; i < p->open.n; i++) {
        struct mb_open_motion *m = &p->open.at[i];
        if (m->used)
            continue;
        if (m->text.n == 0) {
            if (m->group != MB_NO_INDEX && m->state != MB_MOTION_LOST)
                mb_resolved_people(p, m);
        } else if (is_superseded(p, m)) {
            mb_motion_record(p->x, m, p->item);
        } else if (m->state == MB_MOTION_CARRIED
                   || (m->state == MB_MOTION_OPEN && m->passive)) {
            motion_resolved(p, m);
        } else {
            mb_motion_record(p->x, m, p->item);
        }
    }
    p->open.n = 0;
    p->open.at = NULL;
    p->item_first = p->x->doc->resolutions.n;
    p->group = MB_NO_INDEX;
    p->marked = MB_NO_INDEX;
}
