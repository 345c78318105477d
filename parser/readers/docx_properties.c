/* Names of elements and properties (ECMA-376 part 1, 17.3), in one table and
 * two chains.
 */
#include "parser/readers/docx_walk.h"

#include <stdlib.h>
#include <string.h>

static const struct element_name {
    const char *name; /* ascending */
    enum mb_docx_element element;
} element_names[] = {
    {"Fallback", MB_EL_SKIP},
    {"br", MB_EL_BREAK},
    {"cr", MB_EL_BREAK},
    {"del", MB_EL_DELETED},
    {"delInstrText", MB_EL_SKIP},
    {"delText", MB_EL_DELETED_TEXT},
    {"endnote", MB_EL_NOTE},
    {"fldChar", MB_EL_FIELD},
    {"footnote", MB_EL_NOTE},
    {"ins", MB_EL_INSERTED},
    {"instrText", MB_EL_SKIP},
    {"moveFrom", MB_EL_DELETED},
    {"moveTo", MB_EL_INSERTED},
    {"noBreakHyphen", MB_EL_HYPHEN},
    {"numPr", MB_EL_NUMBER_PROPS},
    {"p", MB_EL_PARAGRAPH},
    {"pPr", MB_EL_PARAGRAPH_PROPS},
    {"pPrChange", MB_EL_OLD_PARAGRAPH},
    {"r", MB_EL_RUN},
    {"rPr", MB_EL_RUN_PROPS},
    {"rPrChange", MB_EL_OLD_RUN},
    {"rt", MB_EL_SKIP},
    {"sdtContent", MB_EL_CONTENT},
    {"sdtPr", MB_EL_CONTENT_PROPS},
    {"sectPr", MB_EL_SKIP},
    {"sym", MB_EL_SYMBOL},
    {"t", MB_EL_TEXT},
    {"tab", MB_EL_TAB},
    {"tbl", MB_EL_TABLE},
    {"tblGrid", MB_EL_SKIP},
    {"tblPr", MB_EL_SKIP},
    {"tc", MB_EL_CELL},
    {"tcPr", MB_EL_CELL_PROPS},
    {"tcPrChange", MB_EL_SKIP},
    {"tr", MB_EL_ROW},
    {"trPr", MB_EL_ROW_PROPS},
    {"trPrChange", MB_EL_SKIP},
    {"txbxContent", MB_EL_BOX},
};

static int compare_element(const void *key, const void *entry)
{
    return strcmp(key, ((const struct element_name *)entry)->name);
}

enum mb_docx_element mb_docx_element_of(const struct mb_sax_tag *tag)
{
    const struct element_name *found;

    /* DrawingML has elements of the same names for other things */
    if (tag->space != NULL && strstr(tag->space, "/drawingml/") != NULL)
        return MB_EL_OTHER;
    found = bsearch(tag->name, element_names,
                    sizeof element_names / sizeof *element_names,
                    sizeof *element_names, compare_element);
    return found != NULL ? found->element : MB_EL_OTHER;
}

enum mb_docx_element mb_docx_innermost(const struct mb_docx_walk *w)
{
    return w->depth > 0 ? (enum mb_docx_element)w->stack[w->depth - 1]
                        : MB_EL_OTHER;
}

static bool is_on(const struct mb_sax_tag *tag)
{
    struct mb_span val = mb_sax_attribute(tag, "val");

    return !mb_span_eq(val, MB_SPAN_LIT("0"))
           && !mb_span_eq(val, MB_SPAN_LIT("false"))
           && !mb_span_eq(val, MB_SPAN_LIT("off"));
}

static void read_paragraph_property(struct mb_docx_walk *w,
                                    const struct mb_sax_tag *tag)
{
    struct mb_docx_paragraph *p = &w->now;
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

static void read_run_property(struct mb_docx_walk *w,
                              const struct mb_sax_tag *tag)
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

void mb_docx_read_property(struct mb_docx_walk *w, const struct mb_sax_tag *tag)
{
    enum mb_docx_element of = mb_docx_innermost(w);

    if (of == MB_EL_RUN_PROPS)
        read_run_property(w, tag);
    else if (of == MB_EL_PARAGRAPH_PROPS || of == MB_EL_NUMBER_PROPS)
        read_paragraph_property(w, tag);
    else if (of == MB_EL_ROW_PROPS && strcmp(tag->name, "tblHeader") == 0)
        w->row_head = is_on(tag);
    else if (of == MB_EL_CELL_PROPS && strcmp(tag->name, "gridSpan") == 0)
        w->cell_span = (unsigned)mb_sax_number(tag, "val", 1);
    else if (of == MB_EL_CONTENT_PROPS
             && strcmp(tag->name, "showingPlcHdr") == 0)
        w->placeholder = true;
}
