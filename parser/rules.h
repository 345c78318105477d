/* Rule packs and the engine that runs them.
 *
 * A pack is YAML data (parser/rules/, docs/rules.md): a name, a version,
 * optionally what chooses it, and rules. A rule says what it finds and how: a
 * `pattern` (PCRE2) or a literal `phrase` (case and spaces free), each with an
 * `example` that must match and one (`not`) that must not; mb_rules_check
 * walks them. Rules run over the matching view (parser/blocks.h), where one
 * block is one line, and no match leaves its line. Only this module's files
 * know PCRE2.
 *
 * Patterns are compiled with UTF, EXTENDED, MULTILINE and NO_AUTO_CAPTURE
 * and without UCP: `\w` and `\b` know ASCII only, names use \p{L}. Groups are
 * named; a name may be used twice, the group that is set counts.
 */
#ifndef MB_PARSER_RULES_H
#define MB_PARSER_RULES_H

#include "parser/blocks.h"
#include "parser/limits.h"

struct mb_rules;

/* Something a rule can find: rules say `finds: operative`. A value's exact
 * meaning is with the extractor that uses it (parser/records/). A free word,
 * interned: extractors ask mb_rules_finds("operative") once. */
typedef uint16_t mb_finds;
#define MB_FINDS_NONE ((mb_finds)0)

#define MB_GROUPS_MAX 12

struct mb_rule {
    struct mb_span name; /* "resolved-that" */
    struct mb_span id;   /* "common/resolved-that@3": for evidence */
    struct mb_span pack;
    mb_finds finds;
    struct mb_span value;  /* `value:` of the rule: "approve", "chair"; may
                              be null */
    uint8_t confidence;    /* 0..100, `confidence:`; 90 if not given */
    struct mb_span source; /* the pattern or phrase as written */
    struct mb_span example;
    struct mb_span counter; /* `not:` */
};

struct mb_match {
    uint32_t start; /* view offsets */
    uint32_t end;
    uint16_t rule;  /* index for mb_rules_at */
    mb_finds finds; /* what that rule finds */
    uint8_t ngroups;
    struct mb_range *groups; /* [0] is the whole; unset: start == UINT32_MAX */
};

/* Matches of a document in order of start, longer first. */
struct mb_matches {
    struct mb_match *at;
    uint32_t n;
    uint32_t *first; /* first[i]: the first match at or behind block i's start;
                        nblocks + 1 entries */
};

/* Load the packs built into the program, then those of `dir` (a directory, or
 * one pack's file; NULL: none), where the same pack name replaces the whole
 * pack. MB_ERR_RULES names pack, rule, line and what is wrong; MB_ERR_IO;
 * NOMEM. The caller frees it. */
enum mb_status mb_rules_load(const char *dir, struct mb_rules **ret_rules,
                             struct mb_err *err) MB_MUST_CHECK;
/* The same with several, each over those before it; NULLs are passed over. */
enum mb_status mb_rules_load_all(const char *const *paths, uint32_t npaths,
                                 struct mb_rules **ret_rules,
                                 struct mb_err *err) MB_MUST_CHECK;
/* Load one pack from YAML text (tests, `rules test`, fuzzing). */
enum mb_status mb_rules_load_text(struct mb_span yaml, struct mb_span name,
                                  struct mb_rules **ret_rules,
                                  struct mb_err *err) MB_MUST_CHECK;
void mb_rules_free(struct mb_rules *rules);
/* Compile now what would be compiled when it is needed for the first time: for
 * a process that may not make code later. MB_ERR_RULES, MB_ERR_NOMEM. */
enum mb_status mb_rules_ready(struct mb_rules *rules,
                              struct mb_err *err) MB_MUST_CHECK;
/* Or for one that will read little: no machine code at all. Rules run several
 * times slower, and a run that may meet a match limit ends in MB_ERR_AGAIN. */
void mb_rules_brief(struct mb_rules *rules);

uint32_t mb_rules_count(const struct mb_rules *rules);
const struct mb_rule *mb_rules_at(const struct mb_rules *rules, uint32_t i);
/* The number of a `finds` word, MB_FINDS_NONE where no rule has it. */
mb_finds mb_rules_finds(const struct mb_rules *rules, const char *word);
/* The word of such a number. */
struct mb_span mb_rules_finds_word(const struct mb_rules *rules,
                                   mb_finds finds);
/* The view text of a named group of a match, or the null span. */
struct mb_span mb_match_group(const struct mb_rules *rules,
                              const struct mb_blocks *blocks,
                              const struct mb_match *match, const char *name);
/* The same as view offsets; false where the group is not set. */
bool mb_match_range(const struct mb_rules *rules, const struct mb_match *match,
                    const char *name, struct mb_range *ret_range);
/* Every pack in force: name and version, in order of loading. */
uint32_t mb_rules_packs(const struct mb_rules *rules);
struct mb_span mb_rules_pack_name(const struct mb_rules *rules, uint32_t i);
struct mb_span mb_rules_pack_version(const struct mb_rules *rules, uint32_t i);
/* Whether pack i is the one that the path, as given for loading, led to. */
bool mb_rules_pack_from(const struct mb_rules *rules, uint32_t i,
                        const char *path);

/* Walk every example and counter-example; diagnostics as text, one line each,
 * go to out. Returns how many rules fail. */
struct mb_buf;
uint32_t mb_rules_check(const struct mb_rules *rules, struct mb_buf *out);
/* The same for the rules of one pack. A `finds:` that no pack of the program
 * has fails too: nothing would ask for it. *ret_checked: how many rules. */
uint32_t mb_rules_check_pack(const struct mb_rules *rules, struct mb_span pack,
                             struct mb_buf *out, uint32_t *ret_checked);

/* Run the rules over a document.
 *
 * house   the pack chosen by --house besides the common ones, or null: then
 *         packs choose themselves by their `when:` patterns
 *
 * A rule that meets its match limit gives the diagnostic rule-limit and its
 * matches so far; that is never "no match". One run at a time: the rules hold
 * its scratch memory. MB_ERR_NOMEM, MB_ERR_LIMIT; MB_ERR_USAGE where no pack
 * is named `house`.
 */
enum mb_status
mb_rules_run(const struct mb_rules *rules, const struct mb_blocks *blocks,
             struct mb_span house, const struct mb_limits *limits,
             struct mb_arena *arena, struct mb_diags *diags,
             struct mb_matches *ret_matches, struct mb_err *err) MB_MUST_CHECK;

/* One of the documents that are run together. */
struct mb_rules_job {
    const struct mb_blocks *blocks;
    struct mb_arena *arena; /* receives the matches */
    struct mb_diags *diags;
    struct mb_matches matches; /* what is found */
    enum mb_status status;     /* MB_OK, or as mb_rules_run … */
    struct mb_err err;         /* … and why */
};

/* The most documents that may be run together. */
#define MB_RULES_TOGETHER 8

/* Run the rules over 1 to MB_RULES_TOGETHER documents, which gives what one
 * run for each gives, in less time: the machine code of all rules does not fit
 * a processor's cache, and each rule is brought there once for all of them.
 * A job whose status is not MB_OK is passed over. */
void mb_rules_run_together(const struct mb_rules *rules,
                           struct mb_rules_job *jobs, uint32_t n,
                           struct mb_span house,
                           const struct mb_limits *limits);

/* Walk the matches of one block that find something:
 *     const struct mb_match *m = NULL;
 *     while ((m = mb_matches_next(rules, matches, block, finds, m)) != NULL)
 */
const struct mb_match *mb_matches_next(const struct mb_rules *rules,
                                       const struct mb_matches *matches,
                                       uint32_t block, mb_finds finds,
                                       const struct mb_match *last);

/* For tests and measurements: leave out every rule but one (UINT32_MAX: none is
 * left out), and search without gates, which must find the same. */
void mb_rules_isolate(struct mb_rules *rules, uint32_t only);
void mb_rules_without_gates(struct mb_rules *rules, bool without);

#endif
