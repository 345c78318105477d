/* Rule packs: what is read, what is refused, and what is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "parser/rules.h"

/* A pack named "t" around the rules given. */
static char *pack_text(const char *head, const char *rules)
{
    struct mb_buf buf = MB_BUF_INIT;

    mb_buf_printf(&buf, "pack: t\nversion: 2\n%srules:\n%s", head, rules);
    assert_false(buf.failed);
    return buf.ptr;
}

static struct mb_rules *load(const char *head, const char *rules)
{
    struct mb_rules *loaded = NULL;
    struct mb_err err = {0};
    char *text = pack_text(head, rules);
    enum mb_status st =
        mb_rules_load_text(mb_span_str(text), MB_SPAN_LIT("t"), &loaded, &err);

    if (st != MB_OK)
        print_error("%s\n", err.text);
    assert_int_equal(st, MB_OK);
    free(text);
    return loaded;
}

/* Loading fails, and the line says all of `what`. */
static void refused(const char *yaml, const char *what)
{
    struct mb_rules *loaded = NULL;
    struct mb_err err = {0};

    assert_int_equal(
        mb_rules_load_text(mb_span_str(yaml), MB_SPAN_LIT("t"), &loaded, &err),
        MB_ERR_RULES);
    if (strstr(err.text, what) == NULL)
        print_error("'%s' is not in: %s\n", what, err.text);
    assert_non_null(strstr(err.text, what));
    assert_null(loaded);
}

/* The same for one rule's lines in a pack. */
static void rule_refused(const char *rules, const char *what)
{
    char *text = pack_text("", rules);

    refused(text, what);
    free(text);
}

/* A document of blocks, one a line, "LABEL|words" where there is a label. */
struct doc {
    struct mb_arena *arena;
    struct mb_text text;
    struct mb_blocks blocks;
    struct mb_diags diags;
    struct mb_matches matches;
};

static void doc_init(struct doc *doc, const char *lines)
{
    struct mb_span left = mb_span_str(lines);
    char *copy;

    *doc = (struct doc){.arena = mb_arena_new(0)};
    copy = mb_arena_alloc(doc->arena, left.len + 1, 1);
    memcpy(copy, left.ptr, left.len);
    left.ptr = copy;
    doc->diags.arena = doc->arena;
    doc->text.text = doc->blocks.view = left;
    doc->blocks.text = &doc->text;
    doc->blocks.anchors =
        mb_arena_alloc(doc->arena, 1, sizeof(struct mb_anchor));
    doc->blocks.nanchors = 1;
    while (left.len > 0) {
        struct mb_span line;
        struct mb_span rest = mb_span_cut(left, '\n', &line);
        struct mb_block *b = mb_arena_push(doc->arena, &doc->blocks.at,
                                           &doc->blocks.n, sizeof *b);
        char *bar = memchr(line.ptr, '|', line.len);
        assert_non_null(b);
        b->view_start = b->view_body = (uint32_t)(line.ptr - copy);
        b->view_end = (uint32_t)(b->view_start + line.len);
        if (bar != NULL) {
            *bar = ' ';
            b->view_body = (uint32_t)(bar - copy) + 1;
        }
        left = rest;
    }
}

static void doc_done(struct doc *doc)
{
    mb_arena_free(doc->arena);
}

static void run(struct doc *doc, const struct mb_rules *rules)
{
    struct mb_err err = {0};

    assert_int_equal(mb_rules_run(rules, &doc->blocks, MB_SPAN_NULL,
                                  &MB_LIMITS_DEFAULT, doc->arena, &doc->diags,
                                  &doc->matches, &err),
                     MB_OK);
}

/* Every match as "rule[words] ". */
static const char *found(struct doc *doc, const struct mb_rules *rules)
{
    struct mb_buf buf = MB_BUF_INIT;
    struct mb_span text;

    for (uint32_t i = 0; i < doc->matches.n; i++) {
        const struct mb_match *m = &doc->matches.at[i];
        mb_buf_put(&buf, mb_rules_at(rules, m->rule)->name);
        mb_buf_putc(&buf, '[');
        mb_buf_put(&buf, mb_span_sub(doc->blocks.view, m->start, m->end));
        mb_buf_puts(&buf, "] ");
    }
    text = mb_arena_dup(doc->arena, mb_buf_span(&buf));
    mb_buf_done(&buf);
    return text.len > 0 ? text.ptr : "";
}

static void finds(const char *rules_text, const char *lines, const char *what)
{
    struct mb_rules *rules = load("", rules_text);
    struct doc doc;

    doc_init(&doc, lines);
    run(&doc, rules);
    assert_string_equal(found(&doc, rules), what);
    doc_done(&doc);
    mb_rules_free(rules);
}

#define RULE(name, keys)                                                       \
    "  - name: " name "\n    finds: thing\n    example: x\n    not: y\n" keys

static void test_builtin(void **state)
{
    struct mb_rules *rules = NULL;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_err err = {0};
    uint32_t failed;
    enum mb_status st = mb_rules_load(NULL, &rules, &err);

    (void)state;
    if (st != MB_OK)
        print_error("%s\n", err.text);
    assert_int_equal(st, MB_OK);
    failed = mb_rules_check(rules, &out);
    if (failed > 0)
        print_error("%s", out.ptr);
    assert_int_equal(failed, 0);
    assert_true(mb_rules_count(rules) > 0);
    assert_int_not_equal(mb_rules_finds(rules, "date"), MB_FINDS_NONE);
    assert_int_equal(mb_rules_finds(rules, "no such thing"), MB_FINDS_NONE);
    mb_buf_done(&out);
    mb_rules_free(rules);
}

static void test_messages(void **state)
{
    (void)state;
    refused("", "empty");
    refused("a: [", "line 2: not YAML");
    refused("- x\n", "line 1: a pack is a list");
    refused("pack: t\nrules: []\n", "no 'version'");
    refused("pack: u\nversion: 1\n", "the file's name and 'pack' differ: 'u'");
    refused("pack: t\nversion: one\n", "a whole number, not 'one'");
    refused("pack: t\nversion: 1\nrulez: []\n",
            "line 3: a pack has no key 'rulez'");
    refused("pack: t\npack: t\n", "line 2: given twice: 'pack'");
    refused("pack: t\nversion: 1\n---\nx: y\n", "second document");
    refused("pack: t\nversion: 1\ndefine: {low: x}\n", "CAPITALS: 'low'");
    rule_refused(RULE("a", "    patern: x\n"),
                 "line 8, rule a: a rule has no key 'patern'");
    rule_refused(RULE("a", ""), "rule a: either 'pattern' or 'phrase'");
    rule_refused(RULE("a", "    phrase: x\n    pattern: x\n"),
                 "rule a: either 'pattern' or 'phrase'");
    rule_refused("  - name: a\n    finds: b\n    pattern: x\n    not: y\n",
                 "line 4, rule a: there is no 'example'");
    rule_refused(RULE("a", "    pattern: x\n    confidence: 101\n"),
                 "from 1 to 100");
    rule_refused(RULE("a", "    pattern: x\n    at: end\n"),
                 "not a choice that this key has: 'end'");
    rule_refused(RULE("a", "    pattern: x\n") RULE("a", "    pattern: z\n"),
                 "a second rule named 'a'");
    rule_refused(RULE("a b", "    pattern: x\n"), "only letters");
}

static void test_pattern_messages(void **state)
{
    (void)state;
    rule_refused(RULE("a", "    pattern: 'x('\n"),
                 "rule pack t, line 4, rule a: missing closing parenthesis");
    rule_refused(RULE("a", "    pattern: '{NIX}'\n"), "nothing defines {NIX}");
    rule_refused(RULE("a", "    pattern: '(*UCP)x'\n"), "rule a: ");
    rule_refused(RULE("a", "    pattern: '\\bx'\n    names: yes\n"),
                 "ASCII letters only");
    refused("pack: t\nversion: 1\ndefine: {A: '{B}', B: '{A}'}\nrules:\n" RULE(
                "a", "    pattern: '{A}'\n"),
            "leads to itself");
}

static void test_kinds(void **state)
{
    (void)state;
    finds(RULE("w", "    pattern: 'be[ ]noted'\n"),
          "the report be noted\nand be noted, be noted\n",
          "w[be noted] w[be noted] w[be noted] ");
    finds(RULE("c", "    pattern: '^RESOLVED'\n"),
          "RESOLVED that\nIt was RESOLVED\nRESOLVED:\n",
          "c[RESOLVED] c[RESOLVED] ");
    finds(RULE("p", "    phrase: 'in  attendance'\n"),
          "IN ATTENDANCE\nwithin attendance\nin attendances\nso in attendance.",
          "p[IN ATTENDANCE] p[in attendance] ");
    finds(RULE("p", "    phrase: [chair, 'chair of (the)']\n"),
          "the chair of (the) board; Chair\n", "p[chair of (the)] p[Chair] ");
    finds(RULE("s", "    phrase: resolved\n    at: start\n"),
          "(a)|Resolved that\nwas resolved\nResolved\n",
          "s[Resolved] s[Resolved] ");
    finds(RULE("l", "    phrase: present\n    at: line\n"),
          "PRESENT:-\nPresent\nPresent were all\n", "l[PRESENT:-] l[Present] ");
    finds(RULE("f", "    pattern: 'key'\n    case: free\n"), "KEY key\n",
          "f[KEY] f[key] ");
}

static void test_order_and_index(void **state)
{
    struct mb_rules *rules =
        load("", RULE("long", "    pattern: 'be[ ]noted'\n")
                     RULE("short", "    pattern: 'be'\n"));
    struct doc doc;
    const struct mb_match *m;
    mb_finds thing = mb_rules_finds(rules, "thing");

    (void)state;
    doc_init(&doc, "nothing\nbe noted\n\nor be\n");
    run(&doc, rules);
    assert_string_equal(found(&doc, rules),
                        "long[be noted] short[be] short[be] ");
    assert_int_equal(doc.matches.first[0], 0);
    assert_int_equal(doc.matches.first[1], 0);
    assert_int_equal(doc.matches.first[2], 2);
    assert_int_equal(doc.matches.first[3], 2);
    assert_int_equal(doc.matches.first[4], 3);
    m = mb_matches_next(rules, &doc.matches, 1, thing, NULL);
    assert_ptr_equal(m, &doc.matches.at[0]);
    m = mb_matches_next(rules, &doc.matches, 1, thing, m);
    assert_ptr_equal(m, &doc.matches.at[1]);
    assert_null(mb_matches_next(rules, &doc.matches, 1, thing, m));
    assert_null(mb_matches_next(rules, &doc.matches, 0, thing, NULL));
    doc_done(&doc);
    mb_rules_free(rules);
}

static void test_groups(void **state)
{
    struct mb_rules *rules = load(
        "define: {NUM: '(?<num>\\d+)'}\n",
        RULE("g", "    pattern: '{NUM} for (?:, {NUM} against)? (?<x>z)?'\n"));
    struct doc doc;
    struct mb_range range;

    (void)state;
    doc_init(&doc, "12for\n");
    run(&doc, rules);
    assert_int_equal(doc.matches.n, 1);
    assert_true(mb_match_range(rules, &doc.matches.at[0], "num", &range));
    assert_int_equal(range.end, 2);
    assert_false(mb_match_range(rules, &doc.matches.at[0], "x", &range));
    assert_null(
        mb_match_group(rules, &doc.blocks, &doc.matches.at[0], "nix").ptr);
    assert_true(mb_span_eq(
        mb_match_group(rules, &doc.blocks, &doc.matches.at[0], "num"),
        MB_SPAN_LIT("12")));
    assert_true(mb_span_eq(mb_rules_at(rules, 0)->id, MB_SPAN_LIT("t/g@2")));
    doc_done(&doc);
    mb_rules_free(rules);
}

/* Whatever a pattern says, its match ends with its line. */
static void test_lines(void **state)
{
    (void)state;
    finds(RULE("a", "    pattern: 'moved\\s+by'\n"), "moved\nby\nmoved by\n",
          "a[moved by] ");
    finds(RULE("b", "    pattern: 'by[^.]+'\n"), "by A\nand. by B\n",
          "b[by A] b[by B] ");
    finds(RULE("c", "    pattern: '[^]x]+x'\n"), "a\nbx\n", "c[bx] ");
    finds(RULE("d", "    pattern: 'to\\W+be'\n"), "to\nbe to  be\n",
          "d[to  be] ");
    finds(RULE("e", "    pattern: 'a\\D*'\n"), "ab\ncad\n", "e[ab] e[ad] ");
    finds(RULE("f", "    pattern: '(?s)q.*'\n"), "q1\nq2\n", "f[q1] f[q2] ");
}

static void test_gates(void **state)
{
    (void)state;
    finds(RULE("g", "    pattern: '[A-Z]+\\ moved'\n    contains: Moved\n"),
          "it moved\nAB moved CD moved\nnone\nXY moved",
          "g[AB moved] g[CD moved] g[XY moved] ");
    finds(RULE("g", "    pattern: '\\p{Lu}+\\ (?:b{4}|/)\\d'\n"
                    "    contains: [bbbb, /]\n"),
          "A /1\nB bbbb2\nC d3\nD bbbb4 E /5\n",
          "g[A /1] g[B bbbb2] g[D bbbb4] g[E /5] ");
    finds(RULE("p", "    phrase: [été, 'a b']\n"), "ÉTÉ\nA  B\n",
          "p[ÉTÉ] p[A  B] ");
}

/* \p{L} is written another way for speed; what it finds is the same. */
static void test_properties(void **state)
{
    (void)state;
    finds(RULE("a", "    pattern: '\\p{Lu}\\p{Ll}'\n"), "Ab Éc aB ÉD Né\n",
          "a[Ab] a[Éc] a[Né] ");
    finds(RULE("b", "    pattern: '\\p{L}+'\n"), "Zoë,O1é\n",
          "b[Zoë] b[O] b[é] ");
    finds(RULE("c", "    pattern: '[^\\p{L}]\\p{N}'\n"), "a1-2_٣\n",
          "c[-2] c[_٣] ");
    finds(RULE("d", "    pattern: '(?<!\\p{L})x\\p{Lu}{2}'\n    case: free\n"),
          "éxAB xab XÉÉ\n", "d[XÉÉ] ");
    finds(RULE("e", "    pattern: '[\\p{L}''-]+'\n    case: free\n"),
          "O'N-é.\n", "e[O'N-é] ");
}

static void test_check(void **state)
{
    struct mb_buf out = MB_BUF_INIT;
    struct mb_rules *rules =
        load("", "  - {name: a, finds: z, pattern: 'x', example: y, not: q}\n"
                 "  - {name: b, finds: z, pattern: 'x', example: x, not: xx}\n"
                 "  - {name: c, finds: z, pattern: '[wv]x', contains: u,"
                 " example: wx, not: q}\n"
                 "  - {name: d, finds: z, pattern: 'x', example: x, not: q}\n");

    (void)state;
    assert_int_equal(mb_rules_check(rules, &out), 3);
    assert_string_equal(
        out.ptr,
        "rule pack t, line 4, rule a: does not match its example: y\n"
        "rule pack t, line 5, rule b: matches its 'not': xx\n"
        "rule pack t, line 6, rule c: 'contains' is not in an example that "
        "matches: wx\n");
    mb_buf_done(&out);
    mb_rules_free(rules);
}

/* Patterns that take exponential time end at the limit, with a diagnostic for
 * the line, and the other lines are still looked at. */
static void test_redos(void **state)
{
    struct mb_rules *rules = load("", RULE("r", "    pattern: '(?:a+)+!'\n"));
    struct mb_buf buf = MB_BUF_INIT;
    struct doc doc;

    (void)state;
    mb_buf_puts(&buf, "good aa!\n");
    for (int i = 0; i < 40; i++)
        mb_buf_putc(&buf, 'a');
    mb_buf_puts(&buf, " b!\nalso a!\n");
    doc_init(&doc, buf.ptr);
    run(&doc, rules);
    assert_string_equal(found(&doc, rules), "r[aa!] r[a!] ");
    assert_int_equal(doc.diags.n, 1);
    assert_int_equal(doc.diags.at[0].code, MB_DIAG_RULE_LIMIT);
    assert_int_equal(doc.diags.at[0].start, 9);
    assert_true(mb_span_eq(doc.diags.at[0].detail, MB_SPAN_LIT("t/r@2")));
    doc_done(&doc);
    mb_buf_done(&buf);
    mb_rules_free(rules);
}

static void test_match_cap(void **state)
{
    struct mb_rules *rules = load("", RULE("r", "    pattern: 'a'\n"));
    struct mb_limits limits = MB_LIMITS_DEFAULT;
    struct mb_err err = {0};
    struct doc doc;

    (void)state;
    limits.rule_matches = 3;
    doc_init(&doc, "aaaaa\n");
    assert_int_equal(mb_rules_run(rules, &doc.blocks, MB_SPAN_NULL, &limits,
                                  doc.arena, &doc.diags, &doc.matches, &err),
                     MB_OK);
    assert_int_equal(doc.matches.n, 3);
    assert_int_equal(doc.diags.n, 1);
    assert_int_equal(doc.diags.at[0].code, MB_DIAG_RULE_LIMIT);
    doc_done(&doc);
    mb_rules_free(rules);
}

/* A rule about titles is not looked for in a paragraph, gates or none. */
static void test_short_lines(void **state)
{
    struct mb_rules *rules =
        load("", RULE("s", "    pattern: '\\bx+$'\n    lines: short\n")
                     RULE("a", "    pattern: '\\bx+$'\n    lines: any\n"));
    struct mb_buf text = MB_BUF_INIT;
    struct doc doc;

    (void)state;
    for (int i = 0; i < 397; i++)
        mb_buf_putc(&text, i % 5 == 4 ? ' ' : 'y');
    mb_buf_puts(&text, " xx\n\nyy xxx\n\n");
    for (int i = 0; i < 398; i++)
        mb_buf_putc(&text, i % 5 == 4 ? ' ' : 'y');
    mb_buf_puts(&text, " xx\n");
    doc_init(&doc, text.ptr);
    run(&doc, rules);
    assert_string_equal(found(&doc, rules), "s[xx] a[xx] s[xxx] a[xxx] a[xx] ");
    mb_rules_without_gates(rules, true);
    run(&doc, rules);
    assert_string_equal(found(&doc, rules), "s[xx] a[xx] s[xxx] a[xxx] a[xx] ");
    doc_done(&doc);
    mb_buf_done(&text);
    mb_rules_free(rules);
}

static void test_no_text(void **state)
{
    struct mb_rules *rules = load("", RULE("r", "    pattern: 'x'\n"));
    struct doc doc;

    (void)state;
    doc_init(&doc, "");
    run(&doc, rules);
    assert_string_equal(found(&doc, rules), "");
    doc_done(&doc);
    mb_rules_free(rules);
}

static void test_house(void **state)
{
    struct mb_rules *rules =
        load("when: ['Borsetshire', '://bors\\.example']\n",
             RULE("h", "    pattern: 'x'\n"));
    struct mb_matches matches;
    struct mb_err err = {0};
    struct doc doc;

    (void)state;
    doc_init(&doc, "Barchester\nx\n");
    run(&doc, rules);
    assert_string_equal(found(&doc, rules), "");
    doc.text.uri = MB_SPAN_LIT("https://bors.example/1");
    run(&doc, rules);
    assert_string_equal(found(&doc, rules), "h[x] ");
    doc.text.uri = MB_SPAN_NULL;
    assert_int_equal(mb_rules_run(rules, &doc.blocks, MB_SPAN_LIT("t"),
                                  &MB_LIMITS_DEFAULT, doc.arena, &doc.diags,
                                  &matches, &err),
                     MB_OK);
    assert_int_equal(matches.n, 1);
    assert_int_equal(mb_rules_run(rules, &doc.blocks, MB_SPAN_LIT("nix"),
                                  &MB_LIMITS_DEFAULT, doc.arena, &doc.diags,
                                  &matches, &err),
                     MB_ERR_USAGE);
    doc_done(&doc);
    doc_init(&doc, "Minutes of Borsetshire\nx\n");
    run(&doc, rules);
    assert_string_equal(found(&doc, rules), "h[x] ");
    doc_done(&doc);
    mb_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_builtin),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_pattern_messages),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_order_and_index),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_gates),
        cmocka_unit_test(test_properties),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_redos),
        cmocka_unit_test(test_match_cap),
        cmocka_unit_test(test_short_lines),
        cmocka_unit_test(test_house),
        cmocka_unit_test(test_no_text),
    };

    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
