/* The vocabulary of names and posts: titles, offices, suffixes, words that
 * only posts or only subjects hold. Data for names.c and entries.c; words are
 * told apart here, sentences and labels by rule packs.
 */
#ifndef MB_PARSER_RECORDS_LEXICON_H
#define MB_PARSER_RECORDS_LEXICON_H

#include "base/span.h"

enum mb_word_class {
    MB_WORD_TITLE = 1,     /* Mr, Cllr, Dr: stays with the name */
    MB_WORD_PLURAL = 2,    /* Councillors, Cllrs: titles for a list */
    MB_WORD_WARD = 4,      /* County, Borough: before Councillor */
    MB_WORD_OFFICE = 8,    /* Mayor, Provost: a post that precedes a name */
    MB_WORD_SUFFIX = 16,   /* OBE, JP, MSP: behind a name */
    MB_WORD_PARTICLE = 32, /* de, van, ap: inside a name, in lower case */
    MB_WORD_POST = 64,     /* Director, Clerk: only in posts */
    MB_WORD_TOPIC = 128,   /* Housing, Council: in posts and bodies, no name */
    MB_WORD_STOP = 256     /* The, Apologies, Members: begins no name */
};

/* The classes of one word, in any case, without its stop; 0 if unknown. */
unsigned mb_word_classes(struct mb_span word);

/* The next word of s at or behind *at: runs of anything but blanks. Punctuation
 * at both ends is left in. The null span at the end. */
struct mb_span mb_words_next(struct mb_span s, size_t *at);

/* Does the word begin with a capital letter? */
bool mb_word_capital(struct mb_span word);
/* Is it one or more initials: "D", "D.A.W.", "PJ"? Up to four letters; all
 * capitals with a vowel and no stop count only up to three letters. */
bool mb_word_initials(struct mb_span word);

#endif
