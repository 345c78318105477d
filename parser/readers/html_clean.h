/* What has to be done to a web page before a parser sees it. */
#ifndef MB_PARSER_READERS_HTML_CLEAN_H
#define MB_PARSER_READERS_HTML_CLEAN_H

#include "base/buf.h"

#include <stdint.h>

/* The encoding that a page declares (meta charset, http-equiv, XML
 * declaration) in its first 4 KB, or null. Points into page. */
struct mb_span mb_html_charset(struct mb_span page);
/* The one of an XML declaration alone. */
struct mb_span mb_xml_encoding(struct mb_span xml);

/* A page's marks, for the parser, and its words, which need not go through it:
 * a character stands for the words between two marks. Those characters follow
 * each other, so that words which the parser did not tell of (they stood in a
 * broken tag) do not put the rest out of step.
 */
enum {
    MB_HTML_WORDS_FIRST = 0x80,    /* the character for the first words */
    MB_HTML_WORDS_TOLD_APART = 128 /* and so many until it comes again */
};
struct mb_html_words { /* bytes of the page */
    uint32_t start;
    uint32_t len;
};
struct mb_html_marks {
    struct mb_buf markup;
    struct mb_buf words;       /* of struct mb_html_words */
    struct mb_span saved_from; /* "saved from url=(0042)…", or null */
};

/* Tell the marks and words of a page apart.
 *
 * page   UTF-8 of less than 4 GiB, borrowed: saved_from points into it
 * marks  freed by mb_html_marks_done; its buffers say where memory ran out
 *
 * Comments, scripts, style sheets and Word's conditional marks (<![if …]>,
 * which libxml2 2.9 would show as text) are left out, and attributes that no
 * reader looks at: they are the greater part of many pages.
 */
void mb_html_clean(struct mb_span page, struct mb_html_marks *marks);
void mb_html_marks_done(struct mb_html_marks *marks);

#endif
