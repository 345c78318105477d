/* Rows out of the store, for reports, show, list, search and links.
 *
 * Every list is copied into the caller's arena and lives as long as that.
 * Text that the document does not give is the null span. Exempt text is left
 * out unless asked for. Superseded versions and withdrawn documents are left
 * out but where a function says otherwise. The order is always the same for
 * the same content and never depends on when a document was stored.
 */
#ifndef MB_STORE_QUERY_H
#define MB_STORE_QUERY_H

#include "parser/document.h"
#include "store/store.h"

/* What to leave out; null spans: nothing. */
struct mb_filter {
    struct mb_span authority; /* name, case free; also without "Council" … */
    struct mb_span body;      /* name or alias, case free */
    struct mb_span from;      /* meeting's or decision's date, inclusive */
    struct mb_span to;
    struct mb_span strategy; /* linked to it (proposed or confirmed) */
    bool include_exempt;
    bool include_dropped; /* clauses that only superseded versions give */
};

/* Where a value stands. */
struct mb_where {
    struct mb_span member; /* empty: the whole record */
    struct mb_span spans;  /* "12-40,60-81" */
    struct mb_span quote;
    struct mb_span rule;
    uint32_t page; /* 0: none */
    uint32_t confidence;
    int64_t document; /* id */
};

/* The Record IDs of one document's resolutions, in the document's order; the
 * null span for one that is no clause of the register.
 *
 * sha256  of the document's bytes, 64 hex digits
 *
 * *ret_ids has names only where the document is stored. */
enum mb_status mb_store_record_ids(struct mb_store *store, const char *sha256,
                                   struct mb_arena *arena,
                                   struct mb_names *ret_ids,
                                   struct mb_err *err) MB_MUST_CHECK;

/* -------------------------------------------------------- documents -- */

struct mb_document_row {
    int64_t id;
    char sha256[65];
    struct mb_span name;  /* file name when first seen */
    struct mb_span path;  /* where it was last seen */
    struct mb_span uri;   /* where it was published */
    struct mb_span media; /* IANA name */
    struct mb_span kind;  /* "minutes" … */
    struct mb_span title;
    struct mb_span authority;
    struct mb_span body;   /* of its first meeting */
    struct mb_span date;   /* likewise */
    struct mb_span state;  /* draft, confirmed, corrected */
    struct mb_span status; /* stored, withdrawn, purged */
    struct mb_span reader;
    struct mb_span rules;
    struct mb_span first_seen;
    int64_t superseded_by; /* 0: it is the latest version */
    uint64_t bytes;
    uint32_t pages;
    uint32_t clauses; /* operative clauses it gives */
    uint32_t diagnostics;
    struct mb_coverage coverage;
};
struct mb_document_rows {
    struct mb_document_row *at;
    uint32_t n;
};

/* Every document, superseded, withdrawn and purged ones too, by authority,
 * date, body, kind, sha256. */
enum mb_status mb_store_documents(struct mb_store *store,
                                  const struct mb_filter *filter,
                                  struct mb_arena *arena,
                                  struct mb_document_rows *ret_rows,
                                  struct mb_err *err) MB_MUST_CHECK;

/* The one that `what` names: its id, the beginning of its sha256 (6 digits or
 * more), file name, path or URI. ret->n is 0 where there is none, more than 1
 * where several are meant. */
enum mb_status mb_store_document_find(struct mb_store *store,
                                      struct mb_span what,
                                      struct mb_arena *arena,
                                      struct mb_document_rows *ret_rows,
                                      struct mb_err *err) MB_MUST_CHECK;

/* Those that a run stored first, by name; purged ones are left out. */
enum mb_status mb_store_run_documents(struct mb_store *store, int64_t run,
                                      struct mb_arena *arena,
                                      struct mb_document_rows *ret_rows,
                                      struct mb_err *err) MB_MUST_CHECK;

/* A document's text and marks as the reader made them; null text where there
 * is no such document or it was purged. */
enum mb_status mb_store_text(struct mb_store *store, int64_t document,
                             struct mb_arena *arena, struct mb_text *ret_text,
                             struct mb_err *err) MB_MUST_CHECK;
/* Its bytes; null where it was purged. */
enum mb_status mb_store_bytes(struct mb_store *store, int64_t document,
                              struct mb_arena *arena, struct mb_span *ret_bytes,
                              struct mb_err *err) MB_MUST_CHECK;

/* ---------------------------------------------------------- clauses -- */

struct mb_clause_row {
    struct mb_span record_id; /* MB-… */
    struct mb_span authority; /* null: unknown */
    struct mb_span body;
    struct mb_span date;
    struct mb_span time;
    struct mb_span item; /* number as printed */
    struct mb_span item_title;
    struct mb_span reference; /* of the matter, or null */
    struct mb_span decision_title;
    struct mb_span label;
    struct mb_span verb;
    struct mb_span outcome;
    struct mb_span text; /* the preferred document's words */
    struct mb_span mover;
    struct mb_span seconder;
    struct mb_span stem;
    struct mb_span kind; /* of the preferred document … */
    struct mb_span document_name;
    struct mb_span uri;
    struct mb_span state;
    struct mb_span unsure; /* a Record ID it resembles: for review */
    struct mb_where where; /* … and where it stands there */
    int64_t meeting;       /* id, 0: none */
    int64_t matter;        /* id, 0: none */
    uint32_t sources;      /* documents that give it */
    uint32_t position;     /* of the clause in its document */
    bool restricted;
    bool differ;  /* texts-differ */
    bool current; /* false: only superseded versions give it */
};
struct mb_clause_rows {
    struct mb_clause_row *at;
    uint32_t n;
};

/* Clauses by authority, date, body, document, place. */
enum mb_status mb_store_clauses(struct mb_store *store,
                                const struct mb_filter *filter,
                                struct mb_arena *arena,
                                struct mb_clause_rows *ret_rows,
                                struct mb_err *err) MB_MUST_CHECK;
/* The same, one at a time: fn is told of each, whose texts are gone when it
 * returns. What it returns other than MB_OK ends it. */
typedef enum mb_status mb_clause_fn(void *context,
                                    const struct mb_clause_row *row,
                                    struct mb_err *err);
enum mb_status mb_store_clauses_each(struct mb_store *store,
                                     const struct mb_filter *filter,
                                     mb_clause_fn *fn, void *context,
                                     struct mb_err *err) MB_MUST_CHECK;
/* Those of one matter, of one meeting, those that a document gives (whichever
 * document's words are preferred); and the one to which a Record ID leads, its
 * own or one it took over (n is 0 or 1). */
enum mb_status mb_store_matter_clauses(struct mb_store *store, int64_t matter,
                                       const struct mb_filter *filter,
                                       struct mb_arena *arena,
                                       struct mb_clause_rows *ret_rows,
                                       struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_store_meeting_clauses(struct mb_store *store, int64_t meeting,
                                        const struct mb_filter *filter,
                                        struct mb_arena *arena,
                                        struct mb_clause_rows *ret_rows,
                                        struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_store_document_clauses(struct mb_store *store,
                                         int64_t document,
                                         const struct mb_filter *filter,
                                         struct mb_arena *arena,
                                         struct mb_clause_rows *ret_rows,
                                         struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_store_clause(struct mb_store *store, struct mb_span record_id,
                               const struct mb_filter *filter,
                               struct mb_arena *arena,
                               struct mb_clause_rows *ret_rows,
                               struct mb_err *err) MB_MUST_CHECK;

/* One document's words for a clause. */
struct mb_clause_source {
    struct mb_span document_name;
    struct mb_span uri;
    struct mb_span kind;
    struct mb_span state;
    struct mb_span item;
    struct mb_span label;
    struct mb_span text;
    struct mb_where where;
    bool preferred;
    bool superseded; /* the document is a superseded version */
};
struct mb_clause_sources {
    struct mb_clause_source *at;
    uint32_t n;
};

/* Every source of a clause, the preferred first. */
enum mb_status mb_store_clause_sources(struct mb_store *store,
                                       struct mb_span record_id,
                                       struct mb_arena *arena,
                                       struct mb_clause_sources *ret_rows,
                                       struct mb_err *err) MB_MUST_CHECK;

/* Narrative of the document that gives a clause, under its item (or, without
 * items, the whole text): what links are looked for in besides the clause.
 * Cut at max_bytes, at a character. Null where it is exempt. */
enum mb_status mb_store_clause_context(struct mb_store *store,
                                       struct mb_span record_id,
                                       size_t max_bytes, struct mb_arena *arena,
                                       struct mb_span *ret_text,
                                       uint32_t *ret_start,
                                       struct mb_err *err) MB_MUST_CHECK;

/* ---------------------------------------------------------- matters -- */

struct mb_matter_row {
    int64_t id;
    struct mb_span authority;
    struct mb_span scheme;
    struct mb_span reference;
    struct mb_span title; /* of its decision, else of its item; or null */
    uint32_t clauses;
    uint32_t documents;
};
struct mb_matter_rows {
    struct mb_matter_row *at;
    uint32_t n;
};

struct mb_event_row {
    struct mb_span kind; /* noticed, considered, … decided, published … */
    struct mb_span date;
    struct mb_span body;
    struct mb_where where;
    struct mb_span document_name;
    uint32_t documents; /* that tell it */
};
struct mb_event_rows {
    struct mb_event_row *at;
    uint32_t n;
};

/* Matters by authority and reference; a reference narrows it (null: all). The
 * same reference of two authorities is two matters. */
enum mb_status mb_store_matters(struct mb_store *store,
                                const struct mb_filter *filter,
                                struct mb_span reference,
                                struct mb_arena *arena,
                                struct mb_matter_rows *ret_rows,
                                struct mb_err *err) MB_MUST_CHECK;
/* Its events by date; one that several documents tell is listed once. */
enum mb_status mb_store_events(struct mb_store *store, int64_t matter,
                               struct mb_arena *arena,
                               struct mb_event_rows *ret_rows,
                               struct mb_err *err) MB_MUST_CHECK;

/* What the report on a matter recommends, its recommendations a line each; the
 * null text where no report is held. A report is on the matter whose
 * reference it gives first. Of several the one to that day's meeting counts
 * (date: YYYY-MM-DD or null), else the latest. Exempt items are left out
 * unless `exempt`. In the arena. */
enum mb_status mb_store_recommended(struct mb_store *store, int64_t matter,
                                    struct mb_span date, bool exempt,
                                    struct mb_arena *arena,
                                    struct mb_span *ret_text,
                                    struct mb_err *err) MB_MUST_CHECK;

/* A matter that documents speak of and no clause is known of: its decision is
 * there only as a page's or an item's words. */
struct mb_bare_matter {
    int64_t id;
    struct mb_span reference;
    struct mb_span title; /* of its decision or item, or null */
    struct mb_span date;  /* of its decision or meeting, or null */
    int64_t document;     /* where those words stand: … */
    uint32_t start;       /* … bytes of the document's text */
    uint32_t end;
};
struct mb_bare_matters {
    struct mb_bare_matter *at;
    uint32_t n;
};
/* The matters without a current clause, one row a document that is about
 * them: their decision's page, the item whose heading names them, or a
 * document that names no other; agendas, plans and reports are no decisions.
 * By matter and document; `document` narrows it to the matters that one is
 * about (0: all), `matter` to one (0: all). Exempt words are left out. */
enum mb_status mb_store_bare_matters(struct mb_store *store, int64_t document,
                                     int64_t matter, struct mb_arena *arena,
                                     struct mb_bare_matters *ret_rows,
                                     struct mb_err *err) MB_MUST_CHECK;

/* The reports on a matter: documents of kind report whose first reference is
 * the matter's, those that hold exempt passages left out. With matter 0: the
 * matter on which `document` is a report, in *ret_ids (none or one). */
enum mb_status mb_store_reports(struct mb_store *store, int64_t matter,
                                int64_t document, struct mb_arena *arena,
                                int64_t **ret_ids, uint32_t *ret_n,
                                struct mb_err *err) MB_MUST_CHECK;

/* -------------------------------------- decisions, meetings, the rest -- */

/* A decision: what all its documents say, the preferred one's word first. */
struct mb_decision_row {
    struct mb_span authority;
    struct mb_span reference;
    struct mb_span title;
    struct mb_span maker;
    struct mb_span body; /* of the meeting it was taken at, or null */
    struct mb_span status;
    int32_t key; /* enum mb_tri */
    int32_t call_in;
    struct mb_span date;
    struct mb_span published;
    struct mb_span effective;
    struct mb_span reasons;
    struct mb_span alternatives;
    struct mb_span purpose;
    struct mb_span document_name; /* of the preferred one */
    struct mb_span uri;
    struct mb_where where;
    int64_t matter;
    uint32_t sources;
};
struct mb_decision_rows {
    struct mb_decision_row *at;
    uint32_t n;
};
enum mb_status mb_store_decisions(struct mb_store *store,
                                  const struct mb_filter *filter,
                                  struct mb_arena *arena,
                                  struct mb_decision_rows *ret_rows,
                                  struct mb_err *err) MB_MUST_CHECK;

struct mb_meeting_row {
    int64_t id;
    struct mb_span authority;
    struct mb_span body;
    struct mb_span date;
    struct mb_span time;
    struct mb_span venue;
    struct mb_span state;
    struct mb_span document_name; /* of the preferred document */
    struct mb_span uri;
    uint32_t ordinal;
    uint32_t items;
    uint32_t clauses;
    uint32_t present; /* people in the chair or present */
    uint32_t documents;
};
struct mb_meeting_rows {
    struct mb_meeting_row *at;
    uint32_t n;
};
enum mb_status mb_store_meetings(struct mb_store *store,
                                 const struct mb_filter *filter,
                                 struct mb_arena *arena,
                                 struct mb_meeting_rows *ret_rows,
                                 struct mb_err *err) MB_MUST_CHECK;

struct mb_item_row {
    int64_t meeting;
    struct mb_span number;
    struct mb_span title;
    struct mb_span reference; /* matter its heading names */
    int32_t restricted;       /* enum mb_tri */
    struct mb_where where;
};
struct mb_item_rows {
    struct mb_item_row *at;
    uint32_t n;
};
/* A meeting's items, from the preferred document that lists any. */
enum mb_status mb_store_items(struct mb_store *store, int64_t meeting,
                              struct mb_arena *arena,
                              struct mb_item_rows *ret_rows,
                              struct mb_err *err) MB_MUST_CHECK;

struct mb_attendance_row {
    struct mb_span authority;
    struct mb_span body;
    struct mb_span date;
    struct mb_span name; /* as printed */
    struct mb_span name_key;
    struct mb_span person; /* as `people merge` calls them, or null */
    struct mb_span capacity;
    struct mb_span role;
    struct mb_span on_behalf_of;
    struct mb_span note;
    struct mb_span document_name;
    struct mb_where where;
    int64_t meeting;
};
struct mb_attendance_rows {
    struct mb_attendance_row *at;
    uint32_t n;
};
/* One row a meeting, name key and capacity; by authority, date, body. Lead
 * officers and contacts of decision pages are left out. */
enum mb_status mb_store_attendance(struct mb_store *store,
                                   const struct mb_filter *filter,
                                   struct mb_arena *arena,
                                   struct mb_attendance_rows *ret_rows,
                                   struct mb_err *err) MB_MUST_CHECK;

struct mb_action_row {
    struct mb_span authority;
    struct mb_span body;
    struct mb_span date; /* of the meeting */
    struct mb_span item;
    struct mb_span owner;
    struct mb_span text;
    struct mb_span due;
    struct mb_span document_name;
    struct mb_span uri;
    struct mb_where where;
    bool hard;
};
struct mb_action_rows {
    struct mb_action_row *at;
    uint32_t n;
};
enum mb_status mb_store_actions(struct mb_store *store,
                                const struct mb_filter *filter,
                                struct mb_arena *arena,
                                struct mb_action_rows *ret_rows,
                                struct mb_err *err) MB_MUST_CHECK;

struct mb_vote_row {
    struct mb_span authority;
    struct mb_span body;
    struct mb_span date;
    struct mb_span item;
    struct mb_span record_id; /* of the clause voted on, or null */
    int32_t votes_for;        /* -1: not given */
    int32_t votes_against;
    int32_t votes_abstain;
    struct mb_span for_names; /* a name a line; null: not recorded */
    struct mb_span against_names;
    struct mb_span abstain_names;
    struct mb_span result;
    struct mb_where where;
};
struct mb_vote_rows {
    struct mb_vote_row *at;
    uint32_t n;
};
enum mb_status mb_store_votes(struct mb_store *store,
                              const struct mb_filter *filter,
                              struct mb_arena *arena,
                              struct mb_vote_rows *ret_rows,
                              struct mb_err *err) MB_MUST_CHECK;

struct mb_mention_row {
    struct mb_span authority;
    struct mb_span body; /* of the document's meeting */
    struct mb_span date;
    struct mb_span to_body; /* mentioned; null: the same body */
    struct mb_span to_date;
    struct mb_span verb;
    struct mb_span document_name;
    struct mb_where where;
    int64_t target; /* meeting id it resolves to, 0: unresolved */
    bool weak;
};
struct mb_mention_rows {
    struct mb_mention_row *at;
    uint32_t n;
};
enum mb_status mb_store_mentions(struct mb_store *store,
                                 const struct mb_filter *filter,
                                 struct mb_arena *arena,
                                 struct mb_mention_rows *ret_rows,
                                 struct mb_err *err) MB_MUST_CHECK;

/* ----------------------------------------------------------- review -- */

/* What a person should look at: diagnostics, clauses whose texts differ or
 * whose identity is unsure, clauses a later version dropped, entries on
 * Record IDs that no document gives any more; names that documents of one body
 * print in two ways, unless people said whose they are. */
struct mb_review_row {
    struct mb_span code;     /* diag name, or identity-unsure, clause-dropped,
                                entry-unplaced, link-unplaced, entry-conflict,
                                entry-proposed, entry-refused */
    struct mb_span severity; /* note, warning, error */
    struct mb_span message;
    struct mb_span detail; /* the words in question */
    struct mb_span record_id;
    struct mb_span authority;
    struct mb_span body;
    struct mb_span date;
    struct mb_span document_name;
    struct mb_span uri;
    uint32_t line;
    uint32_t column;
    int64_t document; /* 0: none */
};
struct mb_review_rows {
    struct mb_review_row *at;
    uint32_t n;
};
/* Worst first. at_least: "note", "warning", "error"; null: warning. */
enum mb_status mb_store_review(struct mb_store *store,
                               const struct mb_filter *filter,
                               struct mb_span at_least, struct mb_arena *arena,
                               struct mb_review_rows *ret_rows,
                               struct mb_err *err) MB_MUST_CHECK;

/* ----------------------------------------------------------- search -- */

struct mb_hit {
    struct mb_span snippet; /* around the words, hits between [ and ] */
    struct mb_span authority;
    struct mb_span body;
    struct mb_span date;
    struct mb_span document_name;
    struct mb_span uri;
    struct mb_span item; /* number */
    struct mb_span item_title;
    struct mb_span record_id; /* of a clause in that passage, or null */
    int64_t document;
    uint32_t start; /* byte offset of the passage in the text */
    uint32_t page;
    double rank; /* lower is better */
};
struct mb_hits {
    struct mb_hit *at;
    uint32_t n;
};

/* Full-text search, best first. The query is words, all of which must stand
 * in one passage; "words in quotes" are a phrase; a word's ending * finds
 * what begins so. Nothing a user types is an error: 23/00091 is a phrase.
 * limit 0 means 20. No words: no hits. */
enum mb_status mb_store_search(struct mb_store *store, struct mb_span query,
                               const struct mb_filter *filter, uint32_t limit,
                               struct mb_arena *arena, struct mb_hits *ret_hits,
                               struct mb_err *err) MB_MUST_CHECK;

/* How many pieces of text the search index has. */
enum mb_status mb_store_pieces(struct mb_store *store, uint32_t *ret_n,
                               struct mb_err *err) MB_MUST_CHECK;

/* In how many of them a word with that stem (Porter's) stands; 0 for a stem
 * that none has. */
enum mb_status mb_store_pieces_with(struct mb_store *store, struct mb_span stem,
                                    uint32_t *ret_n,
                                    struct mb_err *err) MB_MUST_CHECK;

/* ----------------------------------------------------------- status -- */

struct mb_store_counts {
    uint32_t documents, withdrawn, purged, superseded;
    uint32_t meetings, matters, decisions, clauses, dropped;
    uint32_t attendance, actions, votes, strategies, pledges, links;
    uint32_t entries, entries_unplaced, conflicts;
    uint32_t warnings, texts_differ, unsure;
    struct mb_coverage coverage; /* over all documents */
    struct mb_span db_id;
    struct mb_span created_at;
    struct mb_span last_success; /* end of the last run that ended with 0 */
};
enum mb_status mb_store_count(struct mb_store *store, struct mb_arena *arena,
                              struct mb_store_counts *ret_counts,
                              struct mb_err *err) MB_MUST_CHECK;

struct mb_run_row {
    int64_t id;
    struct mb_span command, args, by, at, ended_at, program, rules, config, why;
    uint32_t n_new, n_same, n_again, n_refused;
    int32_t status;    /* exit status; -1: it did not end */
    int64_t undone_by; /* 0: stands */
};
struct mb_run_rows {
    struct mb_run_row *at;
    uint32_t n;
};
/* Runs that began at `since` or later (null: all), the latest first. */
enum mb_status mb_store_runs(struct mb_store *store, struct mb_span since,
                             struct mb_arena *arena,
                             struct mb_run_rows *ret_rows,
                             struct mb_err *err) MB_MUST_CHECK;

struct mb_refusal_row {
    int64_t run;
    struct mb_span path, reason;
};
struct mb_refusal_rows {
    struct mb_refusal_row *at;
    uint32_t n;
};
enum mb_status mb_store_refusals(struct mb_store *store, struct mb_span since,
                                 struct mb_arena *arena,
                                 struct mb_refusal_rows *ret_rows,
                                 struct mb_err *err) MB_MUST_CHECK;

#endif
