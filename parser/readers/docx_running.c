/* Word keeps a header's words once, however many pages print them. Most say
 * what the body says too ("Harbour Board"), or how to find it again ("Page 2
 * of 5"); but some authorities name the meeting, its day or the decision's
 * number nowhere else.
 */
#include "parser/readers/docx_running.h"

#include <string.h>

enum {
    HEAD_LINES = 24, /* where a text says what it is */
    PART_LINES = 24  /* no header is longer: each line is looked for in all */
};

/* Words of a page's number: "Page 2 of 5", "- 2 -". */
static bool page_word(struct mb_span word)
{
    static const char *const words[] = {"page", "pages", "of", "tudalen",
                                        "o",    "|",     "-",  "/"};

    if (MB_SPAN_ILISTED(word, words) > 0)
        return true;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            return false;
    return word.len > 0 && word.len < 4;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Where the last word of s begins. */
static size_t last_word(struct mb_span s)
{
    size_t at = s.len;

    while (at > 0 && !blank(s.ptr[at - 1]))
        at--;
    return at;
}

/* A line without the page's number at its end: from "Page" on, or all of it
 * where there is nothing else. */
static struct mb_span without_page(struct mb_span s)
{
    struct mb_span rest = s = mb_span_trim(s);

    while (rest.len > 0) {
        size_t at = last_word(rest);
        struct mb_span word = mb_span_sub(rest, at, rest.len);
        if (!page_word(mb_span_strip(word, ".,")))
            break;
        rest = mb_span_trim(mb_span_sub(rest, 0, at));
        if (rest.len == 0 || mb_span_istarts(word, MB_SPAN_LIT("page"))
            || mb_span_ieq(word, MB_SPAN_LIT("tudalen")))
            s = mb_span_strip(rest, " \t,;|-");
    }
    return s;
}

/* A year, or numbers divided by a slash: a date or a reference. */
static bool tells(struct mb_span s)
{
    unsigned digits = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '/' && digits > 0)
            return true;
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        if (digits == 4)
            return true;
    }
    return false;
}

static bool has_word(const struct mb_lines *lines, struct mb_span word)
{
    for (uint32_t i = 0; i < lines->n && i < HEAD_LINES; i++) {
        struct mb_span words = mb_line_words(lines, &lines->at[i]);
        if (mb_span_ifind(words, word) < words.len)
            return true;
    }
    return false;
}

/* Whether the head of the text has every word of it, in whatever order. */
static bool says(const struct mb_lines *lines, struct mb_span s)
{
    while (s.len > 0) {
        size_t at = last_word(s);
        struct mb_span word =
            mb_span_strip(mb_span_sub(s, at, s.len), ".,:;()-");
        if (word.len > 0 && !has_word(lines, word))
            return false;
        s = mb_span_trim(mb_span_sub(s, 0, at));
    }
    return true;
}

/* Whether another header or footer gave the line. */
static bool given(const struct mb_lines *lines, struct mb_span s)
{
    for (uint32_t i = 0; i < lines->n; i++) {
        const struct mb_line *line = &lines->at[i];
        if ((line->kind == MB_MARK_FURNITURE || (line->flags & MB_MARK_RUNNING))
            && mb_span_ieq(mb_line_words(lines, line), s))
            return true;
    }
    return false;
}

/* Append words as a line; the index of it, or UINT32_MAX if memory ran out. */
static uint32_t append(struct mb_lines *lines, struct mb_span s,
                       enum mb_mark_kind kind, unsigned flags)
{
    struct mb_line *line =
        mb_arena_push(lines->arena, &lines->at, &lines->n, sizeof *lines->at);

    if (line == NULL)
        return UINT32_MAX;
    *line = (struct mb_line){.start = (uint32_t)lines->words.len,
                             .kind = (uint8_t)kind,
                             .flags = (uint8_t)flags,
                             .blank = true};
    mb_buf_put(&lines->words, s);
    line->end = (uint32_t)lines->words.len;
    return lines->n - 1;
}

/* Let the last line stand at `to`; those from there on move behind it. */
static void move_last(struct mb_lines *lines, uint32_t to)
{
    struct mb_line last = lines->at[lines->n - 1];

    memmove(&lines->at[to + 1], &lines->at[to],
            (lines->n - 1 - to) * sizeof *lines->at);
    lines->at[to] = last;
    if (to + 1 < lines->n)
        lines->at[to + 1].blank = true;
}

static void put_line(struct mb_lines *lines, struct mb_span s, bool foot,
                     uint32_t *n_head)
{
    bool known;

    s = without_page(s);
    if (s.len == 0 || given(lines, s))
        return;
    known = says(lines, s);
    if (known || (foot && !tells(s))) {
        append(lines, s, MB_MARK_FURNITURE, 0);
        return;
    }
    if (append(lines, s, MB_MARK_PARAGRAPH, MB_MARK_RUNNING) == UINT32_MAX)
        return;
    move_last(lines, *n_head);
    *n_head += 1;
}

enum mb_status mb_docx_running_put(struct mb_lines *lines, struct mb_span xml,
                                   const char *what, bool foot,
                                   struct mb_docx_context *context,
                                   uint32_t *n_head, struct mb_err *err)
{
    struct mb_docx_context own = *context;
    struct mb_lines part;
    enum mb_status st;

    own.numbering = NULL;
    mb_lines_init(&part, lines->arena);
    st = mb_docx_body_append(&part, xml, what, false, &own, err);
    context->tracked_seen = own.tracked_seen;
    if (st == MB_OK)
        st = mb_buf_status(&part.words, err);
    for (uint32_t i = 0; st == MB_OK && i < part.n && i < PART_LINES; i++)
        put_line(lines, mb_line_words(&part, &part.at[i]), foot, n_head);
    mb_lines_done(&part);
    return st;
}
