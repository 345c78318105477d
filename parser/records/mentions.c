/* Meetings spoken of: a date, the body that met, what it did.
 *
 * Every date of a sentence is looked at; the words in front of it say what it
 * is the date of (mention_forms.c). A date without a year becomes a weak
 * mention, its year taken from the meeting's date.
 */
#include "parser/records/roster.h"

#include "base/date.h"
#include "parser/records/mention_forms.h"
#include "parser/records/sentences.h"

#include <string.h>

/* ---- records ---- */

/* "Extraordinary Parish Council" is the Parish Council. */
static struct mb_range body_words(const struct mb_talk *t, struct mb_range body)
{
    static const char *const kinds[] = {
        "Extraordinary ", "Ordinary ", "Special ", "Annual ",
        "Previous ",      "Last ",     "Draft ",   "Regular "};
    struct mb_span s = mb_range_span(t->x->blocks->view, body);

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (mb_span_starts(s, mb_span_str(kinds[i]))
            && !mb_span_istarts(s, MB_SPAN_LIT("annual parish meeting"))
            && !mb_span_istarts(s, MB_SPAN_LIT("annual town meeting")))
            body.start += (uint32_t)strlen(kinds[i]);
    return body;
}

static bool own_date(const struct mb_extract *x, struct mb_span date)
{
    for (uint32_t i = 0; i < x->doc->meetings.n; i++)
        if (mb_span_eq(x->doc->meetings.at[i].date.s, date))
            return true;
    return false;
}

static struct mb_span anchor_text(const struct mb_talk *t)
{
    uint32_t m = t->x->outline[t->block].meeting;
    const struct mb_meetings *all = &t->x->doc->meetings;

    if (m >= all->n)
        m = 0;
    return m < all->n ? all->at[m].date.s : MB_SPAN_NULL;
}

/* The mention of that date with the same body, or with none: a later, fuller
 * one completes it. */
static struct mb_mention *known(struct mb_mentions *list, struct mb_span date,
                                struct mb_span body)
{
    for (uint32_t i = 0; i < list->n; i++) {
        struct mb_mention *m = &list->at[i];

        if (!mb_span_eq(m->date.s, date))
            continue;
        if (m->body.s.ptr == NULL || body.ptr == NULL
            || mb_span_ieq(m->body.s, body) || mb_span_ends(m->body.s, body))
            return m;
    }
    return NULL;
}

static void record(struct mb_talk *t, struct mb_range where,
                   struct mb_span date, const struct mb_mention_found *f,
                   bool weak)
{
    struct mb_extract *x = t->x;
    enum mb_kind kind = weak ? MB_KIND_WEAK_MENTIONS : MB_KIND_MENTIONS;
    struct mb_mentions *list =
        weak ? &x->doc->weak_mentions : &x->doc->mentions;
    struct mb_field body = {MB_SPAN_NULL, NULL};
    struct mb_field verb = {MB_SPAN_NULL, NULL};
    struct mb_mention *m;

    if (f->body.end > f->body.start) {
        struct mb_range words = body_words(t, f->body);

        body = mb_field_words(x, words.start, words.end, false);
    }
    if (f->verb.end > f->verb.start)
        verb = mb_field_words(x, f->verb.start, f->verb.end, false);
    else if (f->verb_word.ptr != NULL)
        verb = mb_field_text(x, f->verb_word);
    m = known(list, date, body.s);
    if (m != NULL) {
        if (m->body.s.ptr == NULL)
            m->body = body;
        if (m->verb.s.ptr == NULL)
            m->verb = verb;
        return;
    }
    m = mb_record_add(x->doc, kind);
    if (m == NULL)
        return;
    m->body = body;
    m->verb = verb;
    m->date = mb_field_text(x, date);
    mb_evidence_fill(x, &m->ev, where.start, where.end, NULL,
                     weak ? "mentions/year-less" : "mentions/dated",
                     weak ? f->confidence - 20 : f->confidence);
}

/* The evidence of a mention: the clause around body, verb and date. */
static struct mb_range clause(const struct mb_talk *t,
                              const struct mb_mention_found *f, uint32_t start,
                              uint32_t end)
{
    struct mb_range r = {start, end};

    if (f->body.end > f->body.start) {
        r.start = f->body.start < r.start ? f->body.start : r.start;
        r.end = f->body.end > r.end ? f->body.end : r.end;
    }
    if (f->verb.end > f->verb.start) {
        r.start = f->verb.start < r.start ? f->verb.start : r.start;
        r.end = f->verb.end > r.end ? f->verb.end : r.end;
    }
    if (r.start == start && start > t->s.start) {
        const struct mb_hit *word =
            mb_hits_last_before(&t->words, start, MB_MENTION_REACH);

        if (word != NULL)
            r.start = word->r.start;
    }
    return r;
}

static void diagnose(struct mb_talk *t, const struct mb_date_found *d,
                     struct mb_range where, const struct mb_mention_found *f,
                     struct mb_span date)
{
    struct mb_span anchor = anchor_text(t);
    struct mb_span words = mb_range_span(t->x->blocks->view, where);
    uint32_t start = mb_blocks_text_at(t->x->blocks, where.start);
    uint32_t end = mb_blocks_text_at(t->x->blocks, where.end);

    if (d->impossible)
        mb_diags_add(&t->x->doc->diags, MB_DIAG_DATE_IMPOSSIBLE, start, end,
                     words);
    else if (f->minutes && anchor.len == 10 && mb_span_cmp(date, anchor) > 0
             && !t->next_item)
        mb_diags_add(&t->x->doc->diags, MB_DIAG_DATE_AFTER_MEETING, start, end,
                     words);
}

static void weak(struct mb_talk *t, const struct mb_date_found *d,
                 struct mb_range where, const struct mb_mention_found *f)
{
    struct mb_date anchor;
    struct mb_date day;
    char text[MB_DATE_TEXT_SIZE];
    bool future = t->futures.n > 0 || t->nexts.n > 0 || t->next_item;

    if (!mb_date_parse(anchor_text(t), &anchor)
        || !mb_date_resolve(d->date, d->weekday, anchor,
                            future ? MB_DIRECTION_FORWARD : MB_DIRECTION_BACK,
                            &day))
        return;
    mb_date_format(day, text);
    if (!own_date(t->x, mb_span_str(text)))
        record(t, clause(t, f, where.start, where.end), mb_span_str(text), f,
               true);
}

static void one_date(struct mb_talk *t, const struct mb_date_found *d,
                     struct mb_range where, const struct mb_mention_found *f)
{
    char text[MB_DATE_TEXT_SIZE];
    struct mb_span date;

    if (d->precision == MB_PRECISION_MONTH)
        return;
    if (d->precision == MB_PRECISION_NO_YEAR) {
        weak(t, d, where, f);
        return;
    }
    mb_date_format(d->date, text);
    date = mb_span_str(text);
    diagnose(t, d, where, f, date);
    if (d->impossible || own_date(t->x, date))
        return;
    record(t, clause(t, f, where.start, where.end), date, f, false);
}

static void sentence(struct mb_talk *t)
{
    struct mb_span s = mb_range_span(t->x->blocks->view, t->s);
    struct mb_date_found d;
    struct mb_mention_found f;
    size_t at = 0;
    bool collected = false;
    bool joined = false;
    bool was = false;

    while (mb_date_scan(s, at, &d)) {
        struct mb_range where = {t->s.start + (uint32_t)d.start,
                                 t->s.start + (uint32_t)d.end};

        if (!collected) {
            mb_talk_collect(t, "body-name", &t->bodies);
            mb_talk_collect(t, "meeting-word", &t->words);
            mb_talk_collect(t, "mention-verb", &t->verbs);
            mb_talk_collect(t, "mention-next", &t->nexts);
            mb_talk_collect(t, "mention-future", &t->futures);
            collected = true;
        }
        was = (joined && was)
              || mb_mention_classify(t, where.start, where.end, &f);
        if (was)
            one_date(t, &d, where, &f);
        joined = d.join == MB_JOIN_AND;
        at = d.end;
    }
}

/* Is the block's item headed "Date of next meeting" or the like? */
static bool in_next_item(const struct mb_extract *x, uint32_t block)
{
    static const char *const words[] = {"next meeting", "future meeting",
                                        "next ", "forthcoming meeting",
                                        "cyfarfod nesaf"};
    uint32_t item = x->outline[block].item;
    struct mb_span title;
    struct mb_span line = mb_block_body(x->blocks, block);

    if (item >= x->doc->items.n || line.len > 240
        || x->blocks->at[block].kind == MB_BLOCK_ROW
        || memchr(line.ptr, '\t', line.len) != NULL)
        return false;
    title = x->doc->items.at[item].title.s;
    if (title.len > 80)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mb_span_ifind(title, mb_span_str(words[i])) < title.len
            && mb_span_ifind(title, MB_SPAN_LIT("meeting")) < title.len)
            return true;
    return false;
}

/* Blocks that hold this meeting's own date and the page's dates. */
static bool skipped(const struct mb_extract *x, uint32_t block)
{
    const struct mb_outline_block *o = &x->outline[block];

    if (o->role == MB_ROLE_FURNITURE || o->role == MB_ROLE_TITLE)
        return true;
    if (o->role == MB_ROLE_LABEL && o->section == MB_SECTION_FIELDS
        && mb_matches_next(x->rules, x->matches, block,
                           mb_rules_finds(x->rules, "mention-next"), NULL)
               == NULL
        && o->label_end >= x->blocks->at[block].view_end)
        return true;
    return false;
}

/* "Dates for next meetings are:" with the dates in the paragraphs below. */
static bool announces(const struct mb_extract *x, uint32_t block)
{
    struct mb_span line = mb_block_body(x->blocks, block);
    mb_finds f = mb_rules_finds(x->rules, "mention-next");

    const struct mb_match *m;

    if (f == MB_FINDS_NONE || line.len >= 160 || line.len == 0)
        return false;
    m = mb_matches_next(x->rules, x->matches, block, f, NULL);
    /* "Deferred to the next meeting." announces nothing */
    return m != NULL && m->start < x->blocks->at[block].view_body + 14;
}

void mb_extract_mentions(struct mb_extract *x)
{
    uint32_t below = 0; /* paragraphs still under an announcement */

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        struct mb_range in = {b->view_body, b->view_end};
        struct mb_range s = {0, in.start};
        struct mb_talk t = {.x = x, .block = i};

        if (skipped(x, i))
            continue;
        t.next_item = in_next_item(x, i)
                      || (below > 0 && b->view_end - b->view_body < 60);
        if (b->label.len > 0 && b->label.len <= 3 && b->label.ptr[0] <= '9')
            in.start = b->view_start; /* "8 April": its day looks a label */
        if (!mb_date_may_be(mb_range_span(x->blocks->view, in)))
            in.end = in.start;
        while (mb_sentence_next(x->blocks->view, in, &s)) {
            t.s = s;
            sentence(&t);
        }
        below = announces(x, i) ? 3 : below > 0 ? below - 1 : 0;
    }
}
