/* Lists of people, as attendance lists and apologies print them: from words
 * to entries of name, post and remarks.
 *
 * A reader is fed one block after the other, for a list goes on over lines
 * and columns. It knows separators and brackets and the shape of names; what
 * the list means (present, apologies) is with its label, the caller's.
 * Positions are offsets of the matching view.
 */
#ifndef MB_PARSER_RECORDS_ENTRIES_H
#define MB_PARSER_RECORDS_ENTRIES_H

#include "parser/records.h"

enum mb_entry_note { /* remarks, as bits */
                     MB_ENTRY_VIRTUAL = 1,
                     MB_ENTRY_PART = 2,  /* late, left, for some items */
                     MB_ENTRY_ABSENT = 4 /* "(apologies)" within another list */
};

struct mb_entry {
    struct mb_range name;
    struct mb_range role;  /* equal ends: none */
    struct mb_range other; /* whom he stands in for; or, if `represented`,
                              who stands in for him */
    struct mb_range other_role;
    struct mb_range whole; /* all words of the entry */
    uint8_t notes;         /* enum mb_entry_note */
    bool chair;            /* marked as in the chair */
    bool chair_word;       /* role is that mark alone ("Chair") */
    bool substitute;       /* stands in for somebody */
    bool represented;
    bool titled;
    bool single; /* one word, and no title of the list's above it */
};

enum {                          /* what kind of list it is */
       MB_ENTRIES_SURNAMES = 1, /* single words are people */
       MB_ENTRIES_REASONS =
           2, /* apologies: brackets in lower case are reasons */
       MB_ENTRIES_SENTENCE = 4 /* part of a sentence: stops at its full stop */
};

struct mb_entries {
    struct mb_entry *at;
    uint32_t n;
    uint32_t odd; /* pieces that are neither name, post nor remark */
    uint32_t end; /* view offset where reading stopped */
    bool prose;   /* words follow that make it a sentence */
    /* the rest is the reader's own */
    const struct mb_extract *x;
    unsigned flags;
    struct mb_range pending; /* a post that waits for its name */
    bool plural;             /* "Councillors": names need no title */
    bool bracketed;          /* names stand in brackets behind posts */
    bool post_first;         /* posts stand before their names */
    bool cells;              /* posts stand in cells, or behind dots */
    bool open;               /* the last block ended on a separator */
    bool role_bracketed;
};

/* Begin a list. *list is the caller's; its entries live in x->arena. */
void mb_entries_init(struct mb_entries *list, const struct mb_extract *x,
                     unsigned flags);

/* Read view bytes [start, end), which lie in one block.
 *
 * Returns how many entries were added. list->odd counts what was not
 * understood; list->end is where it stopped: a full stop that ends the list,
 * or `end`. Where memory runs out entries are dropped; the arena remembers. */
uint32_t mb_entries_read(struct mb_entries *list, uint32_t start, uint32_t end);

#endif
