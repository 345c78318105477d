/* `report`: workbooks and lists out of the register. */
#include "cli/cli.h"

#include "assurance/link.h"
#include "cli/session.h"
#include "reports/sheet.h"
#include "reports/tracker.h"
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

static enum mb_exit write_text(const struct mb_cli *cli, const char *format,
                               const struct mb_report *report)
{
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    enum mb_status st = MB_ERR_USAGE;
    enum mb_exit exit;

    if (strcmp(format, "json") == 0)
        st = mb_write_json(report, &out, &err);
    else if (strcmp(format, "csv") == 0)
        st = mb_write_csv(mb_sheet_find(report, "Tracker"), &out, &err);
    else
        mb_err_set(&err, st,
                   "a report is written as xlsx, csv or json, not "
                   "'%s'",
                   format);
    exit = st == MB_OK ? mb_put_output(cli, mb_buf_span(&out))
                       : mb_fail(cli, &err);
    mb_buf_done(&out);
    return exit;
}

static enum mb_exit write_report(const struct mb_cli *cli,
                                 const struct mb_report *report)
{
    const char *format = format_of(cli);
    const char *path = cli->output != NULL ? cli->output : "tracker.xlsx";
    struct mb_err err;

    if (strcmp(format, "xlsx") != 0)
        return write_text(cli, format, report);
    if (strcmp(path, "-") == 0) {
        mb_say_error(cli, "a workbook goes to a file: give --output FILE.xlsx");
        return MB_EXIT_USAGE;
    }
    if (mb_write_xlsx(report, path, &err) != MB_OK)
        return mb_fail(cli, &err);
    mb_say_note(cli, "wrote %s: %u rows on Tracker", path,
                mb_sheet_find(report, "Tracker")->nrows);
    return MB_EXIT_OK;
}

enum mb_exit mb_cmd_report(struct mb_cli *cli)
{
    struct mb_tracker_options options = {
        .filter = mb_cli_filter(cli),
        .as_of = mb_span_str(mb_cli_today(cli)),
        .min_score = cli->all ? 0.0 : MB_LINK_SHOWN,
    };
    struct mb_session session;
    struct mb_scheme scheme;
    struct mb_report report;
    struct mb_err err;
    enum mb_exit exit;

    if (strcmp(cli->args[0], "tracker") != 0) {
        mb_say_error(cli, "there is no report '%s'; there is: tracker",
                     cli->args[0]);
        return MB_EXIT_USAGE;
    }
    exit = mb_session_open(cli, MB_NEED_READ, false, &session);
    if (exit != MB_EXIT_OK)
        return exit;
    options.scheme = &scheme;
    if (mb_scheme_load(cli->config, session.arena, &scheme, &err) == MB_OK
        && mb_tracker_build(session.store, &options, session.arena, &report,
                            &err)
               == MB_OK)
        exit = write_report(cli, &report);
    else
        exit = mb_fail(cli, &err);
    return mb_session_close(cli, &session, exit);
}
