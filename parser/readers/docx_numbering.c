/* Abstract lists hold levels and counts; lists (w:num) point to one and may
 * replace levels or say where counting starts the first time they are used.
 *
 * A paragraph on level L adds one to its count, or starts it; levels below
 * start again with their next paragraph unless w:lvlRestart says otherwise.
 * A level above that was never used counts as its start value.
 */
#include "parser/readers/docx_numbering.h"

#include "parser/readers/numerals.h"
#include "parser/readers/sax.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

struct level {
    long start;
    long restart_after; /* w:lvlRestart; MB_NUM_UNSET: any level above */
    enum mb_numeral style;
    bool bullet;
    bool legal;            /* all numbers in digits */
    struct mb_span text;   /* "%1.%2" */
    struct mb_span pstyle; /* paragraph style tied to this level */
};

struct abstract {
    long id;
    struct mb_span style_link; /* a list style that has the levels */
    struct level levels[MB_NUM_LEVELS];
    long count[MB_NUM_LEVELS];
    bool counting[MB_NUM_LEVELS];
};

struct list {
    long id;
    long abstract_id;
    struct abstract *abstract;
    struct level *levels[MB_NUM_LEVELS]; /* overrides, or NULL */
    long start[MB_NUM_LEVELS];           /* or MB_NUM_UNSET */
    bool used[MB_NUM_LEVELS];
};

struct mb_numbering {
    struct abstract *abstracts;
    uint32_t nabstracts;
    struct list *lists;
    uint32_t nlists;
};

struct reading {
    struct mb_numbering numbering;
    struct mb_arena *arena;
    struct abstract *abstract; /* the open one, or NULL */
    struct list *list;
    struct level *level;
    long override_level;
};

static const struct level empty_level = {
    .start = 0, .restart_after = MB_NUM_UNSET, .style = MB_NUMERAL_DECIMAL};

/* w:numFmt; formats of other scripts are printed in digits. */
static void read_format(struct level *level, struct mb_span val)
{
    static const struct {
        const char *name;
        enum mb_numeral style;
    } formats[] = {
        {"decimal", MB_NUMERAL_DECIMAL},
        {"decimalZero", MB_NUMERAL_DECIMAL_ZERO},
        {"lowerLetter", MB_NUMERAL_LOWER_REPEAT},
        {"upperLetter", MB_NUMERAL_UPPER_REPEAT},
        {"lowerRoman", MB_NUMERAL_LOWER_ROMAN},
        {"upperRoman", MB_NUMERAL_UPPER_ROMAN},
        {"ordinal", MB_NUMERAL_ORDINAL},
        {"none", MB_NUMERAL_NONE},
    };

    level->bullet = mb_span_eq(val, MB_SPAN_LIT("bullet"));
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (mb_span_eq(val, mb_span_str(formats[i].name)))
            level->style = formats[i].style;
}

static void open_abstract(struct reading *r, const struct mb_sax_tag *tag)
{
    struct mb_numbering *n = &r->numbering;
    struct abstract *a =
        mb_arena_push(r->arena, &n->abstracts, &n->nabstracts, sizeof *a);

    r->abstract = a;
    if (a == NULL)
        return;
    a->id = mb_sax_number(tag, "abstractNumId", MB_NUM_UNSET);
    for (int i = 0; i < MB_NUM_LEVELS; i++)
        a->levels[i] = empty_level;
}

static void open_list(struct reading *r, const struct mb_sax_tag *tag)
{
    struct mb_numbering *n = &r->numbering;
    struct list *list =
        mb_arena_push(r->arena, &n->lists, &n->nlists, sizeof *list);

    r->list = list;
    if (list == NULL)
        return;
    list->id = mb_sax_number(tag, "numId", MB_NUM_UNSET);
    list->abstract_id = MB_NUM_UNSET;
    for (int i = 0; i < MB_NUM_LEVELS; i++)
        list->start[i] = MB_NUM_UNSET;
}

static bool is_level(long level)
{
    return level >= 0 && level < MB_NUM_LEVELS;
}

static void open_level(struct reading *r, const struct mb_sax_tag *tag)
{
    long ilvl = mb_sax_number(tag, "ilvl", MB_NUM_UNSET);

    r->level = NULL;
    if (!is_level(ilvl))
        return;
    if (r->list != NULL) {
        r->level = mb_arena_alloc(r->arena, 1, sizeof *r->level);
        r->list->levels[ilvl] = r->level;
    } else if (r->abstract != NULL) {
        r->level = &r->abstract->levels[ilvl];
    }
    if (r->level != NULL)
        *r->level = empty_level;
}

static void read_level(struct reading *r, const struct mb_sax_tag *tag)
{
    struct level *level = r->level;
    struct mb_span val = mb_sax_attribute(tag, "val");

    if (strcmp(tag->name, "start") == 0)
        level->start = mb_sax_number(tag, "val", 0);
    else if (strcmp(tag->name, "numFmt") == 0)
        read_format(level, val);
    else if (strcmp(tag->name, "lvlText") == 0)
        level->text = mb_arena_dup(r->arena, val);
    else if (strcmp(tag->name, "lvlRestart") == 0)
        level->restart_after = mb_sax_number(tag, "val", MB_NUM_UNSET);
    else if (strcmp(tag->name, "isLgl") == 0)
        level->legal = true;
    else if (strcmp(tag->name, "pStyle") == 0)
        level->pstyle = mb_arena_dup(r->arena, val);
}

static void on_start(void *ctx, const struct mb_sax_tag *tag)
{
    struct reading *r = ctx;

    if (strcmp(tag->name, "abstractNum") == 0)
        open_abstract(r, tag);
    else if (strcmp(tag->name, "num") == 0)
        open_list(r, tag);
    else if (strcmp(tag->name, "lvl") == 0)
        open_level(r, tag);
    else if (r->level != NULL)
        read_level(r, tag);
    else if (strcmp(tag->name, "numStyleLink") == 0 && r->abstract != NULL)
        r->abstract->style_link =
            mb_arena_dup(r->arena, mb_sax_attribute(tag, "val"));
    else if (strcmp(tag->name, "abstractNumId") == 0 && r->list != NULL)
        r->list->abstract_id = mb_sax_number(tag, "val", MB_NUM_UNSET);
    else if (strcmp(tag->name, "lvlOverride") == 0)
        r->override_level = mb_sax_number(tag, "ilvl", MB_NUM_UNSET);
    else if (strcmp(tag->name, "startOverride") == 0 && r->list != NULL
             && is_level(r->override_level))
        r->list->start[r->override_level] = mb_sax_number(tag, "val", 0);
}

static void on_end(void *ctx, const char *name)
{
    struct reading *r = ctx;

    if (strcmp(name, "lvl") == 0)
        r->level = NULL;
    else if (strcmp(name, "abstractNum") == 0)
        r->abstract = NULL;
    else if (strcmp(name, "num") == 0)
        r->list = NULL;
}

static void on_words(void *ctx, struct mb_span s)
{
    (void)ctx;
    (void)s;
}

static int compare_abstract(const void *a, const void *b)
{
    long x = ((const struct abstract *)a)->id;
    long y = ((const struct abstract *)b)->id;

    return (x > y) - (x < y);
}

static int compare_list(const void *a, const void *b)
{
    long x = ((const struct list *)a)->id;
    long y = ((const struct list *)b)->id;

    return (x > y) - (x < y);
}

static struct list *find_list(const struct mb_numbering *n, long id)
{
    struct list key = {.id = id};

    if (n->nlists == 0 || id <= 0) /* 0 takes a style's list away */
        return NULL;
    return bsearch(&key, n->lists, n->nlists, sizeof key, compare_list);
}

static struct abstract *find_abstract(const struct mb_numbering *n, long id)
{
    struct abstract key = {.id = id};

    if (n->nabstracts == 0)
        return NULL;
    return bsearch(&key, n->abstracts, n->nabstracts, sizeof key,
                   compare_abstract);
}

/* Tie lists to abstract ones; through a list style once, so that a circle
 * ends. */
static void tie(struct mb_numbering *n, const struct mb_docx_styles *styles)
{
    for (uint32_t i = 0; i < n->nlists; i++) {
        struct list *list = &n->lists[i];
        list->abstract = find_abstract(n, list->abstract_id);
        if (list->abstract != NULL && list->abstract->style_link.len > 0) {
            const struct mb_docx_style *style =
                mb_docx_style_find(styles, list->abstract->style_link);
            const struct list *other = find_list(n, style->num_id);
            if (other != NULL)
                list->abstract = find_abstract(n, other->abstract_id);
        }
    }
}

enum mb_status mb_numbering_read(struct mb_span xml,
                                 const struct mb_docx_styles *styles,
                                 struct mb_arena *arena, uint32_t depth,
                                 struct mb_numbering **ret_numbering,
                                 struct mb_err *err)
{
    struct reading r = {.arena = arena, .override_level = MB_NUM_UNSET};
    struct mb_sax handlers = {&r, on_start, on_end, on_words};
    struct mb_numbering *n;
    enum mb_status st =
        mb_sax_parse(xml, "numbering.xml", &handlers, depth, err);

    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st != MB_OK)
        return st;
    n = mb_arena_alloc(arena, 1, sizeof *n);
    if (n == NULL)
        return mb_arena_status(arena, err);
    *n = r.numbering;
    if (n->nabstracts > 0)
        qsort(n->abstracts, n->nabstracts, sizeof *n->abstracts,
              compare_abstract);
    if (n->nlists > 0)
        qsort(n->lists, n->nlists, sizeof *n->lists, compare_list);
    tie(n, styles);
    *ret_numbering = n;
    return MB_OK;
}

static const struct level *level_of(const struct list *list, long i)
{
    return list->levels[i] != NULL ? list->levels[i]
                                   : &list->abstract->levels[i];
}

/* Whether a paragraph on level `used` makes level i start again. */
static bool restarts(const struct level *level, long i, long used)
{
    if (i <= used)
        return false;
    if (level->restart_after == MB_NUM_UNSET)
        return true;
    return used < level->restart_after; /* 0: never; counted from 1 */
}

static void count(struct list *list, long ilvl)
{
    struct abstract *a = list->abstract;

    if (list->start[ilvl] != MB_NUM_UNSET && !list->used[ilvl]) {
        a->count[ilvl] = list->start[ilvl];
        a->counting[ilvl] = true;
    } else if (!a->counting[ilvl]) {
        a->count[ilvl] = level_of(list, ilvl)->start;
        a->counting[ilvl] = true;
    } else if (a->count[ilvl] < 1000000) {
        a->count[ilvl]++;
    }
    list->used[ilvl] = true;
    for (long i = ilvl + 1; i < MB_NUM_LEVELS; i++)
        if (restarts(level_of(list, i), i, ilvl))
            a->counting[i] = false;
}

static void put_number(const struct list *list, long i, bool legal,
                       struct mb_buf *out)
{
    const struct level *level = level_of(list, i);
    const struct abstract *a = list->abstract;
    enum mb_numeral style = legal && level->style != MB_NUMERAL_NONE
                                ? MB_NUMERAL_DECIMAL
                                : level->style;
    char number[MB_NUMERAL_SIZE];

    mb_numeral_put(style, a->counting[i] ? a->count[i] : level->start, number);
    mb_buf_puts(out, number);
}

/* The level's text with %1 … %9 replaced. */
static void put_label(const struct list *list, long ilvl,
                      char label[MB_NUM_LABEL_SIZE])
{
    const struct level *level = level_of(list, ilvl);
    struct mb_span text = level->text;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_span made;

    for (size_t i = 0; i < text.len; i++) {
        char next = i + 1 < text.len ? text.ptr[i + 1] : '\0';
        if (text.ptr[i] == '%' && next >= '1' && next <= '9') {
            put_number(list, next - '1', level->legal, &out);
            i++;
        } else {
            mb_buf_putc(&out, text.ptr[i]);
        }
    }
    made = mb_span_trim(mb_buf_span(&out));
    if (made.len < MB_NUM_LABEL_SIZE && !out.failed) {
        memcpy(label, made.ptr, made.len);
        label[made.len] = '\0';
    }
    mb_buf_done(&out);
}

/* The level that is tied to a paragraph style, or `otherwise`. */
static long level_by_style(const struct list *list, struct mb_span style,
                           long otherwise)
{
    for (long i = 0; i < MB_NUM_LEVELS; i++)
        if (style.len > 0 && mb_span_eq(level_of(list, i)->pstyle, style))
            return i;
    return otherwise;
}

long mb_numbering_next(struct mb_numbering *numbering, long num_id, long level,
                       struct mb_span style, char label[MB_NUM_LABEL_SIZE])
{
    struct list *list = numbering != NULL ? find_list(numbering, num_id) : NULL;

    label[0] = '\0';
    if (list == NULL || list->abstract == NULL)
        return MB_NUM_UNSET;
    level = level_by_style(list, style, level);
    if (!is_level(level))
        level = 0;
    count(list, level);
    if (level_of(list, level)->bullet && level_of(list, level)->text.len > 0)
        memcpy(label, "\xE2\x80\xA2", 4);
    else if (!level_of(list, level)->bullet)
        put_label(list, level, label);
    return level;
}
