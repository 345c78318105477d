/* Prints the program's rules as C source (parser/image.h). A part of the
 * build: it is made of the parser without an image, and never installed. */
#include "parser/image.h"

#include <stdio.h>

#include "base/buf.h"

const struct mb_image mb_rules_image = {0};

int main(void)
{
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err = {0};
    bool good = mb_image_make(&out, &err) == MB_OK;

    if (good)
        good = fwrite(out.ptr, 1, out.len, stdout) == out.len
               && fflush(stdout) == 0;
    else
        fprintf(stderr, "%s\n", err.text);
    mb_buf_done(&out);
    return good ? 0 : 1;
}
