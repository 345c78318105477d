/* Strategies printed as an outline: "Priority 1: title" or "SO1: title", its
 * statement, then numbered sentences "1.1 ..." whose parent is the node
 * numbered 1. One pass over the lines and their marks with the builder's
 * current node as state. A node stands under the one whose code its own begins
 * with, else under the last node of the level above its own: a level belongs
 * under the one in which its name is first printed.
 */
#include "assurance/strategy_build.h"

#include <string.h>

enum {
    LEVELS_MAX = 12,
    DEPTH_MAX = 6,
    PROSE_LINES = 4,      /* between a title and the first code under it */
    PART_WORDS = 6,       /* of the heading of a part, in plain text */
    LEAD_WORDS = 8,       /* of "What we will do" */
    LEADERS_LEN = 4,      /* dots before a page's number */
    CONTENTS_LINES = 4000 /* from an entry of the contents to its node */
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

/* A level of the outline, by its name or the form of its labels. */
struct level {
    struct mb_span name;
    enum mb_numbered_form form;
    uint32_t depth;
    uint32_t n;      /* nodes of it so far */
    uint8_t heading; /* level of the heading it is printed as, or 0 */
};

/* State of the outline pass besides the builder's. */
struct outline {
    struct mb_span child_level; /* told by "Priorities" above a list */
    uint32_t top;               /* last node at the top */
    uint32_t section;           /* last node of any level, while it is open */
    uint32_t open[DEPTH_MAX];   /* last node at each depth */
    uint32_t free;              /* first line behind the last node's */
    uint32_t contents;          /* line behind the last entry of contents */
    bool list_nodes;            /* bullets are nodes of child_level */
    bool levels_printed;        /* "Priority 1:" occurs */
    bool codes_printed;         /* "1.1 ..." occurs */
    bool titles_printed;        /* "1.1 Title. Sentence." is how it is done */
    bool titles_above;          /* "1.1" stands under a title without a code */
    uint8_t item_level;         /* of the bullets that are nodes */
    struct mb_field field;
    struct level levels[LEVELS_MAX];
    uint32_t nlevels;
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

static bool bare(enum mb_numbered_form form)
{
    return form >= MB_FORM_NUMBER;
}

static bool same_level(const struct level *l, const struct mb_numbered *it)
{
    if (it->level.ptr == NULL || l->name.ptr == NULL)
        return it->level.ptr == l->name.ptr && it->form == l->form;
    return mb_span_eq(l->name, it->level) || mb_span_ends(l->name, it->level)
           || mb_span_ends(it->level, l->name);
}

static struct level *find_level(struct outline *o, const struct mb_numbered *it)
{
    for (uint32_t i = 0; i < o->nlevels; i++)
        if (same_level(&o->levels[i], it))
            return &o->levels[i];
    return NULL;
}

static uint32_t depth_of(const struct mb_strategy_build *build, uint32_t node)
{
    uint32_t depth = 0;
    while (build->pledges[node].parent != UINT32_MAX && depth < DEPTH_MAX - 1) {
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

static const struct level *level_at(const struct outline *o, uint32_t depth)
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
                          const struct outline *o,
                          const struct mb_strategy_line *line)
{
    if (o->section == UINT32_MAX)
        return 0;
    uint32_t above = depth_of(build, o->section);
    const struct level *l = level_at(o, above);
    bool beside = l != NULL && l->n > 1 && o->section + 1 == build->npledges
                  && !has_children(build, above);
    if (l != NULL && l->heading > 0 && line->kind == MB_BLOCK_HEADING)
        beside = line->level <= l->heading;
    return beside || above + 1 >= DEPTH_MAX ? above : above + 1;
}

static struct level *level_of(const struct mb_strategy_build *build,
                              struct outline *o,
                              const struct mb_strategy_line *line,
                              const struct mb_numbered *it)
{
    struct level *l = find_level(o, it);
    if (l != NULL || o->nlevels == LEVELS_MAX)
        return l;
    l = &o->levels[o->nlevels];
    *l = (struct level){.name = it->level,
                        .form = it->form,
                        .depth = new_depth(build, o, line),
                        .heading =
                            line->kind == MB_BLOCK_HEADING ? line->level : 0};
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
                                   struct outline *o,
                                   const struct mb_strategy_line *line,
                                   const struct mb_numbered *it)
{
    struct place place = {UINT32_MAX, it->code};
    const struct level *l = level_of(build, o, line, it);
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
static uint32_t title_node(struct mb_strategy_build *build, struct outline *o,
                           uint32_t i)
{
    uint32_t k = title_above(build, o->free, i);
    struct mb_span code = code_above(build->marks[i].code);
    if (k == UINT32_MAX || code.ptr == NULL)
        return UINT32_MAX;
    struct mb_pledge *p = mb_strategy_add(build, UINT32_MAX, code);
    if (p == NULL)
        return UINT32_MAX;
    p->title = bare_title(build->lines[k].text);
    p->kind = MB_PLEDGE_HEADING;
    p->page = build->lines[k].page;
    p->level = build->nlevels > 0 ? build->levels[0] : MB_SPAN_NULL;
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
static bool named_again(struct mb_strategy_build *build, struct outline *o,
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
                                 const struct outline *o,
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

static void opened(struct mb_strategy_build *build, struct outline *o,
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

static struct place place_of(struct mb_strategy_build *build, struct outline *o,
                             uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    const struct mb_numbered *it = &build->marks[i];
    struct place place = {UINT32_MAX, it->code};
    if (it->form == MB_FORM_LEVEL || it->form == MB_FORM_CODE)
        place.parent = mb_strategy_parent(build, it->code);
    if (place.parent == UINT32_MAX && it->form == MB_FORM_CODE) {
        if (o->titles_above)
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
                           const struct outline *o, uint32_t i)
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

static void outline_node(struct mb_strategy_build *build, struct outline *o,
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
    struct level *l = level_of(build, o, line, it);
    if (l != NULL)
        l->n++;
    opened(build, o, i);
}

/* A bullet, or "1." below a numbered heading, that is a node by itself. */
static void outline_item(struct mb_strategy_build *build, struct outline *o,
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
                            const struct outline *o, uint32_t i)
{
    uint32_t n = 0;
    for (i++; i < build->nlines && n < 2 && !node_mark(build, i); i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (line->tabled)
            continue;
        if (!o->codes_printed && line->kind != MB_BLOCK_LIST_ITEM
            && mb_promise_lead_in(line->text))
            n += 2;
        else
            n += line->kind == MB_BLOCK_LIST_ITEM
                 && mb_span_istarts(line->text, MB_SPAN_LIT("we will "));
    }
    return n >= 2;
}

/* "Lead: Head of Housing", "How we will know:" and what stands below it. */
static bool field_line(struct mb_strategy_build *build, struct outline *o,
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
static bool list_line(struct mb_strategy_build *build, struct outline *o,
                      const struct mb_strategy_line *line)
{
    if (line->kind == MB_BLOCK_ROW || line->kind == MB_BLOCK_LIST_ITEM
        || o->top == UINT32_MAX)
        return false;
    struct mb_span level = mb_strategy_list_level(line->text, build->arena);
    bool lead = level.ptr == NULL && mb_strategy_list_lead(line->text);
    if (level.ptr == NULL && (!lead || mb_word_count(line->text) > LEAD_WORDS))
        return false;
    o->field.what = MB_FIELD_NONE;
    if (level.ptr != NULL)
        o->child_level = level;
    o->list_nodes =
        level.ptr != NULL || (o->section == o->top && !o->codes_printed);
    o->item_level = 0;
    return true;
}

static void list_item(struct mb_strategy_build *build, struct outline *o,
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

/* A line that goes on in mid-sentence, below "... on:" or cells of a row. */
static bool goes_on(struct mb_strategy_build *build, uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    if (build->current == UINT32_MAX || line->kind != MB_BLOCK_PARAGRAPH
        || line->blank_above > 0 || line->page > 0 || line->label.len > 0
        || line->text.ptr[0] < 'a' || line->text.ptr[0] > 'z')
        return false;
    struct mb_pledge *p = &build->pledges[build->current];
    struct mb_span *to = p->statement.ptr != NULL ? &p->statement : &p->title;
    if (to->len == 0 || to->ptr[to->len - 1] == '.')
        return false;
    *to = mb_arena_printf(build->arena, MB_SPAN_FMT " " MB_SPAN_FMT,
                          MB_SPAN_ARG(*to), MB_SPAN_ARG(line->text));
    return true;
}

static void outline_text(struct mb_strategy_build *build, struct outline *o,
                         uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    struct mb_pledge *cur =
        build->current == UINT32_MAX ? NULL : &build->pledges[build->current];
    bool begun =
        cur != NULL && (cur->title.ptr != NULL || cur->statement.ptr != NULL);
    if (goes_on(build, i) || field_line(build, o, i)
        || list_line(build, o, line)
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
               && (cur->statement.ptr == NULL || mb_promise_like(line->text))) {
        mb_strategy_append(build, line->text, false);
    }
}

/* ----------------------------------------------------------------- pass */

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
static void look_at_level(struct outline *o, const struct mb_numbered *it,
                          const struct mb_numbered *above, bool letters)
{
    bool inner = compound(it->code, letters);
    o->levels_printed = o->levels_printed || !inner;
    o->codes_printed =
        o->codes_printed || inner
        || (above != NULL && !mb_span_eq(above->level, it->level));
}

/* What the marks say of the plan as a whole. */
static void look_ahead(const struct mb_strategy_build *build, struct outline *o)
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
}

void mb_shape_outline(struct mb_strategy_build *build)
{
    struct outline o = {.top = UINT32_MAX, .section = UINT32_MAX};
    uint32_t before = build->npledges;
    memset(o.open, 0xFF, sizeof o.open);
    look_ahead(build, &o);
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
            outline_node(build, &o, i);
            o.list_nodes =
                build->current == o.top && promises_listed(build, &o, i);
        } else if (form == MB_FORM_NUMBER && o.levels_printed
                   && o.top != UINT32_MAX) {
            outline_item(build, &o, i);
        } else if (bare(form) && !o.levels_printed) {
            outline_node(build, &o, i);
        } else {
            outline_text(build, &o, i);
        }
    }
}
