/* A table on a terminal: one line a row, columns as wide as they need to be
 * and the last cut at the terminal's edge; or, by --format, csv or json whole.
 */
#include "cli/session.h"

#include "base/utf8.h"
#include "reports/measure.h"
#include "reports/writers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_DEFAULT = 80, COLUMN_MAX = 30, COLUMNS_MAX = 32 };

static unsigned terminal_width(void)
{
    struct winsize size;

    if (!isatty(STDOUT_FILENO))
        return 0; /* nothing is cut in a pipe */
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return COLUMNS_DEFAULT;
}

/* A cell as text; numbers go through scratch. */
static struct mb_span cell_text(const struct mb_cell *cell, char scratch[32])
{
    switch (cell->type) {
    case MB_CELL_EMPTY:
        return MB_SPAN_LIT("-");
    case MB_CELL_INTEGER:
    case MB_CELL_COUNTED:
        snprintf(scratch, 32, "%lld", (long long)cell->integer);
        return mb_span_str(scratch);
    case MB_CELL_NUMBER:
        snprintf(scratch, 32, "%.2f", cell->number);
        return mb_span_str(scratch);
    case MB_CELL_BOOL:
        return cell->integer ? MB_SPAN_LIT("yes") : MB_SPAN_LIT("no");
    case MB_CELL_TEXT:
    case MB_CELL_DATE:
    case MB_CELL_LINK:
    case MB_CELL_INPUT:
        break;
    }
    return cell->text;
}

/* Characters, which are columns in a terminal for the scripts we meet. */
static unsigned chars(struct mb_span s)
{
    return (unsigned)mb_char_count(s);
}

/* Put s in a column of `width` characters, cut with an ellipsis; 0: whole.
 * Control characters become spaces: a record cannot steer the terminal. */
static void put_cell(struct mb_buf *out, struct mb_span s, unsigned width,
                     bool last)
{
    unsigned room = width;
    unsigned n = chars(s);
    size_t i = 0;

    for (unsigned c = 0; i < s.len && (width == 0 || c < room); c++) {
        size_t len;
        if (width > 0 && n > width && c == width - 1) {
            mb_buf_puts(out, "\xE2\x80\xA6");
            break;
        }
        mb_utf8_decode(s, i, &len);
        if (len == 1 && ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7F))
            mb_buf_putc(out, ' ');
        else
            mb_buf_put(out, mb_span_sub(s, i, i + len));
        i += len;
    }
    for (; !last && n < width; n++)
        mb_buf_putc(out, ' ');
}

static void measure(const struct mb_sheet *sheet, unsigned widths[COLUMNS_MAX])
{
    char scratch[32];

    for (uint32_t c = 0; c < sheet->ncolumns; c++)
        widths[c] = chars(sheet->columns[c].header);
    for (uint32_t r = 0; r < sheet->nrows; r++) {
        const struct mb_cell *cells = mb_sheet_cells(sheet, r);
        for (uint32_t c = 0; c < sheet->ncolumns; c++) {
            unsigned n = chars(cell_text(&cells[c], scratch));
            if (n > widths[c])
                widths[c] = n;
        }
    }
    for (uint32_t c = 0; c + 1 < sheet->ncolumns; c++)
        if (widths[c] > COLUMN_MAX)
            widths[c] = COLUMN_MAX;
}

static void put_lines(const struct mb_sheet *sheet, struct mb_buf *out)
{
    unsigned widths[COLUMNS_MAX] = {0};
    unsigned edge = terminal_width();
    unsigned used = 0;
    uint32_t last = sheet->ncolumns - 1;
    char scratch[32];

    measure(sheet, widths);
    for (uint32_t c = 0; c < last; c++)
        used += widths[c] + 2;
    if (edge == 0)
        widths[last] = 0;
    else
        widths[last] = edge > used + 20 ? edge - used : 20;
    for (uint32_t c = 0; c <= last; c++) {
        put_cell(out, sheet->columns[c].header, widths[c], c == last);
        mb_buf_puts(out, c == last ? "\n" : "  ");
    }
    for (uint32_t r = 0; r < sheet->nrows; r++) {
        const struct mb_cell *cells = mb_sheet_cells(sheet, r);
        for (uint32_t c = 0; c <= last; c++) {
            put_cell(out, cell_text(&cells[c], scratch), widths[c], c == last);
            mb_buf_puts(out, c == last ? "\n" : "  ");
        }
    }
}

void mb_put_wrapped(struct mb_buf *out, unsigned indent, const char *lead,
                    struct mb_span text)
{
    unsigned under = indent + (unsigned)strlen(lead), column = under;
    struct mb_span word;

    mb_buf_printf(out, "%*s%s", (int)indent, "", lead);
    while (text.len > 0) {
        size_t n = 0;
        while (n < text.len && (unsigned char)text.ptr[n] > ' ')
            n++;
        word = mb_span_sub(text, 0, n);
        text = mb_span_sub(text, n + (n < text.len), text.len);
        if (n == 0)
            continue;
        if (column > under && column + 1 + chars(word) > COLUMNS_DEFAULT) {
            mb_buf_printf(out, "\n%*s", (int)under, "");
            column = under;
        }
        if (column > under) {
            mb_buf_putc(out, ' ');
            column++;
        }
        put_cell(out, word, 0, true);
        column += chars(word);
    }
    mb_buf_putc(out, '\n');
}

enum mb_exit mb_print_sheet(const struct mb_cli *cli,
                            const struct mb_sheet *sheet)
{
    const char *format = cli->format != NULL ? cli->format : "text";
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err;
    enum mb_status st = MB_OK;
    enum mb_exit exit;

    if (strcmp(format, "csv") == 0) {
        st = mb_write_csv(sheet, &out, &err);
    } else if (strcmp(format, "json") == 0) {
        struct mb_sheet copy = *sheet;
        struct mb_report report = {.title = sheet->title,
                                   .as_of = mb_span_str(mb_cli_today(cli)),
                                   .sheets = &copy,
                                   .nsheets = 1};
        st = mb_write_json(&report, &out, &err);
    } else if (strcmp(format, "text") != 0 || sheet->ncolumns > COLUMNS_MAX) {
        st = mb_err_set(&err, MB_ERR_USAGE,
                        "this list prints --format text, csv or json, not "
                        "'%s'",
                        format);
    } else {
        put_lines(sheet, &out);
        st = mb_buf_status(&out, &err);
    }
    exit = st == MB_OK ? mb_put_output(cli, mb_buf_span(&out))
                       : mb_fail(cli, &err);
    mb_buf_done(&out);
    return exit;
}
