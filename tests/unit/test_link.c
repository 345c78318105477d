/* Links: what a record's words are, what stops a link, what is named, what
 * is suggested, and on whose words. */
#include "assurance_test.h"

#include <string.h>

#include "assurance/lexicon.h"
#include "assurance/link.h"

static const char plan[] =
    "Eastmarsh Borough Council\nEastmarsh Borough Plan 2030-2034\n\n"
    "The plan has two ambitions and six promises.\n\n\n"
    "Ambition 1: A healthy town\n\nHealth comes first.\n\n"
    "1.1 No smoke. Help 900 people to stop smoking by 2033.\n"
    "1.2 Good company. Find company for 400 people who are lonely.\n\n\n"
    "Ambition 2: A green town\n\nGreen is our colour.\n\n"
    "2.1 On two wheels. Build 12 km of cycle routes.\n"
    "2.2 Less waste. Recycle six tonnes in ten.\n"
    "2.3 Lantern parade. A parade of lanterns at Quenby weir.\n"
    "2.4 Own power. Renewable energy on every roof.\n";

struct fixture {
    struct mb_arena *arena;
    struct mb_linker *linker;
    struct mb_strategy strategy;
    struct mb_link *links;
    uint32_t n;
    struct mb_span barrier;
    struct mb_err err;
};

static void setup_with(struct fixture *f, const char *text,
                       const struct mb_linker_options *options)
{
    struct mb_strategy_options how = {.id = MB_SPAN_LIT("plan")};
    uint32_t index;

    f->arena = mb_arena_new(0);
    const struct mb_blocks *blocks = blocks_of(f->arena, "plan.txt", text);
    assert_int_equal(mb_strategy_read(&blocks, 1, &how, f->arena, NULL,
                                      &f->strategy, &f->err),
                     MB_OK);
    assert_int_equal(mb_linker_new(options, &f->linker, &f->err), MB_OK);
    assert_int_equal(mb_linker_add(f->linker, &f->strategy, &index, &f->err),
                     MB_OK);
}

static void setup(struct fixture *f)
{
    struct mb_linker_options options = {.explain = false};

    setup_with(f, plan, &options);
}

static void teardown(struct fixture *f)
{
    mb_linker_free(f->linker);
    mb_arena_free(f->arena);
}

/* Link a page with this title, decision and rest. */
static void link_page(struct fixture *f, const char *title,
                      const char *decision, const char *rest)
{
    char page[2000];
    struct mb_case cas = {0};

    snprintf(page, sizeof page,
             "Decision details\n\n30/00001 - %s\n\nDecision Maker: Mayor\n\n"
             "Decision status: Recommendations Approved\n\n\nDecision:\n\n"
             "%s\n\n%s\n",
             title, decision, rest);
    const struct mb_blocks *blocks = blocks_of(f->arena, "page.txt", page);
    assert_int_equal(
        mb_case_read(f->linker, blocks, 0, blocks->n, f->arena, &cas, &f->err),
        MB_OK);
    f->barrier = mb_link_barrier(f->linker, &cas, f->arena);
    assert_int_equal(
        mb_link_case(f->linker, &cas, f->arena, &f->links, &f->n, &f->err),
        MB_OK);
}

static uint32_t shown(const struct fixture *f)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->n; i++)
        n += f->links[i].score >= MB_LINK_SHOWN;
    return n;
}

static struct mb_span code_of(const struct fixture *f, uint32_t i)
{
    return f->links[i].pledge == UINT32_MAX
               ? MB_SPAN_LIT("*")
               : f->strategy.pledges[f->links[i].pledge].code;
}

static void roles_follow_the_labels(void **state)
{
    struct fixture f;
    struct mb_case cas = {0};
    static const enum mb_role roles[] = {MB_ROLE_TITLE, MB_ROLE_CLAUSE,
                                         MB_ROLE_REASON, MB_ROLE_ASIDE};

    (void)state;
    setup(&f);
    const struct mb_blocks *blocks =
        blocks_of(f.arena, "page.txt",
                  "Decision details\n\n30/00002 - A new bell\n\n"
                  "Decision Maker: Mayor\n\nDecision:\n\nTo buy a bell.\n\n"
                  "Reason for the decision\n\nThe old one is cracked.\n\n"
                  "Alternative options considered\n\nA gong was rejected.\n");
    assert_int_equal(
        mb_case_read(f.linker, blocks, 0, blocks->n, f.arena, &cas, &f.err),
        MB_OK);
    assert_span(cas.title, "A new bell");
    uint32_t k = 0;
    for (uint32_t i = 0; i < cas.n && k < 4; i++)
        k += cas.passages[i].role == roles[k];
    assert_int_equal(k, 4);
    teardown(&f);
}

static void other_words_for_the_aim_are_linked(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Tobacco advisers",
              "To pay for six advisers and for free nicotine patches.",
              "Reason for the decision\n\nOne in five still buys cigarettes.");
    assert_int_equal(shown(&f), 1);
    assert_span(code_of(&f, 0), "1.1");
    assert_int_equal(f.links[0].basis, MB_BASIS_SUGGESTED);
    assert_true(f.links[0].quote.len > 0);
    assert_true(f.links[0].nreasons > 0);
    teardown(&f);
}

static void acts_that_serve_nothing_are_no_links(void **state)
{
    static const struct {
        const char *title, *decision;
    } none[] = {
        {"Former care home for the lonely - site",
         "To sell the site of the former care home for lonely people."},
        {"Motion: smoking",
         "To recognise the importance of helping people to stop smoking."},
        {"Announcements", "That the Council record its sense of loss and send "
                          "its sympathy to lonely friends of Mr Quill."},
        {"Motion: cycle routes",
         "To request that the Leader write to the Minister about cycle "
         "routes."},
        {"Stop smoking service",
         "To approve the proposal to not re-commission the stop smoking "
         "service."},
        {"Smoking report", "To note the report on smoking."},
        {"Smoking service", "That the decision on smoking be deferred."},
        {"Stop smoking service", "To close the stop smoking service."},
        {"Cycle shed, Mill Lane - sale", "To sell the cycle shed."},
        {"Smoking panel", "That Mrs Ash be appointed to the board."},
        {"Desktop licences", "To renew licences for office software."}};
    struct fixture f;

    (void)state;
    setup(&f);
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        link_page(&f, none[i].title, none[i].decision, "");
        if (shown(&f) > 0)
            fail_msg("linked: %s", none[i].title);
    }
    link_page(&f, "Waste reduction",
              "To reduce household waste by reuse shops.", "");
    assert_true(shown(&f) > 0);
    teardown(&f);
}

/* What the thesaurus does not know is told by rare words; what inflects a
 * word is no other word, what is made of it is. */
static void rare_words_that_both_use_count(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Lantern parade at Quenby weir", "To hold the parade.", "");
    assert_true(shown(&f) > 0);
    assert_span(code_of(&f, 0), "2.3");
    link_page(&f, "Renewal of the lease of the kiosk",
              "To renew the lease of the kiosk.", "");
    assert_int_equal(shown(&f), 0);
    teardown(&f);
}

static void what_is_named_is_explicit(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Bells", "To mend the bells.",
              "Reason for the decision\n\nThis decision delivers promise 1.2 "
              "of the Borough Plan.");
    assert_int_equal(f.n, 1);
    assert_span(code_of(&f, 0), "1.2");
    assert_int_equal(f.links[0].basis, MB_BASIS_EXPLICIT);
    assert_span(f.links[0].quote,
                "This decision delivers promise 1.2 of the Borough Plan.");
    link_page(&f, "Bells", "To mend the bells.",
              "Reason for the decision\n\nIt supports all priorities of the "
              "Borough Plan, promise 1.2 among them.");
    assert_int_equal(shown(&f), 0);
    teardown(&f);
}

/* "A" behind a full stop begins a sentence and is no code. */
static void letters_are_named_as_codes(void **state)
{
    static const char lettered[] =
        "Eastmarsh Borough Plan 2030-2034\n\n"
        "Ambition A: A healthy town\n\nHealth comes first.\n\n"
        "A.1 No smoke. Help 900 people to stop smoking by 2033.\n\n"
        "Ambition B: A green town\n\nGreen is our colour.\n\n"
        "B.1 On two wheels. Build 12 km of cycle routes.\n";
    static const struct {
        const char *said;
        const char *code; /* named, or NULL */
    } cases[] = {
        {"It serves Ambition B of the Eastmarsh Borough Plan.", "B"},
        {"It serves promise A.1 of the Eastmarsh Borough Plan.", "A.1"},
        {"It serves the Eastmarsh Borough Plan: promise B.1, A path for all.",
         "B.1"},
        {"Quiet is an ambition. A bell is loud, says the Eastmarsh Borough "
         "Plan.",
         NULL},
    };
    struct mb_linker_options options = {.explain = false};
    struct fixture f;
    char rest[300];

    (void)state;
    setup_with(&f, lettered, &options);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(rest, sizeof rest, "Reason for the decision\n\n%s\n",
                 cases[i].said);
        link_page(&f, "A new bell", "To buy a bell.", rest);
        assert_int_equal(shown(&f), cases[i].code != NULL);
        if (cases[i].code != NULL) {
            assert_span(code_of(&f, 0), cases[i].code);
            assert_int_equal(f.links[0].basis, MB_BASIS_EXPLICIT);
        }
    }
    teardown(&f);
}

/* The codes named, in the order of the links: "1.2 2.1". */
static void assert_named(struct fixture *f, const char *sentence,
                         const char *codes)
{
    char rest[600];
    char got[100] = "";

    snprintf(rest, sizeof rest, "Reason for the decision\n\n%s", sentence);
    link_page(f, "Bells", "To mend the bells.", rest);
    for (uint32_t i = 0; i < f->n; i++)
        if (f->links[i].basis == MB_BASIS_EXPLICIT)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s",
                     got[0] == '\0' ? "" : " ", (int)code_of(f, i).len,
                     code_of(f, i).ptr);
    if (strcmp(got, codes) != 0)
        print_message("%s\n", sentence);
    assert_string_equal(got, codes);
}

static const char lettered[] =
    "Fenwold District Council\nFenwold District Plan 2030-2035: Near Water\n\n"
    "The plan has four themes.\n\n\n"
    "Theme A: Dry homes\n\nNobody should be flooded.\n\n"
    "A.1 Higher banks. Raise 9 km of river bank by 2033.\n"
    "A.2 Wardens in boots. Train 60 flood wardens.\n\n\n"
    "Theme B: Good music\n\nThere should be music.\n\n"
    "B.1 A band in every park. Pay for eleven bandstands.\n"
    "B.2 Lessons. Teach 400 children to play the trumpet.\n\n\n"
    "Theme C: Bees\n\nBees are few.\n\n"
    "C.1 Hives on roofs. Put 200 hives on roofs.\n"
    "C.2 Meadow days. Sow 30 hectares of meadow.\n\n\n"
    "Theme D: Old boats\n\nBoats rot.\n\n"
    "D.1 A dry dock. Open a dry dock by 2034.\n"
    "D.2 Apprentices. Take on 12 boatbuilders.\n";

static void parts_go_by_many_names(void **state)
{
    static const struct {
        const char *sentence, *codes;
    } table[] = {
        {"It is the chief means of achieving outcome B.1 of the District Plan.",
         "B.1"},
        {"It meets outcomes A.2 and C.2 of the Fenwold District Plan.",
         "A.2 C.2"},
        {"The scheme serves B1 and D2 in the District Plan, under outcome B1.",
         "B.1"},
        {"It serves the third theme of the Fenwold District Plan.", "C"},
        {"It serves the fourth of the four themes of the District Plan.", "D"},
        {"It contributes to Theme 2 of the District Plan.", "B"},
        {"It contributes to Theme B (Good music).", "B"},
        {"The District Plan speaks of hives on roofs, and this pays for them.",
         "C.1"},
        {"It keeps the promise \"A band in every park\".", "B.1"},
        {"The District Plan is our guide. This meets outcome D.1.", "D.1"},
        {"Near Water has an outcome for this: outcome C.2.", "C.2"},
        {"It meets outcome A.1, A river bank being raised, of the plan.",
         "A.1"},
    };
    struct fixture f;
    struct mb_linker_options options = {.explain = false};

    (void)state;
    setup_with(&f, lettered, &options);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        assert_named(&f, table[i].sentence, table[i].codes);
    link_page(&f, "Bells", "To mend the bells.",
              "How the decision supports the District Plan\n\n"
              "Dry homes (A.1); a dry dock (D.1)\n");
    assert_int_equal(shown(&f), 2);
    teardown(&f);
}

static void what_is_spoken_of_is_not_always_named(void **state)
{
    static const char *const none[] = {
        "It serves all four themes of the District Plan, outcome B.1 too.",
        "It supports each of the plan's outcomes, as A.1 and B.1.",
        "It supports themes A, B, C and D of the District Plan.",
        "It serves theme B of the Police and Crime Plan.",
        "It serves the Water Quality Strategy's theme B.",
        "It does nothing for outcome B.1 of the District Plan.",
        "Outcome B.1 of the District Plan was met last year.",
        "A separate report will deal with outcome B.1 of the District Plan.",
        "A Member asked how this served outcome B.1 of the District Plan.",
        "The District Plan aims 2 boats at the bank.",
        "It is not needed for outcome B.1 of the District Plan.",
    };
    struct fixture f;
    struct mb_linker_options options = {.explain = false};

    (void)state;
    setup_with(&f, lettered, &options);
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_named(&f, none[i], "");
    teardown(&f);
}

static void approval_is_of_the_whole(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Eastmarsh Borough Plan 2030-2034",
              "That the Borough Plan 2030-2034 be adopted.", "");
    assert_int_equal(f.n, 1);
    assert_span(code_of(&f, 0), "*");
    assert_true(f.links[0].direct);
    assert_false(f.links[0].edition_unsure);
    link_page(&f, "Borough Plan - annual report",
              "To note the annual report on the Borough Plan.", "");
    assert_int_equal(f.n, 0);
    assert_span(f.barrier, "it only notes");
    teardown(&f);
}

static void a_named_heading_is_narrowed(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Towpath", "To surface the towpath as a cycle route.",
              "How the decision supports the Borough Plan\n\nIt meets "
              "ambition 2 of the Borough Plan.");
    assert_int_equal(shown(&f), 1);
    assert_span(code_of(&f, 0), "2.1");
    assert_int_equal(f.links[0].basis, MB_BASIS_EXPLICIT);
    teardown(&f);
}

/* Link minutes with this title, narrative and resolution. */
static void link_minutes(struct fixture *f, const char *title, const char *told,
                         const char *resolved)
{
    char page[2000];
    struct mb_case cas = {0};

    snprintf(page, sizeof page,
             "Cabinet - Monday, 6 May, 2030\n\n9. 30/00001 - %s\n(Item 4)\n\n"
             "%s\n\n%s\n",
             title, told, resolved);
    const struct mb_blocks *blocks = blocks_of(f->arena, "page.txt", page);
    assert_int_equal(
        mb_case_read(f->linker, blocks, 0, blocks->n, f->arena, &cas, &f->err),
        MB_OK);
    assert_int_equal(
        mb_link_case(f->linker, &cas, f->arena, &f->links, &f->n, &f->err),
        MB_OK);
}

static void what_was_proposed_tells_what_was_agreed(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_minutes(&f, "Mill Lane",
                 "It was proposed to lay a cycle route for bicycles from the "
                 "mill to the quay.",
                 "RESOLVED that the scheme be approved.");
    assert_int_equal(shown(&f), 1);
    assert_span(code_of(&f, 0), "2.1");
    link_minutes(&f, "Mill Lane",
                 "Bicycles had been seen on a cycle route at the mill.",
                 "RESOLVED that the scheme be approved.");
    assert_int_equal(shown(&f), 0);
    teardown(&f);
}

static void what_takes_its_place_makes_a_removal_no_cut(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Harbour office - heating",
              "To let the contract for the removal of the boilers and the "
              "installation of solar panels and a heat pump.",
              "");
    assert_true(f.barrier.ptr == NULL);
    link_page(&f, "Harbour office - heating",
              "To let the contract for the removal of the solar panels.", "");
    assert_true(f.barrier.ptr != NULL);
    link_page(&f, "Two wardens",
              "To appoint two officers for two years and "
              "buy six litter carts.",
              "");
    assert_true(f.barrier.ptr == NULL);
    teardown(&f);
}

static void a_word_like_a_post_is_none(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Waste management for flats",
              "To buy bins for the recycling of paper.", "");
    assert_int_equal(shown(&f), 1);
    assert_span(code_of(&f, 0), "2.2");
    teardown(&f);
}

/* A park is no parking order, and a dash ends a phrase: "cycle - routes". */
static void words_near_to_others_are_not_them(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Heron Park cycle route",
              "To lay a cycle route for bicycles through the park.", "");
    assert_int_equal(shown(&f), 1);
    for (uint32_t i = 0; i < f.links[0].nreasons; i++)
        assert_true(f.links[0].reasons[i].weight > 0);
    link_page(&f, "Life cycle - routes of the salt carts",
              "To change the routes of the carts.", "");
    assert_int_equal(shown(&f), 0);
    teardown(&f);
}

static void names_of_places_are_no_acts_and_no_subjects(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Cycle routes at Plover Road and Finch Close",
              "To build cycle routes for bicycles.", "");
    assert_true(f.barrier.ptr == NULL);
    assert_int_equal(shown(&f), 1);
    link_page(&f, "Painting of the Smoking estate",
              "To paint the doors of the estate.", "");
    assert_int_equal(shown(&f), 0);
    link_page(&f, "Quenby weir - steps", "To lay steps at Quenby weir.", "");
    assert_int_equal(shown(&f), 1);
    assert_span(code_of(&f, 0), "2.3");
    teardown(&f);
}

static void places_and_names_prove_nothing(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Signs in Cycle Street",
              "To put signs in Cycle Street, near the recycling centre.", "");
    assert_int_equal(shown(&f), 0);
    teardown(&f);
}

/* The lexicons that the program carries give what their YAML gives, and a
 * thesaurus of somebody's own stands in their place. */
static void a_thesaurus_that_is_given_is_read(void **state)
{
    static const char own[] = "lanterns:\n  words: [parade, candle]\n";
    struct mb_linker_options same = {.thesaurus =
                                         mb_lexicon_builtin("thesaurus")};
    struct mb_linker_options other = {.thesaurus = mb_span_str(own)};
    struct fixture a, b, c;

    (void)state;
    setup(&a);
    setup_with(&b, plan, &same);
    link_page(&a, "Tobacco advisers", "To pay for nicotine patches.", "");
    link_page(&b, "Tobacco advisers", "To pay for nicotine patches.", "");
    assert_int_equal(shown(&a), 1);
    assert_int_equal(a.n, b.n);
    for (uint32_t i = 0; i < a.n; i++) {
        assert_int_equal(a.links[i].pledge, b.links[i].pledge);
        assert_true(a.links[i].score == b.links[i].score);
        assert_int_equal(a.links[i].nreasons, b.links[i].nreasons);
    }
    setup_with(&c, plan, &other);
    link_page(&c, "Tobacco advisers", "To pay for nicotine patches.", "");
    assert_int_equal(shown(&c), 0);
    link_page(&c, "Candles", "To buy candles.", "");
    assert_int_equal(shown(&c), 1);
    assert_span(code_of(&c, 0), "2.3");
    teardown(&a);
    teardown(&b);
    teardown(&c);
}

/* Several hints of one subject, none of which would do alone. */
static void hints_that_come_together_count(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Chatter tables",
              "To pay pubs and cafes for a table where anybody may sit down "
              "and chat.",
              "");
    assert_int_equal(shown(&f), 1);
    assert_span(code_of(&f, 0), "1.2");
    link_page(&f, "Tables", "To pay for a table in six cafes.", "");
    assert_int_equal(shown(&f), 0);
    teardown(&f);
}

/* What people have is no help from others; whom one works with is no
 * promise, and what for is one. */
static void what_people_have_is_what_is_promised(void **state)
{
    static const char text[] =
        "Eastmarsh Health Plan 2030-2034\n\nThe plan has two promises.\n\n\n"
        "Ambition 1: A healthy town\n\nHealth comes first.\n\n"
        "1.1 Sooner. Care for people with dementia from the first day.\n"
        "1.2 Dry. Work with landlords so that homes are free of damp.\n";
    struct mb_linker_options options = {.explain = false};
    struct fixture f;

    (void)state;
    setup_with(&f, text, &options);
    link_page(&f, "Advisers in surgeries",
              "To pay for six advisers for people with dementia.", "");
    assert_int_equal(shown(&f), 1);
    assert_span(code_of(&f, 0), "1.1");
    link_page(&f, "Tarn Row", "To insulate 90 homes and to mend their boilers.",
              "");
    assert_int_equal(shown(&f), 1);
    assert_span(code_of(&f, 0), "1.2");
    teardown(&f);
}

/* To close a street to cars ends no service. */
static void what_sounds_like_a_cut_is_none(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "School streets",
              "To close the road at nine schools for an hour each day, so that "
              "children can walk and cycle.",
              "");
    assert_int_equal(shown(&f), 1);
    assert_span(code_of(&f, 0), "2.1");
    teardown(&f);
}

/* A reply to somebody's proposal, a draft put out to comment, a price that is
 * raised: nothing that was promised is done. */
static void replies_drafts_and_prices_serve_nothing(void **state)
{
    static const char *const clauses[] = {
        "That the draft reply on cycle routes be sent to the ministry.",
        "To begin a consultation on the draft cycle route plan.",
        "To raise the price of a seat on the cycle route shuttle.",
        "To introduce a fee for the use of the cycle route store."};
    struct fixture f;

    (void)state;
    setup(&f);
    for (size_t i = 0; i < sizeof clauses / sizeof clauses[0]; i++) {
        link_page(&f, "Cycle routes for Quenby", clauses[i], "");
        assert_non_null(f.barrier.ptr);
        assert_int_equal(f.n, 0);
    }
    link_page(&f, "Cycle routes for Quenby",
              "To appoint a co-ordinator who will lay out cycle routes.", "");
    assert_null(f.barrier.ptr);
    assert_int_equal(shown(&f), 1);
    teardown(&f);
}

static void what_is_turned_down_or_costs_more_serves_nothing(void **state)
{
    static const char *const clauses[] = {
        "That permission be refused for the cycle route.",
        "To decline the request for a cycle route.",
        "To put up the yearly subscription for the cycle store to 40 pounds.",
        "That the cycle route trial be allowed to lapse.",
        "That the Council calls upon the minister to pay for cycle routes."};
    struct fixture f;

    (void)state;
    setup(&f);
    for (size_t i = 0; i < sizeof clauses / sizeof clauses[0]; i++) {
        link_page(&f, "Cycle routes for Quenby", clauses[i], "");
        assert_non_null(f.barrier.ptr);
        assert_int_equal(f.n, 0);
    }
    link_page(&f, "Appointments to outside bodies",
              "RESOLVED that the following be appointed until the meeting of "
              "May 2031:\n\n(a) Councillor Ames to the Cycle Routes Board;\n\n"
              "(b) Councillor Birch as champion for people who stop smoking;",
              "");
    assert_non_null(f.barrier.ptr);
    teardown(&f);
}

/* Hints from all over a record are no subject; nor is what a place was. */
static void words_far_apart_prove_nothing(void **state)
{
    struct fixture f;

    (void)state;
    setup(&f);
    link_page(&f, "Store", "To buy a card index. To mend the roof of the hall.",
              "Reason for the decision\n\nThe roof leaks. A friend of the "
              "museum found the leak. It was dry in May. The tiles are grey. "
              "The builders will meet in June.");
    assert_int_equal(shown(&f), 0);
    link_page(&f, "Lamps at the former recycling centre",
              "To put lamps at the former recycling centre.", "");
    assert_int_equal(shown(&f), 0);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_follow_the_labels),
        cmocka_unit_test(other_words_for_the_aim_are_linked),
        cmocka_unit_test(acts_that_serve_nothing_are_no_links),
        cmocka_unit_test(rare_words_that_both_use_count),
        cmocka_unit_test(what_is_named_is_explicit),
        cmocka_unit_test(letters_are_named_as_codes),
        cmocka_unit_test(parts_go_by_many_names),
        cmocka_unit_test(what_is_spoken_of_is_not_always_named),
        cmocka_unit_test(approval_is_of_the_whole),
        cmocka_unit_test(a_named_heading_is_narrowed),
        cmocka_unit_test(what_was_proposed_tells_what_was_agreed),
        cmocka_unit_test(what_takes_its_place_makes_a_removal_no_cut),
        cmocka_unit_test(a_word_like_a_post_is_none),
        cmocka_unit_test(words_near_to_others_are_not_them),
        cmocka_unit_test(names_of_places_are_no_acts_and_no_subjects),
        cmocka_unit_test(places_and_names_prove_nothing),
        cmocka_unit_test(a_thesaurus_that_is_given_is_read),
        cmocka_unit_test(hints_that_come_together_count),
        cmocka_unit_test(what_people_have_is_what_is_promised),
        cmocka_unit_test(what_sounds_like_a_cut_is_none),
        cmocka_unit_test(replies_drafts_and_prices_serve_nothing),
        cmocka_unit_test(what_is_turned_down_or_costs_more_serves_nothing),
        cmocka_unit_test(words_far_apart_prove_nothing),
    };

    return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
