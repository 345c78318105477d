/* libxml2's HTML parser, by its SAX interface: it neither builds a tree (its
 * own drops text below depth 256) nor fetches anything. The page is decoded
 * and cleaned before it, so the parser sees UTF-8 without scripts, comments
 * and Word's conditional marks; and without the words, which cost it most and
 * which it could only hand back. What its events mean is in html_page.c.
 */
#include "parser/readers/html.h"

#include "parser/reader.h"
#include "parser/readers/decode.h"
#include "parser/readers/html_clean.h"
#include "parser/readers/html_page.h"
#include "parser/readers/html_words.h"
#include "parser/uri.h"

#include <libxml/parserInternals.h>
#include <limits.h>
#include <stdlib.h>

static enum mb_status parse(struct mb_html_page *page, struct mb_span markup,
                            struct mb_err *err)
{
    htmlSAXHandler sax = {.startElement = mb_html_on_start,
                          .endElement = mb_html_on_end,
                          .characters = mb_html_on_words,
                          .ignorableWhitespace = mb_html_on_words};
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
                          page->depth_max * (MB_HTML_NESTING_FACTOR + 1));
    return MB_OK;
}

static struct mb_html_page *page_new(struct mb_lines *lines,
                                     const struct mb_limits *limits,
                                     struct mb_diags *diags)
{
    struct mb_html_page *page = calloc(1, sizeof *page);
    unsigned most = limits->depth != 0 && limits->depth < MB_HTML_STACK_MAX
                        ? limits->depth
                        : MB_HTML_STACK_MAX;

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

static void page_free(struct mb_html_page *page)
{
    if (page == NULL)
        return;
    mb_lines_done(&page->title);
    xmlFree(page->canonical);
    free(page);
}

/* Clean and parse; the page holds what else was found out. */
static enum mb_status read_page(struct mb_html_page *page,
                                struct mb_span markup, struct mb_err *err)
{
    struct mb_html_marks marks;
    enum mb_status st;

    mb_html_clean(markup, &marks);
    st = mb_buf_status(marks.markup.failed ? &marks.markup : &marks.words, err);
    if (st == MB_OK && marks.saved_from.ptr != NULL) {
        page->canonical = (char *)xmlStrndup(
            (const xmlChar *)marks.saved_from.ptr, (int)marks.saved_from.len);
        page->canonical_rank = 1;
    }
    page->markup = markup;
    page->marks = &marks;
    page->odd = mb_html_is_odd(markup);
    if (st == MB_OK)
        st = parse(page, mb_buf_span(&marks.markup), err);
    page->marks = NULL;
    mb_html_marks_done(&marks);
    return st;
}

enum mb_status mb_html_append(struct mb_lines *lines, struct mb_span markup,
                              const struct mb_limits *limits,
                              struct mb_diags *diags, struct mb_err *err)
{
    struct mb_html_page *page = page_new(lines, limits, diags);
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
    struct mb_html_page *page;
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
