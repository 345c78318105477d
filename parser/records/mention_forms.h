/* What the date of a sentence is the date of: the forms in which a meeting is
 * spoken of. Only for the finder of mentions (mentions.c).
 *
 * Positions are offsets of the matching view.
 */
#ifndef MB_PARSER_RECORDS_MENTION_FORMS_H
#define MB_PARSER_RECORDS_MENTION_FORMS_H

#include "parser/records.h"

enum { MB_HITS_MAX = 48, MB_MENTION_REACH = 160 };

struct mb_hit {
    struct mb_range r;
    const struct mb_match *m;
};

struct mb_hits {
    struct mb_hit at[MB_HITS_MAX];
    unsigned n;
};

/* A sentence with all that was found in it. */
struct mb_talk {
    struct mb_extract *x;
    uint32_t block;
    struct mb_range s;
    struct mb_hits bodies;
    struct mb_hits words; /* meeting, minutes */
    struct mb_hits verbs;
    struct mb_hits nexts;
    struct mb_hits futures;
    bool next_item; /* the item is headed "Date of next meeting" */
};

/* What a date turned out to be the date of. */
struct mb_mention_found {
    struct mb_range body; /* empty: not named */
    struct mb_range verb;
    struct mb_span verb_word; /* where it is not in the text: "held" */
    bool minutes;             /* of minutes: cannot be later than this */
    uint32_t confidence;
};

/* Fill *hits with the sentence's matches of rules that find `finds`. */
void mb_talk_collect(struct mb_talk *t, const char *finds,
                     struct mb_hits *hits);

/* The last hit that ends at or before `at`, no further back than `reach`
 * bytes; NULL if there is none. */
const struct mb_hit *mb_hits_last_before(const struct mb_hits *hits,
                                         uint32_t at, uint32_t reach);

/* What is the date at [date_start, date_end) the date of? False: of no
 * meeting. *f is the caller's. */
bool mb_mention_classify(const struct mb_talk *t, uint32_t date_start,
                         uint32_t date_end, struct mb_mention_found *f);

#endif
