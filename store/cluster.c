/* Which words of different documents are one clause. Documents are taken in
 * order of whose words count; each one's resolutions are matched with the
 * clusters so far, the best pairs first, each cluster once a document:
 *  - the same item and label, and similarity 0.8 or more;
 *  - else similarity 0.9 or more, if no other pair is as good;
 *  - else, on the same matter, the one clause that each document has of it,
 *    or the same label of as many: different words, and flagged so.
 * Two meetings of one day, and two matters, are never mixed. */
#include "store/clauses.h"

#include <stdlib.h>
#include <string.h>

#define SAME_PLACE 0.8
#define ANYWHERE   0.9
#define FUZZY_MAX  90000 /* pairs; beyond, only equal texts are compared */

struct pair {
    uint32_t word, cluster;
    double score; /* similarity, item and label weighed in */
    double similarity;
    bool placed; /* same item and label */
};
struct pairs {
    struct pair *at;
    uint32_t n;
};

static bool ids_differ(int64_t a, int64_t b)
{
    return a != 0 && b != 0 && a != b;
}

/* 1: both given and equal, -1: both given and not, 0: one is missing. */
static int compare_keys(struct mb_span a, struct mb_span b)
{
    if (a.len == 0 || b.len == 0)
        return 0;
    return mb_span_eq(a, b) ? 1 : -1;
}

/* Two words may be too different in length to reach `least`. */
static bool lengths_allow(struct mb_span a, struct mb_span b, double least)
{
    double shorter = (double)(a.len < b.len ? a.len : b.len);
    double longer = (double)(a.len < b.len ? b.len : a.len);

    return shorter >= longer * (least / 2);
}

static void weigh(struct mb_clauses *c, uint32_t i, uint32_t k, bool fuzzy,
                  struct pair *best)
{
    struct mb_words *a = &c->words[i];
    struct pair p = {.word = i, .cluster = k};
    uint32_t m = c->clusters[k].first;

    *best = p;
    for (; m != MB_NO_CLUSTER; m = c->words[m].next) {
        struct mb_words *b = &c->words[m];
        int item = compare_keys(a->item, b->item);
        int label = compare_keys(a->label, b->label);
        if (a->hash == b->hash && mb_span_eq(a->text, b->text))
            p.similarity = 1.0;
        else if (fuzzy && lengths_allow(a->text, b->text, SAME_PLACE))
            p.similarity = mb_words_similarity(c, a->text, &a->hashed, b->text,
                                               &b->hashed, SAME_PLACE);
        else
            p.similarity = 0;
        p.placed = item == 1 && mb_span_eq(a->label, b->label);
        if (p.similarity < SAME_PLACE || (!p.placed && p.similarity < ANYWHERE))
            continue;
        p.score = p.similarity + 0.1 * item + 0.05 * label
                  + (a->matter != 0 && a->matter == b->matter ? 0.1 : 0);
        if (p.score > best->score)
            *best = p;
    }
}

static int by_score(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return x->cluster < y->cluster ? -1 : x->cluster > y->cluster;
}

static void join(struct mb_clauses *c, uint32_t i, uint32_t k)
{
    struct mb_words *w = &c->words[i];
    struct mb_cluster *cluster = &c->clusters[k];

    w->cluster = k;
    if (cluster->documents == 0)
        cluster->first = i;
    else
        c->words[cluster->last].next = i;
    cluster->last = i;
    cluster->documents++;
    if (cluster->meeting == 0)
        cluster->meeting = w->meeting;
    if (cluster->matter == 0)
        cluster->matter = w->matter;
}

static bool may_join(const struct mb_clauses *c, uint32_t i, uint32_t k)
{
    const struct mb_cluster *cluster = &c->clusters[k];

    return c->words[cluster->last].document != c->words[i].document
           && !ids_differ(cluster->meeting, c->words[i].meeting)
           && !ids_differ(cluster->matter, c->words[i].matter);
}

/* Is there another open pair for this word, or this cluster, that is as good?
 * Equal texts that stand as often on both sides are taken in their order. */
static bool ambiguous(const struct mb_clauses *c, const struct pairs *pairs,
                      uint32_t at)
{
    const struct pair *p = &pairs->at[at];
    const struct mb_words *w = &c->words[p->word];
    const struct mb_words *o = &c->words[c->clusters[p->cluster].first];

    if (p->placed || (p->similarity >= 1.0 && w->equals == o->equals))
        return false;
    for (uint32_t i = at + 1;
         i < pairs->n && pairs->at[i].score >= p->score - 1e-9; i++) {
        const struct pair *q = &pairs->at[i];
        if ((q->word == p->word) != (q->cluster == p->cluster)
            && c->words[q->word].cluster == MB_NO_CLUSTER
            && may_join(c, q->word, q->cluster))
            return true;
    }
    return false;
}

static void take_pairs(struct mb_clauses *c, struct pairs *pairs)
{
    if (pairs->n > 1)
        qsort(pairs->at, pairs->n, sizeof *pairs->at, by_score);
    for (uint32_t i = 0; i < pairs->n; i++) {
        const struct pair *p = &pairs->at[i];
        struct mb_words *w = &c->words[p->word];
        if (w->cluster != MB_NO_CLUSTER || !may_join(c, p->word, p->cluster))
            continue;
        if (ambiguous(c, pairs, i)) {
            if (w->resembles == MB_NO_CLUSTER)
                w->resembles = p->cluster;
            continue;
        }
        w->how = p->placed ? "item-label" : "similar";
        w->similarity = p->similarity;
        join(c, p->word, p->cluster);
    }
}

static enum mb_status match_alike(struct mb_clauses *c, uint32_t first,
                                  uint32_t end)
{
    struct pairs pairs = {NULL, 0};
    bool fuzzy = (uint64_t)(end - first) * c->nclusters <= FUZZY_MAX;

    for (uint32_t i = first; i < end; i++) {
        for (uint32_t k = 0; k < c->nclusters; k++) {
            struct pair best, *p;
            if (!may_join(c, i, k))
                continue;
            weigh(c, i, k, fuzzy, &best);
            if (best.score <= 0)
                continue;
            p = mb_arena_push(c->arena, &pairs.at, &pairs.n, sizeof *p);
            if (p == NULL)
                return mb_arena_status(c->arena, c->err);
            *p = best;
        }
    }
    take_pairs(c, &pairs);
    return MB_OK;
}

/* On one matter: the document's words [first, end) and the clusters without
 * it, counted; with the same label where that is given. */
static uint32_t open_words(const struct mb_clauses *c, uint32_t first,
                           uint32_t end, const struct mb_words *like)
{
    uint32_t n = 0;

    for (uint32_t i = first; i < end; i++)
        n += c->words[i].matter == like->matter
             && mb_span_eq(c->words[i].label, like->label);
    return n;
}

static uint32_t open_clusters(const struct mb_clauses *c, uint32_t word,
                              uint32_t *ret_cluster)
{
    const struct mb_words *w = &c->words[word];
    uint32_t n = 0;

    for (uint32_t k = 0; k < c->nclusters; k++) {
        const struct mb_words *o = &c->words[c->clusters[k].first];
        if (c->clusters[k].matter != w->matter
            || !mb_span_eq(o->label, w->label) || !may_join(c, word, k)
            || o->document == w->document)
            continue;
        *ret_cluster = k;
        n++;
    }
    return n;
}

static void match_matter(struct mb_clauses *c, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        struct mb_words *w = &c->words[i];
        struct mb_words *o;
        uint32_t k = 0;
        if (w->cluster != MB_NO_CLUSTER || w->matter == 0
            || open_words(c, first, end, w) != 1
            || open_clusters(c, i, &k) != 1)
            continue;
        w->how = "same-matter";
        o = &c->words[c->clusters[k].first];
        w->similarity =
            mb_words_similarity(c, w->text, &w->hashed, o->text, &o->hashed, 0);
        join(c, i, k);
    }
}

enum mb_status mb_clauses_cluster(struct mb_clauses *c)
{
    enum mb_status st = MB_OK;

    c->clusters = mb_arena_alloc(c->arena, c->nwords + 1, sizeof *c->clusters);
    if (c->clusters == NULL)
        return mb_arena_status(c->arena, c->err);
    for (uint32_t first = 0, end; st == MB_OK && first < c->nwords;
         first = end) {
        uint32_t known = c->nclusters;
        for (end = first;
             end < c->nwords
             && c->words[end].document == c->words[first].document;)
            end++;
        if (known > 0) {
            st = match_alike(c, first, end);
            match_matter(c, first, end);
        }
        for (uint32_t i = first; i < end; i++)
            if (c->words[i].cluster == MB_NO_CLUSTER)
                join(c, i, c->nclusters++);
    }
    return st;
}
