/* The fields of a decision, from labels, cells and set sentences. */
#ifndef MB_RECORDS_DECISION_FIELDS_H
#define MB_RECORDS_DECISION_FIELDS_H

#include "parser/records.h"

/* Fill one field from view bytes of block i. `value` is the label's or
 * column's value ("maker", "published"); one that is no field of a decision is
 * ignored, and what is filled already stays. */
void mb_decision_field(struct mb_extract *x, struct mb_decision *d,
                       struct mb_span value, uint32_t i, struct mb_range words);

/* Fill d from every label in blocks [from, to). */
void mb_decision_fields(struct mb_extract *x, struct mb_decision *d,
                        uint32_t from, uint32_t to);

/* A whole date at the start of view bytes [start, end): set d->date unless it
 * is set; the view offset behind it, or 0. */
uint32_t mb_decision_date(struct mb_extract *x, struct mb_decision *d,
                          uint32_t start, uint32_t end);

/* What one sentence says of all decisions ("The decisions above come into
 * force on …"), or of its item's ("This decision is not subject to call-in"):
 * fills what they do not say themselves. */
void mb_decision_common(struct mb_extract *x);

#endif
