/* Strategies, pledges and links in the store.
 *
 * The tree, its words and the scores are assurance/'s; here they are kept.
 * What the machine proposes is derived and replaced at will; what people
 * decided is append-only and laid over it when links are listed.
 */
#ifndef MB_STORE_STRATEGY_STORE_H
#define MB_STORE_STRATEGY_STORE_H

#include "store/store.h"

struct mb_pledge_field {
    struct mb_span name; /* "owner", "timescale", "measure" … */
    struct mb_span value;
};

struct mb_pledge_row {
    struct mb_span code;
    struct mb_span parent; /* code, or null */
    struct mb_span level;
    struct mb_span title;
    struct mb_span statement;
    struct mb_pledge_field *fields; /* a name may stand several times */
    uint32_t nfields;
    uint32_t source; /* which of the strategy's files it stands in … */
    uint32_t start;  /* … and its bytes in that file's text; equal: unknown */
    uint32_t end;
};

struct mb_strategy_file {
    struct mb_span name;
    struct mb_span uri;    /* or null */
    struct mb_span sha256; /* 64 hex digits */
    struct mb_span media;  /* IANA name */
    struct mb_span text;   /* what the reader made of it */
    struct mb_span bytes;
};

struct mb_strategy_row {
    struct mb_span id;
    struct mb_span title;
    struct mb_span version;
    struct mb_span from; /* in force from, to: YYYY-MM-DD or null */
    struct mb_span to;
    struct mb_span supersedes;
    int64_t first_code; /* 0: not given */
    struct mb_span by, at;
    struct mb_span *aliases;
    uint32_t naliases;
    struct mb_pledge_row *pledges; /* printed order */
    uint32_t npledges;
    struct mb_strategy_file *files;
    uint32_t nfiles;
};
struct mb_strategy_rows {
    struct mb_strategy_row *at;
    uint32_t n;
};

/* Store a strategy with its pledges, aliases and files; one with the same id
 * is replaced (its links go; people's decisions stay). by and at are taken
 * from the run. MB_ERR_USAGE where two pledges have one code, a parent is not
 * among them, or it supersedes itself: the line says which. */
enum mb_status mb_store_strategy_put(struct mb_store *store,
                                     const struct mb_strategy_row *strategy,
                                     struct mb_err *err) MB_MUST_CHECK;
/* Forget a strategy and its links; people's decisions stay. *ret_found tells
 * whether there was one. */
enum mb_status mb_store_strategy_remove(struct mb_store *store,
                                        struct mb_span id, bool *ret_found,
                                        struct mb_err *err) MB_MUST_CHECK;
/* The strategies with that id (null: all), by id, whole. `files` come without
 * their text and bytes. */
enum mb_status mb_store_strategies(struct mb_store *store, struct mb_span id,
                                   struct mb_arena *arena,
                                   struct mb_strategy_rows *ret_rows,
                                   struct mb_err *err) MB_MUST_CHECK;
/* A file's text. Null where there is none. */
enum mb_status mb_store_strategy_text(struct mb_store *store, struct mb_span id,
                                      uint32_t file, struct mb_arena *arena,
                                      struct mb_span *ret_text,
                                      struct mb_err *err) MB_MUST_CHECK;
/* Replace a strategy's other names. */
enum mb_status mb_store_strategy_aliases(struct mb_store *store,
                                         struct mb_span id,
                                         const struct mb_span *aliases,
                                         uint32_t n,
                                         struct mb_err *err) MB_MUST_CHECK;

/* ------------------------------------------------------------ links -- */

#define MB_LINK_ID_SIZE 14 /* "LK-" + 10 + NUL */
/* A link's id: LK- and 10 Crockford base32 characters of the SHA-256 of
 * subject|strategy|pledge. The same link has the same id for ever. */
void mb_link_id(struct mb_span subject, struct mb_span strategy,
                struct mb_span pledge, char ret_id[MB_LINK_ID_SIZE]);

struct mb_link_row {
    struct mb_span link_id;   /* made by the store; null in what is put */
    struct mb_span record_id; /* the clause, or null: then the matter's */
    struct mb_span reference; /* of the matter, or null */
    int64_t matter;           /* id, 0: none */
    struct mb_span strategy;
    struct mb_span pledge;     /* code, or "*" */
    struct mb_span basis;      /* explicit, by_report, suggested, manual */
    double score;              /* 0..1 */
    struct mb_span quote;      /* stands in the decision */
    int64_t document;          /* the quote's, 0: none */
    uint32_t start, end;       /* its bytes there */
    struct mb_span why;        /* terms and weights, or null */
    struct mb_span diagnostic; /* "edition-not-stated", or null */
    /* people's, laid over: not used in what is put */
    struct mb_span status; /* proposed, confirmed, rejected */
    struct mb_span by, at, decision_why;
};
struct mb_link_rows {
    struct mb_link_row *at;
    uint32_t n;
};

/* Replace the proposed links of a strategy (null: of all), or only those of
 * the clauses of certain documents, by new ones.
 *
 * documents  ids whose clauses' links are replaced; NULL: every link
 *
 * A link that a person rejected stays rejected whatever is put. MB_ERR_USAGE
 * for a link without a quote, or to a strategy that is not there.
 */
struct mb_link_put {
    struct mb_span strategy;
    const int64_t *documents;
    uint32_t ndocuments;
    const struct mb_link_row *links;
    uint32_t nlinks;
};
enum mb_status mb_store_links_put(struct mb_store *store,
                                  const struct mb_link_put *put,
                                  struct mb_err *err) MB_MUST_CHECK;

struct mb_link_filter {
    struct mb_span strategy;  /* null: all */
    struct mb_span record_id; /* null: all */
    struct mb_span link_id;   /* null: all */
    double min_score; /* of what is proposed; decided ones always come */
    bool include_rejected;
    bool include_exempt;
    bool brief; /* without why */
};
/* Links with people's decisions, by record or reference, strategy, pledge.
 * One that a person added, or confirmed and the machine no longer proposes,
 * is among them. */
enum mb_status mb_store_links(struct mb_store *store,
                              const struct mb_link_filter *filter,
                              struct mb_arena *arena,
                              struct mb_link_rows *ret_rows,
                              struct mb_err *err) MB_MUST_CHECK;
/* The same, one at a time: fn is told of each, whose texts are gone when it
 * returns. What it returns other than MB_OK ends it. */
typedef enum mb_status mb_link_fn(void *context, const struct mb_link_row *row,
                                  struct mb_err *err);
enum mb_status mb_store_links_each(struct mb_store *store,
                                   const struct mb_link_filter *filter,
                                   mb_link_fn *fn, void *context,
                                   struct mb_err *err) MB_MUST_CHECK;
/* A person's decision about a link. */
struct mb_link_decision {
    struct mb_span link_id; /* of a link there is; or null, then: */
    struct mb_span subject; /* Record ID, or a reference */
    struct mb_span strategy;
    struct mb_span pledge;
    struct mb_span decision; /* confirmed, rejected, added, reopened */
    struct mb_span quote;    /* for an added one */
    struct mb_span by;
    struct mb_span why;    /* or null */
    struct mb_span source; /* workbook, or null */
};
/* Append it; time and run are the store's. MB_ERR_USAGE where the link, the
 * strategy or the pledge is not there, or `by` is empty. */
enum mb_status mb_store_link_decide(struct mb_store *store,
                                    const struct mb_link_decision *decision,
                                    struct mb_err *err) MB_MUST_CHECK;

/* Documents whose clauses were settled since links were last put: what to link
 * again. Ids ascending. */
enum mb_status mb_store_links_stale(struct mb_store *store,
                                    struct mb_arena *arena,
                                    int64_t **ret_documents, uint32_t *ret_n,
                                    struct mb_err *err) MB_MUST_CHECK;

#endif
