/* What is odd about a document, said when all records are made: what a clerk
 * would see at once, reading it beside them. Each check is a function in the
 * table at the end. A check that rests on a habit (numbers in a row, motions
 * with seconders) first makes sure that the document has the habit; a
 * document has at most MOST_OF_A_KIND diagnostics of one code.
 */
#include "parser/records/review.h"

#include "base/date.h"
#include "parser/explain.h"

enum {
    MOST_OF_A_KIND = 20,
    DETAIL_MAX = 200,
    QUOTED_MAX = 110,
    LEAD_MAX = 48,
    BROKEN_MIN = 40
};

/* At most so many bytes of s, whole characters. */
static struct mb_span cut_at(struct mb_span s, size_t most)
{
    size_t len = s.len < most ? s.len : most;

    while (len > 0 && len < s.len && ((unsigned char)s.ptr[len] & 0xC0) == 0x80)
        len--;
    return mb_span_sub(s, 0, len);
}

static void add(const struct mb_extract *x, enum mb_diag_code code,
                struct mb_range view, struct mb_span detail)
{
    struct mb_diags *diags = &x->doc->diags;
    uint32_t so_far = 0;

    for (uint32_t i = 0; i < diags->n; i++)
        so_far += diags->at[i].code == code;
    if (so_far >= MOST_OF_A_KIND)
        return;
    detail = cut_at(detail, DETAIL_MAX);
    mb_diags_add(diags, code, mb_blocks_text_at(x->blocks, view.start),
                 mb_blocks_text_at(x->blocks, view.end), detail);
}

static struct mb_range block_range(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];

    return (struct mb_range){b->view_start, b->view_end};
}

static struct mb_span words_of(const struct mb_extract *x, struct mb_range r)
{
    return mb_span_sub(x->blocks->view, r.start, r.end);
}

/* A record's own place in the text. */
static void add_at(const struct mb_extract *x, enum mb_diag_code code,
                   const struct mb_evidence *ev, struct mb_span detail)
{
    uint32_t start = ev->nspans > 0 ? ev->spans[0].start : 0;
    uint32_t end = ev->nspans > 0 ? ev->spans[0].end : 0;

    mb_diags_add(&x->doc->diags, code, start, end, detail);
}

/* ---- the document as a whole ---- */

/* A kind that is the record of a meeting and says which and when. */
static bool of_meeting(const struct mb_extract *x)
{
    enum mb_doc_kind kind = x->doc->kind;

    return kind == MB_DOC_MINUTES || kind == MB_DOC_MEETING
           || kind == MB_DOC_AGENDA;
}

static void check_meeting(struct mb_extract *x)
{
    const struct mb_meetings *meetings = &x->doc->meetings;
    bool date = false, body = false;

    if (!of_meeting(x))
        return;
    for (uint32_t i = 0; i < meetings->n; i++) {
        date = date || meetings->at[i].date.s.ptr != NULL;
        body = body || meetings->at[i].body.s.ptr != NULL;
    }
    if (!date)
        mb_diags_add(&x->doc->diags, MB_DIAG_NO_DATE, 0, 0, MB_SPAN_NULL);
    if (!body)
        mb_diags_add(&x->doc->diags, MB_DIAG_NO_BODY, 0, 0, MB_SPAN_NULL);
}

/* Words that no sentence ends with, in small letters. */
static bool leads_on(struct mb_span word)
{
    static const char *const words[] = {
        "a",   "an",   "the",  "and",   "or",   "of",    "to",    "in",
        "on",  "at",   "by",   "for",   "from", "with",  "that",  "which",
        "who", "this", "as",   "than",  "be",   "is",    "are",   "was",
        "had", "were", "has",  "have",  "its",  "their", "would", "will",
        "not", "been", "into", "under", "a'r",  "yr",    "y",     "i'r",
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mb_span_eq(word, mb_span_str(words[i])))
            return true;
    return false;
}

/* Does the last paragraph end within a sentence? Behind a comma, or a word
 * that leads on; a title or a list of names ends as it likes. */
static bool breaks_off(struct mb_span line)
{
    size_t at = line.len;
    char last = at > 0 ? line.ptr[at - 1] : '.';

    if (line.len < BROKEN_MIN)
        return false;
    if (last == ',')
        return true;
    while (at > 0 && line.ptr[at - 1] != ' ')
        at--;
    return leads_on(mb_span_sub(line, at, line.len));
}

static void check_truncated(struct mb_extract *x)
{
    const struct mb_blocks *blocks = x->blocks;
    uint32_t end = (uint32_t)x->doc->text.text.len;
    uint32_t i = blocks->n;

    while (i > 0 && blocks->at[i - 1].kind == MB_BLOCK_FURNITURE)
        i--;
    if (i == 0
        || (blocks->at[i - 1].kind != MB_BLOCK_PARAGRAPH
            && blocks->at[i - 1].kind != MB_BLOCK_LIST_ITEM))
        return;
    x->doc->truncated = breaks_off(mb_block_body(blocks, i - 1));
    if (x->doc->truncated)
        mb_diags_add(&x->doc->diags, MB_DIAG_TRUNCATED, end, end, MB_SPAN_NULL);
}

static void check_exempt(struct mb_extract *x)
{
    for (uint32_t i = 0; i < x->doc->items.n; i++) {
        const struct mb_item *item = &x->doc->items.at[i];
        /* not the title: a list of diagnostics is no exempt paper */
        if (item->restricted == MB_YES)
            add_at(x, MB_DIAG_EXEMPT, &item->ev, item->number.s);
    }
}

/* ---- words ---- */

static bool may_decide(enum mb_doc_kind kind)
{
    return kind != MB_DOC_REPORT && kind != MB_DOC_AGENDA
           && kind != MB_DOC_FORWARD_PLAN && kind != MB_DOC_OTHER;
}

/* Sections whose operative words are somebody else's: officers' advice, the
 * story so far, what was decided elsewhere and why. */
static bool tells_only(enum mb_section section)
{
    return section == MB_SECTION_RECOMMENDATION
           || section == MB_SECTION_BACKGROUND
           || section == MB_SECTION_ALTERNATIVES
           || section == MB_SECTION_REASONS || section == MB_SECTION_DOCUMENTS
           || section == MB_SECTION_HEADER || section == MB_SECTION_NONE;
}

/* "RESOLVED that:" above the clauses: a short block or one that ends in a
 * colon or a marker, and one of the two next blocks of words is a record's. */
static bool leads_to_record(const struct mb_extract *x, uint32_t i)
{
    struct mb_span line = mb_span_strip(mb_block_line(x->blocks, i), " *\t");
    const struct mb_match *m = NULL;
    mb_finds marker = mb_rules_finds(x->rules, "marker");
    bool lead = line.len < LEAD_MAX || line.ptr[line.len - 1] == ':';
    uint32_t seen = 0;

    while ((m = mb_matches_next(x->rules, x->matches, i, marker, m)) != NULL)
        lead = lead || m->end + 2 >= x->blocks->at[i].view_end;
    for (i++; lead && seen < 2 && i < x->blocks->n; i++) {
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        if (x->outline[i].claimed)
            return true;
        seen++;
    }
    return false;
}

/* Some record of that kind quotes words of the block. */
static bool quoted_by(const struct mb_extract *x, enum mb_kind kind,
                      struct mb_range text)
{
    size_t ev_at = mb_kind_info(kind)->evidence;

    for (uint32_t i = 0; i < mb_document_count(x->doc, kind); i++) {
        const char *record = mb_document_record(x->doc, kind, i);
        const struct mb_evidence *ev = (const void *)(record + ev_at);
        for (uint32_t k = 0; k < ev->nspans; k++)
            if (ev->spans[k].start < text.end && ev->spans[k].end > text.start)
                return true;
    }
    return false;
}

/* "The motion was carried": the item has what was. */
static bool item_decided(const struct mb_extract *x, uint32_t item)
{
    struct mb_span number = mb_item_number(x, item).s;

    for (uint32_t i = 0; i < x->doc->resolutions.n; i++)
        if (x->doc->resolutions.at[i].item_index == item)
            return true;
    for (uint32_t i = 0; i < x->doc->motions.n; i++)
        if (mb_span_eq(x->doc->motions.at[i].item.s, number))
            return true;
    return false;
}

static bool explained(const struct mb_extract *x, uint32_t i,
                      const struct mb_match *m)
{
    static const enum mb_kind kinds[] = {MB_KIND_RESOLUTIONS, MB_KIND_VOTES,
                                         MB_KIND_MOTIONS, MB_KIND_DECISIONS,
                                         MB_KIND_ACTIONS};
    struct mb_range view = block_range(x, i);
    struct mb_range text = {mb_blocks_text_at(x->blocks, view.start),
                            mb_blocks_text_at(x->blocks, view.end)};

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (quoted_by(x, kinds[k], text))
            return true;
    if (mb_span_eq(mb_outline_value(x, m), MB_SPAN_LIT("outcome")))
        return item_decided(x, x->outline[i].item);
    return leads_to_record(x, i)
           || mb_outline_match(x, i, "resolved-elsewhere") != NULL
           || mb_outline_match(x, i, "lookalike") != NULL;
}

/* A block's words, with the rule that comes nearest to explaining them. */
static struct mb_span with_nearest(const struct mb_extract *x, uint32_t i)
{
    struct mb_span words = words_of(x, block_range(x, i));
    const struct mb_rule *rule =
        mb_rules_nearest(x->rules, words, mb_finds_operative);

    if (rule == NULL)
        return words;
    return mb_arena_printf(
        x->arena, MB_SPAN_FMT "%s [nearest rule: " MB_SPAN_FMT "]",
        MB_SPAN_ARG(cut_at(words, QUOTED_MAX)),
        words.len > QUOTED_MAX ? "..." : "", MB_SPAN_ARG(rule->id));
}

static void check_operative(struct mb_extract *x)
{
    mb_finds finds = mb_rules_finds(x->rules, "operative-word");

    if (!may_decide(x->doc->kind) || finds == MB_FINDS_NONE)
        return;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_outline_block *o = &x->outline[i];
        const struct mb_match *m;
        if (o->role != MB_ROLE_BODY || o->claimed || tells_only(o->section))
            continue;
        m = mb_matches_next(x->rules, x->matches, i, finds, NULL);
        if (m != NULL && !explained(x, i, m))
            add(x, MB_DIAG_OPERATIVE_UNCLAIMED,
                (struct mb_range){m->start, m->end}, with_nearest(x, i));
    }
}

static void check_placeholders(struct mb_extract *x)
{
    mb_finds finds = mb_rules_finds(x->rules, "placeholder");

    if (finds == MB_FINDS_NONE)
        return;
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_match *m;
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        m = mb_matches_next(x->rules, x->matches, i, finds, NULL);
        if (m != NULL)
            add(x, MB_DIAG_PLACEHOLDER, (struct mb_range){m->start, m->end},
                words_of(x, (struct mb_range){m->start, m->end}));
    }
}

/* ---- dates ---- */

/* Whether a diagnostic of that code stands within the text range already. */
static bool said(const struct mb_extract *x, enum mb_diag_code code,
                 struct mb_range view)
{
    uint32_t start = mb_blocks_text_at(x->blocks, view.start);
    uint32_t end = mb_blocks_text_at(x->blocks, view.end);

    for (uint32_t i = 0; i < x->doc->diags.n; i++) {
        const struct mb_diag *d = &x->doc->diags.at[i];
        if (d->code == code && d->start < end && d->end > start)
            return true;
    }
    return false;
}

static void check_date(struct mb_extract *x, uint32_t line_start,
                       const struct mb_date_found *d)
{
    struct mb_range r = {line_start + (uint32_t)d->start,
                         line_start + (uint32_t)d->end};
    bool whole = d->precision == MB_PRECISION_DAY && !d->borrowed;

    if (d->impossible) {
        if (!said(x, MB_DIAG_DATE_IMPOSSIBLE, r))
            add(x, MB_DIAG_DATE_IMPOSSIBLE, r, words_of(x, r));
    } else if (whole && d->weekday != 0 && mb_date_valid(d->date)
               && mb_date_weekday(d->date) != d->weekday) {
        add(x, MB_DIAG_WEEKDAY_DIFFERS, r, words_of(x, r));
    }
}

static void check_dates(struct mb_extract *x)
{
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        struct mb_span line = mb_block_line(x->blocks, i);
        struct mb_date_found d;
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        for (size_t at = 0; mb_date_scan(line, at, &d); at = d.end)
            check_date(x, b->view_start, &d);
    }
}

/* ---- motions ---- */

/* Only where others in the same document have a seconder is one amiss. */
static void check_seconders(struct mb_extract *x)
{
    const struct mb_resolutions *all = &x->doc->resolutions;
    uint32_t moved = 0, seconded = 0;
    struct mb_span last = MB_SPAN_NULL;

    for (uint32_t i = 0; i < all->n; i++) {
        moved += all->at[i].mover.s.ptr != NULL;
        seconded += all->at[i].seconder.s.ptr != NULL;
    }
    if (seconded < 2 || seconded * 4 < moved * 3)
        return;
    for (uint32_t i = 0; i < all->n; i++) {
        const struct mb_resolution *r = &all->at[i];
        bool same = i > 0 && all->at[i - 1].item_index == r->item_index
                    && mb_span_eq(last, r->mover.s);
        last = r->mover.s;
        if (r->mover.s.ptr != NULL && r->seconder.s.ptr == NULL && !same)
            add_at(x, MB_DIAG_MOTION_SECONDER, &r->ev, r->mover.s);
    }
}

static void (*const checks[])(struct mb_extract *x) = {
    check_meeting,      check_truncated, check_exempt,        check_operative,
    check_placeholders, check_dates,     mb_review_sequences, check_seconders,
};

void mb_extract_review(struct mb_extract *x)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks[i](x);
}
