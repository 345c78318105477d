/* Which styles show a number as a date: by the number of the format, or by the
 * letters of its code (d m y h s outside quotes and brackets).
 */
#include "parser/readers/xlsx.h"

#include <string.h>

enum { LOOKS_MAX = 65536, DATES_MAX = 4096 }; /* Excel has 65,490 styles */

struct formats {
    struct mb_xlsx *x;
    uint32_t *ids; /* formats of the workbook that are dates */
    uint32_t nids;
    bool in_cells; /* within <cellXfs> */
};

/* Built-in formats (ECMA-376 part 1, 18.8.30, with those of East Asia). */
static bool is_builtin_date(long id)
{
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36)
           || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/* The first section counts: "dd/mm/yyyy;@". */
static bool is_date_code(struct mb_span code)
{
    for (size_t i = 0; i < code.len && code.ptr[i] != ';'; i++) {
        char c = code.ptr[i];
        const char *over = NULL;
        if (c == '\\' || c == '_' || c == '*')
            i++;
        else if (c == '"')
            over = memchr(code.ptr + i + 1, '"', code.len - i - 1);
        else if (c == '[')
            over = memchr(code.ptr + i + 1, ']', code.len - i - 1);
        else if (memchr("dmyhsDMYHS", c, 10) != NULL)
            return true;
        if (over != NULL)
            i = (size_t)(over - code.ptr);
    }
    return false;
}

static void take_format(struct formats *f, const struct mb_sax_tag *tag)
{
    struct mb_span code = mb_sax_attribute(tag, "formatCode");
    uint32_t *id;

    if (mb_span_ieq(code, MB_SPAN_LIT("general")) || !is_date_code(code))
        return;
    if (f->nids >= DATES_MAX) {
        mb_xlsx_fail(f->x, MB_ERR_LIMIT,
                     "the workbook has more than %d formats of dates",
                     DATES_MAX);
        return;
    }
    id = mb_arena_push(f->x->arena, &f->ids, &f->nids, sizeof *id);
    if (id != NULL)
        *id = (uint32_t)mb_sax_number(tag, "numFmtId", 0);
}

static void take_style(struct formats *f, const struct mb_sax_tag *tag)
{
    long id = mb_sax_number(tag, "numFmtId", 0);
    bool date = is_builtin_date(id);
    unsigned char *look;

    if (f->x->nlooks >= LOOKS_MAX) {
        mb_xlsx_fail(f->x, MB_ERR_LIMIT, "the workbook has more than %d styles",
                     LOOKS_MAX);
        return;
    }
    for (uint32_t i = 0; i < f->nids && !date; i++)
        date = f->ids[i] == (uint32_t)id;
    look = mb_arena_push(f->x->arena, &f->x->looks, &f->x->nlooks, 1);
    if (look != NULL)
        *look = date ? MB_XLSX_DATE : MB_XLSX_PLAIN;
}

static void start(void *ctx, const struct mb_sax_tag *tag)
{
    struct formats *f = ctx;

    if (strcmp(tag->name, "numFmt") == 0)
        take_format(f, tag);
    else if (strcmp(tag->name, "cellXfs") == 0)
        f->in_cells = true;
    else if (f->in_cells && strcmp(tag->name, "xf") == 0)
        take_style(f, tag);
}

static void end(void *ctx, const char *name)
{
    struct formats *f = ctx;

    if (strcmp(name, "cellXfs") == 0)
        f->in_cells = false;
}

static void words(void *ctx, struct mb_span s)
{
    (void)ctx;
    (void)s;
}

enum mb_status mb_xlsx_read_styles(struct mb_xlsx *x, const char *part,
                                   struct mb_err *err)
{
    struct formats f = {.x = x};
    struct mb_sax handlers = {&f, start, end, words};
    enum mb_status st = mb_xlsx_events(x, part, &handlers, err);

    return st == MB_OK ? mb_arena_status(x->arena, err) : st;
}
