/* Clauses: their parts, the run-on ones within a paragraph, their text and
 * evidence. Run-on labels are taken only in sequence and where a label may
 * stand, so that "as in (b) above" divides nothing.
 */
#include "parser/records/clauses.h"

#include "base/buf.h"
#include "parser/labels.h"

#include <string.h>

/* A clause that looks like a title because it names a meeting: "That the
 * minutes of the meeting of the Council held on …". */
static bool is_that(const struct mb_extract *x, uint32_t i)
{
    return x->outline[i].role == MB_ROLE_TITLE
           && mb_span_istarts(mb_block_body(x->blocks, i),
                              MB_SPAN_LIT("that "));
}

bool mb_clause_block(const struct mb_extract *x, uint32_t from, uint32_t i)
{
    const struct mb_outline_block *a = &x->outline[from], *b = &x->outline[i];

    return i < x->blocks->n && (b->role == MB_ROLE_BODY || is_that(x, i))
           && a->item == b->item && a->meeting == b->meeting
           && x->blocks->at[i].kind != MB_BLOCK_HEADING;
}

uint32_t mb_block_behind(const struct mb_extract *x, uint32_t i)
{
    do
        i++;
    while (i < x->blocks->n && x->blocks->at[i].kind == MB_BLOCK_FURNITURE);
    return i;
}

void mb_clause_part(const struct mb_extract *x, struct mb_clause *clause,
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
    mb_clause_part(x, clause, r);
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
        mb_clause_part(x, one.at, c->label);
        for (uint32_t k = 0; k < c->nparts; k++)
            mb_clause_part(x, one.at, c->parts[k]);
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
