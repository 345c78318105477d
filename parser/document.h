/* A parsed document: its records, each with its evidence.
 *
 * The structs are plain data in one arena, without cycles, so that a worker
 * can send them as a flat record. What members each record kind has is told
 * once, in the table of document.c: JSON, dump, the wire between worker and
 * parent and the store's evidence all walk that table. To add a member, add
 * it to the struct and to the table; to add a record kind, also to
 * enum mb_kind and struct mb_document.
 *
 * Terms: docs/DESIGN.md of the project; Popolo, Open Civic Data, OParl.
 */
#ifndef MB_PARSER_DOCUMENT_H
#define MB_PARSER_DOCUMENT_H

#include "parser/blocks.h"
#include "parser/source.h"

#define MB_NO_INDEX UINT32_MAX

/* At this confidence or above, 98 of 100 records are right; below the other a
 * person should look. Both in percent; measured on records whose authority
 * had no part in fitting the rules. */
#define MB_CONFIDENCE_HIGH 90
#define MB_CONFIDENCE_LOW  70

/* Where a value stands and which rule found it. */
struct mb_evidence {
    struct mb_range *spans; /* bytes of the document's text, ascending */
    uint32_t nspans;
    uint32_t page;       /* from 1; 0 if the format has none */
    struct mb_span rule; /* "common/resolved-that@3" */
    uint32_t confidence; /* 0..100 */
};

/* A value as text, in its normal form (a date as ISO 8601), or null. `ev` is
 * set only where it stands elsewhere than the record's own evidence. */
struct mb_field {
    struct mb_span s;
    struct mb_evidence *ev;
};

struct mb_names {
    struct mb_span *at; /* NULL: no names are recorded (null in JSON) */
    uint32_t n;
};

enum mb_tri { MB_UNKNOWN = -1, MB_NO = 0, MB_YES = 1 };

struct mb_meeting {
    struct mb_field body;
    struct mb_field date; /* YYYY-MM-DD */
    struct mb_field time; /* HH:MM, 24 h */
    struct mb_field venue;
    struct mb_field state; /* "draft", "confirmed" or null */
    struct mb_evidence ev;
};

struct mb_item {
    struct mb_field number; /* as printed, without trailing dot or bracket */
    struct mb_field title;
    uint32_t meeting;   /* index into meetings, or MB_NO_INDEX */
    int32_t restricted; /* enum mb_tri: exempt from publication */
    uint32_t block;     /* its heading */
    struct mb_evidence ev;
};

struct mb_reference {
    struct mb_field ref;
    struct mb_field scheme; /* the grammar that knew it: "kent-yy-nnnnn" */
    struct mb_evidence ev;
};

struct mb_decision {
    struct mb_field ref;
    struct mb_field title;
    struct mb_field maker;
    struct mb_field status;
    int32_t key;     /* enum mb_tri */
    int32_t call_in; /* enum mb_tri */
    struct mb_field date;
    struct mb_field published;
    struct mb_field effective;
    struct mb_field reasons;
    struct mb_field alternatives;
    struct mb_field purpose;
    uint32_t item;    /* index into items, or MB_NO_INDEX */
    uint32_t meeting; /* index into meetings, or MB_NO_INDEX */
    struct mb_evidence ev;
};

struct mb_resolution {
    struct mb_field item; /* the item's number as printed, or null */
    struct mb_field text;
    struct mb_field label; /* "(2)(b)" as printed, or null */
    struct mb_field verb;  /* class: approve, agree, note, delegate, recommend,
                              endorse, defer, withdraw, refer, refuse, elect,
                              exclude; or null */
    struct mb_field outcome; /* carried, lost, deferred, withdrawn, referred */
    struct mb_field mover;
    struct mb_field seconder;
    struct mb_field stem; /* words above a list that were dropped */
    uint32_t item_index;  /* index into items, or MB_NO_INDEX */
    uint32_t decision;    /* index into decisions, or MB_NO_INDEX */
    uint32_t meeting;
    int32_t restricted; /* enum mb_tri */
    struct mb_evidence ev;
};

struct mb_person {
    struct mb_field name; /* as written, with honorific */
    struct mb_field role;
    struct mb_field capacity; /* chair, present, in_attendance, apologies,
                                 substitute, absent, declared_interest,
                                 lead_officer, contact */
    struct mb_field on_behalf_of;
    struct mb_field note; /* late, left, "part", virtual */
    uint32_t meeting;
    struct mb_evidence ev;
};

struct mb_vote {
    struct mb_field item;
    int32_t votes_for; /* -1: not given */
    int32_t votes_against;
    int32_t votes_abstain;
    struct mb_names for_names;
    struct mb_names against_names;
    struct mb_names abstain_names;
    struct mb_field result; /* carried, lost, or null */
    uint32_t resolution;    /* index into resolutions, or MB_NO_INDEX */
    struct mb_evidence ev;
};

struct mb_action {
    struct mb_field item;
    struct mb_field owner;
    struct mb_field text;
    struct mb_field due;
    struct mb_evidence ev;
};

struct mb_mention {
    struct mb_field body;
    struct mb_field date; /* in weak_mentions: resolved against the meeting */
    struct mb_field verb;
    struct mb_evidence ev;
};

struct mb_interest {
    struct mb_field name;
    struct mb_field item;
    struct mb_field kind;
    int32_t withdrew; /* enum mb_tri */
    struct mb_evidence ev;
};

/* A motion or amendment that was lost, withdrawn or fell; and, in a report,
 * a recommendation (outcome "recommended"). */
struct mb_motion {
    struct mb_field item;
    struct mb_field text;
    struct mb_field mover;
    struct mb_field seconder;
    struct mb_field outcome;
    struct mb_evidence ev;
};

/* What is to be changed in an earlier meeting's minutes, as a later one
 * resolved: "subject to … being added to the list of those present". */
struct mb_amendment {
    struct mb_field date; /* of the meeting whose minutes they are; null: the
                             one before */
    struct mb_field item; /* item or minute that it names */
    struct mb_field what; /* "text"; "present", "apologies", "in_attendance" */
    struct mb_field old;  /* words that go */
    struct mb_field new;  /* words that come; a person */
    uint32_t meeting;
    uint32_t resolution; /* index into resolutions, or MB_NO_INDEX */
    struct mb_evidence ev;
};

enum mb_doc_kind {
    MB_DOC_OTHER,
    MB_DOC_ISSUE,
    MB_DOC_AGENDA_ITEM,
    MB_DOC_MEETING,
    MB_DOC_DECISION,
    MB_DOC_DECISION_LIST,
    MB_DOC_FORWARD_PLAN,
    MB_DOC_AGENDA,
    MB_DOC_MINUTES,
    MB_DOC_REPORT,
    MB_DOC_KIND_COUNT
};
const char *mb_doc_kind_name(enum mb_doc_kind kind); /* "decision_list" */

/* Lines of the text by what became of them; sums to `lines`. */
struct mb_coverage {
    uint32_t lines; /* that are not blank */
    uint32_t claimed;
    uint32_t furniture;
    uint32_t narrative;
    uint32_t unclaimed;
};

/* A list of records: its own struct type each, so that walking is typed. */
struct mb_meetings {
    struct mb_meeting *at;
    uint32_t n;
};
struct mb_items {
    struct mb_item *at;
    uint32_t n;
};
struct mb_references {
    struct mb_reference *at;
    uint32_t n;
};
struct mb_decisions {
    struct mb_decision *at;
    uint32_t n;
};
struct mb_resolutions {
    struct mb_resolution *at;
    uint32_t n;
};
struct mb_people {
    struct mb_person *at;
    uint32_t n;
};
struct mb_votes {
    struct mb_vote *at;
    uint32_t n;
};
struct mb_actions {
    struct mb_action *at;
    uint32_t n;
};
struct mb_mentions {
    struct mb_mention *at;
    uint32_t n;
};
struct mb_interests {
    struct mb_interest *at;
    uint32_t n;
};
struct mb_motions {
    struct mb_motion *at;
    uint32_t n;
};
struct mb_amendments {
    struct mb_amendment *at;
    uint32_t n;
};

/* Every list above, in the order of the JSON members. */
enum mb_kind {
    MB_KIND_MEETINGS,
    MB_KIND_ITEMS,
    MB_KIND_REFERENCES,
    MB_KIND_DECISIONS,
    MB_KIND_RESOLUTIONS,
    MB_KIND_PEOPLE,
    MB_KIND_VOTES,
    MB_KIND_ACTIONS,
    MB_KIND_MENTIONS,
    MB_KIND_INTERESTS,
    MB_KIND_SOFT_ACTIONS,
    MB_KIND_WEAK_MENTIONS,
    MB_KIND_MOTIONS,
    MB_KIND_CORRECTIONS,
    MB_KIND_COUNT
};

struct mb_document {
    struct mb_arena *arena; /* everything below lives in it */
    struct mb_span name;    /* the source's, for messages */
    struct mb_span uri;     /* canonical, or null */
    char sha256[65];
    enum mb_media media;
    uint64_t bytes;
    struct mb_text text;
    enum mb_doc_kind kind;
    bool truncated;
    struct mb_span title;     /* the document's own title, or null */
    struct mb_span authority; /* a heading that names a council, or null */
    struct mb_span state;     /* "draft", "confirmed", or null */
    struct mb_meetings meetings;
    struct mb_items items;
    struct mb_references references;
    struct mb_decisions decisions;
    struct mb_resolutions resolutions;
    struct mb_people people;
    struct mb_votes votes;
    struct mb_actions actions;
    struct mb_mentions mentions;
    struct mb_interests interests;
    struct mb_actions soft_actions;
    struct mb_mentions weak_mentions;
    struct mb_motions motions;
    struct mb_amendments corrections;
    struct mb_diags diags;
    uint32_t reader_diags; /* how many of them, the first, the reader made */
    struct mb_coverage coverage;
    struct mb_span rules; /* packs in force: "common 3, kent 1" */
};

/* How a record looks, for whatever walks all of them. */
enum mb_member_type {
    MB_MEMBER_FIELD,    /* struct mb_field */
    MB_MEMBER_COUNT_OF, /* int32_t, -1 is null */
    MB_MEMBER_TRI,      /* int32_t, enum mb_tri */
    MB_MEMBER_NAMES,    /* struct mb_names */
    MB_MEMBER_INDEX     /* uint32_t into another list, MB_NO_INDEX is null;
                           not printed */
};
struct mb_member {
    const char *name; /* as in JSON */
    enum mb_member_type type;
    uint32_t offset; /* within the record */
};
struct mb_kind_info {
    const char *name;  /* "weak_mentions" */
    uint32_t list;     /* offset of the list within struct mb_document */
    uint32_t size;     /* of one record */
    uint32_t evidence; /* offset of struct mb_evidence within the record */
    const struct mb_member *members;
    uint32_t nmembers;
};
const struct mb_kind_info *mb_kind_info(enum mb_kind kind);

/* The records of one kind, untyped: their number, and the i-th. */
uint32_t mb_document_count(const struct mb_document *doc, enum mb_kind kind);
void *mb_document_record(const struct mb_document *doc, enum mb_kind kind,
                         uint32_t i);

/* A new document without records, or NULL; indices and counts of records are
 * "not given" only after mb_record_add. */
struct mb_document *mb_document_new(struct mb_arena *arena);

/* Add an empty record: fields null, counts -1, tri-states unknown, indices
 * MB_NO_INDEX. NULL if memory ran out (the arena remembers). */
void *mb_record_add(struct mb_document *doc, enum mb_kind kind);

/* The quote behind an evidence: the bytes of its spans, joined by a space. In
 * the arena; null if memory ran out. */
struct mb_span mb_evidence_quote(const struct mb_document *doc,
                                 const struct mb_evidence *ev,
                                 struct mb_arena *arena);

/* Every record as stable text: `dump --stage=records`. */
struct mb_buf;
void mb_document_dump(const struct mb_document *doc, struct mb_buf *out);

#endif
