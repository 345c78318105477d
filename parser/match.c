/* Running, in two steps. The first goes through the view block by block and
 * notes each place where a rule may match: its drive (rules_priv.h), its gate
 * and its heads tell. That takes a few bit sets, so that a rule costs nothing
 * where it cannot match. The second (try.c) tries them, rule by rule: each is a
 * program of its own, too large for all of them to stay in the cache.
 *
 * A match never leaves its block's line: the subject ends where the line does.
 */
#include "parser/run_priv.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEAD_BYTES = 8192, /* where `when:` looks for a house's marks */
    TRIES_MAX = 16384  /* noted before they are tried, and a block's */
};

/* The first of the rules in `bits`, whose slots are those of word w; it is
 * taken out. */
static uint32_t next_slot(uint64_t *bits, uint32_t w)
{
    uint32_t slot = w * 64 + (uint32_t)__builtin_ctzll(*bits);

    *bits &= *bits - 1;
    return slot;
}

static void note(struct mb_run *run, uint32_t at, uint32_t slot, int how)
{
    struct mb_try *t = mb_run_add(run, &run->tries, sizeof *t);

    if (t == NULL)
        return;
    slot = run->rules->slots[slot].rule->slot;
    *t = (struct mb_try){
        .at = at, .block = run->block, .slot = slot, .how = (uint16_t)how};
    run->counts[slot]++;
}

/* Rules that are tried where a block begins, or its words behind a label. */
static void note_starts(struct mb_run *run, const struct mb_block *b,
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
                 ((start & bit) != 0 ? MB_TRY_START : 0)
                     | ((body & bit) != 0 ? MB_TRY_BODY : 0));
        }
    }
}

/* The rules of table t that are open and may begin at a byte. */
static void note_place(struct mb_run *run, uint32_t t, uint32_t at,
                       const struct mb_pairs *pairs)
{
    const struct mb_places *places = &run->rules->places[MB_DRIVE_PLACES];
    uint32_t w = run->rules->first[MB_DRIVE_PLACES] + t;
    uint64_t bits = mb_places_at(&places->tables[t], pairs, run->open[w]);

    while (bits != 0) {
        uint32_t slot = next_slot(&bits, w);
        if (mb_gates_ahead(run->gates, slot, at))
            note(run, at, slot, MB_TRY_START);
    }
}

/* Those of all tables, within some bytes of a block. */
static void note_step(struct mb_run *run, uint32_t wanted, uint32_t from,
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

static void note_places(struct mb_run *run, const struct mb_block *b)
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

static void note_block(struct mb_run *run, const struct mb_block *b)
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
            note(run, b->view_start, next_slot(&bits, w), MB_TRY_SEARCH);
    note_places(run, b);
}

/* Whether a pack is in force: no `when:`, asked for, or chosen by what the
 * document's head or address shows. */
static bool pack_applies(const struct mb_run *run, uint32_t p,
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

static uint32_t *index_blocks(const struct mb_run *run,
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
static void choose_rules(struct mb_run *run, struct mb_span house)
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

static bool prepare(struct mb_run *run)
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

static bool run_blocks(struct mb_run *run)
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
            mb_run_tries(run);
    }
    if (!run->failed)
        mb_run_tries(run);
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
static enum mb_status hand_over(const struct mb_run *run,
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

static enum mb_status run_rules(struct mb_run *run, struct mb_span house,
                                struct mb_matches *ret_matches,
                                struct mb_err *err)
{
    const struct mb_rules *rules = run->rules;
    enum mb_status st;

    if (prepare(run)) {
        choose_rules(run, house);
        if (rules->no_gates)
            mb_run_all_openly(run);
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
    struct mb_run run = {.rules = rules,
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
    struct mb_run run = {.rules = rules,
                         .blocks = &blocks,
                         .limits = &limits,
                         .arena = arena,
                         .scratch = arena,
                         .diags = &diags};

    if (mb_blocks_split(&text, arena, &diags, &blocks, NULL) != MB_OK
        || !prepare(&run))
        return UINT32_MAX;
    for (uint32_t i = 0; i < blocks.n && !run.failed; i++)
        mb_run_openly(&run, rule->slot, &blocks.at[i]);
    return run.failed ? UINT32_MAX : run.found.n;
}
