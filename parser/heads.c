/* Sets of heads grow as a pattern is read. Where they become too many, heads
 * are merged: more places fit then, never fewer. */
#include "parser/heads.h"

#include <string.h>

#define BIT(n) ((uint64_t)1 << (n))

enum {
    CAPITALS = MB_CLASSES_SMALL,
    DIGITS = 52,
    SPACE,
    TAB,
    LINE_END,
    OPENING,
    CLOSING,
    HYPHEN,
    STOP,
    COMMA, /* and colons, question marks */
    QUOTE,
    OTHER, /* control characters, '_' and '/' among them */
    BEYOND /* every byte of a character beyond ASCII */
};

#define LETTERS    (BIT(MB_CLASSES_SMALL) - 1)
#define WORD       (BIT(DIGITS + 1) - 1)
#define NOT_WORD   (~WORD & ~BIT(OTHER))
#define MAYBE_WORD (WORD | BIT(OTHER))

/* How large a part of all places may fit. */
#define TELLING 0.15

uint8_t mb_head_class(unsigned char c)
{
    static const char marks[] = " \t\n([{)]}-.,;:?!'\"";
    static const uint8_t classes[] = {
        SPACE,   TAB,     LINE_END, OPENING, OPENING, OPENING,
        CLOSING, CLOSING, CLOSING,  HYPHEN,  STOP,    COMMA,
        COMMA,   COMMA,   COMMA,    COMMA,   QUOTE,   QUOTE};
    const char *mark;

    if (c >= 'a' && c <= 'z')
        return (uint8_t)(c - 'a');
    if (c >= 'A' && c <= 'Z')
        return (uint8_t)(c - 'A' + CAPITALS);
    if (c >= '0' && c <= '9')
        return DIGITS;
    if (c >= 0x80)
        return BEYOND;
    mark = c != 0 ? strchr(marks, c) : NULL;
    return mark != NULL ? classes[mark - marks] : OTHER;
}

static uint64_t bits_of(const uint64_t bytes[2])
{
    uint64_t bits =
        (bytes[1] >> 33 & LETTERS) | (bytes[1] >> 1 & LETTERS) << CAPITALS;
    uint64_t low = bytes[0] & ~(UINT64_C(0x3FF) << '0');
    uint64_t high = bytes[1] & ~(LETTERS << 33 | LETTERS << 1);

    if (bytes[0] >> '0' & 0x3FF)
        bits |= BIT(DIGITS);
    for (; low != 0; low &= low - 1)
        bits |= BIT(mb_head_class((unsigned char)__builtin_ctzll(low)));
    for (; high != 0; high &= high - 1)
        bits |= BIT(mb_head_class((unsigned char)(64 + __builtin_ctzll(high))));
    return bits;
}

uint64_t mb_head_bits(const struct mb_charset *set, bool not )
{
    uint64_t others[2] = {~set->must[0], ~set->must[1]};

    if (not )
        return bits_of(others) | BIT(BEYOND);
    return bits_of(set->may) | (set->beyond ? BIT(BEYOND) : 0);
}

static struct mb_head any_head(void)
{
    struct mb_head head = {.len = 0};

    for (int k = 0; k < MB_HEAD_WIDTH; k++)
        head.at[k] = MB_CLASSES_ALL;
    return head;
}

void mb_heads_any(struct mb_heads *heads)
{
    mb_heads_empty(heads);
    heads->at[0].open = true;
}

void mb_heads_empty(struct mb_heads *heads)
{
    heads->at[0] = any_head();
    heads->n = 1;
}

void mb_heads_behind(struct mb_heads *heads, uint64_t before, uint64_t last)
{
    mb_heads_empty(heads);
    heads->at[0].at[0] = before;
    heads->at[0].at[1] = last;
}

void mb_heads_before(struct mb_heads *heads, uint64_t next)
{
    mb_heads_empty(heads);
    heads->at[0].at[MB_HEAD_BEFORE] = next;
}

void mb_heads_ahead(struct mb_heads *heads)
{
    for (uint32_t i = 0; i < heads->n; i++) {
        heads->at[i].len = 0;
        heads->at[i].open = false;
        heads->at[i].edge = false;
    }
}

void mb_heads_edge(struct mb_heads *heads)
{
    mb_heads_empty(heads);
    heads->at[0].edge = true;
}

/* Let a head stand for another one too: rather one that begins alike. */
static void merge_head(struct mb_heads *heads, const struct mb_head *head)
{
    struct mb_head *into = &heads->at[heads->n - 1];
    int best = -1;

    for (uint32_t i = 0; i < heads->n; i++) {
        const struct mb_head *h = &heads->at[i];
        int alike = h->len == head->len && h->open == head->open ? 4 : 0;
        for (int k = 0; k < MB_HEAD_WIDTH; k++)
            alike += h->at[k] == head->at[k];
        if (alike > best) {
            best = alike;
            into = &heads->at[i];
        }
    }
    if (into->len != head->len || into->open != head->open) {
        into->len = into->len < head->len ? into->len : head->len;
        into->open = true;
    }
    into->edge = into->edge && head->edge && !into->open;
    for (int k = 0; k < MB_HEAD_WIDTH; k++)
        into->at[k] |= head->at[k];
    for (int k = MB_HEAD_BEFORE + into->len; k < MB_HEAD_WIDTH; k++)
        into->at[k] = MB_CLASSES_ALL;
}

/* Whether `a`, which may go on in any way, holds wherever `b` does. */
static bool covers(const struct mb_head *a, const struct mb_head *b)
{
    for (int k = 0; k < MB_HEAD_WIDTH; k++)
        if ((b->at[k] & ~a->at[k]) != 0)
            return false;
    return a->open;
}

/* Join two that differ in one byte only. */
static bool join_head(struct mb_head *a, const struct mb_head *b)
{
    int differs = -1;

    if (a->len != b->len || a->open != b->open || a->edge != b->edge)
        return false;
    for (int k = 0; k < MB_HEAD_WIDTH; k++) {
        if (a->at[k] == b->at[k])
            continue;
        if (differs >= 0)
            return false;
        differs = k;
    }
    if (differs >= 0)
        a->at[differs] |= b->at[differs];
    return true;
}

static void add_head(struct mb_heads *heads, const struct mb_head *head)
{
    for (uint32_t i = 0; i < heads->n; i++)
        if (covers(&heads->at[i], head) || join_head(&heads->at[i], head))
            return;
    if (heads->n == MB_HEADS_MAX)
        merge_head(heads, head);
    else
        heads->at[heads->n++] = *head;
}

void mb_heads_charset(struct mb_heads *heads, const struct mb_charset *set)
{
    struct mb_head head = any_head();

    heads->n = 0;
    head.len = 1;
    head.at[MB_HEAD_BEFORE] = bits_of(set->may);
    if (head.at[MB_HEAD_BEFORE] != 0)
        add_head(heads, &head);
    head.at[MB_HEAD_BEFORE] = BIT(BEYOND);
    head.open = true; /* how many bytes it has is not known */
    if (set->beyond || heads->n == 0)
        add_head(heads, &head);
}

void mb_heads_join(struct mb_heads *a, const struct mb_heads *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        add_head(a, &b->at[i]);
}

void mb_heads_optional(struct mb_heads *heads)
{
    struct mb_head empty = any_head();

    add_head(heads, &empty);
}

/* What \b says of a byte, from what is known of its neighbour. */
static uint64_t across_edge(uint64_t byte)
{
    if ((byte & ~WORD) == 0)
        return ~WORD;
    return (byte & ~NOT_WORD) == 0 ? MAYBE_WORD : MB_CLASSES_ALL;
}

/* Head a, which is not open, with b behind it. False: never. */
static bool put_behind(struct mb_head *a, const struct mb_head *b)
{
    uint64_t *next = &a->at[MB_HEAD_BEFORE + a->len];
    uint64_t *last = next - 1;

    for (int k = -MB_HEAD_BEFORE; k < MB_HEAD_BYTES - a->len; k++)
        next[k] &= b->at[MB_HEAD_BEFORE + k];
    if (a->edge)
        *last &= across_edge(*next);
    if (b->edge && b->len == 0)
        *next &= across_edge(*last);
    for (int k = 0; k < MB_HEAD_WIDTH; k++)
        if (a->at[k] == 0)
            return false;
    a->edge = b->edge || (a->edge && b->len == 0);
    a->len = (uint8_t)(a->len + b->len);
    a->open = b->open || a->len >= MB_HEAD_BYTES;
    if (a->open) {
        a->len = a->len < MB_HEAD_BYTES ? a->len : MB_HEAD_BYTES;
        a->edge = false;
    }
    return true;
}

void mb_heads_append(struct mb_heads *a, const struct mb_heads *b)
{
    struct mb_heads out;
    bool all_open = true;

    for (uint32_t i = 0; i < a->n; i++)
        all_open = all_open && a->at[i].open;
    if (all_open)
        return;
    out.n = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        if (a->at[i].open) {
            add_head(&out, &a->at[i]);
            continue;
        }
        for (uint32_t k = 0; k < b->n; k++) {
            struct mb_head both = a->at[i];
            if (put_behind(&both, &b->at[k]))
                add_head(&out, &both);
        }
    }
    if (out.n == 0)
        mb_heads_any(&out);
    memcpy(a->at, out.at, out.n * sizeof out.at[0]);
    a->n = out.n;
}

void mb_heads_repeat(struct mb_heads *heads, bool or_none)
{
    struct mb_heads once;
    struct mb_heads twice;

    once.n = twice.n = heads->n;
    memcpy(once.at, heads->at, heads->n * sizeof heads->at[0]);
    memcpy(twice.at, heads->at, heads->n * sizeof heads->at[0]);
    mb_heads_append(&twice, &once);
    for (uint32_t i = 0; i < twice.n; i++) {
        twice.at[i].open = true;
        twice.at[i].edge = false;
    }
    mb_heads_join(heads, &twice);
    if (or_none)
        mb_heads_optional(heads);
}

/* Heads beyond the last bit share it: more places fit then, never fewer. */
void mb_heads_tabulate(const struct mb_head *heads, uint32_t n,
                       struct mb_heads_table *table)
{
    for (uint32_t i = 0; i < n; i++)
        for (int k = 0; k < MB_HEAD_WIDTH; k++)
            for (uint64_t set = heads[i].at[k]; set != 0; set &= set - 1)
                table->at[k][__builtin_ctzll(set)] |= BIT(i < 64 ? i : 63);
}

unsigned mb_heads_sites(const struct mb_heads *heads)
{
    unsigned sites = 0;

    for (uint32_t i = 0; i < heads->n; i++) {
        uint64_t before = heads->at[i].at[MB_HEAD_BEFORE - 1];
        uint64_t first = heads->at[i].at[MB_HEAD_BEFORE];
        sites |= (before & LETTERS) != 0 && (first & LETTERS) != 0
                     ? MB_HEAD_INSIDE
                     : 0;
        sites |= (first & ~(WORD | BIT(BEYOND))) != 0 ? MB_HEAD_BETWEEN : 0;
        sites |= (first & (WORD | BIT(BEYOND))) != 0 ? MB_HEAD_AT_WORD : 0;
    }
    return sites;
}

bool mb_heads_begin_lines(const struct mb_heads *heads)
{
    for (uint32_t i = 0; i < heads->n; i++)
        if (heads->at[i].at[MB_HEAD_BEFORE - 1] != BIT(LINE_END))
            return false;
    return heads->n > 0;
}

/* How often bytes of these classes stand in minutes, roughly. */
static double share(uint64_t bits)
{
    double sum = __builtin_popcountll(bits & LETTERS) * 0.028
                 + __builtin_popcountll(bits & LETTERS << CAPITALS) * 0.0015;

    if (bits == MB_CLASSES_ALL)
        return 1;
    sum += (bits & BIT(SPACE)) != 0 ? 0.15 : 0;
    sum += (bits & BIT(DIGITS)) != 0 ? 0.02 : 0;
    return sum + __builtin_popcountll(bits >> TAB) * 0.006;
}

bool mb_heads_are_telling(const struct mb_heads *heads)
{
    double sum = 0;

    for (uint32_t i = 0; i < heads->n; i++) {
        double part = 1;
        for (int k = 0; k < MB_HEAD_WIDTH; k++)
            part *= share(heads->at[i].at[k]);
        sum += part;
    }
    return sum <= TELLING;
}
