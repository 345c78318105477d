/* From operands to parsed documents, for every command that reads some. */
#ifndef MB_CLI_LOAD_H
#define MB_CLI_LOAD_H

#include "cli/cli.h"

/* What is done with a document; it lives only during the call. */
typedef void mb_document_fn(void *context, const struct mb_document *doc);

/* Parse every document that the operands name, in order, and hand each over.
 * One that cannot be read is said in one line and worsens cli->worst; the
 * others go on. Returns MB_EXIT_OK, or why there could be no start. */
enum mb_exit mb_load_each(struct mb_cli *cli, mb_document_fn *fn,
                          void *context);

#endif
