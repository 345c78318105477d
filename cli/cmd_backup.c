/* `backup`: a copy while the register is in use; noted afterwards, so that
 * `purge` can name the copies that still hold what it took out. */
#include "cli/cli.h"

#include "cli/session.h"
#include "store/entries.h"
#include "store/maintain.h"

#include <stdlib.h>

/* Only a copy that is there is noted: by its full path, for people. */
static enum mb_exit note(struct mb_cli *cli)
{
    char *full = realpath(cli->args[0], NULL);
    char *given = cli->args[0];
    struct mb_session session;
    enum mb_exit exit;

    if (full != NULL)
        cli->args[0] = full;
    exit = mb_session_open(cli, MB_NEED_WRITE, false, &session);
    if (exit == MB_EXIT_OK)
        exit = mb_session_close(cli, &session, MB_EXIT_OK);
    else
        mb_say_error(cli,
                     "%s is whole, but could not be noted in %s: 'purge' will "
                     "not name it",
                     given, cli->db);
    cli->args[0] = given;
    free(full);
    return exit;
}

enum mb_exit mb_cmd_backup(struct mb_cli *cli)
{
    struct mb_session session;
    struct mb_err err;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, false, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    mb_store_notes_settle(session.store, "minutebook backup");
    /* of one state: else each commit meanwhile makes it begin anew */
    if (mb_store_hold(session.store, &err) != MB_OK
        || mb_store_backup(session.store, cli->args[0], &err) != MB_OK)
        exit = mb_fail(cli, &err);
    exit = mb_session_close(cli, &session, exit);
    if (exit != MB_EXIT_OK)
        return exit;
    mb_say_note(cli, "copied %s to %s", cli->db, cli->args[0]);
    return note(cli);
}
