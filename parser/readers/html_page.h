/* A web page while it is read: what the HTML reader's parts share.
 *
 * html.c runs libxml2's parser; its events come here (html_page.c; words:
 * html_words.c), where they become lines.
 */
#ifndef MB_PARSER_READERS_HTML_PAGE_H
#define MB_PARSER_READERS_HTML_PAGE_H

#include "base/diag.h"
#include "parser/readers/html_clean.h"
#include "parser/readers/html_tags.h"
#include "parser/readers/lines.h"
#include "parser/readers/numerals.h"

#include <libxml/HTMLparser.h>

enum {
    MB_HTML_STACK_MAX = 512, /* states; limits->depth may be less */
    MB_HTML_NESTING_FACTOR =
        8, /* times the limit: the parser is stopped there */
    MB_HTML_LISTS_MAX = 32
};

struct mb_html_state {
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

struct mb_html_list {
    enum mb_numeral style; /* none: bullets */
    long next;
};

/* Elements met: libxml2 gives the same pointer for the same name. */
enum { MB_HTML_KNOWN_TAGS = 64 };
struct mb_html_known_tag {
    const xmlChar *name;
    struct mb_tag tag;
};

struct mb_html_page {
    struct mb_span markup; /* as it was before it was cleaned */
    const struct mb_html_marks *marks;
    size_t next; /* of its words: the first that the parser did not tell of */
    bool odd;    /* characters are among them that a page cannot show */
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
    struct mb_html_state stack[MB_HTML_STACK_MAX];
    struct mb_html_list lists[MB_HTML_LISTS_MAX];
    struct mb_html_known_tag known[MB_HTML_KNOWN_TAGS];
};

/* libxml2's events; ctx is the page. */
void mb_html_on_start(void *ctx, const xmlChar *name, const xmlChar **atts);
void mb_html_on_end(void *ctx, const xmlChar *name);
void mb_html_on_words(void *ctx, const xmlChar *ch, int len);

/* Whether words would be shown, or be the page's title, now. */
bool mb_html_shows(const struct mb_html_page *page);
/* Words without references, white space too, into the innermost element. */
void mb_html_put(struct mb_html_page *page, struct mb_span s);

#endif
