/* Hostile input to the readers: each ends soon, in one error line or in a
 * text, within its limits.
 */
#include "docx_test.h"

/* What a thing may take, generously, also under a sanitizer or valgrind on a
 * busy machine: a hang or quadratic work is far above it. */
enum { SECONDS_MAX = 20 };

static struct mb_span repeat(const char *what, size_t times, const char *head,
                             const char *tail)
{
    size_t len = strlen(what);
    size_t size = strlen(head) + len * times + strlen(tail);
    char *bytes = malloc(size + 1);
    char *at = bytes;

    assert_non_null(bytes);
    at = stpcpy(at, head);
    for (size_t i = 0; i < times; i++) {
        memcpy(at, what, len);
        at += len;
    }
    strcpy(at, tail);
    return (struct mb_span){bytes, size};
}

static void release(struct mb_span s)
{
    free((void *)(uintptr_t)s.ptr);
}

/* Read; the status must be one of two, an error has one line of text, and a
 * text is valid. Frees the bytes. */
static void survive(struct mb_span bytes, const char *name, enum mb_status one,
                    enum mb_status other)
{
    struct mb_reader_options options = reading_options();
    struct reading r;

    reading_make(&r, bytes, name, &options);
    if (r.st != one && r.st != other)
        fail_msg("%s: status %d: %s", name, (int)r.st, r.err.text);
    if (r.st != MB_OK) {
        assert_true(r.err.text[0] != '\0');
        assert_null(strchr(r.err.text, '\n'));
    }
    if (r.seconds > SECONDS_MAX)
        fail_msg("%s took %.1f s", name, r.seconds);
    reading_done(&r);
    release(bytes);
}

static void test_html_shapes(void **state)
{
    static const struct {
        const char *what;
        size_t times;
        const char *head;
        const char *tail;
    } shapes[] = {
        {"<b>", 20000, "<p>", "words"},
        {"<div>", 100000, "", "words"},
        {"</i>", 500000, "<div><div><div>", "words"},
        {"<table><tr><td>", 5000, "", "words"},
        {"<td>x", 100000, "<table><tr>", "</table>"},
        {"<td>x<br>", 50000, "<table><tr><td>", "</table>"},
        {" a=1", 50000, "<p ", ">words"},
        {" a='x", 50000, "<p ", ">words"},
        {"<!--", 200000, "<p>", "words"},
        {"<script>", 200000, "<p>", "words"},
        {"<![if x", 200000, "<p>", "words"},
        {"<a ", 200000, "<p>", "words"},
        {"&#150;&bogus;&#xFFFFFFFF;&", 100000, "<p>", "words"},
        {"<ul><li>", 10000, "", "words"},
        {"<br>", 500000, "<p>", "words"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        survive(repeat(shapes[i].what, shapes[i].times, shapes[i].head,
                       shapes[i].tail),
                "shape.html", MB_OK, MB_ERR_LIMIT);
}

static void test_text_survives_depth(void **state)
{
    struct mb_reader_options options = reading_options();
    struct mb_span bytes = repeat("<span>", 1000, "<html><p>", "deep words");
    struct reading r;

    (void)state;
    reading_make(&r, bytes, "a.html", &options);
    assert_int_equal(r.st, MB_OK);
    assert_true(mb_span_eq(r.text.text, MB_SPAN_LIT("deep words\n")));
    assert_true(has_diag(&r, MB_DIAG_NESTED_DEEP));
    reading_done(&r);
    release(bytes);
}

static void test_long_lines(void **state)
{
    static const char *const names[] = {"a.txt", "a.md", "a.html"};

    (void)state;
    for (size_t i = 0; i < 3; i++)
        survive(repeat("abcdefghi ", 5000000, i == 2 ? "<p>" : "", ""),
                names[i], MB_OK, MB_OK);
}

static void test_markdown_shapes(void **state)
{
    static const char *const shapes[] = {
        "*a ",       "_a ",   "[",         "[a](",      "![",    "`",
        "<",         "&amp",  "|",         "> ",        "**",    "~~a",
        "\\",        "[[a|",  "- ",        "#",         "<del>", "|\n|-",
        "<table>\n", "<!-- ", "<div>\n\n", "***a*b_c__"};

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        survive(repeat(shapes[i], 30000, "x ", ""), "a.md", MB_OK,
                MB_ERR_LIMIT);
        survive(repeat(shapes[i], 30000, "", ""), "a.md", MB_OK, MB_ERR_LIMIT);
    }
}

/* Mixed encodings, and every byte value. */
static void test_bytes(void **state)
{
    char all[4096];

    (void)state;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)(i < 2048 ? 'a' + (char)(i % 26) : (int)(i * 7 & 0xFF));
    survive(repeat("\xC3\xA9 caf\xE9 \x93 \xEF\xBF\xBD ", 1000, "", ""),
            "a.txt", MB_OK, MB_OK);
    survive(repeat("\xFF", 1001,
                   "\xFF\xFE"
                   "a",
                   ""),
            "a.txt", MB_OK, MB_OK);
    for (size_t n = 1024; n <= sizeof all; n += 512) {
        char *copy = malloc(n);
        assert_non_null(copy);
        memcpy(copy, all, n);
        survive((struct mb_span){copy, n}, "a.html", MB_OK, MB_ERR_REFUSED);
    }
}

static void test_zip_bomb(void **state)
{
    struct mb_span zeros = repeat("          ", 30000000, "<a>", "</a>");
    const struct docx_part parts[] = {
        {"[Content_Types].xml", "<Types/>", 0},
        {"word/document.xml", zeros.ptr, zeros.len},
    };

    (void)state;
    survive(docx_make(parts, 2), "bomb.docx", MB_ERR_LIMIT, MB_ERR_LIMIT);
    release(zeros);
}

static void test_many_entries(void **state)
{
    struct mb_reader_options options = reading_options();
    struct mb_span bytes = docx_of(W_BODY(""), NULL, NULL, NULL);
    struct reading r;

    (void)state;
    options.limits.zip_entries = 1;
    reading_make(&r, bytes, "m.docx", &options);
    assert_int_equal(r.st, MB_ERR_LIMIT);
    assert_non_null(strstr(r.err.text, "entries"));
    reading_done(&r);
    release(bytes);
}

static void test_docx_entities(void **state)
{
    (void)state;
    survive(docx_of("<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a 'aaaaaaaa'>"
                    "<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><d>&b;</d>",
                    NULL, NULL, NULL),
            "m.docx", MB_ERR_FORMAT, MB_ERR_FORMAT);
    survive(docx_of("<?xml version='1.0'?><!DOCTYPE d SYSTEM "
                    "'http://127.0.0.1:1/x.dtd'><d/>",
                    NULL, NULL, NULL),
            "m.docx", MB_ERR_FORMAT, MB_ERR_FORMAT);
}

static void test_docx_circles(void **state)
{
    (void)state;
    survive(
        docx_of(W_BODY("<w:p><w:pPr><w:pStyle w:val='a'/></w:pPr><w:r><w:t>x"
                       "</w:t></w:r></w:p>"),
                W_OPEN("styles") "<w:style w:styleId='a'><w:basedOn "
                                 "w:val='b'/></w:style><w:style w:styleId='b'>"
                                 "<w:basedOn w:val='a'/><w:pPr><w:numPr>"
                                 "<w:numId w:val='1'/></w:numPr></w:pPr>"
                                 "</w:style></w:styles>",
                W_OPEN("numbering") "<w:abstractNum w:abstractNumId='0'>"
                                    "<w:numStyleLink w:val='a'/>"
                                    "</w:abstractNum><w:num w:numId='1'>"
                                    "<w:abstractNumId w:val='0'/></w:num>"
                                    "</w:numbering>",
                NULL),
        "m.docx", MB_OK, MB_OK);
}

/* Elements in places where no Word puts them. */
static void test_docx_disorder(void **state)
{
    static const char *const bodies[] = {
        "<w:tc><w:tr><w:tbl><w:p/></w:tbl></w:tr></w:tc>",
        "<w:t>words without a paragraph</w:t>",
        "<w:txbxContent><w:txbxContent><w:p/></w:txbxContent>"
        "</w:txbxContent>",
        "<w:p><w:p><w:r><w:t>x</w:t></w:r></w:p></w:p>",
        "<w:fldChar w:fldCharType='end'/><w:fldChar w:fldCharType='begin'/>",
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='99'/><w:numId w:val='-5'/>"
        "</w:numPr></w:pPr></w:p>",
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='-1'/></w:tcPr></w:tc>"
        "<w:tc><w:tcPr><w:gridSpan w:val='99999999'/></w:tcPr><w:p/></w:tc>"
        "</w:tr></w:tbl>",
        "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:sdtContent/>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct mb_span xml =
            repeat(bodies[i], 50, W_OPEN("document"), "</w:document>");
        survive(docx_of(xml.ptr, NULL, NULL, NULL), "m.docx", MB_OK, MB_OK);
        release(xml);
    }
}

/* Cut short at every 64 bytes: an error, never a crash. */
static void test_docx_cut(void **state)
{
    struct mb_span whole =
        docx_of(W_BODY("<w:p><w:r><w:t>words</w:t></w:r></w:p>"),
                W_OPEN("styles") "</w:styles>",
                W_OPEN("numbering") "</w:numbering>", NULL);

    (void)state;
    for (size_t n = 64; n < whole.len; n += 64) {
        char *copy = malloc(n);
        assert_non_null(copy);
        memcpy(copy, whole.ptr, n);
        survive((struct mb_span){copy, n}, "m.docx", MB_ERR_FORMAT,
                MB_ERR_REFUSED);
    }
    release(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html_shapes),
        cmocka_unit_test(test_text_survives_depth),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_markdown_shapes),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_zip_bomb),
        cmocka_unit_test(test_many_entries),
        cmocka_unit_test(test_docx_entities),
        cmocka_unit_test(test_docx_circles),
        cmocka_unit_test(test_docx_disorder),
        cmocka_unit_test(test_docx_cut),
    };

    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
