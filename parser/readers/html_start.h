/* The start tags of a web page, with the attributes that a reader looks at. */
#ifndef MB_PARSER_READERS_HTML_START_H
#define MB_PARSER_READERS_HTML_START_H

#include "base/buf.h"

/* Whether a name that a page writes in letters of any case is a known one,
 * which is not empty and in small letters. */
static inline bool mb_html_is_name(struct mb_span name, struct mb_span known)
{
    return name.len == known.len && (name.ptr[0] | 0x20) == known.ptr[0]
           && mb_span_ieq(name, known);
}

/* Classes and styles met on the page, and whether they say anything. Zeroed to
 * begin with; points into the page. */
enum { MB_HTML_VALUES = 64 };
struct mb_html_value {
    struct mb_span value;
    bool style; /* of a style attribute */
    bool tells;
};
struct mb_html_values {
    struct mb_html_value at[MB_HTML_VALUES];
};

/* Append the start tag whose '<' stands at `at`, without the attributes that
 * say nothing to html_page.c; at most one of a name stays.
 *
 * Returns the position behind its '>', or 0, with nothing appended, where it
 * does not end or a quote is not closed.
 */
size_t mb_html_start_copy(struct mb_span page, size_t at,
                          struct mb_html_values *known, struct mb_buf *out);

#endif
