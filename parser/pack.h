/* Rule packs as they are written: YAML in, plain lists out.
 *
 * Private to the rules (rules.c, match.c and their tests). This half knows
 * libyaml and the keys of a pack; what a pattern means is pattern.h's and
 * rules.c's. Everything lives in the arena given.
 */
#ifndef MB_PARSER_PACK_H
#define MB_PARSER_PACK_H

#include "base/arena.h"

#define MB_PACK_BYTES_MAX (1024u * 1024) /* of one pack's file */

/* A scalar or a list of scalars: `example: x` is `example: [x]`. */
struct mb_texts {
    struct mb_span *at;
    uint32_t n;
    uint32_t *lines; /* where each stands in the file, from 1 */
    uint32_t nlines;
};

enum mb_rule_place {
    MB_PLACE_ANYWHERE,
    MB_PLACE_START, /* where the block's words begin, behind any label */
    MB_PLACE_LINE   /* the same, and nothing but punctuation behind it */
};

struct mb_pack_rule {
    struct mb_span name;
    struct mb_span finds;
    struct mb_span value;
    struct mb_span pattern;   /* this, or … */
    struct mb_texts phrases;  /* … these */
    struct mb_texts contains; /* a matching line holds one of these */
    struct mb_texts examples;
    struct mb_texts counters;
    uint32_t confidence;
    enum mb_rule_place place;
    bool case_free;
    bool short_lines; /* looked for in lines of MB_SHORT_LINE bytes or fewer */
    bool names;       /* about people's names: ASCII-only classes are refused */
    uint32_t line;    /* in the file, from 1 */
};

struct mb_define {
    struct mb_span name; /* "MONTH" */
    struct mb_span pattern;
    uint32_t line;
};

struct mb_pack {
    struct mb_span name;
    struct mb_span version;
    struct mb_span about;
    struct mb_texts when; /* patterns that choose it; none: always in force */
    uint32_t when_line;
    struct mb_define *defines;
    uint32_t ndefines;
    struct mb_pack_rule *rules;
    uint32_t nrules;
    struct mb_span from; /* the path given that led to it; null: shipped */
    bool shipped;        /* the program carries a pack of this name */
};

/* Read one pack.
 *
 * yaml    borrowed during the call; everything is copied
 * name    what the pack must be called (its file's name), or null
 *
 * MB_ERR_RULES for anything that is not a pack, with pack, line and rule;
 * MB_ERR_NOMEM, MB_ERR_LIMIT.
 */
enum mb_status mb_pack_read(struct mb_span yaml, struct mb_span name,
                            struct mb_arena *arena, struct mb_pack *ret_pack,
                            struct mb_err *err) MB_MUST_CHECK;

#endif
