/* What became of each line: claimed by a record, furniture, narrative (prose
 * beneath a recognised item or label) or unclaimed. Narrative that still holds
 * operative words which no record explains is said aloud.
 */
#include "parser/records.h"

#include "parser/records/outline.h"

void mb_extract_coverage(struct mb_extract *x)
{
    struct mb_coverage *c = &x->doc->coverage;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        struct mb_outline_block *o = &x->outline[i];
        const struct mb_block *b = &x->blocks->at[i];
        c->lines += b->nlines;
        if (o->role == MB_ROLE_FURNITURE) {
            c->furniture += b->nlines;
        } else if (o->claimed) {
            c->claimed += b->nlines;
        } else if (o->item != MB_NO_INDEX || o->section > MB_SECTION_HEADER) {
            o->narrative = 1;
            c->narrative += b->nlines;
        } else {
            c->unclaimed += b->nlines;
        }
    }
}
