/* People: names, lists in every form, apologies, substitutes, declarations,
 * contacts. Each case is a few lines of minutes; what is expected is one line
 * a person, "capacity|name|role|on behalf of". All people are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "parser/records/lexicon.h"
#include "parser/records/names.h"
#include "tests/unit/parse_test.h"

#define HEAD                                                                   \
    "MARSTOW BOROUGH COUNCIL\n\n"                                              \
    "Minutes of a meeting of the Housing Committee held on 4 March 2025\n\n"

struct listing {
    const char *text;
    const char *expected;
};

static void put_field(struct mb_buf *out, struct mb_field field)
{
    mb_buf_putc(out, '|');
    if (field.s.ptr != NULL)
        mb_buf_put(out, field.s);
}

static void put_people(struct mb_buf *out, const struct mb_document *doc)
{
    for (uint32_t i = 0; i < doc->people.n; i++) {
        const struct mb_person *p = &doc->people.at[i];

        mb_buf_put(out, p->capacity.s);
        put_field(out, p->name);
        put_field(out, p->role);
        if (p->on_behalf_of.s.ptr != NULL)
            put_field(out, p->on_behalf_of);
        if (p->note.s.ptr != NULL) {
            mb_buf_puts(out, " #");
            mb_buf_put(out, p->note.s);
        }
        mb_buf_putc(out, '\n');
        assert_true(p->ev.nspans > 0);
        assert_true(p->ev.confidence > 0 && p->ev.confidence <= 100);
        assert_true(p->ev.rule.len > 0);
    }
}

static void check(const struct listing *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct mb_buf text = MB_BUF_INIT;
        struct mb_buf out = MB_BUF_INIT;
        struct parsed p;

        mb_buf_puts(&text, HEAD);
        mb_buf_puts(&text, cases[i].text);
        p = parse(text.ptr);
        put_people(&out, p.doc);
        if (strcmp(out.ptr != NULL ? out.ptr : "", cases[i].expected) != 0)
            print_error("in: %s\n", cases[i].text);
        assert_string_equal(out.ptr != NULL ? out.ptr : "", cases[i].expected);
        mb_buf_done(&out);
        mb_buf_done(&text);
        done(&p);
    }
}
#define CHECK(cases) check(cases, sizeof cases / sizeof cases[0])

static void test_lists(void **state)
{
    static const struct listing cases[] = {
        {"Present: Cllrs A. Orme, B. Quill and the Clerk, Mrs. N. Hythe.\n",
         "present|A. Orme|\npresent|B. Quill|\n"
         "in_attendance|Mrs. N. Hythe|Clerk\n"},
        {"Present:\nCllr Una Ansty (Chair) UA\nCllr Ben Orme (Vice Chair) BO\n",
         "chair|Cllr Una Ansty|Chair\npresent|Cllr Ben Orme|Vice Chair\n"},
        {"Present: Councillor Una Ansty (substituting for Councillor Ben "
         "Orme), East Fen District Council; Councillor Pat Quill, Dunmere City "
         "Council\n",
         "substitute|Councillor Una Ansty|East Fen District "
         "Council|Councillor Ben Orme\n"
         "present|Councillor Pat Quill|Dunmere City Council\n"},
        {"Present: Cllr Una Ansty and Cllr Ben Orme (zoom)\n",
         "present|Cllr Una Ansty|\npresent|Cllr Ben Orme| #virtual\n"},
        {"PRESENT: Mr R W Ansty (Chairman), Mrs C Bellow, OBE and Dr L Orme\n",
         "chair|Mr R W Ansty|Chairman\npresent|Mrs C Bellow, OBE|\n"
         "present|Dr L Orme|\n"},
        {"Present:\nUna Ansty, Trust Chair\nBen Orme, Trust Secretary\n",
         "chair|Una Ansty|Trust Chair\npresent|Ben Orme|Trust Secretary\n"},
        {"Present:\n\nCllr. Una Ansty (in the Chair)\nCllr. Ben Orme\n"
         "Mr Pat Quill (tenants)\n",
         "chair|Cllr. Una Ansty|Chair\npresent|Cllr. Ben Orme|\n"
         "present|Mr Pat Quill|tenants\n"},
        {"Present: Councillors Ansty (Chair), Orme and Quill.\n",
         "chair|Ansty|Chair\npresent|Orme|\npresent|Quill|\n"},
        {"Members present:\n\nDr Una Ansty (UA)\tClinical Director\n"
         "Ben Orme (BO)\tCabinet Member for Health, Vale Council\n",
         "present|Dr Una Ansty|Clinical Director\n"
         "present|Ben Orme|Cabinet Member for Health, Vale Council\n"},
        {"Voting Members\n    Una Ansty ....... Chair\n"
         "    Ben Orme ........ Chief Finance Officer\n",
         "chair|Una Ansty|Chair\npresent|Ben Orme|Chief Finance Officer\n"},
        {"PRESENT:- Lord Mayor (Councillor Una Ansty) in the Chair.\n",
         "chair|Councillor Una Ansty|Lord Mayor\n"},
        {"PRESENT:\n\nUna Ansty           Ben Orme            Pat Quill-Hythe\n",
         "present|Una Ansty|\npresent|Ben Orme|\npresent|Pat Quill-Hythe|\n"},
        {"PRESENT: Provost Una Ansty and Councillor Ben Orme\n",
         "present|Una Ansty|Provost\npresent|Councillor Ben Orme|\n"},
        {"PRESENT: Councillor Una Ansty (Leader of the Council, in the "
         "Chair); Councillor Ben Orme (via Teams)\n",
         "chair|Councillor Una Ansty|Leader of the Council\n"
         "present|Councillor Ben Orme| #virtual\n"},
        {"In attendance:\n\nBen Orme, Strategic Director, Sustainable Streets\n"
         "Pat Quill – Head of Planning Policy\n",
         "in_attendance|Ben Orme|Strategic Director, Sustainable Streets\n"
         "in_attendance|Pat Quill|Head of Planning Policy\n"},
        {"OFFICIALS IN ATTENDANCE: Chief Executive (Mr. C. Ansty), Director, "
         "Housing (Ms. P. Orme).\n",
         "in_attendance|Mr. C. Ansty|Chief Executive\n"
         "in_attendance|Ms. P. Orme|Director, Housing\n"},
        {"Officers attending: Chief Executive, Una Ansty; Director of "
         "Finance, Ben Orme\n",
         "in_attendance|Una Ansty|Chief Executive\n"
         "in_attendance|Ben Orme|Director of Finance\n"},
        {"In attendance were: Cllrs Una Ansty (UA, Chair) and Ben Orme (BO); "
         "Mrs T Quill (Clerk); and nine parishioners.\n",
         "chair|Una Ansty|Chair\npresent|Ben Orme|\n"
         "in_attendance|Mrs T Quill|Clerk\n"},
        {"YN BRESENNOL / PRESENT: Y Cyng./Cllr. Mair Ansty\n",
         "present|Cllr. Mair Ansty|\n"},
        {"Attendee\tRole\tAttendance\nCllr Una Ansty\tChair\tPresent\n"
         "Cllr Ben Orme\tMember\tApologies\nCllr Pat Quill\tMember\tExpected\n"
         "Jo Hythe\tReserve\tPresent, as substitute\n",
         "chair|Cllr Una Ansty|Chair\napologies|Cllr Ben Orme|Member\n"
         "substitute|Jo Hythe|Reserve\n"},
        {"Sederunt\n\nBailie Una Ansty (Convener)\n",
         "chair|Bailie Una Ansty|Convener\n"},
    };

    (void)state;
    CHECK(cases);
}

static void test_apologies(void **state)
{
    static const struct listing cases[] = {
        {"1. Apologies for absence\n\nReceived from Cllr Orme and Cllr Quill "
         "(Cllr Hythe substituting).\n",
         "apologies|Cllr Orme|\napologies|Cllr Quill|\n"
         "substitute|Cllr Hythe||Cllr Quill\n"},
        {"2. Letters\n\nReceived from Cllr Orme: a letter.\n", ""},
        {"1. Apologies\n\nApologies for absence were received from Cllr Orme "
         "and from Mr D Quill, Monitoring Officer.\n",
         "apologies|Cllr Orme|\napologies|Mr D Quill|Monitoring Officer\n"},
        {"1. Apologies\n\nThe Clerk reported apologies from Mr Orme, Mrs Quill "
         "and Sir Pat Hythe. The Chairman reported apologies from Ms Ansty.\n",
         "apologies|Mr Orme|\napologies|Mrs Quill|\napologies|Sir Pat Hythe|\n"
         "apologies|Ms Ansty|\n"},
        {"1. TO RECEIVE APOLOGIES\n\nCllr Orme (unwell), Cllr Quill (work). It "
         "was agreed to accept these.\n",
         "apologies|Cllr Orme|\napologies|Cllr Quill|\n"},
        {"1. Apologies for absence\n\nMrs V Orme. PCSO Tina Quill also sent "
         "apologies.\n",
         "apologies|Mrs V Orme|\napologies|PCSO Tina Quill|\n"},
        {"1. Apologies\n\nNo apologies were received.\n", ""},
        {"1. Apologies\n\nThere were none.\n", ""},
        {"Apologies: Councillor Ben Orme; Councillor Pat Quill\n",
         "apologies|Councillor Ben Orme|\napologies|Councillor Pat Quill|\n"},
        {"Absent: Cllr Ben Orme\n", "absent|Cllr Ben Orme|\n"},
    };

    (void)state;
    CHECK(cases);
}

static void test_substitutes(void **state)
{
    static const struct listing cases[] = {
        {"1. Apologies and Substitutes\n\nMs Orme and Mrs Quill were present "
         "as substitutes for Dr Ansty and Mr Hythe respectively.\n",
         "substitute|Ms Orme||Dr Ansty\nsubstitute|Mrs Quill||Mr Hythe\n"},
        {"Present: Cllr Una Ansty, Ben Orme (substitute for Cllr Pat Quill)\n",
         "present|Cllr Una Ansty|\nsubstitute|Ben Orme||Cllr Pat Quill\n"},
        {"Apologies: Desmond Quill (represented by Carmel Orme, Deputy "
         "Director)\n",
         "apologies|Desmond Quill|\n"
         "substitute|Carmel Orme|Deputy Director|Desmond Quill\n"},
        {"2. DECLARATION OF SUBSTITUTE MEMBERS\n\nCouncillor Una Orme for "
         "Councillor Quill.\n",
         "substitute|Councillor Una Orme||Councillor Quill\n"},
    };

    (void)state;
    CHECK(cases);
}

static void test_declarations(void **state)
{
    static const struct listing cases[] = {
        {"2. Declarations of Interest\n\nMr Orme declared an Other Significant "
         "Interest in item 6 and left the room.\n",
         "declared_interest|Mr Orme|\n"},
        {"2. Declarations of Interest\n\nThere were no declarations.\n", ""},
        {"5. Car Park\n\n(Councillor Quill declared a personal interest in the "
         "above matter because he parks there.)\n",
         "declared_interest|Councillor Quill|\n"},
        {"Present: Una Orme (UO), Ben Quill (BQ)\n\n2. Declarations of "
         "interest\n\nUO declared that she was a governor.\n",
         "present|Una Orme|\npresent|Ben Quill|\n"
         "declared_interest|Una Orme|\n"},
        {"5. Parks\n\nThere was great interest in the scheme.\n", ""},
    };

    (void)state;
    CHECK(cases);
}

static void test_narrative(void **state)
{
    static const struct listing cases[] = {
        {"5. Roads\n\nUna Orme (Director of Housing), Mr L Quill, (General "
         "Counsel) and Jo Hythe were in attendance for this item.\n\nMr Lamb "
         "said that the road was closed.\n",
         "in_attendance|Una Orme|Director of Housing\n"
         "in_attendance|Mr L Quill|General Counsel\n"
         "in_attendance|Jo Hythe|\n"},
        {"5. Roads\n\nCouncillor Quill asked about Presentation Street.\n", ""},
        {"Contact: Alun Orme, Democratic Services Officer Tel: 01632 960001\n",
         "contact|Alun Orme|Democratic Services Officer\n"},
    };

    (void)state;
    CHECK(cases);
}

static void test_interest_records(void **state)
{
    struct parsed p = parse(
        HEAD "2. Declarations of Interest\n\nMr Orme declared a pecuniary "
             "interest in item 6 and left the room.\n");
    const struct mb_interests *all = &p.doc->interests;

    (void)state;
    assert_int_equal(all->n, 1);
    assert_true(mb_span_eq(all->at[0].name.s, MB_SPAN_LIT("Mr Orme")));
    assert_true(mb_span_eq(all->at[0].item.s, MB_SPAN_LIT("6")));
    assert_true(
        mb_span_eq(all->at[0].kind.s, MB_SPAN_LIT("pecuniary interest")));
    assert_int_equal(all->at[0].withdrew, MB_YES);
    done(&p);
}

/* ---- names by themselves ---- */

static void test_names(void **state)
{
    static const struct {
        const char *text;
        unsigned flags;
        const char *name; /* NULL: none */
    } cases[] = {
        {"Mr D.A.W. Turnbull spoke", 0, "Mr D.A.W. Turnbull"},
        {"Cllr Baroness Orme of Bybrook", 0, "Cllr Baroness Orme"},
        {"Mrs T Dean, MBE, Mr", 0, "Mrs T Dean, MBE"},
        {"County Cllr Gerald Stopes;", 0, "County Cllr Gerald Stopes"},
        {"P. Van Meer,", 0, "P. Van Meer"},
        {"Jan van der Berg (Clerk)", 0, "Jan van der Berg"},
        {"Cmhlr. Ó Ceallaigh, O'Dea", 0, "Cmhlr. Ó Ceallaigh"},
        {"Director of Housing", 0, NULL},
        {"Sustainable Streets", 0, NULL},
        {"NHS Marstow", 0, NULL},
        {"Byrne (J), Daly", MB_NAME_SINGLE, "Byrne (J)"},
        {"Byrne", 0, NULL},
        {"Cllr. (Mrs.) R. Quill", 0, "Cllr. (Mrs.) R. Quill"},
        {"Una Orme(UO)", 0, "Una Orme"},
        {"", 0, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mb_span s = mb_span_str(cases[i].text);
        struct mb_name n;
        bool found = mb_name_read(s, cases[i].flags, &n);

        if (found != (cases[i].name != NULL))
            print_error("in: %s\n", cases[i].text);
        assert_int_equal(found, cases[i].name != NULL);
        if (found)
            assert_true(mb_span_eq(mb_span_sub(s, n.start, n.end),
                                   mb_span_str(cases[i].name)));
    }
}

static enum mb_name_match compare(struct mb_arena *arena, const char *a,
                                  const char *b)
{
    return mb_name_compare(mb_name_key(mb_span_str(a), arena),
                           mb_name_key(mb_span_str(b), arena));
}

static void test_compare(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);

    (void)state;
    assert_int_equal(compare(arena, "Dr Una Orme", "una orme OBE"),
                     MB_NAME_EQUAL);
    assert_int_equal(compare(arena, "Cllr Orme", "Cllr Una Orme"),
                     MB_NAME_COMPATIBLE);
    assert_int_equal(compare(arena, "Cllr U Orme", "Una Orme"),
                     MB_NAME_COMPATIBLE);
    assert_int_equal(compare(arena, "Cllr B Orme", "Una Orme"),
                     MB_NAME_DIFFERENT);
    assert_int_equal(compare(arena, "Dr Gorsh", "Dr Ghorsh"), MB_NAME_NEAR);
    assert_int_equal(compare(arena, "Mr", "Mr Orme"), MB_NAME_DIFFERENT);
    mb_arena_free(arena);
}

static void test_resolve(void **state)
{
    struct parsed p = parse(
        HEAD "Present: Una Orme (UO), Ben Quill (BQ), Amy Quill-Hythe (AX)\n");
    const struct mb_document *doc = p.doc;

    (void)state;
    assert_int_equal(doc->people.n, 3);
    assert_int_equal(mb_names_resolve(doc, MB_SPAN_LIT("UO")), 0);
    assert_int_equal(mb_names_resolve(doc, MB_SPAN_LIT("AX")), 2);
    assert_int_equal(mb_names_resolve(doc, MB_SPAN_LIT("Cllr Quill")), 1);
    assert_int_equal(mb_names_resolve(doc, MB_SPAN_LIT("B Quill")), 1);
    assert_int_equal(mb_names_resolve(doc, MB_SPAN_LIT("ZZ")), MB_NO_INDEX);
    assert_int_equal(mb_names_resolve(doc, MB_SPAN_LIT("Mr Lamb")),
                     MB_NO_INDEX);
    done(&p);
}

/* Its binary search needs an ordered table: every word must find itself. */
static void test_lexicon(void **state)
{
    (void)state;
    assert_true(mb_word_classes(MB_SPAN_LIT("Cllr.")) & MB_WORD_TITLE);
    assert_true(mb_word_classes(MB_SPAN_LIT("COUNCILLORS")) & MB_WORD_PLURAL);
    assert_true(mb_word_classes(MB_SPAN_LIT("vice-chair")) & MB_WORD_OFFICE);
    assert_true(mb_word_classes(MB_SPAN_LIT("youth")) & MB_WORD_TOPIC);
    assert_true(mb_word_classes(MB_SPAN_LIT("a")) & MB_WORD_STOP);
    assert_int_equal(mb_word_classes(MB_SPAN_LIT("Orme")), 0);
    assert_true(mb_word_capital(MB_SPAN_LIT("Éire")));
    assert_false(mb_word_capital(MB_SPAN_LIT("éire")));
    assert_true(mb_word_initials(MB_SPAN_LIT("D.A.W.")));
    assert_false(mb_word_initials(MB_SPAN_LIT("Daw")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_apologies),
        cmocka_unit_test(test_substitutes),
        cmocka_unit_test(test_declarations),
        cmocka_unit_test(test_narrative),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_interest_records),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_resolve),
        cmocka_unit_test(test_lexicon),
    };

    return cmocka_run_group_tests_name("people", tests, load_rules, free_rules);
}
