/* One pass from '<' to '<'. Where something is not closed (a comment, a
 * quote) only its opening is dropped: a browser would lose the rest of the
 * page, minutes should not.
 */
#include "parser/readers/html_clean.h"

#include "base/utf8.h"
#include "parser/readers/html_start.h"

#include <string.h>
#include <strings.h>

enum { CHARSET_WITHIN = 4096, PLAIN_MAX = 8 };

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
    struct mb_html_marks *marks;
    size_t done; /* copied or dropped up to here */
    bool spaced; /* white space counts from here on */
    /* no more of these in the rest of the page: looking again and again for
     * what is not there would take quadratic time */
    bool no_comment_end;
    bool no_tag_end;
    bool no_raw_end[NRAW];
    struct mb_html_values values;
    /* open elements in which nothing but words stood so far */
    bool in_body;
    size_t plain[PLAIN_MAX]; /* where their start tags are in the markup */
    unsigned nplain;
};

static size_t behind_tag_end(struct pass *p, size_t at)
{
    size_t end = p->no_tag_end ? 0 : behind_char(p->page, at, '>');

    p->no_tag_end = end == 0;
    return end;
}

/* White space to the parser; it asks whether words are nothing else. */
static bool is_blank(struct mb_span s)
{
    for (size_t at = 0; at < s.len; at++)
        if (s.ptr[at] != ' ' && s.ptr[at] != '\n' && s.ptr[at] != '\t')
            return false;
    return true;
}

/* Words between marks: what stands for them. */
static void put_words(struct pass *p, struct mb_span words)
{
    struct mb_html_marks *marks = p->marks;
    struct mb_html_words place = {(uint32_t)(words.ptr - p->page.ptr),
                                  (uint32_t)words.len};
    size_t n = marks->words.len / sizeof place;

    if (words.len == 0)
        return;
    if (is_blank(words)) {
        mb_buf_put(&marks->markup, p->spaced ? words : MB_SPAN_LIT(" "));
        return;
    }
    mb_buf_put(&marks->words,
               (struct mb_span){(const char *)&place, sizeof place});
    mb_utf8_put(&marks->markup,
                MB_HTML_WORDS_FIRST + (uint32_t)(n % MB_HTML_WORDS_TOLD_APART));
}

/* Put words up to `from`, drop what follows up to `to`; returns `to`. */
static size_t drop(struct pass *p, size_t from, size_t to)
{
    put_words(p, mb_span_sub(p->page, p->done, from));
    p->done = to;
    return to;
}

/* Put words up to `from`, copy what follows up to `to`. */
static size_t copy(struct pass *p, size_t from, size_t to)
{
    drop(p, from, to);
    mb_buf_put(&p->marks->markup, mb_span_sub(p->page, from, to));
    return to;
}

static bool is_among(struct mb_span name, const struct mb_span *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (mb_html_is_name(name, names[i]))
            return true;
    return false;
}

/* Elements that say nothing to a reader where they have no attributes. */
static bool is_plain(struct mb_span name)
{
    static const struct mb_span names[] = {{"a", 1},    {"i", 1},   {"u", 1},
                                           {"em", 2},   {"o:p", 3}, {"sup", 3},
                                           {"span", 4}, {"font", 4}};

    return is_among(name, names, sizeof names / sizeof *names);
}

/* Elements that stand before a page's body. */
static bool is_before_body(struct mb_span name)
{
    static const struct mb_span names[] = {
        {"html", 4}, {"head", 4},  {"base", 4},  {"meta", 4},
        {"link", 4}, {"title", 5}, {"style", 5}, {"script", 6}};

    return is_among(name, names, sizeof names / sizeof *names);
}

/* Note what the start tag that was copied to `from` opens. */
static void note_open(struct pass *p, size_t from)
{
    struct mb_span tag = mb_buf_span(&p->marks->markup);

    tag = mb_span_sub(tag, from + 1, tag.len - 1);
    if (!is_plain(tag)) {
        p->nplain = 0;
        p->in_body = p->in_body || !is_before_body(tag);
        return;
    }
    if (!p->in_body) /* the parser would begin a paragraph with bare words */
        return;
    if (p->nplain == PLAIN_MAX)
        memmove(p->plain, p->plain + 1, --p->nplain * sizeof *p->plain);
    p->plain[p->nplain++] = from;
}

/* An element that ends as it began, with nothing but words in it: its start
 * tag is taken back. */
static bool take_back(struct pass *p, struct mb_span name)
{
    struct mb_buf *out = &p->marks->markup;
    size_t from, behind;

    if (p->nplain == 0)
        return false;
    from = p->plain[p->nplain - 1];
    behind = from + name.len + 2;
    if (behind > out->len || out->ptr[behind - 1] != '>'
        || !mb_span_ieq(mb_span_sub(mb_buf_span(out), from + 1, behind - 1),
                        name))
        return false;
    memmove(out->ptr + from, out->ptr + behind, out->len - behind);
    out->len -= name.len + 2;
    p->nplain--;
    return true;
}

static bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
           || c == ':';
}

/* "</name>", without what the parser would skip. */
static size_t clean_end_tag(struct pass *p, size_t at)
{
    size_t name = at + 2;
    size_t end;
    struct mb_span tag;

    if (name < p->page.len && begins_name(p->page.ptr[name]))
        while (name < p->page.len
               && (is_name_char(p->page.ptr[name]) || p->page.ptr[name] == ':'
                   || p->page.ptr[name] == '.'))
            name++;
    drop(p, at, name);
    end = name > at + 2 ? behind_tag_end(p, name) : 0;
    if (end == 0)
        return name; /* what follows are words */
    tag = mb_span_sub(p->page, at + 2, name);
    if (!take_back(p, tag)) {
        mb_buf_put(&p->marks->markup, mb_span_sub(p->page, at, name));
        mb_buf_putc(&p->marks->markup, '>');
        p->nplain = 0;
        if (mb_span_ieq(tag, MB_SPAN_LIT("body"))
            || mb_span_ieq(tag, MB_SPAN_LIT("html")))
            p->in_body = false;
    }
    return p->done = end;
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
    if (p->marks->saved_from.ptr == NULL)
        p->marks->saved_from = saved_from(mb_span_sub(p->page, at, end));
    return drop(p, at, end);
}

/* A quote without its end: keep the element's name alone. */
static size_t mend_tag(struct pass *p, size_t at)
{
    size_t name = at + 1;
    size_t end = behind_tag_end(p, at);

    while (name < p->page.len && is_name_char(p->page.ptr[name]))
        name++;
    mb_buf_put(&p->marks->markup, mb_span_sub(p->page, at, name));
    mb_buf_putc(&p->marks->markup, '>');
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
    struct mb_buf *out = &p->marks->markup;
    unsigned raw = raw_element(p->page, at);
    size_t start = at;
    size_t from;
    size_t end;

    drop(p, at, at);
    from = out->len;
    p->spaced = p->spaced || is_spaced(p->page, at);
    at = mb_html_start_copy(p->page, at, &p->values, out);
    if (at == 0)
        at = mend_tag(p, start);
    note_open(p, from);
    if (raw < NRAW) {
        end = p->no_raw_end[raw] ? 0 : behind_raw(p->page, at, raw_names[raw]);
        p->no_raw_end[raw] = end == 0;
        at = end != 0 ? end : at;
        mb_buf_puts(out, raw == 0 ? "</script>" : "</style>");
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

    if (begins_name(next))
        return clean_start_tag(p, at);
    if (next == '/')
        return clean_end_tag(p, at);
    if (mb_span_starts(rest, MB_SPAN_LIT("<!--")))
        return clean_comment(p, at);
    if (mb_span_starts(rest, MB_SPAN_LIT("<![CDATA[")))
        return drop(p, at, at + 9);
    if (next == '!' || next == '?') {
        end = behind_tag_end(p, at);
        return drop(p, at, end != 0 ? end : at + 2);
    }
    return copy(p, at, at + 1);
}

void mb_html_clean(struct mb_span page, struct mb_html_marks *marks)
{
    struct pass p = {.page = page, .marks = marks};
    size_t at = 0;

    *marks = (struct mb_html_marks){.markup = MB_BUF_INIT};
    mb_buf_reserve(&marks->markup, page.len / 4);
    while (at < page.len) {
        const char *hit = memchr(page.ptr + at, '<', page.len - at);
        if (hit == NULL)
            break;
        at = clean_at(&p, (size_t)(hit - page.ptr));
    }
    drop(&p, page.len, page.len);
}

void mb_html_marks_done(struct mb_html_marks *marks)
{
    mb_buf_done(&marks->markup);
    mb_buf_done(&marks->words);
}
