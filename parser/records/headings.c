/* Agenda items by their headings. What the format marks as an item is one.
 * Otherwise the best chain of numbered lines gives them (chains.c). Where
 * nothing is numbered, lines that look like headings are items as they stand.
 * Pages about one matter name item and number in a line of their own.
 */
#include "parser/records/headings.h"

#include "base/date.h"
#include "parser/records/outline.h"

#include <string.h>

enum {
    SURE = MB_HEADING_SURE,
    REPORT_HEAD = 30, /* blocks */
    TITLE_BLOCKS = 12 /* that a document's own title may stand in */
};

static uint32_t next_block(const struct mb_extract *x, uint32_t i)
{
    for (i++; i < x->blocks->n; i++)
        if (x->outline[i].role != MB_ROLE_FURNITURE)
            return i;
    return MB_NO_INDEX;
}

/* ---- adding items ---- */

struct mb_span mb_heading_number(struct mb_span s)
{
    s = mb_span_trim(s);
    s = mb_span_sub(s, mb_label_word(s), s.len);
    return mb_span_strip(s, ".:)(][ -,");
}

/* A title's words; pages printed in the middle ("… and, if in order, (Pages 1 -
 * 14) to be approved") are left out. */
static struct mb_field title_words(const struct mb_extract *x, uint32_t block,
                                   uint32_t start, uint32_t end)
{
    const struct mb_match *m = mb_outline_match(x, block, "pages");
    struct mb_field head, tail;

    if (m == NULL || m->start <= start || m->end >= end)
        return mb_field_words(x, start, end, false);
    head = mb_field_words(x, start, m->start, false);
    tail = mb_field_words(x, m->end, end, false);
    head.s = mb_arena_printf(x->arena, MB_SPAN_FMT " " MB_SPAN_FMT,
                             MB_SPAN_ARG(head.s), MB_SPAN_ARG(tail.s));
    return head;
}

struct mb_item *mb_heading_add(struct mb_extract *x, uint32_t from,
                               uint32_t title_block, struct mb_span number,
                               const struct mb_heading *words)
{
    struct mb_item *item = mb_record_add(x->doc, MB_KIND_ITEMS);
    struct mb_outline_block *o = &x->outline[title_block];
    uint32_t start = words->start, end = words->end;

    if (item == NULL)
        return NULL;
    mb_title_trim(x, title_block, &start, &end);
    item->number = mb_field_text(x, mb_heading_number(number));
    item->title = title_words(x, title_block, start, end);
    item->block = title_block;
    mb_evidence_fill(x, &item->ev, x->blocks->at[from].view_start, words->end,
                     NULL, "outline/item-heading",
                     words->score >= SURE ? 95 : 80);
    for (uint32_t i = from; i <= title_block; i++) {
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        x->outline[i].role = MB_ROLE_ITEM_HEADING;
        x->outline[i].item = x->doc->items.n - 1;
        x->outline[i].label_end = x->blocks->at[i].view_end;
    }
    o->label_end = words->body;
    mb_claim(x, from, title_block);
    return item;
}

/* ---- what the format marks ---- */

static bool format_items(struct mb_extract *x)
{
    uint32_t number = MB_NO_INDEX;
    bool any = false;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        struct mb_heading words = mb_heading_read(x, i);
        if (b->mark == MB_MARK_ITEM_NUMBER) {
            number = i;
        } else if (b->mark == MB_MARK_ITEM_TITLE) {
            words.start = b->view_body;
            words.end = words.body = b->view_end;
            words.score = SURE + 2;
            if (number != MB_NO_INDEX)
                mb_heading_add(x, number, i, mb_block_line(x->blocks, number),
                               &words);
            else
                mb_heading_add(x, i, i, b->label, &words);
            number = MB_NO_INDEX;
            any = true;
        }
    }
    return any;
}

/* ---- lines numbered by the line beneath ---- */

/* "(Item 3)" alone in a block: its match, or NULL. */
static const struct mb_match *remark(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    const struct mb_match *m = mb_outline_match(x, i, "agenda-number");

    return m != NULL && m->start == b->view_body && m->end + 1 >= b->view_end
               ? m
               : NULL;
}

static bool remarked(const struct mb_extract *x, uint32_t title, uint32_t i)
{
    return title != MB_NO_INDEX && remark(x, i) != NULL
           && x->blocks->at[title].label.ptr == NULL
           && x->blocks->at[title].kind != MB_BLOCK_ROW
           && mb_heading_whole(x, title).score >= 0;
}

/* Headings without a number of their own, the agenda's in brackets beneath. */
static bool remarked_items(struct mb_extract *x)
{
    uint32_t n = 0, title = MB_NO_INDEX;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        n += remarked(x, title, i);
        title = i;
    }
    if (n < 2)
        return false;
    title = MB_NO_INDEX;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        if (remarked(x, title, i)) {
            struct mb_heading words = mb_heading_whole(x, title);
            mb_heading_add(
                x, title, title,
                mb_match_group(x->rules, x->blocks, remark(x, i), "number"),
                &words);
            x->outline[i].role = MB_ROLE_SUBHEADING;
            mb_claim(x, i, i);
        }
        title = i;
    }
    return true;
}

/* ---- a report's own item ---- */

/* "Agenda item: 8" and "Title: …" at the head of a report. */
static void report_item(struct mb_extract *x)
{
    struct mb_heading words = {0, 0, 0, 0};
    struct mb_span number = MB_SPAN_NULL;
    uint32_t title = MB_NO_INDEX;

    for (uint32_t i = 0; i < x->blocks->n && i < REPORT_HEAD; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        const struct mb_match *m = mb_outline_match(x, i, "report-item");
        if (m != NULL && number.ptr == NULL)
            number = mb_match_group(x->rules, x->blocks, m, "number");
        if (title != MB_NO_INDEX || !mb_outline_is(x, i, "title"))
            continue;
        title = i;
        words = (struct mb_heading){x->outline[i].label_end, b->view_end,
                                    b->view_end, SURE};
    }
    if (title != MB_NO_INDEX && number.ptr != NULL && words.start < words.end)
        mb_heading_add(x, title, title, number, &words);
}

/* ---- lines without a number ---- */

/* What makes headings alike: the format's mark and level, or bold type. */
static unsigned class_of(const struct mb_block *b)
{
    if (b->mark == MB_MARK_HEADING)
        return 16u + b->level;
    return b->flags & MB_MARK_BOLD ? 1 : 0;
}

/* The next block is a paragraph: what a heading stands above. */
static bool above_text(const struct mb_extract *x, uint32_t i)
{
    uint32_t next = next_block(x, i);

    return next != MB_NO_INDEX
           && (mb_outline_match(x, next, "prose") != NULL
               || mb_outline_match(x, next, "marker") != NULL
               || mb_block_line(x->blocks, next).len > 100);
}

/* A label that is an item's usual title, and no field's or section's: it ends
 * without a colon, or the format says that it is a heading. */
static bool own_label(const struct mb_extract *x, uint32_t i)
{
    struct mb_span line = mb_block_line(x->blocks, i);

    return x->blocks->at[i].mark == MB_MARK_HEADING
           || (!mb_outline_is(x, i, "minutes")
               && !mb_span_ends(line, MB_SPAN_LIT(":")));
}

/* "Apologies" over a list of names, before anything was said. */
static bool in_attendance(const struct mb_extract *x, uint32_t i)
{
    return mb_outline_is(x, i, "apologies") && !above_text(x, i)
           && x->blocks->at[i].mark != MB_MARK_HEADING;
}

/* "MINUTES OF MEETING HELD ON TUESDAY 11TH FEBRUARY" at a document's head is
 * its title, and wherever the same words stand again. */
static bool names_record(const struct mb_extract *x, uint32_t i)
{
    struct mb_span line = mb_block_body(x->blocks, i);
    struct mb_date_found date;

    for (uint32_t k = 0; i >= TITLE_BLOCKS && k < TITLE_BLOCKS; k++)
        if (mb_span_eq(line, mb_block_body(x->blocks, k)))
            return names_record(x, k);
    if (i >= TITLE_BLOCKS)
        return false;
    if (mb_span_istarts(line, MB_SPAN_LIT("draft ")))
        line = mb_span_sub(line, 6, line.len);
    if (mb_span_istarts(line, MB_SPAN_LIT("at ")))
        return mb_date_scan(line, 0, &date); /* "At 7.30pm on 4 May 2009" */
    return mb_span_ieq(line, MB_SPAN_LIT("draft"))
           || (mb_span_istarts(line, MB_SPAN_LIT("minutes of"))
               && (mb_date_scan(line, 0, &date)
                   || mb_span_ifind(line, MB_SPAN_LIT(" held ")) < line.len
                   || mb_outline_match(x, i, "meeting-body") != NULL));
}

static bool heads_item(const struct mb_extract *x, uint32_t i,
                       const struct mb_heading *words)
{
    if (names_record(x, i))
        return false;
    if (x->outline[i].role == MB_ROLE_FURNITURE
        || x->blocks->at[i].label.ptr != NULL
        || x->blocks->at[i].kind == MB_BLOCK_ROW || words->score < SURE)
        return false;
    if (mb_outline_match(x, i, "standard-item") != NULL)
        return x->outline[i].role != MB_ROLE_LABEL || own_label(x, i);
    return x->outline[i].role == MB_ROLE_BODY
           && (words->score > SURE || above_text(x, i));
}

/* From the first heading that every agenda has; where the format knows
 * headings only those of its level. */
static void unnumbered_items(struct mb_extract *x)
{
    uint32_t first = 0;
    unsigned class = 0;

    for (; first < x->blocks->n; first++) {
        struct mb_heading words = mb_heading_read(x, first);
        if (mb_outline_match(x, first, "standard-item") != NULL
            && mb_outline_match(x, first, "meeting-body") == NULL
            && !in_attendance(x, first) && heads_item(x, first, &words))
            break;
    }
    if (first < x->blocks->n)
        class = class_of(&x->blocks->at[first]);
    for (uint32_t i = first; i < x->blocks->n; i++) {
        struct mb_heading words = mb_heading_read(x, i);
        if ((class == 0 || class_of(&x->blocks->at[i]) == class)
            && heads_item(x, i, &words))
            mb_heading_add(x, i, i, MB_SPAN_NULL, &words);
    }
}

/* ---- pages about one item ---- */

/* The title that follows a line naming meeting and item number. */
static void item_behind(struct mb_extract *x, uint32_t i,
                        const struct mb_match *m)
{
    struct mb_span number = mb_match_group(x->rules, x->blocks, m, "number");
    uint32_t title = next_block(x, i);
    struct mb_heading words;
    struct mb_span line;

    if (title == MB_NO_INDEX || number.ptr == NULL)
        return;
    words = mb_heading_read(x, title);
    words.start = x->blocks->at[title].view_start;
    line = mb_block_line(x->blocks, title);
    if (mb_span_starts(line, number))
        words.start += (uint32_t)number.len;
    words.end = words.body = x->blocks->at[title].view_end;
    words.score = SURE;
    mb_heading_add(x, title, title, number, &words);
}

static void issue_items(struct mb_extract *x)
{
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_match *m = mb_outline_match(x, i, "agenda-number");
        if (m != NULL && mb_outline_match(x, i, "meeting-line") != NULL)
            item_behind(x, i, m);
    }
}

/* An agenda item's own page: the title stands under the page's name, the
 * number in the line that names the meeting. */
static void page_item(struct mb_extract *x)
{
    uint32_t title = MB_NO_INDEX;
    struct mb_span number = MB_SPAN_NULL;
    struct mb_heading words;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_match *m = mb_outline_match(x, i, "page");
        if (m != NULL && title == MB_NO_INDEX
            && mb_span_eq(mb_outline_value(x, m), MB_SPAN_LIT("agenda_item")))
            title = next_block(x, i);
        m = mb_outline_match(x, i, "agenda-number");
        if (m != NULL && number.ptr == NULL
            && mb_outline_match(x, i, "meeting-line") != NULL)
            number = mb_match_group(x->rules, x->blocks, m, "number");
    }
    if (title == MB_NO_INDEX)
        return;
    words = mb_heading_read(x, title);
    words.end = words.body = x->blocks->at[title].view_end;
    words.score = SURE;
    mb_heading_add(x, title, title, number, &words);
}

/* A plan printed as a table: its rows are items (decisions.c). */
static bool plan_table(const struct mb_extract *x)
{
    mb_finds finds = mb_rules_finds(x->rules, "column");

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_match *m = NULL;
        unsigned n = 0;
        if (x->blocks->at[i].kind != MB_BLOCK_ROW)
            continue;
        while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL)
            n++;
        if (n >= 3)
            return true;
    }
    return false;
}

/* Records of labelled fields ("Decision maker: …") follow no agenda. */
static bool has_fields(const struct mb_extract *x)
{
    static const char *const labels[] = {"maker",     "decided",   "status",
                                         "published", "effective", "due"};

    for (uint32_t i = 0; i < x->blocks->n; i++)
        for (size_t k = 0; k < sizeof labels / sizeof *labels; k++)
            if (mb_outline_is(x, i, labels[k]))
                return true;
    return false;
}

void mb_outline_items(struct mb_extract *x)
{
    switch (x->doc->kind) {
    case MB_DOC_ISSUE:
        issue_items(x);
        return;
    case MB_DOC_AGENDA_ITEM:
        page_item(x);
        return;
    case MB_DOC_REPORT:
        report_item(x);
        return;
    case MB_DOC_DECISION_LIST:
        mb_heading_list(x);
        if (x->doc->items.n == 0 && !has_fields(x))
            mb_heading_chain(x);
        return;
    case MB_DOC_DECISION:
    case MB_DOC_OTHER:
    case MB_DOC_KIND_COUNT:
        return;
    case MB_DOC_MEETING:
    case MB_DOC_AGENDA:
    case MB_DOC_MINUTES:
        break;
    case MB_DOC_FORWARD_PLAN:
        if (plan_table(x))
            return;
        break;
    }
    if (!format_items(x) && !remarked_items(x) && mb_heading_chain(x) == 0)
        unnumbered_items(x);
    if (x->doc->items.n == 0)
        mb_heading_lone(x);
}
