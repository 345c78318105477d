/* libyaml makes a tree of the file (aliases are shared, so they cannot blow
 * up); one table tells for each mapping which keys it knows, where their
 * values go and which must be there. A key that is not in the table is an
 * error: a misspelt `contians:` must not be silently nothing.
 */
#include "parser/pack.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum key_type { KEY_WORD, KEY_TEXT, KEY_TEXTS, KEY_NUMBER, KEY_CHOICE };

enum { RULES_MAX = 4000, CHOICE_MAX = 4 };

struct key {
    const char *name;
    enum key_type type;
    size_t offset;
    bool required;
    const char *choices[CHOICE_MAX]; /* of a KEY_CHOICE, by value */
};

struct reader {
    yaml_document_t *doc;
    struct mb_arena *arena;
    struct mb_err *err;
    struct mb_span pack; /* for messages */
    struct mb_span rule; /* the rule being read, or null */
};

static const struct key rule_keys[] = {
#define T struct mb_pack_rule
    {"name", KEY_WORD, offsetof(T, name), true, {0}},
    {"finds", KEY_WORD, offsetof(T, finds), true, {0}},
    {"value", KEY_TEXT, offsetof(T, value), false, {0}},
    {"pattern", KEY_TEXT, offsetof(T, pattern), false, {0}},
    {"phrase", KEY_TEXTS, offsetof(T, phrases), false, {0}},
    {"contains", KEY_TEXTS, offsetof(T, contains), false, {0}},
    {"example", KEY_TEXTS, offsetof(T, examples), true, {0}},
    {"not", KEY_TEXTS, offsetof(T, counters), true, {0}},
    {"confidence", KEY_NUMBER, offsetof(T, confidence), false, {0}},
    {"at",
     KEY_CHOICE,
     offsetof(T, place),
     false,
     {"anywhere", "start", "line"}},
    {"case", KEY_CHOICE, offsetof(T, case_free), false, {"exact", "free"}},
    {"lines", KEY_CHOICE, offsetof(T, short_lines), false, {"any", "short"}},
    {"names", KEY_CHOICE, offsetof(T, names), false, {"no", "yes"}},
#undef T
};
enum { NRULE_KEYS = sizeof rule_keys / sizeof rule_keys[0] };

static enum mb_status wrong(struct reader *r, const yaml_node_t *node,
                            const char *what, struct mb_span word)
{
    bool in_rule = r->rule.ptr != NULL;
    bool quotes = word.ptr != NULL;
    struct mb_span rule = in_rule ? r->rule : MB_SPAN_LIT("");

    if (!quotes)
        word = MB_SPAN_LIT("");
    return mb_err_set(r->err, MB_ERR_RULES,
                      "rule pack " MB_SPAN_FMT ", line %zu%s" MB_SPAN_FMT
                      ": %s" MB_SPAN_FMT "%s",
                      MB_SPAN_ARG(r->pack), node->start_mark.line + 1,
                      in_rule ? ", rule " : "", MB_SPAN_ARG(rule), what,
                      MB_SPAN_ARG(word), quotes ? "'" : "");
}

static yaml_node_t *node_at(struct reader *r, int index)
{
    return yaml_document_get_node(r->doc, index);
}

static struct mb_span scalar(const yaml_node_t *node)
{
    if (node->type != YAML_SCALAR_NODE)
        return MB_SPAN_NULL;
    return (struct mb_span){(const char *)node->data.scalar.value,
                            node->data.scalar.length};
}

/* A scalar of one line that holds something; copied. */
static enum mb_status read_text(struct reader *r, const yaml_node_t *node,
                                struct mb_span *ret_text)
{
    struct mb_span s = scalar(node);

    if (s.ptr == NULL)
        return wrong(r, node, "a text is wanted here", MB_SPAN_NULL);
    if (mb_span_trim(s).len == 0)
        return wrong(r, node, "this is empty", MB_SPAN_NULL);
    if (memchr(s.ptr, '\0', s.len) != NULL)
        return wrong(r, node, "a NUL byte", MB_SPAN_NULL);
    *ret_text = mb_arena_dup(r->arena, s);
    return mb_arena_status(r->arena, r->err);
}

static bool is_made_of(struct mb_span s, const char *allowed)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '\0' || strchr(allowed, s.ptr[i]) == NULL)
            return false;
    return true;
}

/* Letters, digits and hyphens: what may stand in a rule's id. */
static enum mb_status read_word(struct reader *r, const yaml_node_t *node,
                                struct mb_span *ret_word)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    enum mb_status st = read_text(r, node, ret_word);

    if (st != MB_OK)
        return st;
    if (!is_made_of(*ret_word, allowed))
        return wrong(r, node,
                     "only letters, digits, '-' and '_' may stand in '",
                     *ret_word);
    return MB_OK;
}

static enum mb_status add_text(struct reader *r, const yaml_node_t *node,
                               struct mb_texts *texts)
{
    struct mb_span *s =
        mb_arena_push(r->arena, &texts->at, &texts->n, sizeof *s);
    uint32_t *line =
        mb_arena_push(r->arena, &texts->lines, &texts->nlines, sizeof *line);

    if (s == NULL || line == NULL)
        return mb_arena_status(r->arena, r->err);
    *line = (uint32_t)node->start_mark.line + 1;
    return read_text(r, node, s);
}

static enum mb_status read_texts(struct reader *r, const yaml_node_t *node,
                                 struct mb_texts *ret_texts)
{
    enum mb_status st = MB_OK;

    if (node->type != YAML_SEQUENCE_NODE)
        return add_text(r, node, ret_texts);
    for (const yaml_node_item_t *i = node->data.sequence.items.start;
         st == MB_OK && i < node->data.sequence.items.top; i++)
        st = add_text(r, node_at(r, *i), ret_texts);
    return st;
}

static enum mb_status read_number(struct reader *r, const yaml_node_t *node,
                                  uint32_t *ret_number)
{
    struct mb_span s = scalar(node);
    uint32_t n = 0;

    if (s.len == 0 || s.len > 4)
        return wrong(r, node, "a number from 1 to 100 is wanted", MB_SPAN_NULL);
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return wrong(r, node, "not a number: '", s);
        n = n * 10 + (uint32_t)(s.ptr[i] - '0');
    }
    if (n < 1 || n > 100)
        return wrong(r, node, "a number from 1 to 100 is wanted", MB_SPAN_NULL);
    *ret_number = n;
    return MB_OK;
}

static enum mb_status read_choice(struct reader *r, const yaml_node_t *node,
                                  const struct key *key, void *out)
{
    struct mb_span s = scalar(node);

    for (uint32_t i = 0; i < CHOICE_MAX && key->choices[i] != NULL; i++) {
        if (!mb_span_eq(s, mb_span_str(key->choices[i])))
            continue;
        if (key->offset == offsetof(struct mb_pack_rule, place))
            *(enum mb_rule_place *)out = (enum mb_rule_place)i;
        else
            *(bool *)out = i != 0;
        return MB_OK;
    }
    return wrong(r, node, "not a choice that this key has: '", s);
}

static enum mb_status read_value(struct reader *r, const yaml_node_t *node,
                                 const struct key *key, void *record)
{
    void *out = (char *)record + key->offset;

    switch (key->type) {
    case KEY_WORD:
        return read_word(r, node, out);
    case KEY_TEXT:
        return read_text(r, node, out);
    case KEY_TEXTS:
        return read_texts(r, node, out);
    case KEY_NUMBER:
        return read_number(r, node, out);
    case KEY_CHOICE:
        return read_choice(r, node, key, out);
    }
    return MB_OK;
}

static const struct key *key_find(struct mb_span name)
{
    for (size_t i = 0; i < NRULE_KEYS; i++)
        if (mb_span_eq(name, mb_span_str(rule_keys[i].name)))
            return &rule_keys[i];
    return NULL;
}

/* The rule's name first, so that every message can tell it. */
static struct mb_span rule_name(struct reader *r, const yaml_node_t *node)
{
    for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
         p < node->data.mapping.pairs.top; p++)
        if (mb_span_eq(scalar(node_at(r, p->key)), MB_SPAN_LIT("name")))
            return scalar(node_at(r, p->value));
    return MB_SPAN_NULL;
}

/* What the keys cannot say singly. */
static enum mb_status check_rule(struct reader *r, const yaml_node_t *node,
                                 const struct mb_pack_rule *rule, unsigned seen)
{
    for (size_t i = 0; i < NRULE_KEYS; i++)
        if (rule_keys[i].required && (seen & 1u << i) == 0)
            return wrong(r, node, "there is no '",
                         mb_span_str(rule_keys[i].name));
    if ((rule->pattern.ptr != NULL) == (rule->phrases.n > 0))
        return wrong(r, node, "either 'pattern' or 'phrase' is wanted",
                     MB_SPAN_NULL);
    for (uint32_t i = 0; i < rule->examples.n; i++)
        if (memchr(rule->examples.at[i].ptr, '\n', rule->examples.at[i].len))
            return wrong(r, node, "an example is one line", MB_SPAN_NULL);
    for (uint32_t i = 0; i < rule->counters.n; i++)
        if (memchr(rule->counters.at[i].ptr, '\n', rule->counters.at[i].len))
            return wrong(r, node, "a 'not' is one line", MB_SPAN_NULL);
    return MB_OK;
}

static enum mb_status read_rule(struct reader *r, const yaml_node_t *node,
                                struct mb_pack_rule *rule)
{
    enum mb_status st = MB_OK;
    unsigned seen = 0;

    rule->confidence = 90;
    rule->line = (uint32_t)node->start_mark.line + 1;
    if (node->type != YAML_MAPPING_NODE)
        return wrong(r, node, "a rule is a list of 'key: value'", MB_SPAN_NULL);
    r->rule = rule_name(r, node);
    for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
         st == MB_OK && p < node->data.mapping.pairs.top; p++) {
        const yaml_node_t *name = node_at(r, p->key);
        const struct key *key = key_find(scalar(name));
        if (key == NULL)
            return wrong(r, name, "a rule has no key '", scalar(name));
        if (seen & 1u << (key - rule_keys))
            return wrong(r, name, "given twice: '", scalar(name));
        seen |= 1u << (key - rule_keys);
        st = read_value(r, node_at(r, p->value), key, rule);
    }
    if (st == MB_OK)
        st = check_rule(r, node, rule, seen);
    return st;
}

static enum mb_status read_rules(struct reader *r, const yaml_node_t *node,
                                 struct mb_pack *pack)
{
    enum mb_status st = MB_OK;

    if (node->type != YAML_SEQUENCE_NODE)
        return wrong(r, node, "'rules' is a list, each begun by '- '",
                     MB_SPAN_NULL);
    for (const yaml_node_item_t *i = node->data.sequence.items.start;
         st == MB_OK && i < node->data.sequence.items.top; i++) {
        struct mb_pack_rule *rule =
            mb_arena_push(r->arena, &pack->rules, &pack->nrules, sizeof *rule);
        if (rule == NULL)
            return mb_arena_status(r->arena, r->err);
        if (pack->nrules > RULES_MAX)
            return wrong(r, node, "too many rules", MB_SPAN_NULL);
        st = read_rule(r, node_at(r, *i), rule);
        for (uint32_t k = 0; st == MB_OK && k + 1 < pack->nrules; k++)
            if (mb_span_eq(pack->rules[k].name, rule->name))
                st = wrong(r, node_at(r, *i), "a second rule named '",
                           rule->name);
        r->rule = MB_SPAN_NULL;
    }
    return st;
}

static enum mb_status read_defines(struct reader *r, const yaml_node_t *node,
                                   struct mb_pack *pack)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    enum mb_status st = MB_OK;

    if (node->type != YAML_MAPPING_NODE)
        return wrong(r, node, "'define' is a list of 'NAME: pattern'",
                     MB_SPAN_NULL);
    for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
         st == MB_OK && p < node->data.mapping.pairs.top; p++) {
        const yaml_node_t *name = node_at(r, p->key);
        struct mb_define *def = mb_arena_push(r->arena, &pack->defines,
                                              &pack->ndefines, sizeof *def);
        if (def == NULL)
            return mb_arena_status(r->arena, r->err);
        def->line = (uint32_t)name->start_mark.line + 1;
        st = read_text(r, name, &def->name);
        if (st == MB_OK && strspn(def->name.ptr, allowed) != def->name.len)
            return wrong(r, name, "a defined name is in CAPITALS: '",
                         def->name);
        for (uint32_t k = 0; st == MB_OK && k + 1 < pack->ndefines; k++)
            if (mb_span_eq(pack->defines[k].name, def->name))
                return wrong(r, name, "defined twice: '", def->name);
        if (st == MB_OK)
            st = read_text(r, node_at(r, p->value), &def->pattern);
    }
    return st;
}

static enum mb_status read_version(struct reader *r, const yaml_node_t *node,
                                   struct mb_span *ret_version)
{
    enum mb_status st = read_text(r, node, ret_version);

    if (st == MB_OK && !is_made_of(*ret_version, "0123456789"))
        st = wrong(r, node, "a version is a whole number, not '", *ret_version);
    return st;
}

static enum mb_status read_pack_key(struct reader *r, const yaml_node_t *key,
                                    const yaml_node_t *value,
                                    struct mb_pack *pack)
{
    struct mb_span name = scalar(key);

    if (mb_span_eq(name, MB_SPAN_LIT("pack")))
        return read_word(r, value, &pack->name);
    if (mb_span_eq(name, MB_SPAN_LIT("version")))
        return read_version(r, value, &pack->version);
    if (mb_span_eq(name, MB_SPAN_LIT("about")))
        return read_text(r, value, &pack->about);
    if (mb_span_eq(name, MB_SPAN_LIT("define")))
        return read_defines(r, value, pack);
    if (mb_span_eq(name, MB_SPAN_LIT("rules")))
        return read_rules(r, value, pack);
    if (!mb_span_eq(name, MB_SPAN_LIT("when")))
        return wrong(r, key, "a pack has no key '", name);
    pack->when_line = (uint32_t)value->start_mark.line + 1;
    return read_texts(r, value, &pack->when);
}

static enum mb_status read_tree(struct reader *r, struct mb_span name,
                                struct mb_pack *pack)
{
    const yaml_node_t *root = yaml_document_get_root_node(r->doc);
    enum mb_status st = MB_OK;

    if (root == NULL)
        return mb_err_set(r->err, MB_ERR_RULES,
                          "rule pack " MB_SPAN_FMT " is empty",
                          MB_SPAN_ARG(r->pack));
    if (root->type != YAML_MAPPING_NODE)
        return wrong(r, root, "a pack is a list of 'key: value'", MB_SPAN_NULL);
    for (const yaml_node_pair_t *p = root->data.mapping.pairs.start;
         st == MB_OK && p < root->data.mapping.pairs.top; p++) {
        const yaml_node_t *key = node_at(r, p->key);
        for (const yaml_node_pair_t *q = root->data.mapping.pairs.start; q < p;
             q++)
            if (mb_span_eq(scalar(node_at(r, q->key)), scalar(key)))
                return wrong(r, key, "given twice: '", scalar(key));
        st = read_pack_key(r, key, node_at(r, p->value), pack);
    }
    if (st != MB_OK)
        return st;
    if (pack->name.ptr == NULL)
        return wrong(r, root, "there is no 'pack': its name", MB_SPAN_NULL);
    if (name.ptr != NULL && !mb_span_eq(name, pack->name))
        return wrong(r, root, "the file's name and 'pack' differ: '",
                     pack->name);
    if (pack->version.ptr == NULL)
        return wrong(r, root, "there is no 'version'", MB_SPAN_NULL);
    return MB_OK;
}

static enum mb_status yaml_wrong(const yaml_parser_t *parser,
                                 struct mb_span name, struct mb_err *err)
{
    if (parser->error == YAML_MEMORY_ERROR)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    return mb_err_set(err, MB_ERR_RULES,
                      "rule pack " MB_SPAN_FMT ", line %zu: not YAML: %s%s%s",
                      MB_SPAN_ARG(name), parser->problem_mark.line + 1,
                      parser->problem != NULL ? parser->problem : "",
                      parser->context != NULL ? " " : "",
                      parser->context != NULL ? parser->context : "");
}

/* One file holds one document. */
static enum mb_status check_end(yaml_parser_t *parser, struct mb_span name,
                                struct mb_err *err)
{
    yaml_document_t next;
    bool more;

    if (!yaml_parser_load(parser, &next))
        return yaml_wrong(parser, name, err);
    more = yaml_document_get_root_node(&next) != NULL;
    yaml_document_delete(&next);
    if (more)
        return mb_err_set(err, MB_ERR_RULES,
                          "rule pack " MB_SPAN_FMT
                          ": a second document begins at line %zu",
                          MB_SPAN_ARG(name), parser->mark.line + 1);
    return MB_OK;
}

enum mb_status mb_pack_read(struct mb_span yaml, struct mb_span name,
                            struct mb_arena *arena, struct mb_pack *ret_pack,
                            struct mb_err *err)
{
    struct mb_span shown = name.ptr != NULL ? name : MB_SPAN_LIT("(unnamed)");
    struct mb_pack pack = {0};
    yaml_parser_t parser;
    yaml_document_t doc;
    enum mb_status st;

    if (yaml.len > MB_PACK_BYTES_MAX)
        return mb_err_set(err, MB_ERR_RULES,
                          "rule pack " MB_SPAN_FMT " is over %u bytes",
                          MB_SPAN_ARG(shown), MB_PACK_BYTES_MAX);
    if (!yaml_parser_initialize(&parser))
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.ptr,
                                 yaml.len);
    if (!yaml_parser_load(&parser, &doc)) {
        st = yaml_wrong(&parser, shown, err);
    } else {
        struct reader r = {&doc, arena, err, shown, MB_SPAN_NULL};
        st = read_tree(&r, name, &pack);
        yaml_document_delete(&doc);
        if (st == MB_OK)
            st = check_end(&parser, shown, err);
    }
    yaml_parser_delete(&parser);
    if (st == MB_OK)
        *ret_pack = pack;
    return st;
}
