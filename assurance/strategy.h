/* Strategies: from a published page or paper to a tree of pledges.
 *
 * A strategy is printed in one of a few general shapes: pages with "Our
 * pledge: ..." and "Theme: prose"; numbered outcomes, priorities and
 * commitments; headings over sentences that begin "We will" or over lists;
 * tables with a commitment a row. What a level is called ("pledge", "shared
 * outcome", "big move") is data taken from the page. A code is the one printed
 * ("3.1", "B.2", "IV", "SO2.1"), else the position: third theme of the second
 * pledge is 2.3. Where names begin again under each node ("Action 1" of
 * "Theme A"), the code is that of the one above and theirs: "A.1".
 *
 * This module knows the blocks of a document and nothing of decisions,
 * databases or file names.
 */
#ifndef MB_ASSURANCE_STRATEGY_H
#define MB_ASSURANCE_STRATEGY_H

#include "parser/blocks.h"

#define MB_STRATEGY_FILES_MAX   64
#define MB_STRATEGY_PLEDGES_MAX 20000

/* How a pledge is put, whatever its level is called. */
enum mb_pledge_kind {
    MB_PLEDGE_HEADING, /* an aim with others under it */
    MB_PLEDGE_PROMISE, /* something that is promised */
    MB_PLEDGE_THEME,   /* prose that explains the pledge above it */
    MB_PLEDGE_ROW,     /* a row of a commitment table */
    MB_PLEDGE_KIND_COUNT
};
const char *mb_pledge_kind_name(enum mb_pledge_kind kind); /* "promise" */

/* One node. Spans are in the arena given to mb_strategy_read; a null span
 * means that nothing is printed. */
struct mb_pledge {
    struct mb_span code;  /* "3.1", "SO2.1"; unique in its strategy */
    struct mb_span level; /* as printed, lower case, singular; or null */
    struct mb_span title;
    struct mb_span statement; /* bullets in it are lines "- ..." */
    struct mb_span owner;     /* who leads, as printed */
    struct mb_span target;    /* measure or target, as printed */
    struct mb_span due;       /* timescale, as printed */
    struct mb_span serves;    /* codes of further outcomes it names, or null */
    uint32_t parent;          /* index, or UINT32_MAX at the top */
    uint32_t page;            /* from 1; 0 if there are none */
    enum mb_pledge_kind kind;
    bool code_printed; /* else the code is its position */
};

struct mb_strategy {
    struct mb_span id;         /* given at import */
    struct mb_span title;      /* given, else the document's own */
    struct mb_span version;    /* "interim", "2024-2028", or null */
    struct mb_span supersedes; /* id of the edition before, or null */
    struct mb_span from;       /* in force, ISO date or month; or null */
    struct mb_span to;
    struct mb_span *aliases; /* other names it goes by */
    uint32_t naliases;
    struct mb_pledge *pledges; /* in printed order, a parent before a child */
    uint32_t npledges;
};

/* What the importing person says. Spans are copied. */
struct mb_strategy_options {
    struct mb_span id;
    struct mb_span title; /* null: the document's own */
    struct mb_span supersedes;
    struct mb_span from;
    struct mb_span to;
    uint32_t first_code;    /* of the first page's first pledge; 0 means 1 */
    struct mb_span aliases; /* other names, divided by ";", or null */
};

/* Read one or more documents as one strategy.
 *
 * files    borrowed, in reading order; nfiles at most MB_STRATEGY_FILES_MAX.
 *          Pages that print no numbers go on counting from file to file
 * arena    receives everything
 * diags    receives what is odd, or NULL
 *
 * A page that stands in the text twice is read once. Codes that would come
 * twice get a suffix ("2.1b").
 *
 * MB_ERR_FORMAT where no pledge was found (the line says which shapes are
 * known), MB_ERR_LIMIT over MB_STRATEGY_PLEDGES_MAX, MB_ERR_USAGE without an
 * id or a file, MB_ERR_NOMEM. *ret is untouched then.
 */
enum mb_status mb_strategy_read(const struct mb_blocks *const *files,
                                uint32_t nfiles,
                                const struct mb_strategy_options *options,
                                struct mb_arena *arena, struct mb_diags *diags,
                                struct mb_strategy *ret,
                                struct mb_err *err) MB_MUST_CHECK;

/* The pledge with that code, or UINT32_MAX. */
uint32_t mb_strategy_find(const struct mb_strategy *strategy,
                          struct mb_span code);

/* What became of a pledge from one edition to the next. */
enum mb_pledge_change {
    MB_CHANGE_SAME,
    MB_CHANGE_REWORDED,
    MB_CHANGE_RENUMBERED,
    MB_CHANGE_ADDED,
    MB_CHANGE_REMOVED,
    MB_CHANGE_COUNT
};
const char *mb_change_name(enum mb_pledge_change change); /* "reworded" */

struct mb_strategy_change {
    enum mb_pledge_change change;
    uint32_t before; /* index into the earlier tree, or UINT32_MAX */
    uint32_t after;  /* index into the later tree, or UINT32_MAX */
};

/* Compare two editions: a pledge is known again by its title (or statement
 * where it has none), else by its code with at least half of the words. The
 * list is in the later edition's order, the removed ones last.
 *
 * MB_ERR_NOMEM or MB_ERR_LIMIT of the arena. */
enum mb_status mb_strategy_diff(const struct mb_strategy *before,
                                const struct mb_strategy *after,
                                struct mb_arena *arena,
                                struct mb_strategy_change **ret_changes,
                                uint32_t *ret_n,
                                struct mb_err *err) MB_MUST_CHECK;

#endif
