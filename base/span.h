/* A borrowed run of bytes: the parser's only string.
 *
 * A span is not NUL-terminated and owns nothing: it points into text that
 * must outlive it (a document's arena, as a rule). A span whose ptr is NULL
 * means "not given", which is not the same as an empty one.
 */
#ifndef MB_BASE_SPAN_H
#define MB_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mb_span {
    const char *ptr;
    size_t len; /* bytes */
};

#define MB_SPAN_NULL ((struct mb_span){NULL, 0})
#define MB_SPAN_INIT(s)                                                        \
    {                                                                          \
        "" s, sizeof(s) - 1                                                    \
    } /* for static tables */
#define MB_SPAN_LIT(s) ((struct mb_span)MB_SPAN_INIT(s))
#define MB_SPAN_FMT    "%.*s"
#define MB_SPAN_ARG(s) (int)(s).len, (s).ptr

/* A span over a NUL-terminated string; NULL gives the null span. */
struct mb_span mb_span_str(const char *s);

/* Bytes [start, end) of s; both are cut to s.len, an inverted range is empty.
 */
struct mb_span mb_span_sub(struct mb_span s, size_t start, size_t end);

/* Same bytes. Two null spans are equal; a null span equals no other. */
bool mb_span_eq(struct mb_span a, struct mb_span b);

/* Same bytes with ASCII letters folded to lower case. */
bool mb_span_ieq(struct mb_span a, struct mb_span b);

bool mb_span_starts(struct mb_span s, struct mb_span prefix);
bool mb_span_istarts(struct mb_span s, struct mb_span prefix);
bool mb_span_ends(struct mb_span s, struct mb_span suffix);

/* The byte offset of needle in s, or s.len where it does not occur. ifind
 * folds ASCII case. An empty needle is found at 0. */
size_t mb_span_find(struct mb_span s, struct mb_span needle);
size_t mb_span_ifind(struct mb_span s, struct mb_span needle);

/* s without ASCII white space (and form feeds) at both ends. */
struct mb_span mb_span_trim(struct mb_span s);

/* s without any byte of `set` (ASCII) at both ends. */
struct mb_span mb_span_strip(struct mb_span s, const char *set);

/* Cut s at the first byte `at`: *ret_head is what stands before it, the
 * rest (after it) is returned; where it does not occur the head is all of s
 * and the null span is returned. */
struct mb_span mb_span_cut(struct mb_span s, char at, struct mb_span *ret_head);

/* What stands behind the last blank of s, or all of it. */
struct mb_span mb_span_last_word(struct mb_span s);

/* Where a word stands in a list of n, from 1, whatever the case of its ASCII
 * letters; 0 where it does not. */
uint32_t mb_span_ilisted(struct mb_span word, const char *const *list,
                         size_t n);
#define MB_SPAN_ILISTED(word, list)                                            \
    mb_span_ilisted(word, list, sizeof(list) / sizeof *(list))

/* A hash for tables: FNV-1a of 32 bits (Fowler, Noll, Vo). */
uint32_t mb_span_hash(struct mb_span s);

/* Order by bytes as memcmp does; shorter first where one begins the other. */
int mb_span_cmp(struct mb_span a, struct mb_span b);

#endif
