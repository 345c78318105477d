/* A rule pack and a text from outside, divided by a NUL byte: neither may
 * crash the program, and every match stays within one line of the text. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "parser/rules.h"

static void split_lines(struct mb_blocks *blocks, struct mb_span view,
                        struct mb_arena *arena)
{
    size_t from = 0;

    blocks->view = view;
    for (size_t i = 0; i < view.len; i++) {
        struct mb_block *b;
        if (view.ptr[i] != '\n')
            continue;
        b = mb_arena_push(arena, &blocks->at, &blocks->n, sizeof *b);
        if (b == NULL)
            return;
        b->view_start = b->view_body = (uint32_t)from;
        b->view_end = (uint32_t)i;
        from = i + 1;
    }
    blocks->view.len = from;
}

static void run(const struct mb_rules *rules, struct mb_span view,
                struct mb_arena *arena)
{
    struct mb_limits limits = MB_LIMITS_DEFAULT;
    struct mb_text text = {.text = view};
    struct mb_blocks blocks = {.text = &text};
    struct mb_diags diags = {.arena = arena};
    struct mb_matches matches;

    limits.match_steps = 1000;
    limits.rule_matches = 1000;
    split_lines(&blocks, view, arena);
    if (mb_rules_run(rules, &blocks, MB_SPAN_NULL, &limits, arena, &diags,
                     &matches, NULL)
        != MB_OK)
        return;
    for (uint32_t i = 0; i < matches.n; i++) {
        const struct mb_match *m = &matches.at[i];
        if (m->start >= m->end || m->end > blocks.view.len
            || memchr(view.ptr + m->start, '\n', m->end - m->start) != NULL)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mb_span all = {(const char *)data, size};
    struct mb_arena *arena = mb_arena_new(64u << 20);
    struct mb_rules *rules = NULL;
    struct mb_buf out = MB_BUF_INIT;
    struct mb_span pack;
    struct mb_span view = mb_span_cut(all, '\0', &pack);

    if (arena != NULL
        && mb_rules_load_text(pack, MB_SPAN_NULL, &rules, NULL) == MB_OK) {
        if (mb_utf8_check(view, NULL))
            run(rules, view, arena);
        (void)mb_rules_check(rules, &out);
    }
    mb_buf_done(&out);
    mb_rules_free(rules);
    mb_arena_free(arena);
    return 0;
}
