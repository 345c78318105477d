/* Records as text, and a text in other forms: for the tests that hold what a
 * change of form may do to the records. Include it once, after cmocka.h.
 */
#ifndef MB_TESTS_PROPERTY_TEST_H
#define MB_TESTS_PROPERTY_TEST_H

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "parse_test.h"

/* ---- records as text, to compare ---- */

static bool without_items; /* leave out under which item a record stands */

static inline void put_fields(struct mb_buf *out, const struct mb_document *doc,
                              enum mb_kind kind, uint32_t i)
{
    const struct mb_kind_info *info = mb_kind_info(kind);
    const char *record = mb_document_record(doc, kind, i);

    mb_buf_puts(out, info->name);
    for (uint32_t m = 0; m < info->nmembers; m++) {
        const struct mb_member *member = &info->members[m];
        const void *at = record + member->offset;
        int32_t number;
        if (without_items && strcmp(member->name, "item") == 0)
            continue;
        if (member->type == MB_MEMBER_NAMES) {
            const struct mb_names *names = at;
            for (uint32_t k = 0; k < names->n; k++)
                mb_buf_printf(out, " %s+" MB_SPAN_FMT, member->name,
                              MB_SPAN_ARG(names->at[k]));
        } else if (member->type == MB_MEMBER_FIELD) {
            const struct mb_field *field = at;
            mb_buf_printf(out, " %s=" MB_SPAN_FMT, member->name,
                          MB_SPAN_ARG(field->s));
        } else if (member->type == MB_MEMBER_COUNT_OF
                   || member->type == MB_MEMBER_TRI) {
            memcpy(&number, at, sizeof number);
            mb_buf_printf(out, " %s=%d", member->name, number);
        }
    }
    mb_buf_putc(out, '\n');
}

/* Every record without its evidence, a line each; the caller frees it. */
static inline char *records_of_named(struct mb_span bytes, const char *name)
{
    struct parsed p = parse_named(bytes, name);
    struct mb_buf out = MB_BUF_INIT;

    mb_buf_printf(&out, "kind %s\n", mb_doc_kind_name(p.doc->kind));
    for (unsigned kind = 0; kind < MB_KIND_COUNT; kind++)
        for (uint32_t i = 0; i < mb_document_count(p.doc, kind); i++)
            put_fields(&out, p.doc, kind, i);
    done(&p);
    assert_non_null(out.ptr);
    return out.ptr;
}

static inline char *records_of_bytes(struct mb_span bytes)
{
    return records_of_named(bytes, "test.txt");
}

static inline char *records_of(const char *text)
{
    return records_of_bytes(mb_span_str(text));
}

/* The lines of one that are not in the other, so that a failure can be read. */
static inline void print_lines_not_in(const char *sign, const char *one,
                                      const char *other)
{
    while (*one != '\0') {
        size_t len = strcspn(one, "\n");
        struct mb_span line = {one, len + (one[len] != '\0')};
        if (mb_span_find(mb_span_str(other), line) >= strlen(other))
            print_error("%s %.*s\n", sign, (int)len, one);
        one += line.len;
    }
}

static inline void assert_same_records(const char *a, const char *b)
{
    print_lines_not_in("before:", a, b);
    print_lines_not_in("after: ", b, a);
    assert_true(strcmp(a, b) == 0);
}

static inline void assert_same(const char *text, const char *changed)
{
    char *a = records_of(text), *b = records_of(changed);

    assert_same_records(a, b);
    free(a);
    free(b);
}

/* ---- changes ---- */

static inline char *replace(const char *text, char from, const char *to)
{
    struct mb_buf out = MB_BUF_INIT;

    for (; *text != '\0'; text++)
        if (*text == from)
            mb_buf_puts(&out, to);
        else
            mb_buf_putc(&out, *text);
    return out.ptr;
}

/* The same text in another encoding, the caller frees it. */
static inline struct mb_buf encode(const char *text, const char *encoding)
{
    struct mb_buf out = MB_BUF_INIT;
    iconv_t cd = iconv_open(encoding, "UTF-8");
    static char bytes[1 << 18];
    char *to = bytes, *from = strdup(text), *at = from;
    size_t left = strlen(text), room = sizeof bytes;

    assert_non_null(from);
    assert_true(cd != (iconv_t)-1);
    assert_int_equal(iconv(cd, &at, &left, &to, &room), 0);
    iconv_close(cd);
    mb_buf_put(&out, (struct mb_span){bytes, sizeof bytes - room});
    free(from);
    return out;
}

static const enum mb_kind counted[] = {
    MB_KIND_MEETINGS,    MB_KIND_ITEMS,  MB_KIND_REFERENCES, MB_KIND_DECISIONS,
    MB_KIND_RESOLUTIONS, MB_KIND_PEOPLE, MB_KIND_VOTES,      MB_KIND_ACTIONS,
};

#endif
