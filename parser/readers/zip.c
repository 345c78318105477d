/* libzip over the bytes in memory. A small part may unpack to more than its
 * share (an empty style sheet is nearly nothing): the ratio counts from
 * FREE_BYTES on.
 */
#include "parser/readers/zip.h"

#include <stdlib.h>
#include <zip.h>

enum { FREE_BYTES = 1024 * 1024, READ_AT_ONCE = 64 * 1024 };

struct mb_zip {
    zip_t *archive;
    const struct mb_limits *limits;
    uint64_t packed; /* bytes of the archive */
    uint64_t read;   /* unpacked so far, of all parts */
};

static enum mb_status damaged(struct mb_err *err, const char *what,
                              zip_error_t *error)
{
    enum mb_status st = MB_ERR_FORMAT;
    const char *why = zip_error_strerror(error);

    if (zip_error_code_zip(error) == ZIP_ER_MEMORY)
        st = MB_ERR_NOMEM;
    if (zip_error_code_zip(error) == ZIP_ER_NOZIP)
        why = "it is damaged or cut short";
    if (zip_error_code_zip(error) == ZIP_ER_NOPASSWD)
        why = "locked by a password: save it without";
    return mb_err_set(err, st, "%s cannot be unpacked: %s", what, why);
}

/* Hand the bytes to libzip; the archive owns what libzip makes of them. */
static enum mb_status open_archive(struct mb_zip *zip, struct mb_span bytes,
                                   struct mb_err *err)
{
    zip_error_t error;
    zip_source_t *source;
    enum mb_status st = MB_OK;

    zip_error_init(&error);
    source = zip_source_buffer_create(bytes.ptr, bytes.len, 0, &error);
    if (source != NULL)
        zip->archive = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (zip->archive == NULL) {
        st = damaged(err, "the document", &error);
        zip_source_free(source);
    }
    zip_error_fini(&error);
    return st;
}

enum mb_status mb_zip_open(struct mb_span bytes, const struct mb_limits *limits,
                           struct mb_zip **ret_zip, struct mb_err *err)
{
    struct mb_zip *zip = calloc(1, sizeof *zip);
    zip_int64_t entries;
    enum mb_status st;

    if (zip == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    zip->limits = limits;
    zip->packed = bytes.len;
    st = open_archive(zip, bytes, err);
    entries = st == MB_OK ? zip_get_num_entries(zip->archive, 0) : 0;
    if (st == MB_OK && limits->zip_entries != 0
        && entries > (zip_int64_t)limits->zip_entries)
        st = mb_err_set(err, MB_ERR_LIMIT,
                        "the document's archive has %lld entries, more than "
                        "%u",
                        (long long)entries, (unsigned)limits->zip_entries);
    if (st != MB_OK) {
        mb_zip_close(zip);
        return st;
    }
    *ret_zip = zip;
    return MB_OK;
}

void mb_zip_close(struct mb_zip *zip)
{
    if (zip == NULL)
        return;
    if (zip->archive != NULL)
        zip_discard(zip->archive);
    free(zip);
}

bool mb_zip_has(struct mb_zip *zip, const char *name)
{
    return zip_name_locate(zip->archive, name, ZIP_FL_NOCASE) >= 0;
}

static enum mb_status check_ratio(const struct mb_zip *zip, const char *name,
                                  struct mb_err *err)
{
    const struct mb_limits *limits = zip->limits;

    if (limits->zip_ratio != 0 && zip->read > FREE_BYTES
        && zip->read / limits->zip_ratio > zip->packed)
        return mb_err_set(err, MB_ERR_LIMIT,
                          "%s unpacks to more than %u times the document's "
                          "size",
                          name, (unsigned)limits->zip_ratio);
    return MB_OK;
}

static enum mb_status too_long(const char *name, struct mb_err *err)
{
    return mb_err_set(err, MB_ERR_LIMIT,
                      "%s unpacks to more than the memory limit allows", name);
}

static enum mb_status check_size(const struct mb_zip *zip, const char *name,
                                 struct mb_err *err)
{
    const struct mb_limits *limits = zip->limits;

    if (limits->memory_bytes != 0 && zip->read > limits->memory_bytes / 2)
        return too_long(name, err);
    return check_ratio(zip, name, err);
}

static enum mb_status read_all(struct mb_zip *zip, zip_file_t *file,
                               const char *name, struct mb_buf *out,
                               struct mb_err *err)
{
    for (;;) {
        zip_int64_t got;
        enum mb_status st;
        if (!mb_buf_reserve(out, READ_AT_ONCE))
            return mb_buf_status(out, err);
        got = zip_fread(file, out->ptr + out->len, READ_AT_ONCE);
        if (got < 0)
            return damaged(err, name, zip_file_get_error(file));
        if (got == 0)
            return MB_OK;
        out->len += (size_t)got;
        out->ptr[out->len] = '\0';
        zip->read += (uint64_t)got;
        st = check_size(zip, name, err);
        if (st != MB_OK)
            return st;
    }
}

enum mb_status mb_zip_read(struct mb_zip *zip, const char *name,
                           struct mb_buf *out, struct mb_err *err)
{
    zip_file_t *file = zip_fopen(zip->archive, name, ZIP_FL_NOCASE);
    enum mb_status st;

    mb_buf_clear(out);
    if (file == NULL)
        return damaged(err, name, zip_get_error(zip->archive));
    st = read_all(zip, file, name, out, err);
    zip_fclose(file);
    return st;
}

struct mb_zip_part {
    struct mb_zip *zip;
    zip_file_t *file;
    const char *name;
    uint64_t read;
};

enum mb_status mb_zip_part_open(struct mb_zip *zip, const char *name,
                                struct mb_zip_part **ret_part,
                                struct mb_err *err)
{
    struct mb_zip_part *part = calloc(1, sizeof *part);

    if (part == NULL)
        return mb_err_set(err, MB_ERR_NOMEM, "%s",
                          mb_status_text(MB_ERR_NOMEM));
    *part = (struct mb_zip_part){
        zip, zip_fopen(zip->archive, name, ZIP_FL_NOCASE), name, 0};
    if (part->file == NULL) {
        free(part);
        return damaged(err, name, zip_get_error(zip->archive));
    }
    *ret_part = part;
    return MB_OK;
}

enum mb_status mb_zip_part_read(struct mb_zip_part *part, char *out,
                                size_t size, size_t *ret_len,
                                struct mb_err *err)
{
    const uint64_t most = part->zip->limits->memory_bytes;
    zip_int64_t got = zip_fread(part->file, out, size);
    enum mb_status st;

    if (got < 0)
        return damaged(err, part->name, zip_file_get_error(part->file));
    part->read += (uint64_t)got;
    part->zip->read += (uint64_t)got;
    if (most != 0 && (part->read > most / 2 || part->zip->read > most))
        return too_long(part->name, err);
    st = check_ratio(part->zip, part->name, err);
    if (st == MB_OK)
        *ret_len = (size_t)got;
    return st;
}

void mb_zip_part_close(struct mb_zip_part *part)
{
    if (part == NULL)
        return;
    zip_fclose(part->file);
    free(part);
}
