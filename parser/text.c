/* Marks are kept in the order of the lines they stand for; the dump walks
 * lines and marks side by side.
 */
#include "parser/text.h"

#include "base/buf.h"

#include <string.h>

static const char *const kind_names[MB_MARK_COUNT] = {
    [MB_MARK_NONE] = "",
    [MB_MARK_PARAGRAPH] = "para",
    [MB_MARK_CONTINUES] = "cont",
    [MB_MARK_HEADING] = "head",
    [MB_MARK_LIST_ITEM] = "item",
    [MB_MARK_ROW] = "row",
    [MB_MARK_ROW_HEAD] = "rowhead",
    [MB_MARK_FURNITURE] = "furniture",
    [MB_MARK_FOOTNOTE] = "footnote",
    [MB_MARK_ITEM_NUMBER] = "number",
    [MB_MARK_ITEM_TITLE] = "itemtitle",
    [MB_MARK_LABEL] = "label",
    [MB_MARK_TITLE] = "title",
};

void mb_text_mark(struct mb_text *text, struct mb_arena *arena, uint32_t start,
                  enum mb_mark_kind kind, unsigned level, unsigned flags)
{
    struct mb_mark *mark;

    if (text->nmarks > 0 && text->marks[text->nmarks - 1].start == start)
        mark = &text->marks[text->nmarks - 1];
    else
        mark = mb_arena_push(arena, &text->marks, &text->nmarks, sizeof *mark);
    if (mark == NULL)
        return;
    mark->start = start;
    mark->kind = (uint8_t)kind;
    mark->level = (uint8_t)(level > UINT8_MAX ? UINT8_MAX : level);
    mark->flags = (uint8_t)flags;
}

uint32_t mb_text_page(const struct mb_text *text, uint32_t at)
{
    const char *p = text->text.ptr;
    const char *end;
    uint32_t page = 1;

    if (text->pages == 0 || p == NULL)
        return 0;
    end = p + (at < text->text.len ? at : text->text.len);
    while (p < end && (p = memchr(p, '\f', (size_t)(end - p))) != NULL) {
        page++;
        p++;
    }
    return page < text->pages ? page : text->pages;
}

uint32_t mb_text_count_pages(struct mb_span text)
{
    struct mb_text whole = {.text = text, .pages = UINT32_MAX};
    uint32_t pages = mb_text_page(&whole, UINT32_MAX);

    if (text.len > 0 && text.ptr[text.len - 1] == '\f')
        pages--; /* it ends the last page */
    else if (pages == 1)
        pages = 0; /* no form feed: a text without pages */
    return pages;
}

static void dump_flags(const struct mb_mark *mark, struct mb_buf *out)
{
    static const char letters[] = "bic"; /* bold, indented, centred */

    for (unsigned i = 0; letters[i] != '\0'; i++)
        if (mark->flags & 1u << i)
            mb_buf_putc(out, letters[i]);
    if (mark->flags & MB_MARK_TABLE_START)
        mb_buf_putc(out, '+');
    if (mark->flags & MB_MARK_RUNNING)
        mb_buf_putc(out, 'r');
}

static void dump_mark(const struct mb_mark *mark, struct mb_buf *out)
{
    unsigned kind = mark->kind < MB_MARK_COUNT ? mark->kind : 0;

    mb_buf_puts(out, kind_names[kind]);
    if (mark->level > 0)
        mb_buf_printf(out, "%u", (unsigned)mark->level);
    if (mark->flags != 0) {
        mb_buf_putc(out, '.');
        dump_flags(mark, out);
    }
    if (mark->table > 0)
        mb_buf_printf(out, " t%u", (unsigned)mark->table);
}

/* A line as it is, TAB and FF spelt out so that they can be seen. */
static void dump_line(struct mb_span line, struct mb_buf *out)
{
    size_t done = 0;

    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        if (c != '\t' && c != '\f' && c != '\\')
            continue;
        mb_buf_put(out, mb_span_sub(line, done, i));
        mb_buf_puts(out, c == '\t' ? "\\t" : c == '\f' ? "\\f" : "\\\\");
        done = i + 1;
    }
    mb_buf_put(out, mb_span_sub(line, done, line.len));
}

void mb_text_dump(const struct mb_text *text, struct mb_buf *out)
{
    struct mb_span rest = text->text;
    uint32_t mark = 0;

    /* not the reader: library versions would change every golden file */
    if (text->title.ptr != NULL)
        mb_buf_printf(out, "title: " MB_SPAN_FMT "\n",
                      MB_SPAN_ARG(text->title));
    if (text->uri.ptr != NULL)
        mb_buf_printf(out, "uri: " MB_SPAN_FMT "\n", MB_SPAN_ARG(text->uri));
    if (text->pages > 0)
        mb_buf_printf(out, "pages: %u\n", (unsigned)text->pages);
    while (rest.len > 0) {
        size_t start = (size_t)(rest.ptr - text->text.ptr);
        size_t before = out->len;
        struct mb_span line;
        rest = mb_span_cut(rest, '\n', &line);
        for (; mark < text->nmarks && text->marks[mark].start <= start; mark++)
            if (text->marks[mark].start == start)
                dump_mark(&text->marks[mark], out);
        while (out->len - before < 12 && !out->failed)
            mb_buf_putc(out, ' ');
        mb_buf_puts(out, "| ");
        dump_line(line, out);
        mb_buf_putc(out, '\n');
    }
}
