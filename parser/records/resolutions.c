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
#include "parser/labels.h"
#include "parser/records/decide.h"

static bool says_agreed(const struct mb_decide *p, const struct mb_hit *hit)
{
    struct mb_span s = mb_span_sub(mb_decide_view(p), hit->start, hit->end);

    return mb_span_ifind(s, MB_SPAN_LIT("agreed")) < s.len;
}

static const struct mb_hit *operative_sentence(struct mb_decide *p,
                                               const struct mb_piece *s)
{
    const struct mb_hit *hit = mb_real_hit(p, s, MB_HIT_VERB);

    if (hit == NULL)
        hit = mb_real_hit(p, s, MB_HIT_PASSIVE);
    if (hit == NULL && (hit = mb_real_hit(p, s, MB_HIT_BARE)) != NULL
        && mb_block_has_cells(p->x->blocks, s->block)
        && !says_agreed(p, hit)) /* a cell "Approved." says nothing alone */
        hit = NULL;
    return hit;
}

/* "… the Motion was adopted", beneath a notice of it: its words were. */
static bool adopts_notice(const struct mb_decide *p, const struct mb_piece *s,
                          const struct mb_hit *outcome)
{
    struct mb_span words = mb_range_span(mb_decide_view(p), s->sentence);
    const struct mb_open_motion *last =
        p->open.n > 0 ? &p->open.at[p->open.n - 1] : NULL;

    return outcome != NULL && last != NULL && last->notice
           && last->state == MB_MOTION_OPEN && !last->used
           && mb_span_ifind(words, MB_SPAN_LIT("the motion ")) < words.len;
}

static uint32_t read_sentence(struct mb_decide *p, const struct mb_piece *s)
{
    const struct mb_hit *marker = mb_real_hit(p, s, MB_HIT_MARKER);
    const struct mb_hit *mover = mb_hits_first(
        &p->hits, MB_HIT_PROPOSAL, s->sentence.start, s->sentence.end);
    const struct mb_hit *outcome = mb_hits_first(
        &p->hits, MB_HIT_OUTCOME, s->sentence.start, s->sentence.end);
    const struct mb_hit *second = mb_hits_first(
        &p->hits, MB_HIT_SECONDER, s->sentence.start, s->sentence.end);
    const struct mb_hit *verb, *vote;
    uint32_t behind = s->sentence.end;
    bool lost = outcome != NULL && mb_hit_is(&p->hits, outcome, "lost");

    if (marker != NULL && !lost) {
        p->marked = s->block;
        return mb_take_marker(p, s, marker);
    }
    verb = operative_sentence(p, s);
    if (verb != NULL && !lost && !adopts_notice(p, s, outcome)
        && (outcome == NULL || verb->kind != MB_HIT_BARE || p->open.n == 0))
        return mb_take_sentence(p, s, verb);
    if (mover != NULL) {
        uint32_t n = p->open.n;
        uint32_t went = mb_take_proposal(p, s, mover);
        mb_hits_read(&p->hits, s->block);
        /* a motion in quotes: what follows is a sentence of its own */
        if (went < behind && mb_hit_is(&p->hits, mover, "that"))
            return went;
        if (p->open.n > n && p->open.at[n].text.n == 0 && outcome != NULL
            && !lost && !mb_hit_is(&p->hits, mover, "below"))
            mb_carried_at_once(p, s, mover);
    } else if (second != NULL) {
        mb_take_seconder(p, second);
    }
    if (outcome != NULL)
        mb_take_outcome(p, s, outcome);
    else if (p->open.n > 0
             && (vote = mb_hits_first(&p->hits, MB_HIT_VOTE, s->sentence.start,
                                      s->sentence.end))
                    != NULL)
        mb_take_counts(p, s, vote);
    return behind;
}

/* What a list of decisions says of an item is what was decided: "Noted the
 * report.", "(1) Approved the charges." */
static bool read_deed(struct mb_decide *p, uint32_t i, struct mb_range cell)
{
    const struct mb_block *b = &p->x->blocks->at[i];
    mb_finds finds = mb_rules_finds(p->x->rules, "deed-entry");
    const struct mb_match *m = NULL;
    struct mb_clauses list = {.behind = i + 1};
    struct mb_piece s = {cell, cell, i};
    struct mb_range label = {cell.start, cell.start};
    uint32_t at = cell.start == b->view_body ? b->view_start : cell.start;

    if (p->x->doc->kind != MB_DOC_DECISION_LIST || p->item == MB_NO_INDEX)
        return false;
    while ((m = mb_matches_next(p->x->rules, p->x->matches, i, finds, m))
               != NULL
           && m->start != at)
        ;
    if (m == NULL || mb_real_hit(p, &s, MB_HIT_MARKER) != NULL)
        return false;
    if (b->view_body > b->view_start && at == b->view_start)
        label = (struct mb_range){b->view_start, b->view_body};
    else
        label.end = label.start
                    + mb_label_read(mb_range_span(mb_decide_view(p), cell)).len;
    if (label.end > cell.start)
        cell.start = label.end;
    if (cell.end == b->view_end && mb_opens_list(p->x, cell)) {
        mb_list_below(p, i, cell, false, &list);
        p->next = list.behind > p->next ? list.behind : p->next;
    } else {
        mb_clause_add(p->x, &list, cell, i);
        if (list.n > 0 && !mb_range_empty(label))
            list.at[0].label = mb_range_trim(mb_decide_view(p), label);
    }
    mb_resolved_add(p, &list, i,
                    (struct mb_operative){.match = m, .confidence = 85});
    return true;
}

/* Read the sentences of one cell, or of a whole block. */
static void read_cell(struct mb_decide *p, uint32_t i, struct mb_range cell)
{
    const struct mb_block *b = &p->x->blocks->at[i];
    struct mb_piece s = {.sentence = {0, cell.start}, .block = i};

    while (mb_sentence_next(mb_decide_view(p), cell, &s.sentence)) {
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
static bool read_labelled_decision(struct mb_decide *p, uint32_t i,
                                   struct mb_range r)
{
    struct mb_clauses list = {.behind = i + 1};
    struct mb_operative from = {.rule = "decision-section", .confidence = 85};
    struct mb_piece s = {{r.start, r.end}, r, i};

    r = mb_range_strip(mb_decide_view(p), r, " \t");
    if (p->x->blocks->at[i].mark == MB_MARK_ROW_HEAD
        || (p->x->blocks->at[i].flags & MB_MARK_TABLE_START)
        || mb_hits_first(&p->hits, MB_HIT_LOOKALIKE, r.start, r.end) != NULL)
        return false;
    if ((p->x->outline[i].section != MB_SECTION_DECISION
         && p->x->outline[i].section != MB_SECTION_RECOMMENDATION)
        || mb_range_words(mb_decide_view(p), r) < 5
        || mb_real_hit(p, &s, MB_HIT_MARKER) != NULL)
        return false;
    if (mb_clauses_from_line(p->x, r, i, p->stops, &list))
        p->next = list.behind;
    else
        mb_clause_add(p->x, &list, mb_without_that(mb_decide_view(p), r), i);
    mb_resolved_add(p, &list, i, from);
    return true;
}

static void read_decision(struct mb_decide *p, uint32_t label);

static void read_block(struct mb_decide *p, uint32_t i)
{
    const struct mb_outline_block *o = &p->x->outline[i];
    const struct mb_block *b = &p->x->blocks->at[i];
    uint32_t start = o->label_end > b->view_body ? o->label_end : b->view_body;
    struct mb_range cell = {start, start};

    mb_hits_read(&p->hits, i);
    p->before = (struct mb_range){0, 0};
    /* a marker may begin at the label itself ("Decision: …") */
    if (o->role == MB_ROLE_LABEL) {
        const struct mb_hit *label = mb_hits_first(
            &p->hits, MB_HIT_MARKER, b->view_start, b->view_body + 1);
        if (label != NULL && mb_hit_is(&p->hits, label, "decision")
            && label->end >= b->view_end) {
            read_decision(p, i);
            return;
        }
        if (mb_hits_first(&p->hits, MB_HIT_MARKER, b->view_start,
                          b->view_body + 1)
            != NULL)
            cell.start = b->view_start;
        else if (read_labelled_decision(p, i,
                                        (struct mb_range){start, b->view_end}))
            return;
    }
    if (p->hits.n == 0 && p->x->doc->kind != MB_DOC_DECISION_LIST)
        return;
    while (cell.start < b->view_end) {
        cell.end = cell.start;
        while (cell.end < b->view_end
               && mb_decide_view(p).ptr[cell.end] != '\t')
            cell.end++;
        if (!read_deed(p, i, cell))
            read_cell(p, i, cell);
        cell.start = cell.end + 1;
    }
}

/* Blocks under the label "Decision:" that no rule explains are the decision
 * as they stand. */
static void read_decision(struct mb_decide *p, uint32_t label)
{
    struct mb_clauses list = {0};
    struct mb_operative from = {.rule = "decision-section", .confidence = 85};
    struct mb_span name = mb_span_trim(mb_block_body(p->x->blocks, label));
    uint32_t i = mb_block_behind(p->x, label), above = label;

    if (mb_span_ieq(name, MB_SPAN_LIT("decisions")))
        return;
    for (; i < p->x->blocks->n && mb_clause_block(p->x, label, i);
         above = i, i = mb_block_behind(p->x, i)) {
        const struct mb_block *b = &p->x->blocks->at[i];
        struct mb_piece s = {
            {b->view_start, b->view_end}, {b->view_start, b->view_end}, i};
        mb_hits_read(&p->hits, i);
        if (mb_real_hit(p, &s, MB_HIT_MARKER) != NULL
            || operative_sentence(p, &s) != NULL || p->stops[i])
            return;
        if (mb_range_words(mb_decide_view(p), s.rest) > 2)
            break;
    }
    if (i >= p->x->blocks->n || !mb_clause_block(p->x, label, i)
        || !mb_may_decide(p, i))
        return;
    mb_clauses_below(p->x, above, true, p->stops, &list);
    for (uint32_t k = 1; k < list.n; k++)
        if (!mb_may_decide(p, list.at[k].first)) {
            list.n = k;
            list.behind = list.at[k].first;
        }
    if (list.n == 0)
        return;
    if (list.n == 1 && mb_range_empty(list.at[0].label)
        && list.at[0].nparts > 0)
        list.at[0].parts[0] =
            mb_without_that(mb_decide_view(p), list.at[0].parts[0]);
    p->next = list.behind;
    mb_resolved_add(p, &list, i, from);
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
        return false;
    case MB_SECTION_ACTIONS:
        return o->role == MB_ROLE_BODY;
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

/* A label "RECOMMENDED:" right beneath the label of a decision is what was
 * decided. */
static bool is_decided(const struct mb_extract *x, uint32_t i)
{
    const struct mb_outline_block *o = x->outline;

    return i > 0 && o[i].role == MB_ROLE_LABEL
           && o[i].section == MB_SECTION_RECOMMENDATION
           && o[i - 1].role == MB_ROLE_LABEL
           && o[i - 1].section == MB_SECTION_DECISION
           && o[i - 1].label_end >= x->blocks->at[i - 1].view_end;
}

/* "MOVED Cr A SECONDED Cr B" at a block's start, beneath the officers'
 * recommendation: from here on the meeting speaks. */
static bool begins_motion(struct mb_decide *p, uint32_t i)
{
    const struct mb_block *b = &p->x->blocks->at[i];
    const struct mb_hit *hit;

    mb_hits_read(&p->hits, i);
    hit = mb_hits_first(&p->hits, MB_HIT_PROPOSAL, b->view_start,
                        b->view_body + 1);
    return hit != NULL && !mb_range_empty(mb_hit_group(&p->hits, hit, "mover"));
}

static bool gives_resolutions(enum mb_doc_kind kind)
{
    return kind != MB_DOC_REPORT && kind != MB_DOC_OTHER
           && kind != MB_DOC_AGENDA && kind != MB_DOC_FORWARD_PLAN;
}

void mb_extract_resolutions(struct mb_extract *x)
{
    struct mb_decide p = {.x = x,
                          .item = MB_NO_INDEX,
                          .meeting = MB_NO_INDEX,
                          .group = MB_NO_INDEX,
                          .moved = MB_NO_INDEX,
                          .marked = MB_NO_INDEX};

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
            mb_resolved_flush(&p);
            p.item = o->item;
            p.meeting = o->meeting;
        }
        if (o->section == MB_SECTION_RECOMMENDATION && begins_motion(&p, i))
            p.moved = o->item;
        if (i < p.next
            || (!readable(o) && !is_decided(x, i)
                && (o->section != MB_SECTION_RECOMMENDATION
                    || p.moved == MB_NO_INDEX || p.moved != o->item)))
            continue;
        if (o->role == MB_ROLE_LABEL && o->section == MB_SECTION_DECISION
            && o->label_end >= x->blocks->at[i].view_end)
            read_decision(&p, i);
        else
            read_block(&p, i);
    }
    mb_resolved_flush(&p);
}
