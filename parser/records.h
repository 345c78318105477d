/* From blocks and rule matches to records.
 *
 * Structure first: the outline tells for each block what part it plays (an
 * item's heading, a label, body text under a section) and to which meeting and
 * item it belongs. Then one extractor a family of records reads the outline,
 * in the order of the table in records.c; a later one may use what earlier
 * ones found. Each claims the blocks it explains; what nobody claims and holds
 * operative words becomes a diagnostic.
 */
#ifndef MB_PARSER_RECORDS_H
#define MB_PARSER_RECORDS_H

#include "parser/document.h"
#include "parser/rules.h"

enum mb_role {
    MB_ROLE_BODY, /* prose, clauses, rows: what a section is made of */
    MB_ROLE_FURNITURE,
    MB_ROLE_TITLE,        /* names the document, body or meeting */
    MB_ROLE_ITEM_HEADING, /* begins an agenda item (its number may stand in a
                             block before it, of the same role) */
    MB_ROLE_SUBHEADING,
    MB_ROLE_LABEL /* "Minutes:", "Reasons for decision:", "Apologies:" —
                     alone or with its content behind it */
};

/* What the words under a label or heading are. */
enum mb_section {
    MB_SECTION_NONE,       /* before anything else is known */
    MB_SECTION_HEADER,     /* title, venue, contacts before the first item */
    MB_SECTION_ATTENDANCE, /* present, apologies, in attendance … */
    MB_SECTION_MINUTES,
    MB_SECTION_DECISION,
    MB_SECTION_RECOMMENDATION, /* officers', before it was decided */
    MB_SECTION_REASONS,
    MB_SECTION_ALTERNATIVES,
    MB_SECTION_BACKGROUND, /* purpose, background, agenda template text */
    MB_SECTION_DECLARATIONS,
    MB_SECTION_ACTIONS,
    MB_SECTION_VOTE,
    MB_SECTION_FIELDS,    /* label: value lines of a decision page or plan */
    MB_SECTION_DOCUMENTS, /* "Additional documents:" */
    MB_SECTION_CLOSING,   /* "The meeting ended at", signature */
    MB_SECTION_COUNT
};

struct mb_outline_block {
    uint8_t role;       /* enum mb_role */
    uint8_t section;    /* enum mb_section */
    uint8_t claimed;    /* 1: a record explains it */
    uint8_t narrative;  /* 1: prose under a recognised item */
    uint32_t item;      /* index into doc->items, or MB_NO_INDEX */
    uint32_t meeting;   /* index into doc->meetings, or MB_NO_INDEX */
    uint32_t label_end; /* for a label or an item's heading: view offset behind
                           it (and its colon), where text that runs on
                           begins, or the block's view_end; else the block's
                           view_body */
    struct mb_span label; /* for a label: `value:` of its rule ("apologies",
                             "published"), else null */
};

/* What extractors work on. */
struct mb_extract {
    const struct mb_rules *rules;
    const struct mb_blocks *blocks;
    const struct mb_matches *matches;
    struct mb_outline_block *outline; /* blocks->n entries */
    struct mb_document *doc;
    struct mb_arena *arena;
};

typedef void mb_extractor(struct mb_extract *x);

/* The outline, with kind, meetings and items (records/outline.c …), then the
 * families (records/resolutions.c …). They never fail: odd documents give
 * diagnostics, a lack of memory is remembered by the arena. */
mb_extractor mb_extract_outline, mb_extract_references, mb_extract_decisions,
    mb_extract_people, mb_extract_interests, mb_extract_resolutions,
    mb_extract_votes, mb_extract_actions, mb_extract_mentions,
    mb_extract_corrections, mb_extract_name_checks, mb_extract_coverage,
    mb_extract_confidence;
/* Which items are exempt (records/restricted.c), before whatever copies that
 * from the item; what a report recommends (records/advice.c); and what is odd
 * about the document (records/review.c), when everything else is known. */
mb_extractor mb_extract_restricted, mb_extract_advice, mb_extract_review;

/* Helpers that every extractor shares (records/extract.c). */

/* Fill an evidence: view bytes [start, end), found by a match (or by `rule`
 * where match is NULL), confidence 0..100 (0: the rule's own). */
void mb_evidence_fill(const struct mb_extract *x, struct mb_evidence *ev,
                      uint32_t start, uint32_t end,
                      const struct mb_match *match, const char *rule,
                      uint32_t confidence);

/* A field's text: the words behind view bytes [start, end) as published,
 * trimmed; with an evidence of its own where `own` is set. */
struct mb_field mb_field_words(const struct mb_extract *x, uint32_t start,
                               uint32_t end, bool own);
/* A field with a normalised text (copied), no evidence of its own. */
struct mb_field mb_field_text(const struct mb_extract *x, struct mb_span s);

/* Mark blocks [first, last] as explained by a record. */
void mb_claim(struct mb_extract *x, uint32_t first, uint32_t last);

/* The number of item i as printed, as a field; null for MB_NO_INDEX. */
struct mb_field mb_item_number(const struct mb_extract *x, uint32_t item);

#endif
