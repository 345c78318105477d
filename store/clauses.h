/* Inside store/ only: the resolutions of one scope on their way to clauses. */
#ifndef MB_STORE_CLAUSES_H
#define MB_STORE_CLAUSES_H

#include "store/db.h"
#include "store/identity.h"

#define MB_NO_CLUSTER UINT32_MAX

/* One document's words. */
struct mb_words {
    int64_t document, meeting, matter; /* ids; 0: none */
    uint32_t n;                        /* resolution.n */
    uint32_t nth;    /* from 1: among equals of its document */
    uint32_t equals; /* how many of its text its document has */
    uint32_t cluster;
    uint32_t next;      /* of the same cluster, MB_NO_CLUSTER at the end */
    uint32_t resembles; /* a cluster that it was not sure to be */
    double similarity;  /* to the cluster when it joined */
    const char *how;    /* it joined: "similar", "item-label" … */
    bool superseded;
    uint64_t hash;                    /* of text */
    struct mb_span item, label, text; /* keys */
    struct mb_hashed hashed;          /* text, when it was compared */
    char form[MB_RECORD_ID_SIZE];
};

/* What will be one clause. */
struct mb_cluster {
    uint32_t first, last; /* words, the preferred first */
    uint32_t documents;
    int64_t meeting; /* 0 until one of its words has one */
    int64_t matter;
    bool found; /* record_id is known to the registry */
    char record_id[MB_RECORD_ID_SIZE];
    char unsure[MB_RECORD_ID_SIZE]; /* "" or an id it resembles */
};

struct mb_clauses {
    struct mb_store *store;
    const char *scope;
    struct mb_words *words;
    uint32_t nwords;
    struct mb_cluster *clusters;
    uint32_t nclusters;
    char (*aliases)[2][MB_RECORD_ID_SIZE]; /* alias, the id that counts */
    uint32_t naliases;
    uint32_t *room; /* of comparisons */
    struct mb_arena *arena;
    struct mb_err *err;
};

/* cluster.c: put words of different documents together. */
enum mb_status mb_clauses_cluster(struct mb_clauses *c) MB_MUST_CHECK;
/* registry.c: give each cluster its Record ID, new ones where needed. */
enum mb_status mb_clauses_identify(struct mb_clauses *c) MB_MUST_CHECK;

/* Similarity of two folded texts; anything below `least` where it is. What was
 * found out of each text is kept in *hashed. */
double mb_words_similarity(struct mb_clauses *c, struct mb_span a,
                           struct mb_hashed *hashed_a, struct mb_span b,
                           struct mb_hashed *hashed_b, double least);

#endif
