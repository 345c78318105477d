/* The start tags of a web page. libxml2 spends more on an attribute than on
 * the element that has it, and most say nothing to a reader: only those that
 * do are copied, as they are written.
 */
#include "parser/readers/html_start.h"

#include "parser/readers/html_tags.h"

#include <string.h>

struct attribute {
    struct mb_span whole;
    struct mb_span name;
    struct mb_span value; /* without its quotes; null where there is none */
};

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static size_t skip_space(struct mb_span s, size_t at)
{
    while (at < s.len && is_space(s.ptr[at]))
        at++;
    return at;
}

/* The attribute that begins at `at`; false where its quote is not closed. */
static bool attribute_at(struct mb_span s, size_t at, struct attribute *ret)
{
    size_t start = at;
    size_t value;

    while (at < s.len && !is_space(s.ptr[at]) && s.ptr[at] != '='
           && s.ptr[at] != '>')
        at++;
    *ret = (struct attribute){mb_span_sub(s, start, at),
                              mb_span_sub(s, start, at), MB_SPAN_NULL};
    value = skip_space(s, at);
    if (value >= s.len || s.ptr[value] != '=')
        return true;
    at = value = skip_space(s, value + 1);
    if (at < s.len && (s.ptr[at] == '"' || s.ptr[at] == '\'')) {
        const char *close = memchr(s.ptr + at + 1, s.ptr[at], s.len - at - 1);
        if (close == NULL)
            return false;
        at = (size_t)(close - s.ptr);
        ret->value = mb_span_sub(s, value + 1, at);
        at++;
    } else {
        while (at < s.len && !is_space(s.ptr[at]) && s.ptr[at] != '>')
            at++;
        ret->value = mb_span_sub(s, value, at);
    }
    ret->whole = mb_span_sub(s, start, at);
    return true;
}

/* Whether a class or style says anything: asked again and again for the same
 * few. Word gives every paragraph a class and every run of words a style. */
static bool value_tells(struct mb_html_values *known, struct mb_span value,
                        bool style)
{
    struct mb_class class = {0, 0, 0};
    struct mb_html_value *slot;
    size_t hash = value.len * 2 + style;

    if (value.len == 0)
        return false;
    hash = hash * 31 + (unsigned char)value.ptr[value.len - 1];
    hash = hash * 31 + (unsigned char)value.ptr[value.len / 2];
    slot = &known->at[hash % MB_HTML_VALUES];
    if (slot->style == style && mb_span_eq(slot->value, value))
        return slot->tells;
    if (!style)
        mb_class_read(value, &class);
    *slot = (struct mb_html_value){value, style,
                                   style ? mb_css_tells(mb_css_read(value))
                                         : class.hints != 0};
    return slot->tells;
}

/* Of which elements an attribute is looked at. */
enum on { ON_ANY, ON_LINK, ON_META, ON_LIST, ON_ITEM, ON_CELL };

static enum on element(struct mb_span name)
{
    static const struct {
        struct mb_span name;
        enum on on;
    } elements[] = {{{"ol", 2}, ON_LIST},   {{"li", 2}, ON_ITEM},
                    {{"td", 2}, ON_CELL},   {{"th", 2}, ON_CELL},
                    {{"link", 4}, ON_LINK}, {{"meta", 4}, ON_META}};

    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (mb_html_is_name(name, elements[i].name))
            return elements[i].on;
    return ON_ANY;
}

/* Attributes that the reader looks at. */
static const struct {
    struct mb_span name;
    enum on on;
} looked_at[] = {{{"id", 2}, ON_ANY},       {{"class", 5}, ON_ANY},
                 {{"style", 5}, ON_ANY},    {{"align", 5}, ON_ANY},
                 {{"role", 4}, ON_ANY},     {{"hidden", 6}, ON_ANY},
                 {{"action", 6}, ON_ANY},   {{"type", 4}, ON_LIST},
                 {{"start", 5}, ON_LIST},   {{"value", 5}, ON_ITEM},
                 {{"colspan", 7}, ON_CELL}, {{"rowspan", 7}, ON_CELL},
                 {{"rel", 3}, ON_LINK},     {{"href", 4}, ON_LINK},
                 {{"content", 7}, ON_META}, {{"property", 8}, ON_META}};
enum { ID, CLASS, STYLE, NLOOKED_AT = sizeof looked_at / sizeof *looked_at };

static unsigned find_attribute(struct mb_span name, enum on on)
{
    unsigned i;

    for (i = 0; i < NLOOKED_AT; i++)
        if ((looked_at[i].on == ON_ANY || looked_at[i].on == on)
            && mb_html_is_name(name, looked_at[i].name))
            break;
    return i;
}

/* Whether the attribute's value is one of those that are looked for. */
static bool tells(const struct attribute *a, unsigned i, enum on on,
                  struct mb_html_values *known)
{
    if (a->value.len > 0 && memchr(a->value.ptr, '&', a->value.len) != NULL)
        return true; /* a letter may be written as its number */
    if (i == ID || i == CLASS)
        return value_tells(known, a->value, false);
    return i != STYLE || on == ON_LIST || value_tells(known, a->value, true);
}

/* Whether the rest of a <meta …> may be about the page's address. */
static bool names_address(struct mb_span page, size_t at)
{
    struct mb_span rest = mb_span_sub(page, at, page.len);
    const char *end = memchr(rest.ptr, '>', rest.len);

    rest.len = end != NULL ? (size_t)(end - rest.ptr) : 0;
    return mb_span_ifind(rest, MB_SPAN_LIT("og:url")) < rest.len;
}

size_t mb_html_start_copy(struct mb_span page, size_t at,
                          struct mb_html_values *known, struct mb_buf *out)
{
    size_t before = out->len;
    size_t name = at + 1;
    unsigned seen = 0; /* a second one of a name does not count */
    enum on on;

    while (name < page.len && !is_space(page.ptr[name])
           && page.ptr[name] != '>')
        name++;
    mb_buf_put(out, mb_span_sub(page, at, name));
    on = element(mb_span_sub(page, at + 1, name));
    if (on == ON_META && !names_address(page, name))
        on = ON_ANY;
    for (at = name;;) {
        struct attribute a;
        unsigned i;
        while (at < page.len && (is_space(page.ptr[at]) || page.ptr[at] == '/'))
            at++;
        if (at < page.len && page.ptr[at] == '>') {
            mb_buf_putc(out, '>');
            return at + 1;
        }
        if (at >= page.len || !attribute_at(page, at, &a))
            break;
        at += a.whole.len + (a.whole.len == 0); /* a stray '=' */
        i = find_attribute(a.name, on);
        if (i == NLOOKED_AT || (seen & 1u << i) != 0)
            continue;
        seen |= 1u << i;
        if (tells(&a, i, on, known)) {
            mb_buf_putc(out, ' ');
            mb_buf_put(out, a.whole);
        }
    }
    out->len = before;
    return 0;
}
