/* `parse`: one document in, its records out; nothing is stored. */
#include "cli/cli.h"

#include "cli/load.h"
#include "cli/scratch.h"
#include "reports/document_json.h"
#include "store/query.h"

#include <errno.h>
#include <string.h>

/* The Record IDs that a new register would give the document's clauses. */
static enum mb_status find_ids(struct mb_cli *cli,
                               const struct mb_source *source,
                               const struct mb_document *doc,
                               struct mb_names *ret_ids, struct mb_err *err)
{
    struct mb_store *store;
    enum mb_status st;

    *ret_ids = (struct mb_names){NULL, 0};
    if (doc->resolutions.n == 0)
        return MB_OK;
    st = mb_scratch_store(cli, source, doc, &store, err);
    if (st != MB_OK)
        return st;
    st = mb_store_record_ids(store, doc->sha256, doc->arena, ret_ids, err);
    mb_store_close(store);
    return st;
}

static enum mb_exit print_document(struct mb_cli *cli,
                                   const struct mb_source *source,
                                   const struct mb_document *doc,
                                   struct mb_buf *out)
{
    struct mb_names ids;
    struct mb_json_options options = {
        .no_text = cli->no_text,
        .compact = cli->format != NULL && strcmp(cli->format, "jsonl") == 0,
        .record_ids = &ids,
    };
    struct mb_err err;

    mb_buf_clear(out);
    if (find_ids(cli, source, doc, &ids, &err) != MB_OK
        || mb_document_json(doc, &options, out, &err) != MB_OK)
        return mb_fail(cli, &err);
    if (fwrite(out->ptr, 1, out->len, stdout) != out->len) {
        mb_say_error(cli, "cannot write to standard output: %s",
                     strerror(errno));
        return MB_EXIT_REPORT;
    }
    return MB_EXIT_OK;
}

struct printing {
    struct mb_cli *cli;
    struct mb_buf out;
};

static void print_one(void *context, const struct mb_source *source,
                      const struct mb_document *doc)
{
    struct printing *p = context;

    mb_exit_worsen(p->cli, print_document(p->cli, source, doc, &p->out));
    mb_say_diags(p->cli, doc);
}

enum mb_exit mb_cmd_parse(struct mb_cli *cli)
{
    struct printing p = {cli, MB_BUF_INIT};
    enum mb_exit exit;

    if (cli->format != NULL && strcmp(cli->format, "json") != 0
        && strcmp(cli->format, "jsonl") != 0) {
        mb_say_error(cli, "parse prints --format json or jsonl, not '%s'",
                     cli->format);
        return MB_EXIT_USAGE;
    }
    if (cli->nargs > 1
        && (cli->format == NULL || strcmp(cli->format, "jsonl") != 0)) {
        mb_say_error(cli, "several documents make one object a line: give "
                          "--format jsonl");
        return MB_EXIT_USAGE;
    }
    exit = mb_load_each(cli, false, print_one, &p);
    mb_buf_done(&p.out);
    return exit;
}
