/* What the bytes are, from the bytes.
 *
 * First signatures at the start of the file; then the two containers that
 * many formats share (zip, OLE2), told apart by the names of their parts;
 * then markup; and what is left is text unless control characters say that
 * it is not. Only there the name's ending has a say: Markdown is text, and a
 * page of text may show HTML tags without being HTML.
 */
#include "parser/source.h"

#include "base/file.h"
#include "base/hash.h"

#include <string.h>

enum { SNIFF_TEXT = 64 * 1024, SNIFF_MARKUP = 4096, SNIFF_PDF = 1024 };

#define SAVE_AS "open it and save it as "

static const struct {
    const char *type;
    const char *label;
    const char *advice; /* NULL: it is read */
} media_table[MB_MEDIA_COUNT] = {
    [MB_MEDIA_UNKNOWN] = {"application/octet-stream", "unknown", "not read"},
    [MB_MEDIA_TEXT] = {"text/plain", "plain text", NULL},
    [MB_MEDIA_MARKDOWN] = {"text/markdown", "Markdown", NULL},
    [MB_MEDIA_HTML] = {"text/html", "web page", NULL},
    [MB_MEDIA_XML] = {"application/xml", "ModernGov XML", NULL},
    [MB_MEDIA_PDF] = {"application/pdf", "PDF", NULL},
    [MB_MEDIA_DOCX] = {"application/vnd.openxmlformats-officedocument."
                       "wordprocessingml.document",
                       "Word document", NULL},
    [MB_MEDIA_DOC] = {"application/msword", "a Word 97-2003 document",
                      SAVE_AS "Word document (.docx) or PDF"},
    [MB_MEDIA_RTF] = {"application/rtf", "a Rich Text document",
                      SAVE_AS "Word document (.docx) or PDF"},
    [MB_MEDIA_ODT] = {"application/vnd.oasis.opendocument.text",
                      "an OpenDocument file",
                      SAVE_AS "Word document (.docx) or PDF"},
    [MB_MEDIA_MSG] = {"application/vnd.ms-outlook", "an Outlook message",
                      "open it and save the minutes attached to it, or save "
                      "the message as text (.txt)"},
    [MB_MEDIA_IMAGE] = {"image/*", "a picture",
                        "make a searchable PDF of it (OCR)"},
    [MB_MEDIA_ARCHIVE] = {"application/zip", "an archive",
                          "unpack it and give the files in it"},
    [MB_MEDIA_XLSX] = {"application/vnd.openxmlformats-officedocument."
                       "spreadsheetml.sheet",
                       "a spreadsheet",
                       SAVE_AS "PDF; a tracker is read by 'tracker import'"},
    [MB_MEDIA_ENCRYPTED] = {"application/x-ole-encrypted",
                            "an Office file locked by a password",
                            "open it with its password and save it without"},
    [MB_MEDIA_MHTML] = {"multipart/related",
                        "a web archive or e-mail (.mht, .eml)",
                        SAVE_AS "'Web page, HTML only' or as text (.txt)"},
    [MB_MEDIA_OFFICE] = {"application/x-ole-storage",
                         "an Office file that is no text document",
                         SAVE_AS "PDF"},
    [MB_MEDIA_BINARY] = {"application/octet-stream", "no document",
                         "give the minutes as PDF, Word (.docx), web page or "
                         "text"},
};

const char *mb_media_type(enum mb_media media)
{
    return media_table[(unsigned)media < MB_MEDIA_COUNT ? media : 0].type;
}

const char *mb_media_label(enum mb_media media)
{
    return media_table[(unsigned)media < MB_MEDIA_COUNT ? media : 0].label;
}

const char *mb_media_advice(enum mb_media media)
{
    return media_table[(unsigned)media < MB_MEDIA_COUNT ? media : 0].advice;
}

enum mb_media mb_media_by_type(struct mb_span type)
{
    for (unsigned i = 1; i < MB_MEDIA_COUNT; i++)
        if (mb_span_ieq(type, mb_span_str(media_table[i].type)))
            return (enum mb_media)i;
    return MB_MEDIA_UNKNOWN;
}

/* Bytes at a fixed place that settle the matter. MB_MEDIA_UNKNOWN in the
 * table: a container to be looked into. */
static const struct signature {
    unsigned offset;
    unsigned len;
    const char *bytes;
    enum mb_media media;
} signatures[] = {
    {0, 5, "{\\rtf", MB_MEDIA_RTF},
    {0, 8, "\x89PNG\r\n\x1a\n", MB_MEDIA_IMAGE},
    {0, 3, "\xFF\xD8\xFF", MB_MEDIA_IMAGE},
    {0, 6, "GIF87a", MB_MEDIA_IMAGE},
    {0, 6, "GIF89a", MB_MEDIA_IMAGE},
    {0, 4, "II*\0", MB_MEDIA_IMAGE},
    {0, 4, "MM\0*", MB_MEDIA_IMAGE},
    {8, 4, "WEBP", MB_MEDIA_IMAGE},
    {4, 8, "ftypheic", MB_MEDIA_IMAGE},
    {4, 8, "ftypmif1", MB_MEDIA_IMAGE},
    {4, 4, "ftyp", MB_MEDIA_BINARY}, /* films */
    {0, 2, "\x1f\x8b", MB_MEDIA_ARCHIVE},
    {0, 6, "7z\xBC\xAF\x27\x1C", MB_MEDIA_ARCHIVE},
    {0, 6, "Rar!\x1a\x07", MB_MEDIA_ARCHIVE},
    {0, 4, "BZh9", MB_MEDIA_ARCHIVE},
    {0, 6,
     "\xFD"
     "7zXZ\0",
     MB_MEDIA_ARCHIVE},
    {0, 4, "\x28\xB5\x2F\xFD", MB_MEDIA_ARCHIVE},
    {257, 5, "ustar", MB_MEDIA_ARCHIVE},
    {0, 16, "SQLite format 3\0", MB_MEDIA_BINARY},
    {0, 4,
     "\x7F"
     "ELF",
     MB_MEDIA_BINARY},
};

static bool has_at(struct mb_span bytes, size_t at, const char *what,
                   size_t len)
{
    return bytes.len >= at + len && memcmp(bytes.ptr + at, what, len) == 0;
}

static bool contains(struct mb_span bytes, const char *what)
{
    return mb_span_find(bytes, mb_span_str(what)) < bytes.len;
}

static bool icontains(struct mb_span bytes, const char *what)
{
    return mb_span_ifind(bytes, mb_span_str(what)) < bytes.len;
}

/* The name of the first part tells an Office file from an archive that holds
 * Office files; names of parts stand uncompressed, also in a damaged file. */
static enum mb_media zip_media(struct mb_span bytes)
{
    static const char *const office_first[] = {
        "[Content_Types].xml", "_rels/", "docProps/", "word/", "xl/", "ppt/",
        "customXml/"};
    struct mb_span first = mb_span_sub(bytes, 30, bytes.len);
    bool office = false;

    if (mb_span_starts(first, MB_SPAN_LIT("mimetype"))
        && contains(mb_span_sub(first, 0, 200), "opendocument"))
        return MB_MEDIA_ODT;
    for (size_t i = 0; i < sizeof office_first / sizeof *office_first; i++)
        office |= mb_span_starts(first, mb_span_str(office_first[i]));
    if (!office)
        return MB_MEDIA_ARCHIVE;
    if (contains(bytes, "xl/workbook"))
        return MB_MEDIA_XLSX;
    if (contains(bytes, "ppt/presentation"))
        return MB_MEDIA_OFFICE;
    return MB_MEDIA_DOCX; /* or cut short before its parts: the reader says */
}

/* Names in an OLE2 directory are UTF-16, little-endian. */
static bool has_stream(struct mb_span bytes, const char *name)
{
    char wide[64];
    size_t n = 0;

    for (; name[n] != '\0' && 2 * n + 1 < sizeof wide; n++) {
        wide[2 * n] = name[n];
        wide[2 * n + 1] = '\0';
    }
    return mb_span_find(bytes, (struct mb_span){wide, 2 * n}) < bytes.len;
}

static enum mb_media ole_media(struct mb_span bytes)
{
    static const struct {
        const char *stream;
        enum mb_media media;
    } streams[] = {
        {"EncryptedPackage", MB_MEDIA_ENCRYPTED},
        {"WordDocument", MB_MEDIA_DOC},
        {"__substg1.0_", MB_MEDIA_MSG},
        {"Workbook", MB_MEDIA_XLSX},
    };

    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        if (has_stream(bytes, streams[i].stream))
            return streams[i].media;
    return MB_MEDIA_OFFICE;
}

static enum mb_media signed_media(struct mb_span bytes)
{
    if (contains(mb_span_sub(bytes, 0, SNIFF_PDF), "%PDF-"))
        return MB_MEDIA_PDF;
    if (has_at(bytes, 0, "PK\3\4", 4))
        return zip_media(bytes);
    if (has_at(bytes, 0, "PK\5\6", 4)) /* an empty one */
        return MB_MEDIA_ARCHIVE;
    if (has_at(bytes, 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
        return ole_media(bytes);
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        const struct signature *s = &signatures[i];
        if (has_at(bytes, s->offset, s->bytes, s->len))
            return s->media;
    }
    return MB_MEDIA_UNKNOWN;
}

/* Name endings that choose among kinds of text. */
static enum mb_media media_of_name(struct mb_span name)
{
    static const struct {
        const char *ending;
        enum mb_media media;
    } endings[] = {
        {".md", MB_MEDIA_MARKDOWN}, {".markdown", MB_MEDIA_MARKDOWN},
        {".htm", MB_MEDIA_HTML},    {".html", MB_MEDIA_HTML},
        {".xhtml", MB_MEDIA_HTML},  {".aspx", MB_MEDIA_HTML},
        {".txt", MB_MEDIA_TEXT},    {".text", MB_MEDIA_TEXT},
    };

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t len = strlen(endings[i].ending);
        if (name.len > len
            && mb_span_ieq(mb_span_sub(name, name.len - len, name.len),
                           mb_span_str(endings[i].ending)))
            return endings[i].media;
    }
    return MB_MEDIA_UNKNOWN;
}

/* True where the markup begins as a whole page does. */
static bool is_html_page(struct mb_span start)
{
    return mb_span_istarts(start, MB_SPAN_LIT("<!doctype html"))
           || mb_span_istarts(start, MB_SPAN_LIT("<html"))
           || mb_span_istarts(start, MB_SPAN_LIT("<head>"))
           || mb_span_istarts(start, MB_SPAN_LIT("<body"));
}

/* Elements that real text does not show by chance. */
static bool has_html_tags(struct mb_span start)
{
    static const char *const tags[] = {"<html",  "<body", "<head>", "<div",
                                       "<table", "<p>",   "<p ",    "<span",
                                       "<br>",   "<br/",  "<meta "};

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (icontains(start, tags[i]))
            return true;
    return false;
}

/* Markup, if the text begins with it; else MB_MEDIA_UNKNOWN. */
static enum mb_media markup_media(struct mb_span start, enum mb_media named)
{
    if (is_html_page(start))
        return MB_MEDIA_HTML;
    if (mb_span_istarts(start, MB_SPAN_LIT("<?xml")))
        return icontains(start, "<html") ? MB_MEDIA_HTML : MB_MEDIA_XML;
    if (mb_span_istarts(start, MB_SPAN_LIT("<getmeeting")))
        return MB_MEDIA_XML;
    if (named == MB_MEDIA_TEXT || named == MB_MEDIA_MARKDOWN)
        return MB_MEDIA_UNKNOWN;
    if (named == MB_MEDIA_HTML || start.ptr[0] == '<')
        return has_html_tags(start) ? MB_MEDIA_HTML : MB_MEDIA_UNKNOWN;
    return MB_MEDIA_UNKNOWN;
}

/* An e-mail, or a page saved as one: headers of MIME. */
static bool is_mime(struct mb_span start)
{
    struct mb_span line;

    mb_span_cut(start, '\n', &line);
    return memchr(line.ptr, ':', line.len) != NULL
           && icontains(start, "\nmime-version:")
           && icontains(start, "\ncontent-type:");
}

/* Markdown without a name: front matter, or headings and links as it writes
 * them. */
static bool looks_markdown(struct mb_span start)
{
    if (mb_span_starts(start, MB_SPAN_LIT("---\n")))
        return contains(start, "\n---\n");
    return contains(start, "\n## ") || contains(start, "\n### ")
           || (contains(start, "](") && contains(start, "**"));
}

/* Text with single tags of HTML in it, as editors of web pages leave it. */
static bool has_light_markup(struct mb_span start)
{
    static const char *const tags[] = {"<br>",  "<br/>", "<br />", "<li>",
                                       "</h1>", "</h2>", "</h3>",  "</ol>",
                                       "</ul>", "</p>",  "</b>",   "</strong>"};
    unsigned kinds = 0;

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        kinds += icontains(start, tags[i]);
    return kinds > 1 || icontains(start, "<br />\n")
           || icontains(start, "<br /><br />");
}

/* More than one control character in a hundred is no text. */
static bool is_text(struct mb_span bytes)
{
    struct mb_span start = mb_span_sub(bytes, 0, SNIFF_TEXT);
    size_t odd = 0;

    for (size_t i = 0; i < start.len; i++) {
        unsigned char c = (unsigned char)start.ptr[i];
        odd += c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1A;
    }
    return odd * 100 <= start.len;
}

/* A text in UTF-16 as ASCII, other characters as '?', enough to tell what it
 * is. Returns its length; 0 where the bytes are not UTF-16. */
static size_t narrow(struct mb_span bytes, char *out, size_t size)
{
    size_t low;
    size_t n = 0;

    if (has_at(bytes, 0, "\xFF\xFE", 2) || has_at(bytes, 0, "<\0", 2))
        low = 0;
    else if (has_at(bytes, 0, "\xFE\xFF", 2) || has_at(bytes, 0, "\0<", 2))
        low = 1;
    else
        return 0;
    for (size_t i = 0; i + 1 < bytes.len && n < size; i += 2) {
        bool ascii = bytes.ptr[i + 1 - low] == '\0';
        out[n++] = ascii ? bytes.ptr[i + low] : '?';
    }
    return n;
}

static enum mb_media text_media(struct mb_span bytes, struct mb_span name)
{
    enum mb_media named = media_of_name(name);
    enum mb_media media;
    struct mb_span start = mb_span_sub(bytes, 0, SNIFF_MARKUP);
    char ascii[SNIFF_MARKUP];
    size_t n = narrow(bytes, ascii, sizeof ascii);

    if (n > 0)
        start = (struct mb_span){ascii + 1, n - 1};
    else if (has_at(bytes, 0, "\xEF\xBB\xBF", 3))
        start = mb_span_sub(bytes, 3, SNIFF_MARKUP);
    if (n > 0 && ascii[0] == '<')
        start = (struct mb_span){ascii, n};
    start = mb_span_trim(start);
    if (start.len == 0)
        return MB_MEDIA_TEXT;
    media = markup_media(start, named);
    if (media != MB_MEDIA_UNKNOWN)
        return media;
    if (is_mime(start))
        return MB_MEDIA_MHTML;
    if (n == 0 && !is_text(bytes))
        return MB_MEDIA_BINARY;
    if (named == MB_MEDIA_MARKDOWN
        || (named == MB_MEDIA_UNKNOWN && looks_markdown(start))
        || has_light_markup(start))
        return MB_MEDIA_MARKDOWN;
    return MB_MEDIA_TEXT;
}

enum mb_media mb_media_detect(struct mb_span bytes, struct mb_span name)
{
    enum mb_media media = signed_media(bytes);

    return media != MB_MEDIA_UNKNOWN ? media : text_media(bytes, name);
}

/* Whether a document of that kind and length is taken at all. */
static enum mb_status admit(const struct mb_source *source,
                            const struct mb_limits *limits, struct mb_err *err)
{
    const char *advice = mb_media_advice(source->media);
    int name_len = (int)(source->name.len < 200 ? source->name.len : 200);

    if (source->bytes.len == 0)
        return mb_err_set(err, MB_ERR_FORMAT, "%.*s: is empty (0 bytes)",
                          name_len, source->name.ptr);
    if (limits->document_bytes != 0
        && source->bytes.len > limits->document_bytes)
        return mb_err_set(err, MB_ERR_LIMIT,
                          "%.*s: longer than the limit of %llu bytes: "
                          "split it, or raise the size limit",
                          name_len, source->name.ptr,
                          (unsigned long long)limits->document_bytes);
    if (advice != NULL)
        return mb_err_set(err, MB_ERR_REFUSED, "%.*s: is %s, not read: %s",
                          name_len, source->name.ptr,
                          mb_media_label(source->media), advice);
    return MB_OK;
}

enum mb_status mb_source_init(struct mb_source *ret_source,
                              struct mb_span bytes, struct mb_span name,
                              const struct mb_limits *limits,
                              struct mb_arena *arena, struct mb_err *err)
{
    struct mb_source source = {.bytes = bytes, .uri = MB_SPAN_NULL};
    enum mb_status st;

    source.name = mb_arena_dup(arena, name);
    st = mb_arena_status(arena, err);
    if (st != MB_OK)
        return st;
    source.media = mb_media_detect(bytes, name);
    st = admit(&source, limits, err);
    if (st == MB_OK)
        st = mb_sha256_hex(bytes, source.sha256, err);
    if (st == MB_OK)
        *ret_source = source;
    return st;
}

enum mb_status mb_source_read(struct mb_source *ret_source, int fd,
                              struct mb_span name,
                              const struct mb_limits *limits,
                              struct mb_arena *arena, struct mb_err *err)
{
    struct mb_span c_name = mb_arena_dup(arena, name);
    struct mb_span bytes;
    enum mb_status st = mb_arena_status(arena, err);

    if (st != MB_OK)
        return st;
    st = mb_file_read(fd, c_name.ptr == NULL ? "-" : c_name.ptr,
                      (size_t)limits->document_bytes, arena, &bytes, err);
    if (st != MB_OK)
        return st;
    return mb_source_init(ret_source, bytes, c_name, limits, arena, err);
}
