/* The kind of document. First what it calls itself: `page` rules match the
 * headings that pages carry ("Decision details", "A G E N D A"), and count the
 * more the nearer to the top they stand. Then what it is made of: how often
 * the labels of decision records occur, whether anything was resolved, closed
 * or attended. An ordered list of tests decides; the first that holds wins.
 */
#include "parser/records/outline.h"

#include <string.h>

enum {
    TOP = 14, /* blocks at the top of a page, furniture not counted */
    NEAR = 40,
    LABELS_MAX = 1000
};

/* What a document is made of. */
struct signs {
    const struct mb_extract *x;
    uint32_t page[MB_DOC_KIND_COUNT]; /* blocks from the top + 1, or 0 */
    uint32_t makers, dues, decided, fields, first_published;
    uint32_t titles;           /* "Subject: …" */
    uint32_t meeting_lines;    /* "Meeting: 04/01/2024 - Cabinet (Item 30)" */
    uint32_t contacts, titled; /* "Cabinet - Monday 3 May 2024" at the top */
    uint32_t present, minutes_labels, recommendations;
    uint32_t operative, closing, prose;
    uint32_t usual; /* numbered items that every meeting has: apologies … */
    uint32_t blocks;
};

static const struct {
    const char *label;
    size_t offset;
} counted[] = {
    {"maker", offsetof(struct signs, makers)},
    {"due", offsetof(struct signs, dues)},
    {"decided", offsetof(struct signs, decided)},
    {"decided_at", offsetof(struct signs, fields)},
    {"status", offsetof(struct signs, fields)},
    {"key", offsetof(struct signs, fields)},
    {"call_in", offsetof(struct signs, fields)},
    {"published", offsetof(struct signs, fields)},
    {"effective", offsetof(struct signs, fields)},
    {"title", offsetof(struct signs, titles)},
    {"contact", offsetof(struct signs, contacts)},
    {"first_published", offsetof(struct signs, first_published)},
    {"present", offsetof(struct signs, present)},
    {"apologies", offsetof(struct signs, present)},
    {"in_attendance", offsetof(struct signs, present)},
    {"minutes", offsetof(struct signs, minutes_labels)},
    {"recommendation", offsetof(struct signs, recommendations)},
};

static enum mb_doc_kind kind_by_name(struct mb_span name)
{
    for (unsigned k = 0; k < MB_DOC_KIND_COUNT; k++)
        if (mb_span_eq(name, mb_span_str(mb_doc_kind_name(k))))
            return k;
    return MB_DOC_OTHER;
}

static void count_label(struct signs *s, struct mb_span label)
{
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        if (mb_span_eq(label, mb_span_str(counted[i].label)))
            ++*(uint32_t *)(void *)((char *)s + counted[i].offset);
}

/* "1227/10/2020 MINUTES OF MARLOW PARISH COUNCIL" at the top: a leaf's number
 * stands before the title. */
static bool numbered_minutes(const struct mb_extract *x, uint32_t i,
                             uint32_t place)
{
    return place < 2
           && mb_span_starts(mb_block_body(x->blocks, i),
                             MB_SPAN_LIT("MINUTES OF "));
}

static void count_pages(struct signs *s, uint32_t i, uint32_t place)
{
    const struct mb_extract *x = s->x;
    mb_finds finds = mb_rules_finds(x->rules, "page");
    const struct mb_match *m = NULL;

    if (x->blocks->at[i].label.ptr != NULL && !numbered_minutes(x, i, place))
        return; /* pages are not numbered, items are */
    while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL) {
        enum mb_doc_kind kind = kind_by_name(mb_outline_value(x, m));
        if (s->page[kind] == 0)
            s->page[kind] = place + 1;
    }
}

static void count_signs(struct signs *s)
{
    const struct mb_extract *x = s->x;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_outline_block *o = &x->outline[i];
        if (o->role == MB_ROLE_FURNITURE)
            continue;
        count_pages(s, i, s->blocks++);
        if (o->role == MB_ROLE_LABEL)
            count_label(s, o->label);
        if (mb_outline_match(x, i, "marker") != NULL)
            s->operative++;
        if (mb_outline_match(x, i, "closing") != NULL)
            s->closing++;
        if (mb_outline_match(x, i, "prose") != NULL)
            s->prose++;
        if (x->blocks->at[i].label.ptr != NULL
            && mb_outline_match(x, i, "standard-item") != NULL)
            s->usual++;
        if (s->blocks < 6 && mb_outline_match(x, i, "meeting-title") != NULL)
            s->titled++;
        if (mb_outline_match(x, i, "meeting-line") != NULL)
            s->meeting_lines++;
    }
}

/* The page calls itself that within the first `within` blocks. */
static bool called(const struct signs *s, enum mb_doc_kind kind,
                   uint32_t within)
{
    return s->page[kind] != 0 && s->page[kind] <= within;
}

static bool is_issue(const struct signs *s)
{
    return called(s, MB_DOC_ISSUE, NEAR)
           || (s->meeting_lines > 1 && !called(s, MB_DOC_AGENDA_ITEM, NEAR)
               && s->operative > 0 && !called(s, MB_DOC_MINUTES, TOP));
}

static bool is_plan(const struct signs *s)
{
    return (called(s, MB_DOC_FORWARD_PLAN, TOP)
            && s->present + s->minutes_labels == 0)
           || s->dues + s->first_published > 2;
}

static bool is_decision(const struct signs *s)
{
    return (called(s, MB_DOC_DECISION, TOP) && s->makers < 3 && s->titles < 2)
           || (s->makers == 1 && s->fields + s->decided > 2
               && !called(s, MB_DOC_MINUTES, TOP));
}

static bool is_decision_list(const struct signs *s)
{
    return (called(s, MB_DOC_DECISION_LIST, TOP) && !is_decision(s))
           || (called(s, MB_DOC_DECISION, TOP) && s->titles > 1)
           || s->makers > 1 || (s->makers == 0 && s->decided > 2);
}

static bool is_agenda_item(const struct signs *s)
{
    return called(s, MB_DOC_AGENDA_ITEM, NEAR);
}

static bool is_report(const struct signs *s)
{
    return called(s, MB_DOC_REPORT, TOP) && s->closing == 0
           && !called(s, MB_DOC_MEETING, TOP)
           && !called(s, MB_DOC_MINUTES, TOP);
}

static bool is_meeting(const struct signs *s)
{
    return called(s, MB_DOC_MEETING, NEAR)
           || (s->titled && s->contacts > 0 && !called(s, MB_DOC_MINUTES, TOP)
               && !called(s, MB_DOC_AGENDA, TOP));
}

/* An agenda tells what will be done: nobody was present, nothing closed. */
static bool is_agenda(const struct signs *s)
{
    return called(s, MB_DOC_AGENDA, NEAR) && s->closing == 0
           && s->operative * 8 <= s->blocks && s->present < 3
           && s->prose * 3 <= s->blocks && s->minutes_labels < 2;
}

static bool is_minutes(const struct signs *s)
{
    return called(s, MB_DOC_MINUTES, NEAR)
           || s->present + s->closing + s->operative > 1
           || (s->present > 0 && s->usual > 1);
}

static const struct {
    enum mb_doc_kind kind;
    bool (*test)(const struct signs *s);
} tests[] = {
    {MB_DOC_ISSUE, is_issue},
    {MB_DOC_FORWARD_PLAN, is_plan},
    {MB_DOC_AGENDA_ITEM, is_agenda_item},
    {MB_DOC_MEETING, is_meeting},
    {MB_DOC_DECISION, is_decision},
    {MB_DOC_DECISION_LIST, is_decision_list},
    {MB_DOC_REPORT, is_report},
    {MB_DOC_AGENDA, is_agenda},
    {MB_DOC_MINUTES, is_minutes},
};

/* Whether words tell of the minutes of another meeting: what an item is about,
 * what was circulated or adopted. */
static bool of_last_meeting(const struct mb_extract *x, uint32_t i)
{
    return x->blocks->at[i].label.ptr != NULL
           || mb_outline_match(x, i, "marker") != NULL
           || mb_outline_match(x, i, "state-of-other") != NULL;
}

/* "draft" beats "confirmed": a page can carry both words. */
static void read_state(struct mb_extract *x)
{
    for (uint32_t i = 0; i < x->blocks->n && i < NEAR; i++) {
        const struct mb_match *m = mb_outline_match(x, i, "state");
        if (m == NULL || of_last_meeting(x, i))
            continue;
        if (x->doc->state.ptr == NULL
            || mb_span_eq(mb_outline_value(x, m), MB_SPAN_LIT("draft")))
            x->doc->state = mb_outline_value(x, m);
    }
}

void mb_outline_kind(struct mb_extract *x)
{
    struct signs s = {.x = x};

    count_signs(&s);
    x->doc->kind = MB_DOC_OTHER;
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        if (tests[i].test(&s)) {
            x->doc->kind = tests[i].kind;
            break;
        }
    read_state(x);
}
