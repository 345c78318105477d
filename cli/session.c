/* Opening and closing the register, and what every such command shares. */
#include "cli/session.h"

#include "base/clock.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t wall_clock(void *context)
{
    const char *pinned = getenv("SOURCE_DATE_EPOCH");

    (void)context;
    if (pinned != NULL && *pinned != '\0')
        return strtoll(pinned, NULL, 10);
    return (int64_t)time(NULL);
}

const char *mb_cli_today(const struct mb_cli *cli)
{
    static char today[MB_DATE_TEXT_SIZE];
    struct mb_clock clock = {wall_clock, NULL};

    if (cli->as_of != NULL)
        return cli->as_of;
    mb_date_format(mb_clock_today(&clock), today);
    return today;
}

/* The rules by what they say: another pattern, another fingerprint. */
static enum mb_status fingerprint(const struct mb_rules *rules, char out[65],
                                  struct mb_err *err)
{
    struct mb_buf all = MB_BUF_INIT;
    enum mb_status st;

    mb_buf_puts(&all, MB_VERSION);
    for (uint32_t i = 0; i < mb_rules_count(rules); i++) {
        const struct mb_rule *rule = mb_rules_at(rules, i);
        mb_buf_put(&all, rule->id);
        mb_buf_put(&all, rule->source);
        mb_buf_put(&all, rule->value);
    }
    st = mb_buf_status(&all, err);
    if (st == MB_OK)
        st = mb_sha256_hex(mb_buf_span(&all), out, err);
    mb_buf_done(&all);
    return st;
}

static void release(struct mb_session *session)
{
    mb_store_close(session->store);
    mb_rules_free(session->rules);
    mb_arena_free(session->arena);
}

/* The reason stands in the run of commands about documents and runs. Of the
 * others it stands beside what was entered alone: where words have to be
 * purged, or are exempt, the note of the run must not repeat them. */
static struct mb_span reason(const struct mb_cli *cli)
{
    static const char *const noted[] = {"undo", "withdraw", "restore", "purge"};

    for (size_t i = 0; i < sizeof noted / sizeof noted[0]; i++)
        if (strcmp(cli->command->name, noted[i]) == 0)
            return mb_span_str(cli->why);
    return MB_SPAN_NULL;
}

static enum mb_status begin_run(struct mb_cli *cli, struct mb_session *session,
                                struct mb_err *err)
{
    struct mb_buf args = MB_BUF_INIT;
    struct mb_run_info info = {
        .command = mb_span_str(cli->command->name),
        .by = mb_span_str(cli->by),
        .at = mb_span_str(session->stamp),
        .program = MB_SPAN_LIT(MB_VERSION),
        .rules = mb_span_str(session->fingerprint),
        .why = reason(cli),
    };
    enum mb_status st;

    for (int i = 0; i < cli->nargs; i++)
        mb_buf_printf(&args, "%s%s", i > 0 ? " " : "", cli->args[i]);
    info.args = mb_buf_span(&args);
    st = mb_run_begin(session->store, &info, &session->run, err);
    session->running = st == MB_OK;
    mb_buf_done(&args);
    return st;
}

static enum mb_status open_store(struct mb_cli *cli, enum mb_session_need need,
                                 struct mb_session *session, struct mb_err *err)
{
    static const enum mb_store_mode modes[] = {
        [MB_NEED_READ] = MB_STORE_READ,
        [MB_NEED_WRITE] = MB_STORE_WRITE,
        [MB_NEED_CREATE] = MB_STORE_CREATE,
        [MB_NEED_EMPTY] = MB_STORE_CREATE,
    };
    char holder[128];
    struct mb_store_options options = {
        .mode = modes[need],
        .wait_s = (unsigned)(cli->wait < 0 ? 30 : cli->wait),
        .holder = holder,
    };
    enum mb_status st;

    snprintf(holder, sizeof holder, "minutebook %s, process %ld, since %s",
             cli->command->name, (long)getpid(), session->stamp);
    st = mb_store_open(cli->db, &options, &session->store, err);
    if (st == MB_OK && (need == MB_NEED_WRITE || need == MB_NEED_CREATE))
        st = begin_run(cli, session, err);
    return st;
}

enum mb_status mb_session_try(struct mb_cli *cli, enum mb_session_need need,
                              bool rules, struct mb_session *ret_session,
                              struct mb_err *err)
{
    struct mb_session session = {.running = false};
    struct mb_clock clock = {wall_clock, NULL};
    enum mb_status st = MB_OK;

    mb_clock_stamp(&clock, session.stamp);
    session.arena = mb_arena_new(0);
    if (session.arena == NULL)
        st = mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    if (st == MB_OK && rules)
        st = mb_rules_load(cli->config, &session.rules, err);
    if (st == MB_OK && rules)
        st = fingerprint(session.rules, session.fingerprint, err);
    if (st == MB_OK)
        st = open_store(cli, need, &session, err);
    if (st == MB_OK)
        *ret_session = session;
    else
        release(&session);
    return st;
}

enum mb_exit mb_session_open(struct mb_cli *cli, enum mb_session_need need,
                             bool rules, struct mb_session *ret_session)
{
    struct mb_err err;

    if (mb_session_try(cli, need, rules, ret_session, &err) == MB_OK)
        return MB_EXIT_OK;
    return mb_fail(cli, &err);
}

enum mb_exit mb_session_begin(struct mb_cli *cli, struct mb_session *session)
{
    struct mb_err err;

    if (begin_run(cli, session, &err) == MB_OK)
        return MB_EXIT_OK;
    return mb_fail(cli, &err);
}

enum mb_exit mb_session_close(struct mb_cli *cli, struct mb_session *session,
                              enum mb_exit exit)
{
    char stamp[MB_STAMP_SIZE];
    struct mb_clock clock = {wall_clock, NULL};
    struct mb_err err;

    mb_exit_worsen(cli, exit);
    mb_clock_stamp(&clock, stamp);
    if (session->running
        && mb_run_end(session->store, mb_span_str(stamp), (int)cli->worst, &err)
               != MB_OK)
        mb_exit_worsen(cli, mb_fail(cli, &err));
    release(session);
    return cli->worst;
}

struct mb_filter mb_cli_filter(const struct mb_cli *cli)
{
    return (struct mb_filter){
        .authority = mb_span_str(cli->authority),
        .body = mb_span_str(cli->body),
        .from = mb_span_str(cli->from),
        .to = mb_span_str(cli->to),
        .strategy = mb_span_str(cli->strategy),
        .include_exempt = cli->include_exempt,
    };
}
