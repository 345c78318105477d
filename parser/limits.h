/* Limits on what one document may cost. Every one is an option of the
 * program; `minutebook status` prints those in force. Zero means no limit.
 */
#ifndef MB_PARSER_LIMITS_H
#define MB_PARSER_LIMITS_H

#include <stdint.h>

struct mb_limits {
    uint64_t document_bytes; /* 200 MB */
    uint64_t memory_bytes;   /* of one document's arena and worker: 1 GiB */
    uint32_t pages;          /* 5,000 */
    uint32_t cpu_seconds;    /* 60 */
    uint32_t depth;          /* nested markup: 256 */
    uint32_t zip_ratio;      /* unpacked to packed: 200 */
    uint32_t zip_entries;    /* 10,000 */
    uint32_t rule_matches;   /* of one rule in one document: 100,000 */
    uint32_t match_steps;    /* of one PCRE2 match: 1,000,000 */
};

#define MB_LIMITS_DEFAULT                                                      \
    ((struct mb_limits){.document_bytes = 200u * 1000 * 1000,                  \
                        .memory_bytes = 1024u * 1024 * 1024,                   \
                        .pages = 5000,                                         \
                        .cpu_seconds = 60,                                     \
                        .depth = 256,                                          \
                        .zip_ratio = 200,                                      \
                        .zip_entries = 10000,                                  \
                        .rule_matches = 100000,                                \
                        .match_steps = 1000000})

#endif
