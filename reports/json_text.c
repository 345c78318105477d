/* jansson writes piecewise: each piece goes straight into the buffer. */
#include "reports/json_text.h"

json_t *mb_json_text(struct mb_span s)
{
    return s.ptr == NULL ? json_null() : json_stringn(s.ptr, s.len);
}

static int write_out(const char *bytes, size_t len, void *out)
{
    struct mb_buf *buf = out;

    mb_buf_put(buf, (struct mb_span){bytes, len});
    return buf->failed ? -1 : 0;
}

enum mb_status mb_json_finish(json_t *root, size_t flags, bool ok,
                              struct mb_buf *out, struct mb_err *err)
{
    if (json_dump_callback(root, write_out, out, flags) != 0)
        ok = false;
    json_decref(root);
    mb_buf_putc(out, '\n');
    if (!ok)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    return mb_buf_status(out, err);
}
