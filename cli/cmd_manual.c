/* `manual`: a command's manual page in mdoc(7), from the tables that --help is
 * made of, so that the two cannot differ. Used when the pages are installed.
 */
#include "cli/cli.h"

#include <ctype.h>
#include <string.h>

/* Text as mdoc takes it: no line is a request, no backslash an escape. */
static void put_text(const char *text)
{
    bool start = true;

    for (; *text != '\0'; text++) {
        if (start && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        if (*text == '\\')
            fputs("\\e", stdout);
        else
            putchar(*text);
        if (*text == '.' && text[1] == ' ') { /* new sentence, new line */
            putchar('\n');
            text++;
            while (text[1] == ' ')
                text++;
        }
        start = *text == '\n' || *text == ' ';
    }
    putchar('\n');
}

/* An empty line parts paragraphs. */
static void put_paragraphs(const char *text)
{
    const char *gap;

    while ((gap = strstr(text, "\n\n")) != NULL) {
        char part[2048];
        size_t n = (size_t)(gap - text);
        if (n >= sizeof part)
            n = sizeof part - 1;
        memcpy(part, text, n);
        part[n] = '\0';
        put_text(part);
        puts(".Pp");
        text = gap + 2;
    }
    put_text(text);
}

static void put_option(const struct mb_option *o)
{
    fputs(".It ", stdout);
    if (o->letter != '\0')
        printf("Fl %c , ", o->letter);
    printf("Fl -%s", o->name);
    if (o->arg != NULL) {
        fputs(" Ar ", stdout);
        for (const char *p = o->arg; *p != '\0'; p++)
            putchar(tolower((unsigned char)*p));
    }
    putchar('\n');
    put_text(o->help);
    if (o->choices != NULL)
        printf(".Pq one of: %s\n", o->choices);
}

static void put_page(const struct mb_command *command)
{
    char title[32];
    size_t n = 0;

    for (; command->name[n] != '\0' && n + 1 < sizeof title; n++)
        title[n] = (char)toupper((unsigned char)command->name[n]);
    title[n] = '\0';
    puts(".\\\" made by `minutebook manual` from the program's own tables");
    printf(".Dd November 22, 2026\n.Dt MINUTEBOOK-%s 1\n.Os\n.Sh NAME\n"
           ".Nm minutebook-%s\n.Nd %s\n.Sh SYNOPSIS\n.Nm minutebook %s\n"
           ".Op Ar option ...\n",
           title, command->name, command->summary, command->name);
    if (*command->operands != '\0')
        put_text(command->operands);
    puts(".Sh DESCRIPTION");
    put_paragraphs(*command->details != '\0' ? command->details
                                             : command->summary);
    puts(".Sh OPTIONS\n.Bl -tag -width Ds");
    for (const struct mb_option *o = mb_options; o->name != NULL; o++)
        if (mb_option_allowed(command, o))
            put_option(o);
    puts(".El\n.Sh EXIT STATUS\n.Bl -tag -width Ds -compact\n.It 0\nFine.\n"
         ".It 1\nA diagnostic at or above\n.Fl -fail-on .\n.It 2\nWrong use.\n"
         ".It 3\nA document was refused, the others were stored.\n"
         ".It 4\nThe register.\n.It 5\nA report could not be written.\n.El\n"
         ".Sh SEE ALSO\n.Xr minutebook 1");
}

enum mb_exit mb_cmd_manual(struct mb_cli *cli)
{
    const struct mb_command *command = mb_command_find(cli->args[0]);

    if (command == NULL || *command->summary == '\0') {
        mb_say_error(cli, "there is no command '%s'; see 'minutebook help'",
                     cli->args[0]);
        return MB_EXIT_USAGE;
    }
    put_page(command);
    return MB_EXIT_OK;
}
