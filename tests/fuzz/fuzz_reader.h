/* What the fuzz targets of the readers share: read the bytes as one media
 * type within small limits, and hold what every text promises. */
#ifndef MB_TESTS_FUZZ_READER_H
#define MB_TESTS_FUZZ_READER_H

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "parser/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_check(const struct mb_text *text)
{
    uint32_t last = 0;

    if (!mb_utf8_check(text->text, NULL))
        abort();
    for (uint32_t i = 0; i < text->nmarks; i++) {
        const struct mb_mark *mark = &text->marks[i];
        if (mark->kind >= MB_MARK_COUNT || mark->start >= text->text.len
            || (i > 0 && mark->start <= last)
            || (mark->start > 0 && text->text.ptr[mark->start - 1] != '\n'))
            abort();
        last = mark->start;
    }
}

static inline int fuzz_read(const uint8_t *data, size_t size,
                            enum mb_media media)
{
    struct mb_reader_options options = {.limits = MB_LIMITS_DEFAULT};
    struct mb_source source = {.name = MB_SPAN_LIT("fuzz"), .media = media};
    struct mb_arena *arena = mb_arena_new(64u << 20);
    struct mb_diags diags = {.arena = arena};
    struct mb_text text;
    struct mb_err err;

    options.limits.memory_bytes = 64u << 20;
    options.tracked = size % 2 == 0 ? MB_TRACKED_ACCEPT : MB_TRACKED_REJECT;
    source.bytes = (struct mb_span){(const char *)data, size};
    if (arena != NULL
        && mb_read(&source, &options, arena, &diags, &text, &err) == MB_OK) {
        struct mb_buf out = MB_BUF_INIT;
        fuzz_check(&text);
        mb_text_dump(&text, &out);
        mb_buf_done(&out);
    }
    mb_arena_free(arena);
    return 0;
}

#endif
