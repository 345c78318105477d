/* A command's hold on the register: opened, its run noted, closed again. */
#ifndef MB_CLI_SESSION_H
#define MB_CLI_SESSION_H

#include "cli/cli.h"
#include "parser/rules.h"
#include "store/query.h"
#include "store/store.h"

struct mb_session {
    struct mb_store *store;
    struct mb_rules *rules; /* loaded where the command reads documents */
    struct mb_arena *arena; /* for what the command shows */
    char fingerprint[65];   /* of the rules */
    char stamp[32];         /* when the command began, UTC */
    bool running;           /* a run was begun */
    int64_t run;            /* its number */
};

enum mb_session_need {
    MB_NEED_READ,   /* the register must be there */
    MB_NEED_WRITE,  /* it is locked, and the run noted */
    MB_NEED_CREATE, /* likewise, and made where it is not there */
    MB_NEED_EMPTY   /* made and locked; mb_session_begin notes the run */
};

/* Open the register for a command; with `rules` also load the rule packs. On
 * failure a message was said, nothing is to be closed, and the exit status is
 * returned. */
enum mb_exit mb_session_open(struct mb_cli *cli, enum mb_session_need need,
                             bool rules, struct mb_session *ret_session);

/* The same, silently: the error is handed back instead. */
enum mb_status mb_session_try(struct mb_cli *cli, enum mb_session_need need,
                              bool rules, struct mb_session *ret_session,
                              struct mb_err *err) MB_MUST_CHECK;

/* Note the run of a register that was opened by MB_NEED_EMPTY. */
enum mb_exit mb_session_begin(struct mb_cli *cli, struct mb_session *session);

/* End the run with cli->worst worsened by `exit`, and close. Returns the exit
 * status, which a failing commit makes worse. */
enum mb_exit mb_session_close(struct mb_cli *cli, struct mb_session *session,
                              enum mb_exit exit);

/* --authority, --body, --from … as the store takes them. */
struct mb_filter mb_cli_filter(const struct mb_cli *cli);

/* Today, YYYY-MM-DD: --as-of, else SOURCE_DATE_EPOCH, else the clock. Static
 * memory. */
const char *mb_cli_today(const struct mb_cli *cli);

/* Append `lead` and text, broken at spaces so that a line has at most 80
 * columns and begins with `indent` spaces; later lines stand under the text.
 * Control characters become spaces. */
void mb_put_wrapped(struct mb_buf *out, unsigned indent, const char *lead,
                    struct mb_span text);

/* Rows made ready for the terminal: columns aligned, text cut to its width.
 * Prints a table from a sheet; csv and json by --format. */
struct mb_sheet;
enum mb_exit mb_print_sheet(const struct mb_cli *cli,
                            const struct mb_sheet *sheet);

#endif
