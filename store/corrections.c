/* Corrections that later meetings made, laid against what the corrected
 * minutes say now. Which meeting's minutes they correct was settled
 * (settle.c); which clause, is told by the item they name and the words that
 * go. */
#include "store/versions.h"

#include "store/identity.h"
#include "store/rows.h"

struct clause {
    struct mb_span record_id, item, text;
};
struct correcting {
    struct mb_store *store;
    int64_t meeting;
    struct clause *clauses; /* of the corrected meeting */
    uint32_t nclauses;
    struct mb_corrections rows;
    struct mb_arena *arena;
    struct mb_err *err;
};

static enum mb_status load_clauses(struct correcting *c, bool exempt)
{
    struct mb_query q = mb_sql(
        c->store,
        "SELECT DISTINCT k.record_id, ifnull (r.item, i.number), r.text,"
        " x.sha256, r.n FROM clause k"
        " JOIN resolution r ON r.document_id = k.document_id AND r.n = k.n"
        " JOIN source_document x ON x.id = r.document_id"
        " JOIN meeting_source s ON s.document_id = r.document_id"
        "  AND s.n = r.meeting"
        " LEFT JOIN agenda_item i ON i.document_id = r.document_id"
        "  AND i.n = r.agenda_item"
        " WHERE s.meeting_id = ?1 AND k.current AND (?2 OR NOT EXISTS (SELECT 1"
        "  FROM resolution o WHERE o.clause_id = k.id AND o.restricted))"
        " ORDER BY 4, 5",
        "ii", c->meeting, (int64_t)exempt);

    while (mb_next(&q)) {
        struct clause *k =
            mb_arena_push(c->arena, &c->clauses, &c->nclauses, sizeof *k);
        if (k == NULL)
            break;
        k->record_id = mb_col_dup(&q, 0, c->arena);
        k->item = mb_col_dup(&q, 1, c->arena);
        k->text = mb_col_dup(&q, 2, c->arena);
    }
    return mb_rows_end(&q, c->arena, c->err);
}

/* "45/24" and "45", "3 (b)" and "3": the number is the same, or begins the
 * other. */
static bool same_item(const struct correcting *c, struct mb_span a,
                      struct mb_span b)
{
    struct mb_span x = mb_label_key(a, c->arena), y = mb_label_key(b, c->arena);
    size_t n = x.len < y.len ? x.len : y.len;
    struct mb_span longer = x.len > n ? x : y;

    if (n == 0 || !mb_span_eq(mb_span_sub(x, 0, n), mb_span_sub(y, 0, n)))
        return false;
    return longer.len == n || longer.ptr[n] == '/' || longer.ptr[n] == '(';
}

static bool holds(struct mb_span text, struct mb_span words)
{
    return words.len > 0 && mb_span_ifind(text, words) < text.len;
}

/* The text with the words that go replaced by those that come. */
static struct mb_span replaced(const struct correcting *c, struct mb_span text,
                               const struct mb_correction *row)
{
    size_t at = mb_span_ifind(text, row->old);

    return mb_arena_printf(
        c->arena, MB_SPAN_FMT MB_SPAN_FMT MB_SPAN_FMT,
        MB_SPAN_ARG(mb_span_sub(text, 0, at)), MB_SPAN_ARG(row->new),
        MB_SPAN_ARG(mb_span_sub(text, at + row->old.len, text.len)));
}

static bool add(struct correcting *c, const struct mb_correction *base,
                const struct clause *clause)
{
    struct mb_correction *row =
        mb_arena_push(c->arena, &c->rows.at, &c->rows.n, sizeof *row);

    if (row == NULL)
        return false;
    *row = *base;
    if (clause == NULL)
        return true;
    row->target = clause->record_id;
    row->target_text = clause->text;
    if (holds(clause->text, base->old))
        row->corrected = replaced(c, clause->text, base);
    else
        row->done = holds(clause->text, base->new);
    return true;
}

/* The clauses of the item that it names, or all; of those the ones that hold
 * the words that go, else those that hold the words that come. */
static bool place_words(struct correcting *c, const struct mb_correction *base)
{
    const struct mb_span wanted[] = {base->old, base->new, MB_SPAN_NULL};
    bool named = base->item.ptr != NULL, found = false;

    for (int w = 0; w < (named ? 3 : 2) && !found; w++)
        for (uint32_t i = 0; i < c->nclauses; i++) {
            const struct clause *k = &c->clauses[i];
            if (named && !same_item(c, k->item, base->item))
                continue;
            if (w < 2 && !holds(k->text, wanted[w]))
                continue;
            if (!add(c, base, k))
                return false;
            found = true;
        }
    return found || add(c, base, NULL);
}

/* In which capacity do the minutes name that person now? */
static enum mb_status place_person(struct correcting *c,
                                   struct mb_correction *base)
{
    struct mb_query q = mb_sql(
        c->store,
        "SELECT t.capacity FROM meeting_source s JOIN attendance t"
        " ON t.document_id = s.document_id AND t.meeting = s.n"
        " JOIN document d ON d.document_id = s.document_id"
        " JOIN source_document x ON x.id = s.document_id"
        " WHERE s.meeting_id = ?1 AND t.name_key = ?2"
        "  AND d.superseded_by IS NULL"
        " ORDER BY t.capacity <> ?3, d.rank, x.sha256, t.n LIMIT 1",
        "iss", c->meeting, mb_person_key(base->new, c->arena), base->what);
    enum mb_status st;

    if (mb_next(&q)) {
        base->target_text = mb_col_dup(&q, 0, c->arena);
        base->done = mb_span_eq(base->target_text, base->what);
    }
    st = mb_rows_end(&q, c->arena, c->err);
    if (st == MB_OK && !add(c, base, NULL))
        st = mb_arena_status(c->arena, c->err);
    return st;
}

static bool told(const struct correcting *c, const struct mb_correction *row)
{
    for (uint32_t i = 0; i < c->rows.n; i++) {
        const struct mb_correction *o = &c->rows.at[i];
        if (mb_span_eq(o->date, row->date) && mb_span_eq(o->item, row->item)
            && mb_span_eq(o->what, row->what) && mb_span_eq(o->old, row->old)
            && mb_span_eq(o->new, row->new))
            return true;
    }
    return false;
}

static void read_correction(const struct correcting *c,
                            const struct mb_query *q, struct mb_correction *row)
{
    struct mb_span *spans[] = {&row->record_id, &row->body, &row->date,
                               &row->text,      &row->what, &row->item,
                               &row->old,       &row->new};

    *row = (struct mb_correction){0};
    for (int i = 0; i < (int)(sizeof spans / sizeof spans[0]); i++)
        *spans[i] = mb_col_dup(q, i, c->arena);
    mb_read_where(q, 8, c->arena, &row->where);
    if (row->text.ptr == NULL)
        row->text = row->where.quote;
}

static enum mb_status place_all(struct correcting *c, bool exempt)
{
    enum mb_status st = MB_OK, end;
    struct mb_query q = mb_sql(
        c->store,
        "SELECT k.record_id, b.name, w.date, r.text, c.what, c.item, c.old,"
        " c.new," MB_COLS_WHERE " FROM correction c"
        " JOIN document d ON d.document_id = c.document_id"
        " JOIN source_document x ON x.id = c.document_id"
        " JOIN meeting_source s ON s.document_id = c.document_id"
        "  AND s.n = c.meeting JOIN meeting w ON w.id = s.meeting_id"
        " LEFT JOIN body b ON b.id = w.body_id"
        " LEFT JOIN resolution r ON r.document_id = c.document_id"
        "  AND r.n = c.resolution"
        " LEFT JOIN clause k ON k.id = r.clause_id" MB_JOIN_EVIDENCE(
            "c",
            "corrections") " WHERE c.target_id = ?1 AND (?2 OR NOT ifnull (r.restricted, 0))"
                           " ORDER BY w.date, d.rank, x.sha256, c.n",
        "ii", c->meeting, (int64_t)exempt);

    while (st == MB_OK && mb_next(&q)) {
        struct mb_correction row;
        read_correction(c, &q, &row);
        if (told(c, &row))
            continue;
        if (!mb_span_eq(row.what, MB_SPAN_LIT("text")))
            st = place_person(c, &row);
        else if (!place_words(c, &row))
            st = mb_arena_status(c->arena, c->err);
    }
    end = mb_rows_end(&q, c->arena, c->err);
    return st != MB_OK ? st : end;
}

enum mb_status mb_store_corrections(struct mb_store *store, int64_t meeting,
                                    bool exempt, struct mb_arena *arena,
                                    struct mb_corrections *ret_rows,
                                    struct mb_err *err)
{
    struct correcting c = {
        .store = store, .meeting = meeting, .arena = arena, .err = err};
    enum mb_status st = load_clauses(&c, exempt);

    if (st == MB_OK)
        st = place_all(&c, exempt);
    if (st == MB_OK)
        *ret_rows = c.rows;
    return st;
}
