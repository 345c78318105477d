/* The second step of a run: what was noted is tried, rule by rule, since each
 * rule is a program of its own, too large for all of them to stay in the cache.
 */
#include "parser/run_priv.h"

#include <string.h>

enum {
    JIT_AFTER = 500, /* tries: about what making a rule's machine code costs */
    LIMIT_HITS_MAX = 8 /* lines that may stop a rule before it is given up */
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

/* Try the rule in hand where it has no machine code, as it is little used.
 * Which steps count for the match limit differs between the two. Only machine
 * code says that the limit was met; without, fewer steps are allowed, so that
 * machine code would not have met it either. */
static int exec_without_code(struct mb_run *run, struct mb_span subject,
                             size_t from)
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

/* Try the rule in hand in the view up to `end`, from `from` on. */
static inline int exec(struct mb_run *run, size_t end, size_t from)
{
    const struct mb_rules *rules = run->rules;
    const struct mb_compiled *rule = run->rule;
    const char *view = run->blocks->view.ptr;

    if (rule->fast) {
        int rc =
            pcre2_jit_match(rule->code, (PCRE2_SPTR)view, end, from,
                            PCRE2_NO_UTF_CHECK, rules->data, rules->context);
        if (rc != PCRE2_ERROR_JIT_BADOPTION) /* else there is none */
            return rc;
    }
    return exec_without_code(run, (struct mb_span){view, end}, from);
}

bool mb_run_room(struct mb_run *run, struct mb_list *list, uint32_t n,
                 size_t size)
{
    bool done =
        mb_arena_grow(run->scratch, &list->at, list->n, &list->room, n, size);

    run->failed = run->failed || !done;
    return done;
}

/* The rule in hand is given up. */
static void stop(struct mb_run *run)
{
    run->state->from = UINT32_MAX;
}

/* A rule met a limit in the line at view offset `at`: said, never hidden. */
static void note_limit(struct mb_run *run, uint32_t at)
{
    uint32_t start = mb_blocks_text_at(run->blocks, at);

    mb_diags_add(run->diags, MB_DIAG_RULE_LIMIT, start, start,
                 run->rule->pub.id);
    if (++run->state->limit_hits >= LIMIT_HITS_MAX)
        stop(run);
}

static void add_match(struct mb_run *run, int count)
{
    const PCRE2_SIZE *v = run->groups;
    struct mb_found *found;
    struct mb_match *m;

    if (run->state->found >= run->limits->rule_matches
        && run->limits->rule_matches != 0) {
        note_limit(run, (uint32_t)v[0]);
        stop(run);
        return;
    }
    found = mb_run_add(run, &run->found, sizeof *found);
    if (found == NULL)
        return;
    found->block = run->block;
    m = &found->match;
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
static void run_line(struct mb_run *run, size_t from, size_t end)
{
    struct mb_span subject = mb_span_sub(run->blocks->view, 0, end);
    const PCRE2_SIZE *v = run->groups;

    while (from < end && from >= run->state->from && !run->failed) {
        int rc = exec(run, end, from);
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
static uint32_t run_at(struct mb_run *run, uint32_t at, uint32_t end)
{
    const PCRE2_SIZE *v = run->groups;
    int rc = exec(run, end, at);

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
static uint32_t try_at(struct mb_run *run, uint32_t at, uint32_t end)
{
    return mb_heads_fit(run->rule->fits, run->bytes->classes + at)
               ? run_at(run, at, end)
               : at + 1;
}

/* Turn to the rule of a slot, to try it some times; false if it cannot be
 * run. */
static bool take_rule(struct mb_run *run, uint32_t slot, uint32_t tries)
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

/* The rule in hand at a block's start, or its words behind a label. */
static void try_start(struct mb_run *run, const struct mb_try *t)
{
    const struct mb_block *b = &run->blocks->at[t->block];
    uint32_t n = run->found.n;

    if (t->how == MB_TRY_SEARCH) {
        run_line(run, b->view_start, b->view_end);
        return;
    }
    if ((t->how & MB_TRY_BODY) != 0)
        try_at(run, b->view_body, b->view_end);
    if (run->found.n == n && (t->how & MB_TRY_START) != 0)
        try_at(run, b->view_start, b->view_end);
}

/* The rule in hand where its heads fit. */
static void try_place(struct mb_run *run, const struct mb_try *t)
{
    uint32_t next;

    if (t->at < run->state->from)
        return;
    next = try_at(run, t->at, run->blocks->at[t->block].view_end);
    if (run->state->from < next)
        run->state->from = next;
}

/* The tries in order of slot; counts[] are where each slot's end then. The run
 * has failed if memory ran out. */
static void sort_tries(struct mb_run *run)
{
    const struct mb_try *tries = run->tries.at;
    uint32_t total = 0;
    struct mb_try *by_rule;

    if (!mb_run_room(run, &run->by_rule, run->tries.n, sizeof *by_rule))
        return;
    by_rule = run->by_rule.at;
    for (uint32_t s = 0; s < run->rules->nslots; s++) {
        uint32_t n = run->counts[s];
        run->counts[s] = total;
        total += n;
    }
    for (uint32_t i = 0; i < run->tries.n; i++)
        by_rule[run->counts[tries[i].slot]++] = tries[i];
}

/* Some tries of one rule. */
static void run_rule(struct mb_run *run, const struct mb_try *tries, uint32_t n)
{
    bool places = run->rule->drive == MB_DRIVE_PLACES;

    for (uint32_t i = 0; i < n && run->state->from != UINT32_MAX; i++) {
        run->block = tries[i].block;
        if (places)
            try_place(run, &tries[i]);
        else
            try_start(run, &tries[i]);
        if (run->failed)
            return;
    }
}

/* What was noted of the rule of one slot in one run. */
static void run_slot(struct mb_run *run, uint32_t slot)
{
    const struct mb_try *tries = run->by_rule.at;
    uint32_t first = slot > 0 ? run->counts[slot - 1] : 0;
    uint32_t n = run->counts[slot] - first;

    if (n > 0 && take_rule(run, slot, n))
        run_rule(run, tries + first, n);
}

void mb_run_tries(struct mb_run *runs, uint32_t n)
{
    uint32_t nslots = runs[0].rules->nslots;

    for (uint32_t i = 0; i < n; i++)
        if (!runs[i].failed)
            sort_tries(&runs[i]);
    for (uint32_t slot = 0; slot < nslots; slot++)
        for (uint32_t i = 0; i < n; i++)
            if (!runs[i].failed)
                run_slot(&runs[i], slot);
    for (uint32_t i = 0; i < n; i++)
        if (!runs[i].failed) {
            runs[i].tries.n = 0;
            memset(runs[i].counts, 0, nslots * sizeof *runs[i].counts);
        }
}

/* --- without gates ----------------------------------------------------- */

/* One rule in one block, whatever its gate and its heads say. */
void mb_run_openly(struct mb_run *run, uint32_t slot, const struct mb_block *b)
{
    const struct mb_compiled *rule = run->rules->slots[slot].rule;
    enum mb_drive drive = rule->drive;
    uint32_t n = run->found.n;
    uint32_t at = b->view_start;

    run->block = (uint32_t)(b - run->blocks->at);
    if ((rule->short_lines && !mb_run_is_short(b)) || !take_rule(run, slot, 1)
        || at >= b->view_end || run->state->from == UINT32_MAX)
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
void mb_run_all_openly(struct mb_run *run)
{
    for (uint32_t slot = 0; slot < run->rules->nslots; slot++)
        for (uint32_t i = 0; i < run->blocks->n && !run->failed; i++)
            if ((run->applies[slot / 64] >> slot % 64 & 1) != 0
                && run->rules->slots[slot].rule->slot == slot)
                mb_run_openly(run, slot, &run->blocks->at[i]);
}
