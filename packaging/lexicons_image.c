/* Prints the program's lexicons as C source (assurance/lexicon_image.h). A
 * part of the build, never installed. */
#include "assurance/lexicon_image.h"

#include <stdio.h>

int main(void)
{
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err = {0};
    bool good = mb_lexicons_print(&out, &err) == MB_OK;

    if (good)
        good = fwrite(out.ptr, 1, out.len, stdout) == out.len
               && fflush(stdout) == 0;
    else
        fprintf(stderr, "%s\n", err.text);
    mb_buf_done(&out);
    return good ? 0 : 1;
}
