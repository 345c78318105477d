/* Everything in a fixed order, one after another: numbers as they are, a text
 * as its length, its bytes and a NUL (so that it may be used as a C string), a
 * list as its count and its members. The decoder is a cursor: every step checks
 * that the bytes are there, and the first thing wrong stops all that follow.
 * Spans and indices are checked when all lists are known.
 */
#include "parser/wire.h"

#include <string.h>

#include "base/utf8.h"

#define MAGIC     0x3157424Du /* "MBW1" */
#define NOT_GIVEN UINT32_MAX

/* Which list an index member points into, by its name. */
static const struct {
    const char *member;
    int kind; /* enum mb_kind; -1: a block's number, of which only the text's
                 size is known */
} index_lists[] = {
    {"meeting", MB_KIND_MEETINGS},       {"item_index", MB_KIND_ITEMS},
    {"decision", MB_KIND_DECISIONS},     {"block", -1},
    {"resolution", MB_KIND_RESOLUTIONS},
};

/* --- writing ----------------------------------------------------------- */

static void put_bytes(struct mb_buf *out, const void *bytes, size_t len)
{
    mb_buf_put(out, (struct mb_span){bytes, len});
}

static void put_u32(struct mb_buf *out, uint32_t n)
{
    put_bytes(out, &n, sizeof n);
}

static void put_span(struct mb_buf *out, struct mb_span s)
{
    put_u32(out, s.ptr == NULL ? NOT_GIVEN : (uint32_t)s.len);
    if (s.ptr == NULL)
        return;
    mb_buf_put(out, s);
    mb_buf_putc(out, '\0');
}

static void put_evidence(struct mb_buf *out, const struct mb_evidence *ev)
{
    put_u32(out, ev->nspans);
    if (ev->nspans > 0)
        put_bytes(out, ev->spans, ev->nspans * sizeof *ev->spans);
    put_u32(out, ev->page);
    put_span(out, ev->rule);
    put_u32(out, ev->confidence);
}

static void put_field(struct mb_buf *out, const struct mb_field *field)
{
    put_span(out, field->s);
    put_u32(out, field->ev != NULL);
    if (field->ev != NULL)
        put_evidence(out, field->ev);
}

static void put_names(struct mb_buf *out, const struct mb_names *names)
{
    put_u32(out, names->at == NULL ? NOT_GIVEN : names->n);
    for (uint32_t i = 0; names->at != NULL && i < names->n; i++)
        put_span(out, names->at[i]);
}

static void put_record(struct mb_buf *out, const struct mb_kind_info *info,
                       const unsigned char *record)
{
    for (uint32_t i = 0; i < info->nmembers; i++) {
        const void *at = record + info->members[i].offset;
        switch (info->members[i].type) {
        case MB_MEMBER_FIELD:
            put_field(out, at);
            break;
        case MB_MEMBER_NAMES:
            put_names(out, at);
            break;
        case MB_MEMBER_COUNT_OF:
        case MB_MEMBER_TRI:
        case MB_MEMBER_INDEX:
            put_bytes(out, at, sizeof(uint32_t));
            break;
        }
    }
    put_evidence(out, (const void *)(record + info->evidence));
}

static void put_text(struct mb_buf *out, const struct mb_text *text)
{
    put_span(out, text->text);
    put_u32(out, text->nmarks);
    if (text->nmarks > 0)
        put_bytes(out, text->marks, text->nmarks * sizeof *text->marks);
    put_u32(out, text->pages);
    put_span(out, text->title);
    put_span(out, text->uri);
    put_span(out, text->reader);
}

static void put_diag(struct mb_buf *out, const struct mb_diag *diag)
{
    put_u32(out, (uint32_t)diag->code);
    put_u32(out, diag->line);
    put_u32(out, diag->column);
    put_u32(out, diag->start);
    put_u32(out, diag->end);
    put_span(out, diag->detail);
}

enum mb_status mb_wire_put(const struct mb_document *doc, struct mb_buf *out,
                           struct mb_err *err)
{
    put_u32(out, MAGIC);
    put_span(out, doc->uri);
    put_bytes(out, doc->sha256, sizeof doc->sha256);
    put_u32(out, (uint32_t)doc->media);
    put_bytes(out, &doc->bytes, sizeof doc->bytes);
    put_text(out, &doc->text);
    put_u32(out, (uint32_t)doc->kind);
    put_u32(out, doc->truncated);
    put_span(out, doc->title);
    put_span(out, doc->authority);
    put_span(out, doc->state);
    put_span(out, doc->rules);
    put_bytes(out, &doc->coverage, sizeof doc->coverage);
    for (unsigned k = 0; k < MB_KIND_COUNT; k++) {
        put_u32(out, mb_document_count(doc, k));
        for (uint32_t i = 0; i < mb_document_count(doc, k); i++)
            put_record(out, mb_kind_info(k), mb_document_record(doc, k, i));
    }
    put_u32(out, doc->diags.n);
    for (uint32_t i = 0; i < doc->diags.n; i++)
        put_diag(out, &doc->diags.at[i]);
    put_u32(out, doc->reader_diags);
    if (!out->failed && out->len > UINT32_MAX)
        return mb_err_set(err, MB_ERR_LIMIT, "the document is over 4 GB");
    return mb_buf_status(out, err);
}

/* --- reading ----------------------------------------------------------- */

struct cursor {
    const char *at;
    const char *end;
    struct mb_arena *arena;
    struct mb_document *doc;
    const char *wrong; /* the first thing that was, or NULL */
};

/* Remember what is wrong; nothing is read after that. */
static void reject(struct cursor *c, const char *what)
{
    if (c->wrong == NULL)
        c->wrong = what;
    c->at = c->end;
}

static void need(struct cursor *c, bool holds, const char *what)
{
    if (!holds)
        reject(c, what);
}

/* The next len bytes, or NULL. */
static const char *get_bytes(struct cursor *c, size_t len)
{
    const char *at = c->at;

    if (c->wrong != NULL || len > (size_t)(c->end - c->at)) {
        reject(c, "it ends too soon");
        return NULL;
    }
    c->at += len;
    return at;
}

static void get_copy(struct cursor *c, void *out, size_t len)
{
    const char *bytes = get_bytes(c, len);

    if (bytes != NULL)
        memcpy(out, bytes, len);
    else
        memset(out, 0, len);
}

static uint32_t get_u32(struct cursor *c)
{
    uint32_t n;

    get_copy(c, &n, sizeof n);
    return n;
}

/* A count of things that take at least `size` bytes each. */
static uint32_t get_count(struct cursor *c, size_t size)
{
    uint32_t n = get_u32(c);

    if (n > (size_t)(c->end - c->at) / size) {
        reject(c, "a count is too large");
        return 0;
    }
    return n;
}

static struct mb_span get_span(struct cursor *c)
{
    uint32_t len = get_u32(c);
    struct mb_span s = MB_SPAN_NULL;

    if (c->wrong != NULL || len == NOT_GIVEN)
        return MB_SPAN_NULL;
    s.ptr = get_bytes(c, (size_t)len + 1);
    s.len = len;
    if (s.ptr == NULL)
        return MB_SPAN_NULL;
    need(c, s.ptr[len] == '\0', "a text has no end");
    need(c, memchr(s.ptr, '\0', len) == NULL, "a text holds a NUL");
    need(c, mb_utf8_check(s, NULL), "a text is not UTF-8");
    return c->wrong == NULL ? s : MB_SPAN_NULL;
}

/* Between two characters of the text, or at its end. */
static bool is_boundary(struct mb_span text, uint32_t at)
{
    return at == text.len
           || (at < text.len && ((unsigned char)text.ptr[at] & 0xC0) != 0x80);
}

static void get_evidence(struct cursor *c, struct mb_evidence *ev)
{
    struct mb_span text = c->doc->text.text;
    uint32_t last = 0;

    ev->nspans = get_count(c, sizeof *ev->spans);
    ev->spans = mb_arena_alloc(c->arena, ev->nspans, sizeof *ev->spans);
    if (ev->spans == NULL) {
        reject(c, "there is too little memory");
        return;
    }
    get_copy(c, ev->spans, ev->nspans * sizeof *ev->spans);
    for (uint32_t i = 0; i < ev->nspans && c->wrong == NULL; i++) {
        const struct mb_range *r = &ev->spans[i];
        need(c, r->start >= last && r->end >= r->start, "spans do not ascend");
        need(c, is_boundary(text, r->start) && is_boundary(text, r->end),
             "a span is not of the text");
        last = r->end;
    }
    ev->page = get_u32(c);
    need(c, ev->page <= c->doc->text.pages, "there is no such page");
    ev->rule = get_span(c);
    ev->confidence = get_u32(c);
    need(c, ev->confidence <= 100, "a confidence over 100");
}

static void get_field(struct cursor *c, struct mb_field *field)
{
    uint32_t own;

    field->s = get_span(c);
    own = get_u32(c);
    need(c, own <= 1, "a flag is neither 0 nor 1");
    if (own != 1 || c->wrong != NULL)
        return;
    field->ev = mb_arena_alloc(c->arena, 1, sizeof *field->ev);
    if (field->ev == NULL)
        reject(c, "there is too little memory");
    else
        get_evidence(c, field->ev);
}

static void get_names(struct cursor *c, struct mb_names *names)
{
    uint32_t n = get_u32(c);

    if (c->wrong != NULL || n == NOT_GIVEN)
        return;
    need(c, n <= (size_t)(c->end - c->at) / sizeof n, "a count is too large");
    if (c->wrong != NULL)
        return;
    names->at = mb_arena_alloc(c->arena, n, sizeof *names->at);
    if (names->at == NULL) {
        reject(c, "there is too little memory");
        return;
    }
    names->n = n;
    for (uint32_t i = 0; i < n; i++) {
        names->at[i] = get_span(c);
        need(c, names->at[i].ptr != NULL, "a name is missing");
    }
}

static void get_number(struct cursor *c, enum mb_member_type type, void *out)
{
    int32_t n;

    get_copy(c, &n, sizeof n);
    if (type == MB_MEMBER_TRI)
        need(c, n >= MB_UNKNOWN && n <= MB_YES, "neither yes nor no");
    if (type == MB_MEMBER_COUNT_OF)
        need(c, n >= -1, "a count is negative");
    memcpy(out, &n, sizeof n);
}

static void get_record(struct cursor *c, const struct mb_kind_info *info,
                       unsigned char *record)
{
    for (uint32_t i = 0; i < info->nmembers && c->wrong == NULL; i++) {
        const struct mb_member *m = &info->members[i];
        void *at = record + m->offset;
        if (m->type == MB_MEMBER_FIELD)
            get_field(c, at);
        else if (m->type == MB_MEMBER_NAMES)
            get_names(c, at);
        else
            get_number(c, m->type, at);
    }
    if (c->wrong == NULL)
        get_evidence(c, (void *)(record + info->evidence));
}

static void get_list(struct cursor *c, enum mb_kind kind)
{
    uint32_t n = get_count(c, sizeof(uint32_t));

    for (uint32_t i = 0; i < n && c->wrong == NULL; i++) {
        unsigned char *record = mb_record_add(c->doc, kind);
        if (record == NULL)
            reject(c, "there is too little memory");
        else
            get_record(c, mb_kind_info(kind), record);
    }
}

static void get_marks(struct cursor *c, struct mb_text *text)
{
    text->nmarks = get_count(c, sizeof *text->marks);
    text->marks = mb_arena_alloc(c->arena, text->nmarks, sizeof *text->marks);
    if (text->marks == NULL) {
        reject(c, "there is too little memory");
        return;
    }
    get_copy(c, text->marks, text->nmarks * sizeof *text->marks);
    for (uint32_t i = 0; i < text->nmarks && c->wrong == NULL; i++) {
        const struct mb_mark *m = &text->marks[i];
        need(c, m->kind < MB_MARK_COUNT, "there is no such mark");
        need(c, is_boundary(text->text, m->start), "a mark is not of the text");
        need(c, i == 0 || m->start > m[-1].start, "marks do not ascend");
    }
}

static void get_text(struct cursor *c, struct mb_text *text)
{
    text->text = get_span(c);
    need(c, text->text.ptr != NULL, "there is no text");
    get_marks(c, text);
    text->pages = get_u32(c);
    text->title = get_span(c);
    text->uri = get_span(c);
    text->reader = get_span(c);
}

static void get_diags(struct cursor *c, struct mb_document *doc)
{
    uint32_t n = get_count(c, 6 * sizeof(uint32_t));

    for (uint32_t i = 0; i < n && c->wrong == NULL; i++) {
        struct mb_diag *d =
            mb_arena_push(c->arena, &doc->diags.at, &doc->diags.n, sizeof *d);
        uint32_t code = get_u32(c);
        if (d == NULL) {
            reject(c, "there is too little memory");
            return;
        }
        need(c, code < MB_DIAG_COUNT, "there is no such diagnostic");
        d->code = code < MB_DIAG_COUNT ? (enum mb_diag_code)code : 0;
        d->line = get_u32(c);
        d->column = get_u32(c);
        d->start = get_u32(c);
        d->end = get_u32(c);
        d->detail = get_span(c);
        need(c, d->start <= d->end && d->end <= doc->text.text.len,
             "a diagnostic is not of the text");
    }
    doc->reader_diags = get_u32(c);
    need(c, doc->reader_diags <= doc->diags.n, "a count is too large");
}

static bool is_hex_digest(const char sha256[65])
{
    return strspn(sha256, "0123456789abcdef") == 64 && sha256[64] == '\0';
}

static void get_coverage(struct cursor *c, struct mb_coverage *coverage)
{
    uint64_t parts;

    get_copy(c, coverage, sizeof *coverage);
    parts = (uint64_t)coverage->claimed + coverage->furniture
            + coverage->narrative + coverage->unclaimed;
    need(c, parts <= coverage->lines, "more lines than there are");
}

static void get_head(struct cursor *c, struct mb_document *doc)
{
    uint32_t n;

    need(c, get_u32(c) == MAGIC, "it does not begin like one");
    doc->uri = get_span(c);
    get_copy(c, doc->sha256, sizeof doc->sha256);
    need(c, is_hex_digest(doc->sha256), "the digest is not one");
    n = get_u32(c);
    need(c, n < MB_MEDIA_COUNT, "there is no such format");
    doc->media = c->wrong == NULL ? (enum mb_media)n : MB_MEDIA_UNKNOWN;
    get_copy(c, &doc->bytes, sizeof doc->bytes);
    get_text(c, &doc->text);
    n = get_u32(c);
    need(c, n < MB_DOC_KIND_COUNT, "there is no such kind of document");
    doc->kind = c->wrong == NULL ? (enum mb_doc_kind)n : MB_DOC_OTHER;
    n = get_u32(c);
    need(c, n <= 1, "a flag is neither 0 nor 1");
    doc->truncated = n == 1;
    doc->title = get_span(c);
    doc->authority = get_span(c);
    doc->state = get_span(c);
    doc->rules = get_span(c);
    get_coverage(c, &doc->coverage);
}

/* An index is of its list, or not given. */
static void check_index(struct cursor *c, const char *member, uint32_t index)
{
    for (size_t i = 0; i < sizeof index_lists / sizeof index_lists[0]; i++) {
        size_t n = c->doc->text.text.len + 1;
        if (strcmp(member, index_lists[i].member) != 0)
            continue;
        if (index_lists[i].kind >= 0)
            n = mb_document_count(c->doc, (enum mb_kind)index_lists[i].kind);
        need(c, index == MB_NO_INDEX || index < n, "an index is of no list");
        return;
    }
    reject(c, "an index of an unknown list");
}

static void check_indices(struct cursor *c, enum mb_kind kind)
{
    const struct mb_kind_info *info = mb_kind_info(kind);

    for (uint32_t i = 0; i < mb_document_count(c->doc, kind); i++) {
        const unsigned char *record = mb_document_record(c->doc, kind, i);
        for (uint32_t m = 0; m < info->nmembers; m++) {
            uint32_t index;
            if (info->members[m].type != MB_MEMBER_INDEX)
                continue;
            memcpy(&index, record + info->members[m].offset, sizeof index);
            check_index(c, info->members[m].name, index);
        }
    }
}

enum mb_status mb_wire_get(struct mb_span bytes, struct mb_arena *arena,
                           struct mb_document **ret_doc, struct mb_err *err)
{
    struct mb_document *doc = mb_document_new(arena);
    struct cursor c = {bytes.ptr, bytes.ptr + bytes.len, arena, doc, NULL};
    enum mb_status st;

    if (doc == NULL)
        return mb_arena_status(arena, err);
    get_head(&c, doc);
    for (unsigned k = 0; k < MB_KIND_COUNT; k++)
        get_list(&c, k);
    get_diags(&c, doc);
    need(&c, c.at == c.end, "something stands behind it");
    for (unsigned k = 0; k < MB_KIND_COUNT; k++)
        check_indices(&c, k);
    st = mb_arena_status(arena, err);
    if (st != MB_OK)
        return st;
    if (c.wrong != NULL)
        return mb_err_set(err, MB_ERR_WORKER,
                          "a worker's answer is no document: %s", c.wrong);
    *ret_doc = doc;
    return MB_OK;
}
