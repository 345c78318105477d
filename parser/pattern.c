/* One scanner walks a pattern as PCRE2 would read it, only as far as it must:
 * escapes, character classes, \Q…\E and # comments are told apart, so that a
 * brace is replaced and a class is changed only where it is one.
 */
#include "parser/pattern.h"

#include <string.h>

enum { DEPTH_MAX = 16 };

struct scan {
    struct mb_span s;
    size_t at;
    bool in_class;
};

static struct mb_span rest(const struct scan *scan)
{
    return mb_span_sub(scan->s, scan->at, scan->s.len);
}

/* The length of the escape that begins at a backslash: \p{Lu}, \x{e9}, \k{n}
 * and \Q…\E whole, else two bytes. */
static size_t escape_len(struct mb_span s)
{
    size_t end;

    if (s.len < 2)
        return s.len;
    if (s.ptr[1] == 'Q') {
        end = mb_span_find(s, MB_SPAN_LIT("\\E"));
        return end == s.len ? end : end + 2;
    }
    if (s.len < 3 || s.ptr[2] != '{' || strchr("pPxNkgo", s.ptr[1]) == NULL)
        return 2;
    end = mb_span_find(s, MB_SPAN_LIT("}"));
    return end == s.len ? end : end + 1;
}

/* The opening of a class: "[", "[^", "[]" or "[^]": a bracket that comes first
 * is a member and not the end. */
static size_t class_open_len(struct mb_span s)
{
    size_t n = 1;

    if (n < s.len && s.ptr[n] == '^')
        n++;
    if (n < s.len && s.ptr[n] == ']')
        n++;
    return n;
}

/* The next piece: an escape, a class's opening, "[:alpha:]", a comment, or
 * one byte. The null span at the end. */
static struct mb_span next_piece(struct scan *scan)
{
    struct mb_span left = rest(scan);
    size_t n = 1;

    if (left.len == 0)
        return MB_SPAN_NULL;
    if (left.ptr[0] == '\\') {
        n = escape_len(left);
    } else if (scan->in_class) {
        if (left.ptr[0] == ']')
            scan->in_class = false;
        if (mb_span_starts(left, MB_SPAN_LIT("[:"))) {
            n = mb_span_find(left, MB_SPAN_LIT(":]"));
            n = n == left.len ? 1 : n + 2;
        }
    } else if (left.ptr[0] == '[') {
        scan->in_class = true;
        n = class_open_len(left);
    } else if (left.ptr[0] == '#') {
        n = mb_span_find(left, MB_SPAN_LIT("\n"));
    }
    scan->at += n;
    return mb_span_sub(left, 0, n);
}

/* {NAME} at the start of s: its length, or 0. */
static size_t brace_len(struct mb_span s)
{
    size_t n = 1;

    if (s.len < 3 || s.ptr[0] != '{' || s.ptr[1] < 'A' || s.ptr[1] > 'Z')
        return 0;
    while (n < s.len
           && ((s.ptr[n] >= 'A' && s.ptr[n] <= 'Z')
               || (s.ptr[n] >= '0' && s.ptr[n] <= '9') || s.ptr[n] == '_'))
        n++;
    return n < s.len && s.ptr[n] == '}' ? n + 1 : 0;
}

static const struct mb_define *find_in(const struct mb_pack *pack,
                                       struct mb_span name)
{
    for (uint32_t i = 0; i < pack->ndefines; i++)
        if (mb_span_eq(pack->defines[i].name, name))
            return &pack->defines[i];
    return NULL;
}

/* The pack's own define, else the only one of the others. */
static enum mb_status find_define(const struct mb_defines *defines,
                                  struct mb_span name,
                                  const struct mb_define **ret_def,
                                  struct mb_err *err)
{
    *ret_def = find_in(defines->own, name);
    if (*ret_def != NULL)
        return MB_OK;
    for (uint32_t i = 0; i < defines->npacks; i++) {
        const struct mb_define *def = find_in(&defines->packs[i], name);
        if (def != NULL && *ret_def != NULL)
            return mb_err_set(err, MB_ERR_RULES,
                              "two packs define {" MB_SPAN_FMT "}",
                              MB_SPAN_ARG(name));
        if (def != NULL)
            *ret_def = def;
    }
    if (*ret_def == NULL)
        return mb_err_set(err, MB_ERR_RULES,
                          "nothing defines {" MB_SPAN_FMT "}",
                          MB_SPAN_ARG(name));
    return MB_OK;
}

/* PCRE2 looks a property up in tables for every character. Almost all letters
 * here are ASCII, so these are told first; the meaning stays the same, also
 * where case is free (a class of both cases, or none). */
#define REST_OF(property) "[^\\x00-\\x7f](?<=" property ")"
static const struct {
    const char *property;
    const char *single;   /* outside a class, one character */
    const char *repeated; /* with a quantifier behind it; NULL: as it is */
    const char *member;   /* in a class */
} fast[] = {
    {"\\p{L}", "(?:[A-Za-z]|" REST_OF("\\p{L}") ")", "[A-Za-z\\p{L}]",
     "A-Za-z\\p{L}"},
    {"\\p{N}", "(?:[0-9]|" REST_OF("\\p{N}") ")", "[0-9\\p{N}]", "0-9\\p{N}"},
    {"\\p{Lu}", "(?:(?-i:[A-Z])|" REST_OF("\\p{Lu}") ")", NULL, NULL},
    {"\\p{Ll}", "(?:(?-i:[a-z])|" REST_OF("\\p{Ll}") ")", NULL, NULL},
};

static bool put_property(const struct scan *scan, struct mb_span piece,
                         struct mb_buf *out)
{
    struct mb_span behind = mb_span_trim(rest(scan));
    bool repeated = behind.len > 0 && strchr("?*+{", behind.ptr[0]) != NULL
                    && brace_len(behind) == 0;
    const char *as = NULL;

    for (size_t i = 0; i < sizeof fast / sizeof fast[0]; i++)
        if (mb_span_eq(piece, mb_span_str(fast[i].property)))
            as = scan->in_class ? fast[i].member
                 : repeated     ? fast[i].repeated
                                : fast[i].single;
    if (as != NULL)
        mb_buf_puts(out, as);
    return as != NULL;
}

/* A piece as it goes out: kept on its line. */
static void put_piece(const struct scan *scan, struct mb_span piece,
                      struct mb_buf *out)
{
    if (mb_span_eq(piece, MB_SPAN_LIT("\\s")))
        mb_buf_puts(out, "\\h");
    else if (!scan->in_class && mb_span_starts(piece, MB_SPAN_LIT("#")))
        return; /* a comment, which may hold anything */
    else if (scan->in_class && mb_span_starts(piece, MB_SPAN_LIT("[^")))
        mb_buf_puts(out, piece.len == 3 ? "[^\\]\\n" : "[^\\n");
    else if (!put_property(scan, piece, out))
        mb_buf_put(out, piece);
}

static enum mb_status expand(struct mb_span pattern,
                             const struct mb_defines *defines, unsigned depth,
                             struct mb_buf *out, struct mb_err *err)
{
    struct scan scan = {pattern, 0, false};
    const struct mb_define *def = NULL;
    enum mb_status st;

    if (depth > DEPTH_MAX)
        return mb_err_set(err, MB_ERR_RULES, "a define leads to itself");
    while (scan.at < pattern.len) {
        struct mb_span left = rest(&scan);
        size_t brace = scan.in_class ? 0 : brace_len(left);
        if (out->len > MB_PATTERN_BYTES_MAX)
            return mb_err_set(err, MB_ERR_RULES, "the pattern is too long");
        if (brace == 0) {
            struct mb_span piece = next_piece(&scan);
            put_piece(&scan, piece, out);
            continue;
        }
        st = find_define(defines, mb_span_sub(left, 1, brace - 1), &def, err);
        if (st != MB_OK || def == NULL)
            return st;
        mb_buf_puts(out, "(?:");
        st = expand(def->pattern, defines, depth + 1, out, err);
        if (st != MB_OK)
            return st;
        mb_buf_putc(out, ')');
        scan.at += brace;
    }
    return mb_buf_status(out, err);
}

enum mb_status mb_pattern_expand(struct mb_span pattern,
                                 const struct mb_defines *defines,
                                 struct mb_buf *out, struct mb_err *err)
{
    return expand(pattern, defines, 0, out, err);
}

/* Whether a phrase's first or last byte is part of a word. */
static bool is_word_byte(char c)
{
    unsigned char u = (unsigned char)c;

    return u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z')
           || (u >= 'a' && u <= 'z');
}

static void put_phrase(struct mb_span phrase, struct mb_buf *out)
{
    struct mb_span s = mb_span_trim(phrase);
    bool space = false;

    if (is_word_byte(s.ptr[0]))
        mb_buf_puts(out, "(?<![\\p{L}\\p{N}])");
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            if (!space)
                mb_buf_puts(out, "\\h+");
            space = true;
            continue;
        }
        space = false;
        if (strchr("\\^$.[]|()?*+{}#", c) != NULL)
            mb_buf_putc(out, '\\');
        mb_buf_putc(out, c);
    }
    if (is_word_byte(s.ptr[s.len - 1]))
        mb_buf_puts(out, "(?![\\p{L}\\p{N}])");
}

/* Longest first, so that "chair of" is not cut short by "chair". */
static const struct mb_span *longest_below(const struct mb_texts *texts,
                                           const struct mb_span *last)
{
    const struct mb_span *best = NULL;

    for (uint32_t i = 0; i < texts->n; i++) {
        const struct mb_span *t = &texts->at[i];
        if (last != NULL
            && (t->len > last->len || (t->len == last->len && t <= last)))
            continue;
        if (best == NULL || t->len > best->len)
            best = t;
    }
    return best;
}

void mb_pattern_phrases(const struct mb_texts *phrases, struct mb_buf *out)
{
    const struct mb_span *t = NULL;

    mb_buf_puts(out, "(?:");
    for (uint32_t i = 0; (t = longest_below(phrases, t)) != NULL; i++) {
        if (i > 0)
            mb_buf_putc(out, '|');
        put_phrase(*t, out);
    }
    mb_buf_putc(out, ')');
}

bool mb_pattern_is_ascii_only(struct mb_span pattern)
{
    struct scan scan = {pattern, 0, false};
    struct mb_span piece;

    while ((piece = next_piece(&scan)).ptr != NULL)
        if ((piece.len == 2 && piece.ptr[0] == '\\'
             && strchr("wWbB", piece.ptr[1]) != NULL)
            || (scan.in_class && piece.len > 2 && piece.ptr[1] == ':'))
            return true;
    return false;
}
