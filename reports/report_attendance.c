/* Attendance as a matrix: a sheet for each body, a row for each person, a
 * column for each meeting.
 */
#include "reports/tracker_priv.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_MAX = 31 }; /* characters of a sheet's name */

/* What is shown of a capacity; the first of these that a person has at a
 * meeting counts. */
static const struct {
    const char *capacity;
    const char *shown;
    bool there;
} capacities[] = {
    {"chair", "Chair", true},
    {"present", "Present", true},
    {"substitute", "Substitute", true},
    {"in_attendance", "In attendance", true},
    {"apologies", "Apologies", false},
    {"absent", "Absent", false},
};
enum { NCAPACITIES = sizeof capacities / sizeof capacities[0] };

static size_t rank_of(struct mb_span capacity)
{
    size_t i = 0;

    while (i < NCAPACITIES
           && !mb_span_eq(capacity, mb_span_str(capacities[i].capacity)))
        i++;
    return i;
}

struct matrix {
    struct mb_tracker *t;
    const struct mb_attendance_row **rows; /* of one body, by person */
    uint32_t nrows;
    const struct mb_meeting_row **meetings; /* of that body, by date */
    uint32_t nmeetings;
    uint32_t listed; /* of them with anybody recorded */
};

/* A person that somebody merged is known by that name, others by the key of
 * their printed name. */
static struct mb_span person_of(const struct mb_attendance_row *row)
{
    return row->person.ptr != NULL ? row->person : row->name_key;
}

static int by_person(const void *a, const void *b)
{
    const struct mb_attendance_row *x =
        *(const struct mb_attendance_row *const *)a;
    const struct mb_attendance_row *y =
        *(const struct mb_attendance_row *const *)b;
    int order = mb_span_cmp(person_of(x), person_of(y));

    if (order != 0)
        return order;
    return x < y ? -1 : x > y; /* the store's order is by date */
}

static bool is_recorded(const struct matrix *m, int64_t meeting)
{
    for (uint32_t i = 0; i < m->nrows; i++)
        if (m->rows[i]->meeting == meeting)
            return true;
    return false;
}

/* ------------------------------------------------------------- columns -- */

static struct mb_span heading(const struct matrix *m, uint32_t i)
{
    struct mb_span day = m->meetings[i]->date;
    uint32_t nth = 1;

    for (uint32_t k = 0; k < i; k++)
        nth += mb_span_eq(m->meetings[k]->date, day);
    if (day.ptr == NULL)
        day = MB_SPAN_LIT("no date found");
    else
        day = mb_long_date(m->t->arena, day);
    if (nth == 1)
        return day;
    return mb_arena_printf(m->t->arena, MB_SPAN_FMT " (%u)", MB_SPAN_ARG(day),
                           nth);
}

static struct mb_column_spec *make_columns(const struct matrix *m)
{
    struct mb_column_spec *list =
        mb_arena_alloc(m->t->arena, m->nmeetings + 5u, sizeof *list);
    uint32_t n = 0;

    if (list == NULL)
        return NULL;
    list[n++] = (struct mb_column_spec){
        "Name", MB_CELL_TEXT, MB_COLUMN_LABEL | MB_COLUMN_WRAP, 28, NULL, NULL};
    list[n++] = (struct mb_column_spec){"Role", MB_CELL_TEXT, MB_COLUMN_WRAP,
                                        28,     NULL,         NULL};
    list[n++] =
        (struct mb_column_spec){"Attended", MB_CELL_INTEGER, 0, 10, NULL, NULL};
    list[n++] = (struct mb_column_spec){
        "Of meetings", MB_CELL_INTEGER, 0, 10, NULL, NULL};
    for (uint32_t i = 0; i < m->nmeetings; i++)
        list[n++] = (struct mb_column_spec){
            mb_arena_dup(m->t->arena, heading(m, i)).ptr,
            MB_CELL_TEXT,
            MB_COLUMN_WRAP,
            13,
            NULL,
            NULL};
    return list;
}

/* A name that Excel takes for a sheet, and that no sheet before has. */
static const char *sheet_name(const struct matrix *m, struct mb_span body)
{
    struct mb_arena *arena = m->t->arena;
    char name[NAME_MAX * 4 + 1];
    size_t chars = 0;
    size_t len = 0;

    for (size_t i = 0; i < body.len && chars <= NAME_MAX - 4; i++) {
        bool bad = memchr("[]:*?/\\'", body.ptr[i], 8) != NULL;
        name[len++] = bad ? ' ' : body.ptr[i];
        chars += i + 1 >= body.len
                 || ((unsigned char)body.ptr[i + 1] & 0xC0) != 0x80;
    }
    name[len] = '\0';
    for (unsigned nth = 1;; nth++) {
        struct mb_span full =
            nth == 1 ? mb_arena_printf(arena, "%s", len > 0 ? name : "Body")
                     : mb_arena_printf(arena, "%s %u", name, nth);
        bool taken = false;
        for (uint32_t i = 0; i < m->t->report->nsheets; i++)
            taken = taken || mb_span_ieq(m->t->report->sheets[i].name, full);
        if (!taken)
            return full.ptr;
    }
}

/* ---------------------------------------------------------------- rows -- */

/* The rank of a person, whose rows are first … end, at a meeting. */
static size_t rank_at(const struct matrix *m, uint32_t first, uint32_t end,
                      int64_t meeting)
{
    size_t best = NCAPACITIES + 1; /* not listed */

    for (uint32_t i = first; i < end; i++) {
        size_t rank = rank_of(m->rows[i]->capacity);
        if (m->rows[i]->meeting == meeting && rank < best)
            best = rank;
    }
    return best;
}

static void put_person(const struct matrix *m, struct mb_sheet *sheet,
                       uint32_t first, uint32_t end, const bool *recorded)
{
    const struct mb_attendance_row *last = m->rows[end - 1];
    int64_t attended = 0;
    uint32_t counted;

    mb_row_begin(m->t->report, sheet);
    mb_put_text(sheet, last->person.ptr != NULL ? last->person : last->name);
    mb_put_text(sheet, last->role);
    counted = sheet != NULL ? sheet->next : 0;
    mb_put_empty(sheet);
    mb_put_count(sheet, m->listed);
    for (uint32_t i = 0; i < m->nmeetings; i++) {
        size_t rank = rank_at(m, first, end, m->meetings[i]->id);
        if (rank < NCAPACITIES) {
            attended += capacities[rank].there;
            mb_put_text(sheet, mb_span_str(capacities[rank].shown));
        } else {
            mb_put_text(sheet, !recorded[i]          ? MB_SPAN_LIT("no list")
                               : rank == NCAPACITIES ? MB_SPAN_LIT("listed")
                                                     : MB_SPAN_LIT("-"));
        }
    }
    if (sheet != NULL && sheet->nrows > 0)
        sheet->last[counted] = mb_cell_count(attended);
}

static void put_body(struct matrix *m)
{
    const struct mb_attendance_row *one = m->rows[0];
    struct mb_span body =
        one->body.ptr != NULL ? one->body : MB_SPAN_LIT("Body not found");
    struct mb_column_spec *columns = make_columns(m);
    bool *recorded =
        mb_arena_alloc(m->t->arena, m->nmeetings + 1u, sizeof *recorded);
    struct mb_sheet *sheet;

    if (columns == NULL || recorded == NULL)
        return;
    m->listed = 0;
    for (uint32_t i = 0; i < m->nmeetings; i++) {
        recorded[i] = is_recorded(m, m->meetings[i]->id);
        m->listed += recorded[i];
    }
    sheet = mb_sheet_add(
        m->t->report, sheet_name(m, body),
        mb_arena_printf(m->t->arena, MB_SPAN_FMT "%s" MB_SPAN_FMT,
                        MB_SPAN_ARG(body), one->authority.len > 0 ? ", " : "",
                        MB_SPAN_ARG(one->authority)),
        MB_SPAN_LIT("A dash: not in that meeting's list. \"no list\": the "
                    "record held of that meeting lists nobody; it is not "
                    "counted."),
        columns);
    if (sheet != NULL)
        sheet->frozen = 1;
    for (uint32_t i = 0, end; i < m->nrows; i = end) {
        for (end = i + 1;
             end < m->nrows
             && mb_span_eq(person_of(m->rows[i]), person_of(m->rows[end]));
             end++)
            ;
        put_person(m, sheet, i, end, recorded);
    }
}

/* -------------------------------------------------------------- bodies -- */

static int by_body(const void *a, const void *b)
{
    const struct mb_attendance_row *x =
        *(const struct mb_attendance_row *const *)a;
    const struct mb_attendance_row *y =
        *(const struct mb_attendance_row *const *)b;
    int order = mb_span_cmp(x->authority, y->authority);

    if (order == 0)
        order = mb_span_cmp(x->body, y->body);
    return order != 0 ? order : by_person(a, b);
}

static int by_date(const void *a, const void *b)
{
    const struct mb_meeting_row *x = *(const struct mb_meeting_row *const *)a;
    const struct mb_meeting_row *y = *(const struct mb_meeting_row *const *)b;
    int order = mb_span_cmp(x->date, y->date);

    return order != 0 ? order : x < y ? -1 : x > y;
}

static void take_meetings(struct matrix *m,
                          const struct mb_meeting_rows *meetings)
{
    const struct mb_attendance_row *one = m->rows[0];

    m->nmeetings = 0;
    for (uint32_t i = 0; i < meetings->n; i++)
        if (mb_span_eq(meetings->at[i].authority, one->authority)
            && mb_span_eq(meetings->at[i].body, one->body))
            m->meetings[m->nmeetings++] = &meetings->at[i];
    if (m->nmeetings > 0)
        qsort(m->meetings, m->nmeetings, sizeof(void *), by_date);
}

static void put_bodies(struct matrix *m, const struct mb_attendance_row **rows,
                       uint32_t n, const struct mb_meeting_rows *meetings)
{
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i + 1;
             end < n && mb_span_eq(rows[i]->authority, rows[end]->authority)
             && mb_span_eq(rows[i]->body, rows[end]->body);
             end++)
            ;
        m->rows = rows + i;
        m->nrows = end - i;
        take_meetings(m, meetings);
        put_body(m);
    }
}

/* A workbook has one sheet at least. */
static void put_nobody(struct mb_tracker *t)
{
    static const struct mb_column_spec columns[] = {
        {"Name", MB_CELL_TEXT, 0, 28, NULL, NULL},
        {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL}};

    mb_sheet_add(t->report, "Attendance", MB_SPAN_LIT("Attendance"),
                 MB_SPAN_LIT("Nobody is recorded at the meetings asked for."),
                 columns);
}

enum mb_status mb_build_attendance(struct mb_tracker *t, struct mb_err *err)
{
    struct mb_attendance_rows rows = {NULL, 0};
    struct mb_meeting_rows meetings = {NULL, 0};
    struct matrix m = {.t = t};
    const struct mb_attendance_row **list;
    enum mb_status st =
        mb_store_attendance(t->store, &t->options->filter, t->rows, &rows, err);

    t->report->title = MB_SPAN_LIT("Attendance");
    if (st == MB_OK)
        st = mb_store_meetings(t->store, &t->options->filter, t->rows,
                               &meetings, err);
    if (st != MB_OK)
        return st;
    list = mb_arena_alloc(t->rows, rows.n + 1u, sizeof(void *));
    m.meetings = mb_arena_alloc(t->rows, meetings.n + 1u, sizeof(void *));
    if (list == NULL || m.meetings == NULL)
        return mb_arena_status(t->rows, err);
    for (uint32_t i = 0; i < rows.n; i++)
        list[i] = &rows.at[i];
    if (rows.n > 0)
        qsort(list, rows.n, sizeof(void *), by_body);
    put_bodies(&m, list, rows.n, &meetings);
    if (t->report->nsheets == 0)
        put_nobody(t);
    return mb_arena_status(t->arena, err);
}
