/* `rules diff`: every stored text is read with both sets of packs, and the
 * records that only one of them gives are told. Nothing is written.
 *
 * Two records of a kind are the same if all that they say is; one that goes
 * and one that comes at the same place of the text are one that changes.
 */
#include "cli/rules_cmd.h"

#include "cli/load.h"
#include "cli/session.h"
#include "parser/parse.h"
#include "reports/measure.h"
#include "reports/sheet.h"

#include <string.h>

enum { WIDTH = 80, INDENT = 6 };

static const struct mb_column_spec columns[] = {
    {"Document", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Change", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Kind", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Line", MB_CELL_INTEGER, 0, 0, NULL, NULL},
    {"Old", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"New", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {"Rule", MB_CELL_TEXT, 0, 0, NULL, NULL},
    {NULL, MB_CELL_EMPTY, 0, 0, NULL, NULL}};

/* A record as text, and where it stands. */
struct entry {
    enum mb_kind kind;
    struct mb_span says;
    const struct mb_evidence *ev;
    bool paired;
};
struct entries {
    struct entry *at;
    uint32_t n;
};

struct diffing {
    struct mb_cli *cli;
    struct mb_session session;
    struct mb_rules *rules[2]; /* old, new */
    struct mb_parse_options options;
    struct mb_report report;
    struct mb_sheet *sheet; /* NULL: text is wanted */
    struct mb_buf out;
    uint32_t documents, differing, come, gone, changed;
};

/* ---- a document's records as text ---- */

static void say_member(const char *record, const struct mb_member *m,
                       struct mb_buf *out)
{
    const void *at = record + m->offset;
    const struct mb_field *field = at;
    const struct mb_names *names = at;
    const char *between = out->len > 0 ? " | " : "";
    int32_t number;

    if (m->type == MB_MEMBER_FIELD && field->s.ptr != NULL) {
        mb_buf_printf(out, "%s" MB_SPAN_FMT, between, MB_SPAN_ARG(field->s));
    } else if (m->type == MB_MEMBER_NAMES && names->at != NULL) {
        mb_buf_printf(out, "%s%s:", between, m->name);
        for (uint32_t i = 0; i < names->n; i++)
            mb_buf_printf(out, " " MB_SPAN_FMT, MB_SPAN_ARG(names->at[i]));
    } else if (m->type == MB_MEMBER_COUNT_OF || m->type == MB_MEMBER_TRI) {
        memcpy(&number, record + m->offset, sizeof number);
        if (number >= 0)
            mb_buf_printf(out, "%s%s %d", between, m->name, number);
    }
}

static void list_records(const struct mb_document *doc, struct mb_arena *arena,
                         struct entries *all)
{
    struct mb_buf says = MB_BUF_INIT;

    for (unsigned kind = 0; kind < MB_KIND_COUNT; kind++)
        for (uint32_t i = 0; i < mb_document_count(doc, kind); i++) {
            const struct mb_kind_info *info = mb_kind_info(kind);
            const char *record = mb_document_record(doc, kind, i);
            const void *ev = record + info->evidence;
            struct entry *e =
                mb_arena_push(arena, &all->at, &all->n, sizeof *e);
            mb_buf_clear(&says);
            for (uint32_t m = 0; m < info->nmembers; m++)
                say_member(record, &info->members[m], &says);
            if (e != NULL)
                *e = (struct entry){
                    kind, mb_arena_dup(arena, mb_buf_span(&says)), ev, false};
        }
    mb_buf_done(&says);
}

/* Words beneath a change, as many lines as they need. */
static void put_wrapped(struct mb_buf *out, const char *lead,
                        struct mb_span words)
{
    size_t column = (size_t)INDENT + strlen(lead);

    mb_buf_printf(out, "%*s%s", INDENT, "", lead);
    while (words.len > 0) {
        struct mb_span word;
        size_t wide;
        words = mb_span_cut(words, ' ', &word);
        wide = (size_t)mb_char_count(word);
        if (column > INDENT + strlen(lead) && column + 1 + wide > WIDTH) {
            column = INDENT + strlen(lead);
            mb_buf_printf(out, "\n%*s", (int)column, "");
        } else if (column > INDENT + strlen(lead)) {
            mb_buf_putc(out, ' ');
            column++;
        }
        mb_buf_put(out, word);
        column += wide;
    }
    mb_buf_putc(out, '\n');
}

/* ---- what differs ---- */

static bool same_place(const struct entry *a, const struct entry *b)
{
    for (uint32_t i = 0; i < a->ev->nspans; i++)
        for (uint32_t k = 0; k < b->ev->nspans; k++)
            if (a->ev->spans[i].start < b->ev->spans[k].end
                && a->ev->spans[i].end > b->ev->spans[k].start)
                return true;
    return false;
}

static void pair_same(struct entries *old, struct entries *new)
{
    for (uint32_t i = 0; i < old->n; i++)
        for (uint32_t k = 0; k < new->n && !old->at[i].paired; k++)
            if (!new->at[k].paired
                && old->at[i].kind
                       == new->at[k].kind &&mb_span_eq(old->at[i].says,
                                                       new->at[k].says))
                old->at[i].paired = new->at[k].paired = true;
}

/* The record of the other side that stands where this one does, or NULL. */
static struct entry *counterpart(const struct entry *e, struct entries *others)
{
    for (uint32_t k = 0; k < others->n; k++)
        if (!others->at[k].paired && others->at[k].kind == e->kind
            && same_place(e, &others->at[k]))
            return &others->at[k];
    return NULL;
}

static uint32_t line_of(struct mb_span text, const struct entry *e)
{
    uint32_t line = 1;
    size_t end = e->ev->nspans > 0 ? e->ev->spans[0].start : 0;

    for (size_t i = 0; i < end && i < text.len; i++)
        line += text.ptr[i] == '\n';
    return line;
}

/* One change: old or new may be NULL. */
static void tell(struct diffing *d, const struct mb_document *doc,
                 struct mb_span name, const struct entry *old,
                 const struct entry *new)
{
    static const char marks[] = "-+~";
    static const char *const words[] = {"goes", "comes", "changes"};
    const struct entry *one = new != NULL ? new : old;
    int what = old != NULL && new != NULL ? 2 : new != NULL;
    struct mb_arena *arena = d->report.arena;
    uint32_t line;

    if (one == NULL)
        return;
    line = line_of(doc->text.text, one);
    *(what == 2 ? &d->changed : what == 1 ? &d->come : &d->gone) += 1;
    if (d->sheet != NULL) {
        mb_row_begin(&d->report, d->sheet);
        mb_put_text(d->sheet, mb_arena_dup(arena, name));
        mb_put_text(d->sheet, mb_span_str(words[what]));
        mb_put_text(d->sheet, mb_span_str(mb_kind_info(one->kind)->name));
        mb_put_count(d->sheet, line);
        mb_put_text(d->sheet, old != NULL ? mb_arena_dup(arena, old->says)
                                          : MB_SPAN_NULL);
        mb_put_text(d->sheet, new != NULL ? mb_arena_dup(arena, new->says)
                                          : MB_SPAN_NULL);
        mb_put_text(d->sheet, mb_arena_dup(arena, one->ev->rule));
        return;
    }
    mb_buf_printf(&d->out, "  %c %s, line %u, " MB_SPAN_FMT "\n", marks[what],
                  mb_kind_info(one->kind)->name, line,
                  MB_SPAN_ARG(one->ev->rule));
    if (old != NULL)
        put_wrapped(&d->out, new != NULL ? "was: " : "", old->says);
    if (new != NULL)
        put_wrapped(&d->out, old != NULL ? "now: " : "", new->says);
}

static void compare(struct diffing *d, struct mb_span name,
                    struct mb_document *const docs[2], struct mb_arena *arena)
{
    struct entries old = {NULL, 0}, new = {NULL, 0};
    uint32_t before = d->come + d->gone + d->changed;
    size_t head = d->out.len;

    list_records(docs[0], arena, &old);
    list_records(docs[1], arena, &new);
    pair_same(&old, &new);
    mb_buf_printf(&d->out, MB_SPAN_FMT "\n", MB_SPAN_ARG(name));
    for (uint32_t i = 0; i < old.n; i++) {
        struct entry *other =
            old.at[i].paired ? NULL : counterpart(&old.at[i], &new);
        if (old.at[i].paired)
            continue;
        old.at[i].paired = true;
        if (other != NULL)
            other->paired = true;
        tell(d, docs[0], name, &old.at[i], other);
    }
    for (uint32_t k = 0; k < new.n; k++)
        if (!new.at[k].paired)
            tell(d, docs[1], name, NULL, &new.at[k]);
    if (before == d->come + d->gone + d->changed)
        d->out.len = head;
    else
        d->differing++;
}

/* ---- the stored documents ---- */

static enum mb_status diff_one(struct diffing *d,
                               const struct mb_document_row *row,
                               struct mb_err *err)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_document *docs[2] = {NULL, NULL};
    struct mb_text text;
    enum mb_status st = MB_OK;

    if (arena == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    st = mb_store_text(d->session.store, row->id, arena, &text, err);
    for (int i = 0; st == MB_OK && i < 2; i++)
        st = mb_parse_text(&text, d->rules[i], &d->options, arena, &docs[i],
                           err);
    if (st == MB_OK)
        compare(d, row->name, docs, arena);
    d->documents++;
    mb_arena_free(arena);
    return st;
}

static enum mb_status diff_all(struct diffing *d, struct mb_err *err)
{
    struct mb_filter filter = mb_cli_filter(d->cli);
    struct mb_document_rows rows;
    enum mb_status st = mb_store_documents(d->session.store, &filter,
                                           d->session.arena, &rows, err);

    for (uint32_t i = 0; st == MB_OK && i < rows.n; i++) {
        mb_progress(d->cli, "Reading", i + 1, rows.n, rows.at[i].name.ptr);
        if (mb_span_eq(rows.at[i].status, MB_SPAN_LIT("stored")))
            st = diff_one(d, &rows.at[i], err);
    }
    mb_progress_done();
    return st;
}

static enum mb_exit put_all(struct diffing *d)
{
    enum mb_exit exit = d->sheet != NULL ? mb_print_sheet(d->cli, d->sheet)
                        : d->out.len == 0
                            ? MB_EXIT_OK
                            : mb_put_output(d->cli, mb_buf_span(&d->out));

    mb_say_note(d->cli,
                "%u of %u documents would differ: %u records come, %u go, %u "
                "change; nothing was written",
                d->differing, d->documents, d->come, d->gone, d->changed);
    return exit;
}

static enum mb_exit diff_session(struct diffing *d)
{
    struct mb_err err;
    enum mb_exit exit =
        mb_session_open(d->cli, MB_NEED_READ, false, &d->session);

    if (exit != MB_EXIT_OK)
        return exit;
    d->options = mb_cli_parse_options(d->cli);
    d->report.arena = d->session.arena;
    if (d->cli->format != NULL && strcmp(d->cli->format, "text") != 0)
        d->sheet = mb_sheet_add(&d->report, "diff", MB_SPAN_LIT("Diff"),
                                MB_SPAN_NULL, columns);
    exit = diff_all(d, &err) != MB_OK ? mb_fail(d->cli, &err) : put_all(d);
    mb_buf_done(&d->out);
    return mb_session_close(d->cli, &d->session, exit);
}

/* "-": the packs that are in force without the operand. */
static enum mb_exit load_side(struct diffing *d, int side)
{
    const char *path = d->cli->args[1 + side];
    const char *const paths[] = {d->cli->config,
                                 strcmp(path, "-") == 0 ? NULL : path};
    struct mb_err err;

    if (mb_rules_load_all(paths, 2, &d->rules[side], &err) != MB_OK)
        return mb_fail_at(d->cli, path, &err);
    return MB_EXIT_OK;
}

enum mb_exit mb_rules_diff(struct mb_cli *cli)
{
    struct diffing d = {.cli = cli, .out = MB_BUF_INIT};
    enum mb_exit exit = load_side(&d, 0);

    if (exit == MB_EXIT_OK)
        exit = load_side(&d, 1);
    if (exit == MB_EXIT_OK)
        exit = diff_session(&d);
    mb_rules_free(d.rules[0]);
    mb_rules_free(d.rules[1]);
    return exit;
}
