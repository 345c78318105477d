/* One edited workbook into the register: for `update`, and for what officers
 * return to an inbox. */
#ifndef MB_CLI_UPDATING_H
#define MB_CLI_UPDATING_H

#include "cli/session.h"
#include "reports/update.h"

struct mb_updating {
    struct mb_cli *cli;
    const char *path;
    const char *root; /* as of mb_input_open */
    /* Asked under the lock, before anything is written, or NULL; where it
     * fails nothing is. u->run is the run that is to write. */
    enum mb_status (*ready)(void *context, const struct mb_updating *u,
                            struct mb_arena *arena, struct mb_err *err);
    /* Told what was found, when it is written or nothing is to be; what it
     * returns worsens the exit status. Everything in it lives only during the
     * call. */
    enum mb_exit (*tell)(void *context, const struct mb_updating *u,
                         struct mb_arena *arena);
    void *context;
    /* filled in */
    struct mb_scheme scheme;
    struct mb_update update;
    int64_t run; /* that wrote it; 0: nothing was written */
};

/* Compare the workbook at u->path with the register, and but for a dry run
 * write what officers changed in it, as a run of its own.
 *
 * On failure nothing is written, nothing was told, and err says why: as
 * mb_input_open, mb_session_try, mb_update_compare and mb_update_apply;
 * MB_ERR_USAGE where neither the Cover nor cli->by says whose words these
 * are. */
enum mb_status mb_update_workbook(struct mb_updating *u,
                                  struct mb_err *err) MB_MUST_CHECK;

/* Append what was found to out, kind by kind, in lines for a terminal or a
 * page: what a person must look at, and with `all` also what was simply
 * entered. MB_ERR_NOMEM. */
enum mb_status mb_update_items_put(const struct mb_update *update, bool all,
                                   struct mb_arena *arena, struct mb_buf *out,
                                   struct mb_err *err) MB_MUST_CHECK;

#endif
