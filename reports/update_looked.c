/* Sheets that are only to be looked at: what people write there is not taken
 * in, but told, so that nobody thinks it was. A sheet that holds just the cells
 * it went out with, in whatever order, is passed over; of any other one, the
 * texts that the register does not have on that sheet are what was written.
 */
#include "reports/update_reader.h"

#include <stdlib.h>
#include <string.h>

enum { TOLD_MAX = 100 }; /* cells of a sheet */

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static const struct mb_sheet *sheet_now(const struct mb_reader *r)
{
    const struct mb_report *report = &r->c.now.report;

    for (uint32_t i = 0; i < report->nsheets; i++)
        if (mb_span_ieq(report->sheets[i].name, r->name))
            return &report->sheets[i];
    return NULL;
}

/* Hashes of all texts of the sheet as the register has it now. */
static enum mb_status read_now(struct mb_reader *r,
                               const struct mb_sheet *sheet, struct mb_err *err)
{
    struct mb_looked *l = &r->looked;
    size_t n = (size_t)sheet->nrows * sheet->ncolumns;
    uint64_t *now = realloc(l->now, (n + 1) * sizeof *now);

    if (now == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    l->now = now;
    l->nnow = 0;
    for (uint32_t row = 0; row < sheet->nrows; row++) {
        const struct mb_cell *cells = mb_sheet_cells(sheet, row);
        for (uint32_t c = 0; c < sheet->ncolumns; c++)
            now[l->nnow++] =
                mb_emitted_hash(mb_emitted_loose(&cells[c], &r->scratch));
    }
    qsort(now, l->nnow, sizeof *now, by_hash);
    return MB_OK;
}

enum mb_status mb_reader_look_begin(struct mb_reader *r, struct mb_err *err)
{
    const struct mb_sheet *sheet = sheet_now(r);
    struct mb_looked *l = &r->looked;

    l->on = r->c.emitted != NULL && sheet != NULL && !sheet->plain
            && mb_emitted_sum(r->c.emitted, sheet->name, &l->went_out);
    l->sum = 0;
    l->n = 0;
    return l->on ? read_now(r, sheet, err) : MB_OK;
}

static struct mb_span number_of(struct mb_reader *r,
                                const struct mb_book_cell *cell)
{
    struct mb_cell number = {.type = MB_CELL_NUMBER};
    char digits[64];

    if (cell->text.len >= sizeof digits)
        return cell->text;
    memcpy(digits, cell->text.ptr, cell->text.len);
    digits[cell->text.len] = '\0';
    number.number = strtod(digits, NULL);
    return mb_emitted_loose(&number, &r->scratch);
}

/* As the texts of cells that go out are put down: a day without its hour. */
static struct mb_span text_of(struct mb_reader *r,
                              const struct mb_book_cell *cell)
{
    struct mb_span text = mb_emitted_plain(cell->text, &r->scratch);

    if (cell->value == MB_VALUE_NUMBER && text.len > 0)
        return number_of(r, cell);
    if (cell->value == MB_VALUE_DATE)
        return mb_span_sub(text, 0, 10);
    return mb_span_eq(text, MB_SPAN_LIT(MB_NOT_FOUND)) ? MB_SPAN_LIT("") : text;
}

enum mb_status mb_reader_look(struct mb_reader *r,
                              const struct mb_book_cell *cell,
                              struct mb_err *err)
{
    struct mb_looked *l = &r->looked;
    struct mb_span text;
    uint64_t hash;

    if (!l->on || cell->row < MB_SHEET_HEAD || cell->formula)
        return MB_OK;
    text = text_of(r, cell);
    if (text.len == 0)
        return MB_OK;
    hash = mb_emitted_hash(text);
    l->sum += hash;
    if (bsearch(&hash, l->now, l->nnow, sizeof hash, by_hash) != NULL)
        return MB_OK;
    if (l->n++ >= TOLD_MAX)
        return MB_OK;
    r->row = cell->row;
    l->cells[l->n - 1].place = mb_reader_place(r, cell->column);
    l->cells[l->n - 1].text = mb_reader_keep(r, text);
    return mb_arena_status(r->c.arena, err);
}

static void tell_cells(struct mb_reader *r)
{
    const struct mb_looked *l = &r->looked;

    for (uint32_t i = 0; i < l->n && i < TOLD_MAX; i++) {
        struct mb_update_item *item = mb_update_item(&r->c, MB_UPDATE_REFUSED);
        if (item == NULL)
            return;
        item->field = r->name;
        item->value = l->cells[i].text;
        item->place = l->cells[i].place;
        item->why = MB_SPAN_LIT("stands on a sheet that is only to be looked "
                                "at: write it on Tracker or Links");
    }
    if (l->n > TOLD_MAX)
        mb_update_note(&r->c,
                       "the sheet " MB_SPAN_FMT " has %u cells more that the "
                       "register does not have there; they are not listed",
                       MB_SPAN_ARG(r->name), l->n - TOLD_MAX);
}

void mb_reader_look_end(struct mb_reader *r)
{
    const struct mb_looked *l = &r->looked;

    if (!l->on || l->n == 0 || l->sum == l->went_out)
        return;
    if (mb_span_eq(r->c.update->generation, r->c.update->current))
        tell_cells(r);
    else /* some of them may be what the register said then */
        mb_update_note(
            &r->c,
            "the sheet " MB_SPAN_FMT " was changed, and %u of its "
            "cells are not in the register, " MB_SPAN_FMT
            " \"%.*s\" for one: it is only to be looked at, and what "
            "is written there is not taken in",
            MB_SPAN_ARG(r->name), l->n, MB_SPAN_ARG(l->cells[0].place),
            (int)(l->cells[0].text.len < 80 ? l->cells[0].text.len : 80),
            l->cells[0].text.ptr);
}
