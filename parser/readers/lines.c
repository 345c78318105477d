/* Words go into one buffer, lines are ranges of it, so that a table's row can
 * be put together anew when it ends (lines_table.c).
 */
#include "parser/readers/lines.h"

#include "base/utf8.h"

#include <string.h>

/* So many marks may be left out of bold in a bold line. */
enum { PUNCTUATION = 2 };

void mb_lines_init(struct mb_lines *lines, struct mb_arena *arena)
{
    *lines = (struct mb_lines){.words = MB_BUF_INIT, .arena = arena};
}

void mb_lines_done(struct mb_lines *lines)
{
    mb_buf_done(&lines->words);
}

struct mb_table_frame *mb_lines_table(struct mb_lines *lines)
{
    if (lines->depth == 0)
        return NULL;
    return &lines->table[lines->depth <= MB_LINES_ROWS_MAX
                             ? lines->depth - 1
                             : MB_LINES_ROWS_MAX - 1];
}

static void begin_line(struct mb_lines *lines, struct mb_line_style style)
{
    const struct mb_table_frame *table = mb_lines_table(lines);

    lines->open = true;
    lines->space = false;
    lines->plain = 0;
    lines->now = (struct mb_line){.start = (uint32_t)lines->words.len,
                                  .kind = style.kind,
                                  .level = style.level,
                                  .flags = style.flags,
                                  .blank = lines->gap};
    lines->gap = false;
    if (table != NULL && table->row_open)
        lines->now.cell = table->col;
    if (lines->label[0] != '\0') {
        mb_buf_puts(&lines->words, lines->label);
        mb_buf_putc(&lines->words, '\t');
        lines->label[0] = '\0';
    }
}

/* Note bytes that are not bold; marks alone do not count. */
static void count_plain(struct mb_lines *lines, struct mb_span s)
{
    if (s.len <= PUNCTUATION)
        s = mb_span_strip(s, ".:,;-()");
    lines->plain += (uint32_t)s.len;
}

/* Append without white space in front; C1 controls as Windows-1252. */
static void put_word(struct mb_lines *lines, struct mb_span s)
{
    const char *hit;

    while (s.len > 1 && (hit = memchr(s.ptr, 0xC2, s.len - 1)) != NULL) {
        size_t at = (size_t)(hit - s.ptr);
        unsigned char next = (unsigned char)hit[1];
        bool control = next >= 0x80 && next <= 0x9F;
        mb_buf_put(&lines->words,
                   (struct mb_span){s.ptr, control ? at : at + 2});
        if (control)
            mb_utf8_put(&lines->words, mb_cp1252_char(next));
        s = mb_span_sub(s, at + 2, s.len);
    }
    mb_buf_put(&lines->words, s);
}

static bool is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Behind the bytes from `at` on among which, for sure, is no white space but
 * single spaces. */
static size_t behind_words(struct mb_span s, size_t at)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t high = 0x80 * ones;
    uint64_t eight, spaces;

    for (; s.len - at >= sizeof eight; at += sizeof eight - 1) {
        memcpy(&eight, s.ptr + at, sizeof eight);
        spaces = eight ^ ' ' * ones;
        spaces = (spaces - ones) & ~spaces & high;
        if (((eight - ' ' * ones) & ~eight & high) != 0
            || (spaces & spaces >> 8) != 0)
            break;
    }
    return at;
}

void mb_lines_words(struct mb_lines *lines, struct mb_span s,
                    struct mb_line_style style, bool bold)
{
    size_t at = 0;

    while (at < s.len) {
        size_t end;
        if (is_white(s.ptr[at])) {
            lines->space = true;
            at++;
            continue;
        }
        /* a single space between words stays where it is: one copy */
        for (end = behind_words(s, at + 1); end < s.len; end++)
            if (is_white(s.ptr[end])
                && (s.ptr[end] != ' ' || end + 1 == s.len
                    || is_white(s.ptr[end + 1])))
                break;
        if (!lines->open)
            begin_line(lines, style);
        else if (lines->space)
            mb_buf_putc(&lines->words, ' ');
        lines->space = false;
        put_word(lines, mb_span_sub(s, at, end));
        if (!bold)
            count_plain(lines, mb_span_sub(s, at, end));
        at = end;
    }
}

void mb_lines_raw(struct mb_lines *lines, struct mb_span s,
                  struct mb_line_style style, bool bold)
{
    if (s.len == 0)
        return;
    if (!lines->open)
        begin_line(lines, style);
    put_word(lines, s);
    if (!bold)
        count_plain(lines, s);
}

/* Nothing but white space and no-break spaces. */
static bool is_empty(struct mb_span s)
{
    while (s.len > 0) {
        if (is_white(s.ptr[0]))
            s = mb_span_sub(s, 1, s.len);
        else if (mb_span_starts(s, MB_SPAN_LIT("\xC2\xA0")))
            s = mb_span_sub(s, 2, s.len);
        else
            return false;
    }
    return true;
}

struct mb_span mb_line_words(const struct mb_lines *lines,
                             const struct mb_line *line)
{
    return mb_span_sub(mb_buf_span(&lines->words), line->start, line->end);
}

static void push_line(struct mb_lines *lines, struct mb_line line)
{
    struct mb_line *slot =
        mb_arena_push(lines->arena, &lines->at, &lines->n, sizeof *slot);

    if (slot != NULL)
        *slot = line;
}

void mb_lines_break(struct mb_lines *lines)
{
    struct mb_line line = lines->now;

    lines->space = false;
    if (!lines->open)
        return;
    lines->open = false;
    line.end = (uint32_t)lines->words.len;
    while (line.end > line.start && is_white(lines->words.ptr[line.end - 1]))
        line.end--;
    if (is_empty(mb_line_words(lines, &line))) {
        lines->gap = true; /* an empty paragraph is a gap */
        return;
    }
    if (lines->plain == 0)
        line.flags |= MB_MARK_BOLD;
    push_line(lines, line);
}

void mb_lines_gap(struct mb_lines *lines)
{
    mb_lines_break(lines);
    lines->gap = true;
}

void mb_lines_label(struct mb_lines *lines, const char *label)
{
    size_t len = strlen(label);

    if (len >= sizeof lines->label)
        len = sizeof lines->label - 1;
    memcpy(lines->label, label, len);
    lines->label[len] = '\0';
}

/* What a line's mark is; false where there is nothing to say. */
static bool mark_of(const struct mb_line *line)
{
    return line->kind != MB_MARK_NONE || line->flags != 0;
}

enum mb_status mb_lines_finish(struct mb_lines *lines, struct mb_text *text,
                               struct mb_err *err)
{
    size_t size = 1;
    char *out;
    uint32_t at = 0;
    enum mb_status st;

    while (lines->depth > 0)
        mb_lines_table_close(lines);
    mb_lines_break(lines);
    st = mb_buf_status(&lines->words, err);
    if (st == MB_OK)
        st = mb_arena_status(lines->arena, err);
    if (st != MB_OK)
        return st;
    for (uint32_t i = 0; i < lines->n; i++)
        size += lines->at[i].end - lines->at[i].start + 2u;
    if (size >= UINT32_MAX || lines->words.len >= UINT32_MAX)
        return mb_err_set(err, MB_ERR_LIMIT, "more than 4 GiB of text");
    out = mb_arena_alloc(lines->arena, size, 1);
    for (uint32_t i = 0; i < lines->n && out != NULL; i++) {
        const struct mb_line *line = &lines->at[i];
        struct mb_span s = mb_line_words(lines, line);
        if (line->blank && at > 0)
            out[at++] = '\n';
        if (mark_of(line)) {
            mb_text_mark(text, lines->arena, at, (enum mb_mark_kind)line->kind,
                         line->level, line->flags);
            if (text->nmarks > 0)
                text->marks[text->nmarks - 1].table = line->table;
        }
        memcpy(out + at, s.ptr, s.len);
        at += (uint32_t)s.len;
        out[at++] = '\n';
    }
    text->text = (struct mb_span){out, at};
    return mb_arena_status(lines->arena, err);
}
