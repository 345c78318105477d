/* The versions of minutes as JSON. */
#include "reports/minutes_diff.h"

#include "reports/json_text.h"

struct writer {
    struct mb_arena *arena;
    bool ok;
};

static void put(struct writer *w, json_t *object, const char *name,
                json_t *value)
{
    w->ok &= json_object_set_new(object, name, value) == 0;
}

static void put_text(struct writer *w, json_t *object, const char *name,
                     struct mb_span value)
{
    put(w, object, name, mb_json_text(value));
}

static void append(struct writer *w, json_t *array, json_t *value)
{
    w->ok &= json_array_append_new(array, value) == 0;
}

static json_t *side(struct writer *w, struct mb_span item, struct mb_span label,
                    struct mb_span text)
{
    json_t *object;

    if (text.ptr == NULL)
        return json_null();
    object = json_object();
    put_text(w, object, "item", item);
    put_text(w, object, "label", label);
    put_text(w, object, "text", text);
    return object;
}

static json_t *change_json(struct writer *w, const struct mb_change *c)
{
    json_t *object = json_object(), *what = json_array();
    struct mb_buf words = MB_BUF_INIT;
    const struct {
        bool is;
        const char *name;
    } kinds[] = {{c->added, "added"},
                 {c->dropped, "taken out"},
                 {c->moved, "moved"},
                 {c->changed, "changed"}};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].is)
            append(w, what, json_string(kinds[i].name));
    if (c->changed)
        mb_words_changed(c->old_text, c->new_text, w->arena, &words);
    put_text(w, object, "record", c->record_id);
    put(w, object, "change", what);
    put(w, object, "old", side(w, c->old_item, c->old_label, c->old_text));
    put(w, object, "new", side(w, c->new_item, c->new_label, c->new_text));
    put_text(w, object, "words",
             words.len > 0 ? mb_buf_span(&words) : MB_SPAN_NULL);
    mb_buf_done(&words);
    return object;
}

static json_t *version_json(struct writer *w, struct mb_span name,
                            struct mb_span state)
{
    json_t *object = json_object();

    put_text(w, object, "document", name);
    put_text(w, object, "state", state);
    return object;
}

static json_t *fact_json(struct writer *w, const struct mb_fact_change *c)
{
    json_t *object = json_object();

    put_text(w, object, "kind", c->kind);
    put_text(w, object, "what", c->what);
    put_text(w, object, "record", c->record);
    put_text(w, object, "old", c->old);
    put_text(w, object, "new", c->new);
    return object;
}

static json_t *diff_json(struct writer *w, const struct mb_diff *d)
{
    json_t *object = json_object(), *clauses = json_array();
    json_t *facts = json_array();

    for (uint32_t i = 0; i < d->n; i++)
        append(w, clauses, change_json(w, &d->at[i]));
    for (uint32_t i = 0; i < d->nfacts; i++)
        append(w, facts, fact_json(w, &d->facts[i]));
    put(w, object, "old", version_json(w, d->old_name, d->old_state));
    put(w, object, "new", version_json(w, d->new_name, d->new_state));
    put(w, object, "clauses", clauses);
    put(w, object, "facts", facts);
    return object;
}

static json_t *correction_json(struct writer *w, const struct mb_correction *c)
{
    json_t *object = json_object();

    put_text(w, object, "body", c->body);
    put_text(w, object, "date", c->date);
    put_text(w, object, "authority", c->record_id);
    put_text(w, object, "resolution", c->text);
    put_text(w, object, "what", c->what);
    put_text(w, object, "item", c->item);
    put_text(w, object, "old", c->old);
    put_text(w, object, "new", c->new);
    put_text(w, object, "record", c->target);
    put_text(w, object, "text", c->target_text);
    put_text(w, object, "corrected", c->corrected);
    put(w, object, "done", json_boolean(c->done));
    return object;
}

enum mb_status mb_minutes_diff_json(const struct mb_minutes_diff *diff,
                                    struct mb_arena *arena, struct mb_buf *out,
                                    struct mb_err *err)
{
    struct writer w = {arena, true};
    json_t *root = json_object(), *versions = json_array();
    json_t *corrections = json_array();

    for (uint32_t i = 0; i < diff->diffs.n; i++)
        append(&w, versions, diff_json(&w, &diff->diffs.at[i]));
    for (uint32_t i = 0; i < diff->corrections.n; i++)
        append(&w, corrections, correction_json(&w, &diff->corrections.at[i]));
    put_text(&w, root, "authority", diff->authority);
    put_text(&w, root, "body", diff->body);
    put_text(&w, root, "date", diff->date);
    put_text(&w, root, "state", diff->state);
    put(&w, root, "versions", versions);
    put(&w, root, "corrections", corrections);
    return mb_json_finish(root, JSON_INDENT(1), w.ok, out, err);
}
