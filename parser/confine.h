/* Locking a process down before it reads what came from outside.
 *
 * Nothing here loosens anything, and what is locked cannot be unlocked. Where
 * the kernel lacks a part (Landlock before 5.13, seccomp in some containers)
 * the others still hold; what is in force is reported, for `status`.
 */
#ifndef MB_PARSER_CONFINE_H
#define MB_PARSER_CONFINE_H

#include "base/status.h"
#include "parser/limits.h"

#include <stdbool.h>

/* What the process will do from now on. */
enum mb_confine_role {
    MB_CONFINE_READER, /* a worker: takes descriptors, answers over a socket;
                          opens nothing, starts nothing, makes no code */
    MB_CONFINE_FILTER  /* about to become pdftotext: may read system libraries
                          and fonts, write nothing but its open descriptors,
                          and use no network */
};

struct mb_confined {
    bool no_new_privs;
    bool limits;  /* memory, time, files, processes */
    int landlock; /* the kernel's version of it in force; 0: none */
    bool seccomp;
};

/* Lock this process down as far as the kernel lets it.
 *
 * limits  memory_bytes, cpu_seconds and document_bytes bound what it may use
 *
 * MB_ERR_IO where not even no_new_privs or the limits could be set: the caller
 * should give up. *ret_confined says what is in force.
 */
enum mb_status mb_confine(enum mb_confine_role role,
                          const struct mb_limits *limits,
                          struct mb_confined *ret_confined,
                          struct mb_err *err) MB_MUST_CHECK;

/* From now on, CPU time for one document more: limits->cpu_seconds. */
void mb_confine_next_document(const struct mb_limits *limits);

/* "no new privileges, limits, Landlock 4, seccomp": static or in the buffer. */
#define MB_CONFINED_TEXT_MAX 96
void mb_confined_text(const struct mb_confined *confined,
                      char ret_text[MB_CONFINED_TEXT_MAX]);

#endif
