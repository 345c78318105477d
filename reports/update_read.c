/* From a workbook's cells to edits. Cells are gathered a row at a time; the
 * first of rows 1-10 that has a cell `Record ID` (or `Link ID`) tells what the
 * columns are (update_heads.c), the others are compared (update_rows.c). What
 * stands on sheets that are not ours is read where such a row is there:
 * officers copy rows to lists of their own.
 */
#include "reports/update_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { HEADER_ROWS = 10, NOTES_MAX = 100, ODD_CELLS = 10 };

struct mb_span mb_reader_place(struct mb_reader *r, uint32_t column)
{
    char place[MB_BOOK_PLACE_SIZE];

    mb_book_place(r->row, column, place);
    return mb_arena_printf(r->c.arena, MB_SPAN_FMT "!%s", MB_SPAN_ARG(r->name),
                           place);
}

struct mb_span mb_reader_keep(struct mb_reader *r, struct mb_span s)
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

static enum mb_status check_generation(struct mb_reader *r, struct mb_err *err)
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
static enum mb_status find_emitted(struct mb_reader *r, struct mb_err *err)
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

static enum mb_status begin(struct mb_reader *r, struct mb_err *err)
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
static void take_cover(struct mb_reader *r)
{
    for (uint32_t i = 0; i + 1 < r->ncells; i++) {
        struct mb_span label = mb_span_trim(r->cells[i].text);
        struct mb_span value = mb_span_trim(r->cells[i + 1].text);
        if (mb_span_ieq(label, MB_SPAN_LIT("Your name")) && value.len > 0)
            r->c.update->by = mb_reader_keep(r, value);
        else if (mb_span_ieq(label, MB_SPAN_LIT("Generation")))
            r->cover_generation = mb_reader_keep(r, value);
        else if (mb_span_ieq(label, MB_SPAN_LIT("Edition"))
                 && r->edition.len == 0)
            r->edition = mb_reader_keep(r, value);
    }
}

static enum mb_status end_row(struct mb_reader *r, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    if (r->ncells == 0)
        return MB_OK;
    if (r->kind == MB_SHEET_COVER) {
        take_cover(r);
    } else if (r->model != NULL) {
        st = mb_reader_row(r, err);
    } else if (r->kind != MB_SHEET_OURS && r->row < HEADER_ROWS) {
        mb_reader_headings(r);
    }
    for (uint32_t i = 0; i < r->ncells; i++)
        r->slots[r->cells[i].column] = 0;
    mb_arena_clear(r->row_arena);
    r->cells = NULL;
    r->ncells = 0;
    return st;
}

/* --- sheets ------------------------------------------------------------ */

static void end_sheet(struct mb_reader *r)
{
    bool ours = r->kind == MB_SHEET_RECORDS || r->kind == MB_SHEET_LINKS;

    if (r->name.ptr != NULL && r->kind == MB_SHEET_OURS)
        mb_reader_look_end(r);
    if (r->name.ptr == NULL || r->kind == MB_SHEET_COVER
        || r->kind == MB_SHEET_OURS)
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

static enum mb_sheet_kind kind_of(const struct mb_reader *r,
                                  struct mb_span name)
{
    const struct mb_report *report = &r->c.now.report;

    for (uint32_t i = 0; i < report->nsheets; i++) {
        if (!mb_span_ieq(report->sheets[i].name, name))
            continue;
        if (!mb_emitted_sheet(&report->sheets[i]))
            return MB_SHEET_OURS;
        return &report->sheets[i] == r->c.now.links ? MB_SHEET_LINKS
                                                    : MB_SHEET_RECORDS;
    }
    /* the writer's own, for long drop-downs */
    return mb_span_ieq(name, MB_SPAN_LIT("Lists")) ? MB_SHEET_OURS
                                                   : MB_SHEET_OTHER;
}

static enum mb_status on_property(void *ctx, struct mb_span name,
                                  struct mb_span value, struct mb_err *err)
{
    struct mb_reader *r = ctx;

    if (mb_span_eq(name, MB_SPAN_LIT("minutebook-generation")))
        r->c.update->generation = mb_reader_keep(r, mb_span_trim(value));
    else if (mb_span_eq(name, MB_SPAN_LIT("minutebook-edition")))
        r->edition = mb_reader_keep(r, mb_span_trim(value));
    return mb_arena_status(r->c.arena, err);
}

static enum mb_status on_epoch(void *ctx, bool is_1904, struct mb_err *err)
{
    struct mb_reader *r = ctx;

    (void)err;
    r->is_1904 = is_1904;
    return MB_OK;
}

static enum mb_status on_sheet(void *ctx, struct mb_span name,
                               struct mb_err *err)
{
    struct mb_reader *r = ctx;
    enum mb_status st = end_row(r, err);

    if (st != MB_OK)
        return st;
    end_sheet(r);
    r->name = mb_reader_keep(r, name);
    r->model = NULL;
    r->unread = 0;
    r->kind = MB_SHEET_COVER;
    if (!mb_span_ieq(name, MB_SPAN_LIT("Cover"))) {
        st = begin(r, err);
        if (st == MB_OK)
            r->kind = kind_of(r, name);
    }
    r->copied = r->kind == MB_SHEET_OTHER;
    if (st == MB_OK && r->kind == MB_SHEET_OURS)
        st = mb_reader_look_begin(r, err);
    return st == MB_OK ? mb_arena_status(r->c.arena, err) : st;
}

static enum mb_status on_cell(void *ctx, const struct mb_book_cell *cell,
                              struct mb_err *err)
{
    struct mb_reader *r = ctx;
    struct mb_held *held;
    enum mb_status st = MB_OK;

    if (r->kind == MB_SHEET_OURS)
        return mb_reader_look(r, cell, err);
    if (cell->row != r->row || r->ncells == 0) {
        st = end_row(r, err);
        r->row = cell->row;
    }
    if (st != MB_OK)
        return st;
    held = mb_arena_push(r->row_arena, &r->cells, &r->ncells, sizeof *held);
    if (held != NULL) {
        *held = (struct mb_held){cell->column, cell->value, cell->formula,
                                 mb_arena_dup(r->row_arena, cell->text)};
        r->slots[cell->column] = r->ncells;
    }
    return mb_arena_status(r->row_arena, err);
}

/* --- all --------------------------------------------------------------- */

static int by_span(const void *a, const void *b)
{
    return mb_span_cmp(*(const struct mb_span *)a, *(const struct mb_span *)b);
}

static void note_twice(struct mb_reader *r)
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

static enum mb_status finish(struct mb_reader *r, struct mb_err *err)
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
    st = mb_update_merge(&r->c, err);
    if (st == MB_OK && u->counts[MB_UPDATE_PROPOSED] >= ODD_CELLS
        && u->counts[MB_UPDATE_PROPOSED] > u->rows / 4)
        mb_update_note(&r->c,
                       "%u cells that are taken from the record differ: was "
                       "the sheet sorted without all of its columns? Then "
                       "undo this",
                       u->counts[MB_UPDATE_PROPOSED]);
    return st;
}

void mb_update_note(struct mb_comparison *c, const char *fmt, ...)
{
    struct mb_buf text = MB_BUF_INIT;
    struct mb_span *note;
    char line[512];
    va_list ap;

    if (c->update->nnotes > NOTES_MAX)
        return;
    if (c->update->nnotes == NOTES_MAX)
        fmt = "there is more that is odd; it is not listed";
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    for (char *at = line; *at != '\0'; at++) /* one line, whatever it quotes */
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            *at = ' ';
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
    struct mb_reader *r = calloc(1, sizeof *r);
    struct mb_book_handler handler = {r, on_property, on_epoch, on_sheet,
                                      on_cell};
    enum mb_status st;

    if (r == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    r->c = (struct mb_comparison){
        .store = store, .options = options, .arena = arena, .update = &update};
    r->kind = MB_SHEET_OURS; /* cells before any sheet are nobody's */
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
    free(r->looked.now);
    free(r);
    return st;
}
