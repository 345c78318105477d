#include "cli/outgoing.h"

#include "reports/emitted.h"
#include "reports/kinds.h"
#include "reports/writers.h"
#include "store/entries.h"

enum { TRIES = 5 };

struct outgoing {
    struct mb_report report;
    struct mb_span key;
    struct mb_buf cells; /* what the workbook carries */
};

/* The tracker is the first of the kinds. */
static enum mb_status build(struct mb_session *session,
                            const struct mb_tracker_options *options,
                            struct outgoing *out, struct mb_err *err)
{
    enum mb_status st = mb_store_hold(session->store, err);

    if (st == MB_OK)
        st = mb_report_build(session->store, &mb_report_kinds[0], options,
                             session->arena, &out->report, err);
    if (st == MB_OK)
        st = mb_emitted_add(session->store, &out->report, &out->key,
                            &out->cells, err);
    mb_store_release(session->store);
    return st;
}

static enum mb_status note(struct mb_cli *cli, struct mb_session *session,
                           const struct outgoing *out, bool *ret_purged,
                           struct mb_err *err)
{
    bool known;
    enum mb_status st =
        mb_store_emitted_has(session->store, out->key, &known, err);

    *ret_purged = false;
    if (st != MB_OK || known) /* the same report went out before */
        return st;
    st = mb_store_emitted_put(session->store, out->key,
                              mb_span_str(session->stamp),
                              mb_buf_span(&out->cells), ret_purged, err);
    if (st == MB_OK || session->running)
        return st;
    mb_say_note(cli,
                "what this workbook carries could not be noted (%s): `update` "
                "will have less to compare it with",
                err->text);
    return MB_OK;
}

enum mb_status mb_tracker_out(struct mb_cli *cli, struct mb_session *session,
                              const struct mb_tracker_options *options,
                              const char *path, struct mb_report *ret_report,
                              struct mb_err *err)
{
    struct outgoing out = {.cells = MB_BUF_INIT};
    bool purged = true;
    enum mb_status st = MB_OK;

    for (int i = 0; st == MB_OK && purged && i < TRIES; i++) {
        st = build(session, options, &out, err);
        if (st == MB_OK)
            st = note(cli, session, &out, &purged, err);
        mb_buf_done(&out.cells);
    }
    if (st == MB_OK && purged)
        st = mb_err_set(err, MB_ERR_BUSY,
                        "documents are being purged: run it again");
    if (st == MB_OK && session->running) /* a writer's is safe on disk first */
        st = mb_store_flush(session->store, err);
    if (st == MB_OK)
        st = mb_write_xlsx(&out.report, path, err);
    mb_store_notes_settle(session->store, "minutebook report");
    if (st == MB_OK)
        *ret_report = out.report;
    return st;
}
