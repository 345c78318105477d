/* Attendance tables: told by their column headings, or by labels that stand in
 * a row above columns of names.
 */
#include "parser/records/attendance.h"

#include "parser/records/sentences.h"

#include <string.h>

/* Is the block a row of column headings for an attendance table? */
bool mb_attendance_read_columns(struct mb_attendance *w, uint32_t block,
                                struct mb_attendance_columns *ret)
{
    const struct mb_extract *x = w->x;
    mb_finds finds = mb_rules_finds(x->rules, "attendance-column");
    const struct mb_match *m = NULL;
    bool first = false; /* the first cell is a heading */
    struct mb_attendance_columns c = {MB_COLUMN_NONE, MB_COLUMN_NONE,
                                      MB_COLUMN_NONE, MB_COLUMN_NONE};

    if (finds == MB_FINDS_NONE || !mb_block_has_cells(x->blocks, block))
        return false;
    while ((m = mb_matches_next(x->rules, x->matches, block, finds, m))
           != NULL) {
        struct mb_span value = mb_attendance_value(w, m);
        uint32_t cell = mb_block_cell_at(x->blocks, block, m->start + 1);
        uint32_t *column = mb_span_eq(value, MB_SPAN_LIT("name"))   ? &c.name
                           : mb_span_eq(value, MB_SPAN_LIT("role")) ? &c.role
                           : mb_span_eq(value, MB_SPAN_LIT("status"))
                               ? &c.status
                               : &c.substitute;
        if (*column == MB_COLUMN_NONE)
            *column = cell;
        first |= cell == 0;
    }
    if (c.name == MB_COLUMN_NONE || !first
        || (c.status == MB_COLUMN_NONE && w->capacity.ptr == NULL)
        || (c.status == MB_COLUMN_NONE && c.role == MB_COLUMN_NONE
            && c.substitute == MB_COLUMN_NONE))
        return false;
    *ret = c;
    return true;
}

/* The capacity that a row's status cell gives, or null. */
static struct mb_span row_status(const struct mb_attendance *w, uint32_t block,
                                 const struct mb_match **ret_m)
{
    const struct mb_extract *x = w->x;
    mb_finds finds = mb_rules_finds(x->rules, "attendance-status");
    const struct mb_match *m = NULL;
    const struct mb_attendance_code *code =
        mb_attendance_cell_code(w, block, w->columns.status);

    if (code != NULL) {
        *ret_m = code->match;
        return code->value;
    }
    while (finds != MB_FINDS_NONE
           && (m = mb_matches_next(x->rules, x->matches, block, finds, m))
                  != NULL) {
        if (mb_block_cell_at(x->blocks, block, m->start + 1)
            == w->columns.status) {
            *ret_m = m;
            return mb_attendance_value(w, m);
        }
    }
    return MB_SPAN_NULL;
}

static void add_column_substitute(struct mb_attendance *w, uint32_t block,
                                  const struct mb_entry *e)
{
    struct mb_range cell =
        mb_block_cell(w->x->blocks, block, w->columns.substitute);
    struct mb_entries subs;
    struct mb_attended how = {.capacity = "substitute",
                              .match = w->label,
                              .rule = "people/table",
                              .block = block,
                              .on_behalf = e->name};

    mb_entries_init(&subs, w->x, 0);
    if (cell.end > cell.start
        && mb_entries_read(&subs, cell.start, cell.end) > 0)
        mb_roster_add(w->r, &subs.at[0], &how);
}

/* One row of an attendance table; false where it is none. */
bool mb_attendance_read_row(struct mb_attendance *w, uint32_t block)
{
    const struct mb_match *m = w->label;
    struct mb_span capacity = w->capacity;
    struct mb_range cell = mb_block_cell(w->x->blocks, block, w->columns.name);
    struct mb_range role = mb_block_cell(w->x->blocks, block, w->columns.role);
    struct mb_range status =
        mb_block_cell(w->x->blocks, block, w->columns.status);
    uint32_t before = w->list.n;

    if (w->columns.status != MB_COLUMN_NONE) {
        capacity = row_status(w, block, &m);
        if (capacity.ptr == NULL)
            return false;
    }
    if (w->columns.role == w->columns.name + 1)
        cell.end = role.end;
    if (mb_entries_read(&w->list, cell.start, cell.end) == 0)
        return false;
    w->x->outline[block].claimed = 1;
    if (mb_span_eq(capacity, MB_SPAN_LIT("expected"))) {
        w->list.n = before;
        return true;
    }
    for (uint32_t i = before; i < w->list.n; i++) {
        struct mb_entry *e = &w->list.at[i];
        struct mb_span kept = w->capacity;
        struct mb_span words = mb_range_span(mb_attendance_view(w), status);
        struct mb_attended how = {
            .match = m, .rule = "people/table", .block = block};

        if (e->role.end <= e->role.start && role.end > role.start
            && role.start >= e->name.end)
            e->role = role;
        w->capacity = capacity;
        how.capacity = mb_attendance_capacity(w, e);
        w->capacity = kept;
        if (strcmp(how.capacity, "absent") == 0
            && !mb_span_eq(capacity, MB_SPAN_LIT("absent")))
            how.match = w->sign_key;
        how.virtual_list =
            mb_span_ifind(words, MB_SPAN_LIT("virtual")) < words.len
            || mb_span_ifind(words, MB_SPAN_LIT("online")) < words.len
            || mb_span_ifind(words, MB_SPAN_LIT("remote")) < words.len;
        e->whole.end = w->x->blocks->at[block].view_end;
        mb_roster_add(w->r, e, &how);
        if (w->columns.substitute != MB_COLUMN_NONE)
            add_column_substitute(w, block, e);
    }
    return true;
}

/* A row of labels, one a column: "Employer representatives" TAB "Others". */
bool mb_attendance_read_groups(struct mb_attendance *w, uint32_t block)
{
    const struct mb_extract *x = w->x;
    mb_finds finds = mb_rules_finds(x->rules, "attendance-cell");
    const struct mb_match *m = NULL;
    int n = 0;

    memset(w->groups, 0, sizeof w->groups);
    while (finds != MB_FINDS_NONE
           && (m = mb_matches_next(x->rules, x->matches, block, finds, m))
                  != NULL) {
        uint32_t cell = mb_block_cell_at(x->blocks, block, m->start + 1);

        if (cell < MB_ATTENDANCE_GROUPS && w->groups[cell] == NULL) {
            w->groups[cell] = m;
            n++;
        }
    }
    for (uint32_t cell = 0; n >= 2 && cell < MB_ATTENDANCE_GROUPS; cell++) {
        struct mb_range r = mb_block_cell(w->x->blocks, block, cell);

        if (r.end > r.start && w->groups[cell] == NULL)
            n = 0; /* names beside a label: no row of labels */
    }
    if (n >= 2)
        return true;
    memset(w->groups, 0, sizeof w->groups);
    return false;
}

bool mb_attendance_read_group_row(struct mb_attendance *w, uint32_t block)
{
    bool any = false;

    for (uint32_t cell = 0; cell < MB_ATTENDANCE_GROUPS; cell++) {
        struct mb_range r = mb_block_cell(w->x->blocks, block, cell);
        uint32_t list = w->r->list;

        if (w->groups[cell] == NULL || r.end <= r.start)
            continue;
        mb_attendance_open(w, w->groups[cell],
                           mb_attendance_value(w, w->groups[cell]), 0);
        w->r->list = list; /* one table is one list */
        any |= mb_attendance_people(w, block, r.start, r.end, false)
               && w->list.n > 0;
    }
    w->capacity = MB_SPAN_NULL;
    return any;
}
