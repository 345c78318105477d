/* The pass is a filter by pairs: a table for the first and second byte, one
 * for the second and third, one for the third and fourth, each with a word of
 * 64 rules for each pair of byte classes. The three words of a place and-ed
 * are the rules that may begin there; more than do, never fewer. Nothing is
 * compared byte by byte: the rule itself does that.
 */
#include "parser/heads.h"

#include <string.h>

enum {
    CLASSES = 64,
    RULES = 64, /* of one pass */
    PAIRS = MB_HEAD_BYTES - 1
};

/* How large a part of all places may fit. */
#define TELLING 0.15

struct table {
    uint64_t pairs[PAIRS][CLASSES * CLASSES];
};

struct mb_head_set {
    struct table *tables; /* one for each 64 rules */
    uint32_t n;           /* rules */
};

void mb_heads_empty(struct mb_heads *heads)
{
    heads->at[0] = (struct mb_head){.len = 0};
    heads->n = 1;
}

static bool head_eq(const struct mb_head *a, const struct mb_head *b)
{
    return a->len == b->len && a->open == b->open
           && memcmp(a->at, b->at, sizeof a->at) == 0;
}

/* Let a head of the same length stand for another one too: rather one that
 * begins alike. */
static bool merge_head(struct mb_heads *heads, const struct mb_head *head)
{
    struct mb_head *into = NULL;

    for (uint32_t i = 0; i < heads->n; i++) {
        struct mb_head *h = &heads->at[i];
        if (h->len == head->len && h->open == head->open
            && (into == NULL || h->at[0] == head->at[0]))
            into = h;
    }
    if (into == NULL) { /* of another length: the shorter one counts */
        into = &heads->at[heads->n - 1];
        into->len = into->len < head->len ? into->len : head->len;
        into->open = true;
    }
    for (uint8_t k = 0; k < into->len; k++)
        into->at[k] |= head->at[k];
    for (uint8_t k = into->len; k < MB_HEAD_BYTES; k++)
        into->at[k] = 0;
    return into->len > 0;
}

static bool add_head(struct mb_heads *heads, const struct mb_head *head)
{
    for (uint32_t i = 0; i < heads->n; i++)
        if (head_eq(&heads->at[i], head))
            return true;
    if (heads->n == MB_HEADS_MAX)
        return merge_head(heads, head);
    heads->at[heads->n++] = *head;
    return true;
}

/* The first two bytes of what \h is beyond ASCII: U+00A0, U+1680, U+180E,
 * U+2000 to U+205F and U+3000. */
static const unsigned char blanks[][2] = {
    {0xC2, 0xA0}, {0xE1, 0x9A}, {0xE1, 0xA0},
    {0xE2, 0x80}, {0xE2, 0x81}, {0xE3, 0x80},
};

void mb_heads_class(struct mb_heads *heads, uint64_t bits,
                    enum mb_head_beyond beyond)
{
    struct mb_head more = {.len = 2, .open = true};

    heads->n = 0;
    if (bits != 0)
        add_head(heads, &(struct mb_head){.at = {bits}, .len = 1});
    if (beyond == MB_BEYOND_NONE)
        return;
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        more.at[0] |= mb_head_bit(blanks[i][0]);
        more.at[1] |= mb_head_bit(blanks[i][1]);
    }
    if (beyond == MB_BEYOND_ANY) {
        more.at[0] = UINT64_MAX << (CLASSES / 2); /* bytes C0 to FF */
        more.len = 1;
        more.at[1] = 0;
    }
    add_head(heads, &more);
}

void mb_heads_join(struct mb_heads *a, const struct mb_heads *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        if (!add_head(a, &b->at[i])) {
            a->n = 0;
            return;
        }
    }
}

void mb_heads_optional(struct mb_heads *heads)
{
    struct mb_heads empty;

    mb_heads_empty(&empty);
    if (heads->n > 0)
        mb_heads_join(heads, &empty);
}

static void open_all(struct mb_heads *heads)
{
    for (uint32_t i = 0; i < heads->n; i++)
        heads->at[i].open = true;
}

void mb_heads_append(struct mb_heads *a, const struct mb_heads *b)
{
    struct mb_heads out = {.n = 0};

    for (uint32_t i = 0; i < a->n; i++) {
        const struct mb_head *head = &a->at[i];
        bool fits = b->n > 0;
        if (head->open && !add_head(&out, head))
            fits = false;
        for (uint32_t k = 0; fits && !head->open && k < b->n; k++) {
            struct mb_head both = *head;
            for (uint8_t j = 0; j < b->at[k].len && both.len < MB_HEAD_BYTES;
                 j++)
                both.at[both.len++] = b->at[k].at[j];
            both.open = b->at[k].open || both.len == MB_HEAD_BYTES;
            fits = add_head(&out, &both);
        }
        if (!fits) { /* unknown, or too many: what comes next is left open */
            open_all(a);
            return;
        }
    }
    *a = out;
}

void mb_heads_repeat(struct mb_heads *heads, bool or_none)
{
    struct mb_heads once = *heads;
    struct mb_heads twice = *heads;

    if (heads->n == 0)
        return;
    mb_heads_append(&twice, &once);
    open_all(&twice);
    mb_heads_join(heads, &twice);
    if (or_none)
        mb_heads_optional(heads);
}

/* How often bytes of a class set stand in text, roughly. */
static double share(uint64_t bits)
{
    uint64_t letters = bits >> (CLASSES / 2);
    uint64_t others = bits & UINT32_MAX;

    return __builtin_popcountll(letters) / 32.0
           + __builtin_popcountll(others) / 200.0
           + ((bits & mb_head_bit(' ')) != 0 ? 0.15 : 0);
}

bool mb_heads_are_telling(const struct mb_heads *heads)
{
    double sum = 0;

    for (uint32_t i = 0; i < heads->n; i++) {
        double part = 1;
        for (uint8_t k = 0; k < heads->at[i].len; k++)
            part *= share(heads->at[i].at[k]);
        sum += part;
    }
    return heads->n > 0 && sum <= TELLING;
}

/* The classes of byte k of a head; behind its end anything. */
static uint64_t classes_at(const struct mb_head *head, unsigned k)
{
    return k < head->len ? head->at[k] : UINT64_MAX;
}

static void add_to_table(struct table *table, const struct mb_head *head,
                         uint64_t rule)
{
    for (unsigned p = 0; p < PAIRS; p++) {
        uint64_t left = classes_at(head, p);
        uint64_t right = classes_at(head, p + 1);
        for (unsigned a = 0; a < CLASSES; a++)
            for (unsigned b = 0; b < CLASSES && (left >> a & 1) != 0; b++)
                if ((right >> b & 1) != 0)
                    table->pairs[p][a * CLASSES + b] |= rule;
    }
}

enum mb_status mb_head_set_build(const struct mb_heads *const *heads,
                                 uint32_t n, struct mb_arena *arena,
                                 struct mb_head_set **ret_set,
                                 struct mb_err *err)
{
    struct mb_head_set *set = mb_arena_alloc(arena, 1, sizeof *set);

    if (set == NULL)
        return mb_arena_status(arena, err);
    set->n = n;
    set->tables =
        mb_arena_alloc(arena, (n + RULES - 1) / RULES, sizeof *set->tables);
    if (set->tables == NULL)
        return mb_arena_status(arena, err);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < heads[i]->n; k++)
            add_to_table(&set->tables[i / RULES], &heads[i]->at[k],
                         (uint64_t)1 << i % RULES);
    *ret_set = set;
    return MB_OK;
}

static bool note(struct mb_places *places, uint64_t rules, uint32_t at,
                 struct mb_arena *arena)
{
    while (rules != 0) {
        struct mb_places *p = &places[__builtin_ctzll(rules)];
        uint32_t *slot = mb_arena_push(arena, &p->at, &p->n, sizeof *slot);
        if (slot == NULL)
            return false;
        *slot = at;
        rules &= rules - 1;
    }
    return true;
}

static unsigned class_of(struct mb_span view, size_t at)
{
    unsigned char c = at < view.len ? (unsigned char)view.ptr[at] : 0;

    return (c & 0x1Fu) | (c & 0x40u) >> 1;
}

static bool scan_table(const struct table *table, struct mb_span view,
                       struct mb_arena *arena, struct mb_places *places)
{
    /* the pairs at this byte, at the next, and the last class read */
    unsigned c = class_of(view, 2);
    unsigned second = class_of(view, 1) * CLASSES + c;
    unsigned first = class_of(view, 0) * CLASSES + class_of(view, 1);

    for (size_t i = 0; i < view.len; i++) {
        unsigned next = class_of(view, i + 3);
        unsigned third = c * CLASSES + next;
        uint64_t rules = table->pairs[0][first] & table->pairs[1][second]
                         & table->pairs[2][third];
        if (rules != 0 && ((unsigned char)view.ptr[i] & 0xC0) != 0x80
            && !note(places, rules, (uint32_t)i, arena))
            return false;
        first = second;
        second = third;
        c = next;
    }
    return true;
}

bool mb_head_set_scan(const struct mb_head_set *set, struct mb_span view,
                      struct mb_arena *arena, struct mb_places **ret_places)
{
    struct mb_places *places = mb_arena_alloc(arena, set->n, sizeof *places);

    if (places == NULL)
        return false;
    for (uint32_t i = 0; i < set->n; i += RULES)
        if (!scan_table(&set->tables[i / RULES], view, arena, &places[i]))
            return false;
    *ret_places = places;
    return true;
}
