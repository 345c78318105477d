/* A growing string: capacity doubles, a failure sticks. */
#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUF_FIRST = 256 };

void mb_buf_done(struct mb_buf *buf)
{
    free(buf->ptr);
    *buf = MB_BUF_INIT;
}

void mb_buf_clear(struct mb_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->ptr != NULL)
        buf->ptr[0] = '\0';
}

bool mb_buf_reserve(struct mb_buf *buf, size_t more)
{
    size_t need;
    size_t size = buf->size < BUF_FIRST ? BUF_FIRST : buf->size;
    char *grown;

    if (buf->failed)
        return false;
    if (__builtin_add_overflow(buf->len, more, &need) || need >= SIZE_MAX / 2) {
        buf->failed = true;
        return false;
    }
    need++; /* the NUL */
    if (need <= buf->size)
        return true;
    while (size < need)
        size *= 2;
    grown = realloc(buf->ptr, size);
    if (grown == NULL) {
        buf->failed = true;
        return false;
    }
    buf->ptr = grown;
    buf->size = size;
    return true;
}

void mb_buf_put(struct mb_buf *buf, struct mb_span s)
{
    if (s.len == 0 || !mb_buf_reserve(buf, s.len))
        return;
    memcpy(buf->ptr + buf->len, s.ptr, s.len);
    buf->len += s.len;
    buf->ptr[buf->len] = '\0';
}

void mb_buf_puts(struct mb_buf *buf, const char *s)
{
    mb_buf_put(buf, mb_span_str(s));
}

void mb_buf_putc(struct mb_buf *buf, char c)
{
    mb_buf_put(buf, (struct mb_span){&c, 1});
}

void mb_buf_printf(struct mb_buf *buf, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0 || !mb_buf_reserve(buf, (size_t)n)) {
        buf->failed = true;
        return;
    }
    va_start(ap, fmt);
    vsnprintf(buf->ptr + buf->len, (size_t)n + 1, fmt, ap);
    va_end(ap);
    buf->len += (size_t)n;
}

struct mb_span mb_buf_span(const struct mb_buf *buf)
{
    if (buf->ptr == NULL)
        return MB_SPAN_LIT("");
    return (struct mb_span){buf->ptr, buf->len};
}

enum mb_status mb_buf_status(const struct mb_buf *buf, struct mb_err *err)
{
    if (!buf->failed)
        return MB_OK;
    return mb_err_set(err, MB_ERR_NOMEM, "%s", mb_status_text(MB_ERR_NOMEM));
}
