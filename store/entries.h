/* What people wrote: entries beside the extracted values, and who is whom.
 *
 * Everything here is append-only: nothing is changed or deleted, a later
 * entry of the same field counts. An entry stays with its clause through its
 * Record ID, whatever later versions or rules make of the document.
 */
#ifndef MB_STORE_ENTRIES_H
#define MB_STORE_ENTRIES_H

#include "store/store.h"

struct mb_entry {
    int64_t seq;              /* given by the store */
    struct mb_span record_id; /* MB-… */
    struct mb_span field;     /* "Owner", "Status"; or an extracted member:
                                 "text", "date" … (a correction) */
    struct mb_span value;     /* empty: back to what was extracted */
    struct mb_span by;
    struct mb_span at;     /* null in what is added: the run's time */
    struct mb_span why;    /* or null */
    struct mb_span source; /* workbook's name, or null */
    struct mb_span generation;
    int64_t run;   /* given by the store */
    bool conflict; /* kept beside another's, not in force */
    bool undone;
    bool restricted; /* its clause is exempt: for --include-exempt only */
};
struct mb_entries {
    struct mb_entry *at;
    uint32_t n;
};

/* Append entries, all or none. MB_ERR_USAGE where record_id is no Record ID
 * of this database, or field or by are empty: the line says which. */
enum mb_status mb_store_entries_add(struct mb_store *store,
                                    const struct mb_entry *entries, uint32_t n,
                                    struct mb_err *err) MB_MUST_CHECK;

/* The entries in force: the latest of each Record ID and field that is no
 * conflict and was not undone, whose value is not empty; by Record ID and
 * field. record_id narrows it (null: all); record_id in the rows is that of
 * the clause to which it leads now. */
enum mb_status mb_store_entries_latest(struct mb_store *store,
                                       struct mb_span record_id,
                                       struct mb_arena *arena,
                                       struct mb_entries *ret_entries,
                                       struct mb_err *err) MB_MUST_CHECK;
/* Every entry, in order of time; for one Record ID (and what it took over), or
 * all. */
enum mb_status mb_store_entries_all(struct mb_store *store,
                                    struct mb_span record_id,
                                    struct mb_arena *arena,
                                    struct mb_entries *ret_entries,
                                    struct mb_err *err) MB_MUST_CHECK;

/* The Record ID that counts now for one that was ever given: itself, or the
 * one that took it over. Null where it never was. */
enum mb_status mb_store_record_find(struct mb_store *store, struct mb_span id,
                                    struct mb_arena *arena,
                                    struct mb_span *ret_id,
                                    struct mb_err *err) MB_MUST_CHECK;

/* What a workbook carries (reports/ knows the shape): keep it under its
 * generation, and find it again (null: unknown).
 *
 * A writer stores it. A reader, who waits for nobody, leaves a note beside the
 * register: it is found there, until who has the lock takes it in.
 *
 * at          when it was made, UTC
 * ret_purged  a document was purged since the reader's mb_store_hold, which
 *             mb_store_release has ended: nothing is kept, and what was read
 *             may hold what must not leave any more: read it again
 */
enum mb_status mb_store_emitted_put(struct mb_store *store,
                                    struct mb_span generation,
                                    struct mb_span at, struct mb_span cells,
                                    bool *ret_purged,
                                    struct mb_err *err) MB_MUST_CHECK;
/* Take in the notes of readers where the lock is free; without waiting, and
 * silently: they can stay. A writer does so anyway when its run begins and
 * ends. holder: as in mb_store_options. */
void mb_store_notes_settle(struct mb_store *store, const char *holder);
/* Whether it is there. */
enum mb_status mb_store_emitted_has(struct mb_store *store,
                                    struct mb_span generation, bool *ret_has,
                                    struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_store_emitted_get(struct mb_store *store,
                                    struct mb_span generation,
                                    struct mb_arena *arena,
                                    struct mb_span *ret_cells,
                                    struct mb_err *err) MB_MUST_CHECK;

/* ----------------------------------------------------------- people -- */

struct mb_people_act {
    struct mb_span name;         /* how reports print the person */
    struct mb_span authority;    /* null: any authority */
    const struct mb_span *names; /* printed names that are this person's */
    uint32_t nnames;
    struct mb_span by;
    struct mb_span why;
};
/* Say that names are one person's; and take names out of a person again.
 * MB_ERR_USAGE where a name is already another person's, or (split) is
 * nobody's. */
enum mb_status mb_store_people_merge(struct mb_store *store,
                                     const struct mb_people_act *act,
                                     struct mb_err *err) MB_MUST_CHECK;
enum mb_status mb_store_people_split(struct mb_store *store,
                                     const struct mb_people_act *act,
                                     struct mb_err *err) MB_MUST_CHECK;

/* How often the documents held print a name in a list of people. */
enum mb_status mb_store_people_printed(struct mb_store *store,
                                       struct mb_span name, uint32_t *ret_n,
                                       struct mb_err *err) MB_MUST_CHECK;

struct mb_person_name {
    struct mb_span person;
    struct mb_span authority;
    struct mb_span name_key;
    struct mb_span by, at, why;
    struct mb_span split_by, split_at, split_why; /* null: in force */
};
struct mb_person_names {
    struct mb_person_name *at;
    uint32_t n;
};
enum mb_status mb_store_people(struct mb_store *store, struct mb_arena *arena,
                               struct mb_person_names *ret_rows,
                               struct mb_err *err) MB_MUST_CHECK;

/* ---------------------------------------------------------- history -- */

/* All that happened to a clause, oldest first: first met, other documents,
 * versions, entries, corrections, link decisions, withdrawals. */
struct mb_history_row {
    struct mb_span at;
    struct mb_span what; /* "first met", "also in", "new version", "entry",
                            "correction", "link confirmed", "withdrawn" … */
    struct mb_span field;
    struct mb_span value;
    struct mb_span by;
    struct mb_span why;
    struct mb_span document_name;
    int64_t run;
};
struct mb_history {
    struct mb_history_row *at;
    uint32_t n;
};
enum mb_status mb_store_history(struct mb_store *store,
                                struct mb_span record_id,
                                struct mb_arena *arena,
                                struct mb_history *ret_history,
                                struct mb_err *err) MB_MUST_CHECK;

#endif
