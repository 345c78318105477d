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

void mb_class_read(const char *value, struct mb_class *ret_class)
{
    while (*value != '\0') {
        char name[48];
        size_t len = 0;
        for (; *value != '\0' && !isspace((unsigned char)*value); value++)
            if (len < sizeof name - 1)
                name[len++] = (char)tolower((unsigned char)*value);
        name[len] = '\0';
        if (len > 0)
            read_name(name, ret_class);
        while (isspace((unsigned char)*value))
            value++;
    }
}

/* The value of a property in a style attribute, or NULL. */
static const char *css_value(const char *style, const char *property)
{
    size_t len = strlen(property);

    for (const char *at = style; *at != '\0'; at++) {
        const char *p;
        if ((*at | 0x20) != property[0] || strncasecmp(at, property, len) != 0)
            continue;
        p = at + len;
        if (at > style && (isalnum((unsigned char)at[-1]) || at[-1] == '-'))
            continue;
        while (isspace((unsigned char)*p))
            p++;
        if (*p++ != ':')
            continue;
        while (isspace((unsigned char)*p))
            p++;
        return p;
    }
    return NULL;
}

static bool css_is(const char *style, const char *property, const char *value)
{
    const char *at = css_value(style, property);

    return at != NULL && strncasecmp(at, value, strlen(value)) == 0;
}

static bool css_positive(const char *style, const char *property)
{
    const char *at = css_value(style, property);

    return at != NULL && strtod(at, NULL) > 0.0;
}

struct mb_css mb_css_read(const char *style)
{
    struct mb_css css = {false, false, false, false, false};

    if (*style == '\0')
        return css;
    css.hidden =
        css_is(style, "display", "none") || css_is(style, "mso-hide", "all");
    css.bold = css_is(style, "font-weight", "bold")
               || css_is(style, "font-weight", "7");
    css.deleted = css_is(style, "text-decoration", "line-through");
    css.indented = css_positive(style, "margin-left")
                   || css_positive(style, "padding-left");
    css.centred = css_is(style, "text-align", "center");
    return css;
}
