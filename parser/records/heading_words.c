/* A heading is short, has no verb and no stop, and is set off by capitals,
 * bold type or blank lines. Each of these adds to or takes from a score. Many
 * clerks run the heading into the text ("3. Minutes: It was proposed …",
 * "MATTERS ARISING The Clerk said …"): then the words before the colon, or in
 * capitals, are judged alone.
 */
#include "parser/records/headings.h"

#include "base/date.h"
#include "parser/records/lexicon.h"
#include "parser/records/outline.h"

#include <string.h>

enum {
    RUN_IN_WORDS = 9, /* of a title before a colon */
    LONG_WORDS = 16,
    TOO_LONG_WORDS = 34,
    TITLE_MOST = 600,  /* bytes: nothing longer is asked whether it is one */
    TITLE_BYTES = 160, /* before a sentence that runs on */
    TITLE_BRACKET = 60
};

struct shape {
    unsigned words;
    unsigned small;    /* words of four letters and more in small letters */
    unsigned capitals; /* letters */
    unsigned letters;
};

/* Eight times the same byte. */
#define EIGHT(byte) ((uint64_t)(byte)*0x0101010101010101u)

static bool upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* How many of eight bytes are marked in their highest bit. */
static unsigned marked(uint64_t marks)
{
    return (unsigned)((marks >> 7) * EIGHT(0x01) >> 56);
}

/* Count the letters of eight bytes: a sum carries into a byte's highest bit
 * where the byte is no less than a letter. */
static void count_letters(struct shape *shape, uint64_t bytes)
{
    uint64_t low = (bytes | EIGHT(0x20)) & EIGHT(0x7F);
    uint64_t letters = (low + EIGHT(0x80 - 'a')) & ~(low + EIGHT(0x7F - 'z'))
                       & ~bytes & EIGHT(0x80);

    shape->letters += marked(letters);
    shape->capitals += marked(letters & ~(bytes << 2));
}

static struct shape shape_of(struct mb_span s)
{
    struct shape shape = {0};
    size_t word = 0;
    uint64_t bytes = 0;
    size_t i;

    for (i = 0; i <= s.len; i++) {
        char c = i < s.len ? s.ptr[i] : ' ';
        if (c != ' ' && c != '\t')
            continue;
        shape.words += i > word;
        shape.small += i >= word + 4 && lower(s.ptr[word]);
        word = i + 1;
    }
    for (i = 0; i + sizeof bytes <= s.len; i += sizeof bytes) {
        memcpy(&bytes, s.ptr + i, sizeof bytes);
        count_letters(&shape, bytes);
    }
    bytes = 0;
    if (i < s.len)
        memcpy(&bytes, s.ptr + i, s.len - i);
    count_letters(&shape, bytes);
    return shape;
}

/* "a.", "iv)": a clause begins in the title's line. */
static bool clause_at(struct mb_span s, size_t at)
{
    size_t n = 0;

    while (at + n < s.len && n < 4 && lower(s.ptr[at + n]))
        n++;
    return n > 0 && at + n + 1 < s.len
           && (s.ptr[at + n] == '.' || s.ptr[at + n] == ')')
           && s.ptr[at + n + 1] == ' '
           && (n == 1 || s.ptr[at] == 'i' || s.ptr[at] == 'v');
}

/* Where a title in capitals goes on behind small words that belong to it, "(for
 * information)" or "and" before more capitals; 0 where it does not. */
static size_t within_title(struct mb_span s, size_t word)
{
    static const char *const joins[] = {"and ", "of ", "for ", "to ", "the "};
    struct mb_span rest = mb_span_sub(s, word, s.len);

    if (s.ptr[word] == '(') {
        const char *close = memchr(rest.ptr, ')', rest.len);
        size_t at = close != NULL ? (size_t)(close - s.ptr) + 1 : s.len;
        return close != NULL && close - rest.ptr < TITLE_BRACKET
                       && !mb_span_starts(mb_span_sub(s, at, s.len),
                                          MB_SPAN_LIT(" -"))
                   ? at
                   : 0; /* what a dash adds to it is told elsewhere */
    }
    for (size_t i = 0; i < sizeof joins / sizeof *joins; i++) {
        size_t n = strlen(joins[i]);
        if (mb_span_starts(rest, mb_span_str(joins[i])) && rest.len > n + 1
            && upper(rest.ptr[n]) && upper(rest.ptr[n + 1]))
            return word + n - 1;
    }
    return 0;
}

/* The end of a run of words in capitals at the start of s that goes over
 * into a sentence, or 0. */
static size_t capitals_run(struct mb_span s)
{
    size_t end = 0, word = 0, letters = 0;
    unsigned words = 0;

    for (size_t i = 0; i <= s.len; i++) {
        bool gap = i == s.len || s.ptr[i] == ' ' || s.ptr[i] == '\t';
        if (!gap) {
            if (lower(s.ptr[i]) && letters >= 6 && word > 0) {
                size_t on = within_title(s, word);
                if (on > i) {
                    i = on - 1;
                    continue;
                }
                if (i == word && clause_at(s, word))
                    return end;
            }
            if (lower(s.ptr[i]) && !(i > 0 && s.ptr[i - 1] == '\''))
                return letters >= 6 && words >= 1 && word > 0 && i - word <= 2
                               && upper(s.ptr[word])
                           ? end
                           : 0;
            letters += upper(s.ptr[i]);
            continue;
        }
        words++;
        end = i;
        word = i + 1;
    }
    return 0;
}

/* A colon that divides a title from its text, or s.len. */
static size_t colon(struct mb_span s, size_t *ret_body)
{
    for (size_t i = 1; i + 1 < s.len; i++) {
        char c = s.ptr[i];
        if (c == '.' || c == ';' || c == ',' || c == '\0')
            break;
        if (c == ':' && !(s.ptr[i + 1] >= '0' && s.ptr[i + 1] <= '9')) {
            *ret_body = i + 1;
            return i;
        }
    }
    *ret_body = s.len;
    return s.len;
}

static bool has_match(const struct mb_extract *x, uint32_t i, const char *finds,
                      uint32_t start, uint32_t end)
{
    mb_finds f = mb_rules_finds(x->rules, finds);
    const struct mb_match *m = NULL;

    while ((m = mb_matches_next(x->rules, x->matches, i, f, m)) != NULL)
        if (m->end > start && m->start < end)
            return true;
    return false;
}

static int length_score(unsigned words)
{
    if (words > TOO_LONG_WORDS)
        return -6;
    if (words > LONG_WORDS)
        return -1;
    return words <= 8 ? 1 : 0;
}

/* How it ends: with a full stop it is a sentence. */
static int stop_score(struct mb_span s, unsigned words)
{
    switch (s.ptr[s.len - 1]) {
    case '.':
        return words > 3 ? -2 : -1;
    case ';':
    case ',':
        return -4;
    case ':':
    case '-':
        return -1;
    default:
        return 0;
    }
}

static int type_score(const struct mb_block *b)
{
    int score = 0;

    if (b->mark == MB_MARK_HEADING || b->mark == MB_MARK_ITEM_TITLE)
        score += 3;
    if (b->flags & MB_MARK_BOLD)
        score += 2;
    if (b->blank_above > 0)
        score += 1;
    return score;
}

static int words_score(const struct mb_extract *x, uint32_t i,
                       const struct mb_heading *h)
{
    struct mb_span s =
        mb_span_trim(mb_span_sub(x->blocks->view, h->start, h->end));
    struct shape shape = shape_of(s);
    int score = type_score(&x->blocks->at[i]) + length_score(shape.words);

    if (shape.letters < 2)
        return -5;
    score += stop_score(s, shape.words);
    if (shape.capitals * 10 >= shape.letters * 8 && shape.letters > 3)
        score += 2;
    else if (shape.small <= shape.words / 4)
        score += 1;
    if (lower(s.ptr[0]))
        score -= 3;
    if (has_match(x, i, "prose", h->start, h->end))
        score -= 3;
    if (has_match(x, i, "marker", h->start, h->end))
        score -= 5;
    if (mb_outline_match(x, i, "standard-item") != NULL)
        score += 3;
    if (has_match(x, i, "part", h->start, h->end)
        || has_match(x, i, "not-title", h->start, h->end))
        score -= 4;
    return score;
}

struct mb_heading mb_heading_part(const struct mb_extract *x, uint32_t i,
                                  uint32_t start, uint32_t end)
{
    struct mb_heading h = {start, end, x->blocks->at[i].view_end, -5};

    if (start < end && end - start <= TITLE_MOST)
        h.score = words_score(x, i, &h);
    return h;
}

struct mb_heading mb_heading_whole(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];

    return mb_heading_part(x, i, b->view_body, b->view_end);
}

/* Where a sentence begins behind a title without any mark: "Apologies and
 * Welcome There were apologies"; its offset in s, or 0. */
static size_t sentence_start(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    mb_finds f = mb_rules_finds(x->rules, "sentence-start");
    const struct mb_match *m = NULL;

    if (b->label.ptr == NULL)
        return 0;
    while ((m = mb_matches_next(x->rules, x->matches, i, f, m)) != NULL)
        if (m->start > b->view_body + 3)
            return m->start - b->view_body < TITLE_BYTES
                       ? m->start - b->view_body
                       : 0;
    return 0;
}

/* A spaced dash with a sentence or a remark behind it. */
static size_t dash(const struct mb_extract *x, uint32_t i, struct mb_span s,
                   size_t *ret_body)
{
    const struct mb_block *b = &x->blocks->at[i];

    for (size_t at = 1; at + 3 < s.len && at < TITLE_BYTES; at++) {
        if (s.ptr[at] != ' ' || s.ptr[at + 1] != '-' || s.ptr[at + 2] != ' ')
            continue;
        *ret_body = at + 3;
        if (has_match(x, i, "prose", b->view_body + (uint32_t)at, b->view_end)
            || has_match(x, i, "remark-behind", b->view_body + (uint32_t)at,
                         b->view_end))
            return at;
    }
    return 0;
}

/* A dash behind what ends at `at`: "ASSET OF COMMUNITY VALUE - The …". */
static bool dash_near(struct mb_span s, size_t at)
{
    size_t from = at > 3 ? at - 3 : 0;
    struct mb_span near = mb_span_sub(s, from, from + 5);

    return memchr(near.ptr, '-', near.len) != NULL;
}

/* The end of the title in a block's words and where the text begins; 0 where
 * nothing divides them. */
static size_t divide(const struct mb_extract *x, uint32_t i, struct mb_span s,
                     size_t *ret_body)
{
    size_t bullet = mb_span_find(s, MB_SPAN_LIT(" \xE2\x80\xA2 "));
    size_t cut, said = sentence_start(x, i), capitals;

    if (bullet > 3 && bullet < s.len) { /* "Matters arising • The Clerk …" */
        s = mb_span_sub(s, 0, bullet);
        if (shape_of(s).words <= RUN_IN_WORDS && s.ptr[s.len - 1] != '.'
            && s.ptr[s.len - 1] != ':' && said == 0)
            return *ret_body = bullet;
    }
    cut = colon(s, ret_body);
    capitals = capitals_run(s);
    /* "Public participation The following was raised:", "ASSET OF COMMUNITY
     * VALUE - The Crown Inn The Chairman said" */
    if (said > 5 && said < cut && cut + 1 >= s.len
        && (capitals == 0 || said < capitals || dash_near(s, capitals))) {
        *ret_body = said;
        return mb_span_trim(mb_span_sub(s, 0, said)).len;
    }
    if (cut < s.len && shape_of(mb_span_sub(s, 0, cut)).words <= RUN_IN_WORDS)
        return cut;
    cut = *ret_body = capitals;
    if (cut == 0)
        cut = *ret_body = said;
    if (cut == 0 && x->blocks->at[i].label.ptr != NULL)
        cut = dash(x, i, s, ret_body);
    return shape_of(mb_span_sub(s, 0, cut)).words <= TOO_LONG_WORDS ? cut : 0;
}

struct mb_heading mb_heading_run_in(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_heading h = {b->view_body, b->view_body, b->view_end, -5};
    struct mb_span s = mb_block_body(x->blocks, i);
    size_t body, cut;

    if (s.len == 0 || b->mark == MB_MARK_HEADING)
        return h; /* the format says where a heading ends */
    cut = divide(x, i, s, &body);
    if (cut == 0 || cut >= s.len)
        return h;
    h.end = h.start + (uint32_t)cut;
    h.body = h.start + (uint32_t)body;
    h.score = words_score(x, i, &h) - 1;
    return h;
}

/* The first stop that ends a sentence: none behind initials or a title
 * ("Councillor P. Hanley"); s.len if there is none. */
static size_t sentence_stop(struct mb_span s)
{
    for (size_t at = 0; at + 1 < s.len; at++) {
        size_t from = at;
        struct mb_span word;
        if (s.ptr[at] != '.' || s.ptr[at + 1] != ' ')
            continue;
        while (from > 0 && s.ptr[from - 1] != ' ')
            from--;
        word = mb_span_sub(s, from, at);
        if (word.len > 1 && (mb_word_classes(word) & MB_WORD_TITLE) == 0)
            return at;
    }
    return s.len;
}

struct mb_heading mb_heading_stop(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_heading h = {b->view_body, b->view_body, b->view_end, -5};
    struct mb_span s = mb_block_body(x->blocks, i);
    size_t stop = sentence_stop(s);
    struct shape shape;

    if (stop >= s.len || stop < 4 || s.len == 0 || !upper(s.ptr[0]))
        return h;
    shape = shape_of(mb_span_sub(s, 0, stop));
    if (shape.words > RUN_IN_WORDS
        || has_match(x, i, "prose", h.start, h.start + (uint32_t)stop)
        || has_match(x, i, "marker", h.start, h.start + (uint32_t)stop))
        return h;
    h.end = h.start + (uint32_t)stop;
    h.body = h.end + 2;
    h.score = 2;
    return h;
}

/* A label behind which names stand, not the rest of a title. */
static bool names_people(const struct mb_extract *x, uint32_t i)
{
    static const char *const labels[] = {"apologies",     "present",
                                         "in_attendance", "declarations",
                                         "absent",        "substitutes"};

    for (size_t k = 0; k < sizeof labels / sizeof *labels; k++)
        if (mb_outline_is(x, i, labels[k]))
            return true;
    return false;
}

static bool small_behind(const struct mb_extract *x, uint32_t at)
{
    const char *view = x->blocks->view.ptr;

    while (view[at] == ' ')
        at++;
    return lower(view[at]);
}

/* Text stands beneath, so that the words behind a colon can be the title's:
 * "5. Climate: tree planting". */
static bool text_below(const struct mb_extract *x, uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    uint32_t next = i + 1;

    while (next < x->blocks->n && x->outline[next].role == MB_ROLE_FURNITURE)
        next++;
    return next < x->blocks->n && x->blocks->at[next].label.ptr == NULL
           && x->blocks->at[next].kind != MB_BLOCK_ROW
           && b->view_end > b->view_body
           && strchr(".;:,", x->blocks->view.ptr[b->view_end - 1]) == NULL;
}

/* A whole date follows, its weekday before it. */
static bool begins_with_day(const struct mb_extract *x, uint32_t i, uint32_t at)
{
    struct mb_span s = mb_span_trim(
        mb_span_sub(x->blocks->view, at, x->blocks->at[i].view_end));
    struct mb_date_found found;

    return mb_date_scan(s, 0, &found) && found.start < 12
           && found.precision != MB_PRECISION_MONTH;
}

struct mb_heading mb_heading_read(const struct mb_extract *x, uint32_t i)
{
    struct mb_heading whole = mb_heading_whole(x, i);
    struct mb_heading run = mb_heading_run_in(x, i);
    struct shape rest;

    if (run.end == run.start)
        return whole;
    if (names_people(x, i) && run.score > 0
        && run.body <= x->outline[i].label_end)
        return run; /* "2. Apologies: Mr Dray" */
    if (run.score > 0 && small_behind(x, run.body))
        return x->blocks->view.ptr[run.end] == ':' && whole.score > 0
                       && text_below(x, i)
                   ? whole
                   : run; /* "1. Attendance: recorded above" */
    if (run.score > 0 && begins_with_day(x, i, run.body)
        && mb_outline_match(x, i, "standard-item") != NULL)
        return run; /* "Date of next meeting: 4 March 2025" */
    if (run.score <= whole.score)
        return whole;
    /* "Strategy: 2025-30" stays one title, if it reads like one */
    rest = shape_of(
        mb_span_sub(x->blocks->view, run.body, x->blocks->at[i].view_end));
    return rest.small > 2 || whole.score < 1 ? run : whole;
}

int mb_heading_score(const struct mb_extract *x, uint32_t block)
{
    return mb_heading_read(x, block).score;
}
