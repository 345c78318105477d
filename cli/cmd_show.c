/* `show`: one matter, or one clause, with every word it rests on. */
#include "cli/cli.h"

#include "assurance/link.h"
#include "cli/session.h"
#include "store/entries.h"
#include "store/strategy_store.h"
#include "store/versions.h"

#include <string.h>

struct showing {
    struct mb_cli *cli;
    struct mb_session session;
    struct mb_filter filter;
    struct mb_buf out;
};

static void line(struct showing *s, const char *label, struct mb_span value)
{
    if (value.ptr != NULL && value.len > 0)
        mb_buf_printf(&s->out, "  %-12s " MB_SPAN_FMT "\n", label,
                      MB_SPAN_ARG(value));
}

static void show_links(struct showing *s, const struct mb_link_rows *links,
                       struct mb_span reference)
{
    for (uint32_t i = 0; i < links->n; i++) {
        const struct mb_link_row *l = &links->at[i];
        if (reference.ptr != NULL && !mb_span_eq(l->reference, reference))
            continue;
        mb_buf_printf(&s->out,
                      "  serves       " MB_SPAN_FMT " " MB_SPAN_FMT
                      " (" MB_SPAN_FMT ", " MB_SPAN_FMT ", %.2f)\n",
                      MB_SPAN_ARG(l->strategy), MB_SPAN_ARG(l->pledge),
                      MB_SPAN_ARG(l->basis), MB_SPAN_ARG(l->status), l->score);
        mb_buf_printf(&s->out, "               \"" MB_SPAN_FMT "\"\n",
                      MB_SPAN_ARG(l->quote));
        line(s, "note", l->diagnostic);
    }
}

static enum mb_status show_sources(struct showing *s,
                                   const struct mb_clause_row *c,
                                   struct mb_err *err)
{
    struct mb_clause_sources sources;
    enum mb_status st = mb_store_clause_sources(
        s->session.store, c->record_id, s->session.arena, &sources, err);

    for (uint32_t i = 0; st == MB_OK && i < sources.n; i++) {
        const struct mb_clause_source *src = &sources.at[i];
        mb_buf_printf(&s->out, "  %s  " MB_SPAN_FMT,
                      src->preferred ? "stands in " : "also in   ",
                      MB_SPAN_ARG(src->document_name));
        if (src->where.page > 0)
            mb_buf_printf(&s->out, ", page %u", src->where.page);
        mb_buf_printf(&s->out,
                      ", bytes " MB_SPAN_FMT " (" MB_SPAN_FMT ")\n"
                      "               \"" MB_SPAN_FMT "\"\n",
                      MB_SPAN_ARG(src->where.spans),
                      MB_SPAN_ARG(src->where.rule),
                      MB_SPAN_ARG(src->where.quote));
    }
    return st;
}

/* What people said, beside what was extracted. */
static enum mb_status show_entries(struct showing *s, struct mb_span record_id,
                                   struct mb_err *err)
{
    struct mb_entries entries;
    enum mb_status st = mb_store_entries_latest(
        s->session.store, record_id, s->session.arena, &entries, err);

    for (uint32_t i = 0; st == MB_OK && i < entries.n; i++) {
        const struct mb_entry *e = &entries.at[i];
        mb_buf_printf(&s->out,
                      "  entered      " MB_SPAN_FMT ": \"" MB_SPAN_FMT
                      "\" (" MB_SPAN_FMT ", %.10s)\n",
                      MB_SPAN_ARG(e->field), MB_SPAN_ARG(e->value),
                      MB_SPAN_ARG(e->by), e->at.ptr);
    }
    return st;
}

/* What a later meeting made of it, and on what authority. */
static enum mb_status show_corrections(struct showing *s,
                                       const struct mb_clause_row *c,
                                       struct mb_err *err)
{
    struct mb_corrections rows = {NULL, 0};
    enum mb_status st = MB_OK;

    if (c->meeting != 0)
        st = mb_store_corrections(s->session.store, c->meeting,
                                  s->filter.include_exempt, s->session.arena,
                                  &rows, err);
    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_correction *r = &rows.at[i];
        if (!mb_span_eq(r->target, c->record_id))
            continue;
        mb_buf_printf(&s->out,
                      "  corrected    by " MB_SPAN_FMT " on " MB_SPAN_FMT
                      " [" MB_SPAN_FMT "]%s\n",
                      MB_SPAN_ARG(r->body), MB_SPAN_ARG(r->date),
                      MB_SPAN_ARG(r->record_id),
                      r->done ? ": as it stands" : "");
        if (!r->done)
            mb_buf_printf(
                &s->out, "               \"" MB_SPAN_FMT "\"\n",
                MB_SPAN_ARG(r->corrected.ptr != NULL ? r->corrected : r->text));
    }
    return st;
}

static enum mb_status show_clause(struct showing *s,
                                  const struct mb_clause_row *c,
                                  struct mb_err *err)
{
    struct mb_link_filter filter = {.record_id = c->record_id,
                                    .include_rejected = s->cli->all};
    struct mb_link_rows links;
    enum mb_status st;

    mb_buf_printf(&s->out, "\n" MB_SPAN_FMT "  " MB_SPAN_FMT " " MB_SPAN_FMT,
                  MB_SPAN_ARG(c->record_id), MB_SPAN_ARG(c->body),
                  MB_SPAN_ARG(c->date));
    if (c->item.ptr != NULL)
        mb_buf_printf(&s->out, ", item " MB_SPAN_FMT, MB_SPAN_ARG(c->item));
    mb_buf_putc(&s->out, '\n');
    line(s, "authority", c->authority);
    line(s, "title",
         c->decision_title.ptr != NULL ? c->decision_title : c->item_title);
    line(s, "clause", c->label);
    line(s, "decided", c->text);
    line(s, "type", c->verb);
    line(s, "outcome", c->outcome);
    line(s, "proposed by", c->mover);
    line(s, "seconded by", c->seconder);
    st = show_entries(s, c->record_id, err);
    if (st == MB_OK)
        st = show_corrections(s, c, err);
    if (st == MB_OK)
        st = show_sources(s, c, err);
    if (st == MB_OK)
        st = mb_store_links(s->session.store, &filter, s->session.arena, &links,
                            err);
    if (st == MB_OK)
        show_links(s, &links, MB_SPAN_NULL);
    return st;
}

static enum mb_status show_events(struct showing *s,
                                  const struct mb_matter_row *m,
                                  struct mb_err *err)
{
    struct mb_event_rows events;
    enum mb_status st = mb_store_events(s->session.store, m->id,
                                        s->session.arena, &events, err);

    for (uint32_t i = 0; st == MB_OK && i < events.n; i++) {
        const struct mb_event_row *e = &events.at[i];
        mb_buf_printf(&s->out,
                      "  %-10.*s  %-12.*s " MB_SPAN_FMT "  [" MB_SPAN_FMT "]\n",
                      MB_SPAN_ARG(e->date), MB_SPAN_ARG(e->kind),
                      MB_SPAN_ARG(e->body), MB_SPAN_ARG(e->document_name));
    }
    return st;
}

/* The links of a matter of which no clause is known. */
static enum mb_status show_bare_links(struct showing *s,
                                      const struct mb_matter_row *m,
                                      struct mb_err *err)
{
    struct mb_link_filter filter = {.min_score = MB_LINK_SHOWN,
                                    .include_exempt = s->filter.include_exempt};
    struct mb_link_rows links;
    enum mb_status st = mb_store_links(s->session.store, &filter,
                                       s->session.arena, &links, err);

    if (st == MB_OK)
        show_links(s, &links, m->reference);
    return st;
}

static enum mb_status show_matter(struct showing *s,
                                  const struct mb_matter_row *m,
                                  struct mb_err *err)
{
    struct mb_clause_rows clauses = {0};
    enum mb_status st;

    mb_buf_printf(&s->out, MB_SPAN_FMT "  " MB_SPAN_FMT "\n",
                  MB_SPAN_ARG(m->reference), MB_SPAN_ARG(m->title));
    line(s, "authority", m->authority);
    st = show_events(s, m, err);
    if (st == MB_OK)
        st = mb_store_matter_clauses(s->session.store, m->id, &s->filter,
                                     s->session.arena, &clauses, err);
    for (uint32_t i = 0; st == MB_OK && i < clauses.n; i++)
        st = show_clause(s, &clauses.at[i], err);
    return st == MB_OK && clauses.n == 0 ? show_bare_links(s, m, err) : st;
}

static enum mb_status show(struct showing *s, struct mb_span what,
                           bool *ret_found, struct mb_err *err)
{
    struct mb_clause_rows clauses = {NULL, 0};
    struct mb_matter_rows matters = {NULL, 0};
    enum mb_status st = mb_store_clause(s->session.store, what, &s->filter,
                                        s->session.arena, &clauses, err);

    if (st == MB_OK && clauses.n == 0)
        st = mb_store_matters(s->session.store, &s->filter, what,
                              s->session.arena, &matters, err);
    for (uint32_t i = 0; st == MB_OK && i < clauses.n; i++)
        st = show_clause(s, &clauses.at[i], err);
    for (uint32_t i = 0; st == MB_OK && i < matters.n; i++)
        st = show_matter(s, &matters.at[i], err);
    *ret_found = clauses.n + matters.n > 0;
    return st;
}

enum mb_exit mb_cmd_show(struct mb_cli *cli)
{
    struct showing s = {
        .cli = cli, .filter = mb_cli_filter(cli), .out = MB_BUF_INIT};
    struct mb_err err;
    bool found = true;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, false, &s.session);

    if (exit != MB_EXIT_OK)
        return exit;
    for (int i = 0; exit == MB_EXIT_OK && i < cli->nargs; i++) {
        if (show(&s, mb_span_str(cli->args[i]), &found, &err) != MB_OK)
            exit = mb_fail(cli, &err);
        else if (!found) {
            mb_say_error(cli,
                         "%s: no matter or clause of that name in %s; try "
                         "'minutebook search'",
                         cli->args[i], cli->db);
            mb_exit_worsen(cli, MB_EXIT_USAGE);
        }
    }
    if (exit == MB_EXIT_OK)
        exit = mb_put_output(cli, mb_buf_span(&s.out));
    mb_buf_done(&s.out);
    return mb_session_close(cli, &s.session, exit);
}
