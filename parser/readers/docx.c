/* Word: which parts of the archive are read, and in what order.
 *
 * Relationship files say which part is the document, its styles, numbering
 * and notes; a document without them has the usual names. Parts may be
 * missing, but one that is there and damaged fails the document: text without
 * its numbers would be another record.
 *
 * Page headers and footers come last, for they are told by what the text does
 * not say (docx_running.h).
 */
#include "parser/reader.h"
#include "parser/readers/docx_running.h"
#include "parser/readers/sax.h"
#include "parser/readers/zip.h"

#include <libxml/xmlversion.h>
#include <stdio.h>
#include <string.h>

enum part {
    PART_DOCUMENT,
    PART_STYLES,
    PART_NUMBERING,
    PART_FOOTNOTES,
    PART_ENDNOTES,
    PART_COUNT
};

enum { NAME_MAX_LEN = 128, RUNNING_MAX = 24 };

static const struct {
    const char *type;  /* the relationship's, its last step */
    const char *usual; /* name of the part */
} parts[PART_COUNT] = {
    [PART_DOCUMENT] = {"/officeDocument", "word/document.xml"},
    [PART_STYLES] = {"/styles", "word/styles.xml"},
    [PART_NUMBERING] = {"/numbering", "word/numbering.xml"},
    [PART_FOOTNOTES] = {"/footnotes", "word/footnotes.xml"},
    [PART_ENDNOTES] = {"/endnotes", "word/endnotes.xml"},
};

struct package {
    struct mb_zip *zip;
    uint32_t depth;
    struct mb_buf part; /* the one last read */
    char names[PART_COUNT][NAME_MAX_LEN];
    char base[NAME_MAX_LEN]; /* what targets are relative to: "word/" */
    struct {
        char name[NAME_MAX_LEN];
        bool foot;
    } running[RUNNING_MAX]; /* page headers and footers */
    unsigned nrunning;
    struct mb_buf title;
    bool in_title;
};

static void ignore_end(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
}

static void ignore_words(void *ctx, struct mb_span s)
{
    (void)ctx;
    (void)s;
}

/* A name too long for any document's part leaves the usual one. */
static void join_name(char name[NAME_MAX_LEN], const char *base,
                      struct mb_span target)
{
    size_t len = strlen(base);

    if (target.len == 0 || len + target.len >= NAME_MAX_LEN)
        return;
    memmove(name, base, len);
    memcpy(name + len, target.ptr, target.len);
    name[len + target.len] = '\0';
}

/* <Relationship Type="…/styles" Target="styles.xml"/> */
static void on_relationship(void *ctx, const struct mb_sax_tag *tag)
{
    struct package *package = ctx;
    struct mb_span type = mb_sax_attribute(tag, "Type");
    struct mb_span target = mb_sax_attribute(tag, "Target");
    const char *base = package->base;

    if (mb_span_starts(target, MB_SPAN_LIT("/"))) {
        target = mb_span_sub(target, 1, target.len);
        base = "";
    }
    for (int i = 0; i < PART_COUNT; i++)
        if (mb_span_ends(type, mb_span_str(parts[i].type)))
            join_name(package->names[i], base, target);
    if (package->nrunning < RUNNING_MAX
        && (mb_span_ends(type, MB_SPAN_LIT("/header"))
            || mb_span_ends(type, MB_SPAN_LIT("/footer")))) {
        unsigned n = package->nrunning++;
        package->running[n].foot = mb_span_ends(type, MB_SPAN_LIT("/footer"));
        join_name(package->running[n].name, base, target);
    }
}

/* Read a relationship file, if there is one. */
static enum mb_status read_relationships(struct package *package,
                                         const char *name, struct mb_err *err)
{
    struct mb_sax handlers = {package, on_relationship, ignore_end,
                              ignore_words};
    enum mb_status st;

    if (!mb_zip_has(package->zip, name))
        return MB_OK;
    st = mb_zip_read(package->zip, name, &package->part, err);
    if (st != MB_OK)
        return st;
    return mb_sax_parse(mb_buf_span(&package->part), name, &handlers,
                        package->depth, err);
}

/* "word/" and "document.xml" of "word/document.xml" */
static const char *split_name(const char *name, char base[NAME_MAX_LEN])
{
    const char *slash = strrchr(name, '/');
    size_t len = slash != NULL ? (size_t)(slash - name) + 1 : 0;

    memcpy(base, name, len);
    base[len] = '\0';
    return name + len;
}

static enum mb_status find_parts(struct package *package, struct mb_err *err)
{
    char rels[2 * NAME_MAX_LEN + 16];
    const char *file;
    enum mb_status st;

    for (int i = 0; i < PART_COUNT; i++)
        snprintf(package->names[i], NAME_MAX_LEN, "%s", parts[i].usual);
    st = read_relationships(package, "_rels/.rels", err);
    if (st != MB_OK)
        return st;
    file = split_name(package->names[PART_DOCUMENT], package->base);
    snprintf(rels, sizeof rels, "%s_rels/%s.rels", package->base, file);
    return read_relationships(package, rels, err);
}

static void on_title_start(void *ctx, const struct mb_sax_tag *tag)
{
    ((struct package *)ctx)->in_title = strcmp(tag->name, "title") == 0;
}

static void on_title_end(void *ctx, const char *name)
{
    (void)name;
    ((struct package *)ctx)->in_title = false;
}

static void on_title_words(void *ctx, struct mb_span s)
{
    struct package *package = ctx;

    if (package->in_title)
        mb_buf_put(&package->title, s);
}

/* The title in the document's properties. What is wrong with them is no
 * concern of the text's. */
static void read_title(struct package *package)
{
    struct mb_sax handlers = {package, on_title_start, on_title_end,
                              on_title_words};
    static const char name[] = "docProps/core.xml";

    if (!mb_zip_has(package->zip, name)
        || mb_zip_read(package->zip, name, &package->part, NULL) != MB_OK
        || mb_sax_parse(mb_buf_span(&package->part), name, &handlers,
                        package->depth, NULL)
               != MB_OK)
        mb_buf_clear(&package->title);
}

/* Styles and numbering, as far as the document has them. */
static enum mb_status read_context(struct package *package,
                                   struct mb_arena *arena,
                                   struct mb_docx_styles *styles,
                                   struct mb_docx_context *context,
                                   struct mb_err *err)
{
    const char *name = package->names[PART_STYLES];
    enum mb_status st = MB_OK;

    if (mb_zip_has(package->zip, name)) {
        st = mb_zip_read(package->zip, name, &package->part, err);
        if (st == MB_OK)
            st = mb_docx_styles_read(mb_buf_span(&package->part), arena,
                                     package->depth, styles, err);
    }
    name = package->names[PART_NUMBERING];
    if (st == MB_OK && mb_zip_has(package->zip, name)) {
        st = mb_zip_read(package->zip, name, &package->part, err);
        if (st == MB_OK)
            st = mb_numbering_read(mb_buf_span(&package->part), styles, arena,
                                   package->depth, &context->numbering, err);
    }
    return st;
}

static enum mb_status append_part(struct package *package, enum part part,
                                  struct mb_docx_context *context,
                                  struct mb_lines *lines, struct mb_err *err)
{
    const char *name = package->names[part];
    enum mb_status st;

    if (part != PART_DOCUMENT && !mb_zip_has(package->zip, name))
        return MB_OK;
    st = mb_zip_read(package->zip, name, &package->part, err);
    if (st != MB_OK)
        return st;
    return mb_docx_body_append(lines, mb_buf_span(&package->part), name,
                               part != PART_DOCUMENT, context, err);
}

static enum mb_status append_running(struct package *package,
                                     struct mb_docx_context *context,
                                     struct mb_lines *lines, struct mb_err *err)
{
    uint32_t n_head = 0;
    enum mb_status st = MB_OK;

    for (unsigned i = 0; st == MB_OK && i < package->nrunning; i++) {
        const char *name = package->running[i].name;
        if (!mb_zip_has(package->zip, name))
            continue;
        st = mb_zip_read(package->zip, name, &package->part, err);
        if (st == MB_OK)
            st = mb_docx_running_put(lines, mb_buf_span(&package->part), name,
                                     package->running[i].foot, context, &n_head,
                                     err);
    }
    return st;
}

static enum mb_status read_package(struct package *package,
                                   const struct mb_reader_options *options,
                                   struct mb_diags *diags,
                                   struct mb_lines *lines, struct mb_err *err)
{
    struct mb_docx_styles styles = {.defaults = MB_DOCX_STYLE_EMPTY};
    struct mb_docx_context context = {.styles = &styles,
                                      .diags = diags,
                                      .tracked = options->tracked,
                                      .depth = package->depth};
    enum mb_status st = find_parts(package, err);

    if (st == MB_OK)
        st = read_context(package, lines->arena, &styles, &context, err);
    if (st == MB_OK)
        st = append_part(package, PART_DOCUMENT, &context, lines, err);
    if (st == MB_OK)
        st = append_part(package, PART_FOOTNOTES, &context, lines, err);
    if (st == MB_OK)
        st = append_part(package, PART_ENDNOTES, &context, lines, err);
    if (st == MB_OK)
        st = append_running(package, &context, lines, err);
    if (st == MB_OK)
        read_title(package);
    return st;
}

enum mb_status mb_read_docx(const struct mb_source *source,
                            const struct mb_reader_options *options,
                            struct mb_arena *arena, struct mb_diags *diags,
                            struct mb_text *ret_text, struct mb_err *err)
{
    struct mb_text text = {
        .reader = MB_SPAN_LIT("docx 2 libxml2 " LIBXML_DOTTED_VERSION)};
    struct package package = {.depth = options->limits.depth};
    struct mb_lines lines;
    struct mb_span title;
    enum mb_status st =
        mb_zip_open(source->bytes, &options->limits, &package.zip, err);

    if (st != MB_OK)
        return st;
    mb_lines_init(&lines, arena);
    st = read_package(&package, options, diags, &lines, err);
    if (st == MB_OK)
        st = mb_lines_finish(&lines, &text, err);
    if (st == MB_OK) {
        title = mb_span_trim(mb_buf_span(&package.title));
        if (title.len > 0)
            text.title = mb_arena_dup(arena, title);
        *ret_text = text;
    }
    mb_lines_done(&lines);
    mb_buf_done(&package.part);
    mb_buf_done(&package.title);
    mb_zip_close(package.zip);
    return st;
}
