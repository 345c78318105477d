/* Printed order; what is not printed in the strategy is null. */
#include "reports/strategy_json.h"

#include "reports/json_text.h"

static json_t *pledge_json(const struct mb_strategy *s,
                           const struct mb_pledge *p, int *bad)
{
    json_t *object = json_object();
    struct mb_span parent = MB_SPAN_NULL;

    if (p->parent != UINT32_MAX)
        parent = s->pledges[p->parent].code;
    *bad |= json_object_set_new(object, "code", mb_json_text(p->code));
    *bad |= json_object_set_new(object, "level", mb_json_text(p->level));
    *bad |= json_object_set_new(object, "title", mb_json_text(p->title));
    *bad |=
        json_object_set_new(object, "statement", mb_json_text(p->statement));
    *bad |= json_object_set_new(object, "parent", mb_json_text(parent));
    *bad |= json_object_set_new(object, "owner", mb_json_text(p->owner));
    *bad |= json_object_set_new(object, "target", mb_json_text(p->target));
    *bad |= json_object_set_new(object, "due", mb_json_text(p->due));
    *bad |= json_object_set_new(object, "serves", mb_json_text(p->serves));
    return object;
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
    bad |= json_object_set_new(root, "id", mb_json_text(strategy->id));
    bad |= json_object_set_new(root, "title", mb_json_text(strategy->title));
    bad |=
        json_object_set_new(root, "version", mb_json_text(strategy->version));
    bad |= json_object_set_new(root, "supersedes",
                               mb_json_text(strategy->supersedes));
    bad |= json_object_set_new(root, "pledges", pledges);
    return mb_json_finish(root, JSON_INDENT(1), bad == 0, out, err);
}
