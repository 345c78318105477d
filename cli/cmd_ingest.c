/* `ingest`: documents into the register.
 *
 * What is held already, read by the rules in force, is told by its bytes'
 * hash and costs one look-up. A document that cannot be read is said in one
 * line, noted in the register, and the others go on.
 */
#include "cli/cli.h"

#include "cli/input.h"
#include "cli/session.h"
#include "parser/pdf_extract.h"
#include "store/ingest.h"

struct ingesting {
    struct mb_cli *cli;
    struct mb_session session;
    struct mb_parse_options options;
    struct mb_arena *arena; /* of the document in hand */
    uint32_t fresh, same, again, refused, withdrawn;
};

static void count(struct ingesting *in, enum mb_known known)
{
    switch (known) {
    case MB_KNOWN_NEW:
        in->fresh++;
        break;
    case MB_KNOWN_SAME:
        in->same++;
        break;
    case MB_KNOWN_STALE:
        in->again++;
        break;
    case MB_KNOWN_WITHDRAWN:
    case MB_KNOWN_PURGED:
        in->withdrawn++;
        break;
    }
}

static enum mb_status store_source(struct ingesting *in,
                                   const struct mb_source *source,
                                   struct mb_span path, struct mb_err *err)
{
    struct mb_document *doc;
    struct mb_put put = {.bytes = source->bytes,
                         .path = path,
                         .authority = mb_span_str(in->cli->authority)};
    enum mb_known known;
    enum mb_status st = mb_store_known(in->session.store, source->sha256, path,
                                       put.authority, &known, err);

    if (st != MB_OK || (known != MB_KNOWN_NEW && known != MB_KNOWN_STALE)) {
        if (st == MB_OK)
            count(in, known);
        return st;
    }
    st = mb_reader_prepare(source, &in->options.reader, in->arena, err);
    if (st == MB_OK)
        st = mb_parse_source(source, in->session.rules, &in->options, in->arena,
                             &doc, err);
    if (st != MB_OK)
        return st;
    put.doc = doc;
    put.reader_diags = doc->reader_diags;
    if (in->cli->dry_run) {
        count(in, known);
        return MB_OK;
    }
    st = mb_store_put(in->session.store, &put, &known, err);
    if (st == MB_OK) {
        count(in, known);
        mb_say_diags(in->cli, doc);
    }
    return st;
}

static enum mb_status ingest_one(struct ingesting *in, struct mb_span path,
                                 struct mb_err *err)
{
    struct mb_source source;
    enum mb_status st =
        mb_read_file(path, &in->options, in->arena, &source, err);

    return st == MB_OK ? store_source(in, &source, path, err) : st;
}

/* A failure of the register ends the run; one of a document does not. */
static bool refuse(struct ingesting *in, struct mb_span path,
                   const struct mb_err *why)
{
    struct mb_err err;

    mb_exit_worsen(in->cli, mb_fail_at(in->cli, path.ptr, why));
    if (mb_exit_for(why->status) == MB_EXIT_STORE)
        return false;
    in->refused++;
    if (in->cli->dry_run)
        return true;
    if (mb_store_refuse(in->session.store, path, mb_span_str(why->text), &err)
        == MB_OK)
        return true;
    mb_exit_worsen(in->cli, mb_fail(in->cli, &err));
    return false;
}

static void say_summary(const struct ingesting *in, uint32_t all)
{
    mb_say_note(in->cli,
                "%u document%s: %u new, %u already held, %u read again, %u "
                "refused%s",
                all, all == 1 ? "" : "s", in->fresh, in->same, in->again,
                in->refused,
                in->cli->dry_run ? " (dry run: nothing was stored)" : "");
    if (in->withdrawn > 0)
        mb_say_note(in->cli, "%u left alone: withdrawn or purged earlier",
                    in->withdrawn);
}

static void ingest_all(struct ingesting *in)
{
    struct mb_inputs inputs;
    struct mb_err err;

    if (mb_inputs_expand(in->cli, in->cli->args, in->cli->nargs,
                         in->session.arena, &inputs, &err)
        != MB_OK) {
        mb_exit_worsen(in->cli, mb_fail(in->cli, &err));
        return;
    }
    for (uint32_t i = 0; i < inputs.n; i++) {
        mb_progress(in->cli, "Reading", i + 1, inputs.n, inputs.paths[i].ptr);
        if (ingest_one(in, inputs.paths[i], &err) != MB_OK
            && !refuse(in, inputs.paths[i], &err))
            break;
        mb_arena_clear(in->arena);
    }
    mb_progress_done();
    say_summary(in, inputs.n);
}

enum mb_exit mb_cmd_ingest(struct mb_cli *cli)
{
    struct ingesting in = {.cli = cli, .options = mb_cli_parse_options(cli)};
    enum mb_exit exit = mb_session_open(cli, MB_NEED_CREATE, true, &in.session);

    if (exit != MB_EXIT_OK)
        return exit;
    in.arena = mb_arena_new(in.options.reader.limits.memory_bytes);
    if (in.arena != NULL)
        ingest_all(&in);
    mb_arena_free(in.arena);
    return mb_session_close(cli, &in.session,
                            in.arena != NULL ? MB_EXIT_OK : MB_EXIT_STORE);
}
