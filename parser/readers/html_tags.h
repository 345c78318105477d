/* What elements, classes and styles of a web page mean to a reader. */
#ifndef MB_PARSER_READERS_HTML_TAGS_H
#define MB_PARSER_READERS_HTML_TAGS_H

#include "base/span.h"

#include <stdint.h>

enum mb_tag_role {
    MB_TAG_INLINE, /* also any element not known */
    MB_TAG_BLOCK,  /* begins and ends a line */
    MB_TAG_PARA,   /* and stands between blank lines */
    MB_TAG_BR,
    MB_TAG_SKIP, /* its content is not shown, or is a control's */
    MB_TAG_DELETED,
    MB_TAG_BOLD,
    MB_TAG_HEADING,
    MB_TAG_FURNITURE,
    MB_TAG_HEADER, /* furniture unless it belongs to the main part */
    MB_TAG_MAIN,
    MB_TAG_INDENT,
    MB_TAG_CENTRED,
    MB_TAG_PRE,
    MB_TAG_UL,
    MB_TAG_OL,
    MB_TAG_LI,
    MB_TAG_DT,
    MB_TAG_DD,
    MB_TAG_TABLE,
    MB_TAG_ROW,
    MB_TAG_CELL,
    MB_TAG_HEAD_CELL,
    MB_TAG_CAPTION,
    MB_TAG_TITLE,
    MB_TAG_META,
    MB_TAG_LINK
};

struct mb_tag {
    const char *name;
    enum mb_tag_role role;
    uint8_t level; /* of a heading */
};

/* The element of that name, lower case; an unknown one is inline. */
struct mb_tag mb_tag_find(const char *name);

/* What a class or id says. */
enum mb_class_hint {
    MB_CLASS_NONE = 0,
    MB_CLASS_FURNITURE = 1, /* navigation, banner, footer … */
    MB_CLASS_HIDDEN = 2,    /* shown to nobody, or to screen readers only */
    MB_CLASS_SKIP = 4,      /* sizes of linked files */
    MB_CLASS_FOOTNOTE = 8,
    MB_CLASS_MARK = 16 /* kind and level are set */
};
struct mb_class {
    unsigned hints; /* enum mb_class_hint */
    uint8_t kind;   /* enum mb_mark_kind */
    uint8_t level;
};

/* Add what the words of a class or id attribute say to *ret_class. */
void mb_class_read(struct mb_span value, struct mb_class *ret_class);

/* What a style attribute says. */
struct mb_css {
    bool hidden;
    bool bold;
    bool deleted;
    bool indented;
    bool centred;
};
struct mb_css mb_css_read(struct mb_span style);
bool mb_css_tells(struct mb_css css); /* anything of it */

#endif
