/* How matches begin, and what stands before them. Private to the rules.
 *
 * A head is a short row of byte classes: the two bytes before a match and the
 * first four of it. Bytes are put into 64 classes (each letter and each
 * capital its own), so that a set of classes is one machine word.
 */
#ifndef MB_PARSER_HEADS_H
#define MB_PARSER_HEADS_H

#include "parser/charset.h"

#define MB_CLASSES       64
#define MB_CLASSES_SMALL 26 /* the first of them are a to z */
#define MB_HEAD_BEFORE   2
#define MB_HEAD_BYTES    4
#define MB_HEAD_WIDTH    (MB_HEAD_BEFORE + MB_HEAD_BYTES)
#define MB_HEADS_MAX     96 /* of one rule */
#define MB_CLASSES_ALL   UINT64_MAX

struct mb_head {
    /* What each byte may be, as bits; MB_CLASSES_ALL where that is not told.
     * Before the text's first byte stand line ends. */
    uint64_t at[MB_HEAD_WIDTH];
    uint8_t len; /* how many bytes of the match are told; what is said of the
                    bytes behind them comes from looking ahead */
    bool open;   /* anything may follow; else it is the whole text */
    bool edge;   /* \b stands behind it */
};

/* One or more ways to begin. */
struct mb_heads {
    struct mb_head at[MB_HEADS_MAX];
    uint32_t n;
};

/* The same as a table, so that a place is looked up and not compared: for each
 * byte of a head and each class the heads that allow it, as bits. */
struct mb_heads_table {
    uint64_t at[MB_HEAD_WIDTH][MB_CLASSES];
};

/* The class of a byte. */
uint8_t mb_head_class(unsigned char c);

/* Anything may come. */
void mb_heads_any(struct mb_heads *heads);
/* The empty text. */
void mb_heads_empty(struct mb_heads *heads);
/* One character of a set. */
void mb_heads_charset(struct mb_heads *heads, const struct mb_charset *set);
/* The empty text where the bytes before it are of these classes. */
void mb_heads_behind(struct mb_heads *heads, uint64_t before, uint64_t last);
/* The empty text where the byte behind it is of these classes. */
void mb_heads_before(struct mb_heads *heads, uint64_t next);
/* The empty text where one of the heads stands behind it. */
void mb_heads_ahead(struct mb_heads *heads);
/* The classes of the bytes of a set; with `not`, of the bytes that are not
 * surely taken by it. */
uint64_t mb_head_bits(const struct mb_charset *set, bool not );
/* \b */
void mb_heads_edge(struct mb_heads *heads);
/* What an optional or repeated part is: x?, x* and x+. */
void mb_heads_optional(struct mb_heads *heads);
void mb_heads_repeat(struct mb_heads *heads, bool or_none);
/* What a part a with part b behind it is, into a. */
void mb_heads_append(struct mb_heads *a, const struct mb_heads *b);
/* What either of a and b is, into a. */
void mb_heads_join(struct mb_heads *a, const struct mb_heads *b);

/* Make the table of `n` heads; it is zeroed. */
void mb_heads_tabulate(const struct mb_head *heads, uint32_t n,
                       struct mb_heads_table *table);

/* Whether a match may begin at a byte: `classes` are those of the text from
 * there on, with two or more before and MB_HEAD_BYTES behind. */
static inline bool mb_heads_fit(const struct mb_heads_table *table,
                                const uint8_t *classes)
{
    uint64_t heads = UINT64_MAX;

    for (int k = 0; k < MB_HEAD_WIDTH; k++)
        heads &= table->at[k][classes[k - MB_HEAD_BEFORE]];
    return heads != 0;
}

/* Where in a text a head can begin, as bits. */
enum {
    MB_HEAD_INSIDE = 1, /* a word: small letters before and at its first byte */
    MB_HEAD_BETWEEN = 2, /* words: at a blank or a mark */
    MB_HEAD_AT_WORD = 4  /* at anything else */
};
unsigned mb_heads_sites(const struct mb_heads *heads);

/* Whether every match begins at a line's start. */
bool mb_heads_begin_lines(const struct mb_heads *heads);
/* Whether trying only where the heads fit saves work: few places do. */
bool mb_heads_are_telling(const struct mb_heads *heads);

#endif
