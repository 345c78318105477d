/* Most words of minutes are the same few thousand, and to fold and stem them
 * takes a third of what indexing costs. So FTS5's own tokenizer is asked once
 * for each; after that its answer is in a table, by the word as it is written.
 *
 * FTS5 has ASCII's letters and digits as parts of words and the rest of ASCII
 * between them. Text is cut there: a piece without a byte of ASCII's upper
 * half is one word; any other, and what is too long for the table, is left to
 * the tokenizer, which cannot tell that it sees a piece.
 */
#include "store/words.h"

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 8192, WORD_MAX = 22 }; /* slots: a power of two */

struct word {
    uint8_t len; /* 0: free */
    uint8_t stem_len;
    char text[WORD_MAX];
    char stem[WORD_MAX];
};

struct words {
    const fts5_tokenizer *porter;
    Fts5Tokenizer *handle;
    struct word *table;
};

struct original { /* FTS5's own, that this stands before */
    fts5_tokenizer porter;
    void *context;
};

typedef int token_fn(void *, int, const char *, int, int, int);

static int create(void *context, const char **args, int nargs,
                  Fts5Tokenizer **ret)
{
    const struct original *o = context;
    struct words *w = calloc(1, sizeof *w);
    int rc = SQLITE_NOMEM;

    if (w == NULL)
        return rc;
    w->porter = &o->porter;
    w->table = calloc(SLOTS, sizeof *w->table);
    if (w->table != NULL)
        rc = o->porter.xCreate(o->context, args, nargs, &w->handle);
    if (rc != SQLITE_OK) {
        free(w->table);
        free(w);
        return rc;
    }
    *ret = (Fts5Tokenizer *)w;
    return SQLITE_OK;
}

static void delete (Fts5Tokenizer *handle)
{
    struct words *w = (struct words *)handle;

    w->porter->xDelete(w->handle);
    free(w->table);
    free(w);
}

/* A piece's tokens, where they stand in the whole text. */
struct piece {
    void *ctx;
    token_fn *token;
    int at;
};

static int hand_on(void *ctx, int flags, const char *token, int len, int start,
                   int end)
{
    const struct piece *p = ctx;

    return p->token(p->ctx, flags, token, len, p->at + start, p->at + end);
}

/* What FTS5 makes of a word, where it is one word to it, too. */
struct answer {
    struct word *word;
    int n;
};

static int remember(void *ctx, int flags, const char *token, int len, int start,
                    int end)
{
    struct answer *a = ctx;

    a->n++;
    if (flags != 0 || len < 1 || len > WORD_MAX || start != 0
        || end != a->word->len)
        a->n = 2; /* not as it should be */
    if (a->n == 1) {
        memcpy(a->word->stem, token, (size_t)len);
        a->word->stem_len = (uint8_t)len;
    }
    return SQLITE_OK;
}

static const struct word *look_up(struct words *w, const char *text, int len)
{
    uint32_t hash = mb_span_hash((struct mb_span){text, (size_t)len});
    struct word *word;
    struct answer answer = {NULL, 0};

    word = &w->table[(hash ^ hash >> 15) & (SLOTS - 1)];
    if (word->len == len && memcmp(word->text, text, (size_t)len) == 0)
        return word;
    answer.word = word;
    word->len = (uint8_t)len;
    memcpy(word->text, text, (size_t)len);
    if (w->porter->xTokenize(w->handle, &answer, FTS5_TOKENIZE_DOCUMENT, text,
                             len, remember)
            == SQLITE_OK
        && answer.n == 1)
        return word;
    word->len = 0;
    return NULL;
}

static bool is_part(unsigned char c)
{
    return c >= 0x80 || (c >= '0' && c <= '9')
           || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static int tokenize(Fts5Tokenizer *handle, void *ctx, int flags,
                    const char *text, int len, token_fn *token)
{
    struct words *w = (struct words *)handle;
    int rc = SQLITE_OK;

    for (int i = 0; rc == SQLITE_OK && i < len;) {
        struct piece piece = {ctx, token, i};
        const struct word *word = NULL;
        unsigned char high = 0;
        int n = 0;
        while (i + n < len && is_part((unsigned char)text[i + n]))
            high |= (unsigned char)text[i + n++];
        if (n > 0 && n <= WORD_MAX && high < 0x80)
            word = look_up(w, text + i, n);
        if (word != NULL)
            rc = token(ctx, 0, word->stem, word->stem_len, i, i + n);
        else if (n > 0)
            rc = w->porter->xTokenize(w->handle, &piece, flags, text + i, n,
                                      hand_on);
        i += n + 1;
    }
    return rc;
}

static fts5_api *api_of(sqlite3 *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v2(db, "SELECT fts5 (?1)", -1, &stmt, NULL)
        == SQLITE_OK) {
        sqlite3_bind_pointer(stmt, 1, (void *)&api, "fts5_api_ptr", NULL);
        sqlite3_step(stmt);
    }
    sqlite3_finalize(stmt);
    return api;
}

int mb_words_register(sqlite3 *db)
{
    fts5_tokenizer own = {create, delete, tokenize};
    fts5_api *api = api_of(db);
    struct original *o;

    if (api == NULL)
        return SQLITE_ERROR;
    o = calloc(1, sizeof *o);
    if (o == NULL)
        return SQLITE_NOMEM;
    if (api->xFindTokenizer(api, "porter", &o->context, &o->porter)
        != SQLITE_OK) {
        free(o);
        return SQLITE_ERROR;
    }
    if (api->xCreateTokenizer(api, "porter", o, &own, free) != SQLITE_OK) {
        free(o);
        return SQLITE_NOMEM;
    }
    return SQLITE_OK;
}
