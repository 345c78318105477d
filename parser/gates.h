/* Which rules can match in which block, told by the words it holds. Private to
 * the rules.
 *
 * A rule's gate is a list of clauses; a block is open to it if it holds a word
 * of each. Rules without clauses are open everywhere.
 */
#ifndef MB_PARSER_GATES_H
#define MB_PARSER_GATES_H

#include "parser/literals.h"
#include "parser/pack.h"
#include "parser/required.h"

#define MB_GATE_CLAUSES (MB_CLAUSES_MAX + 1) /* of one rule */

/* A rule's gate, as it is built. */
struct mb_gate {
    uint32_t clauses[MB_GATE_CLAUSES]; /* indices */
    uint32_t n;
    uint32_t ninside; /* the first of them stand within the match itself, not
                         only in its line */
};

struct mb_gates;

/* An empty set, in the arena; NULL if memory ran out. */
struct mb_gates *mb_gates_new(struct mb_arena *arena);
/* Add a clause to a rule's gate: words that suit (mb_literals_suits), copied
 * where they are new. Clauses `inside` come first. */
enum mb_status mb_gates_add(struct mb_gates *gates, struct mb_gate *gate,
                            const struct mb_texts *words, bool inside,
                            struct mb_err *err) MB_MUST_CHECK;
/* No more clauses: `rules` are the gates of all rules by number, kept. */
enum mb_status mb_gates_build(struct mb_gates *gates,
                              const struct mb_gate *const *rules,
                              uint32_t nrules,
                              struct mb_err *err) MB_MUST_CHECK;

/* Whether a text holds a word of a clause. */
bool mb_gates_has(const struct mb_gates *gates, uint32_t clause,
                  struct mb_span text);

/* A walk over the lines of one text. */
struct mb_gates_walk;

/* Look through the text; NULL if memory ran out. */
struct mb_gates_walk *mb_gates_start(const struct mb_gates *gates,
                                     struct mb_span text,
                                     struct mb_arena *arena);
/* Go on to the line that ends at `end`: the bits of rules with clauses that are
 * open in it are set in `open`. */
void mb_gates_line(struct mb_gates_walk *walk, uint32_t end, uint64_t *open);
/* Whether in that line a match of the rule can begin at `at`: each word that
 * stands within it stands there or further behind. */
bool mb_gates_ahead(const struct mb_gates_walk *walk, uint32_t rule,
                    uint32_t at);

#endif
