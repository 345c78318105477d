/* What one character of a pattern may be. Private to the rules.
 *
 * ASCII is known byte by byte, both ways: what the character can be, and what
 * it surely takes. Of what lies beyond only whether it can be any of it.
 */
#ifndef MB_PARSER_CHARSET_H
#define MB_PARSER_CHARSET_H

#include <stdint.h>

#include "base/span.h"

struct mb_charset {
    uint64_t may[2];  /* bit c % 64 of word c / 64: it can be the byte c */
    uint64_t must[2]; /* it takes the byte c whatever else is in it */
    bool beyond;      /* it can be a character beyond ASCII */
};

/* One byte, or with `fold` both cases of a letter. */
void mb_charset_byte(struct mb_charset *set, unsigned char c, bool fold);
/* Everything but a line's end: what `.` is. */
void mb_charset_dot(struct mb_charset *set);

/* The escape behind a backslash, if it is one character: \d, \p{L}, \x2d, \.
 * Returns its length (without the backslash), or 0 where it is something else
 * or not known. */
size_t mb_charset_escape(struct mb_charset *set, struct mb_span s, bool fold);
/* The class behind a "[". Returns its length with the "]", 0 where it has none
 * or is of a kind not looked into. */
size_t mb_charset_class(struct mb_charset *set, struct mb_span s, bool fold);

#endif
