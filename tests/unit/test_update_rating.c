/* A rating that an officer chose over the computed one needs a reason: until
 * there is one it is kept, listed and not in force. */
#include "update_test.h"

struct case_ {
    struct fixture *f;
    struct grid *g;
    char id[32];
};

static struct case_ begin(struct fixture *f)
{
    struct case_ c = {.f = f};

    fill_register(f);
    c.g = report(f);
    snprintf(c.id, sizeof c.id, "%s",
             sheet_of(c.g, "Tracker")->cells[4][0].text);
    return c;
}

static struct mb_update hand_in(const struct case_ *c)
{
    return update(c->f, write_grid(c->g, &plain, true), "A. Officer");
}

static void next_month(struct case_ *c)
{
    grid_free(c->g);
    c->g = report(c->f);
}

/* The value of some entry of the field, in force or not. */
static bool is_kept(const struct case_ *c, const char *field_name,
                    const char *value)
{
    struct mb_entries all;

    OK(c->f, mb_store_entries_all(c->f->store, mb_span_str(c->id), c->f->arena,
                                  &all, &c->f->err));
    for (uint32_t i = 0; i < all.n; i++)
        if (mb_span_eq(all.at[i].field, mb_span_str(field_name))
            && mb_span_eq(all.at[i].value, mb_span_str(value)))
            return true;
    return false;
}

static void without_a_reason_it_is_kept_and_not_in_force(void **state)
{
    struct case_ c = begin(*state);
    struct mb_update u;

    put_text(c.g, 4, "Rating", "Red");
    u = hand_in(&c);
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 0);
    assert_int_equal(u.counts[MB_UPDATE_REFUSED], 1);
    assert_true(mb_span_starts(u.items[0].why, MB_SPAN_LIT("needs a reason")));
    assert_null(entry_now(c.f, c.id, "Rating").ptr);
    assert_true(is_kept(&c, "Rating", "Red"));
    u = hand_in(&c); /* told before */
    assert_int_equal(u.nitems, 0);
    /* the reason comes, in the same workbook: now both count */
    put_text(c.g, 4, "Rating reason", "The contractor has left");
    u = hand_in(&c);
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 2);
    assert_int_equal(u.nitems, 2);
    assert_span(entry_now(c.f, c.id, "Rating"), "Red");
    u = hand_in(&c);
    assert_int_equal(u.nitems, 0);
    grid_free(c.g);
}

static void a_reason_that_is_held_will_do(void **state)
{
    struct case_ c = begin(*state);
    struct mb_update u;

    put_text(c.g, 4, "Rating reason", "The contractor has left");
    u = hand_in(&c);
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 1);
    next_month(&c);
    put_text(c.g, 4, "Rating", "Red");
    u = hand_in(&c);
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 1);
    assert_span(entry_now(c.f, c.id, "Rating"), "Red");
    grid_free(c.g);
}

static void its_reason_does_not_go_alone(void **state)
{
    struct case_ c = begin(*state);
    struct mb_update u;

    put_text(c.g, 4, "Rating", "Red");
    put_text(c.g, 4, "Rating reason", "The contractor has left");
    u = hand_in(&c);
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 2);
    next_month(&c);
    put_text(c.g, 4, "Rating reason", NULL);
    u = hand_in(&c);
    assert_int_equal(u.counts[MB_UPDATE_REFUSED], 1);
    assert_span(entry_now(c.f, c.id, "Rating reason"),
                "The contractor has left");
    /* both go together */
    put_text(c.g, 4, "Rating", NULL);
    u = hand_in(&c);
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 2);
    assert_null(entry_now(c.f, c.id, "Rating").ptr);
    assert_null(entry_now(c.f, c.id, "Rating reason").ptr);
    grid_free(c.g);
}

/* What dates and evidence say needs no reason of anybody. */
static void the_computed_one_needs_none(void **state)
{
    struct case_ c = begin(*state);
    struct mb_update u;

    put_text(c.g, 4, "Rating", "Red");
    put_text(c.g, 4, "Rating reason", "The contractor has left");
    (void)hand_in(&c);
    next_month(&c);
    put_text(c.g, 4, "Rating", "Not rated");
    put_text(c.g, 4, "Rating reason", NULL);
    u = hand_in(&c);
    assert_int_equal(u.counts[MB_UPDATE_REFUSED], 0);
    assert_int_equal(u.counts[MB_UPDATE_ENTERED], 2);
    grid_free(c.g);
}

int main(int argc, char **argv)
{
#define CASE(test)                                                             \
    cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(without_a_reason_it_is_kept_and_not_in_force),
        CASE(a_reason_that_is_held_will_do),
        CASE(its_reason_does_not_go_alone),
        CASE(the_computed_one_needs_none),
    };

    if (argc == 2 && strcmp(argv[1], "worker") == 0)
        return mb_worker_main();
    return cmocka_run_group_tests_name("update: ratings", tests, NULL, NULL);
}
