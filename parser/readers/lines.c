/* Words go into one buffer, lines are ranges of it, so that a table's row can
 * be put together anew when it ends: cells of one line each become one line;
 * cells of a few short lines become as many rows as the longest has lines;
 * cells that hold prose are laid out one after the other, a short first cell
 * (a number, a label) standing before the first line of the next.
 */
#include "parser/readers/lines.h"

#include "base/utf8.h"

#include <ctype.h>
#include <string.h>

enum {
    PROSE_BYTES = 100,   /* a cell of several lines with one that long … */
    SENTENCE_BYTES = 40, /* … or a sentence that long flows */
    FLOW_LINES = 8,      /* and so does one of more lines */
    LABEL_BYTES = 24,    /* a first cell no longer than that is a label */
    PUNCTUATION = 2      /* so much may be left out of bold in a bold line */
};

void mb_lines_init(struct mb_lines *lines, struct mb_arena *arena)
{
    *lines = (struct mb_lines){.words = MB_BUF_INIT, .arena = arena};
}

void mb_lines_done(struct mb_lines *lines)
{
    mb_buf_done(&lines->words);
}

/* The innermost table that is told apart, or NULL. */
static struct mb_table_frame *innermost(struct mb_lines *lines)
{
    if (lines->depth == 0)
        return NULL;
    return &lines->table[lines->depth <= MB_LINES_ROWS_MAX
                             ? lines->depth - 1
                             : MB_LINES_ROWS_MAX - 1];
}

static void begin_line(struct mb_lines *lines, struct mb_line_style style)
{
    const struct mb_table_frame *table = innermost(lines);

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

    while (s.len > 1 && (hit = memchr(s.ptr, '\xC2', s.len - 1)) != NULL) {
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
        for (end = at + 1; end < s.len; end++)
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

static struct mb_span line_words(const struct mb_lines *lines,
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
    if (is_empty(line_words(lines, &line))) {
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

void mb_lines_table_open(struct mb_lines *lines)
{
    mb_lines_gap(lines);
    if (lines->depth < MB_LINES_ROWS_MAX)
        lines->table[lines->depth] = (struct mb_table_frame){.first = 0};
    lines->depth++;
}

/* A table of one row with a label and words was made to set a line: "74",
 * "APOLOGIES". */
static void undo_single_row(struct mb_lines *lines,
                            const struct mb_table_frame *table)
{
    struct mb_line *line = lines->n > 0 ? &lines->at[lines->n - 1] : NULL;
    struct mb_span rest;
    struct mb_span label;

    if (table->nrows != 1 || line == NULL || line->kind != MB_MARK_ROW
        || line->table != table->number)
        return;
    rest = mb_span_cut(line_words(lines, line), '\t', &label);
    if (label.len == 0 || label.len > LABEL_BYTES || rest.len == 0
        || memchr(rest.ptr, '\t', rest.len) != NULL)
        return;
    line->kind = MB_MARK_PARAGRAPH;
    line->flags &= (uint8_t)~MB_MARK_TABLE_START;
    line->table = 0;
    line->blank = true;
}

void mb_lines_table_close(struct mb_lines *lines)
{
    if (lines->depth == 0)
        return;
    if (lines->depth <= MB_LINES_ROWS_MAX) {
        mb_lines_row_close(lines);
        undo_single_row(lines, innermost(lines));
    }
    mb_lines_gap(lines);
    lines->depth--;
}

void mb_lines_row_open(struct mb_lines *lines)
{
    struct mb_table_frame *table = innermost(lines);

    mb_lines_break(lines);
    if (table == NULL || lines->depth > MB_LINES_ROWS_MAX)
        return;
    mb_lines_row_close(lines);
    table->row_open = true;
    table->first = lines->n;
    table->head = true;
    table->col = table->next = table->ncols = 0;
}

/* The first column at or after `next` that no cell above covers. */
static uint8_t free_column(struct mb_table_frame *table)
{
    uint8_t col = table->next;

    while (col < MB_LINES_COLS_MAX - 1 && table->spans[col] > 0) {
        table->spans[col]--;
        col++;
    }
    return col;
}

void mb_lines_cell_open(struct mb_lines *lines, bool head, unsigned colspan,
                        unsigned rowspan)
{
    struct mb_table_frame *table = innermost(lines);
    unsigned end;

    if (table == NULL || lines->depth > MB_LINES_ROWS_MAX) {
        mb_lines_break(lines);
        return;
    }
    if (!table->row_open)
        mb_lines_row_open(lines);
    mb_lines_break(lines);
    lines->gap = false;
    table->head = table->head && head;
    table->col = free_column(table);
    end = table->col + (colspan == 0 ? 1 : colspan);
    if (end > MB_LINES_COLS_MAX - 1)
        end = MB_LINES_COLS_MAX - 1;
    for (unsigned c = table->col; c < end && rowspan > 1; c++)
        table->spans[c] = (uint8_t)(rowspan > 200 ? 199 : rowspan - 1);
    table->next = (uint8_t)end;
    table->ncols = table->next;
}

/* What the cells of a row hold. */
struct row_shape {
    uint32_t count[MB_LINES_COLS_MAX]; /* lines in each column */
    uint32_t first[MB_LINES_COLS_MAX]; /* and the first of them */
    uint32_t most;                     /* lines of the longest cell */
    unsigned filled;                   /* cells with words */
    bool flows;
    bool bold;
};

/* Lines that structure a page: a cell that holds one is no cell of data. */
static bool structures(const struct mb_line *line)
{
    return line->table != 0 || line->kind == MB_MARK_HEADING
           || line->kind == MB_MARK_TITLE || line->kind == MB_MARK_LABEL
           || line->kind == MB_MARK_ITEM_NUMBER
           || line->kind == MB_MARK_ITEM_TITLE
           || line->kind == MB_MARK_FURNITURE;
}

/* Append a cell's line to the row being put together; a label's TAB within it
 * is a space there. */
static void join_cell(struct mb_lines *lines, const struct mb_line *cell)
{
    size_t from = lines->words.len;
    size_t len = cell->end - cell->start;

    if (!mb_buf_reserve(&lines->words, len))
        return;
    memcpy(lines->words.ptr + from, lines->words.ptr + cell->start, len);
    lines->words.len += len;
    lines->words.ptr[lines->words.len] = '\0';
    for (char *p = lines->words.ptr + from; *p != '\0'; p++)
        if (*p == '\t')
            *p = ' ';
}

/* A label that was broken in two ("Also<br>present:") is one line again. */
static void mend_label(struct mb_lines *lines,
                       const struct mb_table_frame *table)
{
    struct mb_line *first = &lines->at[table->first];
    struct mb_line joined = *first;

    if (lines->n - table->first < 3 || first[1].cell != first->cell
        || first[2].cell == first->cell || structures(first)
        || structures(first + 1)
        || !islower((unsigned char)lines->words.ptr[first[1].start])
        || first[1].end - first[1].start + first->end - first->start
               > LABEL_BYTES)
        return;
    joined.start = (uint32_t)lines->words.len;
    join_cell(lines, first);
    mb_buf_putc(&lines->words, ' ');
    join_cell(lines, first + 1);
    joined.end = (uint32_t)lines->words.len;
    *first = joined;
    memmove(first + 1, first + 2,
            (size_t)(lines->n - table->first - 2) * sizeof *first);
    lines->n--;
}

static bool is_prose(const struct mb_lines *lines, const struct mb_line *line)
{
    struct mb_span words = line_words(lines, line);

    return words.len >= PROSE_BYTES
           || (words.len >= SENTENCE_BYTES
               && strchr(".;:", words.ptr[words.len - 1]) != NULL);
}

static void measure_row(const struct mb_lines *lines,
                        const struct mb_table_frame *table,
                        struct row_shape *shape)
{
    bool prose[MB_LINES_COLS_MAX] = {false};

    *shape = (struct row_shape){.bold = true};
    for (uint32_t i = table->first; i < lines->n; i++) {
        const struct mb_line *line = &lines->at[i];
        uint8_t c = line->cell;
        if (shape->count[c]++ == 0) {
            shape->first[c] = i;
            shape->filled++;
        }
        if (shape->count[c] > shape->most)
            shape->most = shape->count[c];
        prose[c] |= is_prose(lines, line);
        if (shape->count[c] > FLOW_LINES || structures(line)
            || (shape->count[c] > 1
                && (prose[c] || table->flows
                    || line->kind == MB_MARK_LIST_ITEM)))
            shape->flows = true;
        shape->bold = shape->bold && (line->flags & MB_MARK_BOLD);
    }
}

/* One printed row: the k-th line of every cell. */
static struct mb_line join_row(struct mb_lines *lines,
                               const struct mb_table_frame *table,
                               const struct row_shape *shape, uint32_t k)
{
    struct mb_line row = {.start = (uint32_t)lines->words.len};
    unsigned due = 0; /* TABs before the next cell that has words */

    for (unsigned c = 0; c < table->ncols || c <= table->col; c++) {
        const struct mb_line *found = NULL;
        uint32_t seen = 0;
        for (uint32_t i = shape->first[c];
             shape->count[c] > k && i < lines->n && found == NULL; i++)
            if (lines->at[i].cell == c && seen++ == k)
                found = &lines->at[i];
        if (found != NULL) {
            for (; due > 0; due--)
                mb_buf_putc(&lines->words, '\t');
            join_cell(lines, found);
        }
        due++;
    }
    row.end = (uint32_t)lines->words.len;
    return row;
}

static void number_table(struct mb_lines *lines, struct mb_table_frame *table,
                         struct mb_line *row)
{
    if (!table->has_rows) {
        lines->tables =
            (uint8_t)(lines->tables == UINT8_MAX ? 1 : lines->tables + 1);
        table->number = lines->tables;
        row->flags |= MB_MARK_TABLE_START;
        table->has_rows = true;
    }
    table->nrows++;
    row->table = table->number;
}

/* Replace the row's lines by printed rows. */
static void print_rows(struct mb_lines *lines, struct mb_table_frame *table,
                       const struct row_shape *shape)
{
    struct mb_line rows[FLOW_LINES];
    bool gap = lines->at[table->first].blank;
    uint32_t n = shape->most < FLOW_LINES ? shape->most : FLOW_LINES;

    for (uint32_t k = 0; k < n; k++)
        rows[k] = join_row(lines, table, shape, k);
    lines->n = table->first; /* room for n stays: a cell had n lines */
    for (uint32_t k = 0; k < n; k++) {
        rows[k].kind = table->head ? MB_MARK_ROW_HEAD : MB_MARK_ROW;
        rows[k].flags = shape->bold ? MB_MARK_BOLD : 0;
        rows[k].blank = k == 0 && gap && !table->has_rows;
        number_table(lines, table, &rows[k]);
        lines->at[lines->n++] = rows[k];
    }
}

/* Cells to the right of the prose (who, by when) stay rows of the table, in
 * their column, if it has shown rows. */
static void keep_column(struct mb_lines *lines, struct mb_table_frame *table,
                        struct mb_line *line)
{
    struct mb_line row = {.start = (uint32_t)lines->words.len,
                          .kind = MB_MARK_ROW,
                          .flags = line->flags & MB_MARK_BOLD,
                          .cell = line->cell};

    for (unsigned c = 0; c < line->cell; c++)
        mb_buf_putc(&lines->words, '\t');
    join_cell(lines, line);
    row.end = (uint32_t)lines->words.len;
    number_table(lines, table, &row);
    *line = row;
}

/* A short first cell goes before the first line of the next, TAB between, as a
 * printed page has it. */
static void join_label(struct mb_lines *lines, struct mb_table_frame *table)
{
    struct mb_line *first = &lines->at[table->first];
    struct mb_line *second = first + 1;
    struct mb_line joined;

    if (lines->n - table->first < 2 || first->cell == second->cell
        || structures(first) || structures(second)
        || first->end - first->start > LABEL_BYTES)
        return;
    joined = *second;
    joined.start = (uint32_t)lines->words.len;
    join_cell(lines, first);
    mb_buf_putc(&lines->words, '\t');
    join_cell(lines, second);
    joined.end = (uint32_t)lines->words.len;
    joined.flags &= first->flags;
    joined.blank = true;
    if (joined.kind == MB_MARK_NONE)
        joined.kind = MB_MARK_PARAGRAPH;
    *first = joined;
    memmove(second, second + 1,
            (size_t)(lines->n - table->first - 2) * sizeof *second);
    lines->n--;
}

/* Lay the cells out one after the other. */
static void flow_row(struct mb_lines *lines, struct mb_table_frame *table)
{
    uint8_t prose; /* column of the first cell behind the label's */

    table->flows = true;
    prose =
        lines->at[lines->n - table->first < 2 ? table->first : table->first + 1]
            .cell;
    join_label(lines, table);
    for (uint32_t i = table->first; i < lines->n; i++)
        if (table->has_rows && lines->at[i].cell > prose
            && !structures(&lines->at[i]))
            keep_column(lines, table, &lines->at[i]);
}

/* The covering cells of rows above end with this row for the columns that no
 * cell of it came to. */
static void count_down_spans(struct mb_table_frame *table)
{
    for (unsigned c = table->next; c < MB_LINES_COLS_MAX; c++)
        if (table->spans[c] > 0)
            table->spans[c]--;
}

void mb_lines_row_close(struct mb_lines *lines)
{
    struct mb_table_frame *table = innermost(lines);
    struct row_shape shape;
    bool alone;

    mb_lines_break(lines);
    if (table == NULL || lines->depth > MB_LINES_ROWS_MAX || !table->row_open)
        return;
    lines->gap = false;
    table->row_open = false;
    count_down_spans(table);
    if (lines->n == table->first)
        return;
    mend_label(lines, table);
    measure_row(lines, table, &shape);
    /* one cell alone is a box around text, unless rows stand above it */
    alone = shape.filled == 1
            && (shape.most > 1 || (table->ncols == 1 && !table->has_rows));
    if (shape.flows && shape.filled > 1)
        flow_row(lines, table);
    else if (!alone && !shape.flows)
        print_rows(lines, table, &shape);
    /* to the table around this one, all of it is in one cell */
    if (lines->depth > 1)
        for (uint32_t i = table->first; i < lines->n; i++)
            lines->at[i].cell = lines->table[lines->depth - 2].col;
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
        struct mb_span s = line_words(lines, line);
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
