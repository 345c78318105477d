/* Workbooks made in memory for tests, and what a reader says of one as text. */
#ifndef MB_TESTS_BOOK_TEST_H
#define MB_TESTS_BOOK_TEST_H

#include "docx_test.h"

#include "parser/book.h"

#define BOOK_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define BOOK_REL                                                               \
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define BOOK_XML "<?xml version='1.0' encoding='UTF-8'?>"
#define BOOK_RELS(inside)                                                      \
    BOOK_XML "<Relationships xmlns='http://schemas.openxmlformats.org/package" \
             "/2006/relationships'>" inside "</Relationships>"
#define BOOK_RELATION(id, kind, target)                                        \
    "<Relationship Id='" id "' Type='" BOOK_REL "/" kind "' Target='" target   \
    "'/>"
#define BOOK_SHEET(rows)                                                       \
    BOOK_XML "<worksheet xmlns='" BOOK_MAIN "'><sheetData>" rows               \
             "</sheetData></worksheet>"
#define BOOK_STRINGS(items)                                                    \
    BOOK_XML "<sst xmlns='" BOOK_MAIN "'>" items "</sst>"
#define BOOK_FRAME(properties)                                                 \
    BOOK_XML "<workbook xmlns='" BOOK_MAIN "' xmlns:r='" BOOK_REL              \
             "'>" properties "<sheets><sheet name='Data' sheetId='1'"          \
             " r:id='rId1'/></sheets></workbook>"
#define BOOK_TOP                                                               \
    BOOK_RELS(                                                                 \
        BOOK_RELATION("a", "officeDocument", "xl/workbook.xml")                \
            BOOK_RELATION("b", "custom-properties", "docProps/custom.xml"))
#define BOOK_LINKS                                                             \
    BOOK_RELS(BOOK_RELATION("rId1", "worksheet", "worksheets/sheet1.xml")      \
                  BOOK_RELATION("rId2", "sharedStrings", "/xl/texts.xml")      \
                      BOOK_RELATION("rId3", "styles", "./styles.xml"))

/* What stands in a workbook of one sheet; NULL: a plain one, or none. */
struct book_parts {
    const char *sheet;
    const char *strings;
    const char *styles;
    const char *frame;
    const char *links;
    const char *top;
    const char *properties;
};

static inline struct mb_span book_make(const struct book_parts *p)
{
    struct docx_part all[] = {
        {"[Content_Types].xml", "<Types/>", 0},
        {"_rels/.rels", p->top != NULL ? p->top : BOOK_TOP, 0},
        {"docProps/custom.xml", p->properties, 0},
        {"xl/workbook.xml", p->frame != NULL ? p->frame : BOOK_FRAME(""), 0},
        {"xl/_rels/workbook.xml.rels", p->links != NULL ? p->links : BOOK_LINKS,
         0},
        {"xl/worksheets/sheet1.xml", p->sheet, 0},
        {"xl/texts.xml", p->strings, 0},
        {"xl/styles.xml", p->styles, 0},
    };
    struct docx_part parts[sizeof all / sizeof *all];
    size_t n = 0;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].content != NULL)
            parts[n++] = all[i];
    return docx_make(parts, n);
}

/* --- a reader's words, a line each ------------------------------------- */

static inline enum mb_status book_property(void *ctx, struct mb_span name,
                                           struct mb_span value,
                                           struct mb_err *err)
{
    (void)err;
    mb_buf_printf(ctx, "property " MB_SPAN_FMT "=" MB_SPAN_FMT "\n",
                  MB_SPAN_ARG(name), MB_SPAN_ARG(value));
    return MB_OK;
}

static inline enum mb_status book_epoch(void *ctx, bool is_1904,
                                        struct mb_err *err)
{
    (void)err;
    if (is_1904)
        mb_buf_puts(ctx, "1904\n");
    return MB_OK;
}

static inline enum mb_status book_sheet(void *ctx, struct mb_span name,
                                        struct mb_err *err)
{
    (void)err;
    mb_buf_printf(ctx, "[" MB_SPAN_FMT "]\n", MB_SPAN_ARG(name));
    return MB_OK;
}

static inline enum mb_status
book_cell(void *ctx, const struct mb_book_cell *cell, struct mb_err *err)
{
    static const char *const values[] = {"text", "number", "date", "bool",
                                         "error"};
    char place[MB_BOOK_PLACE_SIZE];

    (void)err;
    mb_book_place(cell->row, cell->column, place);
    mb_buf_printf(ctx, "%s %s%s " MB_SPAN_FMT "\n", place,
                  cell->formula ? "=" : "", values[cell->value],
                  MB_SPAN_ARG(cell->text));
    return MB_OK;
}

static inline struct mb_book_handler book_words(struct mb_buf *out)
{
    return (struct mb_book_handler){out, book_property, book_epoch, book_sheet,
                                    book_cell};
}

#endif
