/* Word documents made in memory for tests. */
#ifndef MB_TESTS_DOCX_TEST_H
#define MB_TESTS_DOCX_TEST_H

#include "reader_test.h"

#include <zip.h>

#define W_OPEN(root)                                                           \
    "<?xml version='1.0'?><w:" root                                            \
    " xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"  \
    " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
#define W_BODY(content)                                                        \
    W_OPEN("document") "<w:body>" content "</w:body></w:document>"

struct docx_part {
    const char *name;
    const char *content;
    size_t len; /* 0: strlen */
};

/* Make an archive of the parts; the caller frees it. */
static inline struct mb_span docx_make(const struct docx_part *parts, size_t n)
{
    zip_error_t error;
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip;
    zip_stat_t about;
    char *bytes;

    zip_source_keep(target);
    zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    for (size_t i = 0; i < n; i++) {
        size_t len =
            parts[i].len != 0 ? parts[i].len : strlen(parts[i].content);
        zip_source_t *part = zip_source_buffer(zip, parts[i].content, len, 0);
        assert_true(zip_file_add(zip, parts[i].name, part, 0) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_open(target), 0);
    assert_int_equal(zip_source_stat(target, &about), 0);
    bytes = malloc(about.size);
    assert_non_null(bytes);
    assert_int_equal(zip_source_read(target, bytes, about.size), about.size);
    zip_source_close(target);
    zip_source_free(target);
    return (struct mb_span){bytes, (size_t)about.size};
}

/* A document of body and, where not NULL, styles, numbering and footnotes. */
static inline struct mb_span docx_of(const char *body, const char *styles,
                                     const char *numbering, const char *notes)
{
    struct docx_part parts[] = {
        {"[Content_Types].xml", "<Types/>", 0},
        {"word/document.xml", body, 0},
        {"word/styles.xml", styles, 0},
        {"word/numbering.xml", numbering, 0},
        {"word/footnotes.xml", notes, 0},
    };
    size_t n = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].content != NULL)
            parts[n++] = parts[i];
    return docx_make(parts, n);
}

#endif
