/* Memory that runs out: every allocation of reading a document is refused in
 * turn, and every size of arena tried. What comes back is the document as
 * ever, or an error that says so; nothing crashes, and (under ASan) nothing
 * leaks. Linked with malloc, calloc and realloc wrapped: see the Makefile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "tests/unit/parse_test.h"

static long left = -1; /* allocations until one fails; < 0: none does */
static bool refused;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);

static bool may_have(void)
{
    if (left < 0 || left-- > 0)
        return true;
    refused = true;
    return false;
}

void *__wrap_malloc(size_t size)
{
    return may_have() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t n, size_t size)
{
    return may_have() ? __real_calloc(n, size) : NULL;
}

void *__wrap_realloc(void *p, size_t size)
{
    return may_have() ? __real_realloc(p, size) : NULL;
}

/* Read bytes into records; *ret_dump is what they are, where all went well. */
static enum mb_status attempt(struct mb_span bytes, const char *name,
                              size_t limit, struct mb_buf *ret_dump,
                              struct mb_err *err)
{
    struct mb_parse_options options = {.reader.limits = MB_LIMITS_DEFAULT};
    struct mb_arena *arena = mb_arena_new(limit);
    struct mb_source source;
    struct mb_document *doc;
    enum mb_status st;

    err->text[0] = '\0';
    if (arena == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    st = mb_source_init(&source, bytes, mb_span_str(name),
                        &options.reader.limits, arena, err);
    if (st == MB_OK)
        st = mb_parse_source(&source, parse_rules, &options, arena, &doc, err);
    if (st == MB_OK) {
        left = -1; /* printing is not what is tried here */
        mb_document_dump(doc, ret_dump);
    }
    mb_arena_free(arena);
    return st;
}

struct input {
    const char *path;
    struct mb_buf bytes;
    struct mb_buf dump; /* what it says where nothing fails */
};

static void input_open(struct input *in, const char *path)
{
    struct mb_err err;
    FILE *file = fopen(path, "rb");
    char chunk[4096];
    size_t n;

    *in = (struct input){path, MB_BUF_INIT, MB_BUF_INIT};
    assert_non_null(file);
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
        mb_buf_put(&in->bytes, (struct mb_span){chunk, n});
    fclose(file);
    assert_int_equal(attempt(mb_buf_span(&in->bytes), path, 0, &in->dump, &err),
                     MB_OK);
    assert_true(in->dump.len > 0);
}

static void input_close(struct input *in)
{
    mb_buf_done(&in->bytes);
    mb_buf_done(&in->dump);
}

/* The same records, or an error of the kind that was made. */
static bool check_outcome(const struct input *in, enum mb_status st,
                          enum mb_status wanted, struct mb_buf *dump,
                          const struct mb_err *err)
{
    bool whole = st == MB_OK;

    if (whole) {
        assert_true(mb_span_eq(mb_buf_span(dump), mb_buf_span(&in->dump)));
    } else {
        if (st != wanted)
            print_error("%s: status %d: %s\n", in->path, st, err->text);
        assert_int_equal(st, wanted);
        assert_true(strlen(err->text) > 0);
    }
    mb_buf_clear(dump);
    return whole;
}

static void refuse_each(const char *path)
{
    struct mb_buf dump = MB_BUF_INIT;
    struct mb_err err;
    struct input in;
    long n = 0;

    input_open(&in, path);
    mb_buf_put(&dump, mb_buf_span(&in.dump)); /* room, before any is refused */
    for (;; n++) {
        enum mb_status st;
        mb_buf_clear(&dump);
        refused = false;
        left = n;
        st = attempt(mb_buf_span(&in.bytes), path, 0, &dump, &err);
        left = -1;
        if (!refused)
            break;
        check_outcome(&in, st, MB_ERR_NOMEM, &dump, &err);
    }
    assert_true(n > 0);
    mb_buf_done(&dump);
    input_close(&in);
}

static void try_each_limit(const char *path)
{
    struct mb_buf dump = MB_BUF_INIT;
    struct mb_err err;
    struct input in;
    size_t limit = 64;
    unsigned failures = 0;

    input_open(&in, path);
    while (!check_outcome(
        &in, attempt(mb_buf_span(&in.bytes), path, limit, &dump, &err),
        MB_ERR_LIMIT, &dump, &err)) {
        failures++;
        limit += limit / 48 + 8;
        assert_true(limit < 256u << 20);
    }
    assert_true(failures > 20);
    mb_buf_done(&dump);
    input_close(&in);
}

static const char *const paths[] = {
    "fixtures/records/minutes-text.d/input.txt",
    "fixtures/records/partnership-markdown.d/input.md",
    "fixtures/records/decision-html.d/input.html",
    "fixtures/records/harbour-docx.d/input.docx",
};

static void refused_allocations(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        refuse_each(paths[i]);
}

static void small_arenas(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        try_each_limit(paths[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_allocations),
        cmocka_unit_test(small_arenas),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
