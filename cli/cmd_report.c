/* `report`: workbooks and lists out of the register. */
#include "cli/cli.h"

#include "assurance/link.h"
#include "cli/outgoing.h"
#include "reports/kinds.h"
#include "reports/sheet.h"
#include "reports/writers.h"

#include <string.h>
#include <strings.h>

static const char *format_of(const struct mb_cli *cli)
{
    const char *dot;

    if (cli->format != NULL)
        return cli->format;
    dot = cli->output != NULL ? strrchr(cli->output, '.') : NULL;
    if (dot != NULL && (strcasecmp(dot, ".csv") == 0))
        return "csv";
    if (dot != NULL && (strcasecmp(dot, ".json") == 0))
        return "json";
    return "xlsx";
}

/* The sheet that csv holds, or NULL where a report has several. */
static const struct mb_sheet *main_sheet(const struct mb_report_kind *kind,
                                         const struct mb_report *report)
{
    if (kind->sheet != NULL)
        return mb_sheet_find(report, kind->sheet);
    return report->nsheets == 1 ? &report->sheets[0] : NULL;
}

static enum mb_status make_text(const char *format,
                                const struct mb_report_kind *kind,
                                const struct mb_report *report,
                                struct mb_buf *out, struct mb_err *err)
{
    const struct mb_sheet *sheet = main_sheet(kind, report);

    if (strcmp(format, "json") == 0)
        return mb_write_json(report, out, err);
    if (strcmp(format, "csv") != 0)
        return mb_err_set(err, MB_ERR_USAGE,
                          "a report is written as xlsx, csv or json, not '%s'",
                          format);
    if (sheet != NULL)
        return mb_write_csv(sheet, out, err);
    return mb_err_set(err, MB_ERR_USAGE,
                      "csv holds one sheet and this report has %u: choose by "
                      "--authority and --body, or write xlsx or json",
                      report->nsheets);
}

static enum mb_exit write_text(const struct mb_cli *cli, const char *format,
                               const struct mb_report_kind *kind,
                               const struct mb_report *report)
{
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    enum mb_exit exit;

    if (make_text(format, kind, report, &out, &err) == MB_OK)
        exit = mb_put_output(cli, mb_buf_span(&out));
    else
        exit = mb_fail(cli, &err);
    mb_buf_done(&out);
    return exit;
}

static uint32_t count_rows(const struct mb_report_kind *kind,
                           const struct mb_report *report)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < report->nsheets; i++)
        if (kind->sheet == NULL
            || mb_span_eq(report->sheets[i].name, mb_span_str(kind->sheet)))
            n += report->sheets[i].nrows;
    return n;
}

/* Every report shows one state of the register. */
static enum mb_status build(struct mb_session *session,
                            const struct mb_report_kind *kind,
                            const struct mb_tracker_options *options,
                            struct mb_report *ret_report, struct mb_err *err)
{
    enum mb_status st = mb_store_hold(session->store, err);

    if (st == MB_OK)
        st = mb_report_build(session->store, kind, options, session->arena,
                             ret_report, err);
    mb_store_release(session->store);
    return st;
}

static enum mb_exit write_book(struct mb_cli *cli, struct mb_session *session,
                               const struct mb_report_kind *kind,
                               const struct mb_tracker_options *options)
{
    char name[64];
    const char *path = cli->output;
    struct mb_report report;
    struct mb_err err;
    enum mb_status st;

    if (path == NULL) {
        snprintf(name, sizeof name, "%s.xlsx", kind->name);
        path = name;
    }
    if (strcmp(path, "-") == 0) {
        mb_say_error(cli, "a workbook goes to a file: give --output FILE.xlsx");
        return MB_EXIT_USAGE;
    }
    if (kind == mb_report_kinds) { /* only the tracker comes back by `update` */
        st = mb_tracker_out(cli, session, options, path, &report, &err);
    } else {
        st = build(session, kind, options, &report, &err);
        if (st == MB_OK)
            st = mb_write_xlsx(&report, path, &err);
    }
    if (st != MB_OK)
        return mb_fail(cli, &err);
    mb_say_note(cli, "wrote %s: %u %s", path, count_rows(kind, &report),
                kind->rows);
    return MB_EXIT_OK;
}

static enum mb_exit write_report(struct mb_cli *cli, struct mb_session *session,
                                 const struct mb_report_kind *kind,
                                 const struct mb_tracker_options *options)
{
    const char *format = format_of(cli);
    struct mb_report report;
    struct mb_err err;

    if (strcmp(format, "xlsx") == 0)
        return write_book(cli, session, kind, options);
    if (build(session, kind, options, &report, &err) != MB_OK)
        return mb_fail(cli, &err);
    return write_text(cli, format, kind, &report);
}

static const struct mb_report_kind *find_kind(const struct mb_cli *cli)
{
    char names[128] = "";
    size_t n = 0;

    for (const struct mb_report_kind *k = mb_report_kinds; k->name; k++) {
        if (strcmp(k->name, cli->args[0]) == 0)
            return k;
        if (n < sizeof names)
            n += (size_t)snprintf(names + n, sizeof names - n, "%s%s",
                                  n > 0 ? ", " : "", k->name);
    }
    mb_say_error(cli, "there is no report '%s'; there are: %s", cli->args[0],
                 names);
    return NULL;
}

static bool check_operands(const struct mb_cli *cli,
                           const struct mb_report_kind *kind)
{
    if (kind->operand != NULL && cli->nargs < 2)
        mb_say_error(cli,
                     "report %s needs a %s; see 'minutebook report --help'",
                     kind->name, kind->operand);
    else if (kind->operand == NULL && cli->nargs > 1)
        mb_say_error(cli, "report %s takes nothing behind it, not '%s'",
                     kind->name, cli->args[1]);
    else
        return true;
    return false;
}

enum mb_exit mb_cmd_report(struct mb_cli *cli)
{
    struct mb_scheme scheme;
    struct mb_tracker_options options = {
        .filter = mb_cli_filter(cli),
        .as_of = mb_span_str(mb_cli_today(cli)),
        .min_score = cli->all ? 0.0 : MB_LINK_SHOWN,
        .what = mb_span_str(cli->nargs > 1 ? cli->args[1] : NULL),
        .all = cli->all,
        .scheme = &scheme,
    };
    const struct mb_report_kind *kind = find_kind(cli);
    struct mb_session session;
    struct mb_err err;
    enum mb_exit exit;

    if (kind == NULL || !check_operands(cli, kind))
        return MB_EXIT_USAGE;
    exit = mb_session_open(cli, MB_NEED_READ, false, &session);
    if (exit != MB_EXIT_OK)
        return exit;
    exit = mb_scheme_load(cli->config, session.arena, &scheme, &err) == MB_OK
               ? write_report(cli, &session, kind, &options)
               : mb_fail(cli, &err);
    return mb_session_close(cli, &session, exit);
}
