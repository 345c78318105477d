/* Each item of a class adds what it may and what it must take; negation swaps
 * the two. Where an item is not understood it may be anything and takes
 * nothing for sure. */
#include "parser/charset.h"

#include <string.h>

#define ALL UINT64_MAX

static const struct mb_charset none;

static bool is_letter(unsigned char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 0x80;
}

static void add(struct mb_charset *set, unsigned char c)
{
    set->may[c >> 6 & 1] |= (uint64_t)1 << (c & 63);
    set->must[c >> 6 & 1] |= (uint64_t)1 << (c & 63);
}

void mb_charset_byte(struct mb_charset *set, unsigned char c, bool fold)
{
    if (c >= 0x80) {
        set->beyond = true;
        return;
    }
    add(set, c);
    if (fold && is_letter(c))
        add(set, c ^ 0x20);
}

static void add_range(struct mb_charset *set, unsigned from, unsigned to,
                      bool fold)
{
    for (unsigned c = from; c <= to && c < 0x80; c++)
        mb_charset_byte(set, (unsigned char)c, fold);
    set->beyond = set->beyond || to >= 0x80;
}

static void add_any(struct mb_charset *set)
{
    set->may[0] = set->may[1] = ALL;
    set->beyond = true;
}

static void join(struct mb_charset *a, const struct mb_charset *b)
{
    for (int i = 0; i < 2; i++) {
        a->may[i] |= b->may[i];
        a->must[i] |= b->must[i];
    }
    a->beyond = a->beyond || b->beyond;
}

static void negate(struct mb_charset *set)
{
    for (int i = 0; i < 2; i++) {
        uint64_t may = set->may[i];
        set->may[i] = ~set->must[i];
        set->must[i] = ~may;
    }
    set->beyond = true;
}

void mb_charset_dot(struct mb_charset *set)
{
    *set = none;
    add(set, '\n');
    negate(set);
}

static void add_property(struct mb_charset *set, struct mb_span name, bool fold)
{
    static const struct mb_charset lower = {
        {0, 0x07FFFFFE00000000u}, {0, 0x07FFFFFE00000000u}, true};
    static const struct mb_charset upper = {
        {0, 0x07FFFFFEu}, {0, 0x07FFFFFEu}, true};
    bool is_lower = mb_span_eq(name, MB_SPAN_LIT("Ll"));
    bool is_upper = mb_span_eq(name, MB_SPAN_LIT("Lu"));
    bool letter = mb_span_eq(name, MB_SPAN_LIT("L"));

    if (letter || is_lower)
        join(set, &lower);
    if (letter || is_upper)
        join(set, &upper);
    if (fold && (is_lower || is_upper)) /* as letters, in some versions */
        set->may[1] |= lower.may[1] | upper.may[1];
    if (mb_span_eq(name, MB_SPAN_LIT("N"))
        || mb_span_eq(name, MB_SPAN_LIT("Nd")))
        add_range(set, '0', '9', false);
    else if (!letter && !is_lower && !is_upper)
        add_any(set);
    set->beyond = true;
}

/* \p{L}, \pL: their length behind the p. */
static size_t property(struct mb_charset *set, struct mb_span s, bool fold)
{
    size_t end;

    if (s.len == 0)
        return 0;
    if (s.ptr[0] != '{') {
        add_property(set, mb_span_sub(s, 0, 1), fold);
        return 1;
    }
    end = mb_span_find(s, MB_SPAN_LIT("}"));
    if (end == s.len)
        return 0;
    add_property(set, mb_span_sub(s, 1, end), fold);
    return end + 1;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \x2d, \x{2019}: the length behind the x; *ret_c is at most 0x80. */
static size_t hex_char(struct mb_span s, unsigned *ret_c)
{
    bool braces = s.len > 0 && s.ptr[0] == '{';
    size_t n = braces ? 1 : 0;
    unsigned c = 0;

    for (; n < s.len && hex(s.ptr[n]) >= 0 && (braces || n < 2); n++)
        c = c < 0x80 ? c * 16 + (unsigned)hex(s.ptr[n]) : c;
    *ret_c = c < 0x80 ? c : 0x80;
    if (!braces)
        return n;
    return n > 1 && n < s.len && s.ptr[n] == '}' ? n + 1 : 0;
}

/* The kinds of bytes that have a letter. Small: they are; capital: not. */
static bool add_kind(struct mb_charset *set, char kind)
{
    struct mb_charset one = none;

    switch (kind | 0x20) {
    case 'd':
        add_range(&one, '0', '9', false);
        break;
    case 'w':
        add_range(&one, '0', '9', false);
        add_range(&one, 'a', 'z', true);
        add(&one, '_');
        break;
    case 'h':
        add(&one, ' ');
        add(&one, '\t'); /* the view has no other blanks (view.c) */
        break;
    case 's':
        add(&one, ' ');
        add_range(&one, '\t', '\r', false);
        break;
    case 'v':
        add_range(&one, '\n', '\r', false);
        one.beyond = true;
        break;
    default:
        return false;
    }
    if (kind < 'a')
        negate(&one);
    join(set, &one);
    return true;
}

/* A control character that has a letter, or -1. */
static int control(char c)
{
    static const char letters[] = "tnrfea";
    static const char values[] = "\t\n\r\f\033\a";
    const char *at = strchr(letters, c);

    return at != NULL ? values[at - letters] : -1;
}

/* One escape; *ret_c is its character where it is a single one below 0x80,
 * else -1. */
static size_t escape(struct mb_charset *set, struct mb_span s, bool fold,
                     int *ret_c)
{
    char c = s.len > 0 ? s.ptr[0] : '0';
    struct mb_charset one = none;
    unsigned code;
    size_t n;

    *ret_c = -1;
    if (add_kind(set, c))
        return 1;
    if (c == 'p' || c == 'P') {
        n = property(&one, mb_span_sub(s, 1, s.len), fold);
        if (c == 'P')
            negate(&one);
        join(set, &one);
        return n > 0 ? n + 1 : 0;
    }
    if (c == 'x') {
        n = hex_char(mb_span_sub(s, 1, s.len), &code);
        if (n == 0)
            return 0;
        *ret_c = (int)code;
        n++;
    } else if (is_letter((unsigned char)c) || (c >= '0' && c <= '9')) {
        *ret_c = control(c);
        if (*ret_c < 0)
            return 0;
        n = 1;
    } else {
        *ret_c = (unsigned char)c;
        n = 1;
    }
    mb_charset_byte(set, (unsigned char)*ret_c, fold);
    return n;
}

size_t mb_charset_escape(struct mb_charset *set, struct mb_span s, bool fold)
{
    int c;

    *set = none;
    return escape(set, s, fold, &c);
}

/* One member of a class; *ret_c as above, for a range. */
static size_t member(struct mb_charset *set, struct mb_span s, bool fold,
                     int *ret_c)
{
    unsigned char c = (unsigned char)s.ptr[0];
    size_t n;

    if (c == '\\') {
        n = escape(set, mb_span_sub(s, 1, s.len), fold, ret_c);
        return n > 0 ? n + 1 : 0;
    }
    if (mb_span_starts(s, MB_SPAN_LIT("[:"))) {
        add_any(set);
        *ret_c = -1;
        n = mb_span_find(s, MB_SPAN_LIT(":]"));
        return n < s.len ? n + 2 : 0;
    }
    mb_charset_byte(set, c, fold);
    *ret_c = c;
    return 1;
}

size_t mb_charset_class(struct mb_charset *set, struct mb_span s, bool fold)
{
    bool inverted = s.len > 0 && s.ptr[0] == '^';
    size_t at = inverted ? 1 : 0;
    size_t first = at;
    int from = -1;

    *set = none;
    while (at < s.len && (s.ptr[at] != ']' || at == first)) {
        struct mb_span left = mb_span_sub(s, at, s.len);
        int to;
        size_t n;
        if (from >= 0 && left.len > 1 && left.ptr[0] == '-'
            && left.ptr[1] != ']') {
            n = member(set, mb_span_sub(left, 1, left.len), fold, &to);
            if (n == 0 || to < from)
                return 0;
            add_range(set, (unsigned)from, (unsigned)to, fold);
            at += n + 1;
            from = -1;
            continue;
        }
        n = member(set, left, fold, &from);
        if (n == 0)
            return 0;
        at += n;
    }
    if (inverted)
        negate(set);
    return at < s.len ? at + 1 : 0;
}
