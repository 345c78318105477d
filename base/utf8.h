/* UTF-8: checking, walking, writing, and Windows-1252 on the way in.
 *
 * Text is checked once, where it is loaded; after that every layer relies on
 * it. Valid means RFC 3629: no surrogates, nothing above U+10FFFF, no longer
 * form of a shorter character.
 */
#ifndef MB_BASE_UTF8_H
#define MB_BASE_UTF8_H

#include "base/buf.h"

#include <stdint.h>

#define MB_UTF8_REPLACEMENT 0xFFFDu

/* Where a byte stands. */
struct mb_utf8_place {
    size_t offset;   /* bytes from the start */
    uint32_t line;   /* from 1 */
    uint32_t column; /* in code points, from 1 */
};

/* True where s is valid UTF-8. Otherwise *ret_bad (NULL: not asked for) says
 * where the first byte stands that is not. */
bool mb_utf8_check(struct mb_span s, struct mb_utf8_place *ret_bad);

/* The character at byte `at` of s (at < s.len); *ret_len is its length in
 * bytes. A byte that begins no valid character gives U+FFFD and length 1. */
uint32_t mb_utf8_decode(struct mb_span s, size_t at, size_t *ret_len);

/* Write a character; returns its length, 1 to 4. What is no character (a
 * surrogate, above U+10FFFF) is written as U+FFFD. */
size_t mb_utf8_encode(uint32_t c, char out[4]);
void mb_utf8_put(struct mb_buf *out, uint32_t c);

/* The character of a byte in Windows-1252. The five bytes that it leaves
 * undefined give U+FFFD. */
uint32_t mb_cp1252_char(unsigned char byte);

/* Append Windows-1252 text as UTF-8. Returns how many bytes were undefined. */
size_t mb_utf8_put_cp1252(struct mb_buf *out, struct mb_span s);

/* Append text that should be UTF-8, each broken byte as U+FFFD. Returns how
 * many were broken. */
size_t mb_utf8_put_repaired(struct mb_buf *out, struct mb_span s);

#endif
