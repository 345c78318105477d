/* The lexicons that the program carries are those of its YAML. */
#include "assurance/lexicon_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct made {
    struct mb_arena *arena;
    struct mb_vocab *vocab;
    struct mb_lexicon thesaurus;
    struct mb_lexicon acts;
};
static struct made written;
static struct made carried;

static enum mb_status read_into(struct made *m, const char *name,
                                struct mb_lexicon *ret)
{
    return mb_lexicon_read(name, mb_lexicon_builtin(name), m->vocab, m->arena,
                           ret, NULL);
}

static int load(void **state)
{
    (void)state;
    written.arena = mb_arena_new(0);
    written.vocab = mb_vocab_new();
    carried.arena = mb_arena_new(0);
    carried.vocab = mb_vocab_new();
    return read_into(&written, "thesaurus", &written.thesaurus) == MB_OK
                   && read_into(&written, "acts", &written.acts) == MB_OK
                   && mb_lexicons_load(&mb_lexicons_image, carried.vocab,
                                       carried.arena, &carried.thesaurus,
                                       &carried.acts, NULL)
                          == MB_OK
               ? 0
               : 1;
}

static int unload(void **state)
{
    (void)state;
    mb_vocab_free(written.vocab);
    mb_arena_free(written.arena);
    mb_vocab_free(carried.vocab);
    mb_arena_free(carried.arena);
    return 0;
}

static void assert_spans_equal(struct mb_span a, struct mb_span b)
{
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.ptr, b.ptr, a.len);
}

static void test_words(void **state)
{
    uint32_t n = mb_vocab_size(written.vocab);

    (void)state;
    assert_true(n > 1000);
    assert_int_equal(mb_vocab_size(carried.vocab), n);
    for (uint32_t i = 0; i < n; i++) {
        struct mb_vocab_word a = mb_vocab_word(written.vocab, i);
        struct mb_vocab_word b = mb_vocab_word(carried.vocab, i);
        assert_spans_equal(mb_vocab_stem(written.vocab, i),
                           mb_vocab_stem(carried.vocab, i));
        assert_int_equal(a.stem, b.stem);
        assert_int_equal(a.light, b.light);
        assert_int_equal(a.common, b.common);
    }
}

/* Known words keep their numbers, and others get the next ones. */
static void test_words_are_found(void **state)
{
    struct mb_span text = MB_SPAN_LIT("The libraries' qzwx, a child's library");
    struct mb_tokens a;
    struct mb_tokens b;

    (void)state;
    assert_int_equal(mb_terms_cut(written.vocab, text, written.arena, &a, NULL),
                     MB_OK);
    assert_int_equal(mb_terms_cut(carried.vocab, text, carried.arena, &b, NULL),
                     MB_OK);
    assert_int_equal(a.n, 6);
    assert_int_equal(b.n, 6);
    for (uint32_t i = 0; i < a.n; i++)
        assert_memory_equal(&a.at[i], &b.at[i], sizeof a.at[i]);
    assert_int_equal(b.at[1].term, b.at[5].term);
    assert_int_equal(mb_vocab_size(carried.vocab),
                     mb_vocab_size(written.vocab));
}

static void assert_relations_equal(const struct mb_implied *a, uint32_t na,
                                   const struct mb_implied *b, uint32_t nb)
{
    assert_int_equal(na, nb);
    for (uint32_t i = 0; i < na; i++) {
        assert_int_equal(a[i].entry, b[i].entry);
        assert_true(a[i].weight == b[i].weight);
    }
}

static void assert_entries_equal(const struct mb_lexicon *x,
                                 const struct mb_lexicon *y)
{
    assert_int_equal(x->nentries, y->nentries);
    for (uint32_t i = 0; i < x->nentries; i++) {
        const struct mb_lex_entry *a = &x->entries[i];
        const struct mb_lex_entry *b = &y->entries[i];
        assert_spans_equal(a->name, b->name);
        assert_int_equal(a->kind, b->kind);
        assert_relations_equal(a->implied, a->nimplied, b->implied,
                               b->nimplied);
        assert_relations_equal(a->excluded, a->nexcluded, b->excluded,
                               b->nexcluded);
        assert_relations_equal(a->joined, a->njoined, b->joined, b->njoined);
    }
}

static void assert_phrases_equal(const struct mb_lexicon *x,
                                 const struct mb_lexicon *y)
{
    assert_int_equal(x->nphrases, y->nphrases);
    for (uint32_t i = 0; i < x->nphrases; i++) {
        const struct mb_phrase *a = &x->phrases[i];
        const struct mb_phrase *b = &y->phrases[i];
        assert_int_equal(a->entry, b->entry);
        assert_int_equal(a->terms, b->terms);
        assert_int_equal(a->n, b->n);
        assert_int_equal(a->next, b->next);
        assert_int_equal(a->stem, b->stem);
        assert_int_equal(a->light, b->light);
        assert_int_equal(a->hint, b->hint);
        assert_int_equal(a->exact, b->exact);
    }
    assert_int_equal(x->nterms, y->nterms);
    assert_memory_equal(x->terms, y->terms, x->nterms * sizeof *x->terms);
    assert_int_equal(x->nfirst, y->nfirst);
    assert_memory_equal(x->first, y->first, x->nfirst * sizeof *x->first);
    assert_int_equal(x->whose == NULL, y->whose == NULL);
    if (x->whose != NULL)
        assert_memory_equal(x->whose, y->whose, x->nfirst * sizeof *x->whose);
}

static void test_thesaurus(void **state)
{
    (void)state;
    assert_true(carried.thesaurus.nphrases > 1000);
    assert_entries_equal(&written.thesaurus, &carried.thesaurus);
    assert_phrases_equal(&written.thesaurus, &carried.thesaurus);
}

static void test_acts(void **state)
{
    (void)state;
    assert_non_null(carried.acts.whose);
    assert_entries_equal(&written.acts, &carried.acts);
    assert_phrases_equal(&written.acts, &carried.acts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_thesaurus),
        cmocka_unit_test(test_acts),
        cmocka_unit_test(test_words_are_found),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
