#include "parser/blocks.h"

#include <string.h>

bool mb_block_has_cells(const struct mb_blocks *blocks, uint32_t i)
{
    const struct mb_block *b = &blocks->at[i];

    return memchr(blocks->view.ptr + b->view_start, '\t',
                  b->view_end - b->view_start)
           != NULL;
}

struct mb_range mb_block_cell(const struct mb_blocks *blocks, uint32_t i,
                              uint32_t nth)
{
    const struct mb_block *b = &blocks->at[i];
    const char *view = blocks->view.ptr;
    struct mb_range r = {b->view_start, b->view_start};

    for (; nth > 0 && r.start < b->view_end; r.start++)
        nth -= view[r.start] == '\t';
    r.end = r.start;
    while (nth == 0 && r.end < b->view_end && view[r.end] != '\t')
        r.end++;
    return r;
}

uint32_t mb_block_cell_at(const struct mb_blocks *blocks, uint32_t i,
                          uint32_t at)
{
    const char *end = blocks->view.ptr + at;
    const char *p = blocks->view.ptr + blocks->at[i].view_start;
    uint32_t nth = 0;

    while (p < end && (p = memchr(p, '\t', (size_t)(end - p))) != NULL) {
        nth++;
        p++;
    }
    return nth;
}
