/* Votes: counts in a sentence ("by 3 votes to 1"), sides one beneath the other
 * ("For (21)", names, "Against (38)", …), sides as the columns of a table, and
 * single voters who had their vote recorded.
 *
 * Names often stand apart from the counts ("Motion Passed (13 to 0)" beneath a
 * table of names): a vote that lacks one half takes it from the next vote
 * within a few blocks.
 */
#include "parser/records/decide.h"
#include "parser/records/lexicon.h"

#include <string.h>

enum side { FOR, AGAINST, ABSTAIN, SIDES };

#define NEAR_BLOCKS 6
#define NAMES_MAX   2000

struct tally {
    int32_t count[SIDES]; /* -1: not given */
    struct mb_names names[SIDES];
    struct mb_range where; /* view bytes */
    uint32_t block;        /* where it begins, and its last one */
    uint32_t last;
    const struct mb_match *match;
};

struct pass {
    struct mb_extract *x;
    struct mb_hits hits;
    struct tally last; /* not yet written */
    bool waiting;
    uint32_t next;
    uint32_t resolution; /* walks along with the blocks */
};

static const char *const side_names[SIDES] = {"for", "against", "abstain"};

static struct tally tally_new(uint32_t block, const struct mb_match *match)
{
    return (struct tally){.count = {-1, -1, -1},
                          .where = {match->start, match->end},
                          .block = block,
                          .last = block,
                          .match = match};
}

static struct mb_span view_of(const struct pass *p)
{
    return p->x->blocks->view;
}

/* --- numbers and names -------------------------------------------------- */

int32_t mb_count_read(struct mb_span s)
{
    static const char *const words[] = {
        "no",     "one",      "two",      "three",  "four", "five",
        "six",    "seven",    "eight",    "nine",   "ten",  "eleven",
        "twelve", "thirteen", "fourteen", "fifteen"};
    int32_t n = 0;

    if (s.len == 0)
        return -1;
    if (s.ptr[0] >= '0' && s.ptr[0] <= '9') {
        for (size_t i = 0; i < s.len && i < 4; i++)
            if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
                n = n * 10 + (s.ptr[i] - '0');
        return n;
    }
    if (mb_span_ieq(s, MB_SPAN_LIT("none"))
        || mb_span_ieq(s, MB_SPAN_LIT("nil")))
        return 0;
    return (int32_t)MB_SPAN_ILISTED(s, words) - 1;
}

static int32_t group_count(const struct pass *p, const struct mb_hit *hit,
                           const char *name)
{
    return mb_count_read(
        mb_range_span(view_of(p), mb_hit_group(&p->hits, hit, name)));
}

/* Words before names that are no part of them. */
static struct mb_span without_plural(struct mb_span s)
{
    size_t at = 0;
    struct mb_span word;

    s = mb_span_trim(s);
    word = mb_words_next(s, &at);
    if (at < s.len
        && ((mb_word_classes(word) & MB_WORD_PLURAL)
            || mb_span_ieq(word, MB_SPAN_LIT("members"))))
        s = mb_span_trim(mb_span_sub(s, at, s.len));
    if (mb_span_istarts(s, MB_SPAN_LIT("the ")))
        s = mb_span_trim(mb_span_sub(s, 4, s.len));
    return s;
}

static bool is_name(struct mb_span s)
{
    return s.len > 1 && s.len < 80
           && ((s.ptr[0] >= 'A' && s.ptr[0] <= 'Z')
               || (unsigned char)s.ptr[0] >= 0x80)
           && !mb_span_ieq(s, MB_SPAN_LIT("none"))
           && !mb_span_ieq(s, MB_SPAN_LIT("nil"));
}

static void add_name(struct pass *p, struct mb_names *names, uint32_t start,
                     uint32_t end)
{
    struct mb_span view = view_of(p), s;
    struct mb_span *slot;

    s = without_plural(mb_span_sub(view, start, end));
    s = mb_span_strip(s, " .,;:\t-");
    if (!is_name(s) || names->n >= NAMES_MAX)
        return;
    start = (uint32_t)(s.ptr - view.ptr);
    s = mb_blocks_words(p->x->blocks, start, start + (uint32_t)s.len,
                        p->x->arena);
    slot = mb_arena_push(p->x->arena, &names->at, &names->n, sizeof *slot);
    if (slot != NULL)
        *slot = mb_span_trim(s);
}

/* Whether a sentence ends with the stop at view[i]: behind a word that is
 * neither initials nor a title ("Cllr."), before another that begins one. */
static bool ends_list(struct mb_span view, struct mb_range r, uint32_t i)
{
    uint32_t from = i;
    struct mb_span word;

    if (view.ptr[i] != '.' || i + 2 >= r.end || view.ptr[i + 1] != ' '
        || view.ptr[i + 2] < 'A' || view.ptr[i + 2] > 'Z')
        return false;
    while (from > r.start && strchr(" .,(", view.ptr[from - 1]) == NULL)
        from--;
    word = mb_span_sub(view, from, i);
    return word.len > 2 && (mb_word_classes(word) & MB_WORD_TITLE) == 0;
}

/* Split a list of names at commas, semicolons and "and", up to the end of its
 * sentence. A count in brackets at its end is the count. */
static void add_names(struct pass *p, struct tally *t, enum side side,
                      struct mb_range r)
{
    struct mb_span view = view_of(p);
    uint32_t from;

    r = mb_range_strip(view, r, " .,;:\t\n");
    for (uint32_t i = r.start; i < r.end; i++)
        if (ends_list(view, r, i))
            r.end = i;
    if (r.end > r.start + 2 && view.ptr[r.end - 1] == ')') {
        uint32_t open = r.end - 1;
        while (open > r.start && view.ptr[open] != '(')
            open--;
        int32_t n = mb_count_read(mb_span_sub(view, open + 1, r.end - 1));
        if (view.ptr[open] == '(' && n >= 0 && view.ptr[open + 1] <= '9') {
            if (t->count[side] < 0)
                t->count[side] = n;
            r.end = open;
        }
    }
    from = r.start;
    for (uint32_t i = r.start; i < r.end; i++) {
        bool and_here = view.ptr[i] == ' '
                        && (mb_span_starts(mb_span_sub(view, i, r.end),
                                           MB_SPAN_LIT(" and "))
                            || mb_span_starts(mb_span_sub(view, i, r.end),
                                              MB_SPAN_LIT(" & ")));
        if (!and_here && strchr(",;\t", view.ptr[i]) == NULL)
            continue;
        add_name(p, &t->names[side], from, i);
        from = i + (and_here ? (view.ptr[i + 1] == '&' ? 3u : 5u) : 1u);
    }
    if (from < r.end)
        add_name(p, &t->names[side], from, r.end);
}

/* The names of the next block go on with those before: a name that a line's
 * end divided ("Mr" / "Hood") becomes one. */
static void add_more_names(struct pass *p, struct tally *t, enum side side,
                           uint32_t above, struct mb_range r)
{
    struct mb_span view = view_of(p);
    struct mb_names *names = &t->names[side];
    struct mb_span line = mb_span_trim(mb_block_body(p->x->blocks, above));
    uint32_t n = names->n;

    add_names(p, t, side, r);
    if (n == 0 || names->n <= n || view.len == 0
        || mb_span_find(line, MB_SPAN_LIT(",")) == line.len
        || strchr(",;.)", line.ptr[line.len - 1]) != NULL)
        return;
    names->at[n - 1] = mb_arena_printf(p->x->arena, MB_SPAN_FMT " " MB_SPAN_FMT,
                                       MB_SPAN_ARG(names->at[n - 1]),
                                       MB_SPAN_ARG(names->at[n]));
    for (uint32_t k = n; k + 1 < names->n; k++)
        names->at[k] = names->at[k + 1];
    names->n--;
}

/* --- writing ------------------------------------------------------------ */

static bool has_counts(const struct tally *t)
{
    return t->count[FOR] >= 0 || t->count[AGAINST] >= 0;
}

static bool has_names(const struct tally *t)
{
    return t->names[FOR].n + t->names[AGAINST].n + t->names[ABSTAIN].n > 0;
}

static void check_counts(const struct pass *p, const struct tally *t,
                         const struct mb_vote *vote)
{
    for (int s = 0; s < SIDES; s++)
        if (t->count[s] >= 0 && t->names[s].n > 0
            && (uint32_t)t->count[s] != t->names[s].n && vote->ev.nspans > 0)
            mb_diags_add(&p->x->doc->diags, MB_DIAG_VOTE_COUNT,
                         vote->ev.spans[0].start,
                         vote->ev.spans[vote->ev.nspans - 1].end,
                         mb_span_str(side_names[s]));
}

/* The last resolution before the vote in its item, else the next one. */
static uint32_t resolution_near(struct pass *p, const struct tally *t)
{
    const struct mb_resolutions *all = &p->x->doc->resolutions;
    uint32_t item = p->x->outline[t->block].item;
    uint32_t at = mb_blocks_text_at(p->x->blocks, t->where.start);
    uint32_t best = MB_NO_INDEX;

    for (; p->resolution < all->n; p->resolution++)
        if (all->at[p->resolution].ev.nspans > 0
            && all->at[p->resolution].ev.spans[0].start > at)
            break;
    if (p->resolution > 0 && all->at[p->resolution - 1].item_index == item)
        best = p->resolution - 1;
    else if (p->resolution < all->n
             && all->at[p->resolution].item_index == item)
        best = p->resolution;
    return item == MB_NO_INDEX ? MB_NO_INDEX : best;
}

static struct mb_field result_of(struct pass *p, const struct tally *t)
{
    uint32_t block = t->last > t->block ? t->last : t->block;

    for (uint32_t k = 0; k < 3 && block < p->x->blocks->n; k++) {
        const struct mb_hit *hit;
        mb_hits_read(&p->hits, block);
        hit = mb_hits_first(&p->hits, MB_HIT_OUTCOME,
                            p->x->blocks->at[block].view_start,
                            p->x->blocks->at[block].view_end + 1);
        if (hit != NULL)
            return mb_field_text(p->x, mb_hit_rule(&p->hits, hit)->value);
        block = mb_block_behind(p->x, block);
    }
    return (struct mb_field){MB_SPAN_NULL, NULL};
}

static void write_tally(struct pass *p, const struct tally *t)
{
    struct mb_vote *vote;

    if (!has_counts(t) && !has_names(t))
        return;
    vote = mb_record_add(p->x->doc, MB_KIND_VOTES);
    if (vote == NULL)
        return;
    vote->item = mb_item_number(p->x, p->x->outline[t->block].item);
    vote->votes_for = t->count[FOR];
    vote->votes_against = t->count[AGAINST];
    vote->votes_abstain = t->count[ABSTAIN];
    vote->for_names = t->names[FOR];
    vote->against_names = t->names[AGAINST];
    vote->abstain_names = t->names[ABSTAIN];
    vote->result = result_of(p, t);
    vote->resolution = resolution_near(p, t);
    mb_evidence_fill(p->x, &vote->ev, t->where.start, t->where.end, t->match,
                     NULL, 0);
    check_counts(p, t, vote);
}

static void finish(struct pass *p)
{
    if (p->waiting)
        write_tally(p, &p->last);
    p->waiting = false;
}

/* A tally joins the one before it where that lacks what this one has. */
static void add_tally(struct pass *p, const struct tally *t)
{
    struct tally *last = &p->last;
    const struct mb_outline_block *o = p->x->outline;

    if (p->waiting && t->block - last->last <= NEAR_BLOCKS
        && o[t->block].item == o[last->block].item
        && has_counts(last) != has_counts(t)
        && has_names(last) != has_names(t)) {
        for (int s = 0; s < SIDES; s++) {
            if (last->count[s] < 0)
                last->count[s] = t->count[s];
            if (last->names[s].n == 0)
                last->names[s] = t->names[s];
        }
        last->where.end = t->where.end;
        finish(p);
        return;
    }
    finish(p);
    p->last = *t;
    p->waiting = true;
}

/* --- forms -------------------------------------------------------------- */

static enum side side_of(const struct pass *p, const struct mb_hit *hit)
{
    for (int s = 0; s < SIDES; s++)
        if (mb_hit_is(&p->hits, hit, side_names[s]))
            return (enum side)s;
    return SIDES;
}

/* "8 for, 2 against and 1 abstention" in a sentence. */
static void counts_in_line(struct pass *p, uint32_t i, const struct mb_hit *hit)
{
    struct tally t = tally_new(i, hit->match);
    struct mb_span words = mb_span_sub(view_of(p), hit->start, hit->end);

    for (int s = 0; s < SIDES; s++)
        t.count[s] = group_count(p, hit, side_names[s]);
    if (t.count[AGAINST] < 0 && t.count[ABSTAIN] < 0
        && mb_span_ifind(words, MB_SPAN_LIT("vote")) == words.len
        && mb_span_ifind(words, MB_SPAN_LIT("favo")) == words.len)
        return;
    if (has_counts(&t))
        add_tally(p, &t);
}

/* "For: A, B. Against: C." in one block. */
static void names_in_line(struct pass *p, uint32_t i, const struct mb_hit *hit)
{
    static const char *const numbers[SIDES] = {"nfor", "nagainst", "nabstain"};
    struct tally t = tally_new(i, hit->match);

    for (int s = 0; s < SIDES; s++) {
        t.count[s] = group_count(p, hit, numbers[s]);
        add_names(p, &t, (enum side)s,
                  mb_hit_group(&p->hits, hit, side_names[s]));
    }
    add_tally(p, &t);
}

static void voter_in_line(struct pass *p, uint32_t i, const struct mb_hit *hit)
{
    struct tally t = tally_new(i, hit->match);
    enum side side = side_of(p, hit);

    if (side == SIDES)
        return;
    add_names(p, &t, side, mb_hit_group(&p->hits, hit, "names"));
    finish(p);
    write_tally(p, &t);
}

/* Whether block i goes on with the names of a side. */
static bool is_names(struct pass *p, uint32_t first, uint32_t i)
{
    const struct mb_block *b = &p->x->blocks->at[i];
    struct mb_span body;

    if (!mb_clause_block(p->x, first, i) || b->label.ptr != NULL)
        return false;
    mb_hits_read(&p->hits, i);
    if (mb_hits_first(&p->hits, MB_HIT_SIDE, b->view_start, b->view_body + 1)
            != NULL
        || mb_hits_first(&p->hits, MB_HIT_OUTCOME, b->view_start, b->view_end)
               != NULL
        || mb_hits_first(&p->hits, MB_HIT_MARKER, b->view_start, b->view_end)
               != NULL)
        return false;
    body = without_plural(mb_block_body(p->x->blocks, i));
    if (!is_name(mb_span_sub(body, 0, body.len < 60 ? body.len : 60)))
        return false;
    /* names are divided by commas, or are one short line */
    return mb_span_find(body, MB_SPAN_LIT(",")) < body.len
           || mb_range_words(body, (struct mb_range){0, (uint32_t)body.len})
                  <= 8;
}

/* One side: its count, the names behind it and in the blocks beneath. Returns
 * the first block behind them. */
static uint32_t read_side(struct pass *p, struct tally *t, uint32_t i,
                          const struct mb_hit *hit, enum side side)
{
    uint32_t first = i;
    int32_t n = group_count(p, hit, "n");
    struct mb_range behind = {hit->end, p->x->blocks->at[i].view_end};

    if (n < 0)
        n = group_count(p, hit, "n1");
    t->count[side] = n;
    if (behind.start < behind.end)
        add_names(p, t, side, behind);
    t->where.end = p->x->blocks->at[i].view_end;
    mb_claim(p->x, i, i);
    for (i = mb_block_behind(p->x, i); i < p->x->blocks->n;) {
        uint32_t above = i;
        if (t->names[side].n > 0 && n >= 0 && t->names[side].n >= (uint32_t)n)
            break;
        if (n == 0 || !is_names(p, first, i))
            break;
        while (above > first
               && p->x->blocks->at[--above].kind == MB_BLOCK_FURNITURE)
            ;
        add_more_names(p, t, side, above,
                       (struct mb_range){p->x->blocks->at[i].view_body,
                                         p->x->blocks->at[i].view_end});
        t->where.end = p->x->blocks->at[i].view_end;
        mb_claim(p->x, i, i);
        i = mb_block_behind(p->x, i);
    }
    return i;
}

static const struct mb_hit *side_at(struct pass *p, uint32_t i)
{
    const struct mb_block *b = &p->x->blocks->at[i];

    mb_hits_read(&p->hits, i);
    return mb_hits_first(&p->hits, MB_HIT_SIDE, b->view_start,
                         b->view_body + 1);
}

/* "For the amendment", where a division was between it and the motion. */
static bool says_amendment(const struct pass *p, const struct mb_hit *hit)
{
    struct mb_span s = mb_span_sub(view_of(p), hit->start, hit->end);

    return mb_span_ifind(s, MB_SPAN_LIT("amendment")) < s.len;
}

/* Sides one beneath the other. True if at least two were read. */
static bool read_sides(struct pass *p, uint32_t i, const struct mb_hit *hit)
{
    struct tally t = tally_new(i, hit->match);
    uint32_t sides = 0, from = i;
    bool seen[SIDES] = {false, false, false};

    while (hit != NULL && i < p->x->blocks->n) {
        enum side side = side_of(p, hit);
        if (side == FOR && seen[FOR] && !seen[AGAINST]
            && says_amendment(p, hit))
            side = AGAINST; /* of the motion */
        if (side == SIDES || seen[side]
            || (i != from && !mb_clause_block(p->x, from, i)
                && p->x->outline[i].role != MB_ROLE_LABEL))
            break;
        seen[side] = true;
        i = read_side(p, &t, i, hit, side);
        sides++;
        hit = i < p->x->blocks->n ? side_at(p, i) : NULL;
    }
    if (sides < 2)
        return false;
    if (i < p->x->blocks->n && t.count[ABSTAIN] < 0
        && t.names[ABSTAIN].n == 0) {
        const struct mb_block *b = &p->x->blocks->at[i];
        mb_hits_read(&p->hits, i);
        if (mb_hits_first(&p->hits, MB_HIT_NO_ABSTENTIONS, b->view_start,
                          b->view_end)
            != NULL)
            t.count[ABSTAIN] = 0;
    }
    p->next = i;
    t.last = i - 1;
    add_tally(p, &t);
    return true;
}

/* Sides as columns: a row of two sides at least, names in the rows beneath. */
static bool read_table(struct pass *p, uint32_t i)
{
    const struct mb_block *b = &p->x->blocks->at[i];
    const struct mb_hit *hit =
        mb_hits_first(&p->hits, MB_HIT_COLUMN, b->view_start, b->view_end);
    struct tally t;
    uint32_t column[SIDES] = {UINT32_MAX, UINT32_MAX, UINT32_MAX};
    uint32_t tabs = mb_block_cell_at(p->x->blocks, i, b->view_end), columns = 0;

    if (hit == NULL || tabs == 0)
        return false;
    t = tally_new(i, hit->match);
    for (; hit != NULL; hit = mb_hits_first(&p->hits, MB_HIT_COLUMN,
                                            hit->start + 1, b->view_end)) {
        enum side side = side_of(p, hit);
        columns++;
        if (side != SIDES && column[side] == UINT32_MAX) {
            column[side] = mb_block_cell_at(p->x->blocks, i, hit->start);
            t.count[side] = group_count(p, hit, "n");
        }
    }
    if (column[FOR] == UINT32_MAX || columns < 2)
        return false;
    for (i = mb_block_behind(p->x, i);
         i < p->x->blocks->n && p->x->blocks->at[i].kind == MB_BLOCK_ROW;
         i = mb_block_behind(p->x, i)) {
        if (p->x->blocks->at[i].flags & MB_MARK_TABLE_START)
            break;
        for (int s = 0; s < SIDES; s++)
            if (column[s] != UINT32_MAX)
                add_names(p, &t, (enum side)s,
                          mb_block_cell(p->x->blocks, i, column[s]));
        t.where.end = p->x->blocks->at[i].view_end;
        mb_claim(p->x, i, i);
    }
    p->next = i;
    t.last = i - 1;
    add_tally(p, &t);
    return true;
}

static void read_block(struct pass *p, uint32_t i)
{
    const struct mb_hit *hit;
    uint32_t behind = 0;

    hit = side_at(p, i);
    if (hit != NULL && read_sides(p, i, hit))
        return;
    mb_hits_read(&p->hits, i);
    if (read_table(p, i))
        return;
    for (uint32_t k = 0; k < p->hits.n; k++) {
        struct mb_hit h = p->hits.at[k];
        if (h.start < behind
            || (h.kind != MB_HIT_VOTE && h.kind != MB_HIT_SIDES
                && h.kind != MB_HIT_VOTER))
            continue;
        if (h.kind == MB_HIT_VOTE)
            counts_in_line(p, i, &h);
        else if (h.kind == MB_HIT_SIDES)
            names_in_line(p, i, &h);
        else
            voter_in_line(p, i, &h);
        behind = h.end;
        mb_hits_read(&p->hits, i);
    }
}

void mb_extract_votes(struct mb_extract *x)
{
    struct pass p = {.x = x};

    if (x->doc->kind == MB_DOC_REPORT || x->doc->kind == MB_DOC_OTHER
        || x->doc->kind == MB_DOC_AGENDA || x->doc->kind == MB_DOC_FORWARD_PLAN
        || !mb_hits_init(&p.hits, x))
        return;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        uint8_t section = x->outline[i].section;
        if (i < p.next || x->blocks->at[i].kind == MB_BLOCK_FURNITURE
            || section == MB_SECTION_RECOMMENDATION
            || section == MB_SECTION_DOCUMENTS)
            continue;
        read_block(&p, i);
    }
    finish(&p);
}
