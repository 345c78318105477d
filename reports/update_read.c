/* From a workbook's cells to edits. Cells are gathered a row at a time; the
 * first of rows 1-10 that has a cell `Record ID` (or `Link ID`) tells what the
 * columns are, by their headings. What stands on sheets that are not ours is
 * read where such a row is there: officers copy rows to lists of their own.
 */
#include "reports/update_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { HEADER_ROWS = 10, NONE = UINT16_MAX };

enum sheet_kind {
    SHEET_COVER,
    SHEET_RECORDS, /* Tracker or All clauses */
    SHEET_LINKS,
    SHEET_OURS, /* one that is only to be looked at */
    SHEET_OTHER
};

struct held {
    uint32_t column;
    enum mb_value value;
    bool formula;
    struct mb_span text;
};

struct reader {
    struct mb_comparison c;
    struct mb_err *err;
    struct mb_span edition;
    struct mb_span cover_generation;
    bool is_1904;
    bool begun; /* the register was read */
    /* the sheet */
    enum sheet_kind kind;
    struct mb_span name;
    const struct mb_sheet *model; /* whose columns it has; NULL: not known */
    bool copied;
    uint32_t id_column;
    uint16_t columns[MB_BOOK_COLUMNS]; /* of the model */
    uint32_t mapped[256];              /* the columns that are there */
    uint32_t nmapped;
    uint32_t unread; /* cells in columns of others */
    uint32_t tracker_sheets;
    /* the row */
    uint32_t row;
    struct held *cells;
    uint32_t ncells;
    struct mb_arena *row_arena;
    struct mb_buf scratch;
    /* ids met, to see rows that stand twice */
    struct mb_span *ids;
    uint32_t nids;
};

static struct mb_span place_of(struct reader *r, uint32_t column)
{
    char place[MB_BOOK_PLACE_SIZE];

    mb_book_place(r->row, column, place);
    return mb_arena_printf(r->c.arena, MB_SPAN_FMT "!%s", MB_SPAN_ARG(r->name),
                           place);
}

static struct mb_span keep(struct reader *r, struct mb_span s)
{
    return mb_arena_dup(r->c.arena, s);
}

/* --- the beginning ----------------------------------------------------- */

static struct mb_span db_of(struct mb_span generation)
{
    struct mb_span db;

    mb_span_cut(generation, ':', &db);
    return db;
}

static enum mb_status check_generation(struct reader *r, struct mb_err *err)
{
    struct mb_update *u = r->c.update;

    if (u->generation.len == 0)
        u->generation = r->cover_generation;
    if (u->generation.len == 0) {
        mb_update_note(&r->c,
                       "the workbook does not say from which state of the "
                       "register it was made");
        return MB_OK;
    }
    if (mb_span_eq(db_of(u->generation), db_of(u->current)))
        return MB_OK;
    return mb_err_set(err, MB_ERR_REFUSED,
                      "%s: was made from another register (" MB_SPAN_FMT
                      ", this one is " MB_SPAN_FMT "): give that one with --db",
                      r->c.options->path, MB_SPAN_ARG(db_of(u->generation)),
                      MB_SPAN_ARG(db_of(u->current)));
}

/* What the workbook carried when it was written. */
static enum mb_status find_emitted(struct reader *r, struct mb_err *err)
{
    struct mb_update *u = r->c.update;
    struct mb_span key =
        mb_arena_printf(r->c.arena, MB_SPAN_FMT "/" MB_SPAN_FMT,
                        MB_SPAN_ARG(u->generation), MB_SPAN_ARG(r->edition));
    struct mb_span cells = MB_SPAN_NULL;
    enum mb_status st = mb_arena_status(r->c.arena, err);

    if (st == MB_OK && u->generation.len > 0)
        st = mb_store_emitted_get(r->c.store, key, r->c.arena, &cells, err);
    if (st != MB_OK)
        return st;
    u->known = cells.ptr != NULL;
    if (u->known)
        return mb_emitted_read(cells, r->c.arena, &r->c.emitted, err);
    if (u->generation.len > 0)
        mb_update_note(&r->c,
                       "what the workbook carried when it was written is not "
                       "known: it is compared with the register as it is now");
    return MB_OK;
}

static enum mb_status begin(struct reader *r, struct mb_err *err)
{
    enum mb_status st;

    if (r->begun)
        return MB_OK;
    r->begun = true;
    st =
        mb_store_generation(r->c.store, r->c.arena, &r->c.update->current, err);
    if (st == MB_OK)
        st = check_generation(r, err);
    if (st == MB_OK)
        st = find_emitted(r, err);
    return st == MB_OK ? mb_now_read(&r->c, err) : st;
}

/* --- Cover ------------------------------------------------------------- */

/* A label, and what stands to its right. */
static void take_cover(struct reader *r)
{
    for (uint32_t i = 0; i + 1 < r->ncells; i++) {
        struct mb_span label = mb_span_trim(r->cells[i].text);
        struct mb_span value = mb_span_trim(r->cells[i + 1].text);
        if (mb_span_ieq(label, MB_SPAN_LIT("Your name")) && value.len > 0)
            r->c.update->by = keep(r, value);
        else if (mb_span_ieq(label, MB_SPAN_LIT("Generation")))
            r->cover_generation = keep(r, value);
        else if (mb_span_ieq(label, MB_SPAN_LIT("Edition"))
                 && r->edition.len == 0)
            r->edition = keep(r, value);
    }
}

/* --- headings ---------------------------------------------------------- */

/* Headings are compared without line breaks and doubled blanks. */
static struct mb_span heading(struct reader *r, struct mb_span text)
{
    mb_buf_clear(&r->scratch);
    text = mb_span_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        char ch = text.ptr[i];
        if (ch == '\n' || ch == '\r' || ch == '\t')
            ch = ' ';
        if (ch != ' ' || r->scratch.len == 0
            || r->scratch.ptr[r->scratch.len - 1] != ' ')
            mb_buf_putc(&r->scratch, ch);
    }
    return mb_buf_span(&r->scratch);
}

static uint32_t column_named(const struct mb_sheet *model, struct mb_span text)
{
    for (uint32_t c = 0; c < model->ncolumns; c++)
        if (mb_span_ieq(model->columns[c].header, text))
            return c;
    return model->ncolumns;
}

/* The cell that makes the row a row of headings, or NULL. */
static const struct held *id_heading(const struct reader *r)
{
    for (uint32_t i = 0; i < r->ncells; i++) {
        struct mb_span text = mb_span_trim(r->cells[i].text);
        if (r->kind != SHEET_LINKS
            && mb_span_ieq(text, MB_SPAN_LIT("Record ID")))
            return &r->cells[i];
        if (r->kind != SHEET_RECORDS
            && mb_span_ieq(text, MB_SPAN_LIT("Link ID")))
            return &r->cells[i];
    }
    return NULL;
}

static bool is_mapped(const struct reader *r, uint32_t column)
{
    for (uint32_t i = 0; i < r->nmapped; i++)
        if (r->columns[r->mapped[i]] == column)
            return true;
    return false;
}

/* The sheet's column `at` is the model's `column`. */
static void map(struct reader *r, uint32_t at, uint32_t column)
{
    if (r->nmapped == sizeof r->mapped / sizeof r->mapped[0])
        return; /* a tracker has a tenth of them */
    r->columns[at] = (uint16_t)column;
    r->mapped[r->nmapped++] = at;
}

/* A heading that is not ours may be one of ours under a new name: where a
 * column of ours is missing and this one stands in its place. */
static void take_renamed(struct reader *r)
{
    for (uint32_t i = 0; i < r->ncells; i++) {
        uint32_t at = r->cells[i].column;
        const struct mb_column *column;
        if (r->columns[at] != NONE)
            continue;
        column = at < r->model->ncolumns ? &r->model->columns[at] : NULL;
        if (column != NULL && !r->copied && !is_mapped(r, at)
            && column->flags & MB_COLUMN_OFFICER) {
            map(r, at, at);
            mb_update_note(&r->c,
                           MB_SPAN_FMT ": the column \"" MB_SPAN_FMT
                                       "\" was taken for " MB_SPAN_FMT
                                       ", in whose place it stands",
                           MB_SPAN_ARG(place_of(r, at)),
                           MB_SPAN_ARG(mb_span_trim(r->cells[i].text)),
                           MB_SPAN_ARG(column->header));
            continue;
        }
        mb_update_note(&r->c,
                       MB_SPAN_FMT ": the column \"" MB_SPAN_FMT
                                   "\" is not one of the tracker's and is not "
                                   "read",
                       MB_SPAN_ARG(place_of(r, at)),
                       MB_SPAN_ARG(mb_span_trim(r->cells[i].text)));
    }
}

static void note_missing(struct reader *r)
{
    if (r->copied)
        return;
    for (uint32_t c = 0; c < r->model->ncolumns; c++)
        if (r->model->columns[c].flags & MB_COLUMN_OFFICER && !is_mapped(r, c))
            mb_update_note(&r->c,
                           MB_SPAN_FMT ": the column " MB_SPAN_FMT
                                       " is missing; what the register has in "
                                       "it stays",
                           MB_SPAN_ARG(r->name),
                           MB_SPAN_ARG(r->model->columns[c].header));
}

/* Which model's columns these are: All clauses has none to write in, so a
 * sheet of another name is taken for a Tracker. */
static const struct mb_sheet *model_for(const struct reader *r,
                                        const struct held *id)
{
    const struct mb_now *now = &r->c.now;

    if (mb_span_ieq(mb_span_trim(id->text), MB_SPAN_LIT("Link ID")))
        return now->links;
    return mb_span_ieq(r->name, now->clauses->name) ? now->clauses
                                                    : now->tracker;
}

static void take_headings(struct reader *r, const struct held *id)
{
    r->model = model_for(r, id);
    r->id_column = id->column;
    memset(r->columns, 0xFF, sizeof r->columns);
    r->nmapped = 0;
    for (uint32_t i = 0; i < r->ncells; i++) {
        struct mb_span text = heading(r, r->cells[i].text);
        uint32_t column = column_named(r->model, text);
        if (column == r->model->ncolumns)
            continue;
        if (is_mapped(r, column)) {
            mb_update_note(&r->c,
                           MB_SPAN_FMT ": a second column " MB_SPAN_FMT
                                       " is not read",
                           MB_SPAN_ARG(place_of(r, r->cells[i].column)),
                           MB_SPAN_ARG(text));
            continue;
        }
        map(r, r->cells[i].column, column);
    }
    take_renamed(r);
    note_missing(r);
    if (r->model == r->c.now.tracker && !r->copied)
        r->tracker_sheets++;
}

/* --- rows -------------------------------------------------------------- */

static const struct held *held_at(const struct reader *r, uint32_t column)
{
    for (uint32_t i = 0; i < r->ncells; i++)
        if (r->cells[i].column == column)
            return &r->cells[i];
    return NULL;
}

static struct mb_edit *add_edit(struct reader *r, uint32_t at,
                                const struct mb_column *column)
{
    struct mb_edit *edit =
        mb_arena_push(r->c.arena, &r->c.edits, &r->c.nedits, sizeof *edit);

    if (edit == NULL)
        return NULL;
    edit->column = column;
    edit->place = place_of(r, at);
    edit->copied = r->copied;
    edit->link = r->model == r->c.now.links;
    return edit;
}

/* A row as it is in this workbook and was when that was written. */
struct returned {
    struct mb_span id;     /* as the register knows it */
    struct mb_span record; /* to keep things under, or null */
    const struct mb_row *clause;
    const struct mb_link_row *link;
    const struct mb_emitted_row *base;
};

/* What the register shows in an officer's column. */
static struct mb_span shown_now(const struct reader *r,
                                const struct returned *row,
                                const struct mb_column *column)
{
    if (row->link == NULL)
        return mb_now_entry(&r->c.now, row->id, column->header);
    if (mb_span_eq(column->header, MB_SPAN_LIT("Why")))
        return row->link->decision_why;
    return mb_now_decision(row->link);
}

static struct mb_book_cell cell_of(const struct reader *r,
                                   const struct held *held)
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
static bool is_shown(const struct reader *r, const struct mb_column *column,
                     struct mb_span text)
{
    if (column->choices == NULL)
        return false;
    if (!(column->flags & MB_COLUMN_TINTED))
        return mb_span_ieq(text, mb_span_str(column->choices[0]));
    for (uint32_t i = 0; i < r->ncells; i++) {
        uint16_t at = r->columns[r->cells[i].column];
        unsigned flags = at != NONE ? r->model->columns[at].flags : 0;
        if (flags & MB_COLUMN_COMPUTED && flags & MB_COLUMN_TINTED)
            return mb_span_ieq(text, mb_span_trim(r->cells[i].text));
    }
    return false;
}

/* Without knowing what the workbook carried, an empty cell says nothing, and
 * what is worked out cannot be told from what was written. */
static void take_unknown(struct reader *r, const struct returned *row,
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
    edit->value = keep(r, value);
    edit->wrong = wrong;
    if (column->flags & MB_COLUMN_TINTED && now.len == 0 && wrong == NULL)
        edit->wrong = "may be one that dates and evidence gave";
}

static void take_officer(struct reader *r, const struct returned *row,
                         uint32_t at, const struct mb_column *column)
{
    const struct held *held = held_at(r, at);
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
    if (mb_span_eq(value, base) || (value.len == 0 && made && wrong == NULL))
        return;
    edit = add_edit(r, at, column);
    if (edit == NULL)
        return;
    edit->id = row->id;
    edit->record = row->record;
    edit->value = keep(r, value);
    edit->wrong = wrong;
    edit->base_known = true;
    edit->base = made || base.len == 0 ? MB_SPAN_NULL : keep(r, base);
}

/* What the register has in a column that is taken from the record. */
static struct mb_span other_now(struct reader *r, const struct returned *row,
                                const struct mb_column *column,
                                struct mb_buf *scratch)
{
    const struct mb_sheet *clauses = r->c.now.clauses;
    uint32_t at = column_named(clauses, column->header);

    if (row->clause == NULL || at == clauses->ncolumns)
        return MB_SPAN_NULL;
    return mb_emitted_text(&row->clause->cells[at], scratch);
}

static void take_other(struct reader *r, const struct returned *row,
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
        edit->value = keep(r, text);
        edit->base = keep(r, now);
        edit->base_known = known;
    }
    mb_buf_done(&scratch);
}

/* Each column of the model that this sheet has. */
static void take_cells(struct reader *r, const struct returned *row)
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
static void refuse_row(struct reader *r, struct mb_span id, const char *why)
{
    for (uint32_t i = 0; i < r->ncells; i++) {
        const struct held *held = &r->cells[i];
        const struct mb_column *column;
        struct mb_update_item *item;
        if (r->columns[held->column] == NONE
            || mb_span_trim(held->text).len == 0)
            continue;
        column = &r->model->columns[r->columns[held->column]];
        if (!(column->flags & MB_COLUMN_OFFICER)
            || is_shown(r, column, mb_span_trim(held->text)))
            continue;
        item = mb_update_item(&r->c, MB_UPDATE_REFUSED);
        if (item == NULL)
            return;
        item->id = keep(r, id);
        item->field = column->header;
        item->value = keep(r, mb_span_trim(held->text));
        item->place = place_of(r, held->column);
        item->why = mb_span_str(why);
    }
}

static enum mb_status find_record(struct reader *r, struct mb_span id,
                                  struct returned *row, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    row->id = id;
    row->clause = mb_now_clause(&r->c.now, id);
    if (row->clause == NULL) {
        st = mb_store_record_find(r->c.store, id, r->c.arena, &row->id, err);
        if (st == MB_OK && row->id.ptr != NULL)
            row->clause = mb_now_clause(&r->c.now, row->id);
    }
    row->record = row->id;
    return st;
}

static void find_link(const struct reader *r, struct mb_span id,
                      struct returned *row)
{
    row->id = MB_SPAN_NULL;
    row->link = mb_now_link(&r->c.now, id);
    if (row->link == NULL)
        return;
    row->id = row->link->link_id;
    row->record = row->link->record_id;
}

static void note_id(struct reader *r, struct mb_span id)
{
    struct mb_span *seen;

    if (r->copied || r->model == r->c.now.clauses)
        return;
    seen = mb_arena_push(r->c.arena, &r->ids, &r->nids, sizeof *seen);
    if (seen != NULL)
        *seen = id;
}

static struct mb_span id_of(struct reader *r)
{
    const struct held *held = held_at(r, r->id_column);
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

static enum mb_status take_row(struct reader *r, struct mb_err *err)
{
    struct mb_span id = keep(r, id_of(r)); /* edits point to it */
    struct returned row = {.id = id};
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; i < r->ncells; i++)
        r->unread += r->columns[r->cells[i].column] == NONE;
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

static enum mb_status end_row(struct reader *r, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    if (r->ncells == 0)
        return MB_OK;
    if (r->kind == SHEET_COVER) {
        take_cover(r);
    } else if (r->model != NULL) {
        st = take_row(r, err);
    } else if (r->kind != SHEET_OURS && r->row < HEADER_ROWS) {
        const struct held *id = id_heading(r);
        if (id != NULL)
            take_headings(r, id);
    }
    mb_arena_clear(r->row_arena);
    r->cells = NULL;
    r->ncells = 0;
    return st;
}

/* --- sheets ------------------------------------------------------------ */

static void end_sheet(struct reader *r)
{
    bool ours = r->kind == SHEET_RECORDS || r->kind == SHEET_LINKS;

    if (r->name.ptr == NULL || r->kind == SHEET_COVER || r->kind == SHEET_OURS)
        return;
    if (r->model == NULL)
        mb_update_note(&r->c,
                       ours ? "the sheet " MB_SPAN_FMT
                              " has no row of headings "
                              "in its first ten rows and is not read"
                            : "the sheet " MB_SPAN_FMT " is not one of the "
                              "tracker's and is not read",
                       MB_SPAN_ARG(r->name));
    else if (r->copied)
        mb_update_note(&r->c,
                       "the sheet " MB_SPAN_FMT " is not one of the tracker's; "
                       "its rows with an ID are read",
                       MB_SPAN_ARG(r->name));
    if (r->unread > 0)
        mb_update_note(&r->c,
                       "the sheet " MB_SPAN_FMT " has %u cells in columns that "
                       "are not the tracker's; they are not read",
                       MB_SPAN_ARG(r->name), r->unread);
}

static enum sheet_kind kind_of(const struct reader *r, struct mb_span name)
{
    const struct mb_report *report = &r->c.now.report;

    for (uint32_t i = 0; i < report->nsheets; i++) {
        if (!mb_span_ieq(report->sheets[i].name, name))
            continue;
        if (!mb_emitted_sheet(&report->sheets[i]))
            return SHEET_OURS;
        return &report->sheets[i] == r->c.now.links ? SHEET_LINKS
                                                    : SHEET_RECORDS;
    }
    /* the writer's own, for long drop-downs */
    return mb_span_ieq(name, MB_SPAN_LIT("Lists")) ? SHEET_OURS : SHEET_OTHER;
}

static enum mb_status on_property(void *ctx, struct mb_span name,
                                  struct mb_span value, struct mb_err *err)
{
    struct reader *r = ctx;

    if (mb_span_eq(name, MB_SPAN_LIT("minutebook-generation")))
        r->c.update->generation = keep(r, mb_span_trim(value));
    else if (mb_span_eq(name, MB_SPAN_LIT("minutebook-edition")))
        r->edition = keep(r, mb_span_trim(value));
    return mb_arena_status(r->c.arena, err);
}

static enum mb_status on_epoch(void *ctx, bool is_1904, struct mb_err *err)
{
    struct reader *r = ctx;

    (void)err;
    r->is_1904 = is_1904;
    return MB_OK;
}

static enum mb_status on_sheet(void *ctx, struct mb_span name,
                               struct mb_err *err)
{
    struct reader *r = ctx;
    enum mb_status st = end_row(r, err);

    if (st != MB_OK)
        return st;
    end_sheet(r);
    r->name = keep(r, name);
    r->model = NULL;
    r->unread = 0;
    r->kind = SHEET_COVER;
    if (!mb_span_ieq(name, MB_SPAN_LIT("Cover"))) {
        st = begin(r, err);
        if (st == MB_OK)
            r->kind = kind_of(r, name);
    }
    r->copied = r->kind == SHEET_OTHER;
    return st == MB_OK ? mb_arena_status(r->c.arena, err) : st;
}

static enum mb_status on_cell(void *ctx, const struct mb_book_cell *cell,
                              struct mb_err *err)
{
    struct reader *r = ctx;
    struct held *held;
    enum mb_status st = MB_OK;

    if (r->kind == SHEET_OURS)
        return MB_OK;
    if (cell->row != r->row || r->ncells == 0) {
        st = end_row(r, err);
        r->row = cell->row;
    }
    if (st != MB_OK)
        return st;
    held = mb_arena_push(r->row_arena, &r->cells, &r->ncells, sizeof *held);
    if (held != NULL)
        *held = (struct held){cell->column, cell->value, cell->formula,
                              mb_arena_dup(r->row_arena, cell->text)};
    return mb_arena_status(r->row_arena, err);
}

/* --- all --------------------------------------------------------------- */

static int by_span(const void *a, const void *b)
{
    return mb_span_cmp(*(const struct mb_span *)a, *(const struct mb_span *)b);
}

static void note_twice(struct reader *r)
{
    uint32_t twice = 0;
    struct mb_span first = MB_SPAN_NULL;

    if (r->nids == 0)
        return;
    qsort(r->ids, r->nids, sizeof *r->ids, by_span);
    for (uint32_t i = 1; i < r->nids; i++)
        if (mb_span_eq(r->ids[i], r->ids[i - 1])) {
            if (twice++ == 0)
                first = r->ids[i];
        }
    if (twice > 0)
        mb_update_note(&r->c,
                       "%u rows stand more than once, " MB_SPAN_FMT
                       " for one; each is read",
                       twice, MB_SPAN_ARG(first));
}

static enum mb_status finish(struct reader *r, struct mb_err *err)
{
    const struct mb_update *u = r->c.update;
    enum mb_status st = end_row(r, err);

    if (st != MB_OK)
        return st;
    end_sheet(r);
    if (u->rows == 0 && !u->known)
        return mb_err_set(err, MB_ERR_REFUSED,
                          "%s: is no tracker of this register: none of its "
                          "rows has a Record ID that is known here",
                          r->c.options->path);
    if (r->begun && r->tracker_sheets == 0)
        mb_update_note(&r->c, "there is no sheet Tracker to be read");
    note_twice(r);
    return mb_update_merge(&r->c, err);
}

void mb_update_note(struct mb_comparison *c, const char *fmt, ...)
{
    struct mb_buf text = MB_BUF_INIT;
    struct mb_span *note;
    char line[512];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    mb_utf8_put_repaired(&text, mb_span_str(line));
    note = mb_arena_push(c->arena, &c->update->notes, &c->update->nnotes,
                         sizeof *note);
    if (note != NULL)
        *note = mb_arena_dup(c->arena, mb_buf_span(&text));
    mb_buf_done(&text);
}

struct mb_update_item *mb_update_item(struct mb_comparison *c,
                                      enum mb_update_kind kind)
{
    struct mb_update *u = c->update;
    struct mb_update_item *item =
        mb_arena_push(c->arena, &u->items, &u->nitems, sizeof *item);

    if (item == NULL)
        return NULL;
    item->kind = kind;
    u->counts[kind]++;
    return item;
}

enum mb_status mb_update_compare(struct mb_store *store, int fd,
                                 const struct mb_update_options *options,
                                 struct mb_arena *arena,
                                 struct mb_update *ret_update,
                                 struct mb_err *err)
{
    struct mb_update update = {.by = options->by, .source = options->source};
    struct mb_book_options book = *options->book;
    struct reader *r = calloc(1, sizeof *r);
    struct mb_book_handler handler = {r, on_property, on_epoch, on_sheet,
                                      on_cell};
    enum mb_status st;

    if (r == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    r->c = (struct mb_comparison){
        .store = store, .options = options, .arena = arena, .update = &update};
    r->kind = SHEET_OURS; /* cells before any sheet are nobody's */
    r->row_arena = mb_arena_new(64u << 20);
    book.first = "Cover";
    st = r->row_arena != NULL
             ? mb_book_read(fd, options->path, &book, &handler, err)
             : mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    if (st == MB_OK)
        st = finish(r, err);
    if (st == MB_OK)
        *ret_update = update;
    mb_emitted_done(r->c.emitted);
    mb_arena_free(r->row_arena);
    mb_buf_done(&r->scratch);
    free(r);
    return st;
}
