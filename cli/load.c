/* Reads in this process; see the header. */
#include "cli/load.h"

#include "cli/input.h"
#include "parser/pdf_extract.h"

static enum mb_status load_one(const struct mb_rules *rules,
                               struct mb_parse_options *options,
                               struct mb_span path, struct mb_arena *arena,
                               struct mb_document **ret_doc, struct mb_err *err)
{
    struct mb_source source;
    enum mb_status st = mb_read_file(path, options, arena, &source, err);

    if (st == MB_OK)
        st = mb_reader_prepare(&source, &options->reader, arena, err);
    if (st == MB_OK)
        st = mb_parse_source(&source, rules, options, arena, ret_doc, err);
    return st;
}

enum mb_exit mb_load_each(struct mb_cli *cli, mb_document_fn *fn, void *context)
{
    struct mb_parse_options options = mb_cli_parse_options(cli);
    struct mb_arena *names = mb_arena_new(0);
    struct mb_arena *arena = mb_arena_new(options.reader.limits.memory_bytes);
    struct mb_rules *rules = NULL;
    struct mb_inputs inputs;
    struct mb_err err;
    enum mb_exit exit = MB_EXIT_OK;
    enum mb_status st = MB_ERR_NOMEM;

    mb_err_set(&err, MB_ERR_NOMEM, "out of memory");
    if (names != NULL && arena != NULL)
        st = mb_rules_load(cli->config, &rules, &err);
    if (st == MB_OK)
        st = mb_inputs_expand(cli, cli->args, cli->nargs, names, &inputs, &err);
    if (st != MB_OK) {
        exit = mb_fail(cli, &err);
        goto out;
    }
    for (uint32_t i = 0; i < inputs.n; i++) {
        struct mb_document *doc;
        if (inputs.n > 1)
            mb_progress(cli, "Reading", i + 1, inputs.n, inputs.paths[i].ptr);
        st = load_one(rules, &options, inputs.paths[i], arena, &doc, &err);
        if (st == MB_OK)
            fn(context, doc);
        else
            mb_exit_worsen(cli, mb_fail_at(cli, inputs.paths[i].ptr, &err));
        mb_arena_clear(arena);
    }
out:
    mb_progress_done();
    mb_rules_free(rules);
    mb_arena_free(arena);
    mb_arena_free(names);
    return exit;
}
