/* The one table of what each record kind is made of. */
#include "parser/document.h"

#include "base/buf.h"

#include <string.h>

static const char *const doc_kinds[MB_DOC_KIND_COUNT] = {
    [MB_DOC_OTHER] = "other",
    [MB_DOC_ISSUE] = "issue",
    [MB_DOC_AGENDA_ITEM] = "agenda_item",
    [MB_DOC_MEETING] = "meeting",
    [MB_DOC_DECISION] = "decision",
    [MB_DOC_DECISION_LIST] = "decision_list",
    [MB_DOC_FORWARD_PLAN] = "forward_plan",
    [MB_DOC_AGENDA] = "agenda",
    [MB_DOC_MINUTES] = "minutes",
    [MB_DOC_REPORT] = "report",
};

const char *mb_doc_kind_name(enum mb_doc_kind kind)
{
    return (unsigned)kind < MB_DOC_KIND_COUNT ? doc_kinds[kind] : "other";
}

#define FIELD(type, name)                                                      \
    {                                                                          \
#name, MB_MEMBER_FIELD, offsetof(type, name)                           \
    }
#define AS(type, member, name, kind)                                           \
    {                                                                          \
        name, MB_MEMBER_##kind, offsetof(type, member)                         \
    }

#define T struct mb_meeting
static const struct mb_member meeting_members[] = {
    FIELD(T, body),  FIELD(T, date),  FIELD(T, time),
    FIELD(T, venue), FIELD(T, state),
};
#undef T
#define T struct mb_item
static const struct mb_member item_members[] = {
    FIELD(T, number),
    FIELD(T, title),
    AS(T, restricted, "restricted", TRI),
    AS(T, meeting, "meeting", INDEX),
    AS(T, block, "block", INDEX),
};
#undef T
#define T struct mb_reference
static const struct mb_member reference_members[] = {
    FIELD(T, ref),
    FIELD(T, scheme),
};
#undef T
#define T struct mb_decision
static const struct mb_member decision_members[] = {
    FIELD(T, ref),
    FIELD(T, title),
    FIELD(T, maker),
    FIELD(T, status),
    AS(T, key, "key", TRI),
    AS(T, call_in, "call_in", TRI),
    FIELD(T, date),
    FIELD(T, published),
    FIELD(T, effective),
    FIELD(T, reasons),
    FIELD(T, alternatives),
    FIELD(T, purpose),
    AS(T, item, "item_index", INDEX),
    AS(T, meeting, "meeting", INDEX),
};
#undef T
#define T struct mb_resolution
static const struct mb_member resolution_members[] = {
    FIELD(T, item),
    FIELD(T, text),
    FIELD(T, label),
    FIELD(T, verb),
    FIELD(T, outcome),
    FIELD(T, mover),
    FIELD(T, seconder),
    FIELD(T, stem),
    AS(T, restricted, "restricted", TRI),
    AS(T, item_index, "item_index", INDEX),
    AS(T, decision, "decision", INDEX),
    AS(T, meeting, "meeting", INDEX),
};
#undef T
#define T struct mb_person
static const struct mb_member person_members[] = {
    FIELD(T, name),         FIELD(T, role), FIELD(T, capacity),
    FIELD(T, on_behalf_of), FIELD(T, note), AS(T, meeting, "meeting", INDEX),
};
#undef T
#define T struct mb_vote
static const struct mb_member vote_members[] = {
    FIELD(T, item),
    AS(T, votes_for, "for", COUNT_OF),
    AS(T, votes_against, "against", COUNT_OF),
    AS(T, votes_abstain, "abstain", COUNT_OF),
    AS(T, for_names, "for_names", NAMES),
    AS(T, against_names, "against_names", NAMES),
    AS(T, abstain_names, "abstain_names", NAMES),
    FIELD(T, result),
    AS(T, resolution, "resolution", INDEX),
};
#undef T
#define T struct mb_action
static const struct mb_member action_members[] = {
    FIELD(T, item),
    FIELD(T, owner),
    FIELD(T, text),
    FIELD(T, due),
};
#undef T
#define T struct mb_mention
static const struct mb_member mention_members[] = {
    FIELD(T, body),
    FIELD(T, date),
    FIELD(T, verb),
};
#undef T
#define T struct mb_interest
static const struct mb_member interest_members[] = {
    FIELD(T, name),
    FIELD(T, item),
    FIELD(T, kind),
    AS(T, withdrew, "withdrew", TRI),
};
#undef T
#define T struct mb_motion
static const struct mb_member motion_members[] = {
    FIELD(T, item),     FIELD(T, text),    FIELD(T, mover),
    FIELD(T, seconder), FIELD(T, outcome),
};
#undef T
#define T struct mb_amendment
static const struct mb_member amendment_members[] = {
    FIELD(T, date),
    FIELD(T, item),
    FIELD(T, what),
    FIELD(T, old),
    FIELD(T, new),
    AS(T, meeting, "meeting", INDEX),
    AS(T, resolution, "resolution", INDEX),
};
#undef T

#define KIND(list, type, members)                                              \
    {                                                                          \
#list, offsetof(struct mb_document, list), sizeof(type),               \
            offsetof(type, ev), members, sizeof members / sizeof members[0]    \
    }

static const struct mb_kind_info kinds[MB_KIND_COUNT] = {
    [MB_KIND_MEETINGS] = KIND(meetings, struct mb_meeting, meeting_members),
    [MB_KIND_ITEMS] = KIND(items, struct mb_item, item_members),
    [MB_KIND_REFERENCES] =
        KIND(references, struct mb_reference, reference_members),
    [MB_KIND_DECISIONS] = KIND(decisions, struct mb_decision, decision_members),
    [MB_KIND_RESOLUTIONS] =
        KIND(resolutions, struct mb_resolution, resolution_members),
    [MB_KIND_PEOPLE] = KIND(people, struct mb_person, person_members),
    [MB_KIND_VOTES] = KIND(votes, struct mb_vote, vote_members),
    [MB_KIND_ACTIONS] = KIND(actions, struct mb_action, action_members),
    [MB_KIND_MENTIONS] = KIND(mentions, struct mb_mention, mention_members),
    [MB_KIND_INTERESTS] = KIND(interests, struct mb_interest, interest_members),
    [MB_KIND_SOFT_ACTIONS] =
        KIND(soft_actions, struct mb_action, action_members),
    [MB_KIND_WEAK_MENTIONS] =
        KIND(weak_mentions, struct mb_mention, mention_members),
    [MB_KIND_MOTIONS] = KIND(motions, struct mb_motion, motion_members),
    [MB_KIND_CORRECTIONS] =
        KIND(corrections, struct mb_amendment, amendment_members),
};

const struct mb_kind_info *mb_kind_info(enum mb_kind kind)
{
    return &kinds[kind];
}

/* Every list has the shape { pointer, count }: copied in and out as bytes,
 * because the pointers' types differ. */
struct list {
    unsigned char *at;
    uint32_t n;
};

static void list_get(const struct mb_document *doc, enum mb_kind kind,
                     struct list *ret_list)
{
    memcpy(ret_list, (const char *)doc + kinds[kind].list, sizeof *ret_list);
}

uint32_t mb_document_count(const struct mb_document *doc, enum mb_kind kind)
{
    struct list list;

    list_get(doc, kind, &list);
    return list.n;
}

void *mb_document_record(const struct mb_document *doc, enum mb_kind kind,
                         uint32_t i)
{
    struct list list;

    list_get(doc, kind, &list);
    return i < list.n ? list.at + (size_t)i * kinds[kind].size : NULL;
}

struct mb_document *mb_document_new(struct mb_arena *arena)
{
    struct mb_document *doc = mb_arena_alloc(arena, 1, sizeof *doc);

    if (doc == NULL)
        return NULL;
    doc->arena = arena;
    doc->diags.arena = arena;
    return doc;
}

void *mb_record_add(struct mb_document *doc, enum mb_kind kind)
{
    const struct mb_kind_info *info = &kinds[kind];
    struct list list;
    unsigned char *record;

    list_get(doc, kind, &list);
    record = mb_arena_push(doc->arena, &list.at, &list.n, info->size);
    if (record == NULL)
        return NULL;
    memcpy((char *)doc + info->list, &list, sizeof list);
    for (uint32_t i = 0; i < info->nmembers; i++) {
        const struct mb_member *m = &info->members[i];
        if (m->type != MB_MEMBER_FIELD && m->type != MB_MEMBER_NAMES)
            memset(record + m->offset, 0xFF, sizeof(uint32_t)); /* -1 */
    }
    return record;
}

struct mb_span mb_evidence_quote(const struct mb_document *doc,
                                 const struct mb_evidence *ev,
                                 struct mb_arena *arena)
{
    struct mb_span quote;
    size_t len = 0;
    char *out;

    for (uint32_t i = 0; i < ev->nspans; i++)
        len += ev->spans[i].end - ev->spans[i].start + (i > 0);
    out = mb_arena_alloc(arena, len + 1, 1);
    if (out == NULL)
        return MB_SPAN_NULL;
    quote = (struct mb_span){out, len};
    for (uint32_t i = 0; i < ev->nspans; i++) {
        size_t n = ev->spans[i].end - ev->spans[i].start;
        if (i > 0)
            *out++ = ' ';
        memcpy(out, doc->text.text.ptr + ev->spans[i].start, n);
        out += n;
    }
    return quote;
}

static void dump_field(const char *name, const struct mb_field *field,
                       struct mb_buf *out)
{
    if (field->s.ptr != NULL)
        mb_buf_printf(out, " %s=\"" MB_SPAN_FMT "\"", name,
                      MB_SPAN_ARG(field->s));
}

static void dump_names(const char *name, const struct mb_names *names,
                       struct mb_buf *out)
{
    if (names->at == NULL)
        return;
    mb_buf_printf(out, " %s=[", name);
    for (uint32_t i = 0; i < names->n; i++)
        mb_buf_printf(out, "%s" MB_SPAN_FMT, i > 0 ? ", " : "",
                      MB_SPAN_ARG(names->at[i]));
    mb_buf_putc(out, ']');
}

static void dump_member(const unsigned char *record, const struct mb_member *m,
                        struct mb_buf *out)
{
    int32_t number;

    switch (m->type) {
    case MB_MEMBER_FIELD:
        dump_field(m->name, (const void *)(record + m->offset), out);
        break;
    case MB_MEMBER_NAMES:
        dump_names(m->name, (const void *)(record + m->offset), out);
        break;
    case MB_MEMBER_TRI:
    case MB_MEMBER_COUNT_OF:
        memcpy(&number, record + m->offset, sizeof number);
        if (number >= 0)
            mb_buf_printf(out, " %s=%d", m->name, number);
        break;
    case MB_MEMBER_INDEX:
        break;
    }
}

static void dump_record(const struct mb_kind_info *info,
                        const unsigned char *record, struct mb_buf *out)
{
    const struct mb_evidence *ev = (const void *)(record + info->evidence);

    mb_buf_puts(out, info->name);
    for (uint32_t i = 0; i < info->nmembers; i++)
        dump_member(record, &info->members[i], out);
    mb_buf_puts(out, " @");
    for (uint32_t i = 0; i < ev->nspans; i++)
        mb_buf_printf(out, "%s%u-%u", i > 0 ? "," : "", ev->spans[i].start,
                      ev->spans[i].end);
    mb_buf_printf(out, " " MB_SPAN_FMT " %u\n", MB_SPAN_ARG(ev->rule),
                  ev->confidence);
}

void mb_document_dump(const struct mb_document *doc, struct mb_buf *out)
{
    const struct mb_coverage *c = &doc->coverage;

    mb_buf_printf(out, "kind %s%s\n", mb_doc_kind_name(doc->kind),
                  doc->truncated ? " truncated" : "");
    for (unsigned k = 0; k < MB_KIND_COUNT; k++)
        for (uint32_t i = 0; i < mb_document_count(doc, k); i++)
            dump_record(&kinds[k], mb_document_record(doc, k, i), out);
    for (uint32_t i = 0; i < doc->diags.n; i++) {
        const struct mb_diag *d = &doc->diags.at[i];
        mb_buf_printf(out, "diag %u:%u %s %s\n", d->line, d->column,
                      mb_severity_name(mb_diag_severity(d->code)),
                      mb_diag_name(d->code));
    }
    mb_buf_printf(out,
                  "coverage lines=%u claimed=%u furniture=%u narrative=%u "
                  "unclaimed=%u\n",
                  c->lines, c->claimed, c->furniture, c->narrative,
                  c->unclaimed);
}
