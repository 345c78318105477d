/* What the program says to people: errors, notes, diagnostics, progress. */
#include "cli/cli.h"

#include "base/file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void say(const char *fmt, va_list ap) MB_PRINTF(1, 0);
static void say(const char *fmt, va_list ap)
{
    mb_progress_done();
    fputs("minutebook: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
}

void mb_say_error(const struct mb_cli *cli, const char *fmt, ...)
{
    va_list ap;

    (void)cli; /* errors are said even with --quiet */
    va_start(ap, fmt);
    say(fmt, ap);
    va_end(ap);
}

void mb_say_note(const struct mb_cli *cli, const char *fmt, ...)
{
    va_list ap;

    if (cli->quiet)
        return;
    va_start(ap, fmt);
    say(fmt, ap);
    va_end(ap);
}

enum mb_exit mb_fail(const struct mb_cli *cli, const struct mb_err *err)
{
    mb_say_error(cli, "%s", err->text);
    return mb_exit_for(err->status);
}

enum mb_exit mb_fail_at(const struct mb_cli *cli, const char *path,
                        const struct mb_err *err)
{
    if (mb_span_starts(mb_span_str(err->text), mb_span_str(path)))
        return mb_fail(cli, err);
    mb_say_error(cli, "%s: %s", path, err->text);
    return mb_exit_for(err->status);
}

static void say_diag(const struct mb_document *doc, const struct mb_diag *d)
{
    fprintf(stderr, MB_SPAN_FMT ":", MB_SPAN_ARG(doc->name));
    if (d->line > 0)
        fprintf(stderr, "%u:%u:", d->line, d->column);
    fprintf(stderr, " %s: %s", mb_severity_name(mb_diag_severity(d->code)),
            mb_diag_text(d->code));
    if (d->detail.ptr != NULL)
        fprintf(stderr, ": \"" MB_SPAN_FMT "\"",
                MB_SPAN_ARG(mb_span_sub(d->detail, 0, 120)));
    fprintf(stderr, " [%s]\n", mb_diag_name(d->code));
}

void mb_say_diags(struct mb_cli *cli, const struct mb_document *doc)
{
    enum mb_severity shown = cli->verbose ? MB_SEV_NOTE : MB_SEV_WARNING;
    enum mb_severity fail = MB_SEV_COUNT;

    if (cli->fail_on != NULL)
        fail = mb_severity_by_name(mb_span_str(cli->fail_on));
    for (uint32_t i = 0; i < doc->diags.n; i++) {
        const struct mb_diag *d = &doc->diags.at[i];
        enum mb_severity severity = mb_diag_severity(d->code);
        if (severity >= shown && !cli->quiet) {
            mb_progress_done();
            say_diag(doc, d);
        }
        if (severity >= fail)
            mb_exit_worsen(cli, MB_EXIT_DIAGNOSTICS);
    }
}

void mb_exit_worsen(struct mb_cli *cli, enum mb_exit exit)
{
    static const int gravity[] = {
        [MB_EXIT_OK] = 0,      [MB_EXIT_DIAGNOSTICS] = 1, [MB_EXIT_USAGE] = 2,
        [MB_EXIT_REFUSED] = 3, [MB_EXIT_REPORT] = 4,      [MB_EXIT_STORE] = 5,
    };

    if (gravity[exit] > gravity[cli->worst])
        cli->worst = exit;
}

enum mb_exit mb_exit_for(enum mb_status status)
{
    switch (status) {
    case MB_OK:
        return MB_EXIT_OK;
    case MB_ERR_USAGE:
    case MB_ERR_RULES:
        return MB_EXIT_USAGE;
    case MB_ERR_STORE:
    case MB_ERR_BUSY:
        return MB_EXIT_STORE;
    case MB_ERR_REPORT:
        return MB_EXIT_REPORT;
    case MB_ERR_NOMEM:
    case MB_ERR_LIMIT:
    case MB_ERR_IO:
    case MB_ERR_FORMAT:
    case MB_ERR_REFUSED:
    case MB_ERR_WORKER:
    case MB_ERR_AGAIN:
    case MB_STATUS_COUNT:
        break;
    }
    return MB_EXIT_REFUSED;
}

enum mb_exit mb_put_output(const struct mb_cli *cli, struct mb_span bytes)
{
    struct mb_err err;

    if (cli->output != NULL && strcmp(cli->output, "-") != 0) {
        if (mb_file_replace(cli->output, bytes, &err) == MB_OK)
            return MB_EXIT_OK;
        mb_say_error(cli, "%s", err.text);
        return MB_EXIT_REPORT;
    }
    if (fwrite(bytes.ptr, 1, bytes.len, stdout) == bytes.len
        && fflush(stdout) == 0)
        return MB_EXIT_OK;
    mb_say_error(cli, "cannot write to standard output: %s", strerror(errno));
    return MB_EXIT_REPORT;
}

/* One line, drawn over itself, and only where a person looks at it. */
static bool progress_shown;

void mb_progress(const struct mb_cli *cli, const char *what, uint64_t done,
                 uint64_t total, const char *name)
{
    if (cli->quiet || !isatty(STDERR_FILENO))
        return;
    fprintf(stderr, "\r\033[K%s %llu of %llu  %.40s", what,
            (unsigned long long)done, (unsigned long long)total,
            mb_file_name(name));
    progress_shown = true;
}

void mb_progress_done(void)
{
    if (progress_shown)
        fputs("\r\033[K", stderr);
    progress_shown = false;
}
