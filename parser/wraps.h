/* What the words of two lines say of whether one goes on with the other: for
 * text that was wrapped, whose line ends are no one's. Lines are given without
 * white space around them, and are not empty.
 */
#ifndef MB_PARSER_WRAPS_H
#define MB_PARSER_WRAPS_H

#include "base/span.h"

enum {
    MB_WRAP_TITLE = 45
}; /* columns of a title's line that may have been
      wrapped */

/* An ASCII letter in lower case. */
static inline bool mb_wrap_small(char c)
{
    return c >= 'a' && c <= 'z';
}

/* A TAB: cells. */
bool mb_wrap_tab(struct mb_span s);

/* Two cells, or a title and a remark at the margin: a gap of four columns, or
 * dots that lead from one to the other. */
bool mb_wrap_gap(struct mb_span s);

/* Three columns or more: no line of a sentence. */
bool mb_wrap_columns(struct mb_span s);

/* "Date of decision: 18 November", "For the motion (4):-": a capital, a few
 * words, a colon. */
bool mb_wrap_field(struct mb_span s);

/* "… was approved. Proposed:", a field's name behind a sentence. */
bool mb_wrap_field_last(struct mb_span line);

/* Whether a space, one that does not break among them, ends at i. */
bool mb_wrap_blank_before(struct mb_span s, size_t i);

/* What stands behind the last space, or the line. */
struct mb_span mb_wrap_last_word(struct mb_span line);

/* The last word of several is one that ends no line but a wrapped one ("the",
 * "which", "Cllr"). */
bool mb_wrap_open_word(struct mb_span line);

/* Both lines' ends are parts of one date ("Tuesday, 4" and "June 2024"). */
bool mb_wrap_splits_date(struct mb_span above, struct mb_span below);

/* A bracket that the line above opens is closed below, or the line below begins
 * in small letters. */
bool mb_wrap_splits_bracket(struct mb_span above, struct mb_span below);

/* A word that ends no paragraph, whatever its capitals ("OF"). */
bool mb_wrap_hangs(struct mb_span word);

/* Five words in small letters: no name, title or list of names. */
bool mb_wrap_sentence(struct mb_span line);

/* In the middle of one: no stop at the end. */
bool mb_wrap_mid_sentence(struct mb_span line);

/* Four capitals or more, and no small letter. */
bool mb_wrap_capitals(struct mb_span s);

/* A title in capitals goes on: "… AT MEETING OF THE", "… DISTRICT" and beneath
 * it "OF NEWPORT", "HELD AT …". `open` is what the title holds so far. */
bool mb_wrap_title_goes_on(struct mb_span open, struct mb_span above,
                           struct mb_span below);

#endif
