/* One pass; words between marks are appended as they are met. Two or more
 * stars are always marks, as no record prints them; a single star or
 * underscore only where another one closes it.
 */
#include "parser/readers/md_inline.h"

#include "base/utf8.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How far a closing mark is looked for. */
enum { LOOK_AHEAD = 2000 };

struct inline_run {
    struct mb_lines *lines;
    struct mb_diags *diags;
    struct mb_span s;
    size_t at;
    size_t done; /* appended up to here */
    struct mb_line_style style;
    bool bold;
    bool emphasis; /* within a pair of single marks */
};

static void put(struct inline_run *run, struct mb_span s)
{
    mb_lines_words(run->lines, s, run->style, run->bold);
}

/* Append up to `at`, leave out up to `to`. */
static void skip(struct inline_run *run, size_t to)
{
    put(run, mb_span_sub(run->s, run->done, run->at));
    run->done = run->at = to;
}

static char char_at(const struct inline_run *run, size_t at)
{
    return at < run->s.len ? run->s.ptr[at] : '\0';
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool is_gap(char c)
{
    return c == '\0' || isspace((unsigned char)c);
}

/* The position of c (not escaped) from `at` on, or 0. */
static size_t find_char(const struct inline_run *run, size_t at, char c)
{
    size_t end = run->s.len < at + LOOK_AHEAD ? run->s.len : at + LOOK_AHEAD;

    for (; at < end; at++) {
        if (run->s.ptr[at] == '\\')
            at++;
        else if (run->s.ptr[at] == c)
            return at;
    }
    return 0;
}

static void read_escape(struct inline_run *run)
{
    if (ispunct((unsigned char)char_at(run, run->at + 1))) {
        skip(run, run->at + 1);
        run->at++; /* the character itself stays */
    } else if (char_at(run, run->at + 1) == '\n') {
        skip(run, run->at + 1); /* a hard line end */
    } else {
        run->at++;
    }
}

/* A single mark that could close one opened before `at`. */
static bool closes(const struct inline_run *run, size_t at, char mark)
{
    return at > 0 && !is_gap(run->s.ptr[at - 1]) && char_at(run, at + 1) != mark
           && !is_word(char_at(run, at + 1));
}

static bool has_closing(const struct inline_run *run, size_t at, char mark)
{
    size_t end = at + LOOK_AHEAD; /* of the whole search: else quadratic */

    while ((at = find_char(run, at, mark)) != 0 && at < end) {
        if (closes(run, at, mark))
            return true;
        while (char_at(run, at) == mark)
            at++;
    }
    return false;
}

static void read_emphasis(struct inline_run *run)
{
    char mark = char_at(run, run->at);
    char before = run->at > 0 ? run->s.ptr[run->at - 1] : '\0';
    size_t n = 1;
    char after;

    while (char_at(run, run->at + n) == mark)
        n++;
    after = char_at(run, run->at + n);
    if (mark == '*' ? n >= 2
                    : n == 2 && (!is_word(before) || !is_word(after))
                          && !(is_gap(before) && is_gap(after))) {
        skip(run, run->at + n);
        run->bold =
            run->bold ? is_gap(before) && !is_gap(after) : !is_gap(after);
    } else if (n == 1 && run->emphasis && closes(run, run->at, mark)) {
        run->emphasis = false;
        skip(run, run->at + 1);
    } else if (n == 1 && !run->emphasis && !is_gap(after) && !is_word(before)
               && has_closing(run, run->at + 1, mark)) {
        run->emphasis = true;
        skip(run, run->at + 1);
    } else {
        run->at += n;
    }
}

/* "[words](address)": the words; an image: nothing. */
static void read_link(struct inline_run *run, bool image)
{
    size_t open = run->at + (image ? 1 : 0);
    size_t close = find_char(run, open + 1, ']');
    size_t end;

    if (close == 0 || char_at(run, close + 1) != '(') {
        run->at = open + 1;
        return;
    }
    if (char_at(run, close + 2) == '<') {
        end = find_char(run, close + 3, '>');
        end = end != 0 ? find_char(run, end, ')') : 0;
    } else {
        size_t inner = find_char(run, close + 2, '(');
        end = find_char(run, close + 2, ')');
        if (inner != 0 && end != 0 && inner < end) /* one pair within */
            end = find_char(run, end + 1, ')');
    }
    if (end == 0) {
        run->at = open + 1;
        return;
    }
    skip(run, open + 1);
    if (!image)
        mb_md_inline(run->lines, mb_span_sub(run->s, open + 1, close),
                     run->style, run->diags);
    run->at = run->done = end + 1;
}

/* "[[page|words]]" */
static bool read_wiki_link(struct inline_run *run)
{
    size_t close = find_char(run, run->at + 2, ']');
    struct mb_span words;
    struct mb_span page;

    if (char_at(run, run->at + 1) != '[' || close == 0
        || char_at(run, close + 1) != ']')
        return false;
    words = mb_span_cut(mb_span_sub(run->s, run->at + 2, close), '|', &page);
    skip(run, close + 2);
    put(run, words.ptr != NULL ? words : page);
    return true;
}

static uint32_t entity_char(struct mb_span name)
{
    char text[16];
    const htmlEntityDesc *entity;

    if (name.len == 0 || name.len >= sizeof text)
        return 0;
    memcpy(text, name.ptr, name.len);
    text[name.len] = '\0';
    if (text[0] == '#')
        return (uint32_t)strtoul(
            text + (text[1] == 'x' || text[1] == 'X' ? 2 : 1), NULL,
            text[1] == 'x' || text[1] == 'X' ? 16 : 10);
    entity = htmlEntityLookup((const xmlChar *)text);
    return entity != NULL ? entity->value : 0;
}

static void read_entity(struct inline_run *run)
{
    size_t end = run->at + 1;
    uint32_t c;

    while (isalnum((unsigned char)char_at(run, end))
           || char_at(run, end) == '#')
        end++;
    c = char_at(run, end) == ';'
            ? entity_char(mb_span_sub(run->s, run->at + 1, end))
            : 0;
    if (c == 0) {
        run->at++;
        return;
    }
    skip(run, end + 1);
    if (c >= 0x80 && c <= 0x9F)
        c = mb_cp1252_char((unsigned char)c);
    char bytes[4];
    put(run, (struct mb_span){bytes, mb_utf8_encode(c, bytes)});
}

static bool tag_is(struct mb_span tag, const char *name)
{
    size_t len = strlen(name);

    return tag.len > len && strncasecmp(tag.ptr + 1, name, len) == 0
           && !isalnum((unsigned char)tag.ptr[len + 1]);
}

static void note_deleted(struct inline_run *run)
{
    for (uint32_t i = 0; i < run->diags->n; i++)
        if (run->diags->at[i].code == MB_DIAG_TRACKED_CHANGES)
            return;
    mb_diags_add(run->diags, MB_DIAG_TRACKED_CHANGES, 0, 0, MB_SPAN_NULL);
}

/* Leave out struck text up to its closing mark. */
static void skip_deleted(struct inline_run *run, size_t from,
                         const char *closing)
{
    struct mb_span rest = mb_span_sub(run->s, from, from + LOOK_AHEAD);
    size_t end = mb_span_ifind(rest, mb_span_str(closing));

    if (end < rest.len) {
        note_deleted(run);
        skip(run, from + end + strlen(closing));
    } else {
        skip(run, from);
    }
}

/* A tag of HTML within a line: a line end, struck text, or nothing; an
 * address in angle brackets is itself. */
static void read_tag(struct inline_run *run)
{
    char next = char_at(run, run->at + 1);
    size_t end = find_char(run, run->at, '>');
    struct mb_span tag = mb_span_sub(run->s, run->at, end);

    if (end == 0 || (!isalpha((unsigned char)next) && next != '/')) {
        run->at++;
    } else if (memchr(tag.ptr, ':', tag.len) != NULL
               && mb_span_find(tag, MB_SPAN_LIT(" ")) == tag.len) {
        skip(run, run->at + 1); /* <https://…> */
        run->at = end;
        skip(run, end + 1);
    } else if (tag_is(tag, "br")) {
        skip(run, end + 1);
        if (!run->lines->open)
            run->lines->gap = true; /* a second one in a row */
        mb_lines_break(run->lines);
        run->style = (struct mb_line_style){MB_MARK_NONE, 0, 0};
    } else if (tag_is(tag, "del")) {
        skip_deleted(run, end + 1, "</del>");
    } else if (tag_is(tag, "s")) {
        skip_deleted(run, end + 1, "</s>");
    } else {
        skip(run, end + 1);
    }
}

static void end_line(struct inline_run *run)
{
    skip(run, run->at + 1);
    mb_lines_break(run->lines);
    run->style = (struct mb_line_style){MB_MARK_NONE, 0, 0};
}

static void read_mark(struct inline_run *run)
{
    switch (char_at(run, run->at)) {
    case '\n':
        end_line(run);
        break;
    case '\\':
        read_escape(run);
        break;
    case '*':
    case '_':
        read_emphasis(run);
        break;
    case '!':
        if (char_at(run, run->at + 1) == '[')
            read_link(run, true);
        else
            run->at++;
        break;
    case '[':
        if (!read_wiki_link(run))
            read_link(run, false);
        break;
    case '&':
        read_entity(run);
        break;
    case '<':
        read_tag(run);
        break;
    case '~':
        if (char_at(run, run->at + 1) == '~')
            skip_deleted(run, run->at + 2, "~~");
        else
            run->at++;
        break;
    default:
        run->at++;
    }
}

void mb_md_inline(struct mb_lines *lines, struct mb_span s,
                  struct mb_line_style first, struct mb_diags *diags)
{
    struct inline_run run = {
        .lines = lines, .diags = diags, .s = s, .style = first};

    while (run.at < s.len) {
        if (strchr("\n\\*_![&<~", s.ptr[run.at]) != NULL
            && s.ptr[run.at] != '\0')
            read_mark(&run);
        else
            run.at++;
    }
    run.at = s.len;
    skip(&run, s.len);
}
