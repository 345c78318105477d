/* A rule against its own examples: each goes the way of a document. */
#include "parser/rules_priv.h"

#include "base/buf.h"

static bool holds_any(struct mb_span text, const struct mb_texts *words)
{
    for (uint32_t i = 0; i < words->n; i++)
        if (mb_span_ifind(text, words->at[i]) < text.len)
            return true;
    return words->n == 0;
}

static bool complain(const struct mb_rules *rules,
                     const struct mb_compiled *rule, uint32_t line,
                     const char *what, struct mb_span text, struct mb_buf *out)
{
    mb_buf_printf(out,
                  "rule pack " MB_SPAN_FMT ", line %u, rule " MB_SPAN_FMT
                  ": %s: " MB_SPAN_FMT "\n",
                  MB_SPAN_ARG(rules->packs[rule->pack].name), line,
                  MB_SPAN_ARG(rule->pub.name), what, MB_SPAN_ARG(text));
    return false;
}

static uint32_t line_of(const struct mb_compiled *rule,
                        const struct mb_texts *texts, uint32_t i)
{
    return i < texts->nlines ? texts->lines[i] : rule->line;
}

static bool check_rule(const struct mb_rules *rules,
                       const struct mb_compiled *rule, struct mb_arena *arena,
                       struct mb_buf *out)
{
    const struct mb_texts *yes = &rule->examples, *no = &rule->counters;
    bool good = true;

    for (uint32_t i = 0; i < yes->n; i++)
        if (mb_rules_count_in(rules, rule, yes->at[i], arena) == 0)
            good = complain(rules, rule, line_of(rule, yes, i),
                            "does not match its example", yes->at[i], out);
        else if (!holds_any(yes->at[i], &rule->contains))
            good = complain(rules, rule, line_of(rule, yes, i),
                            "'contains' is not in an example that matches",
                            yes->at[i], out);
    for (uint32_t i = 0; i < no->n; i++)
        if (mb_rules_count_in(rules, rule, no->at[i], arena) > 0)
            good = complain(rules, rule, line_of(rule, no, i),
                            "matches its 'not'", no->at[i], out);
    return good;
}

/* Whether a pack that the program carries has that `finds:` word too. */
static bool asked_for(const struct mb_rules *rules, mb_finds finds)
{
    for (uint32_t i = 0; i < rules->n; i++)
        if (rules->at[i].pub.finds == finds
            && rules->packs[rules->at[i].pack].shipped)
            return true;
    return false;
}

static uint32_t check(const struct mb_rules *rules, struct mb_span pack,
                      struct mb_buf *out, uint32_t *ret_checked)
{
    struct mb_arena *arena = mb_arena_new(0);
    uint32_t failed = 0;

    *ret_checked = 0;
    if (arena == NULL) {
        mb_buf_puts(out, "out of memory\n");
        return rules->n;
    }
    mb_rules_limit(rules, MB_LIMITS_DEFAULT.match_steps);
    for (uint32_t i = 0; i < rules->n; i++) {
        const struct mb_compiled *rule = &rules->at[i];
        bool good = true;
        if (pack.ptr != NULL && !mb_span_eq(rule->pub.pack, pack))
            continue;
        ++*ret_checked;
        good = check_rule(rules, rule, arena, out);
        if (pack.ptr != NULL && !asked_for(rules, rule->pub.finds))
            good = complain(rules, rule, rule->line,
                            "nothing asks for what it finds",
                            rules->finds[rule->pub.finds - 1], out);
        failed += !good;
        mb_arena_clear(arena);
    }
    mb_arena_free(arena);
    return failed;
}

uint32_t mb_rules_check(const struct mb_rules *rules, struct mb_buf *out)
{
    uint32_t checked;

    return check(rules, MB_SPAN_NULL, out, &checked);
}

uint32_t mb_rules_check_pack(const struct mb_rules *rules, struct mb_span pack,
                             struct mb_buf *out, uint32_t *ret_checked)
{
    return check(rules, pack, out, ret_checked);
}
