/* Fuzz target: the PDF reader on what pdftotext may have put out.
 *
 * Whatever the bytes are, reading ends; the text it gives is valid UTF-8 with
 * marks in order, and no longer than a few times the input. */
#include "base/utf8.h"
#include "parser/blocks.h"
#include "parser/reader.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct mb_text *text, size_t size)
{
    if (!mb_utf8_check(text->text, NULL) || text->text.len > size * 16 + 4096)
        abort();
    for (uint32_t i = 0; i < text->nmarks; i++)
        if (text->marks[i].start >= text->text.len
            || (i > 0 && text->marks[i].start <= text->marks[i - 1].start))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mb_arena *arena = mb_arena_new(64u << 20);
    struct mb_source source = {.media = MB_MEDIA_PDF,
                               .bytes = MB_SPAN_LIT("%PDF-1.7")};
    struct mb_reader_options options = {
        .limits = MB_LIMITS_DEFAULT,
        .pdf_layout = {(const char *)data, size},
    };
    struct mb_diags diags = {.arena = arena};
    struct mb_text text;
    struct mb_err err;
    struct mb_blocks blocks;

    if (arena == NULL)
        return 0;
    if (mb_read(&source, &options, arena, &diags, &text, &err) == MB_OK) {
        check(&text, size);
        (void)!mb_blocks_split(&text, arena, &diags, &blocks, &err);
    }
    mb_arena_free(arena);
    return 0;
}
