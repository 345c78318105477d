/* Comparing names and finding whom a short form means: see names.h.
 *
 * A key is a name without its dress. Two keys with one surname are compatible
 * as far as their given names agree, an initial standing for a name; surnames
 * one letter apart are near, which asks a question and answers none.
 */
#include "parser/records/names.h"

#include "parser/records/lexicon.h"

#include <string.h>

enum { KEY_MAX = 160, CODE_MAX = 4, COMPARE_MAX = 3000 };

static bool letter(unsigned char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* "Cyng./Cllr" */
static bool slash_title(struct mb_span word)
{
    struct mb_span head;
    struct mb_span tail = mb_span_cut(word, '/', &head);

    return tail.len > 0 && (mb_word_classes(head) & MB_WORD_TITLE)
           && (mb_word_classes(tail) & MB_WORD_TITLE);
}

/* Append a word to a key: letters in lower case, ' and - kept, stops apart
 * ("D.A.W." gives "d a w"). */
static size_t key_word(struct mb_span word, char *key, size_t len)
{
    bool gap = len > 0;

    for (size_t i = 0; i < word.len && len + 3 < KEY_MAX; i++) {
        unsigned char c = (unsigned char)word.ptr[i];

        if (c < 0x80 && !letter(c) && c != '\'' && c != '-') {
            gap = len > 0;
            continue;
        }
        if (gap && key[len - 1] != ' ')
            key[len++] = ' ';
        gap = false;
        if (c >= 'A' && c <= 'Z')
            c |= 0x20;
        else if (i > 0 && word.ptr[i - 1] == '\xC3' && c >= 0x80 && c <= 0x9E)
            c |= 0x20;
        key[len++] = (char)c;
    }
    return len;
}

struct mb_span mb_name_key(struct mb_span name, struct mb_arena *arena)
{
    char key[KEY_MAX];
    size_t len = 0;
    size_t at = 0;
    struct mb_span word;
    bool named = false;

    while ((word = mb_words_next(name, &at)).ptr != NULL) {
        unsigned classes = mb_word_classes(word);

        if (slash_title(word))
            continue;
        if (!named && classes & (MB_WORD_TITLE | MB_WORD_WARD))
            continue;
        if (named && classes & MB_WORD_SUFFIX && word.len >= 2
            && word.ptr[1] >= 'A' && word.ptr[1] <= 'Z')
            continue;
        named = true;
        len = key_word(word, key, len);
    }
    while (len > 0 && key[len - 1] == ' ')
        len--;
    if (len == 0)
        return MB_SPAN_NULL;
    return mb_arena_dup(arena, (struct mb_span){key, len});
}

/* The last word of a key, and what stands before it. */
static struct mb_span surname(struct mb_span key, struct mb_span *ret_given)
{
    size_t at = key.len;

    while (at > 0 && key.ptr[at - 1] != ' ')
        at--;
    *ret_given = mb_span_sub(key, 0, at == 0 ? 0 : at - 1);
    return mb_span_sub(key, at, key.len);
}

/* At most one letter changed, added, dropped, or two swapped. */
static bool one_apart(struct mb_span a, struct mb_span b)
{
    size_t head = 0;
    size_t tail = 0;
    size_t left_a;
    size_t left_b;

    while (head < a.len && head < b.len && a.ptr[head] == b.ptr[head])
        head++;
    while (tail < a.len - head && tail < b.len - head
           && a.ptr[a.len - 1 - tail] == b.ptr[b.len - 1 - tail])
        tail++;
    left_a = a.len - head - tail;
    left_b = b.len - head - tail;
    if (left_a == 2 && left_b == 2)
        return a.ptr[head] == b.ptr[head + 1] && a.ptr[head + 1] == b.ptr[head];
    return left_a <= 1 && left_b <= 1;
}

/* Do given names agree, as far as both are printed? An initial agrees with a
 * name that begins with it. */
static bool given_agree(struct mb_span a, struct mb_span b)
{
    size_t at_a = 0;
    size_t at_b = 0;

    for (;;) {
        struct mb_span wa = mb_words_next(a, &at_a);
        struct mb_span wb = mb_words_next(b, &at_b);

        if (wa.ptr == NULL || wb.ptr == NULL)
            return true;
        if (wa.len == 1 || wb.len == 1) {
            if (wa.ptr[0] != wb.ptr[0])
                return false;
        } else if (!mb_span_eq(wa, wb)) {
            return false;
        }
    }
}

enum mb_name_match mb_name_compare(struct mb_span key_a, struct mb_span key_b)
{
    struct mb_span given_a;
    struct mb_span given_b;
    struct mb_span sur_a;
    struct mb_span sur_b;

    if (key_a.len == 0 || key_b.len == 0)
        return MB_NAME_DIFFERENT;
    if (mb_span_eq(key_a, key_b))
        return MB_NAME_EQUAL;
    sur_a = surname(key_a, &given_a);
    sur_b = surname(key_b, &given_b);
    if (mb_span_eq(sur_a, sur_b))
        return given_agree(given_a, given_b) ? MB_NAME_COMPATIBLE
                                             : MB_NAME_DIFFERENT;
    if (sur_a.len >= 4 && sur_b.len >= 4 && one_apart(sur_a, sur_b)
        && given_agree(given_a, given_b))
        return MB_NAME_NEAR;
    return MB_NAME_DIFFERENT;
}

/* ---- whom a short form means ---- */

/* Is it initials alone ("AO", "PDR")? */
static bool is_code(struct mb_span s)
{
    if (s.len < 2 || s.len > CODE_MAX)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < 'A' || s.ptr[i] > 'Z')
            return false;
    return true;
}

/* Do the words of an entry print "(AO)"? */
static bool prints_code(const struct mb_document *doc,
                        const struct mb_person *p, struct mb_span code)
{
    for (uint32_t i = 0; i < p->ev.nspans; i++) {
        struct mb_span quote = mb_span_sub(doc->text.text, p->ev.spans[i].start,
                                           p->ev.spans[i].end);
        size_t at = 0;

        while (at < quote.len) {
            size_t found =
                mb_span_find(mb_span_sub(quote, at, quote.len), code);
            size_t end;

            if (at + found >= quote.len)
                break;
            at += found;
            end = at + code.len;
            if (at > 0 && quote.ptr[at - 1] == '(' && end < quote.len
                && strchr("),;", quote.ptr[end]) != NULL)
                return true;
            at = end;
        }
    }
    return false;
}

/* Are the letters the first ones of the key's words (hyphens divide)? */
static bool makes_code(struct mb_span key, struct mb_span code)
{
    size_t n = 0;

    for (size_t i = 0; i < key.len; i++) {
        bool begins = i == 0 || key.ptr[i - 1] == ' ' || key.ptr[i - 1] == '-';

        if (!begins)
            continue;
        if (n >= code.len || (code.ptr[n] | 0x20) != key.ptr[i])
            return false;
        n++;
    }
    return n == code.len;
}

/* One person may have several entries: is b the same as the one found? */
static bool same_as(struct mb_span found, struct mb_span key)
{
    return found.ptr == NULL
           || mb_name_compare(found, key) >= MB_NAME_COMPATIBLE;
}

static uint32_t resolve_code(const struct mb_document *doc, struct mb_span code,
                             bool printed)
{
    struct mb_span found = MB_SPAN_NULL;
    uint32_t index = MB_NO_INDEX;

    for (uint32_t i = 0; i < doc->people.n && i < COMPARE_MAX; i++) {
        const struct mb_person *p = &doc->people.at[i];
        struct mb_span key = mb_name_key(p->name.s, doc->arena);

        if (printed ? !prints_code(doc, p, code) : !makes_code(key, code))
            continue;
        if (!same_as(found, key))
            return MB_NO_INDEX;
        if (found.ptr == NULL)
            index = i;
        found = key;
    }
    return index;
}

uint32_t mb_names_resolve(const struct mb_document *doc, struct mb_span name)
{
    struct mb_span key = mb_name_key(name, doc->arena);
    struct mb_span found = MB_SPAN_NULL;
    uint32_t index = MB_NO_INDEX;

    name = mb_span_strip(name, " .,:;()");
    if (is_code(name)) {
        index = resolve_code(doc, name, true);
        return index != MB_NO_INDEX ? index : resolve_code(doc, name, false);
    }
    if (key.len == 0)
        return MB_NO_INDEX;
    for (uint32_t i = 0; i < doc->people.n && i < COMPARE_MAX; i++) {
        struct mb_span other =
            mb_name_key(doc->people.at[i].name.s, doc->arena);

        if (mb_name_compare(key, other) < MB_NAME_COMPATIBLE)
            continue;
        if (!same_as(found, other))
            return MB_NO_INDEX;
        if (found.ptr == NULL)
            index = i;
        found = other;
    }
    return index;
}
