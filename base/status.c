/* Status names and the error line. */
#include "base/status.h"

#include <stdio.h>
#include <string.h>

static const char *const texts[MB_STATUS_COUNT] = {
    [MB_OK] = "done",
    [MB_ERR_NOMEM] = "out of memory",
    [MB_ERR_LIMIT] = "limit reached",
    [MB_ERR_IO] = "input or output failed",
    [MB_ERR_FORMAT] = "not in the expected format",
    [MB_ERR_REFUSED] = "format not read",
    [MB_ERR_RULES] = "rule pack not usable",
    [MB_ERR_STORE] = "database error",
    [MB_ERR_BUSY] = "database in use",
    [MB_ERR_REPORT] = "report not written",
    [MB_ERR_USAGE] = "wrong use",
    [MB_ERR_WORKER] = "worker failed",
    [MB_ERR_AGAIN] = "to be tried again",
};

const char *mb_status_text(enum mb_status status)
{
    if ((unsigned)status >= MB_STATUS_COUNT)
        return "unknown status";
    return texts[status];
}

/* Drop a character that the end of the array cut in two. */
static void trim_cut_character(char *text)
{
    size_t len = strlen(text);
    size_t start = len;

    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start > 0 && (unsigned char)text[start - 1] >= 0xC0)
        text[start - 1] = '\0';
}

enum mb_status mb_err_set(struct mb_err *err, enum mb_status status,
                          const char *fmt, ...)
{
    va_list ap;
    int n;

    if (err == NULL)
        return status;
    err->status = status;
    va_start(ap, fmt);
    n = vsnprintf(err->text, sizeof err->text, fmt, ap);
    va_end(ap);
    if (n < 0)
        snprintf(err->text, sizeof err->text, "%s", mb_status_text(status));
    else if ((size_t)n >= sizeof err->text)
        trim_cut_character(err->text);
    return status;
}
