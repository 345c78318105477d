/* `rules`: the packs in force, their check, and what they make of a document.
 */
#include "cli/cli.h"

#include "cli/load.h"
#include "parser/rules.h"

#include <string.h>

static void put_rules(const struct mb_rules *rules, struct mb_buf *out)
{
    for (uint32_t i = 0; i < mb_rules_packs(rules); i++)
        mb_buf_printf(out, "pack " MB_SPAN_FMT " " MB_SPAN_FMT "\n",
                      MB_SPAN_ARG(mb_rules_pack_name(rules, i)),
                      MB_SPAN_ARG(mb_rules_pack_version(rules, i)));
    for (uint32_t i = 0; i < mb_rules_count(rules); i++) {
        const struct mb_rule *rule = mb_rules_at(rules, i);
        mb_buf_printf(out, "%-40.*s %.*s\n", MB_SPAN_ARG(rule->id),
                      MB_SPAN_ARG(rule->example));
    }
}

static enum mb_exit list_rules(struct mb_cli *cli, const struct mb_rules *rules)
{
    struct mb_buf out = MB_BUF_INIT;
    enum mb_exit exit;

    put_rules(rules, &out);
    exit = mb_put_output(cli, mb_buf_span(&out));
    mb_buf_done(&out);
    return exit;
}

static enum mb_exit test_rules(struct mb_cli *cli, const struct mb_rules *rules)
{
    struct mb_buf out = MB_BUF_INIT;
    uint32_t bad = mb_rules_check(rules, &out);
    enum mb_exit exit = MB_EXIT_OK;

    if (bad > 0) {
        mb_put_output(cli, mb_buf_span(&out));
        mb_say_error(cli, "%u of %u rules fail their examples", bad,
                     mb_rules_count(rules));
        exit = MB_EXIT_USAGE;
    } else {
        mb_say_note(cli, "%u rules in %u packs: every example holds",
                    mb_rules_count(rules), mb_rules_packs(rules));
    }
    mb_buf_done(&out);
    return exit;
}

enum mb_exit mb_cmd_rules(struct mb_cli *cli)
{
    struct mb_rules *rules = NULL;
    struct mb_err err;
    enum mb_exit exit = MB_EXIT_USAGE;

    if (mb_rules_load(cli->config, &rules, &err) != MB_OK)
        return mb_fail(cli, &err);
    if (strcmp(cli->args[0], "list") == 0)
        exit = list_rules(cli, rules);
    else if (strcmp(cli->args[0], "test") == 0)
        exit = test_rules(cli, rules);
    else
        mb_say_error(cli, "rules %s: there are list and test", cli->args[0]);
    mb_rules_free(rules);
    return exit;
}
