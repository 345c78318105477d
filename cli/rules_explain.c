/* `rules explain`: a document line by line. Workers read the file; the rules
 * run here once more over its text, to keep what they leave behind.
 */
#include "cli/rules_cmd.h"

#include "base/utf8.h"
#include "cli/load.h"
#include "cli/session.h"
#include "parser/explain.h"
#include "reports/measure.h"
#include "reports/sheet.h"

#include <string.h>

enum { WIDTH = 80, INDENT = 12, BY_MAX = 400 };

static const struct mb_column_spec columns[] = {
    {"Document", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Line", MB_CELL_INTEGER, 0, 0, NULL, NULL},
    {"Lines", MB_CELL_INTEGER, 0, 0, NULL, NULL},
    {"Became", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"By", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Why not", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Nearest", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Matched", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Words", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL}};

struct explaining {
    struct mb_cli *cli;
    struct mb_rules *rules;
    struct mb_report report;
    struct mb_sheet *sheet; /* NULL: text is wanted */
    struct mb_buf out;
};

/* At most `room` characters of words, on one line. */
static void put_words(struct mb_buf *out, struct mb_span words, size_t room)
{
    size_t i = 0, len, all = mb_char_count(words);

    for (size_t c = 0; i < words.len && c < room; c++, i += len) {
        mb_utf8_decode(words, i, &len);
        if (all > room && c + 1 == room)
            mb_buf_puts(out, "\xE2\x80\xA6");
        else if (len == 1 && (unsigned char)words.ptr[i] < 0x20)
            mb_buf_putc(out, ' ');
        else
            mb_buf_put(out, mb_span_sub(words, i, i + len));
    }
    mb_buf_putc(out, '\n');
}

static void put_more(const char *what, struct mb_span words, struct mb_buf *out)
{
    mb_buf_printf(out, "%*s%s", INDENT, "", what);
    put_words(out, words, WIDTH - INDENT - strlen(what));
}

/* What a buffer holds, kept in the arena; the buffer is done with. */
static struct mb_span keep(struct mb_buf *buf, struct mb_arena *arena)
{
    struct mb_span kept =
        buf->len > 0 ? mb_arena_dup(arena, mb_buf_span(buf)) : MB_SPAN_NULL;

    mb_buf_done(buf);
    return kept;
}

/* "resolutions clauses/resolved-caps@1 97%, votes …" */
static struct mb_span claimed_by(const struct mb_explained *line,
                                 struct mb_arena *arena)
{
    struct mb_buf by = MB_BUF_INIT;

    for (uint32_t i = 0; i < line->nclaims; i++)
        mb_buf_printf(&by, "%s%s " MB_SPAN_FMT " %u%%", i > 0 ? ", " : "",
                      mb_kind_info(line->claims[i].kind)->name,
                      MB_SPAN_ARG(line->claims[i].rule),
                      line->claims[i].confidence);
    return keep(&by, arena);
}

static struct mb_span joined(const struct mb_span *at, uint32_t n,
                             struct mb_arena *arena)
{
    struct mb_buf all = MB_BUF_INIT;

    for (uint32_t i = 0; i < n; i++)
        mb_buf_printf(&all, "%s" MB_SPAN_FMT, i > 0 ? " " : "",
                      MB_SPAN_ARG(at[i]));
    return keep(&all, arena);
}

static void put_line(struct explaining *e, const struct mb_explained *line,
                     struct mb_arena *arena)
{
    struct mb_buf *out = &e->out;
    char lines[24];

    if (line->nlines > 1)
        snprintf(lines, sizeof lines, "%u-%u", line->line_no,
                 line->line_no + line->nlines - 1);
    else
        snprintf(lines, sizeof lines, "%u", line->line_no);
    mb_buf_printf(out, "%-11s ", lines);
    put_words(out, line->words, WIDTH - INDENT);
    if (line->nclaims > 0)
        put_more("= ", claimed_by(line, arena), out);
    else if (line->became == MB_BECAME_CLAIMED)
        put_more("= ", MB_SPAN_LIT("read with what stands beside it"), out);
    else
        put_more("- ",
                 mb_arena_printf(arena, "%s%s%s", mb_became_name(line->became),
                                 line->reason != NULL ? ": " : "",
                                 line->reason != NULL ? line->reason : ""),
                 out);
    if (line->nearest != NULL)
        put_more("? nearest: ",
                 mb_arena_printf(arena,
                                 MB_SPAN_FMT ", as in \"" MB_SPAN_FMT "\"",
                                 MB_SPAN_ARG(line->nearest->id),
                                 MB_SPAN_ARG(line->nearest->example)),
                 out);
    if (e->cli->verbose && line->nrules > 0)
        put_more("matched: ", joined(line->rules, line->nrules, arena), out);
}

static void put_row(struct explaining *e, const struct mb_document *doc,
                    const struct mb_explained *line)
{
    struct mb_arena *arena = e->report.arena;

    mb_row_begin(&e->report, e->sheet);
    mb_put_text(e->sheet, mb_arena_dup(arena, doc->name));
    mb_put_count(e->sheet, line->line_no);
    mb_put_count(e->sheet, line->nlines);
    mb_put_text(e->sheet, mb_span_str(mb_became_name(line->became)));
    mb_put_text(e->sheet, claimed_by(line, arena));
    mb_put_text(e->sheet, mb_arena_dup(arena, mb_span_str(line->reason)));
    mb_put_text(e->sheet,
                line->nearest != NULL ? line->nearest->id : MB_SPAN_NULL);
    mb_put_text(e->sheet, joined(line->rules, line->nrules, arena));
    mb_put_text(e->sheet, mb_arena_dup(arena, line->words));
}

static void put_coverage(const struct mb_coverage *c, struct mb_buf *out)
{
    mb_buf_printf(out,
                  "%u lines: %u claimed, %u furniture, %u narrative, %u "
                  "unclaimed\n",
                  c->lines, c->claimed, c->furniture, c->narrative,
                  c->unclaimed);
}

static void explain_one(void *context, const struct mb_source *source,
                        const struct mb_document *doc)
{
    struct explaining *e = context;
    struct mb_parse_options options = mb_cli_parse_options(e->cli);
    struct mb_explanation all = {0};
    struct mb_err err;

    (void)source;
    if (mb_explain(&doc->text, e->rules, &options, doc->arena, &all, &err)
        != MB_OK) {
        mb_exit_worsen(e->cli, mb_fail_at(e->cli, doc->name.ptr, &err));
        return;
    }
    if (e->sheet == NULL && e->cli->nargs > 2)
        mb_buf_printf(&e->out, "== " MB_SPAN_FMT "\n", MB_SPAN_ARG(doc->name));
    for (uint32_t i = 0; i < all.n; i++) {
        if (e->cli->unclaimed && all.at[i].became != MB_BECAME_UNCLAIMED)
            continue;
        if (e->sheet != NULL)
            put_row(e, doc, &all.at[i]);
        else
            put_line(e, &all.at[i], doc->arena);
    }
    if (e->sheet == NULL)
        put_coverage(&all.doc->coverage, &e->out);
}

static enum mb_exit explain_all(struct explaining *e)
{
    struct mb_cli files = *e->cli;
    enum mb_exit exit;

    files.args++; /* behind the word "explain" */
    files.nargs--;
    e->report.arena = mb_arena_new(0);
    if (e->report.arena == NULL) {
        mb_say_error(e->cli, "out of memory");
        return MB_EXIT_STORE;
    }
    if (e->cli->format != NULL && strcmp(e->cli->format, "text") != 0)
        e->sheet = mb_sheet_add(&e->report, "explain", MB_SPAN_LIT("Explain"),
                                MB_SPAN_NULL, columns);
    exit = mb_load_each(&files, false, explain_one, e);
    mb_exit_worsen(e->cli, files.worst);
    if (exit == MB_EXIT_OK)
        exit = e->sheet != NULL ? mb_print_sheet(e->cli, e->sheet)
                                : mb_put_output(e->cli, mb_buf_span(&e->out));
    mb_buf_done(&e->out);
    mb_arena_free(e->report.arena);
    return exit;
}

enum mb_exit mb_rules_explain(struct mb_cli *cli)
{
    struct explaining e = {.cli = cli, .out = MB_BUF_INIT};
    struct mb_err err;
    enum mb_exit exit;

    if (mb_rules_load(cli->config, &e.rules, &err) != MB_OK)
        return mb_fail(cli, &err);
    exit = explain_all(&e);
    mb_rules_free(e.rules);
    return exit;
}
