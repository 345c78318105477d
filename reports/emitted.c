/* Lines of JSON: first {"minutebook":1,"as_of"}, for each sheet {"sheet",
 * "officers":[headers],"others":[headers]} and then [id, hashes, {header:
 * text}, [headers that were worked out]] a row; {"sheet","sum"} of a sheet
 * without ids. Rows are found by a sorted
 * list of their places and parsed only when they are asked for.
 */
#include "reports/emitted.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "reports/json_text.h"
#include "reports/sheet.h"

enum { STRING_MAX = 32767, HASH_CHARS = 8 };

bool mb_emitted_sheet(const struct mb_sheet *sheet)
{
    static const char *const names[] = {"Tracker", "All clauses", "Links"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (mb_span_eq(sheet->name, mb_span_str(names[i])))
            return true;
    return false;
}

/* --- cells ------------------------------------------------------------- */

/* As the writer of workbooks cuts what no cell holds (reports/xlsx.c). */
static struct mb_span cut_long(struct mb_span s, struct mb_buf *scratch)
{
    size_t chars = 0;
    size_t len = 0;

    if (s.len < STRING_MAX - 2)
        return s;
    for (; len < s.len && chars < STRING_MAX - 2; len++)
        chars += ((unsigned char)s.ptr[len] & 0xC0) != 0x80;
    while (len < s.len && ((unsigned char)s.ptr[len] & 0xC0) == 0x80)
        len++;
    if (len == s.len)
        return s;
    mb_buf_put(scratch, mb_span_sub(s, 0, len));
    mb_buf_puts(scratch, "\xE2\x80\xA6");
    return mb_buf_span(scratch);
}

struct mb_span mb_emitted_plain(struct mb_span text, struct mb_buf *scratch)
{
    text = mb_span_trim(text);
    if (text.ptr == NULL || memchr(text.ptr, '\r', text.len) == NULL)
        return text;
    mb_buf_clear(scratch);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\r')
            mb_buf_putc(scratch, text.ptr[i]);
        else if (i + 1 == text.len || text.ptr[i + 1] != '\n')
            mb_buf_putc(scratch, '\n');
    return mb_buf_span(scratch);
}

static struct mb_span number_text(double number, struct mb_buf *scratch)
{
    if (number == floor(number) && fabs(number) < 1e15)
        mb_buf_printf(scratch, "%.0f", number == 0.0 ? 0.0 : number);
    else
        mb_buf_printf(scratch, "%.15g", number);
    return mb_buf_span(scratch);
}

struct mb_span mb_emitted_text(const struct mb_cell *cell,
                               struct mb_buf *scratch)
{
    mb_buf_clear(scratch);
    switch (cell->type) {
    case MB_CELL_EMPTY:
        return MB_SPAN_LIT("");
    case MB_CELL_NUMBER:
        return number_text(cell->number, scratch);
    case MB_CELL_BOOL:
        return cell->integer ? MB_SPAN_LIT("Yes") : MB_SPAN_LIT("No");
    case MB_CELL_INTEGER:
    case MB_CELL_COUNTED:
        mb_buf_printf(scratch, "%lld", (long long)cell->integer);
        return mb_buf_span(scratch);
    case MB_CELL_TEXT:
    case MB_CELL_DATE:
    case MB_CELL_LINK:
    case MB_CELL_INPUT:
        break;
    }
    if (memchr(cell->text.ptr, '\r', cell->text.len) != NULL)
        return mb_emitted_plain(cell->text, scratch);
    return mb_span_trim(cut_long(cell->text, scratch));
}

struct mb_span mb_emitted_loose(const struct mb_cell *cell,
                                struct mb_buf *scratch)
{
    if (cell->type != MB_CELL_NUMBER || cell->number == floor(cell->number))
        return mb_emitted_text(cell, scratch);
    mb_buf_clear(scratch);
    mb_buf_printf(scratch, "%.9g", cell->number);
    return mb_buf_span(scratch);
}

/* FNV-1a: to see a change, not to keep a secret. */
uint64_t mb_emitted_hash(struct mb_span s)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * UINT64_C(1099511628211);
    return h;
}

/* Folded. */
static void hash_text(struct mb_span s, char ret_hash[HASH_CHARS + 1])
{
    uint64_t h = mb_emitted_hash(s);

    snprintf(ret_hash, HASH_CHARS + 1, "%08x", (unsigned)(h ^ (h >> 32)));
}

/* --- writing ----------------------------------------------------------- */

static bool is_other(const struct mb_column *column)
{
    return !(column->flags & (MB_COLUMN_OFFICER | MB_COLUMN_COMPUTED));
}

static enum mb_status put_sheet(const struct mb_sheet *sheet,
                                struct mb_buf *out, struct mb_err *err)
{
    json_t *officers = json_array();
    json_t *others = json_array();
    bool ok = true;

    for (uint32_t c = 1; c < sheet->ncolumns; c++) {
        json_t *name = mb_json_text(sheet->columns[c].header);
        if (sheet->columns[c].flags & MB_COLUMN_OFFICER)
            ok = json_array_append_new(officers, name) == 0 && ok;
        else if (is_other(&sheet->columns[c]))
            ok = json_array_append_new(others, name) == 0 && ok;
        else
            json_decref(name);
    }
    return mb_json_finish(json_pack("{s:o, s:o, s:o}", "sheet",
                                    mb_json_text(sheet->name), "officers",
                                    officers, "others", others),
                          JSON_COMPACT, ok, out, err);
}

/* Of a sheet that is only to be looked at: its cells whatever their order.
 * What a formula counts is not the file's to say. */
static enum mb_status put_sum(const struct mb_sheet *sheet,
                              struct mb_buf *scratch, struct mb_buf *out,
                              struct mb_err *err)
{
    uint64_t sum = 0;
    char hex[17];

    for (uint32_t r = 0; r < sheet->nrows; r++) {
        const struct mb_cell *cells = mb_sheet_cells(sheet, r);
        for (uint32_t c = 0; c < sheet->ncolumns; c++) {
            const struct mb_cell *cell = &cells[c];
            struct mb_span text = mb_emitted_loose(cell, scratch);
            if (text.len > 0 && cell->type != MB_CELL_COUNTED)
                sum += mb_emitted_hash(text);
        }
    }
    snprintf(hex, sizeof hex, "%016llx", (unsigned long long)sum);
    return mb_json_finish(
        json_pack("{s:o, s:s}", "sheet", mb_json_text(sheet->name), "sum", hex),
        JSON_COMPACT, true, out, err);
}

static bool was_entered(const struct mb_entries *entries, struct mb_span id,
                        struct mb_span header)
{
    uint32_t low = 0;
    uint32_t high = entries->n;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int order = mb_span_cmp(entries->at[mid].record_id, id);
        if (order == 0)
            order = mb_span_cmp(entries->at[mid].field, header);
        if (order == 0)
            return true;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

static bool set_text(json_t *object, struct mb_span header, struct mb_span text)
{
    char name[256];

    snprintf(name, sizeof name, MB_SPAN_FMT, MB_SPAN_ARG(header));
    return json_object_set_new(object, name, mb_json_text(text)) == 0;
}

static enum mb_status put_row(const struct mb_sheet *sheet, uint32_t r,
                              const struct mb_entries *entries,
                              struct mb_buf *scratch, struct mb_buf *out,
                              struct mb_err *err)
{
    const struct mb_cell *cells = mb_sheet_cells(sheet, r);
    bool links = mb_span_eq(sheet->name, MB_SPAN_LIT("Links"));
    struct mb_buf hashes = MB_BUF_INIT;
    json_t *officers = json_object();
    json_t *made = json_array();
    bool ok = true;

    for (uint32_t c = 1; c < sheet->ncolumns; c++) {
        const struct mb_column *column = &sheet->columns[c];
        struct mb_span text = mb_emitted_text(&cells[c], scratch);
        char hash[HASH_CHARS + 1];
        if (is_other(column)) {
            hash_text(text, hash);
            mb_buf_puts(&hashes, hash);
        }
        if (!(column->flags & MB_COLUMN_OFFICER) || text.len == 0)
            continue;
        ok = set_text(officers, column->header, text) && ok;
        if (!links && !was_entered(entries, cells[0].text, column->header))
            ok = json_array_append_new(made, mb_json_text(column->header)) == 0
                 && ok;
    }
    ok = ok && !hashes.failed;
    {
        json_t *row =
            json_pack("[o, o, o, o]", mb_json_text(cells[0].text),
                      mb_json_text(mb_buf_span(&hashes)), officers, made);
        mb_buf_done(&hashes);
        return mb_json_finish(row, JSON_COMPACT, ok, out, err);
    }
}

enum mb_status mb_emitted_make(const struct mb_report *report,
                               const struct mb_entries *entries,
                               struct mb_buf *out, struct mb_err *err)
{
    struct mb_buf scratch = MB_BUF_INIT;
    enum mb_status st =
        mb_json_finish(json_pack("{s:i, s:o}", "minutebook", 1, "as_of",
                                 mb_json_text(report->as_of)),
                       JSON_COMPACT, true, out, err);

    for (uint32_t i = 0; st == MB_OK && i < report->nsheets; i++) {
        const struct mb_sheet *sheet = &report->sheets[i];
        if (!mb_emitted_sheet(sheet)) {
            if (!sheet->plain)
                st = put_sum(sheet, &scratch, out, err);
            continue;
        }
        st = put_sheet(sheet, out, err);
        for (uint32_t r = 0; st == MB_OK && r < sheet->nrows; r++)
            st = put_row(sheet, r, entries, &scratch, out, err);
    }
    mb_buf_done(&scratch);
    return st == MB_OK ? mb_buf_status(out, err) : st;
}

enum mb_status mb_emitted_edition(struct mb_span emitted,
                                  char ret_edition[MB_EDITION_SIZE],
                                  struct mb_err *err)
{
    char hex[MB_SHA256_HEX];
    enum mb_status st = mb_sha256_hex(emitted, hex, err);

    if (st != MB_OK)
        return st;
    memcpy(ret_edition, hex, MB_EDITION_SIZE - 1);
    ret_edition[MB_EDITION_SIZE - 1] = '\0';
    return MB_OK;
}

static struct mb_span property_of(const struct mb_report *report,
                                  const char *name)
{
    for (uint32_t i = 0; i < report->nproperties; i++)
        if (mb_span_eq(report->properties[i].name, mb_span_str(name)))
            return report->properties[i].value;
    return MB_SPAN_NULL;
}

static void put_edition(struct mb_report *report, struct mb_span edition)
{
    struct mb_property *property =
        mb_arena_push(report->arena, &report->properties, &report->nproperties,
                      sizeof *property);

    if (property != NULL)
        *property =
            (struct mb_property){MB_SPAN_LIT("minutebook-edition"), edition};
    for (uint32_t i = 0; i < report->nsheets; i++) {
        struct mb_sheet *sheet = &report->sheets[i];
        if (!mb_span_eq(sheet->name, MB_SPAN_LIT("Cover")))
            continue;
        mb_row_begin(report, sheet);
        mb_put_text(sheet, MB_SPAN_LIT("Edition"));
        mb_put_text(sheet, edition);
    }
}

enum mb_status mb_emitted_add(struct mb_store *store, struct mb_report *report,
                              struct mb_span *ret_key, struct mb_buf *cells,
                              struct mb_err *err)
{
    struct mb_arena *arena = report->arena;
    struct mb_entries entries;
    char edition[MB_EDITION_SIZE];
    enum mb_status st =
        mb_store_entries_latest(store, MB_SPAN_NULL, arena, &entries, err);

    if (st == MB_OK)
        st = mb_emitted_make(report, &entries, cells, err);
    if (st == MB_OK)
        st = mb_emitted_edition(mb_buf_span(cells), edition, err);
    if (st != MB_OK)
        return st;
    put_edition(report, mb_arena_dup(arena, mb_span_str(edition)));
    *ret_key = mb_arena_printf(
        arena, MB_SPAN_FMT "/%s",
        MB_SPAN_ARG(property_of(report, "minutebook-generation")), edition);
    return mb_arena_status(arena, err);
}

/* --- reading ----------------------------------------------------------- */

struct place {
    uint32_t sheet;
    struct mb_span id;
    struct mb_span line;
};

struct mb_emitted_row {
    const json_t *head; /* of the sheet */
    json_t *row;
};

struct mb_emitted {
    json_t *heads[32]; /* of sheets */
    uint32_t nheads;
    struct place *places; /* sorted */
    uint32_t nplaces;
    struct mb_emitted_row row; /* opened last */
};

static int by_place(const void *a, const void *b)
{
    const struct place *x = a;
    const struct place *y = b;

    if (x->sheet != y->sheet)
        return x->sheet < y->sheet ? -1 : 1;
    return mb_span_cmp(x->id, y->id);
}

static bool take_line(struct mb_emitted *e, struct mb_span line,
                      struct mb_arena *arena)
{
    struct place *place;

    if (line.len > 2 && line.ptr[0] == '[' && line.ptr[1] == '"') {
        const char *end = memchr(line.ptr + 2, '"', line.len - 2);
        if (end == NULL || e->nheads == 0)
            return false;
        place = mb_arena_push(arena, &e->places, &e->nplaces, sizeof *place);
        if (place != NULL)
            *place =
                (struct place){e->nheads - 1,
                               {line.ptr + 2, (size_t)(end - line.ptr) - 2},
                               line};
        return true;
    }
    if (!mb_span_starts(line, MB_SPAN_LIT("{\"sheet\":")))
        return mb_span_starts(line, MB_SPAN_LIT("{\"minutebook\":1,"));
    if (e->nheads == sizeof e->heads / sizeof e->heads[0])
        return false;
    e->heads[e->nheads] = json_loadb(line.ptr, line.len, 0, NULL);
    return e->heads[e->nheads] != NULL && ++e->nheads > 0;
}

enum mb_status mb_emitted_read(struct mb_span emitted, struct mb_arena *arena,
                               struct mb_emitted **ret, struct mb_err *err)
{
    struct mb_emitted *e = mb_arena_alloc(arena, 1, sizeof *e);
    struct mb_span line;
    bool good = emitted.len > 0;

    if (e == NULL)
        return mb_arena_status(arena, err);
    while (good && emitted.len > 0) {
        emitted = mb_span_cut(emitted, '\n', &line);
        good = take_line(e, line, arena);
    }
    if (good && mb_arena_status(arena, err) == MB_OK) {
        qsort(e->places, e->nplaces, sizeof *e->places, by_place);
        *ret = e;
        return MB_OK;
    }
    mb_emitted_done(e);
    if (!good)
        return mb_err_set(err, MB_ERR_STORE,
                          "what was noted of this workbook's generation cannot "
                          "be read: run `minutebook verify`");
    return mb_arena_status(arena, err);
}

const struct mb_emitted_row *
mb_emitted_find(struct mb_emitted *e, struct mb_span sheet, struct mb_span id)
{
    struct place key = {.id = id};
    const struct place *place;

    for (; key.sheet < e->nheads; key.sheet++) {
        json_t *name = json_object_get(e->heads[key.sheet], "sheet");
        if (mb_span_eq(mb_span_str(json_string_value(name)), sheet))
            break;
    }
    if (key.sheet == e->nheads || e->nplaces == 0)
        return NULL;
    place = bsearch(&key, e->places, e->nplaces, sizeof *e->places, by_place);
    if (place == NULL)
        return NULL;
    json_decref(e->row.row);
    e->row.head = e->heads[place->sheet];
    e->row.row = json_loadb(place->line.ptr, place->line.len, 0, NULL);
    return e->row.row != NULL ? &e->row : NULL;
}

bool mb_emitted_sum(const struct mb_emitted *e, struct mb_span sheet,
                    uint64_t *ret_sum)
{
    for (uint32_t i = 0; i < e->nheads; i++) {
        const char *sum =
            json_string_value(json_object_get(e->heads[i], "sum"));
        json_t *name = json_object_get(e->heads[i], "sheet");
        if (sum == NULL
            || !mb_span_eq(mb_span_str(json_string_value(name)), sheet))
            continue;
        *ret_sum = strtoull(sum, NULL, 16);
        return true;
    }
    return false;
}

/* Where a header stands in a list; -1: nowhere. */
static long list_find(const json_t *list, struct mb_span header)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (mb_span_eq(mb_span_str(json_string_value(json_array_get(list, i))),
                       header))
            return (long)i;
    return -1;
}

bool mb_emitted_officer(const struct mb_emitted_row *row, struct mb_span header,
                        struct mb_span *ret_text, bool *ret_made)
{
    char name[256];

    if (list_find(json_object_get(row->head, "officers"), header) < 0)
        return false;
    snprintf(name, sizeof name, MB_SPAN_FMT, MB_SPAN_ARG(header));
    *ret_text = mb_span_str(
        json_string_value(json_object_get(json_array_get(row->row, 2), name)));
    if (ret_text->ptr == NULL)
        *ret_text = MB_SPAN_LIT("");
    *ret_made = list_find(json_array_get(row->row, 3), header) >= 0;
    return true;
}

bool mb_emitted_same(const struct mb_emitted_row *row, struct mb_span header,
                     struct mb_span text, bool *ret_known)
{
    long at = list_find(json_object_get(row->head, "others"), header);
    struct mb_span hashes =
        mb_span_str(json_string_value(json_array_get(row->row, 1)));
    char hash[HASH_CHARS + 1];

    *ret_known = at >= 0 && hashes.len >= ((size_t)at + 1) * HASH_CHARS;
    if (!*ret_known)
        return false;
    hash_text(text, hash);
    return memcmp(hashes.ptr + (size_t)at * HASH_CHARS, hash, HASH_CHARS) == 0;
}

void mb_emitted_done(struct mb_emitted *e)
{
    if (e == NULL)
        return;
    for (uint32_t i = 0; i < e->nheads; i++)
        json_decref(e->heads[i]);
    e->nheads = 0;
    json_decref(e->row.row);
    e->row.row = NULL;
}
