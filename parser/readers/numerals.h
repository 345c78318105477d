/* List numbers as word processors and browsers print them. */
#ifndef MB_PARSER_READERS_NUMERALS_H
#define MB_PARSER_READERS_NUMERALS_H

#include <stddef.h>

enum mb_numeral {
    MB_NUMERAL_NONE,
    MB_NUMERAL_DECIMAL,
    MB_NUMERAL_DECIMAL_ZERO, /* 01, 02 … 10 */
    MB_NUMERAL_LOWER_LETTER, /* a … z, aa, ab */
    MB_NUMERAL_UPPER_LETTER,
    MB_NUMERAL_LOWER_REPEAT, /* a … z, aa, bb: Word's way */
    MB_NUMERAL_UPPER_REPEAT,
    MB_NUMERAL_LOWER_ROMAN,
    MB_NUMERAL_UPPER_ROMAN,
    MB_NUMERAL_ORDINAL /* 1st, 2nd */
};

enum { MB_NUMERAL_SIZE = 24 };

/* Write n in that style; a number that the style has none for (0 as a letter)
 * is written in digits. Returns the length; out is NUL-terminated. */
size_t mb_numeral_put(enum mb_numeral style, long n, char out[MB_NUMERAL_SIZE]);

#endif
