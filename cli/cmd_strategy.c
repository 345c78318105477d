/* `strategy`: import a strategy, list those held, show one, compare two. */
#include "cli/cli.h"

#include "assurance/register.h"
#include "cli/load.h"
#include "cli/session.h"
#include "reports/sheet.h"
#include "reports/strategy_json.h"

#include <string.h>
#include <unistd.h>

enum { FILES_MAX = MB_STRATEGY_FILES_MAX };

struct importing {
    struct mb_cli *cli;
    struct mb_session *session;
    struct mb_source sources[FILES_MAX];
    struct mb_text texts[FILES_MAX];
    struct mb_blocks blocks[FILES_MAX];
    struct mb_strategy_input inputs[FILES_MAX];
    uint32_t n;
    enum mb_exit exit; /* of the file that could not be read */
};

/* What is handed over lives only during the call. */
static void copy_text(const struct mb_text *from, struct mb_arena *arena,
                      struct mb_text *ret)
{
    *ret = *from;
    ret->text = mb_arena_dup(arena, from->text);
    ret->title = mb_arena_dup(arena, from->title);
    ret->uri = mb_arena_dup(arena, from->uri);
    ret->reader = mb_arena_dup(arena, from->reader);
    ret->marks = mb_arena_alloc(arena, from->nmarks, sizeof *ret->marks);
    if (ret->marks != NULL && from->nmarks > 0)
        memcpy(ret->marks, from->marks, from->nmarks * sizeof *ret->marks);
}

static bool take_file(void *context, const struct mb_source *source,
                      const struct mb_document *doc)
{
    struct importing *in = context;
    struct mb_arena *arena = in->session->arena;
    struct mb_diags diags = {.arena = arena};
    struct mb_source *s = &in->sources[in->n];
    struct mb_text *text = &in->texts[in->n];
    struct mb_err err;
    enum mb_status st;

    *s = *source;
    s->name = mb_arena_dup(arena, source->name);
    s->uri = mb_arena_dup(arena, source->uri);
    s->bytes = mb_arena_dup(arena, source->bytes);
    copy_text(&doc->text, arena, text);
    st = mb_arena_status(arena, &err);
    if (st == MB_OK)
        st = mb_blocks_split(text, arena, &diags, &in->blocks[in->n], &err);
    if (st != MB_OK) {
        in->exit = mb_fail_at(in->cli, source->name.ptr, &err);
        return false;
    }
    in->inputs[in->n] = (struct mb_strategy_input){s, text, &in->blocks[in->n]};
    in->n++;
    return true;
}

/* A strategy is all of its files, or none. */
static bool refuse_file(void *context, struct mb_span path,
                        const struct mb_err *err)
{
    struct importing *in = context;

    in->exit = mb_fail_at(in->cli, path.ptr, err);
    return false;
}

static struct mb_strategy_options import_options(const struct mb_cli *cli)
{
    return (struct mb_strategy_options){
        .id = mb_span_str(cli->id),
        .title = mb_span_str(cli->title),
        .supersedes = mb_span_str(cli->supersedes),
        .aliases = mb_span_str(cli->alias),
        .from = mb_span_str(cli->from),
        .to = mb_span_str(cli->to),
        .first_code = (uint32_t)cli->first_code,
    };
}

static enum mb_exit import_files(struct importing *in,
                                 const struct mb_inputs *files)
{
    struct mb_strategy_options options = import_options(in->cli);
    struct mb_loader loader = {.parsed = take_file,
                               .refused = refuse_file,
                               .text_only = true,
                               .context = in};
    struct mb_diags diags = {.arena = in->session->arena};
    struct mb_strategy strategy;
    struct mb_err err;
    enum mb_exit exit = mb_load_all(in->cli, files, &loader);

    if (exit != MB_EXIT_OK || in->exit != MB_EXIT_OK)
        return exit != MB_EXIT_OK ? exit : in->exit;
    if (mb_register_import(in->session->store, in->inputs, in->n, &options,
                           in->session->arena, &diags, &strategy, &err)
        != MB_OK)
        return mb_fail(in->cli, &err);
    mb_say_note(in->cli,
                MB_SPAN_FMT ": \"" MB_SPAN_FMT
                            "\", %u pledges, outcomes and the like; run "
                            "'minutebook link' to look for decisions",
                MB_SPAN_ARG(strategy.id), MB_SPAN_ARG(strategy.title),
                strategy.npledges);
    return MB_EXIT_OK;
}

static enum mb_exit strategy_import(struct mb_cli *cli)
{
    static struct importing in; /* large, and used once in a process */
    struct mb_session session;
    struct mb_inputs files;
    struct mb_err err;
    enum mb_exit exit;

    if (cli->id == NULL || cli->nargs < 2) {
        mb_say_error(cli, "strategy import needs FILE... and --id ID");
        return MB_EXIT_USAGE;
    }
    exit = mb_session_open(cli, MB_NEED_CREATE, false, &session);
    if (exit != MB_EXIT_OK)
        return exit;
    in = (struct importing){.cli = cli, .session = &session};
    if (mb_inputs_expand(cli, cli->args + 1, cli->nargs - 1, session.arena,
                         &files, &err)
        != MB_OK)
        exit = mb_fail(cli, &err);
    else if (files.n > FILES_MAX)
        mb_say_error(cli, "a strategy has at most %d files", FILES_MAX);
    if (exit == MB_EXIT_OK && (files.n == 0 || files.n > FILES_MAX))
        exit = MB_EXIT_USAGE;
    if (exit == MB_EXIT_OK)
        exit = import_files(&in, &files);
    return mb_session_close(cli, &session, exit);
}

static void list_row(struct mb_report *report, struct mb_sheet *sheet,
                     const struct mb_strategy *s)
{
    mb_row_begin(report, sheet);
    mb_put_text(sheet, s->id);
    mb_put_count(sheet, s->npledges);
    mb_put_text(sheet, s->from);
    mb_put_text(sheet, s->to);
    mb_put_text(sheet, s->supersedes);
    mb_put_text(sheet, s->title);
}

static enum mb_exit strategy_list(struct mb_cli *cli,
                                  struct mb_session *session)
{
    static const struct mb_column_spec columns[] = {
        {"ID", MB_CELL_TEXT, 0, 0, NULL, NULL},
        {"Pledges", MB_CELL_INTEGER, 0, 0, NULL, NULL},
        {"From", MB_CELL_TEXT, 0, 0, NULL, NULL},
        {"To", MB_CELL_TEXT, 0, 0, NULL, NULL},
        {"Supersedes", MB_CELL_TEXT, 0, 0, NULL, NULL},
        {"Title", MB_CELL_TEXT, 0, 0, NULL, NULL},
        {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL},
    };
    struct mb_report report = {.arena = session->arena};
    struct mb_sheet *sheet =
        mb_sheet_add(&report, "strategies", MB_SPAN_LIT("Strategies"),
                     MB_SPAN_NULL, columns);
    struct mb_strategies all;
    struct mb_err err;

    if (mb_register_strategies(session->store, MB_SPAN_NULL, session->arena,
                               &all, &err)
        != MB_OK)
        return mb_fail(cli, &err);
    for (uint32_t i = 0; i < all.n; i++)
        list_row(&report, sheet, &all.at[i]);
    if (sheet == NULL || all.n == 0) {
        mb_say_note(cli, "no strategy in %s; see 'minutebook strategy --help'",
                    cli->db);
        return MB_EXIT_OK;
    }
    return mb_print_sheet(cli, sheet);
}

static uint32_t depth_of(const struct mb_strategy *s, uint32_t i)
{
    uint32_t depth = 0;

    while (s->pledges[i].parent != UINT32_MAX && depth < s->npledges) {
        i = s->pledges[i].parent;
        depth++;
    }
    return depth;
}

static void put_tree(const struct mb_strategy *s, struct mb_buf *out)
{
    mb_buf_printf(out, MB_SPAN_FMT "  " MB_SPAN_FMT "\n", MB_SPAN_ARG(s->id),
                  MB_SPAN_ARG(s->title));
    for (uint32_t i = 0; i < s->naliases; i++)
        mb_buf_printf(out, "  also \"" MB_SPAN_FMT "\"\n",
                      MB_SPAN_ARG(s->aliases[i]));
    for (uint32_t i = 0; i < s->npledges; i++) {
        const struct mb_pledge *p = &s->pledges[i];
        mb_buf_printf(
            out, "%*s" MB_SPAN_FMT "  " MB_SPAN_FMT "\n",
            (int)(2 + 2 * depth_of(s, i)), "", MB_SPAN_ARG(p->code),
            MB_SPAN_ARG(p->title.ptr != NULL ? p->title : p->statement));
    }
}

/* The strategy named by an operand; NULL with a message where there is none. */
static const struct mb_strategy *
find_strategy(struct mb_cli *cli, struct mb_session *session, const char *id)
{
    struct mb_strategies found;
    struct mb_err err;

    if (mb_register_strategies(session->store, mb_span_str(id), session->arena,
                               &found, &err)
        != MB_OK)
        mb_exit_worsen(cli, mb_fail(cli, &err));
    else if (found.n == 1)
        return found.at; /* in the session's arena */
    else
        mb_say_error(cli,
                     "there is no strategy '%s' in %s; see 'minutebook "
                     "strategy list'",
                     id, cli->db);
    return NULL;
}

static enum mb_exit strategy_show(struct mb_cli *cli,
                                  struct mb_session *session)
{
    const struct mb_strategy *s = NULL;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    enum mb_exit exit = MB_EXIT_USAGE;

    if (cli->nargs == 2)
        s = find_strategy(cli, session, cli->args[1]);
    else
        mb_say_error(cli, "strategy show needs ID");
    if (s == NULL)
        return exit;
    if (cli->format == NULL || strcmp(cli->format, "text") == 0) {
        put_tree(s, &out);
        exit = mb_put_output(cli, mb_buf_span(&out));
    } else if (strcmp(cli->format, "json") != 0) {
        mb_say_error(cli, "strategy show prints --format text or json");
    } else if (mb_strategy_json(s, &out, &err) != MB_OK) {
        exit = mb_fail(cli, &err);
    } else {
        exit = mb_put_output(cli, mb_buf_span(&out));
    }
    mb_buf_done(&out);
    return exit;
}

static void put_change(const struct mb_strategy *before,
                       const struct mb_strategy *after,
                       const struct mb_strategy_change *c, struct mb_buf *out)
{
    const struct mb_pledge *p = c->after != UINT32_MAX
                                    ? &after->pledges[c->after]
                                    : &before->pledges[c->before];

    if (c->change == MB_CHANGE_SAME)
        return;
    mb_buf_printf(out, "%-11s ", mb_change_name(c->change));
    if (c->before != UINT32_MAX && c->after != UINT32_MAX)
        mb_buf_printf(out, MB_SPAN_FMT " -> ",
                      MB_SPAN_ARG(before->pledges[c->before].code));
    mb_buf_printf(out, MB_SPAN_FMT "  " MB_SPAN_FMT "\n", MB_SPAN_ARG(p->code),
                  MB_SPAN_ARG(p->title.ptr != NULL ? p->title : p->statement));
}

static enum mb_exit strategy_diff(struct mb_cli *cli,
                                  struct mb_session *session)
{
    const struct mb_strategy *before, *after;
    struct mb_strategy_change *changes;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    uint32_t n;
    enum mb_exit exit;

    if (cli->nargs != 3) {
        mb_say_error(cli, "strategy diff needs the earlier and the later ID");
        return MB_EXIT_USAGE;
    }
    before = find_strategy(cli, session, cli->args[1]);
    after = before != NULL ? find_strategy(cli, session, cli->args[2]) : NULL;
    if (after == NULL)
        return MB_EXIT_USAGE;
    if (mb_strategy_diff(before, after, session->arena, &changes, &n, &err)
        != MB_OK)
        return mb_fail(cli, &err);
    for (uint32_t i = 0; i < n; i++)
        put_change(before, after, &changes[i], &out);
    if (out.len == 0)
        mb_buf_puts(&out, "the same pledges\n");
    exit = mb_put_output(cli, mb_buf_span(&out));
    mb_buf_done(&out);
    return exit;
}

/* `strategy alias ID NAME...` and `strategy unalias ID NAME...` */
static enum mb_exit strategy_alias(struct mb_cli *cli)
{
    bool add = strcmp(cli->args[0], "alias") == 0;
    struct mb_session session;
    struct mb_err err;
    enum mb_exit exit;

    if (cli->nargs < 3) {
        mb_say_error(cli, "strategy %s needs ID and NAME...", cli->args[0]);
        return MB_EXIT_USAGE;
    }
    exit = mb_session_open(cli, MB_NEED_WRITE, false, &session);
    if (exit != MB_EXIT_OK)
        return exit;
    for (int i = 2; exit == MB_EXIT_OK && i < cli->nargs; i++) {
        if (mb_register_alias(session.store, mb_span_str(cli->args[1]),
                              mb_span_str(cli->args[i]), add, session.arena,
                              &err)
            != MB_OK)
            exit = mb_fail(cli, &err);
        else
            mb_say_note(cli, "%s %s \"%s\"; run 'minutebook link --all'",
                        cli->args[1], add ? "goes by" : "no longer goes by",
                        cli->args[i]);
    }
    return mb_session_close(cli, &session, exit);
}

enum mb_exit mb_cmd_strategy(struct mb_cli *cli)
{
    static const struct {
        const char *name;
        enum mb_exit (*run)(struct mb_cli *cli, struct mb_session *session);
    } verbs[] = {{"list", strategy_list},
                 {"show", strategy_show},
                 {"diff", strategy_diff}};
    struct mb_session session;
    enum mb_exit exit;

    if (strcmp(cli->args[0], "import") == 0)
        return strategy_import(cli);
    if (strcmp(cli->args[0], "alias") == 0
        || strcmp(cli->args[0], "unalias") == 0)
        return strategy_alias(cli);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(cli->args[0], verbs[i].name) != 0)
            continue;
        exit = mb_session_open(cli, MB_NEED_READ, false, &session);
        if (exit != MB_EXIT_OK)
            return exit;
        return mb_session_close(cli, &session, verbs[i].run(cli, &session));
    }
    mb_say_error(cli, "strategy %s: there are import, list, show and diff",
                 cli->args[0]);
    return MB_EXIT_USAGE;
}
