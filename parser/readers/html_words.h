/* The words of a web page, which did not go through the parser. */
#ifndef MB_PARSER_READERS_HTML_WORDS_H
#define MB_PARSER_READERS_HTML_WORDS_H

#include "base/span.h"

/* Whether a page (UTF-8) holds characters that XML, and so a page, cannot:
 * control characters, U+FFFE, U+FFFF. They are left out of its words. */
bool mb_html_is_odd(struct mb_span page);

#endif
