/* Plain text: decoded, otherwise as it came. It states no structure, so it
 * has no marks; paragraphs are found from blank lines and indents later.
 */
#include "parser/readers/decode.h"
#include "parser/reader.h"

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
    *ret_text = text;
    return MB_OK;
}
