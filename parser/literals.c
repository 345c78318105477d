/* Every four bytes of the view are folded and hashed into a map of the words'
 * rarest four bytes; where the map says so, the words are compared. The windows
 * do not depend on one another, and four are looked at in one step: several
 * times faster than an automaton (Aho-Corasick), where each byte waits for the
 * one before. Words too short for that hold no letters and are searched one by
 * one, by their last byte: of a sign in UTF-8 that is the one that differs.
 */
#include "parser/literals.h"

#include <stdlib.h>
#include <string.h>

enum {
    GRAM = 4,
    STEP = 4,       /* windows at once */
    HASH_BITS = 14, /* the map stays in the first-level cache */
    LETTERS = 26
};

#define NONE UINT32_MAX

struct word {
    struct mb_span folded;
    uint64_t head;   /* its first eight bytes or fewer, with FOLD_ALL … */
    uint64_t mask;   /* … and which bytes of them count */
    uint32_t offset; /* of its rarest four bytes */
    uint32_t next;   /* the next word of the same hash, or NONE */
    uint32_t same;   /* an equal word before it, or itself */
};

struct mb_literals {
    struct word *words;
    uint32_t nwords;
    uint32_t *heads;             /* for each hash: its first word, or NONE */
    uint8_t map[1 << HASH_BITS]; /* 1: heads[] has a word */
};

static char fold(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* Setting bit 5 of each byte folds letters and joins some other bytes, which
 * the comparison tells apart. */
#define FOLD_ALL 0x2020202020202020u

static uint32_t hash(uint64_t folded)
{
    return (uint32_t)folded * 0x9E3779B1u >> (32 - HASH_BITS);
}

/* How much a byte says: letters that English uses seldom say more. */
static unsigned rarity(char c)
{
    static const char common[LETTERS + 1] = "etaoinsrhdlucmfywgpbvkxqjz";
    const char *at = c != '\0' ? strchr(common, c) : NULL;

    return c == ' ' ? 0 : at == NULL ? 20 : (unsigned)(at - common) + 1;
}

static uint32_t rarest(struct mb_span word)
{
    unsigned best = 0;
    uint32_t at = 0;

    for (uint32_t i = 0; i + GRAM <= word.len; i++) {
        unsigned sum = 0;
        for (uint32_t k = 0; k < GRAM; k++)
            sum += rarity(word.ptr[i + k]);
        if (sum > best) {
            best = sum;
            at = i;
        }
    }
    return at;
}

bool mb_literals_suits(struct mb_span word)
{
    for (size_t i = 0; i < word.len && word.len < GRAM; i++)
        if (fold(word.ptr[i]) >= 'a' && fold(word.ptr[i]) <= 'z')
            return false;
    return word.len > 0;
}

static size_t head_len(const struct word *word)
{
    return word->folded.len < sizeof word->head ? word->folded.len
                                                : sizeof word->head;
}

static void add_word(struct mb_literals *set, uint32_t w)
{
    struct word *word = &set->words[w];
    uint32_t gram;
    uint32_t h;

    word->same = w;
    for (uint32_t i = 0; i < w && word->same == w; i++)
        if (mb_span_eq(set->words[i].folded, word->folded))
            word->same = i;
    if (word->same != w || word->folded.len < GRAM)
        return;
    memcpy(&word->head, word->folded.ptr, head_len(word));
    memset(&word->mask, 0xFF, head_len(word));
    word->head = (word->head | FOLD_ALL) & word->mask;
    word->offset = rarest(word->folded);
    memcpy(&gram, word->folded.ptr + word->offset, GRAM);
    h = hash(gram | (uint32_t)FOLD_ALL);
    word->next = set->heads[h];
    set->heads[h] = w;
    set->map[h] = 1;
}

enum mb_status mb_literals_build(const struct mb_span *words, uint32_t nwords,
                                 struct mb_arena *arena,
                                 struct mb_literals **ret_set,
                                 struct mb_err *err)
{
    struct mb_literals *set = mb_arena_alloc(arena, 1, sizeof *set);

    if (set == NULL)
        return mb_arena_status(arena, err);
    set->nwords = nwords;
    set->words = mb_arena_alloc(arena, nwords, sizeof *set->words);
    set->heads = mb_arena_alloc(arena, 1 << HASH_BITS, sizeof *set->heads);
    if (set->words == NULL || set->heads == NULL)
        return mb_arena_status(arena, err);
    memset(set->heads, 0xFF, (1 << HASH_BITS) * sizeof *set->heads);
    for (uint32_t w = 0; w < nwords; w++) {
        char *copy = mb_arena_alloc(arena, words[w].len, 1);
        if (copy == NULL)
            return mb_arena_status(arena, err);
        for (size_t i = 0; i < words[w].len; i++)
            copy[i] = fold(words[w].ptr[i]);
        set->words[w].folded = (struct mb_span){copy, words[w].len};
        add_word(set, w);
    }
    *ret_set = set;
    return MB_OK;
}

uint32_t mb_literals_word(const struct mb_literals *set, uint32_t i)
{
    return set->words[i].same;
}

struct scan {
    const struct mb_literals *set;
    struct mb_span text;
    struct mb_arena *arena;
    struct mb_literal *found;
    uint32_t n;
};

static bool note(struct scan *scan, size_t at, uint32_t word)
{
    struct mb_literal *slot =
        mb_arena_push(scan->arena, &scan->found, &scan->n, sizeof *slot);

    if (slot != NULL)
        *slot = (struct mb_literal){(uint32_t)at, word};
    return slot != NULL;
}

static bool stands(struct mb_span text, size_t at, const struct word *word)
{
    uint64_t head;

    if (word->folded.len > text.len - at)
        return false;
    if (sizeof head <= text.len - at) {
        memcpy(&head, text.ptr + at, sizeof head);
        if (((head | FOLD_ALL) & word->mask) != word->head)
            return false;
    }
    for (size_t i = 0; i < word->folded.len; i++)
        if (fold(text.ptr[at + i]) != word->folded.ptr[i])
            return false;
    return true;
}

/* Every word whose four bytes have this hash. */
static bool look_up(struct scan *scan, uint32_t h, size_t at)
{
    for (uint32_t w = scan->set->heads[h]; w != NONE;
         w = scan->set->words[w].next) {
        const struct word *word = &scan->set->words[w];
        if (at >= word->offset && stands(scan->text, at - word->offset, word)
            && !note(scan, at - word->offset, w))
            return false;
    }
    return true;
}

/* The windows that begin at `at` and behind it, `n` of them. */
static bool step(struct scan *scan, uint64_t folded, size_t at, unsigned n)
{
    for (unsigned k = 0; k < n; k++, folded >>= 8) {
        uint32_t h = hash(folded);
        if (scan->set->map[h] != 0 && !look_up(scan, h, at + k))
            return false;
    }
    return true;
}

static bool scan_windows(struct scan *scan)
{
    struct mb_span text = scan->text;
    const uint8_t *map = scan->set->map;
    uint64_t w;
    size_t i;

    for (i = 0; i + sizeof w <= text.len; i += STEP) {
        memcpy(&w, text.ptr + i, sizeof w);
        w |= FOLD_ALL;
        if ((map[hash(w)] | map[hash(w >> 8)] | map[hash(w >> 16)]
             | map[hash(w >> 24)])
                != 0
            && !step(scan, w, i, STEP))
            return false;
    }
    for (; i + GRAM <= text.len; i++) {
        w = 0;
        memcpy(&w, text.ptr + i, GRAM);
        if (!step(scan, w | FOLD_ALL, i, 1))
            return false;
    }
    return true;
}

static bool scan_short(struct scan *scan, uint32_t w)
{
    struct mb_span text = scan->text;
    struct mb_span word = scan->set->words[w].folded;
    const char *end = text.ptr + text.len;
    const char *p = text.ptr;

    while (p < end
           && (p = memchr(p, word.ptr[word.len - 1], (size_t)(end - p)))
                  != NULL) {
        size_t at = (size_t)(p - text.ptr) + 1;
        p++;
        if (at < word.len
            || !mb_span_eq(mb_span_sub(text, at - word.len, at), word))
            continue;
        if (!note(scan, at - word.len, w))
            return false;
        p = memchr(p, '\n', (size_t)(end - p));
        if (p == NULL)
            break;
    }
    return true;
}

static int by_place(const void *left, const void *right)
{
    const struct mb_literal *a = left;
    const struct mb_literal *b = right;

    return (a->at > b->at) - (a->at < b->at);
}

/* Words are found at their rarest letters, and so a little out of order. */
static void sort_long(struct mb_literal *at, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        struct mb_literal one = at[i];
        uint32_t k = i;
        for (; k > 0 && at[k - 1].at > one.at; k--)
            at[k] = at[k - 1];
        at[k] = one;
    }
}

/* Short words, each in a pass of its own, in between the long ones. */
static bool add_short(struct scan *all)
{
    struct scan scan = {
        .set = all->set, .text = all->text, .arena = all->arena};
    struct mb_literal *merged;
    uint32_t a = 0, b = 0;

    for (uint32_t w = 0; w < all->set->nwords; w++)
        if (all->set->words[w].same == w && all->set->words[w].folded.len < GRAM
            && !scan_short(&scan, w))
            return false;
    if (scan.n == 0)
        return true;
    qsort(scan.found, scan.n, sizeof *scan.found, by_place);
    merged =
        mb_arena_alloc(all->arena, (size_t)all->n + scan.n, sizeof *merged);
    if (merged == NULL)
        return false;
    while (a + b < all->n + scan.n) {
        bool first =
            b == scan.n || (a < all->n && all->found[a].at <= scan.found[b].at);
        merged[a + b] = first ? all->found[a] : scan.found[b];
        a += first;
        b += !first;
    }
    all->found = merged;
    all->n += scan.n;
    return true;
}

bool mb_literals_scan(const struct mb_literals *set, struct mb_span text,
                      struct mb_arena *arena, struct mb_literal **ret_found,
                      uint32_t *ret_n)
{
    struct scan scan = {.set = set, .text = text, .arena = arena};

    if (!scan_windows(&scan))
        return false;
    sort_long(scan.found, scan.n);
    if (!add_short(&scan))
        return false;
    *ret_found = scan.found;
    *ret_n = scan.n;
    return true;
}
