/* What must hold whatever is done to a text: cutting it short, doubling it,
 * wrapping it anew, other line ends or another encoding never make up a
 * record; wrapping and line ends change nothing at all. The texts are whole
 * small records in several house styles; test_properties_fixtures.c holds the
 * same of every document in fixtures/.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "property_test.h"

static const char *const texts[] = {
    /* a web page's text */
    "Marstow Borough Council\n\nAgenda and minutes\n\nCabinet - Tuesday, 4 "
    "June 2024 6.00 pm\n\nVenue: Quay House, Marstow\n\nItems\nNo. Item\n\n"
    "88.\n\nApologies for Absence\n\nMinutes:\n\nApologies for absence were "
    "received from Councillor Ada Penmarric.\n\n89.\n\n24/00017 - Quay Plan "
    "pdf icon PDF 96 KB\n\nMinutes:\n\nThe Cabinet Member for Ports introduced "
    "the report, which set out how the inner quay would be mended over the "
    "next three years and what that would cost.\n\nRESOLVED -\n\n(1) That the "
    "Quay Plan be adopted with effect from 1 July 2024.\n\n(2) That the "
    "Director of Ports be authorised, in consultation with the Cabinet Member "
    "for Ports, to make small changes to it before it is printed.\n\nThe "
    "meeting ended at 7.42 pm\n",
    /* printed minutes */
    "MARSTOW COUNTY COUNCIL\n\nHARBOUR BOARD\n\nMINUTES of a meeting of the "
    "Harbour Board held in the Net Loft, Marstow on Tuesday, 4 June 2024.\n\n"
    "PRESENT: Mr T Dray (Chairman), Ms F Orme, Mrs L Vane and Sir Piers "
    "Coldharbour\n\n101. Apologies\n(Item 1)\n\nApologies were received from "
    "Mrs J Hale, who was at sea.\n\n102. Dredging of the outer channel\n(Item "
    "2)\n\n1. Ms Orme introduced the report and drew attention to the depth "
    "of the channel, which had been surveyed in April by two boats.\n\n2. "
    "RESOLVED that the Board:\n\n(a) note the survey, which is set out in the "
    "third appendix to the report; and\n\n(b) agree that the outer channel be "
    "dredged to a depth of six metres before the winter of 2024.\n",
    /* a parish */
    "MINUTES OF MARSTOW PARISH COUNCIL MEETING HELD IN THE READING ROOM ON "
    "WEDNESDAY 5TH JUNE 2024\n\nPresent: Cllr H Penhaligon (Chair), Cllr S "
    "Mawby, Cllr N Dhillon\n\n1. Apologies for absence\n\nCllr Wynne sent his "
    "apologies, which were accepted by those who had come.\n\n2. Footpaths\n\n"
    "It was resolved that the stile at Pound Lane be mended by the end of the "
    "month at a cost of no more than two hundred pounds.\n\n3. Any other "
    "business\n\nThere was none to speak of.\n",
    /* a decision page */
    "Decision details\n\n24/00017 - Quay Plan\n\nDecision Maker: Cabinet Member "
    "for Ports\n\nDecision status: Recommendations Approved\n\nIs Key "
    "decision?: Yes\n\nPurpose:\n\nTo mend the inner quay, which has sunk by "
    "a hand's breadth since the great storm and can no longer bear a "
    "crane.\n\nDecision:\n\nAs Cabinet Member for Ports I agree to adopt the "
    "Quay Plan and to publish it on the Council's pages before the end of "
    "June.\n\nPublication date: 05/06/2024\n\nDate of decision: 04/06/2024\n",
    /* hardly a line that goes on in small letters; other than ASCII */
    "MARSTOW BOROUGH COUNCIL\n\nMinutes of a meeting of the Cabinet held on "
    "Tuesday, 4 June 2024\n\nPresent: Councillors Ren\xC3\xA9 Achterberg, "
    "Zo\xC3\xAB Brandt, Ada Penmarric, Tamsin Orme, Piers Coldharbour, Nia "
    "Dhillon and Hew Penhaligon\n\n1. Mooring dues\n\nRESOLVED "
    "that Quay Dues at Marstow, Penwith Haven and St Osyth Creek of "
    "\xC2\xA3"
    "1,250, \xC2\xA3"
    "730 and \xC2\xA3"
    "415 in 2024/25, "
    "2025/26 and 2026/27 be approved.\n\n2. Close\n\nThe meeting ended at "
    "7.42 pm\n",
};
enum { NTEXTS = sizeof texts / sizeof *texts };

/* ---- changes ---- */

/* Wrap every line at `width` columns, greedily, as a text editor does. */
static char *wrap(const char *text, size_t width)
{
    struct mb_buf out = MB_BUF_INIT;
    size_t column = 0;

    while (*text != '\0') {
        size_t word = strcspn(text, " \n");
        if (column > 0 && column + 1 + word > width) {
            mb_buf_putc(&out, '\n');
            column = 0;
        } else if (column > 0) {
            mb_buf_putc(&out, ' ');
            column++;
        }
        mb_buf_put(&out, (struct mb_span){text, word});
        column += word;
        text += word;
        if (*text == '\n') {
            mb_buf_putc(&out, '\n');
            column = 0;
        }
        text += *text != '\0';
    }
    return out.ptr;
}

static void test_wrapping_changes_nothing(void **state)
{
    static const size_t widths[] = {60, 66, 72, 80, 90, 100};

    (void)state;
    for (size_t i = 0; i < NTEXTS; i++)
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
            char *wrapped = wrap(texts[i], widths[w]);
            assert_same(texts[i], wrapped);
            free(wrapped);
        }
}

static void test_line_ends_change_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < NTEXTS; i++) {
        char *crlf = replace(texts[i], '\n', "\r\n");
        assert_same(texts[i], crlf);
        free(crlf);
    }
}

static void test_blanks_change_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < NTEXTS; i++) {
        char *spaced = replace(texts[i], '.', ". ");
        char *fixed = replace(texts[i], ' ', "\xC2\xA0");
        assert_same(texts[i], spaced);
        if (i != 0) /* its heading's link noise is set off by plain spaces */
            assert_same(texts[i], fixed);
        free(spaced);
        free(fixed);
    }
}

static void test_encoding_changes_nothing(void **state)
{
    static const char *const encodings[] = {"WINDOWS-1252", "UTF-16"};

    (void)state;
    for (size_t i = 0; i < NTEXTS; i++) {
        struct mb_buf bom = MB_BUF_INIT;
        char *plain = records_of(texts[i]);
        mb_buf_puts(&bom, "\xEF\xBB\xBF");
        mb_buf_puts(&bom, texts[i]);
        assert_same(texts[i], bom.ptr);
        mb_buf_done(&bom);
        for (size_t e = 0; e < sizeof encodings / sizeof *encodings; e++) {
            struct mb_buf other = encode(texts[i], encodings[e]);
            char *records = records_of_bytes(mb_buf_span(&other));
            assert_string_equal(plain, records);
            free(records);
            mb_buf_done(&other);
        }
        free(plain);
    }
}

/* ---- nothing is made up ---- */

/* Each record's first field that says something stands in the text. */
static void assert_grounded(const char *text)
{
    struct parsed p = parse(text);

    for (unsigned kind = 0; kind < MB_KIND_COUNT; kind++)
        for (uint32_t i = 0; i < mb_document_count(p.doc, kind); i++) {
            const char *record = mb_document_record(p.doc, kind, i);
            const void *at = record + mb_kind_info(kind)->evidence;
            const struct mb_evidence *ev = at;
            struct mb_span quote = mb_evidence_quote(p.doc, ev, p.arena);
            assert_true(ev->nspans > 0);
            assert_true(quote.len > 0);
        }
    done(&p);
}

static uint32_t count_of(const char *text, enum mb_kind kind)
{
    struct parsed p = parse(text);
    uint32_t n = mb_document_count(p.doc, kind);

    done(&p);
    return n;
}

/* Whether `line` is one of the lines of `all`. */
static bool has_line(const char *all, const char *line, size_t len)
{
    for (; *all != '\0'; all += strcspn(all, "\n") + 1)
        if (strcspn(all, "\n") == len && memcmp(all, line, len) == 0)
            return true;
    return false;
}

/* Every record of a text that is cut short is one of the whole's, but for those
 * of its last paragraph, where a sentence may lack its end. */
static void assert_part_of(const char *whole, const char *cut)
{
    char *all = records_of(whole);
    struct parsed p = parse(cut);
    struct mb_buf out = MB_BUF_INIT;
    size_t last = strlen(cut);

    while (last > 1 && !(cut[last - 1] == '\n' && cut[last - 2] == '\n'))
        last--;
    for (unsigned kind = 0; kind < MB_KIND_COUNT; kind++)
        for (uint32_t i = 0; i < mb_document_count(p.doc, kind); i++) {
            const char *record = mb_document_record(p.doc, kind, i);
            const void *at = record + mb_kind_info(kind)->evidence;
            const struct mb_evidence *ev = at;
            if (ev->spans[ev->nspans - 1].end > last)
                continue;
            mb_buf_clear(&out);
            put_fields(&out, p.doc, kind, i);
            if (!has_line(all, out.ptr, out.len - 1))
                print_error("made up: %sin --- %s\n", out.ptr, cut);
            assert_true(has_line(all, out.ptr, out.len - 1));
        }
    mb_buf_done(&out);
    done(&p);
    free(all);
}

/* Cut behind any line: never more records than the whole has. */
static void test_cutting_makes_up_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < NTEXTS; i++) {
        char *cut = strdup(texts[i]);
        assert_non_null(cut);
        for (size_t end = strlen(cut); end > 40; end--) {
            if (cut[end] != '\n' && cut[end] != '\0')
                continue;
            cut[end] = '\0';
            for (size_t k = 0; k < sizeof counted / sizeof *counted; k++)
                assert_true(count_of(cut, counted[k])
                            <= count_of(texts[i], counted[k]));
            assert_grounded(cut);
            if (strstr(cut, "2024") != NULL) /* it still says of when it is */
                assert_part_of(texts[i], cut);
        }
        free(cut);
    }
}

/* Every record of `twice` is one that `once` has. */
static void assert_said_before(const char *once, const char *twice)
{
    char *all, *records;

    without_items = true; /* numbers that begin again may be no items */
    all = records_of(once);
    records = records_of(twice);
    without_items = false;
    for (char *line = records; *line != '\0'; line += strcspn(line, "\n") + 1) {
        size_t len = strcspn(line, "\n");
        if (!has_line(all, line, len))
            print_error("made up: %.*s\n", (int)len, line);
        assert_true(has_line(all, line, len));
    }
    free(all);
    free(records);
}

/* Twice the text: no reference or person that the text has not. */
static void test_doubling_makes_up_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < NTEXTS; i++) {
        struct mb_buf twice = MB_BUF_INIT;
        mb_buf_puts(&twice, texts[i]);
        mb_buf_putc(&twice, '\n');
        mb_buf_puts(&twice, texts[i]);
        assert_grounded(twice.ptr);
        assert_said_before(texts[i], twice.ptr);
        assert_int_equal(count_of(twice.ptr, MB_KIND_REFERENCES),
                         count_of(texts[i], MB_KIND_REFERENCES));
        for (size_t k = 0; k < sizeof counted / sizeof *counted; k++)
            assert_true(count_of(twice.ptr, counted[k])
                        <= 2 * count_of(texts[i], counted[k]));
        mb_buf_done(&twice);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrapping_changes_nothing),
        cmocka_unit_test(test_line_ends_change_nothing),
        cmocka_unit_test(test_blanks_change_nothing),
        cmocka_unit_test(test_encoding_changes_nothing),
        cmocka_unit_test(test_cutting_makes_up_nothing),
        cmocka_unit_test(test_doubling_makes_up_nothing),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
