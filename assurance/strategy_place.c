/* Where the nodes of an outline belong. A node stands under the one whose code
 * its own begins with, else under the last node of the level above its own: a
 * level belongs under the one in which its name is first printed. A code
 * without any stands under the title above it.
 */
#include "assurance/strategy_outline.h"

enum {
    PROSE_LINES = 4,      /* between a title and the first code under it */
    LEADERS_LEN = 4,      /* dots before a page's number */
    CONTENTS_LINES = 4000 /* from an entry of the contents to its node */
};

/* A title without what a continued page or a list of contents adds to it
 * ("~ Adult services", "(continued)", "..... 7"). */
static struct mb_span bare_title(struct mb_span title)
{
    size_t tilde = mb_span_find(title, MB_SPAN_LIT("~"));
    size_t more = mb_span_ifind(title, MB_SPAN_LIT("(cont"));
    title = mb_span_sub(title, 0, tilde < more ? tilde : more);
    size_t dots = mb_span_find(title, MB_SPAN_LIT("...."));
    size_t tab = title.len;
    while (tab > 0 && title.ptr[tab - 1] >= '0' && title.ptr[tab - 1] <= '9')
        tab--;
    if (tab > 0 && title.ptr[tab - 1] == '\t')
        title = mb_span_sub(title, 0, tab);
    return mb_span_trim(mb_span_sub(title, 0, dots));
}

/* ------------------------------------------------------------ placement */

static bool same_level(const struct mb_outline_level *l,
                       const struct mb_numbered *it)
{
    if (it->level.ptr == NULL || l->name.ptr == NULL)
        return it->level.ptr == l->name.ptr && it->form == l->form;
    return mb_span_eq(l->name, it->level) || mb_span_ends(l->name, it->level)
           || mb_span_ends(it->level, l->name);
}

static struct mb_outline_level *find_level(struct mb_outline *o,
                                           const struct mb_numbered *it)
{
    for (uint32_t i = 0; i < o->nlevels; i++)
        if (same_level(&o->levels[i], it))
            return &o->levels[i];
    return NULL;
}

static uint32_t depth_of(const struct mb_strategy_build *build, uint32_t node)
{
    uint32_t depth = 0;
    while (build->pledges[node].parent != UINT32_MAX
           && depth < MB_OUTLINE_DEPTH - 1) {
        node = build->pledges[node].parent;
        depth++;
    }
    return depth;
}

/* Whether a node at that depth has others under it. */
static bool has_children(const struct mb_strategy_build *build, uint32_t depth)
{
    for (uint32_t i = 0; i < build->npledges; i++)
        if (depth_of(build, i) == depth + 1)
            return true;
    return false;
}

static const struct mb_outline_level *level_at(const struct mb_outline *o,
                                               uint32_t depth)
{
    for (uint32_t i = 0; i < o->nlevels; i++)
        if (o->levels[i].depth == depth)
            return &o->levels[i];
    return NULL;
}

/* The depth of a level that is printed for the first time: below the node
 * read last; beside it, where it is not the first of its level and none of
 * them has nodes below ("Enabler 1" behind five priorities), or headings of
 * one level say so. */
static uint32_t new_depth(const struct mb_strategy_build *build,
                          const struct mb_outline *o,
                          const struct mb_strategy_line *line)
{
    if (o->section == UINT32_MAX)
        return 0;
    uint32_t above = depth_of(build, o->section);
    const struct mb_outline_level *l = level_at(o, above);
    bool beside = l != NULL && l->n > 1 && o->section + 1 == build->npledges
                  && !has_children(build, above);
    if (l != NULL && l->heading > 0 && line->kind == MB_BLOCK_HEADING)
        beside = line->level <= l->heading;
    return beside || above + 1 >= MB_OUTLINE_DEPTH ? above : above + 1;
}

static struct mb_outline_level *level_of(const struct mb_strategy_build *build,
                                         struct mb_outline *o,
                                         const struct mb_strategy_line *line,
                                         const struct mb_numbered *it)
{
    struct mb_outline_level *l = find_level(o, it);
    if (l != NULL || o->nlevels == MB_OUTLINE_LEVELS)
        return l;
    l = &o->levels[o->nlevels];
    *l = (struct mb_outline_level){
        .name = it->level,
        .form = it->form,
        .depth = new_depth(build, o, line),
        .heading = line->kind == MB_BLOCK_HEADING ? line->level : 0};
    o->nlevels++;
    return l;
}

/* A code that says by itself where it belongs: "P3", "CA1". */
static bool own_code(struct mb_span code)
{
    char last = code.ptr[code.len - 1];
    return code.len > 1 && code.ptr[0] >= 'A' && code.ptr[0] <= 'Z'
           && last >= '0' && last <= '9';
}

/* Where a node belongs, and its code there; a null code is its position. */
struct place {
    uint32_t parent;
    struct mb_span code;
};

/* A place by levels: under the last node of the level above. */
static struct place place_by_level(const struct mb_strategy_build *build,
                                   struct mb_outline *o,
                                   const struct mb_strategy_line *line,
                                   const struct mb_numbered *it)
{
    struct place place = {UINT32_MAX, it->code};
    const struct mb_outline_level *l = level_of(build, o, line, it);
    if (l != NULL && l->depth > 0)
        place.parent = o->open[l->depth - 1];
    if (it->form == MB_FORM_NAMED)
        place.code = MB_SPAN_NULL;
    else if (place.parent != UINT32_MAX && !own_code(it->code))
        place.code =
            mb_arena_printf(build->arena, MB_SPAN_FMT "." MB_SPAN_FMT,
                            MB_SPAN_ARG(build->pledges[place.parent].code),
                            MB_SPAN_ARG(it->code));
    return place;
}

/* ---------------------------------------------- titles without a number */

/* The line of the title under which line i stands: a heading, or a short line
 * by itself, with nothing but prose between; UINT32_MAX if there is none. */
static uint32_t title_above(const struct mb_strategy_build *build,
                            uint32_t from, uint32_t i)
{
    for (uint32_t k = i; k-- > from && k > 0 && i - k <= PROSE_LINES;) {
        const struct mb_strategy_line *line = &build->lines[k];
        if (line->kind == MB_BLOCK_HEADING)
            return mb_strategy_list_level(line->text, build->arena).ptr == NULL
                       ? k
                       : UINT32_MAX;
        if (line->kind != MB_BLOCK_PARAGRAPH
            || build->marks[k].form != MB_FORM_NONE)
            return UINT32_MAX;
        if (mb_title_like(line->text) && mb_word_count(line->text) <= 10
            && !mb_promise_like(line->text)
            && mb_strategy_list_level(line->text, build->arena).ptr == NULL)
            return k;
    }
    return UINT32_MAX;
}

bool mb_shape_outline_restarts(const struct mb_strategy_build *build)
{
    uint32_t n = 0;
    uint32_t from = 0;
    for (uint32_t i = 0; i < build->nlines; i++) {
        if (build->marks[i].form != MB_FORM_NUMBER) {
            if (build->marks[i].form != MB_FORM_NONE)
                return false;
            continue;
        }
        if (mb_span_eq(build->marks[i].code, MB_SPAN_LIT("1"))) {
            if (title_above(build, from, i) == UINT32_MAX)
                return false;
            n++;
        }
        from = i + 1;
    }
    return n > 1;
}

static struct mb_span code_above(struct mb_span code)
{
    size_t end = code.len;
    while (end > 0 && code.ptr[end - 1] != '.')
        end--;
    return end == 0 ? MB_SPAN_NULL : mb_span_sub(code, 0, end - 1);
}

/* Whether the promises have codes that run on ("P1" to "P7") and stand in two
 * groups or more, each under a title of a few words. */
static bool groups_above(const struct mb_strategy_build *build)
{
    uint32_t from = 0;
    uint32_t n = 0;
    bool first = true;
    for (uint32_t i = 0; i < build->nlines; i++) {
        const struct mb_numbered *it = &build->marks[i];
        if (it->form == MB_FORM_LEVEL)
            return false;
        if (it->form != MB_FORM_CODE)
            continue;
        uint32_t k = title_above(build, from, i);
        if (build->lines[i].page > 0 || !own_code(it->code) || it->rest.len == 0
            || mb_title_like(it->rest)
            || (k == UINT32_MAX ? first
                                : mb_word_count(build->lines[k].text) > 5))
            return false;
        n += k != UINT32_MAX;
        from = i + 1;
        first = false;
    }
    return n > 1;
}

/* Whether each "1.1", "2.1" that opens a group stands under a title, and no
 * line gives the codes "1", "2" themselves; two groups or more. */
static bool titles_above(const struct mb_strategy_build *build)
{
    struct mb_span group = MB_SPAN_NULL;
    uint32_t from = 0;
    uint32_t n = 0;
    for (uint32_t i = 0; i < build->nlines; i++) {
        const struct mb_numbered *it = &build->marks[i];
        if (it->form == MB_FORM_LEVEL)
            return false;
        if (it->form != MB_FORM_CODE || build->lines[i].tabled)
            continue;
        struct mb_span above = code_above(it->code);
        if (above.ptr == NULL)
            return false;
        if (!mb_span_eq(above, group)) {
            if (title_above(build, from, i) == UINT32_MAX)
                return false;
            n++;
        }
        group = above;
        from = i + 1;
    }
    return n > 1;
}

/* The node for the title above line i, which begins with a code. */
static uint32_t title_node(struct mb_strategy_build *build,
                           struct mb_outline *o, uint32_t i)
{
    uint32_t k = title_above(build, o->free, i);
    struct mb_span code = code_above(build->marks[i].code);
    if (k == UINT32_MAX && o->groups_above)
        return o->top;
    if (k == UINT32_MAX || (code.ptr == NULL && !o->groups_above))
        return UINT32_MAX;
    struct mb_pledge *p = mb_strategy_add(build, UINT32_MAX, code);
    if (p == NULL)
        return UINT32_MAX;
    p->title = bare_title(build->lines[k].text);
    p->kind = MB_PLEDGE_HEADING;
    p->page = build->lines[k].page;
    if (build->nlevels > 0 && !o->groups_above)
        p->level = build->levels[0];
    if (k + 1 < i
        && mb_strategy_list_level(build->lines[k + 1].text, build->arena).ptr
               == NULL
        && !mb_strategy_list_lead(build->lines[k + 1].text))
        p->statement = build->lines[k + 1].text;
    o->top = build->current;
    return build->current;
}

/* ---------------------------------------------------------------- nodes */

/* A node with that code which this line names again: "Priority 1 (continued)",
 * or the list of contents gave its title alone. */
static bool named_again(struct mb_strategy_build *build, struct mb_outline *o,
                        struct mb_span code, struct mb_span title)
{
    uint32_t known = mb_strategy_code(build, code);
    if (known == UINT32_MAX)
        return false;
    struct mb_pledge *p = &build->pledges[known];
    if (title.len > 0 && !mb_span_ieq(p->title, title))
        return false;
    build->current = known;
    o->section = known;
    o->open[depth_of(build, known)] = known;
    return true;
}

/* The level's name: printed, told by a line above the list, or the one that
 * the introduction names below its parent's. */
static struct mb_span level_name(const struct mb_strategy_build *build,
                                 const struct mb_outline *o,
                                 const struct mb_numbered *it, uint32_t parent)
{
    if (it->level.ptr != NULL)
        return it->level;
    if (parent == UINT32_MAX)
        return build->nlevels > 0 ? build->levels[0] : MB_SPAN_NULL;
    if (o->child_level.ptr != NULL)
        return o->child_level;
    return mb_strategy_level_below(build, build->pledges[parent].level);
}

static void opened(struct mb_strategy_build *build, struct mb_outline *o,
                   uint32_t i)
{
    uint32_t node = build->current;
    uint32_t parent = build->pledges[node].parent;
    uint32_t depth = depth_of(build, node);
    o->open[depth] = o->section = node;
    o->free = i + 1;
    if (parent == UINT32_MAX) {
        o->top = node;
        o->child_level = MB_SPAN_NULL;
    } else {
        build->pledges[parent].kind = MB_PLEDGE_HEADING;
    }
    o->list_nodes = false;
    o->field.what = MB_FIELD_NONE;
}

static struct place place_of(struct mb_strategy_build *build,
                             struct mb_outline *o, uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    const struct mb_numbered *it = &build->marks[i];
    struct place place = {UINT32_MAX, it->code};
    if (it->form == MB_FORM_LEVEL || it->form == MB_FORM_CODE)
        place.parent = mb_strategy_parent(build, it->code);
    if (place.parent == UINT32_MAX && it->form == MB_FORM_CODE) {
        if (o->titles_above || o->groups_above)
            place.parent = title_node(build, o, i);
    } else if (place.parent == UINT32_MAX
               && mb_span_find(it->code, MB_SPAN_LIT(".")) == it->code.len) {
        place = place_by_level(build, o, line, it);
    }
    return place;
}

static bool same_node(const struct mb_numbered *a, const struct mb_numbered *b)
{
    return a->form == MB_FORM_LEVEL && b->form == MB_FORM_LEVEL
           && mb_span_eq(a->level, b->level) && mb_span_eq(a->code, b->code)
           && mb_span_ieq(bare_title(a->rest), bare_title(b->rest));
}

/* An entry of a list of contents: a title with nothing below it but another of
 * its level, or with a page's number, which stands again further on. */
static bool contents_entry(const struct mb_strategy_build *build,
                           const struct mb_outline *o, uint32_t i)
{
    const struct mb_numbered *it = &build->marks[i];
    if (it->form != MB_FORM_LEVEL || it->rest.len == 0
        || i + 1 >= build->nlines)
        return false;
    const struct mb_numbered *next = &build->marks[i + 1];
    if (bare_title(it->rest).len + LEADERS_LEN >= it->rest.len
        && !(next->form == MB_FORM_LEVEL && mb_span_eq(next->level, it->level))
        && !(i > 0 && o->contents == i))
        return false;
    uint32_t end =
        build->nlines - i > CONTENTS_LINES ? i + CONTENTS_LINES : build->nlines;
    for (uint32_t k = i + 1; k < end; k++)
        if (same_node(it, &build->marks[k]))
            return true;
    return false;
}

void mb_outline_node(struct mb_strategy_build *build, struct mb_outline *o,
                     uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    const struct mb_numbered *it = &build->marks[i];
    struct mb_span title = bare_title(it->rest);
    if (contents_entry(build, o, i)) {
        o->contents = i + 1;
        return;
    }
    struct place place = place_of(build, o, i);
    if (place.code.ptr != NULL && named_again(build, o, place.code, title))
        return;
    struct mb_pledge *p = mb_strategy_add(build, place.parent, place.code);
    if (p == NULL)
        return;
    bool top = it->level.ptr != NULL && place.parent == UINT32_MAX;
    p->page = line->page;
    p->level = level_name(build, o, it, place.parent);
    p->code_printed = it->code.ptr != NULL;
    if (top || line->kind == MB_BLOCK_HEADING) {
        p->title = title.len > 0 ? title : MB_SPAN_NULL;
        p->kind = top ? MB_PLEDGE_HEADING : MB_PLEDGE_PROMISE;
    } else {
        mb_strategy_split(p, it->rest, o->titles_printed);
    }
    struct mb_outline_level *l = level_of(build, o, line, it);
    if (l != NULL)
        l->n++;
    opened(build, o, i);
}

/* ---------------------------------------------------------------- ahead */

/* "A.1", "1a", and "A1" where titles have letters: a code that holds
 * another's. */
static bool compound(struct mb_span code, bool letters)
{
    char last = code.ptr[code.len - 1];
    return mb_span_find(code, MB_SPAN_LIT(".")) < code.len
           || (code.ptr[0] >= '0' && code.ptr[0] <= '9' && last >= 'a')
           || (letters && own_code(code));
}

static bool any_form(const struct mb_strategy_build *build,
                     enum mb_numbered_form form)
{
    for (uint32_t i = 0; i < build->nlines; i++)
        if (build->marks[i].form == form)
            return true;
    return false;
}

/* Whether titles are printed, whether codes are: what a level's line says of
 * the plan, `above` being the level's line before it. */
static void look_at_level(struct mb_outline *o, const struct mb_numbered *it,
                          const struct mb_numbered *above, bool letters)
{
    bool inner = compound(it->code, letters);
    o->levels_printed = o->levels_printed || !inner;
    o->codes_printed =
        o->codes_printed || inner
        || (above != NULL && !mb_span_eq(above->level, it->level));
}

/* What the marks say of the plan as a whole. */
void mb_outline_look_ahead(const struct mb_strategy_build *build,
                           struct mb_outline *o)
{
    uint32_t sentences = 0;
    uint32_t titled = 0;
    const struct mb_numbered *above = NULL;
    bool letters = any_form(build, MB_FORM_LETTER);
    for (uint32_t i = 0; i < build->nlines; i++) {
        const struct mb_numbered *it = &build->marks[i];
        if (it->form == MB_FORM_LEVEL) {
            look_at_level(o, it, above, letters);
            above = it;
        }
        o->levels_printed = o->levels_printed || it->form == MB_FORM_NAMED;
        o->codes_printed = o->codes_printed || it->form == MB_FORM_CODE;
        if (it->form == MB_FORM_NONE || build->lines[i].tabled)
            continue;
        bool cut = mb_strategy_titled(it->rest);
        titled += cut;
        sentences += cut || mb_span_ends(it->rest, MB_SPAN_LIT("."));
    }
    o->titles_printed = titled * 2 >= sentences;
    o->titles_above = titles_above(build);
    o->groups_above = groups_above(build);
}
