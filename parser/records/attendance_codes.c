/* Lists with a code beside each name: "P = present, Ap = apologies", and
 * "Mrs Tuke (Chair)    P". The key may stand above the list or beneath it, so
 * it is looked for first. It must tell two codes at least, that of those
 * present among them, close together. A row with two codes is of several
 * meetings: it is left to a person.
 */
#include "parser/records/attendance.h"

#include "parser/records/sentences.h"

#include <string.h>

enum {
    KEY_BLOCKS = 8, /* that a key is spread over */
    LIST_BLOCKS = 4 /* between two names of one list */
};

static const struct mb_attendance_code *find_code(const struct mb_attendance *w,
                                                  struct mb_span word)
{
    word = mb_span_strip(mb_span_trim(word), "()[].");
    for (uint32_t i = 0; i < w->ncodes; i++)
        if (mb_span_eq(w->codes[i].code, word))
            return &w->codes[i];
    return NULL;
}

static void add_code(struct mb_attendance *w, uint32_t block,
                     const struct mb_match *m)
{
    struct mb_range r;

    if (w->ncodes > 0 && block - w->codes[0].block > KEY_BLOCKS)
        return;
    if (w->ncodes == MB_ATTENDANCE_CODES
        || !mb_match_range(w->x->rules, m, "code", &r)
        || find_code(w, mb_range_span(mb_attendance_view(w), r)) != NULL)
        return;
    w->codes[w->ncodes++] = (struct mb_attendance_code){
        .code = mb_range_span(mb_attendance_view(w), r),
        .value = mb_attendance_value(w, m),
        .match = m,
        .block = block};
}

void mb_attendance_find_codes(struct mb_attendance *w)
{
    const struct mb_extract *x = w->x;
    mb_finds finds = mb_rules_finds(x->rules, "attendance-code");
    bool present = false;

    for (uint32_t i = 0; finds != MB_FINDS_NONE && i < x->blocks->n; i++) {
        const struct mb_match *m = NULL;
        while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL)
            add_code(w, i, m);
    }
    for (uint32_t i = 0; i < w->ncodes; i++)
        present |= mb_span_eq(w->codes[i].value, MB_SPAN_LIT("present"));
    if (!present || w->ncodes < 2)
        w->ncodes = 0;
    for (uint32_t i = 0; i < w->ncodes; i++)
        x->outline[w->codes[i].block].claimed = 1;
}

const struct mb_attendance_code *
mb_attendance_cell_code(const struct mb_attendance *w, uint32_t block,
                        uint32_t cell)
{
    return find_code(w,
                     mb_range_span(mb_attendance_view(w),
                                   mb_block_cell(w->x->blocks, block, cell)));
}

const struct mb_attendance_code *
mb_attendance_entry_code(const struct mb_attendance *w,
                         const struct mb_entry *e)
{
    struct mb_span view = mb_attendance_view(w), inside;
    uint32_t at = e->name.end;

    while (w->ncodes > 0 && at < view.len && view.ptr[at] == ' ')
        at++;
    if (w->ncodes == 0 || at >= view.len || view.ptr[at] != '(')
        return NULL;
    (void)mb_span_cut(mb_span_sub(view, at + 1, view.len), ')', &inside);
    return find_code(w, inside);
}

/* The code that ends a block's line, behind a gap, a dash or in brackets;
 * *ret_end is where the words before it end. */
static const struct mb_attendance_code *
row_code(const struct mb_attendance *w, uint32_t block, uint32_t *ret_end)
{
    const struct mb_block *b = &w->x->blocks->at[block];
    struct mb_span view = mb_attendance_view(w);
    const struct mb_attendance_code *code = NULL;
    uint32_t at = b->view_end;

    if (mb_block_has_cells(w->x->blocks, block)) {
        uint32_t n = 0;
        for (uint32_t i = b->view_body; i < b->view_end; i++) {
            if (view.ptr[i] != '\t')
                continue;
            const struct mb_attendance_code *c = mb_attendance_cell_code(
                w, block, mb_block_cell_at(w->x->blocks, block, i + 1));
            n += c != NULL;
            code = c != NULL ? c : code;
            at = c != NULL ? i : at;
        }
        *ret_end = at;
        return n == 1 ? code : NULL;
    }
    while (at > b->view_body && view.ptr[at - 1] != ' '
           && view.ptr[at - 1] != '(')
        at--;
    code = find_code(w, mb_span_sub(view, at, b->view_end));
    while (at > b->view_body && strchr(" (", view.ptr[at - 1]) != NULL)
        at--;
    *ret_end = at;
    if (code == NULL || at <= b->view_body
        || (view.ptr[at] != '(' && view.ptr[at + 1] != '('
            && strchr("-:,", view.ptr[at - 1]) == NULL))
        return NULL;
    while (at > b->view_body && strchr(" -:,", view.ptr[at - 1]) != NULL)
        at--;
    *ret_end = at;
    return code;
}

bool mb_attendance_coded_row(struct mb_attendance *w, uint32_t block)
{
    const struct mb_attendance_code *code;
    struct mb_attended how = {.rule = "people/code", .block = block};
    struct mb_span kept = w->capacity;
    uint32_t end, before = w->list.n, odd = w->list.odd;

    if (w->ncodes == 0 || (code = row_code(w, block, &end)) == NULL)
        return false;
    if (mb_entries_read(&w->list, w->x->blocks->at[block].view_body, end) != 1
        || w->list.odd != odd || w->list.prose) {
        w->list.n = before;
        return false;
    }
    if (w->coded == 0 || block - w->coded > LIST_BLOCKS)
        w->r->list++;
    w->coded = block;
    w->x->outline[block].claimed = 1;
    w->capacity = code->value;
    how.match = code->match;
    how.capacity = mb_attendance_capacity(w, &w->list.at[before]);
    w->capacity = kept;
    w->list.at[before].whole.end = w->x->blocks->at[block].view_end;
    mb_roster_add(w->r, &w->list.at[before], &how);
    return true;
}
