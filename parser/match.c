/* Running, in two steps. The first goes through the view block by block and
 * notes each place where a rule may match: its drive (rules_priv.h), its gate
 * and its heads tell. That takes a few bit sets, so that a rule costs nothing
 * where it cannot match. The second tries them, rule by rule: each rule is a
 * program of its own, too large for all of them to stay in the cache.
 *
 * A match never leaves its block's line: the subject ends where the line does.
 */
#include "parser/rules_priv.h"

#include <stdlib.h>
#include <string.h>

enum {
    JIT_AFTER = 500, /* tries: about what making a rule's machine code costs */
    HEAD_BYTES = 8192,  /* where `when:` looks for a house's marks */
    LIMIT_HITS_MAX = 8, /* lines that may stop a rule before it is given up */
    TRIES_MAX = 16384   /* noted before they are tried, and a block's */
};

enum { AT_START = 1, AT_BODY = 2, SEARCH = 4 };

/* A place where a rule may match. */
struct
try {
    uint32_t at; /* the block's start, for those at starts */
    uint32_t block;
    uint32_t slot;
    uint16_t how;
    uint16_t n;     /* matches found … */
    uint32_t first; /* … from this one on */
};

/* An array that grows, is emptied and used again. */
struct list {
    void *at;
    uint32_t n;
    uint32_t room;
};

/* What is known of a rule in one run, by slot. */
struct state {
    uint32_t found;
    uint32_t limit_hits;
    uint32_t from; /* its matches may not begin before */
};

struct run {
    const struct mb_rules *rules;
    const struct mb_blocks *blocks;
    const struct mb_limits *limits;
    struct mb_arena *arena;   /* of the matches */
    struct mb_arena *scratch; /* of this run */
    struct mb_diags *diags;
    struct state *states;
    uint64_t *applies; /* by slot, as bits: rules of packs in force */
    uint64_t *free;    /* of these, those without a gate */
    uint64_t *open;    /* in the block in hand */
    struct mb_gates_walk *gates;
    const uint8_t *classes; /* of the view's bytes */
    uint32_t block;         /* the block in hand */
    struct list tries;      /* in order of place */
    struct list by_rule;    /* their indices, in order of slot */
    uint32_t *counts;       /* of each slot */
    struct list found;      /* matches by these tries */
    struct list matches;    /* all, in order of place */
    bool failed;
    bool undecided; /* … because a rule may have met its limit, or not */
    /* the rule being run */
    struct mb_compiled *rule;
    struct state *state;
};

int mb_rules_exec(const struct mb_rules *rules, const pcre2_code *code,
                  struct mb_span subject, size_t from)
{
    int rc = pcre2_jit_match(code, (PCRE2_SPTR)subject.ptr, subject.len, from,
                             PCRE2_NO_UTF_CHECK, rules->data, rules->context);

    if (rc == PCRE2_ERROR_JIT_BADOPTION) /* there is no JIT code */
        rc = pcre2_match(code, (PCRE2_SPTR)subject.ptr, subject.len, from,
                         PCRE2_NO_UTF_CHECK, rules->data, rules->context);
    return rc;
}

/* Try the rule in hand, without machine code as long as it is little used.
 * Which steps count for the match limit differs between the two. Only machine
 * code says that the limit was met; without, fewer steps are allowed, so that
 * machine code would not have met it either. */
static int exec(struct run *run, struct mb_span subject, size_t from)
{
    const struct mb_rules *rules = run->rules;
    struct mb_compiled *rule = run->rule;
    int rc;

    if (rule->fast)
        return mb_rules_exec(rules, rule->code, subject, from);
    rc = pcre2_match(rule->code, (PCRE2_SPTR)subject.ptr, subject.len, from,
                     PCRE2_NO_UTF_CHECK, rules->data, rules->careful);
    if (rc >= PCRE2_ERROR_NOMATCH)
        return rc;
    run->undecided = rules->no_code;
    if (!rules->no_code && mb_rules_need(rules, rule, true, NULL) == MB_OK)
        return mb_rules_exec(rules, rule->code, subject, from);
    run->failed = true;
    return PCRE2_ERROR_NOMATCH;
}

/* One more entry at the end of a list; NULL if memory ran out. */
static void *list_add(struct run *run, struct list *list, size_t size)
{
    if (list->n == list->room) {
        uint32_t room = list->room == 0 ? 64 : list->room * 2;
        void *at = mb_arena_alloc(run->scratch, room, size);
        if (at == NULL) {
            run->failed = true;
            return NULL;
        }
        if (list->n > 0)
            memcpy(at, list->at, list->n * size);
        list->at = at;
        list->room = room;
    }
    return (char *)list->at + list->n++ * size;
}

/* The rule in hand is given up. */
static void stop(struct run *run)
{
    run->state->from = UINT32_MAX;
}

/* A rule met a limit in the line at view offset `at`: said, never hidden. */
static void note_limit(struct run *run, uint32_t at)
{
    uint32_t start = mb_blocks_text_at(run->blocks, at);

    mb_diags_add(run->diags, MB_DIAG_RULE_LIMIT, start, start,
                 run->rule->pub.id);
    if (++run->state->limit_hits >= LIMIT_HITS_MAX)
        stop(run);
}

static void add_match(struct run *run, int count)
{
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(run->rules->data);
    struct mb_match *m;

    if (run->state->found >= run->limits->rule_matches
        && run->limits->rule_matches != 0) {
        note_limit(run, (uint32_t)v[0]);
        stop(run);
        return;
    }
    m = list_add(run, &run->found, sizeof *m);
    if (m == NULL)
        return;
    m->start = (uint32_t)v[0];
    m->end = (uint32_t)v[1];
    m->rule = (uint16_t)(run->rule - run->rules->at);
    m->finds = run->rule->pub.finds;
    m->ngroups = (uint8_t)count;
    m->groups = mb_arena_alloc(run->arena, (size_t)count, sizeof *m->groups);
    if (m->groups == NULL) {
        run->found.n--;
        run->failed = true;
        return;
    }
    for (int i = 0; i < count; i++) {
        m->groups[i].start = (uint32_t)v[2 * i]; /* PCRE2_UNSET ends in -1 */
        m->groups[i].end = (uint32_t)v[2 * i + 1];
    }
    run->state->found++;
}

static size_t next_char(struct mb_span s, size_t at)
{
    do
        at++;
    while (at < s.len && ((unsigned char)s.ptr[at] & 0xC0) == 0x80);
    return at;
}

/* Every match in view bytes [from, end), where end is a line's end. */
static void run_line(struct run *run, size_t from, size_t end)
{
    struct mb_span subject = mb_span_sub(run->blocks->view, 0, end);
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(run->rules->data);

    while (from < end && from >= run->state->from && !run->failed) {
        int rc = exec(run, subject, from);
        if (rc > 0 && v[0] < v[1] && v[0] >= from) {
            from = v[1];
            add_match(run, rc);
        } else if (rc > 0) {
            from = next_char(subject, v[1] > from ? v[1] : from);
        } else {
            if (rc != PCRE2_ERROR_NOMATCH)
                note_limit(run, (uint32_t)from);
            return;
        }
    }
}

/* One try where the rule is anchored. Where the next one may be: behind a
 * match, or the line's end where a limit was met. */
static uint32_t run_at(struct run *run, uint32_t at, uint32_t end)
{
    struct mb_span subject = mb_span_sub(run->blocks->view, 0, end);
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(run->rules->data);
    int rc = exec(run, subject, at);

    if (rc == PCRE2_ERROR_NOMATCH)
        return at + 1;
    if (rc <= 0) {
        note_limit(run, at);
        return end;
    }
    if (v[0] >= v[1] || v[0] < at)
        return at + 1;
    at = (uint32_t)v[1];
    add_match(run, rc);
    return at;
}

/* The same, unless the rule's heads do not fit there: the tables that told of
 * the place know pairs of bytes, and of all its heads together. */
static uint32_t try_at(struct run *run, uint32_t at, uint32_t end)
{
    return mb_heads_fit(run->rule->fits, run->classes + at)
               ? run_at(run, at, end)
               : at + 1;
}

/* Turn to the rule of a slot, to try it some times; false if it cannot be
 * run. */
static bool take_rule(struct run *run, uint32_t slot, uint32_t tries)
{
    struct mb_compiled *rule = run->rules->slots[slot].rule;

    run->rule = rule;
    run->state = &run->states[slot];
    if (rule->fast)
        return true;
    if (rule->tries < JIT_AFTER)
        rule->tries += tries;
    if (mb_rules_need(run->rules, rule,
                      !run->rules->no_code && rule->tries >= JIT_AFTER, NULL)
        == MB_OK)
        return true;
    run->failed = true;
    return false;
}

/* --- first step: places ------------------------------------------------ */

/* The first of the rules in `bits`, whose slots are those of word w; it is
 * taken out. */
static uint32_t next_slot(uint64_t *bits, uint32_t w)
{
    uint32_t slot = w * 64 + (uint32_t)__builtin_ctzll(*bits);

    *bits &= *bits - 1;
    return slot;
}

static void note(struct run *run, uint32_t at, uint32_t slot, int how)
{
    struct try *t = list_add(run, &run->tries, sizeof *t);

    if (t == NULL)
        return;
    slot = run->rules->slots[slot].rule->slot;
    *t = (struct try){
        .at = at, .block = run->block, .slot = slot, .how = (uint16_t)how};
    run->counts[slot]++;
}

/* Rules that are tried where a block begins, or its words behind a label. */
static void note_starts(struct run *run, const struct mb_block *b,
                        enum mb_drive drive)
{
    const struct mb_places *places = &run->rules->places[drive];
    bool labelled = drive == MB_DRIVE_WORDS && b->view_body > b->view_start
                    && b->view_body < b->view_end;

    struct mb_pairs at_start = mb_places_pairs(run->classes, b->view_start);
    struct mb_pairs at_body = mb_places_pairs(run->classes, b->view_body);

    for (uint32_t t = 0; t < places->ntables; t++) {
        uint32_t w = run->rules->first[drive] + t;
        const struct mb_places_table *table = &places->tables[t];
        uint64_t open = run->open[w];
        uint64_t start = mb_places_at(table, &at_start, open);
        uint64_t body = labelled ? mb_places_at(table, &at_body, open) : 0;
        uint64_t bits = start | body;
        while (bits != 0) {
            uint64_t bit = bits & -bits;
            note(run, b->view_start, next_slot(&bits, w),
                 ((start & bit) != 0 ? AT_START : 0)
                     | ((body & bit) != 0 ? AT_BODY : 0));
        }
    }
}

/* The rules of table t that are open and may begin at a byte. */
static void note_place(struct run *run, uint32_t t, uint32_t at,
                       const struct mb_pairs *pairs)
{
    const struct mb_places *places = &run->rules->places[MB_DRIVE_PLACES];
    uint32_t w = run->rules->first[MB_DRIVE_PLACES] + t;
    uint64_t bits = mb_places_at(&places->tables[t], pairs, run->open[w]);

    while (bits != 0) {
        uint32_t slot = next_slot(&bits, w);
        if (mb_gates_ahead(run->gates, slot, at))
            note(run, at, slot, AT_START);
    }
}

/* Those of all tables, within some bytes of a block. */
static void note_step(struct run *run, uint32_t wanted, uint32_t from,
                      uint32_t end)
{
    const struct mb_places *places = &run->rules->places[MB_DRIVE_PLACES];
    struct mb_place found[MB_PLACES_STEP];
    uint32_t n = mb_places_step(places, run->classes, wanted, from, end, found);

    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = found[i].at;
        struct mb_pairs pairs;
        if (((unsigned char)run->blocks->view.ptr[at] & 0xC0) == 0x80)
            continue;
        pairs = mb_places_pairs(run->classes, at);
        for (uint32_t bits = found[i].tables; bits != 0; bits &= bits - 1)
            for (uint32_t t = (uint32_t)__builtin_ctz(bits);
                 t < places->ntables; t += 8)
                note_place(run, t, at, &pairs);
    }
}

static void note_places(struct run *run, const struct mb_block *b)
{
    const struct mb_places *places = &run->rules->places[MB_DRIVE_PLACES];
    const uint64_t *open = run->open + run->rules->first[MB_DRIVE_PLACES];
    uint32_t wanted = 0;

    for (uint32_t t = 0; t < places->ntables; t++)
        wanted |= open[t] != 0 ? 1u << t % 8 : 0;
    for (uint32_t from = b->view_start; from < b->view_end && wanted != 0;
         from += MB_PLACES_STEP)
        note_step(run, wanted, from,
                  b->view_end - from < MB_PLACES_STEP ? b->view_end
                                                      : from + MB_PLACES_STEP);
}

static void note_block(struct run *run, const struct mb_block *b)
{
    uint32_t words = run->rules->first[MB_DRIVE_COUNT];

    memcpy(run->open, run->free, words * sizeof *run->open);
    mb_gates_line(run->gates, b->view_end, run->open);
    if (b->view_start >= b->view_end)
        return;
    for (uint32_t w = 0; w < words; w++)
        run->open[w] &= run->applies[w];
    note_starts(run, b, MB_DRIVE_LINES);
    note_starts(run, b, MB_DRIVE_WORDS);
    for (uint32_t w = run->rules->first[MB_DRIVE_SEARCH]; w < words; w++)
        for (uint64_t bits = run->open[w]; bits != 0;)
            note(run, b->view_start, next_slot(&bits, w), SEARCH);
    note_places(run, b);
}

/* --- second step: tries ------------------------------------------------ */

static void run_try(struct run *run, struct try *t)
{
    const struct mb_block *b = &run->blocks->at[t->block];
    uint32_t n = run->found.n;

    t->first = n;
    if (run->state->from == UINT32_MAX)
        return;
    if (t->how == SEARCH) {
        run_line(run, b->view_start, b->view_end);
    } else if (run->rule->drive == MB_DRIVE_PLACES) {
        uint32_t next;
        if (t->at < run->state->from)
            return;
        next = try_at(run, t->at, b->view_end);
        if (run->state->from < next)
            run->state->from = next;
    } else {
        if ((t->how & AT_BODY) != 0)
            try_at(run, b->view_body, b->view_end);
        if (run->found.n == n && (t->how & AT_START) != 0)
            try_at(run, b->view_start, b->view_end);
    }
    t->n = (uint16_t)(run->found.n - n);
}

/* The indices of tries in order of slot; counts[] are where each slot's end
 * then. */
static bool sort_tries(struct run *run)
{
    const struct try *tries = run->tries.at;
    uint32_t total = 0;
    uint32_t *by_rule;

    for (run->by_rule.n = 0; run->by_rule.n < run->tries.n;)
        if (list_add(run, &run->by_rule, sizeof *by_rule) == NULL)
            return false;
    by_rule = run->by_rule.at;
    for (uint32_t s = 0; s < run->rules->nslots; s++) {
        uint32_t n = run->counts[s];
        run->counts[s] = total;
        total += n;
    }
    for (uint32_t i = 0; i < run->tries.n; i++)
        by_rule[run->counts[tries[i].slot]++] = i;
    return true;
}

/* Run what was noted; the matches join the list in order of place. */
static void run_tries(struct run *run)
{
    struct try *tries = run->tries.at;
    const uint32_t *by_rule;
    uint32_t slot = UINT32_MAX;

    run->found.n = 0;
    if (run->tries.n == 0 || !sort_tries(run))
        return;
    by_rule = run->by_rule.at;
    for (uint32_t i = 0; i < run->tries.n && !run->failed; i++) {
        struct try *t = &tries[by_rule[i]];
        if (t->slot != slot
            && !take_rule(run, t->slot, run->counts[t->slot] - i))
            return;
        slot = t->slot;
        run_try(run, t);
    }
    for (uint32_t i = 0; i < run->tries.n && !run->failed; i++)
        for (uint32_t k = 0; k < tries[i].n; k++) {
            struct mb_match *m = list_add(run, &run->matches, sizeof *m);
            if (m == NULL)
                return;
            *m = ((const struct mb_match *)run->found.at)[tries[i].first + k];
        }
    run->tries.n = 0;
    memset(run->counts, 0, run->rules->nslots * sizeof *run->counts);
}

/* --- without gates ----------------------------------------------------- */

/* One rule in one block, whatever its gate and its heads say. */
static void run_openly(struct run *run, uint32_t slot, const struct mb_block *b)
{
    enum mb_drive drive = run->rules->slots[slot].rule->drive;
    uint32_t n = run->found.n;
    uint32_t at = b->view_start;

    if (!take_rule(run, slot, 1) || at >= b->view_end
        || run->state->from == UINT32_MAX)
        return;
    if (drive == MB_DRIVE_SEARCH) {
        run_line(run, at, b->view_end);
    } else if (drive == MB_DRIVE_PLACES) {
        while (at < b->view_end && at >= run->state->from && !run->failed)
            if (((unsigned char)run->blocks->view.ptr[at] & 0xC0) == 0x80)
                at++;
            else
                at = run_at(run, at, b->view_end);
    } else {
        if (drive == MB_DRIVE_WORDS && b->view_body > at
            && b->view_body < b->view_end)
            run_at(run, b->view_body, b->view_end);
        if (run->found.n == n)
            run_at(run, at, b->view_end);
    }
}

/* Every rule that applies, openly: what gates must not change. */
static void run_all_openly(struct run *run)
{
    for (uint32_t slot = 0; slot < run->rules->nslots; slot++)
        for (uint32_t i = 0; i < run->blocks->n && !run->failed; i++)
            if ((run->applies[slot / 64] >> slot % 64 & 1) != 0
                && run->rules->slots[slot].rule->slot == slot)
                run_openly(run, slot, &run->blocks->at[i]);
    run->matches = run->found;
}

/* Whether a pack is in force: no `when:`, asked for, or chosen by what the
 * document's head or address shows. */
static bool pack_applies(const struct run *run, uint32_t p,
                         struct mb_span house)
{
    const struct mb_rules *rules = run->rules;
    struct mb_span head = mb_span_sub(run->blocks->view, 0, HEAD_BYTES);
    struct mb_span uri =
        run->blocks->text != NULL ? run->blocks->text->uri : MB_SPAN_NULL;
    const char *end = memrchr(head.ptr != NULL ? head.ptr : "", '\n', head.len);

    if (rules->packs[p].when.n == 0)
        return true;
    if (house.ptr != NULL)
        return mb_span_eq(house, rules->packs[p].name);
    if (end != NULL) /* whole lines, so that no character is cut */
        head.len = (size_t)(end - head.ptr);
    for (uint32_t i = 0; i < rules->packs[p].when.n; i++)
        if ((end != NULL
             && mb_rules_exec(rules, rules->when[p][i], head, 0) > 0)
            || (uri.len > 0
                && mb_rules_exec(rules, rules->when[p][i], uri, 0) > 0))
            return true;
    return false;
}

static int by_place(const void *left, const void *right)
{
    const struct mb_match *a = left;
    const struct mb_match *b = right;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->end != b->end)
        return a->end > b->end ? -1 : 1;
    return (a->rule > b->rule) - (a->rule < b->rule);
}

static uint32_t *index_blocks(const struct run *run,
                              const struct mb_matches *matches)
{
    const struct mb_blocks *blocks = run->blocks;
    uint32_t *first =
        mb_arena_alloc(run->arena, (size_t)blocks->n + 1, sizeof *first);
    uint32_t m = 0;

    for (uint32_t i = 0; first != NULL && i < blocks->n; i++) {
        while (m < matches->n
               && matches->at[m].start < blocks->at[i].view_start)
            m++;
        first[i] = m;
    }
    if (first != NULL)
        first[blocks->n] = matches->n;
    return first;
}

static enum mb_status check_house(const struct mb_rules *rules,
                                  struct mb_span house, struct mb_err *err)
{
    if (house.ptr == NULL)
        return MB_OK;
    for (uint32_t p = 0; p < rules->npacks; p++)
        if (mb_span_eq(rules->packs[p].name, house))
            return MB_OK;
    return mb_err_set(err, MB_ERR_USAGE,
                      "there is no rule pack named '" MB_SPAN_FMT "'",
                      MB_SPAN_ARG(house));
}

/* Which rules are of packs in force, and which of them have no gate. */
static void choose_rules(struct run *run, struct mb_span house)
{
    const struct mb_rules *rules = run->rules;
    bool *applies =
        mb_arena_alloc(run->scratch, rules->npacks, sizeof *applies);

    if (applies == NULL)
        return;
    for (uint32_t p = 0; p < rules->npacks; p++)
        applies[p] = pack_applies(run, p, house);
    for (uint32_t s = 0; s < rules->nslots; s++) {
        const struct mb_compiled *rule = rules->slots[s].rule;
        uint64_t bit = (uint64_t)1 << s % 64;
        if (rule == NULL || !applies[rule->pack]
            || (rules->only != UINT32_MAX
                && rules->only != (uint32_t)(rule - rules->at)))
            continue;
        run->applies[s / 64] |= bit;
        if (rule->gate.n == 0)
            run->free[s / 64] |= bit;
    }
}

static bool prepare(struct run *run)
{
    const struct mb_rules *rules = run->rules;
    size_t words = rules->first[MB_DRIVE_COUNT];

    run->states =
        mb_arena_alloc(run->scratch, rules->nslots, sizeof *run->states);
    run->applies = mb_arena_alloc(run->scratch, words, sizeof *run->applies);
    run->free = mb_arena_alloc(run->scratch, words, sizeof *run->free);
    run->open = mb_arena_alloc(run->scratch, words, sizeof *run->open);
    run->counts =
        mb_arena_alloc(run->scratch, rules->nslots, sizeof *run->counts);
    return run->states != NULL && run->applies != NULL && run->free != NULL
           && run->open != NULL && run->counts != NULL;
}

static bool run_blocks(struct run *run)
{
    run->gates =
        mb_gates_start(run->rules->gates, run->blocks->view, run->scratch);
    run->classes = mb_places_classes(run->blocks->view, run->scratch);
    if (run->gates == NULL || run->classes == NULL)
        return false;
    for (uint32_t i = 0; i < run->blocks->n && !run->failed; i++) {
        run->block = i;
        note_block(run, &run->blocks->at[i]);
        if (run->tries.n >= TRIES_MAX)
            run_tries(run);
    }
    if (!run->failed)
        run_tries(run);
    return true;
}

/* Matches are found nearly in order. */
static void sort_matches(struct mb_match *at, uint32_t n)
{
    uint32_t moved = 0;

    for (uint32_t i = 1; i < n; i++) {
        struct mb_match one = at[i];
        uint32_t k = i;
        for (; k > 0 && by_place(&at[k - 1], &one) > 0; k--)
            at[k] = at[k - 1];
        at[k] = one;
        moved += i - k;
        if (moved > 8 * n) { /* not so: the usual way */
            qsort(at, n, sizeof *at, by_place);
            return;
        }
    }
}

/* The matches into the document's memory, in order. */
static enum mb_status hand_over(const struct run *run,
                                struct mb_matches *ret_matches,
                                struct mb_err *err)
{
    uint32_t n = run->matches.n;
    struct mb_match *at = mb_arena_alloc(run->arena, n, sizeof *at);

    if (at == NULL)
        return mb_arena_status(run->arena, err);
    if (n > 0)
        memcpy(at, run->matches.at, n * sizeof *at);
    sort_matches(at, n);
    *ret_matches = (struct mb_matches){.at = at, .n = n};
    ret_matches->first = index_blocks(run, ret_matches);
    return mb_arena_status(run->arena, err);
}

static enum mb_status run_rules(struct run *run, struct mb_span house,
                                struct mb_matches *ret_matches,
                                struct mb_err *err)
{
    const struct mb_rules *rules = run->rules;
    enum mb_status st;

    if (prepare(run)) {
        choose_rules(run, house);
        if (rules->no_gates)
            run_all_openly(run);
        else
            run_blocks(run);
    }
    st = mb_arena_status(run->arena, err);
    if (st == MB_OK)
        st = mb_arena_status(run->scratch, err);
    if (st == MB_OK && run->undecided)
        st = mb_err_set(err, MB_ERR_AGAIN, "a rule needs machine code");
    if (st == MB_OK && run->failed)
        st = mb_err_set(err, MB_ERR_NOMEM, "a rule could not be compiled");
    return st == MB_OK ? hand_over(run, ret_matches, err) : st;
}

enum mb_status mb_rules_run(const struct mb_rules *rules,
                            const struct mb_blocks *blocks,
                            struct mb_span house,
                            const struct mb_limits *limits,
                            struct mb_arena *arena, struct mb_diags *diags,
                            struct mb_matches *ret_matches, struct mb_err *err)
{
    struct run run = {.rules = rules,
                      .blocks = blocks,
                      .limits = limits,
                      .arena = arena,
                      .scratch = rules->scratch,
                      .diags = diags};
    enum mb_status st = check_house(rules, house, err);

    if (st != MB_OK)
        return st;
    if (blocks->view.len >= UINT32_MAX)
        return mb_err_set(err, MB_ERR_LIMIT, "the text is over 4 GB");
    mb_rules_limit(rules, limits->match_steps);
    st = run_rules(&run, house, ret_matches, err);
    mb_arena_clear(run.scratch);
    return st;
}

const struct mb_match *mb_matches_next(const struct mb_rules *rules,
                                       const struct mb_matches *matches,
                                       uint32_t block, mb_finds finds,
                                       const struct mb_match *last)
{
    uint32_t i = last == NULL ? matches->first[block]
                              : (uint32_t)(last - matches->at) + 1;

    (void)rules;
    for (; i < matches->first[block + 1]; i++)
        if (matches->at[i].finds == finds)
            return &matches->at[i];
    return NULL;
}

uint32_t mb_rules_count_in(const struct mb_rules *rules,
                           const struct mb_compiled *rule, struct mb_span line,
                           struct mb_arena *arena)
{
    struct mb_limits limits = MB_LIMITS_DEFAULT;
    struct mb_diags diags = {.arena = arena};
    struct mb_text text = {.text = line};
    struct mb_blocks blocks;
    struct run run = {.rules = rules,
                      .blocks = &blocks,
                      .limits = &limits,
                      .arena = arena,
                      .scratch = arena,
                      .diags = &diags};

    if (mb_blocks_split(&text, arena, &diags, &blocks, NULL) != MB_OK
        || !prepare(&run))
        return UINT32_MAX;
    for (uint32_t i = 0; i < blocks.n && !run.failed; i++)
        run_openly(&run, rule->slot, &blocks.at[i]);
    return run.failed ? UINT32_MAX : run.found.n;
}
