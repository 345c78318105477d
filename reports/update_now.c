/* The register as it is now, and what a cell would say in it. */
#include "reports/update_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "reports/kinds.h"
#include "reports/sheet.h"

/* --- the register ------------------------------------------------------ */

static int by_id(const void *a, const void *b)
{
    const struct mb_now_id *x = a;
    const struct mb_now_id *y = b;

    return mb_span_cmp(x->id, y->id);
}

static int by_link_id(const void *a, const void *b)
{
    const struct mb_now_link *x = a;
    const struct mb_now_link *y = b;

    return mb_span_cmp(x->link_id, y->link_id);
}

static int by_field(const void *a, const void *b)
{
    const struct mb_entry *x = *(const struct mb_entry *const *)a;
    const struct mb_entry *y = *(const struct mb_entry *const *)b;
    int order = mb_span_cmp(x->record_id, y->record_id);

    if (order == 0)
        order = mb_span_cmp(x->field, y->field);
    return order != 0 ? order : (x->seq > y->seq) - (x->seq < y->seq);
}

/* Pointers to n things of `size` bytes, sorted. */
static void *sorted(struct mb_arena *arena, const void *at, uint32_t n,
                    size_t size, int (*order)(const void *, const void *))
{
    const void **list = mb_arena_alloc(arena, n + 1u, sizeof *list);

    if (list == NULL)
        return NULL;
    for (uint32_t i = 0; i < n; i++)
        list[i] = (const char *)at + (size_t)i * size;
    qsort(list, n, sizeof *list, order);
    return list;
}

/* The ids in a sheet's first column, sorted. */
static struct mb_now_id *sorted_ids(struct mb_arena *arena,
                                    const struct mb_sheet *sheet)
{
    struct mb_now_id *list =
        mb_arena_alloc(arena, sheet->nrows + 1u, sizeof *list);

    if (list == NULL)
        return NULL;
    for (uint32_t r = 0; r < sheet->nrows; r++)
        list[r] = (struct mb_now_id){mb_sheet_cells(sheet, r)[0].text, r};
    qsort(list, sheet->nrows, sizeof *list, by_id);
    return list;
}

static enum mb_status index_now(struct mb_comparison *c,
                                const struct mb_entries *all,
                                struct mb_err *err)
{
    struct mb_now *now = &c->now;

    now->tracker = mb_sheet_find(&now->report, "Tracker");
    now->clauses = mb_sheet_find(&now->report, "All clauses");
    now->links = mb_sheet_find(&now->report, "Links");
    if (now->tracker == NULL || now->clauses == NULL || now->links == NULL)
        return mb_err_set(err, MB_ERR_REPORT, "the tracker lacks a sheet");
    now->by_id = sorted_ids(c->arena, now->clauses);
    now->tracked = sorted_ids(c->arena, now->tracker);
    now->computed = mb_column_find(now->tracker, "Computed rating");
    if (now->nlinks > 0)
        qsort(now->link_list, now->nlinks, sizeof *now->link_list, by_link_id);
    now->history = sorted(c->arena, all->at, all->n, sizeof *all->at, by_field);
    now->nhistory = all->n;
    return mb_arena_status(c->arena, err);
}

static struct mb_span kept(struct mb_comparison *c, struct mb_span text)
{
    return mb_arena_dup_once(c->arena, text, &c->now.lately);
}

static enum mb_status take_link(void *context, const struct mb_link_row *row,
                                struct mb_err *err)
{
    struct mb_comparison *c = context;
    struct mb_now_link *link = mb_arena_extend(c->arena, &c->now.link_list,
                                               &c->now.nlinks, sizeof *link);

    if (link == NULL)
        return mb_arena_status(c->arena, err);
    *link = (struct mb_now_link){.link_id = kept(c, row->link_id),
                                 .record_id = kept(c, row->record_id),
                                 .status = kept(c, row->status),
                                 .by = kept(c, row->by),
                                 .decision_why = kept(c, row->decision_why),
                                 .matter = row->matter};
    return mb_arena_status(c->arena, err);
}

enum mb_status mb_now_read(struct mb_comparison *c, struct mb_err *err)
{
    struct mb_link_filter links = {
        .include_rejected = true, .include_exempt = true, .brief = true};
    struct mb_tracker_options tracker = *c->options->now;
    struct mb_now *now = &c->now;
    struct mb_entries all;
    enum mb_status st;

    tracker.bare_links = true;
    st = mb_report_build(c->store, &mb_report_kinds[0], &tracker, c->arena,
                         &now->report, err);

    if (st == MB_OK)
        st = mb_store_entries_latest(c->store, MB_SPAN_NULL, c->arena,
                                     &now->entries, err);
    if (st == MB_OK)
        st = mb_store_entries_all(c->store, MB_SPAN_NULL, c->arena, &all, err);
    if (st == MB_OK)
        st = mb_store_links_each(c->store, &links, take_link, c, err);
    return st == MB_OK ? index_now(c, &all, err) : st;
}

static uint32_t find_row(const struct mb_now_id *ids, uint32_t n,
                         struct mb_span id)
{
    struct mb_now_id key = {.id = id};
    const struct mb_now_id *at = bsearch(&key, ids, n, sizeof *ids, by_id);

    return at != NULL ? at->row : MB_NOW_NONE;
}

uint32_t mb_now_clause(const struct mb_now *now, struct mb_span id)
{
    return find_row(now->by_id, now->clauses->nrows, id);
}

struct mb_span mb_now_computed(const struct mb_now *now, struct mb_span id)
{
    uint32_t row = find_row(now->tracked, now->tracker->nrows, id);

    return row != MB_NOW_NONE && now->computed < now->tracker->ncolumns
               ? mb_sheet_cells(now->tracker, row)[now->computed].text
               : MB_SPAN_NULL;
}

const struct mb_now_link *mb_now_link(const struct mb_now *now,
                                      struct mb_span id)
{
    struct mb_now_link key = {.link_id = id};

    return now->nlinks == 0 ? NULL
                            : bsearch(&key, now->link_list, now->nlinks,
                                      sizeof *now->link_list, by_link_id);
}

struct mb_span mb_now_matter(struct mb_comparison *c, struct mb_span link_id)
{
    const struct mb_now_link *link = mb_now_link(&c->now, link_id);
    struct mb_clause_rows *rows = &c->now.rows;

    if (link == NULL || link->matter == 0)
        return MB_SPAN_NULL;
    if (rows->n == 0
        && mb_store_clauses(c->store, &c->options->now->filter, c->arena, rows,
                            NULL)
               != MB_OK)
        return MB_SPAN_NULL; /* then it is told, and not kept */
    for (uint32_t i = 0; i < rows->n; i++)
        if (rows->at[i].matter == link->matter)
            return rows->at[i].record_id;
    return MB_SPAN_NULL;
}

/* The first of n sorted pointers to entries that is not before the key. */
static uint32_t first_entry(const struct mb_entry *const *at, uint32_t n,
                            struct mb_span id, struct mb_span field)
{
    uint32_t low = 0;

    while (low < n) {
        uint32_t mid = low + (n - low) / 2;
        int order = mb_span_cmp(at[mid]->record_id, id);
        if (order == 0)
            order = mb_span_cmp(at[mid]->field, field);
        if (order < 0)
            low = mid + 1;
        else
            n = mid;
    }
    return low;
}

const struct mb_entry *const *mb_now_history(const struct mb_now *now,
                                             struct mb_span id,
                                             struct mb_span field,
                                             uint32_t *ret_n)
{
    uint32_t first = first_entry(now->history, now->nhistory, id, field);
    uint32_t n = 0;

    while (first + n < now->nhistory
           && mb_span_eq(now->history[first + n]->record_id, id)
           && mb_span_eq(now->history[first + n]->field, field))
        n++;
    *ret_n = n;
    return now->history + first;
}

struct mb_span mb_now_entry(const struct mb_now *now, struct mb_span id,
                            struct mb_span field)
{
    uint32_t n;
    const struct mb_entry *const *at = mb_now_history(now, id, field, &n);

    while (n-- > 0)
        if (!at[n]->conflict && !at[n]->undone)
            return at[n]->value.len > 0 ? at[n]->value : MB_SPAN_NULL;
    return MB_SPAN_NULL;
}

struct mb_span mb_now_decision(struct mb_span status)
{
    if (mb_span_eq(status, MB_SPAN_LIT("confirmed")))
        return MB_SPAN_LIT("Confirm");
    if (mb_span_eq(status, MB_SPAN_LIT("rejected")))
        return MB_SPAN_LIT("Reject");
    return MB_SPAN_LIT("");
}

/* --- what a cell says -------------------------------------------------- */

/* A whole number of days between 1927 and 2119: what a date becomes where its
 * format was lost. */
static bool days_date(struct mb_span text, bool is_1904,
                      char ret_text[MB_BOOK_DATE_SIZE])
{
    char digits[32];
    double days;

    if (text.len == 0 || text.len >= sizeof digits)
        return false;
    memcpy(digits, text.ptr, text.len);
    digits[text.len] = '\0';
    days = strtod(digits, NULL);
    return days >= 10000 && days < 80000
           && mb_book_date(days, is_1904, ret_text);
}

/* A date that is all of the text: "31 March 2026", "31/3/26", ISO. */
static bool text_date(struct mb_span text, char ret_text[MB_DATE_TEXT_SIZE])
{
    struct mb_date_found found;
    struct mb_date date;

    if (mb_date_parse(text, &date)) {
        mb_date_format(date, ret_text);
        return true;
    }
    text = mb_span_strip(text, " .\t\n");
    if (!mb_date_scan(text, 0, &found) || found.start != 0
        || found.end != text.len || found.precision != MB_PRECISION_DAY
        || found.impossible || found.month_first || !mb_date_valid(found.date))
        return false;
    mb_date_format(found.date, ret_text);
    return true;
}

static struct mb_span date_value(const struct mb_book_cell *cell, bool is_1904,
                                 struct mb_arena *arena, const char **ret_wrong)
{
    struct mb_span text = mb_span_trim(cell->text);
    char date[MB_BOOK_DATE_SIZE];

    if (cell->value == MB_VALUE_DATE)
        return mb_span_sub(text, 0, 10);
    if (cell->value == MB_VALUE_NUMBER ? days_date(text, is_1904, date)
                                       : text_date(text, date))
        return mb_arena_dup(arena, mb_span_sub(mb_span_str(date), 0, 10));
    *ret_wrong = "is no date: write it as 31/03/2026";
    return text;
}

static const char *list_of(const struct mb_column *column,
                           struct mb_arena *arena)
{
    struct mb_buf list = MB_BUF_INIT;
    const char *text;

    for (size_t i = 0; column->choices[i] != NULL; i++)
        mb_buf_printf(&list, "%s%s", i == 0 ? "is none of: " : ", ",
                      column->choices[i]);
    text = mb_arena_dup(arena, mb_buf_span(&list)).ptr;
    mb_buf_done(&list);
    return text != NULL ? text : "is none of the choices";
}

static struct mb_span choice_value(const struct mb_column *column,
                                   struct mb_span text, struct mb_arena *arena,
                                   const char **ret_wrong)
{
    for (size_t i = 0; column->choices[i] != NULL; i++)
        if (mb_span_ieq(text, mb_span_str(column->choices[i])))
            return mb_span_str(column->choices[i]);
    *ret_wrong = list_of(column, arena);
    return text;
}

struct mb_span mb_update_value(const struct mb_column *column,
                               const struct mb_book_cell *cell, bool is_1904,
                               struct mb_arena *arena, const char **ret_wrong)
{
    struct mb_span text = mb_span_trim(cell->text);
    struct mb_buf scratch = MB_BUF_INIT;

    *ret_wrong = NULL;
    if (cell->value == MB_VALUE_ERROR) {
        *ret_wrong = text.len > 0 ? "is an error of the spreadsheet"
                                  : "is a formula that was not worked out: "
                                    "open the workbook and save it again";
        return text;
    }
    if (text.len == 0)
        return MB_SPAN_LIT("");
    if (column->type == MB_CELL_DATE)
        return date_value(cell, is_1904, arena, ret_wrong);
    if (column->choices != NULL)
        return choice_value(column, text, arena, ret_wrong);
    if (cell->value == MB_VALUE_DATE && text.len > 16)
        return mb_arena_printf(arena, "%.10s %.5s", text.ptr, text.ptr + 11);
    text = mb_arena_dup(arena, mb_emitted_plain(text, &scratch));
    mb_buf_done(&scratch);
    return text;
}

struct mb_span mb_update_plain(const struct mb_column *column,
                               const struct mb_book_cell *cell, bool is_1904,
                               struct mb_buf *scratch)
{
    char date[MB_BOOK_DATE_SIZE];

    if (column->type == MB_CELL_DATE && cell->value == MB_VALUE_DATE)
        return mb_span_sub(cell->text, 0, 10);
    if (column->type == MB_CELL_DATE && cell->value == MB_VALUE_NUMBER
        && days_date(cell->text, is_1904, date)) {
        mb_buf_clear(scratch);
        mb_buf_put(scratch, mb_span_sub(mb_span_str(date), 0, 10));
        return mb_buf_span(scratch);
    }
    return mb_emitted_plain(cell->text, scratch);
}
