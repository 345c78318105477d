/* References for the extractors that need them in place: titles, decisions. */
#ifndef MB_RECORDS_REFS_H
#define MB_RECORDS_REFS_H

#include "parser/records.h"

/* Walk a block's references, matches that number something else left out:
 *     const struct mb_match *m = NULL;
 *     struct mb_range range;
 *     while ((m = mb_reference_next(x, block, m, &range)) != NULL)
 * range is the reference's own view bytes. */
const struct mb_match *mb_reference_next(const struct mb_extract *x,
                                         uint32_t block,
                                         const struct mb_match *last,
                                         struct mb_range *ret_range);

/* Add a reference unless the document has it; its index, or MB_NO_INDEX.
 * match may be NULL where a table's column told. */
uint32_t mb_reference_add(struct mb_extract *x, struct mb_range range,
                          const struct mb_match *match);

#endif
