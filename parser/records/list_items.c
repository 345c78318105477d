/* Items of a list of decisions that follows a meeting's agenda: "Item 4 -
 * Strategy" over what was decided, or a table with a column for the number,
 * one for the title and one for the decision. A list without agenda numbers
 * has records of its own (decisions.c) and no items.
 */
#include "parser/records/headings.h"
#include "parser/records/outline.h"

enum { NUMBER_BYTES = 16 };

/* A table whose head names title and decision; its column of titles. */
struct agenda_table {
    bool inside;
    uint32_t title;
};

/* Read a row as the head of such a table: the last column that can be the
 * title's ("Item | Title | Decision") is. */
static bool read_head(const struct mb_extract *x, uint32_t i,
                      struct agenda_table *ret_table)
{
    mb_finds finds = mb_rules_finds(x->rules, "column");
    const struct mb_match *m = NULL;
    uint32_t title = 0;
    bool decision = false;

    while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL) {
        struct mb_span value = mb_outline_value(x, m);
        if (mb_span_eq(value, MB_SPAN_LIT("title")))
            title = mb_block_cell_at(x->blocks, i, m->end);
        decision |= mb_span_eq(value, MB_SPAN_LIT("decision"));
    }
    if (title == 0 || !decision)
        return false;
    *ret_table = (struct agenda_table){true, title};
    return true;
}

static bool agenda_row(struct mb_extract *x, uint32_t i, uint32_t column)
{
    struct mb_range number = mb_block_cell(x->blocks, i, 0),
                    title = mb_block_cell(x->blocks, i, column);
    struct mb_span s =
        mb_span_trim(mb_span_sub(x->blocks->view, number.start, number.end));
    struct mb_label label = mb_label_read(s);
    struct mb_heading words;

    if (s.len == 0 || s.len > NUMBER_BYTES || label.sort <= MB_LABEL_BULLET
        || label.len < s.len || title.start >= title.end)
        return false;
    words = mb_heading_part(x, i, title.start, title.end);
    words.body = title.end;
    return mb_heading_add(x, i, i, s, &words) != NULL;
}

static uint32_t next_block(const struct mb_extract *x, uint32_t i)
{
    for (i++; i < x->blocks->n; i++)
        if (x->outline[i].role != MB_ROLE_FURNITURE)
            return i;
    return MB_NO_INDEX;
}

static bool row_below(const struct mb_extract *x, uint32_t i)
{
    uint32_t next = next_block(x, i);

    return next != MB_NO_INDEX && x->blocks->at[next].kind == MB_BLOCK_ROW;
}

static uint32_t table_items(struct mb_extract *x)
{
    struct agenda_table table = {.inside = false};
    uint32_t n = 0;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        struct mb_heading words;
        if (b->kind == MB_BLOCK_FURNITURE)
            continue;
        if (b->kind == MB_BLOCK_ROW) {
            if (!read_head(x, i, &table) && table.inside)
                n += agenda_row(x, i, table.title);
        } else if (table.inside && b->label.ptr != NULL && row_below(x, i)) {
            words = mb_heading_whole(x, i); /* its other cells stand beneath */
            n += mb_heading_add(x, i, i, b->label, &words) != NULL;
        } else {
            table.inside = false;
        }
    }
    return n;
}

/* ---- headings ---- */

static uint32_t worded_items(struct mb_extract *x)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        uint32_t title = i;
        struct mb_heading words;
        if (x->outline[i].role == MB_ROLE_FURNITURE || b->label.ptr == NULL
            || mb_label_word(b->label) == 0)
            continue;
        if (b->view_body >= b->view_end)
            title = next_block(x, i);
        if (title == MB_NO_INDEX)
            break;
        words = mb_heading_whole(x, title);
        if (mb_outline_is(x, title, "title"))
            words.start = x->outline[title].label_end;
        else if (words.score < 0)
            continue;
        if (words.start < words.end)
            n += mb_heading_add(x, i, title, b->label, &words) != NULL;
    }
    return n;
}

void mb_heading_list(struct mb_extract *x)
{
    if (table_items(x) == 0)
        worded_items(x);
}
