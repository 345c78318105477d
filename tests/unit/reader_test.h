/* What the tests of the readers share: bytes in, `dump --stage=source` out. */
#ifndef MB_TESTS_READER_TEST_H
#define MB_TESTS_READER_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "parser/reader.h"

/* One read, and what came of it; reading_done frees it. */
struct reading {
    struct mb_arena *arena;
    struct mb_source source;
    struct mb_text text;
    struct mb_diags diags;
    struct mb_err err;
    enum mb_status st;
    struct mb_buf dump;
    double seconds;
};

static inline struct mb_reader_options reading_options(void)
{
    return (struct mb_reader_options){.limits = MB_LIMITS_DEFAULT};
}

static inline void reading_make(struct reading *r, struct mb_span bytes,
                                const char *name,
                                const struct mb_reader_options *options)
{
    clock_t start = clock();

    *r = (struct reading){.arena = mb_arena_new(options->limits.memory_bytes)};
    r->diags.arena = r->arena;
    r->st = mb_source_init(&r->source, bytes, mb_span_str(name),
                           &options->limits, r->arena, &r->err);
    if (r->st == MB_OK)
        r->st = mb_read(&r->source, options, r->arena, &r->diags, &r->text,
                        &r->err);
    if (r->st == MB_OK)
        mb_text_dump(&r->text, &r->dump);
    r->seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
}

static inline void reading_done(struct reading *r)
{
    mb_buf_done(&r->dump);
    mb_arena_free(r->arena);
}

static inline int has_diag(const struct reading *r, enum mb_diag_code code)
{
    for (uint32_t i = 0; i < r->diags.n; i++)
        if (r->diags.at[i].code == code)
            return 1;
    return 0;
}

/* The dump of a document given as a string is as expected. */
static inline void check_dump(const char *bytes, const char *name,
                              const char *expected)
{
    struct mb_reader_options options = reading_options();
    struct reading r;

    reading_make(&r, mb_span_str(bytes), name, &options);
    if (r.st != MB_OK)
        fail_msg("not read: %s", r.err.text);
    assert_string_equal(mb_buf_span(&r.dump).ptr, expected);
    reading_done(&r);
}

#endif
