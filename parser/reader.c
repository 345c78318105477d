/* One reader a media type, and what holds for all of them: offsets fit 32
 * bits, memory that ran out is an error, a document without words is odd.
 */
#include "parser/reader.h"

static mb_reader_fn *const readers[MB_MEDIA_COUNT] = {
    [MB_MEDIA_TEXT] = mb_read_text, [MB_MEDIA_MARKDOWN] = mb_read_markdown,
    [MB_MEDIA_HTML] = mb_read_html, [MB_MEDIA_XML] = mb_read_xml,
    [MB_MEDIA_PDF] = mb_read_pdf,   [MB_MEDIA_DOCX] = mb_read_docx,
};

static bool has_diag(const struct mb_diags *diags, enum mb_diag_code code)
{
    for (uint32_t i = 0; i < diags->n; i++)
        if (diags->at[i].code == code)
            return true;
    return false;
}

static enum mb_status check(struct mb_text *text, struct mb_arena *arena,
                            struct mb_diags *diags, struct mb_err *err)
{
    if (text->text.len >= UINT32_MAX)
        return mb_err_set(err, MB_ERR_LIMIT, "more than 4 GiB of text");
    if (mb_span_trim(text->text).len == 0
        && !has_diag(diags, MB_DIAG_NO_TEXT_LAYER))
        mb_diags_add(diags, MB_DIAG_NO_TEXT, 0, 0, MB_SPAN_NULL);
    return mb_arena_status(arena, err);
}

enum mb_status mb_read(const struct mb_source *source,
                       const struct mb_reader_options *options,
                       struct mb_arena *arena, struct mb_diags *diags,
                       struct mb_text *ret_text, struct mb_err *err)
{
    struct mb_text text = {.text = MB_SPAN_NULL};
    enum mb_status st;

    if ((unsigned)source->media >= MB_MEDIA_COUNT
        || readers[source->media] == NULL)
        return mb_err_set(err, MB_ERR_REFUSED, "%s is not read",
                          mb_media_label(source->media));
    st = readers[source->media](source, options, arena, diags, &text, err);
    if (st == MB_OK)
        st = check(&text, arena, diags, err);
    if (st != MB_OK)
        return st;
    if (text.uri.ptr == NULL)
        text.uri = source->uri;
    *ret_text = text;
    return MB_OK;
}
