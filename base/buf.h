/* A growing string for building output.
 *
 * Always NUL-terminated once anything was put into it. An allocation that
 * fails is remembered in `failed` and every later call does nothing, so that
 * the caller may check once at the end.
 */
#ifndef MB_BASE_BUF_H
#define MB_BASE_BUF_H

#include "base/span.h"
#include "base/status.h"

struct mb_buf {
    char *ptr;
    size_t len; /* bytes, without the NUL */
    size_t size;
    bool failed;
};

#define MB_BUF_INIT ((struct mb_buf){NULL, 0, 0, false})

void mb_buf_done(struct mb_buf *buf);  /* free what it holds */
void mb_buf_clear(struct mb_buf *buf); /* keep the memory, forget the text */

/* Room for `more` bytes behind len, and the NUL; false if memory ran out. */
bool mb_buf_reserve(struct mb_buf *buf, size_t more);

void mb_buf_put(struct mb_buf *buf, struct mb_span s);
void mb_buf_puts(struct mb_buf *buf, const char *s);
void mb_buf_putc(struct mb_buf *buf, char c);
void mb_buf_printf(struct mb_buf *buf, const char *fmt, ...) MB_PRINTF(2, 3);

/* What it holds, borrowed until the next change; "" where it is empty. */
struct mb_span mb_buf_span(const struct mb_buf *buf);

/* MB_OK, or MB_ERR_NOMEM where any call before failed. */
enum mb_status mb_buf_status(const struct mb_buf *buf,
                             struct mb_err *err) MB_MUST_CHECK;

#endif
