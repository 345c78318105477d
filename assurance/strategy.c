/* From documents to one strategy.
 *
 * For each file the lines are gathered and one shape is chosen by what it
 * holds: commitment tables, pledge labels, printed numbers, else headings. All
 * files grow one tree, so that pages which print no numbers go on counting.
 */
#include "assurance/strategy.h"

#include "assurance/strategy_build.h"

#include <string.h>

const char *mb_pledge_kind_name(enum mb_pledge_kind kind)
{
    static const char *const names[] = {"heading", "promise", "theme", "row"};
    return kind < MB_PLEDGE_KIND_COUNT ? names[kind] : "?";
}

/* ---------------------------------------------------------------- title */

static bool names_strategy(struct mb_span text)
{
    static const char *const words[] = {"strategy", "plan",      "framework",
                                        "vision",   "manifesto", "programme"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mb_span_ifind(text, mb_span_str(words[i])) < text.len)
            return true;
    return false;
}

/* The document's own title: its metadata if that calls itself a plan or
 * strategy (programs like to write "Presentation"), a title mark, the first
 * short line near the top that does, else the first line. */
static struct mb_span own_title(const struct mb_strategy_build *build,
                                const struct mb_blocks *blocks)
{
    struct mb_span own = blocks->text->title;
    if (own.len > 0 && names_strategy(own))
        return mb_arena_dup(build->arena, own);
    uint32_t top = build->nlines < 6 ? build->nlines : 6;
    for (uint32_t i = 0; i < top; i++)
        if (build->lines[i].mark == MB_MARK_TITLE)
            return build->lines[i].text;
    for (uint32_t i = 0; i < top; i++)
        if (mb_title_like(build->lines[i].text)
            && names_strategy(build->lines[i].text))
            return build->lines[i].text;
    return build->nlines > 0 ? build->lines[0].text : MB_SPAN_NULL;
}

static bool year_at(struct mb_span s, size_t i)
{
    if (i + 4 > s.len || (s.ptr[i] != '1' && s.ptr[i] != '2'))
        return false;
    for (size_t k = i; k < i + 4; k++)
        if (s.ptr[k] < '0' || s.ptr[k] > '9')
            return false;
    return (i == 0 || s.ptr[i - 1] == ' ' || s.ptr[i - 1] == '(');
}

/* What the title says of the edition: "interim", "draft" or its years. */
static struct mb_span version_of(struct mb_span title)
{
    static const char *const words[] = {"interim", "draft", "final",
                                        "refreshed", "refresh"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mb_span_ifind(title, mb_span_str(words[i])) < title.len)
            return mb_span_str(words[i]);
    for (size_t i = 0; i < title.len; i++) {
        if (!year_at(title, i))
            continue;
        size_t end = i + 4;
        while (end < title.len && title.ptr[end] != ' ' && title.ptr[end] != ':'
               && title.ptr[end] != ')')
            end++;
        return mb_span_sub(title, i, end);
    }
    return MB_SPAN_NULL;
}

/* ----------------------------------------------------------------- read */

static void read_shape(struct mb_strategy_build *build)
{
    uint32_t outline = mb_shape_outline_count(build);
    uint32_t rows = mb_shape_table_count(build);
    build->sections = rows > 0 && mb_shape_table_sections(build);
    bool tables = rows >= 3 && rows >= outline && !build->sections;
    bool aside = !tables && !build->sections && mb_shape_table_set_aside(build);
    if (tables)
        mb_shape_table(build, false);
    else if (mb_shape_page_count(build) > 0)
        mb_shape_page(build);
    else if (outline >= 2 && !mb_shape_outline_restarts(build))
        mb_shape_outline(build);
    else
        mb_shape_headings(build);
    mb_shape_matrix(build);
    if (aside)
        mb_shape_table(build, true);
}

static enum mb_status read_files(struct mb_strategy_build *build,
                                 const struct mb_blocks *const *files,
                                 uint32_t nfiles, struct mb_span *ret_title,
                                 struct mb_err *err)
{
    for (uint32_t i = 0; i < nfiles; i++) {
        enum mb_status st = mb_strategy_lines(build, files[i], err);
        if (st != MB_OK)
            return st;
        if (ret_title->ptr == NULL)
            *ret_title = own_title(build, files[i]);
        build->current = UINT32_MAX;
        mb_strategy_mark(build);
        read_shape(build);
    }
    if (build->npledges >= MB_STRATEGY_PLEDGES_MAX)
        return mb_err_set(err, MB_ERR_LIMIT,
                          "more than %d pledges in one strategy",
                          MB_STRATEGY_PLEDGES_MAX);
    return mb_arena_status(build->arena, err);
}

enum mb_status mb_strategy_read(const struct mb_blocks *const *files,
                                uint32_t nfiles,
                                const struct mb_strategy_options *options,
                                struct mb_arena *arena, struct mb_diags *diags,
                                struct mb_strategy *ret, struct mb_err *err)
{
    struct mb_strategy_build build = {
        .arena = arena,
        .first_code = options->first_code == 0 ? 1 : options->first_code,
        .current = UINT32_MAX};
    struct mb_span title = MB_SPAN_NULL;
    (void)diags;
    if (options->id.len == 0 || nfiles == 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "a strategy needs an id and at least one file");
    if (nfiles > MB_STRATEGY_FILES_MAX)
        return mb_err_set(err, MB_ERR_LIMIT,
                          "at most %d files make one strategy",
                          MB_STRATEGY_FILES_MAX);
    enum mb_status st = read_files(&build, files, nfiles, &title, err);
    if (st != MB_OK)
        return st;
    if (build.npledges == 0)
        return mb_err_set(
            err, MB_ERR_FORMAT,
            "no pledge was found: known are \"Our pledge: ...\", numbered "
            "priorities or commitments, headings over \"We will ...\" and "
            "commitment tables");
    if (options->title.ptr != NULL)
        title = mb_arena_dup(arena, options->title);
    *ret = (struct mb_strategy){.id = mb_arena_dup(arena, options->id),
                                .title = title,
                                .version = version_of(title),
                                .supersedes =
                                    mb_arena_dup(arena, options->supersedes),
                                .from = mb_arena_dup(arena, options->from),
                                .to = mb_arena_dup(arena, options->to),
                                .pledges = build.pledges,
                                .npledges = build.npledges};
    return mb_arena_status(arena, err);
}

uint32_t mb_strategy_find(const struct mb_strategy *strategy,
                          struct mb_span code)
{
    for (uint32_t i = 0; i < strategy->npledges; i++)
        if (mb_span_eq(strategy->pledges[i].code, code))
            return i;
    return UINT32_MAX;
}
