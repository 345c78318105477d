/* Why a decision is linked as it is.
 *
 * The case is gathered and linked as mb_register_link does it, with a lower
 * floor, and printed: what was read as operative, what stops it, and for each
 * strategy the pledges with their terms for and against.
 */
#include "assurance/register.h"

#include "assurance/gather.h"

#include <stdio.h>
#include <string.h>

struct explaining {
    struct mb_store *store;
    struct mb_arena *arena;
    struct mb_linker *linker;
    struct mb_strategies strategies;
    struct mb_span only;
    struct mb_buf *out;
};

enum { WIDTH = 80, WEAK_MAX = 4 };

/* Text broken between words at 80 columns; further lines stand under the
 * first. Bytes that go on a character take no column. */
static void put_wrapped(struct mb_buf *out, unsigned indent, const char *first,
                        struct mb_span text, const char *last)
{
    size_t column = indent + strlen(first);
    size_t under = column;
    size_t at = 0;
    mb_buf_printf(out, "%*s%s", (int)indent, "", first);
    while (at < text.len) {
        size_t end = at;
        size_t wide = 0;
        for (; end < text.len && text.ptr[end] != ' ' && text.ptr[end] != '\n';
             end++)
            wide += ((unsigned char)text.ptr[end] & 0xC0U) != 0x80;
        size_t tail = end >= text.len ? strlen(last) : 0;
        if (column > under && column + wide + tail + 1 > WIDTH) {
            mb_buf_printf(out, "\n%*s", (int)under, "");
            column = under;
        } else if (column > under && end > at) {
            mb_buf_putc(out, ' ');
            column++;
        }
        mb_buf_put(out, mb_span_sub(text, at, end));
        column += wide;
        at = end + 1;
    }
    mb_buf_printf(out, "%s\n", last);
}

static void print_clauses(struct explaining *x, const struct mb_case *cas)
{
    for (uint32_t i = 0; i < cas->n; i++)
        if (cas->passages[i].role == MB_ROLE_CLAUSE)
            put_wrapped(x->out, 2, "decided: ", cas->passages[i].text, "");
}

static void print_link(struct explaining *x, const struct mb_link *link,
                       const struct mb_strategy *s)
{
    bool shown = link->score >= MB_LINK_SHOWN;
    const char *verdict = shown                         ? "proposed"
                          : link->score >= MB_LINK_KEPT ? "too weak to propose"
                                                        : "not linked";
    struct mb_span code = MB_SPAN_LIT("*");
    struct mb_span title = s->title;
    if (link->pledge != UINT32_MAX) {
        const struct mb_pledge *p = &s->pledges[link->pledge];
        code = p->code;
        title = p->title.ptr != NULL ? p->title : p->statement;
    }
    char first[24];
    snprintf(first, sizeof first, "%.*s ", (int)(code.len < 20 ? code.len : 20),
             code.ptr);
    put_wrapped(x->out, 4, first, title, "");
    mb_buf_printf(x->out, "      %.2f %s, %s, %s%s\n", link->score, verdict,
                  mb_basis_name(link->basis),
                  link->direct ? "direct" : "contributes",
                  link->edition_unsure ? ", edition not stated" : "");
    put_wrapped(x->out, 6, "\"", link->quote, "\"");
    for (uint32_t i = 0; i < link->nreasons; i++) {
        snprintf(first, sizeof first, "%+.2f ", link->reasons[i].weight);
        put_wrapped(x->out, 6, first, link->reasons[i].what, "");
    }
}

/* What the figures are; once, above the first strategy. */
static void print_key(struct explaining *x)
{
    char text[240];
    snprintf(text, sizeof text,
             "Each pledge has a score from 0 to 1, made of the terms below it: "
             "words of the decision ~ words of the pledge, under the subject "
             "that joins them. From %.2f on a link is proposed.",
             MB_LINK_SHOWN);
    put_wrapped(x->out, 2, "", mb_span_str(text), "");
}

static void print_links(struct explaining *x, const struct mb_link *links,
                        uint32_t n)
{
    for (uint32_t k = 0; k < x->strategies.n; k++) {
        const struct mb_strategy *s = &x->strategies.at[k];
        uint32_t printed = 0, weak = 0;
        if (x->only.len > 0 && !mb_span_eq(s->id, x->only))
            continue;
        mb_buf_printf(x->out, "  " MB_SPAN_FMT "\n", MB_SPAN_ARG(s->id));
        for (uint32_t i = 0; i < n; i++) {
            if (links[i].strategy != k)
                continue;
            if (links[i].score < MB_LINK_SHOWN && ++weak > WEAK_MAX)
                continue;
            print_link(x, &links[i], s);
            printed++;
        }
        if (weak > WEAK_MAX)
            mb_buf_printf(x->out, "    %u more are weaker still\n",
                          weak - WEAK_MAX);
        put_wrapped(x->out, 4,
                    printed > 0 ? "the other pledges: " : "no pledge: ",
                    MB_SPAN_LIT("no word or phrase of the decision speaks of "
                                "what they promise"),
                    "");
    }
}

static enum mb_status explain_case(void *user, const struct mb_gathered *g,
                                   struct mb_err *err)
{
    struct explaining *x = user;
    struct mb_link *links = NULL;
    uint32_t n = 0;
    mb_buf_printf(x->out, MB_SPAN_FMT "%s" MB_SPAN_FMT "\n",
                  MB_SPAN_ARG(g->cas.record), g->cas.record.len > 0 ? "  " : "",
                  MB_SPAN_ARG(g->cas.reference));
    put_wrapped(x->out, 2, "", g->cas.title, "");
    print_clauses(x, &g->cas);
    struct mb_span barrier = mb_link_barrier(x->linker, &g->cas, g->arena);
    if (barrier.ptr != NULL) {
        mb_buf_printf(x->out, "  cannot serve a pledge: " MB_SPAN_FMT "\n",
                      MB_SPAN_ARG(barrier));
        return MB_OK;
    }
    enum mb_status st =
        mb_link_case(x->linker, &g->cas, g->arena, &links, &n, err);
    if (st == MB_OK)
        print_key(x);
    if (st == MB_OK)
        print_links(x, links, n);
    return st;
}

/* A clause without a matter is linked with the others of its item. */
static enum mb_status find_item(struct explaining *x,
                                struct mb_clause_rows *rows, struct mb_err *err)
{
    static const struct mb_filter none = {0};
    struct mb_clause_rows all = {NULL, 0};
    const struct mb_clause_row *one = &rows->at[0];
    uint32_t kept = 0;
    enum mb_status st = mb_store_document_clauses(x->store, one->where.document,
                                                  &none, x->arena, &all, err);
    for (uint32_t i = 0; st == MB_OK && i < all.n; i++)
        if (all.at[i].matter == 0
            && all.at[i].where.document == one->where.document
            && mb_span_eq(all.at[i].item, one->item)
            && mb_span_eq(all.at[i].item_title, one->item_title))
            all.at[kept++] = all.at[i];
    if (st == MB_OK && kept > 0)
        *rows = (struct mb_clause_rows){all.at, kept};
    return st;
}

/* The clauses of a Record ID's matter, or of a reference. */
static enum mb_status find_rows(struct explaining *x, struct mb_span what,
                                struct mb_clause_rows *rows,
                                struct mb_bare_matters *bare,
                                struct mb_err *err)
{
    static const struct mb_filter none = {0};
    struct mb_matter_rows matters = {NULL, 0};
    enum mb_status st =
        mb_store_clause(x->store, what, &none, x->arena, rows, err);
    if (st != MB_OK)
        return st;
    if (rows->n > 0 && rows->at[0].matter != 0)
        return mb_store_matter_clauses(x->store, rows->at[0].matter, &none,
                                       x->arena, rows, err);
    if (rows->n > 0)
        return find_item(x, rows, err);
    st = mb_store_matters(x->store, &none, what, x->arena, &matters, err);
    /* One reference can be two matters, where the documents name two
     * authorities: the first of which something is known. */
    for (uint32_t i = 0; st == MB_OK && rows->n == 0 && i < matters.n; i++)
        st = mb_store_matter_clauses(x->store, matters.at[i].id, &none,
                                     x->arena, rows, err);
    for (uint32_t i = 0;
         st == MB_OK && rows->n == 0 && bare->n == 0 && i < matters.n; i++)
        st = mb_store_bare_matters(x->store, 0, matters.at[i].id, x->arena,
                                   bare, err);
    if (st == MB_OK && rows->n == 0 && bare->n == 0)
        st = mb_err_set(err, MB_ERR_USAGE,
                        "there is no decision " MB_SPAN_FMT
                        " with words that could be linked",
                        MB_SPAN_ARG(what));
    return st;
}

static enum mb_status explain_rows(struct explaining *x, struct mb_span what,
                                   struct mb_err *err)
{
    struct mb_clause_rows rows = {NULL, 0};
    struct mb_bare_matters bare = {NULL, 0};
    uint32_t index;
    enum mb_status st = mb_register_strategies(x->store, MB_SPAN_NULL, x->arena,
                                               &x->strategies, err);
    for (uint32_t i = 0; st == MB_OK && i < x->strategies.n; i++)
        st = mb_linker_add(x->linker, &x->strategies.at[i], &index, err);
    if (st == MB_OK)
        st = find_rows(x, what, &rows, &bare, err);
    if (st != MB_OK)
        return st;
    struct mb_gather gather = {x->store, x->linker, explain_case, x};
    st = mb_gather_cases(&gather, &rows, err);
    if (st == MB_OK)
        st = mb_gather_bare(&gather, &bare, err);
    return st == MB_OK ? mb_buf_status(x->out, err) : st;
}

enum mb_status mb_register_explain(struct mb_store *store, struct mb_span what,
                                   struct mb_span strategy, struct mb_buf *out,
                                   struct mb_err *err)
{
    struct mb_linker_options options = {.explain = true};
    struct explaining x = {
        .store = store, .arena = mb_arena_new(0), .only = strategy, .out = out};
    enum mb_status st = x.arena == NULL
                            ? mb_err_set(err, MB_ERR_NOMEM, "out of memory")
                            : mb_gather_register(store, &options.reg, err);
    if (st == MB_OK)
        st = mb_linker_new(&options, &x.linker, err);
    if (st == MB_OK)
        st = explain_rows(&x, what, err);
    mb_linker_free(x.linker);
    mb_arena_free(x.arena);
    return st;
}
