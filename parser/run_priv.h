/* One run of the rules over a document. Private to match.c, which looks where
 * rules may match, and try.c, which tries them there.
 */
#ifndef MB_PARSER_RUN_PRIV_H
#define MB_PARSER_RUN_PRIV_H

#include "parser/rules_priv.h"

/* How a rule is tried in a block. */
enum { MB_TRY_START = 1, MB_TRY_BODY = 2, MB_TRY_SEARCH = 4 };

/* A place where a rule may match. */
struct mb_try {
    uint32_t at; /* the block's start, for those at starts */
    uint32_t block;
    uint32_t slot;
    uint32_t how;
};

/* A match, and the block that it stands in. */
struct mb_found {
    struct mb_match match;
    uint32_t block;
};

/* An array that grows, is emptied and used again. */
struct mb_list {
    void *at;
    uint32_t n;
    uint32_t room;
};

/* What is known of a rule in one run, by slot. */
struct mb_rule_state {
    uint32_t found;
    uint32_t limit_hits;
    uint32_t from; /* its matches may not begin before */
};

struct mb_run {
    const struct mb_rules *rules;
    const struct mb_blocks *blocks;
    const struct mb_limits *limits;
    struct mb_arena *arena;   /* of the matches */
    struct mb_arena *scratch; /* of this run */
    struct mb_diags *diags;
    struct mb_rule_state *states;
    uint64_t *applies;    /* by slot, as bits: rules of packs in force */
    uint64_t *long_lines; /* of these, those for lines of any length */
    uint64_t *free;       /* … and those without a gate */
    uint64_t *open;       /* in the block in hand */
    struct mb_gates_walk *gates;
    struct mb_bytes *bytes;  /* of the view */
    uint32_t block;          /* the block in hand */
    struct mb_place *places; /* room for those of a step */
    struct mb_list tries;    /* of struct mb_try, in order of place */
    struct mb_list by_rule;  /* the same in order of slot */
    uint32_t *counts;        /* of each slot */
    struct mb_list found;    /* of struct mb_found */
    bool failed;
    bool undecided; /* … because a rule may have met its limit, or not */
    const size_t *groups; /* of the last match, as offsets in pairs */
    /* the rule being run */
    struct mb_compiled *rule;
    struct mb_rule_state *state;
};

/* Whether what stands in short lines only may stand in a block: those that
 * hold a title, a name or a label are far shorter, and paragraphs longer. */
enum { MB_SHORT_LINE = 400 };
static inline bool mb_run_is_short(const struct mb_block *b)
{
    return b->view_end - b->view_start <= MB_SHORT_LINE;
}

/* Room for n entries in a list, in the run's scratch memory, as it comes;
 * false, and the run has failed, if memory ran out. */
bool mb_run_room(struct mb_run *run, struct mb_list *list, uint32_t n,
                 size_t size);
/* One more entry at the end of a list, not set; NULL as above. */
static inline void *mb_run_add(struct mb_run *run, struct mb_list *list,
                               size_t size)
{
    if (list->n == list->room && !mb_run_room(run, list, list->n + 1, size))
        return NULL;
    return (char *)list->at + list->n++ * size;
}

/* Run what was noted in n runs, rule by rule; the matches join those found, and
 * nothing is noted any more. */
void mb_run_tries(struct mb_run *runs, uint32_t n);

/* One rule in one block, whatever its gate and its heads say; its matches are
 * added to run->found. */
void mb_run_openly(struct mb_run *run, uint32_t slot, const struct mb_block *b);
/* Every rule that applies, openly: what gates must not change. */
void mb_run_all_openly(struct mb_run *run);

#endif
