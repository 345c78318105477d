/* A lexicon: subjects and the phrases by which they are known, as data.
 *
 * The thesaurus of public services and the list of acts are both lexicons,
 * YAML of the form
 *     name:
 *       kind: aim
 *       words: [phrase, phrase]
 *       hints: [phrase]
 *       implies: [other 0.6]
 *       excludes: [other]
 *       joins: [one, other]
 * Phrases are compared by the stems of their words, one that begins with =
 * by the words themselves ("=housing" is not "houses"). An entry with joins is
 * spoken of where all of those are.
 */
#ifndef MB_ASSURANCE_LEXICON_H
#define MB_ASSURANCE_LEXICON_H

#include "assurance/terms.h"

#define MB_ENTRY_NONE UINT32_MAX

enum mb_entry_kind {
    MB_ENTRY_AIM,   /* can be promised and done */
    MB_ENTRY_GROUP, /* for whom */
    MB_ENTRY_MEANS, /* a building or an instrument */
    MB_ENTRY_IDLE,  /* ordinary business */
    MB_ENTRY_KIND_COUNT
};

struct mb_implied {
    uint32_t entry;
    double weight;
};

struct mb_lex_entry {
    struct mb_span name;
    enum mb_entry_kind kind;
    const struct mb_implied *implied;
    uint32_t nimplied;
    const struct mb_implied *excluded; /* not meant by its words beside it */
    uint32_t nexcluded;
    const struct mb_implied *joined; /* spoken of where all of these are */
    uint32_t njoined;
};

/* Without pointers, so that a table of them is the same anywhere. */
struct mb_phrase {
    uint32_t entry;
    uint32_t terms; /* where they begin among the lexicon's … */
    uint32_t n;     /* … and how many */
    uint32_t next;  /* phrase with the same first term, or UINT32_MAX */
    uint32_t stem;  /* of the first word */
    uint32_t light; /* of a single word: it must agree too; else none */
    bool hint;
    bool exact; /* terms are words, not stems */
};

struct mb_lexicon {
    const struct mb_lex_entry *entries;
    uint32_t nentries;
    uint32_t nphrases;
    const struct mb_phrase *phrases;
    const uint32_t *terms;
    const uint32_t *first; /* by first term: phrase, or UINT32_MAX */
    const uint64_t *whose; /* by first term: bits of the entries that have a
                              phrase there; NULL where there are more than 64 */
    uint32_t nfirst;
    uint32_t nterms;
    const struct mb_span *texts; /* by phrase, as written; NULL where the
                                    program carried it */
};

/* Read a lexicon.
 *
 * name   for messages: "thesaurus"
 * yaml   borrowed during the call
 * vocab  receives the stems; must live as long as the lexicon
 * arena  receives everything
 *
 * MB_ERR_RULES where it is no YAML of that form, a name comes twice, a phrase
 * is empty or an implied entry is not there: the line says which.
 * MB_ERR_NOMEM, MB_ERR_LIMIT. */
enum mb_status mb_lexicon_read(const char *name, struct mb_span yaml,
                               struct mb_vocab *vocab, struct mb_arena *arena,
                               struct mb_lexicon *ret,
                               struct mb_err *err) MB_MUST_CHECK;

/* The lexicons that the program carries: "thesaurus", "acts". Null span for
 * another name. Static. */
struct mb_span mb_lexicon_builtin(const char *name);

/* The entry with that name, or MB_ENTRY_NONE. */
uint32_t mb_lexicon_entry(const struct mb_lexicon *lexicon, const char *name);

/* A phrase found in a text. */
struct mb_found {
    uint32_t phrase;
    uint32_t entry;
    uint32_t token; /* first of its tokens */
    uint32_t n;     /* how many */
    bool hint;
};
struct mb_founds {
    struct mb_found *at;
    uint32_t n;
};

/* Every phrase that stands in the tokens, in order; none that lies within a
 * longer one ("housing" in "extra care housing"), but groups stay. In the
 * arena; MB_ERR_NOMEM, MB_ERR_LIMIT. */
enum mb_status mb_lexicon_match(const struct mb_lexicon *lexicon,
                                const struct mb_tokens *tokens,
                                struct mb_arena *arena, struct mb_founds *ret,
                                struct mb_err *err) MB_MUST_CHECK;

/* Note in the tokens which entries of a lexicon of at most 64 can begin
 * anywhere in them, so that mb_lexicon_has need not look for the others. Ask
 * of one lexicon only. */
void mb_lexicon_survey(const struct mb_lexicon *lexicon,
                       struct mb_tokens *tokens);

/* Whether a phrase of that entry begins at a token. */
bool mb_lexicon_at(const struct mb_lexicon *lexicon, uint32_t entry,
                   const struct mb_tokens *tokens, uint32_t at);
/* Whether a phrase of that entry stands in tokens [from, to); hints count
 * as words. */
bool mb_lexicon_has(const struct mb_lexicon *lexicon, uint32_t entry,
                    const struct mb_tokens *tokens, uint32_t from, uint32_t to);

#endif
