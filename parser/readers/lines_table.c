/* A table's row is decided when it ends: cells of one line each become one
 * line; cells of a few short lines become as many rows as the longest has
 * lines; cells that hold prose are laid out one after the other, a short
 * first cell (a number, a label) standing before the first line of the next.
 */
#include "parser/readers/lines.h"

#include <ctype.h>
#include <string.h>

enum {
    PROSE_BYTES = 100,   /* a cell of several lines with one that long … */
    SENTENCE_BYTES = 40, /* … or a sentence that long flows */
    FLOW_LINES = 8,      /* and so does one of more lines */
    LABEL_BYTES = 24,    /* a first cell no longer than that is a label */
    CLAUSE_LETTERS = 4,  /* "(viii)" */
};

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
    rest = mb_span_cut(mb_line_words(lines, line), '\t', &label);
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
        undo_single_row(lines, mb_lines_table(lines));
    }
    mb_lines_gap(lines);
    lines->depth--;
}

void mb_lines_row_open(struct mb_lines *lines)
{
    struct mb_table_frame *table = mb_lines_table(lines);

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
    struct mb_table_frame *table = mb_lines_table(lines);
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
    unsigned clauses;                  /* lines that begin with a letter … */
    unsigned clause_column;            /* … and the column of the first */
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
    struct mb_span words = mb_line_words(lines, line);

    return words.len >= PROSE_BYTES
           || (words.len >= SENTENCE_BYTES
               && strchr(".;:", words.ptr[words.len - 1]) != NULL);
}

/* "(a) that …", "b) …", "(ii) …": a lettered clause, with words. */
static bool is_clause(const struct mb_lines *lines, const struct mb_line *line)
{
    struct mb_span s = mb_line_words(lines, line);
    size_t at = mb_span_starts(s, MB_SPAN_LIT("(")) ? 1 : 0;
    size_t from = at;

    while (at < s.len && at - from < CLAUSE_LETTERS
           && islower((unsigned char)s.ptr[at]))
        at++;
    return at > from && s.len > at + 2 && s.ptr[at] == ')'
           && (s.ptr[at + 1] == ' ' || s.ptr[at + 1] == '\t');
}

/* Clauses in one cell, one below the other, are read down before what stands
 * beside them; where another cell has as many lines (an owner each) they are
 * rows. */
static bool clauses_flow(const struct row_shape *shape)
{
    if (shape->clauses < 2)
        return false;
    for (unsigned c = 0; c < MB_LINES_COLS_MAX; c++)
        if (c != shape->clause_column && shape->count[c] > 1)
            return false;
    return true;
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
        if (is_clause(lines, line)) {
            if (shape->clauses == 0)
                shape->clause_column = c;
            shape->clauses += c == shape->clause_column;
        }
        prose[c] |= is_prose(lines, line);
        if (shape->count[c] > FLOW_LINES || structures(line)
            || (shape->count[c] > 1
                && (prose[c] || table->flows
                    || line->kind == MB_MARK_LIST_ITEM)))
            shape->flows = true;
        shape->bold = shape->bold && (line->flags & MB_MARK_BOLD);
    }
    shape->flows = shape->flows || clauses_flow(shape);
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

/* "12. Budget", the title of a matter: no label of what stands beside it. Nor
 * are words ("RESOLVED:") a label of the first of several clauses. */
static bool stands_alone(const struct mb_lines *lines,
                         const struct mb_line *line,
                         const struct mb_line *beside)
{
    struct mb_span s = mb_line_words(lines, line);
    size_t at = 0;

    if (s.len > 0 && isalpha((unsigned char)s.ptr[0]))
        return is_clause(lines, beside);
    while (at < s.len && isdigit((unsigned char)s.ptr[at]))
        at++;
    if (at == 0)
        return false;
    if (at < s.len && s.ptr[at] == '.')
        at++;
    return at + 1 < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '\t')
           && isalpha((unsigned char)s.ptr[at + 1]);
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
    if (stands_alone(lines, first, second)) {
        first->blank = true;
        second->blank = true;
        return;
    }
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
static void flow_row(struct mb_lines *lines, struct mb_table_frame *table,
                     const struct row_shape *shape)
{
    uint8_t prose; /* column of the first cell behind the label's */

    table->flows = true;
    prose =
        lines->at[lines->n - table->first < 2 ? table->first : table->first + 1]
            .cell;
    if (shape->clauses > 1 && shape->clause_column > prose)
        prose = (uint8_t)shape->clause_column;
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
    struct mb_table_frame *table = mb_lines_table(lines);
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
        flow_row(lines, table, &shape);
    else if (!alone && !shape.flows)
        print_rows(lines, table, &shape);
    /* to the table around this one, all of it is in one cell */
    if (lines->depth > 1)
        for (uint32_t i = table->first; i < lines->n; i++)
            lines->at[i].cell = lines->table[lines->depth - 2].col;
}
