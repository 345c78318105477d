/* Three passes over the lines, each linear. The first measures. The second
 * finds page furniture that no reader marked: lines ruled with dashes or
 * dots, page numbers (set far in, or called a page), and the running heads
 * and feet beside them, which recur or stand alone with the number between
 * blank lines. The third finds the width at which the text was wrapped: lines
 * whose successor goes on in small letters were, and with the successor's
 * first word nine in ten of them would have been longer than that.
 */
#include "parser/lines.h"

#include "parser/labels.h"

#include <string.h>

enum {
    SPACED_MIN = 20, /* lines with a blank one between, to judge by */
    COLUMNS_MAX = 65535,
    NUMBER_INDENT = 12, /* a bare number further in is a page number */
    BESIDE_MAX = 2,     /* lines of a running head */
    HEAD_COLUMNS = 110,
    WRAP_COLUMNS = 250, /* nobody wraps wider */
    EDGE_MIN = 40,
    EDGE_MAX = MB_LINES_EDGE_MAX,
    EDGE_PAIRS = 2 /* full lines that show where the edge is */
};

struct reader {
    const struct mb_text *text;
    struct mb_lines *lines;
    uint32_t mark;
    uint32_t line_no;
    uint16_t page;
    bool broke;
};

struct mb_span mb_line_span(const struct mb_text *text,
                            const struct mb_line *line)
{
    return mb_span_sub(text->text, line->start, line->end);
}

static bool continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static unsigned columns_of(const char *p, const char *end)
{
    unsigned n = 0;

    if (end - p > COLUMNS_MAX)
        end = p + COLUMNS_MAX;
    for (; p < end; p++)
        n += !continuation(*p);
    return n;
}

/* White space at p, a no-break space and a byte order mark among it: its
 * bytes, or 0. */
static size_t blank_len(const char *p, const char *end)
{
    if (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\f' || *p == '\v')
        return 1;
    if (*p == '\xC2' && end - p > 1 && p[1] == '\xA0')
        return 2;
    if (end - p > 2
        && (memcmp(p, "\xEF\xBB\xBF", 3) == 0
            || memcmp(p, "\xE2\x80\x8B", 3) == 0))
        return 3;
    return 0;
}

unsigned mb_line_first_word(const struct mb_text *text,
                            const struct mb_line *line)
{
    struct mb_span s = mb_line_span(text, line);
    size_t n = 0;

    while (n < s.len && n < 64 && blank_len(s.ptr + n, s.ptr + s.len) == 0)
        n++;
    return columns_of(s.ptr, s.ptr + n);
}

static const char *skip_indent(struct reader *r, const char *p, const char *end,
                               unsigned *ret_indent)
{
    unsigned indent = 0;
    size_t n;

    while (p < end && (n = blank_len(p, end)) > 0) {
        if (*p == '\t')
            indent = (indent | 7) + 1;
        else if (n < 3)
            indent++;
        if (*p == '\f') {
            indent = 0;
            r->broke = true;
            if (r->page > 0 && r->page < UINT16_MAX)
                r->page++;
        }
        p += n;
    }
    *ret_indent = indent < COLUMNS_MAX ? indent : COLUMNS_MAX;
    return p;
}

static const char *trim_end(const char *p, const char *end)
{
    while (end > p) {
        if (blank_len(end - 1, end) == 1)
            end--;
        else if (end - p > 1 && blank_len(end - 2, end) == 2)
            end -= 2;
        else
            break;
    }
    return end;
}

static uint32_t find_mark(struct reader *r, uint32_t from, uint32_t to)
{
    const struct mb_text *text = r->text;
    uint32_t found = UINT32_MAX;

    while (r->mark < text->nmarks && text->marks[r->mark].start < to) {
        if (text->marks[r->mark].start >= from)
            found = r->mark;
        r->mark++;
    }
    return found;
}

static void read_line(struct reader *r, const char *p, const char *end)
{
    const char *base = r->text->text.ptr;
    uint32_t from = (uint32_t)(p - base);
    struct mb_line *line = &r->lines->at[r->lines->n];
    unsigned indent, columns;

    r->line_no++;
    p = skip_indent(r, p, end, &indent);
    end = trim_end(p, end);
    if (p >= end)
        return;
    columns = indent + columns_of(p, end);
    *line = (struct mb_line){
        .start = (uint32_t)(p - base),
        .end = (uint32_t)(end - base),
        .line_no = r->line_no,
        .mark = find_mark(r, from, (uint32_t)(end - base)),
        .indent = (uint16_t)indent,
        .columns = (uint16_t)(columns < COLUMNS_MAX ? columns : COLUMNS_MAX),
        .page = r->page,
        .breaks = r->broke,
    };
    if (line->mark != UINT32_MAX) {
        unsigned kind = r->text->marks[line->mark].kind;
        line->furniture = kind == MB_MARK_FURNITURE;
        r->lines->marked |= kind == MB_MARK_PARAGRAPH || kind == MB_MARK_HEADING
                            || kind == MB_MARK_ROW;
        while (kind == MB_MARK_ROW && from < line->start) /* an empty cell */
            if (base[from++] == '\t')
                line->start = from - 1;
    }
    r->broke = false;
    r->lines->n++;
}

static uint32_t count_lines(struct mb_span text)
{
    const char *p = text.ptr, *end = text.ptr + text.len;
    uint32_t n = 0;

    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        n++;
        if (nl == NULL)
            break;
        p = nl + 1;
    }
    return n;
}

static void measure(struct reader *r)
{
    const char *p = r->text->text.ptr, *end = p + r->text->text.len;

    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        read_line(r, p, nl != NULL ? nl : end);
        if (nl == NULL)
            break;
        p = nl + 1;
    }
}

/* ---- furniture ---- */

/* Nothing but dashes, dots, stars or underscores, four at least. */
static bool ruled(struct mb_span s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (strchr("-_=*.~#|+", (unsigned char)s.ptr[i]) != NULL
            && s.ptr[i] != '\0')
            n++;
        else if (i + 2 < s.len && s.ptr[i] == '\xE2'
                 && (memcmp(s.ptr + i, "\xE2\x80\xA6", 3) == 0
                     || memcmp(s.ptr + i, "\xE2\x80\x94", 3) == 0
                     || memcmp(s.ptr + i, "\xE2\x94\x80", 3) == 0)) {
            n += 2;
            i += 2;
        } else if (s.ptr[i] != ' ' && s.ptr[i] != '\t')
            return false;
    }
    return n >= 4;
}

/* What a scanner's software says of its page, in a line of its own: "Scanned
 * page, text may contain errors". It says nothing of the meeting. */
static bool scan_note(struct mb_span s)
{
    return s.len < 90
           && (mb_span_istarts(s, MB_SPAN_LIT("scanned "))
               || mb_span_istarts(s, MB_SPAN_LIT("[scanned "))
               || mb_span_istarts(s, MB_SPAN_LIT("ocr "))
               || mb_span_istarts(s, MB_SPAN_LIT("[ocr ")))
           && (mb_span_ifind(s, MB_SPAN_LIT("may contain error")) < s.len
               || mb_span_ifind(s, MB_SPAN_LIT("may contain mistake")) < s.len);
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool digits_only(struct mb_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len > 0 && s.len <= 4;
}

/* "Page 1 of 3", "2", "- 2 -", "3 | Page" */
static bool page_number(const struct mb_text *text, const struct mb_line *line)
{
    static const char *const words[] = {"page", "tudalen", "leathanach"};
    struct mb_span s = mb_line_span(text, line);

    if (s.len > 40
        || !(digit(s.ptr[0]) || digit(s.ptr[s.len - 1])
             || s.ptr[s.len - 1] == '-'))
        return false;
    if (digits_only(mb_span_trim(mb_span_strip(s, "-| "))))
        return line->indent >= NUMBER_INDENT || s.ptr[0] == '-' || line->breaks;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t at = mb_span_ifind(s, mb_span_str(words[i]));
        size_t len = strlen(words[i]);
        if (at >= s.len)
            continue;
        if (at == 0 && s.len > len + 1 && s.len < 20 && s.ptr[s.len - 1] >= '0'
            && s.ptr[s.len - 1] <= '9')
            return true;
        if (at + len == s.len && s.ptr[0] >= '0' && s.ptr[0] <= '9')
            return true;
    }
    return false;
}

/* A line's words with every number made the same. */
static uint32_t mask(struct mb_span s)
{
    uint32_t h = 2166136261u;
    bool number = false;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool is = c >= '0' && c <= '9';
        if (c == ' ' || c == '\t' || (is && number))
            continue;
        number = is;
        h = (h ^ (unsigned char)(is ? '0' : c)) * 16777619u;
    }
    return h;
}

static bool head_like(const struct mb_text *text, const struct mb_line *line)
{
    struct mb_span s = mb_line_span(text, line);
    char last = s.ptr[s.len - 1];
    struct mb_label label = mb_label_read(s);

    return line->columns <= HEAD_COLUMNS && strchr(".;:,", last) == NULL
           && !(s.ptr[0] >= 'a' && s.ptr[0] <= 'z')
           && !(label.strong && label.sort != MB_LABEL_NONE);
}

static bool beneath(const struct mb_line *above, const struct mb_line *below)
{
    return above->line_no + 1 == below->line_no;
}

/* The lines that stand with number line i, without a blank line between:
 * [*ret_first, *ret_last]. */
static void beside(const struct mb_lines *lines, uint32_t i,
                   uint32_t *ret_first, uint32_t *ret_last)
{
    uint32_t first = i, last = i;

    while (first > 0 && i - first <= BESIDE_MAX
           && beneath(&lines->at[first - 1], &lines->at[first]))
        first--;
    while (last + 1 < lines->n && last - i <= BESIDE_MAX
           && beneath(&lines->at[last], &lines->at[last + 1]))
        last++;
    *ret_first = first;
    *ret_last = last;
}

struct masks {
    uint32_t *slots; /* hash, count pairs */
    uint32_t size;   /* a power of two */
};

static uint32_t *mask_count(struct masks *masks, uint32_t h)
{
    uint32_t i = h & (masks->size - 1);

    h |= 1; /* 0 is empty */
    while (masks->slots[2 * i] != 0 && masks->slots[2 * i] != h)
        i = (i + 1) & (masks->size - 1);
    masks->slots[2 * i] = h;
    return &masks->slots[2 * i + 1];
}

/* Count, then judge, the lines beside number line i. */
static void running_heads(const struct mb_text *text, struct mb_lines *lines,
                          uint32_t i, struct masks *masks, bool judge)
{
    uint32_t first, last;
    bool small = true;

    beside(lines, i, &first, &last);
    small = last - first <= BESIDE_MAX;
    for (uint32_t k = first; k <= last && small; k++)
        small = lines->at[k].furniture || head_like(text, &lines->at[k]);
    for (uint32_t k = first; k <= last; k++) {
        struct mb_line *line = &lines->at[k];
        uint32_t *count;
        if (line->furniture || line->mark != UINT32_MAX)
            continue;
        if (k + BESIDE_MAX < i || k > i + BESIDE_MAX)
            continue;
        count = mask_count(masks, mask(mb_line_span(text, line)));
        if (!judge)
            *count += 1;
        else if (small || *count >= 2)
            line->furniture = 1;
    }
}

static void find_furniture(const struct mb_text *text, struct mb_lines *lines,
                           struct mb_arena *arena)
{
    struct masks masks = {NULL, 16};
    uint32_t numbers = 0;

    for (uint32_t i = 0; i < lines->n; i++) {
        struct mb_line *line = &lines->at[i];
        if (line->mark != UINT32_MAX)
            continue;
        if (ruled(mb_line_span(text, line))
            || scan_note(mb_line_span(text, line)))
            line->furniture = 1;
        else if (page_number(text, line)) {
            line->furniture = 2;
            numbers++;
        }
    }
    while (numbers > 0 && masks.size < numbers * (BESIDE_MAX + 1) * 4)
        masks.size *= 2;
    masks.slots = mb_arena_alloc(arena, masks.size, 2 * sizeof(uint32_t));
    if (masks.slots == NULL || numbers == 0)
        return;
    for (int judge = 0; judge < 2; judge++)
        for (uint32_t i = 0; i < lines->n; i++)
            if (lines->at[i].furniture == 2)
                running_heads(text, lines, i, &masks, judge);
}

/* ---- width ---- */

/* Whether the line below surely goes on with the sentence above. */
static bool goes_on(const struct mb_text *text, const struct mb_line *above,
                    const struct mb_line *below)
{
    char last = text->text.ptr[above->end - 1];
    char first = text->text.ptr[below->start];

    return first >= 'a' && first <= 'z' && strchr(".:;?!)", last) == NULL
           && !mb_label_read(mb_line_span(text, below)).strong;
}

/* Texts pulled from a PDF's lines may have a blank line behind every one. Told
 * by its share, and by sentences that go on across the blank. */
static void find_step(const struct mb_text *text, struct mb_lines *lines)
{
    uint32_t close = 0, apart = 0, go_on = 0;

    lines->step = 1;
    for (uint32_t i = 1; i < lines->n; i++) {
        const struct mb_line *above = &lines->at[i - 1];
        const struct mb_line *below = &lines->at[i];
        if (above->line_no + 1 == below->line_no)
            close++;
        if (above->line_no + 2 != below->line_no || above->furniture
            || below->furniture)
            continue;
        apart++;
        go_on += goes_on(text, above, below);
    }
    if (apart >= SPACED_MIN && apart > close * 4 && go_on * 6 > apart)
        lines->step = 2;
}

/* Whether lines i - 1 and i stand close, with nothing between them. */
static bool close_pair(const struct mb_lines *lines, uint32_t i)
{
    const struct mb_line *above = &lines->at[i - 1];
    const struct mb_line *below = &lines->at[i];

    return above->line_no + lines->step >= below->line_no && !below->breaks
           && !above->furniture && !below->furniture;
}

/* Where no sentence goes on in small letters: the longest line, if every long
 * line that another follows would have been longer with its first word. */
static void find_edge(const struct mb_text *text, struct mb_lines *lines)
{
    uint32_t pairs = 0, edge = lines->longest;

    if (edge > EDGE_MAX)
        return;
    for (uint32_t i = 1; i < lines->n; i++) {
        const struct mb_line *above = &lines->at[i - 1];
        const struct mb_line *below = &lines->at[i];
        unsigned word = mb_line_first_word(text, below);
        if (!close_pair(lines, i) || above->columns * 2u < edge)
            continue;
        if (above->columns + 1u + word <= edge)
            return;
        pairs++;
    }
    if (pairs >= EDGE_PAIRS)
        lines->width = edge + 1;
}

static void find_width(const struct mb_text *text, struct mb_lines *lines)
{
    uint32_t ends[WRAP_COLUMNS + 1] = {0}, total = 0, seen = 0, longest = 0;

    for (uint32_t i = 0; i < lines->n; i++)
        if (lines->at[i].columns > lines->longest)
            lines->longest = lines->at[i].columns;
    for (uint32_t i = 1; i < lines->n; i++) {
        const struct mb_line *above = &lines->at[i - 1];
        const struct mb_line *below = &lines->at[i];
        unsigned would;
        if (!close_pair(lines, i) || !goes_on(text, above, below))
            continue;
        would = above->columns + 1u + mb_line_first_word(text, below);
        ends[would < WRAP_COLUMNS ? would : WRAP_COLUMNS]++;
        longest = above->columns > longest ? above->columns : longest;
        total++;
    }
    if (total == 0)
        find_edge(text, lines);
    for (uint32_t c = 1; c < WRAP_COLUMNS && total > 0; c++) {
        seen += ends[c];
        if (seen * 10 >= total + 9) {
            lines->width = longest >= EDGE_MIN && longest < c ? longest + 1 : c;
            return;
        }
    }
}

enum mb_status mb_lines_read(const struct mb_text *text, struct mb_arena *arena,
                             struct mb_lines *ret_lines, struct mb_err *err)
{
    struct mb_lines lines = {0};
    struct reader r = {.text = text, .lines = &lines};

    if (text->text.len >= UINT32_MAX / 2)
        return mb_err_set(err, MB_ERR_LIMIT,
                          "the text is longer than 2 GiB; split it");
    lines.total = count_lines(text->text);
    lines.at = mb_arena_alloc(arena, lines.total, sizeof *lines.at);
    if (lines.at == NULL)
        return mb_arena_status(arena, err);
    r.page = text->pages > 0 ? 1 : 0;
    measure(&r);
    find_furniture(text, &lines, arena);
    find_step(text, &lines);
    find_width(text, &lines);
    if (mb_arena_status(arena, err) != MB_OK)
        return err != NULL ? err->status : MB_ERR_NOMEM;
    *ret_lines = lines;
    return MB_OK;
}
