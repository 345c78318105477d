/* Building: a rule as written becomes a pattern (pattern.h), of which is
 * worked out how its matches begin and what words they hold (required.h). That
 * decides where it is tried:
 *
 *   at: start/line   where a block begins, or the words behind its label
 *   begins with ^    at lines whose first bytes fit
 *   telling heads    where its first bytes stand
 *   otherwise        anywhere
 *
 * and with words that it cannot be without (a gate) only on lines with them.
 * PCRE2 compiles it when it is tried for the first time.
 */
#include "parser/rules_priv.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "parser/pattern.h"
#include "parser/required.h"

#define COMPILE_OPTIONS                                                        \
    (PCRE2_UTF | PCRE2_EXTENDED | PCRE2_MULTILINE | PCRE2_NO_AUTO_CAPTURE      \
     | PCRE2_DUPNAMES | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C)

enum mb_status mb_rules_compile(struct mb_span pattern, uint32_t options,
                                pcre2_code **ret_code, struct mb_err *err)
{
    PCRE2_UCHAR text[120];
    PCRE2_SIZE at;
    int rc;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len,
                                     COMPILE_OPTIONS | options, &rc, &at, NULL);

    if (code == NULL) {
        struct mb_span near = mb_span_sub(pattern, at < 20 ? 0 : at - 20, at);
        pcre2_get_error_message(rc, text, sizeof text);
        return mb_err_set(err, MB_ERR_RULES, "%s behind '" MB_SPAN_FMT "'",
                          (const char *)text, MB_SPAN_ARG(near));
    }
    *ret_code = code;
    return MB_OK;
}

static enum mb_status build_pattern(const struct mb_rules *rules,
                                    const struct mb_pack *pack,
                                    const struct mb_pack_rule *raw,
                                    struct mb_buf *out, struct mb_err *err)
{
    const struct mb_defines defines = {pack, rules->packs, rules->npacks};
    bool is_phrase = raw->phrases.n > 0;
    enum mb_status st = MB_OK;

    if (raw->case_free || is_phrase)
        mb_buf_puts(out, "(?i)");
    if (raw->place != MB_PLACE_ANYWHERE)
        mb_buf_puts(out, "(?:");
    if (is_phrase)
        mb_pattern_phrases(&raw->phrases, out);
    else
        st = mb_pattern_expand(raw->pattern, &defines, out, err);
    if (raw->place != MB_PLACE_ANYWHERE)
        mb_buf_puts(out, "\n)");
    if (raw->place == MB_PLACE_LINE)
        mb_buf_puts(out, MB_PATTERN_LINE_END);
    if (st == MB_OK && raw->names && mb_pattern_is_ascii_only(mb_buf_span(out)))
        st = mb_err_set(err, MB_ERR_RULES,
                        "\\w, \\b and [:…:] know ASCII letters only: a rule "
                        "about names uses \\p{L}");
    return st == MB_OK ? mb_buf_status(out, err) : st;
}

/* The longest run of ASCII letters and digits in a phrase. */
static struct mb_span longest_word(struct mb_span phrase)
{
    struct mb_span best = MB_SPAN_NULL;
    size_t from = 0;

    for (size_t i = 0; i <= phrase.len; i++) {
        if (i < phrase.len && isalnum((unsigned char)phrase.ptr[i]))
            continue;
        if (i - from > best.len)
            best = mb_span_sub(phrase, from, i);
        from = i + 1;
    }
    return best;
}

static bool suits_all(const struct mb_texts *words)
{
    for (uint32_t i = 0; i < words->n; i++)
        if (!mb_literals_suits(words->at[i]))
            return false;
    return words->n > 0 && words->n <= MB_REQUIRED_MAX;
}

static bool are_long(const struct mb_texts *words)
{
    for (uint32_t i = 0; i < words->n; i++)
        if (words->at[i].len < 4)
            return false;
    return true;
}

/* The longest word of each phrase. */
static struct mb_texts phrase_words(const struct mb_pack_rule *raw,
                                    struct mb_arena *scratch)
{
    struct mb_texts words = {.n = 0};

    for (uint32_t i = 0; i < raw->phrases.n; i++) {
        struct mb_span *word =
            mb_arena_push(scratch, &words.at, &words.n, sizeof *word);
        if (word != NULL)
            *word = longest_word(raw->phrases.at[i]);
    }
    if (!suits_all(&words))
        words.n = 0;
    return words;
}

/* The clauses of the rule's gate: what its pattern cannot be without, the
 * longest word of each phrase, and what it says itself. (Letters match without
 * regard to case by Unicode; the gate knows ASCII. Long s and the Kelvin sign,
 * which fold to s and k, are not looked for.) Signs and the like stand on most
 * lines: they are used only for want of longer words. */
static enum mb_status build_gate(struct mb_rules *rules,
                                 const struct mb_pack_rule *raw,
                                 const struct mb_required *required,
                                 struct mb_arena *scratch,
                                 struct mb_compiled *rule, struct mb_err *err)
{
    struct mb_texts phrases = phrase_words(raw, scratch);
    enum mb_status st = MB_OK;
    uint32_t n = 0;

    for (uint32_t i = 0; st == MB_OK && i < required->nclauses; i++)
        if (are_long(&required->clauses[i]))
            st = mb_gates_add(rules->gates, &rule->gate, &required->clauses[i],
                              true, err);
    n = rule->gate.n;
    if (st == MB_OK && phrases.n > 0 && n == 0)
        st = mb_gates_add(rules->gates, &rule->gate, &phrases, false, err);
    if (st == MB_OK && suits_all(&raw->contains))
        st =
            mb_gates_add(rules->gates, &rule->gate, &raw->contains, false, err);
    if (st == MB_OK && rule->gate.n == 0 && required->nclauses > 0)
        st = mb_gates_add(rules->gates, &rule->gate, &required->clauses[0],
                          false, err);
    return st;
}

/* What PCRE2 says of the groups of a compiled rule. */
static enum mb_status name_groups(const struct mb_rules *rules,
                                  struct mb_compiled *rule, struct mb_err *err)
{
    PCRE2_SPTR table = NULL;
    uint32_t count = 0;
    uint32_t size = 0;
    uint32_t captures = 0;

    pcre2_pattern_info(rule->code, PCRE2_INFO_CAPTURECOUNT, &captures);
    pcre2_pattern_info(rule->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(rule->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(rule->code, PCRE2_INFO_NAMETABLE, &table);
    if (captures >= MB_GROUPS_MAX)
        return mb_err_set(err, MB_ERR_RULES, "more than %d groups",
                          MB_GROUPS_MAX - 1);
    for (uint32_t i = 0; i < count; i++, table += size) {
        struct mb_group_name *g = mb_arena_push(rules->arena, &rule->groups,
                                                &rule->ngroups, sizeof *g);
        if (g == NULL)
            return mb_arena_status(rules->arena, err);
        g->number = (uint32_t)table[0] << 8 | table[1];
        g->name =
            mb_arena_dup(rules->arena, mb_span_str((const char *)table + 2));
    }
    return mb_arena_status(rules->arena, err);
}

/* Of the length and some letters: it is asked for often. */
uint32_t mb_rules_hash(struct mb_span word)
{
    uint32_t h = (uint32_t)word.len;

    if (word.len > 0)
        h = h * 37 + (unsigned char)word.ptr[0] * 7u
            + (unsigned char)word.ptr[word.len / 2] * 31u
            + (unsigned char)word.ptr[word.len - 1] * 101u
            + (unsigned char)word.ptr[word.len * 3 / 4] * 59u;
    return (h ^ h >> 8) % MB_RULES_HASHES;
}

static enum mb_status intern_finds(struct mb_rules *rules, struct mb_span word,
                                   mb_finds *ret_finds, struct mb_err *err)
{
    uint32_t *first = &rules->finds_first[mb_rules_hash(word)];
    struct mb_span *slot;
    uint32_t *next;

    for (uint32_t i = *first; i != 0; i = rules->finds_next[i - 1]) {
        if (mb_span_eq(rules->finds[i - 1], word)) {
            *ret_finds = (mb_finds)i;
            return MB_OK;
        }
    }
    slot = mb_arena_push(rules->arena, &rules->finds, &rules->nfinds,
                         sizeof *slot);
    next = mb_arena_push(rules->arena, &rules->finds_next, &rules->nfinds_next,
                         sizeof *next);
    if (slot == NULL || next == NULL)
        return mb_arena_status(rules->arena, err);
    *slot = word;
    *next = *first;
    *first = rules->nfinds;
    *ret_finds = (mb_finds)rules->nfinds;
    return MB_OK;
}

static enum mb_status publish(struct mb_rules *rules,
                              const struct mb_pack *pack,
                              const struct mb_pack_rule *raw,
                              struct mb_compiled *rule, struct mb_err *err)
{
    struct mb_rule *pub = &rule->pub;

    rule->line = raw->line;
    rule->short_lines = raw->short_lines;
    rule->contains = raw->contains;
    rule->examples = raw->examples;
    rule->counters = raw->counters;
    pub->name = raw->name;
    pub->pack = pack->name;
    pub->value = raw->value;
    pub->confidence = (uint8_t)raw->confidence;
    pub->source = raw->pattern.ptr != NULL ? raw->pattern : raw->phrases.at[0];
    pub->example = raw->examples.at[0];
    pub->counter = raw->counters.at[0];
    pub->id = mb_arena_printf(rules->arena,
                              MB_SPAN_FMT "/" MB_SPAN_FMT "@" MB_SPAN_FMT,
                              MB_SPAN_ARG(pack->name), MB_SPAN_ARG(raw->name),
                              MB_SPAN_ARG(pack->version));
    return intern_finds(rules, raw->finds, &pub->finds, err);
}

static enum mb_drive choose_drive(const struct mb_pack_rule *raw,
                                  const struct mb_heads *heads)
{
    if (raw->place != MB_PLACE_ANYWHERE)
        return MB_DRIVE_WORDS;
    if (mb_heads_begin_lines(heads))
        return MB_DRIVE_LINES;
    return mb_heads_are_telling(heads) ? MB_DRIVE_PLACES : MB_DRIVE_SEARCH;
}

/* What is asked of the pattern before PCRE2 sees it. */
static enum mb_status look_into(struct mb_rules *rules,
                                const struct mb_pack_rule *raw,
                                struct mb_arena *scratch,
                                struct mb_compiled *rule, struct mb_err *err)
{
    struct mb_required required;

    mb_pattern_required(rule->pattern, scratch, &required);
    rule->drive = choose_drive(raw, &required.heads);
    rule->heads = mb_arena_alloc(rules->building, 1, sizeof *rule->heads);
    if (rule->heads == NULL)
        return mb_arena_status(rules->building, err);
    rule->heads->n = required.heads.n;
    memcpy(rule->heads->at, required.heads.at,
           required.heads.n * sizeof required.heads.at[0]);
    if (rule->drive != MB_DRIVE_SEARCH) {
        rule->nbegins = required.heads.n;
        rule->begins =
            mb_arena_alloc(rules->arena, rule->nbegins, sizeof *rule->begins);
        if (rule->begins == NULL)
            return mb_arena_status(rules->arena, err);
        /* of these only the bytes: the rest is for joining them */
        for (uint32_t i = 0; i < rule->nbegins; i++)
            memcpy(rule->begins[i].at, required.heads.at[i].at,
                   sizeof rule->begins[i].at);
    }
    return build_gate(rules, raw, &required, scratch, rule, err);
}

enum mb_status mb_rules_build(struct mb_rules *rules,
                              const struct mb_pack *pack,
                              const struct mb_pack_rule *raw,
                              struct mb_arena *scratch,
                              struct mb_compiled *rule, struct mb_err *err)
{
    struct mb_buf buf = MB_BUF_INIT;
    enum mb_status st = build_pattern(rules, pack, raw, &buf, err);

    if (st == MB_OK) {
        rule->pattern = mb_arena_dup(rules->arena, mb_buf_span(&buf));
        st = mb_arena_status(rules->arena, err);
    }
    if (st == MB_OK)
        st = look_into(rules, raw, scratch, rule, err);
    if (st == MB_OK)
        st = publish(rules, pack, raw, rule, err);
    mb_buf_done(&buf);
    mb_arena_clear(scratch);
    return st;
}

/* The code that was stored when the program was built; false where there is
 * none, or it was stored by another version of PCRE2. */
static bool restore(struct mb_compiled *rule)
{
    return rule->stored.ptr != NULL
           && pcre2_serialize_decode(&rule->code, 1,
                                     (const uint8_t *)rule->stored.ptr, NULL)
                  == 1;
}

static enum mb_status compile(const struct mb_rules *rules,
                              struct mb_compiled *rule, struct mb_err *err)
{
    bool anchored = rule->drive != MB_DRIVE_SEARCH;
    enum mb_status st = mb_rules_compile(
        rule->pattern, anchored ? PCRE2_ANCHORED : 0, &rule->code, err);

    if (st != MB_OK || rule->stored.ptr != NULL) /* its groups are known */
        return st;
    return name_groups(rules, rule, err);
}

static enum mb_status tabulate(const struct mb_rules *rules,
                               struct mb_compiled *rule, struct mb_err *err)
{
    rule->fits = mb_arena_alloc(rules->arena, 1, sizeof *rule->fits);
    if (rule->fits == NULL)
        return mb_arena_status(rules->arena, err);
    mb_heads_tabulate(rule->begins, rule->nbegins, rule->fits);
    return MB_OK;
}

enum mb_status mb_rules_need(const struct mb_rules *rules,
                             struct mb_compiled *rule, bool fast,
                             struct mb_err *err)
{
    enum mb_status st = MB_OK;

    if (rule->code == NULL && !restore(rule))
        st = compile(rules, rule, err);
    if (st == MB_OK && rule->fits == NULL)
        st = tabulate(rules, rule, err);
    if (st != MB_OK || !fast || rule->fast)
        return st;
    /* without JIT (a system that forbids it) rules run slower, that is all */
    if (pcre2_jit_compile(rule->code, PCRE2_JIT_COMPLETE)
        == PCRE2_ERROR_NOMEMORY)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    rule->fast = true;
    return MB_OK;
}
