/* Rows of cells as bytes: most cells of a large sheet are empty or a short
 * text, and a cell as a struct takes four times what it says.
 *
 * A row is its cells one behind the other: a byte for the type, then what that
 * type holds. Texts stay where they are; only where is noted.
 */
#ifndef MB_REPORTS_PACKED_H
#define MB_REPORTS_PACKED_H

#include "reports/table.h"

/* n cells as bytes, in the arena; NULL where memory ran out. */
const unsigned char *mb_cells_pack(const struct mb_cell *cells, uint32_t n,
                                   struct mb_arena *arena);

/* The n cells that such bytes are. */
void mb_cells_unpack(const unsigned char *bytes, struct mb_cell *cells,
                     uint32_t n);

#endif
