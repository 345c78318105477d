/* Texts: the shared ones of a workbook, and how text is written in it. */
#include "parser/readers/xlsx.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

void mb_xlsx_text_start(struct mb_xlsx_text *t, const char *name)
{
    if (strcmp(name, "rPh") == 0)
        t->readings++;
    else if (name[0] == 't' && name[1] == '\0')
        t->in_text = t->readings == 0;
}

void mb_xlsx_text_end(struct mb_xlsx_text *t, const char *name)
{
    if (strcmp(name, "rPh") == 0 && t->readings > 0)
        t->readings--;
    else if (name[0] == 't' && name[1] == '\0')
        t->in_text = false;
}

/* The character of "_xHHHH_" at the start of s; -1 where it is none. */
static long escape(const char *s, size_t len)
{
    long c = 0;

    if (len < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        const char *digits = "0123456789abcdef";
        const char *at = strchr(digits, s[i] | 0x20);
        if (s[i] == '\0' || at == NULL || (s[i] < '0'))
            return -1;
        c = c * 16 + (at - digits);
    }
    return c;
}

void mb_xlsx_unescape(struct mb_buf *buf, size_t from)
{
    size_t out = from;

    if (buf->ptr == NULL
        || (memchr(buf->ptr + from, '_', buf->len - from) == NULL
            && memchr(buf->ptr + from, '\r', buf->len - from) == NULL))
        return;
    for (size_t i = from; i < buf->len;) {
        long c = escape(buf->ptr + i, buf->len - i);
        size_t len = c >= 0 ? 7 : 1;
        if (c < 0)
            c = (unsigned char)buf->ptr[i];
        i += len;
        if (c == '\r') { /* a line ends once */
            bool feed = (i < buf->len && buf->ptr[i] == '\n')
                        || escape(buf->ptr + i, buf->len - i) == '\n';
            if (!feed)
                buf->ptr[out++] = '\n';
        } else if (len == 7) {
            out += mb_utf8_encode(c == 0 ? MB_UTF8_REPLACEMENT : (uint32_t)c,
                                  buf->ptr + out);
        } else {
            buf->ptr[out++] = (char)c;
        }
    }
    buf->len = out;
    buf->ptr[out] = '\0';
}

/* --- shared strings ---------------------------------------------------- */

struct reading {
    struct mb_xlsx *x;
    struct mb_xlsx_text text;
    bool in_item;
};

static void start(void *ctx, const struct mb_sax_tag *tag)
{
    struct reading *r = ctx;

    if (strcmp(tag->name, "si") == 0)
        r->in_item = true;
    else if (r->in_item)
        mb_xlsx_text_start(&r->text, tag->name);
}

/* One more text stands at the end of the buffer. */
static void take(struct reading *r)
{
    struct mb_xlsx_strings *s = &r->x->strings;
    size_t from = s->n > 0 ? s->ends[s->n - 1] : 0;

    if (s->n == s->room) {
        uint32_t room = s->room == 0 ? 1024 : 2 * s->room;
        uint32_t *ends = realloc(s->ends, room * sizeof *ends);
        if (ends == NULL) {
            mb_xlsx_fail(r->x, MB_ERR_NOMEM, "out of memory");
            return;
        }
        s->ends = ends;
        s->room = room;
    }
    mb_xlsx_unescape(&s->text, from);
    s->ends[s->n++] = (uint32_t)s->text.len;
    if (s->text.len - from > MB_BOOK_TEXT)
        mb_xlsx_fail(r->x, MB_ERR_LIMIT,
                     "a text of the workbook is longer than %u bytes",
                     MB_BOOK_TEXT);
    if (s->n > MB_BOOK_CELLS)
        mb_xlsx_fail(r->x, MB_ERR_LIMIT, "the workbook has more than %u texts",
                     MB_BOOK_CELLS);
}

static void end(void *ctx, const char *name)
{
    struct reading *r = ctx;

    if (strcmp(name, "si") == 0) {
        if (r->in_item && r->x->status == MB_OK)
            take(r);
        r->in_item = false;
        r->text = (struct mb_xlsx_text){0, false};
    } else {
        mb_xlsx_text_end(&r->text, name);
    }
}

static void words(void *ctx, struct mb_span s)
{
    struct reading *r = ctx;
    struct mb_xlsx_strings *strings = &r->x->strings;
    uint64_t most = r->x->options->limits.memory_bytes / 2;

    if (!r->text.in_text || r->x->status != MB_OK)
        return;
    mb_buf_put(&strings->text, s);
    if (strings->text.failed)
        mb_xlsx_fail(r->x, MB_ERR_NOMEM, "out of memory");
    else if (strings->text.len > UINT32_MAX / 2
             || (most != 0 && strings->text.len > most))
        mb_xlsx_fail(r->x, MB_ERR_LIMIT,
                     "the workbook's texts take more memory than the limit "
                     "allows");
}

enum mb_status mb_xlsx_read_strings(struct mb_xlsx *x, const char *part,
                                    struct mb_err *err)
{
    struct reading r = {.x = x};
    struct mb_sax handlers = {&r, start, end, words};

    return mb_xlsx_events(x, part, &handlers, err);
}

void mb_xlsx_strings_done(struct mb_xlsx_strings *strings)
{
    mb_buf_done(&strings->text);
    free(strings->ends);
}
