/* A document's text in pieces for search: paragraphs, gathered to a few
 * hundred bytes, never across an agenda item's heading. Page furniture is left
 * out. A piece is a run of the text as it stands, so a hit leads back to its
 * bytes: kept are its place and the index of its words, no copy. */
#include "store/db.h"

#include "parser/document.h"

#include <string.h>

#define PASSAGE_WANTED 400
#define PASSAGE_MAX    4000

struct pieces {
    struct mb_store *store;
    int64_t document;
    const struct mb_document *doc;
    uint32_t mark;  /* the next mark */
    uint32_t item;  /* the next item whose heading is ahead */
    uint32_t start; /* of the piece being gathered; == end: nothing yet */
    uint32_t end;
    struct mb_err *err;
};

static enum mb_status put_piece(struct pieces *p)
{
    const struct mb_document *doc = p->doc;
    uint32_t item = p->item > 0 ? p->item - 1 : MB_NO_INDEX;
    struct mb_span text = mb_span_sub(doc->text.text, p->start, p->end);
    int64_t restricted =
        item != MB_NO_INDEX && doc->items.at[item].restricted == MB_YES;

    p->start = p->end;
    if (mb_span_trim(text).len == 0)
        return MB_OK;
    return mb_exec(p->store, p->err,
                   "INSERT INTO passage (document_id, start, size, agenda_item,"
                   " restricted) VALUES (?1, ?2, ?3, ?4, ?5)",
                   "iiiIi", p->document,
                   (int64_t)(text.ptr - doc->text.text.ptr), (int64_t)text.len,
                   item, restricted);
}

/* The mark of the line that begins at `start`, if it has one. */
static enum mb_mark_kind mark_at(struct pieces *p, uint32_t start)
{
    const struct mb_text *text = &p->doc->text;

    while (p->mark < text->nmarks && text->marks[p->mark].start < start)
        p->mark++;
    if (p->mark < text->nmarks && text->marks[p->mark].start == start)
        return text->marks[p->mark].kind;
    return MB_MARK_NONE;
}

static bool begins_item(const struct pieces *p, uint32_t start, uint32_t end)
{
    const struct mb_items *items = &p->doc->items;
    const struct mb_evidence *ev;

    if (p->item >= items->n)
        return false;
    ev = &items->at[p->item].ev;
    return ev->nspans > 0 && ev->spans[0].start < end
           && ev->spans[0].end > start;
}

/* One line of the text, [start, end) with its line feed. */
static enum mb_status take_line(struct pieces *p, uint32_t start, uint32_t end)
{
    enum mb_mark_kind mark = mark_at(p, start);
    struct mb_span line = mb_span_sub(p->doc->text.text, start, end);
    bool blank = mb_span_trim(line).len == 0;
    bool first = mark != MB_MARK_NONE && mark != MB_MARK_CONTINUES;
    bool heading = false;
    uint32_t size = p->end - p->start;
    enum mb_status st = MB_OK;

    if (begins_item(p, start, end))
        heading = true;
    if (mark == MB_MARK_FURNITURE || heading || size >= PASSAGE_MAX
        || ((blank || first) && size >= PASSAGE_WANTED))
        st = put_piece(p);
    while (begins_item(p, start, end))
        p->item++;
    if (mark == MB_MARK_FURNITURE) {
        p->start = p->end = end;
        return st;
    }
    if (p->start == p->end)
        p->start = start;
    p->end = end;
    return st;
}

enum mb_status mb_passages_put(struct mb_store *store, int64_t document,
                               const struct mb_document *doc,
                               struct mb_err *err)
{
    struct pieces p = {
        .store = store, .document = document, .doc = doc, .err = err};
    const char *text = doc->text.text.ptr;
    uint32_t len = (uint32_t)doc->text.text.len;
    enum mb_status st = MB_OK;

    for (uint32_t at = 0; st == MB_OK && at < len;) {
        const char *lf = memchr(text + at, '\n', len - at);
        uint32_t end = lf != NULL ? (uint32_t)(lf - text) + 1 : len;
        /* A line without an end is cut, at a character. */
        while (end - at > PASSAGE_MAX) {
            uint32_t cut = at + PASSAGE_MAX;
            while (cut > at + 1 && ((unsigned char)text[cut] & 0xC0) == 0x80)
                cut--;
            end = cut;
        }
        st = take_line(&p, at, end);
        at = end;
    }
    return st == MB_OK ? put_piece(&p) : st;
}

enum mb_status mb_passages_mark(struct mb_store *store, struct mb_err *err)
{
    return mb_get_int(store, err, 0, &store->indexed,
                      "SELECT max (id) FROM passage", "");
}

enum mb_status mb_passages_remove(struct mb_store *store, int64_t document,
                                  struct mb_err *err)
{
    int64_t last = 0;
    enum mb_status st =
        mb_exec(store, err,
                "INSERT INTO passage_fts (passage_fts, rowid, text)"
                " SELECT 'delete', p.id, v.text FROM passage p"
                " JOIN passage_text v ON v.id = p.id"
                " WHERE p.document_id = ?1 AND p.id <= ?2",
                "ii", document, store->indexed);

    if (st == MB_OK)
        st = mb_exec(store, err, "DELETE FROM passage WHERE document_id = ?1",
                     "i", document);
    if (st == MB_OK)
        st = mb_get_int(store, err, 0, &last, "SELECT max (id) FROM passage",
                        "");
    /* Ids behind the last one are given again. */
    if (st == MB_OK && last < store->indexed)
        store->indexed = last;
    return st;
}

/* The passages of a document that are not in the index yet. */
static enum mb_status index_document(struct mb_store *store, int64_t document,
                                     struct mb_span text, struct mb_err *err)
{
    enum mb_status st = MB_OK, end;
    struct mb_query q = mb_sql(store,
                               "SELECT id, start, size FROM passage"
                               " WHERE document_id = ?1 AND id > ?2",
                               "ii", document, store->indexed);

    while (st == MB_OK && mb_next(&q)) {
        size_t start = mb_col_u32(&q, 1);
        st = mb_exec(store, err,
                     "INSERT INTO passage_fts (rowid, text) VALUES (?1, ?2)",
                     "is", mb_col_int(&q, 0),
                     mb_span_sub(text, start, start + mb_col_u32(&q, 2)));
    }
    end = mb_end(&q, err);
    return st == MB_OK ? end : st;
}

enum mb_status mb_passages_index(struct mb_store *store, struct mb_err *err)
{
    enum mb_status st = MB_OK, end;
    /* a document's text is fetched once, not for every passage */
    struct mb_query q =
        mb_sql(store,
               "SELECT document_id, text FROM source_text WHERE document_id IN"
               " (SELECT document_id FROM passage WHERE id > ?1)",
               "i", store->indexed);

    while (st == MB_OK && mb_next(&q))
        st = index_document(store, mb_col_int(&q, 0), mb_col_span(&q, 1), err);
    end = mb_end(&q, err);
    if (st == MB_OK)
        st = end;
    return st == MB_OK ? mb_passages_mark(store, err) : st;
}
