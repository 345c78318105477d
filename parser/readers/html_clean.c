/* One pass from '<' to '<'. Runs of bytes that stay are copied whole. Where
 * something is not closed (a comment, a quote) only its opening is dropped:
 * a browser would lose the rest of the page, minutes should not.
 */
#include "parser/readers/html_clean.h"

#include <string.h>
#include <strings.h>

enum { CHARSET_WITHIN = 4096 };

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static struct mb_span value_after(struct mb_span start, const char *key)
{
    size_t at = mb_span_ifind(start, mb_span_str(key));
    size_t end;

    if (at >= start.len)
        return MB_SPAN_NULL;
    at += strlen(key);
    while (at < start.len && strchr(" =\"'", start.ptr[at]) != NULL)
        at++;
    for (end = at; end < start.len && is_name_char(start.ptr[end]);)
        end++;
    return mb_span_sub(start, at, end);
}

struct mb_span mb_xml_encoding(struct mb_span xml)
{
    struct mb_span head = mb_span_sub(xml, 0, CHARSET_WITHIN);

    if (!mb_span_starts(head, MB_SPAN_LIT("<?xml")))
        return MB_SPAN_NULL;
    return value_after(
        mb_span_sub(head, 0, mb_span_find(head, MB_SPAN_LIT("?>"))),
        "encoding");
}

struct mb_span mb_html_charset(struct mb_span page)
{
    struct mb_span found =
        value_after(mb_span_sub(page, 0, CHARSET_WITHIN), "charset");

    return found.ptr != NULL ? found : mb_xml_encoding(page);
}

/* The position behind the first `what` at or after `at`, or 0. */
static size_t behind(struct mb_span s, size_t at, struct mb_span what)
{
    struct mb_span rest = mb_span_sub(s, at, s.len);
    size_t found = mb_span_find(rest, what);

    return found < rest.len ? at + found + what.len : 0;
}

static size_t behind_char(struct mb_span s, size_t at, char c)
{
    return behind(s, at, (struct mb_span){&c, 1});
}

/* Elements whose content is no markup. */
static const char *const raw_names[] = {"script", "style"};
enum { NRAW = sizeof raw_names / sizeof *raw_names };

/* Behind the end tag of a raw element whose content begins at `at`, or 0. */
static size_t behind_raw(struct mb_span s, size_t at, const char *name)
{
    size_t len = strlen(name);

    while ((at = behind(s, at, MB_SPAN_LIT("</"))) != 0) {
        if (s.len - at >= len && strncasecmp(s.ptr + at, name, len) == 0) {
            size_t end = behind_char(s, at, '>');
            return end != 0 ? end : s.len;
        }
    }
    return 0;
}

/* The raw element whose start tag stands at `at`, or NRAW. */
static unsigned raw_element(struct mb_span s, size_t at)
{
    unsigned i;

    if (s.len - at < 2 || (s.ptr[at + 1] | 0x20) != 's') /* as all of them */
        return NRAW;
    for (i = 0; i < NRAW; i++) {
        size_t len = strlen(raw_names[i]);
        if (s.len - at > len + 1
            && strncasecmp(s.ptr + at + 1, raw_names[i], len) == 0
            && !is_name_char(s.ptr[at + 1 + len]))
            break;
    }
    return i;
}

struct pass {
    struct mb_span page;
    struct mb_buf *out;
    struct mb_span saved_from;
    size_t done; /* copied or dropped up to here */
    bool spaced; /* white space counts from here on */
    /* no more of these in the rest of the page: looking again and again for
     * what is not there would take quadratic time */
    bool no_comment_end;
    bool no_tag_end;
    bool no_raw_end[NRAW];
};

static size_t behind_tag_end(struct pass *p, size_t at)
{
    size_t end = p->no_tag_end ? 0 : behind_char(p->page, at, '>');

    p->no_tag_end = end == 0;
    return end;
}

/* Copy text. Of a line's indentation nothing stays: the parser would take it
 * byte by byte, and it is an eighth of most pages. */
static void put_text(struct pass *p, struct mb_span text)
{
    const char *hit;

    while (!p->spaced && text.len > 0
           && (hit = memchr(text.ptr, '\n', text.len)) != NULL) {
        size_t at = (size_t)(hit - text.ptr) + 1;
        mb_buf_put(p->out, mb_span_sub(text, 0, at));
        while (at < text.len && is_space(text.ptr[at]))
            at++;
        text = mb_span_sub(text, at, text.len);
    }
    mb_buf_put(p->out, text);
}

/* Copy up to `from`, drop up to `to`; returns `to`. */
static size_t drop(struct pass *p, size_t from, size_t to)
{
    put_text(p, mb_span_sub(p->page, p->done, from));
    p->done = to;
    return to;
}

/* The address behind "saved from url=(0042)" in a comment. */
static struct mb_span saved_from(struct mb_span comment)
{
    size_t at = behind(comment, 0, MB_SPAN_LIT("saved from url=("));
    size_t end;

    if (at == 0 || (at = behind_char(comment, at, ')')) == 0)
        return MB_SPAN_NULL;
    for (end = at; end < comment.len && (unsigned char)comment.ptr[end] > ' ';)
        end++;
    return mb_span_sub(comment, at, end);
}

static size_t clean_comment(struct pass *p, size_t at)
{
    size_t end = 0;

    if (!p->no_comment_end)
        end = behind(p->page, at + 2, MB_SPAN_LIT("-->"));
    p->no_comment_end = end == 0;
    if (end == 0)
        end = behind_tag_end(p, at);
    if (end == 0)
        return drop(p, at, at + 4);
    if (p->saved_from.ptr == NULL)
        p->saved_from = saved_from(mb_span_sub(p->page, at, end));
    return drop(p, at, end);
}

/* Attributes that the reader looks at; no other is copied. */
static bool is_kept(struct mb_span name)
{
    static const struct mb_span names[] = {
        {"id", 2},      {"rel", 3},     {"class", 5},   {"style", 5},
        {"align", 5},   {"start", 5},   {"value", 5},   {"href", 4},
        {"role", 4},    {"type", 4},    {"action", 6},  {"hidden", 6},
        {"colspan", 7}, {"rowspan", 7}, {"content", 7}, {"property", 8}};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name.len == names[i].len && mb_span_ieq(name, names[i]))
            return true;
    return false;
}

/* Whether a style attribute may hold a property that the reader looks at
 * (html_tags.c, html_page.c): display, mso-hide, font-weight, text-decoration,
 * margin-left, padding-left, text-align, a list's style. Word gives every run
 * of words a font and a size. */
static bool style_may_tell(struct mb_span attribute)
{
    for (size_t i = 0; i + 3 < attribute.len; i++) {
        const char *c = attribute.ptr + i;
        char second = (char)(c[1] | 0x20);
        char third = (char)(c[2] | 0x20);
        if (*c == '&') /* a letter may be written as its number */
            return true;
        if ((*c | 0x20) == 'd' && second == 'i' && third == 's')
            return true;
        if (*c == '-'
            && ((third == 'e' && strchr("wdl", second) != NULL) /* -weight */
                || (second == 'h' && third == 'i')              /* mso-hide */
                || (second == 'a' && third == 'l')   /* -align, -alpha */
                || (second == 's' && third == 't')   /* list-style */
                || (second == 'l' && third == 'a')   /* lower-latin */
                || (second == 'r' && third == 'o'))) /* lower-roman */
            return true;
    }
    return false;
}

/* Where the attribute that begins at `at` ends, and its name; 0 where its
 * quote is not closed. */
static size_t attribute_end(struct mb_span s, size_t at, size_t *ret_name_end)
{
    size_t next;

    while (at < s.len && !is_space(s.ptr[at]) && s.ptr[at] != '='
           && s.ptr[at] != '>')
        at++;
    *ret_name_end = at;
    for (next = at; next < s.len && is_space(s.ptr[next]);)
        next++;
    if (next >= s.len || s.ptr[next] != '=')
        return at;
    for (at = next + 1; at < s.len && is_space(s.ptr[at]);)
        at++;
    if (at < s.len && (s.ptr[at] == '"' || s.ptr[at] == '\'')) {
        const char *close = memchr(s.ptr + at + 1, s.ptr[at], s.len - at - 1);
        return close != NULL ? (size_t)(close - s.ptr) + 1 : 0;
    }
    while (at < s.len && !is_space(s.ptr[at]) && s.ptr[at] != '>')
        at++;
    return at;
}

/* Copy a start tag with the attributes that are kept. Returns where it ends,
 * or 0, and then nothing was copied, where it does not end. A link's address
 * is not looked at. */
static size_t copy_tag(struct pass *p, size_t at)
{
    struct mb_span s = p->page;
    size_t before = p->out->len;
    size_t name = at + 1;
    bool link;
    unsigned kept = 0;

    while (name < s.len && !is_space(s.ptr[name]) && s.ptr[name] != '>')
        name++;
    link = name == at + 2 && (s.ptr[at + 1] | 0x20) == 'a';
    mb_buf_put(p->out, mb_span_sub(s, at, name));
    for (at = name;;) {
        size_t start;
        size_t name_end = 0;
        while (at < s.len && (is_space(s.ptr[at]) || s.ptr[at] == '/'))
            at++;
        if (at < s.len && s.ptr[at] == '>') {
            mb_buf_putc(p->out, '>');
            return at + 1;
        }
        start = at;
        at = at < s.len ? attribute_end(s, start, &name_end) : 0;
        if (at == 0)
            break;
        at += at == start; /* a stray '=' */
        if (is_kept(mb_span_sub(s, start, name_end))
            && !(link && s.ptr[start] == 'h')
            && ((s.ptr[start] | 0x20) != 's' || name_end - start != 5
                || (s.ptr[start + 2] | 0x20) != 'y'
                || style_may_tell(mb_span_sub(s, name_end, at)))
            && kept++ < MB_HTML_ATTRIBUTES_MAX) {
            mb_buf_putc(p->out, ' ');
            mb_buf_put(p->out, mb_span_sub(s, start, at));
        }
    }
    p->out->len = before;
    return 0;
}

/* A quote without its end: keep the element's name alone. */
static size_t mend_tag(struct pass *p, size_t at)
{
    size_t name = at + 1;
    size_t end = behind_tag_end(p, at);

    while (name < p->page.len && is_name_char(p->page.ptr[name]))
        name++;
    mb_buf_put(p->out, mb_span_sub(p->page, at, name));
    mb_buf_putc(p->out, '>');
    return end != 0 ? end : p->page.len;
}

/* Whether a start tag is of an element in which white space counts. */
static bool is_spaced(struct mb_span s, size_t at)
{
    static const struct mb_span names[] = {
        {"pre", 3}, {"textarea", 8}, {"listing", 7}, {"xmp", 3}};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((s.ptr[at + 1] | 0x20) == names[i].ptr[0]
            && mb_span_ieq(mb_span_sub(s, at + 1, at + 1 + names[i].len),
                           names[i]))
            return true;
    return false;
}

static size_t clean_start_tag(struct pass *p, size_t at)
{
    unsigned raw = raw_element(p->page, at);
    size_t start = at;
    size_t end;

    drop(p, at, at);
    p->spaced = p->spaced || is_spaced(p->page, at);
    at = copy_tag(p, at);
    if (at == 0)
        at = mend_tag(p, start);
    if (raw < NRAW) {
        end = p->no_raw_end[raw] ? 0 : behind_raw(p->page, at, raw_names[raw]);
        p->no_raw_end[raw] = end == 0;
        at = end != 0 ? end : at;
        mb_buf_puts(p->out, raw == 0 ? "</script>" : "</style>");
    }
    p->done = at;
    return at;
}

/* Deal with the '<' at `at`; returns where to go on. */
static size_t clean_at(struct pass *p, size_t at)
{
    struct mb_span rest = mb_span_sub(p->page, at, p->page.len);
    char next = rest.len > 1 ? rest.ptr[1] : '\0';
    size_t end;

    if (mb_span_starts(rest, MB_SPAN_LIT("<!--")))
        return clean_comment(p, at);
    if (mb_span_starts(rest, MB_SPAN_LIT("<![CDATA[")))
        return drop(p, at, at + 9);
    if (next == '!' || next == '?') {
        end = behind_tag_end(p, at);
        return drop(p, at, end != 0 ? end : at + 2);
    }
    if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'))
        return clean_start_tag(p, at);
    return at + 1;
}

void mb_html_clean(struct mb_span page, struct mb_buf *out,
                   struct mb_span *ret_saved_from)
{
    struct pass p = {.page = page, .out = out};
    size_t at = 0;

    mb_buf_reserve(out, page.len);
    while (at < page.len) {
        const char *hit = memchr(page.ptr + at, '<', page.len - at);
        if (hit == NULL)
            break;
        at = clean_at(&p, (size_t)(hit - page.ptr));
    }
    drop(&p, page.len, page.len);
    *ret_saved_from = p.saved_from;
}
