/* Lists beneath a stem. They are told by their labels' sequence
 * (parser/labels.h), bullets by the reader's marks, paragraphs by their first
 * word. One walk down the blocks from the words that open the list; each block
 * is a new entry, goes on with the one above, is a stem in the middle ("This
 * Council believes that:") or ends the list.
 */
#include "parser/labels.h"
#include "parser/records/clauses.h"

#include <string.h>

enum {
    WRAP_MIN = 60,  /* columns that a printed line has at least */
    WRAP_SLACK = 4, /* columns that justified text may leave */
    LINES_MAX = 12  /* of a paragraph whose lines are entries */
};

/* Words that alone, or at their end, open a list. */
static const char *const openers[] = {
    "that",        "to",         "cabinet",       "council",      "committee",
    "board",       "panel",      "executive",     "authority",    "members",
    "partnership", "commission", "sub-committee", "subcommittee", "it",
};

static struct mb_range body_of(const struct mb_extract *x, uint32_t i)
{
    return (struct mb_range){x->blocks->at[i].view_body,
                             x->blocks->at[i].view_end};
}

/* A block as a new entry of the list, with its label. */
static void add_entry(const struct mb_extract *x, struct mb_clauses *list,
                      uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    uint32_t n = list->n;

    mb_clause_add(x, list, body_of(x, i), i);
    if (list->n > n && b->view_body > b->view_start)
        list->at[n].label = mb_range_trim(
            x->blocks->view, (struct mb_range){b->view_start, b->view_body});
}

/* The block, with its label, goes on with the last entry. */
static void append_block(const struct mb_extract *x, struct mb_clauses *list,
                         uint32_t i, bool with_label)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_clause *last = &list->at[list->n - 1];

    mb_clause_part(x, last,
                   (struct mb_range){with_label ? b->view_start : b->view_body,
                                     b->view_end});
    last->last = i;
}

bool mb_opens_list(const struct mb_extract *x, struct mb_range r)
{
    struct mb_span view = x->blocks->view;
    uint32_t start;
    struct mb_span word;

    r = mb_range_trim(view, r);
    if (mb_range_empty(r))
        return true;
    if (view.ptr[r.end - 1] == ':' || view.ptr[r.end - 1] == '-')
        return true;
    if (mb_range_words(view, r) > 8)
        return false;
    for (start = r.end; start > r.start && view.ptr[start - 1] != ' '; start--)
        ;
    word = mb_span_sub(view, start, r.end);
    return MB_SPAN_ILISTED(word, openers) > 0;
}

static bool is_bullet(const struct mb_block *b)
{
    if (b->label.ptr == NULL)
        return b->kind == MB_BLOCK_LIST_ITEM;
    return b->label.len == 1 && b->label.ptr[0] == '-';
}

/* Whether the entry above is not finished and block i goes on with it. */
static bool goes_on(const struct mb_extract *x, const struct mb_clauses *list,
                    uint32_t i)
{
    struct mb_span view = x->blocks->view;
    const struct mb_clause *last = &list->at[list->n - 1];
    struct mb_range body = body_of(x, i);
    char end, begin;

    if (last->nparts == 0 || mb_range_empty(body))
        return false;
    end = view.ptr[last->parts[last->nparts - 1].end - 1];
    begin = view.ptr[body.start];
    if (mb_span_istarts(mb_range_span(view, body), MB_SPAN_LIT("it being ")))
        return false;
    return strchr(".;:!?", end) == NULL && begin >= 'a' && begin <= 'z';
}

static bool is_connector(const struct mb_extract *x, uint32_t i)
{
    struct mb_range r =
        mb_range_strip(x->blocks->view, body_of(x, i), " ;:,.-\t");
    struct mb_span s = mb_range_span(x->blocks->view, r);

    return mb_span_ieq(s, MB_SPAN_LIT("and"))
           || mb_span_ieq(s, MB_SPAN_LIT("or"));
}

/* A stem in the middle of a list: it ends in a colon, a label follows. */
static bool is_inner_stem(const struct mb_extract *x, uint32_t opener,
                          uint32_t i)
{
    struct mb_range body = mb_range_trim(x->blocks->view, body_of(x, i));
    uint32_t next = mb_block_behind(x, i);

    return !mb_range_empty(body) && x->blocks->view.ptr[body.end - 1] == ':'
           && next < x->blocks->n && mb_clause_block(x, opener, next)
           && x->blocks->at[next].label.ptr != NULL;
}

static struct mb_label label_of(const struct mb_extract *x, uint32_t i)
{
    return mb_label_read(mb_block_line(x->blocks, i));
}

static bool same_list(const struct mb_label *a, const struct mb_label *b)
{
    return mb_label_follows(a, b)
           || (a->sort == b->sort && b->value == a->value + 1);
}

static bool counts(const struct mb_label *label)
{
    return label->sort == MB_LABEL_NUMBER || label->sort == MB_LABEL_ROMAN
           || label->sort == MB_LABEL_LETTER;
}

/* "(b)", then "(iii)": the list goes on in another form. */
static bool changes_form(const struct mb_label *a, const struct mb_label *b)
{
    return counts(a) && counts(b) && a->sort != b->sort && a->value >= 2
           && b->value == a->value + 1;
}

/* Whether a label goes on with the numbering that the opener stands in. */
static bool is_openers_next(const struct mb_extract *x, uint32_t opener,
                            uint32_t first, uint32_t i,
                            const struct mb_label *label)
{
    const struct mb_block *at = x->blocks->at;
    struct mb_label own;
    int to_opener, to_list;

    if (at[opener].label.ptr == NULL)
        return false;
    own = label_of(x, opener);
    if (own.sort == MB_LABEL_NONE || !mb_label_follows(&own, label))
        return false;
    to_opener = (int)at[i].indent - (int)at[opener].indent;
    to_list = (int)at[i].indent - (int)at[first].indent;
    return to_opener * to_opener <= to_list * to_list;
}

/* `last`: the label of the entry that the list has already, if any. */
static void labelled_list(const struct mb_extract *x, uint32_t opener,
                          const uint8_t *stops, struct mb_label last,
                          struct mb_clauses *list)
{
    uint32_t first = list->behind, i = first;
    struct mb_label inner = {0};
    bool fresh = last.sort == MB_LABEL_NONE; /* the next begins a list */

    for (; i < x->blocks->n && mb_clause_block(x, opener, i);
         i = mb_block_behind(x, i)) {
        struct mb_label label = {0};
        if (x->blocks->at[i].label.ptr != NULL)
            label = label_of(x, i);
        if (i > first && stops[i]
            && (label.sort == MB_LABEL_NONE || !same_list(&last, &label)))
            break;
        if (label.sort == MB_LABEL_NONE && !is_bullet(&x->blocks->at[i])) {
            if (list->n > 0 && goes_on(x, list, i))
                append_block(x, list, i, false);
            else if (is_inner_stem(x, opener, i))
                fresh = true;
            else if (!is_connector(x, i))
                break;
        } else if (fresh || same_list(&last, &label)
                   || (changes_form(&last, &label)
                       && !same_list(&inner, &label))) {
            if (!fresh && is_openers_next(x, opener, first, i, &label))
                break;
            add_entry(x, list, i);
            last = label;
            inner = (struct mb_label){0};
            fresh = false;
        } else if (is_bullet(&x->blocks->at[i]) || label.value <= 1
                   || (inner.sort != MB_LABEL_NONE
                       && same_list(&inner, &label))) {
            if (list->n == 0 || is_openers_next(x, opener, first, i, &label))
                break;
            append_block(x, list, i, true);
            inner = label;
        } else {
            break;
        }
    }
    list->behind = i;
}

static void bullet_list(const struct mb_extract *x, uint32_t opener,
                        const uint8_t *stops, struct mb_clauses *list)
{
    uint32_t first = list->behind, i = first;

    for (; i < x->blocks->n && mb_clause_block(x, opener, i);
         i = mb_block_behind(x, i)) {
        const struct mb_block *b = &x->blocks->at[i];
        if (i > first && stops[i] && !is_bullet(b))
            break;
        if (!is_bullet(b)) {
            if (list->n == 0 || b->label.ptr != NULL || !goes_on(x, list, i))
                break;
            append_block(x, list, i, false);
        } else if (list->n > 0 && b->level > x->blocks->at[first].level) {
            append_block(x, list, i, true);
        } else {
            add_entry(x, list, i);
        }
    }
    list->behind = i;
}

/* The first word of a block, in lower case where it is "That", "To" … */
static struct mb_span first_word(const struct mb_extract *x, uint32_t i)
{
    struct mb_span body = mb_block_body(x->blocks, i), head;

    (void)mb_span_cut(body, ' ', &head);
    return mb_span_strip(head, ",;:.\"'");
}

static bool begins_alike(const struct mb_extract *x, uint32_t opener,
                         uint32_t a, uint32_t b)
{
    struct mb_span wa = first_word(x, a), wb = first_word(x, b);

    /* paragraphs set in, each beginning with the same word */
    if (mb_span_eq(wa, wb) && wa.len > 3
        && x->blocks->at[a].indent == x->blocks->at[b].indent
        && x->blocks->at[a].indent > x->blocks->at[opener].indent)
        return true;
    if (mb_span_ieq(wa, wb))
        return mb_span_ieq(wa, MB_SPAN_LIT("that"))
               || mb_span_ieq(wa, MB_SPAN_LIT("to"));
    if (mb_span_ieq(wa, MB_SPAN_LIT("that")))
        return mb_span_istarts(mb_block_body(x->blocks, b),
                               MB_SPAN_LIT("and that "));
    return mb_span_ieq(wa, MB_SPAN_LIT("to"))
           && mb_span_ieq(wb, MB_SPAN_LIT("otherwise"));
}

/* The length of "A: " at a block's beginning, a label that looks like none. */
static uint32_t letter_colon(const struct mb_extract *x, uint32_t i)
{
    struct mb_span s = mb_block_body(x->blocks, i);

    return x->blocks->at[i].label.ptr == NULL && s.len > 3 && s.ptr[0] >= 'A'
                   && s.ptr[0] <= 'Z' && s.ptr[1] == ':' && s.ptr[2] == ' '
               ? 3
               : 0;
}

static void colon_list(const struct mb_extract *x, uint32_t opener,
                       struct mb_clauses *list)
{
    uint32_t i = list->behind;

    for (; i < x->blocks->n && mb_clause_block(x, opener, i)
           && letter_colon(x, i) > 0;
         i = mb_block_behind(x, i)) {
        struct mb_range body = body_of(x, i);
        uint32_t n = list->n;
        mb_clause_add(x, list, (struct mb_range){body.start + 3, body.end}, i);
        if (list->n > n)
            list->at[n].label = (struct mb_range){body.start, body.start + 1};
    }
    list->behind = i;
}

/* "resolved to:", "agreed that:": each entry goes on from that word. */
static bool ends_in_to(const struct mb_extract *x, uint32_t i)
{
    struct mb_span s = mb_span_strip(mb_block_body(x->blocks, i), " :-\t");

    return mb_span_ends(s, MB_SPAN_LIT(" to"))
           || mb_span_ends(s, MB_SPAN_LIT("that"))
           || mb_span_ends(s, MB_SPAN_LIT("That"));
}

static bool small(const struct mb_extract *x, uint32_t at)
{
    return x->blocks->view.ptr[at] >= 'a' && x->blocks->view.ptr[at] <= 'z';
}

static void plain_list(const struct mb_extract *x, uint32_t opener, bool all,
                       const uint8_t *stops, struct mb_clauses *list)
{
    uint32_t first = list->behind, i = first;
    bool to = ends_in_to(x, opener);

    for (; i < x->blocks->n && mb_clause_block(x, opener, i);
         i = mb_block_behind(x, i)) {
        const struct mb_block *b = &x->blocks->at[i];
        if (i > first && stops[i])
            break;
        if (i == first || (all && b->label.ptr == NULL)
            || (is_bullet(b) && to && small(x, x->blocks->at[first].view_body)))
            add_entry(x, list, i);
        else if (goes_on(x, list, i))
            append_block(x, list, i, false);
        else if (b->label.ptr == NULL && begins_alike(x, opener, first, i))
            add_entry(x, list, i);
        else
            break;
    }
    list->behind = i;
}

/* ---- a label in a column of its own ---- */

/* The first cell of a row, if it is nothing but a label ("a", "(ii)", "3."),
 * and the second; false where they are not. */
static bool label_cell(const struct mb_extract *x, uint32_t i,
                       struct mb_label *ret_label, struct mb_range *ret_cell,
                       struct mb_range *ret_body)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_span view = x->blocks->view;
    const char *tab =
        memchr(view.ptr + b->view_start, '\t', b->view_end - b->view_start);
    char closed[8];
    struct mb_span s;

    if (b->kind != MB_BLOCK_ROW || tab == NULL)
        return false;
    *ret_cell = mb_range_trim(
        view, (struct mb_range){b->view_start, (uint32_t)(tab - view.ptr)});
    *ret_body = mb_range_trim(
        view, (struct mb_range){(uint32_t)(tab - view.ptr) + 1, b->view_end});
    s = mb_range_span(view, *ret_cell);
    if (s.len == 0 || s.len > 5 || mb_range_empty(*ret_body))
        return false;
    memcpy(closed, s.ptr, s.len); /* "a" alone is read as "a)" */
    closed[s.len] = ')';
    s = mb_span_strip(
        mb_span_sub((struct mb_span){closed, s.len + 1}, 0, s.len + 1), "().");
    memmove(closed, s.ptr, s.len);
    closed[s.len] = ')';
    *ret_label = mb_label_read((struct mb_span){closed, s.len + 1});
    return counts(ret_label);
}

static void row_list(const struct mb_extract *x, uint32_t opener,
                     struct mb_clauses *list)
{
    uint32_t i = list->behind;
    struct mb_label last = {0};

    for (; i < x->blocks->n && mb_clause_block(x, opener, i)
           && x->blocks->at[i].kind == MB_BLOCK_ROW;
         i = mb_block_behind(x, i)) {
        struct mb_label label = {0};
        struct mb_range cell, body;
        uint32_t n = list->n;
        if (!label_cell(x, i, &label, &cell, &body)
            || (last.sort != MB_LABEL_NONE && !same_list(&last, &label)))
            break;
        mb_clause_add(x, list, body, i);
        if (list->n > n)
            list->at[n].label = cell;
        last = label;
    }
    list->behind = i;
}

static bool opens_rows(const struct mb_extract *x, uint32_t i)
{
    struct mb_label label = {0};
    struct mb_range cell, body;

    return label_cell(x, i, &label, &cell, &body) && label.value == 1;
}

/* ---- lines that are entries ---- */

/* The view offset of the line behind the one that holds `at`, or `end`. */
static uint32_t next_line(const struct mb_extract *x, uint32_t at, uint32_t end)
{
    struct mb_span view = x->blocks->view, text = x->blocks->text->text;

    for (; at + 1 < end; at++) {
        uint32_t from, to;
        if (view.ptr[at] != ' ')
            continue;
        from = mb_blocks_text_at(x->blocks, at);
        to = mb_blocks_text_at(x->blocks, at + 1);
        if (to > from && memchr(text.ptr + from, '\n', to - from) != NULL)
            return at + 1;
    }
    return end;
}

/* Columns of the longest line of running text: where the printer wrapped. */
static uint32_t wrap_width(const struct mb_extract *x)
{
    uint32_t widest = 0;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        uint32_t at = b->view_start;
        if (b->kind == MB_BLOCK_ROW || b->kind == MB_BLOCK_FURNITURE
            || b->nlines < 2)
            continue;
        while (at < b->view_end) {
            uint32_t behind = next_line(x, at, b->view_end);
            if (behind - at + b->indent > widest)
                widest = behind - at + b->indent;
            at = behind;
        }
    }
    return widest;
}

/* Whether the line [at, behind) was ended by the clerk and not by the printer:
 * the first word of the next would have found room. */
static bool stands_alone(const struct mb_extract *x, uint32_t i, uint32_t at,
                         uint32_t behind, uint32_t width)
{
    const struct mb_block *b = &x->blocks->at[i];
    uint32_t word = behind;

    if (behind >= b->view_end)
        return true;
    while (word < b->view_end && x->blocks->view.ptr[word] != ' ')
        word++;
    return b->indent + (word - at) + WRAP_SLACK <= width;
}

/* Each line an entry: "to:" over "note the report", "write to the operator;
 * and" … True, and *list filled, if there are two and all begin alike. */
static bool line_list(const struct mb_extract *x, uint32_t opener,
                      const uint8_t *stops, struct mb_clauses *list)
{
    struct mb_clauses found = {.stem = list->stem};
    uint32_t width = wrap_width(x), i = list->behind, first = i;

    width = width < WRAP_MIN ? WRAP_MIN : width;
    for (; i < x->blocks->n && mb_clause_block(x, opener, i);
         i = mb_block_behind(x, i)) {
        const struct mb_block *b = &x->blocks->at[i];
        if (b->label.ptr != NULL || b->kind != MB_BLOCK_PARAGRAPH
            || b->nlines > LINES_MAX || (i > first && stops[i])
            || !small(x, b->view_body))
            break;
        for (uint32_t at = b->view_body, behind; at < b->view_end;
             at = behind) {
            behind = next_line(x, at, b->view_end);
            if (!small(x, at) || !stands_alone(x, i, at, behind, width)
                || mb_range_words(x->blocks->view,
                                  (struct mb_range){at, behind})
                       < 2)
                return false;
            mb_clause_add(x, &found, (struct mb_range){at, behind}, i);
        }
    }
    if (found.n < 2)
        return false;
    found.behind = i;
    *list = found;
    return true;
}

/* Whether block i does nothing but open the list behind it. */
static bool opens_labelled(const struct mb_extract *x, uint32_t opener,
                           uint32_t i)
{
    uint32_t next = mb_block_behind(x, i);

    return next < x->blocks->n && mb_clause_block(x, opener, next)
           && (x->blocks->at[next].label.ptr != NULL
               || is_bullet(&x->blocks->at[next]))
           && mb_opens_list(x, body_of(x, i));
}

void mb_clauses_below(const struct mb_extract *x, uint32_t opener, bool all,
                      const uint8_t *stops, struct mb_clauses *list)
{
    uint32_t i = mb_block_behind(x, opener);

    list->behind = i;
    if (i >= x->blocks->n || !mb_clause_block(x, opener, i))
        return;
    if (x->blocks->at[i].label.ptr == NULL && !is_bullet(&x->blocks->at[i])
        && opens_labelled(x, opener, i)) {
        if (mb_range_empty(list->stem))
            list->stem = body_of(x, i);
        list->behind = i = mb_block_behind(x, i);
    }
    if (opens_rows(x, i))
        row_list(x, opener, list);
    else if (ends_in_to(x, opener) && line_list(x, opener, stops, list))
        return;
    else if (is_bullet(&x->blocks->at[i]))
        bullet_list(x, opener, stops, list);
    else if (x->blocks->at[i].label.ptr != NULL)
        labelled_list(x, opener, stops, (struct mb_label){0}, list);
    else if (letter_colon(x, i) > 0)
        colon_list(x, opener, list);
    else
        plain_list(x, opener, all, stops, list);
}

bool mb_clauses_from_line(const struct mb_extract *x, struct mb_range r,
                          uint32_t block, const uint8_t *stops,
                          struct mb_clauses *list)
{
    uint32_t i = mb_block_behind(x, block), n = list->n;
    struct mb_label own, next;

    r = mb_range_trim(x->blocks->view, r);
    own = mb_label_read(mb_range_span(x->blocks->view, r));
    if (own.sort < MB_LABEL_NUMBER || own.len == 0 || r.start + own.len >= r.end
        || own.value > 1
        || strchr(").", x->blocks->view.ptr[r.start + own.len - 1]) == NULL
        || i >= x->blocks->n || !mb_clause_block(x, block, i)
        || x->blocks->at[i].label.ptr == NULL)
        return false;
    next = label_of(x, i);
    if (!mb_label_follows(&own, &next))
        return false;
    mb_clause_add(x, list, (struct mb_range){r.start + own.len, r.end}, block);
    if (list->n == n)
        return false;
    list->at[n].label = (struct mb_range){r.start, r.start + own.len};
    list->behind = i;
    labelled_list(x, block, stops, own, list);
    return true;
}
