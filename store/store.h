/* The store: one SQLite file, opened, locked, and kept in order.
 *
 * Canonical and derived tables are told apart in schema.sql. Only this layer
 * knows SQLite. It does not print, read the environment or the wall clock:
 * times come in as text. Its other headers: identity.h (who is who), ingest.h
 * (documents in), query.h (rows out), strategy_store.h (strategies, pledges,
 * links), entries.h (what people wrote, people, history), maintain.h
 * (rebuild, verify, dump, backup, undo, purge, export).
 *
 * A handle belongs to one thread. Every function that can fail says why in
 * err: MB_ERR_STORE (the database said no; the line names file and cause),
 * MB_ERR_BUSY (locked by another; the line names it), MB_ERR_NOMEM,
 * MB_ERR_LIMIT (the caller's arena). Only further causes are listed below.
 */
#ifndef MB_STORE_STORE_H
#define MB_STORE_STORE_H

#include "base/arena.h"
#include "base/status.h"

struct mb_store;

enum mb_store_mode {
    MB_STORE_READ,   /* must exist; never waits for a writer */
    MB_STORE_WRITE,  /* must exist; takes the lock */
    MB_STORE_CREATE, /* made where it does not exist; takes the lock */
    MB_STORE_MEMORY  /* a new one in memory, gone when closed; no path */
};

/* Whose record is a document that was published on that host. */
struct mb_store_host {
    const char *host;      /* "democracy.example.gov.uk", without port */
    const char *authority; /* "Example County Council" */
};

struct mb_store_options {
    enum mb_store_mode mode;
    unsigned wait_s;    /* for the lock; the program's default is 30 */
    const char *holder; /* who takes the lock, for others' messages:
                           "minutebook ingest, since 14:02"; NULL: unnamed */
    const struct mb_store_host *hosts; /* ends with host NULL; or NULL;
                                          borrowed while the store is open */
};

/* Open a database, or make it.
 *
 * path     of the file; `<path>.lock` beside it is the lock of writers; NULL
 *          for MEMORY
 *
 * MB_ERR_STORE where it does not exist (READ, WRITE), is no database, is not
 * minutebook's, was made by a newer minutebook, is damaged, cannot be written
 * (WRITE, CREATE) or lies on a network file system; an older schema is
 * brought forward by a writer and refused, with advice, for a reader.
 * MB_ERR_BUSY where the lock was not had in wait_s: the line names the holder.
 * *ret_store is the caller's, closed by mb_store_close.
 */
enum mb_status mb_store_open(const char *path,
                             const struct mb_store_options *options,
                             struct mb_store **ret_store,
                             struct mb_err *err) MB_MUST_CHECK;

/* Close it. Work that was not committed is rolled back. NULL is fine. */
void mb_store_close(struct mb_store *store);

/* Let a reader see one state of the register, however much is committed in the
 * meantime, until it lets go: for what must fit together (a report, an
 * export). Holding for long keeps the log from shrinking. A writer has the
 * lock, and needs neither: nothing happens. */
enum mb_status mb_store_hold(struct mb_store *store,
                             struct mb_err *err) MB_MUST_CHECK;
void mb_store_release(struct mb_store *store);

/* The generation `<db-id>:<source seq>:<entry seq>`: it changes whenever a
 * document or an entry does. In the arena. */
enum mb_status mb_store_generation(struct mb_store *store,
                                   struct mb_arena *arena,
                                   struct mb_span *ret_generation,
                                   struct mb_err *err) MB_MUST_CHECK;

/* --------------------------------------------------------------- runs -- */

/* Which command writes, when and for whom: every writing function needs a
 * run. Spans may be null but command, at and program. */
struct mb_run_info {
    struct mb_span command; /* "ingest" */
    struct mb_span args;
    struct mb_span by;
    struct mb_span at;      /* "2026-03-01T09:30:00Z" */
    struct mb_span program; /* version */
    struct mb_span rules;   /* fingerprint of the rule packs in force: a
                               document is read again when it differs */
    struct mb_span config;  /* hash of the configuration */
    struct mb_span why;     /* the reason that a person gave */
};

/* Begin the run; committed at once, so that a crash leaves its trace. A store
 * has one run at a time; MB_ERR_USAGE for a reader. */
enum mb_status mb_run_begin(struct mb_store *store,
                            const struct mb_run_info *info, int64_t *ret_run,
                            struct mb_err *err) MB_MUST_CHECK;

/* Commit what is pending and close the run with its exit status. */
enum mb_status mb_run_end(struct mb_store *store, struct mb_span at,
                          int exit_status, struct mb_err *err) MB_MUST_CHECK;

/* Commit what is pending. After it, what was put is safe on disk. */
enum mb_status mb_store_flush(struct mb_store *store,
                              struct mb_err *err) MB_MUST_CHECK;

/* Have `fn` called every few milliseconds while the store is at work, most of
 * all before a commit, which takes long: so that what else there is to do goes
 * on. It must not use the store. NULL: nobody is called any more. */
void mb_store_meanwhile(struct mb_store *store, void (*fn)(void *context),
                        void *context);

/* Documents that were put and are not committed yet. */
uint32_t mb_store_pending(const struct mb_store *store);

/* Documents that were put, and taken back with all of their batch, because it
 * could not be committed: since the store was opened. */
uint32_t mb_store_lost(const struct mb_store *store);

/* Take back all that is pending, for who cannot finish what belongs
 * together. */
void mb_store_abandon(struct mb_store *store);

#endif
