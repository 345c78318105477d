/* The longer parts of the command `rules`, each in a file of its name. */
#ifndef MB_CLI_RULES_CMD_H
#define MB_CLI_RULES_CMD_H

#include "cli/cli.h"

/* `rules explain FILE...`: each line with what claimed it, or why nothing
 * did. */
mb_command_fn mb_rules_explain;
/* `rules diff OLD NEW`: which stored records a changed pack would alter. */
mb_command_fn mb_rules_diff;

/* `review --unclaimed`: the lines of stored documents that nothing explains,
 * counted by their reason. */
mb_command_fn mb_review_unclaimed;

#endif
