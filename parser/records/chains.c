/* Numbered lines are sorted into series by the shape of their labels. In each
 * a chain is followed from number to number, taking the lines that read like
 * headings and passing by those that do not (clauses, paragraphs). The best
 * chain gives the items, and numbers that hang beneath one of its items
 * ("5.1", "10A") with a heading of their own join it. Some clerks number the
 * minute and not its heading: then the heading above a numbered paragraph is
 * the item's.
 */
#include "parser/records/chains.h"

#include "parser/records/clauses.h"
#include "parser/records/headings.h"
#include "parser/records/outline.h"

#include <string.h>

enum {
    STARTS = 3,      /* places where a chain may begin */
    WHOLE_FAMILY = 5 /* not among those of labels.h */
};

static uint32_t next_block(const struct mb_extract *x, uint32_t i)
{
    for (i++; i < x->blocks->n; i++)
        if (x->outline[i].role != MB_ROLE_FURNITURE)
            return i;
    return MB_NO_INDEX;
}

/* A row among rows is an entry of a list: accounts, actions. A row above one
 * of prose whose first cell is empty heads it: "2 | Trams" over " | The line
 * …". */
static bool listed(const struct mb_extract *x, uint32_t i)
{
    uint32_t next = next_block(x, i);

    if (next == MB_NO_INDEX || x->blocks->at[next].kind != MB_BLOCK_ROW)
        return false;
    return x->blocks->view.ptr[x->blocks->at[next].view_start] != '\t'
           || (mb_outline_match(x, next, "prose") == NULL
               && mb_outline_match(x, next, "marker") == NULL);
}

/* The first cell of a row, as a label; the title is the second. */
static bool row_label(const struct mb_extract *x, uint32_t i,
                      struct mb_cand *cand)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_span line = mb_block_line(x->blocks, i), cell, rest;
    uint32_t start, end;

    rest = mb_span_cut(line, '\t', &cell);
    if (rest.ptr == NULL || cell.len == 0 || cell.len > 24
        || b->mark == MB_MARK_ROW_HEAD)
        return false;
    cand->label = mb_label_read(cell);
    cand->number = cell;
    if (cand->label.sort <= MB_LABEL_BULLET || cand->label.len < cell.len)
        return false;
    start = b->view_start + (uint32_t)(rest.ptr - line.ptr);
    mb_span_cut(rest, '\t', &cell);
    end = start + (uint32_t)cell.len;
    cand->words = mb_heading_part(x, i, start, end);
    return start < end
           && (x->doc->kind == MB_DOC_AGENDA || !listed(x, i)
               || (b->flags & MB_MARK_BOLD));
}

static bool could_head(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_cand cand;

    if (x->outline[i].role == MB_ROLE_FURNITURE || (b->flags & MB_MARK_RUNNING))
        return false;
    if (b->kind == MB_BLOCK_ROW)
        return row_label(x, i, &cand);
    return b->label.ptr != NULL && b->label.ptr[0] != '-';
}

/* A bare number before a paragraph: the first heading above it, behind the
 * number before, is the item's title. */
static void look_above(const struct mb_extract *x, struct mb_cand *cand,
                       uint32_t floor, bool follows)
{
    for (uint32_t i = floor; i < cand->block; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        struct mb_heading h;
        if (x->outline[i].role == MB_ROLE_FURNITURE || b->label.ptr != NULL
            || b->kind == MB_BLOCK_ROW)
            continue;
        h = mb_heading_whole(x, i);
        if (h.score < MB_HEADING_SURE)
            continue;
        cand->title = i;
        cand->words = h;
        cand->words.score = 2;
        if (follows)
            return; /* else the nearest: a head stands above the first */
    }
}

/* "22.0" over paragraphs 22.1, 22.2 …: a whole number, of a series of its own.
 */
static void read_whole(struct mb_cand *cand)
{
    struct mb_span own = mb_heading_number(cand->number);
    uint32_t value = 0;

    if (cand->label.sort != MB_LABEL_DECIMAL || cand->label.value != 0
        || own.len < 3 || own.len > 5)
        return;
    for (size_t i = 0; i < own.len - 2; i++) {
        if (own.ptr[i] < '0' || own.ptr[i] > '9')
            return; /* "3.2.0" */
        value = value * 10 + (uint32_t)(own.ptr[i] - '0');
    }
    cand->label.sort = MB_LABEL_NUMBER;
    cand->label.value = value;
    cand->label.family = WHOLE_FAMILY;
}

static void read_cand(const struct mb_extract *x, uint32_t i,
                      const struct mb_cand *before, struct mb_cand *cand)
{
    const struct mb_block *b = &x->blocks->at[i];

    cand->block = cand->title = i;
    if (b->kind == MB_BLOCK_ROW) {
        row_label(x, i, cand);
        cand->run = cand->words;
        return;
    }
    cand->number = b->label;
    cand->label = mb_label_read(b->label);
    read_whole(cand);
    if (b->view_body >= b->view_end) { /* the number stands alone */
        uint32_t next = next_block(x, i);
        if (next != MB_NO_INDEX && x->blocks->at[next].label.ptr == NULL
            && x->blocks->at[next].kind != MB_BLOCK_ROW)
            cand->title = next;
    }
    cand->words = mb_heading_read(x, cand->title);
    cand->run = mb_heading_run_in(x, cand->title);
    if (cand->title != i) {
        cand->words.score++;
        cand->run.score++;
    }
    if (cand->words.score < 1 && cand->label.sort == MB_LABEL_NUMBER
        && strchr(".)", b->label.ptr[b->label.len - 1]) == NULL)
        look_above(x, cand, before != NULL ? before->block + 1 : 0,
                   before != NULL
                       && mb_label_follows(&before->label, &cand->label));
}

/* Whether operative words end block i that leave what was decided to the
 * lines beneath: "RESOLVED: That". */
static bool opens_clauses(const struct mb_extract *x, uint32_t i)
{
    mb_finds finds = mb_rules_finds(x->rules, "marker");
    const struct mb_match *m = NULL;
    uint32_t end = x->blocks->at[i].view_end;

    while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL)
        if (m->end >= end || mb_opens_list(x, (struct mb_range){m->end, end}))
            return true;
    return false;
}

/* Letters beneath operative words label clauses, however much these look like
 * headings: none of them begins an item. */
static void drop_clauses(const struct mb_extract *x, struct mb_cands *c)
{
    const struct mb_label *last = NULL;

    for (uint32_t i = 0; i < c->n; i++) {
        struct mb_cand *cand = &c->at[i];
        uint32_t above = cand->block;
        if (cand->label.sort != MB_LABEL_LETTER
            && cand->label.sort != MB_LABEL_ROMAN)
            continue;
        while (above > 0 && x->outline[--above].role == MB_ROLE_FURNITURE)
            ;
        if (cand->label.value <= 1)
            last = above < cand->block && opens_clauses(x, above) ? &cand->label
                                                                  : NULL;
        else if (last != NULL && mb_label_follows(last, &cand->label))
            last = &cand->label;
        else
            last = NULL;
        if (last != NULL)
            cand->words.score = cand->run.score = -MB_CHAIN_NEVER;
    }
}

static struct mb_cands collect(struct mb_extract *x)
{
    struct mb_cands c = {NULL, 0};

    for (uint32_t i = 0; i < x->blocks->n; i++)
        c.n += could_head(x, i);
    c.at = mb_arena_alloc(x->arena, c.n, sizeof *c.at);
    if (c.at == NULL)
        return (struct mb_cands){NULL, 0};
    c.n = 0;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        if (!could_head(x, i))
            continue;
        read_cand(x, i, c.n > 0 ? &c.at[c.n - 1] : NULL, &c.at[c.n]);
        c.n++;
    }
    drop_clauses(x, &c);
    return c;
}

/* ---- series ---- */

enum { SERIES = (MB_LABEL_LETTER + 1) * 8, NOUGHT = 7 };

/* "3.0" heads an item, "3.1" is its first paragraph: the number without the
 * nought, or as it is. */
static struct mb_span whole_number(struct mb_span number)
{
    number = mb_heading_number(number);
    if (number.len > 2 && mb_span_ends(number, MB_SPAN_LIT(".0"))
        && memchr(number.ptr, '.', number.len - 2) == NULL)
        return mb_span_sub(number, 0, number.len - 2);
    return number;
}

static void read_nought(struct mb_cand *cand)
{
    struct mb_span own = mb_heading_number(cand->number);
    struct mb_span whole = whole_number(cand->number);

    if (cand->label.sort != MB_LABEL_DECIMAL || whole.len == own.len)
        return;
    cand->label.sort = MB_LABEL_NUMBER;
    cand->label.family = NOUGHT;
    cand->label.value = 0;
    for (size_t i = 0; i < whole.len && i < 6; i++)
        if (whole.ptr[i] >= '0' && whole.ptr[i] <= '9')
            cand->label.value =
                cand->label.value * 10 + (uint32_t)(whole.ptr[i] - '0');
}

/* Of the two numbers in "24/31" the one counts that goes up from line to
 * line; the first unless the other does so more often. */
static void choose_numbers(struct mb_cands *c, unsigned series)
{
    uint32_t first = 0, other = 0;
    const struct mb_label *last = NULL;

    for (uint32_t i = 0; i < c->n; i++) {
        const struct mb_label *l = &c->at[i].label;
        if (mb_chain_series(l) != series)
            continue;
        if (last != NULL && l->other_family != 0) {
            first += l->family == last->family && l->value == last->value + 1;
            other += l->other_family == last->other_family
                     && l->other == last->other + 1;
        }
        last = l;
    }
    for (uint32_t i = 0; i < c->n && other > first; i++) {
        struct mb_label *l = &c->at[i].label;
        if (mb_chain_series(l) != series || l->other_family == 0)
            continue;
        l->value = l->other;
        l->family = l->other_family;
    }
}

/* "Reports.", with what was reported beneath it. */
static bool stopped_title(const struct mb_extract *x, uint32_t i)
{
    struct mb_span s = mb_span_trim(mb_block_body(x->blocks, i));

    return s.len > 3 && s.len < 80 && s.ptr[s.len - 1] == '.'
           && mb_span_find(s, MB_SPAN_LIT(". ")) >= s.len
           && mb_outline_match(x, i, "prose") == NULL
           && mb_outline_match(x, i, "marker") == NULL;
}

/* Where nearly all numbered paragraphs begin with a few words and a full stop
 * ("5. Planning. No objection."), these are the titles. */
static void choose_stops(const struct mb_extract *x, struct mb_cands *c)
{
    uint32_t all[SERIES] = {0}, stops[SERIES] = {0};

    for (uint32_t i = 0; i < c->n; i++) {
        unsigned s = mb_chain_series(&c->at[i].label);
        struct mb_heading h = mb_heading_stop(x, c->at[i].block);
        all[s]++;
        stops[s] += h.end > h.start || stopped_title(x, c->at[i].block);
    }
    for (uint32_t i = 0; i < c->n; i++) {
        struct mb_cand *cand = &c->at[i];
        unsigned s = mb_chain_series(&cand->label);
        struct mb_heading h;
        if (all[s] < 4 || stops[s] * 4 < all[s] * 3)
            continue;
        h = mb_heading_stop(x, cand->block);
        if (h.end <= h.start)
            continue;
        cand->words = cand->run = h;
        cand->title = cand->block; /* whatever stood above */
    }
}

/* Where a clerk divides most titles from their text by a colon, the others
 * that have one are divided too ("5. Planning: None"). */
static void choose_run_ins(const struct mb_extract *x, struct mb_cands *c)
{
    choose_stops(x, c);

    uint32_t all[SERIES] = {0}, run[SERIES] = {0};

    for (uint32_t i = 0; i < c->n; i++) {
        unsigned s = mb_chain_series(&c->at[i].label);
        all[s] += c->at[i].words.score > 0;
        run[s] +=
            c->at[i].run.end > c->at[i].run.start && c->at[i].run.score > 0;
    }
    for (uint32_t i = 0; i < c->n; i++) {
        struct mb_cand *cand = &c->at[i];
        unsigned s = mb_chain_series(&cand->label);
        if (cand->run.end > cand->run.start && cand->run.score > 0 && all[s] > 3
            && run[s] * 5 >= all[s] * 3)
            cand->words = cand->run;
    }
}

struct chain {
    uint32_t value; /* of the last item taken */
    uint32_t seen;  /* of the last number in sequence, taken or not */
    uint32_t family;
    uint32_t taken;
    int quality;
};

/* The score that a line needs to be the next of a chain. */
static int needed(const struct chain *chain, const struct mb_label *label)
{
    uint32_t v = label->value;
    bool same = label->family == chain->family || label->sort == MB_LABEL_NUMBER
                || label->sort == MB_LABEL_LETTER
                || label->sort == MB_LABEL_ROMAN;

    if (chain->taken == 0)
        return 1;
    if (!same)
        return label->sort == MB_LABEL_DECIMAL ? MB_CHAIN_NEVER : 1;
    if (v == chain->value + 1 || v == chain->seen + 1)
        return 0;
    if (v == chain->value && v > 1)
        return MB_HEADING_SURE; /* the same number twice */
    if (v > chain->value && v <= chain->value + MB_CHAIN_JUMP)
        return 1;
    if (v > chain->seen && v <= chain->seen + MB_CHAIN_JUMP)
        return 2;
    return MB_HEADING_SURE + (v == 1 ? 1 : 2);
}

/* Follow the chain through one series from candidate `from` on; mark what it
 * takes. */
static struct chain follow(struct mb_cands *c, unsigned series, uint32_t from,
                           bool take)
{
    struct chain chain = {0};

    for (uint32_t i = from; i < c->n; i++) {
        struct mb_cand *cand = &c->at[i];
        int score = cand->words.score;
        if (mb_chain_series(&cand->label) != series)
            continue;
        if (score >= needed(&chain, &cand->label)) {
            chain.value = chain.seen = cand->label.value;
            chain.family = cand->label.family;
            chain.taken++;
            chain.quality += score > 4 ? 5 : score + 1;
            cand->taken |= take;
        } else {
            if (cand->label.value == chain.seen + 1)
                chain.seen++;
            chain.quality--;
        }
    }
    return chain;
}

struct start {
    uint32_t from;
    int quality;
};

/* A page's number or a year may stand where a chain seems to begin: try the
 * first few places. */
static struct start best_start(struct mb_cands *c, unsigned series)
{
    struct start best = {0, 0};
    unsigned tries = 0;

    for (uint32_t i = 0; i < c->n && tries < STARTS; i++) {
        struct chain chain;
        if (mb_chain_series(&c->at[i].label) != series
            || c->at[i].words.score < 1)
            continue;
        tries++;
        chain = follow(c, series, i, false);
        if ((chain.taken > 1 || c->at[i].title > c->at[i].block)
            && chain.quality > best.quality)
            best = (struct start){i, chain.quality};
    }
    return best;
}

/* Whether decimal numbers hang beneath whole ones: "5.1" where there is
 * "5." */
static bool decimals_hang(const struct mb_cands *c)
{
    struct mb_span whole = MB_SPAN_NULL;

    for (uint32_t i = 0; i < c->n; i++) {
        const struct mb_cand *cand = &c->at[i];
        struct mb_span own = mb_heading_number(cand->number);
        if (cand->label.sort == MB_LABEL_NUMBER)
            whole = whole_number(cand->number);
        else if (cand->label.sort == MB_LABEL_DECIMAL && whole.len > 0
                 && own.len > whole.len && mb_span_starts(own, whole)
                 && own.ptr[whole.len] == '.')
            return true;
    }
    return false;
}

/* "(a)", "b)", "iv." */
static bool small_letters(unsigned series)
{
    unsigned sort = series / 8;

    return (sort == MB_LABEL_LETTER || sort == MB_LABEL_ROMAN)
           && series % 8 < 4;
}

/* Whether the items have no numbers and letters stand beneath them: several
 * headings that every meeting has. */
static bool usual_unnumbered(const struct mb_extract *x)
{
    enum { SEVERAL = 4 };
    uint32_t n = 0;

    for (uint32_t i = 0; i < x->blocks->n && n < SEVERAL; i++)
        n += x->blocks->at[i].label.ptr == NULL
             && x->outline[i].role != MB_ROLE_FURNITURE
             && x->blocks->at[i].kind != MB_BLOCK_ROW
             && mb_outline_match(x, i, "standard-item") != NULL
             && mb_heading_score(x, i) > 0;
    return n == SEVERAL;
}

/* Whether small letters are parts of the items of the series `best`: these are
 * several, and the first stands above the first letter. */
static bool letters_hang(struct mb_cands *c, unsigned best, uint32_t from,
                         unsigned series, uint32_t first)
{
    enum { SEVERAL = 3 };

    return best != 0 && !small_letters(best) && best != series
           && c->at[from].block < c->at[first].block
           && follow(c, best, from, false).taken >= SEVERAL;
}

bool mb_chain_text_below(const struct mb_extract *x, const struct mb_cand *cand)
{
    uint32_t next = next_block(x, cand->title);

    return next != MB_NO_INDEX && x->blocks->at[next].label.ptr == NULL;
}

/* "5.1" or "10A" beneath item 5 or 10, with a heading of its own. */
static void take_children(const struct mb_extract *x, struct mb_cands *c)
{
    struct mb_span parent = MB_SPAN_NULL;
    uint32_t value = 0; /* of the last item */
    uint32_t child = 0; /* likewise beneath it */

    for (uint32_t i = 0; i < c->n; i++) {
        struct mb_cand *cand = &c->at[i];
        struct mb_span own = mb_heading_number(cand->number);
        bool beneath =
            parent.ptr != NULL && own.len > parent.len
            && mb_span_starts(own, parent)
            && !(own.ptr[parent.len] >= '0' && own.ptr[parent.len] <= '9');
        if (cand->taken) {
            parent = whole_number(cand->number);
            child = 0;
            value = cand->label.value;
        } else if (x->outline[cand->title].role == MB_ROLE_LABEL
                   && mb_outline_match(x, cand->title, "standard-item")
                          == NULL) {
            continue; /* "2.2 Decision" */
        } else if (cand->label.sort == MB_LABEL_DECIMAL && beneath) {
            cand->taken = cand->words.score >= 2
                          || (cand->words.score == 1
                              && (x->doc->kind == MB_DOC_AGENDA
                                  || mb_chain_text_below(x, cand))
                              && (cand->label.value == 1
                                  || cand->label.value == child + 1));
            child = cand->taken ? cand->label.value : child;
        } else if (cand->label.sort == MB_LABEL_LETTERED) {
            cand->taken = cand->words.score >= (beneath ? 1 : 2)
                          && cand->number.ptr[0] <= '9'
                          && cand->label.family - value <= 1;
        }
    }
}

uint32_t mb_heading_chain(struct mb_extract *x)
{
    struct mb_cands c = collect(x);
    unsigned best = 0, decimal = MB_LABEL_DECIMAL * 8;
    int quality = 0;
    uint32_t n = 0, from = 0;

    for (uint32_t i = 0; i < c.n; i++)
        read_nought(&c.at[i]);
    choose_run_ins(x, &c);
    choose_numbers(&c, MB_LABEL_YEARED * 8);
    choose_numbers(&c, MB_LABEL_CODED * 8);
    for (unsigned s = 0; s < SERIES; s++) {
        struct start start = {.from = 0};
        if (s == decimal && decimals_hang(&c))
            continue;
        start = best_start(&c, s);
        if (small_letters(s)
            && (best != 0 && letters_hang(&c, best, from, s, start.from)))
            continue;
        if (start.quality > quality) {
            best = s;
            from = start.from;
            quality = start.quality;
        }
    }
    if (best == 0 || (small_letters(best) && usual_unnumbered(x)))
        return 0;
    follow(&c, best, from, true);
    mb_chain_fill(x, &c, best, from);
    take_children(x, &c);
    for (uint32_t i = 0; i < c.n; i++) {
        struct mb_cand *cand = &c.at[i];
        if (!cand->taken)
            continue;
        mb_heading_add(x, cand->block, cand->title, cand->number, &cand->words);
        n++;
    }
    return n;
}
