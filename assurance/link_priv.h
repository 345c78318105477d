/* Private to the linker: what its files share. */
#ifndef MB_ASSURANCE_LINK_PRIV_H
#define MB_ASSURANCE_LINK_PRIV_H

#include "assurance/lexicon.h"
#include "assurance/link.h"

/* Entries of the acts lexicon that the code asks for by name. */
#define MB_ACTS(X)                                                             \
    X(NOTE, "note")                                                            \
    X(DEFER, "defer")                                                          \
    X(WITHDRAW, "withdraw")                                                    \
    X(APPOINT, "appoint")                                                      \
    X(ENGAGE, "engage")                                                        \
    X(FIRMS, "firms")                                                          \
    X(PAID_OUT, "paid-out")                                                    \
    X(CUT, "cut")                                                              \
    X(NO_CUT, "no-cut")                                                        \
    X(CLOSE, "close")                                                          \
    X(SERVED_BY, "served-by")                                                  \
    X(DISPOSE, "dispose")                                                      \
    X(ORDER, "order")                                                          \
    X(CHARGE, "charge")                                                        \
    X(RAISE, "raise")                                                          \
    X(FEE, "fee")                                                              \
    X(REFUSE, "refuse")                                                        \
    X(ACTING, "acting")                                                        \
    X(GOOD_LESS, "good-less")                                                  \
    X(REPLACED, "replaced")                                                    \
    X(ON_TERMS, "on-terms")                                                    \
    X(POINTER, "pointer")                                                      \
    X(UNAFFECTED, "unaffected")                                                \
    X(QUESTIONS, "questions")                                                  \
    X(PROPOSED, "proposed")                                                    \
    X(ALL_OF_THEM, "all-of-them")                                              \
    X(DENIED, "denied")                                                        \
    X(SAID_BY_OTHERS, "said-by-others")                                        \
    X(CLAIM_START, "claim-start")                                              \
    X(POSTS, "posts")                                                          \
    X(PLACE, "place")                                                          \
    X(NOT_PLACE, "not-place")                                                  \
    X(FORMER, "former")                                                        \
    X(MOVED_TO, "moved-to")                                                    \
    X(FOR_WHOM, "for-whom")                                                    \
    X(WITH, "with")                                                            \
    X(HAVING, "having")                                                        \
    X(LISTING, "listing")                                                      \
    X(TEACH, "teach")                                                          \
    X(BESIDES, "besides")                                                      \
    X(ADOPT, "adopt")                                                          \
    X(DELIVERY_PLAN, "delivery-plan")                                          \
    X(MONITORING, "monitoring")                                                \
    X(LABEL_CLAUSE, "label-clause")                                            \
    X(LABEL_REASON, "label-reason")                                            \
    X(LABEL_ASIDE, "label-aside")                                              \
    X(LABEL_CLAIM, "label-claim")                                              \
    X(LABEL_RECOMMEND, "label-recommend")                                      \
    X(LABEL_META, "label-meta")                                                \
    X(ATTENDANCE, "attendance")                                                \
    X(TAKERS, "takers")                                                        \
    X(TAKEN, "taken")                                                          \
    X(EVERYDAY, "everyday")

enum mb_act {
#define X(id, name) MB_ACT_##id,
    MB_ACTS(X)
#undef X
        MB_ACT_COUNT
};

/* How strongly a text speaks of a subject. */
struct mb_aim {
    uint32_t entry;
    double weight;
    struct mb_span phrase; /* the words that say so most */
};
struct mb_aims {
    struct mb_aim *at;
    uint32_t n;
};

/* Two stems that follow each other. */
struct mb_pair {
    uint32_t hash;
    uint32_t first;
    uint32_t second;
};

/* A pledge that can be linked to, with what it promises. */
struct mb_unit {
    uint32_t strategy;
    uint32_t pledge;
    uint32_t top;        /* index of the node at the top above it */
    bool heading;        /* has linkable nodes below: only if none of them */
    struct mb_aims aims; /* with those of the themes under it */
    struct mb_aims groups;
    struct mb_aims idle; /* ordinary business that it is about */
    uint32_t *terms;     /* content stems, ascending, without repeats */
    uint32_t nterms;
    struct mb_pair *pairs; /* neighbouring content stems */
    uint32_t npairs;
};

/* A name under which texts speak of a strategy. */
struct mb_name {
    uint32_t strategy;
    uint32_t *terms;
    uint32_t n;
    bool full;     /* the whole title */
    uint32_t word; /* of a name that is an abbreviation, else MB_TERM_NONE */
};

/* The title of a pledge or of a theme, as texts can quote it. */
struct mb_title {
    uint32_t strategy;
    uint32_t pledge;
    uint32_t *terms;
    uint32_t n;
};

/* What a stem or word can begin, so that most are passed over at once. */
enum mb_begins {
    MB_BEGINS_NAME = 1,  /* a strategy's name */
    MB_BEGINS_LEVEL = 2, /* a level's: "pledge" */
    MB_BEGINS_TITLE = 4  /* a pledge's title */
};

struct mb_linker {
    struct mb_arena *arena;
    struct mb_vocab *vocab;
    struct mb_lexicon thesaurus;
    struct mb_lexicon acts;
    uint32_t act[MB_ACT_COUNT];
    const struct mb_strategy **strategies;
    uint32_t nstrategies;
    struct mb_unit *units;
    uint32_t nunits;
    struct mb_name *names;
    uint32_t nnames;
    struct mb_title *titles;
    uint32_t ntitles;
    uint8_t *marks; /* by term and word: enum mb_begins (explicit.c) */
    uint32_t nmarks;
    uint32_t *spread; /* by term: in how many units it stands */
    uint32_t nspread;
    uint32_t *in_units;   /* those units, term by term … */
    uint32_t *first_unit; /* … from here on */
    struct mb_best *best; /* by phrase, all zero between two cases */
    uint32_t *touched;    /* phrases of it that are not, for one case */
    struct mb_linker_register reg; /* what the register's words are */
    double *rarity;                /* by term; negative: not asked yet */
    uint32_t nrarity;
    bool explain;
};

/* A passage with its words, for one run over a case. */
struct mb_heard {
    const struct mb_passage *passage;
    struct mb_tokens tokens;
    struct mb_founds founds; /* of the thesaurus */
    double weight;           /* what its words count */
};

/* What a case says of one subject. */
struct mb_said {
    double strength;      /* 0..1 */
    double best;          /* the strongest single contribution */
    uint32_t heard;       /* passage of that */
    uint32_t phrase;      /* phrase of that, or UINT32_MAX if implied */
    uint32_t from;        /* entry that implied it, or MB_ENTRY_NONE */
    struct mb_span words; /* of the passage: what says so most, or null */
};

/* Where a phrase tells most. */
struct mb_best {
    double weight;
    uint32_t heard;
    struct mb_span words;
};

/* A content stem of a case. */
struct mb_word {
    uint32_t term;
    uint32_t heard; /* the most telling passage it stands in */
    double weight;  /* of that passage, 0..1 */
    double rarity;  /* 0..1: how few cases of the register have it */
};

struct mb_profile {
    struct mb_heard *heard; /* parallel to the case's passages */
    uint32_t nheard;
    struct mb_said *said;  /* by entry of the thesaurus */
    struct mb_word *words; /* its content stems, ascending */
    uint32_t nwords;
    uint32_t *pairs; /* of title and clauses, ascending */
    uint32_t npairs;
    struct mb_founds idle; /* ordinary business in its title */
    bool on_terms;         /* a sale or lease tied to a use */
};

/* Whether an act's phrase stands in the words. */
bool mb_act_in(const struct mb_linker *linker, enum mb_act act,
               const struct mb_tokens *tokens, uint32_t from, uint32_t to);

/* profile.c: helpers of both sides. */
uint32_t mb_without_repeats(uint32_t *at, uint32_t n);
uint32_t mb_pair_hash(uint32_t a, uint32_t b);
bool mb_has_it(const struct mb_linker *l, const struct mb_tokens *tokens,
               uint32_t at);
bool mb_only_where(const struct mb_linker *l, struct mb_span text,
                   const struct mb_tokens *tokens, const struct mb_found *f,
                   bool lists);

/* units.c */
enum mb_status mb_units_add(struct mb_linker *linker, uint32_t strategy,
                            struct mb_err *err) MB_MUST_CHECK;

/* profile.c */
enum mb_status mb_profile_make(struct mb_linker *linker,
                               const struct mb_case *cas,
                               struct mb_arena *arena, struct mb_profile *ret,
                               struct mb_err *err) MB_MUST_CHECK;

/* barrier.c: why the case cannot be linked at all, or NULL. Static. */
const char *mb_case_barrier(const struct mb_linker *linker,
                            const struct mb_case *cas,
                            const struct mb_profile *profile,
                            bool *ret_on_terms);

/* Whether an operative sentence does more than note or put off. */
bool mb_clause_acts(const struct mb_linker *linker,
                    const struct mb_heard *heard);

/* explicit_spoken.c: strategies as texts speak of them. */
enum { MB_SPOKEN_MAX = 8 };
struct mb_spoken {
    uint32_t strategy;
    uint32_t from; /* tokens */
    uint32_t to;
    bool unsure; /* which edition */
};
struct mb_spokens {
    struct mb_spoken at[MB_SPOKEN_MAX];
    uint32_t n;
};
/* date: of the decision, by which the edition in force is known. */
void mb_spoken_find(const struct mb_linker *linker, struct mb_span date,
                    struct mb_span text, const struct mb_tokens *tokens,
                    struct mb_spokens *ret);
/* Whether another edition of the strategy is known. */
bool mb_has_editions(const struct mb_linker *linker, uint32_t strategy);
/* "Plan", "Strategy's" */
bool mb_plan_word(struct mb_span word);
/* "council" of "council's", with either apostrophe. */
struct mb_span mb_word_owner(struct mb_span word);
/* Whether token i is that word, in any case. */
bool mb_word_is(struct mb_span text, const struct mb_tokens *tokens, uint32_t i,
                const char *word);
enum mb_status mb_explicit_add(struct mb_linker *linker, uint32_t strategy,
                               struct mb_err *err) MB_MUST_CHECK;

/* explicit.c */
struct mb_named {
    uint32_t strategy;
    uint32_t pledge; /* UINT32_MAX: the strategy as a whole */
    uint32_t heard;  /* passage that names it */
    bool delivery;   /* its delivery plan is approved */
    bool edition_unsure;
};
struct mb_nameds {
    struct mb_named *at;
    uint32_t n;
};
enum mb_status mb_explicit_find(struct mb_linker *linker,
                                const struct mb_case *cas,
                                const struct mb_profile *profile,
                                struct mb_arena *arena, struct mb_nameds *ret,
                                struct mb_err *err) MB_MUST_CHECK;

/* explicit_part.c: a part of a plan as a sentence names it. */
enum { MB_PARTS_MAX = 16 };
struct mb_part {
    struct mb_span level; /* "outcome"; null where only the code stands */
    struct mb_span code;  /* null where an ordinal says which */
    uint32_t ordinal;     /* from 1; else 0 */
    uint32_t from;        /* tokens */
    uint32_t to;
};
struct mb_parts {
    struct mb_part at[MB_PARTS_MAX];
    uint32_t n;
};
/* bare: codes count that have no level's name before them. */
void mb_parts_find(const struct mb_linker *linker, struct mb_span text,
                   const struct mb_tokens *tokens, bool bare,
                   struct mb_arena *arena, struct mb_parts *ret);
/* "all five themes": whether every part of a level is claimed. */
bool mb_parts_all(const struct mb_linker *linker, struct mb_span text,
                  const struct mb_tokens *tokens);
/* The pledge of that strategy, or UINT32_MAX. */
uint32_t mb_part_in(const struct mb_strategy *strategy,
                    const struct mb_part *part);

/* words.c: the stems of a case, and those that it shares with a pledge. */
enum mb_status mb_words_make(struct mb_linker *linker, struct mb_profile *p,
                             struct mb_arena *arena,
                             struct mb_err *err) MB_MUST_CHECK;
/* By unit: 0 up to 1 (a little more where a name of its own is among them),
 * the rarer the shared words the more, and the passage with
 * most of them (UINT32_MAX if none is shared). */
enum mb_status mb_words_shared(const struct mb_linker *linker,
                               const struct mb_profile *profile,
                               struct mb_arena *arena, double *ret_shared,
                               uint32_t *ret_heard,
                               struct mb_err *err) MB_MUST_CHECK;

/* "therapy, hospital": the words shared with a unit, the rarest first. */
struct mb_span mb_words_list(const struct mb_linker *linker,
                             const struct mb_profile *profile,
                             const struct mb_unit *unit,
                             struct mb_arena *arena);

/* score.c */
struct mb_scored {
    uint32_t unit;
    double score;
    uint32_t heard; /* where the quote stands */
    bool direct;
    struct mb_reason *reasons;
    uint32_t nreasons;
};
enum mb_status mb_score_case(struct mb_linker *linker,
                             const struct mb_profile *profile,
                             struct mb_arena *arena,
                             struct mb_scored **ret_scored, uint32_t *ret_n,
                             struct mb_err *err) MB_MUST_CHECK;

#endif
