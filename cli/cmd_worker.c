/* `worker` and `filter`: what the program starts itself as, to read documents
 * from outside where nothing can be reached from. Not for people.
 */
#include "cli/cli.h"

#include "parser/worker.h"

#include <stdlib.h>

enum mb_exit mb_cmd_worker(struct mb_cli *cli)
{
    (void)cli;
    return (enum mb_exit)mb_worker_main();
}

/* MEMORY CPU DOCUMENT PROGRAM [ARG...]: the limits in bytes and seconds. */
enum mb_exit mb_cmd_filter(struct mb_cli *cli)
{
    struct mb_limits limits = MB_LIMITS_DEFAULT;

    limits.memory_bytes = strtoull(cli->args[0], NULL, 10);
    limits.cpu_seconds = (uint32_t)strtoul(cli->args[1], NULL, 10);
    limits.document_bytes = strtoull(cli->args[2], NULL, 10);
    exit(mb_filter_main(cli->args + 3, &limits)); /* as a shell's: 127 */
}
