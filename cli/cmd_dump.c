/* `dump`: one stage of the way, as stable text: a debugging aid, the form of
 * the golden files, and documentation in one.
 *
 * The stages store and links show each document as a register would hold it
 * that had no other; links are those to the strategies of --db.
 */
#include "cli/cli.h"

#include "assurance/register.h"
#include "cli/load.h"
#include "cli/scratch.h"
#include "cli/session.h"
#include "store/maintain.h"
#include "store/strategy_store.h"

#include <string.h>

struct dumping {
    struct mb_cli *cli;
    struct mb_buf out;
    struct mb_strategy_rows strategies; /* for links */
};

typedef enum mb_status stage_fn(struct dumping *d,
                                const struct mb_source *source,
                                const struct mb_document *doc,
                                struct mb_err *err);

static enum mb_status dump_source(struct dumping *d,
                                  const struct mb_source *source,
                                  const struct mb_document *doc,
                                  struct mb_err *err)
{
    (void)source;
    mb_text_dump(&doc->text, &d->out);
    return mb_buf_status(&d->out, err);
}

static enum mb_status dump_blocks(struct dumping *d,
                                  const struct mb_source *source,
                                  const struct mb_document *doc,
                                  struct mb_err *err)
{
    struct mb_blocks blocks;
    struct mb_diags diags = {.arena = doc->arena};
    enum mb_status st =
        mb_blocks_split(&doc->text, doc->arena, &diags, &blocks, err);

    (void)source;
    if (st == MB_OK)
        mb_blocks_dump(&blocks, &d->out);
    return st;
}

static enum mb_status dump_records(struct dumping *d,
                                   const struct mb_source *source,
                                   const struct mb_document *doc,
                                   struct mb_err *err)
{
    (void)source;
    mb_document_dump(doc, &d->out);
    return mb_buf_status(&d->out, err);
}

static enum mb_status dump_store(struct dumping *d,
                                 const struct mb_source *source,
                                 const struct mb_document *doc,
                                 struct mb_err *err)
{
    struct mb_store *store;
    enum mb_status st = mb_scratch_store(d->cli, source, doc, &store, err);

    if (st != MB_OK)
        return st;
    st = mb_store_dump(store, &d->out, err);
    mb_store_close(store);
    return st;
}

static enum mb_status put_strategies(const struct dumping *d,
                                     struct mb_store *store, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; st == MB_OK && i < d->strategies.n; i++) {
        struct mb_strategy_row row = d->strategies.at[i];
        row.nfiles = 0;
        st = mb_store_strategy_put(store, &row, err);
    }
    return st;
}

static enum mb_status list_links(struct dumping *d, struct mb_store *store,
                                 struct mb_arena *arena, struct mb_err *err)
{
    struct mb_link_filter all = {.include_exempt = d->cli->include_exempt};
    struct mb_link_rows rows;
    enum mb_status st = mb_store_links(store, &all, arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        const struct mb_link_row *l = &rows.at[i];
        struct mb_span subject =
            l->record_id.ptr != NULL ? l->record_id : l->reference;
        mb_buf_printf(&d->out,
                      "link " MB_SPAN_FMT " " MB_SPAN_FMT ":" MB_SPAN_FMT
                      " " MB_SPAN_FMT " %.3f\n  quote " MB_SPAN_FMT "\n",
                      MB_SPAN_ARG(subject), MB_SPAN_ARG(l->strategy),
                      MB_SPAN_ARG(l->pledge), MB_SPAN_ARG(l->basis), l->score,
                      MB_SPAN_ARG(l->quote));
        if (l->diagnostic.len > 0)
            mb_buf_printf(&d->out, "  diagnostic " MB_SPAN_FMT "\n",
                          MB_SPAN_ARG(l->diagnostic));
    }
    return st == MB_OK ? mb_buf_status(&d->out, err) : st;
}

static enum mb_status dump_links(struct dumping *d,
                                 const struct mb_source *source,
                                 const struct mb_document *doc,
                                 struct mb_err *err)
{
    struct mb_store *store;
    struct mb_linked done;
    enum mb_status st = mb_scratch_store(d->cli, source, doc, &store, err);

    if (st != MB_OK)
        return st;
    st = put_strategies(d, store, err);
    if (st == MB_OK)
        st = mb_register_link(store, mb_span_str(d->cli->strategy), false,
                              &done, err);
    if (st == MB_OK)
        st = list_links(d, store, doc->arena, err);
    mb_store_close(store);
    return st;
}

static const struct {
    const char *name;
    stage_fn *dump;
} stages[] = {
    {"records", dump_records}, {"source", dump_source}, {"blocks", dump_blocks},
    {"store", dump_store},     {"links", dump_links},
};

static stage_fn *find_stage(const struct mb_cli *cli)
{
    for (size_t i = 0;
         cli->stage != NULL && i < sizeof stages / sizeof stages[0]; i++)
        if (strcmp(cli->stage, stages[i].name) == 0)
            return stages[i].dump;
    return stages[0].dump;
}

static void dump_one(void *context, const struct mb_source *source,
                     const struct mb_document *doc)
{
    struct dumping *d = context;
    struct mb_err err;

    if (find_stage(d->cli)(d, source, doc, &err) != MB_OK)
        mb_exit_worsen(d->cli, mb_fail(d->cli, &err));
}

/* Without documents: the register itself. */
static enum mb_exit dump_register(struct dumping *d)
{
    struct mb_session session;
    struct mb_err err;
    enum mb_status st;
    enum mb_exit exit = mb_session_open(d->cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    st = mb_store_hold(session.store, &err);
    if (st == MB_OK && find_stage(d->cli) == dump_store)
        st = mb_store_dump(session.store, &d->out, &err);
    else if (st == MB_OK)
        st = list_links(d, session.store, session.arena, &err);
    if (st == MB_OK)
        exit = mb_put_output(d->cli, mb_buf_span(&d->out));
    else
        exit = mb_fail(d->cli, &err);
    return mb_session_close(d->cli, &session, exit);
}

static enum mb_exit dump_all(struct dumping *d)
{
    stage_fn *stage = find_stage(d->cli);
    bool text_only = stage == dump_source || stage == dump_blocks;
    enum mb_exit exit = mb_load_each(d->cli, text_only, dump_one, d);

    return exit == MB_EXIT_OK ? mb_put_output(d->cli, mb_buf_span(&d->out))
                              : exit;
}

/* Links need strategies, and those are in the register. */
static enum mb_exit dump_with_strategies(struct dumping *d)
{
    struct mb_session session;
    struct mb_err err;
    enum mb_exit exit = mb_session_open(d->cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    if (mb_store_strategies(session.store, mb_span_str(d->cli->strategy),
                            session.arena, &d->strategies, &err)
        == MB_OK)
        exit = dump_all(d);
    else
        exit = mb_fail(d->cli, &err);
    return mb_session_close(d->cli, &session, exit);
}

enum mb_exit mb_cmd_dump(struct mb_cli *cli)
{
    struct dumping d = {.cli = cli, .out = MB_BUF_INIT};
    stage_fn *stage = find_stage(cli);
    enum mb_exit exit;

    if (cli->nargs == 0 && stage != dump_store && stage != dump_links) {
        mb_say_error(cli, "dump needs a document, but for --stage=store and "
                          "--stage=links");
        return MB_EXIT_USAGE;
    }
    if (cli->nargs == 0)
        exit = dump_register(&d);
    else if (stage == dump_links)
        exit = dump_with_strategies(&d);
    else
        exit = dump_all(&d);
    mb_buf_done(&d.out);
    return exit;
}
