/* Judging by a scheme. Reading one is scheme_read.c's. */
#include "assurance/scheme.h"

#include "base/date.h"

static const char *const finding_texts[MB_FINDING_COUNT] = {
    [MB_FINDING_ENDED] = "it will not be done any more",
    [MB_FINDING_PROVEN] = "finished, and evidence is named",
    [MB_FINDING_UNPROVEN] = "said to be finished, but no evidence is named",
    [MB_FINDING_UNDATED] = "no due date is given",
    [MB_FINDING_OVERDUE] = "the due date has passed and it is not finished",
    [MB_FINDING_HELD] = "stopped on purpose",
    [MB_FINDING_UNSEEN] = "the day of its next review has passed",
    [MB_FINDING_DUE_SOON] = "due soon, and nobody has begun",
    [MB_FINDING_ON_TRACK] = "not yet due",
};

const char *mb_finding_text(enum mb_finding finding)
{
    return finding_texts[finding];
}

enum mb_progress_kind mb_scheme_kind(const struct mb_scheme *scheme,
                                     struct mb_span status)
{
    for (uint32_t i = 0; i < scheme->nstatuses; i++)
        if (mb_span_ieq(scheme->statuses[i].name, status))
            return scheme->statuses[i].kind;
    return MB_PROGRESS_OPEN;
}

/* Days from the day that is judged by to `iso`; false where it is no date. */
static bool days_ahead(struct mb_span as_of, struct mb_span iso,
                       int32_t *ret_days)
{
    struct mb_date today;
    struct mb_date day;

    if (!mb_date_parse(as_of, &today) || !mb_date_parse(iso, &day))
        return false;
    *ret_days = mb_date_days(day) - mb_date_days(today);
    return true;
}

static bool is_first(const struct mb_scheme *scheme, struct mb_span status)
{
    return status.len == 0 || mb_span_ieq(status, scheme->statuses[0].name);
}

enum mb_finding mb_scheme_find(const struct mb_scheme *scheme,
                               const struct mb_facts *facts)
{
    enum mb_progress_kind kind = mb_scheme_kind(scheme, facts->status);
    int32_t due;
    int32_t review;

    if (kind == MB_PROGRESS_ENDED)
        return MB_FINDING_ENDED;
    if (kind == MB_PROGRESS_DONE)
        return facts->evidence.len > 0 ? MB_FINDING_PROVEN
                                       : MB_FINDING_UNPROVEN;
    if (!days_ahead(facts->as_of, facts->due, &due))
        return MB_FINDING_UNDATED;
    if (due < 0)
        return MB_FINDING_OVERDUE;
    if (kind == MB_PROGRESS_HELD)
        return MB_FINDING_HELD;
    if (days_ahead(facts->as_of, facts->next_review, &review) && review < 0)
        return MB_FINDING_UNSEEN;
    if (due <= (int32_t)scheme->soon_days && is_first(scheme, facts->status))
        return MB_FINDING_DUE_SOON;
    return MB_FINDING_ON_TRACK;
}

const struct mb_rating_word *mb_scheme_rating(const struct mb_scheme *scheme,
                                              enum mb_finding finding)
{
    uint32_t i = 0;

    while (i + 1 < scheme->nratings
           && !(scheme->ratings[i].findings & 1U << finding))
        i++;
    return &scheme->ratings[i];
}

struct mb_span mb_scheme_call_in_ends(const struct mb_scheme *scheme,
                                      struct mb_span published,
                                      struct mb_arena *arena)
{
    char text[MB_DATE_TEXT_SIZE];
    struct mb_date day;

    if (!mb_date_parse(published, &day))
        return MB_SPAN_NULL;
    mb_date_format(mb_date_add_working_days(day, (int32_t)scheme->call_in_days),
                   text);
    return mb_arena_dup(arena, mb_span_str(text));
}
