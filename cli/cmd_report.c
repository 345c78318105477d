/* `report`: workbooks and lists out of the register. */
#include "cli/cli.h"

#include "assurance/link.h"
#include "cli/session.h"
#include "reports/emitted.h"
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

/* Keep what the workbook will carry, so that `update` can tell what was
 * changed in it. A report that was made before is known already; where the
 * register cannot be written the workbook is made all the same. */
static enum mb_status keep_emitted(struct mb_cli *cli, struct mb_store *store,
                                   struct mb_report *report, struct mb_err *err)
{
    struct mb_session session;
    struct mb_span key, cells, known;
    struct mb_err why;
    enum mb_status st = mb_emitted_add(store, report, &key, &cells, err);

    if (st == MB_OK)
        st = mb_store_emitted_get(store, key, report->arena, &known, err);
    if (st != MB_OK || known.ptr != NULL)
        return st;
    if (mb_session_try(cli, MB_NEED_WRITE, false, &session, &why) == MB_OK) {
        st = mb_store_emitted_put(session.store, key, cells, &why);
        if (mb_session_close(cli, &session, mb_exit_for(st)) == MB_EXIT_OK)
            return MB_OK;
    }
    mb_say_note(cli,
                "what this workbook carries could not be noted (%s): `update` "
                "will have less to compare it with",
                why.text);
    return MB_OK;
}

static enum mb_exit write_report(struct mb_cli *cli, struct mb_store *store,
                                 const struct mb_report_kind *kind,
                                 struct mb_report *report)
{
    const char *format = format_of(cli);
    char name[64];
    const char *path = cli->output;
    struct mb_err err;

    if (strcmp(format, "xlsx") != 0)
        return write_text(cli, format, kind, report);
    if (path == NULL) {
        snprintf(name, sizeof name, "%s.xlsx", kind->name);
        path = name;
    }
    if (strcmp(path, "-") == 0) {
        mb_say_error(cli, "a workbook goes to a file: give --output FILE.xlsx");
        return MB_EXIT_USAGE;
    }
    /* Only the tracker comes back by `update`. */
    if ((kind == mb_report_kinds
         && keep_emitted(cli, store, report, &err) != MB_OK)
        || mb_write_xlsx(report, path, &err) != MB_OK)
        return mb_fail(cli, &err);
    mb_say_note(cli, "wrote %s: %u %s", path, count_rows(kind, report),
                kind->rows);
    return MB_EXIT_OK;
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
    struct mb_tracker_options options = {
        .filter = mb_cli_filter(cli),
        .as_of = mb_span_str(mb_cli_today(cli)),
        .min_score = cli->all ? 0.0 : MB_LINK_SHOWN,
        .what = mb_span_str(cli->nargs > 1 ? cli->args[1] : NULL),
        .all = cli->all,
    };
    const struct mb_report_kind *kind = find_kind(cli);
    struct mb_session session;
    struct mb_scheme scheme;
    struct mb_report report;
    struct mb_err err;
    enum mb_exit exit;

    if (kind == NULL || !check_operands(cli, kind))
        return MB_EXIT_USAGE;
    exit = mb_session_open(cli, MB_NEED_READ, false, &session);
    if (exit != MB_EXIT_OK)
        return exit;
    options.scheme = &scheme;
    if (mb_scheme_load(cli->config, session.arena, &scheme, &err) == MB_OK
        && mb_report_build(session.store, kind, &options, session.arena,
                           &report, &err)
               == MB_OK)
        exit = write_report(cli, session.store, kind, &report);
    else
        exit = mb_fail(cli, &err);
    return mb_session_close(cli, &session, exit);
}
