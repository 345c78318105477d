/* A sheet's cells. A cell's text collects what stands in <v>, or in <is> the
 * runs of an inline string; at </c> its type and style say what it is.
 */
#include "parser/readers/xlsx.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

enum kind {
    KIND_NUMBER,
    KIND_SHARED,
    KIND_TEXT, /* a formula's text */
    KIND_INLINE,
    KIND_BOOL,
    KIND_ERROR,
    KIND_ISO_DATE
};

struct cells {
    struct mb_xlsx *x;
    const char *part;
    struct mb_buf text; /* of the cell in hand */
    struct mb_xlsx_text runs;
    enum kind kind;
    uint32_t row; /* of the cell in hand, from 0 */
    uint32_t column;
    uint32_t next_row; /* where r="" is left out */
    uint32_t next_column;
    uint32_t style;
    bool in_cell, in_value, in_inline, formula, has_value;
};

void mb_book_place(uint32_t row, uint32_t column,
                   char ret_text[MB_BOOK_PLACE_SIZE])
{
    char letters[4];
    int n = 0;

    for (uint32_t c = column + 1; c > 0 && n < 4; c = (c - 1) / 26)
        letters[n++] = (char)('A' + (c - 1) % 26);
    for (int i = 0; i < n; i++)
        ret_text[i] = letters[n - 1 - i];
    snprintf(ret_text + n, (size_t)(MB_BOOK_PLACE_SIZE - n), "%u",
             (unsigned)((row % MB_BOOK_ROWS) + 1));
}

/* seconds: within a day */
static void put_time(unsigned seconds, char *out, size_t size)
{
    snprintf(out, size, "%02u:%02u:%02u", seconds / 3600 % 24,
             seconds / 60 % 60, seconds % 60);
}

/* As mb_date_format: half the time of a sheet of dates went there. */
static void put_date(struct mb_date d, char *out)
{
    unsigned n = ((unsigned)d.year * 100u + d.month) * 100u + d.day;

    for (int i = 9; i >= 0; i--) {
        bool dash = i == 4 || i == 7;
        out[i] = dash ? '-' : (char)('0' + n % 10);
        n /= dash ? 1 : 10;
    }
    out[10] = '\0';
}

bool mb_book_date(double days, bool is_1904, char ret_text[MB_BOOK_DATE_SIZE])
{
    double whole = floor(days);
    unsigned seconds;
    int32_t day;

    if (!(days >= 0.0) || days >= (is_1904 ? 2957004.0 : 2958466.0))
        return false;
    seconds = (unsigned)lround((days - whole) * 86400.0);
    if (seconds == 86400) {
        whole += 1.0;
        seconds = 0;
    }
    if (whole < 1.0 && !is_1904) {
        put_time(seconds, ret_text, MB_BOOK_DATE_SIZE);
        return true;
    }
    day = (int32_t)whole;
    if (is_1904)
        day += 1462;
    else if (day < 60)
        day++; /* before the leap day that 1900 did not have */
    if (day > 2958465)
        return false;
    put_date(mb_date_of_days(day - 25569), ret_text);
    if (seconds != 0) {
        ret_text[MB_DATE_TEXT_SIZE - 1] = 'T';
        put_time(seconds, ret_text + MB_DATE_TEXT_SIZE,
                 MB_BOOK_DATE_SIZE - MB_DATE_TEXT_SIZE);
    }
    return true;
}

/* "BC17"; false where it is none. */
static bool parse_place(struct mb_span s, uint32_t *row, uint32_t *column)
{
    uint32_t c = 0, r = 0;
    size_t i = 0;

    for (; i < s.len && i < 4 && (s.ptr[i] | 0x20) >= 'a'
           && (s.ptr[i] | 0x20) <= 'z';
         i++)
        c = c * 26 + (uint32_t)((s.ptr[i] | 0x20) - 'a') + 1;
    if (i == 0 || i == s.len || s.len - i > 7)
        return false;
    for (; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        r = r * 10 + (uint32_t)(s.ptr[i] - '0');
    }
    *row = r - 1;
    *column = c - 1;
    return r >= 1 && r <= MB_BOOK_ROWS && c <= MB_BOOK_COLUMNS;
}

static enum kind kind_of(struct mb_span t)
{
    static const struct {
        const char *name;
        enum kind kind;
    } kinds[] = {{"s", KIND_SHARED},   {"str", KIND_TEXT},
                 {"b", KIND_BOOL},     {"e", KIND_ERROR},
                 {"d", KIND_ISO_DATE}, {"inlineStr", KIND_INLINE}};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (mb_span_eq(t, mb_span_str(kinds[i].name)))
            return kinds[i].kind;
    return KIND_NUMBER;
}

/* Digits alone, as they are mostly written: quicker than strtol. */
static bool parse_count(struct mb_span s, uint32_t *ret)
{
    uint32_t n = 0;

    if (s.len == 0 || s.len > 9)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        n = n * 10 + (uint32_t)(s.ptr[i] - '0');
    }
    *ret = n;
    return true;
}

/* r, s and t: place, style and type. */
static void take_attributes(struct cells *c, const struct mb_sax_tag *tag)
{
    for (int i = 0; i < tag->nattributes; i++) {
        struct mb_span value;
        const char *name = mb_sax_attribute_at(tag, i, &value);
        if (name[0] == '\0' || name[1] != '\0')
            continue;
        if (name[0] == 's' && !parse_count(value, &c->style))
            c->style = 0;
        else if (name[0] == 't')
            c->kind = kind_of(value);
        else if (name[0] == 'r' && !parse_place(value, &c->row, &c->column))
            mb_xlsx_fail(c->x, MB_ERR_FORMAT, "%s has a cell '%.*s'", c->part,
                         (int)(value.len < 16 ? value.len : 16), value.ptr);
    }
}

static void begin_cell(struct cells *c, const struct mb_sax_tag *tag)
{
    c->row = c->next_row;
    c->column = c->next_column;
    c->kind = KIND_NUMBER;
    c->style = 0;
    take_attributes(c, tag);
    if (c->row >= MB_BOOK_ROWS || c->column >= MB_BOOK_COLUMNS)
        mb_xlsx_fail(c->x, MB_ERR_FORMAT, "%s goes beyond the last cell",
                     c->part);
    c->next_row = c->row;
    c->next_column = c->column + 1;
    c->in_cell = true;
    c->formula = c->has_value = false;
    c->runs = (struct mb_xlsx_text){0, false};
    mb_buf_clear(&c->text);
}

static void begin_row(struct cells *c, const struct mb_sax_tag *tag)
{
    long r = mb_sax_number(tag, "r", (long)c->next_row + 1);

    if (r < 1 || r > (long)MB_BOOK_ROWS) {
        mb_xlsx_fail(c->x, MB_ERR_FORMAT, "%s has a row %ld", c->part, r);
        return;
    }
    c->next_row = (uint32_t)r - 1;
    c->next_column = 0;
}

static void start(void *ctx, const struct mb_sax_tag *tag)
{
    struct cells *c = ctx;
    const char *name = tag->name;

    if (name[1] == '\0' && name[0] == 'c')
        begin_cell(c, tag);
    else if (name[1] == '\0' && name[0] == 'v')
        c->in_value = c->in_cell;
    else if (name[1] == '\0' && name[0] == 'f')
        c->formula = true;
    else if (c->in_inline)
        mb_xlsx_text_start(&c->runs, name);
    else if (strcmp(name, "is") == 0)
        c->in_inline = c->in_cell;
    else if (strcmp(name, "row") == 0)
        begin_row(c, tag);
}

static void too_long(struct cells *c)
{
    char place[MB_BOOK_PLACE_SIZE];

    mb_book_place(c->row, c->column, place);
    mb_xlsx_fail(c->x, MB_ERR_LIMIT,
                 "%s: the text of cell %s is longer than %u bytes", c->part,
                 place, MB_BOOK_TEXT);
}

static void give(struct cells *c, enum mb_value value, struct mb_span text)
{
    const struct mb_book_handler *handler = c->x->handler;
    struct mb_book_cell cell = {.row = c->row,
                                .column = c->column,
                                .value = value,
                                .formula = c->formula,
                                .text = text};
    uint64_t most = c->x->options->limits.memory_bytes;

    c->x->given += text.len;
    if (text.len > MB_BOOK_TEXT)
        too_long(c);
    else if (++c->x->cells > MB_BOOK_CELLS)
        mb_xlsx_fail(c->x, MB_ERR_LIMIT, "the workbook has more than %u cells",
                     MB_BOOK_CELLS);
    else if (most != 0 && c->x->given > most)
        mb_xlsx_fail(c->x, MB_ERR_LIMIT,
                     "the workbook's cells take more than "
                     "the memory limit allows");
    if (c->x->status == MB_OK)
        c->x->status = handler->cell(handler->ctx, &cell, &c->x->err);
}

/* Digits alone are a number as it should be written, but for 007. */
static bool is_plain(struct mb_span s)
{
    uint32_t n;

    return parse_count(s, &n) && (s.len == 1 || s.ptr[0] != '0');
}

static void give_number(struct cells *c)
{
    bool date =
        c->style < c->x->nlooks && c->x->looks[c->style] == MB_XLSX_DATE;
    char text[40];
    char *stop;
    double number;

    if (!date && is_plain(mb_buf_span(&c->text))) {
        give(c, MB_VALUE_NUMBER, mb_buf_span(&c->text));
        return;
    }
    number = strtod(c->text.ptr, &stop);
    if (stop == c->text.ptr || *stop != '\0' || !isfinite(number)) {
        give(c, MB_VALUE_TEXT, mb_buf_span(&c->text));
        return;
    }
    if (date && mb_book_date(number, c->x->is_1904, text)) {
        give(c, strlen(text) < 10 ? MB_VALUE_TEXT : MB_VALUE_DATE,
             mb_span_str(text));
        return;
    }
    if (number == floor(number) && fabs(number) < 1e15)
        snprintf(text, sizeof text, "%.0f", number == 0.0 ? 0.0 : number);
    else
        snprintf(text, sizeof text, "%.15g", number);
    give(c, MB_VALUE_NUMBER, mb_span_str(text));
}

static void give_shared(struct cells *c)
{
    const struct mb_xlsx_strings *s = &c->x->strings;
    uint32_t n;
    uint32_t from;

    if (!parse_count(mb_span_trim(mb_buf_span(&c->text)), &n) || n >= s->n) {
        mb_xlsx_fail(c->x, MB_ERR_FORMAT,
                     "%s names a text that the workbook does not have",
                     c->part);
        return;
    }
    from = n > 0 ? s->ends[n - 1] : 0;
    if (s->ends[n] > from)
        give(c, MB_VALUE_TEXT,
             mb_span_sub(mb_buf_span(&s->text), from, s->ends[n]));
}

static void give_text(struct cells *c)
{
    mb_xlsx_unescape(&c->text, 0);
    if (c->text.len > 0)
        give(c, MB_VALUE_TEXT, mb_buf_span(&c->text));
}

/* 2026-03-01T00:00:00Z: midnight is left out, as in other dates. */
static void give_iso(struct cells *c)
{
    struct mb_span s = mb_span_trim(mb_buf_span(&c->text));
    struct mb_date date;

    if (s.len < 10 || !mb_date_parse(mb_span_sub(s, 0, 10), &date)) {
        give(c, MB_VALUE_TEXT, s);
        return;
    }
    if (s.len < 19
        || mb_span_eq(mb_span_sub(s, 10, 19), MB_SPAN_LIT("T00:00:00")))
        s.len = 10;
    give(c, MB_VALUE_DATE, mb_span_sub(s, 0, 19));
}

static void end_cell(struct cells *c)
{
    if (c->x->status != MB_OK)
        return;
    if (c->text.failed) {
        mb_xlsx_fail(c->x, MB_ERR_NOMEM, "out of memory");
        return;
    }
    if (c->text.len == 0) {
        /* never calculated: without a value, or, as openpyxl writes it, with
           an empty one that is no text */
        if (c->formula && (!c->has_value || c->kind != KIND_TEXT))
            give(c, MB_VALUE_ERROR, MB_SPAN_LIT(""));
        return;
    }
    switch (c->kind) {
    case KIND_NUMBER:
        give_number(c);
        break;
    case KIND_SHARED:
        give_shared(c);
        break;
    case KIND_TEXT:
    case KIND_INLINE:
        give_text(c);
        break;
    case KIND_BOOL:
        give(c, MB_VALUE_BOOL,
             c->text.ptr[0] == '1' || c->text.ptr[0] == 't'
                 ? MB_SPAN_LIT("TRUE")
                 : MB_SPAN_LIT("FALSE"));
        break;
    case KIND_ERROR:
        give(c, MB_VALUE_ERROR, mb_buf_span(&c->text));
        break;
    case KIND_ISO_DATE:
        give_iso(c);
        break;
    }
}

static void end(void *ctx, const char *name)
{
    struct cells *c = ctx;

    if (name[1] == '\0' && name[0] == 'v') {
        c->has_value = c->has_value || c->in_value;
        c->in_value = false;
    } else if (name[1] == '\0' && name[0] == 'c') {
        if (c->in_cell)
            end_cell(c);
        c->in_cell = c->in_value = c->in_inline = false;
    } else if (c->in_inline) {
        mb_xlsx_text_end(&c->runs, name);
        if (strcmp(name, "is") == 0)
            c->in_inline = false;
    } else if (strcmp(name, "row") == 0) {
        c->next_row++;
        c->next_column = 0;
    }
}

static void words(void *ctx, struct mb_span s)
{
    struct cells *c = ctx;

    if (!c->in_value && !(c->in_inline && c->runs.in_text))
        return;
    if (c->text.len <= MB_BOOK_TEXT) /* a longer one is refused at its end */
        mb_buf_put(&c->text, s);
}

enum mb_status mb_xlsx_read_sheet(struct mb_xlsx *x, const char *part,
                                  struct mb_err *err)
{
    struct cells c = {.x = x, .part = part, .text = MB_BUF_INIT};
    struct mb_sax handlers = {&c, start, end, words};
    enum mb_status st = mb_xlsx_events(x, part, &handlers, err);

    mb_buf_done(&c.text);
    return st;
}
