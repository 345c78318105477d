/* Words of the full-text index, found faster. Inside store/ only. */
#ifndef MB_STORE_WORDS_H
#define MB_STORE_WORDS_H

#include <sqlite3.h>

/* Have FTS5's tokenizer `porter` answered from memory, on this connection:
 * the same words of the same text, so that the index is what any other
 * SQLite makes and reads. Returns SQLITE_OK, or why it stays as it was. */
int mb_words_register(sqlite3 *db);

#endif
