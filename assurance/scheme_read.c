/* Reading a scheme: a small YAML document, checked whole before it is used,
 * because every workbook stands on it.
 */
#include "assurance/scheme.h"

#include "assurance/lexicon.h"
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

enum {
    BYTES_MAX = 65536,
    WORDS_MAX = 60, /* of a list to choose from */
    NAME_MAX_LEN = 64,
    DAYS_MAX = 366
};

static const char *const finding_names[MB_FINDING_COUNT] = {
    [MB_FINDING_ENDED] = "ended",       [MB_FINDING_PROVEN] = "proven",
    [MB_FINDING_UNPROVEN] = "unproven", [MB_FINDING_UNDATED] = "undated",
    [MB_FINDING_OVERDUE] = "overdue",   [MB_FINDING_HELD] = "held",
    [MB_FINDING_UNSEEN] = "unseen",     [MB_FINDING_DUE_SOON] = "due-soon",
    [MB_FINDING_ON_TRACK] = "on-track",
};
static const char *const kind_names[] = {"open", "held", "done", "ended"};
static const char *const look_names[] = {"red",  "amber", "green",
                                         "blue", "grey",  "none"};
enum { LOOK_NAMES = sizeof look_names / sizeof look_names[0] };

struct reading {
    const char *name;
    yaml_document_t *doc;
    struct mb_arena *arena;
    struct mb_scheme *scheme;
    struct mb_err *err;
};

static enum mb_status bad(const struct reading *r, const yaml_node_t *node,
                          const char *what)
{
    return mb_err_set(r->err, MB_ERR_RULES, "%s, line %zu: %s", r->name,
                      node != NULL ? node->start_mark.line + 1 : 1, what);
}

static struct mb_span scalar(const yaml_node_t *node)
{
    if (node == NULL || node->type != YAML_SCALAR_NODE)
        return MB_SPAN_NULL;
    return (struct mb_span){(const char *)node->data.scalar.value,
                            node->data.scalar.length};
}

/* A word's place in a list, or n. */
static uint32_t place(struct mb_span word, const char *const *list, uint32_t n)
{
    uint32_t i = 0;

    while (i < n && !mb_span_eq(word, mb_span_str(list[i])))
        i++;
    return i;
}

/* Calls fn for each key of a mapping, with its value. */
typedef enum mb_status pair_fn(struct reading *r, struct mb_span key,
                               const yaml_node_t *value, void *context);
static enum mb_status each_pair(struct reading *r, const yaml_node_t *map,
                                pair_fn *fn, void *context)
{
    enum mb_status st = MB_OK;

    if (map == NULL || map->type != YAML_MAPPING_NODE)
        return bad(r, map, "keys and values are wanted here");
    for (yaml_node_pair_t *p = map->data.mapping.pairs.start;
         st == MB_OK && p < map->data.mapping.pairs.top; p++)
        st = fn(r, scalar(yaml_document_get_node(r->doc, p->key)),
                yaml_document_get_node(r->doc, p->value), context);
    return st;
}

/* Calls fn for each entry of a list. */
typedef enum mb_status entry_fn(struct reading *r, const yaml_node_t *entry,
                                void *context);
static enum mb_status each_entry(struct reading *r, const yaml_node_t *list,
                                 entry_fn *fn, void *context)
{
    enum mb_status st = MB_OK;
    ptrdiff_t n;

    if (list == NULL || list->type != YAML_SEQUENCE_NODE)
        return bad(r, list, "a list is wanted here");
    n = list->data.sequence.items.top - list->data.sequence.items.start;
    if (n == 0 || n > WORDS_MAX)
        return bad(r, list, "a list of 1 to 60 entries is wanted here");
    for (ptrdiff_t i = 0; st == MB_OK && i < n; i++)
        st = fn(
            r,
            yaml_document_get_node(r->doc, list->data.sequence.items.start[i]),
            context);
    return st;
}

static enum mb_status take_text(struct reading *r, const yaml_node_t *value,
                                struct mb_span *ret)
{
    struct mb_span s = mb_span_trim(scalar(value));

    if (s.len == 0)
        return bad(r, value, "a word or a sentence is wanted here");
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < 0x20)
            return bad(r, value, "one line is wanted here");
    *ret = mb_arena_dup(r->arena, s);
    return MB_OK;
}

/* A name is chosen from a list in a workbook and counted by a formula there:
 * commas divide the list, the others mean something in a formula. */
static enum mb_status take_name(struct reading *r, const yaml_node_t *value,
                                struct mb_span *ret)
{
    enum mb_status st = take_text(r, value, ret);

    if (st != MB_OK)
        return st;
    if (ret->ptr == NULL)
        return mb_arena_status(r->arena, r->err);
    if (ret->len > NAME_MAX_LEN || strpbrk(ret->ptr, ",\"*?~<>=") != NULL)
        return bad(r, value,
                   "a name has up to 64 bytes and none of , \" * ? ~ < > =");
    return MB_OK;
}

static enum mb_status status_key(struct reading *r, struct mb_span key,
                                 const yaml_node_t *value, void *context)
{
    struct mb_status_word *word = context;
    uint32_t kind;

    if (mb_span_eq(key, MB_SPAN_LIT("name")))
        return take_name(r, value, &word->name);
    if (mb_span_eq(key, MB_SPAN_LIT("means")))
        return take_text(r, value, &word->means);
    if (!mb_span_eq(key, MB_SPAN_LIT("kind")))
        return bad(r, value, "a status has the keys name, means and kind");
    kind = place(scalar(value), kind_names, MB_PROGRESS_COUNT);
    if (kind == MB_PROGRESS_COUNT)
        return bad(r, value, "kind is open, held, done or ended");
    word->kind = (enum mb_progress_kind)kind;
    return MB_OK;
}

static enum mb_status add_status(struct reading *r, const yaml_node_t *entry,
                                 void *context)
{
    struct mb_scheme *scheme = context;
    struct mb_status_word *word = mb_arena_push(
        r->arena, &scheme->statuses, &scheme->nstatuses, sizeof *word);
    enum mb_status st;

    if (word == NULL)
        return mb_arena_status(r->arena, r->err);
    word->kind = MB_PROGRESS_COUNT;
    st = each_pair(r, entry, status_key, word);
    if (st == MB_OK
        && (word->name.len == 0 || word->means.len == 0
            || word->kind == MB_PROGRESS_COUNT))
        st = bad(r, entry, "a status needs name, means and kind");
    for (uint32_t i = 0; st == MB_OK && i + 1 < scheme->nstatuses; i++)
        if (mb_span_ieq(scheme->statuses[i].name, word->name))
            st = bad(r, entry, "this status stands there already");
    return st;
}

static enum mb_status add_finding(struct reading *r, const yaml_node_t *entry,
                                  void *context)
{
    struct mb_rating_word *word = context;
    uint32_t finding = place(scalar(entry), finding_names, MB_FINDING_COUNT);

    if (finding == MB_FINDING_COUNT)
        return bad(r, entry,
                   "a finding is overdue, due-soon, unseen, held, on-track, "
                   "undated, proven, unproven or ended");
    for (uint32_t i = 0; i < r->scheme->nratings; i++)
        if (r->scheme->ratings[i].findings & 1U << finding)
            return bad(r, entry, "this finding has a rating already");
    word->findings |= 1U << finding;
    return MB_OK;
}

static enum mb_status rating_key(struct reading *r, struct mb_span key,
                                 const yaml_node_t *value, void *context)
{
    struct mb_rating_word *word = context;

    if (mb_span_eq(key, MB_SPAN_LIT("name")))
        return take_name(r, value, &word->name);
    if (mb_span_eq(key, MB_SPAN_LIT("means")))
        return take_text(r, value, &word->means);
    if (mb_span_eq(key, MB_SPAN_LIT("for")))
        return each_entry(r, value, add_finding, word);
    if (!mb_span_eq(key, MB_SPAN_LIT("look")))
        return bad(r, value, "a rating has the keys name, means, look and for");
    if (place(scalar(value), look_names, LOOK_NAMES) == LOOK_NAMES)
        return bad(r, value, "look is red, amber, green, blue, grey or none");
    word->look = mb_arena_dup(r->arena, scalar(value));
    return MB_OK;
}

static enum mb_status add_rating(struct reading *r, const yaml_node_t *entry,
                                 void *context)
{
    struct mb_scheme *scheme = context;
    struct mb_rating_word *word = mb_arena_push(
        r->arena, &scheme->ratings, &scheme->nratings, sizeof *word);
    enum mb_status st;

    if (word == NULL)
        return mb_arena_status(r->arena, r->err);
    word->look = MB_SPAN_LIT("none");
    st = each_pair(r, entry, rating_key, word);
    if (st == MB_OK && (word->name.len == 0 || word->means.len == 0))
        st = bad(r, entry, "a rating needs name and means");
    for (uint32_t i = 0; st == MB_OK && i + 1 < scheme->nratings; i++)
        if (mb_span_ieq(scheme->ratings[i].name, word->name))
            st = bad(r, entry, "this rating stands there already");
    return st;
}

static enum mb_status take_days(struct reading *r, const yaml_node_t *value,
                                uint32_t *ret)
{
    struct mb_span s = scalar(value);
    char *end = NULL;
    long n = s.len > 0 ? strtol(s.ptr, &end, 10) : -1;

    if (end == NULL || *end != '\0' || n < 0 || n > DAYS_MAX)
        return bad(r, value, "a number of days from 0 to 366 is wanted here");
    *ret = (uint32_t)n;
    return MB_OK;
}

static enum mb_status top_key(struct reading *r, struct mb_span key,
                              const yaml_node_t *value, void *context)
{
    struct mb_scheme *scheme = context;

    if (mb_span_eq(key, MB_SPAN_LIT("statuses")))
        return each_entry(r, value, add_status, scheme);
    if (mb_span_eq(key, MB_SPAN_LIT("ratings")))
        return each_entry(r, value, add_rating, scheme);
    if (mb_span_eq(key, MB_SPAN_LIT("due-soon-days")))
        return take_days(r, value, &scheme->soon_days);
    if (mb_span_eq(key, MB_SPAN_LIT("call-in-days")))
        return take_days(r, value, &scheme->call_in_days);
    return bad(r, value,
               "a scheme has the keys statuses, ratings, due-soon-days and "
               "call-in-days");
}

static enum mb_status check(const struct reading *r, const yaml_node_t *top)
{
    const struct mb_scheme *scheme = r->scheme;
    uint32_t found = 0;
    bool done = false;

    if (scheme->nstatuses == 0 || scheme->nratings == 0)
        return bad(r, top, "a scheme needs statuses and ratings");
    if (scheme->statuses[0].kind != MB_PROGRESS_OPEN)
        return bad(r, top, "the first status must be of the kind open");
    for (uint32_t i = 0; i < scheme->nstatuses; i++)
        done = done || scheme->statuses[i].kind == MB_PROGRESS_DONE;
    if (!done)
        return bad(r, top, "one status must be of the kind done");
    for (uint32_t i = 0; i < scheme->nratings; i++)
        found |= scheme->ratings[i].findings;
    for (uint32_t i = 0; i < MB_FINDING_COUNT; i++)
        if (!(found & 1U << i))
            return mb_err_set(r->err, MB_ERR_RULES,
                              "%s: no rating is for the finding %s", r->name,
                              finding_names[i]);
    return MB_OK;
}

static enum mb_status read_document(struct reading *r)
{
    yaml_node_t *top = yaml_document_get_root_node(r->doc);
    enum mb_status st = each_pair(r, top, top_key, r->scheme);

    if (st == MB_OK)
        st = check(r, top);
    return st == MB_OK ? mb_arena_status(r->arena, r->err) : st;
}

enum mb_status mb_scheme_read(const char *name, struct mb_span yaml,
                              struct mb_arena *arena, struct mb_scheme *ret,
                              struct mb_err *err)
{
    struct mb_scheme scheme = {.soon_days = 28, .call_in_days = 5};
    yaml_document_t doc;
    struct reading r = {name, &doc, arena, &scheme, err};
    yaml_parser_t parser;
    enum mb_status st;

    if (!yaml_parser_initialize(&parser))
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.ptr,
                                 yaml.len);
    if (yaml_parser_load(&parser, &doc)) {
        st = read_document(&r);
        yaml_document_delete(&doc);
    } else {
        st = mb_err_set(err, MB_ERR_RULES, "%s, line %zu: %s", name,
                        parser.problem_mark.line + 1,
                        parser.problem != NULL ? parser.problem
                                               : "this is no YAML");
    }
    yaml_parser_delete(&parser);
    if (st == MB_OK)
        *ret = scheme;
    return st;
}

enum mb_status mb_scheme_load(const char *config, struct mb_arena *arena,
                              struct mb_scheme *ret, struct mb_err *err)
{
    struct mb_span path = MB_SPAN_NULL;
    struct mb_span yaml;
    enum mb_status st;

    if (config != NULL)
        path = mb_arena_printf(arena, "%s/schemes.yaml", config);
    if (path.ptr == NULL || (access(path.ptr, F_OK) != 0 && errno == ENOENT))
        return mb_scheme_read("schemes.yaml", mb_lexicon_builtin("schemes"),
                              arena, ret, err);
    st = mb_file_load(path.ptr, BYTES_MAX, arena, &yaml, err);
    return st == MB_OK ? mb_scheme_read(path.ptr, yaml, arena, ret, err) : st;
}
