/* The words that officers judge by: statuses, ratings, and the rating that
 * dates and evidence alone give.
 *
 * A scheme is YAML (assurance/data/schemes.yaml says what it holds); councils
 * use words and colours that contradict each other, so theirs may replace
 * ours. The rule is fixed: dates and evidence lead to one finding, and the
 * scheme says which rating a finding gets.
 */
#ifndef MB_ASSURANCE_SCHEME_H
#define MB_ASSURANCE_SCHEME_H

#include "base/arena.h"

enum mb_progress_kind {
    MB_PROGRESS_OPEN,  /* work is to be done */
    MB_PROGRESS_HELD,  /* stopped on purpose */
    MB_PROGRESS_DONE,  /* finished */
    MB_PROGRESS_ENDED, /* will not be done any more */
    MB_PROGRESS_COUNT
};

/* What dates and evidence show, the first of these that is true: */
enum mb_finding {
    MB_FINDING_ENDED,    /* will not be done any more */
    MB_FINDING_PROVEN,   /* finished, and evidence is named */
    MB_FINDING_UNPROVEN, /* finished, no evidence is named */
    MB_FINDING_UNDATED,  /* no due date */
    MB_FINDING_OVERDUE,  /* the due date has passed */
    MB_FINDING_HELD,     /* stopped on purpose */
    MB_FINDING_UNSEEN,   /* the day of the next review has passed */
    MB_FINDING_DUE_SOON, /* due soon, and still at its first status */
    MB_FINDING_ON_TRACK, /* due later */
    MB_FINDING_COUNT
};

struct mb_status_word {
    struct mb_span name;
    struct mb_span means;
    enum mb_progress_kind kind;
};
struct mb_rating_word {
    struct mb_span name;
    struct mb_span means;
    struct mb_span look; /* red, amber, green, blue, grey, none */
    uint32_t findings;   /* 1 << enum mb_finding */
};

struct mb_scheme {
    struct mb_status_word *statuses; /* the first: nobody has said anything */
    uint32_t nstatuses;
    struct mb_rating_word *ratings;
    uint32_t nratings;
    uint32_t soon_days;
    uint32_t call_in_days; /* working days after publication */
};

/* Read a scheme.
 *
 * config  folder with a schemes.yaml that replaces the program's; NULL, or a
 *         folder without one: the program's own
 * arena   receives everything
 *
 * MB_ERR_RULES where it is no scheme: file, line and what is wrong;
 * MB_ERR_IO where it is there and cannot be read; MB_ERR_NOMEM. */
enum mb_status mb_scheme_load(const char *config, struct mb_arena *arena,
                              struct mb_scheme *ret,
                              struct mb_err *err) MB_MUST_CHECK;
/* The same from text; name stands in messages. */
enum mb_status mb_scheme_read(const char *name, struct mb_span yaml,
                              struct mb_arena *arena, struct mb_scheme *ret,
                              struct mb_err *err) MB_MUST_CHECK;

/* What is known of one decision; dates YYYY-MM-DD; null: nothing entered. */
struct mb_facts {
    struct mb_span status;
    struct mb_span due;
    struct mb_span evidence;
    struct mb_span next_review;
    struct mb_span as_of; /* the day they are judged by */
};
enum mb_finding mb_scheme_find(const struct mb_scheme *scheme,
                               const struct mb_facts *facts);

/* The rating of a finding; every scheme has one. */
const struct mb_rating_word *mb_scheme_rating(const struct mb_scheme *scheme,
                                              enum mb_finding finding);
/* How far a status says the work is: an unknown word counts as open. */
enum mb_progress_kind mb_scheme_kind(const struct mb_scheme *scheme,
                                     struct mb_span status);

/* A finding in words, for Cover: "the due date has passed and …". */
const char *mb_finding_text(enum mb_finding finding);

/* The last day on which a decision can be called in: so many working days
 * after the one of its publication. Null where there is no such date.
 * In the arena. */
struct mb_span mb_scheme_call_in_ends(const struct mb_scheme *scheme,
                                      struct mb_span published,
                                      struct mb_arena *arena);

#endif
