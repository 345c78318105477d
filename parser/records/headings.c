/* Agenda items by their headings. What the format marks as an item is one.
 * Otherwise numbered lines are sorted into series by the shape of their
 * labels; in each series a chain is followed from number to number, taking
 * the lines that read like headings and passing by those that do not (clauses,
 * paragraphs). The series whose chain is best gives the items, and numbers
 * that hang beneath one of them ("5.1", "10A") with a heading of their own
 * join it. Where nothing is numbered, lines that look like headings are items
 * as they stand.
 */
#include "parser/records/headings.h"

#include "parser/records/outline.h"

#include <string.h>

enum {
    TITLE_BYTES = 400,
    JUMP = 4, /* numbers that may be missing between two items */
    SURE = 3  /* a heading score that stands without a number */
};

/* A line that could head an item. */
struct cand {
    uint32_t block; /* the number's … */
    uint32_t title; /* … and the title's: the same, or the next one */
    struct mb_label label;
    struct mb_heading words;
    bool taken;
};

struct cands {
    struct cand *at;
    uint32_t n;
};

static uint32_t next_block(const struct mb_extract *x, uint32_t i)
{
    for (i++; i < x->blocks->n; i++)
        if (x->outline[i].role != MB_ROLE_FURNITURE)
            return i;
    return MB_NO_INDEX;
}

static uint32_t previous_block(const struct mb_extract *x, uint32_t i)
{
    while (i-- > 0)
        if (x->outline[i].role != MB_ROLE_FURNITURE)
            return i;
    return MB_NO_INDEX;
}

/* ---- adding items ---- */

/* A number as printed, without what closes it. */
static struct mb_span bare_number(struct mb_span s)
{
    return mb_span_strip(mb_span_trim(s), ".:)(][ -");
}

static struct mb_item *add_item(struct mb_extract *x, uint32_t from,
                                uint32_t title_block, struct mb_span number,
                                const struct mb_heading *words)
{
    struct mb_item *item = mb_record_add(x->doc, MB_KIND_ITEMS);
    struct mb_outline_block *o = &x->outline[title_block];
    uint32_t start = words->start, end = words->end;

    if (item == NULL)
        return NULL;
    mb_title_trim(x, title_block, &start, &end);
    item->number = mb_field_text(x, bare_number(number));
    item->title = mb_field_words(x, start, end, false);
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
                add_item(x, number, i, mb_block_line(x->blocks, number),
                         &words);
            else
                add_item(x, i, i, b->label, &words);
            number = MB_NO_INDEX;
            any = true;
        }
    }
    return any;
}

/* ---- numbered lines ---- */

static bool could_head(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    const struct mb_outline_block *o = &x->outline[i];

    return o->role != MB_ROLE_FURNITURE && b->label.ptr != NULL
           && b->kind != MB_BLOCK_ROW && b->label.ptr[0] != '-';
}

static void read_cand(const struct mb_extract *x, uint32_t i, struct cand *cand)
{
    const struct mb_block *b = &x->blocks->at[i];

    cand->block = cand->title = i;
    cand->label = mb_label_read(b->label);
    if (b->view_body >= b->view_end) { /* the number stands alone */
        uint32_t next = next_block(x, i);
        if (next != MB_NO_INDEX && x->blocks->at[next].label.ptr == NULL
            && x->blocks->at[next].kind != MB_BLOCK_ROW)
            cand->title = next;
    }
    cand->words = mb_heading_read(x, cand->title);
    if (cand->title != i)
        cand->words.score++;
}

static struct cands collect(struct mb_extract *x)
{
    struct cands c = {NULL, 0};

    for (uint32_t i = 0; i < x->blocks->n; i++)
        if (could_head(x, i))
            c.n++;
    c.at = mb_arena_alloc(x->arena, c.n, sizeof *c.at);
    if (c.at == NULL)
        return (struct cands){NULL, 0};
    c.n = 0;
    for (uint32_t i = 0; i < x->blocks->n; i++)
        if (could_head(x, i))
            read_cand(x, i, &c.at[c.n++]);
    return c;
}

/* Labels of one series: the same sort and the same brackets. */
static unsigned series_of(const struct mb_label *label)
{
    unsigned series = (unsigned)label->sort * 8;

    switch (label->sort) {
    case MB_LABEL_NUMBER:
    case MB_LABEL_LETTER:
    case MB_LABEL_ROMAN:
        return series + (label->family & 7);
    case MB_LABEL_NONE:
    case MB_LABEL_BULLET:
    case MB_LABEL_DECIMAL:
    case MB_LABEL_YEARED:
    case MB_LABEL_CODED:
    case MB_LABEL_LETTERED:
        break;
    }
    return series;
}

enum { SERIES = (MB_LABEL_LETTER + 1) * 8 };

struct chain {
    uint32_t value; /* of the last item taken */
    uint32_t seen;  /* of the last number in sequence, taken or not */
    uint32_t family;
    uint32_t taken;
    int quality;
};

/* The score that a line needs to be the next of a chain. */
static int needed(const struct chain *chain, const struct mb_label *label)
{
    uint32_t v = label->value;
    bool same = label->family == chain->family || label->sort == MB_LABEL_NUMBER
                || label->sort == MB_LABEL_LETTER
                || label->sort == MB_LABEL_ROMAN;

    if (chain->taken == 0)
        return 1;
    if (!same)
        return label->sort == MB_LABEL_DECIMAL ? SURE : 1;
    if (v == chain->value + 1 || v == chain->seen + 1)
        return 0;
    if (v > chain->value && v <= chain->value + JUMP)
        return 1;
    if (v > chain->seen && v <= chain->seen + JUMP)
        return 2;
    return SURE + (v == 1 ? 0 : 1);
}

/* Follow the chain through one series; mark what it takes. */
static struct chain follow(struct cands *c, unsigned series, bool take)
{
    struct chain chain = {0};

    for (uint32_t i = 0; i < c->n; i++) {
        struct cand *cand = &c->at[i];
        if (series_of(&cand->label) != series)
            continue;
        if (cand->words.score >= needed(&chain, &cand->label)) {
            chain.value = chain.seen = cand->label.value;
            chain.family = cand->label.family;
            chain.taken++;
            chain.quality += cand->words.score > 4 ? 5 : cand->words.score + 1;
            cand->taken |= take;
        } else {
            if (cand->label.value == chain.seen + 1)
                chain.seen++;
            chain.quality--;
        }
    }
    return chain;
}

/* "5.1" or "10A" beneath item 5 or 10, with a heading of its own. */
static void take_children(const struct mb_extract *x, struct cands *c)
{
    struct mb_span parent = MB_SPAN_NULL;

    for (uint32_t i = 0; i < c->n; i++) {
        struct cand *cand = &c->at[i];
        struct mb_span own = bare_number(x->blocks->at[cand->block].label);
        bool beneath =
            parent.ptr != NULL && own.len > parent.len
            && mb_span_starts(own, parent)
            && !(own.ptr[parent.len] >= '0' && own.ptr[parent.len] <= '9');
        if (cand->taken) {
            parent = own;
        } else if (cand->label.sort == MB_LABEL_DECIMAL && beneath
                   && cand->words.score >= 2) {
            cand->taken = true;
        } else if (cand->label.sort == MB_LABEL_LETTERED && beneath
                   && cand->words.score >= 1) {
            cand->taken = true;
        }
    }
}

static uint32_t numbered_items(struct mb_extract *x)
{
    struct cands c = collect(x);
    unsigned best = 0;
    int quality = 0;
    uint32_t n = 0;

    for (unsigned s = 0; s < SERIES; s++) {
        struct chain chain = follow(&c, s, false);
        if (chain.taken > 1 && chain.quality > quality) {
            best = s;
            quality = chain.quality;
        }
    }
    if (best == 0)
        return 0;
    follow(&c, best, true);
    take_children(x, &c);
    for (uint32_t i = 0; i < c.n; i++) {
        struct cand *cand = &c.at[i];
        if (!cand->taken)
            continue;
        add_item(x, cand->block, cand->title, x->blocks->at[cand->block].label,
                 &cand->words);
        n++;
    }
    return n;
}

/* ---- lines without a number ---- */

static void unnumbered_items(struct mb_extract *x)
{
    uint32_t first = MB_NO_INDEX;

    for (uint32_t i = 0; i < x->blocks->n && first == MB_NO_INDEX; i++)
        if (x->outline[i].role == MB_ROLE_BODY
            && mb_outline_match(x, i, "standard-item") != NULL
            && mb_heading_read(x, i).score >= SURE)
            first = i;
    for (uint32_t i = first; i < x->blocks->n; i++) {
        struct mb_heading words;
        if (x->outline[i].role != MB_ROLE_BODY
            || x->blocks->at[i].label.ptr != NULL)
            continue;
        words = mb_heading_read(x, i);
        if (words.score > SURE)
            add_item(x, i, i, MB_SPAN_NULL, &words);
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
    add_item(x, title, title, number, &words);
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
    add_item(x, title, title, number, &words);
}

void mb_outline_items(struct mb_extract *x)
{
    (void)previous_block;
    switch (x->doc->kind) {
    case MB_DOC_ISSUE:
        issue_items(x);
        return;
    case MB_DOC_AGENDA_ITEM:
        page_item(x);
        return;
    case MB_DOC_DECISION:
    case MB_DOC_DECISION_LIST:
    case MB_DOC_REPORT:
    case MB_DOC_OTHER:
    case MB_DOC_KIND_COUNT:
        return;
    case MB_DOC_MEETING:
    case MB_DOC_FORWARD_PLAN:
    case MB_DOC_AGENDA:
    case MB_DOC_MINUTES:
        break;
    }
    if (!format_items(x) && numbered_items(x) < 2)
        unnumbered_items(x);
}
