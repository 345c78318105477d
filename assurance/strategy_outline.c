/* Strategies printed as an outline: "Priority 1: title" or "SO1: title", its
 * statement, then numbered sentences "1.1 ..." whose parent is the node
 * numbered 1. One pass over the lines and their marks with the builder's
 * current node as state; what stands between the nodes is a title, a
 * statement, a field, the head of a list, or no matter of theirs.
 */
#include "assurance/strategy_outline.h"

#include <string.h>

enum {
    PART_WORDS = 6, /* of the heading of a part, in plain text */
    LEAD_WORDS = 8, /* of "What we will do" */
    PROSE_LINES = 4 /* of a statement in paragraphs */
};

uint32_t mb_shape_outline_count(const struct mb_strategy_build *build)
{
    uint32_t n = 0;
    uint32_t bare = 0;
    for (uint32_t i = 0; i < build->nlines; i++) {
        enum mb_numbered_form form = build->marks[i].form;
        n += form == MB_FORM_LEVEL || form == MB_FORM_CODE
             || form == MB_FORM_NAMED;
        bare += form == MB_FORM_NUMBER || form == MB_FORM_ROMAN
                || form == MB_FORM_LETTER;
    }
    return n + (bare >= 3 ? bare : 0);
}

/* A bullet, or "1." below a numbered heading, that is a node by itself. */
static void outline_item(struct mb_strategy_build *build, struct mb_outline *o,
                         uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    struct mb_pledge *p = mb_strategy_add(build, o->top, MB_SPAN_NULL);
    if (p == NULL)
        return;
    p->page = line->page;
    p->level = o->child_level;
    mb_strategy_split(p, line->text, o->titles_printed);
    build->pledges[o->top].kind = MB_PLEDGE_HEADING;
}

/* ----------------------------------------------------------------- text */

static bool bare(enum mb_numbered_form form)
{
    return form >= MB_FORM_NUMBER;
}

static bool node_mark(const struct mb_strategy_build *build, uint32_t i)
{
    enum mb_numbered_form form = build->marks[i].form;
    return form == MB_FORM_LEVEL || form == MB_FORM_CODE
           || form == MB_FORM_NAMED;
}

/* Whether the bullets behind line i, up to the next node, are promises that
 * stand by themselves: two or more begin "We will", or "We will:" stands above
 * them in a plan whose promises have no printed codes. */
static bool promises_listed(const struct mb_strategy_build *build,
                            const struct mb_outline *o, uint32_t i)
{
    uint32_t n = 0;
    for (i++; i < build->nlines && n < 2 && !node_mark(build, i)
              && !(bare(build->marks[i].form) && !o->levels_printed);
         i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (line->tabled)
            continue;
        if (!o->codes_printed && line->kind != MB_BLOCK_LIST_ITEM
            && mb_promise_lead_in(line->text))
            n += 2;
        else
            n += line->kind == MB_BLOCK_LIST_ITEM
                 && mb_strategy_promises(line->text);
    }
    return n >= (o->promises_listed ? 1 : 2);
}

/* Whether the bullets below the node that line i began are nodes. */
static void list_below(const struct mb_strategy_build *build,
                       struct mb_outline *o, uint32_t i)
{
    o->list_nodes = build->current == o->top && promises_listed(build, o, i);
    o->promises_listed = o->promises_listed || o->list_nodes;
    o->item_level = 0;
}

/* "Lead: Head of Housing", "How we will know:" and what stands below it. */
static bool field_line(struct mb_strategy_build *build, struct mb_outline *o,
                       uint32_t i)
{
    struct mb_span value;
    bool label =
        mb_strategy_field_label(build->lines[i].text, &value) != MB_FIELD_NONE;
    if (label && value.len == 0 && i + 1 < build->nlines
        && node_mark(build, i + 1))
        return false; /* "Measures" above "1.1 ..." names a level */
    if (!mb_strategy_field(build, o->section, &o->field, i))
        return false;
    o->list_nodes = o->list_nodes && o->field.what == MB_FIELD_NONE;
    return true;
}

/* "Priorities", "What we will do:" above a list: its bullets are nodes, but
 * below a node that has a code of its own in a plan with codes. */
static bool list_line(struct mb_strategy_build *build, struct mb_outline *o,
                      uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    if (line->kind == MB_BLOCK_ROW || line->kind == MB_BLOCK_LIST_ITEM
        || o->top == UINT32_MAX)
        return false;
    struct mb_span level = mb_strategy_list_level(line->text, build->arena);
    bool heads = level.ptr == NULL && build->marks[i].heads_list;
    bool lead =
        heads || (level.ptr == NULL && mb_strategy_list_lead(line->text));
    if (level.ptr == NULL && (!lead || mb_word_count(line->text) > LEAD_WORDS))
        return false;
    o->field.what = MB_FIELD_NONE;
    if (level.ptr != NULL)
        o->child_level = level;
    else if (heads)
        o->child_level = mb_words_singular(line->text, build->arena);
    o->list_nodes =
        level.ptr != NULL || (o->section == o->top && !o->codes_printed);
    o->item_level = 0;
    return true;
}

static void list_item(struct mb_strategy_build *build, struct mb_outline *o,
                      uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    if (o->item_level == 0)
        o->item_level = line->level;
    if (o->list_nodes && o->top != UINT32_MAX && line->level <= o->item_level)
        outline_item(build, o, i);
    else
        mb_strategy_append(build, line->text, true);
}

/* A short line by itself above prose: the heading of a part of the text. On
 * pages it may be what is left of a cell. */
static bool part_line(const struct mb_strategy_build *build, uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    if (line->kind != MB_BLOCK_PARAGRAPH || line->page > 0
        || !mb_title_like(line->text) || line->blank_above == 0
        || mb_promise_like(line->text) || mb_word_count(line->text) > PART_WORDS
        || i + 1 >= build->nlines)
        return false;
    const struct mb_strategy_line *next = &build->lines[i + 1];
    return build->marks[i + 1].form == MB_FORM_NONE
           && next->kind == MB_BLOCK_PARAGRAPH && !mb_title_like(next->text);
}

static bool capitals(struct mb_span s)
{
    bool any = false;
    for (size_t i = 0; i < s.len; i++) {
        any = any || (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z');
        if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
            return false;
    }
    return any;
}

/* A line that goes on in mid-sentence, below "... on:" or cells of a row. */
static bool goes_on(struct mb_strategy_build *build, struct mb_pledge *p,
                    uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    if (p == NULL || line->kind != MB_BLOCK_PARAGRAPH || line->blank_above > 0
        || line->page > 0 || line->label.len > 0 || line->text.len == 0)
        return false;
    struct mb_span *to = p->statement.ptr != NULL ? &p->statement : &p->title;
    if (to->ptr == NULL || to->len == 0 || to->ptr[to->len - 1] == '.')
        return false;
    bool small = line->text.ptr[0] >= 'a' && line->text.ptr[0] <= 'z';
    bool title = to == &p->title && capitals(*to) && capitals(line->text);
    if (!small && !title)
        return false;
    *to = mb_arena_printf(build->arena, MB_SPAN_FMT " " MB_SPAN_FMT,
                          MB_SPAN_ARG(*to), MB_SPAN_ARG(line->text));
    return true;
}

/* One paragraph more about a node: another node stands below it, with nothing
 * but paragraphs between. What stands below the last one closes the paper. */
static bool more_prose(const struct mb_strategy_build *build, uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    if (line->page > 0 || line->kind != MB_BLOCK_PARAGRAPH
        || line->blank_above > 1 || !mb_span_ends(line->text, MB_SPAN_LIT(".")))
        return false;
    for (uint32_t k = i + 1; k < build->nlines && k <= i + PROSE_LINES; k++)
        if (node_mark(build, k))
            return true;
        else if (build->lines[k].kind != MB_BLOCK_PARAGRAPH)
            return false;
    return false;
}

static void outline_text(struct mb_strategy_build *build, struct mb_outline *o,
                         uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    struct mb_pledge *cur =
        build->current == UINT32_MAX ? NULL : &build->pledges[build->current];
    bool begun =
        cur != NULL && (cur->title.ptr != NULL || cur->statement.ptr != NULL);
    if (goes_on(build, cur, i) || field_line(build, o, i)
        || list_line(build, o, i)
        || mb_strategy_field_text(build, o->section, &o->field, i)) {
        return;
    } else if (line->kind == MB_BLOCK_LIST_ITEM) {
        list_item(build, o, i);
    } else if (begun
               && (line->kind == MB_BLOCK_HEADING || part_line(build, i))) {
        if (cur->statement.ptr != NULL || !mb_strategy_subhead(line->text)
            || mb_strategy_part(line->text))
            build->current = UINT32_MAX;
        o->list_nodes = false;
    } else if (cur != NULL && !begun) {
        if (mb_title_like(line->text) && !mb_promise_like(line->text))
            cur->title = line->text; /* "Priority 1" alone, its title below */
        else
            mb_strategy_split(cur, line->text, o->titles_printed);
    } else if (cur != NULL
               && (cur->statement.ptr == NULL || mb_promise_like(line->text)
                   || more_prose(build, i))) {
        mb_strategy_append(build, line->text, false);
    }
}

/* ----------------------------------------------------------------- pass */

void mb_shape_outline(struct mb_strategy_build *build)
{
    struct mb_outline o = {.top = UINT32_MAX, .section = UINT32_MAX};
    uint32_t before = build->npledges;
    memset(o.open, 0xFF, sizeof o.open);
    mb_outline_look_ahead(build, &o);
    build->current = UINT32_MAX;
    for (uint32_t i = 0; i < build->nlines; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        enum mb_numbered_form form = build->marks[i].form;
        if (build->npledges == before)
            mb_strategy_levels(build, line->text);
        if (line->tabled) {
            if (build->sections) {
                i = mb_shape_table_rows(build, i, o.section) - 1;
                build->current = UINT32_MAX;
            }
        } else if (node_mark(build, i)) {
            mb_outline_node(build, &o, i);
            list_below(build, &o, i);
        } else if (form == MB_FORM_NUMBER && o.levels_printed
                   && o.top != UINT32_MAX) {
            outline_item(build, &o, i);
        } else if (bare(form) && !o.levels_printed) {
            mb_outline_node(build, &o, i);
            list_below(build, &o, i);
        } else {
            outline_text(build, &o, i);
        }
    }
}
