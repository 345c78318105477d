/* Two editions of a strategy, pledge by pledge.
 *
 * A pledge of the later edition is the earlier one that has the same title
 * (or statement, where there is no title), words alone compared; else the one
 * with the same code and at least half of the words. Each is used once.
 */
#include "assurance/strategy.h"

#include "assurance/terms.h"

#include <stdlib.h>
#include <string.h>

const char *mb_change_name(enum mb_pledge_change change)
{
    static const char *const names[] = {"same", "reworded", "renumbered",
                                        "added", "removed"};
    return change < MB_CHANGE_COUNT ? names[change] : "?";
}

/* A pledge's words: those it is known by, and all. */
struct words {
    struct mb_tokens name;
    struct mb_tokens all;
};

struct diffing {
    struct mb_vocab *vocab;
    struct mb_arena *arena;
    struct mb_err *err;
};

static enum mb_status words_of(struct diffing *d, const struct mb_strategy *s,
                               struct words **ret)
{
    struct words *list =
        mb_arena_alloc(d->arena, s->npledges + 1, sizeof *list);
    enum mb_status st = mb_arena_status(d->arena, d->err);
    for (uint32_t i = 0; st == MB_OK && i < s->npledges; i++) {
        const struct mb_pledge *p = &s->pledges[i];
        struct mb_span name = p->title.ptr != NULL ? p->title : p->statement;
        struct mb_span all =
            mb_arena_printf(d->arena, MB_SPAN_FMT " " MB_SPAN_FMT,
                            MB_SPAN_ARG(p->title), MB_SPAN_ARG(p->statement));
        st = mb_terms_cut(d->vocab, name, d->arena, &list[i].name, d->err);
        if (st == MB_OK)
            st = mb_terms_cut(d->vocab, all, d->arena, &list[i].all, d->err);
    }
    *ret = list;
    return st;
}

static bool same_words(const struct mb_tokens *a, const struct mb_tokens *b)
{
    if (a->n != b->n)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (a->at[i].term != b->at[i].term)
            return false;
    return true;
}

/* Whether at least half of the longer one's words stand in the other. */
static bool alike(const struct mb_tokens *a, const struct mb_tokens *b)
{
    uint32_t shared = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        uint32_t k = 0;
        while (k < b->n && b->at[k].term != a->at[i].term)
            k++;
        shared += k < b->n;
    }
    return shared * 2 >= (a->n > b->n ? a->n : b->n) && shared > 0;
}

/* The earlier pledge that pledge i of `after` is, or UINT32_MAX. */
static uint32_t earlier(const struct mb_strategy *before,
                        const struct mb_strategy *after,
                        const struct words *old, const struct words *new,
                        const bool *used, uint32_t i)
{
    for (uint32_t k = 0; k < before->npledges; k++)
        if (!used[k] && same_words(&old[k].name, &new[i].name))
            return k;
    uint32_t k = mb_strategy_find(before, after->pledges[i].code);
    if (k != UINT32_MAX && !used[k] && alike(&old[k].all, &new[i].all))
        return k;
    return UINT32_MAX;
}

static enum mb_pledge_change change_of(const struct mb_pledge *old,
                                       const struct mb_pledge *new,
                                       const struct words *a,
                                       const struct words *b)
{
    if (!same_words(&a->all, &b->all))
        return MB_CHANGE_REWORDED;
    return mb_span_eq(old->code, new->code) ? MB_CHANGE_SAME
                                            : MB_CHANGE_RENUMBERED;
}

static enum mb_status compare(struct diffing *d,
                              const struct mb_strategy *before,
                              const struct mb_strategy *after,
                              struct mb_strategy_change **list, uint32_t *n)
{
    struct words *old = NULL;
    struct words *new = NULL;
    bool *used = mb_arena_alloc(d->arena, before->npledges + 1, sizeof *used);
    struct mb_strategy_change *c = mb_arena_alloc(
        d->arena, before->npledges + after->npledges + 1U, sizeof *c);
    enum mb_status st = mb_arena_status(d->arena, d->err);
    if (st == MB_OK)
        st = words_of(d, before, &old);
    if (st == MB_OK)
        st = words_of(d, after, &new);
    if (st != MB_OK)
        return st;
    *n = 0;
    for (uint32_t i = 0; i < after->npledges; i++) {
        uint32_t k = earlier(before, after, old, new, used, i);
        enum mb_pledge_change change =
            k == UINT32_MAX ? MB_CHANGE_ADDED
                            : change_of(&before->pledges[k], &after->pledges[i],
                                        &old[k], &new[i]);
        if (k != UINT32_MAX)
            used[k] = true;
        c[(*n)++] = (struct mb_strategy_change){change, k, i};
    }
    for (uint32_t k = 0; k < before->npledges; k++)
        if (!used[k])
            c[(*n)++] =
                (struct mb_strategy_change){MB_CHANGE_REMOVED, k, UINT32_MAX};
    *list = c;
    return MB_OK;
}

enum mb_status mb_strategy_diff(const struct mb_strategy *before,
                                const struct mb_strategy *after,
                                struct mb_arena *arena,
                                struct mb_strategy_change **ret_changes,
                                uint32_t *ret_n, struct mb_err *err)
{
    struct mb_strategy_change *list = NULL;
    uint32_t n = 0;
    struct diffing d = {mb_vocab_new(), arena, err};
    if (d.vocab == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    enum mb_status st = compare(&d, before, after, &list, &n);
    mb_vocab_free(d.vocab);
    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    if (st == MB_OK) {
        *ret_changes = list;
        *ret_n = n;
    }
    return st;
}
