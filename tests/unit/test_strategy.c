/* Strategies from the shapes in which they are printed. */
#include "assurance_test.h"

#include "assurance/strategy.h"

struct read {
    struct mb_arena *arena;
    struct mb_strategy s;
    struct mb_err err;
};

static enum mb_status read_as(struct read *r, const char *name,
                              const char *words, uint32_t first)
{
    r->arena = mb_arena_new(0);
    const struct mb_blocks *blocks = blocks_of(r->arena, name, words);
    struct mb_strategy_options options = {.id = MB_SPAN_LIT("plan"),
                                          .first_code = first};
    return mb_strategy_read(&blocks, 1, &options, r->arena, NULL, &r->s,
                            &r->err);
}

static void assert_node(const struct read *r, uint32_t i, const char *code,
                        const char *title, uint32_t parent)
{
    const struct mb_pledge *p = &r->s.pledges[i];

    assert_span(p->code, code);
    assert_span(p->title, title);
    assert_int_equal(p->parent, parent);
}

static const char page[] =
    "Keeping our rivers clean\n\n"
    "Our pledge: We will bring otters back to every stream.\n\n\n"
    "Watching the water: We will test each weir.\n\n"
    "  \xE2\x80\xA2 in spring\n"
    "  \xE2\x80\xA2 after storms.\n\n\n"
    "Working with farmers: Fields drain into streams, so we will pay for "
    "hedges.\n\n\n";

static void pledge_pages_give_themes(void **state)
{
    struct read r;

    (void)state;
    assert_int_equal(read_as(&r, "page.txt", page, 3), MB_OK);
    assert_int_equal(r.s.npledges, 3);
    assert_node(&r, 0, "3", "Keeping our rivers clean", UINT32_MAX);
    assert_span(r.s.pledges[0].level, "pledge");
    assert_span(r.s.pledges[0].statement,
                "We will bring otters back to every stream.");
    assert_node(&r, 1, "3.1", "Watching the water", 0);
    assert_span(r.s.pledges[1].statement,
                "We will test each weir.\n- in spring\n- after storms.");
    assert_int_equal(r.s.pledges[1].kind, MB_PLEDGE_THEME);
    assert_node(&r, 2, "3.2", "Working with farmers", 0);
    mb_arena_free(r.arena);
}

static void a_page_that_stands_twice_is_one_tree(void **state)
{
    char twice[2 * sizeof page];
    struct read r;

    (void)state;
    snprintf(twice, sizeof twice, "%s%s", page, page);
    assert_int_equal(read_as(&r, "page.txt", twice, 0), MB_OK);
    assert_int_equal(r.s.npledges, 3);
    assert_span(r.s.pledges[2].code, "1.2");
    mb_arena_free(r.arena);
}

static void numbered_outlines_keep_their_codes(void **state)
{
    struct read r;

    (void)state;
    assert_int_equal(
        read_as(&r, "plan.txt",
                "Eastmarsh Borough Council\nBorough Plan 2030-2034\n\n"
                "The plan has two ambitions and three promises.\n\n\n"
                "Ambition 1: A dry town\n\n"
                "Nobody should fear the tide.\n\n"
                "1.1 Higher walls. Raise 4 km of sea wall by 2032.\n"
                "1.2 Teach every child to read a tide table.\n\n\n"
                "Ambition 2: A town on foot\n\nStreets are for people.\n\n"
                "2.1 Benches. Put 90 benches on hills by May 2031.\n",
                0),
        MB_OK);
    assert_int_equal(r.s.npledges, 5);
    assert_span(r.s.title, "Borough Plan 2030-2034");
    assert_span(r.s.version, "2030-2034");
    assert_node(&r, 0, "1", "A dry town", UINT32_MAX);
    assert_span(r.s.pledges[0].level, "ambition");
    assert_span(r.s.pledges[0].statement, "Nobody should fear the tide.");
    assert_node(&r, 1, "1.1", "Higher walls", 0);
    assert_span(r.s.pledges[1].level, "promise");
    assert_true(r.s.pledges[2].title.ptr == NULL);
    assert_span(r.s.pledges[2].statement,
                "Teach every child to read a tide table.");
    assert_node(&r, 4, "2.1", "Benches", 3);
    mb_arena_free(r.arena);
}

static void letters_and_roman_figures_are_codes(void **state)
{
    static const char *const levels[] = {"Ambition A - A dry town\n\n",
                                         "Ambition II: A dry town\n\n",
                                         "AMBITION P3. A dry town\n\n"};
    static const char *const codes[] = {"A", "II", "P3"};
    struct read r;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char text[200];
        snprintf(text, sizeof text,
                 "%sNobody should fear the tide.\n\n"
                 "Promise %s.1 - Higher walls\nWe will raise the wall.\n\n"
                 "Promise %s.2 - Wider drains\nWe will dig.\n",
                 levels[i], codes[i], codes[i]);
        assert_int_equal(read_as(&r, "plan.txt", text, 0), MB_OK);
        assert_int_equal(r.s.npledges, 3);
        assert_node(&r, 0, codes[i], "A dry town", UINT32_MAX);
        assert_span(r.s.pledges[0].level, "ambition");
        assert_int_equal(r.s.pledges[1].parent, 0);
        assert_span(r.s.pledges[1].title, "Higher walls");
        assert_span(r.s.pledges[1].level, "promise");
        assert_span(r.s.pledges[2].statement, "We will dig.");
        mb_arena_free(r.arena);
    }
}

/* Its title ends in "for", which minutes would carry on; its list ends a
 * sentence and the others' promises have codes. */
static void a_title_ends_at_a_blank_line(void **state)
{
    struct read r;

    (void)state;
    assert_int_equal(read_as(&r, "plan.txt",
                             "We have two missions. Under one of them we make "
                             "promises.\n\n"
                             "MISSION A. Piers worth paying for\n\n"
                             "Nobody should pay at the gate.\n\n"
                             "A.1 We promise to paint the pier:\n"
                             "  \xE2\x80\xA2 in white\n"
                             "  \xE2\x80\xA2 in red.\n\n"
                             "MISSION B. One crew\n\n"
                             "One crew is enough. With the Navy we will:\n"
                             "  \xE2\x80\xA2 buy a boat\n"
                             "  \xE2\x80\xA2 mend the nets.\n",
                             0),
                     MB_OK);
    assert_int_equal(r.s.npledges, 3);
    assert_node(&r, 0, "A", "Piers worth paying for", UINT32_MAX);
    assert_span(r.s.pledges[0].statement, "Nobody should pay at the gate.");
    assert_span(r.s.pledges[1].statement,
                "We promise to paint the pier:\n- in white\n- in red.");
    assert_span(r.s.pledges[1].level, "promise");
    assert_node(&r, 2, "B", "One crew", UINT32_MAX);
    assert_span(r.s.pledges[2].statement,
                "One crew is enough. With the Navy we will:\n- buy a boat\n"
                "- mend the nets.");
    mb_arena_free(r.arena);
}

static void lists_under_a_level_name_are_nodes(void **state)
{
    struct read r;

    (void)state;
    assert_int_equal(read_as(&r, "plan.txt",
                             "Shared outcome 1: Warm homes\n\n"
                             "We will leave nobody cold.\n\n"
                             "Priorities\n\n"
                             "1.1 Insulate lofts.\n"
                             "1.2 Mend boilers.\n\n"
                             "Shared outcome 2: Dry homes\n\n"
                             "We will end damp.\n",
                             0),
                     MB_OK);
    assert_int_equal(r.s.npledges, 4);
    assert_span(r.s.pledges[0].level, "shared outcome");
    assert_span(r.s.pledges[1].level, "priority");
    assert_span(r.s.pledges[3].code, "2");
    mb_arena_free(r.arena);
}

static void the_same_plan_in_html_and_markdown(void **state)
{
    static const char html[] =
        "<!DOCTYPE html><html><head><title>Town Plan</title></head><body>"
        "<h1>Town Plan</h1><h2>Priority 1: Clean air</h2>"
        "<p>Air is everybody's.</p><h3>1.1 Trees</h3>"
        "<p>Plant 900 trees.</p></body></html>";
    static const char md[] = "# Town Plan\n\n## Priority 1: Clean air\n\n"
                             "Air is everybody's.\n\n### 1.1 Trees\n\n"
                             "Plant 900 trees.\n";
    struct read r[2];

    (void)state;
    assert_int_equal(read_as(&r[0], "plan.html", html, 0), MB_OK);
    assert_int_equal(read_as(&r[1], "plan.md", md, 0), MB_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(r[i].s.npledges, 2);
        assert_node(&r[i], 0, "1", "Clean air", UINT32_MAX);
        assert_span(r[i].s.pledges[0].statement, "Air is everybody's.");
        assert_node(&r[i], 1, "1.1", "Trees", 0);
        assert_span(r[i].s.pledges[1].statement, "Plant 900 trees.");
        mb_arena_free(r[i].arena);
    }
}

static void headings_over_promises_are_nodes(void **state)
{
    struct read r;

    (void)state;
    assert_int_equal(read_as(&r, "plan.md",
                             "# Our Strategy\n\nWritten in a hurry.\n\n"
                             "## Good roads\n\nWe will mend every hole.\n\n"
                             "## About this paper\n\nIt is printed on one "
                             "side.\n\n"
                             "## Good schools\n\nWe will paint the halls.\n",
                             0),
                     MB_OK);
    assert_int_equal(r.s.npledges, 2);
    assert_node(&r, 0, "1", "Good roads", UINT32_MAX);
    assert_node(&r, 1, "2", "Good schools", UINT32_MAX);
    mb_arena_free(r.arena);
}

static void commitment_tables_give_owner_and_date(void **state)
{
    static const char html[] =
        "<!DOCTYPE html><html><body><h1>Harbour Plan</h1>"
        "<table><tr><th>Shared outcome</th><th>Number</th></tr>"
        "<tr><td>Clean water</td><td>HO1</td></tr>"
        "<tr><td>Safe piers</td><td>HO2</td></tr></table>"
        "<h2>Engineers</h2>"
        "<table><tr><th>What we have committed to</th><th>Led by</th>"
        "<th>Timescale</th><th>Measure</th><th>Shared outcome</th></tr>"
        "<tr><td>Mend the north pier</td><td>Harbour engineer</td>"
        "<td>May 2031</td><td>No closures</td><td>HO2, HO1</td></tr>"
        "<tr><td>Test the water weekly</td><td>Harbour chemist</td>"
        "<td>2030</td><td>52 tests</td><td>HO1</td></tr></table>"
        "</body></html>";
    struct read r;

    (void)state;
    assert_int_equal(read_as(&r, "plan.html", html, 0), MB_OK);
    assert_int_equal(r.s.npledges, 4);
    assert_node(&r, 0, "HO1", "Clean water", UINT32_MAX);
    assert_span(r.s.pledges[0].level, "shared outcome");
    assert_span(r.s.pledges[2].code, "C1");
    assert_int_equal(r.s.pledges[2].parent, 1);
    assert_span(r.s.pledges[2].statement, "Mend the north pier");
    assert_span(r.s.pledges[2].owner, "Harbour engineer");
    assert_span(r.s.pledges[2].due, "May 2031");
    assert_span(r.s.pledges[2].target, "No closures");
    assert_span(r.s.pledges[2].serves, "HO2, HO1");
    assert_int_equal(r.s.pledges[3].parent, 0);
    mb_arena_free(r.arena);
}

/* A tall row cut in pieces, its empty cells left out; and one whose first
 * column is a code. */
static void rows_cut_in_pieces_are_one(void **state)
{
    static const char html[] =
        "<!DOCTYPE html><html><body><h1>Harbour Plan</h1>"
        "<table><tr><th>What we have committed to</th><th>Led by</th>"
        "<th>Timescale</th><th>Measure</th><th>Shared outcome</th></tr>"
        "<tr><td>Soundings</td><td>Pilot</td><td></td><td>HO1, HO2</td>"
        "<td></td></tr>"
        "<tr><td>- Sound the bar</td><td>Ongoing</td><td>A new chart</td>"
        "<td></td><td></td></tr>"
        "<tr><td>Paint the buoys</td><td>Mate</td><td>2031</td>"
        "<td>Ten buoys</td><td>HO1,</td></tr>"
        "<tr><td>- red and green</td><td></td><td></td><td></td>"
        "<td>HO2</td></tr>"
        "<tr><td>Test the water</td><td>Chemist</td><td>2030</td>"
        "<td>52 tests</td><td>HO1</td></tr></table></body></html>";
    static const char coded[] =
        "<!DOCTYPE html><html><body><h1>Pier Plan</h1>"
        "<table><tr><th>Ref</th><th>Commitment</th><th>Lead</th>"
        "<th>How we will measure it</th></tr>"
        "<tr><td>P1</td><td>Mend the pier</td><td>Mate</td><td>Metres</td></tr>"
        "<tr><td>P2</td><td>Light the pier</td><td>Mate</td><td>Lamps</td></tr>"
        "<tr><td>P3</td><td>Paint the pier</td><td>Mate</td><td>Coats</td></tr>"
        "</table></body></html>";
    struct read r;

    (void)state;
    assert_int_equal(read_as(&r, "plan.html", html, 0), MB_OK);
    assert_int_equal(r.s.npledges, 3);
    assert_span(r.s.pledges[0].owner, "Pilot");
    assert_span(r.s.pledges[0].due, "Ongoing");
    assert_span(r.s.pledges[0].target, "A new chart");
    assert_span(r.s.pledges[0].serves, "HO1, HO2");
    assert_span(r.s.pledges[1].serves, "HO1, HO2");
    mb_arena_free(r.arena);
    assert_int_equal(read_as(&r, "pier.html", coded, 0), MB_OK);
    assert_int_equal(r.s.npledges, 3);
    assert_span(r.s.pledges[1].code, "P2");
    assert_span(r.s.pledges[1].statement, "Light the pier");
    assert_span(r.s.pledges[1].target, "Lamps");
    mb_arena_free(r.arena);
}

static void promises_that_stand_alone_are_nodes(void **state)
{
    static const char text[] =
        "Quenby Plan 2030\n\nHomes for all\n\nToo few have one.\n\n"
        "We will build forty houses.\n\nWe will mend the old ones.\n\n"
        "Clean streets\n\nWe will sweep each lane once a week.\n";
    struct read r;

    (void)state;
    assert_int_equal(read_as(&r, "plan.txt", text, 0), MB_OK);
    assert_int_equal(r.s.npledges, 4);
    assert_node(&r, 0, "1", "Homes for all", UINT32_MAX);
    assert_span(r.s.pledges[0].statement, "Too few have one.");
    assert_span(r.s.pledges[2].code, "1.2");
    assert_span(r.s.pledges[2].statement, "We will mend the old ones.");
    assert_node(&r, 3, "2", "Clean streets", UINT32_MAX);
    mb_arena_free(r.arena);
}

static void promises_listed_below_a_priority_are_nodes(void **state)
{
    struct read r;

    (void)state;
    assert_int_equal(read_as(&r, "plan.md",
                             "# Harbour Plan\n\n"
                             "## Priority 1: Calm water\n\n"
                             "Boats should lie still.\n\n"
                             "- We will build a breakwater.\n"
                             "- We will dredge the basin.\n\n"
                             "## Priority 2: Bright lamps\n\n"
                             "- on the quay\n- on the mole\n",
                             0),
                     MB_OK);
    assert_int_equal(r.s.npledges, 4);
    assert_node(&r, 0, "1", "Calm water", UINT32_MAX);
    assert_span(r.s.pledges[0].statement, "Boats should lie still.");
    assert_span(r.s.pledges[1].code, "1.1");
    assert_span(r.s.pledges[2].statement, "We will dredge the basin.");
    assert_int_equal(r.s.pledges[2].parent, 0);
    assert_node(&r, 3, "2", "Bright lamps", UINT32_MAX);
    mb_arena_free(r.arena);
}

static void a_table_below_an_outline_is_read_too(void **state)
{
    struct read r;

    (void)state;
    assert_int_equal(
        read_as(&r, "plan.html",
                "<h1>Harbour Plan</h1><h2>Priority 1: Calm water</h2>"
                "<ul><li>1.1 Build a breakwater.</li>"
                "<li>1.2 Dredge the basin.</li></ul>"
                "<h2>Priority 2: Bright lamps</h2>"
                "<ul><li>2.1 Light the quay.</li><li>2.2 Light the mole.</li>"
                "</ul><h2>Climate actions</h2><table>"
                "<tr><th>Ref</th><th>What we will do</th><th>Led by</th>"
                "<th>By when</th></tr>"
                "<tr><td>CA1</td><td>Sail by wind alone</td><td>Pilot</td>"
                "<td>2031</td></tr>"
                "<tr><td>1.2</td><td>Dredge the basin</td><td>Engineer</td>"
                "<td>2030</td></tr></table>",
                0),
        MB_OK);
    assert_int_equal(r.s.npledges, 7);
    assert_span(r.s.pledges[2].code, "1.2");
    assert_span(r.s.pledges[2].owner, "Engineer");
    assert_span(r.s.pledges[6].code, "CA1");
    assert_span(r.s.pledges[6].statement, "Sail by wind alone");
    assert_span(r.s.pledges[6].due, "2031");
    mb_arena_free(r.arena);
}

static void an_overview_below_an_outline_is_no_table(void **state)
{
    struct read r;

    (void)state;
    assert_int_equal(
        read_as(&r, "plan.html",
                "<h1>Harbour Plan</h1><h2>Priority 1: Calm water</h2>"
                "<p>Boats should lie still.</p>"
                "<h2>Priority 2: Bright lamps</h2><p>Light them.</p>"
                "<h2>Priority 3: Dry nets</h2><p>Hang them.</p>"
                "<h2>Priority 4: Good fish</h2><p>Sell them.</p>"
                "<table><tr><th>What we have committed to</th>"
                "<th>Led by</th></tr>"
                "<tr><td>Look after the boats</td><td>Pilot</td></tr>"
                "<tr><td>Look after the lamps</td><td>Keeper</td></tr>"
                "<tr><td>Look after both</td><td>Mayor</td></tr></table>",
                0),
        MB_OK);
    assert_int_equal(r.s.npledges, 4);
    mb_arena_free(r.arena);
}

static void a_text_without_pledges_is_refused(void **state)
{
    struct read r;

    (void)state;
    assert_int_equal(read_as(&r, "x.txt", "Dear Sir,\n\nThank you.\n", 0),
                     MB_ERR_FORMAT);
    mb_arena_free(r.arena);
}

static void editions_are_compared(void **state)
{
    struct read a, b;
    struct mb_strategy_change *changes;
    uint32_t n;

    (void)state;
    assert_int_equal(read_as(&a, "a.txt",
                             "Aim 1: Clean air\n\nPlant trees.\n\n"
                             "Aim 2: Dry feet\n\nBuild walls.\n",
                             0),
                     MB_OK);
    assert_int_equal(read_as(&b, "b.txt",
                             "Aim 1: Clean air\n\nPlant many trees.\n\n"
                             "Aim 2: Loud bells\n\nRing them.\n",
                             0),
                     MB_OK);
    assert_int_equal(
        mb_strategy_diff(&a.s, &b.s, b.arena, &changes, &n, &b.err), MB_OK);
    assert_int_equal(n, 3);
    assert_int_equal(changes[0].change, MB_CHANGE_REWORDED);
    assert_int_equal(changes[1].change, MB_CHANGE_ADDED);
    assert_int_equal(changes[2].change, MB_CHANGE_REMOVED);
    assert_int_equal(changes[2].before, 1);
    mb_arena_free(a.arena);
    mb_arena_free(b.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pledge_pages_give_themes),
        cmocka_unit_test(a_page_that_stands_twice_is_one_tree),
        cmocka_unit_test(numbered_outlines_keep_their_codes),
        cmocka_unit_test(letters_and_roman_figures_are_codes),
        cmocka_unit_test(a_title_ends_at_a_blank_line),
        cmocka_unit_test(lists_under_a_level_name_are_nodes),
        cmocka_unit_test(the_same_plan_in_html_and_markdown),
        cmocka_unit_test(headings_over_promises_are_nodes),
        cmocka_unit_test(commitment_tables_give_owner_and_date),
        cmocka_unit_test(rows_cut_in_pieces_are_one),
        cmocka_unit_test(promises_that_stand_alone_are_nodes),
        cmocka_unit_test(promises_listed_below_a_priority_are_nodes),
        cmocka_unit_test(a_table_below_an_outline_is_read_too),
        cmocka_unit_test(an_overview_below_an_outline_is_no_table),
        cmocka_unit_test(a_text_without_pledges_is_refused),
        cmocka_unit_test(editions_are_compared),
    };

    return cmocka_run_group_tests_name("strategy", tests, NULL, NULL);
}
