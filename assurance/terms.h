/* Words of a text as numbers: tokens, stems and a vocabulary.
 *
 * A vocabulary gives every stem a small number, so that phrases are compared
 * as arrays of numbers and counts are array slots. It grows and never
 * forgets; it knows no documents.
 */
#ifndef MB_ASSURANCE_TERMS_H
#define MB_ASSURANCE_TERMS_H

#include "base/arena.h"

#define MB_TERM_NONE UINT32_MAX
#define MB_WORD_MAX  40 /* bytes of a word that count */

struct mb_vocab;

/* An empty vocabulary, or NULL if memory ran out. */
struct mb_vocab *mb_vocab_new(void);
void mb_vocab_free(struct mb_vocab *vocab);

/* Number of different stems seen so far. */
uint32_t mb_vocab_size(const struct mb_vocab *vocab);

/* The stem behind a number; borrowed from the vocabulary. */
struct mb_span mb_vocab_stem(const struct mb_vocab *vocab, uint32_t term);

/* What is known of a word or stem besides its text. */
struct mb_vocab_word {
    uint32_t stem;  /* number of its stem, or MB_TERM_NONE if not known yet */
    uint32_t light; /* the same without its inflection alone */
    uint32_t len;   /* bytes of its text */
    bool common;
};

/* The word behind a number below mb_vocab_size. */
struct mb_vocab_word mb_vocab_word(const struct mb_vocab *vocab, uint32_t term);

/* Give an empty vocabulary the words of another, in their order.
 *
 * texts  of the n words, one behind the other; borrowed for as long as the
 *        vocabulary lives
 *
 * False if memory ran out. */
bool mb_vocab_fill(struct mb_vocab *vocab, const struct mb_vocab_word *words,
                   uint32_t n, const char *texts);

/* One word of a text. */
struct mb_token {
    uint32_t term;  /* number of its stem */
    uint32_t light; /* number of the word without its inflection */
    uint32_t word;  /* number of the word itself, in lower case */
    uint32_t start; /* bytes of the text */
    uint32_t end;
    bool content; /* neither a number nor one of the common words */
    bool capital; /* begins with a capital letter */
    bool apart;   /* a colon, a stop, a bracket or a dash stands before it */
};

struct mb_tokens {
    struct mb_token *at;
    uint32_t n;
    uint64_t entries; /* bits of a small lexicon's entries that can begin in
                         it, once mb_lexicon_survey was asked; else 0 */
};

/* Cut a text into words: runs of letters and digits; an apostrophe within a
 * word and a possessive 's are dropped, a hyphen divides.
 *
 * arena      receives the tokens
 * ret        what it holds already is lost
 *
 * MB_ERR_NOMEM, MB_ERR_LIMIT of the arena. */
enum mb_status mb_terms_cut(struct mb_vocab *vocab, struct mb_span text,
                            struct mb_arena *arena, struct mb_tokens *ret,
                            struct mb_err *err) MB_MUST_CHECK;

/* Whether a word (any case) is one of the common words that carry no
 * subject: "the", "which", "council". */
bool mb_terms_common(struct mb_span word);

/* The first sentence of `text` from byte *at on, trimmed; *at moves behind
 * it. A sentence ends with . ! ? or ; before a space and a capital, digit or
 * opening mark, but not after an initial, "Mr", "No" or the like; a line
 * break does not end it. The null span at the end. */
struct mb_span mb_terms_sentence(struct mb_span text, size_t *at);

#endif
