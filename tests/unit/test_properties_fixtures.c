/* Every document in fixtures/ in other forms. A text is unwrapped by its
 * blocks and wrapped at several widths: its records stay the same, and so they
 * do with other line ends and encodings. Cut behind any line it has no more
 * records than the whole, written twice no more than twice as many. Parsed
 * together with others it gives what it gives alone.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "parser/blocks.h"
#include "property_test.h"

enum { FIXTURES_MIN = 50, LABEL_COLUMNS = 12 };

struct fixture {
    const char *path;
    const char *text;
};

static char *read_file(const char *path)
{
    struct mb_buf buf = MB_BUF_INIT;
    char bytes[4096];
    size_t n;
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        mb_buf_put(&buf, (struct mb_span){bytes, n});
    fclose(file);
    assert_non_null(buf.ptr);
    return buf.ptr;
}

/* Run `check` on the fixtures that a pattern with braces finds. */
static void each(const char *pattern, void (*check)(const struct fixture *f))
{
    glob_t found;

    assert_int_equal(glob(pattern, GLOB_BRACE, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *text = read_file(found.gl_pathv[i]);
        check(&(struct fixture){found.gl_pathv[i], text});
        free(text);
    }
    globfree(&found);
}

#define TEXTS                                                                  \
    "{fixtures/records/*.d/input.txt,fixtures/demo/minutes/*.txt,"             \
    "fixtures/versions/*.txt}"
#define MARKDOWN "{fixtures/records/*.d/input.md,fixtures/demo/minutes/*.md}"
#define PAGES    "{fixtures/records/*.d/input.html,fixtures/demo/minutes/*.html}"

static unsigned nfixtures;

static void count_fixture(const struct fixture *f)
{
    nfixtures += f->text[0] != '\0';
}

static void test_there_are_fixtures(void **state)
{
    (void)state;
    each("{" TEXTS "," MARKDOWN "," PAGES "}", count_fixture);
    assert_true(nfixtures >= FIXTURES_MIN);
}

static bool named(const struct fixture *f, const char *folder)
{
    return strstr(f->path, folder) != NULL;
}

/* ---- wrapping ---- */

/* The end of the line at s. */
static const char *line_end(const char *s)
{
    return s + strcspn(s, "\n");
}

/* The lines [s, end) hold no blank one. */
static bool close_lines(const char *s, uint32_t n)
{
    for (; n > 0; n--, s = line_end(s) + (*line_end(s) != '\0'))
        if (strspn(s, " \t") == (size_t)(line_end(s) - s))
            return false;
    return true;
}

/* n lines from s as one; returns what is behind them. */
static const char *put_joined(struct mb_buf *out, const char *s, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const char *end = line_end(s);
        if (i > 0) {
            s += strspn(s, " \t");
            mb_buf_putc(out, ' ');
        }
        while (i + 1 < n && end > s && end[-1] == ' ')
            end--;
        mb_buf_put(out, (struct mb_span){s, (size_t)(end - s)});
        s = line_end(s) + (*line_end(s) != '\0');
    }
    mb_buf_putc(out, '\n');
    return s;
}

/* Every block in one line, blank lines left where they are. */
static char *unwrap(const char *words)
{
    struct mb_arena *arena = mb_arena_new(0);
    struct mb_text text = {.text = mb_span_str(words)};
    struct mb_diags diags = {.arena = arena};
    struct mb_buf out = MB_BUF_INIT;
    struct mb_blocks blocks;
    struct mb_err err = {0};
    uint32_t line = 1, b = 0;

    assert_int_equal(mb_blocks_split(&text, arena, &diags, &blocks, &err),
                     MB_OK);
    while (*words != '\0') {
        while (b < blocks.n && blocks.at[b].line_no < line)
            b++;
        uint32_t n = 1;
        if (b < blocks.n && blocks.at[b].line_no == line
            && blocks.at[b].kind != MB_BLOCK_FURNITURE
            && close_lines(words, blocks.at[b].nlines))
            n = blocks.at[b].nlines;
        words = put_joined(&out, words, n);
        line += n;
    }
    mb_arena_free(arena);
    return out.ptr;
}

/* Columns set apart by wide gaps are no sentence that could be wrapped. */
static bool has_columns(const char *s, const char *end)
{
    size_t at = strspn(s, " \t") + LABEL_COLUMNS;
    struct mb_span line = {s, (size_t)(end - s)};

    if (memchr(s, '\t', line.len) != NULL)
        return true;
    line = mb_span_sub(line, at, line.len);
    return mb_span_find(line, MB_SPAN_LIT("    ")) < line.len;
}

/* Characters, not bytes. */
static size_t columns_of(const char *s, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)s[i] & 0xC0) != 0x80;
    return n;
}

/* Wrap each line at `width` columns, the indent kept, as a text editor does. */
static char *wrap_at(const char *text, size_t width)
{
    struct mb_buf out = MB_BUF_INIT;

    while (*text != '\0') {
        const char *end = line_end(text);
        size_t indent = strspn(text, " "), column = 0;
        bool whole = columns_of(text, (size_t)(end - text)) <= width
                     || has_columns(text, end);
        while (!whole && text < end) {
            size_t blanks = strspn(text, " ");
            size_t word = blanks + strcspn(text + blanks, " \n");
            if (column > 0 && column + columns_of(text, word) > width) {
                mb_buf_printf(&out, "\n%*s", (int)indent, "");
                column = indent;
                word -= blanks;
                text += blanks;
            }
            mb_buf_put(&out, (struct mb_span){text, word});
            column += columns_of(text, word);
            text += word;
        }
        mb_buf_put(&out, (struct mb_span){text, (size_t)(end - text)});
        mb_buf_putc(&out, '\n');
        text = end + (*end != '\0');
    }
    return out.ptr;
}

static void check_wrapping(const struct fixture *f)
{
    static const size_t widths[] = {60, 72, 80, 100};
    char *plain;

    if (named(f, "/lines-below-to.d/"))
        return; /* its clauses are lines: their ends are all that tells them */
    plain = unwrap(f->text);
    assert_same(f->text, plain);
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        char *wrapped = wrap_at(plain, widths[w]);
        assert_same(plain, wrapped);
        free(wrapped);
    }
    free(plain);
}

static void test_wrapping_changes_nothing(void **state)
{
    (void)state;
    each(TEXTS, check_wrapping);
}

/* In a page white space is white space, outside its tags. */
static void check_page_wrapping(const struct fixture *f)
{
    char *wrapped = strdup(f->text), *plain, *other;
    bool tag = false;

    assert_non_null(wrapped);
    for (char *s = wrapped; *s != '\0'; s++) {
        tag = *s == '<' || (tag && *s != '>');
        if (*s == ' ' && !tag)
            *s = '\n';
    }
    plain = records_of_named(mb_span_str(f->text), f->path);
    other = records_of_named(mb_span_str(wrapped), f->path);
    assert_same_records(plain, other);
    free(other);
    free(plain);
    free(wrapped);
}

static void test_wrapping_a_page_changes_nothing(void **state)
{
    (void)state;
    each(PAGES, check_page_wrapping);
}

/* ---- line ends and encodings ---- */

static void assert_reads_as(const struct fixture *f, const char *how,
                            const char *plain, struct mb_span bytes)
{
    char *records = records_of_named(bytes, f->path);

    if (strcmp(plain, records) != 0)
        print_error("%s changes %s\n", how, f->path);
    assert_same_records(plain, records);
    free(records);
}

/* Windows-1252 holds all its letters. */
static bool in_1252(const char *text)
{
    iconv_t cd = iconv_open("WINDOWS-1252", "UTF-8");
    static char bytes[1 << 18];
    char *to = bytes, *copy = strdup(text), *from = copy;
    size_t left = strlen(text), room = sizeof bytes;
    bool holds;

    assert_true(cd != (iconv_t)-1 && copy != NULL);
    holds = iconv(cd, &from, &left, &to, &room) == 0;
    iconv_close(cd);
    free(copy);
    return holds;
}

static void check_form(const struct fixture *f)
{
    char *plain = records_of_named(mb_span_str(f->text), f->path);
    char *crlf = replace(f->text, '\n', "\r\n");
    struct mb_buf utf16 = encode(f->text, "UTF-16");

    assert_reads_as(f, "CRLF", plain, mb_span_str(crlf));
    assert_reads_as(f, "UTF-16", plain, mb_buf_span(&utf16));
    if (in_1252(f->text) && strstr(f->text, "charset") == NULL) {
        struct mb_buf ansi = encode(f->text, "WINDOWS-1252");
        assert_reads_as(f, "Windows-1252", plain, mb_buf_span(&ansi));
        mb_buf_done(&ansi);
    }
    mb_buf_done(&utf16);
    free(crlf);
    free(plain);
}

static void test_other_forms_change_nothing(void **state)
{
    (void)state;
    each("{" TEXTS "," MARKDOWN "," PAGES "}", check_form);
}

/* ---- length ---- */

static void count_all(const struct fixture *f, const char *text,
                      uint32_t counts[MB_KIND_COUNT])
{
    struct parsed p = parse_named(mb_span_str(text), f->path);

    for (unsigned kind = 0; kind < MB_KIND_COUNT; kind++)
        counts[kind] = mb_document_count(p.doc, (enum mb_kind)kind);
    done(&p);
}

static void assert_no_more(const struct fixture *f, const char *text,
                           enum mb_kind kind, uint32_t has, uint32_t may)
{
    /* cut behind its first heading: only the next one's number tells that
     * "ICB/24/041" is an item's */
    if (named(f, "/care-board-text.d/") && kind == MB_KIND_REFERENCES)
        return;
    if (has > may)
        print_error("%s: %u %s where there are %u, in ---\n%s\n", f->path, has,
                    mb_kind_info(kind)->name, may, text);
    assert_true(has <= may);
}

static void check_length(const struct fixture *f)
{
    uint32_t whole[MB_KIND_COUNT], part[MB_KIND_COUNT];
    struct mb_buf twice = MB_BUF_INIT;
    char *cut = strdup(f->text);

    assert_non_null(cut);
    count_all(f, f->text, whole);
    mb_buf_printf(&twice, "%s\n%s", f->text, f->text);
    count_all(f, twice.ptr, part);
    for (size_t k = 0; k < sizeof counted / sizeof *counted; k++)
        assert_no_more(f, twice.ptr, counted[k], part[counted[k]],
                       2 * whole[counted[k]]);
    for (size_t end = strlen(cut); end > 40; end--) {
        if (cut[end] != '\n')
            continue;
        cut[end] = '\0';
        count_all(f, cut, part);
        for (size_t k = 0; k < sizeof counted / sizeof *counted; k++)
            assert_no_more(f, cut, counted[k], part[counted[k]],
                           whole[counted[k]]);
    }
    mb_buf_done(&twice);
    free(cut);
}

static void test_cut_and_doubled(void **state)
{
    (void)state;
    each("{" TEXTS "," MARKDOWN "}", check_length);
}

/* --- together ---------------------------------------------------------- */

static struct {
    struct mb_source sources[MB_RULES_TOGETHER];
    struct mb_parse_job jobs[MB_RULES_TOGETHER];
    uint32_t n;
    unsigned compared;
} together;

static struct mb_parse_options plain_options;

/* A job's whole dump, its status where there is none. */
static void put_dump(const struct mb_parse_job *job, struct mb_buf *out)
{
    if (job->status == MB_OK)
        mb_document_dump(job->doc, out);
    else
        mb_buf_printf(out, "%d: %s\n", (int)job->status, job->err.text);
}

/* What was gathered, together and one by one. */
static void compare_gathered(void)
{
    struct mb_buf both = MB_BUF_INIT;
    struct mb_buf each_one = MB_BUF_INIT;

    mb_parse_together(together.jobs, together.n, parse_rules);
    for (uint32_t i = 0; i < together.n; i++) {
        struct mb_parse_job *job = &together.jobs[i];
        put_dump(job, &both);
        job->status = mb_parse_source(job->source, parse_rules, job->options,
                                      job->arena, &job->doc, &job->err);
        put_dump(job, &each_one);
        together.compared++;
    }
    assert_string_equal(both.ptr, each_one.ptr);
    for (uint32_t i = 0; i < together.n; i++)
        mb_arena_free(together.jobs[i].arena);
    mb_buf_done(&both);
    mb_buf_done(&each_one);
    together.n = 0;
}

static void gather(struct mb_span bytes, const char *name, bool as_word)
{
    struct mb_source *source = &together.sources[together.n];
    struct mb_parse_job *job = &together.jobs[together.n++];

    plain_options.reader.limits = MB_LIMITS_DEFAULT;
    *source = (struct mb_source){0};
    *job = (struct mb_parse_job){
        .source = source, .options = &plain_options, .arena = mb_arena_new(0)};
    assert_int_equal(mb_source_init(source, mb_arena_dup(job->arena, bytes),
                                    mb_arena_dup(job->arena, mb_span_str(name)),
                                    &plain_options.reader.limits, job->arena,
                                    NULL),
                     MB_OK);
    if (as_word)
        source->media = MB_MEDIA_DOCX;
    if (together.n == MB_RULES_TOGETHER)
        compare_gathered();
}

/* One in each five is no document. */
static void gather_fixture(const struct fixture *f)
{
    gather(mb_span_str(f->text), f->path, false);
    if (together.compared % 5 == 0)
        gather(MB_SPAN_LIT("no document"), "a.docx", true);
}

static void test_together_is_alone(void **state)
{
    (void)state;
    each("{" TEXTS "," MARKDOWN "," PAGES "}", gather_fixture);
    if (together.n > 0)
        compare_gathered();
    assert_true(together.compared > FIXTURES_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_are_fixtures),
        cmocka_unit_test(test_wrapping_changes_nothing),
        cmocka_unit_test(test_wrapping_a_page_changes_nothing),
        cmocka_unit_test(test_other_forms_change_nothing),
        cmocka_unit_test(test_cut_and_doubled),
        cmocka_unit_test(test_together_is_alone),
    };

    return cmocka_run_group_tests(tests, load_rules, free_rules);
}
