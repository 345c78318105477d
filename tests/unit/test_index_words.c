/* The index's words come from memory, and are those of FTS5's own tokenizer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/buf.h"
#include "store/words.h"

/* Every word of the texts with its place, as the index has it. */
static void index_of(const char *const *texts, size_t n, bool own,
                     struct mb_buf *out)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    if (own)
        assert_int_equal(mb_words_register(db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "CREATE VIRTUAL TABLE t USING fts5 (text, tokenize ="
                     " 'porter unicode61 remove_diacritics 2');"
                     "CREATE VIRTUAL TABLE v USING fts5vocab (t, instance)",
                     NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db, "INSERT INTO t VALUES (?1)", -1, &stmt, NULL),
        SQLITE_OK);
    for (size_t i = 0; i < 2 * n; i++) { /* the second time from memory */
        sqlite3_bind_text(stmt, 1, texts[i % n], -1, SQLITE_STATIC);
        assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
        sqlite3_reset(stmt);
    }
    sqlite3_finalize(stmt);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT term, doc, offset FROM v"
                                        " ORDER BY 2, 3",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        mb_buf_printf(out, "%s %d %d\n", sqlite3_column_text(stmt, 0),
                      sqlite3_column_int(stmt, 1), sqlite3_column_int(stmt, 2));
    sqlite3_finalize(stmt);
    /* where a word stands in its text */
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "SELECT highlight (t, 0, '<', '>') FROM t"
                           " WHERE t MATCH 'council OR caf\303\251 OR plan'"
                           " ORDER BY rowid",
                           -1, &stmt, NULL),
        SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        mb_buf_printf(out, "%s\n", sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void same_words(const char *const *texts, size_t n)
{
    struct mb_buf theirs = MB_BUF_INIT, ours = MB_BUF_INIT;

    index_of(texts, n, false, &theirs);
    index_of(texts, n, true, &ours);
    assert_true(theirs.len > 0);
    assert_string_equal(ours.ptr, theirs.ptr);
    mb_buf_done(&theirs);
    mb_buf_done(&ours);
}

static void test_words(void **state)
{
    static const char *const texts[] = {
        "The Council\342\200\231s plans were PLANNED; planning, a plan\n",
        "caf\303\251s Caf\303\251 cafe\314\201 CAFE\314\201 \314\201cafe",
        "\302\243500k 23/00091 10:30am A&B co-operate  \t e-mail",
        "relational conditional generalisations hopefulness a as is sses",
        "antidisestablishmentarianism Donaudampfschifffahrtselektrizitaeten"
        "hauptbetriebswerkbauunterbeamtengesellschaft councils",
        "x y z 0 00 000 i\314\207 \304\260stanbul na\303\257ve "
        "\342\204\242tm tm\342\204\242 \357\254\201nance \316\221\316\262\316\263",
        "under_score dot.com apostrophe's \"quoted\" (bracketed) 50%",
        "\377 broken \303 bytes\200 here \xe2\x80 council",
        "",
    };

    (void)state;
    same_words(texts, sizeof texts / sizeof texts[0]);
}

/* So many different words that they take each other's places. */
static void test_many(void **state)
{
    static const char *const endings[] = {"",    "s",  "ing",     "ed",
                                          "ER",  "ly", "ness",    "ations",
                                          "ful", "y",  "\303\251"};
    struct mb_buf text = MB_BUF_INIT;
    uint32_t r = 1;

    (void)state;
    for (int i = 0; i < 40000; i++) {
        r = r * 1664525u + 1013904223u;
        mb_buf_printf(&text, "%c%c%x%s ", 'a' + (r >> 8) % 26,
                      'A' + (r >> 13) % 26, r >> 20,
                      endings[(r >> 4) % (sizeof endings / sizeof *endings)]);
    }
    same_words((const char *const[]){text.ptr}, 1);
    mb_buf_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests_name("words of the index", tests, NULL, NULL);
}
