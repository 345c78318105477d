/* A register in memory that holds one document and is then forgotten: what
 * storing it would give, for commands that store nothing. */
#ifndef MB_CLI_SCRATCH_H
#define MB_CLI_SCRATCH_H

#include "cli/cli.h"
#include "parser/document.h"
#include "parser/source.h"
#include "store/store.h"

/* Open a register in memory and put the document into it, under
 * cli->authority.
 *
 * source, doc  borrowed
 *
 * *ret_store is the caller's, closed by mb_store_close. Errors are those of
 * mb_store_open and mb_store_put.
 */
enum mb_status mb_scratch_store(const struct mb_cli *cli,
                                const struct mb_source *source,
                                const struct mb_document *doc,
                                struct mb_store **ret_store,
                                struct mb_err *err) MB_MUST_CHECK;

#endif
