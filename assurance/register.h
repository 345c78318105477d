/* The register's side of assurance: strategies and links in the store.
 *
 * What the command line and the reports call. The tree is strategy.h's, the
 * scores are link.h's, the rows are the store's; here they are joined. Texts
 * that are exempt from publication are neither read nor linked.
 *
 * Every function that writes needs a run (store/store.h). Errors are those of
 * the store and of the arena; only further causes are listed.
 */
#ifndef MB_ASSURANCE_REGISTER_H
#define MB_ASSURANCE_REGISTER_H

#include "assurance/link.h"
#include "base/buf.h"
#include "parser/source.h"
#include "store/query.h"
#include "store/strategy_store.h"

/* ------------------------------------------------------- strategies -- */

/* A file of a strategy that was read: as mb_read and mb_blocks_split left
 * it. */
struct mb_strategy_input {
    const struct mb_source *source;
    const struct mb_text *text;
    const struct mb_blocks *blocks;
};

/* Read files as one strategy and store it with them; one with the same id is
 * replaced, its links with it (people's decisions stay). Ready to be linked
 * afterwards (mb_register_link).
 *
 * ret  the tree as stored, in the arena
 *
 * As mb_strategy_read; MB_ERR_USAGE where `supersedes` is not there. */
enum mb_status
mb_register_import(struct mb_store *store,
                   const struct mb_strategy_input *files, uint32_t nfiles,
                   const struct mb_strategy_options *options,
                   struct mb_arena *arena, struct mb_diags *diags,
                   struct mb_strategy *ret, struct mb_err *err) MB_MUST_CHECK;

/* Add a name under which records speak of a strategy ("ICS", "six shared
 * objectives"), or take one away. A new import of the strategy keeps them.
 * Its links are to be made again (mb_register_link).
 *
 * arena  scratch
 *
 * MB_ERR_USAGE where there is no such strategy, or no such name to take away;
 * the store's errors. */
enum mb_status mb_register_alias(struct mb_store *store, struct mb_span id,
                                 struct mb_span name, bool add,
                                 struct mb_arena *arena,
                                 struct mb_err *err) MB_MUST_CHECK;

struct mb_strategies {
    struct mb_strategy *at;
    uint32_t n;
};

/* The strategies in the store with that id (null: all), by id, as trees. */
enum mb_status mb_register_strategies(struct mb_store *store, struct mb_span id,
                                      struct mb_arena *arena,
                                      struct mb_strategies *ret,
                                      struct mb_err *err) MB_MUST_CHECK;

/* ------------------------------------------------------------ links -- */

struct mb_linked {
    uint32_t cases;  /* decisions looked at */
    uint32_t links;  /* proposed links kept */
    uint32_t shown;  /* of them at or above MB_LINK_SHOWN, or explicit */
    uint32_t unsure; /* name a strategy without its edition */
    uint32_t again;  /* confirmed for the edition before: confirm again? */
};

/* Propose links again.
 *
 * strategy  only its links (null: of all)
 * changed   only for the documents that were settled since the last time,
 *           with the other documents of their matters
 *
 * What people decided is not touched and counts before what is proposed.
 * Without a strategy there is nothing to do. */
enum mb_status mb_register_link(struct mb_store *store, struct mb_span strategy,
                                bool changed, struct mb_linked *ret,
                                struct mb_err *err) MB_MUST_CHECK;

/* Say in plain text why a decision is linked as it is, and why not to the
 * rest: its acts, what stops it, and for each pledge the terms for and
 * against.
 *
 * what      a Record ID or a reference
 * strategy  only this one (null: all)
 * out       receives the text
 *
 * MB_ERR_USAGE where there is no such decision. */
enum mb_status mb_register_explain(struct mb_store *store, struct mb_span what,
                                   struct mb_span strategy, struct mb_buf *out,
                                   struct mb_err *err) MB_MUST_CHECK;

/* -------------------------------------------------------- decisions -- */

/* Confirm or reject a link by its id, or add one: subject is a Record ID or
 * a reference, target "STRATEGY:CODE" ("ics-2024:3.1", "ics-2024:*").
 *
 * by   who says so; empty is MB_ERR_USAGE
 * why  or null
 *
 * MB_ERR_USAGE where the link, the record or the pledge is not there. */
enum mb_status mb_register_decide(struct mb_store *store,
                                  struct mb_span link_id, bool confirm,
                                  struct mb_span by, struct mb_span why,
                                  struct mb_err *err) MB_MUST_CHECK;
struct mb_link_addition {
    struct mb_span subject;
    struct mb_span target;
    struct mb_span by;
    struct mb_span why;
};
enum mb_status mb_register_add(struct mb_store *store,
                               const struct mb_link_addition *link,
                               struct mb_err *err) MB_MUST_CHECK;

/* --------------------------------------------------------- coverage -- */

/* A pledge and what the decisions of a period do for it. Links count that a
 * person confirmed, or that are explicit or at or above MB_LINK_SHOWN and
 * not rejected; one to a pledge below counts for those above it too. */
struct mb_coverage_pledge {
    struct mb_span strategy;
    struct mb_span code; /* "*" for the strategy as a whole */
    struct mb_span level;
    struct mb_span title; /* its statement where it has none */
    uint32_t depth;       /* 0 at the top */
    uint32_t decisions;   /* different decisions linked */
    uint32_t confirmed;   /* of them confirmed by a person */
    struct mb_span first; /* dates of the earliest and latest, or null */
    struct mb_span latest;
    int32_t idle_days; /* from the latest to as_of; -1: none */
};
/* A decision that could be followed up and serves no pledge. */
struct mb_coverage_decision {
    struct mb_span record_id;
    struct mb_span reference; /* or null */
    struct mb_span title;
    struct mb_span body;
    struct mb_span date;
    int32_t age_days; /* to as_of; -1: no date */
};
struct mb_link_coverage {
    struct mb_coverage_pledge *pledges;
    uint32_t npledges;
    struct mb_coverage_decision *decisions;
    uint32_t ndecisions;
    uint32_t linked; /* decisions with at least one link */
};

/* Coverage both ways.
 *
 * filter  which decisions, and filter->strategy which strategy
 * as_of   YYYY-MM-DD, for ageing
 */
enum mb_status mb_register_coverage(struct mb_store *store,
                                    const struct mb_filter *filter,
                                    struct mb_span as_of,
                                    struct mb_arena *arena,
                                    struct mb_link_coverage *ret,
                                    struct mb_err *err) MB_MUST_CHECK;

/* People's confirmed links to an edition that another has followed: "confirm
 * again?" Rows are those of the earlier edition. */
enum mb_status mb_register_outdated(struct mb_store *store,
                                    struct mb_arena *arena,
                                    struct mb_link_rows *ret_rows,
                                    struct mb_err *err) MB_MUST_CHECK;

#endif
