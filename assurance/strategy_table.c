/* Commitment tables: a row a commitment, its columns named by a heading row.
 *
 * A heading row is one whose cells name what is committed and one more of who
 * leads, when, how it is measured, what it serves; it may be repeated on
 * every page. A table "Shared outcome | Number" gives the nodes at the top
 * and their codes. A commitment stands under the first outcome it names, all
 * of them are kept in `serves`; where it prints no number its code is the
 * initial of its level and a running number ("C12"). A row with one cell is
 * a heading between commitments and no node. Cells are divided by TAB.
 */
#include "assurance/strategy_build.h"

enum column {
    COLUMN_WHAT,
    COLUMN_OWNER,
    COLUMN_DUE,
    COLUMN_TARGET,
    COLUMN_SERVES,
    COLUMN_CODE,
    COLUMN_OTHER,
    COLUMN_COUNT
};
enum { CELLS_MAX = 12, TELLING_LEAST = 2 /* rows */ };

struct cells {
    struct mb_span at[CELLS_MAX];
    uint32_t n;
};

/* What the columns of the table being read are. */
struct table {
    enum column columns[CELLS_MAX];
    uint32_t n;
    struct mb_span level; /* of its rows */
    struct mb_span group_level;
    uint32_t rows;    /* running number of rows without a code */
    uint32_t section; /* the node whose table it is, or UINT32_MAX */
    uint32_t group;   /* node of the group of rows read last … */
    bool grouped;     /* … where the first column names groups */
    bool open;        /* a row of it was read since its heading */
};

static void cut_cells(struct mb_span text, struct cells *ret)
{
    ret->n = 0;
    while (text.ptr != NULL && ret->n < CELLS_MAX) {
        struct mb_span cell;
        text = mb_span_cut(text, '\t', &cell);
        ret->at[ret->n++] = mb_span_trim(cell);
    }
}

static uint32_t filled(const struct cells *c)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->n; i++)
        n += c->at[i].len > 0;
    return n;
}

static bool begins(struct mb_span s, const char *const *words)
{
    for (; *words != NULL; words++)
        if (mb_span_istarts(s, mb_span_str(*words)))
            return true;
    return false;
}

/* What a column of that heading holds. */
static enum column column_of(struct mb_span head)
{
    static const char *const owner[] = {"led by",      "lead", "owner",
                                        "responsible", "who",  "accountable",
                                        "officer",     NULL};
    static const char *const due[] = {"timescale",  "by when",  "when",
                                      "due",        "deadline", "target date",
                                      "completion", "end date", NULL};
    static const char *const target[] = {
        "measure",  "target",       "success",  "kpi",          "how we will",
        "how will", "what success", "progress", "we will know", NULL};
    static const char *const serves[] = {"shared outcome",
                                         "outcome",
                                         "strategic outcome",
                                         "priority",
                                         "objective",
                                         "theme",
                                         NULL};
    static const char *const code[] = {"number", "ref", "no.",
                                       "code",   "id",  NULL};
    static const char *const what[] = {"what we",
                                       "commitment",
                                       "action",
                                       "deliverable",
                                       "we will",
                                       "activity",
                                       "objectively verifiable",
                                       "indicator",
                                       "what will",
                                       "milestone",
                                       NULL};
    if (head.len == 0 || mb_word_count(head) > 8)
        return COLUMN_OTHER;
    return begins(head, what)     ? COLUMN_WHAT
           : begins(head, owner)  ? COLUMN_OWNER
           : begins(head, due)    ? COLUMN_DUE
           : begins(head, target) ? COLUMN_TARGET
           : begins(head, serves) ? COLUMN_SERVES
           : begins(head, code)   ? COLUMN_CODE
                                  : COLUMN_OTHER;
}

/* The level that the rows of a column with that heading have. */
static struct mb_span row_level(struct mb_span head, struct mb_arena *arena)
{
    static const char *const indicators[] = {"objectively", "indicator", NULL};
    struct mb_span level = mb_level_name(head, arena);
    if (level.ptr != NULL)
        return level;
    return begins(head, indicators) ? MB_SPAN_LIT("indicator")
                                    : MB_SPAN_LIT("commitment");
}

/* Whether the row names columns; then *t is set. A table of outcomes and
 * their numbers has no other columns. */
static bool heading_row(const struct cells *c, struct mb_arena *arena,
                        struct table *t)
{
    uint32_t seen[COLUMN_COUNT] = {0};
    struct table new = {
        .n = c->n, .rows = t->rows, .section = t->section, .group = UINT32_MAX};
    for (uint32_t i = 0; i < c->n; i++) {
        new.columns[i] = column_of(c->at[i]);
        if (new.columns[i] == COLUMN_WHAT)
            new.level = row_level(c->at[i], arena);
        else if (new.columns[i] == COLUMN_SERVES &&new.level.ptr == NULL)
            new.level = new.group_level = mb_level_name(c->at[i], arena);
        seen[new.columns[i]]++;
    }
    bool commitments = seen[COLUMN_WHAT] == 1
                       && seen[COLUMN_OWNER] + seen[COLUMN_DUE]
                                  + seen[COLUMN_TARGET] + seen[COLUMN_SERVES]
                                  + seen[COLUMN_CODE]
                              > 0;
    bool numbers = seen[COLUMN_SERVES] == 1 && seen[COLUMN_CODE] == 1
                   && seen[COLUMN_WHAT] == 0;
    if (!commitments && !numbers)
        return false;
    *t = new;
    return true;
}

/* "SO1, SO3" begins with a code that a node has: its index. */
static uint32_t first_served(const struct mb_strategy_build *build,
                             struct mb_span serves)
{
    while (serves.ptr != NULL) {
        struct mb_span code;
        serves = mb_span_cut(serves, ',', &code);
        uint32_t i = mb_strategy_code(build, mb_span_trim(code));
        if (i != UINT32_MAX)
            return i;
    }
    return UINT32_MAX;
}

static struct mb_span cell_of(const struct table *t, const struct cells *c,
                              enum column column)
{
    for (uint32_t i = 0; i < c->n && i < t->n; i++)
        if (t->columns[i] == column && c->at[i].len > 0)
            return c->at[i];
    return MB_SPAN_NULL;
}

/* A node at the top that heads what is beneath it; false if memory ran out. */
static bool add_heading(struct mb_strategy_build *build, struct mb_span code,
                        struct mb_span title, struct mb_span level,
                        uint16_t page)
{
    struct mb_pledge *p = mb_strategy_add(build, UINT32_MAX, code);
    if (p == NULL)
        return false;
    p->title = title;
    p->level = level;
    p->kind = MB_PLEDGE_HEADING;
    p->page = page;
    return true;
}

/* A row of a table of numbers: a node at the top. */
static void add_top(struct mb_strategy_build *build, const struct table *t,
                    const struct cells *c, uint16_t page)
{
    struct mb_span code = cell_of(t, c, COLUMN_CODE);
    struct mb_span title = cell_of(t, c, COLUMN_SERVES);
    if (code.ptr == NULL || title.ptr == NULL
        || mb_strategy_code(build, code) != UINT32_MAX)
        return;
    (void)add_heading(build, code, title, t->level, page);
}

/* "SO1, SO3": codes and what divides them. */
static bool only_codes(struct mb_span s)
{
    uint32_t codes = 0;
    for (size_t i = 0; i < s.len;) {
        size_t from = i;
        while (i < s.len && s.ptr[i] >= 'A' && s.ptr[i] <= 'Z')
            i++;
        size_t letters = i - from;
        while (i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9')
            i++;
        if (letters == 0 || letters > 3 || i == from + letters)
            return false;
        codes++;
        while (i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == ','))
            i++;
    }
    return codes > 0;
}

/* "Ongoing", "March 2025", "Commenced Oct 24": when it will be done. */
static bool tells_when(struct mb_span s)
{
    static const char *const words[] = {
        "ongoing", "commence", "complete", "jan",    "feb",    "mar", "apr",
        "may ",    "jun",      "jul",      "aug",    "sept",   "oct", "nov",
        "dec",     "by ",      "from ",    "20",     "q1",     "q2",  "q3",
        "q4",      "spring",   "summer",   "autumn", "winter", NULL};
    return begins(s, words) && mb_word_count(s) <= 5;
}

/* A page's layout can leave out an empty cell, and the others move up: what
 * is plainly a code or a date goes to where it belongs. */
static void settle_cells(const struct table *t, struct cells *c)
{
    uint32_t at[COLUMN_COUNT];
    for (uint32_t i = 0; i < COLUMN_COUNT; i++)
        at[i] = CELLS_MAX;
    for (uint32_t i = 0; i < t->n; i++)
        at[t->columns[i]] = i;
    uint32_t owner = at[COLUMN_OWNER];
    uint32_t due = at[COLUMN_DUE];
    uint32_t target = at[COLUMN_TARGET];
    uint32_t serves = at[COLUMN_SERVES];
    while (c->n < t->n && c->n < CELLS_MAX)
        c->at[c->n++] = MB_SPAN_NULL;
    if (serves < CELLS_MAX && target < CELLS_MAX && c->at[serves].len == 0
        && only_codes(c->at[target])) {
        c->at[serves] = c->at[target];
        c->at[target] = MB_SPAN_NULL;
    }
    if (owner < CELLS_MAX && due < CELLS_MAX && target < CELLS_MAX
        && tells_when(c->at[owner]) && !tells_when(c->at[due])
        && c->at[target].len == 0) {
        c->at[target] = c->at[due];
        c->at[due] = c->at[owner];
        c->at[owner] = MB_SPAN_NULL;
    }
}

/* A row that goes on with the one above it, cut off by a page or a tall cell:
 * it names nobody, and begins with a bullet or in mid-sentence or tells
 * nothing but a piece of one cell more. */
static bool goes_on(const struct table *t, const struct cells *c,
                    struct mb_span what)
{
    static const char *const bullets[] = {"- ", "\xE2\x80\xA2", "\xE2\x80\x93 ",
                                          NULL};
    static const char *const middles[] = {"And ", "Or ", NULL};
    struct mb_span serves = cell_of(t, c, COLUMN_SERVES);
    struct mb_span target = cell_of(t, c, COLUMN_TARGET);
    struct mb_span due = cell_of(t, c, COLUMN_DUE);
    if (cell_of(t, c, COLUMN_OWNER).ptr != NULL)
        return false;
    if (begins(what, bullets)
        || (serves.ptr == NULL && what.ptr[0] >= 'a' && what.ptr[0] <= 'z'))
        return true;
    return serves.ptr == NULL
           && (begins(what, middles)
               || (target.ptr == NULL && due.ptr != NULL && !tells_when(due)));
}

/* Two pieces of one cell. */
static struct mb_span joined(struct mb_strategy_build *build,
                             struct mb_span first, struct mb_span more)
{
    return first.ptr == NULL ? more
           : more.ptr == NULL
               ? first
               : mb_arena_printf(build->arena, MB_SPAN_FMT " " MB_SPAN_FMT,
                                 MB_SPAN_ARG(first), MB_SPAN_ARG(more));
}

static void go_on(struct mb_strategy_build *build, const struct table *t,
                  const struct cells *c, struct mb_span what)
{
    struct mb_pledge *p = &build->pledges[build->npledges - 1];
    p->statement =
        mb_arena_printf(build->arena, MB_SPAN_FMT "\n" MB_SPAN_FMT,
                        MB_SPAN_ARG(p->statement), MB_SPAN_ARG(what));
    p->due = joined(build, p->due, cell_of(t, c, COLUMN_DUE));
    p->target = joined(build, p->target, cell_of(t, c, COLUMN_TARGET));
    p->serves = joined(build, p->serves, cell_of(t, c, COLUMN_SERVES));
    if (p->parent == UINT32_MAX)
        p->parent = first_served(build, p->serves);
}

/* A row of one cell is a heading between commitments, or a paragraph more of
 * the one above: that is a sentence, a bullet or begins with what is to be
 * done. */
static bool more_words(struct mb_span what)
{
    static const char *const starts[] = {"To ", "- ", "\xE2\x80\xA2", NULL};
    return begins(what, starts) || mb_span_ends(what, MB_SPAN_LIT("."));
}

/* A row about a promise that the text above the table printed already. */
static void tell_more(struct mb_pledge *p, const struct table *t,
                      const struct cells *c)
{
    if (p->owner.ptr == NULL)
        p->owner = cell_of(t, c, COLUMN_OWNER);
    if (p->due.ptr == NULL)
        p->due = cell_of(t, c, COLUMN_DUE);
    if (p->target.ptr == NULL)
        p->target = cell_of(t, c, COLUMN_TARGET);
}

/* "1. Prevent homelessness" in the column of groups: the node at the top that
 * the rows from here on stand under. */
static void open_group(struct mb_strategy_build *build, struct table *t,
                       struct mb_span cell, uint16_t page)
{
    size_t digits = 0;
    while (digits < cell.len && cell.ptr[digits] >= '0'
           && cell.ptr[digits] <= '9')
        digits++;
    struct mb_span title = mb_span_strip(mb_span_sub(cell, digits, cell.len),
                                         digits > 0 ? " .:)-" : " ");
    for (uint32_t i = 0; i < build->npledges; i++)
        if (build->pledges[i].parent == UINT32_MAX
            && mb_span_ieq(build->pledges[i].title, title)) {
            t->group = i;
            return;
        }
    if (add_heading(build,
                    digits > 0 ? mb_span_sub(cell, 0, digits) : MB_SPAN_NULL,
                    title, t->group_level, page))
        t->group = build->npledges - 1;
}

/* The node that a row stands under: the first that it says it serves, its
 * group, the one that its code begins with, the table's. */
static uint32_t row_parent(const struct mb_strategy_build *build,
                           const struct table *t, struct mb_span serves,
                           struct mb_span code)
{
    if (t->grouped)
        return t->group;
    uint32_t parent = first_served(build, serves);
    if (parent == UINT32_MAX && code.ptr != NULL)
        parent = mb_strategy_parent(build, code);
    return parent == UINT32_MAX ? t->section : parent;
}

static void add_row(struct mb_strategy_build *build, struct table *t,
                    const struct cells *c, uint16_t page)
{
    struct mb_span what = cell_of(t, c, COLUMN_WHAT);
    struct mb_span serves = cell_of(t, c, COLUMN_SERVES);
    struct mb_span code = cell_of(t, c, COLUMN_CODE);
    if (what.ptr == NULL)
        return;
    if (t->grouped && serves.ptr != NULL)
        open_group(build, t, serves, page);
    if (filled(c) < 2 && !(t->grouped && t->group != UINT32_MAX)) {
        if (t->open && more_words(what))
            go_on(build, t, c, what);
        return;
    }
    t->open = true;
    if (code.ptr == NULL && build->npledges > 0
        && build->pledges[build->npledges - 1].kind == MB_PLEDGE_ROW
        && goes_on(t, c, what)) {
        go_on(build, t, c, what);
        return;
    }
    uint32_t known =
        code.ptr == NULL ? UINT32_MAX : mb_strategy_code(build, code);
    if (known != UINT32_MAX
        && build->pledges[known].kind == MB_PLEDGE_PROMISE) {
        tell_more(&build->pledges[known], t, c);
        return;
    }
    uint32_t parent = row_parent(build, t, serves, code);
    char initial = t->level.len > 0 ? t->level.ptr[0] : 'c';
    if (code.ptr == NULL && t->section == UINT32_MAX && !t->grouped)
        code = mb_arena_printf(build->arena, "%c%u", initial - 32, ++t->rows);
    struct mb_pledge *p = mb_strategy_add(build, parent, code);
    if (p == NULL)
        return;
    p->statement = what;
    p->level = t->level;
    p->kind = MB_PLEDGE_ROW;
    p->owner = cell_of(t, c, COLUMN_OWNER);
    p->due = cell_of(t, c, COLUMN_DUE);
    p->target = cell_of(t, c, COLUMN_TARGET);
    p->serves = t->grouped ? MB_SPAN_NULL : serves;
    p->page = page;
    p->code_printed = cell_of(t, c, COLUMN_CODE).ptr != NULL;
}

/* Whether a row tells two or more of who does a thing, by when, how it is
 * measured and under which number: an overview ("What we have committed to |
 * Led by") does not. */
static bool tells_enough(const struct table *t, const struct cells *c)
{
    static const enum column telling[] = {COLUMN_OWNER, COLUMN_DUE,
                                          COLUMN_TARGET, COLUMN_CODE};
    uint32_t n = 0;
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++)
        n += cell_of(t, c, telling[i]).ptr != NULL;
    return n >= 2;
}

/* Take the mark from the lines again where too few of them tell. */
static void close_table(struct mb_strategy_build *build, uint32_t from,
                        uint32_t to, uint32_t telling)
{
    for (uint32_t i = from; telling < TELLING_LEAST && i < to; i++)
        build->lines[i].tabled = false;
}

bool mb_shape_table_set_aside(struct mb_strategy_build *build)
{
    struct table t = {.n = 0};
    uint32_t from = 0;
    uint32_t telling = 0;
    bool any = false;
    for (uint32_t i = 0; i < build->nlines; i++) {
        struct mb_strategy_line *line = &build->lines[i];
        struct cells c;
        if (line->kind != MB_BLOCK_ROW) {
            close_table(build, from, i, telling);
            t.n = 0;
            telling = 0;
            from = i + 1;
            continue;
        }
        cut_cells(line->text, &c);
        bool heading = heading_row(&c, build->arena, &t);
        line->tabled = t.n > 0;
        telling += !heading && t.n > 0 && tells_enough(&t, &c);
    }
    close_table(build, from, build->nlines, telling);
    for (uint32_t i = 0; i < build->nlines; i++)
        any = any || build->lines[i].tabled;
    return any;
}

uint32_t mb_shape_table_count(const struct mb_strategy_build *build)
{
    struct table t = {.n = 0};
    uint32_t rows = 0;
    for (uint32_t i = 0; i < build->nlines; i++) {
        struct cells c;
        if (build->lines[i].kind != MB_BLOCK_ROW) {
            t.n = 0;
            continue;
        }
        cut_cells(build->lines[i].text, &c);
        if (!heading_row(&c, build->arena, &t) && t.n > 0)
            rows += filled(&c) > 1;
    }
    return rows;
}

/* Whether the column before what is done names groups of rows and no codes:
 * its cells, down from line i, are words, fewer than the rows or numbered. */
static bool names_groups(const struct mb_strategy_build *build, uint32_t i,
                         const struct table *t)
{
    uint32_t serves = 0;
    uint32_t rows = 0;
    uint32_t words = 0;
    struct mb_span last = MB_SPAN_NULL;
    while (serves < t->n && t->columns[serves] != COLUMN_SERVES)
        serves++;
    for (uint32_t k = 0; k < serves && k < t->n; k++)
        if (t->columns[k] == COLUMN_WHAT)
            return false;
    for (; serves < t->n && i < build->nlines
           && build->lines[i].kind == MB_BLOCK_ROW;
         i++) {
        struct cells c;
        cut_cells(build->lines[i].text, &c);
        rows++;
        if (serves >= c.n || c.at[serves].len == 0)
            continue;
        if (only_codes(c.at[serves]) || mb_word_count(c.at[serves]) > 16
            || first_served(build, c.at[serves]) != UINT32_MAX)
            return false;
        words += !mb_span_eq(c.at[serves], last);
        last = c.at[serves];
    }
    return words > 1 && words < rows;
}

/* Read row i of a table whose columns t knows, or its heading row. */
static void table_row(struct mb_strategy_build *build, struct table *t,
                      uint32_t i)
{
    const struct mb_strategy_line *line = &build->lines[i];
    struct cells c;
    cut_cells(line->text, &c);
    if (heading_row(&c, build->arena, t)) {
        t->grouped =
            t->group_level.ptr != NULL && names_groups(build, i + 1, t);
        return;
    }
    if (t->n == 0)
        return;
    settle_cells(t, &c);
    if (cell_of(t, &c, COLUMN_WHAT).ptr == NULL
        && cell_of(t, &c, COLUMN_CODE).ptr != NULL)
        add_top(build, t, &c, line->page);
    else
        add_row(build, t, &c, line->page);
}

void mb_shape_table(struct mb_strategy_build *build, bool aside_only)
{
    struct table t = {.section = UINT32_MAX, .group = UINT32_MAX};
    for (uint32_t i = 0; i < build->nlines; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (line->kind == MB_BLOCK_ROW && (line->tabled || !aside_only))
            table_row(build, &t, i);
        else if (line->kind == MB_BLOCK_HEADING)
            t.n = 0;
    }
}

uint32_t mb_shape_table_rows(struct mb_strategy_build *build, uint32_t i,
                             uint32_t section)
{
    struct table t = {.section = section, .group = UINT32_MAX};
    while (i < build->nlines && build->lines[i].tabled)
        table_row(build, &t, i++);
    return i;
}

bool mb_shape_table_sections(struct mb_strategy_build *build)
{
    struct table t = {.n = 0};
    uint32_t sections = 0;
    bool titled = false; /* a title stands above, behind the last table */
    for (uint32_t i = 0; i < build->nlines; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        struct cells c;
        if (line->kind != MB_BLOCK_ROW) {
            t.n = 0;
            titled = titled || build->marks[i].form == MB_FORM_LEVEL
                     || line->kind == MB_BLOCK_HEADING;
            continue;
        }
        cut_cells(line->text, &c);
        if (t.n > 0 || !heading_row(&c, build->arena, &t))
            continue;
        bool serves = false;
        for (uint32_t k = 0; k < t.n; k++)
            serves = serves || t.columns[k] == COLUMN_SERVES;
        if (!titled || serves || line->page > 0)
            return false;
        titled = false;
        sections++;
    }
    for (uint32_t i = 0; sections > 1 && i < build->nlines; i++) {
        struct cells c;
        cut_cells(build->lines[i].text, &c);
        t.n = build->lines[i].kind == MB_BLOCK_ROW ? t.n : 0;
        build->lines[i].tabled =
            build->lines[i].kind == MB_BLOCK_ROW
            && (heading_row(&c, build->arena, &t) || t.n > 0);
    }
    return sections > 1;
}
