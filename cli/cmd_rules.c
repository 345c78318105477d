/* `rules`: the packs in force, their check, and what they make of documents.
 */
#include "cli/rules_cmd.h"

#include "cli/session.h"
#include "parser/rules.h"
#include "reports/sheet.h"

#include <string.h>

static const struct mb_column_spec rule_columns[] = {
    {"Rule", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Finds", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Value", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Confidence", MB_CELL_INTEGER, 0, 0, NULL, NULL},
    {"Example", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL}};

static void put_packs(const struct mb_rules *rules, struct mb_buf *out)
{
    for (uint32_t i = 0; i < mb_rules_packs(rules); i++)
        mb_buf_printf(out, "pack " MB_SPAN_FMT " " MB_SPAN_FMT "\n",
                      MB_SPAN_ARG(mb_rules_pack_name(rules, i)),
                      MB_SPAN_ARG(mb_rules_pack_version(rules, i)));
}

static void put_rules(const struct mb_rules *rules, struct mb_buf *out)
{
    put_packs(rules, out);
    for (uint32_t i = 0; i < mb_rules_count(rules); i++) {
        const struct mb_rule *rule = mb_rules_at(rules, i);
        mb_buf_printf(out, "%-40.*s %.*s\n", MB_SPAN_ARG(rule->id),
                      MB_SPAN_ARG(rule->example));
    }
}

/* As csv or json: a row a rule. */
static enum mb_exit list_table(struct mb_cli *cli, const struct mb_rules *rules)
{
    struct mb_report report = {.arena = mb_arena_new(0)};
    struct mb_sheet *sheet;
    enum mb_exit exit;

    if (report.arena == NULL) {
        mb_say_error(cli, "out of memory");
        return MB_EXIT_STORE;
    }
    sheet = mb_sheet_add(&report, "rules", MB_SPAN_LIT("Rules"), MB_SPAN_NULL,
                         rule_columns);
    for (uint32_t i = 0; sheet != NULL && i < mb_rules_count(rules); i++) {
        const struct mb_rule *rule = mb_rules_at(rules, i);
        mb_row_begin(&report, sheet);
        mb_put_text(sheet, rule->id);
        mb_put_text(sheet, mb_rules_finds_word(rules, rule->finds));
        mb_put_text(sheet, rule->value);
        mb_put_count(sheet, rule->confidence);
        mb_put_text(sheet, rule->example);
    }
    exit = sheet == NULL ? MB_EXIT_STORE : mb_print_sheet(cli, sheet);
    mb_arena_free(report.arena);
    return exit;
}

static enum mb_exit list_rules(struct mb_cli *cli, const struct mb_rules *rules)
{
    struct mb_buf out = MB_BUF_INIT;
    enum mb_exit exit;

    if (cli->format != NULL && strcmp(cli->format, "text") != 0)
        return list_table(cli, rules);
    put_rules(rules, &out);
    exit = mb_put_output(cli, mb_buf_span(&out));
    mb_buf_done(&out);
    return exit;
}

/* What the tests found: failures to standard output, the tally as a note. */
static enum mb_exit say_tested(struct mb_cli *cli, const struct mb_buf *out,
                               uint32_t bad, uint32_t all, const char *what)
{
    if (bad == 0) {
        mb_say_note(cli, "%u rule%s%s: every example holds", all,
                    all == 1 ? "" : "s", what);
        return MB_EXIT_OK;
    }
    mb_put_output(cli, mb_buf_span(out));
    mb_say_error(cli,
                 "%u of %u rules%s fail: mend the pattern or the example in "
                 "the line named",
                 bad, all, what);
    return MB_EXIT_USAGE;
}

static enum mb_exit test_rules(struct mb_cli *cli, const struct mb_rules *rules)
{
    struct mb_buf out = MB_BUF_INIT;
    uint32_t bad = mb_rules_check(rules, &out);
    char what[40];
    enum mb_exit exit;

    snprintf(what, sizeof what, " in %u packs", mb_rules_packs(rules));
    exit = say_tested(cli, &out, bad, mb_rules_count(rules), what);
    mb_buf_done(&out);
    return exit;
}

/* A pack's file or a folder of packs, over those in force. */
static enum mb_exit test_path(struct mb_cli *cli, const char *path)
{
    const char *const paths[] = {cli->config, path};
    struct mb_buf out = MB_BUF_INIT;
    struct mb_rules *rules = NULL;
    struct mb_err err;
    uint32_t bad = 0, all = 0, n;
    char what[300];
    enum mb_exit exit;

    if (mb_rules_load_all(paths, 2, &rules, &err) != MB_OK)
        return mb_fail_at(cli, path, &err);
    for (uint32_t p = 0; p < mb_rules_packs(rules); p++) {
        if (!mb_rules_pack_from(rules, p, path))
            continue;
        bad +=
            mb_rules_check_pack(rules, mb_rules_pack_name(rules, p), &out, &n);
        all += n;
    }
    snprintf(what, sizeof what, " in %.280s", path);
    exit = say_tested(cli, &out, bad, all, what);
    mb_buf_done(&out);
    mb_rules_free(rules);
    return exit;
}

static enum mb_exit test_paths(struct mb_cli *cli)
{
    enum mb_exit exit = MB_EXIT_OK;

    for (int i = 1; i < cli->nargs; i++) {
        enum mb_exit one = test_path(cli, cli->args[i]);
        if (one != MB_EXIT_OK)
            exit = one;
    }
    return exit;
}

static enum mb_exit on_rules(struct mb_cli *cli,
                             enum mb_exit (*run)(struct mb_cli *cli,
                                                 const struct mb_rules *rules))
{
    struct mb_rules *rules = NULL;
    struct mb_err err;
    enum mb_exit exit;

    if (mb_rules_load(cli->config, &rules, &err) != MB_OK)
        return mb_fail(cli, &err);
    exit = run(cli, rules);
    mb_rules_free(rules);
    return exit;
}

enum mb_exit mb_cmd_rules(struct mb_cli *cli)
{
    const char *verb = cli->args[0];

    if (strcmp(verb, "list") == 0 && cli->nargs == 1)
        return on_rules(cli, list_rules);
    if (strcmp(verb, "test") == 0)
        return cli->nargs == 1 ? on_rules(cli, test_rules) : test_paths(cli);
    if (strcmp(verb, "explain") == 0 && cli->nargs > 1)
        return mb_rules_explain(cli);
    if (strcmp(verb, "diff") == 0 && cli->nargs == 3)
        return mb_rules_diff(cli);
    mb_say_error(cli,
                 "rules %s: there are list, test [FILE...], explain FILE... "
                 "and diff OLD NEW",
                 verb);
    return MB_EXIT_USAGE;
}
