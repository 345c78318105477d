/* What bytes are told to be, and the advice for what is not read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "parser/source.h"

#define B(lit)                                                                 \
    {                                                                          \
        "" lit, sizeof(lit) - 1                                                \
    }

static const struct {
    struct mb_span bytes;
    const char *name;
    enum mb_media media;
} cases[] = {
    {B("Minutes of the Board"), "a.txt", MB_MEDIA_TEXT},
    {B("Minutes"), "a.pdf", MB_MEDIA_TEXT}, /* the bytes decide */
    {B("# Minutes"), "a.md", MB_MEDIA_MARKDOWN},
    {B("---\ntitle: x\n---\nMinutes"), "-", MB_MEDIA_MARKDOWN},
    {B("<!-- saved -->\n[Home](#) words"), "a.md", MB_MEDIA_MARKDOWN},
    {B("\xEF\xBB\xBF <!DOCTYPE html><p>x"), "a", MB_MEDIA_HTML},
    {B("<div>Minutes</div>"), "-", MB_MEDIA_HTML},
    {B("words first <p>then</p>"), "a.htm", MB_MEDIA_HTML},
    {B("<AI1>\n1. Apologies"), "a.txt", MB_MEDIA_TEXT},
    {B("<\0h\0t\0m\0l\0>\0"), "a", MB_MEDIA_HTML},
    {B("\xFF\xFEM\0i\0n\0"), "a.txt", MB_MEDIA_TEXT},
    {B("<?xml version='1.0'?><getmeeting/>"), "a", MB_MEDIA_XML},
    {B("<?xml version='1.0'?><html/>"), "a", MB_MEDIA_HTML},
    {B("%PDF-1.7\n"), "a.txt", MB_MEDIA_PDF},
    {B("junk before %PDF-1.4"), "a", MB_MEDIA_PDF},
    {B("{\\rtf1 x}"), "a.doc", MB_MEDIA_RTF},
    {B("\x89PNG\r\n\x1a\n..."), "a.png", MB_MEDIA_IMAGE},
    {B("Rar!\x1a\x07\x01"), "a", MB_MEDIA_ARCHIVE},
    {B("PK\3\4..........................mimetypeapplication/"
       "vnd.oasis.opendocument.text"),
     "a", MB_MEDIA_ODT},
    {B("PK\3\4..........................[Content_Types].xml word/document"),
     "a", MB_MEDIA_DOCX},
    {B("PK\3\4.........................._rels/.rels xl/workbook.xml"), "a",
     MB_MEDIA_XLSX},
    {B("PK\3\4..........................minutes.docx word/document"), "a",
     MB_MEDIA_ARCHIVE},
    {B("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t"
       "\0"),
     "a", MB_MEDIA_DOC},
    {B("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c"
       "\0k\0a\0g\0e\0"),
     "a", MB_MEDIA_ENCRYPTED},
    {B("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 nothing known"), "a", MB_MEDIA_OFFICE},
    {B("From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related\n"),
     "a.mht", MB_MEDIA_MHTML},
    {B("\1\2\3\4\5\6\7\0\1\2\3"), "a.txt", MB_MEDIA_BINARY},
};

static void test_detect(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum mb_media got =
            mb_media_detect(cases[i].bytes, mb_span_str(cases[i].name));
        if (got != cases[i].media)
            fail_msg("case %zu (%s): %s", i, cases[i].name,
                     mb_media_label(got));
    }
}

static void test_types(void **state)
{
    (void)state;
    for (int m = MB_MEDIA_TEXT; m < MB_MEDIA_DOC; m++) {
        const char *type = mb_media_type((enum mb_media)m);
        assert_int_equal(mb_media_by_type(mb_span_str(type)), m);
        assert_null(mb_media_advice((enum mb_media)m));
    }
    for (int m = MB_MEDIA_DOC; m < MB_MEDIA_COUNT; m++)
        assert_non_null(mb_media_advice((enum mb_media)m));
    assert_int_equal(mb_media_by_type(MB_SPAN_LIT("text/x")), MB_MEDIA_UNKNOWN);
}

static void test_init(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_limits limits = MB_LIMITS_DEFAULT;
    struct mb_source source;
    struct mb_err err;

    (void)state;
    assert_int_equal(mb_source_init(&source, MB_SPAN_LIT("abc"),
                                    MB_SPAN_LIT("m.txt"), &limits, arena, &err),
                     MB_OK);
    assert_int_equal(source.media, MB_MEDIA_TEXT);
    assert_int_equal(strncmp(source.sha256, "ba7816bf", 8), 0);
    assert_int_equal(mb_source_init(&source, MB_SPAN_LIT("{\\rtf1"),
                                    MB_SPAN_LIT("m.rtf"), &limits, arena, &err),
                     MB_ERR_REFUSED);
    assert_string_equal(err.text,
                        "m.rtf: is a Rich Text document, not read: open it "
                        "and save it as Word document (.docx) or PDF");
    assert_int_equal(mb_source_init(&source, MB_SPAN_LIT(""),
                                    MB_SPAN_LIT("m.txt"), &limits, arena, &err),
                     MB_ERR_FORMAT);
    limits.document_bytes = 2;
    assert_int_equal(mb_source_init(&source, MB_SPAN_LIT("abc"),
                                    MB_SPAN_LIT("m.txt"), &limits, arena, &err),
                     MB_ERR_LIMIT);
    mb_arena_free(arena);
}

static void test_read_pipe(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_limits limits = MB_LIMITS_DEFAULT;
    struct mb_source source;
    struct mb_err err;
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "Minutes\n", 8), 8);
    close(ends[1]);
    assert_int_equal(mb_source_read(&source, ends[0], MB_SPAN_LIT("-"), &limits,
                                    arena, &err),
                     MB_OK);
    close(ends[0]);
    assert_int_equal(source.bytes.len, 8);
    mb_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_detect),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_init),
        cmocka_unit_test(test_read_pipe),
    };

    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
