/* A document over the wire: the same on the other side, and nothing but an
 * error when any byte of it is another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "parser/wire.h"

static const char minutes[] = "Minutes of the Cabinet\nRESOLVED: that the café "
                              "be approved.\nVotes: 3 for, 1 against\n";

static struct mb_field field(struct mb_arena *arena, const char *text)
{
    struct mb_field f = {mb_arena_dup(arena, mb_span_str(text)), NULL};

    return f;
}

static struct mb_evidence evidence(struct mb_arena *arena, uint32_t start,
                                   uint32_t end)
{
    struct mb_evidence ev = {.nspans = 1, .page = 1, .confidence = 90};

    ev.spans = mb_arena_alloc(arena, 1, sizeof *ev.spans);
    ev.spans[0] = (struct mb_range){start, end};
    ev.rule = MB_SPAN_LIT("common/resolved@1");
    return ev;
}

/* A document with every type of member. */
static struct mb_document *make(struct mb_arena *arena)
{
    struct mb_document *doc = mb_document_new(arena);
    struct mb_meeting *meeting;
    struct mb_item *item;
    struct mb_resolution *res;
    struct mb_vote *vote;

    doc->text.text = mb_span_str(minutes);
    doc->text.pages = 1;
    doc->text.reader = MB_SPAN_LIT("text 1");
    mb_text_mark(&doc->text, arena, 0, MB_MARK_HEADING, 1, MB_MARK_BOLD);
    memset(doc->sha256, 'a', 64);
    doc->media = MB_MEDIA_TEXT;
    doc->bytes = sizeof minutes - 1;
    doc->kind = MB_DOC_MINUTES;
    doc->rules = MB_SPAN_LIT("common 1");
    doc->title = MB_SPAN_LIT("");
    doc->coverage = (struct mb_coverage){3, 1, 1, 0, 1};
    meeting = mb_record_add(doc, MB_KIND_MEETINGS);
    meeting->body = field(arena, "Cabinet");
    meeting->ev = evidence(arena, 0, 22);
    item = mb_record_add(doc, MB_KIND_ITEMS);
    item->meeting = 0;
    item->block = 0;
    item->restricted = MB_NO;
    item->ev = evidence(arena, 0, 22);
    res = mb_record_add(doc, MB_KIND_RESOLUTIONS);
    res->text = field(arena, "that the café be approved.");
    res->verb = field(arena, "approve");
    res->verb.ev = mb_arena_alloc(arena, 1, sizeof *res->verb.ev);
    *res->verb.ev = evidence(arena, 23, 31);
    res->item_index = 0;
    res->ev = evidence(arena, 33, 60);
    vote = mb_record_add(doc, MB_KIND_VOTES);
    vote->votes_for = 3;
    vote->resolution = 0;
    vote->for_names.at = mb_arena_alloc(arena, 1, sizeof(struct mb_span));
    vote->for_names.at[0] = MB_SPAN_LIT("Cllr Ash");
    vote->for_names.n = 1;
    vote->ev = evidence(arena, 61, 80);
    mb_diags_add(&doc->diags, MB_DIAG_NO_DATE, 0, 7, MB_SPAN_LIT("Minutes"));
    return doc;
}

struct fixture {
    struct mb_arena *arena;
    struct mb_buf wire;
};

static int set_up(void **state)
{
    static struct fixture f;

    f.arena = mb_arena_new(0);
    f.wire = MB_BUF_INIT;
    assert_int_equal(mb_wire_put(make(f.arena), &f.wire, NULL), MB_OK);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    mb_arena_free(f->arena);
    mb_buf_done(&f->wire);
    return 0;
}

/* Decode a copy of exactly these bytes, so that a step beyond them is seen. */
static enum mb_status decode(struct mb_span bytes, struct mb_buf *dump)
{
    struct mb_arena *arena = mb_arena_new(1u << 20);
    struct mb_document *doc = NULL;
    struct mb_err err = {0};
    char *copy = malloc(bytes.len + (bytes.len == 0));
    enum mb_status st;

    assert_non_null(copy);
    memcpy(copy, bytes.ptr, bytes.len);
    st = mb_wire_get((struct mb_span){copy, bytes.len}, arena, &doc, &err);
    if (st == MB_OK)
        mb_document_dump(doc, dump);
    else
        assert_true(strlen(err.text) > 0);
    free(copy);
    mb_arena_free(arena);
    return st;
}

static void test_round_trip(void **state)
{
    struct fixture *f = *state;
    struct mb_buf before = MB_BUF_INIT;
    struct mb_buf after = MB_BUF_INIT;
    struct mb_buf again = MB_BUF_INIT;
    struct mb_document *doc = NULL;

    mb_document_dump(make(f->arena), &before);
    assert_int_equal(decode(mb_buf_span(&f->wire), &after), MB_OK);
    assert_string_equal(before.ptr, after.ptr);
    assert_int_equal(mb_wire_get(mb_buf_span(&f->wire), f->arena, &doc, NULL),
                     MB_OK);
    assert_int_equal(doc->text.nmarks, 1);
    assert_int_equal(doc->resolutions.at[0].verb.ev->spans[0].end, 31);
    assert_null(doc->votes.at[0].against_names.at);
    assert_int_equal(doc->votes.at[0].votes_against, -1);
    assert_non_null(doc->title.ptr);
    assert_null(doc->authority.ptr);
    assert_int_equal(mb_wire_put(doc, &again, NULL), MB_OK);
    assert_true(mb_span_eq(mb_buf_span(&again), mb_buf_span(&f->wire)));
    mb_buf_done(&before);
    mb_buf_done(&after);
    mb_buf_done(&again);
}

static void test_truncated(void **state)
{
    struct fixture *f = *state;
    struct mb_buf dump = MB_BUF_INIT;

    for (size_t n = 0; n < f->wire.len; n++)
        assert_int_equal(
            decode(mb_span_sub(mb_buf_span(&f->wire), 0, n), &dump),
            MB_ERR_WORKER);
    mb_buf_putc(&f->wire, 'x');
    assert_int_equal(decode(mb_buf_span(&f->wire), &dump), MB_ERR_WORKER);
    mb_buf_done(&dump);
}

/* Some changed bytes still make a document (a letter of a name); none may do
 * harm. Sanitizers and valgrind watch. */
static void test_flipped(void **state)
{
    static const unsigned char flips[] = {0x01, 0x80, 0xFF, 0x40};
    struct fixture *f = *state;
    struct mb_buf dump = MB_BUF_INIT;

    for (size_t i = 0; i < f->wire.len; i++)
        for (size_t k = 0; k < sizeof flips; k++) {
            char kept = f->wire.ptr[i];
            enum mb_status st;
            f->wire.ptr[i] = (char)(kept ^ (char)flips[k]);
            mb_buf_clear(&dump);
            st = decode(mb_buf_span(&f->wire), &dump);
            assert_true(st == MB_OK || st == MB_ERR_WORKER
                        || st == MB_ERR_LIMIT);
            f->wire.ptr[i] = kept;
        }
    mb_buf_done(&dump);
}

/* Change one thing of a document, and the decoder refuses it. */
static void refused(struct mb_document *doc, const char *what)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_document *got = NULL;
    struct mb_buf wire = MB_BUF_INIT;
    struct mb_err err = {0};

    assert_int_equal(mb_wire_put(doc, &wire, NULL), MB_OK);
    assert_int_equal(mb_wire_get(mb_buf_span(&wire), arena, &got, &err),
                     MB_ERR_WORKER);
    if (strstr(err.text, what) == NULL)
        print_error("'%s' is not in '%s'\n", what, err.text);
    assert_non_null(strstr(err.text, what));
    mb_buf_done(&wire);
    mb_arena_free(arena);
}

static void test_lies(void **state)
{
    struct fixture *f = *state;
    struct mb_document *doc;

    doc = make(f->arena);
    doc->meetings.at[0].ev.spans[0].end = sizeof minutes;
    refused(doc, "a span is not of the text");
    doc = make(f->arena);
    doc->resolutions.at[0].ev.spans[0].end = 46; /* within é */
    refused(doc, "a span is not of the text");
    doc = make(f->arena);
    doc->resolutions.at[0].item_index = 1;
    refused(doc, "of no list");
    doc = make(f->arena);
    doc->votes.at[0].resolution = UINT32_MAX - 1;
    refused(doc, "of no list");
    doc = make(f->arena);
    doc->meetings.at[0].body.s = MB_SPAN_LIT("Cab\xC3");
    refused(doc, "not UTF-8");
    doc = make(f->arena);
    doc->meetings.at[0].ev.confidence = 101;
    refused(doc, "over 100");
    doc = make(f->arena);
    doc->meetings.at[0].ev.page = 2;
    refused(doc, "no such page");
    doc = make(f->arena);
    doc->items.at[0].restricted = 2;
    refused(doc, "neither yes nor no");
    doc = make(f->arena);
    doc->sha256[3] = 'G';
    refused(doc, "digest");
    doc = make(f->arena);
    doc->kind = MB_DOC_KIND_COUNT;
    refused(doc, "kind of document");
    doc = make(f->arena);
    doc->diags.at[0].code = MB_DIAG_COUNT;
    refused(doc, "no such diagnostic");
    doc = make(f->arena);
    doc->coverage.claimed = UINT32_MAX;
    refused(doc, "more lines");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_truncated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flipped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lies, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
