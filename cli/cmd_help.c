/* `help`: usage of one command or of all, from the two tables. */
#include "cli/cli.h"

#include <string.h>

static void print_option(FILE *out, const struct mb_option *o)
{
    char left[64];
    int n = o->letter != '\0'
                ? snprintf(left, sizeof left, "  -%c, --%s", o->letter, o->name)
                : snprintf(left, sizeof left, "      --%s", o->name);

    if (o->arg != NULL && n > 0 && (size_t)n < sizeof left)
        snprintf(left + n, sizeof left - (size_t)n, " %s", o->arg);
    fprintf(out, "%-25s %s\n", left, o->help);
    if (o->choices != NULL)
        fprintf(out, "%-25s (%s)\n", "", o->choices);
}

void mb_usage_print(FILE *out, const struct mb_command *command)
{
    fprintf(out, "usage: minutebook %s%s%s [OPTION]...\n\n%s\n", command->name,
            *command->operands != '\0' ? " " : "", command->operands,
            command->summary);
    if (*command->details != '\0')
        fprintf(out, "\n%s\n", command->details);
    fputs("\noptions:\n", out);
    for (const struct mb_option *o = mb_options; o->name != NULL; o++)
        if (mb_option_allowed(command, o))
            print_option(out, o);
    fputs("\nexit status: 0 fine; 1 diagnostics at or above --fail-on; 2 wrong "
          "use;\n3 a document refused, the others done; 4 the register; 5 a "
          "report\n",
          out);
}

void mb_overview_print(FILE *out)
{
    fputs("usage: minutebook COMMAND [OPTION]... [OPERAND]...\n\n"
          "Turns council and partnership minutes into a decision register and\n"
          "Excel trackers, every entry with the words it came from.\n\n"
          "commands:\n",
          out);
    for (const struct mb_command *c = mb_commands; c->name != NULL; c++)
        if (*c->summary != '\0')
            fprintf(out, "  %-10s %s\n", c->name, c->summary);
    fputs("\n'minutebook COMMAND --help' tells a command's options; the manual "
          "page has\nexamples. To begin:\n\n"
          "  minutebook ingest --authority \"Your Council\" minutes/\n"
          "  minutebook report tracker -o tracker.xlsx\n",
          out);
}

enum mb_exit mb_cmd_help(struct mb_cli *cli)
{
    const struct mb_command *command;

    if (cli->nargs == 0) {
        mb_overview_print(stdout);
        return MB_EXIT_OK;
    }
    command = mb_command_find(cli->args[0]);
    if (command == NULL) {
        mb_say_error(cli, "there is no command '%s'; see 'minutebook help'",
                     cli->args[0]);
        return MB_EXIT_USAGE;
    }
    mb_usage_print(stdout, command);
    return MB_EXIT_OK;
}

/* `complete`: the words that a shell may complete, one a line. */
enum mb_exit mb_cmd_complete(struct mb_cli *cli)
{
    const struct mb_command *command = NULL;

    if (cli->nargs > 0) {
        command = mb_command_find(cli->args[0]);
        if (command == NULL)
            return MB_EXIT_USAGE;
    }
    for (const struct mb_command *c = mb_commands;
         command == NULL && c->name != NULL; c++)
        if (*c->summary != '\0')
            printf("%s\n", c->name);
    for (const struct mb_option *o = mb_options; o->name != NULL; o++)
        if (mb_option_allowed(command, o))
            printf("--%s\n", o->name);
    return MB_EXIT_OK;
}
