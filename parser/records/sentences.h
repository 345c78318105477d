/* Sentences within a line of the matching view.
 *
 * Minutes are full of stops that end nothing: "Cllr. W. Loynton", "£1.2m",
 * "No. 3", "p.m.". A stop ends a sentence where white space and a capital,
 * a digit, a bracket or a quote follow and no abbreviation stands before it.
 */
#ifndef MB_RECORDS_SENTENCES_H
#define MB_RECORDS_SENTENCES_H

#include "parser/blocks.h"

/* The next sentence of view bytes [in.start, in.end).
 *
 * view  the matching view
 * at    [0, in.start) to begin with; set to the sentence found, white space
 *       trimmed at both ends
 *
 * False where there is none left.
 *
 *     struct mb_range s = {0, in.start};
 *     while (mb_sentence_next(view, in, &s))
 */
bool mb_sentence_next(struct mb_span view, struct mb_range in,
                      struct mb_range *at);

/* The sentence of [in.start, in.end) that holds view offset `at`. */
struct mb_range mb_sentence_around(struct mb_span view, struct mb_range in,
                                   uint32_t at);

/* [r.start, r.end) without white space at its ends; without bytes of `set`. */
struct mb_range mb_range_trim(struct mb_span view, struct mb_range r);
struct mb_range mb_range_strip(struct mb_span view, struct mb_range r,
                               const char *set);

/* How many words stand in it. */
uint32_t mb_range_words(struct mb_span view, struct mb_range r);

static inline bool mb_range_empty(struct mb_range r)
{
    return r.start >= r.end;
}

static inline struct mb_span mb_range_span(struct mb_span view,
                                           struct mb_range r)
{
    return mb_span_sub(view, r.start, r.end);
}

#endif
