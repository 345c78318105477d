#include "cli/taking.h"

#include "cli/load.h"
#include "store/ingest.h"

static void count(struct mb_taking *t, enum mb_known known)
{
    switch (known) {
    case MB_KNOWN_NEW:
        t->fresh++;
        break;
    case MB_KNOWN_SAME:
        t->same++;
        break;
    case MB_KNOWN_STALE:
        t->again++;
        break;
    case MB_KNOWN_WITHDRAWN:
    case MB_KNOWN_PURGED:
        t->withdrawn++;
        break;
    }
}

/* Say what became of a document, and whether that is for good already. */
static void tell(struct mb_taking *t, struct mb_span path,
                 const struct mb_err *why)
{
    if (t->told == NULL || t->cli->dry_run)
        return;
    t->told(t->context, path, why);
    if (mb_store_pending(t->session->store) == 0)
        t->safe(t->context);
}

/* What was purged must not come back: refused, with who purged it and why. */
static enum mb_status refuse_purged(struct mb_taking *t,
                                    const struct mb_source *source,
                                    struct mb_err *err)
{
    struct mb_span why;
    enum mb_status st = mb_store_purged_why(t->session->store, source->sha256,
                                            t->session->arena, &why, err);

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
    struct mb_taking *t = context;
    enum mb_known known;
    enum mb_status st =
        mb_store_known(t->session->store, source->sha256, source->name,
                       mb_span_str(t->cli->authority), &known, err);

    if (st != MB_OK)
        return st;
    if (known == MB_KNOWN_PURGED)
        return refuse_purged(t, source, err);
    *ret_wanted = known == MB_KNOWN_NEW || known == MB_KNOWN_STALE;
    if (!*ret_wanted || t->cli->dry_run)
        count(t, known);
    if (!*ret_wanted)
        tell(t, source->name, NULL);
    return MB_OK;
}

/* A failure of the register ends the run; one of a document does not. */
static bool refuse(void *context, struct mb_span path, const struct mb_err *why)
{
    struct mb_taking *t = context;
    struct mb_err err;

    mb_exit_worsen(t->cli, mb_fail_at(t->cli, path.ptr, why));
    if (mb_exit_for(why->status) == MB_EXIT_STORE)
        return false;
    t->refused++;
    if (t->cli->dry_run)
        return true;
    if (mb_store_refuse(t->session->store, path, mb_span_str(why->text), &err)
        == MB_OK) {
        tell(t, path, why);
        return true;
    }
    mb_exit_worsen(t->cli, mb_fail(t->cli, &err));
    return false;
}

static bool store_document(void *context, const struct mb_source *source,
                           const struct mb_document *doc)
{
    struct mb_taking *t = context;
    struct mb_put put = {.doc = doc,
                         .bytes = source->bytes,
                         .path = source->name,
                         .authority = mb_span_str(t->cli->authority),
                         .reader_diags = doc->reader_diags};
    enum mb_known known;
    struct mb_err err;

    if (!t->cli->dry_run) {
        if (mb_store_put(t->session->store, &put, &known, &err) != MB_OK)
            return refuse(t, source->name, &err);
        count(t, known);
        tell(t, source->name, NULL);
    }
    mb_say_diags(t->cli, doc);
    return true;
}

static void tend(void *pool)
{
    mb_pool_tend(pool);
}

/* Workers are not left waiting while a batch is settled and indexed. */
static void go_on_meanwhile(void *context, struct mb_pool *pool)
{
    struct mb_taking *t = context;

    mb_store_meanwhile(t->session->store, pool != NULL ? tend : NULL, pool);
}

/* Workers still read: a good moment to commit what they gave, where that is
 * more than what is to come. */
static bool commit_meanwhile(void *context, uint32_t left)
{
    struct mb_taking *t = context;
    struct mb_err err;

    if (left < 2 || mb_store_pending(t->session->store) <= left)
        return true;
    if (mb_store_flush(t->session->store, &err) != MB_OK) {
        mb_exit_worsen(t->cli, mb_fail(t->cli, &err));
        return false;
    }
    if (t->safe != NULL)
        t->safe(t->context);
    return true;
}

enum mb_exit mb_take_documents(struct mb_taking *taking,
                               const struct mb_inputs *inputs)
{
    struct mb_loader loader = {.root = taking->root,
                               .wanted = is_wanted,
                               .parsed = store_document,
                               .refused = refuse,
                               .pool = go_on_meanwhile,
                               .all_given = commit_meanwhile,
                               .rules = taking->session->rules,
                               .context = taking};

    return mb_load_all(taking->cli, inputs, &loader);
}
