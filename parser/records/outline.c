/* The outline in five steps: labels, kind of document, items, meetings, and
 * last the sections, which run from a label or heading to the next one. A
 * label is what a pack's `label` rule matches at a paragraph's start, if only
 * a colon, a dash or a cell's end follows it; where the format or the type
 * face says that a line is a label, the line alone will do.
 */
#include "parser/records/outline.h"

#include <string.h>

static const struct {
    const char *value;
    enum mb_section section;
} sections[] = {
    {"absent", MB_SECTION_ATTENDANCE},
    {"actions", MB_SECTION_ACTIONS},
    {"alternatives", MB_SECTION_ALTERNATIVES},
    {"apologies", MB_SECTION_ATTENDANCE},
    {"background", MB_SECTION_BACKGROUND},
    {"body", MB_SECTION_HEADER},
    {"chair", MB_SECTION_ATTENDANCE},
    {"date", MB_SECTION_HEADER},
    {"decision", MB_SECTION_DECISION},
    {"decision_number", MB_SECTION_DECISION},
    {"declarations", MB_SECTION_DECLARATIONS},
    {"documents", MB_SECTION_DOCUMENTS},
    {"in_attendance", MB_SECTION_ATTENDANCE},
    {"minutes", MB_SECTION_MINUTES},
    {"present", MB_SECTION_ATTENDANCE},
    {"reasons", MB_SECTION_REASONS},
    {"recommendation", MB_SECTION_RECOMMENDATION},
    {"substitutes", MB_SECTION_ATTENDANCE},
    {"time", MB_SECTION_HEADER},
    {"vote", MB_SECTION_VOTE},
};

static enum mb_section section_of(struct mb_span value)
{
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (mb_span_eq(value, mb_span_str(sections[i].value)))
            return sections[i].section;
    return MB_SECTION_FIELDS;
}

const struct mb_match *mb_outline_match(const struct mb_extract *x,
                                        uint32_t block, const char *finds)
{
    return mb_matches_next(x->rules, x->matches, block,
                           mb_rules_finds(x->rules, finds), NULL);
}

struct mb_span mb_outline_value(const struct mb_extract *x,
                                const struct mb_match *match)
{
    return mb_rules_at(x->rules, match->rule)->value;
}

bool mb_outline_is(const struct mb_extract *x, uint32_t block,
                   const char *value)
{
    const struct mb_outline_block *o = &x->outline[block];

    return o->role == MB_ROLE_LABEL && mb_span_eq(o->label, mb_span_str(value));
}

/* ---- labels ---- */

/* "Decision maker (name and job title):" — behind a bracketed remark and
 * before the colon; i where there is none. */
static uint32_t behind_remark(const char *view, uint32_t i, uint32_t end)
{
    const char *close =
        i < end && view[i] == '(' ? memchr(view + i, ')', end - i) : NULL;
    uint32_t at = close != NULL ? (uint32_t)(close - view) + 1 : i;

    return at < end && at - i < 60 && (view[at] == ':' || view[at] == '\t') ? at
                                                                            : i;
}

/* The view offset behind a label that ends at `at`, its colon or dash and
 * white space included; 0 where other words follow. *ret_marked: something
 * sets it apart from what follows. */
static uint32_t label_end(const struct mb_blocks *blocks, uint32_t block,
                          uint32_t at, bool *ret_marked)
{
    const char *view = blocks->view.ptr;
    uint32_t end = blocks->at[block].view_end, i = at;

    *ret_marked = at > 0 && view[at - 1] == '?';
    while (i < end && (view[i] == ' ' || view[i] == '?' || view[i] == ')')) {
        *ret_marked |= view[i] == '?'; /* "Key decision? No" */
        i++;
    }
    i = behind_remark(view, i, end);
    if (i >= end)
        return end;
    if (view[i] == '\t' || view[i] == ':' || *ret_marked) {
        *ret_marked = true;
    } else if (view[i] == '-' && (i > at || i + 1 >= end)) {
        *ret_marked = i + 1 >= end || view[i + 1] == ' ';
    } else if (view[i] == '.' && i == at && i + 1 >= end) {
        *ret_marked = true;
    }
    if (!*ret_marked)
        return 0;
    while (i < end && strchr(" \t:-.", view[i]) != NULL)
        i++;
    return i;
}

/* A label alone on its line is one only if the line looks like it. */
static bool alone_will_do(const struct mb_block *b)
{
    return b->mark != MB_MARK_LIST_ITEM && b->mark != MB_MARK_ROW;
}

static void read_label(struct mb_extract *x, uint32_t i, mb_finds finds)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_outline_block *o = &x->outline[i];
    const struct mb_match *m = NULL;
    uint32_t longest = 0;

    while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL) {
        bool marked;
        uint32_t end;
        if (m->start != b->view_body || m->end <= longest)
            continue;
        end = label_end(x->blocks, i, m->end, &marked);
        if (end == 0 || (!marked && !alone_will_do(b)))
            continue;
        longest = m->end;
        o->role = MB_ROLE_LABEL;
        o->label = mb_outline_value(x, m);
        o->label_end = end;
    }
}

void mb_outline_labels(struct mb_extract *x)
{
    mb_finds finds = mb_rules_finds(x->rules, "label");

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        struct mb_outline_block *o = &x->outline[i];
        o->role =
            b->kind == MB_BLOCK_FURNITURE ? MB_ROLE_FURNITURE : MB_ROLE_BODY;
        o->item = o->meeting = MB_NO_INDEX;
        o->label_end = b->view_body;
        o->label = MB_SPAN_NULL;
        if (o->role == MB_ROLE_BODY)
            read_label(x, i, finds);
    }
}

/* ---- sections ---- */

/* A numbered heading whose title is a section's name ("3. Apologies"). */
static enum mb_section item_section(const struct mb_extract *x, uint32_t i)
{
    struct mb_span label = x->outline[i].label;
    enum mb_section s;

    if (label.ptr == NULL)
        return MB_SECTION_MINUTES;
    s = section_of(label);
    return s == MB_SECTION_ATTENDANCE || s == MB_SECTION_DECLARATIONS
                   || s == MB_SECTION_ACTIONS
               ? s
               : MB_SECTION_MINUTES;
}

/* A line in a list of papers: no sentence, no paragraph of its own number. */
static bool names_document(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];

    if (b->kind == MB_BLOCK_LIST_ITEM
        || mb_outline_match(x, i, "title-tail") != NULL)
        return true;
    return b->label.ptr == NULL && mb_outline_match(x, i, "prose") == NULL
           && mb_outline_match(x, i, "marker") == NULL;
}

/* How far a section reaches: an attendance list or a field ends where an item
 * begins; a field without a list beneath it ends with its own block. */
static enum mb_section next_section(const struct mb_extract *x, uint32_t i,
                                    enum mb_section now)
{
    const struct mb_outline_block *o = &x->outline[i];

    switch ((enum mb_role)o->role) {
    case MB_ROLE_ITEM_HEADING:
        return item_section(x, i);
    case MB_ROLE_LABEL:
        return section_of(o->label);
    case MB_ROLE_SUBHEADING:
        return now == MB_SECTION_HEADER || now == MB_SECTION_ATTENDANCE
                   ? now
                   : MB_SECTION_MINUTES;
    case MB_ROLE_TITLE:
        return MB_SECTION_HEADER;
    case MB_ROLE_BODY:
    case MB_ROLE_FURNITURE:
        break;
    }
    if (mb_outline_match(x, i, "closing") != NULL)
        return MB_SECTION_CLOSING;
    if (now == MB_SECTION_DOCUMENTS && !names_document(x, i))
        return MB_SECTION_MINUTES;
    return now;
}

/* Fields run on only where the document is made of them. A line of minutes
 * that looks like a field's label ("Exempt", "Decided:") is but that line. */
static bool made_of_fields(enum mb_doc_kind kind)
{
    return kind != MB_DOC_MINUTES && kind != MB_DOC_MEETING
           && kind != MB_DOC_AGENDA_ITEM;
}

static void spread_sections(struct mb_extract *x)
{
    enum mb_section now = MB_SECTION_HEADER, before;
    uint32_t item = MB_NO_INDEX;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        struct mb_outline_block *o = &x->outline[i];
        if (o->role == MB_ROLE_FURNITURE)
            continue;
        if (o->role == MB_ROLE_ITEM_HEADING)
            item = o->item;
        before = now;
        now = next_section(x, i, now);
        o->item = item;
        o->section = (uint8_t)now;
        if (now == MB_SECTION_CLOSING)
            now = MB_SECTION_MINUTES;
        /* "Clerk" alone in the margin of an item opens no attendance list */
        if (now == MB_SECTION_ATTENDANCE && before == MB_SECTION_MINUTES
            && item != MB_NO_INDEX && o->role == MB_ROLE_LABEL
            && o->label_end >= x->blocks->at[i].view_end
            && mb_block_line(x->blocks, i).len < 20
            && !mb_span_ends(mb_block_line(x->blocks, i), MB_SPAN_LIT(":"))
            && !(x->blocks->at[i].flags & MB_MARK_BOLD)
            && x->blocks->at[i].mark != MB_MARK_HEADING) {
            now = before;
            o->section = (uint8_t)before;
        }
        if (now == MB_SECTION_FIELDS && item != MB_NO_INDEX
            && !made_of_fields(x->doc->kind)) {
            now = before;
            if (o->label_end >= x->blocks->at[i].view_end)
                o->section = (uint8_t)before;
        }
    }
}

void mb_extract_outline(struct mb_extract *x)
{
    mb_outline_labels(x);
    mb_outline_kind(x);
    mb_outline_items(x);
    mb_outline_meetings(x);
    spread_sections(x);
}
