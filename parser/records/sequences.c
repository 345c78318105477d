/* Numbers of items and labels of clauses that do not follow one another.
 *
 * Items: only plain numbers count ("12", "12/24" as 12). Where at least
 * MIN_ITEMS of a meeting have one and nearly all steps are from n to n + 1, a
 * step back or over a number is said; anything else is no running sequence.
 *
 * Labels: two clauses in a row of one item are compared at the first part in
 * which their labels differ: "(2)(b)" and "(2)(c)" at b and c. A part follows
 * another of its kind if it is the next, or begins anew at 1, a or i.
 */
#include "parser/records/review.h"

enum { MIN_ITEMS = 5, MAX_BREAKS = 2, MAX_PARTS = 4 };

static void say(const struct mb_extract *x, enum mb_diag_code code,
                const struct mb_evidence *ev, struct mb_span before,
                struct mb_span here)
{
    uint32_t start = ev->nspans > 0 ? ev->spans[0].start : 0;
    uint32_t end = ev->nspans > 0 ? ev->spans[0].end : 0;

    mb_diags_add(&x->doc->diags, code, start, end,
                 mb_arena_printf(x->arena, MB_SPAN_FMT " behind " MB_SPAN_FMT,
                                 MB_SPAN_ARG(here), MB_SPAN_ARG(before)));
}

/* ---- items ---- */

/* "12" or "12/24": 12; other shapes: 0. */
static uint32_t running_number(struct mb_span s)
{
    uint32_t n = 0;
    size_t i = 0;

    for (; i < s.len && i < 5 && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
        n = n * 10 + (uint32_t)(s.ptr[i] - '0');
    return i == s.len || (i > 0 && s.ptr[i] == '/') ? n : 0;
}

struct run {
    uint32_t steps;
    uint32_t follow;
};

/* Walk the numbered items of a meeting; with `tell`, say where they break. */
static struct run walk_items(const struct mb_extract *x, uint32_t meeting,
                             bool tell)
{
    struct run run = {0, 0};
    const struct mb_item *before = NULL;

    for (uint32_t i = 0; i < x->doc->items.n; i++) {
        const struct mb_item *item = &x->doc->items.at[i];
        uint32_t n = running_number(item->number.s);
        if (item->meeting != meeting || n == 0)
            continue;
        if (before != NULL) {
            uint32_t last = running_number(before->number.s);
            bool follows = n == last + 1;
            if (n == last) /* "12/24(1)" under "12/24" */
                continue;
            run.steps++;
            run.follow += follows;
            if (tell && !follows)
                say(x, MB_DIAG_ITEM_SEQUENCE, &item->ev, before->number.s,
                    item->number.s);
        }
        before = item;
    }
    return run;
}

static void check_items(const struct mb_extract *x)
{
    for (uint32_t m = 0; m < x->doc->meetings.n; m++) {
        struct run run = walk_items(x, m, false);
        uint32_t breaks = run.steps - run.follow;
        if (run.steps + 1 >= MIN_ITEMS && breaks > 0 && breaks <= MAX_BREAKS
            && run.follow >= 3 * breaks)
            walk_items(x, m, true);
    }
}

/* ---- labels ---- */

/* "(2)(b)", "2.1", "iv": its parts without brackets and stops. */
static uint32_t split(struct mb_span label, struct mb_span *parts)
{
    uint32_t n = 0;

    for (size_t i = 0; i < label.len && n < MAX_PARTS;) {
        size_t start;
        while (i < label.len
               && !((unsigned char)label.ptr[i] > 0x2F && label.ptr[i] != ':'))
            i++;
        start = i;
        while (i < label.len && label.ptr[i] != '.' && label.ptr[i] != ')'
               && label.ptr[i] != '(' && label.ptr[i] != ' ')
            i++;
        if (i > start)
            parts[n++] = mb_span_sub(label, start, i);
    }
    return n;
}

static uint32_t as_number(struct mb_span s)
{
    uint32_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || i > 4)
            return 0;
        n = n * 10 + (uint32_t)(s.ptr[i] - '0');
    }
    return n;
}

static uint32_t as_letter(struct mb_span s)
{
    unsigned char c = s.len == 1 ? (unsigned char)s.ptr[0] | 0x20 : 0;

    return c >= 'a' && c <= 'z' ? c - 'a' + 1u : 0;
}

static uint32_t as_roman(struct mb_span s)
{
    static const struct {
        char letter;
        uint32_t value;
    } digits[] = {{'i', 1}, {'v', 5}, {'x', 10}, {'l', 50}};
    uint32_t total = 0, last = 0;

    for (size_t i = s.len; i-- > 0;) {
        uint32_t value = 0;
        for (size_t d = 0; d < sizeof digits / sizeof *digits; d++)
            if ((s.ptr[i] | 0x20) == digits[d].letter)
                value = digits[d].value;
        if (value == 0)
            return 0;
        total = value < last ? total - value : total + value;
        last = value > last ? value : last;
    }
    return total;
}

/* Whether b may stand behind a, read in one of the three ways. */
static bool part_follows(struct mb_span a, struct mb_span b)
{
    static uint32_t (*const readings[])(struct mb_span) = {as_number, as_letter,
                                                           as_roman};
    bool same_kind = false;

    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        uint32_t na = readings[i](a), nb = readings[i](b);
        if (nb == 1 || (na != 0 && nb == na + 1))
            return true;
        same_kind = same_kind || (na != 0 && nb != 0);
    }
    return !same_kind; /* another kind of label begins: not ours to judge */
}

static bool label_follows(struct mb_span a, struct mb_span b)
{
    struct mb_span pa[MAX_PARTS], pb[MAX_PARTS];
    uint32_t na = split(a, pa), nb = split(b, pb), i = 0;

    while (i < na && i < nb && mb_span_ieq(pa[i], pb[i]))
        i++;
    if (i == na || i == nb)
        return true; /* the same again, or a level more or less */
    return part_follows(pa[i], pb[i]);
}

static void check_labels(const struct mb_extract *x)
{
    const struct mb_resolutions *all = &x->doc->resolutions;

    for (uint32_t i = 1; i < all->n; i++) {
        const struct mb_resolution *a = &all->at[i - 1], *b = &all->at[i];
        if (a->label.s.ptr == NULL || b->label.s.ptr == NULL
            || a->item_index != b->item_index || a->meeting != b->meeting
            || a->decision != b->decision)
            continue;
        if (!label_follows(a->label.s, b->label.s))
            say(x, MB_DIAG_LABEL_SEQUENCE, &b->ev, a->label.s, b->label.s);
    }
}

/* A label that jumps ends a list: the entry behind it is no record's. */
static void check_lists(const struct mb_extract *x)
{
    const struct mb_block *last = NULL;

    for (uint32_t i = 0; i < x->blocks->n; i++) {
        const struct mb_block *b = &x->blocks->at[i];
        const struct mb_outline_block *o = &x->outline[i];
        if (o->role == MB_ROLE_FURNITURE)
            continue;
        if (o->role == MB_ROLE_BODY && !o->claimed && last != NULL
            && b->label.ptr != NULL && !label_follows(last->label, b->label)) {
            struct mb_evidence here;
            mb_evidence_fill(x, &here, b->view_start, b->view_end, NULL,
                             "label", 0);
            say(x, MB_DIAG_LABEL_SEQUENCE, &here, last->label, b->label);
        }
        last = o->role == MB_ROLE_BODY && o->claimed && b->label.ptr != NULL
                   ? b
                   : NULL;
    }
}

void mb_review_sequences(struct mb_extract *x)
{
    check_items(x);
    check_labels(x);
    check_lists(x);
}
