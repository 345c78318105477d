/* A pool's insides: its tasks, and a worker as the parent sees it. Private to
 * pool.c and slot.c.
 */
#ifndef MB_PARSER_SLOT_H
#define MB_PARSER_SLOT_H

#include "base/buf.h"
#include "parser/worker.h"

#include <sys/types.h>

#define MB_SLOT_TASKS 48

enum mb_entry_state {
    MB_ENTRY_PDF,        /* waits for its extraction */
    MB_ENTRY_EXTRACTING, /* pdftotext reads it */
    MB_ENTRY_QUEUED,     /* waits for a worker */
    MB_ENTRY_SENT,
    MB_ENTRY_DONE,
    MB_ENTRY_STATES
};

struct mb_entry {
    struct mb_result result;
    struct mb_extraction *extraction; /* owned, while it is extracting */
    struct mb_span layout;            /* of a PDF */
    enum mb_entry_state state;
    bool alone; /* a worker that had it with others in hand ended: the next one
                   gets it with none */
};

struct mb_slot {
    pid_t pid;   /* 0: no worker */
    int sock;    /* tasks go there … */
    int answers; /* … and answers come from here: a pipe */
    bool ready;
    bool brief;                    /* the worker makes no machine code … */
    uint64_t read;                 /* … and read so many bytes of text */
    uint32_t tasks[MB_SLOT_TASKS]; /* numbers of entries, in order */
    uint32_t ntasks;
    int64_t deadline; /* in ticks; 0: none */
    struct mb_buf in; /* what came of a message so far */
};

struct mb_pool {
    struct mb_pool_options options;
    struct mb_slot *slots;
    struct pollfd *polls; /* of the workers, then of the extractions */
    struct mb_entry *ring;
    uint32_t ring_size;
    uint32_t head; /* number of the oldest entry; it is at head % ring_size */
    uint32_t tail;
    size_t pending_bytes;               /* of the documents in between */
    uint32_t nentries[MB_ENTRY_STATES]; /* of these, in each state */
    unsigned starts_failed;             /* in a row */
    bool thorough;                      /* no more brief workers */
    bool broken;                        /* no worker can be started: why */
    struct mb_err why;
    bool has_confined;
    struct mb_confined confined;
};

struct mb_entry *mb_pool_entry(struct mb_pool *pool, uint32_t number);

/* Put an entry of the ring into another state. */
void mb_entry_becomes(struct mb_pool *pool, struct mb_entry *entry,
                      enum mb_entry_state state);

/* There will be no document, for this reason. */
void mb_entry_fail(struct mb_pool *pool, struct mb_entry *entry,
                   const struct mb_err *why);

/* Give an entry to a worker, which is started where there is none. False
 * where none could be: it is noted in the pool, the entry stays queued. Where
 * the worker cannot be reached it is ended. */
bool mb_slot_give(struct mb_pool *pool, struct mb_slot *slot, uint32_t number);

/* Start a worker: the program again (NULL: /proc/self/exe), `tasks` and
 * `answers` (they may be one socket) as its descriptors of parser/frame.h,
 * nothing else open. Returns 0, or posix_spawn's error. */
int mb_worker_spawn(const char *program, int tasks, int answers,
                    pid_t *ret_pid);

/* How a worker ended, by waitpid's status, as one line. */
void mb_worker_ended(int status, struct mb_err *ret_err);

/* The error that a worker reports in a MB_FRAME_ERROR. MB_ERR_WORKER where it
 * is none. */
enum mb_status mb_worker_error(struct mb_span payload, struct mb_err *ret_said,
                               struct mb_err *err) MB_MUST_CHECK;

/* Whether a worker may be given the task `next` too: so many that it has enough
 * to do while this process stores and commits, so few that they cannot fill
 * what they are sent through. A brief worker that has read so much that another
 * should take over gets none; when it has none left the next one starts
 * another. */
bool mb_slot_room(struct mb_pool *pool, const struct mb_slot *slot,
                  const struct mb_entry *next);

/* Take what a worker has sent; one that has died or that lies is ended. */
void mb_slot_read(struct mb_pool *pool, struct mb_slot *slot);

/* End a worker, running or dead. The task that it had in hand fails with *why,
 * or for how it ended (NULL); where it may have had several, these are queued
 * again to be read alone. The others are queued again. */
void mb_slot_end(struct mb_pool *pool, struct mb_slot *slot,
                 const struct mb_err *why);

/* End it with the pool, and give its memory back. */
void mb_slot_done(struct mb_slot *slot);

#endif
