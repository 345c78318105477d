/* From edits to what becomes of them. Edits of one cell are looked at
 * together: a row may stand in the workbook more than once. What the register
 * says already, or has been told before by this workbook, is left out.
 */
#include "reports/update_priv.h"

#include <stdlib.h>
#include <string.h>

/* How the reason begins of an entry that is kept and not in force: the review
 * list of the store tells them apart by it. */
#define PROPOSAL "proposal: the record says "
#define CONFLICT "conflict: the register had another value by then"
#define REFUSED  "refused: "

static int by_cell(const void *a, const void *b)
{
    const struct mb_edit *x = *(const struct mb_edit *const *)a;
    const struct mb_edit *y = *(const struct mb_edit *const *)b;
    int order = mb_span_cmp(x->id, y->id);

    if (order == 0)
        order = mb_span_cmp(x->column->header, y->column->header);
    if (order == 0) /* the same value stands together */
        order = mb_span_cmp(x->value, y->value);
    return order != 0 ? order : (x > y) - (x < y);
}

static bool same_cell(const struct mb_edit *a, const struct mb_edit *b)
{
    return mb_span_eq(a->id, b->id)
           && mb_span_eq(a->column->header, b->column->header);
}

/* The name under which a cell is kept as an entry: what is said of a link is
 * kept with its clause, what is said of the record under the name that
 * `correct` has for it. */
static struct mb_span kept_as(struct mb_arena *arena, struct mb_span id,
                              struct mb_span record, struct mb_span header)
{
    static const char *const members[][2] = {
        {"Decision", "text"},       {"Title", "title"},
        {"Item", "item"},           {"Clause", "label"},
        {"Type", "verb"},           {"Outcome", "outcome"},
        {"Proposed by", "mover"},   {"Seconded by", "seconder"},
        {"Body", "body"},           {"Date", "date"},
        {"Reference", "reference"},
    };

    if (!mb_span_eq(id, record))
        return mb_arena_printf(arena, MB_SPAN_FMT " " MB_SPAN_FMT,
                               MB_SPAN_ARG(id), MB_SPAN_ARG(header));
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (mb_span_eq(header, mb_span_str(members[i][0])))
            return mb_span_str(members[i][1]);
    return header;
}

static bool is_officer(const struct mb_edit *edit)
{
    return (edit->column->flags & MB_COLUMN_OFFICER) != 0;
}

/* Did this workbook say it? */
static bool is_ours(const struct mb_update *u, const struct mb_entry *entry)
{
    return mb_span_eq(entry->generation, u->generation)
           && mb_span_eq(entry->by, u->by)
           && mb_span_eq(entry->source, u->source);
}

/* The run in which this workbook last said something there; 0: never. */
static int64_t last_said(const struct mb_update *u,
                         const struct mb_entry *const *at, uint32_t n)
{
    while (n-- > 0)
        if (!at[n]->undone && is_ours(u, at[n]))
            return at[n]->run;
    return 0;
}

/* Was it told before: by this workbook when it was last read; as a value that
 * is kept beside already; or, on a sheet that officers keep for themselves,
 * ever (an old copy)? */
static bool told_before(struct mb_comparison *c, const struct mb_edit *edit)
{
    const struct mb_update *u = c->update;
    const struct mb_entry *const *at;
    struct mb_span record = edit->record;
    int64_t said;
    uint32_t n;

    if (edit->link && edit->record.ptr == NULL)
        record = mb_now_matter(c, edit->id);
    if (record.ptr == NULL)
        return false;
    at = mb_now_history(
        &c->now, record,
        kept_as(c->arena, edit->id, record, edit->column->header), &n);
    said = last_said(u, at, n);
    for (uint32_t i = 0; i < n; i++) {
        if (at[i]->undone || !mb_span_eq(at[i]->value, edit->value))
            continue;
        if (edit->wrong == NULL && at[i]->conflict
            && mb_span_starts(at[i]->why, MB_SPAN_LIT(REFUSED)))
            continue; /* it could not stand there then, and can now */
        if ((is_ours(u, at[i]) && at[i]->run == said)
            || (at[i]->conflict && mb_span_eq(at[i]->generation, u->generation))
            || (edit->copied && !at[i]->conflict))
            return true;
    }
    return false;
}

/* Did this workbook say what is in force now? Then it may say otherwise. */
static bool said_now(const struct mb_comparison *c, const struct mb_edit *edit)
{
    const struct mb_now_link *link;
    const struct mb_entry *const *at;
    uint32_t n;

    if (edit->link) {
        link = mb_now_link(&c->now, edit->id);
        return link != NULL && link->by.len > 0
               && mb_span_eq(link->by, c->update->by);
    }
    at = mb_now_history(&c->now, edit->id, edit->column->header, &n);
    while (n-- > 0)
        if (!at[n]->conflict && !at[n]->undone)
            return is_ours(c->update, at[n]);
    return false;
}

/* What is in force there now. */
static struct mb_span value_now(const struct mb_comparison *c,
                                const struct mb_edit *edit)
{
    const struct mb_now_link *link;

    if (!is_officer(edit))
        return edit->base;
    if (!edit->link)
        return mb_now_entry(&c->now, edit->id, edit->column->header);
    link = mb_now_link(&c->now, edit->id);
    if (link == NULL)
        return MB_SPAN_NULL;
    if (mb_span_eq(edit->column->header, MB_SPAN_LIT("Why")))
        return link->decision_why;
    return mb_now_decision(link->status);
}

static bool is_same(struct mb_span a, struct mb_span b)
{
    return (a.len == 0 && b.len == 0) || mb_span_eq(a, b);
}

static void fill(struct mb_comparison *c, struct mb_update_item *item,
                 const struct mb_edit *edit)
{
    if (item == NULL)
        return;
    item->id = edit->id;
    item->record = edit->record;
    if (edit->link && edit->record.ptr == NULL)
        item->record = mb_now_matter(c, edit->id);
    item->field = edit->column->header;
    item->value = edit->value;
    item->theirs = value_now(c, edit);
    item->place = edit->place;
}

static void propose(struct mb_comparison *c, const struct mb_edit *edit)
{
    struct mb_update_item *item = mb_update_item(c, MB_UPDATE_PROPOSED);

    fill(c, item, edit);
    if (item == NULL)
        return;
    if (edit->base.len > 0)
        item->why = mb_arena_printf(
            c->arena, PROPOSAL "\"%.*s\"",
            (int)(edit->base.len < 400 ? edit->base.len : 0), edit->base.ptr);
    if (edit->base.len == 0 || edit->base.len >= 400)
        item->why = MB_SPAN_LIT(PROPOSAL "otherwise");
}

static void refuse(struct mb_comparison *c, const struct mb_edit *edit)
{
    struct mb_update_item *item = mb_update_item(c, MB_UPDATE_REFUSED);

    fill(c, item, edit);
    if (item != NULL)
        item->why = mb_span_str(edit->wrong);
}

/* n edits of one cell, with different values: not told before, and not what
 * the register says. */
static void settle(struct mb_comparison *c, struct mb_edit *const *at,
                   uint32_t n)
{
    struct mb_span now = value_now(c, at[0]);
    bool other_side =
        at[0]->base_known ? !is_same(now, at[0]->base) : now.len > 0;
    uint32_t sound = 0;

    if (other_side && said_now(c, at[0]))
        other_side = false;
    for (uint32_t i = 0; i < n; i++)
        sound += at[i]->wrong == NULL;
    for (uint32_t i = 0; i < n; i++) {
        enum mb_update_kind kind = MB_UPDATE_ENTERED;
        if (at[i]->wrong != NULL) {
            refuse(c, at[i]);
            continue;
        }
        if (!is_officer(at[i])) {
            propose(c, at[i]);
            continue;
        }
        if (sound > 1 || other_side)
            kind = MB_UPDATE_CONFLICT;
        else if (at[i]->link)
            kind = MB_UPDATE_LINK;
        fill(c, mb_update_item(c, kind), at[i]);
    }
}

/* Those of the n edits of one cell that say something new, once each; moved
 * to the front. */
static uint32_t choose(struct mb_comparison *c, struct mb_edit **at, uint32_t n)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < n; i++) {
        bool old =
            at[i]->wrong == NULL && is_same(at[i]->value, value_now(c, at[i]));
        if (!old)
            old = told_before(c, at[i]);
        c->update->already += old;
        if (kept > 0 && !old)
            old = mb_span_eq(at[kept - 1]->value, at[i]->value);
        if (!old)
            at[kept++] = at[i];
    }
    return kept;
}

static int by_place(const void *a, const void *b)
{
    const struct mb_update_item *x = a;
    const struct mb_update_item *y = b;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->place.len != y->place.len) /* rows by their number, nearly */
        return x->place.len < y->place.len ? -1 : 1;
    return mb_span_cmp(x->place, y->place);
}

/* All edits of one clause or link, n of them. */
static void merge_row(struct mb_comparison *c, struct mb_edit **at, uint32_t n)
{
    mb_update_ratings(c, at, n);
    for (uint32_t i = 0; i < n;) {
        uint32_t same = 1;
        uint32_t kept;
        while (i + same < n && same_cell(at[i], at[i + same]))
            same++;
        kept = choose(c, at + i, same);
        if (kept > 0)
            settle(c, at + i, kept);
        i += same;
    }
}

enum mb_status mb_update_merge(struct mb_comparison *c, struct mb_err *err)
{
    struct mb_edit **at =
        mb_arena_alloc(c->arena, c->nedits + 1u, sizeof(void *));

    if (at == NULL)
        return mb_arena_status(c->arena, err);
    for (uint32_t i = 0; i < c->nedits; i++)
        at[i] = &c->edits[i];
    qsort(at, c->nedits, sizeof(void *), by_cell);
    for (uint32_t i = 0; i < c->nedits;) {
        uint32_t n = 1;
        while (i + n < c->nedits && mb_span_eq(at[i]->id, at[i + n]->id))
            n++;
        merge_row(c, at + i, n);
        i += n;
    }
    if (mb_arena_status(c->arena, err) == MB_OK && c->update->nitems > 0)
        qsort(c->update->items, c->update->nitems, sizeof *c->update->items,
              by_place);
    return mb_arena_status(c->arena, err);
}

/* --- writing ----------------------------------------------------------- */

const char *mb_update_kind_name(enum mb_update_kind kind)
{
    static const char *const names[MB_UPDATE_COUNT] = {
        [MB_UPDATE_ENTERED] = "entered",   [MB_UPDATE_LINK] = "link",
        [MB_UPDATE_CONFLICT] = "conflict", [MB_UPDATE_PROPOSED] = "proposed",
        [MB_UPDATE_REFUSED] = "refused",
    };

    return names[kind];
}

static struct mb_span decision_of(struct mb_span value)
{
    if (mb_span_eq(value, MB_SPAN_LIT("Confirm")))
        return MB_SPAN_LIT("confirmed");
    if (mb_span_eq(value, MB_SPAN_LIT("Reject")))
        return MB_SPAN_LIT("rejected");
    return MB_SPAN_LIT("reopened");
}

struct writing {
    struct mb_store *store;
    const struct mb_update *update;
    struct mb_arena *arena;
};

static struct mb_entry entry_of(const struct writing *w,
                                const struct mb_update_item *item)
{
    struct mb_entry entry = {
        .record_id = item->record,
        .field = kept_as(w->arena, item->id, item->record, item->field),
        .value = item->value,
        .by = w->update->by,
        .why = item->why,
        .source = w->update->source,
        .generation = w->update->generation,
        .conflict = item->kind != MB_UPDATE_ENTERED,
    };

    if (!mb_span_eq(item->id, item->record))
        entry.field =
            mb_arena_printf(w->arena, MB_SPAN_FMT " " MB_SPAN_FMT,
                            MB_SPAN_ARG(item->id), MB_SPAN_ARG(item->field));
    if (item->kind == MB_UPDATE_CONFLICT)
        entry.why = MB_SPAN_LIT(CONFLICT);
    else if (item->kind == MB_UPDATE_REFUSED)
        entry.why = mb_arena_printf(w->arena, REFUSED MB_SPAN_FMT,
                                    MB_SPAN_ARG(item->why));
    return entry;
}

/* The item of the same link in the other column, or NULL. */
static const struct mb_update_item *partner(const struct mb_update *u,
                                            const struct mb_update_item *item,
                                            const char *field)
{
    for (uint32_t i = 0; i < u->nitems; i++)
        if (u->items[i].kind == MB_UPDATE_LINK
            && mb_span_eq(u->items[i].id, item->id)
            && mb_span_eq(u->items[i].field, mb_span_str(field)))
            return &u->items[i];
    return NULL;
}

/* A decision and its reason are one act; a reason alone repeats the decision
 * that it belongs to. */
static enum mb_status decide(const struct writing *w,
                             const struct mb_update_item *item,
                             struct mb_err *err)
{
    bool reason = mb_span_eq(item->field, MB_SPAN_LIT("Why"));
    struct mb_link_filter filter = {
        .link_id = item->id, .include_rejected = true, .include_exempt = true};
    const struct mb_update_item *other =
        partner(w->update, item, reason ? "Link decision" : "Why");
    struct mb_link_rows now;
    struct mb_link_decision decision = {
        .link_id = item->id, .by = w->update->by, .source = w->update->source};
    enum mb_status st;

    if (reason && other != NULL)
        return MB_OK; /* told with the decision */
    st = mb_store_links(w->store, &filter, w->arena, &now, err);
    if (st != MB_OK || now.n == 0)
        return st;
    decision.decision =
        decision_of(reason ? mb_now_decision(now.at[0].status) : item->value);
    decision.why = now.at[0].decision_why;
    if (reason || other != NULL)
        decision.why = reason ? item->value : other->value;
    if (decision.why.len == 0)
        decision.why = MB_SPAN_NULL;
    decision.quote = now.at[0].quote;
    return mb_store_link_decide(w->store, &decision, err);
}

enum mb_status mb_update_apply(struct mb_store *store,
                               const struct mb_update *update,
                               struct mb_err *err)
{
    struct writing w = {store, update, mb_arena_new(0)};
    struct mb_entry *entries;
    uint32_t n = 0;
    enum mb_status st = MB_OK;

    if (w.arena == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    entries = mb_arena_alloc(w.arena, update->nitems + 1u, sizeof *entries);
    for (uint32_t i = 0; entries != NULL && i < update->nitems; i++)
        if (update->items[i].kind != MB_UPDATE_LINK
            && update->items[i].record.ptr != NULL)
            entries[n++] = entry_of(&w, &update->items[i]);
    st = mb_arena_status(w.arena, err);
    if (st == MB_OK && n > 0)
        st = mb_store_entries_add(store, entries, n, err);
    for (uint32_t i = 0; st == MB_OK && i < update->nitems; i++)
        if (update->items[i].kind == MB_UPDATE_LINK)
            st = decide(&w, &update->items[i], err);
    mb_arena_free(w.arena);
    return st;
}
