/* Which body met, on what day, at what time. A page about one matter names its
 * meetings one by one ("Meeting: 04/01/2024 - Cabinet"). Elsewhere the head of
 * the document, what stands before its first item, is searched: the body is
 * what the best `meeting-body` rule matches there, the day is the date that
 * stands in the likeliest place: with the body, a weekday or a time, and not
 * behind "published" or "next meeting".
 */
#include "parser/labels.h"
#include "parser/records/outline.h"

#include "base/date.h"

#include <string.h>

enum {
    HEAD_BLOCKS = 60, /* a head is never longer */
    HEAD_LEAST = 12,  /* nor shorter, whatever looks like an item */
    HEAD_BYTES = 360  /* of its longest line */
};

struct when {
    uint32_t block;
    uint32_t start; /* view offsets */
    uint32_t end;
    struct mb_date date;
    int score;
};

static struct mb_span line_of(const struct mb_extract *x, uint32_t i)
{
    return mb_block_line(x->blocks, i);
}

static struct mb_field date_field(const struct mb_extract *x,
                                  struct mb_date date)
{
    char text[MB_DATE_TEXT_SIZE];

    mb_date_format(date, text);
    return mb_field_text(x, mb_span_str(text));
}

static struct mb_field time_field(const struct mb_extract *x, int minutes)
{
    char text[MB_TIME_TEXT_SIZE];

    mb_time_format(minutes, text);
    return mb_field_text(x, mb_span_str(text));
}

/* The first whole date in a span; its bytes in *ret_found. */
static bool find_date(struct mb_span s, struct mb_date_found *ret_found)
{
    size_t at = 0;

    while (mb_date_scan(s, at, ret_found)) {
        if (ret_found->precision == MB_PRECISION_DAY && !ret_found->impossible
            && ret_found->date.year != 0)
            return true;
        at = ret_found->end;
    }
    return false;
}

/* ---- bodies ---- */

/* The length of "7th " at the start of s, or 0. */
static size_t ordinal(struct mb_span s)
{
    size_t n = 0;

    while (n < s.len && s.ptr[n] >= '0' && s.ptr[n] <= '9')
        n++;
    if (n == 0 || n + 3 >= s.len || s.ptr[n + 2] != ' ')
        return 0;
    return s.ptr[n] >= 'a' ? n + 3 : 0;
}

/* Cut "the", "meeting of" and marks from the ends of a body's name. */
static void trim_body(const struct mb_extract *x, struct mb_range *r)
{
    static const char *const heads[] = {"the ", "a ", "an ", "of the ", "of "};
    static const char *const tails[] = {
        " meeting", " meetings", " minutes", " held", " of", " on", " the"};
    const char *view = x->blocks->view.ptr;
    bool cut = true;

    while (cut) {
        struct mb_span s;
        cut = false;
        while (r->end > r->start && strchr(" ,.:-|([", view[r->end - 1]))
            r->end--;
        while (r->start < r->end && strchr(" ,.:-|", view[r->start]))
            r->start++;
        s = mb_span_sub(x->blocks->view, r->start, r->end);
        if (mb_span_ieq(s, MB_SPAN_LIT("special council")))
            r->start += 8;
        if (ordinal(s) > 0) { /* "7th Council Meeting" */
            r->start += (uint32_t)ordinal(s);
            cut = true;
            continue;
        }
        for (size_t i = 0; i < sizeof heads / sizeof *heads && !cut; i++)
            if (mb_span_istarts(s, mb_span_str(heads[i]))) {
                r->start += (uint32_t)strlen(heads[i]);
                cut = true;
            }
        for (size_t i = 0; i < sizeof tails / sizeof *tails && !cut; i++) {
            size_t n = strlen(tails[i]);
            if (s.len > n
                && mb_span_ieq(mb_span_sub(s, s.len - n, s.len),
                               mb_span_str(tails[i]))) {
                r->end -= (uint32_t)n;
                cut = true;
            }
        }
    }
}

/* The best `meeting-body` of one block; its confidence, or 0. */
static uint32_t body_in(const struct mb_extract *x, uint32_t i,
                        struct mb_range *ret_body,
                        const struct mb_match **ret_match)
{
    mb_finds finds = mb_rules_finds(x->rules, "meeting-body");
    const struct mb_match *m = NULL;
    uint32_t best = 0;

    while ((m = mb_matches_next(x->rules, x->matches, i, finds, m)) != NULL) {
        uint32_t confidence = mb_rules_at(x->rules, m->rule)->confidence;
        struct mb_range r;
        if (confidence <= best || !mb_match_range(x->rules, m, "body", &r))
            continue;
        trim_body(x, &r);
        if (r.end - r.start < 4)
            continue;
        best = confidence;
        *ret_body = r;
        *ret_match = m;
    }
    return best;
}

/* ---- one line that names a meeting ---- */

/* Body and date of "04/01/2024 - Cabinet (Item 30)" or "Leisure Committee,
 * Tuesday, 4th February 2025 6.30 pm", view bytes [start, end). */
static struct mb_meeting *meeting_in_words(struct mb_extract *x, uint32_t start,
                                           uint32_t end,
                                           const struct mb_match *match)
{
    struct mb_span s = mb_span_sub(x->blocks->view, start, end);
    struct mb_date_found date;
    struct mb_time_found time;
    struct mb_range body = {start, end};
    struct mb_meeting *meeting;

    if (!find_date(s, &date))
        return NULL;
    if (date.start > 3)
        body.end = start + (uint32_t)date.start;
    else
        body.start = start + (uint32_t)date.end;
    for (uint32_t i = body.start; i < body.end; i++)
        if (x->blocks->view.ptr[i] == '(' || x->blocks->view.ptr[i] == '\t')
            body.end = i > body.start + 3 ? i : body.end;
    meeting = mb_record_add(x->doc, MB_KIND_MEETINGS);
    if (meeting == NULL)
        return NULL;
    if (mb_time_scan(s, 0, &time)) {
        meeting->time = time_field(x, time.minutes);
        if (start + time.end > body.start && start + time.start < body.end)
            body.start = start + (uint32_t)time.end;
    }
    trim_body(x, &body);
    meeting->body = mb_field_words(x, body.start, body.end, false);
    meeting->date = date_field(x, date.date);
    mb_evidence_fill(x, &meeting->ev, start, end, match, "meetings/named-line",
                     95);
    return meeting;
}

/* The same meeting twice in a list of decisions is one. */
static void drop_repeated(struct mb_extract *x)
{
    struct mb_meetings *all = &x->doc->meetings;
    struct mb_meeting *last = &all->at[all->n - 1];

    for (uint32_t i = 0; i + 1 < all->n; i++)
        if (mb_span_eq(all->at[i].body.s, last->body.s)
            && mb_span_eq(all->at[i].date.s, last->date.s)) {
            all->n--;
            return;
        }
}

/* "Meeting: …" lines; what follows belongs to the meeting named. */
static void named_meetings(struct mb_extract *x)
{
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_match *m = mb_outline_match(x, i, "meeting-line");
        struct mb_range r;
        if (m == NULL || !mb_match_range(x->rules, m, "rest", &r)
            || meeting_in_words(x, r.start, r.end, m) == NULL)
            continue;
        x->outline[i].role = MB_ROLE_TITLE;
        mb_claim(x, i, i);
        if (x->doc->kind == MB_DOC_AGENDA_ITEM)
            return;
    }
}

/* "Decided at meeting: 19/09/2024 - Cabinet" on decision pages and lists. */
static void decided_meetings(struct mb_extract *x)
{
    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        const struct mb_match *m = mb_outline_match(x, i, "decided-by");
        struct mb_meeting *meeting = NULL;
        struct mb_range body, date;
        if (mb_outline_is(x, i, "decided_at"))
            meeting =
                meeting_in_words(x, x->outline[i].label_end, b->view_end, NULL);
        else if (m != NULL && mb_match_range(x->rules, m, "body", &body)
                 && mb_match_range(x->rules, m, "date", &date)
                 && (meeting = meeting_in_words(x, body.start, date.end, m))
                        != NULL)
            meeting->body = mb_field_words(x, body.start, body.end, false);
        if (meeting == NULL)
            continue;
        mb_claim(x, i, i);
        drop_repeated(x);
    }
}

/* ---- the head of a document ---- */

/* The block behind the head: the first item, or HEAD_BLOCKS. */
static uint32_t head_end(const struct mb_extract *x)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        if ((x->outline[i].role == MB_ROLE_ITEM_HEADING && n > 1)
            || n >= HEAD_BLOCKS)
            return i;
        n++;
    }
    return x->blocks->n;
}

/* Words that make it another date stand before it: "published on". */
static bool other_date(const struct mb_extract *x, uint32_t i,
                       const struct mb_date_found *found)
{
    const struct mb_match *m = mb_outline_match(x, i, "other-date");
    uint32_t at = x->blocks->at[i].view_start + (uint32_t)found->start;

    return m != NULL && m->start < at && at - m->start < 60;
}

/* "4. Minutes of the Parish Council meeting held on 5 March": an item, about
 * another meeting. */
static bool of_last_minutes(const struct mb_extract *x, uint32_t i)
{
    struct mb_label label = mb_label_read(x->blocks->at[i].label);

    return label.sort == MB_LABEL_NUMBER && label.value > 1
           && (mb_outline_match(x, i, "standard-item") != NULL
               || mb_outline_match(x, i, "page") != NULL);
}

static int place_score(const struct mb_extract *x, uint32_t i,
                       const struct mb_date_found *found)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_range body;
    struct mb_time_found time;
    const struct mb_match *m;
    const struct mb_match *page = mb_outline_match(x, i, "page");
    uint32_t confidence = body_in(x, i, &body, &m);
    int score = 0;

    if (confidence > 80)
        score += 4;
    if (page != NULL)
        score += 2;
    if (found->weekday != 0)
        score += 2;
    if (mb_time_scan(line_of(x, i), 0, &time))
        score += 2;
    if (mb_outline_is(x, i, "date"))
        score += 5;
    else if (x->outline[i].role == MB_ROLE_LABEL && !mb_outline_is(x, i, "time")
             && !mb_outline_is(x, i, "body") && !mb_outline_is(x, i, "field")
             && !mb_outline_is(x, i, "decided_at"))
        score -= 3;
    if (other_date(x, i, found))
        score -= 6;
    if (mb_outline_match(x, i, "prose") != NULL && confidence == 0)
        score -= 2;
    if (found->two_digit_year)
        score -= 1;
    if (b->flags & MB_MARK_RUNNING)
        score -= 4; /* a header may be last month's */
    /* a paragraph, or a numbered one, is no heading of the minutes */
    if (page == NULL && b->view_end - b->view_start > HEAD_BYTES)
        score -= 4;
    if (page == NULL && b->label.ptr != NULL && b->label.ptr[0] != '-')
        score -= 3;
    if (of_last_minutes(x, i))
        score -= 8;
    return score;
}

static struct when find_when(const struct mb_extract *x, uint32_t end)
{
    struct when best = {.block = MB_NO_INDEX, .score = -3};

    for (uint32_t i = 0; i < end; i++) {
        struct mb_date_found found;
        uint32_t base = x->blocks->at[i].view_start;
        int score;
        if (x->outline[i].role == MB_ROLE_FURNITURE
            || !find_date(line_of(x, i), &found))
            continue;
        score = place_score(x, i, &found);
        if (score > best.score)
            best = (struct when){i, base + (uint32_t)found.start,
                                 base + (uint32_t)found.end, found.date, score};
    }
    return best;
}

/* The time: on the date's line, or where a label or a short line has it. */
static struct mb_field find_time(const struct mb_extract *x, uint32_t end,
                                 const struct when *when)
{
    struct mb_time_found time;

    if (when->block != MB_NO_INDEX
        && mb_time_scan(line_of(x, when->block), 0, &time))
        return time_field(x, time.minutes);
    for (uint32_t i = 0; i < end; i++) {
        bool short_line =
            line_of(x, i).len < 120 && mb_outline_match(x, i, "prose") == NULL;
        if (x->outline[i].role == MB_ROLE_FURNITURE
            || mb_outline_match(x, i, "closing") != NULL
            || (!mb_outline_is(x, i, "time")
                && (!short_line || mb_outline_match(x, i, "other-date"))))
            continue; /* "Call-in ends 5pm" is no meeting's time */
        if (mb_time_scan(line_of(x, i), 0, &time))
            return time_field(x, time.minutes);
    }
    return (struct mb_field){MB_SPAN_NULL, NULL};
}

struct who {
    uint32_t block;
    uint32_t confidence;
    struct mb_range body;
    const struct mb_match *match;
};

/* The body: the likeliest naming in the head; "Committee: Planning" counts as
 * a naming too. */
static struct who find_who(const struct mb_extract *x, uint32_t end,
                           const struct when *when)
{
    struct who best = {.block = MB_NO_INDEX};

    for (uint32_t i = 0; i < end; i++) {
        struct who who = {.block = i};
        if (x->outline[i].role == MB_ROLE_FURNITURE)
            continue;
        if (mb_outline_is(x, i, "body")) {
            who.body = (struct mb_range){x->outline[i].label_end,
                                         x->blocks->at[i].view_end};
            who.confidence = who.body.end > who.body.start + 3 ? 91 : 0;
        } else {
            who.confidence = body_in(x, i, &who.body, &who.match);
            if (mb_outline_match(x, i, "prose") != NULL
                && mb_outline_match(x, i, "page") == NULL)
                who.confidence = 0;
        }
        if ((x->blocks->at[i].flags & MB_MARK_RUNNING) || of_last_minutes(x, i))
            who.confidence /= 2; /* the body has its own */
        if (who.confidence > 0 && when->block != MB_NO_INDEX
            && (i == when->block || i + 1 == when->block))
            who.confidence += 3; /* the date stands beside it */
        if (who.confidence > best.confidence)
            best = who;
    }
    return best;
}

static bool one_word(struct mb_span s)
{
    return memchr(s.ptr, ' ', s.len) == NULL;
}

/* "Meeting of the Committee" beneath "ROADS COMMITTEE": the head gives the
 * committee's whole name. */
static void whole_name(const struct mb_extract *x, uint32_t end,
                       struct who *who)
{
    struct mb_span short_name =
        mb_span_sub(x->blocks->view, who->body.start, who->body.end);

    if (!one_word(short_name) || who->confidence < 90
        || mb_span_ieq(short_name, MB_SPAN_LIT("council")))
        return; /* "Meeting of the Council" beneath the authority's name */
    for (uint32_t i = 0; i < end && i <= who->block; i++) {
        const struct mb_match *m;
        struct mb_range r;
        struct mb_span s, tail;
        if (x->outline[i].role == MB_ROLE_FURNITURE
            || mb_outline_match(x, i, "prose") != NULL
            || body_in(x, i, &r, &m) == 0 || r.start == who->body.start)
            continue;
        s = mb_span_sub(x->blocks->view, r.start, r.end);
        if (s.len <= short_name.len + 1)
            continue;
        tail = mb_span_sub(s, s.len - short_name.len, s.len);
        if (mb_span_ieq(tail, short_name) && s.ptr[s.len - tail.len - 1] == ' ')
            who->body = r;
    }
}

/* Where the head names nobody: the first council that the text names. */
static struct who find_anywhere(const struct mb_extract *x)
{
    struct who who = {.block = MB_NO_INDEX};

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_match *m = mb_outline_match(x, i, "body-named");
        if (x->outline[i].role == MB_ROLE_FURNITURE || m == NULL
            || !mb_match_range(x->rules, m, "body", &who.body))
            continue;
        who.block = i;
        who.match = m;
        who.confidence = 50;
        return who;
    }
    return who;
}

/* "Decision summary: Executive" looks like a label but is the page's name. */
static bool heads_page(const struct mb_extract *x, uint32_t i)
{
    return x->outline[i].role == MB_ROLE_BODY
           || (x->outline[i].role == MB_ROLE_LABEL
               && mb_outline_is(x, i, "decision")
               && mb_outline_match(x, i, "page") != NULL);
}

/* ---- several meetings in one document ---- */

enum { NEXT_HEAD = 10 }; /* blocks in which a further meeting is introduced */

/* A list of those present stands within the next blocks. */
static bool attendance_below(const struct mb_extract *x, uint32_t i)
{
    for (uint32_t k = i + 1; k < x->blocks->n && k <= i + NEXT_HEAD; k++)
        if (mb_outline_is(x, k, "present")
            || mb_outline_is(x, k, "in_attendance"))
            return true;
    return false;
}

/* "Minutes of the Ordinary Meeting of the Board held at … on …" behind the
 * items of another meeting, with its own list of those present. */
static bool introduces(const struct mb_extract *x, uint32_t i,
                       struct who *ret_who, struct mb_date_found *ret_date)
{
    struct who who = {.block = i};

    if (x->outline[i].role != MB_ROLE_BODY || x->blocks->at[i].label.ptr != NULL
        || x->blocks->at[i].kind == MB_BLOCK_ROW
        || mb_outline_match(x, i, "page") == NULL)
        return false;
    who.confidence = body_in(x, i, &who.body, &who.match);
    *ret_who = who;
    return who.confidence >= 90 && find_date(line_of(x, i), ret_date)
           && attendance_below(x, i);
}

static void further_meetings(struct mb_extract *x, uint32_t from)
{
    for (uint32_t i = from; i < x->blocks->n; i++) {
        struct who who;
        struct mb_date_found date;
        struct mb_time_found time;
        struct mb_meeting *meeting;
        if (!introduces(x, i, &who, &date))
            continue;
        meeting = mb_record_add(x->doc, MB_KIND_MEETINGS);
        if (meeting == NULL)
            return;
        meeting->date = date_field(x, date.date);
        if (mb_time_scan(line_of(x, i), 0, &time))
            meeting->time = time_field(x, time.minutes);
        whole_name(x, from, &who);
        meeting->body = mb_field_words(x, who.body.start, who.body.end, true);
        mb_evidence_fill(x, &meeting->ev, x->blocks->at[i].view_start,
                         x->blocks->at[i].view_end, who.match,
                         "meetings/further", who.confidence);
        mb_claim(x, i, i);
        x->outline[i].role = MB_ROLE_TITLE;
        x->outline[i].meeting = x->doc->meetings.n - 1;
    }
}

static void head_meeting(struct mb_extract *x)
{
    uint32_t end = head_end(x);
    struct when when = find_when(x, end);
    struct who who = find_who(x, end, &when);
    struct mb_meeting *meeting;
    uint32_t from, to;

    if (who.block != MB_NO_INDEX)
        whole_name(x, end, &who);
    else if (x->doc->kind == MB_DOC_MINUTES)
        who = find_anywhere(x);
    if (when.block == MB_NO_INDEX && who.block == MB_NO_INDEX)
        return;
    meeting = mb_record_add(x->doc, MB_KIND_MEETINGS);
    if (meeting == NULL)
        return;
    if (when.block != MB_NO_INDEX)
        meeting->date = date_field(x, when.date);
    meeting->time = find_time(x, end, &when);
    if (who.block != MB_NO_INDEX)
        meeting->body = mb_field_words(x, who.body.start, who.body.end, true);
    from = when.block != MB_NO_INDEX ? when.block : who.block;
    to = who.block != MB_NO_INDEX ? who.block : when.block;
    mb_evidence_fill(x, &meeting->ev, x->blocks->at[from].view_start,
                     x->blocks->at[from].view_end, who.match, "meetings/head",
                     who.confidence);
    mb_claim(x, from, from);
    mb_claim(x, to, to);
    if (heads_page(x, from))
        x->outline[from].role = MB_ROLE_TITLE;
    if (heads_page(x, to))
        x->outline[to].role = MB_ROLE_TITLE;
    if (x->doc->kind == MB_DOC_MINUTES)
        further_meetings(x, end > to ? end : to + 1);
}

/* ---- whose record it is, and what belongs to which meeting ---- */

static void find_authority(struct mb_extract *x, uint32_t end)
{
    for (uint32_t i = 0; i < end && x->doc->authority.ptr == NULL; i++) {
        const struct mb_match *m = mb_outline_match(x, i, "authority");
        struct mb_range r;
        if (m != NULL && mb_match_range(x->rules, m, "name", &r))
            x->doc->authority =
                mb_blocks_words(x->blocks, r.start, r.end, x->arena);
    }
}

/* Blocks and items belong to the meeting named last before them. */
static void spread_meetings(struct mb_extract *x)
{
    struct mb_document *doc = x->doc;
    uint32_t now = doc->meetings.n > 0 ? 0 : MB_NO_INDEX, next = 0;
    bool by_line = doc->kind == MB_DOC_ISSUE;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        struct mb_outline_block *o = &x->outline[i];
        if (by_line && o->role == MB_ROLE_TITLE
            && mb_outline_match(x, i, "meeting-line") != NULL)
            now = next++;
        else if (o->role == MB_ROLE_TITLE && o->meeting != MB_NO_INDEX
                 && o->meeting < doc->meetings.n)
            now = o->meeting; /* a further meeting's first line */
        o->meeting = now;
    }
    for (uint32_t i = 0; i < doc->items.n; i++)
        doc->items.at[i].meeting = x->outline[doc->items.at[i].block].meeting;
    for (uint32_t i = 0; i < doc->meetings.n; i++)
        if (doc->state.ptr != NULL)
            doc->meetings.at[i].state.s = doc->state;
}

void mb_outline_meetings(struct mb_extract *x)
{
    switch (x->doc->kind) {
    case MB_DOC_ISSUE:
    case MB_DOC_AGENDA_ITEM:
        named_meetings(x);
        break;
    case MB_DOC_DECISION:
    case MB_DOC_DECISION_LIST:
        decided_meetings(x);
        if (x->doc->meetings.n == 0 && x->doc->items.n > 0)
            head_meeting(x); /* one that follows one meeting's agenda */
        break;
    case MB_DOC_MEETING:
    case MB_DOC_AGENDA:
    case MB_DOC_MINUTES:
    case MB_DOC_REPORT:
        head_meeting(x);
        break;
    case MB_DOC_FORWARD_PLAN:
    case MB_DOC_OTHER:
    case MB_DOC_KIND_COUNT:
        break;
    }
    find_authority(x, head_end(x));
    spread_meetings(x);
}
