/* Cases out of the store.
 *
 * Rows are sorted by matter (or document and item), so that a case is a run
 * of them. For each clause the store says which bytes of its document stand
 * around it; the document is split into blocks once (the latest is kept) and
 * the blocks of those bytes are read into the case. What the parser knows of
 * a clause, that it is operative and of which class, is laid over what the
 * case reader found.
 */
#include "assurance/gather.h"

#include <stdlib.h>
#include <string.h>

enum { CONTEXT_MAX = 64 * 1024 };

/* One run. */
struct gathering {
    const struct mb_gather *g;
    struct mb_arena *arena;     /* of the case */
    struct mb_arena *doc_arena; /* of the document kept */
    int64_t document;           /* 0: none is kept */
    struct mb_text text;
    struct mb_blocks blocks;
    bool split; /* blocks are there */
    struct mb_err *err;
};

static int by_case(const void *a, const void *b)
{
    const struct mb_clause_row *x = a;
    const struct mb_clause_row *y = b;
    if (x->matter != y->matter)
        return x->matter < y->matter ? -1 : 1;
    if (x->where.document != y->where.document)
        return x->where.document < y->where.document ? -1 : 1;
    int item = mb_span_cmp(x->item, y->item);
    if (item == 0)
        item = mb_span_cmp(x->item_title, y->item_title);
    if (item != 0)
        return item;
    return (x->position > y->position) - (x->position < y->position);
}

static bool same_case(const struct mb_clause_row *a,
                      const struct mb_clause_row *b)
{
    if (a->matter != 0 || b->matter != 0)
        return a->matter == b->matter;
    return a->where.document == b->where.document
           && mb_span_eq(a->item, b->item)
           && mb_span_eq(a->item_title, b->item_title);
}

static enum mb_status keep_document(struct gathering *k, int64_t document)
{
    struct mb_diags diags = {NULL, 0, k->doc_arena};
    if (k->document == document)
        return MB_OK;
    mb_arena_clear(k->doc_arena);
    k->document = 0;
    k->split = false;
    enum mb_status st =
        mb_store_text(k->g->store, document, k->doc_arena, &k->text, k->err);
    if (st == MB_OK && k->text.text.ptr != NULL) {
        st =
            mb_blocks_split(&k->text, k->doc_arena, &diags, &k->blocks, k->err);
        k->split = st == MB_OK;
    }
    if (st == MB_OK)
        k->document = document;
    return st;
}

static bool block_within(const struct mb_block *b, uint32_t start, uint32_t end)
{
    return b->nranges > 0 && b->ranges[0].start >= start
           && b->ranges[0].start < end;
}

/* Read the blocks of these bytes of a document into the case. */
static enum mb_status read_range(struct gathering *k, int64_t document,
                                 uint32_t start, uint32_t end,
                                 struct mb_case *cas)
{
    enum mb_status st = keep_document(k, document);
    if (st != MB_OK || !k->split)
        return st;
    uint32_t first = 0;
    while (first < k->blocks.n
           && !block_within(&k->blocks.at[first], start, end))
        first++;
    uint32_t last = first;
    for (uint32_t i = first; i < k->blocks.n; i++)
        if (block_within(&k->blocks.at[i], start, end))
            last = i + 1;
    uint32_t from = cas->n;
    st = mb_case_read(k->g->linker, &k->blocks, first, last, k->arena, cas,
                      k->err);
    for (uint32_t i = from; i < cas->n; i++) {
        cas->passages[i].document = document;
        cas->passages[i].from = start;
    }
    return st;
}

/* Read the words around a clause into the case, unless they were. */
static enum mb_status read_context(struct gathering *k,
                                   const struct mb_clause_row *row,
                                   struct mb_case *cas, uint32_t *seen)
{
    struct mb_span context = MB_SPAN_NULL;
    uint32_t start = 0;
    enum mb_status st =
        mb_store_clause_context(k->g->store, row->record_id, CONTEXT_MAX,
                                k->arena, &context, &start, k->err);
    if (st != MB_OK || context.len == 0 || *seen == start + 1)
        return st;
    *seen = start + 1;
    return read_range(k, row->where.document, start,
                      start + (uint32_t)context.len, cas);
}

static enum mb_status add_passage(struct gathering *k, struct mb_case *cas,
                                  enum mb_role role, struct mb_span text,
                                  const struct mb_clause_row *row)
{
    struct mb_passage *p =
        mb_arena_push(k->arena, &cas->passages, &cas->n, sizeof *p);
    if (p == NULL)
        return mb_arena_status(k->arena, k->err);
    *p = (struct mb_passage){.role = role,
                             .text = text,
                             .verb = role == MB_ROLE_CLAUSE ? row->verb
                                                            : MB_SPAN_NULL,
                             .document = row->where.document};
    return MB_OK;
}

/* The passages that are words of the clause are operative, of its class. A
 * clause of which none was read is added as it stands. */
static enum mb_status lay_over(struct gathering *k,
                               const struct mb_clause_row *row,
                               struct mb_case *cas, bool *settled)
{
    bool found = false;
    uint32_t start, end;
    for (uint32_t i = 0; i < cas->n; i++) {
        struct mb_passage *p = &cas->passages[i];
        if (p->role == MB_ROLE_TITLE || p->text.len < 12)
            continue;
        if (!mb_quote_locate(row->text, 0, p->text, &start, &end)
            && !mb_quote_locate(p->text, 0, row->text, &start, &end))
            continue;
        found = settled[i] = true;
        p->role = MB_ROLE_CLAUSE;
        if (p->verb.ptr == NULL)
            p->verb = row->verb;
    }
    if (found || row->text.len == 0)
        return MB_OK;
    settled[cas->n] = true;
    return add_passage(k, cas, MB_ROLE_CLAUSE, row->text, row);
}

static bool settled_in(const struct mb_case *cas, const bool *settled,
                       int64_t document)
{
    for (uint32_t i = 0; i < cas->n; i++)
        if (settled[i] && cas->passages[i].document == document)
            return true;
    return false;
}

/* Of a passage that looks operative the parser knows best whether it was
 * resolved: where it found in a document what was, the rest was only moved (a
 * motion as it was put, an amendment that fell) or is a form's print. */
static void demote(const struct mb_case *cas, const bool *settled)
{
    int64_t document = 0;
    bool known = false;
    for (uint32_t i = 0; i < cas->n; i++) {
        struct mb_passage *p = &cas->passages[i];
        if (p->role != MB_ROLE_CLAUSE || settled[i])
            continue;
        if (p->document != document)
            known = settled_in(cas, settled, p->document);
        document = p->document;
        if (known)
            p->role = MB_ROLE_NARRATIVE;
    }
}

/* What the reports on the matter say: no part of the decision, but where they
 * name a pledge that it serves. */
static enum mb_status read_reports(struct gathering *k, int64_t matter,
                                   struct mb_case *cas)
{
    int64_t *reports = NULL;
    uint32_t n = 0;
    uint32_t from = cas->n;
    enum mb_status st = matter == 0
                            ? MB_OK
                            : mb_store_reports(k->g->store, matter, 0, k->arena,
                                               &reports, &n, k->err);
    for (uint32_t i = 0; st == MB_OK && i < n; i++) {
        bool has = false;
        for (uint32_t p = 0; p < from; p++)
            has = has || cas->passages[p].document == reports[i];
        if (!has)
            st = read_range(k, reports[i], 0, UINT32_MAX, cas);
    }
    for (uint32_t i = from; i < cas->n; i++) {
        struct mb_passage *p = &cas->passages[i];
        p->by_report = true;
        if (p->role == MB_ROLE_CLAUSE || p->role == MB_ROLE_TITLE)
            p->role = MB_ROLE_NARRATIVE;
    }
    return st;
}

static enum mb_status fill_case(struct gathering *k, struct mb_clause_row *rows,
                                uint32_t n, struct mb_case *cas)
{
    uint32_t seen = 0;
    struct mb_clause_row *first = &rows[0];
    *cas = (struct mb_case){.record = first->record_id,
                            .reference = first->reference,
                            .title = first->decision_title.ptr != NULL
                                         ? first->decision_title
                                         : first->item_title,
                            .date = first->date};
    enum mb_status st = cas->title.len == 0 ? MB_OK
                                            : add_passage(k, cas, MB_ROLE_TITLE,
                                                          cas->title, first);
    for (uint32_t i = 0; st == MB_OK && i < n; i++) {
        if (i > 0 && rows[i].where.document != rows[i - 1].where.document)
            seen = 0;
        st = read_context(k, &rows[i], cas, &seen);
    }
    if (st != MB_OK)
        return st;
    bool *settled = mb_arena_alloc(k->arena, cas->n + n + 1, sizeof *settled);
    if (settled == NULL)
        return mb_arena_status(k->arena, k->err);
    for (uint32_t i = 0; st == MB_OK && i < n; i++)
        st = lay_over(k, &rows[i], cas, settled);
    if (st == MB_OK)
        demote(cas, settled);
    return st == MB_OK ? read_reports(k, first->matter, cas) : st;
}

static enum mb_status gather_all(struct gathering *k,
                                 struct mb_clause_rows *rows)
{
    for (uint32_t from = 0; from < rows->n;) {
        uint32_t to = from + 1;
        while (to < rows->n && same_case(&rows->at[from], &rows->at[to]))
            to++;
        struct mb_gathered g = {.clauses = &rows->at[from],
                                .nclauses = to - from,
                                .matter = rows->at[from].matter,
                                .arena = k->arena};
        mb_arena_clear(k->arena);
        enum mb_status st = fill_case(k, g.clauses, g.nclauses, &g.cas);
        if (st == MB_OK)
            st = k->g->each(k->g->user, &g, k->err);
        if (st != MB_OK)
            return st;
        from = to;
    }
    return MB_OK;
}

static enum mb_status gather_matters(struct gathering *k,
                                     const struct mb_bare_matters *rows)
{
    for (uint32_t from = 0; from < rows->n;) {
        const struct mb_bare_matter *m = &rows->at[from];
        struct mb_gathered g = {.matter = m->id, .arena = k->arena};
        enum mb_status st = MB_OK;
        mb_arena_clear(k->arena);
        g.cas = (struct mb_case){.reference = m->reference, .date = m->date};
        uint32_t to = from;
        for (; st == MB_OK && to < rows->n && rows->at[to].id == m->id; to++)
            st = read_range(k, rows->at[to].document, rows->at[to].start,
                            rows->at[to].end, &g.cas);
        if (st == MB_OK)
            st = read_reports(k, m->id, &g.cas);
        if (st == MB_OK)
            st = k->g->each(k->g->user, &g, k->err);
        if (st != MB_OK)
            return st;
        from = to;
    }
    return MB_OK;
}

static enum mb_status begin(struct gathering *k)
{
    k->arena = mb_arena_new(0);
    k->doc_arena = mb_arena_new(0);
    return k->arena == NULL || k->doc_arena == NULL
               ? mb_err_set(k->err, MB_ERR_NOMEM, "out of memory")
               : MB_OK;
}

enum mb_status mb_gather_cases(const struct mb_gather *gather,
                               struct mb_clause_rows *rows, struct mb_err *err)
{
    struct gathering k = {.g = gather, .err = err};
    enum mb_status st = begin(&k);
    if (st == MB_OK && rows->n > 1)
        qsort(rows->at, rows->n, sizeof *rows->at, by_case);
    if (st == MB_OK)
        st = gather_all(&k, rows);
    mb_arena_free(k.arena);
    mb_arena_free(k.doc_arena);
    return st;
}

enum mb_status mb_gather_bare(const struct mb_gather *gather,
                              const struct mb_bare_matters *rows,
                              struct mb_err *err)
{
    struct gathering k = {.g = gather, .err = err};
    enum mb_status st = begin(&k);
    if (st == MB_OK)
        st = gather_matters(&k, rows);
    mb_arena_free(k.arena);
    mb_arena_free(k.doc_arena);
    return st;
}

/* ---------------------------------------------------------------- words */

/* What cannot be counted is taken as rare: no link is lost by it. */
static uint32_t pieces_with(void *user, struct mb_span stem)
{
    struct mb_err ignored;
    uint32_t n = 0;
    return mb_store_pieces_with(user, stem, &n, &ignored) == MB_OK ? n : 0;
}

enum mb_status mb_gather_register(struct mb_store *store,
                                  struct mb_linker_register *ret,
                                  struct mb_err *err)
{
    *ret = (struct mb_linker_register){0, pieces_with, store};
    return mb_store_pieces(store, &ret->size, err);
}

/* --------------------------------------------------------------- quotes */

static bool blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Length of text at `at` that is the quote, white space aside; 0 if not. */
static uint32_t match_at(struct mb_span text, uint32_t at, struct mb_span quote)
{
    size_t i = at;
    size_t k = 0;
    while (k < quote.len) {
        if (blank(quote.ptr[k])) {
            k++;
            continue;
        }
        while (i < text.len && blank(text.ptr[i]))
            i++;
        if (i >= text.len || text.ptr[i] != quote.ptr[k])
            return 0;
        i++;
        k++;
    }
    return (uint32_t)(i - at);
}

bool mb_quote_locate(struct mb_span text, uint32_t from, struct mb_span quote,
                     uint32_t *ret_start, uint32_t *ret_end)
{
    quote = mb_span_trim(quote);
    for (size_t i = from; quote.len > 0 && i < text.len; i++) {
        const char *hit = memchr(text.ptr + i, quote.ptr[0], text.len - i);
        if (hit == NULL)
            return false;
        i = (size_t)(hit - text.ptr);
        uint32_t n = match_at(text, (uint32_t)i, quote);
        if (n > 0) {
            *ret_start = (uint32_t)i;
            *ret_end = (uint32_t)i + n;
            return true;
        }
    }
    return false;
}
