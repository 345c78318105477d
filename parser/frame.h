/* Messages between the parent and a worker: to it over a socket, from it over
 * a pipe, which holds what the parent has no time to read. Private to pool.c
 * and worker.c.
 */
#ifndef MB_PARSER_FRAME_H
#define MB_PARSER_FRAME_H

#include "base/arena.h"
#include "base/buf.h"

enum mb_frame_type {
    MB_FRAME_HELLO =
        1,          /* to the worker: struct mb_hello, house, rules' folder */
    MB_FRAME_READY, /* from it: struct mb_confined */
    MB_FRAME_TASK,  /* to it: struct mb_task_head, name, URI; descriptors */
    MB_FRAME_DOCUMENT, /* from it: parser/wire.h */
    MB_FRAME_ERROR,    /* from it: enum mb_status, text */
    MB_FRAME_BOOK,     /* to it: struct mb_book_head, a name; a descriptor */
    MB_FRAME_CELLS,    /* from it: parser/book_wire.h, any number of times */
    MB_FRAME_BOOK_END, /* from it: that was all */
    MB_FRAME_END
};

#define MB_FRAME_MAGIC   0x5246424Du /* "MBFR" */
#define MB_FRAME_FDS_MAX 2

/* A worker's descriptors: where its tasks come from, where answers go. */
#define MB_FRAME_TASKS   0
#define MB_FRAME_ANSWERS 3

struct mb_frame_head {
    uint32_t magic;
    uint32_t type;
    uint32_t len; /* bytes behind the head */
};

/* Send a message, with nfds descriptors. Waits until it is gone. MB_ERR_WORKER
 * where the other side is. */
enum mb_status mb_frame_send(int sock, enum mb_frame_type type,
                             struct mb_span payload, const int *fds, int nfds,
                             struct mb_err *err) MB_MUST_CHECK;

/* Write a message to a pipe. Waits until it is in. MB_ERR_WORKER where it
 * cannot be; SIGPIPE where nobody reads. */
enum mb_status mb_frame_write(int fd, enum mb_frame_type type,
                              struct mb_span payload,
                              struct mb_err *err) MB_MUST_CHECK;

/* Wait for a message of at most `limit` bytes.
 *
 * payload  emptied and filled
 * fds      MB_FRAME_FDS_MAX descriptors, -1 where there are fewer; the
 *          caller closes them
 *
 * *ret_type is 0 where the other side has closed. MB_ERR_WORKER for what is
 * no message; MB_ERR_NOMEM.
 */
enum mb_status mb_frame_receive(int sock, size_t limit, struct mb_buf *payload,
                                int fds[MB_FRAME_FDS_MAX], uint32_t *ret_type,
                                struct mb_err *err) MB_MUST_CHECK;

/* Whether a head is one, of a message of at most `limit` bytes. */
bool mb_frame_head_check(const struct mb_frame_head *head, size_t limit);

/* A file in memory that holds the bytes, read from its start; -1 where that
 * cannot be. The caller closes it. */
int mb_frame_memory(struct mb_span bytes);

#endif
