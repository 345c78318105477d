/* Which rule comes nearest: by the words that a line shares with a rule's
 * examples. A word that few rules' examples have says more than "the" or
 * "council", so each counts by the number of its letters; a rule whose gate
 * (the letters that no match can be without) is not in the line is out.
 */
#include "parser/explain.h"
#include "parser/rules_priv.h"

#include <string.h>

enum { LINE_MAX_BYTES = 400, WORD_MIN = 3 };
#define LIKE_AT_LEAST 0.25 /* less is chance */

const char *const mb_finds_operative[] = {
    "marker",     "verb",    "passive",  "bare",
    "lookalike",  "outcome", "proposal", "resolved-elsewhere",
    "all-agreed", "vote",    "action",   NULL,
};

static bool is_letter(char c)
{
    unsigned char u = (unsigned char)c;

    return (unsigned)((u | 0x20) - 'a') < 26u || u >= 0x80;
}

/* Take the next word out of s; false at its end. */
static bool next_word(struct mb_span *s, struct mb_span *ret_word)
{
    size_t i = 0, n;

    while (i < s->len && !is_letter(s->ptr[i]))
        i++;
    n = i;
    while (n < s->len && is_letter(s->ptr[n]))
        n++;
    *ret_word = mb_span_sub(*s, i, n);
    *s = mb_span_sub(*s, n, s->len);
    return ret_word->len > 0;
}

static size_t weight(struct mb_span word)
{
    return word.len < WORD_MIN ? 0 : word.len - WORD_MIN + 1;
}

static bool has_word(struct mb_span s, struct mb_span word)
{
    struct mb_span w;

    while (next_word(&s, &w))
        if (mb_span_ieq(w, word))
            return true;
    return false;
}

static size_t weight_of(struct mb_span s)
{
    struct mb_span w;
    size_t n = 0;

    while (next_word(&s, &w))
        n += weight(w);
    return n;
}

/* Letters in common, doubled, over the letters of both: 0 to 1. */
static double likeness(struct mb_span line, struct mb_span example)
{
    size_t all = weight_of(line) + weight_of(example), shared = 0;
    struct mb_span rest = example, w;

    while (next_word(&rest, &w))
        if (weight(w) > 0 && has_word(line, w))
            shared += weight(w);
    return all == 0 ? 0 : 2.0 * (double)shared / (double)all;
}

/* Of a gate of several lists of words one is looked at: what the rule says
 * itself, else the most telling one. */
static bool gate_open(const struct mb_rules *rules,
                      const struct mb_compiled *rule, struct mb_span line)
{
    const struct mb_gate *gate = &rule->gate;

    return gate->n == 0
           || mb_gates_has(
               rules->gates,
               gate->clauses[gate->ninside < gate->n ? gate->n - 1 : 0], line);
}

static bool among(const struct mb_rules *rules, mb_finds finds,
                  const char *const *words)
{
    if (words == NULL)
        return true;
    for (; *words != NULL; words++)
        if (mb_rules_finds(rules, *words) == finds)
            return true;
    return false;
}

const struct mb_rule *mb_rules_nearest(const struct mb_rules *rules,
                                       struct mb_span line,
                                       const char *const *finds)
{
    const struct mb_rule *best = NULL;
    double most = LIKE_AT_LEAST;

    line = mb_span_sub(line, 0, LINE_MAX_BYTES);
    for (uint32_t i = 0; i < rules->n; i++) {
        const struct mb_compiled *rule = &rules->at[i];
        if (!among(rules, rule->pub.finds, finds)
            || !gate_open(rules, rule, line))
            continue;
        for (uint32_t e = 0; e < rule->examples.n; e++) {
            double like = likeness(line, rule->examples.at[e]);
            if (like > most) {
                most = like;
                best = &rule->pub;
            }
        }
    }
    return best;
}
