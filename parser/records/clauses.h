/* The clauses that operative words govern.
 *
 * A clause is the unit that is tracked: what stands behind "RESOLVED that",
 * one of the run-on "(a) … (b) …" in a paragraph, or one entry of the list
 * beneath a stem. This module knows lists and labels; which words are
 * operative is with resolutions.c and its rules.
 */
#ifndef MB_RECORDS_CLAUSES_H
#define MB_RECORDS_CLAUSES_H

#include "parser/records.h"
#include "parser/records/sentences.h"

struct mb_clause {
    struct mb_range label;  /* view bytes as printed; empty: it has none */
    struct mb_range *parts; /* view bytes of its words, in order */
    uint32_t nparts;
    uint32_t first, last; /* blocks */
};

struct mb_clauses {
    struct mb_clause *at;
    uint32_t n;
    struct mb_range stem; /* words above a list that were dropped, or empty */
    uint32_t behind;      /* the first block that is no part of them */
};

/* Whether block i can hold clauses of a list that began at block `from`:
 * body text of the same item and meeting. */
bool mb_clause_block(const struct mb_extract *x, uint32_t from, uint32_t i);

/* The next block behind i that is no furniture, or blocks->n. */
uint32_t mb_block_behind(const struct mb_extract *x, uint32_t i);

/* One clause of view bytes r within block `block`, added to list. */
void mb_clause_add(const struct mb_extract *x, struct mb_clauses *list,
                   struct mb_range r, uint32_t block);

/* Words r go on with a clause. */
void mb_clause_part(const struct mb_extract *x, struct mb_clause *clause,
                    struct mb_range r);

/* Split "(a) … (b) …" within view bytes r of a block. list gets the clauses
 * and, as its stem, what stands before the first label. False (and list
 * untouched) where there are no two labels in sequence. */
bool mb_clauses_run_on(const struct mb_extract *x, struct mb_range r,
                       uint32_t block, struct mb_clauses *list);

/* Whether the words r open a list: they end in a colon or dash, or are but a
 * "that" or the name of a body. */
bool mb_opens_list(const struct mb_extract *x, struct mb_range r);

/* Collect the list that begins behind block `opener`: labelled or bulleted
 * entries, or paragraphs that begin alike ("That … That …"). Deeper labels,
 * bullets and lines that go on belong to the entry above them.
 *
 * all    paragraphs need not begin alike (under the label of a decision)
 * stops  one byte a block: 1 where something else begins (a marker, a mover, a
 *        vote), so that the list ends before it
 *
 * list->behind is set in any case; list->n may stay 0.
 */
void mb_clauses_below(const struct mb_extract *x, uint32_t opener, bool all,
                      const uint8_t *stops, struct mb_clauses *list);

/* Make one clause of a list: every part of every clause, labels included,
 * behind view bytes `head` of block `block`. */
void mb_clauses_join(const struct mb_extract *x, struct mb_range head,
                     uint32_t block, struct mb_clauses *list);

/* A clause's words as published, its parts joined by a space. */
struct mb_field mb_clause_text(const struct mb_extract *x,
                               const struct mb_clause *clause);
/* The evidence of a clause: every part's bytes. */
void mb_clause_evidence(const struct mb_extract *x,
                        const struct mb_clause *clause,
                        const struct mb_match *match, const char *rule,
                        uint32_t confidence, struct mb_evidence *ev);

/* How alike two texts are, 0..100: the share of words they have in common. */
unsigned mb_words_alike(struct mb_span a, struct mb_span b);

/* A list whose first entry stands behind a marker, on its line: "Decision: (a)
 * To …", beneath it "(b) To …". r: view bytes behind the marker, up to the end
 * of `block`. True, and *list filled, if it is one; `stops` as for
 * mb_clauses_below. */
bool mb_clauses_from_line(const struct mb_extract *x, struct mb_range r,
                          uint32_t block, const uint8_t *stops,
                          struct mb_clauses *list);

#endif
