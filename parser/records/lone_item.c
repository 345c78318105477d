/* Minutes of a meeting that was called for one matter have one numbered
 * heading, and no other number tells that it is one. It is the first line with
 * an item's number that reads like a heading: nothing was decided above it,
 * something was told or decided beneath it, and no number goes on from its own.
 */
#include "parser/records/headings.h"
#include "parser/records/outline.h"

#include <string.h>

enum { LOOK_BELOW = 3 /* blocks */ };

static uint32_t next_block(const struct mb_extract *x, uint32_t i)
{
    for (i++; i < x->blocks->n; i++)
        if (x->outline[i].role != MB_ROLE_FURNITURE)
            return i;
    return MB_NO_INDEX;
}

/* Whether a number looks like an item's: nothing in a list of names or
 * clauses, no house number. */
static bool numbers_item(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_label label;

    if (b->label.ptr == NULL || b->kind == MB_BLOCK_ROW
        || x->outline[i].role == MB_ROLE_FURNITURE
        || x->outline[i].role == MB_ROLE_TITLE)
        return false;
    label = mb_label_read(b->label);
    if (label.sort == MB_LABEL_NUMBER)
        return b->label.ptr[0] != '('
               && (b->view_body >= b->view_end || b->mark == MB_MARK_HEADING
                   || (b->flags & MB_MARK_BOLD)
                   || strchr(".:)", b->label.ptr[b->label.len - 1]) != NULL
                   || mb_label_word(b->label) > 0);
    return label.sort == MB_LABEL_YEARED || label.sort == MB_LABEL_CODED;
}

/* Numbers like its own stand beneath it that do not begin anew: then it is one
 * of many items, and the others were not read. */
static bool goes_on(const struct mb_extract *x, uint32_t i)
{
    struct mb_label own = mb_label_read(x->blocks->at[i].label);
    bool anew = false;

    for (i++; i < x->blocks->n; i++) {
        struct mb_span s = x->blocks->at[i].label;
        struct mb_label label;
        if (s.ptr == NULL || x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        label = mb_label_read(s);
        if (label.sort == MB_LABEL_DECIMAL)
            return true;
        if (label.sort != own.sort)
            continue;
        anew = anew || (label.sort == MB_LABEL_NUMBER && label.value == 1);
        if (!anew)
            return true;
    }
    return false;
}

/* Beneath it somebody said, or the meeting decided, something. */
static bool minuted(const struct mb_extract *x, uint32_t title)
{
    uint32_t i = next_block(x, title);

    for (unsigned n = 0; n < LOOK_BELOW && i != MB_NO_INDEX;
         n++, i = next_block(x, i))
        if (mb_outline_match(x, i, "prose") != NULL
            || mb_outline_match(x, i, "marker") != NULL)
            return true;
    return false;
}

uint32_t mb_heading_lone(struct mb_extract *x)
{
    if (x->doc->kind != MB_DOC_MINUTES && x->doc->kind != MB_DOC_MEETING)
        return 0;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        uint32_t title = i;
        struct mb_heading words;
        if (!numbers_item(x, i)) {
            if (mb_outline_match(x, i, "marker") != NULL)
                return 0;
            continue;
        }
        if (x->blocks->at[i].view_body >= x->blocks->at[i].view_end)
            title = next_block(x, i);
        if (title == MB_NO_INDEX || x->blocks->at[title].kind == MB_BLOCK_ROW)
            return 0;
        words = mb_heading_read(x, title);
        if (words.score < 1 || goes_on(x, i)
            || (mb_outline_match(x, title, "page") != NULL
                && mb_outline_match(x, title, "standard-item") == NULL)
            || (words.body >= x->blocks->at[title].view_end
                && !minuted(x, title)))
            return 0; /* a list, or numbered paragraphs: no headings at all */
        return mb_heading_add(x, i, title, x->blocks->at[i].label, &words)
               != NULL;
    }
    return 0;
}
