/* Stems, words, sentences and lexicons. */
#include "assurance_test.h"

#include "assurance/lexicon.h"
#include "assurance/stem.h"

#include <string.h>

static void stems_join_the_forms_of_a_word(void **state)
{
    static const char *const pairs[][2] = {
        {"smoking", "smoke"},    {"carers", "carer"},
        {"cycling", "cycle"},    {"relational", "relate"},
        {"hopefulness", "hope"}, {"ponies", "poni"},
        {"agreed", "agree"},     {"falling", "fall"},
        {"buses", "bus"},        {"children", "child"},
        {"formalize", "formal"}, {"adoption", "adopt"},
        {"activate", "activ"},   {"controlling", "control"}};

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char a[40], b[40];
        strcpy(a, pairs[i][0]);
        strcpy(b, pairs[i][1]);
        a[mb_stem(a, strlen(a))] = '\0';
        b[mb_stem(b, strlen(b))] = '\0';
        assert_string_equal(a, b);
    }
}

static void stems_leave_short_and_foreign_words(void **state)
{
    char word[] = "is";
    char accent[] = "caf\xC3\xA9s";

    (void)state;
    assert_int_equal(mb_stem(word, 2), 2);
    assert_int_equal(mb_stem(accent, strlen(accent)), strlen(accent));
}

static void words_are_cut_and_known_again(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_vocab *vocab = mb_vocab_new();
    struct mb_tokens t;
    struct mb_err err;

    (void)state;
    assert_int_equal(mb_terms_cut(vocab,
                                  MB_SPAN_LIT("The child\xE2\x80\x99s "
                                              "well-being: 12 Children's "
                                              "homes."),
                                  arena, &t, &err),
                     MB_OK);
    assert_int_equal(t.n, 7);
    assert_int_equal(t.at[1].term, t.at[5].term);
    assert_false(t.at[0].content);
    assert_true(t.at[1].content);
    assert_false(t.at[4].content);
    assert_true(t.at[5].capital);
    assert_span(mb_vocab_stem(vocab, t.at[1].term), "child");
    mb_vocab_free(vocab);
    mb_arena_free(arena);
}

static void sentences_end_where_people_end_them(void **state)
{
    struct mb_span text =
        MB_SPAN_LIT("Mr. Ash thanked Dr. B. Orr. It cost \xC2\xA3"
                    "1.5m; two bids came. No. 4 won!");
    size_t at = 0;

    (void)state;
    assert_span(mb_terms_sentence(text, &at), "Mr. Ash thanked Dr. B. Orr.");
    assert_span(mb_terms_sentence(text, &at), "It cost \xC2\xA3"
                                              "1.5m;");
    assert_span(mb_terms_sentence(text, &at), "two bids came.");
    assert_span(mb_terms_sentence(text, &at), "No. 4 won!");
    assert_true(mb_terms_sentence(text, &at).ptr == NULL);
}

static enum mb_status read_yaml(const char *yaml, struct mb_lexicon *lex,
                                struct mb_arena *arena, struct mb_vocab *vocab,
                                struct mb_err *err)
{
    return mb_lexicon_read("test", mb_span_str(yaml), vocab, arena, lex, err);
}

static void longer_phrases_cover_shorter_ones(void **state)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_vocab *vocab = mb_vocab_new();
    struct mb_lexicon lex;
    struct mb_tokens tokens;
    struct mb_founds founds;
    struct mb_err err;

    (void)state;
    assert_int_equal(read_yaml("housing:\n  words: [housing]\n"
                               "extra-care:\n  words: [extra care housing]\n"
                               "  implies: [housing 0.5]\n",
                               &lex, arena, vocab, &err),
                     MB_OK);
    assert_int_equal(mb_terms_cut(vocab,
                                  MB_SPAN_LIT("Extra Care Housing and houses"),
                                  arena, &tokens, &err),
                     MB_OK);
    assert_int_equal(mb_lexicon_match(&lex, &tokens, arena, &founds, &err),
                     MB_OK);
    assert_int_equal(founds.n, 2);
    assert_int_equal(founds.at[0].entry, mb_lexicon_entry(&lex, "extra-care"));
    assert_int_equal(founds.at[1].entry, mb_lexicon_entry(&lex, "housing"));
    assert_int_equal(founds.at[1].token, 4);
    assert_int_equal(lex.entries[1].nimplied, 1);
    mb_vocab_free(vocab);
    mb_arena_free(arena);
}

static void wrong_lexicons_are_refused_with_the_line(void **state)
{
    static const char *const wrong[] = {"a:\n  words: [x]\na:\n  words: [y]\n",
                                        "a:\n  kind: odd\n",
                                        "a:\n  implies: [b]\n",
                                        "a:\n  words: ['--']\n",
                                        "a:\n  colour: [x]\n",
                                        "a:\n  words: [[x]\n",
                                        "a:\n  implies: [a 7]\n",
                                        "? {kind: aim}\n: b\n"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct mb_arena *arena = mb_arena_new(0);
        struct mb_vocab *vocab = mb_vocab_new();
        struct mb_lexicon lex;
        struct mb_err err;
        assert_int_equal(read_yaml(wrong[i], &lex, arena, vocab, &err),
                         MB_ERR_RULES);
        assert_non_null(strstr(err.text, "line"));
        mb_vocab_free(vocab);
        mb_arena_free(arena);
    }
}

/* The data that the program carries: readable, and no phrase given twice to
 * one subject (which would hide a slip of the pen). */
static void carried_data_is_clean(void **state)
{
    static const char *const names[] = {"thesaurus", "acts"};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct mb_arena *arena = mb_arena_new(0);
        struct mb_vocab *vocab = mb_vocab_new();
        struct mb_lexicon lex;
        struct mb_err err = {0};
        if (mb_lexicon_read(names[k], mb_lexicon_builtin(names[k]), vocab,
                            arena, &lex, &err)
            != MB_OK)
            fail_msg("%s", err.text);
        assert_true(lex.nentries > 20);
        for (uint32_t i = 0; i < lex.nphrases; i++) {
            const struct mb_phrase *p = &lex.phrases[i];
            if (p->n > 8)
                fail_msg("long phrase: " MB_SPAN_FMT,
                         MB_SPAN_ARG(lex.texts[i]));
            /* "wellness" has the stem of "well". */
            if (k == 0 && p->n == 1 && !p->exact
                && mb_terms_common(mb_vocab_stem(vocab, p->stem)))
                fail_msg("as common as \"" MB_SPAN_FMT "\": " MB_SPAN_FMT,
                         MB_SPAN_ARG(mb_vocab_stem(vocab, p->stem)),
                         MB_SPAN_ARG(lex.texts[i]));
            for (uint32_t m = i + 1; m < lex.nphrases; m++)
                if (lex.phrases[m].entry == p->entry
                    && mb_span_ieq(lex.texts[m], lex.texts[i]))
                    fail_msg("twice in " MB_SPAN_FMT ": " MB_SPAN_FMT,
                             MB_SPAN_ARG(lex.entries[p->entry].name),
                             MB_SPAN_ARG(lex.texts[i]));
        }
        mb_vocab_free(vocab);
        mb_arena_free(arena);
    }
    assert_true(mb_lexicon_builtin("nothing").ptr == NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stems_join_the_forms_of_a_word),
        cmocka_unit_test(stems_leave_short_and_foreign_words),
        cmocka_unit_test(words_are_cut_and_known_again),
        cmocka_unit_test(sentences_end_where_people_end_them),
        cmocka_unit_test(longer_phrases_cover_shorter_ones),
        cmocka_unit_test(wrong_lexicons_are_refused_with_the_line),
        cmocka_unit_test(carried_data_is_clean),
    };

    return cmocka_run_group_tests_name("terms", tests, NULL, NULL);
}
