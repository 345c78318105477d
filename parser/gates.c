/* A word that is found opens its clauses, a clause counts for its rules, and a
 * rule all of whose clauses were counted is open. Nothing is reset between
 * lines: each count has the number of the line that it is of.
 */
#include "parser/gates.h"

#include <string.h>

/* Lists of numbers one behind the other: list i is at[first[i]…first[i+1]). */
struct lists {
    uint32_t *first;
    uint32_t *at;
};

struct clause {
    uint32_t *words; /* indices */
    uint32_t n;
    uint32_t sum; /* tells most clauses apart */
};

struct mb_gates {
    struct mb_arena *arena;
    struct mb_span *words;
    uint32_t nwords;
    uint32_t *chains; /* by hash: a word and one, or 0 */
    uint32_t *next;   /* of the same hash */
    uint32_t nnext;
    struct clause *clauses;
    uint32_t nclauses;
    const struct mb_gate *const *rules;
    uint32_t nrules;
    struct mb_literals *literals;
    struct lists of_word;   /* clauses */
    struct lists of_clause; /* rules */
    uint8_t *needs;         /* of each rule: its clauses */
};

/* Where a clause was met last, and its place there; of a rule, how many of its
 * clauses were met in that line. */
struct met {
    uint32_t line;
    uint32_t what;
};

struct mb_gates_walk {
    const struct mb_gates *gates;
    const struct mb_literal *found;
    uint32_t n;
    uint32_t i;    /* the next of them */
    uint32_t line; /* from 1 */
    struct met *clauses;
    struct met *rules;
};

enum { HASHES = 4096 };

struct mb_gates *mb_gates_new(struct mb_arena *arena)
{
    struct mb_gates *gates = mb_arena_alloc(arena, 1, sizeof *gates);

    if (gates == NULL)
        return NULL;
    gates->arena = arena;
    gates->chains = mb_arena_alloc(arena, HASHES, sizeof *gates->chains);
    return gates->chains != NULL ? gates : NULL;
}

static uint32_t hash(struct mb_span word)
{
    uint32_t h = mb_span_hash(word);

    return h ^ h >> 16;
}

/* The number of a word, which may be new; UINT32_MAX if memory ran out. */
static uint32_t word_number(struct mb_gates *gates, struct mb_span word)
{
    uint32_t *chain = &gates->chains[hash(word) % HASHES];
    struct mb_span *slot;
    uint32_t *next;

    for (uint32_t w = *chain; w != 0; w = gates->next[w - 1])
        if (mb_span_eq(gates->words[w - 1], word))
            return w - 1;
    slot = mb_arena_push(gates->arena, &gates->words, &gates->nwords,
                         sizeof *slot);
    next =
        mb_arena_push(gates->arena, &gates->next, &gates->nnext, sizeof *next);
    if (slot == NULL || next == NULL)
        return UINT32_MAX;
    *slot = mb_arena_dup(gates->arena, word);
    *next = *chain;
    *chain = gates->nwords;
    return gates->nwords - 1;
}

/* The number of a clause, which may be new. */
static uint32_t clause_number(struct mb_gates *gates, const uint32_t *words,
                              uint32_t n)
{
    uint32_t sum = 0;
    struct clause *clause;

    for (uint32_t i = 0; i < n; i++)
        sum = sum * 31 + words[i];
    for (uint32_t c = 0; c < gates->nclauses; c++)
        if (gates->clauses[c].sum == sum && gates->clauses[c].n == n
            && memcmp(gates->clauses[c].words, words, n * sizeof *words) == 0)
            return c;
    clause = mb_arena_push(gates->arena, &gates->clauses, &gates->nclauses,
                           sizeof *clause);
    if (clause == NULL)
        return UINT32_MAX;
    clause->n = n;
    clause->sum = sum;
    clause->words = mb_arena_alloc(gates->arena, n, sizeof *words);
    if (clause->words == NULL)
        return UINT32_MAX;
    memcpy(clause->words, words, n * sizeof *words);
    return gates->nclauses - 1;
}

enum mb_status mb_gates_add(struct mb_gates *gates, struct mb_gate *gate,
                            const struct mb_texts *words, bool inside,
                            struct mb_err *err)
{
    uint32_t numbers[MB_REQUIRED_MAX];
    uint32_t c;

    if (words->n == 0 || words->n > MB_REQUIRED_MAX
        || gate->n == MB_GATE_CLAUSES)
        return MB_OK;
    for (uint32_t i = 0; i < words->n; i++)
        numbers[i] = word_number(gates, words->at[i]);
    c = clause_number(gates, numbers, words->n);
    if (mb_arena_status(gates->arena, err) != MB_OK)
        return MB_ERR_NOMEM;
    gate->clauses[gate->n++] = c;
    if (inside)
        gate->ninside = gate->n;
    return MB_OK;
}

/* Begin lists of which counts[i + 1] is the length of list i: first[] is set
 * one behind, to be moved on as each is filled. */
static bool lists_new(struct lists *lists, const uint32_t *counts, uint32_t n,
                      struct mb_arena *arena)
{
    uint32_t total = 0;

    lists->first = mb_arena_alloc(arena, (size_t)n + 2, sizeof *lists->first);
    if (lists->first == NULL)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        lists->first[i + 1] = total;
        total += counts[i];
    }
    lists->at = mb_arena_alloc(arena, total, sizeof *lists->at);
    return lists->at != NULL;
}

static bool list_words(struct mb_gates *gates)
{
    uint32_t *counts =
        mb_arena_alloc(gates->arena, gates->nwords, sizeof *counts);

    if (counts == NULL)
        return false;
    for (uint32_t c = 0; c < gates->nclauses; c++)
        for (uint32_t i = 0; i < gates->clauses[c].n; i++)
            counts[mb_literals_word(gates->literals,
                                    gates->clauses[c].words[i])]++;
    if (!lists_new(&gates->of_word, counts, gates->nwords, gates->arena))
        return false;
    for (uint32_t c = 0; c < gates->nclauses; c++)
        for (uint32_t i = 0; i < gates->clauses[c].n; i++) {
            uint32_t w =
                mb_literals_word(gates->literals, gates->clauses[c].words[i]);
            gates->of_word.at[gates->of_word.first[w + 1]++] = c;
        }
    return true;
}

static bool list_clauses(struct mb_gates *gates)
{
    uint32_t *counts =
        mb_arena_alloc(gates->arena, gates->nclauses, sizeof *counts);

    if (counts == NULL)
        return false;
    for (uint32_t r = 0; r < gates->nrules; r++)
        for (uint32_t i = 0; i < gates->rules[r]->n; i++)
            counts[gates->rules[r]->clauses[i]]++;
    if (!lists_new(&gates->of_clause, counts, gates->nclauses, gates->arena))
        return false;
    for (uint32_t r = 0; r < gates->nrules; r++)
        for (uint32_t i = 0; i < gates->rules[r]->n; i++) {
            uint32_t c = gates->rules[r]->clauses[i];
            gates->of_clause.at[gates->of_clause.first[c + 1]++] = r;
        }
    return true;
}

static bool list_needs(struct mb_gates *gates)
{
    gates->needs =
        mb_arena_alloc(gates->arena, gates->nrules, sizeof *gates->needs);
    for (uint32_t r = 0; gates->needs != NULL && r < gates->nrules; r++)
        gates->needs[r] = (uint8_t)gates->rules[r]->n;
    return gates->needs != NULL;
}

enum mb_status mb_gates_build(struct mb_gates *gates,
                              const struct mb_gate *const *rules,
                              uint32_t nrules, struct mb_err *err)
{
    enum mb_status st = mb_literals_build(gates->words, gates->nwords,
                                          gates->arena, &gates->literals, err);

    gates->rules = rules;
    gates->nrules = nrules;
    if (st == MB_OK
        && (!list_words(gates) || !list_clauses(gates) || !list_needs(gates)))
        return mb_arena_status(gates->arena, err);
    gates->arena = NULL;
    return st;
}

bool mb_gates_has(const struct mb_gates *gates, uint32_t clause,
                  struct mb_span text)
{
    const struct clause *c = &gates->clauses[clause];

    for (uint32_t i = 0; i < c->n; i++)
        if (mb_span_ifind(text, gates->words[c->words[i]]) < text.len)
            return true;
    return false;
}

struct mb_gates_walk *mb_gates_start(const struct mb_gates *gates,
                                     struct mb_span text,
                                     struct mb_arena *arena)
{
    struct mb_gates_walk *walk = mb_arena_alloc(arena, 1, sizeof *walk);
    struct mb_literal *found = NULL;

    if (walk == NULL)
        return NULL;
    walk->gates = gates;
    walk->clauses =
        mb_arena_alloc(arena, gates->nclauses, sizeof *walk->clauses);
    walk->rules = mb_arena_alloc(arena, gates->nrules, sizeof *walk->rules);
    if (!mb_literals_scan(gates->literals, text, arena, &found, &walk->n)
        || mb_arena_status(arena, NULL) != MB_OK)
        return NULL;
    walk->found = found;
    return walk;
}

static void count_clause(struct mb_gates_walk *walk, uint32_t c, uint64_t *open)
{
    const struct lists *lists = &walk->gates->of_clause;
    const uint8_t *needs = walk->gates->needs;
    const uint32_t *rule = lists->at + lists->first[c];
    const uint32_t *end = lists->at + lists->first[c + 1];

    for (; rule < end; rule++) {
        struct met *met = &walk->rules[*rule];
        uint32_t n = met->line == walk->line ? met->what + 1 : 1;
        *met = (struct met){walk->line, n};
        open[*rule / 64] |= (uint64_t)(n == needs[*rule]) << *rule % 64;
    }
}

void mb_gates_line(struct mb_gates_walk *walk, uint32_t end, uint64_t *open)
{
    const struct lists *clauses = &walk->gates->of_word;

    walk->line++;
    for (; walk->i < walk->n && walk->found[walk->i].at < end; walk->i++) {
        const struct mb_literal *word = &walk->found[walk->i];
        for (uint32_t i = clauses->first[word->word];
             i < clauses->first[word->word + 1]; i++) {
            struct met *met = &walk->clauses[clauses->at[i]];
            bool again = met->line == walk->line;
            *met = (struct met){walk->line, word->at};
            if (!again)
                count_clause(walk, clauses->at[i], open);
        }
    }
}

bool mb_gates_ahead(const struct mb_gates_walk *walk, uint32_t rule,
                    uint32_t at)
{
    const struct mb_gate *gate = walk->gates->rules[rule];

    for (uint32_t i = 0; i < gate->ninside; i++)
        if (walk->clauses[gate->clauses[i]].what < at)
            return false;
    return true;
}
