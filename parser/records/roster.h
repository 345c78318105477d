/* The people of a document while they are being collected.
 *
 * One person is listed once per capacity: a second mention under another form
 * of the name adds nothing, unless both stand in the same list, where two
 * entries are two people. Names that differ by more than form stay apart.
 */
#ifndef MB_PARSER_RECORDS_ROSTER_H
#define MB_PARSER_RECORDS_ROSTER_H

#include "parser/records/entries.h"

/* People beyond this many in one document are left out, with a diagnostic. */
enum { MB_PEOPLE_MAX = 3000 };

struct mb_roster {
    struct mb_extract *x;
    struct mb_span *keys; /* mb_name_key of doc->people, by index */
    uint32_t nkeys;
    uint32_t *lists; /* which list each came from */
    uint32_t nlists;
    uint32_t list; /* the list being read; 0 for none */
    bool full;
};

/* What there is to say of a person besides the entry. */
struct mb_attended {
    const char *capacity;
    const struct mb_match *match; /* the label or phrase that said so */
    const char *rule;             /* where match is NULL */
    uint32_t block;
    uint32_t confidence;       /* 0: the rule's own */
    struct mb_range on_behalf; /* names the absent one; empty: entry->other */
    bool virtual_list;
};

/* Start from the people that doc->people holds already. */
void mb_roster_init(struct mb_roster *r, struct mb_extract *x);

/* Add an entry in that capacity, unless it is there. The index into
 * doc->people, or MB_NO_INDEX where nothing could be added. A fuller form of
 * the name takes the place of a shorter one of another list. */
uint32_t mb_roster_add(struct mb_roster *r, const struct mb_entry *entry,
                       const struct mb_attended *how);

/* The person of that capacity (NULL: any) whom a name means, or MB_NO_INDEX. */
uint32_t mb_roster_find(const struct mb_roster *r, struct mb_span name,
                        const char *capacity);

/* The words of a view range without what the page wraps around them. */
struct mb_field mb_roster_words(const struct mb_extract *x,
                                struct mb_range range);

/* The finders of people, each over the whole document, in this order
 * (attendance.c, apologies.c, substitutes.c, contacts.c). */
void mb_people_from_lists(struct mb_roster *r);
void mb_people_from_sentences(struct mb_roster *r);
void mb_people_from_substitutes(struct mb_roster *r);
void mb_people_from_contacts(struct mb_roster *r);

/* Is the block a heading, by its role or by its look (short, numbered or in
 * capitals, no sentence)? *ret_about is then what the packs say it is about
 * ("apologies", "interests", "substitute", "next-meeting") or null. */
bool mb_people_heading(const struct mb_extract *x, uint32_t block,
                       struct mb_span *ret_about);

/* May this kind of document hold attendance? Agendas and plans do not. */
bool mb_people_expected(const struct mb_extract *x);

/* The subject of a phrase: the people named between the start of the sentence
 * and view offset `at`. SURNAMES lists; odd words are allowed in front. */
uint32_t mb_people_before(struct mb_entries *list, const struct mb_extract *x,
                          uint32_t block, uint32_t at, unsigned flags);
/* The people named from `at` to the end of the sentence. */
uint32_t mb_people_after(struct mb_entries *list, const struct mb_extract *x,
                         uint32_t block, uint32_t at, unsigned flags);
/* The sentence around a view offset, looked for within a bounded stretch. */
struct mb_range mb_people_sentence(const struct mb_extract *x, uint32_t block,
                                   uint32_t at);

#endif
