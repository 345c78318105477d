/* Proposing links for what the store holds.
 *
 * Every case is linked by itself (link.h), so linking only what changed gives
 * the same rows as linking all (a word that has become common in the register
 * since can change a suggestion when all are linked again). When documents
 * changed, the cases they touch are found through their clauses and matters,
 * and the rows of all documents of those cases are replaced, so that nothing
 * old stays behind. All strategies take part even where one is asked for: which
 * edition a text means depends on what editions there are.
 */
#include "assurance/register.h"

#include "assurance/gather.h"

#include <stdlib.h>

/* Kinds of clause that can be followed up, best to carry a link first. */
static const char *const tracked[] = {"approve", "agree",     "delegate",
                                      "endorse", "recommend", "refer"};
enum { NTRACKED = sizeof tracked / sizeof tracked[0] };

struct proposing {
    struct mb_store *store;
    struct mb_arena *arena; /* of the run */
    struct mb_linker *linker;
    struct mb_strategies strategies;
    struct mb_link_row *rows;
    uint32_t nrows;
    struct mb_span only; /* strategy whose links are kept, or null */
    struct mb_linked *counts;
    struct mb_arena *text_arena; /* of the text that quotes are sought in */
    int64_t text_of;             /* its document; 0: none */
    struct mb_text text;
};

static uint32_t rank(const struct mb_clause_row *c)
{
    for (uint32_t i = 0; i < NTRACKED; i++)
        if (mb_span_eq(c->verb, mb_span_str(tracked[i])))
            return i;
    return NTRACKED;
}

/* The clause that carries a link: the one in whose words the quote stands,
 * else the first that can be followed up; NULL where no clause is known. */
static const struct mb_clause_row *carrier(const struct mb_gathered *g,
                                           struct mb_span quote)
{
    const struct mb_clause_row *best = g->clauses;
    uint32_t start, end;
    for (uint32_t i = 0; i < g->nclauses; i++) {
        const struct mb_clause_row *c = &g->clauses[i];
        if (rank(c) < NTRACKED
            && (mb_quote_locate(c->text, 0, quote, &start, &end)
                || mb_quote_locate(quote, 0, c->text, &start, &end)))
            return c;
        if (rank(c) < rank(best))
            best = c;
    }
    return best;
}

/* "smoking: "tobacco" in the title ~ "stop smoking" +0.95; ..." */
static struct mb_span why_text(const struct mb_link *link,
                               struct mb_arena *arena)
{
    struct mb_buf buf = MB_BUF_INIT;
    for (uint32_t i = 0; i < link->nreasons; i++)
        mb_buf_printf(&buf, "%s" MB_SPAN_FMT " %+.2f", i > 0 ? "; " : "",
                      MB_SPAN_ARG(link->reasons[i].what),
                      link->reasons[i].weight);
    struct mb_span why =
        buf.len > 0 ? mb_arena_dup(arena, mb_buf_span(&buf)) : MB_SPAN_NULL;
    mb_buf_done(&buf);
    return why;
}

/* The text of a document, kept until another is asked for. NULL where the
 * store cannot give it. */
static const struct mb_text *text_of(struct proposing *p, int64_t document)
{
    struct mb_err ignored;
    if (p->text_of == document)
        return &p->text;
    mb_arena_clear(p->text_arena);
    p->text_of = 0;
    if (mb_store_text(p->store, document, p->text_arena, &p->text, &ignored)
        != MB_OK)
        return NULL;
    p->text_of = document;
    return &p->text;
}

static void place_quote(struct proposing *p, const struct mb_gathered *g,
                        const struct mb_link *link, struct mb_link_row *row)
{
    const struct mb_passage *passage = &g->cas.passages[link->passage];
    row->document = passage->document;
    const struct mb_text *text = text_of(p, row->document);
    if (text == NULL)
        return;
    bool found = mb_quote_locate(text->text, passage->from, row->quote,
                                 &row->start, &row->end)
                 || (passage->from > 0
                     && mb_quote_locate(text->text, 0, row->quote, &row->start,
                                        &row->end));
    if (!found)
        row->start = row->end = UINT32_MAX; /* its words run over furniture */
}

static enum mb_status keep(struct proposing *p, const struct mb_gathered *g,
                           const struct mb_link *link, struct mb_err *err)
{
    const struct mb_strategy *s = &p->strategies.at[link->strategy];
    if (p->only.len > 0 && !mb_span_eq(s->id, p->only))
        return MB_OK;
    const struct mb_clause_row *c = carrier(g, link->quote);
    struct mb_link_row *row =
        mb_arena_push(p->arena, &p->rows, &p->nrows, sizeof *row);
    if (row == NULL)
        return mb_arena_status(p->arena, err);
    *row = (struct mb_link_row){
        .record_id = c != NULL ? c->record_id : MB_SPAN_NULL,
        .reference = mb_arena_dup(p->arena, g->cas.reference),
        .matter = g->matter,
        .strategy = s->id,
        .pledge = link->pledge == UINT32_MAX ? MB_SPAN_LIT("*")
                                             : s->pledges[link->pledge].code,
        .basis = mb_span_str(mb_basis_name(link->basis)),
        .score = link->score,
        .quote = mb_arena_dup(p->arena, link->quote),
        .why = why_text(link, p->arena)};
    place_quote(p, g, link, row);
    if (link->edition_unsure)
        row->diagnostic = mb_span_str(mb_diag_name(MB_DIAG_EDITION_NOT_STATED));
    p->counts->links++;
    p->counts->shown += link->score >= MB_LINK_SHOWN;
    p->counts->unsure += link->edition_unsure;
    return mb_arena_status(p->arena, err);
}

static enum mb_status propose(void *user, const struct mb_gathered *g,
                              struct mb_err *err)
{
    struct proposing *p = user;
    struct mb_link *links = NULL;
    uint32_t n = 0;
    p->counts->cases++;
    enum mb_status st =
        mb_link_case(p->linker, &g->cas, g->arena, &links, &n, err);
    for (uint32_t i = 0; st == MB_OK && i < n; i++)
        st = keep(p, g, &links[i], err);
    return st;
}

/* ---------------------------------------------------------------- scope */

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool has_record(const struct mb_clause_rows *rows, struct mb_span id)
{
    for (uint32_t i = 0; i < rows->n; i++)
        if (mb_span_eq(rows->at[i].record_id, id))
            return true;
    return false;
}

static enum mb_status add_rows(struct proposing *p, struct mb_clause_rows *all,
                               const struct mb_clause_rows *more,
                               struct mb_err *err)
{
    for (uint32_t i = 0; i < more->n; i++) {
        if (has_record(all, more->at[i].record_id))
            continue;
        struct mb_clause_row *row =
            mb_arena_push(p->arena, &all->at, &all->n, sizeof *row);
        if (row == NULL)
            return mb_arena_status(p->arena, err);
        *row = more->at[i];
    }
    return MB_OK;
}

/* Whether a row before this one is of the same matter. */
static bool matter_before(const struct mb_clause_rows *rows, uint32_t row)
{
    for (uint32_t i = 0; i < row; i++)
        if (rows->at[i].matter == rows->at[row].matter)
            return true;
    return false;
}

/* The clauses of the changed documents and of the matters they speak of. */
static enum mb_status changed_rows(struct proposing *p,
                                   const int64_t *documents, uint32_t n,
                                   struct mb_clause_rows *all,
                                   struct mb_err *err)
{
    static const struct mb_filter none = {0};
    enum mb_status st = MB_OK;
    for (uint32_t i = 0; st == MB_OK && i < n; i++) {
        struct mb_clause_rows rows = {NULL, 0};
        st = mb_store_document_clauses(p->store, documents[i], &none, p->arena,
                                       &rows, err);
        if (st == MB_OK)
            st = add_rows(p, all, &rows, err);
    }
    for (uint32_t i = 0; st == MB_OK && i < n; i++) {
        struct mb_clause_rows rows = {NULL, 0};
        int64_t *matter = NULL;
        uint32_t found = 0;
        st = mb_store_reports(p->store, 0, documents[i], p->arena, &matter,
                              &found, err);
        for (uint32_t k = 0; st == MB_OK && k < found; k++) {
            st = mb_store_matter_clauses(p->store, matter[k], &none, p->arena,
                                         &rows, err);
            if (st == MB_OK)
                st = add_rows(p, all, &rows, err);
        }
    }
    uint32_t own = all->n;
    for (uint32_t i = 0; st == MB_OK && i < own; i++) {
        struct mb_clause_rows rows = {NULL, 0};
        if (all->at[i].matter == 0 || matter_before(all, i))
            continue;
        st = mb_store_matter_clauses(p->store, all->at[i].matter, &none,
                                     p->arena, &rows, err);
        if (st == MB_OK)
            st = add_rows(p, all, &rows, err);
    }
    return st;
}

/* Above this many changed documents everything is linked again: that takes
 * fewer queries. */
enum { CHANGED_MAX = 200 };

/* What is to be linked again. */
struct scope {
    struct mb_clause_rows rows;
    struct mb_bare_matters bare;
    int64_t *documents; /* whose rows are replaced, where not `whole` */
    uint32_t n;
    bool whole;
};

static enum mb_status add_document(struct proposing *p, struct scope *s,
                                   int64_t document, struct mb_err *err)
{
    int64_t *id = mb_arena_push(p->arena, &s->documents, &s->n, sizeof *id);
    if (id == NULL)
        return mb_arena_status(p->arena, err);
    *id = document;
    return MB_OK;
}

/* The documents whose rows are replaced: the changed ones and those that the
 * words of their cases stand in. */
static enum mb_status touched(struct proposing *p, struct scope *s,
                              struct mb_err *err)
{
    enum mb_status st = MB_OK;
    for (uint32_t i = 0; st == MB_OK && i < s->rows.n; i++)
        st = add_document(p, s, s->rows.at[i].where.document, err);
    for (uint32_t i = 0; st == MB_OK && i < s->bare.n; i++)
        st = add_document(p, s, s->bare.at[i].document, err);
    if (s->n > 1)
        qsort(s->documents, s->n, sizeof *s->documents, by_id);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->n; i++)
        if (kept == 0 || s->documents[kept - 1] != s->documents[i])
            s->documents[kept++] = s->documents[i];
    s->n = kept;
    return st;
}

static enum mb_status find_changed(struct proposing *p, struct scope *s,
                                   struct mb_err *err)
{
    uint32_t stale = s->n;
    enum mb_status st = changed_rows(p, s->documents, stale, &s->rows, err);
    for (uint32_t i = 0; st == MB_OK && i < stale; i++) {
        struct mb_bare_matters more = {NULL, 0};
        st = mb_store_bare_matters(p->store, s->documents[i], 0, p->arena,
                                   &more, err);
        for (uint32_t k = 0; st == MB_OK && k < more.n; k++) {
            struct mb_bare_matter *m =
                mb_arena_push(p->arena, &s->bare.at, &s->bare.n, sizeof *m);
            if (m == NULL)
                return mb_arena_status(p->arena, err);
            *m = more.at[k];
        }
    }
    return st == MB_OK ? touched(p, s, err) : st;
}

static enum mb_status find_scope(struct proposing *p, struct scope *s,
                                 struct mb_err *err)
{
    static const struct mb_filter none = {0};
    enum mb_status st = MB_OK;
    if (!s->whole)
        st =
            mb_store_links_stale(p->store, p->arena, &s->documents, &s->n, err);
    s->whole = s->whole || s->n > CHANGED_MAX;
    if (st != MB_OK || !s->whole)
        return st == MB_OK ? find_changed(p, s, err) : st;
    st = mb_store_clauses(p->store, &none, p->arena, &s->rows, err);
    return st == MB_OK
               ? mb_store_bare_matters(p->store, 0, 0, p->arena, &s->bare, err)
               : st;
}

/* ------------------------------------------------------ earlier editions */

/* The strategy that follows this one, or UINT32_MAX. */
static uint32_t follower(const struct proposing *p, struct mb_span id)
{
    for (uint32_t i = 0; i < p->strategies.n; i++)
        if (mb_span_eq(p->strategies.at[i].supersedes, id))
            return i;
    return UINT32_MAX;
}

static const struct mb_strategy *strategy_of(const struct proposing *p,
                                             struct mb_span id)
{
    for (uint32_t i = 0; i < p->strategies.n; i++)
        if (mb_span_eq(p->strategies.at[i].id, id))
            return &p->strategies.at[i];
    return NULL;
}

/* The code under which a pledge goes on in the edition that follows; null
 * where it does not. */
static enum mb_status goes_on_as(struct proposing *p,
                                 const struct mb_strategy *earlier,
                                 const struct mb_strategy *later,
                                 struct mb_span code, struct mb_span *ret,
                                 struct mb_err *err)
{
    struct mb_strategy_change *changes = NULL;
    uint32_t n = 0;
    enum mb_status st =
        mb_strategy_diff(earlier, later, p->arena, &changes, &n, err);
    *ret = MB_SPAN_NULL;
    for (uint32_t i = 0; st == MB_OK && i < n; i++)
        if (changes[i].before != UINT32_MAX && changes[i].after != UINT32_MAX
            && mb_span_eq(earlier->pledges[changes[i].before].code, code))
            *ret = later->pledges[changes[i].after].code;
    return st;
}

/* What a person confirmed for an edition is proposed for the one that follows
 * it, with the question. */
static enum mb_status ask_again(struct proposing *p,
                                const struct mb_link_row *l, struct mb_err *err)
{
    const struct mb_strategy *earlier = strategy_of(p, l->strategy);
    uint32_t next = follower(p, l->strategy);
    struct mb_span code;
    if (earlier == NULL || next == UINT32_MAX || l->quote.len == 0)
        return MB_OK;
    const struct mb_strategy *later = &p->strategies.at[next];
    if (p->only.len > 0 && !mb_span_eq(p->only, later->id))
        return MB_OK;
    enum mb_status st = goes_on_as(p, earlier, later, l->pledge, &code, err);
    if (st != MB_OK || code.ptr == NULL)
        return st;
    struct mb_link_row *row = NULL;
    for (uint32_t i = 0; row == NULL && i < p->nrows; i++)
        if (mb_span_eq(p->rows[i].strategy, later->id)
            && mb_span_eq(p->rows[i].pledge, code)
            && (l->record_id.len > 0
                    ? mb_span_eq(p->rows[i].record_id, l->record_id)
                    : mb_span_eq(p->rows[i].reference, l->reference)))
            row = &p->rows[i];
    bool known = row != NULL;
    if (!known)
        row = mb_arena_push(p->arena, &p->rows, &p->nrows, sizeof *row);
    if (row == NULL)
        return mb_arena_status(p->arena, err);
    if (!known) {
        *row = *l;
        row->strategy = later->id;
        row->pledge = code;
        row->basis = mb_span_str(mb_basis_name(MB_BASIS_SUGGESTED));
        row->diagnostic = MB_SPAN_NULL;
        p->counts->links++;
        p->counts->shown++;
    }
    if (row->score < MB_LINK_SHOWN)
        row->score = MB_LINK_SHOWN;
    row->diagnostic =
        MB_SPAN_LIT("confirmed-for-the-earlier-edition:-confirm-again?");
    row->why =
        mb_arena_printf(p->arena,
                        "confirmed for the earlier edition (" MB_SPAN_FMT
                        ":" MB_SPAN_FMT "): confirm again?%s" MB_SPAN_FMT,
                        MB_SPAN_ARG(l->strategy), MB_SPAN_ARG(l->pledge),
                        known && row->why.len > 0 ? "; " : "",
                        MB_SPAN_ARG(known ? row->why : MB_SPAN_NULL));
    p->counts->again++;
    return mb_arena_status(p->arena, err);
}

/* Confirmed links of editions that another follows, of these documents. */
static enum mb_status
earlier_editions(struct proposing *p, const struct scope *s, struct mb_err *err)
{
    static const struct mb_link_filter all = {.include_exempt = true};
    struct mb_link_rows rows = {NULL, 0};
    bool any = false;
    for (uint32_t i = 0; i < p->strategies.n; i++)
        any = any || p->strategies.at[i].supersedes.len > 0;
    enum mb_status st =
        any ? mb_store_links(p->store, &all, p->arena, &rows, err) : MB_OK;
    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_link_row *l = &rows.at[i];
        bool here = s->whole
                    || (s->n > 0
                        && bsearch(&l->document, s->documents, s->n,
                                   sizeof *s->documents, by_id)
                               != NULL);
        if (here && mb_span_eq(l->status, MB_SPAN_LIT("confirmed")))
            st = ask_again(p, l, err);
    }
    return st;
}

static enum mb_status link_scope(struct proposing *p, struct scope *s,
                                 struct mb_err *err)
{
    static const int64_t nothing;
    struct mb_gather gather = {p->store, p->linker, propose, p};
    struct mb_link_put put = {.strategy = p->only};
    enum mb_status st = find_scope(p, s, err);
    if (st == MB_OK)
        st = mb_gather_cases(&gather, &s->rows, err);
    if (st == MB_OK)
        st = mb_gather_bare(&gather, &s->bare, err);
    if (st == MB_OK)
        st = earlier_editions(p, s, err);
    if (st != MB_OK)
        return st;
    if (!s->whole) {
        put.documents = s->n > 0 ? s->documents : &nothing;
        put.ndocuments = s->n;
    }
    put.links = p->rows;
    put.nlinks = p->nrows;
    return mb_store_links_put(p->store, &put, err);
}

enum mb_status mb_register_link(struct mb_store *store, struct mb_span strategy,
                                bool changed, struct mb_linked *ret,
                                struct mb_err *err)
{
    struct mb_linked counts = {0};
    struct mb_linker_options options = {.explain = false};
    struct proposing p = {.store = store,
                          .arena = mb_arena_new(0),
                          .text_arena = mb_arena_new(0),
                          .only = strategy,
                          .counts = &counts};
    struct scope scope = {.whole = !changed};
    uint32_t index;
    enum mb_status st = p.arena == NULL || p.text_arena == NULL
                            ? mb_err_set(err, MB_ERR_NOMEM, "out of memory")
                            : MB_OK;
    if (st == MB_OK)
        st = mb_gather_register(store, &options.reg, err);
    if (st == MB_OK)
        st = mb_linker_new(&options, &p.linker, err);
    if (st == MB_OK)
        st = mb_register_strategies(store, MB_SPAN_NULL, p.arena, &p.strategies,
                                    err);
    for (uint32_t i = 0; st == MB_OK && i < p.strategies.n; i++)
        st = mb_linker_add(p.linker, &p.strategies.at[i], &index, err);
    if (st == MB_OK && p.strategies.n > 0)
        st = link_scope(&p, &scope, err);
    if (st == MB_OK)
        *ret = counts;
    mb_linker_free(p.linker);
    mb_arena_free(p.text_arena);
    mb_arena_free(p.arena);
    return st;
}
