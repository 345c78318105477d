/* Headings: which columns a sheet has, by what their headings say. Moved ones
 * are found, a renamed one is taken for ours where it stands in its place, and
 * what is missing or not ours is told.
 */
#include "reports/update_reader.h"

#include <string.h>

/* Headings are compared without line breaks and doubled blanks. */
static struct mb_span heading(struct mb_reader *r, struct mb_span text)
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

uint32_t mb_reader_column(const struct mb_sheet *model, struct mb_span text)
{
    for (uint32_t c = 0; c < model->ncolumns; c++)
        if (mb_span_ieq(model->columns[c].header, text))
            return c;
    return model->ncolumns;
}

/* The cell that makes the row a row of headings, or NULL. */
static const struct mb_held *id_heading(const struct mb_reader *r)
{
    for (uint32_t i = 0; i < r->ncells; i++) {
        struct mb_span text = mb_span_trim(r->cells[i].text);
        if (r->kind != MB_SHEET_LINKS
            && mb_span_ieq(text, MB_SPAN_LIT("Record ID")))
            return &r->cells[i];
        if (r->kind != MB_SHEET_RECORDS
            && mb_span_ieq(text, MB_SPAN_LIT("Link ID")))
            return &r->cells[i];
    }
    return NULL;
}

static bool is_mapped(const struct mb_reader *r, uint32_t column)
{
    for (uint32_t i = 0; i < r->nmapped; i++)
        if (r->columns[r->mapped[i]] == column)
            return true;
    return false;
}

/* The sheet's column `at` is the model's `column`. */
static void map(struct mb_reader *r, uint32_t at, uint32_t column)
{
    if (r->nmapped == sizeof r->mapped / sizeof r->mapped[0])
        return; /* a tracker has a tenth of them */
    r->columns[at] = (uint16_t)column;
    r->mapped[r->nmapped++] = at;
}

/* A heading that is not ours may be one of ours under a new name: where a
 * column of ours is missing and this one stands in its place. */
static void take_renamed(struct mb_reader *r)
{
    for (uint32_t i = 0; i < r->ncells; i++) {
        uint32_t at = r->cells[i].column;
        const struct mb_column *column;
        if (r->columns[at] != MB_READER_NONE)
            continue;
        column = at < r->model->ncolumns ? &r->model->columns[at] : NULL;
        if (column != NULL && !r->copied && !is_mapped(r, at)
            && column->flags & MB_COLUMN_OFFICER) {
            map(r, at, at);
            mb_update_note(&r->c,
                           MB_SPAN_FMT ": the column \"" MB_SPAN_FMT
                                       "\" was taken for " MB_SPAN_FMT
                                       ", in whose place it stands",
                           MB_SPAN_ARG(mb_reader_place(r, at)),
                           MB_SPAN_ARG(mb_span_trim(r->cells[i].text)),
                           MB_SPAN_ARG(column->header));
            continue;
        }
        mb_update_note(&r->c,
                       MB_SPAN_FMT ": the column \"" MB_SPAN_FMT
                                   "\" is not one of the tracker's and is not "
                                   "read",
                       MB_SPAN_ARG(mb_reader_place(r, at)),
                       MB_SPAN_ARG(mb_span_trim(r->cells[i].text)));
    }
}

static void note_missing(struct mb_reader *r)
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
static const struct mb_sheet *model_for(const struct mb_reader *r,
                                        const struct mb_held *id)
{
    const struct mb_now *now = &r->c.now;

    if (mb_span_ieq(mb_span_trim(id->text), MB_SPAN_LIT("Link ID")))
        return now->links;
    return mb_span_ieq(r->name, now->clauses->name) ? now->clauses
                                                    : now->tracker;
}

static void take_headings(struct mb_reader *r, const struct mb_held *id)
{
    r->model = model_for(r, id);
    r->id_column = id->column;
    memset(r->columns, 0xFF, sizeof r->columns);
    r->nmapped = 0;
    for (uint32_t i = 0; i < r->ncells; i++) {
        struct mb_span text = heading(r, r->cells[i].text);
        uint32_t column = mb_reader_column(r->model, text);
        if (column == r->model->ncolumns)
            continue;
        if (is_mapped(r, column)) {
            mb_update_note(&r->c,
                           MB_SPAN_FMT ": a second column " MB_SPAN_FMT
                                       " is not read",
                           MB_SPAN_ARG(mb_reader_place(r, r->cells[i].column)),
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

void mb_reader_headings(struct mb_reader *r)
{
    const struct mb_held *id = id_heading(r);

    if (id != NULL)
        take_headings(r, id);
}
