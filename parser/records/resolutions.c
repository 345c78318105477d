/* What was decided.
 *
 * One pass down the blocks, a block sentence by sentence. A marker ("RESOLVED
 * that", "The Board resolved:-", the label "Decision:") opens clauses: the
 * rest of its sentence or block, run-on labels in it, or the list beneath
 * (clauses.h). A sentence with an operative verb is a resolution as it
 * stands. A mover, or a motion, waits (motions.c) until something says what
 * became of it. Look-alikes are told by the section a block stands in, by what
 * stands before the operative words in their sentence, and by the name of the
 * body that acted.
 */
#include "base/date.h"
#include "parser/records/decide.h"

#include <string.h>

struct pass {
    struct mb_extract *x;
    struct mb_hits hits;
    uint8_t *stops;
    struct mb_motions_open open;
    uint32_t item, meeting;
    uint32_t next;          /* blocks before it are read */
    uint32_t item_first;    /* the item's first resolution */
    uint32_t group;         /* the first resolution of the last ones added, or
                               MB_NO_INDEX */
    uint32_t group_block;   /* the last block of these */
    struct mb_range before; /* the sentence before, if nothing took it */
};

/* The parts of a sentence that a decision is read from. */
struct piece {
    struct mb_range sentence;
    struct mb_range rest; /* from the sentence on, to the block's end */
    uint32_t block;
};

static struct mb_span view_of(const struct pass *p)
{
    return p->x->blocks->view;
}

static struct mb_resolution *resolution_at(const struct pass *p, uint32_t i)
{
    return &p->x->doc->resolutions.at[i];
}

/* --- records ------------------------------------------------------------ */

static void set_people(struct pass *p, struct mb_resolution *r,
                       const struct mb_open_motion *motion)
{
    if (r->mover.s.ptr == NULL && !mb_range_empty(motion->mover))
        r->mover =
            mb_field_words(p->x, motion->mover.start, motion->mover.end, true);
    if (r->seconder.s.ptr == NULL && !mb_range_empty(motion->seconder))
        r->seconder = mb_field_words(p->x, motion->seconder.start,
                                     motion->seconder.end, true);
}

/* The class of the first verb that a rule knows in the clause. */
static struct mb_field verb_class(struct pass *p,
                                  const struct mb_clause *clause)
{
    for (uint32_t i = 0; i < clause->nparts; i++) {
        struct mb_range r = clause->parts[i];
        const struct mb_hit *hit;
        mb_hits_read(&p->hits, mb_blocks_find(p->x->blocks, r.start));
        hit = mb_hits_first(&p->hits, MB_HIT_CLASS, r.start, r.end);
        if (hit != NULL)
            return mb_field_text(p->x, mb_hit_rule(&p->hits, hit)->value);
    }
    return (struct mb_field){MB_SPAN_NULL, NULL};
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
static struct mb_resolution *same_already(struct pass *p, struct mb_span text)
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

struct source {
    const struct mb_match *match;
    const char *rule;
    uint32_t confidence;
    bool once; /* a clause that says the same already stays the only one */
};

/* Whether the text breaks off within the clause: it is the text's last, no
 * stop and no end of line behind it. */
static bool breaks_off(const struct mb_extract *x,
                       const struct mb_clause *clause)
{
    struct mb_span text = x->blocks->text->text;
    uint32_t end = clause->parts[clause->nparts - 1].end;

    return mb_block_behind(x, clause->last) >= x->blocks->n && text.len > 0
           && text.ptr[text.len - 1] != '\n'
           && strchr(".;:!?\"')", x->blocks->view.ptr[end - 1]) == NULL
           && x->blocks->text->pages == 0;
}

static void add_clause(struct pass *p, const struct mb_clause *clause,
                       struct mb_range stem, const struct source *from,
                       const struct mb_open_motion *motion)
{
    struct mb_extract *x = p->x;
    struct mb_field text = mb_clause_text(x, clause);
    struct mb_resolution *r;

    mb_claim(x, clause->first, clause->last);
    if (text.s.len < 2 || breaks_off(x, clause))
        return;
    r = from->once ? same_already(p, text.s) : NULL;
    if (r != NULL) {
        if (motion != NULL)
            set_people(p, r, motion);
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
    if (!mb_range_empty(stem))
        r->stem = mb_field_words(x, stem.start, stem.end, true);
    r->verb = verb_class(p, clause);
    r->outcome = mb_field_text(x, outcome_of(r->verb.s));
    if (motion != NULL)
        set_people(p, r, motion);
    mb_clause_evidence(x, clause, from->match, from->rule, from->confidence,
                       &r->ev);
}

/* Whether what is added may repeat what stands in the item: a "Minutes:"
 * block behind a "Decision:" block. */
static bool may_repeat(const struct pass *p, uint32_t block)
{
    if (p->item_first == p->x->doc->resolutions.n || p->item == MB_NO_INDEX)
        return false;
    return p->group != MB_NO_INDEX
           && p->x->outline[block].section
                  != p->x->outline[p->group_block].section;
}

static void add_clauses(struct pass *p, const struct mb_clauses *list,
                        uint32_t block, struct source from)
{
    struct mb_open_motion *motion = NULL;
    uint32_t first = p->x->doc->resolutions.n;

    if (list->n == 0)
        return;
    if (p->open.n > 0) {
        struct mb_clauses all = *list;
        mb_clauses_join(p->x, (struct mb_range){0, 0}, block, &all);
        motion = mb_motion_for(p->x, &p->open,
                               mb_clause_text(p->x, &all.at[0]).s, block);
    }
    from.once = from.once || may_repeat(p, block);
    for (uint32_t i = 0; i < list->n; i++)
        add_clause(p, &list->at[i], list->stem, &from, motion);
    if (motion != NULL)
        motion->used = true;
    if (p->x->doc->resolutions.n > first)
        p->group = first;
    p->group_block = list->at[list->n - 1].last;
}

/* --- an item ends ------------------------------------------------------- */

static void motion_resolved(struct pass *p, struct mb_open_motion *m)
{
    struct source from = {m->match, "motion-carried",
                          m->state == MB_MOTION_CARRIED ? m->confidence : 70,
                          true};

    m->used = true;
    for (uint32_t i = 0; i < m->text.n; i++)
        add_clause(p, &m->text.at[i], m->text.stem, &from, m);
}

static void flush(struct pass *p)
{
    for (uint32_t i = 0; i < p->open.n; i++) {
        struct mb_open_motion *m = &p->open.at[i];
        if (m->used)
            continue;
        if (m->text.n == 0) {
            if (m->group != MB_NO_INDEX && m->state != MB_MOTION_LOST)
                for (uint32_t k = m->group; k < p->x->doc->resolutions.n; k++)
                    if (k == m->group
                        || resolution_at(p, k)->mover.s.ptr == NULL)
                        set_people(p, resolution_at(p, k), m);
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
}

/* --- look-alikes -------------------------------------------------------- */

static bool in_quotes(const struct pass *p, uint32_t block, uint32_t at)
{
    struct mb_span view = view_of(p);
    unsigned quotes = 0;

    for (uint32_t i = p->x->blocks->at[block].view_start; i < at; i++)
        quotes += view.ptr[i] == '"';
    return quotes % 2 != 0;
}

static struct mb_span last_word(struct mb_span s)
{
    s = mb_span_trim(s);
    for (size_t i = s.len; i-- > 0;)
        if (s.ptr[i] == ' ')
            return mb_span_sub(s, i + 1, s.len);
    return s;
}

static bool has_date(struct mb_span view, uint32_t start, uint32_t end)
{
    struct mb_date_found found;

    return mb_date_scan(mb_span_sub(view, start, end), 0, &found)
           && found.precision == MB_PRECISION_DAY;
}

/* Whether the body that acted is another one than whose meeting this is: its
 * name has words of its own that the meeting's body has not. */
static bool other_body(const struct pass *p, const struct piece *s,
                       const struct mb_hit *hit)
{
    struct mb_range r = mb_hit_group(&p->hits, hit, "body");
    struct mb_span name = mb_range_span(view_of(p), r), own = MB_SPAN_NULL;
    uint32_t words;

    if (mb_range_empty(r))
        return false;
    if (p->meeting != MB_NO_INDEX)
        own = p->x->doc->meetings.at[p->meeting].body.s;
    else if (p->x->doc->meetings.n == 1)
        own = p->x->doc->meetings.at[0].body.s;
    if (mb_span_istarts(name, MB_SPAN_LIT("the ")))
        name = mb_span_sub(name, 4, name.len);
    words = mb_range_words(name, (struct mb_range){0, (uint32_t)name.len});
    if (own.ptr == NULL)
        return words > 2 && has_date(view_of(p), hit->end, s->sentence.end);
    if (words < 2 || mb_span_istarts(name, MB_SPAN_LIT("all ")))
        return false;
    if (mb_span_ifind(own, name) < own.len)
        return false;
    return !(mb_span_ieq(last_word(name), MB_SPAN_LIT("council"))
             && mb_span_ifind(own, MB_SPAN_LIT("council")) < own.len)
           && mb_words_alike(name, own) < 60;
}

static bool is_lookalike(struct pass *p, const struct piece *s,
                         const struct mb_hit *hit)
{
    const struct mb_hit *guard = mb_hits_first(
        &p->hits, MB_HIT_LOOKALIKE, s->sentence.start, hit->start + 1);

    if (guard != NULL && !mb_hit_is(&p->hits, hit, "decision"))
        return true;
    if (mb_hit_is(&p->hits, hit, "recommended")
        && p->x->outline[s->block].section != MB_SECTION_DECISION)
        return true;
    return in_quotes(p, s->block, hit->start) || other_body(p, s, hit);
}

/* The first hit of a kind in the sentence that is no look-alike. */
static const struct mb_hit *real_hit(struct pass *p, const struct piece *s,
                                     enum mb_hit_kind kind)
{
    uint32_t from = s->sentence.start;
    const struct mb_hit *hit;

    while ((hit = mb_hits_first(&p->hits, kind, from, s->sentence.end))
           != NULL) {
        if (!is_lookalike(p, s, hit))
            return hit;
        from = hit->start + 1;
    }
    return NULL;
}

/* --- movers ------------------------------------------------------------- */

static uint32_t paragraph_number(const struct pass *p, uint32_t block)
{
    struct mb_span label = p->x->blocks->at[block].label;
    uint32_t n = 0;

    for (size_t i = 0; i < label.len && i < 4; i++)
        if (label.ptr[i] >= '0' && label.ptr[i] <= '9')
            n = n * 10 + (uint32_t)(label.ptr[i] - '0');
    return n;
}

/* Cut what is no part of a motion or resolution from its end: "seconded by B",
 * "all agreed", "4 votes for". */
static struct mb_range without_tail(struct pass *p, struct mb_range r)
{
    static const enum mb_hit_kind tails[] = {MB_HIT_PROPOSAL, MB_HIT_SECONDER,
                                             MB_HIT_OUTCOME, MB_HIT_VOTE,
                                             MB_HIT_VOTER};
    struct mb_span view = view_of(p);

    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        const struct mb_hit *hit =
            mb_hits_first(&p->hits, tails[i], r.start + 1, r.end);
        uint32_t at;
        if (hit == NULL)
            continue;
        at = hit->start;
        while (at > r.start && view.ptr[at - 1] == ' ')
            at--;
        /* only where something divides it from the words before */
        if (at > r.start + 1
            && (strchr(".,;-(:", view.ptr[at - 1]) != NULL
                || hit->kind == MB_HIT_PROPOSAL
                || hit->kind == MB_HIT_SECONDER))
            r.end = at;
    }
    r = mb_range_trim(view, r);
    while (r.end > r.start && strchr(",-( ", view.ptr[r.end - 1]) != NULL)
        r.end--;
    return r;
}

static struct mb_range without_that(struct mb_span view, struct mb_range r)
{
    r = mb_range_trim(view, r);
    if (mb_span_istarts(mb_range_span(view, r), MB_SPAN_LIT("that ")))
        r.start += 5;
    return mb_range_trim(view, r);
}

/* Whether words are a motion by themselves: "that … be …", "to …". Others
 * ("accepting the minutes") need their verb. */
static bool says_what(struct mb_span view, struct mb_range text)
{
    struct mb_span s = mb_range_span(view, text), before;

    before =
        mb_span_sub(view, text.start >= 5 ? text.start - 5 : 0, text.start);
    return mb_span_istarts(s, MB_SPAN_LIT("to "))
           || mb_span_istarts(s, MB_SPAN_LIT("that "))
           || mb_span_ends(before, MB_SPAN_LIT("that "));
}

/* The motion that stands beneath its mover's block, in quotes or not. */
static void motion_below(struct pass *p, struct mb_open_motion *m,
                         uint32_t block)
{
    struct mb_extract *x = p->x;
    struct mb_span view = view_of(p);
    uint32_t i = mb_block_behind(x, block);
    struct mb_range body;

    if (i >= x->blocks->n || !mb_clause_block(x, block, i))
        return;
    /* "Seconded by …" may stand between */
    if (p->stops[i]) {
        const struct mb_hit *second;
        mb_hits_read(&p->hits, i);
        second = mb_hits_first(&p->hits, MB_HIT_SECONDER,
                               x->blocks->at[i].view_start,
                               x->blocks->at[i].view_end);
        if (second == NULL)
            return;
        m->seconder = mb_hit_group(&p->hits, second, "seconder");
        p->next = i + 1;
        block = i;
        i = mb_block_behind(x, i);
        if (i >= x->blocks->n || !mb_clause_block(x, block, i) || p->stops[i])
            return;
    }
    body = (struct mb_range){x->blocks->at[i].view_body,
                             x->blocks->at[i].view_end};
    if (x->blocks->at[i].label.ptr == NULL && mb_opens_list(x, body))
        mb_clauses_below(x, i, false, p->stops, &m->text);
    if (m->text.n > 0) {
        m->text.stem = body;
    } else {
        mb_clauses_below(x, block, false, p->stops, &m->text);
        if (m->text.n > 1 && m->text.at[0].label.end == 0)
            m->text.n = 1;
        if (m->text.n > 0)
            m->text.behind = m->text.at[m->text.n - 1].last + 1;
    }
    if (m->text.n > 0) {
        struct mb_range *first = &m->text.at[0].parts[0];
        *first = mb_range_strip(view, *first, "\" ");
        p->next = m->text.behind;
    }
}

/* Remember a mover, with the motion where the match tells where it stands.
 * Returns where reading goes on. */
static uint32_t take_proposal(struct pass *p, const struct piece *s,
                              const struct mb_hit *hit)
{
    struct mb_span view = view_of(p);
    struct mb_open_motion *m =
        mb_arena_push(p->x->arena, &p->open.at, &p->open.n, sizeof *m);
    struct mb_range text = mb_hit_group(&p->hits, hit, "text");
    uint32_t behind = hit->end;

    if (m == NULL)
        return s->sentence.end;
    m->match = hit->match;
    m->mover = mb_hit_group(&p->hits, hit, "mover");
    m->seconder = mb_hit_group(&p->hits, hit, "seconder");
    m->block = s->block;
    m->paragraph = paragraph_number(p, s->block);
    m->group = MB_NO_INDEX;
    m->confidence = mb_hit_rule(&p->hits, hit)->confidence;
    m->amendment =
        mb_hits_first(&p->hits, MB_HIT_AMENDMENT, s->sentence.start, hit->end)
        != NULL;
    m->passive = mb_span_eq(mb_hit_rule(&p->hits, hit)->name,
                            MB_SPAN_LIT("moved-by-that"));
    if (p->group != MB_NO_INDEX && s->block <= p->group_block + 1)
        m->group = p->group;
    if (mb_hit_is(&p->hits, hit, "that")) {
        text = (struct mb_range){hit->end, s->sentence.end};
        text = without_that(view, without_tail(p, text));
        behind = s->sentence.end;
        if (mb_opens_list(p->x, text)) {
            m->text.stem = text;
            motion_below(p, m, s->block);
            return behind;
        }
    } else if (mb_hit_is(&p->hits, hit, "below")) {
        motion_below(p, m, s->block);
        return behind;
    }
    if (!mb_range_empty(text) && !says_what(view, text))
        text = without_tail(p, (struct mb_range){hit->start, s->sentence.end});
    else
        text = mb_range_strip(view, without_that(view, text), "\" ");
    if (mb_range_words(view, text) > 1)
        mb_clause_add(p->x, &m->text, text, s->block);
    return behind;
}

/* Every mover in the sentence before `to`. */
static void take_proposals(struct pass *p, const struct piece *s, uint32_t to)
{
    uint32_t from = s->sentence.start;
    const struct mb_hit *hit;

    while ((hit = mb_hits_first(&p->hits, MB_HIT_PROPOSAL, from, to)) != NULL) {
        struct mb_open_motion *m;
        if (mb_hit_is(&p->hits, hit, "that") && hit->end < to) {
            /* the motion goes no further than the marker */
            struct piece cut = *s;
            cut.sentence.end = to;
            (void)take_proposal(p, &cut, hit);
        } else {
            (void)take_proposal(p, s, hit);
        }
        m = p->open.n > 0 ? &p->open.at[p->open.n - 1] : NULL;
        if (m != NULL)
            m->group = MB_NO_INDEX;
        from = hit->end;
    }
}

static void take_seconder(struct pass *p, const struct mb_hit *hit)
{
    if (p->open.n > 0 && mb_range_empty(p->open.at[p->open.n - 1].seconder))
        p->open.at[p->open.n - 1].seconder =
            mb_hit_group(&p->hits, hit, "seconder");
}

/* --- markers ------------------------------------------------------------ */

/* Whether the words name things that belong to the resolution: "the following
 * Members", "the following accounts"; not "the following actions". */
static bool lists_things(struct mb_span words)
{
    static const char *const not_things[] = {"action",   "recommend",  "step",
                                             "decision", "resolution", ":",
                                             "-",        "measure"};
    size_t at = mb_span_ifind(words, MB_SPAN_LIT("the following"));
    struct mb_span behind;

    if (at == words.len)
        return false;
    behind = mb_span_trim(mb_span_sub(words, at + 13, words.len));
    if (behind.len == 0)
        return false;
    for (size_t i = 0; i < sizeof not_things / sizeof not_things[0]; i++)
        if (mb_span_istarts(behind, mb_span_str(not_things[i])))
            return false;
    return true;
}

/* Whether a stem decides something itself: "… BE PERMITTED with the following
 * conditions:". */
static bool stem_decides(struct mb_span words)
{
    size_t at = mb_span_find(words, MB_SPAN_LIT(" BE "));

    return at + 6 < words.len && words.ptr[at + 4] >= 'A'
           && words.ptr[at + 4] <= 'Z' && words.ptr[at + 5] >= 'A'
           && words.ptr[at + 5] <= 'Z';
}

/* Whether a block beneath a decision's label can be a clause of it. */
static bool may_decide(const struct pass *p, uint32_t i)
{
    struct mb_span view = view_of(p);
    const struct mb_block *b = &p->x->blocks->at[i];
    struct mb_range r =
        mb_range_trim(view, (struct mb_range){b->view_body, b->view_end});
    struct mb_span s = mb_range_span(view, r);

    if (b->label.ptr != NULL || b->kind == MB_BLOCK_LIST_ITEM)
        return true;
    if (mb_span_istarts(s, MB_SPAN_LIT("note:"))
        || mb_span_istarts(s, MB_SPAN_LIT("(")))
        return false;
    return mb_range_words(view, r) > 3
           && (strchr(".;:", view.ptr[r.end - 1]) != NULL
               || mb_span_istarts(s, MB_SPAN_LIT("that "))
               || mb_span_istarts(s, MB_SPAN_LIT("to "))
               || (s.len > 3 && s.ptr[1] >= 'A' && s.ptr[1] <= 'Z'
                   && s.ptr[2] >= 'A' && s.ptr[2] <= 'Z'));
}

/* The list beneath `block`, whose words `head` opened it. */
static void list_below(struct pass *p, uint32_t block, struct mb_range head,
                       bool all, struct mb_clauses *list)
{
    struct mb_span words = mb_range_span(view_of(p), head);
    bool things = lists_things(words);

    mb_clauses_below(p->x, block, all || things, p->stops, list);
    for (uint32_t k = 1; all && !things && k < list->n; k++)
        if (!may_decide(p, list->at[k].first)) {
            list->n = k;
            list->behind = list->at[k].first;
        }
    if (list->n == 0) {
        if (mb_range_words(view_of(p), head) > 1)
            mb_clause_add(p->x, list, head, block);
        return;
    }
    if (things && list->at[0].label.end == 0) {
        mb_clauses_join(p->x, head, block, list);
        return;
    }
    if (stem_decides(words)) {
        struct mb_clauses both = {.behind = list->behind, .stem = list->stem};
        mb_clause_add(p->x, &both, head, block);
        for (uint32_t i = 0; i < list->n; i++) {
            struct mb_clause *c =
                mb_arena_push(p->x->arena, &both.at, &both.n, sizeof *c);
            if (c != NULL)
                *c = list->at[i];
        }
        *list = both;
        return;
    }
    if (mb_range_empty(list->stem))
        list->stem = mb_range_trim(view_of(p), head);
    if (list->n == 1 && mb_range_empty(list->at[0].label)
        && list->at[0].nparts > 0)
        list->at[0].parts[0] = without_that(view_of(p), list->at[0].parts[0]);
}

/* A marker right behind another one ("Decision: The Board resolved that"). */
static const struct mb_hit *inner_marker(struct pass *p,
                                         const struct mb_hit *hit)
{
    const struct mb_hit *inner =
        mb_hits_first(&p->hits, MB_HIT_MARKER, hit->start + 1, hit->end + 30);

    if (inner == NULL || inner->end <= hit->end)
        return NULL;
    if (inner->start > hit->end + 2
        && memchr(view_of(p).ptr + hit->end, '.', inner->start - hit->end)
               != NULL)
        return NULL;
    return inner->start <= hit->end + 2 || mb_hit_is(&p->hits, hit, "decision")
               ? inner
               : NULL;
}

/* How far the words behind a marker go. */
static uint32_t marker_reach(struct pass *p, const struct piece *s,
                             const struct mb_hit *hit)
{
    struct mb_span view = view_of(p);
    struct mb_span line = mb_range_span(
        view,
        (struct mb_range){hit->start >= 5 ? hit->start - 5 : 0, hit->start});

    if (mb_hit_is(&p->hits, hit, "sentence")) {
        const struct mb_hit *next = mb_hits_first(
            &p->hits, MB_HIT_MARKER, hit->end + 8, s->sentence.end);
        /* a line without a stop: "… to pay A The Council resolved to pay B" */
        if (next != NULL && view.ptr[next->start] >= 'A'
            && view.ptr[next->start] <= 'Z')
            return next->start;
        return s->sentence.end;
    }
    if (mb_span_ends(line, MB_SPAN_LIT("was ")) && s->sentence.end < s->rest.end
        && mb_hits_first(&p->hits, MB_HIT_MARKER, hit->end, s->rest.end) == NULL
        && view.ptr[hit->end - 1] != ':')
        return s->sentence.end;
    return s->rest.end;
}

/* The sentences of r up to one that begins with a tail, a mover or a marker. */
static struct mb_range up_to_tail(struct pass *p, struct mb_range r)
{
    struct mb_span view = view_of(p);
    struct mb_range s = {0, r.start};
    uint32_t end = r.start;

    while (mb_sentence_next(view, r, &s)) {
        const struct mb_hit *hit = NULL;
        for (uint32_t i = 0; i < p->hits.n && hit == NULL; i++) {
            const struct mb_hit *h = &p->hits.at[i];
            if (h->start >= s.start && h->start < s.start + 14
                && h->start > r.start
                && (h->kind == MB_HIT_PROPOSAL || h->kind == MB_HIT_OUTCOME
                    || h->kind == MB_HIT_MARKER || h->kind == MB_HIT_VOTE
                    || h->kind == MB_HIT_SECONDER || h->kind == MB_HIT_ACTION
                    || h->kind == MB_HIT_VOTER))
                hit = h;
        }
        if (hit != NULL && end > r.start)
            break;
        end = s.end;
    }
    return without_tail(p, (struct mb_range){r.start, end});
}

/* The mover named between a marker and what was decided: "it was agreed on
 * the proposal of A, seconded by B, to adjourn". */
static uint32_t skip_mover(struct pass *p, const struct piece *s,
                           const struct mb_hit *hit)
{
    struct mb_span view = view_of(p);
    const struct mb_hit *mover =
        mb_hits_first(&p->hits, MB_HIT_PROPOSAL, hit->end, hit->end + 4);
    uint32_t at;

    if (mover == NULL || mb_hit_is(&p->hits, mover, "that"))
        return hit->end;
    at = take_proposal(p, s, mover);
    while (at < s->rest.end && strchr(" ,", view.ptr[at]) != NULL)
        at++;
    if (mb_span_istarts(mb_span_sub(view, at, s->rest.end),
                        MB_SPAN_LIT("that ")))
        at += 5;
    return at;
}

/* Too few words behind a marker say nothing: the sentence stays whole. */
static struct mb_range whole_if_short(const struct pass *p,
                                      const struct piece *s,
                                      const struct mb_hit *hit,
                                      struct mb_range r)
{
    struct mb_range before = {s->sentence.start, hit->start};

    if (mb_range_words(view_of(p), r) > 3
        || mb_range_words(view_of(p), before) < 4
        || hit->start < s->sentence.start)
        return r;
    return (struct mb_range){s->sentence.start, r.end};
}

static uint32_t take_marker(struct pass *p, const struct piece *s,
                            const struct mb_hit *hit)
{
    struct mb_span view = view_of(p);
    struct mb_clauses list = {.behind = s->block + 1};
    struct source from = {hit->match, NULL, 0, false};
    const struct mb_hit *inner;
    struct mb_range r;
    bool all = mb_hit_is(&p->hits, hit, "decision")
               || p->x->outline[s->block].section == MB_SECTION_DECISION;

    take_proposals(p, s, hit->start);
    mb_hits_read(&p->hits, s->block);
    while ((inner = inner_marker(p, hit)) != NULL)
        hit = inner;
    from.match = hit->match;
    from.confidence = mb_hit_rule(&p->hits, hit)->confidence;
    from.once = mb_hit_is(&p->hits, hit, "amended");
    r.start = skip_mover(p, s, hit);
    r.end = marker_reach(p, s, hit);
    if (r.start > r.end)
        r.end = r.start;
    all = all
          || mb_span_eq(mb_hit_rule(&p->hits, hit)->name,
                        MB_SPAN_LIT("member-agrees"));
    if (r.end == s->rest.end && mb_opens_list(p->x, r)) {
        list_below(p, s->block, r, all, &list);
        p->next = list.behind > p->next ? list.behind : p->next;
    } else if (!mb_clauses_run_on(p->x, r, s->block, &list)) {
        r = up_to_tail(p, r);
        mb_clause_add(p->x, &list, whole_if_short(p, s, hit, r), s->block);
        add_clauses(p, &list, s->block, from);
        return mb_range_trim(view, r).end;
    } else {
        struct mb_range *last = &list.at[list.n - 1].parts[0];
        *last = up_to_tail(p, *last);
        add_clauses(p, &list, s->block, from);
        return last->end;
    }
    add_clauses(p, &list, s->block, from);
    return s->rest.end;
}

/* --- sentences that decide ---------------------------------------------- */

/* Where the clause of a passive begins within a longer sentence: behind the
 * last "and" or comma before its subject. */
static uint32_t clause_start(const struct pass *p, const struct piece *s,
                             uint32_t subject)
{
    struct mb_span view = view_of(p);
    struct mb_span before = mb_span_sub(view, s->sentence.start, subject);
    static const char *const articles[] = {"the ", "a ",   "an ",    "all ",
                                           "his ", "her ", "these ", "this "};
    size_t at = before.len;

    for (size_t i = 0; i < sizeof articles / sizeof articles[0]; i++) {
        struct mb_span word = mb_span_str(articles[i]);
        if (mb_span_ends(before, word))
            at = before.len - word.len;
    }
    before.len = at;
    if (mb_span_ends(before, MB_SPAN_LIT(" and "))
        && mb_range_words(view, (struct mb_range){s->sentence.start, subject})
               > 6)
        return s->sentence.start + (uint32_t)at;
    return s->sentence.start;
}

static uint32_t take_sentence(struct pass *p, const struct piece *s,
                              const struct mb_hit *hit)
{
    struct mb_range r = s->sentence;
    struct mb_clauses list = {.behind = s->block + 1};
    struct source from = {hit->match, NULL,
                          mb_hit_rule(&p->hits, hit)->confidence, false};
    struct mb_range subject = mb_hit_group(&p->hits, hit, "subject");
    struct mb_span name = mb_hit_rule(&p->hits, hit)->name;

    take_proposals(p, s, hit->end);
    mb_hits_read(&p->hits, s->block);
    if (r.start == p->x->blocks->at[s->block].view_start)
        r.start = p->x->blocks->at[s->block].view_body;
    if (!mb_range_empty(subject))
        r.start = subject.start;
    else if (mb_span_eq(name, MB_SPAN_LIT("clerk-instructed"))
             || mb_span_eq(name, MB_SPAN_LIT("was-elected")))
        r.start = hit->start > r.start ? hit->start : r.start;
    else if (hit->kind == MB_HIT_PASSIVE)
        r.start = clause_start(p, s, hit->start);
    if (mb_opens_list(p->x, r) && r.end == s->rest.end) {
        list_below(p, s->block, r, false, &list);
        p->next = list.behind > p->next ? list.behind : p->next;
    } else {
        struct mb_range cut = {hit->end - 1, r.end};
        cut = without_tail(p, cut);
        r.end = cut.end > hit->end ? cut.end : hit->end;
        if (r.end < s->sentence.end && view_of(p).ptr[r.end] == '.')
            r.end++;
        mb_clause_add(p->x, &list, r, s->block);
    }
    add_clauses(p, &list, s->block, from);
    return r.end;
}

/* A sentence with a mover that carried says what was decided before or behind
 * the mover's name, or in the sentence before. */
static void carried_at_once(struct pass *p, const struct piece *s,
                            const struct mb_hit *mover)
{
    struct mb_span view = view_of(p);
    struct mb_open_motion *m = &p->open.at[p->open.n - 1];
    struct mb_range before = {s->sentence.start, mover->start};
    struct mb_span words;

    before = mb_range_strip(view, before, " ,;-:(");
    words = mb_range_span(view, before);
    if (mb_range_words(view, before) == 0) {
        if (m->group == MB_NO_INDEX && !mb_range_empty(p->before))
            mb_clause_add(p->x, &m->text, p->before, s->block);
        else if (m->group == MB_NO_INDEX)
            mb_clause_add(p->x, &m->text, s->sentence, s->block);
    } else if (mb_span_ends(words, MB_SPAN_LIT(" was"))
               || mb_span_ends(words, MB_SPAN_LIT(" were"))
               || mb_span_ends(words, MB_SPAN_LIT(" is"))) {
        if (mb_range_words(view, before) > 2)
            mb_clause_add(p->x, &m->text, s->sentence, s->block);
    } else if (mb_range_words(view, before) > 1) {
        mb_clause_add(p->x, &m->text, before, s->block);
    } else {
        mb_clause_add(p->x, &m->text, s->sentence, s->block);
    }
    m->confidence = m->confidence < 75 ? m->confidence : 75;
}

static void take_outcome(struct pass *p, const struct piece *s,
                         const struct mb_hit *hit)
{
    struct mb_open_motion *m =
        mb_motion_voted_on(&p->hits, &p->open, s->sentence);

    if (m == NULL)
        return;
    if (mb_hit_is(&p->hits, hit, "carried"))
        m->state = MB_MOTION_CARRIED;
    else
        m->state = MB_MOTION_LOST;
    /* "Proposed: A. Seconded: B. Carried" says it all where nothing else is
     * said of the item */
    if (m->text.n == 0 && m->group == MB_NO_INDEX && m->block == s->block
        && m->match->start < s->sentence.start) {
        mb_clause_add(p->x, &m->text,
                      (struct mb_range){m->match->start, s->sentence.end},
                      s->block);
        m->confidence = 60;
    }
}

/* --- blocks ------------------------------------------------------------- */

static const struct mb_hit *operative_sentence(struct pass *p,
                                               const struct piece *s)
{
    const struct mb_hit *hit = real_hit(p, s, MB_HIT_VERB);

    if (hit == NULL)
        hit = real_hit(p, s, MB_HIT_PASSIVE);
    if (hit == NULL)
        hit = real_hit(p, s, MB_HIT_BARE);
    return hit;
}

static uint32_t read_sentence(struct pass *p, const struct piece *s)
{
    const struct mb_hit *marker = real_hit(p, s, MB_HIT_MARKER);
    const struct mb_hit *mover = mb_hits_first(
        &p->hits, MB_HIT_PROPOSAL, s->sentence.start, s->sentence.end);
    const struct mb_hit *outcome = mb_hits_first(
        &p->hits, MB_HIT_OUTCOME, s->sentence.start, s->sentence.end);
    const struct mb_hit *second = mb_hits_first(
        &p->hits, MB_HIT_SECONDER, s->sentence.start, s->sentence.end);
    const struct mb_hit *verb;
    uint32_t behind = s->sentence.end;
    bool lost = outcome != NULL && mb_hit_is(&p->hits, outcome, "lost");

    if (marker != NULL && !lost)
        return take_marker(p, s, marker);
    verb = operative_sentence(p, s);
    if (verb != NULL && !lost
        && (outcome == NULL || verb->kind != MB_HIT_BARE || p->open.n == 0))
        return take_sentence(p, s, verb);
    if (mover != NULL) {
        uint32_t n = p->open.n;
        (void)take_proposal(p, s, mover);
        mb_hits_read(&p->hits, s->block);
        if (p->open.n > n && p->open.at[n].text.n == 0 && outcome != NULL
            && !lost && !mb_hit_is(&p->hits, mover, "below"))
            carried_at_once(p, s, mover);
    } else if (second != NULL) {
        take_seconder(p, second);
    }
    if (outcome != NULL)
        take_outcome(p, s, outcome);
    return behind;
}

/* Read the sentences of one cell, or of a whole block. */
static void read_cell(struct pass *p, uint32_t i, struct mb_range cell)
{
    const struct mb_block *b = &p->x->blocks->at[i];
    struct piece s = {.sentence = {0, cell.start}, .block = i};

    while (mb_sentence_next(view_of(p), cell, &s.sentence)) {
        struct mb_range whole = s.sentence;
        uint32_t n = p->x->doc->resolutions.n, motions = p->open.n, behind;
        /* a line's label belongs to its first sentence for `^` rules */
        if (s.sentence.start == b->view_body)
            s.sentence.start = b->view_start;
        s.rest = (struct mb_range){s.sentence.start, cell.end};
        behind = read_sentence(p, &s);
        mb_hits_read(&p->hits, i);
        p->before = n == p->x->doc->resolutions.n && motions == p->open.n
                        ? whole
                        : (struct mb_range){0, 0};
        s.sentence.end = behind > whole.start ? behind : whole.end;
    }
}

/* A decision that stands behind its label in the same block. */
static bool read_labelled_decision(struct pass *p, uint32_t i,
                                   struct mb_range r)
{
    struct mb_clauses list = {.behind = i + 1};
    struct source from = {NULL, "decision-section", 85, false};
    struct piece s = {{r.start, r.end}, r, i};

    r = mb_range_strip(view_of(p), r, " \t");
    if (p->x->outline[i].section != MB_SECTION_DECISION
        || mb_range_words(view_of(p), r) < 5
        || real_hit(p, &s, MB_HIT_MARKER) != NULL)
        return false;
    mb_clause_add(p->x, &list, without_that(view_of(p), r), i);
    add_clauses(p, &list, i, from);
    return true;
}

static void read_block(struct pass *p, uint32_t i)
{
    const struct mb_outline_block *o = &p->x->outline[i];
    const struct mb_block *b = &p->x->blocks->at[i];
    uint32_t start = o->label_end > b->view_body ? o->label_end : b->view_body;
    struct mb_range cell = {start, start};

    mb_hits_read(&p->hits, i);
    p->before = (struct mb_range){0, 0};
    /* a marker may begin at the label itself ("Decision: …") */
    if (o->role == MB_ROLE_LABEL) {
        if (mb_hits_first(&p->hits, MB_HIT_MARKER, b->view_start,
                          b->view_body + 1)
            != NULL)
            cell.start = b->view_start;
        else if (read_labelled_decision(p, i,
                                        (struct mb_range){start, b->view_end}))
            return;
    }
    if (p->hits.n == 0)
        return;
    while (cell.start < b->view_end) {
        cell.end = cell.start;
        while (cell.end < b->view_end && view_of(p).ptr[cell.end] != '\t')
            cell.end++;
        read_cell(p, i, cell);
        cell.start = cell.end + 1;
    }
}

/* Blocks under the label "Decision:" that no rule explains are the decision
 * as they stand. */
static void read_decision(struct pass *p, uint32_t label)
{
    struct mb_clauses list = {0};
    struct source from = {NULL, "decision-section", 85, false};
    struct mb_span name = mb_span_trim(mb_block_body(p->x->blocks, label));
    uint32_t i = mb_block_behind(p->x, label), above = label;

    if (mb_span_ieq(name, MB_SPAN_LIT("decisions")))
        return;
    for (; i < p->x->blocks->n && mb_clause_block(p->x, label, i);
         above = i, i = mb_block_behind(p->x, i)) {
        const struct mb_block *b = &p->x->blocks->at[i];
        struct piece s = {
            {b->view_start, b->view_end}, {b->view_start, b->view_end}, i};
        mb_hits_read(&p->hits, i);
        if (real_hit(p, &s, MB_HIT_MARKER) != NULL
            || operative_sentence(p, &s) != NULL || p->stops[i])
            return;
        if (mb_range_words(view_of(p), s.rest) > 2)
            break;
    }
    if (i >= p->x->blocks->n || !mb_clause_block(p->x, label, i)
        || !may_decide(p, i))
        return;
    mb_clauses_below(p->x, above, true, p->stops, &list);
    for (uint32_t k = 1; k < list.n; k++)
        if (!may_decide(p, list.at[k].first)) {
            list.n = k;
            list.behind = list.at[k].first;
        }
    if (list.n == 0)
        return;
    p->next = list.behind;
    add_clauses(p, &list, i, from);
}

static bool readable(const struct mb_outline_block *o)
{
    switch ((enum mb_section)o->section) {
    case MB_SECTION_RECOMMENDATION:
    case MB_SECTION_REASONS:
    case MB_SECTION_ALTERNATIVES:
    case MB_SECTION_BACKGROUND:
    case MB_SECTION_FIELDS:
    case MB_SECTION_DOCUMENTS:
    case MB_SECTION_ACTIONS:
        return false;
    case MB_SECTION_NONE:
    case MB_SECTION_HEADER:
    case MB_SECTION_ATTENDANCE:
    case MB_SECTION_MINUTES:
    case MB_SECTION_DECISION:
    case MB_SECTION_DECLARATIONS:
    case MB_SECTION_VOTE:
    case MB_SECTION_CLOSING:
    case MB_SECTION_COUNT:
        break;
    }
    return o->role != MB_ROLE_FURNITURE && o->role != MB_ROLE_TITLE;
}

static bool gives_resolutions(enum mb_doc_kind kind)
{
    return kind != MB_DOC_REPORT && kind != MB_DOC_OTHER
           && kind != MB_DOC_AGENDA && kind != MB_DOC_FORWARD_PLAN;
}

void mb_extract_resolutions(struct mb_extract *x)
{
    struct pass p = {.x = x,
                     .item = MB_NO_INDEX,
                     .meeting = MB_NO_INDEX,
                     .group = MB_NO_INDEX};

    if (!gives_resolutions(x->doc->kind) || !mb_hits_init(&p.hits, x))
        return;
    p.stops = mb_hits_stops(&p.hits);
    if (p.stops == NULL)
        return;
    p.item_first = x->doc->resolutions.n;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_outline_block *o = &x->outline[i];
        if (x->blocks->at[i].kind == MB_BLOCK_FURNITURE)
            continue;
        if (o->item != p.item || o->meeting != p.meeting) {
            flush(&p);
            p.item = o->item;
            p.meeting = o->meeting;
        }
        if (i < p.next || !readable(o))
            continue;
        if (o->role == MB_ROLE_LABEL && o->section == MB_SECTION_DECISION
            && o->label_end >= x->blocks->at[i].view_end)
            read_decision(&p, i);
        else
            read_block(&p, i);
    }
    flush(&p);
}
