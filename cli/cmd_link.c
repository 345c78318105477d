/* `link`, `links`, `coverage`: which decision serves which pledge. */
#include "cli/cli.h"

#include "assurance/register.h"
#include "cli/session.h"
#include "reports/sheet.h"

#include <stdio.h>
#include <string.h>

static enum mb_exit propose(struct mb_cli *cli, struct mb_session *session)
{
    struct mb_linked done;
    struct mb_err err;

    if (mb_register_link(session->store, mb_span_str(cli->strategy), !cli->all,
                         &done, &err)
        != MB_OK)
        return mb_fail(cli, &err);
    mb_say_note(cli,
                "%u decisions looked at, %u links proposed, %u of them shown",
                done.cases, done.links, done.shown);
    if (done.again > 0)
        mb_say_note(cli,
                    "%u were confirmed for an earlier edition: confirm again?",
                    done.again);
    if (done.unsure > 0)
        mb_say_note(cli,
                    "%u name a strategy without saying which edition "
                    "[edition-not-stated]",
                    done.unsure);
    return MB_EXIT_OK;
}

static enum mb_exit explain(struct mb_cli *cli)
{
    struct mb_session session;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    if (mb_register_explain(session.store, mb_span_str(cli->explain),
                            mb_span_str(cli->strategy), &out, &err)
        == MB_OK)
        exit = mb_put_output(cli, mb_buf_span(&out));
    else
        exit = mb_fail(cli, &err);
    mb_buf_done(&out);
    return mb_session_close(cli, &session, exit);
}

static enum mb_exit decide(struct mb_cli *cli, struct mb_session *session,
                           bool confirm)
{
    struct mb_err err;

    for (int i = 1; i < cli->nargs; i++) {
        if (mb_register_decide(session->store, mb_span_str(cli->args[i]),
                               confirm, mb_span_str(cli->by),
                               mb_span_str(cli->why), &err)
            != MB_OK)
            return mb_fail(cli, &err);
        mb_say_note(cli, "%s %s", cli->args[i],
                    confirm ? "confirmed" : "rejected");
    }
    return MB_EXIT_OK;
}

static enum mb_exit confirm(struct mb_cli *cli, struct mb_session *session)
{
    return decide(cli, session, true);
}

static enum mb_exit reject(struct mb_cli *cli, struct mb_session *session)
{
    return decide(cli, session, false);
}

static enum mb_exit add(struct mb_cli *cli, struct mb_session *session)
{
    struct mb_link_addition link = {.by = mb_span_str(cli->by),
                                    .why = mb_span_str(cli->why)};
    struct mb_err err;

    if (cli->nargs != 3) {
        mb_say_error(cli, "link add needs RECORD-ID or a reference, and "
                          "STRATEGY:CODE");
        return MB_EXIT_USAGE;
    }
    link.subject = mb_span_str(cli->args[1]);
    link.target = mb_span_str(cli->args[2]);
    if (mb_register_add(session->store, &link, &err) != MB_OK)
        return mb_fail(cli, &err);
    mb_say_note(cli, "%s linked to %s", cli->args[1], cli->args[2]);
    return MB_EXIT_OK;
}

typedef enum mb_exit link_fn(struct mb_cli *cli, struct mb_session *session);

static link_fn *find_verb(struct mb_cli *cli)
{
    static const struct {
        const char *name;
        link_fn *run;
    } verbs[] = {{"confirm", confirm}, {"reject", reject}, {"add", add}};

    if (cli->nargs == 0)
        return propose;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(cli->args[0], verbs[i].name) != 0)
            continue;
        if (cli->nargs < 2)
            mb_say_error(cli, "link %s needs what to %s", cli->args[0],
                         cli->args[0]);
        else if (cli->by == NULL)
            mb_say_error(cli, "link %s needs --by NAME: who says so",
                         cli->args[0]);
        else
            return verbs[i].run;
        return NULL;
    }
    mb_say_error(cli,
                 "link %s: there are confirm, reject and add; without a "
                 "word links are proposed",
                 cli->args[0]);
    return NULL;
}

enum mb_exit mb_cmd_link(struct mb_cli *cli)
{
    struct mb_session session;
    link_fn *run;
    enum mb_exit exit;

    if (cli->explain != NULL)
        return explain(cli);
    run = find_verb(cli);
    if (run == NULL)
        return MB_EXIT_USAGE;
    exit = mb_session_open(cli, MB_NEED_WRITE, false, &session);
    if (exit != MB_EXIT_OK)
        return exit;
    return mb_session_close(cli, &session, run(cli, &session));
}

static const struct mb_column_spec link_columns[] = {
    {"link", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"record", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"reference", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"strategy", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"pledge", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"basis", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"score", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"status", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"quote", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
};

static void put_link(struct mb_report *report, struct mb_sheet *sheet,
                     const struct mb_link_row *l)
{
    mb_row_begin(report, sheet);
    mb_put_text(sheet, l->link_id);
    mb_put_text(sheet, l->record_id);
    mb_put_text(sheet, l->reference);
    mb_put_text(sheet, l->strategy);
    mb_put_text(sheet, l->pledge);
    mb_put_text(sheet, l->basis);
    mb_put_text(sheet, mb_arena_printf(report->arena, "%.3f", l->score));
    mb_put_text(sheet, l->status);
    mb_put_text(sheet, l->quote);
}

enum mb_exit mb_cmd_links(struct mb_cli *cli)
{
    struct mb_link_filter filter = {
        .strategy = mb_span_str(cli->strategy),
        .min_score = cli->all ? 0.0 : MB_LINK_SHOWN,
        .include_rejected = cli->all,
        .include_exempt = cli->include_exempt,
    };
    struct mb_session session;
    struct mb_link_rows rows;
    struct mb_report report;
    struct mb_sheet *sheet;
    struct mb_err err;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    report = (struct mb_report){.arena = session.arena};
    sheet = mb_sheet_add(&report, "links", MB_SPAN_LIT("Links"), MB_SPAN_NULL,
                         link_columns);
    if (mb_store_links(session.store, &filter, session.arena, &rows, &err)
        != MB_OK)
        return mb_session_close(cli, &session, mb_fail(cli, &err));
    for (uint32_t i = 0; i < rows.n; i++)
        put_link(&report, sheet, &rows.at[i]);
    if (mb_arena_status(session.arena, &err) != MB_OK)
        exit = mb_fail(cli, &err);
    else
        exit = mb_print_sheet(cli, sheet);
    return mb_session_close(cli, &session, exit);
}

/* "2024-07-11, 174 days", "none", "no day". */
static struct mb_span latest_text(const struct mb_coverage_pledge *p, char *buf,
                                  size_t size)
{
    int n = p->decisions == 0    ? snprintf(buf, size, "none")
            : p->latest.len == 0 ? snprintf(buf, size, "no day")
            : p->idle_days < 0
                ? snprintf(buf, size, MB_SPAN_FMT, MB_SPAN_ARG(p->latest))
                : snprintf(buf, size, MB_SPAN_FMT " %5d days",
                           MB_SPAN_ARG(p->latest), p->idle_days);

    return (struct mb_span){buf, n > 0 ? strlen(buf) : 0};
}

static void put_pledges(const struct mb_link_coverage *c, struct mb_buf *out)
{
    struct mb_span strategy = MB_SPAN_NULL;
    char latest[40];

    mb_buf_puts(out, "Pledges: decisions that serve them, the latest, and how "
                     "long ago\n");
    for (uint32_t i = 0; i < c->npledges; i++) {
        const struct mb_coverage_pledge *p = &c->pledges[i];
        if (!mb_span_eq(strategy, p->strategy))
            mb_buf_printf(out, MB_SPAN_FMT "\n", MB_SPAN_ARG(p->strategy));
        strategy = p->strategy;
        mb_buf_printf(out, "  %*s%-*.*s %4u  %-21.*s %.*s\n", (int)p->depth, "",
                      8 - (int)p->depth % 8, MB_SPAN_ARG(p->code), p->decisions,
                      MB_SPAN_ARG(latest_text(p, latest, sizeof latest)),
                      MB_SPAN_ARG(mb_span_sub(p->title, 0, 40)));
    }
}

static void put_unlinked(const struct mb_link_coverage *c, struct mb_buf *out)
{
    mb_buf_printf(out,
                  "\nDecisions that serve no pledge: %u, besides %u that do\n",
                  c->ndecisions, c->linked);
    for (uint32_t i = 0; i < c->ndecisions; i++) {
        const struct mb_coverage_decision *d = &c->decisions[i];
        /* A matter of which no clause is known has its reference alone. */
        struct mb_span id = d->record_id.len > 0 ? d->record_id : d->reference;
        char age[24] = "";
        if (d->age_days >= 0)
            snprintf(age, sizeof age, "%5d days", d->age_days);
        mb_buf_printf(
            out, "  %-13.*s  %-10.*s  %10s  %.*s\n", MB_SPAN_ARG(id),
            MB_SPAN_ARG(d->date.len > 0 ? d->date : MB_SPAN_LIT("no day")), age,
            MB_SPAN_ARG(mb_span_sub(d->title, 0, 36)));
    }
}

enum mb_exit mb_cmd_coverage(struct mb_cli *cli)
{
    struct mb_filter filter = mb_cli_filter(cli);
    struct mb_session session;
    struct mb_link_coverage coverage;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    if (mb_register_coverage(session.store, &filter,
                             mb_span_str(mb_cli_today(cli)), session.arena,
                             &coverage, &err)
        != MB_OK) {
        exit = mb_fail(cli, &err);
    } else {
        put_pledges(&coverage, &out);
        put_unlinked(&coverage, &out);
        exit = mb_put_output(cli, mb_buf_span(&out));
    }
    mb_buf_done(&out);
    return mb_session_close(cli, &session, exit);
}
