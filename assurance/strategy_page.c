/* Strategies printed as pages: a title, "Our pledge: ...", then "Theme: prose"
 * and bullets. One pass over the lines with the builder's current node as
 * state.
 */
#include "assurance/strategy_build.h"

#include <string.h>

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
