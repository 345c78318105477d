/* The change from one text to another, in a clerk's words. */
#include "reports/minutes_diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void is_told(const char *old_text, const char *new_text,
                    const char *wanted)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_buf out = MB_BUF_INIT;

    mb_words_changed(mb_span_str(old_text), mb_span_str(new_text), arena, &out);
    assert_string_equal(out.len > 0 ? out.ptr : "", wanted);
    mb_buf_done(&out);
    mb_arena_free(arena);
}

static void words_are_replaced_inserted_left_out(void **state)
{
    (void)state;
    is_told("the fee be set at two pounds.", "the fee be set at three pounds.",
            "for \"two\" read \"three\"");
    is_told("the fee be set.", "the fee be set at once.",
            "after \"fee be set\" insert \"at once\"");
    is_told("the fee be waived.", "that the fee be waived.",
            "begin with \"that\"");
    is_told("the fee now be waived.", "the fee be waived.",
            "leave out \"now\"");
    is_told("the fee be two pounds for a day, from May.",
            "the fee be three pounds for a day, from June on.",
            "for \"two\" read \"three\"; for \"May\" read \"June on\"");
}

static void case_and_stops_are_no_change(void **state)
{
    (void)state;
    is_told("The fee be waived;", "the fee be waived.", "");
    is_told("", "", "");
}

static void what_is_reworded_is_not_told_word_by_word(void **state)
{
    (void)state;
    is_told("the fee be waived", "nobody shall pay for parking here", "");
    is_told("a b c d e f g h i j k l m n o p q r s t",
            "a 1 c d 2 f g 3 i j 4 l m 5 o p q r s t", "");
}

static void texts_beyond_the_table_are_left_alone(void **state)
{
    struct mb_buf longer = MB_BUF_INIT;

    (void)state;
    for (int i = 0; i < 2000; i++)
        mb_buf_printf(&longer, "word%d ", i);
    is_told(longer.ptr, "word1", "");
    is_told("word1", longer.ptr, "");
    mb_buf_done(&longer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_replaced_inserted_left_out),
        cmocka_unit_test(case_and_stops_are_no_change),
        cmocka_unit_test(what_is_reworded_is_not_told_word_by_word),
        cmocka_unit_test(texts_beyond_the_table_are_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
