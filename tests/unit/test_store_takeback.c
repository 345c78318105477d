/* Nothing entered is ever lost: versions, undo, withdraw, purge, history. */
#include "store_fixture.h"
#include "rules_test.h"

#include "parser/parse.h"
#include "store/takeback.h"

static const struct mb_act act = {MB_SPAN_INIT("A. Clerk"),
                                  MB_SPAN_INIT("entered by mistake")};

static uint32_t verify(struct fixture *f)
{
    struct mb_buf out = MB_BUF_INIT;
    uint32_t problems;

    OK(f, mb_store_verify(f->store, &out, &problems, &f->err));
    if (problems > 0)
        print_message("%s", out.ptr);
    mb_buf_done(&out);
    return problems;
}

static struct mb_span write_owner(struct fixture *f, uint32_t i)
{
    struct mb_entry e = {.record_id = clauses(f).at[i].record_id,
                         .field = MB_SPAN_LIT("Owner"),
                         .value = MB_SPAN_LIT("Harbour team"),
                         .by = MB_SPAN_LIT("P. Officer"),
                         .why = MB_SPAN_LIT("asked by the board")};

    OK(f, mb_store_entries_add(f->store, &e, 1, &f->err));
    return e.record_id;
}

static uint32_t latest(struct fixture *f, struct mb_span id)
{
    struct mb_entries list;

    OK(f, mb_store_entries_latest(f->store, id, f->arena, &list, &f->err));
    return list.n;
}

/* The minutes again: confirmed, with small changes of words, and clause (b)
 * moved to another item. */
static struct mb_document *make_confirmed(struct fixture *f)
{
    struct mb_document *doc =
        make(f, MB_DOC_MINUTES, "Cabinet", "2026-02-03",
             "Northbrook Council\nCabinet, 3 February 2026 (confirmed)\n\n"
             "5. Harbour Lighting 26/00017\n"
             "RESOLVED: (a) to approve the new harbour lighting contract; and\n"
             "6. Budget Monitoring\n"
             "RESOLVED that the quarter three position be noted.\n"
             "7. Signatures\n"
             "to delegate its signature to the Director of Place.\n");
    uint32_t five = add_item(doc, "5", "Harbour Lighting 26/00017");
    uint32_t six = add_item(doc, "6", "Budget Monitoring");
    uint32_t seven = add_item(doc, "7", "Signatures");

    doc->state = MB_SPAN_LIT("confirmed");
    add_reference(doc, "26/00017");
    add_clause(doc, five, "(a)", "approve",
               "to approve the new harbour lighting contract; and");
    add_clause(doc, six, "", "note", "the quarter three position be noted.");
    add_clause(doc, seven, "", "delegate",
               "to delegate its signature to the Director of Place.");
    return doc;
}

static void ids_and_entries_survive_a_new_version(void **state)
{
    struct fixture *f = *state;
    struct mb_document *draft = make_minutes(f);
    struct mb_clause_rows before, after;
    struct mb_span id;

    draft->state = MB_SPAN_LIT("draft");
    put(f, draft);
    flush(f);
    before = clauses(f);
    id = write_owner(f, 1);
    put(f, make_confirmed(f));
    flush(f);
    after = clauses(f);
    assert_int_equal(after.n, 3);
    for (uint32_t i = 0; i < 3; i++) {
        bool found = false;
        for (uint32_t k = 0; k < 3; k++)
            found |= mb_span_eq(before.at[i].record_id, after.at[k].record_id);
        assert_true(found);
        assert_span(after.at[i].state, "confirmed");
        assert_true(after.at[i].current && after.at[i].sources == 2);
        assert_false(after.at[i].differ);
    }
    assert_int_equal(latest(f, id), 1);
    assert_int_equal(verify(f), 0);
}

static void a_clause_that_a_version_drops_is_listed(void **state)
{
    struct fixture *f = *state;
    struct mb_document *later = make_confirmed(f);
    struct mb_clause_rows rows;
    struct mb_review_rows review;
    bool found = false;

    later->resolutions.n = 2; /* the delegation is gone */
    put(f, make_minutes(f));
    put(f, later);
    flush(f);
    OK(f, mb_store_clauses(f->store, NULL, f->arena, &rows, &f->err));
    assert_int_equal(rows.n, 2);
    assert_int_equal(clauses(f).n, 3);
    OK(f, mb_store_review(f->store, NULL, MB_SPAN_NULL, f->arena, &review,
                          &f->err));
    for (uint32_t i = 0; i < review.n; i++)
        found |= mb_span_eq(review.at[i].code, MB_SPAN_LIT("clause-dropped"));
    assert_true(found);
}

static void the_second_half_is_no_version(void **state)
{
    struct fixture *f = *state;
    struct mb_document *half =
        make(f, MB_DOC_MINUTES, "Cabinet", "2026-02-03",
             "Cabinet, continued\n8. Parks\nRESOLVED that parks open.");
    struct mb_clause_rows rows;

    add_clause(half, add_item(half, "8", "Parks"), "", "agree", "parks open.");
    put(f, make_minutes(f));
    put(f, half);
    flush(f);
    OK(f, mb_store_clauses(f->store, NULL, f->arena, &rows, &f->err));
    assert_int_equal(rows.n, 4);
}

static int64_t first_document(struct fixture *f)
{
    struct mb_document_rows rows;

    OK(f, mb_store_documents(f->store, NULL, f->arena, &rows, &f->err));
    assert_true(rows.n > 0);
    return rows.at[0].id;
}

static void withdrawn_is_hidden_and_comes_back(void **state)
{
    struct fixture *f = *state;
    struct mb_parse_options options = {.reader.limits = MB_LIMITS_DEFAULT};
    struct mb_rebuild rebuild = {.rules = rules, .options = &options};
    struct mb_act nobody = {MB_SPAN_NULL, MB_SPAN_NULL};
    struct mb_review_rows review;
    struct mb_hits hits;
    struct mb_span id;
    int64_t document;

    put(f, make_minutes(f));
    flush(f);
    id = write_owner(f, 0);
    document = first_document(f);
    assert_int_equal(mb_store_withdraw(f->store, document, &nobody, &f->err),
                     MB_ERR_USAGE);
    OK(f, mb_store_withdraw(f->store, document, &act, &f->err));
    flush(f);
    assert_int_equal(clauses(f).n, 0);
    OK(f, mb_store_search(f->store, MB_SPAN_LIT("harbour"), NULL, 0, f->arena,
                          &hits, &f->err));
    assert_int_equal(hits.n, 0);
    OK(f, mb_store_review(f->store, NULL, MB_SPAN_NULL, f->arena, &review,
                          &f->err));
    assert_int_equal(review.n, 1);
    assert_span(review.at[0].code, "entry-unplaced");
    assert_int_equal(put(f, make_minutes(f)), MB_KNOWN_WITHDRAWN);
    assert_int_equal(latest(f, id), 1);
    assert_int_equal(verify(f), 0);
    OK(f, mb_store_restore(f->store, document, &act, &rebuild, &f->err));
    flush(f);
    OK(f, mb_store_search(f->store, MB_SPAN_LIT("harbour"), NULL, 0, f->arena,
                          &hits, &f->err));
    assert_true(hits.n > 0);
    assert_int_equal(verify(f), 0);
}

static void undo_takes_back_what_the_run_did(void **state)
{
    struct fixture *f = *state;
    struct mb_parse_options options = {.reader.limits = MB_LIMITS_DEFAULT};
    struct mb_rebuild rebuild = {.rules = rules, .options = &options};
    struct mb_buf before = MB_BUF_INIT, after = MB_BUF_INIT;
    struct mb_run_rows runs;
    struct mb_undone done;
    int64_t run;

    put(f, make_minutes(f));
    fixture_end(f);
    OK(f, mb_store_dump(f->store, &before, &f->err));
    fixture_run(f, "common 1");
    put(f, make_confirmed(f));
    flush(f);
    write_owner(f, 0);
    fixture_end(f);
    OK(f, mb_store_runs(f->store, MB_SPAN_NULL, f->arena, &runs, &f->err));
    run = runs.at[0].id;
    fixture_run(f, "common 1");
    OK(f, mb_store_undo(f->store, run, &act, &rebuild, &done, &f->err));
    flush(f);
    assert_int_equal(done.documents, 1);
    assert_int_equal(done.entries, 1);
    assert_int_equal(
        mb_store_undo(f->store, run, &act, &rebuild, &done, &f->err),
        MB_ERR_USAGE);
    OK(f, mb_store_dump(f->store, &after, &f->err));
    /* the entry stays in the history; all else is as before */
    assert_true(after.len > before.len);
    assert_int_equal(memcmp(before.ptr, after.ptr, before.len), 0);
    assert_non_null(strstr(after.ptr, "undone=1"));
    assert_int_equal(verify(f), 0);
    mb_buf_done(&before);
    mb_buf_done(&after);
}

static bool file_holds(const char *path, const char *suffix, const char *words)
{
    char name[160];
    char *bytes;
    long size;
    bool found;
    FILE *file;

    snprintf(name, sizeof name, "%s%s", path, suffix);
    file = fopen(name, "rb");
    if (file == NULL)
        return false;
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    bytes = calloc((size_t)size + 1, 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
    fclose(file);
    found = memmem(bytes, (size_t)size, words, strlen(words)) != NULL;
    free(bytes);
    return found;
}

static void purge_leaves_no_word(void **state)
{
    static const char *const words[] = {
        "harbour lighting", "Harbour Lighting", "Ada Fenwick", "ada fenwick",
        "quarter three",    "lighting",         "signature",   "fenwick"};
    struct fixture *f = *state;
    struct mb_document *other =
        make(f, MB_DOC_OTHER, NULL, NULL, "Something else stays.\n");
    struct mb_span id;
    int64_t document;

    put(f, make_minutes(f));
    put(f, other);
    flush(f);
    id = write_owner(f, 0);
    document = clauses(f).at[0].where.document;
    assert_true(file_holds(f->path, "-wal", "harbour lighting")
                || file_holds(f->path, "", "harbour lighting"));
    OK(f, mb_store_purge(f->store, document, &act, NULL, &f->err));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_false(file_holds(f->path, "", words[i]));
        assert_false(file_holds(f->path, "-wal", words[i]));
    }
    assert_true(file_holds(f->path, "", "Something else stays"));
    assert_int_equal(put(f, make_minutes(f)), MB_KNOWN_PURGED);
    assert_int_equal(latest(f, id), 1);
    assert_int_equal(verify(f), 0);
    /* and once more, should a reader have been in the way */
    OK(f, mb_store_purge(f->store, document, &act, NULL, &f->err));
}

static void history_tells_it_all(void **state)
{
    static const char *const wanted[] = {"first met", "known again",
                                         "stands in", "entry", "entry"};
    struct fixture *f = *state;
    struct mb_history history;
    struct mb_span id;
    uint32_t found = 0;

    put(f, make_minutes(f));
    flush(f);
    id = write_owner(f, 0);
    struct mb_entry e = {.record_id = id,
                         .field = MB_SPAN_LIT("text"),
                         .value = MB_SPAN_LIT("as read out"),
                         .by = MB_SPAN_LIT("A. Clerk")};
    OK(f, mb_store_entries_add(f->store, &e, 1, &f->err));
    put(f, make_confirmed(f));
    flush(f);
    OK(f, mb_store_history(f->store, id, f->arena, &history, &f->err));
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        for (uint32_t k = 0; k < history.n; k++)
            if (mb_span_eq(history.at[k].what, mb_span_str(wanted[i]))) {
                found++;
                break;
            }
    assert_int_equal(found, 5);
    e.record_id = MB_SPAN_LIT("MB-0000000000");
    assert_int_equal(mb_store_entries_add(f->store, &e, 1, &f->err),
                     MB_ERR_USAGE);
}

static void names_become_one_person_and_two_again(void **state)
{
    struct fixture *f = *state;
    struct mb_span names[] = {MB_SPAN_LIT("Cllr Ada Fenwick"),
                              MB_SPAN_LIT("Mrs A Fenwick")};
    struct mb_people_act a = {.name = MB_SPAN_LIT("Ada Fenwick"),
                              .names = names,
                              .nnames = 2,
                              .by = MB_SPAN_LIT("A. Clerk")};
    struct mb_attendance_rows people;

    put(f, make_minutes(f));
    flush(f);
    OK(f, mb_store_people_merge(f->store, &a, &f->err));
    OK(f, mb_store_attendance(f->store, NULL, f->arena, &people, &f->err));
    assert_span(people.at[0].person, "Ada Fenwick");
    a.name = MB_SPAN_LIT("Somebody Else");
    assert_int_equal(mb_store_people_merge(f->store, &a, &f->err),
                     MB_ERR_USAGE);
    a.name = MB_SPAN_LIT("Ada Fenwick");
    OK(f, mb_store_people_split(f->store, &a, &f->err));
    OK(f, mb_store_attendance(f->store, NULL, f->arena, &people, &f->err));
    assert_true(people.at[0].person.ptr == NULL);
    assert_int_equal(mb_store_people_split(f->store, &a, &f->err),
                     MB_ERR_USAGE);
}

#define CASE(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(ids_and_entries_survive_a_new_version),
        CASE(a_clause_that_a_version_drops_is_listed),
        CASE(the_second_half_is_no_version),
        CASE(withdrawn_is_hidden_and_comes_back),
        CASE(undo_takes_back_what_the_run_did),
        CASE(purge_leaves_no_word),
        CASE(history_tells_it_all),
        CASE(names_become_one_person_and_two_again),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
