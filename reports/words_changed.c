/* Two texts word by word: the longest common subsequence, and what lies
 * between its words as instructions to an editor. */
#include "reports/minutes_diff.h"

#include "store/identity.h"

enum {
    WORDS_MAX = 600, /* of one text: the table is their product */
    HUNKS_MAX = 4,   /* more read worse than the two texts */
    CONTEXT = 3      /* words that say where something is inserted */
};

struct words {
    struct mb_span *at;
    struct mb_span *keys; /* as they are compared */
    uint32_t n;
};
struct hunk {
    uint32_t a, na; /* words of the old text that go */
    uint32_t b, nb; /* words of the new one that come */
};

static bool split(struct mb_span s, struct words *w, struct mb_arena *arena)
{
    uint32_t nkeys = 0;

    while (s.len > 0) {
        size_t n = 0;
        struct mb_span *word, *key;
        while (n < s.len && (unsigned char)s.ptr[n] > ' ')
            n++;
        if (n > 0) {
            word = mb_arena_push(arena, &w->at, &w->n, sizeof *word);
            key = mb_arena_push(arena, &w->keys, &nkeys, sizeof *key);
            if (word == NULL || key == NULL || w->n > WORDS_MAX)
                return false;
            *word = mb_span_sub(s, 0, n);
            *key = mb_fold_key(*word, arena);
        }
        s = mb_span_sub(s, n + (n < s.len), s.len);
    }
    return true;
}

/* lengths[i][k]: of the common subsequence behind word i and word k. */
static uint16_t *measure(const struct words *a, const struct words *b,
                         struct mb_arena *arena)
{
    uint32_t width = b->n + 1;
    uint16_t *t = mb_arena_alloc(arena, (size_t)(a->n + 1) * width, sizeof *t);

    if (t == NULL)
        return NULL;
    for (uint32_t k = 0; k <= b->n; k++)
        t[a->n * width + k] = 0;
    for (uint32_t i = a->n; i-- > 0;) {
        t[i * width + b->n] = 0;
        for (uint32_t k = b->n; k-- > 0;) {
            uint16_t down = t[(i + 1) * width + k],
                     right = t[i * width + k + 1];
            if (mb_span_eq(a->keys[i], b->keys[k]))
                t[i * width + k] = (uint16_t)(t[(i + 1) * width + k + 1] + 1);
            else
                t[i * width + k] = down > right ? down : right;
        }
    }
    return t;
}

/* The hunks, at most HUNKS_MAX + 1 of them; how many words changed. */
static uint32_t walk(const struct words *a, const struct words *b,
                     const uint16_t *t, struct hunk *hunks, uint32_t *ret_words)
{
    uint32_t i = 0, k = 0, n = 0, width = b->n + 1;

    *ret_words = 0;
    while (i < a->n || k < b->n) {
        struct hunk h = {i, 0, k, 0};
        if (i < a->n && k < b->n && mb_span_eq(a->keys[i], b->keys[k])) {
            i++;
            k++;
            continue;
        }
        while (i < a->n || k < b->n) {
            if (i < a->n && k < b->n && mb_span_eq(a->keys[i], b->keys[k]))
                break;
            if (k == b->n
                || (i < a->n && t[(i + 1) * width + k] >= t[i * width + k + 1]))
                i++;
            else
                k++;
        }
        h.na = i - h.a;
        h.nb = k - h.b;
        *ret_words += h.na > h.nb ? h.na : h.nb;
        if (n <= HUNKS_MAX)
            hunks[n++] = h;
    }
    return n;
}

static void quote(const struct words *w, uint32_t from, uint32_t n,
                  struct mb_buf *out)
{
    struct mb_span last;

    mb_buf_putc(out, '"');
    for (uint32_t i = 0; i < n && from + i < w->n && w->at != NULL; i++) {
        last = w->at[from + i];
        if (i + 1 == n) /* the sentence's stop is no part of the words */
            last = mb_span_strip(last, ".,;:");
        mb_buf_printf(out, "%s" MB_SPAN_FMT, i > 0 ? " " : "",
                      MB_SPAN_ARG(last));
    }
    mb_buf_putc(out, '"');
}

static void tell(const struct words *a, const struct words *b,
                 const struct hunk *h, struct mb_buf *out)
{
    uint32_t before = h->a < CONTEXT ? h->a : CONTEXT;

    if (h->na > 0 && h->nb > 0) {
        mb_buf_puts(out, "for ");
        quote(a, h->a, h->na, out);
        mb_buf_puts(out, " read ");
        quote(b, h->b, h->nb, out);
    } else if (h->na > 0) {
        mb_buf_puts(out, "leave out ");
        quote(a, h->a, h->na, out);
    } else if (before > 0) {
        mb_buf_puts(out, "after ");
        quote(a, h->a - before, before, out);
        mb_buf_puts(out, " insert ");
        quote(b, h->b, h->nb, out);
    } else {
        mb_buf_puts(out, "begin with ");
        quote(b, h->b, h->nb, out);
    }
}

void mb_words_changed(struct mb_span old_text, struct mb_span new_text,
                      struct mb_arena *arena, struct mb_buf *out)
{
    struct words a = {NULL, NULL, 0}, b = {NULL, NULL, 0};
    struct hunk hunks[HUNKS_MAX + 1];
    uint32_t n, changed;
    uint16_t *table;

    if (!split(old_text, &a, arena) || !split(new_text, &b, arena))
        return;
    table = measure(&a, &b, arena);
    if (table == NULL)
        return;
    n = walk(&a, &b, table, hunks, &changed);
    if (n > HUNKS_MAX || 2 * changed > (a.n > b.n ? a.n : b.n))
        return;
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            mb_buf_puts(out, "; ");
        tell(&a, &b, &hunks[i], out);
    }
}
