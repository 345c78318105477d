/* Loading: every pack is read first, so that a pack may use the defines of
 * another whatever the order; then its rules are built (compile.c). Where there
 * are only the program's own packs, all that was done when the program was
 * built (image.h), and PCRE2 sees a rule not before it is needed. Errors of a
 * pattern get the pack, the line and the rule here.
 */
#include "parser/rules_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "parser/image.h"
#include "parser/pattern.h"

#include "packs.inc"

enum {
    JIT_STACK_MIN = 32 * 1024,
    JIT_STACK_MAX = 1024 * 1024,
    CAREFUL = 8,            /* times fewer steps without machine code … */
    CAREFUL_KIB = 16 * 1024 /* … and memory for them */
};

/* --- all packs --------------------------------------------------------- */

/* Say where an error of the pattern is. */
static enum mb_status located(struct mb_err *err, const struct mb_pack *pack,
                              uint32_t line, struct mb_span rule)
{
    struct mb_err what = *err;

    if (what.status != MB_ERR_RULES)
        return what.status;
    return mb_err_set(
        err, MB_ERR_RULES,
        "rule pack " MB_SPAN_FMT ", line %u, rule " MB_SPAN_FMT ": %s",
        MB_SPAN_ARG(pack->name), line, MB_SPAN_ARG(rule), what.text);
}

static enum mb_status build_when(struct mb_rules *rules, uint32_t p,
                                 struct mb_err *err)
{
    const struct mb_pack *pack = &rules->packs[p];
    const struct mb_defines defines = {pack, rules->packs, rules->npacks};
    struct mb_buf buf = MB_BUF_INIT;
    enum mb_status st = MB_OK;

    rules->when[p] =
        mb_arena_alloc(rules->arena, pack->when.n, sizeof(pcre2_code *));
    if (rules->when[p] == NULL)
        return mb_arena_status(rules->arena, err);
    for (uint32_t i = 0; st == MB_OK && i < pack->when.n; i++) {
        mb_buf_clear(&buf);
        st = mb_pattern_expand(pack->when.at[i], &defines, &buf, err);
        if (st == MB_OK)
            st =
                mb_rules_compile(mb_buf_span(&buf), 0, &rules->when[p][i], err);
        if (st == MB_OK) /* slower without */
            pcre2_jit_compile(rules->when[p][i], PCRE2_JIT_COMPLETE);
    }
    mb_buf_done(&buf);
    if (st != MB_OK)
        return located(err, pack, pack->when_line, MB_SPAN_LIT("when"));
    return MB_OK;
}

static enum mb_status build_whens(struct mb_rules *rules, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    rules->when =
        mb_arena_alloc(rules->arena, rules->npacks, sizeof *rules->when);
    if (rules->when == NULL)
        return mb_arena_status(rules->arena, err);
    for (uint32_t p = 0; st == MB_OK && p < rules->npacks; p++)
        st = build_when(rules, p, err);
    return st;
}

static enum mb_status build_rules(struct mb_rules *rules, uint32_t p,
                                  struct mb_arena *scratch, struct mb_err *err)
{
    const struct mb_pack *pack = &rules->packs[p];
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; st == MB_OK && i < pack->nrules; i++) {
        struct mb_compiled *rule = &rules->at[rules->n++];
        rule->pack = p;
        st = mb_rules_build(rules, pack, &pack->rules[i], scratch, rule, err);
        if (st == MB_OK && rules->foreign)
            st = mb_rules_need(rules, rule, false, err);
        if (st != MB_OK)
            st = located(err, pack, pack->rules[i].line, pack->rules[i].name);
    }
    return st;
}

static enum mb_status build_all(struct mb_rules *rules, struct mb_err *err)
{
    struct mb_err local = {0};
    struct mb_arena *scratch;
    enum mb_status st = MB_OK;
    uint32_t total = 0;

    for (uint32_t p = 0; p < rules->npacks; p++)
        total += rules->packs[p].nrules;
    if (total >= UINT16_MAX)
        return mb_err_set(err, MB_ERR_RULES, "too many rules in all packs");
    rules->at = mb_arena_alloc(rules->arena, total, sizeof *rules->at);
    rules->gates = mb_gates_new(rules->arena);
    rules->building = mb_arena_new(0);
    scratch = mb_arena_new(0);
    if (rules->at == NULL || rules->gates == NULL || rules->building == NULL
        || scratch == NULL)
        st = mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    if (err == NULL)
        err = &local;
    if (st == MB_OK)
        st = build_whens(rules, err);
    for (uint32_t p = 0; st == MB_OK && p < rules->npacks; p++)
        st = build_rules(rules, p, scratch, err);
    if (st == MB_OK)
        st = mb_rules_arrange(rules, err);
    mb_arena_free(scratch);
    mb_arena_free(rules->building);
    rules->building = NULL;
    return st;
}

/* A pack joins the others, or takes the place of the one with its name. */
static enum mb_status add_pack(struct mb_rules *rules, struct mb_span yaml,
                               struct mb_span name, struct mb_err *err)
{
    struct mb_pack *slot = NULL;
    struct mb_pack pack;
    enum mb_status st = mb_pack_read(yaml, name, rules->arena, &pack, err);

    if (st != MB_OK)
        return st;
    for (uint32_t i = 0; i < rules->npacks; i++)
        if (mb_span_eq(rules->packs[i].name, pack.name))
            slot = &rules->packs[i];
    if (slot != NULL)
        pack.shipped = slot->shipped;
    else
        slot = mb_arena_push(rules->arena, &rules->packs, &rules->npacks,
                             sizeof *slot);
    if (slot == NULL)
        return mb_arena_status(rules->arena, err);
    if (rules->adding != NULL)
        pack.from = mb_arena_dup(rules->arena, mb_span_str(rules->adding));
    *slot = pack;
    return MB_OK;
}

static enum mb_status add_file(struct mb_rules *rules, int dirfd,
                               const char *name, struct mb_err *err)
{
    const char *base = mb_file_name(name);
    struct mb_span stem = {base, strlen(base) - strlen(".yaml")};
    int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct mb_span yaml;
    enum mb_status st;

    if (fd < 0)
        return mb_err_set(err, MB_ERR_IO, "%s: %s", name, strerror(errno));
    st = mb_file_read(fd, name, MB_PACK_BYTES_MAX, rules->arena, &yaml, err);
    close(fd);
    return st == MB_OK ? add_pack(rules, yaml, stem, err) : st;
}

static int is_pack_file(const struct dirent *entry)
{
    struct mb_span name = mb_span_str(entry->d_name);

    return name.ptr[0] != '.' && name.len > 5
           && mb_span_ends(name, MB_SPAN_LIT(".yaml"));
}

static enum mb_status add_dir(struct mb_rules *rules, int dirfd,
                              const char *dir, struct mb_err *err)
{
    struct dirent **list = NULL;
    enum mb_status st = MB_OK;
    int n = scandirat(dirfd, ".", &list, is_pack_file, alphasort);

    if (n < 0)
        st = mb_err_set(err, MB_ERR_IO, "%s: %s", dir, strerror(errno));
    for (int i = 0; i < n; i++) {
        if (st == MB_OK)
            st = add_file(rules, dirfd, list[i]->d_name, err);
        free(list[i]);
    }
    free(list);
    return st;
}

/* A directory of packs, or one pack's file. */
static enum mb_status add_path(struct mb_rules *rules, const char *path,
                               struct mb_err *err)
{
    const char *name = mb_file_name(path);
    int dirfd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum mb_status st;

    if (dirfd >= 0) {
        st = add_dir(rules, dirfd, path, err);
        close(dirfd);
        return st;
    }
    if (errno != ENOTDIR)
        return mb_err_set(err, MB_ERR_IO, "%s: %s", path, strerror(errno));
    if (!mb_span_ends(mb_span_str(name), MB_SPAN_LIT(".yaml")))
        return mb_err_set(err, MB_ERR_RULES,
                          "%s: a rule pack's file is called NAME.yaml", path);
    return add_file(rules, AT_FDCWD, path, err);
}

static struct mb_rules *rules_new(void)
{
    struct mb_rules *rules = calloc(1, sizeof *rules);

    if (rules == NULL)
        return NULL;
    rules->only = UINT32_MAX;
    rules->arena = mb_arena_new(0);
    rules->tables = mb_arena_new(0);
    rules->scratch = mb_arena_new(0);
    rules->data = pcre2_match_data_create(MB_GROUPS_MAX, NULL);
    rules->context = pcre2_match_context_create(NULL);
    rules->careful = pcre2_match_context_create(NULL);
    rules->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
    if (rules->arena == NULL || rules->tables == NULL || rules->scratch == NULL
        || rules->data == NULL || rules->context == NULL
        || rules->careful == NULL || rules->stack == NULL) {
        mb_rules_free(rules);
        return NULL;
    }
    pcre2_jit_stack_assign(rules->context, NULL, rules->stack);
    pcre2_set_heap_limit(rules->careful, CAREFUL_KIB);
    return rules;
}

void mb_rules_limit(const struct mb_rules *rules, uint32_t steps)
{
    pcre2_set_match_limit(rules->context, steps != 0 ? steps : UINT32_MAX);
    pcre2_set_match_limit(rules->careful,
                          steps != 0 ? steps / CAREFUL + 1 : UINT32_MAX);
}

void mb_rules_free(struct mb_rules *rules)
{
    if (rules == NULL)
        return;
    for (uint32_t i = 0; i < rules->n; i++)
        pcre2_code_free(rules->at[i].code);
    for (uint32_t p = 0; rules->when != NULL && p < rules->npacks; p++)
        for (uint32_t i = 0; rules->when[p] && i < rules->packs[p].when.n; i++)
            pcre2_code_free(rules->when[p][i]);
    pcre2_jit_stack_free(rules->stack);
    pcre2_match_context_free(rules->context);
    pcre2_match_context_free(rules->careful);
    pcre2_match_data_free(rules->data);
    mb_arena_free(rules->scratch);
    mb_arena_free(rules->tables);
    mb_arena_free(rules->arena);
    free(rules);
}

static enum mb_status add_shipped(struct mb_rules *rules, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    for (size_t i = 0; st == MB_OK && mb_packs[i].name != NULL; i++) {
        struct mb_span yaml = {(const char *)mb_packs[i].bytes,
                               mb_packs[i].len};
        st = add_pack(rules, yaml, mb_span_str(mb_packs[i].name), err);
    }
    for (uint32_t p = 0; p < rules->npacks; p++)
        rules->packs[p].shipped = true;
    return st;
}

static enum mb_status add_paths(struct mb_rules *rules,
                                const char *const *paths, uint32_t npaths,
                                struct mb_err *err)
{
    enum mb_status st = MB_OK;

    for (uint32_t i = 0; st == MB_OK && i < npaths; i++)
        if (paths[i] != NULL) {
            rules->adding = paths[i];
            rules->foreign = true;
            st = add_path(rules, paths[i], err);
        }
    rules->adding = NULL;
    return st;
}

/* What was loaded becomes the caller's, or is given up. */
static enum mb_status hand_over(enum mb_status st, struct mb_rules *rules,
                                struct mb_rules **ret_rules)
{
    if (st == MB_OK)
        *ret_rules = rules;
    else
        mb_rules_free(rules);
    return st;
}

enum mb_status mb_rules_load_shipped(struct mb_rules **ret_rules,
                                     struct mb_err *err)
{
    struct mb_rules *rules = rules_new();
    enum mb_status st;

    if (rules == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    st = add_shipped(rules, err);
    if (st == MB_OK)
        st = build_all(rules, err);
    return hand_over(st, rules, ret_rules);
}

/* Those that the program carries, ready made. */
static enum mb_status load_image(struct mb_rules **ret_rules,
                                 struct mb_err *err)
{
    struct mb_rules *rules = rules_new();
    enum mb_status st;

    if (rules == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    st = mb_image_load(&mb_rules_image, rules, err);
    if (st == MB_OK)
        st = build_whens(rules, err);
    return hand_over(st, rules, ret_rules);
}

enum mb_status mb_rules_load_all(const char *const *paths, uint32_t npaths,
                                 struct mb_rules **ret_rules,
                                 struct mb_err *err)
{
    struct mb_rules *rules;
    enum mb_status st;
    bool others = false;

    for (uint32_t i = 0; i < npaths; i++)
        others = others || paths[i] != NULL;
    if (!others && mb_rules_image.nmoving > 0)
        return load_image(ret_rules, err);
    rules = rules_new();
    if (rules == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    st = add_shipped(rules, err);
    if (st == MB_OK)
        st = add_paths(rules, paths, npaths, err);
    if (st == MB_OK)
        st = build_all(rules, err);
    return hand_over(st, rules, ret_rules);
}

enum mb_status mb_rules_load(const char *dir, struct mb_rules **ret_rules,
                             struct mb_err *err)
{
    return mb_rules_load_all(&dir, 1, ret_rules, err);
}

enum mb_status mb_rules_load_text(struct mb_span yaml, struct mb_span name,
                                  struct mb_rules **ret_rules,
                                  struct mb_err *err)
{
    struct mb_rules *rules = rules_new();
    enum mb_status st;

    if (rules == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    rules->foreign = true;
    st = add_pack(rules, yaml, name, err);
    if (st == MB_OK)
        st = build_all(rules, err);
    return hand_over(st, rules, ret_rules);
}

enum mb_status mb_rules_ready(struct mb_rules *rules, struct mb_err *err)
{
    for (uint32_t i = 0; i < rules->n; i++) {
        struct mb_compiled *rule = &rules->at[i];
        enum mb_status st = mb_rules_need(rules, rule, true, err);
        if (st != MB_OK)
            return located(err, &rules->packs[rule->pack], rule->line,
                           rule->pub.name);
    }
    return MB_OK;
}

void mb_rules_brief(struct mb_rules *rules)
{
    rules->no_code = true;
}

void mb_rules_isolate(struct mb_rules *rules, uint32_t only)
{
    rules->only = only;
}

void mb_rules_without_gates(struct mb_rules *rules, bool without)
{
    rules->no_gates = without;
}

/* --- asking ------------------------------------------------------------ */

uint32_t mb_rules_count(const struct mb_rules *rules)
{
    return rules->n;
}

const struct mb_rule *mb_rules_at(const struct mb_rules *rules, uint32_t i)
{
    return i < rules->n ? &rules->at[i].pub : NULL;
}

mb_finds mb_rules_finds(const struct mb_rules *rules, const char *word)
{
    struct mb_span s = mb_span_str(word);
    uint32_t i = rules->finds_first[mb_rules_hash(s)];

    while (i != 0 && !mb_span_eq(rules->finds[i - 1], s))
        i = rules->finds_next[i - 1];
    return (mb_finds)i;
}

struct mb_span mb_rules_finds_word(const struct mb_rules *rules, mb_finds finds)
{
    return finds == MB_FINDS_NONE || finds > rules->nfinds
               ? MB_SPAN_NULL
               : rules->finds[finds - 1];
}

uint32_t mb_rules_packs(const struct mb_rules *rules)
{
    return rules->npacks;
}

struct mb_span mb_rules_pack_name(const struct mb_rules *rules, uint32_t i)
{
    return i < rules->npacks ? rules->packs[i].name : MB_SPAN_NULL;
}

struct mb_span mb_rules_pack_version(const struct mb_rules *rules, uint32_t i)
{
    return i < rules->npacks ? rules->packs[i].version : MB_SPAN_NULL;
}

bool mb_rules_pack_from(const struct mb_rules *rules, uint32_t i,
                        const char *path)
{
    return i < rules->npacks
           && mb_span_eq(rules->packs[i].from, mb_span_str(path));
}

bool mb_match_range(const struct mb_rules *rules, const struct mb_match *match,
                    const char *name, struct mb_range *ret_range)
{
    const struct mb_compiled *rule = &rules->at[match->rule];

    for (uint32_t i = 0; i < rule->ngroups; i++) {
        const struct mb_group_name *g = &rule->groups[i];
        if (g->number < match->ngroups
            && match->groups[g->number].start != UINT32_MAX
            && mb_span_eq(g->name, mb_span_str(name))) {
            *ret_range = match->groups[g->number];
            return true;
        }
    }
    return false;
}

struct mb_span mb_match_group(const struct mb_rules *rules,
                              const struct mb_blocks *blocks,
                              const struct mb_match *match, const char *name)
{
    struct mb_range range;

    if (!mb_match_range(rules, match, name, &range))
        return MB_SPAN_NULL;
    return mb_span_sub(blocks->view, range.start, range.end);
}
