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

/* A table's columns: which field each holds, as its head says. */
enum { MB_DECISION_COLUMNS = 24 };
struct mb_decision_columns {
    struct mb_span at[MB_DECISION_COLUMNS]; /* value of each, or null */
    uint32_t known;
};

/* Read row i as a table's head (decision_tables.c). */
void mb_decision_read_columns(const struct mb_extract *x, uint32_t i,
                              struct mb_decision_columns *ret_columns);

/* Add the records of tables whose head names a title or reference and
 * something else; false where there are none. */
bool mb_decision_tables(struct mb_extract *x);

/* Add a decision whose evidence is view bytes [start, end); NULL if memory ran
 * out (decisions.c, as are the next two). */
struct mb_decision *mb_decision_add(struct mb_extract *x, uint32_t start,
                                    uint32_t end, const char *rule);

/* The first reference of a block; false where it has none. */
bool mb_decision_reference(const struct mb_extract *x, uint32_t block,
                           struct mb_range *ret_range);

/* Give a decision its reference, unless it has one. */
void mb_decision_set_reference(struct mb_extract *x, struct mb_decision *d,
                               struct mb_range range);

#endif
