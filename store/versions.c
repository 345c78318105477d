/* Two versions are compared by their clauses: settling has joined those that
 * are one (cluster.c), so a change is told by the two documents' words for
 * one Record ID. */
#include "store/versions_priv.h"

#include "store/identity.h"
#include "store/rows.h"

struct version {
    int64_t document;
    struct mb_span chain, name, state;
};
struct versions {
    struct version *at;
    uint32_t n;
};

/* A clause's words without the "and" that leads on to the next one. */
static struct mb_span words_of(struct mb_span text, struct mb_arena *arena)
{
    struct mb_span folded = mb_fold_key(text, arena);

    if (mb_span_ends(folded, MB_SPAN_LIT(" and")))
        return mb_span_sub(folded, 0, folded.len - 4);
    return folded;
}

static bool same_folded(struct mb_span a, struct mb_span b,
                        struct mb_arena *arena)
{
    return mb_span_eq(words_of(a, arena), words_of(b, arena));
}

static bool same_label(struct mb_span a, struct mb_span b,
                       struct mb_arena *arena)
{
    return mb_span_eq(mb_label_key(a, arena), mb_label_key(b, arena));
}

static void read_change(const struct mb_query *q, struct mb_arena *arena,
                        struct mb_change *c)
{
    struct mb_span *texts[] = {&c->record_id, &c->old_item, &c->old_label,
                               &c->old_text,  &c->new_item, &c->new_label,
                               &c->new_text};

    for (int i = 0; i < (int)(sizeof texts / sizeof texts[0]); i++)
        *texts[i] = mb_col_dup(q, i, arena);
    c->added = c->old_text.ptr == NULL;
    c->dropped = c->new_text.ptr == NULL;
    if (c->added || c->dropped)
        return;
    c->changed = !same_folded(c->old_text, c->new_text, arena);
    c->moved = !same_label(c->old_item, c->new_item, arena)
               || !same_label(c->old_label, c->new_label, arena);
}

static enum mb_status compare(struct mb_store *store, struct mb_diff *diff,
                              bool exempt, struct mb_arena *arena,
                              struct mb_err *err)
{
    struct mb_query q = mb_sql(
        store,
        "SELECT c.record_id, o.item, o.label, o.text, w.item, w.label, w.text"
        " FROM clause c"
        " LEFT JOIN resolution o ON o.clause_id = c.id AND o.document_id = ?1"
        " LEFT JOIN resolution w ON w.clause_id = c.id AND w.document_id = ?2"
        " WHERE c.id IN (SELECT clause_id FROM resolution"
        "  WHERE document_id IN (?1, ?2))"
        " AND (?3 OR (NOT ifnull (o.restricted, 0)"
        "  AND NOT ifnull (w.restricted, 0)))"
        " ORDER BY ifnull (w.n, o.n), w.n IS NULL, c.record_id",
        "iii", diff->old_document, diff->new_document, (int64_t)exempt);

    while (mb_next(&q)) {
        struct mb_change *c =
            mb_arena_push(arena, &diff->at, &diff->n, sizeof *c);
        if (c == NULL)
            break;
        read_change(&q, arena, c);
    }
    return mb_rows_end(&q, arena, err);
}

static enum mb_status load_versions(struct mb_store *store, int64_t meeting,
                                    struct versions *list,
                                    struct mb_arena *arena, struct mb_err *err)
{
    struct mb_query q = mb_sql(
        store,
        "SELECT d.document_id, d.chain, x.name, d.state FROM document d"
        " JOIN source_document x ON x.id = d.document_id"
        " WHERE d.chain IS NOT NULL AND EXISTS (SELECT 1 FROM meeting_source s"
        "  WHERE s.document_id = d.document_id AND s.meeting_id = ?1)"
        " AND (d.superseded_by IS NOT NULL OR EXISTS (SELECT 1 FROM document o"
        "  WHERE o.superseded_by = d.document_id))"
        " ORDER BY d.chain, d.stated IS NOT NULL AND d.stated <> 'draft',"
        "  d.document_id",
        "i", meeting);

    while (mb_next(&q)) {
        struct version *v =
            mb_arena_push(arena, &list->at, &list->n, sizeof *v);
        if (v == NULL)
            break;
        v->document = mb_col_int(&q, 0);
        v->chain = mb_col_dup(&q, 1, arena);
        v->name = mb_col_dup(&q, 2, arena);
        v->state = mb_col_dup(&q, 3, arena);
    }
    return mb_rows_end(&q, arena, err);
}

enum mb_status mb_store_diff(struct mb_store *store, int64_t meeting,
                             bool exempt, struct mb_arena *arena,
                             struct mb_diffs *ret_diffs, struct mb_err *err)
{
    struct versions list = {NULL, 0};
    struct mb_diffs diffs = {NULL, 0};
    enum mb_status st = load_versions(store, meeting, &list, arena, err);

    for (uint32_t i = 1; st == MB_OK && i < list.n; i++) {
        const struct version *old = &list.at[i - 1], *new = &list.at[i];
        struct mb_diff *diff;
        if (!mb_span_eq(old->chain, new->chain))
            continue;
        diff = mb_arena_push(arena, &diffs.at, &diffs.n, sizeof *diff);
        if (diff == NULL)
            return mb_arena_status(arena, err);
        *diff = (struct mb_diff){.old_name = old->name,
                                 .old_state = old->state,
                                 .new_name = new->name,
                                 .new_state = new->state,
                                 .old_document = old->document,
                                 .new_document = new->document};
        st = compare(store, diff, exempt, arena, err);
        if (st == MB_OK)
            st = mb_version_facts(store, meeting, exempt, arena, diff, err);
    }
    if (st == MB_OK)
        *ret_diffs = diffs;
    return st;
}
