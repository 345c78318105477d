/* Every four bytes of the view are folded and looked up among the words' rarest
 * four bytes, of which a map of bits tells most others apart; where they are
 * some word's, the words are compared. The windows do not depend on one
 * another, and four are looked at in one step: several times faster than an
 * automaton (Aho-Corasick), where each byte waits for the one before. Words too
 * short for that hold no letters and are searched one by one, by their last
 * byte: of a sign in UTF-8 that is the one that differs.
 */
#include "parser/literals.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    GRAM = 4,
    STEP = 4,       /* windows at once */
    HASH_BITS = 16, /* the map of bits stays in the first-level cache */
    LETTERS = 26,
    HEAD = 8 /* bytes that are compared first */
};

struct word {
    struct mb_span folded;
    uint32_t same;   /* an equal word before it, or itself */
    uint32_t offset; /* of its rarest four bytes, where it has a start */
};

/* What is compared first of a word of four bytes or more: its first HEAD bytes
 * or fewer, with bit 5 of each set. Four of them are a line of the cache. */
struct start {
    uint64_t head;
    uint32_t word;        /* its number */
    uint32_t offset : 24; /* of its rarest four bytes */
    uint32_t len : 4;     /* of the head */
    uint32_t known : 4;   /* bytes that need no other comparison */
};

/* The words that have their rarest four bytes in common. */
struct bucket {
    uint32_t gram;  /* those, with bit 5 of each set */
    uint32_t first; /* of set->starts … */
    uint32_t n;     /* … so many; 0: an empty place */
};

struct mb_literals {
    struct word *words;
    uint32_t nwords;
    struct start *starts; /* those of a bucket side by side */
    struct bucket *buckets;
    uint32_t nbuckets; /* a power of two; by hash, else the next one free */
    uint64_t masks[HEAD + 1];            /* the first so many bytes */
    uint64_t map[(1 << HASH_BITS) / 64]; /* hashes that some bucket has */
};

static char fold(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* Setting bit 5 of each byte folds letters and joins some other bytes, which
 * the last comparison tells apart: it sets that of letters alone. */
#define FOLD_ALL 0x2020202020202020u

static uint32_t hash(uint32_t gram)
{
    return gram * 0x9E3779B1u >> (32 - HASH_BITS);
}

/* The bucket of a gram, or the empty place where it would be. */
static struct bucket *bucket_of(const struct mb_literals *set, uint32_t gram)
{
    uint32_t i = hash(gram) & (set->nbuckets - 1);

    while (set->buckets[i].n > 0 && set->buckets[i].gram != gram)
        i = (i + 1) & (set->nbuckets - 1);
    return &set->buckets[i];
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

/* A word's rarest bytes. */
static uint32_t gram_of(const struct word *word)
{
    uint32_t gram;

    memcpy(&gram, word->folded.ptr + word->offset, GRAM);
    return gram | (uint32_t)FOLD_ALL;
}

/* Bytes that no other becomes with bit 5 set, but for a letter's capital. (A
 * control character does become a blank or a digit; there is none in a view.)
 */
static bool is_told(struct mb_span folded)
{
    for (size_t i = 0; i < folded.len; i++)
        if (!(folded.ptr[i] >= 'a' && folded.ptr[i] <= 'z')
            && !(folded.ptr[i] >= '0' && folded.ptr[i] <= '9')
            && folded.ptr[i] != ' ')
            return false;
    return true;
}

static struct start start_of(const struct mb_literals *set, uint32_t w)
{
    struct mb_span folded = set->words[w].folded;
    size_t len = folded.len < HEAD ? folded.len : HEAD;
    struct start start = {
        .word = w, .offset = set->words[w].offset & 0xFFFFFF, .len = len & 0xF};

    if (is_told(mb_span_sub(folded, 0, len)))
        start.known = start.len;

    memcpy(&start.head, folded.ptr, len);
    start.head = (start.head | FOLD_ALL) & set->masks[len];
    return start;
}

static bool has_start(const struct mb_literals *set, uint32_t w)
{
    return set->words[w].same == w && set->words[w].folded.len >= GRAM;
}

/* Which word stands for each, and how many starts there are. */
static uint32_t number_words(struct mb_literals *set)
{
    uint32_t n = 0;

    for (uint32_t w = 0; w < set->nwords; w++) {
        struct word *word = &set->words[w];
        word->same = w;
        for (uint32_t i = 0; i < w && word->same == w; i++)
            if (mb_span_eq(set->words[i].folded, word->folded))
                word->same = i;
        if (!has_start(set, w))
            continue;
        word->offset = rarest(word->folded);
        n++;
    }
    return n;
}

/* The starts into their buckets: counted, then given their places, then put
 * there. */
static void fill_buckets(struct mb_literals *set)
{
    uint32_t first = 0;

    for (uint32_t w = 0; w < set->nwords; w++)
        if (has_start(set, w)) {
            uint32_t gram = gram_of(&set->words[w]);
            struct bucket *bucket = bucket_of(set, gram);
            bucket->gram = gram;
            bucket->n++;
            set->map[hash(gram) / 64] |= (uint64_t)1 << hash(gram) % 64;
        }
    for (uint32_t i = 0; i < set->nbuckets; i++) {
        first += set->buckets[i].n;
        set->buckets[i].first = first;
    }
    for (uint32_t w = 0; w < set->nwords; w++)
        if (has_start(set, w))
            set->starts[--bucket_of(set, gram_of(&set->words[w]))->first] =
                start_of(set, w);
}

static bool make_starts(struct mb_literals *set, struct mb_arena *arena)
{
    uint32_t nstarts = number_words(set);

    for (uint32_t len = 1; len <= HEAD; len++)
        memset(&set->masks[len], 0xFF, len);
    set->nbuckets = 64;
    while (set->nbuckets < 2 * nstarts)
        set->nbuckets *= 2;
    set->starts = mb_arena_alloc(arena, nstarts, sizeof *set->starts);
    set->buckets = mb_arena_alloc(arena, set->nbuckets, sizeof *set->buckets);
    if (set->starts == NULL || set->buckets == NULL)
        return false;
    fill_buckets(set);
    return true;
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
    if (set->words == NULL)
        return mb_arena_status(arena, err);
    for (uint32_t w = 0; w < nwords; w++) {
        char *copy = mb_arena_alloc(arena, words[w].len, 1);
        if (copy == NULL)
            return mb_arena_status(arena, err);
        for (size_t i = 0; i < words[w].len; i++)
            copy[i] = fold(words[w].ptr[i]);
        set->words[w].folded = (struct mb_span){copy, words[w].len};
    }
    if (!make_starts(set, arena))
        return mb_arena_status(arena, err);
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
    uint32_t room;
};

static bool note(struct scan *scan, size_t at, uint32_t word)
{
    if (scan->n == scan->room
        && !mb_arena_grow(scan->arena, &scan->found, scan->n, &scan->room,
                          scan->n + 1, sizeof *scan->found))
        return false;
    scan->found[scan->n++] = (struct mb_literal){(uint32_t)at, word};
    return true;
}

/* Whether a word stands in the text, of which the first bytes are known to. */
static bool stands(struct mb_span text, size_t at, struct mb_span folded,
                   size_t known)
{
    if (folded.len > text.len - at)
        return false;
    for (size_t i = known; i < folded.len; i++)
        if (fold(text.ptr[at + i]) != folded.ptr[i])
            return false;
    return true;
}

/* Every word whose rarest bytes, those at `at`, are this gram. */
static bool look_up(struct scan *scan, uint32_t gram, size_t at)
{
    const struct mb_literals *set = scan->set;
    const struct bucket *bucket = bucket_of(set, gram);
    const struct start *s = set->starts + bucket->first;
    const struct start *end = s + bucket->n;

    for (; s < end; s++) {
        size_t from = at - s->offset;
        size_t known = 0;
        uint64_t head;
        if (at < s->offset)
            continue;
        if (sizeof head <= scan->text.len - from) {
            memcpy(&head, scan->text.ptr + from, sizeof head);
            if (((head | FOLD_ALL) & set->masks[s->len]) != s->head)
                continue;
            known = s->known;
        }
        if (stands(scan->text, from, set->words[s->word].folded, known)
            && !note(scan, from, s->word))
            return false;
    }
    return true;
}

static inline unsigned is_marked(const uint64_t *map, uint64_t window)
{
    uint32_t h = hash((uint32_t)window);

    return (unsigned)(map[h / 64] >> h % 64 & 1);
}

static bool scan_windows(struct scan *scan)
{
    struct mb_span text = scan->text;
    const uint64_t *map = scan->set->map;
    uint64_t w;
    size_t i;

    for (i = 0; i + sizeof w <= text.len; i += STEP) {
        unsigned marked;
        memcpy(&w, text.ptr + i, sizeof w);
        w |= FOLD_ALL;
        marked = is_marked(map, w) | is_marked(map, w >> 8) << 1
                 | is_marked(map, w >> 16) << 2 | is_marked(map, w >> 24) << 3;
        for (; marked != 0; marked &= marked - 1) {
            unsigned k = (unsigned)__builtin_ctz(marked);
            if (!look_up(scan, (uint32_t)(w >> 8 * k), i + k))
                return false;
        }
    }
    for (; i + GRAM <= text.len; i++) {
        uint32_t gram;
        memcpy(&gram, text.ptr + i, GRAM);
        if (!look_up(scan, gram | (uint32_t)FOLD_ALL, i))
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
        if (at < word.len || p[-(ptrdiff_t)word.len] != word.ptr[0]
            || memcmp(p - word.len, word.ptr, word.len) != 0)
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
