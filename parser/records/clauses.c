/* Lists are told by their labels' sequence (parser/labels.h), bullets by the
 * reader's marks, paragraphs by their first word. One walk down the blocks
 * from the words that open the list; each block is a new entry, goes on with
 * the one above, is a stem in the middle ("This Council believes that:") or
 * ends the list.
 */
#include "parser/records/clauses.h"

#include "base/buf.h"
#include "parser/labels.h"

#include <string.h>

/* Words that alone, or at their end, open a list. */
static const char *const openers[] = {
    "that",        "to",         "cabinet",       "council",      "committee",
    "board",       "panel",      "executive",     "authority",    "members",
    "partnership", "commission", "sub-committee", "subcommittee", "it",
};

bool mb_clause_block(const struct mb_extract *x, uint32_t from, uint32_t i)
{
    const struct mb_outline_block *a = &x->outline[from], *b = &x->outline[i];

    return i < x->blocks->n && b->role == MB_ROLE_BODY && a->item == b->item
           && a->meeting == b->meeting
           && x->blocks->at[i].kind != MB_BLOCK_HEADING;
}

uint32_t mb_block_behind(const struct mb_extract *x, uint32_t i)
{
    do
        i++;
    while (i < x->blocks->n && x->blocks->at[i].kind == MB_BLOCK_FURNITURE);
    return i;
}

static struct mb_range body_of(const struct mb_extract *x, uint32_t i)
{
    return (struct mb_range){x->blocks->at[i].view_body,
                             x->blocks->at[i].view_end};
}

static void add_part(const struct mb_extract *x, struct mb_clause *clause,
                     struct mb_range r)
{
    struct mb_range *part;

    r = mb_range_trim(x->blocks->view, r);
    if (mb_range_empty(r))
        return;
    part =
        mb_arena_push(x->arena, &clause->parts, &clause->nparts, sizeof *part);
    if (part != NULL)
        *part = r;
}

void mb_clause_add(const struct mb_extract *x, struct mb_clauses *list,
                   struct mb_range r, uint32_t block)
{
    struct mb_clause *clause;

    r = mb_range_trim(x->blocks->view, r);
    if (mb_range_empty(r))
        return;
    clause = mb_arena_push(x->arena, &list->at, &list->n, sizeof *clause);
    if (clause == NULL)
        return;
    clause->first = clause->last = block;
    add_part(x, clause, r);
}

/* A block as a new entry of the list, with its label. */
static void add_entry(const struct mb_extract *x, struct mb_clauses *list,
                      uint32_t i)
{
    const struct mb_block *b = &x->blocks->at[i];
    uint32_t n = list->n;

    mb_clause_add(x, list, body_of(x, i), i);
    if (list->n > n && b->view_body > b->view_start)
        list->at[n].label = mb_range_trim(
            x->blocks->view, (struct mb_range){b->view_start, b->view_body});
}

/* The block, with its label, goes on with the last entry. */
static void append_block(const struct mb_extract *x, struct mb_clauses *list,
                         uint32_t i, bool with_label)
{
    const struct mb_block *b = &x->blocks->at[i];
    struct mb_clause *last = &list->at[list->n - 1];

    add_part(x, last,
             (struct mb_range){with_label ? b->view_start : b->view_body,
                               b->view_end});
    last->last = i;
}

void mb_clauses_join(const struct mb_extract *x, struct mb_range head,
                     uint32_t block, struct mb_clauses *list)
{
    struct mb_clauses one = {.behind = list->behind};

    mb_clause_add(x, &one, head, block);
    if (one.n == 0 && list->n > 0)
        mb_clause_add(x, &one, list->at[0].parts[0], block);
    if (one.n == 0)
        return;
    one.at->nparts = mb_range_empty(head) ? 0 : 1;
    for (uint32_t i = 0; i < list->n; i++) {
        const struct mb_clause *c = &list->at[i];
        add_part(x, one.at, c->label);
        for (uint32_t k = 0; k < c->nparts; k++)
            add_part(x, one.at, c->parts[k]);
        one.at->last = c->last;
    }
    *list = one;
}

/* --- run-on lists ------------------------------------------------------- */

/* Whether a label may stand at `at` within a sentence. */
static bool label_may_stand(struct mb_span view, uint32_t start, uint32_t at)
{
    uint32_t i = at;
    struct mb_span before;

    while (i > start && view.ptr[i - 1] == ' ')
        i--;
    if (i == start || strchr(":;,.-", view.ptr[i - 1]) != NULL)
        return true;
    before = mb_span_sub(view, start, i);
    return mb_span_ends(before, MB_SPAN_LIT(" and"))
           || mb_span_ends(before, MB_SPAN_LIT(" that"))
           || mb_span_ends(before, MB_SPAN_LIT(" to"))
           || mb_span_ends(before, MB_SPAN_LIT(" or"));
}

/* The bracketed label at `at`, or sort NONE. */
static struct mb_label inner_label(struct mb_span view, uint32_t at,
                                   uint32_t end)
{
    static const struct mb_label none;
    struct mb_label label;
    uint32_t stop = at + 12 < end ? at + 12 : end;

    if (at >= end
        || (view.ptr[at] != '(' && view.ptr[at + 1] != ')'
            && memchr(view.ptr + at, ')', stop - at) == NULL))
        return none;
    label = mb_label_read(mb_span_sub(view, at, end));
    if (label.sort < MB_LABEL_NUMBER || label.len == 0
        || view.ptr[at + label.len - 1] != ')')
        return none;
    return label;
}

bool mb_clauses_run_on(const struct mb_extract *x, struct mb_range r,
                       uint32_t block, struct mb_clauses *list)
{
    struct mb_span view = x->blocks->view;
    struct mb_clauses found = {.behind = list->behind};
    struct mb_label last = {0};
    struct mb_range label = {0};
    uint32_t from = 0;

    for (uint32_t i = r.start; i < r.end; i++) {
        struct mb_label here;
        if (i > r.start && view.ptr[i - 1] != ' ')
            continue;
        here = inner_label(view, i, r.end);
        if (here.sort == MB_LABEL_NONE || !label_may_stand(view, r.start, i)
            || (last.sort == MB_LABEL_NONE ? here.value != 0 && here.value != 1
                                           : !mb_label_follows(&last, &here)))
            continue;
        if (last.sort == MB_LABEL_NONE) {
            found.stem = mb_range_trim(view, (struct mb_range){r.start, i});
        } else {
            mb_clause_add(x, &found, (struct mb_range){from, i}, block);
            if (found.n > 0)
                found.at[found.n - 1].label = label;
        }
        label = (struct mb_range){i, i + here.len};
        from = i + here.len;
        last = here;
    }
    if (found.n == 0)
        return false;
    mb_clause_add(x, &found, (struct mb_range){from, r.end}, block);
    found.at[found.n - 1].label = label;
    *list = found;
    return true;
}

/* --- lists beneath ------------------------------------------------------ */

bool mb_opens_list(const struct mb_extract *x, struct mb_range r)
{
    struct mb_span view = x->blocks->view;
    uint32_t start;
    struct mb_span word;

    r = mb_range_trim(view, r);
    if (mb_range_empty(r))
        return true;
    if (view.ptr[r.end - 1] == ':' || view.ptr[r.end - 1] == '-')
        return true;
    if (mb_range_words(view, r) > 8)
        return false;
    for (start = r.end; start > r.start && view.ptr[start - 1] != ' '; start--)
        ;
    word = mb_span_sub(view, start, r.end);
    for (size_t i = 0; i < sizeof openers / sizeof openers[0]; i++)
        if (mb_span_ieq(word, mb_span_str(openers[i])))
            return true;
    return false;
}

static bool is_bullet(const struct mb_block *b)
{
    if (b->label.ptr == NULL)
        return b->kind == MB_BLOCK_LIST_ITEM;
    return b->label.len == 1 && b->label.ptr[0] == '-';
}

/* Whether the entry above is not finished and block i goes on with it. */
static bool goes_on(const struct mb_extract *x, const struct mb_clauses *list,
                    uint32_t i)
{
    struct mb_span view = x->blocks->view;
    const struct mb_clause *last = &list->at[list->n - 1];
    struct mb_range body = body_of(x, i);
    char end, begin;

    if (last->nparts == 0 || mb_range_empty(body))
        return false;
    end = view.ptr[last->parts[last->nparts - 1].end - 1];
    begin = view.ptr[body.start];
    if (mb_span_istarts(mb_range_span(view, body), MB_SPAN_LIT("it being ")))
        return false;
    return strchr(".;:!?", end) == NULL && begin >= 'a' && begin <= 'z';
}

static bool is_connector(const struct mb_extract *x, uint32_t i)
{
    struct mb_range r =
        mb_range_strip(x->blocks->view, body_of(x, i), " ;:,.-\t");
    struct mb_span s = mb_range_span(x->blocks->view, r);

    return mb_span_ieq(s, MB_SPAN_LIT("and"))
           || mb_span_ieq(s, MB_SPAN_LIT("or"));
}

/* A stem in the middle of a list: it ends in a colon, a label follows. */
static bool is_inner_stem(const struct mb_extract *x, uint32_t opener,
                          uint32_t i)
{
    struct mb_range body = mb_range_trim(x->blocks->view, body_of(x, i));
    uint32_t next = mb_block_behind(x, i);

    return !mb_range_empty(body) && x->blocks->view.ptr[body.end - 1] == ':'
           && next < x->blocks->n && mb_clause_block(x, opener, next)
           && x->blocks->at[next].label.ptr != NULL;
}

static struct mb_label label_of(const struct mb_extract *x, uint32_t i)
{
    return mb_label_read(mb_block_line(x->blocks, i));
}

static bool same_list(const struct mb_label *a, const struct mb_label *b)
{
    return mb_label_follows(a, b)
           || (a->sort == b->sort && b->value == a->value + 1);
}

/* Whether a label goes on with the numbering that the opener stands in. */
static bool is_openers_next(const struct mb_extract *x, uint32_t opener,
                            uint32_t first, uint32_t i,
                            const struct mb_label *label)
{
    const struct mb_block *at = x->blocks->at;
    struct mb_label own;
    int to_opener, to_list;

    if (at[opener].label.ptr == NULL)
        return false;
    own = label_of(x, opener);
    if (own.sort == MB_LABEL_NONE || !mb_label_follows(&own, label))
        return false;
    to_opener = (int)at[i].indent - (int)at[opener].indent;
    to_list = (int)at[i].indent - (int)at[first].indent;
    return to_opener * to_opener <= to_list * to_list;
}

static void labelled_list(const struct mb_extract *x, uint32_t opener,
                          const uint8_t *stops, struct mb_clauses *list)
{
    uint32_t first = list->behind, i = first;
    struct mb_label last = {0}, inner = {0};
    bool fresh = true; /* the next label begins a list */

    for (; i < x->blocks->n && mb_clause_block(x, opener, i);
         i = mb_block_behind(x, i)) {
        struct mb_label label = {0};
        if (x->blocks->at[i].label.ptr != NULL)
            label = label_of(x, i);
        if (i > first && stops[i]
            && (label.sort == MB_LABEL_NONE || !same_list(&last, &label)))
            break;
        if (label.sort == MB_LABEL_NONE && !is_bullet(&x->blocks->at[i])) {
            if (list->n > 0 && goes_on(x, list, i))
                append_block(x, list, i, false);
            else if (is_inner_stem(x, opener, i))
                fresh = true;
            else if (!is_connector(x, i))
                break;
        } else if (fresh || same_list(&last, &label)) {
            if (!fresh && is_openers_next(x, opener, first, i, &label))
                break;
            add_entry(x, list, i);
            last = label;
            inner = (struct mb_label){0};
            fresh = false;
        } else if (is_bullet(&x->blocks->at[i]) || label.value <= 1
                   || (inner.sort != MB_LABEL_NONE
                       && same_list(&inner, &label))) {
            if (list->n == 0 || is_openers_next(x, opener, first, i, &label))
                break;
            append_block(x, list, i, true);
            inner = label;
        } else {
            break;
        }
    }
    list->behind = i;
}

static void bullet_list(const struct mb_extract *x, uint32_t opener,
                        const uint8_t *stops, struct mb_clauses *list)
{
    uint32_t first = list->behind, i = first;

    for (; i < x->blocks->n && mb_clause_block(x, opener, i);
         i = mb_block_behind(x, i)) {
        const struct mb_block *b = &x->blocks->at[i];
        if (i > first && stops[i] && !is_bullet(b))
            break;
        if (!is_bullet(b)) {
            if (list->n == 0 || b->label.ptr != NULL || !goes_on(x, list, i))
                break;
            append_block(x, list, i, false);
        } else if (list->n > 0 && b->level > x->blocks->at[first].level) {
            append_block(x, list, i, true);
        } else {
            add_entry(x, list, i);
        }
    }
    list->behind = i;
}

/* The first word of a block, in lower case where it is "That", "To" … */
static struct mb_span first_word(const struct mb_extract *x, uint32_t i)
{
    struct mb_span body = mb_block_body(x->blocks, i), head;

    (void)mb_span_cut(body, ' ', &head);
    return mb_span_strip(head, ",;:.\"'");
}

static bool begins_alike(const struct mb_extract *x, uint32_t a, uint32_t b)
{
    struct mb_span wa = first_word(x, a), wb = first_word(x, b);

    if (mb_span_ieq(wa, wb))
        return mb_span_ieq(wa, MB_SPAN_LIT("that"))
               || mb_span_ieq(wa, MB_SPAN_LIT("to"));
    return mb_span_ieq(wa, MB_SPAN_LIT("to"))
           && mb_span_ieq(wb, MB_SPAN_LIT("otherwise"));
}

/* The length of "A: " at a block's beginning, a label that looks like none. */
static uint32_t letter_colon(const struct mb_extract *x, uint32_t i)
{
    struct mb_span s = mb_block_body(x->blocks, i);

    return x->blocks->at[i].label.ptr == NULL && s.len > 3 && s.ptr[0] >= 'A'
                   && s.ptr[0] <= 'Z' && s.ptr[1] == ':' && s.ptr[2] == ' '
               ? 3
               : 0;
}

static void colon_list(const struct mb_extract *x, uint32_t opener,
                       struct mb_clauses *list)
{
    uint32_t i = list->behind;

    for (; i < x->blocks->n && mb_clause_block(x, opener, i)
           && letter_colon(x, i) > 0;
         i = mb_block_behind(x, i)) {
        struct mb_range body = body_of(x, i);
        uint32_t n = list->n;
        mb_clause_add(x, list, (struct mb_range){body.start + 3, body.end}, i);
        if (list->n > n)
            list->at[n].label = (struct mb_range){body.start, body.start + 1};
    }
    list->behind = i;
}

static void plain_list(const struct mb_extract *x, uint32_t opener, bool all,
                       const uint8_t *stops, struct mb_clauses *list)
{
    uint32_t first = list->behind, i = first;

    for (; i < x->blocks->n && mb_clause_block(x, opener, i);
         i = mb_block_behind(x, i)) {
        const struct mb_block *b = &x->blocks->at[i];
        if (i > first && stops[i])
            break;
        if (i == first || (all && b->label.ptr == NULL))
            add_entry(x, list, i);
        else if (goes_on(x, list, i))
            append_block(x, list, i, false);
        else if (b->label.ptr == NULL && begins_alike(x, first, i))
            add_entry(x, list, i);
        else
            break;
    }
    list->behind = i;
}

/* Whether block i does nothing but open the list behind it. */
static bool opens_labelled(const struct mb_extract *x, uint32_t opener,
                           uint32_t i)
{
    uint32_t next = mb_block_behind(x, i);

    return next < x->blocks->n && mb_clause_block(x, opener, next)
           && (x->blocks->at[next].label.ptr != NULL
               || is_bullet(&x->blocks->at[next]))
           && mb_opens_list(x, body_of(x, i));
}

void mb_clauses_below(const struct mb_extract *x, uint32_t opener, bool all,
                      const uint8_t *stops, struct mb_clauses *list)
{
    uint32_t i = mb_block_behind(x, opener);

    list->behind = i;
    if (i >= x->blocks->n || !mb_clause_block(x, opener, i))
        return;
    if (x->blocks->at[i].label.ptr == NULL && !is_bullet(&x->blocks->at[i])
        && opens_labelled(x, opener, i)) {
        if (mb_range_empty(list->stem))
            list->stem = body_of(x, i);
        list->behind = i = mb_block_behind(x, i);
    }
    if (is_bullet(&x->blocks->at[i]))
        bullet_list(x, opener, stops, list);
    else if (x->blocks->at[i].label.ptr != NULL)
        labelled_list(x, opener, stops, list);
    else if (letter_colon(x, i) > 0)
        colon_list(x, opener, list);
    else
        plain_list(x, opener, all, stops, list);
}

/* --- as fields ---------------------------------------------------------- */

struct mb_field mb_clause_text(const struct mb_extract *x,
                               const struct mb_clause *clause)
{
    struct mb_buf buf = MB_BUF_INIT;
    struct mb_span text;

    if (clause->nparts == 1) {
        text = mb_blocks_words(x->blocks, clause->parts[0].start,
                               clause->parts[0].end, x->arena);
        return (struct mb_field){mb_span_trim(text), NULL};
    }
    for (uint32_t i = 0; i < clause->nparts; i++) {
        if (i > 0)
            mb_buf_putc(&buf, ' ');
        mb_buf_put(&buf, mb_blocks_words(x->blocks, clause->parts[i].start,
                                         clause->parts[i].end, x->arena));
    }
    text = mb_arena_dup(x->arena, mb_span_trim(mb_buf_span(&buf)));
    mb_buf_done(&buf);
    return (struct mb_field){text, NULL};
}

void mb_clause_evidence(const struct mb_extract *x,
                        const struct mb_clause *clause,
                        const struct mb_match *match, const char *rule,
                        uint32_t confidence, struct mb_evidence *ev)
{
    struct mb_range *spans = NULL;
    uint32_t n = 0;

    if (clause->nparts == 0)
        return;
    mb_evidence_fill(x, ev, clause->parts[0].start, clause->parts[0].end, match,
                     rule, confidence);
    for (uint32_t i = 0; i < clause->nparts; i++) {
        uint32_t count = 0;
        struct mb_range *more =
            mb_blocks_ranges(x->blocks, clause->parts[i].start,
                             clause->parts[i].end, x->arena, &count);
        for (uint32_t k = 0; k < count; k++) {
            struct mb_range *span =
                mb_arena_push(x->arena, &spans, &n, sizeof *span);
            if (span == NULL)
                return;
            *span = more[k];
        }
    }
    ev->spans = spans;
    ev->nspans = n;
}

/* The next run of letters and digits of s from *at, or an empty span. */
static struct mb_span next_word(struct mb_span s, size_t *at)
{
    size_t start;

    while (*at < s.len && strchr(" \t\n.,;:'\"()-", s.ptr[*at]) != NULL)
        (*at)++;
    start = *at;
    while (*at < s.len && strchr(" \t\n.,;:'\"()-", s.ptr[*at]) == NULL)
        (*at)++;
    return mb_span_sub(s, start, *at);
}

static unsigned word_slot(struct mb_span word)
{
    unsigned hash = 5381;

    for (size_t i = 0; i < word.len; i++)
        hash = hash * 33 + ((unsigned char)word.ptr[i] | 0x20u);
    return hash % 1021;
}

unsigned mb_words_alike(struct mb_span a, struct mb_span b)
{
    uint16_t counts[1021] = {0};
    size_t at = 0;
    unsigned na = 0, nb = 0, both = 0;
    struct mb_span word;

    while ((word = next_word(a, &at)).len > 0) {
        uint16_t *count = &counts[word_slot(word)];
        if (*count < UINT16_MAX)
            ++*count;
        na++;
    }
    at = 0;
    while ((word = next_word(b, &at)).len > 0) {
        uint16_t *count = &counts[word_slot(word)];
        if (*count > 0) {
            --*count;
            both++;
        }
        nb++;
    }
    return na + nb == 0 ? 100 : 200 * both / (na + nb);
}
