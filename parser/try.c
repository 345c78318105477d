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

/* Try the rule in hand, without machine code as long as it is little used.
 * Which steps count for the match limit differs between the two. Only machine
 * code says that the limit was met; without, fewer steps are allowed, so that
 * machine code would not have met it either. */
static int exec(struct mb_run *run, struct mb_span subject, size_t from)
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
void *mb_run_add(struct mb_run *run, struct mb_list *list, size_t size)
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
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(run->rules->data);
    struct mb_match *m;

    if (run->state->found >= run->limits->rule_matches
        && run->limits->rule_matches != 0) {
        note_limit(run, (uint32_t)v[0]);
        stop(run);
        return;
    }
    m = mb_run_add(run, &run->found, sizeof *m);
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
static void run_line(struct mb_run *run, size_t from, size_t end)
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
static uint32_t run_at(struct mb_run *run, uint32_t at, uint32_t end)
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
static uint32_t try_at(struct mb_run *run, uint32_t at, uint32_t end)
{
    return mb_heads_fit(run->rule->fits, run->classes + at)
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

static void run_try(struct mb_run *run, struct mb_try *t)
{
    const struct mb_block *b = &run->blocks->at[t->block];
    uint32_t n = run->found.n;

    t->first = n;
    if (run->state->from == UINT32_MAX)
        return;
    if (t->how == MB_TRY_SEARCH) {
        run_line(run, b->view_start, b->view_end);
    } else if (run->rule->drive == MB_DRIVE_PLACES) {
        uint32_t next;
        if (t->at < run->state->from)
            return;
        next = try_at(run, t->at, b->view_end);
        if (run->state->from < next)
            run->state->from = next;
    } else {
        if ((t->how & MB_TRY_BODY) != 0)
            try_at(run, b->view_body, b->view_end);
        if (run->found.n == n && (t->how & MB_TRY_START) != 0)
            try_at(run, b->view_start, b->view_end);
    }
    t->n = (uint16_t)(run->found.n - n);
}

/* The indices of tries in order of slot; counts[] are where each slot's end
 * then. */
static bool sort_tries(struct mb_run *run)
{
    const struct mb_try *tries = run->tries.at;
    uint32_t total = 0;
    uint32_t *by_rule;

    for (run->by_rule.n = 0; run->by_rule.n < run->tries.n;)
        if (mb_run_add(run, &run->by_rule, sizeof *by_rule) == NULL)
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
void mb_run_tries(struct mb_run *run)
{
    struct mb_try *tries = run->tries.at;
    const uint32_t *by_rule;
    uint32_t slot = UINT32_MAX;

    run->found.n = 0;
    if (run->tries.n == 0 || !sort_tries(run))
        return;
    by_rule = run->by_rule.at;
    for (uint32_t i = 0; i < run->tries.n && !run->failed; i++) {
        struct mb_try *t = &tries[by_rule[i]];
        if (t->slot != slot
            && !take_rule(run, t->slot, run->counts[t->slot] - i))
            return;
        slot = t->slot;
        run_try(run, t);
    }
    for (uint32_t i = 0; i < run->tries.n && !run->failed; i++)
        for (uint32_t k = 0; k < tries[i].n; k++) {
            struct mb_match *m = mb_run_add(run, &run->matches, sizeof *m);
            if (m == NULL)
                return;
            *m = ((const struct mb_match *)run->found.at)[tries[i].first + k];
        }
    run->tries.n = 0;
    memset(run->counts, 0, run->rules->nslots * sizeof *run->counts);
}

/* --- without gates ----------------------------------------------------- */

/* One rule in one block, whatever its gate and its heads say. */
void mb_run_openly(struct mb_run *run, uint32_t slot, const struct mb_block *b)
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
void mb_run_all_openly(struct mb_run *run)
{
    for (uint32_t slot = 0; slot < run->rules->nslots; slot++)
        for (uint32_t i = 0; i < run->blocks->n && !run->failed; i++)
            if ((run->applies[slot / 64] >> slot % 64 & 1) != 0
                && run->rules->slots[slot].rule->slot == slot)
                mb_run_openly(run, slot, &run->blocks->at[i]);
    run->matches = run->found;
}
