/* The lists of a document that need nobody else's rows: one INSERT a record,
 * and one for each evidence, its own and those of members that stand
 * elsewhere. Evidence is walked by the table of parser/document.c, so that a
 * new kind or member needs nothing here. */
#include "store/derive.h"

#include "store/identity.h"

#include <string.h>

/* ------------------------------------------------------- resolutions -- */

/* Where a resolution without a meeting belongs: to its maker on its day, else
 * to its reference, else to the document alone. */
static struct mb_span scope_of_decision(struct mb_derive *d,
                                        const struct mb_resolution *r)
{
    const struct mb_document *doc = d->doc;
    const struct mb_decision *x = NULL;
    struct mb_span place = MB_SPAN_NULL, date = MB_SPAN_LIT("");

    if (r->decision < doc->decisions.n)
        x = &doc->decisions.at[r->decision];
    else if (doc->decisions.n == 1)
        x = &doc->decisions.at[0];
    if (x != NULL && x->date.s.len > 0) {
        date = x->date.s;
        if (x->maker.s.len > 0)
            place = mb_body_key(x->maker.s, d->authority_key, d->arena);
        else if (x->ref.s.len > 0)
            place = mb_arena_printf(d->arena, "ref " MB_SPAN_FMT,
                                    MB_SPAN_ARG(x->ref.s));
    }
    if (place.len == 0) {
        place =
            mb_arena_printf(d->arena, "#" MB_SPAN_FMT, MB_SPAN_ARG(d->sha256));
        date = MB_SPAN_LIT("");
    }
    return mb_arena_printf(
        d->arena, MB_SPAN_FMT "|" MB_SPAN_FMT "|" MB_SPAN_FMT,
        MB_SPAN_ARG(d->authority_key), MB_SPAN_ARG(place), MB_SPAN_ARG(date));
}

static int32_t is_restricted(const struct mb_document *doc,
                             const struct mb_resolution *r)
{
    if (r->restricted == MB_YES)
        return 1;
    return r->item_index < doc->items.n
           && doc->items.at[r->item_index].restricted == MB_YES;
}

static enum mb_status put_resolution(struct mb_derive *d, uint32_t i)
{
    const struct mb_resolution *r = &d->doc->resolutions.at[i];
    uint32_t meeting = mb_derive_meeting(d, r->meeting, r->item_index);
    struct mb_span scope = MB_SPAN_NULL;
    enum mb_status st;

    if (meeting != MB_NO_INDEX)
        scope = d->places[meeting].scope;
    if (scope.ptr == NULL)
        scope = scope_of_decision(d, r);
    st = mb_names_add(&d->store->scopes, scope, d->err);
    if (st != MB_OK)
        return st;
    return mb_exec(
        d->store, d->err,
        "INSERT INTO resolution (document_id, n, scope, meeting, agenda_item,"
        " decision, matter_id, item, label, verb, outcome, text, mover,"
        " seconder, stem, restricted) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
        " nullif (?7, 0), ?8, ?9, ?10, ?11, ifnull (?12, ''), ?13, ?14, ?15,"
        " ?16)",
        "iIsIIIissssssssT", d->id, i, scope, meeting, r->item_index,
        r->decision, mb_derive_matter(d, r), r->item.s, r->label.s, r->verb.s,
        r->outcome.s, r->text.s, r->mover.s, r->seconder.s, r->stem.s,
        is_restricted(d->doc, r));
}

enum mb_status mb_derive_resolutions(struct mb_derive *d)
{
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; st == MB_OK && i < d->doc->resolutions.n; i++)
        st = put_resolution(d, i);
    return st;
}

/* -------------------------------------------------- the simple lists -- */

/* Names, a line each; null where none are recorded. */
static struct mb_span join_names(struct mb_derive *d,
                                 const struct mb_names *names)
{
    struct mb_buf *buf = &d->store->buf;

    if (names->at == NULL)
        return MB_SPAN_NULL;
    mb_buf_clear(buf);
    for (uint32_t i = 0; i < names->n; i++) {
        if (i > 0)
            mb_buf_putc(buf, '\n');
        mb_buf_put(buf, names->at[i]);
    }
    return mb_arena_dup(d->arena, mb_buf_span(buf));
}

static enum mb_status put_vote(struct mb_derive *d, const void *record,
                               uint32_t i)
{
    const struct mb_vote *v = record;

    return mb_exec(d->store, d->err,
                   "INSERT INTO vote_event VALUES"
                   " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                   "iIIsTTTssss", d->id, i, v->resolution, v->item.s,
                   v->votes_for, v->votes_against, v->votes_abstain,
                   join_names(d, &v->for_names),
                   join_names(d, &v->against_names),
                   join_names(d, &v->abstain_names), v->result.s);
}

static enum mb_status put_person(struct mb_derive *d, const void *record,
                                 uint32_t i)
{
    const struct mb_person *p = record;

    return mb_exec(d->store, d->err,
                   "INSERT INTO attendance VALUES (?1, ?2, ?3,"
                   " ifnull (?4, ''), ?5, ifnull (?6, ''), ?7, ?8, ?9)",
                   "iIIssssss", d->id, i,
                   mb_derive_meeting(d, p->meeting, MB_NO_INDEX), p->name.s,
                   mb_person_key(p->name.s, d->arena), p->capacity.s, p->role.s,
                   p->on_behalf_of.s, p->note.s);
}

static enum mb_status put_interest(struct mb_derive *d, const void *record,
                                   uint32_t i)
{
    const struct mb_interest *x = record;

    return mb_exec(d->store, d->err,
                   "INSERT INTO interest VALUES"
                   " (?1, ?2, ifnull (?3, ''), ?4, ?5, ?6, ?7)",
                   "iIssssT", d->id, i, x->name.s,
                   mb_person_key(x->name.s, d->arena), x->item.s, x->kind.s,
                   x->withdrew);
}

static enum mb_status put_action(struct mb_derive *d, const struct mb_action *a,
                                 uint32_t i, int64_t hard)
{
    return mb_exec(d->store, d->err,
                   "INSERT INTO action VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   "iIissss", d->id, i, hard, a->item.s, a->owner.s, a->text.s,
                   a->due.s);
}

static enum mb_status put_hard(struct mb_derive *d, const void *record,
                               uint32_t i)
{
    return put_action(d, record, i, 1);
}

static enum mb_status put_soft(struct mb_derive *d, const void *record,
                               uint32_t i)
{
    return put_action(d, record, i, 0);
}

static enum mb_status put_mention(struct mb_derive *d,
                                  const struct mb_mention *m, uint32_t i,
                                  int64_t weak)
{
    return mb_exec(d->store, d->err,
                   "INSERT INTO mention VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                   "iIisss", d->id, i, weak, m->body.s, m->date.s, m->verb.s);
}

static enum mb_status put_strong(struct mb_derive *d, const void *record,
                                 uint32_t i)
{
    return put_mention(d, record, i, 0);
}

static enum mb_status put_weak(struct mb_derive *d, const void *record,
                               uint32_t i)
{
    return put_mention(d, record, i, 1);
}

static enum mb_status put_motion(struct mb_derive *d, const void *record,
                                 uint32_t i)
{
    const struct mb_motion *m = record;

    return mb_exec(d->store, d->err,
                   "INSERT INTO motion VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   "iIsssss", d->id, i, m->item.s, m->text.s, m->mover.s,
                   m->seconder.s, m->outcome.s);
}

static enum mb_status put_correction(struct mb_derive *d, const void *record,
                                     uint32_t i)
{
    const struct mb_amendment *a = record;

    return mb_exec(d->store, d->err,
                   "INSERT INTO correction (document_id, n, meeting,"
                   " resolution, date, item, what, old, new) VALUES (?1, ?2,"
                   " ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   "iIIIsssss", d->id, i,
                   mb_derive_meeting(d, a->meeting, MB_NO_INDEX), a->resolution,
                   a->date.s, a->item.s, a->what.s, a->old.s, a->new.s);
}

enum mb_status mb_derive_records(struct mb_derive *d)
{
    static const struct {
        enum mb_kind kind;
        enum mb_status (*put)(struct mb_derive *, const void *, uint32_t);
    } lists[] = {
        {MB_KIND_VOTES, put_vote},
        {MB_KIND_PEOPLE, put_person},
        {MB_KIND_INTERESTS, put_interest},
        {MB_KIND_ACTIONS, put_hard},
        {MB_KIND_SOFT_ACTIONS, put_soft},
        {MB_KIND_MENTIONS, put_strong},
        {MB_KIND_WEAK_MENTIONS, put_weak},
        {MB_KIND_MOTIONS, put_motion},
        {MB_KIND_CORRECTIONS, put_correction},
    };
    enum mb_status st = MB_OK;

    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
        uint32_t n = mb_document_count(d->doc, lists[k].kind);
        for (uint32_t i = 0; st == MB_OK && i < n; i++)
            st = lists[k].put(d, mb_document_record(d->doc, lists[k].kind, i),
                              i);
    }
    return st;
}

/* --------------------------------------------------------- evidence -- */

static char *put_number(char *p, uint32_t value)
{
    char digits[10];
    int n = 0;

    do
        digits[n++] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    while (n > 0)
        *p++ = digits[--n];
    return p;
}

/* "12-40,60-81" and the words of those bytes, both into the store's buffer,
 * one behind the other; *ret_split is where the words begin. */
static enum mb_status spans_and_quote(struct mb_derive *d,
                                      const struct mb_evidence *ev,
                                      size_t *ret_split)
{
    struct mb_span text = d->doc->text.text;
    struct mb_buf *buf = &d->store->buf;

    mb_buf_clear(buf);
    for (uint32_t i = 0; i < ev->nspans; i++) {
        char number[24];
        char *p = number;
        struct mb_range r = ev->spans[i];
        if (r.start > r.end || r.end > text.len)
            return mb_err_set(d->err, MB_ERR_FORMAT,
                              MB_SPAN_FMT ": evidence outside of the text",
                              MB_SPAN_ARG(d->doc->name));
        if (i > 0)
            *p++ = ',';
        p = put_number(p, r.start);
        *p++ = '-';
        p = put_number(p, r.end);
        mb_buf_put(buf, (struct mb_span){number, (size_t)(p - number)});
    }
    *ret_split = buf->len;
    for (uint32_t i = 0; i < ev->nspans; i++) {
        if (i > 0)
            mb_buf_putc(buf, ' ');
        mb_buf_put(buf,
                   mb_span_sub(text, ev->spans[i].start, ev->spans[i].end));
    }
    return mb_buf_status(buf, d->err);
}

static enum mb_status put_evidence(struct mb_derive *d,
                                   const struct mb_kind_info *info, uint32_t n,
                                   const char *member,
                                   const struct mb_evidence *ev)
{
    size_t split = 0;
    struct mb_span all, rule = ev->rule;
    uint32_t confidence = ev->confidence < 100 ? ev->confidence : 100;
    enum mb_status st = spans_and_quote(d, ev, &split);

    if (st != MB_OK)
        return st;
    all = mb_buf_span(&d->store->buf);
    if (rule.ptr == NULL)
        rule = MB_SPAN_LIT("");
    return mb_exec(d->store, d->err,
                   "INSERT INTO evidence VALUES"
                   " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   "itItIssIs", d->id, info->name, n, member, ev->page,
                   mb_span_sub(all, 0, split), rule, confidence,
                   mb_span_sub(all, split, all.len));
}

static enum mb_status put_evidences(struct mb_derive *d,
                                    const struct mb_kind_info *info,
                                    const unsigned char *record, uint32_t n)
{
    enum mb_status st =
        put_evidence(d, info, n, "", (const void *)(record + info->evidence));

    for (uint32_t m = 0; st == MB_OK && m < info->nmembers; m++) {
        const struct mb_field *field;
        if (info->members[m].type != MB_MEMBER_FIELD)
            continue;
        field = (const void *)(record + info->members[m].offset);
        if (field->ev != NULL)
            st = put_evidence(d, info, n, info->members[m].name, field->ev);
    }
    return st;
}

enum mb_status mb_derive_evidence(struct mb_derive *d)
{
    enum mb_status st = MB_OK;

    for (unsigned k = 0; k < MB_KIND_COUNT; k++) {
        const struct mb_kind_info *info = mb_kind_info(k);
        uint32_t n = mb_document_count(d->doc, k);
        for (uint32_t i = 0; st == MB_OK && i < n; i++)
            st = put_evidences(d, info, mb_document_record(d->doc, k, i), i);
    }
    return st;
}

/* ------------------------------------------------------- diagnostics -- */

static enum mb_status put_diagnostic(struct mb_derive *d, uint32_t n,
                                     const struct mb_diag *x)
{
    return mb_exec(d->store, d->err,
                   "INSERT INTO diagnostic VALUES"
                   " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   "iIttIIIIs", d->id, n, mb_diag_name(x->code),
                   mb_severity_name(mb_diag_severity(x->code)), x->line,
                   x->column, x->start, x->end, x->detail);
}

/* Whose record it is, only the store can tell: the parser's word on that is
 * replaced. */
enum mb_status mb_derive_diagnostics(struct mb_derive *d)
{
    const struct mb_diag unknown = {.code = MB_DIAG_AUTHORITY_UNKNOWN};
    enum mb_status st = MB_OK;
    uint32_t n = 0;

    if (!d->authority_known)
        st = put_diagnostic(d, n++, &unknown);
    for (uint32_t i = 0; st == MB_OK && i < d->doc->diags.n; i++)
        if (d->doc->diags.at[i].code != MB_DIAG_AUTHORITY_UNKNOWN)
            st = put_diagnostic(d, n++, &d->doc->diags.at[i]);
    return st;
}
