/* libxml2's SAX2 with handlers for elements and words only. Without handlers
 * for entities none is expanded; a document type stops the parser, since
 * neither OOXML nor ModernGov has one and attacks begin there.
 */
#include "parser/readers/sax.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { ATTRIBUTE_FIELDS = 5 }; /* local name, prefix, URI, value, its end */

struct mb_sax_run {
    const char *what;
    const struct mb_sax *handlers;
    xmlParserCtxtPtr parser;
    uint32_t depth;
    uint32_t depth_max;
    bool too_deep;
    bool doctype;
};

struct mb_span mb_sax_attribute(const struct mb_sax_tag *tag, const char *name)
{
    const xmlChar *const *a = tag->attributes;

    for (int i = 0; i < tag->nattributes; i++, a += ATTRIBUTE_FIELDS)
        if (strcmp((const char *)a[0], name) == 0)
            return (struct mb_span){(const char *)a[3], (size_t)(a[4] - a[3])};
    return MB_SPAN_NULL;
}

const char *mb_sax_attribute_at(const struct mb_sax_tag *tag, int n,
                                struct mb_span *ret_value)
{
    const xmlChar *const *a = tag->attributes;

    a += (size_t)n * ATTRIBUTE_FIELDS;
    *ret_value = (struct mb_span){(const char *)a[3], (size_t)(a[4] - a[3])};
    return (const char *)a[0];
}

long mb_sax_number(const struct mb_sax_tag *tag, const char *name,
                   long otherwise)
{
    struct mb_span s = mb_sax_attribute(tag, name);
    char digits[16];
    char *end;
    long n;

    if (s.len == 0 || s.len >= sizeof digits)
        return otherwise;
    memcpy(digits, s.ptr, s.len);
    digits[s.len] = '\0';
    n = strtol(digits, &end, 10);
    return end == digits ? otherwise : n;
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int nspaces, const xmlChar **spaces,
                     int nattributes, int ndefaulted,
                     const xmlChar **attributes)
{
    struct mb_sax_run *run = ctx;
    struct mb_sax_tag tag = {(const char *)name, (const char *)uri, attributes,
                             nattributes};

    (void)prefix;
    (void)nspaces;
    (void)spaces;
    (void)ndefaulted;
    if (run->depth++ >= run->depth_max) {
        run->too_deep = true;
        xmlStopParser(run->parser);
        return;
    }
    run->handlers->start(run->handlers->ctx, &tag);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *uri)
{
    struct mb_sax_run *run = ctx;

    (void)prefix;
    (void)uri;
    run->depth--;
    run->handlers->end(run->handlers->ctx, (const char *)name);
}

static void on_words(void *ctx, const xmlChar *ch, int len)
{
    struct mb_sax_run *run = ctx;

    if (len > 0)
        run->handlers->words(run->handlers->ctx,
                             (struct mb_span){(const char *)ch, (size_t)len});
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *id,
                       const xmlChar *system)
{
    struct mb_sax_run *run = ctx;

    (void)name;
    (void)id;
    (void)system;
    run->doctype = true;
    xmlStopParser(run->parser);
}

/* What came of it, told in one line. */
static enum mb_status verdict(const struct mb_sax_run *run, struct mb_err *err)
{
    const char *what = run->what;
    const xmlError *last = xmlCtxtGetLastError(run->parser);

    if (run->doctype)
        return mb_err_set(err, MB_ERR_FORMAT,
                          "%s has a document type (DTD), which is not read",
                          what);
    if (run->too_deep)
        return mb_err_set(err, MB_ERR_LIMIT, "%s is nested more than %u deep",
                          what, (unsigned)run->depth_max);
    if (run->parser->wellFormed)
        return MB_OK;
    if (last != NULL && last->code == XML_ERR_NO_MEMORY)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    return mb_err_set(err, MB_ERR_FORMAT, "%s is damaged at line %d: %.*s",
                      what, last != NULL ? last->line : 0,
                      last != NULL && last->message != NULL
                          ? (int)strcspn(last->message, "\n")
                          : 0,
                      last != NULL && last->message != NULL ? last->message
                                                            : "");
}

static const xmlSAXHandler events = {.initialized = XML_SAX2_MAGIC,
                                     .startElementNs = on_start,
                                     .endElementNs = on_end,
                                     .characters = on_words,
                                     .cdataBlock = on_words,
                                     .ignorableWhitespace = on_words,
                                     .internalSubset = on_doctype};
#define OPTIONS                                                                \
    (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING                 \
     | XML_PARSE_IGNORE_ENC)

enum mb_status mb_sax_parse(struct mb_span xml, const char *what,
                            const struct mb_sax *handlers, uint32_t depth,
                            struct mb_err *err)
{
    struct mb_sax_run run = {.what = what,
                             .handlers = handlers,
                             .depth_max = depth != 0 ? depth : UINT32_MAX};
    enum mb_status st;

    if (xml.len == 0 || xml.len > INT_MAX)
        return mb_err_set(err, MB_ERR_FORMAT, "%s is %s", what,
                          xml.len == 0 ? "empty" : "too long");
    run.parser = xmlCreateMemoryParserCtxt(xml.ptr, (int)xml.len);
    if (run.parser == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    xmlCtxtUseOptions(run.parser, OPTIONS);
    xmlSwitchEncoding(run.parser, XML_CHAR_ENCODING_UTF8);
    *run.parser->sax = events;
    run.parser->userData = &run;
    xmlParseDocument(run.parser);
    st = verdict(&run, err);
    xmlFreeParserCtxt(run.parser);
    return st;
}

enum mb_status mb_sax_pull(mb_sax_read *read, void *ctx, const char *what,
                           const struct mb_sax *handlers, uint32_t depth,
                           struct mb_err *err)
{
    struct mb_sax_run run = {.what = what,
                             .handlers = handlers,
                             .depth_max = depth != 0 ? depth : UINT32_MAX};
    xmlSAXHandler sax = events;
    enum mb_status st;

    run.parser = xmlCreateIOParserCtxt(&sax, &run, read, NULL, ctx,
                                       XML_CHAR_ENCODING_NONE);
    if (run.parser == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    xmlCtxtUseOptions(run.parser, OPTIONS);
    xmlParseDocument(run.parser);
    st = verdict(&run, err);
    xmlFreeParserCtxt(run.parser);
    return st;
}
