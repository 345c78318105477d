/* A walk by SAX (ECMA-376 part 1, 17). Every element pushes what it is; words
 * count only in w:t of a run that is neither hidden nor struck out nor in a
 * field's code. A paragraph's properties stand before its runs, so its number
 * is counted and its kind known when the first word comes.
 *
 * Tracked changes are taken as accepted: w:ins stays, w:del goes, a deleted
 * paragraph mark joins two paragraphs; or as rejected, the mirror of it.
 * Comments, and the second form of what Word stores twice (mc:Fallback), are
 * left out.
 */
#include "parser/readers/docx_walk.h"

#include "parser/readers/numerals.h"

#include <stdlib.h>
#include <string.h>

static void note_tracked(struct mb_docx_walk *w)
{
    if (!w->context->tracked_seen)
        mb_diags_add(w->context->diags, MB_DIAG_TRACKED_CHANGES, 0, 0,
                     MB_SPAN_NULL);
    w->context->tracked_seen = true;
}

/* How a line that begins now in the paragraph is marked. */
static struct mb_line_style line_style(const struct mb_docx_walk *w)
{
    const struct mb_docx_paragraph *p = &w->now;
    struct mb_line_style style = {MB_MARK_PARAGRAPH, 0, 0};

    if (w->notes) {
        style.kind = MB_MARK_FOOTNOTE;
    } else if (p->style->kind != MB_MARK_NONE) {
        style.kind = p->style->kind;
        style.level = p->style->level;
    } else if (p->outline >= 0 && p->outline < MB_NUM_LEVELS) {
        style.kind = MB_MARK_HEADING;
        style.level = (uint8_t)(p->outline + 1);
    } else if (p->num_level >= 0 && w->lines->label[0] != '\0') {
        style.kind = MB_MARK_LIST_ITEM;
        style.level = (uint8_t)(p->num_level + 1);
    }
    if (p->cut)
        style.kind = MB_MARK_CONTINUES;
    else if (p->after_break && style.kind != MB_MARK_HEADING)
        style.kind = MB_MARK_NONE;
    if (p->centred || p->style->centred == 1)
        style.flags |= MB_MARK_CENTRED;
    if (p->indented)
        style.flags |= MB_MARK_INDENTED;
    return style;
}

static void begin_paragraph(struct mb_docx_walk *w)
{
    bool joins = w->now.mark_gone;

    if (w->cell_due) {
        mb_lines_cell_open(w->lines, w->row_head, w->cell_span, 1);
        w->cell_due = false;
    }
    w->now = (struct mb_docx_paragraph){.style = &w->context->styles->defaults,
                                        .num_id = MB_NUM_UNSET,
                                        .num_level = MB_NUM_UNSET,
                                        .outline = MB_NUM_UNSET,
                                        .joins = joins};
    w->tab_due = w->tab_due && joins;
}

/* Properties are complete: count the paragraph's number, set it apart from
 * the one before. */
static void ready_paragraph(struct mb_docx_walk *w)
{
    struct mb_docx_paragraph *p = &w->now;
    bool own = p->num_id != MB_NUM_UNSET;
    long level = p->num_level;
    char label[MB_NUM_LABEL_SIZE] = "";

    p->ready = true;
    if (p->outline == MB_NUM_UNSET)
        p->outline = p->style->outline;
    if (level == MB_NUM_UNSET)
        level = p->style->num_level;
    p->num_level = MB_NUM_UNSET;
    if (!w->notes && !p->mark_gone && !w->row_gone)
        p->num_level = mb_numbering_next(
            w->context->numbering, own ? p->num_id : p->style->num_id, level,
            own ? MB_SPAN_NULL : p->style->id, label);
    if (p->joins && w->lines->open)
        return;
    if (p->num_level == MB_NUM_UNSET || !w->in_list)
        mb_lines_gap(w->lines);
    w->in_list = p->num_level != MB_NUM_UNSET;
    if (w->in_list)
        mb_lines_label(w->lines, label);
}

static void end_paragraph(struct mb_docx_walk *w)
{
    if (!w->now.ready)
        ready_paragraph(w);
    if (w->now.mark_gone)
        return; /* the next one goes on with this line */
    if (!w->lines->open)
        w->lines->gap = true; /* an empty paragraph */
    mb_lines_break(w->lines);
    if (!w->notes)
        mb_lines_label(w->lines, ""); /* a number without words */
    w->tab_due = false;
}

/* What words there are now count. */
static bool counts(const struct mb_docx_walk *w)
{
    bool hidden =
        w->look.hidden >= 0 ? w->look.hidden == 1 : w->now.style->hidden == 1;

    return w->gone == 0 && w->codes == 0 && !w->row_gone && !hidden;
}

static void put_words(struct mb_docx_walk *w, struct mb_span s)
{
    struct mb_docx_paragraph *p = &w->now;
    bool bold = w->look.bold >= 0 ? w->look.bold == 1 : p->style->bold == 1;
    struct mb_line_style style;

    if (!counts(w))
        return;
    if (w->look.struck) {
        note_tracked(w);
        return;
    }
    if (!p->ready)
        ready_paragraph(w);
    style = line_style(w);
    if (w->tab_due && w->lines->open) {
        mb_lines_raw(w->lines, MB_SPAN_LIT("\t"), style, true);
        w->lines->space = false;
    } else if (w->tab_due) {
        style.flags |= MB_MARK_INDENTED;
    }
    w->tab_due = false;
    mb_lines_words(w->lines, s, style, bold);
    if (w->lines->open)
        p->cut = p->after_break = false;
}

static void read_break(struct mb_docx_walk *w, const struct mb_sax_tag *tag)
{
    struct mb_span type = mb_sax_attribute(tag, "type");

    if (!counts(w))
        return;
    w->tab_due = false;
    if (w->now.style->kind == MB_MARK_HEADING) {
        w->lines->space = true;
        return;
    }
    if (type.len > 0 && !mb_span_eq(type, MB_SPAN_LIT("textWrapping")))
        mb_lines_gap(w->lines); /* of a page or column */
    else if (!w->lines->open && w->now.after_break)
        w->lines->gap = true;
    mb_lines_break(w->lines);
    w->now.after_break = true;
}

/* begin, code, separate, result, end; fields may stand within codes. */
static void read_field(struct mb_docx_walk *w, const struct mb_sax_tag *tag)
{
    struct mb_span type = mb_sax_attribute(tag, "fldCharType");
    bool *code;

    if (mb_span_eq(type, MB_SPAN_LIT("begin"))) {
        if (w->nfields < MB_DOCX_FIELDS_MAX) {
            w->fields[w->nfields] = true;
            w->codes++;
        }
        w->nfields++;
    } else if (w->nfields > 0) {
        code =
            &w->fields[w->nfields <= MB_DOCX_FIELDS_MAX ? w->nfields - 1 : 0];
        if (w->nfields <= MB_DOCX_FIELDS_MAX && *code) {
            *code = false;
            w->codes--;
        }
        if (mb_span_eq(type, MB_SPAN_LIT("end")))
            w->nfields--;
    }
}

/* A tracked change: around runs; or in properties, where it tells of the
 * paragraph's mark or the table's row. Returns what to push. */
static enum mb_docx_element open_change(struct mb_docx_walk *w, bool deleted)
{
    bool goes = deleted == (w->context->tracked == MB_TRACKED_ACCEPT);

    note_tracked(w);
    switch ((int)mb_docx_innermost(w)) {
    case MB_EL_NUMBER_PROPS:
        return MB_EL_SKIP;
    case MB_EL_ROW_PROPS:
        w->row_gone = w->row_gone || goes;
        return MB_EL_OTHER;
    case MB_EL_RUN_PROPS:
        w->now.mark_gone = w->now.mark_gone || goes;
        return MB_EL_OTHER;
    default:
        w->gone += goes;
        return goes ? MB_EL_GONE : MB_EL_OTHER;
    }
}

/* Properties as they were before a tracked change. */
static enum mb_docx_element open_old(struct mb_docx_walk *w,
                                     enum mb_docx_element el)
{
    bool mark_gone = w->now.mark_gone;
    bool joins = w->now.joins;

    note_tracked(w);
    if (w->context->tracked == MB_TRACKED_ACCEPT)
        return MB_EL_SKIP;
    if (el == MB_EL_OLD_RUN) {
        w->look = (struct mb_docx_run_look){-1, -1, false};
    } else {
        begin_paragraph(w);
        w->now.mark_gone = mark_gone;
        w->now.joins = joins;
    }
    return MB_EL_OTHER;
}

/* A text box's lines stand before the rest of the paragraph that it is
 * anchored in. */
static void open_box(struct mb_docx_walk *w)
{
    if (w->boxes < MB_DOCX_BOXES_MAX) {
        memcpy(w->labels[w->boxes], w->lines->label, MB_NUM_LABEL_SIZE);
        w->outer[w->boxes] = w->now;
        w->outer[w->boxes].cut = w->now.cut || w->lines->open;
    }
    w->boxes++;
    mb_lines_gap(w->lines);
    mb_lines_label(w->lines, "");
    w->now.mark_gone = w->in_list = false;
}

static void close_box(struct mb_docx_walk *w)
{
    mb_lines_gap(w->lines);
    w->in_list = false;
    if (--w->boxes < MB_DOCX_BOXES_MAX) {
        w->now = w->outer[w->boxes];
        mb_lines_label(w->lines, w->labels[w->boxes]);
    }
}

static enum mb_docx_element open_note(struct mb_docx_walk *w,
                                      const struct mb_sax_tag *tag)
{
    struct mb_span type = mb_sax_attribute(tag, "type");
    char number[MB_NUMERAL_SIZE];

    if (type.len > 0 && !mb_span_eq(type, MB_SPAN_LIT("normal")))
        return MB_EL_SKIP; /* a separator */
    mb_numeral_put(MB_NUMERAL_DECIMAL, (long)++w->note_number, number);
    mb_lines_gap(w->lines);
    mb_lines_label(w->lines, number);
    return MB_EL_NOTE;
}

/* What an element does when it opens. Returns what to push for it. */
static enum mb_docx_element open_element(struct mb_docx_walk *w,
                                         enum mb_docx_element el,
                                         const struct mb_sax_tag *tag)
{
    switch ((int)el) {
    case MB_EL_PARAGRAPH:
        begin_paragraph(w);
        break;
    case MB_EL_RUN:
        w->look = (struct mb_docx_run_look){-1, -1, false};
        break;
    case MB_EL_INSERTED:
    case MB_EL_DELETED:
        return open_change(w, el == MB_EL_DELETED);
    case MB_EL_OLD_PARAGRAPH:
    case MB_EL_OLD_RUN:
        return open_old(w, el);
    case MB_EL_TAB:
        w->tab_due |= mb_docx_innermost(w) == MB_EL_RUN && counts(w);
        break;
    case MB_EL_BREAK:
        read_break(w, tag);
        break;
    case MB_EL_HYPHEN:
        put_words(w, MB_SPAN_LIT("-"));
        break;
    case MB_EL_SYMBOL: /* of a symbol font: most are bullets and ticks */
        put_words(w, MB_SPAN_LIT("\xE2\x80\xA2"));
        break;
    case MB_EL_FIELD:
        read_field(w, tag);
        break;
    case MB_EL_TABLE:
        w->now.mark_gone = w->in_list = false;
        mb_lines_table_open(w->lines);
        break;
    case MB_EL_ROW:
        mb_lines_row_open(w->lines);
        w->row_head = false;
        break;
    case MB_EL_CELL:
        w->now.mark_gone = w->in_list = false;
        w->cell_due = true;
        w->cell_span = 1;
        break;
    case MB_EL_CONTENT_PROPS:
        w->placeholder = false;
        break;
    case MB_EL_CONTENT:
        el = w->placeholder ? MB_EL_SKIP : MB_EL_CONTENT;
        w->placeholder = false;
        break;
    case MB_EL_BOX:
        open_box(w);
        break;
    case MB_EL_NOTE:
        return open_note(w, tag);
    default:
        mb_docx_read_property(w, tag);
    }
    return el;
}

static void close_element(struct mb_docx_walk *w, enum mb_docx_element el)
{
    switch ((int)el) {
    case MB_EL_PARAGRAPH:
        end_paragraph(w);
        break;
    case MB_EL_PARAGRAPH_PROPS:
        if (mb_docx_innermost(w) == MB_EL_PARAGRAPH)
            ready_paragraph(w);
        break;
    case MB_EL_GONE:
        w->gone--;
        break;
    case MB_EL_CELL:
        if (w->cell_due)
            mb_lines_cell_open(w->lines, w->row_head, w->cell_span, 1);
        w->cell_due = false;
        break;
    case MB_EL_ROW:
        mb_lines_row_close(w->lines);
        w->row_gone = false;
        break;
    case MB_EL_TABLE:
        mb_lines_table_close(w->lines);
        w->now.mark_gone = w->in_list = false;
        break;
    case MB_EL_BOX:
        close_box(w);
        break;
    default:
        break;
    }
}

static void on_start(void *ctx, const struct mb_sax_tag *tag)
{
    struct mb_docx_walk *w = ctx;
    enum mb_docx_element el;

    if (w->skipped > 0) {
        w->skipped++;
        return;
    }
    el = open_element(w, mb_docx_element_of(tag), tag);
    if (el == MB_EL_SKIP)
        w->skipped++;
    else
        w->stack[w->depth++] =
            (uint8_t)el; /* the parser holds MB_DOCX_DEPTH_MAX */
}

static void on_end(void *ctx, const char *name)
{
    struct mb_docx_walk *w = ctx;

    (void)name;
    if (w->skipped > 0) {
        w->skipped--;
        return;
    }
    w->depth--;
    close_element(w, (enum mb_docx_element)w->stack[w->depth]);
}

static void on_words(void *ctx, struct mb_span s)
{
    struct mb_docx_walk *w = ctx;
    enum mb_docx_element in = mb_docx_innermost(w);

    if (w->skipped == 0 && (in == MB_EL_TEXT || in == MB_EL_DELETED_TEXT))
        put_words(w, s);
}

enum mb_status mb_docx_body_append(struct mb_lines *lines, struct mb_span xml,
                                   const char *what, bool notes,
                                   struct mb_docx_context *context,
                                   struct mb_err *err)
{
    struct mb_docx_walk *w = calloc(1, sizeof *w);
    struct mb_sax handlers = {w, on_start, on_end, on_words};
    uint32_t depth = context->depth;
    enum mb_status st;

    if (w == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    if (depth == 0 || depth > MB_DOCX_DEPTH_MAX)
        depth = MB_DOCX_DEPTH_MAX;
    w->lines = lines;
    w->context = context;
    w->notes = notes;
    w->now.style = &context->styles->defaults;
    w->look = (struct mb_docx_run_look){-1, -1, false};
    st = mb_sax_parse(xml, what, &handlers, depth, err);
    mb_lines_gap(lines);
    mb_lines_label(lines, "");
    free(w);
    return st;
}
