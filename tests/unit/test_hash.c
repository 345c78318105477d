/* SHA-256 against the standard's own vectors; base32 by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"

static void test_sha256(void **state)
{
    char hex[MB_SHA256_HEX];
    struct mb_err err;

    (void)state;
    assert_int_equal(mb_sha256_hex(MB_SPAN_LIT("abc"), hex, &err), MB_OK);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
                             "b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(mb_sha256_hex(MB_SPAN_LIT(""), hex, &err), MB_OK);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb924"
                             "27ae41e4649b934ca495991b7852b855");
}

static void test_base32(void **state)
{
    static const unsigned char ones[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    static const unsigned char count[] = {0x00, 0x44, 0x32, 0x14, 0xC7,
                                          0x42, 0x54, 0xB6, 0x35, 0xCF};
    char out[17];

    (void)state;
    mb_base32_put(ones, sizeof ones, out, 8);
    assert_string_equal(out, "ZZZZZZZZ");
    /* 00000 00001 00010 … : the digits in order */
    mb_base32_put(count, sizeof count, out, 16);
    assert_string_equal(out, "0123456789ABCDEF");
    mb_base32_put(count, sizeof count, out, 10);
    assert_string_equal(out, "0123456789");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sha256),
        cmocka_unit_test(test_base32),
    };

    return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
