/* UTF-8 checking, walking and conversion from Windows-1252. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"

static struct mb_span bytes(const char *s, size_t n)
{
    return (struct mb_span){s, n};
}
#define S(lit) bytes("" lit, sizeof(lit) - 1)

static void test_check_accepts(void **state)
{
    (void)state;
    assert_true(mb_utf8_check(S(""), NULL));
    assert_true(mb_utf8_check(S("plain words, twenty of them"), NULL));
    assert_true(mb_utf8_check(S("\xC2\xA3"), NULL)); /* pound */
    assert_true(mb_utf8_check(S("\xED\x9F\xBF\xEE\x80\x80"), NULL));
    assert_true(mb_utf8_check(S("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"), NULL));
}

static void test_check_refuses(void **state)
{
    static const struct mb_span bad[] = {
        {"\x80", 1},             /* a continuation alone */
        {"\xC0\xAF", 2},         /* longer form of '/' */
        {"\xE0\x80\xAF", 3},     /* the same in three bytes */
        {"\xED\xA0\x80", 3},     /* surrogate */
        {"\xF4\x90\x80\x80", 4}, /* above U+10FFFF */
        {"\xF0\x80\x80\x80", 4}, /* longer form */
        {"\xE2\x80", 2},         /* cut short */
        {"\xFF", 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(mb_utf8_check(bad[i], NULL));
}

static void test_check_tells_where(void **state)
{
    struct mb_utf8_place bad = {0, 0, 0};

    (void)state;
    assert_false(mb_utf8_check(S("one\ntwo \xC3\xA9\xFF!"), &bad));
    assert_int_equal(bad.offset, 10);
    assert_int_equal(bad.line, 2);
    assert_int_equal(bad.column, 6);
}

static void test_decode_encode_round(void **state)
{
    static const uint32_t chars[] = {0x41,   0x7F,   0x80,   0x7FF,   0x800,
                                     0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};

    (void)state;
    for (size_t i = 0; i < sizeof chars / sizeof *chars; i++) {
        char out[4];
        size_t n = mb_utf8_encode(chars[i], out);
        size_t len = 0;
        assert_int_equal(mb_utf8_decode(bytes(out, n), 0, &len), chars[i]);
        assert_int_equal(len, n);
    }
}

static void test_encode_replaces(void **state)
{
    char out[4];

    (void)state;
    assert_int_equal(mb_utf8_encode(0xD800, out), 3);
    assert_memory_equal(out, "\xEF\xBF\xBD", 3);
    assert_int_equal(mb_utf8_encode(0x110000, out), 3);
}

static void test_cp1252(void **state)
{
    struct mb_buf out = MB_BUF_INIT;

    (void)state;
    assert_int_equal(mb_utf8_put_cp1252(&out, S("\x93the board\x94 \xA3"
                                                "5")),
                     0);
    assert_string_equal(out.ptr, "\xE2\x80\x9Cthe board\xE2\x80\x9D \xC2\xA3"
                                 "5");
    mb_buf_clear(&out);
    assert_int_equal(mb_utf8_put_cp1252(&out, S("a\x81")), 1);
    assert_string_equal(out.ptr, "a\xEF\xBF\xBD");
    mb_buf_done(&out);
}

static void test_repair(void **state)
{
    struct mb_buf out = MB_BUF_INIT;

    (void)state;
    assert_int_equal(
        mb_utf8_put_repaired(&out, S("caf\xC3\xA9 \xFF\xFE end\xE2\x80")), 4);
    assert_true(mb_utf8_check(mb_buf_span(&out), NULL));
    assert_string_equal(out.ptr, "caf\xC3\xA9 \xEF\xBF\xBD\xEF\xBF\xBD end"
                                 "\xEF\xBF\xBD\xEF\xBF\xBD");
    mb_buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check_accepts),
        cmocka_unit_test(test_check_refuses),
        cmocka_unit_test(test_check_tells_where),
        cmocka_unit_test(test_decode_encode_round),
        cmocka_unit_test(test_encode_replaces),
        cmocka_unit_test(test_cp1252),
        cmocka_unit_test(test_repair),
    };

    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
