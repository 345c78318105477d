/* From operands to parsed documents, for every command that reads some.
 *
 * Files are opened and hashed here; what is in them is read by confined
 * workers (parser/worker.h). Results come in the order of the operands.
 */
#ifndef MB_CLI_LOAD_H
#define MB_CLI_LOAD_H

#include "cli/input.h"
#include "parser/worker.h"

/* What a command does with what is loaded. Everything handed over lives only
 * during the call. A function that returns false ends the loading. */
struct mb_loader {
    const char *root; /* as of mb_input_open */
    /* Is this document to be parsed at all? NULL: every one. err says why it
     * cannot be told; *ret_wanted is set where the result is MB_OK. */
    enum mb_status (*wanted)(void *context, const struct mb_source *source,
                             bool *ret_wanted, struct mb_err *err);
    bool (*parsed)(void *context, const struct mb_source *source,
                   const struct mb_document *doc);
    /* The workers, before the first document; NULL when there are none any
     * more. NULL: of no interest. */
    void (*pool)(void *context, struct mb_pool *pool);
    /* All are handed over, and `left` of them are not parsed yet: time for
     * what else there is to do. NULL: nothing. */
    bool (*all_given)(void *context, uint32_t left);
    /* It could not be read; the message is the command's to say. */
    bool (*refused)(void *context, struct mb_span path,
                    const struct mb_err *err);
    const struct mb_rules *rules; /* needed for --jobs 0; NULL: loaded then */
    bool text_only; /* no records are wanted, only what the reader makes */
    void *context;
};

/* Load every document of `inputs`. Returns MB_EXIT_OK, or with a message said
 * why there could be no start or no going on. */
enum mb_exit mb_load_all(struct mb_cli *cli, const struct mb_inputs *inputs,
                         const struct mb_loader *loader);

/* The plain case: parse all that cli's operands name and hand each over (with
 * `text_only` no more than its text); one that cannot be read is said in one
 * line and worsens cli->worst. */
typedef void mb_document_fn(void *context, const struct mb_source *source,
                            const struct mb_document *doc);
enum mb_exit mb_load_each(struct mb_cli *cli, bool text_only,
                          mb_document_fn *fn, void *context);

#endif
