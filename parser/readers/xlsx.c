/* A workbook's frame: what kind of file it is, its parts and how they refer to
 * each other, its properties. Parts are found by their relations, never by
 * their usual names; targets are relative to the part or absolute.
 */
#include "parser/readers/xlsx.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct relation {
    struct mb_span id;
    struct mb_span kind; /* the type's last word: "worksheet" */
    struct mb_span part; /* resolved */
};
struct relations {
    struct mb_xlsx *x;
    struct mb_span base; /* the folder of the part they belong to */
    struct relation *at;
    uint32_t n;
};

struct sheet {
    struct mb_span name;
    struct mb_span id; /* of its relation */
};
struct frame {
    struct mb_xlsx *x;
    struct sheet *sheets;
    uint32_t nsheets;
};

enum {
    RELATIONS_MAX = 10000,
    RELEASE_STEP = 4 * 1024 * 1024,
    PIECE = 64 * 1024,
    NAME_MAX_BYTES = 1024
};

/* --- events of a part -------------------------------------------------- */

struct unpacking {
    struct mb_xlsx *x;
    struct mb_zip_part *part;
    char piece[PIECE]; /* unpacked, of which */
    size_t used;       /* … the parser has these */
    size_t len;
    size_t since; /* bytes since memory was given back */
};

/* What was unpacked of a mapped file is not needed again soon. Anonymous
 * memory must not be let go: only whoever mapped the file asks for it. */
static void release(struct mb_xlsx *x)
{
    if (x->mapped)
        (void)madvise((void *)(uintptr_t)x->bytes.ptr, x->bytes.len,
                      MADV_DONTNEED);
}

static bool refill(struct unpacking *u)
{
    struct mb_xlsx *x = u->x;

    if (x->status == MB_OK)
        x->status =
            mb_zip_part_read(u->part, u->piece, PIECE, &u->len, &x->err);
    u->used = 0;
    u->since += u->len;
    if (u->since > RELEASE_STEP) {
        release(x);
        u->since = 0;
    }
    return x->status == MB_OK;
}

static int give_piece(void *ctx, char *out, int size)
{
    struct unpacking *u = ctx;
    size_t n = (size_t)size;

    if (u->used == u->len && !refill(u))
        return -1;
    if (n > u->len - u->used)
        n = u->len - u->used;
    memcpy(out, u->piece + u->used, n);
    u->used += n;
    return (int)n;
}

enum mb_status mb_xlsx_events(struct mb_xlsx *x, const char *part,
                              const struct mb_sax *handlers, struct mb_err *err)
{
    struct unpacking u = {.x = x};
    enum mb_status st = mb_zip_part_open(x->zip, part, &u.part, err);

    if (st == MB_OK)
        st = mb_sax_pull(give_piece, &u, part, handlers, MB_XLSX_DEPTH, err);
    mb_zip_part_close(u.part);
    if (x->status != MB_OK && err != NULL)
        *err = x->err;
    return x->status != MB_OK ? x->status : st;
}

static void no_words(void *ctx, struct mb_span s)
{
    (void)ctx;
    (void)s;
}

static void no_end(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
}

/* --- relations --------------------------------------------------------- */

static size_t last_slash(struct mb_span s)
{
    size_t at = s.len;

    while (at > 0 && s.ptr[at - 1] != '/')
        at--;
    return at; /* bytes up to and with the slash */
}

/* base "xl/" and "../docProps/x.xml" give "docProps/x.xml". */
static struct mb_span resolve(struct mb_arena *arena, struct mb_span base,
                              struct mb_span target)
{
    if (target.len > 0 && target.ptr[0] == '/')
        return mb_arena_dup(arena, mb_span_sub(target, 1, target.len));
    for (;;) {
        if (mb_span_starts(target, MB_SPAN_LIT("../"))) {
            target = mb_span_sub(target, 3, target.len);
            if (base.len > 0)
                base.len = last_slash(mb_span_sub(base, 0, base.len - 1));
        } else if (mb_span_starts(target, MB_SPAN_LIT("./"))) {
            target = mb_span_sub(target, 2, target.len);
        } else {
            break;
        }
    }
    return mb_arena_printf(arena, MB_SPAN_FMT MB_SPAN_FMT, MB_SPAN_ARG(base),
                           MB_SPAN_ARG(target));
}

static void on_relation(void *ctx, const struct mb_sax_tag *tag)
{
    struct relations *r = ctx;
    struct mb_span type = mb_sax_attribute(tag, "Type");
    struct relation *relation;

    if (strcmp(tag->name, "Relationship") != 0
        || mb_span_eq(mb_sax_attribute(tag, "TargetMode"),
                      MB_SPAN_LIT("External")))
        return;
    if (r->n >= RELATIONS_MAX) {
        mb_xlsx_fail(r->x, MB_ERR_LIMIT,
                     "the workbook has more than %d relations", RELATIONS_MAX);
        return;
    }
    relation = mb_arena_push(r->x->arena, &r->at, &r->n, sizeof *relation);
    if (relation == NULL)
        return;
    relation->id = mb_arena_dup(r->x->arena, mb_sax_attribute(tag, "Id"));
    relation->kind = mb_arena_dup(
        r->x->arena, mb_span_sub(type, last_slash(type), type.len));
    relation->part =
        resolve(r->x->arena, r->base, mb_sax_attribute(tag, "Target"));
}

/* Relations of a part ("" for the workbook as a whole); none is fine. */
static enum mb_status read_relations(struct mb_xlsx *x, struct mb_span part,
                                     struct relations *ret, struct mb_err *err)
{
    struct mb_span folder = mb_span_sub(part, 0, last_slash(part));
    struct relations r = {.x = x, .base = folder};
    struct mb_sax handlers = {&r, on_relation, no_end, no_words};
    struct mb_span name = mb_arena_printf(
        x->arena, MB_SPAN_FMT "_rels/" MB_SPAN_FMT ".rels", MB_SPAN_ARG(folder),
        MB_SPAN_ARG(mb_span_sub(part, folder.len, part.len)));
    enum mb_status st = mb_arena_status(x->arena, err);

    if (st == MB_OK && mb_zip_has(x->zip, name.ptr))
        st = mb_xlsx_events(x, name.ptr, &handlers, err);
    if (st == MB_OK)
        st = mb_arena_status(x->arena, err);
    if (st == MB_OK)
        *ret = r;
    return st;
}

/* The first part of a kind that is there, or NULL. */
static const char *part_of(struct mb_xlsx *x, const struct relations *r,
                           const char *kind)
{
    for (uint32_t i = 0; i < r->n; i++)
        if (mb_span_eq(r->at[i].kind, mb_span_str(kind))
            && mb_zip_has(x->zip, r->at[i].part.ptr))
            return r->at[i].part.ptr;
    return NULL;
}

/* --- the workbook's own part ------------------------------------------- */

static bool is_true(struct mb_span s)
{
    return mb_span_eq(s, MB_SPAN_LIT("1")) || mb_span_eq(s, MB_SPAN_LIT("true"))
           || mb_span_eq(s, MB_SPAN_LIT("on"));
}

static void on_frame(void *ctx, const struct mb_sax_tag *tag)
{
    struct frame *f = ctx;
    struct sheet *sheet;

    if (strcmp(tag->name, "workbookPr") == 0)
        f->x->is_1904 = is_true(mb_sax_attribute(tag, "date1904"));
    if (strcmp(tag->name, "sheet") != 0)
        return;
    if (f->nsheets >= MB_BOOK_SHEETS) {
        mb_xlsx_fail(f->x, MB_ERR_LIMIT, "the workbook has more than %u sheets",
                     MB_BOOK_SHEETS);
        return;
    }
    sheet = mb_arena_push(f->x->arena, &f->sheets, &f->nsheets, sizeof *sheet);
    if (sheet == NULL)
        return;
    if (mb_sax_attribute(tag, "name").len > NAME_MAX_BYTES)
        mb_xlsx_fail(f->x, MB_ERR_FORMAT, "a sheet's name is too long");
    sheet->name = mb_arena_dup(f->x->arena, mb_sax_attribute(tag, "name"));
    sheet->id = mb_arena_dup(f->x->arena, mb_sax_attribute(tag, "id"));
}

/* --- custom properties ------------------------------------------------- */

struct properties {
    struct mb_xlsx *x;
    struct mb_span name;
    struct mb_buf value;
    bool in_value;
};

static void on_property(void *ctx, const struct mb_sax_tag *tag)
{
    struct properties *p = ctx;

    if (strcmp(tag->name, "property") == 0) {
        p->name = mb_arena_dup(p->x->arena, mb_sax_attribute(tag, "name"));
        mb_buf_clear(&p->value);
    } else if (strcmp(tag->name, "lpwstr") == 0
               || strcmp(tag->name, "lpstr") == 0
               || strcmp(tag->name, "bstr") == 0) {
        p->in_value = true;
    }
}

static void on_property_words(void *ctx, struct mb_span s)
{
    struct properties *p = ctx;

    if (p->in_value && p->value.len <= MB_BOOK_TEXT)
        mb_buf_put(&p->value, s);
}

static void on_property_end(void *ctx, const char *name)
{
    struct properties *p = ctx;
    const struct mb_book_handler *h = p->x->handler;

    p->in_value = false;
    if (strcmp(name, "property") != 0 || p->x->status != MB_OK
        || p->name.ptr == NULL || p->name.len > NAME_MAX_BYTES
        || p->value.len == 0 || p->value.len > MB_BOOK_TEXT)
        return;
    p->x->status =
        h->property(h->ctx, p->name, mb_buf_span(&p->value), &p->x->err);
}

static enum mb_status read_properties(struct mb_xlsx *x, const char *part,
                                      struct mb_err *err)
{
    struct properties p = {.x = x, .value = MB_BUF_INIT};
    struct mb_sax handlers = {&p, on_property, on_property_end,
                              on_property_words};
    enum mb_status st = mb_xlsx_events(x, part, &handlers, err);

    mb_buf_done(&p.value);
    return st;
}

/* --- all --------------------------------------------------------------- */

static enum mb_status read_sheet(struct mb_xlsx *x, const struct relations *r,
                                 const struct sheet *sheet, struct mb_err *err)
{
    for (uint32_t i = 0; i < r->n; i++) {
        enum mb_status st;
        if (!mb_span_eq(r->at[i].id, sheet->id)
            || !mb_span_eq(r->at[i].kind, MB_SPAN_LIT("worksheet")))
            continue; /* a chart's sheet has no cells */
        st = x->handler->sheet(x->handler->ctx, sheet->name, err);
        if (st == MB_OK)
            st = mb_xlsx_read_sheet(x, r->at[i].part.ptr, err);
        return st;
    }
    return MB_OK;
}

static bool is_first(const struct mb_xlsx *x, const struct sheet *sheet)
{
    return x->options->first != NULL
           && mb_span_ieq(sheet->name, mb_span_str(x->options->first));
}

static enum mb_status read_sheets(struct mb_xlsx *x, const struct relations *r,
                                  const struct frame *f, struct mb_err *err)
{
    enum mb_status st = MB_OK;

    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; st == MB_OK && i < f->nsheets; i++)
            if (is_first(x, &f->sheets[i]) == (round == 0))
                st = read_sheet(x, r, &f->sheets[i], err);
    return st;
}

static enum mb_status read_book(struct mb_xlsx *x, const char *main_part,
                                struct mb_err *err)
{
    struct frame f = {.x = x};
    struct mb_sax handlers = {&f, on_frame, no_end, no_words};
    struct relations r;
    const char *part;
    enum mb_status st = read_relations(x, mb_span_str(main_part), &r, err);

    if (st == MB_OK)
        st = mb_xlsx_events(x, main_part, &handlers, err);
    if (st == MB_OK)
        st = mb_arena_status(x->arena, err);
    if (st == MB_OK)
        st = x->handler->epoch(x->handler->ctx, x->is_1904, err);
    if (st == MB_OK && (part = part_of(x, &r, "styles")) != NULL)
        st = mb_xlsx_read_styles(x, part, err);
    if (st == MB_OK && (part = part_of(x, &r, "sharedStrings")) != NULL)
        st = mb_xlsx_read_strings(x, part, err);
    if (st == MB_OK)
        st = read_sheets(x, &r, &f, err);
    return st;
}

static enum mb_status read_parts(struct mb_xlsx *x, struct mb_err *err)
{
    struct relations top;
    const char *main_part;
    const char *part;
    enum mb_status st = read_relations(x, MB_SPAN_LIT(""), &top, err);

    if (st != MB_OK)
        return st;
    main_part = part_of(x, &top, "officeDocument");
    if (main_part == NULL)
        return mb_err_set(err, MB_ERR_FORMAT,
                          "it is damaged: it does not say where its workbook "
                          "is");
    if (mb_span_ends(mb_span_str(main_part), MB_SPAN_LIT(".bin")))
        return mb_err_set(err, MB_ERR_REFUSED,
                          "is a binary workbook (.xlsb), not read: open it and "
                          "save it as Excel Workbook (.xlsx)");
    part = part_of(x, &top, "custom-properties");
    if (part != NULL)
        st = read_properties(x, part, err);
    return st == MB_OK ? read_book(x, main_part, err) : st;
}

#define SAVE_AS "open it and save it as Excel Workbook (.xlsx)"

static bool contains(struct mb_span s, const char *what)
{
    return mb_span_find(s, mb_span_str(what)) < s.len;
}

/* Names in an OLE2 directory are UTF-16, little-endian. */
static bool has_stream(struct mb_span bytes, const char *name)
{
    char wide[64];
    size_t n = 0;

    for (; name[n] != '\0' && 2 * n + 1 < sizeof wide; n++) {
        wide[2 * n] = name[n];
        wide[2 * n + 1] = '\0';
    }
    return mb_span_find(bytes, (struct mb_span){wide, 2 * n}) < bytes.len;
}

/* Only an Office zip is looked into; what else it is, and what to do. */
static enum mb_status admit(struct mb_span bytes, struct mb_err *err)
{
    struct mb_span start = mb_span_sub(bytes, 0, 512);
    const char *why = "is no Excel workbook: give a tracker that was saved as "
                      "Excel Workbook (.xlsx)";

    if (bytes.len == 0)
        return mb_err_set(err, MB_ERR_FORMAT, "is empty (0 bytes)");
    if (mb_span_starts(bytes, MB_SPAN_LIT("PK\3\4"))) {
        if (!contains(start, "application/vnd.oasis"))
            return MB_OK;
        why = "is an OpenDocument file (.ods), not read: " SAVE_AS;
    } else if (mb_span_starts(
                   bytes, MB_SPAN_LIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))) {
        why = "is an Office file of before 2007, not read: " SAVE_AS;
        if (has_stream(bytes, "EncryptedPackage"))
            why = "is locked by a password: open it with its password and "
                  "save it without";
        else if (has_stream(bytes, "Workbook") || has_stream(bytes, "Book"))
            why = "is an Excel 97-2003 workbook (.xls), not read: " SAVE_AS;
    } else if (contains(start,
                        "urn:schemas-microsoft-com:office:spreadsheet")) {
        why = "is an XML spreadsheet of 2003, not read: " SAVE_AS;
    }
    return mb_err_set(err, MB_ERR_REFUSED, "%s", why);
}

enum mb_status mb_xlsx_read(struct mb_span bytes, bool mapped,
                            const struct mb_book_options *options,
                            const struct mb_book_handler *handler,
                            struct mb_err *err)
{
    struct mb_xlsx x = {.bytes = bytes,
                        .mapped = mapped,
                        .options = options,
                        .handler = handler,
                        .strings = {.text = MB_BUF_INIT}};
    enum mb_status st = admit(bytes, err);

    if (st != MB_OK)
        return st;
    x.arena = mb_arena_new((size_t)options->limits.memory_bytes / 16);
    if (x.arena == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    st = mb_zip_open(bytes, &options->limits, &x.zip, err);
    if (st == MB_OK)
        st = read_parts(&x, err);
    mb_zip_close(x.zip);
    mb_xlsx_strings_done(&x.strings);
    mb_arena_free(x.arena);
    return st;
}

enum mb_status mb_book_scan(struct mb_span bytes,
                            const struct mb_book_options *options,
                            const struct mb_book_handler *handler,
                            struct mb_err *err)
{
    return mb_xlsx_read(bytes, false, options, handler, err);
}
