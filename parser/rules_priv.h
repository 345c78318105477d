/* What compile.c makes, rules.c holds and match.c and try.c run. Private to
 * these. */
#ifndef MB_PARSER_RULES_PRIV_H
#define MB_PARSER_RULES_PRIV_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "parser/gates.h"
#include "parser/pack.h"
#include "parser/places.h"
#include "parser/rules.h"

/* Where a rule is tried, in the blocks that its gate leaves. */
enum mb_drive {
    MB_DRIVE_LINES,  /* at the line's start, if its heads fit */
    MB_DRIVE_WORDS,  /* the same, or where the words behind a label begin */
    MB_DRIVE_PLACES, /* where its heads fit */
    MB_DRIVE_SEARCH, /* anywhere, in one search */
    MB_DRIVE_COUNT
};

struct mb_group_name {
    struct mb_span name;
    uint32_t number;
};

struct mb_compiled {
    struct mb_rule pub;
    uint32_t pack;
    uint32_t line;          /* in the pack's file */
    struct mb_span pattern; /* as PCRE2 gets it */
    struct mb_span stored;  /* its code as PCRE2 stores it, or null */
    pcre2_code *code; /* ANCHORED unless it searches; NULL: not needed yet */
    bool short_lines; /* not looked for in longer ones */
    bool fast;        /* JIT was tried */
    uint32_t tries;   /* before it is made fast */
    enum mb_drive drive;
    uint32_t slot;          /* its number among all rules by drive */
    struct mb_heads *heads; /* only while loading */
    struct mb_head *begins; /* the same, kept … */
    uint32_t nbegins;
    struct mb_heads_table *fits; /* … and where it was needed, as a table */
    struct mb_gate gate;
    struct mb_texts contains; /* as written, for the check */
    struct mb_texts examples;
    struct mb_texts counters;
    struct mb_group_name *groups;
    uint32_t ngroups; /* named ones */
};

#define MB_RULES_HASHES 256

/* A rule, or some of the ways in which its matches begin. */
struct mb_slot {
    struct mb_compiled *rule; /* NULL: none */
    struct mb_heads *heads;   /* only while loading */
};

struct mb_rules {
    struct mb_arena *arena;
    struct mb_arena *tables;   /* of what is large and holds no pointers */
    struct mb_arena *building; /* of what is needed only while loading */
    bool foreign;              /* not only the program's own packs */
    struct mb_pack *packs;
    uint32_t npacks;
    const char *adding; /* while loading: the path that packs come from */
    pcre2_code ***when; /* for each pack: its compiled `when` patterns */
    struct mb_compiled *at;
    uint32_t n;
    struct mb_span *finds; /* finds[i] is the word of mb_finds i + 1 */
    uint32_t nfinds;
    uint32_t finds_first[MB_RULES_HASHES]; /* by hash: a number, or 0 … */
    uint32_t *finds_next;                  /* … and those of the same hash */
    uint32_t nfinds_next;
    struct mb_gates *gates;
    /* Each drive has its rules in a row of slots that begins at a multiple of
     * 64, so that slots are bits of the tables of its places. */
    struct mb_slot *slots;
    uint32_t nslots;
    uint32_t first[MB_DRIVE_COUNT + 1]; /* of each drive, in words of 64 */
    struct mb_places places[MB_DRIVE_SEARCH]; /* of the drives that have some */
    struct mb_arena *scratch;                 /* of a run */
    pcre2_match_data *data; /* scratch of a run: one run at a time */
    pcre2_match_context *context;
    pcre2_match_context *careful; /* of rules without machine code */
    bool no_code;                 /* none may be made */
    pcre2_jit_stack *stack;
    bool no_gates; /* search everything everywhere */
    uint32_t only; /* the one rule to run, or UINT32_MAX */
};

/* Compile one pattern, with `options` besides the usual ones. The caller
 * frees the code. MB_ERR_RULES with what is wrong and where in the pattern. */
enum mb_status mb_rules_compile(struct mb_span pattern, uint32_t options,
                                pcre2_code **ret_code,
                                struct mb_err *err) MB_MUST_CHECK;

/* Work out a rule of a pack into *rule (zeroed): its pattern, its gate and
 * where it is tried; PCRE2 does not see it yet. `scratch` is cleared.
 * MB_ERR_RULES as above. */
enum mb_status
mb_rules_build(struct mb_rules *rules, const struct mb_pack *pack,
               const struct mb_pack_rule *raw, struct mb_arena *scratch,
               struct mb_compiled *rule, struct mb_err *err) MB_MUST_CHECK;
/* A number below MB_RULES_HASHES for a word. */
uint32_t mb_rules_hash(struct mb_span word);

/* Load the program's own packs from their YAML, as it is done when the program
 * is built (image.h). */
enum mb_status mb_rules_load_shipped(struct mb_rules **ret_rules,
                                     struct mb_err *err) MB_MUST_CHECK;

/* Give every rule its slot and build what finds their places. */
enum mb_status mb_rules_arrange(struct mb_rules *rules,
                                struct mb_err *err) MB_MUST_CHECK;
/* Compile the rule if that was not done yet; `fast`: with JIT. MB_ERR_RULES,
 * MB_ERR_NOMEM. */
enum mb_status mb_rules_need(const struct mb_rules *rules,
                             struct mb_compiled *rule, bool fast,
                             struct mb_err *err) MB_MUST_CHECK;

/* The steps that one match may take; 0: any number. */
void mb_rules_limit(const struct mb_rules *rules, uint32_t steps);

/* Run one compiled pattern on subject bytes [from, len). The number of
 * groups set, PCRE2_ERROR_NOMATCH, or what went wrong. */
int mb_rules_exec(const struct mb_rules *rules, const pcre2_code *code,
                  struct mb_span subject, size_t from);

/* How often a rule matches in a text, gates aside, which goes the way of a
 * document: split and folded. UINT32_MAX if memory ran out. */
uint32_t mb_rules_count_in(const struct mb_rules *rules,
                           const struct mb_compiled *rule, struct mb_span line,
                           struct mb_arena *arena);

#endif
