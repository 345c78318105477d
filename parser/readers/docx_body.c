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
#include "parser/readers/docx_body.h"

#include "parser/readers/numerals.h"
#include "parser/readers/sax.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 1024, FIELDS_MAX = 32, BOXES_MAX = 8 };

enum element {
    EL_OTHER, /* looked through */
    EL_SKIP,  /* nothing in it counts */
    EL_BOX,
    EL_BREAK,
    EL_CELL,
    EL_CELL_PROPS,
    EL_CONTENT, /* w:sdtContent */
    EL_CONTENT_PROPS,
    EL_DELETED,
    EL_DELETED_TEXT,
    EL_FIELD,
    EL_GONE, /* a change that takes its content away */
    EL_HYPHEN,
    EL_INSERTED,
    EL_NOTE,
    EL_NUMBER_PROPS,
    EL_OLD_PARAGRAPH, /* w:pPrChange: properties before a tracked change */
    EL_OLD_RUN,
    EL_PARAGRAPH,
    EL_PARAGRAPH_PROPS,
    EL_ROW,
    EL_ROW_PROPS,
    EL_RUN,
    EL_RUN_PROPS,
    EL_SYMBOL,
    EL_TAB,
    EL_TABLE,
    EL_TEXT
};

static const struct element_name {
    const char *name; /* ascending */
    enum element element;
} element_names[] = {
    {"Fallback", EL_SKIP},
    {"br", EL_BREAK},
    {"cr", EL_BREAK},
    {"del", EL_DELETED},
    {"delInstrText", EL_SKIP},
    {"delText", EL_DELETED_TEXT},
    {"endnote", EL_NOTE},
    {"fldChar", EL_FIELD},
    {"footnote", EL_NOTE},
    {"ins", EL_INSERTED},
    {"instrText", EL_SKIP},
    {"moveFrom", EL_DELETED},
    {"moveTo", EL_INSERTED},
    {"noBreakHyphen", EL_HYPHEN},
    {"numPr", EL_NUMBER_PROPS},
    {"p", EL_PARAGRAPH},
    {"pPr", EL_PARAGRAPH_PROPS},
    {"pPrChange", EL_OLD_PARAGRAPH},
    {"r", EL_RUN},
    {"rPr", EL_RUN_PROPS},
    {"rPrChange", EL_OLD_RUN},
    {"rt", EL_SKIP},
    {"sdtContent", EL_CONTENT},
    {"sdtPr", EL_CONTENT_PROPS},
    {"sectPr", EL_SKIP},
    {"sym", EL_SYMBOL},
    {"t", EL_TEXT},
    {"tab", EL_TAB},
    {"tbl", EL_TABLE},
    {"tblGrid", EL_SKIP},
    {"tblPr", EL_SKIP},
    {"tc", EL_CELL},
    {"tcPr", EL_CELL_PROPS},
    {"tcPrChange", EL_SKIP},
    {"tr", EL_ROW},
    {"trPr", EL_ROW_PROPS},
    {"trPrChange", EL_SKIP},
    {"txbxContent", EL_BOX},
};

struct paragraph {
    const struct mb_docx_style *style;
    long num_id; /* its own; MB_NUM_UNSET: the style's */
    long num_level;
    long outline;
    bool centred;
    bool indented;
    bool ready;       /* properties are known, its number is counted */
    bool joins;       /* it goes on with the line of the one before */
    bool mark_gone;   /* its mark is deleted: the next one joins it */
    bool after_break; /* its next line comes after a line break */
    bool cut;         /* a text box stands in the midst of it */
};

/* Properties of a run: -1 where the style decides. */
struct run_look {
    int8_t bold;
    int8_t hidden;
    bool struck;
};

struct walk {
    struct mb_lines *lines;
    struct mb_docx_context *context;
    bool notes;
    unsigned note_number;

    uint8_t stack[DEPTH_MAX]; /* enum element */
    unsigned depth;
    unsigned skipped; /* open elements in which nothing counts */
    unsigned gone;    /* open changes that take their content away */

    bool fields[FIELDS_MAX]; /* open fields; true: within the code */
    unsigned nfields;
    unsigned codes; /* how many of them are */

    struct paragraph now;
    struct run_look look;
    bool tab_due;
    bool in_list;     /* the paragraph before was a list's */
    bool placeholder; /* of a control that nobody filled in */

    bool row_head;
    bool row_gone;
    bool cell_due; /* the cell begins with its first paragraph */
    unsigned cell_span;

    unsigned boxes; /* open text boxes, and what they interrupt */
    struct paragraph outer[BOXES_MAX];
    char labels[BOXES_MAX][MB_NUM_LABEL_SIZE];
};

static int compare_element(const void *key, const void *entry)
{
    return strcmp(key, ((const struct element_name *)entry)->name);
}

static enum element element_of(const struct mb_sax_tag *tag)
{
    const struct element_name *found;

    /* DrawingML has elements of the same names for other things */
    if (tag->space != NULL && strstr(tag->space, "/drawingml/") != NULL)
        return EL_OTHER;
    found = bsearch(tag->name, element_names,
                    sizeof element_names / sizeof *element_names,
                    sizeof *element_names, compare_element);
    return found != NULL ? found->element : EL_OTHER;
}

static enum element innermost(const struct walk *w)
{
    return w->depth > 0 ? (enum element)w->stack[w->depth - 1] : EL_OTHER;
}

static bool is_on(const struct mb_sax_tag *tag)
{
    struct mb_span val = mb_sax_attribute(tag, "val");

    return !mb_span_eq(val, MB_SPAN_LIT("0"))
           && !mb_span_eq(val, MB_SPAN_LIT("false"))
           && !mb_span_eq(val, MB_SPAN_LIT("off"));
}

static void note_tracked(struct walk *w)
{
    if (!w->context->tracked_seen)
        mb_diags_add(w->context->diags, MB_DIAG_TRACKED_CHANGES, 0, 0,
                     MB_SPAN_NULL);
    w->context->tracked_seen = true;
}

/* How a line that begins now in the paragraph is marked. */
static struct mb_line_style line_style(const struct walk *w)
{
    const struct paragraph *p = &w->now;
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

static void begin_paragraph(struct walk *w)
{
    bool joins = w->now.mark_gone;

    if (w->cell_due) {
        mb_lines_cell_open(w->lines, w->row_head, w->cell_span, 1);
        w->cell_due = false;
    }
    w->now = (struct paragraph){.style = &w->context->styles->defaults,
                                .num_id = MB_NUM_UNSET,
                                .num_level = MB_NUM_UNSET,
                                .outline = MB_NUM_UNSET,
                                .joins = joins};
    w->tab_due = w->tab_due && joins;
}

/* Properties are complete: count the paragraph's number, set it apart from
 * the one before. */
static void ready_paragraph(struct walk *w)
{
    struct paragraph *p = &w->now;
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

static void end_paragraph(struct walk *w)
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
static bool counts(const struct walk *w)
{
    bool hidden =
        w->look.hidden >= 0 ? w->look.hidden == 1 : w->now.style->hidden == 1;

    return w->gone == 0 && w->codes == 0 && !w->row_gone && !hidden;
}

static void put_words(struct walk *w, struct mb_span s)
{
    struct paragraph *p = &w->now;
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

static void read_break(struct walk *w, const struct mb_sax_tag *tag)
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
static void read_field(struct walk *w, const struct mb_sax_tag *tag)
{
    struct mb_span type = mb_sax_attribute(tag, "fldCharType");
    bool *code;

    if (mb_span_eq(type, MB_SPAN_LIT("begin"))) {
        if (w->nfields < FIELDS_MAX) {
            w->fields[w->nfields] = true;
            w->codes++;
        }
        w->nfields++;
    } else if (w->nfields > 0) {
        code = &w->fields[w->nfields <= FIELDS_MAX ? w->nfields - 1 : 0];
        if (w->nfields <= FIELDS_MAX && *code) {
            *code = false;
            w->codes--;
        }
        if (mb_span_eq(type, MB_SPAN_LIT("end")))
            w->nfields--;
    }
}

static void read_paragraph_property(struct walk *w,
                                    const struct mb_sax_tag *tag)
{
    struct paragraph *p = &w->now;
    const char *name = tag->name;
    struct mb_span val = mb_sax_attribute(tag, "val");

    if (strcmp(name, "pStyle") == 0)
        p->style = mb_docx_style_find(w->context->styles, val);
    else if (strcmp(name, "numId") == 0)
        p->num_id = mb_sax_number(tag, "val", MB_NUM_UNSET);
    else if (strcmp(name, "ilvl") == 0)
        p->num_level = mb_sax_number(tag, "val", MB_NUM_UNSET);
    else if (strcmp(name, "outlineLvl") == 0)
        p->outline = mb_sax_number(tag, "val", MB_NUM_UNSET);
    else if (strcmp(name, "jc") == 0)
        p->centred = mb_span_eq(val, MB_SPAN_LIT("center"));
    else if (strcmp(name, "ind") == 0)
        p->indented = mb_sax_number(tag, "left", 0) > 0
                      || mb_sax_number(tag, "start", 0) > 0;
}

static void read_run_property(struct walk *w, const struct mb_sax_tag *tag)
{
    const char *name = tag->name;
    const struct mb_docx_style *style;

    if (strcmp(name, "b") == 0) {
        w->look.bold = is_on(tag);
    } else if (strcmp(name, "vanish") == 0) {
        w->look.hidden = is_on(tag);
    } else if (strcmp(name, "strike") == 0 || strcmp(name, "dstrike") == 0) {
        w->look.struck = is_on(tag);
    } else if (strcmp(name, "rStyle") == 0) {
        style = mb_docx_style_find(w->context->styles,
                                   mb_sax_attribute(tag, "val"));
        if (style == &w->context->styles->defaults)
            return;
        w->look.bold = w->look.bold < 0 ? style->bold : w->look.bold;
        w->look.hidden = w->look.hidden < 0 ? style->hidden : w->look.hidden;
    }
}

/* An element within properties, by what they are properties of. */
static void read_property(struct walk *w, const struct mb_sax_tag *tag)
{
    enum element of = innermost(w);

    if (of == EL_RUN_PROPS)
        read_run_property(w, tag);
    else if (of == EL_PARAGRAPH_PROPS || of == EL_NUMBER_PROPS)
        read_paragraph_property(w, tag);
    else if (of == EL_ROW_PROPS && strcmp(tag->name, "tblHeader") == 0)
        w->row_head = is_on(tag);
    else if (of == EL_CELL_PROPS && strcmp(tag->name, "gridSpan") == 0)
        w->cell_span = (unsigned)mb_sax_number(tag, "val", 1);
    else if (of == EL_CONTENT_PROPS && strcmp(tag->name, "showingPlcHdr") == 0)
        w->placeholder = true;
}

/* A tracked change: around runs; or in properties, where it tells of the
 * paragraph's mark or the table's row. Returns what to push. */
static enum element open_change(struct walk *w, bool deleted)
{
    bool goes = deleted == (w->context->tracked == MB_TRACKED_ACCEPT);

    note_tracked(w);
    switch ((int)innermost(w)) {
    case EL_NUMBER_PROPS:
        return EL_SKIP;
    case EL_ROW_PROPS:
        w->row_gone = w->row_gone || goes;
        return EL_OTHER;
    case EL_RUN_PROPS:
        w->now.mark_gone = w->now.mark_gone || goes;
        return EL_OTHER;
    default:
        w->gone += goes;
        return goes ? EL_GONE : EL_OTHER;
    }
}

/* Properties as they were before a tracked change. */
static enum element open_old(struct walk *w, enum element el)
{
    bool mark_gone = w->now.mark_gone;
    bool joins = w->now.joins;

    note_tracked(w);
    if (w->context->tracked == MB_TRACKED_ACCEPT)
        return EL_SKIP;
    if (el == EL_OLD_RUN) {
        w->look = (struct run_look){-1, -1, false};
    } else {
        begin_paragraph(w);
        w->now.mark_gone = mark_gone;
        w->now.joins = joins;
    }
    return EL_OTHER;
}

/* A text box's lines stand before the rest of the paragraph that it is
 * anchored in. */
static void open_box(struct walk *w)
{
    if (w->boxes < BOXES_MAX) {
        memcpy(w->labels[w->boxes], w->lines->label, MB_NUM_LABEL_SIZE);
        w->outer[w->boxes] = w->now;
        w->outer[w->boxes].cut = w->now.cut || w->lines->open;
    }
    w->boxes++;
    mb_lines_gap(w->lines);
    mb_lines_label(w->lines, "");
    w->now.mark_gone = w->in_list = false;
}

static void close_box(struct walk *w)
{
    mb_lines_gap(w->lines);
    w->in_list = false;
    if (--w->boxes < BOXES_MAX) {
        w->now = w->outer[w->boxes];
        mb_lines_label(w->lines, w->labels[w->boxes]);
    }
}

static enum element open_note(struct walk *w, const struct mb_sax_tag *tag)
{
    struct mb_span type = mb_sax_attribute(tag, "type");
    char number[MB_NUMERAL_SIZE];

    if (type.len > 0 && !mb_span_eq(type, MB_SPAN_LIT("normal")))
        return EL_SKIP; /* a separator */
    mb_numeral_put(MB_NUMERAL_DECIMAL, (long)++w->note_number, number);
    mb_lines_gap(w->lines);
    mb_lines_label(w->lines, number);
    return EL_NOTE;
}

/* What an element does when it opens. Returns what to push for it. */
static enum element open_element(struct walk *w, enum element el,
                                 const struct mb_sax_tag *tag)
{
    switch ((int)el) {
    case EL_PARAGRAPH:
        begin_paragraph(w);
        break;
    case EL_RUN:
        w->look = (struct run_look){-1, -1, false};
        break;
    case EL_INSERTED:
    case EL_DELETED:
        return open_change(w, el == EL_DELETED);
    case EL_OLD_PARAGRAPH:
    case EL_OLD_RUN:
        return open_old(w, el);
    case EL_TAB:
        w->tab_due |= innermost(w) == EL_RUN && counts(w);
        break;
    case EL_BREAK:
        read_break(w, tag);
        break;
    case EL_HYPHEN:
        put_words(w, MB_SPAN_LIT("-"));
        break;
    case EL_SYMBOL: /* of a symbol font: most are bullets and ticks */
        put_words(w, MB_SPAN_LIT("\xE2\x80\xA2"));
        break;
    case EL_FIELD:
        read_field(w, tag);
        break;
    case EL_TABLE:
        w->now.mark_gone = w->in_list = false;
        mb_lines_table_open(w->lines);
        break;
    case EL_ROW:
        mb_lines_row_open(w->lines);
        w->row_head = false;
        break;
    case EL_CELL:
        w->now.mark_gone = w->in_list = false;
        w->cell_due = true;
        w->cell_span = 1;
        break;
    case EL_CONTENT_PROPS:
        w->placeholder = false;
        break;
    case EL_CONTENT:
        el = w->placeholder ? EL_SKIP : EL_CONTENT;
        w->placeholder = false;
        break;
    case EL_BOX:
        open_box(w);
        break;
    case EL_NOTE:
        return open_note(w, tag);
    default:
        read_property(w, tag);
    }
    return el;
}

static void close_element(struct walk *w, enum element el)
{
    switch ((int)el) {
    case EL_PARAGRAPH:
        end_paragraph(w);
        break;
    case EL_PARAGRAPH_PROPS:
        if (innermost(w) == EL_PARAGRAPH)
            ready_paragraph(w);
        break;
    case EL_GONE:
        w->gone--;
        break;
    case EL_CELL:
        if (w->cell_due)
            mb_lines_cell_open(w->lines, w->row_head, w->cell_span, 1);
        w->cell_due = false;
        break;
    case EL_ROW:
        mb_lines_row_close(w->lines);
        w->row_gone = false;
        break;
    case EL_TABLE:
        mb_lines_table_close(w->lines);
        w->now.mark_gone = w->in_list = false;
        break;
    case EL_BOX:
        close_box(w);
        break;
    default:
        break;
    }
}

static void on_start(void *ctx, const struct mb_sax_tag *tag)
{
    struct walk *w = ctx;
    enum element el;

    if (w->skipped > 0) {
        w->skipped++;
        return;
    }
    el = open_element(w, element_of(tag), tag);
    if (el == EL_SKIP)
        w->skipped++;
    else
        w->stack[w->depth++] = (uint8_t)el; /* the parser holds DEPTH_MAX */
}

static void on_end(void *ctx, const char *name)
{
    struct walk *w = ctx;

    (void)name;
    if (w->skipped > 0) {
        w->skipped--;
        return;
    }
    w->depth--;
    close_element(w, (enum element)w->stack[w->depth]);
}

static void on_words(void *ctx, struct mb_span s)
{
    struct walk *w = ctx;
    enum element in = innermost(w);

    if (w->skipped == 0 && (in == EL_TEXT || in == EL_DELETED_TEXT))
        put_words(w, s);
}

enum mb_status mb_docx_body_append(struct mb_lines *lines, struct mb_span xml,
                                   const char *what, bool notes,
                                   struct mb_docx_context *context,
                                   struct mb_err *err)
{
    struct walk *w = calloc(1, sizeof *w);
    struct mb_sax handlers = {w, on_start, on_end, on_words};
    uint32_t depth = context->depth;
    enum mb_status st;

    if (w == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    if (depth == 0 || depth > DEPTH_MAX)
        depth = DEPTH_MAX;
    w->lines = lines;
    w->context = context;
    w->notes = notes;
    w->now.style = &context->styles->defaults;
    w->look = (struct run_look){-1, -1, false};
    st = mb_sax_parse(xml, what, &handlers, depth, err);
    mb_lines_gap(lines);
    mb_lines_label(lines, "");
    free(w);
    return st;
}
