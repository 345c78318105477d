/* Printed order; what is not printed in the strategy is null. */
#include "reports/strategy_json.h"

#include <jansson.h>

static json_t *text_or_null(struct mb_span s)
{
    return s.ptr == NULL ? json_null() : json_stringn(s.ptr, s.len);
}

static json_t *pledge_json(const struct mb_strategy *s,
                           const struct mb_pledge *p, int *bad)
{
    json_t *object = json_object();
    struct mb_span parent = MB_SPAN_NULL;

    if (p->parent != UINT32_MAX)
        parent = s->pledges[p->parent].code;
    *bad |= json_object_set_new(object, "code", text_or_null(p->code));
    *bad |= json_object_set_new(object, "level", text_or_null(p->level));
    *bad |= json_object_set_new(object, "title", text_or_null(p->title));
    *bad |=
        json_object_set_new(object, "statement", text_or_null(p->statement));
    *bad |= json_object_set_new(object, "parent", text_or_null(parent));
    *bad |= json_object_set_new(object, "owner", text_or_null(p->owner));
    *bad |= json_object_set_new(object, "target", text_or_null(p->target));
    *bad |= json_object_set_new(object, "due", text_or_null(p->due));
    *bad |= json_object_set_new(object, "serves", text_or_null(p->serves));
    return object;
}

static int write_out(const char *bytes, size_t len, void *out)
{
    struct mb_buf *buf = out;

    mb_buf_put(buf, (struct mb_span){bytes, len});
    return buf->failed ? -1 : 0;
}

enum mb_status mb_strategy_json(const struct mb_strategy *strategy,
                                struct mb_buf *out, struct mb_err *err)
{
    json_t *root = json_object();
    json_t *pledges = json_array();
    int bad = 0;

    for (uint32_t i = 0; i < strategy->npledges; i++)
        bad |= json_array_append_new(
            pledges, pledge_json(strategy, &strategy->pledges[i], &bad));
    bad |= json_object_set_new(root, "id", text_or_null(strategy->id));
    bad |= json_object_set_new(root, "title", text_or_null(strategy->title));
    bad |=
        json_object_set_new(root, "version", text_or_null(strategy->version));
    bad |= json_object_set_new(root, "supersedes",
                               text_or_null(strategy->supersedes));
    bad |= json_object_set_new(root, "pledges", pledges);
    bad |= json_dump_callback(root, write_out, out, JSON_INDENT(1));
    json_decref(root);
    mb_buf_putc(out, '\n');
    if (bad)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    return mb_buf_status(out, err);
}
