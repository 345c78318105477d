/* Loading copies what holds pointers: the vocabulary and the few hundred
 * entries. Printing writes each table as an array of C; its rows are put down
 * by one function a kind.
 */
#include "assurance/lexicon_image.h"

/* ------------------------------------------------------------------ load */

static enum mb_status load(const struct mb_lexicon_image *image,
                           struct mb_arena *arena, struct mb_lexicon *ret,
                           struct mb_err *err)
{
    const struct mb_implied *relation = image->relations;
    const char *name = image->names;
    uint32_t n = image->lexicon.nentries;
    struct mb_lex_entry *entries = mb_arena_alloc(arena, n, sizeof *entries);
    if (entries == NULL)
        return mb_arena_status(arena, err);
    for (uint32_t i = 0; i < n; i++) {
        const struct mb_lexicon_image_entry *e = &image->entries[i];
        const struct mb_implied *excluded = relation + e->nimplied;
        const struct mb_implied *joined = excluded + e->nexcluded;
        entries[i] = (struct mb_lex_entry){.name = {name, e->name},
                                           .kind = e->kind,
                                           .implied = relation,
                                           .nimplied = e->nimplied,
                                           .excluded = excluded,
                                           .nexcluded = e->nexcluded,
                                           .joined = joined,
                                           .njoined = e->njoined};
        relation = joined + e->njoined;
        name += e->name;
    }
    *ret = image->lexicon;
    ret->entries = entries;
    return MB_OK;
}

enum mb_status mb_lexicons_load(const struct mb_lexicons_image *image,
                                struct mb_vocab *vocab, struct mb_arena *arena,
                                struct mb_lexicon *ret_thesaurus,
                                struct mb_lexicon *ret_acts, struct mb_err *err)
{
    if (!mb_vocab_fill(vocab, image->words, image->nwords, image->texts))
        return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
    enum mb_status st = load(&image->thesaurus, arena, ret_thesaurus, err);
    return st == MB_OK ? load(&image->acts, arena, ret_acts, err) : st;
}

/* ----------------------------------------------------------------- print */

static void open_table(struct mb_buf *out, const char *type,
                       const char *lexicon, const char *table)
{
    mb_buf_printf(out, "static const %s %s_%s[] = {\n", type, lexicon, table);
}

/* An array has a member even where the table has none. */
static void close_table(struct mb_buf *out)
{
    mb_buf_puts(out, "0};\n");
}

static void put_text(struct mb_buf *out, struct mb_span s)
{
    for (size_t i = 0; i < s.len; i++)
        mb_buf_printf(out, "%d,", s.ptr[i]);
    mb_buf_putc(out, '\n');
}

static void put_numbers(struct mb_buf *out, const char *lexicon,
                        const char *table, const uint32_t *at, uint32_t n)
{
    open_table(out, "uint32_t", lexicon, table);
    for (uint32_t i = 0; i < n; i++)
        mb_buf_printf(out, "%uu,\n", at[i]);
    close_table(out);
}

static void put_phrases(struct mb_buf *out, const char *lexicon,
                        const struct mb_lexicon *lex)
{
    open_table(out, "struct mb_phrase", lexicon, "phrases");
    for (uint32_t i = 0; i < lex->nphrases; i++) {
        const struct mb_phrase *p = &lex->phrases[i];
        mb_buf_printf(out, "{%u, %u, %u, %uu, %u, %uu, %d, %d},\n", p->entry,
                      p->terms, p->n, p->next, p->stem, p->light, p->hint,
                      p->exact);
    }
    close_table(out);
}

static void put_relations(struct mb_buf *out, const struct mb_implied *at,
                          uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        mb_buf_printf(out, "{%u, %a},\n", at[i].entry, at[i].weight);
}

static void put_entries(struct mb_buf *out, const char *lexicon,
                        const struct mb_lexicon *lex)
{
    open_table(out, "struct mb_lexicon_image_entry", lexicon, "entries");
    for (uint32_t i = 0; i < lex->nentries; i++) {
        const struct mb_lex_entry *e = &lex->entries[i];
        mb_buf_printf(out, "{%d, %zu, %u, %u, %u},\n", (int)e->kind,
                      e->name.len, e->nimplied, e->nexcluded, e->njoined);
    }
    close_table(out);
    open_table(out, "struct mb_implied", lexicon, "relations");
    for (uint32_t i = 0; i < lex->nentries; i++) {
        const struct mb_lex_entry *e = &lex->entries[i];
        put_relations(out, e->implied, e->nimplied);
        put_relations(out, e->excluded, e->nexcluded);
        put_relations(out, e->joined, e->njoined);
    }
    close_table(out);
    open_table(out, "char", lexicon, "names");
    for (uint32_t i = 0; i < lex->nentries; i++)
        put_text(out, lex->entries[i].name);
    close_table(out);
}

static void put_whose(struct mb_buf *out, const char *lexicon,
                      const struct mb_lexicon *lex)
{
    open_table(out, "uint64_t", lexicon, "whose");
    for (uint32_t i = 0; lex->whose != NULL && i < lex->nfirst; i++)
        mb_buf_printf(out, "0x%llxu,\n", (unsigned long long)lex->whose[i]);
    close_table(out);
}

static void put_lexicon(struct mb_buf *out, const char *name,
                        const struct mb_lexicon *lex)
{
    put_phrases(out, name, lex);
    put_numbers(out, name, "terms", lex->terms, lex->nterms);
    put_numbers(out, name, "first", lex->first, lex->nfirst);
    put_whose(out, name, lex);
    put_entries(out, name, lex);
}

static void put_vocab(struct mb_buf *out, const struct mb_vocab *vocab)
{
    uint32_t n = mb_vocab_size(vocab);
    open_table(out, "struct mb_vocab_word", "both", "words");
    for (uint32_t i = 0; i < n; i++) {
        struct mb_vocab_word w = mb_vocab_word(vocab, i);
        mb_buf_printf(out, "{%uu, %uu, %u, %d},\n", w.stem, w.light, w.len,
                      w.common);
    }
    close_table(out);
    open_table(out, "char", "both", "texts");
    for (uint32_t i = 0; i < n; i++)
        put_text(out, mb_vocab_stem(vocab, i));
    close_table(out);
}

/* The member of mb_lexicons_image that such a lexicon is. */
static void put_member(struct mb_buf *out, const char *name,
                       const struct mb_lexicon *lex)
{
    mb_buf_printf(out,
                  "    .%s = {.lexicon = {.nentries = %u, .nphrases = %u,\n"
                  "        .phrases = %s_phrases, .terms = %s_terms,\n"
                  "        .first = %s_first, .nfirst = %u, .nterms = %u,\n",
                  name, lex->nentries, lex->nphrases, name, name, name,
                  lex->nfirst, lex->nterms);
    if (lex->whose != NULL)
        mb_buf_printf(out, "        .whose = %s_whose", name);
    mb_buf_printf(out,
                  "},\n        .entries = %s_entries,\n"
                  "        .relations = %s_relations, .names = %s_names},\n",
                  name, name, name);
}

static void put_all(struct mb_buf *out, const struct mb_lexicon *thesaurus,
                    const struct mb_lexicon *acts, const struct mb_vocab *vocab)
{
    mb_buf_puts(out, "#include \"assurance/lexicon_image.h\"\n");
    put_lexicon(out, "thesaurus", thesaurus);
    put_lexicon(out, "acts", acts);
    put_vocab(out, vocab);
    mb_buf_puts(out, "const struct mb_lexicons_image mb_lexicons_image = {\n");
    put_member(out, "thesaurus", thesaurus);
    put_member(out, "acts", acts);
    mb_buf_printf(out,
                  "    .words = both_words, .nwords = %u, "
                  ".texts = both_texts};\n",
                  mb_vocab_size(vocab));
}

enum mb_status mb_lexicons_print(struct mb_buf *out, struct mb_err *err)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_vocab *vocab = mb_vocab_new();
    struct mb_lexicon thesaurus;
    struct mb_lexicon acts;
    enum mb_status st = MB_ERR_NOMEM;
    if (arena == NULL || vocab == NULL)
        mb_err_set(err, st, "out of memory");
    else
        st = mb_lexicon_read("thesaurus", mb_lexicon_builtin("thesaurus"),
                             vocab, arena, &thesaurus, err);
    if (st == MB_OK)
        st = mb_lexicon_read("acts", mb_lexicon_builtin("acts"), vocab, arena,
                             &acts, err);
    if (st == MB_OK)
        put_all(out, &thesaurus, &acts, vocab);
    if (st == MB_OK)
        st = mb_buf_status(out, err);
    mb_vocab_free(vocab);
    mb_arena_free(arena);
    return st;
}
