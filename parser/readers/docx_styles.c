/* One pass collects what each style says itself; then each is completed from
 * the style it is based on, with a bound on the length of that chain, so that
 * a circle ends.
 */
#include "parser/readers/docx_styles.h"

#include "parser/readers/sax.h"
#include "parser/text.h"

#include <stdlib.h>
#include <string.h>

enum { CHAIN_MAX = 32 };

struct reading {
    struct mb_docx_styles styles;
    struct mb_docx_style *now; /* the open style, or NULL */
    struct mb_span default_id;
    struct mb_arena *arena;
};

static const struct mb_docx_style empty_style = MB_DOCX_STYLE_EMPTY;

/* Built-in styles have these names in every language of Word. */
static void read_name(struct mb_docx_style *style, struct mb_span name)
{
    if (mb_span_istarts(name, MB_SPAN_LIT("heading ")) && name.len == 9
        && name.ptr[8] >= '1' && name.ptr[8] <= '9') {
        style->kind = MB_MARK_HEADING;
        style->level = (uint8_t)(name.ptr[8] - '0');
    } else if (mb_span_ieq(name, MB_SPAN_LIT("title"))) {
        style->kind = MB_MARK_TITLE;
        style->level = 1;
    } else if (mb_span_ieq(name, MB_SPAN_LIT("subtitle"))) {
        style->kind = MB_MARK_TITLE;
        style->level = 2;
    } else if (mb_span_istarts(name, MB_SPAN_LIT("toc "))) {
        style->kind = MB_MARK_FURNITURE; /* a table of contents */
    }
}

/* A property that is on unless its value says off. */
static int8_t on_off(const struct mb_sax_tag *tag)
{
    struct mb_span val = mb_sax_attribute(tag, "val");

    return !(mb_span_eq(val, MB_SPAN_LIT("0"))
             || mb_span_eq(val, MB_SPAN_LIT("false"))
             || mb_span_eq(val, MB_SPAN_LIT("off")));
}

static void open_style(struct reading *r, const struct mb_sax_tag *tag)
{
    struct mb_span id = mb_sax_attribute(tag, "styleId");
    struct mb_docx_style *style =
        mb_arena_push(r->arena, &r->styles.at, &r->styles.n, sizeof *style);

    r->now = style;
    if (style == NULL)
        return;
    *style = empty_style;
    style->id = mb_arena_dup(r->arena, id);
    if (mb_sax_attribute(tag, "default").len > 0
        && mb_span_eq(mb_sax_attribute(tag, "type"), MB_SPAN_LIT("paragraph")))
        r->default_id = style->id;
}

static void read_property(struct reading *r, struct mb_docx_style *style,
                          const struct mb_sax_tag *tag)
{
    struct mb_span val = mb_sax_attribute(tag, "val");

    if (strcmp(tag->name, "name") == 0)
        read_name(style, val);
    else if (strcmp(tag->name, "basedOn") == 0)
        style->based_on = mb_arena_dup(r->arena, val);
    else if (strcmp(tag->name, "numId") == 0)
        style->num_id = mb_sax_number(tag, "val", MB_NUM_UNSET);
    else if (strcmp(tag->name, "ilvl") == 0)
        style->num_level = mb_sax_number(tag, "val", MB_NUM_UNSET);
    else if (strcmp(tag->name, "outlineLvl") == 0)
        style->outline = mb_sax_number(tag, "val", MB_NUM_UNSET);
    else if (strcmp(tag->name, "b") == 0)
        style->bold = on_off(tag);
    else if (strcmp(tag->name, "vanish") == 0)
        style->hidden = on_off(tag);
    else if (strcmp(tag->name, "jc") == 0)
        style->centred = mb_span_eq(val, MB_SPAN_LIT("center"));
}

static void on_start(void *ctx, const struct mb_sax_tag *tag)
{
    struct reading *r = ctx;

    if (strcmp(tag->name, "style") == 0)
        open_style(r, tag);
    else if (strcmp(tag->name, "tblStylePr") == 0)
        r->now = NULL; /* of some cells; it comes last */
    else if (r->now != NULL)
        read_property(r, r->now, tag);
}

static void on_end(void *ctx, const char *name)
{
    struct reading *r = ctx;

    if (strcmp(name, "style") == 0)
        r->now = NULL;
}

static void on_words(void *ctx, struct mb_span s)
{
    (void)ctx;
    (void)s;
}

static int compare_style(const void *a, const void *b)
{
    return mb_span_cmp(((const struct mb_docx_style *)a)->id,
                       ((const struct mb_docx_style *)b)->id);
}

static struct mb_docx_style *find(const struct mb_docx_styles *styles,
                                  struct mb_span id)
{
    struct mb_docx_style key = {.id = id};

    if (id.ptr == NULL || styles->n == 0)
        return NULL;
    return bsearch(&key, styles->at, styles->n, sizeof key, compare_style);
}

#define INHERIT(member, unset)                                                 \
    do {                                                                       \
        if (style->member == (unset))                                          \
            style->member = base->member;                                      \
    } while (0)

static void inherit(struct mb_docx_style *style,
                    const struct mb_docx_style *base)
{
    INHERIT(num_id, MB_NUM_UNSET);
    INHERIT(num_level, MB_NUM_UNSET);
    INHERIT(outline, MB_NUM_UNSET);
    INHERIT(bold, -1);
    INHERIT(hidden, -1);
    INHERIT(centred, -1);
    if (style->kind == MB_MARK_NONE) {
        style->kind = base->kind;
        style->level = base->level;
    }
}

/* Completes from the originals, so the order does not matter. */
static enum mb_status complete(struct mb_docx_styles *styles,
                               struct mb_arena *arena, struct mb_err *err)
{
    struct mb_docx_styles own = *styles;

    styles->at = mb_arena_alloc(arena, own.n, sizeof *own.at);
    if (styles->at == NULL)
        return mb_arena_status(arena, err);
    if (own.n > 0)
        memcpy(styles->at, own.at, own.n * sizeof *own.at);
    for (uint32_t i = 0; i < own.n; i++) {
        const struct mb_docx_style *base = find(&own, own.at[i].based_on);
        for (int k = 0; k < CHAIN_MAX && base != NULL; k++) {
            inherit(&styles->at[i], base);
            base = find(&own, base->based_on);
        }
    }
    return MB_OK;
}

enum mb_status mb_docx_styles_read(struct mb_span xml, struct mb_arena *arena,
                                   uint32_t depth,
                                   struct mb_docx_styles *ret_styles,
                                   struct mb_err *err)
{
    struct reading r = {.arena = arena};
    struct mb_sax handlers = {&r, on_start, on_end, on_words};
    const struct mb_docx_style *normal;
    enum mb_status st = mb_sax_parse(xml, "styles.xml", &handlers, depth, err);

    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st != MB_OK)
        return st;
    if (r.styles.n > 0)
        qsort(r.styles.at, r.styles.n, sizeof *r.styles.at, compare_style);
    st = complete(&r.styles, arena, err);
    if (st != MB_OK)
        return st;
    normal = find(&r.styles, r.default_id);
    r.styles.defaults = normal != NULL ? *normal : empty_style;
    *ret_styles = r.styles;
    return MB_OK;
}

const struct mb_docx_style *
mb_docx_style_find(const struct mb_docx_styles *styles, struct mb_span id)
{
    const struct mb_docx_style *style = find(styles, id);

    return style != NULL ? style : &styles->defaults;
}
