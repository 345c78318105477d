/* `export`: everything that is canonical, as JSON lines or as one CSV file a
 * table; `import`: the JSON lines into a new register. */
#include "cli/cli.h"

#include "base/file.h"
#include "cli/input.h"
#include "cli/session.h"
#include "store/entries.h"
#include "store/maintain.h"
#include "store/transfer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum mb_status to_file(void *user, struct mb_span piece,
                              struct mb_err *err)
{
    if (fwrite(piece.ptr, 1, piece.len, user) == piece.len)
        return MB_OK;
    return mb_err_set(err, MB_ERR_REPORT, "the export cannot be written: %s",
                      strerror(errno));
}

/* One file, written under another name until it is whole. */
struct target {
    const char *path;
    char *temp;
    FILE *file;
};

static enum mb_status target_open(struct target *t, const char *path,
                                  struct mb_err *err)
{
    enum mb_status st;

    *t = (struct target){.path = path, .file = stdout};
    if (path == NULL || strcmp(path, "-") == 0)
        return MB_OK;
    st = mb_file_temp(path, &t->temp, err);
    if (st != MB_OK)
        return st;
    t->file = fopen(t->temp, "w");
    if (t->file != NULL)
        return MB_OK;
    return mb_err_set(err, MB_ERR_REPORT, "%s: cannot be written: %s", path,
                      strerror(errno));
}

static enum mb_status target_close(struct target *t, enum mb_status st,
                                   struct mb_err *err)
{
    bool flushed = t->file == NULL || fflush(t->file) == 0;

    if (t->file != NULL && t->file != stdout)
        flushed = fclose(t->file) == 0 && flushed;
    if (st == MB_OK && !flushed)
        st = mb_err_set(err, MB_ERR_REPORT, "the export cannot be written: %s",
                        strerror(errno));
    if (t->temp != NULL && st == MB_OK)
        st = mb_file_commit(t->temp, t->path, err);
    else if (t->temp != NULL)
        mb_file_discard(t->temp);
    free(t->temp);
    return st;
}

static enum mb_status export_json(struct mb_cli *cli, struct mb_store *store,
                                  bool whole, struct mb_err *err)
{
    struct target t;
    enum mb_status st = target_open(&t, cli->output, err);

    if (st == MB_OK)
        st = mb_store_export(store, whole, to_file, t.file, err);
    return target_close(&t, st, err);
}

static enum mb_status export_table(struct mb_cli *cli, struct mb_store *store,
                                   const char *table, bool whole,
                                   struct mb_err *err)
{
    struct mb_buf path = MB_BUF_INIT;
    struct target t = {NULL, NULL, NULL};
    enum mb_status st;

    mb_buf_printf(&path, "%s/%s.csv", cli->output, table);
    st = mb_buf_status(&path, err);
    if (st == MB_OK)
        st = target_open(&t, path.ptr, err);
    if (st == MB_OK)
        st = mb_store_export_csv(store, table, whole, to_file, t.file, err);
    st = target_close(&t, st, err);
    mb_buf_done(&path);
    return st;
}

static enum mb_status export_csv(struct mb_cli *cli, struct mb_store *store,
                                 bool whole, struct mb_err *err)
{
    const char *const *table = mb_store_export_tables();
    enum mb_status st = MB_OK;

    if (mkdir(cli->output, 0777) != 0 && errno != EEXIST)
        return mb_err_set(err, MB_ERR_REPORT, "%s: cannot be made: %s",
                          cli->output, strerror(errno));
    for (; st == MB_OK && *table != NULL; table++)
        st = export_table(cli, store, *table, whole, err);
    return st;
}

enum mb_exit mb_cmd_export(struct mb_cli *cli)
{
    bool csv = cli->format != NULL && strcmp(cli->format, "csv") == 0;
    struct mb_session session;
    struct mb_err err;
    enum mb_status st;
    enum mb_exit exit;
    uint32_t closed = 0;
    bool whole;

    if (!csv && cli->format != NULL && strcmp(cli->format, "json") != 0) {
        mb_say_error(cli, "export writes --format json or csv, not '%s'",
                     cli->format);
        return MB_EXIT_USAGE;
    }
    if (csv && cli->output == NULL) {
        mb_say_error(cli, "export --format csv needs -o FOLDER: one file a "
                          "table");
        return MB_EXIT_USAGE;
    }
    exit = mb_session_open(cli, MB_NEED_READ, false, &session);
    if (exit != MB_EXIT_OK)
        return exit;
    mb_store_notes_settle(session.store, "minutebook export");
    st = mb_store_hold(session.store, &err); /* its rows fit together */
    if (st == MB_OK)
        st = mb_store_export_closed(session.store, &closed, &err);
    whole = cli->include_exempt || closed == 0;
    if (st == MB_OK)
        st = csv ? export_csv(cli, session.store, whole, &err)
                 : export_json(cli, session.store, whole, &err);
    if (st != MB_OK)
        exit = mb_fail(cli, &err);
    else if (!whole)
        mb_say_note(cli,
                    "%u document%s with exempt or withdrawn text left out: "
                    "this export is for reading, and `import` refuses it; to "
                    "move the register, export it with --include-exempt",
                    closed, closed == 1 ? " was" : "s were");
    return mb_session_close(cli, &session, exit);
}

static enum mb_exit import(struct mb_cli *cli, struct mb_session *session)
{
    struct mb_parse_options options = mb_cli_parse_options(cli);
    struct mb_rebuild rebuild = {.rules = session->rules, .options = &options};
    struct mb_rebuilt done = {0, 0};
    struct mb_err err;
    enum mb_exit exit;
    enum mb_status st;
    int fd = mb_input_open(cli->args[0], NULL, &err);

    if (fd < 0)
        return mb_fail_at(cli, cli->args[0], &err);
    st = mb_store_import(session->store, fd, &err);
    close(fd);
    if (st != MB_OK)
        return mb_fail_at(cli, cli->args[0], &err);
    exit = mb_session_begin(cli, session);
    if (exit != MB_EXIT_OK)
        return exit;
    if (mb_store_rebuild(session->store, &rebuild, &done, &err) != MB_OK)
        return mb_fail(cli, &err);
    mb_say_note(cli, "imported %u document%s into %s", done.documents,
                done.documents == 1 ? "" : "s", cli->db);
    return MB_EXIT_OK;
}

enum mb_exit mb_cmd_import(struct mb_cli *cli)
{
    struct mb_session session;
    enum mb_exit exit = mb_session_open(cli, MB_NEED_EMPTY, true, &session);

    if (exit != MB_EXIT_OK)
        return exit;
    return mb_session_close(cli, &session, import(cli, &session));
}
