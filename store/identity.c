/* Keys are made of folded text, so that case, punctuation, quotes and line
 * breaks never make two of one. Similarity counts words, because a clerk sees
 * a changed word, not changed letters. */
#include "store/identity.h"

#include "base/hash.h"
#include "base/utf8.h"

#include <string.h>

#define LCS_WORDS_MAX 2000
#define COUNTS        4096

/* Lower case for Latin letters; others are kept as they are. */
static uint32_t lower(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7))
        return c + 32;
    if (c >= 0x100 && c <= 0x137)
        return c | 1;
    if (c >= 0x139 && c <= 0x148)
        return c + (c & 1);
    if (c >= 0x14A && c <= 0x177)
        return c | 1;
    return c;
}

enum fold_class { FOLD_KEEP, FOLD_SPACE, FOLD_NOTHING };

static enum fold_class fold_class(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? FOLD_KEEP
               : c == '\''                                      ? FOLD_NOTHING
                                                                : FOLD_SPACE;
    if (c == 0x2019 || c == 0x2018 || c == 0xAD) /* apostrophes, soft hyphen */
        return FOLD_NOTHING;
    if (c < 0xC0 || c == 0xD7 || c == 0xF7)
        return c == 0xAA || c == 0xB5 || c == 0xBA ? FOLD_KEEP : FOLD_SPACE;
    if ((c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3003)
        || (c >= 0xE000 && c <= 0xF8FF) || c == 0xFEFF || c == 0xFFFD)
        return FOLD_SPACE; /* punctuation, symbols, private use */
    return FOLD_KEEP;
}

static void fold_space(struct mb_buf *out, size_t from)
{
    if (out->len > from && out->ptr[out->len - 1] != ' ')
        mb_buf_putc(out, ' ');
}

void mb_fold(struct mb_span s, struct mb_buf *out)
{
    size_t from = out->len;

    for (size_t i = 0; i < s.len;) {
        size_t len = 1;
        uint32_t c = (unsigned char)s.ptr[i];
        if (c >= 0x80)
            c = mb_utf8_decode(s, i, &len);
        i += len;
        if (c == '&') {
            fold_space(out, from);
            mb_buf_puts(out, "and ");
            continue;
        }
        c = lower(c);
        switch (fold_class(c)) {
        case FOLD_KEEP:
            if (c < 0x80)
                mb_buf_putc(out, (char)c);
            else
                mb_utf8_put(out, c);
            break;
        case FOLD_SPACE:
            fold_space(out, from);
            break;
        case FOLD_NOTHING:
            break;
        }
    }
    if (out->len > from && out->ptr[out->len - 1] == ' ')
        out->ptr[--out->len] = '\0';
}

struct mb_span mb_fold_key(struct mb_span s, struct mb_arena *arena)
{
    struct mb_buf buf = MB_BUF_INIT;
    struct mb_span key;

    mb_fold(s, &buf);
    key = mb_arena_dup(arena, mb_buf_span(&buf));
    mb_buf_done(&buf);
    return key;
}

/* s without the word `word` in front (or behind), and the space between. */
static struct mb_span without_first(struct mb_span s, struct mb_span word)
{
    if (s.len > word.len && mb_span_starts(s, word) && s.ptr[word.len] == ' ')
        return mb_span_sub(s, word.len + 1, s.len);
    return s;
}

static struct mb_span without_last(struct mb_span s, struct mb_span word)
{
    if (s.len > word.len && mb_span_ends(s, word)
        && s.ptr[s.len - word.len - 1] == ' ')
        return mb_span_sub(s, 0, s.len - word.len - 1);
    return s;
}

struct mb_span mb_body_key(struct mb_span body, struct mb_span authority_key,
                           struct mb_arena *arena)
{
    struct mb_span key = mb_fold_key(body, arena);

    key = without_first(key, MB_SPAN_LIT("the"));
    if (authority_key.len > 0)
        key = without_first(key, authority_key);
    key = without_first(key, MB_SPAN_LIT("the"));
    return without_last(key, MB_SPAN_LIT("meeting"));
}

static bool in_table(struct mb_span word, const char *const *table, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (mb_span_eq(word, mb_span_str(table[i])))
            return true;
    return false;
}

/* Titles and letters of honour in use in the United Kingdom and Ireland. */
static const char *const honorifics[] = {
    "mr",        "mrs",        "miss",     "ms",         "mx",          "dr",
    "cllr",      "cllrs",      "clr",      "councillor", "councillors", "sir",
    "dame",      "lady",       "lord",     "baroness",   "baron",       "prof",
    "professor", "rev",        "revd",     "reverend",   "rt",          "hon",
    "right",     "honourable", "alderman", "ald",        "the",         "canon",
    "county",    "borough",
};
static const char *const letters[] = {
    "obe", "mbe", "cbe", "kbe", "qpm", "dl",  "jp",   "mp",
    "ms",  "msp", "mla", "kc",  "qc",  "phd", "frsa", "bem",
    "cvo", "td",  "esq", "ba",  "ma",  "msc", "mep",  "ceng",
};

struct mb_span mb_person_key(struct mb_span name, struct mb_arena *arena)
{
    size_t bracket = mb_span_find(name, MB_SPAN_LIT("("));
    struct mb_span key = mb_fold_key(
        mb_span_sub(name, 0, bracket > 0 ? bracket : name.len), arena);
    struct mb_span word;

    for (;;) {
        struct mb_span rest = mb_span_cut(key, ' ', &word);
        if (rest.ptr == NULL
            || !in_table(word, honorifics,
                         sizeof honorifics / sizeof honorifics[0]))
            break;
        key = rest;
    }
    for (;;) {
        size_t at = key.len;
        while (at > 0 && key.ptr[at - 1] != ' ')
            at--;
        word = mb_span_sub(key, at, key.len);
        if (at == 0
            || !in_table(word, letters, sizeof letters / sizeof letters[0]))
            return key;
        key = mb_span_sub(key, 0, at - 1);
    }
}

struct mb_span mb_label_key(struct mb_span s, struct mb_arena *arena)
{
    char *out = mb_arena_alloc(arena, s.len + 1, 1);
    size_t n = 0;

    if (out == NULL)
        return MB_SPAN_NULL;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '|')
            continue;
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    while (n > 0 && (out[n - 1] == '.' || out[n - 1] == ':'))
        n--;
    return (struct mb_span){out, n};
}

enum mb_status mb_record_id(const struct mb_record_key *key,
                            struct mb_buf *scratch,
                            char ret_id[MB_RECORD_ID_SIZE], struct mb_err *err)
{
    unsigned char digest[MB_SHA256_BYTES];
    enum mb_status st;

    mb_buf_clear(scratch);
    mb_buf_put(scratch, key->scope);
    mb_buf_putc(scratch, '|');
    mb_buf_put(scratch, key->item);
    mb_buf_putc(scratch, '|');
    mb_buf_put(scratch, key->label);
    mb_buf_putc(scratch, '|');
    mb_buf_put(scratch, key->text);
    mb_buf_printf(scratch, "|%u", key->n);
    st = mb_buf_status(scratch, err);
    if (st == MB_OK)
        st = mb_sha256(mb_buf_span(scratch), digest, err);
    if (st != MB_OK)
        return st;
    memcpy(ret_id, "MB-", 3);
    mb_base32_put(digest, sizeof digest, ret_id + 3, MB_RECORD_ID_SIZE - 4);
    return MB_OK;
}

/* Words as hashes (FNV-1a): a collision makes two words look equal, which
 * moves a similarity by one word in four billion. */
bool mb_hashed_fill(struct mb_hashed *text, struct mb_arena *arena)
{
    struct mb_span s = text->text;
    uint32_t *words;
    uint32_t n = 1;

    if (text->words != NULL)
        return true;
    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] == ' ';
    words = mb_arena_alloc(arena, n, sizeof *words);
    if (words == NULL)
        return false;
    n = 0;
    for (size_t i = 0; i < s.len; i++) {
        size_t from = i;
        while (i < s.len && s.ptr[i] != ' ')
            i++;
        words[n++] = mb_span_hash(mb_span_sub(s, from, i));
    }
    text->words = words;
    text->nwords = n;
    return true;
}

static uint32_t lcs(const uint32_t *a, uint32_t na, const uint32_t *b,
                    uint32_t nb, uint32_t *row)
{
    uint32_t length;

    for (uint32_t i = 0; i < na; i++) {
        uint32_t diagonal = 0;
        for (uint32_t j = 0; j < nb; j++) {
            uint32_t above = row[j + 1];
            if (a[i] == b[j])
                row[j + 1] = diagonal + 1;
            else if (row[j] > above)
                row[j + 1] = row[j];
            diagonal = above;
        }
    }
    length = row[nb];
    memset(row, 0, (nb + 1) * sizeof *row);
    return length;
}

/* Words in common, whatever their order: an upper bound of the LCS. */
static uint32_t overlap(const struct mb_hashed *a, const struct mb_hashed *b,
                        uint32_t *counts)
{
    uint32_t common = 0;

    for (uint32_t i = 0; i < a->nwords; i++)
        counts[a->words[i] & (COUNTS - 1)]++;
    for (uint32_t j = 0; j < b->nwords; j++) {
        uint32_t *count = &counts[b->words[j] & (COUNTS - 1)];
        if (*count > 0) {
            (*count)--;
            common++;
        }
    }
    for (uint32_t i = 0; i < a->nwords; i++)
        counts[a->words[i] & (COUNTS - 1)] = 0;
    return common;
}

double mb_hashed_similarity(const struct mb_hashed *a,
                            const struct mb_hashed *b, double least,
                            uint32_t *room)
{
    uint32_t na = a->nwords;
    uint32_t nb = b->nwords;
    uint32_t common = na < nb ? na : nb;
    double most;

    if (mb_span_eq(a->text, b->text) || (a->text.len == 0 && b->text.len == 0))
        return 1.0;
    if (na + nb == 0)
        return 0.0;
    most = 2.0 * common / (na + nb);
    if (most < least)
        return most;
    common = overlap(a, b, room);
    most = 2.0 * common / (na + nb);
    if (most < least || most < 0.4 || na >= LCS_WORDS_MAX
        || nb >= LCS_WORDS_MAX)
        return most;
    return 2.0 * lcs(a->words, na, b->words, nb, room) / (na + nb);
}

double mb_similarity(struct mb_span a, struct mb_span b,
                     struct mb_arena *scratch)
{
    struct mb_hashed ha = {.text = a};
    struct mb_hashed hb = {.text = b};
    uint32_t *room = mb_arena_alloc(scratch, MB_SIMILARITY_ROOM, sizeof *room);

    if (room == NULL || !mb_hashed_fill(&ha, scratch)
        || !mb_hashed_fill(&hb, scratch))
        return 0.0;
    return mb_hashed_similarity(&ha, &hb, 0, room);
}

int mb_document_rank(const char *kind, struct mb_span state)
{
    static const struct {
        const char *kind;
        int rank;
    } ranks[] = {
        {"minutes", 2},     {"decision", 3}, {"meeting", 4},
        {"agenda_item", 5}, {"issue", 6},    {"decision_list", 7},
    };

    if (strcmp(kind, "minutes") == 0 && state.ptr != NULL
        && !mb_span_eq(state, MB_SPAN_LIT("draft")))
        return 1;
    for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++)
        if (strcmp(kind, ranks[i].kind) == 0)
            return ranks[i].rank;
    return 9;
}
