/* Tables of actions. Either the columns say who is to do what by when; or
 * minutes are printed as a table whose column "Action" names, beside what was
 * said, who is to do it.
 */
#include "parser/records/actions.h"

static bool read_columns(struct mb_action_pass *p, uint32_t i,
                         uint32_t column[MB_ACTION_COLUMNS])
{
    static const char *const names[MB_ACTION_COLUMNS] = {"owner", "action",
                                                         "due", "both"};
    const struct mb_match *m = NULL;

    for (int c = 0; c < MB_ACTION_COLUMNS; c++)
        column[c] = UINT32_MAX;
    while ((m = mb_matches_next(p->x->rules, p->x->matches, i, p->columns, m))
           != NULL) {
        struct mb_span value = mb_rules_at(p->x->rules, m->rule)->value;
        uint32_t nth = mb_block_cell_at(p->x->blocks, i, m->start);
        for (int c = 0; c < MB_ACTION_COLUMNS; c++)
            if (mb_span_eq(value, mb_span_str(names[c]))
                && column[c] == UINT32_MAX)
                column[c] = nth;
    }
    if (column[MB_ACTION_BOTH] != UINT32_MAX)
        return mb_block_has_cells(p->x->blocks, i);
    if (column[MB_ACTION_OWNER] == UINT32_MAX)
        return false;
    return column[MB_ACTION_TEXT] != UINT32_MAX
           && column[MB_ACTION_OWNER] != column[MB_ACTION_TEXT];
}

/* "Item | Minute | Action", "Minute | Action by": one column says, beside what
 * was said, who is to do it. It is the last, and not the only one. */
static bool owners_beside(const struct mb_action_pass *p, uint32_t i,
                          uint32_t column[MB_ACTION_COLUMNS])
{
    const struct mb_block *b = &p->x->blocks->at[i];
    uint32_t last = mb_block_cell_at(p->x->blocks, i, b->view_end);
    uint32_t *who = column[MB_ACTION_TEXT] != UINT32_MAX
                        ? &column[MB_ACTION_TEXT]
                        : &column[MB_ACTION_OWNER];

    if (b->table == 0 || last == 0 || *who != last
        || (column[MB_ACTION_TEXT] != UINT32_MAX
            && column[MB_ACTION_OWNER] != UINT32_MAX))
        return false;
    column[MB_ACTION_OWNER] = last;
    return true;
}

/* An action log at the end repeats what its items said: the last action, if
 * one of the 200 before it is the same, goes. */
static void drop_repeat(struct mb_actions *all)
{
    const struct mb_action *last = &all->at[all->n - 1];
    uint32_t first = all->n > 200 ? all->n - 200 : 0;

    for (uint32_t k = first; k + 1 < all->n; k++)
        if (mb_span_ieq(all->at[k].owner.s, last->owner.s)
            && mb_words_alike(all->at[k].text.s, last->text.s) >= 95) {
            all->n--;
            return;
        }
}

static void read_row(struct mb_action_pass *p, uint32_t i,
                     const uint32_t column[MB_ACTION_COLUMNS],
                     const struct mb_match *match)
{
    struct mb_span view = mb_action_view(p);
    struct mb_range owner, text, due = {0, 0};
    uint32_t before = p->x->doc->actions.n;

    if (column[MB_ACTION_BOTH] != UINT32_MAX) {
        struct mb_range cell = mb_range_trim(
            view, mb_block_cell(p->x->blocks, i, column[MB_ACTION_BOTH]));
        if (mb_action_split(view, cell, &owner, &text))
            mb_action_add(p, MB_KIND_ACTIONS, i, owner, text, match);
        return;
    }
    owner = mb_range_trim(
        view, mb_block_cell(p->x->blocks, i, column[MB_ACTION_OWNER]));
    text = mb_range_trim(
        view, mb_block_cell(p->x->blocks, i, column[MB_ACTION_TEXT]));
    if (mb_range_empty(text) || mb_range_words(view, text) < 2)
        return;
    mb_action_add(p, MB_KIND_ACTIONS, i, owner, text, match);
    if (column[MB_ACTION_DUE] != UINT32_MAX)
        due = mb_range_trim(
            view, mb_block_cell(p->x->blocks, i, column[MB_ACTION_DUE]));
    if (p->x->doc->actions.n > before && !mb_range_empty(due)) {
        struct mb_action *a = &p->x->doc->actions.at[before];
        uint32_t end = due.end;
        if (a->due.s.ptr == NULL)
            a->due = mb_action_due(p, due.start, &end);
    }
    if (p->x->doc->actions.n > before)
        drop_repeat(&p->x->doc->actions);
}

/* The cell names who: what he is to do stands in the cell before it, or in the
 * paragraph above. */
static void read_beside(struct mb_action_pass *p, uint32_t i)
{
    struct mb_span view = mb_action_view(p);
    uint32_t column = p->column[MB_ACTION_OWNER];
    struct mb_range cell =
        mb_range_trim(view, mb_block_cell(p->x->blocks, i, column));
    struct mb_range owner = cell, text, when;
    size_t by = mb_span_find(mb_range_span(view, cell), MB_SPAN_LIT(" by "));
    uint32_t n = p->x->doc->actions.n;

    if (mb_range_empty(cell))
        return;
    if (mb_action_split(view, cell, &owner, &text)
        && mb_action_names_owner(p, owner)) {
        mb_action_add(p, MB_KIND_ACTIONS, i, owner, text, p->head);
        return;
    }
    owner = cell;
    if (by < cell.end - cell.start)
        owner.end = cell.start + (uint32_t)by;
    if (!mb_action_names_owner(p, owner))
        return;
    text = mb_range_trim(view, mb_block_cell(p->x->blocks, i, column - 1));
    if (mb_range_words(view, text) < 3)
        text = mb_action_above(p, i);
    text = mb_action_beside(p, text, owner);
    if (mb_range_words(view, text) < 3)
        return;
    mb_action_add(p, MB_KIND_ACTIONS, i, owner, text, p->head);
    when = (struct mb_range){owner.end, cell.end};
    if (p->x->doc->actions.n > n && !mb_range_empty(when)
        && p->x->doc->actions.at[n].due.s.ptr == NULL)
        p->x->doc->actions.at[n].due = mb_action_due(p, when.start, &when.end);
}

/* Rows may be table rows or lines whose columns were kept apart by TABs. A
 * table's rows may have paragraphs between them: they are met later. */
static bool read_head(struct mb_action_pass *p, uint32_t i)
{
    const struct mb_match *match =
        mb_matches_next(p->x->rules, p->x->matches, i, p->columns, NULL);
    bool beside = false;
    uint32_t from = i;

    if (match == NULL
        || (!read_columns(p, i, p->column)
            && !(beside = owners_beside(p, i, p->column))))
        return false;
    mb_claim(p->x, from, from);
    p->table = p->x->blocks->at[i].table;
    p->head = match;
    p->beside = beside;
    if (p->table != 0)
        return true;
    for (i = mb_block_behind(p->x, i);
         i < p->x->blocks->n && mb_block_has_cells(p->x->blocks, i);
         i = mb_block_behind(p->x, i))
        read_row(p, i, p->column, match);
    p->next = i;
    return true;
}

bool mb_action_table(struct mb_action_pass *p, uint32_t i)
{
    if (read_head(p, i))
        return true;
    if (p->table == 0 || p->x->blocks->at[i].table != p->table
        || !mb_block_has_cells(p->x->blocks, i))
        return false;
    if (!p->beside) {
        read_row(p, i, p->column, p->head);
        return true;
    }
    read_beside(p, i);
    return false; /* its other cells are read as any text */
}
