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
    TRIES_MAX = 16384, /* noted before they are tried, and a block's */
    MANY = 64          /* matches of one block */
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
        .at = at, .block = run->block, .slot = slot, .how = (uint32_t)how};
    run->counts[slot]++;
}

/* Rules that are tried where a block begins, or its words behind a label. */
static void note_starts(struct mb_run *run, const struct mb_block *b,
                        enum mb_drive drive)
{
    const struct mb_places *places = &run->rules->places[drive];
    bool labelled = drive == MB_DRIVE_WORDS && b->view_body > b->view_start
                    && b->view_body < b->view_end;

    for (uint32_t t = 0; t < places->ntables; t++) {
        uint32_t w = run->rules->first[drive] + t;
        uint64_t open = run->open[w];
        uint64_t start =
            mb_places_at(places, t, run->bytes, b->view_start, open);
        uint64_t body =
            labelled ? mb_places_at(places, t, run->bytes, b->view_body, open)
                     : 0;
        uint64_t bits = start | body;
        while (bits != 0) {
            uint64_t bit = bits & -bits;
            note(run, b->view_start, next_slot(&bits, w),
                 ((start & bit) != 0 ? MB_TRY_START : 0)
                     | ((body & bit) != 0 ? MB_TRY_BODY : 0));
        }
    }
}

/* The rules that are open and may begin within some bytes of a block. */
static void note_step(struct mb_run *run, uint32_t from, uint32_t end)
{
    const struct mb_places *places = &run->rules->places[MB_DRIVE_PLACES];
    uint32_t first = run->rules->first[MB_DRIVE_PLACES];
    uint32_t n = mb_places_step(places, run->bytes, run->open + first, from,
                                end, run->places);

    for (uint32_t i = 0; i < n; i++) {
        struct mb_place place = run->places[i];
        while (place.rules != 0) {
            uint32_t slot = next_slot(&place.rules, first + place.table);
            if (mb_gates_ahead(run->gates, slot, place.at))
                note(run, place.at, slot, MB_TRY_START);
        }
    }
}

static void note_places(struct mb_run *run, const struct mb_block *b)
{
    for (uint32_t from = b->view_start; from < b->view_end;
         from += MB_PLACES_STEP)
        note_step(run, from,
                  b->view_end - from < MB_PLACES_STEP ? b->view_end
                                                      : from + MB_PLACES_STEP);
}

static void note_block(struct mb_run *run, const struct mb_block *b)
{
    const uint64_t *applies =
        mb_run_is_short(b) ? run->applies : run->long_lines;
    uint32_t words = run->rules->first[MB_DRIVE_COUNT];

    memcpy(run->open, run->free, words * sizeof *run->open);
    mb_gates_line(run->gates, b->view_end, run->open);
    if (b->view_start >= b->view_end)
        return;
    for (uint32_t w = 0; w < words; w++)
        run->open[w] &= applies[w];
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
        if (!rule->short_lines)
            run->long_lines[s / 64] |= bit;
        if (rule->gate.n == 0)
            run->free[s / 64] |= bit;
    }
}

static bool prepare(struct mb_run *run)
{
    const struct mb_rules *rules = run->rules;
    size_t words = rules->first[MB_DRIVE_COUNT];
    size_t room = MB_PLACES_STEP * rules->places[MB_DRIVE_PLACES].ntables;

    run->states =
        mb_arena_alloc(run->scratch, rules->nslots, sizeof *run->states);
    run->applies = mb_arena_alloc(run->scratch, words, sizeof *run->applies);
    run->long_lines =
        mb_arena_alloc(run->scratch, words, sizeof *run->long_lines);
    run->free = mb_arena_alloc(run->scratch, words, sizeof *run->free);
    run->open = mb_arena_alloc(run->scratch, words, sizeof *run->open);
    run->counts =
        mb_arena_alloc(run->scratch, rules->nslots, sizeof *run->counts);
    run->places = mb_arena_room(run->scratch, room, sizeof *run->places);
    run->groups = pcre2_get_ovector_pointer(rules->data);
    return run->states != NULL && run->applies != NULL
           && run->long_lines != NULL && run->free != NULL && run->open != NULL
           && run->counts != NULL && run->places != NULL;
}

/* Note what may match where. */
static void note_blocks(struct mb_run *run)
{
    run->gates =
        mb_gates_start(run->rules->gates, run->blocks->view, run->scratch);
    run->bytes = mb_places_bytes(run->blocks->view, run->scratch);
    run->failed = run->gates == NULL || run->bytes == NULL;
    for (uint32_t i = 0; i < run->blocks->n && !run->failed; i++) {
        run->block = i;
        note_block(run, &run->blocks->at[i]);
        if (run->tries.n >= TRIES_MAX)
            mb_run_tries(run, 1);
    }
}

/* The matches of one block: few, as a rule. */
static void sort_matches(struct mb_match *at, uint32_t n)
{
    if (n > MANY) {
        qsort(at, n, sizeof *at, by_place);
        return;
    }
    for (uint32_t i = 1; i < n; i++) {
        struct mb_match one = at[i];
        uint32_t k = i;
        for (; k > 0 && by_place(&at[k - 1], &one) > 0; k--)
            at[k] = at[k - 1];
        at[k] = one;
    }
}

/* The matches into the document's memory, in order: into the blocks that they
 * stand in, and there by place. */
static enum mb_status hand_over(const struct mb_run *run,
                                struct mb_matches *ret_matches,
                                struct mb_err *err)
{
    const struct mb_found *found = run->found.at;
    uint32_t n = run->found.n;
    uint32_t nblocks = run->blocks->n;
    struct mb_match *at = mb_arena_alloc(run->arena, n, sizeof *at);
    uint32_t *first =
        mb_arena_alloc(run->arena, (size_t)nblocks + 2, sizeof *first);

    if (at == NULL || first == NULL)
        return mb_arena_status(run->arena, err);
    /* first[] is one behind, to be moved on as each block is filled */
    for (uint32_t i = 0; i < n; i++)
        first[found[i].block + 2]++;
    for (uint32_t b = 1; b < nblocks; b++)
        first[b + 1] += first[b];
    for (uint32_t i = 0; i < n; i++)
        at[first[found[i].block + 1]++] = found[i].match;
    for (uint32_t b = 0; b < nblocks; b++)
        sort_matches(at + first[b], first[b + 1] - first[b]);
    *ret_matches = (struct mb_matches){.at = at, .n = n, .first = first};
    return MB_OK;
}

/* Begin a job's run; where it is found that it cannot be run, or that the
 * document is too large, the run has failed. */
static void begin_run(struct mb_run *run, const struct mb_rules *rules,
                      struct mb_rules_job *job, struct mb_span house,
                      const struct mb_limits *limits)
{
    *run = (struct mb_run){.rules = rules,
                           .blocks = job->blocks,
                           .limits = limits,
                           .arena = job->arena,
                           .scratch = rules->scratch,
                           .diags = job->diags};
    job->status = check_house(rules, house, &job->err);
    if (job->status == MB_OK && job->blocks->view.len >= UINT32_MAX)
        job->status =
            mb_err_set(&job->err, MB_ERR_LIMIT, "the text is over 4 GB");
    run->failed = job->status != MB_OK || !prepare(run);
    if (run->failed)
        return;
    choose_rules(run, house);
    if (rules->no_gates)
        mb_run_all_openly(run);
    else
        note_blocks(run);
}

static void end_run(const struct mb_run *run, struct mb_rules_job *job)
{
    enum mb_status st = job->status;

    if (st == MB_OK)
        st = mb_arena_status(run->arena, &job->err);
    if (st == MB_OK)
        st = mb_arena_status(run->scratch, &job->err);
    if (st == MB_OK && run->undecided)
        st = mb_err_set(&job->err, MB_ERR_AGAIN, "a rule needs machine code");
    if (st == MB_OK && run->failed)
        st =
            mb_err_set(&job->err, MB_ERR_NOMEM, "a rule could not be compiled");
    if (st == MB_OK)
        st = hand_over(run, &job->matches, &job->err);
    job->status = st;
}

void mb_rules_run_together(const struct mb_rules *rules,
                           struct mb_rules_job *jobs, uint32_t n,
                           struct mb_span house, const struct mb_limits *limits)
{
    struct mb_run runs[MB_RULES_TOGETHER];
    struct mb_rules_job *of[MB_RULES_TOGETHER];
    uint32_t nruns = 0;

    mb_rules_limit(rules, limits->match_steps);
    for (uint32_t i = 0; i < n; i++)
        if (jobs[i].status == MB_OK) {
            of[nruns] = &jobs[i];
            begin_run(&runs[nruns++], rules, &jobs[i], house, limits);
        }
    if (nruns > 0)
        mb_run_tries(runs, nruns);
    for (uint32_t i = 0; i < nruns; i++)
        end_run(&runs[i], of[i]);
    mb_arena_clear(rules->scratch);
}

enum mb_status mb_rules_run(const struct mb_rules *rules,
                            const struct mb_blocks *blocks,
                            struct mb_span house,
                            const struct mb_limits *limits,
                            struct mb_arena *arena, struct mb_diags *diags,
                            struct mb_matches *ret_matches, struct mb_err *err)
{
    struct mb_rules_job job = {
        .blocks = blocks, .arena = arena, .diags = diags};

    mb_rules_run_together(rules, &job, 1, house, limits);
    if (job.status == MB_OK)
        *ret_matches = job.matches;
    else if (err != NULL)
        *err = job.err;
    return job.status;
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
