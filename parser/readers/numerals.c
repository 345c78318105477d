/* Letters count without a zero (z is followed by aa); Word repeats the letter
 * instead (z, aa, bb). Roman numerals by the usual table up to 3,999.
 */
#include "parser/readers/numerals.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LETTERS = 26, ROMAN_MAX = 3999, REPEAT_MAX = 16 };

static void put_roman(long n, bool upper, char *out)
{
    static const struct {
        int value;
        const char *lower;
        const char *upper;
    } table[] = {{1000, "m", "M"},  {900, "cm", "CM"}, {500, "d", "D"},
                 {400, "cd", "CD"}, {100, "c", "C"},   {90, "xc", "XC"},
                 {50, "l", "L"},    {40, "xl", "XL"},  {10, "x", "X"},
                 {9, "ix", "IX"},   {5, "v", "V"},     {4, "iv", "IV"},
                 {1, "i", "I"}};

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (; n >= table[i].value; n -= table[i].value)
            out = stpcpy(out, upper ? table[i].upper : table[i].lower);
    *out = '\0';
}

static void put_letters(long n, char first, bool repeat, char *out)
{
    char digits[MB_NUMERAL_SIZE];
    size_t len = 0;

    if (repeat) {
        len = (size_t)((n - 1) / LETTERS) + 1;
        memset(out, first + (char)((n - 1) % LETTERS), len);
        out[len] = '\0';
        return;
    }
    for (; n > 0; n = (n - 1) / LETTERS)
        digits[len++] = (char)(first + (char)((n - 1) % LETTERS));
    for (size_t i = 0; i < len; i++)
        out[i] = digits[len - 1 - i];
    out[len] = '\0';
}

static const char *ordinal_ending(long n)
{
    if (n % 100 >= 11 && n % 100 <= 13)
        return "th";
    return n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
}

size_t mb_numeral_put(enum mb_numeral style, long n, char out[MB_NUMERAL_SIZE])
{
    bool lettered = n > 0 && n <= (long)REPEAT_MAX * LETTERS;

    snprintf(out, MB_NUMERAL_SIZE, "%ld", n);
    switch (style) {
    case MB_NUMERAL_NONE:
        out[0] = '\0';
        break;
    case MB_NUMERAL_DECIMAL:
        break;
    case MB_NUMERAL_DECIMAL_ZERO:
        snprintf(out, MB_NUMERAL_SIZE, "%02ld", n);
        break;
    case MB_NUMERAL_LOWER_LETTER:
    case MB_NUMERAL_LOWER_REPEAT:
        if (lettered)
            put_letters(n, 'a', style == MB_NUMERAL_LOWER_REPEAT, out);
        break;
    case MB_NUMERAL_UPPER_LETTER:
    case MB_NUMERAL_UPPER_REPEAT:
        if (lettered)
            put_letters(n, 'A', style == MB_NUMERAL_UPPER_REPEAT, out);
        break;
    case MB_NUMERAL_LOWER_ROMAN:
    case MB_NUMERAL_UPPER_ROMAN:
        if (n > 0 && n <= ROMAN_MAX)
            put_roman(n, style == MB_NUMERAL_UPPER_ROMAN, out);
        break;
    case MB_NUMERAL_ORDINAL:
        snprintf(out, MB_NUMERAL_SIZE, "%ld%s", n, ordinal_ending(n));
        break;
    }
    return strlen(out);
}
