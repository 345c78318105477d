/* Plain text: decoded, otherwise as it came. It states no structure, so it
 * has no marks; paragraphs are found from blank lines and indents later. Only
 * the tags that ModernGov leaves in minutes saved as text ("<AI1>",
 * "</TRAILER_SECTION>"), each on a line of its own, are marked as furniture.
 */
#include "parser/readers/decode.h"
#include "parser/reader.h"

#include <ctype.h>
#include <string.h>

static bool is_section_tag(struct mb_span line)
{
    size_t i = 1;

    line = mb_span_trim(line);
    if (line.len < 4 || line.ptr[0] != '<' || line.ptr[line.len - 1] != '>')
        return false;
    i += line.ptr[1] == '/';
    for (; i < line.len - 1; i++)
        if (!isupper((unsigned char)line.ptr[i]) && line.ptr[i] != '_'
            && !isdigit((unsigned char)line.ptr[i]))
            return false;
    return true;
}

/* Lines that begin with '<' are few: look for them alone. */
static void mark_section_tags(struct mb_text *text, struct mb_arena *arena)
{
    const char *p = text->text.ptr;
    const char *end = p + text->text.len;

    while (p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        size_t at = (size_t)(p - text->text.ptr);
        struct mb_span line;
        mb_span_cut(mb_span_sub(text->text, at, text->text.len), '\n', &line);
        if ((at == 0 || p[-1] == '\n') && is_section_tag(line))
            mb_text_mark(text, arena, (uint32_t)at, MB_MARK_FURNITURE, 0, 0);
        p++;
    }
}

enum mb_status mb_read_text(const struct mb_source *source,
                            const struct mb_reader_options *options,
                            struct mb_arena *arena, struct mb_diags *diags,
                            struct mb_text *ret_text, struct mb_err *err)
{
    struct mb_text text = {.reader = MB_SPAN_LIT("text 1")};
    enum mb_status st =
        mb_decode(source->bytes, MB_SPAN_NULL, arena, diags, &text.text, err);

    if (st != MB_OK)
        return st;
    text.pages = mb_text_count_pages(text.text);
    if (options->limits.pages != 0 && text.pages > options->limits.pages)
        return mb_err_set(err, MB_ERR_LIMIT, "more than %u pages",
                          (unsigned)options->limits.pages);
    if (text.text.len >= UINT32_MAX)
        return mb_err_set(err, MB_ERR_LIMIT, "more than 4 GiB of text");
    mark_section_tags(&text, arena);
    *ret_text = text;
    return MB_OK;
}
