/* `ingest`: documents into the register.
 *
 * What is held already, read by the rules in force, is told by its bytes'
 * hash and costs one look-up. A document that cannot be read is said in one
 * line, noted in the register, and the others go on.
 */
#include "cli/cli.h"

#include "cli/load.h"
#include "cli/session.h"
#include "store/ingest.h"

struct ingesting {
    struct mb_cli *cli;
    struct mb_session session;
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

/* What was purged must not come back: refused, with who purged it and why. */
static enum mb_status refuse_purged(struct ingesting *in,
                                    const struct mb_source *source,
                                    struct mb_err *err)
{
    struct mb_span why;
    enum mb_status st = mb_store_purged_why(in->session.store, source->sha256,
                                            in->session.arena, &why, err);

    if (st != MB_OK)
        return st;
    return mb_err_set(err, MB_ERR_REFUSED,
                      MB_SPAN_FMT "; these bytes are not taken in again",
                      MB_SPAN_ARG(why));
}

/* Held already, read by the rules in force: nothing to do. */
static enum mb_status is_wanted(void *context, const struct mb_source *source,
                                bool *ret_wanted, struct mb_err *err)
{
    struct ingesting *in = context;
    enum mb_known known;
    enum mb_status st =
        mb_store_known(in->session.store, source->sha256, source->name,
                       mb_span_str(in->cli->authority), &known, err);

    if (st != MB_OK)
        return st;
    if (known == MB_KNOWN_PURGED)
        return refuse_purged(in, source, err);
    *ret_wanted = known == MB_KNOWN_NEW || known == MB_KNOWN_STALE;
    if (!*ret_wanted || in->cli->dry_run)
        count(in, known);
    return MB_OK;
}

static bool refuse(void *context, struct mb_span path,
                   const struct mb_err *why);

static bool store_document(void *context, const struct mb_source *source,
                           const struct mb_document *doc)
{
    struct ingesting *in = context;
    struct mb_put put = {.doc = doc,
                         .bytes = source->bytes,
                         .path = source->name,
                         .authority = mb_span_str(in->cli->authority),
                         .reader_diags = doc->reader_diags};
    enum mb_known known;
    struct mb_err err;

    if (!in->cli->dry_run) {
        if (mb_store_put(in->session.store, &put, &known, &err) != MB_OK)
            return refuse(in, source->name, &err);
        count(in, known);
    }
    mb_say_diags(in->cli, doc);
    return true;
}

/* A failure of the register ends the run; one of a document does not. */
static bool refuse(void *context, struct mb_span path, const struct mb_err *why)
{
    struct ingesting *in = context;
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
        mb_say_note(in->cli,
                    "%u left alone: withdrawn earlier; see 'minutebook "
                    "restore'",
                    in->withdrawn);
}

static enum mb_exit ingest_all(struct ingesting *in)
{
    struct mb_loader loader = {.wanted = is_wanted,
                               .parsed = store_document,
                               .refused = refuse,
                               .rules = in->session.rules,
                               .context = in};
    struct mb_inputs inputs;
    struct mb_err err;
    enum mb_exit exit;

    if (mb_inputs_expand(in->cli, in->cli->args, in->cli->nargs,
                         in->session.arena, &inputs, &err)
        != MB_OK)
        return mb_fail(in->cli, &err);
    exit = mb_load_all(in->cli, &inputs, &loader);
    say_summary(in, inputs.n);
    return exit;
}

enum mb_exit mb_cmd_ingest(struct mb_cli *cli)
{
    struct ingesting in = {.cli = cli};
    enum mb_exit exit = mb_session_open(cli, MB_NEED_CREATE, true, &in.session);

    if (exit != MB_EXIT_OK)
        return exit;
    return mb_session_close(cli, &in.session, ingest_all(&in));
}
