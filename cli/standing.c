#include "cli/standing.h"

#include "assurance/link.h"
#include "base/date.h"
#include "store/strategy_store.h"

#include <string.h>
#include <time.h>

enum { REFUSALS_SHOWN = 10, DAYS = 7 };

/* Seconds of a stamp "2026-03-01T09:30:00Z"; -1 where it is none. */
static int64_t seconds_of(struct mb_span stamp)
{
    struct tm t = {0};

    if (stamp.len == 0 || strptime(stamp.ptr, "%Y-%m-%dT%H:%M:%SZ", &t) == NULL)
        return -1;
    return (int64_t)timegm(&t);
}

static void put_age(struct mb_buf *out, int64_t seconds)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}};

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        int64_t n = seconds / units[i].seconds;
        if (n == 0)
            continue;
        mb_buf_printf(out, "%lld %s%s ago", (long long)n, units[i].name,
                      n == 1 ? "" : "s");
        return;
    }
    mb_buf_puts(out, "just now");
}

/* A run that went well has ended, and at most refused a document. */
static bool went_well(const struct mb_run_row *run)
{
    return run->undone_by == 0 && (run->status == 0 || run->status == 3);
}

static void put_last(const struct mb_run_rows *runs, struct mb_span now,
                     struct mb_buf *out)
{
    uint32_t bad = 0;

    for (uint32_t i = 0; i < runs->n; i++) {
        const struct mb_run_row *run = &runs->at[i];
        if (!went_well(run)) {
            bad += run->undone_by == 0;
            continue;
        }
        mb_buf_printf(
            out, "last run that went well: " MB_SPAN_FMT " (" MB_SPAN_FMT "), ",
            MB_SPAN_ARG(run->at), MB_SPAN_ARG(run->command));
        put_age(out, seconds_of(now) - seconds_of(run->at));
        if (bad > 0)
            mb_buf_printf(out, "; %u since did not", bad);
        mb_buf_putc(out, '\n');
        return;
    }
    if (bad > 0)
        mb_buf_printf(out, "no run went well; %u did not\n", bad);
}

/* -------------------------------------------------------- for a person -- */

struct waiting {
    uint32_t conflicts, proposals, refused, unplaced; /* of what was entered */
    uint32_t unsure, differ, dropped;                 /* clauses */
    uint32_t warnings;                                /* about documents */
    uint32_t links;
};

static void count_review(const struct mb_review_rows *rows, struct waiting *w)
{
    const struct {
        const char *code;
        uint32_t *n;
    } kinds[] = {
        {"entry-conflict", &w->conflicts}, {"entry-proposed", &w->proposals},
        {"entry-refused", &w->refused},    {"entry-unplaced", &w->unplaced},
        {"identity-unsure", &w->unsure},   {"texts-differ", &w->differ},
        {"clause-dropped", &w->dropped},
    };

    for (uint32_t i = 0; i < rows->n; i++) {
        uint32_t *n = &w->warnings;
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
            if (mb_span_eq(rows->at[i].code, mb_span_str(kinds[k].code)))
                n = kinds[k].n;
        (*n)++;
    }
}

static void put_waiting(const struct waiting *w, struct mb_buf *out)
{
    const struct {
        uint32_t n;
        const char *what, *where;
    } lines[] = {
        {w->conflicts, "cells that two people filled in differently", "review"},
        {w->proposals, "changes of the record that somebody proposes",
         "review"},
        {w->refused, "cells of workbooks that cannot stand as they are",
         "review"},
        {w->unplaced, "entries on records that are gone", "review"},
        {w->unsure, "clauses that resemble another: the same?", "review"},
        {w->differ, "clauses that documents give in different words", "review"},
        {w->dropped, "clauses that a later version does not give", "review"},
        {w->links, "proposed links that nobody has decided", "links"},
        {w->warnings, "warnings about documents", "review"},
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (lines[i].n > 0)
            mb_buf_printf(out, "  %6u  %-50s minutebook %s\n", lines[i].n,
                          lines[i].what, lines[i].where);
}

static enum mb_status count_links(struct mb_session *session, struct waiting *w,
                                  struct mb_err *err)
{
    struct mb_link_filter filter = {.min_score = MB_LINK_SHOWN};
    struct mb_link_rows rows;
    enum mb_status st =
        mb_store_links(session->store, &filter, session->arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++)
        w->links += mb_span_eq(rows.at[i].status, MB_SPAN_LIT("proposed"));
    return st;
}

static void put_refusals(const struct mb_refusal_rows *rows, struct mb_buf *out)
{
    if (rows->n == 0)
        return;
    mb_buf_printf(out, "  %6u  documents that could not be read:\n", rows->n);
    for (uint32_t i = 0; i < rows->n && i < REFUSALS_SHOWN; i++) {
        struct mb_span reason = rows->at[i].reason;
        struct mb_span path = rows->at[i].path;
        if (mb_span_starts(reason, path))
            mb_buf_printf(out, "          " MB_SPAN_FMT "\n",
                          MB_SPAN_ARG(reason));
        else
            mb_buf_printf(out, "          " MB_SPAN_FMT ": " MB_SPAN_FMT "\n",
                          MB_SPAN_ARG(path), MB_SPAN_ARG(reason));
    }
    if (rows->n > REFUSALS_SHOWN)
        mb_buf_printf(out, "          and %u more\n", rows->n - REFUSALS_SHOWN);
}

/* Seven days before the day of a stamp. */
static void days_before(struct mb_span now, char ret_day[MB_DATE_TEXT_SIZE])
{
    struct mb_date day;

    if (mb_date_parse(mb_span_sub(now, 0, 10), &day))
        mb_date_format(mb_date_add(day, -DAYS), ret_day);
    else
        ret_day[0] = '\0';
}

enum mb_status mb_standing_put(struct mb_session *session, struct mb_span since,
                               struct mb_buf *out, struct mb_err *err)
{
    struct mb_span now = mb_span_str(session->stamp);
    struct mb_filter filter = {.include_exempt = false};
    char day[MB_DATE_TEXT_SIZE];
    struct mb_run_rows runs;
    struct mb_refusal_rows refusals;
    struct mb_review_rows review;
    struct waiting waiting = {0};
    size_t before;
    enum mb_status st =
        mb_store_runs(session->store, MB_SPAN_NULL, session->arena, &runs, err);

    days_before(now, day);
    if (since.len == 0)
        since = mb_span_str(day);
    if (st == MB_OK)
        st = mb_store_refusals(session->store, since, session->arena, &refusals,
                               err);
    if (st == MB_OK)
        st = mb_store_review(session->store, &filter, MB_SPAN_NULL,
                             session->arena, &review, err);
    if (st == MB_OK)
        st = count_links(session, &waiting, err);
    if (st != MB_OK)
        return st;
    count_review(&review, &waiting);
    put_last(&runs, now, out);
    mb_buf_printf(out, "for a person (documents since " MB_SPAN_FMT ")\n",
                  MB_SPAN_ARG(since));
    before = out->len;
    put_refusals(&refusals, out);
    put_waiting(&waiting, out);
    if (out->len == before)
        mb_buf_puts(out, "       -  nothing\n");
    return mb_buf_status(out, err);
}
