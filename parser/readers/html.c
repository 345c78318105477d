/* libxml2's HTML parser, by its SAX interface: it neither builds a tree (its
 * own drops text below depth 256) nor fetches anything. The page is decoded
 * and cleaned before it, so the parser sees UTF-8 without scripts, comments
 * and Word's conditional marks.
 *
 * Each element pushes a copy of the state around it, changed by what its
 * name, class and style say; words go to mb_lines under the state of the
 * innermost element. Elements nested deeper than the limit push nothing:
 * their words are read in the state of the last one that did.
 */
#include "parser/readers/html.h"

#include "parser/reader.h"
#include "parser/readers/decode.h"
#include "parser/readers/html_clean.h"
#include "parser/readers/html_tags.h"
#include "parser/readers/numerals.h"
#include "parser/uri.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    STACK_MAX = 512,    /* states; limits->depth may be less */
    NESTING_FACTOR = 8, /* times the limit: the parser is stopped there */
    LISTS_MAX = 32
};

struct state {
    uint8_t role; /* enum mb_tag_role, for the end tag */
    uint8_t kind; /* enum mb_mark_kind of lines that begin here */
    uint8_t level;
    uint8_t flags;
    uint8_t lists; /* lists around it */
    bool skip;
    bool bold;
    bool pre;
    bool main;
    bool title;    /* of the page, in its head */
    bool hard;     /* navigation: also a heading in it is furniture */
    bool own_line; /* the element began a line and ends it */
};

struct list {
    enum mb_numeral style; /* none: bullets */
    long next;
};

struct page {
    struct mb_lines *lines;
    struct mb_lines title;
    struct mb_diags *diags;
    htmlParserCtxtPtr parser;
    unsigned depth_max;
    unsigned depth;  /* states in use */
    unsigned beyond; /* open elements that pushed none */
    bool too_deep;   /* even for the parser */
    bool deleted_seen;
    bool after_br;
    bool title_seen; /* an <h1> */
    char *canonical; /* xmlFree'd */
    unsigned canonical_rank;
    struct state stack[STACK_MAX];
    struct list lists[LISTS_MAX];
};

static struct state *top(struct page *page)
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
static struct mb_line_style style_now(const struct page *page,
                                      const struct state *s)
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

static void put_pre(struct page *page, struct mb_span s)
{
    const struct state *now = top(page);

    while (s.ptr != NULL) {
        struct mb_span line;
        s = mb_span_cut(s, '\n', &line);
        mb_lines_raw(page->lines, line, style_now(page, now), now->bold);
        if (s.ptr != NULL)
            mb_lines_break(page->lines);
    }
}

static void on_words(void *ctx, const xmlChar *ch, int len)
{
    struct page *page = ctx;
    struct mb_span s = {(const char *)ch, (size_t)len};
    const struct state *now = top(page);

    if (now->title) {
        mb_lines_words(&page->title, s,
                       (struct mb_line_style){MB_MARK_NONE, 0, 0}, false);
        return;
    }
    if (now->skip || len <= 0)
        return;
    if (now->pre) {
        put_pre(page, s);
        return;
    }
    mb_lines_words(page->lines, s, style_now(page, now), now->bold);
    if (page->lines->open)
        page->after_br = false;
}

static void on_br(struct page *page)
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

static void open_block(struct page *page, struct state *s, bool gap)
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

static void open_list(struct page *page, struct state *s, bool ordered,
                      const xmlChar **atts)
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
    struct list *list;

    open_block(page, s, s->lists == 0);
    if (s->lists < LISTS_MAX)
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

static void open_item(struct page *page, struct state *s, const xmlChar **atts)
{
    char label[MB_NUMERAL_SIZE + 1];
    struct list *list;
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

static void open_heading(struct page *page, struct state *s, unsigned level)
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

static void mark_furniture(struct state *s, bool hard)
{
    s->kind = MB_MARK_FURNITURE;
    s->level = 0;
    s->hard = s->hard || hard;
}

static void open_cell(struct page *page, struct state *s, bool head,
                      const xmlChar **atts)
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
static void open_by_role(struct page *page, struct state *s, struct mb_tag tag,
                         const xmlChar **atts)
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
static void open_by_class(struct state *s, const struct mb_class *class)
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

static void read_attributes(struct state *s, const xmlChar **atts)
{
    struct mb_class class = {0, 0, 0};
    struct mb_css css;
    const char *role = NULL;

    for (; atts != NULL && atts[0] != NULL; atts += 2) {
        const char *name = (const char *)atts[0];
        const char *value = atts[1] != NULL ? (const char *)atts[1] : "";
        if (strcmp(name, "class") == 0 || strcmp(name, "id") == 0) {
            mb_class_read(value, &class);
        } else if (strcmp(name, "style") == 0) {
            css = mb_css_read(value);
            s->skip = s->skip || css.hidden || css.deleted;
            s->bold = s->bold || css.bold;
            if (css.indented)
                s->flags |= MB_MARK_INDENTED;
            if (css.centred)
                s->flags |= MB_MARK_CENTRED;
        } else if (strcmp(name, "align") == 0
                   && strcasecmp(value, "center") == 0) {
            s->flags |= MB_MARK_CENTRED;
        } else if (strcmp(name, "hidden") == 0) {
            s->skip = true;
        } else if (strcmp(name, "role") == 0) {
            role = value;
        }
    }
    if (class.hints != 0)
        open_by_class(s, &class);
    if (role != NULL && s->own_line
        && (strcmp(role, "navigation") == 0 || strcmp(role, "search") == 0
            || strcmp(role, "contentinfo") == 0))
        mark_furniture(s, true);
}

/* Keep the best address that the page gives for itself. */
static void note_address(struct page *page, const char *address, unsigned rank)
{
    if (address == NULL || rank <= page->canonical_rank)
        return;
    xmlFree(page->canonical);
    page->canonical = (char *)xmlStrdup((const xmlChar *)address);
    page->canonical_rank = rank;
}

static void on_head_element(struct page *page, enum mb_tag_role role,
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

static void on_start(void *ctx, const xmlChar *name, const xmlChar **atts)
{
    struct page *page = ctx;
    struct mb_tag tag = mb_tag_find((const char *)name);
    struct state *s;

    if (tag.role == MB_TAG_META || tag.role == MB_TAG_LINK)
        on_head_element(page, tag.role, atts);
    if (tag.role == MB_TAG_BR)
        on_br(page);
    if (page->depth == page->depth_max) {
        if (page->beyond++ == 0)
            mb_diags_add(page->diags, MB_DIAG_NESTED_DEEP, 0, 0, MB_SPAN_NULL);
        if (page->beyond > page->depth_max * NESTING_FACTOR) {
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

static void on_end(void *ctx, const xmlChar *name)
{
    struct page *page = ctx;
    struct state *s = top(page);
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

static enum mb_status parse(struct page *page, struct mb_span markup,
                            struct mb_err *err)
{
    htmlSAXHandler sax = {.startElement = on_start,
                          .endElement = on_end,
                          .characters = on_words,
                          .ignorableWhitespace = on_words};
    htmlParserCtxtPtr parser;

    if (markup.len == 0)
        return MB_OK;
    if (markup.len > INT_MAX)
        return mb_err_set(err, MB_ERR_LIMIT, "a web page of more than 2 GiB");
    parser = htmlCreateMemoryParserCtxt(markup.ptr, (int)markup.len);
    if (parser == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    htmlCtxtUseOptions(parser, HTML_PARSE_NONET | HTML_PARSE_NOERROR
                                   | HTML_PARSE_NOWARNING
                                   | HTML_PARSE_IGNORE_ENC);
    xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
    *parser->sax = sax;
    parser->userData = page;
    page->parser = parser;
    htmlParseDocument(parser);
    htmlFreeParserCtxt(parser);
    if (page->too_deep)
        return mb_err_set(err, MB_ERR_LIMIT,
                          "markup is nested more than %u deep",
                          page->depth_max * (NESTING_FACTOR + 1));
    return MB_OK;
}

static struct page *page_new(struct mb_lines *lines,
                             const struct mb_limits *limits,
                             struct mb_diags *diags)
{
    struct page *page = calloc(1, sizeof *page);
    unsigned most = limits->depth != 0 && limits->depth < STACK_MAX
                        ? limits->depth
                        : STACK_MAX;

    if (page == NULL)
        return NULL;
    page->lines = lines;
    page->diags = diags;
    page->depth_max = most < 2 ? 2 : most;
    page->depth = 1;
    page->stack[0].kind = MB_MARK_PARAGRAPH;
    mb_lines_init(&page->title, lines->arena);
    return page;
}

static void page_free(struct page *page)
{
    if (page == NULL)
        return;
    mb_lines_done(&page->title);
    xmlFree(page->canonical);
    free(page);
}

/* Clean and parse; the page holds what else was found out. */
static enum mb_status read_page(struct page *page, struct mb_span markup,
                                struct mb_err *err)
{
    struct mb_buf clean = MB_BUF_INIT;
    struct mb_span saved_from;
    enum mb_status st;

    mb_html_clean(markup, &clean, &saved_from);
    st = mb_buf_status(&clean, err);
    if (st == MB_OK && saved_from.ptr != NULL) {
        page->canonical = (char *)xmlStrndup((const xmlChar *)saved_from.ptr,
                                             (int)saved_from.len);
        page->canonical_rank = 1;
    }
    if (st == MB_OK)
        st = parse(page, mb_buf_span(&clean), err);
    mb_buf_done(&clean);
    return st;
}

enum mb_status mb_html_append(struct mb_lines *lines, struct mb_span markup,
                              const struct mb_limits *limits,
                              struct mb_diags *diags, struct mb_err *err)
{
    struct page *page = page_new(lines, limits, diags);
    unsigned tables = lines->depth;
    enum mb_status st;

    if (page == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    page->title_seen = true; /* of the document around it */
    st = read_page(page, markup, err);
    while (lines->depth > tables)
        mb_lines_table_close(lines);
    page_free(page);
    return st;
}

enum mb_status mb_read_html(const struct mb_source *source,
                            const struct mb_reader_options *options,
                            struct mb_arena *arena, struct mb_diags *diags,
                            struct mb_text *ret_text, struct mb_err *err)
{
    struct mb_text text = {
        .reader = MB_SPAN_LIT("html 1 libxml2 " LIBXML_DOTTED_VERSION)};
    struct mb_lines lines;
    struct page *page;
    struct mb_span markup;
    enum mb_status st = mb_decode(source->bytes, mb_html_charset(source->bytes),
                                  arena, diags, &markup, err);

    if (st != MB_OK)
        return st;
    mb_lines_init(&lines, arena);
    page = page_new(&lines, &options->limits, diags);
    st = MB_ERR_NOMEM;
    if (page == NULL)
        mb_err_set(err, st, "%s", mb_status_text(st));
    else
        st = read_page(page, markup, err);
    if (st == MB_OK)
        st = mb_lines_finish(&lines, &text, err);
    if (st == MB_OK) {
        if (page->title.words.len > 0)
            text.title = mb_arena_dup(arena, mb_buf_span(&page->title.words));
        text.uri = mb_uri_canonical(mb_span_str(page->canonical), arena);
        *ret_text = text;
    }
    page_free(page);
    mb_lines_done(&lines);
    return st;
}
