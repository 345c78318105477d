/* The only file that knows libxlsxwriter, and the place for its traps.
 *
 * Version 1.1.4, which Debian 12 ships, aborts on a drop-down list of over
 * 255 bytes, writes invalid UTF-8 as it comes, refuses strings over 32,767
 * characters, keeps 65,530 links a sheet at the most, writes a text-type
 * conditional format wrongly over several columns, and notices a bad path
 * only at the end. Each is met here, before the library is called.
 *
 * A sheet: title in A1, a line on what it holds in A2, the headings in row 4,
 * then the rows. The workbook is written to a temporary file beside its path.
 */
#include "reports/writers.h"

#include "base/date.h"
#include "base/file.h"
#include "base/utf8.h"
#include "reports/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum {
    HEADER_ROW = 3, /* from 0 */
    STRING_MAX = 32767,
    LINKS_MAX = 65530,
    LIST_BYTES_MAX = 255,
    LINE_POINTS = 15,
    PAPER_A3 = 8,
    PAPER_A4 = 9,
    A4_CHARS = 200, /* characters across a page that can still be read */
    A3_CHARS = 290,
    URI_MAX = 2079
};

enum look {
    LOOK_TEXT,
    LOOK_WRAP,
    LOOK_DATE,
    LOOK_INTEGER,
    LOOK_NUMBER,
    LOOK_LINK,
    LOOK_TITLE,
    LOOK_NOTE,
    LOOK_LABEL,
    LOOK_HEAD,
    LOOK_HEAD_OFFICER,
    LOOK_OFFICER,
    LOOK_OFFICER_DATE,
    LOOK_COUNT
};

struct writing {
    lxw_workbook *book;
    lxw_format *looks[LOOK_COUNT];
    lxw_format *red, *amber, *green;
    lxw_worksheet *lists; /* choices too long for a validation */
    lxw_col_t nlists;
    char *scratch; /* STRING_MAX * 4 + 1 bytes for C strings */
    uint32_t tables;
    struct mb_err *err;
};

static enum mb_status fail(struct writing *w, const struct mb_sheet *sheet,
                           const char *why)
{
    return mb_err_set(w->err, MB_ERR_REPORT,
                      "the sheet " MB_SPAN_FMT " cannot be written: %s",
                      MB_SPAN_ARG(sheet->name), why);
}

/* A C string of a span: valid UTF-8, cut to what a cell holds. In scratch,
 * until the next call. */
static const char *c_string(struct writing *w, struct mb_span s)
{
    size_t chars = 0;
    size_t len = 0;

    if (!mb_utf8_check(s, NULL))
        return "(text that is not UTF-8 was left out)";
    while (len < s.len && chars < STRING_MAX - 2) {
        if (((unsigned char)s.ptr[len] & 0xC0) != 0x80)
            chars++;
        len++;
    }
    while (len < s.len && ((unsigned char)s.ptr[len] & 0xC0) == 0x80)
        len++;
    memcpy(w->scratch, s.ptr, len);
    if (len < s.len) { /* say that it was cut */
        memcpy(w->scratch + len, "\xE2\x80\xA6", 3);
        len += 3;
    }
    w->scratch[len] = '\0';
    return w->scratch;
}

static void make_looks(struct writing *w)
{
    for (int i = 0; i < LOOK_COUNT; i++) {
        w->looks[i] = workbook_add_format(w->book);
        format_set_align(w->looks[i], LXW_ALIGN_VERTICAL_TOP);
        if (i < LOOK_TITLE || i > LOOK_LABEL) {
            format_set_bottom(w->looks[i], LXW_BORDER_THIN);
            format_set_bottom_color(w->looks[i], 0xD0D0D0);
        }
    }
    format_set_text_wrap(w->looks[LOOK_WRAP]);
    format_set_num_format(w->looks[LOOK_DATE], "dd/mm/yyyy");
    format_set_align(w->looks[LOOK_DATE], LXW_ALIGN_LEFT);
    format_set_num_format(w->looks[LOOK_NUMBER], "0.00");
    format_set_font_color(w->looks[LOOK_LINK], 0x0B4A8F);
    format_set_underline(w->looks[LOOK_LINK], LXW_UNDERLINE_SINGLE);
    format_set_bold(w->looks[LOOK_TITLE]);
    format_set_font_size(w->looks[LOOK_TITLE], 16);
    format_set_font_color(w->looks[LOOK_NOTE], 0x404040);
    format_set_bold(w->looks[LOOK_LABEL]);
    for (int i = LOOK_HEAD; i <= LOOK_HEAD_OFFICER; i++) {
        format_set_bold(w->looks[i]);
        format_set_text_wrap(w->looks[i]);
        format_set_font_color(w->looks[i], 0xFFFFFF);
        format_set_bg_color(w->looks[i], i == LOOK_HEAD ? 0x1F3864 : 0x7F3F00);
    }
    format_set_bg_color(w->looks[LOOK_OFFICER], 0xFFF8E5);
    format_set_text_wrap(w->looks[LOOK_OFFICER]);
    format_set_bg_color(w->looks[LOOK_OFFICER_DATE], 0xFFF8E5);
    format_set_num_format(w->looks[LOOK_OFFICER_DATE], "dd/mm/yyyy");
    w->red = workbook_add_format(w->book);
    w->amber = workbook_add_format(w->book);
    w->green = workbook_add_format(w->book);
    format_set_bg_color(w->red, 0xF8CBAD);
    format_set_font_color(w->red, 0x7A0000);
    format_set_bold(w->red);
    format_set_bg_color(w->amber, 0xFFE699);
    format_set_font_color(w->amber, 0x5C3D00);
    format_set_bg_color(w->green, 0xC6E0B4);
    format_set_font_color(w->green, 0x1E4620);
}

static enum look column_look(const struct mb_column *column)
{
    if (column->flags & MB_COLUMN_OFFICER)
        return column->type == MB_CELL_DATE ? LOOK_OFFICER_DATE : LOOK_OFFICER;
    switch (column->type) {
    case MB_CELL_DATE:
        return LOOK_DATE;
    case MB_CELL_INTEGER:
        return LOOK_INTEGER;
    case MB_CELL_NUMBER:
        return LOOK_NUMBER;
    case MB_CELL_LINK:
        return LOOK_LINK;
    case MB_CELL_EMPTY:
    case MB_CELL_TEXT:
    case MB_CELL_BOOL:
        break;
    }
    return column->flags & MB_COLUMN_WRAP ? LOOK_WRAP : LOOK_TEXT;
}

static lxw_error write_date(struct writing *w, lxw_worksheet *ws, lxw_row_t row,
                            lxw_col_t col, struct mb_span iso, enum look look)
{
    lxw_datetime when = {0};
    struct mb_date date;

    if (!mb_date_parse(iso, &date) || date.year < 1900)
        return worksheet_write_string(ws, row, col, c_string(w, iso),
                                      w->looks[LOOK_TEXT]);
    when.year = date.year;
    when.month = date.month;
    when.day = date.day;
    return worksheet_write_datetime(ws, row, col, &when, w->looks[look]);
}

static lxw_error write_link(struct writing *w, lxw_worksheet *ws, lxw_row_t row,
                            lxw_col_t col, const struct mb_cell *cell)
{
    char uri[URI_MAX + 1];

    if (cell->uri.ptr == NULL || cell->uri.len > URI_MAX
        || !mb_utf8_check(cell->uri, NULL))
        return worksheet_write_string(ws, row, col, c_string(w, cell->text),
                                      w->looks[LOOK_TEXT]);
    memcpy(uri, cell->uri.ptr, cell->uri.len);
    uri[cell->uri.len] = '\0';
    return worksheet_write_url_opt(ws, row, col, uri, w->looks[LOOK_LINK],
                                   c_string(w, cell->text), NULL);
}

static lxw_error write_cell(struct writing *w, lxw_worksheet *ws, lxw_row_t row,
                            lxw_col_t col, const struct mb_cell *cell,
                            enum look look)
{
    lxw_format *format = w->looks[look];

    switch (cell->type) {
    case MB_CELL_EMPTY:
        return worksheet_write_blank(ws, row, col, format);
    case MB_CELL_INTEGER:
        return worksheet_write_number(ws, row, col, (double)cell->integer,
                                      format);
    case MB_CELL_NUMBER:
        return worksheet_write_number(ws, row, col, cell->number, format);
    case MB_CELL_DATE:
        return write_date(w, ws, row, col, cell->text, look);
    case MB_CELL_BOOL:
        return worksheet_write_string(ws, row, col,
                                      cell->integer ? "Yes" : "No", format);
    case MB_CELL_LINK:
        return write_link(w, ws, row, col, cell);
    case MB_CELL_TEXT:
        break;
    }
    if (cell->text.len == 0)
        return worksheet_write_blank(ws, row, col, format);
    return worksheet_write_string(ws, row, col, c_string(w, cell->text),
                                  format);
}

/* Choices that are too long for a validation go to a column of a sheet. */
static void list_on_sheet(struct writing *w, const char *const *choices,
                          char *range, size_t size)
{
    lxw_row_t n = 0;
    char col[8];

    if (w->lists == NULL)
        w->lists = workbook_add_worksheet(w->book, "Lists");
    for (; choices[n] != NULL; n++)
        worksheet_write_string(w->lists, n, w->nlists, choices[n], NULL);
    lxw_col_to_name(col, w->nlists, 1);
    snprintf(range, size, "=Lists!%s$1:%s$%u", col, col, (unsigned)n);
    w->nlists++;
}

static void add_choices(struct writing *w, lxw_worksheet *ws,
                        const struct mb_column *column, lxw_row_t last,
                        lxw_col_t col)
{
    lxw_data_validation validation = {0};
    char range[64];
    const char *list[64];
    size_t bytes = 0;
    size_t n = 0;

    if (column->choices == NULL)
        return;
    for (; column->choices[n] != NULL; n++)
        bytes += strlen(column->choices[n]) + 1;
    validation.error_title = (char *)(uintptr_t) "Not one of the choices";
    validation.error_message =
        (char *)(uintptr_t) "Choose from the list, or leave the cell empty.";
    if (bytes <= LIST_BYTES_MAX && n < sizeof list / sizeof list[0]) {
        memcpy(list, column->choices, (n + 1) * sizeof *list);
        validation.validate = LXW_VALIDATION_TYPE_LIST;
        validation.value_list = (char **)(uintptr_t)list;
    } else {
        list_on_sheet(w, column->choices, range, sizeof range);
        validation.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        validation.value_formula = range;
    }
    worksheet_data_validation_range(ws, HEADER_ROW + 1, col, last, col,
                                    &validation);
}

/* Colour repeats what the word says; it never says it alone. */
static void add_rating(struct writing *w, lxw_worksheet *ws, lxw_row_t last,
                       lxw_col_t col)
{
    const struct {
        const char *text;
        lxw_format *format;
    } ratings[] = {
        {"\"Red\"", w->red}, {"\"Amber\"", w->amber}, {"\"Green\"", w->green}};

    for (size_t i = 0; i < sizeof ratings / sizeof ratings[0]; i++) {
        lxw_conditional_format rule = {0};
        rule.type = LXW_CONDITIONAL_TYPE_CELL;
        rule.criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO;
        rule.value_string = (char *)(uintptr_t)ratings[i].text;
        rule.format = ratings[i].format;
        worksheet_conditional_format_range(ws, HEADER_ROW + 1, col, last, col,
                                           &rule);
    }
}

static enum mb_status add_table(struct writing *w, lxw_worksheet *ws,
                                const struct mb_sheet *sheet, lxw_row_t last)
{
    lxw_table_column *columns = calloc(sheet->ncolumns, sizeof *columns);
    lxw_table_column **list = calloc(sheet->ncolumns + 1u, sizeof *list);
    lxw_table_options options = {0};
    char name[64];
    lxw_error bad = LXW_ERROR_MEMORY_MALLOC_FAILED;

    if (columns == NULL || list == NULL)
        goto out;
    bad = LXW_NO_ERROR;
    for (uint32_t c = 0; c < sheet->ncolumns; c++) {
        const struct mb_column *column = &sheet->columns[c];
        columns[c].header = strndup(column->header.ptr, column->header.len);
        columns[c].header_format =
            w->looks[column->flags & MB_COLUMN_OFFICER ? LOOK_HEAD_OFFICER
                                                       : LOOK_HEAD];
        list[c] = &columns[c];
        if (columns[c].header == NULL)
            bad = LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    snprintf(name, sizeof name, "minutebook_%u", ++w->tables);
    options.name = name;
    options.columns = list;
    options.style_type = LXW_TABLE_STYLE_TYPE_LIGHT;
    options.style_type_number = 1;
    if (bad == LXW_NO_ERROR)
        bad = worksheet_add_table(ws, HEADER_ROW, 0, last,
                                  (lxw_col_t)(sheet->ncolumns - 1), &options);
out:
    for (uint32_t c = 0; columns != NULL && c < sheet->ncolumns; c++)
        free(columns[c].header);
    free(list);
    free(columns);
    return bad == LXW_NO_ERROR ? MB_OK : fail(w, sheet, lxw_strerror(bad));
}

/* A page is as wide as it can be read: narrow sheets print on A4, wide ones
 * on A3, with the first column on every page. */
static void set_up_page(lxw_worksheet *ws, const struct mb_sheet *sheet)
{
    double width = 0;

    for (uint32_t c = 0; c < sheet->ncolumns; c++)
        width += mb_column_width(sheet, c);
    worksheet_set_landscape(ws);
    worksheet_set_paper(ws, width > A4_CHARS ? PAPER_A3 : PAPER_A4);
    worksheet_set_margins(ws, 0.4, 0.4, 0.6, 0.6);
    worksheet_fit_to_pages(ws, (uint16_t)(1 + (int)(width / A3_CHARS)), 0);
    worksheet_set_footer(ws, "&L&A&RPage &P of &N");
    if (!sheet->plain) {
        worksheet_repeat_rows(ws, HEADER_ROW, HEADER_ROW);
        worksheet_repeat_columns(ws, 0, 0);
        worksheet_freeze_panes(ws, HEADER_ROW + 1, 1);
    }
}

/* Excel fits rows by itself, other programs do not. */
static void set_height(lxw_worksheet *ws, const struct mb_sheet *sheet,
                       uint32_t r)
{
    unsigned lines = mb_row_lines(sheet, r);

    if (lines > 1)
        worksheet_set_row(ws, HEADER_ROW + 1 + r, lines * LINE_POINTS, NULL);
}

static enum mb_status write_rows(struct writing *w, lxw_worksheet *ws,
                                 const struct mb_sheet *sheet)
{
    uint32_t links = 0;

    for (uint32_t r = 0; r < sheet->nrows; r++) {
        set_height(ws, sheet, r);
        for (uint32_t c = 0; c < sheet->ncolumns; c++) {
            struct mb_cell cell = sheet->rows[r].cells[c];
            enum look look = sheet->plain && c == 0
                                 ? LOOK_LABEL
                                 : column_look(&sheet->columns[c]);
            lxw_error bad;
            if (cell.type == MB_CELL_LINK && ++links > LINKS_MAX)
                cell.type = MB_CELL_TEXT;
            bad = write_cell(w, ws, HEADER_ROW + 1 + r, (lxw_col_t)c, &cell,
                             look);
            if (bad != LXW_NO_ERROR)
                return fail(w, sheet, lxw_strerror(bad));
        }
    }
    return MB_OK;
}

static void write_heads(struct writing *w, lxw_worksheet *ws,
                        const struct mb_sheet *sheet)
{
    worksheet_set_row(ws, 0, 24, NULL);
    worksheet_write_string(ws, 0, 0, c_string(w, sheet->title),
                           w->looks[LOOK_TITLE]);
    if (sheet->note.ptr != NULL)
        worksheet_write_string(ws, 1, 0, c_string(w, sheet->note),
                               w->looks[LOOK_NOTE]);
    if (sheet->plain)
        return;
    for (uint32_t c = 0; c < sheet->ncolumns; c++) {
        const struct mb_column *column = &sheet->columns[c];
        enum look look =
            column->flags & MB_COLUMN_OFFICER ? LOOK_HEAD_OFFICER : LOOK_HEAD;
        worksheet_write_string(ws, HEADER_ROW, (lxw_col_t)c,
                               c_string(w, column->header), w->looks[look]);
    }
}

static void set_columns(lxw_worksheet *ws, const struct mb_sheet *sheet)
{
    lxw_row_col_options hidden = {.hidden = LXW_TRUE};

    for (uint32_t c = 0; c < sheet->ncolumns; c++) {
        const struct mb_column *column = &sheet->columns[c];
        worksheet_set_column_opt(
            ws, (lxw_col_t)c, (lxw_col_t)c, mb_column_width(sheet, c), NULL,
            column->flags & MB_COLUMN_HIDDEN ? &hidden : NULL);
    }
}

static enum mb_status check_sheet(struct writing *w,
                                  const struct mb_sheet *sheet)
{
    if (sheet->name.len == 0 || mb_char_count(sheet->name) > 31)
        return fail(w, sheet, "its name is empty or too long");
    if (sheet->ncolumns == 0 || sheet->ncolumns > 16384)
        return fail(w, sheet, "a sheet has 1 to 16,384 columns");
    if (sheet->nrows > LXW_ROW_MAX - HEADER_ROW - 2)
        return fail(w, sheet, "there are more rows than Excel has");
    for (uint32_t c = 0; c < sheet->ncolumns; c++)
        if (sheet->columns[c].header.len == 0)
            return fail(w, sheet, "a column has no heading");
    return MB_OK;
}

static enum mb_status write_sheet(struct writing *w,
                                  const struct mb_sheet *sheet, bool constant)
{
    /* a table needs one row; an empty sheet keeps an empty one */
    lxw_row_t last = HEADER_ROW + (sheet->nrows > 0 ? sheet->nrows : 1);
    lxw_worksheet *ws;
    enum mb_status st = check_sheet(w, sheet);

    if (st != MB_OK)
        return st;
    ws = workbook_add_worksheet(w->book, c_string(w, sheet->name));
    if (ws == NULL)
        return fail(w, sheet, "its name is not allowed or not unique");
    set_columns(ws, sheet);
    set_up_page(ws, sheet);
    write_heads(w, ws, sheet);
    for (uint32_t c = 0; c < sheet->ncolumns && !sheet->plain; c++) {
        add_choices(w, ws, &sheet->columns[c], last, (lxw_col_t)c);
        if (sheet->columns[c].flags & MB_COLUMN_RATING)
            add_rating(w, ws, last, (lxw_col_t)c);
    }
    st = write_rows(w, ws, sheet);
    if (st != MB_OK || sheet->plain)
        return st;
    if (!constant)
        return add_table(w, ws, sheet, last);
    worksheet_autofilter(ws, HEADER_ROW, 0, last,
                         (lxw_col_t)(sheet->ncolumns - 1));
    return MB_OK;
}

/* Seconds since 1970 of a day's noon UTC, so that no time zone moves it. */
static time_t noon_of(struct mb_span iso)
{
    struct mb_date date;

    if (!mb_date_parse(iso, &date))
        date = (struct mb_date){1970, 1, 1};
    return (time_t)mb_date_days(date) * 86400 + 43200;
}

static void set_properties(struct writing *w, const struct mb_report *report)
{
    lxw_doc_properties properties = {0};
    char *title = strdup(c_string(w, report->title));

    properties.title = title;
    properties.author = (char *)(uintptr_t) "minutebook " MB_VERSION;
    properties.created = noon_of(report->as_of);
    workbook_set_properties(w->book, &properties);
    free(title);
    for (uint32_t i = 0; i < report->nproperties; i++) {
        char name[128];
        const struct mb_property *p = &report->properties[i];
        snprintf(name, sizeof name, MB_SPAN_FMT, MB_SPAN_ARG(p->name));
        workbook_set_custom_property_string(w->book, name,
                                            c_string(w, p->value));
    }
}

static enum mb_status
write_book(struct writing *w, const struct mb_report *report, const char *path)
{
    lxw_workbook_options options = {0};
    bool constant = false;
    enum mb_status st = MB_OK;
    lxw_error bad;

    for (uint32_t i = 0; i < report->nsheets; i++)
        if (report->sheets[i].nrows > MB_XLSX_TABLE_ROWS)
            constant = true;
    options.constant_memory = constant;
    w->scratch = malloc((size_t)STRING_MAX * 4 + 8);
    if (w->scratch == NULL)
        return mb_err_set(w->err, MB_ERR_NOMEM, "out of memory");
    w->book = workbook_new_opt(path, &options);
    if (w->book == NULL)
        st = mb_err_set(w->err, MB_ERR_NOMEM, "out of memory");
    if (st == MB_OK) {
        make_looks(w);
        set_properties(w, report);
    }
    for (uint32_t i = 0; st == MB_OK && i < report->nsheets; i++)
        st = write_sheet(w, &report->sheets[i], constant);
    free(w->scratch);
    if (w->lists != NULL)
        worksheet_hide(w->lists);
    if (w->book == NULL)
        return st;
    bad = workbook_close(w->book);
    if (st == MB_OK && bad != LXW_NO_ERROR)
        st = mb_err_set(w->err, MB_ERR_REPORT, "%s cannot be written: %s", path,
                        lxw_strerror(bad));
    return st;
}

enum mb_status mb_write_xlsx(const struct mb_report *report, const char *path,
                             struct mb_err *err)
{
    struct mb_err own = {MB_OK, ""};
    struct writing w = {.err = err != NULL ? err : &own};
    char *temp = NULL;
    enum mb_status st = mb_file_temp(path, &temp, w.err);

    if (st == MB_OK)
        st = write_book(&w, report, temp);
    if (st == MB_OK)
        st = mb_file_commit(temp, path, w.err);
    else if (temp != NULL)
        mb_file_discard(temp);
    free(temp);
    if (st == MB_ERR_IO) /* whatever failed, it was the report */
        st = w.err->status = MB_ERR_REPORT;
    return st;
}
