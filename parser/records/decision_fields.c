/* One table tells where each labelled value goes and what it must be: words, a
 * date, yes or no. A label's value stands behind it, or, where nothing does,
 * in the block beneath; reasons and options run on to the next label.
 */
#include "parser/records/decision_fields.h"

#include "base/date.h"
#include "parser/records/outline.h"
#include "parser/records/refs.h"
#include "parser/records/sentences.h"

#include <string.h>

enum {
    STATUS_BYTES = 48,  /* a longer outcome is the decision's text */
    REFERENCE_WORDS = 5 /* more are a sentence or a title */
};

enum value_type { VALUE_WORDS, VALUE_DATE, VALUE_ANSWER, VALUE_LONG };

static const struct field {
    const char *value;
    enum value_type type;
    size_t offset;
} fields[] = {
#define T struct mb_decision
    {"title", VALUE_WORDS, offsetof(T, title)},
    {"maker", VALUE_WORDS, offsetof(T, maker)},
    {"status", VALUE_WORDS, offsetof(T, status)},
    {"key", VALUE_ANSWER, offsetof(T, key)},
    {"call_in", VALUE_ANSWER, offsetof(T, call_in)},
    {"decided", VALUE_DATE, offsetof(T, date)},
    {"published", VALUE_DATE, offsetof(T, published)},
    {"effective", VALUE_DATE, offsetof(T, effective)},
    {"reasons", VALUE_LONG, offsetof(T, reasons)},
    {"alternatives", VALUE_LONG, offsetof(T, alternatives)},
    {"background", VALUE_LONG, offsetof(T, purpose)},
#undef T
};

static const struct field *field_by_value(struct mb_span value)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (mb_span_eq(value, mb_span_str(fields[i].value)))
            return &fields[i];
    return NULL;
}

static struct mb_field *words_at(struct mb_decision *d, const struct field *f)
{
    return (struct mb_field *)(void *)((char *)d + f->offset);
}

/* The first whole date in view bytes [start, end). */
static bool scan_date(const struct mb_extract *x, uint32_t start, uint32_t end,
                      struct mb_date_found *ret_found)
{
    struct mb_span s = mb_span_sub(x->blocks->view, start, end);
    size_t at = 0;

    while (mb_date_scan(s, at, ret_found)) {
        if (ret_found->precision == MB_PRECISION_DAY && !ret_found->impossible
            && ret_found->date.year != 0)
            return true;
        at = ret_found->end;
    }
    return false;
}

/* A date's field, its evidence being where it stands. */
static struct mb_field date_words(struct mb_extract *x, uint32_t start,
                                  const struct mb_date_found *found)
{
    char text[MB_DATE_TEXT_SIZE];
    struct mb_field field = mb_field_words(x, start + (uint32_t)found->start,
                                           start + (uint32_t)found->end, true);

    mb_date_format(found->date, text);
    field.s = mb_arena_dup(x->arena, mb_span_str(text));
    return field;
}

static void fill_answer(struct mb_extract *x, struct mb_decision *d,
                        const struct field *f, uint32_t i,
                        struct mb_range words)
{
    mb_finds finds = mb_rules_finds(x->rules, "answer");
    const struct mb_match *m = NULL;
    int32_t answer;

    memcpy(&answer, (char *)d + f->offset, sizeof answer);
    if (answer != MB_UNKNOWN)
        return;
    while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL) {
        if (m->start < words.start || m->start > words.start + 1)
            continue;
        answer = mb_span_eq(mb_outline_value(x, m), MB_SPAN_LIT("yes")) ? MB_YES
                                                                        : MB_NO;
        memcpy((char *)d + f->offset, &answer, sizeof answer);
        return;
    }
}

uint32_t mb_decision_date(struct mb_extract *x, struct mb_decision *d,
                          uint32_t start, uint32_t end)
{
    struct mb_date_found found;

    if (!scan_date(x, start, end, &found) || found.start > 1)
        return 0;
    if (d->date.s.ptr == NULL)
        d->date = date_words(x, start, &found);
    return start + (uint32_t)found.end;
}

/* "Head of Estates, on 14 January 2025": the day is not the maker's name. */
static void fill_maker(struct mb_extract *x, struct mb_decision *d,
                       struct mb_range words)
{
    struct mb_date_found found;
    const char *view = x->blocks->view.ptr;

    if (scan_date(x, words.start, words.end, &found)
        && words.start + found.end + 2 > words.end && found.start > 3) {
        if (d->date.s.ptr == NULL)
            d->date = date_words(x, words.start, &found);
        words.end = words.start + (uint32_t)found.start;
        while (words.end > words.start
               && strchr(" ,-(", view[words.end - 1]) != NULL)
            words.end--;
        if (words.end > words.start + 4
            && memcmp(view + words.end - 3, " on", 3) == 0)
            words.end -= 3;
        while (words.end > words.start
               && strchr(" ,-(", view[words.end - 1]) != NULL)
            words.end--;
    }
    d->maker = mb_field_words(x, words.start, words.end, true);
}

/* A reference that a grammar knows, within `words`; false: none. */
static bool find_reference(struct mb_extract *x, struct mb_decision *d,
                           uint32_t i, struct mb_range words)
{
    const struct mb_match *m = NULL;
    struct mb_range r;

    while ((m = mb_reference_next(x, i, m, &r)) != NULL)
        if (r.start >= words.start && r.end <= words.end) {
            if (d->ref.s.ptr == NULL)
                d->ref = mb_field_words(x, r.start, r.end, true);
            return true;
        }
    return false;
}

/* A field that says it is the reference holds one, of whatever grammar. */
static void fill_reference(struct mb_extract *x, struct mb_decision *d,
                           uint32_t i, struct mb_range words)
{
    if (d->ref.s.ptr != NULL || words.end - words.start > 60
        || find_reference(x, d, i, words)
        || mb_range_words(x->blocks->view, words) > REFERENCE_WORDS)
        return;
    for (uint32_t k = words.start; k < words.end; k++)
        if (x->blocks->view.ptr[k] >= '0' && x->blocks->view.ptr[k] <= '9') {
            d->ref = mb_field_words(x, words.start, words.end, true);
            mb_reference_add(x, words, NULL);
            return;
        }
}

void mb_decision_field(struct mb_extract *x, struct mb_decision *d,
                       struct mb_span value, uint32_t i, struct mb_range words)
{
    const struct field *f = field_by_value(value);
    struct mb_date_found found;

    /* "Date:" alone among a decision's fields is the day it was made */
    if (mb_span_eq(value, MB_SPAN_LIT("date"))
        && x->doc->kind == MB_DOC_DECISION_LIST)
        mb_decision_date(x, d, words.start, words.end);
    if (mb_span_eq(value, MB_SPAN_LIT("decision_number")))
        fill_reference(x, d, i, words);
    if (mb_span_eq(value, MB_SPAN_LIT("decision"))
        && x->doc->kind == MB_DOC_FORWARD_PLAN)
        mb_decision_date(x, d, words.start, words.end);
    if (mb_span_eq(value, MB_SPAN_LIT("decision"))
        && x->doc->kind == MB_DOC_DECISION_LIST && d->status.s.ptr == NULL
        && words.end > words.start && words.end - words.start < STATUS_BYTES
        && mb_outline_match(x, i, "prose") == NULL)
        d->status = mb_field_words(x, words.start, words.end, true);
    if (f == NULL || words.start >= words.end)
        return;
    if (f->type == VALUE_ANSWER) {
        fill_answer(x, d, f, i, words);
        return;
    }
    if (words_at(d, f)->s.ptr != NULL)
        return;
    if (f->type == VALUE_DATE) {
        if (scan_date(x, words.start, words.end, &found))
            *words_at(d, f) = date_words(x, words.start, &found);
    } else if (f->offset == offsetof(struct mb_decision, maker)) {
        fill_maker(x, d, words);
    } else {
        if (f->offset == offsetof(struct mb_decision, title)) {
            (void)find_reference(x, d, i, words);
            mb_title_trim(x, i, &words.start, &words.end);
        }
        *words_at(d, f) = mb_field_words(x, words.start, words.end, true);
    }
}

/* ---- labels in a stretch of blocks ---- */

static uint32_t next_content(const struct mb_extract *x, uint32_t i,
                             uint32_t to)
{
    for (i++; i < to; i++)
        if (x->outline[i].role != MB_ROLE_FURNITURE)
            return i;
    return MB_NO_INDEX;
}

/* The view byte at which the first cell behind a label ends. */
static uint32_t cell_end(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    uint32_t at = x->outline[i].label_end;

    while (at < b->view_end && x->blocks->view.ptr[at] != '\t')
        at++;
    return at;
}

static void inline_fields(struct mb_extract *x, struct mb_decision *d,
                          uint32_t i)
{
    mb_finds finds = mb_rules_finds(x->rules, "inline-field");
    const struct mb_match *m = NULL;
    const struct mb_block *b = &x->blocks->at[i];

    while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL) {
        struct mb_range r = {m->end, m->end};
        while (r.end < b->view_end && x->blocks->view.ptr[r.end] != '\t')
            r.end++;
        mb_decision_field(x, d, mb_outline_value(x, m), i, r);
    }
}

/* Reasons and options: every block up to the next label or heading. */
static uint32_t long_end(const struct mb_extract *x, uint32_t i, uint32_t to)
{
    uint32_t last = i;

    for (uint32_t k = i; k < to; k++) {
        if (x->outline[k].role == MB_ROLE_FURNITURE)
            continue;
        if (x->outline[k].role != MB_ROLE_BODY
            || x->blocks->at[k].kind == MB_BLOCK_HEADING)
            break;
        last = k;
    }
    return last;
}

static bool empty_label(const struct mb_extract *x, uint32_t i)
{
    return x->outline[i].role == MB_ROLE_LABEL
           && x->outline[i].label_end >= x->blocks->at[i].view_end
           && x->blocks->at[i].kind != MB_BLOCK_ROW;
}

/* Labels without values one after another, and their values beneath in the
 * same order: a table's head that lost its table. The block of i's value. */
static uint32_t value_in_order(const struct mb_extract *x, uint32_t i,
                               uint32_t to)
{
    uint32_t first = i, place = 0, at;

    while (first > 0 && empty_label(x, first - 1)) {
        first--;
        place++;
    }
    for (at = i; at < to && empty_label(x, at); at++)
        ;
    if (at == i + 1 && place == 0)
        return MB_NO_INDEX;
    for (; at < to && place > 0; at++, place--)
        if (x->outline[at].role != MB_ROLE_BODY)
            return MB_NO_INDEX;
    return at < to && x->outline[at].role == MB_ROLE_BODY ? at : MB_NO_INDEX;
}

static void labelled_field(struct mb_extract *x, struct mb_decision *d,
                           uint32_t i, uint32_t to)
{
    const struct mb_outline_block *o = &x->outline[i];
    const struct field *f = field_by_value(o->label);
    struct mb_range words = {o->label_end, cell_end(x, i)};
    uint32_t at = i, last = i;

    if (words.start >= words.end) {
        at = value_in_order(x, i, to);
        if (at == MB_NO_INDEX)
            at = next_content(x, i, to);
        if (at == MB_NO_INDEX || x->outline[at].role != MB_ROLE_BODY)
            return;
        last = at;
        words.start = x->blocks->at[at].view_start;
        words.end = x->blocks->at[at].view_end;
    }
    if (f != NULL && f->type == VALUE_LONG) {
        last = at == i ? i : long_end(x, at, to);
        words.end = x->blocks->at[last].view_end;
    }
    mb_decision_field(x, d, o->label, at, words);
    if (f != NULL)
        mb_claim(x, i, last);
}

void mb_decision_fields(struct mb_extract *x, struct mb_decision *d,
                        uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        if (x->outline[i].role == MB_ROLE_LABEL)
            labelled_field(x, d, i, to);
        else if (d->status.s.ptr == NULL
                 && mb_outline_match(x, i, "status-line") != NULL)
            d->status = mb_field_words(x, b->view_body, b->view_end, true);
        inline_fields(x, d, i);
    }
}

/* ---- what is said of all, or of an item's ---- */

static void common_date(struct mb_extract *x, const struct mb_match *m,
                        uint32_t i)
{
    bool effective =
        mb_span_eq(mb_outline_value(x, m), MB_SPAN_LIT("effective"));
    struct mb_date_found found;
    uint32_t end = x->blocks->at[i].view_end;

    if (!scan_date(x, m->end, end, &found))
        return;
    for (uint32_t k = 0; k < x->doc->decisions.n; k++) {
        struct mb_decision *d = &x->doc->decisions.at[k];
        struct mb_field *f = effective ? &d->effective : &d->published;
        if (f->s.ptr == NULL && !(effective && d->call_in == MB_NO))
            *f = date_words(x, m->end, &found);
    }
}

/* "Date of publication: …" above the items of a list: that of each. */
static void head_date(struct mb_extract *x, uint32_t i)
{
    struct mb_date_found found;
    uint32_t start = x->outline[i].label_end, end = x->blocks->at[i].view_end;

    if (x->doc->kind != MB_DOC_DECISION_LIST
        || x->outline[i].item != MB_NO_INDEX || x->doc->items.n == 0
        || !mb_outline_is(x, i, "published")
        || !scan_date(x, start, end, &found))
        return;
    for (uint32_t k = 0; k < x->doc->decisions.n; k++)
        if (x->doc->decisions.at[k].published.s.ptr == NULL)
            x->doc->decisions.at[k].published = date_words(x, start, &found);
    mb_claim(x, i, i);
}

static void said(struct mb_extract *x, uint32_t i, const char *finds,
                 size_t offset)
{
    const struct mb_match *m = mb_outline_match(x, i, finds);
    uint32_t item = x->outline[i].item;
    int32_t answer;

    if (m == NULL || item == MB_NO_INDEX)
        return;
    for (uint32_t k = 0; k < x->doc->decisions.n; k++) {
        struct mb_decision *d = &x->doc->decisions.at[k];
        memcpy(&answer, (char *)d + offset, sizeof answer);
        if (d->item != item || answer != MB_UNKNOWN)
            continue;
        answer = mb_span_eq(mb_outline_value(x, m), MB_SPAN_LIT("yes")) ? MB_YES
                                                                        : MB_NO;
        memcpy((char *)d + offset, &answer, sizeof answer);
    }
}

/* "taken by the Cabinet on 15 January 2025": the day of those with that maker
 * and none of their own. */
static void common_meeting(struct mb_extract *x)
{
    for (uint32_t k = 0; k < x->doc->decisions.n; k++) {
        struct mb_decision *d = &x->doc->decisions.at[k];
        for (uint32_t i = 0; i < x->doc->meetings.n; i++) {
            const struct mb_meeting *meeting = &x->doc->meetings.at[i];
            if (d->date.s.ptr != NULL || d->maker.s.ptr == NULL
                || meeting->body.s.ptr == NULL
                || !mb_span_ieq(d->maker.s, meeting->body.s))
                continue;
            d->date = meeting->date;
            d->meeting = i;
        }
    }
}

void mb_decision_common(struct mb_extract *x)
{
    mb_finds dates = mb_rules_finds(x->rules, "common-date");

    if (x->doc->decisions.n == 0)
        return;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_match *m = NULL;
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        while ((m = mb_matches_next(x->rules, x->matches, i, dates, m)) != NULL)
            if (x->doc->kind != MB_DOC_FORWARD_PLAN
                && x->outline[i].role != MB_ROLE_LABEL)
                common_date(x, m, i);
        head_date(x, i);
        said(x, i, "call-in-said", offsetof(struct mb_decision, call_in));
        said(x, i, "key-said", offsetof(struct mb_decision, key));
    }
    if (x->doc->kind == MB_DOC_DECISION_LIST)
        common_meeting(x);
}
