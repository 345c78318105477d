/* The common case costs one look at the bytes and no copy: valid UTF-8
 * without CR. Everything else goes through a buffer into the arena.
 *
 * Names of encodings are those of the WHATWG encoding standard, by which
 * "iso-8859-1" and "ascii" mean Windows-1252; rarer ones are iconv's.
 */
#include "parser/readers/decode.h"

#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

enum encoding { ENC_NONE, ENC_UTF8, ENC_1252, ENC_16LE, ENC_16BE, ENC_ICONV };

static enum encoding encoding_by_bom(struct mb_span bytes, size_t *ret_skip)
{
    *ret_skip = 3;
    if (mb_span_starts(bytes, MB_SPAN_LIT("\xEF\xBB\xBF")))
        return ENC_UTF8;
    *ret_skip = 2;
    if (mb_span_starts(bytes, MB_SPAN_LIT("\xFF\xFE")))
        return ENC_16LE;
    if (mb_span_starts(bytes, MB_SPAN_LIT("\xFE\xFF")))
        return ENC_16BE;
    *ret_skip = 0;
    if (mb_span_starts(bytes, MB_SPAN_LIT("<\0")))
        return ENC_16LE;
    if (mb_span_starts(bytes, MB_SPAN_LIT("\0<")))
        return ENC_16BE;
    return ENC_NONE;
}

static enum encoding encoding_by_name(struct mb_span name)
{
    static const struct {
        const char *name;
        enum encoding encoding;
    } names[] = {
        {"utf-8", ENC_UTF8},
        {"utf8", ENC_UTF8},
        {"windows-1252", ENC_1252},
        {"cp1252", ENC_1252},
        {"iso-8859-1", ENC_1252},
        {"iso8859-1", ENC_1252},
        {"iso_8859-1", ENC_1252},
        {"latin1", ENC_1252},
        {"latin-1", ENC_1252},
        {"us-ascii", ENC_1252},
        {"ascii", ENC_1252},
        {"x-sjis", ENC_ICONV},
        /* a page that could be read up to its declaration is not UTF-16 */
        {"utf-16", ENC_UTF8},
        {"unicode", ENC_UTF8},
    };

    if (name.ptr == NULL || name.len == 0)
        return ENC_NONE;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mb_span_ieq(name, mb_span_str(names[i].name)))
            return names[i].encoding;
    return ENC_ICONV;
}

/* UTF-8 that was damaged rather than another encoding: more characters of
 * several bytes that are whole than bytes that are broken. */
static bool mostly_utf8(struct mb_span bytes)
{
    size_t whole = 0;
    size_t broken = 0;
    size_t len;

    for (size_t at = 0; at < bytes.len; at += len) {
        if ((unsigned char)bytes.ptr[at] < 0x80) {
            len = 1;
            continue;
        }
        mb_utf8_decode(bytes, at, &len);
        whole += len > 1;
        broken += len == 1;
    }
    return whole > broken;
}

static uint32_t unit_at(struct mb_span bytes, size_t at, bool big)
{
    unsigned char a = (unsigned char)bytes.ptr[at];
    unsigned char b = (unsigned char)bytes.ptr[at + 1];

    return big ? (uint32_t)(a << 8 | b) : (uint32_t)(b << 8 | a);
}

static size_t put_utf16(struct mb_buf *out, struct mb_span bytes, bool big)
{
    size_t broken = bytes.len & 1;

    for (size_t at = 0; at + 1 < bytes.len; at += 2) {
        uint32_t c = unit_at(bytes, at, big);
        if (c >= 0xD800 && c <= 0xDBFF && at + 3 < bytes.len) {
            uint32_t low = unit_at(bytes, at + 2, big);
            if (low >= 0xDC00 && low <= 0xDFFF) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                at += 2;
            }
        }
        broken += c >= 0xD800 && c <= 0xDFFF;
        mb_utf8_put(out, c);
    }
    return broken;
}

/* Convert by iconv; a byte it does not take becomes U+FFFD. */
static size_t put_iconv(struct mb_buf *out, struct mb_span bytes, iconv_t cd)
{
    char *in = (char *)(uintptr_t)bytes.ptr; /* iconv's own want of const */
    size_t left = bytes.len;
    size_t broken = 0;

    while (left > 0 && mb_buf_reserve(out, left + 64)) {
        char *to = out->ptr + out->len;
        size_t room = out->size - out->len - 1;
        size_t before = room;
        size_t rc = iconv(cd, &in, &left, &to, &room);
        out->len += before - room;
        if (rc != (size_t)-1 || errno == E2BIG)
            continue;
        mb_utf8_put(out, MB_UTF8_REPLACEMENT);
        broken++;
        in++;
        left--;
    }
    return broken;
}

static iconv_t open_iconv(struct mb_span name)
{
    char label[40];

    if (name.len >= sizeof label)
        return (iconv_t)-1;
    memcpy(label, name.ptr, name.len);
    label[name.len] = '\0';
    return iconv_open("UTF-8", label);
}

/* CRLF, CR and VT as LF, NUL as U+FFFD, into `out`. Returns the NULs. */
static size_t put_lines(struct mb_buf *out, struct mb_span text)
{
    size_t done = 0;
    size_t nuls = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != '\r' && c != '\v' && c != '\0')
            continue;
        mb_buf_put(out, mb_span_sub(text, done, i));
        done = i + 1;
        if (c == '\0')
            mb_utf8_put(out, MB_UTF8_REPLACEMENT);
        else if (c == '\v' || done >= text.len || text.ptr[done] != '\n')
            mb_buf_putc(out, '\n');
        nuls += c == '\0';
    }
    mb_buf_put(out, mb_span_sub(text, done, text.len));
    return nuls;
}

static bool has_byte(struct mb_span s, char c)
{
    return s.len > 0 && memchr(s.ptr, c, s.len) != NULL;
}

/* Convert into out and say what was odd. */
static size_t convert(struct mb_buf *out, struct mb_span bytes,
                      enum encoding encoding, struct mb_span declared)
{
    iconv_t cd;
    size_t broken;

    switch (encoding) {
    case ENC_16LE:
    case ENC_16BE:
        return put_utf16(out, bytes, encoding == ENC_16BE);
    case ENC_ICONV:
        cd = open_iconv(declared);
        if (cd == (iconv_t)-1)
            break;
        broken = put_iconv(out, bytes, cd);
        iconv_close(cd);
        return broken;
    case ENC_1252:
        return mb_utf8_put_cp1252(out, bytes);
    case ENC_NONE:
    case ENC_UTF8:
        break;
    }
    return mb_utf8_put_repaired(out, bytes);
}

/* An encoding that iconv does not know counts as not declared. */
static enum encoding choose(struct mb_span bytes, struct mb_span declared,
                            struct mb_diags *diags)
{
    enum encoding encoding = encoding_by_name(declared);

    if (encoding == ENC_ICONV) {
        iconv_t cd = open_iconv(declared);
        if (cd == (iconv_t)-1)
            encoding = ENC_NONE;
        else
            iconv_close(cd);
    }
    if (encoding != ENC_NONE)
        return encoding;
    if (mb_utf8_check(bytes, NULL) || mostly_utf8(bytes))
        return ENC_UTF8;
    mb_diags_add(diags, MB_DIAG_ENCODING_GUESSED, 0, 0, MB_SPAN_NULL);
    return ENC_1252;
}

enum mb_status mb_decode(struct mb_span bytes, struct mb_span declared,
                         struct mb_arena *arena, struct mb_diags *diags,
                         struct mb_span *ret_text, struct mb_err *err)
{
    struct mb_buf utf8 = MB_BUF_INIT;
    struct mb_buf lines = MB_BUF_INIT;
    struct mb_span text;
    size_t skip;
    size_t broken = 0;
    enum encoding encoding = encoding_by_bom(bytes, &skip);
    enum mb_status st;

    text = bytes = mb_span_sub(bytes, skip, bytes.len);
    if (encoding == ENC_NONE)
        encoding = choose(bytes, declared, diags);
    if (encoding != ENC_UTF8 || !mb_utf8_check(bytes, NULL)) {
        broken = convert(&utf8, bytes, encoding, declared);
        text = mb_buf_span(&utf8);
    }
    if (has_byte(text, '\r') || has_byte(text, '\v') || has_byte(text, '\0')) {
        broken += put_lines(&lines, text);
        text = mb_buf_span(&lines);
    }
    if (broken > 0)
        mb_diags_add(diags, MB_DIAG_ENCODING_BROKEN, 0, 0, MB_SPAN_NULL);
    st = mb_buf_status(utf8.failed ? &utf8 : &lines, err);
    if (st == MB_OK && text.ptr != bytes.ptr) {
        text = mb_arena_dup(arena, text);
        st = mb_arena_status(arena, err);
    }
    if (st == MB_OK)
        *ret_text = text;
    mb_buf_done(&utf8);
    mb_buf_done(&lines);
    return st;
}
