/* One table-free decoder; checking skips ASCII eight bytes at a time, since
 * minutes are nearly all ASCII.
 */
#include "base/utf8.h"

#include <string.h>

static bool is_continuation(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Length of the valid character at p (n bytes left), or 0. */
static size_t char_len(const unsigned char *p, size_t n)
{
    unsigned char c = p[0];

    if (c < 0x80)
        return 1;
    if (c < 0xC2)
        return 0; /* a continuation byte, or a longer form of ASCII */
    if (c < 0xE0)
        return n >= 2 && is_continuation(p[1]) ? 2 : 0;
    if (c < 0xF0) {
        if (n < 3 || !is_continuation(p[1]) || !is_continuation(p[2]))
            return 0;
        if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F))
            return 0; /* a longer form; a surrogate */
        return 3;
    }
    if (c > 0xF4 || n < 4 || !is_continuation(p[1]) || !is_continuation(p[2])
        || !is_continuation(p[3]))
        return 0;
    if ((c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F))
        return 0; /* a longer form; above U+10FFFF */
    return 4;
}

/* The first byte at or after `at` that is not ASCII, or s.len. */
static size_t skip_ascii(struct mb_span s, size_t at)
{
    const uint64_t high = 0x8080808080808080u;
    uint64_t eight;

    while (s.len - at >= sizeof eight) {
        memcpy(&eight, s.ptr + at, sizeof eight);
        if ((eight & high) != 0)
            break;
        at += sizeof eight;
    }
    while (at < s.len && (unsigned char)s.ptr[at] < 0x80)
        at++;
    return at;
}

static struct mb_utf8_place place_of(struct mb_span s, size_t offset)
{
    struct mb_utf8_place p = {offset, 1, 1};

    for (size_t i = 0; i < offset; i++) {
        if (s.ptr[i] == '\n') {
            p.line++;
            p.column = 1;
        } else if (!is_continuation((unsigned char)s.ptr[i])) {
            p.column++;
        }
    }
    return p;
}

bool mb_utf8_check(struct mb_span s, struct mb_utf8_place *ret_bad)
{
    size_t at = 0;

    while ((at = skip_ascii(s, at)) < s.len) {
        size_t len = char_len((const unsigned char *)s.ptr + at, s.len - at);
        if (len == 0) {
            if (ret_bad != NULL)
                *ret_bad = place_of(s, at);
            return false;
        }
        at += len;
    }
    return true;
}

uint32_t mb_utf8_decode(struct mb_span s, size_t at, size_t *ret_len)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    static const unsigned char first_bits[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    size_t len = char_len(p, s.len - at);
    uint32_t c;

    if (len == 0) {
        *ret_len = 1;
        return MB_UTF8_REPLACEMENT;
    }
    c = p[0] & first_bits[len];
    for (size_t i = 1; i < len; i++)
        c = c << 6 | (p[i] & 0x3Fu);
    *ret_len = len;
    return c;
}

size_t mb_utf8_encode(uint32_t c, char out[4])
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = MB_UTF8_REPLACEMENT;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

void mb_utf8_put(struct mb_buf *out, uint32_t c)
{
    char bytes[4];
    size_t len = mb_utf8_encode(c, bytes);

    mb_buf_put(out, (struct mb_span){bytes, len});
}

uint32_t mb_cp1252_char(unsigned char byte)
{
    /* 0x80 to 0x9F; elsewhere it is Latin-1. 0 is undefined. */
    static const uint16_t high[32] = {
        0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
        0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

    if (byte < 0x80 || byte > 0x9F)
        return byte;
    return high[byte - 0x80] != 0 ? high[byte - 0x80] : MB_UTF8_REPLACEMENT;
}

size_t mb_utf8_put_cp1252(struct mb_buf *out, struct mb_span s)
{
    size_t undefined = 0;
    size_t at = 0;

    while (at < s.len) {
        size_t end = skip_ascii(s, at);
        mb_buf_put(out, mb_span_sub(s, at, end));
        if (end < s.len) {
            uint32_t c = mb_cp1252_char((unsigned char)s.ptr[end]);
            undefined += c == MB_UTF8_REPLACEMENT;
            mb_utf8_put(out, c);
            end++;
        }
        at = end;
    }
    return undefined;
}

size_t mb_utf8_put_repaired(struct mb_buf *out, struct mb_span s)
{
    size_t broken = 0;
    size_t done = 0; /* written up to here */
    size_t at = 0;

    while ((at = skip_ascii(s, at)) < s.len) {
        size_t len = char_len((const unsigned char *)s.ptr + at, s.len - at);
        if (len != 0) {
            at += len;
            continue;
        }
        mb_buf_put(out, mb_span_sub(s, done, at));
        mb_utf8_put(out, MB_UTF8_REPLACEMENT);
        broken++;
        done = ++at;
    }
    mb_buf_put(out, mb_span_sub(s, done, s.len));
    return broken;
}
