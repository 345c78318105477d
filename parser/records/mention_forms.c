/* The forms in which a meeting is spoken of.
 *
 * Every date is looked at from the words in front of it. Small words are taken
 * off ("held on the"); what then ends there decides: a word for a meeting
 * ("minutes of the meeting held on D"), a body ("by Cabinet on D"), words of a
 * meeting to come ("Date of next meeting: D"), or else a body that did
 * something ("the Panel considered the scheme on D", "On D the Panel …").
 */
#include "parser/records/mention_forms.h"

#include "parser/records/sentences.h"

#include <string.h>

enum { REACH = MB_MENTION_REACH, SUBJECT_REACH = 130 };

/* The small words in front of a date. */
struct tail {
    uint32_t at; /* what stands before them ends here */
    bool held;
    bool on;
    bool bracket;
    bool colon;
    bool comma;
};

void mb_talk_collect(struct mb_talk *t, const char *finds, struct mb_hits *hits)
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
        if (hits->n == MB_HITS_MAX)
            return;
        hits->at[hits->n++] = (struct mb_hit){{m->start, m->end}, m};
    }
}

/* The last hit that ends at or before `at`, no further back than `reach`. */
const struct mb_hit *mb_hits_last_before(const struct mb_hits *hits,
                                         uint32_t at, uint32_t reach)
{
    const struct mb_hit *found = NULL;

    for (unsigned i = 0; i < hits->n; i++)
        if (hits->at[i].r.end <= at && hits->at[i].r.end + reach >= at)
            found = &hits->at[i];
    return found;
}

static const struct mb_hit *first_after(const struct mb_hits *hits, uint32_t at,
                                        uint32_t reach)
{
    for (unsigned i = 0; i < hits->n; i++)
        if (hits->at[i].r.start >= at)
            return hits->at[i].r.start <= at + reach ? &hits->at[i] : NULL;
    return NULL;
}

static bool ends_at(const struct mb_hits *hits, uint32_t at)
{
    for (unsigned i = 0; i < hits->n; i++)
        if (hits->at[i].r.end == at)
            return true;
    return false;
}

/* Take one small word or mark off the end of view bytes [start, *at). */
static bool take_off(const struct mb_talk *t, uint32_t start, struct tail *tail)
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

static struct tail read_tail(const struct mb_talk *t, uint32_t date)
{
    struct tail tail = {.at = date};

    while (take_off(t, t->s.start, &tail))
        ;
    return tail;
}

static bool text_has(const struct mb_talk *t, uint32_t start, uint32_t end,
                     const char *word)
{
    struct mb_span s = mb_span_sub(t->x->blocks->view, start, end);

    return mb_span_ifind(s, mb_span_str(word)) < s.len;
}

/* A single common noun: "Committee", "Board", "Council". */
static bool generic(const struct mb_talk *t, struct mb_range body)
{
    return memchr(t->x->blocks->view.ptr + body.start, ' ',
                  body.end - body.start)
           == NULL;
}

/* The verb of a body: behind it, or before it where it was done "by" it. */
static struct mb_range verb_of(const struct mb_talk *t, struct mb_range body,
                               uint32_t date_start, uint32_t date_end)
{
    const struct mb_hit *v = first_after(&t->verbs, body.end, 120);

    if (v == NULL
        || (v->r.start > date_end && date_start > body.end
            && v->r.start > date_end + 40))
        v = mb_hits_last_before(&t->verbs, body.start, 60);
    return v != NULL ? v->r : (struct mb_range){0, 0};
}

static bool text_before(const struct mb_talk *t, uint32_t at, const char *word)
{
    uint32_t len = (uint32_t)strlen(word);

    return at >= t->s.start + len && text_has(t, at - len, at, word);
}

/* "the last Council meeting": this body's own. */
static bool earlier_own(const struct mb_talk *t, struct mb_range body)
{
    return generic(t, body)
           && (text_before(t, body.start, "last ")
               || text_before(t, body.start, "previous "));
}

/* "The Committee, at its meeting": this committee, where its own name ends
 * with that word. */
static bool own_generic(const struct mb_talk *t, struct mb_range body)
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
static struct mb_range body_of_meeting(const struct mb_talk *t, uint32_t at,
                                       uint32_t date_end, bool *ret_subject)
{
    const struct mb_hit *before = mb_hits_last_before(&t->bodies, at, 60);
    const struct mb_hit *after = first_after(&t->bodies, date_end, 12);
    const struct mb_hit *word = mb_hits_last_before(&t->words, at, 90);
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
        before = mb_hits_last_before(&t->bodies, from, SUBJECT_REACH);
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
static bool by_meeting_word(const struct mb_talk *t, const struct tail *tail,
                            uint32_t date_end, struct mb_mention_found *f)
{
    bool subject;
    const struct mb_hit *word;

    if (!ends_at(&t->words, tail->at)
        && !(tail->held
             && mb_hits_last_before(&t->words, tail->at, 90) != NULL))
        return false;
    word = mb_hits_last_before(&t->words, tail->at, 90);
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
static bool by_body(const struct mb_talk *t, const struct tail *tail,
                    uint32_t date_end, struct mb_mention_found *f)
{
    const struct mb_hit *body = mb_hits_last_before(&t->bodies, tail->at, 0);
    bool papers;
    bool verb;

    if (body == NULL || body->r.end != tail->at)
        return false;
    papers = text_has(t, t->s.start, body->r.start, "minute")
             || text_has(t, t->s.start, body->r.start, "report")
             || text_has(t, t->s.start, body->r.start, "meeting")
             || text_has(t, t->s.start, body->r.start, "recommendation")
             || text_has(t, date_end,
                         date_end + 12 < t->s.end ? date_end + 12 : t->s.end,
                         "minute");
    verb = mb_hits_last_before(&t->verbs, body->r.start, 70) != NULL
           || mb_hits_last_before(&t->futures, body->r.start, 90) != NULL
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
        const struct mb_hit *v =
            mb_hits_last_before(&t->verbs, body->r.start, 60);

        if (v != NULL && !text_has(t, v->r.start, v->r.end, "deferred"))
            f->verb = v->r; /* "deferred to the Cabinet" is not its deed */
    }
    f->minutes = text_has(t, t->s.start, body->r.start, "minutes");
    f->confidence = 88;
    return true;
}

/* "Date of next meeting: D"; "The next Ayton AGM will take place on D". */
static bool by_next(const struct mb_talk *t, const struct tail *tail,
                    struct mb_mention_found *f)
{
    const struct mb_hit *next = mb_hits_last_before(&t->nexts, tail->at, REACH);
    const struct mb_hit *body;

    if (next == NULL && !t->next_item)
        return false;
    if (next != NULL && tail->at > next->r.end + 110)
        return false;
    body = mb_hits_last_before(&t->bodies, tail->at, 90);
    if (body != NULL && (next == NULL || body->r.end > next->r.start))
        f->body = body->r;
    if (body != NULL && generic(t, body->r) && next != NULL
        && body->r.end <= next->r.start)
        f->body = (struct mb_range){0, 0};
    f->confidence = 88;
    return true;
}

/* "the Panel considered the scheme on D"; "On D the Panel recommended". */
static bool by_deed(const struct mb_talk *t, const struct tail *tail,
                    uint32_t date_start, uint32_t date_end,
                    struct mb_mention_found *f)
{
    const struct mb_hit *body =
        mb_hits_last_before(&t->bodies, tail->at, SUBJECT_REACH);
    const struct mb_hit *verb;

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

bool mb_mention_classify(const struct mb_talk *t, uint32_t date_start,
                         uint32_t date_end, struct mb_mention_found *f)
{
    struct tail tail = read_tail(t, date_start);

    *f = (struct mb_mention_found){.verb_word = MB_SPAN_NULL};
    return by_meeting_word(t, &tail, date_end, f)
           || by_body(t, &tail, date_end, f) || by_next(t, &tail, f)
           || by_deed(t, &tail, date_start, date_end, f);
}
