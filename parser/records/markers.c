/* What stands behind a marker ("RESOLVED that") or beneath a stem, and the
 * sentences that decide by their verb. How far a marker reaches depends on its
 * shape: one in prose to its sentence's end, one that begins a block to the
 * block's end, one that ends in a colon down the list beneath.
 */
#include "parser/records/decide.h"
#include "parser/records/outline.h"

#include <string.h>

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
    if (behind.len <= 2)
        return mb_range_words(words, (struct mb_range){0, (uint32_t)at}) > 8;
    for (size_t i = 0; i < sizeof not_things / sizeof not_things[0]; i++)
        if (mb_span_istarts(behind, mb_span_str(not_things[i])))
            return false;
    return true;
}

/* "To approve subject to conditions:": the list is of conditions, which stay
 * in the resolution whatever their labels. */
static bool lists_conditions(struct mb_span words)
{
    words = mb_span_strip(words, " :-");
    return mb_span_ends(words, MB_SPAN_LIT("conditions"))
           || mb_span_ends(words, MB_SPAN_LIT("following reasons"))
           || mb_span_ends(words, MB_SPAN_LIT("following grounds"))
           || mb_span_ends(words, MB_SPAN_LIT("subject to"))
           || mb_span_ends(words, MB_SPAN_LIT("subject to the following"));
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
bool mb_may_decide(const struct mb_decide *p, uint32_t i)
{
    struct mb_span view = mb_decide_view(p);
    const struct mb_block *b = &p->x->blocks->at[i];
    struct mb_range r =
        mb_range_trim(view, (struct mb_range){b->view_body, b->view_end});
    struct mb_span s = mb_range_span(view, r);

    if (mb_outline_match(p->x, i, "aside") != NULL)
        return false; /* "The decisions above come into force on …" */
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

/* Whether an entry has no label, or but a bullet. */
static bool is_unlabelled(const struct mb_decide *p,
                          const struct mb_clause *clause)
{
    return mb_range_empty(clause->label)
           || (clause->label.end - clause->label.start == 1
               && mb_decide_view(p).ptr[clause->label.start] == '-');
}

/* Whether every entry is but a few words, none of them an act: "a. Lettings
 * Policy". */
static bool names_things(const struct mb_decide *p,
                         const struct mb_clauses *list)
{
    struct mb_span view = mb_decide_view(p);

    for (uint32_t i = 0; i < list->n; i++) {
        const struct mb_clause *c = &list->at[i];
        struct mb_span s;
        if (c->nparts != 1 || mb_range_words(view, c->parts[0]) > 6)
            return false;
        s = mb_span_trim(mb_range_span(view, c->parts[0]));
        if (s.len == 0 || !(s.ptr[0] >= 'A' && s.ptr[0] <= 'Z')
            || mb_span_istarts(s, MB_SPAN_LIT("that "))
            || mb_span_istarts(s, MB_SPAN_LIT("to "))
            || mb_span_ifind(s, MB_SPAN_LIT(" be ")) < s.len)
            return false;
    }
    return true;
}

/* The list beneath `block`, whose words `head` opened it. */
void mb_list_below(struct mb_decide *p, uint32_t block, struct mb_range head,
                   bool all, struct mb_clauses *list)
{
    struct mb_span words = mb_range_span(mb_decide_view(p), head);
    bool things = lists_things(words);

    mb_clauses_below(p->x, block, all || things, p->stops, list);
    for (uint32_t k = 1; all && !things && k < list->n; k++)
        if (!mb_may_decide(p, list->at[k].first)) {
            list->n = k;
            list->behind = list->at[k].first;
        }
    if (list->n == 0) {
        if (mb_range_words(mb_decide_view(p), head) > 1)
            mb_clause_add(p->x, list, head, block);
        return;
    }
    if (things && (is_unlabelled(p, &list->at[0]) || names_things(p, list))) {
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
    if (lists_conditions(words)) {
        mb_clauses_join(p->x, head, block, list);
        return;
    }
    /* "RESOLVED:", beneath it "That it be refused for these reasons:" */
    if (mb_range_words(mb_decide_view(p), head) < 2
        && lists_conditions(mb_range_span(mb_decide_view(p), list->stem))) {
        struct mb_range stem = mb_without_that(mb_decide_view(p), list->stem);
        mb_clauses_join(p->x, stem, block, list);
        return;
    }
    if (mb_range_empty(list->stem))
        list->stem = mb_range_trim(mb_decide_view(p), head);
    if (list->n == 1 && is_unlabelled(p, &list->at[0])
        && list->at[0].nparts > 0)
        list->at[0].parts[0] = mb_without_that(
            mb_decide_view(p),
            mb_range_strip(mb_decide_view(p), list->at[0].parts[0], "\" "));
}

/* A marker right behind another one ("Decision: The Board resolved that"). */
static const struct mb_hit *inner_marker(struct mb_decide *p,
                                         const struct mb_hit *hit)
{
    const struct mb_hit *inner =
        mb_hits_first(&p->hits, MB_HIT_MARKER, hit->start + 1, hit->end + 30);

    if (inner == NULL || inner->end <= hit->end)
        return NULL;
    if (inner->start > hit->end + 2
        && memchr(mb_decide_view(p).ptr + hit->end, '.',
                  inner->start - hit->end)
               != NULL)
        return NULL;
    return inner->start <= hit->end + 2 || mb_hit_is(&p->hits, hit, "decision")
               ? inner
               : NULL;
}

/* How far the words behind a marker go. */
static uint32_t marker_reach(struct mb_decide *p, const struct mb_piece *s,
                             const struct mb_hit *hit)
{
    struct mb_span view = mb_decide_view(p);
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
static struct mb_range up_to_tail(struct mb_decide *p, struct mb_range r)
{
    struct mb_span view = mb_decide_view(p);
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
    return mb_without_tail(p, (struct mb_range){r.start, end});
}

/* The mover named between a marker and what was decided: "it was agreed on
 * the proposal of A, seconded by B, to adjourn". */
static uint32_t skip_mover(struct mb_decide *p, const struct mb_piece *s,
                           const struct mb_hit *hit)
{
    struct mb_span view = mb_decide_view(p);
    const struct mb_hit *mover =
        mb_hits_first(&p->hits, MB_HIT_PROPOSAL, hit->end, hit->end + 4);
    uint32_t at;

    if (mover == NULL || mb_hit_is(&p->hits, mover, "that"))
        return hit->end;
    at = mb_take_proposal(p, s, mover);
    while (at < s->rest.end && strchr(" ,", view.ptr[at]) != NULL)
        at++;
    if (mb_span_istarts(mb_span_sub(view, at, s->rest.end),
                        MB_SPAN_LIT("that ")))
        at += 5;
    return at;
}

/* Too few words behind a marker say nothing: the sentence stays whole. */
static struct mb_range whole_if_short(const struct mb_decide *p,
                                      const struct mb_piece *s,
                                      const struct mb_hit *hit,
                                      struct mb_range r)
{
    struct mb_range before = {s->sentence.start, hit->start};

    if (!mb_span_istarts(mb_range_span(mb_decide_view(p), r),
                         MB_SPAN_LIT("to "))
        && !mb_span_istarts(mb_range_span(mb_decide_view(p), r),
                            MB_SPAN_LIT("not to ")))
        return r;
    if (mb_range_words(mb_decide_view(p), r) > 3
        || mb_range_words(mb_decide_view(p), before) < 4
        || hit->start < s->sentence.start)
        return r;
    return (struct mb_range){s->sentence.start, r.end};
}

/* "This Council resolves to:" within a motion that is not voted on yet is a
 * part of the motion. */
static bool goes_on_with_motion(struct mb_decide *p, const struct mb_hit *hit,
                                const struct mb_clauses *list)
{
    struct mb_span words = mb_span_sub(mb_decide_view(p), hit->start, hit->end);
    struct mb_open_motion *m;

    if (p->open.n == 0 || !mb_span_starts(words, MB_SPAN_LIT("This ")))
        return false;
    m = &p->open.at[p->open.n - 1];
    if (m->state != MB_MOTION_OPEN || m->used)
        return false;
    for (uint32_t i = 0; i < list->n; i++) {
        struct mb_clause *c =
            mb_arena_push(p->x->arena, &m->text.at, &m->text.n, sizeof *c);
        if (c != NULL)
            *c = list->at[i];
    }
    return true;
}

uint32_t mb_take_marker(struct mb_decide *p, const struct mb_piece *s,
                        const struct mb_hit *hit)
{
    struct mb_span view = mb_decide_view(p);
    struct mb_clauses list = {.behind = s->block + 1};
    struct mb_operative from = {.match = hit->match};
    const struct mb_hit *inner;
    struct mb_range r;
    bool all = mb_hit_is(&p->hits, hit, "decision")
               || p->x->outline[s->block].section == MB_SECTION_DECISION;

    mb_take_proposals(p, s, hit->start);
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
        mb_list_below(p, s->block, r, all, &list);
        p->next = list.behind > p->next ? list.behind : p->next;
        /* "Decision: Cabinet propose to:" is not decided yet */
        if (goes_on_with_motion(p, hit, &list)
            || (mb_hit_is(&p->hits, hit, "decision")
                && mb_hits_first(&p->hits, MB_HIT_LOOKALIKE, hit->end, r.end)
                       != NULL))
            return s->rest.end;
    } else if (r.end == s->rest.end
               && mb_clauses_from_line(p->x, r, s->block, p->stops, &list)) {
        p->next = list.behind > p->next ? list.behind : p->next;
    } else if (!mb_clauses_run_on(p->x, r, s->block, &list)) {
        r = up_to_tail(p, r);
        mb_clause_add(p->x, &list, whole_if_short(p, s, hit, r), s->block);
        mb_resolved_add(p, &list, s->block, from);
        return mb_range_trim(view, r).end;
    } else {
        struct mb_range *last = &list.at[list.n - 1].parts[0];
        *last = up_to_tail(p, *last);
        mb_resolved_add(p, &list, s->block, from);
        return last->end;
    }
    mb_resolved_add(p, &list, s->block, from);
    return s->rest.end;
}

/* Where the clause of a passive begins within a longer sentence: behind the
 * last "and" or comma before its subject. */
static uint32_t clause_start(const struct mb_decide *p,
                             const struct mb_piece *s, uint32_t subject)
{
    struct mb_span view = mb_decide_view(p);
    struct mb_span before = mb_span_sub(view, s->sentence.start, subject);
    static const char *const articles[] = {
        "the ", "a ", "an ", "all ", "his ", "her ", "these ", "this ", "The "};
    size_t at = before.len;
    uint32_t start;

    for (size_t i = 0; i < sizeof articles / sizeof articles[0]; i++) {
        struct mb_span word = mb_span_str(articles[i]);
        if (mb_span_ends(before, word))
            at = before.len - word.len;
    }
    before.len = at;
    start = s->sentence.start + (uint32_t)at;
    /* a heading, or a language, before it */
    if (mb_span_ends(before, MB_SPAN_LIT(" / "))
        || (mb_span_ends(before, MB_SPAN_LIT(" - "))
            && mb_range_words(view, (struct mb_range){s->sentence.start, start})
                   < 9))
        return start;
    /* a sentence that lost its stop */
    if (at > 0 && before.ptr[at - 1] == ' ' && view.ptr[start] == 'T')
        return start;
    if (mb_span_ends(before, MB_SPAN_LIT(" and "))
        && mb_range_words(view, (struct mb_range){s->sentence.start, subject})
               > 6)
        return start;
    return s->sentence.start;
}

/* A sentence that ends in a colon: labelled entries are clauses of their own,
 * others ("the following dates were agreed:") belong to the sentence. */
static void sentence_list(struct mb_decide *p, uint32_t block,
                          struct mb_range r, struct mb_clauses *list)
{
    mb_clauses_below(p->x, block, false, p->stops, list);
    if (list->n == 0 || is_unlabelled(p, &list->at[0]))
        mb_clauses_join(p->x, r, block, list);
    else
        list->stem = r;
    p->next = list->behind > p->next ? list->behind : p->next;
}

uint32_t mb_take_sentence(struct mb_decide *p, const struct mb_piece *s,
                          const struct mb_hit *hit)
{
    struct mb_range r = s->sentence;
    struct mb_clauses list = {.behind = s->block + 1};
    struct mb_operative from = {.match = hit->match,
                                .near = true,
                                .confidence =
                                    mb_hit_rule(&p->hits, hit)->confidence};
    struct mb_range subject = mb_hit_group(&p->hits, hit, "subject");
    struct mb_span name = mb_hit_rule(&p->hits, hit)->name;
    struct mb_span view = mb_decide_view(p);

    if (r.start == p->x->blocks->at[s->block].view_start)
        r.start = p->x->blocks->at[s->block].view_body;
    if (!mb_range_empty(subject))
        r.start = subject.start;
    else if (hit->kind == MB_HIT_BARE
             || mb_span_eq(name, MB_SPAN_LIT("clerk-instructed"))
             || mb_span_eq(name, MB_SPAN_LIT("was-elected")))
        r.start = hit->start > r.start ? hit->start : r.start;
    else if (hit->kind == MB_HIT_PASSIVE)
        r.start = clause_start(p, s, hit->start);
    if (r.start == p->x->blocks->at[s->block].view_start) /* the label */
        r.start = p->x->blocks->at[s->block].view_body;
    if (r.end == s->rest.end && strchr(":-", view.ptr[r.end - 1]) != NULL) {
        mb_take_proposals(p, s, r.end);
        sentence_list(p, s->block, r, &list);
        if (goes_on_with_motion(p, hit, &list))
            return r.end;
    } else {
        struct mb_range cut = {hit->end - 1, r.end};
        cut = mb_without_tail(p, cut);
        r.end = cut.end > hit->end ? cut.end : hit->end;
        if (r.end < s->sentence.end && view.ptr[r.end] == '.')
            r.end++;
        mb_clause_add(p->x, &list, r, s->block);
        mb_take_proposals(p, s, r.end);
    }
    mb_hits_read(&p->hits, s->block);
    mb_resolved_add(p, &list, s->block, from);
    return r.end;
}
