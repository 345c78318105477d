/* Lines become blocks in one pass: each line either goes on with the block
 * that is open or begins another. A reader's marks decide first. Without them
 * a line goes on if it begins in small letters, or if its first word would not
 * have fitted on the line above at the width the text was wrapped to; a label,
 * a blank line or a TAB begins a block. Furniture never closes the open block,
 * so a sentence that runs across a page foot stays whole. Labels that could be
 * the first word of a sentence ("12 Members") are kept only where another of
 * their sort stands in sequence with them.
 */
#include "parser/blocks.h"

#include "base/buf.h"
#include "base/date.h"
#include "parser/labels.h"
#include "parser/lines.h"
#include "parser/view.h"
#include "parser/wraps.h"

#include <string.h>

enum {
    RING = 6,           /* how far back a weak label looks for its like */
    LONG_COLUMNS = 70,  /* a paragraph's line */
    SHORT_COLUMNS = 40, /* a shorter line was not wrapped */
    HEADING_COLUMNS = 20,
    LABEL_COLUMNS = 24,
    LONE_COLUMNS = 50, /* a wrapped line's, where no other shows the width */
    MARGIN_INDENT = 20,
    CODE_LEN = 6,    /* "114213)" numbers no clause */
    DAY_COLUMNS = 24 /* "30th of September 2024" */
};

struct split {
    const struct mb_text *text;
    struct mb_arena *arena;
    struct mb_lines lines;
    struct mb_blocks blocks;
    struct mb_label *labels; /* one a block */
    struct mb_range *ranges; /* of open blocks from the front … */
    uint32_t nranges;
    uint32_t tail;              /* … of furniture from the back */
    struct mb_block *open;      /* the block that may go on, or NULL */
    const struct mb_line *last; /* its last line */
    bool between;               /* furniture stood between */
};

static struct mb_span span_of(const struct split *s, const struct mb_line *line)
{
    return mb_line_span(s->text, line);
}

static enum mb_mark_kind mark_of(const struct split *s,
                                 const struct mb_line *line)
{
    return line->mark == UINT32_MAX ? MB_MARK_NONE
                                    : s->text->marks[line->mark].kind;
}

/* Whether the first word of `below` would not have fitted behind `above`. */
static bool full(const struct split *s, const struct mb_line *above,
                 const struct mb_line *below)
{
    unsigned word = mb_line_first_word(s->text, below);

    return s->lines.width > 0 && above->columns >= SHORT_COLUMNS
           && (uint32_t)above->columns + 1 + word >= s->lines.width;
}

/* The "and" that a list's last clause but one ends with. */
static bool and_alone(struct mb_span line)
{
    return mb_span_eq(line, MB_SPAN_LIT("and"))
           || mb_span_eq(line, MB_SPAN_LIT("or"));
}

/* A long line in the middle of a sentence. Where nothing says at what width
 * the text was wrapped it is measured by the longest line. */
static bool mid_sentence(const struct split *s, const struct mb_line *line)
{
    uint32_t width = s->lines.width;

    if (width == 0 && s->lines.longest <= MB_LINES_EDGE_MAX
        && line->columns >= LONE_COLUMNS)
        width = s->lines.longest;
    return width > 0 && (uint32_t)line->columns * 10 >= width * 8
           && mb_wrap_mid_sentence(span_of(s, line));
}

/* A label that, behind a full line without a stop, is more likely the wrapped
 * end of "… under section\n 3. …". */
static bool doubtful(const struct mb_label *label, struct mb_span below,
                     char last)
{
    if (label->sort == MB_LABEL_NUMBER && label->family == 2
        && label->len == below.len && mb_wrap_small(last))
        return true; /* "… Elland and Hulme\n(7)" */
    return (mb_wrap_small(last) || last == ',')
           && (label->sort == MB_LABEL_NUMBER || label->sort == MB_LABEL_DECIMAL
               || label->sort == MB_LABEL_YEARED
               || label->sort == MB_LABEL_LETTERED)
           && label->family < 2;
}

/* What the open block holds so far, what stood between left in. */
static struct mb_span open_words(const struct split *s)
{
    const struct mb_block *b = s->open;

    if (b->nranges == 0)
        return MB_SPAN_NULL;
    return mb_span_sub(s->text->text, b->ranges[0].start,
                       b->ranges[b->nranges - 1].end);
}

/* What stands behind "Trustees:     " or "271.    ", or all of it. */
static struct mb_span behind_label(struct mb_span line)
{
    struct mb_label number = mb_label_read(line);
    struct mb_span label, words;

    if (number.sort != MB_LABEL_NONE)
        line = mb_span_sub(line, number.skip, line.len);
    words = mb_span_cut(line, ':', &label);
    return label.len < LABEL_COLUMNS && words.len > 0 ? mb_span_trim(words)
                                                      : line;
}

/* One thing stands on both sides of the line's end: what is in brackets, a
 * date, a word and the reference behind it. A list's label closes no bracket.
 */
static bool split_between(const struct split *s, const struct mb_line *line,
                          const struct mb_label *label)
{
    struct mb_span above = span_of(s, s->last), below = span_of(s, line);
    bool list = label->sort == MB_LABEL_LETTER || label->sort == MB_LABEL_ROMAN
                || (label->sort == MB_LABEL_NUMBER && label->len < CODE_LEN)
                || label->sort == MB_LABEL_BULLET;
    bool coded =
        label->sort == MB_LABEL_YEARED || label->sort == MB_LABEL_CODED;

    if (mb_wrap_gap(behind_label(above)) || mb_wrap_gap(below)
        || s->last->columns < SHORT_COLUMNS)
        return false;
    /* "Officers present: … Tim Oake" and beneath it "(Clerk)" */
    if (below.ptr[0] == '(' && label->sort == MB_LABEL_NONE
        && mb_wrap_field(open_words(s)))
        return true;
    return (!list && mb_wrap_splits_bracket(above, below))
           || (!label->strong && mb_wrap_splits_date(above, below))
           || (coded && label->len == below.len && mid_sentence(s, s->last));
}

/* A heading in capitals, and what is said beneath it in small letters. */
static bool heading_above(struct mb_span above, struct mb_span below)
{
    struct mb_span first;

    (void)mb_span_cut(below, ' ', &first);
    return above.len >= HEADING_COLUMNS && mb_wrap_capitals(above)
           && !mb_wrap_hangs(mb_wrap_last_word(above))
           && above.ptr[above.len - 1] != ',' && first.len > 1
           && mb_wrap_small(first.ptr[first.len - 1]);
}

/* The block is in the middle of a sentence: the line above by itself ("… the
 * tender for Quarry") or what the lines before it began. */
static bool in_sentence(const struct split *s, struct mb_span above)
{
    struct mb_span open = open_words(s);
    size_t at = open.len;

    if (mb_wrap_sentence(above))
        return true;
    while (at > 1 && !(open.ptr[at - 1] == ' ' && open.ptr[at - 2] == '.'))
        at--;
    return s->open->nlines > 1
           && mb_wrap_sentence(mb_span_sub(open, at > 1 ? at : 0, open.len));
}

static bool joins_next_line(const struct split *s, const struct mb_line *line,
                            const struct mb_label *label)
{
    struct mb_span above = span_of(s, s->last), below = span_of(s, line);
    char last = above.ptr[above.len - 1];
    bool stopped = strchr(".:;?!", last) != NULL;
    bool is_full = full(s, s->last, line);

    if (mb_wrap_tab(below) || (s->open->kind == MB_BLOCK_ROW))
        return false;
    if (split_between(s, line, label))
        return true;
    if (label->strong && !(is_full && doubtful(label, below, last)))
        return false;
    /* "CARRIED" at the right margin stands by itself */
    if ((line->indent > s->open->indent + MARGIN_INDENT && below.len < 40
         && mb_wrap_capitals(below))
        || (s->last->indent > MARGIN_INDENT * 2 && above.len < 30
            && mb_wrap_capitals(above)
            && !mb_wrap_hangs(mb_wrap_last_word(above))))
        return false;
    if (mb_wrap_small(below.ptr[0]) && !stopped)
        return is_full || s->last->columns >= SHORT_COLUMNS
               || (uint32_t)s->last->columns * 2 >= s->lines.width;
    if (stopped && last == ';' && and_alone(below))
        return true;
    if (and_alone(above) && s->open->nlines > 1)
        return !mb_wrap_gap(below);
    if (mb_wrap_columns(above) || heading_above(above, below))
        return false;
    if (!label->strong && mb_wrap_title_goes_on(open_words(s), above, below))
        return true;
    if (s->last->columns >= SHORT_COLUMNS
        && (mb_wrap_open_word(above) || last == ','
            || mid_sentence(s, s->last)))
        return !mb_wrap_gap(below);
    if (!is_full || (last == ':' && !mb_wrap_field_last(above))
        || mb_span_ends(above, MB_SPAN_LIT(":-")))
        return false;
    if (line->indent < s->open->indent && !mb_wrap_small(last) && last != ',')
        return false;
    if (mb_wrap_gap(below) || mb_wrap_gap(behind_label(above))
        || (stopped && mb_wrap_capitals(below)))
        return false;
    return !mb_wrap_field(below) || (!stopped && in_sentence(s, above));
}

/* The same where furniture, a page break or both lie between. */
static bool joins_over_page(const struct split *s, const struct mb_line *line,
                            const struct mb_label *label)
{
    struct mb_span above = span_of(s, s->last), below = span_of(s, line);
    char last = above.ptr[above.len - 1];

    if (s->open->kind == MB_BLOCK_ROW || strchr(".:?!", last) != NULL
        || mb_wrap_columns(above))
        return false;
    if (mb_wrap_small(below.ptr[0]))
        return !label->strong;
    return (mb_wrap_small(last) || last == ',') && !label->strong
           && full(s, s->last, line);
}

/* A printer's text whose lines a converter set apart by a blank line each: a
 * paragraph cannot end in "OF THE", nor in the middle of a long line that goes
 * on in small letters. */
static bool joins_over_blank(const struct split *s, const struct mb_line *line,
                             const struct mb_label *label)
{
    struct mb_span above = span_of(s, s->last), below = span_of(s, line);
    char last = above.ptr[above.len - 1];

    if (s->last->line_no + 2 != line->line_no || label->sort != 0
        || s->open->kind != MB_BLOCK_PARAGRAPH)
        return false;
    if (!mb_wrap_hangs(mb_wrap_last_word(above))
        && !mb_wrap_splits_date(above, below)
        && !mb_wrap_splits_bracket(open_words(s), below)
        && !(above.len > 4 && mb_wrap_hangs(below))
        && !(above.len >= MB_WRAP_TITLE
             && mb_wrap_title_goes_on(open_words(s), above, below))
        && !(mb_wrap_small(below.ptr[0]) && (mb_wrap_small(last) || last == ',')
             && s->last->columns >= LONG_COLUMNS))
        return false;
    return !mb_wrap_gap(above) && !mb_wrap_gap(below) && !mb_wrap_field(below);
}

/* The same where every line of the text stands apart, so that the blank one
 * says nothing: then the line's width tells, but not over a change of type. */
static bool joins_spaced(const struct split *s, const struct mb_line *line,
                         const struct mb_label *label)
{
    unsigned flags = s->text->marks[line->mark].flags;

    return s->open->kind != MB_BLOCK_HEADING
           && s->last->line_no + s->lines.step >= line->line_no
           && (flags & MB_MARK_BOLD) == (s->open->flags & MB_MARK_BOLD)
           && joins_next_line(s, line, label);
}

static bool joins(const struct split *s, const struct mb_line *line,
                  const struct mb_label *label)
{
    enum mb_mark_kind mark = mark_of(s, line);

    if (s->open == NULL)
        return false;
    if (mark == MB_MARK_CONTINUES)
        return true;
    if (mark == MB_MARK_PARAGRAPH && s->text->pages == 0 && !s->between
        && !line->breaks)
        return joins_over_blank(s, line, label)
               || (s->lines.step == 2 && joins_spaced(s, line, label));
    if (mark != MB_MARK_NONE)
        return false;
    if (s->lines.marked && s->text->pages > 0)
        return true; /* a page reader marks every beginning */
    if (s->between || line->breaks)
        return joins_over_page(s, line, label);
    if (joins_over_blank(s, line, label))
        return true;
    return s->last->line_no + s->lines.step >= line->line_no
           && joins_next_line(s, line, label);
}

static enum mb_block_kind kind_of(enum mb_mark_kind mark)
{
    switch (mark) {
    case MB_MARK_HEADING:
    case MB_MARK_TITLE:
    case MB_MARK_ITEM_NUMBER:
    case MB_MARK_ITEM_TITLE:
        return MB_BLOCK_HEADING;
    case MB_MARK_LIST_ITEM:
        return MB_BLOCK_LIST_ITEM;
    case MB_MARK_ROW:
    case MB_MARK_ROW_HEAD:
        return MB_BLOCK_ROW;
    case MB_MARK_FURNITURE:
        return MB_BLOCK_FURNITURE;
    case MB_MARK_NONE:
    case MB_MARK_PARAGRAPH:
    case MB_MARK_CONTINUES:
    case MB_MARK_FOOTNOTE:
    case MB_MARK_LABEL:
    case MB_MARK_COUNT:
        break;
    }
    return MB_BLOCK_PARAGRAPH;
}

static struct mb_block *add_block(struct split *s, const struct mb_line *line)
{
    struct mb_blocks *blocks = &s->blocks;
    struct mb_block *b = &blocks->at[blocks->n++];
    uint32_t before = line == s->lines.at ? 0 : line[-1].line_no;

    b->line_no = line->line_no;
    b->nlines = 1;
    b->indent = line->indent;
    b->page = line->page;
    b->blank_above =
        (uint16_t)(line->line_no - before - 1 < 255 ? line->line_no - before - 1
                                                    : 255);
    b->mark = (uint8_t)mark_of(s, line);
    b->kind = kind_of(b->mark);
    if (line->mark != UINT32_MAX) {
        b->flags = s->text->marks[line->mark].flags;
        b->level = s->text->marks[line->mark].level;
        b->table = s->text->marks[line->mark].table;
    }
    return b;
}

static void add_furniture(struct split *s, const struct mb_line *line)
{
    struct mb_block *b = add_block(s, line);

    b->kind = MB_BLOCK_FURNITURE;
    b->ranges = &s->ranges[--s->tail];
    b->ranges[0] = (struct mb_range){line->start, line->end};
    b->nranges = 1;
    s->between = true;
}

/* Let the open block go on with a line. */
static void extend(struct split *s, const struct mb_line *line)
{
    struct mb_block *b = s->open;
    bool apart = s->between;

    if (b->nranges > 0 && !apart) {
        b->ranges[b->nranges - 1].end = line->end;
    } else {
        b->ranges = b->nranges == 0 ? &s->ranges[s->nranges] : b->ranges;
        s->ranges[s->nranges++] = (struct mb_range){line->start, line->end};
        b->nranges++;
    }
    b->nlines++;
    s->last = line;
    s->between = false;
}

/* Set a block's label apart from its words. */
static void set_label(struct split *s, struct mb_block *b,
                      const struct mb_label *label)
{
    struct mb_range *r = &b->ranges[0];

    b->label_start = r->start;
    b->label =
        label->sort == MB_LABEL_BULLET
            ? MB_SPAN_LIT("-")
            : mb_span_sub(s->text->text, r->start, r->start + label->len);
    r->start += label->skip;
    if (r->start >= r->end) {
        b->ranges++;
        b->nranges--;
    }
    if (b->kind == MB_BLOCK_PARAGRAPH
        && (label->sort == MB_LABEL_BULLET || label->sort == MB_LABEL_LETTER
            || label->sort == MB_LABEL_ROMAN || label->family == 2))
        b->kind = MB_BLOCK_LIST_ITEM;
}

static void begin(struct split *s, const struct mb_line *line,
                  const struct mb_label *label)
{
    struct mb_block *b = add_block(s, line);
    struct mb_span words = span_of(s, line);
    uint32_t i = s->blocks.n - 1;

    b->ranges = &s->ranges[s->nranges++];
    b->ranges[0] = (struct mb_range){line->start, line->end};
    b->nranges = 1;
    s->open = b;
    s->last = line;
    s->between = false;
    if (b->kind == MB_BLOCK_ROW)
        return;
    if (b->kind == MB_BLOCK_PARAGRAPH && b->mark == MB_MARK_NONE
        && mb_wrap_tab(mb_span_sub(words, label->skip, words.len))) {
        b->kind = MB_BLOCK_ROW;
        return;
    }
    s->labels[i] = *label;
}

/* "4 December 2024" is a day. */
static bool is_day(struct mb_span words)
{
    struct mb_date_found found;

    return mb_date_scan(mb_span_sub(words, 0, DAY_COLUMNS), 0, &found)
           && found.start == 0 && found.precision == MB_PRECISION_DAY
           && !found.two_digit_year;
}

/* "* 649." is a note mark before a number. */
static struct mb_label read_label(const struct split *s, struct mb_line *line)
{
    struct mb_span words = span_of(s, line);
    struct mb_label label = mb_label_read(words), behind;

    if (label.sort == MB_LABEL_BULLET && words.ptr[0] == '*') {
        behind = mb_label_read(mb_span_sub(words, label.skip, words.len));
        if (behind.sort == MB_LABEL_NUMBER && behind.strong) {
            line->start += label.skip;
            return behind;
        }
    }
    if (label.sort == MB_LABEL_NUMBER && !label.strong && is_day(words))
        return (struct mb_label){.sort = MB_LABEL_NONE};
    return label;
}

static void split_lines(struct split *s)
{
    for (uint32_t i = 0; i < s->lines.n; i++) {
        struct mb_line *line = &s->lines.at[i];
        struct mb_label label;
        if (line->furniture) {
            add_furniture(s, line);
            continue;
        }
        label = read_label(s, line);
        if (joins(s, line, &label))
            extend(s, line);
        else
            begin(s, line, &label);
    }
}

/* Keep the labels that are sure, and the others where one of the last few of
 * the same sort is the one before them. */
static void settle_labels(struct split *s)
{
    uint32_t ring[RING][MB_LABEL_LETTER + 1], seen[MB_LABEL_LETTER + 1] = {0};

    for (uint32_t i = 0; i < s->blocks.n; i++) {
        struct mb_label *label = &s->labels[i];
        unsigned sort = label->sort;
        if (sort <= MB_LABEL_BULLET)
            continue;
        for (uint32_t k = 0; k < RING && k < seen[sort]; k++) {
            struct mb_label *before = &s->labels[ring[k][sort]];
            if (mb_label_follows(before, label))
                label->strong = before->strong = true;
        }
        ring[seen[sort]++ % RING][sort] = i;
    }
    for (uint32_t i = 0; i < s->blocks.n; i++)
        if (s->labels[i].strong)
            set_label(s, &s->blocks.at[i], &s->labels[i]);
}

enum mb_status mb_blocks_split(const struct mb_text *text,
                               struct mb_arena *arena, struct mb_diags *diags,
                               struct mb_blocks *ret_blocks, struct mb_err *err)
{
    struct split s = {.text = text, .arena = arena};
    enum mb_status st = mb_lines_read(text, arena, &s.lines, err);
    uint32_t n = s.lines.n;

    (void)diags;
    if (st != MB_OK)
        return st;
    s.blocks.text = text;
    s.blocks.lines = s.lines.total;
    s.blocks.at = mb_arena_alloc(arena, n, sizeof *s.blocks.at);
    s.labels = mb_arena_alloc(arena, n, sizeof *s.labels);
    s.ranges = mb_arena_alloc(arena, n, sizeof *s.ranges);
    s.tail = n;
    if (s.blocks.at == NULL || s.labels == NULL || s.ranges == NULL)
        return mb_arena_status(arena, err);
    split_lines(&s);
    settle_labels(&s);
    st = mb_view_build(&s.blocks, arena, err);
    if (st == MB_OK)
        *ret_blocks = s.blocks;
    return st;
}

void mb_blocks_dump(const struct mb_blocks *blocks, struct mb_buf *out)
{
    static const char *const names[MB_BLOCK_COUNT] = {
        [MB_BLOCK_PARAGRAPH] = "para", [MB_BLOCK_HEADING] = "head",
        [MB_BLOCK_LIST_ITEM] = "list", [MB_BLOCK_ROW] = "row",
        [MB_BLOCK_FURNITURE] = "furn",
    };

    for (uint32_t i = 0; i < blocks->n; i++) {
        const struct mb_block *b = &blocks->at[i];
        mb_buf_printf(out, "%u-%u %s", b->line_no, b->line_no + b->nlines - 1,
                      names[b->kind]);
        if (b->level > 0)
            mb_buf_printf(out, " level=%u", b->level);
        if (b->flags & MB_MARK_BOLD)
            mb_buf_puts(out, " bold");
        if (b->label.ptr != NULL)
            mb_buf_printf(out, " label=" MB_SPAN_FMT, MB_SPAN_ARG(b->label));
        mb_buf_puts(out, " |");
        mb_buf_put(out, mb_block_body(blocks, i));
        mb_buf_puts(out, "|\n");
    }
}
