/* The parts of the review, for review.c alone. */
#ifndef MB_RECORDS_REVIEW_H
#define MB_RECORDS_REVIEW_H

#include "parser/records/outline.h"

/* Say where numbers of items and labels of clauses do not follow one another
 * (item-sequence, label-sequence), in documents that number them in a row
 * (sequences.c). */
void mb_review_sequences(struct mb_extract *x);

#endif
