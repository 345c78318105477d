/* A strategy on one page: a row of outcomes, and below it a row of as many
 * cells with the priorities of each as bullets. It stands at the head of many
 * papers whose text prints the outcomes alone; here it gives the nodes at the
 * top their priorities, and a line that repeats an outcome's title before a
 * promise gives it its statement. A page with nothing else is a strategy too.
 */
#include "assurance/strategy_build.h"

#include <string.h>

enum { COLUMNS_MIN = 3, COLUMNS_MAX = 12 };
static const char bullet[] = "\xE2\x80\xA2";

struct columns {
    struct mb_span at[COLUMNS_MAX];
    uint32_t n;
};

static void cut_columns(struct mb_span text, struct columns *ret)
{
    ret->n = 0;
    while (text.ptr != NULL && ret->n < COLUMNS_MAX) {
        struct mb_span cell;
        text = mb_span_cut(text, '\t', &cell);
        ret->at[ret->n++] = mb_span_trim(cell);
    }
}

/* The node at the top at that position, or UINT32_MAX. */
static uint32_t top_at(const struct mb_strategy_build *build, uint32_t nth)
{
    for (uint32_t i = 0; i < build->npledges; i++)
        if (build->pledges[i].parent == UINT32_MAX && nth-- == 0)
            return i;
    return UINT32_MAX;
}

/* Whether the cells are the outcomes: as many as there are nodes at the top,
 * half of them or more with their titles. */
static bool outcomes_row(const struct mb_strategy_build *build,
                         const struct columns *c)
{
    uint32_t same = 0;
    if (c->n < COLUMNS_MIN || c->n != build->tops)
        return false;
    for (uint32_t i = 0; i < c->n; i++) {
        uint32_t top = top_at(build, i);
        if (top != UINT32_MAX && c->at[i].len > 0)
            same += mb_span_ieq(build->pledges[top].title, c->at[i]);
    }
    return same * 2 >= c->n;
}

static bool bullets_row(const struct columns *c, uint32_t n)
{
    if (c->n != n)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!mb_span_starts(c->at[i], mb_span_str(bullet)))
            return false;
    return true;
}

static bool has_children(const struct mb_strategy_build *build, uint32_t node)
{
    for (uint32_t i = 0; i < build->npledges; i++)
        if (build->pledges[i].parent == node)
            return true;
    return false;
}

static void add_bullets(struct mb_strategy_build *build, uint32_t top,
                        struct mb_span cell, uint16_t page)
{
    struct mb_span mark = mb_span_str(bullet);
    while (cell.len > 0) {
        cell = mb_span_sub(cell, mark.len, cell.len);
        size_t end = mb_span_find(cell, mark);
        struct mb_span text = mb_span_trim(mb_span_sub(cell, 0, end));
        cell = mb_span_sub(cell, end, cell.len);
        struct mb_pledge *p =
            text.len > 0 ? mb_strategy_add(build, top, MB_SPAN_NULL) : NULL;
        if (p == NULL)
            continue;
        p->title = text;
        p->level = MB_SPAN_LIT("priority");
        p->page = page;
        build->pledges[top].kind = MB_PLEDGE_HEADING;
    }
}

/* Children right behind their parents: nodes were added at the end. */
static void put_in_order(struct mb_strategy_build *build)
{
    uint32_t n = build->npledges;
    struct mb_pledge *sorted = mb_arena_alloc(build->arena, n, sizeof *sorted);
    uint32_t *place = mb_arena_alloc(build->arena, n, sizeof *place);
    uint32_t at = 0;
    if (sorted == NULL || place == NULL)
        return;
    memset(place, 0xFF, n * sizeof *place);
    while (at < n) {
        uint32_t from = at;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t up = build->pledges[i].parent;
            /* the first node not placed whose parent is, deepest first */
            if (place[i] != UINT32_MAX
                || (up != UINT32_MAX && place[up] == UINT32_MAX))
                continue;
            place[i] = at;
            sorted[at++] = build->pledges[i];
            for (uint32_t k = 0; k < n; k++)
                if (build->pledges[k].parent == i) {
                    place[k] = at;
                    sorted[at++] = build->pledges[k];
                }
        }
        if (at == from)
            return; /* not a tree: leave it */
    }
    for (uint32_t i = 0; i < n; i++)
        if (sorted[i].parent != UINT32_MAX)
            sorted[i].parent = place[sorted[i].parent];
    memcpy(build->pledges, sorted, n * sizeof *sorted);
}

/* "Support happy and healthy living" and, behind it, "We will help ...". */
static void fill_statements(struct mb_strategy_build *build)
{
    for (uint32_t i = 0; i + 1 < build->nlines; i++) {
        const struct mb_strategy_line *next = &build->lines[i + 1];
        if (!mb_promise_like(next->text) || next->kind == MB_BLOCK_ROW)
            continue;
        for (uint32_t k = 0; k < build->npledges; k++) {
            struct mb_pledge *p = &build->pledges[k];
            if (p->parent == UINT32_MAX && p->statement.ptr == NULL
                && mb_span_ieq(p->title, build->lines[i].text))
                p->statement = next->text;
        }
    }
}

/* The next row below line i, one that says what follows ("What we need to
 * achieve") passed over; false if there is none. */
static bool row_below(const struct mb_strategy_build *build, uint32_t i,
                      struct columns *ret)
{
    for (uint32_t k = i + 1; k < build->nlines && k < i + 3; k++) {
        cut_columns(build->lines[k].text, ret);
        if (build->lines[k].kind == MB_BLOCK_ROW && ret->n >= COLUMNS_MIN)
            return true;
    }
    return false;
}

/* A page that prints nothing but the overview: its first row of titles over a
 * row of bullets gives the nodes at the top. */
static void overview_alone(struct mb_strategy_build *build)
{
    for (uint32_t i = 0; i < build->nlines && build->npledges == 0; i++) {
        struct columns c, next;
        if (build->lines[i].kind != MB_BLOCK_ROW)
            continue;
        cut_columns(build->lines[i].text, &c);
        bool titles = c.n >= COLUMNS_MIN;
        for (uint32_t k = 0; titles && k < c.n; k++)
            titles = c.at[k].len > 0 && mb_title_like(c.at[k])
                     && !mb_span_starts(c.at[k], mb_span_str(bullet));
        if (!titles || !row_below(build, i, &next) || !bullets_row(&next, c.n))
            continue;
        for (uint32_t k = 0; k < c.n; k++) {
            struct mb_pledge *p =
                mb_strategy_add(build, UINT32_MAX, MB_SPAN_NULL);
            if (p == NULL)
                return;
            p->title = c.at[k];
            p->level = MB_SPAN_LIT("outcome");
            p->page = build->lines[i].page;
        }
    }
}

/* The overview is the strategy's own: where a paper that quotes it prints a
 * title otherwise, its title stands. */
static void take_titles(struct mb_strategy_build *build,
                        const struct columns *outcomes)
{
    for (uint32_t k = 0; k < outcomes->n; k++) {
        uint32_t top = top_at(build, k);
        if (top != UINT32_MAX && outcomes->at[k].len > 0)
            build->pledges[top].title = outcomes->at[k];
    }
}

void mb_shape_matrix(struct mb_strategy_build *build)
{
    uint32_t wide = 0; /* columns of the row of outcomes seen last */
    struct columns outcomes = {.n = 0};
    bool added = false;
    overview_alone(build);
    if (build->npledges != build->tops || build->tops < COLUMNS_MIN)
        return; /* there are nodes below: nothing is missing */
    for (uint32_t i = 0; i < build->nlines; i++) {
        struct columns c;
        if (build->lines[i].kind != MB_BLOCK_ROW) {
            wide = 0;
            continue;
        }
        cut_columns(build->lines[i].text, &c);
        if (outcomes_row(build, &c)) {
            wide = c.n;
            outcomes = c;
        } else if (wide > 0 && bullets_row(&c, wide)) {
            for (uint32_t k = 0; k < wide; k++) {
                uint32_t top = top_at(build, k);
                if (top != UINT32_MAX && !has_children(build, top))
                    add_bullets(build, top, c.at[k], build->lines[i].page);
            }
            take_titles(build, &outcomes);
            added = true;
            wide = 0;
        }
    }
    if (added)
        put_in_order(build);
    fill_statements(build);
}
