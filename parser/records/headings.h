/* What a line reads like when it is taken for a heading (heading_words.c). */
#ifndef MB_RECORDS_HEADINGS_H
#define MB_RECORDS_HEADINGS_H

#include "parser/labels.h"
#include "parser/records.h"

struct mb_heading {
    uint32_t start; /* view offsets of the title … */
    uint32_t end;
    uint32_t body; /* … and of what follows it on the line, or its end */
    int score;     /* above 0: likely a heading; 3: without a number too */
};

/* Read block i as a heading: "Title", "Title: text", "TITLE Text". */
struct mb_heading mb_heading_read(const struct mb_extract *x, uint32_t i);

#endif
