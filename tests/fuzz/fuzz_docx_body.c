/* The parts of a Word document without the archive around them: what the
 * fuzzer makes up are the parts, divided by form feeds. */
#include "fuzz_reader.h"

#include "parser/readers/docx_body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mb_arena *arena = mb_arena_new(64u << 20);
    struct mb_diags diags = {.arena = arena};
    struct mb_docx_styles styles = {.defaults = MB_DOCX_STYLE_EMPTY};
    struct mb_docx_context context = {
        .styles = &styles, .diags = &diags, .depth = 256};
    struct mb_text text = {.nmarks = 0};
    struct mb_span rest = {(const char *)data, size};
    struct mb_span part;
    struct mb_lines lines;
    struct mb_err err;

    if (arena == NULL)
        return 0;
    mb_lines_init(&lines, arena);
    rest = mb_span_cut(rest, '\f', &part);
    if (mb_docx_styles_read(part, arena, 256, &styles, &err) == MB_OK) {
        rest = mb_span_cut(rest, '\f', &part);
        if (mb_numbering_read(part, &styles, arena, 256, &context.numbering,
                              &err)
            != MB_OK)
            context.numbering = NULL;
        if (mb_docx_body_append(&lines, rest, "body", false, &context, &err)
                == MB_OK
            && mb_lines_finish(&lines, &text, &err) == MB_OK)
            fuzz_check(&text);
    }
    mb_lines_done(&lines);
    mb_arena_free(arena);
    return 0;
}
