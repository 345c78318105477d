/* Lists of decisions and forward plans that are printed as a table: its head
 * tells what the columns hold, each row is a record. A row whose cells have
 * several paragraphs comes as several blocks.
 */
#include "parser/labels.h"
#include "parser/records/decision_fields.h"
#include "parser/records/headings.h"
#include "parser/records/outline.h"

#include <string.h>

enum { CELL_BLOCKS = 10 };

void mb_decision_read_columns(const struct mb_extract *x, uint32_t i,
                              struct mb_decision_columns *ret_columns)
{
    mb_finds finds = mb_rules_finds(x->rules, "column");
    const struct mb_match *m = NULL;

    memset(ret_columns, 0, sizeof *ret_columns);
    while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL) {
        uint32_t column = mb_block_cell_at(x->blocks, i, m->start + 1);
        if (column >= MB_DECISION_COLUMNS
            || ret_columns->at[column].ptr != NULL)
            continue;
        ret_columns->at[column] = mb_outline_value(x, m);
        ret_columns->known++;
    }
}

/* A title in a table: also an item, where the list is a forward plan. */
static void cell_title(struct mb_extract *x, struct mb_decision *d, uint32_t i,
                       struct mb_range r)
{
    struct mb_range ref, number = mb_block_cell(x->blocks, i, 0);
    struct mb_span no =
        mb_span_trim(mb_span_sub(x->blocks->view, number.start, number.end));

    if (mb_decision_reference(x, i, &ref) && ref.start >= r.start
        && ref.end <= r.end)
        mb_decision_set_reference(x, d, ref);
    mb_title_trim(x, i, &r.start, &r.end);
    d->title = mb_field_words(x, r.start, r.end, true);
    if (x->doc->kind == MB_DOC_FORWARD_PLAN) {
        struct mb_item *item = mb_record_add(x->doc, MB_KIND_ITEMS);
        if (item == NULL)
            return;
        item->title = d->title;
        if (no.len > 0 && no.len <= 4
            && mb_label_read(no).sort == MB_LABEL_NUMBER)
            item->number = mb_field_text(x, mb_heading_number(no));
        item->block = i;
        mb_evidence_fill(x, &item->ev, r.start, r.end, NULL,
                         "decisions/plan-row", 85);
        d->item = x->doc->items.n - 1;
    }
}

/* A plan without a column of titles names its matters by what is to be decided.
 */
static void title_column(const struct mb_extract *x,
                         struct mb_decision_columns *columns)
{
    uint32_t decision = MB_DECISION_COLUMNS;

    if (x->doc->kind != MB_DOC_FORWARD_PLAN)
        return;
    for (uint32_t c = 0; c < MB_DECISION_COLUMNS; c++) {
        if (mb_span_eq(columns->at[c], MB_SPAN_LIT("title")))
            return;
        if (decision == MB_DECISION_COLUMNS
            && mb_span_eq(columns->at[c], MB_SPAN_LIT("decision")))
            decision = c;
    }
    if (decision < MB_DECISION_COLUMNS)
        columns->at[decision] = MB_SPAN_LIT("title");
}

/* Where a row's first cell was read as a paragraph's label, its words are the
 * second cell. */
static struct mb_range row_cell(const struct mb_extract *x, uint32_t i,
                                uint32_t column)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_range r;

    if (b->kind == MB_BLOCK_ROW || b->label.ptr == NULL
        || b->view_body <= b->view_start)
        return mb_block_cell(x->blocks, i, column);
    if (column == 0)
        return (struct mb_range){b->view_start, b->view_body};
    r = mb_block_cell(x->blocks, i, column - 1);
    if (r.start < b->view_body)
        r.start = b->view_body;
    return r;
}

static void row_cells(struct mb_extract *x, struct mb_decision *d, uint32_t i,
                      const struct mb_decision_columns *columns)
{
    for (uint32_t c = 0; c < MB_DECISION_COLUMNS; c++) {
        struct mb_range r = row_cell(x, i, c);
        struct mb_span value = columns->at[c];
        if (value.ptr == NULL || r.start >= r.end)
            continue;
        if (!mb_span_eq(value, MB_SPAN_LIT("title")))
            mb_decision_field(x, d, value, i, r);
        else if (d->title.s.ptr == NULL)
            cell_title(x, d, i, r);
    }
    mb_claim(x, i, i);
}

/* `open`: a row began already, in block i at the latest. */
static void table_row(struct mb_extract *x, uint32_t i,
                      const struct mb_decision_columns *columns, bool open)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_decision *d;

    if (mb_block_cell(x->blocks, i, 0).end == b->view_start) {
        /* its first cell is empty: it goes on with the row above */
        if (open && x->doc->decisions.n > 0)
            row_cells(x, &x->doc->decisions.at[x->doc->decisions.n - 1], i,
                      columns);
        return;
    }
    d = mb_decision_add(x, b->view_start, b->view_end, "decisions/row");
    if (d == NULL)
        return;
    row_cells(x, d, i, columns);
    if (d->title.s.ptr == NULL && d->ref.s.ptr == NULL)
        x->doc->decisions.n--;
}

/* A row whose cells have several paragraphs is read as one block for each: the
 * first ones as paragraphs, the cells behind as rows that begin with empty
 * cells. Whether such a row goes on in the blocks behind i. */
static bool cells_behind(const struct mb_extract *x, uint32_t i)
{
    for (uint32_t k = i + 1; k < x->blocks->n && k < i + CELL_BLOCKS; k++) {
        const struct mb_block *b = &x->blocks->at[k];
        if (b->kind == MB_BLOCK_FURNITURE)
            continue;
        if (b->kind == MB_BLOCK_HEADING)
            return false;
        if (b->kind == MB_BLOCK_ROW)
            return b->view_start < b->view_end
                   && x->blocks->view.ptr[b->view_start] == '\t';
    }
    return false;
}

/* Tables whose head names a title or reference and something else. */
bool mb_decision_tables(struct mb_extract *x)
{
    struct mb_decision_columns columns = {.known = 0};
    bool any = false, inside = false;
    bool cells = false; /* the block before was a paragraph of a cell */
    bool open = false;  /* the row at hand is of several blocks */

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        struct mb_decision_columns head;
        if (b->kind == MB_BLOCK_FURNITURE)
            continue;
        if (b->kind != MB_BLOCK_ROW) {
            inside = inside && cells_behind(x, i);
            if (inside && !cells)
                table_row(x, i, &columns, false);
            cells = open = inside;
            continue;
        }
        cells = false;
        mb_decision_read_columns(x, i, &head);
        if (head.known >= 2) {
            columns = head;
            title_column(x, &columns);
            inside = true;
            open = false;
            mb_claim(x, i, i);
        } else if (inside) {
            table_row(x, i, &columns, open);
            open = open && mb_block_cell(x->blocks, i, 0).end == b->view_start;
            any = true;
        }
    }
    return any;
}
