/* The matching view: runs of plain bytes are copied, the rest is folded by a
 * table of byte classes. View and text advance together; wherever the distance
 * between the two changes, an anchor is written, so that a binary search and a
 * subtraction lead back. What a hyphen at a line's end means is decided once,
 * here: the hyphen falls away if the document has the joined word elsewhere
 * ("commit-tee"), and stays if not ("long-term").
 */
#include "parser/view.h"

#include <string.h>

enum {
    GAP_COLUMNS = 3,           /* a wider gap divides cells */
    HYPHEN_TEXT_MAX = 1 << 20, /* look up words in no longer a text … */
    HYPHEN_LOOKUPS = 256,      /* … and not more often */
    WORD_MAX = 40
};

struct view {
    struct mb_blocks *blocks;
    struct mb_arena *arena;
    const char *text;
    char *out;
    uint32_t n;
    uint32_t delta; /* text - view, modulo 2^32, at the last anchor */
    uint32_t lookups;
    bool row; /* every TAB counts: a cell may be empty */
};

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static void anchor(struct view *v, uint32_t text)
{
    struct mb_blocks *b = v->blocks;
    struct mb_anchor *a;

    if (b->nanchors > 0 && text - v->n == v->delta)
        return;
    if (b->nanchors > 0 && b->anchors[b->nanchors - 1].view == v->n) {
        a = &b->anchors[b->nanchors - 1];
    } else {
        a = mb_arena_push(v->arena, &b->anchors, &b->nanchors, sizeof *a);
        if (a == NULL)
            return;
    }
    *a = (struct mb_anchor){v->n, text};
    v->delta = text - v->n;
}

static void emit(struct view *v, uint32_t text, const char *s, uint32_t n)
{
    anchor(v, text);
    memcpy(v->out + v->n, s, n);
    v->n += n;
}

/* Bytes that stand for themselves: all but white space, what is not ASCII, and
 * the control characters. */
static bool plain(unsigned char c)
{
    return c > ' ' && c < 0x7F;
}

struct mb_fold mb_fold_at(const char *p, const char *end)
{
    const unsigned char *u = (const unsigned char *)p;
    size_t left = (size_t)(end - p);

    if (left >= 2 && u[0] == 0xC2) {
        if (u[1] == 0xA0)
            return (struct mb_fold){2, " "};
        if (u[1] == 0xAD)
            return (struct mb_fold){2, ""};
        if (u[1] == 0xB4)
            return (struct mb_fold){2, "'"};
    }
    if (left < 3)
        return (struct mb_fold){0, NULL};
    if (u[0] == 0xEF && u[1] == 0xAC && u[2] <= 0x84) {
        static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl"};
        return (struct mb_fold){3, ligatures[u[2] - 0x80]};
    }
    if (u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF)
        return (struct mb_fold){3, ""};
    if (u[0] == 0xE2 && u[1] == 0x88 && u[2] == 0x92)
        return (struct mb_fold){3, "-"};
    if ((u[0] == 0xE1 && u[1] == 0x9A && u[2] == 0x80) /* what else \h is */
        || (u[0] == 0xE1 && u[1] == 0xA0 && u[2] == 0x8E)
        || (u[0] == 0xE2 && u[1] == 0x81 && u[2] == 0x9F)
        || (u[0] == 0xE3 && u[1] == 0x80 && u[2] == 0x80))
        return (struct mb_fold){3, " "};
    if (u[0] != 0xE2 || u[1] != 0x80)
        return (struct mb_fold){0, NULL};
    if (u[2] <= 0x8A || u[2] == 0xA8 || u[2] == 0xA9 || u[2] == 0xAF)
        return (struct mb_fold){3, " "};
    if (u[2] <= 0x8F)
        return (struct mb_fold){3, ""};
    if (u[2] <= 0x95)
        return (struct mb_fold){3, "-"};
    if (u[2] >= 0x98 && u[2] <= 0x9B)
        return (struct mb_fold){3, "'"};
    if (u[2] >= 0x9C && u[2] <= 0x9F)
        return (struct mb_fold){3, "\""};
    if (u[2] == 0xA6)
        return (struct mb_fold){3, "..."};
    return (struct mb_fold){0, NULL};
}

static unsigned char_len(const char *p, const char *end)
{
    unsigned n = 1;

    while (n < 4 && p + n < end && ((unsigned char)p[n] & 0xC0) == 0x80)
        n++;
    return n;
}

/* Whether the text has the word that a hyphen at `at` cuts in two. */
static bool word_elsewhere(struct view *v, uint32_t at, uint32_t next,
                           uint32_t end)
{
    struct mb_span text = v->blocks->text->text;
    char word[2 * WORD_MAX];
    uint32_t a = at, b = next;
    size_t n;

    if (text.len > HYPHEN_TEXT_MAX || v->lookups++ >= HYPHEN_LOOKUPS)
        return false;
    while (a > 0 && at - a < WORD_MAX && letter(v->text[a - 1]))
        a--;
    while (b < end && b - next < WORD_MAX && letter(v->text[b]))
        b++;
    if (at - a < 2 || b - next < 2)
        return false;
    memcpy(word, v->text + a, at - a);
    memcpy(word + (at - a), v->text + next, b - next);
    n = at - a + b - next;
    return memmem(text.ptr, text.len, word, n) != NULL;
}

/* White space from `at` on, in a block's range that ends at `end`. Returns
 * where it ends; says what the view has for it. */
static uint32_t fold_space(const struct view *v, uint32_t at, uint32_t end,
                           char *ret_as, bool *ret_newline, unsigned *ret_tabs)
{
    unsigned columns = 0;

    *ret_as = ' ';
    *ret_newline = false;
    while (at < end) {
        unsigned char c = (unsigned char)v->text[at];
        if (c >= 0x80) {
            struct mb_fold f = mb_fold_at(v->text + at, v->text + end);
            if (f.bytes == 0 || (f.as[0] != ' ' && f.as[0] != '\0'))
                break;
            columns += f.as[0] == ' ';
            at += f.bytes;
            continue;
        }
        if (plain(c))
            break;
        if (c == '\t') {
            *ret_as = '\t';
            ++*ret_tabs;
        }
        if (c == '\n')
            *ret_newline = true;
        columns++;
        at++;
    }
    if (columns >= GAP_COLUMNS)
        *ret_as = '\t';
    if (*ret_newline)
        *ret_as = ' ';
    return at;
}

/* The gap between words at `at`: one space or TAB, or nothing behind a hyphen
 * at the end of a line. */
static uint32_t put_gap(struct view *v, uint32_t at, uint32_t end, bool joins)
{
    char as;
    bool newline;
    unsigned tabs = 0;
    uint32_t next = fold_space(v, at, end, &as, &newline, &tabs);
    char last = v->n > 0 ? v->out[v->n - 1] : '\n';

    if (next >= end || last == ' ' || last == '\t'
        || (last == '\n' && !(v->row && tabs > 0)))
        return next;
    if ((newline || joins) && last == '-' && v->n > 1
        && letter(v->out[v->n - 2]) && letter(v->text[next])) {
        if (v->text[next] >= 'a' && v->text[next] <= 'z'
            && word_elsewhere(v, at - 1, next, end))
            v->n--;
        return next;
    }
    emit(v, at, &as, 1);
    while (v->row && tabs-- > 1)
        emit(v, at, &as, 1);
    return next;
}

static void put_range(struct view *v, uint32_t at, uint32_t end)
{
    const char *stop = v->text + end;

    while (at < end) {
        const char *p = v->text + at, *q = p;
        struct mb_fold f;
        while (q < stop
               && (plain((unsigned char)*q)
                   || (*q == ' ' && q > p && q + 1 < stop
                       && plain((unsigned char)q[1]))))
            q++;
        if (q > p) {
            emit(v, at, p, (uint32_t)(q - p));
            at += (uint32_t)(q - p);
            continue;
        }
        if ((unsigned char)*p < 0x80) {
            at = put_gap(v, at, end, false);
            continue;
        }
        f = mb_fold_at(p, stop);
        if (f.bytes == 0) {
            unsigned n = char_len(p, stop);
            emit(v, at, p, n);
            at += n;
        } else if (f.as[0] == ' ') {
            at = put_gap(v, at, end, false);
        } else {
            emit(v, at, f.as, (uint32_t)strlen(f.as));
            at += f.bytes;
        }
    }
}

/* The text offset behind a block's label; a bullet's label is "-", whatever
 * was printed. */
static uint32_t label_behind(const struct mb_blocks *blocks,
                             const struct mb_block *b)
{
    struct mb_span text = blocks->text->text;

    if (mb_span_eq(b->label, MB_SPAN_LIT("-")))
        return b->label_start
               + char_len(text.ptr + b->label_start, text.ptr + text.len);
    return b->label_start + (uint32_t)b->label.len;
}

static void put_block(struct view *v, struct mb_block *b)
{
    b->view_start = v->n;
    v->row = b->kind == MB_BLOCK_ROW;
    if (b->label.ptr != NULL) {
        if (mb_span_eq(b->label, MB_SPAN_LIT("-")))
            emit(v, b->label_start, "-", 1);
        else
            put_range(v, b->label_start, label_behind(v->blocks, b));
        if (b->nranges > 0)
            emit(v, label_behind(v->blocks, b), " ", 1);
    }
    b->view_body = v->n;
    for (uint32_t i = 0; i < b->nranges; i++) {
        if (i > 0) {
            uint32_t at = b->ranges[i - 1].end;
            char last = v->n > 0 ? v->out[v->n - 1] : '\n';
            uint32_t next = b->ranges[i].start;
            bool hyphen = last == '-' && v->n > b->view_body + 1
                          && letter(v->out[v->n - 2]) && letter(v->text[next]);
            if (hyphen && v->text[next] >= 'a' && v->text[next] <= 'z'
                && word_elsewhere(v, at - 1, next, b->ranges[i].end))
                v->n--;
            else if (!hyphen)
                emit(v, at, " ", 1);
        }
        put_range(v, b->ranges[i].start, b->ranges[i].end);
    }
    b->view_end = v->n;
    anchor(v, b->nranges > 0 ? b->ranges[b->nranges - 1].end
                             : label_behind(v->blocks, b));
    v->out[v->n++] = '\n';
}

enum mb_status mb_view_build(struct mb_blocks *blocks, struct mb_arena *arena,
                             struct mb_err *err)
{
    struct view v = {.blocks = blocks, .arena = arena};
    size_t size = blocks->text->text.len + 3 * (size_t)blocks->n + 1;

    v.text = blocks->text->text.ptr;
    v.out = mb_arena_alloc(arena, size, 1);
    if (v.out == NULL)
        return mb_arena_status(arena, err);
    for (uint32_t i = 0; i < blocks->n; i++)
        put_block(&v, &blocks->at[i]);
    anchor(&v, (uint32_t)blocks->text->text.len);
    blocks->view = (struct mb_span){v.out, v.n};
    return mb_arena_status(arena, err);
}

/* ---- from the view back to the text ---- */

/* The last anchor at or before a view offset. */
static uint32_t find_anchor(const struct mb_blocks *blocks, uint32_t view)
{
    uint32_t lo = 0, hi = blocks->nanchors;

    while (hi - lo > 1) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (blocks->anchors[mid].view <= view)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

uint32_t mb_blocks_text_at(const struct mb_blocks *blocks, uint32_t view)
{
    const struct mb_anchor *a;
    uint32_t at;

    if (blocks->nanchors == 0 || view >= blocks->view.len)
        return (uint32_t)blocks->text->text.len;
    a = &blocks->anchors[find_anchor(blocks, view)];
    at = a->text + (view - a->view);
    return at < blocks->text->text.len ? at : (uint32_t)blocks->text->text.len;
}

/* The text offset behind the character that view byte `view` stands for. */
static uint32_t text_behind(const struct mb_blocks *blocks, uint32_t view)
{
    struct mb_span text = blocks->text->text;
    uint32_t at = mb_blocks_text_at(blocks, view);

    while (at > 0 && at < text.len
           && ((unsigned char)text.ptr[at] & 0xC0) == 0x80)
        at--;
    if (at >= text.len)
        return (uint32_t)text.len;
    return at + char_len(text.ptr + at, text.ptr + text.len);
}

uint32_t mb_blocks_find(const struct mb_blocks *blocks, uint32_t view)
{
    uint32_t lo = 0, hi = blocks->n;

    while (hi - lo > 1) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (blocks->at[mid].view_start <= view)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

struct mb_span mb_block_line(const struct mb_blocks *blocks, uint32_t i)
{
    const struct mb_block *b = &blocks->at[i];

    return mb_span_sub(blocks->view, b->view_start, b->view_end);
}

struct mb_span mb_block_body(const struct mb_blocks *blocks, uint32_t i)
{
    const struct mb_block *b = &blocks->at[i];

    return mb_span_sub(blocks->view, b->view_body, b->view_end);
}

static bool white_between(struct mb_span text, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (text.ptr[i] != ' ' && text.ptr[i] != '\n' && text.ptr[i] != '\t'
            && text.ptr[i] != '\r' && text.ptr[i] != '\f')
            return false;
    return true;
}

struct cut {
    struct mb_span text;
    uint32_t start; /* only what lies in [start, end) is wanted */
    uint32_t end;
    struct mb_range *at;
    uint32_t n;
};

static void add_range(struct cut *cut, uint32_t start, uint32_t end)
{
    struct mb_range *last = cut->n > 0 ? &cut->at[cut->n - 1] : NULL;

    start = start > cut->start ? start : cut->start;
    end = end < cut->end ? end : cut->end;
    if (start >= end)
        return;
    if (last != NULL && last->end <= start
        && white_between(cut->text, last->end, start))
        last->end = end;
    else
        cut->at[cut->n++] = (struct mb_range){start, end};
}

struct mb_range *mb_blocks_ranges(const struct mb_blocks *blocks,
                                  uint32_t start, uint32_t end,
                                  struct mb_arena *arena, uint32_t *ret_n)
{
    struct cut cut = {.text = blocks->text->text};
    uint32_t first, last, room = 0;

    *ret_n = 0;
    if (blocks->n == 0 || start >= end)
        return NULL;
    if (end > blocks->view.len)
        end = (uint32_t)blocks->view.len;
    first = mb_blocks_find(blocks, start);
    last = mb_blocks_find(blocks, end - 1);
    cut.start = mb_blocks_text_at(blocks, start);
    cut.end = text_behind(blocks, end - 1);
    for (uint32_t i = first; i <= last; i++)
        room += blocks->at[i].nranges + 1;
    cut.at = mb_arena_alloc(arena, room, sizeof *cut.at);
    if (cut.at == NULL)
        return NULL;
    for (uint32_t i = first; i <= last; i++) {
        const struct mb_block *b = &blocks->at[i];
        if (b->kind == MB_BLOCK_FURNITURE && first != last)
            continue;
        if (b->label.ptr != NULL)
            add_range(&cut, b->label_start,
                      b->nranges > 0 ? b->ranges[0].start
                                     : label_behind(blocks, b));
        for (uint32_t k = 0; k < b->nranges; k++)
            add_range(&cut, b->ranges[k].start, b->ranges[k].end);
    }
    *ret_n = cut.n;
    return cut.n > 0 ? cut.at : NULL;
}

struct mb_span mb_blocks_words(const struct mb_blocks *blocks, uint32_t start,
                               uint32_t end, struct mb_arena *arena)
{
    struct mb_span text = blocks->text->text;
    uint32_t a = find_anchor(blocks, start), n = 0;
    char *out;

    if (end > blocks->view.len)
        end = (uint32_t)blocks->view.len;
    /* a view byte stands for at most one character of the text */
    out = start < end ? mb_arena_alloc(arena, (size_t)(end - start) * 4 + 1, 1)
                      : NULL;
    if (out == NULL)
        return MB_SPAN_NULL;
    for (uint32_t v = start; v < end; v++) {
        char c = blocks->view.ptr[v];
        uint32_t at;
        unsigned len;
        while (a + 1 < blocks->nanchors && blocks->anchors[a + 1].view <= v)
            a++;
        at = blocks->anchors[a].text + (v - blocks->anchors[a].view);
        if (c == ' ' || c == '\t' || c == '\n') {
            if (n > 0 && out[n - 1] != ' ')
                out[n++] = ' ';
            continue;
        }
        if (at >= text.len || ((unsigned char)text.ptr[at] & 0xC0) == 0x80)
            continue; /* the rest of a ligature or of "…" */
        len = char_len(text.ptr + at, text.ptr + text.len);
        memcpy(out + n, text.ptr + at, len);
        n += len;
    }
    while (n > 0 && out[n - 1] == ' ')
        n--;
    return (struct mb_span){out, n};
}
