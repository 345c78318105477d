/* A rating that an officer chose over the computed one needs a reason: without
 * one it is kept, and not in force. Looked at when all edits of a decision are
 * there, because the reason stands in another column. */
#include "reports/update_priv.h"

#define RATING MB_SPAN_LIT("Rating")
#define REASON MB_SPAN_LIT("Rating reason")

static bool is_of(const struct mb_edit *edit, struct mb_span header)
{
    return !edit->link && edit->wrong == NULL
           && mb_span_eq(edit->column->header, header);
}

/* What the column will say: what the edits say, else what is in force; null or
 * empty: nothing. */
static struct mb_span will_say(const struct mb_comparison *c,
                               struct mb_edit *const *edits, uint32_t n,
                               struct mb_span header)
{
    struct mb_span said = MB_SPAN_NULL;

    for (uint32_t i = 0; i < n && said.len == 0; i++)
        if (is_of(edits[i], header))
            said = edits[i]->value;
    return said.ptr != NULL ? said
                            : mb_now_entry(&c->now, edits[0]->id, header);
}

/* Chosen, other than dates and evidence say. */
static bool is_chosen(const struct mb_comparison *c, struct mb_span id,
                      struct mb_span rating)
{
    return rating.len > 0 && !mb_span_ieq(rating, mb_now_computed(&c->now, id));
}

void mb_update_ratings(const struct mb_comparison *c,
                       struct mb_edit *const *edits, uint32_t n)
{
    if (n == 0 || will_say(c, edits, n, REASON).len > 0)
        return;
    for (uint32_t i = 0; i < n; i++)
        if (is_of(edits[i], RATING)
            && is_chosen(c, edits[i]->id, edits[i]->value))
            edits[i]->wrong = "needs a reason in Rating reason; until there is "
                              "one the rating stays as it was";
    if (!is_chosen(c, edits[0]->id, will_say(c, edits, n, RATING)))
        return;
    for (uint32_t i = 0; i < n; i++)
        if (is_of(edits[i], REASON))
            edits[i]->wrong = "a rating that was chosen rests on it: give "
                              "another reason, or empty the rating, too";
}
