/* The command line: what every command shares.
 *
 * Only this folder prints, exits, and reads arguments, the environment and
 * the wall clock. Results go to standard output, messages to standard error.
 * One table of commands (commands.c) drives dispatch, usage, help and shell
 * completion; one table of options (options.c) drives parsing and their help.
 */
#ifndef MB_CLI_CLI_H
#define MB_CLI_CLI_H

#include "base/buf.h"
#include "base/diag.h"
#include "parser/parse.h"

#include <stdio.h>

/* Exit status: fixed by the contract. Of a batch the gravest is told:
 * 4 over 5 over 3 over 1. */
enum mb_exit {
    MB_EXIT_OK = 0,
    MB_EXIT_DIAGNOSTICS = 1, /* at or above --fail-on */
    MB_EXIT_USAGE = 2,
    MB_EXIT_REFUSED = 3, /* a document refused, the others stored */
    MB_EXIT_STORE = 4,
    MB_EXIT_REPORT = 5
};

enum mb_option_type {
    MB_OPT_FLAG,  /* bool */
    MB_OPT_TEXT,  /* const char * */
    MB_OPT_COUNT, /* long, 0 or more */
    MB_OPT_DATE,  /* const char *, YYYY-MM-DD */
    MB_OPT_SIZE,  /* long, bytes; K, M, G behind the number */
    MB_OPT_CHOICE /* const char *, one of `choices` */
};

/* What the options of all commands leave behind; see options.c. */
struct mb_cli {
    const char *program;
    const struct mb_command *command;
    char **args; /* what is left when the options are taken out */
    int nargs;
    enum mb_exit worst;
    const char *db, *config, *format, *fail_on, *authority, *house, *tracked;
    const char *output, *as_of, *from, *to, *body, *strategy, *id, *title;
    const char *supersedes, *alias, *by, *why, *stage, *since, *explain;
    const char *inbox, *done, *failed, *returned, *out, *log;
    bool quiet, verbose, no_text, all, dry_run, include_exempt, reread, runs;
    bool unclaimed;
    bool help, version;
    long jobs, wait, first_code, limit, settle;
    long max_bytes, max_memory, max_pages, max_cpu;
    long max_depth, max_ratio, max_matches;
};

struct mb_option {
    const char *name; /* without the dashes */
    char letter;      /* '\0': none */
    enum mb_option_type type;
    const char *arg;     /* "FILE"; NULL for a flag */
    const char *choices; /* "accept reject" */
    size_t offset;       /* in struct mb_cli */
    const char *help;
};

struct mb_command {
    const char *name;
    enum mb_exit (*run)(struct mb_cli *cli);
    const char *operands; /* "FILE..." */
    int min_args;
    int max_args; /* -1: any number */
    const char *summary;
    const char *options; /* names, a space between; common ones are implied */
    const char *details; /* more for --help; may be "" */
};

extern const struct mb_command mb_commands[]; /* ends with name NULL */
extern const struct mb_option mb_options[];   /* ends with name NULL */

/* Take the options out of argv. MB_EXIT_USAGE with a message where one is
 * unknown to the command, lacks its value or has a wrong one. The caller
 * frees cli->args. */
enum mb_exit mb_options_take(struct mb_cli *cli, int argc, char **argv);
bool mb_option_allowed(const struct mb_command *command,
                       const struct mb_option *option);

const struct mb_command *mb_command_find(const char *name);
void mb_usage_print(FILE *out, const struct mb_command *command);
void mb_overview_print(FILE *out);

/* Messages on standard error, "minutebook: …". A note is silent with --quiet.
 */
void mb_say_error(const struct mb_cli *cli, const char *fmt, ...)
    MB_PRINTF(2, 3);
void mb_say_note(const struct mb_cli *cli, const char *fmt, ...)
    MB_PRINTF(2, 3);

/* Say an error and hand back the exit status that it leads to. */
enum mb_exit mb_fail(const struct mb_cli *cli, const struct mb_err *err);
/* The same for a document: its path stands in front, if it does not yet. */
enum mb_exit mb_fail_at(const struct mb_cli *cli, const char *path,
                        const struct mb_err *err);

/* A document's diagnostics as file:line:column lines: warnings, with
 * --verbose notes too. Worsens cli->worst by --fail-on. */
void mb_say_diags(struct mb_cli *cli, const struct mb_document *doc);

/* Keep the graver of two exit statuses: 4 over 5 over 3 over 2 over 1. */
void mb_exit_worsen(struct mb_cli *cli, enum mb_exit exit);

/* The exit status that an error leads to. */
enum mb_exit mb_exit_for(enum mb_status status);

/* Write bytes to standard output or, with --output, to a file that is
 * replaced as a whole. MB_EXIT_REPORT with a message on failure. */
enum mb_exit mb_put_output(const struct mb_cli *cli, struct mb_span bytes);

/* A line of progress, "Reading 120 of 2000  minutes.pdf", on a terminal only
 * and not with --quiet; the next one or any message replaces it. */
void mb_progress(const struct mb_cli *cli, const char *what, uint64_t done,
                 uint64_t total, const char *name);
void mb_progress_done(void);

/* Commands: each in cmd_NAME.c. */
typedef enum mb_exit mb_command_fn(struct mb_cli *cli);
mb_command_fn mb_cmd_parse, mb_cmd_dump, mb_cmd_ingest, mb_cmd_report,
    mb_cmd_show, mb_cmd_list, mb_cmd_search, mb_cmd_review, mb_cmd_rules,
    mb_cmd_status, mb_cmd_rebuild, mb_cmd_verify, mb_cmd_backup,
    mb_cmd_strategy, mb_cmd_link, mb_cmd_links, mb_cmd_coverage, mb_cmd_help,
    mb_cmd_diff, mb_cmd_correct, mb_cmd_history, mb_cmd_people, mb_cmd_undo,
    mb_cmd_withdraw, mb_cmd_restore, mb_cmd_purge, mb_cmd_export, mb_cmd_import,
    mb_cmd_complete, mb_cmd_manual, mb_cmd_update, mb_cmd_worker, mb_cmd_filter;

#endif
