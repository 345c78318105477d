/* Who is who: the keys under which the store knows authorities, bodies,
 * people and clauses. Pure functions; nothing here knows the database.
 *
 * A change here changes ids that people have written on: don't.
 */
#ifndef MB_STORE_IDENTITY_H
#define MB_STORE_IDENTITY_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdint.h>

/* Text as it is compared: letters and digits in lower case, everything else
 * one space, "&" as "and", apostrophes nothing. Appended to out. The null span
 * gives nothing. */
void mb_fold(struct mb_span s, struct mb_buf *out);

/* mb_fold in the arena: a name's key, a clause's normalised text. */
struct mb_span mb_fold_key(struct mb_span s, struct mb_arena *arena);

/* A body's key: its name without its authority's ("Example County Council
 * Cabinet" is "cabinet"), without "the" in front and "meeting" behind. */
struct mb_span mb_body_key(struct mb_span body, struct mb_span authority_key,
                           struct mb_arena *arena);

/* A person's key: without honorifics in front ("Cllr", "Dr", "Rt Hon"),
 * letters behind ("OBE", "MP") and what stands in brackets. */
struct mb_span mb_person_key(struct mb_span name, struct mb_arena *arena);

/* An item number or label as it is compared: without spaces and trailing
 * dots, lower case; '' for null. */
struct mb_span mb_label_key(struct mb_span s, struct mb_arena *arena);

/* What a Record ID is made of. Spans are keys, not null. */
struct mb_record_key {
    struct mb_span scope; /* "authority|body|date" */
    struct mb_span item;
    struct mb_span label;
    struct mb_span text;
    uint32_t n; /* from 1: among equals of one document */
};

#define MB_RECORD_ID_SIZE 14 /* "MB-" + 10 + NUL */

/* The Record ID: MB- and 10 Crockford base32 characters of the SHA-256 of
 * scope|item|label|text|n. */
enum mb_status mb_record_id(const struct mb_record_key *key,
                            struct mb_buf *scratch,
                            char ret_id[MB_RECORD_ID_SIZE],
                            struct mb_err *err) MB_MUST_CHECK;

/* How much two folded texts say the same, 0..1: twice the longest common
 * subsequence of words over the words of both. Above 2,000 words the order
 * is left out of account. Two empty texts are equal. */
double mb_similarity(struct mb_span a, struct mb_span b,
                     struct mb_arena *scratch);

/* A text whose words were looked at, for one that is compared with many. */
struct mb_hashed {
    struct mb_span text;
    const uint32_t *words; /* NULL: not yet */
    uint32_t nwords;
};

#define MB_SIMILARITY_ROOM 8192 /* numbers, zero before and after */

/* Look at the words, if that was not done; false if memory ran out. */
bool mb_hashed_fill(struct mb_hashed *text, struct mb_arena *arena);
/* mb_similarity of two texts that were filled in. Where it is below `least`,
 * any number below `least`, which takes less time. */
double mb_hashed_similarity(const struct mb_hashed *a,
                            const struct mb_hashed *b, double least,
                            uint32_t *room);

/* Whose words count when documents give one clause: 1 confirmed minutes, 2
 * minutes, 3 decision, 4 meeting, 5 agenda_item, 6 issue, 7 decision_list, 9
 * any other. kind and state by name; state may be null. */
int mb_document_rank(const char *kind, struct mb_span state);

#endif
