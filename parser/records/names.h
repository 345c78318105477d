/* Names of people: reading one, comparing two, finding whom a short form means.
 *
 * Works on spans of the matching view, where quotes and dashes are folded.
 * Nothing here merges people: a comparison is handed to who asked. A surname
 * or initials resolve only where one person of the document fits.
 */
#ifndef MB_PARSER_RECORDS_NAMES_H
#define MB_PARSER_RECORDS_NAMES_H

#include "parser/document.h"

enum {                     /* what mb_name_read may take */
       MB_NAME_SINGLE = 1, /* one word without a title: a list of surnames */
       MB_NAME_LONE = 4,   /* with SINGLE: "Ward", "Church" too, if alone */
       MB_NAME_OFFICE = 2  /* a post in front: "Head of Finance Una Byrne" */
};

struct mb_name {
    size_t start; /* bytes of the span: with titles and suffixes, without a
                     plural title ("Councillors") */
    size_t end;
    size_t office_start; /* the post in front; equal where there is none */
    size_t office_end;
    size_t rest;     /* behind it: blanks and one comma are not skipped */
    unsigned nwords; /* words of the name itself */
    bool titled;     /* Mr, Cllr, Dr or a plural of them stands in front */
    bool ward;       /* "County", "Borough" stands before the title */
    bool plural;     /* "Councillors": names that follow need no title */
};

/* Read a name at the beginning of s.
 *
 * flags  MB_NAME_*
 *
 * Takes titles ("County Cllr", "Y Cyng./Cllr", "(Mrs.)"), given names,
 * initials, particles, surnames in any case, suffixes (", OBE") and an initial
 * in brackets behind a bare surname ("Byrne (J)"). Stops before words that no
 * name holds (posts, subjects, small words). False, with *ret untouched, where
 * no name stands there; a single word counts only behind a title or with
 * MB_NAME_SINGLE.
 */
bool mb_name_read(struct mb_span s, unsigned flags, struct mb_name *ret);

/* Do the words name a post ("Head of Planning Policy"), by a word that only
 * posts hold? */
bool mb_name_is_post(struct mb_span s);

/* A name's key: its words in lower case without titles, suffixes, brackets
 * and stops, one space between ("ann-marie o'hara"). In the arena; null where
 * nothing is left or memory ran out. */
struct mb_span mb_name_key(struct mb_span name, struct mb_arena *arena);

/* The honorific before a name where it is one that minutes get wrong ("Mr",
 * "Mrs", "Miss", "Ms"), or null. Static. */
struct mb_span mb_name_honorific(struct mb_span name);

enum mb_name_match {
    MB_NAME_DIFFERENT,
    MB_NAME_NEAR,       /* one letter apart: perhaps a misspelling */
    MB_NAME_COMPATIBLE, /* "Mrs Osei" and "A Osei" and "Ada Osei" */
    MB_NAME_EQUAL
};
/* Compare two keys. */
enum mb_name_match mb_name_compare(struct mb_span key_a, struct mb_span key_b);

/* Whom a short form of a name means in this document.
 *
 * name   as written: "Cllr Osei", "Ada Osei", "AO", "A. Osei"
 *
 * The index into doc->people of the first entry of that person, or
 * MB_NO_INDEX where nobody or more than one person fits. Initials fit a person
 * whose entry prints them ("Ada Osei (AO)"), else the name's first letters.
 */
uint32_t mb_names_resolve(const struct mb_document *doc, struct mb_span name);

#endif
