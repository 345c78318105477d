/* The end of every program that makes C source for the build: what it made
 * goes to standard output, or why it could not is said. */
#ifndef MB_PACKAGING_PRINT_SOURCE_H
#define MB_PACKAGING_PRINT_SOURCE_H

#include <stdio.h>

#include "base/buf.h"

/* Make the source and print it; the exit status. */
static inline int print_source(enum mb_status (*make)(struct mb_buf *out,
                                                      struct mb_err *err))
{
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err = {0};
    bool good = make(&out, &err) == MB_OK;

    if (good)
        good = fwrite(out.ptr, 1, out.len, stdout) == out.len
               && fflush(stdout) == 0;
    else
        fprintf(stderr, "%s\n", err.text);
    mb_buf_done(&out);
    return good ? 0 : 1;
}

#endif
