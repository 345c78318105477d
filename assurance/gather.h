/* Private: cases out of the store.
 *
 * The clauses of one matter are one case, with the words around each of them
 * in the document that is preferred; a clause without a matter makes a case
 * with the others of its agenda item. A matter without clauses is read from
 * the documents that are about it.
 */
#ifndef MB_ASSURANCE_GATHER_H
#define MB_ASSURANCE_GATHER_H

#include "assurance/link.h"
#include "store/query.h"

/* A case and whose it is. */
struct mb_gathered {
    struct mb_case cas;
    struct mb_clause_row *clauses; /* of it; borrowed from the rows */
    uint32_t nclauses;             /* 0 for a matter without clauses */
    int64_t matter;
    struct mb_arena *arena; /* of the case; cleared for the next one */
};

/* Called for each case; what it is given lives during the call. */
typedef enum mb_status mb_gather_fn(void *user, const struct mb_gathered *g,
                                    struct mb_err *err);

struct mb_gather {
    struct mb_store *store;
    struct mb_linker *linker;
    mb_gather_fn *each;
    void *user;
};

/* Sort rows into cases and call `each` for every one. The order of rows is
 * changed. MB_ERR_NOMEM, the store's errors, and what `each` returns. */
enum mb_status mb_gather_cases(const struct mb_gather *gather,
                               struct mb_clause_rows *rows,
                               struct mb_err *err) MB_MUST_CHECK;

/* The same for matters of which no clause is known: the words of the
 * documents that are about one are its case. */
enum mb_status mb_gather_bare(const struct mb_gather *gather,
                              const struct mb_bare_matters *rows,
                              struct mb_err *err) MB_MUST_CHECK;

/* What the register's words are, for the linker; borrows the store. */
enum mb_status mb_gather_register(struct mb_store *store,
                                  struct mb_linker_register *ret,
                                  struct mb_err *err) MB_MUST_CHECK;

/* Where a quote stands in a text, white space aside, at or after `from`.
 * False where it does not. */
bool mb_quote_locate(struct mb_span text, uint32_t from, struct mb_span quote,
                     uint32_t *ret_start, uint32_t *ret_end);

#endif
