/* Compiling: a rule as written becomes a pattern (pattern.h), then a PCRE2 code
 * with JIT, then it is given the cheapest way to run that PCRE2's own analysis
 * allows:
 *
 *   at: start/line   compiled anchored, tried where a block begins
 *   begins with ^    compiled anchored, tried at lines whose first byte fits
 *   telling heads    compiled anchored, tried where its first bytes stand
 *   otherwise        one search over the whole view
 *
 * and with words that it cannot be without (a gate) only on lines with them.
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

static enum mb_status compile(struct mb_span pattern, uint32_t options,
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

/* Without JIT (a system that forbids it) rules run slower, that is all. */
static enum mb_status make_fast(pcre2_code *code, struct mb_err *err)
{
    if (pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == PCRE2_ERROR_NOMEMORY)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    return MB_OK;
}

enum mb_status mb_rules_compile(struct mb_span pattern, uint32_t options,
                                pcre2_code **ret_code, struct mb_err *err)
{
    enum mb_status st = compile(pattern, options, ret_code, err);

    if (st != MB_OK)
        return st;
    st = make_fast(*ret_code, err);
    if (st != MB_OK) {
        pcre2_code_free(*ret_code);
        *ret_code = NULL;
    }
    return st;
}

/* The pattern behind its first ^, or the null span: (?i) and white space may
 * stand before it. */
static struct mb_span behind_caret(struct mb_span pattern)
{
    size_t at = 0;

    while (at < pattern.len) {
        struct mb_span left = mb_span_sub(pattern, at, pattern.len);
        if (left.ptr[0] == '^')
            return mb_span_sub(left, 1, left.len);
        if (mb_span_starts(left, MB_SPAN_LIT("(?:")))
            at += 3;
        else if (strchr(" \n\t", left.ptr[0]) != NULL)
            at++;
        else
            break;
    }
    return MB_SPAN_NULL;
}

static void first_add(struct mb_compiled *rule, uint32_t byte)
{
    rule->first[byte / 8 & 31] |= (unsigned char)(1u << (byte & 7));
}

/* Which bytes can begin a match, as PCRE2 worked it out for `code`. */
static void learn_first(struct mb_compiled *rule, const pcre2_code *code)
{
    const uint8_t *bits = NULL;
    uint32_t type = 0;
    uint32_t unit = 0;

    if (pcre2_pattern_info(code, PCRE2_INFO_FIRSTBITMAP, &bits) == 0
        && bits != NULL) {
        memcpy(rule->first, bits, sizeof rule->first);
        rule->has_first = true;
    } else if (pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODETYPE, &type) == 0
               && type == 1
               && pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODEUNIT, &unit)
                      == 0) {
        /* both cases: PCRE2 does not tell whether it folds here */
        first_add(rule, unit);
        if ((unit | 0x20) >= 'a' && (unit | 0x20) <= 'z')
            first_add(rule, unit ^ 0x20);
        rule->has_first = true;
    }
}

/* The same for a rule that starts at ^, about which PCRE2 itself says no more
 * than that: what stands behind the ^ is asked instead. */
static void learn_line_first(struct mb_compiled *rule, struct mb_span pattern)
{
    struct mb_span tail = behind_caret(pattern);
    struct mb_buf buf = MB_BUF_INIT;
    pcre2_code *probe = NULL;

    if (tail.ptr == NULL)
        return;
    mb_buf_put(&buf,
               mb_span_sub(pattern, 0, (size_t)(tail.ptr - pattern.ptr) - 1));
    mb_buf_put(&buf, tail);
    if (!buf.failed && compile(mb_buf_span(&buf), 0, &probe, NULL) == MB_OK)
        learn_first(rule, probe);
    pcre2_code_free(probe);
    mb_buf_done(&buf);
}

/* Whether a rule that may match anywhere is driven by its heads: they are
 * kept. */
static bool keep_heads(struct mb_rules *rules, const struct mb_heads *heads,
                       struct mb_compiled *rule)
{
    const struct mb_heads **slot;
    struct mb_heads *copy;

    if (!mb_heads_are_telling(heads))
        return false;
    copy = mb_arena_alloc(rules->arena, 1, sizeof *copy);
    /* a list of pointers: NOLINTBEGIN(bugprone-sizeof-expression) */
    slot = mb_arena_push(rules->arena, &rules->heads, &rules->nheads,
                         sizeof *slot);
    /* NOLINTEND(bugprone-sizeof-expression) */
    if (copy == NULL || slot == NULL)
        return false;
    *copy = *heads;
    *slot = copy;
    rule->head = rules->nheads - 1;
    return true;
}

static enum mb_status choose_drive(struct mb_rules *rules,
                                   const struct mb_pack_rule *raw,
                                   struct mb_span pattern,
                                   const struct mb_heads *heads,
                                   struct mb_compiled *rule)
{
    uint32_t type = 0;

    pcre2_pattern_info(rule->code, PCRE2_INFO_FIRSTCODETYPE, &type);
    if (type == 2)
        learn_line_first(rule, pattern);
    else
        learn_first(rule, rule->code);
    if (raw->place != MB_PLACE_ANYWHERE)
        rule->drive = MB_DRIVE_WORDS;
    else if (type == 2)
        rule->drive = MB_DRIVE_LINES;
    else if (keep_heads(rules, heads, rule))
        rule->drive = MB_DRIVE_HEADS;
    else
        rule->drive = MB_DRIVE_SEARCH;
    return mb_arena_status(rules->arena, NULL);
}

/* The pattern compiled for its drive. */
static enum mb_status compile_driven(struct mb_span pattern,
                                     struct mb_compiled *rule,
                                     struct mb_err *err)
{
    enum mb_status st;

    if (rule->drive != MB_DRIVE_SEARCH) {
        pcre2_code_free(rule->code);
        rule->code = NULL;
        st = compile(pattern, PCRE2_ANCHORED, &rule->code, err);
        if (st != MB_OK)
            return st;
    }
    return make_fast(rule->code, err);
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
    return words->n > 0 && words->n <= MB_GATE_MAX;
}

/* The words of the rule's gate: as it says itself; else the longest word of
 * each phrase; else what its pattern cannot be without. (A phrase's letters
 * match without regard to case by Unicode; the gate knows ASCII and so takes
 * ASCII words only. Long s and the Kelvin sign, which fold to s and k, are not
 * looked for.) */
static struct mb_texts gate_words(struct mb_rules *rules,
                                  const struct mb_pack_rule *raw,
                                  struct mb_texts required)
{
    struct mb_texts words = {NULL, 0, NULL, 0};

    if (suits_all(&raw->contains))
        return raw->contains;
    for (uint32_t i = 0; i < raw->phrases.n; i++) {
        struct mb_span *word =
            mb_arena_push(rules->arena, &words.at, &words.n, sizeof *word);
        if (word != NULL)
            *word = longest_word(raw->phrases.at[i]);
    }
    if (raw->phrases.n == 0)
        words = required;
    if (!suits_all(&words))
        words.n = 0;
    return words;
}

static enum mb_status build_gate(struct mb_rules *rules,
                                 const struct mb_pack_rule *raw,
                                 struct mb_texts required,
                                 struct mb_compiled *rule, struct mb_err *err)
{
    struct mb_texts words = gate_words(rules, raw, required);

    rule->gate = rules->nwords;
    rule->ngate = words.n;
    for (uint32_t i = 0; i < words.n; i++) {
        struct mb_span *slot = mb_arena_push(rules->arena, &rules->words,
                                             &rules->nwords, sizeof *slot);
        if (slot != NULL)
            *slot = words.at[i];
    }
    return mb_arena_status(rules->arena, err);
}

static enum mb_status name_groups(struct mb_rules *rules,
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

static enum mb_status intern_finds(struct mb_rules *rules, struct mb_span word,
                                   mb_finds *ret_finds, struct mb_err *err)
{
    struct mb_span *slot;

    for (uint32_t i = 0; i < rules->nfinds; i++) {
        if (mb_span_eq(rules->finds[i], word)) {
            *ret_finds = (mb_finds)(i + 1);
            return MB_OK;
        }
    }
    slot = mb_arena_push(rules->arena, &rules->finds, &rules->nfinds,
                         sizeof *slot);
    if (slot == NULL)
        return mb_arena_status(rules->arena, err);
    *slot = word;
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

static enum mb_status build_code(struct mb_rules *rules,
                                 const struct mb_pack_rule *raw,
                                 struct mb_span pattern,
                                 struct mb_compiled *rule, struct mb_err *err)
{
    struct mb_heads heads;
    struct mb_texts required =
        mb_pattern_required(pattern, rules->arena, &heads);
    enum mb_status st = compile(pattern, 0, &rule->code, err);

    if (st == MB_OK)
        st = build_gate(rules, raw, required, rule, err);
    if (st == MB_OK)
        st = choose_drive(rules, raw, pattern, &heads, rule);
    if (st == MB_OK)
        st = compile_driven(pattern, rule, err);
    return st;
}

enum mb_status mb_rules_build(struct mb_rules *rules,
                              const struct mb_pack *pack,
                              const struct mb_pack_rule *raw,
                              struct mb_compiled *rule, struct mb_err *err)
{
    struct mb_buf buf = MB_BUF_INIT;
    enum mb_status st = build_pattern(rules, pack, raw, &buf, err);

    if (st == MB_OK)
        st = build_code(rules, raw, mb_buf_span(&buf), rule, err);
    if (st == MB_OK)
        st = name_groups(rules, rule, err);
    if (st == MB_OK)
        st = publish(rules, pack, raw, rule, err);
    mb_buf_done(&buf);
    return st;
}
