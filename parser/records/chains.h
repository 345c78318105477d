/* The numbered lines that items are told by, as chains.c and chain_gaps.c share
 * them.
 */
#ifndef MB_PARSER_RECORDS_CHAINS_H
#define MB_PARSER_RECORDS_CHAINS_H

#include "parser/labels.h"
#include "parser/records/headings.h"

enum {
    MB_CHAIN_JUMP = 4, /* numbers that may be missing between two items */
    MB_CHAIN_NEVER = 100
};

/* A line that could head an item. */
struct mb_cand {
    uint32_t block; /* the number's … */
    uint32_t title; /* … and the title's: the same, the next or one above */
    struct mb_span number;
    struct mb_label label;
    struct mb_heading words;
    struct mb_heading run; /* the title alone, where text runs on */
    bool taken;
};

struct mb_cands {
    struct mb_cand *at;
    uint32_t n;
};

/* Labels of one series: the same sort and the same brackets. */
static inline unsigned mb_chain_series(const struct mb_label *label)
{
    unsigned series = (unsigned)label->sort * 8;

    if (label->sort == MB_LABEL_NUMBER || label->sort == MB_LABEL_LETTER
        || label->sort == MB_LABEL_ROMAN)
        return series + (label->family & 7);
    return series;
}

/* What stands beneath a candidate has no number of its own. */
bool mb_chain_text_below(const struct mb_extract *x,
                         const struct mb_cand *cand);

/* Take the lines between the items of a chain, and before its first at `from`,
 * that their numbers alone show to be items. */
void mb_chain_fill(const struct mb_extract *x, struct mb_cands *c,
                   unsigned series, uint32_t from);

#endif
