/* Meetings spoken of: a date, the body that met, what it did.
 *
 * Every date of a sentence is looked at from the words in front of it. Small
 * words are taken off ("held on the"); what then ends there decides: a word
 * for a meeting ("minutes of the meeting held on D"), a body ("by Cabinet on
 * D"), words of a meeting to come ("Date of next meeting: D"), or else a body
 * that did something ("the Panel considered the scheme on D", "On D the Panel
 * …"). A date without a year becomes a weak mention, its year taken from the
 * meeting's date.
 */
#include "parser/records/roster.h"

#include "base/date.h"
#include "parser/records/sentences.h"

#include <string.h>

enum { HITS_MAX = 48, REACH = 160, SUBJECT_REACH = 130 };

struct hit {
    struct mb_range r;
    const struct mb_match *m;
};

struct hits {
    struct hit at[HITS_MAX];
    unsigned n;
};

/* A sentence with all that was found in it. */
struct talk {
    struct mb_extract *x;
    uint32_t block;
    struct mb_range s;
    struct hits bodies;
    struct hits words; /* meeting, minutes */
    struct hits verbs;
    struct hits nexts;
    struct hits futures;
    bool next_item; /* the item is headed "Date of next meeting" */
};

/* The small words in front of a date. */
struct tail {
    uint32_t at; /* what stands before them ends here */
    bool held;
    bool on;
    bool bracket;
    bool colon;
    bool comma;
};

struct found {
    struct mb_range body; /* empty: not named */
    struct mb_range verb;
    struct mb_span verb_word; /* where it is not in the text: "held" */
    bool minutes;             /* of minutes: cannot be later than this */
    uint32_t confidence;
};

static void collect(struct talk *t, const char *finds, struct hits *hits)
{
    const struct mb_extract *x = t->x;
    mb_finds f = mb_rules_finds(x->rules, finds);
    const struct mb_match *m = NULL;

    hits->n = 0;
    if (f == MB_FINDS_NONE)
        return;
    while ((m = mb_matches_next(x->rules, x->matches, t->block, f, m))
           != NULL) {
        if (m->start < t->s.start || m->end > t->s.end)
            continue;
        if (hits->n == HITS_MAX)
            return;
        hits->at[hits->n++] = (struct hit){{m->start, m->end}, m};
    }
}

/* The last hit that ends at or before `at`, no further back than `reach`. */
static const struct hit *last_before(const struct hits *hits, uint32_t at,
                                     uint32_t reach)
{
    const struct hit *found = NULL;

    for (unsigned i = 0; i < hits->n; i++)
        if (hits->at[i].r.end <= at && hits->at[i].r.end + reach >= at)
            found = &hits->at[i];
    return found;
}

static const struct hit *first_after(const struct hits *hits, uint32_t at,
                                     uint32_t reach)
{
    for (unsigned i = 0; i < hits->n; i++)
        if (hits->at[i].r.start >= at)
            return hits->at[i].r.start <= at + reach ? &hits->at[i] : NULL;
    return NULL;
}

static bool ends_at(const struct hits *hits, uint32_t at)
{
    for (unsigned i = 0; i < hits->n; i++)
        if (hits->at[i].r.end == at)
            return true;
    return false;
}

/* Take one small word or mark off the end of view bytes [start, *at). */
static bool take_off(const struct talk *t, uint32_t start, struct tail *tail)
{
    static const struct {
        const char *word;
        char what;
    } words[] = {
        {"held", 'h'},    {"on", 'o'},   {"of", 'o'},  {"the", 0},
        {"dated", 'h'},   {"for", 0},    {"at", 0},    {"in", 0},
        {"from", 0},      {"is", 0},     {"are", 0},   {"be", 0},
        {"will", 0},      {"was", 0},    {"took", 0},  {"place", 0},
        {"take", 0},      {"public", 0}, {"until", 0}, {"gynhaliwyd", 'h'},
        {"scheduled", 0}, {"as", 0},     {"has", 0},   {"been", 0},
        {"would", 0},     {"to", 0}};
    struct mb_span v = t->x->blocks->view;
    uint32_t at = tail->at;
    uint32_t begin;
    struct mb_span word;

    if (at <= start)
        return false;
    if (strchr(" \t(,:-", v.ptr[at - 1]) != NULL) {
        tail->bracket |= v.ptr[at - 1] == '(';
        tail->colon |= v.ptr[at - 1] == ':' || v.ptr[at - 1] == '-'
                       || v.ptr[at - 1] == '\t';
        tail->comma |= v.ptr[at - 1] == ',';
        tail->at--;
        return true;
    }
    for (begin = at;
         begin > start && strchr(" \t(,:-", v.ptr[begin - 1]) == NULL;)
        begin--;
    word = mb_span_sub(v, begin, at);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mb_span_ieq(word, mb_span_str(words[i].word))) {
            tail->held |= words[i].what == 'h';
            tail->on |= words[i].what == 'o';
            tail->at = begin;
            return true;
        }
    return false;
}

static struct tail read_tail(const struct talk *t, uint32_t date)
{
    struct tail tail = {.at = date};

    while (take_off(t, t->s.start, &tail))
        ;
    return tail;
}

static bool text_has(const struct talk *t, uint32_t start, uint32_t end,
                     const char *word)
{
    struct mb_span s = mb_span_sub(t->x->blocks->view, start, end);

    return mb_span_ifind(s, mb_span_str(word)) < s.len;
}

/* A single common noun: "Committee", "Board", "Council". */
static bool generic(const struct talk *t, struct mb_range body)
{
    return memchr(t->x->blocks->view.ptr + body.start, ' ',
                  body.end - body.start)
           == NULL;
}

/* The verb of a body: behind it, or before it where it was done "by" it. */
static struct mb_range verb_of(const struct talk *t, struct mb_range body,
                               uint32_t date_start, uint32_t date_end)
{
    const struct hit *v = first_after(&t->verbs, body.end, 120);

    if (v == NULL
        || (v->r.start > date_end && date_start > body.end
            && v->r.start > date_end + 40))
        v = last_before(&t->verbs, body.start, 60);
    return v != NULL ? v->r : (struct mb_range){0, 0};
}

static bool text_before(const struct talk *t, uint32_t at, const char *word)
{
    uint32_t len = (uint32_t)strlen(word);

    return at >= t->s.start + len && text_has(t, at - len, at, word);
}

/* "the last Council meeting": this body's own. */
static bool earlier_own(const struct talk *t, struct mb_range body)
{
    return generic(t, body)
           && (text_before(t, body.start, "last ")
               || text_before(t, body.start, "previous "));
}

/* "The Committee, at its meeting": this committee, where its own name ends
 * with that word. */
static bool own_generic(const struct talk *t, struct mb_range body)
{
    struct mb_span s = mb_range_span(t->x->blocks->view, body);
    const struct mb_meetings *all = &t->x->doc->meetings;

    if (!generic(t, body))
        return false;
    for (uint32_t i = 0; i < all->n; i++) {
        struct mb_span own = all->at[i].body.s;

        if (own.len >= s.len
            && mb_span_ieq(mb_span_sub(own, own.len - s.len, own.len), s))
            return true;
    }
    return false;
}

/* The body that a meeting-word belongs to: "minutes of the meeting of the
 * Cabinet", "the Council meeting", "the Panel, at its meeting". */
static struct mb_range body_of_meeting(const struct talk *t, uint32_t at,
                                       uint32_t date_end, bool *ret_subject)
{
    const struct hit *before = last_before(&t->bodies, at, 60);
    const struct hit *after = first_after(&t->bodies, date_end, 12);
    const struct hit *word = last_before(&t->words, at, 90);
    struct mb_range none = {0, 0};
    uint32_t from = word != NULL ? word->r.start : at;

    *ret_subject = false;
    if (before != NULL && before->r.end == at)
        return before->r; /* "annual parish meeting", "… of the Cabinet" */
    if (before != NULL && before->r.end + 2 >= from && before->r.end <= from)
        return earlier_own(t, before->r) ? none : before->r; /* "Council
                                                                meeting" */
    if (before != NULL && before->r.start >= from)
        return before->r; /* "meeting of the Cabinet" */
    if (text_has(t, from > 5 + t->s.start ? from - 5 : t->s.start, from, "its ")
        || text_has(t, from > 7 + t->s.start ? from - 7 : t->s.start, from,
                    "their ")) {
        if (before != NULL && after == NULL) {
            *ret_subject = !own_generic(t, before->r);
            return own_generic(t, before->r) ? none : before->r;
        }
        before = last_before(&t->bodies, from, SUBJECT_REACH);
        if (after != NULL || before == NULL) {
            *ret_subject = after != NULL;
            return after != NULL ? after->r : none;
        }
        if (text_has(t, before->r.end, from, " to ")
            && !text_has(t, before->r.end, from, "draft"))
            return none; /* "resolved to defer it to its meeting on" */
        *ret_subject = !own_generic(t, before->r);
        return own_generic(t, before->r) ? none : before->r;
    }
    if (before != NULL && before->r.end <= from
        && (text_has(t, before->r.end, from, "'s")
            || text_has(t, before->r.end, from, "from the")))
        return before->r;
    return none;
}

/* "minutes of the meeting held on D", "at its meeting on D". */
static bool by_meeting_word(const struct talk *t, const struct tail *tail,
                            uint32_t date_end, struct found *f)
{
    bool subject;
    const struct hit *word;

    if (!ends_at(&t->words, tail->at)
        && !(tail->held && last_before(&t->words, tail->at, 90) != NULL))
        return false;
    word = last_before(&t->words, tail->at, 90);
    f->body = body_of_meeting(t, tail->at, date_end, &subject);
    f->minutes = text_has(t, t->s.start, tail->at, "minute")
                 || text_has(t, t->s.start, tail->at, "record of");
    if (f->body.end > f->body.start && subject)
        f->verb = verb_of(t, f->body, tail->at, date_end);
    else if (tail->held)
        f->verb_word = MB_SPAN_LIT("held");
    f->confidence = word != NULL ? 92 : 80;
    return true;
}

/* "endorsed by Cabinet on D", "reports of the Audit Committee (D)". */
static bool by_body(const struct talk *t, const struct tail *tail,
                    uint32_t date_end, struct found *f)
{
    const struct hit *body = last_before(&t->bodies, tail->at, 0);
    bool papers;
    bool verb;

    if (body == NULL || body->r.end != tail->at)
        return false;
    papers = text_has(t, t->s.start, body->r.start, "minute")
             || text_has(t, t->s.start, body->r.start, "report")
             || text_has(t, t->s.start, body->r.start, "meeting")
             || text_has(t, date_end,
                         date_end + 12 < t->s.end ? date_end + 12 : t->s.end,
                         "minute");
    verb = last_before(&t->verbs, body->r.start, 70) != NULL
           || last_before(&t->futures, body->r.start, 90) != NULL
           || text_has(t, t->s.start, body->r.start, "decision")
           || text_has(t, t->s.start, body->r.start, "prior to");
    if (!(tail->held || (tail->on && (verb || papers))
          || (tail->bracket && papers) || (tail->comma && papers)))
        return false;
    if (tail->bracket && tail->comma && !papers)
        return false;
    f->body = body->r;
    if (tail->held)
        f->verb_word = MB_SPAN_LIT("held");
    else {
        const struct hit *v = last_before(&t->verbs, body->r.start, 60);

        if (v != NULL && !text_has(t, v->r.start, v->r.end, "deferred"))
            f->verb = v->r; /* "deferred to the Cabinet" is not its deed */
    }
    f->minutes = text_has(t, t->s.start, body->r.start, "minutes");
    f->confidence = 88;
    return true;
}

/* "Date of next meeting: D"; "The next Ayton AGM will take place on D". */
static bool by_next(const struct talk *t, const struct tail *tail,
                    struct found *f)
{
    const struct hit *next = last_before(&t->nexts, tail->at, REACH);
    const struct hit *body;

    if (next == NULL && !t->next_item)
        return false;
    if (next != NULL && tail->at > next->r.end + 110)
        return false;
    body = last_before(&t->bodies, tail->at, 90);
    if (body != NULL && (next == NULL || body->r.end > next->r.start))
        f->body = body->r;
    if (body != NULL && generic(t, body->r) && next != NULL
        && body->r.end <= next->r.start)
        f->body = (struct mb_range){0, 0};
    f->confidence = 88;
    return true;
}

/* "the Panel considered the scheme on D"; "On D the Panel recommended". */
static bool by_deed(const struct talk *t, const struct tail *tail,
                    uint32_t date_start, uint32_t date_end, struct found *f)
{
    const struct hit *body = last_before(&t->bodies, tail->at, SUBJECT_REACH);
    const struct hit *verb;

    if (!tail->on)
        return false;
    if (tail->at <= t->s.start + 1 || body == NULL) {
        body = first_after(&t->bodies, date_end, 8);
        verb = body != NULL ? first_after(&t->verbs, body->r.end, 30) : NULL;
        if (verb == NULL)
            return false;
    } else {
        struct mb_range between;

        verb = first_after(&t->verbs, body->r.end, 60);
        if (verb == NULL || verb->r.end > date_start)
            return false;
        between = (struct mb_range){verb->r.end, tail->at};
        if (text_has(t, between.start, between.end, " that ")
            || text_has(t, between.start, between.end, " which ")
            || text_has(t, between.start, between.end, " to be ")
            || text_has(t, between.start, between.end, "until")
            || mb_range_words(t->x->blocks->view, between) > 14)
            return false;
        if (generic(t, body->r)
            && !text_has(t, body->r.end, verb->r.start, "had")
            && !text_has(t, body->r.end, verb->r.start, "has")
            && t->x->doc->kind == MB_DOC_MINUTES)
            return false;
    }
    f->body = body->r;
    f->verb = verb->r;
    f->confidence = 82;
    return true;
}

static bool classify(const struct talk *t, uint32_t date_start,
                     uint32_t date_end, struct found *f)
{
    struct tail tail = read_tail(t, date_start);

    *f = (struct found){.verb_word = MB_SPAN_NULL};
    return by_meeting_word(t, &tail, date_end, f)
           || by_body(t, &tail, date_end, f) || by_next(t, &tail, f)
           || by_deed(t, &tail, date_start, date_end, f);
}

/* ---- records ---- */

/* "Extraordinary Parish Council" is the Parish Council. */
static struct mb_range body_words(const struct talk *t, struct mb_range body)
{
    static const char *const kinds[] = {
        "Extraordinary ", "Ordinary ", "Special ", "Annual ",
        "Previous ",      "Last ",     "Draft "};
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

static struct mb_span anchor_text(const struct talk *t)
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

static void record(struct talk *t, struct mb_range where, struct mb_span date,
                   const struct found *f, bool weak)
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
static struct mb_range clause(const struct talk *t, const struct found *f,
                              uint32_t start, uint32_t end)
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
        const struct hit *word = last_before(&t->words, start, REACH);

        if (word != NULL)
            r.start = word->r.start;
    }
    return r;
}

static void diagnose(struct talk *t, const struct mb_date_found *d,
                     struct mb_range where, const struct found *f,
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

static void weak(struct talk *t, const struct mb_date_found *d,
                 struct mb_range where, const struct found *f)
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

static void one_date(struct talk *t, const struct mb_date_found *d,
                     struct mb_range where, const struct found *f)
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

static void sentence(struct talk *t)
{
    struct mb_span s = mb_range_span(t->x->blocks->view, t->s);
    struct mb_date_found d;
    struct found f;
    size_t at = 0;
    bool collected = false;
    bool joined = false;
    bool was = false;

    while (mb_date_scan(s, at, &d)) {
        struct mb_range where = {t->s.start + (uint32_t)d.start,
                                 t->s.start + (uint32_t)d.end};

        if (!collected) {
            collect(t, "body-name", &t->bodies);
            collect(t, "meeting-word", &t->words);
            collect(t, "mention-verb", &t->verbs);
            collect(t, "mention-next", &t->nexts);
            collect(t, "mention-future", &t->futures);
            collected = true;
        }
        was = (joined && was) || classify(t, where.start, where.end, &f);
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

    return f != MB_FINDS_NONE && line.len < 160 && line.len > 0
           && mb_matches_next(x->rules, x->matches, block, f, NULL) != NULL;
}

void mb_extract_mentions(struct mb_extract *x)
{
    uint32_t below = 0; /* paragraphs still under an announcement */

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        struct mb_range in = {b->view_body, b->view_end};
        struct mb_range s = {0, in.start};
        struct talk t = {.x = x, .block = i};

        if (skipped(x, i))
            continue;
        t.next_item = in_next_item(x, i)
                      || (below > 0 && b->view_end - b->view_body < 60);
        if (b->label.len > 0 && b->label.len <= 3 && b->label.ptr[0] <= '9')
            in.start = b->view_start; /* "8 April": its day looks a label */
        while (mb_sentence_next(x->blocks->view, in, &s)) {
            t.s = s;
            sentence(&t);
        }
        below = announces(x, i) ? 3 : below > 0 ? below - 1 : 0;
    }
}
