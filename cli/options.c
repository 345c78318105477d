/* The one table of options, and how they are taken out of the arguments.
 *
 * Options may stand before, between and behind the operands; "--" ends them;
 * "-" is an operand. --name VALUE and --name=VALUE are the same. The command
 * is the first operand; options before it must be ones that it takes too.
 */
#include "cli/cli.h"

#include "base/date.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct mb_cli, member)

static const char common_options[] =
    "db config quiet verbose help version wait";

const struct mb_option mb_options[] = {
    {"db", 'd', MB_OPT_TEXT, "FILE", NULL, AT(db),
     "the register (else $MINUTEBOOK_DB, ./minutebook.db)"},
    {"config", 0, MB_OPT_TEXT, "DIR", NULL, AT(config),
     "your own rule packs and schemes; each replaces whole"},
    {"quiet", 'q', MB_OPT_FLAG, NULL, NULL, AT(quiet),
     "say nothing but errors"},
    {"verbose", 'v', MB_OPT_FLAG, NULL, NULL, AT(verbose),
     "say more; notes among the diagnostics too"},
    {"help", 'h', MB_OPT_FLAG, NULL, NULL, AT(help), "this text"},
    {"version", 0, MB_OPT_FLAG, NULL, NULL, AT(version),
     "the program's version"},
    {"wait", 0, MB_OPT_COUNT, "SECONDS", NULL, AT(wait),
     "wait this long for another run to finish (default 30)"},
    {"format", 'f', MB_OPT_TEXT, "FORMAT", NULL, AT(format),
     "form of the output"},
    {"fail-on", 0, MB_OPT_CHOICE, "LEVEL", "note warning error never",
     AT(fail_on), "exit with 1 on a diagnostic at or above LEVEL"},
    {"authority", 'A', MB_OPT_TEXT, "NAME", NULL, AT(authority),
     "whose records these are, or whose to show"},
    {"house", 0, MB_OPT_TEXT, "PACK", NULL, AT(house),
     "use this rule pack besides the common ones"},
    {"tracked", 0, MB_OPT_CHOICE, "HOW", "accept reject", AT(tracked),
     "tracked changes in Word documents (default: accept)"},
    {"jobs", 'j', MB_OPT_COUNT, "N", NULL, AT(jobs),
     "worker processes (default: one for each core)"},
    {"max-bytes", 0, MB_OPT_SIZE, "SIZE", NULL, AT(max_bytes),
     "refuse larger documents (default 200M)"},
    {"max-memory", 0, MB_OPT_SIZE, "SIZE", NULL, AT(max_memory),
     "memory that one document may take (default 1G)"},
    {"max-pages", 0, MB_OPT_COUNT, "N", NULL, AT(max_pages),
     "pages that a document may have (default 5000)"},
    {"max-cpu", 0, MB_OPT_COUNT, "SECONDS", NULL, AT(max_cpu),
     "time that one document may take (default 60)"},
    {"max-depth", 0, MB_OPT_COUNT, "N", NULL, AT(max_depth),
     "levels that markup may be nested (default 256)"},
    {"max-ratio", 0, MB_OPT_COUNT, "N", NULL, AT(max_ratio),
     "times that a packed file may grow (default 200)"},
    {"max-matches", 0, MB_OPT_COUNT, "N", NULL, AT(max_matches),
     "matches of a rule in one document (default 100000)"},
    {"no-text", 0, MB_OPT_FLAG, NULL, NULL, AT(no_text),
     "leave the document's text out of the JSON"},
    {"stage", 0, MB_OPT_CHOICE, "STAGE", "source blocks records store links",
     AT(stage), "which stage to print (default: records)"},
    {"output", 'o', MB_OPT_TEXT, "FILE", NULL, AT(output),
     "write there, replacing the file as a whole"},
    {"as-of", 0, MB_OPT_DATE, "DATE", NULL, AT(as_of),
     "the day that the report speaks of (default: today)"},
    {"from", 0, MB_OPT_DATE, "DATE", NULL, AT(from), "on or after this day"},
    {"to", 0, MB_OPT_DATE, "DATE", NULL, AT(to), "on or before this day"},
    {"since", 0, MB_OPT_DATE, "DATE", NULL, AT(since),
     "runs on or after this day"},
    {"body", 'b', MB_OPT_TEXT, "NAME", NULL, AT(body),
     "only this body, as \"Cabinet\""},
    {"strategy", 's', MB_OPT_TEXT, "ID", NULL, AT(strategy),
     "only this strategy"},
    {"id", 0, MB_OPT_TEXT, "ID", NULL, AT(id),
     "short name for a strategy, as \"ics-2024\""},
    {"title", 0, MB_OPT_TEXT, "TEXT", NULL, AT(title),
     "a title other than the document's own"},
    {"supersedes", 0, MB_OPT_TEXT, "ID", NULL, AT(supersedes),
     "the edition that this one follows"},
    {"alias", 0, MB_OPT_TEXT, "NAMES", NULL, AT(alias),
     "other names of a strategy, divided by semicolons"},
    {"first-code", 0, MB_OPT_COUNT, "N", NULL, AT(first_code),
     "number of the first pledge where the text prints none"},
    {"by", 0, MB_OPT_TEXT, "NAME", NULL, AT(by), "who says so"},
    {"why", 0, MB_OPT_TEXT, "TEXT", NULL, AT(why), "the reason, for the file"},
    {"explain", 0, MB_OPT_TEXT, "REF", NULL, AT(explain),
     "show why each pledge was or was not linked"},
    {"limit", 'n', MB_OPT_COUNT, "N", NULL, AT(limit),
     "at most so many (default 20)"},
    {"all", 'a', MB_OPT_FLAG, NULL, NULL, AT(all),
     "also what is hidden by default"},
    {"unclaimed", 0, MB_OPT_FLAG, NULL, NULL, AT(unclaimed),
     "lines that no record, label or item explains, and why"},
    {"include-exempt", 0, MB_OPT_FLAG, NULL, NULL, AT(include_exempt),
     "show the text of items exempt from publication"},
    {"dry-run", 0, MB_OPT_FLAG, NULL, NULL, AT(dry_run),
     "say what would be done, and do nothing"},
    {"inbox", 0, MB_OPT_TEXT, "FOLDER", NULL, AT(inbox),
     "take in what is complete in this folder"},
    {"done", 0, MB_OPT_TEXT, "FOLDER", NULL, AT(done),
     "where to move what was taken (default: inbox/done)"},
    {"failed", 0, MB_OPT_TEXT, "FOLDER", NULL, AT(failed),
     "and what could not be read (default: inbox/failed)"},
    {"returned", 0, MB_OPT_TEXT, "FOLDER", NULL, AT(returned),
     "where officers leave workbooks they worked in"},
    {"out", 0, MB_OPT_TEXT, "FOLDER", NULL, AT(out),
     "where a fresh tracker.xlsx is written"},
    {"settle", 0, MB_OPT_COUNT, "SECONDS", NULL, AT(settle),
     "how long a file must have lain still (default 5)"},
    {"log", 0, MB_OPT_CHOICE, "FORM", "text json", AT(log),
     "form of the summary line (default: text)"},
    {"runs", 0, MB_OPT_FLAG, NULL, NULL, AT(runs),
     "list every run, for 'minutebook undo'"},
    {"reread", 0, MB_OPT_FLAG, NULL, NULL, AT(reread),
     "read the stored documents again, not only their text"},
    {NULL, 0, MB_OPT_FLAG, NULL, NULL, 0, NULL},
};

/* Is the word one of those in a list divided by spaces? */
static bool in_list(const char *list, const char *word)
{
    size_t len = strlen(word);

    while (*list != '\0') {
        size_t n = strcspn(list, " ");
        if (n == len && memcmp(list, word, n) == 0)
            return true;
        list += n;
        list += strspn(list, " ");
    }
    return false;
}

bool mb_option_allowed(const struct mb_command *command,
                       const struct mb_option *option)
{
    if (in_list(common_options, option->name))
        return true;
    return command != NULL && in_list(command->options, option->name);
}

static const struct mb_option *find_long(const char *name, size_t len)
{
    for (const struct mb_option *o = mb_options; o->name != NULL; o++)
        if (strlen(o->name) == len && memcmp(o->name, name, len) == 0)
            return o;
    return NULL;
}

static const struct mb_option *find_short(char letter)
{
    for (const struct mb_option *o = mb_options; o->name != NULL; o++)
        if (o->letter != '\0' && o->letter == letter)
            return o;
    return NULL;
}

/* A whole number, with `size` also one with K, M or G (powers of 1000). */
static bool take_number(const char *text, bool size, long *ret_number)
{
    static const char letters[] = "KMG";
    const char *unit;
    char *end;
    long n;

    errno = 0;
    n = strtol(text, &end, 10);
    if (errno != 0 || end == text || n < 0)
        return false;
    unit = size && *end != '\0' ? strchr(letters, *end) : NULL;
    if (unit != NULL) {
        for (const char *u = letters; u <= unit; u++)
            if (__builtin_mul_overflow(n, 1000L, &n))
                return false;
        end++;
    }
    *ret_number = n;
    return *end == '\0';
}

/* What is wrong with a value, or NULL where it was taken. */
static const char *take_value(struct mb_cli *cli, const struct mb_option *o,
                              const char *value)
{
    char *at = (char *)cli + o->offset;
    bool yes = true;
    long number;

    switch (o->type) {
    case MB_OPT_FLAG:
        memcpy(at, &yes, sizeof yes);
        return NULL;
    case MB_OPT_COUNT:
    case MB_OPT_SIZE:
        if (!take_number(value, o->type == MB_OPT_SIZE, &number))
            return o->type == MB_OPT_SIZE
                       ? "a whole number, with K, M or G if you like"
                       : "a whole number";
        memcpy(at, &number, sizeof number);
        return NULL;
    case MB_OPT_DATE:
        if (!mb_date_parse(mb_span_str(value), &(struct mb_date){0}))
            return "a day as YYYY-MM-DD";
        break;
    case MB_OPT_CHOICE:
        if (!in_list(o->choices, value))
            return o->choices;
        break;
    case MB_OPT_TEXT:
        if (*value == '\0')
            return "a value that is not empty";
        break;
    }
    memcpy(at, &value, sizeof value);
    return NULL;
}

static bool give_value(struct mb_cli *cli, const struct mb_option *o,
                       const char *value)
{
    const char *wanted = take_value(cli, o, value);

    if (wanted == NULL)
        return true;
    mb_say_error(cli, "--%s takes %s%s; not '%s'", o->name,
                 o->type == MB_OPT_CHOICE ? "one of: " : "", wanted, value);
    return false;
}

static void say_unknown(const struct mb_cli *cli, const char *arg)
{
    if (cli->command == NULL)
        mb_say_error(cli, "unknown option %s; see 'minutebook help'", arg);
    else
        mb_say_error(cli,
                     "'%s' does not take the option %s; see 'minutebook %s "
                     "--help'",
                     cli->command->name, arg, cli->command->name);
}

/* Which option a word is, and the value behind '=' or the letter, if any. */
static const struct mb_option *split_option(const char *arg,
                                            const char **ret_value)
{
    size_t len;

    *ret_value = NULL;
    if (arg[1] != '-') {
        if (arg[2] != '\0')
            *ret_value = arg + 2;
        return find_short(arg[1]);
    }
    len = strcspn(arg + 2, "=");
    if (arg[2 + len] == '=')
        *ret_value = arg + 2 + len + 1;
    return find_long(arg + 2, len);
}

/* Take the option argv[i]: how many words it used, or 0 on error. */
static int take_option(struct mb_cli *cli, int argc, char **argv, int i)
{
    const char *value;
    const struct mb_option *o = split_option(argv[i], &value);

    if (o == NULL || !mb_option_allowed(cli->command, o)) {
        say_unknown(cli, argv[i]);
        return 0;
    }
    if (o->type == MB_OPT_FLAG) {
        if (value == NULL)
            return give_value(cli, o, "") ? 1 : 0;
        mb_say_error(cli, "--%s takes no value", o->name);
        return 0;
    }
    if (value != NULL)
        return give_value(cli, o, value) ? 1 : 0;
    if (i + 1 < argc)
        return give_value(cli, o, argv[i + 1]) ? 2 : 0;
    mb_say_error(cli, "--%s needs a value: --%s %s", o->name, o->name, o->arg);
    return 0;
}

static bool take_operand(struct mb_cli *cli, char *arg)
{
    if (cli->command != NULL) {
        cli->args[cli->nargs++] = arg;
        return true;
    }
    cli->command = mb_command_find(arg);
    if (cli->command == NULL)
        mb_say_error(cli, "there is no command '%s'; see 'minutebook help'",
                     arg);
    return cli->command != NULL;
}

enum mb_exit mb_options_take(struct mb_cli *cli, int argc, char **argv)
{
    bool only_operands = false;
    int i = 1;

    cli->args = calloc((size_t)argc + 1, sizeof *cli->args);
    if (cli->args == NULL) {
        mb_say_error(cli, "out of memory");
        return MB_EXIT_STORE;
    }
    while (i < argc) {
        int used = 1;
        if (!only_operands && strcmp(argv[i], "--") == 0)
            only_operands = true;
        else if (!only_operands && argv[i][0] == '-' && argv[i][1] != '\0')
            used = take_option(cli, argc, argv, i);
        else
            used = take_operand(cli, argv[i]) ? 1 : 0;
        if (used == 0)
            return MB_EXIT_USAGE;
        i += used;
    }
    return MB_EXIT_OK;
}
