/* Sheets are read whole: a workbook that comes here has no more than
 * MB_XLSX_TABLE_ROWS rows a sheet.
 */
#include "reports/xlsx_finish.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum {
    LEVEL = 6, /* libzip's own choice, 9, takes ten times as long */
    DOS_TIME = 0,
    DOS_DATE = (1 << 5) | 1 /* 1 January 1980, as the library writes */
};

static const char mark[] = " customHeight=\"1\"";

/* Remove the mark within the tags <row …>; text cannot hold one, its < is
 * written &lt;. Returns the new length. */
static size_t strip(char *xml, size_t len)
{
    const size_t n = sizeof mark - 1;
    size_t out = 0;
    size_t in = 0;

    while (in < len) {
        char *row = memmem(xml + in, len - in, "<row ", 5);
        size_t tag = row != NULL ? (size_t)(row - xml) : len;
        char *close = row != NULL ? memchr(row, '>', len - tag) : NULL;
        size_t end = close != NULL ? (size_t)(close - xml) : len;
        char *found;
        memmove(xml + out, xml + in, tag - in);
        out += tag - in;
        found = memmem(xml + tag, end - tag, mark, n);
        if (found != NULL) {
            size_t before = (size_t)(found - xml) - tag;
            memmove(xml + out, xml + tag, before);
            out += before;
            tag += before + n;
        }
        memmove(xml + out, xml + tag, end - tag);
        out += end - tag;
        in = end;
    }
    return out;
}

/* The bytes of an entry, malloc'ed; NULL where they cannot be had. */
static char *read_entry(zip_t *zip, zip_uint64_t i, size_t *ret_len)
{
    zip_stat_t stat;
    zip_file_t *file;
    char *bytes;
    zip_int64_t got;

    if (zip_stat_index(zip, i, 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE))
        return NULL;
    bytes = malloc(stat.size + 1);
    file = bytes != NULL ? zip_fopen_index(zip, i, 0) : NULL;
    got = file != NULL ? zip_fread(file, bytes, stat.size) : -1;
    if (file != NULL)
        zip_fclose(file);
    if (got < 0 || (zip_uint64_t)got != stat.size) {
        free(bytes);
        return NULL;
    }
    *ret_len = stat.size;
    return bytes;
}

/* Put other bytes, malloc'ed, in an entry's place. It is added anew: of one
 * that is replaced libzip keeps the method and forgets the level. */
static bool replace_entry(zip_t *zip, zip_uint64_t i, char *bytes, size_t len)
{
    const char *old = zip_get_name(zip, i, 0);
    char *name = old != NULL ? strdup(old) : NULL;
    zip_source_t *source = zip_source_buffer(zip, bytes, len, 1);
    zip_int64_t n = -1;

    if (source == NULL)
        free(bytes);
    if (name != NULL && source != NULL && zip_delete(zip, i) == 0)
        n = zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8);
    if (n < 0 && source != NULL)
        zip_source_free(source);
    free(name);
    return n >= 0
           && zip_set_file_compression(zip, (zip_uint64_t)n, ZIP_CM_DEFLATE,
                                       LEVEL)
                  == 0
           && zip_file_set_dostime(zip, (zip_uint64_t)n, DOS_TIME, DOS_DATE, 0)
                  == 0;
}

static bool finish_entry(zip_t *zip, zip_uint64_t i)
{
    size_t len;
    char *bytes = read_entry(zip, i, &len);

    return bytes != NULL && replace_entry(zip, i, bytes, strip(bytes, len));
}

static bool finish_all(zip_t *zip)
{
    static const char folder[] = "xl/worksheets/sheet";
    zip_int64_t n = zip_get_num_entries(zip, 0);

    for (zip_int64_t i = 0; i < n; i++) {
        const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
        if (name != NULL && strncmp(name, folder, sizeof folder - 1) == 0
            && !finish_entry(zip, (zip_uint64_t)i))
            return false;
    }
    return true;
}

enum mb_status mb_xlsx_free_rows(const char *path, struct mb_err *err)
{
    int code = 0;
    zip_t *zip = zip_open(path, 0, &code);

    if (zip == NULL)
        return mb_err_set(err, MB_ERR_REPORT,
                          "%s cannot be finished: error %d of libzip", path,
                          code);
    if (finish_all(zip) && zip_close(zip) == 0)
        return MB_OK;
    mb_err_set(err, MB_ERR_REPORT, "%s cannot be finished: %s", path,
               zip_strerror(zip));
    zip_discard(zip);
    return MB_ERR_REPORT;
}
