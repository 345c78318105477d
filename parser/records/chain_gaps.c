/* Items that no score finds: titles that read like sentences ("To pass a
 * resolution …"), told by the numbers of the items around them.
 */
#include "parser/records/chains.h"

#include "parser/records/outline.h"
#include "parser/records/sentences.h"

enum { FILL_WORDS = 22 /* of a title between two that are sure */ };

/* A line that no score calls a heading, but that its number's neighbours may
 * show to be one: short, nothing decided in it, text behind or beneath it. */
static bool may_fill(const struct mb_extract *x, struct mb_cand *cand)
{
    const struct mb_block *b = &x->blocks->at[cand->title];
    struct mb_span body;
    size_t stop;

    if (cand->taken || cand->words.score <= -MB_CHAIN_NEVER
        || b->kind == MB_BLOCK_ROW)
        return false;
    if (cand->run.end > cand->run.start
        && mb_range_words(x->blocks->view,
                          (struct mb_range){cand->run.start, cand->run.end})
               <= FILL_WORDS) {
        cand->words = cand->run;
        return true;
    }
    /* "Minutes of the Meeting of the Parish Council held on 1 August. The
     * Chairman said …" */
    body = mb_block_body(x->blocks, cand->title);
    stop = mb_span_find(body, MB_SPAN_LIT(". "));
    if (stop > 8 && stop < body.len
        && (mb_outline_match(x, cand->title, "standard-item") != NULL
            || mb_outline_match(x, cand->title, "page") != NULL)) {
        uint32_t end = b->view_body + (uint32_t)stop;
        if (mb_range_words(x->blocks->view,
                           (struct mb_range){b->view_body, end})
            <= FILL_WORDS) {
            cand->words = (struct mb_heading){b->view_body, end, end + 2, 1};
            return true;
        }
    }
    return mb_outline_match(x, cand->title, "marker") == NULL
           && mb_chain_text_below(x, cand)
           && mb_range_words(
                  x->blocks->view,
                  (struct mb_range){cand->words.start, cand->words.end})
                  <= FILL_WORDS;
}

/* Between items 4 and 7 the lines numbered 5 and 6, if each is there once: a
 * title that reads like a sentence ("To pass a resolution …"). */
static void fill_gap(const struct mb_extract *x, struct mb_cands *c,
                     unsigned series, uint32_t from, uint32_t to)
{
    uint32_t value = c->at[from].label.value;
    uint32_t last = c->at[to].label.value;

    if (last <= value + 1 || last > value + MB_CHAIN_JUMP)
        return;
    for (int take = 0; take < 2; take++) {
        uint32_t next = value + 1;
        for (uint32_t i = from + 1; i < to; i++) {
            struct mb_cand *cand = &c->at[i];
            if (mb_chain_series(&cand->label) != series
                || cand->label.family != c->at[from].label.family)
                continue;
            if (cand->label.value != next || !may_fill(x, cand))
                return;
            next++;
            if (take)
                cand->taken = true;
        }
        if (next != last)
            return;
    }
}

/* The same before the first item of a chain that begins at 2 to 5: from the
 * last line numbered 1 on. */
static void fill_head(const struct mb_extract *x, struct mb_cands *c,
                      unsigned series, uint32_t from)
{
    uint32_t next = c->at[from].label.value, i = from;

    if (next < 2 || next > MB_CHAIN_JUMP + 1
        || c->at[from].label.sort != MB_LABEL_NUMBER)
        return;
    for (; i > 0 && next > 1; i--) {
        struct mb_cand *cand = &c->at[i - 1];
        if (mb_chain_series(&cand->label) != series)
            continue;
        if (cand->label.value != next - 1 || !may_fill(x, cand))
            return;
        next--;
    }
    for (; next == 1 && i < from; i++)
        c->at[i].taken |= mb_chain_series(&c->at[i].label) == series;
}

void mb_chain_fill(const struct mb_extract *x, struct mb_cands *c,
                   unsigned series, uint32_t from)
{
    uint32_t last = from;

    fill_head(x, c, series, from);

    for (uint32_t i = from + 1; i < c->n; i++) {
        if (!c->at[i].taken || mb_chain_series(&c->at[i].label) != series)
            continue;
        fill_gap(x, c, series, last, i);
        last = i;
    }
}
