/* Spans: see the header. No function here allocates. */
#include "base/span.h"

#include <string.h>
#include <strings.h>

struct mb_span mb_span_str(const char *s)
{
    if (s == NULL)
        return MB_SPAN_NULL;
    return (struct mb_span){s, strlen(s)};
}

struct mb_span mb_span_sub(struct mb_span s, size_t start, size_t end)
{
    if (end > s.len)
        end = s.len;
    if (start > end)
        start = end;
    if (s.ptr == NULL)
        return s;
    return (struct mb_span){s.ptr + start, end - start};
}

bool mb_span_eq(struct mb_span a, struct mb_span b)
{
    if (a.ptr == NULL || b.ptr == NULL)
        return a.ptr == b.ptr;
    return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

bool mb_span_ieq(struct mb_span a, struct mb_span b)
{
    if (a.ptr == NULL || b.ptr == NULL)
        return a.ptr == b.ptr;
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

bool mb_span_starts(struct mb_span s, struct mb_span prefix)
{
    return mb_span_eq(mb_span_sub(s, 0, prefix.len), prefix);
}

bool mb_span_istarts(struct mb_span s, struct mb_span prefix)
{
    return mb_span_ieq(mb_span_sub(s, 0, prefix.len), prefix);
}

bool mb_span_ends(struct mb_span s, struct mb_span suffix)
{
    if (suffix.len > s.len)
        return false;
    return mb_span_eq(mb_span_sub(s, s.len - suffix.len, s.len), suffix);
}

size_t mb_span_find(struct mb_span s, struct mb_span needle)
{
    const char *hit;

    if (needle.len == 0)
        return 0;
    if (s.ptr == NULL || needle.len > s.len)
        return s.len;
    hit = memmem(s.ptr, s.len, needle.ptr, needle.len);
    return hit == NULL ? s.len : (size_t)(hit - s.ptr);
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

size_t mb_span_ifind(struct mb_span s, struct mb_span needle)
{
    char first;

    if (needle.len == 0)
        return 0;
    if (s.ptr == NULL || needle.len > s.len)
        return s.len;
    first = lower(needle.ptr[0]);
    for (size_t i = 0; i + needle.len <= s.len; i++)
        if (lower(s.ptr[i]) == first
            && strncasecmp(s.ptr + i, needle.ptr, needle.len) == 0)
            return i;
    return s.len;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct mb_span mb_span_trim(struct mb_span s)
{
    while (s.len > 0 && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

struct mb_span mb_span_strip(struct mb_span s, const char *set)
{
    while (s.len > 0 && s.ptr[0] != '\0' && strchr(set, s.ptr[0]) != NULL) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && s.ptr[s.len - 1] != '\0'
           && strchr(set, s.ptr[s.len - 1]) != NULL)
        s.len--;
    return s;
}

struct mb_span mb_span_cut(struct mb_span s, char at, struct mb_span *ret_head)
{
    const char *hit = s.len > 0 ? memchr(s.ptr, at, s.len) : NULL;
    size_t where;

    if (hit == NULL) {
        *ret_head = s;
        return MB_SPAN_NULL;
    }
    where = (size_t)(hit - s.ptr);
    *ret_head = mb_span_sub(s, 0, where);
    return mb_span_sub(s, where + 1, s.len);
}

struct mb_span mb_span_last_word(struct mb_span s)
{
    size_t at = s.len;

    while (at > 0 && s.ptr[at - 1] != ' ')
        at--;
    return mb_span_sub(s, at, s.len);
}

uint32_t mb_span_ilisted(struct mb_span word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (mb_span_ieq(word, mb_span_str(list[i])))
            return (uint32_t)i + 1;
    return 0;
}

uint32_t mb_span_hash(struct mb_span s)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 16777619u;
    return h;
}

int mb_span_cmp(struct mb_span a, struct mb_span b)
{
    size_t least = a.len < b.len ? a.len : b.len;
    int order = least > 0 ? memcmp(a.ptr, b.ptr, least) : 0;

    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}
