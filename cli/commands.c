/* The one table of commands: dispatch, usage, help and completion read it. */
#include "cli/cli.h"

#define READING                                                                \
    "tracked house fail-on max-bytes max-memory max-pages max-cpu jobs "

const struct mb_command mb_commands[] = {
    {"parse", mb_cmd_parse, "FILE...", 1, -1,
     "print the records of a document as JSON, storing nothing",
     READING "format no-text",
     "FILE may be a folder, or - for standard input. --format json (the\n"
     "default) prints one document, jsonl one object a line."},
    {"dump", mb_cmd_dump, "FILE...", 1, -1,
     "print one stage of reading as text, to see what the rules see",
     READING "stage output",
     "Stages: source (the text and its marks), blocks, records."},
    {"help", mb_cmd_help, "[COMMAND]", 0, 1, "show how a command is used", "",
     ""},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL},
};
