/* `dump`: one stage of the way, as stable text: a debugging aid, the form of
 * the golden files, and documentation in one.
 */
#include "cli/cli.h"

#include "cli/load.h"

#include <string.h>

struct dumping {
    struct mb_cli *cli;
    struct mb_buf out;
};

static enum mb_status dump_blocks(const struct mb_document *doc,
                                  struct mb_buf *out, struct mb_err *err)
{
    struct mb_blocks blocks;
    struct mb_diags diags = {.arena = doc->arena};
    enum mb_status st =
        mb_blocks_split(&doc->text, doc->arena, &diags, &blocks, err);

    if (st == MB_OK)
        mb_blocks_dump(&blocks, out);
    return st;
}

static void dump_one(void *context, const struct mb_document *doc)
{
    struct dumping *d = context;
    const char *stage = d->cli->stage;
    struct mb_err err;

    if (stage == NULL || strcmp(stage, "records") == 0)
        mb_document_dump(doc, &d->out);
    else if (strcmp(stage, "source") == 0)
        mb_text_dump(&doc->text, &d->out);
    else if (dump_blocks(doc, &d->out, &err) != MB_OK)
        mb_exit_worsen(d->cli, mb_fail(d->cli, &err));
}

enum mb_exit mb_cmd_dump(struct mb_cli *cli)
{
    struct dumping d = {cli, MB_BUF_INIT};
    enum mb_exit exit = mb_load_each(cli, dump_one, &d);

    if (exit == MB_EXIT_OK)
        exit = mb_put_output(cli, mb_buf_span(&d.out));
    mb_buf_done(&d.out);
    return exit;
}
