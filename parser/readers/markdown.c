/* Markdown, read as the published text that it stands for: marks of emphasis,
 * links, tables and headings go, the words stay, in the lines they stood in.
 *
 * The dialects differ and much of it was made by converters from PDF and
 * Word, so this is no CommonMark parser: what is clearly markup is taken
 * away, what is not stays. Numbered lists stay as typed (an item's number is
 * part of the record); `---` is a rule, never an underline; a line of HTML
 * goes through the HTML reader.
 */
#include "parser/reader.h"
#include "parser/readers/decode.h"
#include "parser/readers/html.h"
#include "parser/readers/md_inline.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* How far the end of an element is looked for. */
enum { LOOK_AHEAD = 256 * 1024, LOOKS_MAX = 16 };

struct page {
    struct mb_lines lines;
    struct mb_span rest; /* of the source, not read yet */
    struct mb_text *text;
    const struct mb_limits *limits;
    struct mb_diags *diags;
    struct mb_err *err;
    enum mb_status st;
    bool fenced;
    bool in_table;
    bool after_rule;     /* the line before was one */
    unsigned looks;      /* for an element's end, in vain */
    bool no_comment_end; /* in the rest of the source */
};

static const struct mb_line_style plain = {MB_MARK_NONE, 0, 0};

static struct mb_line_style style(enum mb_mark_kind kind, unsigned level)
{
    return (struct mb_line_style){(uint8_t)kind, (uint8_t)level, 0};
}

static size_t indent_of(struct mb_span line)
{
    size_t n = 0;

    while (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '\t'))
        n++;
    return n;
}

/* "---", "* * *", "****": three or more of one mark and nothing else. */
static bool is_rule(struct mb_span line)
{
    size_t marks = 0;
    char mark = line.len > 0 ? line.ptr[0] : '\0';

    if (mark != '-' && mark != '*' && mark != '_')
        return false;
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] != mark && line.ptr[i] != ' ')
            return false;
        marks += line.ptr[i] == mark;
    }
    return marks >= 3;
}

/* The marks of a heading, 1 to 6; 0 where it is none. */
static unsigned heading_level(struct mb_span line)
{
    size_t n = 0;

    while (n < line.len && line.ptr[n] == '#')
        n++;
    if (n > 6 || n == 0 || (n < line.len && line.ptr[n] != ' '))
        return 0;
    return (unsigned)n;
}

static bool is_bullet(struct mb_span line)
{
    return line.len > 1 && strchr("-*+", line.ptr[0]) != NULL
           && (line.ptr[1] == ' ' || line.ptr[1] == '\t');
}

/* "|---|:-:|", the row that divides column headings from the rest. */
static bool is_divider(struct mb_span line)
{
    bool dash = false;

    for (size_t i = 0; i < line.len; i++) {
        if (strchr("|:- \t", line.ptr[i]) == NULL)
            return false;
        dash |= line.ptr[i] == '-';
    }
    return dash;
}

static void close_table(struct page *page)
{
    if (page->in_table)
        mb_lines_table_close(&page->lines);
    page->in_table = false;
}

/* Cells are divided by '|' that no '\' stands before. */
static struct mb_span cut_cell(struct mb_span row, struct mb_span *ret_cell)
{
    for (size_t i = 0; i < row.len; i++) {
        if (row.ptr[i] == '\\') {
            i++;
        } else if (row.ptr[i] == '|') {
            *ret_cell = mb_span_sub(row, 0, i);
            return mb_span_sub(row, i + 1, row.len);
        }
    }
    *ret_cell = row;
    return MB_SPAN_NULL;
}

/* The next line, which stays to be read. */
static struct mb_span peek(const struct page *page)
{
    struct mb_span line;

    mb_span_cut(page->rest, '\n', &line);
    return mb_span_trim(mb_span_strip(mb_span_trim(line), ">"));
}

static void read_row(struct page *page, struct mb_span line)
{
    bool head = !page->in_table && is_divider(peek(page));
    struct mb_span row = mb_span_sub(line, 1, line.len);

    if (page->in_table && is_divider(line))
        return;
    if (!page->in_table)
        mb_lines_table_open(&page->lines);
    page->in_table = true;
    mb_lines_row_open(&page->lines);
    while (row.ptr != NULL && row.len > 0) {
        struct mb_span cell;
        row = cut_cell(row, &cell);
        mb_lines_cell_open(&page->lines, head, 1, 1);
        mb_md_inline(&page->lines, mb_span_trim(cell), plain, page->diags);
    }
    mb_lines_row_close(&page->lines);
}

/* Elements of HTML that begin a block of it. */
static const char *const html_names[] = {
    "article", "blockquote", "center", "details", "div",   "dl",     "figure",
    "form",    "h1",         "h2",     "h3",      "h4",    "h5",     "h6",
    "ol",      "p",          "pre",    "section", "style", "script", "summary",
    "table",   "tbody",      "td",     "thead",   "tr",    "ul"};

/* The name of the block element that a line begins with, or NULL. */
static const char *begins_html(struct mb_span line)
{
    if (line.len < 3 || line.ptr[0] != '<')
        return NULL;
    for (size_t i = 0; i < sizeof html_names / sizeof *html_names; i++) {
        size_t len = strlen(html_names[i]);
        if (line.len > len + 1
            && strncasecmp(line.ptr + 1, html_names[i], len) == 0
            && strchr(" >/\t", line.ptr[len + 1]) != NULL)
            return html_names[i];
    }
    return NULL;
}

/* The source from the start of this line, which was cut off its rest. */
static struct mb_span from_line(const struct page *page, struct mb_span line)
{
    const char *end = page->rest.ptr != NULL ? page->rest.ptr + page->rest.len
                                             : line.ptr + line.len;

    return (struct mb_span){line.ptr, (size_t)(end - line.ptr)};
}

/* Where the element that s begins with is closed, its like within it closed
 * before; 0 where it is not within LOOK_AHEAD. */
static size_t element_end(struct mb_span s, const char *name)
{
    struct mb_span within = mb_span_sub(s, 0, LOOK_AHEAD);
    size_t len = strlen(name);
    unsigned open = 0;
    size_t at = 0;

    while (at + len + 2 < within.len) {
        const char *hit = memchr(within.ptr + at, '<', within.len - at);
        bool closing;
        if (hit == NULL)
            break;
        at = (size_t)(hit - within.ptr) + 1;
        closing = at < within.len && within.ptr[at] == '/';
        at += closing;
        if (within.len - at <= len
            || isalnum((unsigned char)within.ptr[at + len])
            || strncasecmp(within.ptr + at, name, len) != 0)
            continue;
        open += closing ? 0 : 1;
        if (closing && --open == 0) {
            at += mb_span_find(mb_span_sub(within, at, within.len),
                               MB_SPAN_LIT(">"));
            return at < within.len ? at + 1 : 0;
        }
    }
    return 0;
}

/* A block of HTML ends with its element; one that is not closed, at a blank
 * line. */
static void read_html(struct page *page, struct mb_span line, const char *name)
{
    struct mb_span whole = from_line(page, line);
    size_t end = 0;

    /* many that are not closed: looking each time takes quadratic time */
    if (page->looks < LOOKS_MAX)
        end = element_end(whole, name);
    page->looks += end == 0;
    if (end == 0) {
        end = mb_span_find(whole, MB_SPAN_LIT("\n\n"));
        page->rest =
            end < whole.len ? mb_span_sub(whole, end, whole.len) : MB_SPAN_NULL;
    } else {
        page->rest = mb_span_sub(whole, end, whole.len);
    }
    mb_lines_gap(&page->lines);
    page->st = mb_html_append(&page->lines, mb_span_sub(whole, 0, end),
                              page->limits, page->diags, page->err);
    mb_lines_gap(&page->lines);
}

/* A paragraph: this line and those that plainly go on with it, since
 * emphasis may run across them. */
static bool goes_on(struct mb_span line)
{
    struct mb_span s = mb_span_trim(line);

    return s.len > 0 && !is_rule(s) && heading_level(s) == 0 && !is_bullet(s)
           && s.ptr[0] != '|' && s.ptr[0] != '>' && begins_html(s) == NULL
           && !mb_span_starts(s, MB_SPAN_LIT("```"))
           && !mb_span_starts(s, MB_SPAN_LIT("<!--"));
}

static void read_paragraph(struct page *page, struct mb_span line,
                           struct mb_line_style first)
{
    const char *end = line.ptr + line.len;

    while (page->rest.ptr != NULL) {
        struct mb_span next;
        struct mb_span after = mb_span_cut(page->rest, '\n', &next);
        if (!goes_on(next))
            break;
        end = next.ptr + next.len;
        page->rest = after;
    }
    mb_md_inline(&page->lines,
                 (struct mb_span){line.ptr, (size_t)(end - line.ptr)}, first,
                 page->diags);
    mb_lines_break(&page->lines);
}

static void read_heading(struct page *page, struct mb_span line, unsigned level)
{
    line = mb_span_trim(mb_span_sub(line, level, line.len));
    line = mb_span_trim(mb_span_strip(line, "#"));
    mb_lines_gap(&page->lines);
    mb_md_inline(&page->lines, line, style(MB_MARK_HEADING, level),
                 page->diags);
    mb_lines_gap(&page->lines);
}

static void read_bullet(struct page *page, struct mb_span line, size_t indent)
{
    char label[2] = {line.ptr[0], '\0'};

    mb_lines_label(&page->lines, label);
    read_paragraph(page, mb_span_sub(line, 2, line.len),
                   style(MB_MARK_LIST_ITEM, 1 + (unsigned)(indent / 2)));
}

/* "> [!note]- Present:" is a callout's title: a label. */
static struct mb_span cut_callout(struct mb_span line)
{
    size_t end = mb_span_find(line, MB_SPAN_LIT("]"));

    if (!mb_span_starts(line, MB_SPAN_LIT("[!")) || end >= line.len)
        return MB_SPAN_NULL;
    line = mb_span_sub(line, end + 1, line.len);
    return mb_span_trim(mb_span_strip(line, "-+"));
}

/* Drop a comment that begins this line; what stands behind it is read next.
 * One without an end is only its opening. */
static void skip_comment(struct page *page, struct mb_span line)
{
    struct mb_span whole = from_line(page, line);
    size_t end = page->no_comment_end ? whole.len
                                      : mb_span_find(whole, MB_SPAN_LIT("-->"));

    page->no_comment_end = end >= whole.len;
    page->rest = mb_span_sub(whole, end < whole.len ? end + 3 : 4, whole.len);
}

/* A number alone right behind a rule is a page's: converters from PDF write
 * their pages so. */
static bool is_page_number(const struct page *page, struct mb_span s)
{
    if (!page->after_rule || s.len == 0 || s.len > 4)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!isdigit((unsigned char)s.ptr[i]))
            return false;
    return true;
}

static void read_line(struct page *page, struct mb_span line)
{
    size_t indent = indent_of(line);
    struct mb_span s = mb_span_trim(line);
    struct mb_span callout;
    const char *html;
    unsigned level;

    while (s.len > 0 && s.ptr[0] == '>')
        s = mb_span_trim(mb_span_sub(s, 1, s.len));
    if (s.len == 0 || s.ptr[0] != '|')
        close_table(page);
    if (mb_span_starts(s, MB_SPAN_LIT("```"))) {
        page->fenced = !page->fenced;
    } else if (page->fenced) {
        mb_lines_raw(&page->lines, line, plain, false);
        mb_lines_break(&page->lines);
    } else if (s.len == 0 || is_rule(s)) {
        mb_lines_gap(&page->lines);
        page->after_rule = s.len > 0;
        return;
    } else if (is_page_number(page, s)) {
        mb_lines_words(&page->lines, s, style(MB_MARK_FURNITURE, 0), false);
        mb_lines_gap(&page->lines);
    } else if (mb_span_starts(s, MB_SPAN_LIT("<!--"))) {
        skip_comment(page, s);
    } else if ((level = heading_level(s)) > 0) {
        read_heading(page, s, level);
    } else if (s.ptr[0] == '|') {
        read_row(page, s);
    } else if ((html = begins_html(s)) != NULL) {
        read_html(page, s, html);
    } else if ((callout = cut_callout(s)).ptr != NULL) {
        mb_lines_gap(&page->lines);
        mb_md_inline(&page->lines, callout, style(MB_MARK_LABEL, 0),
                     page->diags);
        mb_lines_break(&page->lines);
    } else if (is_bullet(s)) {
        read_bullet(page, s, indent);
    } else {
        read_paragraph(page, s, plain);
    }
    page->after_rule = false;
}

/* Front matter between "---" lines: its title is the document's, the rest is
 * about the file. */
static void read_front_matter(struct page *page)
{
    struct mb_span rest = page->rest;
    struct mb_span line;

    rest = mb_span_cut(rest, '\n', &line);
    if (!mb_span_eq(mb_span_trim(line), MB_SPAN_LIT("---"))
        || (mb_span_find(rest, MB_SPAN_LIT("\n---\n")) >= rest.len
            && !mb_span_ends(rest, MB_SPAN_LIT("\n---"))))
        return;
    while (rest.ptr != NULL) {
        struct mb_span value;
        struct mb_span key;
        rest = mb_span_cut(rest, '\n', &line);
        if (mb_span_eq(mb_span_trim(line), MB_SPAN_LIT("---")))
            break;
        value = mb_span_cut(line, ':', &key);
        if (mb_span_ieq(key, MB_SPAN_LIT("title")) && value.len > 0) {
            value = mb_span_strip(mb_span_trim(value), "\"'");
            page->text->title = mb_arena_dup(page->lines.arena, value);
            mb_lines_words(&page->lines, value, style(MB_MARK_TITLE, 1), false);
        } else {
            mb_lines_words(&page->lines, line, style(MB_MARK_FURNITURE, 0),
                           false);
        }
        mb_lines_break(&page->lines);
    }
    mb_lines_gap(&page->lines);
    page->rest = rest;
}

enum mb_status mb_read_markdown(const struct mb_source *source,
                                const struct mb_reader_options *options,
                                struct mb_arena *arena, struct mb_diags *diags,
                                struct mb_text *ret_text, struct mb_err *err)
{
    struct mb_text text = {.reader = MB_SPAN_LIT("markdown 1")};
    struct page page = {.text = &text,
                        .limits = &options->limits,
                        .diags = diags,
                        .err = err,
                        .st = MB_OK};
    enum mb_status st =
        mb_decode(source->bytes, MB_SPAN_NULL, arena, diags, &page.rest, err);

    if (st != MB_OK)
        return st;
    mb_lines_init(&page.lines, arena);
    read_front_matter(&page);
    while (page.rest.ptr != NULL && page.st == MB_OK) {
        struct mb_span line;
        page.rest = mb_span_cut(page.rest, '\n', &line);
        read_line(&page, line);
    }
    st = page.st;
    if (st == MB_OK)
        st = mb_lines_finish(&page.lines, &text, err);
    if (st == MB_OK)
        *ret_text = text;
    mb_lines_done(&page.lines);
    return st;
}
