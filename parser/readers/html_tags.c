/* Tables, sorted for bsearch. Class names are those that ModernGov, Word and
 * common content management systems write; single words of a compound
 * ("site-nav", "cookie_banner") count for navigation and its like.
 */
#include "parser/readers/html_tags.h"

#include "parser/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct mb_tag tags[] = {
    {"address", MB_TAG_BLOCK, 0},
    {"article", MB_TAG_MAIN, 0},
    {"aside", MB_TAG_BLOCK, 0},
    {"b", MB_TAG_BOLD, 0},
    {"blockquote", MB_TAG_INDENT, 0},
    {"body", MB_TAG_BLOCK, 0},
    {"br", MB_TAG_BR, 0},
    {"button", MB_TAG_SKIP, 0},
    {"canvas", MB_TAG_SKIP, 0},
    {"caption", MB_TAG_CAPTION, 0},
    {"center", MB_TAG_CENTRED, 0},
    {"dd", MB_TAG_DD, 0},
    {"del", MB_TAG_DELETED, 0},
    {"details", MB_TAG_BLOCK, 0},
    {"dialog", MB_TAG_FURNITURE, 0},
    {"dir", MB_TAG_UL, 0},
    {"div", MB_TAG_BLOCK, 0},
    {"dl", MB_TAG_PARA, 0},
    {"dt", MB_TAG_DT, 0},
    {"fieldset", MB_TAG_BLOCK, 0},
    {"figcaption", MB_TAG_BLOCK, 0},
    {"figure", MB_TAG_PARA, 0},
    {"footer", MB_TAG_FURNITURE, 0},
    {"form", MB_TAG_BLOCK, 0},
    {"h1", MB_TAG_HEADING, 1},
    {"h2", MB_TAG_HEADING, 2},
    {"h3", MB_TAG_HEADING, 3},
    {"h4", MB_TAG_HEADING, 4},
    {"h5", MB_TAG_HEADING, 5},
    {"h6", MB_TAG_HEADING, 6},
    {"header", MB_TAG_HEADER, 0},
    {"hr", MB_TAG_PARA, 0},
    {"iframe", MB_TAG_SKIP, 0},
    {"legend", MB_TAG_BLOCK, 0},
    {"li", MB_TAG_LI, 0},
    {"link", MB_TAG_LINK, 0},
    {"main", MB_TAG_MAIN, 0},
    {"map", MB_TAG_SKIP, 0},
    {"menu", MB_TAG_UL, 0},
    {"meta", MB_TAG_META, 0},
    {"nav", MB_TAG_FURNITURE, 0},
    {"noframes", MB_TAG_SKIP, 0},
    {"noscript", MB_TAG_SKIP, 0},
    {"object", MB_TAG_SKIP, 0},
    {"ol", MB_TAG_OL, 0},
    {"p", MB_TAG_PARA, 0},
    {"pre", MB_TAG_PRE, 0},
    {"s", MB_TAG_DELETED, 0},
    {"script", MB_TAG_SKIP, 0},
    {"section", MB_TAG_BLOCK, 0},
    {"select", MB_TAG_SKIP, 0},
    {"strike", MB_TAG_DELETED, 0},
    {"strong", MB_TAG_BOLD, 0},
    {"style", MB_TAG_SKIP, 0},
    {"summary", MB_TAG_BLOCK, 0},
    {"svg", MB_TAG_SKIP, 0},
    {"table", MB_TAG_TABLE, 0},
    {"td", MB_TAG_CELL, 0},
    {"template", MB_TAG_SKIP, 0},
    {"textarea", MB_TAG_SKIP, 0},
    {"th", MB_TAG_HEAD_CELL, 0},
    {"title", MB_TAG_TITLE, 0},
    {"tr", MB_TAG_ROW, 0},
    {"ul", MB_TAG_UL, 0},
    {"video", MB_TAG_SKIP, 0},
    {"xml", MB_TAG_SKIP, 0},
};

static int compare_tag(const void *key, const void *entry)
{
    return strcmp(key, ((const struct mb_tag *)entry)->name);
}

/* ModernGov's printed minutes mark items <AI1> … </AI1> and the rest
 * <TRAILER_SECTION> and the like. */
static bool is_printed_part(const char *name)
{
    size_t len = strlen(name);

    if (name[0] == 'a' && name[1] == 'i' && isdigit((unsigned char)name[2]))
        return true;
    return len > 8 && strcmp(name + len - 8, "_section") == 0;
}

struct mb_tag mb_tag_find(const char *name)
{
    const struct mb_tag *tag = bsearch(name, tags, sizeof tags / sizeof *tags,
                                       sizeof *tags, compare_tag);

    if (tag != NULL)
        return *tag;
    return (struct mb_tag){
        name, is_printed_part(name) ? MB_TAG_PARA : MB_TAG_INLINE, 0};
}

/* Whole class names; lower case. */
static const struct class_name {
    const char *name;
    struct mb_class class;
} class_names[] = {
    {"hidden", {MB_CLASS_HIDDEN, 0, 0}},
    {"is-hidden", {MB_CLASS_HIDDEN, 0, 0}},
    {"mgaititletxt", {MB_CLASS_MARK, MB_MARK_ITEM_TITLE, 0}},
    {"mgfilesize", {MB_CLASS_SKIP, 0, 0}},
    {"mghide", {MB_CLASS_HIDDEN, 0, 0}},
    {"mgitemnumbercell", {MB_CLASS_MARK, MB_MARK_ITEM_NUMBER, 0}},
    {"mglabel", {MB_CLASS_MARK, MB_MARK_LABEL, 0}},
    {"mgmaintitletxt", {MB_CLASS_MARK, MB_MARK_TITLE, 1}},
    {"mgsectiontitle", {MB_CLASS_MARK, MB_MARK_HEADING, 2}},
    {"mgsubitemtitletxt", {MB_CLASS_MARK, MB_MARK_LABEL, 0}},
    {"mgsubsubtitletxt", {MB_CLASS_MARK, MB_MARK_LABEL, 0}},
    {"mgsubtitletxt", {MB_CLASS_MARK, MB_MARK_TITLE, 2}},
    {"mgtop", {MB_CLASS_FURNITURE, 0, 0}},
    {"msofooter", {MB_CLASS_FURNITURE, 0, 0}},
    {"msofootnotetext", {MB_CLASS_MARK, MB_MARK_FOOTNOTE, 0}},
    {"msoheader", {MB_CLASS_FURNITURE, 0, 0}},
    {"msotitle", {MB_CLASS_MARK, MB_MARK_TITLE, 1}},
    {"screen-reader-text", {MB_CLASS_HIDDEN, 0, 0}},
    {"sr-only", {MB_CLASS_HIDDEN, 0, 0}},
    {"visually-hidden", {MB_CLASS_HIDDEN, 0, 0}},
    {"visuallyhidden", {MB_CLASS_HIDDEN, 0, 0}},
};

/* Words within a name that say navigation and the like. */
static const char *const furniture_words[] = {
    "banner",     "breadcrumb", "breadcrumbs", "cookie",   "cookies",
    "crumb",      "crumbs",     "footer",      "leftnav",  "masthead",
    "menu",       "menubar",    "mgfooter",    "nav",      "navbar",
    "navigation", "pager",      "pagination",  "rightnav", "share",
    "sharing",    "sidenav",    "skip",        "skiplink", "skiplinks",
    "social",     "subnav",     "toolbar",     "topnav",
};

static int compare_class(const void *key, const void *entry)
{
    return strcmp(key, ((const struct class_name *)entry)->name);
}

static int compare_word(const void *key, const void *entry)
{
    return strcmp(key, *(const char *const *)entry);
}

static bool has_furniture_word(char *name)
{
    char *rest = NULL;

    for (char *word = strtok_r(name, "-_", &rest); word != NULL;
         word = strtok_r(NULL, "-_", &rest))
        if (bsearch(word, furniture_words,
                    sizeof furniture_words / sizeof *furniture_words,
                    sizeof *furniture_words, compare_word)
            != NULL)
            return true;
    return false;
}

static void read_name(char *name, struct mb_class *class)
{
    const struct class_name *known =
        bsearch(name, class_names, sizeof class_names / sizeof *class_names,
                sizeof *class_names, compare_class);

    if (known != NULL) {
        class->hints |= known->class.hints;
        if (known->class.hints & MB_CLASS_MARK) {
            class->kind = known->class.kind;
            class->level = known->class.level;
        }
    } else if (has_furniture_word(name)) {
        class->hints |= MB_CLASS_FURNITURE;
    }
}

void mb_class_read(struct mb_span value, struct mb_class *ret_class)
{
    size_t at = 0;

    while (at < value.len) {
        char name[48];
        size_t len = 0;
        for (; at < value.len && !isspace((unsigned char)value.ptr[at]); at++)
            if (len < sizeof name - 1)
                name[len++] = (char)tolower((unsigned char)value.ptr[at]);
        name[len] = '\0';
        if (len > 0)
            read_name(name, ret_class);
        while (at < value.len && isspace((unsigned char)value.ptr[at]))
            at++;
    }
}

static bool is_property_char(char c)
{
    return isalnum((unsigned char)c) || c == '-';
}

/* The name in front of the ':' at `colon`. */
static struct mb_span property_before(struct mb_span style, size_t colon)
{
    size_t end = colon;
    size_t start;

    while (end > 0 && isspace((unsigned char)style.ptr[end - 1]))
        end--;
    for (start = end; start > 0 && is_property_char(style.ptr[start - 1]);)
        start--;
    return mb_span_sub(style, start, end);
}

/* A length that begins with a number above 0. */
static bool is_positive(struct mb_span length)
{
    size_t at = mb_span_starts(length, MB_SPAN_LIT("+")) ? 1 : 0;

    while (at < length.len && (length.ptr[at] == '0' || length.ptr[at] == '.'))
        at++;
    return at < length.len && isdigit((unsigned char)length.ptr[at]);
}

enum css_property {
    CSS_DISPLAY,
    CSS_MSO_HIDE,
    CSS_WEIGHT,
    CSS_DECORATION,
    CSS_MARGIN_LEFT,
    CSS_PADDING_LEFT,
    CSS_ALIGN,
    NCSS
};

static unsigned find_property(struct mb_span name)
{
    static const struct mb_span names[NCSS] = {
        [CSS_DISPLAY] = MB_SPAN_INIT("display"),
        [CSS_MSO_HIDE] = MB_SPAN_INIT("mso-hide"),
        [CSS_WEIGHT] = MB_SPAN_INIT("font-weight"),
        [CSS_DECORATION] = MB_SPAN_INIT("text-decoration"),
        [CSS_MARGIN_LEFT] = MB_SPAN_INIT("margin-left"),
        [CSS_PADDING_LEFT] = MB_SPAN_INIT("padding-left"),
        [CSS_ALIGN] = MB_SPAN_INIT("text-align"),
    };
    unsigned i;

    for (i = 0; i < NCSS; i++)
        if (name.len == names[i].len && mb_span_ieq(name, names[i]))
            break;
    return i;
}

static void read_property(struct mb_css *css, unsigned property,
                          struct mb_span value)
{
    switch ((enum css_property)property) {
    case CSS_DISPLAY:
        css->hidden |= mb_span_istarts(value, MB_SPAN_LIT("none"));
        break;
    case CSS_MSO_HIDE:
        css->hidden |= mb_span_istarts(value, MB_SPAN_LIT("all"));
        break;
    case CSS_WEIGHT:
        css->bold |= mb_span_istarts(value, MB_SPAN_LIT("bold"))
                     || mb_span_starts(value, MB_SPAN_LIT("7"));
        break;
    case CSS_DECORATION:
        css->deleted |= mb_span_istarts(value, MB_SPAN_LIT("line-through"));
        break;
    case CSS_MARGIN_LEFT:
    case CSS_PADDING_LEFT:
        css->indented |= is_positive(value);
        break;
    case CSS_ALIGN:
        css->centred |= mb_span_istarts(value, MB_SPAN_LIT("center"));
        break;
    case NCSS:
        break;
    }
}

struct mb_css mb_css_read(struct mb_span style)
{
    struct mb_css css = {false, false, false, false, false};
    unsigned seen = 0; /* the first of a name counts */
    const char *hit;

    for (size_t at = 0;
         at < style.len
         && (hit = memchr(style.ptr + at, ':', style.len - at)) != NULL;) {
        size_t colon = (size_t)(hit - style.ptr);
        unsigned property = find_property(property_before(style, colon));
        at = colon + 1;
        if (property == NCSS || (seen & 1u << property) != 0)
            continue;
        seen |= 1u << property;
        while (at < style.len && isspace((unsigned char)style.ptr[at]))
            at++;
        read_property(&css, property, mb_span_sub(style, at, style.len));
    }
    return css;
}

bool mb_css_tells(struct mb_css css)
{
    return css.hidden || css.bold || css.deleted || css.indented || css.centred;
}
