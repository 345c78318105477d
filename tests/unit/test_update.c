/* Trackers go out, are edited by chance, and come back: whatever two officers
 * do to their copies, each value that they entered is in the register
 * afterwards, in force or listed beside. The workbooks are written by reports/
 * and then again, cell by cell, in the ways of other programs. */
#include "update_test.h"

enum { VALUES = 4000 };

/* --- edits ------------------------------------------------------------- */

static uint64_t seed;

static uint32_t chance(uint32_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((seed >> 33) % n);
}

/* What was entered, to be found again. */
struct told {
    char *values[VALUES];
    uint32_t n;
};

/* A value that nobody entered before. */
static void enter(struct grid_sheet *s, uint32_t row, const char *header,
                  struct told *told)
{
    static unsigned number;
    uint32_t c = column_of(s, header);
    char text[64];
    enum mb_value value = MB_VALUE_TEXT;

    number++;
    if (c == COLUMNS || s->cells[row][0].text == NULL)
        return;
    if (strcmp(header, "Due") == 0 || strcmp(header, "Next review") == 0) {
        mb_date_format(mb_date_of_days(20454 + (int32_t)number), text);
        value = MB_VALUE_DATE;
    } else {
        snprintf(text, sizeof text, "%c value <%u> & more", "=+-@v"[number % 5],
                 number);
    }
    set_cell(&s->cells[row][c], text, value);
    assert_true(told->n < VALUES);
    told->values[told->n++] = strdup(text);
}

static void swap_rows(struct grid_sheet *s, uint32_t a, uint32_t b)
{
    struct grid_cell held[COLUMNS];

    memcpy(held, s->cells[a], sizeof held);
    memcpy(s->cells[a], s->cells[b], sizeof held);
    memcpy(s->cells[b], held, sizeof held);
}

static void swap_columns(struct grid_sheet *s, uint32_t a, uint32_t b)
{
    for (uint32_t r = 3; r < s->nrows; r++) {
        struct grid_cell held = s->cells[r][a];
        s->cells[r][a] = s->cells[r][b];
        s->cells[r][b] = held;
    }
}

static void copy_row(struct grid_sheet *s, uint32_t from)
{
    if (s->nrows == ROWS)
        return;
    for (uint32_t c = 0; c < s->ncolumns; c++)
        set_cell(&s->cells[s->nrows][c], s->cells[from][c].text,
                 s->cells[from][c].value);
    s->nrows++;
}

/* Only rows in which nothing was entered: those with `keep` stay. */
static void delete_row(struct grid_sheet *s, uint32_t row)
{
    for (uint32_t c = 0; c < s->ncolumns; c++)
        set_cell(&s->cells[row][c], NULL, MB_VALUE_TEXT);
}

/* What an officer does to a copy; rows are deleted and columns changed before
 * anything is entered, so that every value is there when it comes back. */
static void edit(struct grid *g, struct told *told)
{
    static const char *const headers[] = {
        "Owner",    "Owner name",  "Due",     "Rating reason",
        "Evidence", "Next review", "Comment", "Decision"};
    struct grid_sheet *s = sheet_of(g, "Tracker");
    uint32_t edits = 1 + chance(12);

    for (uint32_t i = chance(4); i > 0; i--)
        delete_row(s, 4 + chance(s->nrows - 4));
    for (uint32_t i = chance(3); i > 0; i--)
        copy_row(s, 4 + chance(s->nrows - 4));
    for (uint32_t i = chance(40); i > 0; i--)
        swap_rows(s, 4 + chance(s->nrows - 4), 4 + chance(s->nrows - 4));
    for (uint32_t i = chance(4); i > 0; i--)
        swap_columns(s, 1 + chance(s->ncolumns - 1),
                     1 + chance(s->ncolumns - 1));
    while (edits-- > 0)
        enter(s, 4 + chance(s->nrows - 4), headers[chance(8)], told);
}

static struct style chosen_style(void)
{
    return (struct style){chance(2), chance(2), chance(3) == 0, chance(3) == 0,
                          chance(2)};
}

/* Two officers may have typed over the value of a cell before; then only the
 * last one was ever handed in. */
static bool in_grid(const struct grid *g, const char *value)
{
    for (uint32_t i = 0; i < g->n; i++)
        for (uint32_t r = 0; r < g->sheets[i].nrows; r++)
            for (uint32_t c = 0; c < g->sheets[i].ncolumns; c++)
                if (g->sheets[i].cells[r][c].text != NULL
                    && strcmp(g->sheets[i].cells[r][c].text, value) == 0)
                    return true;
    return false;
}

static bool in_entries(const struct mb_entries *all, const char *value)
{
    for (uint32_t i = 0; i < all->n; i++)
        if (mb_span_eq(all->at[i].value, mb_span_str(value)))
            return true;
    return false;
}

static void check_told(struct fixture *f, const struct told *told)
{
    struct mb_entries all;

    OK(f,
       mb_store_entries_all(f->store, MB_SPAN_NULL, f->arena, &all, &f->err));
    for (uint32_t i = 0; i < told->n; i++)
        if (!in_entries(&all, told->values[i]))
            fail_msg("lost: %s", told->values[i]);
}

static void forget(struct told *told, const struct grid *g, uint32_t from)
{
    uint32_t n = from;

    for (uint32_t i = from; i < told->n; i++)
        if (in_grid(g, told->values[i]))
            told->values[n++] = told->values[i];
        else
            free(told->values[i]);
    told->n = n;
}

/* An officer's turn: edit a copy, hand it in, and hand it in again. */
static void turn(struct fixture *f, struct grid *g, const char *by,
                 struct told *told)
{
    struct style style = chosen_style();
    bool properties = chance(4) != 0;
    uint32_t from = told->n;
    struct mb_update again;

    edit(g, told);
    forget(told, g, from);
    update(f, write_grid(g, &style, properties), by);
    style = chosen_style();
    again = update(f, write_grid(g, &style, properties), by);
    assert_int_equal(again.nitems, 0);
}

static void test_scripts(void **state)
{
    struct fixture *f = *state;
    struct told told = {.n = 0};

    fill_register(f);
    for (unsigned round = 0; round < 25; round++) {
        struct grid *a;
        struct grid *b;
        seed = 1000003 * (round + 1);
        a = report(f);
        b = report(f);
        turn(f, a, "A. Officer", &told);
        turn(f, b, "B. Officer", &told);
        check_told(f, &told);
        grid_free(a);
        grid_free(b);
    }
    assert_true(told.n > 200);
    while (told.n > 0)
        free(told.values[--told.n]);
}

/* --- single cases ------------------------------------------------------ */

/* The same officer goes on in the same workbook; another one does not. */
static void test_succession(void **state)
{
    struct fixture *f = *state;
    struct grid *g;
    struct mb_update u;
    char *id;

    fill_register(f);
    g = report(f);
    id = strdup(sheet_of(g, "Tracker")->cells[4][0].text);
    put_text(g, 4, "Owner", "one");
    u = update(f, write_grid(g, &plain, true), "A");
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 1);
    put_text(g, 4, "Owner", "two");
    u = update(f, write_grid(g, &plain, true), "A");
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 1);
    put_text(g, 4, "Owner", "one");
    u = update(f, write_grid(g, &plain, true), "A");
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 1);
    assert_span(entry_now(f, id, "Owner"), "one");
    put_text(g, 4, "Owner", "three");
    u = update(f, write_grid(g, &plain, true), "B");
    assert_int_equal(u.counts[MB_UPDATE_CONFLICT], 1);
    assert_span(u.items[0].theirs, "one");
    assert_span(entry_now(f, id, "Owner"), "one");
    grid_free(g);
    g = report(f); /* whoever decides has the last word */
    put_text(g, 4, "Owner", "three");
    u = update(f, write_grid(g, &plain, true), "C");
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 1);
    assert_span(entry_now(f, id, "Owner"), "three");
    grid_free(g);
    g = report(f);
    put_text(g, 4, "Owner", NULL); /* emptied */
    u = update(f, write_grid(g, &plain, true), "C");
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 1);
    assert_null(entry_now(f, id, "Owner").ptr);
    grid_free(g);
    free(id);
}

/* What the workbook carried is not known: nothing is taken for emptied, what is
 * there already is not overwritten. */
static void test_unknown(void **state)
{
    struct fixture *f = *state;
    struct grid *g;
    struct mb_update u;
    char *id;

    fill_register(f);
    g = report(f);
    id = strdup(sheet_of(g, "Tracker")->cells[4][0].text);
    put_text(g, 4, "Owner", "one");
    (void)update(f, write_grid(g, &plain, true), "A");
    snprintf(g->edition, sizeof g->edition, "0000");
    put_text(g, 4, "Owner", "other");
    put_text(g, 4, "Comment", "new");
    put_text(g, 5, "Rating", "Green");
    u = update(f, write_grid(g, &plain, true), "B");
    assert_false(u.known);
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 1);
    assert_int_equal(u.counts[MB_UPDATE_CONFLICT], 1);
    assert_int_equal(u.counts[MB_UPDATE_REFUSED], 1);
    assert_span(entry_now(f, id, "Owner"), "one");
    assert_span(entry_now(f, id, "Comment"), "new");
    put_text(g, 4, "Owner", NULL);
    u = update(f, write_grid(g, &plain, true), "B");
    assert_int_equal(u.nitems, 0);
    grid_free(g);
    free(id);
}

/* What is written where it cannot be taken in is told. */
static void test_looked_at(void **state)
{
    struct fixture *f = *state;
    struct grid *g;
    struct grid_sheet *s;
    struct mb_update u;

    fill_register(f);
    g = report(f);
    s = sheet_of(g, "Sources");
    swap_rows(s, 4, s->nrows - 1); /* sorted: nothing was written */
    u = update(f, write_grid(g, &plain, true), "A");
    assert_int_equal(u.nitems, 0);
    set_cell(&s->cells[4][2], "the clerk has a better copy", MB_VALUE_TEXT);
    u = update(f, write_grid(g, &plain, true), "A");
    assert_int_equal(u.counts[MB_UPDATE_REFUSED], 1);
    assert_int_equal(u.nitems, 1);
    assert_span(u.items[0].value, "the clerk has a better copy");
    assert_span(u.items[0].place, "Sources!C5");
    put_text(g, 4, "Owner", "one"); /* the register moves on */
    (void)update(f, write_grid(g, &plain, true), "A");
    u = update(f, write_grid(g, &plain, true), "A");
    assert_int_equal(u.nitems, 0);
    assert_true(u.nnotes > 0);
    assert_true(mb_span_find(u.notes[u.nnotes - 1],
                             MB_SPAN_LIT("the sheet Sources was changed"))
                < u.notes[u.nnotes - 1].len);
    grid_free(g);
}

static void test_refused(void **state)
{
    struct fixture *f = *state;
    struct mb_tracker_options now = tracker_options();
    struct mb_book_options book = {.limits = MB_LIMITS_DEFAULT};
    struct mb_update_options options = {
        .book = &book, .path = "t.xlsx", .now = &now};
    struct mb_update u;
    struct grid *g;
    struct mb_span bytes;
    int fd;

    fill_register(f);
    g = report(f);
    snprintf(g->generation, sizeof g->generation, "ffffffff:1:1");
    bytes = write_grid(g, &plain, true);
    fd = mb_frame_memory(bytes);
    assert_int_equal(
        mb_update_compare(f->store, fd, &options, f->arena, &u, &f->err),
        MB_ERR_REFUSED);
    assert_non_null(strstr(f->err.text, "another register"));
    close(fd);
    free((void *)(uintptr_t)bytes.ptr);
    grid_free(g);
}

int main(int argc, char **argv)
{
#define UPDATE_TEST(test)                                                      \
    cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        UPDATE_TEST(test_scripts),   UPDATE_TEST(test_succession),
        UPDATE_TEST(test_unknown),   UPDATE_TEST(test_refused),
        UPDATE_TEST(test_looked_at),
    };

    if (argc == 2 && strcmp(argv[1], "worker") == 0)
        return mb_worker_main();
    return cmocka_run_group_tests_name("update", tests, NULL, NULL);
}
