/* What a part of a pattern can match, if that is little, and words of which
 * each of its matches holds some. Private to the rules; worked out by
 * required.c.
 *
 * What is made lies in the arena that is handed in; whether memory ran out is
 * for its status to say.
 */
#ifndef MB_PARSER_NEEDS_H
#define MB_PARSER_NEEDS_H

#include "parser/required.h"

#define MB_EXACT_MAX 16 /* texts of one part */

/* The texts that a part can match; n == 0 means "not known". The text "" is
 * one that can be. */
struct mb_exact {
    struct mb_span at[MB_EXACT_MAX];
    uint32_t n;
};

/* Lists of words: every match holds a word of each, best lists first. */
struct mb_needed {
    struct mb_texts at[MB_CLAUSES_MAX];
    uint32_t n;
};

/* This text and no other. */
void mb_exact_only(struct mb_exact *set, struct mb_span text);
/* Add a text; false, and the set unknown, if they are more than `max`. */
bool mb_exact_add(struct mb_exact *set, struct mb_span text, uint32_t max);
/* What either of a and b can match, into a; false as above. */
bool mb_exact_join(struct mb_exact *a, const struct mb_exact *b);
/* Every text of a followed by every text of b, into a; false, with a as it was,
 * if they would be too many or too long. */
bool mb_exact_cross(struct mb_arena *arena, struct mb_exact *a,
                    const struct mb_exact *b);

/* What a part needs that stands in a row with another, into that one's. */
void mb_clauses_add(struct mb_needed *need, const struct mb_needed *more);
/* One more list: of n words, without those that others of them tell. A list
 * that no line would be told by is left out. */
void mb_clauses_keep(struct mb_arena *arena, struct mb_needed *need,
                     const struct mb_span *at, uint32_t n);
/* The words of a branch into the list of *n that the alternative needs, with
 * room for MB_REQUIRED_MAX; false where it has none, or they are too many. */
bool mb_clauses_either(struct mb_span *words, uint32_t *n,
                       const struct mb_needed *need);

#endif
