/* The walk over a Word document's text: what its two halves share.
 *
 * docx_properties.c knows elements and properties, docx_body.c what they do.
 */
#ifndef MB_PARSER_READERS_DOCX_WALK_H
#define MB_PARSER_READERS_DOCX_WALK_H

#include "parser/readers/docx_body.h"
#include "parser/readers/sax.h"

enum {
    MB_DOCX_DEPTH_MAX = 1024,
    MB_DOCX_FIELDS_MAX = 32,
    MB_DOCX_BOXES_MAX = 8
};

enum mb_docx_element {
    MB_EL_OTHER, /* looked through */
    MB_EL_SKIP,  /* nothing in it counts */
    MB_EL_BOX,
    MB_EL_BREAK,
    MB_EL_CELL,
    MB_EL_CELL_PROPS,
    MB_EL_CONTENT, /* w:sdtContent */
    MB_EL_CONTENT_PROPS,
    MB_EL_DELETED,
    MB_EL_DELETED_TEXT,
    MB_EL_FIELD,
    MB_EL_GONE, /* a change that takes its content away */
    MB_EL_HYPHEN,
    MB_EL_INSERTED,
    MB_EL_NOTE,
    MB_EL_NUMBER_PROPS,
    MB_EL_OLD_PARAGRAPH, /* w:pPrChange: properties before a tracked change */
    MB_EL_OLD_RUN,
    MB_EL_PARAGRAPH,
    MB_EL_PARAGRAPH_PROPS,
    MB_EL_ROW,
    MB_EL_ROW_PROPS,
    MB_EL_RUN,
    MB_EL_RUN_PROPS,
    MB_EL_SYMBOL,
    MB_EL_TAB,
    MB_EL_TABLE,
    MB_EL_TEXT
};

struct mb_docx_paragraph {
    const struct mb_docx_style *style;
    long num_id; /* its own; MB_NUM_UNSET: the style's */
    long num_level;
    long outline;
    bool centred;
    bool indented;
    bool ready;       /* properties are known, its number is counted */
    bool joins;       /* it goes on with the line of the one before */
    bool mark_gone;   /* its mark is deleted: the next one joins it */
    bool after_break; /* its next line comes after a line break */
    bool cut;         /* a text box stands in the midst of it */
};

/* Properties of a run: -1 where the style decides. */
struct mb_docx_run_look {
    int8_t bold;
    int8_t hidden;
    bool struck;
};

struct mb_docx_walk {
    struct mb_lines *lines;
    struct mb_docx_context *context;
    bool notes;
    unsigned note_number;

    uint8_t stack[MB_DOCX_DEPTH_MAX]; /* enum mb_docx_element */
    unsigned depth;
    unsigned skipped; /* open elements in which nothing counts */
    unsigned gone;    /* open changes that take their content away */

    bool fields[MB_DOCX_FIELDS_MAX]; /* open fields; true: within the code */
    unsigned nfields;
    unsigned codes; /* how many of them are */

    struct mb_docx_paragraph now;
    struct mb_docx_run_look look;
    bool tab_due;
    bool in_list;     /* the paragraph before was a list's */
    bool placeholder; /* of a control that nobody filled in */

    bool row_head;
    bool row_gone;
    bool cell_due; /* the cell begins with its first paragraph */
    unsigned cell_span;

    unsigned boxes; /* open text boxes, and what they interrupt */
    struct mb_docx_paragraph outer[MB_DOCX_BOXES_MAX];
    char labels[MB_DOCX_BOXES_MAX][MB_NUM_LABEL_SIZE];
};

/* What an element is. */
enum mb_docx_element mb_docx_element_of(const struct mb_sax_tag *tag);
/* The innermost open element. */
enum mb_docx_element mb_docx_innermost(const struct mb_docx_walk *w);
/* Take in an element within properties, by what they are properties of. */
void mb_docx_read_property(struct mb_docx_walk *w,
                           const struct mb_sax_tag *tag);

#endif
