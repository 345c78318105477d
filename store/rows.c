/* What the queries share: filters as parameters, evidence as columns. */
#include "store/rows.h"

#include "store/identity.h"

struct mb_bound mb_bind_filter(const struct mb_filter *filter,
                               struct mb_arena *arena)
{
    struct mb_bound b = {0};

    if (filter == NULL)
        return b;
    if (filter->authority.ptr != NULL)
        b.authority = mb_fold_key(filter->authority, arena);
    if (filter->body.ptr != NULL)
        b.body = mb_body_key(filter->body, MB_SPAN_NULL, arena);
    b.from = filter->from;
    b.to = filter->to;
    b.strategy = filter->strategy;
    b.exempt = filter->include_exempt;
    b.dropped = filter->include_dropped;
    return b;
}

void mb_read_where(const struct mb_query *q, int col, struct mb_arena *arena,
                   struct mb_where *ret)
{
    ret->spans = mb_col_dup(q, col, arena);
    ret->quote = mb_col_dup(q, col + 1, arena);
    ret->rule = mb_col_dup(q, col + 2, arena);
    ret->page = mb_col_u32(q, col + 3);
    ret->confidence = mb_col_u32(q, col + 4);
    ret->document = mb_col_int(q, col + 5);
}

enum mb_status mb_rows_end(struct mb_query *q, struct mb_arena *arena,
                           struct mb_err *err)
{
    enum mb_status st = mb_end(q, err);

    return st == MB_OK ? mb_arena_status(arena, err) : st;
}
