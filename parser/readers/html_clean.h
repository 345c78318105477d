/* What has to be done to a web page before a parser sees it. */
#ifndef MB_PARSER_READERS_HTML_CLEAN_H
#define MB_PARSER_READERS_HTML_CLEAN_H

#include "base/buf.h"

enum { MB_HTML_ATTRIBUTES_MAX = 32 };

/* The encoding that a page declares (meta charset, http-equiv, XML
 * declaration) in its first 4 KB, or null. Points into page. */
struct mb_span mb_html_charset(struct mb_span page);
/* The one of an XML declaration alone. */
struct mb_span mb_xml_encoding(struct mb_span xml);

/* Append the page without comments, scripts, style sheets and Word's
 * conditional marks (<![if …]>), which libxml2 2.9 would show as text; and
 * without attributes that no reader looks at, which are the greater part of
 * many pages, or more than MB_HTML_ATTRIBUTES_MAX of an element, on which it
 * would spend quadratic time. *ret_saved_from is the address in a comment
 * "saved from url=(0042)…", as browsers write it, or null. */
void mb_html_clean(struct mb_span page, struct mb_buf *out,
                   struct mb_span *ret_saved_from);

#endif
