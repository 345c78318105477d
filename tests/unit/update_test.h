/* A tracker as a grid of cells, to be edited and written again in the ways of
 * other programs; for the tests of the way back. */
#ifndef MB_TESTS_UPDATE_TEST_H
#define MB_TESTS_UPDATE_TEST_H

#include "store_fixture.h"

#include <fcntl.h>
#include <sys/auxv.h>

#include "book_test.h"

#include "assurance/scheme.h"
#include "base/date.h"
#include "base/file.h"
#include "parser/frame.h"
#include "parser/worker.h"
#include "reports/emitted.h"
#include "reports/kinds.h"
#include "reports/update.h"
#include "reports/writers.h"

enum { CLAUSES = 14, ROWS = 64, COLUMNS = 64, SHEETS = 24 };

/* --- a workbook as a grid ---------------------------------------------- */

struct grid_cell {
    char *text; /* NULL: empty */
    enum mb_value value;
};
struct grid_sheet {
    char *name;
    struct grid_cell cells[ROWS][COLUMNS];
    uint32_t nrows;
    uint32_t ncolumns;
};
struct grid {
    struct grid_sheet sheets[SHEETS];
    uint32_t n;
    char generation[64];
    char edition[64];
};

static inline char *copy(struct mb_span s)
{
    return s.ptr != NULL ? strndup(s.ptr, s.len) : NULL;
}

static inline enum mb_status grid_property(void *ctx, struct mb_span name,
                                           struct mb_span value,
                                           struct mb_err *err)
{
    struct grid *g = ctx;

    (void)err;
    snprintf(mb_span_ends(name, MB_SPAN_LIT("edition")) ? g->edition
                                                        : g->generation,
             64, MB_SPAN_FMT, MB_SPAN_ARG(value));
    return MB_OK;
}

static inline enum mb_status grid_epoch(void *ctx, bool is_1904,
                                        struct mb_err *err)
{
    (void)ctx;
    (void)err;
    assert_false(is_1904);
    return MB_OK;
}

static inline enum mb_status grid_sheet(void *ctx, struct mb_span name,
                                        struct mb_err *err)
{
    struct grid *g = ctx;

    (void)err;
    assert_true(g->n < SHEETS);
    g->sheets[g->n++].name = copy(name);
    return MB_OK;
}

static inline enum mb_status
grid_cell(void *ctx, const struct mb_book_cell *cell, struct mb_err *err)
{
    struct grid *g = ctx;
    struct grid_sheet *s = &g->sheets[g->n - 1];

    (void)err;
    if (cell->row >= ROWS || cell->column >= COLUMNS)
        return MB_OK; /* of sheets that nobody edits */
    s->cells[cell->row][cell->column] =
        (struct grid_cell){copy(cell->text), cell->value};
    if (cell->row >= s->nrows)
        s->nrows = cell->row + 1;
    if (cell->column >= s->ncolumns)
        s->ncolumns = cell->column + 1;
    return MB_OK;
}

static inline void grid_free(struct grid *g)
{
    for (uint32_t i = 0; i < g->n; i++) {
        free(g->sheets[i].name);
        for (uint32_t r = 0; r < ROWS; r++)
            for (uint32_t c = 0; c < COLUMNS; c++)
                free(g->sheets[i].cells[r][c].text);
    }
    free(g);
}

static inline struct grid_sheet *sheet_of(struct grid *g, const char *name)
{
    for (uint32_t i = 0; i < g->n; i++)
        if (strcmp(g->sheets[i].name, name) == 0)
            return &g->sheets[i];
    fail_msg("no sheet %s", name);
    return g->sheets; /* never */
}

static inline void set_cell(struct grid_cell *cell, const char *text,
                            enum mb_value value)
{
    free(cell->text);
    *cell = (struct grid_cell){text != NULL ? strdup(text) : NULL, value};
}

/* --- writing it again -------------------------------------------------- */

struct style {
    bool shared;  /* strings in a list, else in the cells */
    bool is_1904; /* epoch */
    bool texts;   /* dates and numbers as text */
    bool prefix;  /* x:c for c */
    bool bare;    /* no places in the cells' tags where they can be told */
};

static inline void put_escaped(struct mb_buf *out, const char *s)
{
    for (; *s != '\0'; s++)
        if (*s == '&' || *s == '<' || *s == '>')
            mb_buf_printf(out, "&#%d;", *s);
        else
            mb_buf_putc(out, *s);
}

static inline void put_value(const struct grid_cell *cell, const char *place,
                             const struct style *style, const char *x,
                             struct mb_buf *out, struct mb_buf *texts,
                             uint32_t *n)
{
    struct mb_date date;

    mb_buf_printf(out, "<%sc%s", x, place);
    if (cell->value == MB_VALUE_DATE && !style->texts
        && mb_date_parse(mb_span_sub(mb_span_str(cell->text), 0, 10), &date)) {
        mb_buf_printf(out, " s='1'><%sv>%d</%sv></%sc>", x,
                      mb_date_days(date) + 25569 - (style->is_1904 ? 1462 : 0),
                      x, x);
    } else if (cell->value == MB_VALUE_NUMBER && !style->texts) {
        mb_buf_printf(out, "><%sv>%s</%sv></%sc>", x, cell->text, x, x);
    } else if (style->shared) {
        mb_buf_puts(texts, "<si><t xml:space='preserve'>");
        put_escaped(texts, cell->text);
        mb_buf_puts(texts, "</t></si>");
        mb_buf_printf(out, " t='s'><%sv>%u</%sv></%sc>", x, (*n)++, x, x);
    } else {
        mb_buf_printf(out, " t='inlineStr'><%sis><%sr><%st>", x, x, x);
        put_escaped(out, cell->text);
        mb_buf_printf(out, "</%st></%sr></%sis></%sc>", x, x, x, x);
    }
}

static inline void put_rows(const struct grid_sheet *s,
                            const struct style *style, struct mb_buf *out,
                            struct mb_buf *texts, uint32_t *n)
{
    const char *x = style->prefix ? "x:" : "";

    mb_buf_printf(out, "<%sworksheet xmlns%s='" BOOK_MAIN "'><%ssheetData>", x,
                  style->prefix ? ":x" : "", x);
    for (uint32_t r = 0; r < s->nrows; r++) {
        bool gap = !style->bare;
        mb_buf_printf(out, "<%srow r='%u'>", x, r + 1);
        for (uint32_t c = 0; c < s->ncolumns; c++) {
            char where[MB_BOOK_PLACE_SIZE];
            char place[32] = "";
            if (s->cells[r][c].text == NULL) {
                gap = true;
                continue;
            }
            mb_book_place(r, c, where);
            if (gap)
                snprintf(place, sizeof place, " r='%s'", where);
            gap = !style->bare;
            put_value(&s->cells[r][c], place, style, x, out, texts, n);
        }
        mb_buf_printf(out, "</%srow>", x);
    }
    mb_buf_printf(out, "</%ssheetData></%sworksheet>", x, x);
}

static inline void put_frame(const struct grid *g, const struct style *style,
                             struct mb_buf *frame, struct mb_buf *links)
{
    mb_buf_printf(frame,
                  "<workbook xmlns:r='" BOOK_REL
                  "'><workbookPr date1904='%d'/><sheets>",
                  style->is_1904);
    mb_buf_puts(links, "<Relationships>");
    for (uint32_t i = 0; i < g->n; i++) {
        mb_buf_printf(frame, "<sheet name='%s' r:id='s%u'/>", g->sheets[i].name,
                      i);
        mb_buf_printf(links,
                      "<Relationship Id='s%u' Type='" BOOK_REL
                      "/worksheet' Target='%ssheet%u.xml'/>",
                      i, i % 2 == 0 ? "" : "/xl/", i);
    }
    mb_buf_puts(frame, "</sheets></workbook>");
    mb_buf_puts(links, "<Relationship Id='t' Type='" BOOK_REL "/sharedStrings'"
                       " Target='t.xml'/><Relationship Id='y' Type='" BOOK_REL
                       "/styles' Target='y.xml'/></Relationships>");
}

static inline struct mb_span
write_grid(const struct grid *g, const struct style *style, bool properties)
{
    struct docx_part parts[SHEETS + 8];
    struct mb_buf bufs[SHEETS + 4];
    char names[SHEETS][32];
    struct mb_span bytes;
    uint32_t texts = 0;
    size_t n = 0;

    memset(bufs, 0, sizeof bufs);
    mb_buf_puts(&bufs[0], "<sst>");
    put_frame(g, style, &bufs[1], &bufs[2]);
    mb_buf_printf(&bufs[3],
                  "<Properties><property name='minutebook-generation'><lpwstr>"
                  "%s</lpwstr></property><property name='minutebook-edition'>"
                  "<lpwstr>%s</lpwstr></property></Properties>",
                  g->generation, g->edition);
    for (uint32_t i = 0; i < g->n; i++) {
        put_rows(&g->sheets[i], style, &bufs[4 + i], &bufs[0], &texts);
        snprintf(names[i], sizeof names[i], "xl/sheet%u.xml", i);
        parts[n++] = (struct docx_part){names[i], bufs[4 + i].ptr, 0};
    }
    mb_buf_puts(&bufs[0], "</sst>");
    parts[n++] = (struct docx_part){"_rels/.rels", BOOK_TOP, 0};
    parts[n++] = (struct docx_part){"xl/t.xml", bufs[0].ptr, 0};
    parts[n++] = (struct docx_part){"xl/workbook.xml", bufs[1].ptr, 0};
    parts[n++] =
        (struct docx_part){"xl/_rels/workbook.xml.rels", bufs[2].ptr, 0};
    parts[n++] = (struct docx_part){
        "xl/y.xml",
        "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>"
        "</styleSheet>",
        0};
    if (properties) /* Google Sheets leaves them out */
        parts[n++] = (struct docx_part){"docProps/custom.xml", bufs[3].ptr, 0};
    bytes = docx_make(parts, n);
    for (size_t i = 0; i < SHEETS + 4; i++)
        mb_buf_done(&bufs[i]);
    return bytes;
}

/* --- the register ------------------------------------------------------ */

static struct mb_scheme scheme;

static inline void fill_register(struct fixture *f)
{
    struct mb_buf text = MB_BUF_INIT;
    struct mb_document *doc;
    uint32_t item;

    mb_buf_puts(&text, "Cabinet, 3 February 2026\n5. Many Things\nRESOLVED:\n");
    for (int i = 0; i < CLAUSES; i++)
        mb_buf_printf(&text, "(%c) to approve the scheme of lamp no. %d;\n",
                      'a' + i, i * 7919);
    doc = make(f, MB_DOC_MINUTES, "Cabinet", "2026-02-03", text.ptr);
    item = add_item(doc, "5", "Many Things");
    for (int i = 0; i < CLAUSES; i++) {
        char label[8];
        char words[64];
        snprintf(label, sizeof label, "(%c)", 'a' + i);
        snprintf(words, sizeof words, "to approve the scheme of lamp no. %d;",
                 i * 7919);
        add_clause(doc, item, label, "approve", words);
    }
    put(f, doc);
    flush(f);
    mb_buf_done(&text);
    OK(f, mb_scheme_load(NULL, f->arena, &scheme, &f->err));
}

static inline struct mb_tracker_options tracker_options(void)
{
    return (struct mb_tracker_options){.as_of = MB_SPAN_LIT("2026-03-01"),
                                       .scheme = &scheme};
}

/* A new workbook, as it reads. */
static inline struct grid *report(struct fixture *f)
{
    struct mb_tracker_options options = tracker_options();
    struct mb_book_options book = {.limits = MB_LIMITS_DEFAULT};
    struct grid *g = calloc(1, sizeof *g);
    struct mb_book_handler handler = {g, grid_property, grid_epoch, grid_sheet,
                                      grid_cell};
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_report made;
    struct mb_span key, bytes;
    struct mb_buf cells = MB_BUF_INIT;
    bool purged;
    char path[128];
    int fd;

    assert_non_null(g);
    snprintf(path, sizeof path, "%s/t.xlsx", f->folder);
    OK(f, mb_report_build(f->store, &mb_report_kinds[0], &options, arena, &made,
                          &f->err));
    OK(f, mb_emitted_add(f->store, &made, &key, &cells, &f->err));
    OK(f, mb_store_emitted_put(f->store, key, AT, mb_buf_span(&cells), &purged,
                               &f->err));
    mb_buf_done(&cells);
    OK(f, mb_write_xlsx(&made, path, &f->err));
    fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    OK(f, mb_file_read(fd, path, 0, arena, &bytes, &f->err));
    OK(f, mb_book_scan(bytes, &book, &handler, &f->err));
    close(fd);
    mb_arena_free(arena);
    return g;
}

/* Take a workbook back; its bytes are freed. */
static inline struct mb_update update(struct fixture *f, struct mb_span bytes,
                                      const char *by)
{
    struct mb_tracker_options now = tracker_options();
    struct mb_book_options book = {.limits = MB_LIMITS_DEFAULT};
    struct mb_update_options options = {.book = &book,
                                        .path = "t.xlsx",
                                        .by = mb_span_str(by),
                                        .source = mb_span_str(by),
                                        .now = &now};
    struct mb_update done;
    int fd = mb_frame_memory(bytes);

    assert_true(fd >= 0);
    now.filter.include_dropped = true;
    OK(f, mb_update_compare(f->store, fd, &options, f->arena, &done, &f->err));
    OK(f, mb_update_apply(f->store, &done, &f->err));
    fixture_end(f);
    fixture_run(f, "common 1");
    close(fd);
    free((void *)(uintptr_t)bytes.ptr);
    return done;
}

/* --- looking, and writing in it ------------------------------------------- */

static inline uint32_t column_of(const struct grid_sheet *s, const char *header)
{
    for (uint32_t c = 0; c < s->ncolumns; c++)
        if (s->cells[3][c].text != NULL
            && strcmp(s->cells[3][c].text, header) == 0)
            return c;
    return COLUMNS;
}

static inline struct mb_span entry_now(struct fixture *f, const char *id,
                                       const char *field_name)
{
    struct mb_entries latest;

    OK(f, mb_store_entries_latest(f->store, mb_span_str(id), f->arena, &latest,
                                  &f->err));
    for (uint32_t i = 0; i < latest.n; i++)
        if (mb_span_eq(latest.at[i].field, mb_span_str(field_name)))
            return latest.at[i].value;
    return MB_SPAN_NULL;
}

static inline void put_text(struct grid *g, uint32_t row, const char *header,
                            const char *text)
{
    struct grid_sheet *s = sheet_of(g, "Tracker");

    set_cell(&s->cells[row][column_of(s, header)], text, MB_VALUE_TEXT);
}

static const struct style plain = {.shared = true};

#endif
