/* What the passes over operative words share: a block's matches in order, and
 * the motions that are open in an item. Private to records/resolutions.c and
 * the files named below, votes.c and actions.c.
 */
#ifndef MB_RECORDS_DECIDE_H
#define MB_RECORDS_DECIDE_H

#include "parser/records/clauses.h"

/* The words of rules (`finds:`) that matter here. */
enum mb_hit_kind {
    MB_HIT_MARKER,
    MB_HIT_VERB,
    MB_HIT_PASSIVE,
    MB_HIT_BARE,
    MB_HIT_LOOKALIKE,
    MB_HIT_PROPOSAL,
    MB_HIT_SECONDER,
    MB_HIT_OUTCOME,
    MB_HIT_AMENDMENT,
    MB_HIT_SUBSTANTIVE,
    MB_HIT_PARAGRAPH,
    MB_HIT_CLASS,
    MB_HIT_VOTE,
    MB_HIT_SIDE,
    MB_HIT_SIDES,
    MB_HIT_COLUMN,
    MB_HIT_VOTER,
    MB_HIT_NO_ABSTENTIONS,
    MB_HIT_ACTION,
    MB_HIT_COUNT
};

struct mb_hit {
    const struct mb_match *match;
    uint32_t start, end; /* view bytes */
    enum mb_hit_kind kind;
};

struct mb_hits {
    const struct mb_extract *x;
    mb_finds finds[MB_HIT_COUNT];
    uint8_t *kinds;    /* of each rule, enum mb_hit_kind + 1, or 0 */
    struct mb_hit *at; /* of the block read last, by start */
    uint32_t n;
    uint32_t size;
};

/* False if memory ran out. */
bool mb_hits_init(struct mb_hits *hits, const struct mb_extract *x);
/* Fill at and n with the matches of one block. */
void mb_hits_read(struct mb_hits *hits, uint32_t block);
/* The first hit of a kind that starts in [from, to), or NULL. */
const struct mb_hit *mb_hits_first(const struct mb_hits *hits,
                                   enum mb_hit_kind kind, uint32_t from,
                                   uint32_t to);
/* A hit's rule, its `value:` and a named group's view bytes (empty if unset).
 */
const struct mb_rule *mb_hit_rule(const struct mb_hits *hits,
                                  const struct mb_hit *hit);
bool mb_hit_is(const struct mb_hits *hits, const struct mb_hit *hit,
               const char *value);
struct mb_range mb_hit_group(const struct mb_hits *hits,
                             const struct mb_hit *hit, const char *name);
/* One byte a block: 1 where a marker, a mover, a vote or an action begins. In
 * the arena; NULL if memory ran out. */
uint8_t *mb_hits_stops(struct mb_hits *hits);

/* A count as figures or a word ("seven", "none"), or -1. */
int32_t mb_count_read(struct mb_span s);

enum mb_motion_state {
    MB_MOTION_OPEN,
    MB_MOTION_CARRIED,
    MB_MOTION_LOST,
    MB_MOTION_WITHDRAWN
};

/* A motion, or a mover without one, met in the item that is being read. */
struct mb_open_motion {
    const struct mb_match *match;
    struct mb_range mover, seconder; /* empty: not given */
    struct mb_clauses text;
    struct mb_range before; /* the sentence before a mover without a motion */
    uint32_t block;
    uint32_t paragraph; /* its paragraph's number, or 0 */
    uint32_t group;     /* first of the resolutions it may belong to, or
                           MB_NO_INDEX */
    uint8_t state;      /* enum mb_motion_state */
    uint8_t confidence;
    bool amendment;
    bool notice;  /* a notice of motion: its mover may be named beneath it */
    bool passive; /* "It was proposed by … seconded by … that": stands as
                     decided if nothing else is said */
    bool settled; /* its own sentence says all of it */
    bool used;    /* a resolution took it over */
};

struct mb_motions_open {
    struct mb_open_motion *at;
    uint32_t n;
};

/* The pass over a document's blocks (resolutions.c). */
struct mb_decide {
    struct mb_extract *x;
    struct mb_hits hits;
    uint8_t *stops;
    struct mb_motions_open open;
    uint32_t item, meeting;
    uint32_t next;        /* blocks before it are read */
    uint32_t item_first;  /* the item's first resolution */
    uint32_t group;       /* the first resolution of the last ones added, or
                             MB_NO_INDEX */
    uint32_t group_block; /* the last block of these */
    uint32_t marked;      /* the last block with a marker, or MB_NO_INDEX */
    uint32_t moved; /* the item whose recommendation was moved, likewise */
    struct mb_range before; /* the sentence before, if nothing took it */
};

/* A sentence that is being read. */
struct mb_piece {
    struct mb_range sentence;
    struct mb_range rest; /* from the sentence on, to the block's end */
    uint32_t block;
};

/* What found a resolution. */
struct mb_operative {
    const struct mb_match *match; /* or NULL, then … */
    const char *rule;             /* … its name */
    uint32_t confidence;
    bool near; /* only a mover named right before belongs to it */
    bool once; /* a clause that says the same already stays the only one */
};

static inline struct mb_span mb_decide_view(const struct mb_decide *p)
{
    return p->x->blocks->view;
}

/* resolved.c: add the clauses of one operative block, with the mover that
 * waits for them. */
void mb_resolved_add(struct mb_decide *p, const struct mb_clauses *list,
                     uint32_t block, struct mb_operative from);
/* A mover that stood behind its resolutions belongs to all of its group. */
void mb_resolved_people(struct mb_decide *p,
                        const struct mb_open_motion *motion);
/* The item ends: motions that carried become resolutions, others motions. */
void mb_resolved_flush(struct mb_decide *p);

/* lookalikes.c: the first hit of a kind in the sentence that is operative
 * indeed, or NULL. */
const struct mb_hit *mb_real_hit(struct mb_decide *p, const struct mb_piece *s,
                                 enum mb_hit_kind kind);

/* movers.c. Cut what is no part of a motion or resolution from its end:
 * "seconded by B", "all agreed", "4 votes for"; from its beginning: "that". */
struct mb_range mb_without_tail(struct mb_decide *p, struct mb_range r);
struct mb_range mb_without_that(struct mb_span view, struct mb_range r);
/* Remember a mover, with the motion where the match tells where it stands;
 * returns where reading goes on. */
uint32_t mb_take_proposal(struct mb_decide *p, const struct mb_piece *s,
                          const struct mb_hit *hit);
/* Every mover in the sentence before `to`. */
void mb_take_proposals(struct mb_decide *p, const struct mb_piece *s,
                       uint32_t to);
void mb_take_seconder(struct mb_decide *p, const struct mb_hit *hit);
/* The last mover's motion carried in its own sentence: what was decided
 * stands before the mover's name, or in the sentence before. */
void mb_carried_at_once(struct mb_decide *p, const struct mb_piece *s,
                        const struct mb_hit *mover);
/* What became of a motion, in words or by its counts. */
void mb_take_outcome(struct mb_decide *p, const struct mb_piece *s,
                     const struct mb_hit *hit);
void mb_take_counts(struct mb_decide *p, const struct mb_piece *s,
                    const struct mb_hit *vote);

/* markers.c. Whether a block beneath a decision's label can be a clause. */
bool mb_may_decide(const struct mb_decide *p, uint32_t i);
/* The list beneath `block`, whose words `head` opened it; all: see
 * mb_clauses_below. */
void mb_list_below(struct mb_decide *p, uint32_t block, struct mb_range head,
                   bool all, struct mb_clauses *list);
/* Add what a marker, or a sentence with an operative verb, decides; returns
 * the view offset where reading goes on. */
uint32_t mb_take_marker(struct mb_decide *p, const struct mb_piece *s,
                        const struct mb_hit *hit);
uint32_t mb_take_sentence(struct mb_decide *p, const struct mb_piece *s,
                          const struct mb_hit *hit);

/* The motion that resolved words `text` belong to, or NULL: the one that says
 * the same, else the mover named right before, else (unless only what is near
 * will do) the last main motion. */
struct mb_open_motion *mb_motion_for(const struct mb_extract *x,
                                     struct mb_motions_open *open,
                                     struct mb_span text, uint32_t block,
                                     bool near);

/* The motion whose fate view bytes s of block tell: that of the paragraph
 * named, the amendment, the main motion or the last one; NULL if none. */
struct mb_open_motion *mb_motion_voted_on(struct mb_hits *hits,
                                          struct mb_motions_open *open,
                                          struct mb_range s, uint32_t block);

/* Add a motion to the document: lost, withdrawn, or without a known end. */
void mb_motion_record(const struct mb_extract *x,
                      const struct mb_open_motion *motion, uint32_t item);

#endif
