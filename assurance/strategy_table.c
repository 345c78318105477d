/* Commitment tables: a row a commitment, its columns named by a heading row.
 *
 * A heading row is one whose cells name at least what is committed and one of
 * who leads, when, how it is measured or what it serves; it may be repeated
 * on every page. Cells are divided by TAB.
 */
#include "assurance/strategy_build.h"

uint32_t mb_shape_table_count(const struct mb_strategy_build *build)
{
    (void)build;
    return 0;
}

void mb_shape_table(struct mb_strategy_build *build)
{
    (void)build;
}
