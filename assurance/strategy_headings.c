/* Strategies printed as headings whose section promises something: a sentence
 * "We will ...", a list below "What we will do", numbers that begin again under
 * each title. Codes are positions; the document's own heading is no node, nor
 * is one that only says what follows ("Our priorities", "Introduction").
 */
#include "assurance/strategy_build.h"

#include <string.h>

enum { DEPTH_MAX = 8, TITLE_WORDS = 10 };

/* State of the pass besides the builder's. */
struct headings {
    uint32_t stack[DEPTH_MAX];  /* last node at each depth of headings */
    uint32_t node;              /* the heading that lines belong to … */
    uint32_t heading;           /* … and its line */
    struct mb_span child_level; /* told by "Our commitments" above a list */
    bool lists;                 /* nothing is promised: lists are nodes */
    bool several;               /* the section has promises of its own … */
    bool in_list;               /* … in a list */
    bool listed;                /* the list read now is of promises */
    uint8_t item_level;         /* of the bullets that are nodes */
    struct mb_field field;
};

static bool numbered(const struct mb_strategy_build *build, uint32_t i)
{
    return build->marks[i].form >= MB_FORM_NUMBER;
}

static bool item(const struct mb_strategy_build *build, uint32_t i)
{
    return build->lines[i].kind == MB_BLOCK_LIST_ITEM || numbered(build, i);
}

/* Whether line i heads a list: "We will:", "Our priorities". */
static bool heads_list(const struct mb_strategy_build *build, uint32_t i)
{
    struct mb_span text = build->lines[i].text;
    return i + 1 < build->nlines && item(build, i + 1)
           && build->lines[i].kind != MB_BLOCK_LIST_ITEM
           && (build->marks[i].heads_list || mb_strategy_list_lead(text)
               || mb_strategy_list_level(text, build->arena).ptr != NULL);
}

/* Whether heading i says only what stands below it. */
static bool says_what_follows(const struct mb_strategy_build *build, uint32_t i)
{
    struct mb_span text = build->lines[i].text;
    struct mb_span value;
    return build->marks[i].heads_list || mb_strategy_list_lead(text)
           || mb_strategy_subhead(text)
           || mb_strategy_list_level(text, build->arena).ptr != NULL
           || mb_strategy_field_label(text, &value) != MB_FIELD_NONE;
}

static uint32_t depth_of(const struct mb_strategy_line *line)
{
    return line->level == 0 ? 1 : line->level;
}

/* Whether heading k ends the section of heading i: a part of it does not. */
static bool ends_section(const struct mb_strategy_build *build, uint32_t i,
                         uint32_t k)
{
    return build->lines[k].kind == MB_BLOCK_HEADING
           && (depth_of(&build->lines[k]) <= depth_of(&build->lines[i])
               || !says_what_follows(build, k));
}

/* Whether a line promises. */
static bool promises(const struct mb_strategy_build *build, uint32_t i,
                     bool lists)
{
    struct mb_span title, prose;
    struct mb_span text = build->lines[i].text;
    if (build->lines[i].kind == MB_BLOCK_ROW)
        lists = false;
    if (build->lines[i].tabled && build->sections)
        return true;
    return mb_promise_like(text)
           || (mb_cut_title(text, &title, &prose) && mb_promise_like(prose))
           || mb_span_ifind(text, MB_SPAN_LIT(" we will ")) < text.len
           || heads_list(build, i) || numbered(build, i)
           || (lists && build->lines[i].kind == MB_BLOCK_LIST_ITEM);
}

/* Whether the lines of heading i's section promise. */
static bool section_promises(const struct mb_strategy_build *build, uint32_t i,
                             bool lists)
{
    for (uint32_t k = i + 1; k < build->nlines; k++) {
        if (ends_section(build, i, k))
            return false;
        if (promises(build, k, lists))
            return true;
    }
    return false;
}

/* How many promises the section of heading i holds that stand by themselves:
 * paragraphs or bullets that begin "We will", bullets of a list of promises,
 * numbered lines. What "We will ..." says before a list is the statement. */
static uint32_t promises_below(const struct mb_strategy_build *build,
                               struct headings *h, uint32_t i)
{
    uint32_t n = 0;
    bool listed = false;
    h->in_list = false;
    for (uint32_t k = i + 1; k < build->nlines; k++) {
        struct mb_span text = build->lines[k].text;
        if (ends_section(build, i, k))
            break;
        if (heads_list(build, k)) {
            listed = true;
            n++;
        } else if (numbered(build, k)) {
            n += 2;
        } else if (item(build, k) && (listed || h->lists)) {
            n++;
        } else {
            listed = false;
            bool promise = mb_span_istarts(text, MB_SPAN_LIT("we will "));
            n += promise;
            h->in_list = h->in_list || (promise && item(build, k));
        }
        h->in_list = h->in_list || listed || numbered(build, k);
    }
    return n;
}

/* --------------------------------------------------------------- choice */

/* Text files have no marks for headings: where none is found, a short line
 * that stands alone above prose or a list is one. */
static void promote_lines(struct mb_strategy_build *build)
{
    struct mb_strategy_line *lines = build->lines;
    for (uint32_t i = 0; i < build->nlines; i++)
        if (lines[i].kind == MB_BLOCK_HEADING
            && section_promises(build, i, true))
            return;
    for (uint32_t i = 0; i + 1 < build->nlines; i++) {
        struct mb_span text = lines[i].text;
        bool prose =
            lines[i + 1].kind != MB_BLOCK_ROW
            && lines[i + 1].kind != MB_BLOCK_HEADING
            && (!mb_title_like(lines[i + 1].text)
                || mb_promise_like(lines[i + 1].text) || item(build, i + 1));
        if (lines[i].kind == MB_BLOCK_PARAGRAPH && prose && mb_title_like(text)
            && !numbered(build, i) && !heads_list(build, i)
            && mb_word_count(text) <= TITLE_WORDS && !mb_promise_like(text)
            && text.ptr[0] >= 'A' && text.ptr[0] <= 'Z') {
            lines[i].kind = MB_BLOCK_HEADING;
            lines[i].level = 1;
        }
    }
}

/* Which headings are nodes: those that promise, and those above them, but
 * not a first heading under which everything stands. */
static bool *choose_headings(struct mb_strategy_build *build, bool lists)
{
    bool *node = mb_arena_alloc(build->arena, build->nlines + 1, 1);
    if (node == NULL)
        return NULL;
    uint32_t seen = 0; /* nodes so far */
    for (uint32_t i = build->nlines; i-- > 0;) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (line->kind != MB_BLOCK_HEADING || says_what_follows(build, i))
            continue;
        node[i] = section_promises(build, i, lists);
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

/* Whether any heading promises in words; else lists alone may be promises. */
static bool any_promises(const struct mb_strategy_build *build)
{
    for (uint32_t i = 0; i < build->nlines; i++)
        if (build->lines[i].kind == MB_BLOCK_HEADING
            && !says_what_follows(build, i)
            && section_promises(build, i, false))
            return true;
    return false;
}

/* ---------------------------------------------------------------- nodes */

static void heading_node(struct mb_strategy_build *build, struct headings *h,
                         const struct mb_strategy_line *line)
{
    uint32_t parent = UINT32_MAX;
    uint32_t depth = depth_of(line);
    if (depth >= DEPTH_MAX)
        depth = DEPTH_MAX - 1;
    for (uint32_t d = 0; d < depth; d++)
        if (h->stack[d] != UINT32_MAX)
            parent = h->stack[d];
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
    h->stack[depth] = h->node = build->npledges - 1;
    h->child_level = MB_SPAN_NULL;
    for (uint32_t d = depth + 1; d < DEPTH_MAX; d++)
        h->stack[d] = UINT32_MAX;
}

static struct mb_pledge *below_heading(struct mb_strategy_build *build,
                                       const struct headings *h,
                                       const struct mb_strategy_line *line)
{
    struct mb_pledge *p = mb_strategy_add(build, h->node, MB_SPAN_NULL);
    if (p == NULL)
        return NULL;
    struct mb_pledge *above = &build->pledges[h->node];
    p->page = line->page;
    p->level = h->child_level.ptr != NULL
                   ? h->child_level
                   : mb_strategy_level_below(build, above->level);
    above->kind = MB_PLEDGE_HEADING;
    return p;
}

/* "Good jobs: We will ..." under a heading is a node below it. */
static bool named_promise(struct mb_strategy_build *build,
                          const struct headings *h,
                          const struct mb_strategy_line *line)
{
    struct mb_span title, prose;
    if (!mb_cut_title(line->text, &title, &prose) || !mb_promise_like(prose))
        return false;
    struct mb_pledge *p = below_heading(build, h, line);
    if (p != NULL) {
        p->title = title;
        p->statement = prose;
    }
    return true;
}

/* A promise that stands by itself is a node below its heading. */
static void lone_promise(struct mb_strategy_build *build,
                         const struct headings *h, uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    struct mb_pledge *p = below_heading(build, h, line);
    if (p == NULL)
        return;
    if (numbered(build, i) || h->listed)
        mb_strategy_split(p, line->text, mb_strategy_titled(line->text));
    else
        p->statement = line->text;
}

/* A line below a heading that is a node. */
static void heading_line(struct mb_strategy_build *build, struct headings *h,
                         uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    bool opens =
        h->several && (heads_list(build, i) || mb_promise_lead_in(line->text));
    bool bullet = line->kind == MB_BLOCK_LIST_ITEM;
    if (mb_strategy_field(build, h->node, &h->field, i)
        || mb_strategy_field_text(build, h->node, &h->field, i))
        return;
    if (opens) {
        struct mb_span level = mb_strategy_list_level(line->text, build->arena);
        if (level.ptr == NULL && build->marks[i].heads_list)
            level = mb_words_singular(line->text, build->arena);
        h->child_level = level.ptr != NULL ? level : h->child_level;
        h->item_level = 0;
    }
    h->listed = opens || (h->listed && item(build, i));
    if (opens || named_promise(build, h, line))
        return;
    if (h->item_level == 0 && bullet)
        h->item_level = line->level;
    bool nested = bullet && line->level > h->item_level;
    bool alone = h->listed || numbered(build, i)
                 || (mb_span_istarts(line->text, MB_SPAN_LIT("we will "))
                     && (bullet || !h->in_list))
                 || (h->lists && bullet);
    if (h->several && alone && !nested)
        lone_promise(build, h, i);
    else
        mb_strategy_append(build, line->text, bullet);
}

/* A heading that is no node: of a part of the section ("How we will know"), or
 * of something else. */
static void other_heading(struct mb_strategy_build *build, struct headings *h,
                          uint32_t i)
{
    bool part = h->node != UINT32_MAX && says_what_follows(build, i)
                && build->pledges[h->node].title.ptr != NULL
                && !ends_section(build, h->heading, i);
    if (!part)
        build->current = h->node = UINT32_MAX;
    else
        heading_line(build, h, i);
}

void mb_shape_headings(struct mb_strategy_build *build)
{
    struct headings h = {.node = UINT32_MAX};
    promote_lines(build);
    h.lists = !any_promises(build);
    bool *node = choose_headings(build, h.lists);
    uint32_t before = build->npledges;
    memset(h.stack, 0xFF, sizeof h.stack);
    build->current = UINT32_MAX;
    for (uint32_t i = 0; node != NULL && i < build->nlines; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (build->npledges == before)
            mb_strategy_levels(build, line->text);
        if (line->tabled && build->sections) {
            i = mb_shape_table_rows(build, i, h.node) - 1;
            build->current = UINT32_MAX;
        } else if (line->kind == MB_BLOCK_HEADING && node[i]) {
            heading_node(build, &h, line);
            h.heading = i;
            h.several = promises_below(build, &h, i) > 1;
            h.listed = false;
            h.field.what = MB_FIELD_NONE;
        } else if (line->kind == MB_BLOCK_HEADING) {
            other_heading(build, &h, i);
        } else if (h.node != UINT32_MAX && !line->tabled) {
            heading_line(build, &h, i);
        }
    }
}
