/* What an operation came to, and the one line that says why.
 *
 * Errors and diagnostics are different things. An error means that the work
 * could not be done (a file, memory, a limit, the database): it is a status
 * plus a line of text, made here. That a document is odd is a diagnostic
 * (base/diag.h) and the work goes on.
 *
 * This module knows nothing else of the program.
 */
#ifndef MB_BASE_STATUS_H
#define MB_BASE_STATUS_H

#include <stdarg.h>

enum mb_status {
    MB_OK = 0,
    MB_ERR_NOMEM,   /* memory ran out */
    MB_ERR_LIMIT,   /* a limit on size, count, depth or time was met */
    MB_ERR_IO,      /* a file could not be read or written */
    MB_ERR_FORMAT,  /* the bytes are not what they claim to be */
    MB_ERR_REFUSED, /* a format that is known and not read; the line advises */
    MB_ERR_RULES,   /* a rule pack is wrong */
    MB_ERR_STORE,   /* the database said no */
    MB_ERR_BUSY,    /* another process holds the lock */
    MB_ERR_REPORT,  /* a report could not be written */
    MB_ERR_USAGE,   /* the caller asked for what cannot be */
    MB_ERR_WORKER,  /* a worker process died or broke the protocol */
    MB_ERR_AGAIN,   /* it takes a worker that is better prepared; between a
                       worker and its parent only */
    MB_STATUS_COUNT
};

/* One line for people: what went wrong, where, and what to do about it.
 * The array is fixed so that reporting a lack of memory needs none. */
#define MB_ERR_TEXT_MAX 512
struct mb_err {
    enum mb_status status;
    char text[MB_ERR_TEXT_MAX];
};

#define MB_MUST_CHECK   __attribute__((warn_unused_result))
#define MB_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Fill an error and hand its status back, so that a function can end with
 * `return mb_err_set(err, MB_ERR_IO, ...)`.
 *
 * err     filled; NULL is allowed and then only the status is handed back
 * status  what to return; not MB_OK
 * fmt     a printf format; the result is cut at MB_ERR_TEXT_MAX - 1 bytes, at
 *         a character's boundary
 */
enum mb_status mb_err_set(struct mb_err *err, enum mb_status status,
                          const char *fmt, ...) MB_PRINTF(3, 4);

/* The name of a status in a few plain words ("out of memory"). Static text. */
const char *mb_status_text(enum mb_status status);

#endif
