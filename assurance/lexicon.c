/* Reading and matching lexicons.
 *
 * Phrases hang in lists by their first stem, the longest first, so that one
 * array look-up a token decides whether anything can begin there. The YAML is
 * read as events; entries named by "implies" are resolved at the end, so that
 * their order in the file is free.
 */
#include "assurance/lexicon.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "data.inc"

struct mb_span mb_lexicon_builtin(const char *name)
{
    for (size_t i = 0; mb_data[i].name != NULL; i++) {
        /* The bytes are text made by packaging/embed. */
        if (strcmp(mb_data[i].name, name) == 0)
            return (struct mb_span){(const char *)mb_data[i].bytes,
                                    mb_data[i].len};
    }
    return MB_SPAN_NULL;
}

uint32_t mb_lexicon_entry(const struct mb_lexicon *lexicon, const char *name)
{
    struct mb_span s = mb_span_str(name);
    for (uint32_t i = 0; i < lexicon->nentries; i++)
        if (mb_span_eq(lexicon->entries[i].name, s))
            return i;
    return MB_ENTRY_NONE;
}

/* ----------------------------------------------------------------- read */

/* What an entry says of others. */
enum relation {
    RELATION_IMPLIES,
    RELATION_EXCLUDES,
    RELATION_JOINS,
    RELATION_COUNT
};
static const char *const relation_names[] = {"implies", "excludes", "joins"};

/* A relation as written, to be resolved at the end. */
struct pending {
    uint32_t entry;
    enum relation relation;
    struct mb_span text;
    size_t line;
};

/* The tables of the lexicon while they can be written to; it has their
 * numbers of entries from the beginning. */
struct reading {
    const char *name;
    struct mb_lexicon *lex;
    struct mb_lex_entry *entries;
    struct mb_phrase *phrases;
    uint32_t *terms;
    struct mb_span *texts;
    uint32_t ntexts;
    struct mb_vocab *vocab;
    struct mb_arena *arena;
    struct pending *pending;
    uint32_t npending;
    struct mb_err *err;
};

static enum mb_status bad(struct reading *r, size_t line, const char *what,
                          struct mb_span which)
{
    return mb_err_set(r->err, MB_ERR_RULES,
                      "%s, line %zu: %s \"" MB_SPAN_FMT "\"", r->name, line + 1,
                      what, MB_SPAN_ARG(which));
}

static enum mb_status add_phrase(struct reading *r, struct mb_span text,
                                 bool hint, size_t line)
{
    struct mb_lexicon *lex = r->lex;
    struct mb_tokens tokens = {0};
    enum mb_status st = mb_terms_cut(r->vocab, text, r->arena, &tokens, r->err);
    if (st != MB_OK)
        return st;
    if (tokens.n == 0)
        return bad(r, line, "no word in phrase", text);
    struct mb_phrase *p =
        mb_arena_push(r->arena, &r->phrases, &lex->nphrases, sizeof *p);
    struct mb_span *written =
        mb_arena_push(r->arena, &r->texts, &r->ntexts, sizeof *written);
    if (p == NULL || written == NULL)
        return mb_arena_status(r->arena, r->err);
    *written = mb_arena_dup(r->arena, text);
    bool exact = mb_span_starts(text, MB_SPAN_LIT("="));
    *p = (struct mb_phrase){
        .entry = lex->nentries - 1,
        .terms = lex->nterms,
        .n = tokens.n,
        .next = UINT32_MAX,
        .stem = tokens.at[0].term,
        .light = tokens.n == 1 && !exact ? tokens.at[0].light : MB_TERM_NONE,
        .hint = hint,
        .exact = exact};
    for (uint32_t i = 0; i < tokens.n; i++) {
        uint32_t *term =
            mb_arena_push(r->arena, &r->terms, &lex->nterms, sizeof *term);
        if (term != NULL)
            *term = exact ? tokens.at[i].word : tokens.at[i].term;
    }
    return mb_arena_status(r->arena, r->err);
}

static enum mb_status set_kind(struct reading *r, struct mb_span value,
                               size_t line)
{
    static const char *const kinds[] = {"aim", "group", "means", "idle"};
    for (unsigned i = 0; r->entries != NULL && i < MB_ENTRY_KIND_COUNT; i++) {
        if (mb_span_eq(value, mb_span_str(kinds[i]))) {
            r->entries[r->lex->nentries - 1].kind = (enum mb_entry_kind)i;
            return MB_OK;
        }
    }
    return bad(r, line, "unknown kind", value);
}

static enum mb_status set_value(struct reading *r, struct mb_span key,
                                struct mb_span value, size_t line)
{
    if (mb_span_eq(key, MB_SPAN_LIT("kind")))
        return set_kind(r, value, line);
    if (mb_span_eq(key, MB_SPAN_LIT("words")))
        return add_phrase(r, value, false, line);
    if (mb_span_eq(key, MB_SPAN_LIT("hints")))
        return add_phrase(r, value, true, line);
    unsigned relation = 0;
    while (relation < RELATION_COUNT
           && !mb_span_eq(key, mb_span_str(relation_names[relation])))
        relation++;
    if (relation == RELATION_COUNT)
        return bad(r, line, "unknown key", key);
    struct pending *p =
        mb_arena_push(r->arena, &r->pending, &r->npending, sizeof *p);
    if (p == NULL)
        return mb_arena_status(r->arena, r->err);
    *p = (struct pending){r->lex->nentries - 1, (enum relation)relation,
                          mb_arena_dup(r->arena, value), line};
    return MB_OK;
}

static enum mb_status add_entry(struct reading *r, struct mb_span name,
                                size_t line)
{
    struct mb_lexicon *lex = r->lex;
    for (uint32_t i = 0; r->entries != NULL && i < lex->nentries; i++)
        if (mb_span_eq(r->entries[i].name, name))
            return bad(r, line, "a second", name);
    struct mb_lex_entry *e =
        mb_arena_push(r->arena, &r->entries, &lex->nentries, sizeof *e);
    if (e == NULL)
        return mb_arena_status(r->arena, r->err);
    *e = (struct mb_lex_entry){.name = mb_arena_dup(r->arena, name)};
    return MB_OK;
}

/* Events of the document, by depth: 1 entry names, 2 keys, then values. */
static enum mb_status read_events(struct reading *r, yaml_parser_t *parser)
{
    struct mb_span key = MB_SPAN_NULL;
    int depth = 0;
    for (bool done = false; !done;) {
        yaml_event_t ev;
        if (yaml_parser_parse(parser, &ev) == 0)
            return mb_err_set(r->err, MB_ERR_RULES, "%s, line %zu: %s", r->name,
                              parser->problem_mark.line + 1, parser->problem);
        enum mb_status st = MB_OK;
        size_t line = ev.start_mark.line;
        if (ev.type == YAML_MAPPING_START_EVENT) {
            depth++;
        } else if (ev.type == YAML_MAPPING_END_EVENT) {
            depth--;
            key = MB_SPAN_NULL;
        } else if (ev.type == YAML_SEQUENCE_END_EVENT) {
            key = MB_SPAN_NULL;
        } else if (ev.type == YAML_SEQUENCE_START_EVENT) {
            if (key.ptr == NULL)
                st = bad(r, line, "a list without", MB_SPAN_LIT("key"));
        } else if (ev.type == YAML_SCALAR_EVENT) {
            struct mb_span s = {(const char *)ev.data.scalar.value,
                                ev.data.scalar.length};
            if (depth == 1)
                st = add_entry(r, s, line);
            else if (depth != 2 || r->entries == NULL)
                st = bad(r, line, "not of this form:", s);
            else if (key.ptr == NULL)
                key = mb_arena_dup(r->arena, s);
            else
                st = set_value(r, key, s, line);
            if (mb_span_eq(key, MB_SPAN_LIT("kind"))
                && !mb_span_eq(s, MB_SPAN_LIT("kind")))
                key = MB_SPAN_NULL;
        }
        done = ev.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&ev);
        if (st != MB_OK)
            return st;
    }
    return mb_arena_status(r->arena, r->err);
}

static struct mb_implied *
add_relation(struct reading *r, struct mb_lex_entry *e, enum relation relation)
{
    const struct mb_implied **at = relation == RELATION_IMPLIES ? &e->implied
                                   : relation == RELATION_EXCLUDES
                                       ? &e->excluded
                                       : &e->joined;
    uint32_t *n = relation == RELATION_IMPLIES    ? &e->nimplied
                  : relation == RELATION_EXCLUDES ? &e->nexcluded
                                                  : &e->njoined;
    return mb_arena_push(r->arena, at, n, sizeof **at);
}

static enum mb_status resolve(struct reading *r)
{
    r->lex->entries = r->entries;
    for (uint32_t i = 0; i < r->npending; i++) {
        struct pending *p = &r->pending[i];
        struct mb_span name;
        struct mb_span number = mb_span_cut(p->text, ' ', &name);
        struct mb_span owned = mb_arena_dup(r->arena, name);
        uint32_t to = owned.ptr == NULL ? MB_ENTRY_NONE
                                        : mb_lexicon_entry(r->lex, owned.ptr);
        if (to == MB_ENTRY_NONE)
            return bad(r, p->line, "implies unknown", name);
        double weight = number.len > 0 ? strtod(number.ptr, NULL) : 1.0;
        if (!(weight > 0 && weight <= 1))
            return bad(r, p->line, "weight is not in 0..1 of", p->text);
        struct mb_lex_entry *e = &r->entries[p->entry];
        struct mb_implied *imp = add_relation(r, e, p->relation);
        if (imp == NULL)
            return mb_arena_status(r->arena, r->err);
        *imp = (struct mb_implied){to, weight};
    }
    return MB_OK;
}

/* Hang each phrase into the list of its first term, longest first. */
static enum mb_status index_phrases(struct reading *r)
{
    struct mb_lexicon *lex = r->lex;
    uint32_t n = mb_vocab_size(r->vocab);
    uint32_t *first = mb_arena_alloc(r->arena, n + 1, sizeof *first);
    uint64_t *whose = NULL;
    if (first == NULL)
        return mb_arena_status(r->arena, r->err);
    memset(first, 0xFF, (n + 1) * sizeof *first);
    if (lex->nentries <= 64)
        whose = mb_arena_alloc(r->arena, n + 1, sizeof *whose);
    for (uint32_t i = 0; r->phrases != NULL && i < lex->nphrases; i++) {
        struct mb_phrase *p = &r->phrases[i];
        uint32_t *at = &first[p->stem];
        if (whose != NULL)
            whose[p->stem] |= UINT64_C(1) << p->entry;
        while (*at != UINT32_MAX && r->phrases[*at].n > p->n)
            at = &r->phrases[*at].next;
        p->next = *at;
        *at = i;
    }
    lex->phrases = r->phrases;
    lex->terms = r->terms;
    lex->texts = r->texts;
    lex->first = first;
    lex->whose = whose;
    lex->nfirst = n;
    return mb_arena_status(r->arena, r->err);
}

enum mb_status mb_lexicon_read(const char *name, struct mb_span yaml,
                               struct mb_vocab *vocab, struct mb_arena *arena,
                               struct mb_lexicon *ret, struct mb_err *err)
{
    struct reading r = {
        .name = name, .lex = ret, .vocab = vocab, .arena = arena, .err = err};
    yaml_parser_t parser;
    *ret = (struct mb_lexicon){0};
    if (yaml_parser_initialize(&parser) == 0)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    yaml_parser_set_input_string(
        &parser, (const unsigned char *)(yaml.ptr == NULL ? "" : yaml.ptr),
        yaml.len);
    enum mb_status st = read_events(&r, &parser);
    yaml_parser_delete(&parser);
    if (st == MB_OK)
        st = resolve(&r);
    if (st == MB_OK)
        st = index_phrases(&r);
    return st;
}

/* ---------------------------------------------------------------- match */

static bool phrase_at(const struct mb_lexicon *lex, const struct mb_phrase *p,
                      const struct mb_tokens *tokens, uint32_t at, uint32_t to)
{
    const uint32_t *terms = lex->terms + p->terms;
    if (at + p->n > to)
        return false;
    for (uint32_t k = p->exact ? 0 : 1; k < p->n; k++) {
        const struct mb_token *t = &tokens->at[at + k];
        if (k > 0 && t->apart)
            return false;
        if ((p->exact ? t->word : t->term) != terms[k])
            return false;
    }
    return true;
}

static uint32_t list_at(const struct mb_lexicon *lex, uint32_t term)
{
    return term < lex->nfirst ? lex->first[term] : UINT32_MAX;
}

/* The same where it can hold a phrase of that entry. */
static uint32_t list_of(const struct mb_lexicon *lex, uint32_t entry,
                        uint32_t term)
{
    if (term >= lex->nfirst
        || (lex->whose != NULL && (lex->whose[term] >> entry & 1) == 0))
        return UINT32_MAX;
    return lex->first[term];
}

/* Whether an earlier find covers these tokens: one of the same entry, or a
 * longer one of any. Groups are covered by their own alone. */
static bool covered(const struct mb_lexicon *lex, const struct mb_founds *f,
                    const struct mb_phrase *phrase, uint32_t token)
{
    bool group = lex->entries[phrase->entry].kind == MB_ENTRY_GROUP;
    for (uint32_t i = f->n; i-- > 0 && f->n - i < 24;) {
        const struct mb_found *x = &f->at[i];
        if (x->token + x->n < token + phrase->n)
            continue;
        if (x->entry == phrase->entry
            || (!group && x->n > phrase->n
                && lex->entries[x->entry].kind != MB_ENTRY_GROUP))
            return true;
    }
    return false;
}

enum mb_status mb_lexicon_match(const struct mb_lexicon *lexicon,
                                const struct mb_tokens *tokens,
                                struct mb_arena *arena, struct mb_founds *ret,
                                struct mb_err *err)
{
    struct mb_founds f = {NULL, 0};
    for (uint32_t i = 0; i < tokens->n; i++) {
        uint32_t p = list_at(lexicon, tokens->at[i].term);
        for (; p != UINT32_MAX; p = lexicon->phrases[p].next) {
            const struct mb_phrase *phrase = &lexicon->phrases[p];
            if (!phrase_at(lexicon, phrase, tokens, i, tokens->n)
                || (phrase->light != MB_TERM_NONE
                    && phrase->light != tokens->at[i].light)
                || covered(lexicon, &f, phrase, i))
                continue;
            struct mb_found *new =
                mb_arena_push(arena, &f.at, &f.n, sizeof *new);
            if (new == NULL)
                return mb_arena_status(arena, err);
            *new =
                (struct mb_found){p, phrase->entry, i, phrase->n, phrase->hint};
        }
    }
    *ret = f;
    return MB_OK;
}

enum { SURVEYED = 63 }; /* the bit that says so */

void mb_lexicon_survey(const struct mb_lexicon *lexicon,
                       struct mb_tokens *tokens)
{
    if (lexicon->whose == NULL || lexicon->nentries > SURVEYED)
        return;
    tokens->entries = UINT64_C(1) << SURVEYED;
    for (uint32_t i = 0; i < tokens->n; i++)
        if (tokens->at[i].term < lexicon->nfirst)
            tokens->entries |= lexicon->whose[tokens->at[i].term];
}

bool mb_lexicon_at(const struct mb_lexicon *lexicon, uint32_t entry,
                   const struct mb_tokens *tokens, uint32_t at)
{
    uint32_t p = at < tokens->n ? list_of(lexicon, entry, tokens->at[at].term)
                                : UINT32_MAX;
    for (; p != UINT32_MAX; p = lexicon->phrases[p].next)
        if (lexicon->phrases[p].entry == entry
            && phrase_at(lexicon, &lexicon->phrases[p], tokens, at, tokens->n))
            return true;
    return false;
}

bool mb_lexicon_has(const struct mb_lexicon *lexicon, uint32_t entry,
                    const struct mb_tokens *tokens, uint32_t from, uint32_t to)
{
    if (to > tokens->n)
        to = tokens->n;
    for (uint32_t i = from; i < to; i++) {
        uint32_t p = list_of(lexicon, entry, tokens->at[i].term);
        for (; p != UINT32_MAX; p = lexicon->phrases[p].next)
            if (lexicon->phrases[p].entry == entry
                && phrase_at(lexicon, &lexicon->phrases[p], tokens, i, to))
                return true;
    }
    return false;
}
