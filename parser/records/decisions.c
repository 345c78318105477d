/* Formal decisions. A decision page is one record of labelled fields. A list
 * or a forward plan is cut into records at the label that occurs in each of
 * them, and each record reaches up to the reference or heading above it; or it
 * is a table, whose head tells what the columns hold. In minutes an item
 * headed by a reference and resolved is a decision, and a table of decision
 * numbers gives one for each.
 */
#include "parser/records/decision_fields.h"
#include "parser/records/headings.h"

#include "parser/labels.h"
#include "parser/records/outline.h"
#include "parser/records/refs.h"

#include <string.h>

struct mb_decision *mb_decision_add(struct mb_extract *x, uint32_t start,
                                    uint32_t end, const char *rule)
{
    struct mb_decision *d = mb_record_add(x->doc, MB_KIND_DECISIONS);

    if (d != NULL)
        mb_evidence_fill(x, &d->ev, start, end, NULL, rule, 90);
    return d;
}

/* The first reference of a block; false where it has none. */
bool mb_decision_reference(const struct mb_extract *x, uint32_t block,
                           struct mb_range *ret_range)
{
    return mb_reference_next(x, block, NULL, ret_range) != NULL;
}

void mb_decision_set_reference(struct mb_extract *x, struct mb_decision *d,
                               struct mb_range range)
{
    if (d->ref.s.ptr == NULL)
        d->ref = mb_field_words(x, range.start, range.end, true);
}

/* ---- titles of records ---- */

/* A date in front of a title in a list: "09/10/2024 - 24/00078 - Title". */
static uint32_t cut_date(struct mb_extract *x, struct mb_decision *d,
                         uint32_t start, uint32_t end)
{
    uint32_t behind = mb_decision_date(x, d, start, end);
    const char *view = x->blocks->view.ptr;

    if (behind == 0)
        return start;
    while (behind < end && strchr(" -", view[behind]) != NULL)
        behind++;
    return behind;
}

/* Take a title from a block: reference, date and status around it go where
 * they belong. False where nothing is left. */
static bool take_title(struct mb_extract *x, struct mb_decision *d, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    const struct mb_match *m = mb_outline_match(x, i, "status-behind");
    uint32_t start = b->view_body, end = b->view_end;
    struct mb_range r;

    if (mb_decision_reference(x, i, &r))
        mb_decision_set_reference(x, d, r);
    if (m != NULL && mb_match_range(x->rules, m, "status", &r)) {
        if (d->status.s.ptr == NULL)
            d->status = mb_field_words(x, r.start, r.end, true);
        end = r.start;
    }
    start = cut_date(x, d, start, end);
    mb_title_trim(x, i, &start, &end);
    if (end > start && d->ref.s.ptr != NULL
        && mb_span_eq(mb_field_words(x, start, end, false).s, d->ref.s))
        return false;
    if (end <= start + 2)
        return false;
    d->title = mb_field_words(x, start, end, true);
    return true;
}

/* The title stands in block i, or in the next one if i holds but a number. */
static void find_title(struct mb_extract *x, struct mb_decision *d, uint32_t i,
                       uint32_t end)
{
    for (uint32_t n = 0; i < end && n < 3 && d->title.s.ptr == NULL; i++) {
        const struct mb_outline_block *o = &x->outline[i];
        if (o->role == MB_ROLE_FURNITURE)
            continue;
        n++;
        if (o->role == MB_ROLE_LABEL && !mb_outline_is(x, i, "decision_number"))
            return;
        if (o->role != MB_ROLE_LABEL && take_title(x, d, i))
            mb_claim(x, i, i);
    }
}

/* ---- one page, one decision ---- */

/* A table on a page: its head's fields, and their values in the row beneath. */
static void page_tables(struct mb_extract *x, struct mb_decision *d)
{
    for (uint32_t i = 0; i + 1 < x->blocks->n; i++) {
        struct mb_decision_columns head;
        if (x->blocks->at[i].kind != MB_BLOCK_ROW
            || x->blocks->at[i + 1].kind != MB_BLOCK_ROW)
            continue;
        mb_decision_read_columns(x, i, &head);
        if (head.known < 2)
            continue;
        for (uint32_t c = 0; c < MB_DECISION_COLUMNS; c++)
            if (head.at[c].ptr != NULL)
                mb_decision_field(x, d, head.at[c], i + 1,
                                  mb_block_cell(x->blocks, i + 1, c));
        mb_claim(x, i, i + 1);
    }
}

static bool is_page(const struct mb_extract *x, uint32_t i)
{
    mb_finds finds = mb_rules_finds(x->rules, "page");
    const struct mb_match *m = NULL;

    while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL)
        if (mb_span_eq(mb_outline_value(x, m), MB_SPAN_LIT("decision")))
            return true;
    return false;
}

/* "Officer decision: Extension of the Contract" */
static bool title_behind_page(struct mb_extract *x, struct mb_decision *d,
                              uint32_t i)
{
    const struct mb_match *m = mb_outline_match(x, i, "page");
    uint32_t start = m->end, end = x->blocks->at[i].view_end;

    mb_title_trim(x, i, &start, &end);
    if (end <= start + 4)
        return false;
    d->title = mb_field_words(x, start, end, true);
    return true;
}

static void page_decision(struct mb_extract *x)
{
    uint32_t n = x->blocks->n, page = MB_NO_INDEX;
    struct mb_decision *d;
    struct mb_range r;

    if (n == 0)
        return;
    d = mb_decision_add(x, 0, x->blocks->at[n - 1].view_end, "decisions/page");
    if (d == NULL)
        return;
    page_tables(x, d);
    mb_decision_fields(x, d, 0, n);
    for (uint32_t i = 0; i < n && page == MB_NO_INDEX; i++)
        if (x->outline[i].role != MB_ROLE_FURNITURE && is_page(x, i))
            page = i;
    if (d->title.s.ptr == NULL && page != MB_NO_INDEX
        && !title_behind_page(x, d, page))
        find_title(x, d, page + 1, n);
    for (uint32_t i = 0; i < n && d->ref.s.ptr == NULL && i < 30; i++)
        if (x->outline[i].role != MB_ROLE_FURNITURE
            && mb_decision_reference(x, i, &r))
            mb_decision_set_reference(x, d, r);
    if (x->doc->meetings.n == 1) {
        d->meeting = 0;
        if (d->maker.s.ptr == NULL)
            d->maker = x->doc->meetings.at[0].body;
        if (d->date.s.ptr == NULL)
            d->date = x->doc->meetings.at[0].date;
    }
}

/* ---- lists and plans of labelled fields ---- */

/* The label that each record has: the one that occurs most. */
static const char *anchor_label(const struct mb_extract *x)
{
    static const char *const labels[] = {
        "maker",     "decided",        "due", "status", "published",
        "effective", "first_published"};
    const char *best = NULL;
    uint32_t most = 0;

    for (size_t k = 0; k < sizeof labels / sizeof *labels; k++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < x->blocks->n; i++)
            n += mb_outline_is(x, i, labels[k]);
        if (n > most) {
            most = n;
            best = labels[k];
        }
    }
    return best;
}

/* A title or number at block i: of the two, the record begins with the one that
 * stands above, with nothing but labelled fields between. */
static uint32_t first_of_both(const struct mb_extract *x, uint32_t i,
                              uint32_t floor)
{
    bool title = mb_outline_is(x, i, "title");

    for (uint32_t k = i; k-- > floor;) {
        const struct mb_outline_block *o = &x->outline[k];
        if (o->role == MB_ROLE_FURNITURE)
            continue;
        if (o->role != MB_ROLE_LABEL
            || mb_outline_is(x, k, title ? "title" : "decision_number"))
            break;
        if (mb_outline_is(x, k, title ? "decision_number" : "title"))
            return k;
    }
    return i;
}

/* The heading right above block i, where the format says that it is one; else
 * i itself. */
static uint32_t heading_above(const struct mb_extract *x, uint32_t i,
                              uint32_t floor)
{
    uint32_t above = i;

    if (mb_outline_is(x, i, "title"))
        return i;
    while (above > floor)
        if (x->outline[--above].role != MB_ROLE_FURNITURE)
            break;
    return above >= floor && above < i
                   && x->blocks->at[above].mark == MB_MARK_HEADING
                   && x->outline[above].role == MB_ROLE_BODY
               ? above
               : i;
}

/* Where the record begins whose anchor is block `anchor`; behind `floor`. */
static uint32_t record_start(const struct mb_extract *x, uint32_t anchor,
                             uint32_t floor)
{
    struct mb_range r;
    uint32_t heading = MB_NO_INDEX;

    for (uint32_t i = anchor; i-- > floor;) {
        const struct mb_outline_block *o = &x->outline[i];
        if (o->role == MB_ROLE_FURNITURE)
            continue;
        if (o->role == MB_ROLE_ITEM_HEADING)
            return i;
        if (mb_outline_is(x, i, "title"))
            return first_of_both(x, i, floor);
        if (mb_outline_is(x, i, "decision_number"))
            return heading_above(x, first_of_both(x, i, floor), floor);
        if (o->role == MB_ROLE_LABEL)
            continue;
        if (mb_decision_reference(x, i, &r)
            && r.start < x->blocks->at[i].view_body + 24)
            return i;
        if (mb_decision_reference(x, i, &r) && mb_heading_score(x, i) > 0)
            return i;
        if (heading == MB_NO_INDEX && mb_heading_score(x, i) > 0)
            heading = i;
    }
    return heading != MB_NO_INDEX ? heading : anchor;
}

/* A plan's matter that a heading without a number names. */
static void plan_item(struct mb_extract *x, struct mb_decision *d, uint32_t i)
{
    struct mb_item *item;

    if (d->title.s.ptr == NULL)
        return;
    item = mb_record_add(x->doc, MB_KIND_ITEMS);
    if (item == NULL)
        return;
    item->title = d->title;
    item->block = i;
    mb_evidence_fill(x, &item->ev, x->blocks->at[i].view_body,
                     x->blocks->at[i].view_end, NULL, "decisions/plan-row", 85);
    d->item = x->doc->items.n - 1;
}

static void list_record(struct mb_extract *x, uint32_t start, uint32_t anchor,
                        uint32_t end)
{
    struct mb_decision *d =
        mb_decision_add(x, x->blocks->at[start].view_start,
                        x->blocks->at[end - 1].view_end, "decisions/record");
    uint32_t item = x->outline[start].item;

    if (d == NULL)
        return;
    if (x->outline[start].role == MB_ROLE_ITEM_HEADING) {
        struct mb_range r;
        d->item = item;
        d->title = x->doc->items.at[item].title;
        for (uint32_t i = start; i < anchor && d->ref.s.ptr == NULL; i++)
            if (mb_decision_reference(x, i, &r))
                mb_decision_set_reference(x, d, r);
    }
    mb_decision_fields(x, d, start, end);
    if (d->title.s.ptr == NULL)
        find_title(x, d, start, anchor);
    if (x->doc->kind == MB_DOC_FORWARD_PLAN && d->item == MB_NO_INDEX
        && x->blocks->at[start].mark == MB_MARK_HEADING)
        plan_item(x, d, start);
}

static void labelled_records(struct mb_extract *x)
{
    const char *label = anchor_label(x);
    uint32_t start = 0, anchor = MB_NO_INDEX;

    if (label == NULL)
        return;
    for (uint32_t i = 0; i <= x->blocks->n; i++) {
        uint32_t next;
        if (i < x->blocks->n && !mb_outline_is(x, i, label))
            continue;
        if (anchor == MB_NO_INDEX) {
            start = record_start(x, i < x->blocks->n ? i : 0, 0);
            anchor = i;
            continue;
        }
        next = i < x->blocks->n ? record_start(x, i, anchor + 1) : i;
        list_record(x, start, anchor, next);
        start = next;
        anchor = i;
    }
}

/* ---- in minutes ---- */

/* A resolution stands under the item, or words that it stands elsewhere. */
static bool resolved(const struct mb_extract *x, uint32_t from, uint32_t item)
{
    for (uint32_t i = from; i < x->blocks->n && x->outline[i].item == item; i++)
        if (mb_outline_match(x, i, "resolved-elsewhere") != NULL)
            return true;
    for (uint32_t i = 0; i < x->doc->resolutions.n; i++)
        if (x->doc->resolutions.at[i].item_index == item)
            return true;
    return false;
}

static struct mb_decision *item_decision(struct mb_extract *x, uint32_t item,
                                         uint32_t block, struct mb_range ref)
{
    const struct mb_item *it = &x->doc->items.at[item];
    struct mb_decision *d =
        mb_decision_add(x, ref.start, ref.end, "decisions/item");
    struct mb_meeting *meeting = NULL;

    if (d == NULL)
        return NULL;
    mb_decision_set_reference(x, d, ref);
    d->title = it->title;
    d->item = item;
    d->meeting = it->meeting;
    if (it->meeting < x->doc->meetings.n)
        meeting = &x->doc->meetings.at[it->meeting];
    if (meeting != NULL) {
        d->maker = meeting->body;
        d->date = meeting->date;
    }
    mb_claim(x, block, block);
    return d;
}

/* A reference that heads an item: printed with the title but no part of it,
 * alone in the block beneath, or behind "DECISION MADE:". */
static bool heads(const struct mb_extract *x, uint32_t i,
                  const struct mb_match *m, struct mb_range ref)
{
    const struct mb_block *b = &x->blocks->at[i];
    const struct mb_outline_block *o = &x->outline[i];
    struct mb_span words;

    if (mb_span_eq(mb_rules_at(x->rules, m->rule)->value,
                   MB_SPAN_LIT("resolved")))
        return false; /* the number of what was resolved, no record's */
    if (o->role == MB_ROLE_ITEM_HEADING) {
        struct mb_span title = x->doc->items.at[o->item].title.s;
        words = mb_blocks_words(x->blocks, ref.start, ref.end, x->arena);
        return mb_span_find(title, words) >= title.len;
    }
    if (mb_span_eq(mb_rules_at(x->rules, m->rule)->value,
                   MB_SPAN_LIT("resolved")))
        return false; /* a resolution's number, not the matter's */
    if (mb_outline_is(x, i, "decision_number"))
        return true;
    if (b->view_end - b->view_start < ref.end - ref.start + 44)
        return m->start <= b->view_body + 2 || o->role == MB_ROLE_LABEL;
    return false;
}

static void headed_items(struct mb_extract *x)
{
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_match *m = NULL;
        struct mb_range r;
        uint32_t item = x->outline[i].item;
        if (item == MB_NO_INDEX || x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        while ((m = mb_reference_next(x, i, m, &r)) != NULL)
            if (heads(x, i, m, r) && resolved(x, i, item))
                item_decision(x, item, i, r);
    }
}

/* The fields that a list prints beneath each of its items. */
static void item_fields(struct mb_extract *x)
{
    for (uint32_t k = 0; k < x->doc->decisions.n; k++) {
        struct mb_decision *d = &x->doc->decisions.at[k];
        uint32_t start, end;
        if (d->item >= x->doc->items.n
            || (k > 0 && x->doc->decisions.at[k - 1].item == d->item))
            continue;
        start = x->doc->items.at[d->item].block;
        for (end = start; end < x->blocks->n
                          && (end == start || x->outline[end].item == d->item);
             end++)
            ;
        mb_decision_fields(x, d, start, end);
    }
}

/* A reference in the head of an issue's page is that of the decision which the
 * first of its meetings that resolved something took. */
static void issue_decision(struct mb_extract *x)
{
    struct mb_range ref;

    if (x->doc->decisions.n > 0)
        return;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_outline_block *o = &x->outline[i];
        if (o->role == MB_ROLE_TITLE || o->role == MB_ROLE_ITEM_HEADING)
            return;
        if (o->role == MB_ROLE_FURNITURE || !mb_decision_reference(x, i, &ref)
            || ref.start > x->blocks->at[i].view_body + 2)
            continue;
        for (uint32_t k = 0; k < x->doc->items.n; k++)
            if (resolved(x, x->doc->items.at[k].block, k)) {
                item_decision(x, k, i, ref);
                return;
            }
        return;
    }
}

/* "184/2023" alone on a line or in a row's first cell. */
static bool number_of_year(const struct mb_extract *x, uint32_t i,
                           struct mb_range *ret_range)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_range r = b->kind == MB_BLOCK_ROW
                            ? mb_block_cell(x->blocks, i, 0)
                            : (struct mb_range){b->view_start, b->view_body};
    struct mb_span s;
    struct mb_label label;

    if (b->kind != MB_BLOCK_ROW && b->label.ptr == NULL)
        r.end = b->view_end;
    s = mb_span_trim(mb_span_sub(x->blocks->view, r.start, r.end));
    label = mb_label_read(s);
    r.end = r.start + (uint32_t)s.len;
    *ret_range = r;
    return s.len > 0 && s.len < 10 && label.sort == MB_LABEL_YEARED
           && label.len == s.len;
}

/* Numbers in the column "Decision number" beneath an item. */
static void numbered_decisions(struct mb_extract *x)
{
    uint32_t under = MB_NO_INDEX; /* the item with such a column */

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_outline_block *o = &x->outline[i];
        struct mb_decision_columns head;
        struct mb_range r;
        if (o->role == MB_ROLE_FURNITURE || o->item == MB_NO_INDEX)
            continue;
        if (under != o->item)
            under = MB_NO_INDEX;
        mb_decision_read_columns(x, i, &head);
        if (mb_outline_is(x, i, "decision_number")
            || (head.known >= 2
                && mb_span_eq(head.at[0], MB_SPAN_LIT("decision_number"))))
            under = o->item;
        else if (under == o->item && number_of_year(x, i, &r)) {
            mb_reference_add(x, r, NULL);
            item_decision(x, under, i, r);
        }
    }
}

/* Which resolutions each decision of an item covers. */
static void join_resolutions(struct mb_extract *x)
{
    for (uint32_t i = 0; i < x->doc->resolutions.n; i++) {
        struct mb_resolution *r = &x->doc->resolutions.at[i];
        for (uint32_t k = 0; k < x->doc->decisions.n; k++)
            if (r->item_index != MB_NO_INDEX
                && x->doc->decisions.at[k].item == r->item_index)
                r->decision = k;
    }
    if (x->doc->kind == MB_DOC_DECISION && x->doc->decisions.n == 1)
        for (uint32_t i = 0; i < x->doc->resolutions.n; i++)
            x->doc->resolutions.at[i].decision = 0;
}

void mb_extract_decisions(struct mb_extract *x)
{
    switch (x->doc->kind) {
    case MB_DOC_DECISION:
        page_decision(x);
        break;
    case MB_DOC_DECISION_LIST:
    case MB_DOC_FORWARD_PLAN:
        if (x->doc->kind == MB_DOC_DECISION_LIST && x->doc->items.n > 0) {
            headed_items(x); /* an agenda's items, as in minutes */
            item_fields(x);
        } else if (!mb_decision_tables(x))
            labelled_records(x);
        break;
    case MB_DOC_ISSUE:
    case MB_DOC_AGENDA_ITEM:
    case MB_DOC_MEETING:
    case MB_DOC_MINUTES:
        headed_items(x);
        numbered_decisions(x);
        if (x->doc->kind == MB_DOC_ISSUE)
            issue_decision(x);
        break;
    case MB_DOC_AGENDA:
    case MB_DOC_REPORT:
    case MB_DOC_OTHER:
    case MB_DOC_KIND_COUNT:
        return;
    }
    mb_decision_common(x);
    join_resolutions(x);
}
