/* Any bytes as a workbook, as one part of a sound one (a sheet, shared strings,
 * styles, the workbook's own), and as a worker's message about one. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "base/utf8.h"
#include "parser/book_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum mb_status on_property(void *ctx, struct mb_span name,
                                  struct mb_span value, struct mb_err *err)
{
    (void)ctx;
    (void)err;
    if (!mb_utf8_check(name, NULL) || !mb_utf8_check(value, NULL))
        abort();
    return MB_OK;
}

static enum mb_status on_epoch(void *ctx, bool is_1904, struct mb_err *err)
{
    (void)ctx;
    (void)is_1904;
    (void)err;
    return MB_OK;
}

static enum mb_status on_sheet(void *ctx, struct mb_span name,
                               struct mb_err *err)
{
    (void)ctx;
    (void)err;
    if (!mb_utf8_check(name, NULL))
        abort();
    return MB_OK;
}

static enum mb_status on_cell(void *ctx, const struct mb_book_cell *cell,
                              struct mb_err *err)
{
    (void)ctx;
    (void)err;
    if (cell->row >= MB_BOOK_ROWS || cell->column >= MB_BOOK_COLUMNS
        || cell->value >= MB_VALUE_COUNT || cell->text.len > 2 * MB_BOOK_TEXT
        || !mb_utf8_check(cell->text, NULL))
        abort();
    return MB_OK;
}

static const struct mb_book_handler handler = {NULL, on_property, on_epoch,
                                               on_sheet, on_cell};

static void scan(struct mb_span bytes)
{
    struct mb_book_options options = {.limits = MB_LIMITS_DEFAULT,
                                      .first = "Cover"};

    options.limits.memory_bytes = 32u << 20;
    (void)!mb_book_scan(bytes, &options, &handler, NULL);
}

/* --- a part within a sound archive ------------------------------------- */

#define REL(id, kind, target)                                                  \
    "<Relationship Id='" id "' Type='x/" kind "' Target='" target "'/>"

struct part {
    const char *name;
    struct mb_span content;
};
static const struct part sound[] = {
    {"_rels/.rels",
     MB_SPAN_INIT("<Relationships>" REL("a", "officeDocument", "x/w.xml") REL(
         "b", "custom-properties", "x/p.xml") "</Relationships>")},
    {"x/_rels/w.xml.rels",
     MB_SPAN_INIT("<Relationships>" REL("1", "worksheet", "s.xml")
                      REL("2", "sharedStrings", "t.xml")
                          REL("3", "styles", "y.xml") "</Relationships>")},
    {"x/w.xml", MB_SPAN_INIT("<workbook><workbookPr date1904='1'/><sheets>"
                             "<sheet name='A' id='1'/></sheets></workbook>")},
    {"x/s.xml", MB_SPAN_INIT("<worksheet><row><c t='s'><v>0</v></c><c s='0'>"
                             "<v>45000.5</v></c></row></worksheet>")},
    {"x/t.xml", MB_SPAN_INIT("<sst><si><t>text</t></si></sst>")},
    {"x/y.xml", MB_SPAN_INIT("<styleSheet><numFmt numFmtId='200'"
                             " formatCode='d/m'/><cellXfs><xf numFmtId='200'/>"
                             "</cellXfs></styleSheet>")},
    {"x/p.xml", MB_SPAN_INIT("<Properties><property name='n'><lpwstr>v"
                             "</lpwstr></property></Properties>")},
};
enum { PARTS = sizeof sound / sizeof sound[0] };

static void scan_archive(zip_source_t *target)
{
    zip_stat_t about;
    char *bytes;

    if (zip_source_open(target) != 0 || zip_source_stat(target, &about) != 0)
        return;
    bytes = malloc(about.size + 1);
    if (bytes != NULL
        && zip_source_read(target, bytes, about.size)
               == (zip_int64_t)about.size)
        scan((struct mb_span){bytes, about.size});
    free(bytes);
    zip_source_close(target);
}

static void scan_part(struct mb_span content, unsigned which)
{
    zip_error_t error;
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip;

    if (target == NULL)
        return;
    zip_source_keep(target);
    zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    for (unsigned i = 0; zip != NULL && i < PARTS; i++) {
        struct mb_span s = i == which % PARTS ? content : sound[i].content;
        zip_source_t *part = zip_source_buffer(zip, s.ptr, s.len, 0);
        if (zip_file_add(zip, sound[i].name, part, 0) < 0)
            zip_source_free(part);
    }
    if (zip != NULL && zip_close(zip) == 0)
        scan_archive(target);
    zip_source_free(target);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mb_span all = {(const char *)data, size};
    struct mb_book_unpacker u = {.handler = &handler};

    scan(all);
    (void)!mb_book_unpack(&u, all, NULL);
    if (size > 1)
        scan_part(mb_span_sub(all, 1, size), data[0]);
    return 0;
}
