/* Each element pushes a copy of the state around it, changed by what its
 * name, class and style say; words go to mb_lines under the state of the
 * innermost element. Elements nested deeper than the limit push nothing:
 * their words are read in the state of the last one that did.
 */
#include "parser/readers/html_page.h"

#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static struct mb_html_state *top(struct mb_html_page *page)
{
    return &page->stack[page->depth - 1];
}

/* The value of an attribute, "" without one, NULL if it is not there. */
static const char *attribute(const xmlChar **atts, const char *name)
{
    for (; atts != NULL && atts[0] != NULL; atts += 2)
        if (strcmp((const char *)atts[0], name) == 0)
            return atts[1] != NULL ? (const char *)atts[1] : "";
    return NULL;
}

static unsigned number_attribute(const xmlChar **atts, const char *name,
                                 unsigned otherwise)
{
    const char *value = attribute(atts, name);
    long n = value != NULL ? strtol(value, NULL, 10) : 0;

    return n > 0 && n < 10000 ? (unsigned)n : otherwise;
}

/* How a line that begins now is marked. */
static struct mb_line_style style_now(const struct mb_html_page *page,
                                      const struct mb_html_state *s)
{
    struct mb_line_style style = {s->kind, s->level, s->flags};

    if (page->lines->open)
        return style; /* not looked at */
    if (style.kind == MB_MARK_LIST_ITEM && page->lines->label[0] == '\0') {
        style.kind = MB_MARK_PARAGRAPH; /* a second paragraph of the item */
        style.level = 0;
        style.flags |= MB_MARK_INDENTED;
    }
    if (page->after_br && style.kind == MB_MARK_PARAGRAPH)
        style.kind = MB_MARK_NONE;
    return style;
}

static void put_pre(struct mb_html_page *page, struct mb_span s)
{
    const struct mb_html_state *now = top(page);

    while (s.ptr != NULL) {
        struct mb_span line;
        s = mb_span_cut(s, '\n', &line);
        mb_lines_raw(page->lines, line, style_now(page, now), now->bold);
        if (s.ptr != NULL)
            mb_lines_break(page->lines);
    }
}

bool mb_html_shows(const struct mb_html_page *page)
{
    const struct mb_html_state *now = &page->stack[page->depth - 1];

    return now->title || !now->skip;
}

void mb_html_put(struct mb_html_page *page, struct mb_span s)
{
    const struct mb_html_state *now = top(page);

    if (now->title) {
        mb_lines_words(&page->title, s,
                       (struct mb_line_style){MB_MARK_NONE, 0, 0}, false);
        return;
    }
    if (now->skip || s.len == 0)
        return;
    if (now->pre) {
        put_pre(page, s);
        return;
    }
    mb_lines_words(page->lines, s, style_now(page, now), now->bold);
    if (page->lines->open)
        page->after_br = false;
}

static void on_br(struct mb_html_page *page)
{
    uint8_t kind = top(page)->kind;

    if (top(page)->skip)
        return;
    /* a heading is one line, however it was set */
    if (kind == MB_MARK_HEADING || kind == MB_MARK_TITLE
        || kind == MB_MARK_ITEM_TITLE) {
        page->lines->space = true;
        return;
    }
    if (!page->lines->open)
        page->lines->gap = true; /* a second one in a row */
    mb_lines_break(page->lines);
    page->after_br = true;
}

static void open_block(struct mb_html_page *page, struct mb_html_state *s,
                       bool gap)
{
    s->own_line = true;
    if (s->skip)
        return;
    if (gap)
        mb_lines_gap(page->lines);
    else
        mb_lines_break(page->lines);
    page->after_br = false;
}

static void open_list(struct mb_html_page *page, struct mb_html_state *s,
                      bool ordered, const xmlChar **atts)
{
    static const struct {
        const char *type;
        enum mb_numeral style;
    } types[] = {{"a", MB_NUMERAL_LOWER_LETTER},
                 {"A", MB_NUMERAL_UPPER_LETTER},
                 {"i", MB_NUMERAL_LOWER_ROMAN},
                 {"I", MB_NUMERAL_UPPER_ROMAN}};
    static const struct {
        const char *css;
        enum mb_numeral style;
    } styles[] = {{"lower-alpha", MB_NUMERAL_LOWER_LETTER},
                  {"lower-latin", MB_NUMERAL_LOWER_LETTER},
                  {"upper-alpha", MB_NUMERAL_UPPER_LETTER},
                  {"lower-roman", MB_NUMERAL_LOWER_ROMAN},
                  {"upper-roman", MB_NUMERAL_UPPER_ROMAN}};
    const char *type = attribute(atts, "type");
    const char *css = attribute(atts, "style");
    struct mb_html_list *list;

    open_block(page, s, s->lists == 0);
    if (s->lists < MB_HTML_LISTS_MAX)
        s->lists++;
    list = &page->lists[s->lists - 1];
    list->style = ordered ? MB_NUMERAL_DECIMAL : MB_NUMERAL_NONE;
    list->next = number_attribute(atts, "start", 1);
    for (size_t i = 0; ordered && i < sizeof types / sizeof *types; i++)
        if (type != NULL && strcmp(type, types[i].type) == 0)
            list->style = types[i].style;
    for (size_t i = 0; ordered && i < sizeof styles / sizeof *styles; i++)
        if (css != NULL && strcasestr(css, styles[i].css) != NULL)
            list->style = styles[i].style;
}

static void open_item(struct mb_html_page *page, struct mb_html_state *s,
                      const xmlChar **atts)
{
    char label[MB_NUMERAL_SIZE + 1];
    struct mb_html_list *list;
    size_t len;

    open_block(page, s, false);
    if (s->skip)
        return;
    list = s->lists > 0 ? &page->lists[s->lists - 1] : NULL;
    if (list == NULL || list->style == MB_NUMERAL_NONE) {
        mb_lines_label(page->lines, "\xE2\x80\xA2");
    } else {
        list->next = number_attribute(atts, "value", (unsigned)list->next);
        len = mb_numeral_put(list->style, list->next++, label);
        label[len] = '.';
        label[len + 1] = '\0';
        mb_lines_label(page->lines, label);
    }
    if (s->kind != MB_MARK_FURNITURE) {
        s->kind = MB_MARK_LIST_ITEM;
        s->level = s->lists > 0 ? s->lists : 1;
    }
}

static void open_heading(struct mb_html_page *page, struct mb_html_state *s,
                         unsigned level)
{
    open_block(page, s, true);
    if (s->kind == MB_MARK_FURNITURE && (s->hard || level != 1))
        return;
    s->kind = MB_MARK_HEADING;
    s->level = (uint8_t)level;
    if (level == 1 && !page->title_seen && !s->skip) {
        s->kind = MB_MARK_TITLE;
        page->title_seen = true;
    }
}

static void mark_furniture(struct mb_html_state *s, bool hard)
{
    s->kind = MB_MARK_FURNITURE;
    s->level = 0;
    s->hard = s->hard || hard;
}

static void open_cell(struct mb_html_page *page, struct mb_html_state *s,
                      bool head, const xmlChar **atts)
{
    if (s->skip)
        return;
    mb_lines_cell_open(page->lines, head, number_attribute(atts, "colspan", 1),
                       number_attribute(atts, "rowspan", 1));
    page->after_br = false;
    s->own_line = true;
    s->bold = s->bold || head;
    if (s->kind != MB_MARK_FURNITURE) {
        s->kind = MB_MARK_PARAGRAPH;
        s->level = 0;
    }
}

/* What the element's name asks for. */
static void open_by_role(struct mb_html_page *page, struct mb_html_state *s,
                         struct mb_tag tag, const xmlChar **atts)
{
    switch (tag.role) {
    case MB_TAG_INLINE:
    case MB_TAG_BR:
    case MB_TAG_META:
    case MB_TAG_LINK:
        break;
    case MB_TAG_BLOCK:
        open_block(page, s, false);
        break;
    case MB_TAG_PARA:
        open_block(page, s, true);
        break;
    case MB_TAG_SKIP:
        s->skip = true;
        break;
    case MB_TAG_DELETED:
        s->skip = true;
        if (!page->deleted_seen)
            mb_diags_add(page->diags, MB_DIAG_TRACKED_CHANGES, 0, 0,
                         MB_SPAN_NULL);
        page->deleted_seen = true;
        break;
    case MB_TAG_BOLD:
        s->bold = true;
        break;
    case MB_TAG_HEADING:
        open_heading(page, s, tag.level);
        break;
    case MB_TAG_CAPTION:
        open_heading(page, s, 4);
        break;
    case MB_TAG_FURNITURE:
        open_block(page, s, true);
        mark_furniture(s, true);
        break;
    case MB_TAG_HEADER:
        open_block(page, s, true);
        if (!s->main)
            mark_furniture(s, false);
        break;
    case MB_TAG_MAIN:
        open_block(page, s, true);
        s->main = true;
        break;
    case MB_TAG_INDENT:
        open_block(page, s, true);
        s->flags |= MB_MARK_INDENTED;
        break;
    case MB_TAG_CENTRED:
        open_block(page, s, false);
        s->flags |= MB_MARK_CENTRED;
        break;
    case MB_TAG_PRE:
        open_block(page, s, true);
        s->pre = true;
        break;
    case MB_TAG_UL:
    case MB_TAG_OL:
        open_list(page, s, tag.role == MB_TAG_OL, atts);
        break;
    case MB_TAG_LI:
        open_item(page, s, atts);
        break;
    case MB_TAG_DT:
        open_block(page, s, true);
        if (s->kind != MB_MARK_FURNITURE)
            s->kind = MB_MARK_LABEL;
        break;
    case MB_TAG_DD:
        open_block(page, s, false);
        break;
    case MB_TAG_TABLE:
        s->own_line = true;
        if (!s->skip)
            mb_lines_table_open(page->lines);
        break;
    case MB_TAG_ROW:
        if (!s->skip)
            mb_lines_row_open(page->lines);
        break;
    case MB_TAG_CELL:
    case MB_TAG_HEAD_CELL:
        open_cell(page, s, tag.role == MB_TAG_HEAD_CELL, atts);
        break;
    case MB_TAG_TITLE:
        s->skip = true;
        s->title = !page->lines->open && page->lines->n == 0
                   && page->title.words.len == 0;
        break;
    }
}

/* What its classes ask for; after the name, which they outrank. */
static void open_by_class(struct mb_html_state *s, const struct mb_class *class)
{
    if (class->hints & MB_CLASS_SKIP)
        s->skip = true;
    if (class->hints & MB_CLASS_HIDDEN) {
        if (s->own_line)
            mark_furniture(s, true);
        else
            s->skip = true;
    }
    if (s->own_line && (class->hints & MB_CLASS_FURNITURE))
        mark_furniture(s, true);
    if (!(class->hints & MB_CLASS_MARK) || s->kind == MB_MARK_FURNITURE)
        return;
    if (class->kind == MB_MARK_ITEM_TITLE && s->kind == MB_MARK_ITEM_NUMBER)
        return; /* the number's cell holds a paragraph of that class */
    s->kind = class->kind;
    s->level = class->level;
}

static void read_style(struct mb_html_state *s, const char *value)
{
    struct mb_css css = mb_css_read(mb_span_str(value));

    s->skip = s->skip || css.hidden || css.deleted;
    s->bold = s->bold || css.bold;
    if (css.indented)
        s->flags |= MB_MARK_INDENTED;
    if (css.centred)
        s->flags |= MB_MARK_CENTRED;
}

static void read_attributes(struct mb_html_state *s, const xmlChar **atts)
{
    struct mb_class class = {0, 0, 0};
    const char *role = NULL;

    for (; atts != NULL && atts[0] != NULL; atts += 2) {
        const char *name = (const char *)atts[0];
        const char *value = atts[1] != NULL ? (const char *)atts[1] : "";
        if (strcmp(name, "class") == 0 || strcmp(name, "id") == 0)
            mb_class_read(mb_span_str(value), &class);
        else if (strcmp(name, "style") == 0)
            read_style(s, value);
        else if (strcmp(name, "align") == 0 && strcasecmp(value, "center") == 0)
            s->flags |= MB_MARK_CENTRED;
        else if (strcmp(name, "hidden") == 0)
            s->skip = true;
        else if (strcmp(name, "role") == 0)
            role = value;
        else if (strcmp(name, "action") == 0 && s->own_line
                 && strcasestr(value, "search") != NULL)
            mark_furniture(s, true);
    }
    if (class.hints != 0)
        open_by_class(s, &class);
    if (role != NULL && s->own_line
        && (strcmp(role, "navigation") == 0 || strcmp(role, "search") == 0
            || strcmp(role, "contentinfo") == 0))
        mark_furniture(s, true);
}

/* Keep the best address that the page gives for itself. */
static void note_address(struct mb_html_page *page, const char *address,
                         unsigned rank)
{
    if (address == NULL || rank <= page->canonical_rank)
        return;
    xmlFree(page->canonical);
    page->canonical = (char *)xmlStrdup((const xmlChar *)address);
    page->canonical_rank = rank;
}

static void on_head_element(struct mb_html_page *page, enum mb_tag_role role,
                            const xmlChar **atts)
{
    const char *key = attribute(atts, role == MB_TAG_LINK ? "rel" : "property");

    if (key == NULL)
        return;
    if (role == MB_TAG_LINK && strcasecmp(key, "canonical") == 0)
        note_address(page, attribute(atts, "href"), 3);
    if (role == MB_TAG_META && strcasecmp(key, "og:url") == 0)
        note_address(page, attribute(atts, "content"), 2);
}

static struct mb_tag tag_of(struct mb_html_page *page, const xmlChar *name)
{
    struct mb_html_known_tag *known =
        &page->known[((uintptr_t)name >> 3) % MB_HTML_KNOWN_TAGS];

    if (known->name != name) {
        known->name = name;
        known->tag = mb_tag_find((const char *)name);
    }
    return known->tag;
}

void mb_html_on_start(void *ctx, const xmlChar *name, const xmlChar **atts)
{
    struct mb_html_page *page = ctx;
    struct mb_tag tag = tag_of(page, name);
    struct mb_html_state *s;

    if (tag.role == MB_TAG_META || tag.role == MB_TAG_LINK)
        on_head_element(page, tag.role, atts);
    if (tag.role == MB_TAG_BR)
        on_br(page);
    if (page->depth == page->depth_max) {
        if (page->beyond++ == 0)
            mb_diags_add(page->diags, MB_DIAG_NESTED_DEEP, 0, 0, MB_SPAN_NULL);
        if (page->beyond > page->depth_max * MB_HTML_NESTING_FACTOR) {
            page->too_deep = true;
            xmlStopParser(page->parser);
        }
        return;
    }
    s = &page->stack[page->depth];
    *s = page->stack[page->depth - 1];
    page->depth++;
    s->role = (uint8_t)tag.role;
    s->own_line = false;
    s->title = false;
    /* indents and centring are of the blocks that state them */
    open_by_role(page, s, tag, atts);
    read_attributes(s, atts);
}

void mb_html_on_end(void *ctx, const xmlChar *name)
{
    struct mb_html_page *page = ctx;
    struct mb_html_state *s = top(page);
    struct mb_lines *lines = page->lines;

    (void)name; /* the parser sends ends that fit the starts */
    if (page->beyond > 0) {
        page->beyond--;
        return;
    }
    if (page->depth == 1)
        return;
    page->depth--;
    if (s->role == MB_TAG_BR || top(page)->skip)
        return;
    if (s->role == MB_TAG_TABLE)
        mb_lines_table_close(lines);
    else if (s->role == MB_TAG_ROW)
        mb_lines_row_close(lines);
    else if (s->role == MB_TAG_PARA || s->role == MB_TAG_HEADING
             || s->role == MB_TAG_INDENT || s->role == MB_TAG_CAPTION
             || ((s->role == MB_TAG_UL || s->role == MB_TAG_OL)
                 && s->lists == 1))
        mb_lines_gap(lines);
    else if (s->own_line)
        mb_lines_break(lines);
    if (s->role == MB_TAG_LI)
        mb_lines_label(lines, ""); /* an item without words */
    if (s->own_line)
        page->after_br = false;
}
