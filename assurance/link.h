/* Links between decisions and the pledges they serve.
 *
 * A link is proposed only where four things hold: something was decided that
 * changes what will happen (act), it is what the pledge promises and for whom
 * (aim), it is at most one step away (distance), and a sentence of the record
 * says so (defence). Every link carries that sentence.
 *
 * Means are explainable only: stems, phrases, a thesaurus of public services
 * (data/thesaurus.yaml), what kinds of act there are (data/acts.yaml), the
 * roles of a record's parts, inverse frequency. Nothing is learnt and nothing
 * leaves the machine.
 *
 * The module works on the neutral struct mb_case, knows no database and
 * prints nothing; assurance/register.h joins it to the store.
 */
#ifndef MB_ASSURANCE_LINK_H
#define MB_ASSURANCE_LINK_H

#include "assurance/strategy.h"

/* What a passage of a record is there for. */
enum mb_role {
    MB_ROLE_TITLE,
    MB_ROLE_CLAUSE,      /* operative words */
    MB_ROLE_RECOMMENDED, /* what a report asks for: not yet decided */
    MB_ROLE_REASON,
    MB_ROLE_NARRATIVE,
    MB_ROLE_CLAIM, /* "How the decision supports the Council Plan" */
    MB_ROLE_ASIDE, /* alternatives, objections, consultation, finance:
                      says nothing about what was decided */
    MB_ROLE_META,  /* dates, makers, documents */
    MB_ROLE_COUNT
};
const char *mb_role_name(enum mb_role role); /* "clause" */

struct mb_passage {
    enum mb_role role;
    struct mb_span text;  /* one sentence, as published */
    struct mb_span verb;  /* class of a clause as the parser has it, or null */
    struct mb_span label; /* heading it stands under, or null */
    int64_t document;     /* the caller's: in which document it stands */
    uint32_t from;        /* the caller's: at or behind which byte of it */
    bool by_report;       /* stands in the report, not in the decision */
};

/* A decision as the linker sees it: one matter at one or more meetings. */
struct mb_case {
    struct mb_span record;    /* Record ID of the clause tracked, or null */
    struct mb_span reference; /* "24/00115", or null */
    struct mb_span title;
    struct mb_span date;   /* ISO, or null */
    struct mb_span status; /* "Withdrawn", or null */
    struct mb_passage *passages;
    uint32_t n;
    bool undecided; /* told by the caller: no decision was taken */
};

enum mb_basis {
    MB_BASIS_EXPLICIT,
    MB_BASIS_BY_REPORT,
    MB_BASIS_SUGGESTED,
    MB_BASIS_MANUAL,
    MB_BASIS_COUNT
};
const char *mb_basis_name(enum mb_basis basis); /* "by_report" */

/* One thing that speaks for or against a link. */
struct mb_reason {
    struct mb_span what; /* "smoking: \"tobacco\" ~ \"stop smoking\"" */
    double weight;       /* negative: against */
};

struct mb_link {
    uint32_t strategy; /* index as added to the linker */
    uint32_t pledge;   /* index in it, or UINT32_MAX for the whole (*) */
    enum mb_basis basis;
    double score;         /* 0..1; at or above MB_LINK_SHOWN it is shown */
    bool direct;          /* puts the thing in place; else contributes */
    bool edition_unsure;  /* named without saying which edition */
    struct mb_span quote; /* a sentence of the record */
    uint32_t passage;     /* where the quote stands in the case */
    struct mb_reason *reasons;
    uint32_t nreasons;
};

#define MB_LINK_SHOWN 0.58 /* the suggestion threshold */
#define MB_LINK_KEPT  0.30 /* below this nothing is kept */

struct mb_linker;

/* What the linker is told of the register: a word that stands in many of its
 * cases says little of any one of them. */
struct mb_linker_register {
    uint32_t size; /* how many pieces of text it has; 0: nothing is known */
    /* In how many of them a word with this stem stands. */
    uint32_t (*pieces)(void *user, struct mb_span stem);
    void *user;
};

/* Options of a linker. */
struct mb_linker_options {
    struct mb_span thesaurus; /* YAML, or null for the one built in */
    struct mb_span acts;      /* YAML, or null for the one built in */
    bool explain;             /* also keep what scored too low to link */
    struct mb_linker_register reg;
};

/* A linker without strategies. Free it with mb_linker_free.
 *
 * MB_ERR_RULES where the data is wrong (the line says which entry),
 * MB_ERR_NOMEM. */
enum mb_status mb_linker_new(const struct mb_linker_options *options,
                             struct mb_linker **ret_linker,
                             struct mb_err *err) MB_MUST_CHECK;
void mb_linker_free(struct mb_linker *linker);

/* Add a strategy, borrowed: it must live as long as the linker. *ret_index
 * is its number in mb_link.strategy.
 *
 * MB_ERR_NOMEM. */
enum mb_status mb_linker_add(struct mb_linker *linker,
                             const struct mb_strategy *strategy,
                             uint32_t *ret_index,
                             struct mb_err *err) MB_MUST_CHECK;

/* Cut the blocks [first, last) of a document into passages: which are
 * operative, reasons, asides. Adds to ret_case; title and status are filled
 * where they are null and the blocks tell them. Texts are in the arena.
 *
 * MB_ERR_NOMEM or MB_ERR_LIMIT of the arena. */
enum mb_status mb_case_read(struct mb_linker *linker,
                            const struct mb_blocks *blocks, uint32_t first,
                            uint32_t last, struct mb_arena *arena,
                            struct mb_case *ret_case,
                            struct mb_err *err) MB_MUST_CHECK;

/* Link one case with every strategy added.
 *
 * cas       borrowed
 * arena     receives the links, best first within a strategy
 *
 * No link is a result, not an error. MB_ERR_NOMEM, MB_ERR_LIMIT. */
enum mb_status mb_link_case(struct mb_linker *linker, const struct mb_case *cas,
                            struct mb_arena *arena, struct mb_link **ret_links,
                            uint32_t *ret_n, struct mb_err *err) MB_MUST_CHECK;

/* Why nothing can be linked to this case whatever the pledge ("noted only",
 * "withdrawn"), or the null span. In the arena. */
struct mb_span mb_link_barrier(struct mb_linker *linker,
                               const struct mb_case *cas,
                               struct mb_arena *arena);

#endif
