/* `review --unclaimed`: every stored text is read once more, and the lines that
 * no record, label or item explains are counted by their reason.
 */
#include "cli/rules_cmd.h"

#include "cli/load.h"
#include "cli/session.h"
#include "parser/explain.h"
#include "reports/sheet.h"

#include <stdlib.h>
#include <string.h>

enum { REASONS_MAX = 10, WORST_MAX = 10, LINES_MIN = 20 };

static const struct mb_column_spec columns[] = {
    {"Document", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Line", MB_CELL_INTEGER, 0, 0, NULL, NULL},
    {"Lines", MB_CELL_INTEGER, 0, 0, NULL, NULL},
    {"Why not", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Nearest", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Words", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL}};

struct reason {
    struct mb_span why;
    uint32_t lines;
    uint32_t documents;
    uint32_t last; /* the last document that has it */
};

struct read_badly {
    struct mb_span name;
    uint32_t unclaimed;
    uint32_t lines;
};

struct counting {
    struct mb_cli *cli;
    struct mb_session session;
    struct mb_parse_options options;
    struct mb_report report;
    struct mb_sheet *sheet; /* NULL: text is wanted */
    struct reason *reasons;
    uint32_t nreasons;
    struct read_badly *worst; /* every document that is a record */
    uint32_t nworst;
    uint32_t documents, lines, unclaimed;
};

static void count_reason(struct counting *c, const struct mb_explained *line)
{
    struct mb_span why = mb_span_str(line->reason);
    struct reason *r = NULL;

    for (uint32_t i = 0; i < c->nreasons && r == NULL; i++)
        if (mb_span_eq(c->reasons[i].why, why))
            r = &c->reasons[i];
    if (r == NULL) {
        r = mb_arena_push(c->session.arena, &c->reasons, &c->nreasons,
                          sizeof *r);
        if (r == NULL)
            return;
        *r = (struct reason){.why = mb_arena_dup(c->session.arena, why)};
    }
    r->lines += line->nlines;
    r->documents += r->last != c->documents;
    r->last = c->documents;
}

static void put_row(struct counting *c, struct mb_span name,
                    const struct mb_explained *line)
{
    struct mb_arena *arena = c->session.arena;

    mb_row_begin(&c->report, c->sheet);
    mb_put_text(c->sheet, name);
    mb_put_count(c->sheet, line->line_no);
    mb_put_count(c->sheet, line->nlines);
    mb_put_text(c->sheet, mb_arena_dup(arena, mb_span_str(line->reason)));
    mb_put_text(c->sheet,
                line->nearest != NULL ? line->nearest->id : MB_SPAN_NULL);
    mb_put_text(c->sheet, mb_arena_dup(arena, line->words));
}

static void count_document(struct counting *c, struct mb_span name,
                           const struct mb_explanation *all)
{
    const struct mb_coverage *cover = &all->doc->coverage;
    struct read_badly *bad;

    c->documents++;
    c->lines += cover->lines;
    c->unclaimed += cover->unclaimed;
    for (uint32_t i = 0; i < all->n; i++) {
        if (all->at[i].became != MB_BECAME_UNCLAIMED)
            continue;
        count_reason(c, &all->at[i]);
        if (c->sheet != NULL)
            put_row(c, name, &all->at[i]);
    }
    if (all->doc->kind == MB_DOC_OTHER || cover->lines < LINES_MIN
        || cover->unclaimed == 0)
        return;
    bad = mb_arena_push(c->session.arena, &c->worst, &c->nworst, sizeof *bad);
    if (bad != NULL)
        *bad = (struct read_badly){name, cover->unclaimed, cover->lines};
}

static enum mb_status read_one(struct counting *c,
                               const struct mb_document_row *row,
                               struct mb_err *err)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_explanation all = {0};
    struct mb_text text;
    enum mb_status st;

    if (arena == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    st = mb_store_text(c->session.store, row->id, arena, &text, err);
    if (st == MB_OK)
        st = mb_explain(&text, c->session.rules, &c->options, arena, &all, err);
    if (st == MB_OK)
        count_document(c, row->name, &all);
    mb_arena_free(arena);
    return st;
}

static enum mb_status read_all(struct counting *c, struct mb_err *err)
{
    struct mb_filter filter = mb_cli_filter(c->cli);
    struct mb_document_rows rows;
    enum mb_status st = mb_store_documents(c->session.store, &filter,
                                           c->session.arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        mb_progress(c->cli, "Reading", i + 1, rows.n, rows.at[i].name.ptr);
        if (mb_span_eq(rows.at[i].status, MB_SPAN_LIT("stored"))
            && rows.at[i].superseded_by == 0)
            st = read_one(c, &rows.at[i], err);
    }
    mb_progress_done();
    return st;
}

static int by_lines(const void *a, const void *b)
{
    const struct reason *x = a, *y = b;

    if (x->lines != y->lines)
        return x->lines < y->lines ? 1 : -1;
    return mb_span_cmp(x->why, y->why);
}

/* By the share of lines that nothing explains. */
static int by_share(const void *a, const void *b)
{
    const struct read_badly *x = a, *y = b;
    uint64_t left = (uint64_t)x->unclaimed * y->lines;
    uint64_t right = (uint64_t)y->unclaimed * x->lines;

    if (left != right)
        return left < right ? 1 : -1;
    return mb_span_cmp(x->name, y->name);
}

static void put_text(struct counting *c, struct mb_buf *out)
{
    if (c->nreasons > 1)
        qsort(c->reasons, c->nreasons, sizeof *c->reasons, by_lines);
    if (c->nworst > 1)
        qsort(c->worst, c->nworst, sizeof *c->worst, by_share);
    mb_buf_printf(out,
                  "%u of %u lines in %u documents have no record, label or "
                  "item\n\n%7s %9s  %s\n",
                  c->unclaimed, c->lines, c->documents, "Lines", "Documents",
                  "What they are");
    for (uint32_t i = 0; i < c->nreasons && (i < REASONS_MAX || c->cli->all);
         i++)
        mb_buf_printf(out, "%7u %9u  " MB_SPAN_FMT "\n", c->reasons[i].lines,
                      c->reasons[i].documents, MB_SPAN_ARG(c->reasons[i].why));
    mb_buf_printf(out, "\n%7s %9s  %s\n", "Lines", "Of lines",
                  "Records of meetings and decisions read worst");
    for (uint32_t i = 0; i < c->nworst && (i < WORST_MAX || c->cli->all); i++)
        mb_buf_printf(out, "%7u %9u  " MB_SPAN_FMT "\n", c->worst[i].unclaimed,
                      c->worst[i].lines, MB_SPAN_ARG(c->worst[i].name));
}

static enum mb_exit count_all(struct counting *c)
{
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    enum mb_exit exit;

    if (read_all(c, &err) != MB_OK)
        return mb_fail(c->cli, &err);
    if (c->sheet != NULL)
        return mb_print_sheet(c->cli, c->sheet);
    put_text(c, &out);
    exit = mb_put_output(c->cli, mb_buf_span(&out));
    mb_buf_done(&out);
    return exit;
}

enum mb_exit mb_review_unclaimed(struct mb_cli *cli)
{
    struct counting c = {.cli = cli};
    enum mb_exit exit = mb_session_open(cli, MB_NEED_READ, true, &c.session);

    if (exit != MB_EXIT_OK)
        return exit;
    c.options = mb_cli_parse_options(cli);
    c.report.arena = c.session.arena;
    if (cli->format != NULL && strcmp(cli->format, "text") != 0)
        c.sheet = mb_sheet_add(&c.report, "unclaimed", MB_SPAN_LIT("Unclaimed"),
                               MB_SPAN_NULL, columns);
    exit = count_all(&c);
    return mb_session_close(cli, &c.session, exit);
}
