/* Documents into the register: what `ingest` does with files that are named
 * and with those that lie in an inbox. */
#ifndef MB_CLI_TAKING_H
#define MB_CLI_TAKING_H

#include "cli/input.h"
#include "cli/session.h"

struct mb_taking {
    const char *root; /* as of mb_input_open */
    struct mb_cli *cli;
    struct mb_session *session;
    /* Told of every document, in the order of the inputs: taken, or why not.
     * NULL: nobody asks. */
    void (*told)(void *context, struct mb_span path, const struct mb_err *why);
    /* Everything told of so far is on disk. */
    void (*safe)(void *context);
    void *context;
    /* counted on the way */
    uint32_t fresh, same, again, refused, withdrawn;
};

/* Take the documents of `inputs`: read by workers, stored a savepoint each.
 * What is held already, read by the rules in force, costs one look-up. One
 * that cannot be read is said in one line and noted in the register, and the
 * others go on. With cli->dry_run nothing is stored.
 *
 * Returns MB_EXIT_OK, or with a message said why there was no start or no
 * going on; a refused document worsens cli->worst. */
enum mb_exit mb_take_documents(struct mb_taking *taking,
                               const struct mb_inputs *inputs);

#endif
