/* Workbooks: what every program writes is read, what no program writes is
 * refused in one line; here, and through a worker. */
#include "book_test.h"

#include <fcntl.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "parser/book_wire.h"
#include "parser/frame.h"
#include "parser/worker.h"

static enum mb_status scan(struct mb_span bytes, struct mb_buf *out,
                           struct mb_err *err)
{
    struct mb_book_options options = {.limits = MB_LIMITS_DEFAULT,
                                      .first = "Cover"};
    struct mb_book_handler handler = book_words(out);

    mb_buf_clear(out);
    return mb_book_scan(bytes, &options, &handler, err);
}

static void check_parts(const struct book_parts *parts, const char *wanted)
{
    struct mb_span bytes = book_make(parts);
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err = {0};
    enum mb_status st = scan(bytes, &out, &err);

    if (st != MB_OK)
        print_error("%s\n", err.text);
    assert_int_equal(st, MB_OK);
    assert_string_equal(out.ptr, wanted);
    mb_buf_done(&out);
    free((void *)(uintptr_t)bytes.ptr);
}

static void check_sheet(const char *sheet, const char *wanted)
{
    struct book_parts parts = {.sheet = sheet};

    check_parts(&parts, wanted);
}

static void refused(struct mb_span bytes, enum mb_status wanted,
                    const char *word)
{
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err = {0};

    assert_int_equal(scan(bytes, &out, &err), wanted);
    if (strstr(err.text, word) == NULL)
        print_error("%s\n", err.text);
    assert_non_null(strstr(err.text, word));
    assert_null(strchr(err.text, '\n'));
    mb_buf_done(&out);
}

static void refused_parts(const struct book_parts *parts, enum mb_status wanted,
                          const char *word)
{
    struct mb_span bytes = book_make(parts);

    refused(bytes, wanted, word);
    free((void *)(uintptr_t)bytes.ptr);
}

static void test_texts(void **state)
{
    struct book_parts parts = {
        .sheet = BOOK_SHEET(
            "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v>"
            "</c><c r='C1' t='s'><v>2</v></c><c r='D1' t='s'><v>3</v></c>"
            "<c r='E1' t='s'><v>4</v></c></row>"),
        .strings = BOOK_STRINGS(
            "<si><t>plain</t></si>"
            "<si><r><rPr><b/></rPr><t>rich </t></r><r><t>text</t></r>"
            "<rPh sb='0' eb='1'><t>reading</t></rPh></si>"
            "<si><t xml:space='preserve'> two_x000D_\nlines &amp; "
            "_x005F_x0041_</t></si><si><t/></si><si><t>=1+1</t></si>"),
    };

    (void)state;
    check_parts(&parts, "[Data]\nA1 text plain\nB1 text rich text\n"
                        "C1 text  two\nlines & _x0041_\nE1 text =1+1\n");
}

static void test_inline(void **state)
{
    (void)state;
    check_sheet(
        BOOK_SHEET("<row><c t='inlineStr'><is><t>a</t></is></c><c/>"
                   "<c t='inlineStr'><is><r><t>b</t></r><r><t> c</t></r>"
                   "<rPh><t>no</t></rPh></is></c></row>"
                   "<row r='4'><c r='B4' t='str'><f>A1</f><v>@x</v></c>"
                   "<c t='b'><v>1</v></c><c t='b'><v>0</v></c>"
                   "<c t='e'><v>#REF!</v></c><c><f>NOW()</f></c>"
                   "<c><f>A1</f><v></v></c><c t='str'><f>A1</f><v/></c>"
                   "</row>"),
        "[Data]\nA1 text a\nC1 text b c\nB4 =text @x\nC4 bool TRUE\n"
        "D4 bool FALSE\nE4 error #REF!\nF4 =error \n"
        "G4 =error \n");
}

static void test_prefixes(void **state)
{
    struct book_parts parts = {
        .sheet = "<x:worksheet xmlns:x='" BOOK_MAIN
                 "'><x:sheetData><x:row r='2'><x:c r='AB2' t='s'><x:v>0</x:v>"
                 "</x:c></x:row></x:sheetData></x:worksheet>",
        .strings = "<x:sst xmlns:x='" BOOK_MAIN
                   "'><x:si><x:t>prefixed</x:t></x:si></x:sst>",
        .frame = "<x:workbook xmlns:x='" BOOK_MAIN "' xmlns:q='" BOOK_REL
                 "'><x:sheets><x:sheet name='Data' q:id='rId1'/></x:sheets>"
                 "</x:workbook>"};

    (void)state;
    check_parts(&parts, "[Data]\nAB2 text prefixed\n");
}

#define STYLES                                                                 \
    "<styleSheet xmlns='" BOOK_MAIN "'><numFmts><numFmt numFmtId='164'"        \
    " formatCode='dd\\/mm\\/yyyy;@'/><numFmt numFmtId='165'"                   \
    " formatCode='0.0 &quot;days&quot;'/><numFmt numFmtId='166'"               \
    " formatCode='[$-809]0;[Red]General'/></numFmts>"                          \
    "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"                         \
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/>"       \
    "<xf numFmtId='165'/><xf numFmtId='166'/></cellXfs></styleSheet>"
#define NUMBERS                                                                \
    BOOK_SHEET("<row r='1'><c r='A1' s='1'><v>45717</v></c>"                   \
               "<c r='B1' s='2'><v>45717.75</v></c><c r='C1' s='3'>"           \
               "<v>45717</v></c><c r='D1' s='4'><v>-0.5</v></c>"               \
               "<c r='E1'><v>1E3</v></c><c r='F1'><v>0.1</v></c>"              \
               "<c r='G1' s='1'><v>0.5</v></c><c r='H1' s='1'><v>59</v></c>"   \
               "<c r='I1' s='1'><v>-3</v></c>"                                 \
               "<c r='J1' t='d'><v>2026-03-01T00:00:00Z</v></c></row>")

static void test_numbers(void **state)
{
    struct book_parts parts = {.sheet = NUMBERS, .styles = STYLES};

    (void)state;
    check_parts(&parts,
                "[Data]\nA1 date 2025-03-01\nB1 date 2025-03-01T18:00:00\n"
                "C1 number 45717\nD1 number -0.5\nE1 number 1000\n"
                "F1 number 0.1\nG1 text 12:00:00\nH1 date 1900-02-28\n"
                "I1 number -3\nJ1 date 2026-03-01\n");
    parts.frame = BOOK_FRAME("<workbookPr date1904='1'/>");
    check_parts(&parts,
                "1904\n[Data]\nA1 date 2029-03-02\nB1 date "
                "2029-03-02T18:00:00\nC1 number 45717\nD1 number -0.5\n"
                "E1 number 1000\nF1 number 0.1\nG1 date 1904-01-01T12:00:00\n"
                "H1 date 1904-02-29\nI1 number -3\nJ1 date 2026-03-01\n");
}

/* Sheets in the workbook's order, but for the one that is asked for first;
 * a chart's sheet and a sheet in another file are passed over. */
static void test_sheets(void **state)
{
    struct docx_part parts[] = {
        {"_rels/.rels",
         BOOK_RELS(BOOK_RELATION("1", "officeDocument", "/book/w.xml")), 0},
        {"book/w.xml",
         "<workbook xmlns:r='" BOOK_REL "'><sheets><sheet name='B' r:id='b'/>"
         "<sheet name='Chart' r:id='c'/><sheet name='cover' r:id='a'"
         " state='hidden'/><sheet name='Gone' r:id='z'/></sheets></workbook>",
         0},
        {"book/_rels/w.xml.rels",
         BOOK_RELS(BOOK_RELATION("a", "worksheet", "../one/a.xml")
                       BOOK_RELATION("b", "worksheet", "b.xml")
                           BOOK_RELATION("c", "chartsheet", "b.xml")),
         0},
        {"one/a.xml", BOOK_SHEET("<row><c><v>1</v></c></row>"), 0},
        {"book/b.xml", BOOK_SHEET("<row><c><v>2</v></c></row>"), 0},
    };
    struct mb_span bytes = docx_make(parts, sizeof parts / sizeof *parts);
    struct mb_buf out = MB_BUF_INIT;

    (void)state;
    assert_int_equal(scan(bytes, &out, NULL), MB_OK);
    assert_string_equal(out.ptr, "[cover]\nA1 number 1\n[B]\nA1 number 2\n");
    mb_buf_done(&out);
    free((void *)(uintptr_t)bytes.ptr);
}

static void test_property(void **state)
{
    struct book_parts parts = {
        .sheet = BOOK_SHEET(""),
        .properties = "<Properties xmlns='urn:c' xmlns:vt='urn:v'><property"
                      " name='minutebook-generation'><vt:lpwstr>a:1:2"
                      "</vt:lpwstr></property><property name='n'><vt:i4>7"
                      "</vt:i4></property></Properties>"};

    (void)state;
    check_parts(&parts, "property minutebook-generation=a:1:2\n"
                        "[Data]\n");
}

static void test_other_files(void **state)
{
    static const char ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    char bytes[64] = {0};

    (void)state;
    refused(MB_SPAN_LIT(""), MB_ERR_FORMAT, "empty");
    refused(MB_SPAN_LIT("Record ID,Owner\n"), MB_ERR_REFUSED, ".xlsx");
    refused(MB_SPAN_LIT("PK\3\4mimetypeapplication/vnd.oasis.opendocument."
                        "spreadsheet"),
            MB_ERR_REFUSED, "OpenDocument");
    memcpy(bytes, ole, 8);
    memcpy(bytes + 9, "W\0o\0r\0k\0b\0o\0o\0k\0", 16);
    refused((struct mb_span){bytes, sizeof bytes}, MB_ERR_REFUSED, ".xls)");
    memcpy(bytes + 9, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32);
    refused((struct mb_span){bytes, sizeof bytes}, MB_ERR_REFUSED, "password");
    refused(MB_SPAN_LIT("PK\3\4 nothing more"), MB_ERR_FORMAT, "damaged");
}

static void test_binary(void **state)
{
    struct docx_part parts[] = {
        {"_rels/.rels",
         BOOK_RELS(BOOK_RELATION("1", "officeDocument", "xl/workbook.bin")), 0},
        {"xl/workbook.bin", "binary", 0},
    };
    struct mb_span bytes = docx_make(parts, 2);

    (void)state;
    refused(bytes, MB_ERR_REFUSED, ".xlsb");
    free((void *)(uintptr_t)bytes.ptr);
}

/* What only an attack or a broken program writes. */
static void test_hostile(void **state)
{
    static const char *const sheets[] = {
        BOOK_XML "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet>&b;</worksheet>",
        BOOK_XML "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><worksheet/>",
    };
    struct book_parts parts = {.sheet = NULL};
    struct mb_buf deep = MB_BUF_INIT;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        parts.sheet = sheets[i];
        refused_parts(&parts, MB_ERR_FORMAT, "DTD");
    }
    parts.sheet = BOOK_SHEET("<row><c t='s'><v>9</v></c></row>");
    refused_parts(&parts, MB_ERR_FORMAT, "does not have");
    parts.sheet = BOOK_SHEET("<row><c r='ZZZZ1'><v>9</v></c></row>");
    refused_parts(&parts, MB_ERR_FORMAT, "ZZZZ1");
    parts.sheet = BOOK_SHEET("<row r='2000000'/>");
    refused_parts(&parts, MB_ERR_FORMAT, "2000000");
    parts.sheet = BOOK_SHEET("<row><c><v>&unknown;</v></c></row>");
    refused_parts(&parts, MB_ERR_FORMAT, "sheet1.xml");
    parts.sheet = "<worksheet><sheetData><row>";
    refused_parts(&parts, MB_ERR_FORMAT, "damaged");
    for (int i = 0; i < 100; i++)
        mb_buf_puts(&deep, "<a>");
    parts.sheet = deep.ptr;
    refused_parts(&parts, MB_ERR_LIMIT, "nested");
    mb_buf_done(&deep);
    parts.sheet = BOOK_SHEET("");
    parts.links = BOOK_RELS(BOOK_RELATION("rId1", "worksheet", "gone.xml"));
    refused_parts(&parts, MB_ERR_FORMAT, "gone.xml");
    parts.top = BOOK_RELS("");
    refused_parts(&parts, MB_ERR_FORMAT, "where its workbook is");
}

/* Zip bombs: a part of blanks, and one text that many cells name. */
static void test_bombs(void **state)
{
    struct mb_buf sheet = MB_BUF_INIT;
    struct mb_buf texts = MB_BUF_INIT;
    struct book_parts parts = {.sheet = NULL};

    (void)state;
    mb_buf_puts(&sheet, "<worksheet>");
    for (int i = 0; i < 8000; i++)
        mb_buf_printf(&sheet, "%1000s", "");
    mb_buf_puts(&sheet, "</worksheet>");
    parts.sheet = sheet.ptr;
    refused_parts(&parts, MB_ERR_LIMIT, "times");
    mb_buf_clear(&sheet);
    mb_buf_puts(&texts, "<sst><si><t>");
    for (int i = 0; i < 3000; i++)
        mb_buf_printf(&texts, "%d and so on ", i * i);
    mb_buf_puts(&texts, "</t></si></sst>");
    mb_buf_puts(&sheet, "<worksheet><sheetData><row>");
    for (int i = 0; i < 300; i++)
        mb_buf_puts(&sheet, "<c t='s'><v>0</v></c>");
    mb_buf_puts(&sheet, "</row></sheetData></worksheet>");
    parts = (struct book_parts){.sheet = sheet.ptr, .strings = texts.ptr};
    {
        struct mb_span bytes = book_make(&parts);
        struct mb_book_options options = {.limits = MB_LIMITS_DEFAULT};
        struct mb_buf out = MB_BUF_INIT;
        struct mb_book_handler handler = book_words(&out);
        struct mb_err err = {0};
        options.limits.memory_bytes = 8u << 20;
        assert_int_equal(mb_book_scan(bytes, &options, &handler, &err),
                         MB_ERR_LIMIT);
        assert_non_null(strstr(err.text, "memory limit"));
        mb_buf_done(&out);
        free((void *)(uintptr_t)bytes.ptr);
    }
    mb_buf_done(&texts);
    mb_buf_done(&sheet);
}

/* Cut short or with a byte changed, it is refused or read; no more. */
static void test_damaged(void **state)
{
    struct book_parts parts = {.sheet = NUMBERS, .styles = STYLES};
    struct mb_span bytes = book_make(&parts);
    char *copy = malloc(bytes.len);
    struct mb_buf out = MB_BUF_INIT;
    uint32_t refusals = 0;

    (void)state;
    assert_non_null(copy);
    for (size_t i = 0; i < bytes.len; i += 3) {
        struct mb_err err = {0};
        refusals += scan(mb_span_sub(bytes, 0, i), &out, &err) != MB_OK;
        memcpy(copy, bytes.ptr, bytes.len);
        copy[i] = (char)(copy[i] ^ 0x55);
        if (scan((struct mb_span){copy, bytes.len}, &out, &err) != MB_OK)
            assert_true(err.text[0] != '\0');
    }
    assert_true(refusals > bytes.len / 4);
    mb_buf_done(&out);
    free(copy);
    free((void *)(uintptr_t)bytes.ptr);
}

/* --- through a worker -------------------------------------------------- */

static enum mb_status read_bytes(struct mb_span bytes, const char *program,
                                 struct mb_buf *out, struct mb_err *err)
{
    struct mb_book_options options = {
        .limits = MB_LIMITS_DEFAULT, .first = "Cover", .program = program};
    struct mb_book_handler handler = book_words(out);
    int fd = mb_frame_memory(bytes);
    enum mb_status st;

    assert_true(fd >= 0);
    mb_buf_clear(out);
    st = mb_book_read(fd, "t.xlsx", &options, &handler, err);
    close(fd);
    return st;
}

static void test_worker(void **state)
{
    struct book_parts parts = {.sheet = NUMBERS, .styles = STYLES};
    struct mb_span bytes = book_make(&parts);
    struct mb_buf here = MB_BUF_INIT;
    struct mb_buf there = MB_BUF_INIT;
    struct mb_err err = {0};

    (void)state;
    assert_int_equal(scan(bytes, &here, NULL), MB_OK);
    assert_int_equal(read_bytes(bytes, NULL, &there, &err), MB_OK);
    assert_string_equal(here.ptr, there.ptr);
    assert_int_equal(read_bytes(MB_SPAN_LIT("no"), NULL, &there, &err),
                     MB_ERR_REFUSED);
    assert_non_null(strstr(err.text, "t.xlsx: is no Excel"));
    assert_int_equal(read_bytes(MB_SPAN_LIT(""), NULL, &there, &err),
                     MB_ERR_FORMAT);
    assert_int_equal(read_bytes(bytes, "/nowhere/at/all", &there, &err),
                     MB_ERR_IO);
    mb_buf_done(&here);
    mb_buf_done(&there);
    free((void *)(uintptr_t)bytes.ptr);
}

/* Started by another path this program is a worker that lies. */
static void test_lies(void **state)
{
    static const char *const words[] = {"cells", "order", "crash", "leave"};
    char self[4096] = "";
    struct mb_buf out = MB_BUF_INIT;

    (void)state;
    assert_true(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct mb_err err = {0};
        assert_int_equal(read_bytes(mb_span_str(words[i]), self, &out, &err),
                         MB_ERR_WORKER);
    }
    mb_buf_done(&out);
}

static void say(enum mb_frame_type type, struct mb_span payload)
{
    (void)!mb_frame_send(0, type, payload, NULL, 0, NULL);
}

static int lie(void)
{
    struct mb_confined confined = {0};
    struct mb_buf in = MB_BUF_INIT;
    int fds[MB_FRAME_FDS_MAX];
    char word[16] = "";
    uint32_t type;

    if (mb_frame_receive(0, 65536, &in, fds, &type, NULL) != MB_OK)
        return 1;
    say(MB_FRAME_READY,
        (struct mb_span){(const char *)&confined, sizeof confined});
    if (mb_frame_receive(0, 65536, &in, fds, &type, NULL) != MB_OK)
        return 1;
    (void)!read(fds[0], word, sizeof word - 1);
    if (strcmp(word, "cells") == 0)
        say(MB_FRAME_CELLS, MB_SPAN_LIT("these are no cells, surely"));
    else if (strcmp(word, "order") == 0)
        say(MB_FRAME_READY, MB_SPAN_LIT("again"));
    else if (strcmp(word, "crash") == 0)
        abort();
    return 3;
}

/* Any message of a worker is unpacked, or called a lie. */
static void test_unpack(void **state)
{
    struct mb_buf out = MB_BUF_INIT;
    struct mb_book_packer packer = {.buf = MB_BUF_INIT};
    struct mb_book_handler packing = mb_book_packing(&packer);
    struct mb_book_handler handler = book_words(&out);
    struct mb_book_cell cell = {.row = 3,
                                .column = 2,
                                .value = MB_VALUE_TEXT,
                                .text = MB_SPAN_INIT("caf\xC3\xA9")};
    char message[256];
    size_t len;

    (void)state;
    assert_int_equal(packing.epoch(packing.ctx, true, NULL), MB_OK);
    assert_int_equal(packing.sheet(packing.ctx, MB_SPAN_LIT("S"), NULL), MB_OK);
    assert_int_equal(packing.cell(packing.ctx, &cell, NULL), MB_OK);
    len = packer.buf.len;
    assert_true(len < sizeof message);
    memcpy(message, packer.buf.ptr, len);
    for (size_t i = 0; i < len; i++)
        for (int bit = 0; bit < 8; bit++) {
            struct mb_book_unpacker u = {.handler = &handler};
            message[i] = (char)(message[i] ^ (1 << bit));
            mb_buf_clear(&out);
            (void)!mb_book_unpack(&u, (struct mb_span){message, len}, NULL);
            message[i] = (char)(message[i] ^ (1 << bit));
        }
    for (size_t cut = 0; cut <= len; cut++) {
        struct mb_book_unpacker u = {.handler = &handler};
        mb_buf_clear(&out);
        (void)!mb_book_unpack(&u, (struct mb_span){message, cut}, NULL);
    }
    assert_string_equal(out.ptr, "1904\n[S]\nC4 text caf\xC3\xA9\n");
    mb_buf_done(&packer.buf);
    mb_buf_done(&out);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),       cmocka_unit_test(test_inline),
        cmocka_unit_test(test_prefixes),    cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_sheets),      cmocka_unit_test(test_property),
        cmocka_unit_test(test_other_files), cmocka_unit_test(test_binary),
        cmocka_unit_test(test_hostile),     cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_damaged),     cmocka_unit_test(test_worker),
        cmocka_unit_test(test_lies),        cmocka_unit_test(test_unpack),
    };

    if (argc == 2 && strcmp(argv[1], "worker") == 0) {
        const char *path = (const char *)(uintptr_t)getauxval(AT_EXECFN);
        return strcmp(path, "/proc/self/exe") == 0 ? mb_worker_main() : lie();
    }
    return cmocka_run_group_tests_name("book", tests, NULL, NULL);
}
