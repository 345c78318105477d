/* The texts that parts of a pattern can match, and the words that they need:
 * how both come together when parts stand in a row or beside one another.
 */
#include "parser/needs.h"

#include <string.h>

#include "parser/literals.h"

enum { TEXT_MAX = 40 };

/* The score of a clause of words of four bytes at least. */
enum { LONG_SCORE = 4 * 100 - MB_REQUIRED_MAX };

/* --- exact texts ------------------------------------------------------- */

void mb_exact_only(struct mb_exact *set, struct mb_span text)
{
    set->at[0] = text;
    set->n = 1;
}

/* Add a text; false, and the set unknown, if they are too many. */
bool mb_exact_add(struct mb_exact *set, struct mb_span text, uint32_t max)
{
    for (uint32_t i = 0; i < set->n; i++)
        if (mb_span_eq(set->at[i], text))
            return true;
    if (set->n >= max) {
        set->n = 0;
        return false;
    }
    set->at[set->n++] = text;
    return true;
}

bool mb_exact_join(struct mb_exact *a, const struct mb_exact *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        if (!mb_exact_add(a, b->at[i], MB_EXACT_MAX))
            return false;
    return true;
}

static struct mb_span joined(struct mb_arena *arena, struct mb_span a,
                             struct mb_span b)
{
    char *text;

    if (a.len == 0 || b.len == 0)
        return a.len == 0 ? b : a;
    text = mb_arena_alloc(arena, a.len + b.len, 1);
    if (text == NULL) /* the arena knows */
        return a;
    memcpy(text, a.ptr, a.len);
    memcpy(text + a.len, b.ptr, b.len);
    return (struct mb_span){text, a.len + b.len};
}

/* Every text of a followed by every text of b into a; false, with a as it
 * was, if they would be too many or too long. */
bool mb_exact_cross(struct mb_arena *arena, struct mb_exact *a,
                    const struct mb_exact *b)
{
    struct mb_exact out;

    out.n = 0;
    if (a->n * b->n > MB_EXACT_MAX)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        for (uint32_t k = 0; k < b->n; k++)
            if (a->at[i].len + b->at[k].len > TEXT_MAX)
                return false;
    for (uint32_t i = 0; i < a->n; i++)
        for (uint32_t k = 0; k < b->n; k++)
            mb_exact_add(&out, joined(arena, a->at[i], b->at[k]), MB_EXACT_MAX);
    memcpy(a->at, out.at, out.n * sizeof out.at[0]);
    a->n = out.n;
    return true;
}

/* --- what is needed ---------------------------------------------------- */

/* How good a gate a list would be: the length of its shortest word, fewer
 * words before more; 0: no gate. */
static uint32_t score(const struct mb_span *at, uint32_t n)
{
    size_t shortest = TEXT_MAX;

    for (uint32_t i = 0; i < n; i++) {
        if (!mb_literals_suits(at[i]))
            return 0;
        if (at[i].len < shortest)
            shortest = at[i].len;
    }
    if (n == 0)
        return 0;
    return (uint32_t)(shortest > 10 ? 10 : shortest) * 100 - n;
}

/* Whether a word of b stands within each word of a: then b tells nothing more.
 */
static bool implies(const struct mb_texts *a, const struct mb_texts *b)
{
    for (uint32_t i = 0; i < a->n; i++) {
        uint32_t k = 0;
        while (k < b->n && mb_span_find(a->at[i], b->at[k]) == a->at[i].len)
            k++;
        if (k == b->n)
            return false;
    }
    return true;
}

/* The clauses keep the best of what they were given, best first. */
static void add_words(struct mb_needed *need, struct mb_texts words)
{
    uint32_t mine = score(words.at, words.n);
    uint32_t at = 0;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < need->n; i++)
        if (implies(&need->at[i], &words))
            return;
    for (uint32_t i = 0; mine > 0 && i < need->n; i++)
        if (!implies(&words, &need->at[i]))
            need->at[kept++] = need->at[i];
    if (mine > 0)
        need->n = kept;
    while (at < need->n && score(need->at[at].at, need->at[at].n) >= mine)
        at++;
    if (mine == 0 || at == MB_CLAUSES_MAX || (at > 0 && mine < LONG_SCORE))
        return;
    if (need->n < MB_CLAUSES_MAX)
        need->n++;
    memmove(need->at + at + 1, need->at + at,
            (need->n - at - 1) * sizeof need->at[0]);
    need->at[at] = words;
    if (mine >= LONG_SCORE) /* signs stand on most lines */
        while (score(need->at[need->n - 1].at, need->at[need->n - 1].n)
               < LONG_SCORE)
            need->n--;
}

void mb_clauses_add(struct mb_needed *need, const struct mb_needed *more)
{
    for (uint32_t i = 0; i < more->n; i++)
        add_words(need, more->at[i]);
}

/* Whether another word of the list stands within word i and so tells as much.
 */
static bool is_spare(const struct mb_span *at, uint32_t n, uint32_t i)
{
    for (uint32_t k = 0; k < n; k++)
        if (at[k].len < at[i].len && mb_span_find(at[i], at[k]) < at[i].len)
            return true;
    return false;
}

/* A list of the words in the arena, without those that another tells. */
void mb_clauses_keep(struct mb_arena *arena, struct mb_needed *need,
                     const struct mb_span *at, uint32_t n)
{
    struct mb_texts words = {.n = 0};

    if (score(at, n) == 0)
        return;
    words.at = mb_arena_alloc(arena, n, sizeof *words.at);
    if (words.at == NULL)
        return;
    for (uint32_t i = 0; i < n; i++)
        if (!is_spare(at, n, i))
            words.at[words.n++] = at[i];
    add_words(need, words);
}

/* The words of a branch into the list that the alternative needs; false where
 * it has none, or they are too many. */
bool mb_clauses_either(struct mb_span *words, uint32_t *n,
                       const struct mb_needed *need)
{
    if (need->n == 0)
        return false;
    for (uint32_t i = 0; i < need->at[0].n; i++) {
        uint32_t k = 0;
        while (k < *n && !mb_span_eq(words[k], need->at[0].at[i]))
            k++;
        if (k == MB_REQUIRED_MAX)
            return false;
        if (k == *n)
            words[(*n)++] = need->at[0].at[i];
    }
    return true;
}
