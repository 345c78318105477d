/* Names that the documents of one body print in two ways: "Dr Ghosh" in June,
 * "Dr Gosh" in July; "Miss Morton", then "Mrs Morton". They are questions and
 * answer nothing: who is whom is for people to say, and what they said (the
 * same person, or two) is asked no more. Two names in one list are two people.
 */
#include "store/rows.h"

#include "base/diag.h"
#include "parser/records/names.h"

enum { NAMES_MAX = 600 }; /* of one body: beyond, too many to compare */

struct printed {
    struct mb_span authority, body, name, date, document_name, uri;
    struct mb_span key;
    int64_t document;
    int64_t person; /* as people said, or 0 */
};

/* The names of one body. */
struct names {
    struct printed *at;
    uint32_t n;
};

static void read_name(const struct mb_query *q, struct mb_arena *arena,
                      struct names *ret)
{
    struct printed *p = mb_arena_push(arena, &ret->at, &ret->n, sizeof *p);

    if (p == NULL)
        return;
    p->authority = mb_col_dup(q, 0, arena);
    p->body = mb_col_dup(q, 1, arena);
    p->name = mb_col_dup(q, 2, arena);
    p->date = mb_col_dup(q, 3, arena);
    p->document = mb_col_int(q, 4);
    p->document_name = mb_col_dup(q, 5, arena);
    p->uri = mb_col_dup(q, 6, arena);
    p->person = mb_col_int(q, 8);
    p->key = mb_name_key(p->name, arena);
}

/* Does one document list both? */
static enum mb_status listed_together(struct mb_store *store,
                                      const struct printed *a,
                                      const struct printed *b, int64_t *ret,
                                      struct mb_err *err)
{
    return mb_get_int(store, err, 0, ret,
                      "SELECT 1 FROM attendance t JOIN attendance u"
                      " ON u.document_id = t.document_id"
                      " WHERE t.name = ?1 AND u.name = ?2 LIMIT 1",
                      "ss", a->name, b->name);
}

/* What to ask of two names of one body, or MB_DIAG_COUNT. */
static enum mb_diag_code question(const struct printed *a,
                                  const struct printed *b)
{
    struct mb_span ha = mb_name_honorific(a->name),
                   hb = mb_name_honorific(b->name);

    if (a->key.len == 0 || b->key.len == 0
        || (a->person != 0 && b->person != 0))
        return MB_DIAG_COUNT;
    if (mb_span_eq(a->key, b->key))
        return ha.ptr != NULL && hb.ptr != NULL && !mb_span_eq(ha, hb)
                   ? MB_DIAG_HONORIFIC_VARIES
                   : MB_DIAG_COUNT;
    return mb_name_compare(a->key, b->key) == MB_NAME_NEAR ? MB_DIAG_NAME_VARIES
                                                           : MB_DIAG_COUNT;
}

static void add_row(struct mb_review_rows *rows, struct mb_arena *arena,
                    enum mb_diag_code code, const struct printed *a,
                    const struct printed *b)
{
    struct mb_review_row *row =
        mb_arena_extend(arena, &rows->at, &rows->n, sizeof *row);

    if (row == NULL)
        return;
    row->code = mb_span_str(mb_diag_name(code));
    row->severity = mb_span_str(mb_severity_name(mb_diag_severity(code)));
    row->message = mb_span_str(mb_diag_text(code));
    row->detail = mb_arena_printf(
        arena,
        MB_SPAN_FMT " (" MB_SPAN_FMT ") / " MB_SPAN_FMT " (" MB_SPAN_FMT ")",
        MB_SPAN_ARG(a->name), MB_SPAN_ARG(a->date), MB_SPAN_ARG(b->name),
        MB_SPAN_ARG(b->date));
    row->authority = mb_arena_dup(arena, b->authority);
    row->body = mb_arena_dup(arena, b->body);
    row->date = mb_arena_dup(arena, b->date);
    row->document_name = mb_arena_dup(arena, b->document_name);
    row->uri = mb_arena_dup(arena, b->uri);
    row->document = b->document;
}

/* Ask of each name and those before it. */
static enum mb_status compare(struct mb_store *store, const struct names *names,
                              struct mb_arena *arena,
                              struct mb_review_rows *rows, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; i < names->n && i < NAMES_MAX; i++)
        for (uint32_t k = 0; st == MB_OK && k < i; k++) {
            const struct printed *a = &names->at[k], *b = &names->at[i];
            enum mb_diag_code code = question(a, b);
            int64_t both = 0;
            if (code == MB_DIAG_COUNT)
                continue;
            st = listed_together(store, a, b, &both, err);
            if (st == MB_OK && both == 0)
                add_row(rows, arena, code,
                        mb_span_cmp(a->date, b->date) <= 0 ? a : b,
                        mb_span_cmp(a->date, b->date) <= 0 ? b : a);
        }
    return st;
}

/* The names come body by body, and only one body's are held at a time. */
static enum mb_status ask(struct mb_store *store,
                          const struct mb_filter *filter,
                          struct mb_arena *names_arena, struct mb_arena *arena,
                          struct mb_review_rows *rows, struct mb_err *err)
{
    struct mb_bound f = mb_bind_filter(filter, arena);
    struct names names = {NULL, 0};
    enum mb_status st = MB_OK, ended;
    int64_t body = 0;
    struct mb_query q = mb_sql(
        store,
        "SELECT a.name, b.name, t.name, min (m.date), x.id, x.name, x.uri,"
        " b.id, coalesce ((SELECT p.person_id FROM person_name p"
        "  WHERE p.name_key = t.name_key AND p.authority IN ('', a.key)"
        "  AND p.split_at IS NULL ORDER BY p.authority DESC LIMIT 1),"
        "  (SELECT o.id FROM person o WHERE o.name = t.name))"
        " FROM attendance t" MB_JOIN_DOCUMENT("t") MB_JOIN_MEETING(
            "t") " WHERE b.id IS NOT NULL AND d.superseded_by IS NULL"
                 " AND " MB_WHERE_PLACE("m.date")
                     MB_UNUSED_STRATEGY MB_UNUSED_EXEMPT MB_UNUSED_DROPPED
        " GROUP BY b.id, t.name ORDER BY b.id, t.name",
        MB_BOUND_FORMAT, MB_BOUND_ARGS(f));

    while (st == MB_OK && mb_next(&q)) {
        if (mb_col_int(&q, 7) != body) {
            st = compare(store, &names, arena, rows, err);
            mb_arena_clear(names_arena);
            names = (struct names){NULL, 0};
            body = mb_col_int(&q, 7);
        }
        read_name(&q, names_arena, &names);
    }
    if (st == MB_OK)
        st = mb_arena_status(names_arena, err);
    if (st == MB_OK)
        st = compare(store, &names, arena, rows, err);
    ended = mb_end(&q, st == MB_OK ? err : NULL);
    if (st == MB_OK)
        st = ended;
    return st == MB_OK ? mb_arena_status(arena, err) : st;
}

enum mb_status mb_store_name_doubts(struct mb_store *store,
                                    const struct mb_filter *filter,
                                    struct mb_arena *arena,
                                    struct mb_review_rows *rows,
                                    struct mb_err *err)
{
    struct mb_arena *names = mb_arena_new(0);
    enum mb_status st;

    if (names == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    st = ask(store, filter, names, arena, rows, err);
    mb_arena_free(names);
    return st;
}
