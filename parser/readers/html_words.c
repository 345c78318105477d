/* Words come from the parser as the characters that stand for them
 * (html_clean.h). References in them ("&nbsp;", "&#8217;") are read as the
 * parser reads them: a name that is not known, or without its ';', is words;
 * a number that is no character is nothing.
 */
#include "parser/readers/html_words.h"

#include "base/utf8.h"
#include "parser/readers/html_page.h"

#include <string.h>

enum { NAME_MAX_BYTES = 31, BEYOND_UNICODE = 0x110000 };

/* 1 to 8, 11, 12 and 14 to 31. */
static bool is_control(unsigned char c)
{
    return (c < 0x20) & (c != '\t') & (c != '\n') & (c != '\r');
}

/* U+FFFE or U+FFFF at `at`. */
static bool is_no_character(struct mb_span s, size_t at)
{
    return s.len - at >= 3 && memcmp(s.ptr + at, "\xEF\xBF", 2) == 0
           && (unsigned char)s.ptr[at + 2] >= 0xBE;
}

static bool has_control(struct mb_span s)
{
    enum { AT_ONCE = 64 }; /* a count that compilers make vectors of */
    unsigned char found = 0;
    size_t at = 0;

    for (; s.len - at >= AT_ONCE; at += AT_ONCE)
        for (size_t i = 0; i < AT_ONCE; i++)
            found |= is_control((unsigned char)s.ptr[at + i]);
    for (; at < s.len; at++)
        found |= is_control((unsigned char)s.ptr[at]);
    return found != 0;
}

bool mb_html_is_odd(struct mb_span page)
{
    const char *hit;

    if (has_control(page))
        return true;
    for (size_t at = 0;
         at < page.len
         && (hit = memchr(page.ptr + at, 0xEF, page.len - at)) != NULL;
         at = (size_t)(hit - page.ptr) + 1)
        if (is_no_character(page, (size_t)(hit - page.ptr)))
            return true;
    return false;
}

static void put_shown(struct mb_html_page *page, struct mb_span s)
{
    size_t done = 0;

    for (size_t at = 0; page->odd && at < s.len; at++) {
        bool control = is_control((unsigned char)s.ptr[at]);
        if (!control && !is_no_character(s, at))
            continue;
        mb_html_put(page, mb_span_sub(s, done, at));
        done = at + (control ? 1 : 3);
    }
    if (done < s.len)
        mb_html_put(page, mb_span_sub(s, done, s.len));
}

static void put_char(struct mb_html_page *page, uint32_t c)
{
    char bytes[4];
    size_t len = mb_utf8_encode(c, bytes);

    mb_html_put(page, (struct mb_span){bytes, len});
}

static int digit(char c, unsigned base)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "&#8217;", "&#x2019;": returns its length. */
static size_t put_number(struct mb_html_page *page, struct mb_span s)
{
    unsigned base = s.len > 2 && (s.ptr[2] | 0x20) == 'x' ? 16 : 10;
    size_t at = base == 16 ? 3 : 2;
    uint32_t c = 0;

    for (; at < s.len && digit(s.ptr[at], base) >= 0; at++)
        if (c < BEYOND_UNICODE)
            c = c * base + (uint32_t)digit(s.ptr[at], base);
    if (at < s.len && s.ptr[at] == ';')
        at++;
    if (c != 0 && c < BEYOND_UNICODE && (c < 0xD800 || c > 0xDFFF)
        && c != 0xFFFE && c != 0xFFFF
        && (c >= 0x20 || !is_control((unsigned char)c)))
        put_char(page, c);
    return at;
}

/* "&nbsp;": returns its length, or 0 where it is none. */
static size_t put_named(struct mb_html_page *page, struct mb_span s)
{
    char name[NAME_MAX_BYTES + 1];
    const htmlEntityDesc *entity;
    size_t len = 0;

    while (len < NAME_MAX_BYTES && len + 1 < s.len && s.ptr[len + 1] != ';'
           && s.ptr[len + 1] != '&') {
        name[len] = s.ptr[len + 1];
        len++;
    }
    name[len] = '\0';
    if (len + 1 >= s.len || s.ptr[len + 1] != ';')
        return 0;
    entity = htmlEntityLookup((const xmlChar *)name);
    if (entity == NULL || entity->value == 0)
        return 0;
    put_char(page, entity->value);
    return len + 2;
}

static size_t put_reference(struct mb_html_page *page, struct mb_span s)
{
    if (s.len > 1 && s.ptr[1] == '#')
        return put_number(page, s);
    return put_named(page, s);
}

static void put_words(struct mb_html_page *page, struct mb_span s)
{
    const char *hit;

    if (!mb_html_shows(page))
        return;
    while (s.len > 0 && (hit = memchr(s.ptr, '&', s.len)) != NULL) {
        size_t at = (size_t)(hit - s.ptr);
        size_t len;
        put_shown(page, mb_span_sub(s, 0, at));
        s = mb_span_sub(s, at, s.len);
        len = put_reference(page, s);
        if (len == 0) {
            put_shown(page, mb_span_sub(s, 0, 1));
            len = 1;
        }
        s = mb_span_sub(s, len, s.len);
    }
    put_shown(page, s);
}

/* The words for which c stands. Those before them which the parser did not
 * tell of are passed over. */
static struct mb_span take_words(struct mb_html_page *page, uint32_t c)
{
    const struct mb_buf *all = &page->marks->words;
    struct mb_html_words words;
    size_t at =
        page->next
        + (c - MB_HTML_WORDS_FIRST - page->next) % MB_HTML_WORDS_TOLD_APART;

    if (at >= all->len / sizeof words)
        return MB_SPAN_NULL;
    page->next = at + 1;
    memcpy(&words, all->ptr + at * sizeof words, sizeof words);
    return mb_span_sub(page->markup, words.start,
                       (size_t)words.start + words.len);
}

void mb_html_on_words(void *ctx, const xmlChar *ch, int len)
{
    struct mb_html_page *page = ctx;
    struct mb_span s = {(const char *)ch, len > 0 ? (size_t)len : 0};
    size_t at = 0;

    while (at < s.len) {
        size_t end = at;
        while (end < s.len && (unsigned char)s.ptr[end] < 0x80)
            end++;
        if (end > at)
            mb_html_put(page, mb_span_sub(s, at, end));
        if (end < s.len) {
            put_words(page, take_words(page, mb_utf8_decode(s, end, &at)));
            at += end;
        } else {
            at = end;
        }
    }
}
