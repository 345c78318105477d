/* Where nothing is kept, nothing is dated: the run has no wall clock. */
#include "cli/scratch.h"

#include "store/ingest.h"

static enum mb_status put(const struct mb_cli *cli, struct mb_store *store,
                          const struct mb_source *source,
                          const struct mb_document *doc, struct mb_err *err)
{
    const struct mb_run_info run = {.command = MB_SPAN_LIT("scratch"),
                                    .at = MB_SPAN_LIT("1970-01-01T00:00:00Z"),
                                    .program = MB_SPAN_LIT(MB_VERSION)};
    const struct mb_put put = {.doc = doc,
                               .bytes = source->bytes,
                               .path = source->name,
                               .authority = mb_span_str(cli->authority),
                               .reader_diags = doc->reader_diags};
    enum mb_known known;
    int64_t id;
    enum mb_status st = mb_run_begin(store, &run, &id, err);

    if (st == MB_OK)
        st = mb_store_put(store, &put, &known, err);
    return st == MB_OK ? mb_store_flush(store, err) : st;
}

enum mb_status mb_scratch_store(const struct mb_cli *cli,
                                const struct mb_source *source,
                                const struct mb_document *doc,
                                struct mb_store **ret_store, struct mb_err *err)
{
    const struct mb_store_options options = {.mode = MB_STORE_MEMORY};
    struct mb_store *store = NULL;
    enum mb_status st = mb_store_open(NULL, &options, &store, err);

    if (st == MB_OK)
        st = put(cli, store, source, doc, err);
    if (st != MB_OK) {
        mb_store_close(store);
        return st;
    }
    *ret_store = store;
    return MB_OK;
}
