/* Styles and list numbering of a Word document (styles.xml, numbering.xml).
 *
 * Specification: ECMA-376 part 1, 17.7 (styles) and 17.9 (numbering). Numbers
 * of automatic lists do not stand in the text of a Word document; they come
 * out of these two parts and the order of the paragraphs.
 */
#ifndef MB_PARSER_READERS_DOCX_STYLES_H
#define MB_PARSER_READERS_DOCX_STYLES_H

#include "base/arena.h"

enum {
    MB_NUM_UNSET = -1, /* not said here: look at the style it is based on */
    MB_NUM_LEVELS = 9,
    MB_NUM_LABEL_SIZE = 48
};

struct mb_docx_style {
    struct mb_span id;
    struct mb_span based_on;
    long num_id; /* MB_NUM_UNSET where the style says nothing */
    long num_level;
    long outline;  /* 0 to 8; MB_NUM_UNSET */
    uint8_t kind;  /* enum mb_mark_kind by the style's name, or none */
    uint8_t level; /* of a heading or title, from 1 */
    int8_t bold;   /* -1 unset, 0, 1 */
    int8_t hidden;
    int8_t centred;
};

#define MB_DOCX_STYLE_EMPTY                                                    \
    {                                                                          \
        .num_id = MB_NUM_UNSET, .num_level = MB_NUM_UNSET,                     \
        .outline = MB_NUM_UNSET, .bold = -1, .hidden = -1, .centred = -1       \
    }

struct mb_docx_styles {
    struct mb_docx_style *at; /* by id; what a style takes over from the one
                                 it is based on is filled in */
    uint32_t n;
    struct mb_docx_style defaults; /* of paragraphs that name no style */
};

/* Read styles.xml. Styles based on one another in a circle take nothing over.
 * Errors as mb_sax_parse; MB_ERR_LIMIT. */
enum mb_status mb_docx_styles_read(struct mb_span xml, struct mb_arena *arena,
                                   uint32_t depth,
                                   struct mb_docx_styles *ret_styles,
                                   struct mb_err *err) MB_MUST_CHECK;

/* The style of that id; the default one where it is null or unknown. */
const struct mb_docx_style *
mb_docx_style_find(const struct mb_docx_styles *styles, struct mb_span id);

#endif
