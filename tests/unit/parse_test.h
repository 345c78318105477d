/* Parsing a text given in a test, with the packs built into the program. For
 * the tests of record extractors: include it once, after cmocka.h.
 */
#ifndef MB_TESTS_PARSE_TEST_H
#define MB_TESTS_PARSE_TEST_H

#include "parser/document.h"
#include "parser/parse.h"

struct parsed {
    struct mb_arena *arena;
    struct mb_document *doc;
};

static struct mb_rules *parse_rules;

static int load_rules(void **state)
{
    struct mb_err err = {0};

    (void)state;
    if (mb_rules_load(NULL, &parse_rules, &err) == MB_OK)
        return 0;
    print_error("%s\n", err.text);
    return -1;
}

static int free_rules(void **state)
{
    (void)state;
    mb_rules_free(parse_rules);
    return 0;
}

static inline struct parsed parse_named(struct mb_span bytes, const char *name)
{
    struct parsed p = {mb_arena_new(0), NULL};
    struct mb_parse_options options = {.reader.limits = MB_LIMITS_DEFAULT};
    struct mb_source source;
    struct mb_err err = {0};

    assert_non_null(p.arena);
    assert_int_equal(mb_source_init(&source, bytes, mb_span_str(name),
                                    &options.reader.limits, p.arena, &err),
                     MB_OK);
    assert_int_equal(
        mb_parse_source(&source, parse_rules, &options, p.arena, &p.doc, &err),
        MB_OK);
    return p;
}

static inline struct parsed parse_bytes(struct mb_span bytes)
{
    return parse_named(bytes, "test.txt");
}

static inline struct parsed parse(const char *text)
{
    return parse_bytes(mb_span_str(text));
}

static inline void done(struct parsed *p)
{
    mb_arena_free(p->arena);
}

static inline void assert_span(struct mb_span s, const char *expected)
{
    if (expected == NULL) {
        if (s.ptr != NULL)
            print_error("got '" MB_SPAN_FMT "', wanted none\n", MB_SPAN_ARG(s));
        assert_null(s.ptr);
        return;
    }
    if (!mb_span_eq(s, mb_span_str(expected)))
        print_error("got '" MB_SPAN_FMT "'\nnot '%s'\n", MB_SPAN_ARG(s),
                    expected);
    assert_true(mb_span_eq(s, mb_span_str(expected)));
}

#endif
