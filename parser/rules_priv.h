/* What compile.c makes, rules.c holds and match.c runs. Private to these. */
#ifndef MB_PARSER_RULES_PRIV_H
#define MB_PARSER_RULES_PRIV_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "parser/heads.h"
#include "parser/literals.h"
#include "parser/pack.h"
#include "parser/rules.h"

/* Where a rule is tried, in the blocks that its gate leaves (without a gate:
 * in all of them). */
enum mb_drive {
    MB_DRIVE_SEARCH, /* anywhere; without a gate in one search of the view */
    MB_DRIVE_HEADS,  /* where one of its heads stands */
    MB_DRIVE_LINES,  /* at the line's start, if its first byte fits */
    MB_DRIVE_WORDS   /* the same, or where the words behind a label begin */
};

#define MB_GATE_MAX 64 /* words of one rule's gate */

struct mb_group_name {
    struct mb_span name;
    uint32_t number;
};

struct mb_compiled {
    struct mb_rule pub;
    uint32_t pack;
    uint32_t line;    /* in the pack's file */
    pcre2_code *code; /* ANCHORED unless it searches */
    enum mb_drive drive;
    bool has_first;          /* first[] is known */
    unsigned char first[32]; /* bytes a match may begin with, as bits */
    uint32_t gate;  /* a match's block holds one of these words: indices */
    uint32_t ngate; /* into rules->words; none: any block may match */
    uint32_t head;  /* index into rules->heads, with that drive */
    struct mb_texts contains; /* as written, for the check */
    struct mb_texts examples;
    struct mb_texts counters;
    struct mb_group_name *groups;
    uint32_t ngroups; /* named ones */
};

struct mb_rules {
    struct mb_arena *arena;
    struct mb_pack *packs;
    uint32_t npacks;
    const char *adding; /* while loading: the path that packs come from */
    pcre2_code ***when; /* for each pack: its compiled `when` patterns */
    struct mb_compiled *at;
    uint32_t n;
    struct mb_span *finds; /* finds[i] is the word of mb_finds i + 1 */
    uint32_t nfinds;
    struct mb_span *words; /* of every gate */
    uint32_t nwords;
    struct mb_literals *literals;
    const struct mb_heads **heads; /* of the rules driven by them */
    uint32_t nheads;
    struct mb_head_set *head_set;
    pcre2_match_data *data; /* scratch of a run: one run at a time */
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    bool no_gates; /* search everything everywhere */
    uint32_t only; /* the one rule to run, or UINT32_MAX */
};

/* Compile one pattern with JIT, with `options` besides the usual ones. The
 * caller frees the code. MB_ERR_RULES with what is wrong and where in the
 * pattern; MB_ERR_NOMEM. */
enum mb_status mb_rules_compile(struct mb_span pattern, uint32_t options,
                                pcre2_code **ret_code,
                                struct mb_err *err) MB_MUST_CHECK;

/* Compile a rule of a pack into *rule (zeroed). MB_ERR_RULES as above. */
enum mb_status mb_rules_build(struct mb_rules *rules,
                              const struct mb_pack *pack,
                              const struct mb_pack_rule *raw,
                              struct mb_compiled *rule,
                              struct mb_err *err) MB_MUST_CHECK;

/* Run one compiled pattern on subject bytes [from, len). The number of
 * groups set, PCRE2_ERROR_NOMATCH, or what went wrong. */
int mb_rules_exec(const struct mb_rules *rules, const pcre2_code *code,
                  struct mb_span subject, size_t from);

/* How often a rule matches in a text, gates aside, which goes the way of a
 * document: split and folded. UINT32_MAX if memory ran out. */
uint32_t mb_rules_count_in(const struct mb_rules *rules,
                           const struct mb_compiled *rule, struct mb_span line,
                           struct mb_arena *arena);

/* Whether a limit, and not the text, ended a match. */
bool mb_rules_is_limit(int rc);

#endif
