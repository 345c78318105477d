/* Operands that name documents: files, folders and "-".
 *
 * A folder is walked to its depths in the order of names; hidden files and
 * those that lie beside a document (a .json, a workbook, our own database) are
 * passed over there, but never when they are named.
 */
#ifndef MB_CLI_INPUT_H
#define MB_CLI_INPUT_H

#include "cli/cli.h"

struct mb_inputs {
    struct mb_span *paths; /* NUL-terminated */
    uint32_t n;
};

/* Expand operands into a list of paths in arena.
 *
 * What cannot be opened is said at once and worsens cli->worst to
 * MB_EXIT_REFUSED; a folder without a readable document is an error too.
 * MB_ERR_NOMEM.
 */
enum mb_status mb_inputs_expand(struct mb_cli *cli, char **args, int nargs,
                                struct mb_arena *arena,
                                struct mb_inputs *ret_inputs,
                                struct mb_err *err) MB_MUST_CHECK;

/* Does a file's name end in one of these (case free; the list ends with NULL),
 * with something before it? */
bool mb_name_ends(const char *name, const char *const *endings);

/* Open a path for reading ("-": standard input): a regular file or a pipe.
 *
 * root  NULL, or the folder that path begins with and into which others may
 *       put what they like: below it no link is followed and only a regular
 *       file is opened
 *
 * The descriptor, or -1 with err saying what, where and what to do. */
int mb_input_open(const char *path, const char *root, struct mb_err *err);

/* Read a document's bytes and tell its media type. root as of mb_input_open;
 * errors as mb_source_read. */
enum mb_status mb_read_file(struct mb_span path, const char *root,
                            const struct mb_parse_options *options,
                            struct mb_arena *arena,
                            struct mb_source *ret_source,
                            struct mb_err *err) MB_MUST_CHECK;

/* Parse options as the command line gives them. */
struct mb_parse_options mb_cli_parse_options(const struct mb_cli *cli);

#endif
