/* Two of the three shapes of prose in which strategies are printed (the third,
 * numbered outlines, is strategy_outline.c).
 *
 * Page:     a title, "Our pledge: ...", then "Theme: prose" and bullets.
 * Headings: headings whose section promises something ("We will ..."); codes
 *           are positions, and the document's own heading is no node.
 * Each is one pass over the lines with the builder's current node as state.
 */
#include "assurance/strategy_build.h"

#include <string.h>

/* ----------------------------------------------------------------- page */

/* "Our pledge: ..." or "Our pledge" alone: fills the level and what follows
 * the colon (empty if nothing does). */
static bool pledge_label(struct mb_span text, struct mb_arena *arena,
                         struct mb_span *level, struct mb_span *statement)
{
    if (!mb_span_istarts(text, MB_SPAN_LIT("our "))
        && !mb_span_istarts(text, MB_SPAN_LIT("the "))
        && !mb_span_istarts(text, MB_SPAN_LIT("pledge")))
        return false;
    size_t colon = mb_span_find(text, MB_SPAN_LIT(":"));
    struct mb_span head = mb_span_sub(text, 0, colon);
    if (mb_span_istarts(head, MB_SPAN_LIT("our "))
        || mb_span_istarts(head, MB_SPAN_LIT("the ")))
        head = mb_span_sub(head, 4, head.len);
    if (mb_word_count(head) > 2 || head.len == 0
        || head.ptr[head.len - 1] == 's')
        return false;
    *level = mb_level_name(head, arena);
    *statement = mb_span_trim(mb_span_sub(text, colon + 1, text.len));
    return level->ptr != NULL && (colon < text.len || mb_word_count(text) < 3);
}

uint32_t mb_shape_page_count(const struct mb_strategy_build *build)
{
    struct mb_span level, statement;
    uint32_t n = 0;
    for (uint32_t i = 0; i < build->nlines; i++)
        n += pledge_label(build->lines[i].text, build->arena, &level,
                          &statement);
    return n;
}

/* A node at the top that promises the same, or UINT32_MAX. */
static uint32_t promised_before(const struct mb_strategy_build *build,
                                struct mb_span statement)
{
    for (uint32_t i = 0; i < build->npledges; i++)
        if (build->pledges[i].parent == UINT32_MAX
            && mb_span_eq(build->pledges[i].statement, statement))
            return i;
    return UINT32_MAX;
}

static bool theme_before(const struct mb_strategy_build *build, uint32_t pledge,
                         struct mb_span title)
{
    for (uint32_t i = 0; i < build->npledges; i++)
        if (build->pledges[i].parent == pledge
            && mb_span_eq(build->pledges[i].title, title))
            return true;
    return false;
}

/* A theme under the pledge; one that stands there already is passed over,
 * with all that belongs to it. */
static void add_theme(struct mb_strategy_build *build, uint32_t pledge,
                      const struct mb_strategy_line *line, struct mb_span title)
{
    if (theme_before(build, pledge, title)) {
        build->current = UINT32_MAX;
        return;
    }
    struct mb_pledge *p = mb_strategy_add(build, pledge, MB_SPAN_NULL);
    if (p == NULL)
        return;
    p->title = title;
    p->level = MB_SPAN_LIT("theme");
    p->kind = MB_PLEDGE_THEME;
    p->page = line->page;
}

/* The pledge whose label stands on line i; returns its index and moves *i
 * over what was used. */
static uint32_t page_pledge(struct mb_strategy_build *build, uint32_t *i,
                            struct mb_span title, struct mb_span level,
                            struct mb_span statement)
{
    const struct mb_strategy_line *line = &build->lines[*i];
    if (statement.len == 0 && *i + 1 < build->nlines)
        statement = build->lines[++*i].text;
    uint32_t known = promised_before(build, statement);
    build->current = UINT32_MAX;
    if (known != UINT32_MAX)
        return known;
    struct mb_pledge *p = mb_strategy_add(build, UINT32_MAX, MB_SPAN_NULL);
    if (p == NULL)
        return UINT32_MAX;
    p->title = title;
    p->level = level;
    p->statement = statement;
    p->page = line->page;
    return build->npledges - 1;
}

static void page_line(struct mb_strategy_build *build, uint32_t pledge,
                      const struct mb_strategy_line *line)
{
    struct mb_span title, prose;
    if (line->kind == MB_BLOCK_LIST_ITEM) {
        mb_strategy_append(build, line->text, true);
    } else if (line->kind == MB_BLOCK_HEADING) {
        add_theme(build, pledge, line, line->text);
    } else if (mb_cut_title(line->text, &title, &prose)) {
        add_theme(build, pledge, line, title);
        mb_strategy_append(build, prose, false);
    } else if (line->blank_above < 2 || mb_promise_like(line->text)) {
        mb_strategy_append(build, line->text, false);
    } else {
        build->current = UINT32_MAX;
    }
}

void mb_shape_page(struct mb_strategy_build *build)
{
    struct mb_span level, statement;
    uint32_t pledge = UINT32_MAX;
    struct mb_span title = MB_SPAN_NULL;
    for (uint32_t i = 0; i < build->nlines; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (pledge_label(line->text, build->arena, &level, &statement)) {
            pledge = page_pledge(build, &i, title, level, statement);
            title = MB_SPAN_NULL;
            continue;
        }
        bool label_next = i + 1 < build->nlines
                          && pledge_label(build->lines[i + 1].text,
                                          build->arena, &level, &statement);
        if (label_next && mb_title_like(line->text)) {
            title = line->text;
            build->current = UINT32_MAX;
        } else if (pledge != UINT32_MAX && !line->tabled) {
            page_line(build, pledge, line);
        }
    }
}

/* ------------------------------------------------------------- headings */

/* Whether the lines under heading i, up to the next heading, promise. */
static bool section_promises(const struct mb_strategy_build *build, uint32_t i)
{
    struct mb_span title, prose;
    for (i++; i < build->nlines; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (line->kind == MB_BLOCK_HEADING)
            return false;
        if (mb_promise_like(line->text)
            || (mb_cut_title(line->text, &title, &prose)
                && mb_promise_like(prose))
            || mb_span_ifind(line->text, MB_SPAN_LIT(" we will "))
                   < line->text.len)
            return true;
    }
    return false;
}

/* How many promises the section of heading i holds that stand by themselves:
 * paragraphs or bullets that begin "We will", bullets below "We will:". */
static uint32_t promises_below(const struct mb_strategy_build *build,
                               uint32_t i)
{
    uint32_t n = 0;
    bool listed = false;
    for (i++; i < build->nlines; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (line->kind == MB_BLOCK_HEADING)
            break;
        bool item = line->kind == MB_BLOCK_LIST_ITEM;
        if (mb_promise_lead_in(line->text))
            listed = true;
        else if (item ? listed
                            || mb_span_istarts(line->text,
                                               MB_SPAN_LIT("we will "))
                      : mb_span_istarts(line->text, MB_SPAN_LIT("we will ")))
            n++;
        listed = listed && (item || mb_promise_lead_in(line->text));
    }
    return n;
}

static uint32_t depth_of(const struct mb_strategy_line *line)
{
    return line->level == 0 ? 1 : line->level;
}

/* Text files have no marks for headings: where none is found, a short line
 * that stands alone above prose is one. */
static void promote_lines(struct mb_strategy_build *build)
{
    struct mb_strategy_line *lines = build->lines;
    for (uint32_t i = 0; i < build->nlines; i++)
        if (lines[i].kind == MB_BLOCK_HEADING && section_promises(build, i))
            return;
    for (uint32_t i = 0; i + 1 < build->nlines; i++) {
        struct mb_span text = lines[i].text;
        bool prose = lines[i + 1].kind != MB_BLOCK_ROW
                     && lines[i + 1].kind != MB_BLOCK_HEADING
                     && (!mb_title_like(lines[i + 1].text)
                         || mb_promise_like(lines[i + 1].text));
        if (lines[i].kind == MB_BLOCK_PARAGRAPH && prose && mb_title_like(text)
            && mb_word_count(text) <= 10 && !mb_promise_like(text)
            && text.ptr[0] >= 'A' && text.ptr[0] <= 'Z') {
            lines[i].kind = MB_BLOCK_HEADING;
            lines[i].level = 1;
        }
    }
}

/* Which headings are nodes: those that promise, and those above them, but
 * not a first heading under which everything stands. */
static bool *choose_headings(struct mb_strategy_build *build)
{
    bool *node = mb_arena_alloc(build->arena, build->nlines + 1, 1);
    if (node == NULL)
        return NULL;
    uint32_t seen = 0; /* nodes so far */
    for (uint32_t i = build->nlines; i-- > 0;) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (line->kind != MB_BLOCK_HEADING)
            continue;
        node[i] = section_promises(build, i);
        uint32_t below = 0;
        for (uint32_t k = i + 1; k < build->nlines; k++) {
            if (build->lines[k].kind != MB_BLOCK_HEADING)
                continue;
            if (depth_of(&build->lines[k]) <= depth_of(line))
                break;
            below += node[k];
        }
        if (below > 0)
            node[i] = below < seen || depth_of(line) > 1;
        seen += node[i];
    }
    return node;
}

static void heading_node(struct mb_strategy_build *build,
                         const struct mb_strategy_line *line, uint32_t *stack,
                         uint32_t depth)
{
    uint32_t parent = UINT32_MAX;
    for (uint32_t d = 0; d < depth; d++)
        if (stack[d] != UINT32_MAX)
            parent = stack[d];
    struct mb_pledge *p = mb_strategy_add(build, parent, MB_SPAN_NULL);
    if (p == NULL)
        return;
    p->title = line->text;
    p->page = line->page;
    if (parent != UINT32_MAX) {
        build->pledges[parent].kind = MB_PLEDGE_HEADING;
        p->level = mb_strategy_level_below(build, build->pledges[parent].level);
    } else if (build->nlevels > 0) {
        p->level = build->levels[0];
    }
    stack[depth] = build->npledges - 1;
    for (uint32_t d = depth + 1; d < 8; d++)
        stack[d] = UINT32_MAX;
}

/* "Good jobs: We will ..." under a heading is a node below it. */
static bool named_promise(struct mb_strategy_build *build, uint32_t heading,
                          const struct mb_strategy_line *line)
{
    struct mb_span title, prose;
    if (!mb_cut_title(line->text, &title, &prose) || !mb_promise_like(prose))
        return false;
    struct mb_pledge *p = mb_strategy_add(build, heading, MB_SPAN_NULL);
    if (p == NULL)
        return true;
    p->title = title;
    p->statement = prose;
    p->page = line->page;
    p->level = mb_strategy_level_below(build, build->pledges[heading].level);
    build->pledges[heading].kind = MB_PLEDGE_HEADING;
    return true;
}

/* A promise that stands by itself is a node below its heading. */
static void lone_promise(struct mb_strategy_build *build, uint32_t heading,
                         const struct mb_strategy_line *line)
{
    struct mb_pledge *p = mb_strategy_add(build, heading, MB_SPAN_NULL);
    if (p == NULL)
        return;
    p->statement = line->text;
    p->page = line->page;
    p->level = mb_strategy_level_below(build, build->pledges[heading].level);
    build->pledges[heading].kind = MB_PLEDGE_HEADING;
}

/* A line below a heading that is a node. */
static void heading_line(struct mb_strategy_build *build, uint32_t heading,
                         const struct mb_strategy_line *line, bool several,
                         bool *listed)
{
    bool item = line->kind == MB_BLOCK_LIST_ITEM;
    bool opens = several && mb_promise_lead_in(line->text);
    *listed = opens || (*listed && item);
    if (opens || named_promise(build, heading, line))
        return;
    if (several
        && (*listed || mb_span_istarts(line->text, MB_SPAN_LIT("we will "))))
        lone_promise(build, heading, line);
    else
        mb_strategy_append(build, line->text, item);
}

void mb_shape_headings(struct mb_strategy_build *build)
{
    promote_lines(build);
    bool *node = choose_headings(build);
    uint32_t stack[8];
    uint32_t heading = UINT32_MAX;
    bool several = false;
    bool listed = false;
    uint32_t before = build->npledges;
    memset(stack, 0xFF, sizeof stack);
    build->current = UINT32_MAX;
    for (uint32_t i = 0; node != NULL && i < build->nlines; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (build->npledges == before)
            mb_strategy_levels(build, line->text);
        if (line->kind == MB_BLOCK_HEADING) {
            build->current = heading = UINT32_MAX;
            if (node[i]) {
                uint32_t depth = depth_of(line);
                heading_node(build, line, stack, depth < 8 ? depth : 7);
                heading = build->current;
                several = promises_below(build, i) > 1;
                listed = false;
            }
        } else if (heading != UINT32_MAX && !line->tabled) {
            heading_line(build, heading, line, several, &listed);
        }
    }
}
