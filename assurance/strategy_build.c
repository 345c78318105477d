/* The growing tree of a strategy.
 *
 * Nodes are kept in printed order in one array; a node's code is what is
 * printed, else its parent's code and its position. Level names are taken
 * from the page; the table here only says which nouns can name a level, so
 * that "Priority 1:" is told from "Phase of the moon".
 */
#include "assurance/strategy_build.h"

#include <string.h>

/* Singular and plural of the nouns by which plans call their levels. */
static const struct noun {
    const char *one;
    const char *many;
} nouns[] = {
    {"pledge", "pledges"},
    {"promise", "promises"},
    {"priority", "priorities"},
    {"outcome", "outcomes"},
    {"commitment", "commitments"},
    {"objective", "objectives"},
    {"aim", "aims"},
    {"goal", "goals"},
    {"theme", "themes"},
    {"ambition", "ambitions"},
    {"aspiration", "aspirations"},
    {"action", "actions"},
    {"measure", "measures"},
    {"mission", "missions"},
    {"enabler", "enablers"},
    {"pillar", "pillars"},
    {"strand", "strands"},
    {"challenge", "challenges"},
    {"principle", "principles"},
    {"programme", "programmes"},
    {"deliverable", "deliverables"},
    {"target", "targets"},
    {"milestone", "milestones"},
    {"focus", "focuses"},
};
enum { NNOUNS = sizeof nouns / sizeof nouns[0] };

static const struct noun *find_noun(struct mb_span word)
{
    for (size_t i = 0; i < NNOUNS && word.len > 2; i++)
        if ((word.ptr[0] | 32) != nouns[i].one[0])
            continue; /* most words are told by their first letter */
        else if (mb_span_ieq(word, mb_span_str(nouns[i].one))
                 || mb_span_ieq(word, mb_span_str(nouns[i].many)))
            return &nouns[i];
    return NULL;
}

bool mb_level_noun(struct mb_span word)
{
    return find_noun(word) != NULL;
}

struct mb_span mb_level_nouns(struct mb_arena *arena)
{
    struct mb_span all = MB_SPAN_NULL;
    for (size_t i = 0; i < NNOUNS; i++)
        all = mb_arena_printf(arena, MB_SPAN_FMT " %s %s", MB_SPAN_ARG(all),
                              nouns[i].one, nouns[i].many);
    return all;
}

static char *lower(struct mb_span s, struct mb_arena *arena)
{
    char *p = mb_arena_alloc(arena, s.len + 16, 1);
    for (size_t i = 0; p != NULL && i < s.len; i++)
        p[i] = (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] + 32
                                                         : s.ptr[i]);
    return p;
}

struct mb_span mb_words_lower(struct mb_span words, struct mb_arena *arena)
{
    char *p = lower(words, arena);
    return p == NULL ? MB_SPAN_NULL : (struct mb_span){p, words.len};
}

struct mb_span mb_level_name(struct mb_span words, struct mb_arena *arena)
{
    words = mb_span_strip(words, " :.-");
    struct mb_span last = mb_span_last_word(words);
    const struct noun *noun = find_noun(last);
    if (noun == NULL || mb_word_count(words) > 3)
        return MB_SPAN_NULL;
    size_t head = words.len - last.len;
    char *p = lower(mb_span_sub(words, 0, head), arena);
    if (p == NULL)
        return MB_SPAN_NULL;
    size_t n = strlen(noun->one); /* at most 11: lower() left room */
    memcpy(p + head, noun->one, n);
    return (struct mb_span){p, head + n};
}

/* ------------------------------------------------------- words of lines */

static size_t skip_word(struct mb_span text, size_t at, struct mb_span *word)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\n'))
        at++;
    size_t start = at;
    while (at < text.len && text.ptr[at] != ' ' && text.ptr[at] != '\n')
        at++;
    *word = mb_span_sub(text, start, at);
    return at;
}

uint32_t mb_word_count(struct mb_span text)
{
    struct mb_span word;
    uint32_t n = 0;
    for (size_t at = skip_word(text, 0, &word); word.len > 0;
         at = skip_word(text, at, &word))
        n++;
    return n;
}

bool mb_title_like(struct mb_span text)
{
    if (text.len == 0 || mb_word_count(text) > 24)
        return false;
    char last = text.ptr[text.len - 1];
    return last != '.' && last != ':' && last != ';' && last != ',';
}

bool mb_promise_like(struct mb_span text)
{
    static const char *const starts[] = {
        "we will ",   "we'll ",        "we aim to ",  "we want ",
        "we pledge ", "we commit ",    "we promise ", "we are committed ",
        "we know ",   "our ambition ", "our aim ",    "we intend "};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (mb_span_istarts(text, mb_span_str(starts[i])))
            return true;
    return false;
}

bool mb_promise_lead_in(struct mb_span text)
{
    static const char *const ends[] = {"we will:", "we will \xE2\x80\xA6",
                                       "we will...", "we'll:"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t n = strlen(ends[i]);
        if (text.len >= n
            && mb_span_ieq(mb_span_sub(text, text.len - n, text.len),
                           mb_span_str(ends[i])))
            return true;
    }
    return mb_span_ieq(text, MB_SPAN_LIT("we will"));
}

bool mb_cut_title(struct mb_span text, struct mb_span *ret_title,
                  struct mb_span *ret_prose)
{
    size_t colon = mb_span_find(text, MB_SPAN_LIT(": "));
    if (colon == text.len || colon == 0)
        return false;
    struct mb_span title = mb_span_sub(text, 0, colon);
    struct mb_span prose = mb_span_trim(mb_span_sub(text, colon + 1, text.len));
    char first = title.ptr[0];
    if (!(first >= 'A' && first <= 'Z') || mb_word_count(title) > 20
        || mb_span_find(title, MB_SPAN_LIT(". ")) < title.len
        || mb_word_count(prose) < 4 || mb_promise_like(title))
        return false;
    *ret_title = title;
    *ret_prose = prose;
    return true;
}

/* ---------------------------------------------------------------- lines */

/* A row's words, its cells divided by TAB. */
static struct mb_span row_words(const struct mb_blocks *blocks,
                                const struct mb_block *b,
                                struct mb_arena *arena)
{
    struct mb_span row = MB_SPAN_NULL;
    uint32_t from = b->view_body;
    while (from <= b->view_end) {
        uint32_t to = from;
        while (to < b->view_end && blocks->view.ptr[to] != '\t')
            to++;
        struct mb_span cell = mb_blocks_words(blocks, from, to, arena);
        row = row.ptr == NULL
                  ? mb_arena_printf(arena, MB_SPAN_FMT, MB_SPAN_ARG(cell))
                  : mb_arena_printf(arena, MB_SPAN_FMT "\t" MB_SPAN_FMT,
                                    MB_SPAN_ARG(row), MB_SPAN_ARG(cell));
        from = to + 1;
    }
    return row;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether the line that ends at view offset v of a block that began at `from`
 * is by itself: a sentence ends there and a code stands behind it, or it is a
 * numbered title above sentences. */
static bool by_itself(struct mb_span view, uint32_t from, uint32_t v,
                      uint32_t end, struct mb_arena *arena)
{
    struct mb_span line = mb_span_sub(view, from, v);
    struct mb_span rest = mb_span_sub(view, v + 1, end);
    if (line.len == 0 || rest.len == 0)
        return false;
    if (strchr(".;:?!", line.ptr[line.len - 1]) != NULL)
        return mb_code_opens(rest, arena);
    return rest.ptr[0] >= 'A' && rest.ptr[0] <= 'Z'
           && rest.ptr[rest.len - 1] == '.' && mb_code_title(line, arena);
}

/* Where the block goes on behind a blank line, or a line that is by itself,
 * from view offset `from`; its end if it does not. Minutes go on so, in
 * mid-sentence; a plan's title that ends in "for" does not belong to the
 * statement below it. Pages are left alone: blank lines stand where one ends.
 */
static uint32_t line_break(const struct mb_blocks *blocks,
                           const struct mb_block *b, uint32_t from,
                           struct mb_arena *arena)
{
    struct mb_span text = blocks->text->text;
    for (uint32_t v = from; b->page == 0 && v < b->view_end; v++) {
        if (blocks->view.ptr[v] != ' ')
            continue;
        uint32_t newlines = 0;
        for (uint32_t t = mb_blocks_text_at(blocks, v);
             t < text.len && blank(text.ptr[t]); t++)
            newlines += text.ptr[t] == '\n';
        if (newlines > 1
            || (newlines == 1
                && by_itself(blocks->view, from, v, b->view_end, arena)))
            return v;
    }
    return b->view_end;
}

/* A line for view bytes [from, to) of block i. */
static void push_line(struct mb_strategy_build *build,
                      const struct mb_blocks *blocks, uint32_t i, uint32_t from,
                      uint32_t to)
{
    const struct mb_block *b = &blocks->at[i];
    bool first = from == b->view_body;
    struct mb_span text = b->kind == MB_BLOCK_ROW
                              ? row_words(blocks, b, build->arena)
                              : mb_blocks_words(blocks, from, to, build->arena);
    struct mb_span label = first ? b->label : MB_SPAN_NULL;
    if (text.len == 0 && label.len == 0)
        return;
    if (label.ptr != NULL)
        label = mb_span_strip(label, " .:)(\t");
    if (label.ptr != NULL && label.len == 0)
        label = b->label; /* a bullet */
    struct mb_strategy_line *line = mb_arena_push(build->arena, &build->lines,
                                                  &build->nlines, sizeof *line);
    if (line != NULL)
        *line = (struct mb_strategy_line){
            .kind = first ? b->kind : MB_BLOCK_PARAGRAPH,
            .level = b->level,
            .mark = b->mark,
            .page = b->page,
            .blank_above = first ? b->blank_above : 1,
            .label = label,
            .text = text,
            .block = i};
}

enum mb_status mb_strategy_lines(struct mb_strategy_build *build,
                                 const struct mb_blocks *blocks,
                                 struct mb_err *err)
{
    build->lines = NULL;
    build->nlines = 0;
    for (uint32_t i = 0; i < blocks->n; i++) {
        const struct mb_block *b = &blocks->at[i];
        uint32_t from = b->view_body;
        if (b->kind == MB_BLOCK_FURNITURE)
            continue;
        while (b->kind != MB_BLOCK_ROW) {
            uint32_t to = line_break(blocks, b, from, build->arena);
            if (to == b->view_end)
                break;
            push_line(build, blocks, i, from, to);
            from = to + 1;
        }
        push_line(build, blocks, i, from, b->view_end);
    }
    return mb_arena_status(build->arena, err);
}

/* ----------------------------------------------------------------- tree */

uint32_t mb_strategy_code(const struct mb_strategy_build *build,
                          struct mb_span code)
{
    for (uint32_t i = 0; i < build->npledges; i++)
        if (mb_span_eq(build->pledges[i].code, code))
            return i;
    return UINT32_MAX;
}

static bool alphabetic(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* "1.0" above "1.1", where titles are numbered so. */
static uint32_t node_of_zero(const struct mb_strategy_build *build,
                             struct mb_span above, struct mb_span code)
{
    for (uint32_t i = 0; i < build->npledges; i++) {
        struct mb_span c = build->pledges[i].code;
        if (c.len == above.len + 2 && mb_span_starts(c, above)
            && mb_span_ends(c, MB_SPAN_LIT(".0")) && !mb_span_eq(c, code))
            return i;
    }
    return UINT32_MAX;
}

uint32_t mb_strategy_parent(const struct mb_strategy_build *build,
                            struct mb_span code)
{
    for (size_t end = code.len; end > 1; end--) {
        char c = code.ptr[end - 1];
        bool dot = c == '.' || c == '(';
        if (!dot
            && (code.ptr[end - 2] == '.'
                || alphabetic(c) == alphabetic(code.ptr[end - 2])))
            continue;
        struct mb_span above = mb_span_sub(code, 0, end - 1);
        uint32_t i = mb_strategy_code(build, above);
        if (i == UINT32_MAX && dot)
            i = node_of_zero(build, above, code);
        if (i != UINT32_MAX)
            return i;
    }
    return UINT32_MAX;
}

static uint32_t siblings(const struct mb_strategy_build *build, uint32_t parent)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < build->npledges; i++)
        n += build->pledges[i].parent == parent;
    return n;
}

/* A code that no node has: "2.1" comes a second time as "2.1b". */
static struct mb_span unique_code(struct mb_strategy_build *build,
                                  struct mb_span code)
{
    struct mb_span c = code;
    for (int suffix = 'b'; suffix <= 'z'; suffix++) {
        if (mb_strategy_code(build, c) == UINT32_MAX)
            return c;
        c = mb_arena_printf(build->arena, MB_SPAN_FMT "%c", MB_SPAN_ARG(code),
                            suffix);
    }
    return mb_arena_printf(build->arena, MB_SPAN_FMT "-%u", MB_SPAN_ARG(code),
                           build->npledges);
}

struct mb_pledge *mb_strategy_add(struct mb_strategy_build *build,
                                  uint32_t parent, struct mb_span code)
{
    if (build->npledges >= MB_STRATEGY_PLEDGES_MAX)
        return NULL;
    bool printed = code.ptr != NULL;
    if (!printed && parent == UINT32_MAX)
        code = mb_arena_printf(build->arena, "%u",
                               build->tops + build->first_code);
    else if (!printed)
        code = mb_arena_printf(build->arena, MB_SPAN_FMT ".%u",
                               MB_SPAN_ARG(build->pledges[parent].code),
                               siblings(build, parent) + 1);
    code = unique_code(build, code);
    struct mb_pledge *p = mb_arena_push(build->arena, &build->pledges,
                                        &build->npledges, sizeof *p);
    if (p == NULL)
        return NULL;
    *p = (struct mb_pledge){.code = code,
                            .parent = parent,
                            .kind = MB_PLEDGE_PROMISE,
                            .code_printed = printed};
    build->tops += parent == UINT32_MAX;
    build->current = build->npledges - 1;
    return p;
}

void mb_strategy_append(struct mb_strategy_build *build, struct mb_span text,
                        bool bullet)
{
    if (build->current == UINT32_MAX)
        return;
    struct mb_pledge *p = &build->pledges[build->current];
    if (p->statement.ptr == NULL && !bullet)
        p->statement = text;
    else
        p->statement = mb_arena_printf(
            build->arena, MB_SPAN_FMT "%s%s" MB_SPAN_FMT,
            MB_SPAN_ARG(p->statement), p->statement.ptr == NULL ? "" : "\n",
            bullet ? "- " : "", MB_SPAN_ARG(text));
}

/* --------------------------------------------------------------- levels */

static bool known_level(const struct mb_strategy_build *build,
                        struct mb_span level)
{
    for (uint32_t i = 0; i < build->nlevels; i++)
        if (mb_span_eq(build->levels[i], level))
            return true;
    return false;
}

void mb_strategy_levels(struct mb_strategy_build *build, struct mb_span text)
{
    struct mb_span before = MB_SPAN_NULL;
    struct mb_span word;
    for (size_t at = skip_word(text, 0, &word); word.len > 0;
         at = skip_word(text, at, &word)) {
        struct mb_span bare = mb_span_strip(word, ",.;:()");
        const struct noun *noun = find_noun(bare);
        if (noun != NULL && mb_span_ieq(bare, mb_span_str(noun->many))) {
            struct mb_span words = bare;
            if (mb_span_ieq(before, MB_SPAN_LIT("shared"))
                || mb_span_ieq(before, MB_SPAN_LIT("strategic")))
                words = (struct mb_span){
                    before.ptr, (size_t)(bare.ptr + bare.len - before.ptr)};
            struct mb_span level = mb_level_name(words, build->arena);
            struct mb_span *slot = NULL;
            if (level.ptr != NULL && !known_level(build, level))
                slot = mb_arena_push(build->arena, &build->levels,
                                     &build->nlevels, sizeof *slot);
            if (slot != NULL)
                *slot = level;
        }
        before = bare;
    }
}

struct mb_span mb_strategy_level_below(const struct mb_strategy_build *build,
                                       struct mb_span level)
{
    for (uint32_t i = 0; i + 1 < build->nlevels; i++)
        if (mb_span_eq(build->levels[i], level))
            return build->levels[i + 1];
    return MB_SPAN_NULL;
}
