/* The files xlsx*.c alone know libxlsxwriter, and are the place for its traps.
 *
 * Version 1.1.4, which Debian 12 ships, aborts on a drop-down list of over
 * 255 bytes, writes invalid UTF-8 as it comes, writes a text-type conditional
 * format wrongly over several columns, loses some 20 bytes for each list that
 * stands on a sheet, and notices a bad path only at the end; what it does with
 * cells: xlsx_cells.c. Each is met before the library is called.
 *
 * A sheet is laid out as table.h says. The workbook is written to a temporary
 * file beside its path.
 */
#include "reports/writers.h"

#include "base/file.h"
#include "reports/measure.h"
#include "reports/xlsx_finish.h"
#include "reports/xlsx_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LIST_BYTES_MAX = 255,
    PAPER_A3 = 8,
    PAPER_A4 = 9,
    A4_CHARS = 170, /* characters across a page that can still be read */
    A3_CHARS = 250,
    CHART_PIXELS = 304 /* a chart's height and the gap below it */
};

enum mb_status mb_xlsx_fail(struct mb_xlsx *w, const struct mb_sheet *sheet,
                            const char *why)
{
    return mb_err_set(w->err, MB_ERR_REPORT,
                      "the sheet " MB_SPAN_FMT " cannot be written: %s",
                      MB_SPAN_ARG(sheet->name), why);
}

const char *mb_xlsx_string(struct mb_xlsx *w, struct mb_span s)
{
    return mb_xlsx_text(s, w->scratch);
}

/* Choices that are too long for a validation go to a column of a sheet. */
static void list_on_sheet(struct mb_xlsx *w, const char *const *choices,
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

static void set_choices(struct mb_xlsx *w, const char *const *choices,
                        lxw_data_validation *validation, const char *list[64],
                        char *range, size_t size)
{
    size_t bytes = 0;
    size_t n = 0;

    for (; choices[n] != NULL; n++)
        bytes += strlen(choices[n]) + 1;
    if (bytes <= LIST_BYTES_MAX && n < 64) {
        memcpy(list, choices, (n + 1) * sizeof *list);
        validation->validate = LXW_VALIDATION_TYPE_LIST;
        validation->value_list = (char **)(uintptr_t)list;
    } else {
        list_on_sheet(w, choices, range, size);
        validation->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        validation->value_formula = range;
    }
}

/* What may stand in a column that people write in, told when they do. */
static void add_validation(struct mb_xlsx *w, lxw_worksheet *ws,
                           const struct mb_column *column, lxw_row_t last,
                           lxw_col_t col)
{
    lxw_data_validation rule = {0};
    char range[64], title[32], help[256];
    const char *list[64];
    bool officer = column->flags & MB_COLUMN_OFFICER;

    rule.validate = LXW_VALIDATION_TYPE_ANY;
    rule.error_title = (char *)(uintptr_t) "This cannot stand here";
    if (column->choices != NULL) {
        set_choices(w, column->choices, &rule, list, range, sizeof range);
        rule.error_message = (char *)(uintptr_t) "Choose from the list, or "
                                                 "leave the cell empty.";
    } else if (officer && column->type == MB_CELL_DATE) {
        rule.validate = LXW_VALIDATION_TYPE_DATE;
        rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
        rule.minimum_datetime = (lxw_datetime){2000, 1, 1, 0, 0, 0};
        rule.maximum_datetime = (lxw_datetime){2199, 12, 31, 0, 0, 0};
        rule.error_message = (char *)(uintptr_t) "Give a day, as 31/3/2026, or "
                                                 "leave the cell empty.";
    }
    if (officer && column->help.len > 0 && column->help.len < sizeof help) {
        snprintf(title, sizeof title, MB_SPAN_FMT, MB_SPAN_ARG(column->header));
        snprintf(help, sizeof help, MB_SPAN_FMT, MB_SPAN_ARG(column->help));
        rule.input_title = title;
        rule.input_message = help;
    }
    if (rule.validate != LXW_VALIDATION_TYPE_ANY || rule.input_message != NULL)
        worksheet_data_validation_range(ws, MB_XLSX_HEADER_ROW + 1, col, last,
                                        col, &rule);
}

/* Colour repeats what the word says; it never says it alone. One column a
 * rule: the library writes rules over several columns wrongly. */
static void add_tints(struct mb_xlsx *w, lxw_worksheet *ws, lxw_row_t last,
                      lxw_col_t col)
{
    const struct mb_report *report = w->report;

    for (uint32_t i = 0; i < report->ntints; i++) {
        lxw_conditional_format rule = {0};
        char text[300];
        struct mb_span word = report->tints[i].word;
        if (report->tints[i].tint == MB_TINT_NONE || word.len + 3 > sizeof text
            || memchr(word.ptr, '"', word.len) != NULL)
            continue;
        snprintf(text, sizeof text, "\"" MB_SPAN_FMT "\"", MB_SPAN_ARG(word));
        rule.type = LXW_CONDITIONAL_TYPE_CELL;
        rule.criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO;
        rule.value_string = text;
        rule.format = w->tints[report->tints[i].tint];
        worksheet_conditional_format_range(ws, MB_XLSX_HEADER_ROW + 1, col,
                                           last, col, &rule);
    }
}

static enum mb_status add_table(struct mb_xlsx *w, lxw_worksheet *ws,
                                const struct mb_sheet *sheet, lxw_row_t last)
{
    lxw_table_column *columns = calloc(sheet->ncolumns, sizeof *columns);
    lxw_table_column **list = calloc(sheet->ncolumns + 1u, sizeof(void *));
    lxw_table_options options = {0};
    char name[64];
    lxw_error bad = LXW_ERROR_MEMORY_MALLOC_FAILED;

    if (columns == NULL || list == NULL)
        goto out;
    bad = LXW_NO_ERROR;
    for (uint32_t c = 0; c < sheet->ncolumns; c++) {
        const struct mb_column *column = &sheet->columns[c];
        columns[c].header = strndup(column->header.ptr, column->header.len);
        columns[c].header_format = w->looks[mb_look_head(column)];
        list[c] = &columns[c];
        if (columns[c].header == NULL)
            bad = LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    mb_xlsx_table_name(sheet->name, name);
    options.name = name;
    options.columns = list;
    options.style_type = LXW_TABLE_STYLE_TYPE_LIGHT;
    options.style_type_number = 1;
    if (bad == LXW_NO_ERROR)
        bad = worksheet_add_table(ws, MB_XLSX_HEADER_ROW, 0, last,
                                  (lxw_col_t)(sheet->ncolumns - 1), &options);
out:
    for (uint32_t c = 0; columns != NULL && c < sheet->ncolumns; c++)
        free(columns[c].header);
    free(list);
    free(columns);
    return bad == LXW_NO_ERROR ? MB_OK
                               : mb_xlsx_fail(w, sheet, lxw_strerror(bad));
}

/* A page is as wide as it can be read: narrow sheets print on A4, wide ones
 * on A3, with the frozen columns on every page and the pages of a row one
 * behind the other. */
static void set_up_page(struct mb_xlsx *w, lxw_worksheet *ws,
                        const struct mb_sheet *sheet)
{
    lxw_col_t frozen = (lxw_col_t)(sheet->frozen > 0 ? sheet->frozen : 1);
    double width = 0;
    char footer[128];

    for (uint32_t c = 0; c < sheet->ncolumns; c++)
        width += mb_column_width(sheet, c);
    if (!sheet->portrait)
        worksheet_set_landscape(ws);
    worksheet_set_paper(ws, width > A4_CHARS ? PAPER_A3 : PAPER_A4);
    worksheet_set_margins(ws, 0.4, 0.4, 0.6, 0.6);
    worksheet_fit_to_pages(ws, (uint16_t)(1 + (int)(width / A3_CHARS)),
                           sheet->plain || sheet->ncharts > 0);
    worksheet_print_across(ws);
    snprintf(footer, sizeof footer,
             "&L&A, as at " MB_SPAN_FMT "&RPage &P of &N",
             MB_SPAN_ARG(w->report->as_of));
    worksheet_set_footer(ws, footer);
    if (sheet->plain) {
        worksheet_gridlines(ws, LXW_HIDE_ALL_GRIDLINES);
        return;
    }
    worksheet_repeat_rows(ws, MB_XLSX_HEADER_ROW, MB_XLSX_HEADER_ROW);
    worksheet_repeat_columns(ws, 0, frozen - 1);
    worksheet_freeze_panes(ws, MB_XLSX_HEADER_ROW + 1, frozen);
}

/* Above the headings of a sheet to write in: which columns are whose. */
static void write_band(struct mb_xlsx *w, lxw_worksheet *ws,
                       const struct mb_sheet *sheet)
{
    const char *before = NULL;

    for (uint32_t c = 0; c < sheet->ncolumns; c++) {
        const char *band = mb_look_band(&sheet->columns[c]);
        if (before == NULL || strcmp(band, before) != 0)
            worksheet_write_string(ws, MB_XLSX_BAND_ROW, (lxw_col_t)c, band,
                                   w->looks[MB_LOOK_BAND]);
        before = band;
    }
}

static void write_heads(struct mb_xlsx *w, lxw_worksheet *ws,
                        const struct mb_sheet *sheet)
{
    worksheet_set_row(ws, 0, 24, NULL);
    worksheet_write_string(ws, 0, 0, mb_xlsx_string(w, sheet->title),
                           w->looks[MB_LOOK_TITLE]);
    if (sheet->note.ptr != NULL)
        worksheet_write_string(ws, 1, 0, mb_xlsx_string(w, sheet->note),
                               w->looks[MB_LOOK_NOTE]);
    if (sheet->plain)
        return;
    if (mb_look_has_officers(sheet))
        write_band(w, ws, sheet);
    worksheet_set_row(ws, MB_XLSX_HEADER_ROW,
                      2 * MB_XLSX_LINE_POINTS + MB_XLSX_LINE_ROOM, NULL);
    for (uint32_t c = 0; c < sheet->ncolumns; c++) {
        const struct mb_column *column = &sheet->columns[c];
        worksheet_write_string(ws, MB_XLSX_HEADER_ROW, (lxw_col_t)c,
                               mb_xlsx_string(w, column->header),
                               w->looks[mb_look_head(column)]);
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

/* A chart stands right of the table that carries its figures. */
static void add_chart(struct mb_xlsx *w, lxw_worksheet *ws,
                      const struct mb_sheet *sheet, uint32_t n)
{
    const struct mb_chart *chart = &sheet->charts[n];
    lxw_row_t first = MB_XLSX_HEADER_ROW + 1 + chart->first;
    lxw_row_t last = first + chart->n - 1;
    lxw_chart *drawn = workbook_add_chart(w->book, LXW_CHART_BAR);
    lxw_chart_fill fill = {.color = 0x1F3864};
    char face[] = MB_LOOK_FONT;
    lxw_chart_font font = {.name = face, .size = MB_LOOK_POINTS};
    lxw_chart_font title = {.name = face, .size = 12, .bold = LXW_TRUE};
    lxw_chart_options options = {0};
    lxw_chart_series *series;
    char name[128], description[1024];

    if (drawn == NULL)
        return;
    series = chart_add_series(drawn, NULL, NULL);
    snprintf(name, sizeof name, MB_SPAN_FMT, MB_SPAN_ARG(sheet->name));
    chart_series_set_categories(series, name, first, (lxw_col_t)chart->label,
                                last, (lxw_col_t)chart->label);
    chart_series_set_values(series, name, first, (lxw_col_t)chart->value, last,
                            (lxw_col_t)chart->value);
    chart_series_set_fill(series, &fill);
    chart_series_set_labels(series);
    chart_title_set_name(drawn, mb_xlsx_string(w, chart->title));
    chart_title_set_name_font(drawn, &title);
    chart_axis_set_num_font(drawn->y_axis, &font);
    chart_series_set_labels_font(series, &font);
    chart_legend_set_position(drawn, LXW_CHART_LEGEND_NONE);
    chart_axis_set_reverse(drawn->y_axis); /* first row on top */
    chart_axis_major_gridlines_set_visible(drawn->x_axis, LXW_FALSE);
    chart_axis_set_min(drawn->x_axis, 0);
    chart_axis_off(drawn->x_axis); /* the bars carry their numbers */
    snprintf(description, sizeof description, MB_SPAN_FMT,
             MB_SPAN_ARG(chart->description));
    options.description = description;
    options.object_position = LXW_OBJECT_DONT_MOVE_DONT_SIZE;
    options.y_offset = (int32_t)n * CHART_PIXELS;
    worksheet_insert_chart_opt(ws, MB_XLSX_HEADER_ROW,
                               (lxw_col_t)(sheet->ncolumns + 1), drawn,
                               &options);
}

static enum mb_status check_sheet(struct mb_xlsx *w,
                                  const struct mb_sheet *sheet)
{
    if (sheet->name.len == 0 || mb_char_count(sheet->name) > 31)
        return mb_xlsx_fail(w, sheet, "its name is empty or too long");
    if (sheet->ncolumns == 0 || sheet->ncolumns > 16384)
        return mb_xlsx_fail(w, sheet, "a sheet has 1 to 16,384 columns");
    if (sheet->nrows > LXW_ROW_MAX - MB_XLSX_HEADER_ROW - 2)
        return mb_xlsx_fail(w, sheet, "there are more rows than Excel has");
    for (uint32_t c = 0; c < sheet->ncolumns; c++)
        if (sheet->columns[c].header.len == 0)
            return mb_xlsx_fail(w, sheet, "a column has no heading");
    return MB_OK;
}

static enum mb_status write_sheet(struct mb_xlsx *w,
                                  const struct mb_sheet *sheet)
{
    /* a table needs one row; an empty sheet keeps an empty one */
    lxw_row_t last = MB_XLSX_HEADER_ROW + (sheet->nrows > 0 ? sheet->nrows : 1);
    lxw_worksheet *ws;
    enum mb_status st = check_sheet(w, sheet);

    if (st != MB_OK)
        return st;
    ws = workbook_add_worksheet(w->book, mb_xlsx_string(w, sheet->name));
    if (ws == NULL)
        return mb_xlsx_fail(w, sheet, "its name is not allowed or not unique");
    set_columns(ws, sheet);
    set_up_page(w, ws, sheet);
    write_heads(w, ws, sheet);
    for (uint32_t c = 0; c < sheet->ncolumns && !sheet->plain; c++) {
        add_validation(w, ws, &sheet->columns[c], last, (lxw_col_t)c);
        if (sheet->columns[c].flags & MB_COLUMN_TINTED)
            add_tints(w, ws, last, (lxw_col_t)c);
    }
    for (uint32_t i = 0; i < sheet->ncharts; i++)
        add_chart(w, ws, sheet, i);
    st = mb_xlsx_write_rows(w, ws, sheet);
    if (st != MB_OK || sheet->plain)
        return st;
    if (!w->constant)
        return add_table(w, ws, sheet, last);
    worksheet_autofilter(ws, MB_XLSX_HEADER_ROW, 0, last,
                         (lxw_col_t)(sheet->ncolumns - 1));
    return MB_OK;
}

static void set_properties(struct mb_xlsx *w, const struct mb_report *report)
{
    lxw_doc_properties properties = {0};
    char *title = strdup(mb_xlsx_string(w, report->title));

    properties.title = title;
    properties.author = (char *)(uintptr_t) "minutebook " MB_VERSION;
    properties.created = mb_xlsx_noon(report->as_of);
    workbook_set_properties(w->book, &properties);
    free(title);
    for (uint32_t i = 0; i < report->nproperties; i++) {
        char name[128];
        const struct mb_property *p = &report->properties[i];
        snprintf(name, sizeof name, MB_SPAN_FMT, MB_SPAN_ARG(p->name));
        workbook_set_custom_property_string(w->book, name,
                                            mb_xlsx_string(w, p->value));
    }
}

static enum mb_status
write_book(struct mb_xlsx *w, const struct mb_report *report, const char *path)
{
    lxw_workbook_options options = {0};
    enum mb_status st = MB_OK;
    lxw_error bad;

    for (uint32_t i = 0; i < report->nsheets; i++)
        if (report->sheets[i].nrows > MB_XLSX_TABLE_ROWS)
            w->constant = true;
    options.constant_memory = w->constant;
    w->scratch = malloc(MB_XLSX_TEXT_SIZE);
    if (w->scratch == NULL)
        return mb_err_set(w->err, MB_ERR_NOMEM, "out of memory");
    w->book = workbook_new_opt(path, &options);
    if (w->book == NULL) {
        free(w->scratch);
        return mb_err_set(w->err, MB_ERR_NOMEM, "out of memory");
    }
    mb_xlsx_make_looks(w);
    set_properties(w, report);
    for (uint32_t i = 0; st == MB_OK && i < report->nsheets; i++)
        st = write_sheet(w, &report->sheets[i]);
    free(w->scratch);
    if (w->lists != NULL)
        worksheet_hide(w->lists);
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
    struct mb_xlsx w = {.report = report, .err = err != NULL ? err : &own};
    char *temp = NULL;
    enum mb_status st = mb_file_temp(path, &temp, w.err);

    if (st == MB_OK)
        st = write_book(&w, report, temp);
    if (st == MB_OK && !w.constant)
        st = mb_xlsx_free_rows(temp, w.err);
    if (st == MB_OK)
        st = mb_file_commit(temp, path, w.err);
    else if (temp != NULL)
        mb_file_discard(temp);
    free(temp);
    if (st == MB_ERR_IO) /* whatever failed, it was the report */
        st = w.err->status = MB_ERR_REPORT;
    return st;
}
