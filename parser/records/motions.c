/* Motions that are open while an item is read. A motion is met before its
 * fate is known: it waits here until a vote, a "RESOLVED" or the item's end
 * says what became of it. */
#include "parser/records/decide.h"

/* Two texts with so many of 100 words in common are one motion. */
#define SAME_MOTION 60
/* A mover named so few blocks above a resolution belongs to it. */
#define NEAR_BLOCKS 3

static struct mb_span motion_words(const struct mb_extract *x,
                                   const struct mb_open_motion *motion)
{
    struct mb_clauses all = motion->text;

    if (all.n == 0)
        return MB_SPAN_NULL;
    mb_clauses_join(x, (struct mb_range){0, 0}, motion->block, &all);
    return mb_clause_text(x, &all.at[0]).s;
}

static bool may_resolve(const struct mb_open_motion *motion)
{
    return !motion->used
           && (motion->state == MB_MOTION_OPEN
               || motion->state == MB_MOTION_CARRIED);
}

/* Its sentence tells that there was a motion, not what was decided. */
static bool speaks_of_motion(const struct mb_extract *x,
                             const struct mb_open_motion *motion)
{
    struct mb_span s = motion_words(x, motion);

    return mb_span_istarts(s, MB_SPAN_LIT("a motion "))
           || mb_span_istarts(s, MB_SPAN_LIT("the motion "))
           || mb_span_istarts(s, MB_SPAN_LIT("the recommendation "))
           || mb_span_istarts(s, MB_SPAN_LIT("the officer recommendation "));
}

struct mb_open_motion *mb_motion_for(const struct mb_extract *x,
                                     struct mb_motions_open *open,
                                     struct mb_span text, uint32_t block,
                                     bool near)
{
    struct mb_open_motion *best = NULL, *main = NULL;
    unsigned most = SAME_MOTION;

    for (uint32_t i = open->n; i-- > 0;) {
        struct mb_open_motion *m = &open->at[i];
        unsigned alike;
        if (!may_resolve(m))
            continue;
        if (m->text.n == 0) {
            if (block - m->block <= NEAR_BLOCKS && best == NULL)
                return m;
            if (main == NULL && m->group == MB_NO_INDEX)
                main = m;
            continue;
        }
        alike = mb_words_alike(motion_words(x, m), text);
        if (alike >= most) {
            most = alike + 1;
            best = m;
        }
        if (m->notice)
            continue; /* what is agreed beneath it is as often another thing */
        if (m->settled) {
            /* "A motion to refuse was … carried." above "RESOLVED: That …" */
            if (main == NULL && block - m->block <= NEAR_BLOCKS
                && speaks_of_motion(x, m))
                main = m;
            continue;
        }
        if (!m->amendment && (main == NULL || main->amendment))
            main = m;
        else if (main == NULL)
            main = m;
    }
    return best != NULL || near ? best : main;
}

static uint32_t number_of(struct mb_span s)
{
    uint32_t n = 0;

    for (size_t i = 0; i < s.len && i < 6; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
            n = n * 10 + (uint32_t)(s.ptr[i] - '0');
    return n;
}

struct mb_open_motion *mb_motion_voted_on(struct mb_hits *hits,
                                          struct mb_motions_open *open,
                                          struct mb_range s, uint32_t block)
{
    const struct mb_hit *para =
        mb_hits_first(hits, MB_HIT_PARAGRAPH, s.start, s.end);
    bool main = mb_hits_first(hits, MB_HIT_SUBSTANTIVE, s.start, s.end) != NULL;
    bool amendment =
        !main && mb_hits_first(hits, MB_HIT_AMENDMENT, s.start, s.end) != NULL;
    struct mb_open_motion *last = NULL;

    if (para != NULL) {
        uint32_t wanted = number_of(mb_range_span(
            hits->x->blocks->view, mb_hit_group(hits, para, "para")));
        for (uint32_t i = open->n; i-- > 0;)
            if (open->at[i].paragraph == wanted)
                return &open->at[i];
    }
    for (uint32_t i = open->n; i-- > 0;) {
        struct mb_open_motion *m = &open->at[i];
        if (m->state != MB_MOTION_OPEN || m->used)
            continue;
        /* "… Put and LOST" in the paragraph of its motion */
        if (!main && m->block == block && m->amendment >= amendment)
            return m;
        if (m->amendment == amendment)
            return m;
        if (last == NULL)
            last = m;
    }
    return amendment ? NULL : last;
}

void mb_motion_record(const struct mb_extract *x,
                      const struct mb_open_motion *motion, uint32_t item)
{
    static const char *const outcomes[] = {NULL, NULL, "lost", "withdrawn"};
    struct mb_clauses all = motion->text;
    struct mb_motion *record;

    if (all.n == 0)
        return;
    mb_clauses_join(x, (struct mb_range){0, 0}, motion->block, &all);
    record = mb_record_add(x->doc, MB_KIND_MOTIONS);
    if (record == NULL)
        return;
    record->item = mb_item_number(x, item);
    record->text = mb_clause_text(x, &all.at[0]);
    if (!mb_range_empty(motion->mover))
        record->mover =
            mb_field_words(x, motion->mover.start, motion->mover.end, true);
    if (!mb_range_empty(motion->seconder))
        record->seconder = mb_field_words(x, motion->seconder.start,
                                          motion->seconder.end, true);
    if (outcomes[motion->state] != NULL)
        record->outcome =
            mb_field_text(x, mb_span_str(outcomes[motion->state]));
    mb_clause_evidence(x, &all.at[0], motion->match, "motion",
                       motion->confidence, &record->ev);
}
