/* `diff MEETING`: what changed from one version of its minutes to the next,
 * clause by clause, and what later meetings corrected. */
#include "cli/cli.h"

#include "base/date.h"
#include "cli/session.h"
#include "reports/minutes_diff.h"

#include <string.h>

struct diffing {
    struct mb_cli *cli;
    struct mb_session session;
    struct mb_meeting_row meeting;
    struct mb_minutes_diff diff;
    struct mb_buf out;
};

/* ------------------------------------------------------ which meeting -- */

/* "Cabinet 2025-03-18", "2025-03-18 Cabinet" or the day alone. */
static bool read_day(struct mb_span what, struct mb_filter *filter)
{
    struct mb_span day, rest;
    struct mb_date ignored;

    if (what.len < 10)
        return false;
    day = mb_span_sub(what, what.len - 10, what.len);
    rest = mb_span_sub(what, 0, what.len - 10);
    if (!mb_date_parse(day, &ignored)) {
        day = mb_span_sub(what, 0, 10);
        rest = mb_span_sub(what, 10, what.len);
    }
    if (!mb_date_parse(day, &ignored))
        return false;
    filter->from = filter->to = day;
    rest = mb_span_strip(rest, " ,");
    if (rest.len > 0)
        filter->body = rest;
    return true;
}

/* A Record ID or a document: of whose meeting? */
static enum mb_status read_name(struct diffing *d, struct mb_span what,
                                struct mb_filter *filter, int64_t *ret_meeting,
                                struct mb_err *err)
{
    struct mb_filter all = {.include_exempt = true, .include_dropped = true};
    struct mb_clause_rows clauses;
    struct mb_document_rows documents;
    enum mb_status st = mb_store_clause(d->session.store, what, &all,
                                        d->session.arena, &clauses, err);

    if (st != MB_OK)
        return st;
    if (clauses.n > 0) {
        *ret_meeting = clauses.at[0].meeting;
        filter->from = filter->to = clauses.at[0].date;
        return MB_OK;
    }
    st = mb_store_document_find(d->session.store, what, d->session.arena,
                                &documents, err);
    if (st == MB_OK && documents.n > 0 && documents.at[0].date.ptr != NULL) {
        filter->from = filter->to = documents.at[0].date;
        filter->body = documents.at[0].body;
    }
    return st;
}

static enum mb_exit choose(struct diffing *d,
                           const struct mb_meeting_rows *rows, int64_t meeting)
{
    const char *what = d->cli->args[0];

    for (uint32_t i = 0; i < rows->n; i++)
        if (rows->at[i].id == meeting || (meeting == 0 && rows->n == 1)) {
            d->meeting = rows->at[i];
            return MB_EXIT_OK;
        }
    if (rows->n == 0) {
        mb_say_error(d->cli,
                     "%s: no such meeting in %s; 'minutebook list meetings' "
                     "lists them",
                     what, d->cli->db);
        return MB_EXIT_USAGE;
    }
    mb_say_error(d->cli, "%s: %u meetings are meant; say which:", what,
                 rows->n);
    for (uint32_t i = 0; i < rows->n && i < 10; i++)
        mb_say_error(d->cli,
                     "  \"" MB_SPAN_FMT " " MB_SPAN_FMT
                     "\" --authority \"" MB_SPAN_FMT "\"",
                     MB_SPAN_ARG(rows->at[i].body),
                     MB_SPAN_ARG(rows->at[i].date),
                     MB_SPAN_ARG(rows->at[i].authority));
    return MB_EXIT_USAGE;
}

static enum mb_exit find_meeting(struct diffing *d)
{
    struct mb_filter filter = mb_cli_filter(d->cli);
    struct mb_span what = mb_span_str(d->cli->args[0]);
    struct mb_meeting_rows rows = {NULL, 0};
    struct mb_err err;
    int64_t meeting = 0;
    enum mb_status st = MB_OK;

    if (!read_day(what, &filter))
        st = read_name(d, what, &filter, &meeting, &err);
    if (st == MB_OK && filter.from.ptr != NULL)
        st = mb_store_meetings(d->session.store, &filter, d->session.arena,
                               &rows, &err);
    return st == MB_OK ? choose(d, &rows, meeting) : mb_fail(d->cli, &err);
}

/* --------------------------------------------------------------- text -- */

static void put_place(struct mb_buf *out, struct mb_span item,
                      struct mb_span label)
{
    if (item.len > 0)
        mb_buf_printf(out, "item " MB_SPAN_FMT, MB_SPAN_ARG(item));
    if (label.len > 0)
        mb_buf_printf(out, "%s" MB_SPAN_FMT, item.len > 0 ? " " : "clause ",
                      MB_SPAN_ARG(label));
    if (item.len == 0 && label.len == 0)
        mb_buf_puts(out, "a clause without number");
}

static const char *kind_of(const struct mb_change *c)
{
    if (c->added)
        return "added";
    if (c->dropped)
        return "taken out";
    if (c->moved)
        return c->changed ? "moved and changed" : "moved";
    return c->changed ? "changed" : "unchanged";
}

static void put_change(struct diffing *d, const struct mb_change *c)
{
    struct mb_buf words = MB_BUF_INIT, *out = &d->out;

    mb_buf_putc(out, '\n');
    put_place(out, c->dropped ? c->old_item : c->new_item,
              c->dropped ? c->old_label : c->new_label);
    mb_buf_printf(out, ": %s", kind_of(c));
    if (c->moved) {
        mb_buf_puts(out, ", was ");
        put_place(out, c->old_item, c->old_label);
    }
    mb_buf_printf(out, "  [" MB_SPAN_FMT "]\n", MB_SPAN_ARG(c->record_id));
    if (c->changed) {
        mb_words_changed(c->old_text, c->new_text, d->session.arena, &words);
        if (words.len > 0)
            mb_put_wrapped(out, 4, "", mb_buf_span(&words));
        mb_put_wrapped(out, 4, "was: ", c->old_text);
        mb_put_wrapped(out, 4, "now: ", c->new_text);
    } else {
        mb_put_wrapped(out, 4, "", c->dropped ? c->old_text : c->new_text);
    }
    mb_buf_done(&words);
}

static void put_version(struct mb_buf *out, const char *lead,
                        struct mb_span name, struct mb_span state)
{
    mb_buf_printf(out, "%s" MB_SPAN_FMT, lead, MB_SPAN_ARG(name));
    if (state.len > 0)
        mb_buf_printf(out, " (" MB_SPAN_FMT ")", MB_SPAN_ARG(state));
}

static void put_tally(const struct mb_diff *diff, struct mb_buf *out)
{
    uint32_t n[5] = {0};
    static const char *const names[] = {"changed", "moved", "added",
                                        "taken out", "unchanged"};

    for (uint32_t i = 0; i < diff->n; i++) {
        const struct mb_change *c = &diff->at[i];
        n[0] += c->changed;
        n[1] += c->moved;
        n[2] += c->added;
        n[3] += c->dropped;
        n[4] += !c->changed && !c->moved && !c->added && !c->dropped;
    }
    for (int i = 0; i < 5; i++)
        mb_buf_printf(out, "%s%u %s", i > 0 ? ", " : "", n[i], names[i]);
    mb_buf_putc(out, '\n');
}

/* What versions say of the meeting, its people and votes, under a heading for
 * each kind. */
static void put_facts(struct diffing *d, const struct mb_diff *diff)
{
    struct mb_span last = MB_SPAN_NULL;

    for (uint32_t i = 0; i < diff->nfacts; i++) {
        const struct mb_fact_change *c = &diff->facts[i];
        struct mb_buf line = MB_BUF_INIT;
        if (!mb_span_eq(last, c->kind))
            mb_buf_printf(&d->out, "\n" MB_SPAN_FMT "\n", MB_SPAN_ARG(c->kind));
        last = c->kind;
        mb_buf_printf(&line, MB_SPAN_FMT ": ", MB_SPAN_ARG(c->what));
        if (c->old.len == 0)
            mb_buf_puts(&line, "added, ");
        else if (c->new.len == 0)
            mb_buf_puts(&line, "no longer said; was ");
        else
            mb_buf_printf(&line, "was " MB_SPAN_FMT "; now ",
                          MB_SPAN_ARG(c->old));
        mb_buf_put(&line, c->new.len > 0 ? c->new : c->old);
        if (c->record.len > 0)
            mb_buf_printf(&line, "  [" MB_SPAN_FMT "]", MB_SPAN_ARG(c->record));
        mb_put_wrapped(&d->out, 4, "", mb_buf_span(&line));
        mb_buf_done(&line);
    }
}

static void put_diff(struct diffing *d, const struct mb_diff *diff)
{
    put_version(&d->out, "\nFrom ", diff->old_name, diff->old_state);
    put_version(&d->out, "\nto   ", diff->new_name, diff->new_state);
    mb_buf_putc(&d->out, '\n');
    put_tally(diff, &d->out);
    for (uint32_t i = 0; i < diff->n; i++) {
        const struct mb_change *c = &diff->at[i];
        if (d->cli->all || c->changed || c->moved || c->added || c->dropped)
            put_change(d, c);
    }
    put_facts(d, diff);
}

static void put_person(struct mb_buf *out, const struct mb_correction *c)
{
    mb_buf_printf(out, "  " MB_SPAN_FMT ": to be shown as " MB_SPAN_FMT,
                  MB_SPAN_ARG(c->new), MB_SPAN_ARG(c->what));
    if (c->done)
        mb_buf_puts(out, "; the minutes say so now\n");
    else if (c->target_text.len > 0)
        mb_buf_printf(out, "; the minutes say " MB_SPAN_FMT "\n",
                      MB_SPAN_ARG(c->target_text));
    else
        mb_buf_puts(out, "; the minutes do not name them\n");
}

static void put_words(struct mb_buf *out, const struct mb_correction *c)
{
    mb_buf_puts(out, "  ");
    if (c->item.len > 0)
        mb_buf_printf(out, "item " MB_SPAN_FMT ": ", MB_SPAN_ARG(c->item));
    if (c->old.len > 0 && c->new.len > 0)
        mb_buf_printf(out, "for \"" MB_SPAN_FMT "\" read \"" MB_SPAN_FMT "\"",
                      MB_SPAN_ARG(c->old), MB_SPAN_ARG(c->new));
    else if (c->old.len > 0)
        mb_buf_printf(out, "leave out \"" MB_SPAN_FMT "\"",
                      MB_SPAN_ARG(c->old));
    else if (c->new.len > 0)
        mb_buf_printf(out, "to read \"" MB_SPAN_FMT "\"", MB_SPAN_ARG(c->new));
    else
        mb_buf_puts(out, "a correction whose words are not given");
    if (c->target.len > 0)
        mb_buf_printf(out, "  [" MB_SPAN_FMT "]", MB_SPAN_ARG(c->target));
    mb_buf_putc(out, '\n');
    if (c->target_text.len > 0)
        mb_put_wrapped(out, 4,
                       c->done ? "done: " : "stands:    ", c->target_text);
    if (c->corrected.len > 0)
        mb_put_wrapped(out, 4, "corrected: ", c->corrected);
}

static void put_corrections(struct diffing *d)
{
    const struct mb_corrections *rows = &d->diff.corrections;

    for (uint32_t i = 0; rows->at != NULL && i < rows->n; i++) {
        const struct mb_correction *c = &rows->at[i];
        const struct mb_correction *last = i > 0 ? &rows->at[i - 1] : NULL;
        if (last == NULL || !mb_span_eq(last->date, c->date)
            || !mb_span_eq(last->text, c->text)) {
            mb_buf_printf(&d->out,
                          "\nCorrected by " MB_SPAN_FMT " on " MB_SPAN_FMT,
                          MB_SPAN_ARG(c->body), MB_SPAN_ARG(c->date));
            if (c->record_id.len > 0)
                mb_buf_printf(&d->out, "  [" MB_SPAN_FMT "]",
                              MB_SPAN_ARG(c->record_id));
            mb_buf_putc(&d->out, '\n');
            mb_put_wrapped(&d->out, 2, "", c->text);
        }
        if (mb_span_eq(c->what, MB_SPAN_LIT("text")))
            put_words(&d->out, c);
        else
            put_person(&d->out, c);
    }
}

static void put_all(struct diffing *d)
{
    const struct mb_minutes_diff *m = &d->diff;

    mb_buf_printf(&d->out, MB_SPAN_FMT ", " MB_SPAN_FMT, MB_SPAN_ARG(m->body),
                  MB_SPAN_ARG(m->date));
    if (m->authority.len > 0)
        mb_buf_printf(&d->out, " - " MB_SPAN_FMT, MB_SPAN_ARG(m->authority));
    if (m->state.len > 0)
        mb_buf_printf(&d->out, " (" MB_SPAN_FMT ")", MB_SPAN_ARG(m->state));
    mb_buf_putc(&d->out, '\n');
    if (m->diffs.n == 0)
        mb_buf_puts(&d->out, "There is one version of these minutes only.\n");
    for (uint32_t i = 0; i < m->diffs.n; i++)
        put_diff(d, &m->diffs.at[i]);
    put_corrections(d);
}

/* ------------------------------------------------------------- command -- */

static enum mb_status load(struct diffing *d, struct mb_err *err)
{
    bool exempt = d->cli->include_exempt;
    struct mb_minutes_diff *m = &d->diff;
    enum mb_status st;

    m->authority = d->meeting.authority;
    m->body = d->meeting.body;
    m->date = d->meeting.date;
    m->state = d->meeting.state;
    st = mb_store_diff(d->session.store, d->meeting.id, exempt,
                       d->session.arena, &m->diffs, err);
    if (st == MB_OK)
        st = mb_store_corrections(d->session.store, d->meeting.id, exempt,
                                  d->session.arena, &m->corrections, err);
    return st;
}

static enum mb_exit diff(struct diffing *d, bool json)
{
    struct mb_err err;
    enum mb_status st;
    enum mb_exit exit = find_meeting(d);

    if (exit != MB_EXIT_OK)
        return exit;
    st = load(d, &err);
    if (st == MB_OK && json)
        st = mb_minutes_diff_json(&d->diff, d->session.arena, &d->out, &err);
    else if (st == MB_OK)
        put_all(d);
    if (st == MB_OK)
        st = mb_arena_status(d->session.arena, &err);
    return st == MB_OK ? mb_put_output(d->cli, mb_buf_span(&d->out))
                       : mb_fail(d->cli, &err);
}

enum mb_exit mb_cmd_diff(struct mb_cli *cli)
{
    struct diffing d = {.cli = cli, .out = MB_BUF_INIT};
    bool json = cli->format != NULL && strcmp(cli->format, "json") == 0;
    enum mb_exit exit;

    if (!json && cli->format != NULL && strcmp(cli->format, "text") != 0) {
        mb_say_error(cli, "diff prints --format text or json, not '%s'",
                     cli->format);
        return MB_EXIT_USAGE;
    }
    exit = mb_session_open(cli, MB_NEED_READ, false, &d.session);
    if (exit != MB_EXIT_OK)
        return exit;
    exit = mb_session_close(cli, &d.session, diff(&d, json));
    mb_buf_done(&d.out);
    return exit;
}
