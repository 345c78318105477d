/* Documents made by hand for the store's tests: invented authorities, bodies
 * and people. A document is a few lines of text in which each record's words
 * are found again, so that evidence is real. */
#ifndef MB_TESTS_STORE_FIXTURE_H
#define MB_TESTS_STORE_FIXTURE_H

#include "base/hash.h"
#include "parser/document.h"
#include "store/entries.h"
#include "store/ingest.h"
#include "store/maintain.h"
#include "store/query.h"
#include "store/strategy_store.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define AT MB_SPAN_LIT("2026-03-01T09:30:00Z")

struct fixture {
    char folder[64];
    char path[96];
    struct mb_arena *arena;
    struct mb_store *store;
    struct mb_err err;
};

#define OK(f, call)                                                            \
    do {                                                                       \
        if ((call) != MB_OK)                                                   \
            fail_msg("%s", (f)->err.text);                                     \
    } while (0)

static inline void fixture_open(struct fixture *f, enum mb_store_mode mode)
{
    struct mb_store_options options = {.mode = mode, .holder = "a test"};

    OK(f, mb_store_open(f->path, &options, &f->store, &f->err));
}

static inline void fixture_run(struct fixture *f, const char *rules)
{
    struct mb_run_info info = {.command = MB_SPAN_LIT("test"),
                               .by = MB_SPAN_LIT("Test Clerk"),
                               .at = AT,
                               .program = MB_SPAN_LIT("0"),
                               .rules = mb_span_str(rules)};

    OK(f, mb_run_begin(f->store, &info, NULL, &f->err));
}

static inline void fixture_end(struct fixture *f)
{
    OK(f, mb_run_end(f->store, AT, 0, &f->err));
}

static inline int fixture_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    /* in memory where there is such a place: thousands of commits */
    snprintf(f->folder, sizeof f->folder, "/dev/shm/mb-store-XXXXXX");
    if (mkdtemp(f->folder) == NULL) {
        snprintf(f->folder, sizeof f->folder, "/tmp/mb-store-XXXXXX");
        assert_non_null(mkdtemp(f->folder));
    }
    snprintf(f->path, sizeof f->path, "%s/test.db", f->folder);
    f->arena = mb_arena_new(0);
    fixture_open(f, MB_STORE_CREATE);
    fixture_run(f, "common 1");
    *state = f;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    struct dirent *entry;
    DIR *folder;
    char path[400];

    mb_store_close(f->store);
    mb_arena_free(f->arena);
    folder = opendir(f->folder);
    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        snprintf(path, sizeof path, "%s/%s", f->folder, entry->d_name);
        unlink(path); /* "." and ".." refuse */
    }
    closedir(folder);
    assert_int_equal(rmdir(f->folder), 0);
    free(f);
    return 0;
}

/* --------------------------------------------------------- documents -- */

static inline struct mb_evidence where_is(struct mb_document *doc,
                                          const char *words)
{
    struct mb_evidence ev = {.rule = MB_SPAN_LIT("test/by-hand@1"),
                             .confidence = 90};
    size_t at = mb_span_find(doc->text.text, mb_span_str(words));

    ev.spans = mb_arena_alloc(doc->arena, 1, sizeof *ev.spans);
    ev.nspans = 1;
    assert_true(at < doc->text.text.len);
    ev.spans[0].start = (uint32_t)at;
    ev.spans[0].end = (uint32_t)(at + strlen(words));
    return ev;
}

static inline struct mb_field field(struct mb_document *doc, const char *s)
{
    struct mb_field f = {mb_arena_dup(doc->arena, mb_span_str(s)), NULL};

    return f;
}

/* A document of that kind and text, of one meeting where body is given. */
static inline struct mb_document *make(struct fixture *f, enum mb_doc_kind kind,
                                       const char *body, const char *date,
                                       const char *text)
{
    struct mb_document *doc = mb_document_new(f->arena);
    struct mb_err err;

    assert_non_null(doc);
    doc->kind = kind;
    doc->name = MB_SPAN_LIT("made.txt");
    doc->media = MB_MEDIA_TEXT;
    doc->bytes = strlen(text);
    doc->text.text = mb_arena_dup(f->arena, mb_span_str(text));
    doc->text.reader = MB_SPAN_LIT("text 1");
    doc->coverage.lines = 1;
    assert_int_equal(mb_sha256_hex(doc->text.text, doc->sha256, &err), MB_OK);
    if (body != NULL) {
        struct mb_meeting *m = mb_record_add(doc, MB_KIND_MEETINGS);
        m->body = field(doc, body);
        m->date = field(doc, date);
        m->ev = where_is(doc, body);
    }
    return doc;
}

static inline uint32_t add_item(struct mb_document *doc, const char *number,
                                const char *title)
{
    struct mb_item *i = mb_record_add(doc, MB_KIND_ITEMS);

    i->number = field(doc, number);
    i->title = field(doc, title);
    i->meeting = doc->meetings.n > 0 ? 0 : MB_NO_INDEX;
    i->ev = where_is(doc, title);
    return doc->items.n - 1;
}

static inline void add_reference(struct mb_document *doc, const char *ref)
{
    struct mb_reference *r = mb_record_add(doc, MB_KIND_REFERENCES);

    r->ref = field(doc, ref);
    r->scheme = field(doc, "test-yy-nnn");
    r->ev = where_is(doc, ref);
}

static inline struct mb_decision *
add_decision(struct mb_document *doc, const char *ref, const char *title)
{
    struct mb_decision *d = mb_record_add(doc, MB_KIND_DECISIONS);

    d->ref = field(doc, ref);
    d->title = field(doc, title);
    d->ev = where_is(doc, title);
    return d;
}

static inline struct mb_resolution *add_clause(struct mb_document *doc,
                                               uint32_t item, const char *label,
                                               const char *verb,
                                               const char *text)
{
    struct mb_resolution *r = mb_record_add(doc, MB_KIND_RESOLUTIONS);

    if (item != MB_NO_INDEX)
        r->item = doc->items.at[item].number;
    r->item_index = item;
    r->label = field(doc, label);
    r->verb = field(doc, verb);
    r->text = field(doc, text);
    r->meeting = doc->meetings.n > 0 ? 0 : MB_NO_INDEX;
    r->ev = where_is(doc, text);
    return r;
}

static inline void add_person(struct mb_document *doc, const char *name,
                              const char *capacity)
{
    struct mb_person *p = mb_record_add(doc, MB_KIND_PEOPLE);

    p->name = field(doc, name);
    p->capacity = field(doc, capacity);
    p->meeting = doc->meetings.n > 0 ? 0 : MB_NO_INDEX;
    p->ev = where_is(doc, name);
}

static inline enum mb_known put_as(struct fixture *f, struct mb_document *doc,
                                   const char *authority, const char *path)
{
    struct mb_put put = {.doc = doc,
                         .bytes = doc->text.text,
                         .path = mb_span_str(path),
                         .authority = mb_span_str(authority)};
    enum mb_known known;

    OK(f, mb_store_put(f->store, &put, &known, &f->err));
    return known;
}

static inline enum mb_known put(struct fixture *f, struct mb_document *doc)
{
    return put_as(f, doc, "Northbrook Council", "in/made.txt");
}

static inline void flush(struct fixture *f)
{
    OK(f, mb_store_flush(f->store, &f->err));
}

static inline struct mb_clause_rows clauses(struct fixture *f)
{
    struct mb_clause_rows rows;
    struct mb_filter filter = {.include_dropped = true};

    OK(f, mb_store_clauses(f->store, &filter, f->arena, &rows, &f->err));
    return rows;
}

#define assert_span(s, text) assert_true(mb_span_eq((s), mb_span_str(text)))

/* Minutes of three clauses under two items. */
static inline struct mb_document *make_minutes(struct fixture *f)
{
    struct mb_document *doc =
        make(f, MB_DOC_MINUTES, "Cabinet", "2026-02-03",
             "Northbrook Council\nCabinet, 3 February 2026\n"
             "Present: Cllr Ada Fenwick (Chair), Cllr Tom Harrow OBE\n\n"
             "5. Harbour Lighting 26/00017\n"
             "RESOLVED: (a) to approve the harbour lighting contract; and\n"
             "(b) to delegate its signature to the Director of Place.\n\n"
             "6. Budget Monitoring\n"
             "RESOLVED that the quarter three position be noted.\n");
    uint32_t five = add_item(doc, "5", "Harbour Lighting 26/00017");
    uint32_t six = add_item(doc, "6", "Budget Monitoring");

    add_reference(doc, "26/00017");
    add_clause(doc, five, "(a)", "approve",
               "to approve the harbour lighting contract; and");
    add_clause(doc, five, "(b)", "delegate",
               "to delegate its signature to the Director of Place.");
    add_clause(doc, six, "", "note", "the quarter three position be noted.");
    add_person(doc, "Cllr Ada Fenwick", "chair");
    add_person(doc, "Cllr Tom Harrow OBE", "present");
    return doc;
}

#endif
