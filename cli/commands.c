/* The one table of commands: dispatch, usage, help and completion read it. */
#include "cli/cli.h"

#define LIMITS                                                                 \
    "max-bytes max-memory max-pages max-cpu max-depth max-ratio max-matches "
#define READING "tracked house fail-on jobs " LIMITS

/* what a list may be narrowed by */
#define CHOOSING "authority body from to strategy include-exempt "

const struct mb_command mb_commands[] = {
    {"ingest", mb_cmd_ingest, "FILE...|--inbox FOLDER", 0, -1,
     "read documents into the register",
     READING "authority dry-run inbox done failed returned out settle log by "
             "as-of",
     "FILE may be a folder, or - for standard input. Documents that are held\n"
     "already are passed over. One that cannot be read is named, and the\n"
     "others go on."
     "\n\nWith --inbox a scheduler takes in what is complete in a folder: what was\n"
     "taken is moved to --done (default FOLDER/done), what could not be read to\n"
     "--failed (FOLDER/failed) with a reason beside it; links are proposed;\n"
     "workbooks that officers worked in are taken from --returned as by update,\n"
     "with a page beside each; with --out a fresh tracker.xlsx is written there.\n"
     "One line tells how it went, also with --quiet."},
    {"strategy", mb_cmd_strategy, "import FILE...|list|show|diff|alias ID...",
     1, -1, "import and show strategies",
     "id title alias from to supersedes first-code format output by "
     "tracked jobs " LIMITS,
     "import takes one or more files as one strategy and needs --id. show\n"
     "prints a tree, with --format json the object of docs/format.md.\n"
     "diff ID ID compares editions. alias ID NAME... adds names under which\n"
     "records speak of it, unalias takes them away."},
    {"link", mb_cmd_link, "[confirm|reject|add WHAT...]", 0, -1,
     "propose links between decisions and pledges, or decide",
     "strategy all explain by why output",
     "Without a word: proposes links for what is new, with --all for\n"
     "everything. --explain REF shows why and why not.\nlink confirm LINK-ID..., link reject LINK-ID... and\nlink add RECORD-ID STRATEGY:CODE need --by NAME and take --why TEXT."},
    {"links", mb_cmd_links, "", 0, 0, "list the links",
     "strategy all format output include-exempt",
     "--format text, csv or json; --all also shows weak and rejected ones."},
    {"coverage", mb_cmd_coverage, "", 0, 0,
     "pledges without decisions, decisions without pledges",
     CHOOSING "as-of output", ""},
    {"report", mb_cmd_report, "WHAT [MEETING]", 1, 2,
     "write the tracker or another report", CHOOSING "output format as-of all",
     "WHAT is\n"
     "  tracker     the workbook that officers work in\n"
     "  register    the decision register: what was decided, by whom, why\n"
     "  actions     what is due, the oldest first; --all: offers in prose too\n"
     "  attendance  who was at which meeting, a sheet for each body\n"
     "  meeting     one meeting on a page: report meeting \"Cabinet "
     "2025-03-18\"\n"
     "--format xlsx (the default), json, or csv (the main sheet alone).\n"
     "With the same --as-of and register the bytes are the same."},
    {"update", mb_cmd_update, "FILE.xlsx", 1, 1,
     "take back what officers wrote in a tracker workbook",
     "by dry-run format output fail-on max-bytes max-memory max-cpu",
     "Who wrote is told by \"Your name\" on the sheet Cover, else by --by. Cells\n"
     "that only the workbook changed are entered; where the register has\n"
     "changed too, both values are kept and the conflict is listed. Rows are\n"
     "known by their ID, wherever they stand; a row that is gone deletes\n"
     "nothing. --dry-run only tells; --format text or json; undo takes it back."},
    {"show", mb_cmd_show, "REFERENCE|RECORD-ID...", 1, -1,
     "show a matter or a clause with its sources", CHOOSING "output all", ""},
    {"list", mb_cmd_list, "[WHAT]", 0, 1, "list what the register holds",
     CHOOSING "format output",
     "WHAT is decisions (the default), clauses, meetings, matters, documents,\n"
     "actions or review. --format text, csv or json."},
    {"search", mb_cmd_search, "WORDS...", 1, -1, "find words in the documents",
     CHOOSING "limit output",
     "All the words must stand in one passage. \"Words in quotes\" are a\n"
     "phrase; a word ending in * finds what begins so."},
    {"review", mb_cmd_review, "", 0, 0, "list what a person should look at",
     CHOOSING "format output all unclaimed",
     "Warnings and errors; with --all notes too. A name that documents of one\n"
     "body print in two ways is asked about until `people merge` says whose it\n"
     "is. --unclaimed counts instead the lines that no record, label or item\n"
     "explains, by their reason, and names the documents that are read worst; as\n"
     "csv or json: a row a line."},
    {"status", mb_cmd_status, "", 0, 0,
     "how the register is: counts, latest runs, limits",
     "since output runs format " LIMITS,
     "--runs lists every run with its number, as text, csv or json."},
    {"diff", mb_cmd_diff, "MEETING", 1, 1,
     "what changed from one version of the minutes to the next",
     "authority body format output include-exempt all",
     "MEETING is a date, \"Cabinet 2025-03-18\", a Record ID or a document.\n"
     "Corrections that a later meeting made are told too. --all also lists\n"
     "what did not change. --format text or json."},
    {"correct", mb_cmd_correct, "RECORD-ID FIELD VALUE", 3, 3,
     "say what a value should be, beside what was extracted", "by why",
     "FIELD is text, title, item, label, verb, outcome, mover, seconder, body,\n"
     "date, reference, or a column that officers fill, as \"Owner\". An empty\n"
     "VALUE goes back to what the document says. Nothing is overwritten."},
    {"history", mb_cmd_history, "RECORD-ID", 1, 1,
     "all that happened to a clause", "format output include-exempt",
     "--format text, csv or json."},
    {"people", mb_cmd_people, "list|merge|split [PERSON NAME...]", 1, -1,
     "say which names are one person's", "authority by why all format output",
     "merge says that names, as printed, are PERSON's; split takes them out\n"
     "again. --authority: only there. list --all also shows what was split."},
    {"withdraw", mb_cmd_withdraw, "DOCUMENT", 1, 1,
     "hide a document and keep it", "by why dry-run",
     "DOCUMENT is a file name, path, address, or the beginning of its SHA-256\n"
     "('list documents'). What people wrote stays; 'restore' shows it again."},
    {"restore", mb_cmd_restore, "DOCUMENT", 1, 1,
     "show a withdrawn document again", "by why dry-run house", ""},
    {"purge", mb_cmd_purge, "DOCUMENT", 1, 1,
     "remove a document for good: bytes, text and index", "by why dry-run",
     "For what must not be kept, as exempt text taken in by mistake. A note\n"
     "of it stays, the same bytes are refused, old backups are named. It\n"
     "cannot be undone."},
    {"undo", mb_cmd_undo, "RUN", 1, 1, "take back what one run did",
     "by why dry-run house",
     "'status --runs' lists the runs. What people wrote meanwhile stays."},
    {"export", mb_cmd_export, "", 0, 0, "write everything out",
     "format output include-exempt",
     "--format json (the default) writes JSON lines that 'import' reads; csv\n"
     "writes a file for each table into the folder -o FOLDER. Only with\n"
     "--include-exempt it is everything."},
    {"import", mb_cmd_import, "FILE", 1, 1,
     "read an export into a new register", "house", ""},
    {"parse", mb_cmd_parse, "FILE...", 1, -1,
     "print a document's records as JSON, storing nothing",
     READING "format no-text authority",
     "FILE may be a folder, or - for standard input. --format json (the\n"
     "default) prints one document, jsonl one object a line."},
    {"dump", mb_cmd_dump, "[FILE...]", 0, -1,
     "print one stage of reading, to see what rules see",
     READING "stage authority strategy include-exempt output",
     "Stages: source (the text and its marks), blocks, records; store: what a\n"
     "register would hold that had FILE alone; links: its links to the\n"
     "strategies of --db. Nothing is stored. Without FILE the stages store and\n"
     "links show the register itself."},
    {"rules", mb_cmd_rules, "list|test|explain|diff [FILE...]", 1, -1,
     "the rules in force: what they say, and what they do",
     READING "format output unclaimed authority",
     "list prints every rule, test tries each on its own examples: those in\n"
     "force, or the pack files or folders given. explain prints each line of\n"
     "a document with the rule that claimed it, or why none did (with\n"
     "--unclaimed only those that none did). diff prints which stored records\n"
     "a changed pack would alter, and alters none: OLD and NEW are pack files\n"
     "or folders, as for --config; - means those in force."},
    {"rebuild", mb_cmd_rebuild, "", 0, 0,
     "make everything again from what was stored", READING "reread", ""},
    {"verify", mb_cmd_verify, "", 0, 0, "check the register from end to end",
     "output", ""},
    {"backup", mb_cmd_backup, "FILE", 1, 1,
     "copy the register, also while it is in use", "", ""},
    {"help", mb_cmd_help, "[COMMAND]", 0, 1, "show how a command is used", "",
     ""},
    /* without a summary: not for people, left out of help */
    {"complete", mb_cmd_complete, "[COMMAND]", 0, 1, "", "", ""},
    {"manual", mb_cmd_manual, "COMMAND", 1, 1, "", "", ""},
    {"worker", mb_cmd_worker, "", 0, 0, "", "", ""},
    {"filter", mb_cmd_filter, "MEMORY CPU BYTES PROGRAM [ARG...]", 4, -1, "",
     "", ""},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL},
};
