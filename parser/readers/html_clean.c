/* One pass from '<' to '<'. Runs of bytes that stay are copied whole. Where
 * something is not closed (a comment, a quote) only its opening is dropped:
 * a browser would lose the rest of the page, minutes should not.
 */
#include "parser/readers/html_clean.h"

#include <string.h>
#include <strings.h>

enum { CHARSET_WITHIN = 4096 };

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

    for (i = 0; i < NRAW; i++) {
        size_t len = strlen(raw_names[i]);
        if (s.len - at > len + 1
            && strncasecmp(s.ptr + at + 1, raw_names[i], len) == 0
            && !is_name_char(s.ptr[at + 1 + len]))
            break;
    }
    return i;
}

/* A start tag: where it ends, and where its attributes become too many. */
struct tag {
    size_t end; /* behind '>'; 0 where it has none */
    size_t cut; /* the first attribute too many, or 0 */
};

static struct tag scan_tag(struct mb_span s, size_t at)
{
    struct tag tag = {0, 0};
    unsigned attributes = 0;
    char last = 'x';

    for (size_t i = at + 1; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '>') {
            tag.end = i + 1;
            return tag;
        }
        if ((c == '"' || c == '\'') && last == '=') {
            const char *close = memchr(s.ptr + i + 1, c, s.len - i - 1);
            if (close == NULL)
                return tag;
            i = (size_t)(close - s.ptr);
            c = ' '; /* the next attribute may follow at once */
        } else if (c > ' ' && c != '=' && last == ' '
                   && ++attributes > MB_HTML_ATTRIBUTES_MAX && tag.cut == 0) {
            tag.cut = i;
        }
        if (c == '\n' || c == '\t' || c == '\r' || c == '\f')
            c = ' ';
        if (c != ' ' || last != '=')
            last = c;
    }
    return tag;
}

struct pass {
    struct mb_span page;
    struct mb_buf *out;
    struct mb_span saved_from;
    size_t done; /* copied or dropped up to here */
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

/* Copy up to `from`, drop up to `to`; returns `to`. */
static size_t drop(struct pass *p, size_t from, size_t to)
{
    mb_buf_put(p->out, mb_span_sub(p->page, p->done, from));
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

static size_t clean_start_tag(struct pass *p, size_t at)
{
    unsigned raw = raw_element(p->page, at);
    struct tag tag = scan_tag(p->page, at);
    size_t end;

    if (tag.end == 0) { /* a quote without its end */
        size_t name = at + 1;
        while (name < p->page.len && is_name_char(p->page.ptr[name]))
            name++;
        end = behind_tag_end(p, at);
        drop(p, name, end != 0 ? end : p->page.len);
        mb_buf_putc(p->out, '>');
        return p->done;
    }
    if (raw < NRAW) {
        end = p->no_raw_end[raw] ? 0
                                 : behind_raw(p->page, tag.end, raw_names[raw]);
        p->no_raw_end[raw] = end == 0;
        return drop(p, at, end != 0 ? end : tag.end);
    }
    if (tag.cut != 0)
        return drop(p, tag.cut, tag.end - 1) + 1;
    return tag.end;
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
