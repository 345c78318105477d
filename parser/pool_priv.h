/* What the pool and its workers say to each other. Private to these two. */
#ifndef MB_PARSER_POOL_PRIV_H
#define MB_PARSER_POOL_PRIV_H

#include "parser/worker.h"

#define MB_TEXT_NOT_GIVEN UINT32_MAX

/* How many documents a worker may have in hand at once. */
#define MB_WORKER_TOGETHER MB_RULES_TOGETHER

/* Then the house's name and the folder with the configuration. */
struct mb_hello {
    struct mb_limits limits;
    enum mb_tracked tracked;
    uint32_t books;     /* 1: it will read workbooks, and needs no rules */
    uint32_t brief;     /* 1: it will read little: no machine code is made */
    uint32_t text_only; /* 1: no more than the reader, which needs none */
    uint32_t house_len;
    uint32_t config_len;
};

/* Then the name and the URI; the first descriptor is the document, the second,
 * where there is one, a PDF's layout. */
struct mb_task_head {
    char sha256[65];
    uint32_t media;
    uint32_t name_len;
    uint32_t uri_len;
};

/* Then the name of the sheet that comes first; the descriptor is the file. */
struct mb_book_head {
    uint32_t first_len;
};

#endif
