/* Movers and seconders, before or behind what they moved, and the motion where
 * it stands: inside the match, behind it, or in the blocks beneath. Also what
 * becomes of a motion: told in words, by counts, or at once in its sentence.
 */
#include "parser/records/decide.h"

#include <string.h>

static uint32_t paragraph_number(const struct mb_decide *p, uint32_t block)
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
struct mb_range mb_without_tail(struct mb_decide *p, struct mb_range r)
{
    static const enum mb_hit_kind tails[] = {MB_HIT_PROPOSAL, MB_HIT_SECONDER,
                                             MB_HIT_OUTCOME, MB_HIT_VOTE,
                                             MB_HIT_VOTER};
    struct mb_span view = mb_decide_view(p);

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
                || hit->kind == MB_HIT_PROPOSAL || hit->kind == MB_HIT_SECONDER
                || mb_span_istarts(mb_span_sub(view, hit->start, hit->end),
                                   MB_SPAN_LIT("and "))))
            r.end = at;
    }
    r = mb_range_trim(view, r);
    while (r.end > r.start && strchr(",-( ", view.ptr[r.end - 1]) != NULL)
        r.end--;
    return r;
}

struct mb_range mb_without_that(struct mb_span view, struct mb_range r)
{
    r = mb_range_trim(view, r);
    if (mb_span_istarts(mb_range_span(view, r), MB_SPAN_LIT("that ")))
        r.start += 5;
    else if (mb_span_istarts(mb_range_span(view, r), MB_SPAN_LIT("that, ")))
        r.start += 6;
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

/* Where a motion in quotes ends, which open right behind the mover: at the
 * closing one; 0 where it is not quoted. */
static uint32_t quote_end(struct mb_span view, uint32_t behind, uint32_t end)
{
    uint32_t at = behind;

    if (at < end && view.ptr[at] != '"' && view.ptr[at] != '\'')
        for (at = behind - 1; at + 8 > behind && at > 0; at--)
            if (view.ptr[at] == '"' || view.ptr[at] == '\'')
                break;
    if (at >= end || (view.ptr[at] != '"' && view.ptr[at] != '\'')
        || (at > 0 && strchr(" :,", view.ptr[at - 1]) == NULL))
        return 0;
    for (uint32_t i = at + 2; i < end; i++)
        if (view.ptr[i] == view.ptr[at] && view.ptr[i - 1] != ' '
            && (i + 1 == end || strchr(" .,;", view.ptr[i + 1]) != NULL))
            return i;
    return 0;
}

/* "That …" and beneath it "And that …": clauses of one motion. */
static bool all_that(struct mb_span view, const struct mb_clauses *list)
{
    for (uint32_t i = 0; i < list->n; i++) {
        struct mb_span s;
        if (list->at[i].nparts == 0)
            return false;
        s = mb_range_span(view, list->at[i].parts[0]);
        s = mb_span_strip(s, "\"' ");
        if (!mb_span_istarts(s, MB_SPAN_LIT("that "))
            && !mb_span_istarts(s, MB_SPAN_LIT("and that ")))
            return false;
    }
    return true;
}

/* "That the Board:" is a motion's first line and no marker. */
static bool begins_that(const struct mb_extract *x, uint32_t i)
{
    return mb_span_istarts(mb_span_strip(mb_block_body(x->blocks, i), "\"' "),
                           MB_SPAN_LIT("that "));
}

/* The motion that stands beneath its mover's block, in quotes or not. */
static void motion_below(struct mb_decide *p, struct mb_open_motion *m,
                         uint32_t block)
{
    struct mb_extract *x = p->x;
    struct mb_span view = mb_decide_view(p);
    uint32_t i = mb_block_behind(x, block);
    struct mb_range body;

    if (i >= x->blocks->n || !mb_clause_block(x, block, i))
        return;
    /* "Seconded by …" may stand between */
    if (p->stops[i] && !begins_that(x, i)) {
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
        if (i >= x->blocks->n || !mb_clause_block(x, block, i)
            || (p->stops[i] && !begins_that(x, i)))
            return;
    }
    body = (struct mb_range){x->blocks->at[i].view_body,
                             x->blocks->at[i].view_end};
    if (x->blocks->at[i].label.ptr == NULL && mb_opens_list(x, body)) {
        mb_list_below(p, i, body, false, &m->text);
    } else {
        mb_clauses_below(x, block, false, p->stops, &m->text);
        if (m->text.n > 1 && mb_range_empty(m->text.at[0].label)
            && !all_that(view, &m->text))
            m->text.n = 1;
        if (m->text.n > 0)
            m->text.behind = m->text.at[m->text.n - 1].last + 1;
    }
    if (m->text.n > 0) {
        struct mb_range *first = &m->text.at[0].parts[0];
        uint32_t quoted =
            m->text.n == 1 ? quote_end(view, first->start, first->end) : 0;
        p->next = m->text.behind;
        if (quoted > first->start && quoted + 2 < first->end) {
            first->end = quoted;
            p->next = m->text.at[0].first; /* what became of it stands here */
        }
        *first = mb_range_strip(view, *first, "\"' ");
        if (m->text.n == 1 && mb_range_empty(m->text.at[0].label))
            *first = mb_without_that(view, *first);
    }
}

/* Remember a mover, with the motion where the match tells where it stands.
 * Returns where reading goes on. */
/* Whether what is moved is an amendment: its sentence, or the short line above
 * it, says so. */
static bool is_amendment(struct mb_decide *p, const struct mb_piece *s)
{
    const struct mb_block *above;
    bool said = mb_hits_first(&p->hits, MB_HIT_AMENDMENT, s->sentence.start,
                              s->sentence.end)
                != NULL;

    if (said || s->block == 0)
        return said;
    above = &p->x->blocks->at[s->block - 1];
    if (above->view_end - above->view_start > 30)
        return false;
    mb_hits_read(&p->hits, s->block - 1);
    said = mb_hits_first(&p->hits, MB_HIT_AMENDMENT, above->view_start,
                         above->view_end)
           != NULL;
    mb_hits_read(&p->hits, s->block);
    return said;
}

/* Whether a mover ends what was resolved right before: it stands behind it in
 * the same block or begins the next one, and a stop or bracket follows. */
static bool closes_group(const struct mb_decide *p, const struct mb_piece *s,
                         const struct mb_hit *hit, uint32_t group)
{
    struct mb_span view = mb_decide_view(p);
    uint32_t at = hit->end;

    if (group == MB_NO_INDEX
        || p->x->doc->resolutions.at[group].mover.s.ptr != NULL
        || hit->start > s->sentence.start + 20)
        return false;
    while (at < s->rest.end && view.ptr[at] == ' ')
        at++;
    return view.ptr[at - 1] == ')' || at == s->rest.end
           || strchr(".,)", view.ptr[at]) != NULL;
}

/* Whether a mover's words end their block and the one beneath, a seconder's
 * line passed, begins as a motion does: "That", in quotes or not. */
static bool that_below(const struct mb_decide *p, uint32_t block, uint32_t at)
{
    const struct mb_extract *x = p->x;
    mb_finds second = mb_rules_finds(x->rules, "seconder");
    struct mb_span s =
        mb_span_sub(x->blocks->view, at, x->blocks->at[block].view_end);
    uint32_t i = mb_block_behind(x, block);

    if (mb_span_strip(s, " :.;,-").len > 0)
        return false;
    if (i < x->blocks->n && second != MB_FINDS_NONE
        && mb_matches_next(x->rules, x->matches, i, second, NULL) != NULL)
        i = mb_block_behind(x, i);
    if (i >= x->blocks->n || !mb_clause_block(x, block, i))
        return false;
    s = mb_span_strip(mb_block_body(x->blocks, i), "\"' ");
    return mb_span_istarts(s, MB_SPAN_LIT("that "));
}

/* "The Motion was proposed by A and seconded by B": who moves what a notice
 * said above. The last motion, which has only their names, goes into it. */
static bool moves_notice(struct mb_decide *p)
{
    struct mb_open_motion *last = &p->open.at[p->open.n - 1];

    for (uint32_t i = p->open.n - 1; i-- > 0;) {
        struct mb_open_motion *m = &p->open.at[i];
        if (m->state != MB_MOTION_OPEN || m->used || !m->notice
            || !mb_range_empty(m->mover))
            continue;
        m->mover = last->mover;
        m->seconder = last->seconder;
        p->open.n--;
        return true;
    }
    return false;
}

uint32_t mb_take_proposal(struct mb_decide *p, const struct mb_piece *s,
                          const struct mb_hit *hit)
{
    struct mb_span view = mb_decide_view(p);
    struct mb_open_motion *m =
        mb_arena_push(p->x->arena, &p->open.at, &p->open.n, sizeof *m);
    struct mb_range text = mb_hit_group(&p->hits, hit, "text");
    uint32_t behind = hit->end;

    if (m == NULL)
        return s->sentence.end;
    m->match = hit->match;
    m->mover = mb_hit_group(&p->hits, hit, "mover");
    m->seconder = mb_hit_group(&p->hits, hit, "seconder");
    m->before = p->before;
    m->block = s->block;
    m->paragraph = paragraph_number(p, s->block);
    m->group = MB_NO_INDEX;
    m->confidence = mb_hit_rule(&p->hits, hit)->confidence;
    m->amendment = is_amendment(p, s);
    m->notice = mb_span_eq(mb_hit_rule(&p->hits, hit)->name,
                           MB_SPAN_LIT("notice-of-motion"));
    m->passive = mb_span_eq(mb_hit_rule(&p->hits, hit)->name,
                            MB_SPAN_LIT("moved-by-that"));
    if (p->group != MB_NO_INDEX && s->block <= p->group_block + 1)
        m->group = p->group;
    if (mb_hit_is(&p->hits, hit, "that")) {
        uint32_t quoted = quote_end(view, hit->end, s->rest.end);
        text = (struct mb_range){hit->end, s->sentence.end};
        behind = s->sentence.end;
        if (quoted > hit->end) {
            text.end = quoted;
            behind = quoted + 1;
        } else {
            text = mb_without_tail(p, text);
        }
        text = mb_without_that(view, mb_range_strip(view, text, "\"' "));
        if (mb_opens_list(p->x, text)) {
            m->text.stem = text;
            motion_below(p, m, s->block);
            return behind;
        }
    } else if (mb_hit_is(&p->hits, hit, "bare")
               && that_below(p, s->block, hit->end)) {
        motion_below(p, m, s->block);
        return behind;
    } else if (mb_hit_is(&p->hits, hit, "bare")
               && closes_group(p, s, hit, m->group)) {
        m->used = true;
        mb_resolved_people(p, m);
        return behind;
    } else if (mb_hit_is(&p->hits, hit, "below")) {
        motion_below(p, m, s->block);
        return behind;
    }
    if (mb_hit_is(&p->hits, hit, "inside") && !says_what(view, text))
        text =
            mb_without_tail(p, (struct mb_range){hit->start, s->sentence.end});
    else
        text = mb_range_strip(view, mb_without_that(view, text), "\" ,");
    if (mb_range_words(view, text) > 1)
        mb_clause_add(p->x, &m->text, text, s->block);
    else if (mb_hit_is(&p->hits, hit, "bare") && m->group == MB_NO_INDEX)
        (void)moves_notice(p);
    return behind;
}

/* Every mover in the sentence before `to`. */
void mb_take_proposals(struct mb_decide *p, const struct mb_piece *s,
                       uint32_t to)
{
    uint32_t from = s->sentence.start;
    const struct mb_hit *hit;

    while ((hit = mb_hits_first(&p->hits, MB_HIT_PROPOSAL, from, to)) != NULL) {
        struct mb_open_motion *m;
        if (mb_hit_is(&p->hits, hit, "that") && hit->end < to) {
            /* the motion goes no further than the marker */
            struct mb_piece cut = *s;
            cut.sentence.end = to;
            (void)mb_take_proposal(p, &cut, hit);
        } else {
            (void)mb_take_proposal(p, s, hit);
        }
        m = p->open.n > 0 ? &p->open.at[p->open.n - 1] : NULL;
        if (m != NULL)
            m->group = MB_NO_INDEX;
        from = hit->end;
    }
}

void mb_take_seconder(struct mb_decide *p, const struct mb_hit *hit)
{
    struct mb_open_motion *m;

    if (p->open.n == 0 || !mb_range_empty(p->open.at[p->open.n - 1].seconder))
        return;
    m = &p->open.at[p->open.n - 1];
    m->seconder = mb_hit_group(&p->hits, hit, "seconder");
    if (m->used && m->group != MB_NO_INDEX)
        mb_resolved_people(p, m); /* whose mover the resolution has */
}

/* A sentence with a mover that carried says what was decided before or behind
 * the mover's name, or in the sentence before. */
void mb_carried_at_once(struct mb_decide *p, const struct mb_piece *s,
                        const struct mb_hit *mover)
{
    struct mb_span view = mb_decide_view(p);
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
    m->settled = m->text.n > 0;
    m->confidence = m->confidence < 75 ? m->confidence : 75;
}

/* "It was proposed that the quote be accepted." before "Proposed: A; seconded:
 * B.": what was proposed, or nothing. */
static struct mb_range proposed_before(struct mb_span view, struct mb_range r)
{
    static const char *const heads[] = {
        "it was proposed that ", "it was proposed to ", "it was moved that "};
    struct mb_span s = mb_range_span(view, r);

    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct mb_span head = mb_span_str(heads[i]);
        size_t at = mb_span_ifind(s, head);
        if (at < s.len) {
            uint32_t keep = mb_span_ends(head, MB_SPAN_LIT("to ")) ? 3 : 0;
            r.start += (uint32_t)(at + head.len) - keep;
            return r;
        }
    }
    return (struct mb_range){0, 0};
}

void mb_take_outcome(struct mb_decide *p, const struct mb_piece *s,
                     const struct mb_hit *hit)
{
    struct mb_open_motion *m =
        mb_motion_voted_on(&p->hits, &p->open, s->sentence, s->block);

    if (m == NULL)
        return;
    if (mb_hit_is(&p->hits, hit, "carried"))
        m->state = MB_MOTION_CARRIED;
    else if (mb_span_ifind(mb_span_sub(mb_decide_view(p), hit->start, hit->end),
                           MB_SPAN_LIT("withdr"))
             < hit->end - hit->start)
        m->state = MB_MOTION_WITHDRAWN;
    else
        m->state = MB_MOTION_LOST;
    /* "Proposed: A. Seconded: B. Carried" says it all where nothing else is
     * said of the item */
    if (m->text.n == 0 && m->group == MB_NO_INDEX && m->block == s->block
        && m->match->start < s->sentence.start) {
        struct mb_range said = proposed_before(mb_decide_view(p), m->before);
        if (mb_range_empty(said))
            said = (struct mb_range){m->match->start, s->sentence.end};
        mb_clause_add(p->x, &m->text, said, s->block);
        m->confidence = 60;
    }
}

/* Counts alone tell a motion's fate: "7 agreed, 1 abstained". */
void mb_take_counts(struct mb_decide *p, const struct mb_piece *s,
                    const struct mb_hit *vote)
{
    struct mb_open_motion *m =
        mb_motion_voted_on(&p->hits, &p->open, s->sentence, s->block);
    struct mb_range against = mb_hit_group(&p->hits, vote, "against");
    struct mb_range in_favour = mb_hit_group(&p->hits, vote, "for");

    if (m == NULL || mb_range_empty(in_favour)
        || mb_hit_is(&p->hits, vote, "candidate"))
        return;
    if (mb_range_empty(against)
        || mb_count_read(mb_range_span(mb_decide_view(p), in_favour))
               > mb_count_read(mb_range_span(mb_decide_view(p), against)))
        m->state = MB_MOTION_CARRIED;
}
