/* The words of dates: months, weekdays, ordinals and particles in the
 * languages of the records, as data. Used by the scanners in base/ only.
 */
#ifndef MB_BASE_DATE_WORDS_H
#define MB_BASE_DATE_WORDS_H

#include "base/span.h"

/* A place in a text that is being read. */
struct mb_cursor {
    const char *p;
    const char *end;
    const char *begin; /* of the whole text: for looking back */
};

struct mb_word {
    const char *text; /* folded; one space stands for any white space */
    unsigned value;
};

enum mb_word_list {
    MB_WORDS_MONTH,
    MB_WORDS_WEEKDAY,
    MB_WORDS_ORDINAL, /* st, nd, fed, ú: directly behind a day's number */
    MB_WORDS_OF,      /* particles between day and month */
    MB_WORDS_AND,     /* value: enum mb_join */
    MB_WORDS_HALF,    /* a.m., pm: value 1 or 2 */
    MB_WORDS_NOON,    /* value: minutes since midnight */
    MB_WORDS_HOURS,   /* hours, hrs */
    MB_WORDS_AT,      /* stands before a time */
    MB_WORDS_COUNT
};

/* The word of a list at the cursor, ASCII and Latin-1 letters folded. It must
 * end at a word's end. The cursor moves behind it and the word's value is
 * returned; 0 where none is there, the cursor then stands where it stood. */
unsigned mb_word_take(struct mb_cursor *cur, enum mb_word_list list);

/* Whether a month or a weekday may stand at p, which is before `end`: the first
 * three bytes fit one. */
bool mb_word_may_date(const char *p, const char *end);

/* Is a letter (ASCII, or part of a two-byte Latin one) at p? */
bool mb_word_letter(const char *p, const char *end);
/* The bytes of a blank at p: space, no-break or thin space; 0 if none. */
size_t mb_word_blank(const char *p, const char *end);
void mb_word_skip_blanks(struct mb_cursor *cur);
/* Take a hyphen or dash in any shape. */
bool mb_word_take_dash(struct mb_cursor *cur);
/* Take 1..max digits that no digit follows; the number of digits, or 0. */
unsigned mb_word_take_number(struct mb_cursor *cur, unsigned max,
                             unsigned *ret_value);

#endif
