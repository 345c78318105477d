/* The label at a line's start: "30.", "(a)", "3.1", "194/22", "C60", "•".
 *
 * Only the shape is told here. A strong label can hardly be anything else; a
 * weak one ("12 Members", "A. Smith") counts only where another one of its
 * sort stands before or behind it in sequence, which parser/blocks.c finds out.
 */
#ifndef MB_PARSER_LABELS_H
#define MB_PARSER_LABELS_H

#include "base/span.h"

#include <stdint.h>

enum mb_label_sort {
    MB_LABEL_NONE,
    MB_LABEL_BULLET,   /* "•", "-", "o" */
    MB_LABEL_NUMBER,   /* "30.", "30)", "(30)", "30" */
    MB_LABEL_DECIMAL,  /* "3.1", "18.01.05" */
    MB_LABEL_YEARED,   /* "194/22", "1/2025", "212/14/15" */
    MB_LABEL_CODED,    /* "GBP/2223/001:", "HW.24/31", "FC24-061" */
    MB_LABEL_LETTERED, /* "C60", "A1", "4a" */
    MB_LABEL_ROMAN,    /* "iv)", "(IV)", "IV" */
    MB_LABEL_LETTER    /* "(a)", "b)", "A." */
};

struct mb_label {
    enum mb_label_sort sort;
    bool strong;
    bool upper;      /* LETTER, ROMAN: capitals */
    uint32_t len;    /* bytes of the label as printed */
    uint32_t skip;   /* bytes to the first word behind it */
    uint32_t value;  /* its place in a sequence, from 0 */
    uint32_t letter; /* ROMAN: its value read as a letter, or 0 */
    uint32_t family; /* labels with other families are other sequences */
    /* YEARED, CODED: the other number in it, if that is what counts ("24/045"
     * is the year's 45th where 24/046 follows), and its family; 0: none */
    uint32_t other;
    uint32_t other_family;
};

/* Read the label at the start of a line.
 *
 * line  without white space at either end
 *
 * sort is MB_LABEL_NONE where there is none; then len and skip are 0. The
 * sort is chosen by shape alone: "i" is ROMAN even in a list of letters, and
 * then `letter` tells which letter it would be.
 */
struct mb_label mb_label_read(struct mb_span line);

/* Bytes of a word before an item's number ("Item 5", "Agenda item no. 5"), or
 * 0 where the label has none. */
size_t mb_label_word(struct mb_span label);

/* Whether b can follow a directly in one list. */
bool mb_label_follows(const struct mb_label *a, const struct mb_label *b);

#endif
