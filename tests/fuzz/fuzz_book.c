/* Any bytes as a workbook, and as parts of one: a sheet, shared strings and
 * styles that stand in a sound archive. And as a worker's message. */
#include "../unit/book_test.h"

#include "parser/book_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void scan(struct mb_span bytes)
{
    struct mb_book_options options = {.limits = MB_LIMITS_DEFAULT};
    struct mb_buf out = MB_BUF_INIT;
    struct mb_book_handler handler = book_words(&out);

    options.limits.memory_bytes = 32u << 20;
    (void)!mb_book_scan(bytes, &options, &handler, NULL);
    mb_buf_done(&out);
}

static void scan_part(char *text, uint8_t which)
{
    struct book_parts parts = {
        .sheet = BOOK_SHEET(
            "<row><c t='s'><v>0</v></c><c s='0'><v>45000.5</v></c></row>")};
    struct mb_span bytes;

    if (which % 4 == 0)
        parts.sheet = text;
    else if (which % 4 == 1)
        parts.strings = text;
    else if (which % 4 == 2)
        parts.styles = text;
    else
        parts.frame = text;
    bytes = book_make(&parts);
    scan(bytes);
    free((void *)(uintptr_t)bytes.ptr);
}

static void unpack(struct mb_span message)
{
    struct mb_buf out = MB_BUF_INIT;
    struct mb_book_handler handler = book_words(&out);
    struct mb_book_unpacker u = {.handler = &handler};

    (void)!mb_book_unpack(&u, message, NULL);
    mb_buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text;

    scan((struct mb_span){(const char *)data, size});
    unpack((struct mb_span){(const char *)data, size});
    if (size < 2)
        return 0;
    text = malloc(size);
    if (text == NULL)
        return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    if (text[0] != '\0')
        scan_part(text, data[0]);
    free(text);
    return 0;
}
