/* minutebook: from minutes to a decision register and its trackers.
 *
 * main only finds the command and hands over; each command has a file of its
 * own (cmd_NAME.c).
 */
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

const struct mb_command *mb_command_find(const char *name)
{
    for (const struct mb_command *c = mb_commands; c->name != NULL; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static enum mb_exit check_operands(const struct mb_cli *cli)
{
    const struct mb_command *c = cli->command;

    if (cli->nargs < c->min_args)
        mb_say_error(cli, "'%s' needs %s; see 'minutebook %s --help'", c->name,
                     c->operands, c->name);
    else if (c->max_args >= 0 && cli->nargs > c->max_args)
        mb_say_error(cli,
                     "'%s' has no use for '%s'; see 'minutebook %s --help'",
                     c->name, cli->args[c->max_args], c->name);
    else
        return MB_EXIT_OK;
    return MB_EXIT_USAGE;
}

static void fill_defaults(struct mb_cli *cli)
{
    if (cli->db == NULL)
        cli->db = getenv("MINUTEBOOK_DB");
    if (cli->db == NULL || *cli->db == '\0')
        cli->db = "minutebook.db";
    if (cli->quiet)
        cli->verbose = false;
}

static enum mb_exit run(struct mb_cli *cli)
{
    enum mb_exit exit;

    if (cli->version) {
        printf("minutebook %s\n", MB_VERSION);
        return MB_EXIT_OK;
    }
    if (cli->command == NULL) {
        mb_overview_print(cli->help ? stdout : stderr);
        return cli->help ? MB_EXIT_OK : MB_EXIT_USAGE;
    }
    if (cli->help) {
        mb_usage_print(stdout, cli->command);
        return MB_EXIT_OK;
    }
    exit = check_operands(cli);
    if (exit != MB_EXIT_OK)
        return exit;
    fill_defaults(cli);
    mb_exit_worsen(cli, cli->command->run(cli));
    return cli->worst;
}

int main(int argc, char **argv)
{
    struct mb_cli cli = {.program = argc > 0 ? argv[0] : "minutebook",
                         .jobs = -1,
                         .settle = -1,
                         .wait = 30,
                         .first_code = 1,
                         .limit = -1};
    enum mb_exit exit;

    /* a reader that goes away (`| head`) is a failed write, not a death */
    signal(SIGPIPE, SIG_IGN);
    exit = mb_options_take(&cli, argc, argv);
    if (exit == MB_EXIT_OK)
        exit = run(&cli);
    if (fflush(stdout) != 0 && exit == MB_EXIT_OK) {
        mb_say_error(&cli, "cannot write to standard output: %s",
                     strerror(errno));
        exit = MB_EXIT_REPORT;
    }
    free(cli.args);
    return (int)exit;
}
