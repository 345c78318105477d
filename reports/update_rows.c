/* Rows: what stands in them other than in the workbook that went out becomes
 * edits; what cannot be placed is told cell by cell.
 */
#include "reports/update_reader.h"

static const struct mb_held *held_at(const struct mb_reader *r, uint32_t column)
{
    return r->slots[column] > 0 ? &r->cells[r->slots[column] - 1] : NULL;
}

static struct mb_edit *add_edit(struct mb_reader *r, uint32_t at,
                                const struct mb_column *column)
{
    struct mb_edit *edit =
        mb_arena_push(r->c.arena, &r->c.edits, &r->c.nedits, sizeof *edit);

    if (edit == NULL)
        return NULL;
    edit->column = column;
    edit->place = mb_reader_place(r, at);
    edit->copied = r->copied;
    edit->link = r->model == r->c.now.links;
    return edit;
}

/* A row as it is in this workbook and was when that was written. */
struct returned {
    struct mb_span id;     /* as the register knows it */
    struct mb_span record; /* to keep things under, or null */
    uint32_t clause;       /* its row on All clauses, or MB_NOW_NONE */
    const struct mb_now_link *link;
    const struct mb_emitted_row *base;
};

/* What the register shows in an officer's column. */
static struct mb_span shown_now(const struct mb_reader *r,
                                const struct returned *row,
                                const struct mb_column *column)
{
    if (row->link == NULL)
        return mb_now_entry(&r->c.now, row->id, column->header);
    if (mb_span_eq(column->header, MB_SPAN_LIT("Why")))
        return row->link->decision_why;
    return mb_now_decision(row->link->status);
}

static struct mb_book_cell cell_of(const struct mb_reader *r,
                                   const struct mb_held *held)
{
    struct mb_book_cell cell = {.row = r->row, .text = MB_SPAN_LIT("")};

    if (held != NULL) {
        cell.column = held->column;
        cell.value = held->value;
        cell.formula = held->formula;
        cell.text = held->text;
    }
    return cell;
}

/* What every tracker shows in a row that nobody wrote in: the first status,
 * and the rating that stands in the same row as the computed one. */
static bool is_shown(const struct mb_reader *r, const struct mb_column *column,
                     struct mb_span text)
{
    if (column->choices == NULL)
        return false;
    if (!(column->flags & MB_COLUMN_TINTED))
        return mb_span_ieq(text, mb_span_str(column->choices[0]));
    for (uint32_t i = 0; i < r->ncells; i++) {
        uint16_t at = r->columns[r->cells[i].column];
        unsigned flags = at != MB_READER_NONE ? r->model->columns[at].flags : 0;
        if (flags & MB_COLUMN_COMPUTED && flags & MB_COLUMN_TINTED)
            return mb_span_ieq(text, mb_span_trim(r->cells[i].text));
    }
    return false;
}

/* Without knowing what the workbook carried, an empty cell says nothing, and
 * what is worked out cannot be told from what was written. */
static void take_unknown(struct mb_reader *r, const struct returned *row,
                         uint32_t at, const struct mb_column *column,
                         struct mb_span value, const char *wrong)
{
    struct mb_span now = shown_now(r, row, column);
    struct mb_edit *edit;

    if (value.len == 0 || mb_span_eq(value, now))
        return;
    if (now.len == 0 && is_shown(r, column, value))
        return;
    edit = add_edit(r, at, column);
    if (edit == NULL)
        return;
    edit->id = row->id;
    edit->record = row->record;
    edit->value = mb_reader_keep(r, value);
    edit->wrong = wrong;
    if (column->flags & MB_COLUMN_TINTED && now.len == 0 && wrong == NULL)
        edit->wrong = "may be one that dates and evidence gave";
}

static void take_officer(struct mb_reader *r, const struct returned *row,
                         uint32_t at, const struct mb_column *column)
{
    const struct mb_held *held = held_at(r, at);
    struct mb_book_cell cell = cell_of(r, held);
    const char *wrong;
    struct mb_span value =
        mb_update_value(column, &cell, r->is_1904, r->c.arena, &wrong);
    struct mb_span base = MB_SPAN_NULL;
    struct mb_edit *edit;
    bool made = false;

    r->c.update->cells += value.len > 0;
    if (row->base == NULL
        || !mb_emitted_officer(row->base, column->header, &base, &made)) {
        take_unknown(r, row, at, column, value, wrong);
        return;
    }
    if (mb_span_eq(value, base)
        || (value.len == 0 && wrong == NULL && (made || r->copied)))
        return;
    edit = add_edit(r, at, column);
    if (edit == NULL)
        return;
    edit->id = row->id;
    edit->record = row->record;
    edit->value = mb_reader_keep(r, value);
    edit->wrong = wrong;
    edit->base_known = true;
    edit->base = made || base.len == 0 ? MB_SPAN_NULL : mb_reader_keep(r, base);
}

/* What the register has in a column that is taken from the record. */
static struct mb_span other_now(struct mb_reader *r, const struct returned *row,
                                const struct mb_column *column,
                                struct mb_buf *scratch)
{
    const struct mb_sheet *clauses = r->c.now.clauses;
    uint32_t at = mb_reader_column(clauses, column->header);

    if (row->clause == MB_NOW_NONE || at == clauses->ncolumns)
        return MB_SPAN_NULL;
    return mb_emitted_text(&mb_sheet_cells(clauses, row->clause)[at], scratch);
}

static void take_other(struct mb_reader *r, const struct returned *row,
                       uint32_t at, const struct mb_column *column)
{
    struct mb_book_cell cell = cell_of(r, held_at(r, at));
    struct mb_buf scratch = MB_BUF_INIT;
    struct mb_span text =
        mb_update_plain(column, &cell, r->is_1904, &r->scratch);
    struct mb_span now = other_now(r, row, column, &scratch);
    struct mb_edit *edit = NULL;
    bool known = false;
    bool same;

    if (mb_span_eq(text, MB_SPAN_LIT(MB_NOT_FOUND)))
        text = MB_SPAN_LIT(""); /* how an empty one is shown */
    same = row->base != NULL
           && mb_emitted_same(row->base, column->header, text, &known);
    if (!same && (known || (row->base == NULL && now.ptr != NULL))
        && text.len > 0 && cell.value != MB_VALUE_ERROR
        && !mb_span_eq(text, now))
        edit = add_edit(r, at, column);
    if (edit != NULL) {
        edit->id = row->id;
        edit->record = row->record;
        edit->value = mb_reader_keep(r, text);
        edit->base = mb_reader_keep(r, now);
        edit->base_known = known;
    }
    mb_buf_done(&scratch);
}

/* Each column of the model that this sheet has. */
static void take_cells(struct mb_reader *r, const struct returned *row)
{
    for (uint32_t i = 0; i < r->nmapped; i++) {
        uint32_t at = r->mapped[i];
        const struct mb_column *column;
        if (at == r->id_column)
            continue;
        column = &r->model->columns[r->columns[at]];
        if (column->flags & MB_COLUMN_OFFICER)
            take_officer(r, row, at, column);
        else if (!(column->flags & MB_COLUMN_COMPUTED))
            take_other(r, row, at, column);
    }
}

/* Officers' cells of a row that cannot be placed are told one by one. */
static void refuse_row(struct mb_reader *r, struct mb_span id, const char *why)
{
    for (uint32_t i = 0; i < r->ncells; i++) {
        const struct mb_held *held = &r->cells[i];
        const struct mb_column *column;
        struct mb_update_item *item;
        if (r->columns[held->column] == MB_READER_NONE
            || mb_span_trim(held->text).len == 0)
            continue;
        column = &r->model->columns[r->columns[held->column]];
        if (!(column->flags & MB_COLUMN_OFFICER)
            || is_shown(r, column, mb_span_trim(held->text)))
            continue;
        item = mb_update_item(&r->c, MB_UPDATE_REFUSED);
        if (item == NULL)
            return;
        item->id = mb_reader_keep(r, id);
        item->field = column->header;
        item->value = mb_reader_keep(r, mb_span_trim(held->text));
        item->place = mb_reader_place(r, held->column);
        item->why = mb_span_str(why);
    }
}

static enum mb_status find_record(struct mb_reader *r, struct mb_span id,
                                  struct returned *row, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    row->id = id;
    row->clause = mb_now_clause(&r->c.now, id);
    if (row->clause == MB_NOW_NONE) {
        st = mb_store_record_find(r->c.store, id, r->c.arena, &row->id, err);
        if (st == MB_OK && row->id.ptr != NULL)
            row->clause = mb_now_clause(&r->c.now, row->id);
    }
    row->record = row->id;
    return st;
}

static void find_link(const struct mb_reader *r, struct mb_span id,
                      struct returned *row)
{
    row->id = MB_SPAN_NULL;
    row->link = mb_now_link(&r->c.now, id);
    if (row->link == NULL)
        return;
    row->id = row->link->link_id;
    row->record = row->link->record_id;
}

static void note_id(struct mb_reader *r, struct mb_span id)
{
    struct mb_span *seen;

    if (r->copied || r->model == r->c.now.clauses)
        return;
    seen = mb_arena_push(r->c.arena, &r->ids, &r->nids, sizeof *seen);
    if (seen != NULL)
        *seen = id;
}

static struct mb_span id_of(struct mb_reader *r)
{
    const struct mb_held *held = held_at(r, r->id_column);
    struct mb_span text =
        held != NULL ? mb_span_trim(held->text) : MB_SPAN_LIT("");
    char *upper = mb_arena_alloc(r->row_arena, text.len + 1, 1);

    if (upper == NULL)
        return MB_SPAN_LIT("");
    for (size_t i = 0; i < text.len; i++)
        upper[i] = text.ptr[i] >= 'a' && text.ptr[i] <= 'z'
                       ? (char)(text.ptr[i] - 'a' + 'A')
                       : text.ptr[i];
    return (struct mb_span){upper, text.len};
}

enum mb_status mb_reader_row(struct mb_reader *r, struct mb_err *err)
{
    struct mb_span id = mb_reader_keep(r, id_of(r)); /* edits point to it */
    struct returned row = {.id = id, .clause = MB_NOW_NONE};
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; i < r->ncells; i++)
        r->unread += r->columns[r->cells[i].column] == MB_READER_NONE;
    if (id.len == 0) {
        refuse_row(r, MB_SPAN_NULL, "stands in a row without an ID");
        return MB_OK;
    }
    if (r->model == r->c.now.links)
        find_link(r, id, &row);
    else
        st = find_record(r, id, &row, err);
    if (st != MB_OK)
        return st;
    if (row.id.ptr == NULL) {
        refuse_row(r, id, "stands in a row whose ID is not in this register");
        return MB_OK;
    }
    r->c.update->rows++;
    note_id(r, row.id);
    if (r->c.emitted != NULL)
        row.base = mb_emitted_find(r->c.emitted, r->model->name, id);
    take_cells(r, &row);
    return mb_arena_status(r->c.arena, err);
}
