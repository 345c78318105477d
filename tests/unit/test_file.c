/* Reading within a limit, replacing whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/folder.h"

static char dir[] = "/tmp/mb-test-file-XXXXXX";
static char path[sizeof dir + 16];

static int make_dir(void **state)
{
    (void)state;
    if (mkdtemp(dir) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/book", dir);
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(dir); /* fails where a temporary file was left behind */
}

static void test_replace_and_load(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_span got = MB_SPAN_NULL;
    struct mb_err err;
    struct stat about;

    (void)state;
    assert_int_equal(mb_file_replace(path, MB_SPAN_LIT("first"), &err), MB_OK);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(mb_file_replace(path, MB_SPAN_LIT("second"), &err), MB_OK);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
    assert_int_equal(mb_file_load(path, 0, arena, &got, &err), MB_OK);
    assert_true(mb_span_eq(got, MB_SPAN_LIT("second")));
    assert_int_equal(got.ptr[got.len], '\0');
    mb_arena_free(arena);
}

static void test_limit(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_span got = MB_SPAN_NULL;
    struct mb_err err;

    (void)state;
    assert_int_equal(mb_file_replace(path, MB_SPAN_LIT("123456"), &err), MB_OK);
    assert_int_equal(mb_file_load(path, 5, arena, &got, &err), MB_ERR_LIMIT);
    assert_null(got.ptr);
    assert_non_null(strstr(err.text, "limit of 5 bytes"));
    assert_int_equal(mb_file_load(path, 6, arena, &got, &err), MB_OK);
    mb_arena_free(arena);
}

static void test_pipe(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_span got = MB_SPAN_NULL;
    struct mb_err err;
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "through", 7), 7);
    close(ends[1]);
    assert_int_equal(mb_file_read(ends[0], "-", 0, arena, &got, &err), MB_OK);
    close(ends[0]);
    assert_true(mb_span_eq(got, MB_SPAN_LIT("through")));
    mb_arena_free(arena);
}

static void test_errors(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_span got = MB_SPAN_NULL;
    struct mb_err err;

    (void)state;
    assert_int_equal(mb_file_load("/nonexistent", 0, arena, &got, &err),
                     MB_ERR_IO);
    assert_int_equal(mb_file_load(dir, 0, arena, &got, &err), MB_ERR_IO);
    assert_non_null(strstr(err.text, "is a directory"));
    assert_int_equal(mb_file_replace("/nonexistent/x", MB_SPAN_LIT("x"), &err),
                     MB_ERR_IO);
    /* a directory cannot be replaced, and nothing is left beside it */
    assert_int_equal(mb_file_replace(dir, MB_SPAN_LIT("x"), &err), MB_ERR_IO);
    mb_arena_free(arena);
}

static void test_two_steps(void **state)
{
    char *temp = NULL;
    struct mb_err err;

    (void)state;
    assert_int_equal(mb_file_temp(path, &temp, &err), MB_OK);
    assert_int_equal(access(temp, F_OK), 0);
    mb_file_discard(temp);
    assert_int_not_equal(access(temp, F_OK), 0);
    free(temp);
    assert_int_equal(mb_file_temp(path, &temp, &err), MB_OK);
    assert_int_equal(mb_file_commit(temp, path, &err), MB_OK);
    assert_int_not_equal(access(temp, F_OK), 0);
    free(temp);
    mb_file_discard(NULL);
}

/* A pipe takes what is written; it stays one. */
static void test_pipe_is_not_replaced(void **state)
{
    char got[8] = "";
    char *temp = NULL;
    struct mb_err err;
    struct stat sb;
    int fd;

    (void)state;
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    fd = open(path, O_RDONLY | O_NONBLOCK);
    assert_true(fd >= 0);
    assert_int_equal(mb_file_replace(path, MB_SPAN_LIT("words"), &err), MB_OK);
    assert_int_equal(read(fd, got, sizeof got), 5);
    assert_string_equal(got, "words");
    assert_int_equal(mb_file_temp(path, &temp, &err), MB_ERR_IO);
    assert_null(temp);
    assert_int_equal(stat(path, &sb), 0);
    assert_true(S_ISFIFO(sb.st_mode));
    close(fd);
    unlink(path);
}

/* What programs that are gone left half-written goes, and nothing else. */
static void test_sweep(void **state)
{
    static const struct {
        const char *name;
        bool stays;
    } files[] = {
        {"a.xlsx", true},
        {"a.xlsx.tmp-99999999-0", false},
        {"a.xlsx.tmp-99999999-0.a1B2c3", false}, /* libzip's copy of it */
        {"a.xlsx.tmp-99999999-0.xlsx", true},
        {"a.xlsx.tmp-99999999-0.a1B2c3d", true},
        {"a.xlsx.tmp-99999999", true},
        {"a.xlsx.tmp-1-0", true}, /* of one that runs */
    };
    enum { N = sizeof files / sizeof files[0] };
    char name[sizeof dir + 64];

    (void)state;
    for (size_t i = 0; i < N; i++) {
        snprintf(name, sizeof name, "%s/%s", dir, files[i].name);
        close(open(name, O_CREAT | O_WRONLY, 0600));
    }
    mb_folder_sweep(dir);
    for (size_t i = 0; i < N; i++) {
        snprintf(name, sizeof name, "%s/%s", dir, files[i].name);
        if ((access(name, F_OK) == 0) != files[i].stays)
            print_error("%s\n", name);
        assert_int_equal(access(name, F_OK) == 0, files[i].stays);
        unlink(name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replace_and_load),
        cmocka_unit_test(test_pipe_is_not_replaced),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_pipe),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_two_steps),
        cmocka_unit_test(test_sweep),
    };

    return cmocka_run_group_tests_name("file", tests, make_dir, remove_dir);
}
