#include "reports/kinds.h"

#include "reports/tracker_priv.h"

const struct mb_report_kind mb_report_kinds[] = {
    {"tracker", NULL, "the workbook that officers work in", "Tracker",
     "decisions", mb_build_tracker},
    {"register", NULL, "the decision register: what was decided, by whom, why",
     "Register", "decisions", mb_build_register},
    {"actions", NULL, "what is due, the oldest first", "Actions due", "actions",
     mb_build_actions},
    {"attendance", NULL, "who was at which meeting, a sheet for each body",
     NULL, "people", mb_build_attendance},
    {"meeting", "MEETING",
     "one meeting on a page; MEETING is its day, with its body where that is "
     "not plain: \"Cabinet 2025-03-18\"",
     "Meeting", "lines", mb_build_meeting},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

enum mb_status mb_report_build(struct mb_store *store,
                               const struct mb_report_kind *kind,
                               const struct mb_tracker_options *options,
                               struct mb_arena *arena,
                               struct mb_report *ret_report, struct mb_err *err)
{
    struct mb_report report = {.arena = arena, .as_of = options->as_of};
    struct mb_tracker t = {.store = store,
                           .options = options,
                           .scheme = options->scheme,
                           .arena = arena,
                           .rows = mb_arena_new(0),
                           .scratch = mb_arena_new(0),
                           .report = &report};
    enum mb_status st = MB_ERR_NOMEM;

    if (t.rows == NULL || t.scratch == NULL)
        mb_err_set(err, st, "out of memory");
    else
        st = kind->build(&t, err);
    if (st == MB_OK)
        st = mb_arena_status(t.rows, err);
    if (st == MB_OK)
        st = mb_arena_status(arena, err);
    mb_arena_free(t.rows);
    mb_arena_free(t.scratch);
    if (st == MB_OK)
        *ret_report = report;
    return st;
}
