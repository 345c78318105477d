/* Strategies printed as an outline: "Priority 1: title" or "SO1: title", its
 * statement, then numbered sentences "1.1 ..." whose parent is the node
 * numbered 1. One pass over the lines with the builder's current node as
 * state.
 */
#include "assurance/strategy_build.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number a word stands for: "3", "three"; 0 if none. */
static uint32_t number_word(struct mb_span w)
{
    static const char *const words[] = {
        "",      "one",   "two",  "three", "four",   "five",  "six",
        "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    uint32_t n = 0;
    size_t i = 0;
    for (; i < w.len && is_digit(w.ptr[i]) && i < 3; i++)
        n = n * 10 + (uint32_t)(w.ptr[i] - '0');
    /* "Our Promise 2025-2029" has years, no number. */
    if (n > 0)
        return i == w.len || w.ptr[i] == '.' ? n : 0;
    for (uint32_t k = 1; k < sizeof words / sizeof words[0]; k++)
        if (mb_span_ieq(w, mb_span_str(words[k])))
            return k;
    return 0;
}

/* "Shared outcome 1: Give children ..." */
struct numbered {
    struct mb_span level; /* null for a bare code */
    struct mb_span code;
    struct mb_span rest;
};

static size_t word_end(struct mb_span s, size_t at)
{
    while (at < s.len && s.ptr[at] != ' ')
        at++;
    return at;
}

/* Marks that part a number from a title. */
static struct mb_span after_mark(struct mb_span s, bool *marked)
{
    struct mb_span rest = mb_span_trim(s);
    static const char *const marks[] = {
        ":", ".", ")", "-", "\xE2\x80\x93", "\xE2\x80\x94", "|"};
    *marked = false;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (mb_span_starts(rest, mb_span_str(marks[i]))) {
            *marked = true;
            rest = mb_span_trim(mb_span_sub(rest, strlen(marks[i]), rest.len));
        }
    }
    return rest;
}

/* Length of a printed code at the start of s: "1.1", "3.1.2", "SO1", "A2.3",
 * "A.1"; a bare number or letter is none. */
static size_t code_len(struct mb_span s)
{
    size_t i = 0;
    while (i < s.len && i < 3 && s.ptr[i] >= 'A' && s.ptr[i] <= 'Z')
        i++;
    bool letters = i > 0;
    if (i > 0 && i + 1 < s.len && s.ptr[i] == '.' && is_digit(s.ptr[i + 1]))
        i++; /* "A.1", "II.1": the letters are the node above */
    size_t digits = i;
    size_t dots = 0;
    while (i < s.len && (is_digit(s.ptr[i]) || s.ptr[i] == '.')) {
        bool dot = s.ptr[i] == '.';
        if (dot && (i == digits || i + 1 >= s.len || !is_digit(s.ptr[i + 1])))
            break;
        dots += dot;
        i++;
    }
    if (i == digits || i - digits > 9 || (!letters && dots == 0) || dots > 3)
        return 0;
    return i;
}

/* "II", "XIV": a number in Roman figures, of thirty at most. */
static bool roman(struct mb_span s)
{
    size_t tens = 0;
    while (tens < s.len && s.ptr[tens] == 'X')
        tens++;
    struct mb_span ones = mb_span_sub(s, tens, s.len);
    static const char *const forms[] = {"",  "I",  "II",  "III",  "IV",
                                        "V", "VI", "VII", "VIII", "IX"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (s.len > 0 && tens < 4 && mb_span_eq(ones, mb_span_str(forms[i])))
            return true;
    return false;
}

/* What is printed behind a level's name: "1", "1.2", "SO1", "A", "A.1", "IV"
 * as it stands, "two" as a number; or null. */
static struct mb_span level_code(struct mb_span word, struct mb_arena *arena)
{
    uint32_t n = number_word(word);
    if (n > 0 && !is_digit(word.ptr[0]))
        return mb_arena_printf(arena, "%u", n);
    if (n > 0 || code_len(word) == word.len || roman(word)
        || (word.len == 1 && word.ptr[0] >= 'A' && word.ptr[0] <= 'Z'))
        return word;
    return MB_SPAN_NULL;
}

/* One to three words, the last a level's noun, then a number or a letter. */
static bool level_heading(const struct mb_strategy_build *build,
                          struct mb_span text, struct numbered *ret)
{
    size_t at = 0;
    for (int words = 0; words < 3 && at < text.len; words++) {
        size_t end = word_end(text, at);
        struct mb_span word = mb_span_sub(text, at, end);
        at = end + 1;
        if (!mb_level_noun(word))
            continue;
        if (at >= text.len)
            return false;
        end = at;
        while (end < text.len && text.ptr[end] != ' ' && text.ptr[end] != ':'
               && !(text.ptr[end] == '.'
                    && (end + 1 >= text.len || !is_digit(text.ptr[end + 1]))))
            end++;
        struct mb_span number = mb_span_sub(text, at, end);
        bool marked;
        ret->rest = after_mark(mb_span_sub(text, end, text.len), &marked);
        if (!marked && ret->rest.len > 0)
            return false;
        ret->code = level_code(number, build->arena);
        if (ret->code.ptr == NULL)
            return false;
        ret->level = mb_level_name(mb_span_sub(text, 0, at - 1), build->arena);
        return ret->level.ptr != NULL;
    }
    return false;
}

/* A line that begins with a printed code, in its label or its words. */
static bool coded(const struct mb_strategy_line *line, struct numbered *ret)
{
    ret->level = MB_SPAN_NULL;
    size_t n = code_len(line->label);
    if (n > 0) {
        ret->code = line->label;
        ret->rest = line->text;
        return n == line->label.len;
    }
    /* "- 1.1 ..." has its code behind the bullet. */
    if (line->label.len > 0 && line->kind != MB_BLOCK_LIST_ITEM)
        return false;
    n = code_len(line->text);
    if (n == 0)
        return false;
    bool marked;
    struct mb_span rest = mb_span_sub(line->text, n, line->text.len);
    if (rest.len > 0 && rest.ptr[0] != ' ' && rest.ptr[0] != ':'
        && rest.ptr[0] != '.' && rest.ptr[0] != ')' && rest.ptr[0] != '\t')
        return false;
    ret->code = mb_span_sub(line->text, 0, n);
    ret->rest = after_mark(rest, &marked);
    char first = ret->rest.len > 0 ? ret->rest.ptr[0] : 'A';
    return !(first >= 'a' && first <= 'z') && !is_digit(first);
}

static bool bare_number(const struct mb_strategy_line *line)
{
    if (line->text.len == 0 || line->label.len == 0 || line->label.len > 2)
        return false;
    for (size_t i = 0; i < line->label.len; i++)
        if (!is_digit(line->label.ptr[i]))
            return false;
    return true;
}

uint32_t mb_shape_outline_count(const struct mb_strategy_build *build)
{
    struct numbered it;
    uint32_t n = 0;
    uint32_t bare = 0;
    for (uint32_t i = 0; i < build->nlines; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (level_heading(build, line->text, &it) || coded(line, &it))
            n++;
        bare += bare_number(line);
    }
    return n + (bare >= 3 ? bare : 0);
}

/* Part "Jobs in every town. Help firms to ..." or "Good jobs: We will ..."
 * into title and statement. A single sentence is a statement, a line without
 * a stop a title. */
static void split_text(struct mb_pledge *p, struct mb_span text)
{
    struct mb_span title, prose;
    size_t stop = mb_span_find(text, MB_SPAN_LIT(". "));
    struct mb_span head = mb_span_sub(text, 0, stop);
    if (mb_cut_title(text, &title, &prose) && mb_word_count(title) <= 10) {
        p->title = title;
        p->statement = prose;
    } else if (stop < text.len && mb_word_count(head) <= 8
               && !mb_promise_like(head)) {
        p->title = head;
        p->statement = mb_span_trim(mb_span_sub(text, stop + 1, text.len));
    } else if (mb_title_like(text) && !mb_promise_like(text)) {
        p->title = text;
    } else if (text.len > 0) {
        p->statement = text;
    }
}

/* State of the outline pass besides the builder's. */
struct outline {
    struct mb_span child_level; /* told by "Priorities" above a list */
    uint32_t top;               /* last node at the top */
    bool list_nodes;            /* bullets are nodes of child_level */
    bool levels_printed;        /* "Priority 1:" occurs */
    bool codes_printed;         /* "1.1 ..." occurs */
};

/* A title without what a continued page adds to it ("~ Adult services",
 * "(continued)"). */
static struct mb_span bare_title(struct mb_span title)
{
    size_t tilde = mb_span_find(title, MB_SPAN_LIT("~"));
    size_t more = mb_span_ifind(title, MB_SPAN_LIT("(cont"));
    return mb_span_trim(mb_span_sub(title, 0, tilde < more ? tilde : more));
}

/* "Priority 2" below "Outcome 1": of another level than the first one, so it
 * stands under the last node at the top. */
static bool lower_level(const struct mb_strategy_build *build,
                        const struct outline *o, struct mb_span level)
{
    struct mb_span first =
        o->top == UINT32_MAX ? MB_SPAN_NULL : build->pledges[o->top].level;
    return first.ptr != NULL && !mb_span_eq(first, level)
           && !mb_span_ends(first, level) && !mb_span_ends(level, first);
}

static void outline_node(struct mb_strategy_build *build, struct outline *o,
                         const struct mb_strategy_line *line,
                         const struct numbered *it)
{
    bool top = it->level.ptr != NULL
               && mb_span_find(it->code, MB_SPAN_LIT(".")) == it->code.len;
    struct mb_span code = it->code;
    struct mb_span title = bare_title(it->rest);
    uint32_t parent = top ? UINT32_MAX : mb_strategy_parent(build, code);
    if (top && lower_level(build, o, it->level)) {
        top = false;
        parent = o->top;
        code = mb_arena_printf(build->arena, MB_SPAN_FMT "." MB_SPAN_FMT,
                               MB_SPAN_ARG(build->pledges[parent].code),
                               MB_SPAN_ARG(code));
    }
    uint32_t known = mb_strategy_code(build, code);
    if (known != UINT32_MAX
        && (title.len == 0
            || mb_span_ieq(build->pledges[known].title, title))) {
        build->current = known; /* named again: "Priority 1 (continued)" */
        return;
    }
    struct mb_span above =
        parent == UINT32_MAX ? MB_SPAN_NULL : build->pledges[parent].level;
    struct mb_pledge *p = mb_strategy_add(build, parent, code);
    if (p == NULL)
        return;
    p->page = line->page;
    p->level = it->level;
    if (p->level.ptr == NULL && parent == UINT32_MAX && build->nlevels > 0)
        p->level = build->levels[0];
    else if (p->level.ptr == NULL && o->child_level.ptr != NULL)
        p->level = o->child_level;
    else if (p->level.ptr == NULL)
        p->level = mb_strategy_level_below(build, above);
    if (top || line->kind == MB_BLOCK_HEADING) {
        p->title = title.len > 0 ? title : MB_SPAN_NULL;
        p->kind = top ? MB_PLEDGE_HEADING : MB_PLEDGE_PROMISE;
    } else {
        split_text(p, it->rest);
    }
    if (parent == UINT32_MAX) {
        o->top = build->npledges - 1;
        o->child_level = MB_SPAN_NULL;
    } else {
        build->pledges[parent].kind = MB_PLEDGE_HEADING;
    }
    o->list_nodes = false;
}

/* Whether the bullets behind line i, up to the next node, are promises that
 * stand by themselves: two or more begin "We will", or "We will:" stands above
 * them in a plan whose promises have no printed codes. */
static bool promises_listed(const struct mb_strategy_build *build,
                            const struct outline *o, uint32_t i)
{
    struct numbered it;
    uint32_t n = 0;
    for (i++; i < build->nlines && n < 2; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (line->tabled)
            continue;
        if (level_heading(build, line->text, &it) || coded(line, &it))
            break;
        if (!o->codes_printed && line->kind != MB_BLOCK_LIST_ITEM
            && mb_promise_lead_in(line->text))
            n += 2;
        else
            n += line->kind == MB_BLOCK_LIST_ITEM
                 && mb_span_istarts(line->text, MB_SPAN_LIT("we will "));
    }
    return n >= 2;
}

/* A bullet, or "1." below a numbered heading, that is a node by itself. */
static void outline_item(struct mb_strategy_build *build, struct outline *o,
                         const struct mb_strategy_line *line)
{
    struct mb_pledge *p = mb_strategy_add(build, o->top, MB_SPAN_NULL);
    if (p == NULL)
        return;
    p->page = line->page;
    p->level = o->child_level;
    split_text(p, line->text);
    build->pledges[o->top].kind = MB_PLEDGE_HEADING;
}

static void outline_text(struct mb_strategy_build *build, struct outline *o,
                         const struct mb_strategy_line *line)
{
    struct mb_span plural = line->kind == MB_BLOCK_ROW
                                ? MB_SPAN_NULL
                                : mb_level_name(line->text, build->arena);
    struct mb_pledge *cur =
        build->current == UINT32_MAX ? NULL : &build->pledges[build->current];
    if (plural.ptr != NULL && o->top != UINT32_MAX) {
        o->child_level = plural;
        o->list_nodes = true;
    } else if (line->kind == MB_BLOCK_LIST_ITEM && o->list_nodes
               && o->top != UINT32_MAX) {
        outline_item(build, o, line);
    } else if (line->kind == MB_BLOCK_LIST_ITEM) {
        mb_strategy_append(build, line->text, true);
    } else if (line->kind == MB_BLOCK_HEADING && cur != NULL
               && (cur->title.ptr != NULL || cur->statement.ptr != NULL)) {
        build->current = UINT32_MAX;
    } else if (cur != NULL && cur->title.ptr == NULL
               && cur->statement.ptr == NULL) {
        cur->title = line->text; /* "Priority 1" alone, its title below */
    } else if (cur != NULL
               && (cur->statement.ptr == NULL || mb_promise_like(line->text))) {
        mb_strategy_append(build, line->text, false);
    }
}

void mb_shape_outline(struct mb_strategy_build *build)
{
    struct outline o = {.top = UINT32_MAX};
    struct numbered it;
    uint32_t before = build->npledges;
    for (uint32_t i = 0; i < build->nlines; i++) {
        if (level_heading(build, build->lines[i].text, &it))
            o.levels_printed = true;
        else
            o.codes_printed = o.codes_printed || coded(&build->lines[i], &it);
    }
    build->current = UINT32_MAX;
    for (uint32_t i = 0; i < build->nlines; i++) {
        const struct mb_strategy_line *line = &build->lines[i];
        if (build->npledges == before)
            mb_strategy_levels(build, line->text);
        if (line->tabled) {
            continue;
        } else if (level_heading(build, line->text, &it) || coded(line, &it)) {
            outline_node(build, &o, line, &it);
            o.list_nodes =
                build->current == o.top && promises_listed(build, &o, i);
        } else if (bare_number(line) && o.levels_printed
                   && o.top != UINT32_MAX) {
            outline_item(build, &o, line);
        } else if (bare_number(line) && !o.levels_printed) {
            it = (struct numbered){MB_SPAN_NULL, line->label, line->text};
            outline_node(build, &o, line, &it);
        } else {
            outline_text(build, &o, line);
        }
    }
}
