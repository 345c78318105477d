/* Why each line of a document was read as it was: the records that it is part
 * of and the rules that found them, or why there are none. For people who
 * write rules (`rules explain`) and for counting what no rule explains.
 */
#ifndef MB_PARSER_EXPLAIN_H
#define MB_PARSER_EXPLAIN_H

#include "parser/parse.h"

enum mb_became {
    MB_BECAME_CLAIMED,   /* part of a record, or a heading or label */
    MB_BECAME_FURNITURE, /* page header or footer, menu */
    MB_BECAME_NARRATIVE, /* prose beneath a recognised item or label */
    MB_BECAME_UNCLAIMED
};
const char *mb_became_name(enum mb_became became); /* "narrative" */

/* A record that a block is part of. */
struct mb_claim_of {
    enum mb_kind kind;
    struct mb_span rule; /* "clauses/resolved-caps@1" */
    uint32_t confidence; /* 0..100 */
};

/* One block: its lines joined, as rules see them. */
struct mb_explained {
    uint32_t line_no; /* of its first line, from 1 */
    uint32_t nlines;
    struct mb_span words;
    enum mb_became became;
    struct mb_claim_of *claims; /* by record kind, then by place */
    uint32_t nclaims;
    struct mb_span *rules; /* every rule that matched in it, once: ids */
    uint32_t nrules;
    const char *reason; /* why no record has it, in the arena; null where it
                           is claimed */
    const struct mb_rule *nearest; /* the rule that comes nearest; or null */
};

struct mb_explanation {
    const struct mb_document *doc;
    struct mb_explained *at;
    uint32_t n;
};

/* Parse a stored text and explain each of its blocks.
 *
 * text, rules   borrowed; the explanation points into both
 * arena         receives everything
 *
 * Errors as mb_parse_text.
 */
enum mb_status mb_explain(const struct mb_text *text,
                          const struct mb_rules *rules,
                          const struct mb_parse_options *options,
                          struct mb_arena *arena, struct mb_explanation *ret,
                          struct mb_err *err) MB_MUST_CHECK;

/* The rule that comes nearest to finding something in a line in which it does
 * not match: most words in common with one of its examples, and none without
 * a word that its matches cannot be without (nearest.c).
 *
 * line    folded as rules see it
 * finds   words of `finds:` to choose among, NULL-terminated; NULL: all
 *
 * NULL where none has anything in common with it. */
const struct mb_rule *mb_rules_nearest(const struct mb_rules *rules,
                                       struct mb_span line,
                                       const char *const *finds);

/* The `finds:` words of rules that find what was decided. */
extern const char *const mb_finds_operative[];

#endif
