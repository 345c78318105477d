/* What the tests of assurance/ share: blocks from a text in memory. */
#ifndef MB_TESTS_ASSURANCE_TEST_H
#define MB_TESTS_ASSURANCE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "parser/blocks.h"
#include "parser/reader.h"

#define assert_span(s, text)                                                   \
    do {                                                                       \
        struct mb_span got = (s);                                              \
        if (!mb_span_eq(got, mb_span_str(text)))                               \
            fail_msg("\"" MB_SPAN_FMT "\" is not \"%s\"", MB_SPAN_ARG(got),    \
                     text);                                                    \
    } while (0)

/* Read a text as the file `name` would be read; the arena owns all. */
static inline struct mb_blocks *blocks_of(struct mb_arena *arena,
                                          const char *name, const char *words)
{
    struct mb_limits limits = MB_LIMITS_DEFAULT;
    struct mb_reader_options options = {.limits = limits};
    struct mb_diags diags = {NULL, 0, arena};
    struct mb_source source;
    struct mb_err err;
    struct mb_text *text = mb_arena_alloc(arena, 1, sizeof *text);
    struct mb_blocks *blocks = mb_arena_alloc(arena, 1, sizeof *blocks);

    assert_int_equal(mb_source_init(&source, mb_span_str(words),
                                    mb_span_str(name), &limits, arena, &err),
                     MB_OK);
    assert_int_equal(mb_read(&source, &options, arena, &diags, text, &err),
                     MB_OK);
    assert_int_equal(mb_blocks_split(text, arena, &diags, blocks, &err), MB_OK);
    return blocks;
}

#endif
