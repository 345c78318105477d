/* Tokens, stems and the vocabulary.
 *
 * The vocabulary is a hash table with open addressing over stems that live in
 * one growing arena; numbers are given in order of first sight. Tokens are
 * made in one pass: a word is folded to lower case, its possessive dropped,
 * then stemmed. Letters beyond ASCII are taken as they are, so that a name
 * with an accent is one word, never stemmed.
 */
#include "assurance/terms.h"

#include "assurance/stem.h"

#include <stdlib.h>
#include <string.h>

/* A word or stem; what the word's own stem is and whether it is common is
 * worked out once. */
struct entry {
    struct mb_span text;
    uint32_t stem;  /* number of its stem, or MB_TERM_NONE if not known yet */
    uint32_t light; /* the same without its inflection alone */
    bool common;
};

struct mb_vocab {
    struct mb_arena *arena;
    struct entry *entries;
    uint32_t n;
    uint32_t size;
    uint32_t *slots; /* number + 1; 0 is free */
    uint32_t nslots; /* a power of two */
};

struct mb_vocab *mb_vocab_new(void)
{
    struct mb_vocab *v = calloc(1, sizeof *v);
    if (v == NULL)
        return NULL;
    v->arena = mb_arena_new(0);
    v->nslots = 4096;
    v->slots = calloc(v->nslots, sizeof *v->slots);
    if (v->arena == NULL || v->slots == NULL) {
        mb_vocab_free(v);
        return NULL;
    }
    return v;
}

void mb_vocab_free(struct mb_vocab *vocab)
{
    if (vocab == NULL)
        return;
    mb_arena_free(vocab->arena);
    free(vocab->entries);
    free(vocab->slots);
    free(vocab);
}

uint32_t mb_vocab_size(const struct mb_vocab *vocab)
{
    return vocab->n;
}

struct mb_span mb_vocab_stem(const struct mb_vocab *vocab, uint32_t term)
{
    return term < vocab->n ? vocab->entries[term].text : MB_SPAN_NULL;
}

struct mb_vocab_word mb_vocab_word(const struct mb_vocab *vocab, uint32_t term)
{
    const struct entry *e = &vocab->entries[term];
    return (struct mb_vocab_word){e->stem, e->light, (uint32_t)e->text.len,
                                  e->common};
}

static uint32_t hash(struct mb_span s)
{
    uint32_t h = 2166136261U; /* FNV-1a */
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 16777619U;
    return h;
}

/* Hang the words into that many slots. */
static bool rehash(struct mb_vocab *v, uint32_t nslots)
{
    uint32_t *slots = calloc(nslots, sizeof *slots);
    if (slots == NULL)
        return false;
    for (uint32_t i = 0; i < v->n; i++) {
        uint32_t at = hash(v->entries[i].text) & (nslots - 1);
        while (slots[at] != 0)
            at = (at + 1) & (nslots - 1);
        slots[at] = i + 1;
    }
    free(v->slots);
    v->slots = slots;
    v->nslots = nslots;
    return true;
}

static bool grow(struct mb_vocab *v, uint32_t size)
{
    struct entry *entries = realloc(v->entries, size * sizeof *entries);
    if (entries == NULL)
        return false;
    v->entries = entries;
    v->size = size;
    return true;
}

bool mb_vocab_fill(struct mb_vocab *vocab, const struct mb_vocab_word *words,
                   uint32_t n, const char *texts)
{
    uint32_t nslots = vocab->nslots;
    while (n * 2 >= nslots)
        nslots *= 2;
    if (!grow(vocab, nslots / 2))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        vocab->entries[i] = (struct entry){{texts, words[i].len},
                                           words[i].stem,
                                           words[i].light,
                                           words[i].common};
        texts += words[i].len;
    }
    vocab->n = n;
    return rehash(vocab, nslots);
}

/* The number of a stem, new or old; MB_TERM_NONE if memory ran out. */
static uint32_t intern(struct mb_vocab *v, struct mb_span stem)
{
    if (v->n * 2 >= v->nslots && !rehash(v, v->nslots * 2))
        return MB_TERM_NONE;
    uint32_t at = hash(stem) & (v->nslots - 1);
    for (; v->slots[at] != 0; at = (at + 1) & (v->nslots - 1))
        if (mb_span_eq(v->entries[v->slots[at] - 1].text, stem))
            return v->slots[at] - 1;
    struct mb_span own = mb_arena_dup(v->arena, stem);
    if (own.ptr == NULL
        || (v->n == v->size && !grow(v, v->size == 0 ? 2048 : v->size * 2)))
        return MB_TERM_NONE;
    v->entries[v->n] = (struct entry){own, MB_TERM_NONE, MB_TERM_NONE, false};
    v->slots[at] = ++v->n;
    return v->n - 1;
}

/* Sorted. Words of the language and of every council's record: they say
 * nothing about what a decision is about. */
static const char *const common_words[] = {
    "a",         "about",    "above",    "across",   "after",    "again",
    "all",       "also",     "although", "am",       "among",    "an",
    "and",       "any",      "april",    "are",      "area",     "around",
    "as",        "at",       "august",   "be",       "because",  "been",
    "before",    "being",    "below",    "between",  "board",    "both",
    "but",       "by",       "cabinet",  "can",      "cannot",   "committee",
    "corporate", "could",    "council",  "councils", "county",   "december",
    "decision",  "did",      "director", "do",       "does",     "down",
    "during",    "each",     "eight",    "either",   "every",    "february",
    "few",       "five",     "for",      "four",     "from",     "further",
    "had",       "has",      "have",     "he",       "her",      "here",
    "him",       "his",      "how",      "i",        "if",       "in",
    "into",      "is",       "it",       "item",     "its",      "january",
    "july",      "june",     "just",     "make",     "makes",    "making",
    "march",     "may",      "meeting",  "member",   "members",  "more",
    "most",      "must",     "my",       "new",      "nine",     "no",
    "nor",       "not",      "november", "october",  "of",       "off",
    "officer",   "officers", "on",       "once",     "one",      "only",
    "or",        "other",    "our",      "out",      "over",     "own",
    "people",    "plan",     "proposed", "report",   "resolved", "same",
    "september", "set",      "seven",    "shall",    "she",      "should",
    "six",       "so",       "some",     "such",     "ten",      "than",
    "that",      "the",      "their",    "them",     "then",     "there",
    "these",     "they",     "this",     "those",    "three",    "through",
    "to",        "too",      "two",      "under",    "until",    "up",
    "us",        "very",     "was",      "we",       "well",     "were",
    "what",      "when",     "where",    "which",    "while",    "whilst",
    "who",       "whom",     "whose",    "why",      "will",     "with",
    "within",    "would",    "year",     "years",    "you",      "your"};

static int order(const void *key, const void *entry)
{
    return strcmp(key, *(const char *const *)entry);
}

bool mb_terms_common(struct mb_span word)
{
    char low[MB_WORD_MAX + 1];
    if (word.len > MB_WORD_MAX)
        return false;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        low[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    low[word.len] = '\0';
    return bsearch(low, common_words,
                   sizeof common_words / sizeof common_words[0],
                   sizeof common_words[0], order)
           != NULL;
}

static bool letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC3;
}

static bool digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* Bytes of an apostrophe at s[at]: 1 for ', 3 for U+2019, else 0. */
static size_t apostrophe(struct mb_span s, size_t at)
{
    if (at >= s.len)
        return 0;
    if (s.ptr[at] == '\'')
        return 1;
    return s.len - at >= 3 && memcmp(s.ptr + at, "\xE2\x80\x99", 3) == 0 ? 3
                                                                         : 0;
}

/* Bytes of the letter or digit at s[at], or 0. Punctuation of U+2000..206F
 * and of Latin-1 is none. */
static size_t word_byte(struct mb_span s, size_t at)
{
    unsigned char c = (unsigned char)s.ptr[at];
    if (c < 0x80)
        return letter(c) || digit(c) ? 1 : 0;
    if (c == 0xE2 || c < 0xC3)
        return 0;
    size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    return at + n <= s.len ? n : 0;
}

/* Whether *c is a letter or digit of ASCII, which then is in lower case: most
 * are. */
static bool plain_letter(char *c)
{
    if (*c >= 'A' && *c <= 'Z')
        *c = (char)(*c + 32);
    return (*c >= 'a' && *c <= 'z') || digit((unsigned char)*c);
}

/* A word begins at *at: fill `low` with it, folded; *at moves behind it.
 * Returns its length in `low` (cut at MB_WORD_MAX). */
static size_t take_word(struct mb_span s, size_t *at, char *low)
{
    size_t len = 0;
    size_t i = *at;
    while (i < s.len) {
        char plain = s.ptr[i];
        if (plain_letter(&plain)) {
            if (len < MB_WORD_MAX)
                low[len++] = plain;
            i++;
            continue;
        }
        size_t n = word_byte(s, i);
        if (n == 0) {
            size_t apos = apostrophe(s, i);
            if (apos == 0 || i + apos >= s.len || word_byte(s, i + apos) == 0)
                break;
            i += apos;
            bool possessive = (s.ptr[i] | 32) == 's'
                              && (i + 1 >= s.len || word_byte(s, i + 1) == 0);
            if (possessive) {
                i++;
                break;
            }
            continue;
        }
        for (size_t k = 0; k < n && len + n <= MB_WORD_MAX; k++) {
            char c = s.ptr[i + k];
            low[len + k] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
        if (len + n <= MB_WORD_MAX)
            len += n;
        i += n;
    }
    *at = i;
    return len;
}

/* The number of a word's stem; MB_TERM_NONE if memory ran out. */
static uint32_t stem_of(struct mb_vocab *v, uint32_t word)
{
    char low[MB_WORD_MAX];
    struct mb_span text = v->entries[word].text;
    if (v->entries[word].stem != MB_TERM_NONE)
        return v->entries[word].stem;
    memcpy(low, text.ptr, text.len);
    uint32_t stem = intern(v, (struct mb_span){low, mb_stem(low, text.len)});
    memcpy(low, text.ptr, text.len);
    uint32_t light =
        intern(v, (struct mb_span){low, mb_stem_light(low, text.len)});
    if (light == MB_TERM_NONE)
        return light;
    v->entries[word].stem = stem; /* the entries may have moved */
    v->entries[word].light = light;
    v->entries[word].common =
        digit((unsigned char)text.ptr[0]) || mb_terms_common(text);
    return stem;
}

/* Whether the mark at s[i] keeps the words on both sides of it apart: a title
 * and what follows its dash are no phrase. Commas and hyphens do not. */
static bool divides(struct mb_span s, size_t i)
{
    switch (s.ptr[i]) {
    case ':':
    case ';':
    case '.':
    case '(':
    case ')':
        return true;
    case '-':
        return i > 0 && s.ptr[i - 1] == ' ' && i + 1 < s.len
               && s.ptr[i + 1] == ' ';
    case '\xE2': /* U+2013, U+2014 */
        return i + 2 < s.len && s.ptr[i + 1] == '\x80'
               && (s.ptr[i + 2] == '\x93' || s.ptr[i + 2] == '\x94');
    default:
        return false;
    }
}

enum mb_status mb_terms_cut(struct mb_vocab *vocab, struct mb_span text,
                            struct mb_arena *arena, struct mb_tokens *ret,
                            struct mb_err *err)
{
    char low[MB_WORD_MAX];
    struct mb_token *list = NULL;
    uint32_t n = 0;
    size_t at = 0;
    bool apart = false;
    while (at < text.len) {
        if (word_byte(text, at) == 0) {
            apart = apart || divides(text, at);
            at++;
            continue;
        }
        size_t start = at;
        size_t len = take_word(text, &at, low);
        uint32_t word = intern(vocab, (struct mb_span){low, len});
        uint32_t term = word == MB_TERM_NONE ? word : stem_of(vocab, word);
        struct mb_token *t = mb_arena_push(arena, &list, &n, sizeof *t);
        if (t == NULL)
            return mb_arena_status(arena, err);
        if (term == MB_TERM_NONE || word == MB_TERM_NONE)
            return mb_err_set(err, MB_ERR_NOMEM, "out of memory");
        char c = text.ptr[start];
        *t = (struct mb_token){.term = term,
                               .light = vocab->entries[word].light,
                               .word = word,
                               .start = (uint32_t)start,
                               .end = (uint32_t)at,
                               .content =
                                   !vocab->entries[word].common && len > 1,
                               .capital = c >= 'A' && c <= 'Z',
                               .apart = apart};
        apart = false;
    }
    *ret = (struct mb_tokens){.at = list, .n = n};
    return MB_OK;
}

/* Whether the word that ends before the stop at s[dot] is one after which a
 * sentence does not end: an initial, "Mr.", "No.", "i.e.". */
static bool abbreviation(struct mb_span s, size_t dot)
{
    static const char *const list[] = {
        "mr",  "mrs",  "ms",   "dr",  "no",  "nos", "st", "vs", "prof", "rev",
        "hon", "cllr", "para", "ref", "etc", "ie",  "eg", "cf", "inc",  "ltd"};
    size_t start = dot;
    while (start > 0 && letter((unsigned char)s.ptr[start - 1]))
        start--;
    struct mb_span word = mb_span_sub(s, start, dot);
    return word.len == 1 || MB_SPAN_ILISTED(word, list) > 0;
}

/* Whether a sentence ends with the mark at s[i]. */
static bool sentence_end(struct mb_span s, size_t i)
{
    char c = s.ptr[i];
    if (c != '.' && c != '!' && c != '?' && c != ';')
        return false;
    size_t next = i + 1;
    if (next >= s.len)
        return true;
    if (s.ptr[next] != ' ' && s.ptr[next] != '\n' && s.ptr[next] != '\t')
        return false;
    while (next < s.len && (s.ptr[next] == ' ' || s.ptr[next] == '\n'))
        next++;
    if (c == ';' || next >= s.len)
        return true;
    unsigned char n = (unsigned char)s.ptr[next];
    bool opens = (n >= 'A' && n <= 'Z') || digit(n) || n >= 0x80 || n == '"'
                 || n == '\'' || n == '(' || n == '-';
    return opens && !(c == '.' && abbreviation(s, i));
}

struct mb_span mb_terms_sentence(struct mb_span text, size_t *at)
{
    while (*at < text.len) {
        size_t start = *at;
        size_t i = start;
        while (i < text.len && !sentence_end(text, i))
            i++;
        *at = i < text.len ? i + 1 : text.len;
        struct mb_span s = mb_span_trim(mb_span_sub(text, start, *at));
        if (s.len > 0)
            return s;
    }
    return MB_SPAN_NULL;
}
