/* Walks the record table into jansson values. A value that could not be made
 * (memory) is NULL; the setters of jansson refuse NULL and say so, which `ok`
 * remembers until the end.
 */
#include "reports/document_json.h"

#include "reports/json_text.h"

#include <string.h>

struct writer {
    const struct mb_document *doc;
    const struct mb_names *record_ids;
    bool ok;
};

/* Put a value that is owned from now on by object (or dropped on failure). */
static void put(struct writer *w, json_t *object, const char *key,
                json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        w->ok = false;
}

static void append(struct writer *w, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        w->ok = false;
}

static json_t *evidence_json(struct writer *w, const struct mb_evidence *ev)
{
    json_t *object = json_object();
    json_t *spans = json_array();
    struct mb_span quote = mb_evidence_quote(w->doc, ev, w->doc->arena);

    for (uint32_t i = 0; i < ev->nspans; i++) {
        json_t *pair = json_array();
        append(w, pair, json_integer(ev->spans[i].start));
        append(w, pair, json_integer(ev->spans[i].end));
        append(w, spans, pair);
    }
    put(w, object, "page",
        ev->page == 0 ? json_null() : json_integer(ev->page));
    put(w, object, "spans", spans);
    put(w, object, "quote", mb_json_text(quote));
    put(w, object, "rule", mb_json_text(ev->rule));
    put(w, object, "confidence", json_real(ev->confidence / 100.0));
    return object;
}

static json_t *names_json(struct writer *w, const struct mb_names *names)
{
    json_t *array;

    if (names->at == NULL)
        return json_null();
    array = json_array();
    for (uint32_t i = 0; i < names->n; i++)
        append(w, array, mb_json_text(names->at[i]));
    return array;
}

static json_t *number_json(const unsigned char *at, enum mb_member_type type)
{
    int32_t number;

    memcpy(&number, at, sizeof number);
    if (number < 0)
        return json_null();
    return type == MB_MEMBER_TRI ? json_boolean(number) : json_integer(number);
}

static void put_member(struct writer *w, json_t *object,
                       const struct mb_member *m, const unsigned char *at)
{
    const struct mb_field *field = (const void *)at;

    switch (m->type) {
    case MB_MEMBER_FIELD:
        put(w, object, m->name, mb_json_text(field->s));
        break;
    case MB_MEMBER_NAMES:
        put(w, object, m->name, names_json(w, (const void *)at));
        break;
    case MB_MEMBER_COUNT_OF:
    case MB_MEMBER_TRI:
        put(w, object, m->name, number_json(at, m->type));
        break;
    case MB_MEMBER_INDEX:
        break; /* lists refer to one another by printed values in JSON */
    }
}

/* "fields": the evidence of members that stand elsewhere than the record. */
static void put_fields(struct writer *w, json_t *object,
                       const struct mb_kind_info *info,
                       const unsigned char *record)
{
    json_t *fields = NULL;

    for (uint32_t i = 0; i < info->nmembers; i++) {
        const struct mb_member *m = &info->members[i];
        const struct mb_field *field = (const void *)(record + m->offset);
        if (m->type != MB_MEMBER_FIELD || field->ev == NULL)
            continue;
        if (fields == NULL)
            fields = json_object();
        put(w, fields, m->name, evidence_json(w, field->ev));
    }
    if (fields != NULL)
        put(w, object, "fields", fields);
}

/* A resolution's Record ID, first among its members. */
static json_t *record_id_json(const struct writer *w, uint32_t i)
{
    if (w->record_ids == NULL || i >= w->record_ids->n)
        return json_null();
    return mb_json_text(w->record_ids->at[i]);
}

static json_t *record_json(struct writer *w, enum mb_kind kind, uint32_t i)
{
    const struct mb_kind_info *info = mb_kind_info(kind);
    const unsigned char *record = mb_document_record(w->doc, kind, i);
    json_t *object = json_object();

    if (kind == MB_KIND_RESOLUTIONS)
        put(w, object, "id", record_id_json(w, i));
    for (uint32_t m = 0; m < info->nmembers; m++)
        put_member(w, object, &info->members[m],
                   record + info->members[m].offset);
    put(w, object, "evidence",
        evidence_json(w, (const void *)(record + info->evidence)));
    put_fields(w, object, info, record);
    return object;
}

/* References are bare strings; their evidence runs parallel to them. */
static void put_references(struct writer *w, json_t *root)
{
    json_t *refs = json_array();
    json_t *evidence = json_array();

    for (uint32_t i = 0; i < w->doc->references.n; i++) {
        const struct mb_reference *r = &w->doc->references.at[i];
        append(w, refs, mb_json_text(r->ref.s));
        append(w, evidence, evidence_json(w, &r->ev));
    }
    put(w, root, "references", refs);
    put(w, root, "reference_evidence", evidence);
}

static void put_records(struct writer *w, json_t *root)
{
    for (unsigned k = 0; k < MB_KIND_COUNT; k++) {
        const struct mb_kind_info *info = mb_kind_info(k);
        json_t *array;
        if (k == MB_KIND_REFERENCES) {
            put_references(w, root);
            continue;
        }
        array = json_array();
        for (uint32_t i = 0; i < mb_document_count(w->doc, k); i++)
            append(w, array, record_json(w, k, i));
        put(w, root, info->name, array);
    }
}

static json_t *source_json(struct writer *w)
{
    const struct mb_document *doc = w->doc;
    json_t *object = json_object();

    put(w, object, "uri", mb_json_text(doc->uri));
    put(w, object, "sha256", json_string(doc->sha256));
    put(w, object, "media_type", json_string(mb_media_type(doc->media)));
    put(w, object, "bytes", json_integer((json_int_t)doc->bytes));
    put(w, object, "pages",
        doc->text.pages == 0 ? json_null() : json_integer(doc->text.pages));
    put(w, object, "state", mb_json_text(doc->state));
    return object;
}

static json_t *diagnostics_json(struct writer *w)
{
    json_t *array = json_array();

    for (uint32_t i = 0; i < w->doc->diags.n; i++) {
        const struct mb_diag *d = &w->doc->diags.at[i];
        json_t *object = json_object();
        put(w, object, "code", json_string(mb_diag_name(d->code)));
        put(w, object, "severity",
            json_string(mb_severity_name(mb_diag_severity(d->code))));
        put(w, object, "line", json_integer(d->line));
        put(w, object, "column", json_integer(d->column));
        put(w, object, "message", json_string(mb_diag_text(d->code)));
        if (d->detail.ptr != NULL)
            put(w, object, "detail", mb_json_text(d->detail));
        append(w, array, object);
    }
    return array;
}

static json_t *coverage_json(struct writer *w)
{
    const struct mb_coverage *c = &w->doc->coverage;
    json_t *object = json_object();

    put(w, object, "lines", json_integer(c->lines));
    put(w, object, "claimed", json_integer(c->claimed));
    put(w, object, "furniture", json_integer(c->furniture));
    put(w, object, "narrative", json_integer(c->narrative));
    put(w, object, "unclaimed", json_integer(c->unclaimed));
    return object;
}

/* "common 3, kent 1" as [{"pack": "common", "version": "3"}, …]. */
static json_t *parser_json(struct writer *w)
{
    json_t *object = json_object();
    json_t *rules = json_array();
    struct mb_span rest = w->doc->rules;

    while (rest.ptr != NULL && rest.len > 0) {
        struct mb_span one;
        struct mb_span pack;
        json_t *entry = json_object();
        rest = mb_span_cut(rest, ',', &one);
        one = mb_span_cut(mb_span_trim(one), ' ', &pack);
        put(w, entry, "pack", mb_json_text(pack));
        put(w, entry, "version", mb_json_text(one));
        append(w, rules, entry);
    }
    put(w, object, "version", json_string(MB_VERSION));
    put(w, object, "rules", rules);
    return object;
}

enum mb_status mb_document_json(const struct mb_document *doc,
                                const struct mb_json_options *options,
                                struct mb_buf *out, struct mb_err *err)
{
    struct writer w = {doc, options->record_ids, true};
    json_t *root = json_object();
    size_t flags = JSON_REAL_PRECISION(4)
                   | (options->compact ? JSON_COMPACT : JSON_INDENT(1));

    put(&w, root, "kind", json_string(mb_doc_kind_name(doc->kind)));
    put(&w, root, "truncated", json_boolean(doc->truncated));
    put(&w, root, "title", mb_json_text(doc->title));
    put(&w, root, "authority", mb_json_text(doc->authority));
    put(&w, root, "source", source_json(&w));
    put_records(&w, root);
    put(&w, root, "diagnostics", diagnostics_json(&w));
    put(&w, root, "coverage", coverage_json(&w));
    put(&w, root, "parser", parser_json(&w));
    if (!options->no_text)
        put(&w, root, "text", mb_json_text(doc->text.text));
    return mb_json_finish(root, flags, w.ok, out, err);
}
